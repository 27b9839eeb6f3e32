"""Measurements of extraction: PDF pages a second beside pypdf, detection, isolation, every format.

Run ``python bench/extract.py`` (also with ``--corpus PATH`` of real files: what each came to, its
processor time). Figures are processor time, best of several runs; ratios come from one run.
The recall of every format is that of the words of three made documents.
"""

from __future__ import annotations

import argparse
import gc
import json
import logging
import os
import statistics
import subprocess
import sys
import tempfile
import textwrap
import time
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "bench"), str(ROOT / "tests")]

from corpus import documents  # noqa: E402
from support import containers, formats  # noqa: E402

from archivist import detect, testing  # noqa: E402
from archivist.errors import ExtractionError  # noqa: E402
from archivist.extract.limits import Limits  # noqa: E402
from archivist.extract.pool import WorkerPool  # noqa: E402
from archivist.extract.registry import extract_file  # noqa: E402
from archivist.extracted import Extracted, PageText  # noqa: E402


def cpu_seconds(work: Callable[[], object], runs: int = 5) -> float:
    """Least processor time of several runs."""
    best = float("inf")
    for _ in range(runs):
        gc.collect()  # what others left behind is not this work's
        started = time.process_time()
        work()
        best = min(best, time.process_time() - started)
    return best


def read(path: Path) -> Extracted:
    """Detect and extract in this process."""
    with tempfile.TemporaryDirectory() as parts:
        return extract_file(path, parts_dir=Path(parts), file_name=path.name, limits=Limits())


def made(folder: Path, texts: list[str]) -> Iterator[tuple[str, list[Path]]]:
    """The three documents in every format that can be made without another program."""
    makers: dict[str, Callable[[Path, str], object]] = {
        "pdf": testing.make_pdf,
        "docx": testing.make_docx,
        "odt": testing.make_odt,
        "txt": testing.make_txt,
        "doc": lambda path, text: containers.make_doc97(path, text.replace("\n", "\r") + "\r"),
        "rtf": lambda path, text: path.write_text(_rtf(text), "ascii"),
        "html": lambda path, text: path.write_text(f"<html><body>{_paragraphs(text)}</body></html>", "utf-8"),
        "eml": lambda path, text: path.write_bytes(_mail(text)),
        "msg": lambda path, text: formats.make_msg(path, subject="Gửi", body=text),
        "xlsx": lambda path, text: formats.make_xlsx(path, {"S": [[line] for line in text.split("\n")]}),
        "xls": lambda path, text: formats.make_xls(
            path, "S", [[part] for line in text.split("\n") for part in textwrap.wrap(line, 250)]
        ),
        "ods": lambda path, text: formats.make_ods(path, {"S": [[line] for line in text.split("\n")]}),
        "pptx": lambda path, text: formats.make_pptx(path, [text.split("\n")]),
        "ppt": lambda path, text: formats.make_ppt(path, [(text.replace("\n", "\r"), "")]),
        "epub": lambda path, text: formats.make_epub(path, [_paragraphs(text)]),
        "zip": lambda path, text: formats.make_zip(path, {"a.txt": text.encode()}),
    }
    for suffix, make in makers.items():
        paths = [folder / f"{number}.{suffix}" for number in range(len(texts))]
        for path, text in zip(paths, texts, strict=True):
            make(path, text)
        yield suffix, paths


def _rtf(text: str) -> str:
    escaped = "".join(char if ord(char) < 128 else f"\\u{ord(char)}?" for char in text.replace("\\", ""))
    return "{\\rtf1\\ansi " + escaped.replace("\n", "\\par\n") + "}"


def _paragraphs(text: str) -> str:
    return "".join(f"<p>{line}</p>" for line in text.split("\n"))


def _mail(text: str) -> bytes:
    head = "From: a@example.org\r\nSubject: x\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n"
    return (head + "Content-Transfer-Encoding: 8bit\r\n\r\n").encode() + text.encode()


def recall(text: str, extracted: Extracted) -> float:
    """Share of the words of `text` that were read."""
    found = " ".join([extracted.text, *(part.text for part in extracted.attachments)]).split()
    wanted = text.split()
    counts = {word: found.count(word) for word in set(wanted)}
    return sum(min(wanted.count(word), count) for word, count in counts.items()) / len(wanted)


def pdf_speed(paths: list[Path], runs: int = 7) -> dict[str, float]:
    """Pages a second, all in one run: gate and text; everything that filing reads; pdfium; pypdf.

    *Gate and text* is what the target is set for (150 pages a second, 8 times pypdf's text): limits,
    records, widgets and signatures, then the text of every page. *Ours* is the whole of what filing
    asks for, with detection, the places and looks of the words of the first and last pages, and the
    checks for garbled and legacy text. No reader on top of pdfium can have a better ratio to pypdf than
    pdfium's bare text has itself: on made files, which pypdf reads fast, that is below 8.
    """
    import pypdf
    import pypdfium2

    from archivist.extract.pdf_gate import look
    from archivist.extract.pdf_opening import open_pdf
    from archivist.extract.pdf_pages import read_page

    def gate_and_text(path: Path) -> None:
        look(path, Limits())
        document = open_pdf(path, ())
        try:
            for index in range(len(document)):
                read_page(document, index, with_rows=False)
        finally:
            document.close()

    def bare(path: Path) -> None:
        with pypdfium2.PdfDocument(path) as document:
            for page in document:
                page.get_textpage().get_text_bounded()

    def by_pypdf(path: Path) -> None:
        with pypdf.PdfReader(path) as reader:
            for page in reader.pages:
                page.extract_text()

    def pages_of(path: Path) -> int:
        return read(path).page_count or 0

    pages = sum(map(pages_of, paths))
    if not pages:
        return {"files": len(paths), "pages": 0}
    # By turns, so that a busy machine is as busy for each of them; the least time of each file, for a
    # moment without others is sooner found for one file than for all.
    works: dict[str, Callable[[Path], object]] = {
        "gate_and_text": gate_and_text, "ours": read, "pdfium": bare, "pypdf": by_pypdf,
    }  # fmt: skip
    best = {name: dict.fromkeys(paths, float("inf")) for name in works}
    for _ in range(runs):
        for name, work in works.items():
            for path in paths:
                spent = cpu_seconds(lambda work=work, path=path: work(path), 1)  # type: ignore[misc]
                best[name][path] = min(best[name][path], spent)
    speeds = {name: pages / sum(spent.values()) for name, spent in best.items()}
    return {
        "files": len(paths),
        "pages": pages,
        **speeds,
        "gate_and_text_to_pypdf": speeds["gate_and_text"] / speeds["pypdf"],
        "ours_to_pypdf": speeds["ours"] / speeds["pypdf"],
        "pdfium_to_pypdf": speeds["pdfium"] / speeds["pypdf"],
    }


def isolation_ms(paths: list[Path], runs: int = 6) -> dict[str, float]:
    """What a worker process costs beside reading the same document in this process (milliseconds).

    By turns for every document, the least time of each: a moment in which the machine is not another's
    is sooner found for one document than for the median of all. *Wall* is what a caller waits longer
    (the request, waking the worker, the answer with all its lines); *processor* what both processes
    spend more. The start of a worker is shared by the documents it reads before it is replaced:
    *with_starts* is the wall time with that share. *first* is a pool's first document, with the start
    of the worker and the libraries it loads for it; *first_inside* that in a new process without a pool.
    """
    inside: dict[Path, list[tuple[float, float]]] = {path: [] for path in paths}
    outside: dict[Path, list[tuple[float, float]]] = {path: [] for path in paths}
    limits = Limits()
    with tempfile.TemporaryDirectory() as parts:
        firsts = [_first(paths[0], Path(parts), limits) for _ in range(3)]
        with WorkerPool(limits, workers=1) as pool:
            for path in paths * (runs + 1):
                inside[path].append(_spent(lambda path=path: read(path)))  # type: ignore[misc]
                outside[path].append(_spent(lambda path=path: _isolated(pool, path, Path(parts))))  # type: ignore[misc]

    def more(kind: int) -> float:
        def least(times: list[tuple[float, float]]) -> float:
            return min(each[kind] for each in times[1:])  # the first round warms up

        return 1000 * statistics.fmean(least(outside[path]) - least(inside[path]) for path in paths)

    start = 1000 * min(firsts)
    return {
        "wall": more(0),
        "processor": more(1),
        "with_starts": more(0) + start / limits.max_tasks,
        "first": start,
        "first_inside": 1000 * min(_first_inside(paths[0]) for _ in range(3)),
    }


def _isolated(pool: WorkerPool, path: Path, parts: Path) -> None:
    pool.extract(path, parts_dir=parts, file_name=path.name)


def _first(path: Path, parts: Path, limits: Limits) -> float:
    """Seconds of wall time for the first document of a new pool."""
    with WorkerPool(limits) as pool:
        started = time.perf_counter()
        _isolated(pool, path, parts)
        return time.perf_counter() - started


def _first_inside(path: Path) -> float:
    """Seconds for the same in a process that has just begun: Python, our libraries, the document."""
    code = (
        f"import sys; sys.path.insert(0, {str(ROOT)!r})\n"
        "from archivist.extract.registry import extract_file\nfrom archivist.extract.limits import Limits\n"
        "import tempfile, pathlib\npath = pathlib.Path(sys.argv[1])\n"
        "extract_file(path, parts_dir=pathlib.Path(tempfile.gettempdir()), file_name=path.name, limits=Limits())"
    )
    started = time.perf_counter()
    subprocess.run([sys.executable, "-P", "-c", code, str(path)], check=True)
    return time.perf_counter() - started


def _spent(work: Callable[[], object]) -> tuple[float, float]:
    """Seconds by the wall, and of processor in this process and its living children."""
    wall, spent = time.perf_counter(), time.process_time() + _of_children()
    work()
    return time.perf_counter() - wall, time.process_time() + _of_children() - spent


def _of_children() -> float:
    """Processor seconds of the workers that run (Linux; 0 elsewhere)."""
    try:
        children = Path(f"/proc/self/task/{os.getpid()}/children").read_text("ascii").split()
        # Workers are started by a thread of their own, so look at the children of every thread.
        for task in Path("/proc/self/task").iterdir():
            if task.name != str(os.getpid()):
                children += (task / "children").read_text("ascii").split()
        times = [Path(f"/proc/{child}/schedstat").read_text("ascii").split()[0] for child in children]
    except OSError:
        return 0.0
    return sum(map(int, times)) / 1e9


def measure() -> dict[str, object]:
    """Everything on made files."""
    found: dict[str, object] = {}
    texts = [document.text.replace("\f", "\n") for document in documents(3, seed=5)]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        table: dict[str, dict[str, float]] = {}
        every: list[Path] = []
        for suffix, paths in made(folder, texts):
            every += paths
            share = statistics.fmean(
                recall(text, read(path)) for text, path in zip(texts, paths, strict=True)
            )
            spent = statistics.fmean(cpu_seconds(lambda one=path: read(one)) for path in paths)  # type: ignore[misc]
            table[suffix] = {"recall": round(share, 4), "cpu_ms": round(1000 * spent, 2)}
        found["formats"] = table
        found["detect_ms"] = round(
            1000 * statistics.fmean(cpu_seconds(lambda one=path: detect.detect(one)) for path in every),
            3,  # type: ignore[misc]
        )
        pdfs = []
        for number, document in enumerate(documents(12, seed=9)):
            pdfs.append(
                testing.make_pdf(folder / f"p{number}.pdf", (document.text.replace("\f", "\n") + "\n") * 4)
            )
        short = [
            testing.make_pdf(folder / f"s{number}.pdf", _two_pages(document.text))
            for number, document in enumerate(documents(20, seed=9))
        ]
        found["pdf"] = _rounded(pdf_speed(pdfs))
        found["pdf_of_two_pages"] = _rounded(pdf_speed(short, 7))
        found["isolation_ms"] = _rounded(isolation_ms(pdfs))
        found["isolation_ms_of_two_pages"] = _rounded(isolation_ms(short))
    return found


def _two_pages(text: str) -> list[str]:
    """The text cut to two pages of an ordinary letter (36 lines of 9 words a page)."""
    words = text.replace("\f", "\n").split()
    lines = [" ".join(words[start : start + 9]) for start in range(0, len(words), 9)]
    return ["\n".join(lines[:36]), "\n".join(lines[36:72] or lines[:18])]


def _rounded(speeds: dict[str, float]) -> dict[str, float]:
    return {key: round(value, 2) for key, value in speeds.items()}


def over(corpus: Path) -> list[tuple[str, str, float, int]]:
    """Name, outcome, processor milliseconds and pages of every file of a folder."""
    found = []
    for path in sorted(item for item in corpus.iterdir() if item.is_file()):
        started = time.process_time()
        try:
            extracted = read(path)
            outcome, pages = extracted.extractor.split(" ")[0], extracted.page_count or 0
        except ExtractionError as error:
            outcome, pages = str(error.reason), 0
        found.append((path.name, outcome, 1000 * (time.process_time() - started), pages))
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--corpus", type=Path, help="a folder of real files")
    parser.add_argument("--json", action="store_true", help="one JSON object instead of a table")
    arguments = parser.parse_args()
    logging.disable(logging.CRITICAL)
    warnings.simplefilter("ignore")
    found = measure()
    if arguments.corpus:
        rows = over(arguments.corpus)
        short = {arguments.corpus / name for name, _, _, pages in rows if 0 < pages <= 3}
        pdfs = [
            arguments.corpus / name
            for name, outcome, _, pages in rows
            if outcome == "pdf" and pages <= 60 and _pypdf_reads(arguments.corpus / name)
        ]
        found["corpus"] = {
            "files": len(rows),
            "not_read": sorted(name for name, outcome, _, _ in rows if outcome in set(_reasons())),
            "cpu_s": round(sum(row[2] for row in rows) / 1000, 1),
            "slowest_ms": {
                name: round(spent) for name, _, spent, _ in sorted(rows, key=lambda row: -row[2])[:5]
            },
            "pdf": _rounded(pdf_speed(pdfs)),
            "pdf_born_digital": _rounded(pdf_speed([path for path in pdfs if _born_digital(path)])),
            "pdf_to_3_pages": _rounded(pdf_speed([path for path in pdfs if path in short])),
        }
    if arguments.json:
        print(json.dumps(found, ensure_ascii=False, indent=1))
        return
    for suffix, row in found.pop("formats").items():  # type: ignore[attr-defined]
        print(f"{suffix:6} recall {row['recall']:.4f}  {row['cpu_ms']:7.2f} ms")
    for key, value in found.items():
        print(f"{key}: {value}")


def _pypdf_reads(path: Path) -> bool:
    """False for files whose text pypdf refuses: no ratio can be had from them."""
    from pypdf import PdfReader

    from archivist.extract.pdf_gate import BROKEN

    try:
        with PdfReader(path) as reader:
            return all(page.extract_text() is not None for page in reader.pages)
    except BROKEN:
        return False


def _born_digital(path: Path) -> bool:
    """True when no page is an image or has a broken text layer: what the target is set for."""
    return all(page.kind in (PageText.BORN_DIGITAL, PageText.BLANK) for page in read(path).pages)


def _reasons() -> Iterator[str]:
    from archivist.model import Reason

    yield from (reason.value for reason in Reason)


if __name__ == "__main__":
    main()
