"""``archivist register`` as a user sees it."""

from __future__ import annotations

from pathlib import Path

import pytest
from pypdf import PdfReader
from support.copies import copied
from support.program import Program
from support.registers import OWN, configure, drop

from archivist.workspace import now

YEAR = now().astimezone().year


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("made")
    program = Program(home=folder)
    assert program.inside("init", "kho").code == 0
    configure(folder / "kho", f'registers own_bodies = ["{OWN}"]')
    drop(folder)
    answer = program.inside("--archive", "kho", "add", "den", "di", "--language", "vi")
    assert answer.code == 0
    assert f"số đến 1/{YEAR}" in answer.out
    assert f"số đến 2/{YEAR}" in answer.out
    return folder


@pytest.fixture
def kho(made: Path, tmp_path: Path) -> Program:
    return Program(home=copied(made, tmp_path))


def run(kho: Program, *words: str) -> str:
    answer = kho.inside("--archive", "kho", "register", *words)
    assert answer.code == 0, answer.err
    return answer.out + answer.err


def test_lines_are_shown_and_filled_in_both_languages(kho: Program) -> None:
    run(kho, "fill", "2", "--forwarded-to", "Phòng Tổng hợp", "--forwarded-on", "1/3/2026", "--by", "Lan")
    english = run(kho, "incoming", "--language", "en")
    assert "Forwarded to" in english
    assert "2026-03-01" in english
    assert "2 lines" in english
    vietnamese = run(kho, "incoming", "--language", "vi")
    assert "Đơn vị hoặc người nhận  Phòng Tổng hợp" in vietnamese
    assert "01/03/2026" in vietnamese
    assert "2 dòng" in vietnamese
    history = run(kho, "history", "16-CT/TU", "--language", "vi")
    assert "Lan" in history
    assert "Ngày chuyển" in history


def test_the_outgoing_register(kho: Program) -> None:
    run(kho, "fill", "21-QĐ/TU", "--recipients", "Các huyện ủy", "--copies", "12", "--by", "Lan")
    shown = run(kho, "outgoing", "--year", "2024", "--language", "vi")
    assert "21-QĐ/TU" in shown
    assert "Nơi nhận" in shown
    assert "1 dòng" in shown


def test_as_json(kho: Program) -> None:
    first, second, summary = kho.inside("--archive", "kho", "register", "incoming", "--json").records
    assert first["arrival"]["number"] == 1
    assert second["number"] == "16-CT/TU"
    assert second["forwarded_to"] is None
    assert summary["total"] == 2
    (line, _) = kho.inside("--archive", "kho", "register", "outgoing", "--year", "2024", "--json").records
    assert (line["number"], line["copies"]) == ("21-QĐ/TU", None)
    (entry,) = kho.inside("--archive", "kho", "register", "fill", "1", "--remark", "khẩn", "--json").records
    assert entry["columns"] == {"remark": "khẩn"}
    (arrival,) = kho.inside("--archive", "kho", "register", "enter", "21-QĐ/TU", "--json").records
    assert arrival["number"] == 3
    shown, *_ = kho.inside("--archive", "kho", "show", "16-CT/TU", "--json").records
    assert shown["receipts"][0]["arrival"]["number"] == 2


def test_it_is_exported_in_the_language_asked_for(kho: Program, tmp_path: Path) -> None:
    said = run(kho, "incoming", "--export", "so.html", "--language", "vi")
    assert "2 dòng" in said
    assert "trình duyệt" in said
    assert "SỔ ĐĂNG KÝ VĂN BẢN ĐẾN" in (tmp_path / "so.html").read_text(encoding="utf-8")
    run(kho, "incoming", "--export", "so.pdf", "--language", "vi")
    assert "SỔ ĐĂNG KÝ VĂN BẢN ĐẾN" in PdfReader(tmp_path / "so.pdf").pages[0].extract_text()
    run(kho, "incoming", "--export", "so.csv", "--language", "en")
    assert (tmp_path / "so.csv").read_text(encoding="utf-8-sig").startswith("Date of arrival,")


def test_wrong_lines_are_answered_in_vietnamese(kho: Program) -> None:
    answer = kho.inside("--archive", "kho", "register", "fill", "99", "--remark", "x", "--language", "vi")
    assert answer.code == 2
    assert f"số đến 99/{YEAR} chưa được cấp" in answer.err
    answer = kho.inside("--archive", "kho", "register", "incoming", "--book", "mian", "--language", "vi")
    assert "không có sổ" in answer.err


def test_an_old_archive_is_taken_over_without_numbers(kho: Program, tmp_path: Path) -> None:
    (tmp_path / "cu").mkdir()
    (tmp_path / "cu/a.txt").write_text((tmp_path / "den/15.txt").read_text(encoding="utf-8") + "\nthêm\n")
    answer = kho.inside("--archive", "kho", "add", "cu", "--no-register", "--language", "vi")
    assert answer.code == 0
    assert "số đến" not in answer.out
    assert "2 dòng" in run(kho, "incoming", "--language", "vi")
    folder = ("inbox", "folder", "add", "Kho cũ", "--book", "none", "--language", "vi")
    assert "không cấp số đến" in kho.inside("--archive", "kho", *folder).out
