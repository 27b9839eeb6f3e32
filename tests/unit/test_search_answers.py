"""Why a document was found, documents like one, what may have been meant, what begins so."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from support.search import DECISION, DOCUMENTS, TODAY, ask, ids

from archivist.model import Matched
from archivist.search.index import SearchIndex
from archivist.search.query import And, Not, Query, parse_query


@pytest.fixture
def index() -> Iterator[SearchIndex]:
    with SearchIndex.in_memory() as made:
        made.update(DOCUMENTS)
        yield made


def _why(index: SearchIndex, text: str, identifier: str) -> dict[str, tuple[str, ...]]:
    query = parse_query(text, today=TODAY)
    found = [hit.id for hit in index.search(ask(text)).hits]
    assert identifier in found
    parts = index.matched(query, found)[identifier]
    assert all(isinstance(part, Matched) for part in parts)
    return {part.text: part.where for part in parts}


@pytest.mark.parametrize(
    ("query", "identifier", "why"),
    [
        (
            "họa phẩm",
            "b-decision",
            {"họa": ("subject", "issuer", "place", "exact"), "phẩm": ("subject", "exact")},
        ),
        ("hoa pham", "b-decision", {"hoa": ("subject", "issuer", "place"), "pham": ("subject",)}),
        ("duong OR vắng", "b-decision", {"duong": ("text",)}),
        ("39-NQ/TW", "a-resolution", {"39-NQ/TW": ("number", "text")}),
        ("39-NQ/TW", "b-decision", {"39-NQ/TW": ("cites", "text")}),
        ("quý I 2022", "b-decision", {"2022-01-01..2022-03-31": ("date",)}),
        ("kind:QĐ date:2022", "b-decision", {"QĐ": ("kind",), "2022-01-01..2022-12-31": ("date",)}),
        ('issuer:"Bộ Chính trị"', "a-resolution", {"Bộ Chính trị": ("issuer",)}),
        ('signatory:"Trần Thị Thử"', "b-decision", {"Trần Thị Thử": ("signatory", "exact")}),
        ("quy* -lối", "b-decision", {"quy": ("subject",)}),
        ("Beschluss", "a-resolution", {"Beschluss": ("kind",)}),
        ("resolutions", "a-resolution", {"resolutions": ("form",)}),
    ],
)
def test_every_hit_says_what_it_matched(
    index: SearchIndex, query: str, identifier: str, why: dict[str, tuple[str, ...]]
) -> None:
    found = _why(index, query, identifier)
    for text, where in why.items():
        told = tuple(place for place in found[text] if place != "text" or "text" in where)
        assert set(told) == set(where) or set(told) == set(where) - {"text"}, text


def test_a_phrase_whose_words_stand_apart_is_no_reason(index: SearchIndex) -> None:
    assert _why(index, '"lối đường" OR kind:NQ', "a-resolution").keys() == {"NQ"}
    assert _why(index, '"đường lối" OR kind:NQ', "a-resolution").keys() == {"đường lối", "NQ"}


def test_nothing_found_needs_no_reasons(index: SearchIndex) -> None:
    assert index.matched(parse_query("xyzzy"), []) == {}


def test_documents_like_one_share_its_typical_words(index: SearchIndex) -> None:
    twin = replace(
        DECISION, id="e-twin", number="13/2022/QĐ-UBND", subject="Sửa đổi quy chế quản lý họa phẩm"
    )
    index.update([twin])
    like = index.like(DECISION.id, DECISION.subject, DECISION.text)
    assert like.words
    assert all(weight > 0 for _, weight in like.words)
    found = ids(index.search(replace(ask(), query=Query(text="", root=like))))
    assert found[0] == "e"
    assert "b" not in found
    narrowed = And(children=(like, Not(child=parse_query("kind:QĐ").root)))
    assert "e" not in ids(index.search(replace(ask(), query=Query(text="", root=narrowed))))


def test_a_document_unlike_all_others_has_none_like_it(index: SearchIndex) -> None:
    like = index.like("z", "", "xyzzy plugh")
    assert like.words == ()
    assert index.search(replace(ask(), query=Query(text="", root=like))).total == 0


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("chuyn", "chuyen"),
        ("chuyễn đổi số", "chuyển đổi số"),
        ("chuyểnn đổi", "chuyển đổi"),
        ("cải cách hành chnih", "cải cách hành chính"),
        ("chuyn -lối", "chuyển -lối"),
        ("subject:chuyn", "subject:chuyen"),
    ],
)
def test_what_may_have_been_meant(index: SearchIndex, typed: str, meant: str) -> None:
    assert index.suggestion(parse_query(typed)) == meant


@pytest.fixture(scope="module")
def crowded() -> Iterator[SearchIndex]:
    """Frequent words that are as near to what is typed as the rarer ones that make sense beside it."""
    texts = [*(f"quyền lợi thứ {n}" for n in range(6)), "quyền hạn của tổ", "nghỉ lễ", "nghỉ phép"]
    texts += ["một nghị quyết mới", "nghị quyết ấy", "quyết toán năm", "lời xảo quyệt"]
    with SearchIndex.in_memory() as made:
        made.update([replace(DECISION, id=f"{n}-text", subject="", text=t) for n, t in enumerate(texts)])
        yield made


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("quyeb", "quyen"),  # alone: what most documents hold
        ("nghi quyeb", "nghi quyet"),  # "nghi quyen" stands nowhere
        ("nghj quyet", "nghi quyet"),
        ("quyeb han", "quyen han"),
        ("nghị quyêt", "nghị quyết"),  # of three ways to write it the one that stands here
        ("xảo quyêt", "xảo quyệt"),
        ("mọt nghị quyềb", "một nghị quyết"),
        ("nghi quyen", "nghi quyet"),  # both are known, but never side by side
        ("nghi quyen toan", "nghi quyet toan"),
        ("subject:quyeb", "subject:quyen"),
        ("quyền hạn XIV", ""),  # a numeral is no slip of the fingers
        ("NGHI QUYEB", "NGHI quyet"),
        ("nghiquyet", "nghi quyet"),  # the blank was forgotten
        ("nghịquyết", "nghị quyết"),
        ("một nghịquyết ấy", "một nghị quyết ấy"),
        ("quyenloithu", "quyen loi thu"),
        ("quyenquyet", ""),  # both are known, but never side by side
        ("quyet" * 200, ""),
    ],
)
def test_neighbours_say_what_was_meant(crowded: SearchIndex, typed: str, meant: str) -> None:
    assert crowded.suggestion(parse_query(typed)) == meant


def test_a_pasted_paragraph_is_not_doubted_word_by_word(crowded: SearchIndex) -> None:
    typed = " ".join(f"quyeb{letter}" for letter in "bcdghklmnpqrstvx")
    better = crowded.suggestion(parse_query(typed))
    assert sum(a != b for a, b in zip(typed.split(), better.split(), strict=True)) <= 8


@pytest.mark.parametrize(
    "typed", ["chuyển đổi", "chuyen doi so", "", "zz", "qwertyuiop", "39-NQ/TW", '"chuyn"']
)
def test_known_and_hopeless_words_are_left(index: SearchIndex, typed: str) -> None:
    assert index.suggestion(parse_query(typed)) == ""


def test_words_are_completed_as_documents_write_them(index: SearchIndex) -> None:
    assert index.completions("chuye", 5) == ("chuyển",)
    assert index.completions("chuyể", 5) == ("chuyển",)
    assert index.completions("chuyé", 5) == ()
    assert "archives" in index.completions("arch", 5)
    assert index.completions("hai ba", 5) == ()
    assert index.completions("c", 0) == ()
    assert len(index.completions("", 3)) == 0


def test_what_a_document_has_can_be_asked(index: SearchIndex) -> None:
    assert ids(index.search(ask("has:signature"))) == ["c", "b"]
    assert set(ids(index.search(ask("-has:number")))) == {"d"}


def test_a_number_with_its_label_is_found_as_one(index: SearchIndex) -> None:
    whole = replace(DECISION, id="f-whole", number="77-NQ/TU", text="Nghị quyết số 77-NQ/TU của Tỉnh ủy")
    apart = replace(DECISION, id="g-apart", text="Nghị quyết gửi TU, số trang 77; xem NQ khác")
    index.update([whole, apart])
    for typed in ("77-NQ/TU", "Số: 77-NQ/TU", "nghị quyết số 77-NQ/TU"):
        assert ids(index.search(ask(typed))) == ["f"], typed
    # With blanks it may be words as well.
    assert ids(index.search(ask("77 NQ TU"))) == ["f", "g"]
