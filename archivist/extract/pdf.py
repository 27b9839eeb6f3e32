"""PDF: pypdf as gate and record-keeper, pdfium for text with its place.

Owns: the order of steps, the kind of each page, merging widget texts (number and date of
e-signed documents stand only there) into text and lines.
Must not: hand to pdfium what pypdf refused for its limits; take a signature banner on a scan
for the document's text.
"""

from __future__ import annotations

from collections.abc import Sequence
from importlib.metadata import version

import pypdf
import pypdfium2

from archivist.extract.cleaning import clean_text
from archivist.extract.geometry import lines_of
from archivist.extract.legibility import is_garbled
from archivist.extract.parts import take_parts
from archivist.extract.pdf_gate import Gate, Widget, fallback_texts, look
from archivist.extract.pdf_legacy import MOST_PAGES, Restorer
from archivist.extract.pdf_opening import open_pdf, wants_password
from archivist.extract.pdf_pages import RawPage, has_few_characters, read_page
from archivist.extract.pdf_view import View
from archivist.extract.request import Request, refuse
from archivist.extract.restoring import facts_of
from archivist.extract.rows import Row, page_of
from archivist.extract.verified import pdf_moment
from archivist.extract.widgets import Insertion, WidgetText, merge_widgets
from archivist.extracted import Extracted, Line, Page, PageText, SignatureField
from archivist.legacy import Conversion, legacy_fonts
from archivist.model import Reason
from archivist.text import fold

VERSION = f"pdf 1 (pypdf {pypdf.__version__}, pypdfium2 {version('pypdfium2')})"
_HEADS = ("cong hoa xa hoi", "dang cong san viet nam")
_EDGE = 2  # pages at the head and at the end whose lines are given


def extract(request: Request) -> Extracted:
    """Read a PDF.

    Raises:
        ExtractionError: ``encrypted``, ``decompression-limit`` or ``unreadable``.
    """
    gate = look(request.path, request.limits, request.passwords)
    warnings = list(gate.warnings)
    try:
        document = open_pdf(request.path, (gate.password,) if gate.password else request.passwords)
    except pypdfium2.PdfiumError as error:
        if wants_password(error) and "encryption" not in gate.metadata:
            refuse(Reason.ENCRYPTED, "the PDF is protected by a password")
        if not gate.readable:
            refuse(Reason.UNREADABLE, f"the PDF is damaged: {error}")
        return _by_pypdf(request, gate)
    try:
        reading = _Reading(request, gate, document)
        pages, truncated = reading.pages()
    finally:
        document.close()
    attachments, notes = take_parts(request, gate.attachments)
    converted = (reading.conversion.sentence(),) if reading.conversion else ()
    return Extracted(
        detected=request.detected,
        pages=pages,
        extractor=VERSION,
        metadata={**gate.metadata, **facts_of(reading.conversion)},
        signatures=_signatures(gate.widgets, reading.views),
        attachments=attachments,
        truncated=truncated,
        warnings=(*warnings, *reading.warnings, *converted, *notes),
        font_encodings=reading.legacy,
        original_text=reading.original_text,
        page_count=reading.count,
    )


class _Reading:
    """The pages of one open document."""

    def __init__(self, request: Request, gate: Gate, document: pypdfium2.PdfDocument) -> None:
        self._limits = request.limits
        self._document = document
        self.count = len(document)
        if not self.count:
            refuse(Reason.UNREADABLE, "the PDF has no pages")
        self.warnings: list[str] = []
        self.views: dict[int, View] = {}
        self.legacy: tuple[str, ...] = ()
        self.conversion: Conversion | None = None
        self._original: list[str] = []
        self._widgets: dict[int, list[Widget]] = {}
        self._unread_stamps: set[int] = set()
        for widget in gate.widgets:
            if widget.note and not widget.text:
                self._unread_stamps.add(widget.page)
            elif widget.text:
                self._widgets.setdefault(widget.page, []).append(widget)

    @property
    def original_text(self) -> str:
        """The text before conversion, empty when nothing was converted."""
        return "\f".join(self._original)

    def pages(self) -> tuple[tuple[Page, ...], bool]:
        """All pages within the limits, and whether something was left out."""
        taken = min(self.count, self._limits.max_pages)
        edges = {*range(1, _EDGE + 1), *range(taken - _EDGE + 1, taken + 1), *self._widgets}
        raw = {number: self._raw(number, with_rows=True) for number in sorted(edges) if 1 <= number <= taken}
        self.legacy = legacy_fonts(
            word.style.font for page in raw.values() if page for row in page.rows or () for word in row.words
        )
        restorer = Restorer([page for page in raw.values() if page])
        self.conversion = restorer.conversion
        by_fonts = self.conversion is not None and taken <= MOST_PAGES
        pages: list[Page] = []
        left = self._limits.text_chars
        for number in range(1, taken + 1):
            found = raw.pop(number, None) if number in raw else self._raw(number, with_rows=by_fonts)
            if found is not None and self.conversion is not None:
                self._original.append(clean_text(found.text, keep_soft_hyphens=True))
                found = restorer.restore(found)
            page = self._page(number, found)
            if len(page.text) > left:
                pages.append(_cut(page, left))
                return tuple(pages), True
            left -= len(page.text)
            pages.append(page)
        return tuple(pages), taken < self.count

    def _raw(self, number: int, *, with_rows: bool) -> RawPage | None:
        try:
            page = read_page(self._document, number - 1, with_rows=with_rows)
        except pypdfium2.PdfiumError as error:
            self.warnings.append(f"page {number} cannot be read: {error}")
            return None
        self.views[number] = page.view
        return page

    def _page(self, number: int, raw: RawPage | None) -> Page:
        if raw is None:
            # Nothing is known of it: treated like an image, so that it never counts as read.
            return Page(number=number, text="", kind=PageText.IMAGE)
        width, height = round(raw.view.width, 1), round(raw.view.height, 1)
        widgets, notes = self._laid_upon(number, raw.view, notes=False), self._laid_upon(number, raw.view)
        kind = _kind(raw, bool(widgets or notes))
        if kind is PageText.IMAGE or (kind is PageText.BLANK and not widgets):
            return Page(number=number, text="", kind=kind, width=width, height=height)
        keep = bool(self.legacy) and self.conversion is None
        insertions, loose = merge_widgets(raw.rows, widgets) if raw.rows is not None else ([], widgets)
        loose = [*loose, *notes]
        content = _with_insertions(raw.text, insertions)
        text = clean_text("\n".join([content, *(widget.text for widget in loose)]), keep_soft_hyphens=keep)
        if kind is PageText.BORN_DIGITAL and not self.legacy and is_garbled(text):
            kind = PageText.GARBLED
        lines: tuple[Line, ...] = ()
        if raw.rows is not None:
            lines = lines_of(raw.rows, page=number, width=raw.view.width, keep_soft_hyphens=keep)
            lines = (*lines, *_loose_lines(loose, number, len(lines)))
        layered = kind is PageText.BORN_DIGITAL and raw.over_image
        if number == 1 and layered:
            self.warnings.append("page 1 is an image with a text layer over it")
        return Page(
            number=number,
            text=text,
            lines=lines,
            kind=kind,
            width=width,
            height=height,
            unseen=self._unseen(number, raw),
            layered=layered,
            typed=layered and not raw.text_unseen,
        )

    def _laid_upon(self, number: int, view: View, *, notes: bool = True) -> list[WidgetText]:
        """Texts laid upon a page: of stamps and text boxes, else of the fields of forms and signatures."""
        laid = self._widgets.get(number, ())
        return [WidgetText(text=o.text, box=view.box(*o.rectangle)) for o in laid if o.note is notes]

    def _unseen(self, number: int, raw: RawPage) -> str:
        """What on the page may bear a mark and was not read: stamps that are pictures.

        A picture of that size is looked at on directives only: their heads hold no others, logos stand on all else.
        """
        if number in self._unread_stamps:
            return f"a stamp on page {number} is a picture"
        if raw.stamp_picture and any(name in fold(raw.text[:3000]) for name in _HEADS):
            return f"a picture in the head of page {number} was not read"
        return ""


def _kind(raw: RawPage, has_widgets: bool) -> PageText:
    if raw.image_share > 0.5 and has_few_characters(raw.text):
        return PageText.IMAGE
    if has_widgets or (raw.text and not raw.text.isspace()):
        return PageText.BORN_DIGITAL
    # Letters drawn as curves: many objects, none of them text.
    if raw.image_share > 0.05 or raw.objects > 200:
        return PageText.IMAGE
    return PageText.BLANK


def _with_insertions(text: str, insertions: Sequence[Insertion]) -> str:
    for insertion in sorted(insertions, key=lambda item: item.after, reverse=True):
        start = insertion.after + 1
        head, tail = text[:start], text[start + insertion.hides :]
        bare = tail.lstrip(" \t\u00a0")
        tail = bare if bare[:1] in tuple("/-.,;:)") else f" {tail}"
        text = f"{head} {insertion.text}{tail}"
    return text


def _loose_lines(loose: Sequence[WidgetText], page: int, count: int) -> list[Line]:
    lines: list[Line] = []
    for widget in sorted(loose, key=lambda widget: (widget.box.top, widget.box.x0)):
        for text in filter(None, (part.strip() for part in widget.text.split("\n"))):
            number = count + len(lines) + 1
            lines.append(Line(text=text, page=page, number=number, box=widget.box, widget=True))
    return lines


def _cut(page: Page, chars: int) -> Page:
    return Page(
        number=page.number,
        text=page.text[:chars].strip(),
        lines=page.lines,
        kind=page.kind,
        width=page.width,
        height=page.height,
        unseen=page.unseen,
        layered=page.layered,
        typed=page.typed,
    )


def _signatures(widgets: Sequence[Widget], views: dict[int, View]) -> tuple[SignatureField, ...]:
    found: list[SignatureField] = []
    for widget in widgets:
        if widget.signature is None:
            continue
        name, organisation, signed_at, reason = widget.signature
        view = views.get(widget.page)
        visible = view is not None and any(widget.rectangle)
        found.append(
            SignatureField(
                name=name,
                organisation=organisation,
                signed_at=pdf_moment(signed_at) or signed_at,
                reason=reason,
                widget_text=widget.text,
                page=widget.page or None,
                box=view.box(*widget.rectangle) if view is not None and visible else None,
            )
        )
    return tuple(found)


def _by_pypdf(request: Request, gate: Gate) -> Extracted:
    """Text of pypdf, without geometry: the file is one that pdfium refuses."""
    pages: list[Page] = []
    truncated = False
    left = request.limits.text_chars
    for number, text in enumerate(fallback_texts(request.path, request.limits, request.passwords), start=1):
        rows = [Row(text=line) for line in text.splitlines()]
        page, cut = page_of(rows, number=number, text_chars=left)
        if page.kind is PageText.BLANK:  # it may be an image; pypdf does not tell
            page = Page(number=number, text="", kind=PageText.IMAGE)
        pages.append(page)
        left -= len(page.text)
        truncated = truncated or cut
    attachments, notes = take_parts(request, gate.attachments)
    return Extracted(
        detected=request.detected,
        pages=tuple(pages),
        extractor=VERSION,
        metadata=gate.metadata,
        signatures=_signatures(gate.widgets, {}),
        attachments=attachments,
        truncated=truncated or (gate.page_count or 0) > len(pages),
        warnings=(*gate.warnings, *notes, "pdfium cannot read the PDF; the text is pypdf's, without places"),
        page_count=gate.page_count,
    )
