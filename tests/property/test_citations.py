"""Citations of any text: no exception, in linear work, evidence that is in the text."""

from __future__ import annotations

import sys
import time
from types import FrameType
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support import heads

from archivist.directive.citations import read_citations
from archivist.model import Citation, RelationKind

_WORDS = st.sampled_from(
    [
        "Căn cứ", "thay thế", "bãi bỏ", "sửa đổi, bổ sung", "thực hiện", "Quyết định số 12-QĐ/TU", "Luật Lưu trữ", "này",
        "của", "và", ";", ":", ".", ",", "(", ")", "“", "”", "\n", "Điều 1.", "a)", "-", "khoản 2", "số", "12", "/", "hết hiệu lực",
        "được", "bởi", "bằng", "ngày 02/3/2021", "Resolution No.", "Nr. 39", "מס' 5", "I- ", "các văn bản sau:", "\u0130", "\u00df",
    ]
)  # fmt: skip

if TYPE_CHECKING:
    from _typeshed import TraceFunction


def cite(text: str) -> tuple[Citation, ...]:
    return read_citations(heads.extracted(text or " "))


@settings(max_examples=150, deadline=None)
@given(st.lists(_WORDS, max_size=60).map(" ".join))
def test_any_text_is_read_and_quoted(text: str) -> None:
    closed = " ".join(text.split())
    for found in cite(text):
        assert 0.0 < found.confidence <= 1.0
        assert found.evidence.quote
        assert found.number or found.cited_as
        assert found.cited_as in closed


@settings(max_examples=60, deadline=None)
@given(st.lists(_WORDS, max_size=25).map(" ".join))
def test_a_question_of_intent_is_never_a_change(text: str) -> None:
    asked = "I- NỘI DUNG\nĐề nghị " + text.replace("\n", " ").replace(".", "").replace(";", "").replace(
        ":", ""
    )
    changes = {RelationKind.REPLACES, RelationKind.REPEALS, RelationKind.AMENDS, RelationKind.SUSPENDS}
    unlikely = ("này", "hết hiệu lực", "I- ", "a)", "Điều 1", "Căn cứ")
    if any(word in text for word in unlikely):
        return
    assert not changes & {one.kind for one in cite(asked)}


def _steps(text: str) -> int:
    """Lines of Python run while reading; unlike time it is the same on every machine.

    The text is read once before it is counted: what is loaded and compiled by the first reading of a
    process (tables, patterns) is none of the text's work.
    """
    extracted = heads.extracted(text)
    read_citations(extracted)
    count = 0

    def tick(frame: FrameType, event: str, argument: object) -> TraceFunction:
        nonlocal count
        count += event == "line"
        return tick

    before = sys.gettrace()
    sys.settrace(tick)
    try:
        read_citations(extracted)
    finally:
        sys.settrace(before)
    return count


@pytest.mark.parametrize(
    "unit",
    [
        "Bãi bỏ Quyết định số {n}-QĐ/TU; ",
        "khoản {n} Điều 2, ",
        "Luật Lưu trữ và ",
        "Luật sửa đổi, bổ sung một số điều của ",
        "số {n}, ",
        "(được sửa đổi bởi ",
        "thay thế bãi bỏ sửa đổi ",
        "Quy định này ",
        "“cụm từ ",
        "Resolution No. {n} of ",
        "Điều 1.\n",
        "; ",
    ],
)
def test_work_grows_with_the_text_and_no_faster(unit: str) -> None:
    small = "".join(unit.format(n=n) for n in range(300)) + "Quyết định số 9/QĐ-UBND"
    large = "".join(unit.format(n=n) for n in range(600)) + "Quyết định số 9/QĐ-UBND"
    assert _steps(large) <= 2.3 * _steps(small) + 500


@pytest.mark.parametrize(
    "unit", ["Luật ", "Luật sửa đổi, bổ sung một số điều của ", "“cụm từ ", "No. ", "1, ", "báo cáo "]
)
def test_no_pattern_runs_away(unit: str) -> None:
    """Steps do not see the work inside a pattern: quadratic work on this much text takes minutes."""
    extracted = heads.extracted(unit * (150_000 // len(unit)))
    started = time.process_time()
    read_citations(extracted)
    assert time.process_time() - started < 8.0
