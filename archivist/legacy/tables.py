"""The tables of the legacy encodings, from the data files beside this module.

Owns: `Encoding`, reading the tables, the characters under which a byte is met in text.
Must not: decide anything.

A text in a legacy encoding reaches us as the characters its bytes have in Windows-1252 (what
Word shows when the font is missing), in Latin-1 (the C1 controls of careless programs), as
private-use characters of symbol fonts, or, from PDF files, as the second character of a glyph
that has two (Adobe Glyph List: "mu", "periodcentered", "macron").
"""

from __future__ import annotations

import csv
from functools import cache
from importlib.resources import files
from types import MappingProxyType

from archivist.quickenum import StrEnum


class Encoding(StrEnum):
    """A legacy encoding of Vietnamese."""

    TCVN3 = "TCVN3"
    VNI = "VNI"
    VISCII = "VISCII"
    CP1258 = "CP1258"
    VIQR = "VIQR"
    UTF8_TWICE = "UTF-8 encoded twice"


_FILES = {Encoding.TCVN3: "tcvn3.csv", Encoding.VNI: "vni.csv", Encoding.VISCII: "viscii.csv"}
_SYMBOL_FONTS = 0xF000
# Adobe Glyph List 1.7: glyphs with two characters.
_SECOND_NAMES = {0xB5: "\u03bc", 0xB7: "\u2219", 0xAF: "\u02c9"}


def _read(name: str) -> tuple[tuple[bytes, str], ...]:
    text = files("archivist.legacy").joinpath("data", name).read_text(encoding="utf-8")
    return tuple((bytes.fromhex(row["bytes"]), row["letter"]) for row in csv.DictReader(text.splitlines()))


@cache
def rows(encoding: Encoding) -> tuple[tuple[bytes, str], ...]:
    """The rows of a table: bytes and the letter they stand for (TCVN3, VNI, VISCII)."""
    return _read(_FILES[encoding])


@cache
def capital_pairs() -> MappingProxyType[str, str]:
    """TCVN3 by convention: capital vowel and lower-case toned letter → toned capital."""
    return MappingProxyType({data.decode("latin-1"): letter for data, letter in _read("tcvn3_capitals.csv")})


def characters_of(byte: int) -> tuple[str, ...]:
    """The characters under which a byte of a legacy encoding is met in text."""
    found = [chr(byte), chr(_SYMBOL_FONTS + byte)] if byte >= 0x80 else [chr(byte)]
    if 0x80 <= byte < 0xA0:
        found.append(bytes([byte]).decode("cp1252", "ignore"))
    if byte in _SECOND_NAMES:
        found.append(_SECOND_NAMES[byte])
    return tuple(char for char in found if char)


@cache
def plain_form(encoding: Encoding) -> MappingProxyType[int, str]:
    """Every character a byte of the encoding is met under → the one Latin-1 has for that byte.

    Bytes that are no letter of it are left out: a dash or an ellipsis stays what it is. Symbol
    fonts have all their characters in the private-use area, the plain ones too.
    """
    used = set(singles(encoding)).union(*(map(ord, pair) for pair in pairs(encoding)))
    found = {_SYMBOL_FONTS + byte: chr(byte) for byte in (*range(0x20, 0x7F), *range(0xA0, 0x100))}
    for byte in used:
        found |= {ord(char): chr(byte) for char in characters_of(byte)[1:]}
    return MappingProxyType(found)


@cache
def singles(encoding: Encoding) -> MappingProxyType[int, str]:
    """Code point of Latin-1 → letter, for the letters of one byte."""
    if encoding is Encoding.CP1258:
        decoded = {byte: bytes([byte]).decode("cp1258", "ignore") for byte in range(0x80, 0x100)}
        return MappingProxyType({byte: char for byte, char in decoded.items() if char})
    return MappingProxyType({data[0]: letter for data, letter in rows(encoding) if len(data) == 1})


@cache
def pairs(encoding: Encoding) -> MappingProxyType[str, str]:
    """Two characters of Latin-1 → letter; a mark typed in the other case than its letter counts."""
    if encoding not in _FILES:
        return MappingProxyType({})
    found = {data.decode("latin-1"): letter for data, letter in rows(encoding) if len(data) == 2}
    mixed = {pair[0] + pair[1].swapcase(): letter for pair, letter in found.items()}
    return MappingProxyType({**mixed, **found})
