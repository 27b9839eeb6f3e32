"""``archivist status``: whether a directive was in force on a day, and on what grounds."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING

from archivist.errors import DocumentNotFound, UsageError
from archivist.model import Document, Status, StatusCode, StatusReason, Validity
from archivist.upheld import ANSWERED
from archivist_cli import labels, present, relation_records
from archivist_cli.command import argument, define, option, paragraphs, pass_session
from archivist_cli.i18n import mark, translate, translate_count
from archivist_cli.output import Writer, date_text, moment_text, short
from archivist_cli.params import DateBound
from archivist_cli.session import Session
from archivist_cli.table import printable, wrap

if TYPE_CHECKING:
    from archivist import Archive


_DECIDABLE = {
    StatusCode.PROPOSED: mark("decide: archivist relations confirm {id}, or reject {id}"),
    StatusCode.LOWER_ISSUER: mark("decide: archivist relations reject {id}, or correct an issuer"),
}


@define(
    "status",
    help=paragraphs(
        mark(
            "Say whether a directive is in force, on which grounds, and what a person should look at. A "
            "number that several documents have is answered for each of them."
        ),
        mark("Only confirmed relations change a status; see: archivist relations confirm --help"),
    ),
    reads=True,
)
@argument(
    "document",
    required=False,
    metavar=mark("[DOCUMENT]"),
    help=mark("id (its first characters), number or path"),
)
@option(
    "--as-of",
    type=DateBound(last=True),
    metavar=mark("DATE"),
    help=mark("day on which the status is asked for (else: today)"),
)
@option(
    "--known-on",
    type=DateBound(last=True),
    metavar=mark("DATE"),
    help=mark("use only what was filed and decided until this day"),
)
@option("--review", is_flag=True, help=mark("list every directive whose status a person should look at"))
@pass_session
def command(
    session: Session, document: str | None, as_of: dt.date | None, known_on: dt.date | None, review: bool
) -> None:
    """Answer for one document, for each with a number, or list what waits."""
    if bool(document) == review:
        raise UsageError("name a document, or ask for --review", hint="archivist status 39-NQ/TW")
    with session.open("r") as archive:
        if review:
            statuses = archive.standing.tasks(as_of=as_of)
        else:
            found = _documents(archive, str(document))
            statuses = tuple(archive.status(one.id, as_of=as_of, known_on=known_on) for one in found)
        names = {} if session.json else headings_of(archive, statuses)
    writer = session.writer
    if session.json:
        for status in statuses:
            writer.record("status", relation_records.status_fields(status))
        if review:
            writer.record("summary", {"total": len(statuses)})
        return
    for place, status in enumerate(statuses):
        if place:
            writer.line()
        present.paragraph(
            writer, f"{short(status.document)}{present.SEPARATOR}{names.get(status.document, '')}", indent=0
        )
        write_status(writer, status, names)
    if review:
        writer.remark(translate_count("{count} directive", "{count} directives", len(statuses)))


def _documents(archive: Archive, reference: str) -> Sequence[Document]:
    """Every document with a number, else the one that is meant."""
    numbered = archive.find(number=reference)
    return numbered if len(numbered) > 1 else (archive.resolve(reference),)


def headings_of(archive: Archive, statuses: Sequence[Status]) -> dict[str, str]:
    """Id → heading of the documents statuses speak of."""
    names: dict[str, str] = {}
    for status in statuses:
        others = [reason.document for reason in (*status.reasons, *status.review) if reason.document]
        for id_ in (status.document, *others):
            if id_ not in names:
                with suppress(DocumentNotFound):  # withdrawn a moment ago
                    names[id_] = present.heading(archive.get(id_))
    return names


def status_text(status: Status) -> str:
    """``no longer in force since 2023-02-10``; what nobody confirmed is said."""
    text = translate(labels.VALIDITY[status.validity])
    if status.validity is Validity.NOT_YET and status.since:
        text = translate(mark("not yet in force (from {day})")).format(day=date_text(str(status.since)))
    elif status.validity in (Validity.EXPIRED, Validity.SUSPENDED) and status.since:
        text = translate(mark("{status} since {day}")).format(status=text, day=date_text(str(status.since)))
    if status.by_rule:
        text = translate(mark("{status} (proposed by rule)")).format(status=text)
    return text


def write_status(writer: Writer, status: Status, names: Mapping[str, str]) -> None:
    """Write the status of one document with its grounds and what waits for a person.

    Args:
        writer: where to.
        status: the answer.
        names: id → heading of the other documents.
    """
    day = date_text(status.as_of.isoformat())
    head = translate(mark("On {day}: {status}")).format(day=day, status=status_text(status))
    writer.line("  " + writer.style(head, fg=labels.VALIDITY_COLOURS[status.validity], bold=True))
    if status.known_on is not None:
        text = translate(mark("as known on {day}")).format(day=date_text(status.known_on.isoformat()))
        writer.line("  " + text)
    for reason in status.reasons:
        _write_reason(writer, reason, names, sign="-")
    for reason in status.review:
        _write_reason(writer, reason, names, sign="-" if reason.looked_at_by else "?")
    if any(one.code in ANSWERED and not one.looked_at_by for one in status.review):
        text = translate(
            mark("looked at, and it stays: archivist reconcile-decide {id} --decision keep --why WHY")
        )
        present.paragraph(writer, text.format(id=short(status.document)), indent=4, dim=True)


def _write_reason(writer: Writer, reason: StatusReason, names: Mapping[str, str], *, sign: str) -> None:
    other = names.get(reason.document or "", reason.document or "")
    parts = [translate(labels.STATUS_CODES[reason.code]).format(other=printable(other))]
    if reason.scope:
        parts.append(printable(reason.scope))
    if reason.since:
        parts.append(translate(mark("from {day}")).format(day=date_text(reason.since.isoformat())))
    if reason.until:
        parts.append(translate(mark("until {day}")).format(day=date_text(reason.until.isoformat())))
    if reason.by and reason.at:
        parts.append(
            translate(mark("confirmed by {name}, {at}")).format(
                name=printable(reason.by), at=moment_text(reason.at)
            )
        )
    first, *more = wrap("; ".join(parts), writer.width - 4)
    writer.line(f"  {sign} {first}")
    for line in more:
        writer.line(f"    {line}")
    if reason.evidence is not None and reason.evidence.quote:
        present.paragraph(writer, present.evidence_text(reason.evidence), indent=4, lines=2, dim=True)
    if reason.looked_at_by and reason.looked_at:
        text = translate(mark("looked at, it stays: {name}, {at}")).format(
            name=printable(reason.looked_at_by), at=moment_text(reason.looked_at)
        )
        why = f" ({printable(reason.looked_at_why)})" if reason.looked_at_why else ""
        present.paragraph(writer, text + why, indent=4)
    elif reason.code in _DECIDABLE:
        text = translate(_DECIDABLE[reason.code])
        present.paragraph(writer, text.format(id=reason.relation), indent=4, dim=True)
