"""Fixtures every test may use."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from support.program import Program

# A busy machine is no finding: no test is judged by the clock.
settings.register_profile("patient", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("patient")


@pytest.fixture
def cli(tmp_path_factory: pytest.TempPathFactory) -> Program:
    """The real program with a home of its own: ``cli("search", "biên chế")``, ``cli.inside(...)``."""
    home: Path = tmp_path_factory.mktemp("home")
    return Program(home=home)
