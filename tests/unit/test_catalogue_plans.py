"""What the catalogue is asked for each document or each hit takes an index: an archive may hold a million citations."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from archivist.catalogue import Catalogue
from archivist.model import DocumentId


@pytest.fixture
def catalogue(tmp_path: Path) -> Iterator[Catalogue]:
    made = Catalogue.create(tmp_path / "catalogue.db")
    yield made
    made.close()


@pytest.mark.parametrize(
    "ask",
    [
        lambda c: c.row(DocumentId("aaaa")),
        lambda c: c.rows_of(["aaaa", "bbbb"]),
        lambda c: c.intents(),
        lambda c: c.citations_to("7-bc-tu"),
        lambda c: c.citations_from("aaaa"),
        lambda c: c.standing.clauses("aaaa"),
        lambda c: c.standing.clauses_of(["aaaa", "bbbb"]),
        lambda c: c.standing.decisions("aaaa"),
        lambda c: c.standing.deciders_on("aaaa"),
        lambda c: c.standing.decided_on(["aaaa", "bbbb"]),
        lambda c: c.standing.unnumbered("2021-03-15"),
        lambda c: c.standing.unnumbered_days(["2021-03-15", "-"]),
        lambda c: c.standing.cited_numbers(["7-bc-tu", "8-bc-tu"]),
        lambda c: c.receipts("aaaa"),
    ],
)
def test_nothing_is_read_from_end_to_end(catalogue: Catalogue, ask: Callable[[Catalogue], object]) -> None:
    asked: list[str] = []
    raw = catalogue._db._open
    raw.set_trace_callback(asked.append)  # SQLite tells each statement with its values
    ask(catalogue)
    raw.set_trace_callback(None)
    assert asked
    for statement in asked:
        plan = [row[3] for row in raw.execute(f"EXPLAIN QUERY PLAN {statement}")]
        read_whole = [step for step in plan if step.startswith("SCAN") and "documents_unsettled" not in step]
        assert not read_whole, statement
