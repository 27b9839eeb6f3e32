"""Which evaluator answers: plain Python at first, numpy once that pays.

Owns: that choice. Must not: evaluate.

Importing numpy takes longer than a search from the command line does. So a process begins in plain Python,
and loads numpy when its searches have cost as much as the import would: never more than twice the best
that hindsight could choose. A search that will be long on its own loads it at once. A process that has
numpy already uses it. Without numpy everything works, slower.
"""

from __future__ import annotations

import importlib.util
import sys
import time
from typing import TYPE_CHECKING, Final

from archivist.search import plan as w
from archivist.search.answer import Answer, Answering, PlainAnswering
from archivist.search.evaluate import Evaluator, estimate
from archivist.search.records import SearchRequest
from archivist.search.snapshot import Snapshot
from archivist.search.view import SegmentView

if TYPE_CHECKING:
    from archivist.search.arrays import SegmentArrays

_IMPORT_SECONDS: Final = 0.1
"""What importing numpy costs, about."""
_MANY_POSTINGS: Final = 2_000_000
"""Postings that plain Python reads in several times as long."""


class Adaptive:
    """Makes answers for one commit after another; see `Answering`."""

    def __init__(self) -> None:
        self._spent = 0.0
        self._snapshot: Snapshot | None = None
        self._plain: Answering | None = None
        self._vector: Answering | None = None
        self._arrays: dict[str, SegmentArrays] = {}

    def use(self, snapshot: Snapshot | None) -> None:
        """Answer about this commit from now on; None to let go of everything."""
        self._snapshot = snapshot
        self._plain = self._vector = None
        if snapshot is None:
            self._arrays = {}

    def answer(self, plan: w.Plan, condition: w.Query | None, request: SearchRequest) -> Answer:
        """See `Answering`."""
        snapshot = self._snapshot
        if snapshot is None:
            raise RuntimeError("no commit to answer about")
        if self._pays(snapshot, plan):
            return self._with_numpy(snapshot).answer(plan, condition, request)
        if self._plain is None:
            self._plain = PlainAnswering([Evaluator(view, snapshot) for view in snapshot.views])
        began = time.perf_counter()
        try:
            return self._plain.answer(plan, condition, request)
        finally:
            self._spent += time.perf_counter() - began

    def _pays(self, snapshot: Snapshot, plan: w.Plan) -> bool:
        if self._vector is not None:
            return True
        if "numpy" in sys.modules or self._spent >= _IMPORT_SECONDS:
            return importlib.util.find_spec("numpy") is not None
        postings = sum(_postings(plan.query, view) for view in snapshot.views)
        return postings >= _MANY_POSTINGS and importlib.util.find_spec("numpy") is not None

    def _with_numpy(self, snapshot: Snapshot) -> Answering:
        if self._vector is None:
            from archivist.search.arrays import SegmentArrays
            from archivist.search.vector import VectorAnswering

            self._arrays = {
                view.name: self._arrays.get(view.name) or SegmentArrays(view.file) for view in snapshot.views
            }
            self._vector = VectorAnswering(snapshot, list(self._arrays.values()))
        return self._vector


def _postings(node: w.Node, view: SegmentView) -> int:
    """Postings that evaluating a node reads, about."""
    match node:
        case w.And() | w.Or():
            return sum(_postings(part, view) for part in node.subqueries)
        case w.AndMaybe():
            return _postings(node.a, view) + _postings(node.b, view)
        case w.ConstantScoreQuery():
            return _postings(node.child, view)
        case w.Not():
            return _postings(node.query, view)
        case _:
            return estimate(node, view)
