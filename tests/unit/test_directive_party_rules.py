"""Rules the Party's layouts ask for, one at a time, on made lines."""

from __future__ import annotations

import pytest
from support import heads

from archivist.authorities.letterhead import resolve_letterhead
from archivist.classify import REVIEW_THRESHOLD
from archivist.directive.dates import place_and_date
from archivist.directive.reader import ReadContext, read_fields
from archivist.model import FieldName, Fields

HEAD = """
    TỈNH ỦY HÀ SƠN ĐẢNG CỘNG SẢN VIỆT NAM
    Số 15-KH/TU Hà Sơn, ngày 15 tháng 3 năm 2024
    KẾ HOẠCH
    kiểm tra công tác lưu trữ năm 2024
"""


def read(layout: str, *, interleaved: bool = True) -> Fields:
    return read_fields(heads.extracted(layout, interleaved=interleaved), ReadContext())


@pytest.mark.parametrize(
    "body",
    [
        "Các cơ quan căn cứ nội dung trên tổ chức thực hiện.",
        "Ban Chấp hành Đảng bộ tổ chức Hội nghị lần thứ mười hai từ ngày 05 đến ngày 07 tháng 3 để bàn",
        "Hội nghị thống nhất kết luận:",
    ],
)
def test_subject_ends_where_a_sentence_begins(body: str) -> None:
    fields = read(f"{HEAD}    {body}\n    và những việc khác.\n")
    assert fields.value(FieldName.SUBJECT) == "kiểm tra công tác lưu trữ năm 2024"


def test_subject_goes_on_over_a_name_in_capital_letters() -> None:
    fields = read(f"{HEAD}    Kết luận 127-KL/TU và việc nộp lưu\n    Các cơ quan tổ chức thực hiện.\n")
    assert fields.value(FieldName.SUBJECT) == (
        "kiểm tra công tác lưu trữ năm 2024 Kết luận 127-KL/TU và việc nộp lưu"
    )


def test_slip_has_no_subject_but_its_text() -> None:
    slip = HEAD.replace("KẾ HOẠCH", "GIẤY GIỚI THIỆU").replace("KH/", "GGT/").rsplit("\n", 2)[0]
    fields = read(f"{slip}\n    Văn phòng Tỉnh ủy trân trọng giới thiệu đồng chí Hạng A Chu\n")
    assert FieldName.SUBJECT not in fields.readings
    assert fields.value(FieldName.KIND) == "giay-gioi-thieu"


@pytest.mark.parametrize(
    ("text", "place", "before"),
    [
        ("Đảng ủy xã Suối Ngàn Suối Ngàn, ngày 15 tháng 11 năm 2012", "Suối Ngàn", "Đảng ủy xã Suối Ngàn"),
        ("Suối Ngàn, ngày 15 tháng 11 năm 2012", "Suối Ngàn", ""),
        ("Suối Suối, ngày 15 tháng 11 năm 2012", "Suối", "Suối"),
    ],
)
def test_place_is_not_printed_twice(text: str, place: str, before: str) -> None:
    found = place_and_date(text)
    assert found is not None
    assert (found.place, found.before) == (place, before)


def test_rule_beside_a_small_letterhead_line_is_no_part_of_it() -> None:
    fields = read("""
        Đảng ủy xã Suối Ngàn ĐẢNG CỘNG SẢN VIỆT NAM
        Chi bộ thôn Đồi Mây ------------------------
        * Suối Ngàn, ngày 02 tháng 02 năm 2022
        Số 02-KH/CB
        KẾ HOẠCH
        kết nạp đảng viên
        -----
    """)
    assert fields.value(FieldName.ISSUER) == "Đảng ủy xã Suối Ngàn; Chi bộ thôn Đồi Mây"


@pytest.mark.parametrize("interleaved", [False, True])
def test_minutes_are_signed_by_secretary_and_chair(interleaved: bool) -> None:
    layout = """
        TỈNH ỦY HÀ SƠN || ĐẢNG CỘNG SẢN VIỆT NAM
        Số 18-BB/TU || Hà Sơn, ngày 11 tháng 5 năm 2022
        BIÊN BẢN
        Hội nghị Ban Thường vụ Tỉnh ủy
        -----
        Hội nghị kết thúc lúc 17 giờ cùng ngày.
        THƯ KÝ || CHỦ TRÌ
        Lò Thị Pâng || Trần Văn Minh
    """
    fields = read(layout, interleaved=interleaved)
    assert fields.value(FieldName.SIGNATORY) == "Lò Thị Pâng | Trần Văn Minh"
    assert fields.value(FieldName.POSITION) == "THƯ KÝ | CHỦ TRÌ"


@pytest.mark.parametrize("opening", ["SAO Y BẢN CHÍNH", "Số 24-BS/VPTU"])
def test_who_certified_a_copy_did_not_sign_the_original(opening: str) -> None:
    layout = f"""
        TỈNH ỦY HÀ SƠN || ĐẢNG CỘNG SẢN VIỆT NAM
        Số 12-CT/TU || Hà Sơn, ngày 11 tháng 5 năm 2022
        CHỈ THỊ
        về công tác tuyển quân
        -----
        Các cấp ủy tổ chức thực hiện.
        Nơi nhận: || T/M BAN THƯỜNG VỤ
        - Như trên. || BÍ THƯ
        || Trần Văn Minh
        {opening}
        CHÁNH VĂN PHÒNG
        Phạm Quang Hưng
    """
    assert read(layout, interleaved=False).value(FieldName.SIGNATORY) == "Trần Văn Minh"


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("CHI BỘ THÔN ĐỒI MÂY", "Chi bộ thôn Đồi Mây, Đảng ủy xã Suối Ngàn"),
        ("CHI BỘ TỔ DÂN PHỐ 5", "Chi bộ tổ dân phố 5, Đảng ủy xã Suối Ngàn"),
        ("CHI BỘ TRƯỜNG HỌC", "Chi bộ trường học, Đảng ủy xã Suối Ngàn"),
    ],
)
def test_the_place_in_the_name_of_a_cell_keeps_its_capitals(line: str, name: str) -> None:
    match = resolve_letterhead(["ĐẢNG ỦY XÃ SUỐI NGÀN", line], "Suối Ngàn")
    assert match is not None
    assert match.name == name


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("- Các sở, ban, ngành của tỉnh Võ Văn Mẫu", "Võ Văn Mẫu"),
        ("- Cục thuế các Phạm Thị Hà Giang", "Phạm Thị Hà Giang"),
        ("- Các sở, ban, ngành và ông Võ Văn Mẫu", None),
        ("- Các sở, ban, ngành của tỉnh Võ Văn Mẫu;", None),
        ("- Các sở, ban, ngành của tỉnh", None),
    ],
)
def test_name_that_runs_together_with_a_recipient_goes_to_review(line: str, name: str | None) -> None:
    layout = f"{HEAD}    -----\n    Các cơ quan thực hiện.\n    Nơi nhận: T/M BAN THƯỜNG VỤ\n    - Như trên; BÍ THƯ\n    {line}\n    - Lưu.\n"
    found = read(layout).readings.get(FieldName.SIGNATORY)
    assert (found.value if found else None) == name
    assert found is None or found.confidence < 0.8


def test_words_that_it_was_signed_are_no_part_of_the_name() -> None:
    fields = read(
        f"{HEAD}    -----\n    Thực hiện.\n    Nơi nhận:\n    T/M BAN THƯỜNG VỤ\n    BÍ THƯ\n    Trần Văn Minh (đã ký)\n"
    )
    assert fields.value(FieldName.SIGNATORY) == "Trần Văn Minh"


def test_running_title_in_capitals_does_not_change_the_code() -> None:
    fields = read("""
        QUYẾT ĐỊNH CỦA THỦ TƯỚNG CHÍNH PHỦ SỐ 9115/2004/QĐ-TTG
        NGÀY 25 THÁNG 6 NĂM 2004 VỀ VIỆC BAN HÀNH QUY CHẾ LƯU TRỮ
        Căn cứ Luật Lưu trữ;
    """)
    assert fields.value(FieldName.NUMBER) == "9115/2004/QĐ-TTg"


def test_organ_between_running_title_and_bases_is_no_part_of_the_subject() -> None:
    fields = read("""
        Nghị định của Chính phủ số 9052/2003/NĐ-CP ngày 25 tháng 6 năm 2003 về chế độ lưu trữ.
        Chính phủ
        Căn cứ Luật Tổ chức Chính phủ;
    """)
    assert fields.value(FieldName.SUBJECT) == "về chế độ lưu trữ"


SIGNED = """
    {issuer} || ĐẢNG CỘNG SẢN VIỆT NAM
    * ||
    Số 42-NQ/{code} || Hà Nội, ngày 05 tháng 6 năm 2024
    {title}
    về công tác văn thư
    -----
    1. Một nội dung.
    Nơi nhận: || {line}
    - Như trên, || {position}
    - Lưu. ||
     || Trần Văn Mẫu
"""


@pytest.mark.parametrize(
    ("line", "position"),
    [
        ("TM BAN THƯỜNG VỤ", "PHÓ BÍ THƯ"),
        ("KT CHÁNH VĂN PHÒNG", "PHÓ CHÁNH VĂN PHÒNG"),
        ("TL BAN THƯỜNG VỤ", "CHÁNH VĂN PHÒNG"),
        ("TUQ BAN THƯỜNG VỤ", "TRƯỞNG BAN TỔ CHỨC"),
    ],
)
def test_an_authority_line_typed_without_its_sign_stays_in_the_position(line: str, position: str) -> None:
    layout = SIGNED.format(
        issuer="TỈNH ỦY HÀ SƠN", code="TU", title="NGHỊ QUYẾT", line=line, position=position
    )
    fields = read(layout, interleaved=False)
    assert fields.value(FieldName.POSITION) == f"{line}; {position}"
    assert fields.value(FieldName.SIGNATORY) == "Trần Văn Mẫu"


@pytest.mark.parametrize(
    ("title", "line", "body", "sure"),
    [
        ("NGHỊ QUYẾT", "T/M BỘ CHÍNH TRỊ", "bo-chinh-tri", True),
        ("NGHỊ QUYẾT", "T/M BAN BÍ THƯ", "ban-bi-thu", True),
        ("NGHỊ QUYẾT", "T/M BAN CHẤP HÀNH TRUNG ƯƠNG", "bchtw", True),
        ("NGHỊ QUYẾT\n    CỦA BỘ CHÍNH TRỊ", "", "bo-chinh-tri", True),
        ("CHỈ THỊ CỦA BAN BÍ THƯ", "", "ban-bi-thu", True),
        ("NGHỊ QUYẾT", "", "bchtw", False),
    ],
)
def test_who_acts_under_the_letterhead_of_the_central_committee(
    title: str, line: str, body: str, sure: bool
) -> None:
    """It heads the papers of Politburo and Secretariat, too: without a sign of them a person says whose it is."""
    layout = SIGNED.format(
        issuer="BAN CHẤP HÀNH TRUNG ƯƠNG", code="TW", title=title, line=line, position="" if not line else "X"
    )
    fields = read(layout if line else layout.partition("Nơi nhận")[0], interleaved=False)
    assert fields.issuer_id == body
    assert (fields.readings[FieldName.ISSUER].confidence >= REVIEW_THRESHOLD) is sure
    assert fields.value(FieldName.ISSUER) == "BAN CHẤP HÀNH TRUNG ƯƠNG"
