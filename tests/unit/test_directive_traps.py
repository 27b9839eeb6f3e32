"""Heads that mislead: each text is made, and stands for a form that real offices use."""

from __future__ import annotations

import textwrap

import pytest
from support.heads import confidence, extracted, read

from archivist.directive.reader import ReadContext, read_fields
from archivist.model import FieldName, PartRole

BOTH = pytest.mark.parametrize("interleaved", [False, True], ids=["columns", "plain text"])

STATE = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
MOTTO = "Độc lập - Tự do - Hạnh phúc"
PARTY = "ĐẢNG CỘNG SẢN VIỆT NAM"


@BOTH
@pytest.mark.parametrize(
    ("first", "second", "symbol", "kind"),
    [
        ("CHƯƠNG TRÌNH", "HÀNH ĐỘNG", "CTr", "chuong-trinh-hanh-dong"),
        ("KẾ HOẠCH", "THỰC HIỆN NGHỊ QUYẾT TRUNG ƯƠNG", "KH", "ke-hoach"),
    ],
)
def test_the_title_may_take_two_lines(
    first: str, second: str, symbol: str, kind: str, interleaved: bool
) -> None:
    fields = read(
        f"""
        TỈNH ỦY HÀ SƠN || {PARTY}
        * || ---------------
        Số 68-{symbol}/TU || Hà Sơn, ngày 12 tháng 11 năm 2023
        {first}
        {second}
        về công tác lưu trữ
        -----
        - Căn cứ Điều lệ Đảng,
        """,
        interleaved=interleaved,
    )
    assert fields.value("kind") == kind
    subject = fields.value("subject") or ""
    assert subject.endswith("về công tác lưu trữ")
    assert (second in subject) is (kind == "ke-hoach")


@BOTH
@pytest.mark.parametrize(
    ("line", "subject"),
    [
        ("CỦA BỘ CHÍNH TRỊ", "về phát triển tỉnh Hà Sơn"),
        ("KẾT LUẬN CỦA BAN THƯỜNG VỤ", "KẾT LUẬN CỦA BAN THƯỜNG VỤ về phát triển tỉnh Hà Sơn"),
    ],
)
def test_the_line_between_title_and_subject(line: str, subject: str, interleaved: bool) -> None:
    """Whose act it is, is no subject; what is announced, is its beginning."""
    fields = read(
        f"""
        BAN CHẤP HÀNH TRUNG ƯƠNG || {PARTY}
        * || Hà Nội, ngày 18 tháng 7 năm 2023
        Số 39-NQ/TW ||
        NGHỊ QUYẾT
        {line}
        về phát triển tỉnh Hà Sơn
        -----
        I- TÌNH HÌNH
        """,
        interleaved=interleaved,
    )
    assert fields.value("subject") == subject


@BOTH
def test_a_telegram_names_its_addressees_after_the_verb(interleaved: bool) -> None:
    """Decree 30/2020/NĐ-CP, App. III, form 1.6: "… điện:" stands where letters have "Kính gửi"."""
    fields = read(
        f"""
        THỦ TƯỚNG CHÍNH PHỦ || {STATE}
        ------- || {MOTTO}
        Số: 95/CĐ-TTg || Hà Nội, ngày 15 tháng 9 năm 2024
        CÔNG ĐIỆN
        Về việc ứng phó mưa lũ
        THỦ TƯỚNG CHÍNH PHỦ điện:
        - Bộ trưởng các Bộ;
        Thủ tướng yêu cầu các Bộ trưởng thực hiện ngay.
        Nơi nhận: || KT. THỦ TƯỚNG
        - Như trên; || PHÓ THỦ TƯỚNG
         || Hồ Văn Ước
        """,
        interleaved=interleaved,
    )
    assert fields.value("subject") == "Về việc ứng phó mưa lũ"
    assert fields.value("position") == "KT. THỦ TƯỚNG; PHÓ THỦ TƯỚNG"


def test_who_decides_is_not_where_one_signs() -> None:
    fields = read(
        f"""
        TỈNH ỦY HÀ SƠN || {PARTY}
        BAN TỔ CHỨC || ---------------
        * || Hà Sơn, ngày 02 tháng 01 năm 2025
        Số 11-QĐ/BTCTU ||
        QUYẾT ĐỊNH
        nâng bậc lương thường xuyên
        -----
        - Căn cứ Quy định số 10-QĐ/BTCTU,
        TRƯỞNG BAN TỔ CHỨC TỈNH ỦY QUYẾT ĐỊNH
        Điều 1. Nâng lương.
        Nơi nhận: || K/T TRƯỞNG BAN
        - Như Điều 2, || PHÓ TRƯỞNG BAN
         || Lê Thị Kim Oanh
        """
    )
    assert fields.value("position") == "K/T TRƯỞNG BAN; PHÓ TRƯỞNG BAN"


@BOTH
def test_an_attached_text_alone_has_no_number_of_its_own(interleaved: bool) -> None:
    """It goes by the number of the decision that issues it, which is a relation, not a field."""
    fields = read(
        """
        QUY CHẾ
        LÀM VIỆC CỦA BAN CHẤP HÀNH ĐẢNG BỘ TỈNH
        (Ban hành kèm theo Quyết định số 983-QĐ/TU, ngày 9/5/2024
        của Ban Chấp hành Đảng bộ tỉnh)
        -----
        Chương I
        Điều 1. Phạm vi điều chỉnh.
        """,
        interleaved=interleaved,
    )
    assert fields.value("kind") == "quy-che"
    assert fields.value("subject") == "LÀM VIỆC CỦA BAN CHẤP HÀNH ĐẢNG BỘ TỈNH"
    assert not {"number", "issued", "issuer"} & set(fields.readings)
    assert [(one.kind.value, one.number) for one in fields.citations] == [("attaches", "983-QĐ/TU")]


@BOTH
def test_a_copy_of_a_copy_has_a_head_of_its_own(interleaved: bool) -> None:
    fields = read(
        f"""
        BAN CHẤP HÀNH TRUNG ƯƠNG || {PARTY}
        * || Hà Nội, ngày 18 tháng 7 năm 2023
        Số 39-NQ/TW ||
        NGHỊ QUYẾT
        về phát triển tỉnh Hà Sơn
        -----
        I- TÌNH HÌNH
         || T/M BỘ CHÍNH TRỊ
         || TỔNG BÍ THƯ
         || Nguyễn Văn Thử
        TỈNH ỦY HÀ SƠN || {PARTY}
        * || Hà Sơn, ngày 25 tháng 7 năm 2023
        Số 12-BS/TU || SAO LỤC
        Nơi nhận: || T/L BAN THƯỜNG VỤ
        - Các huyện ủy, || CHÁNH VĂN PHÒNG
         || Trần Thị Phỏng
        """,
        interleaved=interleaved,
    )
    assert fields.value("signatory") == "Nguyễn Văn Thử"
    assert fields.value("copy_number") == "12-BS/TU"
    assert fields.value("copy_issuer") == "TỈNH ỦY HÀ SƠN"
    assert fields.value("copy_issued") == "2023-07-25"


def test_a_position_behind_a_recipient_without_a_stop() -> None:
    fields = read(
        f"""
        TỈNH ỦY HÀ SƠN || {PARTY}
        Số 15-NQ/TU || Hà Sơn, ngày 15 tháng 3 năm 2024
        NGHỊ QUYẾT
        về công tác lưu trữ
        - Căn cứ Điều lệ Đảng,
        Nơi nhận: || T/M BAN THƯỜNG VỤ
        - Lưu hồ sơ || BÍ THƯ
         || Trần Văn Minh
        """,
        interleaved=True,
    )
    assert fields.value("position") == "T/M BAN THƯỜNG VỤ; BÍ THƯ"


_GUIDANCE = f"""
    BAN CHẤP HÀNH TRUNG ƯƠNG || {PARTY}
    VĂN PHÒNG || ---------------
    * || Hà Nội, ngày 27 tháng 5 năm 2026
    Số 05-HD/VPTW ||
    HƯỚNG DẪN
    thể thức văn bản
    -----
    Văn phòng hướng dẫn:
    {{before}}
    TỈNH ỦY HÀ SƠN || {PARTY}
    * || Hà Sơn, ngày 15 tháng 3 năm 2026
    Số 15-NQ/TU ||
    NGHỊ QUYẾT
    về công tác cán bộ
    """


@BOTH
@pytest.mark.parametrize(
    "before",
    ["Văn bản được trình bày như sau:", "Nơi nhận: || K/T CHÁNH VĂN PHÒNG\n    Mẫu 3- Nghị quyết"],
)
def test_sample_letterheads_are_no_further_documents(before: str, interleaved: bool) -> None:
    """A document begins on a new page or below the foot of another, and no line calls it a sample."""
    fields = read(_GUIDANCE.format(before=before), interleaved=interleaved)
    assert fields.value("number") == "05-HD/VPTW"
    assert not fields.parts
    assert "further_numbers" not in fields.readings


@BOTH
def test_below_the_foot_another_document_may_begin(interleaved: bool) -> None:
    fields = read(
        _GUIDANCE.format(before="Nơi nhận: || K/T CHÁNH VĂN PHÒNG\n     || Bùi Thị Lan Chi"),
        interleaved=interleaved,
    )
    assert [(one.role, one.number) for one in fields.parts] == [(PartRole.DOCUMENT, "15-NQ/TU")]


@BOTH
def test_who_certified_an_extract_did_not_sign_the_act(interleaved: bool) -> None:
    fields = read(
        f"""
        ỦY BAN NHÂN DÂN || {STATE}
        HUYỆN THANH VŨ || {MOTTO}
        Số: 301/QĐ-UBND || Thanh Vũ, ngày 8 tháng 8 năm 2023
        QUYẾT ĐỊNH
        Về việc khen thưởng
        Căn cứ Luật Thi đua, khen thưởng;
        Nơi nhận: || CHỦ TỊCH
        - Như Điều 3. || (Đã ký)
         || Tạ Văn Mẫu
        PHÒNG NỘI VỤ || TRÍCH SAO
        Số: 14/TrS-PNV || Thanh Vũ, ngày 15 tháng 8 năm 2023
        Nơi nhận: || TRƯỞNG PHÒNG
        - Lưu. || Lê Thị Giả
        """,
        interleaved=interleaved,
    )
    assert fields.value("signatory") == "Tạ Văn Mẫu"
    assert fields.value("position") == "CHỦ TỊCH"
    assert fields.value("copy_number") == "14/TrS-PNV"


@BOTH
def test_positions_of_the_army(interleaved: bool) -> None:
    fields = read(
        f"""
        BỘ CHỈ HUY QUÂN SỰ TỈNH HÀ SƠN || {STATE}
        PHÒNG THAM MƯU || {MOTTO}
        Số: 115/KH-PTM || Hà Sơn, ngày 11 tháng 01 năm 2025
        KẾ HOẠCH
        Huấn luyện dân quân tự vệ
        Căn cứ Chỉ thị số 10/CT-BCH ngày 02/01/2025;
        Nơi nhận: || KT. THAM MƯU TRƯỞNG
        - Lưu: VT. || PHÓ THAM MƯU TRƯỞNG
         || Trung tá Nông Văn Giả
        """,
        interleaved=interleaved,
    )
    assert fields.value("position") == "KT. THAM MƯU TRƯỞNG; PHÓ THAM MƯU TRƯỞNG"
    assert fields.value("signatory") == "Nông Văn Giả"


def test_a_date_that_begins_the_next_sentence_is_not_the_acts() -> None:
    fields = read(
        f"""
        ỦY BAN NHÂN DÂN TỈNH HÀ SƠN || {STATE}
        VĂN PHÒNG || {MOTTO}
        Số: 210/TB-VPUBND || Hà Sơn, ngày 14 tháng 5 năm 2025
        THÔNG BÁO
        Kết luận về tiến độ thực hiện Quyết định số 826/QĐ-TTg
        Ngày 12 tháng 5 năm 2025, Phó Chủ tịch chủ trì cuộc họp.
        """
    )
    assert [(one.number, one.issued) for one in fields.citations] == [("826/QĐ-TTg", "")]


@BOTH
def test_a_further_document_on_the_page_of_the_first_has_its_own_fields(interleaved: bool) -> None:
    """A short letter and the plan it sends stand on one page of a text file."""
    fields = read(
        """
        VĂN PHÒNG CHÍNH PHỦ || CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
         || Độc lập - Tự do - Hạnh phúc
        Số: 812/VPCP-NN || Hà Nội, ngày 4 tháng 2 năm 2022
        V/v triển khai kế hoạch
        Kính gửi: Ủy ban nhân dân các tỉnh
        Văn phòng gửi kèm bản kế hoạch.
        Nơi nhận: || KT. BỘ TRƯỞNG, CHỦ NHIỆM
        - Như trên; || PHÓ CHỦ NHIỆM
        - Lưu: VT. || Lê Văn Thử
        ỦY BAN NHÂN DÂN || CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
        TỈNH HÀ SƠN || Độc lập - Tự do - Hạnh phúc
        Số: 30/KH-UBND || Hà Sơn, ngày 20 tháng 1 năm 2022
        KẾ HOẠCH
        Phòng, chống thiên tai năm 2022
        Căn cứ Luật Phòng, chống thiên tai;
    """,
        interleaved=interleaved,
    )
    (part,) = fields.parts
    assert (part.number, part.kind, part.issued) == ("30/KH-UBND", "ke-hoach", "2022-01-20")
    assert (part.issuer, part.subject) == (
        "ỦY BAN NHÂN DÂN TỈNH HÀ SƠN",
        "Phòng, chống thiên tai năm 2022",
    )


def test_minutes_without_a_date_in_their_head_are_of_the_day_they_open_with() -> None:
    opening = "Hôm nay, hồi 8 giờ ngày 12 tháng 3 năm 2023, tại Kho lưu trữ, chúng tôi gồm có:"
    head = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nĐộc lập - Tự do - Hạnh phúc\n"
    issued = read(f"{head}BIÊN BẢN\nBàn giao hồ sơ, tài liệu\n{opening}\n").readings["issued"]
    assert (issued.value, issued.evidence[0].rule) == ("2023-03-12", "issued:minutes-open")
    assert "issued" not in read(f"{head}BÁO CÁO\nBàn giao hồ sơ, tài liệu\n{opening}\n").readings


@BOTH
@pytest.mark.parametrize("organ", ["CỦA BAN CHẤP HÀNH ĐẢNG BỘ HUYỆN", "Của Ban Chấp hành Đảng bộ huyện"])
def test_the_line_of_the_acting_organ_is_no_subject(organ: str, interleaved: bool) -> None:
    fields = read(
        f"""
        ĐẢNG BỘ TỈNH HÀ SƠN || {PARTY}
        HUYỆN UỶ ĐỒNG MÂY || ---------
        Số: 12 - NQ/HU || Đồng Mây, ngày 02 tháng 9 năm 1999
        NGHỊ QUYẾT
        {organ}
        Về phát triển giao thông nông thôn
        -----
        Căn cứ Nghị quyết Đại hội Đảng bộ huyện lần thứ XV;
        """,
        interleaved=interleaved,
    )
    assert fields.value("subject") == "Về phát triển giao thông nông thôn"


@BOTH
def test_a_subject_may_begin_with_the_organ(interleaved: bool) -> None:
    """Conclusions go on in one phrase: "KẾT LUẬN / của Ban Thường vụ Tỉnh ủy / về …"."""
    fields = read(
        f"""
        TỈNH ỦY HÀ SƠN || {PARTY}
        * || Hà Sơn, ngày 02 tháng 9 năm 2021
        Số 12-KL/TU
        KẾT LUẬN
        của Ban Thường vụ Tỉnh ủy
        về kết quả rà soát hồ sơ năm 2021
        -----
        Ban Thường vụ kết luận như sau.
        """,
        interleaved=interleaved,
    )
    assert fields.value("subject") == "của Ban Thường vụ Tỉnh ủy về kết quả rà soát hồ sơ năm 2021"


def test_a_consolidated_text_is_no_decree_though_its_title_says_so() -> None:
    fields = read(
        f"""
        BỘ NỘI VỤ || {STATE}
        ------- || {MOTTO}
        Số: 8/VBHN-BNV || Hà Nội, ngày 4 tháng 5 năm 2024
        THÔNG TƯ
        Hướng dẫn chỉnh lý tài liệu thử
        Thông tư số 98/2019/TT-BNV ngày 06 tháng 12 năm 2019 được sửa đổi, bổ sung bởi:
        """
    )
    assert fields.value("kind") == "van-ban-hop-nhat"


def test_words_of_a_signing_program_part_no_name_from_its_position() -> None:
    fields = read(
        f"""
        SỞ NỘI VỤ HÀ SƠN || {STATE}
        ------- || {MOTTO}
        Số: 44/BC-SNV || Hà Sơn, ngày 4 tháng 5 năm 2024
        BÁO CÁO
        Kết quả chỉnh lý tài liệu
        Kính gửi: Ủy ban nhân dân tỉnh
        Nơi nhận: || KT. GIÁM ĐỐC
        - Như trên; || PHÓ VĂN PHÒNG
        - Lưu: VT. || Người ký: Lò Thị Thử
         || Thời gian ký: 04/05/2024 10:11:12
         || Lò Thị Thử
        """
    )
    assert fields.value("signatory") == "Lò Thị Thử"
    assert fields.value("position") == "KT. GIÁM ĐỐC; PHÓ VĂN PHÒNG"


def test_a_number_cut_within_its_symbol_is_not_stated_surely() -> None:
    fields = read(
        f"""
        UBND TỈNH HÀ SƠN || {STATE}
        ------- || {MOTTO}
        Số: 45/KH-BCĐ#138 || Hà Sơn, ngày 4 tháng 5 năm 2024
        KẾ HOẠCH
        Phòng, chống tội phạm năm 2024
        Căn cứ Luật Lưu trữ;
        """
    )
    assert confidence(fields, FieldName.NUMBER) < 0.8


def test_a_subject_cut_at_a_colon_goes_to_a_person() -> None:
    fields = read(
        f"""
        UBND TỈNH HÀ SƠN || {STATE}
        ------- || {MOTTO}
        Số: 46/QĐ-UBND || Hà Sơn, ngày 4 tháng 5 năm 2024
        QUYẾT ĐỊNH
        Về việc thu hồi đất để làm công trình:
        Kho lưu trữ chuyên dụng
        Căn cứ Luật Đất đai;
        """
    )
    whole = fields.value("subject") == "Về việc thu hồi đất để làm công trình: Kho lưu trữ chuyên dụng"
    assert whole or confidence(fields, FieldName.SUBJECT) < 0.8


def test_the_state_named_in_the_subject_of_a_letter_is_no_head() -> None:
    fields = read(
        f"""
        SỞ NỘI VỤ HÀ SƠN || {STATE}
        ------- || {MOTTO}
        Số: 47/SNV-VTLT || Hà Sơn, ngày 4 tháng 5 năm 2024
        V/v mừng Quốc khánh nước ||
        Cộng hòa xã hội chủ nghĩa Việt Nam ||
        Kính gửi: Các phòng
        """
    )
    assert fields.value("subject") == "V/v mừng Quốc khánh nước Cộng hòa xã hội chủ nghĩa Việt Nam"
    assert fields.value("system") == "state"


@BOTH
def test_a_mark_beside_the_subject_of_a_letter_is_no_part_of_it(interleaved: bool) -> None:
    fields = read(
        f"""
        SỞ NỘI VỤ HÀ SƠN || {STATE}
        ------- || {MOTTO}
        Số: 48/SNV-VTLT || Hà Sơn, ngày 4 tháng 5 năm 2024
        V/v bàn giao tài liệu || HỎA TỐC
        của các phòng giải thể ||
        Kính gửi: Các phòng
        """,
        interleaved=interleaved,
    )
    assert fields.value("subject") == "V/v bàn giao tài liệu của các phòng giải thể"


@BOTH
def test_the_printed_symbol_of_a_number_left_blank_is_a_hint_and_no_number(interleaved: bool) -> None:
    fields = read(
        f"""
        SỞ NỘI VỤ HÀ SƠN || {STATE}
        ------- || {MOTTO}
        Số:        /SNV-VTLT || Hà Sơn, ngày     tháng 5 năm 2024
        V/v bàn giao tài liệu ||
        Kính gửi: Các phòng
        """,
        interleaved=interleaved,
    )
    assert FieldName.NUMBER not in fields.readings
    assert fields.value(FieldName.NUMBER_SYMBOL) == "/SNV-VTLT"


def test_a_recipient_in_capitals_below_the_authority_line_is_no_position() -> None:
    fields = read_fields(
        extracted(
            textwrap.dedent(
                f"""
                HĐND TỈNH HÀ SƠN || {STATE}
                ------- || {MOTTO}
                Số: 50/BC-HĐND || Hà Sơn, ngày 4 tháng 5 năm 2024
                BÁO CÁO
                Kết quả chỉnh lý tài liệu
                Kính gửi: Ủy ban nhân dân tỉnh
                Nơi nhận:
                TM. THƯỜNG TRỰC
                - UBTVQH;
                PHÓ CHỦ TỊCH
                - Lưu: VT.
                Lò Thị Thử
                """
            )
        ),
        ReadContext(),
    )
    assert fields.value("position") == "TM. THƯỜNG TRỰC; PHÓ CHỦ TỊCH"


def test_the_head_of_the_next_document_does_not_tell_the_system_of_the_first() -> None:
    """A State decision of few lines, and behind it the Party plan it carries out."""
    decision = (
        "UBND TỈNH HÀ SƠN || CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\n"
        "Số: 15/QĐ-UBND || Độc lập - Tự do - Hạnh phúc\n"
        " || Hà Sơn, ngày 5 tháng 5 năm 2021\n"
        "QUYẾT ĐỊNH\nBan hành kế hoạch tư liệu\nCăn cứ Luật Lưu trữ;\nĐiều 1. Thực hiện kế hoạch.\n"
        " || KT. CHỦ TỊCH\n || PHÓ CHỦ TỊCH\n || Nguyễn Văn Thử\n"
    )
    plan = (
        "TỈNH ỦY HÀ SƠN || ĐẢNG CỘNG SẢN VIỆT NAM\n* || Hà Sơn, ngày 6 tháng 5 năm 2021\nSố 77-KH/TU ||\n"
        "KẾ HOẠCH\nthực hiện công tác tư liệu\n-----\nI- MỤC ĐÍCH\n || T/M BAN THƯỜNG VỤ\n || BÍ THƯ\n || Trần Văn Mẫu\n"
    )
    for first, second, system in ((decision, plan, "state"), (plan, decision, "party")):
        fields = read_fields(extracted(f"{first}\f{second}"), ReadContext())
        assert fields.value("system") == system
        assert fields.readings["number"].confidence > 0.9
