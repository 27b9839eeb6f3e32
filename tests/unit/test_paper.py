"""Lists drawn as PDF: read back as another program would read them."""

from __future__ import annotations

import io
import unicodedata

import pytest
from pypdf import PdfReader

from archivist import paper
from archivist.sheets import Sheet

SUBJECT = "về việc rà soát, xử lý các văn bản của Tỉnh ủy sau hợp nhất – ĐỢT 1 “mẫu”"


def made(
    rows: int, *, struck: frozenset[int] = frozenset(), places: bool = True, across: bool = True
) -> Sheet:
    return Sheet(
        office="Văn phòng Tỉnh ủy Lam Hà",
        title="SỔ ĐĂNG KÝ VĂN BẢN ĐẾN",
        lines=("Năm: 2026",),
        headings=("Số đến", "Trích yếu", "Ghi chú"),
        widths=(8, 50, 20),
        rows=tuple((str(at), f"{SUBJECT} {at}", "đã rút") for at in range(1, rows + 1)),
        struck=struck,
        places=places,
        empty="Không có văn bản nào.",
        across=across,
    )


def pages(sheet: Sheet) -> list[str]:
    reader = PdfReader(io.BytesIO(paper.draw(sheet)))
    return [" ".join(page.extract_text().split()) for page in reader.pages]


def test_every_row_is_there_with_all_its_letters() -> None:
    whole = " ".join(pages(made(60)))
    assert unicodedata.is_normalized("NFC", whole)
    for at in range(1, 61):
        assert f"{SUBJECT} {at}" in whole


def test_heading_and_number_stand_on_every_page() -> None:
    found = pages(made(60))
    assert len(found) > 2
    for number, text in enumerate(found, start=1):
        assert "Số đến Trích yếu Ghi chú (1) (2) (3)" in text
        assert f"{number} / {len(found)}" in text
    assert found[0].startswith("VĂN PHÒNG TỈNH ỦY LAM HÀ SỔ ĐĂNG KÝ VĂN BẢN ĐẾN Năm: 2026")
    assert "SỔ ĐĂNG KÝ" not in found[1]


def test_a_struck_line_is_struck_but_for_its_reason() -> None:
    def rules(sheet: Sheet) -> int:
        content = PdfReader(io.BytesIO(paper.draw(sheet))).pages[0].get_contents()
        assert content is not None
        return content.get_data().count(b" re f")

    assert rules(made(1)) == 0
    assert rules(made(1, struck=frozenset({0}))) == 2


def test_an_empty_list_says_so() -> None:
    (page,) = pages(made(0))
    assert "Không có văn bản nào." in page


def test_paper_lies_across_or_upright() -> None:
    def size(sheet: Sheet) -> tuple[int, int]:
        box = PdfReader(io.BytesIO(paper.draw(sheet))).pages[0].mediabox
        return round(box.width), round(box.height)

    assert size(made(1)) == (842, 595)
    assert size(made(1, across=False)) == (595, 842)


def test_the_same_list_gives_the_same_bytes() -> None:
    assert paper.draw(made(3)) == paper.draw(made(3))


@pytest.mark.parametrize("text", ["字", "\U0001f600", "a\x00b", "\ud800"])
def test_what_no_typeface_has_is_shown_as_a_square(text: str) -> None:
    sheet = Sheet(office="", title=text, headings=("x",), widths=(3,), rows=((text,),))
    (page,) = pages(sheet)
    assert ("ab" if "\x00" in text else "□") in page


def test_a_cell_longer_than_a_page_is_not_lost() -> None:
    text = " ".join(f"chữ{at}" for at in range(3000))
    sheet = Sheet(office="", title="t", headings=("x", "y"), widths=(30, 10), rows=((text, ""),))
    whole = " ".join(pages(sheet))
    assert "chữ0 " in whole
    assert "chữ2999" in whole


def test_a_number_too_wide_for_its_column_is_divided_behind_a_stroke() -> None:
    sheet = Sheet(
        office="", title="t", headings=("x", "y"), widths=(7, 93), rows=(("1187/QĐ-UBND-NC", "a\nb"), ("M" * 40, "")),
    )  # fmt: skip
    reader = PdfReader(io.BytesIO(paper.draw(sheet)))
    lines = reader.pages[0].extract_text().split("\n")
    assert "1187/" in lines
    assert not any(line.startswith("/") for line in lines)
    assert "".join(line for line in lines if set(line) == {"M"}) == "M" * 40
    assert {"a", "b"} <= {line.strip() for line in lines}


def test_the_columns_stand_within_the_margins() -> None:
    from pypdfium2 import PdfDocument

    document = PdfDocument(paper.draw(made(40, across=False)))
    for number in range(len(document)):
        page = document[number]
        text = page.get_textpage()
        boxes = [text.get_charbox(at) for at in range(text.count_chars())]
        assert min(box[0] for box in boxes if box[2] > box[0]) >= 20 / 25.4 * 72
        assert max(box[2] for box in boxes) <= (210 - 10) / 25.4 * 72
