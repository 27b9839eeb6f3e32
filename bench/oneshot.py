"""What one search costs as a whole process, beside ``python -c "import click"`` in the same minutes.

Owns: that measurement, by classes of queries. An archive of a few filed documents gets the measured index's size: made
documents are added to its index alone. The filed ones say all that is asked for, in their subjects too, so that they
come first: ``archivist search`` asks an index of that many documents and shows hits that are really there.
Must not: measure anything inside this process.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from pathlib import Path

from corpus import documents

from archivist import Archive
from archivist.search.index import SearchIndex
from archivist.search.records import IndexDocument

FILED = 20
BATCH = 5000
TURNS = 15
PEER = "import click"
LIMIT = 120
"""Milliseconds that a search may take beyond its peer (processor time or time by the clock)."""
_RARE = "trạm mẫu hải đăng"
_PLACE = "Long Đài"
_YEARS = (2020, 2021)
_SAID = f"chuyển đổi số kế hoạch các quoáng {_RARE}"
"""What the filed documents say often: the words of all classes."""
_SUBJECT = "Về chuyển đổi số, chuyển đổi số, chuyển đổi số"
"""Among made documents many have some of these words in their subjects, none so often."""
QUERIES = {
    "rare word": "quoáng",
    "two words": "chuyển đổi",
    "common word": "các",
    "words of an issuer": f'issuer:"Tỉnh ủy {_PLACE}" kế hoạch',
    "words and dates": f"chuyển đổi date:{_YEARS[0]}..{_YEARS[1]}",
    "rare phrase": f'chuyển đổi "{_RARE}"',
    "common phrase": '"chuyển đổi số"',
    "number": "39-NQ/TW",
}
ORDINARY = tuple(name for name in QUERIES if name != "common phrase")
"""Classes that are held to `LIMIT`; the positions of a phrase in half of all documents are more than that."""

Figures = Mapping[str, tuple[float, float, float]]
"""Best, median and worst milliseconds."""


def _filed() -> Iterator[IndexDocument]:
    """Documents of one body, one kind and few years, so that each class of queries finds all of them first.

    Who asks for the plans ("kế hoạch") of a body is shown plans before all else that speaks of plans.
    """
    for one in documents(1000 * FILED, seed=3):
        if one.system == "party" and one.kind == "ke-hoach" and one.issued and one.issued.year in _YEARS:
            yield one


def make_archive(folder: Path, count: int) -> Path:
    """An archive whose index holds `count` documents more than it has filed."""
    inbox = folder / "files"
    inbox.mkdir(parents=True)
    for number, document in enumerate(islice(_filed(), FILED)):
        body = "\n".join(f"Căn cứ Nghị quyết số 39-NQ/TW: {_SAID}." for _ in range(20))
        text = document.text.replace(document.issuer_names[0].upper(), f"TỈNH ỦY {_PLACE.upper()}", 1)
        text = text.replace(f"{document.place}, ngày", f"{_PLACE}, ngày", 1)
        text = text.replace(document.subject, _SUBJECT, 1)
        (inbox / f"{number:03d}.txt").write_text(f"{text}\n{body}\n", encoding="utf-8")
    root = folder / "archive"
    with Archive.create(root) as archive:
        for _ in archive.file_many(sorted(inbox.iterdir())):
            pass
        archive.index_waiting()
    (generation,) = (path for path in (root / "state" / "index").iterdir() if path.is_dir())
    with SearchIndex.open(generation) as index:
        source = documents(count)
        while batch := list(islice(source, BATCH)):
            index.update(batch)
        while index.merge():  # as the archive does when it has indexed what was waiting
            pass
    return root


def measure(root: Path, *, busy: bool = False, language: str = "en") -> Figures:
    """Milliseconds by command; the commands run in turns, so that all meet the same load.

    Args:
        root: what `make_archive` made.
        busy: processor time instead of time by the clock, for machines with other work.
        language: of the answers.
    """
    program = [sys.executable, "-m", "archivist_cli.main"]
    search = [*program, "search", "--archive", str(root), "--language", language]
    commands = {PEER: [sys.executable, "-c", PEER]}
    commands |= {f"search: {name}": [*search, query] for name, query in QUERIES.items()}
    commands["search --facets: two words"] = [*search, QUERIES["two words"], "--facets"]
    commands["--help"] = [*program, "--help"]
    commands["stats"] = [*program, "stats", "--archive", str(root)]
    for name, command in commands.items():  # what is installed is compiled; so are all from now on
        if name.startswith("search:"):
            _require_hits(name, command)
        _took(command, busy=busy)
    times: dict[str, list[float]] = {name: [] for name in commands}
    for _ in range(TURNS):
        for name, command in commands.items():
            times[name].append(_took(command, busy=busy))
    return {name: (min(some), statistics.median(some), max(some)) for name, some in times.items()}


def _environment() -> dict[str, str]:
    environment = {**os.environ, "LC_ALL": "C.UTF-8"}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    return environment


def _require_hits(name: str, command: Sequence[str]) -> None:
    """A search that shows nothing is no measurement of a search."""
    answer = subprocess.run(
        [*command, "--json"], check=True, capture_output=True, text=True, env=_environment()
    )
    shown = answer.stdout.count('"type": "hit"')
    if shown < FILED // 2:
        raise RuntimeError(f"{name} shows {shown} of {FILED} hits")


def _took(command: Sequence[str], *, busy: bool) -> float:
    with Path(os.devnull).open("r+b") as nothing:
        began = time.perf_counter()
        started = subprocess.Popen(command, stdin=nothing, stdout=nothing, stderr=nothing, env=_environment())
        _, status, used = os.wait4(started.pid, 0)
        elapsed = time.perf_counter() - began
        started.returncode = os.waitstatus_to_exitcode(status)
    if started.returncode:
        raise RuntimeError(f"{' '.join(command)} ended with {started.returncode}")
    return (used.ru_utime + used.ru_stime if busy else elapsed) * 1000


def beyond_peer(figures: Figures) -> dict[str, float]:
    """Class of queries → milliseconds beyond the peer, best of both."""
    return {name: figures[f"search: {name}"][0] - figures[PEER][0] for name in QUERIES}


def main() -> None:
    """Measure one archive and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--documents", type=int, default=100_000)
    parser.add_argument(
        "--archive", type=Path, help="use the archive in this folder, make it when it is missing"
    )
    parser.add_argument("--busy", action="store_true", help="processor time, for machines with other work")
    parser.add_argument("--language", default="en", choices=("en", "vi"))
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="archivist-bench-") as scratch:
        folder = options.archive or Path(scratch) / "made"
        root = folder / "archive"
        if not root.is_dir():
            root = make_archive(folder, options.documents)
        figures = measure(root, busy=options.busy, language=options.language)
    peer = figures[PEER]
    print(f"{'milliseconds':32}{'best':>8}{'median':>8}{'worst':>8}{'best beyond':>13}{'median beyond':>15}")
    for name, (best, median, worst) in figures.items():
        print(
            f"{name:32}{best:8.0f}{median:8.0f}{worst:8.0f}{best - peer[0]:+13.0f}{median - peer[1]:+15.0f}"
        )


if __name__ == "__main__":
    main()
