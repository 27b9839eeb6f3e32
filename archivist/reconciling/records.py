"""What a reconciliation worksheet is made of.

Owns: its records. Must not: compute anything, or touch a disk.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from archivist.lazyclass import dataclass
from archivist.model import DocumentId, Validity
from archivist.quickenum import StrEnum
from archivist.store import Action, Settled


class Ground(StrEnum):
    """Why an action is proposed; closed set."""

    ALIKE = "alike"
    """Both rule the same matter in much the same words."""
    DIFFERENT = "different"
    """Both rule the same matter in different words."""
    PERIOD_ENDED = "period-ended"
    """The period or term it was made for is over."""
    ONE_PERIOD_ENDED = "one-period-ended"
    """The period of one of the two is over."""
    BASIS_LOST = "basis-lost"
    """An act it rests on is no longer in force."""
    ONE_SIDED = "one-sided"
    """The other body has nothing on the matter."""
    NAMES_PLACE = "names-place"
    """The other body has nothing on the matter, and the subject names the former area."""
    AMENDING = "amending"
    """It amends another act and shares its fate."""
    SINGLE_CASE = "single-case"
    """It settles a single case (a person, an award) and has done its work."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """A directive in a worksheet.

    Attributes:
        id: the document.
        number: its number; empty when unknown.
        kind: code of its kind; empty when unknown.
        issued: ISO date, possibly partial; empty when unknown.
        subject: its subject.
        validity: whether it is in force on the day of the worksheet.
    """

    id: DocumentId
    number: str
    kind: str
    issued: str
    subject: str
    validity: Validity


@dataclass(frozen=True, slots=True, kw_only=True)
class SharedWord:
    """A word or number both directives have, and what it added to their likeness.

    Attributes:
        text: as it is read; a number for a higher act both carry out.
        share: part of the likeness it brought, 0 to 1; all of a pair add up to its score before the fields of
            activity count.
        subject: it stands in both subjects.
    """

    text: str
    share: float
    subject: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One line of a worksheet: a pair, or a directive without a partner.

    Attributes:
        key: names the row: the ids of its documents, joined by ``+``.
        a: directive of the first body, None when only the second has one.
        b: directive of the second body.
        score: likeness, 0 to 1; 0 for a single directive and for a pair a person made.
        shared: words that decided, the weightiest first.
        doubtful: the likeness is low, or another partner is nearly as like: look closely.
        nearest: ids of the other body's directives that are next most like, without being the partner.
        proposal: what is proposed.
        ground: why.
        detail: what the ground is about: a period, the number of an act that ended, a place.
        decision: what a person decided of it, None when nobody has.
    """

    key: str
    a: Side | None
    b: Side | None
    score: float = 0.0
    shared: tuple[SharedWord, ...] = ()
    doubtful: bool = False
    nearest: tuple[DocumentId, ...] = ()
    proposal: Action
    ground: Ground
    detail: str = ""
    decision: Settled | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Worksheet:
    """The directives of two bodies, paired.

    Attributes:
        a: id of the first body.
        a_name: its name.
        b: id of the second body.
        b_name: its name.
        as_of: day on which the directives are in force.
        rows: pairs, the most alike first; then single directives of the first and second body.
        left_out: validity → number of documents that are not in the worksheet for that reason.
        without_rules: number of documents of kinds that set no rules (reports, letters).
        successor_name: name of the body that took over from both, empty when none is on record.
        renditions: number of further files of works that stand in it once.
    """

    a: str
    a_name: str
    b: str
    b_name: str
    as_of: dt.date
    rows: tuple[Row, ...]
    left_out: Mapping[Validity, int]
    without_rules: int
    successor_name: str = ""
    renditions: int = 0

    @property
    def pairs(self) -> tuple[Row, ...]:
        """Rows with a directive of each body."""
        return tuple(row for row in self.rows if row.a is not None and row.b is not None)

    @property
    def unpaired(self) -> tuple[Row, ...]:
        """Rows with one directive."""
        return tuple(row for row in self.rows if row.a is None or row.b is None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """What became of a filled-in line.

    Attributes:
        line: its number in the file, from 1.
        key: names the row of the worksheet.
        written: the decision as it was written.
        settled: what holds now; None when it could not be recorded.
        new: it was not recorded before.
        before: what held before a new decision, where that was another one.
        problem: why it could not be recorded.
    """

    line: int
    key: str
    written: str
    settled: Settled | None = None
    new: bool = False
    before: Settled | None = None
    problem: str = ""
