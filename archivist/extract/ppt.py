"""PowerPoint 97–2003 presentations: our own reader of text atoms ([MS-PPT]).

Owns: slides that are alive (by the persist directory), their outline and text boxes, notes; headers, footers and
what masters add to slides.
Must not: show what an earlier save left behind, or the places of masters that slides fill.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable, Iterator
from typing import NamedTuple

import olefile

from archivist.extract.doc97 import metadata_of
from archivist.extract.request import Request, refuse
from archivist.extract.rows import Row, page_of
from archivist.extracted import Extracted, Page
from archivist.model import Reason

_BROKEN = (OSError, ValueError, IndexError, TypeError, KeyError, struct.error, OverflowError, RecursionError)
_SLIDE, _NOTES, _LIST, _PERSIST = 0x03EE, 0x03F0, 0x0FF0, 0x03F3
_DOCUMENT = 0x03E8
_CHARS, _BYTES = 0x0FA0, 0x0FA8
_USER_EDIT, _DIRECTORY = 0x0FF5, 0x1772
_MASTERS, _MARGINS, _MARGIN_FLAGS, _MARGIN = 1, 0x0FD9, 0x0FDA, 0x0FBA
_SHAPE, _PLACES = (
    0xF004,
    frozenset({0x0BC3, 0x0BDD}),
)  # 2.7.8 PlaceholderAtom, 2.7.11 RoundTripHFPlaceholder12Atom
_SHOWN = {1: 0x10, 2: 0x20}  # 2.4.15.2 HeadersFootersAtom: instance of the text → its flag
_ENCRYPTED_TOKEN = 0xF3D1C4DF  # [MS-PPT] 2.3.2 CurrentUserAtom
_DEPTH = 40
_EDITS = 10_000


class _Record(NamedTuple):
    """A record: its kind, instance, and where its content lies."""

    kind: int
    instance: int
    container: bool
    start: int
    end: int


def extract(request: Request) -> Extracted:
    """Read a PowerPoint 97–2003 presentation.

    Raises:
        ExtractionError: ``unreadable`` or ``encrypted``.
    """
    try:
        with olefile.OleFileIO(request.path) as ole:
            stream = ole.openstream("PowerPoint Document").read()
            user = ole.openstream("Current User").read() if ole.exists("Current User") else b""
            metadata = metadata_of(ole)
        if len(user) >= 16 and struct.unpack_from("<I", user, 12)[0] == _ENCRYPTED_TOKEN:
            refuse(Reason.ENCRYPTED, "the presentation is protected by a password")
        live = _live(stream, user)
        slides, beside = _slides(stream, live), _beside(stream, live)
    except _BROKEN as error:
        refuse(Reason.UNREADABLE, f"the presentation is damaged: {error}")
    metadata.pop("pages", None)
    pages: list[Page] = []
    left = request.limits.text_chars
    truncated = len(slides) > request.limits.max_pages
    for texts in slides[: request.limits.max_pages]:
        rows = [Row(text=line) for line in _lines(texts)]
        # What every slide shows stands on the first.
        rows += [Row(text=line, widget=True) for line in _lines(beside)] if not pages else []
        page, cut = page_of(rows, number=len(pages) + 1, text_chars=max(left, 0))
        pages.append(page)
        left -= len(page.text)
        truncated = truncated or cut
    return Extracted(
        detected=request.detected,
        pages=tuple(pages),
        extractor="ppt 1",
        metadata=metadata,
        truncated=truncated,
        page_count=len(slides),
    )


def _lines(texts: Iterable[str]) -> list[str]:
    return [line for text in dict.fromkeys(texts) for line in text.replace("\x0b", "\r").split("\r")]


def _records(stream: bytes, start: int, end: int) -> Iterator[_Record]:
    """Records one after the other ([MS-PPT] 2.3.1 RecordHeader)."""
    while start + 8 <= end:
        flags, kind, length = struct.unpack_from("<HHI", stream, start)
        stop = min(start + 8 + length, end)
        yield _Record(kind, flags >> 4, flags & 0xF == 0xF, start + 8, stop)
        start = stop


def _live(stream: bytes, user: bytes) -> dict[int, int]:
    """Persist ids → offsets of the records the last save still refers to (2.1.2, part 1)."""
    found: dict[int, int] = {}
    offset = struct.unpack_from("<I", user, 16)[0] if len(user) >= 20 else 0
    seen: set[int] = set()
    while offset and offset not in seen and len(seen) < _EDITS:
        seen.add(offset)
        edit = next(_records(stream, offset, len(stream)), None)
        if edit is None or edit.kind != _USER_EDIT:
            break
        previous, directory = struct.unpack_from("<II", stream, edit.start + 8)
        for number, place in _directory(stream, directory):
            found.setdefault(number, place)
        offset = previous
    return found


def _directory(stream: bytes, offset: int) -> Iterator[tuple[int, int]]:
    record = next(_records(stream, offset, len(stream)), None)
    if record is None or record.kind != _DIRECTORY:
        return
    position = record.start
    while position + 4 <= record.end:
        (head,) = struct.unpack_from("<I", stream, position)
        first, count = head & 0xFFFFF, head >> 20
        places = struct.unpack_from(f"<{count}I", stream, position + 4)
        yield from zip(range(first, first + count), places, strict=True)
        position += 4 + 4 * count


def _slides(stream: bytes, live: dict[int, int]) -> list[list[str]]:
    """Texts of each slide: its outline, then its text boxes; notes are slides at the end."""
    slides: list[list[str]] = []
    for instance, kind in ((0, _SLIDE), (2, _NOTES)):
        for listing in _lists(stream, live, instance):
            outline: list[str] | None = None
            boxes: list[str] = []
            for record in _records(stream, listing.start, listing.end):
                if record.kind == _PERSIST:
                    slides += [] if outline is None else [outline + boxes]
                    (number,) = struct.unpack_from("<I", stream, record.start)
                    outline = []
                    boxes = _texts_of_slide(stream, live[number], kind) if number in live else []
                elif record.kind in (_CHARS, _BYTES) and outline is not None:
                    outline.append(_text(stream, record))
            slides += [] if outline is None else [outline + boxes]
    if any(slides):
        return slides
    # No directory (another program's file): every slide that is there.
    found = [record for record in _records(stream, 0, len(stream)) if record.kind in (_SLIDE, _NOTES)]
    return [_of_slide(stream, record) for record in found]


def _lists(stream: bytes, live: dict[int, int], instance: int) -> list[_Record]:
    """Lists of slides in the live document record, else wherever one is."""
    return [item for item in _document(stream, live) if item.kind == _LIST and item.instance == instance]


def _document(stream: bytes, live: dict[int, int]) -> list[_Record]:
    """Records in the document record."""
    root = next(_records(stream, live[1], len(stream)), None) if 1 in live else None
    if root is None or root.kind != _DOCUMENT:
        root = next((item for item in _records(stream, 0, len(stream)) if item.kind == _DOCUMENT), None)
    return list(_records(stream, root.start, root.end)) if root is not None else []


def _beside(stream: bytes, live: dict[int, int]) -> list[str]:
    """Headers and footers of all slides, and texts of masters that are no places to be filled."""
    found = [
        text for item in _document(stream, live) if item.kind == _MARGINS for text in _margins(stream, item)
    ]
    listed = (item for one in _lists(stream, live, _MASTERS) for item in _records(stream, one.start, one.end))
    numbers = (struct.unpack_from("<I", stream, item.start)[0] for item in listed if item.kind == _PERSIST)
    for number in dict.fromkeys(numbers):
        master = next(_records(stream, live[number], len(stream)), None) if number in live else None
        found += _added(stream, master, 0) if master is not None else []
    return found


def _added(stream: bytes, record: _Record, depth: int) -> Iterator[str]:
    for item in _records(stream, record.start, record.end):
        if item.kind == _SHAPE:
            if not any(kind in _PLACES for kind in _kinds(stream, item, 0)):
                yield from _texts(stream, item, 0)
        elif item.container and depth < _DEPTH:
            yield from _added(stream, item, depth + 1)


def _kinds(stream: bytes, record: _Record, depth: int) -> Iterator[int]:
    for item in _records(stream, record.start, record.end):
        yield item.kind
        if item.container and depth < _DEPTH:
            yield from _kinds(stream, item, depth + 1)


def _margins(stream: bytes, record: _Record) -> Iterator[str]:
    """Header and footer, where they are shown (2.4.15.1 SlideHeadersFootersContainer)."""
    flags = 0
    for item in _records(stream, record.start, record.end):
        if item.kind == _MARGIN_FLAGS and item.end - item.start >= 4:
            (flags,) = struct.unpack_from("<H", stream, item.start + 2)
        elif item.kind == _MARGIN and _SHOWN.get(item.instance, 0) & flags:
            yield stream[item.start : item.end].decode("utf-16-le", "replace")


def _texts_of_slide(stream: bytes, offset: int, kind: int) -> list[str]:
    record = next(_records(stream, offset, len(stream)), None)
    return _of_slide(stream, record) if record is not None and record.kind == kind else []


def _of_slide(stream: bytes, record: _Record) -> list[str]:
    """Texts of a slide, its own header and footer last."""
    margins = [item for item in _records(stream, record.start, record.end) if item.kind == _MARGINS]
    return [*_texts(stream, record, 0), *(text for item in margins for text in _margins(stream, item))]


def _texts(stream: bytes, record: _Record, depth: int) -> Iterator[str]:
    for item in _records(stream, record.start, record.end):
        if item.kind in (_CHARS, _BYTES):
            yield _text(stream, item)
        elif item.container and item.kind != _MARGINS and depth < _DEPTH:
            yield from _texts(stream, item, depth + 1)


def _text(stream: bytes, record: _Record) -> str:
    """Text of an atom: UTF-16, or its low bytes where all high ones are zero (2.9.42, 2.9.43)."""
    data = stream[record.start : record.end]
    if record.kind == _CHARS:
        return data[: len(data) // 2 * 2].decode("utf-16-le", "replace")
    return data.decode("latin-1")
