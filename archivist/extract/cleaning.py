"""Text as it leaves extraction: composed, without the marks that libraries leave behind.

Owns: cleaning of text and lines, the test for Unicode behind legacy fonts.
Must not: convert legacy encodings, or drop characters that carry meaning in them (U+00AD is
the letter ư in TCVN 5712).
"""

from __future__ import annotations

import re
import unicodedata

from archivist.lazypattern import late_pattern

_VIETNAMESE_ONLY = late_pattern("[\u1ea0-\u1ef9\u01a0\u01a1\u01af\u01b0]")
_SOFT_HYPHEN = "\u00ad"
_BLANKS = late_pattern(r"[ \t\u00a0\u2000-\u200a\u202f\u205f\u3000]+")
_MANY_NEWLINES = late_pattern(r"\n{3,}")
# C0 but tab and newline; DEL; noncharacters that pdfium leaves for hyphens and unmapped glyphs;
# zero-width marks; lone surrogates, which no file on disk could hold.
_DROP = late_pattern(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u200b\u2060\ufeff\ufffe\uffff\ud800-\udfff]",
)

_UNCLEAN = late_pattern(
    "[^\\S ]|  |[\x00-\x1f\x7f\u00ad\u200b\u2060\ufeff\ufffe\uffff\ud800-\udfff]",
)


def is_unicode_vietnamese(text: str) -> bool:
    """True when the text holds letters that only Unicode Vietnamese has.

    A font table names fonts that nothing is set in; such letters prove the text is no legacy.
    """
    return len(_VIETNAMESE_ONLY.findall(text[:20_000])) >= 10


def clean_text(text: str, *, keep_soft_hyphens: bool = False) -> str:
    """Text with lines: NFC, newlines only, no control characters, blanks collapsed."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\x0b", "\n").replace("\x0c", "\n")
    text = text.replace("\u2028", "\n").replace("\u2029", "\n")
    text = _DROP.sub("", text)
    if not keep_soft_hyphens:
        text = text.replace(_SOFT_HYPHEN, "")
    text = _BLANKS.sub(" ", unicodedata.normalize("NFC", text))
    text = re.sub(r" ?\n ?", "\n", text)
    return _MANY_NEWLINES.sub("\n\n", text).strip()


def clean_line(text: str, *, keep_soft_hyphens: bool = False) -> str:
    """One line: as `clean_text`, newlines become blanks."""
    # Most lines are clean already; finding that out costs a tenth of cleaning.
    if not _UNCLEAN.search(text) and unicodedata.is_normalized("NFC", text):
        return text.strip(" ")
    cleaned = clean_text(text, keep_soft_hyphens=keep_soft_hyphens)
    return _BLANKS.sub(" ", cleaned.replace("\n", " ")).strip()
