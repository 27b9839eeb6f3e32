"""Full-text search: own query language and records in front of Whoosh.

Owns: what a query means, how text becomes terms, the index on disk, snippets.
Must not: read documents or the catalogue; what it needs is handed over as `IndexDocument`.

`query`, `snippet` and `records` import no engine, so a query can be checked and a result shown
without loading one; `schema`, `storage`, `compile`, `evaluate` and `index` import whoosh and are
imported only when an index is opened.
"""
