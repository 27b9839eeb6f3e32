"""Write in the registers: a person's columns, and lines for what was filed without a number.

Owns: what a person may write, how it is checked, and that it is recorded durably with name and reason.
Must not: change a number or date that was given, or a document.
"""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
from collections.abc import Mapping
from types import MappingProxyType

from archivist import fsio, recovery, registering, statements, store
from archivist.errors import DocumentNotFound, UsageError
from archivist.model import Receipt
from archivist.registers.lines import incoming_line, outgoing_line
from archivist.store import Entry, Statement
from archivist.text import clean_line
from archivist.workspace import Workspace, now

INCOMING_COLUMNS = ("arrived_on", "forwarded_to", "forwarded_on", "signed_for", "remark")
OUTGOING_COLUMNS = (
    "recipients",
    "kept_by",
    "copies",
    "forwarded_on",
    "signed_for",
    "remark",
)
_LONGEST = 500


def write(
    ws: Workspace, line: str, columns: Mapping[str, str | None], *, by: str, why: str = ""
) -> tuple[Entry, bool]:
    """Write in a line; what stood in it before stays in the files.

    Args:
        ws: the open archive.
        line: name of the line (`incoming_line`, `outgoing_line`).
        columns: column → text; empty or None clears it, columns not named stay as they are.
        by: who writes.
        why: why, for a correction.

    Returns:
        What stands in the line now, and whether that is new.

    Raises:
        UsageError: no name, a column the register does not have, or a value that cannot be.
        StorageError: the disk is full, read-only or failing; nothing was written.
    """
    by, why = clean_line(by), clean_line(why)
    if not by:
        raise UsageError("an entry in a register needs a name: who writes it?")
    allowed = INCOMING_COLUMNS if line.startswith("incoming:") else OUTGOING_COLUMNS
    checked = {name: _checked(name, value, allowed) for name, value in columns.items()}
    if not checked:
        raise UsageError("nothing was said that could be written in the register")
    ws.require_write()
    with fsio.storage_errors(ws.layout.root), ws.writer():
        statements.finish_pending(ws)
        held = store.entries_of(ws.layout, line)
        before = dict(held[-1].columns) if held else {}
        after = {name: text for name, text in (before | checked).items() if text}
        if held and after == before:
            return held[-1], False
        number = store.next_entry(ws.layout, line)
        statement = Statement(at=now(), by=by, action="register-written", subject=line, why=why)
        entry = Entry(line=line, columns=MappingProxyType(after), number=number, statement=statement)
        fsio.make_folder(ws.layout.registers)
        statements.make(ws, ws.layout.registers, line, number, store.encode_entry(entry))
    return entry, True


def _checked(name: str, value: str | None, allowed: tuple[str, ...]) -> str:
    if name not in allowed:
        raise UsageError(f"this register has no column {name!r}; columns are: {', '.join(allowed)}")
    text = clean_line(value or "")
    if len(text) > _LONGEST:
        raise UsageError(f"a column of a register holds at most {_LONGEST} characters")
    if not text:
        return ""
    if name.endswith("_on"):
        try:
            day = dt.date.fromisoformat(text)
        except ValueError:
            raise UsageError(f"{text!r} is no date; write 2026-11-22") from None
        if day > registering.today():
            raise UsageError(f"{text} is still to come")
        return day.isoformat()
    if name == "copies" and not (text.isdecimal() and 0 < int(text) < 1_000_000):
        raise UsageError(f"{text!r} is no number of copies")
    return text


def line_of_number(ws: Workspace, book: str, year: int, number: int) -> str:
    """Name of the line of a number of arrival.

    Raises:
        UsageError: the number was not given.
    """
    if not ws.catalogue.arrivals.rows(book=book, year=year, number=number):
        raise UsageError(f"the number of arrival {number}/{year} was not given in the book {book!r}")
    return incoming_line(book, year, number)


def line_of_document(ws: Workspace, document_id: str, book: str) -> str:
    """Name of the line of a document: in the book of incoming ones, else in the outgoing register.

    Raises:
        UsageError: it stands in neither.
    """
    rows = ws.catalogue.arrivals.rows(book=book, document_id=document_id)
    if rows:
        one = rows[0].arrival
        return incoming_line(one.book, one.year, one.number)
    row = ws.catalogue.row(document_id)
    if row is None:
        raise DocumentNotFound(f"no document has the id {document_id!r}")
    document = ws.document(ws.layout.root / row.path)
    if not registering.is_own(ws, document):
        raise UsageError(
            f"{document_id[:8]} stands in no register",
            hint=f"enter it with: archivist register enter {document_id[:8]} --by NAME",
        )
    return outgoing_line(document_id)


def enter(ws: Workspace, path: str, *, book: str, by: str) -> Receipt:
    """Give a number of arrival, today, to a document that was filed without one.

    It gets a further receipt, without source: a receipt is never written twice.

    Args:
        ws: the open archive.
        path: folder of the document, relative to the archive.
        book: book to enter it in.
        by: who enters it.

    Returns:
        The receipt that bears its number; an earlier one when it stands in this book already.

    Raises:
        UsageError: no name, or no such book.
        StorageError: the disk is full, read-only or failing; no number was given.
    """
    by = clean_line(by)
    if not by:
        raise UsageError("an entry in a register needs a name: who writes it?")
    registering.check_book(ws, book)
    ws.require_write()
    folder = ws.layout.root / path
    with fsio.storage_errors(ws.layout.root), ws.writer():
        recovery.settle_intents(ws)
        document = store.read_document(ws.layout, folder)
        held = store.read_receipts(folder)
        entered = [one for one in held if one.arrival is not None and one.arrival.book == book]
        if entered:
            return entered[0]
        receipt = Receipt(
            id=_receipt_id(document.id, book),
            document_id=document.id,
            received_at=now(),
            received_as=document.original.received_as,
            source="",
            by=by,
            fonds=next((one.fonds for one in held if one.fonds), ""),
            arrival=registering.next_number(ws, book),
        )
        recovery.add_receipt(ws, document, folder, receipt)
    return receipt


def _receipt_id(document_id: str, book: str) -> str:
    identity = f"entered\0{document_id}\0{book}".encode()
    return base64.b32encode(hashlib.sha256(identity).digest()).decode("ascii").lower()[:16]
