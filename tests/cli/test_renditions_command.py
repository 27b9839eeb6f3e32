"""`archivist renditions` and the folded hits of `search`, as people and programs see them."""

from __future__ import annotations

from pathlib import Path

import pytest
from support import office
from support.copies import copied
from support.program import Program

from archivist import testing


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An archive with one decision as Word and PDF file."""
    folder = tmp_path_factory.mktemp("made")
    program = Program(home=folder)
    root = folder / "kho"
    assert program.inside("init", root).code == 0
    testing.make_docx(folder / "dự thảo.docx", office.DECISION)
    testing.make_pdf(folder / "ký số.pdf", office.DECISION)
    assert program.inside("--archive", root, "add", folder / "dự thảo.docx", folder / "ký số.pdf").code == 0
    return folder


@pytest.fixture
def kho(made: Path, cli: Program, tmp_path: Path) -> Program:
    copied(made, tmp_path)
    return Program(home=cli.home, environ={"ARCHIVIST_ARCHIVE": str(tmp_path / "kho")})


@pytest.mark.parametrize(
    ("language", "words"),
    [("en", "1 more rendition (not confirmed)"), ("vi", "thêm 1 bản khác (chưa xác nhận)")],
)
@pytest.mark.parametrize("columns", [60, 120])
def test_one_hit_names_its_renditions(kho: Program, language: str, words: str, columns: int) -> None:
    program = Program(home=kho.home, environ={**kho.environ, "COLUMNS": str(columns)})
    shown = program.inside("--language", language, "search", "105-QĐ/TU")
    assert words in " ".join(shown.out.split())
    assert "dự thảo.docx" in shown.out
    assert kho.inside("--json", "search", "105-QĐ/TU").records[-1]["total"] == 1
    both = kho.inside("--json", "search", "105-QĐ/TU", "--all-renditions").records
    assert both[-1]["total"] == 2
    assert both[0]["renditions"] == []


def test_listed_confirmed_and_split(kho: Program) -> None:
    hit = kho.inside("--json", "search", "105-QĐ/TU").records[0]
    one, other = hit["document"]["id"], hit["renditions"][0]["id"]
    (like, summary) = kho.inside("--json", "renditions").records
    assert (set(like["documents"]), summary["total"]) == ({one, other}, 1)
    shown = kho.inside("--language", "vi", "renditions")
    assert "giống nhau về: " in shown.out
    assert "trích yếu (chắc 97 %)" in " ".join(shown.out.split())
    assert f"archivist renditions confirm {like['documents'][0][:8]}" in shown.out
    assert kho.inside("renditions", "confirm", one[:8], other[:8], "--why", "đã so").code == 0
    assert kho.inside("--json", "renditions").records[-1]["total"] == 0
    work = kho.inside("--json", "renditions", "show", one[:8]).records[0]
    assert work["confirmed"]
    assert kho.inside("renditions", "split", one[:8]).code == 0
    assert kho.inside("--json", "search", "105-QĐ/TU").records[-1]["total"] == 2
    alone = kho.inside("renditions", "split", one[:8])
    assert alone.code == 2
    assert "shown alone" in alone.err
    assert kho.inside("check").code == 0
