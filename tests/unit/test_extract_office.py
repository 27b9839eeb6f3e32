"""Word, OpenDocument, RTF and Word 97 files."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest
from support.containers import make_doc97, make_docx, make_odt, paragraph, table, word_part
from support.extracting import column, read, refusal

from archivist.extract.limits import Limits
from archivist.extracted import Column

_LEFT = ["ỦY BAN NHÂN DÂN", "TỈNH HÀ LAM", "Số: 12/UBND-VX"]
_RIGHT = ["CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Hà Lam, ngày 3 tháng 4 năm 2026"]
_HEAD = [[_LEFT[:2], _RIGHT[:1]], [_LEFT[2:], _RIGHT[1:]]]


def test_borderless_table_is_a_letterhead(tmp_path: Path) -> None:
    found = read(make_docx(tmp_path / "a.docx", table(_HEAD) + paragraph("NGHỊ QUYẾT")))
    assert column(found, Column.LEFT) == _LEFT
    assert column(found, Column.RIGHT) == _RIGHT
    assert [line.text for line in found.pages[0].lines] == [*_LEFT, *_RIGHT, "NGHỊ QUYẾT"]


def test_table_with_borders_is_no_letterhead(tmp_path: Path) -> None:
    found = read(make_docx(tmp_path / "a.docx", table(_HEAD, borders=True)))
    assert not column(found, Column.LEFT)
    assert column(found, Column.FULL) == [*_LEFT[:2], _RIGHT[0], _LEFT[2], _RIGHT[1]]


def test_spacer_cell_between_the_columns(tmp_path: Path) -> None:
    found = read(make_docx(tmp_path / "a.docx", table([[["Nơi nhận:"], [""], ["CHỦ TỊCH"]]])))
    assert (column(found, Column.LEFT), column(found, Column.RIGHT)) == (["Nơi nhận:"], ["CHỦ TỊCH"])


def test_columns_typed_with_tabs(tmp_path: Path) -> None:
    line = "<w:p><w:r><w:t>TỈNH ỦY HÀ LAM</w:t><w:tab/><w:tab/><w:t>ĐẢNG CỘNG SẢN VIỆT NAM</w:t></w:r></w:p>"
    found = read(make_docx(tmp_path / "a.docx", line + paragraph("NGHỊ QUYẾT")))
    assert column(found, Column.LEFT) == ["TỈNH ỦY HÀ LAM"]
    assert column(found, Column.RIGHT) == ["ĐẢNG CỘNG SẢN VIỆT NAM"]


def test_looks_of_runs_and_styles(tmp_path: Path) -> None:
    styles = word_part(
        "styles",
        '<w:style w:type="paragraph" w:styleId="T"><w:pPr><w:jc w:val="center"/></w:pPr>'
        '<w:rPr><w:b/><w:caps/><w:sz w:val="28"/></w:rPr></w:style>',
    )
    title = paragraph("nghị quyết", properties='<w:pStyle w:val="T"/>')
    plain = paragraph("Điều 1", run='<w:i/><w:rFonts w:ascii="Times New Roman"/>')
    lines = (
        read(make_docx(tmp_path / "a.docx", title + plain, parts={"word/styles.xml": styles})).pages[0].lines
    )
    assert (lines[0].text, lines[0].centred, lines[0].bold, lines[0].size) == ("NGHỊ QUYẾT", True, True, 14.0)
    assert (lines[1].italic, lines[1].bold, lines[1].fonts) == (True, False, ("Times New Roman",))


def test_deleted_hidden_and_field_code_text_is_left_out(tmp_path: Path) -> None:
    body = (
        "<w:p><w:del><w:r><w:delText>cũ</w:delText></w:r></w:del><w:ins><w:r><w:t>mới</w:t></w:r></w:ins>"
        "<w:r><w:rPr><w:vanish/></w:rPr><w:t>ẩn</w:t></w:r><w:r><w:instrText>PAGE</w:instrText></w:r></w:p>"
    )
    assert read(make_docx(tmp_path / "a.docx", body)).text == "mới"


def test_headers_notes_and_text_boxes_are_read(tmp_path: Path) -> None:
    box = "<w:p><w:r><w:pict><w:txbxContent>" + paragraph("HỎA TỐC") + "</w:txbxContent></w:pict></w:r></w:p>"
    parts = {
        "word/header1.xml": word_part("hdr", paragraph("Công báo") + paragraph("3")),
        "word/footnotes.xml": word_part("footnotes", paragraph("Ghi chú cuối")),
    }
    assert read(make_docx(tmp_path / "a.docx", box, parts=parts)).text.split("\n") == [
        "HỎA TỐC", "Ghi chú cuối", "Công báo"
    ]  # fmt: skip


def test_document_type_is_refused(tmp_path: Path) -> None:
    head = '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>'
    assert refusal(make_docx(tmp_path / "a.docx", paragraph("x"), head=head)) == "unreadable"


def test_zip_bomb_is_refused_before_it_is_opened(tmp_path: Path) -> None:
    path = make_docx(tmp_path / "a.docx", paragraph("x"))
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/media/x.bin", b"\x00" * 60_000_000)
    assert refusal(path) == "decompression-limit"
    assert refusal(make_docx(tmp_path / "b.docx", paragraph("x" * 5000)), Limits(part_bytes=1000)) == (
        "decompression-limit"
    )


def test_legacy_fonts_keep_the_letter_that_looks_like_a_hyphen(tmp_path: Path) -> None:
    legacy = paragraph("Thñ t\u00adíng", run='<w:rFonts w:ascii=".VnTime"/>')
    found = read(make_docx(tmp_path / "a.docx", legacy))
    assert (found.text, found.font_encodings) == ("Thủ tướng", (".VnTime",))
    assert found.original_text == "Thñ t\u00adíng"
    assert read(make_docx(tmp_path / "b.docx", paragraph("Thủ\u00ad tướng"))).text == "Thủ tướng"


_ODF_STYLES = (
    '<style:style style:name="c" style:family="paragraph"><style:paragraph-properties fo:text-align="center"/>'
    '<style:text-properties fo:font-weight="bold" fo:font-size="14pt"/></style:style>'
    '<style:style style:name="b" style:family="table-cell"><style:table-cell-properties fo:border="1pt solid"/>'
    "</style:style>"
)


def _odf_table(style: str = "") -> str:
    cell = "".join(
        f'<table:table-cell table:style-name="{style}">'
        + "".join(f"<text:p>{text}</text:p>" for text in texts)
        + "</table:table-cell>"
        for texts in (_LEFT, _RIGHT)
    )
    return f"<table:table><table:table-row>{cell}</table:table-row></table:table>"


def test_opendocument_letterhead_and_looks(tmp_path: Path) -> None:
    body = (
        _odf_table()
        + '<text:p text:style-name="c">NGHỊ<text:s text:c="2"/>QUYẾT<text:line-break/>Về việc</text:p>'
    )
    found = read(make_odt(tmp_path / "a.odt", body, styles=_ODF_STYLES))
    assert (column(found, Column.LEFT), column(found, Column.RIGHT)) == (_LEFT, _RIGHT)
    title, subject = found.pages[0].lines[-2:]
    assert (title.text, title.centred, title.bold, title.size) == ("NGHỊ QUYẾT", True, True, 14.0)
    assert subject.text == "Về việc"


def test_opendocument_borders_and_tracked_deletions(tmp_path: Path) -> None:
    body = "<text:tracked-changes><text:p>đã xóa</text:p></text:tracked-changes>" + _odf_table("b")
    found = read(make_odt(tmp_path / "a.odt", body, styles=_ODF_STYLES))
    assert column(found, Column.FULL) == [*_LEFT, *_RIGHT]


def test_the_text_in_a_format_of_dates_is_not_the_document(tmp_path: Path) -> None:
    """A date field brings its format, whose parts between the numbers are called "text" like the body."""
    styles = (
        '<n:date-style xmlns:n="urn:oasis:names:tc:opendocument:xmlns:datastyle:1.0" style:name="N37"><n:day/>'
        "<n:text>/</n:text><n:month/></n:date-style>"
    )
    found = read(make_odt(tmp_path / "a.odt", "<text:p>Kính gửi</text:p>", styles=styles))
    assert found.text == "Kính gửi"


def _rtf(text: str) -> str:
    return "".join(char if ord(char) < 128 else f"\\u{ord(char)}?" for char in text)


@pytest.mark.parametrize("border", ["", "\\clbrdrt\\brdrs\\brdrw10"])
def test_rtf_cells_become_columns_unless_they_have_borders(tmp_path: Path, border: str) -> None:
    cells = "".join(_rtf("\\par ".join(texts)) + "\\cell " for texts in (_LEFT, _RIGHT))
    path = tmp_path / "a.rtf"
    path.write_text(
        "{\\rtf1\\ansi{\\fonttbl{\\f0 Times New Roman;}}{\\info{\\title " + _rtf("Về việc") + "}}"
        "\\trowd" + border + "\\cellx4000\\cellx9000\\pard\\intbl " + cells + "\\row\\pard "
        "\\qc " + _rtf("NGHỊ QUYẾT | thử") + "\\par}",
        encoding="ascii",
    )
    found = read(path)
    assert found.metadata["title"] == "Về việc"
    assert found.pages[0].lines[-1].text == "NGHỊ QUYẾT | thử"
    assert found.pages[0].lines[-1].centred
    if border:
        assert column(found, Column.FULL)[:-1] == [*_LEFT, *_RIGHT]
    else:
        assert (column(found, Column.LEFT), column(found, Column.RIGHT)) == (_LEFT, _RIGHT)


def test_rtf_without_its_end_is_read_as_far_as_it_goes(tmp_path: Path) -> None:
    path = tmp_path / "a.rtf"
    path.write_text("{\\rtf1\\ansi xin chao", encoding="ascii")
    assert read(path).text == "xin chao"


def test_word_97_pieces_cells_and_fields(tmp_path: Path) -> None:
    left, right = "\r".join(_LEFT), "\r".join(_RIGHT)
    text = f"{left}\x07{right}\x07\x07NGHỊ QUYẾT\r\x13 PAGE \x142\x15 Điều 1.\r"
    cells = tuple(index for index, char in enumerate(text[: len(left) + len(right) + 2]) if char in "\r\x07")
    found = read(make_doc97(tmp_path / "a.doc", text, cells=cells, row_ends=(len(left) + len(right) + 2,)))
    assert (column(found, Column.LEFT), column(found, Column.RIGHT)) == (_LEFT, _RIGHT)
    assert column(found, Column.FULL) == ["NGHỊ QUYẾT", "2 Điều 1."]


def test_an_rtf_character_that_is_none_is_damage(tmp_path: Path) -> None:
    path = tmp_path / "a.rtf"
    path.write_bytes(rb"{\rtf1\ansi Kinh gui \u99999999999?}")
    assert refusal(path) == "unreadable"


@pytest.mark.parametrize(
    "number", ["Số     -CT/TU", "Số:        /QĐ-UBND", "Số\u00a0\u00a0\u00a0\u00a0-CT/TU"]
)
def test_room_left_for_a_number_or_a_day_parts_no_columns(tmp_path: Path, number: str) -> None:
    """A title below such a draft's number was taken for the right side of a letterhead."""
    lines = (
        "TỈNH ỦY HÀ LAM                           ĐẢNG CỘNG SẢN VIỆT NAM",
        "VĂN PHÒNG                             Hà Lam, ngày      tháng      năm 2026",
        number,
        "                         CHỈ THỊ",
    )
    found = read(make_docx(tmp_path / "a.docx", "".join(map(paragraph, lines))))
    assert [line.text for line in found.pages[0].lines if line.column is Column.FULL][-1] == "CHỈ THỊ"
    assert column(found, Column.RIGHT) == ["ĐẢNG CỘNG SẢN VIỆT NAM", "Hà Lam, ngày tháng năm 2026"]
    assert " ".join(number.split()) in found.text
