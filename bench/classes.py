"""How well subject classes are suggested: by the words of the plan, and learned (cross-validation).

    python bench/classes.py [--archive PATH]

On two sets of made subjects, and with ``--archive`` on what persons set or accepted in an archive. The first
set (tests/support/subjects.py) is by who chose the words of the plan: its figure is an upper bound. The second
(tests/support/subjects_unseen.py) was written without sight of those words: what the plan makes of it, and what
was learned from the first, is what a new archive can expect. The figure that counts is an archive's own.
"""

from __future__ import annotations

import argparse
import dataclasses
import sys
from collections.abc import Sequence
from pathlib import Path

from archivist import Archive
from archivist.classify import REVIEW_THRESHOLD
from archivist.classing import examples_of
from archivist.errors import UsageError
from archivist.subjects import Example, Scheme, default_scheme, suggest, train

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))
from support.subjects import SUBJECTS
from support.subjects_unseen import UNSEEN


def by_plan(scheme: Scheme, examples: Sequence[Example]) -> None:
    """Print how many the plan's words class rightly, wrongly, not at all."""
    right = wrong = sure_wrong = silent = 0
    for one in examples:
        found = suggest(scheme, subject=one.subject, issuer=one.issuer, kind=one.kind)
        if not found:
            silent += 1
        elif found[0].code == one.code:
            right += 1
        else:
            wrong += 1
            sure_wrong += found[0].confidence >= REVIEW_THRESHOLD
    print(
        f"  words of the plan: right {right}/{len(examples)}, none suggested {silent}, wrong {wrong} "
        f"(of these {sure_wrong} at {REVIEW_THRESHOLD:.0%} or more)"
    )


def hinted(one: Example) -> Example:
    """The example with what the plan says of it."""
    hints = suggest(default_scheme(), subject=one.subject, issuer=one.issuer, kind=one.kind)
    return dataclasses.replace(one, hints=tuple(hint.code for hint in hints))


def on_unseen(known: Sequence[Example], unseen: Sequence[Example]) -> None:
    """Print how a model of the known subjects does on those nobody chose words for."""
    try:
        model, _ = train(known)
    except UsageError as error:
        print(f"  learned from the others: skipped, {error.message}")
        return
    right = sure = sure_right = 0
    for one in unseen:
        found = model.suggest(dataclasses.replace(one, code=""))
        same = bool(found) and found[0].code == one.code
        right += same
        if found and found[0].confidence >= REVIEW_THRESHOLD:
            sure += 1
            sure_right += same
    print(
        f"  learned from the others: right {right}/{len(unseen)}; at {REVIEW_THRESHOLD:.0%} or more right {sure_right}/{sure}"
    )


def learned(examples: Sequence[Example]) -> None:
    """Print what cross-validation says of the learner."""
    try:
        _, training = train(examples)
    except UsageError as error:
        print(f"  learned: skipped, {error.message}")
        return
    share = "too few to tell" if training.right is None else f"{training.right:.1%}"
    print(
        f"  learned: right {share} on documents not seen ({training.folds}-fold, stratified; "
        f"{training.examples} documents, {training.classes} classes)"
    )


def main() -> int:
    """Measure."""
    parser = argparse.ArgumentParser(description="Quality of suggested subject classes.")
    parser.add_argument("--archive", type=Path)
    options = parser.parse_args()
    made = [Example(subject=text, code=code) for code, texts in SUBJECTS.items() for text in texts]
    print(f"made subjects ({len(made)} in {len(SUBJECTS)} classes)")
    by_plan(default_scheme(), made)
    print("  with words alone:", end="")
    learned(made)
    learned([hinted(one) for one in made])
    unseen = [Example(subject=text, code=code) for code, texts in UNSEEN.items() for text in texts]
    print(f"made subjects nobody chose words for ({len(unseen)} in {len(UNSEEN)} classes)")
    by_plan(default_scheme(), unseen)
    on_unseen([hinted(one) for one in made], [hinted(one) for one in unseen])
    both = [*made, *unseen]
    print("both sets together")
    print("  with words alone:", end="")
    learned(both)
    learned([hinted(one) for one in both])
    if options.archive is not None:
        with Archive.open(options.archive, "r") as archive:
            scheme = archive.classes.scheme
            examples = list(examples_of(archive.iter_all(), scheme))
        print(f"{options.archive} ({len(examples)} documents with a person's class)")
        by_plan(scheme, examples)
        learned(examples)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
