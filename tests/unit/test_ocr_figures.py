"""Figures written by hand into the head of a scan: read, proposed to a person, never made up."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from support import scans

from archivist import Archive
from archivist.extract import ocr
from archivist.extract.ocr_data import find_setup
from archivist.extract.ocr_figures import reader_for
from archivist.extract.ocr_records import OcrTask, RecognisedPage
from archivist.model import FieldName, Reason
from archivist.recognising import Recogniser, Recognition, setup_of

SETUP = find_setup()
needs_tesseract = pytest.mark.skipif(
    not SETUP.usable, reason="system package tesseract-ocr-vie is missing (make system-deps)"
)
needs_reader = pytest.mark.skipif(not SETUP.figures, reason="archivist[handwriting] is not installed")


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    with Archive.create(tmp_path / "kho") as made:
        yield made


def _read(path: Path, *, model: str = SETUP.model) -> RecognisedPage:
    return ocr.read_page(
        OcrTask(
            path=str(path),
            media_type="application/pdf",
            page=1,
            tessdata=SETUP.tessdata,
            program=SETUP.program,
            orientation=SETUP.orientation,
            figures=SETUP.figures,
            model=model,
        )
    )


def _line_with(page: RecognisedPage, word: str) -> str:
    return next(line.text for line in page.lines if word in line.text)


@needs_tesseract
@needs_reader
def test_number_and_day_written_by_hand_are_proposed_to_a_person(tmp_path: Path, archive: Archive) -> None:
    places, pens = scans.by_hand(scans.state_letter("319/SNV-VP"))
    result = archive.file(scans.scan_pdf(tmp_path / "thu.pdf", places, pens=pens))
    assert result.document is not None
    with Recogniser(archive._ws, setup_of(archive._ws)) as recogniser:
        (done,) = recogniser.run([result.document.id])
    assert done.outcome is Recognition.READ
    assert done.document is not None
    readings = done.document.readings
    day = next(pen.figures for pen in pens if pen.figures != "319")
    assert readings[FieldName.NUMBER].value == "319/SNV-VP"
    assert readings[FieldName.ISSUED].value.endswith(f"-{int(day):02}")
    assert {Reason.NUMBER_UNCERTAIN, Reason.ISSUED_UNCERTAIN} <= set(done.document.reasons)
    assert readings[FieldName.NUMBER].confidence < 0.8
    assert readings[FieldName.ISSUED].confidence < 0.8
    assert "rapidocr" in done.document.versions["ocr"]


@needs_tesseract
@needs_reader
def test_figures_of_a_party_document_are_read_behind_a_badly_read_word(tmp_path: Path) -> None:
    """ "Số" stands without a colon in Party documents, and ink beside it makes another word of it."""
    places, pens = scans.by_hand(scans.party_resolution())
    assert len(pens) == 2
    page = _read(scans.scan_pdf(tmp_path / "nq.pdf", places, pens=pens))
    number, day = (pen.figures for pen in pens)
    assert _line_with(page, f"{number}-").casefold().lstrip("* ").startswith("số")
    assert f"ngày {int(day):02} tháng" in _line_with(page, "tháng")


@needs_tesseract
@needs_reader
def test_blanks_that_nobody_filled_in_stay_blank(tmp_path: Path) -> None:
    places, _ = scans.by_hand(scans.state_letter("319/SNV-VP"))
    page = _read(scans.scan_pdf(tmp_path / "nhap.pdf", places))
    assert not any(char.isdigit() for char in _line_with(page, "/SNV-VP").split("/")[0])
    assert not any(char.isdigit() for char in _line_with(page, "ngày").split("tháng")[0])


@needs_tesseract
@needs_reader
def test_printed_figures_stay_as_they_were_read(tmp_path: Path) -> None:
    scan = scans.scan_pdf(tmp_path / "in.pdf", scans.state_letter("319/SNV-VP"))
    with_it, without = _read(scan), _read(scan, model="")
    assert with_it.words == without.words
    assert with_it.engine.endswith(SETUP.figures)


@needs_tesseract
def test_a_network_that_cannot_be_loaded_leaves_pages_as_without_it(tmp_path: Path) -> None:
    """It is looked for in one place, and never fetched."""
    gone = tmp_path / "models" / "rec.onnx"
    scan = scans.scan_pdf(tmp_path / "in.pdf", scans.state_letter("319/SNV-VP"))
    assert reader_for(str(gone)) is None
    assert _read(scan, model=str(gone)) == _read(scan, model="")
    assert not gone.parent.exists()
