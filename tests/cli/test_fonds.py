"""``archivist fonds`` as a user sees it."""

from __future__ import annotations

from pathlib import Path

import pytest
from support.copies import copied
from support.directives import write_party
from support.program import Program


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("made")
    program = Program(home=folder, environ={"ARCHIVIST_ARCHIVE": str(folder / "kho")})
    assert program.inside("init", folder / "kho").code == 0
    for code, name in (("lam-ha", "Phông Tỉnh ủy Lam Hạ"), ("moi", "Phông Tỉnh ủy Mới")):
        assert program.inside("fonds", "add", code, name, "--by", "Bà Mẫu").code == 0
    write_party(folder / "den" / "a.txt", "15-NQ/TU")
    assert program.inside("add", folder / "den", "--fonds", "lam-ha").code == 0
    return folder


@pytest.fixture
def kho(made: Path, tmp_path: Path) -> Program:
    copied(made, tmp_path)
    return Program(home=tmp_path, environ={"ARCHIVIST_ARCHIVE": str(tmp_path / "kho")})


def test_list_and_show_in_both_languages(kho: Program) -> None:
    english = kho.inside("--language", "en", "fonds")
    assert "Phông Tỉnh ủy Lam Hạ" in english.out
    assert "2 fonds" in english.out + english.err
    closed = kho.inside("--language", "vi", "fonds", "close", "lam-ha", "--on", "30/6/2025", "--by", "Bà Mẫu")
    assert closed.code == 0, closed.err
    shown = kho.inside("--language", "vi", "fonds", "show", "lam-ha").out
    assert "Ngày đóng" in shown
    assert "30/06/2025" in shown
    assert "phông lam-ha" in kho.inside("--language", "vi", "show", "15-NQ/TU").out


def test_narrow(kho: Program) -> None:
    answer = kho.inside("--language", "vi", "fonds", COLUMNS="60")
    assert max(map(len, answer.out.splitlines())) <= 60


def test_assign_by_query_and_json(kho: Program) -> None:
    moved = kho.inside("fonds", "assign", "moi", "--query", "fonds:lam-ha", "--why", "thử", "--json")
    assert moved.records[0]["receipts"] == 1
    one, two, summary = kho.inside("fonds", "--json").records
    assert (one["documents"], two["documents"], summary["total"]) == (0, 1, 2)
    assert kho.inside("stats", "--json").records[0]["fonds"] == {"lam-ha": 0, "moi": 1}
    assert kho.inside("check").code == 0


def test_mistakes_are_answered(kho: Program) -> None:
    assert kho.inside("fonds", "add", "LAM HẠ", "x").code == 2
    assert kho.inside("fonds", "assign", "moi").code == 2
    assert kho.inside("fonds", "revise", "moi").code == 2
    assert kho.inside("add", kho.home / "den", "--fonds", "khong-co").code == 2
    assert kho.inside("search", "fonds:khong-co").code != 0


def test_what_is_in_no_fonds_is_assigned_in_bulk(kho: Program) -> None:
    write_party(kho.home / "sau" / "b.txt", "16-NQ/TU")
    assert kho.inside("add", kho.home / "sau").code == 0
    assert "(chưa thuộc phông nào)" in kho.inside("--language", "vi", "fonds").out
    refused = kho.inside("--language", "vi", "fonds", "assign", "moi", "16-NQ/TU", "--all-without")
    assert refused.code == 2
    assert "--all-without chỉ dùng một mình" in refused.err
    moved = kho.inside("fonds", "assign", "moi", "--all-without", "--by", "Bà Mẫu", "--json")
    assert moved.records[0]["receipts"] == 1
    assert [one["documents"] for one in kho.inside("fonds", "--json").records[:2]] == [1, 1]
    assert kho.inside("fonds", "assign", "moi", "--all-without", "--json").records[0]["receipts"] == 0


def test_doctor_names_fonds_of_the_settings_that_are_unknown(kho: Program) -> None:
    settings = kho.home / "kho" / "archive.toml"
    text = settings.read_text("utf-8")
    assert text.count("[fonds]\n") == 1
    settings.write_text(text.replace("[fonds]\n", '[fonds]\ndefault_fonds = "nham"\n'), "utf-8")
    answer = kho.inside("--language", "vi", "doctor", COLUMNS="60")
    assert answer.code == 3
    assert "nham" in answer.out
    write_party(kho.home / "sau" / "b.txt", "16-NQ/TU")
    added = kho.inside("--language", "en", "add", kho.home / "sau")
    assert added.code == 0
    assert "the settings name fonds that are not on record: nham" in added.err
    assert "cài đặt nêu phông chưa có trong sổ" in " ".join(answer.out.split())


def test_unknown_fonds_files_nothing(kho: Program) -> None:
    write_party(kho.home / "sau" / "b.txt", "16-NQ/TU")
    refused = kho.inside("--language", "vi", "add", kho.home / "sau", "--fonds", "khong-co")
    assert refused.code == 2
    assert "archivist fonds list" in refused.err
    assert len(kho.inside("find", "16-NQ/TU", "--json").records) <= 1
    assert sum(one["documents"] for one in kho.inside("fonds", "--json").records[:2]) == 1


def test_a_closed_fonds_that_was_named_is_told_and_reviewed(kho: Program) -> None:
    assert kho.inside("fonds", "close", "lam-ha", "--on", "30/6/2025", "--by", "Bà Mẫu").code == 0
    write_party(kho.home / "sau" / "c.txt", "17-NQ/TU", day="ngày 01 tháng 07 năm 2025")
    added = kho.inside("--language", "vi", "add", kho.home / "sau", "--fonds", "lam-ha", COLUMNS="60")
    assert added.code == 0, "it is filed: nothing is lost"
    assert "phông được chỉ định đã đóng" in " ".join(added.out.split())
    review = kho.inside("--language", "en", "review", "--reason", "fonds-closed").out
    assert "17-NQ/TU" in review
    advice = " ".join(review.split())
    assert "archivist fonds assign FONDS" in advice
    assert "FONDS ID" not in advice, "the id stands in the command, ready to be copied"
    document, summary = kho.inside("review", "--json").records
    assert (document["reasons"][-1], summary["receipts_without_fonds"]) == ("fonds-closed", 1)
    assert "(chưa thuộc phông nào)" in kho.inside("--language", "vi", "show", "17-NQ/TU").out


def test_an_archive_may_begin_with_its_fonds(tmp_path: Path) -> None:
    program = Program(home=tmp_path, environ={"ARCHIVIST_ARCHIVE": str(tmp_path / "kho")})
    for wrong in ("tu-lam-ha", "TU=Phông", "=Phông"):
        assert program.inside("init", tmp_path / "kho", "--fonds", wrong).code == 2
    assert not (tmp_path / "kho").exists(), "a mistake makes no archive"
    assert program.inside("init", tmp_path / "kho", "--fonds", "lam-ha=Phông Tỉnh ủy Lam Hạ").code == 0
    write_party(tmp_path / "den" / "a.txt", "15-NQ/TU")
    assert program.inside("add", tmp_path / "den").code == 0
    assert [one["receipts"] for one in program.inside("fonds", "--json").records[:1]] == [1]
    second = program.inside("--language", "vi", "fonds", "add", "moi", "Phông mới", "--by", "Bà Mẫu")
    assert "default_fonds" in second.err + second.out


def test_fonds_begun_late_say_what_is_still_to_be_placed(tmp_path: Path) -> None:
    program = Program(home=tmp_path, environ={"ARCHIVIST_ARCHIVE": str(tmp_path / "kho")})
    assert program.inside("init", tmp_path / "kho").code == 0
    write_party(tmp_path / "den" / "a.txt", "15-NQ/TU")
    assert program.inside("add", tmp_path / "den").code == 0
    review = program.inside("--language", "vi", "review")
    assert "Chưa lập phông nào" in review.out + review.err
    added = program.inside("--language", "en", "fonds", "add", "lam-ha", "Phông Lam Hạ", "--by", "Bà Mẫu")
    assert "fonds assign lam-ha --all-without" in " ".join((added.out + added.err).split())
    assert program.inside("fonds", "assign", "lam-ha", "--all-without").code == 0
    assert program.inside("review", "--json").records[-1]["receipts_without_fonds"] == 0


def test_a_fonds_of_a_merger_continues_both(kho: Program) -> None:
    both = ("--continues", "lam-ha", "--continues", "moi")
    added = kho.inside("--language", "vi", "fonds", "add", "hop-nhat", "Phông hợp nhất", *both)
    assert "lam-ha, moi" in added.out
    assert kho.inside("fonds", "show", "hop-nhat", "--json").records[0]["continues"] == ["lam-ha", "moi"]
    assert kho.inside("fonds", "revise", "hop-nhat", "--continues", "").code == 0
    assert kho.inside("fonds", "show", "hop-nhat", "--json").records[0]["continues"] == []
