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
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from archivist import numbers
from archivist import text as texts
from archivist.directive.head import NUMBER_LINE, RECIPIENTS, page_lines
from archivist.directive.pieces import (
    PARTY_HEAD,
    RULE_LINE,
    STATE_HEAD,
    Piece,
    capital_share,
    evidence,
    fold_aligned,
    unmarked,
)
from archivist.extracted import Column, Extracted, Line
from archivist.model import Reading

# "for and on behalf of" in its printed forms; the slash is the Party's, the dot the State's.
AUTHORITY = re.compile(
    r"(?<![\w.])(?:(?P<slash>(?:t\s?/\s?m|k\s?/\s?t|t\s?/\s?l|t\s?/\s?u\s?/?\s?q|q\s?/|[kt][tm]\s?/)[./]?)"
    r"|(?P<dot>(?:t\.?\s?m|k\.?\s?t|t\.?\s?l|t\.?\s?u\.?\s?q|q)\s?\.))\s*(?=[a-z])"
)

# Words a position begins with, folded; both systems.
_POSITIONS = (
    "tong bi thu", "pho bi thu", "bi thu", "thuong truc", "uy vien", "chu tich", "pho chu tich", "quyen",
    "thu tuong", "pho thu tuong", "bo truong", "thu truong", "chanh", "pho chanh", "truong ban",
    "pho truong ban", "pho ban", "truong", "pho truong", "giam doc", "pho giam doc", "tong giam doc",
    "pho tong giam doc", "cuc truong", "pho cuc truong", "vu truong", "pho vu truong", "tong cuc truong",
    "pho tong cuc truong", "chu nhiem", "pho chu nhiem", "vien truong", "pho vien truong", "thong doc",
    "pho thong doc", "tong thanh tra", "pho tong thanh tra", "tong kiem toan", "pho tong kiem toan",
    "hieu truong", "pho hieu truong", "chi cuc truong", "pho chi cuc truong", "doan chu tich", "chinh uy",
    "tu lenh", "pho tu lenh", "chi huy truong", "tong tham muu truong", "ke toan truong", "pho thu truong",
    "tham phan", "dai dien", "pho tong", "pho doan", "tong thu ky", "pho chanh an", "to truong", "pho to truong",
    "thu ky", "nguoi ghi bien ban", "nguoi ghi", "nguoi lap", "chu tri", "chu toa", "bi thu doan", "truong doan",
    "ban thuong vu", "ban chap hanh", "hoi dong", "uy ban", "chinh phu", "quoc hoi", "bo chinh tri", "ban bi thu",
)  # fmt: skip
# Organs may stand for whom one signs but are no position by themselves.
_POSITION = re.compile(r"^(?:" + "|".join(sorted(map(re.escape, _POSITIONS), key=len, reverse=True)) + r")\b")
_ORGAN_ONLY = re.compile(
    r"^(?:ban thuong vu|ban chap hanh|hoi dong|uy ban|chinh phu|quoc hoi|bo chinh tri|ban bi thu)\b"
)
# Where recipients end and the signature block begins on one line of interleaved text.
_BESIDE = re.compile(r"[:;,.)]\s+(?=[a-z/.]{1,10}\s?[a-z /.]+$)")
_SIGNED = re.compile(
    r"^[\[(]?\s*(?:da ky|ky ten|ky thay|chu ky|ky|ky so|da ky so)\b[^)]*[\])]?\s*(?:,?\s*dong dau)?\)?$"
)
_SIGNED_BEHIND = re.compile(r"\s*[(\[]?\s*[đĐ]ã\s+[kK]ý\s*[)\]]?$")
# Ranks, degrees and titles printed before the name (left out of it by the register's custom).
_RANK = re.compile(
    r"^(?:(?:dai|thuong|trung|thieu) (?:tuong|ta|uy)|chuan do doc|(?:pho )?do doc"
    r"|(?:pgs|gs|ts|ths|bs|ks|cn|ll)\b\.?(?:\s*,?\s*(?:ts|ths|bs|bsckii|bscki)\b\.?)*)[\s.:]*",
)
# With accents: "Thắng" and "Trương" are names, "tháng" and "trưởng" are not.
_NOT_A_NAME = re.compile(
    r"\b(?:nơi nhận|lưu|như trên|như điều|kính gửi|phụ lục|điều|chương|văn phòng|[uủ][yỷ] ban|nhân dân|bộ trưởng"
    r"|chủ tịch|giám đốc|đóng dấu|họ và tên|họ tên|người|cơ quan|mẫu số|ngày|tháng|số|tỉnh|thành phố|phòng|xã hội"
    r"|việt nam|độc lập|ký|đơn vị|cán bộ|danh sách|biểu|công ty|tổ chức|nhiệm vụ|cấp phép|quyết định|bộ|sở|của|và)\b"
)
# Names in capitals are taken only when they begin with a family name: headings of forms stand
# in capitals, too. The list covers nearly all Vietnamese.
_FAMILY_NAMES = frozenset((
    "nguyễn", "trần", "lê", "phạm", "hoàng", "huỳnh", "phan", "vũ", "võ", "đặng", "bùi", "đỗ", "hồ", "ngô",
    "dương", "lý", "đinh", "trịnh", "đoàn", "lâm", "mai", "trương", "cao", "hà", "tạ", "tô", "lương", "đào",
    "phùng", "vương", "chu", "châu", "thái", "lưu", "tăng", "nông", "hứa", "triệu", "lò", "vi", "hầu",
    "giàng", "sùng", "thào", "ma", "lục", "quách", "kiều", "đàm", "văn", "lại", "tống", "bạch", "khuất",
    "nghiêm", "từ", "đồng", "thân", "la", "ông", "viên", "diệp", "thạch", "sơn", "lộc", "điểu", "y", "h",
    "k",
))  # fmt: skip
_MAX_NAME_DISTANCE = 9
"""Lines between position and name: room for the signature, a rank, "(Đã ký)"."""


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

    @property
    def separator(self) -> str:
        """``"/"`` for the Party's authority lines, ``"."`` for the State's, ``""`` for none."""
        match = AUTHORITY.match(self.first.folded.strip())
        if match is None:
            return ""
        return "/" if match["slash"] else "."


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
    named = [signature for signature in signatures if signature.name]
    signatory = position = None
    if named and named[0].name_piece is not None:
        signatory = Reading(
            value=" | ".join(signature.name for signature in named),
            confidence=confidence if len(named) == 1 else confidence - 0.1,
            evidence=tuple(
                evidence(one.name_piece, "signatory:name-under-position")
                for one in named
                if one.name_piece is not None
            ),
        )
    position = Reading(
        value=" | ".join("; ".join(one.lines) for one in signatures),
        confidence=confidence if named else confidence - 0.2,
        evidence=tuple(
            evidence(one.first, "position:signature-block", "; ".join(one.lines)) for one in signatures
        ),
    )
    return SignatureReading(signatory=signatory, position=position, signatures=tuple(signatures))


# ------------------------------------------------------------------------------------- pieces


_WINDOW = 14
"""Lines kept after a line that may open a signature block."""
_LONGEST_LINE = 140
"""Characters; authority lines, positions and names are shorter."""
_NEAR = 45
"""Lines between "Nơi nhận" and the block at most: the list of recipients may be that long."""
_BEFORE = 30
"""Lines between the block and a "Nơi nhận" below it at most."""
_AUTHORITY_STARTS = ("tm.", "kt.", "tl.", "t/m", "k/t", "t/l", "tuq", "q. ", "kt/", "tm/", "t.m", "k.t")


def _groups(extracted: Extracted) -> Iterator[tuple[list[Piece], int]]:
    """Runs of lines that can hold a signature block, and the distance to "Nơi nhận" before each.

    A block begins with short lines in capitals (or, in old files that lost them with the font,
    with an authority line); only these and the lines after them are looked at, which makes an
    80-page law as quick to read as a letter.
    """
    group: list[Piece] = []
    recipients = -10_000
    until = -1
    paired = -10_000
    order = -1
    for page in extracted.pages:
        for line in page_lines(page):
            order += 1
            text = line.text
            at_recipients = "hận" in text[:12] and RECIPIENTS.match(fold_aligned(text[:20])) is not None
            if at_recipients:
                recipients = order
            if at_recipients or (len(text) < 110 and _may_open(text, order - recipients)):
                until = order + _WINDOW
            if order > until:
                if group:
                    yield group, recipients
                    group = []
                continue
            if len(text) > _LONGEST_LINE and not at_recipients:
                continue
            sides = list(_foot_sides(line, paired=order - paired <= _MAX_NAME_DISTANCE))
            if len(sides) == 2 and text.isupper():
                paired = order
            for part, column in sides:
                group.append(
                    Piece(text=part, folded=fold_aligned(part), line=line, column=column, order=order)
                )
    if group:
        yield group, recipients


def _may_open(text: str, after_recipients: int) -> bool:
    """Whether a line may open a block; near "Nơi nhận" a position in small letters may, too."""
    if text.isupper() or text[:3].lower() in _AUTHORITY_STARTS:
        return True
    return after_recipients <= _NEAR and text.islower() and len(text) < 60


def _foot_sides(line: Line, *, paired: bool = False) -> Iterator[tuple[str, Column]]:
    """A line of interleaved text is cut where an authority line begins ("Nơi nhận: TM. ỦY BAN …").

    `paired` tells that two positions stood on one line not far above: then two names may, too.
    """
    text = unmarked(texts.clean_line(line.text))
    if not text:
        return
    folded = fold_aligned(text)
    if line.column is Column.FULL:
        cut = _second_name(text) if paired and not text.isupper() else _second_position(text, folded)
        if cut:
            yield text[:cut].strip(), Column.LEFT
            yield text[cut:].strip(), Column.RIGHT
            return
    if RECIPIENTS.match(folded) or folded.startswith(("- ", "+ ")):
        for match in _BESIDE.finditer(folded):
            beside = text[match.end() :]
            if capital_share(beside) <= 0.9 and not (beside.islower() and RECIPIENTS.match(folded)):
                continue
            tail = folded[match.end() :]
            if AUTHORITY.match(tail) or _POSITION.match(tail):
                yield text[: match.end()].strip(), Column.LEFT
                yield text[match.end() :].strip(), Column.RIGHT
                return
    yield text, line.column


# Positions that stand left of another one: minutes are signed by who wrote and who chaired
# them, joint acts by the head of each body.
_LEFT_OF = re.compile(
    r"(?:thu ky(?: (?:hoi nghi|dai hoi|cuoc hop))?|nguoi (?:ghi|lap) bien ban|nguoi ghi|[kt][/.][tlm]\.? truong ban[a-z ]*?|pho truong ban)"
    r"\s+(?=(?:chu tri|chu toa|chu tich|truong ban|pho truong ban|truong doan|to truong|t/m|tm\.|k/t|kt\.|bi thu)(?:\b|\s|$))"
)


def _second_position(text: str, folded: str) -> int:
    """Where the right one of two positions begins on one line of plain text; 0 for none."""
    match = _LEFT_OF.match(folded) if text.isupper() and len(text) <= 90 else None
    return match.end() if match else 0


def _second_name(text: str) -> int:
    """Where the right one of two names begins, told by its family name; 0 when it cannot be told."""
    words = list(re.finditer(r"\S+", text))
    cuts = [
        one.start()
        for one in words[2:-1]
        if one[0].lower() in _FAMILY_NAMES
        and read_name(text[: one.start()])
        and read_name(text[one.start() :])
    ]
    # "Lò Thị Vi" / "Hà Lê": when middle names are family names, too, the even cut is likelier.
    return min(cuts, key=lambda cut: abs(len(text) - 2 * cut), default=0)


def is_position(piece: Piece) -> bool:
    """True for a line that is an authority line or a position in capitals."""
    folded = piece.folded.strip()
    if AUTHORITY.match(folded) and len(folded) < 60:
        return True
    if piece.text.islower() and len(folded) < 60:
        # Old TCVN3 files: the capitals were a matter of the font.
        return bool(_POSITION.match(folded)) and not folded.endswith((";", ".", ",", ":"))
    if len(folded) > 110 or capital_share(piece.text) < 0.75:
        return False
    return bool(AUTHORITY.match(folded) or _POSITION.match(folded))


def read_name(text: str) -> str:
    """The name of a person in `text`, without rank and degree; "" when it is none.

    A Vietnamese name has two to six syllables, each with a capital, and nothing else. (It is
    never in capitals in either system, but some offices type it so.)
    """
    cleaned = _SIGNED_BEHIND.sub("", re.sub(r"^[\s\-*.,;:'\"_]+|[\s\-*.,;:'\"_]+$", "", text))
    folded = fold_aligned(cleaned)
    rank = _RANK.match(folded)
    if rank is not None:
        cleaned, folded = cleaned[rank.end() :].strip(), folded[rank.end() :].strip()
    words = cleaned.split()
    if not 2 <= len(words) <= 6 or _NOT_A_NAME.search(cleaned.lower()):
        return ""
    if cleaned.isupper() and (_POSITION.match(folded) or words[0].lower() not in _FAMILY_NAMES):
        return ""
    if not all(word[0].isupper() and re.fullmatch(r"[^\W\d_]+", word) for word in words):
        return ""
    known = all(texts.is_syllable(word) for word in words)
    if not known and (cleaned.isupper() or not _foreign_looking(words)):
        return ""
    return cleaned


def _foreign_looking(words: Sequence[str]) -> bool:
    """Names of ethnic groups (Y Thanh Hà Niê Kđăm) are no Vietnamese syllables throughout."""
    return sum(texts.is_syllable(word) for word in words) * 2 >= len(words)


# ------------------------------------------------------------------------------------- blocks


def _first_group(extracted: Extracted) -> tuple[list[Signature], bool]:
    """The blocks that stand together first in the document, and whether "Nơi nhận" is near.

    A block near "Nơi nhận" is the act's own. Without one, the first block with a name counts.
    """
    nameless: Signature | None = None
    distant: list[Signature] = []
    for pieces, recipients in _groups(extracted):
        index = 0
        while index < len(pieces):
            if not is_position(pieces[index]):
                index += 1
                continue
            signature, end = _block(pieces, index)
            if signature is not None:
                near = -_BEFORE <= signature.first.order - recipients <= _NEAR
                if signature.name and near:
                    return [signature, *_beside(pieces, signature, index, end)], True
                if signature.name and not distant:
                    distant = [signature, *_beside(pieces, signature, index, end)]
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
    if _ORGAN_ONLY.match(pieces[start].folded.strip()):
        # "BAN THƯỜNG VỤ TỈNH ỦY QUYẾT ĐỊNH": nobody signs as an organ, only for one (T/M).
        return None, start + 1
    side = pieces[start].column
    lines = [_tidy(pieces[start].text)]
    distance = 0
    index = start + 1
    name_piece: Piece | None = None
    name = ""
    in_list = False
    glued = ""
    glued_piece: Piece | None = None
    while index < len(pieces) and distance < _MAX_NAME_DISTANCE:
        piece = pieces[index]
        if piece.order - pieces[index - 1].order > _WINDOW:
            break
        index += 1
        if side is not Column.FULL and piece.column not in (side, Column.FULL):
            continue
        distance += 1
        folded = piece.folded.strip()
        if PARTY_HEAD.search(folded) or STATE_HEAD.search(folded):
            break  # the head of an attached text
        if RULE_LINE.match(piece.text) or _SIGNED.match(folded):
            continue
        if len(lines) < 5 and (is_position(piece) or _small_position(piece, lines[0])):
            lines.append(_tidy(piece.text))
            distance = 0
            continue
        if capital_share(piece.text) > 0.9 and distance == 1 and _continues(lines[-1], piece):
            lines[-1] = f"{lines[-1]} {_tidy(piece.text)}"
            continue
        if _is_left_noise(piece, side) or (in_list and piece.text[:1].islower()):
            # Recipients interleave with the block; however many, they are no distance.
            in_list = True
            distance -= 1
            if not glued:
                glued, glued_piece = _name_at_end(piece.text), piece
            continue
        in_list = False
        name = read_name(piece.text)
        if name:
            name_piece = piece
            break
        if not _RANK.fullmatch(folded):
            break
    cut = bool(glued) and not name
    signature = Signature(
        name=name or glued,
        lines=tuple(lines),
        first=pieces[start],
        name_piece=glued_piece if cut else name_piece,
        glued=cut,
    )
    return signature, index


_SPOKEN_OF = frozenset({"ông", "bà", "chí", "đ/c", "đc", "anh", "chị", "trường", "khu", "đường", "quỹ"})


def _name_at_end(text: str) -> str:
    """The signatory's name behind a recipient on one line: "- Các sở, ban ngành Võ Văn Mẫu".

    It stands there when both columns of the foot run together. Recipients that are people are
    named with a form of address, and end with a stop.
    """
    words = text.split()
    for size in (4, 3):
        name, before = words[-size:], words[:-size]
        if len(before) < 2 or before[-1].lower() in _SPOKEN_OF or name[0].lower() not in _FAMILY_NAMES:
            continue
        if not any(word.isupper() for word in name) and name[-1][-1:].isalpha() and read_name(" ".join(name)):
            return " ".join(name)
    return ""


def _small_position(piece: Piece, first: str) -> bool:
    """A position in small letters under an authority line: files that lost their capitals."""
    text = piece.text.strip()
    folded = piece.folded.strip()
    if not AUTHORITY.match(fold_aligned(first)) or len(text) > 45 or not text[1:].islower():
        return False
    return bool(_POSITION.match(folded)) and text[-1].isalpha()


def _tidy(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip(" *_,;:-")


def _continues(last: str, piece: Piece) -> bool:
    """True when a position line wraps ("TM. ỦY BAN NHÂN DÂN" / "TỈNH …")."""
    folded = piece.folded.strip()
    return bool(
        re.match(r"^(?:tinh|thanh pho|huyen|xa|phuong|va |nha nuoc|trung uong|viet nam|nhan dan)\b", folded)
    ) and bool(last)


def _is_left_noise(piece: Piece, side: Column) -> bool:
    """Recipients that interleave with a signature block in text without columns."""
    folded = piece.folded.strip()
    return (side is Column.FULL or piece.column is Column.FULL) and (
        folded.startswith(("-", "+", "noi nhan")) or folded.endswith((";", "."))
    )


_COPY_WORDS = re.compile(r"^(?:sao y|sao luc|trich sao)\b")


def _new_head(piece: Piece) -> bool:
    """True for a line that stands in heads and copy blocks only: they begin another document."""
    folded = piece.folded.strip()
    if _COPY_WORDS.match(folded) or PARTY_HEAD.search(folded) or STATE_HEAD.search(folded):
        return True
    match = NUMBER_LINE.match(folded)
    return match is not None and numbers.parse_number(piece.text[match.end() :].strip()) is not None


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
            break
        if signature.name != first.name:
            found.append(signature)
        quiet = 0
    return found
