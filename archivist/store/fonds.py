"""What people state about fonds: ``fonds/<code>.rNNNN.json`` and ``fonds/placements.rNNNN.json``.

Owns: what such files hold, and reading what holds now.
Must not: decide which fonds a receipt belongs to where nobody said so (`provenance` does).

A receipt is written once and names the fonds it came into; a later move is a *placement*, so that the
receipt stays as it was (docs/adr/0026).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from archivist.errors import ArchivistError, RecordDamaged
from archivist.fsio import storage_errors
from archivist.jsonio import JsonObject, dump
from archivist.layout import FORMAT, Layout
from archivist.lazyclass import dataclass
from archivist.lazypattern import late_pattern
from archivist.store.numbered import NumberedFile, numbered_files, stem_of
from archivist.store.statements import Statement, parse, read_statement, statement_json

PLACEMENTS = "placements"
"""Subject of the files that say into which fonds receipts were moved; no fonds may be called so."""
FONDS_CODE = late_pattern(r"[a-z0-9]+(?:[.-][a-z0-9]+)*")
_RECEIPT = late_pattern(r"[a-z2-7]{26}/[a-z0-9][a-z0-9-]{0,63}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Fonds:
    """A fonds (phông lưu trữ): the records of one body, in one period; the whole record.

    Attributes:
        code: its code (``"tu-lam-ha"``); never changes.
        title: its name ("Phông Tỉnh ủy Lam Hạ").
        body: the body whose records it holds: authority id, or name.
        begins: first day of its period, None when unknown.
        closed_on: day it was closed, because the body ended; None while it is open.
        continues: codes of the fonds of the predecessors, several after a merger; they stay apart.
        note: anything else.
        number: number of the statement among those on this fonds.
        statement: who, when, why.
    """

    code: str
    title: str
    body: str = ""
    begins: dt.date | None = None
    closed_on: dt.date | None = None
    continues: tuple[str, ...] = ()
    note: str = ""
    number: int
    statement: Statement

    def takes(self, issued: dt.date | None) -> bool:
        """Whether a document of this day may belong to it; of an unknown day it may."""
        return self.closed_on is None or issued is None or issued <= self.closed_on


@dataclass(frozen=True, slots=True, kw_only=True)
class Placement:
    """Receipts that were moved into a fonds.

    Attributes:
        fonds: code of the fonds.
        receipts: ``<id of the document>/<id of the receipt>``, in order.
        number: number of the statement among the placements.
        statement: who, when, why.
    """

    fonds: str
    receipts: tuple[str, ...]
    number: int
    statement: Statement


def encode_fonds(fonds: Fonds) -> bytes:
    """The content of ``fonds/<code>.rNNNN.json``."""
    values: dict[str, object] = {
        "format": FORMAT,
        "code": fonds.code,
        "title": fonds.title,
        "body": fonds.body,
        "begins": fonds.begins.isoformat() if fonds.begins else "",
        "closed_on": fonds.closed_on.isoformat() if fonds.closed_on else "",
        # One stands as a text, as it always did.
        "continues": fonds.continues[0] if len(fonds.continues) == 1 else list(fonds.continues),
        "note": fonds.note,
        "revision": fonds.number,
        "statement": statement_json(fonds.statement),
    }
    return dump({key: value for key, value in values.items() if value})


def encode_placement(placement: Placement) -> bytes:
    """The content of ``fonds/placements.rNNNN.json``."""
    return dump(
        {
            "format": FORMAT,
            "fonds": placement.fonds,
            "receipts": list(placement.receipts),
            "revision": placement.number,
            "statement": statement_json(placement.statement),
        }
    )


def read_fonds_file(file: NumberedFile) -> Fonds | Placement:
    """One statement.

    Raises:
        RecordDamaged: it cannot be read, or is not what its name says.
        FormatTooNew: another program's format.
    """
    with storage_errors(file.path):
        data = file.path.read_bytes()
    record = parse(data, file.path)
    statement = read_statement(data, file.path)
    found: Fonds | Placement
    if file.stem == PLACEMENTS:
        found = _placement(record, statement)
        subject = PLACEMENTS
    else:
        found = _fonds(record, statement)
        subject = found.code
    if stem_of(subject) != file.stem or found.number != file.number:
        raise RecordDamaged(f"{file.path}: is about {subject}", path=file.path)
    return found


def _placement(record: JsonObject, statement: Statement) -> Placement:
    receipts = record.texts("receipts")
    for one in receipts:
        if not _RECEIPT.fullmatch(one):
            raise record.fail("receipts", "ids of documents and receipts", one)
    return Placement(
        fonds=record.matching("fonds", FONDS_CODE, "the code of a fonds"),
        receipts=receipts,
        number=record.integer("revision"),
        statement=statement,
    )


def _fonds(record: JsonObject, statement: Statement) -> Fonds:
    return Fonds(
        code=record.matching("code", FONDS_CODE, "the code of a fonds"),
        title=record.text("title"),
        body=record.text("body", ""),
        begins=optional_day(record, "begins"),
        closed_on=optional_day(record, "closed_on"),
        continues=_continues(record),
        note=record.text("note", ""),
        number=record.integer("revision"),
        statement=statement,
    )


def _continues(record: JsonObject) -> tuple[str, ...]:
    try:
        one = record.text("continues", "")
    except RecordDamaged:  # no text: the predecessors of a merger
        return record.texts("continues")
    return (one,) if one else ()


def optional_day(record: JsonObject, key: str) -> dt.date | None:
    """An ISO date that need not be there; raises `RecordDamaged` when it is none."""
    text = record.text(key, "")
    try:
        return dt.date.fromisoformat(text) if text else None
    except ValueError:
        raise record.fail(key, "a date", text) from None


def fonds_statements(layout: Layout) -> Iterator[Fonds | Placement]:
    """Every statement that can be read, of each subject the oldest first (`check` reports the others)."""
    for file in numbered_files(layout.fonds):
        try:
            yield read_fonds_file(file)
        except (ArchivistError, FileNotFoundError):
            continue
