"""Kinds of values options take that click does not know.

Owns: dates and levels as people write them, and who is acting.
Must not: know a command.
"""

from __future__ import annotations

import datetime as dt
import os

import click

from archivist.lazypattern import late_pattern
from archivist.model import Level
from archivist_cli.i18n import mark, translate

_ISO = late_pattern(r"(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?")
_LOCAL = late_pattern(r"(?:(?:(\d{1,2})[/.])?(\d{1,2})[/.])?(\d{4})")


class LevelChoice(click.Choice[str]):
    """A level of the issuing body: its code, or the Vietnamese word a search takes as well (xã, cấp tỉnh)."""

    def __init__(self) -> None:
        super().__init__([level.value for level in Level])

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """The code of the level meant."""
        from archivist.search.fields import VALUES, Field, plain

        return super().convert(VALUES[Field.LEVEL].get(plain(str(value)), value), param, ctx)


class DateBound(click.ParamType[dt.date]):
    """A date, or the first or last day of a month or year: ``2023``, ``7/2023``, ``18/7/2023``."""

    name = "date"

    def __init__(self, *, last: bool) -> None:
        self._last = last

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> dt.date:
        """The date meant."""
        if isinstance(value, dt.date):
            return value
        text = str(value).strip()
        if match := _ISO.fullmatch(text):
            year, month, day = match.groups()
        elif match := _LOCAL.fullmatch(text):
            day, month, year = match.groups()
        else:
            return self._refuse(text, param, ctx)
        try:
            return self._bound(int(year), month and int(month), day and int(day))
        except ValueError:
            return self._refuse(text, param, ctx)

    def _bound(self, year: int, month: int | str | None, day: int | str | None) -> dt.date:
        of_month = int(month) if month else (12 if self._last else 1)
        if not day:
            import calendar

            day = calendar.monthrange(year, of_month)[1] if self._last else 1
        return dt.date(year, of_month, int(day))

    def _refuse(self, text: str, param: click.Parameter | None, ctx: click.Context | None) -> dt.date:
        message = translate(mark("{text} is no date; write 18/7/2023, 2023-07-18, 7/2023 or 2023"))
        self.fail(message.format(text=text), param, ctx)


def acting_person() -> str:
    """Name of the user this process runs as: the default of ``--by``."""
    import getpass

    try:
        return getpass.getuser()
    except (KeyError, OSError):  # a container may run as a user without a name
        return f"uid-{os.getuid()}"
