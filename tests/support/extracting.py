"""Extraction in this process, for tests of what is read (not of isolation)."""

from __future__ import annotations

from pathlib import Path

import pytest

from archivist.errors import ExtractionError
from archivist.extract.limits import Limits
from archivist.extract.registry import extract_file
from archivist.extracted import Column, Extracted


def read(path: Path, limits: Limits | None = None) -> Extracted:
    """Detect and extract a file; attachments go to a folder beside it."""
    parts = path.parent / "parts"
    parts.mkdir(exist_ok=True)
    return extract_file(path, parts_dir=parts, file_name=path.name, limits=limits or Limits())


def refusal(path: Path, limits: Limits | None = None) -> str:
    """Reason for which a file is not read."""
    with pytest.raises(ExtractionError) as caught:
        read(path, limits)
    return caught.value.reason


def column(extracted: Extracted, side: Column, page: int = 1) -> list[str]:
    """Texts of the lines of one column, in order."""
    return [line.text for line in extracted.pages[page - 1].lines if line.column is side]
