"""What a spreadsheet shows beside its cells is read: page headers, text boxes, shapes; comments are not."""

from __future__ import annotations

import struct
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support import flat, formats
from support.containers import make_ole
from support.extracting import read
from support.formats import biff

from archivist import Archive
from archivist.directive.marks import find_mark
from archivist.extract import xls_asides
from archivist.extract.sheet_asides import of_codes, of_part
from archivist.model import Secrecy

_LINES: list[list[object]] = [[f"dòng {number}"] for number in range(90)]
_ROWS: list[list[object]] = [["Kính gửi: Văn phòng"], *_LINES]
_HEADER, _BOX = '&L&"Arial,Bold"&14TUYỆT MẬT&RTrang &P/&N', "Hộp chữ"
_DRAWN = (
    '<xdr:wsDr xmlns:xdr="x" xmlns:a="a" xmlns:mc="m"><mc:AlternateContent><mc:Choice><xdr:sp><xdr:txBody><a:p><a:r><a:t>'
    "Hộp</a:t></a:r><a:r><a:t> chữ</a:t></a:r></a:p></xdr:txBody></xdr:sp></mc:Choice><mc:Fallback><a:p><a:r><a:t>cũ"
    "</a:t></a:r></a:p></mc:Fallback></mc:AlternateContent></xdr:wsDr>"
)
_LINK = '<Relationships><Relationship Id="r1" Type="x/drawing" Target="../drawings/drawing1.xml"/></Relationships>'


def _rewritten(path: Path, *changes: tuple[str, str, str], **members: str) -> Path:
    """The package with text replaced in members, and more members."""
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name).decode() for name in archive.namelist()}
    for name, old, new in changes:
        assert old in parts[name]
        parts[name] = parts[name].replace(old, new)
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in (parts | members).items():
            archive.writestr(name, content)
    return path


def _xlsx(path: Path) -> Path:
    formats.make_xlsx(path, {"Bìa": [["bìa"]], "S": _ROWS})
    code = _HEADER.replace("&", "&amp;").replace('"', "&quot;")
    header = f"</sheetData><headerFooter><oddHeader>{code}</oddHeader></headerFooter>"
    return _rewritten(
        path,
        ("xl/worksheets/sheet2.xml", "</sheetData>", header),
        **{"xl/drawings/drawing1.xml": _DRAWN, "xl/worksheets/_rels/sheet2.xml.rels": _LINK},
    )


def _wide(text: str) -> bytes:
    return struct.pack("<HB", len(text), 1) + text.encode("utf-16-le")


def _box(text: str, *, kind: int = 6, part: int = 4) -> bytes:
    """A text box, its text parted as Excel does; kind 25 is a comment."""
    found = biff(0x5D, struct.pack("<HHHH", 0x15, 0x12, kind, 1) + bytes(14))
    found += biff(0x01B6, bytes(10) + struct.pack("<HH", len(text), 16) + bytes(4))
    for start in range(0, len(text), part):
        found += biff(0x3C, b"\x01" + text[start : start + part].encode("utf-16-le"))
    return found + biff(0x3C, bytes(16))


def _xls(path: Path) -> Path:
    beside = biff(0x14, _wide(_HEADER)) + biff(0x15, b"") + _box(_BOX) + _box("ghi chú", kind=0x19)
    return formats.make_xls(path, "S", _ROWS, beside=beside)


_SHAPES = (
    "<table:shapes><draw:frame><draw:text-box><text:p>Hộp<text:s/>chữ</text:p></draw:text-box></draw:frame></table:shapes>"
    "<table:table-row><table:table-cell office:value-type='string'><office:annotation><text:p>ghi chú</text:p></office:annotation>"
    "<text:p>Kính gửi: Văn phòng</text:p></table:table-cell></table:table-row>"
)
_MASTERS = (
    '<style:master-page style:name="M"><style:header><text:p>TUYỆT MẬT</text:p></style:header><style:footer><text:p>Trang '
    "<text:page-number>1</text:page-number></text:p></style:footer></style:master-page>"
    '<style:master-page style:name="N"><style:header><text:p>của trang khác</text:p></style:header></style:master-page>'
)
_TABLE_STYLE = '<style:style style:name="t" style:family="table" style:master-page-name="M"/>'


def _fods(path: Path) -> Path:
    rows = flat.flat_table("S", _ROWS[1:]).partition(">")[2]
    body = f'<table:table table:name="S" table:style-name="t">{_SHAPES}{rows}'
    flat.make_flat_odf(path, body, kind="spreadsheet", styles=_TABLE_STYLE)
    text = path.read_text("utf-8")
    masters = f"<office:master-styles>{_MASTERS}</office:master-styles><office:body>"
    path.write_text(text.replace("<office:body>", masters), "utf-8")
    return path


def _ods(path: Path) -> Path:
    formats.make_ods(path, {"S": [["x"]]})
    root = _fods(path.with_suffix(".fods")).read_text("utf-8")
    with zipfile.ZipFile(path) as archive:
        manifest = archive.read("META-INF/manifest.xml")
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("META-INF/manifest.xml", manifest)
        archive.writestr("content.xml", root)
    return path


def _excel_xml(path: Path) -> Path:
    flat.make_excel_xml(path, {"S": _ROWS})
    code = _HEADER.replace("&", "&amp;").replace('"', "&quot;")
    setup = f'<WorksheetOptions><PageSetup><Header ss:Data="{code}"/></PageSetup>'
    path.write_text(path.read_text("utf-8").replace("<WorksheetOptions>", setup, 1), "utf-8")
    return path


def _xlsb(path: Path) -> Path:
    return formats.make_xlsb(path, "S", _ROWS, header=_HEADER)


_MAKERS: dict[str, Callable[[Path], Path]] = {
    "xlsx": _xlsx, "xls": _xls, "xlsb": _xlsb, "ods": _ods, "fods": _fods, "xml": _excel_xml,
}  # fmt: skip


@pytest.mark.parametrize("suffix", _MAKERS)
def test_headers_and_text_boxes_stand_behind_the_cells(tmp_path: Path, suffix: str) -> None:
    page = read(_MAKERS[suffix](tmp_path / f"a.{suffix}")).pages[-1]
    assert page.lines[0].text == "Kính gửi: Văn phòng"
    boxes = [] if suffix in ("xlsb", "xml") else [_BOX]
    assert [line.text for line in page.lines if line.widget] == ["TUYỆT MẬT", *boxes]
    assert page.lines[-1].text == "S"


@pytest.mark.parametrize("suffix", _MAKERS)
def test_a_mark_in_them_is_found(tmp_path: Path, suffix: str) -> None:
    found = find_mark(read(_MAKERS[suffix](tmp_path / f"a.{suffix}")))
    assert (found.secrecy, found.mark) == (Secrecy.MARKED, "TUYỆT MẬT")


def test_such_a_spreadsheet_is_not_filed_openly(tmp_path: Path) -> None:
    with Archive.create(tmp_path / "archive") as archive:
        filed = archive.file(_xls(tmp_path / "a.xls"))
        assert filed.document is None or filed.document.secrecy is not Secrecy.NONE


@pytest.mark.parametrize(
    ("code", "lines"),
    [
        ("&CMẬT", [("MẬT", "")]),
        ("&Ltrái&Cgiữa&Rphải", [("trái", ""), ("giữa", ""), ("phải", "")]),
        ('&C&"Times New Roman,Bold"&14&K01+000TỐI MẬT', [("TỐI MẬT", "")]),
        ("&C&KFF0000MẬT\nĐến 2030", [("MẬT", ""), ("Đến 2030", "")]),
        ("A && B", [("A & B", "")]),
        ('&L&".VnTimeH,Bold"tuy\xd6t m\xcbt', [("tuy\xd6t m\xcbt", ".VnTimeH")]),
        ("&CTrang &P/&N", []),
        ("&RPage &P of &N", []),
        ("&L&F &A&R&D &T", []),
        ("&CMẬT - trang &P", [("MẬT - trang", "")]),
        ("", []),
        ("&", []),
    ],
)
def test_codes_of_headers(code: str, lines: list[tuple[str, str]]) -> None:
    assert list(of_codes(code)) == lines


def test_a_header_in_an_old_font_is_converted(tmp_path: Path) -> None:
    header = '&L&".VnTimeH,Bold"tuy\xd6t m\xcbt'
    found = read(formats.make_xls(tmp_path / "a.xls", "S", [["Office"]], beside=biff(0x14, _wide(header))))
    assert found.text.splitlines() == ["Office", "TUYỆT MẬT", "S"]


def test_headers_of_even_and_first_pages_are_read(tmp_path: Path) -> None:
    more = bytes(30) + struct.pack("<4H", 3, 0, 0, 4) + _wide("MẬT") + struct.pack("<HB", 4, 0) + b"cuoi"
    found = read(formats.make_xls(tmp_path / "a.xls", "S", [["x"]], beside=biff(0x089C, more)))
    assert found.text.splitlines() == ["x", "MẬT", "cuoi", "S"]
    raw = b"<w><oddHeader>a</oddHeader><headerFooter><firstFooter>b</firstFooter></headerFooter></w>"
    assert of_part("xl/worksheets/sheet1.xml", raw) == [("a", ""), ("b", "")]


def test_drawings_without_a_sheet_stand_on_the_first(tmp_path: Path) -> None:
    path = formats.make_xlsb(tmp_path / "a.xlsb", "S", [["x"]])
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("xl/drawings/drawing1.xml", _DRAWN)
    assert read(path).text.splitlines() == ["x", _BOX, "S"]


def test_a_sheet_of_nothing_but_a_text_box_has_text(tmp_path: Path) -> None:
    assert read(formats.make_xls(tmp_path / "a.xls", "S", [], beside=_box(_BOX))).text.splitlines() == [
        _BOX,
        "S",
    ]


def test_excel_95_has_other_records(tmp_path: Path) -> None:
    begin = biff(0x0809, struct.pack("<HHHH", 0x0500, 5, 0, 0))
    path = make_ole(tmp_path / "a.xls", {"Book": begin + biff(0x14, b"\x03MAT") + biff(0x0A, b"")})
    assert xls_asides.of_book(path, 1 << 20) == {}


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.tuples(st.integers(0, 3000), st.binary(min_size=1, max_size=4)), max_size=8),
    st.integers(100, 9000),
)
def test_damaged_books_tell_nothing_or_lines(
    tmp_path_factory: pytest.TempPathFactory, edits: list[tuple[int, bytes]], end: int
) -> None:
    path = tmp_path_factory.getbasetemp() / "damaged.xls"
    data = bytearray(_xls(path).read_bytes())
    for place, new in edits:
        data[place : place + len(new)] = new
    path.write_bytes(data[:end])
    for lines in xls_asides.of_book(path, 1 << 20).values():
        assert all(isinstance(line, str) for line, _ in lines)


@given(st.binary(max_size=300))
def test_other_bytes_are_no_headers(data: bytes) -> None:
    for name in ("xl/worksheets/sheet1.bin", "xl/worksheets/sheet1.xml", "xl/drawings/drawing1.xml"):
        assert isinstance(of_part(name, b"\x92\x01\x00" + data), list)
        assert isinstance(of_part(name, b"<wsDr>" + data), list)
