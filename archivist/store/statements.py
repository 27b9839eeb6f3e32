"""Who stated something about bodies or works: the part all numbered files have in common.

Owns: the ``statement`` in them. Must not: know what is stated.
"""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from archivist.errors import FormatTooNew
from archivist.jsonio import JsonObject, moment_text
from archivist.layout import FORMAT
from archivist.lazyclass import dataclass


@dataclass(frozen=True, kw_only=True)
class Statement:
    """Who stated something, when and why.

    Attributes:
        at: aware UTC time.
        by: name of the person.
        action: what was done: ``"issuer-added"``, ``"rendition-confirmed"``, …
        subject: what it was done to: id of an issuer, or ids of documents.
        why: the reason given, may be empty.
    """

    at: dt.datetime
    by: str
    action: str
    subject: str
    why: str = ""


def statement_json(statement: Statement) -> dict[str, object]:
    """A statement as it stands in its file."""
    values = {
        "at": moment_text(statement.at),
        "by": statement.by,
        "action": statement.action,
        "subject": statement.subject,
        "why": statement.why,
    }
    return {key: value for key, value in values.items() if value}


def read_statement(data: bytes, path: Path) -> Statement:
    """The statement in a numbered file of any kind.

    Raises:
        RecordDamaged: it cannot be read. FormatTooNew: another program's format.
    """
    record = parse(data, path).object("statement")
    return Statement(
        at=record.moment("at"),
        by=record.text("by"),
        action=record.text("action"),
        subject=record.text("subject"),
        why=record.text("why", ""),
    )


def parse(data: bytes, path: Path) -> JsonObject:
    """The object in a numbered file; raises like `read_statement`."""
    record = JsonObject.parse(data, path)
    if record.integer("format") != FORMAT:
        raise FormatTooNew(
            f"{path} has format {record.integer('format')}; this program knows format {FORMAT}", path=path
        )
    return record
