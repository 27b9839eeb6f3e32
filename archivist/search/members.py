"""Parts of a query that the archive answers and no index: the status of a directive, its fonds.

Owns: putting the documents the archive names in their place in the tree.
Must not: know where the answer comes from, or parse a query.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from archivist.search.fields import LOOKED_UP, Field
from archivist.search.nodes import And, Members, Node, Not, Or, Query, Value

Lookup = Callable[[Value], frozenset[str]]
"""Ids of the documents that have one of the values; raises `QueryError` where there is no such value."""


def with_members(query: Query, lookups: Mapping[Field, Lookup]) -> Query:
    """The query with the documents in place of every value of a field in `fields.LOOKED_UP`.

    Args:
        query: as parsed.
        lookups: who answers for which field. Asked only for fields the query has.
    """
    root = _node(query.root, lookups)
    return query if root is query.root else replace(query, root=root)


def _node(node: Node, lookups: Mapping[Field, Lookup]) -> Node:
    match node:
        case Value(field=field, text=text) if field in LOOKED_UP:
            return Members(field=field, text=text, ids=lookups[field](node))
        case And() | Or():
            children = tuple(_node(child, lookups) for child in node.children)
            return node if children == node.children else replace(node, children=children)
        case Not():
            child = _node(node.child, lookups)
            return node if child == node.child else replace(node, child=child)
        case _:
            return node
