"""How far what was read from recognised pages is trusted, and names of bodies spelled as they are.

Owns: the confidence of fields that only recognition saw, and the mending of accents that it drops
and swaps on capitals in a letterhead.
Must not: recognise anything, or change a field whose words are not those of a closed set: given
names, subjects and figures stay as recognised, and go to a person.
"""

from __future__ import annotations

import dataclasses
import re
from collections import defaultdict
from collections.abc import Collection, Mapping
from functools import cache
from itertools import pairwise

from archivist.authorities.issuers import all_issuers
from archivist.authorities.provinces import all_provinces
from archivist.block_spelling import names_spelled, position_spelled
from archivist.directive.foot import begins_with_family_name
from archivist.extract.ocr_records import RecognisedPage
from archivist.lazypattern import late_pattern
from archivist.model import Box, Candidate, Evidence, FieldName, Fields, Reading
from archivist.respelling import otherwise_spelled
from archivist.text import fold, is_syllable, nfc, normalise_tone
from archivist.twice_read import holds, other_reading, read_alike

UNCONFIRMED = 0.6
"""Most that is trusted of a number or date that only recognition saw: both are often written by
hand (on ten real scans the number was read right three times)."""
CONFIRMED = 0.85
"""The same, when the file's name or the signing time says so, too; and of a letterhead whose
accents were mended to a known name."""
DOUBTFUL = 0.7
"""Most that is trusted of other fields when a word of them may be misread. Names of signatories
always: seal and signature run over them, and any wrong accent makes another name."""
_PART_OF_NAME = 0.5
"""Most that is trusted of a name without a family name: a seal covers a third of the signature and the
beginning of the name below (Decree 30/2020/NĐ-CP App. I box 8), "Phạm Huy Mẫu" leaves "Huy Mẫu"."""
_UNSURE = 80
_CONFIRMING = ("number:file-name-agrees", "issued:signing-time-agrees")
_SURE = 95.0
"""Mean confidence of the engine on clean print."""
_FIGURES = (FieldName.NUMBER, FieldName.ISSUED)
_READ_TWICE = (*_FIGURES, FieldName.SUBJECT, FieldName.ISSUER, FieldName.SIGNATORY, FieldName.POSITION)
_WORD = late_pattern(r"[^\W\d_]+")


def lowered(fields: Fields, read: Mapping[int, RecognisedPage], *, layered: Collection[int] = ()) -> Fields:
    """Fields as far as they can be trusted when they were read from recognised pages.

    Args:
        fields: as read from the text.
        read: the recognised pages by number; fields from other pages stay as they are.
        layered: pages whose text another program recognised, nobody knows how surely.
    """
    if not read and not layered:
        return fields
    readings = {
        name: _with_other(name, reading, _lowered(name, reading, read, layered), read)
        for name, reading in fields.readings.items()
        if not _only_unwritten(reading, read)
    }
    citations = tuple(
        dataclasses.replace(cited, confidence=round(min(cited.confidence, 0.8), 3))
        if cited.evidence.page in read or cited.evidence.page in layered
        else cited
        for cited in fields.citations
    )
    return dataclasses.replace(fields, readings=readings, citations=citations)


def _lowered(
    name: str, reading: Reading, read: Mapping[int, RecognisedPage], layered: Collection[int]
) -> Reading:
    first = reading.evidence[0] if reading.evidence else None
    if first is not None and first.source == "page" and first.page in layered and first.page not in read:
        return _of_a_layer(name, reading, first)
    page = read.get(first.page or 0) if first is not None and first.source == "page" else None
    if first is None or page is None:
        return reading
    confidence = reading.confidence * min(1.0, _certainty(page, first.box) / _SURE)
    if name in _FIGURES:
        confirmed = any(one.rule in _CONFIRMING for one in reading.evidence)
        confidence = min(confidence, CONFIRMED if confirmed else UNCONFIRMED)
    elif name == FieldName.ISSUER:
        return _issuer(reading, first, confidence, read)
    elif name == FieldName.PLACE:
        return _place(reading, first, confidence)
    elif name == FieldName.SUBJECT:
        return _subject(reading, first, confidence, read)
    elif name == FieldName.SIGNATORY:
        return _signatory(reading, first, confidence)
    elif name == FieldName.POSITION and _may_be_misread(name, reading, read):
        return _with(_block_spelled(name, reading, first), min(confidence, DOUBTFUL))
    return _with(reading, confidence)


def _of_a_layer(name: str, reading: Reading, first: Evidence) -> Reading:
    """A field in the words of another program's recognition: as recognised text, and no word of it was read twice."""
    if name in _FIGURES:
        confirmed = any(one.rule in _CONFIRMING for one in reading.evidence)
        return _with(reading, min(reading.confidence, CONFIRMED if confirmed else UNCONFIRMED))
    if name == FieldName.ISSUER:
        return _issuer(reading, first, reading.confidence, {})
    if name == FieldName.PLACE:
        return _place(reading, first, reading.confidence)
    if name == FieldName.SIGNATORY:
        return _signatory(reading, first, reading.confidence)
    if name == FieldName.POSITION:
        return _with(_block_spelled(name, reading, first), min(reading.confidence, DOUBTFUL))
    return _with(reading, min(reading.confidence, DOUBTFUL)) if name == FieldName.SUBJECT else reading


def _with_other(name: str, was: Reading, reading: Reading, read: Mapping[int, RecognisedPage]) -> Reading:
    """The reading with what a second reading of the same words gives, for a person to choose from."""
    first = was.evidence[0] if was.evidence else None
    page = read.get(first.page or 0) if first is not None and first.source == "page" else None
    if first is None or page is None or name not in _READ_TWICE:
        return reading
    other = other_reading(name, was, first, page)
    if not other or other in (reading.value, *(one.value for one in reading.runners_up)):
        return reading
    note = dataclasses.replace(first, rule=f"{name}:second-reading")
    candidate = Candidate(value=other, confidence=min(UNCONFIRMED, reading.confidence), evidence=note)
    return dataclasses.replace(reading, runners_up=(*reading.runners_up, candidate))


def _only_unwritten(reading: Reading, read: Mapping[int, RecognisedPage]) -> bool:
    """True for a draft that shows in nothing but blanks for number and day.

    What is written by hand into them is not read, so that they look alike in a signed original;
    it is the signed original that is scanned.
    """
    first = reading.evidence[0] if reading.evidence else None
    return first is not None and first.rule == "draft:number-and-day-blank" and first.page in read


def _with(reading: Reading, confidence: float) -> Reading:
    return dataclasses.replace(reading, confidence=round(max(confidence, 0.05), 3))


def _certainty(page: RecognisedPage, box: Box | None) -> float:
    """The engine's mean confidence in the words of a place; of the page without one."""
    inside = [word for word in page.words if box is not None and holds(box, word.box)]
    if not inside:
        return float(page.confidence)
    return sum(word.confidence for word in inside) / len(inside)


def _subject(
    reading: Reading, first: Evidence, confidence: float, read: Mapping[int, RecognisedPage]
) -> Reading:
    """A subject: doubtful unless each word was read alike twice, and when the body spells it otherwise."""
    page = read[first.page or 0]
    if _may_be_misread(FieldName.SUBJECT, reading, read) or not read_alike(reading.value, first, page):
        confidence = min(confidence, DOUBTFUL)
    in_names = _as_names_spell(reading.value)
    if in_names != nfc(reading.value):
        confidence = min(confidence, DOUBTFUL)
        note = dataclasses.replace(first, rule="subject:names-spell-otherwise")
        other = Candidate(value=in_names, confidence=DOUBTFUL, evidence=note)
        reading = dataclasses.replace(reading, runners_up=(other, *reading.runners_up))
    spelled_in_body = otherwise_spelled(reading.value, (page.text for page in read.values()))
    if not spelled_in_body:
        return _with(reading, confidence)
    doubtful = _with(reading, min(confidence, DOUBTFUL))
    note = dataclasses.replace(first, rule="subject:body-spells-otherwise")
    if spelled_in_body == nfc(reading.value):
        return dataclasses.replace(doubtful, evidence=(*reading.evidence, note))
    other = Candidate(value=spelled_in_body, confidence=DOUBTFUL, evidence=note)
    return dataclasses.replace(doubtful, runners_up=(other, *reading.runners_up))


def _signatory(reading: Reading, first: Evidence, confidence: float) -> Reading:
    """A signatory: always for a person to look at, least trusted when the family name is missing."""
    spelled_so = _block_spelled(FieldName.SIGNATORY, reading, first)
    whole = all(map(begins_with_family_name, spelled_so.value.split(" | ")))
    return _with(spelled_so, min(confidence, DOUBTFUL if whole else _PART_OF_NAME))


def _block_spelled(name: str, reading: Reading, first: Evidence) -> Reading:
    """A position with the accents titles have, a name with those of its family; a person looks at both."""
    spell = position_spelled if name == FieldName.POSITION else names_spelled
    mended = spell(reading.value)
    if mended == nfc(reading.value):
        return reading
    return dataclasses.replace(
        reading,
        value=mended,
        evidence=(dataclasses.replace(first, rule=f"{name}:accents-of-known-words"), *reading.evidence[1:]),
        runners_up=(
            Candidate(value=reading.value, confidence=DOUBTFUL, evidence=first),
            *reading.runners_up,
        ),
    )


def _may_be_misread(name: str, reading: Reading, read: Mapping[int, RecognisedPage]) -> bool:
    """True when the engine was unsure of a word, or a word is none of Vietnamese.

    Both fields are prose: every word of small letters is a syllable. A position in capitals is
    made of words of a closed set, so that a dropped accent shows.
    """
    places = ((read.get(one.page or 0), one.box) for one in reading.evidence)
    if any(page is not None and _blurred(page, box) for page, box in places):
        return True
    words = _WORD.findall(nfc(reading.value))
    if name == FieldName.POSITION:
        if position_spelled(reading.value) != nfc(reading.value) or _lacks_title(reading.value):
            return True
        return not all(normalise_tone(word).upper() in _position_words() for word in words)
    return any(not is_syllable(word) for word in words if len(word) == 1 or not word.isupper())


_FOR_ANOTHER = late_pattern(r"(?:T\s?/?\s?M|K\s?/?\s?T|T\s?/?\s?L|T\s?/?\s?U\s?/?\s?Q)\b")


def _lacks_title(position: str) -> bool:
    """True when a block ends with for whom one signs: the signer's own title stands below (seals cover it)."""
    return any(_FOR_ANOTHER.match(one.rpartition("; ")[2]) for one in position.split(" | "))


def _blurred(page: RecognisedPage, box: Box | None) -> bool:
    """True when the engine was unsure of a word of a place, or read it otherwise the second time."""
    return box is not None and any(
        (word.confidence < _UNSURE or (word.second is not None and not word.agreed))
        and any(char.isalpha() for char in word.text)
        for word in page.words
        if holds(box, word.box)
    )


# ------------------------------------------------------------------------------- names of bodies


def _place(reading: Reading, first: Evidence, confidence: float) -> Reading:
    """A place with the accents of known names, its capitals as they were."""
    mended = spelled(reading.value)
    if mended is not None:
        words = iter(re.findall(r"\w+", mended))
        mended = re.sub(r"\w+", lambda match: _cased(next(words), match[0]), nfc(reading.value))
    return _mended(reading, mended, first, confidence, "place:accents-of-known-name")


def _cased(word: str, like: str) -> str:
    return word if like.isupper() else word.capitalize() if like[0].isupper() else word.lower()


def _issuer(
    reading: Reading, first: Evidence, confidence: float, read: Mapping[int, RecognisedPage]
) -> Reading:
    """A letterhead with the accents of known names; of others, those of the kind of body and of the text.

    The text prints the name in small letters, whose accents are read far better than those that
    stand on capitals.
    """
    mended = _bodies_spelled(reading.value)
    if mended is not None:
        return _mended(reading, mended, first, confidence, "issuer:accents-of-known-name")
    confidence = min(confidence, DOUBTFUL)
    value, rule = nfc(reading.value), "issuer:accents-of-known-name"
    in_text = otherwise_spelled(value, (page.text for page in read.values())) if value.isupper() else ""
    if in_text and in_text != value:
        value, rule = in_text, "issuer:accents-of-the-text"
    mended = "; ".join(map(_kind_spelled, value.split("; ")))
    return (
        _with(reading, confidence)
        if mended == reading.value
        else _mended(reading, mended, first, confidence, rule)
    )


_BETWEEN = late_pattern(r"(\s+[-–]\s+|\s*;\s*)")


def _bodies_spelled(letterhead: str) -> str | None:
    """As `spelled`, each of several bodies that issue together by itself: their names are no neighbours."""
    parts = _BETWEEN.split(letterhead)
    mended = [part if at % 2 else spelled(part) for at, part in enumerate(parts)]
    return None if None in mended else "".join(part for part in mended if part is not None)


def _kind_spelled(body: str) -> str:
    """`body` with its first two words spelled as in names on record: they say what kind of body it is.

    Kinds of bodies are a closed set ("ĐẢNG ỦY", "ỦY BAN"); what follows them is a proper name,
    and stays as recognised. A congress has no proper name: all its words are given.
    """
    words = body.split(" ", 2)
    if len(words) < 2 or not body.isupper():
        return body
    congress = _CONGRESS.fullmatch(fold(body))
    if congress:
        wording = f"ĐẠI HỘI {_WHO_MEETS[congress['who']]}"
        everywhere = " TOÀN QUỐC" if congress["all"] else ""
        return f"{wording}{everywhere}" + (f" LẦN THỨ {congress['time'].upper()}" if congress["time"] else "")
    if _DISTRICT.match(fold(body)):
        return " ".join(("QUẬN", "ỦY", words[2]))
    spellings = _beginnings().get((fold(words[0]), fold(words[1])), frozenset())
    if len(spellings) == 1:
        (only,) = spellings
        if (normalise_tone(words[0]), normalise_tone(words[1])) != only:
            words[:2] = only
    return " ".join(words)


_CONGRESS = late_pattern(
    r"dai hoi (?P<who>dai bieu|dang vien)(?P<all> toan quoc)?(?: lan thu (?P<time>[ivxl]+))?"
)
"""The letterhead of a congress of the Party (Guidance 36-HD/VPTW of 2018): numbered in Roman figures, on which a
speck makes an accent ("Ị")."""
_WHO_MEETS = {"dai bieu": "ĐẠI BIỂU", "dang vien": "ĐẢNG VIÊN"}
_DISTRICT = late_pattern(r"quan uy (?!trung uong\b)\w")
"""There is one "Quân ủy", that of the whole army ("Quân ủy Trung ương"): before another name it is a "Quận ủy", the
committee of an urban district (until 2025). Provinces have a "Đảng ủy Quân sự"."""


@cache
def _beginnings() -> Mapping[tuple[str, str], frozenset[tuple[str, str]]]:
    found: defaultdict[tuple[str, str], set[tuple[str, str]]] = defaultdict(set)
    for name in _names():
        if len(name) > 1:
            found[fold(name[0]), fold(name[1])].add((name[0], name[1]))
    return {key: frozenset(pairs) for key, pairs in found.items()}


def _mended(reading: Reading, mended: str | None, first: Evidence, confidence: float, rule: str) -> Reading:
    """The reading with another spelling; what was recognised stays as runner-up."""
    if mended is None:
        return _with(reading, min(confidence, DOUBTFUL))
    if mended == reading.value:
        return _with(reading, confidence)
    return dataclasses.replace(
        _with(reading, min(confidence, CONFIRMED)),
        value=mended,
        evidence=(dataclasses.replace(first, rule=rule), *reading.evidence[1:]),
        runners_up=(
            Candidate(value=reading.value, confidence=DOUBTFUL, evidence=first),
            *reading.runners_up,
        ),
    )


def spelled(letterhead: str) -> str | None:
    """A letterhead in the spelling of known names, None when a word of it is in no such name.

    Recognition drops and swaps the accents of capitals ("THÀNH PHÓ HỎ CHÍ MINH"). Letters
    without their accents still tell which known name it is: pairs of neighbouring words first,
    since "phó" and "phố" are both words of names, but only "thành phố" is a pair of one. A word
    that can be several, and whose neighbours do not tell, is left, and the reading is doubtful.
    """
    parts = re.split(r"(\w+)", nfc(letterhead).upper())
    places = range(1, len(parts), 2)
    folded = [fold(parts[index]) for index in places]
    for at, index in enumerate(places):
        choices = _words().get(folded[at], frozenset())
        if len(choices) > 1:
            near = [
                {pair[side] for pair in _pairs().get((folded[low], folded[low + 1]), ())}
                for low, side in ((at - 1, 1), (at, 0))
                if low >= 0 and low + 1 < len(places)
            ]
            for options in near:
                choices = choices & options or choices
        if len(choices) != 1:
            if normalise_tone(parts[index]) not in choices:
                return None
            continue
        (only,) = choices
        if normalise_tone(parts[index]) != only:
            if not _in_company(parts, index):
                return None
            parts[index] = only
    return "".join(parts)


def _as_names_spell(value: str) -> str:
    """A phrase with the accents two neighbouring words have in names on record ("đại biểu")."""
    parts = re.split(r"([^\W\d_]+)", nfc(value))
    for low in range(1, len(parts) - 2, 2):
        pair = (normalise_tone(parts[low]).upper(), normalise_tone(parts[low + 2]).upper())
        known = _pairs().get((fold(pair[0]), fold(pair[1])), frozenset())
        if len(known) == 1 and pair not in known and parts[low + 1].isspace():
            for at, word in zip((low, low + 2), next(iter(known)), strict=True):
                if normalise_tone(parts[at]).upper() != word:
                    parts[at] = _cased(word, parts[at])
    return "".join(parts)


def _in_company(parts: list[str], index: int) -> bool:
    """True when a word stands between the neighbours it has in known names, as far as its body goes.

    "ỦY ĐỒNG" of "Tỉnh ủy Đồng Nai" tells nothing of "THÀNH ỦY ĐÔNG PHÚ", nor "mau" of "Cà Mau" of a
    body that is called otherwise: one neighbour is not enough.
    """
    word = fold(parts[index])
    before = fold(parts[index - 2]) if index > 1 and parts[index - 1].isspace() else ""
    after = fold(parts[index + 2]) if index + 2 < len(parts) and parts[index + 1].isspace() else ""
    if not before and not after:
        return (word,) in {tuple(map(fold, name)) for name in _names()}
    return (not before or (before, word) in _pairs()) and (not after or (word, after) in _pairs())


@cache
def _names() -> tuple[tuple[str, ...], ...]:
    names = [record.name for record in all_issuers()] + [one.name for one in all_provinces()]
    return tuple(
        tuple(normalise_tone(word) for word in re.findall(r"\w+", nfc(name).upper())) for name in names
    )


@cache
def _words() -> Mapping[str, frozenset[str]]:
    found: defaultdict[str, set[str]] = defaultdict(set)
    for name in _names():
        for word in name:
            found[fold(word)].add(word)
    return {key: frozenset(words) for key, words in found.items()}


@cache
def _pairs() -> Mapping[tuple[str, str], frozenset[tuple[str, str]]]:
    found: defaultdict[tuple[str, str], set[tuple[str, str]]] = defaultdict(set)
    for name in _names():
        for pair in pairwise(name):
            found[fold(pair[0]), fold(pair[1])].add(pair)
    return {key: frozenset(pairs) for key, pairs in found.items()}


_POSITION_WORDS = (
    "TM KT TL TUQ Q T M K L TỔNG BÍ THƯ PHÓ THƯỜNG TRỰC ỦY VIÊN CHỦ TỊCH QUYỀN THỦ TƯỚNG BỘ TRƯỞNG THỨ CHÁNH VĂN "
    "PHÒNG BAN GIÁM ĐỐC CỤC VỤ NHIỆM VIỆN THỐNG THANH TRA KIỂM TOÁN HIỆU CHI ĐOÀN CHÍNH TƯ LỆNH CHỈ HUY THAM MƯU "
    "KẾ ĐẠI DIỆN KÝ ÁN TỔ CHÍNH PHỦ QUỐC HỘI NƯỚC HÀNH TRUNG ƯƠNG CHẤP ĐẢNG TỈNH THÀNH NHÂN DÂN HỘI ĐỒNG SỞ"
)


@cache
def _position_words() -> frozenset[str]:
    """Words of positions and of the bodies one signs for, capitals, tone as `normalise_tone` sets it."""
    own = {normalise_tone(word) for word in _POSITION_WORDS.split()}
    return frozenset(own | {word for name in _names() for word in name})


__all__ = ["CONFIRMED", "DOUBTFUL", "UNCONFIRMED", "lowered", "spelled"]
