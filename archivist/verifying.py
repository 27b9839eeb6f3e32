"""Check the signatures of filed documents again: other roots, another library, documents of old.

Owns: which documents are looked at, and that a record gets a new revision only when what is
known of its signatures changed.
Must not: know pyHanko, or call altered bytes a broken signature (that is the fixity check's).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from archivist import fsio, revising, signing, store
from archivist.errors import RecordDamaged, StorageError, UsageError
from archivist.lazyclass import dataclass
from archivist.lazylog import late_logger
from archivist.model import Document, DocumentId, Progress, Signed
from archivist.workspace import Workspace, now

log = late_logger(__name__)
ROBOT = "archivist"
"""Who changed a record when no person did."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SignatureResult:
    """What a check of one document's signatures came to.

    Attributes:
        document: the document as it is now.
        before: what its signatures came to before.
        changed: a new revision was written.
        problem: why the signatures could not be checked, one sentence; empty when they could.
        notes: things worth knowing of the trust folder.
        roots: certificates found there.
    """

    document: Document
    before: Signed
    changed: bool
    problem: str = ""
    notes: tuple[str, ...] = ()
    roots: int = 0


def verify_all(
    ws: Workspace, ids: Iterable[DocumentId] | None, *, progress: Callable[[Progress], None] | None = None
) -> Iterator[SignatureResult]:
    """Check the signatures of these documents, or of every PDF of the archive.

    Args:
        ws: the open archive, writable.
        ids: the documents; None for all.
        progress: told after each document.

    Yields:
        A result for each document that has signatures or was asked for by its id.

    Raises:
        UsageError: pyHanko is not installed.
    """
    chosen = list(ids) if ids is not None else _every_pdf(ws)
    for done, document_id in enumerate(chosen, start=1):
        try:
            result = _verify(ws, document_id)
        except (FileNotFoundError, RecordDamaged) as error:
            if ids is not None:
                raise
            log.warning("signatures of %s were not checked: %s", document_id[:8], error)  # `check` reports it
            continue
        if progress is not None:
            progress(Progress(stage="verify", done=done, total=len(chosen), item=document_id[:8]))
        if result is not None and (ids is not None or result.document.signatures or result.problem):
            yield result


def _every_pdf(ws: Workspace) -> list[DocumentId]:
    return [row.id for row in ws.catalogue.rows() if row.media_type == signing.PDF]


def _verify(ws: Workspace, document_id: DocumentId) -> SignatureResult | None:
    row = ws.catalogue.row(document_id)
    if row is None:  # withdrawn meanwhile
        return None
    folder = ws.layout.root / row.path
    document = store.read_document(ws.layout, folder)
    if document.original.media_type != signing.PDF:
        return SignatureResult(document=document, before=document.signed, changed=False)
    original = folder / document.original.name
    problem = _altered(original, document.sha256)
    if problem:
        return SignatureResult(document=document, before=document.signed, changed=False, problem=problem)
    found = signing.check(
        original,
        document.signatures,
        checker=ws.pool,
        trust_dir=ws.layout.trust,
        there_at=document.filed_at,
        now=now(),
    )
    if not found.available:
        raise UsageError(
            "signatures cannot be checked: pyHanko is not installed",
            hint="install it with: pip install 'archivist[sign]'",
        )
    after = document
    if found.check is not None and found.signatures != document.signatures:
        why = f"signatures checked with {found.check.library}"
        after = revising.record_signatures(ws, row.path, found.signatures, found.check, by=ROBOT, why=why)
    return SignatureResult(
        document=after,
        before=document.signed,
        changed=after.revision != document.revision,
        problem=found.problem,
        notes=found.notes,
        roots=found.roots,
    )


def _altered(original: Path, sha256: str) -> str:
    """Why the stored file cannot be judged: it is not what was filed."""
    try:
        found = fsio.hash_file(original)
    except FileNotFoundError:
        return "the stored file is missing; run: archivist check --fixity"
    except StorageError as error:
        return error.message
    return "" if found == sha256 else "the stored file was altered; run: archivist check --fixity"
