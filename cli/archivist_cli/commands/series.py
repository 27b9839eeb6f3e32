"""``archivist series``: which numbers of a series are held here, and which are not."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from itertools import groupby
from typing import TYPE_CHECKING

from archivist_cli import labels, present
from archivist_cli.command import define, option, paragraphs, pass_session
from archivist_cli.i18n import mark, translate, translate_count
from archivist_cli.output import Writer, count_text, date_text, short
from archivist_cli.session import Session

if TYPE_CHECKING:
    from archivist.series import Series


@define(
    "series",
    help=paragraphs(
        mark("Show the number series of each body, kind and year or term: what is held, what is not."),
        mark(
            "A number that is not held here need not be lost: it may never have been issued, or never handed "
            "over, or its document bears a State-secret mark, since all documents share one series."
        ),
    ),
    reads=True,
)
@option("--issuer", metavar=mark("BODY"), help=mark("only this body"))
@option("--kind", metavar=mark("KIND"), help=mark("only this kind (title or symbol)"))
@option("--period", default="", metavar=mark("YEAR"), help=mark("only series of this year or term"))
@option(
    "--gaps", is_flag=True, help=mark("only series in which something is missing, double or out of order")
)
@pass_session
def command(session: Session, issuer: str | None, kind: str | None, period: str, gaps: bool) -> None:
    """List the series."""
    with session.open("r") as archive:
        found = archive.series(issuer=issuer, kind=kind, period=period)
    if gaps:
        found = tuple(one for one in found if one.missing or one.doubles or one.out_of_order)
    writer = session.writer
    if session.json:
        for one in found:
            writer.record("series", dataclasses.asdict(one))
        writer.record("summary", {"total": len(found)})
        return
    for body, members in groupby(found, key=lambda one: one.issuer):
        writer.line(writer.style(body or translate(mark("(unknown)")), bold=True))
        for one in members:
            _write(writer, one)
    writer.remark(translate_count("{count} series", "{count} series", len(found)))


def _write(writer: Writer, series: Series) -> None:
    kind = labels.field_value("kind", series.kind) or translate(mark("(kind unknown)"))
    period = series.period or translate(mark("(date unknown)"))
    held = translate(mark("{held} held, highest number {highest}")).format(
        held=count_text(len(series.entries)), highest=series.highest
    )
    writer.line(f"  {kind}{present.SEPARATOR}{period}{present.SEPARATOR}{held}")
    facts = []
    if series.missing:
        count = count_text(series.missing_count)
        facts.append((translate(mark("Not held here")), f"{count}: {_runs(series.missing)}"))
    if series.withheld:
        numbers = ", ".join(str(ordinal) for ordinal in series.withheld)
        label = translate(mark("Perhaps a marked document kept elsewhere"))
        facts.append((label, numbers))
    if series.doubles:
        numbers = ", ".join(str(ordinal) for ordinal in series.doubles)
        facts.append((translate(mark("Number borne twice")), numbers))
    if series.out_of_order:
        facts.append((translate(mark("Date out of order")), ", ".join(_dated(series))))
    present.pairs(writer, facts, indent=6)


def _runs(missing: Sequence[tuple[int, int]]) -> str:
    return ", ".join(str(first) if first == last else f"{first}–{last}" for first, last in missing)


def _dated(series: Series) -> list[str]:
    entries = {entry.document: entry for entry in series.entries}
    return [
        f"{entries[id_].number} ({date_text(entries[id_].issued)}, {short(id_)})"
        for id_ in series.out_of_order
    ]
