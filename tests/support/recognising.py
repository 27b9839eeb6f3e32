"""What tests of text recognition share: the program, and a page as its task."""

from __future__ import annotations

from pathlib import Path

import pytest

from archivist.extract.ocr_data import find_setup
from archivist.extract.ocr_records import OcrTask

SETUP = find_setup()


needs_tesseract = pytest.mark.skipif(
    not SETUP.usable, reason="needs the system package tesseract-ocr-vie (make system-deps)"
)


PDF = "application/pdf"


def task(
    path: Path, page: int = 1, *, media_type: str = PDF, program: str = "", rotation: int = 0
) -> OcrTask:
    return OcrTask(
        path=str(path),
        media_type=media_type,
        page=page,
        tessdata=SETUP.tessdata,
        program=program,
        orientation=SETUP.orientation,
        rotation=rotation,
    )
