"""Strike the archive at every step it takes on the disk: nothing may be lost, ever.

`support.crash` explains how. The full sweep is slow; `make test` strikes at every 31st step
with SIGKILL and at every 61st with the other three faults.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import pytest

# One process runs the sweeps: they share their lanes when tests are run in parallel.
pytestmark = pytest.mark.xdist_group("crash")

TESTS = Path(__file__).resolve().parents[1]
FAST = {"kill": 31, "power": 61, "full": 61, "broken": 61}
SLOW = {"kill": 1, "full": 1, "broken": 1, "power": 6}
FEWEST_STEPS = 100
"""Fewer would mean that the sweep no longer sees what the archive does."""


@dataclass(frozen=True)
class Swept:
    """What the driver answered."""

    steps: int
    points: int
    failures: list[str]


def sweep(folder: Path, mode: str, every: int) -> Swept:
    folder.mkdir(parents=True)
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(TESTS.parent), str(TESTS)])}
    done = subprocess.run(
        [sys.executable, "-W", "error", "-m", "support.crash.driver", str(folder), mode, "1", str(every)],
        capture_output=True,
        text=True,
        env=environment,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return Swept(**json.loads(done.stdout))


Sweeps = dict[str, Future[Swept]]


def start(folder: Path, steps: dict[str, int]) -> Iterator[Sweeps]:
    with ThreadPoolExecutor(max_workers=os.cpu_count() or 1) as lanes:
        yield {mode: lanes.submit(sweep, folder / mode, mode, every) for mode, every in steps.items()}


@pytest.fixture(scope="module")
def fast(memory: Path) -> Iterator[Sweeps]:
    yield from start(memory / "fast", FAST)


@pytest.fixture(scope="module")
def slow(memory: Path) -> Iterator[Sweeps]:
    yield from start(memory / "slow", SLOW)


def assert_nothing_lost(swept: Swept, every: int) -> None:
    assert swept.steps > FEWEST_STEPS
    assert swept.points == len(range(1, swept.steps + 1, every))
    assert not swept.failures, f"{len(swept.failures)} failures; the first: {swept.failures[0]}"


@pytest.mark.parametrize("mode", FAST)
def test_some_steps(mode: str, fast: Sweeps) -> None:
    assert_nothing_lost(fast[mode].result(), FAST[mode])


@pytest.mark.slow
@pytest.mark.parametrize("mode", SLOW)
def test_every_step(mode: str, slow: Sweeps) -> None:
    assert_nothing_lost(slow[mode].result(), SLOW[mode])
