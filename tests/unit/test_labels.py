"""Every member of the library's closed sets has a name people read, and values read well."""

from __future__ import annotations

from enum import StrEnum

import pytest
from archivist_cli import labels
from archivist_cli.params import DateBound, acting_person

from archivist.model import (
    Access,
    ChangedAfter,
    Direction,
    Evidence,
    FieldName,
    Integrity,
    Level,
    Outcome,
    RelationKind,
    Secrecy,
    Severity,
    SignatureRemark,
    Signed,
    System,
    TextState,
    Trust,
)


@pytest.fixture(autouse=True)
def _english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LANGUAGE", "en")


@pytest.mark.parametrize(
    ("table", "members"),
    [
        (labels.FIELDS, FieldName),
        (labels.OUTCOMES, Outcome),
        (labels.OUTCOME_COLOURS, Outcome),
        (labels.LEVELS, Level),
        (labels.SYSTEMS, System),
        (labels.ACCESS, Access),
        (labels.SECRECY, Secrecy),
        (labels.TEXT_STATES, TextState),
        (labels.SEVERITIES, Severity),
        (labels.SIGNED, Signed),
        (labels.INTEGRITY, Integrity),
        (labels.TRUST, Trust),
        (labels.CHANGED_AFTER, ChangedAfter),
        (labels.SIGNATURE_REMARKS, SignatureRemark),
    ],
)
def test_every_member_has_a_label(table: dict[StrEnum, str], members: type[StrEnum]) -> None:
    assert set(table) == set(members)
    assert all(table.values())


def test_every_relation_has_a_label_each_way() -> None:
    assert set(labels.RELATIONS) == {(kind, way) for kind in RelationKind for way in Direction}


@pytest.mark.parametrize(
    ("evidence", "shown"),
    [
        (Evidence(source="page", page=1, line=4), "page 1, line 4"),
        (Evidence(source="page", page=2), "page 2"),
        (Evidence(source="page"), "text"),
        (Evidence(source="widget", page=1), "signature field, page 1"),
        (Evidence(source="file-name"), "file name"),
        (Evidence(source="person:linh"), "corrected by linh"),
        (Evidence(source="a-later-source"), "a-later-source"),
    ],
)
def test_places_of_evidence(evidence: Evidence, shown: str) -> None:
    assert labels.evidence_place(evidence) == shown


@pytest.mark.parametrize(
    ("name", "value", "shown"),
    [
        ("kind", "nghi-quyet", "Nghị quyết"),
        ("level", "provincial", "provincial"),
        ("system", "party", "Party"),
        ("draft", "true", "yes"),
        ("issued", "2023-07-18", "2023-07-18"),
        ("subject", "về biên chế", "về biên chế"),
        ("kind", "a-later-kind", "a-later-kind"),
    ],
)
def test_values_of_fields(name: str, value: str, shown: str) -> None:
    assert labels.field_value(name, value) == shown


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2023", "2023-01-01", "2023-12-31"),
        ("2023-02", "2023-02-01", "2023-02-28"),
        ("2/2024", "2024-02-01", "2024-02-29"),
        ("2023-7-18", "2023-07-18", "2023-07-18"),
        ("18/7/2023", "2023-07-18", "2023-07-18"),
        ("18.07.2023", "2023-07-18", "2023-07-18"),
    ],
)
def test_dates_as_people_write_them(text: str, first: str, last: str) -> None:
    assert DateBound(last=False).convert(text, None, None).isoformat() == first
    assert DateBound(last=True).convert(text, None, None).isoformat() == last


def test_somebody_acts() -> None:
    assert acting_person()
