"""Status of a directive as of a date, computed from relations and clauses, never typed over them.

Owns: the rules by which changes, clauses and dates make a status, and what a person should look at.
Must not: write anything, or let a relation nobody confirmed change a status (the archive's policy may
trust explicit clauses; such a status says so).

Rules: relations between documents, §3. A directive that was replaced stays replaced when the act that
replaced it is replaced in turn: an earlier act does not revive by itself. A suspension lasts as long as the act
that made it, or to the day it names (docs/adr/0019).
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from archivist import upheld, works
from archivist.binding import CHANGES, Binder
from archivist.catalogue import DocumentRow, ListFilters
from archivist.identity import Holdings, one_directive
from archivist.lazyclass import dataclass
from archivist.model import (
    Access,
    Clause,
    ClauseKind,
    Competence,
    Direction,
    DocumentId,
    Relation,
    RelationKind,
    RelationState,
    Status,
    StatusCode,
    StatusReason,
    Validity,
)
from archivist.workspace import Workspace

IN_FORCE = frozenset({Validity.IN_FORCE, Validity.PARTLY})
"""What counts as in force: a directive of which parts were amended still holds."""

# Reports, letters, minutes, certificates and copies set no rules; Decree 30/2020/NĐ-CP, art. 7, and
# Guidance 36-HD/VPTW list them as administrative documents beside the directive kinds.
NO_RULES = frozenset(
    {
        "bao-cao", "to-trinh", "cong-van", "bien-ban", "giay-moi", "giay-gioi-thieu", "giay-chung-nhan",
        "giay-di-duong", "giay-nghi-phep", "giay-uy-quyen", "phieu-chuyen", "phieu-gui", "phieu-bao",
        "phieu-trinh", "thu-cong", "ban-sao", "sao-luc", "sao-y", "trich-sao", "hop-dong", "ban-ghi-nho",
        "ban-thoa-thuan", "tuyen-bo", "loi-keu-goi", "thong-cao", "van-ban-hop-nhat",
    }
)  # fmt: skip
# Law 80/2015/QH13, art. 151: a normative act of the State states its day of effect itself.
_MUST_STATE = frozenset({"luat", "bo-luat", "phap-lenh", "nghi-dinh", "thong-tu", "thong-tu-lien-tich"})
_ENDS_WHOLE = frozenset({RelationKind.REPLACES, RelationKind.REPEALS})
_BASES = (RelationKind.BASED_ON, RelationKind.GUIDES, RelationKind.IMPLEMENTS)
_DEEPEST = 40
"""Links of a chain of replacements that are followed."""


@dataclass(frozen=True, kw_only=True)
class Effect:
    """A change that counts: what it is, from which day, by which relation."""

    code: StatusCode
    day: dt.date
    relation: Relation


class _InMemory:
    """All settled rows of the catalogue; see `Holdings`. Thousands of look-ups cost less than as many queries."""

    def __init__(self, rows: Iterable[DocumentRow]) -> None:
        self.rows: dict[str, DocumentRow | None] = {}
        self._by_number: dict[str, list[DocumentRow]] = defaultdict(list)
        for row in rows:
            self.rows[row.id] = row
            if row.number_key:
                self._by_number[row.number_key].append(row)

    def row(self, id: str, /) -> DocumentRow | None:
        """See `Holdings`."""
        return self.rows.get(id)

    def find(self, *, number_key: str | None = None) -> tuple[DocumentRow, ...]:
        """See `Holdings`."""
        return tuple(self._by_number.get(number_key or "", ()))


class StatusBook:
    """Statuses of one archive, with what was looked up so far.

    Attributes:
        ws: the open archive.
        known_on: use only what was filed and decided until this day; None for all.
    """

    def __init__(self, ws: Workspace, known_on: dt.date | None = None) -> None:
        self.ws = ws
        self.known_on = known_on
        self._rows: dict[str, DocumentRow | None] = {}
        self._clauses: dict[DocumentId, tuple[Clause, ...]] = {}
        self._changes: dict[str, tuple[Relation, ...]] = {}
        self._complete = False
        self._ended: dict[str, Effect | None] = {}
        self._ending: list[str] = []
        self._circles = 0

    # ------------------------------------------------------------------ what is known

    @property
    def _binder(self) -> Binder:
        return Binder(ws=self.ws, known_on=self.known_on)

    def row(self, id_: str) -> DocumentRow | None:
        """The catalogue's row of a document."""
        if id_ not in self._rows:
            self._rows[id_] = self.ws.catalogue.row(id_)
        return self._rows[id_]

    def take(self, rows: Mapping[str, DocumentRow]) -> None:
        """Know rows that somebody has looked up already, and of all of them what takes a few questions only."""
        self._rows.update(rows)
        said = self.ws.catalogue.standing.clauses_of(rows)
        self._clauses.update({row.id: said.get(row.id, ()) for row in rows.values()})
        self._changes.update(dict.fromkeys(self._binder.untouched(rows.values()), ()))

    def clauses(self, id_: DocumentId) -> tuple[Clause, ...]:
        """What a document says of its own time."""
        if id_ not in self._clauses and not self._complete:
            self._clauses[id_] = self.ws.catalogue.standing.clauses(id_).get(id_, ())
        return self._clauses.get(id_, ())

    def changes(self, row: DocumentRow) -> tuple[Relation, ...]:
        """Relations by which other documents change this one, rejected ones left out."""
        if row.id not in self._changes and not self._complete:
            self._changes[row.id] = tuple(
                one for one in self._binder.incoming(row) if one.kind in CHANGES and _stands(one)
            )
        return self._changes.get(row.id, ())

    def load(self) -> None:
        """Look up everything at once: for the statuses of all documents."""
        tables = self.ws.catalogue.standing
        held = _InMemory(self.ws.catalogue.listing(ListFilters(access=None)))
        self._rows.update(held.rows)
        binder = Binder(ws=self.ws, known_on=self.known_on, holdings=held)
        self._clauses.update(tables.clauses())
        decisions = tables.decisions()
        citing = defaultdict(list)
        for cited in tables.citations(CHANGES):
            citing[cited.document_id].append(cited.citation)
        for id_ in decisions:  # a decision may make a change of what was read as something else
            citing[id_] = [one.citation for one in self.ws.catalogue.citations_from(id_)]
        found: dict[str, list[Relation]] = defaultdict(list)
        for id_, citations in citing.items():
            row = self._rows.get(id_)
            if row is None or row.access is not Access.OPEN or self._later(row):
                continue
            for relation in binder.outgoing(row, citations, decisions.get(id_, ())):
                if relation.kind in CHANGES and _stands(relation):
                    for target in self._meant(relation, held):
                        seen = relation.target if relation.target is None else DocumentId(target)
                        found[target].append(replace(relation, direction=Direction.IN, target=seen))
        self._changes.update({id_: tuple(some) for id_, some in found.items()})
        self._complete = True

    def _meant(self, relation: Relation, held: Holdings) -> tuple[str, ...]:
        """The document a relation changes with its further files, or those it may mean."""
        if relation.target is None:
            return relation.candidates
        row = self.row(relation.target)
        if row is None:
            return (relation.target,)
        work = works.works(self.ws).get(row.id)
        said = work.documents if work is not None and work.confirmed else ()
        if not row.number_key:
            return tuple(dict.fromkeys((relation.target, *said)))
        # By number alone: that index is narrow, those of kind and date are not.
        twins = held.find(number_key=row.number_key)
        same = [one.id for one in twins if one.id != row.id and one_directive((row, one))]
        return tuple(dict.fromkeys((relation.target, *same, *said)))

    def _later(self, row: DocumentRow) -> bool:
        return (
            self.known_on is not None
            and row.filed_at is not None
            and row.filed_at.astimezone().date() > self.known_on
        )

    # ------------------------------------------------------------------ the rules

    def begins(self, row: DocumentRow) -> tuple[dt.date | None, StatusCode, Clause | None]:
        """First day of effect, why, and the clause that says so (rule 1)."""
        issued = _day(row.issued)
        for clause in self.clauses(row.id):
            if clause.kind is ClauseKind.EFFECTIVE:
                day = _from_issue(clause.value, issued)
                if day is not None:
                    return day, StatusCode.EFFECTIVE_CLAUSE, clause
        if issued is None:
            return None, StatusCode.DATE_UNKNOWN, None
        if row.kind in _MUST_STATE:
            return None, StatusCode.EFFECTIVE_UNSTATED, None
        return issued, StatusCode.EFFECTIVE_ON_ISSUE, None

    def effects(self, row: DocumentRow) -> tuple[Effect, ...]:
        """Changes that count, earliest first (rules 2, 3 and 4)."""
        found = []
        for relation in self.changes(row):
            if not _counts(relation) or relation.competence is Competence.LOWER or relation.target is None:
                continue
            if self._circular(relation, row):
                continue
            day = self._day_of(relation)
            if day is not None and not _before_issue(day, row):
                found.append(Effect(code=_code(relation), day=day, relation=relation))
        return tuple(sorted(found, key=lambda one: (one.day, one.relation.id)))

    def _circular(self, relation: Relation, row: DocumentRow) -> bool:
        """Whether acts are said to end each other in a circle: that cannot be, and which is wrong a person must say.

        Of a circle of two both are asked for; in a longer one what its dates refute closes no circle.
        """
        if not _ends_whole(relation):
            return False
        seen, ahead = {str(relation.source)}, [str(relation.source)]
        while ahead and len(seen) < _DEEPEST:
            act = self.row(ahead.pop())
            if act is None:
                continue
            for one in self.changes(act):
                if not _ends_whole(one) or not _counts(one):
                    continue
                if one.source == row.id and (act.id == relation.source or not self._refuted(one, act)):
                    return True
                if one.source not in seen and not self._refuted(one, act):
                    seen.add(str(one.source))
                    ahead.append(str(one.source))
        return False

    def _refuted(self, relation: Relation, row: DocumentRow) -> bool:
        """Whether its day says that a change cannot be, or only a higher body could have made it."""
        source = self.row(relation.source)
        day = _day(relation.effective) or (self.begins(source)[0] if source is not None else None)
        return relation.competence is Competence.LOWER or day is None or _before_issue(day, row)

    def _day_of(self, relation: Relation) -> dt.date | None:
        """Day a change has effect; None when its source never came into force, or the day is unknown."""
        source = self.row(relation.source)
        if source is None or source.draft or source.access is not Access.OPEN:
            return None
        begins, _, _ = self.begins(source)
        day = _day(relation.effective) or begins
        if day is None or begins is None:
            return day
        ended = self.ends(source)
        return None if ended is not None and ended.day <= begins else day

    def ends(self, row: DocumentRow) -> Effect | None:
        """The change that ends a document as a whole."""
        if row.id in self._ended:
            return self._ended[row.id]
        if row.id in self._ending or len(self._ending) > _DEEPEST:
            self._circles += 1
            return None
        circles = self._circles
        self._ending.append(row.id)
        ended = next((one for one in self.effects(row) if one.code in _WHOLE), None)
        self._ending.pop()
        if self._circles == circles:  # what was cut short holds for this question only
            self._ended[row.id] = ended
        return ended

    def _lifted(self, effect: Effect, as_of: dt.date) -> bool:
        """Whether a suspension is over: its last day is past, or the act that made it has ended."""
        if effect.code is not StatusCode.SUSPENDED:
            return False
        last = _day(effect.relation.until)
        if last is not None and last < as_of:
            return True
        source = self.row(effect.relation.source)
        if source is None:
            return False
        ended, own = self.ends(source), self._own_end(source, self.begins(source)[0])
        if ended is not None and ended.code is StatusCode.REPEALED and ended.day <= as_of:
            return True
        return own is not None and own.until is not None and own.until < as_of

    def status(self, id_: str, as_of: dt.date) -> Status:
        """Status of one document on a day."""
        row = self.row(id_)
        if row is None:
            return Status(document=DocumentId(id_), as_of=as_of, validity=Validity.UNKNOWN)
        if self._later(row):
            return Status(
                document=row.id,
                as_of=as_of,
                known_on=self.known_on,
                validity=Validity.UNKNOWN,
                reasons=(StatusReason(code=StatusCode.FILED_LATER),),
            )
        validity, reasons = self._judge(row, as_of)
        return Status(
            document=row.id,
            as_of=as_of,
            known_on=self.known_on,
            validity=validity,
            since=max((one.since for one in reasons if one.since), default=None),
            by_rule=any(one.relation and not one.by for one in reasons),
            reasons=reasons,
            review=tuple(
                self._looked_at(one, row.id)
                for one in self._review(row, as_of)
                if validity is not Validity.EXPIRED or one.code is StatusCode.SOURCE_ENDED
            ),
        )

    def _judge(self, row: DocumentRow, as_of: dt.date) -> tuple[Validity, tuple[StatusReason, ...]]:
        if row.draft:
            return Validity.DRAFT, (StatusReason(code=StatusCode.DRAFT),)
        begins, why, clause = self.begins(row)
        effects = [one for one in self.effects(row) if one.day <= as_of and not self._lifted(one, as_of)]
        ended = next((one for one in effects if one.code in _WHOLE), None)
        if ended is not None:
            return Validity.EXPIRED, (_of_effect(ended),)
        last = self._own_end(row, begins)
        if last is not None and last.until is not None and last.until < as_of:
            return Validity.EXPIRED, (last,)
        if row.kind in NO_RULES:
            return Validity.UNKNOWN, (StatusReason(code=StatusCode.NO_RULES),)
        begun = StatusReason(code=why, since=begins, evidence=clause.evidence if clause else None)
        if begins is None:
            return Validity.UNKNOWN, (begun,)
        if as_of < begins:
            return Validity.NOT_YET, (begun,)
        own = (begun, last) if last is not None else (begun,)
        paused = [one for one in effects if one.code is StatusCode.SUSPENDED]
        suspended = tuple(_of_effect(one) for one in paused if not one.relation.scope)
        parts = [one for one in effects if one.code in _PARTS or (one in paused and one.relation.scope)]
        partly = tuple(map(_of_effect, parts))
        if suspended:
            return Validity.SUSPENDED, (*suspended, *partly, *own)
        return (Validity.PARTLY if partly else Validity.IN_FORCE), (*partly, *own)

    def _own_end(self, row: DocumentRow, begins: dt.date | None) -> StatusReason | None:
        """The last day a document gives itself ("có hiệu lực đến hết ngày …")."""
        for clause in self.clauses(row.id):
            day = _last_day(clause.value, begins) if clause.kind is ClauseKind.ENDS else None
            if day is not None and (begins is None or day >= begins):
                return StatusReason(code=StatusCode.END_CLAUSE, until=day, evidence=clause.evidence)
        return None

    # ------------------------------------------------------------------ what a person should look at

    def _review(self, row: DocumentRow, as_of: dt.date) -> Iterator[StatusReason]:
        """What would change the status, or may have to (rules 2, 4 and 6)."""
        for relation in self.changes(row):
            source = self.row(relation.source)
            begins = self.begins(source)[0] if source is not None else None
            day = _day(relation.effective) or begins
            if source is None or source.draft or (day is not None and day > as_of):
                continue
            if relation.competence is Competence.LOWER:
                yield _of_relation(StatusCode.LOWER_ISSUER, relation, day)
            elif relation.state is RelationState.PROPOSED or relation.target is None or day is None:
                yield _of_relation(StatusCode.PROPOSED, relation, day)
            elif self._circular(relation, row) or _before_issue(day, row):
                yield _of_relation(StatusCode.CONTRADICTION, relation, day)
            elif relation.kind is not RelationKind.SUSPENDS:
                ended = self.ends(source)
                if ended is not None and ended.code is StatusCode.REPEALED and ended.day <= as_of:
                    again = _of_relation(StatusCode.SOURCE_ENDED, relation, ended.day)
                    yield self._looked_at(again, row.id, _of_effect(ended).at)
        for clause in self.clauses(row.id):
            if clause.kind is ClauseKind.GENERAL_REPEAL:
                yield StatusReason(code=StatusCode.GENERAL_REPEAL, evidence=clause.evidence)
            if clause.kind in (ClauseKind.PERIOD, ClauseKind.TERM) and f"{clause.value}-12-31" < str(as_of):
                ended_on = dt.date(int(clause.value), 12, 31)
                yield StatusReason(code=StatusCode.PERIOD_ENDED, until=ended_on, evidence=clause.evidence)

    def _looked_at(self, reason: StatusReason, id_: str, learned: dt.datetime | None = None) -> StatusReason:
        """A task with the person who looked at it and decided to keep the directive, if somebody did."""
        if reason.looked_at_by or reason.code not in upheld.ANSWERED:
            return reason
        return upheld.answered(reason, upheld.kept(self.ws, id_, self.known_on), learned)

    def lost_bases(self, id_: str, as_of: dt.date) -> Iterator[StatusReason]:
        """Held acts this document rests on, guides or implements that are no longer in force."""
        row = self.row(id_)
        if row is None or row.access is not Access.OPEN or self._later(row):
            return
        citations = [one.citation for one in self.ws.catalogue.citations_from(row.id)]
        decisions = self.ws.catalogue.standing.decisions(row.id).get(row.id, ())
        for relation in self._binder.outgoing(row, citations, decisions):
            if relation.kind not in _BASES or relation.target is None or not _stands(relation):
                continue
            basis = self.row(relation.target)
            if basis is None:
                continue
            validity, reasons = self._judge(basis, as_of)
            if validity is Validity.EXPIRED:
                lost = _of_relation(StatusCode.BASIS_LOST, relation, reasons[0].since)
                yield self._looked_at(replace(lost, document=basis.id), row.id, reasons[0].at)

    def all(self, as_of: dt.date) -> Mapping[DocumentId, Status]:
        """Status of every open document."""
        if not self._complete:
            self.load()
        open_rows = [row for row in self._rows.values() if row is not None and row.access is Access.OPEN]
        return {row.id: self.status(row.id, as_of) for row in open_rows if not self._later(row)}


_WHOLE = (StatusCode.REPLACED, StatusCode.REPEALED)
_PARTS = (StatusCode.AMENDED, StatusCode.PARTLY_REPEALED)


def _stands(relation: Relation) -> bool:
    return relation.state is not RelationState.REJECTED


def _counts(relation: Relation) -> bool:
    return relation.state in (RelationState.CONFIRMED, RelationState.BY_RULE)


def _ends_whole(relation: Relation) -> bool:
    return relation.kind in _ENDS_WHOLE and not relation.scope


def _before_issue(day: dt.date, row: DocumentRow) -> bool:
    """A change cannot have effect before there was anything to change."""
    issued = _day(row.issued)
    return issued is not None and day < issued


def _code(relation: Relation) -> StatusCode:
    """What a change does; parts named make it a change of these parts only."""
    if relation.kind is RelationKind.SUSPENDS:
        return StatusCode.SUSPENDED
    if _ends_whole(relation):
        return StatusCode.REPLACED if relation.kind is RelationKind.REPLACES else StatusCode.REPEALED
    return StatusCode.AMENDED if relation.kind is RelationKind.AMENDS else StatusCode.PARTLY_REPEALED


def _of_effect(effect: Effect) -> StatusReason:
    return _of_relation(effect.code, effect.relation, effect.day)


def _of_relation(code: StatusCode, relation: Relation, day: dt.date | None) -> StatusReason:
    decision = relation.decision
    return StatusReason(
        code=code,
        since=day,
        until=_day(relation.until),
        document=relation.source,
        relation=relation.id,
        cited_as=relation.cited_as,
        scope=relation.scope,
        evidence=relation.evidence,
        by=decision.by if decision else "",
        at=decision.at if decision else None,
    )


def _day(text: str | None) -> dt.date | None:
    return dt.date.fromisoformat(text) if text and len(text) == 10 else None


def _last_day(value: str, begins: dt.date | None) -> dt.date | None:
    """The last day a clause gives: itself, or that of so many years from the first ("trong thời hạn 05 năm")."""
    if not value.startswith("P"):
        return _day(value)
    if begins is None:
        return None
    try:
        after = begins.replace(year=begins.year + int(value[1:-1]))
    except ValueError:  # 29 February
        after = dt.date(begins.year + int(value[1:-1]), 3, 1)
    return after - dt.timedelta(days=1)


def _from_issue(value: str, issued: dt.date | None) -> dt.date | None:
    """The day a clause means: itself, or days after the date of issue."""
    if value.startswith("P"):
        return issued + dt.timedelta(days=int(value[1:-1])) if issued is not None else None
    return _day(value)


def status_of(
    ws: Workspace, document_id: DocumentId, as_of: dt.date, known_on: dt.date | None = None
) -> Status:
    """Status of one document with everything a person should look at, lost bases too."""
    book = StatusBook(ws, known_on)
    found = book.status(document_id, as_of)
    return replace(found, review=(*found.review, *book.lost_bases(document_id, as_of)))


def tasks(ws: Workspace, as_of: dt.date) -> Iterator[Status]:
    """Statuses of open directives at which a person should look, lost bases too."""
    book = StatusBook(ws)
    for id_, found in book.all(as_of).items():
        lost = tuple(book.lost_bases(id_, as_of)) if found.validity is not Validity.EXPIRED else ()
        review = (*found.review, *lost)
        if any(not one.looked_at_by for one in review):
            yield replace(found, review=review)


def in_force(ws: Workspace, as_of: dt.date) -> frozenset[DocumentId]:
    """Ids of the open documents that were in force on a day."""
    statuses = StatusBook(ws).all(as_of)
    return frozenset(id_ for id_, status in statuses.items() if status.validity in IN_FORCE)
