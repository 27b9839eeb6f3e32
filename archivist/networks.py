"""Directives and their relations as a graph: around one, up to its bases, down to who implements it.

Owns: walking relations from document to document, and who of a level has issued an implementing
document.
Must not: draw (see `drawing`), write anything, or follow a relation a person rejected.
"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import field

from archivist.authorities.bodies import IssuerRecord
from archivist.binding import Binder
from archivist.catalogue import DocumentRow, ListFilters
from archivist.lazyclass import dataclass
from archivist.model import (
    Access,
    Direction,
    DocumentId,
    Level,
    Relation,
    RelationKind,
    RelationState,
    Validity,
)
from archivist.relating import relations_of
from archivist.validity import StatusBook
from archivist.workspace import Workspace, now

UPWARD = (RelationKind.BASED_ON, RelationKind.IMPLEMENTS, RelationKind.GUIDES)
"""What leads from a directive to those it rests on."""
_CARRIED_OUT = (RelationKind.IMPLEMENTS, RelationKind.GUIDES)
_MOST = 500
"""Nodes of one graph; more cannot be looked at."""
_DEEPEST = 4
"""Links from a central resolution to a commune's plan: programme, plan, plan, guidance."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """One act: a held document, or a placeholder named by a citation.

    Attributes:
        id: document id, or ``"?"`` and how the act is cited.
        label: its number, else how it is cited.
        title: title of its kind. issued: ISO date, possibly partial. issuer, subject: for people.
        held: False for a placeholder.
        validity: status today; `UNKNOWN` for a placeholder.
        depth: links from the document asked about.
    """

    id: str
    label: str
    title: str = ""
    issued: str = ""
    issuer: str = ""
    subject: str = ""
    held: bool = True
    validity: Validity = Validity.UNKNOWN
    depth: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Edge:
    """A relation from the act that states it to the act it names."""

    source: str
    target: str
    kind: RelationKind
    state: RelationState
    scope: str = ""
    relation: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RelationGraph:
    """What is related to a document; `cut` says that it was too large to be followed whole."""

    root: DocumentId
    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]
    cut: bool = False


@dataclass(slots=True)
class _Walk:
    """A graph while it is walked."""

    ws: Workspace
    book: StatusBook
    nodes: dict[str, Node] = field(default_factory=dict)
    edges: dict[tuple[str, str, str], Edge] = field(default_factory=dict)
    cut: bool = False

    def add(self, key: str, depth: int, cited_as: str = "") -> bool:
        """Add an act; False when it is there already or there is no room."""
        if key in self.nodes:
            return False
        if len(self.nodes) >= _MOST:
            self.cut = True
            return False
        row = self.book.row(key) if not key.startswith("?") else None
        if row is None:
            self.nodes[key] = Node(id=key, label=cited_as or key, held=False, depth=depth)
            return True
        status = self.book.status(row.id, now().astimezone().date())
        self.nodes[key] = Node(
            id=row.id,
            label=row.number or row.received_as or row.id[:8],
            title=row.kind_title or "",
            issued=row.issued or "",
            issuer=row.issuer_name or "",
            subject=row.subject or "",
            validity=status.validity,
            depth=depth,
        )
        return True


def graph(
    ws: Workspace,
    root: DocumentId,
    *,
    depth: int = 2,
    kinds: Iterable[RelationKind] = (),
    upward: bool = False,
) -> RelationGraph:
    """The acts around a document.

    Args:
        ws: the open archive.
        root: the document.
        depth: links that are followed.
        kinds: only relations of these kinds; all when empty.
        upward: only to the acts it rests on, implements or guides, and on to theirs.
    """
    wanted = frozenset(UPWARD if upward else kinds)
    walk = _Walk(ws, StatusBook(ws))
    walk.add(root, 0)
    waiting = deque([(root, 0)])
    while waiting:
        id_, at = waiting.popleft()
        if at >= depth:
            continue
        for relation in _relations(ws, id_):
            if (wanted and relation.kind not in wanted) or (upward and relation.direction is Direction.IN):
                continue
            if relation.state is RelationState.REJECTED:
                continue
            other = _other(relation)
            if walk.add(other, at + 1, relation.cited_as) and not other.startswith("?"):
                waiting.append((DocumentId(other), at + 1))
            if other in walk.nodes:
                _add_edge(walk, relation, id_, other)
    return RelationGraph(
        root=root, nodes=tuple(walk.nodes.values()), edges=tuple(walk.edges.values()), cut=walk.cut
    )


def _relations(ws: Workspace, id_: DocumentId) -> tuple[Relation, ...]:
    row = ws.catalogue.row(id_)
    if row is None or row.access is not Access.OPEN:
        return ()
    return relations_of(ws, ws.document(ws.layout.root / row.path))


def _other(relation: Relation) -> str:
    if relation.direction is Direction.IN:
        return relation.source
    return relation.target or f"?{relation.number or relation.cited_as}"


def _add_edge(walk: _Walk, relation: Relation, here: str, other: str) -> None:
    source, target = (other, here) if relation.direction is Direction.IN else (here, other)
    if relation.kind is RelationKind.SAME_DIRECTIVE:
        source, target = sorted((source, target))
    edge = Edge(
        source=source,
        target=target,
        kind=relation.kind,
        state=relation.state,
        scope=relation.scope,
        relation=relation.id,
    )
    walk.edges.setdefault((source, target, relation.kind.value), edge)


# ------------------------------------------------------------------------------- coverage


@dataclass(frozen=True, slots=True, kw_only=True)
class Implementing:
    """A document that implements or guides a directive, directly or through others."""

    document: DocumentId
    number: str
    issued: str
    direct: bool
    state: RelationState


@dataclass(frozen=True, slots=True, kw_only=True)
class CoverageRow:
    """One body: what it has issued to implement a directive; empty when nothing is held here."""

    issuer_id: str
    issuer: str
    documents: tuple[Implementing, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Coverage:
    """Who of a level has issued an implementing document, and who has not.

    Attributes:
        document: the directive.
        level: the level asked about.
        rows: bodies that issued one, the earliest first; then those of which documents are held, or that
            are on record, without one ("not held here": it may have been issued).
    """

    document: DocumentId
    level: Level
    rows: tuple[CoverageRow, ...]

    @property
    def issued(self) -> int:
        """How many bodies have issued one."""
        return sum(bool(row.documents) for row in self.rows)


def coverage(ws: Workspace, root: DocumentId, level: Level, *, everything: bool = False) -> Coverage:
    """Who of a level has issued a document that implements a directive.

    A commune's plan usually names the province's programme, not the resolution the programme
    implements: such a document counts too, and says that it is indirect. Bodies are those of the directive's
    system of which documents are held, and those on record that head their level.

    Args:
        ws: the open archive.
        root: the directive.
        level: the level.
        everything: bodies known from the start too, not only the archive's own.
    """
    target = ws.catalogue.row(root)
    found = _carried_out(ws, root)
    bodies: dict[str, str] = {}
    documents: dict[str, list[Implementing]] = defaultdict(list)
    for row in ws.catalogue.listing(ListFilters(access=Access.OPEN)):
        body = row.issuer_id or row.issuer_printed
        if row.level != level or not body:
            continue
        if row.id in found:
            bodies[body] = row.issuer_name or body
            documents[body].append(_implementing(row, found[row.id]))
        elif target is not None and row.system == target.system:
            bodies.setdefault(body, row.issuer_name or body)
    if target is not None:
        for record in _on_record(ws, target, level, everything=everything):
            bodies.setdefault(record.id, record.name)
    rows = [
        CoverageRow(
            issuer_id=body,
            issuer=name,
            documents=tuple(sorted(documents[body], key=lambda one: (one.issued or "9", one.document))),
        )
        for body, name in bodies.items()
    ]
    rows.sort(key=lambda row: (not row.documents, [one.issued for one in row.documents][:1], row.issuer))
    return Coverage(document=root, level=level, rows=tuple(rows))


def _on_record(
    ws: Workspace, target: DocumentRow, level: Level, *, everything: bool
) -> Iterator[IssuerRecord]:
    """Bodies that head a level (no department of a body of that level) and were there for a directive."""
    register = ws.issuers
    issued = target.issued or ""
    own = (one.record for one in register.local.values() if not one.merged_into)
    for record in register.everything() if everything else own:
        if record.level != level or record.system != target.system or register.follow(record.id) != record.id:
            continue
        superior = register.by_id(record.parent) if record.parent else None
        heads = superior is None or superior.level != level
        if heads and not (record.valid_to and record.valid_to < issued[: len(record.valid_to)]):
            yield record


def _implementing(row: DocumentRow, how: tuple[int, RelationState]) -> Implementing:
    return Implementing(
        document=row.id, number=row.number or "", issued=row.issued or "", direct=how[0] == 1, state=how[1]
    )


def _carried_out(ws: Workspace, root: DocumentId) -> Mapping[str, tuple[int, RelationState]]:
    """Documents that implement a directive → links to it and state of the first one."""
    binder = Binder(ws=ws)
    found: dict[str, tuple[int, RelationState]] = {}
    waiting = deque([(root, 0)])
    while waiting:
        id_, depth = waiting.popleft()
        row = ws.catalogue.row(id_)
        if row is None or depth >= _DEEPEST:
            continue
        for relation in binder.incoming(row):
            carried = relation.kind in _CARRIED_OUT and relation.target is not None
            if not carried or relation.state is RelationState.REJECTED or relation.source == root:
                continue
            if relation.source not in found:
                found[relation.source] = (depth + 1, relation.state)
                waiting.append((relation.source, depth + 1))
    return found
