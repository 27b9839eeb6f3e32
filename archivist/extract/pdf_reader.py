"""pypdf's reader with a quick way to objects that are written as nearly all are.

Owns: recognising plain dictionaries, arrays, numbers and streams in the bytes of the file, and making pypdf's
own objects of them.
Must not: guess. Whatever is not plain (comments, names beyond ASCII, numbers of unusual length, keys given
twice, strings with brackets in them, anything encrypted) is left to pypdf, which is asked as if this were not
here; so is whatever comes near one of its limits.

pypdf reads an object sign by sign, which was two thirds of what the gate costs. Here each part of an object
is one match of one pattern. `tests/property/test_pdf_reader.py` compares the two.
"""

from __future__ import annotations

import re
from binascii import unhexlify
from collections.abc import Callable
from io import BytesIO
from itertools import pairwise
from pathlib import Path
from typing import IO, Any  # what stands in PDF objects is dynamic

from pypdf import PdfReader
from pypdf.errors import DeprecationError, PyPdfError
from pypdf.generic import (
    ArrayObject,
    BooleanObject,
    DictionaryObject,
    FloatObject,
    IndirectObject,
    NameObject,
    NullObject,
    NumberObject,
    PdfObject,
    StreamObject,
    create_string_object,
    read_string_from_stream,
)

from archivist.extract.pdf_tables import HEAD, tables_of
from archivist.lazypattern import late_pattern

# The kinds of parts have a group each. A reference is short enough for pypdf, which looks 20 bytes ahead; a
# name has no signs but those of ISO 32000-1, 7.3.5 (pypdf guesses at the encoding of others).
_PART = late_pattern(
    rb"[\0\t\n\f\r ]*(?:"
    rb"(/[!-$&'*-.0-;=?-Z\\^-z|~]{0,127})(?=[\t\n\f\r ()<>\[\]/])"
    rb"|(\d{1,7})[\t\n\f\r ](\d{1,5})[\t\n\f\r ]R(?=[\t\n\f\r ()<>\[\]/])"
    rb"|([+-]?(?:\d{1,12}|\d{0,9}\.\d{1,9}|\d{1,9}\.))(?=[\t\n\f\r ()<>\[\]/])"
    rb"|(<<|>>|\[|\])"
    rb"|(\([^()\\]{0,8192}(?:\\.[^()\\]{0,1024}){0,1024}\))"
    rb"|(<)(?!<)"
    rb"|(true|false|null)(?=[\t\n\f\r ()<>\[\]/])"
    rb")",
    re.DOTALL,
)
_NAME, _REFERENCE, _NUMBER, _BRACKET, _STRING, _DIGITS = 1, 3, 4, 5, 6, 7
_OPENING = (b"<<", b"[")
_AFTER = late_pattern(rb"[\0\t\n\f\r ]{0,20}(?:endobj|(stream\r?\n))")
_STREAM = late_pattern(rb"[\0\t\n\f\r ]*s")
_NUMBER_GOES_ON = late_pattern(rb"[\0\t\n\f\r ]*[0-9]")  # it may be the first of a reference
_END = late_pattern(rb"[\0\t\n\f\r ]{0,20}endstream")
_ESCAPE = late_pattern(rb"\\(?:([0-3][0-7]{2})|([nrtbf()\\]))")
_USUAL_ESCAPES = late_pattern(rb"[^\\]*(?:\\(?:[0-3][0-7]{2}|[nrtbf()\\])[^\\]*)*")
_ESCAPES = {
    b"n": b"\n",
    b"r": b"\r",
    b"t": b"\t",
    b"b": b"\b",
    b"f": b"\f",
    b"(": b"(",
    b")": b")",
    b"\\": b"\\",
}
_NOT_BY_THE_BOOK = (
    PyPdfError,
    DeprecationError,
    ValueError,
    TypeError,
    LookupError,
    AttributeError,
    NotImplementedError,
)
_MOST_PARTS = 50_000
_DEEPEST = 40
_MOST_STREAM = 70_000_000
_MOST_NAMES = 5_000
_MOST_DIGITS = 1_000_000


class QuickReader(PdfReader):
    """As `pypdf.PdfReader` of a file; reads most objects in a fraction of its time."""

    _whole = b""  # until pypdf has read the tables

    def __init__(self, path: Path) -> None:
        self._names: dict[bytes, NameObject] = {}
        self._packed: dict[int, tuple[bytes, dict[int, int]] | None] = {}
        self._reading: set[tuple[int, int]] = set()
        super().__init__(path)
        if isinstance(self.stream, BytesIO) and not self.is_encrypted:
            self._whole = self.stream.getvalue()  # no copy

    def close(self) -> None:
        """Give the file's bytes back at once: objects and reader hold each other."""
        super().close()
        self._whole = b""
        self._packed.clear()
        self.resolved_objects.clear()
        self.flattened_pages = None

    def read(self, stream: IO[Any]) -> None:
        """Read the cross-reference tables; by pypdf where they need more than reading."""
        try:
            tables = tables_of(stream.getvalue(), self) if isinstance(stream, BytesIO) else None
        except _NOT_BY_THE_BOOK:
            tables = None
        if tables is None:
            super().read(stream)
            return
        self._startxref, self.xref_index = tables.start, tables.index
        self.xref, self.xref_free_entry, self.xref_objStm = tables.xref, tables.free, tables.packed
        self.trailer = tables.trailer
        for (generation, number), found in tables.streams.items():
            self.cache_indirect_object(generation, number, found)

    def read_object_header(self, stream: IO[Any]) -> tuple[int, int]:
        """Number and generation of the object that begins here."""
        if isinstance(stream, BytesIO):
            found = HEAD.match(stream.getvalue(), stream.tell())
            if found is not None:
                stream.seek(found.end())
                return int(found[1]), int(found[2])
        return super().read_object_header(stream)

    def get_object(self, indirect_reference: int | IndirectObject) -> PdfObject | None:
        """The object at a reference, read quickly where it is plain."""
        if not self._whole or isinstance(indirect_reference, int):
            return super().get_object(indirect_reference)
        number, generation = indirect_reference.idnum, indirect_reference.generation
        key = generation, number
        if key in self.resolved_objects:
            return self.resolved_objects[key]
        if key in self._reading:  # it needs itself: pypdf has an error for that
            return super().get_object(indirect_reference)
        self._reading.add(key)
        try:
            found = self._plain(number, generation)
        finally:
            self._reading.discard(key)
        if found is None or key in self.resolved_objects:
            return super().get_object(indirect_reference)
        return self.cache_indirect_object(generation, number, found)

    def _plain(self, number: int, generation: int) -> PdfObject | None:
        if generation == 0 and number in self.xref_objStm:
            return self._out_of_stream(number, self.xref_objStm[number][0])
        place = self.xref.get(generation, {}).get(number)
        if not isinstance(place, int) or place < 0 or self.xref_free_entry.get(generation, {}).get(number):
            return None
        head = HEAD.match(self._whole, place)
        if head is None or int(head[1]) != number or int(head[2]) != generation:
            return None
        parsed = self.parsed(self._whole, head.end())
        after = _AFTER.match(self._whole, parsed[1]) if parsed is not None else None
        if parsed is None or after is None:
            return None
        if after[1] is None:
            return parsed[0]
        return (
            self.stream_at(self._whole, parsed[0], after.end())
            if isinstance(parsed[0], DictionaryObject)
            else None
        )

    def stream_at(self, data: bytes, head: DictionaryObject, start: int) -> StreamObject | None:
        """The stream whose data begin at a place, None when they do not end where its dictionary says."""
        length = head.get("/Length")
        length = length.get_object() if isinstance(length, IndirectObject) else length
        if not isinstance(length, NumberObject) or not 0 <= length <= _MOST_STREAM:
            return None
        end = start + length
        if _END.match(data, end) is None:
            return None
        return StreamObject.initialize_from_dictionary({**head, "__streamdata__": data[start:end]})

    def _out_of_stream(self, number: int, holder: int) -> PdfObject | None:
        """An object packed with others; only it is read."""
        if holder in self.xref_objStm:
            return None
        if holder not in self._packed:
            self._packed[holder] = self._unpacked(holder)
        packed = self._packed[holder]
        if packed is None or number not in packed[1]:
            return None
        parsed = self.parsed(packed[0], packed[1][number])
        if parsed is None:
            return None
        goes_on = _NUMBER_GOES_ON if isinstance(parsed[0], (int, float)) else _STREAM
        return None if goes_on.match(packed[0], parsed[1]) else parsed[0]

    def _unpacked(self, number: int) -> tuple[bytes, dict[int, int]] | None:
        """The content of an object stream and the places of the objects in it (ISO 32000-1, 7.5.7)."""
        holder = self.get_object(IndirectObject(number, 0, self))
        if not isinstance(holder, StreamObject) or holder.get("/Type") != "/ObjStm":
            return None
        content = holder.get_data()
        count, first = holder.get("/N"), holder.get("/First")
        if not isinstance(count, NumberObject) or not isinstance(first, NumberObject):
            return None
        told = content[:first].split() if 0 <= first <= len(content) else []
        if not told or len(told) != 2 * count or not all(one.isdigit() and len(one) <= 10 for one in told):
            return None
        offsets = [int(one) for one in told[1::2]]
        numbers = [int(one) for one in told[::2]]
        rising = all(before < after for before, after in pairwise(offsets))
        if not rising or first + offsets[-1] > len(content) or len(set(numbers)) != count:
            return None
        return content, {one: first + offset for one, offset in zip(numbers, offsets, strict=True)}

    def parsed(self, data: bytes, place: int) -> tuple[PdfObject, int] | None:
        """The object at a place and its end, None when it is not plain."""
        parts: list[PdfObject] = []
        outer: list[tuple[list[PdfObject], bytes]] = []
        part: PdfObject | None
        for _ in range(_MOST_PARTS):
            match = _PART.match(data, place)
            if match is None:
                return None
            place = match.end()
            kind = match.lastindex
            if kind == _BRACKET:
                if match[5] in _OPENING:
                    outer.append((parts, match[5]))
                    if len(outer) > _DEEPEST:
                        return None
                    parts = []
                    continue
                if not outer:
                    return None
                inner, (parts, opened) = parts, outer.pop()
                part = _closed(inner, opened + match[5])
            elif kind == _NAME:
                part = self._names.get(match[1]) or self._named(match[1])
            elif kind == _NUMBER:
                part = FloatObject(match[4]) if b"." in match[4] else NumberObject(match[4])
            elif kind == _REFERENCE:
                part = IndirectObject(int(match[2]), int(match[3]), self)
            elif kind == _DIGITS:
                end = data.find(b">", place, place + _MOST_DIGITS)
                part, place = _of_digits(data[place:end]) if end >= 0 else None, end + 1
            else:
                part = _string(match[6]) if kind == _STRING else _WORDS[match[8]]()
            if part is None:
                return None
            if not outer:
                return (part, place) if kind in (_BRACKET, _NUMBER) else None
            parts.append(part)
        return None

    def _named(self, raw: bytes) -> NameObject:
        """One object for all names alike: nobody changes a name."""
        # The sign # begins another sign by its number; pypdf knows what to do with a wrong one.
        if b"#" in raw:
            name = NameObject.read_from_stream(BytesIO(raw + b" "), self)
        else:
            name = NameObject(raw.decode("ascii"))
        if len(self._names) < _MOST_NAMES:
            self._names[raw] = name
        return name


def _closed(parts: list[PdfObject], brackets: bytes) -> PdfObject | None:
    """The array or dictionary of its parts."""
    if brackets == b"[]":
        return ArrayObject(parts)
    keys = parts[::2]
    if brackets != b"<<>>" or len(parts) % 2 or not all(type(key) is NameObject for key in keys):
        return None
    made = DictionaryObject()
    made.update(zip(keys, parts[1::2], strict=True))
    return made if len(made) == len(keys) else None  # a key given twice is pypdf's


def _string(raw: bytes) -> PdfObject:
    """A string in its brackets (ISO 32000-1, 7.3.4.2)."""
    if b"\\" not in raw:
        return create_string_object(raw[1:-1])
    if _USUAL_ESCAPES.fullmatch(raw) is None:
        return read_string_from_stream(BytesIO(raw))
    return create_string_object(_ESCAPE.sub(_meant, raw[1:-1]))


def _meant(escape: re.Match[bytes]) -> bytes:
    return bytes([int(escape[1], 8)]) if escape[1] else _ESCAPES[escape[2]]


def _of_digits(digits: bytes) -> PdfObject | None:
    try:
        return create_string_object(unhexlify(digits))
    except ValueError:  # blanks between them, or an odd number
        return None


def _true() -> PdfObject:
    return BooleanObject(True)


def _false() -> PdfObject:
    return BooleanObject(False)


_WORDS: dict[bytes, Callable[[], PdfObject]] = {b"null": NullObject, b"true": _true, b"false": _false}
