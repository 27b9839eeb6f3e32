"""Records of the reconciliation of merged bodies as JSON objects; docs/json.md lists every key.

Owns: the keys of worksheets, decisions and compared clauses; they may only grow.
Must not: translate anything, or leave a key out because it has no value.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from archivist_cli.records import Fields

if TYPE_CHECKING:
    from archivist.reconciling import Row, Settled, Side, Taken, Worksheet
    from archivist.reconciling.comparing import ClausePair


def reconciliation_fields(row: Row) -> Fields:
    """A line of a reconciliation worksheet."""
    return {
        "key": row.key,
        "a": _side_fields(row.a),
        "b": _side_fields(row.b),
        "score": row.score,
        "shared": [{"text": word.text, "share": word.share, "subject": word.subject} for word in row.shared],
        "doubtful": row.doubtful,
        "nearest": list(row.nearest),
        "proposal": row.proposal,
        "ground": row.ground,
        "detail": row.detail or None,
        "decision": settled_fields(row.decision) if row.decision else None,
    }


def settled_fields(settled: Settled) -> Fields:
    """What was decided of a directive, or of a pair."""
    said = settled.statement
    return {
        "key": settled.key,
        "documents": list(settled.documents),
        "action": settled.action,
        "result": settled.result or None,
        "result_id": settled.result_id or None,
        "by": said.by,
        "at": said.at.isoformat(),
        "why": said.why or None,
    }


def taken_fields(taken: Taken) -> Fields:
    """What became of a filled-in line."""
    return {
        "line": taken.line,
        "key": taken.key,
        "written": taken.written,
        "new": taken.new,
        "problem": taken.problem or None,
        "before": settled_fields(taken.before) if taken.before else None,
        "decision": settled_fields(taken.settled) if taken.settled else None,
    }


def _side_fields(side: Side | None) -> Fields | None:
    if side is None:
        return None
    return {
        "id": side.id,
        "number": side.number or None,
        "kind": side.kind or None,
        "issued": side.issued or None,
        "subject": side.subject or None,
        "validity": side.validity,
    }


def worksheet_fields(sheet: Worksheet) -> Fields:
    """Totals of a reconciliation worksheet."""
    return {
        "a": sheet.a,
        "a_name": sheet.a_name,
        "b": sheet.b,
        "b_name": sheet.b_name,
        "as_of": sheet.as_of.isoformat(),
        "total": len(sheet.rows),
        "pairs": len(sheet.pairs),
        "left_out": {validity.value: count for validity, count in sheet.left_out.items()},
        "without_rules": sheet.without_rules,
        "renditions": sheet.renditions,
        "successor_name": sheet.successor_name or None,
    }


def clause_fields(row: ClausePair) -> Fields:
    """A clause of a document beside that of another."""
    return {"a": row.a or None, "b": row.b or None, "likeness": row.likeness, "same": row.same}
