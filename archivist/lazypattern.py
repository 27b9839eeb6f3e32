"""Regular expressions that are compiled when they are first used.

Owns: that. Must not: match otherwise than what `re.compile` makes, whose methods it hands out. A match names the
compiled pattern, so patterns are compared by their texts.

A search from the command line loads modules with 120 patterns and uses a dozen; compiling all was a fifth of
its time (docs/adr/0035). A mistake in a pattern shows at its first use only, so
tests/unit/test_lazypattern.py compiles every one.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

__all__ = ["LatePattern", "late_pattern"]

_NAMES = (
    "findall",
    "finditer",
    "flags",
    "fullmatch",
    "groupindex",
    "groups",
    "match",
    "pattern",
    "search",
    "split",
    "sub",
    "subn",
)


class LatePattern:
    """Stands for a compiled pattern; has its methods from the first use on."""

    __slots__ = (*_NAMES, "_flags", "_text", "compiled")

    def __init__(self, text: str | bytes, flags: int = 0) -> None:
        self._text, self._flags = text, flags

    def __getattr__(self, name: str) -> Any:
        """Asked only for what is not there yet."""
        if name not in _NAMES and name != "compiled":
            raise AttributeError(name)
        self.compiled = re.compile(self._text, self._flags)
        for one in _NAMES:
            setattr(self, one, getattr(self.compiled, one))
        return getattr(self, name)


if TYPE_CHECKING:
    from re import compile as late_pattern
else:
    late_pattern = LatePattern
