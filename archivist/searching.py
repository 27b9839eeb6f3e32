"""Answer a search: names to ids, query to engine, hits to documents with snippets.

Owns: turning what a caller asks (names, dates, a query text) into one request to the index
and its answer into detached `Results`.
Must not: know the engine; only `search` does.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from archivist import indexing
from archivist.authorities.kinds import kind_by_code, resolve_kind
from archivist.catalogue import ListFilters
from archivist.errors import DocumentNotFound, RecordDamaged, UsageError
from archivist.model import Facet, Hit, Level, Results, Signed
from archivist.search.bodies import with_bodies
from archivist.search.query import And, Query, parse_query
from archivist.search.records import Filters, SearchRequest, Sort
from archivist.search.snippet import make_snippet
from archivist.workspace import Workspace


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchOptions:
    """Everything `Archive.search` takes besides the query; see there."""

    issuer: str | None = None
    with_predecessors: bool = False
    kind: str | None = None
    since: dt.date | None = None
    until: dt.date | None = None
    subject: str | None = None
    number: str | None = None
    level: str | None = None
    language: str | None = None
    signed: str | None = None
    sort: str = "relevance"
    limit: int = 20
    offset: int = 0
    facets: bool = False
    explain: bool | str = False


def search(ws: Workspace, query: str, options: SearchOptions) -> Results:
    """Run one search.

    Raises:
        QueryError: the query cannot be understood.
        UsageError: an unknown kind, level or sort order, or a negative limit.
        IndexDamaged: the index must be rebuilt.
    """
    for name, day in (("since", options.since), ("until", options.until)):
        if day is not None and not isinstance(day, dt.date):
            raise UsageError(f"{name} must be a date, not {type(day).__name__}")
    if not isinstance(query, str):
        raise UsageError(f"a query is text, not {type(query).__name__}")
    if options.limit < 0 or options.offset < 0:
        raise UsageError("limit and offset must not be negative")
    if options.sort not in tuple(Sort):
        raise UsageError(f"sort order {options.sort!r} is not one of: {', '.join(Sort)}")
    if options.since and options.until and options.since > options.until:
        raise UsageError(
            f"the first day of issue ({options.since}) comes after the last one ({options.until})",
            hint="give the earlier day first",
        )
    parsed = _with_issuer(parse_query(query), options.issuer)
    parsed = with_bodies(parsed, ws.issuers, predecessors=options.with_predecessors)
    request = SearchRequest(
        query=parsed,
        filters=_filters(options),
        sort=Sort(options.sort),
        limit=options.limit,
        offset=options.offset,
        facets=options.facets,
    )
    response = ws.index().search(request)
    hits = []
    for found in response.hits:
        row = ws.catalogue.row(found.id)
        if row is None or row.access != "open":
            continue  # withdrawn or held since the index was written
        folder = ws.layout.root / row.path
        try:
            document = ws.document(folder)
        except (FileNotFoundError, RecordDamaged, DocumentNotFound):
            continue  # `check` reports it
        text = indexing.text_or_nothing(folder)
        hits.append(Hit(document=document, score=found.score, snippet=make_snippet(text, response.needles)))
    return Results(
        hits=tuple(hits),
        total=response.total,
        facets=_labelled(ws, response.facets),
        took_ms=response.took_ms,
        explanation=explained(parsed, "vi" if options.explain == "vi" else "en") if options.explain else "",
    )


def _with_issuer(query: Query, issuer: str | None) -> Query:
    """The query narrowed to one issuer, by the same rule as ``issuer:`` in a query."""
    if not issuer:
        return query
    quoted = issuer.replace('"', " ")
    wanted = parse_query(f'issuer:"{quoted}"')
    return Query(text=query.text, root=And(children=(query.root, wanted.root)))


def _filters(options: SearchOptions) -> Filters:
    kinds: tuple[str, ...] = ()
    if options.kind:
        kinds = tuple(kind.code for kind in resolve_kind(options.kind))
        if not kinds:
            raise UsageError(f"no kind of document is called {options.kind!r}")
    if options.level and options.level not in tuple(Level):
        raise UsageError(f"level {options.level!r} is not one of: {', '.join(Level)}")
    if options.signed and options.signed not in tuple(Signed):
        raise UsageError(f"signed {options.signed!r} is not one of: {', '.join(Signed)}")
    return Filters(
        kinds=kinds,
        levels=(options.level,) if options.level else (),
        languages=(options.language,) if options.language else (),
        signed=(options.signed,) if options.signed else (),
        since=options.since,
        until=options.until,
        subject=options.subject or "",
        number=options.number or "",
    )


def explained(query: Query, language: str = "en") -> str:
    """The query in words, in English or Vietnamese (``"vi"``)."""
    from archivist.search.describe import describe

    return describe(query, language)


def _labelled(
    ws: Workspace,
    facets: Mapping[str, tuple[tuple[str, int], ...]],
) -> Mapping[str, tuple[Facet, ...]]:
    return {
        name: tuple(Facet(value=value, label=_label(ws, name, value), count=count) for value, count in counts)
        for name, counts in facets.items()
    }


def _label(ws: Workspace, name: str, value: str) -> str:
    if name == "kind":
        kind = kind_by_code(value)
        return kind.title if kind else value
    if name == "issuer":
        record = ws.issuers.by_id(value)
        if record is not None and record.known:
            return record.name
        # A body on no list: its name as the documents print it, not as its id spells it.
        rows = ws.catalogue.listing(ListFilters(issuer_ids=(value,)), limit=1)
        return (rows[0].issuer_name if rows else None) or (record.name if record else value)
    return value
