"""The kind of a directive: from its title line, or from the lack of one.

Owns: finding the title line and reading the kind off it; telling letters.
Must not: hold the list of kinds (`archivist.authorities.kinds`).

Decree 30/2020/NĐ-CP and Guidance 36-HD/VPTW print the kind alone on a centred line in bold
capitals. The symbol in the number is only a witness: QĐ stands for Quyết định and Quy định,
TT for Thông tư and Thông tri.
"""

from __future__ import annotations

from collections.abc import Sequence

from archivist.authorities import kinds
from archivist.directive.pieces import Piece, fold_aligned
from archivist.extracted import Column
from archivist.lazyclass import dataclass
from archivist.lazypattern import late_pattern
from archivist.model import Kind

LETTER_CODE = "cong-van"
"""Kind of an official letter: the one kind that carries no title line."""

BY_TWO_SIDES = frozenset({"hop-dong", "ban-thoa-thuan", "ban-ghi-nho"})
"""Kinds that two sides sign: without a letterhead, with the number under the title and the date in the text."""

SLIPS = frozenset({"giay-gioi-thieu", "giay-di-duong", "giay-nghi-phep", "phieu-gui", "phieu-chuyen"})
"""Kinds that are printed forms: their text follows the title, they state no subject (Decree
30/2020/NĐ-CP App. III, forms 1.8 to 1.11)."""

_SHORT = 40
"""Characters of the longest line that can be a title without being set in capitals."""
# What may follow the kind on the same line: "QUYẾT ĐỊNH CỦA BỘ TRƯỞNG BỘ TÀI CHÍNH" (before
# 2005), "NGHỊ QUYẾT Về công tác …" (narrow typists).
_REST_OPENERS = ("cua ", "ve ", "ve viec ", "v/v", "lien tich", "lien nganh", "so ", ":")
# Laws are called by their subject: "LUẬT HÓA CHẤT" on one line.
_NAMED_KINDS = frozenset({"luat", "bo-luat", "phap-lenh"})
# "BẢN QUY ĐỊNH", "TOÀN VĂN KẾT LUẬN": words set before the kind in attached texts.
_BEFORE_KIND = late_pattern(r"^(?:ban|toan van)\s+(?=\w)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Title:
    """The title line.

    Attributes:
        piece: where it stands.
        kind: what it names.
        confidence: how sure, from the line alone.
        rest: words behind the kind on the same line, as printed.
        lines: lines it takes.
    """

    piece: Piece
    kind: Kind
    confidence: float
    rest: str
    lines: int = 1
    qualifier: str = ""
    """What the title line says of the kind, as printed: "CHÍNH TRỊ" of "BÁO CÁO CHÍNH TRỊ"."""


def read_title(piece: Piece) -> Title | None:
    """The title, when `piece` is a title line; None otherwise."""
    if piece.column is Column.RIGHT or len(piece.text) > 200:
        return None
    if not piece.capitals and len(piece.text) > 60 and not piece.text[:6].isupper():
        return None
    text = piece.text.strip(" .:;*-_\"“”'")
    match = _match(text)
    if match is None:
        before = _BEFORE_KIND.match(fold_aligned(text))
        match = _match(text[before.end() :]) if before else None
    if match is None:
        return None
    if match.capitals and _QUALIFIER.match(fold_aligned(match.rest)) and match.rest.isupper():
        return Title(piece=piece, kind=match.kind, confidence=0.9, rest="", qualifier=match.rest)
    confidence = _confidence(piece, match, text)
    if confidence == 0:
        return None
    return Title(piece=piece, kind=match.kind, confidence=confidence, rest=match.rest)


# Names of reports, notices and programmes set on the line of the kind.
_QUALIFIER = late_pattern(
    r"^(?:chinh tri|ket luan|tong ket|so ket|tham tra|tham dinh|giai trinh|tiep thu|kiem diem|giam sat|thanh tra|lam viec"
    r"|cong tac|moi hop|phoi hop|tom tat|bo sung|danh gia|khao sat|thuyet minh|kiem tra|tuyen dung|tuyen sinh|tai chinh"
    r"|nhan su|ban giao|hop|hoi nghi|nghiem thu|bao chi)$"
)


def _match(text: str) -> kinds.KindMatch | None:
    """Match `text`; a short line wholly in small letters is tried in capitals.

    The capitals of old TCVN3 files are a matter of the font (.VnTimeH): their text is small.
    """
    if text.islower():
        return kinds.match_title(text.upper()) if len(text) <= _SHORT else None
    return kinds.match_title(text)


def _confidence(piece: Piece, match: kinds.KindMatch, text: str) -> float:
    """How surely the line is the title; 0 when it is not.

    `exactness` says how well it is spelt: 1.0 exact, 0.9 accents lost, 0.7 one error.
    """
    base = 0.97 if match.exactness >= 1 else 0.93 if match.exactness >= 0.9 else 0.85
    if not match.rest:
        if match.capitals and not text.islower():
            return base
        alone = piece.line.centred or piece.line.bold or len(text) <= _SHORT
        return 0.82 if alone and match.exactness >= 0.8 else 0.0
    rest = fold_aligned(match.rest)
    if not match.capitals:
        # "Nghị định của Chính phủ" on a line of its own: capitals lost with the font.
        return 0.8 if rest.startswith("cua ") and len(text) <= _SHORT and text[-1].isalpha() else 0.0
    if rest.startswith(_REST_OPENERS) or match.kind.code in _NAMED_KINDS:
        return base - 0.07
    # "KẾ HOẠCH Triển khai …": the case changes where the subject begins.
    return 0.0 if match.rest[:2].isupper() else base - 0.1


def first_title(pieces: Sequence[Piece]) -> Title | None:
    """The first title line among `pieces`."""
    for piece in pieces:
        title = read_title(piece)
        if title is not None:
            return title
    return None
