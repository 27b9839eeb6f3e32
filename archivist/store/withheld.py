"""Numbers of documents that bear a State-secret mark and are kept elsewhere: ``withheld/<id>.json``.

Owns: these entries, for archives whose policy is *register-number-only*.
Must not: hold anything of such a document but its number: no subject, issuer, date, name or text.

Secret and open documents share one series of numbers, so a gap in the series is either a document
that is missing or one that must not be here. The entry tells them apart.
"""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from archivist import fsio
from archivist.errors import FormatTooNew, UsageError
from archivist.fsio import storage_errors
from archivist.jsonio import JsonObject, dump, moment_text
from archivist.layout import FORMAT, ID_PATTERN, Layout
from archivist.lazyclass import dataclass
from archivist.model import ArrivalNumber, DocumentId
from archivist.store.nested import arrival_json, decode_arrival


@dataclass(frozen=True, kw_only=True)
class Withheld:
    """A document that came, bears a mark, and was not kept.

    Attributes:
        id: the id its bytes would have had, so that the same bytes are entered once.
        number: its number, empty when it was not read for certain.
        at: when it came, aware UTC.
        by: user the process ran as.
        arrival: its line in the book of marked documents, where there is one.
    """

    id: DocumentId
    number: str
    at: dt.datetime
    by: str
    arrival: ArrivalNumber | None = None


def write_withheld(layout: Layout, entry: Withheld) -> bool:
    """Enter a number, durably; the caller holds the writer lock.

    Returns:
        False when these bytes are entered already; the first entry stands.
    """
    if not ID_PATTERN.fullmatch(entry.id):
        raise UsageError(f"{entry.id!r} is not the full id of a document")
    target = layout.withheld / f"{entry.id}.json"
    if target.exists():
        return False
    with storage_errors(layout.withheld):
        if not layout.withheld.is_dir():
            layout.withheld.mkdir(exist_ok=True)
            fsio.fsync_dir(layout.root)
    from archivist.store.assembly import staging_file

    aside = staging_file(layout)
    values: dict[str, object] = {
        "format": FORMAT,
        "id": entry.id,
        "number": entry.number,
        "at": moment_text(entry.at),
        "by": entry.by,
    }
    if entry.arrival is not None:
        values["arrival"] = arrival_json(entry.arrival)
    fsio.write_new(aside, dump(values))
    fsio.rename_over(aside, target)
    return True


def read_withheld(layout: Layout, document_id: str) -> Withheld | None:
    """The entry of these bytes, None when there is none.

    Raises:
        RecordDamaged: it cannot be read.
    """
    path = layout.withheld / f"{document_id}.json"
    with storage_errors(path):
        return _read(path) if path.is_file() else None


def withheld(layout: Layout) -> tuple[Withheld, ...]:
    """All entries, oldest first.

    Raises:
        RecordDamaged: one cannot be read.
    """
    with storage_errors(layout.withheld):
        found = [_read(path) for path in sorted(layout.withheld.glob("*.json"))]
    return tuple(sorted(found, key=lambda entry: (entry.at, entry.id)))


def _read(path: Path) -> Withheld:
    record = JsonObject.parse(path.read_bytes(), path)
    if record.integer("format") != FORMAT:
        raise FormatTooNew(f"{path} was written by another version of archivist", path=path)
    arrival = record.optional_object("arrival")
    return Withheld(
        id=DocumentId(record.matching("id", ID_PATTERN, "an id")),
        number=record.text("number", ""),
        at=record.moment("at"),
        by=record.text("by", ""),
        arrival=decode_arrival(arrival) if arrival else None,
    )
