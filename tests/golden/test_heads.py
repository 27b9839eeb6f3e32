"""Whole made documents of every level, kind and layout, as they come out of extraction."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from pathlib import Path

import pytest
from support.notated import Notated, documents, extracted

from archivist import text as texts
from archivist.classify import REVIEW_THRESHOLD
from archivist.directive.reader import ReadContext, read_fields
from archivist.model import Fields

ALL = tuple(documents(Path(__file__).with_name("heads.txt")))
SHUFFLED = ("lines", "single", "cells", "rightfirst", "columns", "html", "docx")
"""Renderings a document is read in besides its own, by turns."""


def _key(field: str, value: str) -> object:
    """`value` as it is compared: case, blanks and tone placement aside; signatories in any order."""
    folded = texts.normalise_tone(unicodedata.normalize("NFC", value)).casefold()
    words = [" ".join(part.split()) for part in folded.replace("–", "-").split("|")]
    return sorted(words) if field in ("signatory", "position") else words


def _read(document: Notated, folder: Path, rendering: str = "") -> Fields:
    made = extracted(document, folder, rendering)
    return read_fields(made, ReadContext(file_name=f"van-ban{made.detected.suffix}"))


def _wrong(document: Notated, fields: Fields, *, sure: float = 0.0) -> Iterator[str]:
    for field, expected in document.truth.items():
        if field == "part":
            if not _holds(fields, expected):
                yield f"{field}: {expected!r}, read {fields.parts}"
            continue
        reading = fields.readings.get(field)
        stated = reading.value if reading else ""
        if _key(field, stated) != _key(field, expected) and (reading.confidence if reading else 0.0) >= sure:
            yield f"{field}: {expected!r}, read {stated!r}"


def _holds(fields: Fields, expected: str) -> bool:
    role, _, number = expected.partition(":")
    if number and fields.value("copy_number") == number:
        return True
    return any(part.role.value == role and part.number == number for part in fields.parts)


@pytest.mark.parametrize("document", ALL, ids=lambda document: document.name)
def test_every_field_is_read(document: Notated, tmp_path: Path) -> None:
    assert not list(_wrong(document, _read(document, tmp_path)))


TWO_SIDED = tuple(document for document in ALL if any("||" in line for line in document.lines))


@pytest.mark.parametrize("document", TWO_SIDED, ids=lambda document: document.name)
def test_what_is_stated_is_right_however_the_lines_come(document: Notated, tmp_path: Path) -> None:
    fields = _read(document, tmp_path, SHUFFLED[TWO_SIDED.index(document) % len(SHUFFLED)])
    stated = {**document.truth}
    stated.pop("part", None)
    judged = Notated(name=document.name, rendering="", truth=stated, lines=document.lines)
    assert not list(_wrong(judged, fields, sure=REVIEW_THRESHOLD))
