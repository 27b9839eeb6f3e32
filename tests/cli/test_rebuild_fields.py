"""``archivist rebuild --fields``: what would change, what changed, what stays as a person said."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from support.copies import copied
from support.directives import write_party
from support.program import Program


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An archive with a document that an earlier reader misread, and one a person corrected."""
    folder = tmp_path_factory.mktemp("made")
    program = Program(home=folder, environ={"ARCHIVIST_ARCHIVE": str(folder / "kho")})
    assert program.inside("init", folder / "kho").code == 0
    write_party(folder / "in" / "a.txt", "15-NQ/TU")
    write_party(folder / "in" / "b.txt", "16-NQ/TU", subject="về công tác cán bộ")
    assert program.inside("add", folder / "in").code == 0
    path = Path(program.inside("open", "15-NQ/TU").out.rstrip("\n")).parent / "record.json"
    record = json.loads(path.read_text(encoding="utf-8"))
    record["readings"]["subject"]["value"] = "đọc sai"
    path.write_text(json.dumps(record, ensure_ascii=False), encoding="utf-8")
    assert program.inside("rebuild").code == 0
    assert program.inside("revise", "16-NQ/TU", "--number", "17-NQ/TU", "--by", "Mai").code == 0
    return folder


@pytest.fixture
def kho(made: Path, cli: Program, tmp_path: Path) -> Program:
    copied(made, tmp_path)
    return Program(home=cli.home, environ={"ARCHIVIST_ARCHIVE": str(tmp_path / "kho")})


def test_a_dry_run_shows_and_changes_nothing(kho: Program) -> None:
    answer = kho.inside("rebuild", "--fields", "--dry-run", "--language", "en")
    assert answer.code == 0
    assert "Subject: đọc sai → về chuyển đổi số" in " ".join(answer.out.split())
    assert "Number: stays 17-NQ/TU, as a person said (read now: 16-NQ/TU)" in answer.out
    assert "1 would change" in answer.err
    assert "đọc sai" in kho.inside("show", "15-NQ/TU").out


def test_it_changes_what_reads_differently_and_says_so_in_vietnamese(kho: Program) -> None:
    answer = kho.inside("rebuild", "--fields", "--language", "vi")
    assert answer.code == 0
    assert "Số, ký hiệu: giữ 17-NQ/TU như người dùng đã nêu (nay đọc được: 16-NQ/TU)" in answer.out
    assert "1 văn bản đã thay đổi" in answer.err
    shown = kho.inside("show", "15-NQ/TU", "--language", "vi").out
    assert "đọc lại, Trích yếu – đọc lại bằng bộ đọc hiện nay" in " ".join(shown.split())
    assert kho.inside("rebuild", "--fields", "--language", "vi").err.count("0 văn bản đã thay đổi") == 1
    assert kho.inside("check").code == 0


def test_in_json(kho: Program) -> None:
    *records, summary = kho.inside("rebuild", "--fields", "--json").records
    changed = next(one for one in records if one["outcome"] == "changed")
    assert changed["changes"] == [
        {"field": "subject", "before": "đọc sai", "after": "về chuyển đổi số trong các cơ quan đảng"}
    ]
    same = next(one for one in records if one["outcome"] == "same")
    assert same["kept"] == [{"field": "number", "before": "17-NQ/TU", "after": "16-NQ/TU"}]
    assert (summary["changed"], summary["same"], summary["dry_run"]) == (1, 1, False)


def test_options_that_do_not_go_together(kho: Program) -> None:
    assert kho.inside("rebuild", "--dry-run").code == 2
    assert kho.inside("rebuild", "--fields", "--index").code == 2
