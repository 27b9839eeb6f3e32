"""What the lines of a foot are: authority lines, positions, names, recipients.

Owns: the words positions begin with, telling a person's name, cutting lines that hold both columns.
Must not: put lines together to signature blocks (`archivist.directive.signers`).
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import replace

from archivist import text as texts
from archivist.directive.head import RECIPIENTS, page_lines
from archivist.directive.pieces import Piece, capital_share, fold_aligned, unmarked
from archivist.extracted import Column, Extracted, Line
from archivist.lazypattern import late_pattern

# "for and on behalf of" in its printed forms; the slash is the Party's, the dot the State's.
AUTHORITY = late_pattern(
    r"(?<![\w.])(?:(?P<slash>(?:t\s?/\s?m|k\s?/\s?t|t\s?/\s?l|t\s?/\s?u\s?/?\s?q|q\s?/|[kt][tm]\s?/)[./]?)"
    r"|(?P<dot>(?:t\.?\s?m|k\.?\s?t|t\.?\s?l|t\.?\s?u\.?\s?q|q)\s?\.|(?:t\.m|k\.t|t\.l|t\.u\.q)(?=\s))"
    # Typed without either ("TM BAN THƯỜNG VỤ"): no syllables, so a body or position behind them tells.
    r"|(?:tm|kt|tl|tuq)(?=\s(?:ban|uy ban|ubnd|hoi dong|hdnd|chu tich|bi thu|thuong truc|dang uy|tinh uy|huyen uy|chi uy"
    r"|bo truong|thu truong|giam doc|chanh|truong|hieu truong|thu tuong|chinh phu|cuc truong|tong giam doc)\b))\s*(?=[a-z])"
)

# Words a position begins with, folded; both systems.
_POSITIONS = (
    "tong bi thu", "pho bi thu", "bi thu", "thuong truc", "uy vien", "chu tich", "pho chu tich", "quyen",
    "thu tuong", "pho thu tuong", "bo truong", "thu truong", "chanh", "pho chanh", "truong ban",
    "pho truong ban", "pho ban", "pho van phong", "pho phong", "hoi truong", "pho hoi truong", "phu trach",
    "kiem toan truong", "pho kiem toan truong", "truong", "pho truong", "giam doc", "pho giam doc", "tong giam doc",
    "pho tong giam doc", "cuc truong", "pho cuc truong", "vu truong", "pho vu truong", "tong cuc truong",
    "pho tong cuc truong", "chu nhiem", "pho chu nhiem", "vien truong", "pho vien truong", "thong doc",
    "pho thong doc", "tong thanh tra", "pho tong thanh tra", "tong kiem toan", "pho tong kiem toan",
    "hieu truong", "pho hieu truong", "chi cuc truong", "pho chi cuc truong", "doan chu tich", "chinh uy",
    "tu lenh", "pho tu lenh", "chi huy truong", "tong tham muu truong", "ke toan truong", "pho thu truong",
    "tham muu truong", "pho tham muu truong", "pho chinh uy", "pho chi huy truong", "chu nhiem chinh tri",
    "chap hanh vien", "kiem sat vien", "tham tra vien", "thanh tra vien", "dau gia vien", "tong bien tap",
    "tham phan", "dai dien", "pho tong", "pho doan", "tong thu ky", "pho chanh an", "to truong", "pho to truong",
    "thu ky", "nguoi ghi bien ban", "nguoi ghi", "nguoi lap", "chu tri", "chu toa", "bi thu doan", "truong doan",
    "ban thuong vu", "ban chap hanh", "hoi dong", "uy ban", "chinh phu", "quoc hoi", "bo chinh tri", "ban bi thu",
)  # fmt: skip
# "TRƯỞNG BAN TỔ CHỨC TỈNH ỦY QUYẾT ĐỊNH", "CHỦ TỊCH … điện:": who acts, above what is decided.
_ACTS = late_pattern(r"\b(?:quyet dinh|quyet nghi|ket luan|chi thi|thong bao|nghi quyet|dien)\s*:?$")
# Organs may stand for whom one signs but are no position by themselves.
POSITION = late_pattern(
    r"^(?:" + "|".join(sorted(map(re.escape, _POSITIONS), key=len, reverse=True)) + r")\b"
)
ORGAN_ONLY = late_pattern(
    r"^(?:ban thuong vu|ban chap hanh|hoi dong|uy ban|chinh phu|quoc hoi|bo chinh tri|ban bi thu)\b"
)
# Where recipients end and the signature block begins on one line of interleaved text.
_BESIDE = late_pattern(r"[:;,.)]\s+(?=[a-z/.]{1,10}\s?[a-z ,/.\-]+$)")
SIGNED = late_pattern(
    r"^[\[(]?\s*(?:da ky|ky ten|ky thay|chu ky|ky|ky so|da ky so)\b[^)]*[\])]?\s*(?:,?\s*dong dau)?\)?$"
)
# "Đã ký: Trần Văn Mẫu", as prints and certified copies name who signed the original.
_SIGNED_BEFORE = late_pattern(r"^[\[(]?\s*(?:da ky|ky ten)\s*(?:[)\]]\s*:?|:)\s*")
_SIGNED_BEHIND = late_pattern(r"\s*[(\[]?\s*[đĐ]ã\s+[kK]ý\s*[)\]]?$")
# What a signing program prints where the person signs; the name below it is the signatory's.
SIGNING_PROGRAM = late_pattern(
    r"^[\[(]?\s*(?:ky boi|nguoi ky|ngay ky|thoi gian ky|ky so boi|duoc ky boi|ky ngay|gio ky|co quan|to chuc|email|e-mail|ly do|dia diem)\s*:"
)
# Ranks, degrees and titles printed before the name (left out of it by the register's custom).
RANK = late_pattern(
    r"^(?:(?:dai|thuong|trung|thieu) (?:tuong|ta|uy)|chuan do doc|(?:pho )?do doc"
    r"|(?:gs|pgs|tskh|ts|ths|bs|ds|(?:bs|ds)?\.?\s?ckii?|nsnd|nsut|ttnd|ttut|ks|cn|ll)\b\.?"
    r"(?:\s*,?\s*(?:tskh|ts|ths|bs|ds|(?:bs|ds)?\.?\s?ckii?|nsnd|nsut|ttnd|ttut)\b\.?)*)[\s.:]*",
)
# With accents: "Thắng" and "Trương" are names, "tháng" and "trưởng" are not.
_NOT_A_NAME = late_pattern(
    r"\b(?:nơi nhận|lưu(?= *[:;]|$| (?:vt|vp|hc|tc|th|hs|trữ|hồ sơ|văn thư|văn phòng)\b)|như trên|như điều|kính gửi|phụ lục|điều|chương|văn phòng|[uủ][yỷ] ban|nhân dân|bộ trưởng"
    r"|chủ tịch|giám đốc|đóng dấu|họ và tên|họ tên|người|cơ quan|mẫu số|ngày|tháng|số|tỉnh|thành phố|phòng|xã hội"
    r"|việt nam|độc lập|ký|đơn vị|cán bộ|danh sách|biểu|công ty|tổ chức|nhiệm vụ|cấp phép|quyết định|bộ|sở|của|và)\b"
)
# Nouns of that list that are given names as well, behind a family name: "Trần Văn Chương", "Lê Trung Tỉnh".
_GIVEN = frozenset({"chương", "ký", "bộ", "sở", "tỉnh", "phòng", "biểu", "điều"})
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
# Rarer ones, many of them of ethnic groups. Several are common middle and given names: two names on one line
# are never told apart by them.
_RARE_FAMILY_NAMES = _FAMILY_NAMES | frozenset((
    "kha", "hạng", "cầm", "sầm", "phí", "cù", "ôn", "mạc", "mùa", "vàng", "vừ", "lã", "nhữ", "tào", "tiêu", "tôn",
    "uông", "ngụy", "âu", "bế", "lường", "lù", "quàng", "cà", "tòng", "đèo", "giáp", "khổng", "khương", "doãn", "đái",
    "đậu", "hàn", "nhâm", "ninh", "tiết", "thiều", "trầm", "tưởng", "ứng", "chảo", "phàn", "tẩn", "lầu", "ly",
    "cháng", "kim", "danh", "bàn", "ngạc", "mẫn", "chử", "cung", "đường", "hướng", "bá", "công",
))  # fmt: skip
NAME_DISTANCE = 9
"""Lines between position and name: room for the signature, a rank, "(Đã ký)"."""


# ------------------------------------------------------------------------------- one line


def is_position(piece: Piece) -> bool:
    """True for a line that is an authority line or a position in capitals."""
    folded = piece.folded.strip()
    if _ACTS.search(folded):
        return False
    if AUTHORITY.match(folded) and len(folded) < 60:
        return True
    if piece.text.islower() and len(folded) < 60:
        # Old TCVN3 files: the capitals were a matter of the font.
        return bool(POSITION.match(folded)) and not folded.endswith((";", ".", ",", ":"))
    if len(folded) > 110 or capital_share(piece.text) < 0.75:
        return False
    return bool(AUTHORITY.match(folded) or POSITION.match(folded))


def read_name(text: str) -> str:
    """The name of a person in `text`, without rank and degree; "" when it is none.

    A Vietnamese name has two to six syllables, each with a capital, and nothing else. (It is
    never in capitals in either system, but some offices type it so.)
    """
    cleaned = _SIGNED_BEHIND.sub("", re.sub(r"^[\s\-*.,;:'\"_]+|[\s\-*.,;:'\"_]+$", "", text))
    folded = fold_aligned(cleaned)
    signed = _SIGNED_BEFORE.match(folded)
    if signed is not None:
        cleaned, folded = cleaned[signed.end() :], folded[signed.end() :]
    rank = RANK.match(folded)
    if rank is not None:
        cleaned, folded = cleaned[rank.end() :].strip(), folded[rank.end() :].strip()
    words = cleaned.split()
    if not 2 <= len(words) <= 6 or _NOT_A_NAME.search(_before_given(cleaned, words)):
        return ""
    if cleaned.isupper() and (POSITION.match(folded) or words[0].lower() not in _FAMILY_NAMES):
        return ""
    # "Rơ Châm H'Nhung", "Điểu K'Thành": names of the Central Highlands have an apostrophe.
    if not all(word[0].isupper() and re.fullmatch(r"[^\W\d_]+(?:['’ʼ][^\W\d_]+)?", word) for word in words):
        return ""
    known = all(texts.is_syllable(word) for word in words)
    if not known and (cleaned.isupper() or not _foreign_looking(words)):
        return ""
    return cleaned


def _before_given(name: str, words: Sequence[str]) -> str:
    """`name` in small letters, without a given name that is a noun of letterheads, too."""
    given = len(words) >= 3 and words[0].lower() in _RARE_FAMILY_NAMES and words[-1].lower() in _GIVEN
    if not given or name.isupper() or (words[-2:] == ["Văn", "Phòng"] and words[0] == "Lưu"):
        return name.lower()
    return " ".join(words[:-1]).lower()


def begins_with_family_name(name: str) -> bool:
    """True when a name begins with a Vietnamese family name, of ethnic groups too."""
    return name.partition(" ")[0].lower() in _RARE_FAMILY_NAMES


def _foreign_looking(words: Sequence[str]) -> bool:
    """Names of ethnic groups (Y Thanh Hà Niê Kđăm) are no Vietnamese syllables throughout."""
    return sum(texts.is_syllable(word) for word in words) * 2 >= len(words)


_SPOKEN_OF = frozenset({"ông", "bà", "chí", "đ/c", "đc", "anh", "chị", "trường", "khu", "đường", "quỹ"})


def name_at_end(text: str) -> str:
    """The signatory's name behind a recipient on one line: "- Các sở, ban ngành Võ Văn Mẫu".

    It stands there when both columns of the foot run together. Recipients that are people are
    named with a form of address, and end with a stop.
    """
    behind = _behind_stop(text)
    if behind:
        return behind
    words = text.split()
    for size in (4, 3):
        name, before = words[-size:], words[:-size]
        if len(before) < 2 or before[-1].lower() in _SPOKEN_OF or name[0].lower() not in _RARE_FAMILY_NAMES:
            continue
        if not any(word.isupper() for word in name) and name[-1][-1:].isalpha() and read_name(" ".join(name)):
            return " ".join(name)
    return ""


_STOP = late_pattern(r"(?<=[^\s.,;]{2})[.;)]+\s+(?=[^\s.;]+(?: [^\s.;]+){1,5}$)")
_SHORT_FORMS = frozenset({"tp", "tt", "tx", "ts", "ths", "đc", "đ/c"})
"""Words a stop shortens; what follows is what they name ("TP. Hồ Chí Minh")."""


def _behind_stop(text: str) -> str:
    """The name behind the stop that ends a recipient: nothing else of the list stands there."""
    match = _STOP.search(text)
    if (
        match is None
        or not text.startswith(("-", "+"))
        or text[: match.start()].split()[-1].lower() in _SHORT_FORMS
    ):
        return ""
    tail = text[match.end() :]
    return (
        ""
        if tail.isupper() or any(len(word) > 1 and word.isupper() for word in tail.split())
        else read_name(tail)
    )


_STROKES = 4
"""Letters; a name has two words, and hardly ever fewer letters than five."""
_STROKE_BEFORE = late_pattern(r"^(?:(?![^\W\d_]*[A-ZĐ])[^\s\-+]{1,3}\s+|[^\w\s(]{1,2})(?=[A-ZĐ])")
_MARK_OF_AUTHORITY = late_pattern(r"^[A-ZĐ]{1,3}\s?[./]")


def without_strokes(pieces: Iterable[Piece], recognised: Collection[int]) -> Iterator[Piece]:
    """Pieces without what recognition makes of a seal and a signature on a scanned page.

    Both stand between position and name (Decree 30/2020/NĐ-CP App. I boxes 7a to 8) and are read as a few
    letters, alone ("J2") or before a position ("xo THỨ TRƯỞNG", "-PHÓ CỤC TRƯỞNG"): positions are in
    capitals, so that no word in small letters opens one, and no recipient is named so.
    """
    for piece in pieces:
        if piece.line.page not in recognised:
            yield piece
            continue
        match = _STROKE_BEFORE.match(piece.text)
        rest = piece.text[match.end() :] if match is not None else ""
        cleaned = replace(piece, text=rest, folded=fold_aligned(rest))
        if rest.isupper() and is_position(cleaned):
            yield cleaned
        elif is_position(piece) or _MARK_OF_AUTHORITY.match(piece.text) or not _is_remnant(piece.text):
            yield piece


def _is_remnant(text: str) -> bool:
    """A few letters, or one word in capitals: what a seal leaves of a line ("PHÓ THỦ TƯỚNG": "TƯỚNG").

    A name has two words and is not set in capitals, a position has two.
    """
    return sum(map(str.isalpha, text)) <= _STROKES or (text.isupper() and len(text.split()) == 1)


# ------------------------------------------------------------------------------- all lines


WINDOW = 14
"""Lines kept after a line that may open a signature block."""
_LONGEST_LINE = 140
"""Characters; authority lines, positions and names are shorter."""
_SHORTEST_LINE = 6
"""Characters of "BÍ THƯ"; figures and letters in cells of tables open nothing."""
NEAR = 45
"""Lines between "Nơi nhận" and the block at most: the list of recipients may be that long."""
BEFORE = 30
"""Lines between the block and a "Nơi nhận" below it at most."""
_AUTHORITY_STARTS = ("tm.", "kt.", "tl.", "t/m", "k/t", "t/l", "tuq", "q. ", "kt/", "tm/", "t.m", "k.t")


def groups(extracted: Extracted) -> Iterator[tuple[list[Piece], int]]:
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
            opening = text.lstrip("|*_ ") if text[:1] in "|*_" else text
            at_recipients = "hận" in opening[:12] and RECIPIENTS.match(fold_aligned(opening[:20])) is not None
            if at_recipients:
                recipients = order
            if at_recipients or (len(text) < 110 and _may_open(text, order - recipients)):
                until = order + WINDOW
            if order > until:
                if group:
                    yield group, recipients
                    group = []
                continue
            if len(text) > _LONGEST_LINE and not at_recipients:
                continue
            sides = list(_foot_sides(line, paired=order - paired <= NAME_DISTANCE))
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
    if (len(text) >= _SHORTEST_LINE and text.isupper()) or text[:3].lower() in _AUTHORITY_STARTS:
        return True
    return after_recipients <= NEAR and text.islower() and len(text) < 60


def _foot_sides(line: Line, *, paired: bool = False) -> Iterator[tuple[str, Column]]:
    """A line of interleaved text is cut where an authority line begins ("Nơi nhận: TM. ỦY BAN …").

    `paired` tells that two positions stood on one line not far above: then two names may, too.
    """
    text = unmarked(texts.clean_line(line.text))
    if text[:1] == "|":
        yield from _cells(text)
        return
    if not text:
        return
    folded = fold_aligned(text)
    if line.column is Column.FULL:
        cut = second_name(text) if paired and not text.isupper() else _second_position(text, folded)
        if cut:
            yield text[:cut].strip(), Column.LEFT
            yield text[cut:].strip(), Column.RIGHT
            return
    recipients = RECIPIENTS.match(folded)
    if recipients and AUTHORITY.match(folded[recipients.end() :].lstrip()):
        yield text[: recipients.end()].strip(), Column.LEFT  # "Nơi nhận T/L …": printed without its colon
        yield text[recipients.end() :].strip(), Column.RIGHT
        return
    if recipients or folded.startswith(("- ", "+ ")):
        for match in _BESIDE.finditer(folded):
            beside = text[match.end() :]
            if capital_share(beside) <= 0.9 and not (beside.islower() and RECIPIENTS.match(folded)):
                continue
            tail = folded[match.end() :]
            if AUTHORITY.match(tail) or POSITION.match(tail) or _goes_on(beside, folded[match.start()]):
                yield text[: match.end()].strip(), Column.LEFT
                yield text[match.end() :].strip(), Column.RIGHT
                return
        cut = _position_at_end(text) if line.column is Column.FULL else 0
        if cut:
            yield text[:cut].strip(), Column.LEFT
            yield text[cut:].strip(), Column.RIGHT
            return
    yield text, line.column


def _goes_on(beside: str, stop: str) -> bool:
    """True for capitals behind a recipient's stop that are words: a position of two lines goes on there."""
    words = re.findall(r"[^\s\-,]+", beside)
    return stop != "," and len(words) > 1 and beside.isupper() and all(map(texts.is_syllable, words))


def _cells(text: str) -> Iterator[tuple[str, Column]]:
    """Both cells of a row of a table in Markdown: recipients left, the signature block right."""
    cells = [unmarked(cell.strip()).strip("*_ ") for cell in text.strip("|").split("|")]
    if len(cells) != 2:
        return
    for cell, column in zip(cells, (Column.LEFT, Column.RIGHT), strict=True):
        if any(char.isalpha() for char in cell):
            yield cell, column


def _position_at_end(text: str) -> int:
    """Where a position begins behind a recipient without a stop: "- Lưu hồ sơ BÍ THƯ"; 0 for none.

    Recipients are written in small letters, positions under an authority line in capitals.
    """
    words = list(re.finditer(r"\S+", text))
    tail = [*itertools.takewhile(lambda word: word[0].isupper(), reversed(words))][::-1]
    if len(tail) == len(words) - 1 and words[0][0] in "-+":
        return 0
    for word in tail[:-1]:  # one word alone may be the end of a position nobody listed
        folded = fold_aligned(text[word.start() :])
        if POSITION.match(folded) and not ORGAN_ONLY.match(folded):
            return word.start()
        if not word[0].isascii():
            return 0  # no abbreviation: the position begins before and is on no list
    return 0


# Positions that stand left of another one: minutes are signed by who wrote and who chaired
# them, joint acts by the head of each body.
_LEFT_OF = late_pattern(
    r"(?:thu ky(?: (?:hoi nghi|dai hoi|cuoc hop))?|nguoi (?:ghi|lap) bien ban|nguoi ghi|[kt][/.][tlm]\.? truong ban[a-z ]*?|pho truong ban)"
    r"\s+(?=(?:chu tri|chu toa|chu tich|truong ban|pho truong ban|truong doan|to truong|t/m|tm\.|k/t|kt\.|bi thu)(?:\b|\s|$))"
)


# Two heads of bodies: "KT. BỘ TRƯỞNG BỘ TÀI CHÍNH  BỘ TRƯỞNG BỘ NỘI VỤ".
_TWICE = late_pattern(
    r"(?:[kt][/.]?[tlm][/.]?\s*)?(?:bo truong|thu truong|chanh an|vien truong|chu tich|tong thanh tra|thong doc|truong ban)\b[a-z, ]{3,60}?"
    r"\s+(?=(?:[kt][/.]?[tlm][/.]?\s*)?(?:bo truong|chanh an|vien truong|chu tich|tong thanh tra|thong doc|truong ban)\b)"
)


def _second_position(text: str, folded: str) -> int:
    """Where the right one of two positions begins on one line of plain text; 0 for none."""
    if not text.isupper() or len(text) > 110:
        return 0
    match = _LEFT_OF.match(folded) or _TWICE.match(folded)
    return match.end() if match else 0


def second_name(text: str) -> int:
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
