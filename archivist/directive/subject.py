"""The subject (trích yếu): what stands between the title and the first thing that is not it.

Owns: collecting the lines of the subject and joining them.
Must not: shorten or reword it; it is kept as printed.

Decree 30/2020/NĐ-CP App. I: box 5a, bold and centred under the kind, closed by a short rule;
box 5b, "V/v …" under the number of a letter.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from archivist.directive.head import (
    BASIS,
    GREETING,
    LETTER_SUBJECT,
    RECIPIENTS,
    STRUCTURE,
    Zones,
    is_number_line,
)
from archivist.directive.kind import BY_TWO_SIDES, SLIPS
from archivist.directive.pieces import RULE_LINE, Piece, capital_share, evidence
from archivist.extracted import Column
from archivist.lazyclass import dataclass
from archivist.lazypattern import late_pattern
from archivist.model import Reading

LONGEST = 1200
"""Characters; the longest subjects of decrees that amend several others have about 700."""

_MAX_LINES = 16

# Openers of a body paragraph; the subject is a noun phrase and never begins so. A capital is
# asked for, because the same words go on inside a wrapped subject.
_BODY_OPENERS = late_pattern(
    r"^(?:theo |thuc hien |de |nham |trong |ngay |qua |hien nay|tiep theo|phuc dap|tra loi|can cu|sau khi"
    r"|de trien khai|de tiep tuc|de kip thoi|tren co so|dai hoi |hoi nghi |ban thuong vu |bo chinh tri |nuoc ta)"
)
# Minutes and invitations begin with labelled facts (Decree 30/2020/NĐ-CP App. III, forms 1.6, 1.10); a subject
# is a phrase without labels.
_LABELLED = late_pattern(
    r"^[-+*•]?\s*(?:thoi gian|dia diem|thanh phan|chu tri|chu toa|thu ky|noi dung|nguoi chu tri|hom nay)\b[^:]{0,40}(?::|$)"
)
_ATTACHED = late_pattern(
    r"^\(?\s*(?:(?:duoc\s+)?(?:ban hanh\s+)?kem theo|phe duyet kem|dinh kem|trinh |tai |du thao|da duoc|thong qua)"
)
# The organ that acts, in capitals, between subject and bases: "BỘ TRƯỞNG BỘ NỘI VỤ".
_ORGAN = late_pattern(
    r"^(?:bo truong|bo chinh tri|ban bi thu|ban chap hanh|ban thuong vu|chu tich|thu tuong|chinh phu|quoc hoi"
    r"|hoi dong|uy ban|giam doc|cuc truong|vu truong|tong cuc truong|chanh |truong ban|thong doc|tong thanh tra"
    r"|vien truong|tong kiem toan|bi thu|thuong truc|tinh uy|thanh uy|huyen uy|dang uy|khoa [xvi]+|can cu|so |ban "
    r"|van phong|bo |hieu truong|dai hoi|tong giam doc|chi cuc)"
)
# Decree 30/2020/NĐ-CP App. III, form 1.6: "CHỦ TỊCH ỦY BAN NHÂN DÂN TỈNH điện:" and the addressees.
_TELEGRAPHS = late_pattern(r"\bdien\s*:\s*(?:-.*)?$")
# What a body does, in a sentence however short: "Văn phòng thông báo."
_STATES = late_pattern(
    r"\w \w+ (?:thong bao|bao cao|de nghi|yeu cau|huong dan|ket luan|quyet nghi|trinh|kinh moi)\W*$"
)
# Forms of invitations (Decree 30/2020/NĐ-CP App. III, form 1.10): "Sở Nội vụ trân trọng kính mời: …".
_INVITES = late_pattern(r"\b(?:tran trong )?kinh moi\b")
# The last word of a compound opens nothing: "tự do", "hiện tại", "tồn tại", "chứng từ".
_OPEN_END = late_pattern(
    r"(?:[,;\-–(]|\b(?:và|về|của|các|cho|theo|với|trong|(?<!hiện )(?<!tồn )tại|(?<!tự )do|(?<!chứng )từ|đến))$",
    re.IGNORECASE,
)
# "số" and "ngày" wait for figures; without them they are nouns ("chuyển đổi số", "dân số").
_OPEN_FIGURE = late_pattern(r"\b(?:số|ngày)$", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Found:
    pieces: tuple[Piece, ...]
    text: str
    stopped_by: str


_ORGAN_LINE = 70
"""Characters of the line that names the organ: "Của Ban Chấp hành Đảng bộ huyện"."""


def read_subject(zones: Zones) -> Reading | None:
    """The subject with its evidence, or None."""
    if zones.title is not None:
        return _under_title(zones)
    return _of_letter(zones)


_SURE = {"rule": 0.95, "greeting": 0.95, "basis": 0.95, "organ": 0.94, "attached": 0.93, "number": 0.93}
"""Confidence by what ended the subject."""


def _under_title(zones: Zones) -> Reading | None:
    title = zones.title
    assert title is not None
    rest = _words_after_kind(title.rest)
    under = zones.pieces[zones.head_end + title.lines :]
    below = _without_organ([one for one in under if not _of_stamp(one, title.piece)])
    if title.kind.code in SLIPS and not rest and not _slip_subject(below):
        return None
    numbered = _number_below(below) if title.kind.code in BY_TWO_SIDES else len(below)
    found = _collect(below[:numbered], rest)
    if numbered < len(below) and found.stopped_by == "end":
        found = replace(found, stopped_by="number")
    text = _join([rest, *(piece.text for piece in found.pieces)])
    qualified = bool(title.qualifier)
    if not text:
        # "V/v …" printed under the number of a document that has a title.
        return _of_letter(zones)
    first = found.pieces[0] if found.pieces else title.piece
    confidence = _SURE.get(found.stopped_by, 0.85)
    if found.stopped_by in ("end", "length"):
        confidence = 0.55
    if found.stopped_by == "colon" or text.endswith(":"):
        confidence = 0.7
    if not zones.has_letterhead:
        confidence -= 0.1
    if qualified:
        # "THÔNG BÁO KẾT LUẬN" / "của đồng chí …": whether the second word belongs to the subject is for a person.
        confidence = min(confidence, 0.78)
    return Reading(
        value=text,
        confidence=round(confidence, 3),
        evidence=(evidence(first, f"subject:under-title:{found.stopped_by}", text),),
    )


def _of_stamp(piece: Piece, beside: Piece) -> bool:
    """True for capitals, or a stamp's fields, much smaller than the kind or the number: it is laid over the text.

    The subject is set as large as the kind or a point or two smaller, and a letter's as its number (Decree
    30/2020/NĐ-CP App. I; Guidance 36-HD/VPTW).
    """
    least = _STAMP_LETTERS * (beside.line.size or 0.0)
    small = piece.line.size is not None and piece.line.size < least
    return small and (piece.capitals or _FIELD.match(piece.folded.strip()) is not None)


_FIELD = late_pattern(r"^(?:so|ngay|gio|chuyen|luu ho so)\b[^:]{0,12}:")


_STAMP_LETTERS = 0.7
"""Share of their size below which capitals are a stamp's."""


def _number_below(below: Sequence[Piece]) -> int:
    """Index of the number under what a contract is about, and there is no letterhead for it to stand in."""
    return next((at for at, piece in enumerate(below[:6]) if is_number_line(piece)), len(below))


def _without_organ(below: Sequence[Piece]) -> Sequence[Piece]:
    """Without the line that says whose act it is: "NGHỊ QUYẾT" / "CỦA BỘ CHÍNH TRỊ" / "về …".

    The subject begins with "về" below it; alone, the line is what the act is called. Before 2004 both
    lines were set as "Của …" / "Về …", too; "của … về …" in small letters is one phrase, the subject.
    """
    if len(below) < 2 or len(below[0].text) > _ORGAN_LINE or not below[0].folded.strip().startswith("cua "):
        return below
    set_apart = below[0].capitals or (below[0].text[:1].isupper() and below[1].text[:1].isupper())
    return below[1:] if set_apart and LETTER_SUBJECT.match(below[1].folded.strip()) else below


def _slip_subject(below: Sequence[Piece]) -> bool:
    """Whether a slip has a subject after all: a phrase in small letters under the title."""
    first = next((piece for piece in below if not RULE_LINE.match(piece.text)), None)
    return first is not None and bool(LETTER_SUBJECT.match(first.folded.strip()) or first.text[:1].islower())


def _words_after_kind(rest: str) -> str:
    """What of the title's own line belongs to the subject.

    "QUYẾT ĐỊNH CỦA BỘ TRƯỞNG BỘ TÀI CHÍNH" (before 2005) names the issuer there, not the
    subject.
    """
    if rest.lower() in ("liên tịch", "liên ngành"):
        return ""
    named = rest.lower().startswith("của ") and (rest.isupper() or len(rest) < 40)
    return "" if named else rest


def _collect(pieces: Sequence[Piece], rest: str) -> _Found:
    taken: list[Piece] = []
    for index, piece in enumerate(pieces):
        why = _stop(piece, taken, pieces[index + 1 : index + 4], rest)
        if why == "skip":
            continue
        if why:
            return _Found(pieces=tuple(taken), text="", stopped_by=why)
        taken.append(piece)
        if len(taken) >= _MAX_LINES or sum(len(item.text) for item in taken) > LONGEST:
            return _Found(pieces=tuple(taken), text="", stopped_by="length")
    return _Found(pieces=tuple(taken), text="", stopped_by="end")


def _stop(piece: Piece, taken: Sequence[Piece], following: Sequence[Piece], rest: str) -> str:
    """Why the subject ends before `piece`; "" when it goes on, "skip" to pass over it.

    `rest` is what of the subject stands on the title's own line.
    """
    begun = bool(taken or rest)
    folded = piece.folded.strip()
    if RULE_LINE.match(piece.text):
        return "rule" if begun else "skip"
    if GREETING.match(folded) or _TELEGRAPHS.search(folded):
        return "greeting"
    if BASIS.match(folded) and not (piece.capitals and begun):
        return "basis"
    if _ATTACHED.match(folded) and (
        piece.text.startswith("(") or folded.startswith(("kem theo", "ban hanh kem"))
    ):
        return "attached" if begun else "skip"
    if piece.column is Column.RIGHT and begun:
        return ""
    if not begun:
        return "structure" if STRUCTURE.match(folded) and len(folded) < 20 else ""
    if STRUCTURE.match(folded) and not _goes_on(taken, piece):
        return "structure"
    if (_LABELLED.match(folded) or _INVITES.search(folded)) and piece.text[:1].isupper():
        return "body"
    if _is_organ(piece, taken, following):
        return "organ"
    if taken and taken[-1].text.rstrip().endswith(":") and len(piece.text) < _FULL_LINE and following:
        # "… để thực hiện công trình:" / "Đường liên xã …": one line between the colon and who acts, or the bases.
        acts = _is_organ(following[0], [*taken, piece], following[1:]) or _is_basis(following)
        return "" if acts else _body_begins(piece, taken, following, rest)
    return _body_begins(piece, taken, following, rest)


def _goes_on(taken: Sequence[Piece], piece: Piece) -> bool:
    """True when the last line cannot be the end of a phrase that `piece` does not go on."""
    return bool(taken) and _is_open(taken[-1].text, piece)


def _is_open(above: str, piece: Piece) -> bool:
    above = above.rstrip()
    if _OPEN_END.search(above):
        return True
    return _OPEN_FIGURE.search(above) is not None and piece.text[:1].isdigit()


def _is_organ(piece: Piece, taken: Sequence[Piece], following: Sequence[Piece]) -> bool:
    """True for the acting organ's line: in capitals and followed by the bases.

    The look ahead tells it from a subject in capitals that wraps at the name of a body.
    """
    folded = piece.folded.strip()
    # Old files lose capitals with the font: "bộ trưởng bộ tài chính", "Chính phủ".
    capitals = piece.capitals or (len(folded) < 60 and (piece.text[1:].islower()))
    if not capitals or _goes_on(taken, piece):
        return False
    if not _ORGAN.match(folded):
        # Whoever acts: a subject in small letters does not end in a line of capitals above the bases.
        return (
            piece.capitals and capital_share(taken[-1].text if taken else "") < 0.5 and _is_basis(following)
        )
    for after in following:
        text = after.folded.strip()
        if BASIS.match(text) and not after.capitals:
            return True
        if not (after.capitals or RULE_LINE.match(after.text) or text.startswith("(")):
            return bool(_BODY_OPENERS.match(text)) or len(after.text) > 120
    return False


def _is_basis(following: Sequence[Piece]) -> bool:
    return bool(following) and BASIS.match(following[0].folded.strip()) is not None


def _body_begins(piece: Piece, taken: Sequence[Piece], following: Sequence[Piece], rest: str) -> str:
    """Whether `piece` is the first line of the body, by wording or by type."""
    folded = piece.folded.strip()
    if not taken:
        opens = _BODY_OPENERS.match(folded) or (rest and _is_sentence(piece, [rest]))
        return "body" if opens and piece.text[:1].isupper() and not piece.capitals else ""
    first, last = taken[0], taken[-1]
    if first.line.bold and piece.line.bold is False:
        return "type"
    if first.line.centred and piece.line.centred is False and _left_edge_moves(first, piece):
        return "type"
    if (
        capital_share(first.text) > 0.8
        and capital_share(last.text) > 0.8
        and not piece.capitals
        and len(folded) > 25
        # "KẾT LUẬN CỦA BAN THƯỜNG VỤ" / "về công tác …": no sentence begins in a small letter.
        and not (piece.text[:1].islower() or LETTER_SUBJECT.match(folded))
    ):
        return "type"
    if _gap(last, piece) and not _goes_on(taken, piece):
        return "gap"
    opener = piece.text[:1].isupper() and not piece.capitals
    if opener and (_above_rule(piece, following) or _names_congress(piece)):
        return ""
    if opener and _BODY_OPENERS.match(folded) and not _goes_on(taken, piece):
        return "body"
    if opener and last.text.rstrip().endswith((".", ":", ";")):
        # "… để thực hiện công trình:" / "Đường liên xã …": what a colon announces may belong to the subject.
        return "colon" if last.text.rstrip().endswith(":") and len(taken) > 1 else "body"
    if opener and _is_sentence(piece, [rest, *(one.text for one in taken)]):
        return "sentence"
    if len(piece.text) > 350:
        return "body"
    # Formats without lines (Word, HTML) give one paragraph a piece: the subject is one
    # paragraph, so a new one that opens with a capital and is long is the body.
    if opener and len(last.text) > 130 and len(piece.text) > 130:
        return "body"
    return ""


def _names_congress(piece: Piece) -> bool:
    """True for the name of a congress or meeting alone: a sentence about one fills the line or has a stop."""
    text = piece.text.rstrip()
    return len(text) < 60 and text[-1:].isalnum() and _CONGRESS.match(piece.folded.strip()) is not None


_CONGRESS = late_pattern(r"^(?:dai hoi|hoi nghi) ")


def _above_rule(piece: Piece, following: Sequence[Piece]) -> bool:
    """True for a phrase right above the printed rule, which stands under the subject and nowhere in the body.

    "tiến tới" / "Đại hội đại biểu Đảng bộ tỉnh" / "-----": a name goes on the subject there.
    """
    ruled = bool(following) and RULE_LINE.match(following[0].text) is not None
    return ruled and len(piece.text) < _FULL_LINE and not piece.text.rstrip().endswith((".", ":", ";", ","))


_FULL_LINE = 72
"""Characters of a line that fills the page; lines of a centred subject are broken before."""


def _is_sentence(piece: Piece, above: Sequence[str]) -> bool:
    """True when a line that opens with a capital begins a sentence and not a name in the subject.

    The rule under the subject is drawn in most files and leaves no text. A subject is a noun
    phrase: it has no stop at its end; and it is centred, so that its lines are shorter than those of
    the body, which fill the page.
    """
    text = piece.text.rstrip()
    if _is_open(above[-1], piece):
        return False
    if (
        text.endswith((".", ":", ";"))
        and not text.endswith("./.")
        and (len(text) > 25 or _STATES.search(piece.folded))
    ):
        return True
    return len(text) >= _FULL_LINE and max(map(len, above)) < 0.8 * len(text)


def _left_edge_moves(first: Piece, piece: Piece) -> bool:
    if first.line.box is None or piece.line.box is None:
        return True
    return abs(first.line.box.x0 - piece.line.box.x0) > 20


def _gap(last: Piece, piece: Piece) -> bool:
    """True when more than one and a half lines of space lie between the two.

    The rule under the subject is drawn, not typed, in most files: it leaves only its room.
    """
    above, below = last.line.box, piece.line.box
    if above is None or below is None or last.line.page != piece.line.page:
        return False
    height = max(above.bottom - above.top, 6.0)
    return below.top - above.bottom > 1.1 * height


# Plain text sets the mark of the right side behind the line it stands beside.
_URGENT_BEHIND = late_pattern(
    r"(?<=[^\W\dA-ZĐ_])\s+(?:H[ỎO](?:Ả|A) T[ỐO]C|HỎA TỐC|HOẢ TỐC|THƯỢNG KHẨN|KHẨN)\s*$"
)


def _of_letter(zones: Zones) -> Reading | None:
    """The "V/v …" lines under the number."""
    taken: list[Piece] = []
    marks = 0
    crossed = False  # a mark stands within the subject: what goes on below it is likely, not sure
    for piece in zones.under_number:
        folded = piece.folded.strip()
        if _of_stamp(piece, zones.number[0]):
            continue
        if not taken:
            if LETTER_SUBJECT.match(folded):
                taken.append(piece)
            continue
        if RULE_LINE.match(piece.text) or len(taken) >= _MAX_LINES or _leaves_column(piece, taken[0]):
            break
        if _is_mark(piece, taken):
            marks += 1
            continue
        if marks and not piece.text[:1].islower():
            break
        crossed = crossed or bool(marks)
        taken.append(piece)
    if not taken:
        return _of_party_letter(zones)
    text = _join([_URGENT_BEHIND.sub("", piece.text) for piece in taken])
    marked = re.match(r"v\s*[/.]\s*v|ve viec", taken[0].folded.strip()) is not None
    # A letter's subject stands in the left column; across the page stands a title's, and the title was not found.
    placed = taken[0].line.box is not None and taken[0].column is Column.FULL
    across = placed and any(one.column is Column.LEFT for one in zones.number)
    # A stamp's name beside the subject may have cut it or come into its lines.
    across = across or any(_of_stamp(one, zones.number[0]) for one in zones.under_number)
    return Reading(
        value=text,
        confidence=0.75 if crossed or across else 0.95 if marked else 0.85,
        evidence=(evidence(taken[0], "subject:under-number", text),),
    )


def _leaves_column(piece: Piece, first: Piece) -> bool:
    """True for what stands under the number's column and not in it: text across the page, the recipients."""
    across = first.column is Column.LEFT and piece.column is Column.FULL and piece.line.box is not None
    return across or RECIPIENTS.match(piece.folded.strip()) is not None


def _is_mark(piece: Piece, taken: Sequence[Piece]) -> bool:
    """True for a mark of urgency or circulation, set in capitals below the subject.

    Codes joined by commas go on the subject ("… chế độ" / "BHXH, BHTN"): no mark has a comma.
    """
    return piece.capitals and len(piece.text) < 25 and "," not in piece.text and not _goes_on(taken, piece)


_SENT_COPY = late_pattern(
    r"^\W*(?:kem theo|dinh kem|gui kem|ban sao|du thao|lan \d|so\b|ngay\b|dien thoai|fax|e-?mail)"
)


def _of_party_letter(zones: Zones) -> Reading | None:
    """The subject a letter of the Party prints under its number, which needs no "về việc".

    Guidance 36-HD/VPTW: letters print what they are about in italics under the number ("Chế độ hội nghị");
    nothing else stands there but marks, which are in capitals.
    """
    if zones.party_head is None or zones.title is not None or zones.greeting is None:
        return None
    taken: list[Piece] = []
    for piece in zones.under_number:
        if RULE_LINE.match(piece.text) or (taken and _is_mark(piece, taken)):
            break
        if piece.capitals:
            continue
        if _SENT_COPY.match(piece.folded.strip()) and not taken:
            return None
        taken.append(piece)
    text = _join([piece.text for piece in taken])
    if not 8 <= len(text) <= 300 or text.endswith((":", ";", ".")):
        return None
    return Reading(
        value=text,
        confidence=0.82,
        evidence=(evidence(taken[0], "subject:under-number-of-party-letter", text),),
    )


_QUOTED = frozenset({'""', "“”", "””"})


def _join(parts: Sequence[str]) -> str:
    """The lines as one text; a hyphen that ends a line keeps its word apart as printed."""
    text = " ".join(part.strip() for part in parts if part.strip())
    text = re.sub(r"\s+", " ", text).strip().rstrip(" -_*")
    # Some typists put the whole of it into quotation marks; those of a name inside stay.
    if len(text) > 1 and text[0] + text[-1] in _QUOTED and not any(sign in text[1:-1] for sign in '"“”'):
        return text[1:-1].strip()
    return text
