"""Types by content: what a file is called never matters."""

from __future__ import annotations

import gzip
import io
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest
from support.containers import make_doc97, make_docx, make_odt, make_ole, paragraph
from support.metafiles import make_emf, make_wmf
from support.pdfs import Sheet, line, make_pdf

from archivist import detect
from archivist.errors import ExtractionError
from archivist.model import Reason

_MAIL = b"Received: from a by b\r\nFrom: a@x.vn\r\nTo: b@x.vn\r\nSubject: =?utf-8?q?x?=\r\n\r\nxin ch\xc3\xa0o\r\n"
_TEXTS: list[tuple[bytes, str]] = [
    ("Kính gửi: Sở Nội vụ".encode(), detect.TXT),
    ("\ufeffKính gửi: Sở Nội vụ".encode("utf-16-le"), detect.TXT),
    ("Kính gửi: Sở Nội vụ, ngày 1 tháng 2".encode("utf-16-le"), detect.TXT),
    ("Kinh gui: So Noi vu, ngày".encode("cp1258"), detect.TXT),
    (b"<!DOCTYPE html><html><body>x</body></html>", detect.HTML),
    ("\ufeff<html><body>Kính gửi</body></html>".encode("utf-16-le"), detect.HTML),
    (b"\xef\xbb\xbf <!-- saved --> <table><tr><td>x</td></tr></table>", detect.HTML),
    (b'<?xml version="1.0"?><html xmlns="x"><body/></html>', detect.HTML),
    (b"{\\rtf1\\ansi xin chao}", detect.RTF),
    (_MAIL, detect.EML),
    (b"MIME-Version: 1.0\r\nContent-Type: multipart/related\r\n\r\nx", detect.EML),
    (b"From: the office\nTo: all\nSubject: memo\nDate: today\n\nA memo is a text.", detect.TXT),
    (b"MZ la hai chu cai dau cua mot van ban binh thuong va khong phai la chuong trinh nao ca.", detect.TXT),
    (b"\x89PNG\r\n\x1a\n" + b"\x00" * 40, detect.PNG),
    (b"\xff\xd8\xff\xe0" + b"\x00" * 40, detect.JPEG),
    (b"II*\x00\x08\x00\x00\x00" + b"\x00" * 40, detect.TIFF),
]


@pytest.mark.parametrize("suffix", [".doc", ".pdf", ".exe", ""])
@pytest.mark.parametrize(("content", "media_type"), _TEXTS)
def test_content_decides_whatever_the_suffix(
    tmp_path: Path, content: bytes, media_type: str, suffix: str
) -> None:
    path = tmp_path / f"file{suffix}"
    path.write_bytes(content)
    assert detect.detect(path).media_type == media_type


def test_markdown_is_text_that_says_so(tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    path.write_text("# Thông báo\n", encoding="utf-8")
    assert detect.detect(path).media_type == detect.MARKDOWN


def test_documents_in_containers(tmp_path: Path) -> None:
    docx = make_docx(tmp_path / "a.xls", paragraph("x"))
    odt = make_odt(tmp_path / "b.zip", "<text:p>x</text:p>")
    doc = make_doc97(tmp_path / "c.pdf", "x\r")
    pdf = tmp_path / "d.doc"
    pdf.write_bytes(b"rubbish before it\n" + make_pdf([Sheet(texts=(line(90, 90, "x"),))]))
    found = [detect.detect(path) for path in (docx, odt, doc, pdf)]
    assert [item.media_type for item in found] == [detect.DOCX, detect.ODT, detect.DOC, detect.PDF]
    assert [item.suffix for item in found] == [".docx", ".odt", ".doc", ".pdf"]


@pytest.mark.parametrize(
    ("stream", "media_type"),
    [
        ("Workbook", detect.XLS),
        ("PowerPoint Document", detect.PPT),
        ("__properties_version1.0", detect.MSG),
    ],
)
def test_other_ole_documents_are_recognised(tmp_path: Path, stream: str, media_type: str) -> None:
    assert detect.detect(make_ole(tmp_path / "x.doc", {stream: b"x"})).media_type == media_type


def _zip(members: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def _tar() -> bytes:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as archive:
        info = tarfile.TarInfo("a.txt")
        info.size = 1
        archive.addfile(info, io.BytesIO(b"x"))
    return buffer.getvalue()


def _windows_program() -> bytes:
    return (
        (b"MZ" + b"\x00" * 58 + (128).to_bytes(4, "little")).ljust(128, b"\x00")
        + b"PE\x00\x00"
        + b"\x00" * 64
    )


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", Reason.EMPTY),
        (b"\x00" * 600, Reason.EMPTY),
        (b"\x7fELF\x02\x01\x01" + b"\x00" * 60, Reason.EXECUTABLE),
        (b"#!/bin/sh\necho x\n", Reason.EXECUTABLE),
        (b"@echo off\r\ndel x\r\n", Reason.EXECUTABLE),
        (_windows_program(), Reason.EXECUTABLE),
        (b"\xca\xfe\xba\xbe\x00\x00\x00\x34" + b"\x00" * 60, Reason.EXECUTABLE),
        (_zip({"META-INF/MANIFEST.MF": b"", "A.class": b"\xca\xfe\xba\xbe"}), Reason.EXECUTABLE),
        (_zip({"AndroidManifest.xml": b"x", "classes.dex": b"x"}), Reason.EXECUTABLE),
        (_zip({"a.txt": b"x"})[:-4], Reason.UNREADABLE),
        (gzip.compress(b"x", mtime=0), Reason.ARCHIVE_FILE),
        (_tar(), Reason.ARCHIVE_FILE),
        (b"7z\xbc\xaf\x27\x1c" + b"\x00" * 60, Reason.ARCHIVE_FILE),
        (b"Rar!\x1a\x07\x01\x00" + b"\x00" * 60, Reason.ARCHIVE_FILE),
        (_zip({"a.txt": b"x" * 90})[:60], Reason.UNREADABLE),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 90, Reason.UNREADABLE),
        (b"\x00\x01\x02\x03binary\x00\xff\xfe\x05" * 20, Reason.UNSUPPORTED_TYPE),
        (b'<?xml version="1.0"?><svg xmlns="x"/>', Reason.UNSUPPORTED_TYPE),
        (b'<svg xmlns="http://www.w3.org/2000/svg"><text>Kho</text></svg>', Reason.UNSUPPORTED_TYPE),
        (_zip({"[Content_Types].xml": b"<Types/>"}), Reason.UNSUPPORTED_TYPE),
        (b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic" + b"\x00" * 40, Reason.UNSUPPORTED_IMAGE),
        (b"\x00\x00\x00\x1cftypavif\x00\x00\x00\x00mif1" + b"\x00" * 40, Reason.UNSUPPORTED_IMAGE),
        (make_emf(), Reason.UNSUPPORTED_IMAGE),
        (make_wmf(), Reason.UNSUPPORTED_IMAGE),
        (b"GIF89a\x01\x00\x01\x00\x80\x00\x00" + b"\x00" * 40, Reason.UNSUPPORTED_IMAGE),
        (b"\x00\x00\x00\x18ftypisom\x00\x00\x02\x00isomiso2" + b"\x00" * 40, Reason.UNSUPPORTED_TYPE),
    ],
    # Two processes must give the tests the same names: bytes with the time of day inside do not.
    ids=lambda value: "content" if isinstance(value, bytes) else None,
)
def test_refusals_are_named(tmp_path: Path, content: bytes, reason: Reason) -> None:
    path = tmp_path / "công văn.pdf"
    path.write_bytes(content)
    with pytest.raises(ExtractionError) as caught:
        detect.detect(path)
    assert caught.value.reason == reason


def test_encrypted_office_documents(tmp_path: Path) -> None:
    ooxml = make_ole(tmp_path / "a.docx", {"EncryptedPackage": b"x", "EncryptionInfo": b"x"})
    odf = make_odt(tmp_path / "b.odt", "", manifest="<m><manifest:encryption-data/></m>")
    old = make_ole(tmp_path / "c.doc", {"WordDocument": b"\xec\xa5\xc1\x00" + b"\x00" * 6 + b"\x00\x01"})
    begin = b"\x09\x08\x10\x00\x00\x06\x05\x00" + b"\x00" * 12
    lock = b"\x86\x00\x00\x00" + b"\x2f\x00\x36\x00" + b"\x01" * 54  # WriteProtect, FilePass
    book = make_ole(tmp_path / "d.xls", {"Workbook": begin + lock + b"\x55" * 4200})
    for path in (ooxml, odf, old, book):
        with pytest.raises(ExtractionError) as caught:
            detect.detect(path)
        assert caught.value.reason == Reason.ENCRYPTED


def test_a_workbook_without_a_password_is_one(tmp_path: Path) -> None:
    """The number of FilePass inside other records is no lock."""
    begin = b"\x09\x08\x10\x00\x00\x06\x05\x00" + b"\x00" * 12
    for rest in (b"", b"\x42\x00\x02\x00\xb0\x04" + b"\x2f\x00\x36\x00" * 20, b"\x86\x00"):
        path = make_ole(tmp_path / "d.xls", {"Workbook": begin + rest})
        assert detect.detect(path).media_type == detect.XLS


def test_unreadable_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(ExtractionError) as caught:
        detect.detect(tmp_path / "nothing.pdf")
    assert caught.value.reason == Reason.UNREADABLE


_BLOCKED = """
import sys
class Block:
    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0] in {names!r}:
            raise ImportError("failed to find libmagic")
sys.meta_path.insert(0, Block())
from pathlib import Path
from archivist import detect
print(detect.available(), detect.detect(Path(sys.argv[1])).media_type)
"""


@pytest.mark.parametrize(
    ("names", "route"), [(("magic", "pylibmagic"), "container"), (("none",), detect.available())]
)
def test_without_libmagic_the_container_look_decides(
    tmp_path: Path, names: tuple[str, ...], route: str
) -> None:
    path = make_docx(tmp_path / "a.bin", paragraph("x"))
    script = _BLOCKED.format(names=names)
    run = subprocess.run(
        [sys.executable, "-c", script, str(path)], capture_output=True, text=True, check=True,
        cwd=Path(detect.__file__).parents[1],
    )  # fmt: skip
    assert run.stdout.split() == [route, detect.DOCX]


def test_magic_confirms_what_the_container_says(tmp_path: Path) -> None:
    if detect.available() == "container":
        pytest.skip("libmagic is not installed")
    path = tmp_path / "a"
    path.write_bytes(make_pdf([Sheet(texts=(line(90, 90, "x"),))]))
    assert detect.detect(path).source == "magic+container"
