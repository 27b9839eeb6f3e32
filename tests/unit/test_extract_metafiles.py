"""A page pasted as a metafile is found by its bitmaps or by its size, wherever it lies; nothing is drawn."""

from __future__ import annotations

import gzip
import io
import struct
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image
from support import formats
from support.containers import make_doc97, make_docx, make_odt, paragraph
from support.extracting import read
from support.metafiles import dib, emf_lines, make_emf, make_wmf

from archivist.extract.metafile import is_metafile, pages
from archivist.extract.parts import Part
from archivist.extract.rtf_pictures import pictures_of
from archivist.model import Reason, Secrecy

PAGE, EMBLEM = (744, 1052), (300, 300)
_MOST = 1 << 26


def _pages(data: bytes) -> list[Part]:
    return list(pages(Part("image1.emf", data), _MOST))


def _blip(
    kind: int, number: int, data: bytes, *, size: tuple[int, int] = (150, 212), packing: int = 0
) -> bytes:
    """A picture record of OfficeArt ([MS-ODRAW] 2.2.24), ``size`` in millimetres."""
    saved = zlib.compress(data) if packing == 0 else data
    head = struct.pack(
        "<I4i2iIBB", len(data), 0, 0, 0, 0, size[0] * 36_000, size[1] * 36_000, len(saved), packing, 0xFE
    )
    body = bytes(16 * (1 + (number & 1))) + head + saved
    return struct.pack("<HHI", number << 4, 0xF000 | kind, len(body)) + body


_EMF_BLIP, _WMF_BLIP = (0x1A, 0x3D4), (0x1B, 0x216)


def _in_docx(path: Path, name: str, data: bytes) -> None:
    make_docx(path, paragraph("Kính gửi: Văn phòng"))
    _add(path, f"word/media/{name}", data)


def _in_odt(path: Path, name: str, data: bytes) -> None:
    make_odt(path, "<text:p>Kính gửi: Văn phòng</text:p>")
    _add(path, f"Pictures/{name}", data)


def _in_xlsx(path: Path, name: str, data: bytes) -> None:
    formats.make_xlsx(path, {"S": [["Kính gửi: Văn phòng"]]})
    _add(path, f"xl/media/{name}", data)


def _in_pptx(path: Path, name: str, data: bytes) -> None:
    formats.make_pptx(path, [["Kính gửi: Văn phòng"]])
    _add(path, f"ppt/media/{name}", data)


def _in_rtf(path: Path, name: str, data: bytes) -> None:
    kind = rb"\emfblip" if name.endswith("emf") else rb"\wmetafile8"
    digits = data.hex().encode()
    lines = b"\n".join(digits[at : at + 64] for at in range(0, len(digits), 64))
    path.write_bytes(
        rb"{\rtf1\ansi K\u237?nh g\u7917?i: V\u259?n ph\u242?ng\par{\pict\picwgoal8504\pichgoal12019"
        + kind + b"\n" + lines + b"}}"
    )  # fmt: skip


def _record(name: str, data: bytes) -> bytes:
    return _blip(*(_EMF_BLIP if name.endswith("emf") else _WMF_BLIP), data)


def _in_doc(path: Path, name: str, data: bytes) -> None:
    make_doc97(path, "Kính gửi: Văn phòng\r", more={"Data": bytes(68) + _record(name, data)})


def _in_xls(path: Path, name: str, data: bytes) -> None:
    formats.make_xls(path, "S", [["Kính gửi: Văn phòng"]], drawings=bytes(36) + _record(name, data))


def _add(path: Path, name: str, data: bytes) -> None:
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr(name, data)


_MAKERS: dict[str, Callable[[Path, str, bytes], None]] = {
    "docx": _in_docx, "odt": _in_odt, "xlsx": _in_xlsx, "pptx": _in_pptx, "rtf": _in_rtf, "doc": _in_doc, "xls": _in_xls,
}  # fmt: skip
_SCANS = {"image1.emf": make_emf(bitmaps=[EMBLEM, PAGE]), "image1.wmf": make_wmf(bitmaps=[EMBLEM, PAGE])}


@pytest.mark.parametrize("name", _SCANS)
@pytest.mark.parametrize("suffix", _MAKERS)
def test_the_scan_in_a_metafile_is_a_part_that_was_not_read(tmp_path: Path, suffix: str, name: str) -> None:
    path = tmp_path / f"a.{suffix}"
    _MAKERS[suffix](path, name, _SCANS[name])
    found = read(path)
    assert "Kính gửi: Văn phòng" in found.text
    (part,) = found.attachments
    assert (part.media_type, part.text, part.problem) == ("image/bmp", "", "")
    assert part.secrecy == Secrecy.NOT_CHECKED.value


@pytest.mark.parametrize("suffix", _MAKERS)
def test_a_page_that_is_drawn_is_a_part_that_cannot_be_read(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"a.{suffix}"
    _MAKERS[suffix](path, "image1.wmf", make_wmf(lines=400))
    (part,) = read(path).attachments
    assert (part.problem, part.secrecy) == (Reason.UNSUPPORTED_IMAGE.value, Secrecy.NOT_CHECKED.value)
    assert part.received_as.endswith(".wmf")


@pytest.mark.parametrize("suffix", _MAKERS)
def test_drawings_and_emblems_are_no_pages(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"a.{suffix}"
    _MAKERS[suffix](
        path, "image1.emf", make_emf(millimetres=(160, 120), bitmaps=[EMBLEM], more=emf_lines(400))
    )
    assert read(path).attachments == ()


@pytest.mark.parametrize("name", _SCANS)
def test_a_packed_metafile_is_looked_into(tmp_path: Path, name: str) -> None:
    path = tmp_path / "a.docx"
    _in_docx(path, name.replace("mf", "mz"), gzip.compress(_SCANS[name]))
    (part,) = read(path).attachments
    assert part.media_type == "image/bmp"


@pytest.mark.parametrize(("kind", "told"), [(76, 84), (77, 84), (79, 96), (80, 48), (81, 48), (114, 84)])
def test_every_record_that_shows_a_bitmap_is_known(kind: int, told: int) -> None:
    (page,) = _pages(make_emf(bitmaps=[PAGE], kind=kind, told=told, more=emf_lines(3)))
    with Image.open(io.BytesIO(page.data)) as image:
        assert image.size == PAGE
        assert image.getpixel((5, 5)) == 0


@pytest.mark.parametrize(("kind", "told"), [(0x0940, 22), (0x0B41, 26), (0x0D33, 24), (0x0F43, 28)])
@pytest.mark.parametrize("millimetres", [None, (10, 10)])
def test_the_same_of_windows_3(kind: int, told: int, millimetres: tuple[float, float] | None) -> None:
    (page,) = _pages(make_wmf(bitmaps=[PAGE], kind=kind, told=told, lines=3, millimetres=millimetres))
    with Image.open(io.BytesIO(page.data)) as image:
        assert image.size == PAGE


def test_a_page_in_strips_is_a_page_as_a_whole() -> None:
    """Printing programs part a page; four strips of 744 by 263 pixels are one of 744 by 1052."""
    strips = make_emf(millimetres=(60, 20), bitmaps=[(744, 263)] * 4)
    assert [page.problem for page in _pages(strips)] == [Reason.UNSUPPORTED_IMAGE]
    assert _pages(make_emf(millimetres=(60, 20), bitmaps=[(744, 263)] * 2)) == []


@pytest.mark.parametrize(
    ("millimetres", "lines", "is_one"),
    [
        ((210, 297), 400, True),
        ((297, 210), 400, True),
        ((148, 210), 400, True),
        ((0, 0), 400, True),  # does not tell its size
        ((210, 297), 5, False),  # a frame around the page
        ((165, 137), 400, False),  # a diagram between the margins
        ((250, 90), 400, False),
        ((210, 210), 400, False),
    ],
)
def test_what_is_drawn_is_a_page_by_its_size(
    millimetres: tuple[float, float],
    lines: int,
    is_one: bool,
) -> None:
    assert bool(_pages(make_emf(millimetres=millimetres, more=emf_lines(lines)))) is is_one
    assert bool(_pages(make_wmf(millimetres=millimetres, lines=lines))) is is_one


def test_pictures_inside_keep_their_own_files() -> None:
    """GDI+ keeps JPEG and PNG as they were, in records of comments."""
    held = io.BytesIO()
    Image.effect_noise(PAGE, 90).save(held, "JPEG")
    data = held.getvalue()
    comment = struct.pack("<III4s", 70, 16 + len(data), len(data), b"EMF+") + data
    (page,) = _pages(make_emf(more=comment))
    assert (page.name, page.data) == ("image1-1.jpg", data)


def test_bombs_and_damage_are_parts_that_were_not_read() -> None:
    bomb = gzip.compress(bytes(_MOST + 1))
    assert [page.problem for page in _pages(bomb)] == [Reason.DECOMPRESSION_LIMIT]
    assert [page.problem for page in _pages(b"\x1f\x8b\x08" + bytes(50))] == [Reason.UNSUPPORTED_IMAGE]


def test_records_without_end_end() -> None:
    endless = make_emf()[:88] + struct.pack("<II", 2, 8) * 600_000
    assert [page.problem for page in _pages(endless)] == [Reason.UNSUPPORTED_IMAGE]
    assert _pages(make_emf(millimetres=(9, 9))[:88] + struct.pack("<II", 2, 0) * 99) == []
    assert _pages(make_wmf(millimetres=(9, 9))[:40] + bytes(99)) == []


def test_an_rtf_shows_each_picture_once() -> None:
    """Word adds each picture again for older programs; what stands alone is a picture."""
    digits = make_emf().hex().encode()
    one = rb"{\*\shppict{\pict\emfblip " + digits + b"}}"
    copy = rb"{\nonshppict{\pict\wmetafile8 " + make_wmf().hex().encode() + b"}}"
    assert [part.name[-3:] for part in pictures_of(rb"{\rtf1 " + one + copy + b"}")] == ["emf"]
    assert [part.name[-3:] for part in pictures_of(rb"{\rtf1 " + copy + b"}")] == ["wmf"]


def test_an_rtf_holds_bytes_and_bitmaps_too() -> None:
    emf = make_emf(bitmaps=[PAGE])
    raw = rb"{\rtf1{\pict\emfblip\bin%d " % len(emf) + emf + rb"}{\pict\dibitmap0 "
    raw += b"".join(dib(PAGE)).hex().encode() + b"}}"
    first, second = pictures_of(raw)
    assert first.data == emf
    with Image.open(io.BytesIO(second.data)) as image:
        assert image.size == PAGE


def test_bitmaps_and_macintosh_pictures_of_old_documents(tmp_path: Path) -> None:
    bitmap = b"".join(dib(PAGE))
    record = struct.pack("<HHI", 0x7A80, 0xF01F, 17 + len(bitmap)) + bytes(17) + bitmap
    drawn = _blip(0x1C, 0x543, b"x" * 3000, size=(210, 297)) + _blip(0x1C, 0x542, b"x" * 3000, size=(40, 60))
    path = make_doc97(tmp_path / "a.doc", "Kính gửi\r", more={"Data": record + drawn})
    assert [(part.media_type, part.problem) for part in read(path).attachments] == [
        ("image/bmp", ""),
        ("application/octet-stream", Reason.UNSUPPORTED_IMAGE.value),
    ]


@settings(max_examples=60, deadline=None)
@given(
    st.sampled_from([make_emf(bitmaps=[(20, 30)], more=emf_lines(4)), make_wmf(bitmaps=[(20, 30)], lines=4)]),
    st.lists(st.tuples(st.integers(0, 400), st.binary(min_size=1, max_size=4)), max_size=6),
    st.integers(0, 2000),
)
def test_damaged_metafiles_are_read_or_not(data: bytes, edits: list[tuple[int, bytes]], end: int) -> None:
    changed = bytearray(data)
    for place, new in edits:
        changed[place : place + len(new)] = new
    for page in _pages(bytes(changed[:end])):
        assert page.data or page.problem


def test_other_files_are_no_metafiles() -> None:
    assert not any(map(is_metafile, (b"", b"\x01\0\0\0", b"\x89PNG\r\n\x1a\n", b"BM", bytes(200))))
