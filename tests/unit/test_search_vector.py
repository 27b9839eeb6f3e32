"""Plain Python and numpy answer the same over enough documents that rare and common words differ.

`tests/property/test_tiers.py` compares many small indexes; here one is large enough for the lists, the
tables and the bounds that numpy uses only then.
"""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Iterator
from dataclasses import replace

import pytest
from support.search import ask

from archivist.search import adjacency
from archivist.search.answer import Answer, Answering, PlainAnswering
from archivist.search.arrays import SegmentArrays
from archivist.search.block_engine import BlockEngine
from archivist.search.compile import compile_filters, compile_query
from archivist.search.evaluate import Evaluator
from archivist.search.records import IndexDocument, Sort
from archivist.search.schema import to_fields
from archivist.search.vector import VectorAnswering

SYLLABLES = ["công", "cong", "tác", "cán", "bộ", "đất", "dat", "hòa", "hoà", "họa", "tỉnh", "ủy", "số", "năm"]
RARE = [
    f"{onset}{rime}" for onset in ("b", "ch", "đ", "kh", "ng", "tr") for rime in ("ăng", "oai", "ươn", "uy")
]
QUERIES = [
    "công",
    "cong",
    "hoà",
    "bộ",
    "khuy",
    "công tác",
    "công tác cán bộ",
    "công tác chăng",
    "đất số năm",
    "bươn khoai",
    '"công tác cán"',
    '"cán bộ" OR "đất số"',
    '"công bộ"~4',
    '"công tác bộ"~2',
    '"bộ bộ"',
    "công OR khuy OR trăng",
    "(công tác) OR (số AND khuy)",
    "công NOT tác",
    "NOT công",
    "khuy NOT công",
    "co*",
    "kh*",
    "c?ng",
    "*uy",
    "t*h",
    "cong~",
    "khuyy~",
    "ng*",
    "công AND date:2021",
    "date:2021-05..2022",
    "khoai date:2020",
    "kind:NQ",
    "công kind:NQ",
    'tác issuer:"Tỉnh ủy Hòa Sơn"',
    "subject:công",
    "12-QĐ/TU",
    "number:40",
    "39-NQ/TU công",
    "UBND tỉnh",
    "nghị quyết công tác",
    "",
]


def _made(rng: random.Random, number: int) -> IndexDocument:
    """A document of common syllables, each commoner than the next, with a rare one now and then."""
    weights = [1 / rank for rank in range(1, len(SYLLABLES) + 1)]
    words = rng.choices(SYLLABLES, weights, k=rng.randrange(1, 40))
    words += [rng.choice(RARE) for _ in range(rng.randrange(0, 2))]
    rng.shuffle(words)
    issued = dt.date(2020, 1, 1) + dt.timedelta(days=rng.randrange(1200))
    return IndexDocument(
        id=f"{rng.randrange(10**9):09d}-{number}",
        revision=1,
        kind=rng.choice(["", "nghi-quyet", "quyet-dinh"]),
        issuer_id=rng.choice(["", "tinh-uy-hoa-son", "ubnd"]),
        issuer_names=rng.choice([(), ("Tỉnh ủy Hòa Sơn",), ("Ủy ban nhân dân tỉnh Hòa Sơn",)]),
        number=rng.choice(["", f"{rng.randrange(60)}-NQ/TU", f"{rng.randrange(60)}-QĐ/TU"]),
        subject=" ".join(rng.choices(SYLLABLES, k=6)) if rng.random() < 0.7 else "",
        text=" ".join(words),
        language="vi",
        issued=issued if rng.random() < 0.8 else None,
        filed_on=dt.date(2024, 1, 1),
    )


@pytest.fixture(scope="module")
def ways() -> Iterator[tuple[Answering, Answering]]:
    """Plain Python and numpy over one index of segments of many sizes, with documents removed."""
    rng = random.Random(5)
    engine = BlockEngine.in_memory()
    ids: list[str] = []
    for size in (900, 300, 40, 1, 1, 7, 1):
        batch = [_made(rng, len(ids) + n) for n in range(size)]
        gone = rng.sample(ids, len(ids) // 9)
        engine.commit([to_fields(document) for document in batch], gone)
        ids = [one for one in ids if one not in gone] + [document.id for document in batch]
    engine.refresh()
    snapshot = engine.snapshot
    assert snapshot is not None
    assert len(snapshot.views) > 3
    plain = PlainAnswering([Evaluator(view, snapshot) for view in snapshot.views])
    yield plain, VectorAnswering(snapshot, [SegmentArrays(view.file) for view in snapshot.views])
    engine.forget()


def _answer(answering: Answering, text: str, **rest: object) -> Answer:
    request = ask(text, **rest)
    assert request.query is not None
    return answering.answer(compile_query(request.query), compile_filters(request.filters), request)


@pytest.mark.parametrize("text", QUERIES)
def test_numpy_answers_as_plain_python(ways: tuple[Answering, Answering], text: str) -> None:
    plain, vector = ways
    for rest in (
        {"limit": 20, "facets": True},
        {"limit": 7, "offset": 30},
        {"limit": 2000, "sort": Sort.NEWEST},
        {"limit": 9, "sort": Sort.DATE, "offset": 4},
        {"limit": 25, "sort": Sort.NUMBER},
        {"limit": 25, "sort": Sort.ISSUER, "since": dt.date(2021, 1, 1)},
        {"limit": 10, "kinds": ("nghi-quyet",)},
    ):
        assert _answer(vector, text, **rest) == _answer(plain, text, **rest)


def test_most_queries_find_something(ways: tuple[Answering, Answering]) -> None:
    found = [text for text in QUERIES if _answer(ways[1], text, limit=1).total]
    assert len(found) >= 0.9 * len(QUERIES)


@pytest.mark.parametrize("few", [0, 10**9])
@pytest.mark.parametrize("text", [text for text in QUERIES if '"' in text])
def test_phrases_by_signs_and_by_all_places(
    ways: tuple[Answering, Answering], text: str, few: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(adjacency, "_FEW", few)
    for rest in ("", " AND khuy", " AND công", " NOT công", " AND date:2021", " kind:nghi-quyet"):
        assert _answer(ways[1], text + rest, limit=50) == _answer(ways[0], text + rest, limit=50)


def test_near_words_of_which_the_first_two_stand_nowhere_near() -> None:
    engine = BlockEngine.in_memory()
    for text in ("đất khuy trăng khoai", "khuy trăng công công công đất"):
        document = IndexDocument(id=text[:4], revision=1, text=text, filed_on=dt.date(2024, 1, 1))
        engine.commit([to_fields(document)], ())
    engine.refresh()
    snapshot = engine.snapshot
    assert snapshot is not None
    plain = PlainAnswering([Evaluator(view, snapshot) for view in snapshot.views])
    vector = VectorAnswering(snapshot, [SegmentArrays(view.file) for view in snapshot.views])
    for text, total in (('"trăng đất khuy"~2', 0), ('"khuy đất đất trăng"~9', 0), ('"khuy công đất"~2', 1)):
        assert _answer(vector, text).total == _answer(plain, text).total == total
    engine.forget()


def test_words_far_behind_the_frequent_ones_stand_side_by_side() -> None:
    rng = random.Random(6)
    engine = BlockEngine.in_memory()
    endings = ["khuy trăng", "trăng khuy", "khuy trăng khuy trăng", "khuy khoai trăng", ""]
    for size in (40, 1):
        made = [replace(_made(rng, n), text=_long_text(rng, rng.choice(endings))) for n in range(size)]
        engine.commit([to_fields(document) for document in made], ())
    engine.refresh()
    snapshot = engine.snapshot
    assert snapshot is not None
    plain = PlainAnswering([Evaluator(view, snapshot) for view in snapshot.views])
    vector = VectorAnswering(snapshot, [SegmentArrays(view.file) for view in snapshot.views])
    totals = []
    for text in ('"khuy trăng"', '"trăng khuy"', '"khuy trăng khuy"', '"trăng trăng"', '"khuy khoai trăng"'):
        found = _answer(plain, text, limit=50)
        assert _answer(vector, text, limit=50) == found
        totals.append(found.total)
    assert sum(map(bool, totals)) >= 3
    engine.forget()


def _long_text(rng: random.Random, ending: str) -> str:
    """Frequent words, hundreds of words that stand once each, and two that some texts have at both ends."""
    frequent = " ".join(rng.choices(SYLLABLES, k=60))
    tail = " ".join(f"x{rng.randrange(10**6)}" for _ in range(rng.choice([0, 150, 700])))
    return f"{rng.choice(['khuy trăng', 'trăng', ''])} {frequent} {tail} {ending}"
