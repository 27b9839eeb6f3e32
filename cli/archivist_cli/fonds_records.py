"""Records of fonds and files as JSON objects; docs/json.md lists every key.

Owns: the keys of fonds; they may only grow.
Must not: translate anything, or leave a key out because it has no value.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from archivist_cli.records import Fields

if TYPE_CHECKING:
    from archivist.disposing import DisposalEntry, DisposalOutcome
    from archivist.dossiers import DossierEntry
    from archivist.fonds import FondsEntry
    from archivist.retention import Proposal
    from archivist.store import Statement, Tombstone


def fonds_fields(entry: FondsEntry) -> Fields:
    """A fonds and what it holds; without code for what belongs to none."""
    fonds = entry.fonds
    return {
        "code": fonds.code if fonds else None,
        "title": fonds.title if fonds else None,
        "body": (fonds.body or None) if fonds else None,
        "body_name": entry.body or None,
        "begins": fonds.begins.isoformat() if fonds and fonds.begins else None,
        "closed_on": fonds.closed_on.isoformat() if fonds and fonds.closed_on else None,
        "continues": list(fonds.continues) if fonds else [],
        "note": (fonds.note or None) if fonds else None,
        "revision": fonds.number if fonds else None,
        "documents": entry.documents,
        "receipts": entry.receipts,
        "history": [statement_fields(one) for one in entry.history],
    }


def dossier_fields(entry: DossierEntry) -> Fields:
    """A file with its contents."""
    one = entry.dossier
    return {
        "key": one.key,
        "fonds": one.fonds,
        "ordinal": one.ordinal,
        "title": one.title,
        "reference": one.reference or None,
        "begins": entry.begins or None,
        "ends": entry.ends or None,
        "retention": one.retention or None,
        "keeper": one.keeper or None,
        "closed_on": one.closed_on.isoformat() if one.closed_on else None,
        "note": one.note or None,
        "pages": entry.pages,
        "disposed_on": one.disposed_on.isoformat() if one.disposed_on else None,
        "disposal_list": one.disposal_list or None,
        "revision": one.number,
        "contents": [
            {
                "place": line.place,
                "id": line.document,
                "number": line.number or None,
                "issued": line.issued or None,
                "subject": line.subject or None,
                "author": line.author or None,
                "pages": list(line.pages) if line.pages else None,
                "remark": line.remark or None,
                "gone": line.gone,
                "disposed": line.disposed,
            }
            for line in entry.contents
        ],
        "history": [statement_fields(said) for said in entry.history],
    }


def proposal_fields(one: Proposal) -> Fields:
    """What is proposed for a document or file, and what forbids its disposal."""
    return {
        "target": one.target,
        "label": one.label,
        "period": str(one.period) if one.period else None,
        "by_person": one.by_person,
        "schedule": one.schedule or None,
        "basis": one.basis or None,
        "line": one.line or None,
        "line_title": one.line_title or None,
        "example": one.example,
        "runs_from": one.runs_from,
        "ended_on": one.ended_on.isoformat() if one.ended_on else None,
        "due": one.due.isoformat() if one.due else None,
        "blocks": list(one.blocks),
        "hold": one.hold or None,
        "needed_by": list(one.needed_by),
    }


def statement_fields(said: Statement) -> Fields:
    """Who stated something, when and why."""
    return {"at": said.at.isoformat(), "by": said.by, "action": said.action, "why": said.why or None}


def disposal_fields(entry: DisposalEntry) -> Fields:
    """A disposal list with its documents and what was decided."""
    return {
        "list": entry.number,
        "made": statement_fields(entry.made),
        "lines": [
            {
                "id": line.listed.document,
                "sha256": line.listed.sha256,
                "label": line.label,
                "period": line.listed.period,
                "by_person": line.listed.by_person,
                "schedule": line.listed.schedule or None,
                "basis": line.listed.basis or None,
                "line": line.listed.line or None,
                "line_title": line.listed.line_title or None,
                "runs_from": line.listed.runs_from,
                "due": line.listed.due.isoformat(),
                "state": line.state.value,
                "decision": statement_fields(line.decision) if line.decision else None,
            }
            for line in entry.lines
        ],
    }


def outcome_fields(number: int, one: DisposalOutcome) -> Fields:
    """What came of carrying out one decision."""
    return {
        "list": number,
        "document": one.document,
        "label": one.label,
        "done": not one.refused,
        "refused": list(one.refused),
    }


def tombstone_fields(one: Tombstone) -> Fields:
    """What stays of a document that was disposed of."""
    said = one.disposal
    return {
        "id": one.id,
        "sha256": one.sha256,
        "at": one.at.isoformat(),
        "by": one.by,
        "number": (said.number or None) if said else None,
        "kind": (said.kind or None) if said else None,
        "issuer": (said.issuer or None) if said else None,
        "issued": (said.issued or None) if said else None,
        "subject": (said.subject or None) if said else None,
        "list": said.list if said else None,
        "decided_by": said.decided_by if said else None,
        "decided_at": said.decided_at.isoformat() if said else None,
        "decided_why": said.decided_why if said else None,
    }
