"""What becomes of a document: filed, listed for review with true reasons, held, refused."""

from __future__ import annotations

from dataclasses import replace
from types import MappingProxyType

import pytest
from support import heads

from archivist.classify import Decision, Policy, decide, is_directive
from archivist.directive.marks import MarkFinding, find_mark
from archivist.directive.reader import ReadContext, read_fields
from archivist.extracted import Attachment, Extracted, PageText
from archivist.model import Access, Outcome, Reason, Secrecy, TextState

NO_MARK = MarkFinding(secrecy=Secrecy.NONE)


def decided(made: Extracted, policy: Policy | None = None) -> Decision:
    return decide(read_fields(made, ReadContext()), made, find_mark(made), policy or Policy())


def test_clean_document_is_filed_open() -> None:
    decision = decided(heads.extracted(heads.STATE_LETTER))
    assert decision == Decision(outcome=Outcome.FILED)


def test_marked_document_is_refused() -> None:
    decision = decided(heads.extracted("MẬT\n" + heads.STATE_LETTER.strip()))
    assert decision.outcome is Outcome.REFUSED
    assert decision.reasons == (Reason.SECRET_MARKING,)
    assert decision.access is Access.HELD


def test_marked_document_is_held_on_an_independent_lan() -> None:
    decision = decided(
        heads.extracted("MẬT\n" + heads.STATE_LETTER.strip()), Policy(secrecy="independent-lan")
    )
    assert decision.outcome is Outcome.REVIEW
    assert decision.access is Access.HELD
    assert decision.secrecy is Secrecy.MARKED


@pytest.mark.parametrize(
    ("kind", "state", "reason"),
    [
        (PageText.IMAGE, TextState.PENDING, Reason.TEXT_PENDING),
        (PageText.GARBLED, TextState.UNTRUSTED, Reason.TEXT_UNTRUSTED),
    ],
)
def test_unread_pages_are_held_and_not_flooded_with_missing_fields(
    kind: PageText, state: TextState, reason: Reason
) -> None:
    decision = decided(heads.extracted("Thời gian ký: 13.09.2024", kind=kind))
    assert decision.outcome is Outcome.REVIEW
    assert decision.access is Access.HELD
    assert decision.text_state is state
    assert set(decision.reasons) == {reason, Reason.SECRECY_NOT_CHECKED}


def test_missing_and_uncertain_fields_are_named() -> None:
    made = heads.extracted(heads.STATE_DECISION)
    fields = read_fields(made, ReadContext())
    readings = dict(fields.readings)
    del readings["number"]
    readings["subject"] = replace(readings["subject"], confidence=0.79)
    readings["signatory"] = replace(readings["signatory"], confidence=0.5)
    decision = decide(replace(fields, readings=MappingProxyType(readings)), made, NO_MARK, Policy())
    assert decision.reasons == (Reason.NUMBER_MISSING, Reason.SUBJECT_UNCERTAIN, Reason.SIGNATORY_UNCERTAIN)


def test_the_threshold_is_the_archives() -> None:
    made = heads.extracted(heads.STATE_DECISION)
    strict = decided(made, Policy(review_threshold=0.999))
    assert Reason.NUMBER_UNCERTAIN in strict.reasons
    assert decided(made, Policy(review_threshold=0.1)).outcome is Outcome.FILED


def test_a_draft_misses_neither_number_nor_day() -> None:
    decision = decided(
        heads.extracted("""
            DỰ THẢO
            UBND TỈNH HÀ SƠN || CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
             || Độc lập - Tự do - Hạnh phúc
            Số:     /KH-UBND || Hà Sơn, ngày   tháng   năm 2026
            KẾ HOẠCH
            Số hóa tài liệu lưu trữ
            Căn cứ Luật Lưu trữ số 33/2024/QH15;
        """)
    )
    assert Reason.DRAFT in decision.reasons
    assert not {Reason.NUMBER_MISSING, Reason.ISSUED_MISSING, Reason.ISSUED_UNCERTAIN} & set(decision.reasons)


def test_foreign_text_and_mail_are_not_asked_for_a_number() -> None:
    mail = heads.extracted(
        "Dear all, please find the minutes of the meeting attached. The next meeting is on Friday"
        " and the agenda will be sent to you by the office in the morning."
    )
    decision = decided(mail)
    assert not is_directive(read_fields(mail, ReadContext()))
    assert decision.outcome is Outcome.FILED


def test_vietnamese_document_without_head_is_asked_for() -> None:
    # It may be a directive whose head was lost: silence would hide it.
    decision = decided(heads.extracted("Các đồng chí thực hiện tốt những nội dung sau đây trong quý này"))
    assert Reason.NUMBER_MISSING in decision.reasons


def test_unread_attachment_and_truncated_text_are_named() -> None:
    part = Attachment(
        file="a.zip", received_as="a.zip", media_type="application/zip", size=1, problem="encrypted"
    )
    made = replace(heads.extracted(heads.STATE_LETTER), attachments=(part,), truncated=True)
    decision = decided(made)
    assert set(decision.reasons) == {Reason.TEXT_TRUNCATED, Reason.ATTACHMENT_UNREAD}
