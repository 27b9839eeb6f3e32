"""Reports about directives: no directives themselves, and what they mention is found in the archive."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from support.heads import extracted

from archivist import Archive, Document
from archivist.classify import is_directive
from archivist.directive.reader import ReadContext, read_fields
from archivist.model import Direction

RESOLUTION = """\
BAN CHẤP HÀNH TRUNG ƯƠNG                 ĐẢNG CỘNG SẢN VIỆT NAM
            *                          Hà Nội, ngày 18 tháng 7 năm 2023
Số {number}
NGHỊ QUYẾT
CỦA BỘ CHÍNH TRỊ
về phát triển tỉnh Hà Sơn
-----
I- TÌNH HÌNH
1- Sau mười năm thực hiện, tỉnh Hà Sơn có nhiều tiến bộ.
                                       T/M BỘ CHÍNH TRỊ
                                       TỔNG BÍ THƯ
                                       Nguyễn Văn Thử
"""
REPORTS = {
    "vi": """\
Bộ Chính trị ban hành nghị quyết mới về phát triển tỉnh
Thứ Năm, 20/7/2023 08:15
Nghị quyết số 39 ngày 18/7/2023 của Bộ Chính trị nêu rõ quan điểm, mục tiêu và giải pháp.
""",
    "en": """\
Politburo issues resolution on the province
The officials spoke of Resolution No. 39 of the Politburo dated 18 July 2023, which is about the
development of the province, and said that it has been welcomed by the people.
""",
    "de": """\
Politbüro verabschiedet neue Resolution
Nach der Resolution Nr. 39 des Politbüros vom 18. Juli 2023 soll die Provinz entwickelt werden, und
das ist für die Menschen eine gute Nachricht, wie der Sprecher sagte.
""",
    "nb": """\
Politbyrået vedtok ny resolusjon
Politbyrået har vedtatt resolusjon nr. 39 av 18. juli 2023 om utviklingen av provinsen, og det er den
nye planen som skal gjelde for alle i provinsen.
""",
    "he": """\
הפוליטביורו פרסם החלטה חדשה
הפוליטביורו פרסם את החלטה מס' 39 של הפוליטביורו מיום 18 ביולי 2023 בדבר פיתוח המחוז.
""",
}


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    with Archive.create(tmp_path / "kho") as opened:
        yield opened


def filed(archive: Archive, path: Path, text: str) -> Document:
    path.write_text(text, encoding="utf-8")
    document = archive.file(path).document
    assert document is not None
    return document


@pytest.mark.parametrize("language", REPORTS)
def test_what_a_report_mentions_is_found(archive: Archive, tmp_path: Path, language: str) -> None:
    meant = filed(archive, tmp_path / "nq.txt", RESOLUTION.format(number="39-NQ/TW"))
    filed(archive, tmp_path / "nq2.txt", RESOLUTION.format(number="40-NQ/TW"))
    report = filed(archive, tmp_path / "bao.txt", REPORTS[language])
    assert report.language == language
    assert report.number is None
    assert report.issued_text is None
    assert report.kind is not None
    assert report.kind.code == "tin-bai"
    assert report.reasons == ()
    (relation,) = archive.relations(report.id)
    assert (relation.target, relation.number) == (meant.id, "39-NQ/TW")
    (seen,) = [one for one in archive.relations(meant.id) if one.direction is Direction.IN]
    assert seen.source == report.id


SAID = (
    "Politburo Resolution 39 (18 July 2023) sets out the aims of the province and the means for it.",
    "The resolution, numbered 39-NQ/TW and signed on July 18, 2023, was issued by the Politburo.",
    "The province acts on Resolution No. 39 adopted by the Politburo on 18th July 2023 and it is on track.",
    "Resolution 39-NQ/TW of the Politburo of the Communist Party (July 18th, 2023) has been the guide for it.",
    "On July 18, 2023 the Politburo issued Resolution No. 39, which was welcomed by the people of the province.",
    "Laut Politbüro-Resolution Nr. 39 vom 18. Juli 2023 soll die Provinz wachsen, und das ist nicht leicht.",
    "Die vom Politbüro am 18. Juli 2023 verabschiedete Resolution Nr. 39 ist das Ziel der Arbeit in der Provinz.",
    "In der Resolution Nr. 39, die das Politbüro am 18. Juli 2023 erließ, ist von der Provinz die Rede.",
    "I resolusjon nr. 39 fra politbyrået, datert 18. juli 2023, er det sagt at provinsen skal vokse.",
    "Ifølge resolusjon 39 fra politbyrået 18. juli 2023 skal provinsen bli et sentrum, og det er ikke lett.",
    "Politbyråets beslutning nr. 39-NQ/TW av 18. juli 2023 er den som skal gjelde for provinsen.",
    "על פי החלטה 39 של הפוליטביורו מ-18 ביולי 2023 המחוז יתפתח.",
    "ב-18 ביולי 2023 אימץ הפוליטביורו את החלטה מס' 39 בדבר פיתוח המחוז.",
    "הפוליטביורו של וייטנאם פרסם את החלטה מס׳ 39-NQ/TW מתאריך 18 ביולי 2023.",
)


def test_the_ways_the_press_names_an_act(archive: Archive, tmp_path: Path) -> None:
    meant = filed(archive, tmp_path / "nq.txt", RESOLUTION.format(number="39-NQ/TW"))
    earlier = RESOLUTION.format(number="39-NQ/TW").replace("18 tháng 7 năm 2023", "2 tháng 2 năm 2016")
    filed(archive, tmp_path / "nq16.txt", earlier)
    for number, said in enumerate(SAID):
        report = filed(archive, tmp_path / f"{number}.txt", said)
        assert [one.target for one in archive.relations(report.id)] == [meant.id], said


@pytest.mark.parametrize(
    "said",
    [
        "On July 18, 2023 the province issued a plan to carry out Resolution No. 39, and it was welcomed by all.",
        "Am 18. Juli 2023 beschloss die Provinz einen Plan zur Resolution Nr. 39, und das war nicht leicht.",
        "Resolution No. 39, which the province has carried out since July 18, 2023, is the guide for all of it.",
    ],
)
def test_the_day_of_another_act_is_not_its_own(said: str) -> None:
    (cited,) = read_fields(extracted(said), ReadContext()).citations
    assert cited.issued == ""


@pytest.mark.parametrize(
    ("said", "held"),
    [("18. Juli 2023", "40-NQ/TW"), ("19. Juli 2023", "39-NQ/TW"), ("", "39-NQ/TW")],
    ids=["another ordinal", "another day", "no day"],
)
def test_an_ordinal_alone_or_of_another_day_means_nothing(
    archive: Archive, tmp_path: Path, said: str, held: str
) -> None:
    filed(archive, tmp_path / "nq.txt", RESOLUTION.format(number=held))
    text = REPORTS["de"].replace("vom 18. Juli 2023", f"vom {said}" if said else "")
    report = filed(archive, tmp_path / "bao.txt", text)
    assert [(one.target, one.candidates) for one in archive.relations(report.id)] == [(None, ())]


def test_two_acts_of_one_day_and_ordinal_are_left_to_a_person(archive: Archive, tmp_path: Path) -> None:
    one = filed(archive, tmp_path / "a.txt", RESOLUTION.format(number="39-NQ/TW"))
    own = RESOLUTION.format(number="39-NQ/TU").replace("BAN CHẤP HÀNH TRUNG ƯƠNG", "TỈNH ỦY HÀ SƠN          ")
    other = filed(archive, tmp_path / "b.txt", own.replace("BỘ CHÍNH TRỊ", "BAN THƯỜNG VỤ"))
    # The Norwegian report does not name the body beside the number; the German one does.
    unnamed = filed(archive, tmp_path / "nb.txt", REPORTS["nb"])
    (relation,) = archive.relations(unnamed.id)
    assert (relation.target, set(relation.candidates)) == (None, {one.id, other.id})
    named = filed(archive, tmp_path / "de.txt", REPORTS["de"])
    assert archive.relations(named.id)[0].target == one.id


@pytest.mark.parametrize("sign", ["(TTXVN) - Sáng nay", "Ảnh: Nguyễn Văn Mẫu", "Chủ nhật, 02/3/2025 10:00"])
def test_signs_of_the_press(sign: str) -> None:
    fields = read_fields(
        extracted(
            f"Hội nghị quán triệt nghị quyết mới\n{sign}\n"
            "Nghị quyết số 15-NQ/TU, ngày 02/01/2025 của Tỉnh ủy Hà Sơn được phổ biến tới các chi bộ."
        ),
        ReadContext(),
    )
    assert fields.value("kind") == "tin-bai"
    assert fields.value("subject") == "Hội nghị quán triệt nghị quyết mới"
    assert "number" not in fields.readings
    assert not is_directive(fields)


@pytest.mark.parametrize(
    "text",
    [
        "Nghị quyết số 15-NQ/TU, ngày 02/01/2025 của Tỉnh ủy Hà Sơn được thực hiện như sau: các chi bộ họp.",
        "Thứ Năm, 20/7/2023\nTin thời tiết: tỉnh Hà Sơn có mưa to trong nhiều ngày tới ở các xã.",
    ],
    ids=["a page that lost its head", "news about something else"],
)
def test_what_is_no_report_on_a_directive(text: str) -> None:
    assert "kind" not in read_fields(extracted(text), ReadContext()).readings


@pytest.mark.parametrize("interleaved", [False, True])
def test_a_translation_that_keeps_its_head_is_the_act(interleaved: bool) -> None:
    fields = read_fields(
        extracted(
            """
            THE GOVERNMENT || THE SOCIALIST REPUBLIC OF VIETNAM
            No. 30/2020/ND-CP || Independence - Freedom - Happiness
            || Hanoi, March 5, 2020
            DECREE
            ON CLERICAL WORK
            Pursuant to the Law on Organization of the Government of June 19, 2015;
            The Government promulgates this Decree.
            """,
            interleaved=interleaved,
        ),
        ReadContext(),
    )
    assert fields.value("number") == "30/2020/ND-CP"
    assert (fields.value("kind"), fields.value("issued")) == ("nghi-dinh", "2020-03-05")
    assert fields.value("subject") == "ON CLERICAL WORK"


def test_an_act_of_a_foreign_state_is_no_report() -> None:
    fields = read_fields(
        extracted(
            "FORSKRIFT OM ARKIV\n"
            "Fastsatt med hjemmel i lov 4. desember 1992 nr. 126 om arkiv, og det er bestemmelsene som skal gjelde.\n"
            "I medhold av lov 4. desember 1992 nr. 126 har departementet gitt denne forskriften."
        ),
        ReadContext(),
    )
    assert fields.value("kind") != "tin-bai"


@pytest.mark.parametrize(
    "said",
    [
        "The Politburo issued Resolution 39 on July 18, 2023, and the officials said that it is welcome.",
        "Under Resolution No. 39 of the Politburo, issued on 18 July 2023, the province is to grow by 2030.",
        "Resolution 39 of the Politburo dated 18 July 2023 is about the province and its people.",
        "Die vom Politbüro erlassene Resolution 39 vom 18.7.2023 wird in der Provinz umgesetzt, sagte der Sprecher.",
        "Ifølge resolusjon 39 av 18. juli 2023 fra politbyrået skal provinsen vokse, og det er ikke alt.",
    ],
)
def test_the_press_leaves_the_label_of_the_number_out(archive: Archive, tmp_path: Path, said: str) -> None:
    meant = filed(archive, tmp_path / "nq.txt", RESOLUTION.format(number="39-NQ/TW"))
    report = filed(archive, tmp_path / "bao.txt", f"{said}\n")
    assert report.kind is not None
    assert (report.kind.code, report.number) == ("tin-bai", None)
    assert [one.target for one in archive.relations(report.id)] == [meant.id]


def test_a_bare_figure_is_an_ordinal_only_with_its_day() -> None:
    for text in (
        "Resolution 39 of the committee was discussed, and the officials said that it is welcome.",
        "The plan 2030 of the province and the report 5 on the roads have been discussed by the people.",
    ):
        assert read_fields(extracted(text), ReadContext()).citations == ()


@pytest.mark.parametrize("opening", ["Thứ Ba, ngày 25/7/2023", "Chủ nhật, ngày 25 tháng 7 năm 2023"])
def test_the_day_of_a_news_item_is_neither_place_nor_date_of_issue(opening: str) -> None:
    fields = read_fields(
        extracted(f"{opening}\nHội nghị quán triệt nghị quyết mới\nẢnh: Nguyễn Văn Mẫu\n" + REPORTS["vi"]),
        ReadContext(),
    )
    assert fields.value("kind") == "tin-bai"
    assert "place" not in fields.readings
    assert "issued" not in fields.readings
