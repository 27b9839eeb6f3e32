"""What a PDF holds besides its pages: files, bookmarks, layers, marker, rotation."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from pypdf import PdfReader, PdfWriter
from pypdf.generic import (
    ArrayObject,
    BooleanObject,
    DictionaryObject,
    NameObject,
    NumberObject,
    StreamObject,
    TextStringObject,
)
from support import office
from support.extracting import read, refusal
from support.pdfs import Sheet, line, make_pdf

from archivist import Archive, testing


def writer_of(*texts: str) -> PdfWriter:
    sheets = [Sheet(texts=(line(80, 100, text),)) for text in texts]
    return PdfWriter(clone_from=PdfReader(io.BytesIO(make_pdf(sheets))))


def saved(writer: PdfWriter, path: Path) -> Path:
    writer.write(path)
    return path


def file_specification(writer: PdfWriter, name: str, data: bytes) -> DictionaryObject:
    stream = StreamObject()
    stream.set_data(data)
    stream[NameObject("/Type")] = NameObject("/EmbeddedFile")
    held = DictionaryObject({NameObject("/F"): writer._add_object(stream)})
    return DictionaryObject(
        {
            NameObject("/Type"): NameObject("/Filespec"),
            NameObject("/F"): TextStringObject("ascii.txt"),
            NameObject("/UF"): TextStringObject(name),
            NameObject("/EF"): held,
        }
    )


def pin(writer: PdfWriter, page: int, specification: object) -> None:
    annotation = DictionaryObject(
        {
            NameObject("/Type"): NameObject("/Annot"),
            NameObject("/Subtype"): NameObject("/FileAttachment"),
            NameObject("/Rect"): ArrayObject(map(NumberObject, (10, 10, 30, 30))),
            NameObject("/FS"): specification,
        }
    )
    annotations = ArrayObject([*writer.pages[page].get("/Annots", ()), writer._add_object(annotation)])
    writer.pages[page][NameObject("/Annots")] = annotations


def test_the_documents_of_a_portfolio_are_parts(tmp_path: Path) -> None:
    writer = writer_of("Trang bìa")
    writer.add_attachment("nq.pdf", testing.make_pdf(tmp_path / "p.pdf", office.RESOLUTION).read_bytes())
    writer.add_attachment("b.txt", "Phụ lục".encode())
    writer.root_object[NameObject("/Collection")] = DictionaryObject({NameObject("/View"): NameObject("/D")})
    found = read(saved(writer, tmp_path / "a.pdf"))
    assert {part.received_as for part in found.attachments} == {"nq.pdf", "b.txt"}
    assert any("NGHỊ QUYẾT" in part.text for part in found.attachments)
    assert any("portfolio" in warning for warning in found.warnings)


def with_form(writer: PdfWriter, *, fields: int, renderable: bool = False) -> PdfWriter:
    """The writer with an XFA form, which has so many ordinary fields beside it."""
    stream = StreamObject()
    stream.set_data(b"<xdp:xdp xmlns:xdp='http://ns.adobe.com/xdp/'/>")
    texts = [
        writer._add_object(
            DictionaryObject(
                {NameObject("/FT"): NameObject("/Tx"), NameObject("/T"): TextStringObject(f"f{number}")}
            )
        )
        for number in range(fields)
    ]
    form = {NameObject("/XFA"): writer._add_object(stream), NameObject("/Fields"): ArrayObject(texts)}
    writer.root_object[NameObject("/AcroForm")] = DictionaryObject(form)
    if renderable:
        writer.root_object[NameObject("/NeedsRendering")] = BooleanObject(True)
    return writer


@pytest.mark.parametrize(("fields", "renderable"), [(0, False), (0, True), (2, True)])
def test_pages_that_only_stand_for_a_form_are_not_its_text(
    tmp_path: Path, fields: int, renderable: bool
) -> None:
    writer = with_form(writer_of("Please wait..."), fields=fields, renderable=renderable)
    assert refusal(saved(writer, tmp_path / "a.pdf")) == "dynamic-form"


def test_a_static_form_is_read(tmp_path: Path) -> None:
    found = read(saved(with_form(writer_of("Tờ khai"), fields=2), tmp_path / "a.pdf"))
    assert found.pages[0].text == "Tờ khai"


def test_files_pinned_to_pages_are_parts_once(tmp_path: Path) -> None:
    writer = writer_of("Một", "Hai")
    specification = writer._add_object(
        file_specification(writer, "Phụ lục 1.txt", "Nội dung phụ lục".encode())
    )
    pin(writer, 0, specification)
    pin(writer, 1, specification)
    pin(writer, 1, file_specification(writer, "Khác.txt", "Nội dung khác".encode()))
    found = read(saved(writer, tmp_path / "a.pdf"))
    assert [(part.received_as, part.text) for part in found.attachments] == [
        ("Phụ lục 1.txt", "Nội dung phụ lục"),
        ("Khác.txt", "Nội dung khác"),
    ]


def test_a_pinned_file_that_is_damaged_loses_nothing_else(tmp_path: Path) -> None:
    writer = writer_of("Một")
    pin(writer, 0, DictionaryObject({NameObject("/EF"): NumberObject(3)}))
    pin(writer, 0, NumberObject(1))
    pin(writer, 0, file_specification(writer, "a.txt", b"abc"))
    found = read(saved(writer, tmp_path / "a.pdf"))
    assert [part.received_as for part in found.attachments] == ["a.txt"]
    assert found.text == "Một"


def test_bookmarks_are_read_in_order_and_kept_where_they_say_more(tmp_path: Path) -> None:
    writer = writer_of("Chương một", "Trang hai")
    first = writer.add_outline_item(title="Chương một", page_number=0)
    writer.add_outline_item(title="Mục về kho lưu trữ", page_number=0, parent=first)
    writer.add_outline_item(title="Chương hai: điều khoản thi hành", page_number=1)
    found = read(saved(writer, tmp_path / "a.pdf"))
    assert found.metadata["bookmarks"].split("\n") == [
        "Chương một",
        "Mục về kho lưu trữ",
        "Chương hai: điều khoản thi hành",
    ]
    assert found.kept_text.split("\f") == [
        "Chương một",
        "Trang hai",
        "Mục về kho lưu trữ\nChương hai: điều khoản thi hành",
    ]


def test_bookmarks_in_a_loop_end(tmp_path: Path) -> None:
    writer = writer_of("Một")
    item = writer.add_outline_item(title="Vòng", page_number=0)
    node = item.get_object()
    assert isinstance(node, DictionaryObject)
    node[NameObject("/Next")] = item
    node[NameObject("/First")] = item
    assert read(saved(writer, tmp_path / "a.pdf")).metadata["bookmarks"] == "Vòng"


@pytest.mark.parametrize(
    ("packet", "claim"),
    [
        ('<rdf:Description pdfaid:part="2" pdfaid:conformance="B"/>', "PDF/A-2b"),
        ("<pdfaid:part>1</pdfaid:part><pdfaid:conformance>A</pdfaid:conformance>", "PDF/A-1a"),
        ("<pdfaid:part>4</pdfaid:part>", "PDF/A-4"),
        ("<dc:title>pdfaid</dc:title>", ""),
    ],
)
def test_the_marker_of_pdf_a_is_recorded(tmp_path: Path, packet: str, claim: str) -> None:
    writer = PdfWriter(clone_from=PdfReader(testing.make_pdf(tmp_path / "p.pdf", office.RESOLUTION)))
    stream = StreamObject()
    stream.set_data(packet.encode())
    writer.root_object[NameObject("/Metadata")] = writer._add_object(stream)
    path = saved(writer, tmp_path / "a.pdf")
    assert read(path).metadata.get("pdf-a", "") == claim
    with Archive.create(tmp_path / "kho") as archive:
        document = archive.file(path).document
        assert document is not None
        assert document.versions.get("pdf-a", "") == claim
        assert archive.check().ok


@pytest.mark.parametrize("hidden", [False, True])
def test_text_of_hidden_layers_is_read_and_said(tmp_path: Path, hidden: bool) -> None:
    content = b"BT /F0 12 Tf 80 700 Td <21> Tj ET /OC /L BDC BT /F0 12 Tf 80 600 Td <222324> Tj ET EMC"
    plain = make_pdf([Sheet(texts=(line(80, 300, "ABCD"),), content=content)])
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(plain)))
    layer = writer._add_object(
        DictionaryObject(
            {NameObject("/Type"): NameObject("/OCG"), NameObject("/Name"): TextStringObject("Lớp")}
        )
    )
    resources = writer.pages[0]["/Resources"].get_object()
    assert isinstance(resources, DictionaryObject)
    resources[NameObject("/Properties")] = DictionaryObject({NameObject("/L"): layer})
    defaults = DictionaryObject({NameObject("/OFF"): ArrayObject([layer] if hidden else [])})
    writer.root_object[NameObject("/OCProperties")] = DictionaryObject(
        {NameObject("/OCGs"): ArrayObject([layer]), NameObject("/D"): defaults}
    )
    found = read(saved(writer, tmp_path / "a.pdf"))
    assert found.text.split() == ["A", "BCD"]
    assert any("layers that are not shown" in warning for warning in found.warnings) is hidden


@pytest.mark.parametrize("rotate", [90, 180, 270])
def test_a_rotated_page_reads_like_an_upright_one(tmp_path: Path, rotate: int) -> None:
    """A page whose text was set across and which is shown turned reads in its lines."""
    turns = {90: "0 1 -1 0 495 80", 180: "-1 0 0 -1 515 742", 270: "0 -1 1 0 100 762"}
    content = f"BT /F0 12 Tf {turns[rotate]} Tm <21222324> Tj ET".encode()
    path = tmp_path / "a.pdf"
    path.write_bytes(make_pdf([Sheet(texts=(line(80, 300, "ABCD"),), content=content, rotate=rotate)]))
    found = read(path)
    assert [item.text for item in found.pages[0].lines] == ["ABCD"]
    box = found.pages[0].lines[0].box
    assert box is not None
    assert box.x1 - box.x0 > box.bottom - box.top
