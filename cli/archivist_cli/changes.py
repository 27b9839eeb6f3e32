"""What a correction or a later reading changed, in words.

Owns: the names of what can change in a record besides its fields, and how the values read.
Must not: write, or know a command.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from archivist.model import Access, FieldName, Reason, Secrecy, TextState
from archivist_cli import labels
from archivist_cli.i18n import mark, translate

NAMES: Mapping[str, str] = {
    "text": mark("text"),
    "citations": mark("documents it mentions"),
    "clauses": mark("what it says of its own time"),
    "parts": mark("parts of the file"),
    "reasons": mark("reasons for review"),
    "access": mark("access"),
    "secrecy": mark("secrecy mark"),
    "text_state": mark("state of the text"),
    "signatures": mark("digital signatures"),
    "accepted": mark("found right by a person"),
    "reread": mark("read again"),
}


def by_program(fields: Sequence[str]) -> bool:
    """True for a change the program made: it says so first, and gives its own words for why."""
    return bool(fields) and fields[0] in ("text", "reread", "signatures")


def name_of(code: str) -> str:
    """What changed, by its code in `Change.fields` or a difference."""
    if code in tuple(FieldName):
        return translate(labels.FIELDS[FieldName(code)])
    return translate(NAMES.get(code, code))


def value_of(code: str, value: str) -> str:
    """A value before or after the change."""
    if code == "reasons":
        return "; ".join(labels.reason_text(Reason(one)) for one in value.split())
    if code == "access":
        return translate(labels.ACCESS[Access(value)])
    if code == "secrecy":
        return translate(labels.SECRECY[Secrecy(value)])
    if code == "text_state":
        return translate(labels.TEXT_STATES[TextState(value)])
    return labels.field_value(code, value)
