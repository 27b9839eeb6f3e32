"""The lines of a register, put together from receipts, records, tombstones and what persons wrote.

Owns: which lines a register has, and what of a document stands in one.
Must not: write anything, or show what a held, withdrawn or withheld document says.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from typing import Any  # Any: fields of a line by name

from archivist import registering, store, works
from archivist.authorities.bodies import name_key
from archivist.catalogue import ArrivalRow, ArrivalState, DocumentRow, ListFilters
from archivist.catalogue.queries import Sort
from archivist.errors import UsageError
from archivist.model import DocumentId
from archivist.registers.records import IncomingLine, LineState, OutgoingLine, Register
from archivist.store import Disposed, Entry, Tombstone, Withheld
from archivist.workspace import Workspace

_COMMON = ("forwarded_to", "forwarded_on", "signed_for", "remark")
_OUTGOING = ("recipients", "kept_by", "copies", "forwarded_on", "signed_for", "remark")


def incoming_line(book: str, year: int, number: int) -> str:
    """Name of a line of the register of incoming documents."""
    return f"incoming:{book}:{year}:{number}"


def outgoing_line(document_id: str) -> str:
    """Name of a line of the register of outgoing documents."""
    return f"outgoing:{document_id}"


def period(year: int | None, since: dt.date | None, until: dt.date | None) -> tuple[dt.date, dt.date]:
    """First and last day that are meant: of a year, between two days, or of the current year.

    Raises:
        UsageError: a year and days were named, or the last day comes before the first.
    """
    if year is not None and (since is not None or until is not None):
        raise UsageError("name either a year, or a first and a last day")
    of = year or (until or registering.today()).year
    first, last = since or dt.date(of, 1, 1), until or max(dt.date(of, 12, 31), since or dt.date(of, 12, 31))
    if first > last:
        raise UsageError(f"the period ends ({last}) before it begins ({first})")
    return first, last


# ------------------------------------------------------------------------------ incoming


def incoming(ws: Workspace, *, book: str, since: dt.date, until: dt.date) -> Register:
    """The register of incoming documents: one book, between two days, by number."""
    rows = ws.catalogue.arrivals.rows(book=book)
    entries = store.read_entries(ws.layout, f"incoming:{book}:") if rows else {}
    dated = [
        (row, entry, day)
        for row in rows
        for entry in [entries.get(incoming_line(book, row.arrival.year, row.arrival.number))]
        for day in [arrived_on(row, entry)]
        if since <= day <= until
    ]
    documents = ws.catalogue.rows_of([row.document_id for row, _, _ in dated])
    tombstones = _tombstones(ws, (row for row, _, _ in dated))
    withheld = _withheld(ws, (row for row, _, _ in dated))
    return Register(
        archive=ws.settings.name,
        book=book,
        since=since,
        until=until,
        incoming=tuple(
            _incoming(
                row,
                entry,
                day,
                documents.get(row.document_id),
                tombstones.get(row.document_id),
                withheld.get(row.document_id),
            )
            for row, entry, day in dated
        ),
        is_incoming=True,
    )


def arrived_on(row: ArrivalRow, entry: Entry | None) -> dt.date:
    """Date of arrival, as a person corrected it or as it was given."""
    corrected = entry.columns.get("arrived_on") if entry is not None else None
    return dt.date.fromisoformat(corrected) if corrected else row.arrival.on


def _incoming(
    row: ArrivalRow,
    entry: Entry | None,
    day: dt.date,
    document: DocumentRow | None,
    tombstone: Tombstone | None,
    withheld: Withheld | None,
) -> IncomingLine:
    disposed = tombstone.disposal if tombstone is not None and document is None else None
    state = LineState.DISPOSED if disposed is not None else _state(row, document)
    shown = document if state is LineState.ENTERED else None
    line = IncomingLine(
        state=state,
        document=row.document_id,
        receipt=row.receipt_id,
        arrival=row.arrival,
        arrived_on=day,
        author=(shown.issuer_name or shown.issuer_printed or "") if shown else "",
        number=(shown.number or "") if shown else withheld.number if withheld else "",
        issued=(shown.issued or "") if shown else "",
        kind=(shown.kind_title or "") if shown else "",
        subject=(shown.subject or "") if shown else "",
        why=_why(tombstone),
    )
    if disposed is not None:
        line = dataclasses.replace(line, author=disposed.issuer, **_described(disposed))
    return dataclasses.replace(line, **_written(entry, _COMMON))


def _described(said: Disposed) -> dict[str, Any]:  # Any: fields of a line
    """What a tombstone says of a document that was disposed of; a register is kept longer than its papers."""
    return {"number": said.number, "issued": said.issued, "kind": said.kind, "subject": said.subject}


def _state(row: ArrivalRow, document: DocumentRow | None) -> LineState:
    if row.state is ArrivalState.WITHHELD:
        return LineState.WITHHELD
    if row.state is ArrivalState.STRUCK or document is None:
        return LineState.WITHDRAWN
    return LineState.ENTERED if document.access == "open" else LineState.HELD


def _why(tombstone: Tombstone | None) -> str:
    if tombstone is None:
        return ""
    return f"{tombstone.at.astimezone():%d/%m/%Y}, {tombstone.by}: {tombstone.reason}"


def _written(entry: Entry | None, columns: Iterable[str]) -> dict[str, Any]:  # Any: fields of a line
    if entry is None:
        return {}
    return {name: entry.columns.get(name, "") for name in columns} | {"revision": entry.number}


def _tombstones(ws: Workspace, rows: Iterable[ArrivalRow]) -> Mapping[str, Tombstone]:
    if not any(row.state is ArrivalState.STRUCK for row in rows):
        return {}
    return {one.id: one for one in store.tombstones(ws.layout)}


def _withheld(ws: Workspace, rows: Iterable[ArrivalRow]) -> Mapping[str, Withheld]:
    if not any(row.state is ArrivalState.WITHHELD for row in rows):
        return {}
    return {one.id: one for one in store.withheld(ws.layout)}


# ------------------------------------------------------------------------------ outgoing


def outgoing(ws: Workspace, *, since: dt.date, until: dt.date) -> Register:
    """The register of outgoing documents: what the office's own bodies issued between two days.

    Raises:
        UsageError: the settings do not name the office's own bodies.
    """
    if not ws.settings.own_bodies:
        raise UsageError(
            "no body of the office itself is named, so nothing is outgoing",
            hint="name them as registers.own_bodies in archive.toml (docs/registers.md)",
        )
    entries = store.read_entries(ws.layout, "outgoing:")
    rows = {row.id: row for row in _own(ws, since, until)}
    together = works.works(ws)
    lines = []
    for row in rows.values():
        work = together.get(row.id)
        members = tuple(id for id in work.documents if id in rows) if work else (row.id,)
        if members[0] == row.id:  # the one that stands for the work has the line
            lines.append(_outgoing(row, _first(entries, members), members[1:]))
    lines += _struck(ws, entries, since, until)
    lines.sort(key=lambda line: (line.issued, _ordinal(rows.get(line.document)), line.number, line.document))
    return Register(
        archive=ws.settings.name,
        book="",
        since=since,
        until=until,
        outgoing=tuple(lines),
        is_incoming=False,
    )


def _own(ws: Workspace, since: dt.date, until: dt.date) -> Iterator[DocumentRow]:
    """Numbered, open documents of the office's own bodies."""
    ids, names = registering.own_bodies(ws)
    for row in ws.catalogue.listing(ListFilters(since=since, until=until), sort=Sort.OLDEST):
        printed = {name_key(row.issuer_printed or ""), name_key(row.issuer_name or "")} - {""}
        if row.number and not row.draft and (row.issuer_id in ids or printed & names):
            yield row


def _first(entries: Mapping[str, Entry], members: Iterable[DocumentId]) -> Entry | None:
    found = (entries.get(outgoing_line(id)) for id in members)
    return next((entry for entry in found if entry is not None), None)


def _ordinal(row: DocumentRow | None) -> int:
    return (row.number_ordinal or 0) if row is not None else 0


def _outgoing(row: DocumentRow, entry: Entry | None, also: tuple[DocumentId, ...]) -> OutgoingLine:
    line = OutgoingLine(
        state=LineState.ENTERED,
        document=row.id,
        number=row.number or "",
        issued=row.issued or "",
        kind=row.kind_title or "",
        subject=row.subject or "",
        signatory=row.signatory or "",
        also=also,
    )
    return dataclasses.replace(line, **_written(entry, _OUTGOING))


def _struck(
    ws: Workspace, entries: Mapping[str, Entry], since: dt.date, until: dt.date
) -> Iterator[OutgoingLine]:
    """The office's own documents that are gone: disposed of, by their date; withdrawn between the two days.

    Of withdrawn ones only those in whose line a person wrote: their tombstones do not tell whose documents they were.
    """
    ids, names = registering.own_bodies(ws)
    names |= {name_key(record.name) for id_ in ids if (record := ws.issuers.record(id_)) is not None}
    for tombstone in store.tombstones(ws.layout):
        day = tombstone.at.astimezone().date()
        entry = entries.get(outgoing_line(tombstone.id))
        said = tombstone.disposal
        if said is not None:
            if said.number and name_key(said.issuer) in names and _between(said.issued, since, until):
                line = OutgoingLine(state=LineState.DISPOSED, document=tombstone.id, why=_why(tombstone))
                yield dataclasses.replace(line, **_described(said), **_written(entry, _OUTGOING))
        elif entry is not None and since <= day <= until:
            line = OutgoingLine(state=LineState.WITHDRAWN, document=tombstone.id, why=_why(tombstone))
            yield dataclasses.replace(line, **_written(entry, _OUTGOING))


def _between(issued: str, since: dt.date, until: dt.date) -> bool:
    """Whether a date, possibly partial, can lie between two days."""
    return bool(issued) and since.isoformat()[: len(issued)] <= issued <= until.isoformat()[: len(issued)]
