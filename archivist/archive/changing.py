"""Correcting, recognising, releasing and withdrawing documents, as callers see it.

Owns: argument checking of what changes documents.
Must not: hold logic of its own.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from archivist import fsio, store
from archivist.archive.finding import Finding
from archivist.archive.opened import ProgressFunction, StrPath
from archivist.errors import (
    DocumentNotFound,
)
from archivist.model import (
    Access,
    Document,
    DocumentId,
    FilingResult,
    Quarantined,
    Reason,
)

if TYPE_CHECKING:
    from archivist.issuer_lists import IssuerList
    from archivist.recognising import RecognitionResult
    from archivist.store import Withheld
    from archivist.verifying import SignatureResult


class Changing(Finding):
    """How what is held of a document changes."""

    def revise(
        self,
        document_id: str,
        *,
        by: str,
        why: str = "",
        from_revision: int | None = None,
        accept: bool = False,
        **fields: str | None,
    ) -> Document:
        """Correct fields of a document; a person's value is never overwritten by a later reading.

        Args:
            document_id: id or unique prefix.
            by: who says so.
            why: why.
            from_revision: refuse when somebody else revised it since.
            accept: the person looked at it: settle the reasons for review that a look settles.
            fields: names of `FieldName` and their new values; None clears a field.

        Raises:
            UsageError: an unknown field or an impossible value.
            RevisionConflict: the record has moved on.
            DocumentNotFound: no such document.
        """
        from archivist import indexing, revising

        document = self.get(document_id)
        with fsio.storage_errors(self.root):
            changed = revising.revise(
                self._ws, document.path, fields, by=by, why=why, from_revision=from_revision, accept=accept
            )
            indexing.try_drain(self._ws)
        return changed

    def verify_signatures(
        self, document_ids: Iterable[str] | None = None, *, progress: ProgressFunction | None = None
    ) -> Iterator[SignatureResult]:
        """Check digital signatures again, and record what changed (docs/signatures.md).

        Args:
            document_ids: ids or unique id prefixes; None for every PDF of the archive.
            progress: told after each document.

        Yields:
            What the check of each document came to; without ids, only of those that have signatures.

        Raises:
            UsageError: pyHanko is not installed (``archivist[sign]``).
            DocumentNotFound: none has such an id.
            ReadOnlyArchive: the archive is open for reading only.
        """
        from archivist import indexing, verifying

        self._ws.require_write()
        ids = None if document_ids is None else [self.get(one).id for one in document_ids]
        with fsio.storage_errors(self.root):
            changed = False
            for result in verifying.verify_all(self._ws, ids, progress=progress):
                changed = changed or result.changed
                yield result
            if changed:
                indexing.try_drain(self._ws)

    def recognise_pending(
        self, *, progress: ProgressFunction | None = None, limit: int | None = None
    ) -> Iterator[RecognitionResult]:
        """Recognise the text of every document that waits for it; yields each result.

        What was read is kept page by page: an interrupted run goes on where it ended.

        Args:
            progress: told after each page.
            limit: at most this many documents.

        Raises:
            UsageError: tesseract or its Vietnamese data is missing; the hint says how to get it.
            ArchiveLocked: another process recognises in this archive.
        """
        from archivist import recognising

        yield from self._recognise(recognising.waiting(self._ws)[:limit], progress)

    def recognise(self, document_id: str, *, progress: ProgressFunction | None = None) -> RecognitionResult:
        """Recognise the text of one document's scanned pages, again if it was done before.

        A page that holds a State-secret mark ends in the withdrawal of the document.

        Raises:
            As `recognise_pending`, and DocumentNotFound: no such document.
        """
        return next(self._recognise([self.get(document_id).id], progress))

    def export_searchable(self, document_id: str, target: StrPath) -> int:
        """Write a PDF copy of a recognised scan whose text can be searched and selected.

        The pages look as they are; the recognised words lie invisibly in their places. The original
        is not touched; digital signatures do not vouch for the copy and are left out of it.

        Args:
            document_id: the document.
            target: the file to write; it must not exist.

        Returns:
            How many pages have recognised text.

        Raises:
            UsageError: nothing of it was recognised, or `target` is there.
            ExtractionError: the original is encrypted or damaged.
            DocumentNotFound: no such document.
            StorageError: the copy cannot be written.
        """
        from archivist import copying

        return copying.export_searchable(self._ws, self.get(document_id), Path(target))

    def _recognise(
        self, ids: Sequence[DocumentId], progress: ProgressFunction | None
    ) -> Iterator[RecognitionResult]:
        from archivist import recognising

        self._ws.require_write()
        setup = recognising.require_setup(self._ws)
        with (
            fsio.storage_errors(self.root),
            recognising.Recogniser(self._ws, setup, width=self._ws.jobs, progress=progress) as recogniser,
        ):
            yield from recogniser.run(ids)

    def import_issuers(
        self, path: StrPath, *, by: str, why: str = "", update: bool = False, dry_run: bool = False
    ) -> IssuerList:
        """Put the bodies of a filled-in list (CSV or XLSX) on record; see `archivist.issuer_lists.take`."""
        from archivist import issuer_lists

        return issuer_lists.take(self._ws, Path(path), by=by, why=why, update=update, dry_run=dry_run)

    def review(self, reason: Reason | str | None = None) -> tuple[Document, ...]:
        """Documents that wait for a person, oldest first.

        `Document.reasons` say why; also that a receipt belongs to no fonds, which no record holds.

        Args:
            reason: only those with this reason.
        """
        from archivist import questioning

        return questioning.waiting(self._ws, Reason(reason) if reason else None)

    def quarantined(self) -> tuple[Quarantined, ...]:
        """Files put aside because they could not be filed, oldest first."""
        from archivist import quarantine

        return quarantine.entries(self._ws.layout)

    def withheld(self) -> tuple[Withheld, ...]:
        """Documents that bear a State-secret mark and were not kept, where their numbers are noted."""
        return store.withheld(self._ws.layout)

    def release(
        self, reference: str, *, by: str, why: str = "", as_is: bool = False
    ) -> FilingResult | Document:
        """Release a quarantined file (it is read again) or a held document (it becomes findable).

        Args:
            reference: id or unique prefix of a quarantined file, or of a held document.
            by: who decided it.
            why: why.
            as_is: file a quarantined file without reading it, on the word of this person.

        Raises:
            DocumentNotFound: nothing with this id waits.
        """
        from archivist import indexing, releasing, revising

        self._ws.require_write()
        with fsio.storage_errors(self.root):
            result: FilingResult | Document | None
            result = releasing.release_quarantined(self._ws, reference, by=by, why=why, as_is=as_is)
            if result is None:
                document = self.get(reference)
                if document.access is not Access.HELD:
                    raise DocumentNotFound(f"{reference} is neither quarantined nor held")
                result = revising.release_held(self._ws, document.path, by=by, why=why)
            indexing.try_drain(self._ws)
        return result

    def withdraw(self, document_id: str, *, by: str, why: str) -> None:
        """Remove a document that must not be kept; a tombstone (hash, time, reason) stays.

        Original, text, every revision, the catalogue row, the terms in the index, and the copy
        the inbox kept are removed.

        Raises:
            DocumentNotFound: no such document.
            UsageError: no name or no reason was given.
        """
        from archivist import browse, indexing, revising, watching

        document = self.get(document_id)
        with fsio.storage_errors(self.root):
            revising.withdraw(self._ws, document.path, by=by, why=why)
            browse.remove(self._ws.layout)
            indexing.drain(self._ws, wait=30.0)
            self._ws.index().expunge()
            watching.forget_names(self._ws, document.id)
