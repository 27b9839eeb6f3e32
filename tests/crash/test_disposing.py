"""Strike a disposal: at every step each document is whole, or its tombstone is complete.

`support.crash.disposing` explains how.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.xdist_group("crash")

TESTS = Path(__file__).resolve().parents[1]
FEWEST_STEPS = 60
"""Fewer would mean that the sweep no longer sees what a disposal does."""


def sweep(folder: Path, mode: str, every: int) -> None:
    folder.mkdir()
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(TESTS.parent), str(TESTS)])}
    done = subprocess.run(
        [sys.executable, "-W", "error", "-m", "support.crash.disposing", str(folder), mode, str(every)],
        capture_output=True,
        text=True,
        env=environment,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    swept = json.loads(done.stdout)
    assert swept["steps"] > FEWEST_STEPS
    assert swept["points"] == len(range(1, swept["steps"] + 1, every))
    assert not swept["failures"], f"{len(swept['failures'])} failures; the first: {swept['failures'][0]}"


@pytest.mark.parametrize("mode", ["kill", "full"])
def test_some_steps(memory: Path, mode: str) -> None:
    sweep(memory / f"some-{mode}", mode, 19)


@pytest.mark.slow
@pytest.mark.parametrize(("mode", "every"), [("kill", 1), ("power", 5), ("full", 3), ("broken", 3)])
def test_many_steps(memory: Path, mode: str, every: int) -> None:
    sweep(memory / mode, mode, every)
