"""Sentences of the library that a person meets are known and translated."""

from __future__ import annotations

import gettext
import re

import pytest
from archivist_cli import i18n, wording
from hypothesis import given
from hypothesis import strategies as st

from archivist.errors import QueryError
from archivist.search.fields import VALUES, Field, field_named, plain
from archivist.search.query import parse_query

BAD_QUERIES = (
    "(",
    ")",
    "a AND",
    "OR a",
    '"a b',
    "a)",
    "()",
    "knd:nq",
    "zzzzzz:a",
    "kind:",
    "kind:xyz",
    "date:maybe",
    "level:upper",
    "a-b*",
    "ab~",
    "abc~9",
    "status:x",
    "has:x",
    "*a",
    "subject:(",
    "subject:---",
    "“a",
    "(" * 200 + "a",
    "a" * 5000,
)


def _refusal(query: str) -> QueryError | None:
    try:
        parse_query(query)
    except QueryError as error:
        return error
    return None


@pytest.mark.parametrize("query", BAD_QUERIES)
def test_what_is_wrong_with_a_query_can_be_said(query: str) -> None:
    error = _refusal(query)
    assert error is not None
    assert wording.known(error.message), error.message
    assert wording.known(error.expected), error.expected


@given(st.text(st.sampled_from('ab ():"*-:&|“”kindue'), max_size=20))
def test_whatever_is_wrong_can_be_said(query: str) -> None:
    error = _refusal(query)
    assert error is None or (wording.known(error.message) and wording.known(error.expected))


def test_what_was_filled_in_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LANGUAGE", "vi")
    monkeypatch.setattr(gettext, "_current_domain", i18n.DOMAIN)
    i18n.use("vi")
    assert wording.in_words("no document has the id 'a{b}c'") == "không có văn bản nào mang mã 'a{b}c'"
    assert wording.in_words("nobody knows this sentence") == "nobody knows this sentence"


def test_english_stays_as_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LANGUAGE", "en")
    message = "'2' fits 3 documents"
    assert wording.in_words(message) == message


@pytest.mark.parametrize("field", [*VALUES, Field.ARRIVAL])
def test_the_field_is_named_in_words_that_can_be_typed(field: Field, monkeypatch: pytest.MonkeyPatch) -> None:
    error = _refusal(f"{field}:zzz")
    assert error is not None
    monkeypatch.setenv("LANGUAGE", "vi")
    monkeypatch.setattr(gettext, "_current_domain", i18n.DOMAIN)
    i18n.use("vi")
    said = re.fullmatch(r"trường “(.+):” không có giá trị 'zzz'", wording.in_words(error.message))
    assert said is not None, wording.in_words(error.message)
    assert field_named(said[1]) is field


@pytest.mark.parametrize("field", VALUES)
def test_the_values_listed_can_be_typed_in_either_language(
    field: Field, monkeypatch: pytest.MonkeyPatch
) -> None:
    error = _refusal(f"{field}:zzz")
    assert error is not None
    monkeypatch.setattr(gettext, "_current_domain", i18n.DOMAIN)
    for language, opening in (("en", "one of "), ("vi", "một trong ")):
        monkeypatch.setenv("LANGUAGE", language)
        i18n.use(language)
        listed = wording.in_words(error.expected).removeprefix(opening).split(", ")
        meant = {VALUES[field][plain(word)] for word in listed}
        assert meant == set(VALUES[field].values()), language
        assert len(listed) == len(meant)
        assert all(_refusal(f"{field}:{word}") is None for word in listed), "understood as typed"
        assert [word for word in listed if word in VALUES[field].values()] == (
            listed if language == "en" else []
        ), "no code is left among Vietnamese words"
