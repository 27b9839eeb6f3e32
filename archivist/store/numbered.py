"""What persons state about more than one document: write-once files, numbered within their subject.

Owns: ``issuers/`` and ``renditions/`` (docs/format.md): one file a statement, its name, the two
steps in which it becomes durable, and finding what is missing or does not belong there.
Must not: know what a statement says, write the audit log, or take a lock.

A statement is written in full under ``<name>.new``, then (the caller writes the audit line in
between) renamed to its name. A crash leaves at most one ``.new``, and that one is whole: recovery
writes its audit line, if it is missing, and renames it. Nothing is ever replaced or removed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from archivist import fsio
from archivist.fsio import storage_errors
from archivist.layout import Layout
from archivist.lazyclass import dataclass
from archivist.lazypattern import late_pattern
from archivist.store.assembly import staging_file

_NAME = late_pattern(r"(?P<stem>[a-z0-9+_&.-]+)\.r(?P<number>\d{4,})\.json")
_PENDING = ".new"
_LONGEST_STEM = 180
"""Bytes; with number and suffixes a name stays below the 255 a file system takes."""


@dataclass(frozen=True)
class NumberedFile:
    """One statement: the subject's stem, its number from 1, and where it lies."""

    stem: str
    number: int
    path: Path


def stem_of(subject: str) -> str:
    """Name of the files about a subject: its id with the signs file systems forbid replaced.

    Distinct ids have distinct stems; an id too long for a file name ends in its hash.
    """
    import hashlib

    stem = subject.replace(":", "+").replace("?", "_")
    if not re.fullmatch(r"[a-z0-9+_&.-]+", stem) or len(stem) > _LONGEST_STEM:
        digest = hashlib.sha256(subject.encode("utf-8")).hexdigest()[:16]
        stem = re.sub(r"[^a-z0-9+_&.-]+", "-", stem)[: _LONGEST_STEM - 17] + "-" + digest
    return stem


def prepare(layout: Layout, folder: Path, subject: str, number: int, data: bytes) -> Path:
    """Write a statement durably, not yet in force. The caller holds the writer lock.

    Returns:
        The pending file, for `put_in_force`.

    Raises:
        FileExistsError: this number was written already.
        StorageError: the disk is full, read-only or failing; nothing is left.
    """
    name = f"{stem_of(subject)}.r{number:04d}.json"
    if (folder / name).exists():
        raise FileExistsError(folder / name)
    aside = staging_file(layout)
    fsio.write_new(aside, data, mode=0o444)
    pending = folder / (name + _PENDING)
    fsio.rename_noreplace(aside, pending)
    fsio.fsync_dir(folder)
    return pending


def put_in_force(pending: Path) -> Path:
    """Give a pending statement its name: from here on it counts."""
    target = pending.with_name(pending.name.removesuffix(_PENDING))
    fsio.rename_noreplace(pending, target)
    fsio.fsync_dir(target.parent)
    return target


def pending_files(folder: Path) -> tuple[Path, ...]:
    """Statements a dead process did not put in force; each is whole."""
    return tuple(path for path in _listed(folder) if path.name.endswith(_PENDING))


def numbered_files(folder: Path) -> tuple[NumberedFile, ...]:
    """Every statement in force, by subject, oldest first."""
    return tuple(sorted(_numbered(folder), key=lambda file: (file.stem, file.number)))


def _numbered(folder: Path) -> Iterator[NumberedFile]:
    for path in _listed(folder):
        match = _NAME.fullmatch(path.name)
        if match is not None:
            yield NumberedFile(match["stem"], int(match["number"]), path)


def missing_numbers(folder: Path) -> tuple[str, ...]:
    """Names of statements that must have been there and are not."""
    held: dict[str, set[int]] = {}
    for file in _numbered(folder):
        held.setdefault(file.stem, set()).add(file.number)
    return tuple(
        f"{stem}.r{number:04d}.json"
        for stem, numbers in sorted(held.items())
        for number in range(1, max(numbers))
        if number not in numbers
    )


def strangers(folder: Path) -> tuple[Path, ...]:
    """What lies in the folder and is no statement."""
    known = {file.path for file in _numbered(folder)} | set(pending_files(folder))
    return tuple(path for path in _listed(folder) if path not in known)


def pile_of(folder: Path) -> tuple[int, int]:
    """How many files lie there and when that last changed: differs after every statement."""
    with storage_errors(folder):
        try:
            return len(_listed(folder)), folder.stat().st_mtime_ns
        except FileNotFoundError:
            return 0, 0


def _listed(folder: Path) -> list[Path]:
    with storage_errors(folder):
        try:
            return sorted(folder.iterdir())
        except FileNotFoundError:  # an archive of an older program, open for reading
            return []
