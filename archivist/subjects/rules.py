"""Suggest a class by the words of the plan.

Owns: how words, issuer and kind count, and the words that decided.
Must not: learn, or state anything for certain.
"""

from __future__ import annotations

import re
from functools import lru_cache

from archivist.lazyclass import dataclass
from archivist.subjects.scheme import Scheme
from archivist.text import nfc, normalise_tone

_ISSUER = 0.8
"""The body's own field of work tells less than words of the subject: it writes on others, too."""
_KIND = 1.0
_LEAST = 0.75
_SURE = 0.9
"""Most that words alone are trusted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggestion:
    """A class that may fit.

    Attributes:
        code: of the class.
        confidence: 0.0 to 1.0.
        because: words that decided, strongest first.
    """

    code: str
    confidence: float
    because: tuple[str, ...]


def plain(text: str) -> str:
    """Words as they are compared: NFC, one place of the tone, small letters, single blanks."""
    return " ".join(re.findall(r"\w+", normalise_tone(nfc(text)).lower()))


@lru_cache(maxsize=4096)
def _plain_phrase(phrase: str) -> str:
    return f" {plain(phrase)} "


def suggest(scheme: Scheme, *, subject: str, issuer: str = "", kind: str = "") -> tuple[Suggestion, ...]:
    """Classes that may fit, likeliest first; none when no word tells.

    A phrase of several words counts more than one word: "kiểm tra, giám sát" is a field of work,
    "án" may be anything. Phrases inside a longer one that is there as well count once.

    Args:
        scheme: the plan.
        subject: subject as read.
        issuer: name of the issuing body.
        kind: code of the kind.
    """
    there, body = f" {plain(subject)} ", f" {plain(issuer)} "
    scores: dict[str, float] = {}
    reasons: dict[str, list[tuple[float, str]]] = {}
    for one in scheme.classes:
        found = [phrase for phrase in one.words if _plain_phrase(phrase) in there]
        longest = [
            p for p in found if not any(p != q and _plain_phrase(p) in _plain_phrase(q) for q in found)
        ]
        counted = [(0.55 + 0.25 * len(plain(phrase).split()), phrase) for phrase in longest]
        counted += [(_ISSUER, phrase) for phrase in one.issuers if _plain_phrase(phrase) in body]
        counted += [(_KIND, kind)] if kind and kind in one.kinds else []
        if counted:
            scores[one.code] = sum(weight for weight, _ in counted)
            reasons[one.code] = sorted(counted, reverse=True)
    total = sum(scores.values())
    ranked = sorted(scores, key=lambda code: -scores[code])
    return tuple(
        Suggestion(
            code=code,
            confidence=round(min(_SURE, 0.3 + 0.3 * scores[code]) * (0.4 + 0.6 * scores[code] / total), 3),
            because=tuple(phrase for _, phrase in reasons[code][:4]),
        )
        for code in ranked
        if scores[code] >= _LEAST
    )
