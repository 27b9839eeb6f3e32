"""Relations as they stand: a citation, the held document it means, and what persons decided.

Owns: the name of a relation, the state a decision or the archive's policy gives it, the number of a
law cited by name, and the day a clause gives for its effect.
Must not: write anything, derive a status, or choose between several documents that fit.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence

from archivist import identity, works
from archivist.catalogue import DocumentRow
from archivist.lazyclass import dataclass
from archivist.lazypattern import late_pattern
from archivist.model import (
    Access,
    Citation,
    Competence,
    Direction,
    DocumentId,
    Relation,
    RelationDecision,
    RelationKind,
    RelationState,
    TextState,
)
from archivist.numbers import key as number_key
from archivist.text import fold
from archivist.workspace import Workspace

CHANGES = frozenset({RelationKind.REPLACES, RelationKind.REPEALS, RelationKind.AMENDS, RelationKind.SUSPENDS})
"""Relations that change the status of the act they name."""
_TRUSTED = frozenset({RelationKind.REPLACES, RelationKind.REPEALS, RelationKind.AMENDS})
_EXPLICIT = 0.85
"""Confidence of a clause whose own verb governs the act ("Quyết định này thay thế …"); what is read
out of a list or a row of acts has less."""
_LAWS = ("luat", "bo-luat", "phap-lenh")
_EFFECT = late_pattern(r"^[^.;]{0,120}?\b(?:ke )?tu ngay\b")
_LAST_DAY = late_pattern(r"^[^;]{0,120}?\b(?:den|toi)(?: het)? (?:ngay|nam (?P<year>\d{4})\b)")
ID_LENGTH = 12


def relation_id(source: str, citation: Citation) -> str:
    """Name of a relation: the same whenever the same document is read to state the same."""
    import base64
    import hashlib

    name = number_key(citation.number) if citation.number else fold(citation.cited_as)
    digest = hashlib.sha256(f"{source}\n{citation.kind.value}\n{name}".encode()).digest()
    return base64.b32encode(digest).decode("ascii").lower()[:ID_LENGTH]


def decided(
    decisions: Sequence[RelationDecision], known_on: dt.date | None = None
) -> dict[str, RelationDecision]:
    """Relation → the decision that counts; what was taken back is absent.

    Args:
        decisions: of one document, in order.
        known_on: leave out what was decided after this day.
    """
    found: dict[str, RelationDecision] = {}
    for one in decisions:
        if known_on is not None and one.at.astimezone().date() > known_on:
            continue
        found[one.relation] = one
    return {name: one for name, one in found.items() if one.verdict is not RelationState.PROPOSED}


@dataclass(frozen=True, kw_only=True)
class Binder:
    """Binds citations to held documents.

    Attributes:
        ws: the open archive.
        known_on: only documents filed and decisions made until this day count; None for all.
        holdings: where documents are looked up; the catalogue when None.
    """

    ws: Workspace
    known_on: dt.date | None = None
    holdings: identity.Holdings | None = None

    def _row(self, id_: str | None) -> DocumentRow | None:
        return (self.holdings or self.ws.catalogue).row(id_) if id_ else None

    # ------------------------------------------------------------------ from the citing document

    def outgoing(
        self, row: DocumentRow, citations: Sequence[Citation], decisions: Sequence[RelationDecision]
    ) -> tuple[Relation, ...]:
        """Relations a document states, in the order of its text; a person's own come last."""
        counting = decided(decisions, self.known_on)
        relations = []
        for citation in citations:
            name = relation_id(row.id, citation)
            relations.append(self._relation(row, name, citation, counting.pop(name, None)))
        for name, decision in counting.items():  # stated by a person, or no longer read like this
            if decision.verdict is RelationState.CONFIRMED:
                relations.append(self._relation(row, name, decision.citation, decision))
        return tuple(relations)

    def _relation(
        self, row: DocumentRow, name: str, citation: Citation, decision: RelationDecision | None
    ) -> Relation:
        if decision is not None and decision.verdict is RelationState.CONFIRMED:
            citation = decision.citation
        held, number = self._held(row, citation, decision)
        target = self._row(held.target)
        relation = Relation(
            id=name,
            kind=citation.kind,
            direction=Direction.OUT,
            cited_as=citation.cited_as,
            number=number,
            source=row.id,
            target=held.target,
            candidates=held.candidates,
            evidence=citation.evidence,
            confidence=citation.confidence,
            scope=citation.scope,
            decision=decision,
            competence=self._competence(row, target),
            effective=(decision.effective if decision else "") or stated_day(citation),
            until=stated_end(citation),
        )
        return dataclasses.replace(relation, state=self._state(relation, citation, row, target))

    def _held(
        self, row: DocumentRow, citation: Citation, decision: RelationDecision | None
    ) -> tuple[identity.Held, str]:
        number = citation.number
        if not number and citation.target_kind in _LAWS:
            from archivist.authorities.laws import laws_named

            laws = laws_named(citation.cited_as, issued=citation.issued, cited_on=row.issued or "")
            number = laws[0].number if len(laws) == 1 else ""
            if number:
                citation = dataclasses.replace(citation, number=number, issued=laws[0].issued)
        chosen = decision.target if decision else None
        if chosen and self._visible(self._row(chosen)):
            return identity.Held(target=chosen), number
        held = identity.held_documents(
            self.ws,
            citation,
            citing_id=row.id,
            citing_issued=row.issued,
            citing_issuer=row.issuer_id,
            holdings=self.holdings,
        )
        if held.target and not number and identity.ordinal_of(citation):
            meant = self._row(held.target)
            number = (meant.number or "") if meant is not None else ""
        if self.known_on is None:
            return held, number
        ids = tuple(id_ for id_ in held.ids if self._visible(self._row(id_)))
        return (held if ids == held.ids else identity.Held(candidates=ids)), number

    def _competence(self, row: DocumentRow, target: DocumentRow | None) -> Competence:
        if target is None:
            return Competence.UNKNOWN
        from archivist.authorities.competence import competence

        return competence(row.issuer_id, target.issuer_id, self.ws.issuers.by_id)

    def _visible(self, row: DocumentRow | None) -> bool:
        if row is None or row.revision == 0:
            return False
        if self.known_on is None or row.filed_at is None:
            return True
        return row.filed_at.astimezone().date() <= self.known_on

    def _state(
        self, relation: Relation, citation: Citation, row: DocumentRow, target: DocumentRow | None
    ) -> RelationState:
        if relation.decision is not None:
            return relation.decision.verdict
        if self.ws.settings.trust_clauses == "explicit" and _beyond_doubt(relation, citation, row, target):
            return RelationState.BY_RULE
        return RelationState.PROPOSED

    # ------------------------------------------------------------------ from the cited document

    def incoming(self, row: DocumentRow) -> tuple[Relation, ...]:
        """Relations other documents state about a document, in order of their ids.

        A rendition without a number of its own (a scan not read to the end) is what people said it is: the
        relations of the work it belongs to are its own.
        """
        if not row.number and (numbered := self._numbered(row)) is not None:
            return tuple(
                dataclasses.replace(one, target=one.target and row.id) for one in self.incoming(numbered)
            )
        tables = self.ws.catalogue.standing
        citing: dict[DocumentId, None] = {}
        if row.number:
            for cited in self.ws.catalogue.citations_to(number_key(row.number)):
                citing[cited.document_id] = None
            unnumbered = tables.unnumbered("" if row.kind in _LAWS else row.issued or "-")
            citing |= dict.fromkeys(cited.document_id for cited in unnumbered)
        citing |= dict.fromkeys(tables.deciders_on(row.id))
        return tuple(
            relation for source in sorted(citing) if source != row.id for relation in self.about(source, row)
        )

    def untouched(self, rows: Iterable[DocumentRow]) -> set[DocumentId]:
        """Those of some documents with numbers of which no other says anything: on a page of results, most."""
        tables = self.ws.catalogue.standing
        numbered = {row.id: row for row in rows if row.number and row.kind not in _LAWS}
        keys = {id_: number_key(row.number or "") for id_, row in numbered.items()}
        days = {id_: row.issued or "-" for id_, row in numbered.items()}
        cited = tables.cited_numbers(keys.values())
        unnumbered = tables.unnumbered_days(days.values())
        decided_on = tables.decided_on(numbered)
        return {
            id_
            for id_ in numbered
            if keys[id_] not in cited and days[id_] not in unnumbered and id_ not in decided_on
        }

    def _numbered(self, row: DocumentRow) -> DocumentRow | None:
        work = works.works(self.ws).get(row.id)
        if work is None or not work.confirmed:
            return None
        others = (self.ws.catalogue.row(one) for one in work.documents if one != row.id)
        return next((one for one in others if one is not None and one.number), None)

    def about(self, source: str, row: DocumentRow) -> Iterator[Relation]:
        """What one document states about another, seen from the other."""
        origin = self.ws.catalogue.row(source)
        if origin is None or origin.access is not Access.OPEN or not self._visible(origin):
            return
        cited = [one.citation for one in self.ws.catalogue.citations_from(source)]
        decisions = self.ws.catalogue.standing.decisions(source).get(origin.id, ())
        names = [relation_id(source, one) for one in cited]
        near = {
            name: one for name, one in zip(names, cited, strict=True) if _may_name(one, name, row, decisions)
        }
        left_out = set(names) - set(near)
        own = [one for one in decisions if one.relation not in left_out]
        for relation in self.outgoing(origin, tuple(near.values()), own):
            if row.id in (relation.target, *relation.candidates) or self._is_twin(relation, row):
                seen = relation.target if relation.target is None else row.id
                yield dataclasses.replace(relation, direction=Direction.IN, target=seen)

    def _is_twin(self, relation: Relation, row: DocumentRow) -> bool:
        target = self._row(relation.target)
        return target is not None and (
            identity.one_directive((target, row)) or identity.one_work(self.ws, (target.id, row.id))
        )


def _may_name(citation: Citation, name: str, row: DocumentRow, decisions: Sequence[RelationDecision]) -> bool:
    """Whether a citation can mean a document: by its number, by its name, or by a person's word."""
    if citation.number:
        same = row.number is not None and number_key(citation.number) == number_key(row.number)
    else:
        laws = row.kind in _LAWS and citation.target_kind in _LAWS
        same = laws or identity.fits_ordinal(citation, row)
    return same or any(one.relation == name and one.target == row.id for one in decisions)


def _beyond_doubt(
    relation: Relation, citation: Citation, row: DocumentRow, target: DocumentRow | None
) -> bool:
    """An explicit clause with one unambiguous target, made by a body that may make it.

    A number restarts each term, so it must be joined by the date or the body of the act.
    """
    return (
        relation.kind in _TRUSTED
        and target is not None
        and citation.confidence >= _EXPLICIT
        and bool(citation.number)
        and bool(citation.issued or citation.issuer)
        and bool(row.issued and target.issued and row.issued >= target.issued)
        and not row.draft
        and row.text_state is TextState.COMPLETE
        and relation.competence in (Competence.SAME, Competence.HIGHER)
    )


def stated_day(citation: Citation) -> str:
    """Day from which a change has effect, where the clause gives one behind the act it names.

    "Quyết định số 12-QĐ/TU hết hiệu lực kể từ ngày 01/7/2025." A date before the act is the
    changing document's own.
    """
    from archivist.directive.dates import find_dates

    quote = citation.evidence.quote
    at = quote.find(citation.cited_as)
    if at < 0 or citation.kind not in CHANGES:
        return ""
    after = quote[at + len(citation.cited_as) :]
    match = _EFFECT.match(fold(after)) if len(fold(after)) == len(after) else None
    if match is None:
        return ""
    start = match.end() - len("ngày")
    dates = find_dates(after[start : start + 60])
    return dates[0].value if dates and dates[0].start <= len("ngày ") and dates[0].complete else ""


def stated_end(citation: Citation) -> str:
    """Last day of a suspension, where the clause gives one behind the act it names.

    "Tạm ngưng hiệu lực Quyết định số 12-QĐ/TU từ ngày 01/7/2025 đến hết ngày 31/12/2025."
    """
    from archivist.directive.dates import find_dates

    quote = citation.evidence.quote
    at = quote.find(citation.cited_as)
    if at < 0 or citation.kind is not RelationKind.SUSPENDS:
        return ""
    after = quote[at + len(citation.cited_as) :]
    match = _LAST_DAY.match(fold(after)) if len(fold(after)) == len(after) else None
    if match is None:
        return ""
    if match["year"]:
        return f"{match['year']}-12-31"
    start = match.end() - len("ngày")
    dates = find_dates(after[start : start + 60])
    return dates[0].value if dates and dates[0].start <= len("ngày ") and dates[0].complete else ""


def counted(relations: Sequence[Relation]) -> Mapping[RelationState, int]:
    """How many relations are in each state."""
    return {state: sum(one.state is state for one in relations) for state in RelationState}
