"""``archivist fonds``: whose records the archive holds, and which documents belong to which fonds."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

import click

from archivist.errors import UsageError
from archivist_cli import fonds_records, labels, present
from archivist_cli.command import Group, argument, global_options, option, paragraphs, pass_session
from archivist_cli.i18n import mark, translate, translate_count
from archivist_cli.output import Writer, count_text, date_text, moment_text
from archivist_cli.params import DateBound, acting_person
from archivist_cli.session import Session
from archivist_cli.table import Column, printable

if TYPE_CHECKING:
    from archivist.fonds import FondsEntry
    from archivist.store import Fonds

_F = TypeVar("_F", bound=Callable[..., Any])  # Any: a command's function


@click.group(
    "fonds",
    cls=Group,
    invoke_without_command=True,
    help=paragraphs(
        mark("Fonds (phông lưu trữ): the records of one body in one period, kept apart from all others."),
        mark(
            "Every receipt belongs to a fonds: as --fonds of add says, else as its inbox folder, a rule or the "
            "settings say, else to the only one on record. What nothing places waits in: archivist review. "
            "A document that two bodies handed over belongs to both of their fonds."
        ),
        mark("Without a further word: list them with what they hold."),
    ),
)
@global_options(hidden=True, reads=True)
@click.pass_context
def command(ctx: click.Context) -> None:
    """List when no sub-command is given."""
    if ctx.invoked_subcommand is None:
        _list(ctx.ensure_object(Session))


@command.command("list", help=mark("list the fonds and what they hold"))
@global_options(hidden=True, reads=True)
@pass_session
def list_fonds(session: Session) -> None:
    """List them."""
    _list(session)


def _list(session: Session) -> None:
    with session.open("r") as archive:
        entries = archive.fonds.all()
    writer = session.writer
    if session.json:
        for entry in entries:
            writer.record("fonds", fonds_records.fonds_fields(entry))
        writer.record("summary", {"total": len(entries)})
        return
    known = [entry for entry in entries if entry.fonds is not None]
    if not known:
        writer.remark(translate(mark("No fonds is on record. Add one with: archivist fonds add CODE NAME")))
    if entries:
        columns = (
            Column(title=translate(mark("Code")), flexible=True, least=8),
            Column(title=translate(mark("Fonds")), flexible=True, least=14),
            Column(title=translate(mark("Period"))),
            Column(title=translate(mark("Documents")), right=True),
        )
        for line in present.table_lines(columns, [_row(entry) for entry in entries], writer.width):
            writer.line(line)
    if known:
        writer.remark(translate_count("{count} fonds", "{count} fonds", len(known)))


def _row(entry: FondsEntry) -> tuple[str, ...]:
    fonds = entry.fonds
    if fonds is None:
        return "", translate(mark("(in no fonds)")), "", count_text(entry.documents)
    return fonds.code, printable(fonds.title), period_text(fonds), count_text(entry.documents)


def period_text(fonds: Fonds) -> str:
    """``01/01/2020–30/06/2025``; empty when neither end is known."""
    first = date_text(fonds.begins.isoformat()) if fonds.begins else ""
    last = date_text(fonds.closed_on.isoformat()) if fonds.closed_on else ""
    return f"{first}–{last}" if first or last else ""


@command.command("show", help=mark("show one fonds with its history"))
@argument("fonds", metavar=mark("FONDS"), help=mark("code or name of the fonds"))
@global_options(hidden=True, reads=True)
@pass_session
def show_fonds(session: Session, fonds: str) -> None:
    """Show one."""
    with session.open("r") as archive:
        entry = archive.fonds.show(fonds)
    _answer(session, entry)


def _answer(session: Session, entry: FondsEntry) -> None:
    if session.json:
        session.writer.record("fonds", fonds_records.fonds_fields(entry))
    elif entry.fonds is not None:
        _write(session.writer, entry, entry.fonds)


def _write(writer: Writer, entry: FondsEntry, fonds: Fonds) -> None:
    writer.line(writer.style(printable(fonds.title), bold=True))
    closed = date_text(fonds.closed_on.isoformat()) if fonds.closed_on else translate(mark("not closed yet"))
    present.pairs(
        writer,
        (
            (translate(mark("Code")), fonds.code),
            (translate(mark("Body")), entry.body),
            (translate(mark("Begins")), date_text(fonds.begins.isoformat()) if fonds.begins else ""),
            (translate(mark("Closed on")), closed),
            (translate(mark("Continues")), ", ".join(fonds.continues)),
            (translate(mark("Note")), fonds.note),
            (translate(mark("Documents")), count_text(entry.documents)),
            (translate(mark("Receipts")), count_text(entry.receipts)),
            (translate(mark("Revision")), str(fonds.number)),
        ),
    )
    for said in entry.history:
        what = translate(labels.STATEMENTS.get(said.action, said.action))
        text = f"{moment_text(said.at)}  {said.by}: {what}"
        present.paragraph(writer, f"{text} ({said.why})" if said.why else text, indent=2, dim=True)


# ------------------------------------------------------------------ stating


def why_options(function: _F) -> _F:
    """``--by`` and ``--why``."""
    function = option(
        "--by", default=acting_person, metavar=mark("NAME"), help=mark("who says so (else: your user name)")
    )(function)
    return option("--why", default="", metavar=mark("TEXT"), help=mark("why, for the records"))(function)


def _details(function: _F) -> _F:
    """The options of what a record can hold."""
    for decorate in (
        option("--note", metavar=mark("TEXT"), help=mark("anything else")),
        option(
            "--continues",
            multiple=True,
            metavar=mark("FONDS"),
            help=mark("fonds of a predecessor, which stays apart; once for each of them"),
        ),
        option(
            "--begins", type=DateBound(last=False), metavar=mark("DATE"), help=mark("first day of its period")
        ),
        option(
            "--body", metavar=mark("BODY"), help=mark("the body whose records it holds: id, name or code")
        ),
    ):
        function = decorate(function)
    return function


@command.command("add", help=mark("put a fonds on record"))
@argument("code", metavar=mark("CODE"), help=mark("short and lasting, of small ASCII letters: tu-lam-ha"))
@argument("title", metavar=mark("NAME"), help=mark("its name, such as “Phông Tỉnh ủy …”"))
@_details
@option(
    "--closed-on", type=DateBound(last=True), metavar=mark("DATE"), help=mark("day on which it was closed")
)
@why_options
@global_options(hidden=True, reads=True)
@pass_session
def add_fonds(
    session: Session, /, code: str, title: str, by: str, why: str, **details: Any
) -> None:  # Any: click's own values
    """Add one."""
    given = {key: value for key, value in details.items() if value not in (None, ())}
    with session.open("rw") as archive:
        entry = archive.fonds.add(code, title, by=by, why=why, **given)
        usual, without = archive.fonds.usual, len(archive.fonds.without())
    _answer(session, entry)
    if not session.json:
        _write_usual(session.writer, code, usual, without)


def _write_usual(writer: Writer, code: str, usual: str, without: int) -> None:
    """Where what nothing places comes into from now on, and what is still to be placed."""
    if not usual:
        text = mark(
            "Several fonds are on record and none is the usual one: what nothing else places waits in review. "
            'Name it in archive.toml: default_fonds = "CODE" below [fonds]'
        )
        writer.remark(translate(text))
    elif usual == code:
        writer.remark(translate(mark("From now on, what nothing else places comes into this fonds.")))
    if without:
        text = translate(mark("In no fonds yet: {receipts}. To move all of them: {command}"))
        receipts = translate_count("{count} receipt", "{count} receipts", without)
        writer.remark(text.format(receipts=receipts, command=f"archivist fonds assign {code} --all-without"))


@command.command(
    "revise",
    help=paragraphs(
        mark("Correct the record of a fonds; only what is given changes."),
        mark("Give an empty value ('') to clear one."),
    ),
)
@argument("fonds", metavar=mark("FONDS"), help=mark("code or name of the fonds"))
@option("--name", "title", metavar=mark("NAME"), help=mark("its name, such as “Phông Tỉnh ủy …”"))
@_details
@option("--reopen", is_flag=True, help=mark("it was closed by mistake: open it again"))
@why_options
@global_options(hidden=True, reads=True)
@pass_session
def revise_fonds(
    session: Session, /, fonds: str, reopen: bool, by: str, why: str, **details: Any
) -> None:  # Any: click's own values
    """Correct one."""
    changes = {key: value for key, value in details.items() if value not in (None, ())}
    if reopen:
        changes["closed_on"] = None
    if not changes:
        raise UsageError("nothing to correct: name what changes, such as --name or --body")
    with session.open("rw") as archive:
        entry = archive.fonds.revise(fonds, by=by, why=why, **changes)
    _answer(session, entry)


@command.command(
    "close",
    help=paragraphs(
        mark("Close a fonds because its body ended."),
        mark("It takes no document issued after that day; those belong to the fonds of the successor."),
    ),
)
@argument("fonds", metavar=mark("FONDS"), help=mark("code or name of the fonds"))
@option(
    "--on",
    type=DateBound(last=True),
    required=True,
    metavar=mark("DATE"),
    help=mark("last day of the body"),
)
@why_options
@global_options(hidden=True, reads=True)
@pass_session
def close_fonds(session: Session, fonds: str, on: dt.date, by: str, why: str) -> None:
    """Close one."""
    with session.open("rw") as archive:
        entry = archive.fonds.close(fonds, on, by=by, why=why)
    _answer(session, entry)


@command.command(
    "assign",
    help=paragraphs(
        mark("Move documents into a fonds."),
        mark("Their receipts stay as they were written; who moved them, when and why is kept beside."),
    ),
)
@argument("fonds", metavar=mark("FONDS"), help=mark("code or name of the fonds"))
@argument("documents", nargs=-1, metavar=mark("[DOCUMENT]..."), help=mark("id, number or path"))
@option(
    "--query",
    "found",
    metavar=mark("QUERY"),
    help=mark("all open documents a search finds, such as 'issuer:\"Tỉnh ủy …\"'"),
)
@option("--all-without", is_flag=True, help=mark("every receipt that belongs to no fonds yet"))
@option(
    "--receipt",
    default="",
    metavar=mark("ID"),
    help=mark("only this receipt of the document (see show --json)"),
)
@why_options
@global_options(hidden=True, reads=True)
@pass_session
def assign(
    session: Session,
    fonds: str,
    documents: tuple[str, ...],
    found: str | None,
    all_without: bool,
    receipt: str,
    by: str,
    why: str,
) -> None:
    """Move receipts."""
    if not documents and not found and not all_without:
        raise UsageError("name the documents, or give --query or --all-without")
    if all_without and (documents or found or receipt):
        raise UsageError("--all-without stands alone: name no documents, --query or --receipt")
    with session.open("rw") as archive:
        ids = [archive.resolve(one).id for one in documents]
        if found:
            ids += [hit.document.id for hit in archive.search(found, limit=1_000_000, all_renditions=True)]
        if all_without:
            moved = archive.fonds.assign_unplaced(fonds, by=by, why=why)
        else:
            moved = archive.fonds.assign(ids, fonds, by=by, why=why, receipt=receipt)
    if session.json:
        session.writer.record("fonds-assigned", {"fonds": fonds, "documents": ids, "receipts": moved})
        return
    session.writer.remark(translate_count("{count} receipt moved", "{count} receipts moved", moved))
