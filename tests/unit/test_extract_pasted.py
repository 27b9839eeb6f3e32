"""A page that was pasted as a picture beside text is a part nobody has read, so the whole is not cleared."""

from __future__ import annotations

import io
import random
import shutil
import struct
import zipfile
from base64 import b64encode
from email.message import EmailMessage
from pathlib import Path

import pytest
from PIL import Image
from support import formats
from support.containers import make_doc97, make_docx, make_odt, paragraph
from support.directives import party_text
from support.extracting import read

from archivist import Archive
from archivist.extract.drawings import _drawing_group
from archivist.extract.pictures import carved, is_page, picture_size
from archivist.model import Secrecy

PAGE = (1240, 1754)
FOLDERS = {"docx": "word/media", "odt": "Pictures", "xlsx": "xl/media", "pptx": "ppt/media"}


def _picture(size: tuple[int, int], kind: str = "PNG") -> bytes:
    """Noise, so that it has the bytes of a scan."""
    noise = random.Random(size[0]).randbytes(size[0] // 8 * (size[1] // 8))
    image = Image.frombytes("L", (size[0] // 8, size[1] // 8), noise).resize(size)
    sink = io.BytesIO()
    image.save(sink, kind)
    return sink.getvalue()


def _made(path: Path) -> Path:
    match path.suffix:
        case ".docx":
            return make_docx(path, paragraph("Kính gửi: Văn phòng"))
        case ".odt":
            return make_odt(path, "<text:p>Kính gửi: Văn phòng</text:p>")
        case ".xlsx":
            formats.make_xlsx(path, {"S": [["Kính gửi: Văn phòng"]]})
        case ".pptx":
            formats.make_pptx(path, [["Kính gửi: Văn phòng"]])
    return path


def _with(path: Path, **pictures: bytes) -> Path:
    with zipfile.ZipFile(path, "a") as archive:
        for name, data in pictures.items():
            archive.writestr(f"{FOLDERS[path.suffix[1:]]}/{name.replace('_', '.')}", data)
    return path


@pytest.mark.parametrize("suffix", FOLDERS)
def test_a_page_beside_text_is_a_part_that_was_not_read(tmp_path: Path, suffix: str) -> None:
    found = read(_with(_made(tmp_path / f"a.{suffix}"), image1_jpeg=_picture(PAGE, "JPEG")))
    assert "Kính gửi: Văn phòng" in found.text
    assert [(part.received_as, part.text, part.secrecy) for part in found.attachments] == [
        ("image1.jpeg", "", Secrecy.NOT_CHECKED.value)
    ]
    assert any("pasted" in warning for warning in found.warnings)


def _in_rtf(path: Path, data: bytes) -> None:
    head = (
        rb"{\rtf1\ansi Kinh gui: Van phong\par {\*\shppict{\pict{\*\picprop}\picw1240\pich1754\jpegblip"
        + b"\n"
    )
    digits = data.hex().encode()
    lines = b"\n".join(digits[at : at + 128] for at in range(0, len(digits), 128))
    path.write_bytes(head + lines + rb"}}\par con chu}")


def _in_html(path: Path, data: bytes) -> None:
    source = b64encode(data).decode()
    path.write_text(
        f'<html><body><p>Kinh gui: Van phong</p><img src="data:image/jpeg;base64,{source}"></body></html>'
    )


def _in_doc(path: Path, data: bytes) -> None:
    make_doc97(path, "Kinh gui: Van phong\r", more={"Data": bytes(100) + data + bytes(300)})


def _in_mail(path: Path, data: bytes) -> None:
    mail = EmailMessage()
    mail["Subject"] = "Kinh gui"
    mail.set_content("Kinh gui: Van phong")
    mail.add_alternative('<p>Kinh gui: Van phong</p><img src="cid:scan@lam-ha">', subtype="html")
    mail.get_payload()[1].add_related(data, "image", "jpeg", cid="<scan@lam-ha>")  # type: ignore[index, union-attr]
    path.write_bytes(mail.as_bytes())


def _in_xls(path: Path, data: bytes) -> None:
    formats.make_xls(path, "S", [["Kinh gui: Van phong"]], drawings=bytes(100) + data + bytes(300))


MAKERS = {"xls": _in_xls, "rtf": _in_rtf, "html": _in_html, "doc": _in_doc, "eml": _in_mail}


@pytest.mark.parametrize("suffix", MAKERS)
def test_other_formats_hold_such_pages_too(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"a.{suffix}"
    scan = _picture(PAGE, "JPEG")
    MAKERS[suffix](path, scan)
    found = read(path)
    assert "Kinh gui: Van phong" in found.text
    (part,) = found.attachments
    assert (part.text, part.secrecy) == ("", Secrecy.NOT_CHECKED.value)
    assert part.media_type == "image/jpeg"
    assert part.size == len(scan)


@pytest.mark.parametrize("suffix", MAKERS)
def test_small_pictures_of_other_formats_are_no_pages(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"a.{suffix}"
    MAKERS[suffix](path, _picture((640, 480), "JPEG"))
    assert read(path).attachments == ()


def test_pictures_that_text_of_an_old_document_flows_around_are_found(tmp_path: Path) -> None:
    """They lie in the stream of the text, not in that of pictures set into the line."""
    scan = _picture(PAGE, "JPEG")
    path = make_doc97(tmp_path / "a.doc", "Kinh gui: Van phong\r", behind=bytes(100) + scan + bytes(20))
    assert [part.size for part in read(path).attachments] == [len(scan)]


def test_only_the_drawings_of_a_workbook_are_joined(tmp_path: Path) -> None:
    """What continues another record is cells; a second group goes on where the first ended."""
    records = [
        (0x0809, struct.pack("<HHHHII", 0x0600, 5, 0, 0, 0, 0)),
        (0x003C, b"of no drawing"),
        *((0x00EB, b"one "), (0x003C, b"two ")),
        *((0x00FC, b"strings"), (0x003C, b"more strings")),
        *((0x00EB, b"three "), (0x00EB, b"four "), (0x003C, b"five")),
    ]
    book = b"".join(struct.pack("<HH", kind, len(data)) + data for kind, data in records)
    assert _drawing_group(book) == b"one two three four five"
    assert (
        _drawing_group(book + struct.pack("<HH", 0x003C, 0xFFFF) + b" cut") == b"one two three four five cut"
    )
    assert _drawing_group(book + b"\xeb\0\1") == b"one two three four five"


def test_a_stream_of_pictures_is_cut_where_each_ends() -> None:
    pictures = [_picture(PAGE, "JPEG"), _picture((800, 1100)), _picture((900, 1300), "JPEG")]
    found = list(carved(b"\0".join([b"", *pictures, b"rest"])))
    assert [part.data for part in found] == pictures
    assert next(carved(b"\x89PNG\r\n\x1a\n" + bytes(9_000))).data.endswith(b"\0")


def test_emblems_photographs_and_lines_are_no_pages(tmp_path: Path) -> None:
    path = _with(
        _made(tmp_path / "a.docx"),
        emblem_png=_picture((400, 400)),
        wide_jpg=_picture((1920, 1080), "JPEG"),
        line_png=_picture((2000, 40)),
        thumbnail_png=_picture((240, 340)),
    )
    assert read(path).attachments == ()


@pytest.mark.parametrize(
    ("suffix", "name"), [("odt", "Thumbnails/thumbnail.png"), ("docx", "docProps/thumbnail.jpeg")]
)
def test_the_picture_a_program_keeps_of_the_first_page_is_no_page(
    tmp_path: Path, suffix: str, name: str
) -> None:
    path = _made(tmp_path / f"a.{suffix}")
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr(name, _picture((724, 1024)))
    assert read(path).attachments == ()


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "BMP"])
@pytest.mark.parametrize("size", [(800, 1130), (1130, 800), (2480, 3508)])
def test_pictures_tell_their_size(kind: str, size: tuple[int, int]) -> None:
    data = _picture(size, kind)
    assert picture_size(data) == size
    assert is_page(data)


def test_a_jpeg_with_a_long_profile_tells_its_size() -> None:
    plain = _picture(PAGE, "JPEG")
    segment = b"\xff\xe2" + struct.pack(">H", 60_002) + bytes(60_000)
    assert picture_size(plain[:2] + segment * 3 + plain[2:]) == PAGE


def test_what_does_not_tell_its_size_may_be_a_page() -> None:
    assert is_page(_picture(PAGE, "TIFF"))
    assert is_page(b"\xff\xd8\xff\xe0\x00\x02" + bytes(9_000))
    assert is_page(b"\x89PNG\r\n\x1a\n")


def test_such_a_document_is_found_by_its_text_and_held(tmp_path: Path) -> None:
    text = party_text("14-BC/TU", kind="BÁO CÁO", subject="về kết quả trồng rừng").split("\n")
    path = make_docx(tmp_path / "14-BC.docx", "".join(map(paragraph, text)))
    plain = shutil.copy(path, tmp_path / "plain.docx")
    _with(path, scan_jpg=_picture(PAGE, "JPEG"))
    with Archive.create(tmp_path / "archive") as archive:
        held = archive.file(path)
        cleared = archive.file(Path(plain))
        assert held.document is not None
        assert cleared.document is not None
        assert held.document.secrecy is Secrecy.NOT_CHECKED
        assert cleared.document.secrecy is not Secrecy.NOT_CHECKED


def test_a_picture_of_a_kind_that_is_not_read_is_named(tmp_path: Path) -> None:
    path = _with(
        _made(tmp_path / "a.docx"), image1_gif=_picture(PAGE, "GIF"), image2_gif=_picture((640, 480), "GIF")
    )
    (part,) = read(path).attachments
    assert (part.received_as, part.problem) == ("image1.gif", "unsupported-image")
