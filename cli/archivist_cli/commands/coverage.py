"""``archivist coverage``: who of a level has issued a document that implements a directive."""

from __future__ import annotations

from archivist.model import RelationState
from archivist.networks import CoverageRow
from archivist_cli import labels, relation_records
from archivist_cli.command import argument, define, option, paragraphs, pass_session
from archivist_cli.i18n import mark, translate
from archivist_cli.output import date_text, short
from archivist_cli.params import LevelChoice
from archivist_cli.session import Session
from archivist_cli.table import Column


@define(
    "coverage",
    help=paragraphs(
        mark("List the bodies of a level: who has issued a document that implements a directive, and when."),
        mark(
            "A document that implements one which implements it counts too. “Not held here” says what "
            "the archive holds, not what was issued."
        ),
        mark(
            "Bodies of which nothing is held are listed when they are on the archive's record (issuer add); "
            "with --all also those known from the start."
        ),
    ),
    reads=True,
)
@argument("document", metavar=mark("DOCUMENT"), help=mark("id (its first characters), number or path"))
@option(
    "--level",
    required=True,
    type=LevelChoice(),
    help=mark("level of the issuing body"),
)
@option("--missing", is_flag=True, help=mark("only those of which none is held"))
@option("--all", "everything", is_flag=True, help=mark("also bodies known from the start"))
@pass_session
def command(session: Session, document: str, level: str, missing: bool, everything: bool) -> None:
    """Write one row a body."""
    with session.open("r") as archive:
        found = archive.standing.coverage(document, level, everything=everything)
    rows = [row for row in found.rows if not (missing and row.documents)]
    writer = session.writer
    if session.json:
        for row in rows:
            writer.record("coverage", relation_records.coverage_row_fields(row))
        counts = {"bodies": len(found.rows), "issued": found.issued}
        writer.record("summary", {"document": found.document, "level": found.level, **counts})
        return
    columns = (
        Column(title=translate(mark("Issued by")), flexible=True, least=24),
        Column(title=translate(mark("Date of issue"))),
        Column(title=translate(mark("Number")), flexible=True),
        Column(title=translate(mark("Remark")), flexible=True),
    )
    if rows:
        writer.table(columns, [cells for row in rows for cells in _cells(row)])
    text = translate(mark("{issued} of {total} bodies have issued one"))
    writer.remark(text.format(issued=found.issued, total=len(found.rows)))


def _cells(row: CoverageRow) -> list[tuple[str, str, str, str]]:
    if not row.documents:
        return [(row.issuer, "—", "", translate(mark("not held here")))]
    cells = []
    for place, one in enumerate(row.documents):
        remarks = []
        if not one.direct:
            remarks.append(translate(mark("through another one")))
        if one.state is not RelationState.CONFIRMED:
            remarks.append(translate(labels.RELATION_STATES[one.state]))
        number = one.number or short(one.document)
        cells.append((row.issuer if not place else "", date_text(one.issued), number, "; ".join(remarks)))
    return cells
