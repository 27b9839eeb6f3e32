"""The query tree as a plan: the only place that knows both.

Owns: which fields a node looks at, what is required and what only ranks.
Must not: evaluate anything, or know an engine.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final, assert_never

from archivist import numbers
from archivist.authorities import kinds, synonyms
from archivist.search import plan as w
from archivist.search.abbreviations import long_forms, other_form_at
from archivist.search.analysis import folded_tokens, pairs
from archivist.search.fields import LOOKED_UP, Field
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
from archivist.search.plan import Plan
from archivist.search.records import Filters
from archivist.search.stems import keys_of_query
from archivist.text import fold

_SUBJECT: Final = 2.0
"""A word of the subject counts so much more, beside what it counts in the text."""
_SUBJECT_PHRASE: Final = 2.0
_ISSUER: Final = 1.0
"""A word of the issuer's name counts so much more (search facts §8: number, subject, kind and issuer, text)."""
_ISSUER_PHRASE: Final = 6.0
"""The words of the query that stand together in the issuer's name: it is the body that is meant."""
_ISSUER_NAMED: Final = 20.0
"""The name of the issuer begins with all these words: they name that body, not a subject."""
_KIND: Final = 12.0
"""A document of the kind that is named, beside those that only speak of one ("căn cứ Nghị quyết số …")."""
_LONGEST_KIND: Final = 4
"""Words of the longest title of a kind ("chương trình hành động")."""
_FEWEST_KIND: Final = 5
"""Letters of the shortest title of a kind in one word."""
_EXACT: Final = 3.0
"""A word found with the very diacritics that were typed (domain: search facts §3)."""
_OWN_NUMBER: Final = 60.0
"""The document that bears the number comes before every document that mentions it."""
_CITED_NUMBER: Final = 12.0
_ALSO: Final = 0.8
"""Another spelling of a word counts a little less than the one that was typed."""
_AMBIGUOUS: Final = 0.25
"""So much less counts the long form of an abbreviation that has several."""
_EXPANDED: Final = 0.5
"""The long form of an abbreviation counts less than the abbreviation itself."""
_TYPICAL: Final = 8
"""Words of a document of which a document like it has one at least."""
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
    Field.CLASS: "class_code",
    Field.SYSTEM: "system",
    Field.SIGNED: "signed",
    Field.HAS: "has",
    Field.ID: "id",
}


def compile_query(query: Query) -> Plan:
    """Plan of a parsed query."""
    return Plan(query=_node(query.root), nearness=tuple(_nearness(query.root)))


def compile_node(node: Node) -> w.Query:
    """One node by itself; nothing is lifted for standing near."""
    return _node(node)


def exactly(text: str) -> w.Query | None:
    """Documents that write all these words with their very diacritics; None when they bear none."""
    marked = [exact for folded, exact in pairs(text) if folded != exact]
    return _all(w.Term("text_x", exact) for exact in marked) if marked else None


def as_written(word: Word) -> w.Query:
    """Documents that have a word as it was typed or may be spelt, whatever its stem finds besides."""
    return _word(word, stems=False)


def kinds_called(text: str) -> w.Query | None:
    """Documents of the kinds whose title in another language has all these words; None when there are none."""
    wanted = {folded for folded, _ in pairs(text)}
    found = [
        record.kind.code
        for record in kinds.all_kinds()
        if any(wanted <= set(folded_tokens(title)) for titles in record.titles.values() for title in titles)
    ]
    return _any(w.Term("kind", code) for code in found) if wanted and found else None


def in_another_form(text: str) -> w.Query | None:
    """Documents that have another form of a word, in their text or a name; None without stems."""
    keys = keys_of_query(text)
    return _any(w.Term("stems", key) for key in keys) if keys else None


def compile_filters(filters: Filters) -> w.Query | None:
    """Plan of the conditions beside the query; None when there are none."""
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
        case Pattern():
            return w.ConstantScoreQuery(w.Wildcard(_SCOPES[node.field], fold(node.text)), 1.0)
        case Fuzzy():
            return _fuzzy(node)
        case Phrase():
            return _phrase(node.text, _SCOPES[node.field], node.slop)
        case Number():
            return _number(node)
        case Value(field=field) if field in LOOKED_UP:
            # Asked of an index by itself: it knows no document of which that could be said.
            return w.NullQuery
        case Value():
            return _condition(_any(w.Term(_VALUE_FIELDS[node.field], value) for value in node.values))
        case Members():
            return _condition(w.Members(node.ids))
        case Issuer():
            return _condition(_issuer(node))
        case Dates():
            return _dates(node)
        case Like():
            return _like(node)
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
            better.append(w.Term("issuer_names", folded, boost=_ISSUER))
    return better


def _ranked(required: w.Query, better: list[w.Query]) -> w.Query:
    return w.AndMaybe(required, _any(better)) if better else required


def _word(word: Word, *, stems: bool = True) -> w.Query:
    tokens = pairs(word.text)
    if not tokens:
        return w.NullQuery
    scope = _SCOPES[word.field]
    required = _required([folded for folded, _ in tokens], scope)
    better = _ranking(tokens, scope)
    if scope == "text":
        better += _kind_named([word.text])[1]
    found = _ranked(required, better)
    others = [_weighed(spelling, scope, _ALSO) for spelling in word.also]
    if forms := long_forms(word.text):
        weight = _AMBIGUOUS if synonyms.is_ambiguous(word.text) else _EXPANDED
        others += [_weighed(form, scope, weight) for form in forms]
    if scope == "text" and stems:
        others += [w.Term("stems", key, boost=_ALSO) for key in keys_of_query(word.text)]
    return w.Or([found, *others]) if others else found


def _weighed(text: str, scope: str, weight: float) -> w.Query:
    """Another way of saying a word: where it has several the phrase decides, and they share the weight."""
    tokens = pairs(text)
    if not tokens:
        return w.NullQuery
    folded = [token for token, _ in tokens]
    score = [w.Term(scope, token, boost=weight / len(folded)) for token in dict.fromkeys(folded)]
    return w.And([*score, _condition(_required(folded, scope))]) if len(folded) > 1 else score[0]


def _fuzzy(node: Fuzzy) -> w.Query:
    """Near words all count alike; the word itself counts more."""
    ((folded, _),) = pairs(node.text)
    scope = _SCOPES[node.field]
    like = w.FuzzyTerm(scope, folded, maxdist=node.distance)
    return w.AndMaybe(w.ConstantScoreQuery(like, 1.0), w.Term(scope, folded, boost=_SUBJECT))


def _words(node: Words) -> w.Query:
    """Adjacent words: all required; the same order in the subject ranks higher."""
    parts = _with_other_forms(node.words)
    folded = [f for word in node.words for f, _ in pairs(word.text)]
    if len(folded) < 2 or node.words[0].field is not Field.ANY:
        return _all(parts)
    better: list[w.Query] = [w.Phrase("subject", folded, boost=_SUBJECT_PHRASE)]
    size, kinds_named = _kind_named([word.text for word in node.words])
    better += kinds_named if size > 1 else ()
    # Bodies are named in full in the index, and abbreviated by those who ask: "UBND tỉnh Hòa Sơn".
    spelt = " ".join((long_forms(word.text) or (word.text,))[0] for word in node.words[size:])
    body = [folded for folded, _ in pairs(spelt)]
    if len(body) > 1:
        better.append(w.Phrase("issuer_names", body, boost=_ISSUER_PHRASE))
        better.append(w.Term("issuer_heads", ".".join(body), boost=_ISSUER_NAMED))
    return w.AndMaybe(w.And(parts), _any(better))


def _kind_named(words: list[str]) -> tuple[int, list[w.Query]]:
    """How many of the first words name a kind of document, and what lifts documents of that kind.

    A single short word in small letters names none: "tb", "ct" are symbols only in capitals.
    """
    for size in range(min(_LONGEST_KIND, len(words)), 0, -1):
        text = " ".join(words[:size])
        if size == 1 and len(text) < _FEWEST_KIND and not text.isupper():
            return 0, []
        if found := kinds.resolve_kind(text):
            return size, [w.Term("kind", kind.code, boost=_KIND) for kind in found]
    return 0, []


def _with_other_forms(words: tuple[Word, ...]) -> list[w.Query]:
    """The words one by one; where they spell out an abbreviation, that is found too."""
    parts: list[w.Query] = []
    at = 0
    while at < len(words):
        size, short = other_form_at([word.text for word in words[at:]])
        if size:
            scope = _SCOPES[words[at].field]
            spelt = w.And([_word(word) for word in words[at : at + size]])
            parts.append(w.Or([spelt, *(_weighed(one, scope, _EXPANDED) for one in short)]))
        else:
            size = 1
            parts.append(_word(words[at]))
        at += size
    return parts


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
    # What looks like a number may be none ("chỉ thị 5 năm"): its words find the rest. What was typed without
    # a blank in it stands together: "số 12-NQ/TU" is not every document with a 12 and an NQ somewhere.
    pieces = [[folded for folded, _ in pairs(piece)] for piece in node.text.split()]
    words = _all(_required(folded, "text") for folded in pieces if folded)
    return _any([*own, *cited, words])


def _like(node: Like) -> w.Query:
    """One of the most typical words has to occur; the others rank."""
    terms = [w.Term("text", word, boost=weight) for word, weight in node.words]
    found = _ranked(_any(terms[:_TYPICAL]), list(terms[_TYPICAL:]))
    return w.And([found, w.Not(w.Term("id", node.id))])


def _issuer(node: Issuer) -> w.Query:
    """A known body by its id or by names that begin so; any other by words of its name.

    "Tỉnh ủy Hòa Sơn" is not the "Văn phòng Tỉnh ủy Hòa Sơn", and "Tỉnh ủy" is that of any province.
    """
    if not node.ids:
        return _phrase(node.text, "issuer_names", 1)
    known = [w.Term("issuer", identifier) for identifier in node.ids]
    return _any([*known, w.Term("issuer_heads", ".".join(folded for folded, _ in pairs(node.text)))])


def _dates(node: Dates) -> w.Query:
    name = "filed" if node.field is Field.FILED else "issued"
    first = node.since.toordinal() if node.since else 1
    last = node.until.toordinal() if node.until else _LAST_DAY
    within: w.Query = w.NumericRange(name, first, last)
    if name == "issued" and first > 1:
        # Of a partial date ("6/2024") the range holds the first day, or it may hold a later one.
        begun = w.And([w.NumericRange(name, 1, first - 1), w.NumericRange("issued_last", first, _LAST_DAY)])
        within = w.Or([within, begun])
    within = _condition(within)
    if node.mentioned and node.since is not None:
        return w.Or([within, w.Term("days", node.since.isoformat())])
    return within
