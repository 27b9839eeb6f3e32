"""An archive whose caches another version of the program made."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from support.copies import copied
from support.directives import write_party
from support.program import Program

from archivist import Archive
from archivist.errors import CatalogueStale, ExitCode, IndexStale


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("made")
    with Archive.create(folder / "kho") as archive:
        archive.file(write_party(folder / "a.txt", "15-NQ/TU"))
        assert not archive.outdated
    return folder


@pytest.fixture
def kho(made: Path, tmp_path: Path) -> Program:
    copied(made, tmp_path)
    return Program(home=tmp_path, environ={"ARCHIVIST_ARCHIVE": str(tmp_path / "kho")})


def _of_another_version(program: Program, cache: str) -> None:
    state = program.home / "kho" / "state"
    if cache == "catalogue":
        with closing(sqlite3.connect(state / "catalogue.db")) as database:
            database.execute("PRAGMA user_version = 999")
        return
    (path,) = state.rglob("archivist-index.json")
    path.write_text(json.dumps({"schema": 1, "tier": "block"}), encoding="utf-8")


@pytest.mark.parametrize(("cache", "error"), [("catalogue", CatalogueStale), ("index", IndexStale)])
def test_a_reader_is_told_that_nothing_is_damaged(kho: Program, cache: str, error: type[Exception]) -> None:
    _of_another_version(kho, cache)
    with Archive.open(kho.home / "kho", "r") as archive:
        assert archive.outdated
        with pytest.raises(error, match="version") as raised:
            archive.search("chuyển đổi số")
    assert raised.value.exit_code is ExitCode.FORMAT  # type: ignore[attr-defined]  # ours


@pytest.mark.parametrize("cache", ["catalogue", "index"])
def test_who_may_write_searches_as_before(kho: Program, cache: str) -> None:
    _of_another_version(kho, cache)
    first = kho.inside("--language", "vi", "search", "chuyển đổi số")
    assert (first.code, "15-NQ/TU" in first.out) == (0, True)
    assert "phiên bản khác của chương trình" in first.err
    assert "phiên bản khác" not in kho.inside("--language", "vi", "search", "chuyển đổi số").err
