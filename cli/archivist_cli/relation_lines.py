"""Relations in lines for people: who does what to whom, on what words, and what persons said.

Owns: how a relation is written. Must not: look one up, or decide.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING

from archivist.errors import DocumentNotFound
from archivist.model import Direction, Relation
from archivist_cli import labels, present
from archivist_cli.i18n import mark, translate
from archivist_cli.output import Writer, date_text, moment_text, short
from archivist_cli.table import pad, printable, width_of, wrap

if TYPE_CHECKING:
    from archivist import Archive


def both_headings(archive: Archive, relations: Sequence[Relation]) -> dict[str, str]:
    """Id → heading of the documents on both sides, as far as they are held."""
    names: dict[str, str] = {}
    for relation in relations:
        for id_ in (relation.source, relation.target):
            if id_ and id_ not in names:
                with suppress(DocumentNotFound):  # withdrawn a moment ago
                    names[id_] = present.heading(archive.get(id_))
    return names


def write_stated(writer: Writer, relation: Relation, names: Mapping[str, str]) -> None:
    """One relation with both documents: id, state, who, what, whom."""
    state = translate(labels.RELATION_STATES[relation.state])
    writer.line(f"{writer.style(relation.id, bold=True)}  {state}  {relation.confidence:.0%}")
    present.paragraph(writer, names.get(relation.source, short(relation.source)), indent=2)
    label = translate(labels.RELATIONS[relation.kind, Direction.OUT])
    present.paragraph(writer, f"{label} {what(relation, names)}", indent=4)
    if relation.evidence.quote:
        present.paragraph(writer, present.evidence_text(relation.evidence), indent=4, lines=2, dim=True)


# ------------------------------------------------------------------ decisions


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
    """Write each relation with the words that state it, its state and who decided.

    Args:
        writer: where to.
        relations: what to write.
        names: as `headings` makes them.
    """
    labelled = [translate(labels.RELATIONS[relation.kind, relation.direction]) for relation in relations]
    column = max(width_of(label) for label in labelled)
    for label, relation in zip(labelled, relations, strict=True):
        indent = column + 4
        lines = wrap(printable(what(relation, names)), writer.width - indent)
        writer.line(f"  {writer.style(pad(label, column), dim=True)}  {lines[0]}")
        for line in lines[1:]:
            writer.line(" " * indent + line)
        if relation.id:
            present.paragraph(writer, _state_text(relation), indent=indent, dim=True)
        if relation.evidence.quote:
            text = present.evidence_text(relation.evidence)
            present.paragraph(writer, text, indent=indent, lines=2, dim=True)


def _state_text(relation: Relation) -> str:
    """``proposed (id 3f2a…)``, ``confirmed by …``, with the day of effect where one is given."""
    parts = [f"{translate(labels.RELATION_STATES[relation.state])} ({relation.id})"]
    decision = relation.decision
    if decision is not None:
        parts.append(f"{printable(decision.by)}, {moment_text(decision.at)}")
        if decision.why:
            parts.append(printable(decision.why))
    if relation.effective:
        parts.append(translate(mark("from {day}")).format(day=date_text(relation.effective)))
    if relation.until:
        parts.append(translate(mark("until {day}")).format(day=date_text(relation.until)))
    return present.SEPARATOR.join(parts)


def what(relation: Relation, names: Mapping[str, str]) -> str:
    """The other document: its id and heading when it is held, else how it is cited; parts concerned."""
    other = relation.source if relation.direction is Direction.IN else relation.target
    cited = relation.cited_as or relation.number
    if other:
        text = f"{short(other)}{present.SEPARATOR}{names.get(other) or cited}"
    elif relation.candidates:
        fits = ", ".join(short(candidate) for candidate in relation.candidates)
        text = translate(mark("{cited} → one of: {fits}")).format(cited=cited, fits=fits)
    else:
        text = translate(mark("{cited} (not in the archive)")).format(cited=cited)
    return f"{text} [{relation.scope}]" if relation.scope else text
