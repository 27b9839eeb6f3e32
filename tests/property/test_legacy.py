"""What is written in a legacy encoding is read back; what was read is never converted again."""

from __future__ import annotations

import unicodedata

from hypothesis import given
from hypothesis import strategies as st
from support.legacy_texts import VIETNAMESE, encode

from archivist.legacy import PAD, Encoding, Run, convert, decode

_WORDS = sorted({word for sentence in VIETNAMESE for word in sentence.split()})
_TEXTS = st.lists(st.sampled_from(_WORDS), min_size=1, max_size=40).map(" ".join)
_EXACT = [e for e in Encoding if e is not Encoding.TCVN3]


@given(text=_TEXTS, encoding=st.sampled_from(_EXACT))
def test_round_trip(text: str, encoding: Encoding) -> None:
    text += " xong"  # in VIQR a mark at the very end may be a full stop
    assert decode(encode(text, encoding), encoding) == text


@given(text=_TEXTS)
def test_tcvn3_gives_small_letters_back_and_a_font_the_capitals(text: str) -> None:
    shown = encode(text, Encoding.TCVN3, capitals_lost=True)
    assert decode(shown, Encoding.TCVN3) == text.lower()
    assert decode(shown, Encoding.TCVN3, capitals=True) == text.upper()


@given(text=st.text(max_size=60), encoding=st.sampled_from(list(Encoding)), capitals=st.booleans())
def test_padded_decoding_keeps_the_length(text: str, encoding: Encoding, capitals: bool) -> None:
    padded = decode(text, encoding, capitals=capitals, padded=True)
    assert len(padded) == len(text)
    if PAD not in text:
        plain = decode(text, encoding, capitals=capitals)
        assert unicodedata.normalize("NFC", padded.replace(PAD, "")) == plain


@given(lines=st.lists(_TEXTS, min_size=4, max_size=12), encoding=st.sampled_from(list(Encoding)))
def test_what_was_converted_is_not_converted_again(lines: list[str], encoding: Encoding) -> None:
    shown = [[Run(encode(f"Đảng ủy {line}", encoding))] for line in lines]
    found = convert(shown)
    if found is not None:
        assert convert([[Run(text) for text in texts] for texts in found.runs]) is None


@given(lines=st.lists(_TEXTS, max_size=8), font=st.sampled_from(["", ".VnTime", ".VnTimeH", "VNI-Times"]))
def test_unicode_is_never_converted(lines: list[str], font: str) -> None:
    assert convert([[Run(f"Đảng ủy {line}", font)] for line in lines]) is None


@given(
    runs=st.lists(st.tuples(st.text(max_size=30), st.sampled_from(["", ".VnTimeH", "VNI-Times"])), max_size=9)
)
def test_any_text_can_be_looked_at(runs: list[tuple[str, str]]) -> None:
    found = convert([[Run(text, font)] for text, font in runs])
    assert found is None or len(found.runs) == len(runs)
