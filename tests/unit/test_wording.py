"""Sentences of the library that a person meets are known and translated."""

from __future__ import annotations

import ast
import gettext
import os
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from archivist_cli import i18n, wording
from hypothesis import given
from hypothesis import strategies as st

import archivist
from archivist.errors import IndexDamaged, QueryError, SettingsError
from archivist.search.fields import VALUES, Field, field_named, plain
from archivist.search.index import SearchIndex
from archivist.search.query import parse_query
from archivist.settings import load_archive_settings

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


@pytest.mark.parametrize("harm", ["other owner", "others write", "link", "gone", "cut off"])
def test_what_is_wrong_with_an_index_is_said_in_vietnamese(
    harm: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "index"
    SearchIndex.create(folder).close()
    table = next(folder.glob("*.toc"))
    if harm == "other owner":
        owner = table.stat().st_uid
        if owner == 0:  # what root wrote is trusted; root can give it away
            os.chown(table, 12345, -1)
        else:
            monkeypatch.setattr("os.geteuid", lambda: owner + 1)
    elif harm == "others write":
        table.chmod(0o666)
    elif harm == "link":
        (folder / "other").symlink_to(table)
    elif harm == "gone":
        folder = tmp_path / "none"
    else:
        (folder / "archivist-index.json").write_text("")
    with pytest.raises(IndexDamaged) as refused:
        SearchIndex.open(folder).close()
    monkeypatch.setenv("LANGUAGE", "vi")
    monkeypatch.setattr(gettext, "_current_domain", i18n.DOMAIN)
    i18n.use("vi")
    assert wording.in_words(refused.value.message) != refused.value.message
    assert wording.in_words(refused.value.hint) == "chạy: archivist rebuild --index"


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


@pytest.mark.parametrize(
    "text",
    [
        "[filing]\nreview_treshold = 0.5", "[zzz]\nqq = 3", "[filing]\nreview_threshold = 7", "[filing", "x = ",
        "[filing]\n[filing]", "a = [1,", '[relations]\ntrust_clauses = "always"', "[registers]\nbooks = []",
        '[registers]\nbooks = ["Main Book"]', '[registers]\nbooks = "main"', '[registers]\nfirst_numbers = ["main"]',
        '[registers]\nconfidential_book = "main"', '[filing]\nsecrecy = "independent-lan"', "[extract]\nworkers = 1.5",
        "[fonds]\ndefault_fonds = 3", '[filing]\nreview_threshold = "x"', 'name = ""',
    ],
)  # fmt: skip
def test_what_is_wrong_with_a_setting_is_said_in_vietnamese(
    text: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    name = "" if text.startswith("name") else 'name = "Kho"\n'
    (tmp_path / "archive.toml").write_text(f'format = 1\nid = "x"\n{name}{text}\n', encoding="utf-8")
    with pytest.raises(SettingsError) as refused:
        load_archive_settings(tmp_path)
    monkeypatch.setenv("LANGUAGE", "vi")
    monkeypatch.setattr(gettext, "_current_domain", i18n.DOMAIN)
    i18n.use("vi")
    said = wording.in_words(refused.value.message)
    assert said != refused.value.message
    assert not re.search(r"\b(?:must|setting|valid|Expected|Invalid|Cannot)\b", said)


AREA = (
    "fonds.py", "provenance.py", "periods.py", "registering.py", "dossiers", "retention", "disposing", "registers",
    "reconciling", "settings", "standing.py", "reviewing.py", "networks.py", "drawing.py", "series.py", "paper.py", "issuers.py",
    "classing.py", "subjects", "revising.py", "renditions.py", "authorities", "unlocking.py",
)  # fmt: skip
UNREACHED = ("a file has no", "is not disposed of: documents", "a record of an issuing body has no")
"""Mistakes of a program that calls the library; the program of this project cannot make them."""


def _raised(source: ast.AST) -> Iterator[str]:
    """Samples of the messages and hints a module raises for the person who called it wrongly."""
    for node in ast.walk(source):
        if not (isinstance(node, ast.Raise) and isinstance(node.exc, ast.Call)):
            continue
        if getattr(node.exc.func, "id", "") not in ("UsageError", "SettingsError", "DocumentNotFound"):
            continue
        hints = [word.value for word in node.exc.keywords if word.arg == "hint"]
        for said in (*node.exc.args[:1], *hints):
            if isinstance(said, ast.Constant):
                yield str(said.value)
            elif isinstance(said, ast.JoinedStr):
                parts = (str(one.value) if isinstance(one, ast.Constant) else "2" for one in said.values)
                yield "".join(parts)


@pytest.mark.parametrize("name", AREA)
def test_what_fonds_files_and_registers_refuse_is_said_in_vietnamese_too(name: str) -> None:
    place = Path(archivist.__file__).parent / name
    paths = [place] if place.is_file() else sorted(place.rglob("*.py"))
    assert paths
    said = [text for path in paths for text in _raised(ast.parse(path.read_text(encoding="utf-8")))]
    unknown = [text for text in said if not wording.known(text) and not text.startswith("archivist ")]
    assert [text for text in unknown if not any(one in text for one in UNREACHED)] == []


def test_days_in_messages_are_written_as_people_read_them(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LANGUAGE", "vi")
    monkeypatch.setattr(gettext, "_current_domain", i18n.DOMAIN)
    i18n.use("vi")
    assert wording.in_words("2999-01-01 is still to come").startswith("01/01/2999")
