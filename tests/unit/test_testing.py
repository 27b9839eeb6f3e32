"""The shipped makers write files archivist reads, the same every time, with the standard library alone."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archivist.extract.limits import Limits
from archivist.extract.pool import WorkerPool
from archivist.extracted import Extracted
from archivist.testing import FailingFile, Place, make_docx, make_odt, make_pdf, make_txt

TEXT = "TỈNH ỦY LAM KHÊ\nSố 12-NQ/TU\nNghị quyết về lưu trữ: ẵẫẳ ựửỡ Đđ ‘‘–’’"


def _extract(path: Path, tmp_path: Path) -> Extracted:
    parts = tmp_path / "parts"
    parts.mkdir(exist_ok=True)
    with WorkerPool(Limits(), workers=1) as pool:
        return pool.extract(path, parts_dir=parts, file_name=path.name)


def test_a_made_pdf_gives_its_vietnamese_text_back(tmp_path: Path) -> None:
    found = _extract(make_pdf(tmp_path / "a.pdf", TEXT, title="Đề án"), tmp_path)
    assert found.pages[0].text.splitlines() == [line.replace("–", "–") for line in TEXT.splitlines()]
    assert found.metadata["title"] == "Đề án"


def test_each_text_of_a_list_is_a_page_and_long_ones_go_on(tmp_path: Path) -> None:
    found = _extract(make_pdf(tmp_path / "a.pdf", ["một", "\n".join(["dòng"] * 60)]), tmp_path)
    assert [page.text.split()[0] for page in found.pages] == ["một", "dòng", "dòng"]


def test_lines_stand_where_they_were_placed(tmp_path: Path) -> None:
    place = Place(text="Số 12-NQ/TU", x=297.64, y=200, centred=True)
    found = _extract(make_pdf(tmp_path / "a.pdf", pages=[[place]]), tmp_path)
    (line,) = found.pages[0].lines
    assert line.box is not None
    assert (line.box.x0 + line.box.x1) / 2 == pytest.approx(297.64, abs=2)
    assert line.box.top < 200 < line.box.bottom + 4


def test_a_letter_the_font_lacks_is_refused_not_lost(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="no glyph"):
        make_pdf(tmp_path / "a.pdf", "漢字")


def test_the_same_call_gives_the_same_bytes(tmp_path: Path) -> None:
    for suffix, maker in ((".pdf", make_pdf), (".docx", make_docx), (".odt", make_odt), (".txt", make_txt)):
        first, second = maker(tmp_path / f"a{suffix}", TEXT), maker(tmp_path / f"b{suffix}", TEXT)
        assert first.read_bytes() == second.read_bytes()


def test_office_files_give_their_lines_back(tmp_path: Path) -> None:
    for path in (
        make_odt(tmp_path / "a.odt", "Số < 5 & hơn\nhai"),
        make_docx(tmp_path / "a.docx", "Số < 5 & hơn\nhai"),
    ):
        assert _extract(path, tmp_path).pages[0].text.split("\n") == ["Số < 5 & hơn", "hai"]


def test_the_head_of_a_docx_stands_in_two_columns(tmp_path: Path) -> None:
    path = make_docx(tmp_path / "a.docx", "Thân bài", head=[("TỈNH ỦY LAM KHÊ\n*", "ĐẢNG CỘNG SẢN VIỆT NAM")])
    lines = _extract(path, tmp_path).pages[0].lines
    columns = {line.text: line.column.value for line in lines}
    assert columns["TỈNH ỦY LAM KHÊ"] == "left"
    assert columns["ĐẢNG CỘNG SẢN VIỆT NAM"] == "right"


def test_text_is_written_in_the_encoding_asked_for(tmp_path: Path) -> None:
    assert make_txt(tmp_path / "a.txt", "Đảng", encoding="utf-16").read_bytes().decode("utf-16") == "Đảng"


def test_importing_the_makers_loads_no_test_library() -> None:
    code = "import sys, archivist.testing; print(sorted({'fpdf', 'docx', 'reportlab', 'pypdf', 'PIL'} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_a_failing_file_does_what_its_script_says() -> None:
    file = FailingFile("RSEZ", b"abcdef")
    assert file.read(2) == b"ab"
    assert file.read(2) == b"c"
    with pytest.raises(OSError, match="made for a test"):
        file.read(2)
    assert file.read(2) == b""
    assert file.read() == b"def"


def test_an_unknown_step_is_refused() -> None:
    with pytest.raises(ValueError, match="unknown steps"):
        FailingFile("RX")


@given(st.binary(), st.text("RS", max_size=8))
def test_short_reads_lose_nothing(data: bytes, script: str) -> None:
    file, out = FailingFile(script, data), b""
    while part := file.read(3):
        out += part
    assert out == data
