"""Numbers that stand where no rule of layout puts them: below the title, at a foot, after other words.

Owns: the lines on which a document's own number may stand there, and finding one by its place.
Must not: take such a number without a person's word that the body prints its numbers so.

The rules know one place, the left head block (Decree 30/2020/NĐ-CP App. I box 3; Guidance
36-HD/VPTW); companies, schools and old forms have their own. A citation looks alike, so only a
line is looked at that holds nothing but a few words, the number and perhaps its date.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from archivist import numbers
from archivist.authorities.number_places import LONGEST, NumberPlace, NumberZone, words_key
from archivist.directive.dates import place_and_date
from archivist.directive.head import BASIS, GREETING, RECIPIENTS, STRUCTURE, Zones, page_lines
from archivist.directive.pieces import Piece, fold_aligned, head_pieces
from archivist.extracted import Extracted, Line
from archivist.lazyclass import dataclass
from archivist.lazypattern import late_pattern
from archivist.numbers import DocumentNumber

_BELOW = 10
"""Lines a title, a long subject and the number below it take."""
_FOOT = 3
_END = 15
"""Lines of the block of recipients and signature, behind which a form prints its number."""
_KNOWN = 0.7
"""Below it neither kind nor body of a number is known: some words must say that it is one."""

_BODY_BEGINS = (GREETING, BASIS, STRUCTURE, RECIPIENTS)

# Words that lead to another document: behind them stands a citation.
_LEADS_TO_ANOTHER = late_pattern(
    r"\b(?:theo|kem|can cu|thuc hien|trien khai|quan triet|thay the|sua doi|bo sung|bai bo|huy bo|dinh chinh"
    r"|huong dan|cua|tai|voi|xem|den|tra loi|phuc dap|va|hoac)\b"
)
# The line above breaks off before the number of what it cites: "… Nghị quyết" / "số 12-NQ/TU ngày …".
_BREAKS_OFF = late_pattern(
    r"(?:\b(?:luat|bo luat|phap lenh|nghi quyet|nghi dinh|quyet dinh|quy dinh|quy che|chi thi|ket luan|thong bao"
    r"|thong tu|thong tri|ke hoach|huong dan|cong van|chuong trinh|bao cao|to trinh|van ban|theo|tai|cua|so)|[,;(])$"
)
_DATED = late_pattern(r"[\s,;()\-–]*(?:ngay\b[\s\d/.\-–]*(?:thang\s*\d*\s*)?(?:nam\s*\d*\s*)?)?[\s.,;()]*$")


@dataclass(frozen=True, slots=True, kw_only=True)
class PlacedNumber:
    """A number and where it stands.

    Attributes:
        number: the number.
        place: where it stands.
        piece: the line.
    """

    number: DocumentNumber
    place: NumberPlace
    piece: Piece


def placed_numbers(extracted: Extracted, zones: Zones) -> Iterator[PlacedNumber]:
    """Numbers that stand on a line of their own, in head, below the title, at a foot, at the end."""
    seen: set[tuple[int, int]] = set()
    for zone, pieces in _zones(extracted, zones):
        above = ""
        for piece in pieces:
            where = (piece.line.page, piece.line.number)
            found = None if _BREAKS_OFF.search(above) else _alone_on(piece, zone)
            above = piece.folded.strip()
            if found is not None and where not in seen:
                seen.add(where)
                yield found


def number_in(places: Sequence[NumberPlace], extracted: Extracted, zones: Zones) -> PlacedNumber | None:
    """The number in one of these places; None when none or several different ones stand there."""
    wanted = {place.key for place in places}
    found = [one for one in placed_numbers(extracted, zones) if one.place.key in wanted]
    if len({numbers.key(one.number.normal) for one in found}) != 1:
        return None
    return found[0]


def place_of(number: str, extracted: Extracted, zones: Zones) -> PlacedNumber | None:
    """Where a number stands in a document, None when it stands in a sentence only or nowhere."""
    wanted = numbers.key(number)
    return next(
        (one for one in placed_numbers(extracted, zones) if numbers.key(one.number.normal) == wanted), None
    )


def _zones(extracted: Extracted, zones: Zones) -> Iterator[tuple[NumberZone, Sequence[Piece]]]:
    yield NumberZone.HEAD, zones.pieces[: zones.head_end]
    yield NumberZone.BELOW_TITLE, tuple(_below_title(zones))
    pages = [lines for lines in (list(page_lines(page)) for page in extracted.pages) if lines]
    if len(pages) > 1:
        yield NumberZone.PAGE_FOOT, _pieces(pages[0][-_FOOT:])
    if pages:
        head = {(piece.line.page, piece.line.number) for piece in zones.pieces[: zones.head_end]}
        last = [line for line in pages[-1][-_END:] if (line.page, line.number) not in head]
        yield NumberZone.END, _pieces(last)


def _pieces(lines: Sequence[Line]) -> tuple[Piece, ...]:
    return head_pieces(lines)


def _below_title(zones: Zones) -> Iterator[Piece]:
    if zones.title is None:
        return
    for piece in zones.pieces[zones.head_end : zones.head_end + _BELOW]:
        folded = piece.folded.strip()
        if piece is not zones.title.piece and any(pattern.match(folded) for pattern in _BODY_BEGINS):
            return
        yield piece


def _alone_on(piece: Piece, zone: NumberZone) -> PlacedNumber | None:
    """The number of a line that holds a few words, a number, perhaps its date, and nothing else."""
    text = piece.text.strip()
    if len(text) > 90:
        return None
    found = numbers.find_numbers(text)
    if len(found) != 1:
        return None
    before, behind = text[: found[0].start], text[found[0].end :]
    folded = fold_aligned(before)
    if len(before.split()) > LONGEST or _LEADS_TO_ANOTHER.search(folded):
        return None
    if not _DATED.match(fold_aligned(behind)) and place_and_date(behind) is None:
        return None
    if not words_key(before) and found[0].confidence < _KNOWN:
        return None
    place = NumberPlace(zone=zone, after=before.strip(" :.;,-–*_()") if words_key(before) else "")
    return PlacedNumber(number=found[0].number, place=place, piece=piece)
