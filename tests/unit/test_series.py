"""Number series: what is held, what is not, what does not fit; and the terms that divide them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.directives import write_party

from archivist import Archive
from archivist.authorities.terms import NATIONAL, terms_on
from archivist.errors import UsageError
from archivist.model import Level


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    with Archive.create(tmp_path / "kho", name="Kho thử") as opened:
        yield opened


def put(archive: Archive, folder: Path, number: str, day: str, **parts: str) -> str:
    path = folder / f"{number} {day} {parts.get('province', '')}.txt".replace("/", "_")
    date = dt.date.fromisoformat(day)
    words = f"ngày {date.day:02d} tháng {date.month:02d} năm {date.year}"
    result = archive.file(write_party(path, number, day=words, **parts))
    assert result.document is not None, result.message
    assert result.document.number == number
    return result.document.id


def test_what_is_not_held_is_named_neutrally(archive: Archive, tmp_path: Path) -> None:
    put(archive, tmp_path, "02-NQ/TU", "2022-01-10")
    put(archive, tmp_path, "05-NQ/TU", "2022-03-10")
    put(archive, tmp_path, "06-NQ/TU", "2022-04-10")
    (series,) = archive.series()
    assert series.period == "2020–2025"
    assert [entry.ordinal for entry in series.entries] == [2, 5, 6]
    assert series.missing == ((1, 1), (3, 4))
    assert series.missing_count == 3
    assert (series.highest, series.doubles, series.out_of_order) == (6, (), ())


def test_two_provinces_and_two_terms_are_series_of_their_own(archive: Archive, tmp_path: Path) -> None:
    put(archive, tmp_path, "01-NQ/TU", "2022-01-10")
    put(archive, tmp_path, "01-NQ/TU", "2022-01-10", province="BẠCH THƯỢNG")
    put(archive, tmp_path, "01-NQ/TU", "2017-01-10")
    found = archive.series()
    assert [len(one.entries) for one in found] == [1, 1, 1]
    assert {one.period for one in found} == {"2015–2020", "2020–2025"}
    assert len(archive.series(period="2016")) == 1
    assert len(archive.series(issuer="Bạch Thượng")) == 1


def test_a_congress_is_where_the_numbers_begin_again(archive: Archive, tmp_path: Path) -> None:
    put(archive, tmp_path, "91-NQ/TU", "2020-09-01")
    put(archive, tmp_path, "92-NQ/TU", "2020-09-20")
    put(archive, tmp_path, "01-NQ/TU", "2020-10-30")
    old, new = archive.series()
    assert (old.period, [entry.ordinal for entry in old.entries]) == ("2015–2020", [91, 92])
    assert (new.period, [entry.ordinal for entry in new.entries]) == ("2020–2025", [1])


def test_where_the_numbers_do_not_tell_both_terms_are_named(archive: Archive, tmp_path: Path) -> None:
    put(archive, tmp_path, "02-NQ/TU", "2020-10-30")
    (series,) = archive.series()
    assert series.period == "2015–2020 / 2020–2025"


def test_a_number_of_two_directives_is_told_and_a_copy_is_not(archive: Archive, tmp_path: Path) -> None:
    put(archive, tmp_path, "01-NQ/TU", "2022-01-10")
    put(archive, tmp_path / "bản khác", "01-NQ/TU", "2022-01-10", body="Bản khác của cùng một văn bản.")
    (series,) = archive.series()
    assert series.doubles == ()
    put(archive, tmp_path, "01-NQ/TU", "2022-05-10")
    (series,) = archive.series()
    assert series.doubles == (1,)


def test_the_fewest_dates_out_of_order_are_named(archive: Archive, tmp_path: Path) -> None:
    put(archive, tmp_path, "01-NQ/TU", "2022-01-10")
    late = put(archive, tmp_path, "02-NQ/TU", "2023-11-10")
    put(archive, tmp_path, "03-NQ/TU", "2022-03-10")
    put(archive, tmp_path, "04-NQ/TU", "2022-04-10")
    (series,) = archive.series()
    assert series.out_of_order == (late,)


def test_an_unknown_kind_is_an_error(archive: Archive) -> None:
    with pytest.raises(UsageError, match="chim"):
        archive.series(kind="chim")


# ---------------------------------------------------------------------------------- terms


@given(st.dates(dt.date(2001, 5, 1), dt.date(2030, 12, 31)), st.sampled_from(list(Level)))
def test_every_day_has_a_term_and_two_only_follow_each_other(day: dt.date, level: Level) -> None:
    terms = terms_on(day, level)
    assert 1 <= len(terms) <= 2
    assert all(term.first <= day.year <= term.last for term in terms)
    if len(terms) == 2:
        assert terms[0].last == terms[1].first


def test_the_centre_changes_with_its_own_congress() -> None:
    assert [term.name for term in terms_on(dt.date(2025, 11, 1), Level.CENTRAL)] == ["2021–2026"]
    assert [term.name for term in terms_on(dt.date(2026, 5, 1), Level.CENTRAL)] == ["2026–2031"]
    assert len(terms_on(NATIONAL[-1], Level.CENTRAL)) == 2


def test_before_the_first_congress_on_record_there_is_no_term() -> None:
    assert terms_on(dt.date(1996, 1, 1), Level.PROVINCIAL) == ()
    assert terms_on(dt.date(1996, 1, 1), Level.CENTRAL) == ()


def test_after_the_last_national_congress_on_record_no_term_is_guessed() -> None:
    assert terms_on(dt.date(NATIONAL[-1].year + 6, 1, 1), Level.CENTRAL) == ()


def test_a_gap_a_noted_marked_document_may_fill_is_told(tmp_path: Path) -> None:
    with Archive.create(tmp_path / "kho") as archive:
        pass
    path = tmp_path / "kho/archive.toml"
    text = path.read_text(encoding="utf-8").replace(
        '# secrecy = "refuse"', 'secrecy = "register-number-only"'
    )
    path.write_text(text, encoding="utf-8")
    with Archive.open(tmp_path / "kho") as archive:
        for number in ("02-BC/TU", "05-BC/TU"):
            put(archive, tmp_path, number, "2022-01-10", kind="BÁO CÁO")
        put(archive, tmp_path, "06-NQ/TU", "2022-01-10")
        for number in ("03-BC/TU", "09-BC/TU", "04-BC/HU"):
            marked = tmp_path / f"{number[:2]}m.txt"
            archive.file(write_party(marked, number, kind="BÁO CÁO", mark="TỐI MẬT"))
        reports, resolutions = archive.series()
        assert reports.missing == ((1, 1), (3, 4))
        assert reports.withheld == (3,), "9 is no gap, 04-BC/HU is of a district committee"
        assert resolutions.withheld == ()
