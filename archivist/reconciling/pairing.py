"""Pairing the directives of two bodies by the matter they rule (docs/adr/0020).

Owns: the likeness of two directives, and who is paired with whom. Must not: know an archive, or what is
proposed.

Likeness is the cosine of TF-IDF vectors (Salton & Buckley 1988) of the subjects, and of the texts. Only
directives of one family that share a rare word of the subject, or a typical word of the text, are
compared (an inverted index with a budget), so the work grows with the number of directives and not with its
square.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import field
from typing import Final

from archivist.lazyclass import dataclass
from archivist.reconciling import words

SUBJECT: Final = 0.65
"""What the subjects count; the texts count the rest. A subject states the matter by rule."""
LEAST: Final = 0.18
"""Below this likeness two directives are not proposed as a pair."""
SURE: Final = 0.35
"""Below this likeness a pair is shown as doubtful."""
MARGIN: Final = 0.05
"""A partner no more than this less like makes a pair doubtful."""
NEAR: Final = 0.10
"""From this likeness on a directive is named to one without a partner, for a person to judge."""
_BUDGET: Final = 4_000
"""Entries of the inverted index looked at for one directive."""
_COMPARED: Final = 24
"""Directives compared in full with one."""
_SAME_FIELD, _OTHER_FIELD = 0.05, 0.8
"""What one field of activity adds, and what is left of the likeness where the fields differ."""
_TYPICAL: Final = 40
"""Words of a text that make its vector."""
_OF_GENERAL: Final = 0.3
"""What a word of administration ("quản lý", "phát triển") counts beside a word of the matter."""
_SHOWN: Final = 8
"""Shared words that are told."""
_WORTH_TELLING: Final = 0.02
"""Share of the likeness below which a word decided nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """A directive as it is compared.

    Attributes:
        id: the document.
        family: `words.family` of it.
        period: `words.period` of it.
        subject: words of its subject, and numbers of the higher acts it carries out.
        text: its most frequent words.
        field: class of its field of activity in the filing plan; empty when not known well enough.
    """

    id: str
    family: str
    period: tuple[int, int] | None
    subject: Counter[str]
    text: Sequence[tuple[str, int]]
    field: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """Two directives that rule the same matter, as far as their words tell.

    Attributes:
        a: place of the first in its list.
        b: place of the second.
        score: likeness, 0 to 1.
        text_score: likeness of the texts alone.
        shared: word, what it added, whether it stands in both subjects; the weightiest first.
        doubtful: low likeness, or a rival nearly as like.
    """

    a: int
    b: int
    score: float
    text_score: float
    shared: tuple[tuple[str, float, bool], ...]
    doubtful: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Pairing:
    """Outcome of `pair`.

    Attributes:
        matches: pairs, the most alike first; each directive stands in one at most.
        nearest: (is of the first list, place) → places in the other list of those next most like.
    """

    matches: tuple[Match, ...]
    nearest: dict[tuple[bool, int], tuple[int, ...]]


Vector = dict[str, float]


@dataclass(slots=True)
class _Vectors:
    """Vectors of one list: of subjects and of texts, each of length 1."""

    acts: Sequence[Act]
    subjects: list[Vector] = field(default_factory=list)
    texts: list[Vector] = field(default_factory=list)


def pair(
    a: Sequence[Act],
    b: Sequence[Act],
    apart: Collection[tuple[str, str]] = (),
    joined: Collection[tuple[str, str]] = (),
) -> Pairing:
    """Pair directives one to one, the most alike first.

    What a person joined counts among the directives that tell which words are rare: the likeness of the
    others stays the same while one pair after the other is decided.

    Args:
        a: directives of the first body.
        b: directives of the second.
        apart: ids (first, second) that a person said are no pair.
        joined: those that a person said are one; they come first.
    """
    left, right = _vectors(a, b)
    places = [{act.id: place for place, act in enumerate(acts)} for acts in (a, b)]
    said = [(places[0][one], places[1][other]) for one, other in joined]
    taken_a, taken_b = {i for i, _ in said}, {j for _, j in said}
    found = [
        one
        for one in _candidates(left, right)
        if one[0] >= NEAR
        and (a[one[1]].id, b[one[2]].id) not in apart
        and one[1] not in taken_a
        and one[2] not in taken_b
    ]
    found.sort(key=lambda one: (-one[0], a[one[1]].id, b[one[2]].id))
    rivals: dict[tuple[bool, int], list[tuple[float, int]]] = defaultdict(list)
    for score, i, j in found:
        rivals[True, i].append((score, j))
        rivals[False, j].append((score, i))
    matches = [_match(left, right, i, j, doubtful=False) for i, j in said]
    for score, i, j in found:
        if score < LEAST or i in taken_a or j in taken_b:
            continue
        taken_a.add(i)
        taken_b.add(j)
        near = any(
            other != partner and score - value < MARGIN
            for key, partner in (((True, i), j), ((False, j), i))
            for value, other in rivals[key][:2]
        )
        matches.append(_match(left, right, i, j, doubtful=near or score < SURE))
    partner = {(True, m.a): m.b for m in matches} | {(False, m.b): m.a for m in matches}
    nearest = {
        key: tuple(place for _, place in some if place != partner.get(key))[:3]
        for key, some in rivals.items()
    }
    return Pairing(matches=tuple(matches), nearest={key: some for key, some in nearest.items() if some})


def compare(a: Act, b: Act, others: Sequence[Act] = ()) -> Match:
    """Likeness of two directives, whatever their family; `others` tell which words are rare."""
    left, right = _vectors((a,), (b, *others))
    return _match(left, right, 0, 0, doubtful=False)


def _vectors(a: Sequence[Act], b: Sequence[Act]) -> tuple[_Vectors, _Vectors]:
    """Vectors of both lists, weighed by how rare a word is among all of them."""
    in_subjects: Counter[str] = Counter()
    in_texts: Counter[str] = Counter()
    for act in (*a, *b):
        in_subjects.update(act.subject.keys())
        in_texts.update(term for term, _ in act.text)
    total = len(a) + len(b)
    return _weighed(a, in_subjects, in_texts, total), _weighed(b, in_subjects, in_texts, total)


def _weighed(acts: Sequence[Act], subjects: Counter[str], texts: Counter[str], total: int) -> _Vectors:
    found = _Vectors(acts)
    for act in acts:
        found.subjects.append(_vector(act.subject.items(), subjects, total))
        found.texts.append(_vector(act.text, texts, total, most=_TYPICAL))
    return found


def _vector(counts: Iterable[tuple[str, int]], holders: Counter[str], total: int, most: int = 0) -> Vector:
    weights = [
        (term, _standing(term) * (1 + math.log(count)) * math.log(1 + total / holders[term]))
        for term, count in counts
    ]
    if most and len(weights) > most:
        weights = sorted(weights, key=lambda one: (-one[1], one[0]))[:most]
    length = math.sqrt(sum(weight * weight for _, weight in weights)) or 1.0
    return {term: weight / length for term, weight in weights}


def _standing(term: str) -> float:
    """What a word counts before its rarity: few acts of a list may have a word that stands over any matter."""
    return _OF_GENERAL if term in words.GENERAL else 1.0


def _candidates(left: _Vectors, right: _Vectors) -> Iterator[tuple[float, int, int]]:
    """Likeness and places of the directives worth comparing."""
    index: dict[tuple[str, bool, str], list[int]] = defaultdict(list)
    for j, act in enumerate(right.acts):
        for is_subject, vector in ((True, right.subjects[j]), (False, right.texts[j])):
            for term in vector:
                index[act.family, is_subject, term].append(j)
    for i, act in enumerate(left.acts):
        for j in _look_up(index, act.family, left.subjects[i], left.texts[i]):
            if words.same_time(act.period, right.acts[j].period):
                score = _score(left, right, i, j)
                if score > 0:
                    yield score, i, j


def _look_up(
    index: dict[tuple[str, bool, str], list[int]], family: str, subject: Vector, text: Vector
) -> list[int]:
    """Directives that share the weightiest words, as far as the budget goes."""
    wanted = [(SUBJECT * weight, True, term) for term, weight in subject.items()]
    wanted += [((1 - SUBJECT) * weight, False, term) for term, weight in text.items()]
    wanted.sort(reverse=True)
    sums: dict[int, float] = defaultdict(float)
    left = _BUDGET
    for weight, is_subject, term in wanted:
        places = index.get((family, is_subject, term), ())
        if len(places) > left:
            continue  # a common word; rarer ones further down may still fit
        left -= len(places)
        for j in places:
            sums[j] += weight
    return sorted(sums, key=lambda j: (-sums[j], j))[:_COMPARED]


def _dot(one: Vector, other: Vector) -> float:
    if len(other) < len(one):
        one, other = other, one
    return sum(weight * other[term] for term, weight in one.items() if term in other)


def _score(left: _Vectors, right: _Vectors, i: int, j: int) -> float:
    """Likeness; none without a word of the matter common to both subjects, where the matter is stated."""
    one, other = left.subjects[i], right.subjects[j]
    if not any(term in other and term not in words.GENERAL for term in one):
        return 0.0
    subjects = _dot(one, other)
    alike = SUBJECT * subjects + (1 - SUBJECT) * _dot(left.texts[i], right.texts[j])
    return _by_field(alike, left.acts[i].field, right.acts[j].field)


def _by_field(alike: float, one: str, other: str) -> float:
    """Likeness with the fields of activity: a hint, since many matters touch two fields."""
    if not (one and other):
        return alike
    return min(1.0, alike + _SAME_FIELD) if one == other else alike * _OTHER_FIELD


def _match(left: _Vectors, right: _Vectors, i: int, j: int, *, doubtful: bool) -> Match:
    added: dict[tuple[str, bool], float] = {}
    for share, is_subject, one, other in (
        (SUBJECT, True, left.subjects[i], right.subjects[j]),
        (1 - SUBJECT, False, left.texts[i], right.texts[j]),
    ):
        for term, weight in one.items():
            if term in other:
                added[term, is_subject] = share * weight * other[term]
    ranked = sorted(
        ((term, value, s) for (term, s), value in added.items()), key=lambda one: (-one[1], one[0])
    )
    return Match(
        a=i,
        b=j,
        score=round(_by_field(min(1.0, sum(added.values())), left.acts[i].field, right.acts[j].field), 4),
        text_score=round(_dot(left.texts[i], right.texts[j]), 4),
        shared=tuple((term, round(value, 4), s) for term, value, s in _told(ranked)),
        doubtful=doubtful,
    )


def _told(ranked: Sequence[tuple[str, float, bool]]) -> Iterator[tuple[str, float, bool]]:
    """The weightiest words, each once, without syllables that are shared as part of a word of two.

    Words that run into one another are told as the phrase they make: "chăm sóc", "sóc sức" and "sức khỏe" as
    "chăm sóc sức khỏe".
    """
    phrases = sorted(_phrases(ranked), key=lambda one: (-one[1], one[0]))
    said = {syllable for term, _, _ in phrases if " " in term for syllable in term.split()}
    least = _WORTH_TELLING * sum(value for _, value, _ in ranked)
    left = _SHOWN
    for term, value, is_subject in phrases:
        if left and value >= least and term not in said:
            said.add(term)
            left -= 1
            yield term, value, is_subject


def _phrases(ranked: Sequence[tuple[str, float, bool]]) -> Iterator[tuple[str, float, bool]]:
    for in_subject in (True, False):
        here = {term: value for term, value, is_subject in ranked if is_subject is in_subject}
        pairs = [term for term in here if " " in term and term not in words.GENERAL]
        after = _only(pairs, 0)
        before = _only(pairs, 1)
        told: set[str] = set()
        for term in here:
            if term not in pairs:
                yield term, here[term], in_subject
            elif _link(term, 0, before, after) is None:  # the first of its phrase
                chain, value, at = term, here[term], term
                while (following := _link(at, 1, after, before)) is not None and following != term:
                    chain, value, at = f"{chain} {following.split()[1]}", value + here[following], following
                    told.add(following)
                told.add(term)
                yield chain, value, in_subject
        # Words that run in a ring ("năm năm") have no first one.
        yield from ((term, here[term], in_subject) for term in pairs if term not in told)


def _only(pairs: Sequence[str], place: int) -> dict[str, str]:
    """Syllable → the one pair with it at a place; where several have it, nothing tells which goes on."""
    found: dict[str, list[str]] = defaultdict(list)
    for term in pairs:
        found[term.split()[place]].append(term)
    return {syllable: some[0] for syllable, some in found.items() if len(some) == 1}


def _link(term: str, place: int, there: dict[str, str], back: dict[str, str]) -> str | None:
    """The pair that goes on where this one ends (or begins), when each is the other's only neighbour."""
    syllable = term.split()[place]
    other = there.get(syllable)
    return other if other is not None and back.get(syllable) == term and other != term else None
