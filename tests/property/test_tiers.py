"""The fast tier against the compatible one and against Whoosh itself, over one history of commits.

Every way of answering gets the same documents, replacements, removals and merges: Whoosh's own format
read in plain Python (the oracle), our segment files read in plain Python, and the same files read with
numpy. Ids, scores, totals, order and counts must be equal, bit by bit.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.engine import to_whoosh
from support.search import ask
from whoosh.fields import Schema
from whoosh.searching import Searcher

from archivist.search import plan as w
from archivist.search.answer import Answer, Answering, PlainAnswering
from archivist.search.arrays import SegmentArrays
from archivist.search.block_engine import BlockEngine
from archivist.search.compatible import CompatibleEngine
from archivist.search.compile import compile_filters, compile_query
from archivist.search.evaluate import Evaluator
from archivist.search.fields import Field
from archivist.search.internals import BlockIndex
from archivist.search.members import Lookup, with_members
from archivist.search.records import IndexDocument, SearchRequest, Sort
from archivist.search.schema import make_schema, to_fields
from archivist.search.storage import MemoryStorage
from archivist.search.vector import VectorAnswering
from archivist.search.view import SegmentView

WORDS = ["hòa", "hoa", "họa", "an", "ân", "số", "so", "đo", "do", "tỉnh", "39-NQ/TW", "2020"]
IDS = [f"{n:02d}" for n in range(30)]
texts = st.lists(st.sampled_from(WORDS), max_size=14).map(" ".join)
documents = st.builds(
    IndexDocument,
    id=st.sampled_from(IDS),
    revision=st.integers(1, 9),
    kind=st.sampled_from(["", "nghi-quyet", "quyet-dinh"]),
    issuer_id=st.sampled_from(["", "bo-chinh-tri", "ubnd"]),
    issuer_names=st.sampled_from([(), ("Bộ Chính trị",), ("Ủy ban nhân dân",)]),
    level=st.sampled_from(["", "central"]),
    language=st.sampled_from(["vi", "en"]),
    class_code=st.sampled_from(["", "van-thu", "dat-dai"]),
    number=st.sampled_from(["", "39-NQ/TW", "9-NQ/TW", "12-QĐ/TU"]),
    subject=texts,
    text=texts,
    issued=st.one_of(st.none(), st.dates(dt.date(2019, 12, 30), dt.date(2020, 1, 4))),
    filed_on=st.just(dt.date(2021, 1, 1)),
)
commits = st.tuples(st.lists(documents, max_size=6), st.lists(st.sampled_from(IDS), max_size=2))
histories = st.lists(commits, min_size=1, max_size=24)
leaves = st.sampled_from(
    [
        "hòa",
        "hoa",
        "an",
        "số",
        "zz",
        "hoa an",
        "hòa so tỉnh",
        '"hoa an"',
        '"an so"~3',
        '"hoa hoa"',
        '"hoa an so"',
        '"an hoa an"',
        '"an so hoa"~2',
        '"hoa an so tinh"~3',
        "ho*",
        "h?a",
        "hoa~",
        "39-NQ/TW",
        "number:39",
        "kind:NQ",
        "date:2020-01-02..2020-01-03",
        "date:2020",
        "subject:(an so)",
        'issuer:"Bộ Chính trị"',
        "language:en",
        "năm 2020",
        "",
        "status:in-force",
        "status:expired",
    ]
)
NAMED = {
    "in-force": frozenset([*IDS[::2], *(f"other {n}" for n in range(1200))]),
    "expired": frozenset([*IDS[1:3], "gone"]),
}
"""Documents the archive names for a status: so many that they are matched as a set, and few."""
queries = st.recursive(
    leaves,
    lambda inner: st.one_of(
        st.tuples(inner, inner).map(lambda q: f"({q[0] or 'an'}) AND ({q[1] or 'so'})"),
        st.tuples(inner, inner).map(lambda q: f"({q[0] or 'an'}) OR ({q[1] or 'so'})"),
        inner.map(lambda q: f"NOT ({q or 'an'})"),
    ),
    max_leaves=5,
)


def _asked(text: str, **rest: object) -> SearchRequest:
    request = ask(text, **rest)
    assert request.query is not None
    lookups: dict[Field, Lookup] = {Field.STATUS: lambda value: NAMED[value.values[0]]}
    return replace(request, query=with_members(request.query, lookups))


requests = st.builds(
    _asked,
    queries,
    sort=st.sampled_from(Sort),
    limit=st.integers(0, 7),
    offset=st.integers(0, 3),
    facets=st.booleans(),
    languages=st.sampled_from([(), ("vi",), ("de",)]),
    since=st.sampled_from([None, dt.date(2020, 1, 1)]),
)


def _commit(
    engines: Iterable[BlockEngine | CompatibleEngine], added: Sequence[IndexDocument], removed: Sequence[str]
) -> set[bool]:
    """One commit in each, and what an idle moment after it does; returns whether that merged anything."""
    latest = {document.id: document for document in added}
    merged = set()
    for engine in engines:
        engine.commit([to_fields(document) for document in latest.values()], {*latest, *removed})
        merged.add(engine.merge())
        engine.refresh()
    return merged


def _answer(answering: Answering, request: SearchRequest) -> Answer:
    assert request.query is not None
    return answering.answer(compile_query(request.query), compile_filters(request.filters), request)


def _ways(engine: BlockEngine) -> tuple[Answering, Answering]:
    """Our files in plain Python and with numpy."""
    snapshot = engine.snapshot
    assert snapshot is not None
    plain = PlainAnswering([Evaluator(view, snapshot) for view in snapshot.views])
    return plain, VectorAnswering(snapshot, [SegmentArrays(view.file) for view in snapshot.views])


_ASKED = given(histories, st.lists(requests, min_size=1, max_size=5), st.booleans())


@settings(deadline=None, max_examples=20)
@_ASKED
def test_every_tier_answers_the_same(
    history: list[tuple[list[IndexDocument], list[str]]], asked: list[SearchRequest], expunge: bool
) -> None:
    _tiers_agree(history, asked, expunge)


@pytest.mark.slow
@settings(deadline=None, max_examples=50)
@_ASKED
def test_every_tier_answers_the_same_to_more(
    history: list[tuple[list[IndexDocument], list[str]]], asked: list[SearchRequest], expunge: bool
) -> None:
    _tiers_agree(history, asked, expunge)


def _tiers_agree(
    history: list[tuple[list[IndexDocument], list[str]]], asked: list[SearchRequest], expunge: bool
) -> None:
    oracle, fast = CompatibleEngine.in_memory(), BlockEngine.in_memory()
    try:
        for added, removed in history:
            assert len(_commit((oracle, fast), added, removed)) == 1, "both merge at the same moments"
        if expunge:
            for engine in (oracle, fast):
                engine.expunge()
                engine.refresh()
        fast.verify()
        rows = sorted((row["id"], row["revision"]) for row in oracle.stored())
        assert sorted((row["id"], row["revision"]) for row in fast.stored()) == rows
        for request in asked:
            expected = _answer(oracle.answering(), request)
            for answering in _ways(fast):
                assert _answer(answering, request) == expected
    finally:
        oracle.forget()
        fast.forget()


def _texts(lists: Sequence[Sequence[IndexDocument]]) -> list[IndexDocument]:
    return [document for batch in lists for document in batch]


@settings(deadline=None, max_examples=30)
@given(st.lists(st.lists(documents, min_size=1, max_size=8), min_size=1, max_size=5), requests)
def test_segments_that_end_by_size_hold_the_same(
    batches: list[list[IndexDocument]], request: SearchRequest
) -> None:
    """A writer that may hold one document in memory makes many segments of one commit."""
    whole, parts = BlockEngine.in_memory(), BlockEngine.in_memory(memory=1)
    for batch in batches:
        _commit((whole, parts), batch, ())
    assert parts.snapshot is not None
    assert len(parts.snapshot.views) >= len(batches[-1:])
    parts.verify()
    for one, other in zip(_ways(whole), _ways(parts), strict=True):
        left, right = _answer(one, request), _answer(other, request)
        assert left.total == right.total
        assert left.facets == right.facets
    assert {row["id"] for row in parts.stored()} == {document.id for document in _texts(batches)}


_BARE = st.recursive(
    st.builds(
        w.Term, st.sampled_from(["text", "subject", "text_x"]), st.sampled_from(["hoa", "an", "so", "hòa"])
    ),
    lambda inner: st.one_of(
        st.builds(w.And, st.lists(inner, min_size=1, max_size=3)),
        st.builds(w.Or, st.lists(inner, min_size=1, max_size=3)),
    ),
    max_leaves=4,
)
# An AndMaybe below an And is no question for Whoosh: see `test_whoosh_forgets_a_score_when_it_skips`.
PLAIN_NODES = st.recursive(
    _BARE,
    lambda inner: st.one_of(
        st.builds(w.AndMaybe, inner, _BARE), st.builds(w.Or, st.lists(inner, min_size=1, max_size=3))
    ),
    max_leaves=4,
)


@settings(deadline=None, max_examples=40)
@given(st.lists(st.lists(documents, min_size=1, max_size=6), min_size=1, max_size=4), PLAIN_NODES)
def test_whoosh_finds_the_same_in_our_files(batches: list[list[IndexDocument]], node: w.Query) -> None:
    """Our codec under Whoosh's own exhaustive search gives the documents and scores we compute."""
    storage = MemoryStorage()
    engine = BlockEngine.in_memory(storage=storage)
    for batch in batches:
        _commit((engine,), batch, ())
    schema: Schema = make_schema()
    searcher: Searcher = BlockIndex(storage, schema, storage).searcher()
    hits = searcher.search(to_whoosh(node), limit=None, optimize=False)
    whooshs = {hit["id"]: hit.score for hit in hits}
    ours: dict[str, float] = {}
    snapshot = engine.snapshot
    assert snapshot is not None
    for view in snapshot.views:
        found = Evaluator(view, snapshot).scores(node)
        ours.update({_identifier(view, doc): score for doc, score in found.items()})
    assert ours.keys() == whooshs.keys()
    assert all(abs(ours[key] - whooshs[key]) <= 1e-6 * max(1, abs(ours[key])) for key in ours)


def _identifier(view: SegmentView, doc: int) -> str:
    return view.values("id")[doc]


def test_whoosh_forgets_a_score_when_it_skips() -> None:
    """Skipped to a document, its AndMaybe leaves the better part where that was asked for, not where the other went."""
    texts = ["hoa", "so", "an", "hoa so an"]
    made = [
        IndexDocument(id=f"{n:02d}", revision=1, filed_on=dt.date(2021, 1, 1), text=text)
        for n, text in enumerate(texts)
    ]
    storage = MemoryStorage()
    engine = BlockEngine.in_memory(storage=storage)
    _commit((engine,), made, ())
    hoa, so, an = (w.Term("text", word) for word in ("hoa", "so", "an"))
    searcher: Searcher = BlockIndex(storage, make_schema(), storage).searcher()

    def whoosh(node: w.Query) -> float:
        (hit,) = searcher.search(to_whoosh(node), limit=None, optimize=False)
        return float(hit.score)

    snapshot = engine.snapshot
    assert snapshot is not None
    (view,) = snapshot.views
    evaluator = Evaluator(view, snapshot)
    (ours,) = evaluator.scores(w.And([w.AndMaybe(hoa, an), so])).values()
    assert ours == pytest.approx(whoosh(w.And([hoa, an, so])))
    assert whoosh(w.And([w.AndMaybe(hoa, an), so])) == pytest.approx(whoosh(w.And([hoa, so])))
