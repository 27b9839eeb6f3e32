"""A search from the command line loads what it needs and nothing heavy, and is gone when it has answered."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from support.directives import write_party
from support.program import Program

RUN = """
import atexit
import sys
from archivist_cli.main import main

def tell():
    heavy = {"numpy", "whoosh", "pypdf", "pypdfium2", "watchdog", "magic", "socket"}
    heavy |= {"hashlib", "difflib", "shutil", "tempfile", "tomllib", "base64", "calendar", "snowballstemmer"}
    heavy |= {f"archivist.{name}" for name in ("catalogue.ledger", "extracted", "subjects", "extract", "recovery")}
    heavy |= {"archivist.authorities.letterhead", "archivist_cli.failures", "archivist_cli.keeping", "archivist_cli.labels"}
    print("loaded:", sorted(heavy & set(sys.modules)), file=sys.stderr)

atexit.register(tell)
main()
"""


def test_one_search_loads_neither_engine_nor_numpy(tmp_path: Path) -> None:
    program = Program(home=tmp_path, environ={"ARCHIVIST_ARCHIVE": str(tmp_path / "kho")})
    assert program.inside("init", "kho").code == 0
    assert program.inside("add", str(write_party(tmp_path / "a.txt", "7-NQ/TU"))).code == 0
    command = [sys.executable, "-c", RUN, "search", "chuyen doi so", "--json"]
    answer = subprocess.run(
        command, cwd=tmp_path, env=program.environment(), capture_output=True, text=True, check=False
    )
    assert answer.returncode == 0, answer.stderr
    assert '"total": 1' in answer.stdout
    assert answer.stderr.splitlines()[-1] == "loaded: []"


@pytest.mark.parametrize(("asked", "code"), [("--version", 0), ("--no-such-option", 2)])
def test_what_is_to_be_done_at_the_end_is_done(tmp_path: Path, asked: str, code: int) -> None:
    """The process is left without being taken apart; exit functions and buffers have their turn."""
    text = "import atexit; atexit.register(print, 'the end'); from archivist_cli.main import main; main()"
    answer = subprocess.run(
        [sys.executable, "-c", text, asked],
        cwd=tmp_path,
        env=Program(home=tmp_path).environment(),
        capture_output=True,
        text=True,
        check=False,
    )
    assert answer.returncode == code
    assert answer.stdout.endswith("the end\n")
    assert ("Usage" in answer.stderr) is bool(code)
