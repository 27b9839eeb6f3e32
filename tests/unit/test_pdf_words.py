"""Words of a PDF page and their places: told by their ends, by every letter where these do not tell."""

from __future__ import annotations

from pathlib import Path

import pypdfium2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.pdfs import ADVANCE, HEIGHT, Sheet, line, make_pdf

from archivist.extract.geometry import RowOfWords
from archivist.extract.pdf_pages import read_page


def _rows(*sheets: Sheet) -> list[RowOfWords]:
    document = pypdfium2.PdfDocument(make_pdf(list(sheets)))
    try:
        page = read_page(document, 0, with_rows=True)
    finally:
        document.close()
    assert page.rows is not None
    for row in page.rows:
        for word in row.words:  # indexes are those of the page's text
            assert set(word.text) <= set(page.text[word.first : word.last + 1])
    return page.rows


def _texts(rows: list[RowOfWords]) -> list[list[str]]:
    return [[word.text for word in row.words] for row in rows]


@settings(max_examples=30, deadline=None)
@given(
    st.lists(st.text("ABcdđĐêệ", min_size=1, max_size=9), min_size=1, max_size=6),
    st.integers(8, 16),
    st.integers(20, 90),
)
def test_words_stand_where_they_are_set(words: list[str], size: int, x: int) -> None:
    rows = _rows(Sheet(texts=(line(x, 100, " ".join(words), size=size),)))
    assert _texts(rows) == [words]
    place = 0
    for word in rows[0].words:
        assert word.x0 == pytest.approx(x + place * ADVANCE * size, abs=0.1 * size)
        assert word.x1 == pytest.approx(word.x0 + len(word.text) * ADVANCE * size, abs=0.3 * size)
        assert word.baseline == pytest.approx(100, abs=0.2)
        assert word.size == pytest.approx(size, abs=0.1)
        place += len(word.text) + 1


def test_word_set_in_parts_is_one_word_in_its_place() -> None:
    parts = Sheet(texts=(line(80, 100, "QUY"), line(98, 100, "ẾT"), line(116, 100, "ĐỊNH")))
    rows = _rows(parts)
    assert _texts(rows) in ([["QUYẾT", "ĐỊNH"]], [["QUYẾTĐỊNH"]])
    assert rows[0].words[0].x0 == pytest.approx(80, abs=0.5)


def test_raised_and_small_letters_do_not_move_their_word() -> None:
    rows = _rows(Sheet(texts=(line(80, 100, "m"), line(86, 95, "2", size=6), line(140, 100, "xa"))))
    assert "xa" in [word.text for row in rows for word in row.words]
    base = next(row for row in rows if any(word.text.startswith("m") for word in row.words))
    assert base.words[0].baseline == pytest.approx(100, abs=0.2)


@pytest.mark.parametrize("rotate", [90, 180, 270])
def test_words_of_turned_pages_are_asked_letter_by_letter(rotate: int) -> None:
    upright = _rows(Sheet(texts=(line(80, 100, "Hà Lam"),)))
    turned = _rows(Sheet(texts=(line(80, 100, "Hà Lam"),), rotate=rotate))
    letters = sorted("".join(word.text for row in turned for word in row.words))
    assert letters == sorted("".join(word.text for row in upright for word in row.words))


def test_spread_letters_are_one_word_as_in_the_text() -> None:
    """Room between letters (operator Tc, "expanded" in word processors) parts no word."""
    content = f"BT /F0 12 Tf 4 Tc 1 0 0 1 80 {HEIGHT - 100} Tm <21222324> Tj ET".encode()
    rows = _rows(Sheet(texts=(line(80, 300, "ABCD"),), content=content))
    assert _texts(rows) == [["ABCD"]]
    assert (round(rows[0].words[0].x0), round(rows[0].words[0].x1)) == (80, 116)


def test_text_beyond_the_basic_plane_keeps_its_indexes(tmp_path: Path) -> None:
    rows = _rows(Sheet(texts=(line(80, 100, "a\U0001f600b cd"),)))
    assert [word.text for word in rows[0].words][-1] == "cd"
