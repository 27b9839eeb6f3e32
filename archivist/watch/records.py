"""Records of watching: what a reading of a file is, and what is said about it.

Owns: plain data only.
Must not: touch a disk.
"""

from __future__ import annotations

import datetime as dt
import os
from dataclasses import field
from pathlib import Path

from archivist.lazyclass import dataclass
from archivist.quickenum import StrEnum


@dataclass(frozen=True, slots=True, kw_only=True)
class FileStamp:
    """One reading of a file. Equal readings mean: not written to in between.

    Attributes:
        size: bytes.
        mtime_ns: time of the last change of the content.
        inode: inode; 0 on network shares, where it may differ from reading to reading.
        device: device; 0 likewise.
        ctime: time of the last change of content or inode, seconds since 1970. Not compared: it
            tells how old a file is, which a copied ``mtime`` does not.
    """

    size: int
    mtime_ns: int
    inode: int = 0
    device: int = 0
    ctime: float = field(default=0.0, compare=False)

    @classmethod
    def of(cls, found: os.stat_result, *, network: bool = False) -> FileStamp:
        """The reading in a stat result."""
        return cls(
            size=found.st_size,
            mtime_ns=found.st_mtime_ns,
            inode=0 if network else found.st_ino,
            device=0 if network else found.st_dev,
            ctime=found.st_ctime,
        )


class Hidden(StrEnum):
    """Why something in the inbox is not taken."""

    DOT_NAME = "hidden"
    TEMPORARY = "temporary"
    SYSTEM = "system-file"
    LINK = "link"
    NOT_A_FILE = "not-a-file"
    NOTE = "own-note"
    EMPTY_AND_NEW = "empty-and-new"


class SightState(StrEnum):
    """What a scan says about one path."""

    SETTLING = "settling"
    """Still changing, or read only once."""
    INCOMPLETE = "incomplete"
    """At rest, but it has no end yet: somebody is still copying."""
    IGNORED = "ignored"
    BLOCKED = "blocked"
    """A folder that may not be read."""
    GONE = "gone"
    """It was here and is not any more, and nobody here took it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sighting:
    """What is newly known of one path.

    Attributes:
        inbox_path: path below the inbox, parts joined with ``/``; a folder ends in ``/``.
        state: see `SightState`.
        stamp: the reading, None for what has none.
        why: a `Hidden` value, what a file lacks, or ``renamed:<new path>``.
    """

    inbox_path: str
    state: SightState
    stamp: FileStamp | None = None
    why: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Settled:
    """A file at rest, ready to be taken.

    Attributes:
        path: full path.
        inbox_path: path below the inbox.
        stamp: the reading that was equal twice; whoever moves the file compares again.
        complete: False when it never got an end and is handed over so that somebody says so.
    """

    path: Path
    inbox_path: str
    stamp: FileStamp
    complete: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class WatchOptions:
    """How an inbox is watched; all times in seconds.

    Attributes:
        settle_seconds: two equal readings lie this far apart.
        rescan_seconds: a full scan at least this often.
        poll: ``"auto"``, ``"always"`` or ``"never"``.
        poll_seconds: between two scans when polling.
        patience_seconds: a file at rest without an end is handed over after this time: it will
            not get one, and a person has to be told.
        drain_seconds: how long `Watcher.drain` waits for files that keep changing.
        empty_seconds: an empty file younger than this is ignored: programs make the name first.
    """

    settle_seconds: float = 1.0
    rescan_seconds: float = 30.0
    poll: str = "auto"
    poll_seconds: float = 5.0
    patience_seconds: float = 60.0
    drain_seconds: float = 30.0
    empty_seconds: float = 3600.0


@dataclass(frozen=True, slots=True, kw_only=True)
class WatchStatus:
    """How the watcher is doing; also the content of its heartbeat file.

    Attributes:
        at: when this was true, UTC.
        pid: process id.
        inbox: the inbox.
        online: False while the inbox or its sentinel is not there.
        mode: ``"events"`` or ``"polling"``.
        why: why it polls, or why it is offline.
        scans: scans made.
        restarts: how often the observer of events had to be restarted.
        unsettled: files that are not at rest yet.
    """

    at: dt.datetime
    pid: int
    inbox: str
    online: bool
    mode: str
    why: str
    scans: int
    restarts: int
    unsettled: int
