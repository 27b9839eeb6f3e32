"""The made Party set: every layout, kind and level, read in each way extraction gives a page."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import pytest
from support import party
from support.party_layouts import RENDERINGS, PartyDocument, extracted

from archivist import text as texts
from archivist.classify import REVIEW_THRESHOLD
from archivist.directive.reader import ReadContext, read_fields

FLOORS = {
    "number": 0.98, "kind": 0.98, "issued": 0.98, "place": 0.98,
    "issuer": 0.97, "subject": 0.93, "signatory": 0.93, "position": 0.93,
}  # fmt: skip
MOST_CONFIDENTLY_WRONG = 0.005
"""Of all values stated for these fields."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one field of one document."""

    document: str
    field: str
    expected: str
    stated: str
    confidence: float

    @property
    def right(self) -> bool:
        """Equal after NFC, tone placement, case and blanks; order of signatories is free."""
        return _parts(self.stated) == _parts(self.expected)


def _parts(value: str) -> set[str]:
    one = texts.normalise_tone(texts.nfc(value)).casefold()
    return {re.sub(r"\s+", " ", part).strip() for part in one.split("|")}


def outcomes(document: PartyDocument, rendering: str, folder: Path) -> list[Outcome]:
    """One outcome a field."""
    fields = read_fields(
        extracted(document, folder, rendering), ReadContext(file_name=f"{document.name}.pdf")
    )
    found = []
    for field, expected in document.truth().items():
        reading = fields.readings.get(field)
        found.append(
            Outcome(
                document.name,
                field,
                expected,
                reading.value if reading else "",
                reading.confidence if reading else 0.0,
            )
        )
    return found


def test_set_covers_rules_kinds_and_levels() -> None:
    documents = party.documents()
    assert len(documents) >= 100
    assert len({one.name for one in documents}) == len(documents)
    assert {one.rule for one in documents} == {1998, 2004, 2018, 2026}
    assert {one.kind for one in documents} == set(party.KINDS)
    assert {one.rendering for one in documents} == set(RENDERINGS)


@pytest.mark.parametrize("rendering", RENDERINGS)
def test_fields_are_read_as_an_archivist_writes_them(rendering: str, tmp_path: Path) -> None:
    found = [one for document in party.documents() for one in outcomes(document, rendering, tmp_path)]
    printed = Counter(one.field for one in found if one.expected)
    right = Counter(one.field for one in found if one.expected and one.right)
    misses = [one for one in found if not one.right]
    for field, floor in FLOORS.items():
        assert right[field] / printed[field] >= floor, [one for one in misses if one.field == field]
    stated = sum(bool(one.stated) for one in found)
    confident = [one for one in misses if one.stated and one.confidence >= REVIEW_THRESHOLD]
    assert len(confident) / stated <= MOST_CONFIDENTLY_WRONG, confident


@pytest.mark.parametrize("rendering", RENDERINGS)
def test_drafts_and_only_drafts_are_drafts(rendering: str, tmp_path: Path) -> None:
    for document in party.documents():
        fields = read_fields(extracted(document, tmp_path, rendering), ReadContext())
        assert ("draft" in fields.readings) == document.draft, document.name
        assert fields.value("system") == "party", document.name
