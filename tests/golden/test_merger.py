"""The merger of the sample archive: pairs, look-alikes and relations, against what the makers wrote down."""

from __future__ import annotations

import datetime as dt
import importlib
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from archivist import Archive
from archivist.deciding import RelationFilter
from archivist.model import Competence, RelationKind
from archivist.reconciling import Worksheet

SAMPLES = Path(__file__).resolve().parents[2] / "sample_archive"
MERGER = SAMPLES / "merger"
TRUTH: dict[str, Any] = json.loads((MERGER / "expected.json").read_text(encoding="utf-8"))  # JSON
DAY = dt.date(2025, 7, 2)

Filed = tuple[Archive, dict[str, str]]


@pytest.fixture(scope="module")
def filed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Filed]:
    """The archive, and id → file."""
    with Archive.create(tmp_path_factory.mktemp("hop-nhat") / "kho") as archive:
        files: dict[str, str] = {}
        for file in TRUTH["documents"]:
            result = archive.file(MERGER / "inbox" / file, index=False)
            assert result.document is not None, result.message
            files[result.document.id] = file
        yield archive, files


@pytest.fixture(scope="module")
def sheet(filed: Filed) -> Worksheet:
    a, b = TRUTH["bodies"]
    return filed[0].reconcile(a, b, as_of=DAY)


def _pairs(filed: Filed, sheet: Worksheet, *, sure: bool = False) -> set[tuple[str, ...]]:
    rows = [row for row in sheet.pairs if not (sure and row.doubtful)]
    return {tuple(filed[1][side.id] for side in (row.a, row.b) if side) for row in rows}


def test_there_is_enough_to_measure() -> None:
    assert len(TRUTH["pairs"]) >= 30
    assert len(TRUTH["look_alikes"]) >= 10


def test_expected_pairs_are_found_and_look_alikes_are_not(filed: Filed, sheet: Worksheet) -> None:
    wanted = {tuple(pair) for pair in TRUTH["pairs"]}
    found, sure = _pairs(filed, sheet), _pairs(filed, sheet, sure=True)
    assert len(found & wanted) / len(wanted) >= 0.94, f"recall: {sorted(wanted - found)}"
    assert len(found & wanted) / len(found) >= 0.96, f"precision: {sorted(found - wanted)}"
    assert sure <= wanted, "what is not marked doubtful is right"
    assert len(sure) / len(found) >= 0.7


def test_a_missed_partner_is_named_as_near(filed: Filed, sheet: Worksheet) -> None:
    files = filed[1]
    near = {files[row.key]: {files[id_] for id_ in row.nearest} for row in sheet.unpaired}
    for one, other in {tuple(pair) for pair in TRUTH["pairs"]} - _pairs(filed, sheet):
        assert other in near[one]
        assert one in near[other]


def test_every_number_is_read_and_nothing_is_lost(filed: Filed, sheet: Worksheet) -> None:
    archive, files = filed
    numbers = {files[document.id]: document.number for document in archive.iter_all()}
    assert numbers == {file: TRUTH["numbers"][file] for file in files.values()}
    listed = [files[id_] for row in sheet.rows for id_ in row.key.split("+")]
    provinces = [file for file in files.values() if file.startswith(("Lam Son Ha/", "Bach Khe Thuong/"))]
    assert len(listed) == len(set(listed))
    assert set(provinces) - set(listed) == {  # a report, and a district's regulation
        "Bach Khe Thuong/88-BC-TU so ket.txt",
        "Lam Son Ha/14-QDi-HU Thanh Vu.txt",
    }


def test_relations_are_those_the_documents_state(filed: Filed) -> None:
    archive, files = filed
    wanted = {
        (one["source"], one["relation"], one["number"])
        for one in TRUTH["relations"]
        if one["source"] in files.values()
    }
    kinds = tuple(kind for kind in RelationKind if kind is not RelationKind.CITES)
    relations = archive.standing.relations(RelationFilter(kinds=kinds))
    assert {(files[one.source], one.kind.value, one.number) for one in relations} == wanted
    lower = [files[one.source] for one in relations if one.competence is Competence.LOWER]
    changing = [file for file in lower if file.endswith("Thanh Vu.txt")]
    assert changing == ["Lam Son Ha/14-QDi-HU Thanh Vu.txt"]


def test_the_same_records_give_the_same_documents(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for folder in (SAMPLES, SAMPLES.parent / "tests"):
        monkeypatch.syspath_prepend(str(folder))
    try:
        merger = importlib.import_module("making.merger")
        makers = importlib.import_module("making.makers")
        merger.generate(tmp_path, makers.MAKERS)
    finally:
        for name in [one for one in sys.modules if one.partition(".")[0] == "making"]:
            del sys.modules[name]
    made = sorted(path.relative_to(tmp_path) for path in tmp_path.rglob("*") if path.is_file())
    assert made == sorted(path.relative_to(MERGER) for path in MERGER.rglob("*") if path.is_file())
    for path in made:
        if path.suffix != ".docx":  # their bytes depend on the version of python-docx
            assert (tmp_path / path).read_bytes() == (MERGER / path).read_bytes(), path
