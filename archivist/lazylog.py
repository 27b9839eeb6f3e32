"""Loggers that import `logging` when something is first said through them.

Owns: that, and what is to be done before it (`before_first`). Must not: format, choose or write messages.

Most commands have nothing to say, and `logging` with what it imports took as long as the search for a rare word
(docs/adr/0035). What is said goes to the standard loggers of the same names: an application sets these up as ever.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import logging

_LIBRARY = "archivist"
_ORDINARY = ("debug", "info")
"""What nobody hears who has not set `logging` up, and therefore imported it."""
_waiting: list[Callable[[], None]] = []
_said: list[str] = []
"""Names through which something was said."""


class _LateLogger:
    """Stands for a logger."""

    def __init__(self, name: str) -> None:
        self._name = name

    def __getattr__(self, name: str) -> Any:  # Any: whatever a logger has
        if name in _ORDINARY and "logging" not in sys.modules:
            return _unheard
        import logging

        if not _said:  # a library says nothing unless the application wants to hear it
            logging.getLogger(_LIBRARY).addHandler(logging.NullHandler())
            _said.append(self._name)
        while _waiting:
            _waiting.pop(0)()
        return getattr(logging.getLogger(self._name), name)


def _unheard(*said: object, **more: object) -> None:
    """Nobody listens."""


def late_logger(name: str) -> logging.Logger:
    """What stands for the logger of this name."""
    stands: Any = _LateLogger(name)
    found: logging.Logger = stands
    return found


def before_first(do: Callable[[], None]) -> None:
    """Do this before the next warning or error, instead of what was given before and not done yet."""
    _waiting[:] = [do]
