"""``archivist stats``: how much the archive holds."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence

from archivist import FormatCount
from archivist_cli import labels, present
from archivist_cli.command import define, option, pass_session
from archivist_cli.i18n import mark, translate, translate_count
from archivist_cli.output import Writer, count_text, size_text
from archivist_cli.session import Session
from archivist_cli.table import Column

_ROWS = 10
_WIDE = 85


_NUMBERS = ("documents", "text", "pending", "without", "held", "review", "bytes")


@define("stats", help=mark("Count documents by kind, issuing body, year and type of file."), reads=True)
@option("--all", "everything", is_flag=True, help=mark("every row of each table, not the first ten"))
@option("--formats", is_flag=True, help=mark("by type of file: how many have text, wait for it, or are held"))
@pass_session
def command(session: Session, everything: bool, formats: bool) -> None:
    """Write the figures."""
    with session.open("r") as archive:
        stats = archive.stats()
        name = archive.settings.name
        fonds = {one.fonds.code if one.fonds else "": one.documents for one in archive.fonds.all()}
    writer = session.writer
    if formats:
        _formats(session, stats.formats)
        return
    if session.json:
        writer.record("stats", {"name": name, **dataclasses.asdict(stats), "fonds": fonds})
        return
    facts = (
        (translate(mark("Archive")), name),
        (translate(mark("Documents")), count_text(stats.documents)),
        (translate(mark("Receipts")), count_text(stats.receipts)),
        (translate(mark("Size of the files")), size_text(stats.bytes)),
        (translate(mark("To be looked at")), count_text(stats.in_review)),
        (translate(mark("Held")), count_text(stats.held)),
        (translate(mark("Put aside")), count_text(stats.quarantined)),
        (translate(mark("Not yet findable")), count_text(stats.waiting_for_index)),
    )
    present.pairs(writer, facts, indent=0)
    rows = None if everything else _ROWS
    _counts(writer, translate(mark("By kind")), "kind", stats.kinds, rows)
    _counts(writer, translate(mark("By issuing body")), "issuer", stats.issuers, rows)
    _counts(writer, translate(mark("By year")), "year", stats.years, rows)
    if set(fonds) - {""}:
        _counts(writer, translate(mark("By fonds")), "fonds", fonds, rows)
    _counts(writer, translate(mark("By type of file")), "media_type", stats.media_types, rows)


def _formats(session: Session, found: Sequence[FormatCount]) -> None:
    """What the archive holds by type of file, and the totals."""
    totals = {name: sum(getattr(one, name) for one in found) for name in _NUMBERS}
    if session.json:
        for one in found:
            name = labels.field_value("media_type", one.media_type)
            session.writer.record("format", {"name": name, **dataclasses.asdict(one)})
        session.writer.record("summary", totals)
        return
    titles = {
        "documents": mark("documents"),
        "text": mark("with text"),
        "pending": mark("text pending"),
        "without": mark("no text"),
        "held": mark("held"),
        "review": mark("to look at"),
    }
    # Columns of nothing are left out, and on a narrow screen the two that other commands show.
    names = [name for name in titles if totals[name] or name in ("documents", "text", "pending")]
    if session.writer.width < _WIDE:
        names = [name for name in names if name not in ("without", "review")]
    columns = [Column(title=translate(mark("Type of file")), flexible=True)]
    columns += [Column(title=translate(titles[name]), right=True) for name in names]
    shown = [(labels.field_value("media_type", one.media_type), dataclasses.asdict(one)) for one in found]
    shown.append((translate(mark("Together")), totals))
    rows = [
        (title, *(count_text(numbers[name]) if numbers[name] else "–" for name in names))
        for title, numbers in shown
    ]
    for line in present.table_lines(columns, rows, session.writer.width):
        session.writer.line(line)


def _counts(writer: Writer, title: str, name: str, counts: Mapping[str, int], limit: int | None) -> None:
    if not counts:
        return
    writer.line()
    writer.line(writer.style(title, bold=True))
    by_count = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    ordered = sorted(counts.items(), reverse=True) if name == "year" else by_count
    unknown = translate(mark("(unknown)"))
    table = [
        (labels.field_value(name, value) or unknown, count_text(count)) for value, count in ordered[:limit]
    ]
    columns = (Column(title="", flexible=True), Column(title="", right=True))
    for line in present.table_lines(columns, table, writer.width - 2):
        writer.line("  " + line)
    if limit is not None and len(ordered) > limit:
        writer.line("  " + translate_count("and {count} more", "and {count} more", len(ordered) - limit))
