"""The catalogue read and written by several connections, and read without permission to write."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
import tempfile
import threading
from pathlib import Path

import pytest
from support.registered import environment, ids, make_document

from archivist.catalogue import Catalogue, Sort
from archivist.errors import (
    ArchiveLocked,
    ReadOnlyArchive,
    StorageError,
)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "catalogue.db"


def test_a_reader_sees_what_was_committed_and_may_not_write(path: Path) -> None:
    with Catalogue.create(path) as writer, Catalogue.open(path, readonly=True) as reader:
        assert reader.stats().documents == 0
        writer.settle(make_document())
        assert reader.stats().documents == 1
        with pytest.raises(ReadOnlyArchive):
            reader.drop("aaaa")


def test_a_writer_that_waits_too_long_is_told(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("archivist.catalogue.connection.BUSY_SECONDS", 0.1)
    with Catalogue.create(path) as catalogue:
        other = sqlite3.connect(path, isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(ArchiveLocked):
            catalogue.settle(make_document())
        other.execute("ROLLBACK")
        other.close()
        catalogue.settle(make_document())
        assert catalogue.stats().documents == 1


def test_threads_with_a_connection_each(path: Path) -> None:
    Catalogue.create(path).close()

    def work(letter: str) -> None:
        with Catalogue.open(path) as catalogue:
            for number in range(20):
                catalogue.settle(make_document(f"{letter}{number:03d}"))

    threads = [threading.Thread(target=work, args=(letter,)) for letter in "abc"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with Catalogue.open(path) as catalogue:
        assert catalogue.stats().documents == 60


def test_an_old_connection_does_not_harm_the_file_that_replaced_its_own(tmp_path: Path) -> None:
    # A rebuild renames a new catalogue over the old one while another process still has the old
    # one open. When that one closes, it must not take the new one's WAL with it.
    path, aside = tmp_path / "catalogue.db", tmp_path / "new.db"
    old = Catalogue.create(path)
    old.settle(make_document("aaaa"))
    with Catalogue.create(aside) as new:
        new.settle(make_document("aaaa"))
        new.checkpoint()
    for suffix in ("-wal", "-shm"):
        path.with_name(path.name + suffix).unlink()
    aside.rename(path)
    with Catalogue.open(path) as fresh:
        fresh.settle(make_document("bbbb"))
        old.close()
        fresh.settle(make_document("cccc"))
        with Catalogue.open(path, readonly=True) as reader:
            assert ids(reader.listing(sort=Sort.ID)) == ["aaaa", "bbbb", "cccc"]
    with Catalogue.open(path) as again:
        assert again.problems() == ()
        assert again.stats().documents == 3


READER = """
import os, pathlib, shutil, sys, tempfile  # that user may not read the interpreter's own folder, where root owns it
from archivist.catalogue import Catalogue
from archivist import errors
os.setgroups([]); os.setgid(65534); os.setuid(65534)
path = pathlib.Path(sys.argv[1])
assert not os.access(path, os.W_OK) and not os.access(path.parent, os.W_OK)
catalogue = Catalogue.open(path, readonly=True)
for line in sys.stdin:
    print(catalogue.stats().documents, flush=True)
catalogue.close()
"""


class Reader:
    """A process of a user who may read the catalogue and write nowhere near it."""

    def __init__(self, path: Path) -> None:
        for folder in [path.parent, *path.parents]:
            if folder.is_relative_to(tempfile.gettempdir()) and folder != Path(tempfile.gettempdir()):
                folder.chmod(0o755)
        self.process = subprocess.Popen(
            [sys.executable, "-c", READER, str(path)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env=environment(),
        )

    def documents(self) -> int:
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write("\n")
        self.process.stdin.flush()
        answer = self.process.stdout.readline()
        if not answer:
            assert self.process.stderr is not None
            pytest.fail(self.process.stderr.read())
        return int(answer)

    def close(self) -> None:
        _, said = self.process.communicate()
        assert self.process.returncode == 0, said


needs_root = pytest.mark.skipif(os.getuid() != 0, reason="only root can become another user")


@needs_root
def test_reading_without_permission_while_a_writer_is_there(path: Path) -> None:
    with Catalogue.create(path) as catalogue:
        catalogue.settle(make_document("aaaa"))
        reader = Reader(path)
        assert reader.documents() == 1
        catalogue.settle(make_document("bbbb"))
        assert reader.documents() == 2
    assert reader.documents() == 2
    reader.close()


@needs_root
def test_reading_without_permission_when_nobody_writes_and_when_somebody_begins(path: Path) -> None:
    with Catalogue.create(path) as catalogue:
        catalogue.settle(make_document("aaaa"))
    assert [file.name for file in path.parent.iterdir()] == [path.name]  # no WAL: SQLite alone would fail
    reader = Reader(path)
    assert reader.documents() == 1
    with Catalogue.open(path) as catalogue:
        catalogue.settle(make_document("bbbb"))
        assert reader.documents() == 2
        catalogue.settle(make_document("cccc"))
        assert reader.documents() == 3
    assert reader.documents() == 3
    with Catalogue.open(path) as catalogue:
        catalogue.settle(make_document("dddd"))
    assert reader.documents() == 4
    reader.close()


@needs_root
def test_reading_without_permission_after_a_writer_died(path: Path, tmp_path: Path) -> None:
    Catalogue.create(path).close()
    program = (
        "import os, signal, sys, pathlib\n"
        "from archivist.catalogue import Catalogue\n"
        "catalogue = Catalogue.open(pathlib.Path(sys.argv[1]))\n"
        "catalogue.begin_intent('aaaa', 's', 'p', 'filing')\n"
        'catalogue._db._open.execute("UPDATE documents SET revision = 1")\n'
        "os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    subprocess.run([sys.executable, "-c", program, str(path)], check=False, env=environment())
    wal, shm = (path.with_name(path.name + suffix) for suffix in ("-wal", "-shm"))
    assert wal.exists()
    reader = Reader(path)
    assert reader.documents() == 1
    reader.close()
    shm.unlink()  # as in a restored backup: what is in the WAL must still be seen
    reader = Reader(path)
    assert reader.documents() == 1
    reader.close()
    assert not shm.exists()


@needs_root
def test_a_catalogue_one_may_not_read_is_a_storage_problem(path: Path) -> None:
    Catalogue.create(path).close()
    path.chmod(0o600)
    reader = Reader(path)
    _, said = reader.process.communicate()
    assert reader.process.returncode == 1
    assert "StorageError" in said


def test_a_full_disk_is_a_storage_error(path: Path) -> None:
    with Catalogue.create(path) as catalogue:
        catalogue.settle(make_document())
        catalogue._db._open.execute("PRAGMA max_page_count = 1")  # the only way to fill a disk here
        with pytest.raises(StorageError, match="full"):
            catalogue.settle_many([(make_document(f"x{number:03d}"), ()) for number in range(500)])
        assert catalogue.stats().documents == 1
