"""What one search costs as a whole process, beside ``python -c "import click"`` in the same minutes.

Owns: that measurement. An archive of a few filed documents gets the measured index's size: made documents
are added to its index alone, so ``archivist search`` opens and asks an index of that many documents and
shows hits that are really there.
Must not: measure anything inside this process.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import time
from collections.abc import Mapping
from itertools import islice
from pathlib import Path

from corpus import documents

from archivist import Archive
from archivist.search.index import SearchIndex

FILED = 20
BATCH = 5000
_RARE = "trạm mẫu hải đăng"
QUERY = f'chuyển đổi "{_RARE}"'
TURNS = 9


def make_archive(folder: Path, count: int) -> Path:
    """An archive whose index holds `count` documents more than it has filed."""
    inbox = folder / "files"
    inbox.mkdir(parents=True)
    for number, document in enumerate(islice(documents(FILED, seed=3), FILED)):
        text = f"{document.text}\nchuyển đổi {_RARE}\n"
        (inbox / f"{number:03d}.txt").write_text(text, encoding="utf-8")
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
    return root


def measure(root: Path) -> Mapping[str, tuple[float, float]]:
    """Best and median milliseconds by command; the commands run in turns, so that all meet the same load."""
    search = [sys.executable, "-m", "archivist_cli.main", "search", "--archive", str(root), QUERY]
    commands = {
        "import click": [sys.executable, "-c", "import click"],
        "archivist search": search,
        "archivist search --facets": [*search, "--facets"],
    }
    environment = {**os.environ, "LC_ALL": "C.UTF-8"}
    environment.pop(
        "PYTHONDONTWRITEBYTECODE", None
    )  # what is installed is compiled; so are all from the second turn on
    times: dict[str, list[float]] = {name: [] for name in commands}
    for _ in range(TURNS):
        for name, command in commands.items():
            began = time.perf_counter()
            subprocess.run(
                command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=environment
            )
            times[name].append((time.perf_counter() - began) * 1000)
    return {name: (min(some), statistics.median(some)) for name, some in times.items()}
