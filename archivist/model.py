"""The records archivist passes around: frozen data, no behaviour beyond reading oneself.

Owns: documents, readings with their evidence, receipts, relations, results, and the closed
sets (enums) they use.
Must not: touch a disk, know a file format or an engine, or import anything but `errors`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from types import MappingProxyType
from typing import Any, NewType

DocumentId = NewType("DocumentId", str)
"""First 26 characters of the lower-case base32 of the SHA-256 of the first file (128 bits)."""

_EMPTY: Mapping[str, Any] = MappingProxyType({})


# --------------------------------------------------------------------------- closed sets


class System(StrEnum):
    """Which body of layout rules a document follows."""

    PARTY = "party"
    STATE = "state"
    FRONT = "front"
    FOREIGN = "foreign"


class Level(StrEnum):
    """Level of an issuing body."""

    CENTRAL = "central"
    PROVINCIAL = "provincial"
    DISTRICT = "district"
    COMMUNE = "commune"


class Urgency(StrEnum):
    """Urgency marks (Decree 30/2020/NĐ-CP, Appendix I)."""

    URGENT = "khẩn"
    VERY_URGENT = "thượng khẩn"
    EXPRESS = "hỏa tốc"


class Secrecy(StrEnum):
    """What is known of a State-secret mark on the document."""

    NONE = "none"
    """The head zone was read and holds no mark."""
    NOT_CHECKED = "not-checked"
    """The head zone could not be read: this is no clearance."""
    MARKED = "marked"
    """A mark was found; such a document is refused, never filed."""
    RELEASED = "released"
    """A person looked at it and released it."""


class Access(StrEnum):
    """Who may see a filed document in results."""

    OPEN = "open"
    HELD = "held"
    """In no result, snippet, export or browse tree until checked or released."""


class TextState(StrEnum):
    """How trustworthy the text of a document is."""

    COMPLETE = "complete"
    PENDING = "pending"
    """At least one page is an image whose text has not been read yet."""
    TRUNCATED = "truncated"
    NONE = "none"
    UNTRUSTED = "untrusted"
    """There is a text layer but it is garbled."""


class Integrity(StrEnum):
    """Whether the bytes a signature covers are those that were signed."""

    INTACT = "intact"
    BROKEN = "broken"
    NOT_CHECKED = "not-checked"


class Trust(StrEnum):
    """Whether the signer's certificate leads to a root in the archive's ``trust`` folder."""

    TRUSTED = "trusted"
    UNTRUSTED = "untrusted"
    NOT_CHECKED = "not-checked"
    """Also when the folder holds no certificate: then there is nothing to compare with."""


class ChangedAfter(StrEnum):
    """What was added to the file after a signature."""

    NONE = "none"
    ALLOWED = "allowed"
    """Further signatures, filled form fields, validation data: what a signature leaves open."""
    OTHER = "other"
    """Anything else; office programs that sign several times cause it too (docs/signatures.md)."""
    NOT_CHECKED = "not-checked"


class TimeSource(StrEnum):
    """Who says when a signature was made."""

    TIMESTAMP = "timestamp"
    """A time-stamp authority."""
    FILE = "file"
    """The signing program, in the signature dictionary (``/M``)."""
    CMS = "cms"
    """The signing program, in the signed attributes: some write local time and call it UTC."""
    UNKNOWN = "unknown"


class SignatureRemark(StrEnum):
    """What a person should know of the check of a signature."""

    REVOCATION_UNKNOWN = "revocation-unknown"
    """Nothing is fetched from the network: whether the certificate was revoked is not known."""
    REVOKED = "revoked"
    CERTIFICATE_EXPIRED = "certificate-expired"
    """It had run out, and no time stamp proves that the signature is older."""
    WEAK_ALGORITHM = "weak-algorithm"
    """Made with an algorithm that no longer proves anything (SHA-1)."""
    NO_ROOTS = "no-roots"
    """The ``trust`` folder of the archive holds no certificate."""
    STRUCTURE_LENIENT = "structure-lenient"
    """The file departs from the standard and was read leniently."""
    NOT_UNDERSTOOD = "not-understood"
    """The signature could not be made sense of."""


class Signed(StrEnum):
    """What the digital signatures of a document come to (`Document.signed`)."""

    VALID = "valid"
    INVALID = "invalid"
    UNTRUSTED = "untrusted"
    NOT_CHECKED = "not-checked"
    NONE = "none"


class Reason(StrEnum):
    """Why a file was not filed, or was filed for review. Closed set; docs/errors.md explains each."""

    # not filed
    UNREADABLE = "unreadable"
    ENCRYPTED = "encrypted"
    UNSUPPORTED_TYPE = "unsupported-type"
    EXECUTABLE = "executable"
    ARCHIVE_FILE = "archive-file"
    EMPTY = "empty"
    TOO_LARGE = "too-large"
    TIME_LIMIT = "time-limit"
    MEMORY_LIMIT = "memory-limit"
    DECOMPRESSION_LIMIT = "decompression-limit"
    EXTRACTOR_CRASHED = "extractor-crashed"
    SECRET_MARKING = "secret-marking"
    CHANGED_WHILE_READING = "changed-while-reading"
    NAME_UNUSABLE = "name-unusable"
    NOT_A_FILE = "not-a-file"
    NO_PERMISSION = "no-permission"
    RECORD_DAMAGED = "record-damaged"
    # filed, but a person should look
    NUMBER_MISSING = "number-missing"
    NUMBER_UNCERTAIN = "number-uncertain"
    KIND_MISSING = "kind-missing"
    KIND_UNCERTAIN = "kind-uncertain"
    ISSUER_MISSING = "issuer-missing"
    ISSUER_UNCERTAIN = "issuer-uncertain"
    ISSUED_MISSING = "issued-missing"
    ISSUED_UNCERTAIN = "issued-uncertain"
    SUBJECT_MISSING = "subject-missing"
    SUBJECT_UNCERTAIN = "subject-uncertain"
    SIGNATORY_UNCERTAIN = "signatory-uncertain"
    DRAFT = "draft"
    TEXT_PENDING = "text-pending"
    TEXT_UNTRUSTED = "text-untrusted"
    TEXT_TRUNCATED = "text-truncated"
    SECRECY_NOT_CHECKED = "secrecy-not-checked"
    SAME_DIRECTIVE = "same-directive"
    DATE_IMPLAUSIBLE = "date-implausible"
    ATTACHMENT_UNREAD = "attachment-unread"
    MULTIPLE_DOCUMENTS = "multiple-documents"
    ATTACHED_DIRECTIVE = "attached-directive"


class Outcome(StrEnum):
    """What became of one file that was handed to the archive."""

    FILED = "filed"
    REVIEW = "review"
    """Filed, and listed for a person with reasons."""
    DUPLICATE = "duplicate"
    """The same bytes are already filed; a second receipt was written."""
    QUARANTINED = "quarantined"
    REFUSED = "refused"
    """Bears a State-secret mark: nothing was kept."""
    FAILED = "failed"
    """Could not be read now (vanished, no permission, changed while reading); try again."""


class RelationKind(StrEnum):
    """Typed, directed relations between directives (domain: relations between documents)."""

    REPLACES = "replaces"
    REPEALS = "repeals"
    AMENDS = "amends"
    SUSPENDS = "suspends"
    CORRECTS = "corrects"
    BASED_ON = "based-on"
    IMPLEMENTS = "implements"
    GUIDES = "guides"
    REPORTS_ON = "reports-on"
    ATTACHES = "attaches"
    ANSWERS = "answers"
    TRANSMITS = "transmits"
    CONSOLIDATES = "consolidates"
    CONCLUDES = "concludes"
    CITES = "cites"
    SAME_DIRECTIVE = "same-directive"


class Direction(StrEnum):
    """Which way a relation is seen from the document that was asked about."""

    OUT = "out"
    IN = "in"


class FieldName(StrEnum):
    """Names of the fields the reader reads; keys of `Document.readings`."""

    SYSTEM = "system"
    NUMBER = "number"
    KIND = "kind"
    ISSUER = "issuer"
    LEVEL = "level"
    ISSUED = "issued"
    PLACE = "place"
    SUBJECT = "subject"
    SIGNATORY = "signatory"
    POSITION = "position"
    LANGUAGE = "language"
    URGENCY = "urgency"
    SECRECY = "secrecy"
    DRAFT = "draft"
    COPY_NUMBER = "copy_number"
    """Number of a certified copy (sao y, sao lục, trích sao); `NUMBER` stays the original's."""
    COPY_ISSUER = "copy_issuer"
    """Body that certified the copy, as printed."""
    COPY_ISSUED = "copy_issued"
    """Date of the copy."""
    FURTHER_NUMBERS = "further_numbers"
    """Numbers of further documents in the same file, joined with ``" | "``."""
    CARRIES = "carries"
    """Directives a message carries as attachments, by file name, joined with ``" | "``."""


# --------------------------------------------------------------------------- readings


@dataclass(frozen=True, slots=True, kw_only=True)
class Box:
    """A place on a page, in points (1/72 inch) from its top left corner."""

    x0: float
    top: float
    x1: float
    bottom: float


@dataclass(frozen=True, slots=True, kw_only=True)
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A value that was considered and not taken."""

    value: str
    confidence: float
    evidence: Evidence


@dataclass(frozen=True, slots=True, kw_only=True)
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


@dataclass(frozen=True, slots=True, kw_only=True)
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


@dataclass(frozen=True, slots=True, kw_only=True)
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


@dataclass(frozen=True, slots=True, kw_only=True)
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


@dataclass(frozen=True, slots=True, kw_only=True)
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
        reader: name and version of the reader, for later re-reading.
    """

    readings: Mapping[str, Reading]
    issuer_id: str | None = None
    issuer_name: str = ""
    citations: tuple[Citation, ...] = ()
    reader: str = ""

    def value(self, name: str) -> str | None:
        """The value of a field, or None when it was not found."""
        reading = self.readings.get(name)
        return reading.value if reading else None


# --------------------------------------------------------------------------- stored things


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredFile:
    """One file in a document's folder.

    Attributes:
        name: name in the folder (``original.pdf``, ``attachment-01.docx``).
        received_as: the name it was received under, NFC.
        media_type: by content.
        size: bytes.
        sha256: lower-case hex.
        role: ``"original"`` or ``"attachment"``.
    """

    name: str
    received_as: str
    media_type: str
    size: int
    sha256: str
    role: str = "original"


@dataclass(frozen=True, slots=True, kw_only=True)
class Defaults:
    """What a sub-folder of the inbox (or the caller) says about everything dropped there."""

    issuer: str | None = None
    level: Level | None = None
    received_from: str | None = None

    def __bool__(self) -> bool:
        return bool(self.issuer or self.level or self.received_from)


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """One arrival of bytes: write-once, belongs to one document.

    Attributes:
        id: derived from what arrived and whence, so that a repeated attempt at the same
            arrival writes the same receipt.
        document_id: the document it belongs to.
        received_at: aware UTC time.
        received_as: file name as received, NFC.
        source: full path it came from, as text.
        inbox: path of the inbox, empty when the file was added by hand.
        inbox_path: path below the inbox, empty likewise.
        received_from: who handed it over, when known (folder default or ``--from``).
        defaults: the defaults that applied.
        by: user name of the process that filed it.
    """

    id: str
    document_id: DocumentId
    received_at: dt.datetime
    received_as: str
    source: str
    inbox: str = ""
    inbox_path: str = ""
    received_from: str = ""
    defaults: Defaults = field(default_factory=Defaults)
    by: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """Who changed a record, when, why and which fields."""

    at: dt.datetime
    by: str
    why: str
    fields: tuple[str, ...] = ()


_BY_TRUST: Mapping[Trust, Signed] = MappingProxyType(
    {
        Trust.TRUSTED: Signed.VALID,
        Trust.UNTRUSTED: Signed.UNTRUSTED,
        Trust.NOT_CHECKED: Signed.NOT_CHECKED,
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Signature:
    """One digital signature of a document.

    The three verdicts are apart, because each can fail alone and means something else.

    Attributes:
        signer: common name of the certificate, else the name the file gives.
        organisation: organisation of the certificate, may be empty.
        signed_at: ISO 8601 time, with its offset where one is known; empty when unknown.
        time_source: who says so.
        reason: reason the signer gave, may be empty.
        integrity: see `Integrity`.
        trust: see `Trust`.
        changed_after: see `ChangedAfter`.
        page: 1-based page of its field, None when it has no place.
        covers_file: it covers the file to its last byte; validation data and time stamps, which
            show nothing on a page, may follow it.
        remarks: what else a person should know.
    """

    signer: str = ""
    organisation: str = ""
    signed_at: str = ""
    time_source: TimeSource = TimeSource.UNKNOWN
    reason: str = ""
    integrity: Integrity = Integrity.NOT_CHECKED
    trust: Trust = Trust.NOT_CHECKED
    changed_after: ChangedAfter = ChangedAfter.NOT_CHECKED
    page: int | None = None
    covers_file: bool = False
    remarks: tuple[SignatureRemark, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SignatureCheck:
    """When the signatures of a document were checked, and with what.

    Attributes:
        at: aware UTC time.
        library: name and version of the library (``"pyHanko 0.38.0"``).
    """

    at: dt.datetime
    library: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A filed document: its current record.

    The fields are properties over `readings`; a field that was not read is None.
    """

    id: DocumentId
    revision: int
    sha256: str
    path: str
    """Folder of the document, relative to the archive."""
    filed_at: dt.datetime
    files: tuple[StoredFile, ...]
    readings: Mapping[str, Reading] = field(default_factory=lambda: _EMPTY)
    kind: Kind | None = None
    issuer: Issuer | None = None
    citations: tuple[Citation, ...] = ()
    text_state: TextState = TextState.NONE
    access: Access = Access.OPEN
    secrecy: Secrecy = Secrecy.NONE
    pages: int | None = None
    reasons: tuple[Reason, ...] = ()
    """Why a person should look at it; empty when it needs no review."""
    changes: tuple[Change, ...] = ()
    versions: Mapping[str, str] = field(default_factory=lambda: _EMPTY)
    """Stage → name and version of what produced the record (detector, extractor, reader)."""
    warnings: tuple[str, ...] = ()
    signatures: tuple[Signature, ...] = ()
    """Digital signatures; once checked in the order they were made, before that as they are listed."""
    signatures_checked: SignatureCheck | None = None

    def _value(self, name: FieldName) -> str | None:
        reading = self.readings.get(name)
        return reading.value if reading else None

    @property
    def number(self) -> str | None:
        """Number in normal form, ``"39-NQ/TW"``."""
        return self._value(FieldName.NUMBER)

    @property
    def issued(self) -> dt.date | None:
        """Issue date; None when unknown or only partly known (see `issued_text`)."""
        value = self._value(FieldName.ISSUED)
        if value is None or len(value) != 10:
            return None
        return dt.date.fromisoformat(value)

    @property
    def issued_text(self) -> str | None:
        """Issue date as ISO text, possibly partial (``"2026-05"``)."""
        return self._value(FieldName.ISSUED)

    @property
    def place(self) -> str | None:
        """Place of issue."""
        return self._value(FieldName.PLACE)

    @property
    def subject(self) -> str | None:
        """Subject (trích yếu) as printed."""
        return self._value(FieldName.SUBJECT)

    @property
    def signatory(self) -> str | None:
        """Name of the signatory; several are joined with ``" | "``."""
        return self._value(FieldName.SIGNATORY)

    @property
    def position(self) -> str | None:
        """Authority line and position of the signatory, joined with ``"; "``."""
        return self._value(FieldName.POSITION)

    @property
    def language(self) -> str | None:
        """ISO 639-1 code, or ``"und"``."""
        return self._value(FieldName.LANGUAGE)

    @property
    def system(self) -> System | None:
        """Party, State, front organisation or foreign."""
        value = self._value(FieldName.SYSTEM)
        return System(value) if value else None

    @property
    def level(self) -> Level | None:
        """Level of the issuing body."""
        value = self._value(FieldName.LEVEL)
        return Level(value) if value else None

    @property
    def urgency(self) -> Urgency | None:
        """Urgency mark, when there is one."""
        value = self._value(FieldName.URGENCY)
        return Urgency(value) if value else None

    @property
    def draft(self) -> bool:
        """True for a draft (DỰ THẢO, or blank number and date)."""
        return self._value(FieldName.DRAFT) == "true"

    @property
    def signed(self) -> Signed:
        """What the digital signatures come to, judged by the last one.

        Each signature covers all that was in the file when it was made; the last one vouches for
        the file as it is. Earlier ones are no ground to refuse it: office programs write later
        signatures in ways that make earlier ones look changed (docs/adr/0013).
        """
        if not self.signatures:
            return Signed.NONE
        last = self.signatures[-1]
        if last.integrity is Integrity.NOT_CHECKED:
            return Signed.NOT_CHECKED
        if last.integrity is Integrity.BROKEN or not last.covers_file:
            return Signed.INVALID
        return _BY_TRUST[last.trust]

    @property
    def original(self) -> StoredFile:
        """The file as received."""
        return self.files[0]


@dataclass(frozen=True, slots=True, kw_only=True)
class Quarantined:
    """A file put aside because it could not or must not be filed."""

    id: str
    path: Path
    """The kept copy."""
    received_as: str
    reason: Reason
    message: str
    at: dt.datetime
    size: int
    sha256: str
    source: str = ""
    inbox: str = ""
    inbox_path: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class FilingResult:
    """What became of one file.

    Attributes:
        source: the path that was handed in.
        outcome: see `Outcome`.
        document: the document it is now (or, for a duplicate, already was) part of.
        receipt: the receipt that was written.
        reasons: why not filed, or why in review.
        quarantine_id: where it was put aside.
        message: one sentence for a person, naming the file, the reason and what to do.
    """

    source: Path
    outcome: Outcome
    document: Document | None = None
    receipt: Receipt | None = None
    reasons: tuple[Reason, ...] = ()
    quarantine_id: str | None = None
    message: str = ""


# --------------------------------------------------------------------------- answers


@dataclass(frozen=True, slots=True, kw_only=True)
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


@dataclass(frozen=True, slots=True, kw_only=True)
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """One result of a search."""

    document: Document
    score: float
    snippet: Snippet


@dataclass(frozen=True, slots=True, kw_only=True)
class Facet:
    """One row of a count: value, label for people, and number of hits."""

    value: str
    label: str
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Results:
    """Answer to a search: complete in itself, no open engine behind it."""

    hits: tuple[Hit, ...]
    total: int
    facets: Mapping[str, tuple[Facet, ...]] = field(default_factory=lambda: _EMPTY)
    took_ms: float = 0.0
    explanation: str = ""

    def __iter__(self) -> Iterator[Hit]:
        return iter(self.hits)

    def __len__(self) -> int:
        return len(self.hits)

    def __getitem__(self, position: int) -> Hit:
        return self.hits[position]


class Severity(StrEnum):
    """How bad a problem found by `check` is."""

    MUST = "must"
    """Data is lost or altered."""
    SHOULD = "should"
    """A cache differs from the truth; `rebuild` mends it."""
    NOT_CHECKED = "not-checked"
    """The check could not be made; never reported as well."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One finding of `check`. `invariant` is M1…M5 or S1…S5 of docs/format.md."""

    invariant: str
    severity: Severity
    message: str
    document_id: DocumentId | None = None
    path: Path | None = None
    hint: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckReport:
    """What `check` looked at and what it found."""

    documents: int
    files_hashed: int
    problems: tuple[Problem, ...]

    @property
    def ok(self) -> bool:
        """True when nothing was found and everything could be checked."""
        return not self.problems


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """One step of long work, handed to the caller's ``progress`` function."""

    stage: str
    done: int
    total: int | None
    item: str = ""
