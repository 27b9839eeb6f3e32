"""Finding documents and reading what is held of one, as callers see it.

Owns: argument checking of what looks documents up.
Must not: hold logic of its own, or change anything.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from archivist import fsio, store
from archivist.archive.opened import OpenArchive
from archivist.errors import (
    AmbiguousDocument,
    DocumentNotFound,
    MissingFile,
    UsageError,
)
from archivist.model import (
    Document,
    DocumentId,
    Receipt,
    Relation,
    Results,
    Status,
)
from archivist.numbers import key as number_key
from archivist.workspace import now

if TYPE_CHECKING:
    from archivist.reconciling import Worksheet
    from archivist.reconciling.facade import Reconciliation
    from archivist.registers.facade import Registers
    from archivist.standing import Standing


class Finding(OpenArchive):
    """How documents are found and read."""

    def search(
        self,
        query: str = "",
        *,
        issuer: str | None = None,
        with_predecessors: bool = False,
        kind: str | None = None,
        since: dt.date | None = None,
        until: dt.date | None = None,
        subject: str | None = None,
        number: str | None = None,
        level: str | None = None,
        language: str | None = None,
        signed: str | None = None,
        sort: str = "relevance",
        limit: int = 20,
        offset: int = 0,
        facets: bool = False,
        explain: bool | str = False,
        in_force: bool = False,
        as_of: dt.date | None = None,
        status: bool = False,
        like: str = "",
        all_renditions: bool = False,
    ) -> Results:
        """Search the archive; docs/search.md describes the query.

        Args:
            query: words, phrases, numbers in any spelling, ``field:value``; empty for everything.
            issuer: name, code or id of the issuing body.
            with_predecessors: a body asked for, here or in the query, also means those before it.
            kind: title, symbol or code of the kind.
            since: first date of issue.
            until: last date of issue.
            subject: words of the subject.
            number: document number in any spelling.
            level: ``central``, ``provincial``, ``district`` or ``commune``.
            language: ISO 639-1 code.
            signed: what the digital signatures come to: ``valid``, ``invalid``, ``untrusted``,
                ``not-checked`` or ``none``.
            sort: ``relevance``, ``date``, ``-date``, ``number`` or ``issuer``.
            limit: at most this many hits.
            offset: leave out this many first.
            facets: count all matches by issuer, kind, year, level, class and language.
            explain: say the query in words (True for English, ``"vi"`` for Vietnamese), and of every
                hit what of the query it matched and where.
            in_force: only what was in force on `as_of`.
            as_of: day for `in_force` and `status`; today by default.
            status: add to every hit its status on that day.
            like: id of a document: find documents like it.
            all_renditions: find each rendition of a work (draft, scan, copy) for itself.

        Raises:
            QueryError: the query cannot be understood; it says where and what was expected.
            UsageError: an unknown kind, level, state of signatures or sort order.
            IndexDamaged: the index must be rebuilt.
        """
        from archivist import searching

        options = searching.SearchOptions(
            issuer=issuer,
            with_predecessors=with_predecessors,
            kind=kind,
            since=since,
            until=until,
            subject=subject,
            number=number,
            level=level,
            language=language,
            signed=signed,
            sort=sort,
            limit=limit,
            offset=offset,
            facets=facets,
            explain=explain,
            in_force=in_force,
            as_of=as_of,
            status=status,
            like=self.get(like).id if like else "",
            all_renditions=all_renditions,
        )
        return searching.search(self._ws, query, options)

    def complete(self, what: str, beginning: str, *, limit: int = 20) -> tuple[str, ...]:
        """What begins so, the most frequent first, with or without diacritics.

        Args:
            what: ``issuer``, ``number`` or ``term``.
            beginning: what was typed so far.
            limit: at most this many.

        Raises:
            UsageError: something else cannot be completed.
        """
        from archivist import completing

        return completing.complete(self._ws, what, beginning, limit)

    def get(self, document_id: str) -> Document:
        """The document with this id or unique id prefix.

        Raises:
            DocumentNotFound: none.
            AmbiguousDocument: several.
        """
        wanted = document_id.strip().lower()
        ids = self._ws.catalogue.ids_with_prefix(wanted) if wanted else ()
        if not ids:
            raise DocumentNotFound(f"no document has the id {document_id!r}")
        if len(ids) > 1:
            raise AmbiguousDocument(f"{document_id!r} fits {len(ids)} documents", candidates=tuple(ids[:20]))
        return self._read(ids[0])

    def _read(self, document_id: DocumentId) -> Document:
        row = self._ws.catalogue.row(document_id)
        if row is None:
            raise DocumentNotFound(f"no document has the id {document_id!r}")
        return self._ws.document(self.root / row.path)

    def find(
        self,
        *,
        number: str | None = None,
        issuer: str | None = None,
        kind: str | None = None,
        issued: dt.date | None = None,
    ) -> tuple[Document, ...]:
        """Documents with this number, issuer, kind and date; several, since a number is no identifier.

        Args:
            number: in any spelling.
            issuer: name, code or id of the body.
            kind: title, symbol or code.
            issued: date of issue.
        """
        from archivist.authorities.kinds import resolve_kind

        if issued is not None and not isinstance(issued, dt.date):
            raise UsageError(f"issued must be a date, not {type(issued).__name__}")
        ids = tuple(record.id for record in self._ws.issuers.resolve(issuer)) if issuer else ()
        kinds = tuple(k.code for k in resolve_kind(kind)) if kind else ()
        if (issuer and not ids) or (kind and not kinds):
            return ()
        rows = [
            row
            for row in self._ws.catalogue.find(
                number_key=number_key(number) if number else None,
                issued=issued.isoformat() if issued else None,
            )
            if (not ids or row.issuer_id in ids) and (not kinds or row.kind in kinds)
        ]
        if number and not (rows or issuer or kind or issued):
            # A further document in a file, or the number of a copy.
            rows = list(self._ws.catalogue.find_further(number_key(number)))
        return tuple(self._read(row.id) for row in rows)

    def resolve(self, reference: str) -> Document:
        """The document meant by an id prefix, a unique number, or the path of a file or folder.

        Raises:
            DocumentNotFound: none fits.
            AmbiguousDocument: several fit; `candidates` has their ids.
        """
        path = Path(reference)
        if path.exists():
            return self._by_path(path.resolve())
        numbered = self.find(number=reference)
        if len(numbered) == 1:
            return numbered[0]
        if numbered:
            raise AmbiguousDocument(
                f"{len(numbered)} documents have the number {reference}",
                candidates=tuple(document.id for document in numbered),
                hint=f"see whose they are with: archivist search 'number:{reference}'",
            )
        return self.get(reference)

    def _by_path(self, path: Path) -> Document:
        for folder in (path, *path.parents):
            if (folder / "record.json").is_file() and folder.is_relative_to(self._ws.layout.documents):
                return self._ws.document(folder)
        if path.is_file():
            row = self._ws.catalogue.by_sha256(fsio.hash_file(path))
            if row is not None:
                return self._read(row.id)
        raise DocumentNotFound(f"{path} is not in the archive", path=path)

    def iter_all(self) -> Iterator[Document]:
        """Every document, in the order of their ids."""
        for _, path in self._ws.catalogue.iter_ids():
            yield self._ws.document(self.root / path)

    def path_of(self, document_id: str) -> Path:
        """Path of the original file of a document."""
        document = self.get(document_id)
        return self.root / document.path / document.original.name

    def read(self, document_id: str) -> BinaryIO:
        """The original bytes, open for reading; the caller closes it."""
        return self.path_of(document_id).open("rb")

    def text(self, document_id: str) -> str:
        """The stored text: pages, then attachments, separated by form feeds.

        Raises:
            DocumentNotFound: no such document.
            MissingFile: the text is gone; the backup has it.
        """
        folder = self.root / self.get(document_id).path
        try:
            return store.read_text(folder)
        except FileNotFoundError:
            raise MissingFile(f"the text in {folder} is missing", path=folder) from None

    def receipts(self, document_id: str) -> tuple[Receipt, ...]:
        """Every arrival of a document, first first."""
        document = self.get(document_id)
        return tuple(
            sorted(store.read_receipts(self.root / document.path), key=lambda r: (r.received_at, r.id))
        )

    def relations(self, document_id: str) -> tuple[Relation, ...]:
        """What a document cites and what cites it, with evidence."""
        from archivist import relating

        return relating.relations_of(self._ws, self.get(document_id))

    def status(
        self, document_id: str, *, as_of: dt.date | None = None, known_on: dt.date | None = None
    ) -> Status:
        """Whether a directive was in force on a day, with the grounds (docs/adr/0019).

        Args:
            document_id: id or unique prefix.
            as_of: the day; today by default.
            known_on: use only what was filed and decided until this day; by default all of it.
        """
        from archivist import validity

        return validity.status_of(
            self._ws, self.get(document_id).id, as_of or now().astimezone().date(), known_on
        )

    @property
    def standing(self) -> Standing:
        """Relations between the directives: decisions on them, reviews, coverage, graphs."""
        from archivist.standing import Standing

        return Standing(self, self._ws)

    @property
    def registers(self) -> Registers:
        """Registers of incoming and outgoing documents: their lines, what persons write in them, print."""
        from archivist.registers.facade import Registers

        return Registers(self, self._ws)

    def reconcile(self, a: str, b: str, *, as_of: dt.date | None = None) -> Worksheet:
        """Worksheet of two merged bodies: their directives in force, paired, with proposals (docs/adr/0020).

        Args:
            a: first body: id, or a name or code only one body has.
            b: second body.
            as_of: day on which the directives are in force; today by default.

        Raises:
            UsageError: no body, or several, are called so, or both are one.
        """
        return self.reconciliation.worksheet(a, b, as_of=as_of)

    @property
    def reconciliation(self) -> Reconciliation:
        """Reconciling two merged bodies: worksheet, decisions, export and import, comparison."""
        from archivist.reconciling.facade import Reconciliation

        return Reconciliation(self, self._ws)
