"""Retention: periods, schedules, proposals with their grounds, and what forbids disposal."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.directives import party_text, write_party

from archivist import Archive, audit
from archivist.deciding import RelationFilter, Ruling
from archivist.errors import SettingsError, UsageError
from archivist.layout import Layout
from archivist.model import RelationKind, RelationState
from archivist.retention import Block, Period, parse_period
from archivist.retention.schedules import best, example, parse_schedule

DAY = dt.date(2060, 1, 1)


@given(st.integers(2, 70), st.dates(dt.date(1900, 1, 1), dt.date(2200, 12, 31)))
def test_a_term_ends_with_whole_years(years: int, ended: dt.date) -> None:
    due = parse_period(f"{years} năm").due(ended.year)
    assert due is not None
    assert (due.month, due.day) == (1, 1)
    assert due.year - ended.year == years + 1
    assert due > ended.replace(year=ended.year + years, day=min(ended.day, 28)), "29 February, too"


@given(st.text(max_size=12))
def test_a_period_is_understood_or_refused(text: str) -> None:
    try:
        period = parse_period(text)
    except UsageError:
        return
    assert parse_period(str(period)) == period


def test_the_longest_and_the_permanent() -> None:
    ranks = [parse_period(text).rank for text in ("5", "70", "until-repealed", "Vĩnh viễn")]
    assert ranks == sorted(ranks)
    assert Period().due(2000) is None
    assert Period(years=5).due(9998) is None


def test_the_narrowest_line_that_holds_on_the_day_is_taken() -> None:
    found = best((example(),), "bao-cao", "to-chuc-bo-may", DAY)
    assert found is not None
    assert found[1].code == "5"
    old = parse_schedule(
        'name="A"\nbasis="B"\nvalid_to=2000-01-01\n[[line]]\ncode="1"\ntitle="x"\nperiod="5"\n',
        Path("a.toml"),
    )
    assert best((old,), "bao-cao", "", DAY) is None
    assert best((old,), "bao-cao", "", dt.date(1999, 1, 1)) is not None


@pytest.mark.parametrize(
    "text",
    [
        "",
        "name=1",
        'name="a"\nbasis="b"',
        'name="a"\nbasis="b"\n[[line]]\ncode="1"\ntitle="x"\nperiod="99"',
        "[",
    ],
)
def test_a_schedule_that_cannot_be_is_named(text: str) -> None:
    with pytest.raises(SettingsError, match=r"a\.toml"):
        parse_schedule(text, Path("a.toml"))


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    with Archive.create(tmp_path / "kho") as made:
        made.fonds.add("lam-ha", "Phông Tỉnh ủy Lam Hạ", by="Bà Mẫu")
        for number, kind in (("15-BC/TU", "BÁO CÁO"), ("16-NQ/TU", "NGHỊ QUYẾT")):
            path = write_party(tmp_path / "den" / f"{number[:2]}.txt", number, kind=kind)
            made.file(path, fonds="lam-ha", index=False)
        yield made


def _id(archive: Archive, number: str) -> str:
    (found,) = archive.find(number=number)
    return found.id


def test_a_proposal_says_its_line_and_its_year(archive: Archive) -> None:
    found = archive.retention.show(f"document:{_id(archive, '15-BC/TU')}", as_of=DAY)
    assert (str(found.period), found.line, found.runs_from, found.example) == ("20", "2", 2024, True)
    assert found.due == dt.date(2045, 1, 1)
    assert [one.label for one in archive.retention.due(as_of=dt.date(2044, 12, 31))] == []
    assert [one.label for one in archive.retention.due(as_of=dt.date(2045, 1, 1))] == ["15-BC/TU"]
    kept = archive.retention.show(f"document:{_id(archive, '16-NQ/TU')}", as_of=DAY)
    assert Block.PERMANENT in kept.blocks


def test_the_archives_own_schedule_takes_the_place_of_the_example(archive: Archive) -> None:
    folder = archive.root / "schedules"
    folder.mkdir()
    text = (
        'name="Của cơ quan"\nbasis="Quyết định mẫu"\n[[line]]\ncode="7"\ntitle="Mọi văn bản"\nperiod="10"\n'
    )
    (folder / "a.toml").write_text(text, "utf-8")
    found = archive.retention.show(f"document:{_id(archive, '15-BC/TU')}", as_of=DAY)
    assert (found.line, found.schedule, found.example) == ("7", "Của cơ quan", False)


def test_a_hold_blocks_until_it_is_lifted_and_survives_a_rebuild(archive: Archive) -> None:
    target = f"document:{_id(archive, '15-BC/TU')}"
    with pytest.raises(UsageError, match="reason"):
        archive.retention.hold(target, by="Bà Mẫu", why=" ")
    archive.retention.hold(target, by="Bà Mẫu", why="thanh tra")
    archive.rebuild()
    assert Block.HELD in archive.retention.show(target, as_of=DAY).blocks
    assert archive.check().problems == ()
    free = archive.retention.unhold(target, by="Bà Mẫu", why="xong")
    assert Block.HELD not in free.blocks
    assert [one.action for one in archive.retention.history(target)] == ["retention-held", "retention-unheld"]
    assert "retention-held" in {event.action for event in audit.events(Layout(archive.root))}


def test_a_term_has_2_to_70_years() -> None:
    """Archives Law 33/2024/QH15: permanent, or a term of 2 to 70 years."""
    assert (parse_period("2").years, parse_period("70 năm").years) == (2, 70)
    for text in ("0", "1", "71", "1 năm"):
        with pytest.raises(UsageError, match="2 to 70 years"):
            parse_period(text)


def test_a_directive_in_force_is_not_disposed_of(archive: Archive) -> None:
    target = f"document:{_id(archive, '16-NQ/TU')}"
    archive.retention.set(target, "2", by="Bà Mẫu")
    assert Block.IN_FORCE in archive.retention.show(target, as_of=DAY).blocks
    assert (
        Block.IN_FORCE not in archive.retention.show(f"document:{_id(archive, '15-BC/TU')}", as_of=DAY).blocks
    )


def test_what_a_directive_in_force_rests_on_is_needed(archive: Archive, tmp_path: Path) -> None:
    report = _id(archive, "15-BC/TU")
    body = "Căn cứ Báo cáo số 15-BC/TU ngày 15/03/2024 của Tỉnh ủy Lam Hạ, Ban Thường vụ Tỉnh ủy yêu cầu thực hiện."
    text = party_text("18-NQ/TU").replace("- Căn cứ Điều lệ Đảng Cộng sản Việt Nam,", f"- {body}")
    path = tmp_path / "den" / "18.txt"
    path.write_text(text, encoding="utf-8")
    archive.file(path, fonds="lam-ha", index=False)
    found = archive.retention.show(f"document:{report}", as_of=DAY)
    assert Block.NEEDED in found.blocks
    assert found.needed_by == (_id(archive, "18-NQ/TU"),)
    assert Block.NOT_DUE in archive.retention.show(f"document:{report}", as_of=dt.date(2030, 1, 1)).blocks
    (due,) = [one for one in archive.retention.due(as_of=DAY) if one.target == f"document:{report}"]
    assert due == found, "many at once are judged as one alone"


def test_until_repealed_has_no_day_while_the_directive_holds(archive: Archive, tmp_path: Path) -> None:
    old = f"document:{_id(archive, '16-NQ/TU')}"
    archive.retention.set(old, "until-repealed", by="Bà Mẫu")
    holding = archive.retention.show(old, as_of=DAY)
    assert (holding.due, Block.NOT_DUE in holding.blocks) == (None, True)
    body = "Nghị quyết này thay thế Nghị quyết số 16-NQ/TU ngày 15/03/2024 của Tỉnh ủy Lam Hạ."
    path = write_party(tmp_path / "den" / "19.txt", "19-NQ/TU", day="ngày 20 tháng 05 năm 2025", body=body)
    archive.file(path, index=False)
    assert archive.retention.show(old, as_of=DAY).due is None, "a proposal repeals nothing"
    ruling = Ruling(verdict=RelationState.CONFIRMED, by="Bà Mẫu", why="đã đối chiếu")
    archive.standing.decide(RelationFilter(kinds=(RelationKind.REPLACES,)), ruling)
    assert archive.retention.show(old, as_of=DAY).due == dt.date(2026, 1, 1)


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("Vĩnh viễn", "permanent"),
        ("70 năm", "70"),
        ("Đến khi văn bản hết hiệu lực thi hành", "until-repealed"),
        ("đến khi được thay thế", "until-repealed"),
        ("until superseded", "until-repealed"),
        ("Theo tuổi thọ công trình", "lifetime"),
        ("theo tuổi thọ của thiết bị", "lifetime"),
        ("lifetime", "lifetime"),
        ("5 năm sau khi hết hiệu lực", "until-repealed+5"),
        ("until-repealed+10", "until-repealed+10"),
        ("lifetime + 2", "lifetime+2"),
    ],
)
def test_every_sort_of_period_can_be_written(text: str, meant: str) -> None:
    assert str(parse_period(text)) == meant


@pytest.mark.parametrize("text", ["5+until-repealed", "lifetime+", "lifetime+71", "permanent+5", "5+5", "+5"])
def test_what_is_no_period_is_refused(text: str) -> None:
    with pytest.raises(UsageError, match="is no period"):
        parse_period(text)


def test_a_schedule_of_an_earlier_time_may_have_one_year() -> None:
    text = 'name="a"\nbasis="160-CV/TW"\n[[line]]\ncode="1"\ntitle="x"\nperiod="{}"\n'
    (line,) = parse_schedule(text.format("1 năm"), Path("a.toml")).lines
    assert line.period == Period(years=1)
    with pytest.raises(SettingsError):
        parse_schedule(text.format("0"), Path("a.toml"))


def test_a_lifetime_ends_when_a_person_says_so(archive: Archive) -> None:
    target = f"document:{_id(archive, '15-BC/TU')}"
    waiting = archive.retention.set(target, "theo tuổi thọ công trình", by="Bà Mẫu")
    assert (waiting.due, waiting.runs_from) == (None, None)
    assert Block.NO_DATE in archive.retention.show(target, as_of=DAY).blocks
    with pytest.raises(UsageError, match="to come"):
        archive.retention.ended(target, dt.date(2999, 1, 1), by="Bà Mẫu")
    ended = archive.retention.ended(target, dt.date(2025, 5, 1), by="Bà Mẫu", why="thanh lý")
    assert (ended.due, ended.ended_on) == (dt.date(2026, 1, 1), dt.date(2025, 5, 1))
    assert archive.retention.hold(target, by="Bà Mẫu", why="x").ended_on, "a hold forgets nothing"
    archive.rebuild()
    assert archive.retention.set(target, "lifetime+5", by="Bà Mẫu").due == dt.date(2031, 1, 1)
    assert archive.retention.set(target, "", by="Bà Mẫu").runs_from == 2025, "of a term, too"
    assert archive.retention.ended(target, None, by="Bà Mẫu").runs_from == 2024
    assert archive.check().problems == ()


def test_a_file_is_kept_until_the_period_of_its_last_paper_is_over(archive: Archive, tmp_path: Path) -> None:
    """Of a repealed directive and a report of twenty years the report is kept longer."""
    folder = archive.root / "schedules"
    folder.mkdir()
    line = '[[line]]\ncode="{0}"\ntitle="x"\nperiod="{1}"\nkinds=["{2}"]\n'
    lines = (("1", "until-repealed", "nghi-quyet"), ("2", "20", "bao-cao"))
    (folder / "a.toml").write_text(
        'name="Của cơ quan"\nbasis="QĐ mẫu"\n' + "".join(line.format(*one) for one in lines), "utf-8"
    )
    archive.dossiers.create("lam-ha", "Hồ sơ", by="Bà Mẫu")
    archive.dossiers.add(
        "lam-ha:1", [_id(archive, number) for number in ("15-BC/TU", "16-NQ/TU")], by="Bà Mẫu"
    )
    archive.dossiers.close("lam-ha:1", dt.date(2024, 12, 31), by="Bà Mẫu")
    file = "dossier:lam-ha:1"
    assert archive.retention.show(file, as_of=DAY).due is None, "a directive in it is in force"
    body = "Nghị quyết này thay thế Nghị quyết số 16-NQ/TU ngày 15/03/2024 của Tỉnh ủy Lam Hạ."
    path = write_party(tmp_path / "den" / "19.txt", "19-NQ/TU", day="ngày 20 tháng 05 năm 2025", body=body)
    archive.file(path, index=False)
    ruling = Ruling(verdict=RelationState.CONFIRMED, by="Bà Mẫu", why="đã đối chiếu")
    archive.standing.decide(RelationFilter(kinds=(RelationKind.REPLACES,)), ruling)
    found = archive.retention.show(file, as_of=DAY)
    assert (str(found.period), found.due) == ("until-repealed", dt.date(2045, 1, 1))
    assert archive.retention.set(file, "until-repealed", by="Bà Mẫu").due == dt.date(2026, 1, 1)
    then = archive.retention.show(file, as_of=dt.date(2025, 1, 1))
    assert then.due is None, "on that day the directive was still in force"


def test_check_names_a_damaged_schedule(archive: Archive) -> None:
    folder = archive.root / "schedules"
    folder.mkdir()
    (folder / "hong.toml").write_text("[", "utf-8")
    (problem,) = archive.check().problems
    assert (problem.invariant, problem.path) == ("S8", folder / "hong.toml")
    (folder / "hong.toml").write_bytes("name = 'Bảng'".encode("utf-16"))
    (problem,) = archive.check().problems
    assert "hong.toml" in problem.message


def test_a_person_sets_a_period_and_goes_back(archive: Archive) -> None:
    target = f"document:{_id(archive, '15-BC/TU')}"
    assert str(archive.retention.set(target, "5 năm", by="Bà Mẫu").period) == "5"
    back = archive.retention.set(target, "", by="Bà Mẫu")
    assert (str(back.period), back.by_person) == ("20", False)


def test_a_file_takes_the_longest_period_and_must_be_closed(archive: Archive) -> None:
    archive.dossiers.create("lam-ha", "Hồ sơ", by="Bà Mẫu")
    report = _id(archive, "15-BC/TU")
    archive.dossiers.add("lam-ha:1", [report], by="Bà Mẫu")
    assert Block.FILE_OPEN in archive.retention.show(f"document:{report}", as_of=DAY).blocks
    archive.dossiers.add("lam-ha:1", [_id(archive, "16-NQ/TU")], by="Bà Mẫu")
    archive.dossiers.close("lam-ha:1", dt.date(2026, 2, 28), by="Bà Mẫu")
    found = archive.retention.show("dossier:lam-ha:1", as_of=DAY)
    assert found.period is not None
    assert found.period.permanent
    assert archive.retention.show(f"document:{report}", as_of=DAY).runs_from == 2026


def test_the_list_for_the_council_leaves_out_what_is_blocked(archive: Archive, tmp_path: Path) -> None:
    archive.revise(_id(archive, "15-BC/TU"), by="Bà Mẫu", why="xem", accept=True)
    found = archive.retention.due(as_of=DAY)
    free = [one for one in found if not one.blocks]
    assert archive.retention.export(tmp_path / "dm.csv", as_of=DAY) == len(free)
    archive.retention.hold(found[0].target, by="Bà Mẫu", why="thanh tra")
    assert archive.retention.export(tmp_path / "dm.html", as_of=DAY) == 0
    assert "DANH MỤC TÀI LIỆU HẾT GIÁ TRỊ" in (tmp_path / "dm.html").read_text("utf-8")


def test_nothing_is_ever_removed(archive: Archive) -> None:
    before = sorted(path for path in (archive.root / "documents").rglob("*"))
    archive.retention.due(as_of=dt.date(2200, 1, 1))
    assert sorted(path for path in (archive.root / "documents").rglob("*")) == before
