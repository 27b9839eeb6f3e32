"""Recall of stated relations against ``relations.csv`` of a labelled corpus.

The rows are precise but not complete, so misses are counted and surplus citations are not.
"""

from __future__ import annotations

import csv
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from archivist import numbers
from archivist.authorities import kinds
from archivist.model import Citation, Fields

KIND_OF = {
    # words of relations.csv → relation of ours
    "cites as legal basis": "based-on",
    "amends": "amends",
    "repeals": "repeals",
    "replaces": "replaces",
    "implements": "implements",
}


@dataclass(frozen=True, slots=True)
class Stated:
    """One labelled relation."""

    file: str
    kind: str
    number: str
    target_kind: str
    date: str
    evidence: str


def load_relations(corpus: Path) -> list[Stated]:
    """The labelled relations, each target of a file and kind once; empty without the file."""
    path = corpus / "relations.csv"
    if not path.is_file():
        return []
    with path.open(encoding="utf-8", newline="") as file:
        rows = [
            Stated(
                row["file"],
                KIND_OF.get(row["relation"], row["relation"]),
                row["target_number"].strip(),
                row["target_kind"].strip(),
                row["target_date"].strip(),
                row["evidence"],
            )
            for row in csv.DictReader(file)
        ]
    unique = {
        (one.file, one.kind, one.number or (one.target_kind, one.date, one.evidence)): one for one in rows
    }
    return list(unique.values())


def _names(stated: Stated, citation: Citation) -> bool:
    """Whether a citation names the labelled target."""
    if stated.number:
        parsed = numbers.parse_number(stated.number)
        wanted = numbers.key(parsed.normal if parsed else stated.number)
        return bool(citation.number) and numbers.key(citation.number) == wanted
    known = kinds.resolve_kind(stated.target_kind)
    same_kind = not known or citation.target_kind == known[0].code
    dated = not stated.date or stated.date.startswith(citation.issued)
    words = citation.cited_as.casefold()
    return same_kind and dated and words in " ".join(stated.evidence.split()).casefold()


def print_relations(stated: Sequence[Stated], read: Mapping[str, Fields]) -> None:
    """Recall by kind: found at all, and found with the kind of relation the label says."""
    rows: dict[str, Counter[str]] = defaultdict(Counter)
    for one in stated:
        fields = read.get(one.file)
        if fields is None:
            continue
        naming = [citation for citation in fields.citations if _names(one, citation)]
        row = rows[one.kind]
        row["total"] += 1
        row["found"] += bool(naming)
        row["typed"] += any(citation.kind.value == one.kind for citation in naming)
    if not rows:
        return
    print("\nrelations (recall against relations.csv)")
    print(f"  {'kind':<12} {'found':>9} {'with kind':>10}")
    for kind, row in sorted(rows.items(), key=lambda item: -item[1]["total"]):
        found, typed = (f"{row[name]}/{row['total']}" for name in ("found", "typed"))
        print(f"  {kind:<12} {found:>9} {typed:>10}")
