"""Disposal lists and what was decided of them: ``disposals/disposal+<number>.rNNNN.json``.

Owns: what such files hold, and reading them back. Must not: propose, decide, or remove anything.

The first file of a number is the list, every further one a decision on documents of it. A list names
documents by id and hash alone: what one of them says must not outlive it here (docs/adr/0031).
"""

from __future__ import annotations

import datetime as dt
from itertools import groupby
from pathlib import Path

from archivist.errors import RecordDamaged
from archivist.fsio import storage_errors
from archivist.jsonio import JsonObject, dump
from archivist.layout import FORMAT, ID_PATTERN, Layout
from archivist.lazyclass import dataclass
from archivist.lazypattern import late_pattern
from archivist.store.numbered import NumberedFile, missing_numbers, numbered_files, stem_of
from archivist.store.statements import Statement, parse, read_statement, statement_json

_SHA256 = late_pattern(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """A document on a disposal list, with the ground on which it stands there.

    Attributes:
        document: its id.
        sha256: hash of its first file when the list was made.
        period: period as in schedules.
        by_person: a person set it.
        schedule: name of the schedule.
        basis: decision the schedule rests on.
        line: code of its line.
        line_title: what the line is about.
        runs_from: year in which the matter ended.
        due: first day of review.
    """

    document: str
    sha256: str
    period: str
    by_person: bool = False
    schedule: str = ""
    basis: str = ""
    line: str = ""
    line_title: str = ""
    runs_from: int
    due: dt.date


@dataclass(frozen=True, slots=True, kw_only=True)
class DisposalList:
    """A disposal list as it was made; never changed.

    Attributes:
        list: its number in the archive, from 1.
        lines: what is on it.
        statement: who made it, when, why.
    """

    list: int
    lines: tuple[Listed, ...]
    statement: Statement


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """What a person decided of documents on a list.

    Attributes:
        list: number of the list.
        number: number of the statement among those on the list, from 2.
        approved: they may be disposed of.
        documents: their ids.
        statement: who decided, when, why.
    """

    list: int
    number: int
    approved: bool
    documents: tuple[str, ...]
    statement: Statement


def disposal_subject(number: int) -> str:
    """What a statement on a list is about, by name."""
    return f"disposal:{number}"


def encode_disposal(said: DisposalList | Decision) -> bytes:
    """The content of ``disposals/disposal+<number>.rNNNN.json``."""
    values: dict[str, object] = {"format": FORMAT, "list": said.list}
    if isinstance(said, Decision):
        values |= {"revision": said.number, "approved": said.approved, "documents": list(said.documents)}
    else:
        values |= {"revision": 1, "lines": [_line_json(one) for one in said.lines]}
    return dump(values | {"statement": statement_json(said.statement)})


def _line_json(one: Listed) -> dict[str, object]:
    values: dict[str, object] = {
        "document": one.document,
        "sha256": one.sha256,
        "period": one.period,
        "by_person": one.by_person,
        "schedule": one.schedule,
        "basis": one.basis,
        "line": one.line,
        "line_title": one.line_title,
        "runs_from": one.runs_from,
        "due": one.due.isoformat(),
    }
    return {key: value for key, value in values.items() if value}


def read_disposal_file(file: NumberedFile) -> DisposalList | Decision:
    """One statement.

    Raises:
        RecordDamaged: it cannot be read, or is not what its name says.
        FormatTooNew: another program's format.
    """
    with storage_errors(file.path):
        data = file.path.read_bytes()
    record = parse(data, file.path)
    number = record.integer("revision")
    said = _list(record, data, file.path) if number == 1 else _decision(record, number, data, file.path)
    if stem_of(disposal_subject(said.list)) != file.stem or number != file.number:
        raise RecordDamaged(f"{file.path}: is about list {said.list}", path=file.path)
    return said


def _list(record: JsonObject, data: bytes, path: Path) -> DisposalList:
    lines = tuple(_listed(one) for one in record.objects("lines"))
    return DisposalList(list=record.integer("list"), lines=lines, statement=read_statement(data, path))


def _decision(record: JsonObject, number: int, data: bytes, path: Path) -> Decision:
    return Decision(
        list=record.integer("list"),
        number=number,
        approved=record.flag("approved"),
        documents=record.texts("documents"),
        statement=read_statement(data, path),
    )


def _listed(record: JsonObject) -> Listed:
    try:
        due = dt.date.fromisoformat(record.text("due"))
    except ValueError:
        raise record.fail("due", "a date", record.text("due")) from None
    return Listed(
        document=record.matching("document", ID_PATTERN, "the id of a document"),
        sha256=record.matching("sha256", _SHA256, "64 hex digits"),
        period=record.text("period"),
        by_person=record.flag("by_person"),
        schedule=record.text("schedule", ""),
        basis=record.text("basis", ""),
        line=record.text("line", ""),
        line_title=record.text("line_title", ""),
        runs_from=record.integer("runs_from"),
        due=due,
    )


def read_disposals(layout: Layout) -> dict[int, tuple[DisposalList, tuple[Decision, ...]]]:
    """Number → the list and the decisions on it, oldest first.

    Raises:
        RecordDamaged: one cannot be read or is missing: it may be the one that forbids a disposal.
    """
    if missing := missing_numbers(layout.disposals):
        path = layout.disposals / missing[0]
        raise RecordDamaged(f"{path}: is missing", path=path)
    held: dict[int, tuple[DisposalList, tuple[Decision, ...]]] = {}
    for _, files in groupby(numbered_files(layout.disposals), key=lambda file: file.stem):
        said = [read_disposal_file(file) for file in files]
        first, further = said[0], said[1:]
        if isinstance(first, DisposalList):
            held[first.list] = first, tuple(one for one in further if isinstance(one, Decision))
    return held
