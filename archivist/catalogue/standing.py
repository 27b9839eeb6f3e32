"""Tables of what decides on validity: clauses, decisions on relations, citations by kind.

Owns: their columns ↔ records, and what can be asked of them.
Must not: derive a status, or bind a citation to a document.
"""

from __future__ import annotations

import datetime as dt
import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict
from typing import Final

from archivist.catalogue import schema
from archivist.catalogue.connection import Connection, Scalar
from archivist.catalogue.documents import CitationRow, citation_of, stamp, storable
from archivist.model import (
    Box,
    Citation,
    Clause,
    ClauseKind,
    Document,
    DocumentId,
    Evidence,
    RelationDecision,
    RelationKind,
    RelationState,
)

CITED = f"SELECT {', '.join(schema.CITATION_COLUMNS)} FROM citations"
DECIDED = f"SELECT {', '.join(schema.DECISION_COLUMNS)} FROM decisions"
SAID = f"SELECT {', '.join(schema.CLAUSE_COLUMNS)} FROM clauses"
INSERT_DECISION = (
    f"INSERT INTO decisions ({', '.join(schema.DECISION_COLUMNS)})"
    f" VALUES ({', '.join('?' * len(schema.DECISION_COLUMNS))})"
)
INSERT_CLAUSE = (
    f"INSERT INTO clauses ({', '.join(schema.CLAUSE_COLUMNS)})"
    f" VALUES ({', '.join('?' * len(schema.CLAUSE_COLUMNS))})"
)

_AT_ONCE: Final = 500
"""Values that one statement asks for."""


def decision_values(document: Document) -> list[tuple[Scalar, ...]]:
    """Rows of ``decisions`` of one document."""
    return [
        (
            document.id,
            ordinal,
            one.relation,
            one.verdict.value,
            storable(json.dumps(asdict(one.citation), ensure_ascii=False, sort_keys=True)),
            one.target,
            one.effective,
            stamp(one.at),
            storable(one.by),
            storable(one.why),
        )
        for ordinal, one in enumerate(document.decisions)
    ]


def clause_values(document: Document) -> list[tuple[Scalar, ...]]:
    """Rows of ``clauses`` of one document."""
    return [
        (
            document.id,
            ordinal,
            one.kind.value,
            one.value,
            storable(json.dumps(asdict(one.evidence), ensure_ascii=False, sort_keys=True)),
            float(one.confidence),
        )
        for ordinal, one in enumerate(document.clauses)
    ]


def _evidence(values: dict[str, object]) -> Evidence:
    box = values.pop("box", None)
    return Evidence(**values, box=Box(**box) if isinstance(box, dict) else None)  # type: ignore[arg-type]  # as `asdict` made it


def _decision(values: tuple[Scalar, ...]) -> tuple[DocumentId, RelationDecision]:
    id_, _, relation, verdict, cited, target, effective, at, by, why = values
    stored = json.loads(str(cited))
    evidence = _evidence(stored.pop("evidence"))
    citation = Citation(**{**stored, "kind": RelationKind(stored["kind"])}, evidence=evidence)
    return DocumentId(str(id_)), RelationDecision(
        relation=str(relation),
        verdict=RelationState(str(verdict)),
        citation=citation,
        target=DocumentId(str(target)) if target else None,
        effective=str(effective),
        at=dt.datetime.fromisoformat(str(at)),
        by=str(by),
        why=str(why),
    )


def _clause(values: tuple[Scalar, ...]) -> tuple[DocumentId, Clause]:
    id_, _, kind, value, evidence, confidence = values
    return DocumentId(str(id_)), Clause(
        kind=ClauseKind(str(kind)),
        value=str(value),
        evidence=_evidence(json.loads(str(evidence))),
        confidence=float(confidence or 0.0),
    )


class StandingTables:
    """What can be asked of the tables; made by `Catalogue.standing`."""

    def __init__(self, connection: Connection) -> None:
        self._db = connection

    def decisions(self, document_id: str | None = None) -> Mapping[DocumentId, tuple[RelationDecision, ...]]:
        """Decisions by citing document, in order; of one document or of all."""
        found: dict[DocumentId, list[RelationDecision]] = defaultdict(list)
        for id_, one in map(_decision, self._rows(DECIDED, document_id)):
            found[id_].append(one)
        return {id_: tuple(some) for id_, some in found.items()}

    def clauses(self, document_id: str | None = None) -> Mapping[DocumentId, tuple[Clause, ...]]:
        """Clauses by document, in order; of one document or of all."""
        found: dict[DocumentId, list[Clause]] = defaultdict(list)
        for id_, one in map(_clause, self._rows(SAID, document_id)):
            found[id_].append(one)
        return {id_: tuple(some) for id_, some in found.items()}

    def deciders_on(self, target: str) -> tuple[DocumentId, ...]:
        """Documents with a decision that names this one as its target."""
        rows = self._db.read(
            "SELECT DISTINCT document_id FROM decisions WHERE target = ? ORDER BY document_id", (target,)
        )
        return tuple(DocumentId(str(id_)) for (id_,) in rows)

    def citations(self, kinds: Iterable[RelationKind]) -> tuple[CitationRow, ...]:
        """Citations of these kinds in all documents, in the order of documents and text."""
        wanted = tuple(kind.value for kind in kinds)
        rows = self._db.read(
            f"{CITED} WHERE kind IN ({', '.join('?' * len(wanted))}) ORDER BY document_id, ordinal", wanted
        )
        return tuple(citation_of(values) for values in rows)

    def unnumbered(self, issued: str = "") -> tuple[CitationRow, ...]:
        """Citations of acts by name (laws) or ordinal alone; with a date those of acts of that day."""
        day = " AND issued = ?" if issued else ""
        select = f"{CITED} WHERE number_key = ''{day} ORDER BY document_id, ordinal"
        rows = self._db.read(select, (issued,) if issued else ())
        return tuple(citation_of(values) for values in rows)

    def clauses_of(self, document_ids: Iterable[str]) -> Mapping[DocumentId, tuple[Clause, ...]]:
        """Clauses of some documents, in order, by document."""
        found: dict[DocumentId, list[Clause]] = defaultdict(list)
        for id_, one in map(_clause, self._among(f"{SAID} WHERE document_id", document_ids, "ordinal")):
            found[id_].append(one)
        return {id_: tuple(some) for id_, some in found.items()}

    def cited_numbers(self, number_keys: Iterable[str]) -> frozenset[str]:
        """Those of some numbers (`archivist.numbers.key`) that a document cites."""
        select = "SELECT DISTINCT number_key FROM citations WHERE number_key <> '' AND number_key"
        return frozenset(str(key) for (key,) in self._among(select, number_keys))

    def unnumbered_days(self, days: Iterable[str]) -> frozenset[str]:
        """Those of some days of issue (ISO) of which an act is cited without a number."""
        select = "SELECT DISTINCT issued FROM citations WHERE number_key = '' AND issued"
        return frozenset(str(day) for (day,) in self._among(select, days))

    def decided_on(self, document_ids: Iterable[str]) -> frozenset[str]:
        """Those of some documents that a decision names as its target."""
        select = "SELECT DISTINCT target FROM decisions WHERE target IS NOT NULL AND target"
        return frozenset(str(id_) for (id_,) in self._among(select, document_ids))

    def _among(self, select: str, values: Iterable[str], order: str = "1") -> Iterator[tuple[Scalar, ...]]:
        """Rows of which the last column of `select` has one of some values."""
        wanted = sorted(set(values))
        for at in range(0, len(wanted), _AT_ONCE):
            some = wanted[at : at + _AT_ONCE]
            yield from self._db.read(f"{select} IN ({', '.join('?' * len(some))}) ORDER BY {order}", some)

    def _rows(self, select: str, document_id: str | None) -> tuple[tuple[Scalar, ...], ...]:
        if document_id is None:
            return tuple(self._db.read(f"{select} ORDER BY document_id, ordinal"))
        return tuple(self._db.read(f"{select} WHERE document_id = ? ORDER BY ordinal", (document_id,)))
