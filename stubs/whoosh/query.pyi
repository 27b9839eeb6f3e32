from collections.abc import Iterator, Sequence
from typing import Self

from whoosh.reading import IndexReader

class Query:
    boost: float
    def with_boost(self, boost: float) -> Self: ...
    def estimate_size(self, ixreader: IndexReader) -> int: ...

class Term(Query):
    fieldname: str
    text: str | bytes
    def __init__(self, fieldname: str, text: str | bytes, boost: float = ..., minquality: object = ...) -> None: ...

class CompoundQuery(Query):
    subqueries: list[Query]
    def __init__(self, subqueries: Sequence[Query], boost: float = ...) -> None: ...
    def __iter__(self) -> Iterator[Query]: ...

class And(CompoundQuery): ...
class Or(CompoundQuery): ...

class AndMaybe(Query):
    a: Query
    b: Query
    def __init__(self, a: Query, b: Query) -> None: ...

class Not(Query):
    query: Query
    def __init__(self, query: Query, boost: float = ...) -> None: ...

class Phrase(Query):
    fieldname: str
    words: list[str]
    slop: int
    def __init__(self, fieldname: str, words: list[str], slop: int = ..., boost: float = ...) -> None: ...

class Prefix(Query):
    fieldname: str
    text: str
    def __init__(self, fieldname: str, text: str, boost: float = ..., constantscore: bool = ...) -> None: ...

class Wildcard(Query):
    fieldname: str
    text: str
    def __init__(self, fieldname: str, text: str, boost: float = ..., constantscore: bool = ...) -> None: ...

class FuzzyTerm(Query):
    fieldname: str
    text: str
    maxdist: int
    def __init__(
        self,
        fieldname: str,
        text: str,
        boost: float = ...,
        maxdist: int = ...,
        prefixlength: int = ...,
        constantscore: bool = ...,
    ) -> None: ...

class NumericRange(Query):
    fieldname: str
    start: int
    end: int
    def __init__(self, fieldname: str, start: int, end: int, startexcl: bool = ..., endexcl: bool = ...) -> None: ...

class ConstantScoreQuery(Query):
    child: Query
    score: float
    def __init__(self, child: Query, score: float = ...) -> None: ...

class Every(Query):
    def __init__(self, fieldname: str | None = ..., boost: float = ...) -> None: ...

NullQuery: Query
