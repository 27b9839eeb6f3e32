"""``archivist reconcile`` as a user sees it."""

from __future__ import annotations

from pathlib import Path

import pytest
from support.copies import copied
from support.directives import write_party
from support.program import Program

BODIES = ("Tỉnh ủy Lam Hạ", "Tỉnh ủy Bạch Khê")
DAY = ("--as-of", "2026-03-01")


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("made")
    program = Program(home=folder)
    assert program.inside("init", "kho").code == 0
    den = folder / "den"
    rule = "Phòng cháy rừng."
    write_party(den / "a.txt", "02-CT/TU", kind="CHỈ THỊ", subject="về phòng cháy rừng", body=rule)
    write_party(
        den / "b.txt", "03-CT/TU", kind="CHỈ THỊ", subject="về chữa cháy rừng, phòng cháy rừng", body=rule,
        province="BẠCH KHÊ",
    )  # fmt: skip
    write_party(den / "c.txt", "09-CT/TU", kind="CHỈ THỊ", subject="về chợ phiên", province="BẠCH KHÊ")
    assert program.inside("--archive", "kho", "add", "den").code == 0
    return folder


@pytest.fixture
def kho(made: Path, tmp_path: Path) -> Program:
    return Program(home=copied(made, tmp_path))


def _run(kho: Program, *more: str, language: str = "en", columns: str = "80") -> str:
    answer = kho.inside(
        "--archive", "kho", "--language", language, "reconcile", *BODIES, *DAY, *more, COLUMNS=columns
    )
    assert answer.code == 0, answer.err
    return answer.out + answer.err


def test_the_worksheet_in_both_languages(kho: Program) -> None:
    english = _run(kho)
    assert "1 pairs, 0 only of A, 1 only of B" in english
    assert "cháy rừng”" in english
    assert "proposed: keep" in english
    vietnamese = _run(kho, language="vi")
    assert "1 cặp, 0 văn bản chỉ có ở A, 1 văn bản chỉ có ở B" in vietnamese
    assert "đề xuất: giữ nguyên" in vietnamese


def test_pairs_and_unpaired_alone(kho: Program) -> None:
    assert "09-CT/TU" not in _run(kho, "--pairs")
    assert "02-CT/TU" not in _run(kho, "--unpaired")


def test_no_line_is_wider_than_the_terminal(kho: Program) -> None:
    assert max(map(len, _run(kho, columns="60").splitlines())) <= 60


def test_as_json(kho: Program) -> None:
    answer = kho.inside("--archive", "kho", "reconcile", *BODIES, *DAY, "--json")
    pair, single, summary = answer.records
    assert (pair["a"]["number"], pair["b"]["number"]) == ("02-CT/TU", "03-CT/TU")
    assert pair["key"] == "+".join(sorted((pair["a"]["id"], pair["b"]["id"])))
    assert pair["shared"][0]["subject"]
    assert single["a"] is None
    assert (summary["pairs"], summary["total"]) == (1, 2)


def test_an_unknown_body_is_answered(kho: Program) -> None:
    answer = kho.inside("--archive", "kho", "reconcile", "không có ai", BODIES[0])
    assert answer.code == 2
    assert "không có ai" in answer.err
