"""Office documents saved as one XML file read like their packages; templates and binary workbooks too."""

from __future__ import annotations

import io
import zipfile
from base64 import encodebytes
from functools import cache
from pathlib import Path

import pytest
from PIL import Image
from support import flat, formats
from support.containers import make_docx, make_odt, paragraph, table, word_part
from support.extracting import column, read, refusal

from archivist import detect
from archivist.errors import ExtractionError
from archivist.extract.limits import Limits
from archivist.extracted import Column
from archivist.model import Secrecy

_LEFT = ["ỦY BAN NHÂN DÂN", "TỈNH HÀ LAM"]
_RIGHT = ["CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc"]
_ROWS: list[list[object]] = [[_LEFT[0], None, _RIGHT[0]], [_LEFT[1], None, _RIGHT[1]], [1, "Nguyễn Văn Mẫu", 1980], [2, "Trần Thị Thử", 1975.5]]  # fmt: skip
_STYLES = (
    '<style:style style:name="c" style:family="paragraph"><style:paragraph-properties fo:text-align="center"/>'
    "</style:style>"
)


def _sheet(path: Path) -> Path:
    match path.suffix:
        case ".fods":
            return flat.make_flat_odf(
                path, flat.flat_table("Phụ lục", _ROWS), kind="spreadsheet", title="Bảng"
            )
        case ".xlsb":
            return formats.make_xlsb(path, "Phụ lục", _ROWS, title="Bảng")
    return flat.make_excel_xml(path, {"Phụ lục": _ROWS}, title="Bảng")


@pytest.mark.parametrize(
    ("suffix", "media_type"), [(".fods", detect.FODS), (".xlsb", detect.XLSB), (".xml", detect.EXCEL_XML)]
)
def test_spreadsheets_read_like_others(tmp_path: Path, suffix: str, media_type: str) -> None:
    path = _sheet(tmp_path / f"a{suffix}").rename(tmp_path / "a.xls")
    found = read(path)
    assert (found.detected.media_type, found.detected.suffix) == (media_type, suffix)
    assert (column(found, Column.LEFT)[:2], column(found, Column.RIGHT)[:2]) == (_LEFT, _RIGHT)
    lines = [line.text for line in found.pages[0].lines]
    assert "1 Nguyễn Văn Mẫu 1980" in lines
    assert "2 Trần Thị Thử 1975.5" in lines
    assert lines[-1] == "Phụ lục"


def test_hidden_sheets_days_and_repeats_of_one_file(tmp_path: Path) -> None:
    body = (
        '<table:table table:name="Một" table:style-name="h"><table:table-header-rows><table:table-row>'
        '<table:table-cell office:value-type="date" office:date-value="2024-03-12"><text:p>12.3.24</text:p></table:table-cell>'
        '<table:table-cell table:number-columns-repeated="2"><office:annotation><text:p>ghi chú</text:p></office:annotation>'
        "<text:p>a<text:s/>b</text:p><text:p>c</text:p></table:table-cell></table:table-row></table:table-header-rows>"
        '<table:table-row table:number-rows-repeated="2"><table:table-cell office:value-type="float" office:value="x">'
        '<text:p>lỗi</text:p></table:table-cell><table:table-cell table:number-columns-repeated="16380"/></table:table-row>'
        '<table:table-row table:number-rows-repeated="1048570"><table:table-cell/></table:table-row></table:table>'
    )
    hidden = '<style:style style:name="h" style:family="table"><style:table-properties table:display="false"/></style:style>'
    found = read(flat.make_flat_odf(tmp_path / "a.fods", body, kind="spreadsheet", styles=hidden))
    assert found.text.split("\n") == ["12/03/2024", "a b c a b c", "lỗi", "lỗi", "Một"]
    assert found.warnings == ("hidden sheets were read too: Một",)


def test_sheets_of_excel_xml_are_pages(tmp_path: Path) -> None:
    book = flat.make_excel_xml(
        tmp_path / "a.xml", {"Một": [["a"]], "Hai": [["b"]], "Ba": []}, hidden="Hai", title="Về việc"
    )
    found = read(book)
    assert [page.text for page in found.pages] == ["a\nMột", "b\nHai", ""]
    assert (found.metadata["title"], found.page_count) == ("Về việc", 3)
    assert found.warnings == ("hidden sheets were read too: Hai",)


def test_cells_in_legacy_fonts_are_converted(tmp_path: Path) -> None:
    found = read(flat.make_excel_xml(tmp_path / "a.xml", {"S": [["Thñ t\u00adíng", 5]]}, font=".VnTime"))
    assert (found.text, found.font_encodings) == ("Thủ tướng 5\nS", (".VnTime",))


@pytest.mark.parametrize("kind", ["text", "text-template"])
def test_flat_text_keeps_letterhead_looks_and_headers(tmp_path: Path, kind: str) -> None:
    cell = "".join(
        "<table:table-cell>" + "".join(f"<text:p>{text}</text:p>" for text in texts) + "</table:table-cell>"
        for texts in (_LEFT, _RIGHT)
    )
    body = f"<table:table><table:table-row>{cell}</table:table-row></table:table>"
    body += '<text:p text:style-name="c">NGHỊ QUYẾT</text:p>'
    path = flat.make_flat_odf(tmp_path / "a.fodt", body, kind=kind, styles=_STYLES, title="Về việc")
    master = "<style:master-page><style:header><text:p>Đầu trang</text:p></style:header></style:master-page>"
    path.write_text(path.read_text("utf-8").replace("<office:body>", f"<office:master-styles>{master}</office:master-styles><office:body>"), "utf-8")  # fmt: skip
    found = read(path)
    assert found.detected.media_type == detect.FODT
    assert (column(found, Column.LEFT), column(found, Column.RIGHT)) == (_LEFT, _RIGHT)
    assert found.pages[0].lines[0].text == "Đầu trang"
    assert (found.pages[0].lines[-1].text, found.pages[0].lines[-1].centred) == ("NGHỊ QUYẾT", True)
    assert found.metadata["title"] == "Về việc"


def test_flat_presentations(tmp_path: Path) -> None:
    body = "<draw:page><draw:frame><draw:text-box><text:p>Kế hoạch</text:p></draw:text-box></draw:frame></draw:page>"
    found = read(flat.make_flat_odf(tmp_path / "a.fodp", body, kind="presentation"))
    assert (found.detected.media_type, found.text) == (detect.FODP, "Kế hoạch")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_word_2003_xml(tmp_path: Path, encoding: str) -> None:
    header = (
        "<w:sectPr><w:hdr w:type='odd'>"
        + paragraph("Đầu trang")
        + "</w:hdr><w:ftr>"
        + paragraph("Cuối trang")
    )
    body = (
        table([[_LEFT, _RIGHT]])
        + "<w:p><w:pPr><w:pStyle w:val='T'/></w:pPr><w:r><w:t>NGHỊ </w:t></w:r>"
        "<aml:annotation><aml:content><w:r><w:t>QUYẾT</w:t></w:r><w:r><w:delText>bỏ</w:delText></w:r></aml:content>"
        f"</aml:annotation><w:r><w:footnote>{paragraph('Chú thích')}</w:footnote></w:r></w:p>"
        + header + "</w:ftr></w:sectPr>"
    )  # fmt: skip
    styles = '<w:style w:type="paragraph" w:styleId="T"><w:pPr><w:jc w:val="center"/></w:pPr><w:rPr><w:b/></w:rPr></w:style>'
    facts = "<o:Title>Về việc</o:Title><o:Pages>2</o:Pages><o:Created>2005-03-12T00:00:00Z</o:Created>"
    found = read(flat.make_wordml(tmp_path / "a.doc", body, styles=styles, facts=facts, encoding=encoding))
    assert found.detected.media_type == detect.WORD_XML
    assert (column(found, Column.LEFT), column(found, Column.RIGHT)) == (_LEFT, _RIGHT)
    lines = found.pages[0].lines
    assert [line.text for line in lines if line.column is Column.FULL] == [
        "Đầu trang", "NGHỊ QUYẾT", "Chú thích", "Cuối trang"
    ]  # fmt: skip
    title = next(line for line in lines if line.text == "NGHỊ QUYẾT")
    assert (title.centred, title.bold) == (True, True)
    assert (found.metadata["title"], found.metadata["created"][:10]) == ("Về việc", "2005-03-12")
    assert found.page_count == 2


def test_a_docx_in_one_file_reads_like_the_package(tmp_path: Path) -> None:
    body = table([[_LEFT, _RIGHT]]) + paragraph("NGHỊ QUYẾT", run="<w:b/>")
    package = make_docx(tmp_path / "a.docx", body, parts={"word/footnotes.xml": word_part("footnotes", paragraph("Chú thích"))})  # fmt: skip
    one = flat.make_flat_package(tmp_path / "a.xml", package)
    found, plain = read(one), read(package)
    assert found.detected.media_type == detect.WORD_PACKAGE
    assert found.pages == plain.pages
    assert "Chú thích" in found.text
    assert list((tmp_path / "parts").iterdir()) == []
    other = flat.make_flat_package(tmp_path / "b.xml", package, program="PowerPoint.Show")
    assert refusal(other) == "unsupported-type"


@cache
def _scan() -> bytes:
    held = io.BytesIO()
    Image.effect_noise((744, 1052), 90).save(held, "JPEG")
    return held.getvalue()


def _with_scan(path: Path, kind: str) -> Path:
    scan = _scan()
    match kind:
        case "fodt":
            return flat.make_flat_odf(path, f"<text:p>Kính gửi{flat.flat_picture(scan)}</text:p>")
        case "fods":
            cell = f"<table:table-cell><text:p>Kính gửi</text:p>{flat.flat_picture(scan)}</table:table-cell>"
            body = f"<table:table table:name='S'><table:table-row>{cell}</table:table-row></table:table>"
            return flat.make_flat_odf(path, body, kind="spreadsheet")
        case "wordml":
            held = encodebytes(scan).decode()
            picture = f'<w:pict><w:binData w:name="wordml://01000001.jpg">{held}</w:binData></w:pict>'
            return flat.make_wordml(path, f"<w:p><w:r><w:t>Kính gửi</w:t>{picture}</w:r></w:p>")
        case "xlsb":
            formats.make_xlsb(path, "S", [["Kính gửi"]])
            _add(path, "xl/media/image1.jpeg", scan)
            return path
    package = make_docx(path.with_suffix(".docx"), paragraph("Kính gửi"))
    _add(package, "word/media/image1.jpeg", scan)
    return flat.make_flat_package(path, package)


def _add(path: Path, name: str, data: bytes) -> None:
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr(name, data)


@pytest.mark.parametrize("kind", ["fodt", "fods", "wordml", "xlsb", "package"])
def test_a_page_beside_text_is_a_part_that_was_not_read(tmp_path: Path, kind: str) -> None:
    found = read(_with_scan(tmp_path / f"a.{kind}", kind))
    assert "Kính gửi" in found.text
    (part,) = found.attachments
    assert (part.media_type, part.secrecy) == ("image/jpeg", Secrecy.NOT_CHECKED.value)
    assert part.size == len(_scan())


def test_objects_of_other_programs_are_no_pictures(tmp_path: Path) -> None:
    data = flat.flat_picture(b"ActiveMime" + bytes(20_000))
    assert read(flat.make_flat_odf(tmp_path / "a.fodt", f"<text:p>x{data}</text:p>")).attachments == ()


@pytest.mark.parametrize("suffix", [".fodt", ".fods", ".wordml", ".xml"])
def test_entities_are_refused_and_damage_is_named(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"a{suffix}"
    match suffix:
        case ".wordml":
            flat.make_wordml(path, paragraph("x"))
        case ".xml":
            _sheet(path)
        case _:
            flat.make_flat_odf(
                path, "<text:p>x</text:p>", kind="text" if suffix == ".fodt" else "spreadsheet"
            )
    data = path.read_bytes()
    start = data.index(b"<", data.rindex(b"?>"))
    path.write_bytes(data[:start] + b"<!DOCTYPE d [<!ENTITY e 'x'>]>" + data[start:])
    with pytest.raises(ExtractionError):
        read(path)
    path.write_bytes(data + b"<!-- <!DOCTYPE d> -->")
    assert refusal(path) == "unreadable"
    path.write_bytes(data[:-9])
    assert refusal(path) == "unreadable"
    path.write_bytes(data)
    assert refusal(path, Limits(part_bytes=200)) == "too-large"


@pytest.mark.parametrize("root", ["<note/>", "<document office:mimetype='x'/>", "<Workbook xmlns='x'/>", "<a><w:wordDocument/></a>"])  # fmt: skip
def test_other_xml_is_not_taken_for_a_document(tmp_path: Path, root: str) -> None:
    path = tmp_path / "a.xml"
    path.write_text(f'<?xml version="1.0"?>{root}')
    assert refusal(path) == "unsupported-type"


_MAIN = "application/vnd.openxmlformats-officedocument"


@pytest.mark.parametrize(
    ("suffix", "old", "new"),
    [
        (".docx", "wordprocessingml.document.main", "wordprocessingml.template.main"),
        (".docx", f"{_MAIN}.wordprocessingml.document.main", "application/vnd.ms-word.template.macroEnabledTemplate.main"),
        (".xlsx", "spreadsheetml.sheet.main", "spreadsheetml.template.main"),
        (".pptx", "presentationml.presentation.main", "presentationml.template.main"),
        (".pptx", "presentationml.presentation.main", "presentationml.slideshow.main"),
        (".odt", "opendocument.text", "opendocument.text-template"),
        (".ods", "opendocument.spreadsheet", "opendocument.spreadsheet-template"),
        (".odp", "opendocument.presentation", "opendocument.presentation-template"),
    ],
)  # fmt: skip
def test_templates_and_slide_shows_are_documents(tmp_path: Path, suffix: str, old: str, new: str) -> None:
    """DOTX, DOTM, XLTX, POTX, PPSX, OTT, OTS, OTP; DOT, XLT and PPS do not differ from DOC, XLS and PPT."""
    path = tmp_path / f"a{suffix}"
    match suffix:
        case ".docx":
            make_docx(path, paragraph("Mẫu văn bản"))
        case ".odt":
            make_odt(path, "<text:p>Mẫu văn bản</text:p>")
        case ".xlsx":
            formats.make_xlsx(path, {"S": [["Mẫu văn bản"]]})
        case ".ods":
            formats.make_ods(path, {"S": [["Mẫu văn bản"]]})
        case ".pptx":
            formats.make_pptx(path, [["Mẫu văn bản"]])
        case _:
            formats.make_odp(path, [["Mẫu văn bản"]])
    made = tmp_path / "made"
    changed = 0
    with zipfile.ZipFile(path) as source, zipfile.ZipFile(made, "w") as target:
        for name in source.namelist():
            data = source.read(name)
            if name in ("mimetype", "[Content_Types].xml"):
                changed += old.encode() in data
                data = data.replace(old.encode(), new.encode())
            target.writestr(name, data)
    assert changed == 1
    found = read(made)
    assert found.detected.suffix == suffix
    assert "Mẫu văn bản" in found.text
