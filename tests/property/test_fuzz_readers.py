"""Whatever bytes a reader of ours gets: it reads them, or says why not."""

from __future__ import annotations

import io
import tempfile
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image
from support.containers import make_doc97, make_docx, make_odt, paragraph, table
from support.flat import flat_table, make_excel_xml, make_flat_odf, make_flat_package, make_wordml
from support.formats import (
    make_epub,
    make_msg,
    make_odp,
    make_ods,
    make_ppt,
    make_pptx,
    make_xls,
    make_xlsb,
    make_xlsx,
    make_zip,
)

from archivist.detect import PDF, SUFFIXES, detect
from archivist.errors import ExtractionError
from archivist.extract.limits import Limits
from archivist.extract.registry import extract_file, media_types
from archivist.extracted import Extracted

_LIMITS = Limits(text_chars=5000, max_pages=50, part_bytes=1 << 20, total_bytes=1 << 22)
_MAIL = (
    b"From: a@example.org\r\nSubject: =?utf-8?q?G=E1=BB=ADi?=\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; "
    b'boundary="x"\r\n\r\n--x\r\nContent-Type: text/html; charset=utf-8\r\n\r\n<p>body\r\n--x\r\nContent-Type: '
    b'message/rfc822\r\nContent-Disposition: attachment; filename="a.eml"\r\n\r\nFrom: b\r\nMIME-Version: 1.0\r\n'
    b"Content-Type: text/plain\r\n\r\ntext\r\n--x--\r\n"
)
_RTF = (
    b"{\\rtf1\\ansi\\ansicpg1258{\\fonttbl{\\f0 .VnTime;}}{\\info{\\title x}}\\trowd\\clbrdrt\\brdrs\\cellx1\\intbl "
    b"\\'e0 \\u7879?\\cell b\\cell\\row\\pard\\qc\\f0 c\\par}"
)
_HTML = b'<html><head><title>x</title><body><table border=1><tr><td style="font-family:.VnTime">a<td>b</table><p hidden>c<br>d'


def _made(make: Callable[[Path], Path]) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        return make(Path(folder) / "made").read_bytes()


def _picture(kind: str) -> bytes:
    held = io.BytesIO()
    Image.new("L", (40, 30), 200).save(held, kind)
    return held.getvalue()


_BODY = paragraph("ỦY BAN", run='<w:b/><w:sz w:val="28"/>') + table([[["a"], ["b"]], [["c"], ["d", "e"]]])
_SEEDS = {
    ".doc": _made(
        lambda path: make_doc97(path, "UBND\x07Số 1\x07\x07Điều 1\r\x13 PAGE \x142\x15\r", row_ends=(11,))
    ),
    ".ppt": _made(lambda path: make_ppt(path, [("Một", "Hai"), ("Ba", "Bốn")], stale="cũ")),
    ".msg": _made(
        lambda path: make_msg(path, subject="a", body="b", attachments={"a.txt": b"x"}, attached=("c", "d"))
    ),
    ".zip": _made(lambda path: make_zip(path, {"a.txt": b"abc", "b/c.html": b"<html><p>x"})),
    ".xls": _made(lambda path: make_xls(path, "S", [["a", 1], [None, 2.5]], drawings=_picture("JPEG"))),
    ".txt": "\ufeffỦY BAN NHÂN DÂN\tSố: 12/UBND\f\nĐiều 1.\n".encode("utf-16"),
    ".md": "# Điều 1\n\n**ỦY BAN**  \n| a | b |\n".encode(),
    ".bmp": _picture("BMP"),
    ".jpg": _picture("JPEG"),
    ".png": _picture("PNG"),
    ".tif": _picture("TIFF"),
    ".webp": _picture("WEBP"),
    ".fodt": _made(
        lambda path: make_flat_odf(path, "<text:p>a<text:s text:c='3'/></text:p><text:h>b</text:h>")
    ),
    ".fods": _made(
        lambda path: make_flat_odf(path, flat_table("S", [["a", 1], [None, 2.5]]), kind="spreadsheet")
    ),
    ".fodp": _made(
        lambda path: make_flat_odf(path, "<draw:page><text:p>a</text:p></draw:page>", kind="presentation")
    ),
    ".wordml": _made(lambda path: make_wordml(path, _BODY)),
    ".excelml": _made(lambda path: make_excel_xml(path, {"S": [["a", 1], [None, 2.5]]}, font=".VnTime")),
    ".opc": _made(lambda path: make_flat_package(path, make_docx(path.with_suffix(".docx"), _BODY))),
    ".rtf": _RTF,
    ".html": _HTML,
    ".eml": _MAIL,
}
_PACKAGES = {
    ".docx": _made(lambda path: make_docx(path, _BODY, parts={"word/header1.xml": "<w:hdr xmlns:w='x'/>"})),
    ".odt": _made(lambda path: make_odt(path, "<text:p>a<text:s text:c='3'/></text:p><text:h>b</text:h>")),
    ".pptx": _made(lambda path: make_pptx(path, [["a"], ["b"]], notes="c")),
    ".odp": _made(lambda path: make_odp(path, [["a"], ["b", "c"]])),
    ".ods": _made(lambda path: make_ods(path, {"S": [["a", 1], [None, 2.5]]})),
    ".xlsx": _made(lambda path: make_xlsx(path, {"S": [["a", 1], [None, 2.5]]})),
    ".xlsb": _made(lambda path: make_xlsb(path, "S", [["a", 1], [None, 2.5]])),
    ".epub": _made(lambda path: make_epub(path, ["<p>a</p>"])),
}

_EDITS = st.lists(
    st.tuples(
        st.floats(0, 1),
        st.one_of(
            st.binary(max_size=4),
            st.sampled_from(
                [b"\xff\xff\xff\xff", b"\0\0\0\0", b"<", b">", b"\\", b"{", b'"', b"99999999999", b"-1"]
            ),
        ),
        st.integers(0, 8),
    ),
    max_size=8,
)
_FUZZ = settings(max_examples=25, deadline=None)
_FUZZ_LONGER = settings(max_examples=60, deadline=None)
_BYTES = given(_EDITS, st.one_of(st.just(1.0), st.floats(0, 1)))
_MEMBERS = given(_EDITS, st.floats(0, 1), st.one_of(st.just(1.0), st.floats(0, 1)))


def _edited(data: bytes, edits: list[tuple[float, bytes, int]], cut: float) -> bytes:
    changed = bytearray(data)
    for place, new, hidden in edits:
        start = int(place * len(changed))
        changed[start : start + hidden] = new
    return bytes(changed[: max(1, int(cut * len(changed)))])


def _reads_or_refuses(data: bytes, suffix: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"a{suffix}"
        path.write_bytes(data)
        parts = Path(folder) / "parts"
        parts.mkdir()
        try:
            found = extract_file(path, parts_dir=parts, file_name=path.name, limits=_LIMITS)
        except ExtractionError:
            return
        assert isinstance(found, Extracted)
        assert len(found.text) <= _LIMITS.text_chars + len(found.pages)
        assert {path.name for path in parts.iterdir()} == {part.file for part in found.attachments}


def _type_of(data: bytes) -> str:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a"
        path.write_bytes(data)
        return detect(path).media_type


def test_every_reader_but_that_of_pdf_is_here() -> None:
    """PDF is the business of pypdf and pdfium; the hostile corpus feeds it whole files."""
    fuzzed = {media_type for media_type, suffix in SUFFIXES.items() if suffix in {*_SEEDS, *_PACKAGES}}
    fuzzed |= {_type_of(_SEEDS[suffix]) for suffix in (".wordml", ".excelml", ".opc")}  # all of them are .xml
    assert media_types() - fuzzed == {PDF}


@pytest.mark.parametrize("suffix", _SEEDS)
@_FUZZ
@_BYTES
def test_damaged_bytes(suffix: str, edits: list[tuple[float, bytes, int]], cut: float) -> None:
    _reads_or_refuses(_edited(_SEEDS[suffix], edits, cut), suffix)


@pytest.mark.slow
@pytest.mark.parametrize("suffix", _SEEDS)
@_FUZZ_LONGER
@_BYTES
def test_more_damaged_bytes(suffix: str, edits: list[tuple[float, bytes, int]], cut: float) -> None:
    _reads_or_refuses(_edited(_SEEDS[suffix], edits, cut), suffix)


@pytest.mark.parametrize("suffix", _PACKAGES)
@_FUZZ
@_MEMBERS
def test_damaged_members(
    suffix: str, edits: list[tuple[float, bytes, int]], which: float, cut: float
) -> None:
    _member_reads_or_refuses(suffix, edits, which, cut)


@pytest.mark.slow
@pytest.mark.parametrize("suffix", _PACKAGES)
@_FUZZ_LONGER
@_MEMBERS
def test_more_damaged_members(
    suffix: str, edits: list[tuple[float, bytes, int]], which: float, cut: float
) -> None:
    _member_reads_or_refuses(suffix, edits, which, cut)


def _member_reads_or_refuses(
    suffix: str, edits: list[tuple[float, bytes, int]], which: float, cut: float
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        old, new = Path(folder) / "old", Path(folder) / "new"
        old.write_bytes(_PACKAGES[suffix])
        with zipfile.ZipFile(old) as source, zipfile.ZipFile(new, "w") as target:
            names = source.namelist()
            chosen = names[min(int(which * len(names)), len(names) - 1)]
            for name in names:
                data = source.read(name)
                target.writestr(name, _edited(data, edits, cut) if name == chosen and data else data)
        data = new.read_bytes()
    _reads_or_refuses(data, suffix)
