"""Answers on standard output, for people and for programs; remarks on standard error.

Owns: JSON lines, colours, dates and shortened ids as people read them, highlighted passages.
Must not: decide what to say, or put anything but data on standard output.
"""

from __future__ import annotations

import datetime as dt
import json
import os
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path

import click

from archivist.lazyclass import dataclass
from archivist.quickenum import StrEnum
from archivist_cli import i18n
from archivist_cli.table import Column, layout, printable, wrap

SHORT_ID = 8
"""Characters of an id that are shown; any unique prefix is accepted back."""

_NARROWEST = 40
_WIDEST = 160
_UNLIMITED = 100_000


class Colour(StrEnum):
    """When to write in colour."""

    AUTO = "auto"
    """On a terminal only."""
    ALWAYS = "always"
    NEVER = "never"


@dataclass(frozen=True, kw_only=True)
class Writer:
    """Writes the answer of one command.

    Attributes:
        json: one JSON object a line instead of text.
        colour: when to write in colour.
        quiet: leave out remarks on standard error.
    """

    json: bool = False
    colour: Colour = Colour.AUTO
    quiet: bool = False

    @cached_property
    def on_terminal(self) -> bool:
        """True when a person reads standard output as it comes; asked once, not for each word of an answer."""
        return sys.stdout.isatty()

    @property
    def coloured(self) -> bool:
        """True when the answer is written in colour."""
        return self.colour is Colour.ALWAYS or (self.colour is Colour.AUTO and self.on_terminal)

    @property
    def width(self) -> int:
        """Cells in a line: the terminal's, or 100 in a file."""
        if not self.cuts:
            return 100
        return max(_NARROWEST, min(_WIDEST, _terminal_width()))

    @property
    def cuts(self) -> bool:
        """True when what is too long for a line is cut; in a file or pipe nothing is."""
        return self.on_terminal or "COLUMNS" in os.environ

    @contextmanager
    def page(self) -> Iterator[Writer]:
        """Writes what belongs together in one go: each write by itself is a call to the system."""
        lines: list[str] = []
        try:
            yield _Page(json=self.json, colour=self.colour, quiet=self.quiet, lines=lines)
        finally:
            if lines:
                self._write("\n".join(lines))

    def _write(self, text: str) -> None:
        click.echo(text, color=self.coloured)

    def record(self, kind: str, fields: Mapping[str, object]) -> None:
        """Write one JSON object on its line."""
        line = json.dumps({"type": kind, **fields}, ensure_ascii=False)
        # A name that is no UTF-8 carries lone surrogates: they have no place in JSON text.
        self._write(line.encode("utf-8", "replace").decode("utf-8"))

    def line(self, text: str = "") -> None:
        """Write one line of the answer."""
        self._write(text)

    def table(self, columns: Sequence[Column], rows: Sequence[Sequence[str]]) -> None:
        """Write a table in the width there is; in a file or pipe as wide as it needs."""
        for place, text in enumerate(layout(columns, rows, self.width if self.cuts else _UNLIMITED)):
            self.line(self.style(text, bold=True) if place == 0 else text)

    def remark(self, text: str) -> None:
        """Write one sentence for the person, not part of the answer."""
        if not self.quiet:
            say(text)

    def style(self, text: str, *, fg: str | None = None, bold: bool = False, dim: bool = False) -> str:
        """The text in colour where colours are wanted."""
        if not self.coloured or not text:
            return text
        return click.style(text, fg=fg, bold=bold or None, dim=dim or None)

    def highlight(self, text: str, spans: Sequence[tuple[int, int]]) -> str:
        """The passage with its matches made visible: in colour, or in ``«»`` on a plain terminal.

        In a file or pipe the passage stays as it is, so that it can be searched.
        """
        if not (self.on_terminal or self.coloured):
            return printable(text)
        parts: list[str] = []
        at = 0
        for start, end in spans:
            match = printable(text[start:end])
            shown = self.style(match, fg="yellow", bold=True) if self.coloured else f"«{match}»"
            parts += [printable(text[at:start]), shown]
            at = end
        return "".join([*parts, printable(text[at:])])


@dataclass(frozen=True, kw_only=True)
class _Page(Writer):
    """Keeps the lines of a page until it is written."""

    lines: list[str]

    def _write(self, text: str) -> None:
        self.lines.append(text)


def _terminal_width() -> int:
    import shutil

    return shutil.get_terminal_size((80, 24)).columns


def say(text: str, *, indent: int = 0) -> None:
    """Write one sentence to standard error, broken at blanks where a person reads it."""
    blanks = " " * indent
    if sys.stderr.isatty():
        width = max(_NARROWEST, _terminal_width())
        for line in wrap(text, width - indent):
            click.echo(blanks + line, err=True, color=False)
    else:
        click.echo(blanks + text, err=True, color=False)


def short(identity: str) -> str:
    """The id as it is shown."""
    return identity[:SHORT_ID]


def date_text(iso: str | None) -> str:
    """An ISO date, possibly partial, as people write it: ``18/07/2023`` or ``6/2024`` in Vietnamese."""
    if not iso:
        return ""
    if i18n.in_use() != "vi":
        return iso
    shown = "/".join(reversed(iso.split("-")))
    return shown.removeprefix("0") if len(iso) == len("2024-06") else shown


def moment_text(moment: dt.datetime) -> str:
    """A moment in the time of this machine, to the minute."""
    local = moment.astimezone()
    day = local.strftime("%d/%m/%Y") if i18n.in_use() == "vi" else local.strftime("%Y-%m-%d")
    return f"{day} {local:%H:%M}"


def size_text(size: int) -> str:
    """A size in bytes as people read it: ``1.4 MB`` (``1,4 MB`` in Vietnamese)."""
    amount, units = float(size), ["TB", "GB", "MB", "kB", "B"]
    unit = units.pop()
    while amount >= 1000 and units:
        amount, unit = amount / 1000, units.pop()
    text = f"{amount:.0f}" if unit == "B" or amount >= 100 else f"{amount:.1f}"
    return f"{text.replace('.', ',') if i18n.in_use() == 'vi' else text} {unit}"


def count_text(number: int) -> str:
    """A count with its thousands apart: ``12,345`` (``12.345`` in Vietnamese)."""
    text = f"{number:,}"
    return text.replace(",", ".") if i18n.in_use() == "vi" else text


def path_text(path: Path | str) -> str:
    """A path as people read it; bytes that are no UTF-8 become ``�``."""
    return printable(os.fsencode(path).decode("utf-8", "replace"))


def path_fields(path: Path | str, name: str = "path") -> dict[str, str]:
    """A path for JSON: as text and, when its bytes are no UTF-8, also in base64.

    Args:
        path: the path.
        name: key of the text; the exact bytes go under ``<name>_b64``.
    """
    raw = os.fsencode(path)
    try:
        return {name: raw.decode("utf-8")}
    except UnicodeDecodeError:
        import base64

        return {
            name: raw.decode("utf-8", "replace"),
            f"{name}_b64": base64.b64encode(raw).decode("ascii"),
        }
