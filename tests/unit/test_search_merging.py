"""Which segments are merged, and when a commit does it itself."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from archivist.search.merging import (
    MOST_SEGMENTS,
    SMALL,
    TIER,
    merge_at_once,
    merge_in_idle_moment,
    tiers_to_merge,
)

sizes_of_segments = st.lists(st.integers(1, 3 * SMALL), max_size=3 * MOST_SEGMENTS)


def test_segments_of_one_size_wait_for_each_other() -> None:
    assert tiers_to_merge([1] * (TIER - 1) + [100], largest=1000) == []
    assert tiers_to_merge([100, *[1] * TIER], largest=1000) == list(range(1, TIER + 1))


def test_of_more_than_may_be_merged_at_once_a_part_is() -> None:
    assert tiers_to_merge([100] * 30, largest=1000) == list(range(10))
    assert tiers_to_merge([1000] * 30, largest=1000) == []


def test_large_segments_wait_for_one_of_their_size_only_and_small_ones_for_more() -> None:
    assert merge_in_idle_moment([SMALL, 5, SMALL, 6], largest=10_000) == [0, 2]
    assert merge_in_idle_moment([SMALL - 1, SMALL - 1], largest=10_000) == []
    assert merge_in_idle_moment([SMALL, 10 * SMALL], largest=10_000) == []


def test_a_segment_that_is_nearly_too_large_keeps_no_others_apart() -> None:
    assert merge_in_idle_moment([190_000, 40_000, 50_000], largest=200_000) == [1, 2]


@given(st.integers(1, 3_000), st.integers(1, 400))
def test_idle_moments_leave_few_segments_and_rewrite_a_document_seldom(batch: int, commits: int) -> None:
    sizes: list[int] = []
    rewritten = 0
    for _ in range(commits):
        sizes.append(batch)
        while chosen := merge_in_idle_moment(sizes, largest=200_000):
            joined = sum(sizes[position] for position in chosen)
            assert len(chosen) > 1
            assert joined <= 200_000
            rewritten += joined
            sizes = [size for position, size in enumerate(sizes) if position not in chosen] + [joined]
    documents = batch * commits
    assert sum(sizes) == documents
    assert rewritten <= 14 * documents
    assert sum(size < SMALL for size in sizes) < 3 * TIER
    assert sum(size >= SMALL for size in sizes) <= 3 + 2 * documents // 200_000


def test_a_commit_leaves_large_segments_alone() -> None:
    assert merge_at_once([25_000] * 40 + [1] * MOST_SEGMENTS) == []
    assert merge_at_once([25_000] * 40 + [1] * (MOST_SEGMENTS + 1)) == list(range(40, 41 + MOST_SEGMENTS))


@given(sizes_of_segments)
def test_a_commit_merges_few_documents(sizes: list[int]) -> None:
    chosen = merge_at_once(sizes)
    assert len(set(chosen)) == len(chosen)
    assert sum(sizes[position] for position in chosen) <= SMALL * TIER
    assert all(sizes[position] < SMALL for position in chosen)


@given(st.integers(1, 2 * SMALL), st.integers(1, 300))
def test_small_segments_stay_few_whatever_is_committed(batch: int, commits: int) -> None:
    sizes: list[int] = []
    for _ in range(commits):
        sizes.append(batch)
        chosen = set(merge_at_once(sizes))
        joined = sum(sizes[position] for position in chosen)
        sizes = [size for position, size in enumerate(sizes) if position not in chosen]
        sizes += [joined] if joined else []
        assert sum(size < SMALL for size in sizes) <= MOST_SEGMENTS + TIER
