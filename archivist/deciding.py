"""Decisions of persons on relations: which wait, confirming, rejecting, taking back, adding.

Owns: choosing relations by filters, what may be confirmed, and one durable revision a document.
Must not: decide anything itself, or confirm that a lower body changed the act of a higher one.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from archivist import revising
from archivist.authorities.issuers import resolve_issuer
from archivist.binding import CHANGES, Binder, relation_id
from archivist.catalogue import DocumentRow, ListFilters
from archivist.errors import AmbiguousDocument, DocumentNotFound, UsageError
from archivist.lazyclass import dataclass
from archivist.model import (
    Access,
    Citation,
    Competence,
    Document,
    DocumentId,
    Evidence,
    Relation,
    RelationDecision,
    RelationKind,
    RelationState,
)
from archivist.numbers import key as number_key
from archivist.text import nfc
from archivist.workspace import Workspace, now

BINDINGS = ("one", "several", "none")
"""How many held documents a relation fits."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RelationFilter:
    """Which relations are meant; what is empty does not narrow.

    Attributes:
        ids: ids or unique prefixes of relations.
        kinds: kinds; by default those that change the status of the act they name.
        states: states.
        source: id of the citing document.
        number: number of the cited act, in any spelling.
        issuer: name, code or id of the body that issued the citing document.
        since: first date of issue of the citing document.
        until: last one.
        bound: ``"one"``, ``"several"`` or ``"none"``.
        at_least: confidence of the reading.
    """

    ids: tuple[str, ...] = ()
    kinds: tuple[RelationKind, ...] = tuple(sorted(CHANGES))
    states: tuple[RelationState, ...] = ()
    source: DocumentId | None = None
    number: str = ""
    issuer: str = ""
    since: dt.date | None = None
    until: dt.date | None = None
    bound: str = ""
    at_least: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionResult:
    """What became of one relation.

    Attributes:
        relation: the relation as it was before.
        outcome: ``"decided"``, ``"unchanged"`` or ``"skipped"``.
        why: why it was skipped: ``"lower-issuer"``, ``"other-issuer"``, ``"ambiguous"``; empty otherwise.
    """

    relation: Relation
    outcome: str
    why: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ruling:
    """What a person says of the relations chosen.

    Attributes:
        verdict: `CONFIRMED`, `REJECTED`, or `PROPOSED` to take a decision back.
        by: who says so.
        why: why.
        target: the held document that is meant, for one relation that fits several or none.
        kind: the kind it is, when it was read as another.
        scope: the parts concerned, when read wrongly; ``""`` for the whole.
        effective: day from which it has effect, when the text does not say so.
    """

    verdict: RelationState
    by: str
    why: str = ""
    target: DocumentId | None = None
    kind: RelationKind | None = None
    scope: str | None = None
    effective: dt.date | None = None

    @property
    def special(self) -> bool:
        """True when it can be said of one relation only."""
        return self.target is not None or self.kind is not None or self.scope is not None


# ------------------------------------------------------------------------------- choosing


def chosen(ws: Workspace, wanted: RelationFilter) -> tuple[Relation, ...]:
    """Relations that fit, as stated by their citing documents, in the order of those.

    Raises:
        DocumentNotFound: no relation has one of the ids.
        AmbiguousDocument: a prefix fits several relations.
        UsageError: an unknown way of being bound.
    """
    if wanted.bound and wanted.bound not in BINDINGS:
        raise UsageError(f"{wanted.bound!r} is not one of: {', '.join(BINDINGS)}")
    everything = dataclasses.replace(wanted, kinds=()) if wanted.ids else wanted
    found = tuple(one for one in _stated(ws, everything) if _fits(one, everything))
    if not wanted.ids:
        return found
    return tuple(dict.fromkeys(_named(ref, found) for ref in wanted.ids))


def _named(ref: str, relations: Sequence[Relation]) -> Relation:
    prefix = ref.strip().lower()
    fits = [one for one in relations if prefix and one.id.startswith(prefix)]
    if not fits:
        raise DocumentNotFound(f"no relation has the id {ref!r}")
    if len(fits) > 1:
        raise AmbiguousDocument(
            f"{ref!r} fits {len(fits)} relations", candidates=tuple(one.id for one in fits[:20])
        )
    return fits[0]


def _stated(ws: Workspace, wanted: RelationFilter) -> Iterator[Relation]:
    binder = Binder(ws=ws)
    tables = ws.catalogue.standing
    decisions = tables.decisions(wanted.source)
    citing: dict[DocumentId, list[Citation]] = defaultdict(list)
    rows = (
        ws.catalogue.citations_from(wanted.source)
        if wanted.source
        else tables.citations(wanted.kinds or tuple(RelationKind))
    )
    for row in rows:
        citing[row.document_id].append(row.citation)
    for id_ in decisions:  # a decision may have changed the kind; all it belongs to are needed
        citing[id_] = [one.citation for one in ws.catalogue.citations_from(id_)]
    for source in _sources(ws, wanted):
        if source.id in citing:
            yield from binder.outgoing(source, citing[source.id], decisions.get(source.id, ()))


def _sources(ws: Workspace, wanted: RelationFilter) -> Iterator[DocumentRow]:
    issuers: tuple[str, ...] = ()
    if wanted.issuer:
        issuers = tuple(record.id for record in resolve_issuer(wanted.issuer))
        if not issuers:
            return
    rows = ws.catalogue.listing(ListFilters(access=Access.OPEN, issuer_ids=issuers))
    for row in rows:
        if wanted.source and row.id != wanted.source:
            continue
        if wanted.since and (row.issued or "") < wanted.since.isoformat():
            continue
        if wanted.until and (row.issued or "9") > wanted.until.isoformat():
            continue
        yield row


def _fits(relation: Relation, wanted: RelationFilter) -> bool:
    held = "one" if relation.target else ("several" if relation.candidates else "none")
    return (
        (not wanted.kinds or relation.kind in wanted.kinds)
        and (not wanted.states or relation.state in wanted.states)
        and (not wanted.bound or held == wanted.bound)
        and relation.confidence >= wanted.at_least
        and (
            not wanted.number
            or (bool(relation.number) and number_key(relation.number) == number_key(wanted.number))
        )
    )


# ------------------------------------------------------------------------------- deciding


def decide(
    ws: Workspace, relations: Sequence[Relation], ruling: Ruling, *, dry_run: bool = False
) -> Iterator[DecisionResult]:
    """Record what a person says of relations; each document gets one new revision, durably.

    Interrupted, it has decided whole documents; said again, it goes on with the rest.

    Args:
        ws: the open archive.
        relations: as `chosen` found them.
        ruling: what the person says.
        dry_run: say what would become of each, and write nothing.

    Raises:
        UsageError: no name, or something said of several that can be said of one only.
    """
    if not ruling.by.strip():
        raise UsageError("a decision needs a name: who says so?")
    if ruling.special and len(relations) != 1:
        raise UsageError("target, kind and parts can be given for one relation at a time")
    if not dry_run:
        ws.require_write()
    by_source: dict[DocumentId, list[DecisionResult]] = defaultdict(list)
    for relation in relations:
        by_source[relation.source].append(_outcome(ws, relation, ruling, alone=len(relations) == 1))
    for source, results in by_source.items():
        taken = tuple(_decision(ws, one.relation, ruling) for one in results if one.outcome == "decided")
        row = ws.catalogue.row(source)
        if taken and row is not None and not dry_run:
            revising.record_decisions(ws, row.path, taken, by=ruling.by, why=ruling.why)
        yield from results


def _outcome(ws: Workspace, relation: Relation, ruling: Ruling, *, alone: bool) -> DecisionResult:
    before = relation.decision
    if ruling.verdict is RelationState.PROPOSED and before is None:
        return DecisionResult(relation=relation, outcome="unchanged")
    if ruling.verdict is RelationState.CONFIRMED:
        if not ruling.target and relation.candidates:
            return DecisionResult(relation=relation, outcome="skipped", why="ambiguous")
        kind = ruling.kind or relation.kind
        able = _competence(ws, relation, ruling) if kind in CHANGES else Competence.SAME
        if able is Competence.LOWER:
            return DecisionResult(relation=relation, outcome="skipped", why="lower-issuer")
        if able is Competence.OTHER and not alone and before is None:
            # Another province, or Party and State: rule 4 speaks against it. Nobody confirms that in passing.
            return DecisionResult(relation=relation, outcome="skipped", why="other-issuer")
    same = before is not None and before.verdict is ruling.verdict and not ruling.special
    if same and before is not None and (before.target or None) == relation.target:
        said = ruling.effective.isoformat() if ruling.effective else before.effective
        if said == before.effective:
            return DecisionResult(relation=relation, outcome="unchanged")
    return DecisionResult(relation=relation, outcome="decided")


def _competence(ws: Workspace, relation: Relation, ruling: Ruling) -> Competence:
    if ruling.target is None:
        return relation.competence
    from archivist.authorities.competence import competence

    source, target = ws.catalogue.row(relation.source), ws.catalogue.row(ruling.target)
    ids = (source.issuer_id if source else None, target.issuer_id if target else None)
    return competence(*ids, ws.issuers.by_id)


def _decision(ws: Workspace, relation: Relation, ruling: Ruling) -> RelationDecision:
    cited = _as_read(ws, relation)
    if ruling.kind is not None:
        cited = dataclasses.replace(cited, kind=ruling.kind)
    if ruling.scope is not None:
        cited = dataclasses.replace(cited, scope=nfc(ruling.scope).strip())
    return RelationDecision(
        relation=relation.id,
        verdict=ruling.verdict,
        citation=cited,
        target=ruling.target or relation.target,
        effective=ruling.effective.isoformat() if ruling.effective else "",
        at=now(),
        by=ruling.by.strip(),
        why=ruling.why,
    )


def _as_read(ws: Workspace, relation: Relation) -> Citation:
    """The citation a relation was read from, else what a person stated."""
    for row in ws.catalogue.citations_from(relation.source):
        if relation_id(relation.source, row.citation) == relation.id:
            return row.citation
    decisions = ws.catalogue.standing.decisions(relation.source).get(relation.source, ())
    return next(one.citation for one in reversed(decisions) if one.relation == relation.id)


def add(
    ws: Workspace,
    source: Document,
    kind: RelationKind,
    *,
    by: str,
    why: str = "",
    target: Document | None = None,
    number: str = "",
    scope: str = "",
    effective: dt.date | None = None,
) -> Relation:
    """State a relation that was not read, on the word of a person; it is confirmed with that.

    Raises:
        UsageError: neither target nor number, a document and itself, or a lower body that would
            change the act of a higher one.
    """
    if not (target or number.strip()):
        raise UsageError("say which act is meant: a held document or a number")
    if kind is RelationKind.SAME_DIRECTIVE or (target and target.id == source.id):
        raise UsageError("a document has no such relation to itself")
    cited_as = (target.number or target.original.received_as) if target else nfc(number).strip()
    citation = Citation(
        kind=kind,
        cited_as=cited_as,
        number=(target.number or "") if target else nfc(number).strip(),
        scope=nfc(scope).strip(),
        evidence=Evidence(source=f"person:{by}", quote=why[:300], rule="stated by a person"),
        confidence=1.0,
    )
    name = relation_id(source.id, citation)
    decision = RelationDecision(
        relation=name,
        verdict=RelationState.CONFIRMED,
        citation=citation,
        target=target.id if target else None,
        effective=effective.isoformat() if effective else "",
        at=now(),
        by=by.strip(),
        why=why,
    )
    row = ws.catalogue.row(source.id)
    if row is None:
        raise DocumentNotFound(f"no document has the id {source.id!r}")
    (relation,) = Binder(ws=ws).outgoing(row, (), (decision,))
    if kind in CHANGES and relation.competence is Competence.LOWER:
        raise UsageError(
            "a lower body cannot change the act of a higher one",
            hint="if the issuer of one of them was read wrongly, correct it first: archivist revise",
        )
    revising.record_decisions(ws, row.path, (decision,), by=by, why=why)
    return relation


def waiting(relations: Iterable[Relation]) -> int:
    """How many relations nobody has decided."""
    return sum(one.state in (RelationState.PROPOSED, RelationState.BY_RULE) for one in relations)
