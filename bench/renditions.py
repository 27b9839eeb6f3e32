"""How well renditions of one work are recognised, on labelled documents.

    python bench/renditions.py [--corpus PATH]

PATH (or ``ARCHIVIST_CORPUS``) holds ``files/`` and ``labels.csv``, whose ``same_document_as`` names the other
renditions of a file. Every file is filed into a temporary archive; pairs shown as one work, and pairs only
proposed to a person, are compared with the labelled pairs. Prints precision and recall with every error.
"""

from __future__ import annotations

import argparse
import csv
import os
import sys
import tempfile
from collections.abc import Mapping
from itertools import combinations
from pathlib import Path

from archivist import Archive, Document
from archivist.model import Access

Pair = frozenset[str]


def labelled(corpus: Path) -> set[Pair]:
    """Pairs of file names that are renditions of one work."""
    with (corpus / "labels.csv").open(encoding="utf-8", newline="") as file:
        return {
            frozenset((row["file"], other))
            for row in csv.DictReader(file)
            for other in row.get("same_document_as", "").split()
        }


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--corpus", type=Path, default=os.environ.get("ARCHIVIST_CORPUS") or None)
    parser.add_argument(
        "--recognise", action="store_true", help="first recognise scans that have another rendition (slow)"
    )
    options = parser.parse_args()
    corpus = options.corpus
    if corpus is None or not (Path(corpus) / "labels.csv").is_file():
        print("skipped: no labelled corpus (--corpus PATH or ARCHIVIST_CORPUS)")
        return 0
    with tempfile.TemporaryDirectory(prefix="renditions-") as folder:
        measure(Path(corpus), Path(folder) / "archive", recognise=options.recognise)
    return 0


def measure(corpus: Path, root: Path, *, recognise: bool) -> None:
    """File the corpus and compare."""
    truth = labelled(corpus)
    with Archive.create(root) as archive:
        names: dict[str, str] = {}
        for result in archive.file_many(sorted((corpus / "files").iterdir())):
            if result.document is not None:
                names[result.document.id] = result.source.name
        if recognise:
            wanted = {name for pair in truth for name in pair}
            for id, name in names.items():
                if name in wanted and archive.get(id).text_state == "pending":
                    archive.recognise(id)
                    if archive.get(id).access is Access.HELD:  # as a person does who looked for a mark
                        archive.release(id, by="bench", why="measuring")
        held = set(names.values())
        documents = {name: archive.get(id) for id, name in names.items()}
        shown = {
            frozenset((names[one], names[other]))
            for work in archive.renditions.works()
            for one, other in combinations(work.documents, 2)
        }
        proposed = {frozenset(names[id] for id in like.pair) for like in archive.renditions.proposals()}
    reachable = {pair for pair in truth if pair <= held}
    print(f"{len(held)} documents filed, {len(truth)} labelled pairs, {len(reachable)} with both files filed")
    report("shown as one work", shown, reachable, documents)
    report("shown or proposed", shown | proposed, reachable, documents)


def report(title: str, found: set[Pair], truth: set[Pair], documents: Mapping[str, Document]) -> None:
    """Precision, recall and every error."""
    right = len(found & truth)
    precision = f"{right}/{len(found)}" + (f" ({right / len(found):.1%})" if found else "")
    recall = f"{right}/{len(truth)}" + (f" ({right / len(truth):.1%})" if truth else "")
    print(f"{title}: precision {precision}, recall {recall}")
    for label, pairs in (("wrong", found - truth), ("missed", truth - found)):
        for pair in sorted(map(sorted, pairs)):
            print(f"  {label}: {' = '.join(pair)}")
            for name in pair:
                one = documents[name]
                issuer = one.issuer.authority_id if one.issuer else None
                print(f"    {one.number} | {one.kind} | {issuer} | {one.issued_text} | {one.subject}"[:150])


if __name__ == "__main__":
    sys.exit(main())
