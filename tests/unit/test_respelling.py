"""The body of a recognised document as a witness of its subject."""

from __future__ import annotations

import pytest

from archivist.respelling import otherwise_spelled

SUBJECT = "Về việc kiểm tra kho lưu trữ"


@pytest.mark.parametrize(
    ("lines", "other"),
    [
        # Nothing in the body speaks of it, or all of it alike.
        (["Điều 1. Các cơ quan thi hành."], ""),
        (["Nay tổ chức kiểm tra kho lưu trữ của tỉnh."], ""),
        # The place of the tone and capitals are no other spelling.
        (["KIỂM TRA KHO LƯU TRỮ"], ""),
        # A body that spells it otherwise more often is offered as it spells it.
        (["việc kiếm tra kho", "đã kiếm tra"], "Về việc kiếm tra kho lưu trữ"),
        # One that spells it so and otherwise leaves it in doubt without a better one.
        (["việc kiểm tra kho", "đã kiếm tra"], SUBJECT),
        # Another pair of words that differs in nothing but accents makes a needless doubt, no error.
        (["lưu trú tại nhà khách", "kho vật tư"], "Về việc kiểm tra kho lưu trú"),
        # One word alone says nothing: only its neighbours tell which word it is.
        (["người lưu lại", "trụ sở"], ""),
    ],
)
def test_a_subject_is_in_doubt_where_the_body_spells_it_otherwise(lines: list[str], other: str) -> None:
    assert otherwise_spelled(SUBJECT, [SUBJECT, *lines]) == other


def test_one_slip_among_many_repetitions_is_one_of_the_body() -> None:
    many = ["Công tác kiểm tra được tiến hành."] * 15
    assert otherwise_spelled(SUBJECT, [SUBJECT, *many, "kết quả kiếm tra"]) == ""


def test_capitals_and_punctuation_stay_as_they_were() -> None:
    read = "Quy định về “Kiếm tra”, thanh tra"
    body = ["kiểm tra", "kiểm tra và thanh tra"]
    assert otherwise_spelled(read, [read, *body]) == "Quy định về “Kiểm tra”, thanh tra"
