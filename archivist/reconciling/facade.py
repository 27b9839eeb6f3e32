"""Reconciling two merged bodies, as callers see it: `Archive.reconciliation`.

Owns: the public operations. Must not: hold logic of its own.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

from archivist.reconciling import worksheet
from archivist.reconciling.records import Worksheet
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
