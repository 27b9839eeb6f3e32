"""How a directive stands in time: the answer to "was it in force on that day", with its grounds.

Owns: `Status` and what it is made of.
Must not: touch a disk, or derive anything.
"""

from __future__ import annotations

import datetime as dt

from archivist.lazyclass import dataclass
from archivist.model.documents import DocumentId
from archivist.model.readings import Evidence
from archivist.model.sets import Validity
from archivist.quickenum import StrEnum


class StatusCode(StrEnum):
    """Why a directive has a status, or what a person should look at; closed set."""

    # what decides
    DRAFT = "draft"
    FILED_LATER = "filed-later"
    """Nothing of it was known on the day whose knowledge was asked for."""
    NO_RULES = "no-rules"
    """Its kind sets no rules (a report, a letter): it has no validity."""
    DATE_UNKNOWN = "date-unknown"
    EFFECTIVE_CLAUSE = "effective-clause"
    """It says itself from when it has effect."""
    EFFECTIVE_ON_ISSUE = "effective-on-issue"
    """It says nothing, and directives of its kind have effect from the day they are signed."""
    EFFECTIVE_UNSTATED = "effective-unstated"
    """It says nothing although a normative act of the State must say it."""
    END_CLAUSE = "end-clause"
    """It says itself until when it has effect."""
    REPLACED = "replaced"
    REPEALED = "repealed"
    AMENDED = "amended"
    PARTLY_REPEALED = "partly-repealed"
    SUSPENDED = "suspended"
    """As a whole or, with parts named, in these parts."""
    # what a person should look at; none of these changes the status
    PROPOSED = "proposed"
    """A relation nobody has decided would change the status."""
    LOWER_ISSUER = "lower-issuer"
    """The body that changes it stands below the one that issued it: it cannot."""
    PERIOD_ENDED = "period-ended"
    """The period or term it was made for is over."""
    SOURCE_ENDED = "source-ended"
    """The act that changed it is itself no longer in force; an earlier act does not revive by itself."""
    CONTRADICTION = "contradiction"
    """A change that cannot be: two acts that end each other, or an effect before the act was issued."""
    GENERAL_REPEAL = "general-repeal"
    """It repeals whatever contradicts it without naming an act: a person has to find which."""
    BASIS_LOST = "basis-lost"
    """A legal basis, or the act it guides or implements, is no longer in force."""


@dataclass(frozen=True, kw_only=True)
class StatusReason:
    """One ground of a status, or one thing a person should look at.

    Attributes:
        code: what it is.
        since: day from which it counts, when known.
        until: last day it counts, when it ends.
        document: the other document, when there is one.
        relation: id of the relation it rests on.
        cited_as: how the other document is named.
        scope: parts concerned, empty for the whole.
        evidence: where it is said.
        by: who confirmed the relation; empty when nobody did.
        at: when it was confirmed.
        looked_at_by: of a task, who looked at it and decided that the directive stays; empty when nobody did.
        looked_at: when.
        looked_at_why: why.
    """

    code: StatusCode
    since: dt.date | None = None
    until: dt.date | None = None
    document: DocumentId | None = None
    relation: str = ""
    cited_as: str = ""
    scope: str = ""
    evidence: Evidence | None = None
    by: str = ""
    at: dt.datetime | None = None
    looked_at_by: str = ""
    looked_at: dt.datetime | None = None
    looked_at_why: str = ""


@dataclass(frozen=True, kw_only=True)
class Status:
    """Whether a directive was in force on a day, as far as it is known.

    Attributes:
        document: the directive.
        as_of: the day asked about.
        known_on: only what was known on this day was used; None for all that is known now.
        validity: the answer.
        since: first day of that state, when known.
        by_rule: the answer rests on a relation no person confirmed ("proposed by rule").
        reasons: what decides it, the weightiest first.
        review: what a person should look at; none of it changes `validity`.
    """

    document: DocumentId
    as_of: dt.date
    known_on: dt.date | None = None
    validity: Validity
    since: dt.date | None = None
    by_rule: bool = False
    reasons: tuple[StatusReason, ...] = ()
    review: tuple[StatusReason, ...] = ()
