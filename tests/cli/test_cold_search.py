"""A search from the command line loads what it needs and nothing heavy."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from support.directives import write_party
from support.program import Program

RUN = """
import sys
from archivist_cli.main import main
try:
    main()
finally:
    heavy = {"numpy", "whoosh", "pypdf", "pypdfium2", "watchdog", "magic", "socket"}
    heavy |= {f"archivist.{name}" for name in ("catalogue.ledger", "extracted", "subjects", "extract")}
    print("loaded:", sorted(heavy & set(sys.modules)), file=sys.stderr)
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
