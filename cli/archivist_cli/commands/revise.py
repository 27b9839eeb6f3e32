"""``archivist revise``: correct what was read of a document."""

from __future__ import annotations

from collections.abc import Mapping

import click

from archivist.errors import UsageError
from archivist.model import Document, FieldName, Level, System, Urgency
from archivist_cli import labels, present, records
from archivist_cli.command import argument, define, option, paragraphs, pass_session
from archivist_cli.i18n import mark, translate
from archivist_cli.output import Writer, short
from archivist_cli.params import acting_person
from archivist_cli.session import Session
from archivist_cli.table import pad, printable, width_of

_CLEARABLE = tuple(name.value for name in FieldName if name is not FieldName.SECRECY)


@define(
    "revise",
    help=paragraphs(
        mark(
            "Correct fields of a document. The file itself never changes, and every earlier version is kept."
        ),
        mark("What a person sets is never overwritten by a later reading."),
    ),
    reads=True,
)
@argument("document", metavar=mark("DOCUMENT"), help=mark("id (its first characters), number or path"))
@option("--number", metavar=mark("NUMBER"), help=mark("number and symbol: 39-NQ/TW"))
@option("--kind", metavar=mark("KIND"), help=mark("kind of document: title or symbol (QĐ)"))
@option("--issuer", metavar=mark("NAME"), help=mark("issuing body: name, code or id"))
@option(
    "--issued", metavar=mark("DATE"), help=mark("date of issue: 18/7/2023; 2023-07 when the day is unknown")
)
@option("--place", metavar=mark("PLACE"), help=mark("place of issue"))
@option("--subject", metavar=mark("TEXT"), help=mark("subject (trích yếu)"))
@option("--signatory", metavar=mark("NAME"), help=mark("who signed"))
@option("--class", "class_", metavar=mark("CLASS"), help=mark("class of the filing plan: code or title"))
@option("--position", metavar=mark("TEXT"), help=mark("position of who signed"))
@option(
    "--level", type=click.Choice([level.value for level in Level]), help=mark("level of the issuing body")
)
@option(
    "--system",
    type=click.Choice([system.value for system in System]),
    help=mark("rules of layout it follows"),
)
@option("--urgency", type=click.Choice([urgency.value for urgency in Urgency]), help=mark("urgency mark"))
@option("--text-language", metavar=mark("CODE"), help=mark("language of the document: vi, en, de …"))
@option("--draft/--no-draft", default=None, help=mark("it is a draft, or is none"))
@option(
    "--clear",
    multiple=True,
    type=click.Choice(_CLEARABLE),
    metavar=mark("FIELD"),
    help=mark("this field is not in the document (may be given several times)"),
)
@option("--accept", is_flag=True, help=mark("all else is right: take it off the review list"))
@option("--why", default="", metavar=mark("TEXT"), help=mark("why, for the records"))
@option("--by", default=acting_person, metavar=mark("NAME"), help=mark("who says so (else: your user name)"))
@option(
    "--from-revision",
    type=click.IntRange(1),
    metavar=mark("N"),
    help=mark("refuse when somebody else corrected it since this revision"),
)
@pass_session
def command(
    session: Session,
    /,
    document: str,
    clear: tuple[str, ...],
    accept: bool,
    why: str,
    by: str,
    from_revision: int | None,
    draft: bool | None,
    text_language: str | None,
    class_: str | None,
    **values: str | None,
) -> None:
    """Set and clear fields, then say what changed."""
    fields = _asked({**values, FieldName.CLASS.value: class_}, text_language, draft, clear)
    if not fields and not accept:
        raise UsageError("nothing to correct: name a field, such as --number, or --accept")
    with session.open("rw") as archive:
        before = archive.resolve(document)
        after = archive.revise(
            before.id,
            by=by,
            why=why,
            from_revision=before.revision if from_revision is None else from_revision,
            accept=accept,
            **fields,
        )
        root = archive.root
        teaches = bool(_TEACHING & set(fields)) and archive.issuers.taught_by(after)
    if session.json:
        session.writer.record("document", records.document_fields(after, root))
        return
    _write(session.writer, before, after)
    if teaches:
        text = mark(
            "What this says of the issuing body waits for a word of yours: archivist issuer proposals"
        )
        session.writer.remark(translate(text))


_TEACHING = frozenset({FieldName.NUMBER.value, FieldName.ISSUER.value})


def _asked(
    values: Mapping[str, str | None], language: str | None, draft: bool | None, clear: tuple[str, ...]
) -> dict[str, str | None]:
    """Field name → new value, None to clear.

    Raises:
        UsageError: a field is both set and cleared.
    """
    fields: dict[str, str | None] = {name: value for name, value in values.items() if value is not None}
    if language is not None:
        fields[FieldName.LANGUAGE] = language
    if draft is not None:
        fields[FieldName.DRAFT] = "true" if draft else None
    for name in clear:
        if fields.get(name) is not None:
            raise UsageError(f"{name} cannot be set and cleared together")
        fields[name] = None
    return fields


def _write(writer: Writer, before: Document, after: Document) -> None:
    writer.line(f"{writer.style(short(after.id), bold=True)}  {present.heading(after)}")
    changed = [name for name in labels.FIELDS if _shown(before, name) != _shown(after, name)]
    column = max((width_of(translate(labels.FIELDS[name])) for name in changed), default=0)
    for name in changed:
        label = pad(translate(labels.FIELDS[name]), column)
        none = translate(mark("(none)"))
        writer.line(f"  {label}  {_shown(before, name) or none} → {_shown(after, name) or none}")
    if after.revision == before.revision:
        writer.remark(translate(mark("Nothing changed.")))
    else:
        writer.remark(translate(mark("Saved as revision {revision}.")).format(revision=after.revision))
    if after.reasons:
        left = ", ".join(labels.reason_text(reason) for reason in after.reasons)
        writer.remark(translate(mark("Still open: {reasons}")).format(reasons=left))


def _shown(document: Document, name: FieldName) -> str:
    reading = document.readings.get(name)
    return printable(labels.field_value(name, reading.value)) if reading else ""
