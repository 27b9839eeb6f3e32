"""Pictures of RTF files: hexadecimal digits or bytes behind words that say what they are (RTF 1.9.1, Pictures).

Owns: finding them, their kinds, the size a metafile is shown in.
Must not: judge which picture is a page.
"""

from __future__ import annotations

from collections.abc import Iterator
from re import Match
from typing import Final

from archivist.extract.metafile import with_size
from archivist.extract.parts import Part
from archivist.extract.pictures import LEAST_BYTES, bitmap, parted
from archivist.lazypattern import late_pattern

_KIND: Final = late_pattern(rb"\\(pngblip|jpegblip|emfblip|wmetafile|dibitmap)(?![a-z])")
_SUFFIXES: Final = {
    b"pngblip": "png",
    b"jpegblip": "jpg",
    b"emfblip": "emf",
    b"wmetafile": "wmf",
    b"dibitmap": "bmp",
}
_METAFILES: Final = frozenset({b"emfblip", b"wmetafile"})
_PROPERTIES: Final = 2_000
"""Bytes between the word for the kind and the digits, or before it: sizes, cropping, an identifier."""
_BEGIN: Final = late_pattern(rb"[0-9a-fA-F]{40}|\\bin(\d{1,9}) ?")
"""An identifier among the properties has 32 digits."""
_NO_DIGIT: Final = late_pattern(rb"[^0-9a-fA-F\s]|\Z")
_SIDE: Final = late_pattern(rb"\\pic([wh])goal(\d{1,6})")
_TWIPS: Final = 1440 / 25.4
"""In a millimetre."""


_COPY: Final = b"\\nonshppict"


def pictures_of(raw: bytes) -> Iterator[Part]:
    """Pictures of an RTF file, as files of their own."""
    at, originals = 0, False
    while (word := _KIND.search(raw, at)) is not None:
        at = word.end()
        begin = _BEGIN.search(raw, at, at + _PROPERTIES)
        if begin is None:
            continue
        data, at = _content(raw, begin)
        group = max(raw.rfind(b"{\\pict", max(0, word.start() - _PROPERTIES), word.start()), 0)
        if _COPY in raw[max(0, group - 20) : group]:
            if originals:
                continue  # the picture before it once more, for programs older than Word 97
        else:
            originals = True
        yield from _part(word, data, raw[group : begin.start()])


def _content(raw: bytes, begin: Match[bytes]) -> tuple[bytes, int]:
    """The bytes of a picture, and where they end."""
    if begin[1] is not None:
        end = begin.end() + int(begin[1])
        return raw[begin.end() : end], min(end, len(raw))
    end = _NO_DIGIT.search(raw, begin.start()).start()  # type: ignore[union-attr]  # an empty match at the end
    digits = b"".join(raw[begin.start() : end].split())
    return bytes.fromhex(digits[: len(digits) // 2 * 2].decode("ascii")), end


def _part(word: Match[bytes], data: bytes, properties: bytes) -> Iterator[Part]:
    kind = word[1]
    if kind == b"wmetafile":
        sides = {side: int(twips) / _TWIPS for side, twips in _SIDE.findall(properties)}
        data = with_size(data, (sides[b"w"], sides[b"h"])) if len(sides) == 2 else data
    elif kind == b"dibitmap":
        if len(data) < 40:
            return
        data = bitmap(*parted(data))
    if len(data) >= LEAST_BYTES or kind in _METAFILES:
        yield Part(f"image{word.start()}.{_SUFFIXES[kind]}", data)
