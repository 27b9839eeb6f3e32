"""Which font each stretch of an RTF text is set in.

Owns: the font table, following changes of font through groups, the marks that carry the font through
striprtf.
Must not: decode anything.

Bytes in a legacy Vietnamese font are letters of that font whatever character set the file
claims for it; they are handed on as Windows-1252 so that they can be converted later.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from archivist.lazypattern import late_pattern
from archivist.legacy import font_encoding

_FIRST = 0xE100
_MOST = 0x400
MARKS = late_pattern(f"([{chr(_FIRST)}-{chr(_FIRST + _MOST)}])")
"""A mark: what follows is set in the font of this number."""

_GROUP = late_pattern(r"\{\\f(\d{1,5})((?:[^{}]|\{[^{}]*\})*)\}")
_FLAT = late_pattern(r"\\f(\d{1,5})((?:\\[a-z]+-?\d*)*) ([^;{}\\]+);")
_INNER = late_pattern(r"\{[^{}]*\}")
_WORDS = late_pattern(r"\\[a-z]+-?\d* ?")
_CHARSET = late_pattern(r"\\fcharset\d+")
_TOKEN = late_pattern(
    r"\\(?:(f|deff|plain|pard)(-?\d{1,5})?(?![a-z0-9]) ?|[\\{}]|[a-z]+(?:-?\d+)? ?|.)|[{}]", re.DOTALL
)


def font_names(table: str) -> dict[int, str]:
    """Number → name of the fonts in a font table."""
    found: dict[int, str] = {}
    for number, body in _GROUP.findall(table):
        found[int(number)] = _WORDS.sub("", _INNER.sub("", body)).split(";")[0].strip()
    for number, _, name in _FLAT.findall(table):
        found.setdefault(int(number), name.strip())
    return found


def mark_fonts(source: str) -> tuple[str, dict[str, str]]:
    """Put a mark before every stretch in another font.

    Returns:
        The marked source, and the name of the font of each mark. Without legacy fonts the
        source is left alone.
    """
    table_at, after = font_table(source)
    table = source[table_at:after]
    names = font_names(table)
    if not any(map(font_encoding, names.values())):
        return source, {}
    numbers = sorted(names)[:_MOST]
    marks = {number: chr(_FIRST + 1 + place) for place, number in enumerate(numbers)}
    western = _GROUP.sub(_as_western, table)
    marked = source[:table_at] + western + _marked(source, after, marks)
    return marked, {mark: names[number] for number, mark in marks.items()}


def font_table(source: str) -> tuple[int, int]:
    """Begin and end of the font table's group."""
    start = source.find("\\fonttbl")
    if start < 0:
        return 0, 0
    depth = 1
    for brace in re.finditer(r"[{}]", source[start:]):
        depth += 1 if brace[0] == "{" else -1
        if not depth:
            return start, start + brace.start()
    return start, len(source)


def _as_western(match: re.Match[str]) -> str:
    name = _WORDS.sub("", _INNER.sub("", match[2])).split(";")[0].strip()
    return _CHARSET.sub(r"\\fcharset0", match[0]) if font_encoding(name) else match[0]


def _marked(source: str, start: int, marks: dict[int, str]) -> str:
    default = re.search(r"\\deff(\d{1,5})", source[:start])
    base = current = int(default[1]) if default else -1
    stack: list[int] = []
    out = [marks.get(current, chr(_FIRST))]
    position = start
    for match in _TOKEN.finditer(source, start):
        token, before = match[0], current
        if token == "{":
            stack.append(current)
        elif token == "}":
            current = stack.pop() if stack else base
        elif match[1] == "f" and match[2]:
            current = int(match[2])
        elif match[1] == "plain":
            current = base
        if current != before:
            out += source[position : match.end()], marks.get(current, chr(_FIRST))
            position = match.end()
    out.append(source[position:])
    return "".join(out)


def carry_marks(text: str, breaks: str) -> str:
    """Repeat the mark in force after every break, so that each line can be read alone."""
    current = ""
    out = []
    for part in re.split(f"({MARKS.pattern[1:-1]}|[{breaks}])", text):
        if MARKS.fullmatch(part):
            current = part
        out.append(part)
        if part and part in breaks:
            out.append(current)
    return "".join(out)


def split_marks(line: str, names: Mapping[str, str]) -> list[tuple[str, str]]:
    """Text and font of the runs of a line."""
    found: list[tuple[str, str]] = []
    font = ""
    for part in MARKS.split(line):
        if MARKS.fullmatch(part):
            font = names.get(part, "")
        elif part:
            found.append((part, font))
    return found
