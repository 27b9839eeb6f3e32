"""Strike the reading of everything again: no record is torn, and the next run finishes it."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from support.directives import write_party

from archivist import Archive, Rereading
from archivist.model import Document

pytestmark = pytest.mark.xdist_group("crash")

TESTS = Path(__file__).resolve().parents[1]


def run(root: Path, mode: str, at: int) -> tuple[int, str]:
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(TESTS.parent), str(TESTS)])}
    done = subprocess.run(
        [sys.executable, "-W", "error", "-m", "support.crash.rereading", str(root), mode, str(at)],
        capture_output=True,
        text=True,
        env=environment,
        check=False,
    )
    return done.returncode, done.stdout + done.stderr


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two documents whose records say something else than today's reader reads, in value and text."""
    base = tmp_path_factory.mktemp("reread")
    root = base / "kho"
    with Archive.create(root) as archive:
        for number in ("15-NQ/TU", "16-NQ/TU"):
            document = archive.file(write_party(base / f"{number[:2]}.txt", number)).document
            assert document is not None
            folder = root / document.path
            record = json.loads((folder / "record.json").read_text(encoding="utf-8"))
            record["readings"]["subject"]["value"] = "về việc khác"
            (folder / "record.json").write_text(json.dumps(record, ensure_ascii=False), encoding="utf-8")
            (folder / "text.txt").write_text("chữ cũ", encoding="utf-8")
        archive.rebuild()
    return root


def judged(root: Path) -> None:
    """Recover, look, finish, look again."""
    with Archive.open(root) as archive:
        for problem in archive.check().problems:
            # An index that waits is told of by its outbox; nothing else may be out of step.
            raise AssertionError(problem)
        for document in archive.iter_all():
            assert document.subject in ("về việc khác", "về chuyển đổi số trong các cơ quan đảng")
            assert document.revision in (1, 2)
        outcomes = {result.outcome for result in archive.reread()}
        assert outcomes <= {Rereading.SAME, Rereading.CHANGED}
        documents: list[Document] = list(archive.iter_all())
        assert [one.revision for one in documents] == [2, 2]
        assert all(one.subject == "về chuyển đổi số trong các cơ quan đảng" for one in documents)
        assert all("chữ cũ" not in archive.text(one.id) for one in documents)
        assert archive.search("chuyển đổi số").total == 2
        assert archive.search("“chữ cũ”").total == 0
        assert not archive.check().problems


def sweep(template: Path, folder: Path, every: int) -> None:
    shutil.copytree(template, folder / "counted")
    code, answer = run(folder / "counted", "count", 0)
    assert code == 0, answer
    steps = int(answer)
    assert steps > 40, "it no longer sees what reading again does"
    for at in range(1, steps + 1, every):
        root = folder / f"point-{at}"
        shutil.copytree(template, root)
        code, answer = run(root, "kill", at)
        assert code == -signal.SIGKILL, (at, answer)
        judged(root)
        shutil.rmtree(root)


def test_some_steps(template: Path, tmp_path: Path) -> None:
    sweep(template, tmp_path, 23)


@pytest.mark.slow
def test_every_step(template: Path, tmp_path: Path) -> None:
    sweep(template, tmp_path, 1)
