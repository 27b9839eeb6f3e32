"""Parts of records ↔ JSON: files, readings with their evidence, citations, clauses, signatures.

Owns: the keys of what stands inside ``record.json``, ``receipt-*.json`` and entries (docs/format.md).
Must not: touch a disk, or know which record a part stands in (`codec` does).

What has its default value is left out; keys this program does not know are ignored.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from archivist.jsonio import JsonObject, moment_text, put_name
from archivist.layout import ID_PATTERN
from archivist.lazypattern import late_pattern
from archivist.model import (
    ArrivalNumber,
    Box,
    Candidate,
    Change,
    ChangedAfter,
    Citation,
    Clause,
    ClauseKind,
    DocumentId,
    Evidence,
    Integrity,
    Issuer,
    Kind,
    Level,
    Part,
    PartRole,
    Reading,
    RelationDecision,
    RelationKind,
    RelationState,
    Signature,
    SignatureCheck,
    SignatureRemark,
    StoredFile,
    TimeSource,
    Trust,
)

Json = dict[str, object]
_SHA256 = late_pattern(r"[0-9a-f]{64}")
FILE_NAME = late_pattern(r"(original|attachment-\d{2,5})(\.[a-z0-9]{1,16}){0,2}")


def given(values: Mapping[str, object]) -> Json:
    """Without what is None: for fields where an empty text would say something else."""
    return {key: value for key, value in values.items() if value is not None}


def compact(values: Mapping[str, object]) -> Json:
    """Without what is absent or empty."""
    return {key: value for key, value in values.items() if value not in (None, "", [], {})}


def arrival_json(arrival: ArrivalNumber) -> Json:
    """A line of the register of incoming documents as it stands in receipts and tombstones."""
    return {
        "book": arrival.book,
        "year": arrival.year,
        "number": arrival.number,
        "on": arrival.on.isoformat(),
    }


def file_json(file: StoredFile) -> Json:
    """A stored file as JSON."""
    values: Json = {"name": file.name}
    put_name(values, "received_as", file.received_as)
    values |= {"media_type": file.media_type, "size": file.size, "sha256": file.sha256, "role": file.role}
    return values


def kind_json(kind: Kind | None) -> Json | None:
    """A kind as JSON."""
    if kind is None:
        return None
    return {"code": kind.code, "title": kind.title, "abbreviation": kind.abbreviation}


def issuer_json(issuer: Issuer | None) -> Json | None:
    """An issuer as JSON."""
    if issuer is None:
        return None
    values: Json = {"as_printed": issuer.as_printed}
    return values | given({"authority_id": issuer.authority_id, "level": issuer.level, "name": issuer.name})


def reading_json(reading: Reading) -> Json:
    """A reading as JSON."""
    values: Json = {
        "value": reading.value,
        "confidence": reading.confidence,
        "evidence": [evidence_json(evidence) for evidence in reading.evidence],
    }
    runners_up = [
        {"value": c.value, "confidence": c.confidence, "evidence": evidence_json(c.evidence)}
        for c in reading.runners_up
    ]
    return values | compact({"runners_up": runners_up})


def evidence_json(evidence: Evidence) -> Json:
    """A piece of evidence as JSON."""
    box = evidence.box
    values: Json = {"source": evidence.source}
    values |= compact(
        {
            "page": evidence.page,
            "line": evidence.line,
            "box": [box.x0, box.top, box.x1, box.bottom] if box is not None else None,
            "rule": evidence.rule,
        }
    )
    if evidence.quote:
        put_name(values, "quote", evidence.quote)  # may quote a file name
    return values


def citation_json(citation: Citation) -> Json:
    """A citation as JSON."""
    values: Json = {"kind": citation.kind.value, "cited_as": citation.cited_as}
    values |= compact(
        {
            "number": citation.number,
            "target_kind": citation.target_kind,
            "issuer": citation.issuer,
            "issued": citation.issued,
            "scope": citation.scope,
        }
    )
    return values | {"confidence": citation.confidence, "evidence": evidence_json(citation.evidence)}


def clause_json(clause: Clause) -> Json:
    """A clause as JSON."""
    values: Json = {"kind": clause.kind.value, "value": clause.value, "confidence": clause.confidence}
    return values | {"evidence": evidence_json(clause.evidence)}


def decision_json(decision: RelationDecision) -> Json:
    """A decision on a relation as JSON."""
    values: Json = {"relation": decision.relation, "verdict": decision.verdict.value}
    values |= compact({"target": decision.target, "effective": decision.effective, "why": decision.why})
    values |= {"at": moment_text(decision.at), "by": decision.by}
    return values | {"citation": citation_json(decision.citation)}


def part_json(part: Part) -> Json:
    """A part of a file as JSON."""
    values: Json = {"role": part.role.value}
    values |= compact(
        {
            "number": part.number,
            "kind": part.kind,
            "issuer": part.issuer,
            "issued": part.issued,
            "subject": part.subject,
        }
    )
    return values | {"confidence": part.confidence, "evidence": evidence_json(part.evidence)}


def change_json(change: Change) -> Json:
    """A change as JSON."""
    values: Json = {"at": moment_text(change.at), "by": change.by, "why": change.why}
    return values | compact({"fields": list(change.fields)})


def signature_json(signature: Signature) -> Json:
    """A signature as JSON."""
    values: Json = {
        "integrity": signature.integrity.value,
        "trust": signature.trust.value,
        "changed_after": signature.changed_after.value,
        "covers_file": signature.covers_file,
    }
    return values | compact(
        {
            "signer": signature.signer,
            "organisation": signature.organisation,
            "signed_at": signature.signed_at,
            "time_source": signature.time_source.value,
            "reason": signature.reason,
            "page": signature.page,
            "remarks": [remark.value for remark in signature.remarks],
        }
    )


def check_json(check: SignatureCheck | None) -> Json | None:
    """A check of signatures as JSON."""
    return {"at": moment_text(check.at), "library": check.library} if check is not None else None


def decode_arrival(item: JsonObject) -> ArrivalNumber:
    """Read a line of the register of incoming documents; raises `RecordDamaged`."""
    day = item.text("on")
    try:
        on = dt.date.fromisoformat(day)
    except ValueError:
        raise item.fail("on", "a date", day) from None
    number = item.integer("number")
    if number < 1:
        raise item.fail("number", "a number from 1", number)
    return ArrivalNumber(book=item.text("book"), year=item.integer("year"), number=number, on=on)


def read_file(item: JsonObject) -> StoredFile:
    """The stored file that `file_json` wrote."""
    return StoredFile(
        # The name is opened below the document's folder: it must not lead out of it.
        name=item.matching("name", FILE_NAME, "original.* or attachment-NN.*"),
        received_as=item.name("received_as", ""),
        media_type=item.text("media_type"),
        size=item.integer("size"),
        sha256=item.matching("sha256", _SHA256, "64 hex digits"),
        role=item.text("role", "original"),
    )


def read_kind(item: JsonObject) -> Kind:
    """The kind that `kind_json` wrote."""
    return Kind(code=item.text("code"), title=item.text("title"), abbreviation=item.text("abbreviation", ""))


def read_issuer(item: JsonObject) -> Issuer:
    """The issuer that `issuer_json` wrote."""
    return Issuer(
        as_printed=item.text("as_printed"),
        authority_id=item.optional_text("authority_id"),
        name=item.text("name", ""),
        level=item.optional_member("level", Level),
    )


def read_reading(item: JsonObject) -> Reading:
    """The reading that `reading_json` wrote."""
    return Reading(
        value=item.text("value"),
        confidence=item.number("confidence"),
        evidence=tuple(map(read_evidence, item.objects("evidence"))),
        runners_up=tuple(map(_read_candidate, item.objects("runners_up"))),
    )


def _read_candidate(item: JsonObject) -> Candidate:
    return Candidate(
        value=item.text("value"),
        confidence=item.number("confidence"),
        evidence=read_evidence(item.object("evidence")),
    )


def read_evidence(item: JsonObject) -> Evidence:
    """The piece of evidence that `evidence_json` wrote."""
    return Evidence(
        source=item.text("source"),
        page=item.optional_integer("page"),
        line=item.optional_integer("line"),
        box=Box(**dict(zip(("x0", "top", "x1", "bottom"), item.numbers("box", 4), strict=True)))
        if "box" in item
        else None,
        quote=item.name("quote", ""),
        rule=item.text("rule", ""),
    )


def read_citation(item: JsonObject) -> Citation:
    """The citation that `citation_json` wrote."""
    return Citation(
        kind=item.member("kind", RelationKind),
        cited_as=item.text("cited_as"),
        number=item.text("number", ""),
        target_kind=item.text("target_kind", ""),
        issuer=item.text("issuer", ""),
        issued=item.text("issued", ""),
        scope=item.text("scope", ""),
        evidence=read_evidence(item.object("evidence")),
        confidence=item.number("confidence"),
    )


def read_clause(item: JsonObject) -> Clause:
    """The clause that `clause_json` wrote."""
    return Clause(
        kind=item.member("kind", ClauseKind),
        value=item.text("value"),
        evidence=read_evidence(item.object("evidence")),
        confidence=item.number("confidence"),
    )


def read_part(item: JsonObject) -> Part:
    """The part of a file that `part_json` wrote."""
    return Part(
        role=item.member("role", PartRole),
        number=item.text("number", ""),
        kind=item.text("kind", ""),
        issuer=item.text("issuer", ""),
        issued=item.text("issued", ""),
        subject=item.text("subject", ""),
        evidence=read_evidence(item.object("evidence")),
        confidence=item.number("confidence"),
    )


def read_decision(item: JsonObject) -> RelationDecision:
    """The decision on a relation that `decision_json` wrote."""
    return RelationDecision(
        relation=item.text("relation"),
        verdict=item.member("verdict", RelationState),
        citation=read_citation(item.object("citation")),
        target=read_id(item, "target") if "target" in item else None,
        effective=item.text("effective", ""),
        at=item.moment("at"),
        by=item.text("by"),
        why=item.text("why", ""),
    )


def read_change(item: JsonObject) -> Change:
    """The change that `change_json` wrote."""
    return Change(at=item.moment("at"), by=item.text("by"), why=item.text("why"), fields=item.texts("fields"))


def read_signature(item: JsonObject) -> Signature:
    """The signature that `signature_json` wrote."""
    known = tuple(SignatureRemark)  # a later program may remark on more
    return Signature(
        signer=item.text("signer", ""),
        organisation=item.text("organisation", ""),
        signed_at=item.text("signed_at", ""),
        time_source=item.member("time_source", TimeSource, TimeSource.UNKNOWN),
        reason=item.text("reason", ""),
        integrity=item.member("integrity", Integrity, Integrity.NOT_CHECKED),
        trust=item.member("trust", Trust, Trust.NOT_CHECKED),
        changed_after=item.member("changed_after", ChangedAfter, ChangedAfter.NOT_CHECKED),
        page=item.optional_integer("page"),
        covers_file=item.flag("covers_file"),
        remarks=tuple(SignatureRemark(code) for code in item.texts("remarks") if code in known),
    )


def read_check(item: JsonObject) -> SignatureCheck:
    """The check of signatures that `check_json` wrote."""
    return SignatureCheck(at=item.moment("at"), library=item.text("library"))


def read_id(record: JsonObject, key: str) -> DocumentId:
    """The id of a document under a key."""
    return DocumentId(record.matching(key, ID_PATTERN, "the id of a document"))
