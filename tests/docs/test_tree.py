"""What the project's tree may hold: nothing that is another place's."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


def test_no_tracked_file_is_a_link() -> None:
    """A link leads to another machine's folders, or nowhere, on the next clone."""
    if not (ROOT / ".git").exists():
        pytest.skip("not a clone: nothing says which files belong to the project")
    listed = subprocess.run(
        ["git", "ls-files", "--stage"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    if listed.returncode:
        pytest.skip("git cannot list the project's files")
    modes = [line.split(maxsplit=1)[0] for line in listed.stdout.splitlines()]
    assert len(modes) > 500
    assert "120000" not in modes
