"""Citations bound to held documents: never guessed between provinces."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from support.directives import write_party

from archivist import Archive
from archivist.model import Direction, Relation, RelationKind


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    with Archive.create(tmp_path / "kho", name="Kho thử") as opened:
        yield opened


def put(archive: Archive, path: Path, number: str, **parts: str) -> str:
    result = archive.file(write_party(path, number, **parts))
    assert result.document is not None, result.message
    return result.document.id


def cited(archive: Archive, id_: str, number: str = "12-NQ/TU") -> Relation:
    (relation,) = [
        one
        for one in archive.relations(id_)
        if one.direction is Direction.OUT
        and one.number == number
        and one.kind is not RelationKind.SAME_DIRECTIVE
    ]
    return relation


BODY = "Thực hiện Nghị quyết số 12-NQ/TU {issuer}, Ban Thường vụ Tỉnh ủy yêu cầu các cấp ủy triển khai."


@pytest.fixture
def both(archive: Archive, tmp_path: Path) -> tuple[str, str]:
    """The same number in two provinces."""
    first = put(archive, tmp_path / "a.txt", "12-NQ/TU", province="LAM HẠ")
    second = put(archive, tmp_path / "b.txt", "12-NQ/TU", province="BẠCH THƯỢNG")
    return first, second


def test_a_province_left_out_is_the_own_one(archive: Archive, tmp_path: Path, both: tuple[str, str]) -> None:
    body = BODY.format(issuer="của Ban Thường vụ Tỉnh ủy")
    day = "ngày 20 tháng 05 năm 2024"
    for province, held in zip(("LAM HẠ", "BẠCH THƯỢNG"), both, strict=True):
        id_ = put(
            archive,
            tmp_path / f"{province}.txt",
            "30-CT/TU",
            province=province,
            body=body,
            day=day,
            kind="CHỈ THỊ",
        )
        relation = cited(archive, id_)
        assert (relation.kind, relation.target, relation.candidates) == (RelationKind.IMPLEMENTS, held, ())
        incoming = [one for one in archive.relations(held) if one.direction is Direction.IN]
        assert [one.source for one in incoming] == [id_]


def test_a_province_that_is_named_is_meant(archive: Archive, tmp_path: Path, both: tuple[str, str]) -> None:
    body = BODY.format(issuer="của Ban Thường vụ Tỉnh ủy Bạch Thượng")
    day = "ngày 20 tháng 05 năm 2024"
    id_ = put(archive, tmp_path / "c.txt", "30-CT/TU", province="LAM HẠ", body=body, day=day, kind="CHỈ THỊ")
    assert cited(archive, id_).target == both[1]


def test_a_third_province_gets_candidates(archive: Archive, tmp_path: Path, both: tuple[str, str]) -> None:
    body = BODY.format(issuer="của Ban Thường vụ Tỉnh ủy")
    day = "ngày 20 tháng 05 năm 2026"
    id_ = put(
        archive, tmp_path / "c.txt", "30-CT/TU", province="THANH KHÊ", body=body, day=day, kind="CHỈ THỊ"
    )
    relation = cited(archive, id_)
    assert relation.target is None
    assert relation.candidates == tuple(sorted(both))


def test_the_only_one_held_is_not_taken_when_it_is_of_another_province(
    archive: Archive, tmp_path: Path
) -> None:
    held = put(archive, tmp_path / "a.txt", "12-NQ/TU", province="LAM HẠ")
    day = "ngày 20 tháng 05 năm 2026"
    body = BODY.format(issuer="của Ban Thường vụ Tỉnh ủy")
    id_ = put(
        archive, tmp_path / "c.txt", "30-CT/TU", province="THANH KHÊ", body=body, day=day, kind="CHỈ THỊ"
    )
    relation = cited(archive, id_)
    assert (relation.target, relation.candidates) == (None, (held,))


def test_a_body_that_cannot_have_issued_it_is_no_candidate(
    archive: Archive, tmp_path: Path, both: tuple[str, str]
) -> None:
    body = BODY.format(issuer="của Bộ Chính trị")
    day = "ngày 20 tháng 05 năm 2024"
    id_ = put(archive, tmp_path / "c.txt", "30-CT/TU", province="LAM HẠ", body=body, day=day, kind="CHỈ THỊ")
    relation = cited(archive, id_)
    assert both
    assert (relation.target, relation.candidates) == (None, ())


def test_the_date_tells_two_terms_apart(archive: Archive, tmp_path: Path) -> None:
    put(archive, tmp_path / "a.txt", "12-NQ/TU", day="ngày 15 tháng 03 năm 2018")
    held = put(archive, tmp_path / "b.txt", "12-NQ/TU", day="ngày 10 tháng 02 năm 2022")
    body = BODY.format(issuer=", ngày 10/02/2022 của Ban Thường vụ Tỉnh ủy").replace(" ,", ",")
    id_ = put(archive, tmp_path / "c.txt", "30-CT/TU", body=body, kind="CHỈ THỊ")
    assert cited(archive, id_).target == held
    undated = BODY.format(issuer="của Ban Thường vụ Tỉnh ủy")
    other = put(archive, tmp_path / "d.txt", "31-CT/TU", body=undated, kind="CHỈ THỊ")
    assert len(cited(archive, other).candidates) == 2
