"""What extraction returns: pages, lines with their place, and facts about the file.

Owns: the records that cross the pipe between worker and parent (plain data only).
Must not: open files or import a format library.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from types import MappingProxyType

from archivist.lazyclass import dataclass
from archivist.model import Box
from archivist.quickenum import StrEnum

_EMPTY: Mapping[str, str] = MappingProxyType({})


LEGACY_ENCODING = "legacy-encoding"
"""Key (of metadata and of a record's versions) that says which legacy encoding was converted."""


PDF_A = "pdf-a"
"""Key (of metadata and of a record's versions) of the PDF/A marker, ``PDF/A-2b``: a claim of the file."""

BOOKMARKS = "bookmarks"
"""Key of metadata: titles of the outline, one a line."""


class Column(StrEnum):
    """Where a line stands across the page."""

    LEFT = "left"
    RIGHT = "right"
    FULL = "full"


class PageText(StrEnum):
    """What kind of text a page has."""

    BORN_DIGITAL = "born-digital"
    IMAGE = "image"
    """The page is an image; its text (if any) is not the document's (signature banner)."""
    RECOGNISED = "recognised"
    """The page is an image, and its text was recognised."""
    GARBLED = "garbled"
    """There is a text layer that is no language (font without map, foreign-language OCR)."""
    BLANK = "blank"


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One printed line.

    Attributes:
        text: NFC, runs of blanks collapsed, stripped; never empty.
        page: 1-based.
        number: 1-based on its page, in reading order (left column of a letterhead before the
            right one).
        column: side of a two-column block; FULL for the rest.
        centred: True when it is known to be centred.
        bold: True/False when known.
        italic: True/False when known.
        size: font size in points when known.
        box: place on the page when the format has geometry.
        widget: True when the text comes (also) from a form or signature widget, or from what is laid upon a sheet.
        fonts: names of the fonts used, where the format tells.
    """

    text: str
    page: int
    number: int
    column: Column = Column.FULL
    centred: bool | None = None
    bold: bool | None = None
    italic: bool | None = None
    size: float | None = None
    box: Box | None = None
    widget: bool = False
    fonts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """One page (formats without pages have one).

    Attributes:
        number: 1-based.
        text: the page's text in content order, NFC, lines separated by newline; for the index
            and for quoting. Widget texts are part of it.
        lines: the lines with their place. Always given for the first two pages and the last
            two (head and signature block); formats without geometry give them for all.
        kind: see `PageText`.
        width: points, when known.
        height: points, when known.
        unseen: what lies upon it that was not read and may bear a mark, such as a stamp that is
            a picture; empty when nothing does.
        layered: an image fills the page and has text over or behind it: a scan with a text layer that another
            program made, or a page typed upon a picture. Stamps may be in the image, and are not in the text.
        typed: of these, one whose text is what one sees: it is trusted as that of other pages; the text of a
            scan is trusted as far as recognised text is.
        looked_at: stamps were looked for in its image.
    """

    number: int
    text: str
    lines: tuple[Line, ...] = ()
    kind: PageText = PageText.BORN_DIGITAL
    width: float | None = None
    height: float | None = None
    unseen: str = ""
    layered: bool = False
    typed: bool = False
    looked_at: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class SignatureField:
    """A digital signature as listed from the file's structure; nothing is verified.

    Attributes:
        name: signer's common name, when the certificate could be read, else the field's /Name.
        organisation: O= of the certificate, when known.
        signed_at: ISO time of /M, as written when it cannot be read, may be empty.
        reason: /Reason.
        widget_text: text of its visible appearance on the page.
        page: 1-based page of the widget.
        box: its place.
    """

    name: str = ""
    organisation: str = ""
    signed_at: str = ""
    reason: str = ""
    widget_text: str = ""
    page: int | None = None
    box: Box | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Attachment:
    """A file inside the file, written by the worker into the folder it was given.

    Attributes:
        file: name of the file in that folder (``attachment-01.docx``), chosen by us.
        received_as: its name in the container, NFC, no path.
        media_type: by content.
        size: bytes.
        text: its extracted text, empty when it could not be read.
        problem: reason code when it could not be read.
        secrecy: what is known of a secrecy mark on it (`model.Secrecy`), empty when nobody looked.
    """

    file: str
    received_as: str
    media_type: str
    size: int
    text: str = ""
    problem: str = ""
    secrecy: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Detected:
    """Type of a file by content.

    Attributes:
        media_type: canonical media type (``application/pdf``).
        suffix: the suffix a file of this type should have, with dot.
        source: what decided: ``"magic"``, ``"container"`` or ``"magic+container"``.
        encrypted: the container says it is encrypted.
    """

    media_type: str
    suffix: str
    source: str
    encrypted: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Extracted:
    """Everything extraction learned about one file.

    Attributes:
        detected: type of the file.
        pages: pages in order.
        extractor: name and version of what read it.
        metadata: facts from the container, keys lower-case: ``title, author, subject,
            producer, creator, created, modified, language, from, to, date, message-id``.
        signatures: digital signatures by structure.
        attachments: files inside.
        truncated: text was capped.
        warnings: things worth knowing, one sentence each.
        font_encodings: hints at legacy encodings seen in font names (``.VnTime``).
        original_text: the text before its conversion from a legacy encoding; empty when nothing
            was converted (``metadata["legacy-encoding"]`` and a warning say what was).
        page_count: pages of the file (may exceed ``len(pages)`` when capped).
    """

    detected: Detected
    pages: tuple[Page, ...]
    extractor: str
    metadata: Mapping[str, str] = field(default_factory=lambda: _EMPTY)
    signatures: tuple[SignatureField, ...] = ()
    attachments: tuple[Attachment, ...] = ()
    truncated: bool = False
    warnings: tuple[str, ...] = ()
    font_encodings: tuple[str, ...] = ()
    original_text: str = ""
    page_count: int | None = None

    @property
    def text(self) -> str:
        """Text of all pages, separated by form feeds."""
        return "\f".join(page.text for page in self.pages)

    @property
    def layered(self) -> frozenset[int]:
        """Numbers of the pages whose text is what another program recognised."""
        return frozenset(page.number for page in self.pages if page.layered and not page.typed)

    @property
    def kept_text(self) -> str:
        """What ``text.txt`` holds: the pages, the files inside, and bookmarks that say more than these."""
        parts = [self.text, *(part.text for part in self.attachments if part.text)]
        bookmarks = self.metadata.get(BOOKMARKS, "").splitlines()
        said = " ".join(" ".join(parts).split()).casefold() if bookmarks else ""
        new = [title for title in bookmarks if title.casefold() not in said]
        return "\f".join([*parts, "\n".join(new)] if new else parts)
