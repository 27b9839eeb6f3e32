"""Lists of results as files: what spreadsheets read is what the documents say."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from python_calamine import load_workbook

from archivist.errors import UsageError
from archivist.exporting import COLUMNS, HEADINGS, _csv, _xlsx, write_hits
from archivist.model import Document, DocumentId, Hit, Reading, Snippet


def _hit(identifier: str, **values: str) -> Hit:
    readings = {name: Reading(value=value, confidence=1.0, evidence=()) for name, value in values.items()}
    document = Document(
        id=DocumentId(identifier),
        revision=1,
        sha256="",
        path=f"documents/{identifier}",
        filed_at=dt.datetime(2026, 1, 1, tzinfo=dt.UTC),
        files=(),
        readings=readings,
    )
    return Hit(document=document, score=1.0, snippet=Snippet(text=""))


@pytest.fixture
def hits() -> list[Hit]:
    return [
        _hit("a", number="05-NQ/TU", issued="2026-06-30", subject="về “lưu trữ”; số hóa, ký số"),
        _hit("b", issued="2026", subject='=HYPERLINK("http://example.test","x")'),
        _hit("c", subject="-1+1", place="@SUM(A1)"),
    ]


def test_csv_opens_in_excel_and_computes_nothing(hits: list[Hit], tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    assert write_hits(hits, path, language="vi") == 3
    data = path.read_bytes()
    assert data.startswith(b"\xef\xbb\xbf")
    head, *rows = csv.reader(io.StringIO(data.decode("utf-8-sig")))
    assert head == list(HEADINGS["vi"])
    assert rows[0][COLUMNS.index("subject")] == "về “lưu trữ”; số hóa, ký số"
    assert rows[1][COLUMNS.index("subject")].startswith("'=")
    assert rows[2][COLUMNS.index("subject")] == "'-1+1"
    assert rows[2][COLUMNS.index("place")] == "'@SUM(A1)"


def test_xlsx_holds_text_and_dates(hits: list[Hit], tmp_path: Path) -> None:
    path = tmp_path / "list.XLSX"
    write_hits(hits, path)
    head, *rows = load_workbook(str(path)).get_sheet_by_index(0).to_python()
    assert head == list(HEADINGS["en"])
    assert rows[0][COLUMNS.index("issued")] == dt.date(2026, 6, 30)
    assert rows[1][COLUMNS.index("issued")] == "2026"
    assert rows[1][COLUMNS.index("subject")] == '=HYPERLINK("http://example.test","x")'
    assert b"<f>" not in path.read_bytes()


def test_json_keeps_everything_as_it_is(hits: list[Hit], tmp_path: Path) -> None:
    path = tmp_path / "list.json"
    write_hits(hits, path)
    records = json.loads(path.read_text(encoding="utf-8"))
    assert [record["id"] for record in records] == ["a", "b", "c"]
    assert records[2]["subject"] == "-1+1"
    assert records[2]["number"] is None


def test_nothing_is_overwritten_and_other_endings_are_refused(hits: list[Hit], tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text("mine", encoding="utf-8")
    with pytest.raises(UsageError, match="there already"):
        write_hits(hits, path)
    assert path.read_text(encoding="utf-8") == "mine"
    with pytest.raises(UsageError, match="must end with"):
        write_hits(hits, tmp_path / "list.doc")


@settings(deadline=None, max_examples=40)
@given(st.lists(st.text(max_size=20), min_size=len(COLUMNS), max_size=len(COLUMNS)))
def test_any_text_is_a_cell_and_none_a_formula(cells: list[str]) -> None:
    row = tuple(cells)
    decoded = _csv([row], COLUMNS).decode("utf-8-sig")
    (_, read) = list(csv.reader(io.StringIO(decoded, newline="")))
    assert all(not cell.startswith(("=", "+", "-", "@")) for cell in read)
    assert _xlsx([row], COLUMNS).startswith(b"PK")
