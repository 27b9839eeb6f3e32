"""OpenDocument text and presentations (ODF 1.3), packed or as one XML file: our own reader.

Owns: text, headers, footers, notes and text boxes → rows with their looks; the columns of
letterhead tables.
Must not: show tracked deletions or comments.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from xml.etree.ElementTree import Element

from archivist.detect import FODP, FODT
from archivist.extract import flat
from archivist.extract.cleaning import clean_line
from archivist.extract.container import Container
from archivist.extract.request import Request, refuse
from archivist.extract.restoring import build
from archivist.extract.rows import Row, row_of, split_columns, table_rows
from archivist.extracted import Extracted
from archivist.lazyclass import dataclass
from archivist.lazypattern import late_pattern
from archivist.legacy import font_encoding, legacy_fonts
from archivist.model import Reason

_META = {
    "title": "title",
    "subject": "subject",
    "initial-creator": "author",
    "creator": "author",
    "creation-date": "created",
    "date": "modified",
    "language": "language",
    "generator": "producer",
}
_SKIPPED = frozenset(
    ["tracked-changes", "annotation", "annotation-end", "sequence-decls", "forms", "ruby-text"]
)
_POINTS = late_pattern(r"(\d+(?:\.\d+)?)pt$")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Look:
    """Properties of a style; None = inherited."""

    centred: bool | None = None
    bold: bool | None = None
    italic: bool | None = None
    upper: bool | None = None
    hidden: bool | None = None
    size: float | None = None
    font: str | None = None
    bordered: bool | None = None

    def over(self, base: _Look) -> _Look:
        """These properties, those that are not given taken from ``base``."""
        return _Look(
            centred=base.centred if self.centred is None else self.centred,
            bold=base.bold if self.bold is None else self.bold,
            italic=base.italic if self.italic is None else self.italic,
            upper=base.upper if self.upper is None else self.upper,
            hidden=base.hidden if self.hidden is None else self.hidden,
            size=base.size if self.size is None else self.size,
            font=base.font if self.font is None else self.font,
            bordered=base.bordered if self.bordered is None else self.bordered,
        )


def extract(request: Request) -> Extracted:
    """Read an OpenDocument text.

    Raises:
        ExtractionError: ``unreadable`` or ``decompression-limit``.
    """
    content, styles, meta = _trees(request)
    rows = list(_Reader(content, styles).all_rows())
    metadata, pages = _metadata(meta)
    fonts = legacy_fonts(font for row in rows for font in row.fonts)
    built = build(
        rows, text_chars=request.limits.text_chars, keep_soft_hyphens=bool(fonts), arrange=split_columns
    )
    return Extracted(
        detected=request.detected,
        pages=(built.page,),
        extractor="odt 1",
        metadata={**metadata, **built.facts},
        truncated=built.truncated,
        warnings=built.warnings,
        font_encodings=fonts,
        original_text=built.original,
        page_count=pages,
    )


def _trees(request: Request) -> tuple[Element, Element | None, Element | None]:
    """Content, styles and facts: parts of a package, or of one XML file (ODF 1.3 part 3, 3.1.2)."""
    if request.detected.media_type in (FODP, FODT):
        root = flat.root_of(request)
        return root, root, next((item for item in root if _name(item) == "meta"), None)
    with Container(request.path, request.limits) as container:
        content = container.xml("content.xml")
        if content is None:
            refuse(Reason.UNREADABLE, "content.xml is missing")
        return content, container.xml("styles.xml"), container.xml("meta.xml")


def _metadata(meta: Element | None) -> tuple[dict[str, str], int | None]:
    found: dict[str, str] = {}
    pages: int | None = None
    for item in meta.iter() if meta is not None else ():
        key, value = _META.get(_name(item)), clean_line(item.text or "")
        if key and value:
            found.setdefault(key, value[:1000])
        if _name(item) == "document-statistic":
            count = _attribute(item, "page-count")
            pages = int(count) if count.isdigit() and 0 < int(count) < 100_000 else None
    return found, pages


def _name(element: Element) -> str:
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def _attribute(element: Element, name: str) -> str:
    for key, value in element.attrib.items():
        if key.rpartition("}")[2] == name:
            return value
    return ""


class _Reader:
    """Paragraphs and tables with their styles."""

    def __init__(self, content: Element, styles: Element | None) -> None:
        self._content = content
        self._page_styles = styles
        self._styles: dict[tuple[str, str], Element] = {}
        self._resolved: dict[tuple[str, str], _Look] = {}
        self._fonts: dict[str, str] = {}
        for tree in (styles, content):
            for item in tree.iter() if tree is not None else ():
                name = _name(item)
                if name == "style":
                    self._styles[_attribute(item, "family"), _attribute(item, "name")] = item
                elif name == "font-face":
                    self._fonts[_attribute(item, "name")] = _attribute(item, "font-family").strip("'\"")

    def all_rows(self) -> Iterator[Row]:
        """Headers, the text, footers."""
        heads, feet = self._marginal("header"), self._marginal("footer")
        yield from heads
        # Formats of numbers have a "text" too, before the body: what is in the body alone is looked at.
        for body in (item for item in self._content if _name(item) == "body"):
            yield from self.rows(body)
            if any(_name(item) == "presentation" for item in body):
                yield from self._on_every_slide()
        yield from feet

    def _on_every_slide(self) -> Iterator[Row]:
        """Headers and footers of slides, and shapes of their masters that are no places to be filled."""
        seen: set[str] = set()
        trees = dict.fromkeys(tree for tree in (self._content, self._page_styles) if tree is not None)
        items = [item for tree in trees for item in tree.iter()]
        used = {_attribute(item, "master-page-name") for item in items if _name(item) == "page"}
        rows = [Row(text=item.text or "") for item in items if _name(item) in ("footer-decl", "header-decl")]
        for master in items:
            if _name(master) == "master-page" and _attribute(master, "name") in used:
                shapes = (item for item in master if _name(item) != "notes" and not _attribute(item, "class"))
                rows += [row for shape in shapes for row in self.rows([shape])]
        for row in rows:
            line = clean_line(row.text)
            if line and line not in seen and not line.isdigit():
                seen.add(line)
                yield replace(row, widget=True)

    def _marginal(self, kind: str) -> list[Row]:
        """Rows of page headers or footers, once each; page numbers alone are left out."""
        found: dict[str, Row] = {}
        tree = self._page_styles
        masters = [item for item in tree.iter() if _name(item) == "master-page"] if tree is not None else []
        for part in (part for master in masters for part in master if _name(part).startswith(kind)):
            for row in self.rows(part):
                text = clean_line(row.text)
                if text and not text.isdigit():
                    found.setdefault(text, row)
        return list(found.values())

    def rows(self, parent: Iterable[Element]) -> Iterator[Row]:
        """Rows of a body, section, list, cell or note, in document order."""
        for child in parent:
            name = _name(child)
            if name in ("p", "h"):
                yield from self._paragraph(child)
            elif name == "table":
                yield from self._table(child)
            elif name not in _SKIPPED:
                yield from self.rows(child)

    def _table(self, table: Element) -> list[Row]:
        cells = [[cell for cell in row if _name(cell) == "table-cell"] for row in self._table_rows(table)]
        rows = [[list(self.rows(cell)) for cell in line] for line in cells]
        looks = [self._style("table-cell", _attribute(cell, "style-name")) for line in cells for cell in line]
        return table_rows(rows, bordered=any(look.bordered for look in looks))

    def _table_rows(self, table: Element) -> Iterator[Element]:
        for child in table:
            if _name(child) == "table-row":
                yield child
            elif _name(child) in ("table-rows", "table-header-rows", "table-row-group"):
                yield from self._table_rows(child)

    def _paragraph(self, paragraph: Element) -> Iterator[Row]:
        look = self._style("paragraph", _attribute(paragraph, "style-name"))
        lines: list[list[tuple[str, _Look]]] = [[]]
        later: list[Element] = []
        self._spans(paragraph, look, lines, later)
        for line in lines:
            yield row_of(line, look)
        for part in later:
            yield from self.rows(part)

    def _spans(
        self, parent: Element, look: _Look, lines: list[list[tuple[str, _Look]]], later: list[Element]
    ) -> None:
        _add(lines, parent.text, look)
        for child in parent:
            name = _name(child)
            if name == "s":
                count = _attribute(child, "c")
                _add(lines, " " * (min(int(count), 200) if count.isdigit() else 1), look)
            elif name == "tab":
                _add(lines, "\t", look)
            elif name == "line-break":
                lines.append([])
            elif name in ("note-body", "text-box", "table"):
                later.append(child)
            elif name not in _SKIPPED and name != "note-citation":
                style = _attribute(child, "style-name") if name in ("span", "a") else ""
                inner = self._style("text", style).over(look) if style else look
                self._spans(child, inner, lines, later)
            _add(lines, child.tail, look)

    def _style(self, family: str, name: str) -> _Look:
        key = (family, name)
        if key not in self._resolved:
            self._resolved[key] = _Look()  # ends loops of parent styles
            item = self._styles.get(key)
            if item is not None:
                parent = _attribute(item, "parent-style-name")
                base = self._style(family, parent) if parent else _Look()
                self._resolved[key] = self._own(item).over(base)
        return self._resolved[key]

    def _own(self, style: Element) -> _Look:
        look = _Look()
        for item in style:
            name = _name(item)
            if name == "paragraph-properties" and _attribute(item, "text-align"):
                look = _Look(centred=_attribute(item, "text-align") == "center").over(look)
            elif name == "text-properties":
                look = self._text_look(item).over(look)
            elif name == "table-cell-properties":
                sides = ("border", "border-left", "border-right", "border-top", "border-bottom")
                values = [value for side in sides if (value := _attribute(item, side))]
                look = _Look(bordered=any(value != "none" for value in values)).over(look)
        return look

    def _text_look(self, item: Element) -> _Look:
        weight, style = _attribute(item, "font-weight"), _attribute(item, "font-style")
        case, display = _attribute(item, "text-transform"), _attribute(item, "display")
        size = _POINTS.match(_attribute(item, "font-size"))
        font = self._fonts.get(_attribute(item, "font-name")) or _attribute(item, "font-family").strip("'\"")
        return _Look(
            bold=weight in ("bold", "600", "700", "800", "900") if weight else None,
            italic=style in ("italic", "oblique") if style else None,
            upper=case == "uppercase" if case else None,
            hidden=display == "none" if display else None,
            size=float(size.group(1)) if size else None,
            font=font or None,
        )


def _add(lines: list[list[tuple[str, _Look]]], text: str | None, look: _Look) -> None:
    if text and not look.hidden:
        # Line ends in the XML are blanks (ODF 1.3 part 3, 6.1.2).
        text = re.sub(r"[\r\n]+", " ", text)
        # In a legacy font the letters are known only after conversion.
        upper = look.upper and not font_encoding(look.font or "")
        lines[-1].append((text.upper() if upper else text, look))
