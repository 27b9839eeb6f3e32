"""The mark of secrecy where programs put it: stamps and notes upon PDF pages, watermarks, headers, shapes."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from pathlib import Path

import pytest
from PIL import Image
from pypdf import PdfWriter
from pypdf.annotations import FreeText
from pypdf.generic import (
    ArrayObject,
    DecodedStreamObject,
    DictionaryObject,
    FloatObject,
    NameObject,
    NumberObject,
    StreamObject,
    TextStringObject,
)
from support.containers import make_docx, paragraph, word_part
from support.directives import party_text
from support.extracting import read
from support.formats import make_pptx

from archivist import Archive, testing
from archivist.directive.marks import find_mark
from archivist.model import Access, Outcome, Reason, Secrecy

PLAIN = party_text("16-NQ/TU", subject="về việc công khai")
BODY = "".join(map(paragraph, PLAIN.splitlines()))


def name(text: str) -> NameObject:
    return NameObject(f"/{text}")


def numbers(*values: float) -> ArrayObject:
    return ArrayObject(map(FloatObject, values))


def page_of(folder: Path, text: str = PLAIN) -> PdfWriter:
    return PdfWriter(clone_from=str(testing.make_pdf(folder / "plain.pdf", text)))


def saved(writer: PdfWriter, folder: Path) -> Path:
    path = folder / "made.pdf"
    writer.write(str(path))
    return path


def shown(content: bytes) -> StreamObject:
    """The form an annotation is seen as."""
    form = DecodedStreamObject()
    form.set_data(content)
    font = DictionaryObject(
        {name("Type"): name("Font"), name("Subtype"): name("Type1"), name("BaseFont"): name("Helvetica")}
    )
    fonts = DictionaryObject({name("Font"): DictionaryObject({name("F1"): font})})
    form.update(
        {name("Subtype"): name("Form"), name("BBox"): numbers(0, 0, 140, 30), name("Resources"): fonts}
    )
    return form


def stamped(folder: Path, content: bytes, *, says: str = "", flags: int = 4) -> Path:
    """A page with a stamp upon it (ISO 32000-1, 12.5.6.12)."""
    writer = page_of(folder)
    stamp = DictionaryObject(
        {
            name("Type"): name("Annot"),
            name("Subtype"): name("Stamp"),
            name("Rect"): numbers(60, 700, 200, 730),
            name("F"): NumberObject(flags),
            name("AP"): DictionaryObject({name("N"): writer._add_object(shown(content))}),
        }
    )
    if says:
        stamp[name("Contents")] = TextStringObject(says)
    writer.pages[0][name("Annots")] = ArrayObject([writer._add_object(stamp)])
    return saved(writer, folder)


def pictured(folder: Path, *, place: str, text: str = PLAIN) -> Path:
    """A page with a picture in its content; `place` is width, height, left and bottom in points."""
    writer = page_of(folder, text)
    data = io.BytesIO()
    Image.new("RGB", (300, 80), "red").save(data, "JPEG")
    picture = DecodedStreamObject()
    picture.set_data(data.getvalue())
    picture.update(
        {
            name("Subtype"): name("Image"),
            name("Width"): NumberObject(300),
            name("Height"): NumberObject(80),
            name("ColorSpace"): name("DeviceRGB"),
            name("BitsPerComponent"): NumberObject(8),
            name("Filter"): name("DCTDecode"),
        }
    )
    page = writer.pages[0]
    resources = page["/Resources"]
    assert isinstance(resources, DictionaryObject)
    resources[name("XObject")] = DictionaryObject({name("Im0"): writer._add_object(picture)})
    before = page.get_contents()
    assert before is not None
    wide, high, left, bottom = place.split()
    content = DecodedStreamObject()
    content.set_data(before.get_data() + f"\nq {wide} 0 0 {high} {left} {bottom} cm /Im0 Do Q".encode())
    page[name("Contents")] = writer._add_object(content)
    return saved(writer, folder)


def secrecy_of(path: Path) -> Secrecy:
    return find_mark(read(path)).secrecy


# ----------------------------------------------------------------------------------- PDF


def test_a_text_box_laid_upon_a_page_is_read(tmp_path: Path) -> None:
    writer = page_of(tmp_path)
    writer.add_annotation(0, FreeText(text="TỐI MẬT", rect=(60, 700, 200, 730)))
    found = read(saved(writer, tmp_path))
    assert find_mark(found).secrecy is Secrecy.MARKED
    assert "TỐI MẬT" in found.text.splitlines()


def test_a_stamp_that_shows_text_is_read(tmp_path: Path) -> None:
    path = stamped(tmp_path, b"BT /F1 14 Tf 2 5 Td (TOI MAT) Tj ET")
    assert secrecy_of(path) is Secrecy.MARKED


def test_of_a_stamp_that_is_drawn_counts_what_it_says_of_itself(tmp_path: Path) -> None:
    assert secrecy_of(stamped(tmp_path, b"0 0 m 9 9 l S", says="TUYỆT MẬT")) is Secrecy.MARKED
    assert secrecy_of(stamped(tmp_path, b"0 0 m 9 9 l S", says="Đã đọc")) is Secrecy.NONE


def test_a_stamp_nobody_can_read_gives_no_clearance(tmp_path: Path) -> None:
    found = find_mark(read(stamped(tmp_path, b"0 0 m 9 9 l S")))
    assert (found.secrecy, found.why) == (Secrecy.NOT_CHECKED, "a stamp on page 1 is a picture")


def test_a_stamp_that_is_not_shown_says_nothing(tmp_path: Path) -> None:
    hidden = stamped(tmp_path, b"BT /F1 14 Tf 2 5 Td (TOI MAT) Tj ET", flags=2)
    assert secrecy_of(hidden) is Secrecy.NONE


def test_a_picture_like_a_stamp_in_the_head_of_a_directive_gives_no_clearance(tmp_path: Path) -> None:
    found = find_mark(read(pictured(tmp_path, place="113 23 60 700")))
    assert found.secrecy is Secrecy.NOT_CHECKED
    assert found.why == "a picture in the head of page 1 was not read"


@pytest.mark.parametrize(
    "place",
    ["60 60 60 700", "99 140 60 600", "113 23 320 150", "20 8 60 700"],
    ids=["seal or code", "sign of arrival", "at the foot", "a dot"],
)
def test_other_pictures_on_a_directive_are_no_stamps(tmp_path: Path, place: str) -> None:
    assert secrecy_of(pictured(tmp_path, place=place)) is Secrecy.NONE


def test_a_logo_on_what_is_no_directive_is_a_logo(tmp_path: Path) -> None:
    letter = "Office of Examples\n\n" + "The committee keeps the register of letters in good order.\n" * 6
    assert secrecy_of(pictured(tmp_path, place="113 23 60 700", text=letter)) is Secrecy.NONE


def test_such_a_document_is_held_until_somebody_looked(tmp_path: Path) -> None:
    with Archive.create(tmp_path / "kho") as archive:
        result = archive.file(pictured(tmp_path, place="113 23 60 700"))
        assert result.document is not None
        assert (result.outcome, result.document.access) == (Outcome.REVIEW, Access.HELD)
        assert Reason.SECRECY_NOT_CHECKED in result.reasons
        assert archive.search("công khai").total == 0
        archive.release(result.document.id, by="Mai", why="con dấu tên, không phải dấu mật")
        assert archive.search("công khai").total == 1


# ---------------------------------------------------------------------------------- Word

WORD_ART = (
    '<w:p><w:r><w:pict><v:shape xmlns:v="urn:schemas-microsoft-com:vml">'
    '<v:textpath style="font-family:Arial" string="TỐI MẬT"/></v:shape></w:pict></w:r></w:p>'
)


def test_a_watermark_of_word_is_read(tmp_path: Path) -> None:
    header = {"word/header1.xml": word_part("hdr", WORD_ART)}
    assert secrecy_of(make_docx(tmp_path / "a.docx", BODY, parts=header)) is Secrecy.MARKED
    found = read(make_docx(tmp_path / "b.docx", WORD_ART + BODY))
    assert found.pages[0].lines[0].text == "TỐI MẬT"


def escaped(text: str) -> str:
    return "".join(f"\\u{ord(char)}?" if ord(char) > 127 else char for char in text)


@pytest.mark.parametrize(
    "group",
    [
        r"{{\header \pard\plain {}\par}}",
        r"{{\footerf {}\par}}",
        r"{{\shp{{\*\shpinst\shpleft0{{\sp{{\sn fFlipH}}{{\sv 0}}}}{{\shptxt \pard {}\par}}}}}}",
        r"{{\header {{\shp{{\*\shpinst{{\sp{{\sn gtextUNICODE}}{{\sv {}}}}}}}}}}}",
    ],
    ids=["header", "footer", "text box", "word art"],
)
def test_rtf_is_read_beside_its_running_text(tmp_path: Path, group: str) -> None:
    path = tmp_path / "a.rtf"
    body = "".join(escaped(line) + "\\par\n" for line in PLAIN.splitlines())
    fonts = r"{\fonttbl{\f0\fcharset163 Times New Roman;}}"
    path.write_text(rf"{{\rtf1\ansi\ansicpg1252\deff0{fonts}{group.format(escaped('TỐI MẬT'))}{body}}}")
    found = read(path)
    assert find_mark(found).secrecy is Secrecy.MARKED
    assert found.pages[0].lines[0].text.startswith("ĐẢNG BỘ TỈNH LAM HẠ"), "the letterhead stays first"
    path.write_text(path.read_text().replace(escaped("TỐI MẬT"), "3"))
    plain = read(path)
    assert find_mark(plain).secrecy is Secrecy.NONE
    assert plain.text.splitlines()[-1] != "3", "page numbers are no text"


def test_a_header_of_rtf_in_an_old_font_is_converted(tmp_path: Path) -> None:
    path = tmp_path / "a.rtf"
    head = r"{\rtf1\ansi{\fonttbl{\f0 Times New Roman;}{\f1 .VnTimeH;}}"
    path.write_text(
        head + r"{\header\pard {\f1 tuy\'d6t m\'cbt}\par}\pard\f0 Office\par}", encoding="latin-1"
    )
    assert read(path).text.splitlines() == ["Office", "TUYỆT MẬT"]


# ------------------------------------------------------------------------- presentations


def package(made: Path, parts: Mapping[str, str]) -> Path:
    """A package with more parts."""
    path = made.with_name(f"more-{made.name}")
    path.write_bytes(made.read_bytes())
    with zipfile.ZipFile(path, "a") as archive:
        for name, text in parts.items():
            archive.writestr(name, text)
    return path


def test_what_a_master_shows_on_every_slide_is_read_once(tmp_path: Path) -> None:
    made = make_pptx(tmp_path / "a.pptx", [["Một"], ["Hai"]])
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"

    def relation(target: str) -> str:
        names = 'xmlns="http://schemas.openxmlformats.org/package/2006/relationships"'
        what = "slideLayout" if "Layout" in target else "slideMaster"
        return f'<Relationships {names}><Relationship Id="rId1" Type="{kind}/{what}" Target="{target}"/></Relationships>'

    def shape(text: str, place: str = "") -> str:
        return f"<p:sp><p:nvPr>{place}</p:nvPr><p:txBody><a:p><a:r><a:t>{text}</a:t></a:r></a:p></p:txBody></p:sp>"

    names = 'xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main" xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
    parts = {
        **{
            f"ppt/slides/_rels/slide{n}.xml.rels": relation("../slideLayouts/slideLayout1.xml")
            for n in (1, 2)
        },
        "ppt/slideLayouts/slideLayout1.xml": f"<p:sldLayout {names}>{shape('Bấm để sửa', '<p:ph/>')}</p:sldLayout>",
        "ppt/slideLayouts/_rels/slideLayout1.xml.rels": relation("../slideMasters/slideMaster1.xml"),
        "ppt/slideMasters/slideMaster1.xml": f"<p:sldMaster {names}>{shape('TỐI MẬT')}</p:sldMaster>",
    }
    found = read(package(made, parts))
    assert [page.text for page in found.pages] == ["Một\nTỐI MẬT", "Hai"]
    assert find_mark(found).secrecy is Secrecy.MARKED
