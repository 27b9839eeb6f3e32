"""How well the reader reads: accuracy by field against a labelled corpus.

    python bench/accuracy.py --corpus PATH [--misses] [--jobs N]
    python bench/accuracy.py --party [--misses]
    python bench/accuracy.py --scans [--most N] [--misses]

The corpus is a folder with ``files/``, ``labels.csv`` and ``manifest.csv`` (see its README for
the conventions of scoring). Without one (neither ``--corpus`` nor ``ARCHIVIST_CORPUS``) the bench
prints "skipped".

The made Party set of the tests (real Party documents could not be had) and the sample archive follow in
tables of their own; ``--party`` reads the Party set alone, ``--no-made`` the corpus alone.
``--scans`` makes scans of it and of made State documents and reads those (accuracy_scans.py).
Renditions of one document (``same_document_as``) count once in each table.

For each field: right k/n with a 95 % Wilson interval, missing, in review (stated below the
threshold), and wrong although stated above it, which is what an archive must not do.
"""

from __future__ import annotations

import argparse
import csv
import math
import os
import re
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from accuracy_relations import load_relations, print_relations

from archivist import numbers
from archivist import text as texts
from archivist.authorities import kinds
from archivist.classify import REVIEW_THRESHOLD
from archivist.directive.citations import read_citations
from archivist.directive.clauses import read_clauses
from archivist.directive.copies import read_further
from archivist.directive.head import read_zones
from archivist.directive.number import read_number
from archivist.directive.parts import read_parts
from archivist.directive.reader import ReadContext, read_fields
from archivist.errors import ExtractionError
from archivist.extract.limits import Limits
from archivist.extract.pool import WorkerPool
from archivist.extracted import Extracted
from archivist.model import FieldName, Fields, Reading
from archivist.recognised import lowered

if TYPE_CHECKING:
    from accuracy_scans import Sheet

FIELDS = {
    # field of ours → column of labels.csv
    "system": "system",
    "number": "number",
    "kind": "kind",
    "issuer": "issuer",
    "issued": "signing_date",
    "place": "place",
    "subject": "subject",
    "signatory": "signatory_name",
    "position": "signatory_position",
    "language": "language",
}
SAMPLE_FIELDS = {**FIELDS, "urgency": "urgency", "secrecy": "secrecy", "draft": "draft"}
"""The labelled corpus says nothing of marks and drafts; the truth of the sample archive does."""
_ROMAN_NOISE = re.compile(r"[\s\-–—_.,;:*\"“”'’‘()]+")


@dataclass(frozen=True, slots=True)
class Case:
    """One labelled file."""

    file: str
    truth: Mapping[str, str]
    group: str
    format: str
    system: str = ""
    period: str = ""
    counted: bool = True
    """False for further renditions of a document that is already in the group."""


@dataclass(frozen=True, slots=True)
class Result:
    """One field of one file."""

    case: Case
    field: str
    expected: str
    stated: str
    confidence: float
    verdict: str
    """``right``, ``missing``, ``wrong`` (stated, below threshold), ``confident`` (wrong above it),
    ``absent`` (rightly not stated)."""
    why: str = ""
    """The rule and the words that led to a wrong value, or why there is none."""


@dataclass(slots=True)
class Row:
    """Counts of one line of the table."""

    right: int = 0
    total: int = 0
    missing: int = 0
    review: int = 0
    confident: int = 0
    stated: int = 0

    def add(self, result: Result) -> None:
        """Count one result."""
        self.stated += bool(result.stated)
        if result.verdict == "confident":
            self.confident += 1
        if not result.expected:
            return
        self.total += 1
        self.right += result.verdict == "right"
        self.missing += result.verdict == "missing"
        self.review += bool(result.stated) and result.confidence < REVIEW_THRESHOLD


def wilson(right: int, total: int) -> tuple[float, float]:
    """95 % interval of a share after Wilson (1927)."""
    if not total:
        return 0.0, 1.0
    z = 1.959964
    p = right / total
    centre = p + z * z / (2 * total)
    spread = z * math.sqrt(p * (1 - p) / total + z * z / (4 * total * total))
    scale = 1 + z * z / total
    return (centre - spread) / scale, (centre + spread) / scale


# ------------------------------------------------------------------------------------- corpus


def load_cases(corpus: Path) -> list[Case]:
    """The labelled files of a corpus."""
    with (corpus / "manifest.csv").open(encoding="utf-8", newline="") as file:
        manifest = {row["file"]: row for row in csv.DictReader(file)}
    with (corpus / "labels.csv").open(encoding="utf-8", newline="") as file:
        labels = list(csv.DictReader(file))
    cases = []
    seen: set[tuple[str, str]] = set()
    for row in labels:
        about = manifest.get(row["file"], {})
        foreign = row["language"] != "vi"
        origin = about.get("born_digital_or_scanned", "")
        # "No text layer", "signature banner only", "mixed": the head is an image.
        scanned = origin in ("scanned", "mixed")
        group = "foreign" if foreign else "scan" if scanned else "vi"
        # The column names all other files of the document; the first of them stands for it.
        work = (group, min([row["file"], *row.get("same_document_as", "").split()]))
        cases.append(
            Case(
                row["file"],
                {**row, "system": "foreign" if foreign else _system(row)},
                group,
                about.get("format", "").lower() or Path(row["file"]).suffix[1:],
                _system(row),
                _period(row.get("signing_date", "")),
                counted=work not in seen,
            )
        )
        seen.add(work)
    return cases


_PARTY_BODY = re.compile(
    r"(?:TỈNH|THÀNH|HUYỆN|QUẬN|THỊ|ĐẢNG) [ỦU][ỶYỷ]|BAN CHẤP HÀNH TRUNG ƯƠNG|CHI BỘ|ĐẢNG BỘ"
)


def _system(row: Mapping[str, str]) -> str:
    """Party or State, from the label's own number and issuer."""
    number = numbers.parse_number(row.get("number", ""))
    if number is not None and number.system is not None:
        return number.system.value
    return "party" if _PARTY_BODY.search(row.get("issuer", "").upper()) else "state"


def _period(date: str) -> str:
    """The layout rule in force on a date (State: 2005, 2011, 2020)."""
    if not date:
        return "no date"
    return next((name for since, name in _PERIODS if date >= since), "before 2005")


_PERIODS = (("2020-03-05", "2020 and later"), ("2011-01-19", "2011-2020"), ("2005-05-06", "2005-2011"))


@dataclass(frozen=True, slots=True)
class Took:
    """Milliseconds of processor time: others share the machine."""

    head: float
    parts: float
    clauses: float
    citations: float


def read_all(
    corpus: Path, cases: Sequence[Case], jobs: int
) -> Iterator[tuple[Case, Fields | None, str, Took]]:
    """Fields of every file, or the reason why there are none; and the time of reading."""
    with WorkerPool(Limits(), jobs) as pool, ThreadPoolExecutor(jobs) as threads:

        def one(case: Case) -> tuple[Case, Fields | None, str, Took]:
            path = corpus / "files" / case.file
            with tempfile.TemporaryDirectory(prefix="accuracy-") as parts:
                try:
                    extracted = pool.extract(path, parts_dir=Path(parts), file_name=case.file)
                except ExtractionError as error:
                    return case, None, str(error.reason), Took(0.0, 0.0, 0.0, 0.0)
            # The lesser of two: the first reader of a process also reads the tables.
            whole = math.inf
            for _ in range(2):
                started = time.thread_time()
                fields = read_fields(extracted, ReadContext(file_name=case.file))
                fields = lowered(fields, {}, layered=extracted.layered)
                whole = min(whole, (time.thread_time() - started) * 1000)
            started = time.thread_time()
            if fields.citations:
                read_citations(extracted)
            cited = (time.thread_time() - started) * 1000
            # Sought in the whole body, like citations: none of them is reading the head.
            started = time.thread_time()
            if fields.clauses:
                read_clauses(extracted, fields.value(FieldName.SUBJECT) or "")
            claused = (time.thread_time() - started) * 1000
            parted = _further(extracted, case)
            return case, fields, "", Took(max(0.0, whole - cited - claused - parted), parted, claused, cited)

        yield from threads.map(one, cases)


def _further(extracted: Extracted, case: Case) -> float:
    """Milliseconds of looking through the body for further documents and attached texts."""
    if case.group == "foreign":
        return 0.0
    zones = read_zones(extracted)
    own = read_number(zones, case.file).number
    started = time.thread_time()
    further = read_further(extracted, zones, own)
    read_parts(extracted, zones, own, further.heads)
    return (time.thread_time() - started) * 1000


# ------------------------------------------------------------------------------------- scoring


def normal(field: str, value: str) -> str:
    """`value` in the form it is compared in (conventions of the corpus's README)."""
    value = texts.nfc(value).strip()
    if field == "number":
        return re.sub(r"\s+", "", value)
    if field in ("issued", "language"):
        return value
    if field == "kind":
        return _kind_key(value)
    folded = texts.normalise_tone(value).casefold()
    return re.sub(r"\s+", " ", _ROMAN_NOISE.sub(" ", folded)).strip()


def _kind_key(value: str) -> str:
    found = kinds.kind_by_code(value)
    if found is not None:
        return found.code
    named = kinds.resolve_kind(value)
    if named:
        return named[0].code
    # "Hướng dẫn liên ngành": the kind with an addition.
    begun = kinds.match_title(value)
    return begun.kind.code if begun else value.casefold()


def right(field: str, expected: str, stated: str) -> bool:
    """Whether `stated` is what the label says."""
    if field in ("signatory", "position"):
        # Several signatories: the order of the list is not significant.
        ours = {normal(field, part) for part in stated.split("|")}
        return ours == {normal(field, part) for part in expected.split("|")}
    return normal(field, stated) == normal(field, expected)


def score(
    case: Case, fields: Fields | None, names: Mapping[str, str] = FIELDS, unread: str = ""
) -> Iterator[Result]:
    """One result a field."""
    for field, column in names.items():
        expected = case.truth.get(column, "").strip()
        if field == "signatory" and _is_position(expected, case.truth):
            continue  # named in the report
        reading = fields.readings.get(field) if fields else None
        stated = reading.value if reading else ""
        if field == "draft" and stated == "false":
            stated = ""
        confidence = reading.confidence if reading else 0.0
        if not stated:
            verdict = "missing" if expected else "absent"
        elif expected and right(field, expected, stated):
            verdict = "right"
        elif not expected and field not in ("number", "issued", "draft", "urgency"):
            # The label does not say; only a number or date that is not there is an error.
            verdict = "absent"
        else:
            verdict = "confident" if confidence >= REVIEW_THRESHOLD else "wrong"
        yield Result(case, field, expected, stated, confidence, verdict, _why(case, fields, reading, unread))


def _is_position(name: str, truth: Mapping[str, str]) -> bool:
    """True for a label that repeats the position where the name of a person belongs."""
    return bool(name) and name in re.split(r"; | \| ", truth.get("signatory_position", ""))


def _why(case: Case, fields: Fields | None, reading: Reading | None, unread: str) -> str:
    """What led to a value, or why there is none."""
    if fields is None:
        return unread or "not read"
    if reading is None:
        if case.group == "scan":
            return "the head is an image: to be recognised"
        return "nothing in the head that a rule takes for it"
    found = next(iter(reading.evidence), None)
    if found is None:
        return ""
    where = f"page {found.page}, line {found.line}" if found.page else found.source
    return f"{found.rule}: {found.quote[:80]!r} ({where})"


# ------------------------------------------------------------------------------------- printing


def print_table(title: str, results: Iterable[Result], names: Iterable[str] = FIELDS) -> None:
    """One table: a row a field."""
    rows: dict[str, Row] = defaultdict(Row)
    for result in results:
        rows[result.field].add(result)
    if not rows:
        return
    print(f"\n{title}")
    print(
        f"  {'field':<10} {'right':>9}  {'95 % interval':<15} {'missing':>7} {'review':>6} {'wrong, confident':>16}"
    )
    for field in names:
        row = rows[field]
        low, high = wilson(row.right, row.total)
        share = f"{row.right}/{row.total}"
        print(
            f"  {field:<10} {share:>9}  {low:.3f} - {high:.3f}   {row.missing:>7} {row.review:>6} {row.confident:>16}"
        )


def print_misses(results: Iterable[Result]) -> None:
    """Every miss with what was expected and stated."""
    print("\nmisses")
    for result in results:
        if result.verdict in ("right", "absent"):
            continue
        stated = f"{result.stated!r} ({result.confidence:.2f})" if result.stated else "-"
        print(
            f"  {result.case.file:<14} {result.field:<9} {result.verdict:<9} expected {result.expected!r} stated {stated}"
        )
        if result.why:
            print(f"  {'':<14} {'':<9} why: {result.why}")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the bench; 0 also when it is skipped."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0] if __doc__ else "")
    parser.add_argument("--corpus", type=Path, default=os.environ.get("ARCHIVIST_CORPUS") or None)
    parser.add_argument("--misses", action="store_true", help="list the misses of made documents, too")
    parser.add_argument("--no-misses", action="store_true", help="do not list misses")
    parser.add_argument("--no-made", action="store_true", help="leave made documents out")
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--party", action="store_true", help="read the made Party set of the tests")
    parser.add_argument("--scans", action="store_true", help="make scans, recognise and read them")
    parser.add_argument("--most", type=int, default=56, help="made scans at most")
    options = parser.parse_args(arguments)
    if options.scans:
        return scans_main(options.most, misses=options.misses)
    if options.party:
        return party_main(misses=options.misses)
    if options.corpus is None or not (Path(options.corpus) / "labels.csv").is_file():
        print("accuracy: skipped (no corpus: give --corpus PATH or set ARCHIVIST_CORPUS)")
        return 0
    corpus = Path(options.corpus)
    cases = load_cases(corpus)
    results: list[Result] = []
    unread: dict[str, list[str]] = defaultdict(list)
    times: list[Took] = []
    read: dict[str, Fields] = {}
    for case, fields, reason, took in read_all(corpus, cases, options.jobs):
        if fields is None:
            unread[reason].append(case.file)
        else:
            times.append(took)
            read[case.file] = fields
        results.extend(score(case, fields, unread=reason))
    report(results, unread, times, misses=not options.no_misses)
    doubtful = [case.file for case in cases if _is_position(case.truth.get("signatory_name", ""), case.truth)]
    if doubtful:
        print(f"\nsignatory not counted, the label says a position for a name: {', '.join(doubtful)}")
    print_relations(load_relations(corpus), read)
    if not options.no_made:
        party_main(misses=options.misses)
        sample_main(misses=not options.no_misses)
    return 0


def sample_main(*, misses: bool) -> None:
    """The table of the sample archive."""
    from accuracy_samples import read_samples

    results = [
        result
        for name, truth, suffix, fields in read_samples()
        for result in score(Case(name, truth, "sample", suffix), fields, SAMPLE_FIELDS)
    ]
    print_table("Sample archive (made), what can be read without recognition", results, SAMPLE_FIELDS)
    _print_wrong(results)
    if misses:
        print_misses(results)


def party_main(*, misses: bool) -> int:
    """The tables of the made Party set, one a rendering."""
    from accuracy_party import read_party

    results = [
        result
        for name, truth, rendering, fields in read_party()
        for result in score(Case(name, truth, "party", rendering, "party"), fields)
    ]
    print_table("Party, made documents, every rendering", results)
    for rendering in sorted({one.case.format for one in results}):
        print_table(f"  as {rendering}", [one for one in results if one.case.format == rendering])
    _print_wrong(results)
    if misses:
        print_misses(results)
    return 0


def scans_main(most: int, *, misses: bool) -> int:
    """The tables of made scans, by system and by how they were spoiled."""
    from accuracy_scans import read_scans

    results = [
        result
        for sheet, spoiled, fields in read_scans(most)
        for result in score(_scanned(sheet, spoiled), fields)
    ]
    print_table(f"made scans ({len({one.case.file for one in results})}), spoiled in ten ways", results)
    print_by_rules(results)
    for spoiled in sorted({one.case.format for one in results}):
        print_table(f"  {spoiled}", [one for one in results if one.case.format == spoiled])
    print_safe(results)
    if misses:
        print_misses(results)
    return 0


def _scanned(sheet: Sheet, spoiled: str) -> Case:
    date = sheet.truth.get("signing_date", "")
    # Made Party documents are named by the guidance they follow.
    period = f"rules of {sheet.name[:4]}" if sheet.system == "party" else _period(date)
    return Case(sheet.name, sheet.truth, "scan", spoiled, sheet.system, period)


def print_by_rules(results: Sequence[Result]) -> None:
    """By system, and by the rules a document was set under."""
    for name in sorted({one.case.system for one in results}):
        print_table(f"  of these {name}", [one for one in results if one.case.system == name])
    for name in sorted({one.case.period for one in results}):
        print_table(f"  of these {name}", [one for one in results if one.case.period == name])


def print_safe(results: Sequence[Result]) -> None:
    """How many numbers and dates are right or a person's to complete, and what is wrong and stated."""
    for field in ("number", "issued"):
        expected = [one for one in results if one.field == field and one.expected]
        safe = sum(one.verdict != "confident" for one in expected)
        print(f"  {field} right, or in review: {safe}/{len(expected)}")
    _print_wrong(results)


def report(
    results: Sequence[Result], unread: Mapping[str, Sequence[str]], times: Sequence[Took], *, misses: bool
) -> None:
    """Print all tables."""
    by_group: dict[str, list[Result]] = defaultdict(list)
    for result in results:
        if result.case.counted:
            by_group[result.case.group].append(result)
    vi = by_group["vi"]
    print_table("Vietnamese, born digital or text", vi)
    print_by_rules(vi)
    every = [one for one in results if one.case.group == "vi"]
    for name in sorted({one.case.format for one in every}):
        # Here every file counts: the question is how well the format is read.
        print_table(f"  files in {name}", [one for one in every if one.case.format == name])
    print_table("Vietnamese, head is an image", by_group["scan"])
    foreign = by_group["foreign"]
    print_table("Other languages", foreign)
    for code in sorted({one.case.truth["language"] for one in foreign}):
        print_table(f"  of these {code}", [one for one in foreign if one.case.truth["language"] == code])
    for reason, files in sorted(unread.items()):
        print(f"\nnot read: {reason}: {len(files)} ({', '.join(files)})")
    _print_wrong([one for one in results if one.case.counted])
    for what, values in (
        ("reading a head", [one.head for one in times]),
        ("finding further documents", [one.parts for one in times]),
        ("finding clauses", [one.clauses for one in times]),
        ("finding citations", [one.citations for one in times]),
    ):
        ordered = sorted(values)
        if ordered:
            print(
                f"{what}: median {ordered[len(ordered) // 2]:.1f} ms,"
                f" p95 {ordered[int(len(ordered) * 0.95)]:.1f} ms, most {ordered[-1]:.1f} ms"
            )
    if misses:
        print_misses(results)


def _print_wrong(results: Sequence[Result]) -> None:
    stated = sum(bool(one.stated) for one in results)
    confident = sum(one.verdict == "confident" for one in results)
    print(f"\nwrong although stated above {REVIEW_THRESHOLD}: {confident} of {stated} stated values")


if __name__ == "__main__":
    sys.exit(main())
