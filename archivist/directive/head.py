"""Zones of the first page: letterhead, number block, title, subject, greeting, bases.

Owns: where each zone begins and ends.
Must not: read values out of them.

Both systems print the same order (Decree 30/2020/NĐ-CP App. I; Guidance 36-HD/VPTW): issuer
and number on the left, republic or party and date on the right, then kind and subject across
the page, then greeting or legal bases, then the body. Everything before the first of title,
greeting and bases is the head; a number or a date after it is a citation.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import takewhile

from archivist.authorities.kinds import match_title
from archivist.directive.dates import PlaceAndDate, date_in_figures, place_and_date
from archivist.directive.kind import Title, read_title
from archivist.directive.pieces import (
    MOTTO,
    PARTY_HEAD,
    RULE_LINE,
    STATE_HEAD,
    Piece,
    head_pieces,
    stamped_over,
)
from archivist.extracted import Column, Extracted, Line, Page
from archivist.lazyclass import dataclass
from archivist.lazypattern import late_pattern

HEAD_LINES = 140
"""Lines looked at for a head; a head with a long list of addressees takes about 60."""
_FIRST_LINES = 40
"""Lines tried first: nearly every head is shorter."""
_AFTER_HEAD = 18
"""Lines needed behind the head: a long subject and the greeting."""
_SEARCH_LINES = 1500
"""Lines searched for a letterhead when a page begins with something else (web pages)."""

NUMBER_LINE = late_pattern(
    r"^(?:(?:luat|bo luat|phap lenh|nghi quyet|nghi dinh|lenh|quyet dinh|van ban|thong tu)\s+)?"
    r"(?:s[o06]|56|so hieu|so ky hieu)\s*[:.;,]?\s*"
    # The last three: a number written by hand, of which recognition left specks ("Số: ^/2024/TT-BNV") or
    # the symbol alone ("số ÊÖ5CT-ATMT", "Số: đã /SNV-VP", "Số: ‡ †2 /SNV-VP").
    r"(?=[\d/\-–_.…]|$|[^\w\s]{1,3}\s?[/\-]|[a-z]\d|[iloz]{1,3}\s*[/\-]|[^\s/\-]{2,9}[/\-][a-z][a-z&\-]{1,14}\s*$"
    r"|(?:[^\s/\-]{1,9}\s|(?:[^\s/\-]{0,3}[^a-z\s/\-][^\s/\-]{0,3}\s){2,3})[/\-](?:(?:19|20)\d\d\s?/\s?)?[a-z]{2,}(?:[&\-/][a-z]{2,})*\s*$)"
    # "Số" itself misread before a whole symbol ("sẽ -CV/VPTW"): nothing else that ends so stands there.
    r"|^s[a-z]\s(?=-[a-z]{2,5}/[a-z]{2,}\s*$|/[a-z]{2,5}-[a-z]{2,}\s*$)"
)
# Recognition takes specks before the greeting for a dash or a dot.
GREETING = late_pattern(r"^[\W_]{0,4}k[ií]nh\s*(?:gui|trinh|goi)\b")
BASIS = late_pattern(
    r"^[-–+*•]?\s*(?:can\s*cu|chieu theo|xet\b|theo (?:de nghi|y kien|noi dung)|de thuc hien)"
)
STRUCTURE = late_pattern(
    r"^(?:(?:dieu|chuong|phan|muc)\s+(?:[0-9]+|[ivxl]+|thu\b|mo dau)\b|[0-9]{1,2}\s*[.)\-]\s|[ivx]{1,4}\s*[.)\-]\s?)"
)
LETTER_SUBJECT = late_pattern(r"^(?:v\s*[/.]\s*v\b|ve\s*viec\b|ve\b|trich yeu\s*:)")
RECIPIENTS = late_pattern(r"^[\W_]{0,3}noi\s*(?:nhan|gui)\s*:?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Zones:
    """The head of a document.

    Attributes:
        pieces: all pieces looked at, in order.
        letterhead: left pieces above the number.
        number: left pieces that open with "Số", best first.
        under_number: left pieces between number and title (subject of a letter, marks).
        dates: pieces that are a place-and-date line of the head, with what they hold.
        head_end: index into `pieces` of the first piece after the head.
        title: the title line.
        greeting: the "Kính gửi" piece.
        state_head: piece with the name of the republic.
        party_head: piece with the name of the party.
        basis: the first legal basis.
        stamped: a stamp of arrival stands among the lines of the letterhead.
    """

    pieces: tuple[Piece, ...]
    letterhead: tuple[Piece, ...] = ()
    number: tuple[Piece, ...] = ()
    under_number: tuple[Piece, ...] = ()
    dates: tuple[tuple[Piece, PlaceAndDate], ...] = ()
    head_end: int = 0
    title: Title | None = None
    greeting: Piece | None = None
    state_head: Piece | None = None
    party_head: Piece | None = None
    basis: Piece | None = None
    stamped: bool = False

    @property
    def has_letterhead(self) -> bool:
        """True when the page opens like a directive: republic or party, or issuer and number."""
        return bool(self.state_head or self.party_head or (self.letterhead and self.number))


def page_lines(page: Page) -> Iterator[Line]:
    """Lines of a page; made from its text when extraction gave none."""
    if page.lines:
        yield from page.lines
        return
    for number, text in enumerate(page.text.split("\n"), start=1):
        if text.strip():
            yield Line(text=text.strip(), page=page.number, number=number)


def first_lines(extracted: Extracted, limit: int) -> list[Line]:
    """The first `limit` lines of the document."""
    lines: list[Line] = []
    for page in extracted.pages:
        lines.extend(page_lines(page))
        if len(lines) >= limit:
            break
    return lines[:limit]


def read_zones(extracted: Extracted) -> Zones:
    """Segment the head of `extracted`."""
    lines = first_lines(extracted, _SEARCH_LINES)
    lines = lines[_letterhead_start(lines) :]
    zones = zones_of(head_pieces(lines[:_FIRST_LINES]))
    if zones.head_end + _AFTER_HEAD >= len(zones.pieces) and len(lines) > _FIRST_LINES:
        zones = zones_of(head_pieces(lines[:HEAD_LINES]))
    above = zones.number[0].line if zones.number else None
    return replace(
        zones, stamped=stamped_over(takewhile(lambda line: line is not above, lines[:_FIRST_LINES]))
    )


def _letterhead_start(lines: Sequence[Line]) -> int:
    """Index of the line the head begins at; 0 unless a web page puts chrome before it.

    The republic's or the party's name is the one line every letterhead has. When it first
    stands far down, what precedes it is no part of the document; the left column may come up
    to seven lines earlier.
    """
    for index, line in enumerate(lines):
        text = line.text
        if index > 25 and len(text) > 160:
            continue
        if len(text) > 160 or "nam" not in text[-120:].lower() or text[:1] in "-+":
            continue
        probe = head_pieces([line])
        if any(piece.column is Column.RIGHT and _is_head_name(piece) for piece in probe):
            return index - 7 if index > 25 else 0
    return 0


def _is_head_name(piece: Piece) -> bool:
    return bool(STATE_HEAD.search(piece.folded) or PARTY_HEAD.search(piece.folded))


def zones_of(pieces: Sequence[Piece]) -> Zones:
    """Segment pieces into zones."""
    state = _first(pieces, STATE_HEAD, 40)
    party = _first(pieces, PARTY_HEAD, 40)
    heads = [piece.order for piece in (state, party) if piece is not None]
    start = min(heads) if heads else -1
    title: Title | None = None
    greeting: Piece | None = None
    basis: Piece | None = None
    end = len(pieces)
    for index, piece in enumerate(pieces):
        stop, title, greeting, basis = _head_stop(piece, heads, start)
        if stop:
            end = index
            break
    title = _over_two_lines(title, pieces[end + 1 : end + 2])
    state, party = _own_head(state, party, pieces[end].order if end < len(pieces) else None)
    return _with_columns(
        Zones(
            pieces=tuple(pieces),
            head_end=end,
            # No title before greeting and bases means none: a kind in capitals further down is
            # the second one of a decision ("QUYẾT ĐỊNH:") or belongs to a form.
            title=title,
            greeting=greeting or _greeting_after(pieces, end),
            state_head=state,
            party_head=party,
            basis=basis,
        )
    )


def _own_head(state: Piece | None, party: Piece | None, end: int | None) -> tuple[Piece | None, Piece | None]:
    """The heads that belong to this document: one below its title is that of the next document in the file.

    A State letter of few lines that carries a Party plan shows both names within one page's length.
    """
    if state is None or party is None or end is None:
        return state, party
    first = min(state.order, party.order)
    if first < end < max(state.order, party.order):
        return (state, None) if state.order == first else (None, party)
    return state, party


def _over_two_lines(title: Title | None, below: Sequence[Piece]) -> Title | None:
    """The title with the line below it, when both together name another kind.

    Two long words are set on two lines: "CHƯƠNG TRÌNH" / "HÀNH ĐỘNG", "THÔNG TƯ" / "LIÊN TỊCH".
    """
    if title is None or title.rest or not below or not below[0].capitals:
        return title
    whole = match_title(f"{title.piece.text.strip()} {below[0].text.strip()}")
    if whole is None or whole.rest or whole.kind == title.kind:
        return title
    return replace(title, kind=whole.kind, lines=2)


def _first(pieces: Sequence[Piece], pattern: re.Pattern[str], limit: int) -> Piece | None:
    """The first right-column (or whole-line) piece among the first `limit` that is `pattern`.

    Heads are set in capitals: one in small letters counts where none is.
    """
    small: Piece | None = None
    for piece in pieces[:limit]:
        if piece.line.column is Column.LEFT and not piece.capitals:
            continue  # a letter's subject that names the State
        match = pattern.search(piece.folded)
        if match and len(piece.text) < 60 and match.start() < 4:
            if piece.capitals:
                return piece
            small = small or piece
    return small


def _head_stop(
    piece: Piece, heads: list[int], start: int
) -> tuple[bool, Title | None, Piece | None, Piece | None]:
    """Whether the head ends at `piece`, and as what."""
    folded = piece.folded.strip()
    if GREETING.match(folded):
        return True, None, piece, None
    if BASIS.match(folded) and not piece.capitals and piece.column is not Column.RIGHT:
        return True, None, None, piece
    if heads and piece.order < start:
        return False, None, None, None
    if piece.column is Column.LEFT and piece.line.box is not None:
        # With geometry the left column is letterhead; a title is never set in it.
        return False, None, None, None
    title = read_title(piece)
    return title is not None, title, None, None


def _greeting_after(pieces: Sequence[Piece], end: int) -> Piece | None:
    for piece in pieces[end : end + 15]:
        if GREETING.match(piece.folded.strip()):
            return piece
    return None


_KIND_PREFIX = late_pattern(r"^(?!so\b|s6\b|56)[a-z]")


def is_number_line(piece: Piece) -> bool:
    """True for "Số: …", "Luật số: …"; a title that names a number goes on behind it."""
    folded = piece.folded.strip()
    match = NUMBER_LINE.match(folded)
    if match is None:
        return False
    if not _KIND_PREFIX.match(folded):
        return len(folded) < 120
    return len(folded[match.end() :].split()) <= 2


_LABEL = late_pattern(r"so (?:ky )?hieu\b")
_NAMES_ACT = late_pattern(r"\btheo(?: (?:quyet dinh|ke hoach|nghi quyet|van ban))?$")


def names_act(piece: Piece) -> bool:
    """True for a line of a letterhead that a number can only go on.

    Teams are named after what set them up: "ĐOÀN THANH TRA THEO QUYẾT ĐỊNH" / "SỐ 77/QĐ-UBND".
    """
    return _NAMES_ACT.search(piece.folded.rstrip()) is not None


def _wraps(piece: Piece, number: Sequence[Piece], under: Sequence[Piece]) -> bool:
    """True for a number a letter's subject wraps before: "V/v triển khai Quyết định" / "số 15/QĐ-TTg"."""
    return bool(number and under) and piece.text[:1] == "s" and number[0].text[:1].isupper()


def _with_columns(zones: Zones) -> Zones:
    """Sort the pieces of the head into letterhead, number, what stands under it, and dates."""
    letterhead: list[Piece] = []
    number: list[Piece] = []
    under: list[Piece] = []
    dates: list[tuple[Piece, PlaceAndDate]] = []
    for piece in zones.pieces[: zones.head_end]:
        folded = piece.folded.strip()
        if _names_state(zones, piece, under):
            under.append(piece)
            continue
        if _is_head_name(piece) or MOTTO.search(folded) or _ends_state(zones, folded):
            continue
        dated = place_and_date(piece.text + _wrapped_year(zones.pieces, piece))
        if dated is not None and (piece.column is not Column.LEFT or not number):
            dates.append((piece, dated))
            continue
        if piece.column is Column.RIGHT or RULE_LINE.match(piece.text):
            continue
        cited = names_act(letterhead[-1]) if letterhead and not number else _wraps(piece, number, under)
        if is_number_line(piece) and not cited:
            if number and _LABEL.match(number[0].folded.strip()) and not _LABEL.match(folded):
                # A portal's own list of what it holds stood before the letterhead.
                letterhead, number, under = under, [], []
            number.append(piece)
        elif number:
            under.append(piece)
        else:
            letterhead.append(piece)
    if not dates:
        dates, torn = _torn_date(zones.pieces[: zones.head_end])
        if not dates:
            dates, torn = _in_figures(zones.pieces[: zones.head_end])
        letterhead, under = ([one for one in side if one.order not in torn] for side in (letterhead, under))
    return Zones(
        pieces=zones.pieces,
        letterhead=tuple(letterhead),
        number=tuple(number),
        under_number=tuple(under),
        dates=tuple(dates),
        head_end=zones.head_end,
        title=zones.title,
        greeting=zones.greeting,
        state_head=zones.state_head,
        party_head=zones.party_head,
        basis=zones.basis,
    )


def _ends_state(zones: Zones, folded: str) -> bool:
    """True for the last word of the State's name, which a narrow column breaks: "… CHỦ NGHĨA VIỆT" / "NAM"."""
    head = zones.state_head
    return folded == "nam" and head is not None and head.folded.rstrip().endswith("viet")


def _names_state(zones: Zones, piece: Piece, under: Sequence[Piece]) -> bool:
    """True for a line of a letter's subject that names the State: the head itself is in capitals."""
    head = zones.state_head
    named = bool(under) and head is not None and head.capitals and not piece.capitals
    return named and STATE_HEAD.search(piece.folded) is not None


def _wrapped_year(pieces: Sequence[Piece], piece: Piece) -> str:
    """The year on the line below, when a long place name leaves it no room: "… năm" / "2024"."""
    if not piece.folded.rstrip().endswith("nam") or piece.order + 1 >= len(pieces):
        return ""
    below = pieces[piece.order + 1].text.strip()
    return f" {below}" if re.fullmatch(r"(?:19|20)\d\d", below) else ""


def _in_figures(head: Sequence[Piece]) -> tuple[list[tuple[Piece, PlaceAndDate]], set[int]]:
    """A date line that writes the date in figures, against the rule: "Hà Sơn, ngày 05/8/2025"."""
    found = ((piece, date_in_figures(piece.text)) for piece in head)
    dated = [(piece, date) for piece, date in found if date is not None]
    return dated, {piece.order for piece, _ in dated if not is_number_line(piece)}


_DATE_BEGINS = late_pattern(r"\bngay\s*\d{0,2}(?:\s*thang(?:\s*\d{1,2})?)?$")
_DATE_GOES_ON = late_pattern(r"^(?:\d{1,2}\s*)?(?:thang|nam)\b")


def _torn_date(head: Sequence[Piece]) -> tuple[list[tuple[Piece, PlaceAndDate]], set[int]]:
    """A date line torn at the wide blanks left for figures, or for want of room, and the orders of its pieces.

    "Hà Sơn, ngày 14" / "tháng 7 năm 1998"; "Hà Sơn, ngày 15 tháng 7" / "năm 2025".
    """
    for piece in head:
        if not _DATE_BEGINS.search(piece.folded.strip()):
            continue
        for other in head:
            if other.order > piece.order and _DATE_GOES_ON.match(other.folded.strip()):
                found = place_and_date(f"{piece.text} {other.text}")
                if found is not None:
                    own = set() if is_number_line(piece) else {piece.order}
                    return [(piece, found)], own | {other.order}
    return [], set()
