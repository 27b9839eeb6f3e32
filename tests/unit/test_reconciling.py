"""The reconciliation worksheet: who is paired with whom, on what words, and what is proposed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from support.directives import party_text
from support.reconciling import LOOK_ALIKES, MATTERS, A, B, made

from archivist import Archive
from archivist.errors import UsageError
from archivist.model import Validity
from archivist.reconciling import Action, Ground, Row, Worksheet, words

DAY = dt.date(2026, 3, 1)
FIRST, SECOND = "Tỉnh ủy Lam Hạ", "Tỉnh ủy Bạch Khê"


class Office:
    """An archive into which made directives of the two provinces are put."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.archive = Archive.create(folder / "kho")
        self.matters: dict[str, str] = {}

    def put(self, province: str, number: str, subject: str, body: str, **more: str) -> str:
        """File a directive; returns its id."""
        path = self.folder / f"{province[:3]}-{len(self.matters)}-{number.replace('/', '_')}.txt"
        day = more.pop("day", "ngày 15 tháng 03 năm 2024")
        text = party_text(number, subject=subject, province=province, body=body, day=day, **more)
        path.write_text(text, encoding="utf-8")
        result = self.archive.file(path, index=False)
        assert result.document is not None, result.message
        self.matters[result.document.id] = ""
        return result.document.id

    def sheet(self) -> Worksheet:
        """The worksheet on the day of these tests."""
        return self.archive.reconcile(FIRST, SECOND, as_of=DAY)


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    made_one = Office(tmp_path)
    with made_one.archive:
        yield made_one


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    one = Office(tmp_path_factory.mktemp("hop-nhat"))
    with one.archive:
        for act in made():
            id_ = one.put(act.province, act.number, act.subject, act.text, kind=act.kind)
            one.matters[id_] = act.matter
        yield one


def _row(sheet: Worksheet, document: str) -> Row:
    (row,) = [row for row in sheet.rows if document in row.key.split("+")]
    return row


def test_pairs_are_found_and_look_alikes_are_not(filled: Office) -> None:
    sheet = filled.sheet()
    assert len(MATTERS) >= 30
    assert len(LOOK_ALIKES) >= 10
    matters = [tuple(filled.matters[id_] for id_ in row.key.split("+")) for row in sheet.pairs]
    right = sum(one == other for one, other in matters)
    assert right / len(MATTERS) >= 0.90, "recall"
    assert right / len(matters) >= 0.95, "precision"


def test_nothing_is_lost(filled: Office) -> None:
    listed = [id_ for row in filled.sheet().rows for id_ in row.key.split("+")]
    assert sorted(listed) == sorted(filled.matters)


def test_a_pair_says_which_words_decided(filled: Office) -> None:
    (row,) = [row for row in filled.sheet().pairs if filled.matters[row.key.split("+")[0]] == "m1"]
    assert any("chữa cháy" in word.text for word in row.shared if word.subject)
    assert sum(word.share for word in row.shared) <= row.score + 0.001
    shares = [word.share for word in row.shared]
    assert shares == sorted(shares, reverse=True)


def test_the_order_of_the_bodies_changes_no_pair(filled: Office) -> None:
    there = {row.key for row in filled.sheet().pairs}
    back = {row.key for row in filled.archive.reconcile(SECOND, FIRST, as_of=DAY).pairs}
    assert there == back


def test_a_pair_that_carries_out_the_same_act_is_found_by_its_number(office: Office) -> None:
    one = office.put(
        A, "05-KH/TU", "thực hiện Kết luận số 9127-KL/TW, ngày 04/3/2025 của Ban Bí thư", "Giao các ban.",
        kind="KẾ HOẠCH",
    )  # fmt: skip
    other = office.put(
        B, "08-KH/TU", "thực hiện Kết luận số 9127-KL/TW, ngày 04/3/2025 của Ban Bí thư về giá sách",
        "Mỗi cơ quan một giá sách.", kind="KẾ HOẠCH",
    )  # fmt: skip
    row = _row(office.sheet(), one)
    assert row.key == "+".join(sorted((one, other)))
    assert row.shared[0].text == "9127-KL/TW"


def test_what_is_repealed_is_left_out_and_counted(office: Office) -> None:
    old = office.put(A, "12-QĐ/TU", "về giờ làm việc", "Điều 1. Tám giờ.", kind="QUYẾT ĐỊNH")
    new = office.put(
        A, "20-QĐ/TU", "về giờ làm việc mùa hè",
        "Điều 1. Bảy giờ.\nĐiều 2. Quyết định này thay thế Quyết định số 12-QĐ/TU, ngày 15/3/2024 của Ban"
        " Thường vụ Tỉnh ủy.", kind="QUYẾT ĐỊNH", day="ngày 20 tháng 05 năm 2024",
    )  # fmt: skip
    office.put(B, "30-QĐ/TU", "về chợ phiên", "Điều 1. Họp mỗi tuần.", kind="QUYẾT ĐỊNH")
    (relation,) = [one for one in office.archive.standing.pending() if one.source == new]
    assert old in office.sheet().rows[0].key + office.sheet().rows[1].key  # nobody confirmed it yet
    office.archive.standing.confirm(relation.id, by="Lưu trữ viên")
    sheet = office.sheet()
    assert old not in {id_ for row in sheet.rows for id_ in row.key.split("+")}
    assert sheet.left_out == {Validity.EXPIRED: 1}


def test_reports_are_left_out_and_counted(office: Office) -> None:
    office.put(A, "12-BC/TU", "kết quả quý I", "Đã làm xong.", kind="BÁO CÁO")
    kept = office.put(B, "30-CT/TU", "về chợ phiên", "Họp mỗi tuần.", kind="CHỈ THỊ")
    sheet = office.sheet()
    assert sheet.without_rules == 1
    assert [row.key for row in sheet.rows] == [kept]


def test_proposals_and_their_grounds(office: Office) -> None:
    past = office.put(A, "01-NQ/TU", "về trồng chè giai đoạn 2016-2020", "Trồng chè.")
    named = office.put(A, "02-NQ/TU", "về hồ nước của tỉnh Lam Hạ", "Giữ hồ.")
    alone = office.put(B, "03-NQ/TU", "về nghề gốm", "Giữ nghề gốm.")
    person = office.put(B, "04-QĐ/TU", "điều động cán bộ", "Điều 1.", kind="QUYẾT ĐỊNH")
    amending = office.put(
        B, "05-QĐ/TU", "sửa đổi, bổ sung một số điều của Quy chế làm việc", "Điều 1.", kind="QUYẾT ĐỊNH"
    )
    sheet = office.sheet()
    assert sheet.pairs == ()
    found = {id_: (_row(sheet, id_).proposal, _row(sheet, id_).ground) for id_ in office.matters}
    assert found == {
        past: (Action.EXPIRED, Ground.PERIOD_ENDED),
        named: (Action.AMEND, Ground.NAMES_PLACE),
        alone: (Action.KEEP, Ground.ONE_SIDED),
        person: (Action.KEEP, Ground.SINGLE_CASE),
        amending: (Action.KEEP, Ground.AMENDING),
    }


def test_one_body_cannot_be_reconciled_with_itself(office: Office) -> None:
    office.put(A, "01-NQ/TU", "về trồng chè", "Trồng chè.")
    with pytest.raises(UsageError, match="one body"):
        office.archive.reconcile(FIRST, "tinh-uy:lam-ha")
    with pytest.raises(UsageError, match="no issuing body"):
        office.archive.reconcile(FIRST, "không có ai")


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("giai đoạn 2021-2025", "giai đoạn 2022 – 2030", True),
        ("giai đoạn 2016-2020", "giai đoạn 2021-2025", False),
        ("kiểm tra năm 2021", "kiểm tra năm 2022", False),
        ("đến năm 2025", "năm 2030", True),
        ("chăm sóc cây", "năm 2030", True),
    ],
)
def test_periods(one: str, other: str, same: bool) -> None:
    assert words.same_time(words.period(one), words.period(other)) is same


def test_formulas_and_numbers_are_no_words() -> None:
    found = words.terms(
        "về tăng cường công tác phòng cháy theo Kết luận số 12-KL/TW, tỉnh Lam Hạ", ("lam hạ",)
    )
    assert set(found) == {"phòng", "cháy", "phòng cháy"}
    assert words.terms("hoà giải") == words.terms("Hòa giải")


def test_renditions_of_one_directive_stand_once(office: Office) -> None:
    signed = office.put(A, "05-CT/TU", "về nuôi ong lấy mật", "Giữ rừng hoa cho ong.", kind="CHỈ THỊ")
    scan = office.put(
        A, "05-CT/TU", "về nuôi ong lấy mật", "Giữ rừng hoa cho ong. (Bản quét)", kind="CHỈ THỊ"
    )
    other = office.put(B, "09-CT/TU", "về nghề nuôi ong", "Đàn ong được kiểm dịch.", kind="CHỈ THỊ")
    office.archive.renditions.confirm(signed, scan, by="Bà Mẫu")
    sheet = office.sheet()
    assert sheet.renditions == 1
    (row,) = sheet.rows
    assert row.a is not None
    standing = row.a.id
    assert row.key == "+".join(sorted((standing, other)))
    left_out = scan if standing == signed else signed
    office.archive.reconciliation.decide((left_out, other), "keep", by="Bà Mẫu")
    (row,) = office.sheet().rows
    assert row.a is not None
    assert row.a.id == left_out, "what was decided on stays in the worksheet"
    assert row.decision is not None


def _set_class(office: Office, document: str, code: str) -> None:
    fields: dict[str, Any] = {"class": code}
    office.archive.revise(document, by="Bà Mẫu", **fields)


def test_the_field_of_activity_counts(office: Office) -> None:
    one = office.put(A, "05-CT/TU", "về nuôi ong lấy mật", "Giữ rừng hoa.", kind="CHỈ THỊ")
    other = office.put(B, "09-CT/TU", "về nghề nuôi ong", "Kiểm dịch đàn ong.", kind="CHỈ THỊ")
    unknown = office.sheet().pairs[0].score
    _set_class(office, one, "kinh-te")
    _set_class(office, other, "kinh-te")
    same = office.sheet().pairs[0].score
    _set_class(office, other, "xa-hoi")
    different = office.sheet().pairs[0].score
    assert different < unknown < same


def test_words_of_administration_alone_make_no_pair(office: Office) -> None:
    one = office.put(A, "05-NQ/TU", "về phát triển kinh tế cửa khẩu", "Mở lối mở.")
    office.put(B, "09-NQ/TU", "về phát triển kinh tế vườn đồi", "Trồng cam.")
    sheet = office.sheet()
    assert sheet.pairs == ()
    assert _row(sheet, one).ground is Ground.ONE_SIDED


def test_a_plan_about_a_personnel_matter_is_no_single_case() -> None:
    assert words.is_single_case("quyet-dinh", "luân chuyển đồng chí Nguyễn Hư Cấu")
    assert not words.is_single_case("ke-hoach", "luân chuyển cán bộ trẻ về cơ sở")


def test_words_that_run_into_one_another_are_told_as_a_phrase(office: Office) -> None:
    office.put(A, "05-NQ/TU", "về chăm sóc sức khỏe người già", "Khám bệnh.")
    office.put(B, "09-NQ/TU", "về việc chăm sóc sức khỏe trẻ nhỏ", "Tiêm phòng.")
    (row,) = office.sheet().pairs
    assert row.shared[0].text == "chăm sóc sức khỏe"
