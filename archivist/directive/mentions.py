"""Acts named in a sentence: kind, number, date, issuer, and how they are strung together.

Owns: finding where an act is named, by number ("Nghị quyết số 39-NQ/TW, ngày 18/7/2023 của Bộ
Chính trị") or, for laws, by name, which is how Decree 30/2020/NĐ-CP (App. I, II.6a) orders it.
Must not: decide how the act is meant (`governing`), or resolve it to a document.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from archivist import numbers
from archivist.authorities import kinds
from archivist.directive.dates import find_dates
from archivist.lazyclass import dataclass
from archivist.lazypattern import late_pattern

# Kinds as they stand before "số" in running text. Longest first.
_KIND_NAMES = (
    "nghị quyết liên tịch", "nghị quyết", "nghị định", "quyết định", "quy định", "quy chế", "chỉ thị", "kết luận",
    "thông tư liên tịch", "thông tư liên bộ", "thông tư", "thông tri", "thông báo kết luận", "thông báo", "hướng dẫn",
    "kế hoạch", "chương trình hành động", "chương trình", "công văn", "công điện", "văn bản hợp nhất", "văn bản",
    "tờ trình", "báo cáo", "đề án", "pháp lệnh", "bộ luật", "luật", "lệnh", "sắc lệnh", "điều lệ", "giấy mời", "biên bản",
)  # fmt: skip
_KIND = "|".join(re.escape(name) for name in _KIND_NAMES)
_TOKEN = r"\d{1,5}(?:\.\d{1,2})?[a-zđ]?\s?[-/–]\s?[^\s,;:()“”\"]{1,40}(?:\s?-\s?[A-ZĐ][A-ZĐa-z&]{1,9})?"
# "các Quy định số 3, 5-QĐ/TU": the symbol is printed once, behind the last ordinal.
_BARE = r"(?:\d{1,4}(?:\s?,\s|\s+và\s+)(?:số\s+)?){0,12}"
_BY_NUMBER = late_pattern(rf"(?<![\w/.,-])(?P<bare>{_BARE})(?P<num>{_TOKEN})")
_SO_BEFORE = late_pattern(r"(?<!\w)[sS][ốỐ]\s*:?\s*$")
_KIND_RIGHT_BEFORE = late_pattern(rf"\b(?:{_KIND})\s+$", re.IGNORECASE)
_ANOTHER = late_pattern(rf"\s*(?:,|;|và|,\s*và)\s+(?P<at>(?:[sS]ố\s*)?)(?P<num>{_TOKEN})")
_KIND_BEFORE = late_pattern(rf"\b(?:{_KIND})\b", re.IGNORECASE)
_LAW = late_pattern(
    r"\b(?P<kind>Bộ luật|Luật|Pháp lệnh|BỘ LUẬT|LUẬT|PHÁP LỆNH)\s+"
    r"(?P<name>(?:sửa đổi[^\d;:.()“”]{10,90}?của (?:các )?(?:\d{1,2} )?(?:Bộ luật|Luật|luật|Pháp lệnh)\s+)?[^\W\d_][^\d;:.()“”]{1,140})"
)
# Where the name of a law ends: a verb, a date, or the next act. Names that hold such a word themselves are told by
# their neighbours: "… theo phương thức đối tác công tư", "… người có công với cách mạng", "… chuyển đổi số".
_LAW_END = late_pattern(
    r",?\s+(?:ngày|năm\s*$|(?<!một )(?<!công nghệ )(?<!đổi )(?<!ân )số|được|đã|này|thì|hết|quy định|do|khi|mà|có(?! công với)|cho"
    r"|với(?! cách mạng)|bởi|sau|trước|(?<!người nước ngoài )(?<!vốn nhà nước )(?<!kinh doanh )tại"
    r"|(?<!ở nước ngoài )theo(?! phương thức đối tác)|trong|phải|không|là|sau đây|về việc"
    r"|để|bao gồm|gồm|về(?! dân sự| hình sự)|và các văn bản|và văn bản|và hướng dẫn|của Quốc hội(?! và Hội đồng)|của Ủy ban thường vụ|của nước)(?!\w)"
    r"|,?\s+(?:(?:và|hoặc|,)\s+)?(?:các\s+)?(?:Luật|Bộ luật|Pháp lệnh|Nghị định|Nghị quyết|Thông tư|Quyết định)(?!\w)"
    r"|(?<=đối tác công tư)\s|(?<=với cách mạng)\s|(?<=ngoài theo hợp đồng)\s|(?<=ngoài tại Việt Nam)\s|(?<=tại doanh nghiệp)\s"
    r"|(?<=và Hội đồng nhân dân)\s|\s+NGÀY\s|\s+NĂM\s|\s+SỐ\s|\s+VỀ\s|\s+THUỘC\s|\s+VÀ NGHỊ|[,\s]+$"
)
_AMENDED = late_pattern(r"[^\d;:.()“”]{1,400}")
_AMENDING_END = late_pattern(r",?\s+(?:ngày|năm\s*$|(?<!một )số)(?!\w)")
_OF = late_pattern(r"[\s,]*(?:\([^)]{0,200}\)\s*)?(?:của|CỦA)\s+")
# Words that cannot be part of the name of a body: it ends before them.
_AFTER_ISSUER = frozenset(
    [
        "về",
        "quy",
        "ngày",
        "số",
        "được",
        "đã",
        "có",
        "để",
        "trong",
        "hướng",
        "sửa",
        "bổ",
        "phê",
        "thực",
        "là",
        "này",
        "do",
        "khi",
        "theo",
        "tại",
        "trên",
        "đến",
        "từ",
        "cho",
        "với",
        "không",
        "còn",
        "quyết",
        "nêu",
        "bằng",
        "sau",
        "trước",
        "triển",
        "nhằm",
        "gồm",
        "hết",
        "phân",
        "cắt",
        "xác",
        "thì",
        "bị",
        "sẽ",
        "phải",
        "bãi",
        "thay",
        "đình",
        "đính",
        "các",
        "ở",
        "như",
        "và/hoặc",
        "kể",
        "kèm",
        "chưa",
        "vẫn",
        "đang",
        "vào",
        "mà",
        "nhưng",
        "nếu",
        "cùng",
        "chấm",
        "ngưng",
        "tạm",
        "hủy",
        "huỷ",
    ]
)
_LONGEST_ISSUER = 16
"""Words."""
_GLUE = late_pattern(
    r"^\s*(?:\([^()]{0,200}\)\s*)?(?:[,;]\s*và|[,;]|và|cùng với|hoặc)\s*(?:các\s+|những\s+)?$", re.IGNORECASE
)
# "Luật sửa đổi, bổ sung một số điều của Luật Lưu trữ số …" has the number itself.
_AMENDING = late_pattern(r"\b(?:Luật|Pháp lệnh) sửa đổi[^\d;:.()“”]{0,60}của\s+$")
# "Luật sửa đổi, bổ sung một số điều của Luật A, Luật B và Luật C số 90/2025/QH15" is one law.
_AMENDING_SEVERAL = late_pattern(
    r"\b(?:Luật|Pháp lệnh) sửa đổi[^\d;:.()“”]{0,60}của (?:các )?(?:Bộ luật|Luật|Pháp lệnh)\s[^\d;:.()“”]*(?:,|và|, và)\s+$"
)
_LAW_KINDS = ("luật", "bộ luật", "pháp lệnh")


@dataclass(frozen=True, slots=True, kw_only=True)
class Mention:
    """An act named in a sentence.

    Attributes:
        start: offset where its kind (or "số") begins.
        end: offset after its number, date and issuer.
        kind_name: the kind as named, possibly carried over from the act before it.
        number: its number; None when it is named otherwise.
        name: name of a law without number.
        issuer: as named, possibly carried over.
        issued: ISO date, possibly partial.
        plain: no "số" before the number, as official texts never have it: press, web pages.
        chained: it stands in one row with the act before it ("… và số 15-QĐ/TU").
    """

    start: int
    end: int
    kind_name: str
    number: numbers.DocumentNumber | None = None
    name: str = ""
    issuer: str = ""
    issued: str = ""
    plain: bool = False
    chained: bool = False


def find_mentions(text: str) -> tuple[Mention, ...]:
    """Every act named in a sentence, in order."""
    numbered = list(_numbered(text))
    taken = [(one.start, one.end) for one in numbered]
    laws = [law for law in _laws(text) if not any(a < law.end and law.start < b for a, b in taken)]
    if laws:
        numbered = sorted([*numbered, *laws], key=lambda one: one.start)
    return tuple(_strung(text, numbered))


def _numbered(text: str) -> Iterator[Mention]:
    reached = 0
    for match in _BY_NUMBER.finditer(text):
        if match.start() < reached:
            continue
        before = text[max(0, match.start() - 24) : match.start()]
        said = _SO_BEFORE.search(before)
        if said is None and _KIND_RIGHT_BEFORE.search(before) is None:
            continue
        parsed = _parse(match["num"])
        if parsed is None:
            continue
        kind, start = _kind_before(text, match.start(), reached)
        symbol = match["num"].lstrip("0123456789.")
        for bare in re.findall(r"\d{1,4}", match["bare"]):
            other = _parse(bare + symbol)
            if other is not None:
                yield Mention(start=start, end=match.end("bare"), kind_name=kind, number=other)
        mention = _dated(text, start, match.start("num") + _length(match["num"]), kind, parsed)
        yield mention if said else replace(mention, plain=True)
        reached = mention.end
        while (following := _ANOTHER.match(text, reached)) is not None:
            parsed = _parse(following["num"])
            if parsed is None:
                break
            end = following.start("num") + _length(following["num"])
            mention = _dated(text, following.start("at"), end, "", parsed)
            yield mention
            reached = mention.end


_BY_ORDINAL = late_pattern(
    rf"\b(?P<kind>{_KIND})\s+(?:số\s+)?(?P<num>\d{{1,4}}[a-zđ]?)(?=[\s,(])", re.IGNORECASE
)


def find_bare(text: str, mentions: Sequence[Mention]) -> Iterator[Mention]:
    """Acts named by kind, ordinal and day, without their symbol, as the press does.

    "Nghị quyết số 39 ngày 18/7/2023 của Bộ Chính trị". Without its day an ordinal says nothing.
    """
    for match in _BY_ORDINAL.finditer(text) if "ngày" in text else ():
        if not match["kind"][:1].isupper() or any(one.start < match.end() <= one.end for one in mentions):
            continue
        # The body stands behind the day, or between: "… số 39 của Bộ Chính trị ngày 18/7/2023".
        between, skipped = _issuer_after(text, match.end())
        begin = match.end() + skipped
        dates = find_dates(text[begin : begin + 40])
        if not dates or dates[0].start >= 8 or not dates[0].complete or not dates[0].value:
            continue
        stop = begin + dates[0].end
        issuer, length = (between, 0) if between else _issuer_after(text, stop)
        yield Mention(
            start=match.start(),
            end=stop + length,
            kind_name=match["kind"],
            issuer=issuer,
            issued=dates[0].value,
        )


def _length(token: str) -> int:
    return len(token.rstrip(".,;:)]”\"'"))


def _parse(token: str) -> numbers.DocumentNumber | None:
    return numbers.parse_number(token.rstrip(".,;:)]”\"'"))


def _dated(text: str, start: int, end: int, kind: str, number: numbers.DocumentNumber) -> Mention:
    after = text[end : end + 60]
    dates = find_dates(after) if "ng" in after or "NG" in after or "/" in after else ()
    issued = dates[0].value if dates and dates[0].start < 12 else ""
    if issued and "Ngày" in after[: dates[0].end]:
        issued = ""  # the next sentence begins with a date: "Ngày 12 tháng 5 năm 2025, …"
    stop = end + dates[0].end if issued else end
    issuer, length = _issuer_after(text, stop)
    return Mention(
        start=start, end=stop + length, kind_name=kind, number=number, issued=issued, issuer=issuer
    )


def _kind_before(text: str, number_start: int, reached: int) -> tuple[str, int]:
    """The kind named right before "số", and where the act begins.

    The name of a law may stand between ("Luật Tổ chức chính quyền địa phương số 72/2025/QH15"),
    but no punctuation and no other figure.
    """
    begin = max(reached, number_start - 130)
    window = text[begin:number_start]
    found = list(_KIND_BEFORE.finditer(window))
    so = re.search(r"[sS][ốỐ]\s*:?\s*$", window)
    start = begin + so.start() if so else number_start
    if not found:
        return "", start
    # A law's own name may hold the word: "Luật Ban hành văn bản quy phạm pháp luật số 64/2025/QH15".
    last = found[-1]
    for earlier in reversed(found):
        if earlier[0][:1].isupper():
            last = earlier if earlier[0].lower() in _LAW_KINDS else last
            break
    gap = window[last.end() : so.start() if so else len(window)].strip()
    named = last[0][:1].isupper() and last[0].lower() in _LAW_KINDS
    if gap and (not named or re.search(r"[\d;:.()]|\bnày\b", gap)):
        last = found[-1]
        gap = window[last.end() : so.start() if so else len(window)].strip()
        if gap:
            return "", start
    at = begin + last.start()
    amending = _AMENDING.search(text, max(reached, at - 80), at)
    if amending is None and last[0].lower() in _LAW_KINDS:
        amending = _AMENDING_SEVERAL.search(text, max(reached, at - 600), at)
    return last[0], amending.start() if amending else begin + last.start()


def _in_capitals(words: str) -> bool:
    return words.isupper() and len(words) > 1


def _issuer_after(text: str, begin: int) -> tuple[str, int]:
    """The issuer named after "của", and how many characters that took."""
    match = _OF.match(text, begin)
    if match is None:
        return "", 0
    end = match.end()
    words = list(re.finditer(r"[^\s,;:.()“”\"]+", text[end : end + 120]))
    last = 0
    for position, word in enumerate(words[:_LONGEST_ISSUER]):
        between = text[end + last : end + word.start()]
        plain = word[0].lower() if word[0].isupper() else word[0]
        if plain in _AFTER_ISSUER or (position and between.strip()):
            break
        # The line of the acting organ, below the subject: "… của Hội đồng nhân dân tỉnh HỘI ĐỒNG …".
        organ = all(_in_capitals(one[0]) for one in words[position : position + 2])
        if last and organ and not _in_capitals(text[end : end + last]):
            break
        # "ban hành" is a verb, "Ban Thường vụ" a body; "và" joins names only before a capital.
        following = words[position + 1][0] if position + 1 < len(words) else ""
        if (word[0], following) in (
            ("ban", "hành"),
            ("Ban", "hành"),
            ("Quy", "định"),
            ("Sửa", "đổi"),
            ("Hướng", "dẫn"),
        ):
            break
        if word[0] == "và" and (
            not following[:1].isupper() or _KIND_BEFORE.match(text, end + words[position + 1].start())
        ):
            break
        last = word.end()
    name = text[end : end + last]
    return (name, end + last - begin) if name[:1].isupper() else ("", 0)


def _laws(text: str) -> Iterator[Mention]:
    if not ("uật" in text or "UẬT" in text or "háp lệnh" in text):
        return
    position = 0
    while (match := _LAW.search(text, position)) is not None:
        name, kind = match["name"], match["kind"]
        inner = re.match(r"sửa đổi.*?của (?:các )?(?:\d{1,2} )?(?:Bộ luật|Luật|luật|Pháp lệnh)\s+", name)
        # An amending law may amend several ("… của Luật A và Luật B ngày …"): its date ends its name.
        longest = _AMENDED.match(text, match.start("name")) if inner else None
        cut = _AMENDING_END.search(longest[0], inner.end()) if inner and longest else None
        name = longest[0] if longest and cut else name
        cut = cut or _LAW_END.search(name, inner.end() if inner else 0)
        name = (name[: cut.start()] if cut else name).strip(" ,")
        end = match.start("name") + len(name)
        position = max(end, match.end("kind") + 1)
        dated = cut is not None and re.match(r",?\s+(?:ngày|năm|số|được)", cut[0])
        if (
            not name
            or name.startswith(("này", "sư ", "gia "))
            or (name[0].islower() and not inner and not dated)
        ):
            continue
        after = text[end : end + 40]
        dates = find_dates(after)
        issued = dates[0].value if dates and dates[0].start < 8 else ""
        if not issued and (year := re.match(r",?\s+năm\s+(\d{4})", after)):
            issued = year[1]
            end += year.end()
        elif issued:
            end += dates[0].end
        yield Mention(start=match.start(), end=end, kind_name=kind, name=f"{kind} {name}", issued=issued)


def _strung(text: str, mentions: list[Mention]) -> Iterator[Mention]:
    """Rows: kind and issuer named once stand for all of a row; nothing is carried across other words."""
    previous: Mention | None = None
    for mention in mentions:
        glue = text[previous.end : mention.start] if previous and mention.start >= previous.end else ""
        same = previous is not None and mention.start == previous.start
        if previous is not None and (same or (len(glue) <= 240 and _GLUE.match(glue))):
            elliptic = not mention.kind_name
            mention = replace(
                mention,
                chained=True,
                kind_name=mention.kind_name or previous.kind_name,
                issuer=mention.issuer or (previous.issuer if elliptic else ""),
            )
        yield mention
        previous = mention


def kind_code(mention: Mention) -> str:
    """Code of the kind of a mention: by its title, else by a symbol that stands for one kind only."""
    if mention.kind_name:
        found = kinds.resolve_kind(mention.kind_name)
        if found:
            return found[0].code
    number = mention.number
    named = kinds.kinds_for_symbol(number.kind_code, number.system) if number and number.kind_code else ()
    return named[0].code if len(named) == 1 else ""
