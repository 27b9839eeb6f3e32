"""Recognise the text of scanned documents that are filed already, one page at a time.

Owns: which documents wait for their text, the order *marks of every page, then bodies*, the
results kept between two runs (``state/ocr/<id>/``), and the one new revision at the end.
Must not: change an original, overrule a person, or open a document whose head was not read.

Marks come first: a document that bears one is withdrawn before any of its text is recognised
(Law 117/2025/QH15 art. 5(2)). The new revision is written like a correction (`revising`): an
intent, the words, the text, the record, the audit line, the catalogue; a process may die
between any two of them.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self

from archivist import browse, fsio, indexing, passwords, recovery, rereading, revising, store, withholding
from archivist.classify import policy_of
from archivist.errors import ArchiveLocked, ArchivistError, ExtractionError, RecordDamaged, UsageError
from archivist.extract.limits import for_recognition
from archivist.extract.ocr_data import OcrSetup, find_setup
from archivist.extract.ocr_records import HeadZone, OcrTask, RecognisedPage
from archivist.extracted import Extracted, PageText
from archivist.lazyclass import dataclass
from archivist.lazylog import late_logger
from archivist.locks import FileLock
from archivist.model import Document, DocumentId, Progress, Reason, Secrecy
from archivist.quickenum import StrEnum
from archivist.resuming import KeptPages, Read, sweep, tried
from archivist.workspace import Workspace

if TYPE_CHECKING:
    from archivist.extract.pool import WorkerPool

log = late_logger(__name__)
ROBOT = "archivist"
WITHDRAWN_WHY = "a State-secret mark was found when the scan was read"
_SCANNED = (PageText.IMAGE, PageText.GARBLED)
_WAITING = (Reason.TEXT_PENDING, Reason.TEXT_UNTRUSTED, Reason.STAMPS_PENDING)


class Recognition(StrEnum):
    """What came of recognising one document."""

    READ = "read"
    """Every page has text now (or is blank)."""
    PARTLY = "partly"
    """Some pages could not be read; the rest is in the text."""
    NOTHING = "nothing"
    """No page of it is a scan."""
    WITHDRAWN = "withdrawn"
    """It bears a State-secret mark."""
    FAILED = "failed"
    """It could not be opened any more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RecognitionResult:
    """What became of one document.

    Attributes:
        document_id: the document.
        outcome: see `Recognition`.
        pages: scanned pages it has.
        unread: numbers of the pages that could not be read.
        document: as it is now; None when it was withdrawn.
        message: what went wrong, one sentence.
    """

    document_id: DocumentId
    outcome: Recognition
    pages: int = 0
    unread: tuple[int, ...] = ()
    document: Document | None = None
    message: str = ""


def setup_of(ws: Workspace) -> OcrSetup:
    """What recognition would use on this machine."""
    return find_setup(ws.settings.tessdata)


_CALLED = {"engine": "tesseract", "pillow": "pillow", "vie": "vie.traineddata"}
"""What may be missing, as people look for it."""


def require_setup(ws: Workspace) -> OcrSetup:
    """What recognition uses.

    Raises:
        UsageError: something is missing; the message says what.
    """
    setup = setup_of(ws)
    if not setup.usable:
        raise UsageError(
            "text cannot be recognised on this machine: missing "
            + ", ".join(_CALLED[one] for one in setup.missing),
            hint="install it with: apt install tesseract-ocr tesseract-ocr-vie tesseract-ocr-osd; "
            "pip install 'archivist[ocr]'",
        )
    return setup


def waiting(ws: Workspace, *, again: bool = True) -> list[DocumentId]:
    """Documents whose text waits for recognition, oldest first.

    Args:
        ws: the open archive.
        again: also those that were tried before and have pages that could not be read.
    """
    rows = {row.id: row for reason in _WAITING for row in ws.catalogue.review_list(reason)}
    vain = set() if again else tried(ws.layout)
    return [row.id for row in sorted(rows.values(), key=lambda r: str(r.filed_at)) if row.id not in vain]


Steps = Generator[None, None, RecognitionResult]


class Recogniser:
    """Recognises documents in steps; a context manager that owns its workers and the lock.

    Only one process recognises in an archive at a time.

    Args:
        ws: the open archive, writable.
        setup: what to recognise with.
        width: pages read at the same time.
        progress: told after each step.
    """

    def __init__(
        self,
        ws: Workspace,
        setup: OcrSetup,
        *,
        width: int = 1,
        progress: Callable[[Progress], None] | None = None,
    ) -> None:
        from archivist.extract.pool import WorkerPool

        self._ws = ws
        self._setup = setup
        self._width = width
        self._progress = progress
        self._pool: WorkerPool = WorkerPool(
            for_recognition(), workers=width, passwords=partial(passwords.to_try, ws.layout)
        )
        self._lock = FileLock(ws.layout.lock("recogniser"))
        self._held = ExitStack()
        self._done = 0
        self._total: int | None = None

    def __enter__(self) -> Self:
        """Take the lock; raises `ArchiveLocked` when another process recognises."""
        self._ws.require_write()
        self._lock.acquire(timeout=0.0)
        self._held.callback(self._lock.release)
        self._held.callback(self._pool.close)
        sweep(self._ws, waiting(self._ws))
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._held.close()

    def run(self, ids: Sequence[DocumentId]) -> Iterator[RecognitionResult]:
        """Recognise these documents, one after the other."""
        self._total = len(ids)
        for document_id in ids:
            result = _to_the_end(self.steps(document_id))
            self._done += 1
            self._tell(document_id[:8])
            yield result

    def steps(self, document_id: DocumentId) -> Steps:
        """Recognise one document; yields after each page (or as many as are read at a time)."""
        ws = self._ws
        row = ws.catalogue.row(document_id)
        if row is None:  # withdrawn meanwhile
            return RecognitionResult(document_id=document_id, outcome=Recognition.FAILED, message="withdrawn")
        folder = ws.layout.root / row.path
        kept = KeptPages(ws.layout.recognition / document_id, self._setup, row.revision)
        try:
            document = store.read_document(ws.layout, folder)
            extracted = self._extract(document, folder, kept)
        except (ExtractionError, RecordDamaged, FileNotFoundError) as error:
            kept.mark_tried()
            return RecognitionResult(document_id=document_id, outcome=Recognition.FAILED, message=str(error))
        scanned = [page.number for page in extracted.pages if page.kind in _SCANNED]
        layered = [page.number for page in extracted.pages if page.layered]
        if not scanned and not layered:
            kept.mark_tried()
            return RecognitionResult(document_id=document_id, outcome=Recognition.NOTHING, document=document)
        heads: dict[int, HeadZone] = {}
        yield from self._read_all(
            sorted((*scanned, *layered)),
            kept,
            HeadZone,
            lambda number: self._task(document, folder, number),
            heads,
        )
        # A page whose head could not even be drawn is no page without a mark.
        known = [heads.get(number) or HeadZone(page=number) for number in sorted((*scanned, *layered))]
        finding = rereading.judge_heads(known)
        if finding.secrecy is Secrecy.MARKED and self._must_go(document):
            return self._withdraw(document)

        def body_task(number: int) -> OcrTask:
            head = heads.get(number)
            return self._task(document, folder, number, head)

        read: dict[int, RecognisedPage] = {}
        yield from self._read_all(scanned, kept, RecognisedPage, body_task, read)
        extracted = rereading.looked_at(extracted, heads.keys())
        return self._finish(document, folder, extracted, finding, scanned, read, kept)

    def _extract(self, document: Document, folder: Path, kept: KeptPages) -> Extracted:
        """Pages of the original as filing saw them; its attachments are stored already."""
        parts = kept.folder / "parts"
        fsio.safe_remove_tree(parts)
        with fsio.storage_errors(parts):
            parts.mkdir(parents=True)
        try:
            return self._ws.pool.extract(
                folder / document.original.name, parts_dir=parts, file_name=document.original.received_as
            )
        finally:
            fsio.safe_remove_tree(parts)

    def _task(self, document: Document, folder: Path, number: int, head: HeadZone | None = None) -> OcrTask:
        return OcrTask(
            path=str(folder / document.original.name),
            media_type=document.original.media_type,
            page=number,
            tessdata=self._setup.tessdata,
            program=self._setup.program,
            orientation=self._setup.orientation,
            rotation=head.rotation if head else 0,
            figures=self._setup.figures,
            model=self._setup.model,
            leave_out=rereading.arrival_places(head) if head else (),
        )

    def _read_all(
        self,
        numbers: Sequence[int],
        kept: KeptPages,
        kind: type[Read],
        task_of: Callable[[int], OcrTask],
        found: dict[int, Read],
    ) -> Generator[None, None, None]:
        """Read one thing of every page, as many at a time as there are workers."""

        def one(number: int) -> Read | None:
            task = task_of(number)
            try:
                pool = self._pool
                read = pool.read_head(task) if issubclass(kind, HeadZone) else pool.read_page(task)
                return read if isinstance(read, kind) else None
            except ExtractionError as error:
                log.warning("page %d was not read: %s", number, error.message)
                return None

        todo = []
        for number in numbers:
            held = kept.load(number, kind)
            if held is None:
                todo.append(number)
            else:
                found[number] = held
        with ThreadPoolExecutor(self._width, thread_name_prefix="archivist-ocr") as threads:
            for start in range(0, len(todo), self._width):
                some = todo[start : start + self._width]
                for number, result in zip(some, threads.map(one, some), strict=True):
                    if result is not None:
                        found[number] = result
                        kept.save(number, result)
                self._tell(f"{kind.__name__[:4].lower()} {min(start + self._width, len(todo))}/{len(todo)}")
                yield

    def _finish(
        self,
        document: Document,
        folder: Path,
        extracted: Extracted,
        finding: rereading.HeadFinding,
        scanned: Sequence[int],
        read: Mapping[int, RecognisedPage],
        kept: KeptPages,
    ) -> RecognitionResult:
        ws = self._ws
        whole = rereading.with_pages(extracted, read)
        with ws.writer():
            recovery.settle_intents(ws)
            row = ws.catalogue.row(document.id)
            if row is None:
                return RecognitionResult(
                    document_id=document.id, outcome=Recognition.FAILED, message="withdrawn"
                )
            current = store.read_document(ws.layout, folder)  # a person may have corrected it meanwhile
            receipt = store.read_receipts(folder)[0]
            looked = f"{self._setup.engine} {self._setup.version}".strip()
            result = rereading.reread(ws, current, receipt, whole, finding, read, looked=looked)
            marked = result.marked and self._must_go(current)
            if not marked:
                pages = [read[number] for number in scanned if number in read]
                current = rereading.keep(ws, folder, current, result, pages, by=ROBOT)
        if marked:
            return self._withdraw(document)
        kept.remove()
        unread = tuple(
            page.number
            for page in whole.pages
            if page.number in scanned and page.kind not in (PageText.RECOGNISED, PageText.BLANK)
        )
        if set(current.reasons) & set(_WAITING):
            kept.mark_tried()
        indexing.try_drain(ws)
        return RecognitionResult(
            document_id=document.id,
            outcome=Recognition.PARTLY if unread else Recognition.READ,
            pages=len(scanned),
            unread=unread,
            document=current,
        )

    def _must_go(self, document: Document) -> bool:
        """True when a mark found in the document takes it out of the archive."""
        policy = policy_of(self._ws.settings)
        return not policy.keeps_marked and not rereading.is_judged(document, policy)

    def _withdraw(self, document: Document) -> RecognitionResult:
        """Nothing of a marked document stays but its tombstone (and its number, where that is kept).

        The number of a scan is never read for certain, so its entry names none.
        """
        ws = self._ws
        with ws.writer():
            withholding.note_withheld(ws, document.id, "")
        revising.withdraw(ws, document.path, by=ROBOT, why=WITHDRAWN_WHY)
        browse.remove(ws.layout)
        indexing.drain(ws, wait=30.0)
        ws.index().expunge()
        return RecognitionResult(document_id=document.id, outcome=Recognition.WITHDRAWN)

    def _tell(self, item: str) -> None:
        if self._progress is not None:
            self._progress(Progress(stage="ocr", done=self._done, total=self._total, item=item))


def _to_the_end(steps: Steps) -> RecognitionResult:
    """Run steps to their end."""
    while True:
        try:
            next(steps)
        except StopIteration as end:
            result: RecognitionResult = end.value
            return result


class Background:
    """Recognition in small steps between other work (a watcher that has nothing to file).

    Its workers end when nothing waits any more.

    Args:
        ws: the open archive.
        also: called after each round, too.
        off: recognise nothing.
    """

    def __init__(self, ws: Workspace, *, also: Callable[[], None] | None = None, off: bool = False) -> None:
        self._ws = ws
        self._also = also
        self._off = off
        self._recogniser: Recogniser | None = None
        self._steps: Steps | None = None

    def step(self, seconds: float = 2.0) -> bool:
        """Recognise for about this long; False when nothing waits (or another process is at it)."""
        until = time.monotonic() + seconds
        while True:
            if self._steps is None and not self._begin():
                self.close()
                return False
            assert self._steps is not None
            try:
                next(self._steps)
            except StopIteration:
                self._steps = None
            if time.monotonic() >= until:
                return True

    def between(self) -> None:
        """Work between two files; what goes wrong is logged, watching goes on."""
        if not self._off:
            try:
                self.step()
            except ArchivistError as error:
                log.error("recognition has to wait: %s", error.code)
                self.close()
                self._off = True  # until the next start: a full disk is no better in a second
        if self._also is not None:
            self._also()

    def _begin(self) -> bool:
        ids = waiting(self._ws, again=False)
        if not ids:
            return False
        if self._recogniser is None:
            setup = setup_of(self._ws)
            if not setup.usable:
                return False
            recogniser = Recogniser(self._ws, setup)
            try:
                self._recogniser = recogniser.__enter__()
            except ArchiveLocked:
                return False
        self._steps = self._recogniser.steps(ids[0])
        return True

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """End its workers; what was read is kept."""
        if self._steps is not None:
            self._steps.close()
        recogniser, self._steps, self._recogniser = self._recogniser, None, None
        if recogniser is not None:
            recogniser.__exit__(None, None, None)


def recognise_one_pending(ws: Workspace) -> bool:
    """Recognise the document that waits longest, from begin to end; False when none waits."""
    setup = setup_of(ws)
    ids = waiting(ws, again=False) if setup.usable else []
    if not ids:
        return False
    with Recogniser(ws, setup) as recogniser:
        for _ in recogniser.run(ids[:1]):
            pass
    return True
