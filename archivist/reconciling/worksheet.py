"""The worksheet of two bodies: their directives in force, paired, with what is proposed.

Owns: which directives belong in it, and the rules of the proposals.
Must not: write anything, or compare words itself.

Directives of merged provinces stay in force, each for its former area, until the new body has reviewed
them; nothing proposed here changes that.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace

from archivist import indexing, store, validity, works
from archivist.authorities.bodies import IssuerRecord
from archivist.catalogue import DocumentRow, ListFilters, Sort
from archivist.confirmed import is_confirmed
from archivist.errors import ArchivistError, UsageError
from archivist.issuers import Issuers
from archivist.model import Access, DocumentId, FieldName, RelationKind, Status, StatusCode, Validity
from archivist.reconciling import settling, words
from archivist.reconciling.pairing import Act, Match, Pairing, pair
from archivist.reconciling.records import Ground, Row, SharedWord, Side, Worksheet
from archivist.store import Action, Settled
from archivist.text import fold
from archivist.workspace import Workspace, now

_IN = frozenset({Validity.IN_FORCE, Validity.PARTLY, Validity.NOT_YET, Validity.SUSPENDED, Validity.UNKNOWN})
"""What has to be reviewed: all that is not out of force for certain."""
_SAME_WORDS = 0.6
"""Texts at least so alike differ in particulars: amending one is enough."""
_CLEAR = 0.6
"""Confidence from which a class that was suggested counts."""
_AS_OFTEN = 8
"""An act both carry out counts like a word that stands so often: it says what both are for."""
_CARRIED_OUT = (RelationKind.IMPLEMENTS, RelationKind.GUIDES)


@dataclass(slots=True)
class _Case:
    """A directive with what the proposals need."""

    row: DocumentRow
    status: Status
    act: Act

    @property
    def side(self) -> Side:
        row = self.row
        return Side(
            id=row.id,
            number=row.number or "",
            kind=row.kind or "",
            issued=row.issued or "",
            subject=row.subject or "",
            validity=self.status.validity,
        )


@dataclass(slots=True)
class _Holdings:
    """Directives of both bodies on one day."""

    a: list[_Case] = field(default_factory=list)
    b: list[_Case] = field(default_factory=list)
    left_out: Counter[Validity] = field(default_factory=Counter)
    without_rules: int = 0
    renditions: int = 0


def make(
    ws: Workspace,
    a: str,
    b: str,
    *,
    as_of: dt.date | None = None,
) -> Worksheet:
    """Pair the directives of two bodies.

    Args:
        ws: the open archive.
        a: first body: id, or a name or code only one body has.
        b: second body.
        as_of: day on which they are in force; today by default.

    Raises:
        UsageError: no body, or several, are called so, or both are one.
    """
    first, second = (Issuers(ws).show(one).record for one in (a, b))
    if first.id == second.id:
        raise UsageError(f"{a!r} and {b!r} are one body", hint="name two bodies that were merged")
    day = as_of or now().astimezone().date()
    settled = settling.in_force(ws)
    held = _holdings(ws, first, second, day, {id_ for one in settled.values() for id_ in one.documents})
    two = [(one.documents[0], one.documents[1]) for one in settled.values() if len(one.documents) == 2]
    apart = {pair_ for pair_ in two if settled[key_of(*pair_)].action is Action.APART}
    joined = [pair_ for pair_ in two if pair_ not in apart]
    ids: list[dict[str, _Case]] = [{case.row.id: case for case in side} for side in (held.a, held.b)]
    fixed = [
        (one, other)
        for x, y in joined
        for one, other in ((x, y), (y, x))
        if one in ids[0] and other in ids[1]
    ]
    done = {id_ for one in fixed for id_ in one}
    lists = [[case for case in side if case.row.id not in done] for side in (held.a, held.b)]
    free = [
        [case for case in side if case.row.id in done or _may_pair(case, settled)]
        for side in (held.a, held.b)
    ]
    paired = pair(
        [case.act for case in free[0]],
        [case.act for case in free[1]],
        {*apart, *((y, x) for x, y in apart)},
        fixed,
    )
    rows = [_matched(free[0], free[1], match, paired) for match in paired.matches]
    rows += _singles(lists, free, paired, (first, second))
    return Worksheet(
        a=first.id,
        a_name=first.name,
        b=second.id,
        b_name=second.name,
        as_of=day,
        rows=tuple(replace(row, decision=settled.get(row.key)) for row in rows),
        left_out=dict(sorted(held.left_out.items())),
        without_rules=held.without_rules,
        successor_name=_successor(ws, first, second),
        renditions=held.renditions,
    )


def _successor(ws: Workspace, first: IssuerRecord, second: IssuerRecord) -> str:
    """Name of the one body on record that took over from both."""
    shared = set(first.successors) & set(second.successors)
    records = [ws.issuers.by_id(one) for one in sorted(shared)]
    return records[0].name if len(records) == 1 and records[0] is not None else ""


def _may_pair(case: _Case, settled: Mapping[str, Settled]) -> bool:
    """Whether a partner is sought: not for single cases, nor where a person decided on it alone."""
    return case.row.id not in settled and not words.is_single_case(
        case.row.kind or "", case.row.subject or ""
    )


# ---------------------------------------------------------------------- what belongs in it


def _holdings(
    ws: Workspace, a: IssuerRecord, b: IssuerRecord, day: dt.date, settled: Collection[str] = ()
) -> _Holdings:
    held = _Holdings()
    book = validity.StatusBook(ws)
    book.load()
    carried = _carried_out(ws)
    register = ws.issuers
    for record, cases in ((a, held.a), (b, held.b)):
        names = _names(record)
        bodies = (record.id, *register.merged_from(record.id))
        rows = ws.catalogue.listing(ListFilters(issuer_ids=bodies, access=Access.OPEN), sort=Sort.ID)
        single = _one_each(ws, rows, settled)
        held.renditions += len(rows) - len(single)
        for row in single:
            status = book.status(row.id, day)
            if any(reason.code is StatusCode.NO_RULES for reason in status.reasons) or (
                row.kind in validity.NO_RULES
            ):
                held.without_rules += 1
            elif status.validity not in _IN:
                held.left_out[status.validity] += 1
            else:
                lost = tuple(book.lost_bases(row.id, day))
                if lost:
                    status = replace(status, review=(*status.review, *lost))
                cases.append(_Case(row, status, _act(ws, row, carried.get(row.id, ()), names)))
    return held


def _one_each(ws: Workspace, rows: Sequence[DocumentRow], settled: Collection[str]) -> Sequence[DocumentRow]:
    """Of the renditions of one work the one that was decided on, else the one that stands for the work."""
    there = {row.id for row in rows}
    chosen: dict[str, str] = {}
    for id_, work in works.works(ws).items():
        members = [one for one in work.documents if one in there]
        if id_ in there:
            chosen[id_] = next((one for one in members if one in settled), members[0])
    return [row for row in rows if chosen.get(row.id, row.id) == row.id]


def _names(record: IssuerRecord) -> tuple[str, ...]:
    """The body's name and its place, with the accents of the name, as `words.plain` has them."""
    place = _place(record)
    return tuple(dict.fromkeys(words.plain(one) for one in (record.name, place) if one))


def _place(record: IssuerRecord) -> str:
    """The place a body's name ends with ("Lam Hạ" of "Tỉnh ủy Lam Hạ"); a composed id lost its accents."""
    of_id = fold(record.place or record.id.partition(":")[2].replace("-", " "))
    last = " ".join(record.name.split()[-len(of_id.split()) :]) if of_id else ""
    return last if fold(last) == of_id else record.place


def _carried_out(ws: Workspace) -> Mapping[str, tuple[str, ...]]:
    """Document → numbers of the higher acts it carries out, as they are cited."""
    found: dict[str, dict[str, str]] = defaultdict(dict)
    for cited in ws.catalogue.standing.citations(_CARRIED_OUT):
        number = cited.citation.number
        if number:
            found[cited.document_id][number] = number
    return {id_: tuple(numbers) for id_, numbers in found.items()}


def _act(ws: Workspace, row: DocumentRow, carried: Sequence[str], names: tuple[str, ...]) -> Act:
    subject = row.subject or ""
    counts = words.terms(subject, names)
    counts.update(dict.fromkeys(carried, _AS_OFTEN))
    text = indexing.text_or_nothing(ws.layout.root / row.path)
    return Act(
        id=row.id,
        family=words.family(row.kind or "", subject),
        period=words.period(subject),
        subject=counts,
        text=words.body_terms(text, names),
        field=_field_of(ws, row),
    )


def _field_of(ws: Workspace, row: DocumentRow) -> str:
    """Class of the filing plan, where a person said so or the words of the plan speak clearly."""
    try:
        document = store.read_document(ws.layout, ws.layout.root / row.path)
    except ArchivistError:  # damaged or just gone; `check` tells
        return ""
    reading = document.readings.get(FieldName.CLASS)
    known = reading is not None and (reading.confidence >= _CLEAR or is_confirmed(document, FieldName.CLASS))
    return reading.value if known and reading is not None else ""


# ---------------------------------------------------------------------- rows and proposals


def _matched(a: Sequence[_Case], b: Sequence[_Case], match: Match, paired: Pairing) -> Row:
    near = [b[j].row.id for j in paired.nearest.get((True, match.a), ())]
    near += [a[i].row.id for i in paired.nearest.get((False, match.b), ())]
    return _pair_row(a[match.a], b[match.b], match, tuple(near))


def _pair_row(a: _Case, b: _Case, match: Match | None, near: tuple[DocumentId, ...] = ()) -> Row:
    action, ground, detail = _for_pair(a, b, match)
    return Row(
        key=key_of(a.row.id, b.row.id),
        a=a.side,
        b=b.side,
        score=match.score if match else 0.0,
        shared=tuple(SharedWord(text=t, share=s, subject=u) for t, s, u in match.shared) if match else (),
        doubtful=bool(match and match.doubtful),
        nearest=near,
        proposal=action,
        ground=ground,
        detail=detail,
    )


def key_of(*ids: str) -> str:
    """Name of the row with these documents, in whichever order they are given."""
    return "+".join(sorted(ids))


def _for_pair(a: _Case, b: _Case, match: Match | None) -> tuple[Action, Ground, str]:
    ended = [case for case in (a, b) if _reason(case, StatusCode.PERIOD_ENDED)]
    lost = [found for case in (a, b) if (found := _reason(case, StatusCode.BASIS_LOST))]
    if len(ended) == 2:
        return Action.EXPIRED, Ground.PERIOD_ENDED, ""
    if lost:
        return Action.REPLACE, Ground.BASIS_LOST, lost[0]
    if ended:
        return Action.AMEND, Ground.ONE_PERIOD_ENDED, ended[0].row.number or ""
    if match is not None and match.text_score >= _SAME_WORDS:
        return Action.AMEND, Ground.ALIKE, ""
    return Action.REPLACE, Ground.DIFFERENT, ""


def _for_one(case: _Case, place: str) -> tuple[Action, Ground, str]:
    subject = case.row.subject or ""
    if _reason(case, StatusCode.PERIOD_ENDED):
        return Action.EXPIRED, Ground.PERIOD_ENDED, ""
    if words.is_single_case(case.row.kind or "", subject):
        return Action.KEEP, Ground.SINGLE_CASE, ""
    if lost := _reason(case, StatusCode.BASIS_LOST):
        return Action.REPEAL, Ground.BASIS_LOST, lost
    if case.act.family == "amending":
        return Action.KEEP, Ground.AMENDING, ""
    if place and words.plain(place) in words.plain(subject):
        return Action.AMEND, Ground.NAMES_PLACE, place
    return Action.KEEP, Ground.ONE_SIDED, ""


def _reason(case: _Case, code: StatusCode) -> str:
    """What a reason of this code names; empty when there is none."""
    for reason in (*case.status.review, *case.status.reasons):
        if reason.code is code:
            return reason.cited_as or reason.scope or code.value
    return ""


def _singles(
    lists: Sequence[Sequence[_Case]],
    free: Sequence[Sequence[_Case]],
    paired: Pairing,
    bodies: Sequence[IssuerRecord],
) -> list[Row]:
    """Rows of the directives without a partner: those of the first body, then of the second."""
    rows = []
    for first, cases, own, other, body in (
        (True, lists[0], free[0], free[1], bodies[0]),
        (False, lists[1], free[1], free[0], bodies[1]),
    ):
        taken = {own[m.a if first else m.b].row.id for m in paired.matches}
        near = {own[place].row.id: some for (of_a, place), some in paired.nearest.items() if of_a is first}
        for case in sorted(cases, key=_order):
            if case.row.id in taken:
                continue
            action, ground, detail = _for_one(case, _place(body))
            rows.append(
                Row(
                    key=case.row.id,
                    a=case.side if first else None,
                    b=None if first else case.side,
                    nearest=tuple(other[place].row.id for place in near.get(case.row.id, ())),
                    proposal=action,
                    ground=ground,
                    detail=detail,
                )
            )
    return rows


def _order(case: _Case) -> tuple[str, str, str]:
    return case.row.kind or "", case.row.issued or "", case.row.id
