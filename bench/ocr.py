"""How well and how fast scans are read.

    python bench/ocr.py [--corpus PATH] [--edge N] [--fields]

Made scans first: time of a page on one core, memory of the worker, character error rate, word
recall, and which stamps are found, left unread, or missed. Then, with ``--corpus`` (or
``ARCHIVIST_CORPUS``, see bench/accuracy.py), the scanned PDFs of a labelled corpus: fields right,
in review and confidently wrong. Of a long document only the first and last pages are read; the
head and the signature block stand there. ``--fields`` measures the fields of the corpus alone, and
lists every miss.
"""

from __future__ import annotations

import argparse
import os
import re
import sys
import tempfile
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import mean, median
from time import perf_counter

import accuracy

from archivist import rereading
from archivist.directive.reader import ReadContext, read_fields
from archivist.errors import ExtractionError
from archivist.extract.limits import Limits, for_recognition
from archivist.extract.ocr_data import OcrSetup, find_setup
from archivist.extract.ocr_records import HeadZone, OcrTask, RecognisedPage
from archivist.extract.pool import WorkerPool
from archivist.extracted import Extracted, PageText
from archivist.model import Fields

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))
from support import scans
from support.scans import BLACK, FAINT_RED, RED, Ink

TARGETS = {"seconds": 2.5, "cer": 0.03, "recall": 0.97, "memory": 250.0}


@dataclass(frozen=True, slots=True)
class Reading:
    """One made page: processor seconds of both readings, error rate, recall."""

    seconds: float
    cer: float
    recall: float


# ------------------------------------------------------------------------------- made scans


def made_pages() -> Iterator[tuple[str, list[scans.Place], dict[str, object]]]:
    """Pages and how they are spoiled; the usual one: noise, blur, 0.8°, JPEG q60, red seal."""
    letter, resolution = scans.state_letter(), scans.party_resolution()
    for name, places in (("letter", letter), ("resolution", resolution)):
        yield f"{name}, usual", places, {"seal": (150, 240)}
        yield f"{name}, skew 2°", places, {"degrees": 2.0}
        yield f"{name}, grey", places, {"grey": True}
    yield "letter, more noise, q40", letter, {"noise": 0.2, "quality": 40, "blur": 0.9}


def stamps() -> Iterator[tuple[str, Ink, bool]]:
    """Stamps of secrecy on a page with text: red, faint, black; straight and turned; on text."""
    for text in ("MẬT", "TỐI MẬT", "TUYỆT MẬT"):
        for name, colour, grey in (
            ("red", RED, False),
            ("faint", FAINT_RED, False),
            ("black", BLACK, False),
            ("red, grey scan", RED, True),
        ):
            for degrees in (-5.0, 0.0, 5.0):
                for y, where in ((56.0, "free"), (36.0, "on text")):
                    yield (
                        f"{name:15} {where:8}",
                        Ink(text=text, x=60, y=y, colour=colour, degrees=degrees),
                        grey,
                    )


def plain(text: str) -> str:
    """One line, NFC."""
    return " ".join(unicodedata.normalize("NFC", text).split())


def distance(one: str, other: str) -> int:
    """Edit distance."""
    row = list(range(len(other) + 1))
    for i, a in enumerate(one, start=1):
        before, row[0] = row[0], i
        for j, b in enumerate(other, start=1):
            before, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, before + (a != b))
    return row[-1]


def recall(truth: str, read: str) -> float:
    """Share of the words that were read."""
    left = re.findall(r"\w+", plain(read).lower())
    wanted = re.findall(r"\w+", plain(truth).lower())
    found = 0
    for word in wanted:
        if word in left:
            left.remove(word)
            found += 1
    return found / len(wanted)


def by_rows(places: Sequence[scans.Place]) -> str:
    """The truth in the other reading order: row by row across both columns."""
    ordered = sorted(places, key=lambda place: (place.y, place.x))
    return "\n".join(" ".join(place.text.split()) for place in ordered)


def by_columns(places: Sequence[scans.Place]) -> str:
    """The truth as a letterhead is read: the left column first."""
    head = [place for place in places if place.y < 140 and place.size < 16]
    rest = [place for place in places if place not in head]
    halves = [[p for p in head if p.x < 290], [p for p in head if p.x >= 290], rest]
    return "\n".join(by_rows(half) for half in halves)


class Bench:
    """A worker and what it costs."""

    def __init__(self, setup: OcrSetup) -> None:
        self.setup = setup
        self.pool = WorkerPool(for_recognition())

    def task(self, path: Path, page: int = 1, head: HeadZone | None = None) -> OcrTask:
        """One page to read, as the archive has it read when its head is known."""
        return OcrTask(
            path=str(path),
            media_type="application/pdf",
            page=page,
            tessdata=self.setup.tessdata,
            program=self.setup.program,
            orientation=self.setup.orientation,
            figures=self.setup.figures,
            model=self.setup.model,
            rotation=head.rotation if head else 0,
            leave_out=rereading.arrival_places(head) if head else (),
        )

    def worker(self) -> int:
        """Its process, found among our children."""
        for path in Path("/proc").glob("[0-9]*"):
            try:
                parent = int(path.joinpath("stat").read_text().rsplit(")", 1)[1].split()[1])
                call = path.joinpath("cmdline").read_bytes()
            except (OSError, ValueError):
                continue
            if parent == os.getpid() and b"archivist.extract.worker" in call:
                return int(path.name)
        return 0

    def cpu(self) -> float:
        """Processor seconds it used so far, its children included."""
        process = self.worker()
        if not process:
            return 0.0
        fields = Path(f"/proc/{process}/stat").read_text().rsplit(")", 1)[1].split()
        return sum(int(fields[at]) for at in (11, 12, 13, 14)) / os.sysconf("SC_CLK_TCK")

    def peak_mb(self) -> float:
        """Most memory it held."""
        status = Path(f"/proc/{self.worker()}/status").read_text()
        found = re.search(r"VmHWM:\s+(\d+)", status)
        return int(found[1]) / 1024 if found else 0.0


def measure_made(bench: Bench, folder: Path) -> bool:
    """Print what made scans come to; True when every target is met."""
    print("made scans (200 dpi, noise, blur, 0.8°, JPEG q60 unless said otherwise)")
    warm = scans.scan_pdf(folder / "warm.pdf", scans.state_letter())
    bench.pool.read_page(bench.task(warm))
    readings = []
    for name, places, how in made_pages():
        path = scans.scan_pdf(folder / "page.pdf", places, **how)
        before, started = bench.cpu(), perf_counter()
        bench.pool.read_head(bench.task(path))
        read = bench.pool.read_page(bench.task(path))
        seconds = bench.cpu() - before
        truth = plain(by_columns(places))
        cer = min(distance(t, plain(read.text)) / len(truth) for t in (truth, plain(by_rows(places))))
        readings.append(Reading(seconds, cer, recall(truth, read.text)))
        one = readings[-1]
        print(
            f"  {name:26} CER {one.cer:.3f}  word recall {one.recall:.3f}  "
            f"{one.seconds:.2f} s processor ({perf_counter() - started:.2f} s by the clock)"
        )
    figures = {
        "seconds": median(one.seconds for one in readings),
        "cer": mean(one.cer for one in readings),
        "recall": mean(one.recall for one in readings),
        "memory": bench.peak_mb(),
    }
    for name, value in figures.items():
        target = TARGETS[name]
        good = value >= target if name == "recall" else value <= target
        sign = "≥" if name == "recall" else "≤"
        print(f"  {name:8} {value:8.3f}   target {sign} {target:g}   {'met' if good else 'MISSED'}")
    return all(
        (value >= TARGETS[name]) if name == "recall" else (value <= TARGETS[name])
        for name, value in figures.items()
    )


def measure_stamps(bench: Bench, folder: Path) -> None:
    """Print how many stamps of secrecy are found, left unread (the document stays held), missed."""
    print("\nstamps of secrecy               found  held  missed")
    table: dict[str, list[int]] = {}
    for name, ink, grey in stamps():
        path = scans.scan_pdf(folder / "stamp.pdf", scans.state_letter(), inks=[ink], grey=grey)
        found = rereading.judge_heads([bench.pool.read_head(bench.task(path))]).secrecy.value
        counts = table.setdefault(name, [0, 0, 0])
        counts[("marked", "not-checked", "none").index(found)] += 1
    for name, counts in table.items():
        print(f"  {name:28} {counts[0]:6} {counts[1]:5} {counts[2]:7}")


# ------------------------------------------------------------------------------- real scans


def measure_corpus(bench: Bench, corpus: Path, edge: int, *, misses: bool = False) -> None:
    """Print how well the fields of scanned PDFs are read."""
    cases = [case for case in accuracy.load_cases(corpus) if case.group == "scan" and case.format == "pdf"]
    results: list[accuracy.Result] = []
    seconds: list[float] = []
    verdicts: dict[str, int] = {}
    for case in cases:
        before = bench.cpu()
        try:
            fields, pages, secrecy = read_scan(bench, corpus / "files" / case.file, edge)
        except ExtractionError as error:
            print(f"  {case.file}: {error.message}")
            continue
        if pages:
            seconds.append((bench.cpu() - before) / pages)
        verdicts[secrecy] = verdicts.get(secrecy, 0) + 1
        results += accuracy.score(case, fields)
    accuracy.print_table(f"\nscanned PDFs of the corpus ({len(cases)})", results)
    accuracy.print_safe(results)
    accuracy.print_by_rules(results)
    if seconds:
        print(f"  {median(seconds):.2f} s processor a page (median); heads: {verdicts}")
    if misses:
        accuracy.print_misses(results)


def read_scan(bench: Bench, path: Path, edge: int) -> tuple[Fields, int, str]:
    """Fields of a scan, how many pages were recognised, and what their heads say."""
    with WorkerPool(Limits()) as extractor, tempfile.TemporaryDirectory() as parts:
        extracted = extractor.extract(path, parts_dir=Path(parts), file_name=path.name)
    last = len(extracted.pages)
    chosen = [
        page.number
        for page in extracted.pages
        if page.kind in (PageText.IMAGE, PageText.GARBLED)
        and (page.number <= edge or page.number > last - edge)
    ]
    heads: list[HeadZone] = []
    read: dict[int, RecognisedPage] = {}
    for number in chosen:
        head = bench.pool.read_head(bench.task(path, number))
        heads.append(head)
        read[number] = bench.pool.read_page(bench.task(path, number, head))
    whole: Extracted = rereading.with_pages(extracted, read)
    fields = rereading.lowered(
        read_fields(whole, ReadContext(file_name=path.name)), read, layered=whole.layered
    )
    fields = rereading.with_witnesses(fields, whole, path.name, read.keys())
    return fields, len(chosen), rereading.judge_heads(heads).secrecy.value if heads else "no scan"


def main() -> int:
    """Measure; 1 when a target was missed."""
    parser = argparse.ArgumentParser(description="Quality and speed of character recognition.")
    parser.add_argument("--corpus", type=Path, default=os.environ.get("ARCHIVIST_CORPUS") or None)
    parser.add_argument("--edge", type=int, default=2, help="pages read at each end of a document")
    parser.add_argument("--fields", action="store_true", help="the fields of the corpus alone, with misses")
    options = parser.parse_args()
    setup = find_setup()
    if not setup.usable:
        print("skipped: needs the system package tesseract-ocr-vie (make system-deps)")
        return 0
    print(f"{setup.engine} {setup.version}, data in {setup.tessdata}")
    bench = Bench(setup)
    if options.fields:
        with bench.pool:
            if options.corpus is not None:
                measure_corpus(bench, Path(options.corpus), options.edge, misses=True)
        return 0
    with bench.pool, tempfile.TemporaryDirectory() as folder:
        good = measure_made(bench, Path(folder))
        measure_stamps(bench, Path(folder))
        if options.corpus is None:
            print("\nscanned PDFs: skipped, no corpus (--corpus or ARCHIVIST_CORPUS)")
        else:
            measure_corpus(bench, Path(options.corpus), options.edge)
    return 0 if good else 1


if __name__ == "__main__":
    raise SystemExit(main())
