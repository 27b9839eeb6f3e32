"""Index speed, query times, size and memory of archivist's search beside its peers, in one table.

    python bench/search.py --documents 20000,100000
    python bench/search.py --documents 1000000 --scratch /a/large/disk

Above 50,000 documents only ``--large-engines`` are measured, above 200,000 archivist alone: plain Whoosh would take hours.

All engines index the same fields of the same made documents (`corpus`, `engines`), one after the other, each in a process
of its own; documents are made while they are indexed and never held (their making is not timed). *Folded only* is a second,
smaller build of the words without diacritics, the id and the day. Compare figures within one table only: the machine may be busy.

Every question is timed on its first execution, after others of its class (`questions`), in three sets without a question
in common; the set with the least median stands in the table, since other work on the machine slows a set and speeds none; every engine returns the
first 20 hits and the exact total. Before, archivist joins the small segments that single commits left, as filing does when
nothing is left to do; that is timed, too, and the mix before it. Archivist's time includes reading the query, and its words are looked for
exact, in the subject and side by side too. *Plain Whoosh* searches as its quick start does, which can lose documents of
conjunctions. Xapian runs under ``--xapian-python`` (the distribution's interpreter has its bindings: python3-xapian).
"""

from __future__ import annotations

import argparse
import datetime as dt
import importlib.util
import json
import os
import platform
import resource
import shutil
import statistics
import subprocess
import sys
import sysconfig
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from math import inf
from pathlib import Path
from typing import Any

from corpus import documents
from engines import ENGINES, Archivist, Engine
from questions import ASKED, WARM, Question, made_questions

from archivist.search.records import IndexDocument

ROOT = Path(__file__).resolve().parent.parent
RESULTS = ROOT / "bench" / "results"
COMMITS = 40
BARE = 5_000
"""Documents of the folded-only build."""
LARGE = 50_000
"""Documents from which on the peers are `--large-engines`."""
VERY_LARGE = 200_000
"""Documents from which on there are no peers."""
AT_ONCE = 20_000
"""Documents that two processes fill an index with; they are held in memory."""
PASSAGES = 10
NEVER = (inf, inf)
FILLED = 2
"""Times each is filled, in turns; the faster one counts."""
SETS = 3
"""Sets of questions; no question stands in two."""
Clock = Callable[[], float]
Figures = dict[str, Any]
"""What one engine's process reports: JSON."""
DEFAULT = "archivist,plain,fts5,tantivy,xapian"
DEFAULT_LARGE = "archivist,fts5,tantivy"


# ---------------------------------------------------------------------------- measuring one engine


def percentiles(times: Sequence[float]) -> tuple[float, float]:
    """Median and 95th percentile, milliseconds."""
    ordered = sorted(times)
    return statistics.median(ordered) * 1000, ordered[min(len(ordered) - 1, int(len(ordered) * 0.95))] * 1000


def peak_mb() -> float:
    """Peak resident memory of this process so far, MB."""
    status = Path("/proc/self/status")
    for line in status.read_text().splitlines() if status.exists() else ():
        if line.startswith("VmHWM:"):  # `ru_maxrss` begins with what the calling process held
            return int(line.split()[1]) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def own_mb() -> float | None:
    """Memory of this process now that is no mapped file, MB; None where the system does not say."""
    status = Path("/proc/self/status")
    for line in status.read_text().splitlines() if status.exists() else ():
        if line.startswith("RssAnon:"):
            return int(line.split()[1]) / 1024
    return None


class Stream:
    """Made documents one after the other; the time their making takes is kept apart."""

    def __init__(self, count: int, clock: Clock) -> None:
        self._count = count
        self._clock = clock
        self.making = 0.0

    def __iter__(self) -> Iterator[IndexDocument]:
        source = documents(self._count)
        began = self._clock()
        for done in range(self._count):
            document = next(source)
            self.making += self._clock() - began
            yield document
            began = self._clock()
            if done and done % 50_000 == 0:
                print(f"{done:,} documents, {peak_mb():,.0f} MB", file=sys.stderr)


def build(engine: Engine, count: int, clock: Clock) -> float:
    """Documents a second, durable at the end."""
    stream = Stream(count, clock)
    began = clock()
    engine.fill(iter(stream))
    return count / (clock() - began - stream.making)


def spent() -> float:
    """Processor seconds of this process and of those it waited for."""
    both = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(one.ru_utime + one.ru_stime for one in both)


def gain_of_two(count: int, scratch: Path, *, busy: bool) -> float:
    """How many times as fast two processes fill archivist's index as one; the documents lie ready.

    On a busy machine: as two processors would, by the processor time all processes took.
    """
    from archivist.search.index import SearchIndex

    ready = list(documents(count))
    clock = spent if busy else time.perf_counter
    took: dict[int, float] = {}
    for processes in (1, 2) * FILLED:
        with (
            tempfile.TemporaryDirectory(prefix="archivist-bench-", dir=scratch) as made,
            SearchIndex.create(Path(made) / "index") as index,
        ):
            began = clock()
            index.fill(ready, processes=processes)
            took[processes] = min(clock() - began, took.get(processes, inf))
    return took[1] / took[2] * (2 if busy else 1)


def commits(engine: Engine) -> tuple[tuple[float, float], tuple[float, float]]:
    """Percentiles of commits of one new document each, and of the processor time they took."""
    times, worked = [], []
    for document in documents(COMMITS, seed=2):
        began, at_work = time.perf_counter(), time.process_time()
        engine.add([document])
        times.append(time.perf_counter() - began)
        worked.append(time.process_time() - at_work)
    return percentiles(times), percentiles(worked)


def one_fsync(folder: Path) -> tuple[float, float]:
    """Percentiles of making one small new file durable: a commit cannot take less than two."""
    times = []
    for number in range(COMMITS):
        began = time.perf_counter()
        with (folder / f"probe-{number}").open("wb") as file:
            file.write(bytes(512))
            file.flush()
            os.fsync(file.fileno())
        times.append(time.perf_counter() - began)
    return percentiles(times)


def timed(
    questions: Mapping[str, Sequence[Question]],
    ask: Callable[[Question], object],
    clock: Clock,
    *,
    sets: int = 1,
) -> dict[str, tuple[float, float]]:
    """Percentiles by class and over all; a class an engine cannot answer is absent.

    Everything is warmed first: an engine that loads something at its first long question has it then. Of several
    sets the one with the least median counts: other work on the machine slows a set, and nothing speeds one.
    """
    able = {
        name: asked for name, asked in questions.items() if None not in [ask(one) for one in asked[:WARM]]
    }
    rows: dict[str, tuple[float, float]] = {}
    for at in range(sets):
        everything: list[float] = []
        for name, asked in able.items():
            times = []
            for question in asked[WARM + at :: sets]:
                began = clock()
                ask(question)
                times.append(clock() - began)
            rows[name] = min(rows.get(name, NEVER), percentiles(times))
            everything += times
        rows["all"] = min(rows.get("all", NEVER), percentiles(everything))
    return rows


def ours_only(engine: Archivist, count: int, folder: Path, clock: Clock) -> dict[str, tuple[float, float]]:
    """The same mix with counts, and with ten passages; other questions than those asked before."""
    from archivist.search.needles import needles_of
    from archivist.search.snippet import make_snippet

    paths = [folder / f"text-{number}" for number in range(PASSAGES)]
    for path, document in zip(paths, documents(count), strict=False):
        path.write_bytes(document.text.encode())
    snippets: list[float] = []

    def with_snippets(question: Question) -> bool:
        response = engine.response(question)
        began = clock()
        needles = needles_of(response.query)
        for path in paths:
            make_snippet(path.read_bytes().decode(), needles)  # as an archive reads them
        snippets.append(clock() - began)
        return True

    rows = {
        "all, with counts": timed(made_questions(count, seed=12), lambda q: engine.ask(q, facets=True), clock)
    }
    rows["all, with ten passages"] = timed(made_questions(count, seed=13), with_snippets, clock)
    found = {name: row["all"] for name, row in rows.items()}
    return {**found, "ten passages alone": percentiles(snippets)}


def size_of(folder: Path) -> int:
    """Bytes of all files below a folder."""
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


def measure(name: str, count: int, scratch: Path, clock: Clock) -> Figures:
    """Everything about one engine, in this process."""
    found: Figures = {}
    with tempfile.TemporaryDirectory(prefix="archivist-bench-", dir=scratch) as made:
        folder = Path(made)
        engine = ENGINES[name](folder, folded_only=False)
        ours = isinstance(engine, Archivist)
        began = time.perf_counter()
        found["build"] = build(engine, count, clock)
        found["minutes"] = (time.perf_counter() - began) / 60
        found["build rss"] = peak_mb()
        found["size"] = size_of(folder) / count
        found["commit"], found["commit work"] = commits(engine)
        found["fsync"] = one_fsync(folder)
        loose = (
            {"all, before that": timed(made_questions(count, seed=14), engine.ask, clock)["all"]}
            if ours
            else {}
        )
        began = time.perf_counter()
        engine.ready()
        found["joining"] = (time.perf_counter() - began) * 1000 if ours else None
        rows = timed(made_questions(count, asked=SETS * ASKED), engine.ask, clock, sets=SETS)
        if isinstance(engine, Archivist):
            rows |= loose | ours_only(engine, count, folder, clock)
        found["rows"] = rows
        found["rss"] = peak_mb()
        found["own"] = own_mb()
    return found


def measure_bare(name: str, count: int, scratch: Path, clock: Clock) -> Figures:
    """The folded-only build."""
    with tempfile.TemporaryDirectory(prefix="archivist-bench-", dir=scratch) as made:
        engine = ENGINES[name](Path(made), folded_only=True)
        return {"build": build(engine, count, clock), "size": size_of(Path(made)) / count}


# ---------------------------------------------------------------------------- processes


def in_process(name: str, documents: int, options: argparse.Namespace, *, bare: bool) -> Figures | None:
    """One engine in a process of its own; None where it is not installed."""
    count = min(documents, BARE) if bare else documents
    python, environment = sys.executable, dict(os.environ)
    if name == "xapian":
        python = options.xapian_python
        # Pure Python packages that archivist needs; Xapian's bindings are that interpreter's own.
        packages = (str(ROOT), sysconfig.get_paths()["purelib"], environment.get("PYTHONPATH", ""))
        environment["PYTHONPATH"] = os.pathsep.join(packages)
        probe = [python, "-c", "import xapian"]
        if (
            shutil.which(python) is None
            or subprocess.run(probe, capture_output=True, env=environment).returncode
        ):
            print("xapian is not installed (python3-xapian) and left out", file=sys.stderr)
            return None
    elif name in ("tantivy",) and importlib.util.find_spec(name) is None:
        print(f"{name} is not installed and left out", file=sys.stderr)
        return None
    command = [
        python,
        __file__,
        "--documents",
        str(count),
        "--engine",
        name,
        "--scratch",
        str(options.scratch),
    ]
    command += ["--bare"] if bare else []
    command += ["--busy"] if options.busy else []
    done = subprocess.run(
        command, check=name == "archivist", stdout=subprocess.PIPE, text=True, env=environment
    )
    if done.returncode:  # what the others took minutes to measure is not thrown away
        print(f"{name} failed and is left out", file=sys.stderr)
        return None
    return dict(json.loads(done.stdout))


def engines_for(count: int, options: argparse.Namespace) -> list[str]:
    """Engines that are measured at this size."""
    if count > VERY_LARGE:
        return ["archivist"]
    named: str = options.large_engines if count > LARGE else options.engines
    return named.split(",")


def all_figures(count: int, options: argparse.Namespace) -> dict[str, Figures]:
    """Engine → its figures."""
    found: dict[str, Figures] = {}
    for name in engines_for(count, options):
        print(f"{name}, {count:,} documents", file=sys.stderr, flush=True)
        figures = in_process(name, count, options, bare=False)
        if figures is not None:
            found[name] = figures
            found[name]["bare"] = in_process(name, count, options, bare=True)
    ours = found.get("archivist")
    if ours is not None and count <= LARGE:
        ours["two processes"] = gain_of_two(min(count, AT_ONCE), options.scratch, busy=options.busy)
    if ours is not None and count <= options.cold_up_to:
        import oneshot

        with tempfile.TemporaryDirectory(prefix="archivist-bench-", dir=options.scratch) as made:
            root = oneshot.make_archive(Path(made), count)
            ours["cold"] = oneshot.measure(root, busy=options.busy)
    return found


# ---------------------------------------------------------------------------- table


def table(count: int, found: Mapping[str, Figures], *, busy: bool) -> str:
    """All engines side by side, and archivist's ratio to each peer."""
    names = list(found)
    peers = [name for name in names if name != "archivist"] if "archivist" in found else []
    head = f"{'':32}" + "".join(f"{name:>16}" for name in names) + "".join(f"{'÷ ' + p:>11}" for p in peers)
    lines = [f"{count:,} documents", head]

    def figure(title: str, key: Callable[[Figures], Any]) -> None:
        values = {name: key(found[name]) for name in names}
        cells = "".join(f"{_cell(values[name]):>16}" for name in names)
        lines.append(f"{title:32}{cells}" + "".join(f"{_ratio(values, p):>11}" for p in peers))

    figure(f"build, documents/s{' of work' if busy else ''}", lambda one: one["build"])
    figure("build and making, minutes", lambda one: one["minutes"])
    figure("build, folded only, documents/s", lambda one: (one.get("bare") or {}).get("build"))
    figure("index, bytes/document", lambda one: one["size"])
    figure("index, folded only, bytes/doc.", lambda one: (one.get("bare") or {}).get("size"))
    figure("peak memory of the build, MB", lambda one: one["build rss"])
    figure("peak memory, searching too, MB", lambda one: one["rss"])
    figure("  not mapped files, at the end, MB", lambda one: one.get("own"))
    figure("two processes ÷ one", lambda one: one.get("two processes"))
    lines.append(f"p50 / p95, ms (ratios: of the p50){'; questions in processor time' if busy else ''}")
    figure("commit of one document", lambda one: one["commit"])
    figure("  processor time of it", lambda one: one["commit work"])
    figure("  one fsync on this disk", lambda one: one["fsync"])
    figure(f"joining these {COMMITS} segments, ms", lambda one: one.get("joining"))
    rows = list(dict.fromkeys(row for one in found.values() for row in one["rows"]))
    for row in rows:
        figure(row, lambda one, row=row: one["rows"].get(row))  # type: ignore[misc]  # bound in the loop
    for name, (best, median, worst) in found.get("archivist", {}).get("cold", {}).items():
        said = f"{best:.0f} ms at best, {median:.0f} median, {worst:.0f} at worst"
        lines.append(f"process: {name:32}{said:>48}")
    return "\n".join(lines)


def _cell(value: Any) -> str:
    if value is None:
        return "-"
    if isinstance(value, list | tuple):
        return f"{value[0]:.2f} / {value[1]:.1f}"
    return f"{value:,.0f}" if value >= 100 else f"{value:.2f}"


def _ratio(values: Mapping[str, Any], peer: str) -> str:
    mine, other = (_first(values[name]) for name in ("archivist", peer))
    return f"{mine / other:.2f}" if mine and other else "-"


def _first(value: Any) -> float | None:
    return float(value[0]) if isinstance(value, list | tuple) else None if value is None else float(value)


FASTER_THAN_FTS5 = (
    "common word",
    "AND of 2",
    "AND of 4, of a subject",
    "2 words, with counts",
    "word and year",
    "2 words, by date",
)
"""Classes in which SQLite reads every match's row."""


def verdicts(count: int, found: Mapping[str, Figures]) -> Iterator[str]:
    """Each target of the design: the figure, and whether it is met."""
    ours = found.get("archivist")
    if ours is None:
        return
    p50, p95 = ours["rows"]["all"]

    def line(what: str, value: float, target: float, *, least: bool = False) -> str:
        met = value >= target if least else value <= target
        sign = "≥" if least else "≤"
        return f"{'met   ' if met else 'MISSED'} {count:>9,}  {what:44}{value:>12,.2f}  {sign} {target:g}"

    if count <= VERY_LARGE:
        yield line("query p50, ms", p50, 2 if count > LARGE else 1)
    yield line("query p95, ms", p95, 150 if count > VERY_LARGE else 20)
    yield line("commit p50, ms", ours["commit"][0], 20)
    yield line("commit p95, ms", ours["commit"][1], 40)
    yield line("ten passages alone p50, ms", ours["rows"]["ten passages alone"][0], 5)
    yield line("peak memory of the build, MB", ours["build rss"], 600)
    yield line("index, bytes/document", ours["size"], 10_240)
    if "cold" in ours:
        from oneshot import LIMIT, ORDINARY, beyond_peer

        beyond = beyond_peer(ours["cold"])
        for name in ORDINARY:
            yield line(f"archivist search over import click, {name}, ms", beyond[name], LIMIT)
    if "two processes" in ours:
        yield line("build by two processes ÷ by one", ours["two processes"], 1.6, least=True)
    if "plain" in found:
        yield line("build ÷ plain Whoosh", ours["build"] / found["plain"]["build"], 8, least=True)
    if "fts5" in found:
        fts5 = found["fts5"]
        yield line("build ÷ FTS5", ours["build"] / fts5["build"], 0.4, least=True)
        for name in FASTER_THAN_FTS5:
            faster = fts5["rows"][name][0] / ours["rows"][name][0]
            yield line(f"{name}, times faster than FTS5", faster, 5, least=True)
    if "tantivy" in found:
        rows = found["tantivy"]["rows"]
        yield line("all, p50 ÷ tantivy", p50 / rows["all"][0], 3)
        for name in rows:
            if name != "all":
                target = 15 if name == "fuzzy" else 6
                yield line(f"{name}, p50 ÷ tantivy", ours["rows"][name][0] / rows[name][0], target)


def report(found: Mapping[int, Mapping[str, Figures]], *, busy: bool) -> str:
    """The tables of all sizes, and every target with its figure."""
    today, load = dt.datetime.now(dt.UTC).date(), os.getloadavg()[0]
    title = f"Search over made documents, {today}, Python {platform.python_version()}, load {load:.1f}"
    tables = [table(count, figures, busy=busy) for count, figures in found.items()]
    lines = [line for count, figures in found.items() for line in verdicts(count, figures)]
    head = f"{'Targets':8}{'documents':>8}  {'':44}{'figure':>12}  target"
    return "\n\n".join([title, *tables, "\n".join([head, *lines])])


def main() -> None:
    """Entry point."""
    parser = argparse.ArgumentParser(description="Measure search beside its peers.")
    parser.add_argument("--documents", default="10000", help="how many; several sizes with commas between")
    parser.add_argument("--engines", default=DEFAULT, help="names, commas between")
    parser.add_argument("--large-engines", default=DEFAULT_LARGE, help=f"those above {LARGE:,} documents")
    parser.add_argument(
        "--scratch", type=Path, default=Path(tempfile.gettempdir()), help="where indexes are built"
    )
    parser.add_argument(
        "--xapian-python", default="/usr/bin/python3", help="interpreter that has Xapian's bindings"
    )
    parser.add_argument(
        "--cold-up-to", type=int, default=100_000, help="documents up to which whole processes are timed"
    )
    parser.add_argument("--engine", choices=sorted(ENGINES), help=argparse.SUPPRESS)
    parser.add_argument("--bare", action="store_true", help=argparse.SUPPRESS)
    parser.add_argument(
        "--busy", action="store_true", help="questions in processor time, for machines with other work"
    )
    parser.add_argument("--json", type=Path, help="write the figures here (default: bench/results)")
    options = parser.parse_args()
    clock = time.process_time if options.busy else time.perf_counter
    sizes = [int(size) for size in options.documents.split(",")]
    if options.engine:
        measured = measure_bare if options.bare else measure
        print(json.dumps(measured(options.engine, sizes[0], options.scratch, clock)))
        return
    found = {count: all_figures(count, options) for count in sizes}
    text = report(found, busy=options.busy)
    absent = {name for count in sizes for name in engines_for(count, options) if name not in found[count]}
    if absent:
        text += f"\n\nLeft out, not installed or failed: {', '.join(sorted(absent))}"
    print(text)
    RESULTS.mkdir(exist_ok=True)
    name = "search-" + "-".join(map(str, sizes))
    (RESULTS / f"{name}.txt").write_text(text + "\n", encoding="utf-8")
    (options.json or RESULTS / f"{name}.json").write_text(json.dumps(found, indent=2), encoding="utf-8")


if __name__ == "__main__":
    main()
