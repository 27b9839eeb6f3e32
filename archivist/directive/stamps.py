"""What the words of a stamp mean: secrecy, urgency, the receiving office.

Owns: reading the few words recognition found in a stamp.
Must not: look at pixels, or clear a document: what is nearly a mark is doubtful, never nothing.
"""

from __future__ import annotations

import re
from enum import Enum

from archivist.directive.pieces import capital_share
from archivist.lazyclass import dataclass
from archivist.lazypattern import late_pattern
from archivist.model import Urgency
from archivist.text import fold, nfc

_MARKS = ("mat", "toimat", "tuyetmat")
_URGENT = (
    ("hoatoc", Urgency.EXPRESS),
    ("thuongkhan", Urgency.VERY_URGENT),
    ("khan", Urgency.URGENT),
)
_MISREAD = str.maketrans({"0": "o", "1": "i", "!": "i", "|": "i", "l": "i"})
_AKIN = tuple(name.translate(_MISREAD) for name in ("tailieuthuhoi", "topsecret", "secret", "confidential"))
"""Stamps that stand beside a mark (a secret document that is to be given back), and what other States write."""
_FIELDS = frozenset({"so", "ngay", "gio", "chuyen"})
_FILLED = ("ngay", "chuyen")
_EXACT = late_pattern(r"(?:^|\s)M[ẬÂ]T(?:\s|$)")


class Secret(Enum):
    """What a stamp says of secrecy."""

    NO = "no"
    DOUBTFUL = "doubtful"
    YES = "yes"


@dataclass(frozen=True, slots=True)
class StampMeaning:
    """What a stamp says.

    Attributes:
        secret: whether it is a mark of secrecy.
        urgency: the mark of urgency it is.
        arrival: it is the stamp of the receiving office; its number and date are not the
            document's (Decree 30/2020/NĐ-CP App. IV).
    """

    secret: Secret = Secret.NO
    urgency: Urgency | None = None
    arrival: bool = False


def meaning_of(text: str) -> StampMeaning:
    """Read the words of one stamp (a frame, or a spot of red ink that stands alone).

    A stamp of secrecy has one of three texts (Decree 30/2020 App. I box 10; Law 29/2018/QH14). A
    word that is MẬT but for accents, in a stamp of few words in capitals, is one: no other stamp
    of an office has that word.
    """
    # A frame's side is read as a bar or an exclamation mark; within a word it is an I.
    words = [fold(word).strip("|!.,:;'\"()[]{}") for word in text.split()]
    tokens = [re.sub(r"[^a-z0-9|!]", "", word).translate(_MISREAD) for word in words]
    tokens = [token for token in tokens if token]
    key = "".join(token for token in tokens if token.isalpha())
    # The word "đến" alone is in many texts; with the stamp's fields it is the stamp's name.
    # Figures written into a field run on with its name: "Ngày..04.15". The portals of State bodies
    # stamp what they receive with their own name.
    filled = any(token.startswith(_FILLED) for token in tokens)
    arrival = "den" in tokens and (len(tokens) <= 3 or filled or bool(_FIELDS & set(tokens)))
    arrival = arrival or "thong tin dien tu" in " ".join(words)
    urgency = _urgency(key)
    akin = any(_distance(key, name) <= len(name) // 6 for name in _AKIN)
    if akin or (key in _MARKS and capital_share(text) < 0.5):
        return StampMeaning(Secret.DOUBTFUL, urgency, arrival)
    if capital_share(text) < 0.5 or not key:
        return StampMeaning(urgency=urgency if capital_share(text) >= 0.5 else None, arrival=arrival)
    if (key in _MARKS or "mat" in tokens) and len(tokens) <= 5:
        secret = Secret.YES
    elif urgency is None and not arrival and _resembles(key):
        secret = Secret.DOUBTFUL
    else:
        secret = Secret.NO
    return StampMeaning(secret, urgency, arrival)


def _urgency(key: str) -> Urgency | None:
    """The urgency a stamp states, also with one letter misread in a stamp of no other words.

    Only the long marks bear it: one letter from KHẨN lie other words (KHOẢN, THAN).
    """
    for name, value in _URGENT:
        if name in key or (len(name) > 4 and _distance(key, name) <= 1):
            return value
    return None


def is_exact(text: str) -> bool:
    """True when a line spells the mark as printed, so that no chance reading made it."""
    return bool(_EXACT.search(nfc(text).strip(" .,:;|[](){}'\"-_*").upper()))


def _resembles(key: str) -> bool:
    """True when a mark may have been misread or cut: one change away from it, or its beginning."""
    if len(key) > 10:
        return "matt" in key or key.endswith("mat")
    return any(
        _distance(key, mark) <= (1 if len(mark) < 5 else 2) or (len(key) >= 2 and mark.startswith(key))
        for mark in _MARKS
    )


def _distance(one: str, other: str) -> int:
    """Edit distance."""
    row = list(range(len(other) + 1))
    for i, a in enumerate(one, start=1):
        before, row[0] = row[0], i
        for j, b in enumerate(other, start=1):
            before, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, before + (a != b))
    return row[-1]
