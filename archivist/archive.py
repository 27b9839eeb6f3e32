"""The archive as callers see it: one stateful class over plain functions.

Owns: the public API, argument checking at its edge, and the lifetime of an open archive.
Must not: hold logic of its own; each method is a call of the module that owns the matter.

One `Archive` belongs to one thread. The library never prints, configures logging or exits.
"""

from __future__ import annotations

import datetime as dt
import threading
import uuid
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, BinaryIO, Literal, Self

from archivist import audit, fsio, store
from archivist.catalogue import Catalogue
from archivist.errors import (
    AmbiguousDocument,
    ArchiveExists,
    CatalogueDamaged,
    DocumentNotFound,
    MissingFile,
    UsageError,
)
from archivist.model import (
    Access,
    CheckReport,
    Defaults,
    Document,
    DocumentId,
    FilingResult,
    FormatCount,
    Problem,
    Progress,
    Quarantined,
    Reason,
    Receipt,
    Relation,
    Results,
    Status,
)
from archivist.numbers import key as number_key
from archivist.settings import ArchiveSettings, initial_toml
from archivist.workspace import Mode, Workspace, now, require_platform, user_name

if TYPE_CHECKING:
    from archivist.classing import Classes
    from archivist.inbox import Completeness, FolderDefaults, InboxStatus
    from archivist.issuers import Issuers
    from archivist.recognising import RecognitionResult
    from archivist.reconciling import Worksheet
    from archivist.reconciling.facade import Reconciliation
    from archivist.refreshing import RereadResult
    from archivist.renditions import RenditionFile
    from archivist.series import Series
    from archivist.standing import Standing
    from archivist.store import Withheld
    from archivist.unlocking import Passwords
    from archivist.verifying import SignatureResult
    from archivist.watch import WatchStatus

ProgressFunction = Callable[[Progress], None]
StrPath = str | Path
Rebuildable = Literal["all", "catalogue", "index", "browse"]


@dataclass(frozen=True, slots=True, kw_only=True)
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


class Archive:
    """A document archive in a folder.

    Use `Archive.open` or `Archive.create`; as a context manager it closes itself.
    """

    def __init__(self, workspace: Workspace) -> None:
        self._ws = workspace

    # ------------------------------------------------------------------ life

    @classmethod
    def create(cls, path: StrPath, *, name: str = "") -> Self:
        """Create an archive in an empty or new folder and open it for writing.

        Args:
            path: the folder; it is made when it does not exist.
            name: name of the archive, for people.

        Raises:
            ArchiveExists: there is an archive, or something else, already.
            StorageError: the folder cannot be written.
            UnsupportedPlatform: this is not Linux.
        """
        from archivist.watch.looking import prepare_inbox

        require_platform()
        root = Path(path).absolute()
        with fsio.storage_errors(root):
            if (root / "archive.toml").exists():
                raise ArchiveExists(f"{root} is an archive already", path=root)
            layout = store.Layout(root)
            if root.exists() and not (root.is_dir() and store.only_begun(layout)):
                raise ArchiveExists(f"{root} is not empty; an archive needs a folder of its own", path=root)
            fsio.safe_remove_tree(layout.state)  # of a creation that was interrupted
            store.create_folders(layout)
            Catalogue.create(layout.catalogue_file).close()
            # archive.toml comes last: a folder without it is no archive, whatever else it holds.
            text = initial_toml(name or root.name, str(uuid.uuid4()))
            fsio.replace_file(root / "archive.toml", text.encode("utf-8"))
        archive = cls.open(root)
        with archive._ws.writer():
            audit.append(layout, audit.AuditEvent(at=now(), by=user_name(), action="created", key="created"))
        prepare_inbox(archive.settings.inbox)
        return archive

    @classmethod
    def open(cls, path: StrPath, mode: Mode = "rw", *, jobs: int | None = None) -> Self:
        """Open an archive.

        Args:
            path: its folder.
            mode: ``"rw"`` recovers what a dead process left unfinished; when this user may not
                write there it falls back to ``"r"``, which takes no lock.
            jobs: worker processes for extraction; by default as in archive.toml.

        Raises:
            ArchiveNotFound: no archive there.
            FormatTooNew: written by another version's format.
            SettingsError: archive.toml is wrong.
        """
        if not isinstance(path, (str, Path)):
            raise UsageError(f"an archive is named by a path, not {type(path).__name__}")
        ws = Workspace(Path(path), mode, jobs=jobs)
        if mode == "rw" and not ws.writable:
            ws.mode = "r"
        archive = cls(ws)
        try:
            archive._settle()
        except BaseException:
            ws.close()
            raise
        return archive

    def _settle(self) -> None:
        """Bring caches to a readable state and finish what was left unfinished."""
        from archivist import rebuilding, recovery

        if self._ws.mode != "rw":
            return
        store.create_folders(self._ws.layout)  # a restored archive comes without its caches
        try:
            recovery.recover(self._ws)
        except CatalogueDamaged:
            self._ws.close_catalogue()
            rebuilding.rebuild_catalogue(self._ws)
            recovery.recover(self._ws)
        if rebuilding.index_is_due(self._ws):
            rebuilding.rebuild_index(self._ws)

    def close(self) -> None:
        """Close the archive; worker processes end. Safe to call twice."""
        self._ws.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    # ------------------------------------------------------------------ facts

    @property
    def root(self) -> Path:
        """The archive's folder."""
        return self._ws.layout.root

    @property
    def settings(self) -> ArchiveSettings:
        """The archive's settings (archive.toml)."""
        return self._ws.settings

    @property
    def mode(self) -> Mode:
        """``"rw"``, or ``"r"`` when open for reading only."""
        return self._ws.mode

    @property
    def issuers(self) -> Issuers:
        """Issuing bodies as this archive knows them: look up, add, correct, merge (docs/adr/0016)."""
        from archivist.issuers import Issuers

        return Issuers(self._ws)

    @property
    def passwords(self) -> Passwords:
        """Passwords that are tried on encrypted files: count, add, remove (docs/adr/0015)."""
        from archivist.unlocking import Passwords

        return Passwords(self._ws)

    @property
    def classes(self) -> Classes:
        """Subject classes: the filing plan, its documents, and learning from them."""
        from archivist.classing import Classes

        return Classes(self._ws)

    @property
    def renditions(self) -> RenditionFile:
        """Which documents are renditions of one work: proposed, confirmed, split."""
        from archivist.renditions import RenditionFile

        return RenditionFile(self._ws)

    # ------------------------------------------------------------------ filing

    def file(
        self,
        path: StrPath,
        *,
        defaults: Defaults | None = None,
        received_from: str | None = None,
        inbox: StrPath | None = None,
        inbox_path: str = "",
        index: bool = True,
    ) -> FilingResult:
        """File one document: read it, store it durably, index it. The source is left alone.

        Args:
            path: the file.
            defaults: issuer, level and sender to assume where the document does not say.
            received_from: who handed it over.
            inbox: the inbox it lies in, when it came through one.
            inbox_path: its path below that inbox.
            index: bring the index up to date before returning.

        Returns:
            What became of it. A file that cannot be filed is a result, not an exception.

        Raises:
            StorageError: the archive's disk is full, read-only or failing; nothing was lost.
            ReadOnlyArchive: the archive is open for reading only.
            ArchiveLocked: another process held the writer lock for 30 seconds.
        """
        from archivist import filing, indexing

        self._ws.require_write()
        arrival = filing.Arrival(
            inbox=str(inbox or ""),
            inbox_path=inbox_path,
            received_from=received_from or "",
            defaults=defaults or Defaults(),
        )
        with fsio.storage_errors(self.root):
            result = filing.file_one(self._ws, Path(path), arrival)
            if index and result.document is not None:
                indexing.try_drain(self._ws)
        return result

    def file_many(
        self,
        paths: Iterable[StrPath],
        *,
        jobs: int | None = None,
        defaults: Defaults | None = None,
        received_from: str | None = None,
        progress: ProgressFunction | None = None,
    ) -> Iterator[FilingResult]:
        """File many documents, reading several at once; yields each result when it is durable.

        Args:
            paths: the files, in the order they shall be filed.
            jobs: how many to read at once; by default as many as there are workers.
            defaults: issuer, level and sender to assume where a document does not say.
            received_from: who handed them over.
            progress: told after each file, and while indexing.

        Raises:
            As `file`.
        """
        from archivist import bulk

        self._ws.require_write()
        yield from bulk.file_many(
            self._ws,
            [Path(path) for path in paths],
            jobs=jobs or self._ws.jobs,
            received_from=received_from or "",
            defaults=defaults,
            progress=progress,
        )

    # ------------------------------------------------------------------ the inbox

    def watch(
        self,
        inbox: StrPath | None = None,
        *,
        stop_event: threading.Event | None = None,
        once: bool = False,
        idle: Callable[[], None] | None = None,
        started: Callable[[WatchStatus], None] | None = None,
    ) -> Iterator[FilingResult]:
        """File whatever is dropped into the inbox; yields each result when its source is put away.

        Between files the text of scans is recognised, where tesseract is installed.

        Args:
            inbox: the folder; by default the one in archive.toml.
            stop_event: set it, from any thread or signal handler, to end the watching.
            once: end when everything that is there was tried.
            idle: called after each round of watching, for work between two files.
            started: told how the inbox is watched (events or polling, and why) before the first file.

        Raises:
            ArchiveLocked: another process watches this archive; `holder` names it.
            ReadOnlyArchive: the archive is open for reading only.
            InboxOffline: with `once`, when the inbox or its sentinel is not there. Without, the
                watcher waits until it is back.
        """
        from archivist import recognising, watching

        with recognising.Background(self._ws, also=idle, off=once) as background:
            yield from watching.watch(
                self._ws,
                self._inbox(inbox),
                stop=stop_event or threading.Event(),
                once=once,
                named=inbox is not None,
                idle=background.between,
                started=started,
            )

    def _inbox(self, inbox: StrPath | None) -> Path:
        return Path(inbox).absolute() if inbox else self.settings.inbox

    def inbox_status(self, inbox: StrPath | None = None) -> InboxStatus:
        """State of every file in the inbox, and why it waits."""
        from archivist import watching

        return watching.inbox_status(self._ws, self._inbox(inbox))

    def inbox_proof(self, since: dt.datetime, *, inbox: StrPath | None = None) -> Completeness:
        """Proof that everything seen in the inbox since a moment is accounted for.

        Args:
            since: aware time.
            inbox: the folder; by default the one in archive.toml.

        Raises:
            CatalogueDamaged: nobody ever watched this inbox.
        """
        from archivist import watching

        return watching.inbox_proof(self._ws, self._inbox(inbox), since)

    def inbox_folders(self) -> tuple[FolderDefaults, ...]:
        """Sub-folders of the inbox that carry meaning."""
        from archivist import watching

        return watching.folders_of(self._ws).list()

    def add_inbox_folder(self, name: str, defaults: Defaults) -> FolderDefaults:
        """Give a sub-folder of the inbox a meaning: whatever is dropped there gets these defaults.

        Raises:
            UsageError: the name leads out of the inbox or is hidden.
        """
        from archivist import watching

        with self._ws.writer():
            added = watching.folders_of(self._ws).add_folder(name, defaults, inbox=self.settings.inbox)
            self._note("inbox-folder-set", added.folder)
        return added

    def remove_inbox_folder(self, name: str) -> bool:
        """Take the meaning of a sub-folder away; the folder stays. False when it had none."""
        from archivist import watching

        with self._ws.writer():
            removed = watching.folders_of(self._ws).remove(name)
            if removed:
                self._note("inbox-folder-removed", name)
        return removed

    def _note(self, action: str, key: str) -> None:
        moment = now()
        event = audit.AuditEvent(at=moment, by=user_name(), action=action, key=f"{key} {moment.isoformat()}")
        audit.append(self._ws.layout, event)

    # ------------------------------------------------------------------ finding

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
        """Search the archive; docs/query-language.md describes the query.

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
            facets: count all matches by issuer, kind, year, level and language.
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

    # ------------------------------------------------------------------ one document

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

    # ------------------------------------------------------------------ changing

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

    def review(self, reason: Reason | str | None = None) -> tuple[Document, ...]:
        """Documents that wait for a person, oldest first.

        Args:
            reason: only those with this reason.
        """
        wanted = Reason(reason) if reason else None
        rows = self._ws.catalogue.review_list(wanted)
        return tuple(self._read(row.id) for row in rows)

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

    # ------------------------------------------------------------------ care

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
