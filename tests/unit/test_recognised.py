"""What is trusted of recognised text, and what of it is mended: closed sets only."""

from __future__ import annotations

import dataclasses

import pytest
from support import heads

from archivist.block_spelling import names_spelled, position_spelled
from archivist.directive.dates import place_and_date
from archivist.directive.head import is_number_line
from archivist.directive.pieces import head_pieces
from archivist.directive.reader import ReadContext, read_fields
from archivist.directive.stamps import meaning_of
from archivist.extract.ocr_records import OcrWord, RecognisedPage
from archivist.extracted import Line, PageText
from archivist.model import Box, Evidence, FieldName, Fields, Reading
from archivist.recognised import CONFIRMED, DOUBTFUL, UNCONFIRMED, lowered, spelled

BOX = Box(x0=80, top=100, x1=300, bottom=114)


@pytest.mark.parametrize(
    ("read", "name"),
    [
        ("ỦY BẠN NHÂN DÂN; THÀNH PHÓ HÀ NỘI", "ỦY BAN NHÂN DÂN; THÀNH PHỐ HÀ NỘI"),
        ("TINH UY HA GIANG; VAN PHONG", "TỈNH ỦY HÀ GIANG; VĂN PHÒNG"),
        ("BỘ CÔNG THƯƠNG", "BỘ CÔNG THƯƠNG"),
        # Either place of the tone is right: what is printed stays.
        ("UỶ BAN NHÂN DÂN TỈNH LAI CHÂU", "UỶ BAN NHÂN DÂN TỈNH LAI CHÂU"),
        # A word of a known name in other company is not that name: "Cà Mau" tells nothing of this one.
        ("CỤC HÓA MẨU", None),
        ("THÀNH ỦY ĐÔNG PHÚ", None),
        # Words of no name we know: nothing is guessed.
        ("CÔNG TY TRÁCH NHIỆM VĂN MẪU XYZT", None),
    ],
)
def test_accents_of_a_letterhead_are_those_of_known_names(read: str, name: str | None) -> None:
    assert spelled(read) == name


def page(*words: tuple[str, int]) -> RecognisedPage:
    made = tuple(OcrWord(text=text, confidence=sure, box=BOX, second=text) for text, sure in words)
    return RecognisedPage(page=1, rotation=0, width=595, height=842, words=made, confidence=95)


def trusted(name: FieldName, value: str, *, sure: int = 96, confidence: float = 0.93) -> Reading:
    where = Evidence(source="page", page=1, line=1, box=BOX, quote=value)
    fields = Fields(readings={name: Reading(value=value, confidence=confidence, evidence=(where,))})
    words = [(word, sure) for word in value.split()]
    return lowered(fields, {1: page(*words)}).readings[name]


def test_what_was_mended_keeps_what_was_recognised() -> None:
    reading = trusted(FieldName.ISSUER, "ỦY BAN NHÂN DÂN THÀNH PHÓ HÀ NỘI")
    assert reading.value == "ỦY BAN NHÂN DÂN THÀNH PHỐ HÀ NỘI"
    assert reading.confidence <= CONFIRMED
    assert reading.runners_up[0].value == "ỦY BAN NHÂN DÂN THÀNH PHÓ HÀ NỘI"
    assert reading.evidence[0].quote == "ỦY BAN NHÂN DÂN THÀNH PHÓ HÀ NỘI"
    assert trusted(FieldName.PLACE, "Thành phố Hồ Chỉ Minh").value == "Thành phố Hồ Chí Minh"


def test_bodies_that_issue_together_are_mended_each_by_itself() -> None:
    """ "CHÍNH" and "VIỆN" stand side by side here, and in no name: one body ends there."""
    reading = trusted(FieldName.ISSUER, "BỘ TÀI CHÍNH - VIỆN KIỂM SÁT NHÂN DÂN TÓI CAO")
    assert reading.value == "BỘ TÀI CHÍNH - VIỆN KIỂM SÁT NHÂN DÂN TỐI CAO"


def test_the_text_layer_of_another_program_is_trusted_as_recognised_text_is() -> None:
    said = {
        FieldName.NUMBER: "12/SNV-VP",
        FieldName.ISSUED: "2024-03-15",
        FieldName.SUBJECT: "về việc nộp lưu hồ sơ",
        FieldName.SIGNATORY: "Trần Thị Mẫu",
        FieldName.ISSUER: "TÒA ÁN NHÂN DÂN TÓI CAO",
    }
    for page_number, layered in ((1, True), (2, False)):
        where = Evidence(source="page", page=page_number, line=1, box=BOX, quote="…")
        fields = Fields(
            readings={
                name: Reading(value=value, confidence=0.95, evidence=(where,)) for name, value in said.items()
            }
        )
        readings = lowered(fields, {}, layered={1}).readings
        sure = {name for name, reading in readings.items() if reading.confidence > CONFIRMED}
        assert sure == (set() if layered else set(said))
        assert (readings[FieldName.NUMBER].confidence <= UNCONFIRMED) is layered
        assert (readings[FieldName.ISSUER].value == "TÒA ÁN NHÂN DÂN TỐI CAO") is layered


def test_of_an_unknown_body_the_kind_alone_is_mended_and_a_person_looks() -> None:
    reading = trusted(FieldName.ISSUER, "ĐÁNG ỦY XÃ XYZT; CÔNG TY VĂN MẪU XYZT")
    assert reading.value == "ĐẢNG ỦY XÃ XYZT; CÔNG TY VĂN MẪU XYZT"
    assert reading.confidence <= DOUBTFUL
    assert reading.runners_up[0].value == "ĐÁNG ỦY XÃ XYZT; CÔNG TY VĂN MẪU XYZT"


@pytest.mark.parametrize(
    ("read", "name"),
    [
        ("ĐẢNG BỘ XÃ XYZT; ĐẠI HỘI ĐẠI BIẾU LẦN THỨ Ị", "ĐẢNG BỘ XÃ XYZT; ĐẠI HỘI ĐẠI BIỂU LẦN THỨ I"),
        ("ĐẠI HỘI ĐẠI BIẾU TOÀN QUỐC LẦN THỨ XÌV", "ĐẠI HỘI ĐẠI BIỂU TOÀN QUỐC LẦN THỨ XIV"),
        ("ĐẢNG BỘ XÃ XYZT; ĐẠI HỘI ĐÀNG VIÊN", "ĐẢNG BỘ XÃ XYZT; ĐẠI HỘI ĐẢNG VIÊN"),
        ("THÀNH ỦY XYZT; QUÂN ỦY XYZT", "THÀNH ỦY XYZT; QUẬN ỦY XYZT"),
        ("QUÂN ỦY TRUNG ƯƠNG; CỤC XYZT", "QUÂN ỦY TRUNG ƯƠNG; CỤC XYZT"),
        ("ĐẠI HỘI CỔ ĐÔNG XYZT", "ĐẠI HỘI CỔ ĐÔNG XYZT"),
    ],
)
def test_the_wording_of_congresses_and_district_committees_is_given(read: str, name: str) -> None:
    reading = trusted(FieldName.ISSUER, read)
    assert reading.value == name
    assert reading.confidence <= DOUBTFUL


def test_an_unknown_body_takes_the_accents_the_text_prints_it_with() -> None:
    where = Evidence(source="page", page=1, line=1, box=BOX, quote="CỤC HÓA MẨU")
    fields = Fields(
        readings={FieldName.ISSUER: Reading(value="CỤC HÓA MẨU", confidence=0.93, evidence=(where,))}
    )
    lines = ("CỤC HÓA MẨU", "Cục Hóa mẫu nhận được văn bản.", "Nơi nhận: Cục Hóa mẫu")
    text = tuple(Line(text=line, page=1, number=at) for at, line in enumerate(lines, start=1))
    scan = dataclasses.replace(page(("CỤC", 96), ("HÓA", 96), ("MẨU", 96)), lines=text)
    reading = lowered(fields, {1: scan}).readings[FieldName.ISSUER]
    assert reading.value == "CỤC HÓA MẪU"
    assert reading.confidence <= DOUBTFUL
    assert reading.evidence[0].rule == "issuer:accents-of-the-text"
    assert [one.value for one in reading.runners_up] == ["CỤC HÓA MẨU"]


def test_the_letterhead_is_no_witness_against_the_name_of_its_kind() -> None:
    where = Evidence(source="page", page=1, line=1, box=BOX, quote="ĐÁNG ỦY XÃ XYZT")
    fields = Fields(
        readings={FieldName.ISSUER: Reading(value="ĐÁNG ỦY XÃ XYZT", confidence=0.93, evidence=(where,))}
    )
    line = Line(text="ĐÁNG ỦY XÃ XYZT", page=1, number=1)
    scan = dataclasses.replace(page(("ĐÁNG", 96), ("ỦY", 96)), lines=(line,))
    assert lowered(fields, {1: scan}).readings[FieldName.ISSUER].value == "ĐẢNG ỦY XÃ XYZT"


def test_a_subject_that_names_on_record_spell_otherwise_goes_to_a_person() -> None:
    reading = trusted(FieldName.SUBJECT, "về cuộc bầu cử đại biếu Hội đồng nhân dân")
    assert reading.confidence <= DOUBTFUL
    assert reading.runners_up[0].value == "về cuộc bầu cử đại biểu Hội đồng nhân dân"
    assert trusted(FieldName.SUBJECT, "về cuộc bầu cử đại biểu Hội đồng nhân dân").confidence > 0.9


def test_specks_before_the_greeting_do_not_lengthen_the_subject() -> None:
    made = heads.extracted(
        "SỞ NỘI VỤ || CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\n"
        "Số: 14/SNV-VP || Hà Sơn, ngày 4 tháng 5 năm 2023\n"
        "V/v chỉnh lý tài liệu || \n"
        "- Kính gửi: Các cơ quan trong tỉnh\n"
        "Sở Nội vụ đề nghị các cơ quan lập danh mục."
    )
    fields = read_fields(made, ReadContext())
    assert fields.value("kind") == "cong-van"
    assert fields.value("subject") == "V/v chỉnh lý tài liệu"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        (FieldName.SIGNATORY, "Trần Văn Mẩu"),
        (FieldName.POSITION, "CHUU TỊCH"),
        # The signer's own title stands below; a seal covers it.
        (FieldName.POSITION, "TM. CHÍNH PHỦ; KT. THỦ TƯỚNG"),
        (FieldName.POSITION, "T/M BAN THƯỜNG VỤ"),
        (FieldName.SUBJECT, "rà soát văn bản trong lĩnh vực M tế"),
        (FieldName.SUBJECT, "về côngg tác cán bộ"),
        (FieldName.ISSUER, "CỤC XYZT"),
        (FieldName.PLACE, "Xyzt"),
    ],
)
def test_what_may_be_misread_goes_to_a_person_however_sure_the_engine_is(name: FieldName, value: str) -> None:
    reading = trusted(name, value)
    assert reading.confidence <= DOUBTFUL
    assert reading.value == value


@pytest.mark.parametrize(
    ("name", "value"),
    [
        (FieldName.POSITION, "KT. GIÁM ĐỐC; PHÓ GIÁM ĐỐC"),
        (FieldName.SUBJECT, "về công tác rà soát văn bản của UBND năm 2021"),
        (FieldName.ISSUER, "BỘ CÔNG THƯƠNG"),
    ],
)
def test_sound_words_are_trusted_as_far_as_the_engine_is_sure(name: FieldName, value: str) -> None:
    assert trusted(name, value).confidence > 0.9
    assert trusted(name, value, sure=60).confidence < 0.8


@pytest.mark.parametrize(
    ("text", "place", "value"),
    [
        ("Hà Sơn, ngày<2Ôtháng đỆ năm 2021", "Hà Sơn", "2021"),
        ("Hà Sơn, ngày) thángh năm 2026", "Hà Sơn", "2026"),
        ("Hà Sơn, ngày #0 tháng 8 năm 2029", "Hà Sơn", "2029-08"),
        ("Hà Sơn, ngày #0 tháng 8 năm 2019", "Hà Sơn", "2019-08"),
        ("Hà Sơn, ngày Ò ƒ tháng 8 năm 2019", "Hà Sơn", "2019-08"),
        ("Hà Sơn, tháng 7 năm 2025", "Hà Sơn", "2025-07"),
        ("Thành phó Hà Sơn, tháng 02 năm 2021", "Thành phó Hà Sơn", "2021-02"),
        ("Hà Sơn, ngày 5 tháng 3 năm 2026", "Hà Sơn", "2026-03-05"),
    ],
)
def test_a_day_written_by_hand_leaves_month_and_year(text: str, place: str, value: str) -> None:
    found = place_and_date(text)
    assert found is not None
    assert (found.place, found.date.value) == (place, value)


def test_a_month_in_a_sentence_is_no_date_of_a_head() -> None:
    assert place_and_date("Thực hiện kế hoạch của ngành, tháng 02 năm 2021") is None


@pytest.mark.parametrize(
    "text",
    ["ĐẾN Ngày:.O.4.15..1..2.0.26..", "CỔNG THÔNG TIN ĐIỆN TỬ CHÍNH PHỦ Ngày 2/8", "ĐẾN Số 12 Ngày 3"],
)
def test_stamps_of_the_receiving_office(text: str) -> None:
    assert meaning_of(text).arrival


@pytest.mark.parametrize(
    ("line", "number"), [("S6, 19/2026/NQ-CP", "19/2026/NQ-CP"), ("số ÊÖ5CT-ATMT", None), ("19/2026/NQ-CP", "19/2026/NQ-CP")]
)  # fmt: skip
def test_a_number_line_is_no_part_of_the_letterhead(line: str, number: str | None) -> None:
    layout = f"""
        CHÍNH PHỦ || CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
        * || Độc lập - Tự do - Hạnh phúc
        {line} || Hà Nội, ngày 29 tháng 4 năm 2026
        NGHỊ QUYẾT
        về việc thử
        Căn cứ Luật Tổ chức Chính phủ;
    """
    fields = read_fields(heads.extracted(layout, kind=PageText.RECOGNISED), ReadContext())
    assert fields.value(FieldName.ISSUER) == "CHÍNH PHỦ"
    assert fields.value(FieldName.NUMBER) == number


@pytest.mark.parametrize("kind", [PageText.RECOGNISED, PageText.BORN_DIGITAL])
def test_blanks_filled_in_by_hand_make_no_draft_of_a_scan(kind: PageText) -> None:
    layout = """
        ỦY BAN NHÂN DÂN || CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
        TỈNH HÀ SƠN || Độc lập - Tự do - Hạnh phúc
        Số:     /CT-UBND || Hà Sơn, ngày     tháng 7 năm 2025
        CHỈ THỊ
        Về việc thử
        Căn cứ Luật Tổ chức chính quyền địa phương;
    """
    fields = read_fields(heads.extracted(layout, kind=kind), ReadContext())
    assert fields.value(FieldName.DRAFT) == "true"
    scanned = {1: page()} if kind is PageText.RECOGNISED else {}
    assert lowered(fields, scanned).value(FieldName.DRAFT) == (None if scanned else "true")


@pytest.mark.parametrize(
    ("name", "read", "spelled_so"),
    [
        (FieldName.POSITION, "KT. GIÁM ĐÓC; PHÓ GIÁM ĐÓC", "KT. GIÁM ĐỐC; PHÓ GIÁM ĐỐC"),
        # "TRƯỜNG" is a word of names, too: its neighbour tells.
        (FieldName.POSITION, "K/T TRƯỜNG BẠN; PHÓ CỤC TRƯỜNG", "K/T TRƯỞNG BAN; PHÓ CỤC TRƯỞNG"),
        (FieldName.POSITION, "T/M ỦY BAN KIẾM TRA; CHÚ NHIỆM", "T/M ỦY BAN KIỂM TRA; CHỦ NHIỆM"),
        (FieldName.SIGNATORY, "Trân Văn Mẩu", "Trần Văn Mẩu"),
        (FieldName.SIGNATORY, "Ñguyễn Thị Mẫu | Lê Văn Mẫu", "Nguyễn Thị Mẫu | Lê Văn Mẫu"),
    ],
)
def test_titles_and_family_names_are_spelled_as_they_are_and_a_person_looks(
    name: FieldName, read: str, spelled_so: str
) -> None:
    reading = trusted(name, read)
    assert reading.value == spelled_so
    assert reading.confidence <= DOUBTFUL
    assert [one.value for one in reading.runners_up] == [read]


def test_a_name_whose_beginning_a_seal_covers_is_trusted_least() -> None:
    assert (
        trusted(FieldName.SIGNATORY, "Huy Mẫu").confidence
        < trusted(FieldName.SIGNATORY, "Vừ A Mẫu").confidence
    )
    assert trusted(FieldName.SIGNATORY, "Trân Văn Mẫu").confidence == DOUBTFUL


@pytest.mark.parametrize(
    "printed",
    ["TM. UỶ BAN NHÂN DÂN; CHỦ TỊCH", "HIỆU TRƯỞNG TRƯỜNG CHÍNH TRỊ", "KẾ TOÁN TRƯỞNG", "PHÓ TRƯỞNG PHÒNG"],
)
def test_titles_stay_as_printed(printed: str) -> None:
    assert position_spelled(printed) == printed


@pytest.mark.parametrize("printed", ["Vừ A Mẫu", "Phàn Văn Mẫu", "Lã Thị Mẫu", "Mẫu", "Đăng", "Lò Thị Mẫu"])
def test_a_rarer_family_name_is_not_made_a_common_one(printed: str) -> None:
    assert names_spelled(printed) == printed


@pytest.mark.parametrize(
    "line",
    [
        "Số: đã /SNV-VP",
        "S6: ƒ /SNV-VP",
        "sẽ -CV/VPTW",
        "Số: #?ƒ /KH-BNV",
        "Số: ‡ †2 /sNV-VP",
        "số đã /2024/TT-BNV",
    ],
)
def test_a_number_written_by_hand_still_has_its_line(line: str) -> None:
    piece = head_pieces([Line(text=line, page=1, number=1)])[0]
    assert is_number_line(piece)


@pytest.mark.parametrize(
    "line", ["sở nội vụ", "Số lượng hồ sơ - tài liệu", "sự - kiện", "số cán bộ/công chức", "sẽ - CV"]
)
def test_other_lines_are_no_number_line(line: str) -> None:
    piece = head_pieces([Line(text=line, page=1, number=1)])[0]
    assert not is_number_line(piece)


def test_the_subject_of_a_letter_stands_under_a_number_written_by_hand() -> None:
    right = ""
    layout = f"""
        BỘ NỘI VỤ || CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
        CỤC THỬ || Độc lập - Tự do - Hạnh phúc
        Số: đã /CT-VP Hà Nội, ngày tháng 4 năm 2026
        V/v trao đổi về một số quy định || {right}
        trong lĩnh vực thử || {right}
        Kính gửi: Sở Nội vụ tỉnh Hà Sơn
        Cục Thử có ý kiến như sau:
    """
    fields = read_fields(heads.extracted(layout, kind=PageText.RECOGNISED), ReadContext())
    assert fields.value(FieldName.SUBJECT) == "V/v trao đổi về một số quy định trong lĩnh vực thử"
    assert fields.value(FieldName.ISSUED) == "2026-04"
    assert fields.value(FieldName.NUMBER) is None


def test_specks_before_recipients_and_position_and_the_word_signed() -> None:
    layout = """
        BỘ NỘI VỤ || CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
        Số: 12/BNV-VP || Hà Nội, ngày 3 tháng 7 năm 2025
        Kính gửi: Sở Nội vụ tỉnh Hà Sơn
        Bộ Nội vụ có ý kiến như sau./.
        .Nới nhận: || KT. BỘ TRƯỞNG
        - Như trên; || -THỨ TRƯỞNG
         || Đã ký: Trần Văn Mẫu
    """
    fields = read_fields(heads.extracted(layout, kind=PageText.RECOGNISED), ReadContext())
    assert fields.value(FieldName.POSITION) == "KT. BỘ TRƯỞNG; THỨ TRƯỞNG"
    assert fields.value(FieldName.SIGNATORY) == "Trần Văn Mẫu"


@pytest.mark.parametrize("strokes", ["và J2", "F ˆ", "/", "ÔN", "TƯỚNG"])
def test_strokes_of_seal_and_signature_do_not_hide_the_name(strokes: str) -> None:
    layout = f"""
        ỦY BAN NHÂN DÂN || CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
        TỈNH HÀ SƠN || Độc lập - Tự do - Hạnh phúc
        Số: 12/CT-UBND || Hà Sơn, ngày 3 tháng 7 năm 2025
        CHỈ THỊ
        Về việc thử
        Các cơ quan thi hành Chỉ thị này./.
        Nơi nhận: || KT. CHỦ TỊCH
        - Như trên; || xo PHÓ CHỦ TỊCH
        - Lưu: VT. || {strokes}
         || Trần Văn Mẫu
    """
    fields = read_fields(heads.extracted(layout, kind=PageText.RECOGNISED), ReadContext())
    assert fields.value(FieldName.SIGNATORY) == "Trần Văn Mẫu"
    assert fields.value(FieldName.POSITION) == "KT. CHỦ TỊCH; PHÓ CHỦ TỊCH"
