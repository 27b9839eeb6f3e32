"""Which segments are merged, by a commit and in an idle moment.

Owns: the policy. Must not: read or write a segment.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from itertools import accumulate
from typing import Final

TIER: Final = 8
"""Segments of one size that are merged into one."""
PAIR: Final = 2
"""Large segments of one size that are merged into one when nobody waits for it."""
MOST_SEGMENTS: Final = 8 * TIER
"""Small segments from which on a commit merges by itself: whoever writes so often had no idle moment."""
SMALL: Final = TIER**3
"""Documents of a segment from which on a commit leaves it to an idle moment: its writer waits."""


def merge_at_once(sizes: Sequence[int]) -> list[int]:
    """Positions of the segments that a commit itself merges: only when small ones have become many, and only these.

    Large segments, of a filled index or of earlier merges, neither count nor make the commit wait.

    Args:
        sizes: documents of each segment, deleted ones included.
    """
    small = [position for position, size in enumerate(sizes) if size < SMALL]
    if len(small) <= MOST_SEGMENTS:
        return []
    largest = SMALL * TIER
    return [small[at] for at in tiers_to_merge([sizes[position] for position in small], largest=largest)]


def merge_in_idle_moment(sizes: Sequence[int], *, largest: int) -> list[int]:
    """Positions of the segments to merge when nobody waits: large ones as soon as there are two of a size.

    A search asks every segment, so few large ones answer sooner; a document is rewritten some ten times until it lies
    in one of the largest, which costs less than reading its file did.

    Args:
        sizes: documents of each segment, deleted ones included.
        largest: documents that may be merged at once.
    """
    return tiers_to_merge(sizes, largest=largest, of_large=PAIR)


def tiers_to_merge(sizes: Sequence[int], *, largest: int, of_large: int = TIER) -> list[int]:
    """Positions of the segments to merge into one: segments of one size wait until there are `TIER`.

    Small commits stay small (no merge), and the number of segments grows with the logarithm of the
    documents.

    Args:
        sizes: documents of each segment, deleted ones included.
        largest: documents that may be merged at once; of a size that has more, as many segments as fit.
        of_large: how many of a size are merged of segments that are not `SMALL`.
    """
    tiers: dict[int, list[int]] = {}
    for position, size in enumerate(sizes):
        tiers.setdefault(_tier(size), []).append(position)
    merging: list[int] = []
    documents = 0
    for _, members in sorted(tiers.items()):
        # One that is nearly as large as may be must not keep others apart.
        members.sort(key=sizes.__getitem__)
        upto = list(accumulate((sizes[position] for position in members), initial=documents))[1:]
        fitting = bisect_right(upto, largest)
        if fitting >= (TIER if sizes[members[0]] < SMALL else of_large):
            merging += members[:fitting]
            documents = upto[fitting - 1]
    return sorted(merging)


def _tier(size: int) -> int:
    count, tier = max(1, size), 0
    while count >= TIER:
        count //= TIER
        tier += 1
    return tier
