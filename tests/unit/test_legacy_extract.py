"""Documents in legacy encodings, of every format, from the file to the archive."""

from __future__ import annotations

import dataclasses
import json
import struct
import tempfile
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.containers import make_doc97, make_docx, make_ole, paragraph
from support.extracting import read
from support.formats import make_epub, make_msg, make_ods, make_pptx, make_xls, make_xlsx
from support.legacy_texts import OTHERS, VIETNAMESE, encode, shown_bytes

from archivist import Archive, audit
from archivist.extract import xls_fonts
from archivist.extract.doc97_fonts import font_names, read_fonts
from archivist.extracted import LEGACY_ENCODING
from archivist.layout import Layout
from archivist.legacy import Encoding
from archivist.workspace import Workspace

HEAD = "céng hßa x· héi chñ nghÜa viÖt nam"
SHOWN = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
LETTER = "Uû ban nh©n d©n tØnh th«ng b¸o lÞch tiÕp d©n"
MEANT = "Uỷ ban nhân dân tỉnh thông báo lịch tiếp dân"


def escaped(text: str) -> str:
    return "".join(char if char.isascii() else f"\\'{ord(char):02x}" for char in text)


@pytest.mark.parametrize(
    "encoding", [Encoding.VNI, Encoding.VISCII, Encoding.CP1258, Encoding.UTF8_TWICE, Encoding.VIQR]
)
def test_text_files(tmp_path: Path, encoding: Encoding) -> None:
    path = tmp_path / "a.txt"
    text = "\n".join((*VIETNAMESE, "KỸ THUẬT, MẪU SỐ"))
    data = shown_bytes(text, encoding)
    path.write_bytes(encode(text, encoding).encode() if encoding is Encoding.UTF8_TWICE else data)
    found = read(path)
    assert found.text == text
    assert found.metadata[LEGACY_ENCODING].startswith(encoding.value)
    assert found.warnings[0].startswith(f"the text was converted from {encoding.value} to Unicode")
    assert found.original_text != found.text


def test_text_files_in_tcvn3_keep_what_case_there_is(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(shown_bytes("\n".join(VIETNAMESE), Encoding.TCVN3))
    found = read(path)
    assert found.text.lower() == "\n".join(VIETNAMESE).lower()
    assert found.pages[0].lines[1].text == VIETNAMESE[1]
    assert "capitals that only the font showed are lost" in found.warnings[0]


@pytest.mark.parametrize("language", ["vi", *OTHERS])
def test_text_files_in_other_encodings_are_left_alone(tmp_path: Path, language: str) -> None:
    path = tmp_path / "a.txt"
    path.write_text("\n".join(OTHERS.get(language, VIETNAMESE)), encoding="utf-8")
    found = read(path)
    assert (found.original_text, found.warnings) == ("", ())
    assert LEGACY_ENCODING not in found.metadata


def test_german_in_windows_1252_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes("\n".join(OTHERS["de"]).encode("cp1252"))
    assert read(path).text == "\n".join(OTHERS["de"])


RTF = (
    r"{\rtf1\ansi\ansicpg1258\deff0{\fonttbl{\f0\fcharset0 Times New Roman;}"
    r"{\f15\fswiss\fcharset163\fprq2{\*\panose 020b72}.VnTime;}{\f16\fswiss .VnTimeH;}}"
    r"\pard {\b\f16 %s\par }{\f15 %s\par }\pard\plain Plain \'e9t\'e9\par }"
)


def test_rtf_by_its_fonts(tmp_path: Path) -> None:
    path = tmp_path / "a.rtf"
    path.write_text(RTF % (escaped(HEAD), escaped(LETTER)), encoding="latin-1")
    found = read(path)
    lines = found.pages[0].lines
    assert [line.text for line in lines[:2]] == [SHOWN, MEANT]
    assert lines[0].fonts == (".VnTimeH",)
    assert found.metadata[LEGACY_ENCODING].startswith("TCVN3 (by fonts")
    assert found.original_text.startswith(HEAD + "\n" + LETTER)


def test_rtf_that_only_lists_legacy_fonts_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "a.rtf"
    unicode_text = "".join(f"\\u{ord(c)}?" if ord(c) > 127 else c for c in MEANT)
    path.write_text(
        RTF.replace(r"\f15 %s", r"\f0 %s").replace(r"\b\f16", r"\b\f0") % ("A", unicode_text),
        encoding="latin-1",
    )
    found = read(path)
    assert found.pages[0].lines[1].text == MEANT
    assert found.original_text == ""


def test_docx_by_runs(tmp_path: Path) -> None:
    run = '<w:r><w:rPr><w:rFonts w:ascii="{}" w:hAnsi="{}"/></w:rPr><w:t xml:space="preserve">{}</w:t></w:r>'
    mixed = (
        "<w:p>"
        + run.format(".VnTimeH", ".VnTimeH", "tØnh ñy ")
        + run.format("Arial", "Arial", "Đồng Nai")
        + "</w:p>"
    )
    found = read(
        make_docx(tmp_path / "a.docx", mixed + paragraph(MEANT, run='<w:rFonts w:ascii=".VnTime"/>'))
    )
    assert found.text == f"TỈNH ỦY Đồng Nai\n{MEANT}"
    assert found.original_text == f"tØnh ñy Đồng Nai\n{MEANT}"


def test_html_by_font_and_by_syllables(tmp_path: Path) -> None:
    path = tmp_path / "a.html"
    body = f'<p><font face=".VnTimeH">{HEAD}</font></p><p style="font-family:.VnTime">{LETTER}</p>'
    path.write_bytes(f"<html><body>{body}</body></html>".encode("cp1252"))
    assert read(path).text == f"{SHOWN}\n{MEANT}"
    body = "".join(f"<p>{encode(sentence, Encoding.VNI)}</p>" for sentence in VIETNAMESE)
    head = '<meta http-equiv="Content-Type" content="text/html; charset=iso-8859-1">'
    path.write_bytes(f"<html><head>{head}</head><body>{body}</body></html>".encode("cp1252"))
    assert read(path).text == "\n".join(VIETNAMESE)


def pdf_page(font: str, lines: list[str]) -> bytes:
    """A page in a font of 8-bit codes without a map to Unicode, as the printers of 2000 wrote it."""
    shown = b"".join(
        b"BT /F1 12 Tf 60 %d Td (%s) Tj ET\n" % (700 - 20 * number, line.encode("latin-1"))
        for number, line in enumerate(lines)
    )
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<</Font<</F1 4 0 R>>>>/Contents 5 0 R>>",
        b"<</Type/Font/Subtype/TrueType/BaseFont/%s/Encoding/WinAnsiEncoding>>" % font.encode(),
        b"<</Length %d>>stream\n%s\nendstream" % (len(shown), shown),
    ]
    data, places = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, start=1):
        places.append(len(data))
        data += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    tail = b"trailer<</Size 6/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % len(data)
    return data + b"xref\n0 6\n0000000000 65535 f \n" + table + tail


def test_pdf_by_its_fonts(tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(pdf_page(".VnTimeH", [HEAD, LETTER]))
    found = read(path)
    assert found.text == f"{SHOWN}\n{MEANT.upper()}"
    assert [line.text for line in found.pages[0].lines] == [SHOWN, MEANT.upper()]
    assert found.original_text == f"{HEAD}\n{LETTER}"


def test_pdf_by_syllables(tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(
        pdf_page("Unknown", [encode(sentence[:60], Encoding.VNI) for sentence in VIETNAMESE[:12]])
    )
    assert read(path).text == "\n".join(sentence[:60].strip() for sentence in VIETNAMESE[:12])


def test_doc_by_syllables(tmp_path: Path) -> None:
    text = "".join(encode(sentence, Encoding.VNI) + "\r" for sentence in VIETNAMESE)
    found = read(make_doc97(tmp_path / "a.doc", text))
    assert found.text == "\n".join(VIETNAMESE)
    assert found.original_text == "\n".join(encode(sentence, Encoding.VNI) for sentence in VIETNAMESE)


# ----------------------------------------------------------------------- fonts of Word 97


def disk_page(runs: list[tuple[int, bytes]], end: int) -> bytes:
    """A formatted disk page of character runs: (place, properties)."""
    places = b"".join(place.to_bytes(4, "little") for place, _ in runs) + end.to_bytes(4, "little")
    offsets, free = b"", 511
    for _, properties in runs:
        if not properties:
            offsets += b"\0"
            continue
        free = (free - len(properties) - 1) & ~1
        offsets += bytes([free // 2])
    page = bytearray(512)
    page[: len(places)] = places
    page[len(places) : len(places) + len(offsets)] = offsets
    for (_, properties), offset in zip(runs, offsets, strict=True):
        if offset:
            page[2 * offset : 2 * offset + 1 + len(properties)] = bytes([len(properties)]) + properties
    page[511] = len(runs)
    return bytes(page)


def style(base: int, kind: int, parts: list[bytes]) -> bytes:
    data = b"\0\0" + (kind | base << 4).to_bytes(2, "little") + len(parts).to_bytes(2, "little") + b"\0" * 4
    data += b"\x01\0" + "s".encode("utf-16-le") + b"\0\0"
    for part in parts:
        data += len(part).to_bytes(2, "little") + part + b"\0" * (len(part) % 2)
    return len(data).to_bytes(2, "little") + data + b"\0" * (len(data) % 2)


def font(number: int) -> bytes:
    return b"\x4f\x4a" + number.to_bytes(2, "little")


def test_fonts_of_runs_win_over_those_of_styles() -> None:
    bold = b"\x35\x08\x01"
    page = disk_page([(1024, bold + font(1)), (1030, b""), (1040, b"\x30\x4a\x02\0")], 1060)
    stream = b"\0" * 512 + page + b"\0" * 512
    runs = (1024).to_bytes(4, "little") + (1060).to_bytes(4, "little") + (1).to_bytes(4, "little")
    head = (18).to_bytes(2, "little") + (3).to_bytes(2, "little") + (10).to_bytes(2, "little") + b"\0" * 8
    head += (3).to_bytes(2, "little") + b"\0" * 4
    sheet = (
        head + style(0xFFF, 1, [b"", b""]) + style(0, 1, [b"\x01\0", font(2)]) + style(0xFFF, 2, [font(0)])
    )
    fonts = read_fonts(stream, runs, sheet, ["A", "B", "C", "D"])
    assert fonts.at(1024, 1) == "B"  # the run's own
    assert fonts.at(1030, 1) == "C"  # the paragraph style's
    assert fonts.at(1030, 0) == "D"  # no style names one: the document's
    assert fonts.at(1040, 1) == "A"  # the character style's
    assert list(fonts.changes(1024, 1060)) == [1030, 1040]


def test_a_damaged_font_table_names_nothing() -> None:
    assert font_names(b"") == []
    assert font_names(b"\xff\xff\0\0\x01") == [""]


# --------------------------------------------------------------------------- the archive


def test_the_archive_keeps_both_texts(tmp_path: Path) -> None:
    source = tmp_path / "cong van.txt"
    source.write_bytes(shown_bytes("\n".join(VIETNAMESE), Encoding.VNI))
    with Archive.create(tmp_path / "kho") as archive:
        document = archive.file(source).document
        assert document is not None
        folder = archive.path_of(document.id).parent
        assert archive.text(document.id) == "\n".join(VIETNAMESE)
        raw = (folder / "text.raw.txt").read_text(encoding="utf-8")
        assert raw == encode("\n".join(VIETNAMESE), Encoding.VNI)
        assert document.versions[LEGACY_ENCODING] == "VNI (by syllables, 100% of the words)"
        assert any("converted from VNI" in warning for warning in document.warnings)
        assert archive.search("tiêm chủng").total == 1
        assert archive.check().problems == ()
        (folder / "text.raw.txt").unlink()
        assert ["text.raw.txt is missing" in problem.message for problem in archive.check().problems] == [
            True
        ]


def test_the_conversion_is_an_event_that_recovery_writes_alike(tmp_path: Path) -> None:
    source = tmp_path / "cong van.txt"
    source.write_bytes(shown_bytes("\n".join(VIETNAMESE), Encoding.VNI))
    layout = Layout(tmp_path / "kho")
    with Archive.create(layout.root) as archive:
        document = archive.file(source).document
        assert document is not None
    (line,) = audit.find(layout, "filed")
    assert line.extra[LEGACY_ENCODING] == "VNI (by syllables, 100% of the words)"
    # As a process leaves it that dies when the folder is in place and the line not yet written.
    (log,) = layout.audit.iterdir()
    log.write_bytes(b"".join(log.read_bytes().splitlines(keepends=True)[:-1]))
    assert list(audit.find(layout, "filed")) == []
    dying = Workspace(layout.root, "rw")
    dying.catalogue.begin_intent(document.id, document.sha256, document.path, "filing")
    dying.close()
    with Archive.open(layout.root) as archive:
        assert archive.check().problems == ()
    (again,) = audit.find(layout, "filed")
    assert dataclasses.replace(again, at=line.at) == line


def test_a_conversion_found_by_a_later_reading_is_an_event_of_that_reading(tmp_path: Path) -> None:
    source = tmp_path / "cong van.txt"
    source.write_bytes(shown_bytes("\n".join(VIETNAMESE), Encoding.VNI))
    layout = Layout(tmp_path / "kho")
    with Archive.create(layout.root) as archive:
        document = archive.file(source).document
        assert document is not None
        # As a reader of old left it, which knew no legacy encodings.
        folder = layout.root / document.path
        (folder / "text.raw.txt").replace(folder / "text.txt")
        record = folder / "record.json"
        record.chmod(0o644)
        said = json.loads(record.read_text(encoding="utf-8"))
        told = said["versions"].pop(LEGACY_ENCODING)
        record.write_text(json.dumps(said, ensure_ascii=False) + "\n", encoding="utf-8")
        archive.rebuild("catalogue")
        list(archive.reread())
        archive.revise(document.id, place="Lam Hạ", by="Người Thử", why="thử")
        assert archive.check().problems == ()
    lines = list(audit.find(layout, "revised"))
    assert sorted((line.revision, line.extra.get(LEGACY_ENCODING)) for line in lines) == [
        (2, told),
        (3, None),
    ]


def test_without_a_conversion_there_is_one_text(tmp_path: Path) -> None:
    source = tmp_path / "a.txt"
    source.write_text("\n".join(VIETNAMESE), encoding="utf-8")
    with Archive.create(tmp_path / "kho") as archive:
        document = archive.file(source).document
        assert document is not None
        assert [LEGACY_ENCODING in line.extra for line in audit.find(Layout(archive.root), "filed")] == [
            False
        ]
        folder = archive.path_of(document.id).parent
        assert not (folder / "text.raw.txt").exists()
        (folder / "text.raw.txt").write_text("x", encoding="utf-8")
        assert ["does not belong" in problem.message for problem in archive.check().problems] == [True]


def _restyled(path: Path, edit: Callable[[str, str], str], more: Mapping[str, str] | None = None) -> Path:
    """The package with every XML member edited (name, text), and further members."""
    with zipfile.ZipFile(path) as package:
        parts = {name: package.read(name).decode() for name in package.namelist()}
    with zipfile.ZipFile(path, "w") as package:
        for name, text in parts.items():
            package.writestr(name, edit(name, text))
        for name, text in (more or {}).items():
            package.writestr(name, text)
    return path


_STYLES = (
    '<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><fonts>'
    '<font><name val="Arial"/></font><font><name val=".VnTime"/></font></fonts>'
    '<cellXfs><xf fontId="0"/><xf fontId="1"/></cellXfs></styleSheet>'
)


def test_xlsx_by_the_fonts_of_cells(tmp_path: Path) -> None:
    legacy, unicode = encode("Sở Nội vụ", Encoding.TCVN3), "Ngày đầu năm mới"
    path = make_xlsx(tmp_path / "a.xlsx", {"S": [[None, None], [None, legacy, unicode], [None, "fl©t", 7]]})
    _restyled(
        path,
        lambda name, text: text.replace('r="B2"', 'r="B2" s="1"') if "sheet1" in name else text,
        {"xl/styles.xml": _STYLES},
    )
    found = read(path)
    assert "Sở Nội vụ" in found.text
    assert "Ngày đầu năm mới" in found.text
    assert "fl©t" in found.text  # in Arial: left alone
    assert found.metadata[LEGACY_ENCODING].startswith("TCVN3 (by fonts")
    assert legacy in found.original_text


def test_xlsx_by_syllables_and_not_by_a_listed_font(tmp_path: Path) -> None:
    rows = [[encode(line, Encoding.TCVN3, capitals_lost=True)] for line in VIETNAMESE]
    found = read(make_xlsx(tmp_path / "a.xlsx", {"S": rows}))
    assert found.metadata[LEGACY_ENCODING].startswith("TCVN3 (by syllables")
    plain = make_xlsx(tmp_path / "b.xlsx", {"S": [[line] for line in VIETNAMESE]})
    _restyled(plain, lambda _, text: text, {"xl/styles.xml": _STYLES})
    left = read(plain)
    assert LEGACY_ENCODING not in left.metadata
    assert "".join(VIETNAMESE[0].split()) in "".join(left.text.split())


def test_xls_by_the_fonts_of_cells(tmp_path: Path) -> None:
    legacy, unicode = encode("Sở Nội vụ", Encoding.TCVN3), "Ngày đầu năm mới"
    rows: list[list[object]] = [[None, None], [None, legacy, unicode], [None, "fl©t", 7]]
    found = read(make_xls(tmp_path / "a.xls", "Bảng", rows, {(1, 1): ".VnTime"}))
    assert found.text.split() == ["Sở", "Nội", "vụ", "Ngày", "đầu", "năm", "mới", "fl©t", "7", "Bảng"]
    assert found.metadata[LEGACY_ENCODING].startswith("TCVN3 (by fonts")
    assert legacy in found.original_text
    assert found.font_encodings == (".VnTime",)
    plain = read(make_xls(tmp_path / "b.xls", "Bảng", rows))
    assert LEGACY_ENCODING not in plain.metadata


@given(st.binary(max_size=400))
def test_any_workbook_stream_gives_fonts_or_none(data: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        head = struct.pack("<HHHHHHII", 0x0809, 16, 0x0600, 5, 0, 0, 0, 0)
        path = make_ole(Path(folder) / "a.xls", {"Workbook": head + data})
        assert isinstance(xls_fonts.legacy_cells(path, 1_000_000), dict)


_ODS_STYLES = (
    '<office:automatic-styles xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0" '
    'xmlns:fo="urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0">'
    '<style:style style:name="old" style:family="table-cell"><style:text-properties fo:font-family=".VnTime"/>'
    '</style:style><style:style style:name="ce1" style:family="table-cell" style:parent-style-name="old"/>'
    '<style:style style:name="T1" style:family="text"><style:text-properties fo:font-family="VNI-Times"/>'
    "</style:style></office:automatic-styles>"
)


def _ods(path: Path, rows: list[list[object]], edit: Callable[[str], str]) -> Path:
    def styled(name: str, text: str) -> str:
        return (
            edit(text.replace("<office:body>", f"{_ODS_STYLES}<office:body>"))
            if name == "content.xml"
            else text
        )

    return _restyled(make_ods(path, {"S": rows}), styled)


def test_ods_by_the_styles_of_cells(tmp_path: Path) -> None:
    legacy, unicode = encode("Sở Nội vụ", Encoding.TCVN3), "Ngày đầu năm mới"
    plain, styled = "<table:table-cell office", '<table:table-cell table:style-name="ce1" office'
    rows: list[list[object]] = [[None], [legacy, unicode]]
    found = read(_ods(tmp_path / "a.ods", rows, lambda text: text.replace(plain, styled, 1)))
    assert found.text.split()[:7] == ["Sở", "Nội", "vụ", "Ngày", "đầu", "năm", "mới"]
    assert found.metadata[LEGACY_ENCODING].startswith("TCVN3 (by fonts")
    by_column = (
        '<table:table-column/><table:table-column table:default-cell-style-name="ce1"/><table:table-row>'
    )
    found = read(
        _ods(
            tmp_path / "b.ods",
            [["fl©t", legacy]],
            lambda text: text.replace("<table:table-row>", by_column, 1),
        )
    )
    assert found.text.split()[:4] == ["fl©t", "Sở", "Nội", "vụ"]


def test_ods_by_the_spans_of_a_cell(tmp_path: Path) -> None:
    legacy = encode("Sở Nội vụ", Encoding.VNI)
    span = f'<text:p><text:span text:style-name="T1">{legacy}</text:span></text:p>'
    found = read(
        _ods(tmp_path / "a.ods", [[legacy]], lambda text: text.replace(f"<text:p>{legacy}</text:p>", span))
    )
    assert "Sở Nội vụ" in found.text
    mixed = span.replace("</text:span>", "</text:span> Ngày đầu năm")
    found = read(
        _ods(tmp_path / "b.ods", [[legacy]], lambda text: text.replace(f"<text:p>{legacy}</text:p>", mixed))
    )
    assert "Ngày đầu năm" in found.text  # not all of it is in the legacy font: left to the syllables


def test_pptx_by_the_fonts_of_runs(tmp_path: Path) -> None:
    legacy = encode("Kế hoạch công tác", Encoding.TCVN3)
    path = make_pptx(tmp_path / "a.pptx", [[f"{legacy}"], ["Tiếng Việt Unicode"]])
    face = '<a:r><a:rPr><a:latin typeface=".VnTime"/></a:rPr><a:t>'
    _restyled(path, lambda name, text: text.replace("<a:r><a:t>", face) if "slides/slide" in name else text)
    found = read(path)
    assert [page.text for page in found.pages] == ["Kế hoạch công tác", "Tiếng Việt Unicode"]
    assert found.font_encodings == (".VnTime",)
    assert LEGACY_ENCODING in found.metadata
    assert found.original_text.split("\f") == [legacy, "Tiếng Việt Unicode"]


def test_pptx_that_is_unicode_in_a_legacy_font_is_left_alone(tmp_path: Path) -> None:
    path = make_pptx(tmp_path / "a.pptx", [list(VIETNAMESE)])
    face = '<a:r><a:rPr><a:latin typeface=".VnTime"/></a:rPr><a:t>'
    _restyled(path, lambda name, text: text.replace("<a:r><a:t>", face) if "slides/slide" in name else text)
    found = read(path)
    assert LEGACY_ENCODING not in found.metadata
    assert found.pages[0].text.split("\n")[0] == VIETNAMESE[0]


def test_epub_by_fonts_of_a_chapter(tmp_path: Path) -> None:
    legacy = encode("Lịch sử Đảng bộ", Encoding.TCVN3)
    chapters = [f'<p style="font-family: .VnTime">{legacy}</p>', "<p>Chương hai: kết quả</p>"]
    found = read(make_epub(tmp_path / "a.epub", chapters))
    assert [page.text for page in found.pages] == ["Lịch sử Đảng bộ", "Chương hai: kết quả"]
    assert LEGACY_ENCODING in found.metadata


@pytest.mark.parametrize("encoding", [Encoding.TCVN3, Encoding.VNI])
def test_outlook_items_by_syllables(tmp_path: Path, encoding: Encoding) -> None:
    body = "\r\n".join(encode(line, encoding, capitals_lost=True) for line in VIETNAMESE)
    found = read(make_msg(tmp_path / "a.msg", subject="x", body=body))
    assert found.metadata[LEGACY_ENCODING].startswith(f"{encoding} (by syllables")
    plain = read(make_msg(tmp_path / "b.msg", subject="x", body="\r\n".join(VIETNAMESE)))
    assert LEGACY_ENCODING not in plain.metadata
    assert VIETNAMESE[0] in plain.text
