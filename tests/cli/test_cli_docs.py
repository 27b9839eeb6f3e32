"""The documentation of the program says what the program does."""

from __future__ import annotations

import importlib.util
import re
from pathlib import Path
from types import ModuleType

import pytest
from archivist_cli import main

from archivist.errors import ExitCode
from archivist.model import Outcome, Reason

DOCS = Path(__file__).parents[2] / "docs"


def _script(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(name, DOCS / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize(("script", "file"), [("generate_cli", "cli.md"), ("generate_errors", "errors.md")])
def test_generated_pages_are_in_step(script: str, file: str) -> None:
    wanted: str = _script(script).document()
    assert (DOCS / file).read_text(encoding="utf-8") == wanted, f"run: python docs/{script}.py"


def test_every_command_is_documented() -> None:
    text = (DOCS / "cli.md").read_text(encoding="utf-8")
    for name in main.SUMMARIES:
        assert f"\n## archivist {name}\n" in text


def test_every_code_is_documented() -> None:
    text = (DOCS / "errors.md").read_text(encoding="utf-8")
    errors = {error.code for error in _script("generate_errors").all_errors()}
    for code in (*errors, *Outcome):
        assert f"| `{code}` |" in text
    for reason in Reason:
        assert f"### `{reason}`" in text
    for exit_code in ExitCode:
        assert re.search(rf"^\| {int(exit_code)} \|", text, re.MULTILINE)


def test_the_table_of_json_names_every_command_that_has_it() -> None:
    text = (DOCS / "json.md").read_text(encoding="utf-8")
    for name in set(main.SUMMARIES) - {"completion"}:
        assert f"| `{name}`" in text
