"""Word documents (ECMA-376): text, looks and columns.

Our own reader, because the common libraries lose text boxes, headers and notes.

Owns: document, headers, footers, notes and text boxes → rows with their looks; the columns
of letterhead tables.
Must not: show deleted or hidden text, count list numbers (they are not in the text), or follow
links out of the file.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import NamedTuple
from xml.etree.ElementTree import Element

from archivist.extract.cleaning import clean_line
from archivist.extract.container import Container
from archivist.extract.docx_slim import slim
from archivist.extract.docx_unseen import unseen
from archivist.extract.ooxml import NAMES, attribute, beside, child_of, main_part, properties, related
from archivist.extract.request import Request, refuse
from archivist.extract.restoring import build
from archivist.extract.rows import Row, row_of, split_columns, table_rows
from archivist.extracted import Extracted
from archivist.legacy import font_encoding, legacy_fonts
from archivist.model import Reason

_SKIPPED = frozenset({"del", "moveFrom", "Fallback", "instrText", "delText", "pPr", "rPr", "sectPr", "tblPr"})
_BOXES = frozenset({"txbxContent", "footnote", "endnote"})
"""Paragraphs within a paragraph; notes stand there in Word 2003 XML alone."""
_NO_BORDER = frozenset({"nil", "none"})
_ON = frozenset({"", "1", "true", "on"})


class _Look(NamedTuple):
    """Properties of a style, paragraph or run; None = inherited."""

    centred: bool | None = None
    bold: bool | None = None
    italic: bool | None = None
    caps: bool | None = None
    hidden: bool | None = None
    size: float | None = None
    font: str | None = None

    def over(self, base: _Look) -> _Look:
        """These properties, those that are not given taken from ``base``."""
        if self == _PLAIN:
            return base
        return _Look(
            base.centred if self.centred is None else self.centred,
            base.bold if self.bold is None else self.bold,
            base.italic if self.italic is None else self.italic,
            base.caps if self.caps is None else self.caps,
            base.hidden if self.hidden is None else self.hidden,
            base.size if self.size is None else self.size,
            base.font if self.font is None else self.font,
        )


_PLAIN = _Look()


class _Span(NamedTuple):
    text: str
    look: _Look


def extract(request: Request) -> Extracted:
    """Read a Word document.

    Raises:
        ExtractionError: ``unreadable`` or ``decompression-limit``.
    """
    with Container(request.path, request.limits) as container:
        main = main_part(container, "word/document.xml")
        document = container.xml(main, slim)
        if document is None:
            refuse(Reason.UNREADABLE, "the document part is missing")
        reader = Reader(container.xml(beside(main, "styles.xml")))
        rows = list(_all_rows(container, main, document, reader))
        metadata, pages = properties(container)
        above = _first_headers(container, main, document)
        beside_text = unseen(container, main, document, above, "\n".join(row.text for row in rows[:60]))
    fonts = legacy_fonts(font for row in rows for font in row.fonts)
    built = build(
        rows, text_chars=request.limits.text_chars, keep_soft_hyphens=bool(fonts), arrange=split_columns
    )
    return Extracted(
        detected=request.detected,
        pages=(replace(built.page, unseen=beside_text),),
        extractor="docx 1",
        metadata={**metadata, **built.facts},
        truncated=built.truncated,
        warnings=built.warnings,
        font_encodings=fonts,
        original_text=built.original,
        page_count=pages,
    )


def _all_rows(container: Container, main: str, document: Element, reader: Reader) -> Iterator[Row]:
    """Headers of the first section stand before the text, everything else after it."""
    first = _first_headers(container, main, document)
    prefix = beside(main, "")
    others = sorted(
        name
        for name in container.names
        if re.fullmatch(re.escape(prefix) + r"(?:header|footer|footnotes|endnotes)\d*\.xml", name)
        and name not in first
    )
    seen: set[str] = set()
    for name in first:
        yield from new_rows(container.xml(name), reader, seen)
    body = next((child for child in document if NAMES[child.tag] == "body"), document)
    yield from reader.rows(body)
    for name in others:
        yield from new_rows(container.xml(name), reader, seen)


def new_rows(part: Element | None, reader: Reader, seen: set[str]) -> Iterator[Row]:
    """Rows of a header, footer or notes part; the same header of many sections once."""
    for row in reader.rows(part) if part is not None else ():
        text = clean_line(row.text)
        if text and text not in seen and not text.isdigit():
            seen.add(text)
            yield row


def _first_headers(container: Container, main: str, document: Element) -> list[str]:
    targets = related(container, main)
    namespace = document.tag.rpartition("}")[0] + "}"
    section = next(document.iter(namespace + "sectPr"), None)
    named: dict[str, str] = {}
    for item in section if section is not None else ():
        if NAMES[item.tag] == "headerReference":
            named[attribute(item, "type")] = targets.get(attribute(item, "id"), "")
    return [named[kind] for kind in ("first", "default") if named.get(kind) in container.names]


class Reader:
    """Paragraphs and tables of a part, with the styles of the document."""

    def __init__(self, styles: Element | None) -> None:
        self._styles: dict[str, Element] = {}
        self._resolved: dict[str, _Look] = {}
        self._default = _Look()
        self._base = ""
        for item in styles if styles is not None else ():
            if NAMES[item.tag] == "style":
                self._styles[attribute(item, "styleId")] = item
                if attribute(item, "type") == "paragraph" and attribute(item, "default") in (
                    "1",
                    "true",
                    "on",
                ):
                    self._base = attribute(item, "styleId")
            elif NAMES[item.tag] == "docDefaults":
                self._default = _run_look(child_of(child_of(item, "rPrDefault"), "rPr"))

    def rows(self, parent: Element) -> Iterator[Row]:
        """Rows of a body, cell, header or note, in document order."""
        for child in parent:
            name = NAMES[child.tag]
            if name == "p":
                yield from self._paragraph(child)
            elif name == "tbl":
                yield from self._table(child)
            elif len(child) and name not in _SKIPPED:
                yield from self.rows(child)

    def _table(self, table: Element) -> list[Row]:
        cells = [[list(self.rows(cell)) for cell in _descend(row, "tc")] for row in _descend(table, "tr")]
        return table_rows(cells, bordered=self._has_borders(table))

    def _has_borders(self, table: Element) -> bool:
        properties = child_of(table, "tblPr")
        borders = child_of(properties, "tblBorders")
        style = child_of(properties, "tblStyle")
        if borders is None and style is not None:
            borders = self._style_borders(attribute(style, "val"))
        visible = borders is not None and any(attribute(side, "val") not in _NO_BORDER for side in borders)
        if not visible:
            return False
        # A grid whose cells all switch their borders off is no grid.
        cells = [child_of(child_of(cell, "tcPr"), "tcBorders") for cell in _descend_all(table, "tc")]
        return not cells or not all(
            cell is not None and len(cell) and all(attribute(side, "val") in _NO_BORDER for side in cell)
            for cell in cells
        )

    def _style_borders(self, style: str) -> Element | None:
        for _ in range(10):
            item = self._styles.get(style)
            borders = child_of(child_of(item, "tblPr"), "tblBorders")
            if borders is not None or item is None:
                return borders
            based = child_of(item, "basedOn")
            style = attribute(based, "val") if based is not None else ""
        return None

    def _paragraph(self, paragraph: Element) -> Iterator[Row]:
        properties = child_of(paragraph, "pPr")
        style = child_of(properties, "pStyle")
        look = self._style(attribute(style, "val") if style is not None else self._base)
        look = _paragraph_look(properties).over(look)
        boxes: list[Element] = []
        spans: list[_Span] = []
        self._spans(paragraph, look, spans, boxes)
        for line in _lines(spans):
            yield row_of(line, look)
        for box in boxes:
            yield from self.rows(box)

    def _spans(self, parent: Element, look: _Look, spans: list[_Span], boxes: list[Element]) -> None:
        for child in parent:
            name = NAMES[child.tag]
            if name == "t":
                if child.text and not look.hidden:
                    spans.append(_Span(_cased(child.text, look), look))
            elif name == "r":
                self._spans(child, self._run(child, look), spans, boxes)
            elif name in _BOXES:
                boxes.append(child)
            elif name not in _SKIPPED:
                text = _run_text(child, name)
                if text and not look.hidden:
                    spans.append(_Span(text, look))
                if len(child):
                    self._spans(child, look, spans, boxes)

    def _run(self, run: Element, look: _Look) -> _Look:
        """Look of a run in text of this look."""
        properties = child_of(run, "rPr")
        if properties is None or not len(properties):
            return look
        style = child_of(properties, "rStyle")
        base = self._style(attribute(style, "val")).over(look) if style is not None else look
        return _run_look(properties).over(base)

    def _style(self, style: str) -> _Look:
        if style not in self._resolved:
            self._resolved[style] = self._default  # ends loops of basedOn
            item = self._styles.get(style)
            if item is not None:
                based = child_of(item, "basedOn")
                base = self._style(attribute(based, "val")) if based is not None else self._default
                own = _run_look(child_of(item, "rPr")).over(_paragraph_look(child_of(item, "pPr")))
                self._resolved[style] = own.over(base)
        return self._resolved[style]


def _descend(parent: Element, name: str) -> Iterator[Element]:
    """Children of this name, also through content controls and custom XML, not through tables."""
    for child in parent:
        if NAMES[child.tag] == name:
            yield child
        elif NAMES[child.tag] in ("sdt", "sdtContent", "customXml", "ins", "smartTag"):
            yield from _descend(child, name)


def _descend_all(table: Element, name: str) -> list[Element]:
    return [cell for row in _descend(table, "tr") for cell in _descend(row, name)]


def _run_text(element: Element, name: str) -> str:
    if name in ("tab", "ptab"):
        return "\t"
    if name == "textpath":  # a watermark of Word, such as "TỐI MẬT" or "DỰ THẢO" (ECMA-376 part 4, 19.1.2.23)
        return f"\n{attribute(element, 'string')}\n"
    if name == "br":
        return " " if attribute(element, "type") in ("page", "column") else "\n"
    return {"cr": "\n", "noBreakHyphen": "-", "softHyphen": "\u00ad"}.get(name, "")


def _cased(text: str, look: _Look) -> str:
    """The text as capitals where the look says so; letters of legacy fonts are not known yet."""
    return text.upper() if look.caps and not font_encoding(look.font or "") else text


def _run_look(properties: Element | None) -> _Look:
    bold = italic = caps = hidden = size = font = None
    for item in properties if properties is not None else ():
        name = NAMES[item.tag]
        if name == "rFonts":
            font = font or attribute(item, "ascii") or attribute(item, "hAnsi") or None
        elif name == "sz":
            points = attribute(item, "val")
            size = int(points) / 2 if points.isdigit() else None
        elif name == "b":
            bold = attribute(item, "val").lower() in _ON
        elif name == "i":
            italic = attribute(item, "val").lower() in _ON
        elif name == "caps":
            caps = attribute(item, "val").lower() in _ON
        elif name == "vanish":
            hidden = attribute(item, "val").lower() in _ON
    return _Look(bold=bold, italic=italic, caps=caps, hidden=hidden, size=size, font=font)


def _paragraph_look(properties: Element | None) -> _Look:
    justify = child_of(properties, "jc")
    return _Look(centred=None if justify is None else attribute(justify, "val") == "center")


def _lines(spans: Iterable[_Span]) -> Iterator[list[_Span]]:
    line: list[_Span] = []
    for span in spans:
        if "\n" not in span.text:
            line.append(span)
            continue
        first, *rest = span.text.split("\n")
        line.append(_Span(first, span.look))
        for text in rest:
            yield line
            line = [_Span(text, span.look)]
    yield line
