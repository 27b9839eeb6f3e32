"""``archivist classes``, ``revise --class`` and ``class:`` in a search, in both languages."""

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
    write_party(folder / "in" / "a.txt", "15-NQ/TU", subject="về chuyển đổi số trong các cơ quan đảng")
    assert program.inside("add", folder / "in").code == 0
    return folder


@pytest.fixture
def kho(made: Path, cli: Program, tmp_path: Path) -> Program:
    copied(made, tmp_path)
    return Program(home=cli.home, environ={"ARCHIVIST_ARCHIVE": str(tmp_path / "kho")})


def test_the_plan_is_listed_and_shown(kho: Program) -> None:
    english = kho.inside("classes", "--language", "en")
    assert english.code == 0
    assert "Digital transformation" in english.out
    assert "1 document has a class" in english.err
    vietnamese = kho.inside("classes", "--language", "vi", COLUMNS="60")
    assert "Chuyển đổi số, công nghệ thông tin" in " ".join(vietnamese.out.split())
    assert max(len(line) for line in vietnamese.out.splitlines()) <= 60
    shown = kho.inside("classes", "show", "chuyen-doi-so", "--language", "vi").out
    assert "Thời hạn lưu trữ (gợi ý)" in shown
    assert "Ví dụ" in shown
    assert kho.inside("classes", "show", "zzz").code == 2


def test_a_suggestion_says_why_and_a_person_sets_another(kho: Program) -> None:
    shown = kho.inside("show", "15-NQ/TU", "--language", "vi").out
    assert "Lĩnh vực" in shown
    assert "Chuyển đổi số, công nghệ thông tin" in shown
    assert "chuyển đổi số" in shown.split("Lĩnh vực", 1)[1]
    assert kho.inside("search", "class:chuyen-doi-so").out
    answer = kho.inside("revise", "15-NQ/TU", "--class", "van-thu-luu-tru", "--language", "vi")
    assert answer.code == 0
    assert "15-NQ/TU" in kho.inside("search", "lĩnh-vực:van-thu-luu-tru", "--language", "vi").out
    assert kho.inside("revise", "15-NQ/TU", "--class", "zzz").code == 2


def test_the_plan_is_written_once_and_checked(kho: Program) -> None:
    path = Path(kho.inside("classes", "write").out.strip())
    assert path.name == "scheme.toml"
    assert kho.inside("classes", "write").code == 2
    path.write_text(path.read_text(encoding="utf-8").replace("title = ", "titel = ", 1), encoding="utf-8")
    answer = kho.inside("classes", "--language", "en")
    assert answer.code == 15
    assert "unknown key 'titel'" in answer.err


def test_training_says_what_is_missing(kho: Program) -> None:
    answer = kho.inside("classes", "train", "--language", "en")
    assert answer.code == 2
    assert "too little to learn from" in answer.err


@pytest.mark.parametrize(
    ("command", "said"),
    [
        (("classes", "show", "khong-co"), "không chỉ đúng một lĩnh vực"),
        (("classes", "train"), "chưa đủ để học: 0 văn bản"),
        (("revise", "15-NQ/TU", "--class", "khong-co"), "đang có: lanh-dao-chi-dao-chung"),
        (("revise", "15-NQ/TU", "--kind", "khong-co"), "không có loại văn bản nào"),
    ],
)
def test_refusals_are_said_in_vietnamese(kho: Program, command: tuple[str, ...], said: str) -> None:
    answer = kho.inside(*command, "--language", "vi")
    assert answer.code != 0
    assert said in " ".join(answer.err.split())
