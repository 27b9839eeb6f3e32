"""``archivist review``: documents a person should look at."""

from __future__ import annotations

from collections.abc import Sequence

import click

from archivist.confirmed import SETTLES
from archivist.errors import UsageError
from archivist.model import Document, FieldName, Reading, Reason
from archivist_cli import labels, present, records
from archivist_cli.command import define, option, paragraphs, pass_session
from archivist_cli.i18n import mark, translate, translate_count
from archivist_cli.output import SHORT_ID, Writer, path_text, short
from archivist_cli.params import acting_person
from archivist_cli.session import Session
from archivist_cli.table import wrap

_MOST_OF_A_LOT = 10
"""Documents without a fonds that are shown among all others: one command settles any number of them."""


@define(
    "review",
    help=paragraphs(
        mark("List the documents a person should look at, by reason: what was read, where, and what to do."),
        mark("Correct one with: archivist revise. Say that all is right with --accept."),
        mark(
            "A document whose State-secret mark could not be checked is held: look at it, and when it bears "
            "none, release it with --release. If it bears one, do not release it: archivist withdraw."
        ),
    ),
    reads=True,
)
@option(
    "--reason",
    type=click.Choice([reason.value for reason in Reason]),
    metavar=mark("REASON"),
    help=mark("only documents with this reason (codes: docs/errors.md)"),
)
@option("--accept", metavar=mark("DOCUMENT"), help=mark("you looked at it and all is right"))
@option(
    "--release", metavar=mark("DOCUMENT"), help=mark("you looked at it and it bears no State-secret mark")
)
@option("--why", default="", metavar=mark("TEXT"), help=mark("why, for the records"))
@option("--by", default=acting_person, metavar=mark("NAME"), help=mark("who says so (else: your user name)"))
@pass_session
def command(
    session: Session, reason: str | None, accept: str | None, release: str | None, why: str, by: str
) -> None:
    """List, accept or release."""
    if accept and release:
        raise UsageError("--accept and --release cannot be given together")
    if accept or release:
        _settle(session, accept, release, why=why, by=by)
        return
    with session.open("r") as archive:
        documents = archive.review(Reason(reason) if reason else None)
        root = archive.root
        without = len(archive.fonds.without())
        begun = not without or any(one.fonds is not None for one in archive.fonds.all())
        standing = len(archive.standing.tasks()) if reason is None else 0
    writer = session.writer
    if session.json:
        for document in documents:
            writer.record("document", records.questioned_fields(document, root))
        writer.record(
            "summary",
            {"total": len(documents), "receipts_without_fonds": without, "statuses_to_look_at": standing},
        )
        return
    _write(writer, documents, Reason(reason) if reason else None)
    if without and not begun:
        text = translate_count(
            "No fonds is on record, so {count} receipt belongs to none. Add one: archivist fonds add CODE NAME",
            "No fonds is on record, so {count} receipts belong to none. Add one: archivist fonds add CODE NAME",
            without,
        )
        writer.remark(text)
    if standing:
        text = translate_count(
            "The status of {count} directive needs a look, too (a basis lost, a period ended, …): "
            "archivist status --review",
            "The status of {count} directives needs a look, too (a basis lost, a period ended, …): "
            "archivist status --review",
            standing,
        )
        writer.remark(text)


def _write(writer: Writer, documents: Sequence[Document], wanted: Reason | None) -> None:
    """By reason; a document with several reasons stands below each."""
    for reason in Reason:
        concerned = [one for one in documents if reason in one.reasons]
        if not concerned or wanted not in (None, reason):
            continue
        count = translate_count("{count} document", "{count} documents", len(concerned))
        for line in wrap(f"{labels.reason_text(reason)} ({count})", writer.width):
            writer.line(writer.style(line, bold=True))
        shown = concerned[:_MOST_OF_A_LOT] if reason is Reason.NO_FONDS and wanted is None else concerned
        for document in shown:
            _write_document(writer, document, reason)
        if left := len(concerned) - len(shown):
            text = translate_count("… and {count} more", "… and {count} more", left)
            present.paragraph(writer, f"{text}: archivist review --reason {reason}", indent=2)
        writer.line()
    if documents:
        writer.remark(
            translate_count("{count} document to look at", "{count} documents to look at", len(documents))
        )
    else:
        writer.remark(translate(mark("Nothing to look at.")))


def _write_document(writer: Writer, document: Document, reason: Reason) -> None:
    """What it is, what was read where and what else fitted, and the command that settles it."""
    heading = present.heading(document)
    first, *more = wrap(heading, writer.width - SHORT_ID - 4)
    writer.line(f"  {writer.style(short(document.id), bold=True)}  {first}")
    for line in more:
        writer.line(" " * (SHORT_ID + 4) + line)
    if heading != path_text(document.original.received_as):
        present.paragraph(writer, document.original.received_as, indent=4, lines=1, dim=True)
    if reason in (Reason.NUMBER_MISSING, Reason.DRAFT) and FieldName.NUMBER not in document.readings:
        symbol = document.readings.get(FieldName.NUMBER_SYMBOL)
        if symbol is not None:
            _write_reading(writer, FieldName.NUMBER_SYMBOL, symbol)
    secrecy = document.readings.get(FieldName.SECRECY)
    if reason is Reason.SECRECY_NOT_CHECKED and secrecy is not None:
        for evidence in secrecy.evidence[:1]:
            if evidence.quote:
                text = present.evidence_text(evidence, FieldName.SECRECY)
                present.paragraph(writer, text, indent=6, lines=2, dim=True)
    for name in (field for field, settled in SETTLES.items() if reason in settled):
        reading = document.readings.get(name)
        if reading is not None:
            _write_reading(writer, name, reading)
    advice = present.advice(reason, document.id)
    present.paragraph(writer, f"→ {advice}", indent=4)


def _write_reading(writer: Writer, name: FieldName, reading: Reading) -> None:
    """The value in question, where it was seen, and what else it may be."""
    value = labels.field_value(name, reading.value)
    text = f"{translate(labels.FIELDS[name])}: {value}  {reading.confidence:.0%}"
    present.paragraph(writer, text, indent=4)
    for evidence in reading.evidence[:1]:
        present.paragraph(writer, present.evidence_text(evidence, name), indent=6, lines=2, dim=True)
    for other in reading.runners_up[:3]:
        said = translate(mark("or: {value}  {confidence} ({evidence})")).format(
            value=labels.field_value(name, other.value),
            confidence=f"{other.confidence:.0%}",
            evidence=labels.evidence_place(other.evidence),
        )
        present.paragraph(writer, said, indent=6, lines=2, dim=True)


def _settle(session: Session, accept: str | None, release: str | None, *, why: str, by: str) -> None:
    with session.open("rw") as archive:
        found = archive.resolve(accept or release or "")
        if accept:
            found = archive.revise(found.id, by=by, why=why, from_revision=found.revision, accept=True)
        else:
            archive.release(found.id, by=by, why=why)
            found = archive.get(found.id)
        root = archive.root
    writer = session.writer
    if session.json:
        writer.record("document", records.document_fields(found, root))
        return
    writer.line(f"{short(found.id)}  {present.heading(found)}")
    done = mark("accepted") if accept else mark("released; searches find it from now on")
    writer.remark(translate(done))
    if found.reasons:
        left = ", ".join(labels.reason_text(reason) for reason in found.reasons)
        writer.remark(translate(mark("Still open: {reasons}")).format(reasons=left))
