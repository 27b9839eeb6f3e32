"""Plain text and Markdown.

Owns: decoding, lines.
Must not: interpret Markdown (its text is its text).
"""

from __future__ import annotations

import re

from archivist.encoding import decode_text, western_text
from archivist.extract.request import Request, refuse
from archivist.extract.restoring import Built, build
from archivist.extract.rows import Row, split_columns
from archivist.extracted import Extracted
from archivist.model import Reason


def extract(request: Request) -> Extracted:
    """Read a text file.

    Raises:
        ExtractionError: reason ``empty``.
    """
    data = request.path.read_bytes()
    text, encoding = decode_text(data)
    built = _built(western_text(data), request) if encoding == "cp1258" else None
    if built is None or built.conversion is None:
        built = _built(text, request)
    if not built.page.lines:
        refuse(Reason.EMPTY, "the file holds no text")
    return Extracted(
        detected=request.detected,
        pages=(built.page,),
        extractor="plain 1",
        metadata={"encoding": encoding, **built.facts},
        truncated=built.truncated,
        warnings=built.warnings,
        original_text=built.original,
        page_count=1,
    )


def _built(text: str, request: Request) -> Built:
    # Without fonts a soft hyphen may be the letter ư of TCVN3: it is kept.
    return build(
        _lines(text),
        text_chars=request.limits.text_chars,
        keep_soft_hyphens=True,
        arrange=split_columns,
    )


def _lines(text: str) -> list[Row]:
    return [Row(text=line) for line in re.split(r"\r\n|[\n\r\f\v\u2028\u2029]", text) if line.strip()]


def text_rows(text: str) -> list[Row]:
    """Lines of a text, the columns of its head and foot told by blanks and tabs."""
    return split_columns(_lines(text))
