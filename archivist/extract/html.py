"""HTML, from a browser, a law portal or Word.

Owns: decoding, the visible text as rows, columns of letterhead tables.
Must not: run or load anything, or guess which part of a portal page is the document beyond
what its elements say (``nav``, ``script``, hidden parts).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import field
from html.parser import HTMLParser

from archivist.encoding import decode_html, western_text
from archivist.extract.cleaning import clean_line
from archivist.extract.request import Request
from archivist.extract.restoring import Built, build
from archivist.extract.rows import Row, runs, table_rows
from archivist.extracted import Extracted
from archivist.lazyclass import dataclass
from archivist.lazypattern import late_pattern
from archivist.legacy import font_encoding, legacy_fonts

_VOID = frozenset(
    ["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"]
)
_SKIPPED = frozenset([
    "script", "style", "nav", "noscript", "template", "head", "svg", "math", "iframe", "object", "canvas",
    "audio", "video", "button", "select", "option", "textarea", "dialog",
])  # fmt: skip
# ARIA roles of what surrounds a document on a page.
_ROLES = frozenset(["navigation", "menu", "menubar", "tablist", "toolbar", "search", "banner", "contentinfo"])
_BLOCKS = frozenset([
    "address", "article", "aside", "blockquote", "body", "center", "dd", "details", "div", "dl", "dt",
    "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header",
    "hr", "html", "legend", "li", "main", "ol", "p", "pre", "section", "summary", "table", "tbody", "td",
    "tfoot", "th", "thead", "tr", "ul", "caption",
])  # fmt: skip
# Elements that end when another of their kind begins (HTML 5, 13.1.2.4 optional tags).
_CLOSES = {
    "p": frozenset(["p"]),
    "li": frozenset(["li"]),
    "td": frozenset(["td", "th"]),
    "th": frozenset(["td", "th"]),
    "tr": frozenset(["tr", "td", "th"]),
    "dt": frozenset(["dt", "dd"]),
    "dd": frozenset(["dt", "dd"]),
    "option": frozenset(["option"]),
}
_SCOPES = frozenset(["table", "ul", "ol", "dl", "div", "body", "html"])
_DEPTH = 200
_BLANKS = late_pattern("[ \t\r\n\f]+")  # HTML 5, 13.1: a no-break space is none of them
# Encodings that were guessed or declared and that a legacy encoding may hide behind.
_LAST_RESORTS = frozenset(["cp1258", "cp1252"])
_STYLE = late_pattern(r"([a-z-]+)\s*:\s*([^;]+)", re.IGNORECASE)
_SIZE = late_pattern(r"(\d{1,3}(?:\.\d+)?)\s*(pt|px)", re.IGNORECASE)


@dataclass(slots=True)
class _Node:
    """An element: its children are elements and texts."""

    tag: str
    attributes: dict[str, str]
    children: list[_Node | str] = field(default_factory=list)

    @property
    def style(self) -> dict[str, str]:
        found = _STYLE.findall(self.attributes.get("style", ""))
        pairs = [(name.lower(), value.strip()) for name, value in found]
        # Case tells fonts apart (".VnTimeH" shows capitals); all other values have none.
        return {name: value if name == "font-family" else value.lower() for name, value in pairs}


class _Tree(HTMLParser):
    """A tree of elements, whatever the tags look like."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = _Node("html", {})
        self._open = [self.root]
        self.title = ""
        self._in_title = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "title":
            self._in_title = True
        if tag in ("html", "body"):
            return
        if tag in _CLOSES:
            self._close_open(_CLOSES[tag], _SCOPES if tag != "p" else _SCOPES | {"td", "th", "li"})
        node = _Node(tag, {name: value or "" for name, value in attrs})
        self._open[-1].children.append(node)
        if tag not in _VOID and len(self._open) < _DEPTH:
            self._open.append(node)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._open[-1].children.append(_Node(tag, {name: value or "" for name, value in attrs}))

    def handle_endtag(self, tag: str) -> None:
        if tag == "title":
            self._in_title = False
        for index in range(len(self._open) - 1, 0, -1):
            if self._open[index].tag == tag:
                del self._open[index:]
                return
            # A stray </div> inside a cell must not close the table around it.
            if self._open[index].tag == "table" and tag not in ("table", "body", "html"):
                return

    def handle_data(self, data: str) -> None:
        if self._in_title:
            self.title += data
        else:
            self._open[-1].children.append(data)

    def _close_open(self, tags: frozenset[str], scopes: frozenset[str]) -> None:
        for index in range(len(self._open) - 1, 0, -1):
            if self._open[index].tag in tags:
                del self._open[index:]
                # A row closes the cell that is open in it and then the row itself.
                if tags == _CLOSES["tr"] and self._open[-1].tag == "tr":
                    del self._open[-1]
                return
            if self._open[index].tag in scopes:
                return


@dataclass(frozen=True, slots=True)
class _Look:
    centred: bool = False
    bold: bool = False
    italic: bool = False
    upper: bool = False
    size: float | None = None
    font: str = ""

    def inside(self, node: _Node) -> _Look:
        """The look of text inside an element."""
        style, attributes, tag = node.style, node.attributes, node.tag
        align = style.get("text-align") or attributes.get("align", "").lower()
        weight, font = style.get("font-weight", ""), style.get("font-family") or attributes.get("face", "")
        heavy = tag in ("b", "strong", "th") or (len(tag) == 2 and tag[0] == "h" and tag[1].isdigit())
        size = _SIZE.search(style.get("font-size", ""))
        points = float(size.group(1)) * (0.75 if size.group(2).lower() == "px" else 1) if size else None
        return _Look(
            centred=align == "center" if align else self.centred or tag == "center",
            bold=weight in ("bold", "bolder", "600", "700", "800", "900") if weight else self.bold or heavy,
            italic="italic" in style["font-style"]
            if "font-style" in style
            else self.italic or tag in ("i", "em"),
            upper=style.get("text-transform", "upper" if self.upper else "").startswith("upper"),
            size=points or self.size,
            font=font.split(",")[0].strip(" '\"") or self.font,
        )


class _Paragraph:
    """Texts of one block until its end."""

    def __init__(self) -> None:
        self.parts: list[tuple[str, _Look]] = []

    def rows(self) -> Iterator[Row]:
        parts, self.parts = self.parts, []
        lines: list[list[tuple[str, _Look]]] = [[]]
        for text, look in parts:
            if text == "\n":
                lines.append([])
            else:
                lines[-1].append((text, look))
        for line in lines:
            inked = [(len(text.strip()), look) for text, look in line if text.strip()]
            if not inked:
                continue
            total = sum(count for count, _ in inked)
            fonts = tuple(dict.fromkeys(look.font for _, look in inked if look.font))
            yield Row(
                text="".join(text for text, _ in line),
                centred=inked[0][1].centred,
                bold=2 * sum(count for count, look in inked if look.bold) > total,
                italic=2 * sum(count for count, look in inked if look.italic) > total,
                size=max((look.size for _, look in inked if look.size), default=None),
                fonts=fonts,
                runs=runs((text, look.font) for text, look in line) if len(fonts) > 1 else (),
            )


def extract(request: Request) -> Extracted:
    """Read an HTML file."""
    data = request.path.read_bytes()
    text, encoding = decode_html(data)
    rows, title = html_rows(text)
    fonts = legacy_fonts(font for row in rows for font in row.fonts)
    chars = request.limits.text_chars
    built: Built | None = None
    if encoding in _LAST_RESORTS:
        built = build(html_rows(western_text(data))[0], text_chars=chars)
    if built is None or built.conversion is None:
        built = build(rows, text_chars=chars, keep_soft_hyphens=bool(fonts))
    metadata = {"encoding": encoding, **({"title": title[:1000]} if title else {}), **built.facts}
    return Extracted(
        detected=request.detected,
        pages=(built.page,),
        extractor="html 1",
        metadata=metadata,
        truncated=built.truncated,
        warnings=built.warnings,
        font_encodings=fonts,
        original_text=built.original,
        page_count=1,
    )


def html_rows(text: str) -> tuple[list[Row], str]:
    """Visible rows of an HTML text, and its title."""
    tree = _Tree()
    tree.feed(_without_open_end(text))
    tree.close()
    return list(_rows(tree.root, _Look())), clean_line(tree.title)


def _without_open_end(text: str) -> str:
    """Text without a comment or tag that the end of the file leaves open.

    Browsers drop it too (HTML 5, 13.2.5); html.parser looks for the end of each anew, which
    takes hours for a file of ``<!--``.
    """
    start = text.find("<!--", text.rfind("-->") + 1)
    text = text[:start] if start >= 0 else text
    start = text.find("<", text.rfind(">") + 1)
    opens = start >= 0 and (
        text[start + 1 : start + 2].isalpha() or text[start + 1 : start + 2] in ("!", "?", "/")
    )
    return text[:start] if opens else text


def _rows(node: _Node, look: _Look) -> Iterator[Row]:
    paragraph = _Paragraph()
    yield from _walk(node, look, paragraph, pre=False)
    yield from paragraph.rows()


def _walk(node: _Node, look: _Look, paragraph: _Paragraph, *, pre: bool) -> Iterator[Row]:
    for child in node.children:
        if isinstance(child, str):
            text = child if pre else _BLANKS.sub(" ", child)
            for index, line in enumerate(text.split("\n")):
                if index:
                    paragraph.parts.append(("\n", look))
                paragraph.parts.append(
                    (line.upper() if look.upper and not font_encoding(look.font) else line, look)
                )
        elif child.tag == "br":
            paragraph.parts.append(("\n", look))
        elif child.tag in _SKIPPED or _is_hidden(child):
            continue
        elif child.tag in _BLOCKS:
            yield from paragraph.rows()
            inner = look.inside(child)
            if child.tag == "table":
                yield from _table(child, inner)
            else:
                yield from _walk(child, inner, paragraph, pre=pre or child.tag == "pre")
                yield from paragraph.rows()
        else:
            yield from _walk(child, look.inside(child), paragraph, pre=pre)


def _is_hidden(node: _Node) -> bool:
    style = node.style
    hidden = style.get("display") == "none" or style.get("visibility") == "hidden"
    if node.attributes.get("role", "").lower() in _ROLES:
        return True
    return hidden or "hidden" in node.attributes or node.attributes.get("aria-hidden") == "true"


def _table(table: _Node, look: _Look) -> list[Row]:
    rows = [
        [list(_rows(cell, look.inside(row).inside(cell))) for cell in _elements(row, ("td", "th"))]
        for row in _elements(table, ("tr",))
    ]
    captions = [row for cell in _elements(table, ("caption",)) for row in _rows(cell, look)]
    return captions + table_rows(rows, bordered=_has_borders(table))


def _elements(node: _Node, tags: tuple[str, ...]) -> Iterator[_Node]:
    """Descendants with one of the tags, not those of tables inside."""
    for child in node.children:
        if isinstance(child, _Node):
            if child.tag in tags:
                yield child
            elif child.tag != "table":
                yield from _elements(child, tags)


def _has_borders(table: _Node) -> bool:
    border = table.attributes.get("border", "").strip()
    if border and border.lower().removesuffix("px") not in ("0", "none"):
        return True
    return bool(re.match(r"[1-9].*solid|solid", table.style.get("border", "")))
