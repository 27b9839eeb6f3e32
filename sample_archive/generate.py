"""Make the sample inbox and its truth files from the records in ``documents/``.

    python sample_archive/generate.py            make inbox/, expected/ and merger/
    python sample_archive/generate.py --to DIR   make them elsewhere
    python sample_archive/generate.py --renew    make signed and encrypted files anew too

The same records give the same bytes, except for signed and encrypted PDFs (keys and times differ)
and scans (their bytes depend on the versions of the imaging libraries): these are kept when they
are already there, unless ``--renew`` is given. Needs the packages of the ``test`` extra.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
for folder in (HERE, HERE.parent / "tests", HERE.parent):  # the makers of the tests write the containers
    if str(folder) not in sys.path:
        sys.path.insert(0, str(folder))

from making import expected, merger, records  # noqa: E402  # the folder is no installed package
from making.makers import KEPT, LATER, MAKERS  # noqa: E402


def generate(target: Path, *, renew: bool = False) -> list[records.Sample]:
    """Make everything below `target` and return the records it was made of."""
    samples = records.load_samples()
    inbox, truth = target / "inbox", target / "expected"
    truth.mkdir(parents=True, exist_ok=True)
    for sample in sorted(samples, key=lambda one: one.maker in LATER):
        path = inbox / sample.file
        path.parent.mkdir(parents=True, exist_ok=True)
        if sample.maker in KEPT and path.exists() and not renew:
            continue
        _make(sample, path)
    expected.write_truth(samples, truth)
    merger.generate(target / "merger", MAKERS)
    return samples


def _make(sample: records.Sample, path: Path) -> None:
    """Make one file aside and move it into place, so that a failed run leaves no half-made file."""
    aside = path.with_name(f"{path.stem}.making{path.suffix}")
    try:
        MAKERS[sample.maker](sample, aside)
        aside.replace(path)
    finally:
        aside.unlink(missing_ok=True)


def main() -> None:
    parser = argparse.ArgumentParser(description="Make the sample inbox and its truth files.")
    parser.add_argument("--to", type=Path, default=HERE, help="folder to make inbox/ and expected/ in")
    parser.add_argument("--renew", action="store_true", help="make signed, encrypted and scanned files anew")
    arguments = parser.parse_args()
    samples = generate(arguments.to, renew=arguments.renew)
    print(f"{len(samples)} documents made in {arguments.to / 'inbox'}")


if __name__ == "__main__":
    main()
