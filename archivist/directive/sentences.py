"""Sentences of a directive that may name others, and where in the document they stand.

Owns: cutting the text into sentences, and telling the opening (title, legal bases, the sentence
that says what the document does) from the body.
Must not: look for citations.

Only the opening and sentences about "this" act say what the document itself does; the body says
what others are to do (Decree 30/2020/NĐ-CP App. I: title, bases and opening sentence come before
the first article or heading; Party practice is the same).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from archivist.directive.pieces import fold_aligned
from archivist.extracted import Extracted
from archivist.lazyclass import dataclass
from archivist.lazypattern import late_pattern

TEXT_LIMIT = 1_000_000
"""Characters read for citations: the articles that repeal and amend stand at the end of long acts."""
_OPENING_LIMIT = 6_000
"""Characters of an opening besides its legal bases; letters have no headings to end it."""

_TITLE = (
    "NGHỊ QUYẾT LIÊN TỊCH|NGHỊ QUYẾT|NGHỊ ĐỊNH|QUYẾT ĐỊNH|QUY ĐỊNH|QUY CHẾ|CHỈ THỊ|KẾT LUẬN|THÔNG TƯ LIÊN TỊCH"
    "|THÔNG TƯ|THÔNG TRI|THÔNG BÁO|HƯỚNG DẪN|KẾ HOẠCH|CHƯƠNG TRÌNH HÀNH ĐỘNG|CHƯƠNG TRÌNH|CÔNG ĐIỆN|TỜ TRÌNH|BÁO CÁO"
    "|ĐỀ ÁN|PHÁP LỆNH|LUẬT|LỆNH"
)
# A line that begins a sentence whatever stands above it.
_LINE_START = late_pattern(
    r"[-+*•(]|\d{1,2}[.)]|[a-zđ]\)|[IVX]{1,5}\s?[-.]\s|Căn cứ|Điều\s+\d|Khoản\s|Về việc|VỀ VIỆC|V/v|Kính gửi|Thực hiện|Triển khai"
    r"|Quán triệt|Trả lời|Phúc đáp|Tiếp theo|Xét |Theo đề nghị"
    # A verb with a capital, or this act as subject, opens a sentence also under a heading.
    r"|Bãi bỏ|Thay thế|Sửa đổi|Bổ sung|Đình chỉ|Đính chính|(?:Nghị|Quyết|Quy|Chỉ|Thông|Hướng|Kế|Luật)\s(?:\w+\s)?này\s"
)
# A title line stands alone; what follows it is the subject.
_TITLE_LINE = late_pattern(rf"(?:{_TITLE})[ \t]*:?[ \t]*$")
# "…; Quyết định số 15" goes on with the same verb, so ";" alone ends no sentence.
_WITHIN = late_pattern(r"[.:]\s+(?=[A-ZĐÀ-Ỹ\-+“\"])|;\s+(?=Căn cứ)")
# A line of capitals of its own, as both layouts print it: "PHỤ LỤC", "PHỤ LỤC II", "PHỤ LỤC 1: …".
_ANNEX = late_pattern(r"PHỤ LỤC(?:\s+(?:SỐ\s+)?[\dIVXL]{1,5})?\b\s*(?:[:.(–-]|\n|$)")
_HEADING = late_pattern(r"(?:[IVX]{1,5}|\d{1,2}|[A-Z])\s?[-.)]\s?\S")
_PAGE_NUMBER = late_pattern(r"[-–]?\s?\d{1,4}\s?[-–]?$")
# Where the opening ends: the first article, part or numbered heading.
_STRUCTURE = late_pattern(
    r"(?:#+\s*)?(?:điều\s+1\b|phần\s+(?:i|thứ)\b|chương\s+(?:i|1)\b|mục\s+1\b|(?:i|1|a)\s*[-.)/]\s?(?!\d))",
    re.IGNORECASE,
)
MARKER = late_pattern(
    r"^[\s\-+*•“\"(]*(?:(?P<article>điều\s+\d{1,3}[a-zđ]?\s*[.:])|(?P<figure>\d{1,3}(?:\.\d{1,2}){0,3}\s*[-.)/])"
    r"|(?P<letter>[a-zđ]\s?[).])|(?P<roman>[ivx]{1,5}\s*[-.]))?[\s\-+*•]*",
    re.IGNORECASE,
)
_ONLY_MARK = late_pattern(r"\s*(?:Điều\s+\d{1,3}[a-zđ]?|\d{1,3}|[IVX]{1,5}|[a-zđ])\s*[.):]?\s*$")
_MAY_CITE = late_pattern(
    r"[sS][ốỐ]\s*:?\s*\d|L(?:uật|UẬT)\s|Bộ luật|BỘ LUẬT|Pháp lệnh|PHÁP LỆNH|(?:định|quyết|thị|tư|luận|dẫn|văn|hoạch|báo|lệnh|trình)\s\d{1,4}[-/]"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentence:
    """A sentence with what surrounds it.

    Attributes:
        text: blanks collapsed, wrapped lines closed up.
        folded: `text` without diacritics, aligned with it.
        lower: `text` in small letters, aligned with it.
        page: 1-based.
        line: 1-based line of the page's text.
        opening: it stands before the first article or heading.
        follows: no other sentence stands between it and the one yielded before.
        body: offset after the list mark ("a)", "Điều 3.") it begins with.
        mark: sort of that mark: ``"article"``, ``"figure"``, ``"letter"``, ``"roman"``, ``"dash"``
            or empty.
        annex: it stands below a line that opens an annex.
    """

    text: str
    folded: str
    lower: str
    page: int
    line: int
    opening: bool
    follows: bool
    body: int
    mark: str
    annex: bool = False


def sentences(extracted: Extracted) -> Iterator[Sentence]:
    """Sentences that may name an act or head a list, in order, up to `TEXT_LIMIT` characters."""
    total = read = 0
    opening, follows, annex = True, False, False
    for page in extracted.pages:
        text = page.text[: TEXT_LIMIT - total]
        total += len(text)
        for line, part in _parts(text, opening):
            annex = annex or _ANNEX.match(part.strip()) is not None
            wanted = part.endswith(":") or may_cite(part)
            if opening:
                closed = " ".join(part.split())
                opening = _STRUCTURE.match(closed) is None
                read += 0 if closed.lower().startswith(("căn cứ", "- căn cứ")) else len(closed)
            if wanted:
                yield _sentence(
                    " ".join(part.split()), page.number, line, opening=opening, follows=follows, annex=annex
                )
            follows = wanted
            if opening and (read > _OPENING_LIMIT or part.endswith("như sau:")):
                opening = False


def _parts(text: str, opening: bool) -> Iterator[tuple[int, str]]:
    """Line and text of each sentence of a page; one empty part stands for what cannot name an act."""
    for begin, paragraph in _paragraphs(text):
        line = begin
        if not opening and ":" not in paragraph and not may_cite(paragraph) and not _ANNEX.match(paragraph):
            yield line, ""
            continue
        position = 0
        for match in [*_WITHIN.finditer(paragraph), None]:
            end = match.start() + 1 if match else len(paragraph)
            if match is not None and end - position < 16 and _ONLY_MARK.match(paragraph, position, end):
                continue  # "Điều 1." or "2." belongs to what follows
            yield line, paragraph[position:end]
            following = match.end() if match else end
            line += paragraph.count("\n", position, following)
            position = following


def _paragraphs(text: str) -> Iterator[tuple[int, str]]:
    """First line (1-based) and text of runs of lines that belong together."""
    begin, held = 1, list[str]()
    for number, raw in enumerate(text.split("\n"), start=1):
        line = raw.strip()
        if not line or (number == 1 and _PAGE_NUMBER.match(line)):
            continue
        if held and _starts(held[-1], line) and not (len(held) == 1 and _ONLY_MARK.match(held[0])):
            yield begin, "\n".join(held)
            held = []
        if not held:
            begin = number
        held.append(line)
    if held:
        yield begin, "\n".join(held)


def _starts(above: str, line: str) -> bool:
    return (
        above[-1] in ".;:"
        or _LINE_START.match(line) is not None
        or _ANNEX.match(line) is not None
        or _TITLE_LINE.match(above) is not None
        or _TITLE_LINE.match(line) is not None
        or (
            len(above) < 80
            and above.isupper() != line.isupper()
            and line[0].isupper()
            and _HEADING.match(above) is not None
        )
    )


def _sentence(text: str, page: int, line: int, *, opening: bool, follows: bool, annex: bool) -> Sentence:
    mark = MARKER.match(text)
    sort, body = "", 0
    if mark is not None and mark.end():
        body = mark.end()
        sort = mark.lastgroup or ("dash" if text[:1] in "-+*•" else "")
    return Sentence(
        text=text,
        folded=fold_aligned(text),
        lower=lower_aligned(text),
        page=page,
        line=line,
        opening=opening,
        follows=follows,
        body=body,
        mark=sort,
        annex=annex,
    )


def lower_aligned(text: str) -> str:
    """`text` in small letters, character for character."""
    lower = text.lower()
    return lower if len(lower) == len(text) else "".join(char.lower()[0] for char in text)


def may_cite(text: str) -> bool:
    """True when a text can name an act at all."""
    return (
        "số" in text or "uật" in text or "UẬT" in text or "/" in text or "-" in text or "Số" in text or "SỐ" in text
        or "lệnh" in text or "LỆNH" in text
    ) and _MAY_CITE.search(text) is not None  # fmt: skip
