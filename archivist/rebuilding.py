"""Make the caches anew from the documents alone.

Owns: building a catalogue or an index aside and putting it in place with one rename, while
the old one goes on serving.
Must not: write anything under ``documents/``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from archivist import fsio, indexing, store
from archivist.catalogue import ArrivalState, Catalogue
from archivist.errors import RecordDamaged
from archivist.model import Document, DocumentId, Problem, Progress, Receipt, Severity
from archivist.workspace import Workspace

if TYPE_CHECKING:
    from archivist.search.records import IndexDocument

BATCH = 500
_LARGE = 3_000
"""Documents from which on several processes index them."""
_MOST_PROCESSES = 4
"""More would wait for this one, which reads the records."""
ProgressFunction = Callable[[Progress], None]


def rebuild_catalogue(ws: Workspace, *, progress: ProgressFunction | None = None) -> tuple[Problem, ...]:
    """Build the catalogue from the records and put it in place of the old one.

    Holds the writer lock throughout: nothing is filed meanwhile, searching goes on.

    Returns:
        Documents whose record could not be read; they are left as they are for `check`.

    Raises:
        ArchiveLocked: another process held the writer lock for 30 seconds.
    """
    problems: list[Problem] = []
    aside = ws.layout.catalogue_file.with_suffix(".new")
    with ws.writer():
        _remove_database(aside)
        with Catalogue.create(aside, issuer_of=ws.issuer_of) as catalogue:
            catalogue.resolve_issuers(ws.issuers.digest, ())
            batch: list[tuple[Document, tuple[Receipt, ...]]] = []
            done = 0
            for folder in store.scan(ws.layout):
                try:
                    document = store.read_document(ws.layout, folder)
                    batch.append((document, store.read_receipts(folder)))
                except (RecordDamaged, FileNotFoundError) as error:
                    problems.append(
                        Problem(invariant="M2", severity=Severity.MUST, message=str(error), path=folder)
                    )
                    continue
                if len(batch) >= BATCH:
                    done += _settle(catalogue, batch)
                    _report(progress, "catalogue", done)
            done += _settle(catalogue, batch)
            _report(progress, "catalogue", done)
            problems += _numbers_without_document(ws, catalogue)
            catalogue.checkpoint()
        ws.close_catalogue()
        for suffix in ("-wal", "-shm"):
            ws.layout.catalogue_file.with_name(ws.layout.catalogue_file.name + suffix).unlink(missing_ok=True)
        fsio.rename_over(aside, ws.layout.catalogue_file)
        _remove_database(aside)
    return tuple(problems)


def _numbers_without_document(ws: Workspace, catalogue: Catalogue) -> Iterator[Problem]:
    """Numbers of arrival of what was withdrawn or withheld: they are never given again."""
    try:
        for tombstone in store.tombstones(ws.layout):
            for arrival in tombstone.arrivals:
                catalogue.arrivals.note(arrival, tombstone.id, ArrivalState.STRUCK)
        for entry in store.withheld(ws.layout):
            if entry.arrival is not None:
                catalogue.arrivals.note(entry.arrival, entry.id, ArrivalState.WITHHELD)
    except RecordDamaged as error:
        yield Problem(invariant="M2", severity=Severity.MUST, message=str(error), path=error.path)


def _settle(catalogue: Catalogue, batch: list[tuple[Document, tuple[Receipt, ...]]]) -> int:
    count = len(batch)
    if batch:
        catalogue.settle_many(tuple(batch))
        batch.clear()
    return count


def _remove_database(base: Path) -> None:
    for suffix in ("", "-wal", "-shm", "-journal"):
        base.with_name(base.name + suffix).unlink(missing_ok=True)


def _report(progress: ProgressFunction | None, stage: str, done: int) -> None:
    if progress is not None:
        progress(Progress(stage=stage, done=done, total=None))


def index_is_due(ws: Workspace) -> bool:
    """True when there is no index (new, restored, interrupted) or another version built it.

    Indexes are never migrated. A damaged one is left as it is: whoever looks at it is told.
    """
    from archivist.search.version import of_another_version

    generation = ws.index_generation()
    return not generation or of_another_version(ws.layout.index / generation)


def _processes(ws: Workspace) -> int:
    """How many processes fill an index: starting them takes about as long as indexing some hundred documents."""
    from archivist.search.filling import processors

    several = min(_MOST_PROCESSES, processors())
    return several if ws.catalogue.count() >= _LARGE else 1


def _to_index(
    ws: Workspace, pairs: list[tuple[DocumentId, int]], progress: ProgressFunction | None
) -> Iterator[IndexDocument]:
    """What the index is told of every document; adds id and revision of each to `pairs`."""
    for row in ws.catalogue.rows_to_index():
        folder = ws.layout.root / row.path
        try:
            document = ws.document(folder)
        except (RecordDamaged, FileNotFoundError):
            continue  # `check` reports it
        pairs.append((document.id, document.revision))
        yield indexing.index_document(document, indexing.text_or_nothing(folder), ws.issuers)
        if len(pairs) % BATCH == 0:
            _report(progress, "index", len(pairs))


def rebuild_index(ws: Workspace, *, progress: ProgressFunction | None = None) -> int:
    """Build a new generation of the index aside and switch to it. Returns the documents indexed.

    Raises:
        ArchiveLocked: another process is indexing and does not finish within 30 seconds.
    """
    from archivist.search.index import SearchIndex

    ws.require_write()
    lock = ws.indexer_lock()
    lock.acquire(timeout=30.0)
    try:
        name, folder = ws.new_generation()
        fsio.safe_remove_tree(folder)
        pairs: list[tuple[DocumentId, int]] = []
        with SearchIndex.create(folder) as index:
            done = index.fill(_to_index(ws, pairs, progress), processes=_processes(ws))
            while index.merge():  # nobody searches it yet, and one segment is quicker asked than several
                pass
        _report(progress, "index", done)
        ws.use_generation(name)
        ws.catalogue.reset_outbox()
        ws.catalogue.mark_indexed(tuple(pairs))
        # Withdrawn while we were reading: their removal was queued before the reset.
        stale = [document_id for document_id, _ in pairs if ws.catalogue.row(document_id) is None]
        if stale:
            ws.index().update((), tuple(stale))
    finally:
        lock.release()
    indexing.drain(ws)  # held documents leave the outbox; what was filed meanwhile is added
    return done
