"""Strike the recognition of scans: no page is lost, nothing of a marked scan stays, the next run finishes.

`support.crash.recognising` explains how.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from archivist.extract.ocr_data import find_setup

pytestmark = [
    pytest.mark.xdist_group("crash"),
    pytest.mark.skipif(
        not find_setup().usable, reason="needs the system package tesseract-ocr-vie (make system-deps)"
    ),
]

TESTS = Path(__file__).resolve().parents[1]
FEWEST_STEPS = 100
"""Fewer would mean that the sweep no longer sees what recognition does."""


def sweep(folder: Path, mode: str, every: int) -> None:
    folder.mkdir()
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(TESTS.parent), str(TESTS)])}
    done = subprocess.run(
        [sys.executable, "-W", "error", "-m", "support.crash.recognising", str(folder), mode, str(every)],
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


def test_some_steps(memory: Path) -> None:
    sweep(memory / "some", "kill", 31)


@pytest.mark.slow
@pytest.mark.parametrize(("mode", "every"), [("kill", 2), ("full", 5), ("broken", 5), ("power", 11)])
def test_many_steps(memory: Path, mode: str, every: int) -> None:
    sweep(memory / mode, mode, every)
