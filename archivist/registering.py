"""Numbers of arrival: which book a document is entered in, and which number comes next.

Owns: the rules by which a number is given (docs/registers.md), under the writer lock and within
the commit that files the document, so that none is given twice and none is lost.
Must not: write a receipt: whoever files a document does.

Decree 30/2020/NĐ-CP, art. 22: every incoming document is entered; its number and date of arrival
are taken in the order of arrival, from 1 in each calendar year, paper and electronic ones together.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Iterable

from archivist import audit, store
from archivist.authorities.bodies import IssuerRecord, name_key
from archivist.catalogue import ArrivalState
from archivist.errors import UsageError
from archivist.model import ArrivalNumber, Document, Receipt, Secrecy
from archivist.workspace import Workspace, now

NO_BOOK = "none"
"""Said instead of a book: the document gets no number of arrival."""


def entered(
    ws: Workspace, document: Document, receipt: Receipt, *, book: str | None, held: Iterable[Receipt] = ()
) -> Receipt:
    """The receipt with its line in the register, when it has to have one.

    The caller holds the writer lock, has settled what a dead process left, and makes the receipt
    durable before it releases the lock.

    Args:
        ws: the open archive.
        document: the document it belongs to.
        receipt: the new receipt.
        book: book that was asked for; `NO_BOOK` for none; None as the settings say.
        held: earlier receipts of the document: it has one line a book, however often it comes.
    """
    name = _book(ws, document, receipt, book)
    if not name or any(one.arrival is not None and one.arrival.book == name for one in held):
        return receipt
    return dataclasses.replace(receipt, arrival=next_number(ws, name))


def next_number(ws: Workspace, book: str) -> ArrivalNumber:
    """The next number of a book, today. The caller holds the writer lock."""
    on = today()
    highest = ws.catalogue.arrivals.highest(book, on.year)
    first = first_number(ws, book, on.year)
    return ArrivalNumber(book=book, year=on.year, number=max(highest + 1, first), on=on)


def today() -> dt.date:
    """The local date: that of an entry made now."""
    return now().astimezone().date()


def holders(ws: Workspace, text: str) -> frozenset[str]:
    """Ids of the documents whose number of arrival this is: ``"12"``, ``"12/2026"``, ``"book/12/2026"``.

    Without a year or book that of any of them.
    """
    parts = text.split("/")
    book = parts.pop(0) if len(parts) > 1 and (len(parts) == 3 or not parts[0].isdecimal()) else ""
    year = int(parts[1]) if len(parts) > 1 else None
    rows = ws.catalogue.arrivals.rows(book=book, year=year, number=int(parts[0]))
    return frozenset(row.document_id for row in rows)


def settle_withheld(ws: Workspace, entry: store.Withheld) -> None:
    """Finish giving a number to a marked document whose entry is durable. The caller holds the writer lock."""
    assert entry.arrival is not None
    audit.append(
        ws.layout,
        audit.AuditEvent(
            at=entry.at,
            by=entry.by,
            action="withheld",
            document_id=entry.id,
            key=entry.arrival.key,
            extra=entered_as(entry.arrival),
        ),
    )
    ws.catalogue.arrivals.note(entry.arrival, entry.id, ArrivalState.WITHHELD)


def entered_as(arrival: ArrivalNumber | None) -> dict[str, str]:
    """What the audit log says of a line of the register of incoming documents."""
    return {"arrival": arrival.key, "arrived_on": arrival.on.isoformat()} if arrival is not None else {}


def first_number(ws: Workspace, book: str, year: int) -> int:
    """Where the series of a book and year begins: 1, or what ``registers.first_numbers`` says."""
    for entry in ws.settings.first_numbers:
        place, _, number = entry.rpartition("=")
        if place.strip() == f"{book}/{year}" and number.strip().isdecimal():
            return max(1, int(number))
    return 1


def check_book(ws: Workspace, book: str | None) -> None:
    """Refuse the name of a book that the settings do not know.

    Raises:
        UsageError: there is no such book.
    """
    if book is None or book == NO_BOOK or book in ws.settings.books:
        return
    known = ", ".join(ws.settings.books)
    raise UsageError(
        f"there is no book {book!r}; books are: {known}", hint="add it to registers.books in archive.toml"
    )


def _book(ws: Workspace, document: Document, receipt: Receipt, book: str | None) -> str:
    """The book it is entered in; empty for none."""
    asked = book or receipt.defaults.book
    if asked == NO_BOOK:
        return ""
    if asked:
        return asked
    policy = ws.settings.numbering
    if policy == "never" or (policy == "inbox" and not receipt.inbox) or is_own(ws, document):
        return ""
    if document.secrecy is Secrecy.MARKED:
        return ws.settings.confidential_book
    if receipt.fonds in ws.settings.books:  # the register of one body is not mixed with another's
        return receipt.fonds
    return next(iter(ws.settings.books), "")


def is_own(ws: Workspace, document: Document) -> bool:
    """Whether the office itself issued it: then it is outgoing, and has no number of arrival."""
    issuer = document.issuer
    if issuer is None or not ws.settings.own_bodies:
        return False
    ids, names = own_bodies(ws)
    return issuer.authority_id in ids or bool(names & {name_key(issuer.as_printed), name_key(issuer.name)})


def own_bodies(ws: Workspace) -> tuple[frozenset[str], frozenset[str]]:
    """Authority ids of the office's own bodies, and the keys of their names as given."""
    ids = {record.id for text in ws.settings.own_bodies for record in _one(ws, text)}
    return frozenset(ids), frozenset(map(name_key, ws.settings.own_bodies)) - {""}


def _one(ws: Workspace, text: str) -> Iterable[IssuerRecord]:
    """The body a text names, when it names exactly one ("Tỉnh ủy" alone names dozens)."""
    held = ws.issuers.record(text)
    if held is not None:
        return (held,)
    found = ws.issuers.resolve(text)
    return found if len(found) == 1 else ()
