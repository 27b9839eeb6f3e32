"""Disposal as people work with it: `Archive.disposals`: a list, decisions on it, carrying them out.

Owns: what may stand on a list, what forbids carrying out a decision at that very moment, and the
order of the steps. Must not: begin any of them by itself; nothing is deleted without a list, a
decision by a named person and a further command (docs/adr/0031).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from archivist import browse, fsio, indexing, recovery, revising, statements, store, tabling, watching
from archivist.disposing.listing import disposal_sheet
from archivist.disposing.records import DisposalEntry, DisposalLine, DisposalOutcome, LineState, Refusal
from archivist.dossiers import DossierEntry, DossierFile
from archivist.errors import ArchivistError, DocumentNotFound, RecordDamaged, UsageError
from archivist.model import Access, Document, DocumentId
from archivist.periods import LEAST_EVER, parse_period
from archivist.retention import Block, Proposal, Retention
from archivist.store.disposals import (
    Decision,
    DisposalList,
    Listed,
    disposal_subject,
    encode_disposal,
    read_disposals,
)
from archivist.store.keeping import read_keeping_file
from archivist.store.statements import Statement
from archivist.text import clean_line
from archivist.workspace import Workspace, now


class Disposals:
    """The disposal lists of one archive."""

    def __init__(self, ws: Workspace) -> None:
        self._ws = ws

    def all(self) -> tuple[DisposalEntry, ...]:
        """Every list, by number.

        Raises:
            RecordDamaged: a list or decision cannot be read or is missing.
        """
        return tuple(self._entry(*held) for _, held in sorted(read_disposals(self._ws.layout).items()))

    def show(self, number: int) -> DisposalEntry:
        """One list. Raises `UsageError` when there is none, and as `all`."""
        return self._entry(*self._held(number))

    def tombstone(self, reference: str) -> store.Tombstone:
        """What stays of a document that was disposed of.

        Args:
            reference: its id or first characters of it, or its number.

        Raises:
            DocumentNotFound: no single one was disposed of that is called so.
        """
        wanted = clean_line(reference)
        found = [
            one
            for one in store.tombstones(self._ws.layout)
            if one.disposal is not None
            and wanted
            and (one.id.startswith(wanted.lower()) or one.disposal.number == wanted)
        ]
        if len(found) != 1:
            raise DocumentNotFound(f"no document has the id {reference!r}")
        return found[0]

    def _held(self, number: int) -> tuple[DisposalList, tuple[Decision, ...]]:
        held = read_disposals(self._ws.layout).get(number)
        if held is None:
            raise UsageError(f"there is no disposal list {number}")
        return held

    def _entry(self, made: DisposalList, decisions: Sequence[Decision]) -> DisposalEntry:
        last = {one: decision for decision in decisions for one in decision.documents}
        lines = tuple(self._line(listed, last.get(listed.document)) for listed in made.lines)
        return DisposalEntry(number=made.list, made=made.statement, lines=lines)

    def _line(self, listed: Listed, decision: Decision | None) -> DisposalLine:
        row = self._ws.catalogue.row(DocumentId(listed.document))
        said = decision.statement if decision else None
        state = LineState.OPEN
        if decision is not None:
            state = LineState.APPROVED if decision.approved else LineState.REJECTED
        label = listed.document[:8]
        if row is not None:
            if row.access is Access.OPEN:
                label = row.number or row.subject or label
            return DisposalLine(listed=listed, label=label, state=state, decision=said)
        tombstone = store.read_tombstone(self._ws.layout, listed.document)
        if tombstone is not None:
            state = LineState.DISPOSED if tombstone.disposal else LineState.WITHDRAWN
        if tombstone is not None and tombstone.disposal is not None:
            label = tombstone.disposal.number or tombstone.disposal.subject or label
        return DisposalLine(listed=listed, label=label, state=state, decision=said)

    # ------------------------------------------------------------------ the list

    def make(self, *, by: str, why: str = "") -> DisposalEntry | None:
        """Make a list of every document that is due today and blocked by nothing.

        What stands on an earlier list, undecided or approved, is left there.

        Args:
            by: who makes it.
            why: why.

        Returns:
            The list; None when there is nothing to put on one.

        Raises:
            UsageError: no name was given.
            RecordDamaged: a statement on retention cannot be read.
        """
        by = _name(by, "a disposal list needs a name: who makes it?")
        with self._ws.writer():
            self._come_to_rest()
            lines = tuple(self._listable())
            if not lines:
                return None
            number = 1 + max(read_disposals(self._ws.layout), default=0)
            said = _statement(number, "disposal-listed", by, why)
            self._state(DisposalList(list=number, lines=lines, statement=said), 1)
            return self.show(number)

    def _listable(self) -> Iterator[Listed]:
        waiting = {
            line.listed.document
            for entry in self.all()
            for line in entry.lines
            if line.state in (LineState.OPEN, LineState.APPROVED)
        }
        retention = Retention(self._ws)
        of_file = _files_blocked(retention)
        for one in retention.due():
            kind, _, id_ = one.target.partition(":")
            if kind != "document" or one.blocks or one.example or id_ in waiting:
                continue
            if not any(map(of_file, self._files_of(id_))):
                row = self._ws.catalogue.row(DocumentId(id_))
                if row is not None:
                    yield _listed(id_, row.sha256, one)

    def _files_of(self, id_: str) -> tuple[str, ...]:
        held = (said[-1] for said in store.read_dossiers(self._ws.layout).values())
        return tuple(f"dossier:{one.key}" for one in held if id_ in one.documents)

    # ------------------------------------------------------------------ the decision

    def decide(
        self, number: int, documents: Sequence[str] = (), *, approve: bool, by: str, why: str
    ) -> DisposalEntry:
        """Say whether documents on a list may be disposed of; the last decision on one counts.

        Args:
            number: number of the list.
            documents: full ids; empty: all that are still held.
            approve: they may be; else they are kept.
            by: who decides.
            why: why.

        Raises:
            UsageError: no such list, a document is not on it or is gone, no name, or no reason.
        """
        by = _name(by, "a decision needs a name: who decides?")
        if not clean_line(why):
            raise UsageError("a decision on disposal needs a reason")
        with self._ws.writer():
            self._come_to_rest()
            entry, (_, decisions) = self.show(number), self._held(number)
            gone = (LineState.DISPOSED, LineState.WITHDRAWN)
            held = {line.listed.document: line.state not in gone for line in entry.lines}
            meant = tuple(dict.fromkeys(documents)) or tuple(one for one, there in held.items() if there)
            for one in meant:
                if not held.get(one):
                    raise UsageError(f"{one[:8]} is not on list {number}, or gone")
            if not meant:
                raise UsageError(f"nothing of list {number} is left to decide on")
            action = "disposal-approved" if approve else "disposal-rejected"
            said = _statement(number, action, by, why)
            revision = len(decisions) + 2
            decision = Decision(
                list=number, number=revision, approved=approve, documents=meant, statement=said
            )
            self._state(decision, revision)
            return self.show(number)

    def _state(self, said: DisposalList | Decision, revision: int) -> None:
        with fsio.storage_errors(self._ws.layout.root):
            fsio.make_folder(self._ws.layout.disposals)
            subject = disposal_subject(said.list)
            statements.make(self._ws, self._ws.layout.disposals, subject, revision, encode_disposal(said))

    # ------------------------------------------------------------------ carrying it out

    def look(self, number: int) -> tuple[DisposalOutcome, ...]:
        """What `dispose` would do now with the documents that were approved. Nothing is removed.

        Raises:
            UsageError: there is no such list.
            RecordDamaged: a statement on retention cannot be read.
        """
        self._require_readable()
        lines = self.show(number).lines
        return tuple(self._outcome(line) for line in lines if line.state is LineState.APPROVED)

    def dispose(self, number: int, *, by: str) -> tuple[DisposalOutcome, ...]:
        """Destroy the documents of a list that were approved and that nothing forbids to destroy now.

        Of each a tombstone stays that says what it was and who decided. Bytes, text, every revision,
        the copy in the inbox, words in the index and the browse tree go. It may be repeated: what was
        interrupted is finished, what was refused is looked at again.

        Args:
            number: number of the list.
            by: who carries it out.

        Returns:
            What came of each document that was approved.

        Raises:
            UsageError: there is no such list, or no name.
            RecordDamaged: a statement on retention cannot be read: nothing is removed.
            StorageError: the disk is full or failing; each document is whole or has its tombstone.
        """
        by = _name(by, "a disposal needs a name: who carries it out?")
        with fsio.storage_errors(self._ws.layout.root):
            with self._ws.writer():
                self._come_to_rest()
                waiting = [one for one in self.show(number).lines if one.state is LineState.APPROVED]
            outcomes = tuple(self._dispose_one(number, line.listed.document, by) for line in waiting)
            gone = [one.listed.document for one in self.show(number).lines if one.state is LineState.DISPOSED]
            if gone:
                self._forget(gone)
                self._bury_files(number, frozenset(gone), by)
        return outcomes

    def _bury_files(self, number: int, gone: frozenset[str], by: str) -> None:
        """A file goes with the last of its documents; repeated by the next `dispose` after a crash."""
        dossiers = DossierFile(self._ws)
        for said in store.read_dossiers(self._ws.layout).values():
            one = said[-1]
            if one.disposed_on is not None or gone.isdisjoint(one.documents):
                continue
            stones = [store.read_tombstone(self._ws.layout, id_) for id_ in one.documents]
            if any(stone is None for stone in stones) or self._ws.catalogue.rows_of(one.documents):
                continue  # a document is still held, or nobody knows what became of it
            why = next((stone.reason for stone in stones if stone and stone.id in gone), "")
            day = now().astimezone().date()
            period = self._longest(number, one.documents)
            dossiers.bury(one.key, day, disposal_list=number, period=period, by=by, why=why)

    def _longest(self, number: int, documents: Sequence[str]) -> str:
        """The longest period by which documents of a file stand on a list."""
        listed = [one.listed for one in self.show(number).lines if one.listed.document in documents]
        periods = [parse_period(one.period, least=LEAST_EVER) for one in listed]
        return str(max(periods, key=lambda one: one.rank)) if periods else ""

    def files(self, number: int) -> tuple[DossierEntry, ...]:
        """The files that were disposed of by a list, with the last of their documents.

        Raises:
            UsageError: there is no such list. RecordDamaged: as `all`.
        """
        self._held(number)
        return tuple(one for one in DossierFile(self._ws).all() if one.dossier.disposal_list == number)

    def of_file(self, number: int, dossier: str) -> tuple[str, ...]:
        """Ids of the documents of a file that are on a list and not gone yet, to decide on all of them.

        Args:
            number: number of the list.
            dossier: ``<fonds>:<number>``, or the reference of the file.

        Raises:
            UsageError: no such list or file, or none of its documents is on the list.
        """
        documents = DossierFile(self._ws).show(dossier).dossier.documents
        gone = (LineState.DISPOSED, LineState.WITHDRAWN)
        found = [one.listed.document for one in self.show(number).lines if one.state not in gone]
        meant = tuple(one for one in found if one in documents)
        if not meant:
            raise UsageError(f"no document of {dossier} is on list {number}, or they are gone")
        return meant

    def export(self, number: int, path: str | Path, *, language: str = "vi") -> int:
        """Write a list for the council to a new file, file by file; its ending says the form (`tabling.write`).

        Args:
            number: number of the list.
            path: the file; it must not exist.
            language: ``"vi"`` or ``"en"``.

        Returns:
            Number of rows.

        Raises:
            UsageError: there is no such list, another ending, or the target is there already.
            StorageError: it cannot be written.
        """
        entry = self.show(number)
        return tabling.write(disposal_sheet(self._ws, entry, language=language), Path(path))

    def _dispose_one(self, number: int, id_: str, by: str) -> DisposalOutcome:
        """Judged and buried under one lock, so that no hold can come in between."""
        with self._ws.writer():
            self._come_to_rest()
            line = next(one for one in self.show(number).lines if one.listed.document == id_)
            outcome = self._outcome(line)
            if outcome.refused or line.decision is None:
                return outcome
            document = self._document(id_)
            revising.bury(self._ws, document, self._tombstone(document, number, line.decision, by))
        return outcome

    def _tombstone(self, document: Document, number: int, said: Statement, by: str) -> store.Tombstone:
        folder = self._ws.layout.root / document.path
        arrivals = (receipt.arrival for receipt in store.read_receipts(folder))
        issuer = document.issuer
        return store.Tombstone(
            id=document.id,
            sha256=document.sha256,
            at=now(),
            by=by,
            reason=said.why,
            arrivals=tuple(arrival for arrival in arrivals if arrival is not None),
            disposal=store.Disposed(
                number=document.number or "",
                kind=document.kind.title if document.kind else "",
                issuer=(issuer.name or issuer.as_printed) if issuer else "",
                issued=document.issued_text or "",
                subject=document.subject or "",
                list=number,
                decided_by=said.by,
                decided_at=said.at,
                decided_why=said.why,
            ),
        )

    def _outcome(self, line: DisposalLine) -> DisposalOutcome:
        refused = tuple(self._refused(line))
        return DisposalOutcome(document=line.listed.document, label=line.label, refused=refused)

    def _refused(self, line: DisposalLine) -> Iterator[Block | Refusal]:
        """Everything that forbids disposing of a document at this moment."""
        listed = line.listed
        if line.state is not LineState.APPROVED:
            yield Refusal.NOT_APPROVED
        if self._ws.catalogue.row(DocumentId(listed.document)) is None:
            yield Refusal.GONE
            return
        if not self._unaltered(listed):
            yield Refusal.CHANGED
            return
        retention = Retention(self._ws)  # a new one: schedules are read again
        found = retention.show(f"document:{listed.document}")
        yield from found.blocks
        if found.example:
            yield Refusal.EXAMPLE
        if _ground(found) != (listed.period, listed.by_person, listed.schedule, listed.line):
            yield Refusal.CHANGED
        if any(map(_files_blocked(retention), self._files_of(listed.document))):
            yield Refusal.FILE_KEPT

    def _unaltered(self, listed: Listed) -> bool:
        """Whether folder, record and every file are what was filed, and what was listed."""
        try:
            document = self._document(listed.document)
        except (ArchivistError, FileNotFoundError):
            return False
        folder = self._ws.layout.root / document.path
        return document.sha256 == listed.sha256 and not store.verify_folder(self._ws.layout, folder)

    def _document(self, id_: str) -> Document:
        row = self._ws.catalogue.row(DocumentId(id_))
        if row is None:
            raise DocumentNotFound(f"no document has the id {id_!r}")
        return store.read_document(self._ws.layout, self._ws.layout.root / row.path)

    def _come_to_rest(self) -> None:
        """Nothing a dead process began is open, and everything persons said can be read."""
        recovery.settle_intents(self._ws)
        statements.finish_pending(self._ws)
        self._require_readable()

    def _require_readable(self) -> None:
        """Raise when a statement is damaged or missing: it may be the one that forbids a disposal."""
        layout = self._ws.layout
        readers: tuple[tuple[Path, Callable[[store.NumberedFile], object]], ...] = (
            (layout.retention, read_keeping_file),
            (layout.dossiers, store.read_dossier_file),
        )
        for folder, read in readers:
            if missing := store.missing_numbers(folder):
                path = folder / missing[0]
                raise RecordDamaged(f"{path}: is missing", path=path)
            for file in store.numbered_files(folder):
                read(file)

    def _forget(self, gone: Sequence[str]) -> None:
        """Their words leave the caches; repeated after a crash by the next `dispose`."""
        self._ws.catalogue.expunge()
        browse.remove(self._ws.layout)
        indexing.drain(self._ws, wait=30.0)
        self._ws.index().expunge()
        for one in gone:
            watching.forget_names(self._ws, one)


def _name(by: str, message: str) -> str:
    by = clean_line(by)
    if not by:
        raise UsageError(message)
    return by


def _statement(number: int, action: str, by: str, why: str) -> Statement:
    return Statement(at=now(), by=by, action=action, subject=disposal_subject(number), why=clean_line(why))


def _ground(one: Proposal) -> tuple[str, bool, str, str]:
    return (str(one.period) if one.period else "", one.by_person, one.schedule, one.line)


def _files_blocked(retention: Retention) -> Callable[[str], bool]:
    """Whether anything forbids disposing of a file (``dossier:<key>``); asked once for each."""
    known: dict[str, bool] = {}

    def blocked(target: str) -> bool:
        if target not in known:
            found = retention.show(target)
            known[target] = bool(found.blocks) or found.example
        return known[target]

    return blocked


def _listed(id_: str, sha256: str, one: Proposal) -> Listed:
    assert one.period is not None  # what has no period is blocked
    assert one.runs_from is not None
    assert one.due is not None
    return Listed(
        document=id_,
        sha256=sha256,
        period=str(one.period),
        by_person=one.by_person,
        schedule=one.schedule,
        basis=one.basis,
        line=one.line,
        line_title=one.line_title,
        runs_from=one.runs_from,
        due=one.due,
    )
