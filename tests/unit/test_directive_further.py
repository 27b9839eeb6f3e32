"""Copies, several documents in one file, and mail: what is said of them and what is not."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from support import heads, party
from support.party_layouts import RENDERINGS, extracted

from archivist.classify import Policy, decide
from archivist.directive.marks import find_mark
from archivist.directive.reader import ReadContext, read_fields
from archivist.extracted import Attachment, Detected, Extracted
from archivist.model import FieldName, Fields, Outcome, Reason

COPIES = {
    "trap-copy-y": ("24-BS/VPTU", "TỈNH ỦY HÀ SƠN; VĂN PHÒNG", "2022-07-11"),
    "trap-copy-luc": ("31-BS/UBKTTU", "TỈNH ỦY HÀ SƠN; ỦY BAN KIỂM TRA", "2021-03-12"),
    "trap-copy-page": ("12-BS/VPTU", "TỈNH ỦY HÀ SƠN; VĂN PHÒNG", "2021-11-18"),
    "trap-copy-trich": ("08-BS/UBKTTU", "TỈNH ỦY HÀ SƠN; ỦY BAN KIỂM TRA", "2009-12-11"),
}
COPY_FIELDS = (FieldName.COPY_NUMBER, FieldName.COPY_ISSUER, FieldName.COPY_ISSUED)

LETTER_AND_PLAN = """
    TỈNH ỦY HÀ SƠN || ĐẢNG CỘNG SẢN VIỆT NAM
    VĂN PHÒNG || Hà Sơn, ngày 14 tháng 7 năm 2023
    Số 630-CV/VPTU
    về việc gửi Kế hoạch
    Kính gửi: Các huyện ủy
    Văn phòng Tỉnh ủy gửi kèm Kế hoạch số 58-KH/TU.
    Nơi nhận: || CHÁNH VĂN PHÒNG
    - Như trên. || Phạm Quang Hưng
    \f
    TỈNH ỦY HÀ SƠN || ĐẢNG CỘNG SẢN VIỆT NAM
    * || Hà Sơn, ngày 10 tháng 7 năm 2023
    Số 58-KH/TU
    KẾ HOẠCH
    kiểm tra công tác lưu trữ
    -----
"""


def read(made: Extracted) -> Fields:
    return read_fields(made, ReadContext())


def reasons(made: Extracted) -> tuple[Reason, ...]:
    return decide(read(made), made, find_mark(made), Policy()).reasons


@pytest.mark.parametrize("rendering", RENDERINGS)
def test_a_copy_has_a_number_issuer_and_date_of_its_own(rendering: str, tmp_path: Path) -> None:
    for document in party.documents():
        fields = read(extracted(document, tmp_path, rendering))
        found = tuple(fields.value(name) for name in COPY_FIELDS)
        expected = COPIES.get(document.name, (None, None, None))
        assert found == expected, document.name
        assert fields.value(FieldName.NUMBER) == (document.number or None)
        assert FieldName.FURTHER_NUMBERS not in fields.readings, document.name


@pytest.mark.parametrize("interleaved", [False, True])
def test_a_second_head_with_another_number_is_another_document(interleaved: bool) -> None:
    made = heads.extracted(LETTER_AND_PLAN, interleaved=interleaved)
    fields = read(made)
    assert fields.value(FieldName.NUMBER) == "630-CV/VPTU"
    assert fields.value(FieldName.FURTHER_NUMBERS) == "58-KH/TU"
    assert fields.readings[FieldName.FURTHER_NUMBERS].evidence[0].page == 2
    assert Reason.MULTIPLE_DOCUMENTS in reasons(made)


@pytest.mark.parametrize(
    "second",
    [
        "Số 630-CV/VPTU",  # the head again, on the next page
        "Số      -KH/TU",  # a sample without number
        "Số 58-KH/TU đã gửi các cơ quan liên quan để thực hiện và báo cáo kết quả theo quy định chung",
    ],
)
def test_repeated_heads_and_samples_are_no_further_documents(second: str) -> None:
    made = heads.extracted(LETTER_AND_PLAN.replace("Số 58-KH/TU", second))
    assert FieldName.FURTHER_NUMBERS not in read(made).readings
    assert Reason.MULTIPLE_DOCUMENTS not in reasons(made)


# --------------------------------------------------------------------------- mail


def mail(text: str, *attachments: Attachment, subject: str = "Fwd: Gửi Công văn số 630-CV/VPTU") -> Extracted:
    """Mail as extraction gives it: head, text and attachments."""
    facts = {"from": "van.thu@ha-son.example", "to": "huyen.uy@ha-son.example", "subject": subject}
    made = heads.extracted(text, metadata=facts)
    detected = Detected(media_type="message/rfc822", suffix=".eml", source="magic")
    return replace(made, detected=detected, attachments=attachments)


TEXT = (
    "Kính gửi các đồng chí,\nVăn phòng Tỉnh ủy gửi kèm Công văn số 630-CV/VPTU, ngày 14/7/2026.\nTrân trọng."
)


def part(name: str, text: str = "") -> Attachment:
    return Attachment(
        file="attachment-01.pdf", received_as=name, media_type="application/pdf", size=9, text=text
    )


def test_mail_is_no_directive_and_asks_for_nothing() -> None:
    made = mail(TEXT, part("lich.pdf", "Lịch làm việc tuần"))
    fields = read(made)
    assert fields.value(FieldName.SUBJECT) == "Gửi Công văn số 630-CV/VPTU"
    assert not {FieldName.NUMBER, FieldName.KIND, FieldName.ISSUER, FieldName.ISSUED} & set(fields.readings)
    assert [one.number for one in fields.citations] == ["630-CV/VPTU"]
    assert decide(fields, made, find_mark(made), Policy()).outcome is Outcome.FILED


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("van ban.docx", "TỈNH ỦY HÀ SƠN ĐẢNG CỘNG SẢN VIỆT NAM\nSố 630-CV/VPTU"),
        ("630-CV-VPTU.pdf", ""),
        ("33_TTr-SNV.pdf", ""),
    ],
)
def test_mail_that_carries_a_directive_says_so(name: str, text: str) -> None:
    made = mail(TEXT, part(name, text))
    assert read(made).value(FieldName.CARRIES) == name
    assert reasons(made) == (Reason.ATTACHED_DIRECTIVE,)


def test_directive_sent_as_the_text_of_a_mail_is_read() -> None:
    fields = read(mail(heads.PARTY_RESOLUTION))
    assert fields.value(FieldName.NUMBER) == "15-NQ/TU"
    assert FieldName.CARRIES not in fields.readings


# --------------------------------------------------------------------------- Markdown


def test_marks_of_markdown_are_no_part_of_the_words() -> None:
    fields = read(
        heads.extracted("""
            **ĐẢNG ỦY XÃ SUỐI NGÀN**
            *
            Số 03-NQ/ĐU
            **ĐẢNG CỘNG SẢN VIỆT NAM**
            *Suối Ngàn, ngày 30 tháng 9 năm 2026*
            # NGHỊ QUYẾT
            **về công tác sách báo**
            ---
            Đảng ủy xã quyết nghị:
            **T/M ĐẢNG ỦY**
            BÍ THƯ
            **Sùng A Dế**
        """)
    )
    assert {name: fields.value(name) for name in ("kind", "subject", "issuer", "issued", "signatory")} == {
        "kind": "nghi-quyet",
        "subject": "về công tác sách báo",
        "issuer": "ĐẢNG ỦY XÃ SUỐI NGÀN",
        "issued": "2026-09-30",
        "signatory": "Sùng A Dế",
    }
    assert fields.readings[FieldName.SUBJECT].confidence >= 0.9


def test_slips_are_not_asked_for_a_subject(tmp_path: Path) -> None:
    slip = next(one for one in party.documents() if one.name == "2018-ggt")
    assert reasons(extracted(slip, tmp_path, "columns")) == ()
