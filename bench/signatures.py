"""What checking digital signatures costs and finds, on signed PDFs.

    python bench/signatures.py --corpus PATH [--trust FOLDER]

A line for each signed PDF of the corpus: signatures, size, processor time (best of three, after the
import of pyHanko), integrity and later changes of each signature, and what the document comes to.
"""

from __future__ import annotations

import argparse
import datetime as dt
import logging
import os
import statistics
import sys
import time
from collections import Counter
from pathlib import Path

from archivist.extract import signatures
from archivist.extract.verified import Verified
from archivist.model import ChangedAfter, Integrity, Signature, Trust

_MARKS = {
    ChangedAfter.NONE: "-",
    ChangedAfter.ALLOWED: "a",
    ChangedAfter.OTHER: "o",
    ChangedAfter.NOT_CHECKED: "?",
}


def measured(path: Path, trust: Path) -> tuple[Verified, float]:
    """The check and its processor time in milliseconds."""
    times = []
    for _ in range(3):
        started = time.process_time()
        verified = signatures.verify(path, trust_dir=trust, at=dt.datetime.now(dt.UTC))
        times.append((time.process_time() - started) * 1000)
    return verified, min(times)


def verdict(last: Signature) -> str:
    """What the last signature says of the document (as `Document.signed`)."""
    if last.integrity is Integrity.NOT_CHECKED:
        return "not understood"
    if last.integrity is Integrity.BROKEN or not last.covers_file:
        return "invalid"
    return {Trust.TRUSTED: "valid", Trust.UNTRUSTED: "untrusted"}.get(last.trust, "intact, no roots")


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n\n")[0])
    parser.add_argument("--corpus", type=Path, default=os.environ.get("ARCHIVIST_CORPUS"))
    parser.add_argument("--trust", type=Path, default=Path("/nonexistent"))
    options = parser.parse_args()
    if not options.corpus:
        sys.stderr.write("no corpus: give --corpus or set ARCHIVIST_CORPUS\n")
        return 2
    logging.disable(logging.CRITICAL)
    each: list[float] = []
    outcomes: Counter[str] = Counter()
    print(f"{'document':12} {'sigs':>4} {'KiB':>6} {'ms':>6} {'ms/sig':>6}  integrity/later changes")
    for path in sorted(Path(options.corpus).rglob("*.pdf")):
        verified, ms = measured(path, options.trust)
        found = verified.signatures
        if not found:
            outcomes["unsigned"] += 1
            continue
        each.append(ms / len(found))
        outcomes[verdict(found[-1])] += 1
        shown = " ".join(one.integrity.value[0] + _MARKS[one.changed_after] for one in found)
        size = path.stat().st_size // 1024
        row = (
            f"{path.stem:12} {len(found):4} {size:6} {ms:6.0f} {each[-1]:6.0f}  {shown}  {verdict(found[-1])}"
        )
        print(row)
    if each:
        print(f"ms a signature: median {statistics.median(each):.0f}, most {max(each):.0f}")
    print(", ".join(f"{name}: {count}" for name, count in sorted(outcomes.items())))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
