"""Graphs of relations for other programs: DOT and SVG (Graphviz), GraphML.

Owns: how a graph is laid out and coloured, and the call of Graphviz.
Must not: choose what is in the graph, or need Graphviz for anything but SVG.

GraphML: http://graphml.graphdrawing.org/specification.html; DOT: https://graphviz.org/doc/info/lang.html.
"""

from __future__ import annotations

import shutil
import subprocess
import textwrap
import xml.etree.ElementTree as ET
from collections.abc import Callable, Mapping

from archivist.errors import UsageError
from archivist.model import RelationKind, RelationState, Validity
from archivist.networks import Node, RelationGraph

_SECONDS = 60
_WIDTH = 30
"""Characters of a line in a box."""

_FILL: Mapping[Validity, str] = {
    Validity.DRAFT: "#e8f4f8",
    Validity.NOT_YET: "#e8f4f8",
    Validity.IN_FORCE: "#e3f4e1",
    Validity.PARTLY: "#fdf3d0",
    Validity.SUSPENDED: "#fdf3d0",
    Validity.EXPIRED: "#f6dcdc",
    Validity.UNKNOWN: "#f2f2f2",
}
_RED, _AMBER, _BLUE, _GREEN, _GREY = "#b03030", "#b07a10", "#2f5d9b", "#2e7d4f", "#8a8a8a"
_COLOUR: Mapping[RelationKind, str] = {
    RelationKind.REPLACES: _RED,
    RelationKind.REPEALS: _RED,
    RelationKind.SUSPENDS: _RED,
    RelationKind.AMENDS: _AMBER,
    RelationKind.CORRECTS: _AMBER,
    RelationKind.BASED_ON: _BLUE,
    RelationKind.IMPLEMENTS: _GREEN,
    RelationKind.GUIDES: _GREEN,
    RelationKind.REPORTS_ON: _GREEN,
}


def dot(
    graph: RelationGraph,
    labels: Mapping[RelationKind, str] | None = None,
    dates: Callable[[str], str] = str,
) -> str:
    """The graph in DOT, read from left to right.

    Args:
        graph: what to draw.
        labels: words for the kinds of relation, in the reader's language; their codes by default.
        dates: writes an ISO date, maybe a partial one, in that language; as it is by default.
    """
    words = labels or {}
    lines = [
        "digraph relations {",
        '  graph [rankdir=LR, ranksep=1.1, nodesep=0.18, fontname="sans-serif", bgcolor=white];',
        '  node [shape=box, style="filled,rounded", fontname="sans-serif", fontsize=11, margin="0.12,0.06"];',
        '  edge [fontname="sans-serif", fontsize=9, arrowsize=0.7];',
    ]
    for node in sorted(graph.nodes, key=lambda one: (one.depth, one.issuer, one.issued, one.label)):
        lines.append(f"  {_quoted(node.id)} [{_node_style(node, dates, root=node.id == graph.root)}];")
    for edge in graph.edges:
        word = words.get(edge.kind, edge.kind.value)
        label = f"{word}\n{textwrap.shorten(edge.scope, 28, placeholder=' …')}" if edge.scope else word
        colour = _COLOUR.get(edge.kind, _GREY)
        sure = "solid" if edge.state is RelationState.CONFIRMED else "dashed"
        style = f"label={_quoted(label)}, color={_quoted(colour)}, fontcolor={_quoted(colour)}, style={sure}"
        lines.append(f"  {_quoted(edge.source)} -> {_quoted(edge.target)} [{style}];")
    return "\n".join([*lines, "}", ""])


def _node_style(node: Node, dates: Callable[[str], str], *, root: bool) -> str:
    head = " · ".join(part for part in (node.title, node.issued and dates(node.issued)) if part)
    parts = [textwrap.fill(node.label, _WIDTH), head, textwrap.shorten(node.issuer, _WIDTH, placeholder=" …")]
    if node.subject:
        parts.append("\n".join(textwrap.wrap(node.subject, _WIDTH, max_lines=2, placeholder=" …")))
    label = "\n".join(part for part in parts if part)
    style = f"label={_quoted(label)}, tooltip={_quoted(node.subject or node.label)}"
    style += f", fillcolor={_quoted(_FILL[node.validity] if node.held else '#ffffff')}"
    if not node.held:
        style += ', style="rounded,dashed", color="#8a8a8a", fontcolor="#555555"'
    return style + (", penwidth=2.5" if root else "")


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{escaped}"'


def svg(
    graph: RelationGraph,
    labels: Mapping[RelationKind, str] | None = None,
    dates: Callable[[str], str] = str,
) -> bytes:
    """The graph as SVG; see `dot`.

    Raises:
        UsageError: Graphviz is not installed, or did not draw it within a minute.
    """
    program = shutil.which("dot")
    if program is None:
        raise UsageError(
            "a picture cannot be drawn: Graphviz is not installed",
            hint="install it with: apt install graphviz",
        )
    source = dot(graph, labels, dates).encode("utf-8")
    try:
        done = subprocess.run(
            [program, "-Tsvg"], input=source, capture_output=True, timeout=_SECONDS, check=True
        )
    except (subprocess.TimeoutExpired, subprocess.CalledProcessError) as error:
        raise UsageError(f"Graphviz did not draw the picture: {type(error).__name__}") from error
    return done.stdout


def graphml(graph: RelationGraph) -> bytes:
    """The graph as GraphML, for programs that draw and analyse graphs."""
    root = ET.Element("graphml", xmlns="http://graphml.graphdrawing.org/xmlns")
    of_nodes = ("label", "kind", "issued", "issuer", "subject", "held", "validity")
    of_edges = ("relation", "state", "scope")
    for name in of_nodes:
        _key(root, f"n-{name}", "node", name)
    for name in of_edges:
        _key(root, f"e-{name}", "edge", name)
    body = ET.SubElement(root, "graph", id="relations", edgedefault="directed")
    for node in graph.nodes:
        element = ET.SubElement(body, "node", id=node.id)
        values = (node.label, node.title, node.issued, node.issuer, node.subject)
        held = "true" if node.held else "false"
        for name, value in zip(of_nodes, (*values, held, node.validity.value), strict=True):
            ET.SubElement(element, "data", key=f"n-{name}").text = _printable(value)
    for edge in graph.edges:
        element = ET.SubElement(body, "edge", source=edge.source, target=edge.target)
        for name, value in zip(of_edges, (edge.kind.value, edge.state.value, edge.scope), strict=True):
            ET.SubElement(element, "data", key=f"e-{name}").text = _printable(value)
    data: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return data


def _key(root: ET.Element, id_: str, owner: str, name: str) -> None:
    ET.SubElement(
        root,
        "key",
        {"id": id_, "for": owner, "attr.name": name, "attr.type": "boolean" if name == "held" else "string"},
    )


def _printable(text: str) -> str:
    """Without the control characters XML cannot hold."""
    return "".join(char for char in text if char.isprintable() or char in "\n\t")
