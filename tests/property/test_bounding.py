"""Scoring what may be among the best by its bound finds what scoring everything finds."""

from __future__ import annotations

import datetime as dt
from array import array
from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.search import ask

from archivist.search import bounding, marking
from archivist.search.answer import PlainAnswering
from archivist.search.block_engine import BlockEngine
from archivist.search.compile import compile_filters, compile_query
from archivist.search.evaluate import Evaluator
from archivist.search.records import IndexDocument
from archivist.search.schema import to_fields
from archivist.search.snapshot import Snapshot

WORDS = ["hòa", "hoa", "họa", "an", "ân", "số", "so", "đo", "tỉnh", "39-NQ/TW"]
QUERIES = [
    "hòa",
    "an",
    "an số",
    "hòa an tỉnh",
    "hòa OR tỉnh",
    "(hòa OR đo) AND an",
    "an NOT số",
    "NOT an",
    '"an số"',
    '"an số" hòa',
    "hoa* an",
    "subject:an số",
    "kind:NQ an",
    "date:2020 an",
    "39-NQ/TW",
    "an 39-NQ/TW",
    "nothing",
    "",
]


@pytest.fixture(autouse=True)
def _always() -> Iterator[None]:
    """Bounds are used for few documents too."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(bounding, "PAYS", -1)
        patch.setattr(bounding, "_WHOLE", 10**9)
        yield


def text_of(draw: st.DrawFn) -> str:
    said = draw(st.lists(st.sampled_from(WORDS), max_size=10))
    return " ".join(said * draw(st.sampled_from([1, 1, 2, 30])))


@st.composite
def engines(draw: st.DrawFn) -> BlockEngine:
    """An index of several segments, some documents replaced and removed; common words stand in tables."""
    engine = BlockEngine.in_memory()
    for commit in range(draw(st.integers(1, 3))):
        documents = [
            IndexDocument(
                id=f"{draw(st.integers(0, 20)):02d}",
                revision=commit,
                kind=draw(st.sampled_from(["", "nghi-quyet"])),
                issued=dt.date(2020, 1, 1 + draw(st.integers(0, 3))),
                filed_on=dt.date(2021, 1, 1),
                subject=text_of(draw),
                text=text_of(draw),
            )
            for _ in range(draw(st.integers(1, 12)))
        ]
        latest = {one.id: one for one in documents}
        removed = draw(st.lists(st.sampled_from([f"{n:02d}" for n in range(20)]), max_size=2))
        engine.commit([to_fields(one) for one in latest.values()], {*latest, *removed})
    engine.refresh()
    return engine


@settings(deadline=None, max_examples=15)
@given(engines(), st.lists(st.sampled_from(QUERIES), min_size=1, max_size=5), st.integers(1, 6))
def test_the_best_are_those_of_scoring_everything(engine: BlockEngine, asked: list[str], limit: int) -> None:
    snapshot = engine.answering()._snapshot  # type: ignore[attr-defined]
    assert isinstance(snapshot, Snapshot)
    for query in asked:
        request = ask(query, limit=limit, facets=True)
        assert request.query is not None
        plan, condition = compile_query(request.query), compile_filters(request.filters)
        evaluators = [Evaluator(view, snapshot) for view in snapshot.views]
        answer = PlainAnswering(evaluators).answer(plan, condition, request)
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(bounding, "_FEW", 0)
            assert PlainAnswering(evaluators).answer(plan, condition, request) == answer
            patch.setattr(bounding, "_WHOLE", 0)  # what matches is marked, and all of it scored
            assert PlainAnswering(evaluators).answer(plan, condition, request) == answer
            patch.setattr(bounding, "PAYS", 10**9)
            everything = PlainAnswering(evaluators).answer(plan, condition, request)
        assert answer == everything
        exact = {
            (number, doc): score
            for number, one in enumerate(evaluators)
            for doc, score in one.scores(plan.query).items()
        }
        if not exact:
            continue
        found = bounding.best_of(evaluators, plan.query, [None] * len(evaluators), limit)
        scored = {(n, doc): score for n, part in enumerate(found.scores) for doc, score in part.items()}
        least = sorted(exact.values())[-limit:][0]
        assert found.total == len(exact)
        assert scored.items() <= exact.items()
        assert {key for key, score in exact.items() if score >= least} <= scored.keys()


def test_a_segment_without_text_does_not_hide_that_words_count() -> None:
    engine = BlockEngine.in_memory()
    engine.commit([to_fields(_document("00", ""))], {"00"})  # a scan that is not recognised yet
    engine.commit([to_fields(_document(f"{n:02d}", "hòa an " * n)) for n in range(1, 9)], set())
    engine.refresh()
    snapshot = engine.answering()._snapshot  # type: ignore[attr-defined]
    evaluators = [Evaluator(view, snapshot) for view in snapshot.views]
    for query in ("hòa", "hòa an"):
        request = ask(query, limit=1)
        assert request.query is not None
        answer = PlainAnswering(evaluators).answer(compile_query(request.query), None, request)
        assert (answer.total, answer.hits[0].id) == (8, "08")


def _document(identifier: str, text: str) -> IndexDocument:
    return IndexDocument(id=identifier, revision=0, filed_on=dt.date(2021, 1, 1), text=text)


@given(st.lists(st.integers(0, 70_000)), st.sampled_from("HI"))
def test_lengths_in_a_byte_keep_their_highest_bits(lengths: list[int], code: str) -> None:
    kept = [length for length in lengths if code == "I" or length < 1 << 16]
    shift, codes = bounding._codes(array(code, kept))
    assert list(codes) == [length >> shift for length in kept]
    assert not shift or max(codes) >= 128
    assert bounding._codes(kept) == (shift, codes)


@given(
    st.lists(st.integers(0, 200)),
    st.integers(-300, 70_000),
    st.integers(-300, 70_000),
    st.sampled_from("BHI"),
)
def test_numbers_are_compared_all_at_once(numbers: list[int], start: int, end: int, code: str) -> None:
    marks = marking.between(array(code, numbers), start, end)
    if code == "B" and max(numbers, default=0) > 127:
        assert marks is None  # the highest bit is not free: they are compared one by one
        return
    assert marks is not None
    inside = [at for at, number in enumerate(numbers) if start <= number <= end]
    assert list(marking.members(marks.to_bytes(len(numbers), "little"))) == inside


@given(st.lists(st.booleans(), max_size=200), st.integers(0, 60))
def test_marks_are_found_rare_or_frequent(marks: list[bool], behind: int) -> None:
    kept = bytes(marks) + bytes(100 * behind)
    assert list(marking.members(kept)) == [at for at, mark in enumerate(marks) if mark]
