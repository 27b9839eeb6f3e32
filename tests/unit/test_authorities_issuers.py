"""Issuing bodies: records, letterheads, people's words, codes."""

from __future__ import annotations

import datetime as dt
import unicodedata

import pytest

from archivist.authorities.bodies import body_types
from archivist.authorities.issuers import (
    all_issuers,
    issuer_by_id,
    issuer_codes,
    resolve_issuer,
    resolve_letterhead,
    single_bodies,
    systems_of_code,
)
from archivist.model import Level, System


@pytest.mark.parametrize(
    ("lines", "id", "name"),
    [
        (("TỈNH ỦY HÀ GIANG", "VĂN PHÒNG"), "van-phong-tinh-uy:ha-giang", "Văn phòng Tỉnh ủy Hà Giang"),
        (("TỈNH ỦY HÀ GIANG", "VĂN PHÒNG", "*"), "van-phong-tinh-uy:ha-giang", "Văn phòng Tỉnh ủy Hà Giang"),
        (("VĂN PHÒNG TỈNH ỦY HÀ GIANG",), "van-phong-tinh-uy:ha-giang", "Văn phòng Tỉnh ủy Hà Giang"),
        (("TINH UY TUYEN QUANG",), "tinh-uy:tuyen-quang", "Tỉnh ủy Tuyên Quang"),
        (("TỈNH UỶ HOÀ BÌNH", "-----"), "tinh-uy:hoa-binh", "Tỉnh ủy Hòa Bình"),
        (("TỈNH ỦY HÀ GIANG", "BAN THƯỜNG VỤ"), "tinh-uy:ha-giang", "Tỉnh ủy Hà Giang"),
        (("THÀNH ỦY HÀ NỘI",), "thanh-uy:ha-noi", "Thành ủy Hà Nội"),
        (("BAN CHẤP HÀNH TRUNG ƯƠNG", "VĂN PHÒNG"), "van-phong-trung-uong", "Văn phòng Trung ương Đảng"),
        (("ỦY BAN NHÂN DÂN", "TỈNH LÀO CAI"), "ubnd-tinh:lao-cai", "Ủy ban nhân dân tỉnh Lào Cai"),
        (("UBND TỈNH LÀO CAI", "SỞ Y TẾ"), "so-y-te-tinh:lao-cai", "Sở Y tế tỉnh Lào Cai"),
        (
            ("UỶ BAN NHÂN DÂN THÀNH PHỐ HỒ CHÍ MINH", "SỞ TƯ PHÁP"),
            "so-tu-phap-thanh-pho:ho-chi-minh",
            "Sở Tư pháp thành phố Hồ Chí Minh",
        ),
        (("UBND TỈNH HÀ GIANG", "VĂN PHÒNG"), "van-phong-uy-ban-nhan-dan-tinh:ha-giang", ""),
        (("HỘI ĐỒNG NHÂN DÂN", "TỈNH CAO BẰNG"), "hdnd-tinh:cao-bang", ""),
        (("BỘ GIÁO DỤC", "VÀ ĐÀO TẠO"), "bo-giao-duc-va-dao-tao", "Bộ Giáo dục và Đào tạo"),
        (("BỘ LAO ĐỘNG - THƯƠNG BINH", "VÀ XÃ HỘI"), "bo-lao-dong-thuong-binh-va-xa-hoi", ""),
        (("CHÍNH PHỦ",), "chinh-phu", "Chính phủ"),
        (("THE PRIME MINISTER",), "thu-tuong", "Thủ tướng Chính phủ"),
        (("ỦY BAN THƯỜNG VỤ QUỐC HỘI",), "uy-ban-thuong-vu-quoc-hoi", ""),
        (("ĐOÀN TNCS HỒ CHÍ MINH", "BAN CHẤP HÀNH TRUNG ƯƠNG"), "trung-uong-doan", ""),
        (("ĐOÀN TNCS HỒ CHÍ MINH", "BAN CHẤP HÀNH TỈNH HÀ GIANG"), "doan-tncs-ho-chi-minh-tinh:ha-giang", ""),
        (("BỘ NỘI VỤ", "CỤC VĂN THƯ VÀ LƯU TRỮ NHÀ NƯỚC"), "cuc-van-thu-luu-tru-nn", ""),
        (("TÒA ÁN NHÂN DÂN TỐI CAO", "HỘI ĐỒNG THẨM PHÁN"), "hoi-dong-tham-phan", ""),
    ],
)
def test_letterheads_on_record(lines: tuple[str, ...], id: str, name: str) -> None:
    match = resolve_letterhead(lines)
    assert match is not None
    assert match.record_id == id
    assert match.known
    assert match.confidence >= 0.85
    if name:
        assert match.name == name
    record = issuer_by_id(id)
    assert record is not None
    assert (record.name, record.level, record.system) == (match.name, match.level, match.system)


@pytest.mark.parametrize(
    ("lines", "id", "level"),
    [
        (("TỈNH ỦY MƯỜNG XANH", "BAN TỔ CHỨC"), "ban-to-chuc-tinh-uy:muong-xanh", Level.PROVINCIAL),
        (("UBND TỈNH MƯỜNG XANH",), "ubnd-tinh:muong-xanh", Level.PROVINCIAL),
        (
            ("ĐẢNG BỘ TỈNH TUYÊN QUANG", "ĐẢNG ỦY XÃ ĐỒNG VĂN"),
            "dang-uy-xa:dong-van:tuyen-quang",
            Level.COMMUNE,
        ),
        (("ĐẢNG ỦY XÃ ĐỒNG VĂN", "VĂN PHÒNG"), "van-phong-dang-uy-xa:dong-van:?", Level.COMMUNE),
        (("ỦY BAN NHÂN DÂN", "XÃ ĐỒNG VĂN"), "ubnd-xa:dong-van:?", Level.COMMUNE),
        (("TỈNH ỦY HÀ GIANG", "HUYỆN ỦY ĐỒNG VĂN"), "huyen-uy:dong-van:ha-giang", Level.DISTRICT),
        (("THÀNH ỦY HÀ GIANG",), "thanh-uy-thuoc-tinh:ha-giang:?", Level.DISTRICT),
        (("UBND HUYỆN ĐỒNG VĂN", "PHÒNG NỘI VỤ"), "phong-noi-vu:ubnd-huyen:dong-van:?", Level.DISTRICT),
        (("BỘ CÔNG THƯƠNG", "CỤC HÓA CHẤT"), "cuc-hoa-chat:bo-cong-thuong", Level.CENTRAL),
        (("BỘ Y TẾ", "THANH TRA BỘ"), "thanh-tra-bo:bo-y-te", Level.CENTRAL),
    ],
)
def test_bodies_on_no_list_are_composed_and_less_sure(lines: tuple[str, ...], id: str, level: Level) -> None:
    match = resolve_letterhead(lines)
    assert match is not None
    assert (match.record_id, match.level, match.known) == (id, level, False)
    assert match.confidence < 0.7


@pytest.mark.parametrize(
    ("authority", "id"),
    [
        ("T/M BỘ CHÍNH TRỊ", "bo-chinh-tri"),
        ("T/M BAN BÍ THƯ", "ban-bi-thu"),
        ("T/M BAN CHẤP HÀNH TRUNG ƯƠNG", "bchtw"),
    ],
)
def test_the_authority_line_tells_the_politburo_from_the_secretariat(authority: str, id: str) -> None:
    match = resolve_letterhead(("BAN CHẤP HÀNH TRUNG ƯƠNG", "*"), "Hà Nội", authority)
    assert match is not None
    assert match.record_id == id
    unsure = resolve_letterhead(("BAN CHẤP HÀNH TRUNG ƯƠNG",))
    assert unsure is not None
    assert unsure.confidence < 0.7 < match.confidence


def test_the_place_of_issue_completes_a_letterhead_without_province() -> None:
    match = resolve_letterhead(("TỈNH ỦY", "*"), "Tuyên Quang")
    assert match is not None
    assert match.record_id == "tinh-uy:tuyen-quang"
    assert match.confidence < 0.9
    assert resolve_letterhead(("TỈNH ỦY",)) != match


def test_misread_letterhead() -> None:
    match = resolve_letterhead(("TỈNH ỤY TUYÊN QUAHG", "BAN TUYÊN GIÁO", "VÀ DÂN VẬN"))
    assert match is not None
    assert match.record_id == "ban-tuyen-giao-va-dan-van-tinh-uy:tuyen-quang"
    assert match.confidence < 0.95


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("BỘ TÀI CHÍNH - BỘ CÔNG AN", "Bộ Tài chính - Bộ Công an"),
        # The customs were a part of the ministry; on one line with it they sign beside it.
        ("BỘ TÀI CHÍNH - TỔNG CỤC HẢI QUAN", "Bộ Tài chính - Tổng cục Hải quan"),
    ],
)
def test_joint_issuers_are_named_together(line: str, name: str) -> None:
    match = resolve_letterhead((line,))
    assert match is not None
    assert (match.record_id, match.name) == ("bo-tai-chinh", name)


@pytest.mark.parametrize(
    "lines", [(), ("",), ("Finansdepartementet",), ("CÔNG TY ABC",), ("*", "-----"), ("Số: 15/QĐ-ABC",)]
)
def test_letterheads_without_a_body(lines: tuple[str, ...]) -> None:
    assert resolve_letterhead(lines) is None


def test_form_of_the_characters_does_not_matter() -> None:
    lines = ("TỈNH ỦY HÀ GIANG", "VĂN PHÒNG")
    decomposed = tuple(unicodedata.normalize("NFD", line) for line in lines)
    assert resolve_letterhead(decomposed) == resolve_letterhead(lines)


def test_a_merged_province_has_a_successor_and_the_new_one_predecessors() -> None:
    old, new = issuer_by_id("tinh-uy:ha-giang"), issuer_by_id("tinh-uy:tuyen-quang")
    assert old is not None
    assert new is not None
    assert old.successors == ("tinh-uy:tuyen-quang",)
    assert new.predecessors == ("tinh-uy:ha-giang",)
    assert old.existed(dt.date(2025, 6, 30))
    assert not old.existed(dt.date(2025, 7, 1))
    late = resolve_letterhead(("TỈNH ỦY HÀ GIANG",), on=dt.date(2026, 1, 1))
    early = resolve_letterhead(("TỈNH ỦY HÀ GIANG",), on=dt.date(2024, 1, 1))
    assert early is not None
    assert late is not None
    assert late.confidence < early.confidence


def test_ministries_know_what_they_absorbed() -> None:
    finance = single_bodies()["bo-tai-chinh"]
    assert "bo-ke-hoach-va-dau-tu" in finance.predecessors
    assert single_bodies()["bo-ke-hoach-va-dau-tu"].successors == ("bo-tai-chinh",)


def test_every_reference_between_records_leads_to_a_record() -> None:
    ids = {record.id for record in all_issuers()}
    assert len(ids) == len(all_issuers())
    for record in all_issuers():
        assert {*record.predecessors, *record.successors, *filter(None, [record.parent])} <= ids, record.id
        assert record.source
        assert record.verified in {"yes", "partly", "no"}


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("bo-chinh-tri", {"bo-chinh-tri"}),
        ("Politburo", {"bo-chinh-tri"}),
        ("bct", {"bo-chinh-tri", "bo-cong-thuong"}),
        ("bo noi vu", {"bo-noi-vu"}),
        ("VPTU Hà Giang", {"van-phong-tinh-uy:ha-giang"}),
        ("tinh uy ha giang", {"tinh-uy:ha-giang"}),
        ("ubnd lào cai", {"ubnd-tinh:lao-cai"}),
        ("UBND tỉnh Lào Cai", {"ubnd-tinh:lao-cai"}),
        ("Ủy ban nhân dân thành phố Hà Nội", {"ubnd-thanh-pho:ha-noi"}),
        ("Tỉnh ủy Mường Xanh", {"tinh-uy:muong-xanh"}),
        ("tinh-uy:muong-xanh", {"tinh-uy:muong-xanh"}),
        ("chưa ai nghe tên", set()),
        ("", set()),
    ],
)
def test_words_of_people(text: str, ids: set[str]) -> None:
    assert {record.id for record in resolve_issuer(text)} == ids


def test_a_code_alone_is_every_body_that_uses_it() -> None:
    found = {record.id for record in resolve_issuer("VPTU")}
    assert {"van-phong-tinh-uy:ha-giang", "van-phong-thanh-uy:ha-noi"} <= found
    assert all(id.startswith("van-phong-t") for id in found)


@pytest.mark.parametrize(
    ("code", "system"),
    [
        ("TW", System.PARTY),
        ("VPTU", System.PARTY),
        ("ĐUCT", System.PARTY),
        ("UBND", System.STATE),
        ("QH15", System.STATE),
        ("SNgV", System.STATE),
        ("SYTX", System.STATE),
        ("TWĐTN", System.FRONT),
    ],
)
def test_codes(code: str, system: System) -> None:
    assert system in systems_of_code(code)


def test_codes_that_are_none() -> None:
    assert systems_of_code("XYK") == ()
    assert "TU" in issuer_codes(System.PARTY)
    assert "UBND" not in issuer_codes(System.PARTY)


def test_every_body_has_a_name_in_five_languages() -> None:
    named = [(one.id, one.names_other) for one in single_bodies().values()]
    named += [(one.id, one.names_other) for one in body_types().values()]
    assert [id_ for id_, names in named if set(names) != {"en", "de", "nb", "he"}] == []
    places = [one for one in body_types().values() if "{place}" in one.name]
    assert [one.id for one in places if any("{place}" not in name for name in one.names_other.values())] == []


def test_codes_out_of_use_carry_their_years() -> None:
    """Circular 55/2005/TTLT-BNV-VPCP set one abbreviation: UBND for UB, and B before those of ministries."""
    committee = issuer_by_id("ubnd-tinh:tuyen-quang")
    ministry = issuer_by_id("bo-tai-chinh")
    assert committee is not None
    assert ministry is not None
    assert (committee.codes, dict(committee.code_periods)) == (("UBND", "UB"), {"UB": "../2005"})
    assert (ministry.codes, dict(ministry.code_periods)) == (("BTC", "TC"), {"TC": "../2005"})
    codes = [code for one in single_bodies().values() for code in one.codes]
    codes += [code for one in body_types().values() for code in one.codes]
    assert [code for code in codes if "@" in code] == []


@pytest.mark.parametrize(
    ("text", "id"),
    [
        ("Amt für Inneres der Provinz Tuyen Quang", "so-noi-vu-tinh:tuyen-quang"),
        ("etaten for finans i provinsen Tuyen Quang", "so-tai-chinh-tinh:tuyen-quang"),
        ("Verkehrsministerium", "bo-giao-thong-van-tai"),
        ("משרד התכנון וההשקעות", "bo-ke-hoach-va-dau-tu"),
    ],
)
def test_bodies_of_the_state_are_found_by_translated_names(text: str, id: str) -> None:
    assert [record.id for record in resolve_issuer(text)] == [id]
