"""Logging for one run: what reaches the screen and what reaches a file.

Owns: handlers of the ``archivist`` and ``archivist_cli`` loggers.
Must not: log document text, subjects of marked documents, or be taken for the audit log.
"""

from __future__ import annotations

import datetime as dt
import json
import logging
import sys
from pathlib import Path
from typing import TextIO

from archivist.errors import UsageError

_LOGGERS = ("archivist", "archivist_cli")
_EXTRA = ("doc", "job", "stage")


class _JsonLines(logging.Formatter):
    """One JSON object a record; keys as in docs/json.md."""

    def format(self, record: logging.LogRecord) -> str:
        """The record as one line of JSON."""
        fields: dict[str, object] = {
            "type": "log",
            "at": dt.datetime.fromtimestamp(record.created, tz=dt.UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
        }
        fields.update({name: getattr(record, name) for name in _EXTRA if hasattr(record, name)})
        if record.exc_info:
            fields["trace"] = self.formatException(record.exc_info)
        return json.dumps(fields, ensure_ascii=False)


class _StandardError(logging.StreamHandler[TextIO]):
    """Writes to whatever ``sys.stderr`` is at the moment, and no trace unless asked for."""

    def __init__(self, *, traces: bool) -> None:
        super().__init__(sys.stderr)
        self._traces = traces

    def filter(self, record: logging.LogRecord) -> bool:
        """Leave out what only a trace would say."""
        return self._traces or not getattr(record, "trace_only", False)


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
    shown = logging.ERROR if quiet else (logging.WARNING, logging.INFO, logging.DEBUG)[min(verbose, 2)]
    screen = _StandardError(traces=verbose > 0)
    screen.setLevel(shown)
    handlers: list[logging.Handler] = [screen]
    if file is not None:
        try:
            written = logging.FileHandler(file, encoding="utf-8")
        except OSError as error:
            raise UsageError(f"the log file {file} cannot be written: {error.strerror}", path=file) from error
        written.setLevel(min(shown, logging.INFO))
        handlers.append(written)
    for handler in handlers:
        plain = logging.Formatter("%(levelname)s %(name)s: %(message)s")
        dated = logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s")
        text = plain if handler is screen else dated
        handler.setFormatter(_JsonLines() if as_json else text)
    close()
    for name in _LOGGERS:
        logger = logging.getLogger(name)
        logger.setLevel(min(handler.level for handler in handlers))
        logger.propagate = False
        for handler in handlers:
            logger.addHandler(handler)


def close() -> None:
    """Remove and close the handlers this module added."""
    for name in _LOGGERS:
        logger = logging.getLogger(name)
        for handler in tuple(logger.handlers):
            if isinstance(handler, (_StandardError, logging.FileHandler)):
                logger.removeHandler(handler)
                handler.close()
        logger.propagate = True
