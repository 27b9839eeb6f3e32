"""Positions and family names in a recognised signature block, spelled as they are.

Owns: the accents of the words that positions are made of, and of the family names most people bear.
Must not: recognise anything, change letters (accents and their loss alone), or touch given names: of
them any accent makes another name.

Seal and signature run over this block, and capitals have their accents above the line, so that
recognition swaps them most here ("KT. GIÁM ĐÓC", "Trân"). Titles of offices are a closed set (Decree
30/2020/NĐ-CP App. I box 7; Guidance 36-HD/VPTW). So, nearly, are family names: about ninety in a hundred
people bear one of fourteen (Lê Trung Hoa, Họ và tên người Việt Nam, 2005). Only those of them are
mended that no rarer family name differs from in accents alone ("Vũ" may be "Vừ", "Phan" "Phàn").
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from functools import cache
from itertools import pairwise

from archivist.lazypattern import late_pattern
from archivist.text import fold, nfc, normalise_tone

_TITLES = (
    "TỔNG BÍ THƯ, PHÓ BÍ THƯ, THƯỜNG TRỰC, ỦY VIÊN, PHÓ CHỦ TỊCH, CHỦ TỊCH NƯỚC, PHÓ THỦ TƯỚNG, BỘ TRƯỞNG, "
    "THỨ TRƯỞNG, CHÁNH VĂN PHÒNG, PHÓ CHÁNH VĂN PHÒNG, PHÓ TRƯỞNG BAN, PHÓ TRƯỞNG PHÒNG, PHÓ TRƯỞNG ĐOÀN, "
    "PHÓ GIÁM ĐỐC, TỔNG GIÁM ĐỐC, PHÓ CỤC TRƯỞNG, VỤ TRƯỞNG, PHÓ VỤ TRƯỞNG, PHÓ CHỦ NHIỆM, VIỆN TRƯỞNG, "
    "PHÓ VIỆN TRƯỞNG, THỐNG ĐỐC, CHÁNH THANH TRA, TỔNG THANH TRA, TỔNG KIỂM TOÁN, HIỆU TRƯỞNG, CHI CỤC TRƯỞNG, "
    "CHÁNH ÁN, CHÍNH ỦY, TƯ LỆNH, CHỈ HUY TRƯỞNG, THAM MƯU TRƯỞNG, KẾ TOÁN TRƯỞNG, TỔ TRƯỞNG, PHÓ TỔ TRƯỞNG, "
    "BAN THƯỜNG VỤ, BAN CHẤP HÀNH, HỘI ĐỒNG NHÂN DÂN, ỦY BAN NHÂN DÂN, ỦY BAN KIỂM TRA, CHÍNH PHỦ, QUỐC HỘI, "
    "TỈNH ỦY, THÀNH ỦY, HUYỆN ỦY, ĐẢNG ỦY, ĐẢNG BỘ"
)
_FAMILY_NAMES = ("Nguyễn", "Trần", "Phạm", "Hoàng", "Huỳnh", "Đặng", "Dương", "Bùi")
_WORD = late_pattern(r"([^\W\d_]+)")


def position_spelled(value: str) -> str:
    """A position with the accents titles have; letters that are none of a title stay.

    A word is told by its neighbour: "chu tich" is only "chủ tịch", while "truong" alone may be several.
    """
    parts = _WORD.split(nfc(value))
    words = range(1, len(parts), 2)
    for left, right in pairwise(words):
        if not (parts[left].isupper() and parts[right].isupper() and parts[left + 1].isspace()):
            continue
        spellings = _pairs().get((fold(parts[left]), fold(parts[right])), frozenset())
        if len(spellings) == 1:
            for at, word in zip((left, right), next(iter(spellings)), strict=True):
                if normalise_tone(parts[at]) != word:
                    parts[at] = word
    return "".join(parts)


@cache
def _pairs() -> Mapping[tuple[str, str], frozenset[tuple[str, str]]]:
    found: defaultdict[tuple[str, str], set[tuple[str, str]]] = defaultdict(set)
    for title in _TITLES.split(", "):
        for one, other in pairwise(normalise_tone(word) for word in title.split()):
            found[fold(one), fold(other)].add((one, other))
    return {key: frozenset(pairs) for key, pairs in found.items()}


def names_spelled(value: str) -> str:
    """Names of people ("A | B") with the accents of common family names; given names stay."""
    return " | ".join(map(_name_spelled, nfc(value).split(" | ")))


def _name_spelled(name: str) -> str:
    first, blank, rest = name.partition(" ")
    known = next((one for one in _FAMILY_NAMES if fold(one) == fold(first)), "")
    if not known or not blank or normalise_tone(first).casefold() == normalise_tone(known).casefold():
        return name
    return f"{known.upper() if first.isupper() else known}{blank}{rest}"


__all__ = ["names_spelled", "position_spelled"]
