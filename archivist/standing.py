"""Standing of directives, as callers see it: `Archive.standing`.

Owns: the public operations on relations between directives: decisions, reviews, coverage, graphs.
Must not: hold logic of its own; each method is a call of the module that owns the matter.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import TYPE_CHECKING

from archivist import fsio
from archivist.deciding import DecisionResult, RelationFilter, Ruling
from archivist.lazyclass import dataclass
from archivist.model import Document, Level, Relation, RelationKind, RelationState, Status
from archivist.workspace import Workspace, now

if TYPE_CHECKING:
    from archivist.archive.finding import Finding
    from archivist.networks import Coverage, RelationGraph
    from archivist.reviewing import ReviewDue


@dataclass(frozen=True, slots=True)
class Standing:
    """Relations between the directives of one archive."""

    _archive: Finding
    _ws: Workspace

    # ------------------------------------------------------------------ status

    def tasks(self, *, as_of: dt.date | None = None) -> tuple[Status, ...]:
        """Statuses at which a person should look: unconfirmed changes, lost bases, ended periods.

        What somebody looked at and decided to keep (`Archive.reconciliation`) is not among them.

        Args:
            as_of: the day; today by default.
        """
        from archivist import validity

        return tuple(validity.tasks(self._ws, as_of or now().astimezone().date()))

    def reviews(
        self, *, due_by: dt.date | None = None, since: dt.date | None = None
    ) -> tuple[ReviewDue, ...]:
        """Reviews (sơ kết, tổng kết) due until a day, and whether a report on them is held.

        Args:
            due_by: last day; today by default.
            since: first day; from the beginning by default.
        """
        from archivist import reviewing

        return reviewing.reviews(self._ws, due_by=due_by or now().astimezone().date(), since=since)

    # ------------------------------------------------------------------ views

    def graph(
        self, document: str, *, depth: int = 2, kinds: Iterable[RelationKind] = (), upward: bool = False
    ) -> RelationGraph:
        """The acts around a document; `archivist.drawing` makes SVG and GraphML of it.

        Args:
            document: id, number or path.
            depth: links that are followed.
            kinds: only relations of these kinds; all when empty.
            upward: only the chain up to its legal bases.

        Raises:
            DocumentNotFound: it is not held.
        """
        from archivist import networks

        root = self._archive.resolve(document).id
        return networks.graph(self._ws, root, depth=depth, kinds=kinds, upward=upward)

    def coverage(self, document: str, level: Level | str, *, everything: bool = False) -> Coverage:
        """Who of a level has issued a document that implements a directive, and who has not.

        Args:
            document: id, number or path.
            level: ``central``, ``provincial``, ``district`` or ``commune``.
            everything: bodies known from the start too, not only those on the archive's own record.

        Raises:
            DocumentNotFound: it is not held.
        """
        from archivist import networks

        return networks.coverage(
            self._ws, self._archive.resolve(document).id, Level(level), everything=everything
        )

    # ------------------------------------------------------------------ decisions

    def relations(self, wanted: RelationFilter | None = None) -> tuple[Relation, ...]:
        """Relations that fit; by default all that change the status of an act.

        Raises:
            DocumentNotFound: no relation has one of the ids asked for.
        """
        from archivist import deciding

        return deciding.chosen(self._ws, wanted or RelationFilter())

    def pending(self) -> tuple[Relation, ...]:
        """Relations that would change the status of an act and that nobody has decided."""
        return self.relations(RelationFilter(states=(RelationState.PROPOSED, RelationState.BY_RULE)))

    def decide(
        self, wanted: RelationFilter, ruling: Ruling, *, dry_run: bool = False
    ) -> tuple[DecisionResult, ...]:
        """Confirm, reject or take back what was decided on, all relations that fit.

        Args:
            wanted: which relations.
            ruling: what the person says of them.
            dry_run: say what would become of each, and write nothing.

        Raises:
            DocumentNotFound: no relation has one of the ids asked for.
            UsageError: no name, or target, kind or parts for more than one relation.
            ReadOnlyArchive: the archive is open for reading only.
        """
        from archivist import deciding, indexing

        relations = deciding.chosen(self._ws, wanted)
        with fsio.storage_errors(self._ws.layout.root):
            results = tuple(deciding.decide(self._ws, relations, ruling, dry_run=dry_run))
            if not dry_run:
                indexing.try_drain(self._ws)
        return results

    def confirm(self, relation: str, *, by: str, why: str = "") -> DecisionResult:
        """Confirm one relation by its id; see `decide`."""
        return self._one(relation, Ruling(verdict=RelationState.CONFIRMED, by=by, why=why))

    def reject(self, relation: str, *, by: str, why: str = "") -> DecisionResult:
        """Reject one relation by its id; see `decide`."""
        return self._one(relation, Ruling(verdict=RelationState.REJECTED, by=by, why=why))

    def _one(self, relation: str, ruling: Ruling) -> DecisionResult:
        return self.decide(RelationFilter(ids=(relation,)), ruling)[0]

    def add(
        self,
        document: str,
        kind: RelationKind | str,
        *,
        by: str,
        why: str = "",
        target: str | None = None,
        number: str = "",
        scope: str = "",
        effective: dt.date | None = None,
    ) -> Relation:
        """State a relation that was not read; it counts as confirmed.

        Args:
            document: the document that states it: id, number or path.
            kind: which relation.
            by: who says so.
            why: why.
            target: the held document concerned: id, number or path.
            number: number of the act concerned when it is not held.
            scope: parts concerned, empty for the whole.
            effective: day from which it has effect, when not that of the document.

        Raises:
            UsageError: no act was named, or a lower body would change the act of a higher one.
            DocumentNotFound: a document is not held.
        """
        from archivist import deciding, indexing

        self._ws.require_write()
        meant: Document | None = self._archive.resolve(target) if target else None
        with fsio.storage_errors(self._ws.layout.root):
            relation = deciding.add(
                self._ws,
                self._archive.resolve(document),
                RelationKind(kind),
                by=by,
                why=why,
                target=meant,
                number=number,
                scope=scope,
                effective=effective,
            )
            indexing.try_drain(self._ws)
        return relation
