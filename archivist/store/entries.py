"""What persons wrote in the registers: ``registers/<line>.rNNNN.json``.

Owns: what such a file holds, and reading what holds now.
Must not: give numbers, or know what else stands in a line.

A line of the register of incoming documents is named ``incoming:<book>:<year>:<number>``, one of
the outgoing register ``outgoing:<id of the document>``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import field
from itertools import groupby
from types import MappingProxyType

from archivist.errors import RecordDamaged
from archivist.fsio import storage_errors
from archivist.jsonio import dump
from archivist.layout import FORMAT, Layout
from archivist.lazyclass import dataclass
from archivist.lazypattern import late_pattern
from archivist.store.numbered import NumberedFile, numbered_files, stem_of
from archivist.store.statements import Statement, parse, read_statement, statement_json

COLUMNS = (
    "arrived_on",
    "recipients",
    "kept_by",
    "copies",
    "forwarded_to",
    "forwarded_on",
    "signed_for",
    "remark",
)
"""What a person may write in a line; each a text, dates in ISO form."""

_LINE = late_pattern(r"incoming:[a-z0-9-]+:\d{4}:\d+|outgoing:[a-z2-7]{26}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """What a person wrote in a line of a register; the whole of it, as it was from then on.

    Attributes:
        line: name of the line.
        columns: column → text; columns nobody filled are absent.
        number: number of the statement among those on this line.
        statement: who, when, why.
    """

    line: str
    columns: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    number: int
    statement: Statement


def encode_entry(entry: Entry) -> bytes:
    """The content of ``registers/<line>.rNNNN.json``."""
    columns = {name: entry.columns[name] for name in COLUMNS if entry.columns.get(name)}
    values: dict[str, object] = {"format": FORMAT, "line": entry.line}
    if columns:
        values["columns"] = columns
    return dump(values | {"revision": entry.number, "statement": statement_json(entry.statement)})


def read_entry_file(file: NumberedFile) -> Entry:
    """One statement.

    Raises:
        RecordDamaged: it cannot be read, or is not what its name says.
        FormatTooNew: another program's format.
    """
    with storage_errors(file.path):
        data = file.path.read_bytes()
    record = parse(data, file.path)
    entry = Entry(
        line=record.matching("line", _LINE, "a line of a register"),
        columns=MappingProxyType(record.named_texts("columns")),
        number=record.integer("revision"),
        statement=read_statement(data, file.path),
    )
    if stem_of(entry.line) != file.stem or entry.number != file.number:
        raise RecordDamaged(f"{file.path}: is about {entry.line}", path=file.path)
    return entry


def entries_of(layout: Layout, line: str) -> tuple[Entry, ...]:
    """Every statement on a line that can be read, oldest first (`check` reports the others)."""
    return tuple(_readable(_files_of(layout, line)))


def next_entry(layout: Layout, line: str) -> int:
    """The number the next statement on a line has to bear."""
    return len(tuple(_files_of(layout, line))) + 1


def _files_of(layout: Layout, line: str) -> Iterable[NumberedFile]:
    stem, number = stem_of(line), 1
    while (path := layout.registers / f"{stem}.r{number:04d}.json").exists():
        yield NumberedFile(stem, number, path)
        number += 1


def _readable(files: Iterable[NumberedFile]) -> Iterable[Entry]:
    for file in files:
        try:
            yield read_entry_file(file)
        except (RecordDamaged, FileNotFoundError):
            continue


def read_entries(layout: Layout, beginning: str = "") -> Mapping[str, Entry]:
    """Line → what holds now, of the lines whose name begins so.

    Args:
        layout: the archive.
        beginning: of the name of a line, such as ``"incoming:main:2026:"``.
    """
    stem = beginning.replace(":", "+")
    held: dict[str, Entry] = {}
    wanted = (file for file in numbered_files(layout.registers) if file.stem.startswith(stem))
    for _, files in groupby(wanted, key=lambda file: file.stem):
        for entry in _readable(reversed(list(files))):
            held[entry.line] = entry
            break
    return held
