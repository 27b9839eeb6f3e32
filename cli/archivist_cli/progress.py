"""Progress of long work, on standard error, and only when a person watches.

Owns: turning the library's `Progress` steps into a bar.
Must not: write to standard output, or anything at all to a file or pipe.
"""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import TYPE_CHECKING

import click

from archivist.model import Progress
from archivist_cli.table import cut, printable, width_of

if TYPE_CHECKING:
    from click._termui_impl import ProgressBar  # click exports the maker, not the type

    from archivist_cli.session import Session

_BAR = 20
_FIGURES = 36
"""Cells for the numbers beside the bar: brackets, ``12345/123456``, time left, gaps."""


class Bar:
    """A progress bar, or nothing at all when nobody would see it.

    Attributes:
        step: what the library calls as ``progress``; None when there is no bar.
    """

    def __init__(self, bar: ProgressBar[str] | None) -> None:
        self._bar = bar
        self._done = 0
        self.step: Callable[[Progress], None] | None = None if bar is None else self._advance

    def _advance(self, progress: Progress) -> None:
        if self._bar is None:
            return
        if progress.done < self._done:  # the next stage begins
            self._done = self._bar.pos = 0
        self._bar.length = progress.total
        self._bar.update(progress.done - self._done, progress.item)
        self._done = progress.done

    def clear(self) -> None:
        """Take the bar off the screen, so that a line can be written; the next step draws it anew."""
        if self._bar is not None:
            click.echo("\r\x1b[2K", nl=False, err=True)


@contextmanager
def shown(session: Session, label: str) -> Iterator[Bar]:
    """A bar on standard error while the block runs.

    Args:
        session: this run.
        label: what is being done, in the user's language.
    """
    if session.quiet or session.json or not sys.stderr.isatty():
        yield Bar(None)
        return
    # The whole must stay on one line: what is longer cannot be taken off the screen again.
    room = shutil.get_terminal_size((80, 24)).columns - width_of(label) - _FIGURES
    bar: ProgressBar[str] = click.progressbar(
        length=0,
        label=label,
        file=sys.stderr,
        item_show_func=partial(_item, max(0, room - _BAR)),
        show_pos=True,
        width=max(5, min(_BAR, room)),
    )
    with bar:
        yield Bar(bar)


def _item(width: int, item: str | None) -> str | None:
    return cut(printable(item), width) if item and width > 4 else None
