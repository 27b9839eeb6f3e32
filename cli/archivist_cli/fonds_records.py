"""Records of fonds and files as JSON objects; docs/json.md lists every key.

Owns: the keys of fonds; they may only grow.
Must not: translate anything, or leave a key out because it has no value.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from archivist_cli.records import Fields

if TYPE_CHECKING:
    from archivist.dossiers import DossierEntry
    from archivist.fonds import FondsEntry
    from archivist.retention import Proposal
    from archivist.store import Statement


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
        "continues": (fonds.continues or None) if fonds else None,
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
                "gone": line.gone,
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
        "due": one.due.isoformat() if one.due else None,
        "blocks": list(one.blocks),
        "hold": one.hold or None,
        "needed_by": list(one.needed_by),
    }


def statement_fields(said: Statement) -> Fields:
    """Who stated something, when and why."""
    return {"at": said.at.isoformat(), "by": said.by, "action": said.action, "why": said.why or None}
