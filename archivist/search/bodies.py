"""Which bodies a query means in one archive.

Owns: looking the names of a query up in that archive's authority file, and adding predecessors.
Must not: parse a query, or know how it is evaluated.
"""

from __future__ import annotations

from dataclasses import replace

from archivist.authorities.register import IssuerRegister
from archivist.search.query import And, Issuer, Node, Not, Or, Query


def with_bodies(query: Query, issuers: IssuerRegister, *, predecessors: bool = False) -> Query:
    """The query with the ids of its bodies as the archive knows them.

    Args:
        query: as parsed: its ids are those of the shipped authority file.
        issuers: the archive's authority file.
        predecessors: also mean every body that preceded one that is asked for. Documents stay
            attached to the body that issued them; only the question is wider.
    """
    root = _node(query.root, issuers, predecessors)
    return query if root is query.root else replace(query, root=root)


def _node(node: Node, issuers: IssuerRegister, predecessors: bool) -> Node:
    match node:
        case Issuer():
            ids = _ids(node, issuers, predecessors)
            return node if ids == node.ids else replace(node, ids=ids)
        case And() | Or():
            children = tuple(_node(child, issuers, predecessors) for child in node.children)
            return node if children == node.children else replace(node, children=children)
        case Not():
            # What is left out is left out by its name alone: fewer documents are hidden so.
            child = _node(node.child, issuers, False)
            return node if child == node.child else replace(node, child=child)
        case _:
            return node


def _ids(node: Issuer, issuers: IssuerRegister, predecessors: bool) -> tuple[str, ...]:
    found = [record.id for record in issuers.resolve(node.text)] if issuers.local else list(node.ids)
    if predecessors:
        found += [before for id in tuple(found) for before in issuers.predecessors(id)]
    return tuple(dict.fromkeys(found))
