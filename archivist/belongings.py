"""Check the files of an archive that belong to no document.

Owns: M7 (what was put aside or withdrawn can be told) and S8 (what people wrote for this archive can be
understood), as listed in docs/format.md.
Must not: repair anything, or look into documents (`check` does).
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

from archivist import fsio, quarantine, store
from archivist.classing import scheme_of
from archivist.errors import ArchivistError, FormatTooNew, RecordDamaged, SettingsError, StorageError
from archivist.layout import Layout
from archivist.model import Problem, Quarantined, Severity

_BACKUP = "restore it from the backup"


def check_belongings(layout: Layout, *, fixity: bool) -> Iterator[Problem]:
    """M7 and S8.

    Args:
        layout: the archive.
        fixity: hash the files in quarantine, too.
    """
    yield from m7_quarantine(layout, fixity=fixity)
    yield from m7_tombstones(layout)
    yield from s8_filing_plan(layout)
    yield from s8_inbox_folders(layout)


def m7_quarantine(layout: Layout, *, fixity: bool) -> Iterator[Problem]:
    """M7: every file put aside is there as it came, with the reason why."""
    for folder in quarantine.folders(layout):
        try:
            entry = quarantine.read(folder)
        except (RecordDamaged, FormatTooNew) as error:
            yield _lost(error.message, error.path or folder)
            continue
        yield from _as_it_came(entry, fixity=fixity)


def _as_it_came(entry: Quarantined, *, fixity: bool) -> Iterator[Problem]:
    name = f"quarantine/{entry.id}"
    try:
        size = entry.path.stat().st_size
        same = size == entry.size and (not fixity or fsio.hash_file(entry.path) == entry.sha256)
    except FileNotFoundError:
        yield _lost(f"{name}: the file is missing", entry.path)
        return
    except OSError as error:
        yield Problem(
            invariant="M7",
            severity=Severity.NOT_CHECKED,
            message=f"could not be checked: {error.strerror}",
            path=entry.path,
            hint="give this user permission to read, or check the disk",
        )
        return
    if not same:
        yield _lost(f"{name}: the file is not what was put aside", entry.path)


def m7_tombstones(layout: Layout) -> Iterator[Problem]:
    """M7: what was withdrawn, by whom and why, can be read."""
    try:
        store.tombstones(layout)
    except ArchivistError as error:
        yield _lost(
            error.message, error.path if isinstance(error, RecordDamaged) and error.path else layout.withdrawn
        )


def s8_filing_plan(layout: Layout) -> Iterator[Problem]:
    """S8: the archive's own filing plan can be understood; else no class is suggested."""
    try:
        scheme_of(layout)
    except (SettingsError, StorageError) as error:
        yield Problem(
            invariant="S8",
            severity=Severity.SHOULD,
            message=error.message,
            path=layout.scheme,
            hint="correct that line, or remove the file: then the model plan holds",
        )


def s8_inbox_folders(layout: Layout) -> Iterator[Problem]:
    """S8: what sub-folders of the inbox mean can be read."""
    path = layout.inbox_folders
    try:
        entries = json.loads(path.read_text(encoding="utf-8"))["folders"]
        named = [entry["folder"] for entry in entries]
    except FileNotFoundError:
        return
    except (OSError, ValueError, KeyError, TypeError) as error:
        yield _unread(path, error)
        return
    if not all(isinstance(name, str) for name in named):
        yield _unread(path, "a folder is no text")


def _unread(path: Path, why: object) -> Problem:
    return Problem(
        invariant="S8",
        severity=Severity.SHOULD,
        message=f"{path.name} cannot be read: {why}",
        path=path,
        hint="remove it, and name the folders again: archivist inbox folder add",
    )


def _lost(message: str, path: Path) -> Problem:
    return Problem(invariant="M7", severity=Severity.MUST, message=message, path=path, hint=_BACKUP)
