"""What documents have to do with each other as JSON objects; docs/json.md lists every key.

Owns: relations with their evidence, their graph, status, coverage and reviews; keys may only grow.
Must not: translate anything, or leave a key out because it has no value.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from archivist.model import Evidence, Relation, Status, StatusReason

if TYPE_CHECKING:
    from archivist.networks import CoverageRow, RelationGraph
    from archivist.reviewing import ReviewDue

Fields = dict[str, object]


def evidence_fields(evidence: Evidence) -> Fields:
    """Where a value was seen."""
    box = evidence.box
    return {
        "source": evidence.source,
        "page": evidence.page,
        "line": evidence.line,
        "box": [box.x0, box.top, box.x1, box.bottom] if box else None,
        "quote": evidence.quote,
        "rule": evidence.rule,
    }


def relation_fields(relation: Relation) -> Fields:
    """One relation as seen from the document that was asked about."""
    return {
        "kind": relation.kind,
        "direction": relation.direction,
        "cited_as": relation.cited_as,
        "number": relation.number,
        "source": relation.source,
        "target": relation.target,
        "candidates": list(relation.candidates),
        "confidence": relation.confidence,
        "evidence": evidence_fields(relation.evidence),
        "id": relation.id or None,
        "seen_as": relation.seen_as,
        "scope": relation.scope,
        "state": relation.state,
        "effective": relation.effective or None,
        "until": relation.until or None,
        "competence": relation.competence,
        "decided_by": relation.decision.by if relation.decision else None,
        "decided_at": relation.decision.at.isoformat() if relation.decision else None,
        "why": relation.decision.why if relation.decision else None,
    }


def graph_fields(graph: RelationGraph) -> Fields:
    """Acts and the relations between them."""
    return {
        "document": graph.root,
        "cut": graph.cut,
        "nodes": [
            {
                "id": node.id,
                "label": node.label,
                "title": node.title,
                "issued": node.issued,
                "issuer": node.issuer,
                "subject": node.subject,
                "held": node.held,
                "validity": node.validity,
                "depth": node.depth,
            }
            for node in graph.nodes
        ],
        "edges": [
            {
                "source": edge.source,
                "target": edge.target,
                "kind": edge.kind,
                "state": edge.state,
                "scope": edge.scope,
                "relation": edge.relation or None,
            }
            for edge in graph.edges
        ],
    }


def coverage_row_fields(row: CoverageRow) -> Fields:
    """What one body has issued to implement a directive."""
    return {
        "issuer_id": row.issuer_id,
        "issuer": row.issuer,
        "issued": bool(row.documents),
        "documents": [
            {
                "document": one.document,
                "number": one.number,
                "issued": one.issued,
                "direct": one.direct,
                "state": one.state,
            }
            for one in row.documents
        ],
    }


def review_due_fields(review: ReviewDue) -> Fields:
    """One review of one directive."""
    return {
        "document": review.document,
        "number": review.number,
        "issuer": review.issuer,
        "subject": review.subject,
        "sort": review.sort,
        "due": review.due.isoformat(),
        "basis": review.basis,
        "yearly": review.yearly,
        "confidence": review.confidence,
        "evidence": evidence_fields(review.evidence) if review.evidence else None,
        "held": review.held,
        "held_on": review.held_on.isoformat() if review.held_on else None,
        "held_state": review.held_state,
    }


def status_fields(status: Status) -> Fields:
    """Whether a directive was in force on a day, and why."""
    return {
        "document": status.document,
        "as_of": status.as_of.isoformat(),
        "known_on": status.known_on.isoformat() if status.known_on else None,
        "validity": status.validity,
        "since": status.since.isoformat() if status.since else None,
        "by_rule": status.by_rule,
        "reasons": [_status_reason(reason) for reason in status.reasons],
        "review": [_status_reason(reason) for reason in status.review],
    }


def _status_reason(reason: StatusReason) -> Fields:
    return {
        "code": reason.code,
        "since": reason.since.isoformat() if reason.since else None,
        "until": reason.until.isoformat() if reason.until else None,
        "document": reason.document,
        "relation": reason.relation or None,
        "cited_as": reason.cited_as,
        "scope": reason.scope,
        "evidence": evidence_fields(reason.evidence) if reason.evidence else None,
        "by": reason.by or None,
        "at": reason.at.isoformat() if reason.at else None,
        "looked_at_by": reason.looked_at_by or None,
        "looked_at": reason.looked_at.isoformat() if reason.looked_at else None,
        "looked_at_why": reason.looked_at_why or None,
    }
