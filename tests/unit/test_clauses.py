"""What a directive says of its own time, clause by clause."""

from __future__ import annotations

from datetime import date

import pytest
from support import heads
from support.standing import OLD, Maker

from archivist import Archive
from archivist.directive.clauses import read_clauses
from archivist.model import ClauseKind, Validity


def read(text: str) -> list[tuple[ClauseKind, str]]:
    return [(one.kind, one.value) for one in read_clauses(heads.extracted(text))]


@pytest.mark.parametrize(
    ("clause", "value"),
    [
        ("Quyết định này có hiệu lực kể từ 00 giờ ngày 01/7/2025.", "2025-07-01"),
        ("Quyết định này có hiệu lực từ 0 giờ 00 phút, ngày 01 tháng 7 năm 2025.", "2025-07-01"),
        ("Quyết định này có hiệu lực từ tháng 7 năm 2025.", "2025-07-01"),
        ("Quyết định này có hiệu lực từ tháng 13 năm 2025.", None),
    ],
)
def test_hours_and_months(clause: str, value: str | None) -> None:
    assert read(clause) == ([(ClauseKind.EFFECTIVE, value)] if value else [])


@pytest.mark.parametrize(
    ("clause", "last"),
    [
        ("Điều 3. Nghị định này hết hiệu lực kể từ ngày 01 tháng 3 năm 2027.", "2027-02-28"),
        ("Quy định này hết hiệu lực vào ngày 31/12/2026.", "2026-12-31"),
        ("Quy định này chấm dứt hiệu lực sau ngày 31/12/2026.", "2026-12-31"),
    ],
)
def test_an_act_may_say_when_it_ends(clause: str, last: str) -> None:
    assert read(clause) == [(ClauseKind.ENDS, last)]


@pytest.mark.parametrize(
    "text",
    [
        "Các quy định trái với Quy định này hết hiệu lực kể từ ngày 01/3/2027.",
        "Quyết định số 12-QĐ/TU hết hiệu lực kể từ ngày Quyết định này có hiệu lực.",
    ],
)
def test_what_ends_for_others_is_not_its_own_end(text: str) -> None:
    assert ClauseKind.ENDS not in [kind for kind, _ in read(text)]


@pytest.mark.parametrize(
    ("text", "kind", "value"),
    [
        ("Tổng kết vào cuối nhiệm kỳ 2020 - 2025.", ClauseKind.FINAL_REVIEW, "2025"),
        ("Tổng kết vào cuối giai đoạn 2021–2025.", ClauseKind.FINAL_REVIEW, "2025"),
        ("Sơ kết giữa nhiệm kỳ 2020-2025.", ClauseKind.INTERIM_REVIEW, "2023"),
        ("Tổng kết vào năm 2030.", ClauseKind.FINAL_REVIEW, "2030"),
    ],
)
def test_a_review_at_the_end_of_a_term_is_not_due_at_its_beginning(
    text: str, kind: ClauseKind, value: str
) -> None:
    assert read(text) == [(kind, value)]


def test_so_many_years_end_the_day_before_the_anniversary(tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("kho")
    with Archive.create(folder / "kho") as archive:
        maker = Maker(archive, folder)
        body = "Điều 2. Quyết định này có hiệu lực trong thời hạn 05 năm kể từ ngày ký."
        id_ = maker.decision(OLD, day="29/02/2020", body=body)
        for day, validity in (("2025-02-28", Validity.IN_FORCE), ("2025-03-01", Validity.EXPIRED)):
            assert archive.status(id_, as_of=date.fromisoformat(day)).validity is validity
