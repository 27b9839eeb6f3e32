"""Kernel file locks: freed by the death of their owner, so there is no stale lock to break.

Owns: taking and releasing a lock, waiting with a limit, the note that names the holder.
Must not: know which locks exist or in which order they are taken.

`flock` belongs to the open file: two locks on one path exclude each other within a process as
well as between processes. The lock file may be removed by its holder; whoever waited for the
removed file notices and starts over with the one that has its name now.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import json
import os
import sys
import threading
import time
from pathlib import Path
from types import TracebackType

from archivist.errors import ArchiveLocked, UnsupportedPlatform
from archivist.fsio import storage_errors

if sys.platform != "win32":
    import fcntl

_FIRST_PAUSE = 0.001
_LONGEST_PAUSE = 0.05


class FileLock:
    """A lock on a file of its own. Not reentrant; an object may be shared between threads.

    Args:
        path: the lock file; made when absent, its folder must exist.
        blocking: False = try once and raise `ArchiveLocked` when it is taken.
        timeout: seconds to wait; None = as long as it takes.
    """

    def __init__(self, path: Path, *, blocking: bool = True, timeout: float | None = None) -> None:
        self.path = path
        self._timeout = timeout if blocking else 0.0
        self._descriptor: int | None = None
        self._own = threading.Lock()  # threads that share this object exclude each other, too

    @property
    def held(self) -> bool:
        """True while this object holds the lock."""
        return self._descriptor is not None

    def acquire(self, *, timeout: float | None = -1.0) -> None:
        """Take the lock.

        Args:
            timeout: seconds to wait, None = as long as it takes; default: as constructed.

        Raises:
            ArchiveLocked: somebody else held it all that time; `holder` names them.
            StorageError: the lock file cannot be made.
        """
        limit = self._timeout if timeout is not None and timeout < 0 else timeout
        until = None if limit is None else time.monotonic() + limit
        if not self._own.acquire(timeout=-1 if limit is None else limit):
            raise self._taken()
        try:
            self._descriptor = self._wait(until)
        except BaseException:
            self._own.release()
            raise
        self._note()

    def try_acquire(self) -> bool:
        """Take the lock if it is free; False when it is not."""
        try:
            self.acquire(timeout=0.0)
        except ArchiveLocked:
            return False
        return True

    def release(self, *, remove: bool = False) -> None:
        """Give the lock back; does nothing when it is not held.

        Args:
            remove: remove the lock file first, while the lock still protects it.
        """
        descriptor = self._descriptor
        if descriptor is None:
            return
        try:
            if remove:
                with storage_errors(self.path), contextlib.suppress(FileNotFoundError):
                    self.path.unlink()
        finally:
            self._descriptor = None
            os.close(descriptor)  # frees the lock
            self._own.release()

    def __enter__(self) -> FileLock:
        self.acquire()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.release()

    def _wait(self, until: float | None) -> int:
        pause = _FIRST_PAUSE
        while True:
            descriptor = _open(self.path)
            try:
                if _lock(descriptor, wait=until is None) and _is_still(descriptor, self.path):
                    return descriptor
            except BaseException:
                os.close(descriptor)
                raise
            os.close(descriptor)
            if until is not None:
                left = until - time.monotonic()
                if left <= 0:
                    raise self._taken()
                time.sleep(min(pause, left))
                pause = min(pause * 2, _LONGEST_PAUSE)

    def _taken(self) -> ArchiveLocked:
        who = holder(self.path)
        return ArchiveLocked(
            f"{self.path} is locked by {who}" if who else f"{self.path} is locked", holder=who, path=self.path
        )

    def _note(self) -> None:
        """Leave a note who holds it. Only for messages: the lock is the kernel's, not the note."""
        note = {
            "pid": os.getpid(),
            "host": os.uname().nodename,
            "since": dt.datetime.now(dt.UTC).isoformat(timespec="seconds"),
        }
        descriptor = self._descriptor
        assert descriptor is not None
        with contextlib.suppress(OSError):  # a full disk must not keep anybody from the lock
            os.ftruncate(descriptor, 0)
            os.pwrite(descriptor, json.dumps(note).encode("ascii"), 0)


def holder(path: Path) -> str:
    """Who left the note in a lock file (``"process 4711 on pc-3 since …"``), or empty."""
    try:
        note = json.loads(path.read_bytes())
        return f"process {int(note['pid'])} on {note['host']} since {note['since']}"
    except (OSError, ValueError, KeyError, TypeError):
        return ""


def is_locked(path: Path) -> bool:
    """True when somebody holds this lock now. Never makes the file; absent = not locked."""
    try:
        descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_CLOEXEC", 0))
    except FileNotFoundError:
        return False
    try:
        return not _lock(descriptor, wait=False)
    finally:
        os.close(descriptor)


def _open(path: Path) -> int:
    flags = os.O_RDWR | os.O_CREAT | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_NOFOLLOW", 0)
    with storage_errors(path):
        return os.open(path, flags, 0o664)


def _is_still(descriptor: int, path: Path) -> bool:
    """False when the file we locked was removed (and perhaps made anew) while we waited."""
    try:
        return os.path.samestat(os.fstat(descriptor), path.stat())
    except FileNotFoundError:
        return False


def _lock(descriptor: int, *, wait: bool) -> bool:
    if sys.platform == "win32":
        raise UnsupportedPlatform("archives are kept on Linux; reach them through a shared inbox folder")
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
    except BlockingIOError:
        return False
    return True
