"""Words of a mark beside the pages: in the name of a file or folder, the subject of a mail, a property.

Owns: telling "MẬT - kế hoạch.docx", "[Tối mật] Gửi báo cáo" and the property "MẬT" from names that speak of secrecy.
Must not: take such words for the mark itself. A mark is printed or stamped on the document (Law 29/2018/QH14 and
117/2025/QH15; Decree 30/2020/NĐ-CP App. I box 10); a name is given by whoever stored the file. It is a reason to look.
"""

from __future__ import annotations

from collections.abc import Iterable

from archivist import text as texts
from archivist.lazypattern import late_pattern

# Words that make another word of the one behind them: bí mật, bảo mật, cơ mật, giải mật; độ mật, dấu mật.
_BEFORE = frozenset(
    "bi bao co ton than can giai do dau muc khong chi ve mat noi ngoai chua phi".split()  # noqa: SIM905
)
# … and before them: mật khẩu, mật mã, mật thư, mật ong, mật độ, mật vụ, mật thiết, mật ước.
_BEHIND = frozenset("khau ma thu ong do vu thiet uoc nghi danh lenh tap thong dam tich hieu".split())  # noqa: SIM905
# Texts about secrecy name its degrees: "Danh mục bí mật nhà nước độ Tối mật", "đóng dấu MẬT".
_ABOUT = late_pattern(r"\b(?:bi mat|bao mat|danh muc|do mat|dau (?:do )?mat|giai mat|dong dau)\b")
# A part of a name between brackets, dashes with blanks, low lines.
_PART = late_pattern(r"[\[\](){}<>«»“”\"]|\s[-–—|]\s|_{1,}|^\s*[-–—]+|[-–—]+\s*$")
_WORD = late_pattern(r"[^\W\d_]+")
_DEGREES = frozenset({"mật", "tối mật", "tuyệt mật", "độ mật", "hồ sơ mật", "tài liệu mật", "văn bản mật"})
_LONE = frozenset({"TOI MAT", "TUYET MAT"})
"""Without accents: no other Vietnamese words in capitals are spelled so."""
_LONGEST = 400


def reads_marked(name: str) -> bool:
    """Whether a name says that what it names bears a mark.

    Args:
        name: of a file (with or without its suffix), a folder, a mail's subject, or a property.
    """
    if not name or len(name) > _LONGEST or not _may(name):
        return False
    printed = texts.normalise_tone(texts.nfc(name))
    if _ABOUT.search(" ".join(_WORD.findall(texts.fold(printed)))):
        return False
    parts = [" ".join(_WORD.findall(part)) for part in _PART.split(_without_suffix(printed))]
    for before, part in zip(["", *parts], parts, strict=False):
        lone = part.lower() in _DEGREES or part.upper() in _LONE
        if lone and _last(before) not in _BEFORE and not (part == "mật" and "_" in name):
            return True
    return _in_capitals(_WORD.findall(printed))


def any_marked(names: Iterable[str]) -> bool:
    """Whether one of several names says so."""
    return any(map(reads_marked, names))


def _may(name: str) -> bool:
    return "mat" in texts.fold(name)


def _without_suffix(name: str) -> str:
    stem, dot, suffix = name.rpartition(".")
    return stem if dot and stem and suffix.isalnum() and len(suffix) <= 5 else name


def _last(part: str) -> str:
    return texts.fold(part).rpartition(" ")[2]


def _in_capitals(words: list[str]) -> bool:
    """MẬT among words that are not all capitals, or beside TỐI or TUYỆT: "Kế hoạch MẬT", "BC TỐI MẬT"."""
    folded = [texts.fold(word) for word in words]
    for place, word in enumerate(words):
        before = folded[place - 1] if place else ""
        behind = folded[place + 1] if place + 1 < len(words) else ""
        if (word == "MAT" and words[place - 1] in ("TOI", "TUYET") and place) or (
            word == "MẬT" and before in ("toi", "tuyet")
        ):
            return True
        if word != "MẬT" or behind in _BEHIND:
            continue
        if before not in _BEFORE:
            return True
    return False
