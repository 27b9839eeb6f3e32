"""Full-text search: own query language, evaluation and records around Whoosh.

Owns: what a query means, how text becomes terms, the index on disk, snippets.
Must not: read documents or the catalogue; what it needs is handed over as `IndexDocument`.

Only what writes an index (`schema`, `codec`, `storage`, `writing`) and the tier in Whoosh's own format
(`compatible`) import whoosh, and only `vector` numpy; a query can be parsed, answered and explained
without loading either.
"""
