"""What ``make`` says on a machine where something is missing."""

from __future__ import annotations

import os
import shutil
import stat
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

pytestmark = pytest.mark.skipif(not shutil.which("make"), reason="make is not installed: apt install make")


def _make(*args: str | Path) -> subprocess.CompletedProcess[str]:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("MAKE")}
    command = ["make", "--no-print-directory", "-C", str(ROOT), *map(str, args), "demo"]
    return subprocess.run(command, capture_output=True, text=True, env=environment, timeout=60, check=False)


def _python(path: Path, script: str) -> Path:
    path.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    path.chmod(path.stat().st_mode | stat.S_IXUSR)
    return path


def test_a_python_that_is_not_there_is_named_in_one_line(tmp_path: Path) -> None:
    answer = _make("PYTHON=no-such-python", f"VENV={tmp_path / 'env'}")
    assert answer.returncode == 2
    (line,) = answer.stdout.splitlines()[-1:]
    assert line.startswith("There is no 'no-such-python' on this machine")
    assert "apt-get install python3" in line
    assert "not found" not in answer.stdout + answer.stderr
    assert not (tmp_path / "env").exists()


def test_a_python_that_is_too_old_is_named(tmp_path: Path) -> None:
    old = _python(tmp_path / "old", 'case "$*" in *version_info*) exit 1;; *) echo "Python 3.9.2";; esac')
    answer = _make(f"PYTHON={old}", f"VENV={tmp_path / 'env'}")
    assert answer.returncode == 2
    assert "needs Python 3.11 or newer" in answer.stdout
    assert "Python 3.9.2" in answer.stdout


def test_a_python_without_venv_is_explained(tmp_path: Path) -> None:
    bare = _python(tmp_path / "bare", 'case "$*" in *ensurepip*) exit 1;; *) exit 0;; esac')
    answer = _make(f"PYTHON={bare}", f"VENV={tmp_path / 'env'}")
    assert answer.returncode == 2
    assert "apt-get install python3-venv" in answer.stdout
    assert "Traceback" not in answer.stdout + answer.stderr
