"""Watching an inbox: from a folder people drop files into to files that are at rest.

Owns: what is looked at and what is ignored, when a file is complete, the sentinel that tells an
empty inbox from one that is not there, and the only use of ``watchdog``.
Must not: know archives. It yields settled paths; somebody else files and moves them.

The scan of the folder is the truth. Events of the operating system only wake it: they do not
arrive for files that were there before, are lost when a queue overflows, and never come for what
another machine writes to a network share.
"""

from archivist.watch.looking import NOTE_END, SENTINEL, is_online, prepare_inbox
from archivist.watch.mounts import file_system_of, is_network
from archivist.watch.records import (
    FileStamp,
    Hidden,
    Settled,
    Sighting,
    SightState,
    WatchOptions,
    WatchStatus,
)
from archivist.watch.scanning import Scan, scan
from archivist.watch.stability import StabilityTracker
from archivist.watch.watcher import Watcher

__all__ = [
    "NOTE_END",
    "SENTINEL",
    "FileStamp",
    "Hidden",
    "Scan",
    "Settled",
    "SightState",
    "Sighting",
    "StabilityTracker",
    "WatchOptions",
    "WatchStatus",
    "Watcher",
    "file_system_of",
    "is_network",
    "is_online",
    "prepare_inbox",
    "scan",
]
