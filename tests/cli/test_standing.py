"""Deciding on relations and asking for the status, as a person does it."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
import python_calamine
from support.copies import copied
from support.program import Program
from support.standing import CHANGES_12, NEW, OLD, Maker, central_text

from archivist import Archive


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The program with an archive in which one decision replaces another."""
    folder = tmp_path_factory.mktemp("made")
    root = folder / "kho"
    with Archive.create(root, name="Kho thử") as archive:
        maker = Maker(archive, folder)
        maker.put(central_text("7-QĐ/TW", day="05/04/2018", body="Điều 1. Phạm vi."))
        maker.decision(OLD, day="15/03/2021", subject="về công tác mẫu giai đoạn 2021-2025")
        maker.decision(NEW, day="10/02/2023", body=CHANGES_12)
        body = "Điều 2. Quyết định này thay thế Quy định số 7-QĐ/TW, ngày 05/4/2018 của Ban Bí thư."
        maker.decision("33-QĐ/TU", day="10/03/2024", body=body)
    return folder


@pytest.fixture
def own(made: Path, cli: Program, tmp_path: Path) -> Program:
    copied(made, tmp_path)
    return Program(home=cli.home, environ={"ARCHIVIST_ARCHIVE": str(tmp_path / "kho")})


def relation_of(program: Program, source: str) -> str:
    (found,) = program.inside("relations", "list", "--in", source, "--json").records[:-1]
    return str(found["id"])


def test_what_waits_is_listed_with_its_words(own: Program) -> None:
    out = own.inside("relations", "list", "--language", "vi").out
    assert "đề xuất" in out
    assert "thay thế Quyết định số 12-QĐ/TU" in " ".join(out.split())


def test_a_document_needs_no_sub_command(own: Program) -> None:
    assert own.inside("relations", NEW).out == own.inside("relations", "show", NEW).out
    assert "proposed" in own.inside("relations", NEW).out


def test_confirming_changes_the_status(own: Program) -> None:
    before = own.inside("status", OLD, "--as-of", "2024-01-01")
    assert "On 2024-01-01: in force" in before.out
    assert "nobody has confirmed" in " ".join(before.out.split())
    name = relation_of(own, NEW)
    assert own.inside("relations", "confirm", name, "--by", "Nguyễn Thị Mẫu").code == 0
    after = own.inside("status", OLD, "--as-of", "1/1/2024", "--language", "vi")
    assert "Ngày 01/01/2024: hết hiệu lực từ 10/02/2023" in after.out
    assert "Nguyễn Thị Mẫu xác nhận" in " ".join(after.out.split())
    assert own.inside("status", OLD, "--as-of", "9/2/2023", "--json").records[0]["validity"] == "in-force"


def test_all_at_once_with_a_dry_run_first(own: Program) -> None:
    dry = own.inside("relations", "confirm", "--all", "--dry-run")
    assert dry.code == 3, "one of them cannot be confirmed"
    assert "would be recorded" in dry.out
    assert "nothing was written" in dry.err
    assert len(own.inside("relations", "list", "--json").records) == 3
    done = own.inside("relations", "confirm", "--all", "--json")
    assert done.records[-1] == {
        "type": "summary", "decided": 1, "unchanged": 0, "skipped": 1, "dry_run": False,
    }  # fmt: skip
    assert [one.get("problem") for one in done.records[:-1] if one["outcome"] == "skipped"] == [
        "lower-issuer"
    ]


def test_rejecting_and_taking_back(own: Program) -> None:
    name = relation_of(own, NEW)
    assert own.inside("relations", "reject", name[:6], "--why", "đọc sai").code == 0
    assert "rejected" in own.inside("relations", NEW).out
    assert own.inside("relations", "reopen", name).code == 0
    assert relation_of(own, NEW) == name


def test_stating_what_was_not_read(own: Program) -> None:
    answer = own.inside("relations", "add", "33-QĐ/TU", "--kind", "repeals", "--target", NEW, "--json")
    assert answer.records[0]["state"] == "confirmed"
    assert own.inside("status", NEW, "--json").records[0]["validity"] == "expired"
    refused = own.inside(
        "relations", "add", "33-QĐ/TU", "--kind", "repeals", "--target", "7-QĐ/TW", "--language", "vi"
    )
    assert refused.code == 2
    assert "cấp dưới không thể" in refused.err


def test_search_finds_what_was_in_force_on_a_day(own: Program) -> None:
    own.inside("relations", "confirm", "--all")

    def numbers(*more: str) -> set[str]:
        records = own.inside("search", "--json", *more).records
        assert records[-1]["total"] == sum(one["type"] == "hit" for one in records)
        return {one["document"]["number"] for one in records if one["type"] == "hit"}

    assert numbers() == {"7-QĐ/TW", OLD, NEW, "33-QĐ/TU"}
    assert numbers("--in-force") == {"7-QĐ/TW", NEW, "33-QĐ/TU"}
    assert numbers("--in-force", "--as-of", "2022-06-30") == {"7-QĐ/TW", OLD}
    facets = own.inside("search", "--json", "--in-force", "--as-of", "2022-06-30", "--facets").records
    assert {(one["value"], one["count"]) for one in facets if one.get("facet") == "year"} == {
        ("2018", 1),
        ("2021", 1),
    }
    assert "no longer in force since 2023-02-10" in own.inside("search", OLD).out


def test_show_tells_the_status(own: Program) -> None:
    out = own.inside("show", OLD, "--language", "vi").out
    assert "Hiệu lực" in out
    assert "còn hiệu lực" in out
    assert own.inside("show", OLD, "--json").records[0]["status"]["validity"] == "in-force"


def test_what_a_person_should_look_at(own: Program) -> None:
    out = " ".join(own.inside("status", "--review", "--as-of", "2026-01-01", "--language", "vi").out.split())
    assert "do cấp dưới ban hành nên không có thẩm quyền" in out
    assert "giai đoạn hoặc nhiệm kỳ của văn bản đã hết" in out


def test_review_points_at_the_statuses_that_wait(own: Program) -> None:
    listed = own.inside("status", "--review", "--json").records[-1]["total"]
    answer = own.inside("review", "--language", "vi")
    said = " ".join((answer.out + answer.err).split())
    assert f"Hiệu lực của {listed} văn bản" in said
    assert "archivist status --review" in said
    assert own.inside("review", "--json").records[-1]["statuses_to_look_at"] == listed > 0


@pytest.mark.parametrize("args", [(), (OLD, "--review")])
def test_status_wants_a_document_or_the_list(own: Program, args: tuple[str, ...]) -> None:
    assert own.inside("status", *args).code == 2


def test_a_decision_wants_ids_or_all(own: Program) -> None:
    assert own.inside("relations", "confirm").code == 2
    assert own.inside("relations", "confirm", "abcd", "--all").code == 2
    assert own.inside("relations", "reject", "zzzz").code == 16


@pytest.mark.parametrize("language", ["vi", "en"])
def test_on_a_narrow_terminal_no_line_is_too_long(own: Program, language: str) -> None:
    for words in (("status", "--review"), ("relations", NEW), ("relations", "list")):
        out = own.inside(*words, "--language", language, COLUMNS="60").out
        assert out
        assert max(len(line) for line in out.splitlines()) <= 60


def test_views_in_both_languages(own: Program, tmp_path: Path) -> None:
    tree = own.inside("relations", NEW, "--tree", "--language", "vi").out
    assert "└─ thay thế:" in tree
    assert own.inside("relations", NEW, "--tree", "--json").records[0]["type"] == "graph"
    assert own.inside("relations", "33-QĐ/TU", "--bases").code == 0
    target = tmp_path / "quan hệ.graphml"
    assert own.inside("relations", NEW, "--graphml", target).code == 0
    assert target.read_bytes().startswith(b"<?xml")
    covered = own.inside("coverage", "7-QĐ/TW", "--level", "provincial", "--language", "vi")
    assert "không có trong kho" in covered.out
    assert "0 trên 1 cơ quan" in covered.err
    assert own.inside("coverage", "7-QĐ/TW", "--level", "provincial", "--json").records[-1]["bodies"] == 1


def test_reviews_and_their_table(own: Program, tmp_path: Path) -> None:
    answer = own.inside("reviews", "--due-by", "2025", "--language", "vi")
    assert "31/12/2025  tổng kết  chưa có báo cáo trong kho" in answer.out
    target = tmp_path / "tổng kết.csv"
    assert own.inside("reviews", "--due-by", "2025", "--csv", target, "--language", "vi").code == 0
    text = target.read_bytes()
    assert text.startswith(b"\xef\xbb\xbf")
    assert text.decode("utf-8-sig").splitlines()[1].startswith("31/12/2025,tổng kết,12-QĐ/TU,")
    book = tmp_path / "tong-ket.xlsx"
    assert own.inside("reviews", "--due-by", "2025", "--export", book, "--language", "vi").code == 0
    titles, first = python_calamine.CalamineWorkbook.from_path(book).get_sheet_by_index(0).to_python()
    assert titles[:3] == ["Đến hạn", "Việc", "Số, ký hiệu"]
    assert first[:3] == [dt.date(2025, 12, 31), "tổng kết", "12-QĐ/TU"]
    again = own.inside("reviews", "--due-by", "2025", "--export", book)
    assert (again.code, "there already" in again.err) == (2, True)
    assert own.inside("reviews", "--due-by", "2025", "--open", "--json").records[-1] == {
        "type": "summary",
        "total": 1,
        "held": 0,
    }


def test_a_level_may_be_named_in_vietnamese(own: Program) -> None:
    code = own.inside("coverage", NEW, "--level", "commune", "--json")
    word = own.inside("coverage", NEW, "--level", "cấp xã", "--json")
    assert (word.code, word.records) == (0, code.records)
    assert own.inside("coverage", NEW, "--level", "làng").code == 2
