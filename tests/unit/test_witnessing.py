"""What else in a file says the number and date that are written by hand."""

from __future__ import annotations

import pytest
from support import heads

from archivist.classify import REVIEW_THRESHOLD
from archivist.directive.reader import ReadContext, read_fields
from archivist.extracted import PageText
from archivist.model import FieldName, Fields, Reading
from archivist.recognised import UNCONFIRMED
from archivist.witnessing import printed_symbol, with_witnesses

LEAD = "(Ban hành kèm theo Quyết định số 318/QĐ-UBND ngày 14/7/2025 của Ủy ban nhân dân tỉnh)"


def scan(number: str, date: str, lead: str = "", *, title: str = "QUYẾT ĐỊNH") -> str:
    attached = f"\f\nQUY CHẾ\nvề quản lý kho\n{lead}\nĐiều 1. Phạm vi" if lead else ""
    return f"""
ỦY BAN NHÂN DÂN || CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
TỈNH HÀ SƠN || Độc lập - Tự do - Hạnh phúc
{number} || Hà Sơn, {date}
{title}
Về việc ban hành Quy chế quản lý kho
Căn cứ Luật Lưu trữ;
Điều 1. Ban hành Quy chế.{attached}
"""


def witnessed(layout: str, name: str = "scan.pdf", *, recognised: bool = True) -> Fields:
    extracted = heads.extracted(layout, kind=PageText.RECOGNISED)
    fields = read_fields(extracted, ReadContext(file_name=name))
    low = {
        key: Reading(
            value=one.value,
            confidence=min(one.confidence, UNCONFIRMED),
            evidence=one.evidence,
            runners_up=one.runners_up,
        )
        if key in (FieldName.NUMBER, FieldName.ISSUED)
        else one
        for key, one in fields.readings.items()
    }
    return with_witnesses(Fields(readings=low), extracted, name, {1, 2} if recognised else set())


BLANK = scan("Số: ê4ŠƑ /QĐ-UBND", "ngày #0 tháng 7 năm 2025", LEAD)


def test_an_attached_text_proposes_what_is_written_by_hand() -> None:
    fields = witnessed(BLANK)
    number, issued = fields.readings[FieldName.NUMBER], fields.readings[FieldName.ISSUED]
    assert (number.value, issued.value) == ("318/QĐ-UBND", "2025-07-14")
    assert max(number.confidence, issued.confidence) < REVIEW_THRESHOLD
    assert number.evidence[0].rule == "number:attached-text-names-it"
    assert "kèm theo" in number.evidence[0].quote
    assert [one.value for one in issued.runners_up] == ["2025-07"]


def test_the_same_figures_in_two_places_confirm_each_other() -> None:
    fields = witnessed(scan("Số: 318/QĐ-UBND", "ngày 14 tháng 7 năm 2025", LEAD))
    for name in (FieldName.NUMBER, FieldName.ISSUED):
        assert fields.readings[name].confidence >= REVIEW_THRESHOLD


def test_other_figures_are_shown_and_decide_nothing() -> None:
    fields = witnessed(scan("Số: 313/QĐ-UBND", "ngày 11 tháng 7 năm 2025", LEAD))
    number, issued = fields.readings[FieldName.NUMBER], fields.readings[FieldName.ISSUED]
    assert (number.value, [one.value for one in number.runners_up]) == ("313/QĐ-UBND", ["318/QĐ-UBND"])
    assert (issued.value, [one.value for one in issued.runners_up]) == ("2025-07-11", ["2025-07-14"])
    assert max(number.confidence, issued.confidence) < REVIEW_THRESHOLD


@pytest.mark.parametrize(
    "lead",
    [
        # Another kind, another symbol, a reference inside a sentence, two that differ.
        LEAD.replace("Quyết định", "Thông báo").replace("QĐ", "TB"),
        LEAD.replace("QĐ-UBND", "QĐ-SNV"),
        f"theo quy định {LEAD.strip('()').lower()}",
        f"{LEAD}\nMẪU\n{LEAD.replace('318', '319')}",
    ],
)
def test_what_another_document_is_called_proposes_nothing(lead: str) -> None:
    fields = witnessed(scan("Số: ê4ŠƑ /QĐ-UBND", "ngày #0 tháng 7 năm 2025", lead))
    assert fields.value(FieldName.NUMBER) is None


def test_a_date_of_another_month_completes_nothing() -> None:
    fields = witnessed(scan("Số: ê4ŠƑ /QĐ-UBND", "ngày #0 tháng 6 năm 2025", LEAD))
    assert fields.value(FieldName.ISSUED) == "2025-06"


@pytest.mark.parametrize(
    ("name", "number", "issued"),
    [
        ("QD-318 ban hanh quy che.pdf", "318/QĐ-UBND", "2025-07"),
        ("2025.07.14-QD 318 quy che.pdf", "318/QĐ-UBND", "2025-07-14"),
        ("14-07-2025.pdf", None, "2025-07-14"),
        # A number of the scanner, a year, another kind, a date of another month.
        ("doc-0318.pdf", None, "2025-07"),
        ("QD 2025.pdf", None, "2025-07"),
        ("CV-318.pdf", None, "2025-07"),
        ("scan 2025-08-02.pdf", None, "2025-07"),
    ],
)
def test_the_file_name_proposes_only_what_it_calls_so(name: str, number: str | None, issued: str) -> None:
    fields = witnessed(scan("Số: ê4ŠƑ /QĐ-UBND", "ngày #0 tháng 7 năm 2025"), name)
    assert (fields.value(FieldName.NUMBER), fields.value(FieldName.ISSUED)) == (number, issued)
    assert all(
        fields.readings[one].confidence < REVIEW_THRESHOLD
        for one in (FieldName.NUMBER, FieldName.ISSUED)
        if one in fields.readings
    )


def test_a_file_that_was_not_recognised_is_left_alone() -> None:
    assert witnessed(BLANK, recognised=False).value(FieldName.NUMBER) is None


@pytest.mark.parametrize(
    ("line", "symbol"),
    [
        ("Số: ê4ŠƑ /QĐ-UBND", "/QĐ-UBND"),
        ("Số:      /HC-CNHC", "/HC-CNHC"),
        ("Số: ^/2024/TT-BNV", "/2024/TT-BNV"),
        ("Số 12", ""),
    ],
)
def test_the_printed_symbol(line: str, symbol: str) -> None:
    layout = scan(line, "ngày 3 tháng 7 năm 2025")
    assert printed_symbol(heads.extracted(layout, kind=PageText.RECOGNISED)) == symbol


@pytest.mark.parametrize(
    ("number", "date", "value"),
    [
        ("Số: ^/2024/TT-BNV", "ngày Ô tháng", "2024"),
        ("Số: ^/2024/TT-BNV", "ngày tháng 7 năm 2023", "2023-07"),
        ("Số: ^/QĐ-UBND", "ngày Ô tháng", None),
    ],
)
def test_the_year_stands_in_the_symbol_too(number: str, date: str, value: str | None) -> None:
    fields = witnessed(scan(number, date, title="THÔNG TƯ"))
    assert fields.value(FieldName.ISSUED) == value
    if value == "2024":
        assert fields.readings[FieldName.ISSUED].confidence < REVIEW_THRESHOLD
        assert fields.readings[FieldName.ISSUED].evidence[0].quote == number
