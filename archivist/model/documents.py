"""What is stored: documents, their files, receipts, signatures and changes; and what became of a file.

Owns: the records the archive keeps and the result of filing.
Must not: touch a disk, or know how a record is written.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import field
from functools import total_ordering
from pathlib import Path
from types import MappingProxyType
from typing import Any, NewType

from archivist.lazyclass import dataclass
from archivist.model.readings import Citation, Clause, Issuer, Kind, Part, Reading
from archivist.model.sets import (
    Access,
    ChangedAfter,
    FieldName,
    Integrity,
    Level,
    Outcome,
    Reason,
    RelationState,
    Secrecy,
    SignatureRemark,
    Signed,
    System,
    TextState,
    TimeSource,
    Trust,
    Urgency,
)

DocumentId = NewType("DocumentId", str)
"""First 26 characters of the lower-case base32 of the SHA-256 of the first file (128 bits)."""


_EMPTY: Mapping[str, Any] = MappingProxyType({})


@dataclass(frozen=True, kw_only=True)
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


@dataclass(frozen=True, kw_only=True)
class Defaults:
    """What a sub-folder of the inbox (or the caller) says about everything dropped there."""

    issuer: str | None = None
    level: Level | None = None
    received_from: str | None = None
    book: str | None = None
    """Book of the register of incoming documents it is entered in; ``"none"``: in no book."""
    fonds: str | None = None
    """Code of the fonds its receipts belong to."""

    def __bool__(self) -> bool:
        return bool(self.issuer or self.level or self.received_from or self.book or self.fonds)


@total_ordering
@dataclass(frozen=True, kw_only=True)
class ArrivalNumber:
    """Number and date of an arrival (số đến, ngày đến; Decree 30/2020/NĐ-CP, art. 22).

    Attributes:
        book: book of the register of incoming documents.
        year: calendar year whose series it belongs to.
        number: its place in the series, from 1; never given twice.
        on: local date on which it was entered.
    """

    book: str
    year: int
    number: int
    on: dt.date

    def __lt__(self, other: object) -> bool:
        """In the order of the register."""
        if not isinstance(other, ArrivalNumber):
            return NotImplemented
        return self._place < other._place

    @property
    def _place(self) -> tuple[str, int, int, dt.date]:
        return self.book, self.year, self.number, self.on

    @property
    def key(self) -> str:
        """Names the line of the register: ``"main/2026/12"``."""
        return f"{self.book}/{self.year}/{self.number}"


@dataclass(frozen=True, kw_only=True)
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
        arrival: its line in the register of incoming documents, None when it was entered in none.
        fonds: code of the fonds it came into; empty for none. A person may have moved it since.
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
    arrival: ArrivalNumber | None = None
    fonds: str = ""


@dataclass(frozen=True, kw_only=True)
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


@dataclass(frozen=True, kw_only=True)
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


@dataclass(frozen=True, kw_only=True)
class SignatureCheck:
    """When the signatures of a document were checked, and with what.

    Attributes:
        at: aware UTC time.
        library: name and version of the library (``"pyHanko 0.38.0"``).
    """

    at: dt.datetime
    library: str


@dataclass(frozen=True, kw_only=True)
class RelationDecision:
    """What a person decided about one relation; decisions are only added, the last one counts.

    Attributes:
        relation: id of the relation (`Relation.id`).
        verdict: `CONFIRMED`, `REJECTED`, or `PROPOSED` when a decision was taken back.
        citation: the relation as the person means it: as read, or with kind or parts corrected.
        target: the held document meant, when one was held at the time; it stays meant whatever arrives later.
        effective: ISO date from which the change has effect, when the person says so, else empty.
        at: when it was decided, aware UTC.
        by: who decided.
        why: why, may be empty.
    """

    relation: str
    verdict: RelationState
    citation: Citation
    target: DocumentId | None = None
    effective: str = ""
    at: dt.datetime
    by: str
    why: str = ""


@dataclass(frozen=True, kw_only=True)
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
    clauses: tuple[Clause, ...] = ()
    """What it says of its own time."""
    decisions: tuple[RelationDecision, ...] = ()
    """What persons decided about its relations, in order; the last one on a relation counts."""
    parts: tuple[Part, ...] = ()
    """Further documents in the file and texts issued with it."""
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
    def further_numbers(self) -> tuple[str, ...]:
        """Other numbers it is found by: of the documents in its file, and of the copy it is."""
        copy = self._value(FieldName.COPY_NUMBER)
        named = (*(part.number for part in self.parts), copy or "")
        return tuple(dict.fromkeys(number for number in named if number))

    @property
    def issued(self) -> dt.date | None:
        """Issue date; None when unknown or only partly known (see `issued_text`)."""
        value = self._value(FieldName.ISSUED)
        if value is None or len(value) != 10:
            return None
        return dt.date.fromisoformat(value)

    @property
    def issued_text(self) -> str | None:
        """Issue date as EDTF text (ISO 8601-2); partial where day or month is blank: ``"2026-05"``."""
        return self._value(FieldName.ISSUED)

    @property
    def issued_range(self) -> tuple[dt.date, dt.date] | None:
        """First and last day the document can have been issued on; the same day twice when it is known.

        ``"2024-06"`` was some day of June 2024; which one is not guessed. None when unknown.
        """
        parts = [int(part) for part in (self.issued_text or "").split("-") if part.isdigit()]
        if not parts:
            return None
        import calendar

        year, month, day = (*parts, 0, 0)[:3]
        try:
            last = calendar.monthrange(year, month or 12)[1]
            return dt.date(year, month or 1, day or 1), dt.date(year, month or 12, day or last)
        except ValueError:  # a record edited by hand
            return None

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
    def class_code(self) -> str | None:
        """Code of its subject class in the filing plan."""
        return self._value(FieldName.CLASS)

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


@dataclass(frozen=True, kw_only=True)
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
    received_from: str = ""
    """Who handed it over, as the person said who added it."""
    fonds: str = ""
    """Code of the fonds that person named."""


@dataclass(frozen=True, kw_only=True)
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
        members: of a ZIP archive that was unpacked: what became of each file in it. Its own `outcome` is
            then the worst of theirs, and it has no document.
    """

    source: Path
    outcome: Outcome
    document: Document | None = None
    receipt: Receipt | None = None
    reasons: tuple[Reason, ...] = ()
    quarantine_id: str | None = None
    message: str = ""
    members: tuple[FilingResult, ...] = ()

    @property
    def each(self) -> tuple[FilingResult, ...]:
        """This result, or those of the files that were in it."""
        return tuple(one for member in self.members for one in member.each) if self.members else (self,)
