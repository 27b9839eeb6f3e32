"""``archivist issuer import``: the bodies of a filled-in list, put on record together."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from archivist.errors import ExitCode
from archivist_cli import present, wording
from archivist_cli.command import argument, define, option, paragraphs, pass_session
from archivist_cli.i18n import mark, translate
from archivist_cli.output import Writer, count_text
from archivist_cli.params import acting_person
from archivist_cli.session import Session
from archivist_cli.table import printable

if TYPE_CHECKING:
    from archivist.issuer_lists import IssuerList, ListedIssuer


@define(
    "import",
    help=paragraphs(
        mark(
            "Put the bodies of a list on record, such as all communes of a province: a CSV (UTF-8) or XLSX table with one "
            "body a line. A column is known by its heading: Name (the only one needed), Level, System, Superior, Codes, "
            "Other names, Existed from, Existed until, Predecessors, Note, Id, or the same in Vietnamese."
        ),
        mark(
            "A line that cannot be recorded is named with what to do about it, and the others are recorded. The same list "
            "can be given again: what is on record already as the line says stays as it is."
        ),
    ),
)
@argument("file", type=click.Path(path_type=Path), metavar=mark("FILE"), help=mark("the list: .csv or .xlsx"))
@option("--dry-run", is_flag=True, help=mark("only show what would be recorded"))
@option("--update", is_flag=True, help=mark("also correct records that differ from their line"))
@option("--by", default=acting_person, metavar=mark("NAME"), help=mark("who says so (else: your user name)"))
@option("--why", default="", metavar=mark("TEXT"), help=mark("why, for the records"))
@pass_session
def command(session: Session, file: Path, by: str, why: str, *, dry_run: bool, update: bool) -> int:
    """Take a list over."""
    with session.open("r" if dry_run else "rw") as archive:
        taken = archive.import_issuers(file, by=by, why=why, update=update, dry_run=dry_run)
    if session.json:
        _report(session.writer, taken)
    else:
        _write(session.writer, taken, dry_run=dry_run)
    return ExitCode.PARTIAL if _count(taken, "refused") else ExitCode.DONE


def _count(taken: IssuerList, outcome: str) -> int:
    return sum(one.outcome == outcome for one in taken.lines)


def _report(writer: Writer, taken: IssuerList) -> None:
    for one in taken.lines:
        fields = {
            "sheet": one.sheet or None,
            "line": one.line,
            "name": one.name,
            "outcome": one.outcome,
            "id": one.id or None,
            "fields": list(one.fields),
            "problem": one.problem or None,
            "hint": one.hint or None,
        }
        writer.record("issuer-line", fields)
    counts = {outcome: _count(taken, outcome) for outcome in ("added", "revised", "known", "refused")}
    writer.record("summary", {"total": len(taken.lines), **counts, "unread": list(taken.unread)})


def _write(writer: Writer, taken: IssuerList, *, dry_run: bool) -> None:
    for one in taken.lines:
        if one.outcome != "known":
            present.paragraph(writer, _line(one), indent=0)
            if one.hint:
                hint = translate(mark("What to do: {hint}")).format(hint=wording.in_words(one.hint))
                present.paragraph(writer, hint, indent=2)
    if taken.unread:
        text = translate(mark("Not read, since nothing about bodies stands there: {names}"))
        present.paragraph(writer, text.format(names=printable("; ".join(taken.unread))), indent=0)
    head = (
        mark("Would be recorded: {added}; corrected: {revised}; known already: {known}; refused: {refused}")
        if dry_run
        else mark("Recorded: {added}; corrected: {revised}; known already: {known}; refused: {refused}")
    )
    counts = {one: count_text(_count(taken, one)) for one in ("added", "revised", "known", "refused")}
    writer.remark(translate(head).format(**counts))


def _line(one: ListedIssuer) -> str:
    line = f"{one.sheet}: {one.line}" if one.sheet else str(one.line)
    if one.outcome == "refused":
        text = translate(mark("Line {line} was not recorded: {problem}"))
        return printable(text.format(line=line, problem=wording.in_words(one.problem)))
    if one.outcome == "revised":
        from archivist.issuer_lists import COLUMNS
        from archivist_cli.i18n import in_use

        place = 1 if in_use() == "vi" else 0
        said = ", ".join(COLUMNS[field][place] for field in one.fields)
        text = translate(mark("Line {line}: {name} [{id}], corrected: {fields}"))
        return printable(text.format(line=line, name=one.name, id=one.id, fields=said))
    text = translate(mark("Line {line}: {name} [{id}]"))
    return printable(text.format(line=line, name=one.name, id=one.id))
