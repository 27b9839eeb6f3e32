"""``archivist register``: the registers of incoming and outgoing documents."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from archivist.errors import UsageError
from archivist_cli import present, register_records
from archivist_cli.command import Group, argument, global_options, option, paragraphs, pass_session
from archivist_cli.i18n import in_use, mark, translate, translate_count
from archivist_cli.output import Writer, date_text, moment_text, path_fields, path_text, short
from archivist_cli.params import DateBound, acting_person
from archivist_cli.session import Session

if TYPE_CHECKING:
    from archivist import Archive
    from archivist.registers import IncomingLine, OutgoingLine, Register
    from archivist.store import Entry

_F = TypeVar("_F", bound=Callable[..., Any])  # Any: a command's function

_STATES = {
    "entered": "",
    "held": mark("held until somebody looked for a State-secret mark"),
    "withdrawn": mark("withdrawn"),
    "disposed": mark("disposed of"),
    "withheld": mark("bears a State-secret mark, kept elsewhere"),
}
_COLUMNS = {
    "arrived_on": mark("Arrived on"),
    "recipients": mark("Sent to"),
    "kept_by": mark("File copy kept by"),
    "copies": mark("Copies"),
    "forwarded_to": mark("Forwarded to"),
    "forwarded_on": mark("Forwarded on"),
    "signed_for": mark("Signed for"),
    "remark": mark("Remark"),
}


@click.group(
    "register",
    cls=Group,
    help=paragraphs(
        mark("The registers of incoming and outgoing documents (Decree 30/2020/NĐ-CP, appendix IV)."),
        mark(
            "A line of the register of incoming documents comes into being when a document is filed; the "
            "register of outgoing ones holds what the office's own bodies issued. Persons fill the rest."
        ),
    ),
)
@global_options(hidden=True, reads=True)
def command() -> None:
    """Nothing of its own."""


def _period(function: _F) -> _F:
    for decorate in (
        option(
            "--export",
            type=click.Path(dir_okay=False, path_type=Path),
            metavar=mark("FILE"),
            help=mark("write it to a new file: .pdf or .html for printing, .docx, .xlsx or .csv"),
        ),
        option(
            "--until", type=DateBound(last=True), metavar=mark("DATE"), help=mark("last day of the period")
        ),
        option(
            "--since", type=DateBound(last=False), metavar=mark("DATE"), help=mark("first day of the period")
        ),
        option(
            "--year",
            type=click.IntRange(1900, 9999),
            metavar=mark("YEAR"),
            help=mark("this year (else: the current one)"),
        ),
    ):
        function = decorate(function)
    return function


@command.command("incoming", help=mark("show, export or print the register of incoming documents"))
@option("--book", default="", metavar=mark("BOOK"), help=mark("which book (else: the first)"))
@_period
@global_options(hidden=True, reads=True)
@pass_session
def show_incoming(
    session: Session,
    book: str,
    year: int | None,
    since: dt.date | None,
    until: dt.date | None,
    export: Path | None,
) -> None:
    """Show the register of incoming documents."""
    with session.open("r") as archive:
        register = archive.registers.incoming(book=book, year=year, since=since, until=until)
        if export is not None:
            _export(session, archive, register, export)
            return
    writer = session.writer
    if session.json:
        for line in register.incoming:
            writer.record("incoming-line", register_records.incoming_fields(line))
        writer.record("summary", register_records.register_fields(register))
        return
    for line in register.incoming:
        _write_incoming(writer, line)
    _write_end(writer, register)


@command.command("outgoing", help=mark("show, export or print the register of outgoing documents"))
@_period
@global_options(hidden=True, reads=True)
@pass_session
def show_outgoing(
    session: Session, year: int | None, since: dt.date | None, until: dt.date | None, export: Path | None
) -> None:
    """Show the register of outgoing documents."""
    with session.open("r") as archive:
        register = archive.registers.outgoing(year=year, since=since, until=until)
        if export is not None:
            _export(session, archive, register, export)
            return
    writer = session.writer
    if session.json:
        for line in register.outgoing:
            writer.record("outgoing-line", register_records.outgoing_fields(line))
        writer.record("summary", register_records.register_fields(register))
        return
    for line in register.outgoing:
        _write_outgoing(writer, line)
    _write_end(writer, register)


def _export(session: Session, archive: Archive, register: Register, path: Path) -> None:
    count = archive.registers.export(register, path, language=in_use())
    if session.json:
        session.writer.record("export", {"lines": count, **path_fields(path)})
        return
    text = translate_count("{count} line written", "{count} lines written", count)
    session.writer.remark(f"{text}: {path_text(path)}")
    if path.suffix.lower() == ".html":
        session.writer.remark(translate(mark("Open it in a browser and print it, or save it as PDF there.")))


def _write_incoming(writer: Writer, line: IncomingLine) -> None:
    number = str(line.arrival.number)
    said = (line.number, line.kind, date_text(line.issued), line.author)
    _write_head(writer, number, date_text(line.arrived_on.isoformat()), *said)
    _write_state(writer, line)
    present.pairs(
        writer,
        [
            (_label("forwarded_to"), line.forwarded_to),
            (_label("forwarded_on"), date_text(line.forwarded_on)),
            (_label("signed_for"), line.signed_for),
            (_label("remark"), line.remark),
        ],
        indent=4,
    )


def _write_outgoing(writer: Writer, line: OutgoingLine) -> None:
    _write_head(writer, line.number or "—", date_text(line.issued), line.kind, line.signatory)
    _write_state(writer, line)
    present.pairs(
        writer,
        [
            (_label("recipients"), line.recipients),
            (_label("kept_by"), line.kept_by),
            (_label("copies"), line.copies),
            (_label("forwarded_on"), date_text(line.forwarded_on)),
            (_label("signed_for"), line.signed_for),
            (_label("remark"), line.remark),
        ],
        indent=4,
    )


def _write_head(writer: Writer, number: str, *parts: str) -> None:
    rest = present.SEPARATOR.join(part for part in parts if part)
    present.paragraph(writer, f"{number}{present.SEPARATOR}{rest}" if rest else number, indent=0)


def _write_state(writer: Writer, line: IncomingLine | OutgoingLine) -> None:
    if line.subject:
        present.paragraph(writer, f"{line.subject} ({short(line.document)})", indent=4, lines=2, dim=True)
    if state := _STATES[line.state]:
        text = f"{translate(state)}: {line.why}" if line.why else translate(state)
        present.paragraph(writer, text, indent=4)


def _label(column: str) -> str:
    return translate(_COLUMNS[column])


def _write_end(writer: Writer, register: Register) -> None:
    text = translate_count("{count} line", "{count} lines", len(register.lines))
    days = f"{date_text(register.since.isoformat())} – {date_text(register.until.isoformat())}"
    named = register.book not in ("", "main")
    book = translate(mark("book {book}")).format(book=register.book) if named else ""
    writer.remark(present.SEPARATOR.join(part for part in (text, days, book) if part))


# ------------------------------------------------------------------------------- writing in it


_LINE = mark("number of arrival (12, 12/2026), or the document: id, number or path")


@command.command(
    "fill",
    help=paragraphs(
        mark("Write in a line what a person knows; what stood there before is kept."),
        mark(
            "A line is named by its number of arrival, or by the document. An empty text clears a column; "
            "number, author and subject come from the document and are corrected with: archivist revise"
        ),
    ),
)
@argument("line", metavar=mark("LINE"), help=_LINE)
@option("--book", default="", metavar=mark("BOOK"), help=mark("which book (else: the first)"))
@option("--forwarded-to", metavar=mark("NAME"), help=mark("incoming: unit or person it was forwarded to"))
@option(
    "--forwarded-on",
    type=DateBound(last=False),
    metavar=mark("DATE"),
    help=mark("day on which it was forwarded or sent"),
)
@option("--signed-for", metavar=mark("NAME"), help=mark("who signed for it"))
@option("--remark", metavar=mark("TEXT"), help=mark("a remark"))
@option(
    "--arrived-on",
    type=DateBound(last=False),
    metavar=mark("DATE"),
    help=mark("incoming: the right date of arrival"),
)
@option("--recipients", metavar=mark("TEXT"), help=mark("outgoing: where it was sent"))
@option("--kept-by", metavar=mark("NAME"), help=mark("outgoing: unit or person that keeps the file copy"))
@option("--copies", metavar=mark("N"), help=mark("outgoing: number of copies"))
@option(
    "--by", default=acting_person, metavar=mark("NAME"), help=mark("who writes it (else: your user name)")
)
@option("--why", default="", metavar=mark("TEXT"), help=mark("why, for the records"))
@global_options(hidden=True, reads=True)
@pass_session
def fill(
    session: Session, /, line: str, book: str, by: str, why: str, **columns: Any
) -> None:  # Any: options
    """Write in one line."""
    said = {
        name: value.isoformat() if isinstance(value, dt.date) else value
        for name, value in columns.items()
        if value is not None
    }
    if not said:
        raise UsageError("say what to write: --forwarded-to, --forwarded-on, --signed-for, --remark, …")
    with session.open("rw") as archive:
        entry = archive.registers.fill(line, said, by=by, why=why, book=book)
    _answer(session, entry)


@command.command("history", help=mark("show everything persons wrote in a line"))
@argument("line", metavar=mark("LINE"), help=_LINE)
@option("--book", default="", metavar=mark("BOOK"), help=mark("which book (else: the first)"))
@global_options(hidden=True, reads=True)
@pass_session
def history(session: Session, line: str, book: str) -> None:
    """Show the history of a line."""
    with session.open("r") as archive:
        entries = archive.registers.history(line, book=book)
    for entry in entries:
        _answer(session, entry)
    if session.json:
        session.writer.record("summary", {"total": len(entries)})
    elif not entries:
        session.writer.remark(translate(mark("Nobody has written in this line.")))


def _answer(session: Session, entry: Entry) -> None:
    if session.json:
        session.writer.record("register-entry", register_records.entry_fields(entry))
        return
    said = entry.statement
    head = f"{moment_text(said.at)}{present.SEPARATOR}{said.by}"
    present.paragraph(session.writer, f"{head} ({said.why})" if said.why else head, indent=0)
    rows = [
        (translate(label), date_text(text) if name.endswith("_on") else text)
        for name, label in _COLUMNS.items()
        if (text := entry.columns.get(name))
    ]
    present.pairs(session.writer, rows or [(translate(mark("(cleared)")), " ")], indent=2)


@command.command(
    "enter", help=mark("give a number of arrival, today, to a document that was filed without one")
)
@argument("document", metavar=mark("DOCUMENT"), help=mark("id (its first characters), number or path"))
@option("--book", default="", metavar=mark("BOOK"), help=mark("which book (else: the first)"))
@option(
    "--by", default=acting_person, metavar=mark("NAME"), help=mark("who writes it (else: your user name)")
)
@global_options(hidden=True, reads=True)
@pass_session
def enter(session: Session, document: str, book: str, by: str) -> None:
    """Enter one document."""
    from archivist_cli.records import arrival_fields

    with session.open("rw") as archive:
        arrival = archive.registers.enter(document, by=by, book=book)
    if session.json:
        session.writer.record("arrival", arrival_fields(arrival) or {})
    else:
        session.writer.line(present.arrival_text(arrival))
