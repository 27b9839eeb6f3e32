"""Index speed, query times, size and memory of archivist's search beside plain Whoosh.

Run ``python bench/search.py --documents 10000``. Both engines index the same made documents
(`corpus`), one after the other, each in a process of its own on the same machine.

*Plain Whoosh* is the package as its quick start shows it: ``TEXT`` fields with the StandardAnalyzer,
default writer, default search. It stores no text, finds only what is typed with the same
diacritics, finds numbers as loose words, and its default top-N search can lose documents of
conjunctions; archivist's index holds folded words, exact words, positions and number keys, counts
every match and (in its own row) the facets. Every query is timed on its first execution, after
warming up with other queries.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import random
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from itertools import islice
from pathlib import Path

from corpus import documents

from archivist.search.records import IndexDocument

BATCH = 1000
WARM = 5
Timer = Callable[[str], int]


def made_queries(count: int) -> dict[str, list[str]]:
    """Queries by class, in archivist's language, made from documents of the same corpus."""
    rng = random.Random(11)
    sample = list(islice(documents(min(count, 400)), 400))
    words = [document.text.split() for document in sample]

    def run(size: int) -> str:
        while True:
            text = rng.choice(words)
            at = rng.randrange(30, len(text) - size)
            picked = text[at : at + size]
            if all(word.isalpha() for word in picked):
                return " ".join(picked)

    subjects = [" ".join(document.subject.split()[1:5]) for document in sample]
    return {
        "word": [run(1) for _ in range(20)],
        "2 words": [run(2) for _ in range(20)],
        "4 words of a subject": rng.sample(subjects, 20),
        "AND of 2": [f"{run(1)} AND {run(1)}" for _ in range(20)],
        "OR of 3": [f"{run(1)} OR {run(1)} OR {run(1)}" for _ in range(20)],
        "phrase of 3": [f'"{run(3)}"' for _ in range(20)],
        "prefix": [f"{run(1)[:3]}*" for _ in range(20)],
        "number": [document.number for document in rng.sample(sample, 20)],
        "word and year": [f"{run(1)} AND date:{rng.randrange(2006, 2025)}" for _ in range(20)],
    }


def percentiles(times: Sequence[float]) -> tuple[float, float]:
    """Median and 95th percentile, milliseconds."""
    ordered = sorted(times)
    return statistics.median(ordered) * 1000, ordered[min(len(ordered) - 1, int(len(ordered) * 0.95))] * 1000


def timed(queries: dict[str, list[str]], ask: Timer) -> dict[str, tuple[float, float]]:
    """Percentiles by class and over all; each query runs once, after `WARM` of its class."""
    rows: dict[str, tuple[float, float]] = {}
    everything: list[float] = []
    for name, texts in queries.items():
        for text in texts[:WARM]:
            ask(text)
        times = []
        for text in texts[WARM:]:
            began = time.perf_counter()
            ask(text)
            times.append(time.perf_counter() - began)
        rows[name] = percentiles(times)
        everything += times
    rows["all"] = percentiles(everything)
    return rows


# ---------------------------------------------------------------------------- engines


def run_archivist(count: int, folder: Path) -> dict[str, object]:
    """Build, update and search with archivist's index."""
    from archivist.search.index import SearchIndex
    from archivist.search.query import parse_query
    from archivist.search.records import SearchRequest
    from archivist.search.snippet import make_snippet

    with SearchIndex.create(folder) as index:
        build, commits = _build(count, index.update)

        def ask(text: str, *, facets: bool = False) -> int:
            return index.search(SearchRequest(query=parse_query(text), facets=facets)).total

        rows = timed(made_queries(count), ask)
        facets = timed({"facets": made_queries(count)["2 words"]}, lambda text: ask(text, facets=True))
        rows["2 words, with counts"] = facets["facets"]
        texts = [document.text for document in islice(documents(count), 10)]
        times = []
        for query in made_queries(count)["2 words"]:
            needles = index.search(SearchRequest(query=parse_query(query), limit=0)).needles
            began = time.perf_counter()
            for text in texts:
                make_snippet(text, needles)
            times.append(time.perf_counter() - began)
        rows["ten snippets"] = percentiles(times)
    return {"build": build, "commit": percentiles(commits), "rows": rows}


def run_plain(count: int, folder: Path) -> dict[str, object]:
    """Build, update and search with Whoosh as its quick start shows it."""
    from whoosh import fields, qparser  # type: ignore[attr-defined]  # the stubs hold what archivist uses
    from whoosh.index import create_in  # type: ignore[attr-defined]  # the same

    folder.mkdir()
    schema = fields.Schema(
        id=fields.ID(unique=True, stored=True),
        number=fields.TEXT(),
        kind=fields.ID(),
        issuer=fields.ID(),
        subject=fields.TEXT(),
        text=fields.TEXT(),
        date=fields.DATETIME(sortable=True),
    )
    index = create_in(str(folder), schema)

    def update(batch: Sequence[IndexDocument]) -> None:
        writer = index.writer()
        for d in batch:
            day = dt.datetime.combine(d.issued or dt.date.min, dt.time())
            row = {"id": d.id, "number": d.number, "kind": d.kind, "issuer": d.issuer_id}
            writer.add_document(**row, subject=d.subject, text=d.text, date=day)
        writer.commit()

    build, commits = _build(count, update)
    parser = qparser.QueryParser("text", schema)
    with index.searcher() as searcher:
        rows = timed(made_queries(count), lambda text: len(searcher.search(parser.parse(text), limit=20)))
    return {"build": build, "commit": percentiles(commits), "rows": rows}


def _build(count: int, update: Callable[[Sequence[IndexDocument]], None]) -> tuple[float, list[float]]:
    """Documents a second in batches, then seconds of twenty commits of one document."""
    seconds = 0.0
    source = documents(count + 20)
    while batch := list(islice(source, min(BATCH, count))):
        if len(batch) < min(BATCH, count):
            break
        began = time.perf_counter()
        update(batch)
        seconds += time.perf_counter() - began
    commits = []
    for document in islice(documents(20, seed=2), 20):
        began = time.perf_counter()
        update([document])
        commits.append(time.perf_counter() - began)
    return count // min(BATCH, count) * min(BATCH, count) / seconds, commits


def measure(engine: str, count: int) -> dict[str, object]:
    """Everything about one engine, in this process."""
    with tempfile.TemporaryDirectory(prefix="archivist-bench-") as scratch:
        folder = Path(scratch) / "index"
        found = run_archivist(count, folder) if engine == "archivist" else run_plain(count, folder)
        found["size"] = sum(p.stat().st_size for p in folder.rglob("*") if p.is_file()) / count
        found["rss"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return found


# ---------------------------------------------------------------------------- table


def table(count: int, ours: dict[str, object], plain: dict[str, object]) -> str:
    """Both engines side by side."""
    lines = [f"Search over {count:,} made documents", f"{'':28}{'archivist':>18}{'plain Whoosh':>18}"]
    for name, key, unit in (
        ("build, documents/s", "build", "{:,.0f}"),
        ("index, bytes/document", "size", "{:,.0f}"),
        ("peak memory, MB", "rss", "{:,.0f}"),
    ):
        lines.append(f"{name:28}{unit.format(ours[key]):>18}{unit.format(plain[key]):>18}")
    rows, others = ours["rows"], plain["rows"]
    assert isinstance(rows, dict)
    assert isinstance(others, dict)
    lines.append("p50 / p95, ms")
    for name, pair in (("commit of one document", ours["commit"]), *rows.items()):
        other = plain["commit"] if name.startswith("commit") else others.get(name)
        lines.append(f"{name:28}{_pair(pair):>18}{_pair(other):>18}")
    return "\n".join(lines)


def _pair(times: object) -> str:
    return f"{times[0]:.1f} / {times[1]:.1f}" if isinstance(times, tuple | list) else "-"


def main() -> None:
    """Entry point."""
    parser = argparse.ArgumentParser(description="Measure search beside plain Whoosh.")
    parser.add_argument("--documents", type=int, default=10_000)
    parser.add_argument("--engine", choices=["archivist", "plain"], help=argparse.SUPPRESS)
    parser.add_argument("--json", type=Path, help="also write the figures here")
    options = parser.parse_args()
    if options.engine:
        print(json.dumps(measure(options.engine, options.documents)))
        return
    found = []
    for engine in ("archivist", "plain"):
        command = [sys.executable, __file__, "--documents", str(options.documents), "--engine", engine]
        found.append(json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout))
    print(table(options.documents, *found))
    if options.json:
        options.json.write_text(json.dumps(dict(zip(("archivist", "plain"), found, strict=True)), indent=2))


if __name__ == "__main__":
    main()
