"""What stands beside the running text of an RTF file: headers, footers, notes, text boxes, word art.

Owns: finding these groups, each with the font table, as small RTF files of their own.
Must not: decode anything.

striprtf leaves them out, and a mark of secrecy is typed or stamped just there (RTF 1.9.1: "Headers and
Footers", "Footnotes", "Shape Text", and the shape property gtextUNICODE of word art).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from archivist.lazypattern import late_pattern

_ASIDE = late_pattern(
    r"\{(?:\\\*)?\\(?:header[lrf]?|footer[lrf]?|footnote|shptxt|dptxbxtext)(?![a-z])-?\d* ?"
    r"|\{\\sn gtextUNICODE\}\s*\{\\sv "
)
_BRACE = late_pattern(r"\\.|[{}]", re.DOTALL)
_CODEPAGE = late_pattern(r"\\ansicpg\d+")
_MOST = 400
_LONGEST = 200_000


def asides(source: str, font_table: str) -> Iterator[str]:
    r"""Each as RTF of its own, in the order they stand in.

    Args:
        source: the file.
        font_table: its font table, from ``\fonttbl`` on.
    """
    codepage = _CODEPAGE.search(source[:1000])
    head = "{\\rtf1\\ansi" + (codepage.group() if codepage else "")
    head += ("{" + font_table + "}" if font_table else "") + " "
    seen: set[str] = set()
    for match in _ASIDE.finditer(source):
        body = source[match.end() : _end(source, match.end())]
        if body not in seen and len(seen) < _MOST:
            seen.add(body)
            yield head + body + "}"


def _end(source: str, start: int) -> int:
    """Where the group ends that is open at `start`."""
    depth = 1
    for brace in _BRACE.finditer(source, start, start + _LONGEST):
        depth += {"{": 1, "}": -1}.get(brace.group(), 0)
        if not depth:
            return brace.start()
    return min(len(source), start + _LONGEST)
