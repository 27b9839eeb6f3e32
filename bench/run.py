"""Measurements of the whole: filing, drop to found, reading of every format, index and queries.

Run ``python bench/run.py`` (or ``make bench``; ``make bench BENCH=--quick`` for minutes instead of an hour,
``BENCH=--million`` for the largest index too). Figures are ratios against a peer in the same run
where there is one; machines are noisy, so absolute figures are orders of magnitude. Results are
also written to ``bench/results/`` (not committed).
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

from archivist import Archive
from archivist.testing import make_pdf

ROOT = Path(__file__).resolve().parent.parent
RESULTS = ROOT / "bench" / "results"
ENGINES = "archivist,plain,fts5,tantivy,xapian"
"""Those that are not installed are left out."""
sys.path.insert(0, str(ROOT / "bench"))


def made_files(folder: Path, count: int, *, seed: int = 7) -> list[Path]:
    """`count` made documents: nine text files to one PDF, all different."""
    from corpus import documents

    folder.mkdir(parents=True)
    paths = []
    for position, document in enumerate(documents(count, seed=seed)):
        text = document.text
        if position % 10 == 9:
            path = folder / f"{position:05d}.pdf"
            make_pdf(path, text[:4000])
        else:
            path = folder / f"{position:05d}.txt"
            path.write_text(text, encoding="utf-8")
        paths.append(path)
    return paths


def peak_rss_mb() -> float:
    """Peak resident memory of this process so far."""
    import resource

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def fsyncs_per_second(folder: Path, seconds: float = 1.0) -> float:
    """How many small durable writes this disk does a second: the floor under filing."""
    started, count = time.perf_counter(), 0
    path = folder / "fsync-probe"
    while time.perf_counter() - started < seconds:
        with path.open("wb") as file:
            file.write(b"x" * 512)
            file.flush()
            os.fsync(file.fileno())
        count += 1
    path.unlink()
    return count / (time.perf_counter() - started)


def bench_filing(scratch: Path, count: int, jobs: int) -> dict[str, float]:
    """Documents filed a second, `count` made files, durable and indexed at the end."""
    paths = made_files(scratch / "files", count)
    with Archive.create(scratch / "archive") as archive:
        started = time.perf_counter()
        outcomes = [result.outcome for result in archive.file_many(paths, jobs=jobs)]
        archive.index_waiting()
        took = time.perf_counter() - started
        found = archive.search("").total
    index = sum(p.stat().st_size for p in (scratch / "archive/state/index").rglob("*") if p.is_file())
    return {
        "files": count,
        "found": found,
        "outcomes": len(outcomes),
        "documents_per_s": count / took,
        "fsyncs_per_s": fsyncs_per_second(scratch),
        "index_bytes_per_document": index / max(found, 1),
        "peak_rss_mb": peak_rss_mb(),
    }


def bench_latency(scratch: Path, drops: int, *, poll: bool = False) -> dict[str, float]:
    """Seconds from the last write in the inbox to the first hit, through a running watcher.

    With `poll` the watcher looks at intervals, as it does on a network share.
    """
    archive_path = scratch / ("polled" if poll else "watched")
    Archive.create(archive_path).close()
    if poll:
        settings = archive_path / "archive.toml"
        text = settings.read_text(encoding="utf-8")
        changed = re.sub(r'(?m)^#? ?poll = "auto"', 'poll = "always"', text)
        if changed == text:
            raise SystemExit("archive.toml holds no setting 'poll' to change")
        settings.write_text(changed, encoding="utf-8")
    stop = threading.Event()
    inbox = archive_path / "inbox"

    def watch() -> None:
        with Archive.open(archive_path) as archive:
            for _ in archive.watch(stop_event=stop):
                pass

    thread = threading.Thread(target=watch)
    thread.start()
    taken = []
    try:
        with Archive.open(archive_path, "r") as reader:
            while not inbox.is_dir():
                time.sleep(0.05)
            time.sleep(1.0)
            for position in range(drops):
                word = f"thamdinh{position:03d}"
                part = inbox / f"{position:03d}.txt.part"
                part.write_text(f"Số {position + 1}-KH/TU\n\nKẾ HOẠCH\nvề việc {word}\n", encoding="utf-8")
                part.rename(inbox / f"{position:03d}.txt")
                started = time.perf_counter()
                while time.perf_counter() - started < 60 and reader.search(word).total == 0:
                    time.sleep(0.05)
                taken.append(time.perf_counter() - started)
    finally:
        stop.set()
        thread.join()
    taken.sort()
    return {
        "drops": drops,
        "p50_s": statistics.median(taken),
        "p95_s": taken[min(len(taken) - 1, int(len(taken) * 0.95))],
        "max_s": taken[-1],
    }


def told_by(script: str, *arguments: str) -> str:
    """What another measurement prints, in a process of its own; its shortfalls are part of that."""
    command = [sys.executable, str(ROOT / "bench" / script), *arguments]
    return subprocess.run(command, check=False, stdout=subprocess.PIPE, text=True).stdout


def lines_of(title: str, figures: dict[str, float]) -> str:
    """One block of figures."""
    return "\n".join([title, *(f"  {name:28} {value:12,.2f}" for name, value in figures.items())])


def main() -> None:
    """Entry point of ``make bench``."""
    parser = argparse.ArgumentParser(description="Measure filing, inbox latency, index and queries.")
    parser.add_argument("--files", type=int, default=2000, help="made files to file")
    parser.add_argument("--jobs", type=int, default=2, help="workers")
    parser.add_argument("--drops", type=int, default=20, help="files dropped one by one for the latency")
    parser.add_argument(
        "--documents", default="20000,100000", help="sizes of the search measurement, commas between"
    )
    parser.add_argument("--engines", default=ENGINES, help="engines of the search measurement")
    parser.add_argument(
        "--million", action="store_true", help="search over 1,000,000 documents too: an hour more"
    )
    parser.add_argument("--quick", action="store_true", help="small sizes throughout: minutes, not an hour")
    parser.add_argument(
        "--busy",
        action="store_true",
        help="builds and questions in processor time, for a machine with other work",
    )
    options = parser.parse_args()
    if options.quick:
        options.files, options.drops, options.documents = 300, 5, "5000"
    sizes = options.documents + (",1000000" if options.million else "")
    search = ["--documents", sizes, "--engines", options.engines, *(["--busy"] if options.busy else [])]
    scratch = Path(tempfile.mkdtemp(prefix="archivist-bench-"))
    head = f"Python {platform.python_version()}, {platform.machine()}, {os.cpu_count()} processors"
    report = [f"{head}, load {os.getloadavg()[0]:.1f} at the beginning"]

    def tell(text: str) -> None:
        print(f"\n{text}", flush=True)
        report.append(text)

    try:
        filing = bench_filing(scratch, options.files, options.jobs)
        tell(lines_of(f"Filing {options.files} made files, {options.jobs} workers", filing))
        latency = bench_latency(scratch, options.drops)
        tell(lines_of("From drop to found (watcher running, local disk)", latency))
        polled = bench_latency(scratch, max(3, options.drops // 4), poll=True)
        tell(lines_of("From drop to found (watcher polling, as on a network share)", polled))
    finally:
        shutil.rmtree(scratch, ignore_errors=True)
    tell(told_by("filing.py"))
    tell(told_by("extract.py"))
    tell(told_by("formats.py"))
    tell(told_by("search.py", *search))
    tell(told_by("relevance.py"))
    RESULTS.mkdir(exist_ok=True)
    (RESULTS / "bench.txt").write_text("\n\n".join(report) + "\n", encoding="utf-8")
    figures = {"filing": filing, "latency": latency, "polled": polled}
    (RESULTS / "run.json").write_text(json.dumps(figures, indent=2), encoding="utf-8")


if __name__ == "__main__":
    main()
