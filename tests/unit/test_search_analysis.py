"""Tokens, their two forms, and Vietnamese order."""

from __future__ import annotations

import unicodedata

import pytest

from archivist.search.analysis import folded_tokens, marked_tokens, pairs
from archivist.search.collation import collation_key


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("Ủy ban nhân dân", ["uy", "ban", "nhan", "dan"]),
        ("39-NQ/TW", ["39", "nq", "tw"]),
        ("66.7/2025/NQ-CP", ["66", "7", "2025", "nq", "cp"]),
        ("V/v: Điều 5", ["v", "v", "dieu", "5"]),
        ("Ðiều ðó", ["dieu", "do"]),
        ("trang\fhai\u00a0ba\u200b", ["trang", "hai", "ba"]),
        ("snake_case", ["snake", "case"]),
        ("— … /", []),
        ("ph\u00adát", ["phat"]),
        ("ש\u05c1לום", ["שלום"]),
    ],
)
def test_tokens(text: str, tokens: list[str]) -> None:
    assert folded_tokens(text) == tokens
    assert folded_tokens(unicodedata.normalize("NFD", text)) == tokens


def test_tone_placement_is_one() -> None:
    assert marked_tokens("hoà thuỷ uỷ quý toàn") == marked_tokens("hòa thủy ủy qúy tòan")


def test_only_words_with_diacritics_have_an_exact_form_of_their_own() -> None:
    assert marked_tokens("kế hoạch 2023 va NQ đi") == ["kế", "hoạch", "đi"]
    assert marked_tokens("Ðường Ðiện Ɖiều") == ["đường", "điện", "điều"]
    assert pairs("Đà Nẵng") == [("da", "đà"), ("nang", "nẵng")]


def test_the_memo_does_not_change_the_answer() -> None:
    text = "Tỉnh uỷ, " * 3 + "x" * 100
    assert folded_tokens(text) == folded_tokens(text)
    assert folded_tokens(text)[:2] == ["tinh", "uy"]


def test_vietnamese_order() -> None:
    ordered = ["an", "ăn", "ân", "ba", "bà", "bả", "bã", "bá", "bạ", "da", "đa", "o", "ô", "ơ", "u", "ư", "y"]
    assert sorted(ordered[3:] + ordered[:3], key=collation_key) == ordered


def test_numbers_sort_by_value() -> None:
    ordered = ["9-NQ/TW", "039-NQ/TW", "40-NQ/TW", "100-NQ/TW"]
    assert sorted(ordered[3:] + ordered[:3], key=collation_key) == ordered
    assert collation_key("hoà  Bình") == collation_key("Hòa bình")
