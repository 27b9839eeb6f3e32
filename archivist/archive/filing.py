"""Filing documents and the inbox, as callers see them.

Owns: argument checking of what brings documents in.
Must not: hold logic of its own.
"""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from archivist import fsio
from archivist.archive.opened import OpenArchive, ProgressFunction, StrPath
from archivist.model import (
    Defaults,
    FilingResult,
)

if TYPE_CHECKING:
    from archivist.inbox import Completeness, FolderDefaults, InboxStatus
    from archivist.watch import WatchStatus


class Filing(OpenArchive):
    """How documents come in."""

    def file(
        self,
        path: StrPath,
        *,
        defaults: Defaults | None = None,
        received_from: str | None = None,
        inbox: StrPath | None = None,
        inbox_path: str = "",
        index: bool = True,
        book: str | None = None,
        fonds: str | None = None,
    ) -> FilingResult:
        """File one document: read it, store it durably, index it. The source is left alone.

        Args:
            path: the file.
            defaults: issuer, level and sender to assume where the document does not say.
            received_from: who handed it over.
            inbox: the inbox it lies in, when it came through one.
            inbox_path: its path below that inbox.
            index: bring the index up to date before returning.
            book: book of the register of incoming documents to enter it in, ``"none"`` for no number
                of arrival; None as the settings say (docs/registers.md).
            fonds: code or name of the fonds it comes into; None as folder, rules and settings say. Where it
                was closed before the document was issued, the document is filed, belongs to none and waits
                for a person (`Reason.FONDS_CLOSED`).

        Returns:
            What became of it. A file that cannot be filed is a result, not an exception. A ZIP archive
            is unpacked and each file in it is filed: `FilingResult.members`.

        Raises:
            StorageError: the archive's disk is full, read-only or failing; nothing was lost.
            ReadOnlyArchive: the archive is open for reading only.
            ArchiveLocked: another process held the writer lock for 30 seconds.
            UsageError: the settings know no such book, or there is no such fonds.
        """
        from archivist import filing, indexing, provenance, registering, staging

        self._ws.require_write()
        registering.check_book(self._ws, book)
        arrival = staging.Arrival(
            inbox=str(inbox or ""),
            inbox_path=inbox_path,
            received_from=received_from or "",
            defaults=provenance.ordered(self._ws.layout, defaults, fonds),
            book=book,
        )
        with fsio.storage_errors(self.root):
            result = filing.file_one(self._ws, Path(path), arrival)
            if index and any(one.document is not None for one in result.each):
                indexing.try_drain(self._ws)
        return result

    def file_many(
        self,
        paths: Iterable[StrPath],
        *,
        jobs: int | None = None,
        defaults: Defaults | None = None,
        received_from: str | None = None,
        book: str | None = None,
        fonds: str | None = None,
        progress: ProgressFunction | None = None,
    ) -> Iterator[FilingResult]:
        """File many documents, reading several at once; yields each result when it is durable.

        Args:
            paths: the files, in the order they shall be filed.
            jobs: how many to read at once; by default as many as there are workers.
            defaults: issuer, level and sender to assume where a document does not say.
            received_from: who handed them over.
            book: as in `file`.
            fonds: as in `file`.
            progress: told after each file, and while indexing.

        Raises:
            As `file`.
        """
        from archivist import bulk, provenance, registering

        self._ws.require_write()
        registering.check_book(self._ws, book)
        yield from bulk.file_many(
            self._ws,
            [Path(path) for path in paths],
            jobs=jobs or self._ws.jobs,
            received_from=received_from or "",
            defaults=provenance.ordered(self._ws.layout, defaults, fonds),
            book=book,
            progress=progress,
        )

    def watch(
        self,
        inbox: StrPath | None = None,
        *,
        stop_event: threading.Event | None = None,
        once: bool = False,
        idle: Callable[[], None] | None = None,
        started: Callable[[WatchStatus], None] | None = None,
    ) -> Iterator[FilingResult]:
        """File whatever is dropped into the inbox; yields each result when its source is put away.

        Between files the text of scans is recognised, where tesseract is installed.

        Args:
            inbox: the folder; by default the one in archive.toml.
            stop_event: set it, from any thread or signal handler, to end the watching.
            once: end when everything that is there was tried.
            idle: called after each round of watching, for work between two files.
            started: told how the inbox is watched (events or polling, and why) before the first file.

        Raises:
            ArchiveLocked: another process watches this archive; `holder` names it.
            ReadOnlyArchive: the archive is open for reading only.
            InboxOffline: with `once`, when the inbox or its sentinel is not there. Without, the
                watcher waits until it is back.
        """
        from archivist import recognising, watching

        with recognising.Background(self._ws, also=idle, off=once) as background:
            yield from watching.watch(
                self._ws,
                self._inbox(inbox),
                stop=stop_event or threading.Event(),
                once=once,
                named=inbox is not None,
                idle=background.between,
                started=started,
            )

    def _inbox(self, inbox: StrPath | None) -> Path:
        return Path(inbox).absolute() if inbox else self.settings.inbox

    def inbox_status(self, inbox: StrPath | None = None) -> InboxStatus:
        """State of every file in the inbox, and why it waits."""
        from archivist import watching

        return watching.inbox_status(self._ws, self._inbox(inbox))

    def inbox_proof(self, since: dt.datetime, *, inbox: StrPath | None = None) -> Completeness:
        """Proof that everything seen in the inbox since a moment is accounted for.

        Args:
            since: aware time.
            inbox: the folder; by default the one in archive.toml.

        Raises:
            CatalogueDamaged: nobody ever watched this inbox.
        """
        from archivist import watching

        return watching.inbox_proof(self._ws, self._inbox(inbox), since)

    def inbox_folders(self) -> tuple[FolderDefaults, ...]:
        """Sub-folders of the inbox that carry meaning."""
        from archivist import watching

        return watching.folders_of(self._ws).list()

    def add_inbox_folder(self, name: str, defaults: Defaults) -> FolderDefaults:
        """Give a sub-folder of the inbox a meaning: whatever is dropped there gets these defaults.

        Raises:
            UsageError: the name leads out of the inbox or is hidden, or there is no such book.
        """
        from archivist import provenance, registering, watching

        registering.check_book(self._ws, defaults.book)
        if defaults.fonds:
            defaults = replace(defaults, fonds=provenance.named(self._ws.layout, defaults.fonds).code)
        with self._ws.writer():
            added = watching.folders_of(self._ws).add_folder(name, defaults, inbox=self.settings.inbox)
            self._note("inbox-folder-set", added.folder)
        return added

    def remove_inbox_folder(self, name: str) -> bool:
        """Take the meaning of a sub-folder away; the folder stays. False when it had none."""
        from archivist import watching

        with self._ws.writer():
            removed = watching.folders_of(self._ws).remove(name)
            if removed:
                self._note("inbox-folder-removed", name)
        return removed
