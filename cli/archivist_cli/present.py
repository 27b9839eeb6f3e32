"""Documents and what became of files, laid out for people.

Owns: the blocks several commands share.
Must not: fetch anything.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from archivist.lazymodule import late_module
from archivist.model import (
    ArrivalNumber,
    Document,
    Evidence,
    FilingResult,
    Outcome,
    Problem,
    Reason,
    Severity,
)
from archivist_cli.i18n import mark, translate
from archivist_cli.output import Writer, date_text, path_text, short
from archivist_cli.table import Column, cut, layout, pad, printable, width_of, wrap

if TYPE_CHECKING:
    from archivist_cli import labels, wording
else:  # a list of documents is written without them
    labels, wording = late_module("archivist_cli.labels"), late_module("archivist_cli.wording")

SEPARATOR = " · "


def heading(document: Document) -> str:
    """``39-NQ/TW · Nghị quyết · 18/07/2023 · Bộ Chính trị``; the file's name when nothing was read."""
    parts = [
        document.number,
        str(document.kind) if document.kind else None,
        date_text(document.issued_text),
        str(document.issuer) if document.issuer else None,
    ]
    return SEPARATOR.join(printable(part) for part in parts if part) or path_text(
        document.original.received_as
    )


def arrival_text(arrival: ArrivalNumber) -> str:
    """``arrival no. 12/2026``; with the book, when it is not the usual one."""
    text = translate(mark("arrival no. {number}/{year}")).format(number=arrival.number, year=arrival.year)
    return text if arrival.book == "main" else f"{text} [{arrival.book}]"


def paragraph(writer: Writer, text: str, *, indent: int, lines: int | None = None, dim: bool = False) -> None:
    """Write a text broken to the width there is, indented."""
    for line in wrap(printable(text), writer.width - indent, lines=lines):
        writer.line(" " * indent + writer.style(line, dim=dim))


def pairs(writer: Writer, rows: Iterable[tuple[str, str]], *, indent: int = 2) -> None:
    """Write names and values in two columns, long values broken."""
    shown = [(name, value) for name, value in rows if value]
    if not shown:
        return
    column = min(max(width_of(name) for name, _ in shown), 32)
    for name, value in shown:
        lines = wrap(printable(value), max(20, writer.width - indent - column - 2))
        writer.line(" " * indent + writer.style(pad(name, column), dim=True) + "  " + lines[0])
        for line in lines[1:]:
            writer.line(" " * (indent + column + 2) + line)


def table_lines(columns: Sequence[Column], rows: Sequence[Sequence[str]], width: int) -> Iterator[str]:
    """Lines of a table inside a block."""
    return layout(columns, rows, width)


def evidence_text(evidence: Evidence, field: str = "") -> str:
    """``page 1, line 4: “Số 39-NQ/TW”``.

    What a document says is shown as it says it; what a rule or a folder says, in the language in use.

    Args:
        evidence: where a value was seen.
        field: name of the field whose value it is.
    """
    place, quote = labels.evidence_place(evidence), evidence.quote
    if not quote:
        return place
    if evidence.source == "rule":
        quote = wording.in_words(quote)
    elif evidence.source == "folder-default":
        quote = labels.field_value(field, quote)
    return f"{place}: “{printable(quote)}”"


def advice(reason: Reason, identity: str = "") -> str:
    """What to do about a reason, with the document's id in the commands to copy."""
    text = labels.reason_advice(reason, filed=bool(identity))
    return (
        re.sub(
            r"(archivist (?:revise|withdraw)|--release|fonds assign FONDS) ID\b",
            rf"\1 {short(identity)}",
            text,
        )
        if identity
        else text
    )


def reasons(writer: Writer, found: Sequence[Reason], *, indent: int, identity: str = "") -> None:
    """Write each reason with what to do about it.

    Args:
        writer: where to.
        found: the reasons.
        indent: cells before each.
        identity: id of the document; commands to copy are written with it.
    """
    for reason in found:
        text = f"{labels.reason_text(reason, filed=bool(identity))} → {advice(reason, identity)}"
        lines = wrap(text, writer.width - indent - 2)
        writer.line(" " * indent + "- " + lines[0])
        for line in lines[1:]:
            writer.line(" " * (indent + 2) + line)


def filing_result(writer: Writer, result: FilingResult, *, place: int, received_as: str = "") -> None:
    """Write what became of one file.

    A refused one bears a State-secret mark and even its name may tell: it is named on a screen,
    where the person must find it to take it away, and only counted where output is kept.

    Args:
        writer: where to.
        result: what became of it.
        place: 1-based place among the files that were handed over.
        received_as: the name it came under, where the file at hand has another.
    """
    label = translate(labels.OUTCOMES[result.outcome])
    column = max(width_of(translate(text)) for text in labels.OUTCOMES.values())
    shown = writer.style(pad(label, column), fg=labels.OUTCOME_COLOURS[result.outcome])
    if result.outcome is Outcome.REFUSED and not writer.on_terminal:
        name = translate(mark("file no. {place}")).format(place=place)
    else:
        name = path_text(result.receipt.received_as if result.receipt else received_as or result.source.name)
    first, *more = wrap(name, writer.width - column - 2)
    writer.line(f"{shown}  {first}")
    for line in more:
        writer.line(" " * (column + 2) + line)
    document = result.document
    if document is not None:
        known = heading(document)
        text = short(document.id) if known == name else f"{short(document.id)}{SEPARATOR}{known}"
        if result.receipt is not None and result.receipt.arrival is not None:
            text += SEPARATOR + arrival_text(result.receipt.arrival)
        for line in wrap(text, writer.width - column - 2):
            writer.line(" " * (column + 2) + line)
    reasons(writer, result.reasons, indent=column + 2, identity=document.id if document else "")
    if result.quarantine_id and document is None:
        text = translate(mark("kept in quarantine as {id}")).format(id=printable(result.quarantine_id))
        paragraph(writer, text, indent=column + 2)


def filing_line(writer: Writer, result: FilingResult, *, place: int) -> None:
    """Write what became of one file on one line: time, outcome, file, document or reason.

    Args:
        writer: where to.
        result: what became of it.
        place: 1-based place among the files of this run.
    """
    label = translate(labels.OUTCOMES[result.outcome])
    column = max(width_of(translate(text)) for text in labels.OUTCOMES.values())
    if result.outcome is Outcome.REFUSED and not writer.on_terminal:
        name = translate(mark("file no. {place}")).format(place=place)
    else:
        name = path_text(result.receipt.inbox_path if result.receipt else result.source.name)
    parts = [name]
    if result.document is not None:
        parts += [short(result.document.id), result.document.number or ""]
        if result.receipt is not None and result.receipt.arrival is not None:
            parts.append(arrival_text(result.receipt.arrival))
    filed = result.document is not None
    parts += [labels.reason_text(reason, filed=filed) for reason in result.reasons]
    if result.outcome is Outcome.FAILED and not result.reasons:
        parts.append(result.message)
    time = f"{dt.datetime.now().astimezone():%H:%M:%S}"
    text = SEPARATOR.join(printable(part) for part in parts if part)
    if writer.cuts:
        text = cut(text, writer.width - len(time) - column - 4)
    shown = writer.style(pad(label, column), fg=labels.OUTCOME_COLOURS[result.outcome])
    writer.line(f"{writer.style(time, dim=True)}  {shown}  {text}")


def problems(writer: Writer, found: Sequence[Problem]) -> None:
    """Write the findings of a check, worst first."""
    for severity in Severity:
        rows = [problem for problem in found if problem.severity is severity]
        if not rows:
            continue
        colour = "red" if severity is Severity.MUST else "yellow"
        writer.line(
            writer.style(f"{translate(labels.SEVERITIES[severity])} ({len(rows)})", fg=colour, bold=True)
        )
        for problem in rows:
            lines = wrap(
                f"{problem.invariant}  {printable(wording.in_words(problem.message))}", writer.width - 4
            )
            writer.line(f"  {lines[0]}")
            for line in lines[1:]:
                writer.line(f"      {line}")
            if problem.path is not None:
                writer.line(f"      {path_text(problem.path)}")
            if problem.hint:
                writer.line(f"      → {wording.in_words(problem.hint)}")
