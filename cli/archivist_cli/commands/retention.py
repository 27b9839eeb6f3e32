"""``archivist retention``: how long documents and files are kept, and what is due for review."""

from __future__ import annotations

import contextlib
import datetime as dt
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from archivist.errors import DocumentNotFound, UsageError
from archivist_cli import fonds_records, labels, present
from archivist_cli.command import Group, argument, global_options, option, paragraphs, pass_session
from archivist_cli.commands import disposal
from archivist_cli.commands.fonds import why_options
from archivist_cli.i18n import in_use, mark, translate, translate_count
from archivist_cli.output import Writer, count_text, date_text, moment_text, path_text
from archivist_cli.params import DateBound
from archivist_cli.retention_words import BLOCKS, period_text
from archivist_cli.session import Session
from archivist_cli.table import Column, printable

if TYPE_CHECKING:
    from archivist import Archive
    from archivist.retention import Proposal

_target = argument(
    "target",
    metavar=mark("DOCUMENT|FILE"),
    help=mark("a document, or a file as fonds:number or by its reference"),
)
_as_of = option(
    "--as-of", type=DateBound(last=True), metavar=mark("DATE"), help=mark("the day asked about (else: today)")
)


@click.group(
    "retention",
    cls=Group,
    help=paragraphs(
        mark("How long documents and files are kept (thời hạn bảo quản), and what forbids their disposal."),
        mark(
            "A period is proposed by the schedules in the folder schedules/ of the archive; where there is none, "
            "by an example that is to be replaced. Nothing is ever removed by itself."
        ),
    ),
)
@global_options(hidden=True, reads=True)
def command() -> None:
    """Nothing of its own."""


@command.command(
    "due",
    help=paragraphs(
        mark("list documents and files whose period has ended"),
        mark(
            "With --export: write the list of what has lost its value (danh mục tài liệu hết giá trị), of what "
            "nothing blocks."
        ),
    ),
)
@_as_of
@option(
    "--export",
    "target",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar=mark("FILE"),
    help=mark("write those that nothing blocks to a new file: .pdf, .html, .docx, .xlsx or .csv"),
)
@global_options(hidden=True, reads=True)
@pass_session
def due(session: Session, as_of: dt.date | None, target: Path | None) -> None:
    """List them, or export."""
    if target is not None:
        with session.open("r") as archive:
            count = archive.retention.export(target, as_of=as_of, language=in_use())
        if session.json:
            session.writer.record("export", {"path": str(target), "total": count})
        else:
            text = translate(mark("{count} lines written to {path}"))
            session.writer.remark(text.format(count=count_text(count), path=path_text(target)))
        return
    with session.open("r") as archive:
        found = archive.retention.due(as_of=as_of)
    if session.json:
        for one in found:
            session.writer.record("retention", fonds_records.proposal_fields(one))
        session.writer.record("summary", {"total": len(found)})
        return
    writer = session.writer
    if found:
        columns = (
            Column(title=translate(mark("Due on"))),
            Column(title=translate(mark("Document or file")), flexible=True, least=14),
            Column(title=translate(mark("Kept for"))),
            Column(title=translate(mark("Blocked")), flexible=True, least=12),
        )
        rows = [
            (
                date_text(one.due.isoformat()) if one.due else "",
                printable(one.label),
                period_text(one.period),
                _blocks(one),
            )
            for one in found
        ]
        for line in present.table_lines(columns, rows, writer.width):
            writer.line(line)
    _warn(writer, found)
    writer.remark(translate_count("{count} due for review", "{count} due for review", len(found)))


def _warn(writer: Writer, found: Sequence[Proposal]) -> None:
    if any(one.example for one in found):
        writer.remark(
            translate(
                mark("The schedule is only an example; put the office's own into schedules/ of the archive.")
            )
        )


def _blocks(one: Proposal) -> str:
    return ", ".join(translate(BLOCKS[block.value]) for block in one.blocks)


@command.command("show", help=mark("show what is proposed for a document or file, and why"))
@_target
@_as_of
@global_options(hidden=True, reads=True)
@pass_session
def show(session: Session, target: str, as_of: dt.date | None) -> None:
    """Show one."""
    with session.open("r") as archive:
        found = archive.retention.show(_named(archive, target), as_of=as_of)
        history = archive.retention.history(found.target)
    _answer(session, found)
    if not session.json:
        for said in history:
            what = translate(labels.STATEMENTS.get(said.action, said.action))
            text = f"{moment_text(said.at)}  {said.by}: {what}"
            text = f"{text} ({said.why})" if said.why else text
            present.paragraph(session.writer, text, indent=2, dim=True)


def _named(archive: Archive, text: str) -> str:
    """The target meant: a file where it is named as one, else a document."""
    if ":" in text:
        try:
            return f"dossier:{archive.dossiers.show(text).dossier.key}"
        except UsageError:
            if text.partition(":")[0] in ("document", "dossier"):
                return text
            raise
    try:
        return f"document:{archive.resolve(text).id}"
    except DocumentNotFound:
        with contextlib.suppress(UsageError):  # a file may also be named by its reference
            return f"dossier:{archive.dossiers.show(text).dossier.key}"
        raise


def _answer(session: Session, one: Proposal) -> None:
    if session.json:
        session.writer.record("retention", fonds_records.proposal_fields(one))
        return
    writer = session.writer
    writer.line(writer.style(printable(one.label), bold=True))
    ground = f"{one.schedule}, {one.line}: {one.line_title}" if one.line else ""
    present.pairs(
        writer,
        (
            (translate(mark("Kept for")), period_text(one.period)),
            (translate(mark("Set by")), translate(mark("a person")) if one.by_person else ""),
            (translate(mark("Schedule")), ground),
            (translate(mark("Basis")), one.basis),
            (translate(mark("Runs from")), str(one.runs_from) if one.runs_from else ""),
            (translate(mark("Ended on")), date_text(one.ended_on.isoformat()) if one.ended_on else ""),
            (translate(mark("Due on")), date_text(one.due.isoformat()) if one.due else ""),
            (translate(mark("Blocked")), _blocks(one)),
            (translate(mark("Hold")), one.hold),
            (translate(mark("Needed by")), ", ".join(id_[:8] for id_ in one.needed_by)),
        ),
    )
    _warn(writer, (one,))


@command.command("set", help=mark("set the period of a document or file; '' goes back to the proposal"))
@_target
@argument("period", metavar=mark("PERIOD"), help=mark("period: permanent, 20, until-repealed, lifetime …"))
@why_options
@global_options(hidden=True, reads=True)
@pass_session
def setperiod_text(session: Session, target: str, period: str, by: str, why: str) -> None:
    """Set one."""
    with session.open("rw") as archive:
        found = archive.retention.set(_named(archive, target), period, by=by, why=why)
    _answer(session, found)


@command.command(
    "ended",
    help=paragraphs(
        mark("say when the matter of a document or file ended; its period runs from that year"),
        mark("Also when the work or device came to its end for whose lifetime it is kept."),
    ),
)
@_target
@option("--on", type=DateBound(last=True), metavar=mark("DATE"), help=mark("day on which it ended"))
@option("--clear", is_flag=True, help=mark("it was said by mistake: work the year out again"))
@why_options
@global_options(hidden=True, reads=True)
@pass_session
def ended(session: Session, target: str, on: dt.date | None, clear: bool, by: str, why: str) -> None:
    """Say it."""
    if (on is None) != clear:
        raise UsageError("say either --on or --clear")
    with session.open("rw") as archive:
        found = archive.retention.ended(_named(archive, target), on, by=by, why=why)
    _answer(session, found)


@command.command("hold", help=mark("forbid the disposal of a document or file; needs --why"))
@_target
@why_options
@global_options(hidden=True, reads=True)
@pass_session
def hold(session: Session, target: str, by: str, why: str) -> None:
    """Hold one."""
    with session.open("rw") as archive:
        found = archive.retention.hold(_named(archive, target), by=by, why=why)
    _answer(session, found)


@command.command("unhold", help=mark("lift a hold; needs --why"))
@_target
@why_options
@global_options(hidden=True, reads=True)
@pass_session
def unhold(session: Session, target: str, by: str, why: str) -> None:
    """Lift one."""
    with session.open("rw") as archive:
        found = archive.retention.unhold(_named(archive, target), by=by, why=why)
    _answer(session, found)


for _further in (disposal.make_list, disposal.decide, disposal.dispose):
    command.add_command(_further)
