"""One hit for each work: what a search leaves out because another rendition stands for it.

Owns: choosing which of the matching renditions is shown.
Must not: rank anything, or decide what is one work (`works`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field, replace

from archivist.lazyclass import dataclass
from archivist.model import DocumentId
from archivist.search.fields import Field
from archivist.search.query import And, Everything, Node, Not, Query, Value
from archivist.search.records import SearchRequest
from archivist.works import Work, works
from archivist.workspace import Workspace


@dataclass(frozen=True, kw_only=True)
class Folded:
    """A search in which each work is found once.

    Attributes:
        request: what to ask the index instead; None when nothing is left out.
        works: id → the work it is a rendition of.
    """

    request: SearchRequest | None = None
    works: Mapping[DocumentId, Work] = field(default_factory=dict)


def fold(ws: Workspace, request: SearchRequest) -> Folded:
    """Leave out every match for which a better rendition of its work matches too.

    The index is asked which renditions match at all; then the others are excluded in the query
    itself, so that totals, counts and pages are those of works.
    """
    known = works(ws)
    if not known:
        return Folded()
    probe = replace(
        request, query=_and(request, _ids(tuple(known))), limit=len(known), offset=0, facets=False
    )
    matching = {hit.id for hit in ws.index().search(probe).hits}
    hidden = tuple(
        sorted(
            id
            for id in known
            if id in matching and next(one for one in known[id].documents if one in matching) != id
        )
    )
    if not hidden:
        return Folded(works=known)
    return Folded(request=replace(request, query=_and(request, Not(child=_ids(hidden)))), works=known)


def _ids(ids: tuple[str, ...]) -> Node:
    return Value(field=Field.ID, text="", values=ids)


def _and(request: SearchRequest, condition: Node) -> Query:
    query = request.query or Query(text="", root=Everything())
    return replace(query, root=And(children=(query.root, condition)))
