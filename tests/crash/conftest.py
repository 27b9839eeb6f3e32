"""Where the struck archives lie."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest


@pytest.fixture(scope="module")
def memory() -> Iterator[Path]:
    """A folder in memory where there is one: to a killed process it is a disk like any other."""
    shared = Path("/dev/shm")
    base = shared if os.access(shared, os.W_OK) and shutil.disk_usage(shared).free > 2**28 else None
    with tempfile.TemporaryDirectory(prefix="archivist-crash-", dir=base) as name:
        yield Path(name)
