"""Filing 500 two-page PDFs with two workers, beside the sum of its stages measured alone.

The stages are run one after the other in this process over the same files: hash, detect, extract,
read the head, write durably (the files and fsyncs of one document), index. Beside them stand this
disk's raw fsync rate and, where it is installed, Recoll's indexer on the same files. Whole-process
figures on a shared machine are noisy: the ratio is what counts.
"""

from __future__ import annotations

import argparse
import datetime as dt
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable
from pathlib import Path

from archivist import Archive, Defaults, fsio, store
from archivist.classify import Policy, decide
from archivist.detect import detect
from archivist.directive.marks import find_mark
from archivist.directive.reader import ReadContext, read_fields
from archivist.extract.limits import Limits
from archivist.extract.registry import extract_file
from archivist.indexing import index_document
from archivist.layout import Layout
from archivist.model import Document
from archivist.search.index import SearchIndex
from archivist.testing import make_pdf

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "bench"))


def made_pdfs(folder: Path, count: int) -> list[Path]:
    """`count` different two-page PDFs laid out as directives."""
    from corpus import documents

    folder.mkdir()
    paths = []
    for position, document in enumerate(documents(count, seed=11)):
        path = folder / f"{position:04d}.pdf"
        middle = min(len(document.text) // 2, 2200)
        make_pdf(path, [document.text[:middle], document.text[middle : middle * 2]])
        paths.append(path)
    return paths


def timed(work: Callable[[], object]) -> float:
    """Seconds a piece of work takes."""
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def stages(paths: list[Path], scratch: Path) -> dict[str, float]:
    """Seconds of each stage over all files, one stage after the other."""
    limits = Limits()
    parts = scratch / "parts"
    parts.mkdir()
    extracted = {}
    took = {"hash": timed(lambda: [fsio.hash_file(path) for path in paths])}
    took["detect"] = timed(lambda: [detect(path) for path in paths])

    def extract() -> None:
        for path in paths:
            extracted[path] = extract_file(path, parts_dir=parts, file_name=path.name, limits=limits)

    # Detection is part of extraction in production; here it is taken out again.
    took["extract"] = max(0.0, timed(extract) - took["detect"])
    readings = {}

    def read() -> None:
        for path, found in extracted.items():
            context = ReadContext(file_name=path.name, folder="", defaults=Defaults(), received_on=None)
            mark = find_mark(found)
            fields = read_fields(found, context)
            decide(fields, found, mark, Policy())
            readings[path] = fields

    took["read"] = timed(read)
    return took


def write_durably(documents: Iterable[tuple[Document, Path, str]], scratch: Path) -> float:
    """Seconds to write what one document leaves on the disk, with its fsyncs and its rename."""
    layout = Layout(scratch / "durable")
    store.create_folders(layout)
    started = time.perf_counter()
    for document, source, text in documents:
        folder = layout.staging / document.id
        folder.mkdir()
        fsio.copy_hashed(source, folder / "original.pdf")
        for name, data in (
            ("text.txt", text.encode()),
            ("record.json", store.encode_document(document)),
            ("receipt.json", b"{}"),
        ):
            fsio.write_new(folder / name, data)
        fsio.fsync_dir(folder)
        target = layout.root / document.path
        fsio.make_folder(target.parent.parent)
        fsio.make_folder(target.parent)
        fsio.rename_noreplace(folder, target)
        fsio.fsync_dir(target.parent)
        fsio.fsync_dir(layout.staging)
    return time.perf_counter() - started


def index_alone(documents: Iterable[tuple[Document, Path, str]], scratch: Path) -> float:
    """Seconds to index the documents in batches of 200."""
    rows = [index_document(document, text) for document, _, text in documents]
    started = time.perf_counter()
    with SearchIndex.create(scratch / "index") as index:
        for start in range(0, len(rows), 200):
            index.update(rows[start : start + 200], ())
    return time.perf_counter() - started


def fsync_rate(folder: Path) -> float:
    """Small durable writes a second on this disk."""
    started, count = time.perf_counter(), 0
    while time.perf_counter() - started < 1.0:
        with (folder / "probe").open("wb") as file:
            file.write(b"x" * 512)
            file.flush()
            os.fsync(file.fileno())
        count += 1
    return count / (time.perf_counter() - started)


def recoll(files: Path, scratch: Path) -> float | None:
    """Seconds Recoll's indexer takes for the same folder; None when it is not installed."""
    program = shutil.which("recollindex")
    if program is None:
        return None
    config = scratch / "recoll"
    config.mkdir()
    (config / "recoll.conf").write_text(f"topdirs = {files}\n", encoding="utf-8")
    command = [program, "-c", str(config), "-z"]
    return timed(lambda: subprocess.run(command, check=False, capture_output=True))


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description="Filing beside the sum of its stages.")
    parser.add_argument("--files", type=int, default=500)
    parser.add_argument("--jobs", type=int, default=2)
    options = parser.parse_args()
    scratch = Path(tempfile.mkdtemp(prefix="archivist-filing-"))
    try:
        paths = made_pdfs(scratch / "files", options.files)
        with Archive.create(scratch / "archive") as archive:
            began = time.perf_counter()
            for _ in archive.file_many(paths, jobs=options.jobs):
                pass
            archive.index_waiting()
            whole = time.perf_counter() - began
            filed = [
                (document, scratch / "files" / document.original.received_as, archive.text(document.id))
                for document in archive.iter_all()
            ]
        took = stages(paths, scratch)
        took["write durably"] = write_durably(filed, scratch)
        took["index"] = index_alone(filed, scratch)
        total = sum(took.values())
        print(f"{len(filed)} two-page PDFs, {dt.datetime.now().astimezone():%Y-%m-%d}")
        for name, seconds in took.items():
            print(f"  {name:16} {seconds:8.2f} s   {seconds / options.files * 1000:7.2f} ms a document")
        print(f"  {'sum of stages':16} {total:8.2f} s")
        print(
            f"  {'filed':16} {whole:8.2f} s   {options.jobs} workers, {whole / total:.2f} of the sum (target ≤ 2)"
        )
        print(f"  this disk: {fsync_rate(scratch):.0f} fsyncs/s")
        other = recoll(scratch / "files", scratch)
        print(f"  Recoll's indexer: {f'{other:.2f} s' if other is not None else 'not installed'}")
    finally:
        shutil.rmtree(scratch, ignore_errors=True)


if __name__ == "__main__":
    main()
