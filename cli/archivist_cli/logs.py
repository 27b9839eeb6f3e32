"""When the logging of a run is set up: at once where it tells what is done, else when something is wrong.

Owns: that. Must not: know how messages look (`loghandlers`).
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from archivist.lazylog import before_first
from archivist.lazymodule import late_module

if TYPE_CHECKING:
    from archivist_cli import loghandlers
else:  # it imports `logging`
    loghandlers = late_module("archivist_cli.loghandlers")


def configure(*, verbose: int, quiet: bool, file: Path | None, as_json: bool) -> None:
    """Set up the handlers of this run, replacing those of an earlier one in the same process.

    Args:
        verbose: 0 shows warnings, 1 information and traces, 2 everything.
        quiet: show errors only.
        file: also write everything from INFO up to this file.
        as_json: one JSON object a line instead of text.

    Raises:
        UsageError: the log file cannot be written.
    """

    def now() -> None:
        loghandlers.configure(verbose=verbose, quiet=quiet, file=file, as_json=as_json)

    if file is not None or verbose or "logging" in sys.modules:
        before_first(_nothing)
        now()
    else:
        before_first(now)


def close() -> None:
    """Remove and close the handlers of this run."""
    before_first(_nothing)
    if "archivist_cli.loghandlers" in sys.modules:
        loghandlers.close()


def _nothing() -> None:
    """What is done before the first message when all is set up."""
