"""What a disposal list and its carrying out are, to those who look at them.

Owns: those records. Must not: look anything up, or touch a disk.
"""

from __future__ import annotations

from archivist.lazyclass import dataclass
from archivist.quickenum import StrEnum
from archivist.retention import Block
from archivist.store.disposals import Listed
from archivist.store.statements import Statement


class LineState(StrEnum):
    """What has become of a document on a list; closed set."""

    OPEN = "open"
    """Nobody has decided yet."""
    APPROVED = "approved"
    REJECTED = "rejected"
    DISPOSED = "disposed"
    WITHDRAWN = "withdrawn"
    """It was withdrawn for another reason."""


class Refusal(StrEnum):
    """What forbids a disposal besides a `Block`; closed set."""

    NOT_APPROVED = "not-approved"
    EXAMPLE = "example"
    """The period comes from the shipped example of a schedule."""
    FILE_KEPT = "file-kept"
    """A file it lies in must still be kept: a file takes the longest period of its papers."""
    CHANGED = "changed"
    """Its bytes or its record are not what they were, or another period is proposed."""
    GONE = "gone"
    """It is no longer held."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DisposalLine:
    """A document on a list.

    Attributes:
        listed: the line as it was made.
        label: number or subject, as far as they may be shown.
        state: what has become of it.
        decision: the last decision on it; None while there is none.
    """

    listed: Listed
    label: str
    state: LineState
    decision: Statement | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DisposalEntry:
    """A disposal list with what was decided.

    Attributes:
        number: its number.
        made: who made it, when, why.
        lines: its documents.
    """

    number: int
    made: Statement
    lines: tuple[DisposalLine, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DisposalOutcome:
    """What came, or would come, of carrying out a decision.

    Attributes:
        document: id.
        label: number or subject, as far as they may be shown.
        refused: what forbids it (`Block`, `Refusal`); empty: it is, or would be, disposed of.
    """

    document: str
    label: str
    refused: tuple[Block | Refusal, ...] = ()
