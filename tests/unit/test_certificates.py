"""The organisation of a certificate and the letterhead: each witness for the other."""

from __future__ import annotations

import dataclasses

import pytest
from support import heads

from archivist.authorities.bodies import IssuerRecord, issuer_by_id
from archivist.authorities.register import IssuerRegister, LocalIssuer
from archivist.classify import Policy, decide
from archivist.directive.marks import find_mark
from archivist.directive.reader import ReadContext, read_fields
from archivist.extracted import Extracted, SignatureField
from archivist.model import FieldName, Reading, Reason, System

LETTER = """
BỘ NỘI VỤ || CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
CỤC KHO SỐ MẪU || Độc lập - Tự do - Hạnh phúc
Số: 12/QĐ-BNV || Hà Nội, ngày 05 tháng 5 năm 2025
QUYẾT ĐỊNH
Về việc ban hành mẫu phiếu mượn tài liệu trong kho số
Căn cứ quy chế làm việc của cơ quan;
Điều 1. Ban hành mẫu phiếu mượn tài liệu.
"""
MINISTRY = LETTER.replace("CỤC KHO SỐ MẪU ||", " ||")
PROVINCE = MINISTRY.replace("BỘ NỘI VỤ", "ỦY BAN NHÂN DÂN TỈNH TUYÊN QUANG").replace("QĐ-BNV", "QĐ-UBND")


def signed(layout: str, *signatures: SignatureField) -> Extracted:
    return dataclasses.replace(heads.extracted(layout), signatures=signatures)


def issuer_of(made: Extracted, context: ReadContext | None = None) -> Reading:
    return read_fields(made, context or ReadContext()).readings[FieldName.ISSUER]


def rules(reading: Reading) -> list[str]:
    return [one.rule for one in reading.evidence if one.rule.startswith("issuer:certificate")]


@pytest.mark.parametrize(
    ("layout", "organisation"),
    [
        (MINISTRY, "BỘ NỘI VỤ"),
        (MINISTRY, "Bộ Nội vụ"),
        (LETTER, "BỘ NỘI VỤ"),  # the unit's certificate names its superior
        (PROVINCE, "UBND TỈNH TUYÊN QUANG"),
        (PROVINCE, "SỞ NỘI VỤ TỈNH TUYÊN QUANG"),  # a unit of it signs what it prepared
        (PROVINCE, "ỦY BAN NHÂN DÂN TỈNH HÀ GIANG"),  # the certificate from before the merger
    ],
)
def test_a_certificate_of_the_body_confirms_the_letterhead(layout: str, organisation: str) -> None:
    alone = issuer_of(signed(layout))
    confirmed = issuer_of(signed(layout, SignatureField(name="Văn thư", organisation=organisation)))
    assert rules(confirmed) == ["issuer:certificate-agrees"]
    assert confirmed.value == alone.value, "the letterhead stays as printed"
    assert confirmed.confidence >= alone.confidence


def test_a_certificate_of_another_body_sends_the_issuer_to_review() -> None:
    made = signed(MINISTRY, SignatureField(name="BỘ Y TẾ", organisation="BỘ Y TẾ"))
    fields = read_fields(made, ReadContext())
    assert rules(fields.readings[FieldName.ISSUER]) == ["issuer:certificate-disagrees"]
    assert fields.issuer_id == "bo-noi-vu", "nothing is taken from the certificate"
    decision = decide(fields, made, find_mark(made), Policy())
    assert Reason.ISSUER_UNCERTAIN in decision.reasons


def test_one_certificate_of_the_body_is_enough() -> None:
    """Others sign along: the office that scanned, a unit of another body that agreed."""
    made = signed(
        MINISTRY,
        SignatureField(name="BỘ Y TẾ", organisation="BỘ Y TẾ"),
        SignatureField(name="Bộ Nội vụ", organisation="BỘ NỘI VỤ"),
    )
    assert rules(issuer_of(made)) == ["issuer:certificate-agrees"]


@pytest.mark.parametrize(
    "signature",
    [
        SignatureField(name="CỔNG THÔNG TIN ĐIỆN TỬ CHÍNH PHỦ", organisation="VĂN PHÒNG CHÍNH PHỦ"),
        SignatureField(name="VĂN PHÒNG", organisation="BỘ Y TẾ", reason="đã ký số bản sao lên văn bản này"),
        SignatureField(name="Nguyễn Văn Mẫu", organisation=""),
        SignatureField(name="Nguyễn Văn Mẫu", organisation="Thành phố Xa Lạ"),
    ],
    ids=["portal", "copy", "nothing", "no body"],
)
def test_who_publishes_or_copies_says_nothing(signature: SignatureField) -> None:
    assert issuer_of(signed(MINISTRY, signature)) == issuer_of(signed(MINISTRY))


def test_succession_an_archivist_stated_counts() -> None:
    health = issuer_by_id("bo-y-te")
    assert health is not None
    successor = LocalIssuer(record=dataclasses.replace(health, successors=("bo-noi-vu",)))
    context = ReadContext(issuers=IssuerRegister({"bo-y-te": successor}, "x"))
    made = signed(MINISTRY, SignatureField(name="BỘ Y TẾ", organisation="BỘ Y TẾ"))
    assert rules(issuer_of(made, context)) == ["issuer:certificate-agrees"]


def test_bodies_the_archive_put_on_record_are_known_to_certificates() -> None:
    """Also under another form of their name, and after a duplicate was merged."""
    team = IssuerRecord(
        id="to-mau", name="Tổ kho số mẫu", aliases=("Tổ KSM",), parent="bo-y-te", system=System.STATE
    )
    local = {
        "to-mau": LocalIssuer(record=team),
        "to-trung": LocalIssuer(
            record=dataclasses.replace(team, id="to-trung", name="Tổ kho trùng", aliases=()),
            merged_into="to-mau",
        ),
    }
    context = ReadContext(issuers=IssuerRegister(local, "x"))
    own = MINISTRY.replace("BỘ NỘI VỤ", "TỔ KHO SỐ MẪU")
    agrees = issuer_of(signed(own, SignatureField(name="Văn thư", organisation="TỔ KSM")), context)
    assert rules(agrees) == ["issuer:certificate-agrees"]
    differs = issuer_of(signed(MINISTRY, SignatureField(name="Văn thư", organisation="Tổ KSM")), context)
    assert rules(differs) == ["issuer:certificate-disagrees"]
    assert rules(issuer_of(signed(MINISTRY, SignatureField(name="Văn thư", organisation="Tổ KSM")))) == []
