"""``archivist withheld``, and what the program says of policies for marked documents."""

from __future__ import annotations

from pathlib import Path

import pytest
from support.directives import write_party
from support.program import Program


def archive_with(cli: Program, root: Path, *lines: str) -> Program:
    program = Program(home=cli.home, environ={"ARCHIVIST_ARCHIVE": str(root)})
    assert program.inside("init", root).code == 0
    settings = root / "archive.toml"
    text = settings.read_text(encoding="utf-8")
    settings.write_text(text.replace("[filing]\n", "\n".join(["[filing]", *lines, ""])), encoding="utf-8")
    return program


def test_numbers_are_listed_in_both_languages(cli: Program, tmp_path: Path) -> None:
    kho = archive_with(cli, tmp_path / "kho", 'secrecy = "register-number-only"')
    assert "Chưa có văn bản nào" in kho.inside("withheld", "--language", "vi").err
    path = write_party(tmp_path / "a.txt", "15-NQ/TU", subject="về điều bí ẩn", mark="MẬT")
    assert kho.inside("add", path).code == 3
    answer = kho.inside("withheld", "--language", "en")
    assert answer.code == 0
    assert "15-NQ/TU" in answer.out
    assert "bí ẩn" not in answer.out
    assert "1 number noted" in answer.err
    assert "đã ghi 1 số" in kho.inside("withheld", "--language", "vi").err
    record, summary = kho.inside("withheld", "--json").records
    assert (record["number"], summary["total"]) == ("15-NQ/TU", 1)
    assert kho.inside("check").code == 0


def test_an_archive_that_notes_none_says_so(cli: Program, tmp_path: Path) -> None:
    kho = archive_with(cli, tmp_path / "kho")
    assert "notes no numbers" in kho.inside("withheld", "--language", "en").err


@pytest.mark.parametrize("language", ["en", "vi"])
def test_the_doctor_looks_for_a_way_out(cli: Program, tmp_path: Path, language: str) -> None:
    kho = archive_with(
        cli, tmp_path / "kho", 'secrecy = "independent-lan"', 'secrecy_basis = "1-QĐ/VPTU, 02/3/2026"'
    )
    assert ("LAN" in kho.inside("doctor", "--language", language).out) is True
    findings = {one.get("name"): one for one in kho.inside("doctor", "--json").records}
    routes = Path("/proc/net/route").read_text(encoding="ascii").splitlines()[1:]
    leads_out = any(line.split()[1] == "00000000" for line in routes)
    assert findings["independent-lan"]["state"] == ("missing" if leads_out else "good")


def test_a_policy_without_its_basis_stops_the_program(cli: Program, tmp_path: Path) -> None:
    kho = archive_with(cli, tmp_path / "kho", 'secrecy = "independent-lan"')
    answer = kho.inside("stats", "--language", "en")
    assert answer.code == 15
    assert "secrecy_basis" in answer.err
