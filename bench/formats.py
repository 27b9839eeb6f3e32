"""Recall of every format: the share of the words of known documents that is read.

Run ``python bench/formats.py`` (``--corpus PATH``: a folder with ``labels.csv``, ``manifest.csv`` and ``files/`` too).

Made set: three documents of the sample archive (a State decision, a Party resolution, a letter with
addressees), with letterhead and signature as two columns and the footer where the format has one,
written in every format. Scans are read where character recognition is installed.

Real files: of each file the words of its labelled subject, signatory and issuer that stand in the text;
people checked the labels, no program made them. A file that is an image counts as waiting.
"""

from __future__ import annotations

import argparse
import csv
import json
import logging
import re
import subprocess
import sys
import tempfile
import unicodedata
import warnings
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "bench"), str(ROOT / "tests"), str(ROOT / "sample_archive")]

from extract import read  # noqa: E402
from making import layout, makers, office, records  # noqa: E402
from support.flat import flat_table, make_excel_xml, make_flat_odf, make_flat_package  # noqa: E402
from support.formats import make_xlsb  # noqa: E402

from archivist.errors import ExtractionError  # noqa: E402
from archivist.extract import ocr  # noqa: E402
from archivist.extract.ocr_data import find_setup  # noqa: E402
from archivist.extract.ocr_records import OcrTask  # noqa: E402
from archivist.extract.word95 import find_program  # noqa: E402
from archivist.extracted import Extracted, PageText  # noqa: E402
from archivist.text import normalise_tone  # noqa: E402

CHOSEN = ("15_QD-UBND_2026.pdf", "12-NQ-TU chuyen doi so.pdf", "641-CV-VPTU HOA TOC.pdf")
FORMATS = {
    "pdf": "fpdf", "pdf (reportlab)": "reportlab", "docx": "docx", "odt": "odt", "rtf": "rtf", "html": "html",
    "txt": "txt", "md": "markdown", "doc": "doc", "xlsx": "xlsx", "xls": "xls", "ods": "ods", "pptx": "pptx",
    "ppt": "ppt", "odp": "odp", "epub": "epub",
}  # fmt: skip
CONVERTED = {"fodt": ("odt", "fodt"), "xml (Word 2003)": ("docx", "xml:MS Word 2003 XML")}
"""What LibreOffice writes, where it is installed: the format it is made from, and its name there."""
IMAGES = ("jpg", "png", "tif", "bmp", "webp")
FIELDS = ("subject", "signatory_name", "issuer")


def words(text: str) -> Counter[str]:
    """Words in lower case, the tone mark where one convention has it."""
    plain = normalise_tone(unicodedata.normalize("NFC", text)).lower()
    return Counter(re.findall(r"[^\W_]+", plain))


def recall(wanted: Counter[str], found: Counter[str]) -> float:
    """Share of the words wanted that were found, each as often as it stands there."""
    return sum((wanted & found).values()) / max(1, sum(wanted.values()))


def printed(sample: records.Sample) -> str:
    """Every word of a made document, without its page footer."""
    found: list[str] = []
    for element in layout.lay_out(sample):
        if isinstance(element, layout.Columns):
            found += [line.text for line in (*element.left, *element.right)]
        elif isinstance(element, layout.Table):
            found += [cell for row in element.rows for cell in row]
        elif isinstance(element, layout.Paragraph):
            found.append(element.text)
    return "\n".join(found)


def chosen() -> list[records.Sample]:
    """The three documents; "signed" leaves blanks on the page, so no record of that maker is among them."""
    every = {sample.file: sample for sample in records.load_samples()}
    return [every[name] for name in CHOSEN]


def made_set(folder: Path) -> Iterator[tuple[str, float]]:
    """Format and recall."""
    setup = find_setup()
    shares: dict[str, list[float]] = defaultdict(list)
    for number, sample in enumerate(chosen()):
        wanted = words(printed(sample))
        for name, maker in FORMATS.items():
            path = folder / f"{number}.{name.split(' ', maxsplit=1)[0]}"
            makers.MAKERS[maker](replace(sample, maker=maker), path)
            shares[name].append(recall(wanted, words(text_of(read(path)))))
        for name, path in other_forms(folder, number, sample):
            shares[name].append(recall(wanted, words(text_of(read(path)))))
        page = replace(sample, text=sample.text[:600].rpartition("\n\n")[0], options={})
        wanted = words(printed(page))
        for suffix in IMAGES if setup.usable else ():
            path = folder / f"{number}.{suffix}"
            depth = {"tif": "line", "bmp": "line", "png": "grey"}.get(suffix, "colour")
            makers.MAKERS["picture"](replace(page, options={"depth": depth}), path)
            shares[f"{suffix} (scan)"].append(recall(wanted, words(recognised(path))))
    for name, values in shares.items():
        yield name, sum(values) / len(values)


def other_forms(folder: Path, number: int, sample: records.Sample) -> Iterator[tuple[str, Path]]:
    """A document as one XML file, and binary; by LibreOffice where it writes what offices have."""
    yield "xml (Word)", make_flat_package(folder / f"{number}-opc.xml", folder / f"{number}.docx")
    sheets = office.sheets(replace(sample, maker="xlsx"))
    tables = "".join(flat_table(name, rows) for name, rows in sheets.items())
    yield "fods", make_flat_odf(folder / f"{number}.fods", tables, kind="spreadsheet")
    yield "xml (Excel 2003)", make_excel_xml(folder / f"{number}-excel.xml", sheets)
    for name, rows in sheets.items():
        yield "xlsb", make_xlsb(folder / f"{number}.xlsb", name, rows)
    program = find_program()
    for name, (source, target) in CONVERTED.items() if program else ():
        out = folder / f"{number}-{name}"
        command = [
            program,
            f"-env:UserInstallation={(folder / 'profile').as_uri()}",
            "--headless",
            "--convert-to",
            target,
        ]
        command += ["--outdir", str(out), str(folder / f"{number}.{source}")]
        subprocess.run(command, check=True, capture_output=True, timeout=120)
        yield from ((name, path) for path in out.glob("*"))  # it does not open every file made by hand


def text_of(extracted: Extracted) -> str:
    """Text with that of the attachments."""
    return "\n".join([extracted.text, *(part.text for part in extracted.attachments)])


def recognised(path: Path) -> str:
    """Text of a picture, each page read by the engine."""
    setup, found = find_setup(), read(path)
    texts = []
    for page in found.pages:
        task = OcrTask(
            path=str(path),
            media_type=found.detected.media_type,
            page=page.number,
            tessdata=setup.tessdata,
            program=setup.program,
            orientation=setup.orientation,
            figures=setup.figures,
            model=setup.model,
            rotation=0,
        )
        texts.append(ocr.read_page(task).text)
    return "\n".join(texts)


def real(corpus: Path) -> Iterator[tuple[str, dict[str, float]]]:
    """Format, and what came of its files."""
    with (corpus / "labels.csv").open(encoding="utf-8", newline="") as stream:
        labels = {row["file"]: row for row in csv.DictReader(stream)}
    groups: dict[str, list[float]] = defaultdict(list)
    waiting: Counter[str] = Counter()
    refused: Counter[str] = Counter()
    for name, row in sorted(labels.items()):
        kind = Path(name).suffix[1:].lower()
        try:
            extracted = read(corpus / "files" / name)
        except ExtractionError as error:
            refused[f"{kind} {error.reason}"] += 1
            groups[kind] += []
            continue
        if any(page.kind in (PageText.IMAGE, PageText.GARBLED) for page in extracted.pages):
            waiting[kind] += 1
            groups[kind] += []
            continue
        wanted = words(" ".join(row[field] for field in FIELDS))
        groups[kind].append(recall(wanted, words(text_of(extracted))))
    for kind, values in sorted(groups.items()):
        yield (
            kind,
            {
                "files": len(values)
                + waiting[kind]
                + sum(n for key, n in refused.items() if key.startswith(kind)),
                "read": len(values),
                "waiting": waiting[kind],
                "recall": round(sum(values) / max(1, len(values)), 4),
                "least": round(min(values, default=0.0), 4),
            },
        )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--corpus", type=Path, help="a folder of real files with labels.csv")
    parser.add_argument("--json", action="store_true", help="one JSON object instead of a table")
    arguments = parser.parse_args()
    logging.disable(logging.CRITICAL)
    warnings.simplefilter("ignore")
    with tempfile.TemporaryDirectory() as name:
        found = {"made": dict(made_set(Path(name)))}
    by_format = dict(real(arguments.corpus)) if arguments.corpus else {}
    if arguments.json:
        print(json.dumps({**found, "real": by_format}, ensure_ascii=False, indent=1))
        return
    for suffix, share in found["made"].items():
        print(f"{suffix:16} recall {share:.4f}")
    for suffix, row in by_format.items():
        print(f"real {suffix:5} " + "  ".join(f"{key} {value}" for key, value in row.items()))


if __name__ == "__main__":
    main()
