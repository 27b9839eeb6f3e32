"""Questions an archivist asks of the sample archive get the answers the documents' truth demands.

Nothing here is generated. Who adds documents to the sample archive adds questions about them to
``queries.toml``, and where a new document is a right answer to an old question too, looks whether its
`first`, `not` or `empty` still hold: they say what an archivist would say, not what a search answered.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from archivist import Archive, QueryError

SAMPLES = Path(__file__).resolve().parents[2] / "sample_archive" / "inbox"
GOLDEN: dict[str, Any] = tomllib.loads(Path(__file__).with_name("queries.toml").read_text(encoding="utf-8"))
NAMES: dict[str, str] = GOLDEN["documents"]
CASES = [
    pytest.param(case, id=f"{topic}: {case['q']}")
    for topic, section in GOLDEN.items()
    if topic != "documents"
    for case in section["ask"]
]


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Archive]:
    """The sample inbox, filed once."""
    root = tmp_path_factory.mktemp("golden") / "archive"
    with Archive.create(root) as made:
        files = sorted(path for path in SAMPLES.rglob("*") if path.is_file())
        sources = {result.source for result in made.file_many(files)}
        packed = {source.parent for source in sources if source.parent.suffix == ".zip"}
        assert {source for source in sources if source.parent not in packed} | packed == set(files)
        yield made


def _found(archive: Archive, query: str) -> list[str]:
    return [Path(hit.document.original.received_as).name for hit in archive.search(query, limit=500)]


@pytest.mark.parametrize("case", CASES)
def test_the_right_documents_are_found(archive: Archive, case: dict[str, Any]) -> None:
    if case.get("error"):
        with pytest.raises(QueryError):
            archive.search(case["q"])
        return
    found = _found(archive, case["q"])
    wanted = {Path(NAMES[name]).name for name in case.get("has", [])}
    unwanted = {Path(NAMES[name]).name for name in case.get("not", [])}
    assert wanted - set(found) == set(), "missing"
    assert unwanted & set(found) == set(), "found and wrong"
    if "first" in case:
        assert found[:1] == [Path(NAMES[case["first"]]).name]
    if case.get("empty"):
        assert found == []


def test_the_set_is_large_and_every_case_demands_something() -> None:
    cases = [case.values[0] for case in CASES]
    assert len(cases) >= 150
    keys = {"first", "has", "not", "empty", "error"}
    for case in cases:
        assert isinstance(case, dict)
        assert any(case.get(key) for key in keys), case["q"]
        assert set(case) <= keys | {"q"}, case["q"]


def test_every_named_document_lies_in_the_sample_archive() -> None:
    assert all((SAMPLES / name).is_file() for name in NAMES.values())
