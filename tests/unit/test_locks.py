from __future__ import annotations

import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from archivist.errors import ArchiveLocked, StorageError
from archivist.locks import FileLock, holder, is_locked

HOLD = """
import sys, time
from pathlib import Path
from archivist.locks import FileLock
lock = FileLock(Path(sys.argv[1]))
lock.acquire()
print("held", flush=True)
time.sleep(60)
"""


def start_holder(path: Path) -> subprocess.Popen[str]:
    process = subprocess.Popen([sys.executable, "-c", HOLD, str(path)], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    assert process.stdout.readline() == "held\n"
    return process


def end(process: subprocess.Popen[str]) -> None:
    process.kill()
    process.communicate()


def test_another_process_is_kept_out_and_named(tmp_path: Path) -> None:
    path = tmp_path / "writer"
    process = start_holder(path)
    try:
        started = time.monotonic()
        with pytest.raises(ArchiveLocked) as caught:
            FileLock(path, timeout=0.2).acquire()
        assert 0.15 < time.monotonic() - started < 5
        assert f"process {process.pid} on " in caught.value.holder
        assert str(process.pid) in str(caught.value)
        assert is_locked(path)
    finally:
        end(process)


def test_death_of_the_holder_frees_the_lock(tmp_path: Path) -> None:
    path = tmp_path / "writer"
    process = start_holder(path)
    end(process)
    lock = FileLock(path, blocking=False)
    lock.acquire()
    assert lock.held
    lock.release()


def test_waiting_ends_when_the_holder_dies(tmp_path: Path) -> None:
    path = tmp_path / "writer"
    process = start_holder(path)
    threading.Timer(0.3, process.kill).start()
    with FileLock(path) as lock:  # waits in the kernel
        assert lock.held
    end(process)


def test_two_objects_in_one_process_exclude_each_other(tmp_path: Path) -> None:
    with FileLock(tmp_path / "lock"):
        other = FileLock(tmp_path / "lock", blocking=False)
        with pytest.raises(ArchiveLocked):
            other.acquire()
        assert other.try_acquire() is False
    assert other.try_acquire() is True
    other.release()


@pytest.mark.parametrize("shared", [True, False])
def test_threads_exclude_each_other(shared: bool, tmp_path: Path) -> None:
    path = tmp_path / "lock"
    one = FileLock(path)
    inside = 0
    most = 0
    rounds = 0

    def work() -> None:
        nonlocal inside, most, rounds
        lock = one if shared else FileLock(path, timeout=30)
        for _ in range(20):
            with lock:
                inside += 1
                most = max(most, inside)
                time.sleep(0.0005)
                inside -= 1
                rounds += 1

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (most, rounds) == (1, 80)


def test_a_holder_asking_again_is_refused_not_hung(tmp_path: Path) -> None:
    lock = FileLock(tmp_path / "lock", timeout=0.05)
    with lock, pytest.raises(ArchiveLocked):
        lock.acquire()
    assert not lock.held


def test_a_lock_file_removed_by_its_holder_is_not_taken_for_the_lock(tmp_path: Path) -> None:
    path = tmp_path / "assembly.lock"
    first = FileLock(path)
    first.acquire()
    taken: list[bool] = []

    def wait() -> None:
        second = FileLock(path)
        second.acquire()  # waits on the file that is about to be removed
        taken.append(path.exists() and is_locked(path))
        second.release(remove=True)

    thread = threading.Thread(target=wait)
    thread.start()
    time.sleep(0.1)
    first.release(remove=True)
    thread.join()
    assert taken == [True]
    assert not path.exists()


def test_is_locked_never_makes_the_file(tmp_path: Path) -> None:
    assert is_locked(tmp_path / "absent") is False
    assert list(tmp_path.iterdir()) == []
    with FileLock(tmp_path / "lock"):
        assert is_locked(tmp_path / "lock") is True
    assert is_locked(tmp_path / "lock") is False


def test_holder_of_a_damaged_note_is_empty(tmp_path: Path) -> None:
    path = tmp_path / "lock"
    path.write_bytes(b"{not json")
    assert holder(path) == ""
    assert holder(tmp_path / "absent") == ""


def test_release_of_a_free_lock_does_nothing(tmp_path: Path) -> None:
    lock = FileLock(tmp_path / "lock")
    lock.release()
    with lock:
        pass
    lock.release()
    assert not lock.held


def test_a_folder_that_cannot_hold_the_lock_file(tmp_path: Path) -> None:
    with pytest.raises((StorageError, FileNotFoundError)):
        FileLock(tmp_path / "absent" / "lock").acquire()


def test_everything_imports_where_there_is_no_fcntl() -> None:
    """Windows: archives are not kept there, but the package and its messages must load."""
    program = """
import sys
import base64, hashlib, json, pathlib, shutil, socket, threading, uuid  # the real ones, for Linux
sys.platform = "win32"
sys.modules["fcntl"] = None
import archivist.audit, archivist.quarantine, archivist.store
from pathlib import Path
from archivist.errors import UnsupportedPlatform
from archivist.locks import FileLock
try:
    FileLock(Path(sys.argv[1])).acquire()
except UnsupportedPlatform as error:
    print(error.code)
"""
    done = subprocess.run(
        [sys.executable, "-c", program, "/dev/null"], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout) == (0, "unsupported-platform\n"), done.stderr
