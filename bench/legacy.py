"""How well legacy encodings are told without fonts, and how often a text is converted wrongly.

    python bench/legacy.py [--cuts N] [--corpus PATH]

Cuts of made texts in five languages are judged by length. With a corpus (or ``ARCHIVIST_CORPUS``)
its files are extracted and every conversion is listed; those without a legacy note in
``manifest.csv`` or a legacy font count as wrong.
"""

from __future__ import annotations

import argparse
import os
import random
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tests"))

from support.legacy_texts import OTHERS, VIETNAMESE, encode  # noqa: E402

from archivist.errors import ExtractionError  # noqa: E402
from archivist.extract.limits import Limits  # noqa: E402
from archivist.extract.registry import extract_file  # noqa: E402
from archivist.extracted import LEGACY_ENCODING  # noqa: E402
from archivist.legacy import Encoding, Run, convert, judge  # noqa: E402

LENGTHS = (12, 16, 24, 40, 80)
"""Words of a cut; blocks of fewer than twelve are not judged alone."""


def cuts(sentences: tuple[str, ...], length: int, count: int, seed: int) -> Iterator[str]:
    chance = random.Random(seed)
    words = " ".join(sentences).split()
    for _ in range(count):
        start = chance.randrange(max(1, len(words) - length))
        yield " ".join(words[start : start + length])


def hit_rates(count: int) -> None:
    print(f"cuts told right, of {count} each")
    print(f"{'':24}" + "".join(f"{f'{length} words':>12}" for length in LENGTHS))
    for encoding in Encoding:
        for lost in (False, True) if encoding is Encoding.TCVN3 else (False,):
            rates = []
            for length in LENGTHS:
                verdicts = [
                    judge(encode(cut, encoding, capitals_lost=lost))
                    for cut in cuts(VIETNAMESE, length, count, length)
                ]
                hits = sum(1 for verdict in verdicts if verdict and verdict.encoding is encoding)
                wrong = sum(1 for verdict in verdicts if verdict and verdict.encoding is not encoding)
                rates.append(f"{hits / count:.3f}" + (f" ({wrong}!)" if wrong else ""))
            name = encoding.value + (" without capitals" if lost else "")
            print(f"{name[:23]:24}" + "".join(f"{rate:>12}" for rate in rates))


def false_conversions(count: int) -> int:
    print(f"\nfalse conversions, of {count} cuts each")
    total = 0
    for name, sentences in {"vi (Unicode)": VIETNAMESE, **OTHERS}.items():
        wrong = [
            sum(1 for cut in cuts(sentences, length, count, length) if convert([[Run(cut)]]))
            for length in LENGTHS
        ]
        total += sum(wrong)
        print(f"{name:24}" + "".join(f"{n:>12}" for n in wrong))
    return total


def corpus(folder: Path) -> int:
    notes = (folder / "manifest.csv").read_text(encoding="utf-8").splitlines()
    legacy = {
        line.split(",")[0]
        for line in notes
        if any(word in line for word in ("TCVN3", "VNI", "legacy", "Legacy"))
    }
    converted = wrong = read = 0
    for path in sorted((folder / "files").iterdir()):
        with tempfile.TemporaryDirectory() as parts:
            try:
                found = extract_file(path, parts_dir=Path(parts), file_name=path.name, limits=Limits())
            except ExtractionError:
                continue
        read += 1
        if LEGACY_ENCODING in found.metadata:
            converted += 1
            mine = path.name in legacy or bool(found.font_encodings)
            wrong += not mine
            print(f"{path.name:16} {found.metadata[LEGACY_ENCODING]}{'' if mine else '   WRONG'}")
    print(f"\n{read} files read, {converted} converted, {wrong} of them wrongly")
    return wrong


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--cuts", type=int, default=300)
    parser.add_argument("--corpus", type=Path, default=os.environ.get("ARCHIVIST_CORPUS") or None)
    options = parser.parse_args()
    hit_rates(options.cuts)
    wrong = false_conversions(options.cuts)
    if options.corpus is None:
        print("\ncorpus: skipped (neither --corpus nor ARCHIVIST_CORPUS)")
    else:
        print()
        wrong += corpus(Path(options.corpus))
    return 1 if wrong else 0


if __name__ == "__main__":
    raise SystemExit(main())
