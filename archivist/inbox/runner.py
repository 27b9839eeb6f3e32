"""The runner: each file at rest is filed, and its source put away by what became of it.

Owns: the order *file, then move*, trying again with growing pauses, and the ledger's lines.
Must not: touch the archive's folders; filing is a function it is given.

Every step may be the last one before a power cut. A file that was filed and not moved is met
again, filed again to the same end (the same arrival gives the same receipt) and moved then.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Protocol

from archivist.catalogue import Ledger, Note, SeenState, storable
from archivist.errors import ArchivistError, StorageError
from archivist.inbox import putting, words
from archivist.inbox.folders import InboxFolders
from archivist.lazylog import late_logger
from archivist.model import Defaults, FilingResult, Outcome, Reason
from archivist.reasons import explain
from archivist.watch import Settled, Sighting, SightState, Watcher, WatchOptions, WatchStatus, is_online, scan

log = late_logger(__name__)

_PAUSES = (5.0, 15.0, 60.0, 300.0, 900.0)
"""Seconds before a file that could not be taken is tried again."""
_PURGE_EVERY = 24 * 3600.0

_FINAL = frozenset({Reason.NAME_UNUSABLE})
"""Reasons of a failed filing that no waiting mends."""

_STATES = {
    Outcome.FILED: SeenState.FILED,
    Outcome.REVIEW: SeenState.REVIEW,
    Outcome.DUPLICATE: SeenState.DUPLICATE,
    Outcome.QUARANTINED: SeenState.QUARANTINED,
    Outcome.REFUSED: SeenState.REFUSED,
    Outcome.FAILED: SeenState.FAILED,
}


class FileOne(Protocol):
    """Files one file; durable when it returns."""

    def __call__(self, path: Path, defaults: Defaults, inbox: Path, inbox_path: str) -> FilingResult:
        """File `path`, which lies in `inbox` at `inbox_path`, with the defaults of its folder."""
        ...


class InboxRunner:
    """Takes what comes into one inbox.

    Args:
        inbox: the folder, prepared with `archivist.watch.prepare_inbox`.
        file_one: files one file.
        ledger: where everything seen is noted; used by the thread that runs.
        folders: what sub-folders mean.
        options: how the inbox is watched.
        is_stored: tells whether a file of this SHA-256 is in the archive, by reading it again.
        kept_days: days a source stays in ``.filed``.
        stop: set it to end the run.
        heartbeat: file that says how the watcher is doing.
        idle: called after each round of watching, for work between two files.
    """

    def __init__(
        self,
        inbox: Path,
        *,
        file_one: FileOne,
        ledger: Ledger,
        folders: InboxFolders,
        options: WatchOptions | None = None,
        is_stored: Callable[[str], bool] | None = None,
        kept_days: int = 30,
        stop: threading.Event | None = None,
        heartbeat: Path | None = None,
        idle: Callable[[], None] | None = None,
    ) -> None:
        self._stop = stop or threading.Event()
        self._idle = idle
        self._watcher = Watcher(
            inbox,
            options,
            stop=self._stop,
            report=self._note_sightings,
            heartbeat=heartbeat,
            each_round=self._each_round,
        )
        self._inbox = self._watcher.inbox
        self._file_one = file_one
        self._ledger = ledger
        self._folders = folders
        self._is_stored = is_stored
        self._kept_days = kept_days
        self._failures: dict[str, int] = {}
        self._purged_at = float("-inf")
        self._unwritten: list[Note] = []
        """Notes the ledger could not take (a full disk), in order."""

    @property
    def status(self) -> WatchStatus:
        """How the watcher is doing."""
        return self._watcher.status

    def run(self, *, once: bool = False) -> Iterator[FilingResult]:
        """File what comes, until the stop event is set.

        Args:
            once: end when everything that is there was tried.

        Raises:
            InboxOffline: with `once`, when the inbox or its sentinel is not there.
            ArchivistError: with `once`, what stops filing altogether (a full disk).
        """
        self._reconcile()
        if once:
            self._purge()
        with contextlib.closing(self._watcher.drain() if once else self._watcher.settled()) as files:
            for settled in files:
                result = self._take(settled, once=once)
                if result is not None:
                    yield result

    # -- one file

    def _take(self, settled: Settled, *, once: bool) -> FilingResult | None:
        path = settled.inbox_path
        try:
            defaults = self._folders.defaults_for(path)
            result = self._file_one(settled.path, defaults, self._inbox, path)
        except ArchivistError as error:
            if once:
                raise
            log.error("filing has to wait: %s", error.code)
            return self._wait(settled, error.code, error.message)
        except Exception as error:  # one file that trips a bug must not stop all the others
            if once:
                raise
            log.exception("filing a file failed")
            return self._wait(settled, words.INTERNAL, str(error))
        return self._put_away(settled, result)

    def _put_away(self, settled: Settled, result: FilingResult) -> FilingResult | None:
        if result.outcome is Outcome.FAILED and not set(result.reasons) & _FINAL:
            return self._could_not_read(settled, result)
        refused = result.outcome is Outcome.REFUSED
        if refused:
            self._note(settled, result)  # its name leaves the ledger before anything else happens
        try:
            note = ""
            if result.outcome in (Outcome.QUARANTINED, Outcome.FAILED):
                note = words.reason_note(settled.path.name, result, dt.datetime.now(dt.UTC))
            moved_to = putting.put_away(self._inbox, settled, self._folder_for(result), note)
        except putting.SourceChanged:
            # What was filed is filed; what lies there now is another file and is met as one.
            moved_to = ""
        except StorageError as error:
            log.error("a source could not be moved away: %s", error.code)
            if refused:  # no name again
                self._watcher.put_off(settled.inbox_path, self._pause(settled.inbox_path))
            else:
                self._wait(settled, words.CANNOT_MOVE, error.message, result)
            return result
        self._failures.pop(settled.inbox_path, None)
        if not refused:
            self._note(settled, result, moved_to=moved_to)
        return result

    @staticmethod
    def _folder_for(result: FilingResult) -> str:
        if result.outcome is Outcome.REFUSED:
            return putting.REFUSED
        if result.outcome in (Outcome.QUARANTINED, Outcome.FAILED):
            return putting.FAILED
        return f"{putting.FILED}/{dt.datetime.now().astimezone().date().isoformat()}"

    def _could_not_read(self, settled: Settled, result: FilingResult) -> FilingResult | None:
        reason = result.reasons[0] if result.reasons else Reason.UNREADABLE
        if reason is Reason.NOT_A_FILE:
            # A link or folder is met by the next scan as what it is now.
            gone = Note(path=settled.inbox_path, state=SeenState.GONE, reason="vanished")
            self._write([gone])
            return None
        self._wait(settled, reason.value, result.message)
        return result

    def _wait(
        self, settled: Settled, code: str, message: str, result: FilingResult | None = None
    ) -> FilingResult:
        """Leave the file where it is, say why, and come back to it."""
        document_id = result.document.id if result and result.document else ""
        self._write(
            [
                Note(
                    path=settled.inbox_path,
                    state=SeenState.WAITING,
                    size=settled.stamp.size,
                    mtime_ns=settled.stamp.mtime_ns,
                    inode=settled.stamp.inode,
                    reason=code,
                    document_id=document_id,
                    attempt=True,
                )
            ],
        )
        self._watcher.put_off(settled.inbox_path, self._pause(settled.inbox_path))
        reasons = (Reason(code),) if code in set(Reason) else ()
        text = explain(reasons[0], settled.path.name) if reasons else f"{settled.path.name}: {message}"
        return FilingResult(source=settled.path, outcome=Outcome.FAILED, reasons=reasons, message=text)

    def _pause(self, path: str) -> float:
        failures = self._failures.get(path, 0)
        self._failures[path] = failures + 1
        return _PAUSES[min(failures, len(_PAUSES) - 1)]

    # -- the ledger

    def _note(self, settled: Settled, result: FilingResult, *, moved_to: str = "") -> None:
        self._write(
            [
                Note(
                    path=settled.inbox_path,
                    state=_STATES[result.outcome],
                    size=settled.stamp.size,
                    mtime_ns=settled.stamp.mtime_ns,
                    inode=settled.stamp.inode,
                    reason=" ".join(result.reasons),
                    document_id=result.document.id if result.document else "",
                    moved_to=moved_to,
                    attempt=True,
                )
            ],
        )

    def _write(self, notes: list[Note]) -> None:
        """Note in the ledger; what it cannot take now is kept and noted later: filing goes on."""
        self._unwritten += notes
        if not self._unwritten:
            return
        try:
            self._ledger.note(str(self._inbox), self._unwritten)
        except ArchivistError as error:
            log.error("the ledger of the inbox cannot be written: %s", error.code)
        else:
            self._unwritten = []

    def _note_sightings(self, news: tuple[Sighting, ...]) -> None:
        known = {row.path for row in self._ledger.current(str(self._inbox))}
        self._write([_note_of(sighting, known) for sighting in news])
        for sighting in news:
            if sighting.state is SightState.GONE:
                self._failures.pop(sighting.inbox_path, None)

    def _reconcile(self) -> None:
        """Close the rows of files that left while nobody watched.

        Whether such a file was filed is told by its receipt; `completeness` looks there.
        """
        if not is_online(self._inbox):
            return
        putting.sweep_notes(self._inbox)
        found = scan(self._inbox)
        here = {storable(path) for path in (*found.files, *found.ignored, *found.blocked)}
        gone = [
            Note(
                path=row.path,
                state=SeenState.GONE,
                reason=f"was-{row.reason}" if row.state is SeenState.IGNORED else "not-watched",
                document_id=row.document_id,
            )
            for row in self._ledger.current(str(self._inbox))
            if row.path not in here
        ]
        if is_online(self._inbox):
            self._write(gone)

    # -- between files

    def _each_round(self) -> None:
        self._write([])
        if time.monotonic() - self._purged_at >= _PURGE_EVERY:
            self._purge()
        if self._idle is not None:
            self._idle()

    def _purge(self) -> None:
        self._purged_at = time.monotonic()
        if self._is_stored is None or not is_online(self._inbox):
            return
        try:
            putting.purge_filed(self._inbox, self._kept_days, self._is_stored)
        except ArchivistError as error:
            log.error("old sources could not be removed: %s", error.code)


def _note_of(sighting: Sighting, known: set[str]) -> Note:
    stamp = sighting.stamp
    path = sighting.inbox_path
    state, why = {
        SightState.SETTLING: (SeenState.SETTLING if storable(path) in known else SeenState.SEEN, ""),
        SightState.INCOMPLETE: (SeenState.WAITING, sighting.why),
        SightState.IGNORED: (SeenState.IGNORED, str(sighting.why)),
        SightState.BLOCKED: (SeenState.WAITING, "blocked"),
        SightState.GONE: (SeenState.GONE, sighting.why),
    }[sighting.state]
    return Note(
        path=path,
        state=state,
        size=stamp.size if stamp else None,
        mtime_ns=stamp.mtime_ns if stamp else None,
        inode=stamp.inode if stamp else None,
        reason=why,
    )
