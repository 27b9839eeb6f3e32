"""``archivist show``: all that is known of a document, with where it was seen."""

from __future__ import annotations

import contextlib
import dataclasses
import datetime as dt
from collections.abc import Mapping, Sequence
from pathlib import Path

from archivist import Archive
from archivist.errors import DocumentNotFound, SettingsError
from archivist.model import (
    Access,
    Document,
    FieldName,
    Part,
    PartRole,
    Reading,
    Receipt,
    Relation,
    Secrecy,
    Signature,
    Signed,
    Status,
    TextState,
)
from archivist_cli import changes, labels, present, records, relation_records
from archivist_cli.command import argument, define, paragraphs, pass_session
from archivist_cli.commands.classes import title_of
from archivist_cli.commands.disposal import write_tombstone
from archivist_cli.commands.status import write_status
from archivist_cli.i18n import mark, translate, translate_count
from archivist_cli.output import Writer, moment_text, path_text, size_text
from archivist_cli.relation_lines import headings, write_relations
from archivist_cli.session import Session
from archivist_cli.table import pad, printable, width_of, wrap
from archivist_cli.wording import in_words

_VALUE_INDENT = 4


@define(
    "show",
    help=paragraphs(
        mark("Show all that is known of a document: its fields with where each was seen, files, receipts."),
        mark(
            "A document is named by the first characters of its id, by its number, or by the path of a file."
        ),
    ),
    reads=True,
)
@argument("document", metavar=mark("DOCUMENT"), help=mark("id (its first characters), number or path"))
@pass_session
def command(session: Session, document: str) -> None:
    """Write one document."""
    with session.open("r") as archive:
        try:
            found = archive.resolve(document)
        except DocumentNotFound:
            write_tombstone(session, archive.disposals.tombstone(document))
            return
        # Where a person moved a receipt, its fonds is the one it was moved into.
        receipts = [
            dataclasses.replace(one, fonds=archive.fonds.of_receipt(one))
            for one in archive.receipts(found.id)
        ]
        relations = archive.relations(found.id)
        status = archive.status(found.id)
        names = {} if session.json else headings(archive, found.id, relations)
        shown = found if session.json else _with_class_title(found, archive)
        root = archive.root
    if session.json:
        fields = records.full_document_fields(found, root, receipts, relations)
        session.writer.record("document", {**fields, "status": relation_records.status_fields(status)})
        return
    _write(session.writer, shown, status, receipts, relations, names, root)


def _with_class_title(document: Document, archive: Archive) -> Document:
    """The document with the title of its class before the code, as the plan in force has it."""
    reading = document.readings.get(FieldName.CLASS)
    with contextlib.suppress(SettingsError):
        one = archive.classes.scheme.get(reading.value) if reading is not None else None
        if reading is not None and one is not None:
            named = dataclasses.replace(reading, value=f"{title_of(one)} ({one.code})")
            return dataclasses.replace(document, readings={**document.readings, FieldName.CLASS: named})
    return document


def _write(
    writer: Writer,
    document: Document,
    status: Status,
    receipts: Sequence[Receipt],
    relations: Sequence[Relation],
    names: Mapping[str, str],
    root: Path,
) -> None:
    for line in wrap(present.heading(document), writer.width):
        writer.line(writer.style(line, bold=True))
    writer.line()
    present.pairs(writer, _facts(document, root))
    _title(writer, translate(mark("Status")))
    write_status(writer, status, names)
    if document.reasons:
        _title(writer, translate(mark("A person should look at it")))
        present.reasons(writer, document.reasons, indent=2, identity=document.id)
    _title(writer, translate(mark("Fields")))
    for name in labels.FIELDS:
        reading = document.readings.get(name)
        if reading is not None:
            _write_reading(writer, name, reading)
    if document.parts:
        _title(writer, translate(mark("Parts of the file")))
        for part in document.parts:
            _write_part(writer, part)
    if relations:
        _title(writer, translate(mark("Relations")))
        write_relations(writer, relations, names)
    _title(writer, translate(mark("Files")))
    for file in document.files:
        note = translate(mark("attachment")) if file.role == "attachment" else translate(mark("original"))
        kind = labels.field_value("media_type", file.media_type)
        text = f"{file.received_as} ({note}, {size_text(file.size)}, {kind})"
        present.paragraph(writer, text, indent=2)
    if document.signatures:
        _title(writer, translate(mark("Digital signatures")))
        for signature in document.signatures:
            _write_signature(writer, signature)
    _title(writer, translate(mark("Receipts")))
    for receipt in receipts:
        _write_receipt(writer, receipt)
    if document.changes:
        _title(writer, translate(mark("Corrections")))
        for change in document.changes:
            fields = ", ".join(changes.name_of(name) for name in change.fields)
            why = in_words(change.why) if changes.by_program(change.fields) else change.why
            text = f"{moment_text(change.at)}  {change.by}: {fields}{f' – {why}' if why else ''}"
            present.paragraph(writer, text, indent=2)


def _title(writer: Writer, text: str) -> None:
    writer.line()
    writer.line(writer.style(text, bold=True))


def _facts(document: Document, root: Path) -> list[tuple[str, str]]:
    facts = [
        (translate(mark("Id")), str(document.id)),
        (translate(mark("Filed at")), moment_text(document.filed_at)),
        (translate(mark("Revision")), str(document.revision) if document.revision > 1 else ""),
        (translate(mark("File")), path_text(root / document.path / document.original.name)),
        (translate(mark("Pages")), str(document.pages) if document.pages is not None else ""),
    ]
    if document.access is not Access.OPEN:
        facts.append((translate(mark("Access")), translate(labels.ACCESS[document.access])))
    if document.secrecy is not Secrecy.NONE:
        facts.append((translate(mark("Secrecy mark")), translate(labels.SECRECY[document.secrecy])))
    if document.text_state is not TextState.COMPLETE:
        facts.append((translate(mark("Text")), translate(labels.TEXT_STATES[document.text_state])))
    if document.signed is not Signed.NONE:
        facts.append((translate(mark("Digital signatures")), _signed(document)))
    facts.extend((translate(mark("Note")), in_words(warning)) for warning in document.warnings)
    return facts


def _signed(document: Document) -> str:
    """What the digital signatures come to, and when and with what that was found."""
    verdict = translate(labels.SIGNED[document.signed])
    check = document.signatures_checked
    if check is None:
        return verdict
    text = translate(mark("{verdict} (checked {at} with {library})"))
    return text.format(verdict=verdict, at=moment_text(check.at), library=check.library)


def _write_reading(writer: Writer, name: FieldName, reading: Reading) -> None:
    """Name, value and confidence on one line; where it was seen and what else fitted below."""
    column = max(width_of(translate(text)) for text in labels.FIELDS.values())
    label = pad(translate(labels.FIELDS[name]), column)
    sure = "" if reading.by_person else f"  {reading.confidence:.0%}"
    value = printable(labels.field_value(name, reading.value))
    indent = column + 4
    shown = wrap(value, writer.width - indent - len(sure))
    writer.line(
        f"  {writer.style(label, dim=True)}  {shown[0]}{writer.style(sure if len(shown) == 1 else '', dim=True)}"
    )
    for place, line in enumerate(shown[1:], start=2):
        writer.line(" " * indent + line + writer.style(sure if place == len(shown) else "", dim=True))
    for evidence in reading.evidence[:3]:
        present.paragraph(writer, present.evidence_text(evidence, name), indent=indent, lines=2, dim=True)
    for other in reading.runners_up[:3]:
        text = translate(mark("or: {value}  {confidence} ({evidence})")).format(
            value=labels.field_value(name, other.value),
            confidence=f"{other.confidence:.0%}",
            evidence=labels.evidence_place(other.evidence),
        )
        present.paragraph(writer, text, indent=indent, lines=2, dim=True)
    left = len(reading.runners_up) - 3
    if left > 0:
        text = translate_count("and {count} more", "and {count} more", left)
        writer.line(" " * indent + writer.style(text, dim=True))


def _write_part(writer: Writer, part: Part) -> None:
    """A further document by kind, number and date; an attached text by its kind."""
    kind = labels.field_value(FieldName.KIND, part.kind) if part.kind else ""
    dated = labels.field_value(FieldName.ISSUED, part.issued) if part.issued else ""
    unknown = translate(mark("(unknown)"))
    attached = translate(mark("issued with it")) if part.role is PartRole.ATTACHED else ""
    head = present.SEPARATOR.join(one for one in (part.number, kind, dated, attached) if one)
    place = labels.evidence_place(part.evidence)
    present.paragraph(writer, f"{head or unknown}  ({place})", indent=2)
    for text in (part.issuer, part.subject):
        if text:
            present.paragraph(writer, text, indent=_VALUE_INDENT, lines=2, dim=True)


def _write_signature(writer: Writer, signature: Signature) -> None:
    who = ", ".join(part for part in (signature.signer, signature.organisation) if part)
    head = present.SEPARATOR.join(
        part for part in (who or translate(mark("(unknown)")), _signed_at(signature.signed_at)) if part
    )
    present.paragraph(writer, head, indent=2)
    verdicts = [
        labels.INTEGRITY[signature.integrity],
        labels.TRUST[signature.trust],
        labels.CHANGED_AFTER[signature.changed_after],
        *(labels.SIGNATURE_REMARKS[remark] for remark in signature.remarks),
    ]
    present.paragraph(writer, "; ".join(map(translate, verdicts)), indent=_VALUE_INDENT, dim=True)


def _signed_at(text: str) -> str:
    """The moment of signing; as it is where it has no time zone or cannot be read."""
    try:
        moment = dt.datetime.fromisoformat(text)
    except ValueError:
        return text
    return moment_text(moment) if moment.tzinfo else text


def _write_receipt(writer: Writer, receipt: Receipt) -> None:
    parts = [moment_text(receipt.received_at), receipt.received_as]
    if receipt.arrival is not None:
        parts.insert(1, present.arrival_text(receipt.arrival))
    if receipt.received_from:
        parts.append(translate(mark("from {name}")).format(name=receipt.received_from))
    if receipt.fonds:
        parts.append(translate(mark("fonds {code}")).format(code=receipt.fonds))
    else:
        parts.append(translate(mark("(in no fonds)")))
    present.paragraph(writer, present.SEPARATOR.join(parts), indent=2)
    where = receipt.inbox_path or receipt.source
    if where:  # what a person entered in the register came from nowhere
        present.paragraph(writer, path_text(where), indent=_VALUE_INDENT, lines=2, dim=True)
    if receipt.defaults.issuer:
        text = translate(mark("set for the inbox folder: {value}")).format(value=receipt.defaults.issuer)
        present.paragraph(writer, text, indent=_VALUE_INDENT, dim=True)
