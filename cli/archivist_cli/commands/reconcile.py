"""``archivist reconcile``: the worksheet of two merged bodies."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING

import click

from archivist_cli import labels, present, worksheet_records
from archivist_cli.command import argument, define, option, paragraphs, pass_session
from archivist_cli.i18n import in_use, mark, translate, translate_count
from archivist_cli.output import Writer, count_text, date_text, moment_text, path_fields, path_text, short
from archivist_cli.params import DateBound
from archivist_cli.session import Session

if TYPE_CHECKING:
    from archivist.reconciling import Row, Settled, Side, Worksheet


@define(
    "reconcile",
    help=paragraphs(
        mark(
            "Pair the directives in force of two merged bodies by kind, subject and text, and propose what "
            "may become of each: keep, amend, replace, repeal, or state that it has expired."
        ),
        mark(
            "A proposal changes nothing. Pairs marked with a question mark are doubtful; directives without "
            "a partner are listed after the pairs."
        ),
    ),
    reads=True,
)
@argument("first", metavar=mark("BODY"), help=mark("first body: its name, or its id"))
@argument("second", metavar=mark("BODY"), help=mark("second body"))
@option(
    "--as-of",
    type=DateBound(last=True),
    metavar=mark("DATE"),
    help=mark("day on which the directives are in force (else: today)"),
)
@option("--pairs", is_flag=True, help=mark("only pairs"))
@option("--unpaired", is_flag=True, help=mark("only directives without a partner"))
@option("--undecided", is_flag=True, help=mark("only what nobody has decided on"))
@option(
    "--export",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar=mark("FILE"),
    help=mark("write the worksheet to a new file: .xlsx, .docx (the office's form) or .csv"),
)
@pass_session
def command(
    session: Session,
    first: str,
    second: str,
    as_of: dt.date | None,
    pairs: bool,
    unpaired: bool,
    undecided: bool,
    export: Path | None,
) -> None:
    """Show the worksheet, or write it to a file."""
    with session.open("r") as archive:
        sheet = archive.reconcile(first, second, as_of=as_of)
        both = pairs == unpaired
        rows = sheet.rows if both else sheet.pairs if pairs else sheet.unpaired
        if undecided:
            rows = tuple(row for row in rows if row.decision is None)
        if export is not None:
            count = archive.reconciliation.export(sheet, export, rows=rows, language=in_use())
    if export is not None:
        if session.json:
            session.writer.record("export", {"lines": count, **path_fields(export)})
        else:
            text = translate_count("{count} line written", "{count} lines written", count)
            session.writer.remark(f"{text}: {path_text(export)}")
        return
    if session.json:
        for row in rows:
            session.writer.record("reconciliation", worksheet_records.reconciliation_fields(row))
        session.writer.record("summary", worksheet_records.worksheet_fields(sheet))
        return
    _write(session.writer, sheet, rows)


def _write(writer: Writer, sheet: Worksheet, rows: tuple[Row, ...]) -> None:
    day = date_text(sheet.as_of.isoformat())
    present.paragraph(writer, f"A: {sheet.a_name} [{sheet.a}]", indent=0)
    present.paragraph(writer, f"B: {sheet.b_name} [{sheet.b}]", indent=0)
    titles: dict[str, Side] = {side.id: side for row in sheet.rows for side in (row.a, row.b) if side}
    for place, row in enumerate(rows, start=1):
        writer.line()
        _write_row(writer, row, place, titles)
    writer.line()
    text = translate(mark("In force on {day}: {pairs} pairs, {a} only of A, {b} only of B")).format(
        day=day,
        pairs=count_text(len(sheet.pairs)),
        a=count_text(sum(row.b is None for row in sheet.rows)),
        b=count_text(sum(row.a is None for row in sheet.rows)),
    )
    writer.remark(text)
    for validity, count in sheet.left_out.items():
        left_out = translate(mark("Left out"))
        writer.remark(f"{left_out}: {count_text(count)}, {translate(labels.VALIDITY[validity])}")
    if sheet.without_rules:
        writer.remark(
            translate_count(
                "Left out: {count} document of a kind that sets no rules",
                "Left out: {count} documents of kinds that set no rules",
                sheet.without_rules,
            )
        )
    if sheet.renditions:
        writer.remark(
            translate_count(
                "Left out: {count} further file of a directive that stands above",
                "Left out: {count} further files of directives that stand above",
                sheet.renditions,
            )
        )


def _write_row(writer: Writer, row: Row, place: int, titles: dict[str, Side]) -> None:
    proposal = translate(labels.ACTIONS[row.proposal])
    head = [translate(mark("proposed: {action}")).format(action=proposal)]
    if row.score:
        head.append(translate(mark("likeness {percent} %")).format(percent=round(100 * row.score)))
    if row.doubtful:
        head.append(translate(mark("doubtful")))
    sign = "? " if row.doubtful else ""
    writer.line(writer.style(f"{place}. {sign}{present.SEPARATOR.join(head)}", bold=True))
    why = translate(labels.GROUNDS[row.ground])
    present.paragraph(writer, f"{why}: {row.detail}" if row.detail else why, indent=3, dim=True)
    facts = [(name, _side(side)) for name, side in (("A", row.a), ("B", row.b)) if side is not None]
    shared = ", ".join(f"“{word.text}”" for word in row.shared)
    near = "; ".join(f"{titles[id_].number or short(id_)} ({short(id_)})" for id_ in row.nearest)
    facts += [(translate(mark("Shared words")), shared), (translate(mark("Also like")), near)]
    if row.decision is not None:
        facts.append((translate(mark("Decided")), decision_text(row.decision)))
    present.pairs(writer, [fact for fact in facts if fact[1]], indent=3)


def decision_text(settled: Settled) -> str:
    """What was decided, by whom and when, and what came of it."""
    said = settled.statement
    text = f"{translate(labels.ACTIONS[settled.action])}, {said.by}, {moment_text(said.at)}"
    if settled.result:
        text += f" → {settled.result}"
    return f"{text} ({said.why})" if said.why else text


def _side(side: Side) -> str:
    kind = labels.field_value("kind", side.kind) if side.kind else translate(mark("(kind unknown)"))
    number = side.number or translate(mark("(no number)"))
    date = date_text(side.issued) if side.issued else translate(mark("(date unknown)"))
    return f"{kind} {number}, {date}, {side.subject} ({short(side.id)})"
