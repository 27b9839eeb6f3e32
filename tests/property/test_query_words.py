"""Words of a query are looked at one by one first; no date, number or body is missed by that."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from archivist.authorities import synonyms
from archivist.authorities._tables import read_table, split_list
from archivist.authorities.bodies import body_types, issuer_ids, name_key, resolve_issuer, single_bodies
from archivist.numbers import query_keys, question_reach
from archivist.search.abbreviations import other_form_at
from archivist.search.dates import bounds_time, parse_interval
from archivist.text import fold

TODAY = dt.date(2026, 3, 5)

words_of = str.split

_TIMES = words_of(
    "năm nam tháng ngày mồng mùng quý quarter q Q1 q1/2023 Q1-2023 IV i 2023 2024, 7 18 7/2023 18/7/2023 2023-07-18 "
    "2023-Q2 2021-2025 6 sáu đầu cuối nửa từ from đến to hết until .. 2023..2024 2023.. > >= <2020 July May jan 4 "
    "today to day hôm nay homnay hom_qua yester last past this month weeks year 3 30 days qua gần đây trước truoc "
    "tuần tuan ngoái - _ 18,7,2023 về"
)
_NUMBERS = words_of(
    "nghị quyết Nghị quyet quyết định chương trình hành động luật Beschluss resolution số Số: so12 Nr. no 39 05 12a "
    "39-NQ/TW 30/2020 30/2020/NĐ-CP NĐ NĐ-CP CP nqtw nq39-TW TƯ T.Ư UBND ubnd VX vx VX-la QĐ /QĐ- 12/ la qh 15 QH15 "
    "72/2025/QH15 66.7 & 12&13 FOR-2020-01-02-33 lov-1992-12-04-126 12/QĐ-UBND. về tỉnh đ 2023 ²"
)


@given(st.lists(st.sampled_from(_TIMES), min_size=1, max_size=7))
@example(words_of("từ ngày 1 tháng 7 đến tháng 12 năm 2024"))
@example(words_of("last - month -"))
def test_no_time_is_missed(words: list[str]) -> None:
    if parse_interval(" ".join(words), TODAY) is not None:
        assert bounds_time(words[0])[0]
        assert bounds_time(words[-1])[1]


@given(st.lists(st.sampled_from(_NUMBERS), min_size=1, max_size=6))
@example(["12", "/QĐ-", "la"])
@example(["Số:", "12", "/", "QĐ", "-", "UBND"])
@example(["12", "UBND", "VX"])
def test_no_number_is_missed(words: list[str]) -> None:
    text = " ".join(words)
    if any(c.isdigit() for c in text) and query_keys(text):
        assert question_reach(words) >= len(words)
        assert question_reach([*words, "về", "việc"]) >= len(words)


def test_running_words_are_no_number() -> None:
    assert question_reach(words_of("công tác văn thư năm 2020")) == 0
    assert question_reach(words_of("nghị định 30/2020/NĐ-CP về công tác")) == 3


@pytest.mark.parametrize(
    "text",
    [
        *sorted({code for kind in body_types().values() for code in kind.codes}),
        *sorted({body.name for body in single_bodies().values()})[::7],
        *(
            "VPTU Hà Giang",
            "tinh uy ha giang",
            "UBND tp hai phong",
            "Tỉnh ủy Hòa Sơn",
            "tinh-uy:ha-giang",
            "x",
            "",
        ),
    ],
)
def test_ids_are_those_of_the_bodies(text: str) -> None:
    assert issuer_ids(text) == tuple(record.id for record in resolve_issuer(text))


@given(st.text(st.sampled_from("aB9 _-.,/–“đĐéÉßİſ№ªחא\u0301\n\t"), max_size=20) | st.text(max_size=20))
def test_names_are_compared_by_letters_and_figures(text: str) -> None:
    assert name_key(text) == re.sub(r"[\W_]+", " ", fold(text)).strip()


def test_every_abbreviation_is_found_by_its_first_word() -> None:
    rows = read_table("synonyms.csv")
    for entry in [text for row in rows for text in (row["abbreviation"], *split_list(row["expansions"]))]:
        words = words_of(entry)
        assert synonyms.most_words(words[0]) >= len(words)
        assert synonyms.most_words(fold(words[0]).upper()) >= len(words)
    assert other_form_at(words_of("Ủy ban nhân dân tỉnh")) == (4, ("UBND",))
    assert other_form_at(words_of("nhân dân tỉnh")) == (0, ())
