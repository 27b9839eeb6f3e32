"""Dates with a blank day or month: kept as they are, sorted and searched by what they can be."""

from __future__ import annotations

import dataclasses
import datetime as dt
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.office import party_document
from support.records import document as make_document
from support.records import reading

from archivist import Archive, testing
from archivist.model import Document, FieldName
from archivist.search.index import SearchIndex
from archivist.search.query import parse_query
from archivist.search.records import Filters, IndexDocument, SearchRequest, Sort


def dated(text: str) -> Document:
    return dataclasses.replace(make_document(), readings={FieldName.ISSUED: reading(text)})


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2024-06-15", dt.date(2024, 6, 15), dt.date(2024, 6, 15)),
        ("2024-02", dt.date(2024, 2, 1), dt.date(2024, 2, 29)),
        ("2023", dt.date(2023, 1, 1), dt.date(2023, 12, 31)),
    ],
)
def test_a_partial_date_is_a_range_and_never_completed(text: str, first: dt.date, last: dt.date) -> None:
    document = dated(text)
    assert document.issued_text == text
    assert document.issued_range == (first, last)
    assert document.issued == (first if first == last else None)


def test_an_impossible_stored_date_is_no_range() -> None:
    assert dated("2024-13").issued_range is None


def entry(id: str, first: dt.date, last: dt.date | None = None) -> IndexDocument:
    return IndexDocument(
        id=id, revision=1, issued=first, issued_last=last, filed_on=dt.date(2026, 1, 1), text="văn bản"
    )


DAYS = st.dates(dt.date(2023, 1, 1), dt.date(2025, 12, 31))
SPANS = st.one_of(
    DAYS.map(lambda day: day.isoformat()),
    DAYS.map(lambda day: f"{day:%Y-%m}"),
    DAYS.map(lambda day: f"{day:%Y}"),
)


@settings(deadline=None, max_examples=40)  # each example makes an index
@given(st.lists(SPANS, min_size=1, max_size=6), DAYS, DAYS)
def test_a_range_finds_exactly_what_may_lie_in_it(texts: list[str], one: dt.date, other: dt.date) -> None:
    since, until = sorted((one, other))
    spans = [dated(text).issued_range for text in texts]
    documents = [entry(f"{n:026d}", *span) for n, span in enumerate(spans) if span is not None]
    documents = [
        d if d.issued_last != d.issued else dataclasses.replace(d, issued_last=None) for d in documents
    ]
    with SearchIndex.in_memory() as index:
        index.update(documents)
        request = SearchRequest(filters=Filters(since=since, until=until), sort=Sort.DATE, limit=10)
        found = {hit.id for hit in index.search(request).hits}
        later = SearchRequest(query=parse_query(f"date:{since.isoformat()}.."), limit=10)
        found_later = {hit.id for hit in index.search(later).hits}
    assert found == {
        d.id
        for d, span in zip(documents, spans, strict=True)
        if span and span[0] <= until and span[1] >= since
    }
    assert found_later == {
        d.id for d, span in zip(documents, spans, strict=True) if span and span[1] >= since
    }


def test_a_letter_with_a_blank_day_is_sorted_found_and_shown(tmp_path: Path) -> None:
    with Archive.create(tmp_path / "kho") as archive:
        for number, day in (
            ("1", "30 tháng 5 năm 2024"),
            ("2", "      tháng 6 năm 2024"),
            ("3", "01 tháng 7 năm 2024"),
        ):
            text = party_document(f"{number}-BC/TU", day, "BÁO CÁO", f"về việc thứ {number}", "Nội dung.")
            archive.file(testing.make_txt(tmp_path / f"{number}.txt", text))
        ordered = [hit.document.number for hit in archive.search(sort="date")]
        assert ordered == ["1-BC/TU", "2-BC/TU", "3-BC/TU"]
        in_june = archive.search(since=dt.date(2024, 6, 10), until=dt.date(2024, 6, 20))
        assert [hit.document.issued_text for hit in in_june] == ["2024-06"]
        assert archive.search("date:2024-06").total == 1
        assert archive.search("date:2024-05").total == 1
        assert archive.search(facets=True).facets["year"][0].count == 3
        archive.rebuild()
        (again,) = archive.search("date:2024-06")
        assert again.document.issued is None, "no day was guessed"
