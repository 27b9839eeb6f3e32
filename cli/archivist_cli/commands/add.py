"""``archivist add``: file documents."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from archivist.errors import ExitCode, UsageError
from archivist.layout import Layout
from archivist.model import FilingResult, Outcome
from archivist_cli import labels, present, progress, records
from archivist_cli.command import argument, define, option, paragraphs, pass_session
from archivist_cli.i18n import mark, translate, translate_count
from archivist_cli.session import Session

if TYPE_CHECKING:
    from archivist import Archive

NOT_FILED = frozenset({Outcome.QUARANTINED, Outcome.REFUSED, Outcome.FAILED})


@define(
    "add",
    help=paragraphs(
        mark("File documents: read them, store them, make them findable. The files stay where they are."),
        mark("A folder stands for every file in it and below; hidden and temporary files are left out."),
        mark(
            "Ends with code 3 when some files were put aside, refused or failed; each is named with what to do."
        ),
    ),
    reads=True,
)
@argument(
    "paths",
    nargs=-1,
    required=True,
    type=click.Path(path_type=Path),
    metavar=mark("FILE|FOLDER..."),
    help=mark("what to file"),
)
@option("--from", "received_from", metavar=mark("NAME"), help=mark("who handed the documents over"))
@option(
    "--book",
    metavar=mark("BOOK"),
    help=mark("book of the register of incoming documents to enter them in (else: as the settings say)"),
)
@option(
    "--no-register",
    is_flag=True,
    help=mark("give no numbers of arrival: for taking over an old archive"),
)
@option(
    "--fonds",
    metavar=mark("FONDS"),
    help=mark("fonds the documents come into (else: as inbox folder, rules and settings say)"),
)
@option("--jobs", type=click.IntRange(1, 64), metavar=mark("N"), help=mark("how many files to read at once"))
@pass_session
def command(
    session: Session,
    paths: tuple[Path, ...],
    received_from: str | None,
    book: str | None,
    no_register: bool,
    fonds: str | None,
    jobs: int | None,
) -> int:
    """File each and say what became of it."""
    if no_register and book:
        raise UsageError("give either --book or --no-register")
    with session.open("rw") as archive:
        _outside(archive.root, paths)
        if unknown := archive.fonds.unknown_codes():
            text = translate(mark("the settings name fonds that are not on record: {codes}"))
            session.writer.remark(text.format(codes=", ".join(unknown)))
        files = list(every_file(paths))
        book = "none" if no_register else book
        return _file(session, archive, files, jobs=jobs, received_from=received_from, book=book, fonds=fonds)


def _file(
    session: Session,
    archive: Archive,
    files: list[Path],
    *,
    jobs: int | None,
    received_from: str | None,
    book: str | None,
    fonds: str | None,
) -> ExitCode:
    with progress.shown(session, translate(mark("Filing documents"))) as bar:
        results = archive.file_many(
            files, jobs=jobs, received_from=received_from, book=book, fonds=fonds, progress=bar.step
        )
        return report(session, archive, results, bar)


def _outside(root: Path, paths: Iterable[Path]) -> None:
    """Refuse what the archive itself is made of: its records are no documents.

    Raises:
        UsageError: one of the paths lies in a folder the archive keeps for itself.
    """
    home = Path(os.path.realpath(root))
    for path in paths:
        place = Path(os.path.realpath(path))
        below = place.relative_to(home).parts if place.is_relative_to(home) else ()
        if below and below[0] in own_names(home):
            raise UsageError(f"{path} is part of the archive itself")


def own_names(folder: Path) -> frozenset[str]:
    """The names an archive in this folder keeps for itself; none when the folder is no archive."""
    layout = Layout(folder)
    if not layout.settings_file.is_file():
        return frozenset()
    kept = (*layout.folders(), layout.browse, layout.settings_file, layout.readme)
    return frozenset(path.name for path in kept if path.parent == folder)


def every_file(paths: Iterable[Path]) -> Iterator[Path]:
    """The files named, and those in the folders named, in a settled order.

    What the inbox would not take (hidden, temporary and system files) is left out of folders, too,
    and so is what an archive that lies there is made of.
    Links to folders are not followed: they could lead out of the folder, or around in circles.
    """
    from archivist.watch.looking import hidden_name

    for path in paths:
        if not path.is_dir():
            yield path
            continue
        for folder, subfolders, names in os.walk(path):
            own = own_names(Path(folder))
            subfolders[:] = sorted(
                name for name in subfolders if name not in own and hidden_name(name, folder=True) is None
            )
            yield from (
                Path(folder, name) for name in sorted(names) if name not in own and hidden_name(name) is None
            )


def report(
    session: Session, archive: Archive, results: Iterable[FilingResult], bar: progress.Bar
) -> ExitCode:
    """Write each result as it comes, then the counts.

    Returns:
        ``PARTIAL`` when a file was not filed.
    """
    counts: Counter[Outcome] = Counter()
    for place, result in enumerate(results, start=1):
        counts[result.outcome] += 1
        if session.json:
            session.writer.record("filing", {"place": place, **records.result_fields(result, archive.root)})
        elif not session.quiet or result.outcome in NOT_FILED:
            bar.clear()
            present.filing_result(session.writer, result, place=place)
    bar.clear()
    summarize(session, counts)
    return ExitCode.PARTIAL if any(counts[outcome] for outcome in NOT_FILED) else ExitCode.DONE


def summarize(session: Session, counts: Counter[Outcome]) -> None:
    """Write how many files came to which end."""
    if session.json:
        session.writer.record("summary", {outcome.value: counts[outcome] for outcome in Outcome})
        return
    parts = [
        f"{translate(labels.OUTCOMES[outcome])} {counts[outcome]}" for outcome in Outcome if counts[outcome]
    ]
    total = translate_count("{count} file", "{count} files", counts.total())
    session.writer.remark(
        f"{total}: {', '.join(parts)}" if parts else translate(mark("There was no file to file."))
    )
    if counts[Outcome.REVIEW]:
        session.writer.remark(translate(mark("See what needs a look with: archivist review")))
    if counts[Outcome.QUARANTINED]:
        session.writer.remark(translate(mark("See what was put aside with: archivist quarantine")))
