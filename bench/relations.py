"""How well relations are read: recall by kind against a labelled corpus, and precision.

    python bench/relations.py [--corpus PATH] [--misses] [--list 100 --seed 6]

Recall: against the rows of ``relations.csv`` of the corpus (see its README: precise, not complete);
"cites as legal basis" is based-on. A row counts as found when the act is found with that relation:
by number, or for acts without one by kind and date of issue or, failing a date, by kind alone
within the same relation. "Quy định chi tiết một số điều của Luật …", labelled "implements" there,
is `guides` here.
Precision: against ``sample_archive/expected``, where every act named is listed with its relation.
``--list`` prints a random choice of extracted relations of the corpus, to be judged by a person.

Without a corpus (neither ``--corpus`` nor ``ARCHIVIST_CORPUS``) only the sample archive is measured.
"""

from __future__ import annotations

import argparse
import csv
import json
import os
import random
import re
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from archivist import numbers
from archivist.authorities import kinds
from archivist.directive.reader import ReadContext, read_fields
from archivist.errors import ExtractionError
from archivist.extract.limits import Limits
from archivist.extract.pool import WorkerPool
from archivist.model import Citation, RelationKind

SAMPLES = Path(__file__).resolve().parents[1] / "sample_archive"
_LABELS = {
    "cites as legal basis": (RelationKind.BASED_ON,),
    "amends": (RelationKind.AMENDS,),
    "repeals": (RelationKind.REPEALS,),
    "replaces": (RelationKind.REPLACES,),
    "implements": (RelationKind.IMPLEMENTS, RelationKind.GUIDES),
}


def read_all(folder: Path, files: list[str], jobs: int) -> Mapping[str, tuple[Citation, ...]]:
    """Citations of every file that can be read; the time citations take is part of reading."""
    with WorkerPool(Limits(), jobs) as pool, ThreadPoolExecutor(jobs) as threads:

        def one(file: str) -> tuple[str, tuple[Citation, ...]]:
            with tempfile.TemporaryDirectory(prefix="relations-") as parts:
                try:
                    extracted = pool.extract(folder / file, parts_dir=Path(parts), file_name=Path(file).name)
                except ExtractionError:
                    return file, ()
            return file, read_fields(extracted, ReadContext(file_name=Path(file).name)).citations

        return dict(threads.map(one, files))


def hits(row: Mapping[str, str], citations: tuple[Citation, ...]) -> bool:
    """Whether a labelled relation was found."""
    wanted = _LABELS[row["relation"]]
    named = kinds.resolve_kind(row["target_kind"])
    for citation in citations:
        if citation.kind not in wanted:
            continue
        if row["target_number"]:
            if citation.number and numbers.key(citation.number) == numbers.key(row["target_number"]):
                return True
            continue
        if named and citation.target_kind and citation.target_kind != named[0].code:
            continue
        date = row["target_date"]
        if not date or citation.issued == date or (citation.issued and date.startswith(citation.issued)):
            return True
    return False


def recall(
    corpus: Path, found: Mapping[str, tuple[Citation, ...]]
) -> Iterator[tuple[Mapping[str, str], bool]]:
    """Each labelled relation and whether it was found."""
    with (corpus / "relations.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            yield row, hits(row, found.get(row["file"], ()))


def print_recall(corpus: Path, found: Mapping[str, tuple[Citation, ...]], *, misses: bool) -> None:
    """The table of recall."""
    table: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    for row, right in recall(corpus, found):
        for name in (row["relation"], "pooled"):
            table[name][0] += int(right)
            table[name][1] += 1
        if misses and not right:
            print(f"miss  {row['file']}  {row['relation']}  {row['target_number']}  {row['evidence'][:200]}")
    for name, (found_, total) in sorted(table.items(), key=lambda item: item[0] == "pooled"):
        print(f"{name:22} {found_:4}/{total:<4} {found_ / total:.3f}")


def print_precision(found: Mapping[str, tuple[Citation, ...]]) -> None:
    """Precision and recall on the sample archive: (number, relation) of acts with a number."""
    right = stated = wanted = 0
    for file, citations in found.items():
        truth = json.loads(
            (SAMPLES / "expected" / f"{file.replace('/', '__')}.json").read_text(encoding="utf-8")
        )
        if truth["readable"] != "now" or truth["outcome"] in ("refused", "quarantined"):
            continue
        expected = {(one["number"], one["relation"]) for one in truth["citations"] or ()}
        made = {(one.number, one.kind.value) for one in citations if one.number}
        right, stated, wanted = right + len(expected & made), stated + len(made), wanted + len(expected)
        for number, relation in sorted(made - expected):
            print(f"wrong {file}: {relation} {number}")
        for number, relation in sorted(expected - made):
            print(f"miss  {file}: {relation} {number}")
    print(f"sample archive: precision {right}/{stated}, recall {right}/{wanted}")


def print_list(found: Mapping[str, tuple[Citation, ...]], count: int, seed: int) -> None:
    """A random choice of extracted relations, mere mentions left out, to be judged by a person."""
    relations = [
        (file, one) for file in sorted(found) for one in found[file] if one.kind is not RelationKind.CITES
    ]
    chosen = random.Random(seed).sample(relations, min(count, len(relations)))
    for position, (file, one) in enumerate(sorted(chosen, key=lambda pair: pair[0]), start=1):
        quote = re.sub(r"\s+", " ", one.evidence.quote)
        print(f"{position:3} {file} {one.kind.value} [{one.cited_as}] scope={one.scope!r}\n      {quote}")
    print(f"{len(relations)} relations besides mere mentions; seed {seed}")


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--corpus", type=Path, default=os.environ.get("ARCHIVIST_CORPUS") or None)
    parser.add_argument("--jobs", type=int, default=1)
    parser.add_argument("--misses", action="store_true")
    parser.add_argument("--list", type=int, default=0)
    parser.add_argument("--seed", type=int, default=6)
    options = parser.parse_args()
    index = json.loads((SAMPLES / "expected" / "index.json").read_text(encoding="utf-8"))
    print_precision(read_all(SAMPLES / "inbox", index["documents"], options.jobs))
    if options.corpus is None:
        print("corpus: skipped (no --corpus, no ARCHIVIST_CORPUS)")
        return 0
    corpus = Path(options.corpus)
    started = time.perf_counter()
    found = read_all(
        corpus / "files", sorted(path.name for path in (corpus / "files").iterdir()), options.jobs
    )
    print_recall(corpus, found, misses=options.misses)
    if options.list:
        print_list(found, options.list, options.seed)
    print(f"{len(found)} files in {time.perf_counter() - started:.0f} s")
    return 0


if __name__ == "__main__":
    sys.exit(main())
