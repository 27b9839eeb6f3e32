"""``archivist relations``: what a document changes, implements and cites, and what cites it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING

from archivist.errors import DocumentNotFound
from archivist.model import Direction, Relation
from archivist_cli import labels, present, records
from archivist_cli.command import argument, define, pass_session
from archivist_cli.i18n import mark, translate, translate_count
from archivist_cli.output import Writer, short
from archivist_cli.session import Session
from archivist_cli.table import pad, printable, width_of, wrap

if TYPE_CHECKING:
    from archivist import Archive


@define(
    "relations",
    help=mark("Show what a document replaces, amends, implements or cites, and what does so to it."),
    reads=True,
)
@argument("document", metavar=mark("DOCUMENT"), help=mark("id (its first characters), number or path"))
@pass_session
def command(session: Session, document: str) -> None:
    """Write the relations of one document."""
    with session.open("r") as archive:
        found = archive.resolve(document)
        relations = archive.relations(found.id)
        names = {} if session.json else headings(archive, found.id, relations)
    writer = session.writer
    if session.json:
        for relation in relations:
            writer.record("relation", records.relation_fields(relation))
        writer.record("summary", {"document": found.id, "total": len(relations)})
        return
    writer.remark(present.heading(found))
    if not relations:
        writer.remark(translate(mark("It cites no other document, and none in the archive cites it.")))
        return
    write_relations(writer, relations, names)
    writer.remark(translate_count("{count} relation", "{count} relations", len(relations)))


def headings(archive: Archive, document_id: str, relations: Sequence[Relation]) -> dict[str, str]:
    """Id → heading of the other documents, as far as they are held."""
    names: dict[str, str] = {}
    for relation in relations:
        other = relation.source if relation.direction is Direction.IN else relation.target
        if other is None or other == document_id or other in names:
            continue
        with suppress(DocumentNotFound):  # withdrawn a moment ago
            names[other] = present.heading(archive.get(other))
    return names


def write_relations(writer: Writer, relations: Sequence[Relation], names: Mapping[str, str]) -> None:
    """Write each relation with the words that state it.

    Args:
        writer: where to.
        relations: what to write.
        names: as `headings` makes them.
    """
    labelled = [translate(labels.RELATIONS[relation.kind, relation.direction]) for relation in relations]
    column = max(width_of(label) for label in labelled)
    for label, relation in zip(labelled, relations, strict=True):
        indent = column + 4
        lines = wrap(printable(_what(relation, names)), writer.width - indent)
        writer.line(f"  {writer.style(pad(label, column), dim=True)}  {lines[0]}")
        for line in lines[1:]:
            writer.line(" " * indent + line)
        if relation.evidence.quote:
            text = present.evidence_text(relation.evidence)
            present.paragraph(writer, text, indent=indent, lines=2, dim=True)


def _what(relation: Relation, names: Mapping[str, str]) -> str:
    """The other document: its id and heading when it is held, else how it is cited."""
    other = relation.source if relation.direction is Direction.IN else relation.target
    if other:
        return f"{short(other)}{present.SEPARATOR}{names.get(other) or relation.cited_as or relation.number}"
    cited = relation.cited_as or relation.number
    if relation.candidates:
        fits = ", ".join(short(candidate) for candidate in relation.candidates)
        return translate(mark("{cited} → one of: {fits}")).format(cited=cited, fits=fits)
    return translate(mark("{cited} (not in the archive)")).format(cited=cited)
