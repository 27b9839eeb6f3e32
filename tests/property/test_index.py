"""The evaluator against two oracles: Whoosh's own exhaustive search, and plain Python.

Documents are made of few words, so that terms meet, in several segments, with updates, deletions and
merges in between.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.engine import to_whoosh
from support.search import ask
from whoosh.index import FileIndex
from whoosh.writing import SegmentWriter

from archivist.search import plan as w
from archivist.search import schema
from archivist.search.analysis import folded_tokens
from archivist.search.compile import compile_query
from archivist.search.evaluate import Evaluator
from archivist.search.index import SearchIndex
from archivist.search.internals import WhooshStatistics, WhooshView
from archivist.search.query import parse_query
from archivist.search.records import IndexDocument, Sort
from archivist.search.storage import MemoryStorage

WORDS = ["hòa", "hoa", "họa", "an", "ân", "số", "so", "đo", "do", "tỉnh"]
texts = st.lists(st.sampled_from(WORDS), min_size=0, max_size=12).map(" ".join)
days = st.one_of(st.none(), st.dates(dt.date(2020, 1, 1), dt.date(2020, 1, 4)))


@st.composite
def documents(draw: st.DrawFn) -> IndexDocument:
    """A small document under one of a few ids, so that updates happen."""
    return IndexDocument(
        id=draw(st.sampled_from("abcdefghij")),
        revision=draw(st.integers(1, 9)),
        kind=draw(st.sampled_from(["", "nghi-quyet", "quyet-dinh"])),
        subject=draw(texts),
        issued=draw(days),
        filed_on=dt.date(2020, 1, 1),
        text=draw(texts),
    )


batches = st.lists(
    st.tuples(st.lists(documents(), max_size=5), st.lists(st.sampled_from("abcdefghij"), max_size=2)),
    max_size=5,
)
terms = st.sampled_from(["hòa", "hoa", "an", "so", "đo", "tinh", "zz"])
queries = st.recursive(
    st.one_of(
        terms,
        st.tuples(terms, terms).map(lambda t: f'"{t[0]} {t[1]}"'),
        st.tuples(terms, terms).map(lambda t: f'"{t[0]} {t[1]}"~2'),
        st.lists(terms, min_size=3, max_size=4).map(lambda t: f'"{" ".join(t)}"'),
        st.tuples(st.lists(terms, min_size=3, max_size=4), st.integers(1, 4)).map(
            lambda t: f'"{" ".join(t[0])}"~{t[1]}'
        ),
        st.sampled_from(
            ["ho*", "h?a", "*oa", "hoa~", "tinh~2", "kind:NQ", "date:2020-01-02..2020-01-03", "subject:an"]
        ),
    ),
    lambda inner: st.one_of(
        st.tuples(inner, inner).map(lambda t: f"({t[0]} AND {t[1]})"),
        st.tuples(inner, inner).map(lambda t: f"({t[0]} OR {t[1]})"),
        inner.map(lambda q: f"(NOT {q})"),
    ),
    max_leaves=6,
)


def _state(history: list[tuple[list[IndexDocument], list[str]]]) -> dict[str, IndexDocument]:
    held: dict[str, IndexDocument] = {}
    for added, removed in history:
        for identifier in removed:
            held.pop(identifier, None)
        held.update({document.id: document for document in added})
    return held


def _fits(text: str) -> Callable[[IndexDocument], bool]:
    """A query of the strategy above as a plain predicate, by a grammar of its own."""
    tokens = text.replace("(", " ( ").replace(")", " ) ").split(" ")
    stream = [token for token in tokens if token]

    def parse() -> Callable[[IndexDocument], bool]:
        token = stream.pop(0)
        if token == "(":
            if stream[0] == "NOT":
                stream.pop(0)
                inner = parse()
                assert stream.pop(0) == ")"
                return lambda d: not inner(d)
            left, operator, right = parse(), stream.pop(0), parse()
            assert stream.pop(0) == ")"
            if operator == "AND":
                return lambda d: left(d) and right(d)
            return lambda d: left(d) or right(d)
        if token.startswith('"'):
            said = token[1:]
            while '"' not in said:
                said += f" {stream.pop(0)}"
            phrase, _, slop = said.partition('"')
            near = int(slop.lstrip("~") or 0) + 1
            return lambda d: any(_near(part, phrase, near) for part in (d.subject, d.text))
        return _leaf(token)

    return parse()


def _near(text: str, phrase: str, reach: int) -> bool:
    """Whether each word of a phrase stands behind the one before, at most so far."""
    words = folded_tokens(text)
    first, *others = folded_tokens(phrase)
    reached = {at for at, word in enumerate(words) if word == first}
    for other in others:
        reached = {
            at
            for at, word in enumerate(words)
            if word == other and any(0 < at - before <= reach for before in reached)
        }
    return bool(reached)


def _leaf(token: str) -> Callable[[IndexDocument], bool]:
    if token == "kind:NQ":
        return lambda d: d.kind == "nghi-quyet"
    if token.startswith("date:"):
        return lambda d: d.issued in (dt.date(2020, 1, 2), dt.date(2020, 1, 3))
    if token == "subject:an":
        return lambda d: "an" in folded_tokens(d.subject)
    every: dict[str, Callable[[str], bool]] = {
        "ho*": lambda t: t.startswith("ho"),
        "h?a": lambda t: len(t) == 3 and t[0] + t[2] == "ha",
        "*oa": lambda t: t.endswith("oa"),
        "hoa~": lambda t: t in {"hoa"},  # no other word of the test is one letter away
        "tinh~2": lambda t: t == "tinh",
    }
    if token in every:
        return lambda d: any(map(every[token], folded_tokens(d.subject + " " + d.text)))
    (folded,) = folded_tokens(token)
    return lambda d: folded in folded_tokens(d.subject + " " + d.text)


@settings(deadline=None, max_examples=35)
@given(batches, st.lists(queries, min_size=1, max_size=4))
def test_finds_exactly_what_plain_python_finds(
    history: list[tuple[list[IndexDocument], list[str]]], asked: list[str]
) -> None:
    with SearchIndex.in_memory() as index:
        for added, removed in history:
            index.update(added, removed)
            index.search(ask("hoa"))  # a searcher is open in between
        held = _state(history)
        assert dict(index.revisions()) == {d.id: d.revision for d in held.values()}
        for text in asked:
            fits = _fits(text)
            expected = {d.id for d in held.values() if fits(d)}
            response = index.search(ask(text, limit=100, facets=True))
            assert {hit.id for hit in response.hits} == expected, text
            assert response.total == len(expected)
            kinds = dict(response.facets["kind"])
            assert sum(kinds.values()) == sum(1 for i in expected if held[i].kind)
            newest = index.search(ask(text, limit=100, sort=Sort.NEWEST))
            order = sorted(expected, key=lambda i: (held[i].issued is None, _minus(held[i].issued), i))
            assert [hit.id for hit in newest.hits] == order
            for sort in Sort:
                whole = [h.id for h in index.search(ask(text, limit=100, sort=sort)).hits]
                ends = range(0, len(whole) + 4, 3)  # the last page is empty
                pages = [index.search(ask(text, limit=3, offset=at, sort=sort)) for at in ends]
                assert [h.id for page in pages for h in page.hits] == whole


def _minus(day: dt.date | None) -> int:
    return -day.toordinal() if day else 0


def _whoosh_index(batches: list[list[IndexDocument]]) -> FileIndex:
    index = FileIndex.create(MemoryStorage(), schema.make_schema(), "x")
    for batch in batches:
        writer = SegmentWriter(index, compound=False)
        for document in batch:
            writer.delete_by_term("id", document.id)
        for document in {d.id: d for d in batch}.values():
            writer.add_document(**schema.to_fields(document))
        writer.commit(mergetype=lambda _, segments: segments)
    return index


def _plain(node: w.Node) -> bool:
    """Whether Whoosh scores this query by the same rules: it weighs phrases and `Not` otherwise."""
    match node:
        case w.And() | w.Or():
            return all(_plain(part) for part in node.subqueries)
        case w.AndMaybe():
            return _plain(node.a) and _plain(node.b)
        case _:
            return isinstance(node, w.Term | w.Every | w.Null)


@settings(deadline=None, max_examples=35)
@given(st.lists(st.lists(documents(), min_size=1, max_size=6), min_size=1, max_size=4), queries)
def test_scores_are_those_of_whoosh_without_its_shortcuts(
    batches: list[list[IndexDocument]], text: str
) -> None:
    plan = compile_query(parse_query(text))
    index = _whoosh_index(batches)
    with index.searcher() as searcher:
        hits = searcher.search(to_whoosh(plan.query), limit=None, optimize=False)
        oracle = {hit.docnum: hit.score for hit in hits}
        ours: dict[int, float] = {}
        for leaf, offset in searcher.leaf_searchers():
            evaluator = Evaluator(WhooshView(leaf.reader()), WhooshStatistics(searcher))
            found = evaluator.scores(plan.query)
            ours.update({offset + doc: score for doc, score in found.items()})
        assert ours.keys() == oracle.keys()
        if _plain(plan.query):
            assert ours == pytest.approx(oracle, rel=1e-6)


def test_a_conjunction_loses_no_good_document() -> None:
    """Whoosh's default search with a limit drops documents from conjunctions; ours must not.

    Two words in thousands of postings of uneven weight make its block-skipping jump too far.
    """
    made = []
    for number in range(3000):
        heavy = 1 + (number * 7919) % 13
        light = 1 + (number * 104729) % 11
        filler = " ".join(["đệm"] * ((number * 31) % 97))
        made.append(
            IndexDocument(
                id=f"{number:05d}",
                revision=1,
                filed_on=dt.date(2020, 1, 1),
                text="phối " * (heavy if number % 3 else 0) + "có " * (light if number % 4 else 0) + filler,
            )
        )
    with SearchIndex.in_memory() as index:
        index.update(made)
        everything = index.search(ask("phối AND có", limit=5000))
        scores = [hit.score for hit in everything.hits]
        assert everything.total == sum(1 for n in range(3000) if n % 3 and n % 4)
        assert scores == sorted(scores, reverse=True)
        for limit in (1, 10, 25):
            assert index.search(ask("phối AND có", limit=limit)).hits == everything.hits[:limit]


def test_the_same_question_gives_the_same_answer_after_merging() -> None:
    base = IndexDocument(id="", revision=1, filed_on=dt.date(2020, 1, 1), text="hoa an")
    with SearchIndex.in_memory() as many, SearchIndex.in_memory() as one:
        made = [replace(base, id=f"{n:03d}", text="hoa " * (n % 5) + "an so") for n in range(40)]
        for document in made:
            many.update([document])
        one.update(made)
        for text in ("hoa", "an AND so", '"hoa an"', "hoa an", "ho*"):
            left, right = (index.search(ask(text, limit=50)) for index in (many, one))
            assert [h.id for h in left.hits] == [h.id for h in right.hits]
