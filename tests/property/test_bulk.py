"""Gathering documents one by one and many at once makes the same segment files, byte by byte."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from unittest.mock import patch

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archivist.numbers import grammar
from archivist.search import bulk, dates, inverting, writing
from archivist.search.block_engine import BlockEngine
from archivist.search.chunking import Chunker
from archivist.search.records import IndexDocument
from archivist.search.schema import to_fields
from archivist.search.storage import MemoryStorage
from archivist.search.words import Words

WORDS = [
    "hòa",
    "hoa",
    "hoà",
    "an",
    "Ân,",
    "số:",
    "39-NQ/TW",
    "v/v",
    "—",
    "đo",
    "12/3/2020",
    "x" * 50,
    "e\u0301",
    "nghiệp",
    "nghiệp-hạ",
    "nghiệp-hạ.thường",
    "hai\u00a0chữ\u2028dòng\x00a\x1fb",
]
texts = st.lists(st.sampled_from(WORDS), max_size=40).map(" ".join)
documents = st.builds(
    IndexDocument,
    id=st.uuids().map(str),
    revision=st.integers(1, 9),
    issuer_names=st.sampled_from([(), ("Bộ Chính trị",), ("Ủy ban nhân dân", "UBND")]),
    number=st.sampled_from(["", "39-NQ/TW"]),
    kind=st.sampled_from(["", "nghi-quyet"]),
    language=st.sampled_from(["vi", "en", "de"]),
    subject=texts,
    place=texts,
    text=texts | st.text(max_size=60),
    filed_on=st.just(dt.date(2021, 1, 1)),
)


def _files(rows: Sequence[IndexDocument], *, many: int, memory: int) -> list[bytes]:
    storage = MemoryStorage()
    engine = BlockEngine.in_memory(storage=storage, memory=memory)
    with patch.object(writing, "BULK", many):
        engine.commit([to_fields(row) for row in rows], ())
    engine.refresh()
    engine.verify()
    assert engine.snapshot is not None
    return [bytes(view.file.buffer) for view in engine.snapshot.views]


_GATHERING = given(
    st.lists(documents, min_size=1, max_size=9),
    st.sampled_from([1, 7, 1_000]),
    st.sampled_from([1, 300, 1_000_000]),
    st.sampled_from([1, 5, 1_000]),
    st.sampled_from([1, 100_000_000]),
)


@settings(deadline=None, max_examples=30)
@_GATHERING
def test_both_ways_of_gathering_write_the_same(
    rows: list[IndexDocument], pending: int, gathered: int, at_once: int, memory: int
) -> None:
    _write_the_same(rows, pending, gathered, at_once, memory)


@pytest.mark.slow
@settings(deadline=None, max_examples=80)
@_GATHERING
def test_both_ways_of_gathering_write_the_same_of_more(
    rows: list[IndexDocument], pending: int, gathered: int, at_once: int, memory: int
) -> None:
    _write_the_same(rows, pending, gathered, at_once, memory)


def _write_the_same(
    rows: list[IndexDocument], pending: int, gathered: int, at_once: int, memory: int
) -> None:
    """However often the many are looked up and sorted, and however many occurrences are encoded together."""
    with (
        patch.object(bulk, "_PENDING", pending),
        patch.object(bulk, "_GATHERED", gathered),
        patch.object(inverting, "_TOKENS_AT_ONCE", at_once),
    ):
        assert _files(rows, many=1, memory=memory) == _files(rows, many=1_000, memory=memory)


def test_more_words_than_sixteen_bits_count() -> None:
    texts_of_names = [" ".join(f"w{doc}x{number}" for number in range(9_000)) for doc in range(8)]
    rows = [
        IndexDocument(id=str(doc), revision=1, filed_on=dt.date(2021, 1, 1), text=f"{text} an {text[:400]}")
        for doc, text in enumerate(texts_of_names)
    ]
    assert _files(rows, many=1, memory=10**9) == _files(rows, many=1_000, memory=10**9)


pieces = ["Số", "Số:", "số ", "S6", "12", "3", "2020", "39", "/", "//", "-", " - ", " / ", " ", "   "]
pieces += ["NQ", "TW", "QĐ", "UBND", "Ư", "a", "đ", ".", "x", "QH15", "&", " & ", "_", "–", "\n", ":", "FOR-"]


@settings(deadline=None, max_examples=600)
@given(st.lists(st.sampled_from(pieces), max_size=30).map("".join))
def test_numbers_are_those_that_a_search_of_the_whole_text_finds(text: str) -> None:
    plain = grammar.plain(text)
    whole = [match.span() for match in grammar._NUMBER.finditer(plain)]
    assert [match.span() for match in grammar._matches(plain)] == whole


def test_chunks_without_a_slot_of_their_own_are_found_all_the_same() -> None:
    words = Words()
    chunker = Chunker(words)
    names = [f"c{number}".encode() for number in range(90_000)] + [b"nghi-quyet-so-%d" % n for n in range(99)]
    for _ in range(2):
        found = chunker.chunks([0, 1], [b" ".join(names), b""])
        assert found.codes.tolist() == [words[name] for name in names]
        assert found.sizes.tolist() == [len(names), 0]


@settings(deadline=None)
@given(
    st.lists(
        st.sampled_from(
            ["1", "8", "12", "31", "2023", "02", "/", "-", ".", " tháng ", " năm ", " ", "a", "\u0663"]
        ),
        max_size=30,
    ).map("".join)
)
def test_days_are_found_as_by_looking_for_the_pattern(text: str) -> None:
    assert list(map(str, dates._day_matches(text))) == list(map(str, dates._DAY.finditer(text)))
