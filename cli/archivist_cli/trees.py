"""Relations as a tree on the terminal.

Owns: which branch each act stands on, and how branches are drawn.
Must not: fetch anything.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from archivist.model import Direction, RelationState, Validity
from archivist.networks import Edge, Node, RelationGraph
from archivist_cli import labels, present
from archivist_cli.i18n import mark, translate
from archivist_cli.output import Writer, date_text, short
from archivist_cli.table import printable, wrap

_UNSAID = (Validity.IN_FORCE, Validity.UNKNOWN)


def lines(graph: RelationGraph, writer: Writer) -> Iterator[str]:
    """The lines of the tree; an act that stands on several branches is drawn whole on the first.

    Args:
        graph: what to draw.
        writer: for the width there is.
    """
    nodes = {node.id: node for node in graph.nodes}
    around: dict[str, list[tuple[Edge, str]]] = defaultdict(list)
    for edge in graph.edges:
        around[edge.source].append((edge, edge.target))
        around[edge.target].append((edge, edge.source))
    yield from wrap(_text(nodes[graph.root]), writer.width)
    yield from _branches(graph.root, nodes, around, set(), "", writer)


def _branches(
    at: str,
    nodes: dict[str, Node],
    around: dict[str, list[tuple[Edge, str]]],
    drawn: set[tuple[str, str, str]],
    prefix: str,
    writer: Writer,
) -> Iterator[str]:
    """The branches below an act: relations not drawn yet, to acts no nearer to the root."""
    below = [
        (edge, other)
        for edge, other in around[at]
        if (edge.source, edge.target, edge.kind.value) not in drawn and nodes[other].depth >= nodes[at].depth
    ]
    drawn |= {(edge.source, edge.target, edge.kind.value) for edge, _ in below}
    for place, (edge, other) in enumerate(below):
        last = place == len(below) - 1
        deeper = prefix + ("   " if last else "│  ")
        direction = Direction.OUT if edge.source == at else Direction.IN
        text = f"{translate(labels.RELATIONS[edge.kind, direction])}: {_text(nodes[other])}"
        if edge.scope:
            text += f" [{printable(edge.scope)}]"
        if edge.relation and edge.state in (RelationState.PROPOSED, RelationState.BY_RULE):
            text += f" ({translate(labels.RELATION_STATES[edge.state])})"
        first, *more = wrap(text, max(20, writer.width - len(deeper)))
        yield f"{prefix}{'└─ ' if last else '├─ '}{first}"
        for line in more:
            yield f"{deeper}{line}"
        if nodes[other].depth > nodes[at].depth:
            yield from _branches(other, nodes, around, drawn, deeper, writer)


def _text(node: Node) -> str:
    if not node.held:
        return translate(mark("{cited} (not in the archive)")).format(cited=printable(node.label))
    parts = [short(node.id), node.label, node.title, date_text(node.issued), node.issuer]
    text = present.SEPARATOR.join(printable(part) for part in parts if part)
    if node.validity not in _UNSAID:
        text += f" – {translate(labels.VALIDITY[node.validity])}"
    return text
