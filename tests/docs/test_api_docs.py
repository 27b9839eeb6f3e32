"""What is public is documented, and what is documented exists."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import archivist
from archivist import errors
from archivist.errors import ArchivistError, ExitCode
from archivist.model import Reason
from archivist.reasons import REASON_TEXTS
from archivist.settings import ARCHIVE_KEYS, PERSON_KEYS

DOCS = Path(__file__).parents[2] / "docs"


def words(name: str) -> str:
    return (DOCS / name).read_text(encoding="utf-8")


@pytest.mark.parametrize("name", archivist.__all__)
def test_public_name_is_documented_and_exists(name: str) -> None:
    assert re.search(rf"\b{re.escape(name)}\b", words("api.md")), f"{name} is not in docs/api.md"
    assert getattr(archivist, name) is not None


def test_public_methods_of_archive_are_documented() -> None:
    text = words("api.md")
    methods = [name for name in dir(archivist.Archive) if not name.startswith("_")]
    missing = [name for name in methods if name not in text and name not in {"root", "settings", "mode"}]
    assert methods
    assert missing == []


def all_errors(base: type[ArchivistError] = ArchivistError) -> list[type[ArchivistError]]:
    return [base, *(found for kind in base.__subclasses__() for found in all_errors(kind))]


@pytest.mark.parametrize("kind", [e for e in all_errors() if e.__module__ == errors.__name__])
def test_error_code_is_documented(kind: type[ArchivistError]) -> None:
    assert f"`{kind.code}`" in words("errors.md"), f"{kind.code} is not in docs/errors.md"


@pytest.mark.parametrize("code", list(ExitCode))
def test_exit_code_is_documented(code: ExitCode) -> None:
    assert re.search(rf"\|\s*{int(code)}\s*\|", words("errors.md")), f"exit code {int(code)} is undocumented"


@pytest.mark.parametrize("reason", list(Reason))
def test_reason_is_documented_and_has_both_texts(reason: Reason) -> None:
    text = REASON_TEXTS[reason]
    assert all((text.what_en, text.do_en, text.what_vi, text.do_vi))
    assert f"`{reason.value}`" in words("errors.md")


@pytest.mark.parametrize("key", [key.name for key in (*ARCHIVE_KEYS, *PERSON_KEYS)])
def test_setting_is_documented(key: str) -> None:
    assert f"`{key}`" in words("settings.md")


@pytest.mark.parametrize("path", sorted(DOCS.rglob("*.md")), ids=lambda path: path.name)
def test_links_between_documents_lead_somewhere(path: Path) -> None:
    for target in re.findall(r"\]\(([^)#]+)(?:#[^)]*)?\)", path.read_text(encoding="utf-8")):
        if "://" not in target:
            assert (path.parent / target).exists(), f"{path.name} links to {target}"
