"""Posting lists by the block instead of by the posting.

Owns: the only private attributes of Whoosh that archivist touches: ``_ids``, ``_weights``,
``_values`` and ``_next_block`` of `whoosh.codec.whoosh3.W3LeafMatcher` (2.7.5), listed in
docs/adr/0003-whoosh-as-a-cache.md and guarded by tests/unit/test_search_postings.py.
Must not: score, or know a query.

Whoosh unpickles a block of 128 postings at once and then hands them out by three method calls each;
reading the unpickled block itself is five to ten times as fast. A matcher of any other class is read
through its public methods, with the same result.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence, Set

from whoosh.codec.whoosh3 import W3LeafMatcher
from whoosh.matching import FilterMatcher, Matcher
from whoosh.reading import IndexReader

Block = tuple[Sequence[int], Sequence[float]]


def blocks(reader: IndexReader, name: str, term: bytes) -> Iterator[Block]:
    """Document numbers and weights of a term's postings, ascending; deleted documents included."""
    matcher = _bare(reader.postings(name, term))
    if type(matcher) is W3LeafMatcher:
        while matcher.is_active():
            matcher.id()  # loads the block
            matcher.weight()
            yield matcher._ids, matcher._weights
            matcher._next_block()
        return
    ids, weights = [], []
    while matcher.is_active():
        ids.append(matcher.id())
        weights.append(matcher.weight())
        matcher.next()
    yield ids, weights


def positions(reader: IndexReader, name: str, term: bytes, among: Set[int]) -> dict[int, list[int]]:
    """Positions of a term in those documents of `among` that hold it."""
    decode = reader.schema[name].format.decode_positions
    matcher = _bare(reader.postings(name, term))
    found: dict[int, list[int]] = {}
    if type(matcher) is W3LeafMatcher:
        while matcher.is_active():
            matcher.id()  # loads the block
            if not among.isdisjoint(matcher._ids):
                matcher.value()
                pairs = zip(matcher._ids, matcher._values, strict=True)
                found.update({doc: decode(value) for doc, value in pairs if doc in among})
            matcher._next_block()
        return found
    while matcher.is_active():
        if matcher.id() in among:
            found[matcher.id()] = matcher.value_as("positions")
        matcher.next()
    return found


def _bare(matcher: Matcher) -> Matcher:
    """The postings under the wrapper that skips deleted documents; the caller skips them itself."""
    return matcher.child if type(matcher) is FilterMatcher else matcher
