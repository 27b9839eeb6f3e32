"""Creating an archive, killed at every step: what is there opens, or is created by asking again."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

TESTS = Path(__file__).resolve().parents[1]

PROGRAM = """
import json, signal, sys
from pathlib import Path
from support.crash.driver import in_child, warm_up
from support.crash.faults import Mode, Striker
from archivist import Archive

folder = Path(sys.argv[1])

def create(root, mode, at):
    striker = Striker((root,), mode, at)
    striker.install()
    Archive.create(root).close()
    return striker.steps

def again(root):
    there = (root / "archive.toml").exists()
    with Archive.open(root) if there else Archive.create(root) as archive:
        return [problem.message for problem in archive.check().problems]

def whole():
    Archive.create(folder / "warm").close()
    again(folder / "warm")

warm_up(whole)
steps = len(json.loads(in_child(lambda: create(folder / "whole", Mode.COUNT, 0))[1]))
failures = []
for mode in (Mode.KILL, Mode.POWER):
    for at in range(1, steps + 1, int(sys.argv[2])):
        root = folder / f"{mode}-{at}"
        status, answer = in_child(lambda: create(root, mode, at))
        if status != -signal.SIGKILL:
            failures.append(f"{mode} {at}: ended with {status}: {answer}")
        status, answer = in_child(lambda: again(root))
        if (status, answer) != (0, "[]"):
            failures.append(f"{mode} {at}: {answer}")
print(json.dumps({"steps": steps, "failures": failures}))
"""


def strike(folder: Path, every: int) -> None:
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(TESTS.parent), str(TESTS)])}
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", PROGRAM, str(folder), str(every)],
        capture_output=True,
        text=True,
        env=environment,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    answer = json.loads(done.stdout)
    assert answer["steps"] > 40
    assert not answer["failures"], answer["failures"][0]


def test_creating_an_archive_can_be_struck(memory: Path) -> None:
    strike(memory, 9)


@pytest.mark.slow
def test_creating_an_archive_can_be_struck_anywhere(tmp_path: Path) -> None:
    strike(tmp_path, 1)
