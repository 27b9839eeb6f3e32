"""Further documents in one file, and texts a document issues with itself.

Owns: the fields of each part: of a further document (a letter and the plan it sends) and of an
attached text ("Ban hành kèm theo Quyết định số …": the regulation inside its decision).
Must not: touch the fields of the first document, or guess a number: an attached text has none of
its own, it goes by the number and date of the document that issues it (Decree 30/2020/NĐ-CP,
App. I; Guidance 36-HD/VPTW).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from archivist import numbers
from archivist.authorities.kinds import kinds_for_symbol
from archivist.directive.copies import FOOT, Head
from archivist.directive.dates import place_and_date
from archivist.directive.head import Zones, page_lines, read_zones
from archivist.directive.issuer import read_letterhead
from archivist.directive.kind import LETTER_CODE, read_title
from archivist.directive.pieces import MOTTO, RULE_LINE, Piece, evidence, fold_aligned, head_pieces
from archivist.directive.subject import read_subject
from archivist.directive.when import read_issued
from archivist.extracted import Extracted, Line, Page
from archivist.lazypattern import late_pattern
from archivist.model import Part, PartRole
from archivist.numbers import DocumentNumber
from archivist.text import fold

_PAGE_TOP = 30
"""A number that stands among the first lines of a page has its head at the top of that page."""
_HEAD_LINES = 60
_ABOVE_NUMBER = 14
"""Lines of a head that stand above its number at most."""
# Positions of persons; bodies ("ỦY BAN NHÂN DÂN") stand in heads and in authority lines alike.
_SIGNS = late_pattern(
    r"^\W*(?:pho|bi thu|bo truong|thu truong|chanh|truong (?:ban|phong|khoa|doan)|giam doc|tong giam doc|cuc truong|vu truong|chu nhiem"
    r"|vien truong|chu tich\s*$)\b"
)
_MOST = 50
"""Parts kept of one file; a volume of more is a gazette, not a bundle."""
_ISSUED_WITH = late_pattern(
    r"^[(\[]?\s*(?:duoc\s+)?(?:ban hanh\s+)?kem(?: theo)?\s+"
    r"(?P<kind>quyet dinh|nghi quyet|van ban|thong bao|chi thi|ke hoach|thong tu|nghi dinh|ket luan|cong van|to trinh"
    r"|chuong trinh)\b"
)
_KEM = late_pattern(r"[Kk]èm|KÈM")
_OPENING = 80
"""Characters in which the line says it: "(Được ban hành kèm theo Quyết định …"; forms say it in sentences."""
_ABOVE = 8
"""Lines between the title of an attached text and the line that says what it is issued with."""


def read_parts(
    extracted: Extracted, zones: Zones, own: DocumentNumber | None, heads: Sequence[Head]
) -> tuple[Part, ...]:
    """The parts of a file besides its first document, in order of their place.

    Args:
        extracted: the file.
        zones: head of its first document.
        own: number of its first document.
        heads: where further documents begin.
    """
    own_page = zones.pieces[0].line.page if zones.pieces else 0
    found = [_document(extracted, head, own_page) for head in heads[:_MOST]]
    if zones.pieces:
        found += _attached(extracted, zones, own)
    return tuple(sorted(found, key=lambda part: (part.evidence.page or 0, part.evidence.line or 0)))[:_MOST]


def _document(extracted: Extracted, head: Head, own_page: int) -> Part:
    """The fields of a further document, read from its own head."""
    where = evidence(head.piece, "part:second-head")
    zones = read_zones(_from(extracted, head, own_page))
    letterhead = read_letterhead(zones.letterhead, has_head=bool(zones.state_head or zones.party_head))
    issued, subject = read_issued(zones, extracted, None), read_subject(zones)
    return Part(
        role=PartRole.DOCUMENT,
        number=head.number.normal,
        kind=_kind(zones, head.number),
        issuer=letterhead.printed if letterhead is not None else "",
        issued=issued.value if issued is not None else "",
        subject=subject.value if subject is not None else "",
        evidence=where,
        confidence=0.75,
    )


def _kind(zones: Zones, number: DocumentNumber) -> str:
    if zones.title is not None:
        return zones.title.kind.code
    if zones.greeting is not None:
        return LETTER_CODE
    named = kinds_for_symbol(number.kind_code, number.system) if number.kind_code else ()
    return named[0].code if len(named) == 1 else ""


def _from(extracted: Extracted, head: Head, own_page: int) -> Extracted:
    """The file from this head on, no further than a head goes.

    A number among the first lines of a page has its head at the top, but not where the first
    document begins: a letter of ten lines and what it sends stand on one page.
    """
    start = head.piece.line
    pages: list[Page] = []
    for page in extracted.pages:
        if page.number < start.page or page.number > start.page + 1:
            continue
        lines = list(page_lines(page))
        if page.number == start.page:
            at = next((i for i, line in enumerate(lines) if line.number == start.number), 0)
            begin = 0 if at < _PAGE_TOP and page.number != own_page else _first_of_head(lines, at)
            lines = lines[begin : at + _HEAD_LINES]
        pages.append(replace(page, lines=tuple(lines), text="\n".join(line.text for line in lines)))
    # A signing time is that of the file, not of a document inside it.
    return replace(extracted, pages=tuple(pages), signatures=())


def _first_of_head(lines: Sequence[Line], at: int) -> int:
    """Index of the line a head begins with whose number stands on line `at`.

    Above the number stand capitals, the motto, place and date, and rules; anything else, such as
    a recipient or a signatory's name, belongs to the document before.
    """
    first = at
    for index in range(at - 1, max(-1, at - _ABOVE_NUMBER), -1):
        pieces = head_pieces([lines[index]])
        if not all(_may_be_in_head(piece) for piece in pieces):
            break
        first = index if pieces else first
    return first


def _may_be_in_head(piece: Piece) -> bool:
    if RULE_LINE.match(piece.text) or MOTTO.search(piece.folded):
        return True
    if FOOT.match(piece.folded) or _SIGNS.match(piece.folded):
        return False
    return piece.capitals or place_and_date(piece.text) is not None


# ------------------------------------------------------------------------------- attached texts


def _attached(extracted: Extracted, zones: Zones, own: DocumentNumber | None) -> list[Part]:
    """Texts the document issues with itself: a title, and below it what it is issued with."""
    if zones.title is None:
        return []  # what it is issued with names the document by its kind
    end = zones.pieces[min(zones.head_end, len(zones.pieces) - 1)].line
    found: list[Part] = []
    for page in extracted.pages:
        if page.number < end.page or not _KEM.search(page.text):
            continue
        lines = list(page_lines(page))
        if page.number == end.page:
            lines = [line for line in lines if line.number > end.number]
        for index, line in enumerate(lines):
            if len(line.text) < 160 and ("èm" in line.text or "ÈM" in line.text):
                part = _issued_with(lines, index, zones, own)
                if part is not None:
                    found.append(part)
    return found


def _issued_with(lines: Sequence[Line], index: int, zones: Zones, own: DocumentNumber | None) -> Part | None:
    """The attached text whose issuing is said on line `index`, if it is one."""
    if not _ISSUED_WITH.match(fold_aligned(lines[index].text[:_OPENING]).lstrip(" #*_|")):
        return None  # a quick look before the columns are told apart
    (said, *_) = head_pieces([lines[index]]) or (None,)
    match = _ISSUED_WITH.match(said.folded.strip()) if said is not None else None
    if match is None:
        return None
    if zones.title is None or fold(zones.title.kind.title) != match["kind"]:
        return None  # a form for others' decisions, printed in a circular
    if not _names_own(" ".join(line.text for line in lines[index : index + 3]), own):
        return None
    pieces = head_pieces(list(lines[max(0, index - _ABOVE) : index]))
    for at in range(len(pieces) - 1, -1, -1):
        title = read_title(pieces[at]) if pieces[at].capitals else None
        if title is not None:
            return Part(
                role=PartRole.ATTACHED,
                kind=title.kind.code,
                subject=_subject(title.rest, pieces[at + 1 :]),
                evidence=evidence(pieces[at], "part:issued-with"),
                confidence=0.85,
            )
    return None


def _names_own(text: str, own: DocumentNumber | None) -> bool:
    """True unless another document's number is named: then the text belongs to that one."""
    named = [match.number for match in numbers.find_numbers(text)]
    if not named:
        return True  # "ban hành kèm theo Quyết định này", or the number left to be written in
    return own is not None and numbers.key(named[0].normal) == numbers.key(own.normal)


def _subject(rest: str, below: Sequence[Piece]) -> str:
    words = [rest.strip(), *(piece.text.strip() for piece in below)]
    kept = [text for text in words if any(char.isalnum() for char in text)]
    return " ".join(" ".join(kept).split())
