"""What pypdf says of a PDF before its text is read: the gate and the record-keeper.

Owns: strict limits, encryption, metadata, attachments, signature fields and the texts that
stand in widget appearances; pypdf's text as a fall-back.
Must not: hand a file to another library after pypdf refused it for its limits (the caller
keeps to that: `Reason.DECOMPRESSION_LIMIT` ends extraction).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, suppress
from dataclasses import field
from pathlib import Path
from typing import Any  # PDF objects are dynamic: every access is checked

from pypdf import PageObject, PasswordType, PdfReader
from pypdf.errors import DependencyError, DeprecationError, LimitReachedError, PdfReadError, PyPdfError
from pypdf.generic import (
    ArrayObject,
    DictionaryObject,
    IndirectObject,
    PdfObject,
    StreamObject,
)

from archivist.extract import pdf_structure as structure
from archivist.extract.certificates import signer_of
from archivist.extract.cleaning import clean_line, clean_text
from archivist.extract.limits import Limits
from archivist.extract.pdf_appearance import appearance_text
from archivist.extract.pdf_plain import plain_stream
from archivist.extract.pdf_reader import QuickReader
from archivist.extract.request import refuse
from archivist.extracted import BOOKMARKS, PDF_A
from archivist.lazyclass import dataclass
from archivist.model import Reason

# pypdf raises these on broken files besides its own; each is a damaged file, not a bug of ours.
BROKEN = (
    PyPdfError, DeprecationError, ValueError, TypeError, KeyError, IndexError, AttributeError, AssertionError,
    OSError, RecursionError, ZeroDivisionError, OverflowError, NotImplementedError, UnicodeError,
)  # fmt: skip
OPENED = "the PDF is encrypted; it was opened with a listed password"
_LOCKED = "the PDF is protected by a password; none of the listed ones opens it"
_SHOWN = ("/Widget", "/Stamp", "/FreeText")
_HIDDEN = 0x02 | 0x20  # annotation flags Hidden and NoView (ISO 32000-1 table 165)
_INFO = {
    "/Title": "title",
    "/Author": "author",
    "/Subject": "subject",
    "/Producer": "producer",
    "/Creator": "creator",
    "/CreationDate": "created",
    "/ModDate": "modified",
}
_PARENTS = 12
_BOOKMARK_CHARS = 50_000
_FIELDS = 5_000
_PAGE_BYTES = 75_000_000  # as pypdf's own limit for one stream


@dataclass(frozen=True, slots=True, kw_only=True)
class Widget:
    """A form or signature widget on a page.

    Attributes:
        page: 1-based; 0 for a signature whose field stands on no page.
        rectangle: left, bottom, right, top in PDF user space.
        text: text of its normal appearance, cleaned; lines by newline.
        signature: facts of the signature (name, organisation, signed_at, reason), None for
            other widgets and unsigned fields.
        note: it is no widget but a stamp or a text box laid upon the page; its text may be empty.
    """

    page: int
    rectangle: tuple[float, float, float, float]
    text: str
    signature: tuple[str, str, str, str] | None = None
    note: bool = False


@dataclass(slots=True, kw_only=True)
class Gate:
    """What pypdf found out. `readable` is False when it could not make sense of the file."""

    readable: bool = True
    page_count: int | None = None
    metadata: dict[str, str] = field(default_factory=dict)
    widgets: list[Widget] = field(default_factory=list)
    attachments: list[tuple[str, bytes]] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    password: str = field(default="", repr=False)
    """The listed password that opened it."""
    signed: set[int] = field(default_factory=set)
    """Object numbers of the signatures listed: a field may have several widgets."""


def look(path: Path, limits: Limits, passwords: Sequence[str] = ()) -> Gate:
    """Open a PDF strictly limited and read everything but its text.

    Args:
        path: the file; it is only read.
        limits: what it may cost.
        passwords: to try on it when it is encrypted.

    Raises:
        ExtractionError: reason ``encrypted``, ``dynamic-form`` or ``decompression-limit``.
    """
    gate = Gate()
    with ExitStack() as stack:
        try:
            reader = stack.enter_context(QuickReader(path))
            if not _open_sesame(reader, gate, passwords):
                return gate
            gate.page_count = len(reader.pages)
        except LimitReachedError as error:
            refuse(Reason.DECOMPRESSION_LIMIT, f"the PDF unpacks beyond all limits: {error}")
        except BROKEN as error:
            gate.readable = False
            gate.warnings.append(f"the structure of the PDF is damaged: {type(error).__name__}")
            return gate
        _records(reader, gate, limits)
    return gate


def _open_sesame(reader: PdfReader, gate: Gate, passwords: Sequence[str]) -> bool:
    """Try the empty password, then the others; True when pypdf can read on."""
    if not reader.is_encrypted:
        return True
    try:
        for password in ("", *passwords):
            if reader.decrypt(password) is not PasswordType.NOT_DECRYPTED:
                break
        else:
            refuse(Reason.ENCRYPTED, _LOCKED if passwords else "the PDF is protected by a password")
    except DependencyError:  # AES without the optional cryptography package: pdfium can
        gate.readable = False
        gate.warnings.append("the PDF is encrypted; its records were not read")
        return False
    gate.password = password
    gate.metadata["encryption"] = "listed password" if password else "empty password"
    if password:
        gate.warnings.append(OPENED)
    return True


def _records(reader: PdfReader, gate: Gate, limits: Limits) -> None:
    """Each part for itself: damage to one does not lose the others."""
    steps = (_metadata, _embedded, _pages, _loose_signatures)
    for step in steps:
        try:
            step(reader, gate, limits)
        except LimitReachedError as error:
            refuse(Reason.DECOMPRESSION_LIMIT, f"the PDF unpacks beyond all limits: {error}")
        except BROKEN as error:
            gate.warnings.append(f"part of the PDF is damaged ({step.__name__[1:]}): {type(error).__name__}")


def _metadata(reader: PdfReader, gate: Gate, _limits: Limits) -> None:
    information: Mapping[str, object] = reader.metadata or {}
    for key, name in _INFO.items():
        value = clean_line(str(information.get(key) or ""))
        if value:
            gate.metadata[name] = value[:1000]
    root = reader.trailer["/Root"].get_object()
    language = clean_line(str(root.get("/Lang") or "")) if isinstance(root, DictionaryObject) else ""
    if language:
        gate.metadata["language"] = language[:40]
    if isinstance(root, DictionaryObject):
        _facts(root, gate)
    with suppress(PdfReadError):  # a damaged XMP packet
        _xmp_title(reader, gate)


def _facts(root: DictionaryObject, gate: Gate) -> None:
    """What the file says of itself beside the information dictionary."""
    if structure.is_dynamic_form(root):
        refuse(Reason.DYNAMIC_FORM, "the PDF is a dynamic form (XFA); its pages do not show it")
    if claim := structure.archival_claim(root):
        gate.metadata[PDF_A] = claim
    if titles := structure.bookmarks(root):
        gate.metadata[BOOKMARKS] = "\n".join(titles)[:_BOOKMARK_CHARS]
    if structure.has_hidden_layers(root):
        gate.warnings.append("the PDF has layers that are not shown; their text is read too")
    if structure.is_portfolio(root):
        gate.warnings.append("the PDF is a portfolio: its documents are the files inside it")


def _xmp_title(reader: PdfReader, gate: Gate) -> None:
    if "title" not in gate.metadata and (xmp := reader.xmp_metadata) is not None:
        titles = xmp.dc_title or {}
        title = clean_line(str(next(iter(titles.values()), "")))
        if title:
            gate.metadata["title"] = title[:1000]


def _embedded(reader: PdfReader, gate: Gate, limits: Limits) -> None:
    size = 0
    for embedded in structure.files(reader, limits.max_pages):
        data = embedded.content
        size += len(data)
        if len(gate.attachments) >= limits.max_attachments or size > limits.total_bytes:
            gate.warnings.append("some attachments were left out: there are too many, or they are too large")
            return
        name = embedded.alternative_name or embedded.name
        gate.attachments.append((str(name), data))


def _pages(reader: PdfReader, gate: Gate, limits: Limits) -> None:
    sizes: dict[tuple[int, int], int] = {}
    for number, page in enumerate(reader.pages, start=1):
        if number > limits.max_pages:
            return
        _weigh(page, sizes)
        try:
            for annotation in _annotations(page):
                if annotation.get("/Subtype") == "/Widget":
                    widget = _widget(reader, gate, page, number, annotation)
                else:
                    widget = _note(page, number, annotation)
                if widget is not None:
                    gate.widgets.append(widget)
        except LimitReachedError:
            raise
        except BROKEN as error:
            gate.warnings.append(f"a widget of page {number} is damaged: {type(error).__name__}")


def _loose_signatures(reader: PdfReader, gate: Gate, _limits: Limits) -> None:
    """Signatures whose field stands on no page; they count as much as those one can see."""
    root = reader.trailer["/Root"].get_object()
    form = root.get("/AcroForm") if isinstance(root, DictionaryObject) else None
    form = form.get_object() if form is not None else None
    fields = form.get("/Fields") if isinstance(form, DictionaryObject) else None
    waiting = [fields.get_object()] if fields is not None else []
    for _ in range(_FIELDS):
        if not waiting:
            return
        node = waiting.pop()
        if isinstance(node, ArrayObject):
            waiting.extend(item.get_object() for item in reversed(node[:_FIELDS]))
        elif isinstance(node, DictionaryObject):
            if _inherited(node, "/FT") == "/Sig" and "/V" in node:
                signature = _signature(reader, gate, node)
                if signature is not None:
                    gate.widgets.append(
                        Widget(page=0, rectangle=(0.0, 0.0, 0.0, 0.0), text="", signature=signature)
                    )
            elif (kids := node.get("/Kids")) is not None:
                waiting.append(kids.get_object())


def _weigh(page: PageObject, sizes: dict[tuple[int, int], int]) -> None:
    """Weigh the page's content under pypdf's limits, so that a bomb never reaches pdfium.

    It is unpacked only where its length does not tell already that it is no bomb.

    Args:
        page: the page.
        sizes: of the streams weighed before, by object (pages may share one).
    """
    with suppress(*(kind for kind in BROKEN if kind is not PyPdfError)):
        try:
            contents = page.raw_get("/Contents") if "/Contents" in page else None
            if _size(contents, sizes, sure=_PAGE_BYTES, deep=True) > _PAGE_BYTES:
                raise LimitReachedError("content of one page")
        except LimitReachedError:
            raise
        except PyPdfError:
            return


def _size(contents: object, sizes: dict[tuple[int, int], int], *, sure: int, deep: bool) -> int:
    """Bytes of a stream unpacked, or of the streams of a list; more than that where it is within `sure`."""
    key = (contents.idnum, contents.generation) if isinstance(contents, IndirectObject) else None
    if key is not None and key in sizes:
        return sizes[key]
    plain = plain_stream(contents)
    bound = plain.at_most() if plain is not None else None
    if bound is not None and bound <= sure:
        return bound
    content = plain.content(_PAGE_BYTES) if plain is not None else None
    if content is not None:
        size = len(content)
    else:
        whole = contents.get_object() if isinstance(contents, PdfObject) else None
        if deep and isinstance(whole, ArrayObject):
            share = sure // max(len(whole), 1)
            return sum(_size(part, sizes, sure=share, deep=False) for part in whole)
        size = len(whole.get_data()) if isinstance(whole, StreamObject) else 0
    if key is not None:
        sizes[key] = size
    return size


def _annotations(page: PageObject) -> Iterator[DictionaryObject]:
    annotations = page.get("/Annots")
    annotations = annotations.get_object() if annotations is not None else None
    if not isinstance(annotations, ArrayObject):
        return
    for reference in annotations[:2000]:
        annotation = reference.get_object()
        if isinstance(annotation, DictionaryObject) and annotation.get("/Subtype") in _SHOWN:
            yield annotation


def _note(page: PageObject, number: int, annotation: DictionaryObject) -> Widget | None:
    """A stamp or a text box laid upon the page: what it shows, else what it says of itself."""
    flags, rectangle = annotation.get("/F", 0), _rectangle(annotation)
    if rectangle is None or (isinstance(flags, int) and int(flags) & _HIDDEN):
        return None
    said = clean_text(str(annotation.get("/Contents") or ""))
    text = appearance_text(page, annotation) or said
    return Widget(page=number, rectangle=rectangle, text=text, note=True)


def _widget(
    reader: PdfReader, gate: Gate, page: PageObject, number: int, annotation: DictionaryObject
) -> Widget | None:
    flags = annotation.get("/F", 0)
    hidden = bool(int(flags) & _HIDDEN) if isinstance(flags, int) else False
    rectangle = _rectangle(annotation)
    signature = None
    if _inherited(annotation, "/FT") == "/Sig":
        signature = _signature(reader, gate, annotation)
    text = "" if hidden or not rectangle else appearance_text(page, annotation)
    if not text and signature is None:
        return None
    return Widget(page=number, rectangle=rectangle or (0.0, 0.0, 0.0, 0.0), text=text, signature=signature)


def _rectangle(annotation: DictionaryObject) -> tuple[float, float, float, float] | None:
    corners = annotation.get("/Rect")
    corners = corners.get_object() if corners is not None else None
    if not isinstance(corners, ArrayObject) or len(corners) != 4:
        return None
    x0, y0, x1, y1 = (float(item.get_object()) for item in corners)
    if x0 == x1 or y0 == y1:
        return None
    return min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)


def _inherited(annotation: DictionaryObject, key: str, *, resolve: bool = True) -> Any:  # any PDF object
    """Value of a field attribute, looked up through the parents (ISO 32000-1, 12.7.3.1)."""
    node: Any = annotation
    for _ in range(_PARENTS):
        if not isinstance(node, DictionaryObject):
            return None
        value = node.raw_get(key) if key in node else None
        if value is not None:
            return value.get_object() if resolve else value
        parent = node.get("/Parent")
        node = parent.get_object() if parent is not None else None
    return None


def _signature(
    reader: PdfReader, gate: Gate, annotation: DictionaryObject
) -> tuple[str, str, str, str] | None:
    raw = _inherited(annotation, "/V", resolve=False)
    if isinstance(raw, IndirectObject):
        if raw.idnum in gate.signed:
            return None
        gate.signed.add(raw.idnum)
    value = raw.get_object() if raw is not None else None
    if not isinstance(value, DictionaryObject):
        return None
    if value.get("/Type") == "/DocTimeStamp":  # a time stamp over the file: nobody signed anything
        return None
    contents = value.get("/Contents")
    cms = getattr(contents, "original_bytes", b"") or (contents if isinstance(contents, bytes) else b"")
    name, organisation = signer_of(bytes(cms))
    return (
        name or clean_line(str(value.get("/Name") or "")),
        organisation,
        clean_line(str(value.get("/M") or "")),
        clean_line(str(value.get("/Reason") or "")),
    )


def fallback_texts(path: Path, limits: Limits, passwords: Sequence[str] = ()) -> list[str]:
    """Text of each page by pypdf, for files that pdfium refuses.

    Raises:
        ExtractionError: ``decompression-limit``, ``encrypted`` or ``unreadable``.
    """
    try:
        with QuickReader(path) as reader:
            _open_sesame(reader, Gate(), passwords)
            return [page.extract_text() for page in reader.pages[: limits.max_pages]]
    except LimitReachedError as error:
        refuse(Reason.DECOMPRESSION_LIMIT, f"the PDF unpacks beyond all limits: {error}")
    except BROKEN as error:
        refuse(Reason.UNREADABLE, f"the PDF is damaged: {type(error).__name__}")
