"""No text a person can type makes the query language raise anything but QueryError."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from support.search import DOCUMENTS, TODAY

from archivist import Archive
from archivist.errors import QueryError
from archivist.search.describe import describe
from archivist.search.index import SearchIndex
from archivist.search.needles import needles_of
from archivist.search.query import Query, parse_query
from archivist.search.records import SearchRequest
from archivist.search.snippet import make_snippet

_PIECES = [
    *(
        "(",
        ")",
        '"',
        "“",
        "”",
        "«",
        "»",
        "*",
        "-",
        "~",
        "~2",
        ":",
        "..",
        "/",
        ".",
        "|",
        "&&",
        " ",
        "\n",
        "\u200b",
    ),
    *("AND", "OR", "NOT", "VÀ", "HOẶC", "KHÔNG", "và", "not"),
    *(
        "kind:",
        "loại:",
        "issuer:",
        "cơ quan:",
        "date:",
        "before:",
        "số:",
        "subject:",
        "nope:",
        "id:",
        "level:",
        "has:",
        "status:",
        "fonds:",
        "arrival:",
        "signed:",
        "language:",
        "class:",
        "filed:",
    ),
    *("năm", "tháng", "ngày", "quý", "XIII", "khóa", "last", "month", "từ", "đến", ">", "6 tháng đầu"),
    *("2023", "2023-07", "31/2/2023", "0000", "99999", "q1/2024", "tháng-trước", "²", "٣"),
    *(
        "39-NQ/TW",
        "nghị quyết",
        "39",
        "NQ",
        "uỷ",
        "ủy",
        "hoà",
        "Ðiều",
        "đ",
        "e\u0301",
        "\u0301",
        'צה"ל',
        "ß",
        "🙂",
    ),
    *(
        "UBND",
        "chuyen*",
        "a*",
        "*a",
        "?",
        "ch?yen",
        "*en",
        "uy~",
        "chuyen~",
        "chuyen~2",
        "~9",
        "kỹ",
        "\x00",
        "\ud800",
    ),
]
texts = st.one_of(
    st.text(max_size=80),
    st.lists(st.sampled_from(_PIECES), max_size=14).map(" ".join),
    st.lists(st.sampled_from(_PIECES), max_size=14).map("".join),
)


def _parse(text: str) -> Query | QueryError:
    try:
        return parse_query(text, today=TODAY)
    except QueryError as error:
        return error


@settings(deadline=None)
@given(texts)
@example("(" * 5000)
@example("NOT " * 999 + "a")
@example("-" * 999 + "a")
@example("a" * 4001)
@example("date:0001-01-01..9999-12-31 before:0001-01-01 after:9999-12-31 until:..")
def test_every_text_is_understood_or_answered(text: str) -> None:
    result = _parse(text)
    if isinstance(result, QueryError):
        assert 0 <= result.position <= len(result.query)
        assert result.message
        assert result.expected
    else:
        assert describe(result, "vi")
        assert describe(result, "en")
        assert parse_query(result.text, today=TODAY) == result, "the kept text means the same"


@settings(deadline=None)
@given(texts)
def test_every_query_that_parses_can_be_asked_and_shown(text: str) -> None:
    query = _parse(text)
    if isinstance(query, Query):
        response = _index().search(SearchRequest(query=query, facets=True))
        assert response.total >= len(response.hits)
        found = [hit.id for hit in response.hits]
        assert set(_index().matched(query, found)) == set(found)
        meant = _index().suggestion(query)
        assert not meant or meant != query.text
        for document in DOCUMENTS:
            snippet = make_snippet(document.text, needles_of(query))
            assert all(0 <= a < b <= len(snippet.text) for a, b in snippet.spans)


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Archive]:
    with Archive.create(tmp_path_factory.mktemp("asked") / "archive") as made:
        yield made


@settings(deadline=None, max_examples=60)
@given(texts, st.sampled_from(["", "vi"]), st.booleans())
@example("fonds:x arrival:1/2026 status:draft", "vi", True)
@example("phông:\x00", "", False)
def test_an_archive_answers_every_text_or_says_where_it_is_wrong(
    archive: Archive, text: str, explain: str, facets: bool
) -> None:
    wrong: QueryError | None = None
    try:
        found = archive.search(text, explain=explain or True, facets=facets)
        assert found.total == 0
        assert found.explanation
    except QueryError as error:
        wrong = error
    if wrong is not None:
        assert 0 <= wrong.position <= len(wrong.query)
        assert wrong.expected


_open: list[SearchIndex] = []


def _index() -> SearchIndex:
    """One index in memory for all examples."""
    if not _open:
        index = SearchIndex.in_memory()
        index.update(DOCUMENTS)
        _open.append(index)
    return _open[0]


@settings(deadline=None)
@given(st.dates(), st.dates())
def test_date_ranges_hold_their_ends(one: dt.date, other: dt.date) -> None:
    query = parse_query(f"date:{one.isoformat()}..{other.isoformat()}")
    turned = parse_query(f"date:{other.isoformat()}..{one.isoformat()}")
    assert query.root == turned.root
