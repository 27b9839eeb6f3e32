"""A byte for every place of a word says what may stand beside it, whoever wrote the segment."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Sequence

import pytest

from archivist.search.analysis import folded_tokens
from archivist.search.beside import BEFORE, BEHIND, beside_many, beside_one, sign_of
from archivist.search.block_engine import BlockEngine
from archivist.search.records import IndexDocument
from archivist.search.schema import to_fields
from archivist.search.segment import SegmentFile

WORDS = ["công", "tác", "cán", "bộ", "12-NQ/TU", "hoà", "của", "Đảng"]


def test_four_bits_for_the_word_behind_and_four_for_the_word_before() -> None:
    a, b = sign_of(b"cong"), sign_of(b"tac")
    assert beside_one([(b"cong", [0, 2, 9]), (b"tac", [1])]) == [
        bytes([b, b << 4, 0]),
        bytes([a | a << 4]),
    ]


def test_words_of_several_documents_stand_beside_those_of_their_own() -> None:
    a, b = sign_of(b"cong"), sign_of(b"tac")
    terms = [(b"cong", [0, 4], [1, 2], [0, 3, 5]), (b"tac", [1, 4], [1, 1], [1, 4])]
    assert beside_many(terms) == [bytes([0, b, b << 4]), bytes([0, a | a << 4])]


def test_signs_tell_most_words_apart() -> None:
    signs = [sign_of(f"{a}{b}{c}".encode()) for a in "bcdghklm" for b in "aeiouy" for c in ("", "n", "ng")]
    assert max(map(signs.count, range(16))) < 2 * len(signs) / 16


def _document(number: int, text: str) -> IndexDocument:
    day = dt.date(2024, 5, 6)
    return IndexDocument(id=f"d{number:05d}", revision=1, filed_on=day, text=text, subject=text[:40])


def _expected(text: str) -> list[tuple[str, int]]:
    """Words of a text with the byte that belongs to each of their places."""
    tokens = folded_tokens(text)
    signs = [sign_of(token.encode()) for token in tokens]
    rows = zip(tokens, [0, *signs][: len(tokens)], [*signs, 0][1:], strict=True)
    return [(token, before << 4 | behind) for token, before, behind in rows]


def _kept(files: Sequence[SegmentFile], field: str) -> list[tuple[str, int]]:
    found = []
    for file in files:
        for term, entry in file.entries(field):
            beside = file.beside_of(entry)
            assert len(beside) == entry.occurrences
            found += [(term.decode(), byte) for byte in beside]
    return sorted(found)


@pytest.mark.parametrize("size", [1, 7, 120])
def test_every_place_has_the_byte_of_its_neighbours(size: int) -> None:
    rng = random.Random(size)
    texts = [" ".join(rng.choices(WORDS, k=rng.randint(1, 30))) for _ in range(size)]
    engine = BlockEngine.in_memory()
    for some in (texts[: size // 2], texts[size // 2 :]):
        if some:
            engine.commit([to_fields(_document(n, text)) for n, text in enumerate(some)], ())
    engine.refresh()
    assert engine.snapshot is not None
    files = [view.file for view in engine.snapshot.views]
    # What is beside a word in the subject that is part of `text` too is not told apart here: only `subject` is.
    expected = sorted(row for text in texts for row in _expected(text[:40]))
    assert _kept(files, "subject") == expected
    assert BEFORE & BEHIND == 0
    engine.forget()
