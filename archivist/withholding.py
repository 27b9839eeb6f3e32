"""Documents with a State-secret mark, where the archive may keep their number and nothing else.

Owns: when such a number is entered.
Must not: keep, log or show anything else of them.
"""

from __future__ import annotations

from archivist import registering, store
from archivist.catalogue import ArrivalState
from archivist.model import DocumentId
from archivist.settings import REGISTER_NUMBER_ONLY
from archivist.workspace import Workspace, now, user_name


def note_withheld(ws: Workspace, document_id: DocumentId, number: str) -> None:
    """Enter the number of a document that bears a mark, where the policy says so.

    Where the settings name a book of marked documents, it gets its number of arrival there.

    Args:
        ws: the open archive; the caller holds its writer lock.
        document_id: the id its bytes would have.
        number: its number, empty when it was not read for certain.
    """
    if ws.settings.secrecy != REGISTER_NUMBER_ONLY:
        return
    if store.read_withheld(ws.layout, document_id) is not None:
        return  # these bytes came before: they have their line, if they have one
    book = ws.settings.confidential_book
    arrival = registering.next_number(ws, book) if book else None
    if arrival is not None:
        ws.catalogue.arrivals.note(arrival, document_id, ArrivalState.WITHHOLDING)
    entry = store.Withheld(id=document_id, number=number, at=now(), by=user_name(), arrival=arrival)
    store.write_withheld(ws.layout, entry)
    if arrival is not None:
        registering.settle_withheld(ws, entry)
