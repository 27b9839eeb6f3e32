"""Join archive and inbox: one watcher per archive, its ledger, its folders, its proof.

Owns: the watcher lock, when an inbox folder is given its sentinel, and what the runner of the
inbox is told about the archive.
Must not: file or move anything itself.
"""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from archivist import filing, fsio, indexing, quarantine, staging
from archivist.catalogue import Ledger
from archivist.errors import CatalogueDamaged, MissingFile
from archivist.inbox import InboxFolders, InboxRunner, completeness, status
from archivist.model import Defaults, FilingResult
from archivist.watch import WatchOptions, is_online, prepare_inbox
from archivist.workspace import Workspace

if TYPE_CHECKING:
    from archivist.inbox import Completeness, InboxStatus
    from archivist.watch import WatchStatus


def folders_of(ws: Workspace) -> InboxFolders:
    """What the sub-folders of the inbox mean (``inbox-folders.json``)."""
    return InboxFolders(ws.layout.inbox_folders)


def ledger_path(ws: Workspace) -> Path:
    """The ledger of what was seen in inboxes."""
    return ws.layout.state / "ledger.db"


def heartbeat_path(ws: Workspace) -> Path:
    """The file a running watcher replaces regularly."""
    return ws.layout.state / "watcher.json"


def watch(
    ws: Workspace,
    inbox: Path,
    *,
    stop: threading.Event,
    once: bool,
    named: bool,
    idle: Callable[[], None] | None = None,
    started: Callable[[WatchStatus], None] | None = None,
) -> Iterator[FilingResult]:
    """File what comes into an inbox; see `Archive.watch`."""
    ws.require_write()
    lock = ws.watcher_lock()
    lock.acquire(timeout=0.0)
    try:
        with Ledger.open(ledger_path(ws)) as ledger:
            _prepare_new(ws, inbox, ledger, named=named)
            runner = _runner(ws, inbox, ledger, stop, idle)
            if started is not None:
                started(runner.status)
            for result in runner.run(once=once):
                yield from result.each
    finally:
        lock.release()


def _prepare_new(ws: Workspace, inbox: Path, ledger: Ledger, *, named: bool) -> None:
    """Give a folder that never was our inbox its sentinel.

    An inbox that lost its sentinel is a share that is not mounted and must not be taken for an
    empty inbox. So only a folder of which nothing was ever seen is prepared, and only when the
    caller named it or it lies in the archive itself (a restored archive comes without its inbox).
    """
    inside = inbox.is_relative_to(ws.layout.root)
    known = bool(ledger.counts(inbox=str(inbox.absolute())))
    if not is_online(inbox) and not known and (named or inside):
        prepare_inbox(inbox)


def _runner(
    ws: Workspace, inbox: Path, ledger: Ledger, stop: threading.Event, idle: Callable[[], None] | None
) -> InboxRunner:
    settings = ws.settings

    def file_one(path: Path, defaults: Defaults, inbox: Path, inbox_path: str) -> FilingResult:
        arrival = staging.Arrival(inbox=str(inbox), inbox_path=inbox_path, defaults=defaults)
        with fsio.storage_errors(ws.layout.root):
            result = filing.file_one(ws, path, arrival)
            if any(one.document is not None for one in result.each):
                indexing.try_drain(ws, more_to_come=True)
        return result

    def between() -> None:
        indexing.try_drain(ws)
        if idle is not None:
            idle()

    return InboxRunner(
        inbox,
        file_one=file_one,
        ledger=ledger,
        folders=folders_of(ws),
        options=WatchOptions(
            settle_seconds=settings.settle_seconds,
            rescan_seconds=settings.rescan_seconds,
            poll=settings.poll,
            poll_seconds=settings.poll_seconds,
        ),
        is_stored=lambda sha256: is_stored(ws, sha256),
        kept_days=settings.filed_kept_days,
        stop=stop,
        heartbeat=heartbeat_path(ws),
        idle=between,
    )


def is_stored(ws: Workspace, sha256: str) -> bool:
    """True when a file of this hash is in the archive, proven by hashing the stored copy again."""
    row = ws.catalogue.by_sha256(sha256)
    if row is None or row.status != "filed":
        return False
    folder = ws.layout.root / row.path
    try:
        originals = [path for path in folder.iterdir() if path.stem == "original"]
        return any(fsio.hash_file(path) == sha256 for path in originals)
    except (OSError, MissingFile):
        return False


def inbox_status(ws: Workspace, inbox: Path) -> InboxStatus:
    """State of every file in an inbox; see `Archive.inbox_status`."""
    ledger = _ledger_for_reading(ws)
    try:
        return status(inbox, ledger, heartbeat_path(ws))
    finally:
        if ledger is not None:
            ledger.close()


def inbox_proof(ws: Workspace, inbox: Path, since: dt.datetime) -> Completeness:
    """Proof that nothing seen was lost; see `Archive.inbox_proof`.

    Raises:
        CatalogueDamaged: nobody ever watched, so there is no ledger.
    """
    with Ledger.open(ledger_path(ws), readonly=True) as ledger:
        return completeness(
            inbox, ledger, ws.catalogue, since=since, quarantined=quarantine.entries(ws.layout)
        )


def forget_names(ws: Workspace, document_id: str) -> None:
    """A document was withdrawn: the ledger keeps no name of its files."""
    if ledger_path(ws).is_file():
        with Ledger.open(ledger_path(ws)) as ledger:
            ledger.expunge(document_id)


def _ledger_for_reading(ws: Workspace) -> Ledger | None:
    try:
        return Ledger.open(ledger_path(ws), readonly=True)
    except CatalogueDamaged:
        return None
