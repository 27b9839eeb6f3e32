"""A small variant of the hostile corpus (the full one is tests/slow/test_hostile.py)."""

from __future__ import annotations

from pathlib import Path

from support.hostile import hostile_files
from support.hostile_run import run

# What costs seconds to make or to refuse stays in the slow test.
_HEAVY = (
    "flate",
    "operators",
    "bomb-",
    "deep",
    "bomb.zip",
    "many",
    "blanks",
    "line",
    "header",
    "words",
    "far-",
    "repeated",
    "mails",
    "10000",
    "spans",
)


def test_hostile_files_come_to_a_named_end(tmp_path: Path) -> None:
    files = [
        path
        for path in hostile_files(tmp_path / "in", each=1, heavy=False)
        if not any(name in path.name for name in _HEAVY)
    ]
    assert len(files) > 120
    run(tmp_path / "archive", files)
