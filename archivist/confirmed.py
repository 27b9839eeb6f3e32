"""What a person said of a document, and how that survives a later reading.

Owns: which fields are a person's word (set, cleared, or found right by "accept"), and which
reasons for review that word settles.
Must not: read a document, store anything, or weigh a person's word against a reading's.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from archivist.model import Document, FieldName, Reading, Reason, Secrecy, TextState

ACCEPTED = "accepted"
"""In `Change.fields`: a person looked at the document and found all of it right."""
REREAD = "reread"
"""First in `Change.fields` of a revision that reading again made."""

_BY_PROGRAM = frozenset({"text", REREAD, "signatures"})
"""First in the fields of a change that no person made."""

SETTLES: Mapping[FieldName, tuple[Reason, ...]] = {
    FieldName.NUMBER: (Reason.NUMBER_MISSING, Reason.NUMBER_UNCERTAIN),
    FieldName.KIND: (Reason.KIND_MISSING, Reason.KIND_UNCERTAIN),
    FieldName.ISSUER: (Reason.ISSUER_MISSING, Reason.ISSUER_UNCERTAIN),
    FieldName.ISSUED: (Reason.ISSUED_MISSING, Reason.ISSUED_UNCERTAIN, Reason.DATE_IMPLAUSIBLE),
    FieldName.SUBJECT: (Reason.SUBJECT_MISSING, Reason.SUBJECT_UNCERTAIN),
    FieldName.SIGNATORY: (Reason.SIGNATORY_UNCERTAIN,),
    FieldName.DRAFT: (Reason.DRAFT,),
}
"""Reasons a person's word on a field settles."""

# A person can look at a document and say "it is right"; nobody can make text appear by saying so,
# and a mark is settled by release or withdrawal alone.
STAYS_OPEN = (
    Reason.TEXT_PENDING,
    Reason.TEXT_UNTRUSTED,
    Reason.STAMPS_PENDING,
    Reason.SECRECY_NOT_CHECKED,
    Reason.SECRET_MARKING,
)
"""Reasons that accepting a document leaves open."""

_UNREAD = (TextState.PENDING, TextState.NONE, TextState.UNTRUSTED)


def left_open(document: Document) -> tuple[Reason, ...]:
    """The reasons that stay when a person accepts the document as it is.

    A mark found in a document that a person had released before is settled by accepting it.
    """
    released = document.secrecy is Secrecy.RELEASED
    return tuple(
        reason
        for reason in document.reasons
        if reason in STAYS_OPEN and not (released and reason is Reason.SECRET_MARKING)
    )


def is_accepted(document: Document) -> bool:
    """True when a person looked at the document and found it right."""
    return any(ACCEPTED in change.fields for change in document.changes)


def cleared(document: Document) -> frozenset[str]:
    """Fields of which a person said that they are not in the document."""
    named = {
        name
        for change in document.changes
        if change.fields and change.fields[0] not in _BY_PROGRAM
        for name in change.fields
        if name in tuple(FieldName)
    }
    return frozenset(named - set(document.readings))


def is_confirmed(document: Document, name: str) -> bool:
    """True when what the record says of a field, or that it says nothing, is a person's word."""
    held = document.readings.get(name)
    if name == FieldName.SECRECY:
        return False
    if held is not None:
        return held.by_person or is_accepted(document)
    if name in cleared(document):
        return True
    # "All is right" said of a document whose text nobody had read yet says nothing of what
    # was not seen then.
    return is_accepted(document) and name in SETTLES and document.text_state not in _UNREAD


def keep_readings(document: Document, read: Mapping[str, Reading]) -> dict[str, Reading]:
    """What was read now, with a person's word in place of a reading where there is one."""
    names = {*document.readings, *read}
    kept: dict[str, Reading] = {}
    for name in names:
        source = document.readings if is_confirmed(document, name) else read
        if name in source:
            kept[name] = source[name]
    # In the order they are read in, so that equal records stay equal files.
    order = [*read, *document.readings]
    return {name: kept[name] for name in dict.fromkeys(order) if name in kept}


def open_reasons(document: Document, reasons: Iterable[Reason]) -> tuple[Reason, ...]:
    """The reasons for review that no person has settled."""
    if is_accepted(document):
        return tuple(reason for reason in reasons if reason in STAYS_OPEN or reason in document.reasons)
    settled = {
        reason for name, settles in SETTLES.items() if is_confirmed(document, name) for reason in settles
    }
    return tuple(reason for reason in reasons if reason not in settled)
