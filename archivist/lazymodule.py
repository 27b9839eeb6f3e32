"""Modules that are imported when something of them is first used.

Owns: that. Must not: keep what a module holds: it is asked each time, as ``module.name`` always is.

For what a command needs in few of its runs: the modules of one search from the command line took half of its time
(docs/adr/0035). Importing inside each function that needs a module says the same where there are one or two of them.
"""

from __future__ import annotations

import sys
from importlib import import_module
from typing import Any


class _LateModule:
    """Stands for a module."""

    def __init__(self, name: str) -> None:
        self._name = name

    def __getattr__(self, name: str) -> Any:  # Any: whatever the module holds
        return getattr(sys.modules.get(self._name) or import_module(self._name), name)


def late_module(name: str) -> Any:  # Any: type checkers are shown the module itself, under TYPE_CHECKING
    """What stands for the module of this full name."""
    return _LateModule(name)
