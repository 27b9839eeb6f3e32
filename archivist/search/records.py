"""What goes into the index and what comes out of it: frozen data, no engine.

Owns: the records the rest of archivist exchanges with the index.
Must not: import whoosh or know how anything is indexed.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import field
from types import MappingProxyType

from archivist.lazyclass import dataclass
from archivist.model import Signed
from archivist.quickenum import StrEnum
from archivist.search.nodes import Query

FACETS = ("issuer", "kind", "year", "level", "class", "language")
"""Names of the counts an answer carries."""


@dataclass(frozen=True, kw_only=True)
class IndexDocument:
    """One document as the index sees it. Nothing of it but id and revision can be read back.

    Attributes:
        id: document id.
        revision: revision of the record that was indexed; `SearchIndex.revisions` returns it.
        number: number in normal form ("39-NQ/TW"), empty when unknown.
        further_numbers: numbers it is also found by: of other documents in its file, of the copy it is.
        kind: kind code ("nghi-quyet"), empty when unknown.
        issuer_id: authority id of the issuer, empty when unknown.
        issuer_names: every name the issuer should be found by: as printed, current, former, foreign.
        level: `Level` value or empty.
        issued: issue date, the first day it can be when only month or year is known; None when unknown.
        issued_last: the last day it can be, None when the day itself is known.
        place: place of issue.
        subject: subject (trích yếu).
        signatory: name of the signatory.
        language: ISO 639-1 code or empty.
        class_code: code of its subject class, empty when it has none.
        system: `System` value or empty.
        signed: `Signed` value, what the digital signatures come to.
        attachments: how many files came with it.
        filed_on: day the document was filed.
        text: full text; pages end with a form feed.
    """

    id: str
    revision: int
    number: str = ""
    further_numbers: tuple[str, ...] = ()
    kind: str = ""
    issuer_id: str = ""
    issuer_names: tuple[str, ...] = ()
    level: str = ""
    issued: dt.date | None = None
    issued_last: dt.date | None = None
    place: str = ""
    subject: str = ""
    signatory: str = ""
    language: str = ""
    class_code: str = ""
    system: str = ""
    signed: str = Signed.NONE.value
    attachments: int = 0
    filed_on: dt.date
    text: str = ""


class Sort(StrEnum):
    """Order of an answer. Documents without the value come last in every order."""

    RELEVANCE = "relevance"
    """Best score first; among equals the newer document first."""
    DATE = "date"
    """Oldest first."""
    NEWEST = "-date"
    NUMBER = "number"
    """By ordinal as a number (9 before 39), then by the rest of the number."""
    ISSUER = "issuer"
    """By the issuer's name in Vietnamese alphabetical order."""


@dataclass(frozen=True, kw_only=True)
class Filters:
    """Conditions beside the query; all that are given must hold, one value of a tuple suffices.

    Attributes:
        issuers: authority ids.
        kinds: kind codes.
        levels: `Level` values.
        languages: ISO 639-1 codes.
        systems: `System` values.
        signed: `Signed` values.
        since: first issue date, inclusive.
        until: last issue date, inclusive.
        subject: words that must all stand in the subject.
        number: a number in any spelling; the document's own number must fit.
    """

    issuers: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    levels: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    systems: tuple[str, ...] = ()
    signed: tuple[str, ...] = ()
    since: dt.date | None = None
    until: dt.date | None = None
    subject: str = ""
    number: str = ""


@dataclass(frozen=True, kw_only=True)
class SearchRequest:
    """One question to the index.

    Attributes:
        query: parsed query; None finds everything, newest first.
        filters: conditions beside it.
        sort: order.
        limit: at most so many hits (0 for the total and the counts only).
        offset: hits to skip.
        facets: also count the matches by `FACETS`.
    """

    query: Query | None = None
    filters: Filters = field(default_factory=Filters)
    sort: Sort = Sort.RELEVANCE
    limit: int = 20
    offset: int = 0
    facets: bool = False


@dataclass(frozen=True, kw_only=True)
class IndexHit:
    """One matching document. The score is comparable only within one answer."""

    id: str
    score: float


@dataclass(frozen=True, kw_only=True)
class SearchResponse:
    """Answer of the index.

    Attributes:
        total: exact number of matches.
        hits: the asked part of them, in order.
        query: what was asked, as it was understood with the words of the index at hand.
        facets: name of the count → (value, count), most frequent first; empty unless asked for.
        took_ms: time inside the index, milliseconds.
    """

    total: int
    hits: tuple[IndexHit, ...]
    query: Query
    facets: Mapping[str, tuple[tuple[str, int], ...]] = field(default_factory=lambda: MappingProxyType({}))
    took_ms: float = 0.0
