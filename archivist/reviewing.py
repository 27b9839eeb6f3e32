"""Reviews that are due: sơ kết and tổng kết, and whether they were held.

Owns: from what a review follows (clauses, ends of periods and terms, five years after issue), its
day, and which report counts as holding it.
Must not: write anything, or demand a review of what is no longer in force.

Five years are a term (Party Statutes 2011, art. 15 and 18): directives that set a course are usually
summed up then. Such a review is a reminder, told apart by its basis and low confidence.
"""

from __future__ import annotations

import calendar
import datetime as dt
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from archivist.binding import Binder
from archivist.catalogue import DocumentRow
from archivist.lazyclass import dataclass
from archivist.model import (
    Access,
    Clause,
    ClauseKind,
    DocumentId,
    Evidence,
    Relation,
    RelationKind,
    RelationState,
    Validity,
)
from archivist.text import fold
from archivist.validity import NO_RULES, StatusBook
from archivist.workspace import Workspace

_COURSE = frozenset(
    {"nghi-quyet", "chi-thi", "ket-luan", "chuong-trinh", "chuong-trinh-hanh-dong", "de-an", "chien-luoc"}
)
"""Kinds that set a course to be summed up; decisions and regulations are replaced when outdated."""
_CLAUSES = {
    ClauseKind.INTERIM_REVIEW: ("interim", "clause"),
    ClauseKind.FINAL_REVIEW: ("final", "clause"),
    ClauseKind.PERIOD: ("final", "period"),
    ClauseKind.TERM: ("final", "term"),
}
_BEFORE, _AFTER = dt.timedelta(days=365), dt.timedelta(days=730)
_HALF = dt.timedelta(days=183)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewDue:
    """One review of one directive.

    Attributes:
        document: the directive.
        number, issuer, subject: of the directive, for lists.
        sort: ``"interim"`` (sơ kết) or ``"final"`` (tổng kết).
        due: last day on which it is due.
        basis: ``"clause"``, ``"period"``, ``"term"`` or ``"five-years"``.
        yearly: it is due every year.
        confidence: 0.0 to 1.0.
        evidence: where it is asked for, None when it follows from the date of issue.
        held: id of the report that holds it, None when none is held here.
        held_on: date of issue of that report.
        held_state: how far the relation of the report may be relied on.
    """

    document: DocumentId
    number: str
    issuer: str
    subject: str
    sort: str
    due: dt.date
    basis: str
    yearly: bool = False
    confidence: float
    evidence: Evidence | None = None
    held: DocumentId | None = None
    held_on: dt.date | None = None
    held_state: RelationState | None = None


def reviews(ws: Workspace, *, due_by: dt.date, since: dt.date | None = None) -> tuple[ReviewDue, ...]:
    """Reviews due until a day, earliest first, of directives that are in force on it or on their day.

    Args:
        ws: the open archive.
        due_by: last day.
        since: first day; by default from the beginning.
    """
    book = StatusBook(ws)
    statuses = book.all(due_by)
    reports = _reports(ws)
    found = []
    for id_, status in statuses.items():
        row = book.row(id_)
        if row is None or row.draft or row.kind in NO_RULES:
            continue
        ended = status.since if status.validity is Validity.EXPIRED else None
        for one in _of_document(row, book.clauses(id_), due_by):
            if one.due <= due_by and (since is None or one.due >= since) and not (ended and ended <= one.due):
                found.append(_held(one, reports.get(id_, ()), book))
    return tuple(sorted(found, key=lambda one: (one.due, one.number, one.document)))


def _of_document(row: DocumentRow, clauses: Sequence[Clause], due_by: dt.date) -> Iterator[ReviewDue]:
    issued = dt.date.fromisoformat(row.issued) if row.issued and len(row.issued) == 10 else None
    final = False
    for clause in clauses:
        if clause.kind not in _CLAUSES:
            continue
        sort, basis = _CLAUSES[clause.kind]
        for day in _days(clause.value, issued, due_by):
            final = final or sort == "final"
            yield _due(row, sort, day, basis, clause)
    if issued is not None and not final and row.kind in _COURSE:
        yield _due(row, "final", _years_after(issued, 5), "five-years", None)


def _due(row: DocumentRow, sort: str, day: dt.date, basis: str, clause: Clause | None) -> ReviewDue:
    return ReviewDue(
        document=row.id,
        number=row.number or "",
        issuer=row.issuer_name or "",
        subject=row.subject or "",
        sort=sort,
        due=day,
        basis=basis,
        yearly=clause is not None and clause.value.startswith("R/"),
        confidence=clause.confidence if clause else 0.4,
        evidence=clause.evidence if clause else None,
    )


def _days(value: str, issued: dt.date | None, due_by: dt.date) -> Iterator[dt.date]:
    """The days a clause means: the end of a year, quarter or month, or years after issue."""
    if value.startswith("R/"):
        year = 1
        while issued is not None and (day := _years_after(issued, year)) <= due_by:
            yield day
            year += 1
        return
    after = re.fullmatch(r"P(\d+)Y", value)
    if after is not None:
        if issued is not None:
            yield _years_after(issued, int(after[1]))
        return
    parts = [int(part) for part in value.split("-")]
    year, month = parts[0], parts[1] if len(parts) > 1 else 12
    day_number = parts[2] if len(parts) > 2 else calendar.monthrange(year, month)[1]
    yield dt.date(year, month, day_number)


def _years_after(day: dt.date, years: int) -> dt.date:
    try:
        return day.replace(year=day.year + years)
    except ValueError:  # 29 February
        return day.replace(year=day.year + years, day=28)


# ------------------------------------------------------------------------------- held or not


def _reports(ws: Workspace) -> Mapping[str, tuple[Relation, ...]]:
    """Directive → relations by which documents report on it."""
    binder, tables = Binder(ws=ws), ws.catalogue.standing
    citing = defaultdict(list)
    for cited in tables.citations((RelationKind.REPORTS_ON,)):
        citing[cited.document_id].append(cited.citation)
    decisions = tables.decisions()
    for id_ in decisions:  # a person may have said that it reports
        citing[id_] = [one.citation for one in ws.catalogue.citations_from(id_)]
    found: dict[str, list[Relation]] = defaultdict(list)
    for id_, citations in citing.items():
        row = ws.catalogue.row(id_)
        if row is None or row.access is not Access.OPEN:
            continue
        for relation in binder.outgoing(row, citations, decisions.get(id_, ())):
            reported = relation.kind is RelationKind.REPORTS_ON and relation.target is not None
            if reported and relation.state is not RelationState.REJECTED:
                found[str(relation.target)].append(relation)
    return {id_: tuple(some) for id_, some in found.items()}


def _held(one: ReviewDue, relations: Sequence[Relation], book: StatusBook) -> ReviewDue:
    """The review with the report that holds it: the nearest one in time that fits."""
    first = one.due - (_HALF if one.yearly else _BEFORE)
    last = one.due + (_HALF if one.yearly else _AFTER)
    fits = []
    for relation in relations:
        row = book.row(relation.source)
        if row is None or len(row.issued or "") != 10 or not _is_of_sort(row, one.sort):
            continue
        day = dt.date.fromisoformat(str(row.issued))
        if first <= day <= last:
            fits.append((abs((day - one.due).days), day, relation))
    if not fits:
        return one
    _, day, relation = min(fits, key=lambda fit: (fit[0], fit[2].id))
    return replace(one, held=relation.source, held_on=day, held_state=relation.state)


def _is_of_sort(row: DocumentRow, sort: str) -> bool:
    """Whether a report is of this sort; one that says neither word may be of both."""
    said = fold(row.subject or "")
    interim, final = "so ket" in said, "tong ket" in said
    return interim == final or (interim if sort == "interim" else final)
