"""Putting sources away after filing, and removing those that were kept long enough.

Owns: the folders ``.filed``, ``.failed`` and ``.refused`` of an inbox.
Must not: overwrite anything, or delete a source whose bytes are not in the archive.
"""

from __future__ import annotations

import datetime as dt
import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path

from archivist import fsio
from archivist.errors import StorageError
from archivist.lazyclass import dataclass
from archivist.lazylog import late_logger
from archivist.lazypattern import late_pattern
from archivist.watch import NOTE_END, FileStamp, Settled

log = late_logger(__name__)

FILED = ".filed"
FAILED = ".failed"
REFUSED = ".refused"

_LONGEST_NAME = 255
"""Bytes of a name on the usual file systems of Linux."""
_MOST_NUMBERS = 10_000


class SourceChanged(Exception):
    """The source is not the file that was filed any more; it stays where it is."""


def put_away(inbox: Path, settled: Settled, where: str, note: str = "") -> str:
    """Move a source into a folder of its inbox, durably, never over another file.

    A note is written before the move: after a power cut between the two, the file is met again
    and the note with it; the other way round it would lie there without a word.

    Args:
        inbox: the inbox.
        settled: the file as it was when it was taken.
        where: folder below the inbox, such as ``.filed/2026-11-22``.
        note: text of ``<name>.reason.txt`` beside it, empty for none.

    Returns:
        Its new path below the inbox.

    Raises:
        SourceChanged: it was written to, replaced or removed meanwhile.
        StorageError: it cannot be moved.
    """
    source = inbox / settled.inbox_path
    if _stamp(source, settled) != settled.stamp:
        raise SourceChanged
    folder = inbox
    for part in (*where.split("/"), *settled.inbox_path.split("/")[:-1]):
        folder = _folder(folder, part)
    target = _move(source, folder, note)
    if _stamp(target, settled) != settled.stamp:
        # Written to between the look and the move: give it back, it is another file now.
        _give_back(target, source)
        if note:
            _note_of(target).unlink(missing_ok=True)
        raise SourceChanged
    fsio.fsync_dir(folder)
    fsio.fsync_dir(source.parent)
    return target.relative_to(inbox).as_posix()


def _stamp(path: Path, settled: Settled) -> FileStamp | None:
    try:
        return FileStamp.of(path.lstat(), network=settled.stamp.inode == 0)
    except OSError:
        return None


def _folder(parent: Path, part: str) -> Path:
    """A folder of this name, or of a numbered one when a file is in the way."""
    for name in _names(part):
        path = parent / name
        if path.is_symlink():
            continue  # never out of the inbox
        try:
            fsio.make_folder(path)
        except FileExistsError:
            continue
        return path
    raise StorageError(f"{parent / part}: no free name", path=parent)


def _move(source: Path, folder: Path, note: str) -> Path:
    for name in _names(source.name):
        target = folder / name
        if os.path.lexists(target):
            continue
        try:
            if note:
                fsio.replace_file(_note_of(target), note.encode("utf-8", "backslashreplace"))
            fsio.rename_noreplace(source, target)
        except FileExistsError:
            continue
        except FileNotFoundError as error:
            if note:
                _note_of(target).unlink(missing_ok=True)
            raise SourceChanged from error
        except OSError as error:
            raise StorageError(f"{source}: cannot be moved: {error.strerror}", path=source) from error
        return target
    raise StorageError(f"{folder / source.name}: no free name", path=folder)


def _note_of(target: Path) -> Path:
    """Path of the note of a file. No other file is called so: the watcher ignores such names."""
    return target.with_name(shortened(target.name, _LONGEST_NAME - len(NOTE_END)) + NOTE_END)


_ASIDE = late_pattern(r"\..+\.[0-9a-f]{8}\.new", re.DOTALL)


def sweep_notes(inbox: Path) -> None:
    """Remove what a note that was being written when the power failed left in ``.failed``."""
    root = inbox / FAILED
    if root.is_dir() and not root.is_symlink():
        for path in root.rglob(".*.new"):
            if _ASIDE.fullmatch(path.name) and path.is_file() and not path.is_symlink():
                path.unlink(missing_ok=True)


def _give_back(target: Path, source: Path) -> None:
    try:
        fsio.rename_noreplace(target, source)
    except (OSError, StorageError):  # a new file of that name is there already: both stay
        log.warning("%s changed while it was moved and could not be given back", target.name)


def _names(name: str) -> Iterator[str]:
    """``bc.pdf``, ``bc (2).pdf``, ``bc (3).pdf`` …, none longer than the file system takes."""
    yield name
    stem, dot, suffix = name.rpartition(".")
    if not stem or len(os.fsencode(suffix)) > 20:
        stem, dot, suffix = name, "", ""
    for number in range(2, _MOST_NUMBERS):
        end = f" ({number}){dot}{suffix}"
        yield shortened(stem, _LONGEST_NAME - len(os.fsencode(end))) + end


def shortened(name: str, longest: int) -> str:
    """The beginning of a name that fits into so many bytes, cut between characters."""
    while len(os.fsencode(name)) > longest:
        name = name[:-1]
    return name


@dataclass(frozen=True, slots=True, kw_only=True)
class PurgeReport:
    """What a purge of ``.filed`` did.

    Attributes:
        removed: sources that were removed; their bytes are in the archive.
        kept: sources old enough whose bytes were not found in the archive, as paths below the inbox.
    """

    removed: int
    kept: tuple[str, ...]


def purge_filed(
    inbox: Path, kept_days: int, is_stored: Callable[[str], bool], *, today: dt.date | None = None
) -> PurgeReport:
    """Remove sources that were filed more than so many days ago and are still in the archive.

    Args:
        inbox: the inbox.
        kept_days: days a source is kept.
        is_stored: tells whether a file of this SHA-256 is in the archive, by reading it again.
        today: the day it is, local.

    Raises:
        StorageError: a source cannot be read or removed.
    """
    last = (today or dt.datetime.now().astimezone().date()) - dt.timedelta(days=kept_days)
    removed, kept = 0, []
    for day in _days(inbox / FILED, last):
        folders = [day]
        for path in sorted(day.rglob("*")):
            if path.is_symlink() or not path.is_file():
                folders.append(path)
                continue
            with fsio.storage_errors(path):
                if not is_stored(fsio.hash_file(path)):
                    kept.append(path.relative_to(inbox).as_posix())
                    continue
                path.unlink()
            removed += 1
        for folder in reversed(folders):
            _remove_empty(folder)
    if kept:
        log.warning("%d sources in .filed are not in the archive and were not removed", len(kept))
    return PurgeReport(removed=removed, kept=tuple(kept))


def _days(filed: Path, last: dt.date) -> list[Path]:
    """The folders of days before `last`."""
    found = []
    if filed.is_dir() and not filed.is_symlink():
        for path in sorted(filed.iterdir()):
            if re.fullmatch(r"\d{4}-\d{2}-\d{2}", path.name) and path.is_dir() and not path.is_symlink():
                try:
                    day = dt.date.fromisoformat(path.name)
                except ValueError:
                    continue
                if day < last:
                    found.append(path)
    return found


def _remove_empty(folder: Path) -> None:
    try:
        folder.rmdir()
    except OSError:
        return  # something is still in it
    fsio.fsync_dir(folder.parent)
