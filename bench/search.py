"""Index speed, query times, size and memory of archivist's search beside its peers.

Run ``python bench/search.py --documents 10000`` (or 100000, which takes hours for plain Whoosh: leave it
out with ``--engines``). All engines index the same made documents (`corpus`), one after the other, each in
a process of its own on the same machine. Compare engines within one table only.

*Plain Whoosh* is the package as its quick start shows it: ``TEXT`` fields with the StandardAnalyzer,
default writer, default search. It stores no text, finds only what is typed with the same
diacritics, finds numbers as loose words, and its default top-N search can lose documents of
conjunctions; archivist's index holds folded words, exact words, positions and number keys, counts
every match and (in its own row) the facets. *SQLite FTS5* (contentless tables, write-ahead log, synchronous
full) and *tantivy* (one thread, where it is installed) get the same words, folded as archivist folds them
(the exact words in a second field), and rank by BM25; they keep no number keys. Archivist's time includes
finding numbers and dates in the texts. Every query is timed on its first execution, after warming up with
other queries; no engine keeps results. *One search* is a whole process, beside ``python -c "import click"``.
"""

from __future__ import annotations

import argparse
import datetime as dt
import importlib.util
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

from archivist.search.analysis import folded_tokens, pairs
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
    return {"build": build, "commit": percentiles(commits), "rows": rows, "cold": one_search(folder)}


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


def folded(document: IndexDocument) -> tuple[str, str, str]:
    """Folded text, exact text and folded subject, as the peers index them."""
    found = pairs(" ".join((document.number, document.subject, document.text)))
    exact = " ".join(word for plain, word in found if word != plain)
    return " ".join(plain for plain, _ in found), exact, " ".join(folded_tokens(document.subject))


def peer_query(text: str, *, join: str, quote: bool) -> tuple[str, int | None]:
    """One of the made queries for a peer, and the year it is narrowed to."""
    year = int(text[-4:]) if " date:" in text or "date:" in text else None
    text = text.split(" AND date:")[0]
    if text.startswith('"'):
        return '"' + " ".join(folded_tokens(text)) + '"', year
    if text.endswith("*"):
        return folded_tokens(text)[0] + "*", year
    if " OR " in text:
        return " OR ".join(folded_tokens(text.replace(" OR ", " "))), year
    words = folded_tokens(text.replace(" AND ", " "))
    return join.join(f'"{word}"' if quote else word for word in words), year


def run_fts5(count: int, folder: Path) -> dict[str, object]:
    """Build, update and search with SQLite's full-text index."""
    import sqlite3

    folder.mkdir()
    database = sqlite3.connect(folder / "fts.db", isolation_level=None)
    database.execute("PRAGMA journal_mode=WAL")
    database.execute("PRAGMA synchronous=FULL")
    database.execute(
        "CREATE VIRTUAL TABLE t USING fts5(text, exact, subject, content='', tokenize='unicode61 remove_diacritics 0')"
    )
    database.execute(
        "CREATE TABLE d(n INTEGER PRIMARY KEY, id TEXT UNIQUE, kind TEXT, issuer TEXT, day TEXT)"
    )
    database.execute("CREATE INDEX d_day ON d(day)")
    number = 0

    def update(batch: Sequence[IndexDocument]) -> None:
        nonlocal number
        database.execute("BEGIN")
        for d in batch:
            number += 1
            database.execute(
                "INSERT INTO t(rowid, text, exact, subject) VALUES (?, ?, ?, ?)", (number, *folded(d))
            )
            row = (number, f"{d.id}-{number}", d.kind, d.issuer_id, str(d.issued or ""))
            database.execute("INSERT INTO d VALUES (?, ?, ?, ?, ?)", row)
        database.execute("COMMIT")

    build, commits = _build(count, update)

    def ask(text: str) -> int:
        query, year = peer_query(text, join=" AND ", quote=True)
        narrowed = f" AND t.rowid IN (SELECT n FROM d WHERE day LIKE '{year}-%')" if year else ""
        sql = f"SELECT rowid FROM t WHERE t MATCH ?{narrowed} ORDER BY rank LIMIT 20"
        total = database.execute(f"SELECT count(*) FROM t WHERE t MATCH ?{narrowed}", (f"text : ({query})",))
        database.execute(sql, (f"text : ({query})",)).fetchall()
        return int(total.fetchone()[0])

    rows = timed(made_queries(count), ask)
    database.close()
    return {"build": build, "commit": percentiles(commits), "rows": rows}


def run_tantivy(count: int, folder: Path) -> dict[str, object]:
    """Build, update and search with tantivy, a compiled engine."""
    import tantivy

    folder.mkdir()
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("id", stored=True, tokenizer_name="raw")
    for name in ("text", "exact", "subject"):
        builder.add_text_field(name, tokenizer_name="whitespace")
    builder.add_integer_field("year", indexed=True, fast=True)
    index = tantivy.Index(builder.build(), path=str(folder))
    writer = index.writer(128_000_000, 1)

    def update(batch: Sequence[IndexDocument]) -> None:
        for d in batch:
            text, exact, subject = folded(d)
            year = d.issued.year if d.issued else 0
            writer.add_document(tantivy.Document(id=d.id, text=text, exact=exact, subject=subject, year=year))
        writer.commit()

    build, commits = _build(count, update)
    index.reload()
    searcher = index.searcher()

    def ask(text: str) -> int:
        query, year = peer_query(text, join=" AND ", quote=False)
        parsed = index.parse_query(f"+({query}) +year:{year}" if year else query, ["text"])
        return int(searcher.search(parsed, 20, count=True).count)

    return {"build": build, "commit": percentiles(commits), "rows": timed(made_queries(count), ask)}


def one_search(folder: Path) -> tuple[float, float, float]:
    """Milliseconds of whole processes, the best of nine: ``import click``, and one search with and without facets."""
    code = (
        "import sys\nfrom pathlib import Path\nfrom archivist.search.index import SearchIndex, SearchRequest\n"
        "from archivist.search.query import parse_query\n"
        "index = SearchIndex.open(Path(sys.argv[1]), readonly=True)\n"
        "index.search(SearchRequest(query=parse_query('chuyển đổi'), facets=sys.argv[2] == 'f'))\n"
    )
    best = [float("inf")] * 3
    for _ in range(9):  # in turns, so that a busy moment of the machine meets all alike
        for row, command in enumerate((["import click"], [code, str(folder), "-"], [code, str(folder), "f"])):
            began = time.perf_counter()
            subprocess.run([sys.executable, "-c", *command], check=True)
            best[row] = min(best[row], (time.perf_counter() - began) * 1000)
    return best[0], best[1], best[2]


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


ENGINES: dict[str, Callable[[int, Path], dict[str, object]]] = {
    "archivist": run_archivist,
    "plain": run_plain,
    "fts5": run_fts5,
    "tantivy": run_tantivy,
}


def measure(engine: str, count: int) -> dict[str, object]:
    """Everything about one engine, in this process."""
    with tempfile.TemporaryDirectory(prefix="archivist-bench-") as scratch:
        folder = Path(scratch) / "index"
        found = ENGINES[engine](count, folder)
        found["size"] = sum(p.stat().st_size for p in folder.rglob("*") if p.is_file()) / count
        found["rss"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return found


# ---------------------------------------------------------------------------- table


def table(count: int, found: dict[str, dict[str, object]]) -> str:
    """All engines side by side."""
    lines = [f"Search over {count:,} made documents", " " * 28 + "".join(f"{name:>18}" for name in found)]
    for name, key in (
        ("build, documents/s", "build"),
        ("index, bytes/document", "size"),
        ("peak memory, MB", "rss"),
    ):
        lines.append(f"{name:28}" + "".join(f"{one[key]:>18,.0f}" for one in found.values()))
    lines.append("p50 / p95, ms")
    commits = "".join(f"{_pair(one['commit']):>18}" for one in found.values())
    lines.append(f"{'commit of one document':28}{commits}")
    names = list(dict.fromkeys(name for one in found.values() for name in one["rows"]))  # type: ignore[attr-defined]
    for name in names:
        cells = (_pair(one["rows"].get(name)) for one in found.values())  # type: ignore[attr-defined]
        lines.append(f"{name:28}" + "".join(f"{cell:>18}" for cell in cells))
    cold = found.get("archivist", {}).get("cold")
    if isinstance(cold, list | tuple):
        lines.append(
            f"one search, a whole process: {cold[1]:.0f} ms, with counts {cold[2]:.0f} ms; import click {cold[0]:.0f} ms"
        )
    return "\n".join(lines)


def _pair(times: object) -> str:
    return f"{times[0]:.1f} / {times[1]:.1f}" if isinstance(times, tuple | list) else "-"


def main() -> None:
    """Entry point."""
    parser = argparse.ArgumentParser(description="Measure search beside its peers.")
    parser.add_argument("--documents", type=int, default=10_000)
    parser.add_argument("--engines", default="archivist,plain,fts5,tantivy", help="names, comma between")
    parser.add_argument("--engine", choices=sorted(ENGINES), help=argparse.SUPPRESS)
    parser.add_argument("--json", type=Path, help="also write the figures here")
    options = parser.parse_args()
    if options.engine:
        print(json.dumps(measure(options.engine, options.documents)))
        return
    found = {}
    for engine in options.engines.split(","):
        if engine == "tantivy" and importlib.util.find_spec("tantivy") is None:
            print("tantivy is not installed and left out", file=sys.stderr)
            continue
        command = [sys.executable, __file__, "--documents", str(options.documents), "--engine", engine]
        out = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout
        found[engine] = json.loads(out)
    print(table(options.documents, found))
    if options.json:
        options.json.write_text(json.dumps(found, indent=2))


if __name__ == "__main__":
    main()
