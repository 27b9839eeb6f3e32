"""Read everything that is filed again with today's reader.

Owns: which documents are read again, what counts as a change, the durable steps of the new
revision, and where an interrupted run goes on (``state/reread/``).
Must not: change an original, overrule a person, recognise a scan, or take a document out of the
archive: one in which a mark is found now is held, and a person decides.

A run may die anywhere: each document is one change like a correction (`revising`), and reading
it a second time finds nothing to change.
"""

from __future__ import annotations

import dataclasses
import uuid
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

from archivist import browse, fsio, indexing, recovery, rereading, store
from archivist.classify import policy_of
from archivist.confirmed import REREAD, is_confirmed
from archivist.directive.reader import READER
from archivist.errors import ExtractionError, RecordDamaged
from archivist.extract.ocr_layout import words_again
from archivist.extract.ocr_records import OcrWord
from archivist.extracted import LEGACY_ENCODING, Extracted, PageText
from archivist.lazyclass import dataclass
from archivist.locks import FileLock
from archivist.model import (
    Access,
    Change,
    Document,
    DocumentId,
    Evidence,
    FieldName,
    Progress,
    Reason,
    Receipt,
    Secrecy,
    Urgency,
)
from archivist.quickenum import StrEnum
from archivist.workspace import Workspace, now

ROBOT = "archivist"
WHY = "read again with today's reader"
_UNREAD = "none (filed as it is)"
_INDEX_EVERY = 200


class Rereading(StrEnum):
    """What reading one document again came to."""

    SAME = "same"
    """Today's reader reads what the record says."""
    CHANGED = "changed"
    """It reads something else; a new revision says so."""
    HELD = "held"
    """It finds a State-secret mark: the document is in no result any more until a person decides."""
    SKIPPED = "skipped"
    """Filed unread on a person's word."""
    FAILED = "failed"
    """It could not be read; nothing was changed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """One thing that reads differently now.

    Attributes:
        field: a `FieldName`, or ``text``, ``citations``, ``clauses``, ``parts``, ``reasons``, ``access``, ``secrecy``,
            ``text_state``.
        before: as recorded; empty when there was nothing.
        after: as read now.
    """

    field: str
    before: str = ""
    after: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RereadResult:
    """What reading one document again came to.

    Attributes:
        document_id: the document.
        outcome: see `Rereading`.
        document: its record now; on a dry run what it would become. None when it cannot be read.
        changes: what reads differently.
        kept: where a person's word stands against what is read now.
        message: why it failed, one sentence.
    """

    document_id: DocumentId
    outcome: Rereading
    document: Document | None = None
    changes: tuple[Difference, ...] = ()
    kept: tuple[Difference, ...] = ()
    message: str = ""


@dataclass(frozen=True, slots=True)
class _Read:
    """A document after extraction, or why it has none."""

    document_id: DocumentId
    path: str
    extracted: Extracted | None = None
    problem: str = ""
    skipped: bool = False


def reread_all(
    ws: Workspace,
    ids: Iterable[DocumentId] | None = None,
    *,
    dry_run: bool = False,
    progress: Callable[[Progress], None] | None = None,
) -> Iterator[RereadResult]:
    """Read documents again; each result is durable when it is yielded.

    Args:
        ws: the open archive, writable.
        ids: these documents; None for all, going on where an interrupted run ended.
        dry_run: change nothing, only say what would change.
        progress: told after each document.

    Raises:
        ArchiveLocked: another process reads everything again.
    """
    lock = FileLock(ws.layout.lock("rereader"))
    lock.acquire(timeout=0.0)
    try:
        place = _Place(ws.layout.state / "reread", resume=ids is None and not dry_run)
        chosen = _chosen(ws, ids, place)
        held = False
        for done, read in enumerate(_extracted(ws, chosen, place), start=1):
            result = _settle(ws, read, dry_run=dry_run)
            held = held or (result.outcome is Rereading.HELD and not dry_run)
            place.note(read.document_id)
            if progress is not None:
                progress(Progress(stage="reread", done=done, total=len(chosen), item=read.document_id[:8]))
            yield result
            if done % _INDEX_EVERY == 0 and not dry_run:
                indexing.try_drain(ws)
        place.finish()
        if not dry_run:
            _leave_results(ws) if held else indexing.try_drain(ws)
    finally:
        lock.release()


def _leave_results(ws: Workspace) -> None:
    """A held document leaves index and browse tree at once, terms and all."""
    browse.remove(ws.layout)
    indexing.drain(ws, wait=30.0)
    ws.index().expunge()


def _chosen(ws: Workspace, ids: Iterable[DocumentId] | None, place: _Place) -> list[tuple[DocumentId, str]]:
    if ids is None:
        return [(one, path) for one, path in ws.catalogue.iter_ids() if one not in place.done]
    rows = (ws.catalogue.row(one) for one in ids)
    return [(row.id, row.path) for row in rows if row is not None]


class _Place:
    """Where a run is: documents done so far, and a folder for its attachments.

    A run of another reader starts from the beginning. A torn last line is a document read twice.
    """

    def __init__(self, folder: Path, *, resume: bool) -> None:
        from archivist import __version__

        self._folder = folder
        self._file = folder / "done.txt" if resume else None
        self.done: frozenset[str] = frozenset()
        head = f"{__version__} {READER}"
        if resume:
            lines = self._lines()
            if lines[:1] == [head]:
                self.done = frozenset(lines[1:])
        for path in folder.glob("parts-*"):
            fsio.safe_remove_tree(path)
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        if self._file is not None and not self.done:
            self._file.write_text(head + "\n", encoding="ascii")

    def _lines(self) -> list[str]:
        try:
            return (self._folder / "done.txt").read_text(encoding="ascii").splitlines()
        except (FileNotFoundError, UnicodeDecodeError):
            return []

    def parts(self) -> Path:
        """A new empty folder on the archive's file system."""
        folder = self._folder / f"parts-{uuid.uuid4().hex}"
        folder.mkdir(mode=0o700)
        return folder

    def note(self, document_id: str) -> None:
        """This document is done. A cache needs no fsync."""
        if self._file is not None:
            with self._file.open("a", encoding="ascii") as out:
                out.write(document_id + "\n")

    def finish(self) -> None:
        """Everything is done: the next run begins anew."""
        if self._file is not None:
            self._file.unlink(missing_ok=True)


def _extracted(ws: Workspace, chosen: Sequence[tuple[DocumentId, str]], place: _Place) -> Iterator[_Read]:
    """Extract several at once, yield them in order."""
    waiting: deque[Future[_Read]] = deque()
    todo = iter(chosen)
    with ThreadPoolExecutor(max_workers=ws.jobs, thread_name_prefix="reread") as threads:

        def submit() -> None:
            item = next(todo, None)
            if item is not None:
                waiting.append(threads.submit(_extract, ws, item[0], item[1], place))

        try:
            for _ in range(ws.jobs * 2):
                submit()
            while waiting:
                yield waiting.popleft().result()
                submit()
        finally:
            for future in waiting:
                future.cancel()


def _extract(ws: Workspace, document_id: DocumentId, path: str, place: _Place) -> _Read:
    folder = ws.layout.root / path
    try:
        document = store.read_document(ws.layout, folder)
        if document.versions.get("extractor") == _UNREAD:
            return _Read(document_id, path, skipped=True)
        original = folder / document.original.name
        if fsio.hash_file(original) != document.sha256:
            return _Read(document_id, path, problem="the stored file was altered; run: archivist check")
        parts = place.parts()
        try:
            extracted = ws.pool.extract(original, parts_dir=parts, file_name=document.original.received_as)
        finally:
            fsio.safe_remove_tree(parts)
    except FileNotFoundError:
        return _Read(document_id, path, problem="the stored file is missing; run: archivist check")
    except (ExtractionError, RecordDamaged) as error:
        return _Read(document_id, path, problem=error.message)
    return _Read(document_id, path, extracted=extracted)


def _settle(ws: Workspace, read: _Read, *, dry_run: bool) -> RereadResult:
    """Compare what is read now with the record, and write what differs."""
    folder = ws.layout.root / read.path
    if read.skipped:
        return RereadResult(document_id=read.document_id, outcome=Rereading.SKIPPED)
    if read.extracted is None:
        return RereadResult(document_id=read.document_id, outcome=Rereading.FAILED, message=read.problem)
    try:
        if dry_run:
            return _compared(ws, read, read.extracted)[0]
        with ws.writer():
            recovery.settle_intents(ws)
            if ws.catalogue.row(read.document_id) is None:
                return RereadResult(
                    document_id=read.document_id, outcome=Rereading.FAILED, message="withdrawn"
                )
            # The record is read again under the lock: a person may have corrected it meanwhile.
            result, text = _compared(ws, read, read.extracted)
            if result.outcome is Rereading.SAME or result.document is None:
                return result
            document = _write(ws, folder, result, text, read.extracted)
            return dataclasses.replace(result, document=document)
    except (RecordDamaged, FileNotFoundError) as error:
        return RereadResult(document_id=read.document_id, outcome=Rereading.FAILED, message=str(error))


def _compared(ws: Workspace, read: _Read, extracted: Extracted) -> tuple[RereadResult, str | None]:
    """What the document would become, and its text when that differs."""
    folder = ws.layout.root / read.path
    document = store.read_document(ws.layout, folder)
    pages = _recognised(folder, extracted)
    looked = rereading.STAMPS in document.versions
    if looked:
        extracted = rereading.looked_at(extracted, {page.number for page in extracted.pages})
    again = rereading.reread(
        ws,
        document,
        _first_receipt(folder),
        rereading.with_pages(extracted, pages),
        _known_head(document, recognised=looked or bool(pages)),
        pages,
    )
    policy = policy_of(ws.settings)
    if again.marked and not policy.keeps_marked and not rereading.is_judged(document, policy):
        after, text = _held(document), None
    else:
        after, text = again.document, _other_text(folder, again.text)
    changes = _differences(document, after)
    if text is not None:
        changes = (*changes, Difference(field="text"))
    outcome = Rereading.CHANGED if changes else Rereading.SAME
    if changes and after.access is Access.HELD and document.access is Access.OPEN:
        outcome = Rereading.HELD
    result = RereadResult(
        document_id=document.id,
        outcome=outcome,
        document=after if changes else document,
        changes=changes,
        kept=_kept(document, again),
    )
    return result, text


def _first_receipt(folder: Path) -> Receipt:
    receipts = store.read_receipts(folder)
    if not receipts:
        raise RecordDamaged(f"{folder} has no receipt", path=folder)
    return receipts[0]


def _recognised(folder: Path, extracted: Extracted) -> dict[int, rereading.RecognisedPage]:
    """The scanned pages as they were recognised, from the words that were kept."""
    scanned = {page.number for page in extracted.pages if page.kind in (PageText.IMAGE, PageText.GARBLED)}
    return {
        page.page: words_again(
            page.page,
            page.rotation,
            (page.width, page.height),
            [
                OcrWord(text=word.text, confidence=word.confidence, box=word.box, second=word.second)
                for word in page.words
            ],
        )
        for page in store.read_words(folder)
        if page.page in scanned
    }


def _known_head(document: Document, *, recognised: bool) -> rereading.HeadFinding:
    """What the pixels of the heads said when the scan was recognised; they are not looked at again."""
    if not recognised:
        return rereading.HeadFinding(Secrecy.NONE)
    said = document.readings.get(FieldName.SECRECY)
    unsure = document.secrecy is Secrecy.NOT_CHECKED
    urgent = document.readings.get(FieldName.URGENCY)
    stamped: tuple[Urgency, Evidence] | None = None
    if urgent is not None and urgent.evidence and urgent.evidence[0].rule == "urgency:stamp":
        stamped = (Urgency(urgent.value), urgent.evidence[0])
    return rereading.HeadFinding(
        Secrecy.NOT_CHECKED if unsure else Secrecy.NONE,
        stamped,
        said.evidence[0].quote if unsure and said is not None and said.evidence else "",
    )


def _held(document: Document) -> Document:
    """A mark is found in what is filed: in no result until a person withdraws or releases it."""
    reasons = tuple(dict.fromkeys((Reason.SECRET_MARKING, *document.reasons)))
    return dataclasses.replace(document, access=Access.HELD, secrecy=Secrecy.MARKED, reasons=reasons)


def _other_text(folder: Path, text: str) -> str | None:
    """`text` when it is not what is stored."""
    try:
        stored = store.read_text(folder)
    except (FileNotFoundError, RecordDamaged):
        return text
    return text if text.encode("utf-8", "replace") != stored.encode("utf-8") else None


# ------------------------------------------------------------------------------- differences


def _differences(before: Document, after: Document) -> tuple[Difference, ...]:
    """What a user of the record would notice; a confidence that moved a little is none."""
    found = [
        Difference(field=name, before=_value(before, name), after=_value(after, name))
        for name in FieldName
        if name is not FieldName.SECRECY and _value(before, name) != _value(after, name)
    ]
    issuer = (_body(before), _body(after))
    if issuer[0] != issuer[1] and not any(one.field == FieldName.ISSUER for one in found):
        found.append(Difference(field=FieldName.ISSUER, before=issuer[0], after=issuer[1]))
    if _cited(before) != _cited(after):
        counts = str(len(before.citations)), str(len(after.citations))
        found.append(Difference(field="citations", before=counts[0], after=counts[1]))
    for name, was, is_now in (
        ("clauses", _said(before), _said(after)),
        ("parts", _held_in(before), _held_in(after)),
        ("reasons", " ".join(sorted(before.reasons)), " ".join(sorted(after.reasons))),
        ("access", before.access.value, after.access.value),
        ("secrecy", before.secrecy.value, after.secrecy.value),
        ("text_state", before.text_state.value, after.text_state.value),
    ):
        if was != is_now:
            found.append(Difference(field=name, before=was, after=is_now))
    return tuple(found)


def _value(document: Document, name: FieldName) -> str:
    reading = document.readings.get(name)
    return reading.value if reading is not None else ""


def _body(document: Document) -> str:
    return f"{document.issuer} ({document.issuer.authority_id or '?'})" if document.issuer else ""


def _held_in(document: Document) -> str:
    """What the file holds besides its first document."""
    return "; ".join(
        " ".join(one for one in (part.number, part.kind, part.issued, part.subject) if one)
        for part in document.parts
    )


def _cited(document: Document) -> tuple[tuple[str, ...], ...]:
    return tuple(
        (one.kind.value, one.number, one.target_kind, one.issuer, one.issued, one.scope)
        for one in document.citations
    )


def _said(document: Document) -> str:
    return " ".join(f"{clause.kind.value}:{clause.value}" for clause in document.clauses)


def _kept(document: Document, again: rereading.Reread) -> tuple[Difference, ...]:
    """Where a person's word stands and today's reader reads something else."""
    return tuple(
        Difference(field=name, before=_value(document, FieldName(name)), after=reading.value)
        for name, reading in again.read.items()
        if is_confirmed(document, name) and reading.value != _value(document, FieldName(name))
    )


# ------------------------------------------------------------------------------- keeping it


def _write(
    ws: Workspace, folder: Path, result: RereadResult, text: str | None, extracted: Extracted
) -> Document:
    """Write text and record, durably; the caller holds the writer lock.

    The text comes first. When the process dies before the record is replaced, the unfinished
    intent puts the document into the outbox again, so that the index holds the text there is.
    """
    after = result.document
    assert after is not None
    fields = (REREAD, *dict.fromkeys(change.field for change in result.changes))
    change = Change(at=now(), by=ROBOT, why=WHY, fields=fields)
    after = dataclasses.replace(after, revision=after.revision + 1, changes=(*after.changes, change))
    ws.catalogue.begin_intent(after.id, after.sha256, after.path, "revising")
    if text is not None:
        if extracted.original_text and LEGACY_ENCODING in after.versions:
            store.replace_original_text(ws.layout, folder, extracted.original_text)
        store.replace_text(ws.layout, folder, text)
    store.revise(ws.layout, folder, after)
    recovery.write_audit(ws, "revised", after, f"r{after.revision}", by=ROBOT, why=WHY)
    ws.catalogue.settle(after, store.read_receipts(folder))
    return after


__all__ = ["Difference", "RereadResult", "Rereading", "reread_all"]
