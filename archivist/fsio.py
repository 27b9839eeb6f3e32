"""Durable file operations: what returns from here is on the disk, or an error was raised.

Owns: the only fsync and rename calls of the library, copying while hashing, removal that
follows no link, and the translation of a full, read-only or failing disk into `StorageError`.
Must not: know what a document is, or take locks.

Nothing here relies on a rename being durable before its folder was fsynced: POSIX promises
atomicity of `rename`, not its durability.
"""

from __future__ import annotations

import contextlib
import errno
import functools
import os
import stat as stat_module
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

from archivist.errors import ExtractionError, StorageError
from archivist.lazyclass import dataclass
from archivist.model import Reason

_CHUNK = 1024 * 1024
# Absent on Windows, where archives are not kept but everything must import.
_NOFOLLOW = getattr(os, "O_NOFOLLOW", 0)
_NONBLOCK = getattr(os, "O_NONBLOCK", 0)
_CLOEXEC = getattr(os, "O_CLOEXEC", 0)
_DIRECTORY = getattr(os, "O_DIRECTORY", 0)
_BINARY = getattr(os, "O_BINARY", 0)

_STORAGE_ERRORS = {
    errno.ENOSPC: "no space is left on the disk",
    errno.EDQUOT: "the disk quota is used up",
    errno.EROFS: "the file system is read-only",
    errno.EACCES: "permission is missing",
    errno.EPERM: "the operation is not permitted",
    errno.EIO: "the disk reported an input/output error",
}
# Some network file systems refuse to fsync a folder; there is nothing else one could do there.
_FSYNC_UNSUPPORTED = frozenset({errno.EINVAL, errno.ENOTSUP, errno.EBADF})


@dataclass(frozen=True)
class FileIdentity:
    """What tells one state of a file from another: it changes when the file is replaced or written."""

    device: int
    inode: int
    size: int
    mtime_ns: int

    @classmethod
    def of(cls, stat: os.stat_result) -> FileIdentity:
        """Identity from a stat result."""
        return cls(stat.st_dev, stat.st_ino, stat.st_size, stat.st_mtime_ns)


@dataclass(frozen=True)
class CopyResult:
    """What was copied: hash and size of the bytes, identity of the source while it was read."""

    sha256: str
    size: int
    stat: FileIdentity


class ChangedWhileReading(ExtractionError):
    """The source was written, replaced or moved while it was copied; try again later."""

    def __init__(self, path: Path) -> None:
        super().__init__(f"{path} changed while it was read", reason=Reason.CHANGED_WHILE_READING)


@contextlib.contextmanager
def storage_errors(path: Path) -> Iterator[None]:
    """Turn a full, read-only, forbidden or failing disk into `StorageError`; other errors pass.

    Args:
        path: named in the message when the error itself names no file.

    Raises:
        StorageError: ENOSPC, EDQUOT, EROFS, EACCES, EPERM or EIO was raised inside.
    """
    try:
        yield
    except OSError as error:
        text = _STORAGE_ERRORS.get(error.errno or 0)
        if text is None:
            raise
        named = Path(os.fsdecode(error.filename)) if isinstance(error.filename, (str, bytes)) else path
        raise StorageError(f"{named}: {text}", path=named) from error


# ------------------------------------------------------------------------------- durable


def fsync_dir(path: Path) -> None:
    """Make the entries of a folder (created, renamed, removed) durable."""
    if not _DIRECTORY:
        return  # Windows has no such call
    with storage_errors(path):
        descriptor = os.open(path, os.O_RDONLY | _DIRECTORY | _CLOEXEC)
        try:
            _fsync(descriptor)
        finally:
            os.close(descriptor)


def fsync_file(path: Path) -> None:
    """Make the content of a file durable."""
    with storage_errors(path):
        descriptor = os.open(path, os.O_RDONLY | _NOFOLLOW | _CLOEXEC)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def _fsync(descriptor: int) -> None:
    try:
        os.fsync(descriptor)
    except OSError as error:
        if error.errno not in _FSYNC_UNSUPPORTED:
            raise


def sync_tree(path: Path) -> None:
    """Make every file and folder below `path`, and `path` itself, durable; links are left alone."""
    for entry in _entries(path):
        if entry.is_dir(follow_symlinks=False):
            sync_tree(Path(entry.path))
        elif entry.is_file(follow_symlinks=False):
            fsync_file(Path(entry.path))
    fsync_dir(path)


def write_new(path: Path, data: bytes, *, mode: int = 0o644) -> None:
    """Write a file that must not exist yet, and fsync it (not its folder).

    A file that could not be written whole is removed again.

    Raises:
        FileExistsError: there is something of that name.
        StorageError: see `storage_errors`.
    """
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | _NOFOLLOW | _CLOEXEC | _BINARY
    with storage_errors(path):
        descriptor = os.open(path, flags, mode)
        try:
            try:
                write_all(descriptor, data)
                os.fsync(descriptor)
            finally:
                os.close(descriptor)
        except BaseException:
            _try_unlink(path)
            raise


def replace_file(path: Path, data: bytes, *, mode: int = 0o644) -> None:
    """Replace a file (or make it) so that readers and a crash see either the old or the new one."""
    aside = path.with_name(f".{path.name[:100]}.{os.urandom(4).hex()}.new")
    write_new(aside, data, mode=mode)
    try:
        rename_over(aside, path)
    except BaseException:
        _try_unlink(aside)
        raise


def rename_over(source: Path, target: Path) -> None:
    """Rename a file over another one (or to a free name) and make that durable."""
    with storage_errors(target):
        source.replace(target)
    fsync_dir(target.parent)


def make_folder(path: Path) -> bool:
    """Make one folder and make its entry durable. Returns False when it was there already."""
    with storage_errors(path):
        try:
            path.mkdir()
        except FileExistsError:
            if not path.is_dir():
                raise
            return False
    fsync_dir(path.parent)
    return True


def write_all(descriptor: int, data: bytes) -> None:
    """Write all bytes to an open file; a short write is continued."""
    view = memoryview(data)
    while view:
        view = view[os.write(descriptor, view) :]


def _try_unlink(path: Path) -> None:
    # We are already raising the error that matters; what is left behind is swept later.
    with contextlib.suppress(OSError):
        path.unlink()


# ------------------------------------------------------------------------------- reading


def copy_hashed(source: Path, target: Path, *, mode: int = 0o644) -> CopyResult:
    """Copy a regular file to a new file while hashing it, and fsync the copy.

    Links are not followed, devices and pipes are not opened for waiting, and a source that
    changed between the first and the last byte is refused.

    Raises:
        ChangedWhileReading: the source was written, replaced or moved meanwhile.
        ExtractionError: the source cannot be read; `reason` is ``not-a-file``,
            ``no-permission``, ``name-unusable`` or ``unreadable`` (the *source's* disk failed).
        FileExistsError: there is something at `target`.
        StorageError: the target cannot be written.
    """
    incoming = _open_source(source)
    try:
        before = os.fstat(incoming)
        if not stat_module.S_ISREG(before.st_mode):
            raise ExtractionError(f"{source} is not a regular file", reason=Reason.NOT_A_FILE)
        sha256, size = _copy_into(incoming, source, target, mode)
        try:
            _require_unchanged(incoming, source, before, size)
        except BaseException:
            _try_unlink(target)
            raise
    finally:
        os.close(incoming)
    return CopyResult(sha256=sha256, size=size, stat=FileIdentity.of(before))


def _open_source(source: Path) -> int:
    try:
        # O_NONBLOCK: opening a pipe nobody writes to would wait for ever.
        return os.open(source, os.O_RDONLY | _NOFOLLOW | _NONBLOCK | _CLOEXEC | _BINARY)
    except ValueError:
        raise ExtractionError("the file name holds a NUL", reason=Reason.NAME_UNUSABLE) from None
    except OSError as error:
        reasons = {
            errno.EACCES: Reason.NO_PERMISSION,
            errno.EPERM: Reason.NO_PERMISSION,
            errno.ENAMETOOLONG: Reason.NAME_UNUSABLE,
            errno.EIO: Reason.UNREADABLE,
        }
        # What remains: vanished, a link (ELOOP), a socket (ENXIO), a path through a file.
        reason = reasons.get(error.errno or 0, Reason.NOT_A_FILE)
        raise ExtractionError(f"{source} cannot be opened: {error.strerror}", reason=reason) from error


def _copy_into(incoming: int, source: Path, target: Path, mode: int) -> tuple[str, int]:
    import hashlib

    digest = hashlib.sha256()
    size = 0
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | _NOFOLLOW | _CLOEXEC | _BINARY
    with storage_errors(target):
        outgoing = os.open(target, flags, mode)
        try:
            try:
                while chunk := _read_source(incoming, source):
                    digest.update(chunk)
                    size += len(chunk)
                    write_all(outgoing, chunk)
                os.fsync(outgoing)
            finally:
                os.close(outgoing)
        except BaseException:
            _try_unlink(target)
            raise
    return digest.hexdigest(), size


def _read_source(incoming: int, source: Path) -> bytes:
    try:
        return os.read(incoming, _CHUNK)
    except OSError as error:
        # Must not look like a failure of the archive's own disk.
        raise ExtractionError(
            f"{source} cannot be read: {error.strerror}", reason=Reason.UNREADABLE
        ) from error


def _require_unchanged(incoming: int, source: Path, before: os.stat_result, size: int) -> None:
    after = os.fstat(incoming)
    try:
        there = os.lstat(source)
    except OSError:
        raise ChangedWhileReading(source) from None
    expected = FileIdentity.of(before)
    if FileIdentity.of(after) != expected or FileIdentity.of(there) != expected or size != before.st_size:
        raise ChangedWhileReading(source)


def hash_file(path: Path) -> str:
    """SHA-256 of a stored file, lower-case hex; a link is not followed.

    Raises:
        FileNotFoundError: it is not there.
        StorageError: it may not be read, or the disk failed.
    """
    import hashlib

    digest = hashlib.sha256()
    with storage_errors(path):
        descriptor = os.open(path, os.O_RDONLY | _NOFOLLOW | _NONBLOCK | _CLOEXEC | _BINARY)
        try:
            while chunk := os.read(descriptor, _CHUNK):
                digest.update(chunk)
        finally:
            os.close(descriptor)
    return digest.hexdigest()


# ----------------------------------------------------------------------- moving, removing


def safe_remove_tree(path: Path) -> None:
    """Remove a file or a folder with everything in it; a link is removed, never followed.

    Absent is fine. Errors are raised, not ignored: what could not be removed must stay visible.
    """
    with storage_errors(path):
        try:
            mode = os.lstat(path).st_mode
        except FileNotFoundError:
            return
        if stat_module.S_ISDIR(mode):
            for entry in _entries(path):
                safe_remove_tree(Path(entry.path))
            with contextlib.suppress(FileNotFoundError):
                path.rmdir()
        else:
            with contextlib.suppress(FileNotFoundError):
                path.unlink()


def _entries(path: Path) -> list[os.DirEntry[str]]:
    with storage_errors(path), os.scandir(path) as listing:
        return sorted(listing, key=lambda entry: entry.name)


def rename_noreplace(source: Path, target: Path) -> None:
    """Rename a file or folder to a free name, atomically; nothing is ever replaced.

    Durable only after `fsync_dir` of both folders, which is left to the caller.

    Raises:
        FileExistsError: something of that name is there.
        OSError: EXDEV when source and target are on different file systems.
    """
    with storage_errors(target):
        native = _native_noreplace()
        if native is not None:
            # The native call below is invisible to audit hooks; say what happens.
            sys.audit("os.rename", os.fspath(source), os.fspath(target), -1, -1)
            code = native(os.fsencode(source), os.fsencode(target))
            if code == 0:
                return
            if code not in (errno.EINVAL, errno.ENOSYS, errno.ENOTSUP):
                raise OSError(code, os.strerror(code), os.fspath(source), None, os.fspath(target))
        _rename_by_link(source, target)


@functools.cache
def _native_noreplace() -> Callable[[bytes, bytes], int] | None:
    """``renameat2(RENAME_NOREPLACE)`` (Linux 3.15, glibc 2.28), returning errno or 0."""
    if not sys.platform.startswith("linux"):
        return None
    import ctypes

    try:
        function = ctypes.CDLL(None, use_errno=True).renameat2
    except (OSError, AttributeError):
        return None
    here, noreplace = -100, 1  # AT_FDCWD, RENAME_NOREPLACE

    def rename(source: bytes, target: bytes) -> int:
        return 0 if function(here, source, here, target, noreplace) == 0 else ctypes.get_errno()

    return rename


def _rename_by_link(source: Path, target: Path) -> None:
    """For file systems without RENAME_NOREPLACE (some network shares)."""
    if os.path.lexists(target):
        raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), os.fspath(target))
    if source.is_dir():
        source.rename(target)  # a folder never replaces one that holds anything
        return
    try:
        os.link(source, target, follow_symlinks=False)
    except FileExistsError:
        raise
    except OSError:
        source.rename(target)  # no hard links there either; the look above must do
    else:
        source.unlink()
