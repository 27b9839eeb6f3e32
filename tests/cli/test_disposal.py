"""``archivist retention list, decide, dispose`` as users see them."""

from __future__ import annotations

import os
import pty
import subprocess
from pathlib import Path

from support.directives import write_party
from support.program import COMMAND, Program

SCHEDULE = 'name="Mẫu"\nbasis="QĐ mẫu"\n[[line]]\ncode="1"\ntitle="Báo cáo"\nperiod="5"\n'


def test_from_the_list_to_the_tombstone_in_both_languages(tmp_path: Path) -> None:
    program = Program(home=tmp_path, environ={"ARCHIVIST_ARCHIVE": str(tmp_path / "kho")})
    assert program.inside("init", tmp_path / "kho").code == 0
    (tmp_path / "kho" / "schedules").mkdir()
    (tmp_path / "kho" / "schedules" / "a.toml").write_text(SCHEDULE, "utf-8")
    for number in ("15-BC/TU", "16-BC/TU"):
        path = write_party(
            tmp_path / f"{number[:2]}.txt", number, kind="BÁO CÁO", day="ngày 15 tháng 03 năm 2001"
        )
        assert program.inside("add", path).code == 0
        assert program.inside("review", "--accept", number, "--by", "Bà Mẫu").code == 0
    made = program.inside("--language", "vi", "retention", "list", "--by", "Bà Mẫu", COLUMNS="60")
    assert "Danh mục tài liệu hết giá trị số 1" in made.out
    assert max(map(len, made.out.splitlines())) <= 60
    assert program.inside("retention", "decide", "1", "--approve", "--why", "x").code == 2, "who?"
    assert program.inside("retention", "decide", "1", "--by", "x", "--why", "x").code == 2, "which?"
    said = ("--by", "Ông Thử", "--why", "hết giá trị")
    decided = program.inside("--language", "en", "retention", "decide", "1", "15-BC/TU", "--approve", *said)
    assert "approved (Ông Thử: hết giá trị)" in " ".join(decided.out.split())
    id_ = program.inside("show", "15-BC/TU", "--json").records[0]["id"]
    asked = program.inside("--language", "en", "retention", "dispose", "1", "--by", "Bà Mẫu")
    assert asked.code == 2
    assert "--yes" in asked.err
    assert program.inside("retention", "hold", "15-BC/TU", "--why", "thanh tra").code == 0
    kept = program.inside("--language", "vi", "retention", "dispose", "1", "--by", "Bà Mẫu", "--yes")
    assert kept.code == 3, "partly"
    assert "giữ lại: có lệnh giữ lại" in kept.out
    assert program.inside("retention", "unhold", "15-BC/TU", "--why", "xong").code == 0
    assert _typed(program, "y") == 2, "a mere yes is not enough"
    assert program.inside("show", "15-BC/TU").code == 0
    done = program.inside("retention", "dispose", "1", "--by", "Bà Mẫu", "--yes", "--json")
    assert [(one["document"], one["done"]) for one in done.records] == [(id_, True)]
    assert done.code == 0
    for reference in (id_[:8], "15-BC/TU"):
        shown = program.inside("--language", "vi", "show", str(reference)).out
        assert "Đã tiêu hủy" in shown
        assert "Ông Thử: hết giá trị" in shown
    record = program.inside("show", str(id_), "--json").records[0]
    assert (record["type"], record["number"], record["list"]) == ("tombstone", "15-BC/TU", 1)
    listed = program.inside("retention", "list", "1", "--json").records[0]
    assert [line["state"] for line in listed["lines"]] == ["disposed", "open"]
    assert program.inside("rebuild").code == 0
    assert program.inside("check").code == 0
    assert program.inside("show", "20-BC/TU").code == 16
    assert "15-BC/TU" not in program.inside("search", "báo cáo").out
    assert program.inside("retention", "list", "--export", tmp_path / "d.html").code == 2, "of which list?"
    written = program.inside("--language", "vi", "retention", "list", "1", "--export", tmp_path / "d.html")
    assert written.code == 0, written.err
    assert "đã hủy (Ông Thử: hết giá trị)" in (tmp_path / "d.html").read_text("utf-8")
    assert program.inside("fonds", "add", "lam-ha", "Phông Lam Hạ").code == 0
    assert program.inside("fonds", "assign", "lam-ha", "--all-without").code == 0
    assert program.inside("dossier", "create", "lam-ha", "Hồ sơ báo cáo").code == 0
    assert program.inside("dossier", "add", "lam-ha:1", "16-BC/TU").code == 0
    assert program.inside("dossier", "close", "lam-ha:1", "--on", "2001").code == 0
    assert program.inside("retention", "decide", "1", "lam-ha:9", "--approve", *said).code == 2
    again = ("retention", "decide", "1", "lam-ha:1", "--approve", *said)
    assert program.inside(*again).code == 0
    assert _typed(program, "1-1") == 0
    gone = program.inside("--language", "vi", "dossier", "show", "lam-ha:1", COLUMNS="60").out
    assert "danh mục hủy số 1" in " ".join(gone.split())
    assert max(map(len, gone.splitlines())) <= 60
    reopened = program.inside("--language", "vi", "dossier", "reopen", "lam-ha:1", "--why", "x")
    assert (reopened.code, "đã hủy ngày" in reopened.err) == (2, True)
    assert "16-BC/TU" in program.inside("show", "16-BC/TU", "--json").out
    assert program.inside("show", "16-BC/TU", "--json").records[0]["type"] == "tombstone"


def _typed(program: Program, answer: str) -> int:
    """Exit code of `dispose` on a terminal where this is typed."""
    ours, theirs = pty.openpty()
    os.write(ours, answer.encode() + b"\n")
    done = subprocess.run(
        [*COMMAND, "retention", "dispose", "1", "--by", "Bà Mẫu"],
        env=program.environment(),
        stdin=theirs,
        capture_output=True,
        check=False,
    )
    os.close(ours)
    os.close(theirs)
    return done.returncode
