"""Reading whole heads: the three usual layouts, both ways text comes, and their traps."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from support import heads, party, party_layouts

from archivist.classify import Policy, decide
from archivist.directive.marks import find_mark
from archivist.directive.reader import ReadContext, read_fields
from archivist.extracted import Line, PageText
from archivist.model import Box, Defaults, Fields, Level, Outcome, Reason, RelationKind, Secrecy


def read(layout: str, *, interleaved: bool = False, context: ReadContext | None = None) -> Fields:
    return read_fields(heads.extracted(layout, interleaved=interleaved), context or ReadContext())


@pytest.mark.parametrize("interleaved", [False, True])
def test_party_resolution(interleaved: bool) -> None:
    fields = read(heads.PARTY_RESOLUTION, interleaved=interleaved)
    assert {name: fields.value(name) for name in fields.readings} == {
        "language": "vi",
        "secrecy": "none",
        "system": "party",
        "number": "15-NQ/TU",
        "kind": "nghi-quyet",
        "issuer": "TỈNH ỦY HÀ SƠN",
        "level": "provincial",
        "issued": "2024-03-15",
        "place": "Hà Sơn",
        "subject": "về công tác quản lý tài liệu lưu trữ của các cơ quan trong tỉnh giai đoạn 2024-2030",
        "signatory": "Trần Văn Minh",
        "position": "T/M BAN THƯỜNG VỤ; BÍ THƯ",
    }


@pytest.mark.parametrize("interleaved", [False, True])
def test_state_decision(interleaved: bool) -> None:
    fields = read(heads.STATE_DECISION, interleaved=interleaved)
    assert fields.value("system") == "state"
    assert fields.value("number") == "215/QĐ-UBND"
    assert fields.value("kind") == "quyet-dinh"
    # A name wrapped over two lines is one body.
    assert fields.value("issuer") == "ỦY BAN NHÂN DÂN TỈNH HÀ SƠN"
    assert fields.value("issued") == "2026-01-05"
    # The acting organ between subject and bases is not part of the subject.
    assert fields.value("subject") == "Về việc ban hành Danh mục hồ sơ của cơ quan nhà nước tỉnh Hà Sơn"
    assert fields.value("signatory") == "Lê Thị Thu Hương"
    assert fields.value("position") == "TM. ỦY BAN NHÂN DÂN; KT. CHỦ TỊCH; PHÓ CHỦ TỊCH"


@pytest.mark.parametrize("interleaved", [False, True])
def test_state_letter_has_no_title_line(interleaved: bool) -> None:
    fields = read(heads.STATE_LETTER, interleaved=interleaved)
    assert fields.value("kind") == "cong-van"
    assert fields.value("number") == "412/SNV-VTLT"
    assert fields.value("subject") == "V/v hướng dẫn nộp lưu hồ sơ vào lưu trữ lịch sử"
    # Superior and unit are two bodies.
    assert fields.value("issuer") == "ỦY BAN NHÂN DÂN TỈNH HÀ SƠN; SỞ NỘI VỤ"
    assert fields.value("issued") == "2026-04-09"


def test_clean_heads_are_filed_and_every_value_has_evidence() -> None:
    for layout in (heads.PARTY_RESOLUTION, heads.STATE_DECISION, heads.STATE_LETTER):
        made = heads.extracted(layout)
        fields = read_fields(made, ReadContext())
        assert decide(fields, made, find_mark(made), Policy()).outcome is Outcome.FILED
        for name, reading in fields.readings.items():
            # A body the authority file does not know leaves its level uncertain.
            assert name == "level" or reading.confidence >= 0.8
            assert 0.5 <= reading.confidence < 1.0
            assert reading.evidence
            assert reading.evidence[0].rule
            assert len(reading.evidence[0].quote) <= 300


def test_citations_are_typed_and_not_taken_for_the_own_number() -> None:
    fields = read(heads.PARTY_RESOLUTION)
    assert [(one.kind, one.number, one.issued) for one in fields.citations] == [
        (RelationKind.BASED_ON, "39-NQ/TW", "2023-07-18"),
        (RelationKind.REPLACES, "07-NQ/TU", "2019-05-02"),
    ]
    assert fields.citations[1].issuer == "Ban Thường vụ Tỉnh ủy"


def test_draft_with_blank_number_and_day() -> None:
    # Blank day and number: a draft, or figures written by hand on a copy we do not have.
    fields = read("""
        ỦY BAN NHÂN DÂN || CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
        TỈNH HÀ SƠN || Độc lập - Tự do - Hạnh phúc
        Số:      /QĐ-UBND || Hà Sơn, ngày      tháng 5 năm 2026
        QUYẾT ĐỊNH
        Về việc phê duyệt kế hoạch số hóa tài liệu
        Căn cứ Quyết định số 90/QĐ-UBND ngày 02 tháng 02 năm 2026 của Ủy ban nhân dân tỉnh Hà Sơn;
    """)
    assert fields.value("number") is None
    assert fields.value("draft") == "true"
    assert fields.value("issued") == "2026-05"


def test_stamped_number_and_day_in_widgets() -> None:
    # The clerk stamps the figure into its own signature widget, left of the symbol.
    widget = Line(
        text="1141", page=1, number=90, widget=True, box=Box(x0=104.0, top=96.0, x1=125.0, bottom=108.0)
    )
    made = heads.extracted(
        """
        BỘ NỘI VỤ || CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
         || Độc lập - Tự do - Hạnh phúc
        Số:      /BNV-VTLT || Hà Sơn, ngày 23 tháng 7 năm 2026
        V/v nộp lưu hồ sơ ||
        Kính gửi: Các cơ quan
        """,
        widgets=[widget],
    )
    fields = read_fields(made, ReadContext())
    assert fields.value("number") == "1141/BNV-VTLT"
    assert fields.readings["number"].evidence[0].source == "widget"


def test_annex_takes_no_number_from_the_decision_it_belongs_to() -> None:
    fields = read("""
        ỦY BAN NHÂN DÂN || CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
        TỈNH HÀ SƠN || Độc lập - Tự do - Hạnh phúc
        QUY ĐỊNH
        Về quản lý kho lưu trữ
        (Ban hành kèm theo Quyết định số 77/QĐ-UBND ngày 03 tháng 3 năm 2026)
        Chương I
        QUY ĐỊNH CHUNG
        Điều 1. Phạm vi
    """)
    assert fields.value("number") is None
    assert fields.value("kind") == "quy-dinh"
    assert fields.value("subject") == "Về quản lý kho lưu trữ"


def test_subject_that_holds_another_number() -> None:
    fields = read("""
        BỘ NỘI VỤ || CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
        ------- || Độc lập - Tự do - Hạnh phúc
        Số: 12/2026/TT-BNV || Hà Sơn, ngày 20 tháng 5 năm 2026
        THÔNG TƯ
        SỬA ĐỔI, BỔ SUNG MỘT SỐ ĐIỀU CỦA THÔNG TƯ SỐ 43/2025/TT-BNV
        NGÀY 04 THÁNG 7 NĂM 2025 CỦA BỘ TRƯỞNG BỘ NỘI VỤ
        Căn cứ Luật Lưu trữ số 33/2024/QH15;
        Bộ trưởng Bộ Nội vụ ban hành Thông tư sửa đổi.
    """)
    assert fields.value("number") == "12/2026/TT-BNV"
    assert fields.value("issued") == "2026-05-20"
    assert fields.value("subject") == (
        "SỬA ĐỔI, BỔ SUNG MỘT SỐ ĐIỀU CỦA THÔNG TƯ SỐ 43/2025/TT-BNV NGÀY 04 THÁNG 7 NĂM 2025"
        " CỦA BỘ TRƯỞNG BỘ NỘI VỤ"
    )


def test_arrival_stamp_is_not_the_own_number() -> None:
    fields = read("""
        ĐẾN
        Số: 8812
        Ngày: 25/9/2025
        BỘ NỘI VỤ || CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
         || Độc lập - Tự do - Hạnh phúc
        Số: 310/BNV-VTLT || Hà Sơn, ngày 20 tháng 9 năm 2025
        V/v báo cáo công tác lưu trữ ||
        Kính gửi: Ủy ban nhân dân các tỉnh
    """)
    assert fields.value("number") == "310/BNV-VTLT"
    assert fields.value("issued") == "2025-09-20"


def test_gazette_running_title_without_letterhead() -> None:
    fields = read("""
        Quyết định của Bộ trưởng Bộ Nội vụ số 52/2003/QĐ-BNV
        ngày 25 tháng 6 năm 2003 về việc ban hành Quy chế lưu trữ
        Căn cứ Nghị định số 45/2003/NĐ-CP ngày 09 tháng 5 năm 2003 của Chính phủ;
        Điều 1. Ban hành kèm theo Quyết định này Quy chế lưu trữ.
    """)
    assert fields.value("number") == "52/2003/QĐ-BNV"
    assert fields.value("kind") == "quyet-dinh"
    assert fields.value("issued") == "2003-06-25"
    assert fields.value("issuer") == "Bộ trưởng Bộ Nội vụ"
    assert fields.value("subject") == "về việc ban hành Quy chế lưu trữ"


def test_web_page_chrome_before_the_letterhead() -> None:
    fields = read("""
        Nội dung
        Tải về
        Thông tư số 12/2026/TT-BNV Quy định về kho lưu trữ
        Còn hiệu lực
        BỘ NỘI VỤ
        CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
        Độc lập - Tự do - Hạnh phúc
        Số: 12/2026/TT-BNV
        Hà Sơn, ngày 20 tháng 5 năm 2026
        THÔNG TƯ
        Quy định về kho lưu trữ
        Căn cứ Luật Lưu trữ số 33/2024/QH15;
    """)
    assert fields.value("issuer") == "BỘ NỘI VỤ"
    assert fields.value("number") == "12/2026/TT-BNV"
    assert fields.value("subject") == "Quy định về kho lưu trữ"


def test_heads_that_lost_their_capitals_with_the_font() -> None:
    # .VnTimeH shows small codes as capitals; converted text is small.
    fields = read("""
        Bộ nội vụ || cộng hoà xã hội chủ nghĩa việt nam
        ------- || Độc lập - Tự do - Hạnh phúc
        Số: 99/1998/TT-BNV || Hà sơn, ngày 14 tháng 7 năm 1998
        thông tư
        Hướng dẫn công tác lưu trữ
        của các cơ quan
        ______
        Căn cứ Nghị định số 30/1998/NĐ-CP ngày 13 tháng 5 năm 1998 của Chính phủ;
        Nơi nhận:
        - Các Bộ;
        kt/bộ trưởng bộ nội vụ
        thứ trưởng
        Trần Văn Minh
    """)
    assert fields.value("kind") == "thong-tu"
    assert fields.value("subject") == "Hướng dẫn công tác lưu trữ của các cơ quan"
    assert fields.value("position") == "kt/bộ trưởng bộ nội vụ; thứ trưởng"
    assert fields.value("signatory") == "Trần Văn Minh"


def test_recognised_text_with_a_damaged_title() -> None:
    fields = read("""
        UBND TỈNH HÀ SƠN || CỘNG HÕA XÃ HỘI CHỦ NGHĨA VIỆT NAM
         || Độc lập - Tự do - Hạnh phúc
        Số: 41/QĐ-UBND || Hà Sơn, ngày 20 tháng 9 năm 2024
        QUYÉT ĐỊNH
        Về việc kiện toàn Ban Chỉ đạo
        Căn cứ Luật Tổ chức chính quyền địa phương;
    """)
    assert fields.value("kind") == "quyet-dinh"
    assert fields.value("system") == "state"


def test_joint_act_with_two_signatories() -> None:
    fields = read("""
        BỘ NỘI VỤ - BỘ TÀI CHÍNH || CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
         || Độc lập - Tự do - Hạnh phúc
        Số: 05/2010/TTLT-BNV-BTC || Hà Sơn, ngày 20 tháng 9 năm 2010
        THÔNG TƯ LIÊN TỊCH
        Hướng dẫn kinh phí lưu trữ
        Căn cứ Luật Lưu trữ;
        KT. BỘ TRƯỞNG BỘ NỘI VỤ || KT. BỘ TRƯỞNG BỘ TÀI CHÍNH
        THỨ TRƯỞNG || THỨ TRƯỞNG
        Trần Văn Minh || Lê Thị Thu Hương
        Nơi nhận:
    """)
    assert fields.value("kind") == "thong-tu-lien-tich"
    assert fields.value("issuer") == "BỘ NỘI VỤ - BỘ TÀI CHÍNH"
    assert fields.value("signatory") == "Trần Văn Minh | Lê Thị Thu Hương"


@pytest.mark.parametrize("rendering", party_layouts.RENDERINGS)
def test_nobody_signs_as_head_and_deputy(rendering: str, tmp_path: Path) -> None:
    """The deputy's line stands under "K/T" in the block beside; the head signs for himself."""
    (joint,) = (one for one in party.documents() if one.name == "2018-qc-joint")
    fields = read_fields(party_layouts.extracted(joint, tmp_path, rendering), ReadContext())
    assert fields.value("position") == "K/T TRƯỞNG BAN TỔ CHỨC; PHÓ TRƯỞNG BAN | TRƯỞNG BAN DÂN VẬN"


def test_date_after_receipt_goes_to_review() -> None:
    made = heads.extracted(heads.STATE_DECISION)
    fields = read_fields(made, ReadContext(received_on=dt.date(2025, 12, 31)))
    assert Reason.DATE_IMPLAUSIBLE in decide(fields, made, find_mark(made), Policy()).reasons


def test_file_name_confirms_but_never_supplies_the_number() -> None:
    agreed = read(heads.STATE_DECISION, context=ReadContext(file_name="215-QD-UBND.pdf"))
    assert any(one.source == "file-name" for one in agreed.readings["number"].evidence)
    bare = read("Biên bản kiểm kê phòng họp của cơ quan", context=ReadContext(file_name="15-BC-VPTU.pdf"))
    assert bare.value("number") is None


def test_folder_defaults_fill_but_do_not_overrule() -> None:
    defaults = Defaults(issuer="TỈNH ỦY SÔNG LAM", level=Level.PROVINCIAL)
    kept = read(heads.STATE_DECISION, context=ReadContext(defaults=defaults))
    assert kept.value("issuer") == "ỦY BAN NHÂN DÂN TỈNH HÀ SƠN"
    filled = read("Báo cáo nội bộ về công tác kho", context=ReadContext(defaults=defaults))
    assert filled.value("issuer") == "TỈNH ỦY SÔNG LAM"
    assert filled.readings["issuer"].evidence[0].source == "folder-default"


def test_image_page_states_nothing_and_is_held() -> None:
    made = heads.extracted("Người ký: CỔNG THÔNG TIN\nThời gian ký: 13.09.2024 16:49:11", kind=PageText.IMAGE)
    fields = read_fields(made, ReadContext())
    assert set(fields.readings) == {"language", "secrecy"}
    assert fields.value("secrecy") == Secrecy.NOT_CHECKED.value


def test_press_report_gets_no_number_of_its_own() -> None:
    made = heads.extracted(
        """
        Der Ständige Ausschuss berät über die Umsetzung der Resolution Nr. 39
        Die Sitzung fand am Montag statt und wurde von dem Vorsitzenden geleitet. Auf der Sitzung wurde
        über die Umsetzung der Resolution 39-NQ/TW vom 18. Juli 2023 und über die Richtlinie beraten.
        """
    )
    fields = read_fields(made, ReadContext())
    assert fields.value("language") == "de"
    assert fields.value("number") is None
    assert fields.value("issued") is None
    decision = decide(fields, made, find_mark(made), Policy())
    assert Reason.NUMBER_MISSING not in decision.reasons


@pytest.mark.parametrize("second", ["-BTC-BXD", "BTC-BXD"])
def test_number_of_a_joint_act_that_wraps(second: str) -> None:
    fields = read(f"""
        BỘ NỘI VỤ - BỘ TÀI CHÍNH - || CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
        BỘ XÂY DỰNG || Độc lập - Tự do - Hạnh phúc
        Số: 24/TTLT-BNV || Hà Sơn, ngày 25 tháng 6 năm 2012
        {second} ||
        THÔNG TƯ LIÊN TỊCH
        Về kho lưu trữ
        Căn cứ Luật Lưu trữ;
    """)
    assert fields.value("number") == "24/TTLT-BNV-BTC-BXD"
    assert fields.value("issuer") == "BỘ NỘI VỤ - BỘ TÀI CHÍNH - BỘ XÂY DỰNG"


@pytest.mark.parametrize(
    "text",
    [
        # "Cộng hòa xã hội chủ nghĩa Việt Nam …" in TCVN3 and in VNI, read as Latin-1.
        "Céng hßa x· héi chñ nghÜa ViÖt Nam. Uû ban nh©n d©n tØnh Hµ S¬n th«ng b¸o",
        "Coäng hoøa xaõ hoäi chuû nghóa Vieät Nam. UÛy ban nhaân daân tænh Haø Sôn thoâng baùo",
    ],
)
def test_text_in_a_font_encoding_is_neither_read_nor_cleared(text: str) -> None:
    made = heads.extracted(text)
    fields = read_fields(made, ReadContext())
    assert set(fields.readings) == {"language", "secrecy"}
    decision = decide(fields, made, find_mark(made), Policy())
    assert set(decision.reasons) == {Reason.TEXT_UNTRUSTED, Reason.SECRECY_NOT_CHECKED}


@pytest.mark.parametrize(
    "text",
    [
        "Der Ausschuß für die Überprüfung der Maßnahmen hat größere Änderungen über die Höhe beschlossen",
        "Forskriften trer i kraft når departementet bestemmer, på grunnlag av språkrådets høring og råd",
        "Le comité a décidé où et à quelle réunion le résumé élaboré sera présenté aux délégués",
    ],
)
def test_accents_of_other_languages_are_no_font_encoding(text: str) -> None:
    made = heads.extracted(text)
    assert find_mark(made).secrecy is Secrecy.NONE


def test_official_translation_states_its_running_title() -> None:
    fields = read("""
        DECISION
        Decision No. 22/QD-TTg of December 10, 2010, approving the programme on archives of the province
        THE PRIME MINISTER
        Pursuant to the Law on Archives and the Law on the Organisation of the Government of the country;
    """)
    assert fields.value("language") == "en"
    assert fields.value("number") == "22/QD-TTg"
    assert fields.value("kind") == "quyet-dinh"
    assert fields.value("issued") == "2010-12-10"
    assert fields.value("subject") == "approving the programme on archives of the province"


def test_mention_of_a_decision_in_a_report_states_nothing() -> None:
    fields = read("""
        Minutes of the meeting of the archives
        Decision No. 22/QD-TTg of December 10, 2010, was discussed by the members of the board in the morning
        and it was agreed that the work of the office is to be continued with the support of the province.
    """)
    assert fields.value("number") is None
    assert fields.value("issued") is None


def test_law_names_no_recipients_and_needs_no_review_of_its_signature() -> None:
    fields = read("""
        QUỐC HỘI || CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
        ------- || Độc lập - Tự do - Hạnh phúc
        Luật số: 42/2024/QH15 || Hà Sơn, ngày 29 tháng 6 năm 2024
        LUẬT
        KHO TÀNG VÀ BẢO TÀNG
        Căn cứ Hiến pháp nước Cộng hòa xã hội chủ nghĩa Việt Nam;
        Quốc hội ban hành Luật Kho tàng và bảo tàng.
        Điều 1. Phạm vi
        CHỦ TỊCH QUỐC HỘI
        Trần Văn Minh
    """)
    assert fields.value("signatory") == "Trần Văn Minh"
    assert fields.value("position") == "CHỦ TỊCH QUỐC HỘI"
    assert fields.readings["signatory"].confidence >= 0.8
    assert fields.value("subject") == "KHO TÀNG VÀ BẢO TÀNG"


def test_date_line_torn_at_its_wide_blanks() -> None:
    fields = read("""
        BỘ NỘI VỤ || CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
        Số: 99/1998/TT-BNV || Độc lập - Tự do - Hạnh phúc
        Hà Sơn, ngày 14 || tháng 7 năm 1998
        THÔNG TƯ
        Hướng dẫn công tác lưu trữ
        Căn cứ Nghị định số 30/1998/NĐ-CP;
    """)
    assert fields.value("issued") == "1998-07-14"
    assert fields.value("place") == "Hà Sơn"


def test_the_acting_organ_near_the_foot_is_no_position() -> None:
    fields = read("""
        TỈNH ỦY HÀ SƠN || ĐẢNG CỘNG SẢN VIỆT NAM
        Số 83-QĐ/TU || Hà Sơn, ngày 15 tháng 3 năm 2024
        QUYẾT ĐỊNH
        ban hành Quy chế làm việc
        - Căn cứ Điều lệ Đảng,
        BAN THƯỜNG VỤ TỈNH ỦY QUYẾT ĐỊNH
        Điều 1. Ban hành Quy chế.
        Nơi nhận: || T/M BAN THƯỜNG VỤ
        - Như Điều 1. || BÍ THƯ
         || Trần Văn Minh
    """)
    assert fields.value("position") == "T/M BAN THƯỜNG VỤ; BÍ THƯ"


def test_year_that_wraps_below_a_long_place_name() -> None:
    fields = read("""
        TỈNH ỦY HÀ SƠN || ĐẢNG CỘNG SẢN VIỆT NAM
        Số 83-BC/TU || Thành phố Hà Sơn Thượng, ngày 20 tháng 12 năm
         || 2024
        BÁO CÁO
        công tác lưu trữ
        Nội dung báo cáo như sau.
    """)
    assert fields.value("issued") == "2024-12-20"


@pytest.mark.parametrize("unit", ["12/A", "T/M ", "KT. ", "TỈNH ỦY ", "sơ kết ", "ngày 1 "])
def test_a_line_without_end_costs_no_more_than_its_length(unit: str) -> None:
    """Reading happens outside the limits of a worker; a test that hangs is the failure."""
    endless = (unit * 40_000)[:160_000]
    fields = read(heads.PARTY_RESOLUTION.replace("TỈNH ỦY HÀ SƠN", endless))
    assert fields.issuer_id is None
