"""``archivist reviews``: which reviews (sơ kết, tổng kết) are due, and which were held."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import click

from archivist import exporting
from archivist.model import RelationState
from archivist.reviewing import ReviewDue
from archivist_cli import labels, present, relation_records
from archivist_cli.command import define, option, paragraphs, pass_session
from archivist_cli.i18n import mark, translate, translate_count
from archivist_cli.output import Writer, date_text, path_text, short
from archivist_cli.params import DateBound
from archivist_cli.session import Session


@define(
    "reviews",
    help=paragraphs(
        mark("List the reviews (sơ kết, tổng kết) that are due, and whether a report on them is held here."),
        mark(
            "They follow from clauses, from the end of a period or term in the subject, and, as a "
            "reminder, from five years after issue."
        ),
    ),
    reads=True,
)
@option(
    "--due-by", type=DateBound(last=True), metavar=mark("DATE"), help=mark("due until this day (else: today)")
)
@option(
    "--from", "since", type=DateBound(last=False), metavar=mark("DATE"), help=mark("due on this day or later")
)
@option("--open", "only_open", is_flag=True, help=mark("only those not held"))
@option(
    "--export",
    "--csv",
    "target",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar=mark("FILE"),
    help=mark("write a table to a new file: .xlsx or .csv"),
)
@pass_session
def command(
    session: Session, due_by: dt.date | None, since: dt.date | None, only_open: bool, target: Path | None
) -> None:
    """Write the reviews, or a table of them."""
    with session.open("r") as archive:
        found = archive.standing.reviews(due_by=due_by, since=since)
    rows = [one for one in found if not (only_open and one.held)]
    writer = session.writer
    if target is not None:
        titles = [translate(title) for title in _TITLES]
        exporting.write_table(target, titles, [_cells(one) for one in rows], _WIDTHS)
        writer.remark(path_text(target))
    if session.json:
        for one in rows:
            writer.record("review", relation_records.review_due_fields(one))
        writer.record("summary", {"total": len(rows), "held": sum(one.held is not None for one in rows)})
        return
    if target is None:
        for one in rows:
            _write(writer, one)
    writer.remark(translate_count("{count} review", "{count} reviews", len(rows)))


def _write(writer: Writer, one: ReviewDue) -> None:
    sort, basis = _words(one)
    colour = "green" if one.held else "yellow"
    writer.line(writer.style(f"{date_text(one.due.isoformat())}  {sort}  {_held(one)}", fg=colour, bold=True))
    number = one.number or short(one.document)
    head = present.SEPARATOR.join(part for part in (number, one.issuer, one.subject) if part)
    present.paragraph(writer, head, indent=2)
    if one.evidence is not None and one.evidence.quote:
        basis = f"{basis}; {present.evidence_text(one.evidence)}"
    present.paragraph(writer, basis, indent=2, lines=2, dim=True)


def _words(one: ReviewDue) -> tuple[str, str]:
    sort = translate(labels.REVIEW_SORTS[one.sort])
    basis = translate(labels.REVIEW_BASES[one.basis])
    yearly = translate(mark("every year"))
    return sort, f"{basis}, {yearly}" if one.yearly else basis


def _held(one: ReviewDue) -> str:
    if one.held is None or one.held_on is None:
        return translate(mark("no report held here"))
    day = date_text(one.held_on.isoformat())
    text = translate(mark("held: {document}, {day}")).format(document=short(one.held), day=day)
    if one.held_state is not RelationState.CONFIRMED and one.held_state is not None:
        text = f"{text} ({translate(labels.RELATION_STATES[one.held_state])})"
    return text


_TITLES = (
    mark("Due"), mark("Review"), mark("Number"), mark("Issued by"), mark("Subject"), mark("Basis"),
    mark("Report"), mark("Date of the report"), mark("Id"),
)  # fmt: skip
_WIDTHS = (12, 12, 16, 32, 60, 40, 28, 18, 28)


def _cells(one: ReviewDue) -> tuple[str | dt.date, ...]:
    """One review as a line of a table."""
    sort, basis = _words(one)
    return (
        one.due, sort, one.number, one.issuer, one.subject, basis, one.held or "", one.held_on or "", one.document,
    )  # fmt: skip
