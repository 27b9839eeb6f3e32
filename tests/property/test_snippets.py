"""Passages in any script: every span is a match, wherever its letters come from and whatever form they have."""

from __future__ import annotations

import unicodedata
from typing import Literal

from hypothesis import given
from hypothesis import strategies as st

from archivist.search.analysis import folded_tokens
from archivist.search.needles import needles_of
from archivist.search.query import parse_query
from archivist.search.snippet import make_snippet
from archivist.text import nfc

WORDS = [
    "hòa",
    "hoà",
    "Hoạ",
    "đất",
    "Ðiều",
    "tỉnh",
    "ủy",
    "שלום",
    "הֶסְכֵּם",
    "מסמכים",
    "Straße",
    "39-NQ/TW",
    "số",
    "V/v",
]
ASKED = ["hòa", "hoa", "dat", "dieu", "tỉnh ủy", '"tinh uy"', "מסמכים", "הסכם", "strasse", "39-NQ/TW", "ho*"]
Form = Literal["NFC", "NFD"]
FORMS: tuple[Form, ...] = ("NFC", "NFD")
texts = st.lists(
    st.tuples(st.sampled_from(WORDS), st.sampled_from([" ", "\n", "  ", ", ", "\u200f ", " \u202b"])),
    min_size=1,
    max_size=120,
).map(lambda pairs: "".join(word + gap for word, gap in pairs))


@given(texts, st.sampled_from(ASKED), st.sampled_from(FORMS), st.integers(40, 300))
def test_every_span_is_a_match_and_lies_in_the_passage(text: str, query: str, form: Form, width: int) -> None:
    needles = needles_of(parse_query(query))
    snippet = make_snippet(unicodedata.normalize(form, text), needles, width=width)
    assert snippet.text == nfc(snippet.text)
    assert "\n" not in snippet.text
    before = 0
    for start, end in snippet.spans:
        assert before <= start < end <= len(snippet.text)
        before = end
        tokens = tuple(folded_tokens(snippet.text[start:end]))
        assert any(
            tokens[: len(needle.tokens)] == needle.tokens
            or (needle.prefix and tokens[-1].startswith(needle.tokens[-1]))
            for needle in needles
        ), snippet.text[start:end]


@given(texts, st.sampled_from(ASKED))
def test_composed_and_decomposed_text_show_the_same(text: str, query: str) -> None:
    needles = needles_of(parse_query(query))
    composed, decomposed = (make_snippet(unicodedata.normalize(form, text), needles) for form in FORMS)
    assert composed == decomposed


@given(texts)
def test_what_the_index_finds_the_passage_shows(text: str) -> None:
    """A word of the text, as it stands there, is marked."""
    for word in {word for word in WORDS if word in text}:
        needles = needles_of(parse_query(f'"{word}"'))
        assert make_snippet(text, needles).spans, word
