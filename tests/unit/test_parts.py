"""Several documents in one file: each with its own fields, all of them found by their numbers."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from support import heads, party
from support.party_layouts import RENDERINGS, extracted

from archivist import Archive, Part, PartRole, testing
from archivist.directive.reader import ReadContext, read_fields
from archivist.extracted import Extracted
from archivist.model import Document, Reason

LETTER_AND_TWO = """
    TỈNH ỦY HÀ SƠN || ĐẢNG CỘNG SẢN VIỆT NAM
    VĂN PHÒNG || Hà Sơn, ngày 14 tháng 7 năm 2023
    Số 630-CV/VPTU
    về việc gửi Kế hoạch và Quyết định
    Kính gửi: Các huyện ủy
    Văn phòng Tỉnh ủy gửi kèm Kế hoạch số 58-KH/TU và Quyết định số 912-QĐ/TU.
    Nơi nhận: || CHÁNH VĂN PHÒNG
    - Như trên. || Phạm Quang Hưng
    \f
    TỈNH ỦY HÀ SƠN || ĐẢNG CỘNG SẢN VIỆT NAM
    * || Hà Sơn, ngày 10 tháng 7 năm 2023
    Số 58-KH/TU
    KẾ HOẠCH
    kiểm tra công tác lưu trữ
    -----
    Ban Thường vụ Tỉnh ủy ban hành kế hoạch kiểm tra.
    \f
    TỈNH ỦY HÀ SƠN || ĐẢNG CỘNG SẢN VIỆT NAM
    BAN TỔ CHỨC || Hà Sơn, ngày 2 tháng 7 năm 2023
    Số 912-QĐ/BTCTU
    QUYẾT ĐỊNH
    về việc thành lập tổ kiểm tra
    -----
    - Căn cứ Quy chế làm việc,
"""

DECISION = """
    TỈNH ỦY HÀ SƠN || ĐẢNG CỘNG SẢN VIỆT NAM
    * || Hà Sơn, ngày 15 tháng 3 năm 2022
    Số 983-QĐ/TU
    QUYẾT ĐỊNH
    ban hành Quy chế công tác văn thư
    -----
    - Căn cứ Điều lệ Đảng;
    BAN THƯỜNG VỤ TỈNH ỦY QUYẾT ĐỊNH
    Điều 1. Ban hành kèm theo Quyết định này Quy chế công tác văn thư.
    Nơi nhận: || T/M BAN THƯỜNG VỤ
    - Như Điều 3. || BÍ THƯ
    || Trần Văn Mẫu
    \f
    QUY CHẾ
    công tác văn thư của các cơ quan tham mưu
    {said}
    -----
    Điều 1. Phạm vi điều chỉnh
"""


def read(made: Extracted) -> tuple[Part, ...]:
    return read_fields(made, ReadContext()).parts


def bare(part: Part) -> tuple[str, ...]:
    return (part.role.value, part.number, part.kind, part.issuer, part.issued, part.subject)


@pytest.mark.parametrize("interleaved", [False, True])
def test_each_further_document_has_its_own_fields(interleaved: bool) -> None:
    parts = read(heads.extracted(LETTER_AND_TWO, interleaved=interleaved))
    assert [bare(part) for part in parts] == [
        ("document", "58-KH/TU", "ke-hoach", "TỈNH ỦY HÀ SƠN", "2023-07-10", "kiểm tra công tác lưu trữ"),
        (
            "document",
            "912-QĐ/BTCTU",
            "quyet-dinh",
            "TỈNH ỦY HÀ SƠN; BAN TỔ CHỨC",
            "2023-07-02",
            "về việc thành lập tổ kiểm tra",
        ),
    ]
    assert [part.evidence.page for part in parts] == [2, 3]


@pytest.mark.parametrize(
    "said",
    [
        "(Ban hành kèm theo Quyết định số 983-QĐ/TU, ngày 15/3/2022",
        "(Kèm theo Quyết định số 983-QĐ/TU ngày 15/3/2022 của Ban Thường vụ Tỉnh ủy)",
        "ban hành kèm theo Quyết định số      -QĐ/TU ngày    /3/2022",
    ],
)
def test_a_text_issued_with_its_decision_is_a_part_without_number(said: str) -> None:
    (part,) = read(heads.extracted(DECISION.format(said=said)))
    assert bare(part) == (
        "attached", "", "quy-che", "", "", "công tác văn thư của các cơ quan tham mưu"
    )  # fmt: skip
    assert part.evidence.page == 2


@pytest.mark.parametrize(
    "said",
    [
        # That of another decision: a form shown as an example, or an annex of what is cited.
        "(Ban hành kèm theo Quyết định số 12-QĐ/TU, ngày 1/2/2020 của Tỉnh ủy)",
        "(Ban hành kèm theo Thông tư số      /TT-BNV)",
        "được ban hành kèm theo các văn bản nêu trên và có hiệu lực",
        "",
    ],
)
def test_texts_of_other_documents_are_no_parts(said: str) -> None:
    assert read(heads.extracted(DECISION.format(said=said))) == ()


@pytest.mark.parametrize("rendering", RENDERINGS)
def test_single_documents_have_no_further_documents(rendering: str, tmp_path: Path) -> None:
    for document in party.documents():
        parts = read(extracted(document, tmp_path, rendering))
        assert [part for part in parts if part.role is PartRole.DOCUMENT] == [], document.name


# ------------------------------------------------------------------------------- in the archive


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    with Archive.create(tmp_path / "kho") as archive:
        yield archive


@pytest.fixture
def bundle(archive: Archive, tmp_path: Path) -> Document:
    text = "\n".join(line.replace("||", " " * 12).strip() for line in LETTER_AND_TWO.splitlines())
    document = archive.file(testing.make_pdf(tmp_path / "gop.pdf", text.strip())).document
    assert document is not None
    return document


def test_a_bundle_is_found_by_every_number_in_it(archive: Archive, bundle: Document) -> None:
    assert Reason.MULTIPLE_DOCUMENTS in bundle.reasons
    assert bundle.further_numbers == ("58-KH/TU", "912-QĐ/BTCTU")
    for number in ("630-CV/VPTU", "58-KH/TU", "912-qd/btctu", "58 KH TU"):
        assert archive.resolve(number).id == bundle.id, number
        assert [hit.document.id for hit in archive.search(f'number:"{number}"')] == [bundle.id], number
    assert archive.find(number="58-KH/TU", kind="công văn") == ()
    archive.rebuild()
    assert archive.resolve("58-KH/TU").id == bundle.id
    assert archive.get(bundle.id).parts == bundle.parts
    assert archive.check().problems == ()


def test_a_document_of_its_own_goes_before_a_part(archive: Archive, bundle: Document, tmp_path: Path) -> None:
    """The plan comes once more, alone: its number means that file."""
    text = LETTER_AND_TWO.split("\f")[1].replace("||", " " * 12)
    lines = "\n".join(line.strip() for line in text.strip().splitlines())
    alone = archive.file(testing.make_pdf(tmp_path / "ke-hoach.pdf", lines)).document
    assert alone is not None
    assert archive.resolve("58-KH/TU").id == alone.id
    assert {hit.document.id for hit in archive.search("number:58-KH/TU")} == {alone.id, bundle.id}


def test_withdrawing_the_bundle_forgets_all_its_numbers(archive: Archive, bundle: Document) -> None:
    archive.withdraw(bundle.id, by="Mai", why="gửi nhầm")
    assert archive.find(number="58-KH/TU") == ()
    assert archive.search("number:58-KH/TU").total == 0
