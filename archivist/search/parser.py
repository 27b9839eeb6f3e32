"""The grammar: tokens to tree. Described with examples in docs/query-language.md.

::

    query    = [ either ]
    either   = both { OR both }
    both     = negated { [ AND ] negated }
    negated  = { NOT } primary
    primary  = "(" either ")" | field primary | phrase | word { word }

Owns: precedence, and the recognition of numbers, dates and values.
Must not: import an engine.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Final

from archivist import numbers
from archivist.authorities import issuers, kinds, synonyms
from archivist.errors import QueryError
from archivist.search import dates
from archivist.search.analysis import folded_tokens
from archivist.search.fields import TEXT_FIELDS, VALUES, Field, plain
from archivist.search.lexer import Lexer, Sign, Token
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
from archivist.text import nfc

_MAX_DEPTH: Final = 40
"""Brackets inside brackets: far above what anybody writes, far below Python's recursion limit."""
_MAX_NUMBER_WORDS: Final = 6
""""Nghị quyết số 39 NQ TW" is the longest spelling of a number that has blanks."""
_DATE_FIELDS: Final = frozenset(
    {Field.DATE, Field.BEFORE, Field.AFTER, Field.SINCE, Field.UNTIL, Field.FILED}
)


def parse(text: str, today: dt.date) -> Query:
    """See `archivist.search.query.parse_query`."""
    text = nfc(text)
    return Query(text=text, root=_Parser(text, today).parse())


class _Parser:
    def __init__(self, text: str, today: dt.date) -> None:
        self._text = text
        self._today = today
        self._tokens: Sequence[Token] = Lexer(text).tokens()
        self._at = 0
        self._depth = 0

    # ------------------------------------------------------------------ grammar

    def parse(self) -> Node:
        if self._sign is Sign.END:
            if self._text.strip():
                raise self._error("there is nothing to search for", 0, "a word, a number or a field")
            return Everything()
        node = self._either(Field.ANY)
        if self._at < len(self._tokens) - 1:
            raise self._error(
                "this bracket closes nothing", self._token.start, "an opening bracket before it"
            )
        return node

    @property
    def _token(self) -> Token:
        return self._tokens[self._at]

    @property
    def _sign(self) -> Sign:
        return self._token.sign

    def _error(self, message: str, position: int, expected: str) -> QueryError:
        return QueryError(message, query=self._text, position=position, expected=expected)

    def _either(self, field: Field) -> Node:
        children = [self._both(field)]
        while self._sign is Sign.OR:
            self._at += 1
            children.append(self._both(field))
        return children[0] if len(children) == 1 else Or(children=tuple(children))

    def _both(self, field: Field) -> Node:
        children = [self._negated(field)]
        while self._sign not in (Sign.END, Sign.OR, Sign.CLOSE):
            if self._sign is Sign.AND:
                self._at += 1
            children.append(self._negated(field))
        return children[0] if len(children) == 1 else And(children=tuple(children))

    def _negated(self, field: Field) -> Node:
        negative = False
        while self._sign is Sign.NOT:
            self._at += 1
            negative = not negative
        node = self._primary(field)
        return Not(child=node) if negative else node

    def _primary(self, field: Field) -> Node:
        token = self._token
        if token.sign is Sign.OPEN:
            return self._group(field)
        if token.sign is Sign.FIELD:
            self._at += 1
            if self._sign is Sign.OPEN:
                return self._group(token.field)
            if self._sign not in (Sign.WORD, Sign.PHRASE):
                raise self._error(f"the field {token.text!r} has no value", token.end, "a word or a phrase")
            return self._leaf(token.field, [self._take()])
        if token.sign is Sign.PHRASE:
            return self._leaf(field, [self._take()])
        if token.sign is Sign.WORD:
            return self._run(field)
        if token.sign in (Sign.AND, Sign.OR):
            raise self._error(f"{token.text} joins two terms", token.start, f"a term before {token.text}")
        if token.sign is Sign.CLOSE:
            raise self._error("there is nothing in the brackets before this", token.start, "a term")
        raise self._error("the query ends where a term should stand", token.start, "a term")

    def _take(self) -> Token:
        token = self._token
        self._at += 1
        return token

    def _group(self, field: Field) -> Node:
        opening = self._take()
        self._depth += 1
        if self._depth > _MAX_DEPTH:
            raise self._error("too many brackets inside brackets", opening.start, f"at most {_MAX_DEPTH}")
        node = self._either(field)
        if self._sign is not Sign.CLOSE:
            raise self._error("the bracket is not closed", opening.start, "a closing )")
        self._at += 1
        self._depth -= 1
        return node

    def _run(self, field: Field) -> Node:
        """Adjacent plain words, taken together so that numbers with blanks are seen."""
        words: list[Token] = []
        while self._sign is Sign.WORD:
            words.append(self._take())
        if field is not Field.ANY:
            return self._leaf(field, words)
        return _joined(self._numbers_and_words(words))

    # ------------------------------------------------------------------ leaves

    def _leaf(self, field: Field, tokens: list[Token]) -> Node:
        """One value of a field: a phrase, or adjacent words."""
        first = tokens[0]
        text = " ".join(token.text for token in tokens)
        if not folded_tokens(text) and text != "*":
            raise self._error("there is nothing to search for", first.start, "letters or digits")
        if field in TEXT_FIELDS:
            if first.sign is Sign.PHRASE:
                return Phrase(text=text, field=field, slop=first.slop)
            return _joined([self._word(token, field) for token in tokens])
        if field in (Field.NUMBER, Field.CITES):
            return self._number_value(field, text)
        if field in _DATE_FIELDS:
            return self._dates(field, text, first)
        if field is Field.ISSUER:
            return self._issuer(text)
        return Value(field=field, text=text, values=self._values(field, text, first))

    def _issuer(self, text: str) -> Node:
        """A body by name, code or id; a generic abbreviation (UBND) stands for its words too."""
        names = (text, *synonyms.expansions(text)) if text.isupper() else (text,)
        nodes = tuple(
            Issuer(text=name, ids=tuple(record.id for record in issuers.resolve_issuer(name)))
            for name in names
        )
        return nodes[0] if len(nodes) == 1 else Or(children=nodes)

    def _word(self, token: Token, field: Field) -> Node:
        text = token.text
        if text == "*":
            return Everything()
        star = text.find("*")
        if star < 0:
            return Word(text=text, field=field)
        stem = folded_tokens(text[:star])
        if star != len(text) - 1 or len(stem) != 1:
            raise self._error(
                "* stands for the end of a word only", token.start + star, "letters before *, as in chuyen*"
            )
        return Prefix(text=text[:star], field=field)

    def _number_value(self, field: Field, text: str) -> Node:
        # A bare ordinal ("số 39") is a key of its own here, where the field says it is a number.
        keys = numbers.query_keys(text) or (".".join(folded_tokens(text)),)
        return Number(text=text, keys=tuple(keys), field=field)

    def _dates(self, field: Field, text: str, token: Token) -> Node:
        interval = dates.parse_interval(text, self._today)
        if interval is None:
            raise self._error(f"{text!r} is not a date", token.start, dates.EXPECTED)
        first, last = interval
        day = dt.timedelta(days=1)
        since = None if first == dt.date.min else first
        until = None if last == dt.date.max else last
        if field is Field.BEFORE:
            return Dates(since=None, until=first - day if since else first)
        if field is Field.AFTER:
            return Dates(since=last + day if until else last, until=None)
        if field is Field.SINCE:
            return Dates(since=since, until=None)
        if field is Field.UNTIL:
            return Dates(since=None, until=until)
        return Dates(since=since, until=until, field=field)

    def _values(self, field: Field, text: str, token: Token) -> tuple[str, ...]:
        if field is Field.ID:
            return (text.lower(),)
        if field is Field.KIND:
            codes = tuple(kind.code for kind in kinds.resolve_kind(text))
            if not codes:
                raise self._error(
                    f"there is no kind {text!r}", token.start, "a kind such as NQ, nghị quyết, decision"
                )
            return codes
        known = VALUES[field]
        value = known.get(plain(text))
        if value is None:
            choice = ", ".join(sorted(set(known.values())))
            raise self._error(f"{text!r} is no {field}", token.start, f"one of {choice}")
        return (value,)

    # ------------------------------------------------------------------ numbers

    def _numbers_and_words(self, tokens: list[Token]) -> list[Node]:
        """Numbers first, the longest spelling wins; what is left are words."""
        nodes: list[Node] = []
        at = 0
        while at < len(tokens):
            size, number = self._number_at(tokens, at)
            if number is not None:
                nodes.append(number)
                at += size
            else:
                nodes.append(self._word(tokens[at], Field.ANY))
                at += 1
        return nodes

    def _number_at(self, tokens: list[Token], at: int) -> tuple[int, Number | None]:
        for size in range(min(_MAX_NUMBER_WORDS, len(tokens) - at), 0, -1):
            text = " ".join(token.text for token in tokens[at : at + size])
            if not any(c.isdigit() for c in text) or text.isdigit() or "*" in text:
                continue
            if dates.parse_interval(text, self._today) is not None:
                continue
            if keys := numbers.query_keys(text):
                return size, Number(text=text, keys=tuple(keys))
        return 1, None


def _joined(nodes: list[Node]) -> Node:
    """Neighbouring words become one `Words`; several nodes become an `And`."""
    joined: list[Node] = []
    run: list[Word] = []
    for node in [*nodes, None]:
        if isinstance(node, Word):
            run.append(node)
            continue
        if run:
            joined.append(run[0] if len(run) == 1 else Words(words=tuple(run)))
            run = []
        if node is not None:
            joined.append(node)
    return joined[0] if len(joined) == 1 else And(children=tuple(joined))
