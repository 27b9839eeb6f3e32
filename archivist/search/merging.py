"""Which segments a commit merges.

Owns: the policy. Must not: read or write a segment.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

TIER: Final = 8
"""Segments of one size that are merged into one."""
MOST_SEGMENTS: Final = 8 * TIER
"""Segments from which on a commit merges by itself: whoever writes so often had no idle moment."""


def tiers_to_merge(sizes: Sequence[int], *, largest: int) -> list[int]:
    """Positions of the segments to merge into one: segments of one size wait until there are `TIER`.

    Small commits stay small (no merge), and the number of segments grows with the logarithm of the
    documents.

    Args:
        sizes: documents of each segment, deleted ones included.
        largest: documents that one commit may merge.
    """
    tiers: dict[int, list[int]] = {}
    for position, size in enumerate(sizes):
        count, tier = max(1, size), 0
        while count >= TIER:
            count //= TIER
            tier += 1
        tiers.setdefault(tier, []).append(position)
    merging: list[int] = []
    documents = 0
    for _, members in sorted(tiers.items()):
        size = sum(sizes[position] for position in members)
        if len(members) >= TIER and documents + size <= largest:
            merging += members
            documents += size
    return merging
