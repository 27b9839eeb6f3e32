"""Plain streams of a PDF: the same bytes as pypdf unpacks, and None for whatever is not plain."""

from __future__ import annotations

import io
import zlib
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from pypdf import PdfReader, PdfWriter
from pypdf.generic import DecodedStreamObject, IndirectObject

from archivist.errors import ExtractionError
from archivist.extract.limits import Limits
from archivist.extract.pdf_gate import look
from archivist.extract.pdf_plain import plain_stream

TEXT = b"BT (2496) Tj ET % 1 > 0 >>"


def pdf_of(
    head: bytes, data: bytes, end: bytes = b"\nendstream\nendobj\n", contents: bytes = b"4 0 R"
) -> bytes:
    """A file of one page whose content is object 4, as written."""
    bodies = [
        b"<</Type/Catalog/Pages 2 0 R>>\nendobj\n",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>\nendobj\n",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/Contents %s>>\nendobj\n" % contents,
        head + b"stream\n" + data + end,
        b"%d\nendobj\n" % len(data),
    ]
    out, places = b"%PDF-1.4\n", []
    for number, body in enumerate(bodies, start=1):
        places.append(len(out))
        out += b"%d 0 obj\n" % number + body
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    return (
        out
        + b"xref\n0 6\n0000000000 65535 f \n"
        + table
        + b"trailer\n<</Size 6/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % len(out)
    )


def content(pdf: bytes, most: int = 1000) -> bytes | None:
    found = plain_stream(IndirectObject(4, 0, PdfReader(io.BytesIO(pdf))))
    return found.content(most) if found is not None else None


PACKED = zlib.compress(TEXT)


@pytest.mark.parametrize(
    ("head", "data"),
    [
        (b"<</Length %d>>" % len(TEXT), TEXT),
        (b"<</Filter/FlateDecode/Length %d>>\n" % len(PACKED), PACKED),
        (b"<< /Length %d /Filter [ /FlateDecode ] /A <</B 1>> >>" % len(PACKED), PACKED),
    ],
)
def test_a_plain_stream_is_what_pypdf_reads(head: bytes, data: bytes) -> None:
    pdf = pdf_of(head, data)
    whole = PdfReader(io.BytesIO(pdf)).get_object(4)
    assert content(pdf) == whole.get_data() == TEXT  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("head", "data", "end"),
    [
        (b"<</Length 5 0 R>>", TEXT, b"\nendstream\n"),  # the length stands elsewhere
        (b"<</Length 3>>", TEXT, b"\nendstream\n"),  # it is wrong
        (b"<</Length %d/Length 3>>" % len(TEXT), TEXT, b"\nendstream\n"),
        (b"<</Filter/LZWDecode/Length %d>>" % len(TEXT), TEXT, b"\nendstream\n"),
        (b"<</Filter[/FlateDecode/FlateDecode]/Length %d>>" % len(PACKED), PACKED, b"\nendstream\n"),
        (b"<</Filter/FlateDecode/DecodeParms<<>>/Length %d>>" % len(PACKED), PACKED, b"\nendstream\n"),
        (b"<</Fil#74er/FlateDecode/Length %d>>" % len(PACKED), PACKED, b"\nendstream\n"),
        (b"<</T(>> stream)/Length %d>>" % len(TEXT), TEXT, b"\nendstream\n"),
        (b"<</Filter/FlateDecode/Length %d>>" % len(TEXT), TEXT, b"\nendstream\n"),  # not deflate at all
        (b"<</Filter/FlateDecode/Length 9>>", PACKED[:9], b"\nendstream\n"),  # cut off
        (b"<</Length %d>>" % len(TEXT), TEXT, b"\nendobj\n"),
    ],
)
def test_what_is_not_plain_is_left_to_pypdf(head: bytes, data: bytes, end: bytes) -> None:
    assert content(pdf_of(head, data, end)) is None


def test_nothing_is_unpacked_beyond_the_limit() -> None:
    packed = zlib.compress(bytes(100_000))
    pdf = pdf_of(b"<</Filter/FlateDecode/Length %d>>" % len(packed), packed)
    assert content(pdf, 99_999) is None
    assert content(pdf, 100_001) == bytes(100_000)


@given(
    size=st.integers(0, 3_000_000),
    unit=st.binary(min_size=1, max_size=3),
    level=st.integers(1, 9),
    strategy=st.sampled_from([zlib.Z_DEFAULT_STRATEGY, zlib.Z_RLE, zlib.Z_HUFFMAN_ONLY, zlib.Z_FIXED]),
)
@example(size=3_000_000, unit=b"\0", level=9, strategy=zlib.Z_DEFAULT_STRATEGY)  # nothing packs better
def test_no_stream_unpacks_to_more_than_its_bound(size: int, unit: bytes, level: int, strategy: int) -> None:
    packer = zlib.compressobj(level, strategy=strategy)
    packed = packer.compress((unit * size)[:size]) + packer.flush()
    pdf = pdf_of(b"<</Filter/FlateDecode/Length %d>>" % len(packed), packed)
    found = plain_stream(IndirectObject(4, 0, PdfReader(io.BytesIO(pdf))))
    assert found is not None
    bound = found.at_most()
    assert bound is not None
    assert size <= bound


def test_what_ends_elsewhere_than_it_says_has_no_bound() -> None:
    packed = zlib.compress(bytes(100))
    for length in (len(packed) - 4, len(packed) + 4):
        pdf = pdf_of(b"<</Filter/FlateDecode/Length %d>>" % length, packed)
        found = plain_stream(IndirectObject(4, 0, PdfReader(io.BytesIO(pdf))))
        assert found is not None
        assert found.at_most() is None
    unpacked = plain_stream(IndirectObject(4, 0, PdfReader(io.BytesIO(pdf_of(b"<</Length 26>>", TEXT)))))
    assert unpacked is not None
    assert unpacked.at_most() == len(TEXT)


def test_many_small_streams_that_are_one_bomb_are_refused(tmp_path: Path) -> None:
    packed = zlib.compress(bytes(8_000_000))  # 8 KB: harmless alone
    path = tmp_path / "bomb.pdf"
    head = b"<</Filter/FlateDecode/Length %d>>" % len(packed)
    path.write_bytes(pdf_of(head, packed, contents=b"[%s]" % (b"4 0 R " * 9)))
    assert look(path, Limits()).page_count == 1
    path.write_bytes(pdf_of(head, packed, contents=b"[%s]" % (b"4 0 R " * 10)))
    with pytest.raises(ExtractionError) as caught:
        look(path, Limits())
    assert caught.value.reason == "decompression-limit"


def test_a_page_that_unpacks_beyond_all_limits_is_refused(tmp_path: Path) -> None:
    packed = zlib.compress(bytes(80_000_000), 1)
    path = tmp_path / "bomb.pdf"
    path.write_bytes(pdf_of(b"<</Filter/FlateDecode/Length %d>>" % len(packed), packed))
    with pytest.raises(ExtractionError) as caught:
        look(path, Limits())
    assert caught.value.reason == "decompression-limit"


def test_an_encrypted_file_has_no_plain_stream() -> None:
    writer = PdfWriter()
    writer.add_blank_page(9, 9)
    stream = DecodedStreamObject()
    stream.set_data(TEXT)
    reference = writer._add_object(stream)
    writer.encrypt("", algorithm="RC4-128")
    written = io.BytesIO()
    writer.write(written)
    reader = PdfReader(written)
    assert plain_stream(IndirectObject(reference.idnum, 0, reader)) is None
    assert plain_stream(None) is None
    assert plain_stream(reference) is None  # not of a file that is read


def test_forms_are_listed_by_name() -> None:
    head = (
        b"<</Type/XObject/Subtype/Form/Resources<</XObject<</n0 7 0 R /n2 8 0 R/n0 9 0 R>>>>/Length %d>>"
        % len(TEXT)
    )
    found = plain_stream(IndirectObject(4, 0, PdfReader(io.BytesIO(pdf_of(head, TEXT)))))
    assert found is not None
    assert found.subtype == "/Form"
    named = found.painted()
    assert named is not None
    assert {name: reference.idnum for name, reference in named.items()} == {"/n0": 7, "/n2": 8}
    aside = head.replace(b"<</n0 7 0 R /n2 8 0 R/n0 9 0 R>>", b" 9 0 R")
    left = plain_stream(IndirectObject(4, 0, PdfReader(io.BytesIO(pdf_of(aside, TEXT)))))
    assert left is not None
    assert left.painted() is None
