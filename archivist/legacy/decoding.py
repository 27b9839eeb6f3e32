"""Text in a legacy encoding → Unicode.

Owns: the decoders, one for each `Encoding`.
Must not: judge whether a text is in that encoding.

Decoders keep the length: a letter of several characters is followed by as many `PAD`s as it
has characters too many. So places in the text stay true until the pads are dropped.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache

from archivist.lazypattern import late_pattern
from archivist.legacy.tables import Encoding, capital_pairs, pairs, plain_form, singles
from archivist.text import is_syllable

PAD = "\uffff"
"""A noncharacter no text holds."""

_UNICODE_ONLY = late_pattern(
    "[\u0102\u0103\u0110\u0111\u0128\u0129\u0168\u0169\u01a0\u01a1\u01af\u01b0\u1ea0-\u1ef9]"
)
# PDF files draw the soft hyphen as a minus; beside a letter it is the letter ư of byte AD.
_MINUS_IN_WORD = late_pattern("(?<=[^\\W\\d_])\u2212|\u2212(?=[^\\W\\d_])")
# Typed in capitals but for the end, in a font that shows no small letters: the case is meant.
_ABBREVIATION = late_pattern("(?<![^\\W_])[A-ZĐ]{2,}[a-z]{1,2}(?![^\\W_])")
_MIXED_WORD = late_pattern("[^\\W\\d_]*[A-ZĂÂÊÔƠƯĐ][^\\W\\d_]+|[^\\W\\d_]+[A-ZĂÂÊÔƠƯĐ]")


def has_unicode_letters(text: str) -> bool:
    """True when the text holds a letter of Vietnamese that only Unicode has."""
    return not text.isascii() and _UNICODE_ONLY.search(text) is not None


def decode(text: str, encoding: Encoding, *, capitals: bool = False, padded: bool = False) -> str:
    """Decode a text.

    Args:
        text: the characters its bytes have in Windows-1252 or Latin-1.
        encoding: what the bytes are in.
        capitals: the font shows lower-case letters as capitals.
        padded: keep the length, see above; else the result is NFC.
    """
    decoded = _decode(text, encoding)
    if capitals:
        decoded = _as_capitals(decoded)
    return decoded if padded else unicodedata.normalize("NFC", decoded.replace(PAD, ""))


def _as_capitals(text: str) -> str:
    """The text as a font of capitals shows it, abbreviations as they were typed ("QĐ-TTg")."""
    shown = "".join([up if len(up := char.upper()) == 1 else char for char in text])
    for match in _ABBREVIATION.finditer(text):
        if not is_syllable(match[0]):
            shown = shown[: match.start()] + match[0] + shown[match.end() :]
    return shown


def _decode(text: str, encoding: Encoding) -> str:
    if encoding is Encoding.VIQR:
        return _viqr(text)
    # VISCII has six letters among the control characters.
    if text.isascii() and encoding is not Encoding.VISCII:
        return text
    if encoding is Encoding.UTF8_TWICE:
        return _utf8_twice(text)
    plain = text.translate(plain_form(encoding))
    if encoding is Encoding.VNI:
        return _pair_pattern().sub(_vni_letter, plain)
    if encoding is Encoding.TCVN3:
        return _tcvn3(plain)
    return plain.translate(singles(encoding))


# ------------------------------------------------------------------------------------ TCVN3


def _tcvn3(plain: str) -> str:
    plain = _capital_pattern().sub(lambda match: capital_pairs()[match[0]] + PAD, plain)
    decoded = plain.translate(singles(Encoding.TCVN3))
    if "\u2212" in decoded:
        decoded = _MINUS_IN_WORD.sub("ư", decoded)
    return _MIXED_WORD.sub(lambda match: _one_case(match[0]), decoded)


def _one_case(word: str) -> str:
    """A word typed in capitals, whose toned letters only a font could show as capitals.

    The encoding has no toned capitals: "CHÝNH PHñ" is CHÍNH PHỦ in any font. Two capitals and no
    plain small letter make a word of capitals ("TTg" has one; "Lê" has a single capital).
    """
    capitals = sum(1 for char in word if char.isupper())
    plain_small = any("a" <= char <= "z" for char in word)
    return word.upper() if capitals >= 2 and not plain_small and len(word.upper()) == len(word) else word


# -------------------------------------------------------------------------------------- VNI


@cache
def _pair_pattern() -> re.Pattern[str]:
    table = pairs(Encoding.VNI)
    firsts = re.escape("".join(sorted({pair[0] for pair in table})))
    seconds = re.escape("".join(sorted({pair[1] for pair in table})))
    single = re.escape("".join(map(chr, singles(Encoding.VNI))))
    return re.compile(f"[{firsts}][{seconds}]|[{single}]")


def _vni_letter(match: re.Match[str]) -> str:
    found = match[0]
    if len(found) == 1:
        return singles(Encoding.VNI).get(ord(found), found)
    letter = pairs(Encoding.VNI).get(found)
    if letter is not None:
        return letter + PAD
    # No pair of the table: two letters on their own.
    return "".join(singles(Encoding.VNI).get(ord(char), char) for char in found)


@cache
def _capital_pattern() -> re.Pattern[str]:
    """The pairs of capital and toned letter, inside a word of capitals only."""
    found = "|".join(re.escape(pair) for pair in capital_pairs())
    capital = "[A-Z\u00a1-\u00a7]"
    return re.compile(f"(?:(?<={capital})(?:{found})(?![a-z])|(?:{found})(?={capital}))")


# ------------------------------------------------------------------------------------ UTF-8


@cache
def _utf8_runs() -> tuple[re.Pattern[str], dict[int, int]]:
    """Runs of characters that are the bytes of one UTF-8 character, and their bytes."""
    codes = {ord(char): byte for byte in range(0x80, 0x100) for char in _western(byte)}
    tail = "".join(re.escape(chr(code)) for code, byte in codes.items() if byte < 0xC0)
    pattern = f"[\u00c3-\u00df][{tail}]|[\u00e0-\u00ef][{tail}]{{2}}|[\u00f0-\u00f4][{tail}]{{3}}"
    return re.compile(pattern), codes


def _western(byte: int) -> tuple[str, ...]:
    proper = bytes([byte]).decode("cp1252", "ignore")
    return (chr(byte), proper) if proper else (chr(byte),)


def _utf8_twice(text: str) -> str:
    pattern, codes = _utf8_runs()

    def one(match: re.Match[str]) -> str:
        data = bytes(codes[ord(char)] for char in match[0])
        try:
            return data.decode("utf-8") + PAD * (len(data) - 1)
        except UnicodeDecodeError:
            return match[0]

    return pattern.sub(one, text)


# ------------------------------------------------------------------------------------- VIQR

_SHAPES = {"(": "\u0306", "^": "\u0302", "+": "\u031b"}
_TONES = {"'": "\u0301", "`": "\u0300", "?": "\u0309", "~": "\u0303", ".": "\u0323"}
_SHAPED = {"a": "(^", "e": "^", "o": "^+", "u": "+"}
_VIQR_WORD = late_pattern(
    r"(?:[A-Za-z]|(?<=[AaEeOoUu])[(^+]|(?<=[AaEeIiOoUuYy(^+])['`?~.]|\\[^\sA-Za-z0-9])+"
)
_VIQR_LETTER = late_pattern(r"[Dd][Dd]|\\.|([AaEeIiOoUuYy])([(^+]?)(['`?~.]?)")


def _viqr(text: str) -> str:
    return _VIQR_WORD.sub(lambda match: _viqr_word(match[0], text[match.end() : match.end() + 4]), text)


def _viqr_word(word: str, after: str) -> str:
    """One word; a stop or question mark that ends a sentence is no tone.

    The rule asks writers to escape such marks (RFC 1456, 4.3); few do. Before another word on the
    line a mark is taken for a tone: "Bo^. Co^ng an" is commoner in office texts than a sentence
    that ends in an open syllable without a tone.
    """
    if "\\" not in word and word[-1] in ".?" and _ends_sentence(after):
        bare = _viqr_letters(word[:-1])
        if is_syllable(bare.replace(PAD, "")):
            return bare + word[-1]
    return _viqr_letters(word)


def _ends_sentence(after: str) -> bool:
    following = after.lstrip(" \t\"')”’")
    return not following or following[0] in "\r\n\\"


def _viqr_letters(word: str) -> str:
    return _VIQR_LETTER.sub(_viqr_letter, word)


def _viqr_letter(match: re.Match[str]) -> str:
    found = match[0]
    if found[0] == "\\":
        return found[1] + PAD
    if found[0] in "Dd" and len(found) == 2:
        return ("Đ" if found[0] == "D" else "đ") + PAD
    vowel, shape, tone = match.groups()
    if shape and shape not in _SHAPED.get(vowel.lower(), ""):
        return found
    letter = unicodedata.normalize("NFC", vowel + _SHAPES.get(shape, "") + _TONES.get(tone, ""))
    return letter + PAD * (len(found) - len(letter))
