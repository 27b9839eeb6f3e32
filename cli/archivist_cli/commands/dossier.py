"""``archivist dossier``: files (hồ sơ, đơn vị bảo quản) and their lists of contents."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from archivist.errors import UsageError
from archivist_cli import fonds_records, i18n, labels, present
from archivist_cli.command import Group, argument, global_options, option, paragraphs, pass_session
from archivist_cli.commands.fonds import why_options
from archivist_cli.i18n import mark, translate, translate_count
from archivist_cli.output import Writer, count_text, date_text, moment_text, path_text
from archivist_cli.params import DateBound
from archivist_cli.retention_words import written_period
from archivist_cli.session import Session
from archivist_cli.table import Column, printable

if TYPE_CHECKING:
    from archivist.dossiers import ContentsLine, DossierEntry

_F = TypeVar("_F", bound=Callable[..., Any])  # Any: a command's function
_dossier = argument("dossier", metavar=mark("FILE"), help=mark("fonds:number, or the reference of the file"))
_documents = argument(
    "documents", nargs=-1, required=True, metavar=mark("DOCUMENT..."), help=mark("id, number or path")
)


@click.group(
    "dossier",
    cls=Group,
    invoke_without_command=True,
    help=paragraphs(
        mark("Files (hồ sơ, đơn vị bảo quản): documents of one matter in one fonds, in their order."),
        mark("A document may lie in several files; nothing is copied or moved."),
        mark("Without a further word: list them."),
    ),
)
@global_options(hidden=True, reads=True)
@click.pass_context
def command(ctx: click.Context) -> None:
    """List when no sub-command is given."""
    if ctx.invoked_subcommand is None:
        _list(ctx.ensure_object(Session), "")


@command.command(
    "list",
    help=paragraphs(
        mark("list the files"),
        mark(
            "With --export: write the list of files that are handed over (mục lục hồ sơ, tài liệu nộp lưu), in the "
            "form of Decree 30/2020/NĐ-CP, appendix V."
        ),
    ),
)
@option("--fonds", default="", metavar=mark("FONDS"), help=mark("only files of this fonds"))
@option(
    "--export",
    "target",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar=mark("FILE"),
    help=mark("write the list of files to a new file: .pdf, .html, .docx, .xlsx or .csv"),
)
@global_options(hidden=True, reads=True)
@pass_session
def list_dossiers(session: Session, fonds: str, target: Path | None) -> None:
    """List them, or export the list."""
    if target is None:
        _list(session, fonds)
        return
    with session.open("r") as archive:
        count = archive.dossiers.export_all(target, fonds=fonds, language=i18n.in_use())
    _exported(session, target, count)


def _exported(session: Session, target: Path, count: int) -> None:
    if session.json:
        session.writer.record("export", {"path": str(target), "total": count})
        return
    text = translate(mark("{count} lines written to {path}"))
    session.writer.remark(text.format(count=count_text(count), path=path_text(target)))


def _list(session: Session, fonds: str) -> None:
    with session.open("r") as archive:
        entries = archive.dossiers.all(fonds=fonds)
    writer = session.writer
    if session.json:
        for entry in entries:
            writer.record("dossier", fonds_records.dossier_fields(entry))
        writer.record("summary", {"total": len(entries)})
        return
    if entries:
        columns = (
            Column(title=translate(mark("File no.")), flexible=True, least=8),
            Column(title=translate(mark("Title")), flexible=True, least=14),
            Column(title=translate(mark("Ends"))),
            Column(title=translate(mark("Documents")), right=True),
        )
        rows = [
            (
                entry.dossier.key,
                printable(entry.dossier.title),
                _end(entry),
                count_text(len(entry.contents)),
            )
            for entry in entries
        ]
        for line in present.table_lines(columns, rows, writer.width):
            writer.line(line)
    writer.remark(translate_count("{count} file on record", "{count} files on record", len(entries)))


@command.command(
    "show",
    help=paragraphs(
        mark("Show one file with its list of contents (mục lục văn bản trong hồ sơ)."),
        mark("With --export: write the list for printing (.pdf or .html, A4), as .docx, .xlsx or .csv."),
    ),
)
@_dossier
@option(
    "--export",
    "target",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar=mark("FILE"),
    help=mark("write the list of contents to a new file: .pdf, .html, .docx, .xlsx or .csv"),
)
@global_options(hidden=True, reads=True)
@pass_session
def show_dossier(session: Session, dossier: str, target: Path | None) -> None:
    """Show one, or export its list."""
    with session.open("r") as archive:
        entry = archive.dossiers.show(dossier)
        count = archive.dossiers.export(dossier, target, language=i18n.in_use()) if target else 0
    if target is None:
        _answer(session, entry)
    else:
        _exported(session, target, count)


def _answer(session: Session, entry: DossierEntry) -> None:
    if session.json:
        session.writer.record("dossier", fonds_records.dossier_fields(entry))
    else:
        _write(session.writer, entry)


def _end(entry: DossierEntry) -> str:
    """When it ended, as far as it did."""
    if entry.dossier.disposed_on:
        return translate(mark("(disposed of)"))
    return date_text(entry.ends) if entry.dossier.closed_on else translate(mark("not closed yet"))


def _write(writer: Writer, entry: DossierEntry) -> None:
    one = entry.dossier
    disposed_on = ""
    if one.disposed_on:
        text = translate(mark("{date}, disposal list {number}"))
        disposed_on = text.format(date=date_text(one.disposed_on.isoformat()), number=one.disposal_list)
    writer.line(writer.style(printable(one.title), bold=True))
    closed = date_text(one.closed_on.isoformat()) if one.closed_on else translate(mark("not closed yet"))
    present.pairs(
        writer,
        (
            (translate(mark("File no.")), one.key),
            (translate(mark("Reference")), one.reference),
            (translate(mark("Begins")), date_text(entry.begins)),
            (translate(mark("Ends")), date_text(entry.ends)),
            (translate(mark("Closed on")), closed),
            (translate(mark("Disposed of on")), disposed_on),
            (translate(mark("Retention")), written_period(one.retention)),
            (translate(mark("Documents")), count_text(len(entry.contents))),
            (translate(mark("Sheets or pages")), count_text(entry.pages) if entry.pages else ""),
            (translate(mark("Person in charge")), one.keeper),
            (translate(mark("Note")), one.note),
        ),
    )
    if entry.contents:
        columns = (
            Column(title=translate(mark("No.")), right=True),
            Column(title=translate(mark("Number")), flexible=True, least=10),
            Column(title=translate(mark("Date"))),
            Column(title=translate(mark("Kind and subject")), flexible=True, least=16),
            Column(title=translate(mark("Sheet")), right=True),
        )
        gone = translate(mark("(withdrawn)"))
        disposed = translate(mark("(disposed of)"))
        rows = [
            (
                str(line.place),
                line.number,
                date_text(line.issued),
                _said(line, disposed if line.disposed else gone if line.gone else ""),
                "–".join(map(str, dict.fromkeys(line.pages))) if line.pages else "",
            )
            for line in entry.contents
        ]
        writer.line()
        for text in present.table_lines(columns, rows, writer.width):
            writer.line(text)
        writer.line()
    for said in entry.history:
        what = translate(labels.STATEMENTS.get(said.action, said.action))
        text = f"{moment_text(said.at)}  {said.by}: {what}"
        present.paragraph(writer, f"{text} ({said.why})" if said.why else text, indent=2, dim=True)


def _said(line: ContentsLine, state: str) -> str:
    remark = f"[{printable(line.remark)}]" if line.remark else ""
    return " ".join(part for part in (state, remark, printable(line.subject)) if part)


# ------------------------------------------------------------------ stating


def _details(function: _F) -> _F:
    """The options of what a file can hold."""
    for decorate in (
        option("--note", metavar=mark("TEXT"), help=mark("anything else")),
        option("--keeper", metavar=mark("NAME"), help=mark("person in charge of the file")),
        option(
            "--retention",
            metavar=mark("PERIOD"),
            help=mark("period: permanent, 20, until-repealed, lifetime …"),
        ),
        option(
            "--ends",
            type=DateBound(last=True),
            metavar=mark("DATE"),
            help=mark("last day (else: of its documents)"),
        ),
        option(
            "--begins",
            type=DateBound(last=False),
            metavar=mark("DATE"),
            help=mark("first day (else: of its documents)"),
        ),
        option(
            "--reference", metavar=mark("TEXT"), help=mark("number and symbol of the file, such as 12.TH")
        ),
    ):
        function = decorate(function)
    return function


@command.command("create", help=mark("open a file in a fonds"))
@argument("fonds", metavar=mark("FONDS"), help=mark("code or name of the fonds"))
@argument("title", metavar=mark("TITLE"), help=mark("what the file is about"))
@_details
@why_options
@global_options(hidden=True, reads=True)
@pass_session
def create(
    session: Session, /, fonds: str, title: str, by: str, why: str, **details: Any
) -> None:  # Any: click's own values
    """Open one."""
    given = {key: value for key, value in details.items() if value is not None}
    with session.open("rw") as archive:
        entry = archive.dossiers.create(fonds, title, by=by, why=why, **given)
    _answer(session, entry)


@command.command("revise", help=mark("correct the record of a file; only what is given changes"))
@_dossier
@option("--title", metavar=mark("TITLE"), help=mark("what the file is about"))
@_details
@why_options
@global_options(hidden=True, reads=True)
@pass_session
def revise(session: Session, /, dossier: str, by: str, why: str, **details: Any) -> None:  # Any: click's own
    """Correct one."""
    changes = {key: value for key, value in details.items() if value is not None}
    if not changes:
        raise UsageError("nothing to correct: name what changes, such as --title or --keeper")
    with session.open("rw") as archive:
        entry = archive.dossiers.revise(dossier, by=by, why=why, **changes)
    _answer(session, entry)


@command.command("add", help=mark("put documents at the end of an open file"))
@_dossier
@_documents
@why_options
@global_options(hidden=True, reads=True)
@pass_session
def add(session: Session, dossier: str, documents: tuple[str, ...], by: str, why: str) -> None:
    """Fill one."""
    with session.open("rw") as archive:
        ids = [archive.resolve(one).id for one in documents]
        entry = archive.dossiers.add(dossier, ids, by=by, why=why)
    _answer(session, entry)


@command.command("remove", help=mark("take documents out of an open file; they stay in the archive"))
@_dossier
@_documents
@why_options
@global_options(hidden=True, reads=True)
@pass_session
def remove(session: Session, dossier: str, documents: tuple[str, ...], by: str, why: str) -> None:
    """Empty one."""
    with session.open("rw") as archive:
        ids = [archive.resolve(one).id for one in documents]
        entry = archive.dossiers.remove(dossier, ids, by=by, why=why)
    _answer(session, entry)


@command.command(
    "note",
    help=paragraphs(
        mark(
            "say how many sheets a document takes up in a file, or remark something in the list of contents"
        ),
        mark("Where nobody says so, its own pages count; those of a DOCX or a text are often unknown."),
    ),
)
@_dossier
@argument("document", metavar=mark("DOCUMENT"), help=mark("id, number or path"))
@option("--sheets", type=click.IntRange(0), metavar=mark("N"), help=mark("how many; 0: as the document says"))
@option("--remark", metavar=mark("TEXT"), help=mark("for the column of remarks; '' clears it"))
@why_options
@global_options(hidden=True, reads=True)
@pass_session
def note(
    session: Session, dossier: str, document: str, sheets: int | None, remark: str | None, by: str, why: str
) -> None:
    """Note it."""
    if sheets is None and remark is None:
        raise UsageError("nothing to note: give --sheets or --remark")
    with session.open("rw") as archive:
        id_ = archive.resolve(document).id
        entry = archive.dossiers.note(dossier, id_, by=by, why=why, sheets=sheets, remark=remark)
    _answer(session, entry)


@command.command("close", help=mark("close a file because its matter ended; retention runs from that year"))
@_dossier
@option(
    "--on", type=DateBound(last=True), required=True, metavar=mark("DATE"), help=mark("day the matter ended")
)
@why_options
@global_options(hidden=True, reads=True)
@pass_session
def close(session: Session, dossier: str, on: dt.date, by: str, why: str) -> None:
    """Close one."""
    with session.open("rw") as archive:
        entry = archive.dossiers.close(dossier, on, by=by, why=why)
    _answer(session, entry)


@command.command("reopen", help=mark("open a closed file again"))
@_dossier
@why_options
@global_options(hidden=True, reads=True)
@pass_session
def reopen(session: Session, dossier: str, by: str, why: str) -> None:
    """Open one again."""
    with session.open("rw") as archive:
        entry = archive.dossiers.reopen(dossier, by=by, why=why)
    _answer(session, entry)
