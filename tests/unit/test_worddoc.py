"""Lists as Word documents: read back as an office would open them."""

from __future__ import annotations

import io
from pathlib import Path

import docx
import pytest

from archivist import tabling, worddoc
from archivist.errors import UsageError
from archivist.sheets import Sheet


def made(rows: int, *, across: bool = True, language: str = "vi") -> Sheet:
    return Sheet(
        office="Văn phòng Tỉnh ủy Lam Hạ",
        title="DANH MỤC TÀI LIỆU HẾT THỜI HẠN LƯU TRỮ",
        lines=("Phông (khối): Phông Tỉnh ủy Lam Hạ",),
        headings=("Số", "Tiêu đề", "Ghi chú"),
        widths=(8, 50, 20),
        rows=tuple((str(at), f"về nuôi cá lăng <{at}> \x07", "đã hủy") for at in range(1, rows + 1)),
        struck=frozenset({1}),
        places=True,
        empty="Không có văn bản nào.",
        language=language,
        across=across,
    )


def test_every_row_is_there_below_headings_that_stand_on_every_page() -> None:
    book = docx.Document(io.BytesIO(worddoc.draw(made(40))))
    (table,) = book.tables
    cells = [[cell.text for cell in row.cells] for row in table.rows]
    assert cells[:2] == [["Số", "Tiêu đề", "Ghi chú"], ["(1)", "(2)", "(3)"]]
    assert [row[0] for row in cells[2:]] == [str(at) for at in range(1, 41)]
    assert cells[2][1].startswith("về nuôi cá lăng <1>")
    repeated = [row._tr.trPr is not None and row._tr.trPr.xpath("w:tblHeader") != [] for row in table.rows]
    assert repeated == [True, True, *[False] * 40]
    struck = [[bool(run.font.strike) for run in cell.paragraphs[0].runs] for cell in table.rows[3].cells]
    assert struck == [[True], [True], [False]], "why it is struck can be read"
    section = book.sections[0]
    assert section.page_width is not None
    assert section.page_height is not None
    assert section.page_width > section.page_height
    text = "\n".join(paragraph.text for paragraph in book.paragraphs)
    for said in ("VĂN PHÒNG TỈNH ỦY LAM HẠ", "DANH MỤC TÀI LIỆU", "Phông (khối)", "Người lập"):
        assert said in text
    assert "Không có văn bản nào." not in text


def test_an_empty_list_says_so_and_stands_upright(tmp_path: Path) -> None:
    assert tabling.write(made(0, across=False, language="en"), tmp_path / "a.docx") == 0
    book = docx.Document(str(tmp_path / "a.docx"))
    text = "\n".join(paragraph.text for paragraph in book.paragraphs)
    assert "Không có văn bản nào." in text
    assert "Drawn up by" in text
    section = book.sections[0]
    assert section.page_width is not None
    assert section.page_height is not None
    assert section.page_width < section.page_height
    with pytest.raises(UsageError, match=r"\.docx"):
        tabling.write(made(1), tmp_path / "a.odt")
