"""Who signed: authority line, position and name at the foot of the act.

Owns: finding signature blocks and reading them.
Must not: take the technical signer of a certificate for the signatory (the clerk who stamps
number and date signs as well).

Decree 30/2020/NĐ-CP App. I box 7 and Guidance 36-HD/VPTW: authority line (TM., KT., TL., TUQ.,
Q.; Party: T/M, K/T, T/L), position in capitals, room for the signature, name. It stands right
of, or after, "Nơi nhận". The first such block after the body is the act's; later ones belong
to attached texts and forms.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from archivist import numbers
from archivist.directive.foot import (
    AUTHORITY,
    BEFORE,
    NAME_DISTANCE,
    NEAR,
    ORGAN_ONLY,
    POSITION,
    RANK,
    SIGNED,
    SIGNING_PROGRAM,
    WINDOW,
    groups,
    is_position,
    name_at_end,
    read_name,
    second_name,
    without_strokes,
)
from archivist.directive.head import NUMBER_LINE
from archivist.directive.pieces import (
    PARTY_HEAD,
    RULE_LINE,
    STATE_HEAD,
    Piece,
    capital_share,
    evidence,
    fold_aligned,
)
from archivist.extracted import Column, Extracted, PageText
from archivist.lazyclass import dataclass
from archivist.lazypattern import late_pattern
from archivist.model import Reading


@dataclass(frozen=True, slots=True, kw_only=True)
class Signature:
    """One signature block.

    Attributes:
        name: name as printed, without rank; empty when none is printed.
        lines: authority and position lines, as printed.
        first: the piece the block begins with.
        name_piece: the piece that holds the name.
    """

    name: str
    lines: tuple[str, ...]
    first: Piece
    name_piece: Piece | None
    glued: bool = False
    """The name was cut off the end of a line of recipients (plain text)."""
    interleaved: bool = False
    """The lines of two blocks side by side came one by one; which belongs to whom is a guess."""

    @property
    def separator(self) -> str:
        """``"/"`` for the Party's authority lines, ``"."`` for the State's, ``""`` for none."""
        match = AUTHORITY.match(self.first.folded.strip())
        if match is None:
            return ""
        return "/" if match["slash"] else "." if match["dot"] else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SignatureReading:
    """Signatory and position, and the blocks they were read from."""

    signatory: Reading | None = None
    position: Reading | None = None
    signatures: tuple[Signature, ...] = ()


def read_signatures(extracted: Extracted) -> SignatureReading:
    """The signature block of the act itself."""
    signatures, beside_recipients = _first_group(extracted)
    if not signatures:
        return SignatureReading()
    first = signatures[0]
    confidence = 0.93 if beside_recipients else 0.84
    if not AUTHORITY.match(first.first.folded.strip()) and not beside_recipients:
        confidence -= 0.08
    if first.glued:
        confidence -= 0.15
    if first.interleaved or any(_holds_two(signature) for signature in signatures):
        confidence -= 0.2
    named = [signature for signature in signatures if signature.name]
    plain = first.first.column is not first.first.line.column
    if len(signatures) > 1 and (plain or any(second_name(one.name) for one in named)):
        # Two blocks side by side in text without columns: which line belongs to which is a guess.
        confidence -= 0.1
    signatory = position = None
    if named and named[0].name_piece is not None:
        signatory = Reading(
            value=" | ".join(signature.name for signature in named),
            confidence=round(confidence if len(named) == 1 else confidence - 0.1, 3),
            evidence=tuple(
                evidence(one.name_piece, "signatory:name-under-position")
                for one in named
                if one.name_piece is not None
            ),
        )
    if len(signatures) > 1:
        signatures = _own_lines([replace(one, lines=_of_one_person(one.lines)) for one in signatures])
    position = Reading(
        value=" | ".join("; ".join(one.lines) for one in signatures),
        confidence=round(confidence if named else confidence - 0.2, 3),
        evidence=tuple(
            evidence(one.first, "position:signature-block", "; ".join(one.lines)) for one in signatures
        ),
    )
    return SignatureReading(signatory=signatory, position=position, signatures=tuple(signatures))


_SECRETARY = late_pattern(r"(?:thu ky|nguoi ghi|nguoi lap)\b")


def _own_lines(signatures: list[Signature]) -> list[Signature]:
    """Signatures without the office of the chair at the secretary, when one line below both named it."""
    left, right = signatures[:2]
    shared = len(left.lines) > 1 and left.lines[1:] == right.lines[1:]
    if not (shared and _SECRETARY.match(fold_aligned(left.lines[0]))):
        return signatures
    return [replace(left, lines=left.lines[:1]), *signatures[1:]]


_LONGEST_NAME = 5
"""Syllables of a name; six are two names."""


def _holds_two(signature: Signature) -> bool:
    """True when a line seems to hold two positions or two names that could not be cut."""
    if len(signature.name.split()) > _LONGEST_NAME:
        return True
    for line in signature.lines:
        folded = fold_aligned(line)
        words = folded.split()
        half = len(words) // 2
        if AUTHORITY.search(folded, 6) or (half and words[:half] == words[half:]):
            return True
    return False


# Deputies, and parts played in a meeting, which anybody may play: "CHỦ TỌA" / "PHÓ CHỦ TỊCH".
_NO_HEAD = late_pattern(r"(?:pho|chu toa|chu tri|thu ky|nguoi ghi|nguoi lap|dai dien)\b")


def _of_one_person(lines: tuple[str, ...]) -> tuple[str, ...]:
    """Lines without a deputy below a head who signs: it stands beside, under another's "K/T".

    Nobody signs as both: a deputy signs below "K/T TRƯỞNG BAN", or for a body ("T/M BAN THƯỜNG VỤ").
    """
    kept = list(lines[:1])
    for above, line in pairwise(lines):
        head = not (AUTHORITY.match(fold_aligned(above)) or _NO_HEAD.match(fold_aligned(above)))
        if not (head and fold_aligned(line).startswith("pho ")):
            kept.append(line)
    return tuple(kept)


# ------------------------------------------------------------------------------------- blocks


def _first_group(extracted: Extracted) -> tuple[list[Signature], bool]:
    """The blocks that stand together first in the document, and whether "Nơi nhận" is near.

    A block near "Nơi nhận" is the act's own. Without one, the first block with a name counts.
    """
    nameless: Signature | None = None
    distant: list[Signature] = []
    recognised = {page.number for page in extracted.pages if page.kind is PageText.RECOGNISED}
    for group, recipients in groups(extracted):
        pieces = tuple(without_strokes(group, recognised))
        index = 0
        while index < len(pieces):
            if not is_position(pieces[index]):
                index += 1
                continue
            signature, end = _block(pieces, index)
            if signature is not None:
                near = -BEFORE <= signature.first.order - recipients <= NEAR
                if signature.name and near:
                    return _together(pieces, signature, index, end), True
                if signature.name and not distant:
                    distant = _together(pieces, signature, index, end)
                if near and nameless is None and not distant:
                    nameless = signature
            index = max(end, index + 1)
        if nameless is not None:
            # The act's own block holds no name (an image of a signature): later blocks are
            # those of forms.
            return [nameless], True
    return distant, False


def _block(pieces: Sequence[Piece], start: int) -> tuple[Signature | None, int]:
    """The signature block that begins at `start` and the index after it."""
    if ORGAN_ONLY.match(pieces[start].folded.strip()):
        # "BAN THƯỜNG VỤ TỈNH ỦY QUYẾT ĐỊNH": nobody signs as an organ, only for one (T/M).
        return None, start + 1
    block = _Block(pieces, start)
    index = start + 1
    while index < len(pieces) and block.distance < NAME_DISTANCE:
        if pieces[index].order - pieces[index - 1].order > WINDOW:
            break
        index += 1
        if not block.takes(index - 1):
            break
    return block.signature(), index


class _Block:
    """What is known of a signature block while its lines are read from above."""

    def __init__(self, pieces: Sequence[Piece], start: int) -> None:
        self._pieces = pieces
        self._first = pieces[start]
        self._side = self._first.column
        self._above = self._first.text
        self._lines = [_tidy(self._above)]
        self._name = ""
        self._name_piece: Piece | None = None
        self._in_list = False
        self._glued = ""
        self._glued_piece: Piece | None = None
        self.distance = 0
        """Lines since the last one that belongs to the position."""

    def takes(self, at: int) -> bool:
        """Read one more line; False when the block ends with it."""
        piece = self._pieces[at]
        if self._side is not Column.FULL and piece.column not in (self._side, Column.FULL):
            return True
        self.distance += 1
        folded = piece.folded.strip()
        if PARTY_HEAD.search(folded) or STATE_HEAD.search(folded):
            return False  # the head of an attached text
        if RULE_LINE.match(piece.text) or (SIGNED.match(folded) and not read_name(piece.text)):
            return True
        if SIGNING_PROGRAM.match(folded):
            return True
        if self._is_position(piece, at) or self._is_aside(piece):
            return True
        self._in_list = False
        self._name = read_name(piece.text)
        if self._name:
            self._name_piece = piece
            return False
        return RANK.fullmatch(folded) is not None

    def _is_position(self, piece: Piece, at: int) -> bool:
        """A further line of the position, or the second half of the last one."""
        if len(self._lines) < 5 and (is_position(piece) or _small_position(piece, self._lines[0])):
            return self._adds(piece)
        if capital_share(piece.text) <= 0.9 or self.distance != 1 or _is_left_noise(piece, self._side):
            return False  # "- UBTVQH;" is a recipient
        last = self._lines[-1]
        following = self._pieces[at : at + 1 + WINDOW]
        if _continues(last, piece) or _names_unit(last, following, self._side):
            comma = "," if self._above.rstrip().endswith(",") else ""
            self._lines[-1] = f"{last}{comma} {_tidy(piece.text)}"
            self._above = piece.text
            return True
        # Between whom one signs for and the name stands nothing but a position, on a list or not.
        for_another = AUTHORITY.match(fold_aligned(last)) is not None
        return for_another and _above_name(following, self._side, positions=True) and self._adds(piece)

    def _adds(self, piece: Piece) -> bool:
        self._lines.append(_tidy(piece.text))
        self._above = piece.text
        self.distance = 0
        return True

    def _is_aside(self, piece: Piece) -> bool:
        """Recipients interleave with the block; however many, they are no distance."""
        if not (_is_left_noise(piece, self._side) or (self._in_list and piece.text[:1].islower())):
            return False
        self._in_list = True
        self.distance -= 1
        if not self._glued:
            self._glued, self._glued_piece = name_at_end(piece.text), piece
        return True

    def signature(self) -> Signature:
        """What was read."""
        cut = bool(self._glued) and not self._name
        return Signature(
            name=self._name or self._glued,
            lines=tuple(self._lines),
            first=self._first,
            name_piece=self._glued_piece if cut else self._name_piece,
            glued=cut,
        )


def _small_position(piece: Piece, first: str) -> bool:
    """A position in small letters under an authority line: files that lost their capitals."""
    text = piece.text.strip()
    folded = piece.folded.strip()
    if not AUTHORITY.match(fold_aligned(first)) or len(text) > 45 or not text[1:].islower():
        return False
    return bool(POSITION.match(folded)) and text[-1].isalpha()


def _tidy(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip(" *_,;:-")


def _continues(last: str, piece: Piece) -> bool:
    """True when a position line wraps ("TM. ỦY BAN NHÂN DÂN" / "TỈNH …")."""
    folded = piece.folded.strip()
    return bool(
        re.match(
            r"^(?:tinh|thanh pho|huyen|xa|phuong|va |nha nuoc|trung uong|viet nam|nhan dan|(?:doan|hoi)$)\b",
            folded,
        )
    ) and bool(last)


_OF_UNIT = late_pattern(
    r"(?:[kt]\W?[tl]\W{1,2}(?=[a-z ]+\btruong$))?(?:bo truong|chu nhiem|truong|pho truong|cuc truong|pho cuc truong|vu truong|pho vu truong|giam doc|chanh|pho chanh|chi cuc)\b"
)
_OPENS_PAGE = late_pattern(
    r"(?:phu luc|danh sach|danh muc|bieu|mau|bang|chuong|phan|quy|ke hoach|noi nhan|quyet (?:dinh|nghi))\b"
)


def _names_unit(last: str, following: Sequence[Piece], side: Column) -> bool:
    """True when a position goes on with the unit it is of: "TRƯỞNG PHÒNG" / "HÀNH CHÍNH - TỔ CHỨC".

    The name of the person has to follow: capitals without one may be the heading of what comes next.
    """
    folded = fold_aligned(last)
    signs_for = AUTHORITY.match(folded) is not None
    return _OF_UNIT.match(folded) is not None and _above_name(following, side, positions=signs_for)


def _above_name(following: Sequence[Piece], side: Column, *, positions: bool) -> bool:
    """True for a line of words that a name follows, with nothing (or `positions` alone) between."""
    first = following[0]
    if len(first.text) > 60 or read_name(first.text):
        return False
    if _OPENS_PAGE.match(first.folded.strip()) or any(char.isdigit() for char in first.text):
        return False
    ours = [one for one in following[1:] if side is Column.FULL or one.column in (side, Column.FULL)]
    for piece in ours[:NAME_DISTANCE]:
        if _is_left_noise(piece, side) or SIGNED.match(piece.folded.strip()):
            continue
        if positions and is_position(piece):
            continue
        return bool(read_name(piece.text)) and not piece.capitals
    return False


def _is_left_noise(piece: Piece, side: Column) -> bool:
    """Recipients that interleave with a signature block in text without columns."""
    folded = piece.folded.strip()
    return (side is Column.FULL or piece.column is Column.FULL) and (
        folded.startswith(("-", "+", "noi nhan")) or folded.endswith((";", "."))
    )


# In text without columns the words stand behind the name of the body that copies.
_COPY_WORDS = late_pattern(
    r"^(?:sao y|sao luc|trich sao)\b|\s(?:sao y|sao luc|trich sao)(?: ban (?:chinh|goc))?\W*$"
)


def _new_head(piece: Piece) -> bool:
    """True for a line that stands in heads and copy blocks only: they begin another document."""
    folded = piece.folded.strip()
    copied = _COPY_WORDS.search(folded)
    if (
        (copied is not None and (copied.start() == 0 or piece.capitals))
        or PARTY_HEAD.search(folded)
        or STATE_HEAD.search(folded)
    ):
        return True
    match = NUMBER_LINE.match(folded)
    return match is not None and numbers.parse_number(piece.text[match.end() :].strip()) is not None


def _together(pieces: Sequence[Piece], first: Signature, start: int, end: int) -> list[Signature]:
    """The block and those that stand with it."""
    torn = _torn_apart(pieces, first, end)
    if torn:
        return torn
    beside = _beside(pieces, first, start, end)
    # Somebody else signs beside whose name was not found: the one name is not all there is.
    alone = any(not one.name for one in beside)
    named = [one for one in beside if one.name]
    return [replace(first, interleaved=True) if alone else first, *named]


_FOR_BODY = late_pattern(r"t\s?[./]?\s?m\s?[./]")


def _torn_apart(pieces: Sequence[Piece], both: Signature, end: int) -> list[Signature]:
    """Two blocks side by side whose lines came alternately: two names under one another end them.

    An odd line belongs to the right: the chair has a part in the meeting and an office, the secretary a part.
    """
    if both.glued or both.first.column is not Column.FULL or len(both.lines) < 2 or end >= len(pieces):
        return []
    name = read_name(pieces[end].text) if pieces[end].column is Column.FULL else ""
    if not name:
        return []
    if not _of_two(both.lines):
        return [replace(both, interleaved=True)]
    even = len(both.lines) % 2 == 0
    left = both.lines[0::2] if even else both.lines[:1]
    right = both.lines[1::2] if even else both.lines[1:]
    return [
        replace(both, lines=left, interleaved=True),
        replace(both, lines=right, name=name, name_piece=pieces[end], interleaved=True),
    ]


def _of_two(lines: Sequence[str]) -> bool:
    """True when one of two does not sign so: for two bodies, or by two offices."""
    one, other = (fold_aligned(line) for line in lines[:2])
    if AUTHORITY.match(one) is None:
        return True
    # Below "TM. …" one signs "KT. …"; nobody signs for two bodies, nor for one below a deputy's line.
    return _FOR_BODY.match(other) is not None or (one[:1] == "k" and AUTHORITY.match(other) is not None)


def _beside(pieces: Sequence[Piece], first: Signature, start: int, end: int) -> list[Signature]:
    """Further signatories: joint acts have a block for each body, side by side or below.

    The first block takes `start` to `end`; lines of the other column may stand between its own.
    """
    found: list[Signature] = []
    index = start + 1
    side = pieces[start].column
    quiet = 0
    while index < len(pieces) and quiet < 6 and len(found) < 12:
        if index < end and (side is Column.FULL or pieces[index].column in (side, Column.FULL)):
            index += 1
            continue
        if _new_head(pieces[index]):
            # The block of a certified copy, or the next document of the file.
            break
        if not is_position(pieces[index]):
            quiet += 1
            index += 1
            continue
        signature, index = _block(pieces, index)
        if signature is None or not signature.name:
            other = signature is not None and {signature.first.column, side} == {Column.LEFT, Column.RIGHT}
            found += [signature] if signature is not None and other else []
            break
        if signature.name != first.name:
            found.append(signature)
        quiet = 0
    return found
