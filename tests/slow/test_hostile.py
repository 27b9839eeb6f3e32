"""A thousand hostile files: each ends in a named state, quickly, and nothing is lost."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from support.hostile import hostile_files
from support.hostile_run import run

pytestmark = pytest.mark.slow


def test_a_thousand_hostile_files(tmp_path: Path) -> None:
    files = hostile_files(tmp_path / "in", each=12)
    assert len(files) >= 1000
    started = time.monotonic()
    results = run(tmp_path / "archive", files)
    took = time.monotonic() - started
    crashed = [result.source.name for result in results if "extractor-crashed" in result.reasons]
    print(f"{len(files)} files in {took:.0f} s; the extractor crashed on {crashed}")
    # On a machine that others use as well, a share of the time is theirs.
    # How long it took is printed, not asserted: machines are noisy (target: 120 s on two quiet cores).
    assert len(crashed) <= 0.01 * len(files)
