"""Running titles: acts printed without a letterhead, as gazettes and old collections do.

Owns: reading kind, issuer, number, date and subject out of one running title.
Must not: be asked when the page has a letterhead.

"Quyết định của Thủ tướng Chính phủ số 115/2004/QĐ-TTg ngày 25 tháng 6 năm 2004 về việc …";
the parts may stand on lines of their own, kind first.
"""

from __future__ import annotations

import re
from dataclasses import replace

from archivist import numbers
from archivist.authorities import codes, kinds
from archivist.authorities.bodies import resolve_issuer
from archivist.directive.dates import FoundDate, find_dates
from archivist.directive.head import BASIS, GREETING, Zones
from archivist.directive.pieces import RULE_LINE, Piece, evidence, fold_aligned
from archivist.lazyclass import dataclass
from archivist.lazypattern import late_pattern
from archivist.model import FieldName, Reading
from archivist.numbers import DocumentNumber

_MAX_LINES = 14
_NUMBER = late_pattern(
    r"(?:\b[Ss]ố|\bsè|\bSỐ|^số)\s*:?\s*(?P<num>\d{1,5}(?:\.\d{1,2})?\s?[/\-][^\s,;]+(?:\s?-\s?[A-ZĐ]{2,9})?)"
)
_OF_ISSUER = late_pattern(r"\bcủa\s+(?P<issuer>[^\d]+?)\s*(?=\bsố\b|\bngày\b|$)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Block:
    """The lines of the running title, as one text."""

    pieces: tuple[Piece, ...]
    text: str
    title: kinds.KindMatch


def fill_from_running_title(zones: Zones, readings: dict[str, Reading]) -> None:
    """Add what the running title says to `readings`; it replaces what was read without it.

    Confidence is below that of a letterhead: collections shorten titles and drop names.
    """
    block = _block(zones)
    if block is None:
        return
    where = block.pieces[0]
    match = _NUMBER.search(block.text)
    parsed = numbers.parse_number(match["num"].rstrip(".,;)")) if match else None
    if match is None or parsed is None:
        return
    parsed = _small_letters(parsed)
    # "… sửa đổi Quyết định số …": the own number comes before the subject begins.
    dates = [date for date in find_dates(block.text[match.end() :]) if date.start < 15]
    end = match.end() + (dates[0].end if dates else 0)
    if _says_something(block.text[end : end + 160]):
        return
    values: dict[str, tuple[str, float]] = {
        FieldName.KIND: (block.title.kind.code, 0.88),
        FieldName.NUMBER: (parsed.normal, 0.85),
    }
    if dates and dates[0].value:
        values[FieldName.ISSUED] = (dates[0].value, 0.85 if dates[0].complete else 0.6)
    issuer = _issuer(block, match.start(), end, dates)
    if issuer:
        values[FieldName.ISSUER] = (issuer, 0.82)
    subject = _subject(block.text, end, issuer)
    if subject:
        values[FieldName.SUBJECT] = (subject, 0.78)
    for name, (value, confidence) in values.items():
        readings[name] = Reading(
            value=value,
            confidence=confidence,
            evidence=(evidence(where, "running-title", block.text),),
        )


# A title is a noun phrase: the issuer may follow the number, then what the act is about.
_ABOUT = late_pattern(
    r"\b(?:về|v/v|quy định|ban hành|sửa đổi|bổ sung|hướng dẫn|phê duyệt|thành lập|công bố|bãi bỏ|thay thế|giao|điều chỉnh"
    r"|tăng cường|đẩy mạnh|tiếp tục)\b",
    re.IGNORECASE,
)
# A sentence about an act has a predicate there: "Nghị quyết số 15-NQ/TU … của Tỉnh ủy được phổ biến".
_PREDICATE = late_pattern(
    r"\b(?:được|đã|đang|sẽ|cũng|vừa|nêu|đề ra|xác định|khẳng định|chỉ rõ|chỉ ra|yêu cầu|cho biết|có hiệu lực|là|thì|gồm)\b"
)


def _says_something(rest: str) -> bool:
    """True when the words behind number and date are a sentence about the act, not its title."""
    said = _PREDICATE.search(rest)
    about = _ABOUT.search(rest)
    return said is not None and (about is None or said.start() < about.start())


def _small_letters(number: DocumentNumber) -> DocumentNumber:
    """The code of the issuer in its own letters: titles in capitals turn TTg into TTG."""
    known = codes.issuer_codes(number.system)
    if number.issuer_code in known:
        return number
    spellings = [code for code in known if code.upper() == number.issuer_code]
    if len(spellings) != 1:
        return number
    begun, _, rest = number.normal.rpartition(number.issuer_code)
    return replace(number, issuer_code=spellings[0], normal=f"{begun}{spellings[0]}{rest}")


# The organ that acts, on a line of its own between the title and the bases.
_ORGAN = late_pattern(
    r"(?:chinh phu|thu tuong chinh phu|bo truong [a-z ,]{2,60}|uy ban nhan dan [a-z ]{2,40})$"
)


# "(Ban hành kèm theo Quyết định số …)": the number of another act, not of this text.
_ISSUED_WITH = late_pattern(r"\(?\s*(?:(?:duoc\s+)?ban hanh\s+)?kem theo\b")


def _block(zones: Zones) -> _Block | None:
    """Lines from the first that begins with a kind to the first that is not of the title."""
    for index, piece in enumerate(zones.pieces[:25]):
        if BASIS.match(piece.folded.strip()):
            return None
        text = piece.text.strip()
        title = kinds.match_title(text if not text.islower() else text[:1].upper() + text[1:])
        if title is None or len(title.kind.title) < 4:
            continue
        taken = [piece]
        for after in zones.pieces[index + 1 : index + _MAX_LINES]:
            folded = after.folded.strip()
            if (
                BASIS.match(folded)
                or GREETING.match(folded)
                or (RULE_LINE.match(after.text) and len(taken) > 1)
                or _ISSUED_WITH.match(folded)
                or (_ORGAN.match(folded) and taken[-1].text.rstrip().endswith("."))
                or (after.capitals and len(taken) > 2 and not taken[-1].capitals)
            ):
                break
            if len(after.text) > 500:
                break
            taken.append(after)
        joined = re.sub(r"\s+", " ", " ".join(one.text for one in taken))
        whole = kinds.match_title(joined if not joined.islower() else joined.capitalize())
        return _Block(tuple(taken), joined, whole or title)
    return None


def _issuer(block: _Block, number_start: int, end: int, dates: list[FoundDate]) -> str:
    """The issuer: "của X" before the number or after the date, or the words after the kind."""
    del dates
    before = block.text[:number_start]
    match = _OF_ISSUER.search(before)
    if match is not None:
        return match["issuer"].strip(" ,.-")
    rest = block.text[end : end + 120].lstrip(" ,")
    known = _known_body(rest)
    if known:
        return known
    after = re.match(
        r"của\s+(?P<issuer>(?:[A-ZĐÀ-Ỹ]\S*|nhân|dân|tỉnh|thành|phố|và|phủ|trung|ương)(?:\s(?:[A-ZĐÀ-Ỹ]\S*|nhân|dân|tỉnh|thành|phố|và|phủ|trung|ương|tướng|trưởng))*)",
        rest,
    )
    if after is not None:
        return after["issuer"].strip(" ,.-")
    words = before[len(block.text) - len(block.text.lstrip()) :]
    words = re.sub(
        r"(?i)^\s*(?:thông tư liên tịch|thông tư|nghị định|nghị quyết|quyết định|chỉ thị|lệnh|luật)\s*",
        "",
        words,
    )
    words = re.sub(r"(?i)^liên tịch\s*", "", words).strip(" ,.-:")
    return (
        words
        if 1 < len(words.split()) <= 20
        and re.match(r"(?:bo|lien|uy ban|chinh phu|thu tuong|tong cuc|hoi dong)", fold_aligned(words))
        else ""
    )


def _known_body(rest: str) -> str:
    """The longest name of a body on record behind "của": "Bộ Nội vụ hướng dẫn …" has a small letter in it."""
    words = rest.split()
    if words[:1] != ["của"]:
        return ""
    for size in range(min(len(words) - 1, 12), 1, -1):
        name = " ".join(words[1 : 1 + size]).rstrip(" ,.;")
        if any(record.known for record in resolve_issuer(name)):
            return name
    return ""


def _subject(text: str, end: int, issuer: str) -> str:
    rest = text[end:].strip(" ,;:.-")
    if issuer and rest.startswith("của "):
        rest = rest[4 + len(issuer) :].strip(" ,;:.-") if rest[4:].startswith(issuer) else rest
    return rest
