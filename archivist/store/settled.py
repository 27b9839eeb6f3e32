"""What people decided of directives of merged bodies: ``reconciliation/<ids>.rNNNN.json``.

Owns: what such a file holds, and reading the decisions that hold now.
Must not: pair directives, or change the status of one.
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import groupby
from pathlib import Path

from archivist.errors import RecordDamaged
from archivist.fsio import storage_errors
from archivist.jsonio import dump
from archivist.layout import FORMAT, Layout
from archivist.lazyclass import dataclass
from archivist.quickenum import StrEnum
from archivist.store.numbered import NumberedFile, numbered_files, stem_of
from archivist.store.statements import Statement, parse, read_statement, statement_json


class Action(StrEnum):
    """What may become of one or two directives; closed set."""

    KEEP = "keep"
    """They stay as they are, each for its former area."""
    AMEND = "amend"
    """One is amended so that it holds for the whole new area."""
    REPLACE = "replace"
    """One new directive replaces them."""
    REPEAL = "repeal"
    """They are repealed without a successor."""
    EXPIRED = "expired"
    """Their time is over; that is to be stated."""
    APART = "apart"
    """They are no pair; only decided, never proposed."""
    OPEN = "open"
    """What was decided is taken back; only decided, never proposed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Settled:
    """What a person decided of one directive, or of two.

    Attributes:
        documents: their ids, in order.
        action: the decision.
        result: number of the resulting document as it was given; may be empty.
        result_id: id of the resulting document, when it was held then.
        number: number of the statement among those on these documents.
        statement: who, when, why.
    """

    documents: tuple[str, ...]
    action: Action
    result: str = ""
    result_id: str = ""
    number: int
    statement: Statement

    @property
    def key(self) -> str:
        """Name of the row of the worksheet it is about."""
        return "+".join(self.documents)


def encode_settled(settled: Settled) -> bytes:
    """The content of ``reconciliation/<ids>.rNNNN.json``."""
    values = {
        "format": FORMAT,
        "documents": list(settled.documents),
        "decision": settled.action.value,
        "result": settled.result,
        "result_id": settled.result_id,
        "revision": settled.number,
        "statement": statement_json(settled.statement),
    }
    return dump({key: value for key, value in values.items() if value})


def read_settled_file(file: NumberedFile) -> Settled:
    """One decision.

    Raises:
        RecordDamaged: it cannot be read, or is not what its name says.
        FormatTooNew: another program's format.
    """
    with storage_errors(file.path):
        data = file.path.read_bytes()
    settled = _decode(data, file.path)
    if stem_of(settled.key) != file.stem or settled.number != file.number:
        raise RecordDamaged(f"{file.path}: is about {settled.key}", path=file.path)
    return settled


def _decode(data: bytes, path: Path) -> Settled:
    record = parse(data, path)
    ids = record.texts("documents")
    if len(ids) not in (1, 2) or list(ids) != sorted(set(ids)):
        raise RecordDamaged(f"{path}: documents: expected one id, or two in order", path=path)
    return Settled(
        documents=ids,
        action=record.member("decision", Action),
        result=record.text("result", ""),
        result_id=record.text("result_id", ""),
        number=record.integer("revision"),
        statement=read_statement(data, path),
    )


def settled_of(layout: Layout, key: str) -> tuple[Settled | None, int]:
    """The last decision on a row that can be read, and the number the next one has to bear."""
    history, number = _all_of(layout, key)
    return (history[-1] if history else None), number


def history_of(layout: Layout, key: str) -> tuple[Settled, ...]:
    """Every decision on a row that can be read, oldest first."""
    return tuple(_all_of(layout, key)[0])


def _all_of(layout: Layout, key: str) -> tuple[list[Settled], int]:
    stem, number = stem_of(key), 0
    found: list[Settled] = []
    while (path := layout.reconciliation / f"{stem}.r{number + 1:04d}.json").exists():
        number += 1
        try:
            found.append(read_settled_file(NumberedFile(stem, number, path)))
        except RecordDamaged:
            continue  # `check` reports it
    return found, number + 1


def read_settled(layout: Layout) -> Mapping[str, Settled]:
    """Key → the last decision that can be read (`check` reports the others)."""
    held: dict[str, Settled] = {}
    for _, files in groupby(numbered_files(layout.reconciliation), key=lambda file: file.stem):
        for file in reversed(list(files)):
            try:
                settled = read_settled_file(file)
            except (RecordDamaged, FileNotFoundError):
                continue
            held[settled.key] = settled
            break
    return held
