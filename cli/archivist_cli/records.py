"""The library's records as JSON objects; docs/json.md lists every key.

Owns: the keys programs rely on; they may only grow.
Must not: translate anything, or leave a key out because it has no value.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from archivist.confirmed import SETTLES
from archivist.model import (
    ArrivalNumber,
    Candidate,
    Document,
    FilingResult,
    Hit,
    Outcome,
    Part,
    Problem,
    Quarantined,
    Reading,
    Receipt,
    Relation,
    Signature,
    SignatureCheck,
)
from archivist_cli.output import path_fields
from archivist_cli.relation_records import evidence_fields, relation_fields, status_fields

if TYPE_CHECKING:
    from archivist.authorities.number_places import NumberPlace
    from archivist.inbox import Completeness, FolderDefaults, InboxFile, InboxStatus
    from archivist.issuers import IssuerEntry
    from archivist.proposing import AliasProposal, PlaceProposal
    from archivist.verifying import SignatureResult
    from archivist.works import Likeness

Fields = dict[str, object]


def issuer_fields(entry: IssuerEntry) -> Fields:
    """What is known of one issuing body."""
    record = entry.record
    return {
        "id": record.id,
        "name": record.name,
        "aliases": list(record.aliases),
        "names": dict(record.names_other),
        "codes": [{"code": code, "years": record.code_periods.get(code)} for code in record.codes],
        "level": record.level,
        "system": record.system,
        "parent": record.parent or None,
        "place": record.place or None,
        "valid_from": record.valid_from or None,
        "valid_to": record.valid_to or None,
        "predecessors": list(record.predecessors),
        "successors": list(record.successors),
        "note": record.note,
        "source": record.source,
        "verified": record.verified,
        "known": record.known,
        "documents": entry.documents,
        "revision": entry.revision,
        "merged_into": entry.merged_into or None,
        "merged_from": list(entry.merged_from),
        "refused": list(entry.refused),
        "number_places": list(map(number_place_fields, entry.number_places)),
        "refused_places": list(map(number_place_fields, entry.refused_places)),
        "history": [
            {"at": said.at.isoformat(), "by": said.by, "why": said.why, "action": said.action}
            for said in entry.history
        ],
    }


def alias_proposal_fields(proposal: AliasProposal) -> Fields:
    """A name that corrections suggest to record."""
    return {
        "printed": proposal.printed,
        "issuer_id": proposal.issuer.id,
        "issuer": proposal.issuer.name,
        "documents": list(proposal.documents),
    }


def number_place_fields(place: NumberPlace) -> Fields:
    """A place in which a body prints its numbers."""
    return {"zone": place.zone, "after": place.after}


def place_proposal_fields(proposal: PlaceProposal) -> Fields:
    """A place of numbers that corrections suggest to record."""
    return {
        **number_place_fields(proposal.place),
        "issuer_id": proposal.issuer.id,
        "issuer": proposal.issuer.name,
        "quote": proposal.quote,
        "documents": list(proposal.documents),
    }


def document_fields(document: Document, root: Path) -> Fields:
    """A document in short: what a list shows."""
    issuer = document.issuer
    return {
        "id": document.id,
        "revision": document.revision,
        "number": document.number,
        "kind": document.kind.code if document.kind else None,
        "kind_title": document.kind.title if document.kind else None,
        "issuer": str(issuer) if issuer else None,
        "issuer_as_printed": issuer.as_printed if issuer else None,
        "issuer_id": issuer.authority_id if issuer else None,
        "level": document.level,
        "system": document.system,
        "issued": document.issued_text,
        "place": document.place,
        "subject": document.subject,
        "signatory": document.signatory,
        "position": document.position,
        "language": document.language,
        "urgency": document.urgency,
        "draft": document.draft,
        "access": document.access,
        "secrecy": document.secrecy,
        "text_state": document.text_state,
        "signed": document.signed,
        "pages": document.pages,
        "reasons": list(document.reasons),
        "filed_at": document.filed_at.isoformat(),
        "received_as": document.original.received_as,
        **path_fields(root / document.path / document.original.name),
    }


def _part(part: Part) -> Fields:
    return {
        "role": part.role.value,
        "number": part.number or None,
        "kind": part.kind or None,
        "issuer": part.issuer or None,
        "issued": part.issued or None,
        "subject": part.subject or None,
        "confidence": part.confidence,
        "evidence": evidence_fields(part.evidence),
    }


def full_document_fields(
    document: Document, root: Path, receipts: Iterable[Receipt], relations: Iterable[Relation]
) -> Fields:
    """A document with everything that is known of it."""
    return {
        **document_fields(document, root),
        "sha256": document.sha256,
        "folder": document.path,
        "readings": {name: _reading(reading) for name, reading in document.readings.items()},
        "files": [
            {
                "name": file.name,
                "received_as": file.received_as,
                "media_type": file.media_type,
                "size": file.size,
                "sha256": file.sha256,
                "role": file.role,
            }
            for file in document.files
        ],
        "receipts": [receipt_fields(receipt) for receipt in receipts],
        "relations": [relation_fields(relation) for relation in relations],
        "parts": [_part(part) for part in document.parts],
        "signatures": [_signature(signature) for signature in document.signatures],
        "signatures_checked": _signature_check(document.signatures_checked),
        "changes": [
            {"at": change.at.isoformat(), "by": change.by, "why": change.why, "fields": list(change.fields)}
            for change in document.changes
        ],
        "versions": dict(document.versions),
        "warnings": list(document.warnings),
    }


def _signature_check(check: SignatureCheck | None) -> Fields | None:
    return {"at": check.at.isoformat(), "library": check.library} if check is not None else None


def signature_result_fields(result: SignatureResult) -> Fields:
    """What a check of the signatures of one document came to."""
    document = result.document
    return {
        "document": document.id,
        "revision": document.revision,
        "signed": document.signed,
        "before": result.before,
        "changed": result.changed,
        "signatures": [_signature(signature) for signature in document.signatures],
        "problem": result.problem,
        "roots": result.roots,
    }


def _signature(signature: Signature) -> Fields:
    return {
        "signer": signature.signer,
        "organisation": signature.organisation,
        "signed_at": signature.signed_at or None,
        "time_source": signature.time_source,
        "reason": signature.reason,
        "integrity": signature.integrity,
        "trust": signature.trust,
        "changed_after": signature.changed_after,
        "page": signature.page,
        "covers_file": signature.covers_file,
        "remarks": list(signature.remarks),
    }


def questioned_fields(document: Document, root: Path) -> Fields:
    """A document in short, with the readings a person is asked about."""
    asked = [name for name, settled in SETTLES.items() if set(settled) & set(document.reasons)]
    readings = {name.value: _reading(document.readings[name]) for name in asked if name in document.readings}
    return {**document_fields(document, root), "readings": readings}


def _reading(reading: Reading) -> Fields:
    return {
        "value": reading.value,
        "confidence": reading.confidence,
        "by_person": reading.by_person,
        "evidence": [evidence_fields(evidence) for evidence in reading.evidence],
        "runners_up": [_candidate(candidate) for candidate in reading.runners_up],
    }


def _candidate(candidate: Candidate) -> Fields:
    return {
        "value": candidate.value,
        "confidence": candidate.confidence,
        "evidence": evidence_fields(candidate.evidence),
    }


def receipt_fields(receipt: Receipt) -> Fields:
    """One arrival of a document."""
    return {
        "id": receipt.id,
        "received_at": receipt.received_at.isoformat(),
        "received_as": receipt.received_as,
        **path_fields(receipt.source, "source"),
        **path_fields(receipt.inbox, "inbox"),
        **path_fields(receipt.inbox_path, "inbox_path"),
        "received_from": receipt.received_from,
        "default_issuer": receipt.defaults.issuer,
        "default_level": receipt.defaults.level,
        "by": receipt.by,
        "arrival": arrival_fields(receipt.arrival),
        "fonds": receipt.fonds or None,
    }


def arrival_fields(arrival: ArrivalNumber | None) -> Fields | None:
    """A number of arrival; None where there is none."""
    if arrival is None:
        return None
    return {
        "book": arrival.book,
        "year": arrival.year,
        "number": arrival.number,
        "on": arrival.on.isoformat(),
    }


def hit_fields(hit: Hit, rank: int, root: Path) -> Fields:
    """One result of a search."""
    return {
        "rank": rank,
        "score": round(hit.score, 4),
        "document": document_fields(hit.document, root),
        "snippet": {
            "text": hit.snippet.text,
            "spans": [list(span) for span in hit.snippet.spans],
            "page": hit.snippet.page,
        },
        "status": status_fields(hit.status) if hit.status else None,
        "matched": [{"text": part.text, "where": list(part.where)} for part in hit.matched],
        "renditions": [document_fields(document, root) for document in hit.renditions],
        "renditions_confirmed": hit.confirmed,
    }


def likeness_fields(likeness: Likeness) -> Fields:
    """Why two documents may be renditions of one work."""
    return {
        "documents": list(likeness.pair),
        "confidence": likeness.confidence,
        "agree": list(likeness.agree),
    }


def work_fields(documents: Iterable[Document], root: Path, *, confirmed: bool) -> Fields:
    """Documents shown as one work, the one that stands for it first."""
    return {"confirmed": confirmed, "documents": [document_fields(one, root) for one in documents]}


def result_fields(result: FilingResult, root: Path) -> Fields:
    """What became of one file; of a refused one nothing that would name it."""
    source: Mapping[str, str | None]
    source = {"source": None} if result.outcome is Outcome.REFUSED else path_fields(result.source, "source")
    return {
        **source,
        "outcome": result.outcome,
        "document": document_fields(result.document, root) if result.document else None,
        "receipt": result.receipt.id if result.receipt else None,
        "arrival": arrival_fields(result.receipt.arrival if result.receipt else None),
        "reasons": list(result.reasons),
        "quarantine_id": result.quarantine_id,
        "message": result.message,
    }


def quarantined_fields(entry: Quarantined) -> Fields:
    """One file that was put aside."""
    return {
        "id": entry.id,
        "received_as": entry.received_as,
        "reason": entry.reason,
        "message": entry.message,
        "at": entry.at.isoformat(),
        "size": entry.size,
        "sha256": entry.sha256,
        **path_fields(entry.path),
        **path_fields(entry.source, "source"),
        **path_fields(entry.inbox, "inbox"),
        **path_fields(entry.inbox_path, "inbox_path"),
    }


def problem_fields(problem: Problem) -> Fields:
    """One finding of a check or rebuild."""
    return {
        "invariant": problem.invariant,
        "severity": problem.severity,
        "message": problem.message,
        "document": problem.document_id,
        **(path_fields(problem.path) if problem.path else {"path": None}),
        "hint": problem.hint,
    }


def inbox_file_fields(entry: InboxFile) -> Fields:
    """One file that lies in the inbox."""
    return {
        **path_fields(entry.path),
        "state": entry.state,
        "reason": entry.reason,
        "message": entry.why_en,
        "first_seen": entry.first_seen.isoformat() if entry.first_seen else None,
        "attempts": entry.attempts,
    }


def inbox_fields(status: InboxStatus) -> Fields:
    """How an inbox is."""
    return {
        **path_fields(status.inbox, "inbox"),
        "online": status.online,
        "watched": status.watched,
        "mode": status.mode,
        "why": status.mode_why,
        "last_sign": status.last_sign.isoformat() if status.last_sign else None,
        "waiting": sum(1 for entry in status.files if entry.state != "ignored"),
        "ignored": sum(1 for entry in status.files if entry.state == "ignored"),
        "failed": [path_fields(path) for path in status.failed],
        "refused": status.refused,
        "kept": status.kept,
    }


def proof_fields(proof: Completeness) -> Fields:
    """What became of everything seen since a moment."""
    return {
        "complete": proof.complete,
        "since": proof.since.isoformat(),
        "known_since": proof.known_since.isoformat(),
        "online": proof.online,
        "seen": proof.seen,
        "filed": proof.filed,
        "duplicates": proof.duplicates,
        "failed": proof.failed,
        "refused": proof.refused,
        "withdrawn": proof.withdrawn,
        "waiting": [inbox_file_fields(entry) for entry in proof.waiting],
        "ignored": [inbox_file_fields(entry) for entry in proof.ignored],
        "taken_back": [{**path_fields(path), "why": why} for path, why in proof.taken_back],
        "unexplained": [path_fields(path) for path in proof.unexplained],
        "unproven": [path_fields(path) for path in proof.unproven],
    }


def inbox_folder_fields(folder: FolderDefaults) -> Fields:
    """What one sub-folder of the inbox means."""
    return {
        "folder": folder.folder,
        "issuer": folder.defaults.issuer,
        "level": folder.defaults.level,
        "received_from": folder.defaults.received_from,
        "book": folder.defaults.book,
        "fonds": folder.defaults.fonds,
    }
