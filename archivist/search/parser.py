"""The grammar: tokens to tree. Described with examples in docs/search.md.

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
import re
from collections.abc import Sequence
from functools import cached_property
from typing import Final

from archivist import numbers
from archivist.authorities import bodies, kinds, synonyms
from archivist.errors import QueryError
from archivist.lazypattern import late_pattern
from archivist.search import dates
from archivist.search.analysis import folded_tokens
from archivist.search.fields import TEXT_FIELDS, VALUES, Field, plain
from archivist.search.lexer import Lexer, Sign, Token
from archivist.search.nodes import (
    And,
    Dates,
    Everything,
    Fuzzy,
    Issuer,
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
from archivist.search.spellings import also_written
from archivist.text import fold, nfc

_MAX_DEPTH: Final = 40
"""Brackets inside brackets: far above what anybody writes, far below Python's recursion limit."""
_MAX_NUMBER_WORDS: Final = 6
""""Nghị quyết số 39 NQ TW" is the longest spelling of a number that has blanks."""
_MAX_DATE_WORDS: Final = 9
""""Từ ngày 1 tháng 7 đến tháng 12 năm 2024" is about the longest date people write."""
_MAX_VALUE_WORDS: Final = 5
""""Hết hiệu lực một phần" is the longest value of a closed set."""
_FEWEST_FUZZY: Final = 3
"""Letters a fuzzy word needs: of two letters every other word is one letter away."""
_NORWEGIAN: Final = ("nb", "nn", "no")
"""Bokmål, Nynorsk, and what does not say which."""
_ARRIVAL: Final = late_pattern(r"(?:[A-Za-z0-9-]+/)?\d{1,9}(?:/\d{4})?")
"""A number of arrival, with its book before and its year behind it where they are said."""
_DAY: Final = late_pattern(r"\d{1,2}[/.-]\d{1,2}[/.-]\d{4}|\d{4}-\d{1,2}-\d{1,2}")
_HALVES: Final = late_pattern("[\ud800-\udfff]")
_DATE_FIELDS: Final = frozenset(
    {Field.DATE, Field.BEFORE, Field.AFTER, Field.SINCE, Field.UNTIL, Field.FILED}
)


def parse_query(text: str, *, today: dt.date | None = None) -> Query:
    """Make a query of what a person typed.

    Args:
        text: the query; empty or blank finds everything.
        today: the day that "last month" counts from; the local day when None.

    Raises:
        QueryError: with position and expectation; nothing else, whatever the text.
    """
    # Half a surrogate pair is no character: no text holds it, and none can be encoded with it.
    text = nfc(text)
    try:
        text.encode()
    except UnicodeEncodeError:
        text = _HALVES.sub("\ufffd", text)
    return Query(text=text, root=_Parser(text, today).parse())


class _Parser:
    def __init__(self, text: str, today: dt.date | None) -> None:
        self._text = text
        self._asked_on = today
        self._tokens: Sequence[Token] = Lexer(text).tokens()
        self._at = 0
        self._depth = 0

    @cached_property
    def _today(self) -> dt.date:
        """The day that relative dates count from."""
        return self._asked_on or dt.datetime.now().astimezone().date()

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
            return self._fielded(self._take())
        if token.sign is Sign.PHRASE:
            return self._leaf(field, [self._take()])
        if token.sign is Sign.WORD:
            return self._run(field)
        if token.sign in (Sign.AND, Sign.OR):
            raise self._error(f"{token.text} joins two terms", token.start, f"a term before {token.text}")
        if token.sign is Sign.CLOSE:
            raise self._error("there is nothing in the brackets before this", token.start, "a term")
        raise self._error("the query ends where a term should stand", token.start, "a term")

    def _fielded(self, name: Token) -> Node:
        """What follows the name of a field: brackets, a phrase or one word; of dates, all their words."""
        if self._sign is Sign.OPEN:
            return self._group(name.field)
        if self._sign not in (Sign.WORD, Sign.PHRASE):
            raise self._error(f"the field {name.text!r} has no value", name.end, "a word or a phrase")
        size = self._size_of_value(name.field) if self._sign is Sign.WORD else 1
        return self._leaf(name.field, [self._take() for _ in range(size)])

    def _size_of_value(self, field: Field) -> int:
        """How many of the next words are one value: the most that are a date, or in the closed set."""
        if field in _DATE_FIELDS:
            ahead = self._words_ahead(_MAX_DATE_WORDS)
            ends = (n for n in range(len(ahead), 0, -1) if dates.bounds_time(ahead[n - 1].text)[1])
            fits = (n for n in ends if self._interval(ahead[:n]) is not None)
        elif field in VALUES:
            ahead = self._words_ahead(_MAX_VALUE_WORDS)
            said = [token.text for token in ahead]
            fits = (n for n in range(len(ahead), 0, -1) if plain("".join(said[:n])) in VALUES[field])
        else:
            return 1
        return next(fits, 1)

    def _words_ahead(self, most: int) -> list[Token]:
        ahead: list[Token] = []
        for token in self._tokens[self._at : self._at + most]:
            if token.sign is not Sign.WORD or token.fuzzy:
                break
            ahead.append(token)
        return ahead

    def _interval(self, tokens: Sequence[Token]) -> dates.Interval | None:
        return dates.parse_interval(" ".join(token.text for token in tokens), self._today)

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
            return _joined(self._plain_words(tokens, field))
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
        nodes = tuple(Issuer(text=name, ids=bodies.issuer_ids(name)) for name in names)
        return nodes[0] if len(nodes) == 1 else Or(children=nodes)

    def _plain_words(self, tokens: list[Token], field: Field) -> list[Node]:
        typed = [token.text for token in tokens]
        return [self._word(token, field, also_written(typed, at)) for at, token in enumerate(tokens)]

    def _word(self, token: Token, field: Field, also: tuple[str, ...] = ()) -> Node:
        text = token.text
        if text == "*":
            return Everything()
        if token.fuzzy:
            return self._fuzzy(token, field)
        if "*" in text or "?" in text:
            return self._pattern(token, field)
        return Word(text=text, field=field, also=also)

    def _fuzzy(self, token: Token, field: Field) -> Node:
        folded = folded_tokens(token.text)
        if len(folded) != 1 or len(folded[0]) < _FEWEST_FUZZY or "*" in token.text or "?" in token.text:
            raise self._error(
                "~ needs one whole word", token.start, f"at least {_FEWEST_FUZZY} letters before ~"
            )
        return Fuzzy(text=token.text, distance=token.fuzzy, field=field)

    def _pattern(self, token: Token, field: Field) -> Node:
        """A word with ``*`` or ``?``: the beginning of a word where that is all, else a pattern."""
        text = token.text
        parts = [part for part in re.split(r"[*?]+", text) if part]
        whole = bool(parts) and all(folded_tokens(part) == [fold(part)] for part in parts)
        if whole and len(parts) == 1 and text == parts[0] + "*":
            return Prefix(text=parts[0], field=field)
        if not whole or sum(map(len, parts)) < 2:
            sign = next(at for at, char in enumerate(text) if char in "*?")
            raise self._error(
                "* and ? stand for letters of one word",
                token.start + sign,
                "at least two letters beside them, as in chuy?n, *phố",
            )
        return Pattern(text=text, field=field)

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
        if field is Field.FONDS:
            return (text,)  # the archive knows its fonds
        if field is Field.ID:
            return (text.lower(),)
        if field is Field.KIND:
            codes = tuple(kind.code for kind in kinds.resolve_kind(text))
            if not codes:
                raise self._error(
                    f"there is no kind {text!r}", token.start, "a kind such as NQ, nghị quyết, decision"
                )
            return codes
        if field is Field.ARRIVAL:
            if not _ARRIVAL.fullmatch(text):
                raise self._error(f"{text!r} is no {field}", token.start, "a number such as 12 or 12/2026")
            return (text.lower(),)
        if field is Field.CLASS:
            return (plain(text),)  # the plan is the archive's: any code may be one
        known = VALUES[field]
        value = known.get(plain(text))
        if value is None:
            choice = ", ".join(sorted(set(known.values())))
            raise self._error(f"{text!r} is no {field}", token.start, f"one of {choice}")
        return _NORWEGIAN if field is Field.LANGUAGE and value in _NORWEGIAN else (value,)

    # ------------------------------------------------------------------ numbers

    def _numbers_and_words(self, tokens: list[Token]) -> list[Node]:
        """Numbers first, the longest spelling wins; what is left are words."""
        nodes: list[Node] = []
        typed = [token.text for token in tokens]
        at = 0
        figures = [place for place, word in enumerate(typed) if any(map(str.isdigit, word))]
        # One word alone is a time only in figures.
        bounds = [dates.bounds_time(word) if len(typed) > 1 or figures else (False, False) for word in typed]
        ends = [place for place, (_, ends) in enumerate(bounds) if ends]
        while at < len(tokens):
            size, found = self._time_at(tokens, at, ends) if bounds[at][0] else (1, None)
            if found is None:
                size, found = self._number_at(tokens, at, figures)
            nodes.append(found or self._word(tokens[at], Field.ANY, also_written(typed, at)))
            at += size
        return nodes

    def _time_at(self, tokens: list[Token], at: int, ends: list[int]) -> tuple[int, Node | None]:
        """A time named in the words here: documents that say so, and those issued then.

        `ends` are the places of words a time can end with.
        """
        for end in reversed(ends):
            size = end - at + 1
            if not 0 < size <= _MAX_DATE_WORDS:
                continue
            part = tokens[at : end + 1]
            text = " ".join(token.text for token in part)
            if any(token.fuzzy for token in part) or not _names_a_time(text):
                continue
            interval = self._interval(part)
            if interval is not None:
                first, last = interval
                when = Dates(since=first, until=last, mentioned=first == last)
                return size, Or(children=(*_said(part), when))
        return 1, None

    def _is_a_time(self, words: Sequence[str], text: str) -> bool:
        """Whether words are a date expression; mostly their ends tell at once that they are none."""
        may_be = dates.bounds_time(words[0])[0] and dates.bounds_time(words[-1])[1]
        return may_be and dates.parse_interval(text, self._today) is not None

    def _number_at(self, tokens: list[Token], at: int, figures: list[int]) -> tuple[int, Number | None]:
        """A number in the words here; `figures` are the places of words with a digit, and none is without."""
        first = next((place for place in figures if place >= at), None)
        if first is None or first - at >= _MAX_NUMBER_WORDS:
            return 1, None
        ahead = [token.text for token in tokens[at : at + _MAX_NUMBER_WORDS]]
        for size in range(numbers.question_reach(ahead), first - at, -1):
            text = " ".join(ahead[:size])
            if text.isdigit() or "*" in text or "?" in text:
                continue
            if any(token.fuzzy for token in tokens[at : at + size]):
                continue
            if self._is_a_time(ahead[:size], text):
                continue
            if keys := numbers.query_keys(text):
                return size, Number(text=text, keys=tuple(keys))
        return 1, None


def _said(time: Sequence[Token]) -> tuple[Node, ...]:
    """Texts that name a time so, side by side: "năm" and "2023" by themselves stand nearly everywhere."""
    typed = [token.text for token in time]
    if len(typed) == 1:
        return (Word(text=typed[0]),)
    spellings = [typed]
    for at in range(len(typed)):
        for other in also_written(typed, at):
            # "quý I" is written "quý 1": such a spelling brings the word before with it.
            before = typed[: at - 1] if " " in other else typed[:at]
            spellings.append([*before, other, *typed[at + 1 :]])
    return tuple(Phrase(text=" ".join(words)) for words in spellings)


def _names_a_time(text: str) -> bool:
    """Whether running words may be a time at all: several words, or a day in figures.

    A bare "2023" or "7/2023" is a word; so is "today", which stands in many an English sentence.
    """
    return " " in text or _DAY.fullmatch(text) is not None


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
