"""Numbers in other places than the head block: proposed by a correction, used on a person's word."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from archivist import Archive, testing
from archivist.authorities.number_places import NumberPlace, NumberZone
from archivist.directive.head import read_zones
from archivist.directive.places import number_in, place_of, placed_numbers
from archivist.errors import UsageError
from archivist.extracted import Detected, Extracted, Page
from archivist.model import Document

BY = "Người Thử"
BODY = "tinh-uy:sao-mai"
_PLAIN = Detected(media_type="text/plain", suffix=".txt", source="test")

HEAD = "TỈNH ỦY SAO MAI\n*\nĐẢNG CỘNG SẢN VIỆT NAM\nSao Mai, ngày 05 tháng 3 năm 2024\n"
BASES = "Căn cứ Nghị quyết số 18-NQ/TW ngày 25/10/2017 của Ban Chấp hành Trung ương;\n"
FOOT = "Nơi nhận:\n- Như trên,\nT/M BAN THƯỜNG VỤ\nBÍ THƯ\nNguyễn Văn Mẫu\n"


def made(subject: str = "về trồng sen", *, head: str = "", below: str = "", end: str = "") -> str:
    """A decision whose number stands anywhere but in the head block."""
    return f"{HEAD}{head}QUYẾT ĐỊNH\n{subject}\n{below}{BASES}Sen được trồng ở hồ.\n{FOOT}{end}"


def extracted(*pages: str) -> Extracted:
    return Extracted(
        detected=_PLAIN,
        pages=tuple(Page(number=at, text=text) for at, text in enumerate(pages, start=1)),
        extractor="test",
    )


def places(*pages: str) -> list[tuple[str, str, str]]:
    found = extracted(*pages)
    return [
        (one.place.zone.value, one.place.after, one.number.normal)
        for one in placed_numbers(found, read_zones(found))
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (made(end="Ký hiệu: 41-QĐ/TU\n"), ("end", "Ký hiệu", "41-QĐ/TU")),
        (made(end="41-QĐ/TU\n"), ("end", "", "41-QĐ/TU")),
        (made(below="Số: 41-QĐ/TU\n"), ("below-title", "Số", "41-QĐ/TU")),
        (made(below="Số 41-QĐ/TU, ngày 05/3/2024\n"), ("below-title", "Số", "41-QĐ/TU")),
        (made(head="Ký hiệu văn bản: 41-QĐ/TU\n"), ("head", "Ký hiệu văn bản", "41-QĐ/TU")),
    ],
)
def test_a_number_on_a_line_of_its_own_has_a_place(text: str, expected: tuple[str, str, str]) -> None:
    assert places(text) == [expected]


def test_the_foot_of_the_first_page_is_a_place() -> None:
    first = f"{HEAD}QUYẾT ĐỊNH\nvề trồng sen\n{BASES}Sen được trồng ở hồ.\nMã văn bản 41-QĐ/TU\n1\n"
    assert places(first, "Hồ được giữ sạch.\n" * 20) == [("page-foot", "Mã văn bản", "41-QĐ/TU")]


@pytest.mark.parametrize(
    "line",
    [
        "Thay thế Quyết định số 12-QĐ/TU ngày 05/3/2019.",
        "(Kèm theo Quyết định số 12-QĐ/TU)",
        "theo Công văn 12-CV/TU",
        "Nội dung này đã nêu tại số 12-QĐ/TU",
        "Thực hiện Quyết định\nsố 12-QĐ/TU ngày 05/3/2019",
        "Các văn bản 12-QĐ/TU và 13-QĐ/TU",
        "Điện thoại: 0219.3866.000",
        "Nhiệm kỳ 2020-2025",
    ],
)
def test_a_citation_has_no_place(line: str) -> None:
    assert places(made(end=line + "\n")) == []
    assert places(made(below=line + "\n")) == []


def test_two_numbers_in_one_place_are_none() -> None:
    found = extracted(made(end="Ký hiệu: 41-QĐ/TU\nKý hiệu: 42-QĐ/TU\n"))
    place = NumberPlace(zone=NumberZone.END, after="KÝ HIỆU")
    assert number_in([place], found, read_zones(found)) is None
    assert place_of("42-QĐ/TU", found, read_zones(found)) is not None


# ------------------------------------------------------------------ in an archive


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    with Archive.create(tmp_path / "kho", name="Kho thử") as opened:
        yield opened


def filed(archive: Archive, folder: Path, name: str, text: str) -> Document:
    document = archive.file(testing.make_txt(folder / f"{name}.txt", text)).document
    assert document is not None
    return document


def taught(archive: Archive, folder: Path) -> Document:
    """A document without a number in its head, whose number a person set."""
    document = filed(archive, folder, "a", made("về trồng sen ở hồ Đông", end="Ký hiệu: 41-QĐ/TU\n"))
    assert document.number is None
    return archive.revise(document.id, number="41-QĐ/TU", by=BY, why="ở cuối văn bản")


def test_a_correction_proposes_and_changes_nothing(archive: Archive, tmp_path: Path) -> None:
    document = taught(archive, tmp_path)
    (proposal,) = archive.issuers.place_proposals()
    assert proposal.issuer.id == BODY
    assert proposal.place == NumberPlace(zone=NumberZone.END, after="Ký hiệu")
    assert (proposal.quote, proposal.documents) == ("Ký hiệu: 41-QĐ/TU", (document.id,))
    assert archive.issuers.proposals() == ()
    assert filed(archive, tmp_path, "b", made("về nuôi cá", end="Ký hiệu: 42-QĐ/TU\n")).number is None
    assert not list((archive.root / "issuers").iterdir())


def test_a_confirmed_place_is_evidence_for_that_body_alone(archive: Archive, tmp_path: Path) -> None:
    before = filed(archive, tmp_path, "b", made("về nuôi cá", end="Ký hiệu: 42-QĐ/TU\n"))
    person = taught(archive, tmp_path)
    entry = archive.issuers.place_number(BODY, "end", "ký hiệu", by=BY, why="mẫu riêng")
    assert [place.key for place in entry.number_places] == [("end", "ky hieu")]
    assert archive.issuers.place_proposals() == ()
    after = filed(archive, tmp_path, "c", made("về trồng rau", end="Ký hiệu: 43-QĐ/TU\n"))
    reading = after.readings["number"]
    assert (reading.value, reading.evidence[0].rule) == ("43-QĐ/TU", "number:place-of-body")
    assert reading.evidence[0].quote == "Ký hiệu: 43-QĐ/TU"
    other = made("về trồng cam", end="Ký hiệu: 44-QĐ/TU\n").replace("TỈNH ỦY SAO MAI", "TỈNH ỦY HÀ GIANG")
    assert filed(archive, tmp_path, "d", other).number is None
    # Those filed before follow when they are read again; what a person set stays theirs.
    list(archive.reread())
    assert archive.get(before.id).number == "42-QĐ/TU"
    assert archive.get(person.id).readings["number"].by_person
    assert archive.check().ok


def test_the_head_in_dispute_goes_to_a_person(archive: Archive, tmp_path: Path) -> None:
    archive.issuers.place_number(BODY, "end", "Ký hiệu", by=BY)
    text = made(head="Số 9-QĐ/TU\n", end="Ký hiệu: 43-QĐ/TU\n")
    reading = filed(archive, tmp_path, "a", text).readings["number"]
    assert reading.value == "43-QĐ/TU"
    assert reading.confidence < 0.8
    assert [one.value for one in reading.runners_up] == ["9-QĐ/TU"]
    agreed = filed(archive, tmp_path, "b", made(head="Số 8-QĐ/TU\n", end="Ký hiệu: 8-QĐ/TU\n"))
    assert [one.rule for one in agreed.readings["number"].evidence] == [
        "number:head-line",
        "number:place-of-body",
    ]


def test_a_place_is_withdrawn_refused_and_survives_a_rebuild(archive: Archive, tmp_path: Path) -> None:
    taught(archive, tmp_path)
    archive.issuers.place_number(BODY, "end", "Ký hiệu", by=BY, why="thử")
    kept = archive.issuers.show(BODY)
    archive.rebuild()
    assert archive.issuers.show(BODY) == kept
    archive.issuers.place_number(BODY, "end", "Ký hiệu", withdraw=True, by=BY, why="nhầm")
    assert filed(archive, tmp_path, "b", made("về nuôi cá", end="Ký hiệu: 42-QĐ/TU\n")).number is None
    assert len(archive.issuers.place_proposals()) == 1, "the correction still stands"
    archive.issuers.place_number(BODY, "end", "Ký hiệu", refuse=True, by=BY, why="không phải")
    assert archive.issuers.place_proposals() == ()
    said = [event.action for event in archive.issuers.show(BODY).history]
    assert said == ["issuer-place-confirmed", "issuer-place-withdrawn", "issuer-place-refused"]
    (log,) = archive.root.glob("audit/*.jsonl")
    actions = [json.loads(line)["action"] for line in log.read_text(encoding="utf-8").splitlines()]
    assert [action for action in actions if action.startswith("issuer-place")] == said
    assert archive.check().ok


def test_a_place_no_program_knows_is_damage(archive: Archive) -> None:
    archive.issuers.place_number(BODY, "end", "Ký hiệu", by=BY)
    (path,) = (archive.root / "issuers").iterdir()
    path.chmod(0o644)
    path.write_text(path.read_text(encoding="utf-8").replace('"end"', '"margin"'), encoding="utf-8")
    assert "M6" in {problem.invariant for problem in archive.check().problems}


def test_what_cannot_be_a_place_is_refused(archive: Archive) -> None:
    with pytest.raises(UsageError, match="is not one of"):
        archive.issuers.place_number(BODY, "margin", by=BY)
    with pytest.raises(UsageError, match="at most 5 words"):
        archive.issuers.place_number(BODY, "end", "thực hiện Nghị quyết của Ban Thường vụ", by=BY)


def test_a_number_of_the_readers_own_runners_up_proposes_nothing(archive: Archive, tmp_path: Path) -> None:
    document = filed(archive, tmp_path, "a", made(head="Số 9-QĐ/TU\n"))
    archive.revise(document.id, number="9-QĐ/TU", by=BY, why="đã xem")
    assert archive.issuers.place_proposals() == ()
