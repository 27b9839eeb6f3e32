"""Records of fonds and files as JSON objects; docs/json.md lists every key.

Owns: the keys of fonds; they may only grow.
Must not: translate anything, or leave a key out because it has no value.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from archivist_cli.records import Fields

if TYPE_CHECKING:
    from archivist.fonds import FondsEntry
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


def statement_fields(said: Statement) -> Fields:
    """Who stated something, when and why."""
    return {"at": said.at.isoformat(), "by": said.by, "action": said.action, "why": said.why or None}
