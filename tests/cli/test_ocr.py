"""``archivist ocr`` and what ``archivist doctor`` says of recognition."""

from __future__ import annotations

from pathlib import Path

import pytest
from support import scans
from support.copies import copied
from support.program import Program

from archivist.extract.ocr_data import find_setup

needs_tesseract = pytest.mark.skipif(
    not find_setup().usable, reason="needs the system package tesseract-ocr-vie (make system-deps)"
)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("made")
    program = Program(home=folder)
    assert program.inside("init", "kho").code == 0
    scans.scan_pdf(folder / "quet.pdf", scans.state_letter())
    program.inside("--archive", "kho", "add", "quet.pdf")
    return folder


@pytest.fixture
def kho(made: Path, tmp_path: Path) -> Program:
    return Program(home=copied(made, tmp_path))


@needs_tesseract
def test_waiting_scans_are_recognised_and_found(kho: Program) -> None:
    before = kho.inside("--archive", "kho", "search", "tiêu hủy", "--json")
    assert before.records[-1]["total"] == 0
    answer = kho.inside("--archive", "kho", "ocr", "--pending", "--json")
    assert answer.code == 0, answer.err
    recognition, summary = answer.records
    assert recognition["type"] == "recognition"
    assert (recognition["outcome"], recognition["pages"], recognition["revision"]) == ("read", 1, 2)
    assert "number-uncertain" in recognition["reasons"]
    assert summary["read"] == 1
    assert kho.inside("--archive", "kho", "search", "tiêu hủy", "--json").records[-1]["total"] == 1
    again = kho.inside("--archive", "kho", "ocr", "--pending", "--language", "vi")
    assert again.code == 0
    assert "Không có văn bản nào chờ" in again.err


@needs_tesseract
def test_of_a_scan_with_its_own_text_the_stamps_are_looked_for(tmp_path: Path) -> None:
    program = Program(home=tmp_path)
    program.inside("init", "kho")
    scans.layered_pdf(tmp_path / "may.pdf", scans.state_letter())
    program.inside("--archive", "kho", "add", "may.pdf")
    answer = program.inside("--archive", "kho", "--language", "vi", "ocr", "--pending")
    assert answer.code == 0, answer.err
    assert "đã xem các dấu trên ảnh" in answer.out
    assert "đã nhận dạng chữ" not in answer.out


def test_without_tesseract_the_answer_says_how_to_get_it(kho: Program) -> None:
    lacking = Program(home=kho.home, environ={"ARCHIVIST_OCR_TESSDATA": str(kho.home)})
    answer = lacking.inside("--archive", "kho", "ocr", "--pending", "--json")
    assert answer.code != 0
    assert "missing" in answer.err
    assert "tesseract-ocr-vie" in answer.err
    vietnamese = lacking.inside("--archive", "kho", "--language", "vi", "ocr", "--pending")
    assert "thiếu vie.traineddata" in vietnamese.err
    assert "cài bằng lệnh: apt install" in vietnamese.err


def test_the_call_needs_documents_or_pending(kho: Program) -> None:
    assert kho.inside("--archive", "kho", "ocr").code == 2


def test_doctor_tells_of_recognition(kho: Program) -> None:
    findings = {
        row["name"]: row for row in kho.inside("doctor", "--json").records if row["type"] == "finding"
    }
    setup = find_setup()
    assert findings["ocr"]["state"] == ("good" if setup.usable and setup.orientation else "note")
    if setup.usable:
        assert setup.tessdata in findings["ocr"]["text"]
    else:
        assert "tesseract-ocr-vie" in findings["ocr"]["advice"]
