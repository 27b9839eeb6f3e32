"""Every command of docs/reconciliation.md runs as it stands, and the merger ends as the page says."""

from __future__ import annotations

import re
import shlex
import shutil
from pathlib import Path

import docx
import pytest
from support.program import ROOT, Program, Result

PAGE = ROOT / "docs" / "reconciliation.md"
A, B = "Tỉnh ủy Lam Sơn Hạ", "Tỉnh ủy Bạch Khê Thượng"


def commands() -> list[str]:
    """Lines of the page's shell blocks, in order."""
    blocks = re.findall(r"(?ms)^```sh\n(.*?)^```", PAGE.read_text(encoding="utf-8"))
    return [line for block in blocks for line in block.splitlines() if line.strip()]


def fill_in(path: Path) -> None:
    """Do what the page asks a person to do between export and import."""
    book = docx.Document(str(path))
    pairs = next(table for table in book.tables if len(table.columns) == 10)
    for row in pairs.rows[1:4]:
        if not row.cells[4].text:
            row.cells[4].text, row.cells[5].text = "thay thế", "một văn bản chung"
    book.save(str(path))


@pytest.fixture(scope="module")
def answers(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[Result]]:
    """What each command answered, in order where one stands twice."""
    home = tmp_path_factory.mktemp("hop-nhat")
    shutil.copytree(ROOT / "sample_archive" / "merger", home / "sample_archive" / "merger")
    environ: dict[str, str] = {}
    program = Program(home=home, environ=environ)
    found: dict[str, list[Result]] = {}
    for line in commands():
        if line.startswith("export "):
            name, _, value = line.removeprefix("export ").partition("=")
            environ[name] = value
            continue
        call = shlex.split(line)
        assert call[0] == "archivist", line
        if "--import" in call and "--dry-run" in call:
            fill_in(home / "ra-soat.docx")
        answer = program.inside(*call[1:])
        assert answer.code == 0, f"{line}\n{answer.out}{answer.err}"
        found.setdefault(line, []).append(answer)
    return found


def of(answers: dict[str, list[Result]], begin: str) -> list[str]:
    """Output of the commands that begin so, in order."""
    return [one.out + one.err for line, some in answers.items() if line.startswith(begin) for one in some]


def test_the_page_goes_through_the_whole_merger(answers: dict[str, list[Result]]) -> None:
    told = {line.split()[1] for line in answers}
    wanted = {
        "fonds",
        "dossier",
        "register",
        "issuer",
        "relations",
        "status",
        "reconcile",
        "compare",
        "reconcile-decide",
        "coverage",
        "reviews",
    }
    assert wanted <= told


def test_each_predecessor_keeps_its_fonds(answers: dict[str, list[Result]]) -> None:
    listed = answers["archivist fonds"][0].out
    for name in ("lam-son-ha", "bach-khe-thuong", "lam-khe"):
        assert name in listed
    (found,) = of(answers, 'archivist search "fonds:lam-khe')
    assert "08-QĐi/TU" in found
    assert "47-QĐi/TU" not in found


def test_statuses_change_only_with_confirmed_relations(answers: dict[str, list[Result]]) -> None:
    assert "no longer in force since 2023-02-20" in of(answers, "archivist status 38-QĐi/TU")[0]
    amended, before = of(answers, "archivist status 66-QĐi/TU")
    assert "partly amended" in amended
    assert "partly" not in before
    assert "no longer in force since 2026-01-20" in of(answers, "archivist status 47-QĐi/TU")[0]
    assert "On 2025-12-31: in force" in of(answers, "archivist status 52-QĐi/TU")[0]


def test_the_worksheet_shrinks_by_the_pair_that_was_replaced(answers: dict[str, list[Result]]) -> None:
    first, *_, last = of(answers, f'archivist reconcile "{A}" "{B}"')
    count = [int(re.findall(r"(\d+) pairs", text)[0]) for text in (first, last)]
    assert count[0] - count[1] == 1
    assert "52-QĐi/TU" in first
    assert "52-QĐi/TU" not in last


def test_what_was_filled_in_is_recorded_once(answers: dict[str, list[Result]]) -> None:
    tried, taken = of(answers, "archivist reconcile-decide --import")
    new = int(re.findall(r"(\d+) decisions would be recorded", tried)[0])
    assert new >= 1
    assert f"{new} decisions recorded" in taken


def test_who_has_issued_an_implementing_document(answers: dict[str, list[Result]]) -> None:
    (shown,) = of(answers, "archivist coverage")
    assert "05-KH/ĐU" in shown
    assert "not held here" in next(line for line in shown.splitlines() if "Bến Trang" in line)
    (bases,) = of(answers, "archivist relations 36-CTr/TU --bases")
    assert "9145-NQ/TW" in bases
