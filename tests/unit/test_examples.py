"""The library works wherever Python runs: script, standard input, thread."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest
from support.directives import write_party

ROOT = Path(__file__).parents[2]


def readme_example() -> str:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    found = re.search(r"```python\n(.*?)```", text, re.DOTALL)
    assert found, "README.md holds no Python example"
    return found.group(1)


@pytest.fixture
def workplace(tmp_path: Path) -> Path:
    write_party(tmp_path / "nghi-quyet.txt")
    return tmp_path


def check(finished: subprocess.CompletedProcess[str]) -> None:
    assert finished.returncode == 0, finished.stderr
    assert "15-NQ/TU" in finished.stdout


def test_readme_example_as_a_plain_script(workplace: Path) -> None:
    (workplace / "example.py").write_text(readme_example(), encoding="utf-8")
    command = [sys.executable, "example.py"]
    check(subprocess.run(command, cwd=workplace, capture_output=True, text=True, check=False, timeout=60))


def test_readme_example_from_standard_input(workplace: Path) -> None:
    command = [sys.executable, "-"]
    check(
        subprocess.run(
            command,
            cwd=workplace,
            input=readme_example(),
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
        )
    )


def test_readme_example_in_a_thread(workplace: Path) -> None:
    program = f"import threading\nt = threading.Thread(target=lambda: exec({readme_example()!r}, {{}}))\nt.start(); t.join()\n"
    command = [sys.executable, "-c", program]
    check(subprocess.run(command, cwd=workplace, capture_output=True, text=True, check=False, timeout=60))


def test_importing_the_package_loads_no_engine() -> None:
    program = "import sys, archivist; print([m for m in ('whoosh','pypdf','pypdfium2','watchdog','magic','sqlite3') if m in sys.modules])"
    finished = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert finished.stdout.strip() == "[]"
