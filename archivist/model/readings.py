"""What was read of a document: values with their evidence, confidence and runners-up.

Owns: `Reading` and what it is made of, kinds, issuers, citations, and `Fields`.
Must not: touch a disk or know a file format.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field

from archivist.lazyclass import dataclass
from archivist.model.sets import ClauseKind, Level, PartRole, RelationKind


@dataclass(frozen=True, kw_only=True)
class Box:
    """A place on a page, in points (1/72 inch) from its top left corner."""

    x0: float
    top: float
    x1: float
    bottom: float


@dataclass(frozen=True, kw_only=True)
class Evidence:
    """Where a value was seen.

    Attributes:
        source: ``"page"``, ``"widget"``, ``"metadata"``, ``"file-name"``, ``"folder"``,
            ``"folder-default"``, ``"signature"``, ``"rule"`` (derived from other fields) or
            ``"person:<name>"``.
        page: 1-based page, when the source is a page or widget.
        line: 1-based line on that page, counted over the extracted lines.
        box: the place on the page, where the format has geometry.
        quote: the words seen, NFC, at most 300 characters.
        rule: short name of the rule that made the value of them.
    """

    source: str
    page: int | None = None
    line: int | None = None
    box: Box | None = None
    quote: str = ""
    rule: str = ""


@dataclass(frozen=True, kw_only=True)
class Candidate:
    """A value that was considered and not taken."""

    value: str
    confidence: float
    evidence: Evidence


@dataclass(frozen=True, kw_only=True)
class Reading:
    """One field as read: the value, how sure we are, and where it was seen.

    Attributes:
        value: the value in its stored form (see `Fields`), never None; a field that was not
            found has no reading.
        confidence: 0.0 to 1.0. Below the archive's review threshold the document is listed
            for review. 1.0 is kept for values a person set.
        evidence: where it was seen; the first entry decided.
        runners_up: other candidates, best first.
    """

    value: str
    confidence: float
    evidence: tuple[Evidence, ...]
    runners_up: tuple[Candidate, ...] = ()

    @property
    def by_person(self) -> bool:
        """True when a person set the value: no later reading may overwrite it."""
        return bool(self.evidence) and self.evidence[0].source.startswith("person:")


@dataclass(frozen=True, kw_only=True)
class Kind:
    """A kind of directive document.

    Attributes:
        code: our stable key, ASCII: ``"nghi-quyet"``.
        title: the Vietnamese title in sentence case: ``"Nghị quyết"``.
        abbreviation: the usual symbol (``"NQ"``), empty when it has none.
    """

    code: str
    title: str
    abbreviation: str = ""

    def __str__(self) -> str:
        return self.title


@dataclass(frozen=True, kw_only=True)
class Issuer:
    """An issuing body.

    Attributes:
        as_printed: the letterhead as printed, lines joined with ``"; "`` (parent first),
            joint issuers with ``" - "``.
        authority_id: id of the body in the authority file, None when it was not resolved.
        name: the body's name in sentence case (from the authority file, else the letterhead).
        level: level of the body, when known.
    """

    as_printed: str
    authority_id: str | None = None
    name: str = ""
    level: Level | None = None

    def __str__(self) -> str:
        return self.name or self.as_printed


@dataclass(frozen=True, kw_only=True)
class Citation:
    """Another directive mentioned in the text, as found by the reader.

    Attributes:
        kind: how it is mentioned; ``CITES`` when nothing more is known.
        cited_as: the words that name it ("Nghị quyết số 39-NQ/TW ngày 18/7/2023 của Bộ Chính trị").
        number: normal form of its number, empty when it is cited by name only.
        target_kind: code of its kind, empty when unknown.
        issuer: its issuer as named in the citation, empty when not named.
        issued: ISO date (possibly partial) named in the citation, empty when not named.
        scope: parts concerned ("khoản 2 Điều 5"), empty for the whole document.
        evidence: where it stands; `quote` is the sentence.
        confidence: 0.0 to 1.0.
    """

    kind: RelationKind
    cited_as: str
    number: str = ""
    target_kind: str = ""
    issuer: str = ""
    issued: str = ""
    scope: str = ""
    evidence: Evidence = field(default_factory=lambda: Evidence(source="page"))
    confidence: float = 0.5


@dataclass(frozen=True, kw_only=True)
class Clause:
    """What a directive says of its own time: from when and until when it has effect, when to review it.

    Attributes:
        kind: see `ClauseKind`, which also gives the form of `value`.
        value: ISO date, possibly partial, or an ISO 8601 duration counted from the date of issue.
        evidence: where it is said.
        confidence: 0.0 to 1.0.
    """

    kind: ClauseKind
    value: str
    evidence: Evidence = field(default_factory=lambda: Evidence(source="page"))
    confidence: float = 0.5


@dataclass(frozen=True, kw_only=True)
class Part:
    """A document or text in a file besides the file's first document.

    Attributes:
        role: see `PartRole`.
        number: its number in normal form; empty for an attached text.
        kind: code of its kind, empty when unknown.
        issuer: letterhead as printed, empty for an attached text or when unknown.
        issued: ISO date, possibly partial; empty likewise.
        subject: its subject as printed.
        evidence: where it begins.
        confidence: 0.0 to 1.0.
    """

    role: PartRole
    number: str = ""
    kind: str = ""
    issuer: str = ""
    issued: str = ""
    subject: str = ""
    evidence: Evidence = field(default_factory=lambda: Evidence(source="page"))
    confidence: float = 0.5


@dataclass(frozen=True, kw_only=True)
class Fields:
    """What the reader made of one document.

    Stored forms of the values in `readings`:
        system: `System` value. number: normal form (``"39-NQ/TW"``, ``"30/2020/NĐ-CP"``).
        kind: kind code. issuer: letterhead as printed. level: `Level` value.
        issued: ISO date, possibly partial (``"2026-05"`` when the day is blank).
        place, subject, signatory, position: text. language: ISO 639-1 code or ``"und"``.
        urgency: `Urgency` value. secrecy: `Secrecy` value. draft: ``"true"``.

    Attributes:
        readings: field name → reading; fields not found are absent.
        issuer_id: authority id of the issuer, when resolved.
        issuer_name: name of that body, sentence case.
        citations: other directives mentioned, in order of appearance.
        clauses: what it says of its own time, in order of appearance.
        parts: further documents in the file and texts issued with it, in order of their place.
        reader: name and version of the reader, for later re-reading.
    """

    readings: Mapping[str, Reading]
    issuer_id: str | None = None
    issuer_name: str = ""
    citations: tuple[Citation, ...] = ()
    clauses: tuple[Clause, ...] = ()
    parts: tuple[Part, ...] = ()
    reader: str = ""

    def value(self, name: str) -> str | None:
        """The value of a field, or None when it was not found."""
        reading = self.readings.get(name)
        return reading.value if reading else None
