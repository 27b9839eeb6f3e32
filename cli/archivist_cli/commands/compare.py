"""``archivist compare``: two directives clause by clause, side by side."""

from __future__ import annotations

from itertools import zip_longest
from typing import TYPE_CHECKING

from archivist_cli import present, worksheet_records
from archivist_cli.command import argument, define, option, paragraphs, pass_session
from archivist_cli.i18n import mark, translate
from archivist_cli.output import Writer, count_text
from archivist_cli.session import Session
from archivist_cli.table import pad, printable, wrap

if TYPE_CHECKING:
    from archivist.reconciling.comparing import ClausePair

_NARROW = 70
"""Below this width the two texts stand one below the other."""


@define(
    "compare",
    help=paragraphs(
        mark(
            "Show two documents clause by clause, side by side: what differs, and what only one of them has."
        ),
    ),
    reads=True,
)
@argument("first", metavar=mark("DOCUMENT"), help=mark("id (its first characters), number or path"))
@argument("second", metavar=mark("DOCUMENT"), help=mark("the document it is compared with"))
@option("--all", "everything", is_flag=True, help=mark("also clauses that say the same"))
@pass_session
def command(session: Session, first: str, second: str, everything: bool) -> None:
    """Compare two documents."""
    with session.open("r") as archive:
        both = (archive.resolve(first), archive.resolve(second))
        rows = archive.reconciliation.compare(both[0].id, both[1].id)
    writer = session.writer
    shown = [row for row in rows if everything or not row.same]
    same = sum(row.same for row in rows)
    if session.json:
        for row in shown:
            writer.record("clause", worksheet_records.clause_fields(row))
        writer.record("summary", {"a": both[0].id, "b": both[1].id, "total": len(rows), "same": same})
        return
    for name, document in zip("AB", both, strict=True):
        present.paragraph(writer, f"{name}: {present.heading(document)}", indent=0)
    for row in shown:
        writer.line()
        _write(writer, row)
    writer.line()
    text = translate(mark("{count} clauses differ, {same} say the same"))
    writer.remark(text.format(count=count_text(len(rows) - same), same=count_text(same)))


def _write(writer: Writer, row: ClausePair) -> None:
    if writer.width < _NARROW:
        for name, text in (("A", row.a), ("B", row.b)):
            present.paragraph(writer, f"{name}: {text or '—'}", indent=0)
        return
    half = (writer.width - 3) // 2
    left, right = (wrap(printable(text or "—"), half) for text in (row.a, row.b))
    for one, other in zip_longest(left, right, fillvalue=""):
        writer.line(f"{pad(one, half)} │ {other}".rstrip())
