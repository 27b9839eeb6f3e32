"""Loggers that import `logging` late: an application hears all that it would hear otherwise."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


def _says(code: str) -> tuple[str, str]:
    """Standard output and error of a fresh Python."""
    ended = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, encoding="utf-8", cwd=ROOT, check=True
    )
    return ended.stdout.strip(), ended.stderr.strip()


def test_what_nobody_hears_imports_no_logging() -> None:
    code = """
import sys
from archivist.lazylog import late_logger
log = late_logger("archivist.mẫu")
log.info("một"); log.debug("hai")
print("logging" in sys.modules)
log.warning("ba")
print("logging" in sys.modules)
"""
    assert _says(code) == ("False\nTrue", "")  # and a library is silent


def test_an_application_hears_everything_it_wants() -> None:
    code = """
import logging
from archivist.lazylog import late_logger
log = late_logger("archivist.mẫu")
logging.basicConfig(level=logging.INFO, format="%(levelname)s %(name)s %(funcName)s %(message)s")
def here():
    log.debug("một"); log.info("hai %s", 2); log.error("ba")
here()
"""
    assert _says(code) == ("", "INFO archivist.mẫu here hai 2\nERROR archivist.mẫu here ba")


@pytest.mark.parametrize("verbose", [0, 1])
def test_the_program_is_set_up_before_the_first_message(verbose: int) -> None:
    code = f"""
from archivist.lazylog import late_logger
from archivist_cli import logs
logs.configure(verbose=2, quiet=False, file=None, as_json=False) if {verbose} else None
logs.configure(verbose={verbose}, quiet=False, file=None, as_json=True)
log = late_logger("archivist.mẫu")
log.info("một")
log.warning("hai")
logs.close()
log.warning("không ai nghe")
"""
    said, heard = _says(code)
    messages = [line.split('"message": ')[1] for line in heard.splitlines()]
    assert said == ""
    assert messages == (['"một"}', '"hai"}'] if verbose else ['"hai"}'])


def test_a_run_that_was_closed_sets_nothing_up_later() -> None:
    code = """
from archivist.lazylog import late_logger
from archivist_cli import logs
logs.configure(verbose=0, quiet=False, file=None, as_json=False)
logs.close()
late_logger("archivist.mẫu").warning("một")
"""
    assert _says(code) == ("", "")
