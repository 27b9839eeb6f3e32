"""``archivist inbox``: state of the inbox, proof that nothing was lost, meaning of its sub-folders."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import click

from archivist.errors import CatalogueDamaged, ExitCode, InboxOffline, UsageError
from archivist.model import Defaults, Level
from archivist_cli import labels, present, records
from archivist_cli.command import Group, argument, global_options, option, paragraphs, pass_session
from archivist_cli.commands.watch import mode_text
from archivist_cli.i18n import in_use, mark, translate, translate_count
from archivist_cli.output import Writer, count_text, moment_text, path_text
from archivist_cli.params import DateBound, LevelChoice
from archivist_cli.session import Session
from archivist_cli.table import Column, printable, wrap

if TYPE_CHECKING:
    from archivist.inbox import Completeness, FolderDefaults, InboxFile, InboxStatus


_T = TypeVar("_T")

_LONGEST_LIST = 50
"""Lines of a list of files; the rest is counted, and shown with ``--all``."""

_UNSURPRISING = ("hidden", "temporary", "system-file", "own-note")
"""Reasons why a file is ignored that surprise nobody; files ignored for another are always listed."""


@click.group(
    "inbox",
    cls=Group,
    invoke_without_command=True,
    help=paragraphs(
        mark("Show every file that lies in the inbox and say why it waits."),
        mark(
            "With --since prove that everything seen since that day is accounted for: filed, already "
            "filed, waiting, failed or refused. Ends with code 3 when something is not."
        ),
    ),
)
@option(
    "--folder",
    "folder_path",
    type=click.Path(path_type=Path),
    metavar=mark("FOLDER"),
    help=mark("another inbox than the one in archive.toml"),
)
@option(
    "--since",
    type=DateBound(last=False),
    metavar=mark("DATE"),
    help=mark("prove completeness since this day"),
)
@option(
    "--all",
    "everything",
    is_flag=True,
    help=mark("every file, also those that are ignored, such as temporary ones"),
)
@global_options(hidden=True, reads=True)
@click.pass_context
def command(ctx: click.Context, folder_path: Path | None, since: dt.date | None, everything: bool) -> int:
    """Status or proof when no sub-command is given."""
    if ctx.invoked_subcommand is not None:
        return ExitCode.DONE
    session = ctx.ensure_object(Session)
    if since is not None:
        return _prove(session, folder_path, since, everything)
    return _show(session, folder_path, everything)


# ------------------------------------------------------------------ status


def _show(session: Session, folder: Path | None, everything: bool) -> int:
    with session.open("r") as archive:
        status = archive.inbox_status(folder)
    if session.json:
        for entry in status.files:
            session.writer.record("inbox-file", records.inbox_file_fields(entry))
        session.writer.record("summary", records.inbox_fields(status))
    else:
        _write_status(session.writer, status, everything)
    return ExitCode.DONE if status.online else ExitCode.OFFLINE


def _write_status(writer: Writer, status: InboxStatus, everything: bool) -> None:
    if not status.online:
        state = translate(mark("cannot be reached, or was never watched"))
    elif status.watched:
        state = mode_text(status.mode, status.mode_why)
    else:
        state = translate(mark("no watcher is running; start one with: archivist watch"))
    ignored = [entry for entry in status.files if entry.state == "ignored"]
    waiting = [entry for entry in status.files if entry.state != "ignored"]
    sign = moment_text(status.last_sign) if status.last_sign else ""
    present.pairs(
        writer,
        (
            (translate(mark("Inbox")), path_text(status.inbox)),
            (translate(mark("Watched")), state),
            (translate(mark("Last sign of life")), sign),
            (translate(mark("Waiting")), count_text(len(waiting))),
            (translate(mark("Ignored")), count_text(len(ignored))),
            (translate(mark("Failed (.failed)")), count_text(len(status.failed))),
            (translate(mark("Refused (.refused)")), count_text(status.refused)),
            (translate(mark("Filed, kept for a while (.filed)")), count_text(status.kept)),
        ),
        indent=0,
    )
    _write_files(writer, translate(mark("Waiting")), waiting, everything)
    told = [entry for entry in ignored if everything or entry.reason not in _UNSURPRISING]
    _write_files(writer, translate(mark("Ignored")), told, everything)
    _write_paths(writer, mark("Failed; a note beside each says why"), status.failed, everything)


def _write_paths(writer: Writer, title: str, paths: Sequence[str], everything: bool) -> None:
    if not paths:
        return
    _title(writer, translate(title))
    for path in _first(writer, paths, everything):
        present.paragraph(writer, path_text(path), indent=2)


def _first(writer: Writer, entries: Sequence[_T], everything: bool) -> Iterator[_T]:
    """The entries of a list as long as people read; then how many are left."""
    yield from entries if everything else entries[:_LONGEST_LIST]
    left = len(entries) - _LONGEST_LIST
    if left > 0 and not everything:
        text = translate_count(
            "and {count} more; see them with --all", "and {count} more; see them with --all", left
        )
        writer.line(f"  {text}")


def _write_files(writer: Writer, title: str, entries: Sequence[InboxFile], everything: bool) -> None:
    if not entries:
        return
    _title(writer, title)
    for entry in _first(writer, entries, everything):
        present.paragraph(writer, path_text(entry.path), indent=2)
        why = entry.why_vi if in_use() == "vi" else entry.why_en
        if entry.attempts:
            tried = translate_count("tried {count} time", "tried {count} times", entry.attempts)
            why = f"{why} ({tried})"
        present.paragraph(writer, f"→ {why}", indent=4, dim=True)


def _title(writer: Writer, text: str) -> None:
    writer.line()
    writer.line(writer.style(text, bold=True))


# ------------------------------------------------------------------ proof


def _prove(session: Session, folder: Path | None, since: dt.date, everything: bool) -> int:
    moment = dt.datetime.combine(since, dt.time()).astimezone()
    with session.open("r") as archive:
        try:
            proof = archive.inbox_proof(moment, inbox=folder)
        except CatalogueDamaged as error:
            if error.path is None or error.path.exists():
                raise
            raise InboxOffline(
                "nobody has watched this inbox yet, so nothing can be proven",
                hint="start with: archivist watch",
            ) from error
    if session.json:
        session.writer.record("proof", records.proof_fields(proof))
    else:
        _write_proof(session.writer, proof, everything)
    if not proof.online:
        return ExitCode.OFFLINE
    return ExitCode.DONE if proof.complete else ExitCode.PARTIAL


def _write_proof(writer: Writer, proof: Completeness, everything: bool) -> None:
    present.pairs(
        writer,
        (
            (translate(mark("Since")), moment_text(proof.since)),
            (translate(mark("Files seen")), count_text(proof.seen)),
            (translate(mark("Filed")), count_text(proof.filed)),
            (translate(mark("Already filed before")), count_text(proof.duplicates)),
            (translate(mark("Waiting")), count_text(len(proof.waiting))),
            (translate(mark("Ignored")), count_text(len(proof.ignored))),
            (translate(mark("Failed or put aside")), count_text(proof.failed)),
            (translate(mark("Refused")), count_text(proof.refused)),
            (translate(mark("Withdrawn later")), count_text(proof.withdrawn)),
            (translate(mark("Taken back or renamed by somebody")), count_text(len(proof.taken_back))),
            (translate(mark("Unexplained")), count_text(len(proof.unexplained))),
            (translate(mark("Without a receipt")), count_text(len(proof.unproven))),
        ),
        indent=0,
    )
    _write_files(writer, translate(mark("Waiting")), proof.waiting, everything)
    if everything:
        _write_files(writer, translate(mark("Ignored")), proof.ignored, everything)
    for title, paths in (
        (mark("Taken back or renamed by somebody"), [_taken(path, why) for path, why in proof.taken_back]),
        (mark("Unexplained"), proof.unexplained),
        (mark("Without a receipt"), proof.unproven),
    ):
        _write_paths(writer, title, paths, everything)
    writer.line()
    text, colour = _verdict(proof)
    for line in wrap(text, writer.width):
        writer.line(writer.style(line, fg=colour, bold=True))


def _taken(path: str, why: str) -> str:
    """A file that went before it was filed, with the name the same file has now, when that is known."""
    renamed = why.removeprefix("renamed:") if why.startswith("renamed:") else ""
    if not renamed:
        return path
    return translate(mark("{path}, renamed to {name}")).format(path=path, name=renamed)


def _verdict(proof: Completeness) -> tuple[str, str]:
    """What the proof comes to, and its colour."""
    if proof.complete:
        return translate(mark("Complete: every file is accounted for.")), "green"
    if not proof.online:
        return translate(mark("Not proven: the inbox cannot be reached.")), "red"
    if not (proof.unexplained or proof.unproven):
        text = translate(mark("Not proven: what came before {moment} was not noted."))
        return text.format(moment=moment_text(proof.known_since)), "yellow"
    return translate(mark("Not complete: see the files above.")), "red"


# ------------------------------------------------------------------ sub-folders


@command.group(
    "folder",
    cls=Group,
    invoke_without_command=True,
    help=mark("Sub-folders of the inbox that carry meaning: what is dropped there gets their defaults."),
)
@global_options(hidden=True, reads=True)
@click.pass_context
def folder_group(ctx: click.Context) -> None:
    """List when no sub-command is given."""
    if ctx.invoked_subcommand is None:
        _list_folders(ctx.ensure_object(Session))


@folder_group.command("list", help=mark("list the sub-folders and their defaults"))
@global_options(hidden=True, reads=True)
@pass_session
def list_folders(session: Session) -> None:
    """List the sub-folders."""
    _list_folders(session)


def _list_folders(session: Session) -> None:
    with session.open("r") as archive:
        folders = archive.inbox_folders()
    writer = session.writer
    if session.json:
        for folder in folders:
            writer.record("inbox-folder", records.inbox_folder_fields(folder))
        writer.record("summary", {"total": len(folders)})
    elif folders:
        _write_folders(writer, folders)
    else:
        writer.remark(
            translate(mark("No sub-folder carries a meaning yet; see: archivist inbox folder add --help"))
        )


def _write_folders(writer: Writer, folders: Sequence[FolderDefaults]) -> None:
    columns = (
        Column(title=translate(mark("Sub-folder")), flexible=True),
        Column(title=translate(mark("Issued by")), flexible=True),
        Column(title=translate(mark("Level"))),
        Column(title=translate(mark("Received from")), flexible=True),
        Column(title=translate(mark("Book"))),
        Column(title=translate(mark("Fonds"))),
    )
    writer.table(columns, [_cells(folder) for folder in folders])


def _cells(folder: FolderDefaults) -> tuple[str, ...]:
    defaults = folder.defaults
    level = translate(labels.LEVELS[defaults.level]) if defaults.level else ""
    book = translate(mark("no number of arrival")) if defaults.book == "none" else defaults.book or ""
    return (
        folder.folder,
        defaults.issuer or "",
        level,
        defaults.received_from or "",
        book,
        defaults.fonds or "",
    )


@folder_group.command(
    "add",
    help=paragraphs(
        mark("Give a sub-folder of the inbox a meaning, and make it when it is not there."),
        mark("What the document itself says is stronger; each document shows what came from the folder."),
    ),
)
@argument("name", metavar=mark("NAME"), help=mark("path below the inbox, such as “Huyện A/Đảng ủy”"))
@option("--issuer", metavar=mark("NAME"), help=mark("issuing body: name, code or id"))
@option("--level", type=LevelChoice(), help=mark("level of the issuing body"))
@option("--received-from", metavar=mark("NAME"), help=mark("who hands documents over through this folder"))
@option(
    "--book",
    metavar=mark("BOOK"),
    help=mark("book of the register of incoming documents; none: no number of arrival"),
)
@option("--fonds", metavar=mark("FONDS"), help=mark("fonds its documents come into"))
@global_options(hidden=True, reads=True)
@pass_session
def add_folder(
    session: Session,
    name: str,
    issuer: str | None,
    level: str | None,
    received_from: str | None,
    book: str | None,
    fonds: str | None,
) -> None:
    """Set what one sub-folder means."""
    defaults = Defaults(
        issuer=issuer,
        level=Level(level) if level else None,
        received_from=received_from,
        book=book,
        fonds=fonds,
    )
    if not defaults:
        raise UsageError("say what the folder means: --issuer, --level, --received-from, --book or --fonds")
    with session.open("rw") as archive:
        added = archive.add_inbox_folder(name, defaults)
    if session.json:
        session.writer.record("inbox-folder", records.inbox_folder_fields(added))
    else:
        _write_folders(session.writer, (added,))


@folder_group.command(
    "remove", help=mark("take the meaning of a sub-folder away; the folder and its files stay")
)
@argument("name", metavar=mark("NAME"), help=mark("path below the inbox"))
@global_options(hidden=True, reads=True)
@pass_session
def remove_folder(session: Session, name: str) -> None:
    """Forget what one sub-folder means."""
    with session.open("rw") as archive:
        removed = archive.remove_inbox_folder(name)
    if not removed:
        raise UsageError(
            f"the sub-folder {name!r} has no meaning", hint="list them with: archivist inbox folder list"
        )
    if session.json:
        session.writer.record("removed", {"folder": name})
    else:
        session.writer.remark(translate(mark("Removed: {id}")).format(id=printable(name)))
