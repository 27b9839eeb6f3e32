"""Which documents are renditions of one work: Word draft, signed file, scan and copy of one directive.

Owns: what speaks for two documents being one work and what against, and the groups that follow
from that and from what people said.
Must not: write anything, or take a guess for a person's word.

A work has one identity: issuer, kind, number, date and subject (Decree 30/2020/NĐ-CP, Article 8:
what a document must state). Two documents that agree in all of them are renditions of one work;
an amendment, a consolidated text and another year's version have numbers of their own. Where one
of them states less (a draft has no number yet, a scan was not read to the end), that is a
proposal for a person, never more.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import combinations
from weakref import WeakKeyDictionary

from archivist import store
from archivist.catalogue.documents import DocumentRow
from archivist.lazyclass import dataclass
from archivist.lazypattern import late_pattern
from archivist.model import DocumentId
from archivist.store import Pair, Said, Verdict, pair_of
from archivist.text import fold
from archivist.workspace import Workspace

SURE = 0.9
"""From here on two documents are shown as one work before a person has looked; below it they never are."""

_ALIKE = 0.9
"""Share of letters two readings of one subject have in common; recognised text errs in one letter of 20."""
_SHORTEST = 4
"""Words of a subject that says what it is about: "về công tác cán bộ" stands over many documents."""
_OPENING = late_pattern(r"^(?:v v|ve viec|ve|quy dinh)\s+")


@dataclass(frozen=True, kw_only=True)
class Likeness:
    """Why two documents may be renditions of one work.

    Attributes:
        pair: their ids, the smaller first.
        confidence: 0.0 to 1.0.
        agree: what they agree in: ``number``, ``kind``, ``issuer``, ``issued``, ``subject``.
    """

    pair: Pair
    confidence: float
    agree: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Work:
    """Documents that are shown as one work.

    Attributes:
        documents: ids, the one that stands for the work first.
        confirmed: people said so of all of them.
    """

    documents: tuple[DocumentId, ...]
    confirmed: bool


# ------------------------------------------------------------------------------- two documents


def likeness(one: DocumentRow, other: DocumentRow) -> Likeness | None:
    """What speaks for two documents being one work; None when anything speaks against it."""
    agree = []
    for name, compare in _COMPARED:  # the dearest comparison comes last: most pairs never reach it
        same = compare(one, other)
        if same is False:
            return None
        if same:
            agree.append(name)
    confidence = _confidence(one, other, frozenset(agree))
    if not confidence:
        return None
    return Likeness(pair=pair_of(one.id, other.id), confidence=confidence, agree=tuple(agree))


def _confidence(one: DocumentRow, other: DocumentRow, agree: frozenset[str]) -> float:
    """0 when too little is known of one of them to say anything."""
    exact = one.issued is not None and one.issued == other.issued
    if {"number", "kind", "subject"} <= agree:
        if "issuer" in agree and exact:
            return 0.97
        # Laws have no letterhead; a year in the number leaves no other document of that number.
        dated = re.match(r"\d+(?:\.\d+)?\.(?:19|20)\d\d\b", one.number_key or "") is not None
        return 0.93 if dated and ("issuer" in agree or exact) else 0.8
    if {"number", "kind", "issuer"} <= agree and exact:
        return 0.75  # the subject of one could not be read
    unnumbered = not (one.number_key and other.number_key)
    if unnumbered and {"kind", "issuer", "subject"} <= agree and "issued" in agree:
        return 0.7
    return 0.0


def _same(one: str | None, other: str | None) -> bool | None:
    return one == other if one and other else None


def _same_issuer(one: DocumentRow, other: DocumentRow) -> bool | None:
    if one.issuer_id and other.issuer_id:
        return (
            one.issuer_id == other.issuer_id or None
            if _unlisted(one, other)
            else one.issuer_id == other.issuer_id
        )
    if one.issuer_printed and other.issuer_printed:
        return _key(one.issuer_printed) == _key(other.issuer_printed) or None
    return None


def _unlisted(one: DocumentRow, other: DocumentRow) -> bool:
    """One of the ids was composed from a letterhead with a hole: it contradicts nothing."""
    return "?" in f"{one.issuer_id}{other.issuer_id}"


def _same_date(one: str | None, other: str | None) -> bool | None:
    """Partial dates agree when one begins with the other."""
    if not one or not other:
        return None
    return one.startswith(other) or other.startswith(one)


@lru_cache(maxsize=4096)
def _same_subject(one: str | None, other: str | None) -> bool | None:
    if not one or not other:
        return None
    first, second = sorted((_key(one), _key(other)), key=len)
    if re.findall(r"\d+", first) != re.findall(r"\d+", second):
        # "… năm 2024" and "… năm 2025": figures tell versions apart. One cut short says neither.
        return None if _begins(first, second) else False
    if first == second or _begins(first, second):
        return True
    from difflib import SequenceMatcher

    return SequenceMatcher(None, first, second, autojunk=False).ratio() >= _ALIKE


def _begins(short: str, long: str) -> bool:
    return len(short.split()) >= 2 * _SHORTEST and long.startswith(short + " ")


def _key(text: str) -> str:
    """Folded words, without the words that introduce a subject."""
    words = " ".join("".join(char if char.isalnum() else " " for char in fold(text)).split())
    return _OPENING.sub("", words)


_COMPARED: Sequence[tuple[str, Callable[[DocumentRow, DocumentRow], bool | None]]] = (
    ("number", lambda one, other: _same(one.number_key, other.number_key)),
    ("kind", lambda one, other: _same(one.kind, other.kind)),
    ("issuer", _same_issuer),
    ("issued", lambda one, other: _same_date(one.issued, other.issued)),
    ("subject", lambda one, other: _same_subject(one.subject, other.subject)),
)


# ------------------------------------------------------------------------------- of one document


def likenesses_of(ws: Workspace, row: DocumentRow) -> tuple[Likeness, ...]:
    """Documents that may be renditions of the work of this one, likeliest first."""
    found = (likeness(row, other) for other in _candidates(ws, row) if other.id != row.id)
    return tuple(sorted(filter(None, found), key=lambda one: (-one.confidence, one.pair)))


def _candidates(ws: Workspace, row: DocumentRow) -> Iterable[DocumentRow]:
    catalogue = ws.catalogue
    found: dict[str, DocumentRow] = {}
    if row.number_key:
        found |= {other.id: other for other in catalogue.find(number_key=row.number_key)}
    if row.kind and row.issuer_id and row.subject and len(_key(row.subject).split()) >= _SHORTEST:
        drafts = catalogue.unnumbered(kind=row.kind, issuer_id=row.issuer_id)
        others = drafts if row.number_key else catalogue.find(kind=row.kind, issuer_id=row.issuer_id)
        found |= {other.id: other for other in others}
    return [other for other in found.values() if other.access == "open"]


# ------------------------------------------------------------------------------- of all documents


_KNOWN: WeakKeyDictionary[Workspace, tuple[object, Mapping[DocumentId, Work]]] = WeakKeyDictionary()
"""Answers of `works` and what they were made from: every search asks, few documents come in between."""


def works(ws: Workspace) -> Mapping[DocumentId, Work]:
    """Id → the work it is shown as a rendition of; only works of more than one document."""
    changes = ws.catalogue.changes  # opens the catalogue that is there now
    made_from = (ws.catalogue_identity, changes, store.pile_of(ws.layout.renditions))
    known = _KNOWN.get(ws)
    if known is None or known[0] != made_from:
        known = _KNOWN[ws] = (made_from, _works(ws))
    return known[1]


def _works(ws: Workspace) -> Mapping[DocumentId, Work]:
    verdicts = store.read_verdicts(ws.layout)
    rows: dict[str, DocumentRow] = {row.id: row for row in ws.catalogue.repeated_identities()}
    rows |= ws.catalogue.rows_of([id for pair in verdicts for id in pair])
    rows = {id: row for id, row in rows.items() if row.access == "open" and row.revision > 0}
    return group(rows, verdicts)


def alike(rows: Iterable[DocumentRow]) -> Iterator[Likeness]:
    """Likenesses among documents of one number, each pair once."""
    by_number: dict[str, list[DocumentRow]] = {}
    for row in rows:
        if row.number_key:
            by_number.setdefault(row.number_key, []).append(row)
    for same in by_number.values():
        for one, other in combinations(sorted(same, key=lambda row: row.id), 2):
            found = likeness(one, other)
            if found is not None:
                yield found


def group(rows: Mapping[str, DocumentRow], verdicts: Mapping[Pair, Verdict]) -> Mapping[DocumentId, Work]:
    """Works of these documents: what people said first, then what is sure and they did not exclude."""
    said = [v.pair for v in verdicts.values() if v.said is Said.SAME and set(v.pair) <= rows.keys()]
    apart = {v.pair for v in verdicts.values() if v.said is Said.DIFFERENT}
    sure = [like.pair for like in alike(rows.values()) if like.confidence >= SURE]
    groups: dict[DocumentId, set[DocumentId]] = {}
    for pair in (*said, *sure):
        _join(groups, pair, apart)
    made: dict[DocumentId, Work] = {}
    for members in {id(group): group for group in groups.values()}.values():
        made |= dict.fromkeys(members, _work([rows[one] for one in members], said))
    return made


def _join(groups: dict[DocumentId, set[DocumentId]], pair: Pair, apart: set[Pair]) -> None:
    """Unite the groups of two documents, unless a person said that any two of them are different works."""
    one, other = (groups.get(id, {id}) for id in pair)
    if one is other or any(pair_of(a, b) in apart for a in one for b in other):
        return
    united = one | other
    for id in united:
        groups[id] = united


def _work(rows: Sequence[DocumentRow], said: Iterable[Pair]) -> Work:
    ordered = sorted(rows, key=_standing)
    ids = {row.id for row in rows}
    reached = {ordered[0].id}
    edges = [set(pair) for pair in said if set(pair) <= ids]
    while more := {id for edge in edges if edge & reached for id in edge} - reached:
        reached |= more
    return Work(documents=tuple(row.id for row in ordered), confirmed=reached == ids)


def _standing(row: DocumentRow) -> tuple[bool, bool, bool, str, str]:
    """Order of renditions: issued before draft, text that can be read, fixed pages, then the first filed."""
    return (
        row.draft,
        row.text_state != "complete",
        row.media_type != "application/pdf",
        row.filed_at.isoformat() if row.filed_at else "",
        row.id,
    )
