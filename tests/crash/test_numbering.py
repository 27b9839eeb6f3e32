"""Strike the giving of numbers at every step: none is lost, none is given twice, none is burnt."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.xdist_group("crash")

TESTS = Path(__file__).resolve().parents[1]
MODES = ("kill", "full", "broken", "power")


def sweep(folder: Path, mode: str, every: int) -> None:
    folder.mkdir()
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(TESTS.parent), str(TESTS)])}
    done = subprocess.run(
        [sys.executable, "-W", "error", "-m", "support.crash.numbering", str(folder), mode, str(every)],
        capture_output=True,
        text=True,
        env=environment,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    answer = json.loads(done.stdout)
    assert answer["steps"] > 100, "it no longer sees what filing does"
    keys = [row.split()[0].rpartition("/")[::2] for row in answer["golden"]["rows"]]
    assert [(book.partition("/")[0], number) for book, number in keys] == [
        ("main", "1"),
        ("main", "2"),
        ("main", "3"),
        ("mat", "1"),
        ("other", "1"),
        ("other", "2"),
    ]
    assert not answer["failures"], f"{len(answer['failures'])}; the first: {answer['failures'][0]}"


# Each mode costs a whole run without a fault first; the other two are struck below, and for filing in `test_sweep`.
@pytest.mark.parametrize("mode", ["kill", "full"])
def test_some_steps(mode: str, memory: Path) -> None:
    sweep(memory / mode, mode, 53)


@pytest.mark.slow
@pytest.mark.parametrize("mode", MODES)
def test_many_steps(mode: str, memory: Path) -> None:
    """Every step of filing is struck in `test_sweep`; these are those around the numbers, from other places."""
    sweep(memory / f"{mode}-slow", mode, 3 if mode == "kill" else 11)
