"""Words of many documents turned into postings, with numpy.

Owns: sorting what was gathered by term, and the blocks of a segment file made of it; they are the same,
byte by byte, as those of `building.encode`.
Must not: know fields, or be imported by what writes a single document: numpy costs as much as that.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from archivist.lazyclass import dataclass
from archivist.search.building import Block, is_many
from archivist.search.chunking import Chunks
from archivist.search.words import NONE, Words

Numbers = NDArray[Any]

_TOKENS_AT_ONCE: Final = 1_000_000
"""Occurrences whose blocks are made together."""
_MANY: Final = 2**30
_TYPES: Final = {1: np.uint8, 2: np.uint16, 4: np.uint32}


@dataclass(frozen=True, slots=True)
class Run:
    """Postings of some documents, sorted by the number of the term.

    Attributes:
        terms: number of each term that occurs.
        postings: where the postings of each begin, and the end of all.
        tokens: where the occurrences of each begin, and the end of all.
        docs: document of each posting.
        counts: occurrences in it.
        places: position of each occurrence; None when they are not kept.
        beside: what stands beside each of them (`beside`); None when they are not kept.
    """

    terms: Numbers
    postings: Numbers
    tokens: Numbers
    docs: Numbers
    counts: Numbers
    places: Numbers | None
    beside: Numbers | None

    @property
    def size(self) -> int:
        """Memory in use, bytes."""
        kept = (self.terms, self.postings, self.tokens, self.docs, self.counts)
        return sum(part.nbytes for part in (*kept, self.places, self.beside) if part is not None)


@dataclass(frozen=True, slots=True)
class Inverted:
    """What was gathered, by folded and by exact form, and how many words that are in each document."""

    folded: Run
    exact: Run
    docs: Numbers
    folded_lengths: Numbers
    exact_lengths: Numbers


def invert(chunks: Sequence[Chunks], words: Words, *, gap: int) -> Inverted:
    """Sort the words of some documents by term.

    Args:
        chunks: of their texts, document after document.
        words: what the numbers mean.
        gap: positions between the parts of a document.
    """
    ends = np.frombuffer(words.ends, np.uint32).astype(np.int64)
    code = _together([some.codes for some in chunks])
    part_docs = _together([some.docs for some in chunks])
    length = np.diff(ends)[code]
    behind = np.cumsum(length)
    total = int(behind[-1]) if len(behind) else 0
    number = np.int32 if total < _MANY else np.int64  # half the memory to go through
    at: Numbers = np.arange(total, dtype=number)
    at += np.repeat((ends[code] - (behind - length)).astype(number), length)
    last = np.cumsum(_together([some.sizes for some in chunks]))
    before = np.concatenate(([0], behind))
    tokens = np.diff(before[last], prepend=0)
    docs, place = _placed(part_docs, tokens, gap)
    folded = np.frombuffer(words.folded_of, np.int32)[at]
    exact = np.frombuffer(words.exact_of, np.int32)[at]
    marked = np.flatnonzero(exact != NONE)
    present = np.unique(part_docs)
    size = int(present[-1]) + 1 if len(present) else 0
    return Inverted(
        folded=_run(folded, docs, place, _beside(np.frombuffer(words.signs(), np.uint8)[folded], place)),
        exact=_run(exact[marked], docs[marked]),
        docs=present,
        folded_lengths=np.bincount(docs, minlength=size)[present],
        exact_lengths=np.bincount(docs[marked], minlength=size)[present],
    )


def _placed(part_docs: Numbers, tokens: Numbers, gap: int) -> tuple[Numbers, Numbers]:
    """Document and position of every word."""
    number = np.arange(len(part_docs))
    new = np.ones(len(part_docs), bool)
    new[1:] = part_docs[1:] != part_docs[:-1]
    first = np.maximum.accumulate(np.where(new, number, 0))
    begins = np.cumsum(tokens) - tokens
    base = begins - begins[first] + gap * (number - first)
    number_of = np.int32 if int(tokens.sum()) < _MANY else np.int64
    place: Numbers = np.arange(int(tokens.sum()), dtype=number_of)
    place -= np.repeat((begins - base).astype(number_of), tokens)
    return np.repeat(part_docs, tokens), place


def _beside(sign: Numbers, place: Numbers) -> Numbers:
    """What stands beside every word (`beside`), by the signs of the words in their order."""
    found = np.zeros(len(sign), np.uint8)
    follows = place[1:] == place[:-1] + 1
    found[:-1] = sign[1:] * follows
    found[1:] |= (sign[:-1] << 4) * follows
    return found


def _run(term: Numbers, docs: Numbers, place: Numbers | None = None, beside: Numbers | None = None) -> Run:
    """Postings of words that come in the order of their documents."""
    order = _order(term)
    term, docs = term[order], docs[order]
    new = np.ones(len(term), bool)
    new[1:] = (term[1:] != term[:-1]) | (docs[1:] != docs[:-1])
    token = np.flatnonzero(new)
    counts = np.diff(np.append(token, len(term)))
    of = term[token]
    other = np.ones(len(of), bool)
    other[1:] = of[1:] != of[:-1]
    posting = np.flatnonzero(other)
    return Run(
        terms=of[posting],
        postings=np.append(posting, len(of)),
        tokens=np.append(token[posting], len(term)),
        docs=docs[token],
        counts=_narrow(counts),
        places=None if place is None else _narrow(place[order]),
        beside=None if beside is None else beside[order],
    )


def _order(term: Numbers) -> Numbers:
    """Positions in the order of the terms, equal ones as they stood: sorting 16 bits costs no comparisons."""
    order = np.argsort((term & 0xFFFF).astype(np.uint16), kind="stable")
    if len(term) and int(term.max()) > 0xFFFF:
        high = (term >> 16).astype(np.uint16)[order]
        order = order[np.argsort(high, kind="stable")]
    return order


def _narrow(numbers: Numbers) -> Numbers:
    return numbers.astype(_TYPES[_width(int(numbers.max(initial=0)))])


def _width(largest: int) -> int:
    return 1 if largest < 0x100 else 2 if largest < 0x10000 else 4


# ---------------------------------------------------------------------------- blocks


def blocks(runs: Sequence[Run], names: Mapping[str, int], *, placed: bool) -> Iterator[tuple[bytes, Block]]:
    """Terms of all runs, ascending, with their postings.

    Args:
        runs: one after the other in the order of their documents.
        names: term → its number.
        placed: with positions.
    """
    if not runs:
        return
    spelt = [name.encode() for name in names]
    present = np.unique(np.concatenate([run.terms for run in runs])).tolist()
    ordered = sorted(present, key=spelt.__getitem__)
    if not ordered:
        return
    rank = np.zeros(len(spelt), np.int64)
    rank[ordered] = np.arange(len(ordered))
    pieces = _pieces(runs, rank)
    docs = _together([run.docs for run in runs])
    counts = _together([run.counts for run in runs])
    places = _together([run.places for run in runs if run.places is not None]) if placed else None
    beside = _together([run.beside for run in runs if run.beside is not None]) if placed else None
    tokens = np.bincount(pieces.rank, weights=pieces.tokens, minlength=len(ordered)).astype(np.int64)
    cuts = np.flatnonzero(np.diff(np.cumsum(tokens) // _TOKENS_AT_ONCE)) + 1
    for first, end in pairwise([0, *cuts.tolist(), len(ordered)]):
        low, high = np.searchsorted(pieces.rank, (first, end))
        part = pieces.between(low, high)
        of = part.rank - first
        held = _slices(part.token_at, part.tokens) if placed else None
        posted = np.bincount(of, weights=part.postings, minlength=end - first).astype(np.int64)
        group = _Group(
            docs=docs[_slices(part.posting_at, part.postings)],
            counts=counts[_slices(part.posting_at, part.postings)],
            places=None if places is None else places[held],
            beside=None if beside is None else beside[held].data,
            postings=np.append(0, np.cumsum(posted)),
            tokens=np.append(0, np.cumsum(tokens[first:end])),
        )
        yield from zip(map(spelt.__getitem__, ordered[first:end]), _encoded(group), strict=True)


@dataclass(frozen=True, slots=True)
class _Pieces:
    """Where the postings of each term are in each run, by rank of the term, then by run."""

    rank: Numbers
    posting_at: Numbers
    postings: Numbers
    token_at: Numbers
    tokens: Numbers

    def between(self, low: int, high: int) -> _Pieces:
        part = slice(low, high)
        return _Pieces(
            self.rank[part],
            self.posting_at[part],
            self.postings[part],
            self.token_at[part],
            self.tokens[part],
        )


def _pieces(runs: Sequence[Run], rank: Numbers) -> _Pieces:
    posting_base = np.cumsum([0, *(len(run.docs) for run in runs)])
    token_base = np.cumsum([0, *(int(run.tokens[-1]) for run in runs)])
    ranks = np.concatenate([rank[run.terms] for run in runs])
    order = np.argsort(ranks, kind="stable")
    starts = [run.postings[:-1] + base for run, base in zip(runs, posting_base, strict=False)]
    tokens = [run.tokens[:-1] + base for run, base in zip(runs, token_base, strict=False)]
    return _Pieces(
        ranks[order],
        np.concatenate(starts)[order],
        np.concatenate([np.diff(run.postings) for run in runs])[order],
        np.concatenate(tokens)[order],
        np.concatenate([np.diff(run.tokens) for run in runs])[order],
    )


def _together(parts: Sequence[Numbers]) -> Numbers:
    joined: Numbers = parts[0] if len(parts) == 1 else np.concatenate(parts)
    return joined


def _slices(begins: Numbers, sizes: Numbers) -> Numbers:
    """Indices of several stretches, one after the other."""
    behind = np.cumsum(sizes)
    found: Numbers = np.arange(int(behind[-1])) + np.repeat(begins - (behind - sizes), sizes)
    return found


@dataclass(frozen=True, slots=True)
class _Group:
    """Postings of consecutive terms; `postings` and `tokens` say where each begins, and the end."""

    docs: Numbers
    counts: Numbers
    places: Numbers | None
    beside: memoryview | None
    postings: Numbers
    tokens: Numbers


def _encoded(group: _Group) -> Iterator[Block]:
    begins, token_begins = group.postings[:-1], group.tokens[:-1]
    gaps = np.zeros_like(group.docs)
    gaps[1:] = group.docs[1:] - group.docs[:-1]
    gaps[begins] = 0
    gap = _Widened(gaps, begins)
    count = _Widened(group.counts, begins)
    place = None if group.places is None else _Widened(group.places, token_begins)
    first = group.docs[begins].tolist()
    last = group.docs[group.postings[1:] - 1].tolist()
    for term, ((low, high), (start, end)) in enumerate(
        zip(pairwise(group.postings.tolist()), pairwise(group.tokens.tolist()), strict=True)
    ):
        documents, occurrences = high - low, end - start
        if is_many(documents, first[term], last[term]):
            stepped, gap_width, count_width = b"", 0, count.widths[term]
            table = np.zeros(last[term] - first[term] + 1, _TYPES[count_width])
            table[group.docs[low:high] - first[term]] = group.counts[low:high]
            counted = table.tobytes()
        else:
            stepped, gap_width = gap.data(term, low + 1, high), gap.widths[term]
            counted = b"" if documents == occurrences else count.data(term, low, high)
            count_width = count.widths[term] if counted else 0
        placed: tuple[bytes | memoryview, ...] = ()
        if place is not None and group.beside is not None:
            placed = (place.data(term, start, end), group.beside[start:end])
        yield Block(
            documents=documents,
            occurrences=occurrences,
            first=first[term],
            last=last[term],
            gap_width=gap_width,
            count_width=count_width,
            place_width=0 if place is None else place.widths[term],
            data=b"".join((stepped, counted, *placed)),
        )


class _Widened:
    """Numbers in every width that some stretch of them needs."""

    def __init__(self, numbers: Numbers, begins: Numbers) -> None:
        largest = np.maximum.reduceat(numbers, begins)
        self.widths: list[int] = np.where(largest < 0x100, 1, np.where(largest < 0x10000, 2, 4)).tolist()
        needed = set(self.widths)
        self._as = {width: numbers.astype(_TYPES[width]).data.cast("B") for width in needed}

    def data(self, stretch: int, low: int, high: int) -> bytes:
        """Bytes of a stretch, in its width."""
        width = self.widths[stretch]
        return bytes(self._as[width][low * width : high * width])
