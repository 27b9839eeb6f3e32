"""Width, cutting, tables, and texts for people."""

from __future__ import annotations

import datetime as dt
import io
import json
import os
import sys
import unicodedata
from pathlib import Path

import pytest
from archivist_cli import i18n
from archivist_cli.output import (
    Colour,
    Writer,
    count_text,
    date_text,
    moment_text,
    path_fields,
    path_text,
    short,
    size_text,
)
from archivist_cli.table import Column, cut, layout, pad, printable, printable_block, width_of, wrap
from hypothesis import given
from hypothesis import strategies as st

TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=60)


@pytest.fixture(autouse=True)
def _english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LANGUAGE", "en")


class TestWidth:
    @pytest.mark.parametrize(
        ("text", "cells"),
        [
            ("Quyết định", 10),
            (unicodedata.normalize("NFD", "Quyết định"), 10),
            ("決定", 4),
            ("ＡＢ", 4),
            ("ﾊﾝｶｸ", 4),
            ("החלטה", 5),
            ("a\u200bb", 2),
            ("", 0),
        ],
    )
    def test_counts_terminal_cells(self, text: str, cells: int) -> None:
        assert width_of(text) == cells

    @given(TEXTS, st.integers(1, 40))
    def test_cut_fits_and_keeps_what_fits(self, text: str, width: int) -> None:
        result = cut(text, width)
        assert width_of(result) <= width
        if width_of(text) <= width:
            assert result == text
        else:
            assert result.endswith("…")
            assert text.startswith(result[:-1])

    @given(TEXTS, st.integers(0, 40))
    def test_pad_fills_to_the_width(self, text: str, width: int) -> None:
        assert width_of(pad(text, width)) == max(width, width_of(text))
        assert width_of(pad(text, width, right=True)) == max(width, width_of(text))

    @given(
        st.lists(st.text("aăâbệ決ờđ", min_size=1, max_size=12), min_size=1, max_size=30), st.integers(12, 40)
    )
    def test_wrap_loses_no_word_when_each_fits(self, words: list[str], width: int) -> None:
        fitting = [word for word in words if width_of(word) <= width] or ["a"]
        result = wrap(" ".join(fitting), width)
        assert " ".join(result).split() == fitting
        assert all(width_of(line) <= width for line in result)

    @given(TEXTS, st.integers(2, 30))
    def test_wrap_loses_no_character_and_fits(self, text: str, width: int) -> None:
        result = wrap(text, width)
        assert "".join("".join(result).split()) == "".join(text.split())
        assert all(width_of(line) <= width for line in result)

    def test_a_long_path_goes_on_on_the_next_line(self) -> None:
        assert wrap("/kho/documents/2026", 8) == ["/kho/doc", "uments/2", "026"]

    def test_wrap_says_when_lines_are_left_out(self) -> None:
        assert wrap("một hai ba bốn năm sáu", 8, lines=2) == ["một hai", "ba bốn…"]


class TestPrintable:
    @given(TEXTS)
    def test_nothing_steers_the_terminal(self, text: str) -> None:
        assert not any(unicodedata.category(char) in {"Cc", "Zl", "Zp"} for char in printable(text))

    def test_escape_sequences_and_direction_overrides_are_taken_out(self) -> None:
        assert printable("a\x1b[31mb\r\nc\u202egpj.exe") == "a\ufffd[31mb  cgpj.exe"

    def test_a_block_keeps_its_lines(self) -> None:
        assert printable_block("một\r\n\thai\x1b]0;x\x07") == "một\n\thai\ufffd]0;x\ufffd"


class TestTable:
    COLUMNS = (
        Column(title="Number"),
        Column(title="Subject", flexible=True, least=5),
        Column(title="Pages", right=True),
    )

    def test_columns_line_up_under_diacritics_and_wide_characters(self) -> None:
        rows = [("39-NQ/TW", "Nghị quyết về biên chế", "12"), ("決1", "Tờ trình", "3")]
        lines = list(layout(self.COLUMNS, rows, 80))
        assert lines == [
            "Number    Subject                 Pages",
            "39-NQ/TW  Nghị quyết về biên chế     12",
            "決1       Tờ trình                    3",
        ]

    def test_the_flexible_column_gives_way(self) -> None:
        rows = [("39-NQ/TW", "Nghị quyết về biên chế", "12")]
        lines = list(layout(self.COLUMNS, rows, 30))
        assert lines[1] == "39-NQ/TW  Nghị quyết v…     12"

    @given(st.lists(st.tuples(TEXTS, TEXTS, TEXTS), max_size=5), st.integers(40, 120))
    def test_never_wider_than_asked_when_a_column_can_give_way(
        self, rows: list[tuple[str, str, str]], width: int
    ) -> None:
        columns = [Column(title=name, flexible=True, least=3) for name in "abc"]
        assert all(width_of(line) <= width for line in layout(columns, rows, width))


class TestTexts:
    @pytest.mark.parametrize(
        ("language", "iso", "shown"),
        [
            ("vi", "2023-07-18", "18/07/2023"),
            ("vi", "2026-05", "5/2026"),
            ("vi", "2026", "2026"),
            ("en", "2023-07-18", "2023-07-18"),
            ("en", None, ""),
        ],
    )
    def test_dates(self, monkeypatch: pytest.MonkeyPatch, language: str, iso: str | None, shown: str) -> None:
        monkeypatch.setenv("LANGUAGE", language)
        assert date_text(iso) == shown

    @pytest.mark.parametrize(
        ("size", "english", "vietnamese"),
        [
            (0, "0 B", "0 B"),
            (999, "999 B", "999 B"),
            (1_400_000, "1.4 MB", "1,4 MB"),
            (250_000, "250 kB", "250 kB"),
            (3_000_000_000_000_000, "3000 TB", "3000 TB"),
        ],
    )
    def test_sizes(self, monkeypatch: pytest.MonkeyPatch, size: int, english: str, vietnamese: str) -> None:
        assert size_text(size) == english
        monkeypatch.setenv("LANGUAGE", "vi")
        assert size_text(size) == vietnamese

    def test_counts(self, monkeypatch: pytest.MonkeyPatch) -> None:
        assert count_text(1234567) == "1,234,567"
        monkeypatch.setenv("LANGUAGE", "vi")
        assert count_text(1234567) == "1.234.567"

    def test_moments_are_local(self, monkeypatch: pytest.MonkeyPatch) -> None:
        moment = dt.datetime(2026, 1, 2, 3, 4, tzinfo=dt.UTC)
        assert moment_text(moment) == moment.astimezone().strftime("%Y-%m-%d %H:%M")
        monkeypatch.setenv("LANGUAGE", "vi")
        assert moment_text(moment) == moment.astimezone().strftime("%d/%m/%Y %H:%M")

    def test_ids_are_shortened(self) -> None:
        assert short("abcdefghijklmnop") == "abcdefgh"


class TestPaths:
    def test_a_usual_name_is_text_alone(self) -> None:
        assert path_fields(Path("/kho/Quyết định.pdf")) == {"path": "/kho/Quyết định.pdf"}

    def test_a_name_that_is_no_utf8_keeps_its_bytes(self) -> None:
        name = os.fsdecode(b"/kho/Quy\xe1t.pdf")
        assert path_fields(name, "source") == {
            "source": "/kho/Quy\ufffdt.pdf",
            "source_b64": "L2toby9RdXnhdC5wZGY=",
        }
        assert path_text(name) == "/kho/Quy\ufffdt.pdf"


class TestWriter:
    def test_json_lines_hold_no_surrogates(self, capsys: pytest.CaptureFixture[str]) -> None:
        Writer(json=True).record("hit", {"subject": "về biên chế \udce1"})
        assert json.loads(capsys.readouterr().out) == {"type": "hit", "subject": "về biên chế ?"}

    def test_a_passage_is_plain_in_a_pipe(self, capsys: pytest.CaptureFixture[str]) -> None:
        assert Writer().highlight("tinh giản biên chế", [(10, 18)]) == "tinh giản biên chế"

    def test_a_passage_is_coloured_when_asked(self) -> None:
        shown = Writer(colour=Colour.ALWAYS).highlight("tinh giản biên chế nhà nước", [(10, 18)])
        assert shown == "tinh giản \x1b[33m\x1b[1mbiên chế\x1b[0m nhà nước"

    def test_without_colours_a_terminal_shows_marks(self, monkeypatch: pytest.MonkeyPatch) -> None:
        class Terminal(io.StringIO):
            def isatty(self) -> bool:
                return True

        monkeypatch.setattr(sys, "stdout", Terminal())
        assert Writer(colour=Colour.NEVER).highlight("một hai ba", [(4, 7)]) == "một «hai» ba"

    def test_remarks_go_to_standard_error_unless_quiet(self, capsys: pytest.CaptureFixture[str]) -> None:
        Writer().remark("một")
        Writer(quiet=True).remark("hai")
        assert capsys.readouterr() == ("", "một\n")


def test_language_of_the_texts_is_the_one_in_use(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LANGUAGE", "fr")
    assert i18n.in_use() == "en"


def test_letters_known_to_be_plain_take_one_cell_and_steer_nothing() -> None:
    from archivist_cli import table

    for char in table._PLAIN:
        assert table._cells(char) == 1, hex(ord(char))
        assert table._safe(char) == char, hex(ord(char))
