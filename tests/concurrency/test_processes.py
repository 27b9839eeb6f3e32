"""Several processes at one archive: writers, searchers, and processes that open and recover."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from support.directives import write_party

from archivist import Archive

WRITER = """
import json, sys
from pathlib import Path
from archivist import Archive
root, files = sys.argv[1], sys.argv[2:]
outcomes = []
with Archive.open(root, jobs=1) as archive:
    for path in files:
        outcomes.append([path, str(archive.file(path).outcome)])
print(json.dumps(outcomes))
"""

SEARCHER = """
import json, sys, time
from archivist import Archive
answers, totals = 0, []
with Archive.open(sys.argv[1], "r") as archive:
    until = time.monotonic() + float(sys.argv[2])
    while time.monotonic() < until:
        results = archive.search("chuyen doi so", limit=50)
        assert len(results) <= results.total
        for hit in results:
            assert hit.document.number
        totals.append(results.total)
        answers += 1
print(json.dumps([answers, totals]))
"""

STORM = """
import sys, time
from archivist import Archive
until = time.monotonic() + float(sys.argv[2])
opened = 0
while time.monotonic() < until:
    Archive.open(sys.argv[1]).close()
    opened += 1
    time.sleep(0.05)
print(opened)
"""


SHARED = 3


def start(program: str, *arguments: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", program, *arguments], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )


def finish(process: subprocess.Popen[str], timeout: float) -> str:
    out, err = process.communicate(timeout=timeout)
    assert process.returncode == 0, err
    return out


def run_together(tmp_path: Path, *, per_writer: int, seconds: float) -> None:
    root = tmp_path / "kho"
    Archive.create(root).close()
    batches = []
    for writer in range(4):
        own = [
            write_party(tmp_path / f"w{writer}" / f"{n}.txt", f"{writer * 100 + n + 1}-NQ/TU")
            for n in range(per_writer)
        ]
        # The same bytes reach every writer, each time as a file of its own.
        shared = [
            write_party(tmp_path / f"s{writer}" / f"{n}.txt", f"{900 + n}-NQ/TU") for n in range(SHARED)
        ]
        batches.append([*own, *shared])
    writers = [start(WRITER, str(root), *map(str, batch)) for batch in batches]
    searchers = [start(SEARCHER, str(root), str(seconds)) for _ in range(2)]
    storm = start(STORM, str(root), str(seconds))
    outcomes = [json.loads(finish(writer, 300)) for writer in writers]
    answers = [json.loads(finish(searcher, 300)) for searcher in searchers]
    assert int(finish(storm, 300)) > 0
    assert all(count > 0 for count, _ in answers)
    for _, totals in answers:
        assert totals == sorted(totals), "a document that was found was lost again"
    filed = [path for batch in outcomes for path, outcome in batch if outcome in ("filed", "review")]
    duplicates = [path for batch in outcomes for path, outcome in batch if outcome == "duplicate"]
    assert len(filed) == 4 * per_writer + SHARED
    assert len(duplicates) == 3 * SHARED
    with Archive.open(root) as archive:
        archive.index_waiting()
        assert archive.search("chuyen doi so").total == len(filed)
        assert sum(len(archive.receipts(d.id)) for d in archive.iter_all()) == len(filed) + len(duplicates)
        report = archive.check()
        assert report.ok, report.problems


def test_writers_searchers_and_recovery_agree(tmp_path: Path) -> None:
    run_together(tmp_path, per_writer=2, seconds=4)


@pytest.mark.slow
def test_writers_searchers_and_recovery_agree_for_longer(tmp_path: Path) -> None:
    run_together(tmp_path, per_writer=20, seconds=30)
