"""Records of the registers as JSON objects; docs/json.md lists every key.

Owns: the keys of their lines and of what persons wrote; they may only grow.
Must not: translate anything, or leave a key out because it has no value.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from archivist_cli.records import Fields, arrival_fields

if TYPE_CHECKING:
    from archivist.registers import IncomingLine, OutgoingLine, Register
    from archivist.registers.records import Line
    from archivist.store import Entry


def incoming_fields(line: IncomingLine) -> Fields:
    """A line of the register of incoming documents."""
    return {
        "arrival": arrival_fields(line.arrival),
        "arrived_on": line.arrived_on.isoformat(),
        "author": line.author or None,
        **_common(line),
        "forwarded_to": line.forwarded_to or None,
        "receipt": line.receipt or None,
    }


def outgoing_fields(line: OutgoingLine) -> Fields:
    """A line of the register of outgoing documents."""
    return {
        **_common(line),
        "signatory": line.signatory or None,
        "recipients": line.recipients or None,
        "kept_by": line.kept_by or None,
        "copies": int(line.copies) if line.copies else None,
        "also": list(line.also),
    }


def _common(line: Line) -> Fields:
    return {
        "state": line.state,
        "document": line.document,
        "number": line.number or None,
        "issued": line.issued or None,
        "kind": line.kind or None,
        "subject": line.subject or None,
        "forwarded_on": line.forwarded_on or None,
        "signed_for": line.signed_for or None,
        "remark": line.remark or None,
        "why": line.why or None,
        "revision": line.revision,
    }


def register_fields(register: Register) -> Fields:
    """What was asked for, and how many lines it has."""
    return {
        "total": len(register.lines),
        "book": register.book or None,
        "since": register.since.isoformat(),
        "until": register.until.isoformat(),
    }


def entry_fields(entry: Entry) -> Fields:
    """What a person wrote in a line."""
    said = entry.statement
    return {
        "line": entry.line,
        "columns": dict(entry.columns),
        "revision": entry.number,
        "at": said.at.isoformat(),
        "by": said.by,
        "why": said.why or None,
    }
