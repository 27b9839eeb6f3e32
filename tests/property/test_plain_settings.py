"""What is read of a settings file without a TOML reader is what TOML says."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from archivist.settings import initial_toml, load_archive_settings
from archivist.settings.plain import plain_tables
from archivist.settings.reading import _lines
from archivist.subjects import default_text

written = st.sampled_from(
    [
        "",
        "# một dòng",
        "[filing]",
        "[inbox]",
        " [ocr] ",
        "[a.b]",
        "[[list]]",
        "name = 'x'",
        'name = "Kho lưu trữ"',
        'name = "a # b"',
        'name = "a" # b',
        'name = "a\\u0301"',
        'id="1"',
        "format = 1",
        "format = 01",
        "rate = 0.8",
        "rate = 00.8",
        "rate = .8",
        "rate = 1e3",
        "on = true",
        "books = []",
        'books = ["main", "secret"]',
        'books = ["main, secret"]',
        'books = ["main, secret", "x", ", "]',
        'books = ["main" , "secret"]',
        'books = ["main", "sec"ret"]',
        'books = ["main",]',
        "books = [1, 2]",
        "x.y = 1",
        '"quoted" = 1',
        "= 1",
        "key",
        "\tname = 2",
        "name = 1979-05-27",
    ]
)
anything = st.text(st.sampled_from('ab=[]"#\\.,\n 01é\t\r'), max_size=30)


@given(st.lists(written, max_size=6).map("\n".join) | anything)
@example('a = ","')
@example('a = ["b,c"]')
@example("[a]\n[a]")
@example("[[a]]\nb = 1\n[[a]]\nb = 2")
@example("[[a]]\n[a]")
@example("a = 1\n[[a]]")
def test_it_says_what_toml_says(text: str) -> None:
    found = plain_tables(text)
    if found is None:
        return
    tree, lines = found
    assert tree == tomllib.loads(text)
    assert [type(value) for value in tree.values()] == [type(v) for v in tomllib.loads(text).values()]
    assert lines == _lines(text)


def test_the_model_plan_is_plain() -> None:
    found = plain_tables(default_text())
    assert found is not None
    assert found[0] == tomllib.loads(default_text())


def test_a_new_archive_s_settings_are_plain(tmp_path: Path) -> None:
    text = initial_toml("Kho", "1-2")
    found = plain_tables(text)
    assert found is not None
    assert found[0]["name"] == "Kho"
    path = tmp_path / "archive.toml"
    path.write_text(text, encoding="utf-8")
    assert load_archive_settings(tmp_path).name == "Kho"
    path.write_text(text + 'review_threshold = "\\u0041"\n', encoding="utf-8")
    with pytest.raises(Exception, match="review_threshold"):
        load_archive_settings(tmp_path)
