"""The query text cut into words, quoted phrases, brackets, field names and operators.

Owns: what is a separator. Must not: give any of it a meaning beyond that.
"""

from __future__ import annotations

import re
from enum import Enum
from typing import Final

from archivist.errors import QueryError
from archivist.lazyclass import dataclass
from archivist.lazypattern import late_pattern
from archivist.search.analysis import folded_tokens
from archivist.search.fields import Field, field_named, nearest_field

MAX_LENGTH: Final = 4000
"""Longest query understood, in characters; a longer one is a pasted document, not a question."""

_QUOTES: Final = {'"': '"', "“": "”", "„": "“", "«": "»"}
_CLOSING: Final = {'"': '"”', "“": '”"', "„": '“”"', "«": '»"'}
_NAME: Final = late_pattern(r"([^\W\d_][\w-]*):")
_PRINTED: Final = late_pattern(r"\s+\d")
_FUZZY: Final = late_pattern(r"(.+?)~(\d*)$", re.DOTALL)
_NAME_WORDS: Final = 3
"""Words of a name before its last one: "số ký hiệu:" and "nơi ban hành:" are the longest."""
_FARTHEST: Final = 2
"""Letters that may differ in a fuzzy word; with three nearly every syllable is like every other."""
_SLOP: Final = late_pattern(r"~([0-9]{1,2})(?!\w)")
_STOP: Final = frozenset("()“”„«»")
_BOUNDS: Final = _STOP | {'"'}
_AND: Final = frozenset({"AND", "VÀ", "&&"})
_OR: Final = frozenset({"OR", "HOẶC", "||"})
_NOT: Final = frozenset({"NOT", "KHÔNG"})
_VIETNAMESE: Final = frozenset({"VÀ", "HOẶC", "KHÔNG"})


class Sign(Enum):
    """Kinds of token."""

    WORD = "word"
    PHRASE = "phrase"
    FIELD = "field"
    OPEN = "("
    CLOSE = ")"
    AND = "and"
    OR = "or"
    NOT = "not"
    END = "end"


@dataclass(frozen=True, kw_only=True)
class Token:
    """One token; `field` only with ``FIELD``, `slop` only with ``PHRASE``, `fuzzy` with ``WORD``."""

    sign: Sign
    text: str
    start: int
    end: int
    field: Field = Field.ANY
    slop: int = 1
    fuzzy: int = 0


def _within(text: str, at: int) -> int:
    """Where a word ends that goes on at `at`; a quotation mark may still belong to it."""
    while at < len(text) and text[at] not in _BOUNDS and not text[at].isspace():
        at += 1
    return at


class Lexer:
    """Cuts one query; a fresh one for each."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._at = 0
        # A title pasted in capitals has no operators: VÀ and KHÔNG are ordinary words in it.
        self._shouting = len(text.split()) > 4 and all(c == c.upper() for c in text if c.isalpha())

    def tokens(self) -> list[Token]:
        """All tokens, the last one ``END``.

        Raises:
            QueryError: unbalanced quotes, unknown field, empty field value, text too long.
        """
        text = self._text
        if len(text) > MAX_LENGTH:
            raise QueryError(
                f"the query is longer than {MAX_LENGTH} characters",
                query=text,
                position=MAX_LENGTH,
                expected="a shorter query",
            )
        found: list[Token] = []
        while self._at < len(text):
            if text[self._at].isspace():
                self._at += 1
            elif (token := self._next(found)) is not None:
                found.append(token)
        found.append(Token(sign=Sign.END, text="", start=len(text), end=len(text)))
        return found

    def _next(self, found: list[Token]) -> Token | None:
        previous = found[-1] if found else None
        start = self._at
        char = self._text[start]
        if char in "()":
            self._at += 1
            return Token(sign=Sign.OPEN if char == "(" else Sign.CLOSE, text=char, start=start, end=self._at)
        if char in _QUOTES:
            return self._phrase(start)
        in_value = previous is not None and previous.sign is Sign.FIELD and previous.end == start
        if char == "-" and not in_value and self._begins_term(start + 1):
            self._at += 1
            return Token(sign=Sign.NOT, text="-", start=start, end=self._at)
        if char in _STOP:  # a closing quote that nothing opened
            raise QueryError(
                f"nothing opens the quotation that ends with {char}",
                query=self._text,
                position=start,
                expected="an opening quotation mark before it",
            )
        if not in_value and ":" in self._text and (match := _NAME.match(self._text, start)):
            token = self._field(match, found)
            if token is not None:
                return token
        return self._word(start, plain=in_value)

    def _begins_term(self, at: int) -> bool:
        """Whether a term begins here, so that a minus before it excludes it."""
        return at < len(self._text) and (self._text[at].isalnum() or self._text[at] in '("“„«')

    def _phrase(self, start: int) -> Token:
        closing = _CLOSING[self._text[start]]
        ends = [end for end in (self._text.find(c, start + 1) for c in closing) if end >= 0]
        if not ends:
            raise QueryError(
                "the quotation is not closed",
                query=self._text,
                position=start,
                expected=f"a closing {closing[0]}",
            )
        end = min(ends)
        self._at = end + 1
        slop = 1
        if match := _SLOP.match(self._text, self._at):
            self._at = match.end()
            slop = int(match[1]) + 1
        content = self._text[start + 1 : end]
        return Token(sign=Sign.PHRASE, text=content, start=start, end=self._at, slop=slop)

    def _named_before(self, found: list[Token], name: str) -> int:
        """How many of the words before belong to the name of the field: "hiệu lực:", "người ký:"."""
        for size in range(min(_NAME_WORDS, len(found)), 0, -1):
            words = found[-size:]
            if all(word.sign is Sign.WORD and not word.fuzzy for word in words):
                whole = "".join(word.text for word in words) + name
                if field_named(whole) is not None:
                    return size
        return 0

    def _field(self, match: re.Match[str], found: list[Token]) -> Token | None:
        """Field token, or None when the colon is punctuation. Takes words of its name off `found`.

        So it is in "Kính gửi: …", in "https://…", and in "Số: 30/2020/NĐ-CP", which is how State
        documents print their number (Decree 30/2020/NĐ-CP App. I) and how it is pasted.
        """
        name, start, after = match[1], match.start(), self._text[match.end() : match.end() + 2]
        nothing = not after or after[0].isspace() or after[0] in ")"
        if not nothing and (size := self._named_before(found, name)):
            start = found[-size].start
            name = self._text[start : match.start()] + name
            del found[-size:]
        field = field_named(name)
        if field is None:
            if nothing or after == "//":
                return None
            near = nearest_field(name)
            raise QueryError(
                f"there is no field {name!r}",
                query=self._text,
                position=match.start(),
                expected=f"did you mean {near}:" if near else "a field such as issuer:, kind:, date:",
            )
        if nothing:
            if field is Field.NUMBER and _PRINTED.match(self._text, match.end()):
                return None
            raise QueryError(
                f"the field {name!r} has no value",
                query=self._text,
                position=match.end(),
                expected=f"a value right after the colon, as in {name}:value",
            )
        self._at = match.end()
        return Token(sign=Sign.FIELD, text=name, start=start, end=self._at, field=field)

    def _word(self, start: int, *, plain: bool) -> Token | None:
        text, end = self._text, start
        while (end := _within(text, end)) < len(text):
            # A quotation mark inside a word belongs to it (Hebrew abbreviations), at its end not.
            if text[end] != '"' or not (text[end - 1].isalnum() and text[end + 1 : end + 2].isalnum()):
                break
            end += 1
        if end == start:
            end += 1
        self._at = end
        word = text[start:end].rstrip("?") or text[start:end]  # "ở đâu?" asks, it is no pattern
        word, fuzzy = self._fuzzy(word, start)
        sign = Sign.WORD if plain else self._operator(word)
        # Blank signs between words ("kinh tế - xã hội") ask for nothing; after a field they are
        # kept, so that the field can complain.
        if sign is Sign.WORD and not plain and word != "*" and not folded_tokens(word):
            return None
        return Token(sign=sign, text=word, start=start, end=end, fuzzy=fuzzy)

    def _fuzzy(self, word: str, start: int) -> tuple[str, int]:
        """The word without its ``~``, and how many letters may differ; 0 for an ordinary word."""
        match = _FUZZY.fullmatch(word) if "~" in word else None
        if match is None or not folded_tokens(match[1]):
            return word, 0
        distance = int(match[2][:3] or 1)
        if not 1 <= distance <= _FARTHEST:
            raise QueryError(
                "a fuzzy word differs by one or two letters",
                query=self._text,
                position=start + match.start(2),
                expected=f"~1 or ~{_FARTHEST}",
            )
        return match[1], distance

    def _operator(self, word: str) -> Sign:
        if self._shouting and word in _VIETNAMESE:
            return Sign.WORD
        for sign, words in ((Sign.AND, _AND), (Sign.OR, _OR), (Sign.NOT, _NOT)):
            if word in words:
                return sign
        return Sign.WORD
