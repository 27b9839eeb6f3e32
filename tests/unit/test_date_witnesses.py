"""The date of issue against its witnesses: signatures, the name of the file, the calendar, the day of receipt."""

from __future__ import annotations

import dataclasses
import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support import heads

from archivist.classify import REVIEW_THRESHOLD, Policy, decide
from archivist.directive.date_witnesses import weigh_witnesses
from archivist.directive.marks import find_mark
from archivist.directive.reader import ReadContext, read_fields
from archivist.extracted import SignatureField
from archivist.model import FieldName, Fields, Reading, Reason

HEAD = """
TỈNH ỦY HÀ SƠN || ĐẢNG CỘNG SẢN VIỆT NAM
* || ---
Số 56-NQ/TU || Hà Sơn, {day}
NGHỊ QUYẾT
về công tác văn thư
-----
1. Một nội dung.
"""
PRINTED = "ngày 15 tháng 3 năm 2024"


def read(day: str = PRINTED, *signed: str, name: str = "", received: dt.date | None = None) -> Fields:
    made = heads.extracted(HEAD.format(day=day))
    fields = tuple(SignatureField(name="Văn thư", signed_at=moment) for moment in signed)
    context = ReadContext(file_name=name, received_on=received)
    return read_fields(dataclasses.replace(made, signatures=fields), context)


def issued(fields: Fields) -> Reading:
    return fields.readings[FieldName.ISSUED]


def rules(reading: Reading) -> list[str]:
    return [one.rule for one in reading.evidence]


def reasons(day: str, received: dt.date | None = None) -> tuple[Reason, ...]:
    made = heads.extracted(HEAD.format(day=day))
    return decide(read(day, received=received), made, find_mark(made), Policy()).reasons


# ----------------------------------------------------------------------------- signatures


@pytest.mark.parametrize(
    "moment", ["2024-03-15T16:00:00+07:00", "2024-03-14T20:00:00+00:00", "2024-03-15T09:00:00"]
)
def test_a_signature_of_the_day_in_vietnam_confirms_it(moment: str) -> None:
    found = issued(read(PRINTED, moment))
    assert (found.value, found.confidence) == ("2024-03-15", 0.95)
    assert rules(found) == ["issued:head-line", "issued:signing-time-agrees"]


@pytest.mark.parametrize(
    "moments",
    [
        ("2024-03-13T16:00:00+07:00",),
        ("2023-01-02T16:00:00+07:00", "2024-09-20T08:00:00+07:00"),
        ("kein Datum",),
    ],
    ids=["signed on Wednesday, numbered on Friday", "copied later", "unreadable"],
)
def test_other_signatures_say_nothing(moments: tuple[str, ...]) -> None:
    assert issued(read(PRINTED, *moments)) == issued(read(PRINTED))


def test_a_date_long_after_the_last_signature_goes_to_review() -> None:
    found = issued(read(PRINTED, "2023-03-14T16:00:00+07:00", "2023-03-15T16:00:00+07:00"))
    assert (found.value, found.confidence < REVIEW_THRESHOLD) == ("2024-03-15", True)
    assert [(one.value, one.evidence.source) for one in found.runners_up] == [("2023-03-15", "signature")]


def test_a_day_left_blank_is_offered_from_the_signature_and_never_filled_in() -> None:
    found = issued(read("ngày      tháng 3 năm 2024", "2024-03-15T16:00:00+07:00"))
    assert (found.value, [one.value for one in found.runners_up]) == ("2024-03", ["2024-03-15"])
    assert issued(read("ngày      tháng 3 năm 2024", "2024-05-15T16:00:00+07:00")).runners_up == ()


# ----------------------------------------------------------------------------- names of files


@pytest.mark.parametrize(
    "name", ["NQ 56 ngay 15-3-2024.pdf", "20240315_NQ.pdf", "2024-03-15 nghi quyet.docx"]
)
def test_a_name_of_the_same_day_confirms_it(name: str) -> None:
    found = issued(read(name=name))
    assert rules(found) == ["issued:head-line", "issued:file-name-agrees"]
    assert found.confidence == 0.95


@pytest.mark.parametrize("name", ["NQ 56 ngay 01-02-2024.pdf", "56-NQ-TU ngày 1.2.2024.signed.pdf"])
def test_another_day_said_of_the_number_goes_to_review(name: str) -> None:
    found = issued(read(name=name))
    assert (found.value, found.confidence < REVIEW_THRESHOLD) == ("2024-03-15", True)
    assert [(one.value, one.evidence.source) for one in found.runners_up] == [("2024-02-01", "file-name")]


@pytest.mark.parametrize(
    "name",
    [
        "quet 01-02-2024.pdf",
        "NQ 56 thuc hien CV 12 ngay 01-02-2024.pdf",
        "tra loi CV 156 ngay 01-02-2024.pdf",
        "56 - 31-02-2024.pdf",
        "NQ 56 ngay 1-2-24.pdf",
    ],
    ids=["day of scanning", "what it answers", "another number", "no day", "no year"],
)
def test_other_days_in_a_name_say_nothing(name: str) -> None:
    assert issued(read(name=name)) == issued(read())


def test_a_day_left_blank_is_offered_from_the_name() -> None:
    found = issued(read("ngày      tháng 3 năm 2024", name="NQ 56 (15-3-2024).pdf"))
    assert (found.value, [one.value for one in found.runners_up]) == ("2024-03", ["2024-03-15"])


@given(
    name=st.text(alphabet="0123456789-._ ngay56QĐ", max_size=40),
    value=st.sampled_from(["2024-03-15", "2024-03", "2024"]),
)
def test_no_witness_changes_what_is_printed(name: str, value: str) -> None:
    head = Reading(value=value, confidence=0.95, evidence=())
    found = weigh_witnesses(head, heads.extracted("x"), name, "56-NQ/TU")
    assert found.value == value
    assert found.confidence <= 0.95
    assert all(one.value != value for one in found.runners_up)


# ------------------------------------------------------------------- days that cannot be


@pytest.mark.parametrize(
    ("day", "remains"),
    [
        ("ngày 31 tháng 02 năm 2024", "2024"),  # day or month is wrong
        ("ngày 37 tháng 8 năm 2024", "2024-08"),  # the day is
        ("ngày 12 tháng 13 năm 2024", "2024"),
    ],
)
def test_of_a_day_no_calendar_has_stays_what_can_be(day: str, remains: str) -> None:
    found = issued(read(day))
    assert (found.value, rules(found)) == (remains, ["issued:no-such-day"])
    assert day in found.evidence[0].quote
    assert {Reason.DATE_IMPLAUSIBLE, Reason.ISSUED_UNCERTAIN} <= set(reasons(day))


def test_a_year_that_cannot_be_is_no_date() -> None:
    assert FieldName.ISSUED not in read("ngày 15 tháng 3 năm 1924").readings
    assert Reason.ISSUED_MISSING in reasons("ngày 15 tháng 3 năm 1924")


@pytest.mark.parametrize("day", ["ngày 16 tháng 3 năm 2024", "ngày      tháng 4 năm 2024"])
def test_a_date_after_receipt_goes_to_review(day: str) -> None:
    assert Reason.DATE_IMPLAUSIBLE in reasons(day, received=dt.date(2024, 3, 15))
    assert Reason.DATE_IMPLAUSIBLE not in reasons(PRINTED, received=dt.date(2024, 3, 15))
