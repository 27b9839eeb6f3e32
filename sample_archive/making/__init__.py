"""Makes the documents of the sample inbox, and their truth files, from the records in ``documents/``."""
