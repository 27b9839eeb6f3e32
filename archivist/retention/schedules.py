"""Retention schedules as data: ``schedules/*.toml`` of the archive, else the shipped example.

Owns: their form and checks, and which line fits a kind and class. Must not: know documents.
"""

from __future__ import annotations

import datetime as dt
import tomllib
from collections.abc import Sequence
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any

from archivist.errors import SettingsError, UsageError
from archivist.fsio import storage_errors
from archivist.layout import Layout
from archivist.lazyclass import dataclass
from archivist.periods import LEAST_EVER, Period, parse_period
from archivist.text import nfc


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A line of a schedule.

    Attributes:
        code: its number in the schedule.
        title: what it is about.
        period: how long such documents are kept.
        kinds: codes of kinds it is for; empty: every kind.
        classes: codes of classes of the filing plan it is for; empty: every class.
    """

    code: str
    title: str
    period: Period
    kinds: tuple[str, ...] = ()
    classes: tuple[str, ...] = ()

    def fits(self, kind: str, subject_class: str) -> bool:
        """Whether it is for such a document."""
        return (not self.kinds or kind in self.kinds) and (not self.classes or subject_class in self.classes)


@dataclass(frozen=True, slots=True, kw_only=True)
class Schedule:
    """A retention schedule (bảng thời hạn bảo quản).

    Attributes:
        name: its name.
        basis: the decision it rests on.
        valid_from: first day it is applied, None: always.
        valid_to: last day, None: still applied.
        example: shipped as an example, to be replaced by the office's own.
        lines: its lines.
    """

    name: str
    basis: str
    valid_from: dt.date | None = None
    valid_to: dt.date | None = None
    example: bool = False
    lines: tuple[Line, ...] = ()

    def holds(self, on: dt.date) -> bool:
        """Whether it is applied on a day."""
        return (self.valid_from or dt.date.min) <= on <= (self.valid_to or dt.date.max)


def best(
    schedules: Sequence[Schedule], kind: str, subject_class: str, on: dt.date
) -> tuple[Schedule, Line] | None:
    """The line that fits most narrowly: class and kind, class, kind, any; of equals the longest period."""
    found = [
        (schedule, line)
        for schedule in schedules
        if schedule.holds(on)
        for line in schedule.lines
        if line.fits(kind, subject_class)
    ]
    return max(
        found, key=lambda one: (bool(one[1].classes), bool(one[1].kinds), one[1].period.rank), default=None
    )


def schedules_of(layout: Layout) -> tuple[Schedule, ...]:
    """The archive's own schedules; the shipped example where it has none.

    Raises:
        SettingsError: one cannot be understood.
    """
    with storage_errors(layout.schedules):
        paths = sorted(layout.schedules.glob("*.toml"))
        own = tuple(read_schedule(path) for path in paths)
    return own or (example(),)


def read_schedule(path: Path) -> Schedule:
    """Read a schedule of the office.

    Raises:
        SettingsError: as `parse_schedule`, or it is no UTF-8.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise SettingsError(f"{path}: cannot be understood: {error}", path=path) from error
    return parse_schedule(text, path)


@cache
def example() -> Schedule:
    """The shipped example."""
    file = resources.files("archivist.retention").joinpath("data/example.toml")
    return parse_schedule(file.read_text(encoding="utf-8"), Path("example.toml"))


def parse_schedule(text: str, path: Path) -> Schedule:
    """Read a schedule.

    Raises:
        SettingsError: no TOML, or a value that cannot be; it names the file and the line's code.
    """
    try:
        tree = tomllib.loads(nfc(text))
        lines = tuple(_line(one) for one in tree.get("line", ()))
        schedule = Schedule(
            name=str(tree["name"]),
            basis=str(tree["basis"]),
            valid_from=_day(tree.get("valid_from")),
            valid_to=_day(tree.get("valid_to")),
            example=bool(tree.get("example", False)),
            lines=lines,
        )
    except KeyError as error:
        raise SettingsError(f"{path}: {error.args[0]!r} is missing", path=path) from error
    except (tomllib.TOMLDecodeError, ValueError, TypeError, AttributeError) as error:
        raise SettingsError(f"{path}: cannot be understood: {error}", path=path) from error
    if not lines:
        raise SettingsError(f"{path}: there is no [[line]]", path=path)
    return schedule


def _line(one: dict[str, Any]) -> Line:  # Any: TOML
    try:
        period = parse_period(str(one["period"]), least=LEAST_EVER)
    except UsageError as error:
        raise ValueError(f"line {one.get('code', '?')}: {error.message}") from None
    return Line(
        code=str(one["code"]),
        title=str(one["title"]),
        period=period,
        kinds=tuple(map(str, one.get("kinds", ()))),
        classes=tuple(map(str, one.get("classes", ()))),
    )


def _day(value: object) -> dt.date | None:
    if value is not None and not isinstance(value, dt.date):
        raise ValueError(f"{value!r} is no date; write it without quotation marks: 2025-07-01")
    return value
