"""Text of a form that shows one string in one font, as number and date are stamped on a document.

Owns: recognising such a form (upright, one string, a composite font whose codes are its glyphs and whose
map to Unicode lists single letters) and reading it.
Must not: guess. Whatever else the form does, or a code without a letter of its own, is None: pypdf reads it.

Offices stamp number, day and month into signed documents as a widget each (ISO 32000-1, 12.7.3.3), always in
this shape. pypdf prepares fonts with all their widths for it, which was a quarter of what the gate costs.
"""

from __future__ import annotations

import re

from pypdf.generic import DictionaryObject, StreamObject

from archivist.lazypattern import late_pattern

_NUMBER = rb"[+-]?(?:\d{1,9}(?:\.\d{0,9})?|\.\d{1,9})"
# What may stand before and after the string: its place (not turned: pypdf leaves out what stands on its
# head), its font, colours (ISO 32000-1, tables 74, 105 and 108).
_STEP = (
    rb"(?:"
    + _NUMBER
    + rb"\s+0\s+"
    + _NUMBER
    + rb"\s+[1-9]\d{0,3}(?:\.\d{0,9})?\s+"
    + _NUMBER
    + rb"\s+"
    + _NUMBER
    + rb"\s+Tm"
    rb"|" + _NUMBER + rb"\s+" + _NUMBER + rb"\s+Td"
    rb"|(?:" + _NUMBER + rb"\s+){3}(?:rg|RG)"
    rb"|" + _NUMBER + rb"\s+[gG])"
)
_FORM = late_pattern(
    rb"\s*(?:q\s+)?BT\s+(?:" + _STEP + rb"\s+){0,8}/([A-Za-z0-9_.+-]{1,60})\s+\d{1,3}(?:\.\d{1,9})?\s+Tf\s+"
    rb"(?:" + _STEP + rb"\s+){0,8}(?:\(([^()\\\r\n]{1,400})\)|<([0-9A-Fa-f]{1,800})>)\s*Tj\s+"
    rb"(?:" + _STEP + rb"\s+){0,8}ET(?:\s+Q)?\s*",
    re.DOTALL,
)
_SPACE = late_pattern(rb"begincodespacerange\s*<0000>\s*<FFFF>\s*endcodespacerange", re.IGNORECASE)
_SECTION = late_pattern(rb"\d+\s+beginbf(range|char)\s+(.*?)\s*endbf(range|char)", re.DOTALL)
_RANGES = late_pattern(rb"(?:\s*<[0-9A-Fa-f]{4}>\s*<[0-9A-Fa-f]{4}>\s*<[0-9A-Fa-f]{4}>)*")
_CHARS = late_pattern(rb"(?:\s*<[0-9A-Fa-f]{4}>\s*<[0-9A-Fa-f]{4}>)*")
_CODE = late_pattern(rb"<([0-9A-Fa-f]{4})>")
# Letters written from left to right that stand for themselves: pypdf orders and composes others.
_PLAIN = late_pattern("[ -~\u00a1-\u00ac\u00ae-\u02ff\u1e00-\u1eff]+")
_MOST_BYTES = 100_000


def stamped_text(form: StreamObject) -> str | None:
    """The string of `form` as it is read; None when the form is not that plain.

    Raises:
        LimitReachedError: the form or its map unpacks beyond all limits.
    """
    content = form.get_data()
    shown = _FORM.fullmatch(content) if len(content) <= _MOST_BYTES else None
    if shown is None:
        return None
    letters = _letters(_font(form, "/" + shown[1].decode("ascii")))
    if letters is None:
        return None
    codes = shown[2] if shown[2] is not None else _bytes_of(shown[3])
    if len(codes) % 2:
        return None
    found = [letters.get(int.from_bytes(codes[at : at + 2])) for at in range(0, len(codes), 2)]
    text = "".join([letter for letter in found if letter is not None])
    return text if len(text) == len(found) and _PLAIN.fullmatch(text) else None


def _font(form: StreamObject, name: str) -> DictionaryObject | None:
    resources = _resolved(form, "/Resources")
    font = _resolved(_resolved(resources, "/Font"), name)
    return font if isinstance(font, DictionaryObject) else None


def _letters(font: DictionaryObject | None) -> dict[int, str] | None:
    """Letter of each code of a font; None when there is more to it."""
    if font is None or font.get("/Subtype") != "/Type0" or font.get("/Encoding") != "/Identity-H":
        return None
    told = _resolved(font, "/ToUnicode")
    if not isinstance(told, StreamObject):
        return None
    content = told.get_data()
    if len(content) > _MOST_BYTES or b"usecmap" in content or b"%" in content.partition(b"begincmap")[2]:
        return None
    sections = _SECTION.findall(content)
    if _SPACE.search(content) is None or len(sections) != content.count(b"beginbf"):
        return None
    letters: dict[int, str] = {}
    for kind, body, end in sections:
        if kind != end or not (_RANGES if kind == b"range" else _CHARS).fullmatch(body):
            return None
        codes = [int(code, 16) for code in _CODE.findall(body)]
        if kind == b"char":
            letters.update(zip(codes[::2], map(chr, codes[1::2]), strict=True))
            continue
        for first, last, letter in zip(codes[::3], codes[1::3], codes[2::3], strict=True):
            if last - first > 255 or letter + last - first > 0xFFFF:
                return None
            letters.update((code, chr(letter + code - first)) for code in range(first, last + 1))
    return letters


def _bytes_of(digits: bytes) -> bytes:
    return bytes.fromhex(digits.decode("ascii")) if len(digits) % 2 == 0 else b"?"


def _resolved(holder: object, key: str) -> object:
    value = holder.get(key) if isinstance(holder, DictionaryObject) else None
    return value.get_object() if value is not None else None
