"""What people state on how long something is kept: ``retention/<what>.rNNNN.json``.

Owns: what such a file holds, and reading what holds now. Must not: propose a period, or dispose.

``<what>`` is ``document:<id>`` or ``dossier:<fonds>:<number>``.
"""

from __future__ import annotations

import datetime as dt
from functools import lru_cache

from archivist.errors import ArchivistError, RecordDamaged
from archivist.fsio import storage_errors
from archivist.jsonio import dump
from archivist.layout import FORMAT, Layout
from archivist.lazyclass import dataclass
from archivist.lazypattern import late_pattern
from archivist.store.fonds import optional_day
from archivist.store.numbered import NumberedFile, numbered_files, pile_of, stem_of
from archivist.store.statements import Statement, parse, read_statement, statement_json

_TARGET = late_pattern(r"document:[a-z2-7]{26}|dossier:[a-z0-9.-]+:\d+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Keeping:
    """What persons stated of a document or file; the whole of it, as it holds from then on.

    Attributes:
        target: ``document:<id>`` or ``dossier:<fonds>:<number>``.
        period: period a person set, as in schedules; empty: as proposed.
        hold: why it must not be disposed of; empty: no hold.
        ended: day on which its matter ended, or the work or device it is about; None: nobody said so.
        number: number of the statement among those on this target.
        statement: who, when, why.
    """

    target: str
    period: str = ""
    hold: str = ""
    ended: dt.date | None = None
    number: int = 0
    statement: Statement | None = None


def encode_keeping(keeping: Keeping) -> bytes:
    """The content of ``retention/<what>.rNNNN.json``."""
    assert keeping.statement is not None
    values: dict[str, object] = {
        "format": FORMAT,
        "target": keeping.target,
        "period": keeping.period,
        "hold": keeping.hold,
        "ended": keeping.ended.isoformat() if keeping.ended else "",
        "revision": keeping.number,
        "statement": statement_json(keeping.statement),
    }
    return dump({key: value for key, value in values.items() if value})


def read_keeping_file(file: NumberedFile) -> Keeping:
    """One statement.

    Raises:
        RecordDamaged: it cannot be read, or is not what its name says.
        FormatTooNew: another program's format.
    """
    with storage_errors(file.path):
        data = file.path.read_bytes()
    record = parse(data, file.path)
    keeping = Keeping(
        target=record.matching("target", _TARGET, "a document or file"),
        period=record.text("period", ""),
        hold=record.text("hold", ""),
        ended=optional_day(record, "ended"),
        number=record.integer("revision"),
        statement=read_statement(data, file.path),
    )
    if stem_of(keeping.target) != file.stem or keeping.number != file.number:
        raise RecordDamaged(f"{file.path}: is about {keeping.target}", path=file.path)
    return keeping


def read_keepings(layout: Layout) -> dict[str, tuple[Keeping, ...]]:
    """Target → every statement that can be read, oldest first (`check` reports the others)."""
    return _read(layout, pile_of(layout.retention))


@lru_cache(maxsize=4)
def _read(layout: Layout, _: tuple[int, int]) -> dict[str, tuple[Keeping, ...]]:
    found: dict[str, tuple[Keeping, ...]] = {}
    for file in numbered_files(layout.retention):
        try:
            one = read_keeping_file(file)
        except (ArchivistError, FileNotFoundError):
            continue
        found[one.target] = (*found.get(one.target, ()), one)
    return found
