"""`archivist issuer` and `search --with-predecessors`, as people and programs see them."""

from __future__ import annotations

from pathlib import Path

import pytest
from support import office
from support.copies import copied
from support.program import Program

from archivist import testing


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An archive with one document of each of two provinces that became one (202/2025/QH15)."""
    folder = tmp_path_factory.mktemp("made")
    program = Program(home=folder)
    root = folder / "kho"
    assert program.inside("init", root).code == 0
    for number, place in (("7-NQ/TU", "HÀ GIANG"), ("8-NQ/TU", "TUYÊN QUANG")):
        text = office.RESOLUTION.replace("39-NQ/TU", number).replace("SAO MAI", place)
        testing.make_txt(folder / f"{place}.txt", text)
        assert program.inside("--archive", root, "add", folder / f"{place}.txt").code == 0
    return folder


@pytest.fixture
def kho(made: Path, cli: Program, tmp_path: Path) -> Program:
    copied(made, tmp_path)
    return Program(home=cli.home, environ={"ARCHIVIST_ARCHIVE": str(tmp_path / "kho")})


def test_the_bodies_of_the_archive_are_listed(kho: Program) -> None:
    shown = kho.inside("issuer")
    assert shown.code == 0
    assert "Tỉnh ủy Hà Giang" in shown.out
    assert "tinh-uy:tuyen-quang" in shown.out
    rows = kho.inside("--json", "issuer", "list").records
    assert [row["id"] for row in rows[:-1]] == ["tinh-uy:ha-giang", "tinh-uy:tuyen-quang"]
    assert rows[-1]["total"] == 2


@pytest.mark.parametrize(("language", "words"), [("en", "Predecessors"), ("vi", "Cơ quan tiền thân")])
@pytest.mark.parametrize("columns", [60, 120])
def test_a_body_is_shown_in_both_languages_and_any_width(
    kho: Program, language: str, words: str, columns: int
) -> None:
    narrow = Program(home=kho.home, environ={**kho.environ, "COLUMNS": str(columns)})
    shown = narrow.inside("--language", language, "issuer", "show", "Tỉnh ủy Tuyên Quang")
    assert shown.code == 0
    assert words in shown.out
    assert "Tỉnh ủy Hà Giang" in shown.out


def test_with_predecessors_widens_the_question_only(kho: Program) -> None:
    asked = ("--json", "search", "--issuer", "Tỉnh ủy Tuyên Quang")
    assert kho.inside(*asked).records[-1]["total"] == 1
    hits = kho.inside(*asked, "--with-predecessors").records
    assert {hit["document"]["issuer"] for hit in hits[:-1]} == {"Tỉnh ủy Hà Giang", "Tỉnh ủy Tuyên Quang"}


def test_a_body_is_added_corrected_named_merged_and_separated(kho: Program) -> None:
    added = kho.inside(
        "--json", "issuer", "add", "Ban Quản lý Cầu Nổi", "--parent", "tinh-uy:ha-giang",
        "--code", "BQLCN@2020/..", "--from", "2020", "--by", "Người Thử",
    ).records[0]  # fmt: skip
    assert added["id"] == "ban-quan-ly-cau-noi:tinh-uy:ha-giang"
    assert added["codes"] == [{"code": "BQLCN", "years": "2020/.."}]
    revised = kho.inside(
        "--json", "issuer", "revise", "BQLCN", "--to", "2025-06-30", "--successor", "bo-xay-dung"
    )
    assert revised.records[0]["successors"] == ["bo-xay-dung"]
    assert revised.records[0]["revision"] == 2
    named = kho.inside("--json", "issuer", "alias", "BQLCN", "BQL CẦU NỔI").records[0]
    assert named["aliases"] == ["BQL CẦU NỔI"]
    merged = kho.inside("--json", "issuer", "merge", added["id"], "tinh-uy:ha-giang").records[0]
    assert merged["merged_from"] == [added["id"]]
    back = kho.inside("--json", "issuer", "merge", added["id"], "--undo").records[0]
    assert back["merged_into"] is None
    assert [said["action"] for said in back["history"]] == [
        "issuer-added", "issuer-revised", "issuer-named", "issuer-merged", "issuer-separated",
    ]  # fmt: skip
    assert kho.inside("check").code == 0


@pytest.mark.parametrize(
    ("args", "english", "vietnamese"),
    [
        (("show", "Hội Không Có"), "no issuing body is called", "không có cơ quan nào tên là"),
        (("show", "VPTU"), "name it by its id", "hãy nêu mã của nó"),
        (("add", "Bộ Nội vụ"), "is on record already", "đã có hồ sơ"),
        (("add", "Tổ Cầu Nổi"), "--system", "--system"),
        (("merge", "bo-noi-vu"), "or give --undo", "hoặc dùng --undo"),
        (("revise", "bo-noi-vu"), "nothing to correct", "không có gì để sửa"),
    ],
)
def test_what_cannot_be_is_said_in_both_languages(
    kho: Program, args: tuple[str, ...], english: str, vietnamese: str
) -> None:
    for language, words in (("en", english), ("vi", vietnamese)):
        refused = kho.inside("--language", language, "issuer", *args)
        assert refused.code == 2
        assert words in " ".join(refused.err.split())


def test_a_correction_becomes_a_proposal_to_take_or_refuse(kho: Program, tmp_path: Path) -> None:
    text = office.RESOLUTION.replace("39-NQ/TU", "9-NQ/TU").replace("TỈNH ỦY SAO MAI", "TỔ GIÚP VIỆC CẤP ỦY")
    testing.make_txt(tmp_path / "tổ.txt", text)
    kho.inside("add", tmp_path / "tổ.txt")
    assert kho.inside("issuer", "proposals").code == 0
    revised = kho.inside("revise", "9-NQ/TU", "--issuer", "van-phong-tinh-uy:ha-giang", "--why", "thử")
    assert revised.code == 0, revised.err
    shown = kho.inside("--language", "vi", "issuer", "proposals").out
    assert "TỔ GIÚP VIỆC CẤP ỦY" in shown
    assert "archivist issuer alias van-phong-tinh-uy:ha-giang 'TỔ GIÚP VIỆC CẤP ỦY' --refuse" in shown
    rows = kho.inside("--json", "issuer", "proposals").records
    assert (rows[0]["printed"], rows[-1]["total"]) == ("TỔ GIÚP VIỆC CẤP ỦY", 1)
    assert kho.inside("issuer", "alias", rows[0]["issuer_id"], rows[0]["printed"], "--refuse").code == 0
    assert kho.inside("--json", "issuer", "proposals").records[-1]["total"] == 0


@pytest.mark.parametrize("language", ["vi", "en"])
def test_years_of_a_code_are_written_for_people(cli: Program, tmp_path: Path, language: str) -> None:
    program = Program(home=cli.home, environ={"ARCHIVIST_ARCHIVE": str(tmp_path / "kho")})
    assert program.inside("init", tmp_path / "kho").code == 0
    out = program.inside("issuer", "show", "ubnd-tinh:tuyen-quang", "--language", language).out
    assert "UBND, UB (…–2005)" in out
    (record,) = program.inside("issuer", "show", "ubnd-tinh:tuyen-quang", "--json").records
    assert {"code": "UB", "years": "../2005"} in record["codes"]


@pytest.mark.parametrize(
    ("language", "stand", "after"),
    [
        ("en", "stand at the end of the document, after “Ký hiệu”", "Its numbers stand"),
        ("vi", "nằm ở cuối văn bản, sau chữ “Ký hiệu”", "Số nằm"),
    ],
)
def test_a_number_set_by_hand_becomes_a_proposal_of_its_place(
    cli: Program, tmp_path: Path, language: str, stand: str, after: str
) -> None:
    program = Program(home=cli.home, environ={"ARCHIVIST_ARCHIVE": str(tmp_path / "kho")})
    assert program.inside("init", tmp_path / "kho").code == 0
    text = office.RESOLUTION.replace("Số 39-NQ/TU\n", "") + "Ký hiệu: 39-NQ/TU\n"
    added = program.inside("--json", "add", testing.make_txt(tmp_path / "a.txt", text)).records[0]
    revised = program.inside("revise", added["document"]["id"], "--number", "39-NQ/TU", "--why", "thử")
    assert revised.code == 0, revised.err
    assert "archivist issuer proposals" in revised.out + revised.err
    shown = " ".join(program.inside("--language", language, "issuer", "proposals").out.split())
    assert stand in shown
    assert "archivist issuer number-place tinh-uy:sao-mai end --after 'Ký hiệu' --refuse" in shown
    row = program.inside("--json", "issuer", "proposals").records[0]
    assert (row["type"], row["zone"], row["after"]) == ("place-proposal", "end", "Ký hiệu")
    place = ("issuer", "number-place", row["issuer_id"], "end", "--after", "Ký hiệu")
    taken = program.inside("--language", language, *place)
    assert taken.code == 0, taken.err
    assert after in taken.out
    assert program.inside("--json", "issuer", "proposals").records[-1]["total"] == 0
    assert program.inside(*place, "--refuse", "--withdraw").code == 2
    again = program.inside("revise", added["document"]["id"], "--number", "39a-NQ/TU", "--why", "thử")
    assert "issuer proposals" not in again.out + again.err


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", ("Line 3 was not recorded", "name of a place", "What to do", "Recorded: 1", "Not read")),
        ("vi", ("Dòng 3 không được ghi nhận", "tên địa phương", "Cách xử lý", "Đã ghi nhận: 1", "Không đọc")),
    ],
)
def test_a_list_of_communes_is_imported_line_by_line(
    kho: Program, tmp_path: Path, language: str, words: tuple[str, ...]
) -> None:
    listed = tmp_path / "xa.csv"
    listed.write_text(
        "Tên cơ quan;Cấp;Cơ quan cấp trên;Điện thoại\n"
        "Đảng ủy xã Bến Trang;xã;Tỉnh ủy Tuyên Quang;1\n"
        "Xã Bến Sậy;xã;Tỉnh ủy Tuyên Quang;2\n",
        encoding="utf-8",
    )
    shown = kho.inside("--language", language, "issuer", "import", listed)
    assert shown.code == 3
    for word in words:
        assert word in " ".join((shown.out + shown.err).split())
    again = kho.inside("--json", "issuer", "import", listed).records
    assert [row["outcome"] for row in again[:-1]] == ["known", "refused"]
    assert again[-1]["known"] == again[-1]["refused"] == 1
    assert "Đảng ủy xã Bến Trang" in kho.inside("coverage", "7-NQ/TU", "--level", "commune").out
