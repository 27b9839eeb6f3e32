"""Events of the operating system, reduced to one thing: wake up and look.

Owns: the watchdog observer, whether it is well, and starting it again.
Must not: read anything from an event.
"""

from __future__ import annotations

import contextlib
import threading
from pathlib import Path
from typing import TYPE_CHECKING

from archivist.lazylog import late_logger

if TYPE_CHECKING:
    from watchdog.events import FileSystemEvent
    from watchdog.observers.api import BaseObserver

log = late_logger(__name__)


def _events_that_matter() -> list[type[FileSystemEvent]]:
    """All but opening and closing without writing: that is what our own look at a file does."""
    from watchdog import events

    return [
        events.DirCreatedEvent,
        events.DirDeletedEvent,
        events.DirMovedEvent,
        events.FileClosedEvent,
        events.FileCreatedEvent,
        events.FileDeletedEvent,
        events.FileModifiedEvent,
        events.FileMovedEvent,
    ]


class Wakeups:
    """Sets an event whenever something under a folder may have changed.

    watchdog's observer goes on saying that it is alive when the folder it watched was removed and
    made again, and when the thread that reads events has died; so both are looked at on every
    `ensure`, and the observer is started anew.
    """

    def __init__(self, root: Path, wake: threading.Event) -> None:
        self._root = root
        self._wake = wake
        self._observer: BaseObserver | None = None
        self._identity: tuple[int, int] | None = None
        self.starts = 0
        """How often an observer was started."""

    def ensure(self) -> str:
        """Make sure events arrive. Returns why they do not, empty when they do."""
        if self._is_well():
            return ""
        self.stop()
        try:
            self._start()
        except (OSError, RuntimeError) as error:
            self.stop()
            return f"events are not available: {error}"
        return ""

    def _start(self) -> None:
        from watchdog.events import FileSystemEventHandler
        from watchdog.observers import Observer

        wake = self._wake

        class Waker(FileSystemEventHandler):
            """Cannot fail: an exception here would end watchdog's thread for good."""

            def dispatch(self, event: FileSystemEvent) -> None:
                wake.set()

        found = self._root.stat()
        observer = Observer()
        observer.daemon = True
        observer.schedule(Waker(), str(self._root), recursive=True, event_filter=_events_that_matter())
        self._observer = observer
        self._identity = (found.st_dev, found.st_ino)
        observer.start()
        self.starts += 1
        if self.starts > 1:
            log.warning("the observer of %s was started again", self._root)

    def _is_well(self) -> bool:
        observer = self._observer
        if observer is None or not observer.is_alive() or not observer.emitters:
            return False
        if not all(emitter.is_alive() for emitter in observer.emitters):
            return False
        try:
            found = self._root.stat()
        except OSError:
            return False
        return (found.st_dev, found.st_ino) == self._identity

    def stop(self) -> None:
        """Stop watching; may be called at any time, and twice."""
        observer, self._observer = self._observer, None
        if observer is None:
            return
        # The folder may be gone, and with it the kernel's watch.
        with contextlib.suppress(OSError, RuntimeError, KeyError):
            observer.stop()
        if observer.is_alive():
            observer.join(timeout=5.0)
