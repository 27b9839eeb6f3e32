"""One look through the whole inbox.

Owns: walking the folder without following links, and sorting what is there.
Must not: open a file, or remember anything.
"""

from __future__ import annotations

import os
import stat as stat_module
import time
from collections.abc import Iterator
from dataclasses import field
from pathlib import Path

from archivist.lazyclass import dataclass
from archivist.watch.looking import OWN_FOLDERS, SENTINEL, hidden_name
from archivist.watch.records import FileStamp, Hidden


@dataclass(frozen=True, slots=True, kw_only=True)
class Scan:
    """What is in an inbox at one moment; keys are paths below the inbox, joined with ``/``.

    Attributes:
        files: files that may be documents.
        ignored: what is not taken, and why; a folder ends in ``/`` and stands for all in it.
        blocked: folders that may not be read, and the system's words for why.
        stamps: readings of ignored regular files.
    """

    files: dict[str, FileStamp] = field(default_factory=dict)
    ignored: dict[str, Hidden] = field(default_factory=dict)
    blocked: dict[str, str] = field(default_factory=dict)
    stamps: dict[str, FileStamp] = field(default_factory=dict)


def scan(inbox: Path, *, network: bool = False, empty_seconds: float = 3600.0) -> Scan:
    """Look through an inbox and all its folders.

    Args:
        inbox: the folder.
        network: it lies on a share, where inodes mean nothing.
        empty_seconds: an empty file younger than this is ignored.
    """
    found = Scan()
    pending = [""]
    wall = time.time()
    while pending:
        folder = pending.pop()
        try:
            with os.scandir(inbox / folder if folder else inbox) as listing:
                entries = sorted(listing, key=lambda entry: entry.name)
        except (FileNotFoundError, NotADirectoryError):
            continue  # moved away since its parent was listed
        except OSError as error:
            found.blocked[folder] = error.strerror or str(error)
            continue
        pending.extend(_sort(found, folder, entries, network, wall - empty_seconds))
    return found


def _sort(
    found: Scan, folder: str, entries: list[os.DirEntry[str]], network: bool, young_since: float
) -> Iterator[str]:
    """Put the entries of one folder where they belong; yields the folders to look into."""
    for entry in entries:
        path = folder + entry.name
        try:
            status = entry.stat(follow_symlinks=False)
        except OSError:
            continue  # gone since the listing
        mode = status.st_mode
        if not folder and (entry.name == SENTINEL or entry.name in OWN_FOLDERS):
            continue
        if stat_module.S_ISDIR(mode):
            why = hidden_name(entry.name, folder=True)
            if why is None:
                yield path + "/"
            else:
                found.ignored[path + "/"] = why
            continue
        why = _kept_out(entry.name, status, young_since)
        stamp = FileStamp.of(status, network=network)
        if why is None:
            found.files[path] = stamp
            continue
        found.ignored[path] = why
        if stat_module.S_ISREG(mode):
            found.stamps[path] = stamp


def _kept_out(name: str, status: os.stat_result, young_since: float) -> Hidden | None:
    if stat_module.S_ISLNK(status.st_mode):
        return Hidden.LINK
    if not stat_module.S_ISREG(status.st_mode):
        return Hidden.NOT_A_FILE
    why = hidden_name(name)
    if why is None and status.st_size == 0 and status.st_ctime > young_since:
        return Hidden.EMPTY_AND_NEW
    return why
