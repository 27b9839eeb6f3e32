"""Letterheads, bodies and the stamps beside them that are easily taken for something else."""

from __future__ import annotations

import pytest
from support.heads import confidence, read

from archivist.authorities.joint import resolve_issuers
from archivist.model import FieldName

BOTH = pytest.mark.parametrize("interleaved", [False, True], ids=["columns", "plain text"])


STATE = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
MOTTO = "Độc lập - Tự do - Hạnh phúc"
PARTY = "ĐẢNG CỘNG SẢN VIỆT NAM"


@BOTH
def test_a_team_is_named_after_the_decision_that_set_it_up(interleaved: bool) -> None:
    """The number in the name is another act's; the own one follows below."""
    fields = read(
        f"""
        ỦY BAN NHÂN DÂN TỈNH HÀ SƠN || {STATE}
        ĐOÀN KIỂM TRA THEO QUYẾT ĐỊNH || {MOTTO}
        SỐ 77/QĐ-UBND NGÀY 02/3/2026 || -------------
        Số: 05/KL-ĐKT || Hà Sơn, ngày 17 tháng 4 năm 2026
        KẾT LUẬN
        Kiểm tra công tác lưu trữ tại huyện Thanh Vũ
        Căn cứ Quyết định số 77/QĐ-UBND;
        """,
        interleaved=interleaved,
    )
    assert fields.value("number") == "05/KL-ĐKT"
    assert fields.value("issuer") == (
        "ỦY BAN NHÂN DÂN TỈNH HÀ SƠN; ĐOÀN KIỂM TRA THEO QUYẾT ĐỊNH SỐ 77/QĐ-UBND NGÀY 02/3/2026"
    )


def test_a_body_whose_name_ends_in_the_word_plan_keeps_its_number_line() -> None:
    fields = read(
        f"""
        ỦY BAN NHÂN DÂN HUYỆN THANH VŨ || {STATE}
        PHÒNG TÀI CHÍNH - KẾ HOẠCH || {MOTTO}
        Số: 15/BC-TCKH || Thanh Vũ, ngày 4 tháng 5 năm 2023
        BÁO CÁO
        Kết quả thu ngân sách
        Kính gửi: Ủy ban nhân dân huyện
        """
    )
    assert fields.value("number") == "15/BC-TCKH"


def test_a_body_of_the_state_keeps_its_name_beside_the_motto() -> None:
    """ "nhà nước" before the head ends a name here, and is no part of a sentence."""
    fields = read(
        f"""
        BỘ NỘI VỤ {STATE}
        CỤC VĂN THƯ VÀ LƯU TRỮ NHÀ NƯỚC {MOTTO}
        Số: 851/VTLTNN-NV Hà Nội, ngày 9 tháng 8 năm 2024
        V/v hướng dẫn nghiệp vụ
        Kính gửi: Các bộ
        """,
        interleaved=True,
    )
    assert fields.value("issuer") == "BỘ NỘI VỤ; CỤC VĂN THƯ VÀ LƯU TRỮ NHÀ NƯỚC"


def test_two_heads_of_ministries_on_one_line_go_to_review() -> None:
    fields = read(
        f"""
        BỘ NỘI VỤ - BỘ TÀI CHÍNH || {STATE}
        ------- || {MOTTO}
        Số: 12/2004/TTLT-BNV-BTC || Hà Nội, ngày 10 tháng 3 năm 2004
        THÔNG TƯ LIÊN TỊCH
        Hướng dẫn thực hiện một số điều
        Căn cứ Nghị định số 111/2004/NĐ-CP ngày 08 tháng 4 năm 2004;
        KT. BỘ TRƯỞNG BỘ TÀI CHÍNH || BỘ TRƯỞNG BỘ NỘI VỤ
        THỨ TRƯỞNG ||
        Trần Văn Giả || Đỗ Quang Thử
        """,
        interleaved=True,
    )
    assert fields.value("signatory") == "Trần Văn Giả | Đỗ Quang Thử"
    assert confidence(fields, FieldName.SIGNATORY) < 0.8
    assert confidence(fields, FieldName.POSITION) < 0.8


@BOTH
def test_the_name_of_the_youth_union_stands_beside_that_of_its_committee(interleaved: bool) -> None:
    fields = read(
        """
        TỈNH ĐOÀN HÀ SƠN || ĐOÀN TNCS HỒ CHÍ MINH
        BAN CHẤP HÀNH ||
        *** || Hà Sơn, ngày 15 tháng 3 năm 2024
        Số: 55-TB/TĐTN-VP ||
        THÔNG BÁO
        Về việc tổ chức Đại hội
        -----
        Thực hiện Kế hoạch, Ban Thường vụ Tỉnh đoàn thông báo.
        """,
        interleaved=interleaved,
    )
    assert fields.value("issuer") == "TỈNH ĐOÀN HÀ SƠN; BAN CHẤP HÀNH"
    assert fields.value("system") == "front"


def test_the_issuer_in_a_citation_ends_before_the_acting_organ() -> None:
    fields = read(
        f"""
        HỘI ĐỒNG NHÂN DÂN || {STATE}
        TỈNH HÀ SƠN || {MOTTO}
        Số: 14/2025/NQ-HĐND || Hà Sơn, ngày 15 tháng 7 năm 2025
        NGHỊ QUYẾT
        Bãi bỏ Nghị quyết số 12/2019/NQ-HĐND ngày 10 tháng 7 năm 2019 của Hội đồng nhân dân tỉnh
        HỘI ĐỒNG NHÂN DÂN TỈNH HÀ SƠN
        KHÓA XVIII, KỲ HỌP THỨ 30
        Căn cứ Luật Tổ chức chính quyền địa phương số 72/2025/QH15;
        """
    )
    repealed = next(one for one in fields.citations if one.kind.value == "repeals")
    assert repealed.issuer == "Hội đồng nhân dân tỉnh"


@BOTH
def test_joint_commissions_of_one_committee(interleaved: bool) -> None:
    """Guidance 36-HD/VPTW: every issuer stands in letterhead and symbol."""
    fields = read(
        f"""
        TỈNH ỦY HÀ SƠN || {PARTY}
        BAN TỔ CHỨC - BAN TUYÊN GIÁO || ---------------
        * || Hà Sơn, ngày 1 tháng 4 năm 2024
        Số 05-HD/BTCTU-BTGTU ||
        HƯỚNG DẪN
        về kiểm điểm tập thể, cá nhân
        -----
        - Căn cứ Quy định số 124-QĐ/TW, ngày 04/10/2023,
        """,
        interleaved=interleaved,
    )
    assert fields.value("issuer") == "TỈNH ỦY HÀ SƠN; BAN TỔ CHỨC - BAN TUYÊN GIÁO"
    assert fields.issuer_id == "ban-to-chuc-tinh-uy:ha-son"
    assert fields.issuer_name == "Ban Tổ chức Tỉnh ủy Hà Sơn - Ban Tuyên giáo Tỉnh ủy Hà Sơn"


def test_a_dash_may_be_part_of_one_name() -> None:
    lines = ("ỦY BAN NHÂN DÂN HUYỆN THANH VŨ", "PHÒNG TÀI CHÍNH - KẾ HOẠCH")
    match = resolve_issuers(lines, "Thanh Vũ", None, None)
    assert match is not None
    assert match.record_id.startswith("phong-tai-chinh-ke-hoach:")


def test_what_a_portal_lists_before_the_letterhead_is_no_letterhead() -> None:
    fields = read(
        f"""
        Trang chủ > Văn bản > Chỉ đạo điều hành
        Số hiệu: 12-QĐ/TU
        Ngày ban hành: 05/02/2024
        TỈNH ỦY HÀ SƠN || {PARTY}
        Số: 12-QĐ/TU || Hà Sơn, ngày 05 tháng 02 năm 2024
        QUY ĐỊNH
        VỀ CHẾ ĐỘ BỒI DƯỠNG
        Căn cứ Điều lệ Đảng;
        """
    )
    assert fields.value("issuer") == "TỈNH ỦY HÀ SƠN"
    assert fields.value("number") == "12-QĐ/TU"


def test_a_known_name_with_another_accent_is_looked_at_by_a_person() -> None:
    """A scanner's own recognition lies under the page as if it were born digital."""
    fields = read(
        f"""
        VIỆN KIỂM SÁT NHÂN DÂN TÓI CAO || {STATE}
        Số: 12/TB-VKSTC || {MOTTO}
        Hà Nội, ngày 4 tháng 5 năm 2023
        THÔNG BÁO
        Về lịch làm việc
        """
    )
    reading = fields.readings["issuer"]
    assert reading.value == "VIỆN KIỂM SÁT NHÂN DÂN TÓI CAO"
    assert reading.confidence <= 0.7
    assert [one.value for one in reading.runners_up] == ["VIỆN KIỂM SÁT NHÂN DÂN TỐI CAO"]


@pytest.mark.parametrize(
    "name", ["VIỆN KIỂM SÁT NHÂN DÂN TỐI CAO", "UỶ BAN NHÂN DÂN TỈNH HÀ SƠN", "TÒA ÁN NHÂN DÂN TỐI CAO"]
)
def test_names_as_they_are_on_record_are_left_in_peace(name: str) -> None:
    fields = read(
        f"""
        {name} || {STATE}
        Số: 12/TB-VP || {MOTTO}
        Hà Nội, ngày 4 tháng 5 năm 2023
        THÔNG BÁO
        Về lịch làm việc
        """
    )
    assert fields.readings["issuer"].confidence > 0.8
    assert not fields.readings["issuer"].runners_up


def test_the_receiver_in_a_stamp_of_arrival_is_no_superior() -> None:
    fields = read("""
        TỈNH ỦY HÀ SƠN
        ĐẾN
        Số: 1234
        Ngày: 13/9/2024
        Chuyển: Chánh Văn phòng
        BAN TỔ CHỨC TRUNG ƯƠNG || ĐẢNG CỘNG SẢN VIỆT NAM
        * || Hà Nội, ngày 09 tháng 9 năm 2024
        Số 7700-CV/BTCTW
        về việc báo cáo biên chế
        Kính gửi: Các tỉnh ủy, thành ủy
    """)
    assert (fields.value("issuer"), fields.issuer_id) == (
        "BAN TỔ CHỨC TRUNG ƯƠNG",
        "ban-to-chuc-trung-uong",
    )


def test_a_stamp_below_the_letterhead_takes_nothing_from_it() -> None:
    fields = read("""
        TỈNH ỦY HÀ SƠN || ĐẢNG CỘNG SẢN VIỆT NAM
        VĂN PHÒNG || Hà Sơn, ngày 09 tháng 9 năm 2024
        Số 77-CV/VPTU
        ĐẾN
        Số: 1234
        Ngày: 13/9/2024
        về việc báo cáo biên chế
        Kính gửi: Các huyện ủy
    """)
    assert fields.value("issuer") == "TỈNH ỦY HÀ SƠN; VĂN PHÒNG"


@pytest.mark.parametrize("below", ["VĂN PHÒNG\nSố 77-CV/VPTU", "Số 77-CV/TU"])
def test_a_stamp_inside_the_letterhead_takes_nothing_from_it(below: str) -> None:
    stamp = "ĐẾN\nSố: 1234\nNgày: 13/9/2024"
    fields = read(
        f"TỈNH ỦY HÀ SƠN\n{stamp}\n{below}\n{PARTY}\nHà Sơn, ngày 09 tháng 9 năm 2024\n"
        "về việc báo cáo biên chế\nKính gửi: Các huyện ủy\n"
    )
    assert (fields.value("issuer") or "").startswith("TỈNH ỦY HÀ SƠN")


def test_a_running_title_names_the_whole_body() -> None:
    """A name with a small letter in it ends where the name on record ends."""
    fields = read("""
        CÔNG BÁO/Số 12/Ngày 03-5-2011
        Thông tư số 907/2011/TT-BNV ngày 26 tháng 4 năm 2011 của Bộ Nội vụ hướng dẫn sử dụng thẻ kho
        Căn cứ Luật Lưu trữ;
    """)
    assert (fields.value("issuer"), fields.issuer_id) == ("Bộ Nội vụ", "bo-noi-vu")
    assert fields.value("subject") == "hướng dẫn sử dụng thẻ kho"
    assert fields.value("system") == "state"


@BOTH
def test_a_line_no_rule_knows_above_the_issuer_sends_it_to_a_person(interleaved: bool) -> None:
    fields = read(
        f"""
        THẢO NGUYÊN TRẮNG || {STATE}
        SỞ NỘI VỤ HÀ SƠN || {MOTTO}
        Số: 41/BC-SNV || Hà Sơn, ngày 4 tháng 5 năm 2024
        BÁO CÁO
        Kết quả chỉnh lý tài liệu
        Kính gửi: Ủy ban nhân dân tỉnh
        """,
        interleaved=interleaved,
    )
    assert confidence(fields, FieldName.ISSUER) < 0.8


def test_a_superior_below_its_unit_sends_the_issuer_to_a_person() -> None:
    """A name from a stamp or an address has come into the letterhead."""
    fields = read(
        f"""
        PHÒNG VĂN HÓA XÃ KHE LIM || {STATE}
        UBND TỈNH HÀ SƠN || {MOTTO}
        SỞ NỘI VỤ ||
        Số: 42/BC-SNV || Hà Sơn, ngày 5 tháng 5 năm 2024
        BÁO CÁO
        Kết quả chỉnh lý tài liệu
        Kính gửi: Ủy ban nhân dân tỉnh
        """
    )
    assert confidence(fields, FieldName.ISSUER) < 0.8


def test_a_unit_called_by_words_no_body_begins_with_is_no_part_of_the_name_above() -> None:
    fields = read(
        f"""
        TỈNH ỦY HÀ SƠN || {PARTY}
        NHÓM CÔNG TÁC SỐ HÓA || ----------
        * ||
        Số 02-BC/NCT || Hà Sơn, ngày 06 tháng 5 năm 2026
        BÁO CÁO
        kết quả số hóa tài liệu
        -----
        Nhóm công tác báo cáo như sau:
        """
    )
    assert fields.value("issuer") == "TỈNH ỦY HÀ SƠN; NHÓM CÔNG TÁC SỐ HÓA"
    assert confidence(fields, FieldName.ISSUER) < 0.8


def test_the_stamp_of_the_receiver_above_a_letterhead_no_register_knows() -> None:
    fields = read(
        f"""
        UBND PHƯỜNG BẾN MƠ
        VĂN BẢN ĐẾN
        Số: 77
        Ngày: 06/5/2024
        UBND TỈNH HÀ SƠN || {STATE}
        SỞ NỘI VỤ || {MOTTO}
        Số: 43/SNV-VTLT || Hà Sơn, ngày 4 tháng 5 năm 2024
        V/v chỉnh lý tài liệu ||
        Kính gửi: Ủy ban nhân dân các phường
        """
    )
    assert fields.value("issuer") == "UBND TỈNH HÀ SƠN; SỞ NỘI VỤ"
    assert fields.value("number") == "43/SNV-VTLT"


def test_a_steering_committee_called_by_a_number_keeps_it_in_the_symbol() -> None:
    fields = read(
        f"""
        UBND TỈNH HÀ SƠN || {STATE}
        BAN CHỈ ĐẠO 138 || {MOTTO}
        Số: 45/KH-BCĐ138 || Hà Sơn, ngày mồng 4 tháng 5 năm 2024
        KẾ HOẠCH
        Phòng, chống tội phạm năm 2024
        Căn cứ Luật Lưu trữ;
        """
    )
    assert fields.value("number") == "45/KH-BCĐ138"
    assert fields.value("issued") == "2024-05-04"


def test_names_of_the_central_highlands_and_positions_on_no_list() -> None:
    fields = read(
        f"""
        SỞ NỘI VỤ HÀ SƠN || {STATE}
        ------- || {MOTTO}
        Số: 49/BC-SNV || Hà Sơn, ngày 4 tháng 5 năm 2024
        BÁO CÁO
        Kết quả chỉnh lý tài liệu
        Kính gửi: Ủy ban nhân dân tỉnh
        Nơi nhận: || TL. GIÁM ĐỐC
        - Như trên; || TRỢ LÝ TỔNG HỢP
        - Lưu: VT. || Điểu K'Thử
        """
    )
    assert fields.value("signatory") == "Điểu K'Thử"
    assert fields.value("position") == "TL. GIÁM ĐỐC; TRỢ LÝ TỔNG HỢP"


def test_two_ministers_whose_ministries_stand_on_lines_of_their_own() -> None:
    fields = read(
        f"""
        BỘ Y TẾ - BỘ TÀI CHÍNH || {STATE}
        ------- || {MOTTO}
        Số: 5/2012/TTLT-BYT-BTC || Hà Nội, ngày 4 tháng 5 năm 2012
        THÔNG TƯ LIÊN TỊCH
        Hướng dẫn thử
        Căn cứ Luật Lưu trữ;
        KT. BỘ TRƯỞNG || KT. BỘ TRƯỞNG
        BỘ TÀI CHÍNH || BỘ Y TẾ
        THỨ TRƯỞNG || THỨ TRƯỞNG
        Lò Thị Thử || Trần Văn Mẫu
        """
    )
    assert sorted((fields.value("signatory") or "").split(" | ")) == ["Lò Thị Thử", "Trần Văn Mẫu"]


def test_one_signatory_of_two_issuers_sends_the_joint_act_to_a_person() -> None:
    fields = read(
        f"""
        BỘ Y TẾ - BỘ TÀI CHÍNH || {STATE}
        ------- || {MOTTO}
        Số: 6/2012/TTLT-BYT-BTC || Hà Nội, ngày 4 tháng 5 năm 2012
        THÔNG TƯ LIÊN TỊCH
        Hướng dẫn thử
        Căn cứ Luật Lưu trữ;
        Nơi nhận: || BỘ TRƯỞNG BỘ Y TẾ
        - Chính phủ; ||
        - Lưu: VT. || Lò Thị Thử
        """
    )
    assert fields.value("signatory") == "Lò Thị Thử"
    assert confidence(fields, FieldName.SIGNATORY) < 0.8
    assert confidence(fields, FieldName.POSITION) < 0.8


def test_a_group_of_the_party_is_named_after_the_body_it_is_in() -> None:
    fields = read(
        f"""
        TỈNH ỦY HÀ SƠN || {PARTY}
        ĐẢNG ĐOÀN || ----------
        LIÊN MINH HỢP TÁC XÃ TỈNH || Hà Sơn, ngày 06 tháng 5 năm 2022
        * ||
        Số 03-BC/ĐĐ ||
        BÁO CÁO
        kết quả số hóa tài liệu
        -----
        Đảng đoàn báo cáo như sau:
        """
    )
    assert fields.value("issuer") == "TỈNH ỦY HÀ SƠN; ĐẢNG ĐOÀN LIÊN MINH HỢP TÁC XÃ TỈNH"
