from __future__ import annotations

import errno
import hashlib
import os
import resource
import signal
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from archivist import fsio
from archivist.errors import ExtractionError, StorageError
from archivist.model import Reason

needs_ordinary_user = pytest.mark.skipif(os.geteuid() == 0, reason="root may read and write everything")


@contextmanager
def file_size_limit(size: int) -> Iterator[None]:
    """A real failing write: the kernel refuses to let files grow (EFBIG)."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    old = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
        signal.signal(signal.SIGXFSZ, old)


def test_write_new_writes_and_never_overwrites(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    fsio.write_new(path, b"first", mode=0o444)
    with pytest.raises(FileExistsError):
        fsio.write_new(path, b"second")
    assert path.read_bytes() == b"first"
    assert path.stat().st_mode & 0o777 == 0o444


def test_write_new_removes_what_could_not_be_written_whole(tmp_path: Path) -> None:
    with file_size_limit(10), pytest.raises(OSError) as caught:
        fsio.write_new(tmp_path / "a", b"x" * 100)
    assert caught.value.errno == errno.EFBIG
    assert list(tmp_path.iterdir()) == []


def test_replace_file_leaves_the_old_one_when_it_fails(tmp_path: Path) -> None:
    path = tmp_path / "archive.toml"
    fsio.replace_file(path, b"old")
    with file_size_limit(10), pytest.raises(OSError):
        fsio.replace_file(path, b"x" * 100)
    assert path.read_bytes() == b"old"
    fsio.replace_file(path, b"new")
    assert path.read_bytes() == b"new"
    assert [entry.name for entry in tmp_path.iterdir()] == ["archive.toml"]


@pytest.mark.parametrize(
    "number", [errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EACCES, errno.EPERM, errno.EIO]
)
def test_disk_trouble_becomes_a_storage_error_that_names_the_file(number: int, tmp_path: Path) -> None:
    with pytest.raises(StorageError) as caught, fsio.storage_errors(tmp_path):
        raise OSError(number, os.strerror(number), str(tmp_path / "record.json"))
    assert caught.value.path == tmp_path / "record.json"
    assert "record.json" in str(caught.value)


def test_an_error_without_file_name_gets_the_path_of_the_block(tmp_path: Path) -> None:
    with pytest.raises(StorageError) as caught, fsio.storage_errors(tmp_path / "x"):
        raise OSError(errno.ENOSPC, "full")
    assert caught.value.path == tmp_path / "x"


def test_other_errors_pass_unchanged(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError), fsio.storage_errors(tmp_path):
        (tmp_path / "absent").read_bytes()


def test_a_full_device_is_a_storage_error() -> None:
    with open("/dev/full", "wb", buffering=0) as full:  # noqa: PTH123, SIM117
        with pytest.raises(StorageError), fsio.storage_errors(Path("/dev/full")):
            fsio.write_all(full.fileno(), b"x")


# ------------------------------------------------------------------------------- copying


@pytest.mark.parametrize("size", [0, 1, 1024 * 1024, 3 * 1024 * 1024 + 7])
def test_copy_hashed_copies_and_hashes(size: int, tmp_path: Path) -> None:
    data = os.urandom(size)
    source = tmp_path / "source.pdf"
    source.write_bytes(data)
    copied = fsio.copy_hashed(source, tmp_path / "target", mode=0o444)
    assert (tmp_path / "target").read_bytes() == data
    assert copied.sha256 == hashlib.sha256(data).hexdigest() == fsio.hash_file(tmp_path / "target")
    assert copied.size == size
    assert copied.stat == fsio.FileIdentity.of(source.stat())
    assert (tmp_path / "target").stat().st_mode & 0o222 == 0


def test_copy_hashed_never_overwrites(tmp_path: Path) -> None:
    (tmp_path / "source").write_bytes(b"new")
    (tmp_path / "target").write_bytes(b"kept")
    with pytest.raises(FileExistsError):
        fsio.copy_hashed(tmp_path / "source", tmp_path / "target")
    assert (tmp_path / "target").read_bytes() == b"kept"


def refused(source: Path, target: Path) -> str:
    with pytest.raises(ExtractionError) as caught:
        fsio.copy_hashed(source, target)
    assert not target.exists()
    return caught.value.reason


def test_only_regular_files_are_copied(tmp_path: Path) -> None:
    target = tmp_path / "target"
    (tmp_path / "real").write_bytes(b"x")
    (tmp_path / "link").symlink_to(tmp_path / "real")
    (tmp_path / "folder").mkdir()
    os.mkfifo(tmp_path / "pipe")
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(str(tmp_path / "socket"))
        for name in ("link", "folder", "pipe", "socket", "absent", "real/below"):
            assert refused(tmp_path / name, target) == Reason.NOT_A_FILE, name


def test_names_that_cannot_be_opened_are_named_so(tmp_path: Path) -> None:
    assert refused(tmp_path / "a\0b", tmp_path / "target") == Reason.NAME_UNUSABLE
    assert refused(tmp_path / ("x" * 300), tmp_path / "target") == Reason.NAME_UNUSABLE


@needs_ordinary_user
def test_a_source_that_may_not_be_read(tmp_path: Path) -> None:
    source = tmp_path / "source"
    source.write_bytes(b"x")
    source.chmod(0)
    assert refused(source, tmp_path / "target") == Reason.NO_PERMISSION


class _WriterInTheMiddle:
    """Changes the source once the copy has begun, as another program would."""

    def __init__(self, target: Path, action: str, source: Path) -> None:
        self.thread = threading.Thread(target=self._run, args=(target, action, source))
        self.thread.start()

    @staticmethod
    def _run(target: Path, action: str, source: Path) -> None:
        while not target.exists():
            pass
        if action == "grow":
            with source.open("ab") as file:
                file.write(b"more")
        elif action == "rename":
            source.rename(source.with_name("moved"))
        else:
            source.with_name("other").rename(source)


@pytest.mark.parametrize("action", ["grow", "rename", "replace"])
def test_a_source_that_changes_while_it_is_read_is_refused(action: str, tmp_path: Path) -> None:
    source, target = tmp_path / "source", tmp_path / "target"
    with source.open("wb") as file:
        file.truncate(96 * 1024 * 1024)  # sparse: long enough to read that the change falls into it
    (tmp_path / "other").write_bytes(b"another file of that name")
    writer = _WriterInTheMiddle(target, action, source)
    try:
        with pytest.raises(fsio.ChangedWhileReading) as caught:
            fsio.copy_hashed(source, target)
    finally:
        writer.thread.join()
    assert caught.value.reason == Reason.CHANGED_WHILE_READING
    assert not target.exists()


def test_hash_file_follows_no_link(tmp_path: Path) -> None:
    (tmp_path / "real").write_bytes(b"x")
    (tmp_path / "link").symlink_to(tmp_path / "real")
    with pytest.raises(OSError):
        fsio.hash_file(tmp_path / "link")


# --------------------------------------------------------------------- removing, renaming


def test_safe_remove_tree_follows_no_link(tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "kept").write_bytes(b"x")
    tree = tmp_path / "tree"
    (tree / "deep" / "er").mkdir(parents=True)
    (tree / "deep" / "link").symlink_to(outside, target_is_directory=True)
    (tree / "deep" / "er" / "file").write_bytes(b"x")
    (tree / "read-only").write_bytes(b"x")
    (tree / "read-only").chmod(0o444)
    fsio.safe_remove_tree(tree)
    assert not tree.exists()
    assert (outside / "kept").exists()


def test_safe_remove_tree_removes_a_link_not_its_target(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "real")
    fsio.safe_remove_tree(tmp_path / "link")
    assert (tmp_path / "real").is_dir()
    assert not (tmp_path / "link").is_symlink()


def test_safe_remove_tree_of_nothing_is_fine(tmp_path: Path) -> None:
    fsio.safe_remove_tree(tmp_path / "absent")
    assert list(tmp_path.iterdir()) == []


@needs_ordinary_user
def test_safe_remove_tree_says_what_it_could_not_remove(tmp_path: Path) -> None:
    locked = tmp_path / "tree" / "locked"
    locked.mkdir(parents=True)
    (locked / "file").write_bytes(b"x")
    locked.chmod(0o500)
    try:
        with pytest.raises(StorageError):
            fsio.safe_remove_tree(tmp_path / "tree")
        assert (locked / "file").exists()
    finally:
        locked.chmod(0o700)


@pytest.mark.parametrize("native", [True, False])
def test_rename_noreplace_never_replaces(native: bool, tmp_path: Path) -> None:
    rename = fsio.rename_noreplace if native else fsio._rename_by_link
    source, target = tmp_path / "source", tmp_path / "target"
    source.write_bytes(b"new")
    target.write_bytes(b"kept")
    with pytest.raises(FileExistsError):
        rename(source, target)
    assert (source.read_bytes(), target.read_bytes()) == (b"new", b"kept")
    rename(source, tmp_path / "free")
    assert not source.exists()
    assert (tmp_path / "free").read_bytes() == b"new"


@pytest.mark.parametrize("native", [True, False])
def test_rename_noreplace_of_folders(native: bool, tmp_path: Path) -> None:
    rename = fsio.rename_noreplace if native else fsio._rename_by_link
    (tmp_path / "source").mkdir()
    (tmp_path / "source" / "file").write_bytes(b"x")
    (tmp_path / "empty").mkdir()
    with pytest.raises(FileExistsError):
        rename(tmp_path / "source", tmp_path / "empty")
    rename(tmp_path / "source", tmp_path / "free")
    assert (tmp_path / "free" / "file").exists()


def test_rename_noreplace_is_seen_by_audit_hooks(tmp_path: Path) -> None:
    seen: list[object] = []
    (tmp_path / "a").write_bytes(b"x")
    _watch(tmp_path, seen)
    fsio.rename_noreplace(tmp_path / "a", tmp_path / "b")
    assert seen == [str(tmp_path / "a")]


def _watch(folder: Path, seen: list[object]) -> None:
    import sys

    def hook(event: str, args: tuple[object, ...]) -> None:
        if event == "os.rename" and str(args[0]).startswith(str(folder)):
            seen.append(args[0])

    sys.addaudithook(hook)  # cannot be taken back; it looks at this test's folder only


def test_make_folder_tells_whether_it_made_one(tmp_path: Path) -> None:
    assert fsio.make_folder(tmp_path / "2026") is True
    assert fsio.make_folder(tmp_path / "2026") is False
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(FileExistsError):
        fsio.make_folder(tmp_path / "file")


def test_sync_tree_opens_every_file_and_no_link(tmp_path: Path) -> None:
    (tmp_path / "a" / "b").mkdir(parents=True)
    (tmp_path / "a" / "b" / "file").write_bytes(b"x")
    (tmp_path / "a" / "dangling").symlink_to(tmp_path / "nowhere")
    fsio.sync_tree(tmp_path / "a")
    with pytest.raises(FileNotFoundError):
        fsio.sync_tree(tmp_path / "absent")
