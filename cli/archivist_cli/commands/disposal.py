"""``archivist retention list``, ``decide`` and ``dispose``: from what is due to what is destroyed."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from archivist.errors import ExitCode, UsageError
from archivist_cli import fonds_records, present
from archivist_cli.command import argument, define, option, paragraphs, pass_session
from archivist_cli.commands.fonds import why_options
from archivist_cli.i18n import in_use, mark, translate, translate_count
from archivist_cli.output import Writer, count_text, date_text, moment_text, path_text
from archivist_cli.retention_words import BLOCKS, period_text
from archivist_cli.session import Session
from archivist_cli.table import Column, printable

if TYPE_CHECKING:
    from archivist import Archive
    from archivist.disposing import DisposalEntry, DisposalLine, DisposalOutcome
    from archivist.dossiers import DossierEntry
    from archivist.store import Tombstone

_STATES = {
    "open": mark("not decided"),
    "approved": mark("approved"),
    "rejected": mark("to be kept"),
    "disposed": mark("disposed of"),
    "withdrawn": mark("withdrawn"),
}
_REFUSALS = BLOCKS | {
    "not-approved": mark("not approved"),
    "example": mark("the schedule is only an example"),
    "file-kept": mark("its file must still be kept"),
    "changed": mark("it is not what was listed"),
    "gone": mark("no longer held"),
}
_list = argument("number", type=click.IntRange(min=1), metavar=mark("LIST"), help=mark("number of the list"))
_who = option("--by", required=True, metavar=mark("NAME"), help=mark("who says so; must be given"))


@define(
    "list",
    reads=True,
    help=paragraphs(
        mark("make a disposal list of what is due and blocked by nothing; with LIST: show that one"),
        mark(
            "With LIST and --export: write it for the council (danh mục tài liệu hết thời hạn lưu trữ), file by file."
        ),
        mark(
            "What only the example of a schedule calls due, or lies in a file still to be kept, is left out."
        ),
    ),
)
@argument(
    "number",
    type=click.IntRange(min=1),
    metavar=mark("LIST"),
    required=False,
    help=mark("number of the list"),
)
@option(
    "--export",
    "target",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar=mark("FILE"),
    help=mark("write LIST for the council to a new file: .pdf, .html, .docx, .xlsx or .csv"),
)
@why_options
@pass_session
def make_list(session: Session, number: int | None, target: Path | None, by: str, why: str) -> None:
    """Make one, show one, or export one."""
    if number is None and target is not None:
        raise UsageError("--export needs the number of a list")
    if number is not None:
        with session.open("r") as archive:
            entry = archive.disposals.show(number)
            count = archive.disposals.export(number, target, language=in_use()) if target else 0
        if target is None:
            _answer(session, entry)
        elif session.json:
            session.writer.record("export", {"path": str(target), "total": count})
        else:
            text = translate(mark("{count} lines written to {path}"))
            session.writer.remark(text.format(count=count_text(count), path=path_text(target)))
        return
    with session.open("rw") as archive:
        made = archive.disposals.make(by=by, why=why)
    if made is not None:
        _answer(session, made)
    elif not session.json:
        session.writer.remark(translate(mark("Nothing is due that nothing blocks; no list was made.")))


def _answer(session: Session, entry: DisposalEntry) -> None:
    if session.json:
        session.writer.record("disposal", fonds_records.disposal_fields(entry))
        return
    writer = session.writer
    title = translate(mark("Disposal list {number}")).format(number=entry.number)
    writer.line(writer.style(title, bold=True))
    writer.line(f"{moment_text(entry.made.at)}  {printable(entry.made.by)}")
    columns = (
        Column(title=translate(mark("Id"))),
        Column(title=translate(mark("Document")), flexible=True, least=10),
        Column(title=translate(mark("Kept for"))),
        Column(title=translate(mark("Due on"))),
        Column(title=translate(mark("Decision")), flexible=True, least=11),
    )
    for line in present.table_lines(columns, [_cells(one) for one in entry.lines], writer.width):
        writer.line(line)


def _cells(one: DisposalLine) -> tuple[str, ...]:
    from archivist.retention import parse_period

    state = translate(_STATES[one.state.value])
    if one.decision is not None:
        state += f" ({printable(one.decision.by)}: {printable(one.decision.why)})"
    listed = one.listed
    due = date_text(listed.due.isoformat())
    return (
        listed.document[:8],
        printable(one.label),
        period_text(parse_period(listed.period, least=1)),
        due,
        state,
    )


@define(
    "decide",
    reads=True,
    help=paragraphs(
        mark("say whether documents on a disposal list may be destroyed; needs --by and --why"),
        mark("Without documents: all that are on the list. The last decision on a document counts."),
    ),
)
@_list
@argument(
    "documents",
    nargs=-1,
    metavar=mark("[DOCUMENT]…"),
    help=mark("ids (their first characters), numbers, or a file as fonds:number"),
)
@option("--approve", is_flag=True, help=mark("they may be destroyed"))
@option("--reject", is_flag=True, help=mark("they are kept"))
@_who
@option("--why", required=True, metavar=mark("TEXT"), help=mark("why, for the records"))
@pass_session
def decide(
    session: Session,
    number: int,
    documents: tuple[str, ...],
    approve: bool,
    reject: bool,
    by: str,
    why: str,
) -> None:
    """Decide."""
    if approve == reject:
        raise UsageError("say either --approve or --reject")
    with session.open("rw") as archive:
        ids = [id_ for one in documents for id_ in _listed_ids(archive, number, one)]
        entry = archive.disposals.decide(number, ids, approve=approve, by=by, why=why)
    _answer(session, entry)


def _listed_ids(archive: Archive, number: int, text: str) -> Sequence[str]:
    """The document of the list that is meant, or those of a file."""
    if ":" in text:
        return archive.disposals.of_file(number, text)
    lines = archive.disposals.show(number).lines
    found = [
        one.listed.document
        for one in lines
        if one.label == text or one.listed.document.startswith(text.lower())
    ]
    return (found[0] if len(found) == 1 else archive.resolve(text).id,)


@define(
    "dispose",
    reads=True,
    help=paragraphs(
        mark("destroy the documents of a disposal list that were approved; needs --by"),
        mark(
            "Everything that forbids it is looked at once more, and what is forbidden is kept. The files, their "
            "text and every version of their records are destroyed and cannot be brought back; what they were, "
            "and who decided when and why, stays on record."
        ),
    ),
)
@_list
@_who
@option("--yes", is_flag=True, help=mark("do not ask"))
@pass_session
def dispose(session: Session, number: int, by: str, yes: bool) -> ExitCode:
    """Ask, then destroy."""
    with session.open("rw") as archive:
        if not yes:
            _ask(session.writer, number, archive.disposals.look(number))
        before = {one.dossier.key for one in archive.disposals.files(number)}
        outcomes = archive.disposals.dispose(number, by=by)
        files = [one for one in archive.disposals.files(number) if one.dossier.key not in before]
    _report(session, number, outcomes, files)
    return ExitCode.PARTIAL if any(one.refused for one in outcomes) else ExitCode.DONE


def _ask(writer: Writer, number: int, outcomes: Sequence[DisposalOutcome]) -> None:
    """Let the person type how many documents go: a mere yes is typed too easily.

    Raises:
        UsageError: nobody is there to ask, or something else was typed.
    """
    if not sys.stdin.isatty():
        raise UsageError("nobody can be asked here", hint="say --yes when you are sure")
    free = [one for one in outcomes if not one.refused]
    for one in outcomes:
        click.echo(f"{one.document[:8]}  {printable(one.label)}  {_refused(one)}".rstrip(), err=True)
    if not free:
        return
    answer = f"{number}-{len(free)}"
    question = translate(mark("To destroy these for ever ({documents}), type {answer}")).format(
        documents=translate_count("{count} document", "{count} documents", len(free)), answer=answer
    )
    if click.prompt(question, err=True).strip() != answer:
        raise UsageError("nothing was removed", hint="type it as it is shown")


def _refused(one: DisposalOutcome) -> str:
    if not one.refused:
        return ""
    reasons = ", ".join(translate(_REFUSALS[reason.value]) for reason in one.refused)
    return translate(mark("kept: {reasons}")).format(reasons=reasons)


def _report(
    session: Session, number: int, outcomes: Sequence[DisposalOutcome], files: Sequence[DossierEntry]
) -> None:
    if session.json:
        for one in outcomes:
            session.writer.record("disposed", fonds_records.outcome_fields(number, one))
        for file in files:
            session.writer.record("dossier", fonds_records.dossier_fields(file))
        return
    writer = session.writer
    for one in outcomes:
        text = _refused(one) or translate(mark("disposed of"))
        present.paragraph(writer, f"{one.document[:8]}  {printable(one.label)}  {text}", indent=0)
    count = sum(not one.refused for one in outcomes)
    for file in files:
        text = translate(mark("The file {key} went with its last document: {title}"))
        said = text.format(key=file.dossier.key, title=printable(file.dossier.title))
        present.paragraph(writer, said, indent=0)
    writer.remark(translate_count("{count} document disposed of", "{count} documents disposed of", count))


def write_tombstone(session: Session, one: Tombstone) -> None:
    """What stays of a document that was disposed of."""
    if session.json:
        session.writer.record("tombstone", fonds_records.tombstone_fields(one))
        return
    writer, said = session.writer, one.disposal
    if said is None:
        return
    title = translate(mark("Disposed of; only this is left"))
    writer.line(writer.style(title, bold=True))
    pairs = (
        (translate(mark("Number")), said.number),
        (translate(mark("Kind")), said.kind),
        (translate(mark("Issuer")), said.issuer),
        (translate(mark("Date")), date_text(said.issued) if said.issued else ""),
        (translate(mark("Subject")), said.subject),
        (translate(mark("Disposal list")), str(said.list)),
        (
            translate(mark("Decided")),
            f"{moment_text(said.decided_at)}  {said.decided_by}: {said.decided_why}",
        ),
        (translate(mark("Carried out")), f"{moment_text(one.at)}  {one.by}"),
        (translate(mark("Id")), str(one.id)),
        ("SHA-256", one.sha256),
    )
    present.pairs(writer, pairs)
