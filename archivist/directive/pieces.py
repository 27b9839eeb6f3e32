"""Lines of the head as pieces: one side of a line each, noise taken out.

Owns: splitting lines that hold both columns of a letterhead, and recognising what is not part
of the document (gazette headers, signature banners, page numbers, arrival stamps).
Must not: read any field.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import lru_cache

from archivist import text as texts
from archivist.authorities.bodies import resolve_issuer
from archivist.directive.dates import place_and_date
from archivist.extracted import Column, Line
from archivist.lazyclass import dataclass
from archivist.lazypattern import late_pattern
from archivist.model import Evidence

QUOTE_LIMIT = 300
"""Longest quote of an `Evidence`, in characters."""


FOLDED = 200
"""Characters of a line that are folded: a zone is told by how its lines begin."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """One side of one printed line.

    Attributes:
        text: the words of this side, blanks collapsed.
        folded: the first `FOLDED` characters of `text` folded, aligned with it.
        line: the line it comes from.
        column: LEFT or RIGHT when known or split, else FULL.
        order: position in reading order, counted over all pieces.
    """

    text: str
    folded: str
    line: Line
    column: Column
    order: int

    @property
    def capitals(self) -> bool:
        """True when it is set in capitals (a stray small letter is an error of recognition)."""
        return capital_share(self.text) >= 0.8


@lru_cache(maxsize=2048)
def fold_aligned(text: str) -> str:
    """`text` without diacritics in small letters, character for character.

    Patterns found in the result can be cut out of the original by the same offsets. The search for marks, the
    head and the foot ask for the same lines again and again: the last ones are kept.
    """
    folded = texts.fold(text)
    if len(folded) == len(text):
        return folded
    return "".join((texts.fold(char) or " ")[0] for char in text)


def capital_share(text: str) -> float:
    """Share of capitals among the first cased letters of `text`, 0.0 when there are none."""
    begin = text[:FOLDED]
    upper = sum(map(str.isupper, begin))
    lower = sum(map(str.islower, begin))
    return upper / (upper + lower) if upper + lower else 0.0


def evidence(piece: Piece, rule: str, quote: str | None = None) -> Evidence:
    """Evidence that points at a piece."""
    line = piece.line
    return Evidence(
        source="widget" if line.widget else "page",
        page=line.page,
        line=line.number,
        box=line.box,
        quote=(piece.text if quote is None else quote)[:QUOTE_LIMIT],
        rule=rule,
    )


# The right head of both systems; words run together or lose letters in recognised text, so
# only the skeleton is asked for.
# A narrow column breaks the name of the State before its last word.
STATE_HEAD = late_pattern(
    r"c.{1,2}ng\s*h.{1,3}\s*x.\s*h.{1,2}i\s*ch.{1,2}\s*ng?h?[il]a\s*vi.{1,2}t(?:\s*nam|$)"
)
MOTTO = late_pattern(r"d[o0]c\s*lap\s*[-.,~_]*\s*tu\s*do\s*[-.,~_]*\s*hanh\s*phuc")
PARTY_HEAD = late_pattern(r"d[a-z]ng\s*c.ng\s*s.n\s*vi.t\s*nam")

RULE_LINE = late_pattern(r"^[\s\-_*=~.·•+—–'`o0x]*$", re.IGNORECASE)
"""Printed rules, the Party's star, and what recognition makes of them."""

# Gazette prints and portal copies carry lines of their own; none belongs to the act.
_NOISE = late_pattern(
    r"^(?:"
    r"cong\s*bao\s*(?:/|so|ngay|$).*"
    r"|nguoi ky\s*:.*|ky boi\s*:.*|email\s*:.*|co quan\s*:.*|thoi gian ky\s*:.*"
    r"|ngay ky\s*:.*|chuc vu\s*:.*|dien thoai\s*:.*"
    r"|signature (?:not )?(?:verified|valid)?.*|digitally signed by.*|signer\s*:.*"
    r"|\d{1,3}|trang \d+(?:\s*/\s*\d+)?|page \d+.*|-\s*\d{1,3}\s*-"
    r"|https?://\S*|www\.\S*"
    r"|file duoc dinh kem.*"
    r"|(?:sao y|sao luc|trich sao)\s*[;:,].*"
    r")$"
)
# "ĐẾN / Số: 1234 / Ngày: 13/9/2024 / Chuyển:": the receiving office's stamp (Decree 30/2020,
# App. IV). Its number and date are the receiver's.
# Many stamps set their fields behind the name: "ĐẾN Số: 8812 Ngày: 19/10/2022", "Số 771 ngày 07/9/2024".
_STAMP_START = late_pattern(r"^(?:(?:cong van|van ban)\s*)?den(?:\s+(?:so|ngay|gio)\b[\s:].*)?$")
_STAMP_LINE = late_pattern(
    r"^(?:so\s*:?\s*[\d\s]*(?:ngay\s*:?[\d\s/.\-]*)?|ngay\s*:?\s*[\d\s/.\-]*|chuyen\s*:?.*|so va ky hieu.*|luu ho so.*|gio\s*:?.*)$"
)

# Letters that old fonts and converters put in place of the Vietnamese ones.
_WRONG_LETTERS = str.maketrans("ƢƣÐðƉ", "ƯưĐđĐ")
_WRONG = late_pattern("[ƢƣÐðƉ]")
# Cell borders of tables turned into text.
_BARS = late_pattern(r"\s*\|+\s*")

_RULE_BEHIND = late_pattern(r"^(.*\w)\s+[-_=]{5,}$")

# The Youth Union prints its own name where the Party's stands; it is part of other names, too, so
# that only a lower committee before it tells the two columns apart.
_FRONT_BESIDE = late_pattern(
    r"^(?P<left>(?:tinh|thanh|huyen|quan|thi|xa|phuong) doan\b.*?)\s+(?P<head>doan (?:tncs|thanh nien cong san) ho chi minh)\W*$"
)

_RIGHT_HEADS = (STATE_HEAD, MOTTO, PARTY_HEAD)


def head_pieces(lines: Iterable[Line]) -> tuple[Piece, ...]:
    """Pieces of `lines` in order, noise left out, both-column lines split."""
    pieces: list[Piece] = []
    stamp = 0
    receiver: list[Piece] = []
    for line in lines:
        for text, column in _sides(line):
            aligned = fold_aligned(text[:FOLDED])
            folded = aligned.strip()
            if _begins_stamp(text, folded):
                stamp = 5
                receiver = _receiver(pieces)
                _drop_receiver(pieces)
                continue
            if stamp and _STAMP_LINE.match(folded):
                stamp -= 1
                continue
            if _NOISE.match(folded):
                continue
            # The letterhead's own rule may stand beside a stamp.
            stamp = stamp if RULE_LINE.match(text) else 0
            piece = Piece(text=text, folded=aligned, line=line, column=column, order=len(pieces))
            if receiver and (column is Column.LEFT or _is_whole_body(text, folded)):
                # A body by itself, no part of one, or the first line of the left column, in which all of a
                # letterhead stands: what stood above "ĐẾN" was the stamp's own.
                pieces.clear()
                piece = replace(piece, order=0)
            receiver = []
            pieces.append(piece)
    return tuple(pieces)


def _begins_stamp(text: str, folded: str) -> bool:
    """True for the stamp's name, which is set in capitals: "đến ngày" in small letters is of a sentence."""
    return _STAMP_START.match(folded) is not None and ("ĐẾN" in text or folded.endswith("den"))


def stamped_over(lines: Iterable[Line]) -> bool:
    """True when the name of a stamp stands among `lines` of the left column, whose place on the page is known.

    Scans with a text layer and stamps laid over a text bring both on the same baselines, so that the receiving
    office's name may have come into the letterhead's lines.
    """
    return any(
        line.column is Column.LEFT
        and line.box is not None
        and _begins_stamp(line.text, fold_aligned(line.text))
        for line in lines
    )


# Bodies that head a letterhead and are units of none: below the name of an office nothing of it begins so.
_HEADS_LETTERHEAD = late_pattern(
    r"^(?:ubnd|uy ban nhan dan|hdnd|hoi dong nhan dan|tinh uy|thanh uy|dang bo|bo|chinh phu|quoc hoi)\b"
)


def _is_whole_body(text: str, folded: str) -> bool:
    """True for the name of a body that is no unit of what stands above it."""
    return bool(_HEADS_LETTERHEAD.match(folded)) or any(record.known for record in resolve_issuer(text))


def _receiver(pieces: list[Piece]) -> list[Piece]:
    """The name of the receiving office, which the stamp prints above "ĐẾN": nothing else stands before.

    A name in the left column is the letterhead's own, and the stamp stands below it.
    """
    named = len(pieces) <= 2 and all(
        one.capitals and one.column is Column.FULL and not _is_right_head(one.text) for one in pieces
    )
    return list(pieces) if named else []


_NUMBERED = late_pattern(r"^(?:\w+ ){0,2}so\s*[:.]?\s*\d")


def _drop_receiver(pieces: list[Piece]) -> None:
    """Take out the receiving office's name above "ĐẾN" when the document's number stands before it.

    Below its number a document prints marks and a letter's subject, and no body's name alone in capitals.
    """
    if not any(_NUMBERED.match(one.folded.strip()) for one in pieces):
        return
    for _ in range(2):
        last = pieces[-1]
        folded = last.folded.strip()
        named = last.column is not Column.RIGHT and last.capitals and _RECEIVES.match(folded)
        if not named or _NUMBERED.match(folded):
            return
        pieces.pop()


_RECEIVES = late_pattern(
    r"^(?:ubnd|uy ban|hdnd|hoi dong|tinh uy|thanh uy|huyen uy|dang uy|dang bo|bo|so(?= [a-z]{2})|cuc|chi cuc|van phong|ban|phong|trung tam)\b"
)


def _sides(line: Line) -> Iterator[tuple[str, Column]]:
    """The text of `line` by column."""
    text = texts.clean_line(line.text)
    if _WRONG.search(text):
        text = text.translate(_WRONG_LETTERS)
    text = unmarked(text)
    if "|" in text:
        for cell in _BARS.split(text):
            if cell.strip():
                yield from _columns(unmarked(cell.strip()), line)
        return
    if text:
        yield from _columns(text, line)


_MARKS = late_pattern(r"^#{1,6}\s+|^[*_]{1,3}(?=\w)|(?<=[\w.,;:)])[*_]{1,3}$")


def unmarked(text: str) -> str:
    """`text` without the marks of Markdown: "# NGHỊ QUYẾT", "**về công tác cán bộ**"."""
    if text[:1] not in "#*_" and text[-1:] not in "*_":
        return text
    return _MARKS.sub("", _MARKS.sub("", text))


def _columns(text: str, line: Line) -> Iterator[tuple[str, Column]]:
    """`text` cut where the right head or the date line begins."""
    if len(text) > FOLDED:
        yield text, line.column
        return
    folded = fold_aligned(text)
    for pattern in _RIGHT_HEADS:
        match = pattern.search(folded)
        if match is not None and len(text) < 160 and not _runs_on(text, folded, match):
            yield from _split(text, match.start(), match.end())
            return
    front = _FRONT_BESIDE.match(folded) if line.column is Column.FULL else None
    if front is not None:
        yield text[: front.end("left")].strip(), Column.LEFT
        yield text[front.start("head") :].strip(), Column.RIGHT
        return
    dated = place_and_date(text) if "n" in folded and "th" in folded else None
    if dated is not None:
        if dated.before:
            yield dated.before, Column.LEFT
        yield text[dated.start :].strip(), Column.RIGHT
        return
    if line.column is Column.FULL:
        ruled = _RULE_BEHIND.match(text)
        if ruled is not None:
            # The rule under the name of the Party, beside a line of the letterhead.
            yield ruled[1], Column.LEFT
            return
    yield text, line.column


def _runs_on(text: str, folded: str, match: re.Match[str]) -> bool:
    """True when the phrase is part of a sentence ("nước Cộng hòa xã hội chủ nghĩa Việt Nam")."""
    before = folded[: match.start()].rstrip()
    after = folded[match.end() :].strip(" -_*=.")
    # "KHO BẠC NHÀ NƯỚC | CỘNG HÒA …": a body whose name ends so, beside the head, in capitals.
    named = before.endswith("nha nuoc") and text[: match.end()].isupper()
    if (
        not named
        and match.re.pattern != MOTTO.pattern
        and before.endswith(("nuoc", "hien phap", "cua", "va", "hieu"))
    ):
        return True
    if match.re.pattern == STATE_HEAD.pattern and after[:1] in "(0123456789" and after:
        return True  # "… nước / Cộng hòa xã hội chủ nghĩa Việt Nam (09/11)": a subject goes on
    # The head never goes on in small letters behind the phrase.
    rest = text[match.end() :].strip(" -_*=.")
    return bool(after) and rest[:1].islower() and not text[: match.end()].islower()


def _split(text: str, start: int, end: int) -> Iterator[tuple[str, Column]]:
    left = text[:start].strip()
    rest = text[end:].strip()
    if left and not RULE_LINE.match(left):
        yield left, Column.LEFT
    yield text[start:end].strip(), Column.RIGHT
    if rest and not RULE_LINE.match(rest):
        # Motto and republic on one line, or the left column printed behind the right one.
        yield rest, Column.RIGHT if _is_right_head(rest) else Column.LEFT


def _is_right_head(text: str) -> bool:
    folded = fold_aligned(text)
    return any(pattern.search(folded) for pattern in _RIGHT_HEADS)
