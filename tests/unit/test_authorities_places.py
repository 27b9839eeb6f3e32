"""Provinces and synonyms."""

from __future__ import annotations

import datetime as dt

import pytest

from archivist.authorities.provinces import all_provinces, find_province
from archivist.authorities.synonyms import expansions, is_ambiguous


def test_sixty_three_units_became_thirty_four() -> None:
    assert len(all_provinces(dt.date(2025, 6, 30))) == 63
    assert len(all_provinces(dt.date(2025, 7, 1))) == 34


def test_a_unit_that_became_a_city_is_given_as_what_it_was_then() -> None:
    def unit(on: dt.date) -> list[str]:
        return [p.unit_type for p in all_provinces(on) if p.name == "Đồng Nai"]

    assert unit(dt.date(2025, 1, 1)) == ["tỉnh"]
    assert unit(dt.date(2026, 5, 1)) == ["thành phố"]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Hà Giang", "Hà Giang"),
        ("tỉnh HÀ GIANG", "Hà Giang"),
        ("ha giang", "Hà Giang"),
        ("TP. Hồ Chí Minh", "Hồ Chí Minh"),
        ("TPHCM", "Hồ Chí Minh"),
        ("Đắc Lắc", "Đắk Lắk"),
        ("Bà Rịa-Vũng Tàu", "Bà Rịa - Vũng Tàu"),
        ("Thừa Thiên - Huế", "Thừa Thiên Huế"),
        ("Tuyên Quahg", "Tuyên Quang"),
        ("Đảng bộ tỉnh Lào Cai lần thứ I", "Lào Cai"),
    ],
)
def test_provinces_are_found(text: str, name: str) -> None:
    province = find_province(text)
    assert province is not None
    assert province.name == name


@pytest.mark.parametrize("text", ["", "Mường Xanh", "Chính phủ"])
def test_what_names_no_province(text: str) -> None:
    assert find_province(text) is None


def test_every_predecessor_and_successor_is_on_the_list() -> None:
    names = {p.name for p in all_provinces()}
    for province in all_provinces():
        assert {*province.predecessors, *province.successor} <= names


def test_abbreviations_expand_by_case() -> None:
    assert expansions("UBND") == ("Ủy ban nhân dân",)
    assert expansions("TU") == ("Tỉnh ủy", "Thành ủy")
    assert expansions("tu") == ()


def test_phrases_give_their_abbreviations() -> None:
    assert "UBND" in expansions("uỷ ban nhân dân")
    assert "VPTU" in expansions("van phong tinh uy")


def test_ambiguous_abbreviations_are_told() -> None:
    assert is_ambiguous("BCT")
    assert not is_ambiguous("UBND")
