"""One search loads neither numpy nor an engine; many load numpy; without it everything works."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from support.search import DOCUMENTS

from archivist.search.index import SearchIndex

ASK = """
import json, sys
from pathlib import Path
if sys.argv[2] == "blocked":
    sys.modules["numpy"] = None
from archivist.search.index import SearchIndex, SearchRequest
from archivist.search.query import parse_query
found, rounds = [], 0
with SearchIndex.open(Path(sys.argv[1]), readonly=True) as index:
    while rounds < int(sys.argv[3]) and sys.modules.get("numpy") is None:
        answer = index.search(SearchRequest(query=parse_query("chuyển đổi số OR họa"), facets=True))
        rounds += 1
    answer = index.search(SearchRequest(query=parse_query("chuyển đổi số OR họa"), facets=True))
found = [[hit.id, hit.score] for hit in answer.hits]
heavy = {"numpy", "whoosh", "pypdf", "watchdog", "pypdfium2"}
loaded = sorted(name for name in heavy if sys.modules.get(name) is not None)
print(json.dumps([found, {name: list(rows) for name, rows in answer.facets.items()}, loaded]))
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("adaptive") / "index"
    with SearchIndex.create(path) as index:
        index.update(DOCUMENTS)
    return path


def _ask(folder: Path, numpy: str, rounds: int) -> tuple[object, object, list[str]]:
    command = [sys.executable, "-c", ASK, str(folder), numpy, str(rounds)]
    out = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    found, facets, loaded = json.loads(out)
    return found, facets, loaded


def test_one_search_loads_no_engine_and_no_numpy(folder: Path) -> None:
    assert _ask(folder, "there", 0)[2] == []


def test_many_searches_load_numpy_and_answer_the_same(folder: Path) -> None:
    first = _ask(folder, "there", 0)
    many = _ask(folder, "there", 100_000)
    assert many[2] == ["numpy"]
    assert many[:2] == first[:2]


def test_without_numpy_everything_is_found(folder: Path) -> None:
    assert _ask(folder, "blocked", 300) == _ask(folder, "there", 0)
