"""Bytes of unknown encoding → text.

Owns: the order of tests: byte order mark, UTF-16 by its zero bytes, UTF-8, then Windows-1258.
Must not: convert TCVN3 or VNI (told by fonts or by syllables; a later reading of the text).
"""

from __future__ import annotations

import codecs
import re
import unicodedata

from archivist.lazypattern import late_pattern

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_META = late_pattern(rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([A-Za-z0-9_.:-]{2,40})""", re.IGNORECASE)
_XML_DECLARATION = late_pattern(rb"""^\s*<\?xml[^>]{0,200}?encoding\s*=\s*["']([A-Za-z0-9_.:-]{2,40})""")
# Control bytes that no text file holds (tab, newlines, form feed and escape are fine).
_CONTROL = bytes(set(range(0x20)) - {0x09, 0x0A, 0x0B, 0x0C, 0x0D, 0x1A, 0x1B})


_VISCII_CAPITALS = b"\x02\x05\x06\x14\x19\x1e"
_VISCII_IN_WORD = late_pattern(
    rb"(?:(?<=[A-Z\x80-\xff])[\x02\x05\x06\x14\x19\x1e](?=[A-Z\x80-\xff\s.,;:)]|$)"
    rb"|(?<=[\s(])[\x02\x05\x06\x14\x19\x1e](?=[A-Z\x80-\xff\s]))"
)


def mark_encoding(data: bytes) -> str | None:
    """Encoding named by a byte order mark."""
    return next((name for mark, name in _MARKS if data.startswith(mark)), None)


def utf16_by_zeros(data: bytes) -> str | None:
    """UTF-16 without a mark, told by the zero bytes of blanks, digits and newlines.

    In Vietnamese UTF-16 more than a third of the high bytes are zero and no low byte is.
    """
    sample = data[:4096]
    if len(sample) < 4:
        return None
    even, odd = sample[0::2].count(0) / (len(sample) / 2), sample[1::2].count(0) / (len(sample) / 2)
    if odd > 0.3 and even < 0.02:
        name = "utf-16-le"
    elif even > 0.3 and odd < 0.02:
        name = "utf-16-be"
    else:
        return None
    # Small numbers in binary files have zero bytes too, but then they are control characters.
    text = sample[: len(sample) // 2 * 2].decode(name, "replace")
    return None if any(ord(char) < 0x20 and ord(char) in _CONTROL for char in text) else name


def decode_text(data: bytes) -> tuple[str, str]:
    """Decode plain text.

    Returns:
        The text (NFC) and the name of the encoding used. Never fails: Windows-1258 with
        replacement characters is the last resort.
    """
    marked = mark_encoding(data) or utf16_by_zeros(data)
    if marked:
        return _nfc(data.decode(marked, "replace")), marked.removesuffix("-sig")
    try:
        return _nfc(data.decode("utf-8")), "utf-8"
    except UnicodeDecodeError as error:
        # One torn character in a long UTF-8 file (cut or damaged) does not make it Windows-1258.
        if error.start > 200 and _mostly_utf8(data):
            return _nfc(data.decode("utf-8", "replace")), "utf-8"
    return _nfc(data.decode("cp1258", "replace")), "cp1258"


def western_text(data: bytes) -> str:
    """The bytes as Windows-1252 letters, those it leaves undefined as Latin-1 controls.

    In this form `archivist.legacy` judges texts of 8-bit encodings.
    """
    text = data.decode("cp1252", "surrogateescape")
    return re.sub("[\udc80-\udcff]", lambda match: chr(ord(match[0]) - 0xDC00), text)


def decode_html(data: bytes) -> tuple[str, str]:
    """Decode HTML: mark, then the declared charset if it fits, then as plain text; 1252 last."""
    marked = mark_encoding(data) or utf16_by_zeros(data)
    if marked:
        return _nfc(data.decode(marked, "replace")), marked.removesuffix("-sig")
    try:
        return _nfc(data.decode("utf-8")), "utf-8"
    except UnicodeDecodeError:
        pass
    declared = _declared(data[:4096])
    if declared and declared != "utf-8":
        return _nfc(data.decode(declared, "replace")), declared
    if declared == "utf-8" or _mostly_utf8(data):
        return _nfc(data.decode("utf-8", "replace")), "utf-8"
    try:
        return _nfc(data.decode("cp1258")), "cp1258"
    except UnicodeDecodeError:
        return _nfc(data.decode("cp1252", "replace")), "cp1252"


def looks_like_text(data: bytes) -> bool:
    """True when the bytes can be a text file in one of the encodings `decode_text` knows."""
    if mark_encoding(data) or utf16_by_zeros(data):
        return True
    controls = data.translate(None, delete=bytes(set(range(256)) - set(_CONTROL)))
    return not controls or _are_viscii_letters(data, controls)


def _are_viscii_letters(data: bytes, controls: bytes) -> bool:
    """True when the only control bytes are the capitals VISCII has there, and stand in words.

    The six letters (Ẳ Ẵ Ẫ Ỷ Ỹ Ỵ) are among the rarest; RFC 1456 chose them for that.
    """
    if len(controls) > 0.02 * len(data) or controls.translate(None, delete=_VISCII_CAPITALS):
        return False
    words = len(_VISCII_IN_WORD.findall(data))
    return words == len(controls)


def _declared(head: bytes) -> str | None:
    match = _XML_DECLARATION.search(head) or _META.search(head)
    if not match:
        return None
    try:
        name = codecs.lookup(match.group(1).decode("ascii")).name
    except LookupError:
        return None
    # A file in 8-bit letters cannot be UTF-16, whatever Word wrote into the meta element; and
    # only text encodings may be asked for (not "rot13" or "zip").
    return name if name.startswith(("utf-8", "cp", "iso8859", "koi8", "latin", "ascii")) else None


def _mostly_utf8(data: bytes) -> bool:
    text = data.decode("utf-8", "replace")
    letters = sum(1 for char in text if ord(char) > 0x7F)
    return letters > 0 and text.count("\ufffd") <= letters * 0.02


def _nfc(text: str) -> str:
    return unicodedata.normalize("NFC", text)
