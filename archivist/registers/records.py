"""What a register is made of.

Owns: its records. Must not: look anything up, or touch a disk.
"""

from __future__ import annotations

import datetime as dt

from archivist.lazyclass import dataclass
from archivist.model import ArrivalNumber, DocumentId
from archivist.quickenum import StrEnum


class LineState(StrEnum):
    """What became of the document of a line; closed set."""

    ENTERED = "entered"
    """It is held."""
    HELD = "held"
    """It is held back until somebody looked for a State-secret mark: nothing it says is shown."""
    WITHDRAWN = "withdrawn"
    """It was withdrawn: the line is struck."""
    DISPOSED = "disposed"
    """It was disposed of after a decision: the line keeps what its tombstone says it was."""
    WITHHELD = "withheld"
    """It bears a State-secret mark and is kept elsewhere."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """What lines of both registers have in common.

    Attributes:
        state: what became of the document.
        document: its id; of a withheld one the id its bytes would have had.
        number: the document's own number and symbol; empty when unknown or not shown.
        issued: its date, ISO, possibly partial; likewise.
        kind: title of its kind.
        subject: its subject.
        forwarded_on: ISO date on which it was forwarded or sent.
        signed_for: who signed for it.
        remark: what a person remarked.
        why: why it was withdrawn, when, by whom; empty otherwise.
        revision: how often a person wrote in the line.
    """

    state: LineState
    document: DocumentId
    number: str = ""
    issued: str = ""
    kind: str = ""
    subject: str = ""
    forwarded_on: str = ""
    signed_for: str = ""
    remark: str = ""
    why: str = ""
    revision: int = 0

    @property
    def kind_and_subject(self) -> str:
        """Tên loại và trích yếu nội dung, in one column."""
        return " ".join(part for part in (self.kind, self.subject) if part)


@dataclass(frozen=True, slots=True, kw_only=True)
class IncomingLine(Line):
    """A line of the register of incoming documents.

    Attributes:
        arrival: number and date of arrival as they were given.
        arrived_on: date of arrival; a person may have corrected it.
        author: who issued it.
        receipt: id of its receipt; empty when there is none.
        forwarded_to: unit or person it was forwarded to, as a person wrote it.
    """

    arrival: ArrivalNumber
    arrived_on: dt.date
    author: str = ""
    receipt: str = ""
    forwarded_to: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class OutgoingLine(Line):
    """A line of the register of outgoing documents.

    Attributes:
        signatory: who signed the document.
        recipients: where it was sent, as a person wrote it.
        kept_by: unit or person that keeps the file copy.
        copies: how many copies were sent.
        also: ids of its other renditions (the scan of a signed file, its draft).
    """

    signatory: str = ""
    recipients: str = ""
    kept_by: str = ""
    copies: str = ""
    also: tuple[DocumentId, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Register:
    """A register, or the part of one that was asked for.

    Attributes:
        archive: name of the archive.
        book: book of the register of incoming documents; empty for that of outgoing ones.
        since: first day of the period.
        until: its last day.
        incoming: lines by number; empty for the outgoing register.
        outgoing: lines by date and number; empty for an incoming one.
        is_incoming: which of the two it is.
    """

    archive: str
    book: str
    since: dt.date
    until: dt.date
    incoming: tuple[IncomingLine, ...] = ()
    outgoing: tuple[OutgoingLine, ...] = ()
    is_incoming: bool

    @property
    def lines(self) -> tuple[IncomingLine, ...] | tuple[OutgoingLine, ...]:
        """The lines of whichever it is."""
        return self.incoming if self.is_incoming else self.outgoing
