"""Text layers of PDF files in legacy Vietnamese encodings.

Owns: the fonts of the characters of a page, converting its text and its words alike.
Must not: call a PDF library, or decide what is in which encoding.

PDF makers of the time wrote the codes of ``.VnTime`` as Latin-1; newer ones give real Unicode
behind the same font names. `archivist.legacy` tells them apart; it is asked with the first and
last pages, and a document without legacy text there is left alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from archivist.extract.pdf_pages import RawPage
from archivist.lazypattern import late_pattern
from archivist.legacy import PAD, Conversion, Encoding, Run, convert, font_encoding

MOST_PAGES = 200
"""Pages whose fonts are read all through; of longer documents the inner pages have no capitals."""

_LINE = late_pattern(r"[^\r\n]*[\r\n]+|[^\r\n]+")
# A font of the encoding, for pages whose fonts were not read.
_REGULAR = {Encoding.TCVN3: ".VnTime", Encoding.VNI: "VNI-Times"}


class Restorer:
    """Converts the pages of one document; made from its first and last pages.

    Args:
        edges: these pages.
    """

    def __init__(self, edges: Sequence[RawPage]) -> None:
        self._edges = {id(page): number for number, page in enumerate(edges)}
        lines = [_lines(page, "") for page in edges]
        self._counts = [len(page_lines) for page_lines in lines]
        self.conversion: Conversion | None = convert(
            [runs for page_lines in lines for runs in page_lines], padded=True
        )

    def restore(self, page: RawPage) -> RawPage:
        """The page with its text and words converted."""
        if self.conversion is None:
            return page
        number = self._edges.get(id(page))
        if number is not None:
            start = sum(self._counts[:number])
            return _converted(page, self.conversion.runs[start : start + self._counts[number]])
        default = _REGULAR.get(self.conversion.encodings[0], "")
        found = convert(_lines(page, default), padded=True)
        return page if found is None else _converted(page, found.runs)


def _lines(page: RawPage, default: str) -> list[list[Run]]:
    """The runs of every line; together they are the page's text."""
    if not font_encoding(default) and not any(
        font_encoding(word.style.font) for row in page.rows or () for word in row.words
    ):  # no font tells anything
        return [[Run(line)] for line in _LINE.findall(page.text)]
    fonts = _fonts(page, default)
    lines: list[list[Run]] = []
    for match in _LINE.finditer(page.text):
        runs: list[Run] = []
        start = match.start()
        for place in range(match.start() + 1, match.end() + 1):
            if place == match.end() or fonts[place] != fonts[start]:
                runs.append(Run(page.text[start:place], fonts[start]))
                start = place
        lines.append(runs)
    return lines


def _fonts(page: RawPage, default: str) -> list[str]:
    """Font of each character; blanks have the font of the word before them."""
    fonts = [""] * len(page.text)
    for row in page.rows or ():
        for word in row.words:
            for place in range(word.first, min(word.last + 1, len(fonts))):
                fonts[place] = word.style.font
    current = default
    for place, font in enumerate(fonts):
        current = fonts[place] = font or current
    return fonts


def _converted(page: RawPage, runs: Sequence[Sequence[str]]) -> RawPage:
    text = "".join([part for parts in runs for part in parts])
    for row in page.rows or ():
        for word in row.words:
            if page.text[word.first : word.last + 1] == word.text:
                word.text = text[word.first : word.last + 1].replace(PAD, "")
            elif (found := convert([[Run(word.text, word.style.font)]])) is not None:
                word.text = found.runs[0][0]
    return replace(page, text=text)
