"""Plain text and Markdown.

Owns: decoding and the two-column heads that text files imitate with blanks or tabs.
Must not: interpret Markdown (its text is its text).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from archivist.extract.encoding import decode_text
from archivist.extract.records import Column, Extracted
from archivist.extract.request import Request, refuse
from archivist.extract.rows import Row, page_of
from archivist.model import Reason

_GAP = re.compile(r"(?<=\S)(?:[ \u00a0]{3,}|[ \u00a0]*\t[\t \u00a0]*)(?=\S)")
_INDENT = re.compile(r"^(?:[ \u00a0]{20,}|\t{2,}[ \u00a0]*)(?=\S)")
_HEAD_LINES = 15


def extract(request: Request) -> Extracted:
    """Read a text file.

    Raises:
        ExtractionError: reason ``empty``.
    """
    text, encoding = decode_text(request.path.read_bytes())
    rows = list(text_rows(text))
    page, truncated = page_of(rows, text_chars=request.limits.text_chars, keep_soft_hyphens=True)
    if not page.lines:
        refuse(Reason.EMPTY, "the file holds no text")
    return Extracted(
        detected=request.detected,
        pages=(page,),
        extractor="plain 1",
        metadata={"encoding": encoding},
        truncated=truncated,
        page_count=1,
    )


def text_rows(text: str) -> Iterator[Row]:
    """Lines of a text; two-column blocks left side first.

    A block is a run of lines among which some are split by three or more blanks or a tab; a
    line indented by 20 blanks or more beside such lines is its right side alone. Blocks are
    looked for where letterheads and signatures stand: the head and the foot of the text.
    """
    lines = re.split(r"\r\n|[\n\r\f\v\u2028\u2029]", text)
    filled = [index for index, line in enumerate(lines) if line.strip()]
    zone = set(filled[:_HEAD_LINES]) | set(filled[-_HEAD_LINES:])
    left: list[Row] = []
    right: list[Row] = []
    middles: list[float] = []
    for index, line in enumerate(lines):
        parts = _GAP.split(line.strip()) if index in zone else [line]
        if len(parts) == 2:
            left.append(Row(text=parts[0], column=Column.LEFT))
            right.append(Row(text=parts[1], column=Column.RIGHT))
            middles.append(_middle(line, parts[1]))
        elif left and index in zone and _stands_right(line, left, middles):
            right.append(Row(text=line, column=Column.RIGHT))
        elif line.strip():
            yield from left
            yield from right
            left, right, middles = [], [], []
            yield Row(text=line)
    yield from left
    yield from right


def _middle(line: str, part: str) -> float:
    """Column of the middle of the last part of a line."""
    return len(line.expandtabs().rstrip()) - len(part) / 2


def _stands_right(line: str, left: list[Row], middles: list[float]) -> bool:
    """True for an indented line nearer to the middle of the right column than to the page's.

    So a title centred on the page (``NGHỊ QUYẾT``) ends the block above it.
    """
    if not _INDENT.match(line):
        return False
    column = sum(middles) / len(middles)
    page = (column + max(len(row.text.strip()) for row in left) / 2) / 2
    middle = _middle(line, line.strip())
    return abs(middle - column) < abs(middle - page)
