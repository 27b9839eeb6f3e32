"""Names people read for the closed sets of the library.

Owns: one marked text for every member; a test compares with the library.
Must not: be used for JSON, which carries the codes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from archivist.authorities.number_places import NumberZone
from archivist.model import (
    Access,
    ChangedAfter,
    Direction,
    Evidence,
    FieldName,
    Integrity,
    Level,
    Outcome,
    Reason,
    RelationKind,
    RelationState,
    Secrecy,
    Severity,
    SignatureRemark,
    Signed,
    StatusCode,
    System,
    TextState,
    Trust,
    Validity,
)
from archivist_cli.i18n import in_use, mark, translate
from archivist_cli.output import date_text

if TYPE_CHECKING:
    from collections.abc import Mapping

FIELDS: Mapping[FieldName, str] = {
    FieldName.NUMBER: mark("Number"),
    FieldName.KIND: mark("Kind"),
    FieldName.ISSUER: mark("Issued by"),
    FieldName.ISSUED: mark("Date of issue"),
    FieldName.PLACE: mark("Place"),
    FieldName.SUBJECT: mark("Subject"),
    FieldName.SIGNATORY: mark("Signed by"),
    FieldName.POSITION: mark("Position"),
    FieldName.SYSTEM: mark("System"),
    FieldName.LEVEL: mark("Level"),
    FieldName.LANGUAGE: mark("Language"),
    FieldName.CLASS: mark("Class"),
    FieldName.URGENCY: mark("Urgency"),
    FieldName.SECRECY: mark("Secrecy mark"),
    FieldName.DRAFT: mark("Draft"),
    FieldName.COPY_NUMBER: mark("Number of the copy"),
    FieldName.COPY_ISSUER: mark("Copied by"),
    FieldName.COPY_ISSUED: mark("Date of the copy"),
    FieldName.FURTHER_NUMBERS: mark("Further documents in the file"),
    FieldName.NUMBER_SYMBOL: mark("Printed symbol"),
    FieldName.CARRIES: mark("Carries"),
}
"""Fields in the order they are shown."""

OUTCOMES: Mapping[Outcome, str] = {
    Outcome.FILED: mark("filed"),
    Outcome.REVIEW: mark("filed, look at it"),
    Outcome.DUPLICATE: mark("already filed"),
    Outcome.QUARANTINED: mark("put aside"),
    Outcome.REFUSED: mark("refused"),
    Outcome.FAILED: mark("failed"),
}

OUTCOME_COLOURS: Mapping[Outcome, str] = {
    Outcome.FILED: "green",
    Outcome.REVIEW: "yellow",
    Outcome.DUPLICATE: "cyan",
    Outcome.QUARANTINED: "red",
    Outcome.REFUSED: "red",
    Outcome.FAILED: "red",
}

LEVELS: Mapping[Level, str] = {
    Level.CENTRAL: mark("central"),
    Level.PROVINCIAL: mark("provincial"),
    Level.DISTRICT: mark("district"),
    Level.COMMUNE: mark("commune"),
}

SYSTEMS: Mapping[System, str] = {
    System.PARTY: mark("Party"),
    System.STATE: mark("State"),
    System.FRONT: mark("Front and mass organisations"),
    System.FOREIGN: mark("foreign"),
}

NUMBER_ZONES: Mapping[NumberZone, str] = {
    NumberZone.HEAD: mark("in the head, above the title"),
    NumberZone.BELOW_TITLE: mark("below the title"),
    NumberZone.PAGE_FOOT: mark("at the foot of the first page"),
    NumberZone.END: mark("at the end of the document"),
}

STATEMENTS: Mapping[str, str] = {
    "issuer-added": mark("put on record"),
    "issuer-revised": mark("corrected"),
    "issuer-named": mark("another name recorded"),
    "issuer-name-refused": mark("a name refused"),
    "issuer-place-confirmed": mark("a place of its numbers recorded"),
    "issuer-place-refused": mark("a place of its numbers refused"),
    "issuer-place-withdrawn": mark("a place of its numbers taken back"),
    "issuer-merged": mark("merged into another record"),
    "issuer-separated": mark("separated again"),
    "fonds-added": mark("put on record"),
    "fonds-revised": mark("corrected"),
    "fonds-closed": mark("closed"),
    "dossier-created": mark("file opened"),
    "dossier-revised": mark("corrected"),
    "dossier-filled": mark("documents put in"),
    "dossier-emptied": mark("documents taken out"),
    "dossier-closed": mark("closed"),
    "dossier-reopened": mark("opened again"),
    "dossier-noted": mark("sheets or a remark noted"),
    "dossier-disposed": mark("disposed of with its last document"),
    "retention-set": mark("period set"),
    "retention-held": mark("held"),
    "retention-unheld": mark("hold lifted"),
    "retention-ended": mark("end of the matter recorded"),
    "fonds-assigned": mark("documents moved into it"),
}

ACCESS: Mapping[Access, str] = {
    Access.OPEN: mark("open"),
    Access.HELD: mark("held: in no result until a person has released it"),
}

SECRECY: Mapping[Secrecy, str] = {
    Secrecy.NONE: mark("no mark found"),
    Secrecy.NOT_CHECKED: mark("not checked: this is no clearance"),
    Secrecy.MARKED: mark("bears a mark"),
    Secrecy.RELEASED: mark("released by a person"),
}

TEXT_STATES: Mapping[TextState, str] = {
    TextState.COMPLETE: mark("complete"),
    TextState.PENDING: mark("pages are images whose text has not been read yet"),
    TextState.TRUNCATED: mark("cut: it is too long"),
    TextState.NONE: mark("none"),
    TextState.UNTRUSTED: mark("garbled"),
}

SEVERITIES: Mapping[Severity, str] = {
    Severity.MUST: mark("Data lost or altered"),
    Severity.SHOULD: mark("Out of step; nothing is lost"),
    Severity.NOT_CHECKED: mark("Could not be checked"),
}

RELATIONS: Mapping[tuple[RelationKind, Direction], str] = {
    (RelationKind.REPLACES, Direction.OUT): mark("replaces"),
    (RelationKind.REPLACES, Direction.IN): mark("is replaced by"),
    (RelationKind.REPEALS, Direction.OUT): mark("repeals"),
    (RelationKind.REPEALS, Direction.IN): mark("is repealed by"),
    (RelationKind.AMENDS, Direction.OUT): mark("amends"),
    (RelationKind.AMENDS, Direction.IN): mark("is amended by"),
    (RelationKind.SUSPENDS, Direction.OUT): mark("suspends"),
    (RelationKind.SUSPENDS, Direction.IN): mark("is suspended by"),
    (RelationKind.CORRECTS, Direction.OUT): mark("corrects"),
    (RelationKind.CORRECTS, Direction.IN): mark("is corrected by"),
    (RelationKind.BASED_ON, Direction.OUT): mark("is based on"),
    (RelationKind.BASED_ON, Direction.IN): mark("is a basis of"),
    (RelationKind.IMPLEMENTS, Direction.OUT): mark("implements"),
    (RelationKind.IMPLEMENTS, Direction.IN): mark("is implemented by"),
    (RelationKind.GUIDES, Direction.OUT): mark("guides"),
    (RelationKind.GUIDES, Direction.IN): mark("is guided by"),
    (RelationKind.REPORTS_ON, Direction.OUT): mark("reports on"),
    (RelationKind.REPORTS_ON, Direction.IN): mark("is reported on by"),
    (RelationKind.ATTACHES, Direction.OUT): mark("attaches"),
    (RelationKind.ATTACHES, Direction.IN): mark("is attached to"),
    (RelationKind.ANSWERS, Direction.OUT): mark("answers"),
    (RelationKind.ANSWERS, Direction.IN): mark("is answered by"),
    (RelationKind.TRANSMITS, Direction.OUT): mark("transmits"),
    (RelationKind.TRANSMITS, Direction.IN): mark("is transmitted by"),
    (RelationKind.CONSOLIDATES, Direction.OUT): mark("consolidates"),
    (RelationKind.CONSOLIDATES, Direction.IN): mark("is consolidated in"),
    (RelationKind.CONCLUDES, Direction.OUT): mark("concludes"),
    (RelationKind.CONCLUDES, Direction.IN): mark("is concluded by"),
    (RelationKind.CITES, Direction.OUT): mark("cites"),
    (RelationKind.CITES, Direction.IN): mark("is cited by"),
    (RelationKind.SAME_DIRECTIVE, Direction.OUT): mark("is another copy of"),
    (RelationKind.SAME_DIRECTIVE, Direction.IN): mark("is another copy of"),
}

RELATION_STATES: Mapping[RelationState, str] = {
    RelationState.PROPOSED: mark("proposed"),
    RelationState.BY_RULE: mark("proposed by rule"),
    RelationState.CONFIRMED: mark("confirmed"),
    RelationState.REJECTED: mark("rejected"),
}

VALIDITY: Mapping[Validity, str] = {
    Validity.DRAFT: mark("draft"),
    Validity.NOT_YET: mark("not yet in force"),
    Validity.IN_FORCE: mark("in force"),
    Validity.PARTLY: mark("in force, partly amended"),
    Validity.SUSPENDED: mark("suspended"),
    Validity.EXPIRED: mark("no longer in force"),
    Validity.UNKNOWN: mark("status unknown"),
}

ACTIONS: Mapping[str, str] = {
    "keep": mark("keep"),
    "amend": mark("amend"),
    "replace": mark("replace"),
    "repeal": mark("repeal"),
    "expired": mark("has expired"),
    "apart": mark("no pair"),
    "open": mark("decision taken back"),
}

GROUNDS: Mapping[str, str] = {
    "alike": mark("both rule the same matter in much the same words; one of them can be extended"),
    "different": mark("both rule the same matter in different words; one new directive for both"),
    "period-ended": mark("the period or term it was made for is over"),
    "one-period-ended": mark("the period of one of the two is over"),
    "basis-lost": mark("an act it rests on is no longer in force"),
    "one-sided": mark(
        "no directive of the other body on this matter was found; it holds for its former area"
    ),
    "names-place": mark(
        "no directive of the other body on this matter was found, and it names its former area"
    ),
    "amending": mark("it amends another act and shares its fate"),
    "single-case": mark("it settles a single case and has done its work"),
}

VALIDITY_COLOURS: Mapping[Validity, str] = {
    Validity.DRAFT: "cyan",
    Validity.NOT_YET: "cyan",
    Validity.IN_FORCE: "green",
    Validity.PARTLY: "yellow",
    Validity.SUSPENDED: "yellow",
    Validity.EXPIRED: "red",
    Validity.UNKNOWN: "magenta",
}

STATUS_CODES: Mapping[StatusCode, str] = {
    StatusCode.DRAFT: mark("it is a draft"),
    StatusCode.FILED_LATER: mark("it was not in the archive yet on that day"),
    StatusCode.NO_RULES: mark("documents of its kind set no rules and have no validity of their own"),
    StatusCode.DATE_UNKNOWN: mark("its date of issue is not known"),
    StatusCode.EFFECTIVE_CLAUSE: mark("it says itself from when it has effect"),
    StatusCode.EFFECTIVE_ON_ISSUE: mark("no clause on its effect was read: from the day it was issued"),
    StatusCode.EFFECTIVE_UNSTATED: mark("an act of its kind must state its day of effect; none was read"),
    StatusCode.END_CLAUSE: mark("it says itself until when it has effect"),
    StatusCode.REPLACED: mark("replaced by {other}"),
    StatusCode.REPEALED: mark("repealed by {other}"),
    StatusCode.AMENDED: mark("amended by {other}"),
    StatusCode.PARTLY_REPEALED: mark("repealed in part by {other}"),
    StatusCode.SUSPENDED: mark("suspended by {other}"),
    StatusCode.PROPOSED: mark("{other} seems to change it; nobody has confirmed that"),
    StatusCode.LOWER_ISSUER: mark("{other} says it changes it, but was issued by a lower body, which cannot"),
    StatusCode.PERIOD_ENDED: mark("the period or term it was made for is over"),
    StatusCode.SOURCE_ENDED: mark("{other}, which changed it, was itself repealed: does it revive?"),
    StatusCode.CONTRADICTION: mark(
        "{other} cannot have ended it so: each is said to end the other, or it was not issued yet"
    ),
    StatusCode.GENERAL_REPEAL: mark("it repeals whatever contradicts it, without naming an act: find which"),
    StatusCode.BASIS_LOST: mark("it rests on {other}, which is no longer in force"),
}

REVIEW_SORTS = {"interim": mark("interim review"), "final": mark("final review")}

REVIEW_BASES = {
    "clause": mark("asked for in the text"),
    "period": mark("end of its period"),
    "term": mark("end of the term"),
    "five-years": mark("five years after issue"),
}

SIGNED: Mapping[Signed, str] = {
    Signed.VALID: mark("valid"),
    Signed.INVALID: mark("not valid"),
    Signed.UNTRUSTED: mark("the signer's certificate is not trusted"),
    Signed.NOT_CHECKED: mark("not checked"),
    Signed.NONE: mark("none"),
}

INTEGRITY: Mapping[Integrity, str] = {
    Integrity.INTACT: mark("what was signed is unchanged"),
    Integrity.BROKEN: mark("what was signed was altered"),
    Integrity.NOT_CHECKED: mark("alterations: not checked"),
}

TRUST: Mapping[Trust, str] = {
    Trust.TRUSTED: mark("certificate trusted"),
    Trust.UNTRUSTED: mark("certificate not trusted"),
    Trust.NOT_CHECKED: mark("certificate not checked"),
}

CHANGED_AFTER: Mapping[ChangedAfter, str] = {
    ChangedAfter.NONE: mark("nothing was added afterwards"),
    ChangedAfter.ALLOWED: mark("only signatures or form fields were added afterwards"),
    ChangedAfter.OTHER: mark("the file was added to afterwards"),
    ChangedAfter.NOT_CHECKED: mark("additions: not checked"),
}

SIGNATURE_REMARKS: Mapping[SignatureRemark, str] = {
    SignatureRemark.REVOCATION_UNKNOWN: mark("whether the certificate was revoked is not known"),
    SignatureRemark.REVOKED: mark("the certificate was revoked"),
    SignatureRemark.CERTIFICATE_EXPIRED: mark("the certificate had expired"),
    SignatureRemark.TIMESTAMP_UNTRUSTED: mark("the authority of its time stamp is not trusted"),
    SignatureRemark.WEAK_ALGORITHM: mark("it was made with an algorithm that no longer proves anything"),
    SignatureRemark.NO_ROOTS: mark("the archive's trust folder holds no certificate"),
    SignatureRemark.STRUCTURE_LENIENT: mark("the file departs from the standard"),
    SignatureRemark.NOT_UNDERSTOOD: mark("the signature could not be made sense of"),
}

FACETS: Mapping[str, str] = {
    "issuer": mark("By issuing body"),
    "kind": mark("By kind"),
    "year": mark("By year"),
    "level": mark("By level"),
    "class": mark("By field of activity"),
    "language": mark("By language"),
    "system": mark("By system"),
}

LANGUAGES: Mapping[str, str] = {
    "vi": mark("Vietnamese"),
    "en": mark("English"),
    "de": mark("German"),
    "fr": mark("French"),
    "he": mark("Hebrew"),
    "ja": mark("Japanese"),
    "km": mark("Khmer"),
    "ko": mark("Korean"),
    "lo": mark("Lao"),
    "nb": mark("Norwegian"),
    "no": mark("Norwegian"),
    "ru": mark("Russian"),
    "zh": mark("Chinese"),
    "und": mark("not known"),
}
"""Names of the languages documents of an office come in; others show as their code."""

_OFFICE = "application/vnd.openxmlformats-officedocument"
MEDIA_TYPES: Mapping[str, str] = {
    "application/pdf": "PDF",
    f"{_OFFICE}.wordprocessingml.document": "Word (DOCX)",
    f"{_OFFICE}.spreadsheetml.sheet": "Excel (XLSX)",
    f"{_OFFICE}.presentationml.presentation": "PowerPoint (PPTX)",
    "application/msword": "Word (DOC)",
    "application/vnd.oasis.opendocument.text": "OpenDocument (ODT)",
    "application/rtf": "RTF",
    "text/rtf": "RTF",
    "text/html": "HTML",
    "text/plain": mark("plain text"),
    "text/markdown": "Markdown",
    "message/rfc822": mark("e-mail"),
    "image/jpeg": "JPEG",
    "image/png": "PNG",
    "image/tiff": "TIFF",
    "image/bmp": "BMP",
    "image/webp": "WEBP",
    "application/vnd.ms-excel": "Excel (XLS)",
    "application/vnd.ms-powerpoint": "PowerPoint (PPT)",
    "application/vnd.ms-outlook": "Outlook (MSG)",
    "application/vnd.oasis.opendocument.spreadsheet": "OpenDocument (ODS)",
    "application/vnd.oasis.opendocument.presentation": "OpenDocument (ODP)",
    "application/vnd.oasis.opendocument.text-flat-xml": "OpenDocument (FODT)",
    "application/vnd.oasis.opendocument.spreadsheet-flat-xml": "OpenDocument (FODS)",
    "application/vnd.oasis.opendocument.presentation-flat-xml": "OpenDocument (FODP)",
    "application/vnd.ms-wordml": "Word 2003 (XML)",
    "application/vnd.ms-word2006ml": "Word (XML)",
    "application/vnd.ms-spreadsheetml": "Excel 2003 (XML)",
    "application/vnd.ms-excel.sheet.binary.macroenabled.12": "Excel (XLSB)",
    "application/epub+zip": "EPUB",
    "application/zip": "ZIP",
}
"""Names of the usual types of files; others show as their media type."""

_SOURCES: Mapping[str, str] = {
    "widget": mark("signature field, page {page}"),
    "metadata": mark("properties of the file"),
    "file-name": mark("file name"),
    "folder": mark("folder in the inbox"),
    "folder-default": mark("set for the inbox folder"),
    "signature": mark("digital signature"),
    "rule": mark("follows from other fields"),
}
_RULES: Mapping[str, str] = {
    "class:words-of-the-plan": mark("words of the filing plan"),
    "class:learned": mark("learned from what persons set"),
}
_PAGE = mark("page {page}")
_PAGE_LINE = mark("page {page}, line {line}")
_TEXT = mark("text")
_PERSON = mark("corrected by {name}")


def reason_text(reason: Reason, *, filed: bool = True) -> str:
    """What happened, in the language in use; `filed` tells whether a document was filed."""
    from archivist.reasons import reason_text as text_of

    text = text_of(reason, filed=filed)
    return text.what_vi if in_use() == "vi" else text.what_en


def reason_advice(reason: Reason, *, filed: bool = True) -> str:
    """What to do about it, in the language in use."""
    from archivist.reasons import reason_text as text_of

    text = text_of(reason, filed=filed)
    return text.do_vi if in_use() == "vi" else text.do_en


def field_value(name: str, value: str) -> str:
    """A field's stored value as people read it."""
    if name == FieldName.ISSUED:
        return date_text(value)
    if name == FieldName.KIND:
        from archivist.authorities.kinds import kind_by_code

        kind = kind_by_code(value)
        return kind.title if kind else value
    if name == FieldName.LEVEL and value in tuple(Level):
        return translate(LEVELS[Level(value)])
    if name == FieldName.SYSTEM and value in tuple(System):
        return translate(SYSTEMS[System(value)])
    if name == FieldName.SECRECY and value in tuple(Secrecy):
        return translate(SECRECY[Secrecy(value)])
    if name == FieldName.LANGUAGE and value in LANGUAGES:
        return translate(LANGUAGES[value])
    if name == "media_type":
        return translate(MEDIA_TYPES.get(value, value))
    if name == FieldName.DRAFT:
        return translate(mark("yes")) if value == "true" else value
    return value


def evidence_place(evidence: Evidence) -> str:
    """Where a value was seen: ``page 1, line 4``."""
    if evidence.source.startswith("person:"):
        return translate(_PERSON).format(name=evidence.source.removeprefix("person:"))
    if evidence.rule in _RULES:
        return translate(_RULES[evidence.rule])
    if evidence.source in _SOURCES:
        return translate(_SOURCES[evidence.source]).format(page=evidence.page or "?")
    if evidence.source != "page":
        return evidence.source
    if evidence.page is None:
        return translate(_TEXT)
    text = _PAGE if evidence.line is None else _PAGE_LINE
    return translate(text).format(page=evidence.page, line=evidence.line)
