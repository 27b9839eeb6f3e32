"""The closed sets of archivist: every code a record, a result or a finding can carry.

Owns: the enums and the meaning of their members.
Must not: import anything of archivist but what makes its classes.
"""

from __future__ import annotations

from archivist.quickenum import StrEnum


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
    TIMESTAMP_UNTRUSTED = "timestamp-untrusted"
    """No authority in the ``trust`` folder stands behind its time stamp: the time is a claim."""
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
    UNSUPPORTED_IMAGE = "unsupported-image"
    DYNAMIC_FORM = "dynamic-form"
    NEEDS_LIBREOFFICE = "needs-libreoffice"
    """A document of Word 6 or 95, and LibreOffice is not there to read it."""
    EXECUTABLE = "executable"
    ARCHIVE_FILE = "archive-file"
    EMPTY = "empty"
    TOO_LARGE = "too-large"
    TIME_LIMIT = "time-limit"
    MEMORY_LIMIT = "memory-limit"
    DECOMPRESSION_LIMIT = "decompression-limit"
    EXTRACTOR_CRASHED = "extractor-crashed"
    SECRET_MARKING = "secret-marking"
    WITHDRAWN = "withdrawn"
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
    STAMPS_PENDING = "stamps-pending"
    SECRECY_NOT_CHECKED = "secrecy-not-checked"
    SAME_DIRECTIVE = "same-directive"
    DATE_IMPLAUSIBLE = "date-implausible"
    ATTACHMENT_UNREAD = "attachment-unread"
    MULTIPLE_DOCUMENTS = "multiple-documents"
    ATTACHED_DIRECTIVE = "attached-directive"
    NO_FONDS = "no-fonds"
    """A receipt of it belongs to no fonds; never in a record: it follows from the receipts."""
    FONDS_CLOSED = "fonds-closed"
    """Likewise: the fonds named for a receipt was closed before the document was issued."""


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

    @property
    def inverse(self) -> str:
        """Code of the relation as the other document sees it: ``"replaced-by"``."""
        return _INVERSES.get(self.value, self.value)


_INVERSES = {
    "replaces": "replaced-by",
    "repeals": "repealed-by",
    "amends": "amended-by",
    "suspends": "suspended-by",
    "corrects": "corrected-by",
    "based-on": "basis-of",
    "implements": "implemented-by",
    "guides": "guided-by",
    "reports-on": "reported-by",
    "attaches": "attached-to",
    "answers": "answered-by",
    "transmits": "transmitted-by",
    "consolidates": "consolidated-in",
    "concludes": "concluded-by",
    "cites": "cited-by",
}


class RelationState(StrEnum):
    """How far a relation may be relied on."""

    PROPOSED = "proposed"
    """Read from a text; nobody has decided. Changes no status."""
    BY_RULE = "by-rule"
    """An explicit clause with one unambiguous target, trusted by the archive's policy."""
    CONFIRMED = "confirmed"
    REJECTED = "rejected"


class Competence(StrEnum):
    """Whether the body that changes an act may do so."""

    SAME = "same"
    """The body that issued it, or the one that took over its tasks."""
    HIGHER = "higher"
    LOWER = "lower"
    """It stands below: it cannot (relations, rule 4)."""
    OTHER = "other"
    """Neither above nor below: a person has to judge."""
    UNKNOWN = "unknown"


class Validity(StrEnum):
    """Status of a directive on a day."""

    DRAFT = "draft"
    NOT_YET = "not-yet"
    IN_FORCE = "in-force"
    PARTLY = "partly"
    """In force with parts amended or repealed."""
    SUSPENDED = "suspended"
    EXPIRED = "expired"
    UNKNOWN = "unknown"


class ClauseKind(StrEnum):
    """What a directive says of its own time."""

    EFFECTIVE = "effective"
    """From when it has effect: an ISO date, or ``P<n>D`` after its date of issue."""
    ENDS = "ends"
    """Last day it has effect."""
    PERIOD = "period"
    """Last year of the period it is made for ("giai đoạn 2021-2025")."""
    TERM = "term"
    """Last year of the term it is made for ("nhiệm kỳ 2020-2025")."""
    INTERIM_REVIEW = "interim-review"
    """Sơ kết asked for: an ISO date, possibly partial, ``P<n>Y`` after issue, or ``R/P1Y`` every year."""
    FINAL_REVIEW = "final-review"
    """Tổng kết asked for, likewise."""
    GENERAL_REPEAL = "general-repeal"
    """"Những quy định trước đây trái với … này đều bãi bỏ": names no act, so a person has to look."""


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
    CLASS = "class"
    """Code of a subject class of the filing plan (``scheme.toml``)."""
    NUMBER_SYMBOL = "number_symbol"
    """What is printed of a number whose figures were left blank ("/SNV-VTLT"): a hint, no number."""
    CARRIES = "carries"
    """Directives a message carries as attachments, by file name, joined with ``" | "``."""


class PartRole(StrEnum):
    """What a part of a file is to its first document."""

    DOCUMENT = "document"
    """Another document, with a head of its own."""
    ATTACHED = "attached"
    """A text issued with the first document; it goes by that one's number and date."""


class Severity(StrEnum):
    """How bad a problem found by `check` is."""

    MUST = "must"
    """Data is lost or altered."""
    SHOULD = "should"
    """A cache differs from the truth; `rebuild` mends it."""
    NOT_CHECKED = "not-checked"
    """The check could not be made; never reported as well."""
