"""Laws of the number grammar: parse and format are inverse, every spelling finds its number."""

from __future__ import annotations

import csv
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from archivist.authorities.codes import issuer_codes
from archivist.authorities.kinds import kind_symbols
from archivist.model import System
from archivist.numbers import find_numbers, index_keys, key, parse_number, query_keys
from archivist.text import fold

SAMPLES = [
    row["text"]
    for row in csv.DictReader(
        (Path(__file__).parents[1] / "unit" / "data" / "number_samples.csv").read_text("utf-8").splitlines()
    )
    if row["system"] != "none"
]


def codes(system: System) -> st.SearchStrategy[str]:
    return st.sampled_from(sorted(c for c in issuer_codes(system) if "&" not in c))


def kinds(system: System) -> st.SearchStrategy[str]:
    return st.sampled_from(sorted(kind_symbols(system)))


ordinals = st.integers(1, 99999).map(str) | st.integers(1, 9).map("{:02d}".format)
years = st.integers(1945, 2030)
units = st.text("ABCDĐGHKLMNPQSTVX", min_size=2, max_size=6)
party = st.builds("{}-{}/{}".format, ordinals, kinds(System.PARTY), codes(System.PARTY))
state = st.builds("{}/{}-{}".format, ordinals, kinds(System.STATE), codes(System.STATE))
normative = st.builds("{}/{}/{}-{}".format, ordinals, years, kinds(System.STATE), codes(System.STATE))
letters = st.builds("{}/{}-{}".format, ordinals, st.sampled_from(["UBND", "BNV", "TTg", "SYT"]), units)
laws = st.builds("{}/{}/QH{}".format, ordinals, years, st.integers(10, 16))
numbers = st.one_of(party, state, normative, letters, laws)


@given(numbers)
def test_parse_and_format_are_inverse(text: str) -> None:
    number = parse_number(text)
    assert number is not None
    assert number.normal == text
    assert parse_number(number.normal) == number


@given(numbers, st.sampled_from(["Số {}", "Số: {}", "số {}", "SỐ: {} ", "{}."]))
def test_the_label_changes_nothing(text: str, label: str) -> None:
    number = parse_number(label.format(text))
    assert number is not None
    assert number.normal == text


@st.composite
def spellings(draw: st.DrawFn) -> tuple[str, str]:
    """A number and one way of typing it."""
    printed = draw(st.one_of(numbers, st.sampled_from(SAMPLES)))
    number = parse_number(printed)
    assert number is not None
    typed = number.normal
    if number.suffix == "" and draw(st.booleans()):
        typed = typed.lstrip("0")
    form = draw(
        st.sampled_from(
            ["as is", "blanks", "swapped", "no accents", "lower", "spaced", "label", "kind first"]
        )
    )
    separators = str.maketrans({"-": " ", "/": " "})
    if form == "blanks":
        typed = typed.translate(separators)
    elif form == "swapped":
        typed = typed.translate(str.maketrans("-/", "/-"))
    elif form == "no accents" and number.issuer_code != "TƯ":
        # TƯ (the old spelling of TW) without its horn is another body's code.
        typed = fold(typed).upper()
    elif form == "lower":
        typed = typed.lower()
    elif form == "spaced":
        typed = typed.replace("-", " - ").replace("/", " / ")
    elif form == "label":
        typed = f"số: {typed}"
    elif form == "kind first" and number.kind_code and not number.unit and number.year is None:
        typed = f"{number.kind_code} {number.ordinal} {number.issuer_code}"
    return number.normal, typed


@settings(max_examples=400)
@given(spellings())
def test_every_spelling_finds_its_number(pair: tuple[str, str]) -> None:
    normal, typed = pair
    number = parse_number(normal)
    assert number is not None
    assert set(index_keys(number)).intersection(query_keys(typed)), (typed, query_keys(typed))


@given(party, party)
def test_a_full_number_finds_no_other_number(one: str, other: str) -> None:
    number = parse_number(other)
    assert number is not None
    if key(one) != key(other):
        assert not set(index_keys(number)).intersection(query_keys(one))


@given(st.text(max_size=60))
def test_reading_never_fails(text: str) -> None:
    for loose in (False, True):
        parse_number(text, loose=loose)
        for match in find_numbers(text, loose=loose):
            assert 0 <= match.start < match.end
            assert 0.0 <= match.confidence <= 1.0
    assert isinstance(query_keys(text), tuple)


@given(
    numbers,
    st.sampled_from(["", "Căn cứ ", "(", "thực hiện Công văn số "]),
    st.sampled_from(["", ";", ", ngày 2/3/2026", ")"]),
)
def test_offsets_are_those_of_the_number(text: str, before: str, after: str) -> None:
    (match,) = find_numbers(before + text + after)
    assert (before + text + after)[match.start : match.end] == text
