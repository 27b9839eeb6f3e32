"""Authority data: kinds of documents, issuing bodies, provinces, synonyms.

Owns: the data files in `data/` (each row with its source and whether it was verified) and the
functions that look things up in them.
Must not: know documents, open an archive, or guess silently: a match says how sure it is.
"""
