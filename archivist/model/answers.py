"""What is answered: relations, hits, counts, findings of a check, progress.

Owns: the detached answers callers get; nothing in them is open or lazy.
Must not: know an engine.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import field
from pathlib import Path

from archivist.lazyclass import dataclass
from archivist.model.documents import _EMPTY, Document, DocumentId, RelationDecision
from archivist.model.readings import Evidence
from archivist.model.sets import Competence, Direction, RelationKind, RelationState, Severity
from archivist.model.standing import Status


@dataclass(frozen=True, kw_only=True)
class Relation:
    """A relation as seen from one document.

    Attributes:
        kind: kind, as stated by the citing document.
        direction: ``OUT`` when the document asked about is the one that cites.
        cited_as: the words of the citation.
        number: normal form of the cited number, may be empty.
        source: id of the citing document.
        target: id of the cited document when exactly one held document fits, else None.
        candidates: ids of held documents when several fit (never guessed between).
        evidence: where it is stated.
        confidence: 0.0 to 1.0.
        id: names the relation in decisions, the same whichever document is asked about; empty
            for what is derived (the same directive held twice).
        scope: parts concerned ("khoản 2 Điều 5"), empty for the whole document.
        state: how far it may be relied on.
        decision: the decision that counts, None when nobody decided.
        competence: whether the citing body may change the cited act.
        effective: ISO date from which it has effect, when the text or a person says so.
        until: ISO date of its last day, when the text gives one (suspensions).
    """

    kind: RelationKind
    direction: Direction
    cited_as: str
    number: str
    source: DocumentId
    target: DocumentId | None
    candidates: tuple[DocumentId, ...] = ()
    evidence: Evidence
    confidence: float
    id: str = ""
    scope: str = ""
    state: RelationState = RelationState.PROPOSED
    decision: RelationDecision | None = None
    competence: Competence = Competence.UNKNOWN
    effective: str = ""
    until: str = ""

    @property
    def placeholder(self) -> bool:
        """True when the cited document is named but not held; it binds when it arrives."""
        return self.target is None and not self.candidates

    @property
    def seen_as(self) -> str:
        """Code of the relation from where it is seen: ``"replaced-by"`` for an incoming ``replaces``."""
        return self.kind.value if self.direction is Direction.OUT else self.kind.inverse


@dataclass(frozen=True, kw_only=True)
class FormatCount:
    """What an archive holds of one type of file; every document is counted once as ``text``, ``pending`` or ``without``.

    Attributes:
        media_type: canonical media type of the original.
        documents: how many.
        text: their text is complete, or was cut at the limit and says so.
        pending: pages are images whose text waits for recognition.
        without: no text, or one that cannot be trusted.
        held: in no result until a person has released it.
        review: a person should look at it.
        bytes: size of the originals.
    """

    media_type: str
    documents: int
    text: int
    pending: int
    without: int
    held: int
    review: int
    bytes: int


@dataclass(frozen=True, kw_only=True)
class Snippet:
    """A passage of the stored text with the places that matched.

    Attributes:
        text: the passage, one line, NFC.
        spans: (start, end) offsets in `text` of the matches, sorted, not overlapping.
        page: 1-based page the passage stands on, when known.
    """

    text: str
    spans: tuple[tuple[int, int], ...] = ()
    page: int | None = None


@dataclass(frozen=True, kw_only=True)
class Matched:
    """A part of the query that a document matched, and where.

    Attributes:
        text: the part as typed.
        where: fields it was found in (``subject``, ``issuer``, ``number``, ``cites``, ``date`` …),
            ``text`` when only in the text, ``form`` when only another form of
            the word is there, and ``exact`` when with the very diacritics typed.
    """

    text: str
    where: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Hit:
    """One result of a search.

    Attributes:
        document: the document that stands for the work.
        score: comparable only within one answer.
        snippet: where it matched.
        renditions: other renditions of the same work, whether they matched or not; empty when
            each was asked for (`Archive.search` with ``all_renditions``).
        confirmed: people said that all of them are one work.
        status: validity on the day asked about, when it was asked for.
        matched: why it was found, when it was asked for.
    """

    document: Document
    score: float
    snippet: Snippet
    status: Status | None = None
    matched: tuple[Matched, ...] = ()
    renditions: tuple[Document, ...] = ()
    confirmed: bool = False


@dataclass(frozen=True, kw_only=True)
class Facet:
    """One row of a count: value, label for people, and number of hits."""

    value: str
    label: str
    count: int


@dataclass(frozen=True, kw_only=True)
class Results:
    """Answer to a search: complete in itself, no open engine behind it."""

    hits: tuple[Hit, ...]
    total: int
    facets: Mapping[str, tuple[Facet, ...]] = field(default_factory=lambda: _EMPTY)
    took_ms: float = 0.0
    explanation: str = ""
    suggestion: str = ""
    """The query as it may have been meant, where a word of it is unknown; it finds something."""

    def __iter__(self) -> Iterator[Hit]:
        return iter(self.hits)

    def __len__(self) -> int:
        return len(self.hits)

    def __getitem__(self, position: int) -> Hit:
        return self.hits[position]


@dataclass(frozen=True, kw_only=True)
class Problem:
    """One finding of `check`. `invariant` is M1…M7 or S1…S8 of docs/format.md."""

    invariant: str
    severity: Severity
    message: str
    document_id: DocumentId | None = None
    path: Path | None = None
    hint: str = ""


@dataclass(frozen=True, kw_only=True)
class CheckReport:
    """What `check` looked at and what it found."""

    documents: int
    files_hashed: int
    problems: tuple[Problem, ...]

    @property
    def ok(self) -> bool:
        """True when nothing was found and everything could be checked."""
        return not self.problems


@dataclass(frozen=True, kw_only=True)
class Progress:
    """One step of long work, handed to the caller's ``progress`` function."""

    stage: str
    done: int
    total: int | None
    item: str = ""
