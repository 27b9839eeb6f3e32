"""Plain text and Markdown.

Owns: decoding, lines.
Must not: interpret Markdown (its text is its text).
"""

from __future__ import annotations

import re

from archivist.encoding import decode_text
from archivist.extract.request import Request, refuse
from archivist.extract.rows import Row, page_of, split_columns
from archivist.extracted import Extracted
from archivist.model import Reason


def extract(request: Request) -> Extracted:
    """Read a text file.

    Raises:
        ExtractionError: reason ``empty``.
    """
    text, encoding = decode_text(request.path.read_bytes())
    # Without fonts a soft hyphen may be the letter ư of TCVN3: it is kept.
    page, truncated = page_of(text_rows(text), text_chars=request.limits.text_chars, keep_soft_hyphens=True)
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


def text_rows(text: str) -> list[Row]:
    """Lines of a text, the columns of its head and foot told by blanks and tabs."""
    lines = re.split(r"\r\n|[\n\r\f\v\u2028\u2029]", text)
    return split_columns([Row(text=line) for line in lines])
