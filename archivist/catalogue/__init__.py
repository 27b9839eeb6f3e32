"""The catalogue: what is filed, in SQLite. A cache: everything in it follows from the documents.

Owns: the only use of ``sqlite3`` in archivist; rows, intents, outbox, counts, and the ledger of
what was seen in an inbox.
Must not: touch a document's folder, know the index, or be migrated. A catalogue of another
version, or a damaged one, is thrown away and made again from the records.
"""

from typing import TYPE_CHECKING, Any

from archivist.catalogue.arrivals import ArrivalRow, ArrivalState
from archivist.catalogue.documents import CitationRow, DocumentRow, Intent, OutboxRow, storable
from archivist.catalogue.queries import CatalogueStats, ListFilters, Sort
from archivist.catalogue.register import Catalogue

if TYPE_CHECKING:
    from archivist.catalogue.ledger import Ledger, Note, SeenRow, SeenState

__all__ = [
    "ArrivalRow",
    "ArrivalState",
    "Catalogue",
    "CatalogueStats",
    "CitationRow",
    "DocumentRow",
    "Intent",
    "Ledger",
    "ListFilters",
    "Note",
    "OutboxRow",
    "SeenRow",
    "SeenState",
    "Sort",
    "storable",
]


def __getattr__(name: str) -> Any:  # as the interpreter asks for it
    """The ledger when it is needed: searching has no use for it."""
    if name in __all__:
        from archivist.catalogue import ledger

        return getattr(ledger, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
