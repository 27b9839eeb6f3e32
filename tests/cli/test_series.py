"""``archivist series`` as a user sees it."""

from __future__ import annotations

from pathlib import Path

import pytest
from support.copies import copied
from support.directives import write_party
from support.program import Program


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("made")
    program = Program(home=folder)
    assert program.inside("init", "kho").code == 0
    for number in ("02-NQ/TU", "03-NQ/TU", "07-NQ/TU"):
        write_party(folder / "den" / f"{number[:2]}.txt", number)
    assert program.inside("--archive", "kho", "add", "den").code == 0
    return folder


@pytest.fixture
def kho(made: Path, tmp_path: Path) -> Program:
    return Program(home=copied(made, tmp_path))


def test_the_gaps_are_shown_in_both_languages(kho: Program) -> None:
    english = kho.inside("--archive", "kho", "series", "--language", "en")
    assert english.code == 0
    assert "3 held, highest number 7" in english.out
    assert "4: 1, 4–6" in english.out
    vietnamese = kho.inside("--archive", "kho", "series", "--language", "vi", "--gaps")
    assert "Không có ở đây" in vietnamese.out
    assert "có 3, số lớn nhất 7" in vietnamese.out


def test_as_json(kho: Program) -> None:
    series, summary = kho.inside("--archive", "kho", "series", "--json").records
    assert series["missing"] == [[1, 1], [4, 6]]
    assert series["period"] == "2020–2025"
    assert [entry["ordinal"] for entry in series["entries"]] == [2, 3, 7]
    assert summary["total"] == 1


def test_an_unknown_kind_is_answered(kho: Program) -> None:
    answer = kho.inside("--archive", "kho", "series", "--kind", "chim")
    assert answer.code == 2
    assert "chim" in answer.err
