"""Fixtures every test may use."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from support import workers
from support.program import Program

# A busy machine is no finding: no test is judged by the clock.
settings.register_profile("patient", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("patient")


# What is told there of workers, or of processes that are struck, needs those the program starts itself.
_PLAIN_FOLDERS = ("crash", "concurrency", "slow")
_PLAIN_FILES = ("test_pool.py", "test_hostile.py", "test_full_disk.py")


@pytest.fixture(scope="module", autouse=True)
def lasting_workers(request: pytest.FixtureRequest) -> Iterator[None]:
    """The archives a test file opens one after another read with the same worker."""
    if request.path.name in _PLAIN_FILES or request.path.parent.name in _PLAIN_FOLDERS:
        yield
        return
    with workers.lasting():
        yield


@pytest.fixture
def cli(tmp_path_factory: pytest.TempPathFactory) -> Program:
    """The real program with a home of its own: ``cli("search", "biên chế")``, ``cli.inside(...)``."""
    home: Path = tmp_path_factory.mktemp("home")
    return Program(home=home)
