"""What a person who types a beginning may mean: bodies, numbers, words.

Owns: completion. Must not: search, or know an engine.
"""

from __future__ import annotations

from archivist.errors import UsageError
from archivist.quickenum import StrEnum
from archivist.search.analysis import folded_tokens
from archivist.text import fold, nfc
from archivist.workspace import Workspace


class Completes(StrEnum):
    """What can be completed."""

    ISSUER = "issuer"
    """Names of bodies that issued documents held here."""
    NUMBER = "number"
    """Numbers of documents held here."""
    TERM = "term"
    """Words of the texts, as most documents write them."""


def complete(ws: Workspace, what: str, beginning: str, limit: int) -> tuple[str, ...]:
    """What begins so, the most frequent first; with or without diacritics.

    Raises:
        UsageError: not one of `Completes`, or a negative limit.
        IndexDamaged: the index must be rebuilt.
    """
    if what not in tuple(Completes):
        raise UsageError(f"cannot complete {what!r}; possible: {', '.join(Completes)}")
    if limit < 0:
        raise UsageError("limit must not be negative")
    beginning = nfc(beginning).strip()
    from archivist.catalogue import ListFilters

    found = ListFilters()  # what is held is in no answer
    if what == Completes.TERM:
        return ws.index().completions(beginning, limit)
    if what == Completes.NUMBER:
        wanted = _number_key(beginning)
        numbers = ws.catalogue.counts("number", found)
        return tuple(number for number in numbers if _number_key(number).startswith(wanted))[:limit]
    wanted = fold(beginning)
    names = ws.catalogue.counts("issuer_name", found)
    first = [name for name in names if fold(name).startswith(wanted)]
    # A word inside a name is meant too: "nội vụ" is the Sở Nội vụ.
    inside = [name for name in names if f" {wanted}" in fold(name) and name not in first]
    return (*first, *inside)[:limit]


def _number_key(text: str) -> str:
    """Folded parts of a number, without leading zeros: "05-N" and "5 n" begin alike."""
    return ".".join(token.lstrip("0") or "0" for token in folded_tokens(text))
