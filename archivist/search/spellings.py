"""Other ways of writing a word that was typed: i for y, Roman numerals, ordinals in words.

Owns: which spellings are the same word although their letters differ. Must not: know fields or an
engine, or replace what was typed: every spelling here is looked for besides it.

Sources: the decrees of 1980 and 1984 on spelling allow i and y at the end of open syllables, and
official texts mix them (kỹ/kĩ, lý/lí); congresses, terms, quarters and chapters are counted in Roman
or Arabic numerals alike ("khóa XIII", "khoá 13"), the first four also in words ("lần thứ nhất").
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from archivist.lazypattern import late_pattern
from archivist.text import fold, nfc

_I_OR_Y: Final = late_pattern(r"(h|k|l|m|s|t|qu)([iíìỉĩịyýỳỷỹỵ])", re.IGNORECASE)
_SWAP: Final = dict(zip("iíìỉĩịyýỳỷỹỵ", "yýỳỷỹỵiíìỉĩị", strict=True))
_COUNTED: Final = frozenset(
    {"khoa", "thu", "hoi", "quy", "chuong", "muc", "phan", "luc", "ky", "lop", "khu"}
    | {"congress", "chapter", "part", "session", "quarter", "term"}
)
"""Words after which a Roman numeral counts: "khóa XIII", "phụ lục II", "Đại hội XIV"."""
_ROMAN: Final = late_pattern(r"(x{0,3})(ix|iv|v?i{0,3})", re.IGNORECASE)
_ORDINALS: Final = {1: "nhất", 2: "hai", 3: "ba", 4: "tư", 5: "năm", 6: "sáu", 7: "bảy", 8: "tám", 9: "chín"}
_LARGEST: Final = 39


def roman(value: int) -> str:
    """Roman numeral of 1 to 39."""
    return "X" * (value // 10) + ("", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX")[value % 10]


def _value(word: str) -> int | None:
    """Number that a Roman numeral, an Arabic one or a Vietnamese ordinal stands for, 1 to 39."""
    if word.isascii() and word.isdigit() and len(word) <= 2:
        number = int(word)
        return number if 1 <= number <= _LARGEST else None
    # Letters of other alphabets may equal i, v or x in some case ("İ"): they are no numerals.
    if word.isascii() and word and _ROMAN.fullmatch(word):
        return next(n for n in range(1, _LARGEST + 1) if roman(n) == word.upper())
    return None


def _ordinal(word: str) -> int | None:
    """1 to 9 for "nhất" … "chín" after "thứ", with or without their diacritics."""
    typed = nfc(word).lower()
    return next((n for n, name in _ORDINALS.items() if typed in (name, fold(name))), None)


def also_written(words: Sequence[str], at: int) -> tuple[str, ...]:
    """Other spellings of `words[at]`, each a word or, where only that is safe, a phrase.

    A numeral is only another spelling together with the word it counts: a lone "V" is also the
    "V/v" of every letter.
    """
    word = nfc(words[at])
    found: list[str] = []
    if word[-1:].lower() in _SWAP and (match := _I_OR_Y.fullmatch(word)):
        found.append(match[1] + _SWAP[match[2].lower()])
    before = words[at - 1] if at else ""
    if fold(before) in _COUNTED:
        after_thu = fold(before) == "thu"
        value = _value(word) or (_ordinal(word) if after_thu else None)
        if value is not None:
            written = [str(value), roman(value), *([_ORDINALS[value]] if after_thu and value < 10 else [])]
            found += [f"{before} {other}" for other in written if fold(other) != fold(word)]
    return tuple(dict.fromkeys(found))
