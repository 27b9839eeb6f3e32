"""The quick reader of PDF objects makes what pypdf makes, or leaves it to pypdf."""

from __future__ import annotations

import random
import tempfile
import zlib
from pathlib import Path

from hypothesis import example, given
from hypothesis import strategies as st
from pypdf import PdfReader
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject, StreamObject
from support.pdfs import Sheet, Stamp, line, make_pdf

from archivist.extract.pdf_gate import BROKEN
from archivist.extract.pdf_reader import QuickReader
from archivist.extract.pdf_tables import tables_of

_BLANKS = st.sampled_from([b" ", b" ", b"\n", b"\r\n", b"\r", b"\t", b"  ", b"", b"\0", b"\x0b", b"%c\n"])
_NAMES = st.sampled_from(
    [
        b"/A",
        b"/B",
        b"/Type",
        b"/Length",
        b"/",
        b"/A#20B",
        b"/A#zz",
        b"/\xc3\xa1",
        b"/A{b",
        b"/" + b"x" * 130,
        b"/1",
    ]
)
_SIMPLE = st.one_of(
    _NAMES,
    st.integers(-(10**6), 10**6).map(lambda number: b"%d" % number),
    st.sampled_from(
        [
            b"+5",
            b"--5",
            b"5-",
            b".",
            b".5",
            b"5.",
            b"-0.25",
            b"1.2.3",
            b"1,5",
            b"00",
            b"123456789012345678901",
            b"1e5",
        ]
    ),
    st.sampled_from(
        [b"5 0 R", b"12 0 R", b"5  0 R", b"5 0 Rx", b"5\n0\nR", b"99999999 65535 R", b"5 0 R5", b"+5 0 R"]
    ),
    st.sampled_from([b"null", b"true", b"false", b"nul", b"truex", b"endobj", b"R", b"stream"]),
    st.binary(max_size=12).map(lambda raw: b"(" + raw + b")"),
    st.sampled_from(
        [
            b"(a\\)b)",
            b"(a(b)c)",
            b"(\\101\\n\\\r\nx)",
            b"(\xfe\xff\\000V\x1e\xc7)",
            b"(\\(",
            b"(\\\\\\q)",
            b"(\\500)",
            b"(D:2025)",
        ]
    ),
    st.lists(
        st.sampled_from([b"\\", b"n", b"(", b")", b"1", b"7", b"3", b"04", b"x", b"\r", b"\xfe\xff"]),
        max_size=8,
    ).map(lambda raw: b"(" + b"".join(raw) + b")"),
    st.binary(max_size=12).map(lambda raw: b"<" + raw.hex().encode() + b">"),
    st.sampled_from([b"<4>", b"< 41 42 >", b"<4G>", b"<41", b"<>", b"<FEFF1EC7>", b"<308201>"]),
)


def _joined(parts: list[tuple[bytes, bytes]], ends: tuple[bytes, bytes]) -> bytes:
    return ends[0] + b"".join(blank + part for blank, part in parts) + ends[1]


_ENDS = st.sampled_from([(b"[", b"]"), (b"[ ", b" ]"), (b"[", b">>"), (b"[", b"")])
_PAIRS = st.sampled_from([(b"<<", b">>"), (b"<< ", b" >>"), (b"<<", b">"), (b"<<", b"]")])


def _nested(inner: st.SearchStrategy[bytes]) -> st.SearchStrategy[bytes]:
    plain = st.tuples(_BLANKS, inner)
    entry = st.tuples(_BLANKS, st.tuples(_NAMES, _BLANKS, inner).map(b"".join))
    return st.one_of(
        st.builds(_joined, st.lists(plain, max_size=4), _ENDS),
        st.builds(_joined, st.lists(entry, max_size=4), _PAIRS),
    )


_OBJECTS = st.recursive(_SIMPLE, _nested, max_leaves=12)
_STREAMS = st.builds(
    lambda head, length, end, data, close: (
        b"<</Length " + length + b" " + head + b">>" + end + data + close + b"endstream"
    ),
    st.sampled_from([b"", b"/A 1", b"/Filter/FlateDecode", b"/Filter[/FlateDecode]", b"/Length 3"]),
    st.sampled_from([b"14", b"14", b"13", b"15", b"5 0 R", b"4 0 R", b"12 0 R", b"-1", b"14.0", b"99999999"]),
    st.sampled_from([b"stream\n", b" stream\r\n", b"stream\r", b"stream \n", b"strea"]),
    st.sampled_from([zlib.compress(b"(1) Tj"), b"(1) Tj (12) Tj", b"endstream 1234"]),
    st.sampled_from([b"\n", b"", b"\r\n", b" x"]),
)
_HEADS = st.sampled_from(
    [b"4 0 obj\n", b"4 0 obj", b"\n4  0\tobj ", b"5 0 obj\n", b"4 0 ob\n", b"%x\n4 0 obj\n"]
)
_TAILS = st.sampled_from([b"\nendobj\n", b"endobj\n", b"\n", b" 1 endobj\n", b" %c\nendobj\n"])


def _file(four: bytes) -> bytes:
    """A file whose object 4 is as given, with its head."""
    bodies = [
        b"1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n",
        b"2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n",
        b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/Contents 4 0 R>>endobj\n",
        four,
        b"5 0 obj 14 endobj\n",
    ]
    whole = b"%PDF-1.7\n"
    table = b"0000000000 65535 f \n"
    for body in bodies:
        table += b"%010d 00000 n \n" % len(whole)
        whole += body
    tail = b"xref\n0 6\n" + table + b"trailer\n<</Size 6/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n"
    return whole + tail % len(whole)


def _packed_file(index: bytes, bodies: bytes, count: bytes) -> bytes:
    """A file whose objects 4 and 5 stand in object stream 6, with a cross-reference stream."""
    content = index + bodies
    whole = b"%PDF-1.7\n"
    places = [0]
    for body in (
        b"1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n",
        b"2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n",
        b"3 0 obj<</Type/Page/Parent 2 0 R/Annots 4 0 R>>endobj\n",
        b"6 0 obj<</Type/ObjStm/N %s/First %d/Length %d>>stream\n%s\nendstream endobj\n"
        % (count, len(index), len(content), content),
    ):
        places.append(len(whole))
        whole += body
    rows = [(0, 0, 65535), *((1, place, 0) for place in places[1:4]), (2, 6, 0), (2, 6, 1), (1, places[4], 0)]
    rows.append((1, len(whole), 0))
    table = b"".join(bytes([kind]) + a.to_bytes(4) + b.to_bytes(2) for kind, a, b in rows)
    head = b"7 0 obj<</Type/XRef/Size 8/W[1 4 2]/Root 1 0 R/Length %d>>stream\n" % len(table)
    return whole + head + table + b"\nendstream endobj\nstartxref\n%d\n%%%%EOF\n" % len(whole)


def _shape(found: object, depth: int = 0) -> object:
    """An object with all that hangs on it, so that two readers can be compared."""
    kind = type(found).__name__
    if isinstance(found, IndirectObject):
        return kind, found.idnum, found.generation
    if isinstance(found, ArrayObject):
        return kind, [_shape(one, depth + 1) for one in found]
    if isinstance(found, DictionaryObject):
        content = _outcome(found.get_data) if isinstance(found, StreamObject) else None
        return kind, [(str(key), _shape(found.raw_get(key), depth + 1)) for key in found], content
    return kind, repr(found), getattr(found, "_original_bytes", None)


def _outcome(work: object, *arguments: object) -> object:
    try:
        return _shape(work(*arguments))  # type: ignore[operator]
    except BROKEN as error:
        return type(error).__name__


def _tables(reader: PdfReader) -> object:
    """What a reader knows of the places of objects."""
    kept = sorted(reader.resolved_objects)
    known = (reader.xref, reader.xref_free_entry, reader.xref_objStm, reader.xref_index, kept)
    return *known, _shape(reader.trailer)


def _same(pdf: bytes, *, numbers: range) -> dict[int, object]:
    """What both readers make of the objects of a file; they must agree."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a.pdf"
        path.write_bytes(pdf)
        opened: list[object] = []
        tables: list[object] = []
        for kind in (PdfReader, QuickReader):
            try:
                with kind(path) as reader:
                    tables.append(_tables(reader))
                    opened.append(
                        {
                            number: _outcome(reader.get_object, IndirectObject(number, 0, reader))
                            for number in numbers
                        }
                    )
            except BROKEN as error:
                opened.append(type(error).__name__)
    assert tables[:1] == tables[1:]
    assert opened[0] == opened[1]
    return opened[0] if isinstance(opened[0], dict) else {}


@given(head=_HEADS, body=st.one_of(_OBJECTS, _STREAMS), tail=_TAILS)
@example(head=b"4 0 obj\n", body=b"<</A 1/A 2>>", tail=b"\nendobj\n")
@example(head=b"4 0 obj\n", body=b"<</Length 4 0 R>>stream\n1\nendstream", tail=b"\nendobj\n")
@example(head=b"4 0 obj\n", body=b"[" * 60 + b"]" * 60, tail=b"\nendobj\n")
def test_an_object_is_what_pypdf_makes_of_it(head: bytes, body: bytes, tail: bytes) -> None:
    _same(_file(head + body + tail), numbers=range(1, 7))


@given(
    first=st.sampled_from([b"<</A(1)>>", b"[1 2]", b"7", b"/N"]),
    second=_OBJECTS,
    count=st.sampled_from([b"2", b"2", b"2", b"1", b"3", b"5 0 R"]),
    shift=st.integers(0, 2),
)
@example(first=b"7", second=b"5  0 R", count=b"2", shift=1)
def test_an_object_packed_in_a_stream_is_what_pypdf_makes_of_it(
    first: bytes, second: bytes, count: bytes, shift: int
) -> None:
    index = b"4 0 5 %d " % (len(first) + shift)
    # pypdf gives up the sound object 4 with a broken 5 beside it; only the latter is compared.
    _same(_packed_file(index, first + b" " + second + b" ", count), numbers=range(5, 6))


@given(first=st.sampled_from([b"<</A(1)>>", b"[1 2]", b"7", b"/N", b"1 0 R"]), second=st.integers(0, 99))
def test_sound_objects_packed_in_a_stream_are_what_pypdf_makes_of_them(first: bytes, second: int) -> None:
    found = _same(
        _packed_file(b"4 0 5 %d " % (len(first) + 1), first + b" [%d null]" % second, b"2"),
        numbers=range(4, 6),
    )
    assert found[5] == (
        "ArrayObject",
        [("NumberObject", str(second), None), ("NullObject", "NullObject", None)],
    )


def test_a_broken_object_does_not_take_along_the_one_packed_beside_it(tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(_packed_file(b"4 0 5 10 ", b"<</A(1)>> >>> ", b"2"))
    with QuickReader(path) as reader:
        assert _outcome(reader.get_object, IndirectObject(4, 0, reader)) == (
            "DictionaryObject",
            [("/A", ("TextStringObject", "'1'", b"1"))],
            None,
        )


@st.composite
def _revisions(draw: st.DrawFn) -> bytes:
    """A file changed several times: each change adds objects and a table or a stream of their places."""
    whole = _file(b"4 0 obj<</A 1>>endobj\n")
    before = int(whole.rsplit(b"startxref\n", 1)[1].split(b"\n")[0])
    for count in range(draw(st.integers(0, 3))):
        number = draw(st.sampled_from([0, 3, 4, 5, 6, 7]))
        place = len(whole)
        whole += draw(st.sampled_from([b"%d 0 obj<</B %d>>endobj\n", b"%d 1 obj[%d]endobj\n"])) % (
            number,
            count,
        )
        start, row = (
            len(whole),
            draw(st.sampled_from([*[b"%010d %05d n \n", b"%010d %05d n\r\n"] * 4, b"%010d %05d n\n"])),
        )
        generation = draw(st.sampled_from([0, 0, 1, 65535]))
        used = row % (place + draw(st.sampled_from([*[0] * 12, 1, -1])), generation)
        if draw(st.booleans()):
            used = used.replace(b" n", b" f")
        free = draw(st.sampled_from([b"0 1\n0000000000 65535 f \n", b"0 1 \n0000000004 65535 f\r\n", b""]))
        prior = draw(st.sampled_from([*[b"/Prev %d"] * 10, b"/Prev  %d", b"/Prev %d 0 R"])) % before
        if draw(st.booleans()):
            trailer = b"trailer<</Size 8/Root 1 0 R/ID[<00><01>]%s>>\n" % prior
            whole += b"xref\n" + free + b"%d 1\n" % number + used + trailer
        else:
            kind = draw(st.sampled_from([0, *[1] * 6, 2, 3]))
            rows = bytes([kind]) + place.to_bytes(3) + bytes([draw(st.sampled_from([0, 0, 1]))])
            told = draw(st.sampled_from([*[b"/W[1 3 1]"] * 8, b"/W[1 3]", b"/W[0 4 1]", b"/W[1 3 1 0]"]))
            index = draw(st.sampled_from([*[b"/Index[%d 1]"] * 6, b"/Index[%d 2]", b"/Index[%d]"])) % number
            head = b"%d 0 obj<</Type/XRef/Size 9/Root 1 0 R%s%s%s/Length 5>>stream\n" % (
                8 + count,
                told,
                index,
                prior,
            )
            whole += head + rows + b"\nendstream endobj\n"
        whole += draw(st.sampled_from([b"", b"%made\n"])) + b"startxref\n%d\n%%%%EOF" % start
        whole += draw(st.sampled_from([*[b"\n", b"\r\n", b""] * 3, b"\n\n"]))
        before = start
    return whole


def test_tables_by_the_book_are_read_at_once(tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    plain = _file(b"4 0 obj<</A 1>>endobj\n")
    packed = _packed_file(b"4 0 5 2 ", b"1 [2]", b"2")
    for pdf in (plain, packed, SOUND):
        path.write_bytes(pdf)
        with QuickReader(path) as reader:
            assert tables_of(pdf, reader) is not None
            shifted = pdf.replace(b"startxref\n", b"startxref\n0")  # still the same place
            assert tables_of(shifted, reader) is not None
            assert tables_of(pdf + b"x", reader) is None
    with QuickReader(path) as reader:
        assert tables_of(plain.replace(b"00000 n \n", b"00000 n  \n"), reader) is None
        assert tables_of(packed.replace(b"/W[1 4 2]", b"/W[1 4 9]"), reader) is None


@given(pdf=_revisions())
def test_objects_of_a_changed_file_stand_where_pypdf_finds_them(pdf: bytes) -> None:
    _same(pdf, numbers=range(9))


SOUND = make_pdf(
    [
        Sheet(
            texts=(line(80, 700, "QUYẾT ĐỊNH (bản mẫu)"),),
            stamps=(Stamp(box=(100, 700, 130, 715), text="1187", signer="A", signed_at="D:2025"),),
        )
    ],
    title="Bản mẫu",
    attachments={"a.txt": b"x"},
)


@given(seed=st.integers(0, 2**32), damage=st.integers(1, 12))
def test_a_damaged_file_is_read_as_pypdf_reads_it(seed: int, damage: int) -> None:
    chance, pdf = random.Random(seed), bytearray(SOUND)
    for _ in range(damage):
        pdf[chance.randrange(len(pdf))] = chance.choice([*b"<>[]()/%# \n0R", chance.randrange(256)])
    _same(bytes(pdf), numbers=range(1, 12))
