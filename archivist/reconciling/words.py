"""Words of directives, for telling whether two rule the same matter.

Owns: which words count, and how text is cut into them. Must not: compare anything.

A word of Vietnamese is one syllable or two; without a dictionary both the syllables and the pairs of
neighbours are taken, overlapping, as search engines do for languages that do not mark their words.
Accents stay: two directives are compared as they are written, not as a person types.
"""

from __future__ import annotations

from collections import Counter
from typing import Final

from archivist.lazypattern import late_pattern
from archivist.text import nfc, normalise_tone

_TOKEN: Final = late_pattern(r"[^\W\d_]+|[.,;:!?()\"“”…/\d-]")
_LONGEST: Final = 9_000
"""Characters of a text that are read: the head and some five pages; what is ruled stands there."""
_MOST: Final = 120
"""Words of a text that are kept, the most frequent."""

_FORMULAS: Final = (
    # what directives are called and what they say of any matter (Guidance 36-HD/VPTW, Decree 30/2020)
    "tăng cường sự lãnh đạo của đảng", "sự lãnh đạo của các cấp ủy", "nâng cao chất lượng", "nâng cao hiệu quả",
    "hiệu lực hiệu quả", "đẩy mạnh", "tiếp tục", "đổi mới", "tăng cường", "công tác", "thực hiện", "tổ chức thực hiện",
    "triển khai", "một số", "nhiệm vụ", "giải pháp", "chủ yếu", "trọng tâm", "trên địa bàn", "trong tình hình mới",
    "ban hành kèm theo", "ban hành", "sửa đổi bổ sung", "giai đoạn", "nhiệm kỳ", "định hướng đến năm", "tầm nhìn đến năm",
    "đến năm", "và những năm tiếp theo", "quy định", "quy chế", "quyết định", "nghị quyết", "chỉ thị", "kết luận",
    "kế hoạch", "chương trình hành động", "chương trình", "đề án", "hướng dẫn", "thông tri", "ban chấp hành", "ban thường vụ",
    "thường trực", "tỉnh ủy", "thành ủy", "huyện ủy", "đảng ủy", "văn phòng tỉnh ủy", "ủy ban nhân dân", "hội đồng nhân dân",
    "đảng bộ tỉnh", "ban bí thư", "bộ chính trị", "trung ương", "nơi nhận", "căn cứ", "có hiệu lực", "kể từ ngày ký",
    "ngày ký", "báo cáo", "yêu cầu", "trách nhiệm", "phối hợp", "tổ chức", "chủ trì", "cơ quan đơn vị", "cấp ủy",
    "đảng cộng sản việt nam", "điều lệ đảng", "cộng hòa xã hội chủ nghĩa việt nam", "độc lập tự do hạnh phúc",
)  # fmt: skip
_GENERAL: Final = (
    # what offices do and whom they do it to, in every field of work: the verbs and nouns of administration
    "phát triển", "quản lý", "thành lập", "ban chỉ đạo", "chỉ đạo", "lãnh đạo", "chiến lược", "xây dựng", "bảo vệ",
    "bảo đảm", "sử dụng", "giải quyết", "xử lý", "hỗ trợ", "đầu tư", "kiểm tra", "giám sát", "phối hợp", "hoạt động",
    "chất lượng", "giá trị", "hiệu quả", "kết quả", "kinh tế", "xã hội", "quy hoạch", "chính sách", "chế độ", "nguồn lực",
    "phong trào", "cơ quan", "đơn vị", "địa phương", "cơ sở", "cán bộ", "công chức", "nhân dân", "thành viên", "tập thể",
    "cá nhân", "thành tích", "xuất sắc", "khó khăn", "đặc biệt", "khu vực", "hằng năm", "tình trạng", "biện pháp",
)  # fmt: skip
GENERAL: Final = frozenset(_GENERAL)
"""Words that stand over directives of every field: shared, they say little of the matter."""
_FUNCTION_WORDS: Final = (
    "và của các những cho với trong ngoài trên dưới từ đến đối về việc là có được không bị do bởi để theo tại ở khi"
    " thì mà như này đó ấy cùng cũng đã đang sẽ phải cần hoặc hay nếu nhưng vì nên một hai ba mỗi mọi từng sau trước"
    " vào ra lên xuống lại còn chỉ rất hơn nhất ngày tháng năm tỉnh điều khoản"
    " ông bà bằng qua giữa gồm thuộc nào gì ai sao đây kia thế vẫn đều chưa"
)
_STOP: Final = frozenset(_FUNCTION_WORDS.split())
_NUMBER: Final = late_pattern(r"(?:số\s+)?\d+(?:/\d{4})?[-/][^\W\d_]+(?:[-/][^\W\d_]+)*")
"""A document's number: its letters are no words."""
_REGULATIONS: Final = frozenset({"quy-dinh", "quy-che", "quyet-dinh"})
_SETTLING: Final = frozenset({"", "quyet-dinh"})
"""Kinds by which a single case is settled; one whose kind was not read may be."""
_AMENDS: Final = late_pattern(
    r"^(?:về việc |về |v/v |nghị quyết |quyết định )*(?:sửa đổi|bổ sung|điều chỉnh)\b"
)
_SINGLE: Final = late_pattern(
    r"^(?:về việc |về |v/v )*(?:bổ nhiệm|miễn nhiệm|điều động|luân chuyển|tiếp nhận|chỉ định|chuẩn y|nghỉ hưu"
    r"|cho thôi|kỷ luật|thi hành kỷ luật|khen thưởng|tặng thưởng|tặng bằng khen|kết nạp|nâng lương)\b"
)
_SPAN: Final = late_pattern(r"(?:giai đoạn|nhiệm kỳ|trong các năm)\s+(\d{4})\s*[-–]\s*(\d{4})")
_YEAR: Final = late_pattern(r"(?<!đến )(?<!hướng )\bnăm (\d{4})\b")


class _Canon(dict[str, str]):
    """Syllable as written → with its tone mark in the one place; each is worked out once."""

    def __missing__(self, syllable: str) -> str:
        self[syllable] = normal = normalise_tone(syllable)
        return normal


_CANON = _Canon()  # a cache: immutable facts only
_GENERAL_WORD: Final = late_pattern(
    "|".join(rf"\b{one}\b" for one in sorted(_GENERAL, key=len, reverse=True))
)
_FORMULA: Final = late_pattern("|".join(rf"\b{one}\b" for one in sorted(_FORMULAS, key=len, reverse=True)))


def plain(text: str) -> str:
    """Text as the rules of this module see it: NFC, lower case, one place for the tone mark."""
    return normalise_tone(nfc(text)).lower()


def terms(text: str, leave_out: tuple[str, ...] = ()) -> Counter[str]:
    """Syllables and pairs of neighbouring syllables of a text, with how often they stand there.

    Formulas of directives and function words are left out and part the words beside them.

    Args:
        text: any text.
        leave_out: phrases in the form of `plain` that tell nothing, such as the body's own place.
    """
    text = nfc(text[:_LONGEST]).lower()
    for phrase in leave_out:
        text = text.replace(phrase, " . ")
    text = _FORMULA.sub(" . ", _NUMBER.sub(" . ", text))
    counts: Counter[str] = Counter(_GENERAL_WORD.findall(text))
    text = _GENERAL_WORD.sub(" . ", text)
    before = ""
    for token in _TOKEN.findall(text):
        if not token[0].isalpha() or token in _STOP or len(token) < 2:
            before = ""
            continue
        syllable = _CANON[token]
        counts[syllable] += 1
        if before:
            counts[f"{before} {syllable}"] += 1
        before = syllable
    return counts


def body_terms(text: str, leave_out: tuple[str, ...] = ()) -> list[tuple[str, int]]:
    """The most frequent words of a text."""
    return terms(text, leave_out).most_common(_MOST)


def family(kind: str, subject: str) -> str:
    """Directives are compared within a family: their kind, where other kinds do the same.

    A regulation stands alone, is promulgated by a decision ("Quyết định ban hành Quy chế …"), or is the
    decision itself: one body uses one form, another the other, for the same matter.
    """
    said = plain(subject)
    if _AMENDS.match(said):
        return "amending"
    return "regulation" if kind in _REGULATIONS else kind


def is_single_case(kind: str, subject: str) -> bool:
    """Whether an act is about a person or an award: two such acts have nothing to reconcile.

    Only a decision settles a case; a plan or regulation on the same deed ("Kế hoạch luân chuyển cán bộ")
    rules many.
    """
    return kind in _SETTLING and bool(_SINGLE.match(plain(subject)))


def period(subject: str) -> tuple[int, int] | None:
    """First and last year a subject says the act is for; None when it names none, or only an aim."""
    said = plain(subject)
    if found := _SPAN.search(said):
        return int(found[1]), int(found[2])
    years = [int(year) for year in _YEAR.findall(said)]
    return (min(years), max(years)) if years and "ngày" not in said else None


def same_time(one: tuple[int, int] | None, other: tuple[int, int] | None) -> bool:
    """Whether two periods touch; an act without a period fits any."""
    return one is None or other is None or (one[0] <= other[1] and other[0] <= one[1])
