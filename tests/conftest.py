"""Fixtures every test may use."""

from __future__ import annotations

from pathlib import Path

import pytest
from support.program import Program


@pytest.fixture
def cli(tmp_path_factory: pytest.TempPathFactory) -> Program:
    """The real program with a home of its own: ``cli("search", "biên chế")``, ``cli.inside(...)``."""
    home: Path = tmp_path_factory.mktemp("home")
    return Program(home=home)
