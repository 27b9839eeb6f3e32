"""Vietnamese text in encodings older than Unicode: told apart, decoded, never decoded twice.

Owns: the tables, which font speaks which encoding, the judgement of a text without fonts.
Must not: open documents or know their formats.
"""

from archivist.legacy.convert import Conversion, Run, convert
from archivist.legacy.decoding import PAD, decode
from archivist.legacy.fonts import FontEncoding, font_encoding, legacy_fonts
from archivist.legacy.score import judge
from archivist.legacy.tables import Encoding

__all__ = [
    "PAD",
    "Conversion",
    "Encoding",
    "FontEncoding",
    "Run",
    "convert",
    "decode",
    "font_encoding",
    "judge",
    "legacy_fonts",
]
