"""Two directives clause by clause."""

from __future__ import annotations

from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st
from support.directives import write_party
from support.program import Program

from archivist.reconciling.comparing import clauses, compare

A = "Mở đầu.\nĐiều 1. Phạm vi\nÁp dụng cho cơ quan.\n1. Hồ sơ nộp trong 12 tháng.\n2. Phim nộp ngay.\nĐiều 2. Hiệu lực từ ngày ký."
B = "Mở đầu.\nĐiều 1. Hiệu lực từ ngày ký.\nĐiều 2. Phạm vi\nÁp dụng cho cơ quan.\n1. Hồ sơ nộp trong 18 tháng.\n3. Báo hằng năm."


def test_clauses_begin_with_articles_and_items() -> None:
    assert clauses(A) == (
        "Mở đầu.",
        "Điều 1. Phạm vi Áp dụng cho cơ quan.",
        "1. Hồ sơ nộp trong 12 tháng.",
        "2. Phim nộp ngay.",
        "Điều 2. Hiệu lực từ ngày ký.",
    )


def test_clauses_find_each_other_wherever_they_stand() -> None:
    rows = {row.a: row.b for row in compare(A, B)}
    assert rows["Điều 1. Phạm vi Áp dụng cho cơ quan."].startswith("Điều 2. Phạm vi")
    assert rows["Điều 2. Hiệu lực từ ngày ký."].startswith("Điều 1. Hiệu lực")
    assert rows["1. Hồ sơ nộp trong 12 tháng."] == "1. Hồ sơ nộp trong 18 tháng."
    assert rows["2. Phim nộp ngay."] == ""
    assert rows[""] == "3. Báo hằng năm."


@given(st.lists(st.sampled_from(A.splitlines() + B.splitlines()), max_size=8))
def test_nothing_of_either_text_is_lost(lines: list[str]) -> None:
    text = "\n".join(lines)
    rows = compare(text, B)
    assert tuple(row.a for row in rows if row.a) == clauses(text)
    assert sorted(row.b for row in rows if row.b) == sorted(clauses(B))
    assert all(row.same for row in compare(text, text))


def test_the_command(tmp_path: Path) -> None:
    program = Program(home=tmp_path)
    program.inside("init", "kho")
    for name, body in (("01-QĐ/TU", A), ("02-QĐ/TU", B)):
        write_party(tmp_path / f"{name[:2]}.txt", name, kind="QUY ĐỊNH", body=body)
        assert program.inside("--archive", "kho", "add", f"{name[:2]}.txt").code == 0
    call = ("--archive", "kho", "compare", "01.txt", "02.txt", "--language")
    wide = program.inside(*call, "vi", COLUMNS="100")
    assert wide.code == 0, wide.err
    assert "│" in wide.out
    assert "12 tháng" in wide.out
    assert "khác nhau" in wide.out + wide.err
    narrow = program.inside(*call, "en", COLUMNS="50")
    assert "│" not in narrow.out
    assert "clauses differ" in narrow.out + narrow.err
    *rows, summary = program.inside(
        "--archive", "kho", "compare", "01.txt", "02.txt", "--all", "--json"
    ).records
    assert len(rows) == summary["total"]


def test_letterheads_recipients_and_signatures_are_no_clauses() -> None:
    text = (
        "TỈNH ỦY LAM HẠ\n*\nSố 12-QĐ/TU\nLam Hạ, ngày 03 tháng 02 năm 2024\nQUYẾT ĐỊNH\nvề giờ làm việc\n"
        "Điều 1. Tám giờ.\nNơi nhận:\n- Các ban,\n- Lưu.\nT/M BAN THƯỜNG VỤ\nBÍ THƯ\nNguyễn Hư Cấu\n"
        "QUY CHẾ\nĐiều 1. Chấm công."
    )
    assert clauses(text) == ("QUYẾT ĐỊNH về giờ làm việc", "Điều 1. Tám giờ.", "Điều 1. Chấm công.")
