"""``archivist search``: find documents."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from click.core import ParameterSource

from archivist.errors import ExitCode
from archivist.lazymodule import late_module
from archivist.lazypattern import late_pattern
from archivist.model import Hit, Level, Results, Signed, Validity
from archivist_cli import complete, present
from archivist_cli.command import argument, define, lines, option, paragraphs, pass_session
from archivist_cli.i18n import in_use, mark, translate, translate_count
from archivist_cli.output import Writer, count_text, date_text, short
from archivist_cli.params import DateBound
from archivist_cli.session import Session
from archivist_cli.table import Column, cut, pad, printable, width_of

if TYPE_CHECKING:
    from archivist_cli import keeping, labels, records
else:  # most searches are answered without them
    keeping, labels, records = (
        late_module(f"archivist_cli.{name}") for name in ("keeping", "labels", "records")
    )

_UNSAID = (Validity.IN_FORCE, Validity.UNKNOWN)
"""Of most documents there is nothing to remark; `show` and `status` say it of every one."""
SORTS = ("relevance", "date", "-date", "number", "issuer")
_FACET_ROWS = 10
_EXPORTED = 100_000
"""Results that an export holds when --limit does not say otherwise."""
_NAMES = {"text_language": "language"}
"""Options that `Archive.search` calls otherwise."""
_WHERE = {
    "subject": mark("subject"),
    "issuer": mark("issuing body"),
    "signatory": mark("signatory"),
    "place": mark("place of issue"),
    "number": mark("own number"),
    "cites": mark("numbers it mentions"),
    "kind": mark("kind"),
    "level": mark("level"),
    "language": mark("language"),
    "date": mark("date of issue"),
    "filed": mark("day of filing"),
    "text": mark("text"),
    "status": mark("status"),
    "class": mark("field of activity"),
    "system": mark("system of bodies"),
    "signed": mark("digital signature"),
    "arrival": mark("number of arrival"),
    "fonds": mark("fonds"),
    "has": mark("what it has"),
    "id": mark("id"),
    "form": mark("in another form"),
    "exact": mark("with these diacritics"),
}
"""Where a part of the query was found, in words; other fields keep their names."""
_ISO_DAY = late_pattern(r"\d{4}-\d\d-\d\d")


@define(
    "search",
    help=paragraphs(
        mark("Find documents by words, phrases, numbers and fields; without a query: all of them."),
        mark("With or without diacritics, and in any spelling of a number:"),
        lines(
            'archivist search "biên chế"\n'
            "archivist search nghi quyet 39\n"
            "archivist search 39-NQ/TW\n"
            "archivist search '\"tinh giản biên chế\"' --kind nghị-quyết --from 2023"
        ),
        mark("docs/search.md describes the query."),
    ),
    reads=True,
)
@argument(
    "query",
    nargs=-1,
    metavar=mark("[QUERY]..."),
    help=mark('words, "phrases", numbers, field:value'),
    shell_complete=complete.words,
)
@option(
    "--issuer",
    metavar=mark("NAME"),
    help=mark("issuing body: name, code or id"),
    shell_complete=complete.issuers,
)
@option(
    "--with-predecessors",
    is_flag=True,
    help=mark("also documents of the bodies before that body (merged provinces, ministries)"),
)
@option("--kind", metavar=mark("KIND"), help=mark("kind of document: title or symbol (QĐ)"))
@option(
    "--from",
    "since",
    type=DateBound(last=False),
    metavar=mark("DATE"),
    help=mark("issued on this date or later"),
)
@option(
    "--to",
    "until",
    type=DateBound(last=True),
    metavar=mark("DATE"),
    help=mark("issued on this date or earlier"),
)
@option("--subject", metavar=mark("WORDS"), help=mark("words of the subject (trích yếu)"))
@option(
    "--number",
    metavar=mark("NUMBER"),
    help=mark("number of the document, in any spelling"),
    shell_complete=complete.numbers,
)
@option(
    "--level", type=click.Choice([level.value for level in Level]), help=mark("level of the issuing body")
)
@option(
    "--signed",
    type=click.Choice([signed.value for signed in Signed]),
    help=mark("what the digital signatures come to"),
)
@option("--in-force", is_flag=True, help=mark("only what is in force (on the day of --as-of)"))
@option(
    "--as-of",
    type=DateBound(last=True),
    metavar=mark("DATE"),
    help=mark("day on which the status is asked for (else: today)"),
)
@option("--text-language", metavar=mark("CODE"), help=mark("language of the document: vi, en, de …"))
@option(
    "--sort",
    type=click.Choice(SORTS),
    default="relevance",
    show_default=True,
    help=mark("order of the results"),
)
@option(
    "--limit",
    type=click.IntRange(0, 1000),
    default=20,
    show_default=True,
    metavar=mark("N"),
    help=mark("at most this many"),
)
@option(
    "--offset", type=click.IntRange(0), default=0, metavar=mark("N"), help=mark("leave out this many first")
)
@option(
    "--facets", is_flag=True, help=mark("also count by issuing body, kind, year, level, field and language")
)
@option(
    "--all-renditions", is_flag=True, help=mark("each rendition of a work (draft, scan, copy) for itself")
)
@option(
    "--explain",
    is_flag=True,
    help=mark("also say how the query was understood and why each document was found"),
)
@option("--fail-empty", is_flag=True, help=mark("end with code 4 when nothing is found"))
@option("--like", metavar=mark("DOCUMENT"), help=mark("documents like this one (id, number or path)"))
@option("--save", metavar=mark("NAME"), help=mark("keep this search under a name"))
@option("--saved", metavar=mark("NAME"), help=mark("run a kept search"), shell_complete=complete.saved)
@option("--list-saved", is_flag=True, help=mark("show the kept searches"))
@option(
    "--remove-saved",
    metavar=mark("NAME"),
    help=mark("forget a kept search"),
    shell_complete=complete.saved,
)
@option(
    "--export",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar=mark("FILE"),
    help=mark("write all results to a new file: .csv, .xlsx or .json"),
)
@pass_session
def command(
    session: Session,
    /,
    query: tuple[str, ...],
    like: str | None,
    save: str | None,
    saved: str | None,
    list_saved: bool,
    remove_saved: str | None,
    export: Path | None,
    limit: int,
    offset: int,
    facets: bool,
    all_renditions: bool,
    explain: bool,
    fail_empty: bool,
    **asked: Any,  # what narrows and sorts, by the names of `Archive.search`
) -> int:
    """Search, write the hits, then the counts."""
    if list_saved:
        return keeping.list_saved(session)
    if remove_saved is not None:
        return keeping.forget(session, remove_saved)
    text = " ".join(query)
    if saved is not None:
        text, asked = keeping.with_saved(saved, text, asked)
    with session.open("r") as archive:
        results = archive.search(
            text,
            **{_NAMES.get(name, name): value for name, value in asked.items()},
            limit=_EXPORTED if export and not _typed("limit") else limit,
            offset=offset,
            facets=facets,
            all_renditions=all_renditions,
            explain=in_use() if explain else False,
            status=True,
            like=archive.resolve(like).id if like else "",
        )
        root = archive.root
    if save is not None:
        keeping.keep(session.writer, save, text, asked)
    if export is not None:
        keeping.export(session.writer, results, export)
    elif session.json:
        with session.writer.page() as page:
            _write_json(page, results, offset, root)
    else:
        _write_text(session.writer, results, offset)
    return ExitCode.NOTHING_FOUND if fail_empty and not results.total else ExitCode.DONE


def _typed(name: str) -> bool:
    return click.get_current_context().get_parameter_source(name) is ParameterSource.COMMANDLINE


def _write_json(writer: Writer, results: Results, offset: int, root: Path) -> None:
    for rank, hit in enumerate(results, start=offset + 1):
        writer.record("hit", records.hit_fields(hit, rank, root))
    for name, rows in results.facets.items():
        for row in rows:
            writer.record(
                "facet", {"facet": name, "value": row.value, "label": row.label, "count": row.count}
            )
    writer.record(
        "summary",
        {
            "total": results.total,
            "shown": len(results),
            "offset": offset,
            "took_ms": round(results.took_ms, 1),
            "explanation": results.explanation,
            "suggestion": results.suggestion,
        },
    )


def _write_text(writer: Writer, results: Results, offset: int) -> None:
    if results.explanation:
        writer.remark(translate(mark("Understood as: {text}")).format(text=printable(results.explanation)))
    if not results.total:
        writer.remark(translate(mark("Nothing was found. Fewer words, or words without quotes, find more.")))
        if results.suggestion:
            text = translate(mark("Did you mean: {query}"))
            writer.remark(text.format(query=printable(results.suggestion)))
        return
    rank_width = len(str(offset + len(results)))
    number_width = min(20, max((width_of(hit.document.number or "") for hit in results), default=0))
    with writer.page() as page:
        for rank, hit in enumerate(results, start=offset + 1):
            _write_hit(page, hit, str(rank).rjust(rank_width), number_width)
        _write_facets(page, results)
    if not len(results):
        writer.remark(translate_count("{count} document", "{count} documents", results.total))
        return
    last = offset + len(results)
    text = translate(mark("{first}–{last} of {total} ({ms} ms)"))
    writer.remark(
        text.format(
            first=offset + 1,
            last=last,
            total=count_text(results.total),
            ms=count_text(round(results.took_ms)),
        )
    )
    if last < results.total:
        writer.remark(translate(mark("More with: --offset {last}")).format(last=last))


def _write_hit(writer: Writer, hit: Hit, rank: str, number_width: int) -> None:
    """Number, kind, date and issuer on one line, subject and passage below, cut to the width."""
    document = hit.document
    indent = len(rank) + 2
    number = printable(document.number or "—")
    rest = [
        printable(part)
        for part in (
            str(document.kind) if document.kind else "",
            date_text(document.issued_text),
            str(document.issuer) if document.issuer else "",
        )
        if part
    ]
    status = hit.status
    if status is not None and status.validity not in _UNSAID:
        from archivist_cli.commands.status import status_text

        rest.insert(0, status_text(status))
    identity = short(document.id)
    room = writer.width - indent - len(identity) - 2
    head_number = pad(cut(number, number_width), number_width)
    tail = present.SEPARATOR.join(rest)
    if writer.cuts:
        tail = cut(tail, max(0, room - width_of(head_number) - 2))
    line = f"{rank}. {writer.style(head_number, bold=True)}  {tail}"
    blanks = " " * max(0, room - width_of(head_number) - 2 - width_of(tail))
    writer.line(f"{line}{blanks}  {writer.style(identity, dim=True)}")
    if document.subject:
        present.paragraph(writer, document.subject, indent=indent, lines=2 if writer.cuts else None)
    else:
        present.paragraph(writer, document.original.received_as, indent=indent, lines=1, dim=True)
    if hit.snippet.text:
        _write_passage(writer, hit, indent)
    if hit.matched:
        present.paragraph(writer, _why(hit), indent=indent, dim=True)
    if hit.renditions:
        present.paragraph(writer, _renditions(hit), indent=indent, dim=True)


def _renditions(hit: Hit) -> str:
    """``2 more renditions (to confirm): draft.docx [id] · scan.pdf [id]``."""
    count = translate_count("{count} more rendition", "{count} more renditions", len(hit.renditions))
    doubt = translate(mark("not confirmed"))
    state = "" if hit.confirmed else f" ({doubt})"
    listed = (f"{document.original.received_as} [{short(document.id)}]" for document in hit.renditions)
    return f"{count}{state}: {present.SEPARATOR.join(listed)}"


def _why(hit: Hit) -> str:
    """What of the query the document matched, and where."""
    parts = []
    for part in hit.matched:
        where = ", ".join(translate(_WHERE[place]) if place in _WHERE else place for place in part.where)
        said = part.text
        if {"date", "filed"}.intersection(part.where):
            said = _ISO_DAY.sub(lambda day: date_text(day[0]), said)
        parts.append(f"{said}: {where}" if where else said)
    return translate(mark("Found by: {parts}")).format(parts="; ".join(parts))


def _write_passage(writer: Writer, hit: Hit, indent: int) -> None:
    """The passage in at most two lines, around its longest match."""
    text, spans = hit.snippet.text, hit.snippet.spans
    lead = ""
    if hit.snippet.page:
        lead = translate(mark("page {page}")).format(page=hit.snippet.page) + ": "
    room = 2 * (writer.width - indent) - width_of(lead) - 4
    start = 0
    if spans and width_of(text) > room:
        # The longest match: a phrase or a number says more than its words here and there.
        first = max(spans, key=lambda span: span[1] - span[0])[0]
        start = max(0, min(first - room // 3, len(text) - room))
        while 0 < start < len(text) and not text[start - 1].isspace():
            start += 1
    passage = ("…" if start else "") + text[start:]
    shift = start - (1 if start else 0)
    end = len(passage) if width_of(passage) <= room else len(cut(passage, room)) - 1
    kept = [(a - shift, b - shift) for a, b in spans if a >= start and b - shift <= end]
    shown = passage[:end] + ("…" if end < len(passage) else "")
    for line_start, line_end in _broken(shown, writer.width - indent, first=width_of(lead)):
        inside = [(max(a, line_start), min(b, line_end)) for a, b in kept if a < line_end and b > line_start]
        moved = [(a - line_start, b - line_start) for a, b in inside]
        writer.line(
            " " * indent + writer.style(lead, dim=True) + writer.highlight(shown[line_start:line_end], moved)
        )
        lead = ""


def _broken(text: str, width: int, *, first: int) -> list[tuple[int, int]]:
    """Offsets of the lines of a text broken at blanks; the first line has `first` cells less."""
    result: list[tuple[int, int]] = []
    start, room = 0, width - first
    while start < len(text):
        end = start + len(text[start:])
        if width_of(text[start:]) > room:
            end = start + max(1, len(cut(text[start:], room)) - 1)
            blank = text.rfind(" ", start, end + 1)
            end = blank if blank > start else end
        result.append((start, end))
        start = end + 1 if text[end : end + 1] == " " else end
        room = width
    return result


def _write_facets(writer: Writer, results: Results) -> None:
    for name, rows in results.facets.items():
        if not rows:
            continue
        writer.line()
        writer.line(writer.style(translate(labels.FACETS.get(name, name)), bold=True))
        shown = rows[:_FACET_ROWS]
        table = [(labels.field_value(name, row.label), count_text(row.count)) for row in shown]
        columns = (Column(title="", flexible=True), Column(title="", right=True))
        for line in present.table_lines(columns, table, writer.width - 2):
            writer.line("  " + line)
        if len(rows) > _FACET_ROWS:
            left = translate_count("and {count} more", "and {count} more", len(rows) - _FACET_ROWS)
            writer.line(f"  {left}")
