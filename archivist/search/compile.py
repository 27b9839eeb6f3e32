"""The query tree as a Whoosh query: the only place that knows both.

Owns: which fields a node looks at, what is required and what only ranks.
Must not: evaluate anything.

Every query made here uses no other node types than `evaluate` knows: Term, And, Or, Not, AndMaybe,
Phrase, Prefix, NumericRange, ConstantScoreQuery, Every, NullQuery.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, assert_never

from whoosh import query as w

from archivist import numbers
from archivist.authorities import synonyms
from archivist.search.analysis import pairs
from archivist.search.fields import Field
from archivist.search.query import (
    And,
    Dates,
    Everything,
    Issuer,
    Node,
    Not,
    Number,
    Or,
    Phrase,
    Prefix,
    Query,
    Value,
    Word,
    Words,
)
from archivist.search.records import Filters
from archivist.search.schema import day_number

_SUBJECT: Final = 2.0
"""A word of the subject counts so much more, beside what it counts in the text."""
_SUBJECT_PHRASE: Final = 2.0
_EXACT: Final = 3.0
"""A word found with the very diacritics that were typed (domain: search facts §3)."""
_OWN_NUMBER: Final = 60.0
"""The document that bears the number comes before every document that mentions it."""
_CITED_NUMBER: Final = 12.0
_EXPANDED: Final = 0.5
"""The long form of an abbreviation counts less than the abbreviation itself."""
_LAST_DAY: Final = 3_652_059
"""date.max.toordinal()"""

_SCOPES: Final = {
    Field.ANY: "text",
    Field.SUBJECT: "subject",
    Field.SIGNATORY: "signatory",
    Field.PLACE: "place",
    Field.ISSUER: "issuer_names",
}
_PLACES: Final = {"text": "text_p"}
"""Fields whose positions are kept apart."""
_EXACT_SCOPES: Final = {"text": "text_x", "subject": "subject_x"}
_VALUE_FIELDS: Final = {
    Field.KIND: "kind",
    Field.LEVEL: "level",
    Field.LANGUAGE: "language",
    Field.SYSTEM: "system",
    Field.SIGNED: "signed",
    Field.ID: "id",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What to evaluate.

    Attributes:
        query: decides what matches, and the score.
        nearness: phrases that lift the best matches further (see `evaluate`).
    """

    query: w.Query
    nearness: tuple[w.Phrase, ...] = ()


def compile_query(query: Query) -> Plan:
    """Whoosh query of a parsed query."""
    return Plan(query=_node(query.root), nearness=tuple(_nearness(query.root)))


def compile_filters(filters: Filters) -> w.Query | None:
    """Whoosh query of the conditions beside the query; None when there are none."""
    parts: list[w.Query] = []
    for name, values in (
        ("issuer", filters.issuers),
        ("kind", filters.kinds),
        ("level", filters.levels),
        ("language", filters.languages),
        ("system", filters.systems),
        ("signed", filters.signed),
    ):
        if values:
            parts.append(_any(w.Term(name, value) for value in values))
    if filters.since is not None or filters.until is not None:
        parts.append(_node(Dates(since=filters.since, until=filters.until)))
    if filters.subject:
        parts += [w.Term("subject", folded) for folded, _ in pairs(filters.subject)]
    if filters.number:
        keys = tuple(numbers.query_keys(filters.number)) or (".".join(f for f, _ in pairs(filters.number)),)
        parts.append(_node(Number(text=filters.number, keys=keys, field=Field.NUMBER)))
    return _all(parts) if parts else None


def _all(parts: Iterable[w.Query]) -> w.Query:
    found = list(parts)
    return found[0] if len(found) == 1 else w.And(found)


def _any(parts: Iterable[w.Query]) -> w.Query:
    found = list(parts)
    if not found:
        return w.NullQuery
    return found[0] if len(found) == 1 else w.Or(found)


def _condition(query: w.Query) -> w.Query:
    """A condition that matches without counting towards the score."""
    return w.ConstantScoreQuery(query, 0.0)


def _node(node: Node) -> w.Query:
    match node:
        case Everything():
            return _condition(w.Every())
        case Word():
            return _word(node)
        case Words():
            return _words(node)
        case Prefix():
            (folded, _), *_ = pairs(node.text)
            return w.ConstantScoreQuery(w.Prefix(_SCOPES[node.field], folded), 1.0)
        case Phrase():
            return _phrase(node.text, _SCOPES[node.field], node.slop)
        case Number():
            return _number(node)
        case Value():
            return _condition(_any(w.Term(_VALUE_FIELDS[node.field], value) for value in node.values))
        case Issuer():
            known = [w.Term("issuer", identifier) for identifier in node.ids]
            return _condition(_any([*known, _phrase(node.text, "issuer_names", 1)]))
        case Dates():
            return _dates(node)
        case And():
            return w.And([_node(child) for child in node.children])
        case Or():
            return w.Or([_node(child) for child in node.children])
        case Not():
            return w.And([_condition(w.Every()), w.Not(_node(node.child))])
        case _:
            assert_never(node)


# ---------------------------------------------------------------------------- words


def _required(folded: list[str], scope: str, slop: int = 1) -> w.Query:
    """One token is a term; several of one word ("V/v", "66.7") stand together."""
    if len(folded) == 1:
        return w.Term(scope, folded[0])
    in_order = _condition(w.Phrase(_PLACES.get(scope, scope), folded, slop=slop))
    return w.And([*(w.Term(scope, token) for token in dict.fromkeys(folded)), in_order])


def _ranking(tokens: list[tuple[str, str]], scope: str) -> list[w.Query]:
    """What makes a match of these tokens better without being asked for."""
    better: list[w.Query] = []
    for folded, exact in tokens:
        marked = folded != exact
        if marked and scope in _EXACT_SCOPES:
            better.append(w.Term(_EXACT_SCOPES[scope], exact, boost=_EXACT))
        if scope == "text":
            name, term = ("subject_x", exact) if marked else ("subject", folded)
            better.append(w.Term(name, term, boost=_SUBJECT))
    return better


def _ranked(required: w.Query, better: list[w.Query]) -> w.Query:
    return w.AndMaybe(required, _any(better)) if better else required


def _word(word: Word) -> w.Query:
    tokens = pairs(word.text)
    if not tokens:
        return w.NullQuery
    scope = _SCOPES[word.field]
    required = _required([folded for folded, _ in tokens], scope)
    found = _ranked(required, _ranking(tokens, scope))
    long_forms = synonyms.expansions(word.text) if word.text != word.text.lower() else ()
    if not long_forms:
        return found
    return w.Or([found, *(_long_form(form, scope) for form in long_forms)])


def _long_form(text: str, scope: str) -> w.Query:
    """The long form of an abbreviation: the phrase decides, its words count little."""
    folded = [token for token, _ in pairs(text)]
    if not folded:
        return w.NullQuery
    score = [w.Term(scope, token, boost=_EXPANDED / len(folded)) for token in dict.fromkeys(folded)]
    return w.And([*score, _condition(_required(folded, scope))])


def _words(node: Words) -> w.Query:
    """Adjacent words: all required; the same order in the subject ranks higher."""
    parts = [_word(word) for word in node.words]
    folded = [f for word in node.words for f, _ in pairs(word.text)]
    if len(folded) < 2 or node.words[0].field is not Field.ANY:
        return _all(parts)
    return w.AndMaybe(w.And(parts), w.Phrase("subject", folded, boost=_SUBJECT_PHRASE))


def _phrase(text: str, scope: str, slop: int) -> w.Query:
    tokens = pairs(text)
    if not tokens:
        return w.NullQuery
    return _ranked(_required([folded for folded, _ in tokens], scope, slop), _ranking(tokens, scope))


def _nearness(node: Node) -> Iterable[w.Phrase]:
    """Phrases of adjacent words in parts of the query that must match."""
    if isinstance(node, And):
        for child in node.children:
            yield from _nearness(child)
    elif isinstance(node, Words):
        tokens = [f for word in node.words for f, _ in pairs(word.text)]
        scope = _SCOPES[node.words[0].field]
        if len(tokens) > 1:
            yield w.Phrase(_PLACES.get(scope, scope), tokens)


# ---------------------------------------------------------------------------- values


def _number(node: Number) -> w.Query:
    own = [w.Term("numkeys", key, boost=_OWN_NUMBER) for key in node.keys]
    cited = [w.Term("citekeys", key, boost=_CITED_NUMBER) for key in node.keys]
    if node.field is Field.NUMBER:
        return _any(own)
    if node.field is Field.CITES:
        return _any(cited)
    folded = [f for f, _ in pairs(node.text)]
    # What looks like a number may be none ("chỉ thị 5 năm"): its words find the rest.
    compact = len(node.text.split()) == 1
    words = _required(folded, "text") if compact else _all(w.Term("text", token) for token in folded)
    return _any([*own, *cited, words])


def _dates(node: Dates) -> w.Query:
    name = "filed" if node.field is Field.FILED else "issued"
    first = day_number(node.since) if node.since else 1
    last = day_number(node.until) if node.until else _LAST_DAY
    return _condition(w.NumericRange(name, first, last))
