"""Forms of heads that were met for the first time in made documents: one test for each way to mislead."""

from __future__ import annotations

from dataclasses import replace

import pytest
from support.heads import confidence, extracted

from archivist.classify import REVIEW_THRESHOLD
from archivist.directive.reader import ReadContext, read_fields
from archivist.extracted import Column, Extracted
from archivist.model import FieldName, Fields

STATE = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
MOTTO = "Độc lập - Tự do - Hạnh phúc"
PARTY = "ĐẢNG CỘNG SẢN VIỆT NAM"


def read(layout: str | Extracted) -> Fields:
    made = extracted(layout) if isinstance(layout, str) else layout
    return read_fields(made, ReadContext())


@pytest.mark.parametrize(
    "stamp",
    [
        "VĂN PHÒNG TỈNH ỦY HÀ MẪU\nĐẾN Số: 8812 Ngày: 19/10/2022",
        "TỈNH ỦY HÀ MẪU\nVĂN PHÒNG\nĐẾN Số: 1204\nNgày: 13/8/2003",
        "CHI CỤC KIỂM LÂM\nCÔNG VĂN ĐẾN\nSố 771 ngày 07/9/2024",
    ],
    ids=["fields behind the name", "two lines", "number and date in one"],
)
def test_the_receivers_stamp_above_the_letterhead_is_no_superior(stamp: str) -> None:
    """Word files hold it in a text box across the page; all of a letterhead stands in the left column."""
    fields = read(
        f"""{stamp}
UBND TỈNH HÀ MẪU || {STATE}
SỞ XÂY DỰNG || {MOTTO}
Số: 3115/SXD-QLN || Hà Mẫu, ngày 18 tháng 10 năm 2022
THÔNG BÁO
Về lịch nghỉ
Căn cứ Quy chế làm việc;
"""
    )
    assert fields.value("issuer") == "UBND TỈNH HÀ MẪU; SỞ XÂY DỰNG"
    assert fields.value("number") == "3115/SXD-QLN"
    assert fields.value("issued") == "2022-10-18"


def test_a_stamp_among_the_letterheads_lines_leaves_the_issuer_to_a_person() -> None:
    """Laid over the letterhead, its words come into the same lines."""
    fields = read(
        f"""
        TỈNH ỦY HÀ MẪU ĐẢNG ỦY PHƯỜNG SAO || {PARTY}
        ĐẾN || -----
        BAN TỔ CHỨC || Hà Mẫu, ngày 27 tháng 3 năm 2026
        Số 903-CV/BTCTU ||
        về việc góp ý dự thảo Đề án ||
        Kính gửi: Các đảng ủy
        """
    )
    assert confidence(fields, FieldName.ISSUER) < REVIEW_THRESHOLD
    assert fields.value("number") == "903-CV/BTCTU"


def test_the_receivers_stamp_below_the_number_is_no_subject() -> None:
    """Below its number a document prints no body's name alone in capitals."""
    fields = read(
        f"""
        UBND TỈNH HÀ MẪU || {STATE}
        SỞ XÂY DỰNG || {MOTTO}
        Số: 3115/SXD-QLN || Hà Mẫu, ngày 18 tháng 10 năm 2022
        V/v thẩm định thiết kế kho lưu trữ ||
        VĂN PHÒNG TỈNH ỦY HÀ MẪU
        ĐẾN Số: 8812 Ngày: 19/10/2022
        Kính gửi: Văn phòng Tỉnh ủy
        """
    )
    assert fields.value("subject") == "V/v thẩm định thiết kế kho lưu trữ"


def test_until_a_day_in_a_subject_is_no_stamp() -> None:
    fields = read(
        f"""
        UBND TỈNH HÀ MẪU || {STATE}
        SỞ TÀI CHÍNH || {MOTTO}
        Số: 12/BC-STC || Hà Mẫu, ngày 04 tháng 7 năm 2023
        BÁO CÁO
        Tình hình giải ngân vốn
        đến ngày 30/6/2023
        Căn cứ Quyết định số 5/QĐ-UBND;
        """
    )
    assert fields.value("subject") == "Tình hình giải ngân vốn đến ngày 30/6/2023"


def test_the_name_of_the_state_broken_before_its_last_word_is_its_name() -> None:
    """A narrow right column; a steering committee's code is the Party's and the State's alike."""
    fields = read(
        f"""
        UBND TỈNH HÀ MẪU || {STATE.removesuffix(" NAM")}
        BAN CHỈ ĐẠO CHUYỂN ĐỔI SỐ || NAM
        Số: 18/KH-BCĐ || {MOTTO}
         || Hà Mẫu, ngày 08 tháng 11 năm 2024
        KẾ HOẠCH
        Hoạt động của Ban Chỉ đạo năm 2025
        Thực hiện Quyết định số 505/QĐ-UBND, Ban Chỉ đạo xây dựng Kế hoạch:
        """
    )
    assert fields.value("system") == "state"
    assert confidence(fields, FieldName.ISSUER) >= REVIEW_THRESHOLD


@pytest.mark.parametrize("rule", ["-----", ""], ids=["ruled", "bare"])
def test_the_name_of_a_congress_goes_on_the_subject(rule: str) -> None:
    """A sentence about a congress fills the line or has a stop at its end."""
    fields = read(
        f"""
        TỈNH ỦY HÀ MẪU || {PARTY}
        * || Hà Mẫu, ngày 01 tháng 3 năm 2024
        Số 233-KH/TU ||
        KẾ HOẠCH
        tổ chức đại hội đảng bộ các cấp tiến tới
        Đại hội đại biểu Đảng bộ tỉnh lần thứ XX
        {rule}
        Thực hiện Chỉ thị số 35-CT/TW, Ban Thường vụ Tỉnh ủy xây dựng Kế hoạch:
        """
    )
    assert (fields.value("subject") or "").endswith("tiến tới Đại hội đại biểu Đảng bộ tỉnh lần thứ XX")


@pytest.mark.parametrize(
    ("kind", "subject", "body"),
    [
        ("THÔNG BÁO", "Về số điện thoại phục vụ cuộc bầu cử", "Văn phòng thông báo."),
        ("GIẤY MỜI", "Dự Hội nghị tập huấn", "Sở Nội vụ trân trọng kính mời: Lãnh đạo các sở, ngành"),
    ],
)
def test_a_short_sentence_that_says_what_a_body_does_is_no_subject(
    kind: str, subject: str, body: str
) -> None:
    fields = read(
        f"""
        UBND TỈNH HÀ MẪU || {STATE}
        SỞ NỘI VỤ || {MOTTO}
        Số: 31/TB-SNV || Hà Mẫu, ngày 12 tháng 01 năm 2026
        {kind}
        {subject}
        {body}
        """
    )
    assert fields.value("subject") == subject


def test_codes_joined_by_a_comma_go_on_a_letters_subject() -> None:
    fields = read(
        f"""
        BẢO HIỂM XÃ HỘI VIỆT NAM || {STATE}
        BẢO HIỂM XÃ HỘI TỈNH HÀ MẪU || {MOTTO}
        Số: 2030/BHXH-CĐ || Hà Mẫu, ngày 04 tháng 6 năm 2024
        V/v lưu trữ hồ sơ hưởng chế độ ||
        BHXH, BHTN ||
        KHẨN ||
        Kính gửi: Bảo hiểm xã hội các huyện
        """
    )
    assert fields.value("subject") == "V/v lưu trữ hồ sơ hưởng chế độ BHXH, BHTN"


def test_a_press_communique_has_its_title() -> None:
    fields = read(
        f"""
        ỦY BAN NHÂN DÂN || {STATE}
        TỈNH HÀ MẪU || {MOTTO}
        Số: 15/TC-UBND || Hà Mẫu, ngày 11 tháng 11 năm 2019
        THÔNG CÁO BÁO CHÍ
        Về tình hình kinh tế - xã hội 10 tháng
        Tháng 10/2019, kinh tế tỉnh tiếp tục ổn định.
        """
    )
    assert fields.value("kind") == "thong-cao"
    assert fields.value("subject") == "Về tình hình kinh tế - xã hội 10 tháng"


def test_what_stands_across_the_page_is_not_surely_a_letters_subject() -> None:
    """It stands under a title that was not found; the recipients end it in any case."""
    made = extracted(
        f"""
        ỦY BAN NHÂN DÂN TỈNH HÀ MẪU || {STATE}
        Số: 15/VB-UBND || Hà Mẫu, ngày 11 tháng 11 năm 2019
        BẢNG KÊ
        Về tài liệu nộp lưu
        Nơi nhận:
        """
    )
    fields = read(made)
    assert fields.value("subject") == "Về tài liệu nộp lưu"
    assert confidence(fields, FieldName.SUBJECT) < REVIEW_THRESHOLD
    plain = replace(made.pages[0], lines=tuple(replace(one, box=None) for one in made.pages[0].lines))
    assert any(one.column is Column.FULL for one in plain.lines)


def test_a_symbol_that_goes_on_behind_a_full_stop_is_not_whole() -> None:
    """Before 2011 chairmen of people's committees had symbols of their own: "QĐ-CT.UBND"."""
    fields = read(
        f"""
        ỦY BAN NHÂN DÂN TỈNH HÀ MẪU || {STATE}
        Số: 18/QĐ-CT.UBND || Hà Mẫu, ngày 21 tháng 01 năm 2008
        QUYẾT ĐỊNH
        Về việc thành lập Hội đồng
        Căn cứ Luật Tổ chức HĐND và UBND;
        """
    )
    assert confidence(fields, FieldName.NUMBER) < REVIEW_THRESHOLD


def test_the_union_is_named_on_the_line_below_its_organ() -> None:
    fields = read(
        """
        BAN CHẤP HÀNH TRUNG ƯƠNG || ĐOÀN TNCS HỒ CHÍ MINH
        Số: 412-QĐ/TWĐTN-BTC || Hà Nội, ngày 09 tháng 3 năm 2018
        QUYẾT ĐỊNH
        Về việc công nhận Ban Thường vụ
        Căn cứ Điều lệ Đoàn;
        Nơi nhận: || TM. BAN THƯỜNG VỤ TRUNG ƯƠNG
        - Như Điều 3; || ĐOÀN
        - Lưu. || BÍ THƯ THƯỜNG TRỰC
         || Phí Mẫu Thắng
        """
    )
    assert fields.value("position") == "TM. BAN THƯỜNG VỤ TRUNG ƯƠNG ĐOÀN; BÍ THƯ THƯỜNG TRỰC"


def _sized(made: Extracted, size: float, *texts: str) -> Extracted:
    """`made` with the lines that say one of `texts` in letters of `size`, the others in 14 points."""
    page = made.pages[0]
    lines = tuple(replace(one, size=size if one.text in texts else 14.0) for one in page.lines)
    return replace(made, pages=(replace(page, lines=lines),))


def test_small_capitals_laid_over_letterhead_and_subject_are_a_stamps() -> None:
    made = extracted(
        f"""
        ỦY BAN NHÂN DÂN || {STATE}
        SỞ TÀI CHÍNH || {MOTTO}
        ĐẾN || -----
        TỈNH HÀ MẪU || Hà Mẫu, ngày 25 tháng 8 năm 2023
        Số: 1802/QĐ-UBND ||
        QUYẾT ĐỊNH
        PHÒNG NGÂN SÁCH
        Về việc phê duyệt kinh phí chỉnh lý tài liệu
        Căn cứ Luật Lưu trữ;
        """
    )
    fields = read(_sized(made, 8.0, "SỞ TÀI CHÍNH", "PHÒNG NGÂN SÁCH"))
    assert fields.value("issuer") == "ỦY BAN NHÂN DÂN TỈNH HÀ MẪU"
    assert confidence(fields, FieldName.ISSUER) < REVIEW_THRESHOLD
    assert fields.value("subject") == "Về việc phê duyệt kinh phí chỉnh lý tài liệu"


def test_a_stamp_beside_a_letters_subject_leaves_it_to_a_person() -> None:
    made = extracted(
        f"""
        TỈNH ỦY HÀ MẪU || {PARTY}
        BAN TUYÊN GIÁO VÀ DÂN VẬN || -----
        Số 55-CV/BTGDVTU || Hà Mẫu, ngày 12 tháng 11 năm 2025
        về việc tuyên truyền kết quả ||
        ĐẢNG ỦY XÃ CẨM MẪU ||
        ĐẾN Đại hội Đảng các cấp ||
        Kính gửi: Các đảng ủy
        """
    )
    fields = read(_sized(made, 8.0, "ĐẢNG ỦY XÃ CẨM MẪU"))
    assert confidence(fields, FieldName.SUBJECT) < REVIEW_THRESHOLD


def test_the_last_word_of_the_states_name_is_no_part_of_the_issuers() -> None:
    fields = read(
        f"""
        UBND HUYỆN KỲ MẪU || {STATE.removesuffix(" NAM")}
        NAM
        Số: 612/UBND-NC || {MOTTO}
        V/v thu hồi tài liệu || Kỳ Mẫu, ngày 24 tháng 9 năm 2020
        Kính gửi: Công an huyện
        """
    )
    assert fields.value("issuer") == "UBND HUYỆN KỲ MẪU"


def test_a_rule_in_one_line_with_the_issuers_name_is_none_of_it() -> None:
    fields = read(
        f"""
        TỈNH ỦY HÀ MẪU || {PARTY}
        BAN CÁN SỰ ĐẢNG ỦY BAN NHÂN DÂN ------------
        TỈNH || Hà Mẫu, ngày 19 tháng 8 năm 2024
        Số 3310-BC/BCSĐ ||
        BÁO CÁO
        tiến độ triển khai các dự án
        """
    )
    assert fields.value("issuer") == "TỈNH ỦY HÀ MẪU; BAN CÁN SỰ ĐẢNG ỦY BAN NHÂN DÂN TỈNH"


def test_a_stamps_field_beside_a_letters_subject_is_none_of_it() -> None:
    made = extracted(
        f"""
        BỘ NỘI VỤ || {STATE}
        Số: 118/BNV-VTLT || {MOTTO}
        V/v quản lý tài liệu trong quá trình || Hà Nội, ngày 08 tháng 4 năm 2025
        Chuyển: P.QLVTLT ||
        thực hiện sắp xếp tổ chức bộ máy ||
        Kính gửi: Ủy ban nhân dân các tỉnh
        """
    )
    fields = read(_sized(made, 8.0, "Chuyển: P.QLVTLT"))
    assert fields.value("subject") == "V/v quản lý tài liệu trong quá trình thực hiện sắp xếp tổ chức bộ máy"
    assert confidence(fields, FieldName.SUBJECT) < REVIEW_THRESHOLD
