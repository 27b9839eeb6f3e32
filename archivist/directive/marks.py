"""Marks of secrecy and urgency in the head zone.

Owns: the test for MẬT, TỐI MẬT, TUYỆT MẬT and for KHẨN, THƯỢNG KHẨN, HỎA TỐC.
Must not: clear what it could not see: an image or a garbled page gives `Secrecy.NOT_CHECKED`.

A State-secret mark is a stamp or a line of its own of at most three words in capitals, under
the number or at the top of the page (Law 29/2018/QH14, Law 117/2025/QH15, Decree 30/2020/NĐ-CP
App. I box 10). The same words inside running text ("bảo vệ bí mật nhà nước", "mật mã", "bảo
mật") are no marks.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import replace

from archivist import text as texts
from archivist.directive.head import GREETING, page_lines
from archivist.directive.language import in_legacy_encoding
from archivist.directive.pieces import QUOTE_LIMIT, capital_share, fold_aligned, head_pieces
from archivist.extracted import Extracted, Line, Page, PageText
from archivist.lazyclass import dataclass
from archivist.lazypattern import late_pattern
from archivist.model import Evidence, Secrecy, Urgency

HEAD_ZONE_LINES = 60
"""Lines of the first page that belong to the head zone at most."""
_FURTHER_LINES = 8
"""Lines at the top of further pages."""
_TAIL_LINES = 6
"""Lines at the end of a page: content order often puts stamps and page headers last."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MarkFinding:
    """What the head zone says about secrecy and urgency.

    Attributes:
        secrecy: MARKED, NONE (the zone was read and holds no mark) or NOT_CHECKED.
        mark: the mark in its proper spelling, empty when there is none.
        urgency: urgency mark.
        evidence: where the mark of secrecy stands. Callers must not write its quote anywhere.
        urgency_evidence: where the mark of urgency stands.
        why: why the zone counts as not checked, empty otherwise.
    """

    secrecy: Secrecy
    mark: str = ""
    urgency: Urgency | None = None
    evidence: Evidence | None = None
    urgency_evidence: Evidence | None = None
    why: str = ""


# Compared without blanks and accents, so "M Ậ T", "MẬT." and recognised "MÂT" are found;
# "0" for O and "l", "1" for I are what recognition makes of stamps.
_MARKS = {"mat": "MẬT", "toimat": "TỐI MẬT", "tuyetmat": "TUYỆT MẬT"}
# A quick look before the careful one: the letters a mark cannot do without.
_HINT = late_pattern(r"[MМＭ][\W_]*\w[\W_]*[TТＴ]|K\s*H\s*\S\s*N|H\s*\S\s*[AẢÁÀÃẠ4]\s*T", re.IGNORECASE)
# Cyrillic letters that look like Latin ones; recognition and foreign keyboards leave them.
_TWINS = str.maketrans("АВЕІКМНОРСТУХаеіорсух", "ABEIKMHOPCTYXaeiopcyx")
_PREFIXES = late_pattern(
    r"^(?:(?:do|muc|dong dau|dau)\s*(?:do\s*)?mat\s*[:.\-]+|(?:subject|chu de|tieu de)\s*:)\s*"
)
_URGENCY = {
    "khan": Urgency.URGENT,
    "thuongkhan": Urgency.VERY_URGENT,
    "hoatoc": Urgency.EXPRESS,
    "hoatochengio": Urgency.EXPRESS,
}
_OCR = str.maketrans({"0": "o", "1": "i", "l": "i", "|": "i", "â": "a", "à": "a"})
_EDGES = " \t.,;:()[]{}<>«»“”\"'*-_=|/\\~•!"
_SEPARATED = late_pattern(r"\s{2,}|\t|[|/]|\s[-–]\s")
_EXPRESS_TAIL = late_pattern(r"^(hoatoc)(?:hengio|\d|truoc).*$")


def find_mark(extracted: Extracted) -> MarkFinding:
    """Look for marks in the head zone of `extracted`."""
    if not extracted.pages or not any(page.text.strip() or page.lines for page in extracted.pages):
        return MarkFinding(secrecy=Secrecy.NOT_CHECKED, why="no text could be read")
    mark, where = "", None
    urgency: Urgency | None = None
    urgency_where: Evidence | None = None
    before = ""
    typed = ""
    for place, line in enumerate(map(_as_seen, _zone_lines(extracted))):
        for part in _parts(line) if _HINT.search(line.text) else ():
            if _continues_phrase(before, part):
                continue
            found = _mark_of(part)
            if found and _HALF_DEGREE.search(texts.fold(before.strip(_EDGES))):
                found, typed = "", _WRAPPED
            if found and _rank(found) > _rank(mark):
                mark, where = found, _at(line, "secrecy:stand-alone-mark")
            if not found and (_is_typed_mark(part) or (place < _SMALL_LINES and _is_small_mark(part))):
                typed = typed or _NOT_IN_CAPITALS
            hurried = _urgency(part)
            if hurried is not None and urgency is None:
                urgency, urgency_where = hurried, _at(line, "urgency:stand-alone-mark")
        before = line.text
    if not mark:
        mark, where, doubt = _in_the_flow(extracted)
        typed = typed or doubt
    if mark:
        return MarkFinding(
            secrecy=Secrecy.MARKED, mark=mark, urgency=urgency, evidence=where, urgency_evidence=urgency_where
        )
    unseen = _unseen(extracted) or typed
    return MarkFinding(
        secrecy=Secrecy.NOT_CHECKED if unseen else Secrecy.NONE,
        urgency=urgency,
        urgency_evidence=urgency_where,
        why=unseen,
    )


def _in_the_flow(extracted: Extracted) -> tuple[str, Evidence | None, str]:
    """A mark further down in a text that has no pages: mark, place, and why a line gives no clearance.

    Word processors break pages only when they print, so the head of the second document of a file, or of page
    5, stands anywhere. Beside the name of the republic or of the Party such a line is the mark of the document
    that begins there; elsewhere a text about marks may show one, so a person looks.
    """
    doubt = ""
    for page in extracted.pages if len(extracted.pages) == 1 else ():
        lines = [line for line in page.lines if line.box is None]
        for place, line in enumerate(lines):
            if len(line.text) > _LONGEST_MARK or not _HINT.search(line.text):
                continue
            if not _is_exact_mark(_as_seen(line).text):
                continue
            if place and _continues_phrase(lines[place - 1].text, line.text):
                continue
            near = lines[max(0, place - _NEAR_HEAD) : place + _NEAR_HEAD]
            if any(_HEADS.search(texts.fold(one.text)) for one in near):
                return _mark_of(_as_seen(line).text), _at(line, "secrecy:stand-alone-mark"), ""
            doubt = _IN_THE_TEXT
    return "", None, doubt


def _is_exact_mark(text: str) -> bool:
    """The words of a mark with their accents and in capitals, alone on the line."""
    stripped = texts.normalise_tone(texts.nfc(text)).strip(_EDGES)
    return " ".join(stripped.split()) in _MARKS.values()


_LONGEST_MARK = 60
"""Characters of a line that is nothing but a mark, with blanks, a frame and signs without width between its letters."""
_NEAR_HEAD = 12
"""Lines: a letterhead with number, stamps, place and date has no more."""
_HEADS = late_pattern(r"cong hoa xa hoi chu nghia|^dang cong san viet nam$|\bdang cong san viet nam$")
_IN_THE_TEXT = "a line inside the text reads like a mark"
_NOT_IN_CAPITALS = "a line reads like a mark, but not in capitals"
_WRAPPED = "a line reads like a mark, but may end the line above it"
_SMALL_LINES = 25
"""Lines in which a mark in small letters may stand: below them runs the text."""


def _as_seen(line: Line) -> Line:
    """The line as a person sees it: no signs without width, wide letters and Cyrillic twins as Latin ones."""
    if line.text.isascii():
        return line
    text = unicodedata.normalize("NFKC", line.text).translate(_TWINS)
    text = "".join(char for char in text if unicodedata.category(char) != "Cf")
    return line if text == line.text else replace(line, text=text)


def _mark_of(part: str) -> str:
    """The mark a part of a line is, "" when it is none. The border of a stamp is recognised as "I" or "l"."""
    return _MARKS.get(_key(part).strip("i"), "") if _may_be_mark(part) else ""


def _rank(mark: str) -> int:
    return ("", "MẬT", "TỐI MẬT", "TUYỆT MẬT").index(mark)


def _unseen(extracted: Extracted) -> str:
    """Why the absence of a mark proves nothing; "" when the head zone was really read."""
    first = extracted.pages[0]
    if first.kind is PageText.BLANK and len(extracted.pages) > 1:
        first = extracted.pages[1]
    if first.kind is PageText.IMAGE:
        return "the first page is an image"
    if first.kind is PageText.GARBLED:
        return "the text of the first page is garbled"
    if first.kind is PageText.BLANK or not first.text.strip():
        return "the first page holds no text"
    if in_legacy_encoding(first.text):
        return "the text is in a legacy font encoding"
    # A stamped mark is on the page where the letterhead is; when any page is an image, another
    # document's head may be on it.
    if any(page.kind in (PageText.IMAGE, PageText.GARBLED) for page in extracted.pages):
        return "a page is an image or garbled"
    if any(page.layered and not page.looked_at for page in extracted.pages):
        return "an image fills a page with text, and stamps on it were not looked for"
    return next((page.unseen for page in extracted.pages if page.unseen), "")


def _zone_lines(extracted: Extracted) -> Iterator[Line]:
    """Lines where a mark may stand: head and last lines of every page that opens a document.

    The first page always; further pages only their first lines, because a transmittal and the
    document it carries come in one file, and a secret document repeats its mark on each page.
    """
    for position, page in enumerate(extracted.pages):
        if position == 0:
            lines = _first_page_lines(page)
            end = _greeting(lines[:HEAD_ZONE_LINES])
            yield from lines[:end]
            rest = lines[end:]
            # Fields and notes laid upon a page stand behind its text, wherever they are shown.
            yield from (line for line in rest[:-_TAIL_LINES] if line.widget)
            yield from rest[-_TAIL_LINES:]
        elif page.lines or _HINT.search(page.text):  # lines to be made are made where it is worth it
            lines = list(page_lines(page))
            yield from lines[:_FURTHER_LINES]
            rest = lines[_FURTHER_LINES:]
            yield from (line for line in rest[:-_TAIL_LINES] if line.widget)
            yield from rest[-_TAIL_LINES:]


def _first_page_lines(page: Page) -> list[Line]:
    """Lines of the first page; the plain text too, since geometry may have dropped a stamp."""
    lines = list(page_lines(page))
    if page.lines:
        known = {line.text for line in page.lines}
        lines[:0] = [
            Line(text=text.strip(), page=page.number, number=number)
            for number, text in enumerate(page.text[:4000].split("\n")[:HEAD_ZONE_LINES], start=1)
            if 0 < len(text.strip()) <= 60 and text.strip() not in known
        ]
    return lines


def _greeting(lines: list[Line]) -> int:
    """Index after the greeting's addressees: below begins running text."""
    for index, line in enumerate(lines):
        if GREETING.match(fold_aligned(line.text.strip()[:12])):
            return min(len(lines), index + 20)
    return len(lines)


# A mark printed right behind the number: "Số 15-BC/TU   TỐI MẬT", "Số 15-BC/TU (Mật)".
_BEHIND_NUMBER = late_pattern(
    r"\d[^\s]*[/\-][^\s]+\s+[(\[]?((?:TỐI |TUYỆT |Tối |Tuyệt )?(?:MẬT|[Mm]ật)|HỎA TỐC|HOẢ TỐC|(?:THƯỢNG )?KHẨN)[)\]]?\s*$"
)
_LISTED = late_pattern(r"\s*[,;+&]\s*")
# "VỀ CÔNG TÁC BẢO / MẬT": a title in capitals that wraps inside bí mật, bảo mật, cơ mật.
_HALF_WORD = late_pattern(r"\b(?:bi|bao|co|do|ton|than|can)$")
# "DANH MỤC BÍ MẬT NHÀ NƯỚC ĐỘ / TỐI MẬT".
_HALF_DEGREE = late_pattern(r"\w\W+do$")


def _parts(line: Line) -> Iterator[str]:
    """The line as a whole and, where cells or columns run together, its parts."""
    text = line.text
    yield text
    if len(text) > 120:
        return
    cells = _SEPARATED.split(text)
    if len(cells) > 1:
        yield from cells
    listed = _LISTED.split(text)  # "KHẨN, MẬT"
    if len(listed) > 1 and all(_mark_of(one) or _urgency(one) for one in listed):
        yield from listed
    behind = _BEHIND_NUMBER.search(text)
    if behind is not None:
        yield behind[1]
    sides = head_pieces([line])
    if len(sides) > 1:
        yield from (side.text for side in sides)


def _continues_phrase(before: str, part: str) -> bool:
    """True when `part` is the second half of a phrase the line before began."""
    return bool(_HALF_WORD.search(texts.fold(before.strip(_EDGES)))) and len(part.split()) == 1


def _key(text: str) -> str:
    """Letters only, folded, recognition errors mended."""
    stripped = text.strip(_EDGES)
    folded = texts.fold(stripped)
    folded = _PREFIXES.sub("", folded)
    return re.sub(r"[\s.\-_*]+", "", folded).translate(_OCR)


def _may_be_mark(text: str) -> bool:
    """A mark has at most three words (letter-spaced ones more) and is in capitals."""
    stripped = text.strip(_EDGES)
    if not stripped or len(stripped) > 40:
        return False
    words = stripped.split()
    spaced = all(len(word) <= 1 for word in words)
    label = ":" in stripped
    return (spaced or len(words) <= (6 if label else 3)) and capital_share(stripped.split(":")[-1]) >= 0.6


_TYPED = late_pattern(
    r"(?:[^:]{2,12}:\s*)?(?:Mật|Tối [Mm]ật|Tuyệt [Mm]ật)"
    # What it is before the degree; the letter of the degree as on envelopes, behind it.
    r"|(?:TÀI LIỆU|VĂN BẢN|HỒ SƠ|CÔNG VĂN)\s+(?:TỐI |TUYỆT )?MẬT|(?:TỐI |TUYỆT )?MẬT\s*[(\[]?\s*[ABC]"
)


def _is_typed_mark(text: str) -> bool:
    """The words of a mark as a line of its own, but not in capitals: "Tối mật", "Độ mật: Mật".

    A mark is stamped or printed in capitals; a clerk who types it otherwise may mean it. That is no
    clearance: a person has to look. Accents must be exact, or "mặt" and "mất" would do.
    """
    return _TYPED.fullmatch(texts.normalise_tone(texts.nfc(text)).strip(_EDGES)) is not None


_SMALL = frozenset({"mật", "tối mật", "tuyệt mật"})


def _is_small_mark(text: str) -> bool:
    """The words of a mark alone in small letters: in files of old fonts the capitals stood in the font alone.

    TCVN3 has no toned capitals (.VnTimeH showed them), and a plain text file holds no fonts.
    """
    return " ".join(texts.normalise_tone(texts.nfc(text)).strip(_EDGES).split()) in _SMALL


def _urgency(text: str) -> Urgency | None:
    if not _may_be_mark(text) and not texts.fold(text.strip(_EDGES)).startswith("hoa toc"):
        return None
    if capital_share(text) < 0.5 or len(text.strip(_EDGES)) > 40:
        return None
    key = _key(text)
    shortened = _EXPRESS_TAIL.sub(r"\1", key)
    return _URGENCY.get(shortened)


def _at(line: Line, rule: str) -> Evidence:
    return Evidence(
        source="widget" if line.widget else "page",
        page=line.page,
        line=line.number,
        box=line.box,
        quote=line.text[:QUOTE_LIMIT],
        rule=rule,
    )
