"""What an act is to the document that names it: made sentences, one rule each."""

from __future__ import annotations

import pytest
from support import heads

from archivist.directive.citations import read_citations
from archivist.model import Citation

BODY = "I- NỘI DUNG\n"
"""Puts what follows into the body: it speaks of what others do."""


def cite(text: str, own: str = "") -> tuple[Citation, ...]:
    return read_citations(heads.extracted(text), own)


def said(text: str) -> list[tuple[str, str]]:
    return [(one.kind.value, one.number) for one in cite(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # The object is another one: words are replaced by those of N.
        ("Thay mẫu cũ bằng mẫu quy định tại Hướng dẫn số 05-HD/VPTW, ngày 27/5/2026.", "cites 05-HD/VPTW"),
        ("Thay thế sổ giấy bằng phần mềm theo quy định tại Hướng dẫn số 05-HD/VPTW.", "cites 05-HD/VPTW"),
        ("Bãi bỏ các quy định trái với Quyết định số 12-QĐ/TU.", "cites 12-QĐ/TU"),
        ("Sửa đổi quy trình cho phù hợp với Nghị định số 30/2020/NĐ-CP.", "cites 30/2020/NĐ-CP"),
        ("Thu hồi giấy phép theo khoản 2 Điều 5 Nghị định số 30/2020/NĐ-CP.", "cites 30/2020/NĐ-CP"),
        ("Bổ sung hồ sơ quy định tại khoản 2 Điều 5 Nghị định số 30/2020/NĐ-CP.", "cites 30/2020/NĐ-CP"),
        (
            "Điều chỉnh giấy phép trong trường hợp nêu tại Điều 5 Nghị định số 30/2020/NĐ-CP.",
            "cites 30/2020/NĐ-CP",
        ),
        # Words of N change, N stays.
        (
            "Thay thế cụm từ “huyện ủy” bằng cụm từ “đảng ủy xã” tại khoản 2 Điều 5 Quy định số 12-QĐ/TU.",
            "amends 12-QĐ/TU",
        ),
        # Tasks, wishes, denials are no changes.
        ("Sở Nội vụ tham mưu sửa đổi, bổ sung Quyết định số 12/QĐ-UBND.", "cites 12/QĐ-UBND"),
        ("Đề nghị bãi bỏ Quyết định số 12/QĐ-UBND.", "cites 12/QĐ-UBND"),
        ("Chỉ thị này không thay thế Chỉ thị số 08-CT/TU.", "cites 08-CT/TU"),
        ("Rà soát, thay thế Chỉ thị số 08-CT/TU trong quý III.", "cites 08-CT/TU"),
        # Facts about other acts.
        (
            "Quyết định số 12-QĐ/TU đã được thay thế bởi Quyết định số 15-QĐ/TU.",
            "cites 12-QĐ/TU, cites 15-QĐ/TU",
        ),
        # … and the one passive that is this act's own.
        ("Quyết định số 12-QĐ/TU được thay thế bằng Quyết định này.", "replaces 12-QĐ/TU"),
        # This act as subject.
        ("Quy định này có hiệu lực từ ngày ký, thay thế Quy định số 04-QĐ/TU.", "replaces 04-QĐ/TU"),
        ("Quy định này có hiệu lực từ ngày ký và bãi bỏ Quy định số 04-QĐ/TU.", "repeals 04-QĐ/TU"),
        ("Đình chỉ thi hành Quyết định số 12/QĐ-UBND.", "suspends 12/QĐ-UBND"),
        # A part repealed: never the whole.
        ("Bãi bỏ Phụ lục II ban hành kèm theo Quyết định số 12/QĐ-UBND.", "repeals 12/QĐ-UBND"),
        # Vietnamese puts "hết hiệu lực" after its subject; a condition is no statement.
        (
            "Quyết định số 15/QĐ-UBND và Quyết định số 16/QĐ-UBND hết hiệu lực.",
            "repeals 15/QĐ-UBND, repeals 16/QĐ-UBND",
        ),
        ("Quyết định này hết hiệu lực khi Luật mới thay Quyết định số 15/QĐ-UBND.", "cites 15/QĐ-UBND"),
    ],
)
def test_a_change_is_believed_only_where_the_sentence_makes_it(text: str, expected: str) -> None:
    assert ", ".join(" ".join(pair) for pair in said(BODY + text)) == expected


def test_a_text_issued_with_an_act_is_amended_in_that_act() -> None:
    (found,) = cite(
        "Điều 1. Sửa đổi, bổ sung một số điều của Quy chế làm việc ban hành kèm theo Quyết định số 83-QĐ/TU, ngày 09/02/2021"
    )
    assert (found.kind.value, found.number) == ("amends", "83-QĐ/TU")
    assert found.scope == "một số điều của Quy chế làm việc"


def test_titles_of_other_acts_say_nothing_of_this_one() -> None:
    found = said(
        "Căn cứ Nghị định số 12/2024/NĐ-CP ngày 01 tháng 02 năm 2024 của Chính phủ sửa đổi, bổ sung một số điều của"
        " Nghị định số 30/2020/NĐ-CP ngày 05 tháng 3 năm 2020 của Chính phủ;"
    )
    assert found == [("based-on", "12/2024/NĐ-CP"), ("cites", "30/2020/NĐ-CP")]
    repealed = said(
        BODY + "Bãi bỏ Nghị định số 12/2024/NĐ-CP của Chính phủ thay thế Nghị định số 30/2020/NĐ-CP."
    )
    assert repealed == [("repeals", "12/2024/NĐ-CP"), ("cites", "30/2020/NĐ-CP")]


@pytest.mark.parametrize(
    ("opening", "kind"),
    [
        ("KẾ HOẠCH\nthực hiện Nghị quyết số 12-NQ/TU", "implements"),
        ("Để triển khai thực hiện Nghị quyết số 12-NQ/TU, Ban Thường vụ ban hành kế hoạch:", "implements"),
        ("Quán triệt và thực hiện nghiêm Nghị quyết số 12-NQ/TU, Đảng ủy xã yêu cầu:", "implements"),
        ("BÁO CÁO\nkết quả kiểm tra việc thực hiện Nghị quyết số 12-NQ/TU", "reports-on"),
        ("BÁO CÁO\nsơ kết 03 năm thực hiện Nghị quyết số 12-NQ/TU", "reports-on"),
        ("Văn phòng báo cáo kết quả sáu tháng thực hiện Nghị quyết số 12-NQ/TU như sau:", "reports-on"),
        ("Ban Tuyên giáo hướng dẫn thực hiện Nghị quyết số 12-NQ/TU như sau:", "guides"),
        ("Phúc đáp Nghị quyết số 12-NQ/TU của Đảng ủy, Văn phòng có ý kiến:", "answers"),
        ("(Kèm theo Nghị quyết số 12-NQ/TU của Tỉnh ủy)", "attaches"),
        ("Hội nghị nghe kinh nghiệm thực hiện Nghị quyết số 12-NQ/TU.", "cites"),
    ],
)
def test_the_opening_says_what_the_document_does(opening: str, kind: str) -> None:
    assert said(opening) == [(kind, "12-NQ/TU")]


@pytest.mark.parametrize(
    "sentence",
    [
        "Nghiên cứu kinh nghiệm trong thực hiện nghị quyết riêng, như Nghị quyết số 12-NQ/TU.",
        "Thực hiện Nghị quyết số 12-NQ/TU, các xã đã lập kế hoạch.",
        "Sơ kết 03 năm thực hiện Nghị quyết số 12-NQ/TU vào quý IV.",
        "Các sở căn cứ Nghị quyết số 12-NQ/TU để xây dựng kế hoạch.",
    ],
)
def test_below_the_opening_others_act(sentence: str) -> None:
    assert said(BODY + sentence) == [("cites", "12-NQ/TU")]


def test_enumerations_carry_kind_and_issuer_and_symbol() -> None:
    found = cite(
        BODY + "Bãi bỏ các Quy định số 3, 5-QĐ/TU, ngày 02/3/2021 của Ban Thường vụ Tỉnh ủy và số 15-QĐ/TU."
    )
    assert [(one.number, one.target_kind, one.kind.value) for one in found] == [
        ("3-QĐ/TU", "quy-dinh", "repeals"),
        ("5-QĐ/TU", "quy-dinh", "repeals"),
        ("15-QĐ/TU", "quy-dinh", "repeals"),
    ]
    assert [one.issuer for one in found[1:]] == ["Ban Thường vụ Tỉnh ủy"] * 2


def test_semicolons_go_on_with_the_verb() -> None:
    found = said(
        BODY + "Bãi bỏ Quyết định số 12-QĐ/TU, ngày 02/3/2021; Quyết định số 15-QĐ/TU, ngày 05/4/2021."
    )
    assert found == [("repeals", "12-QĐ/TU"), ("repeals", "15-QĐ/TU")]


def test_a_list_takes_the_verb_of_its_head() -> None:
    found = said(
        "Điều 3. Hiệu lực\n1. Bãi bỏ các văn bản sau đây:\na) Quyết định số 12/QĐ-UBND;\nb) Điều 4 của Quyết định số 13/QĐ-UBND.\n"
        "2. Các sở phối hợp theo Quyết định số 14/QĐ-UBND."
    )
    assert found == [("repeals", "12/QĐ-UBND"), ("repeals", "13/QĐ-UBND"), ("cites", "14/QĐ-UBND")]


@pytest.mark.parametrize(
    ("text", "scope"),
    [
        ("Bãi bỏ điểm c khoản 2 Điều 6 Quyết định số 12/QĐ-UBND.", "điểm c khoản 2 Điều 6"),
        (
            "Bãi bỏ Phụ lục II, Phụ lục III ban hành kèm theo Quyết định số 12/QĐ-UBND.",
            "Phụ lục II, Phụ lục III",
        ),
        ("Bãi bỏ một số điều, khoản của Quyết định số 12/QĐ-UBND.", "một số điều, khoản"),
        ("Bãi bỏ toàn bộ Quyết định số 12/QĐ-UBND.", ""),
        ("Thủ tục theo khoản 3 Điều 9 Quyết định số 12/QĐ-UBND được giữ.", "khoản 3 Điều 9"),
        ("Năm 2025 Quyết định số 12/QĐ-UBND được giữ.", ""),
    ],
)
def test_parts_are_kept(text: str, scope: str) -> None:
    (found,) = cite(BODY + text)
    assert found.scope == scope


@pytest.mark.parametrize(
    ("text", "name", "issued"),
    [
        ("Căn cứ Luật Lưu trữ ngày 21 tháng 6 năm 2024;", "Luật Lưu trữ", "2024-06-21"),
        ("Căn cứ Luật Lưu trữ năm 2024;", "Luật Lưu trữ", "2024"),
        ("Căn cứ Luật tổ chức Chính phủ ngày 19/6/2015;", "Luật tổ chức Chính phủ", "2015-06-19"),
        (
            "Căn cứ Luật Ban hành văn bản quy phạm pháp luật ngày 19 tháng 02 năm 2025;",
            "Luật Ban hành văn bản quy phạm pháp luật",
            "2025-02-19",
        ),
        (
            "Căn cứ Luật sửa đổi, bổ sung một số điều của Luật Lưu trữ ngày 22 tháng 11 năm 2019;",
            "Luật sửa đổi, bổ sung một số điều của Luật Lưu trữ",
            "2019-11-22",
        ),
        (
            "Căn cứ Luật sửa đổi, bổ sung một số điều của Luật Lưu trữ và Luật Thư viện ngày 22 tháng 11 năm 2019;",
            "Luật sửa đổi, bổ sung một số điều của Luật Lưu trữ và Luật Thư viện",
            "2019-11-22",
        ),
    ],
)
def test_laws_by_name(text: str, name: str, issued: str) -> None:
    (found,) = cite(text)
    assert (found.kind.value, found.cited_as, found.number, found.issued) == ("based-on", name, "", issued)


def test_a_law_named_with_its_number_is_one_act() -> None:
    (found,) = cite("Căn cứ Luật Ban hành văn bản quy phạm pháp luật số 64/2025/QH15;")
    assert (found.number, found.target_kind) == ("64/2025/QH15", "luat")


def test_a_form_of_another_act_is_not_attached_to_this_one() -> None:
    (found,) = cite("Mẫu số 1\n(Kèm theo Nghị định số 30/2020/NĐ-CP)", own="12.qd.ubnd")
    assert found.kind.value == "cites"


@pytest.mark.parametrize(
    ("text", "number", "kind", "issuer", "issued"),
    [
        ("They rely on Resolution No. 05-NQ/TU of 30 June 2026.", "05-NQ/TU", "nghi-quyet", "", "2026-06-30"),
        (
            "Under Directive No. 7 of the Secretariat dated May 3, 2024 they met.",
            "",
            "chi-thi",
            "Secretariat",
            "2024-05-03",
        ),
        (
            "Nach der Resolution Nr. 39 des Politbüros vom 18. Juli 2023 handelt das Komitee.",
            "",
            "nghi-quyet",
            "Politbüros",
            "2023-07-18",
        ),
        (
            "De viste til direktiv nr. 12-CT/TU av 3. mai 2024 om møter.",
            "12-CT/TU",
            "chi-thi",
            "",
            "2024-05-03",
        ),
        ("הבחינה נעשית על סמך החלטה מס' 39 מיום 18 ביולי 2023.", "", "nghi-quyet", "", "2023-07-18"),
        # A whole number needs no "No.", in any of the languages.
        ("Under Resolution 39-NQ/TW of 18 July 2023 they met.", "39-NQ/TW", "nghi-quyet", "", "2023-07-18"),
        (
            "Nach der Resolution 39-NQ/TW des Politbüros vom 18. Juli 2023 handelt es.",
            "39-NQ/TW",
            "nghi-quyet",
            "Politbüros",
            "2023-07-18",
        ),
        ("De viste til resolusjon 39-NQ/TW av 18. juli 2023.", "39-NQ/TW", "nghi-quyet", "", "2023-07-18"),
        (
            "They rely on Resolution No. 39 of the Politburo (July 18, 2023).",
            "",
            "nghi-quyet",
            "Politburo",
            "2023-07-18",
        ),
        (
            "הבחינה נעשית על סמך החלטת הפוליטביורו מס' 39 מיום 18 ביולי 2023.",
            "",
            "nghi-quyet",
            "הפוליטביורו",
            "2023-07-18",
        ),
        (
            "הבחינה נעשית על סמך החלטה מס' 39 של הפוליטביורו מיום 18 ביולי 2023.",
            "",
            "nghi-quyet",
            "הפוליטביורו",
            "2023-07-18",
        ),
    ],
)
def test_foreign_texts(text: str, number: str, kind: str, issuer: str, issued: str) -> None:
    (found,) = cite(text)
    assert (found.number, found.target_kind, found.issuer, found.issued) == (number, kind, issuer, issued)
    assert found.kind.value == "cites"


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Pursuant to Decree No. 30/2020/ND-CP dated March 5, 2020;", "based-on"),
        ("This Circular takes effect on 1 May 2026 and replaces Circular No. 12/2020/TT-BNV.", "replaces"),
        ("Executive Order No. 82, dated April 26, 1985, is hereby amended to read as follows.", "amends"),
        ("The province replaced its own rules, citing Circular No. 12/2020/TT-BNV.", "cites"),
    ],
)
def test_foreign_acts_speak_for_themselves(text: str, kind: str) -> None:
    assert [one.kind.value for one in cite(text)] == [kind]


ANNEX = """
    Điều 1. Ban hành kế hoạch rà soát văn bản.
    T/M BAN THƯỜNG VỤ
    Nguyễn Văn Mẫu
    PHỤ LỤC I
    (Kèm theo Kế hoạch)
    TT
    Nội dung công việc
    Cơ quan chủ trì
    1
    {row}
    Văn phòng Tỉnh ủy
    Quý II
"""


@pytest.mark.parametrize(
    ("row", "kind"),
    [
        ("Bãi bỏ Quyết định số 12-QĐ/TU ngày 01/02/2019", "cites"),
        ("Sửa đổi, bổ sung Quyết định số 12-QĐ/TU ngày 01/02/2019", "cites"),
        ("- Bãi bỏ khoản 2 Điều 5 Quyết định số 12-QĐ/TU", "cites"),
        # An article in an annex acts, and so does what has this act as its subject.
        ("Điều 3. Bãi bỏ Quyết định số 12-QĐ/TU ngày 01/02/2019", "repeals"),
        ("Quy định này thay thế Quyết định số 12-QĐ/TU ngày 01/02/2019", "replaces"),
    ],
)
def test_a_table_of_tasks_in_an_annex_repeals_nothing(row: str, kind: str) -> None:
    assert said(ANNEX.format(row=row)) == [(kind, "12-QĐ/TU")]


def test_an_annex_named_in_a_sentence_opens_none() -> None:
    text = "PHỤ LỤC của Quy chế được thay mới.\nĐiều 2. X\nBãi bỏ Quyết định số 12-QĐ/TU."
    assert said(text) == [("repeals", "12-QĐ/TU")]


# ---- found by looking at extracted relations


def test_a_law_that_amends_several_is_one_law() -> None:
    (found,) = cite(
        "Căn cứ Luật sửa đổi, bổ sung một số điều của Luật Sông, Luật Núi và Luật Đồng số 91/2025/QH15;"
    )
    assert (found.number, found.kind.value) == ("91/2025/QH15", "based-on")
    assert found.cited_as.startswith("Luật sửa đổi")


@pytest.mark.parametrize(
    ("text", "issuer"),
    [
        ("Căn cứ Nghị quyết số 91/2026/NQ-CP của Chính phủ phân quyền trong lĩnh vực mẫu;", "Chính phủ"),
        (
            "Căn cứ Quyết định số 9/2022/QĐ-UBND của Ủy ban nhân dân tỉnh Lam Hạ Ban hành quy định mẫu;",
            "Ủy ban nhân dân tỉnh Lam Hạ",
        ),
    ],
)
def test_the_name_of_a_body_ends_where_a_verb_begins(text: str, issuer: str) -> None:
    assert [one.issuer for one in cite(text)] == [issuer]


def test_an_end_that_waits_for_another_act_is_no_repeal_by_this_one() -> None:
    text = (
        "Điều 5. Quyết định số 9/2022/QĐ-UBND ngày 01/3/2022 sẽ hết hiệu lực thi hành cùng thời điểm văn bản của"
        " Bộ Mẫu có hiệu lực."
    )
    assert {one.kind.value for one in cite(text)} == {"cites"}


def test_guiding_the_carrying_out_is_guiding_though_somebody_asked_for_it() -> None:
    text = (
        "Theo đề nghị của Cục trưởng Cục Mẫu, Bộ trưởng ban hành Thông tư quy định chi tiết và hướng dẫn thi hành"
        " một số điều của Nghị định số 26/2026/NĐ-CP của Chính phủ."
    )
    assert [one.kind.value for one in cite(text)] == ["guides"]


def test_a_second_verb_right_behind_the_first_act() -> None:
    text = "Điều 2. Bãi bỏ Quyết định số 8-QĐ/TU, ngày 10/2/2023 và thay thế Quyết định số 9-QĐ/TU, ngày 01/1/2020."
    assert [one.kind.value for one in cite(text)] == ["repeals", "replaces"]


def test_the_body_may_stand_between_ordinal_and_day() -> None:
    (found,) = cite("Nội dung Nghị quyết số 39 của Bộ Chính trị ngày 18/7/2023 đã được phổ biến.")
    assert (found.cited_as, found.issuer, found.issued) == (
        "Nghị quyết số 39 của Bộ Chính trị ngày 18/7/2023",
        "Bộ Chính trị",
        "2023-07-18",
    )
    assert cite("Nội dung Nghị quyết số 39 của Bộ Chính trị đã được phổ biến.") == ()
