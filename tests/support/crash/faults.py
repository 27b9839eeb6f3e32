"""Count every step that changes the disk, and strike at one of them.

Production code has no hooks for this. A step is: opening a file for writing, rename, link,
remove, mkdir, rmdir and truncate (seen through an audit hook), `os.write` and `os.fsync`
(wrapped), and every SQL statement that is no mere reading (`sqlite3.connect` is wrapped).
Only what lies below the watched folders counts.
"""

from __future__ import annotations

import contextlib
import errno
import os
import signal
import sqlite3
import sys
from collections.abc import Callable, Sequence
from enum import StrEnum
from pathlib import Path
from typing import Any, NoReturn  # Any: arguments of an audit event and of sqlite3.connect

_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC
_GROWING = frozenset({"open", "mkdir", "link", "write", "sql"})
_PATH_EVENTS = {
    "open": 0,
    "os.rename": 0,
    "os.link": 1,
    "os.remove": 0,
    "os.mkdir": 0,
    "os.rmdir": 0,
    "os.truncate": 0,
}


class Mode(StrEnum):
    """How the strike falls."""

    COUNT = "count"
    """Not at all: only count."""
    KILL = "kill"
    """SIGKILL before the step; a write is torn in half first."""
    POWER = "power"
    """As KILL, and every file loses what was written to it and not fsynced."""
    FULL = "full"
    """From this step on, nothing grows any more: ENOSPC."""
    BROKEN = "broken"
    """This one step fails with EIO; everything after it works."""


class Striker:
    """Counts the steps of this process and strikes at number `at` (from 1)."""

    def __init__(self, watched: Sequence[Path], mode: Mode, at: int = 0) -> None:
        self.mode = mode
        self.at = at
        self.steps: list[str] = []
        self._watched = tuple(f"{path}/" for path in watched)
        self._synced: dict[str, int] = {}  # files opened for writing → how much of them is on the disk
        self._write = os.write
        self._fsync = os.fsync

    def install(self) -> None:
        """Begin. Cannot be taken back: meant for a process that ends soon."""
        sys.addaudithook(self._on_audit)
        os.write = self._on_write  # type: ignore[assignment]  # narrower buffer type
        os.fsync = self._on_fsync  # type: ignore[assignment]
        plain = sqlite3.connect

        def connect(*args: Any, **options: Any) -> sqlite3.Connection:
            options["factory"] = self._connection_type()
            connection: sqlite3.Connection = plain(*args, **options)
            return connection

        sqlite3.connect = connect  # type: ignore[assignment]

    # ------------------------------------------------------------------- what is seen

    def _on_audit(self, event: str, args: tuple[Any, ...]) -> None:
        position = _PATH_EVENTS.get(event)
        if position is None:
            return
        path = _text(args[position])
        if path is None or not path.startswith(self._watched):
            return
        if event == "open":
            flags = args[2] or 0
            if not flags & _WRITING:
                return
            self._step("open", path)
            if flags & os.O_TRUNC or path not in self._synced:
                self._synced[path] = 0 if flags & os.O_TRUNC else _size(path)
            return
        self._step(event.removeprefix("os."), path)
        self._follow(event, path, args)

    def _follow(self, event: str, path: str, args: tuple[Any, ...]) -> None:
        """Keep track of which files have content that is not on the disk yet."""
        if event == "os.rename":
            target = _text(args[1]) or ""
            self._synced.pop(target, None)
            for name in [name for name in self._synced if name == path or name.startswith(path + "/")]:
                self._synced[target + name[len(path) :]] = self._synced.pop(name)
        elif event == "os.link":
            if path not in self._synced and (source := _text(args[0])) in self._synced:
                self._synced[path] = self._synced[source]
        elif event == "os.remove":
            self._synced.pop(path, None)

    def _on_write(self, descriptor: int, data: bytes) -> int:
        path = _path_of(descriptor)
        if path.startswith(self._watched):

            def half() -> None:
                self._write(descriptor, bytes(data)[: len(data) // 2])

            self._step("write", path, torn=half)
        return self._write(descriptor, data)

    def _on_fsync(self, descriptor: int) -> None:
        path = _path_of(descriptor)
        if path.startswith(self._watched):
            self._step("fsync", path)
        self._fsync(descriptor)
        if path in self._synced:
            self._synced[path] = os.fstat(descriptor).st_size

    def _connection_type(self) -> type[sqlite3.Connection]:
        striker = self

        class Traced(sqlite3.Connection):
            def execute(self, sql: str, *rest: Any) -> sqlite3.Cursor:
                striker._on_sql(sql)
                return super().execute(sql, *rest)

            def executemany(self, sql: str, *rest: Any) -> sqlite3.Cursor:
                striker._on_sql(sql)
                return super().executemany(sql, *rest)

            def executescript(self, sql: str) -> sqlite3.Cursor:
                for statement in sql.split(";"):
                    striker._on_sql(statement)
                return super().executescript(sql)

        return Traced

    def _on_sql(self, sql: str) -> None:
        words = sql.split(maxsplit=1)
        if words and words[0].upper() not in ("SELECT", "PRAGMA", "ROLLBACK", "EXPLAIN", "--"):
            self._step("sql", words[0].upper())

    # ---------------------------------------------------------------- what is done to it

    def _step(self, kind: str, what: str, torn: Callable[[], None] | None = None) -> None:
        self.steps.append(f"{kind} {what}")
        number = len(self.steps)
        if self.mode is Mode.FULL and number >= self.at and kind in _GROWING:
            _fail(kind, what, errno.ENOSPC)
        if number != self.at:
            return
        if self.mode is Mode.BROKEN:
            _fail(kind, what, errno.EIO)
        if self.mode in (Mode.KILL, Mode.POWER):
            if torn is not None:
                torn()
            self.at = 0  # what follows is not a step of the program
            if self.mode is Mode.POWER:
                self._lose_what_is_not_synced()
            die()

    def _lose_what_is_not_synced(self) -> None:
        for path, synced in self._synced.items():
            if _size(path) > synced:
                Path(path).chmod(0o600)
                descriptor = os.open(path, os.O_WRONLY)
                os.ftruncate(descriptor, synced)
                os.close(descriptor)


def _fail(kind: str, what: str, number: int) -> NoReturn:
    if kind == "sql":
        full = number == errno.ENOSPC
        error = sqlite3.OperationalError("database or disk is full" if full else "disk I/O error")
        error.sqlite_errorcode = sqlite3.SQLITE_FULL if full else sqlite3.SQLITE_IOERR
        raise error
    raise OSError(number, os.strerror(number), what)


def die() -> NoReturn:
    """End this process as a power cut or the out-of-memory killer would: no clean-up of any kind."""
    os.kill(os.getpid(), signal.SIGKILL)
    raise AssertionError("survived SIGKILL")


def _text(path: object) -> str | None:
    if isinstance(path, (str, bytes, os.PathLike)):
        return os.fsdecode(path)
    return None


def _size(path: str) -> int:
    with contextlib.suppress(OSError):
        return Path(path).lstat().st_size
    return 0


def _path_of(descriptor: int) -> str:
    try:
        return os.readlink(f"/proc/self/fd/{descriptor}")  # noqa: PTH115  (bytes in, text out, no Path)
    except OSError:
        return ""
