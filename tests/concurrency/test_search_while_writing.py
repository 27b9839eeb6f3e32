"""Four processes search one index while a fifth writes it: no failed answer, never half a commit.

Each commit replaces all documents of a small group by ones of a new kind. Whoever searches must find the
whole group, and all of it of one kind.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from archivist.search.index import SearchIndex

GROUP = 7
SEARCHERS = 4

WRITER = """
import datetime as dt, sys, time
from pathlib import Path
from archivist.search.index import IndexDocument, SearchIndex
day = dt.date(2020, 1, 1)
until = time.monotonic() + float(sys.argv[2])
commits = start = int(sys.argv[4])
with SearchIndex.open(Path(sys.argv[1])) as index:
    while time.monotonic() < until or commits < start + 40:
        commits += 1
        group = [
            IndexDocument(id=f"g{n}", revision=commits, kind=f"k{commits}", filed_on=day, text="chung số " * (1 + n))
            for n in range(int(sys.argv[3]))
        ]
        extra = IndexDocument(id=f"x{commits % 50}", revision=commits, filed_on=day, text=f"thêm {commits}")
        index.update([*group, extra])
        if commits % 30 == 0:
            index.expunge()
print(commits - start)
"""

SEARCHER = """
import json, sys
from pathlib import Path
from archivist.search.index import SearchIndex, SearchRequest
from archivist.search.query import parse_query
group, plain = int(sys.argv[2]), sys.argv[3] == "plain"
if plain:
    sys.modules["numpy"] = None  # as if it were not installed
answers = kinds = 0
before = ""
queries = ["chung", '"chung số"', "chung AND so", "chu* NOT them"]
with SearchIndex.open(Path(sys.argv[1]), readonly=True) as index:
    print("ready", flush=True)
    while not answers or not Path(sys.argv[4]).exists():
        request = SearchRequest(query=parse_query(queries[answers % 4]), facets=True, limit=20)
        found = index.search(request)
        assert found.total == group, found
        assert sorted(hit.id for hit in found.hits) == [f"g{n}" for n in range(group)], found
        ((kind, count),) = found.facets["kind"]
        assert count == group
        assert int(kind[1:]) >= int(before[1:] or 0), (before, kind)
        kinds += kind != before
        before = kind
        answers += 1
print(json.dumps([answers, kinds, sys.modules.get("numpy") is not None]))
"""


def run_together(tmp_path: Path, *, seconds: float) -> None:
    folder, done = tmp_path / "index", tmp_path / "done"
    SearchIndex.create(folder).close()
    subprocess.run([sys.executable, "-c", WRITER, str(folder), "0", str(GROUP), "0"], check=True, stdout=-1)
    searchers = [
        subprocess.Popen(
            [sys.executable, "-c", SEARCHER, str(folder), str(GROUP), way, str(done)],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for way in ("numpy", "plain") * (SEARCHERS // 2)
    ]
    try:
        for searcher in searchers:
            assert searcher.stdout is not None
            searcher.stdout.readline()
        wrote = subprocess.run(
            [sys.executable, "-c", WRITER, str(folder), str(seconds), str(GROUP), "1000"],
            check=True,
            capture_output=True,
            text=True,
            timeout=seconds + 300,
        )
        done.touch()
        for searcher in searchers:
            out, err = searcher.communicate(timeout=120)
            assert searcher.returncode == 0, err
            answers, commits_seen, _ = json.loads(out)
            assert answers > 0
            assert commits_seen > 0
        assert int(wrote.stdout) >= 40
    finally:
        for searcher in searchers:
            if searcher.poll() is None:
                searcher.kill()
            searcher.communicate()
    with SearchIndex.open(folder) as index:
        index.verify()


def test_no_answer_fails_and_none_sees_half_a_commit(tmp_path: Path) -> None:
    run_together(tmp_path, seconds=2)


@pytest.mark.slow
def test_no_answer_fails_for_longer(tmp_path: Path) -> None:
    """A minute; `make soak` makes it five."""
    run_together(tmp_path, seconds=float(os.environ.get("ARCHIVIST_SOAK_SECONDS", "60")))
