"""Checking, rebuilding and counting, as callers see it.

Owns: argument checking of what looks after the whole archive.
Must not: hold logic of its own.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from archivist import fsio
from archivist.archive.finding import Finding
from archivist.archive.opened import ProgressFunction, Rebuildable
from archivist.errors import (
    UsageError,
)
from archivist.lazyclass import dataclass
from archivist.model import (
    CheckReport,
    FormatCount,
    Problem,
)

if TYPE_CHECKING:
    from archivist.refreshing import RereadResult
    from archivist.series import Series


@dataclass(frozen=True, kw_only=True)
class Stats:
    """Figures about an archive; the mappings go from value to number of documents."""

    documents: int
    held: int
    in_review: int
    quarantined: int
    receipts: int
    bytes: int
    waiting_for_index: int
    kinds: Mapping[str, int]
    issuers: Mapping[str, int]
    years: Mapping[str, int]
    media_types: Mapping[str, int]
    formats: tuple[FormatCount, ...]


class Care(Finding):
    """How the archive as a whole is looked after."""

    def check(self, *, fixity: bool = True, progress: ProgressFunction | None = None) -> CheckReport:
        """Compare what is stored with what was promised; repairs nothing.

        Args:
            fixity: hash every stored file.
            progress: told after each document.
        """
        from archivist import check

        return check.check(self._ws, fixity=fixity, progress=progress)

    def rebuild(
        self, what: Rebuildable = "all", *, progress: ProgressFunction | None = None
    ) -> tuple[Problem, ...]:
        """Make caches anew from the documents: catalogue, index, browse tree.

        Args:
            what: ``"all"`` is catalogue and index (and the browse tree when there is one).
            progress: told as it goes.

        Returns:
            Documents whose record could not be read.
        """
        from archivist import browse, rebuilding

        if what not in ("all", "catalogue", "index", "browse"):
            raise UsageError(f"{what!r} cannot be rebuilt; say all, catalogue, index or browse")
        self._ws.require_write()
        problems: tuple[Problem, ...] = ()
        with fsio.storage_errors(self.root):
            if what in ("all", "catalogue"):
                problems = rebuilding.rebuild_catalogue(self._ws, progress=progress)
            if what in ("all", "index"):
                rebuilding.rebuild_index(self._ws, progress=progress)
            if what == "browse" or (what == "all" and self._ws.layout.browse.is_dir()):
                browse.build(self._ws.layout, self.iter_all(), progress=progress)
        return problems

    def reread(
        self, *, dry_run: bool = False, progress: ProgressFunction | None = None
    ) -> Iterator[RereadResult]:
        """Read every document again with today's reader; a person's word is never overruled.

        A new revision is written only where something reads differently. Interrupted, the next
        call goes on where this one ended.

        Args:
            dry_run: change nothing, only tell what would change.
            progress: told after each document.

        Raises:
            ArchiveLocked: another process does the same.
            ReadOnlyArchive: the archive is open for reading only.
        """
        from archivist import refreshing

        self._ws.require_write()
        with fsio.storage_errors(self.root):
            yield from refreshing.reread_all(self._ws, dry_run=dry_run, progress=progress)

    def index_waiting(self) -> int:
        """Bring the index up to date now. Returns how many documents waited."""
        from archivist import indexing

        self._ws.require_write()
        return indexing.drain(self._ws, wait=30.0)

    def series(
        self, *, issuer: str | None = None, kind: str | None = None, period: str = ""
    ) -> tuple[Series, ...]:
        """Number series: what is held of each, what is not, what bears a number twice.

        Args:
            issuer: only bodies of this name, code or id.
            kind: only this kind (title, symbol or code).
            period: only series of this year or term (``"2026"``, ``"2020–2025"``).

        Raises:
            UsageError: an unknown kind.
        """
        from archivist import series

        return series.number_series(self._ws, issuer=issuer or "", kind=kind or "", period=period)

    def stats(self) -> Stats:
        """Figures about the archive."""
        from archivist import quarantine

        counted = self._ws.catalogue.stats()
        return Stats(
            documents=counted.documents,
            held=counted.held,
            in_review=counted.review,
            quarantined=len(quarantine.entries(self._ws.layout)),
            receipts=counted.receipts,
            bytes=counted.bytes,
            waiting_for_index=counted.index_pending,
            kinds=dict(self._ws.catalogue.counts("kind")),
            issuers=dict(self._ws.catalogue.counts("issuer_name")),
            years=dict(self._ws.catalogue.counts("year")),
            media_types=dict(self._ws.catalogue.counts("media_type")),
            formats=self._ws.catalogue.formats(),
        )
