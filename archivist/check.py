"""Compare what is stored with what was promised; every invariant is one function here.

Owns: M1…M6 (truth: a violation is loss) and S1…S7 (caches and references: most are mended by rebuild),
as listed in docs/format.md; M7 and S8 are in `belongings`, M8 is in `numbering`.
Must not: repair anything. A check that cannot be made reports "not checked", never "well".
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

from archivist import audit, numbering, passwords, provenance, statements, store
from archivist.belongings import check_belongings
from archivist.catalogue import ListFilters
from archivist.errors import (
    ArchivistError,
    CatalogueDamaged,
    FormatTooNew,
    IndexDamaged,
    RecordDamaged,
    SettingsError,
)
from archivist.model import Access, CheckReport, Document, DocumentId, Problem, Progress, Severity
from archivist.retention.schedules import read_schedule
from archivist.store.disposals import read_disposal_file
from archivist.store.keeping import read_keeping_file
from archivist.workspace import Workspace

ProgressFunction = Callable[[Progress], None]


def check(ws: Workspace, *, fixity: bool = True, progress: ProgressFunction | None = None) -> CheckReport:
    """Check an archive.

    Args:
        ws: the open archive; reading permission is enough.
        fixity: hash every stored file (M2, M3); without it only presence and size are compared.
        progress: told after each document.
    """
    problems: list[Problem] = []
    documents: dict[str, Document] = {}
    hashed = 0
    by_sha: dict[str, list[Path]] = defaultdict(list)
    folders = tuple(store.scan(ws.layout))
    for position, folder in enumerate(folders, start=1):
        problems += store.verify_folder(ws.layout, folder, fixity=fixity)
        try:
            document = store.read_document(ws.layout, folder)
        except (ArchivistError, FileNotFoundError):
            continue  # reported by verify_folder
        documents[document.id] = document
        by_sha[document.sha256].append(folder)
        hashed += len(document.files) if fixity else 0
        if progress is not None:
            progress(Progress(stage="check", done=position, total=len(folders), item=document.id))
    problems += m2_nothing_else_lies_there(ws)
    problems += m2_withheld_readable(ws)
    problems += m1_sources_are_safe(ws, documents)
    problems += m4_revisions_complete(ws, documents)
    problems += m5_one_folder_per_hash(by_sha)
    problems += m6_statements_whole(ws)
    problems += check_belongings(ws.layout, fixity=fixity)
    problems += numbering.m8_numbers_of_arrival(ws, documents)
    problems += check_caches(ws, documents)
    problems += s4_audited(ws, documents)
    problems += s5_staging(ws)
    problems += s6_passwords(ws)
    problems += s7_decisions(ws, documents)
    problems += s7_files(ws, documents)
    problems += s8_schedules(ws)
    return CheckReport(documents=len(documents), files_hashed=hashed, problems=tuple(problems))


def m1_sources_are_safe(ws: Workspace, documents: dict[str, Document]) -> Iterator[Problem]:
    """M1: whatever the audit log says was filed is there, or has a tombstone."""
    filed = {event.document_id for event in audit.events(ws.layout) if event.action == "filed"}
    for document_id in sorted(filed - set(documents)):
        if not _withdrawn(ws, document_id):
            yield Problem(
                invariant="M1",
                severity=Severity.MUST,
                message=f"{document_id[:8]} was filed and is no longer there",
                hint="restore it from the backup",
            )


def _withdrawn(ws: Workspace, document_id: str) -> bool:
    """Whether it has a tombstone; a damaged one is M7's to tell."""
    try:
        return store.read_tombstone(ws.layout, DocumentId(document_id)) is not None
    except (RecordDamaged, FormatTooNew):
        return True


def m2_nothing_else_lies_there(ws: Workspace) -> Iterator[Problem]:
    """M2: ``documents/`` holds document folders only; each of those is verified by the store."""
    for path in store.strays(ws.layout):
        yield Problem(
            invariant="M2",
            severity=Severity.SHOULD,
            message=f"{path.name} lies in documents/ and is no document",
            path=path,
            hint="move it out of the archive, or drop it into the inbox",
        )


def m2_withheld_readable(ws: Workspace) -> Iterator[Problem]:
    """M2: the entries of numbers kept for marked documents can be read."""
    try:
        store.withheld(ws.layout)
    except ArchivistError as error:
        yield Problem(
            invariant="M2",
            severity=Severity.MUST,
            message=error.message,
            path=error.path,
            hint="restore it from the backup",
        )


def m4_revisions_complete(ws: Workspace, documents: dict[str, Document]) -> Iterator[Problem]:
    """M4: every earlier revision of a record is kept."""
    for document in documents.values():
        folder = ws.layout.root / document.path
        kept = set(store.revisions(folder))
        for revision in range(1, document.revision):
            if revision not in kept:
                yield Problem(
                    invariant="M4",
                    severity=Severity.MUST,
                    message=f"revision {revision} of {document.id[:8]} is missing",
                    document_id=document.id,
                    path=folder,
                    hint="restore it from the backup",
                )


def m5_one_folder_per_hash(by_sha: dict[str, list[Path]]) -> Iterator[Problem]:
    """M5: no two folders hold the same bytes."""
    for sha256, folders in by_sha.items():
        if len(folders) > 1:
            yield Problem(
                invariant="M5",
                severity=Severity.MUST,
                message=f"the same bytes ({sha256[:12]}) are filed {len(folders)} times",
                path=folders[1],
            )


def m6_statements_whole(ws: Workspace) -> Iterator[Problem]:
    """M6: no statement of a person about bodies or works is damaged, lost or without its audit line."""
    logged = {event.key for event in audit.events(ws.layout)}
    for folder in map(partial(getattr, ws.layout), statements.FOLDERS):
        for name in store.missing_numbers(folder):
            yield _statement(folder / name, f"{folder.name}/{name} is missing")
        for path in (*store.pending_files(folder), *store.strangers(folder)):
            yield Problem(
                invariant="M6",
                severity=Severity.SHOULD,
                message=f"{folder.name}/{path.name} is no statement in force",
                path=path,
                hint="what was interrupted is finished when the archive is next opened for writing",
            )
        for file in store.numbered_files(folder):
            try:
                _read_statement(ws, file)
            except (RecordDamaged, FormatTooNew) as error:
                yield _statement(file.path, error.message)
            if statements.audit_key(file.path) not in logged:
                yield _statement(file.path, f"{folder.name}/{file.path.name} has no line in the audit log")
    for id in ws.issuers.local:
        end = ws.issuers.follow(id)
        if end != id and ws.issuers.record(end) is None:
            yield _statement(ws.layout.issuers, f"{id} is merged into {end}, which is not on record")


def _read_statement(ws: Workspace, file: store.NumberedFile) -> None:
    if file.path.parent == ws.layout.issuers:
        store.read_issuer_file(file)
    elif file.path.parent == ws.layout.reconciliation:
        store.read_settled_file(file)
    elif file.path.parent == ws.layout.registers:
        store.read_entry_file(file)
    elif file.path.parent == ws.layout.dossiers:
        store.read_dossier_file(file)
    elif file.path.parent == ws.layout.retention:
        read_keeping_file(file)
    elif file.path.parent == ws.layout.disposals:
        read_disposal_file(file)
    elif file.path.parent == ws.layout.fonds:
        store.read_fonds_file(file)
    else:
        store.read_verdict_file(file)


def _statement(path: Path, message: str) -> Problem:
    return Problem(
        invariant="M6",
        severity=Severity.MUST,
        message=message,
        path=path,
        hint="restore it from the backup",
    )


def check_caches(ws: Workspace, documents: dict[str, Document]) -> Iterator[Problem]:
    """S1 to S3, or "not checked" when a cache cannot be read."""
    try:
        yield from s1_rows(ws, documents)
        yield from s2_revisions(ws, documents)
    except CatalogueDamaged as error:
        yield Problem(
            invariant="S1", severity=Severity.SHOULD, message=error.message, path=error.path, hint=error.hint
        )
        return
    try:
        yield from s3_indexed(ws, documents)
    except IndexDamaged as error:
        yield Problem(
            invariant="S3", severity=Severity.SHOULD, message=error.message, path=error.path, hint=error.hint
        )


def s1_rows(ws: Workspace, documents: dict[str, Document]) -> Iterator[Problem]:
    """S1: every folder has a settled row in the catalogue, and no row lacks its folder."""
    rows = {row.id: row for row in ws.catalogue.listing(ListFilters(access=None))}
    for document in documents.values():
        row = rows.get(document.id)
        if row is None or row.status != "filed":
            state = "has no row in" if row is None else f"is '{row.status}' in"
            yield _stale("S1", document, f"{document.id[:8]} {state} the catalogue")
    for document_id in sorted(set(rows) - set(documents)):
        yield Problem(
            invariant="S1",
            severity=Severity.SHOULD,
            message=f"the catalogue lists {document_id[:8]}, which is not in documents/",
            hint="run: archivist rebuild",
        )


def s2_revisions(ws: Workspace, documents: dict[str, Document]) -> Iterator[Problem]:
    """S2: the catalogue has the current revision of every record."""
    if ws.catalogue.issuers_digest != ws.issuers.digest:
        yield Problem(
            invariant="S2",
            severity=Severity.SHOULD,
            message="the catalogue does not follow the authority file of issuing bodies",
            hint="run: archivist rebuild",
        )
    for row in ws.catalogue.listing(ListFilters(access=None)):
        document = documents.get(row.id)
        if document is not None and row.revision != document.revision:
            yield _stale(
                "S2",
                document,
                f"{document.id[:8]}: catalogue has revision {row.revision}, record {document.revision}",
            )


def s3_indexed(ws: Workspace, documents: dict[str, Document]) -> Iterator[Problem]:
    """S3: the index is unharmed and holds the current revision of every open document, and nothing else.

    Raises:
        IndexDamaged: a file of the index is not as it was written.
    """
    ws.index().verify()
    indexed = dict(ws.index().revisions())
    waiting = {row.id for row in ws.catalogue.outbox(1_000_000)}
    for document in documents.values():
        found = indexed.pop(document.id, None)
        expected = document.revision if document.access is Access.OPEN else None
        if found != expected and document.id not in waiting:
            yield _stale("S3", document, f"{document.id[:8]}: index has revision {found}, record {expected}")
    for document_id in sorted(set(indexed) - set(ws.catalogue.index_removals())):
        yield Problem(
            invariant="S3",
            severity=Severity.SHOULD,
            message=f"the index lists {document_id[:8]}, which is not in documents/",
            hint="run: archivist rebuild --index",
        )


def s4_audited(ws: Workspace, documents: dict[str, Document]) -> Iterator[Problem]:
    """S4: the audit chain is whole and has a line for every document."""
    yield from audit.verify(ws.layout)
    filed = {event.document_id for event in audit.events(ws.layout) if event.action == "filed"}
    for document in documents.values():
        if document.id not in filed:
            yield _stale("S4", document, f"{document.id[:8]} has no line in the audit log", hint="")


def s5_staging(ws: Workspace) -> Iterator[Problem]:
    """S5: staging holds only assemblies whose owner is alive."""
    for path in store.dead_assemblies(ws.layout):
        yield Problem(
            invariant="S5",
            severity=Severity.SHOULD,
            message=f"staging holds a dead assembly: {path.name}",
            path=path,
            hint="it is swept when the archive is next opened for writing",
        )


def s6_passwords(ws: Workspace) -> Iterator[Problem]:
    """S6: the list of passwords can be read, by its owner alone."""
    path = ws.layout.passwords
    if not passwords.is_private(ws.layout):
        yield Problem(
            invariant="S6",
            severity=Severity.SHOULD,
            message=f"{path.name} may be read by others than its owner",
            path=path,
            hint=f"run: chmod 600 {path}",
        )
    try:
        passwords.read(ws.layout)
    except (RecordDamaged, FormatTooNew) as error:
        yield Problem(
            invariant="S6",
            severity=Severity.SHOULD,
            message=f"{path.name} is damaged: no password is tried on encrypted files",
            path=error.path,
            hint="remove it, and add the passwords again: archivist passwords add",
        )


def s7_decisions(ws: Workspace, documents: dict[str, Document]) -> Iterator[Problem]:
    """S7: whatever a person's decision on a relation means is in the archive, or was withdrawn."""
    for document in documents.values():
        last = {decision.relation: decision for decision in document.decisions}
        for target in sorted({one.target for one in last.values() if one.target}):
            if target not in documents and not _withdrawn(ws, target):
                yield Problem(
                    invariant="S7",
                    severity=Severity.SHOULD,
                    message=f"a decision of {document.id[:8]} means {target[:8]}, which is not in the archive",
                    document_id=document.id,
                    hint="restore it from the backup",
                )


def s7_files(ws: Workspace, documents: dict[str, Document]) -> Iterator[Problem]:
    """S7: every document of a file is in the archive, or has a tombstone; every file lies in a fonds."""
    known = provenance.fonds_file(ws.layout).fonds
    for said in store.read_dossiers(ws.layout).values():
        dossier = said[-1]
        lost = [one for one in dossier.documents if one not in documents and not _withdrawn(ws, one)]
        messages = [f"the file {dossier.key} names {one[:8]}, which is not in the archive" for one in lost]
        if dossier.fonds not in known:
            messages.append(f"the file {dossier.key} lies in a fonds that is not on record")
        for message in messages:
            yield Problem(
                invariant="S7", severity=Severity.SHOULD, message=message, hint="restore it from the backup"
            )


def s8_schedules(ws: Workspace) -> Iterator[Problem]:
    """S8: the office's own retention schedules can be understood."""
    for path in sorted(ws.layout.schedules.glob("*.toml")):
        try:
            read_schedule(path)
        except (SettingsError, OSError) as error:
            yield Problem(
                invariant="S8",
                severity=Severity.SHOULD,
                message=f"the retention schedule cannot be understood: {error}",
                path=path,
                hint="correct it; until then nothing is proposed (docs/fonds-and-retention.md)",
            )


def _stale(invariant: str, document: Document, message: str, hint: str = "run: archivist rebuild") -> Problem:
    return Problem(
        invariant=invariant, severity=Severity.SHOULD, message=message, document_id=document.id, hint=hint
    )
