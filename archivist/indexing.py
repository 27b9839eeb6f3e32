"""Bring the index up to the catalogue: drain the outbox in batches.

Owns: what of a document goes into the index, and that a row is marked as indexed only after
the index is durable. Filing never waits for it: an index that fails leaves the outbox full.
Must not: decide what a query means, or take the writer lock while it holds the indexer lock.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from archivist import store
from archivist.authorities.register import IssuerRegister, forms_of
from archivist.errors import ArchiveLocked, IndexDamaged, MissingFile, RecordDamaged
from archivist.lazylog import late_logger
from archivist.model import Access, Document, DocumentId, Progress
from archivist.workspace import Workspace

if TYPE_CHECKING:
    from archivist.search.records import IndexDocument

log = late_logger(__name__)
BATCH = 200


def index_document(document: Document, text: str, issuers: IssuerRegister | None = None) -> IndexDocument:
    """What the index is told of a document.

    Args:
        document: with its issuer as the authority file resolves it.
        text: its text.
        issuers: the archive's authority file; the shipped one when None.
    """
    from archivist.search.records import IndexDocument

    issuer, days = document.issuer, document.issued_range
    names = [issuer.name, issuer.as_printed] if issuer else []
    if issuer and issuer.authority_id:
        register = issuers or IssuerRegister()
        record = register.by_id(issuer.authority_id)
        if record is not None:
            names += forms_of(record)
        for merged in map(register.record, register.merged_from(issuer.authority_id)):
            names += forms_of(merged) if merged is not None else ()
    return IndexDocument(
        id=document.id,
        revision=document.revision,
        number=document.number or "",
        further_numbers=document.further_numbers,
        kind=document.kind.code if document.kind else "",
        issuer_id=(issuer.authority_id or "") if issuer else "",
        issuer_names=tuple(dict.fromkeys(name for name in names if name)),
        level=document.level.value if document.level else "",
        issued=days[0] if days else None,
        issued_last=days[1] if days and days[1] != days[0] else None,
        place=document.place or "",
        subject=document.subject or "",
        signatory=document.signatory or "",
        language=document.language or "",
        class_code=document.class_code or "",
        system=document.system.value if document.system else "",
        signed=document.signed.value,
        attachments=sum(file.role == "attachment" for file in document.files),
        filed_on=document.filed_at.date(),
        text=text,
    )


def drain(ws: Workspace, *, progress: Callable[[Progress], None] | None = None, wait: float = 0.0) -> int:
    """Index everything that waits. Returns how many documents were brought up to date.

    Args:
        ws: the open archive, writable.
        progress: told after each batch.
        wait: seconds to wait for another process that is indexing; 0 leaves it to that one.

    Raises:
        IndexDamaged: the index cannot be written (rebuild it).
    """
    lock = ws.indexer_lock()
    try:
        lock.acquire(timeout=wait)
    except ArchiveLocked:
        return 0
    try:
        done = 0
        while True:
            batch = _drain_batch(ws)
            if not batch:
                return done
            done += batch
            if progress is not None:
                progress(Progress(stage="index", done=done, total=None))
    finally:
        lock.release()


def _drain_batch(ws: Workspace) -> int:
    catalogue = ws.catalogue
    rows = catalogue.outbox(BATCH)
    removals = catalogue.index_removals()
    if not rows and not removals:
        return 0
    documents: list[IndexDocument] = []
    gone: list[str] = list(removals)
    settled: list[tuple[DocumentId, int]] = []
    for row in rows:
        folder = ws.layout.root / row.path
        try:
            document = ws.document(folder)
        except (FileNotFoundError, RecordDamaged) as error:
            # `check` reports it; the index must not offer what cannot be shown.
            log.warning("cannot index %s: %s", row.id[:8], error)
            gone.append(row.id)
            settled.append((row.id, row.revision))
            continue
        if document.access is Access.HELD:
            gone.append(document.id)
        else:
            documents.append(index_document(document, text_or_nothing(folder), ws.issuers))
        # A record older than its row (restored from a backup) must not stay in the outbox for ever;
        # `check` reports the difference.
        settled.append((document.id, max(document.revision, row.revision)))
    ws.index().update(documents, gone)  # durable when it returns
    catalogue.mark_indexed(tuple(settled), removed=tuple(removals))
    return len(settled) + len(removals)


def text_or_nothing(folder: Path) -> str:
    """The stored text, or none when it is gone: the document stays findable by its fields.

    `check` reports the missing text; it is derived and can be made again.
    """
    try:
        return store.read_text(folder)
    except (MissingFile, FileNotFoundError):
        log.warning("the text of %s is missing", folder.name)
        return ""


def tidy(ws: Workspace) -> None:
    """Join segments of the index where they have become many; work for an idle moment.

    Searching goes on meanwhile, and what is filed meanwhile is indexed afterwards. Left to the other
    process when one is indexing; interrupted, it is done the next time.

    Raises:
        IndexDamaged: the index cannot be read or written (rebuild it).
    """
    lock = ws.indexer_lock()
    try:
        lock.acquire(timeout=0.0)
    except ArchiveLocked:
        return
    try:
        merged = ws.index().merge()
    finally:
        lock.release()
    if merged:
        drain(ws)


def try_drain(ws: Workspace, *, more_to_come: bool = False) -> None:
    """Drain after filing: a broken index is logged, never a reason to fail the filing.

    Args:
        ws: the open archive, writable.
        more_to_come: the caller tidies up by itself when nothing is left to do.
    """
    try:
        drain(ws)
        if not more_to_come:
            tidy(ws)
    except IndexDamaged as error:
        log.error("the index needs a rebuild: %s", error)
