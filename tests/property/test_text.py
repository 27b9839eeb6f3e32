"""Laws the text functions keep for any input."""

from __future__ import annotations

import re
import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from archivist.text import clean_line, fold, is_syllable, nfc, normalise_tone, slug, within_one_edit

vietnamese = st.text("aàáảãạăâeêioôơuủưyỷỳbcdđghklmnpqrstvx QHOÀUỶ", max_size=24)
anything = st.one_of(st.text(max_size=40), vietnamese)


@given(anything)
def test_fold_is_idempotent_and_blind_to_the_form(s: str) -> None:
    assert fold(fold(s)) == fold(s)
    assert fold(unicodedata.normalize("NFD", s)) == fold(unicodedata.normalize("NFC", s))


@given(anything)
def test_tone_placement_is_idempotent_and_changes_no_letter(s: str) -> None:
    once = normalise_tone(s)
    assert normalise_tone(once) == once
    assert fold(once) == fold(s)
    assert len(once) == len(nfc(s))


@given(anything)
def test_tone_placement_keeps_syllables(s: str) -> None:
    for word in nfc(s).split():
        if is_syllable(word):
            assert is_syllable(normalise_tone(word))


@given(anything)
def test_clean_line_is_idempotent(s: str) -> None:
    once = clean_line(s)
    assert clean_line(once) == once
    assert once == once.strip()


@given(anything, st.integers(10, 90))
def test_slug_is_total_ascii_and_idempotent(s: str, limit: int) -> None:
    name = slug(s, limit)
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", name)
    assert len(name) <= limit
    assert slug(name, limit) == name


@given(st.text("abc", max_size=8), st.integers(0, 8), st.sampled_from("abcd"))
def test_an_inserted_character_is_one_edit(s: str, at: int, c: str) -> None:
    assert within_one_edit(s, s[:at] + c + s[at:])


@given(st.text("aeyoòáqQuúUÚủỷyỳ ýtn", max_size=16))
def test_a_word_keeps_what_a_long_line_keeps(s: str) -> None:
    """Words without a pair that has two ways of writing are not looked at by the patterns."""
    assert normalise_tone(s) == normalise_tone(s + " " * 20)[: len(nfc(s))]
