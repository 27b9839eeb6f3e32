"""A disk that is really full: what is filed is still found, nothing is lost, and filing goes on later."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

# A file system of its own, so small that it can be filled; it goes away with the process.
ALONE = ("unshare", "--mount", *(() if os.geteuid() == 0 else ("--user", "--map-root-user")))
MOUNT = 'mount -t tmpfs -o size=12m tmpfs "$0" && exec "$@"'

WRITER = """
import os, sys
from archivist import Archive
from support.directives import write_party
archive = Archive.create(sys.argv[1] + "/kho")
result = archive.file(write_party(archive.root.parent / "a.txt", "15-NQ/TU"))
assert result.document is not None
os._exit(9)  # dies with the catalogue open
"""

PROOF = """
import errno, os, subprocess, sys
from pathlib import Path
from archivist import Archive
from archivist.errors import StorageError
from support.directives import write_party

disk = Path(sys.argv[1])
died = subprocess.run([sys.executable, "-c", sys.argv[2], str(disk)])
assert died.returncode == 9, died
later = write_party(disk / "b.txt", "16-NQ/TU")
state = disk / "kho" / "state"
assert (state / "catalogue.db-shm").exists() and (state / "catalogue.db-wal").stat().st_size, "the writer died"
# As SQLite leaves it: whoever opens a database first empties the shared memory, then lets it grow.
os.truncate(state / "catalogue.db-shm", 3)
with (disk / "filler").open("wb", buffering=0) as filler:
    for size in (65536, 1):
        try:
            while True:
                filler.write(bytes(size))
        except OSError as error:
            assert error.errno == errno.ENOSPC
with Archive.open(disk / "kho", "r") as archive:
    assert [hit.document.number for hit in archive.search("chuyen doi so")] == ["15-NQ/TU"]
    assert [one.number for one in archive.find(number="15-NQ/TU")] == ["15-NQ/TU"]
try:
    with Archive.open(disk / "kho") as archive:
        archive.file(later)
except StorageError as error:
    print("refused:", error.code)
(disk / "filler").unlink()
with Archive.open(disk / "kho") as archive:
    assert archive.file(later).document.number == "16-NQ/TU"
    assert archive.search("chuyen doi so").total == 2
    report = archive.check()
    assert report.ok, report.problems
"""


def _can_mount(folder: Path) -> bool:
    if not shutil.which("unshare"):
        return False
    command = [*ALONE, "sh", "-c", MOUNT, str(folder), "true"]
    return subprocess.run(command, capture_output=True, check=False).returncode == 0


def test_a_full_disk_is_searched_and_loses_nothing(tmp_path: Path) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    if not _can_mount(disk):
        pytest.skip("no file system can be mounted here: needs unshare (util-linux) and user namespaces")
    command = [*ALONE, "sh", "-c", MOUNT, str(disk), sys.executable, "-c", PROOF, str(disk), WRITER]
    environment = dict(os.environ)
    tests = str(Path(__file__).parents[1])
    environment["PYTHONPATH"] = os.pathsep.join(filter(None, [tests, environment.get("PYTHONPATH", "")]))
    done = subprocess.run(
        command, cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=120, check=False
    )
    assert done.returncode == 0, done.stderr
    assert "refused: storage" in done.stdout
    assert not any(disk.iterdir()), "the small disk was another one"
