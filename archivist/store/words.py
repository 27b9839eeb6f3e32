"""The words of a recognised document with place and confidence: ``words.json.gz``.

Owns: the file's form (docs/ocr.md) and reading it back.
Must not: know an engine. The file is derived: it is replaced when a document is recognised again.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from archivist.errors import RecordDamaged
from archivist.fsio import storage_errors
from archivist.layout import Layout
from archivist.lazyclass import dataclass
from archivist.model import Box
from archivist.store import folders

WORDS = "words.json.gz"
FORMAT = 2
"""2: words of places that were read twice say what the other reading had; 1 is read, too."""
_READ = (1, 2)


@dataclass(frozen=True, slots=True, kw_only=True)
class PlacedWord:
    """A recognised word: text, confidence 0 to 100, and place in points from the top left corner.

    `second` is what another reading had in its place: empty when nothing, None when there was none.
    """

    text: str
    confidence: int
    box: Box
    second: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PageWords:
    """The words of one page.

    Attributes:
        page: 1-based.
        rotation: degrees (clockwise) the page is turned by to be read; places are those of the
            turned page.
        width: points, of the turned page.
        height: points.
        words: in reading order of the engine.
    """

    page: int
    rotation: int
    width: float
    height: float
    words: tuple[PlacedWord, ...]


def encode_words(engine: str, pages: Iterable[PageWords]) -> bytes:
    """The file's bytes; equal words give equal bytes."""
    import gzip

    body = {
        "format": FORMAT,
        "engine": engine,
        "pages": [
            {
                "page": page.page,
                "rotation": page.rotation,
                "width": page.width,
                "height": page.height,
                "words": [_row(word) for word in page.words],
            }
            for page in pages
        ],
    }
    text = json.dumps(body, ensure_ascii=False, separators=(",", ":"))
    return gzip.compress(text.encode("utf-8", "replace"), compresslevel=6, mtime=0)


def _row(word: PlacedWord) -> list[object]:
    box = word.box
    row: list[object] = [word.text, word.confidence, box.x0, box.top, box.x1, box.bottom]
    return row if word.second is None else [*row, word.second]


def write_words(layout: Layout, folder: Path, data: bytes) -> None:
    """Put the words of a placed document; the caller holds the writer lock."""
    folders.put_derived(layout, folder / WORDS, data)


def read_words(folder: Path) -> tuple[PageWords, ...]:
    """The words of a document's recognised pages; empty when none were recognised.

    Raises:
        RecordDamaged: the file cannot be read.
    """
    import gzip

    path = folder / WORDS
    with storage_errors(path):
        try:
            data = path.read_bytes()
        except FileNotFoundError:
            return ()
    try:
        body = json.loads(gzip.decompress(data).decode("utf-8"))
        if body["format"] not in _READ:
            raise ValueError(f"format {body['format']!r}")
        return tuple(_page(page) for page in body["pages"])
    except (OSError, EOFError, ValueError, KeyError, TypeError, zlib.error) as error:
        raise RecordDamaged(f"{path}: cannot be read: {error}", path=path) from error


def _page(page: Mapping[str, object]) -> PageWords:
    rows = page["words"]
    if not isinstance(rows, Sequence):
        raise TypeError("words: no list")
    return PageWords(
        page=int(str(page["page"])),
        rotation=int(str(page["rotation"])),
        width=float(str(page["width"])),
        height=float(str(page["height"])),
        words=tuple(
            PlacedWord(
                text=str(text),
                confidence=int(confidence),
                box=Box(x0=x0, top=top, x1=x1, bottom=bottom),
                second=str(second[0]) if second else None,
            )
            for text, confidence, x0, top, x1, bottom, *second in rows
        ),
    )
