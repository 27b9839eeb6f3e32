"""The one door to the query language: the tree and the function that makes it.

Owns: the public names. Must not: hold a node or a rule of its own, or import an engine.
"""

from archivist.search.nodes import (
    And,
    Dates,
    Everything,
    Fuzzy,
    Issuer,
    Like,
    Members,
    Node,
    Not,
    Number,
    Or,
    Pattern,
    Phrase,
    Prefix,
    Query,
    Value,
    Word,
    Words,
)
from archivist.search.parser import parse_query

__all__ = [
    "And",
    "Dates",
    "Everything",
    "Fuzzy",
    "Issuer",
    "Like",
    "Members",
    "Node",
    "Not",
    "Number",
    "Or",
    "Pattern",
    "Phrase",
    "Prefix",
    "Query",
    "Value",
    "Word",
    "Words",
    "parse_query",
]
