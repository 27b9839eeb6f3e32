"""Which body a letterhead names.

Owns: reading the issuer lines of a letterhead ("TỈNH ỦY HÀ GIANG" / "VĂN PHÒNG") as one body.
Must not: find the letterhead on a page, or change what was printed: the caller keeps that.

The last body named is the issuer, those above it are its superiors (Decree 30/2020/NĐ-CP, Appendix I;
Guidance 36-HD/VPTW: a staff body does not repeat the words "Tỉnh ủy"). ``BAN CHẤP HÀNH TRUNG ƯƠNG``
stands for Central Committee, Politburo and Secretariat alike: the authority line of the signature
tells which.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cache

from archivist.authorities.bodies import IssuerRecord, body_types, make_local, single_bodies
from archivist.authorities.provinces import CITY, find_province, provinces_named, squash
from archivist.lazyclass import dataclass
from archivist.lazypattern import late_pattern
from archivist.model import Level, System
from archivist.text import clean_line, fold, is_syllable, normalise_tone, slug, within_one_edit


@dataclass(frozen=True, slots=True, kw_only=True)
class IssuerMatch:
    """The body a letterhead names.

    Attributes:
        record_id: id of the body (`issuer_by_id`), composed when it is on no list.
        name: its name in sentence case.
        level: its level, None when unknown.
        system: Party, State or front.
        confidence: 0.0 to 1.0; below 0.7 the place or the body was guessed or is on no list.
        known: True when body and place are on record.
        parent_id: id of the superior body named above it, empty when none is.
    """

    record_id: str
    name: str
    level: Level | None
    system: System
    confidence: float
    known: bool
    parent_id: str = ""


@dataclass(frozen=True, slots=True)
class _Phrase:
    """Words that name a body or a type of body."""

    role: str
    """single, translated, staff, committee, state, local or organ."""
    target: str
    """Id of the single body, prefix of the type, or type."""


@dataclass(frozen=True, slots=True)
class _Segment:
    phrase: _Phrase
    words: str
    """The words of the phrase, as printed."""
    place: str
    """Words after the phrase, as printed; empty when it names no place."""
    exact: bool
    opens_line: bool
    line: int
    """Line on which it ends."""


# Committees, councils and the kind of place that follows them.
_COMMITTEES = {
    "tỉnh ủy": "tinh",
    "thành ủy": "thanh-pho",
    "huyện ủy": "huyen",
    "quận ủy": "quan",
    "thị ủy": "thi-xa",
    "đảng ủy xã": "xa",
    "đảng ủy phường": "phuong",
    "đảng ủy thị trấn": "thi-tran",
    "đảng ủy đặc khu": "dac-khu",
    "đảng bộ tỉnh": "tinh",
    "ban chấp hành đảng bộ tỉnh": "tinh",
    "đảng bộ thành phố": "thanh-pho",
    "ban chấp hành đảng bộ thành phố": "thanh-pho",
    "đảng bộ huyện": "huyen",
    "đảng bộ xã": "xa",
    "đảng bộ phường": "phuong",
}
_COMMITTEE_TYPES = {
    "tinh": "tinh-uy",
    "thanh-pho": "thanh-uy",
    "thanh-pho-thuoc-tinh": "thanh-uy-thuoc-tinh",
    "huyen": "huyen-uy",
    "quan": "quan-uy",
    "thi-xa": "thi-uy",
    "xa": "dang-uy-xa",
    "phuong": "dang-uy-phuong",
    "thi-tran": "dang-uy-thi-tran",
    "dac-khu": "dang-uy-dac-khu",
}
_UNITS = {
    "tỉnh": "tinh",
    "thành phố": "thanh-pho",
    "tp": "thanh-pho",
    "huyện": "huyen",
    "quận": "quan",
    "thị xã": "thi-xa",
    "xã": "xa",
    "phường": "phuong",
    "thị trấn": "thi-tran",
    "đặc khu": "dac-khu",
}
_STATE = {"ủy ban nhân dân": "ubnd", "ubnd": "ubnd", "hội đồng nhân dân": "hdnd", "hđnd": "hdnd"}
_STAFF = {
    "văn phòng": "van-phong",
    "ban tổ chức": "ban-to-chuc",
    "ủy ban kiểm tra": "uy-ban-kiem-tra",
    "ban tuyên giáo": "ban-tuyen-giao",
    "ban dân vận": "ban-dan-van",
    "ban tuyên giáo và dân vận": "ban-tuyen-giao-va-dan-van",
    "ban nội chính": "ban-noi-chinh",
    "ban xây dựng đảng": "ban-xay-dung-dang",
}
# Said of a committee, not bodies of their own.
_ORGANS = ("ban thường vụ", "thường trực", "ban chấp hành", "đảng cộng sản việt nam")
# First words of a body that is on no list but stands on a line of its own.
_BODY_WORDS = late_pattern(
    r"(?:tong cuc|chi cuc|cuc|vu|vien|hoc vien|trung tam|truong|ban|phong|so|thanh tra|hoi dong|hoi|lien hiep|"
    r"tong cong ty|cong ty|benh vien|bao|dai|doan|quy|uy ban|van phong|toa an|vien kiem sat|dang uy|chi bo|to|tieu ban|"
    r"dang bo|ban quan ly|lien doan|kho bac|bao hiem)\b"
)


@cache
def _phrases() -> Mapping[str, _Phrase]:
    """Squashed words → what they name; the first to claim words keeps them."""
    table: dict[str, _Phrase] = {}

    def put(words: str, role: str, target: str) -> None:
        table.setdefault(squash(words), _Phrase(role, target))

    for words, unit in _COMMITTEES.items():
        put(words, "committee", unit)
    for words, prefix in _STATE.items():
        put(words, "state", prefix)
    for words, prefix in _STAFF.items():
        put(words, "staff", prefix)
    for words in _ORGANS:
        put(words, "organ", "")
    for record in single_bodies().values():
        full = [a for a in record.aliases if " " in a and not a.isupper()]
        for name in (record.name, *full):
            put(name, "single", record.id)
        # Official translations are English; a Norwegian or German letterhead is that of a foreign body.
        for name in filter(None, [record.names_other.get("en")]):
            put(name, "translated", record.id)
            put(f"the {name}", "translated", record.id)
    for kind in body_types().values():
        if kind.unit == "tinh" and (kind.system is not System.PARTY or not kind.own_lines):
            for words in kind.own_lines or (kind.name.format(place="").replace(" tỉnh", ""),):
                put(words, "local", kind.id.removesuffix("-tinh"))
    return table


_LONGEST = 16
"""Words in the longest phrase worth trying."""


# ------------------------------------------------------------------------------------- segments


def _words(lines: Sequence[str]) -> list[tuple[str, int]]:
    """Words as printed, with the number of their line; rules, stars and dashes between names go."""
    found = []
    for at, line in enumerate(lines):
        line = re.sub(r"[*_=•+|]+|-{2,}|[.…]{3,}", " ", normalise_tone(clean_line(line)))
        found += [(word, at) for word in re.findall(r"[\w&']+(?:-\w+)*|-", line)]
    return found


def _phrase_at(words: Sequence[tuple[str, int]], start: int) -> tuple[_Phrase, int, bool] | None:
    """The longest phrase that begins at a word, its length in words, and whether it reads exactly."""
    squashed = [squash(word) for word, _ in words[start : start + _LONGEST]]
    for size in range(len(squashed), 0, -1):
        phrase = _phrases().get("".join(squashed[:size]))
        if phrase is not None and squashed[0]:
            return phrase, size, True
    for size in range(len(squashed), 1, -1):
        joined = "".join(squashed[:size])
        if len(joined) < 7 or all(is_syllable(word.lower()) for word, _ in words[start : start + size]):
            continue
        for name, phrase in _phrases().items():
            if abs(len(name) - len(joined)) <= 1 and within_one_edit(name, joined):
                return phrase, size, False
    return None


def _segments(lines: Sequence[str]) -> list[_Segment]:
    words = _words(lines)
    found: list[_Segment] = []
    at = 0
    while at < len(words):
        hit = _phrase_at(words, at)
        if hit is None:
            at += 1
            continue
        phrase, size, exact = hit
        stop = at + size
        while stop < len(words) and not _ends_place(words, at + size, stop, phrase):
            stop += 1
        place = " ".join(word for word, _ in words[at + size : stop]).strip(" -")
        if phrase.role == "organ" and found and place and not found[-1].place:
            # "ĐOÀN TNCS HỒ CHÍ MINH" / "BAN CHẤP HÀNH TỈNH HÀ GIANG": the place is the body's.
            found[-1] = replace(found[-1], place=place)
        printed = " ".join(word for word, _ in words[at : at + size])
        opens_line = at == 0 or words[at - 1][1] != words[at][1]
        found.append(_Segment(phrase, printed, place, exact, opens_line, words[stop - 1][1]))
        at = stop
    return found


def _ends_place(words: Sequence[tuple[str, int]], start: int, at: int, phrase: _Phrase) -> bool:
    """True when the place that began at `start` ends before word `at`."""
    word, line = words[at]
    if word == "-":
        return at + 1 < len(words) and _phrase_at(words, at + 1) is not None
    hit = _phrase_at(words, at)
    if line == words[at - 1][1]:
        # Inside a line only whole phrases of that line: "ĐỒNG VĂN" / "PHÒNG NỘI VỤ" is no office.
        inside = hit is not None and words[at + hit[1] - 1][1] == line
        return hit is not None and inside and hit[0].role != "local" and hit[1] > 1
    rest = " ".join(fold(w) for w, n in words[at:] if n == line)
    complete = phrase.role in {"single", "translated"} or at > start
    return hit is not None or (complete and _BODY_WORDS.match(rest) is not None)


# ------------------------------------------------------------------------------------- places


@dataclass(frozen=True, slots=True)
class _Place:
    name: str
    unit: str
    known: bool
    sure: float


def _sentence_case(words: str) -> str:
    """A place's or body's printed name in the case names have ("ĐỒNG VĂN" → "Đồng Văn")."""
    return " ".join(word[:1].upper() + word[1:].lower() for word in words.split())


def _place(words: str, unit: str, fallback: str | None, on: dt.date | None) -> _Place:
    """The place after a body's words; `unit` is what those words imply, may be empty."""
    unit, name = _split_unit(words, unit)
    if not name:
        province = find_province(fallback, on) if fallback else None
        if province is not None and unit in {"", "tinh", "thanh-pho"}:
            return _Place(province.name, _unit_of(province.unit_type), True, 0.75)
        return _Place(_sentence_case(fallback or ""), unit or "tinh", False, 0.5)
    if unit in {"", "tinh", "thanh-pho"}:
        named = provinces_named(name)
        if not named and not all(is_syllable(word.lower()) for word in name.split()):
            near = find_province(name)
            named = (near,) if near is not None and within_one_edit(squash(near.name), squash(name)) else ()
        fitting = [p for p in named if not unit or _unit_of(p.unit_type) == unit]
        if fitting:
            same = normalise_tone(fitting[0].name).lower() == normalise_tone(name).lower()
            return _Place(fitting[0].name, _unit_of(fitting[0].unit_type), True, 0.95 if same else 0.85)
        if unit == "thanh-pho":
            # A city under a province: "THÀNH ỦY HÀ GIANG" while Hà Giang was a province.
            return _Place(_sentence_case(name), "thanh-pho-thuoc-tinh", False, 0.65)
    return _Place(_sentence_case(name), unit or "tinh", False, 0.65)


def _split_unit(words: str, unit: str) -> tuple[str, str]:
    folded = fold(words)
    for name, code in _UNITS.items():
        if folded == fold(name) or folded.startswith(fold(name) + " "):
            return code, words[len(name) :].strip(" .-")
    return unit, words.strip(" .-")


def _unit_of(unit_type: str) -> str:
    return "thanh-pho" if unit_type == CITY else "tinh"


# ------------------------------------------------------------------------------------- resolving


@dataclass(slots=True)
class _Context:
    place: str | None
    authority: str
    on: dt.date | None
    province: str = ""
    found: IssuerRecord | None = None
    sure: float = 0.0
    where: _Place | None = None
    waiting: str = ""
    """A staff body whose committee is named after it: "VĂN PHÒNG TỈNH ỦY HÀ GIANG"."""


_LONGEST_LETTERHEAD = 1_000
"""Characters. Three joint ministries with their superior take 200; what is longer is no letterhead, and
comparing it word by word with every body on record would take minutes."""


def resolve_letterhead(
    lines: Sequence[str],
    place: str | None = None,
    authority_line: str | None = None,
    on: dt.date | None = None,
) -> IssuerMatch | None:
    """The body that the issuer lines of a letterhead name, or None.

    Args:
        lines: as printed, the superior body first; lines of one name may be broken anywhere.
        place: place of issue ("Hà Nội"), used when a body of a province is printed without it.
        authority_line: first line of the signature ("T/M BỘ CHÍNH TRỊ").
        on: date of the document, to choose between bodies of one name.
    """
    if sum(map(len, lines)) > _LONGEST_LETTERHEAD:
        return None
    context = _Context(place, fold(normalise_tone(clean_line(authority_line or ""))), on)
    everything = _segments(lines)
    segments = [s for s in everything if s.phrase.role != "organ"]
    singles = [s for s in segments if s.phrase.role == "single"]
    for segment in segments:
        _take(segment, context)
    own = _own_line(lines, everything)
    if context.found is None:
        return None
    found, parent = context.found, context.found.parent
    sure = context.sure
    if own:
        parent, found = found.id, _below(found, own)
        sure = min(sure, 0.65)
    elif len(singles) > 1 and len(singles) == len(segments) and _are_equals(singles):
        names = [single_bodies()[s.phrase.target].name for s in singles]
        found = replace(single_bodies()[singles[0].phrase.target], name=" - ".join(names))
        sure = 0.8
    if on is not None and not found.existed(on):
        sure -= 0.05
    return IssuerMatch(
        record_id=found.id,
        name=found.name,
        level=found.level,
        system=found.system,
        confidence=round(max(sure, 0.1), 2),
        known=found.known,
        parent_id=parent,
    )


def _are_equals(singles: Sequence[_Segment]) -> bool:
    """True for joint issuers: they stand on one line, or none is the superior of another."""
    ids = [s.phrase.target for s in singles]
    if len(set(ids)) < len(ids):
        return False
    on_one_line = not any(s.opens_line for s in singles[1:])
    return on_one_line or not any(single_bodies()[i].parent in ids for i in ids)


def _take(segment: _Segment, context: _Context) -> None:
    """Let one more body of the letterhead speak; the last one stays."""
    role, target = segment.phrase.role, segment.phrase.target
    penalty = 0.0 if segment.exact else 0.15
    before = context.found
    if role in {"single", "translated"}:
        context.found, context.sure = _central(target, context)
        context.sure -= 0.1 if role == "translated" else 0.0
        context.where = None
    elif role == "staff":
        _take_staff(target, context)
    elif role == "local" and before is not None and before.level is Level.CENTRAL:
        context.found, context.sure = _below(before, f"{segment.words} {segment.place}".strip()), 0.65
    else:
        _take_local(role, target, segment.place, context)
        if context.waiting and not segment.opens_line:
            _take_staff(context.waiting, context)
    if context.found is not before:
        context.sure -= penalty


def _central(id: str, context: _Context) -> tuple[IssuerRecord, float]:
    if id == "bchtw" and context.found is not None and context.found.system is System.FRONT:
        # "ĐOÀN TNCS HỒ CHÍ MINH" / "BAN CHẤP HÀNH TRUNG ƯƠNG": the league's own committee.
        return (single_bodies()["trung-uong-doan"] if "doan" in context.found.id else context.found), 0.95
    if id == "bchtw":
        if "bo chinh tri" in context.authority:
            return single_bodies()["bo-chinh-tri"], 0.95
        if "ban bi thu" in context.authority:
            return single_bodies()["ban-bi-thu"], 0.95
        if "ban chap hanh" in context.authority or "trung uong" in context.authority:
            return single_bodies()["bchtw"], 0.95
        return single_bodies()["bchtw"], 0.6
    return single_bodies()[id], 0.95


def _take_staff(prefix: str, context: _Context) -> None:
    """A staff body belongs to the committee above it, or to the one named after it."""
    parent, context.waiting = context.found, ""
    if parent is None:
        context.waiting = prefix
        return
    if parent.id in {"bchtw", "bo-chinh-tri", "ban-bi-thu"}:
        central = single_bodies().get(f"{prefix}-trung-uong")
        if central is not None:
            context.found, context.sure = central, 0.95
        return
    kind = parent.id.partition(":")[0]
    for body in (f"{prefix}-{kind}", kind.replace("ubnd-", f"{prefix}-uy-ban-nhan-dan-")):
        if body in body_types() and body != kind:
            context.found = make_local(body, parent.place, province=_province_of(parent), known=parent.known)
            return
    words = next(words for words, code in _STAFF.items() if code == prefix)
    context.found, context.sure = _below(parent, words), 0.65


def _province_of(record: IssuerRecord) -> str:
    """Name of the province in the id of a district or commune body, empty when it is unknown."""
    parts = record.id.split(":")
    if len(parts) < 3 or parts[2] == "?":
        return ""
    named = provinces_named(parts[2].replace("-", " "))
    return named[0].name if named else parts[2].replace("-", " ").title()


def _take_local(role: str, target: str, words: str, context: _Context) -> None:
    implied = target if role == "committee" else ""
    unit, name = _split_unit(words, implied)
    above = context.where
    if above is not None and not name and unit in {"", above.unit}:
        where = above
    else:
        where = _place(words, implied, context.place, context.on)
    body = {
        "committee": _COMMITTEE_TYPES.get(where.unit, ""),
        "state": f"{target}-{where.unit}",
        "local": target if target in body_types() else f"{target}-{where.unit}",
    }[role]
    if body not in body_types():
        return
    kind = body_types()[body]
    local = kind.unit in {"tinh", "thanh-pho"}
    context.found = make_local(
        body, where.name, province="" if local else context.province, known=where.known
    )
    context.sure = where.sure
    context.where = where
    if local:
        context.province = where.name


# ------------------------------------------------------------------------------------- bodies on no list


def _own_line(lines: Sequence[str], segments: Sequence[_Segment]) -> str:
    """The name of a body on no list that stands below the last known one, empty when there is none."""
    if not segments:
        return ""
    last = segments[-1]
    below = [clean_line(line) for line in lines[last.line + 1 :]]
    text = " ".join(line for line in below if re.search(r"\w", line))
    return text if _BODY_WORDS.match(fold(text)) and text != last.place else ""


# Units smaller than a commune, and communes named in the name of a body: a name of its own follows.
_NAMED_PLACE = late_pattern(
    r"\b(?:thôn|xóm|ấp|bản|buôn|tổ dân phố|khu phố|khóm|xã|phường|thị trấn|đặc khu|huyện|quận|tỉnh|thành phố) "
)


def _below(parent: IssuerRecord, words: str) -> IssuerRecord:
    """A record for a body that is on no list, named after its line and its superior."""
    name = words[:1].upper() + words[1:].lower()
    place = _NAMED_PLACE.search(name)
    if place is not None:
        name = name[: place.end()] + _sentence_case(name[place.end() :])
    return IssuerRecord(
        id=f"{slug(words, 60)}:{parent.id}",
        name=f"{name}, {parent.name}",
        level=parent.level,
        system=parent.system,
        parent=parent.id,
        place=parent.place,
        source="letterhead",
        verified="no",
        known=False,
    )
