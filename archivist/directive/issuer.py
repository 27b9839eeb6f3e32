"""The issuing body: the letterhead as printed, and the body it names.

Owns: joining the letterhead's lines (wrapped name, superior and unit, joint issuers).
Must not: hold the register of bodies (`archivist.authorities.issuers`).

The superior stands above the issuer (Decree 30/2020/NĐ-CP App. I box 2; Guidance 36-HD/VPTW):
"BỘ CÔNG THƯƠNG / CỤC HÓA CHẤT". A long name wraps: "ỦY BAN NHÂN DÂN / TỈNH …".
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cache
from itertools import pairwise

from archivist.authorities.issuers import all_issuers
from archivist.directive.head import names_act
from archivist.directive.pieces import Piece, evidence, fold_aligned
from archivist.extracted import Column
from archivist.lazyclass import dataclass
from archivist.lazypattern import late_pattern
from archivist.model import Candidate, Evidence, Reading
from archivist.text import fold, nfc, normalise_tone

# Words the name of a body begins with, folded.
_BODY = late_pattern(
    r"^(?:bo|so|cuc|vu|tong cuc|chi cuc|uy ban|hoi dong|van phong|ban|tinh uy|thanh uy|huyen uy|quan uy|thi uy"
    r"|tinh doan|thanh doan|huyen doan|quan doan|thi doan|xa doan|phuong doan|dang bo|dang uy|dang doan|chi bo|quan uy trung uong|trung tam|truong|vien|phong|cong ty|tong cong ty"
    r"|tap doan|quoc hoi|chinh phu|thu tuong|chu tich|toa an|kiem toan|ngan hang|thanh tra|doan|hoi"
    r"|lien doan|tong lien doan|mat tran|dai hoi|tieu ban|to (?:cong tac|giup viec|thu ky|bien tap|tham muu|soan thao|tu van|chuyen gia|thuc hien|kiem tra)|bao hiem|kho bac|hoc vien|dai hoc|benh vien"
    r"|quy|quan khu|quan doan|quan chung|binh doan|cong an|bo chi huy|bo tu lenh|thong tan xa|dai|bao|tap chi|nha xuat ban|ubnd|hdnd|ubmttq|lien bo"
    r"|thi hanh an|thue (?:tinh|thanh pho|khu vuc)|hai quan khu vuc|thong ke tinh|buu dien|dien luc|nha may|xi nghiep"
    r"|nong truong|lam truong|hop tac xa|lien hiep|hat kiem lam)\b"
)
# A line that can only go on the name above it.
_CONTINUATION = late_pattern(
    r"^(?:tinh (?!uy\b|doan\b)|thanh pho |tp\.? |quan (?!uy\b|khu\b|doan\b|chung\b)|huyen (?!uy\b|doan\b)|xa |phuong |thi xa |thi tran |dac khu "
    r"|va |nhan dan|trung uong|viet nam|toi cao|nha nuoc|khoa |thuoc |truc thuoc |cap |lan thu |nhiem ky |theo |ve )"
)
# Words that begin a body only with other accents: VIÊN CHỨC is no VIỆN, ĐẠI BIỂU no ĐÀI; and "PHÒNG, CHỐNG …".
_WITHIN = late_pattern(
    r"^(?:VIÊN|BẢO (?!HIỂM)|ĐẠI BIỂU|QUÝ|QUY|HỎI|TRƯỞNG|SỐ|VŨ|PHÒNG(?:,| CHỐNG| CHÁY| THỦ| BỆNH)|BAN ĐẦU|SỞ HỮU)"
)
# Unions name the organ on one line and whose it is on the next: "BAN THƯỜNG VỤ" / "HỘI NÔNG DÂN TỈNH …".
_ORGAN_OF = late_pattern(r"^ban (?:thuong vu|chap hanh)$")
_CENTRAL_ORGAN = late_pattern(r"\b(?:ban chap hanh|uy ban|hoi dong) trung uong$")
_CENTRAL_UNION = late_pattern(r"^(?:mat tran |hoi (?!nghi |dong )|tong lien doan |doan (?:thanh nien|tncs) )")
# Groups of the Party in bodies of the State are named after them: "BAN CÁN SỰ ĐẢNG" / "ỦY BAN NHÂN DÂN TỈNH".
_PARTY_GROUP = late_pattern(r"^(?:dang doan|ban can su dang|dang uy)$")
_UNION = late_pattern(r"^(?:hoi |doan |lien doan |tinh doan|cong doan )")
_OF_PLACE = late_pattern(r"\b(?:TỈNH|THÀNH PHỐ)$", re.IGNORECASE)
_UNIT = late_pattern(
    r"^(?:dang uy|dang bo|chi bo|huyen uy|thi uy|quan uy|ban |van phong|so |uy ban|chi cuc|trung tam|phong )"
)
# "TỈNH ỦY NAM KHÊ", "UBND XÃ SUỐI TRÀM": names of places have two words, most of them.
_WHOLE_NAME = late_pattern(
    r"^(?:(?:tinh|thanh|huyen|quan|thi) uy|(?:(?:ubnd|hdnd|uy ban nhan dan|hoi dong nhan dan|dang bo|dang uy) )"
    r"(?:tinh|thanh pho|huyen|quan|thi xa|xa|phuong|dac khu)) \w+ \w+$"
)
_UNFINISHED = late_pattern(
    r"(?:,|\b(?:VÀ|VỀ|CỦA|CÁC|CHO|TRỰC THUỘC|THUỘC|KHỐI|CƠ QUAN|THEO|TỈNH|THÀNH PHỐ|ĐẢNG BỘ)|-)$",
    re.IGNORECASE,
)
# Bodies of one rank whose names, printed one below the other, are joint issuers.
_PEER = late_pattern(
    r"^(?:bo (?!chinh tri|chi huy|tu lenh|phan)|toa an|vien kiem sat|ngan hang|thanh tra chinh phu|lien bo)\b"
)
# Lines of the left column that are no body.
_NOT_BODY = late_pattern(
    r"^(?:du thao\b.*|hoa toc.*|khan|thuong khan|toi mat|tuyet mat|mat|ban sao|sao y.*|mau so.*|phu luc.*|bieu mau.*"
    r"|cong bao.*|luu hanh noi bo|xem xong.*|xong hoi nghi.*|tai lieu.*|so\b\s*[:.].*|phan .*|van ban quy pham.*|\W*)$"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Letterhead:
    """The letterhead.

    Attributes:
        printed: names joined: superior and unit with ``"; "``, joint issuers with ``" - "``.
        bodies: the names one by one, top first.
        joint: several issuers of one rank.
        confidence: how sure it is the issuer as printed.
        evidence: one entry a line.
    """

    printed: str
    bodies: tuple[str, ...]
    joint: bool
    confidence: float
    evidence: tuple[Evidence, ...]

    def reading(self) -> Reading:
        """The reading of the field ``issuer``.

        A name that is one on record but for its accents was misread by the recognition of a
        scanner, whose text lies under the image, or is a slip of print: a person looks at it.
        """
        likely = _respelled(self.printed)
        if likely == self.printed:
            return Reading(value=self.printed, confidence=self.confidence, evidence=self.evidence)
        confidence = min(self.confidence, _MISSPELLED)
        where = replace(self.evidence[0], rule="issuer:accents-of-known-name")
        return Reading(
            value=self.printed,
            confidence=confidence,
            evidence=self.evidence,
            runners_up=(Candidate(value=likely, confidence=confidence, evidence=where),),
        )


_MISSPELLED = 0.7
_BETWEEN = late_pattern(r"(; | - )")


def _respelled(printed: str) -> str:
    """`printed` with the names that differ from one on record in accents alone spelled like it."""
    return "".join(
        part if _BETWEEN.fullmatch(part) else _like_record(part) for part in _BETWEEN.split(printed)
    )


def _like_record(name: str) -> str:
    spellings = _spellings().get(fold(name), frozenset())
    # Without any accent it may be typed so on purpose, and several spellings name several bodies.
    if len(spellings) != 1 or name.isascii() or normalise_tone(nfc(name).upper()) in spellings:
        return name
    (only,) = spellings
    return only


@cache
def _spellings() -> Mapping[str, frozenset[str]]:
    """Names on record in capitals, by the name without its accents."""
    found: defaultdict[str, set[str]] = defaultdict(set)
    for record in all_issuers():
        found[fold(record.name)].add(normalise_tone(nfc(record.name).upper()))
    return {key: frozenset(names) for key, names in found.items()}


# No body has a slash before capitals in its name: a number line of which recognition lost "Số".
_CODES = late_pattern(r"\d\S{0,12}/\S{0,16}[A-ZĐ]{2}|/[A-ZĐ]{2,12}-[A-ZĐ]")


def read_letterhead(pieces: Sequence[Piece], *, has_head: bool, stamped: bool = False) -> Letterhead | None:
    """The letterhead in the left pieces above the number.

    Args:
        pieces: left pieces of the head, top first.
        has_head: the name of the republic or the party was found beside them.
        stamped: a stamp of arrival stands among them, and its words may be in their lines.
    """
    lines: list[Piece] = []
    for piece in _without_stamp(pieces) if stamped else pieces:
        goes_on = bool(lines) and names_act(lines[-1])
        if goes_on or not (_NOT_BODY.match(piece.folded.strip()) or _CODES.search(piece.text)):
            lines.append(piece)
    whole = lines
    lines = _adjacent(lines)
    if not lines:
        return None
    bodies = join_lines([_clean(piece.text) for piece in lines])
    if not bodies:
        return None
    # A text box printed over the letterhead, or a header, repeats it.
    bodies = list(dict.fromkeys(bodies))
    joint = len(bodies) > 1 and _are_peers(bodies)
    known = bool(_BODY.match(fold_aligned(bodies[0])))
    confidence = 0.93 if known else 0.7
    if not has_head:
        confidence -= 0.2
    if len(lines) > 5 and not joint:
        confidence -= 0.25
    if not all(piece.capitals for piece in lines):
        confidence -= 0.08
    unknown = any(not _BODY.match(fold_aligned(body)) for body in bodies[1:])
    if stamped or unknown or _unknown_above(whole, lines) or (not joint and _upside_down(bodies)):
        confidence = min(confidence, _DISPUTED)
    return Letterhead(
        printed=(" - " if joint else "; ").join(bodies),
        bodies=tuple(bodies),
        joint=joint,
        confidence=round(max(confidence, 0.2), 3),
        evidence=tuple(evidence(piece, "issuer:letterhead") for piece in lines),
    )


def _without_stamp(pieces: Sequence[Piece]) -> list[Piece]:
    """Without lines in letters smaller than the letterhead's: a stamp has room for no larger ones."""
    sizes = [piece.line.size or 0.0 for piece in pieces]
    return [piece for piece, size in zip(pieces, sizes, strict=True) if size >= _STAMP_LETTERS * max(sizes)]


_STAMP_LETTERS = 0.8
"""Share of the letterhead's size below which letters are a stamp's."""
_DISPUTED = 0.7
"""What the letterhead says contradicts itself: a person looks."""
_PRINTED_ABOVE = late_pattern(r"^(?:mau |bieu |phu luc|van ban|cong bao|tai lieu|ban |sao |logo|[\W\d]*$)")


def _unknown_above(whole: Sequence[Piece], taken: Sequence[Piece]) -> bool:
    """True when a line in capitals stands right above the letterhead that no rule takes for a body.

    The superior stands there (Decree 30/2020/NĐ-CP App. I box 2), and not every body's name begins with a
    word that bodies begin with: leaving it out would be as much a guess as taking it.
    """
    at = whole.index(taken[0]) if taken and taken[0] in whole else 0
    if at == 0:
        return False
    above = whole[at - 1]
    words = above.text.split()
    return (
        above.capitals
        and len(words) >= 2
        and above.line.page == taken[0].line.page
        and not _PRINTED_ABOVE.match(above.folded.strip())
    )


# Ranks by the words names begin with, the highest first; what names no rank says nothing.
_RANKS = tuple(
    late_pattern(pattern)
    for pattern in (
        r"^(?:chinh phu|quoc hoi|ban chap hanh trung uong|bo (?!chi huy|phan|mon)|thu tuong)",
        r"^(?:ubnd|hdnd|uy ban nhan dan|hoi dong nhan dan) (?:tinh|thanh pho|tp)\b|^(?:tinh|thanh) uy\b|^dang bo tinh\b",
        r"^so (?!\d)|^huyen uy\b|^(?:ubnd|hdnd|uy ban nhan dan|hoi dong nhan dan) (?:huyen|quan|thi xa)\b",
        r"^(?:ubnd|hdnd|uy ban nhan dan|hoi dong nhan dan|dang uy) (?:xa|phuong|thi tran|dac khu)\b",
        r"^phong |^chi bo\b|^to ",
    )
)


def _upside_down(bodies: Sequence[str]) -> bool:
    """True when a body of higher rank stands below one of lower rank: no superior is printed below.

    So reads a letterhead into which the name on a stamp or of an addressee has come.
    """
    ranks = [
        next((rank for rank, pattern in enumerate(_RANKS) if pattern.match(fold_aligned(body))), None)
        for body in bodies
    ]
    known = [rank for rank in ranks if rank is not None]
    return any(above > below for above, below in pairwise(known))


def _clean(text: str) -> str:
    # The rule under the name beside it, in one line with it.
    text = re.sub(r"\s+", " ", re.sub(r"[-_=]{4,}", " ", text))
    # A comma at the end of a line belongs to a name that goes on.
    return re.sub(r"^[\s\-_*.,;:|]+|[\s_*.;:|]+$", "", text)


def _adjacent(lines: Sequence[Piece]) -> list[Piece]:
    """The lines that belong to the letterhead: the block right above the number.

    Web pages and covers put other lines before it. A letterhead is in capitals; when any line
    is, the others are chrome. Known columns are never chrome.
    """
    if any(piece.column is Column.LEFT for piece in lines):
        side = [piece for piece in lines if piece.column is Column.LEFT or piece.capitals]
        lines = side or list(lines)
    if any(piece.capitals for piece in lines):
        kept: list[Piece] = []
        for piece in reversed(lines):
            if not piece.capitals and kept:
                break
            if piece.capitals:
                kept.append(piece)
        lines = list(reversed(kept))
    for index, piece in enumerate(lines):
        if _BODY.match(piece.folded.strip()):
            return list(lines[index:])
    return list(lines[-3:])


def join_lines(lines: Sequence[str]) -> list[str]:
    """Names of bodies from lines, wrapped names closed up."""
    bodies: list[str] = []
    for line in lines:
        text = line.strip()
        if not text:
            continue
        if bodies and _wraps(bodies[-1], text):
            bodies[-1] = f"{bodies[-1]} {text}"
        else:
            bodies.append(text)
    split: list[str] = []
    for body in bodies:
        split.extend(_peers(body))
    return [body.strip(" -,") for body in split if body.strip(" -,")]


def _wraps(above: str, line: str) -> bool:
    """Whether `line` goes on the name above it."""
    folded = fold_aligned(line)
    if above.endswith("-") or line.startswith("-") or re.match(r"(?:so|ngay) \d", folded):
        return True
    if _CONTINUATION.match(folded + " "):
        return True
    if _PARTY_GROUP.match(fold_aligned(above)):
        return True
    if _ORGAN_OF.match(fold_aligned(above)) and _UNION.match(folded):
        return True
    if _CENTRAL_ORGAN.search(fold_aligned(above)) and _CENTRAL_UNION.match(folded):
        return True  # "ỦY BAN TRUNG ƯƠNG" / "MẶT TRẬN TỔ QUỐC VIỆT NAM"
    begins = _BODY.match(folded) is not None and _WITHIN.match(line.upper()) is None
    if _UNFINISHED.search(above):
        # Below "… TỈNH" stands its name, or the unit when the body says of itself only "of the province".
        return not (begins and _OF_PLACE.search(above) and _UNIT.match(folded))
    # A name that ends in its place is whole: three words and more below it are a unit's, however it is called.
    return not (begins or (_WHOLE_NAME.match(fold_aligned(above)) and len(folded.split()) > 2))


def _are_peers(bodies: Sequence[str]) -> bool:
    """True for bodies of one rank; of two courts, procuracies or banks the first is the superior."""
    peers = [_PEER.match(fold_aligned(body)) for body in bodies]
    if not all(peers):
        return False
    kinds = [one[0] for one in peers if one is not None and not one[0].startswith("bo ")]
    return len(set(kinds)) == len(kinds)


def _peers(body: str) -> list[str]:
    """Joint issuers printed in one run: "BỘ CÔNG AN - BỘ QUỐC PHÒNG"."""
    parts = re.split(r"\s*-\s*", body)
    if len(parts) > 1 and _are_peers(parts):
        return parts
    return [body]
