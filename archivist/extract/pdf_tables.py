"""Where the objects of a sound PDF stand: its cross-reference tables, read at once.

Owns: reading tables and cross-reference streams that are written by the book, newest first, the way pypdf
does (ISO 32000-1, 7.5.4 to 7.5.8).
Must not: repair. Where one place is wrong, one row not twenty bytes long, or one number out of range,
nothing is said, and pypdf reads and repairs the file as before.

Signing adds a table for every signature; pypdf reads each row and each key of its trailer sign by sign.
"""

from __future__ import annotations

from dataclasses import field
from typing import Protocol

from pypdf.generic import ArrayObject, DictionaryObject, NameObject, NumberObject, PdfObject, StreamObject

from archivist.lazyclass import dataclass
from archivist.lazypattern import late_pattern

HEAD = late_pattern(
    rb"[\0\t\n\f\r ]{0,20}(\d{1,10})[\0\t\n\f\r ]{1,20}(\d{1,5})[\0\t\n\f\r ]{1,20}obj"
    rb"[\0\t\n\f\r ]{0,20}(?=[^\0\t\n\f\r ])"
)
"""Number and generation of an object, up to its first sign."""

_TAIL = late_pattern(rb"(?:\r\n|\r|\n)startxref(?:\r\n|\r|\n)(\d{1,10})(?:\r\n|\r|\n)%%EOF(?:\r\n|\r|\n)?\Z")
_TAIL_BYTES = 60
_SECTION = late_pattern(rb"[\r\n ]{0,4}(\d{1,7}) (\d{1,7}) ?(?:\r\n|\r|\n)")
_ROWS = late_pattern(rb"(?:\d{10} \d{5} [nf](?: \r| \n|\r\n))*")
_ROW_BYTES = 20
_TRAILER = late_pattern(rb"[\r\n ]{0,4}trailer")
_GOES_ON = late_pattern(rb"[\0\t\n\f\r ]*stream")
_STREAM = late_pattern(rb"[\r\n ]{0,9}stream\r?\n")
_MOST_ROWS = 200_000
_OF_STREAM = ("/Root", "/Encrypt", "/Info", "/ID", "/Size")  # ISO 32000-2, table 17, as pypdf has it
_NEVER = 65535  # generation of what is never used again


class _Parser(Protocol):
    def parsed(self, data: bytes, place: int) -> tuple[PdfObject, int] | None: ...

    def stream_at(self, data: bytes, head: DictionaryObject, start: int) -> StreamObject | None: ...


@dataclass(slots=True, kw_only=True)
class Tables:
    """What pypdf keeps of the tables of a file, under its own names."""

    start: int
    xref: dict[int, dict[int, int]] = field(default_factory=dict)
    free: dict[int, dict[int, bool]] = field(default_factory=dict)
    packed: dict[int, tuple[int, int]] = field(default_factory=dict)
    trailer: DictionaryObject = field(default_factory=DictionaryObject)
    streams: dict[tuple[int, int], StreamObject] = field(default_factory=dict)
    rows_of_streams: int = 0
    index: int = 0
    """First number of a table that does not begin at 0; pypdf then looks whether all are shifted by it."""


def tables_of(data: bytes, parser: _Parser) -> Tables | None:
    """All tables of a file; None when one of them is not by the book."""
    end = _TAIL.search(data, max(0, len(data) - _TAIL_BYTES))
    if end is None:
        return None
    place = int(end[1])
    tables, seen = Tables(start=place), set[int]()
    while True:
        if place in seen or not 0 < place < len(data) or data[place - 1] not in b"\r\n \t":
            return None
        seen.add(place)
        trailer = (_by_table if data.startswith(b"xref", place) else _by_stream)(data, place, parser, tables)
        if trailer is None:
            return None
        if "/Prev" not in trailer:
            break
        before = trailer.raw_get("/Prev")
        if not isinstance(before, NumberObject):
            return None
        place = int(before)
    return tables if _stand(data, tables) else None


def _stand(data: bytes, tables: Tables) -> bool:
    """Do objects begin where the tables say so, none with the number that pypdf would correct it to?"""
    for generation, places in tables.xref.items():
        for number, place in places.items() if generation != _NEVER else ():
            head = HEAD.match(data, place)
            if head is None or (tables.index and int(head[1]) == number - tables.index):
                return False
    return True


def _by_table(data: bytes, place: int, parser: _Parser, tables: Tables) -> DictionaryObject | None:
    trailer = _table(data, place, parser, tables)
    if trailer is None:
        return None
    _add(trailer, list(trailer), tables)
    if "/XRefStm" in trailer:  # for readers that know such streams, of which pypdf is one
        where = trailer.raw_get("/XRefStm")
        if (
            not isinstance(where, NumberObject)
            or where < 0
            or _stream(data, int(where), parser, tables) is None
        ):
            return None
    return trailer


def _by_stream(data: bytes, place: int, parser: _Parser, tables: Tables) -> DictionaryObject | None:
    stream = _stream(data, place, parser, tables)
    if stream is None or "/XRefStm" in stream:
        return None
    _add(stream, [NameObject(name) for name in _OF_STREAM if name in stream], tables)
    return stream


def _add(trailer: DictionaryObject, names: list[NameObject], tables: Tables) -> None:
    """The newest value of each key holds."""
    for name in names:
        if name not in tables.trailer:
            tables.trailer[name] = trailer.raw_get(name)


def _table(data: bytes, place: int, parser: _Parser, tables: Tables) -> DictionaryObject | None:
    place, first = place + len(b"xref"), True
    while (end := _TRAILER.match(data, place)) is None:
        section = _SECTION.match(data, place)
        if section is None:
            return None
        if first and int(section[1]):
            tables.index = int(section[1])
        first, start, place = False, section.end(), section.end() + _ROW_BYTES * int(section[2])
        rows = data[start:place]
        if len(rows) != place - start or len(rows) > _MOST_ROWS * _ROW_BYTES or not _ROWS.fullmatch(rows):
            return None
        _take(rows, int(section[1]), tables)
    found = parser.parsed(data, end.end())
    if first or found is None or _GOES_ON.match(data, found[1]):
        return None
    return found[0] if isinstance(found[0], DictionaryObject) else None


def _take(rows: bytes, first: int, tables: Tables) -> None:
    """Newer tables come first: what they say of an object in use holds."""
    for number, start in enumerate(range(0, len(rows), _ROW_BYTES), first):
        generation = int(rows[start + 11 : start + 16])
        if generation not in tables.xref:
            tables.xref[generation], tables.free[generation] = {}, {}
        if number in tables.xref[generation]:
            continue
        unused = rows[start + 17] == ord("f")
        if not unused:
            tables.xref[generation][number] = int(rows[start : start + 10])
        for kind in (generation, _NEVER):
            if kind in tables.free:
                tables.free[kind][number] = unused


def _stream(data: bytes, place: int, parser: _Parser, tables: Tables) -> StreamObject | None:
    head = HEAD.match(data, place)
    found = parser.parsed(data, head.end()) if head is not None else None
    after = _STREAM.match(data, found[1]) if found is not None else None
    if head is None or found is None or after is None or not isinstance(found[0], DictionaryObject):
        return None
    key = int(head[2]), int(head[1])
    stream = parser.stream_at(data, found[0], after.end()) if key not in tables.streams else None
    told = _widths_and_sections(stream) if stream is not None else None
    if stream is None or told is None:
        return None
    widths, sections = told
    content, rows = stream.get_data(), sum(sections[1::2])
    tables.rows_of_streams += rows
    if rows * sum(widths) > len(content) or tables.rows_of_streams > _MOST_ROWS:
        return None
    start = 0
    for first, count in zip(sections[::2], sections[1::2], strict=True):
        for number in range(first, first + count):
            _note(number, _fields(content, start, widths), tables)
            start += sum(widths)
    tables.streams[key] = stream
    return stream


def _widths_and_sections(stream: StreamObject) -> tuple[list[int], list[int]] | None:
    size, widths = stream.get("/Size"), _numbers(stream.get("/W"))
    if stream.get("/Type") != "/XRef" or not isinstance(size, NumberObject) or size < 0:
        return None
    sections = _numbers(stream.get("/Index")) if "/Index" in stream else [0, int(size)]
    if widths is None or sections is None or len(widths) != 3 or len(sections) % 2:
        return None
    return (widths, sections) if sum(widths) > 0 and max(widths) <= 8 else None


def _numbers(found: object) -> list[int] | None:
    if not isinstance(found, ArrayObject) or not all(isinstance(one, NumberObject) for one in found):
        return None
    return [int(one) for one in found] if all(one >= 0 for one in found) else None


def _fields(content: bytes, start: int, widths: list[int]) -> tuple[int, int, int]:
    one, two, three = widths
    middle, last = start + one, start + one + two
    kind = int.from_bytes(content[start:middle]) if one else 1
    return kind, int.from_bytes(content[middle:last]), int.from_bytes(content[last : last + three])


def _note(number: int, fields: tuple[int, int, int], tables: Tables) -> None:
    kind, where, which = fields
    if kind == 1:
        row = tables.xref.setdefault(which, {})
        if number not in row and number not in tables.packed:
            row[number] = where
    elif kind == 2 and number not in tables.packed and number not in tables.xref.get(0, ()):
        tables.packed[number] = where, which
