"""Answer a search: names to ids, query to engine, hits to documents with snippets.

Owns: turning what a caller asks (names, dates, a query text) into one request to the index
and its answer into detached `Results`.
Must not: know the engine; only `search` does.
"""

from __future__ import annotations

import contextlib
import datetime as dt
from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from archivist import indexing
from archivist.authorities.kinds import kind_by_code, resolve_kind
from archivist.catalogue import ListFilters
from archivist.errors import DocumentNotFound, QueryError, RecordDamaged, UsageError
from archivist.folding import Folded, fold
from archivist.lazyclass import dataclass
from archivist.model import Document, DocumentId, Facet, Hit, Level, Results, Signed, Validity
from archivist.search.bodies import with_bodies
from archivist.search.fields import Field
from archivist.search.members import Lookup, with_members
from archivist.search.needles import needles_of
from archivist.search.query import And, Everything, Node, Query, Value, parse_query
from archivist.search.records import Filters, SearchRequest, Sort
from archivist.search.snippet import make_snippet
from archivist.statuses import ids_of
from archivist.validity import StatusBook
from archivist.works import Work
from archivist.workspace import Workspace, now

if TYPE_CHECKING:
    from archivist.search.index import SearchIndex


_IN_FORCE = Value(field=Field.STATUS, text=Validity.IN_FORCE.value, values=(Validity.IN_FORCE.value,))


@dataclass(frozen=True, kw_only=True)
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
    in_force: bool = False
    as_of: dt.date | None = None
    status: bool = False
    like: str = ""
    all_renditions: bool = False


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
    if options.like:
        parsed = _narrowed(parsed, _like(ws, options.like))
    parsed = with_bodies(parsed, ws.issuers, predecessors=options.with_predecessors)
    day = options.as_of or now().astimezone().date()
    if options.in_force:
        parsed = _narrowed(parsed, _IN_FORCE)
    lookups = _lookups(ws, day, parsed.text)
    parsed = with_members(parsed, lookups)
    request = SearchRequest(
        query=parsed,
        filters=_filters(options),
        sort=Sort(options.sort),
        limit=options.limit,
        offset=options.offset,
        facets=options.facets,
    )
    folded = Folded() if options.all_renditions else fold(ws, request)
    request = folded.request or request
    index = ws.index()
    response = index.search(request)
    book = StatusBook(ws) if options.status else None
    matched = index.matched(parsed, [found.id for found in response.hits]) if options.explain else {}
    rows = ws.catalogue.rows_of([found.id for found in response.hits])
    if book is not None:
        book.take(rows)
    needles = needles_of(response.query)
    hits = []
    for found in response.hits:
        row = rows.get(found.id)
        if row is None or row.access != "open":
            continue  # withdrawn or held since the index was written
        folder = ws.layout.root / row.path
        try:
            document = ws.document(folder)
        except (FileNotFoundError, RecordDamaged, DocumentNotFound):
            continue  # `check` reports it
        text = indexing.text_or_nothing(folder)
        work = folded.works.get(document.id)
        hits.append(
            Hit(
                document=document,
                score=found.score,
                snippet=make_snippet(text, needles),
                matched=matched.get(found.id, ()),
                status=book.status(document.id, day) if book else None,
                renditions=_others(ws, document, work),
                confirmed=work is not None and work.confirmed,
            )
        )
    return Results(
        hits=tuple(hits),
        total=response.total,
        facets=_labelled(ws, response.facets),
        took_ms=response.took_ms,
        explanation=_explanation(index, parsed, options.explain),
        suggestion=_suggestion(index, request, lookups) if not response.total else "",
    )


def _explanation(index: SearchIndex, query: Query, wanted: bool | str) -> str:
    return explained(index.understood(query), "vi" if wanted == "vi" else "en") if wanted else ""


def _lookups(ws: Workspace, as_of: dt.date, typed: str) -> dict[Field, Lookup]:
    """Who answers for the fields that no index holds; `typed` is the query, for what cannot be answered."""

    def with_status(asked: Value) -> frozenset[str]:
        return ids_of(ws, map(Validity, asked.values), as_of)

    def in_fonds(asked: Value) -> frozenset[str]:
        from archivist import provenance

        try:
            codes = [provenance.named(ws.layout, one).code for one in asked.values]
        except UsageError as error:
            if all(map(provenance.means_none, asked.values)):
                return frozenset(document for document, _ in provenance.unplaced_receipts(ws))
            at = max(typed.find(asked.text, typed.find(":") + 1), 0)
            raise QueryError(error.message, query=typed, position=at, expected="a fonds") from None
        return provenance.documents_in(ws, codes)

    def with_arrival(asked: Value) -> frozenset[str]:
        from archivist import registering

        return frozenset(id for text in asked.values for id in registering.holders(ws, text))

    return {Field.STATUS: with_status, Field.FONDS: in_fonds, Field.ARRIVAL: with_arrival}


def _narrowed(query: Query, node: Node) -> Query:
    root = node if isinstance(query.root, Everything) else And(children=(query.root, node))
    return Query(text=query.text, root=root)


def _like(ws: Workspace, document_id: str) -> Node:
    row = ws.catalogue.row(DocumentId(document_id))
    if row is None or row.access != "open":
        raise DocumentNotFound(f"no document has the id {document_id!r}")
    folder = ws.layout.root / row.path
    subject = ws.document(folder).subject or ""
    return ws.index().like(document_id, subject, indexing.text_or_nothing(folder))


def _suggestion(index: SearchIndex, request: SearchRequest, lookups: Mapping[Field, Lookup]) -> str:
    """What may have been meant, if that finds anything."""
    if request.query is None:
        return ""
    text = index.suggestion(request.query)
    if not text:
        return ""
    try:
        query = with_members(parse_query(text), lookups)
        better = replace(request, query=query, limit=0, facets=False)
    except QueryError:
        return ""
    return text if index.search(better).total else ""


def _others(ws: Workspace, document: Document, work: Work | None) -> tuple[Document, ...]:
    """The other renditions of a hit's work, the best first."""
    found = []
    for id, row in ws.catalogue.rows_of(
        [id for id in (work.documents if work else ()) if id != document.id]
    ).items():
        if row.access == "open" and id != document.id:
            with contextlib.suppress(
                FileNotFoundError, RecordDamaged, DocumentNotFound
            ):  # `check` reports it
                found.append(ws.document(ws.layout.root / row.path))
    order = work.documents if work else ()
    return tuple(sorted(found, key=lambda one: order.index(one.id)))


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
    if name == "class":
        from archivist.subjects import scheme_at

        found = scheme_at(ws.layout.scheme).get(value)
        return found.title if found is not None else value
    return value
