"""Reconciling two merged bodies, as callers see it: `Archive.reconciliation`.

Owns: the public operations. Must not: hold logic of its own.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from archivist.errors import AmbiguousDocument, DocumentNotFound, UsageError
from archivist.lazyclass import dataclass
from archivist.reconciling import comparing, settling, sheet, worksheet
from archivist.reconciling.comparing import ClausePair
from archivist.reconciling.records import Row, Taken, Worksheet
from archivist.store import Action, Settled
from archivist.workspace import Workspace

if TYPE_CHECKING:
    from archivist.archive.finding import Finding


@dataclass(frozen=True, slots=True)
class Reconciliation:
    """Reconciliation of the directives of two bodies of one archive."""

    _archive: Finding
    _ws: Workspace

    def worksheet(self, a: str, b: str, *, as_of: dt.date | None = None) -> Worksheet:
        """The worksheet of two bodies; see `Archive.reconcile`."""
        return worksheet.make(self._ws, a, b, as_of=as_of)

    def decide(
        self, documents: Sequence[str], action: Action | str, *, by: str, why: str = "", result: str = ""
    ) -> Settled:
        """Record what was decided of a directive, or of a pair; it changes no status.

        Two directives decided on together are a pair from then on, whether the program paired them or
        not; ``apart`` says that they are none, ``open`` takes a decision back.

        Args:
            documents: one or two: id, number or path.
            action: ``keep``, ``amend``, ``replace``, ``repeal``, ``expired``, ``apart`` or ``open``.
            by: who decided.
            why: why.
            result: the resulting document: its number, or id or path when it is held.

        Returns:
            What holds now; the same decision twice is recorded once.

        Raises:
            UsageError: no name, or a decision that cannot be.
            DocumentNotFound: a document is not held.
            ReadOnlyArchive: the archive is open for reading only.
        """
        ids = [self._archive.resolve(one).id for one in documents]
        number, held = self._result(result)
        return settling.settle(self._ws, ids, Action(action), by=by, why=why, result=number, result_id=held)[
            0
        ]

    def _result(self, result: str) -> tuple[str, str]:
        """Number and id of the resulting document; no id when it is not held yet, or not for certain."""
        if not result.strip():
            return "", ""
        try:
            found = self._archive.resolve(result)
        except (DocumentNotFound, AmbiguousDocument):
            return result, ""
        return found.number or result, found.id

    def decisions(self) -> tuple[Settled, ...]:
        """Every decision in force, oldest first."""
        found = settling.in_force(self._ws).values()
        return tuple(sorted(found, key=lambda one: (one.statement.at, one.key)))

    def export(
        self, made: Worksheet, path: str | Path, *, rows: Sequence[Row] | None = None, language: str = "en"
    ) -> int:
        """Write a worksheet to a new ``.csv``, ``.xlsx`` or ``.docx`` file; see `archivist.reconciling.sheet.write`."""
        return sheet.write(made, Path(path), rows=rows, language=language)

    def take(self, path: str | Path, *, by: str, dry_run: bool = False) -> tuple[Taken, ...]:
        """Record the decisions of a worksheet that was exported and filled in.

        A line that cannot be recorded is answered and hinders no other. The same file taken twice is
        recorded once.

        Args:
            path: ``.csv``, ``.xlsx`` or ``.docx``.
            by: who decided, where a line does not say.
            dry_run: only tell what would become of each line.

        Raises:
            UsageError: it is no such file.
            ReadOnlyArchive: the archive is open for reading only.
        """
        if not dry_run:
            self._ws.require_write()
        seen: dict[str, sheet.Filled] = {}
        taken = []
        for one in sheet.read(Path(path)):
            key = "+".join(sorted(one.documents))
            before = seen.setdefault(key, one)
            taken.append(self._take(one, before, by, dry_run))
        return tuple(taken)

    def _take(self, one: sheet.Filled, before: sheet.Filled, by: str, dry_run: bool) -> Taken:
        taken = Taken(line=one.line, key="+".join(sorted(one.documents)), written=one.written)
        if one.action is None:
            return replace(taken, problem=f"{one.written!r} is not among the words of a decision")
        if not one.complete or not one.documents:
            return replace(taken, problem="an id of a directive it names is missing")
        if (before.action, before.why, before.result) != (one.action, one.why, one.result):
            return replace(taken, problem=f"line {before.line} decides the same directives otherwise")
        if settling.is_outdated(self._ws, taken.key, one.action, by=one.by or by, why=one.why):
            return replace(taken, problem="it was decided so before, and otherwise since; change its reason")
        try:
            ids = [self._archive.get(id_).id for id_ in one.documents]
            number, held = self._result(one.result)
            earlier = settling.in_force_on(self._ws, taken.key)
            settled, new = settling.settle(
                self._ws, ids, one.action,
                by=one.by or by, why=one.why, result=number, result_id=held, dry_run=dry_run,
            )  # fmt: skip
        except (UsageError, DocumentNotFound, AmbiguousDocument) as error:
            return replace(taken, problem=error.message)
        return replace(taken, settled=settled, new=new, before=earlier if new else None)

    def compare(self, one: str, other: str) -> tuple[ClausePair, ...]:
        """Two documents clause by clause, side by side.

        Args:
            one: id of the first.
            other: id of the second.

        Raises:
            DocumentNotFound: one of them is not held.
            MissingFile: a text is gone.
        """
        return comparing.compare(self._archive.text(one), self._archive.text(other))
