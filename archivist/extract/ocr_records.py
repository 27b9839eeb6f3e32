"""What recognition returns: words and lines with their place, stamps, and what was not read.

Owns: the records of recognised pages (plain data; they cross the pipe).
Must not: import an engine or an image library.
"""

from __future__ import annotations

from dataclasses import field

from archivist.extracted import Line
from archivist.lazyclass import dataclass
from archivist.model import Box
from archivist.store import PageWords
from archivist.text import same_word


@dataclass(frozen=True, slots=True, kw_only=True)
class OcrTask:
    """One page to be read by a worker.

    Attributes:
        path: the original file; it is only read.
        media_type: of the file.
        page: 1-based.
        tessdata: folder of the language data.
        program: path of the tesseract program; empty for tesserocr.
        orientation: the data that tells how a page lies is there.
        rotation: degrees (clockwise) to turn the page by, when already known.
        figures: name of what reads figures written by hand; empty when nothing does.
        model: file of its network.
        leave_out: places whose words are not the document's (stamp of the receiving office).
        passwords: to try on the file when it is encrypted; never shown.
    """

    path: str
    media_type: str
    page: int
    tessdata: str
    program: str = ""
    orientation: bool = False
    rotation: int = 0
    figures: str = ""
    model: str = ""
    leave_out: tuple[Box, ...] = ()
    passwords: tuple[str, ...] = field(default=(), repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchableTask:
    """A searchable copy to be written by a worker.

    Attributes:
        path: the original file; it is only read.
        media_type: of the file.
        out: the file to write; it must not exist.
        pages: recognised words of each page that has some.
    """

    path: str
    media_type: str
    out: str
    pages: tuple[PageWords, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Searchable:
    """What came of it: how many pages got a text layer."""

    pages: int


@dataclass(frozen=True, slots=True, kw_only=True)
class OcrWord:
    """One recognised word.

    Attributes:
        text: NFC.
        confidence: 0 to 100, as the engine gives it.
        box: points from the top left corner of the page as it is read.
        second: what another reading had in its place; empty when nothing, None when the place was
            read once.
    """

    text: str
    confidence: int
    box: Box
    second: str | None = None

    @property
    def agreed(self) -> bool:
        """True when two readings had the same word in its place."""
        return bool(self.second) and same_word(self.text, self.second or "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Stamp:
    """A spot in the head zone that is red, or dark in a frame.

    Attributes:
        text: what was read in it, one line; may be empty.
        confidence: mean over its words, 0 to 100.
        box: its place.
        red: red ink.
        seal: round and as large as an office's seal.
        read: its words were read well enough to say what it is.
        height: its lesser side when it is set level, in points; 0 when that is not known.
    """

    text: str
    confidence: int
    box: Box
    red: bool
    seal: bool
    read: bool
    height: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class HeadZone:
    """The head of one scanned page, read from an image that keeps every ink.

    Attributes:
        page: 1-based.
        rotation: degrees (clockwise) by which the page must be turned to be read.
        lines: everything read in the zone.
        stamps: red or framed spots.
        legible: the words of the zone were read (or there is nothing in it).
    """

    page: int
    rotation: int = 0
    lines: tuple[Line, ...] = ()
    stamps: tuple[Stamp, ...] = ()
    legible: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class RecognisedPage:
    """One page as read.

    Attributes:
        page: 1-based.
        rotation: degrees (clockwise) by which it was turned.
        width: points, as it is read.
        height: points.
        lines: in reading order.
        words: every word kept, in the order of the lines.
        confidence: mean over the words, 0 to 100.
        syllables: share of well-formed Vietnamese syllables.
        ink: share of the page that is dark.
        engine: name and version of what read it.
    """

    page: int
    rotation: int
    width: float
    height: float
    lines: tuple[Line, ...] = ()
    words: tuple[OcrWord, ...] = ()
    confidence: int = 0
    syllables: float = 0.0
    ink: float = 0.0
    engine: str = ""

    @property
    def text(self) -> str:
        """Its lines."""
        return "\n".join(line.text for line in self.lines)
