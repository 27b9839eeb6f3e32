"""``archivist quarantine``: files that could not be filed."""

from __future__ import annotations

from collections.abc import Sequence

import click

from archivist.errors import AmbiguousDocument, DocumentNotFound, ExitCode
from archivist.model import FilingResult, Quarantined
from archivist_cli import present, records
from archivist_cli.command import Group, argument, global_options, option, paragraphs, pass_session
from archivist_cli.commands.add import NOT_FILED
from archivist_cli.i18n import mark, translate, translate_count
from archivist_cli.output import Writer, moment_text, path_text, size_text
from archivist_cli.params import acting_person
from archivist_cli.session import Session
from archivist_cli.wording import in_words


@click.group(
    "quarantine",
    cls=Group,
    invoke_without_command=True,
    help=paragraphs(
        mark("Files that were put aside because they could not or must not be filed."),
        mark("Without a further word: list them, oldest first, with the reason and what to do."),
    ),
)
@global_options(hidden=True, reads=True)
@click.pass_context
def command(ctx: click.Context) -> None:
    """List when no sub-command is given."""
    if ctx.invoked_subcommand is None:
        _list(ctx.ensure_object(Session))


@command.command("list", help=mark("list the files, oldest first"))
@global_options(hidden=True, reads=True)
@pass_session
def list_files(session: Session) -> None:
    """List the files."""
    _list(session)


def _list(session: Session) -> None:
    with session.open("r") as archive:
        entries = archive.quarantined()
    writer = session.writer
    if session.json:
        for entry in entries:
            writer.record("quarantined", records.quarantined_fields(entry))
        writer.record("summary", {"total": len(entries)})
        return
    for entry in entries:
        writer.line(f"{writer.style(entry.id, bold=True)}  {path_text(entry.received_as)}")
        present.reasons(writer, (entry.reason,), indent=2)
    if entries:
        writer.remark(translate_count("{count} file put aside", "{count} files put aside", len(entries)))
        writer.remark(translate(mark("Read one again with: archivist quarantine release ID")))
    else:
        writer.remark(translate(mark("Nothing was put aside.")))


@command.command("show", help=mark("show all that is known of one file"))
@argument("identity", metavar=mark("ID"), help=mark("id of the file (its first characters)"))
@global_options(hidden=True, reads=True)
@pass_session
def show_file(session: Session, identity: str) -> None:
    """Show one file."""
    with session.open("r") as archive:
        entry = _pick(archive.quarantined(), identity)
    if session.json:
        session.writer.record("quarantined", records.quarantined_fields(entry))
        return
    _write(session.writer, entry)


def _write(writer: Writer, entry: Quarantined) -> None:
    writer.line(writer.style(path_text(entry.received_as), bold=True))
    present.reasons(writer, (entry.reason,), indent=2)
    present.pairs(
        writer,
        (
            (translate(mark("Id")), entry.id),
            (translate(mark("Put aside at")), moment_text(entry.at)),
            (translate(mark("Size")), size_text(entry.size)),
            (translate(mark("Came from")), path_text(entry.source)),
            (translate(mark("Kept at")), path_text(entry.path)),
            (translate(mark("Details")), in_words(entry.message)),
        ),
    )


@command.command(
    "release",
    help=paragraphs(
        mark("Read a file again and file it; it stays put aside when it still cannot be read."),
        mark("With --as-is it is filed without being read, on your word: set its fields with revise."),
    ),
)
@argument("identity", metavar=mark("ID"), help=mark("id of the file (its first characters)"))
@option("--as-is", is_flag=True, help=mark("file it without reading it"))
@option("--why", default="", metavar=mark("TEXT"), help=mark("why, for the records"))
@option("--by", default=acting_person, metavar=mark("NAME"), help=mark("who says so (else: your user name)"))
@global_options(hidden=True, reads=True)
@pass_session
def release_file(session: Session, identity: str, as_is: bool, why: str, by: str) -> int:
    """Release one file."""
    with session.open("rw") as archive:
        entry = _pick(archive.quarantined(), identity)
        result = archive.release(entry.id, by=by, why=why, as_is=as_is)
        root = archive.root
    if not isinstance(result, FilingResult):  # the id named a held document: it cannot, it was picked above
        return ExitCode.DONE
    if session.json:
        session.writer.record("filing", {"place": 1, **records.result_fields(result, root)})
    else:
        present.filing_result(session.writer, result, place=1, received_as=entry.received_as)
    return ExitCode.PARTIAL if result.outcome in NOT_FILED else ExitCode.DONE


def _pick(entries: Sequence[Quarantined], identity: str) -> Quarantined:
    """The one file whose id, or the part of it after the dash, begins like this.

    Raises:
        DocumentNotFound: none.
        AmbiguousDocument: several.
    """
    found = [
        entry
        for entry in entries
        if identity and (entry.id.startswith(identity) or entry.id.partition("-")[2].startswith(identity))
    ]
    if not found:
        raise DocumentNotFound(
            f"no file in quarantine has the id {identity!r}", hint="list them with: archivist quarantine"
        )
    if len(found) > 1:
        raise AmbiguousDocument(
            f"{identity!r} fits {len(found)} files in quarantine",
            candidates=tuple(entry.id for entry in found),
        )
    return found[0]
