"""Retention as people work with it: `Archive.retention`.

Owns: the proposal for a document or file with its grounds, what forbids its disposal, and holds.
Must not: remove anything.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import field
from pathlib import Path

from archivist import fsio, statements, store, tabling
from archivist.binding import Binder
from archivist.catalogue import DocumentRow, ListFilters
from archivist.dossiers import DossierFile
from archivist.errors import ArchivistError, UsageError
from archivist.lazyclass import dataclass
from archivist.model import Access, Document, DocumentId, FieldName, RelationKind, Validity
from archivist.periods import LEAST_EVER, Period, parse_period
from archivist.quickenum import StrEnum
from archivist.retention import listing, schedules
from archivist.retention.schedules import Schedule
from archivist.store.dossiers import Dossier
from archivist.store.keeping import Keeping, encode_keeping, read_keepings
from archivist.store.statements import Statement
from archivist.text import clean_line
from archivist.validity import NO_RULES, StatusBook
from archivist.workspace import Workspace, now

_NEED = frozenset(
    {RelationKind.BASED_ON, RelationKind.AMENDS, RelationKind.IMPLEMENTS, RelationKind.GUIDES}
    | {RelationKind.CORRECTS, RelationKind.ATTACHES}
)
"""Relations by which another directive rests on this one."""
_FORCE = frozenset({Validity.IN_FORCE, Validity.PARTLY, Validity.SUSPENDED, Validity.NOT_YET})


class Block(StrEnum):
    """What forbids the disposal of a document or file; closed set."""

    HELD = "held"
    """A person holds it, or a file it lies in."""
    REVIEW = "review"
    """A person has not looked at what was read of it yet, or for a secrecy mark."""
    PERMANENT = "permanent"
    FILE_OPEN = "file-open"
    """The file, or one the document lies in, is still open."""
    IN_FORCE = "in-force"
    """The directive is in force."""
    NEEDED = "needed"
    """A directive in force rests on it."""
    NO_PERIOD = "no-period"
    """No line of a schedule fits."""
    NO_DATE = "no-date"
    """The year from which the period runs is unknown."""
    NOT_DUE = "not-due"


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """How long a document or file should be kept, and why; never acted upon by itself.

    Attributes:
        target: ``document:<id>`` or ``dossier:<fonds>:<number>``.
        label: number or title, for people.
        period: the period; None when no line fits.
        by_person: a person set it.
        schedule: name of the schedule; empty when a person set it, or none fits.
        basis: the decision the schedule rests on.
        line: code of its line.
        line_title: what the line is about.
        example: the schedule is the shipped example.
        runs_from: year in which the matter ended; None when unknown.
        ended_on: day on which it ended, where a person said so.
        due: first day of review; None when it is not known or never comes.
        blocks: what forbids disposal on the day asked about.
        hold: why a person holds it.
        needed_by: ids of the directives that rest on it.
    """

    target: str
    label: str
    period: Period | None = None
    by_person: bool = False
    schedule: str = ""
    basis: str = ""
    line: str = ""
    line_title: str = ""
    example: bool = False
    runs_from: int | None = None
    ended_on: dt.date | None = None
    due: dt.date | None = None
    blocks: tuple[Block, ...] = ()
    hold: str = ""
    needed_by: tuple[str, ...] = ()


@dataclass(slots=True)
class _Look:
    """One look at the archive: what many proposals need is worked out once.

    Attributes:
        ws: the open archive.
        day: the day asked about.
        book: statuses of directives.
        files: document → the files it lies in.
        records: documents of files that were read already; a document is read once.
    """

    ws: Workspace
    day: dt.date
    book: StatusBook
    files: dict[str, list[Dossier]] = field(default_factory=lambda: defaultdict(list))
    records: dict[str, Document] = field(default_factory=dict)

    def record(self, row: DocumentRow) -> Document:
        """The record of a document that lies in a file."""
        if row.id not in self.records:
            self.records[row.id] = self.ws.document(self.ws.layout.root / row.path)
        return self.records[row.id]


class Retention:
    """How long the documents and files of one archive are kept."""

    def __init__(self, ws: Workspace) -> None:
        self._ws = ws
        self._dossiers = DossierFile(ws)
        self._schedules: tuple[Schedule, ...] | None = None  # read once: they are asked for each document

    def schedules(self) -> tuple[Schedule, ...]:
        """The schedules that are applied: the archive's own, else the shipped example.

        Raises:
            SettingsError: one cannot be understood.
        """
        if self._schedules is None:
            self._schedules = schedules.schedules_of(self._ws.layout)
        return self._schedules

    # ------------------------------------------------------------------ proposals

    def show(self, target: str, *, as_of: dt.date | None = None) -> Proposal:
        """What is proposed for a document or file, with everything that forbids its disposal.

        Args:
            target: ``document:<id>`` or ``dossier:<fonds>:<number>``.
            as_of: the day; today by default.

        Raises:
            UsageError: there is no such document or file.
        """
        day = as_of or _today()
        kind, _, name = target.partition(":")
        if kind == "dossier":
            return self._of_dossier(self._dossiers.show(name).dossier, self._look(day))
        row = self._ws.catalogue.row(DocumentId(name)) if kind == "document" else None
        if row is None:
            raise UsageError(f"{target!r} is neither a document nor a file")
        return self._of_document(self._ws.document(self._ws.layout.root / row.path), self._look(day))

    def due(self, *, as_of: dt.date | None = None) -> tuple[Proposal, ...]:
        """Documents and files whose period has ended on a day, blocked ones too, by day, then label.

        Args:
            as_of: the day; today by default.
        """
        day = as_of or _today()
        found = [one for one in self._all(day) if one.due is not None and one.due <= day]
        return tuple(sorted(found, key=lambda one: (one.due or day, one.label, one.target)))

    def export(self, path: str | Path, *, as_of: dt.date | None = None, language: str = "vi") -> int:
        """Write the list of what has lost its value: due, and blocked by nothing. Nothing is removed.

        Args:
            path: a new ``.pdf``, ``.html``, ``.xlsx`` or ``.csv`` file.
            as_of: the day; today by default.
            language: ``"vi"`` or ``"en"``.

        Returns:
            How many lines it has.

        Raises:
            UsageError: another ending, or the file is there already.
        """
        found = [one for one in self.due(as_of=as_of) if not one.blocks]
        return tabling.write(listing.sheet(found, self._ws.settings.name, language=language), Path(path))

    def _look(self, day: dt.date) -> _Look:
        look = _Look(ws=self._ws, day=day, book=StatusBook(self._ws))
        for said in store.read_dossiers(self._ws.layout).values():
            for id_ in said[-1].documents:
                look.files[id_].append(said[-1])
        return look

    def _all(self, day: dt.date) -> Iterator[Proposal]:
        look = self._look(day)
        look.book.load()
        for entry in self._dossiers.all():
            if entry.dossier.disposed_on is None:
                yield self._of_dossier(entry.dossier, look)
        for row in self._ws.catalogue.listing(ListFilters(access=None)):
            try:
                document = look.records.pop(row.id, None) or self._ws.document(
                    self._ws.layout.root / row.path
                )
            except (ArchivistError, FileNotFoundError):
                continue  # `check` reports it
            yield self._of_document(document, look)

    def _of_dossier(self, dossier: Dossier, look: _Look) -> Proposal:
        target = f"dossier:{dossier.key}"
        ended = dossier.closed_on.year if dossier.closed_on else None
        proposal = Proposal(target=target, label=dossier.title, runs_from=ended)
        if dossier.retention:
            proposal = dataclasses.replace(proposal, period=_written(dossier.retention), by_person=True)
        papers = [self._scheduled(one, look) for one in self._documents(dossier, look)]
        if not dossier.retention:
            proposal = _longest(papers, proposal)
        proposal = self._stated(proposal, look, papers)
        blocks = set() if dossier.closed_on else {Block.FILE_OPEN}
        needed: set[str] = set()
        if self._is_due(proposal, look.day):
            for document in self._documents(dossier, look):
                more, by = self._of_contents(document, look)
                blocks |= more
                needed |= by - set(dossier.documents)
                if self._state(f"document:{document.id}").hold:
                    blocks.add(Block.HELD)
            if not needed:
                blocks.discard(Block.NEEDED)
        return self._judged(proposal, look.day, blocks, needed)

    def _of_document(self, document: Document, look: _Look) -> Proposal:
        proposal = self._stated(self._scheduled(document, look), look)
        files = look.files.get(document.id, [])
        blocks = {Block.FILE_OPEN for one in files if one.closed_on is None}
        if any(self._state(f"dossier:{one.key}").hold for one in files):
            blocks.add(Block.HELD)
        needed: set[str] = set()
        if self._is_due(proposal, look.day):
            more, needed = self._of_contents(document, look)
            blocks |= more
        return self._judged(proposal, look.day, blocks, needed)

    def _scheduled(self, document: Document, look: _Look) -> Proposal:
        reading = document.readings.get(FieldName.CLASS)
        kind = document.kind.code if document.kind else ""
        found = schedules.best(self.schedules(), kind, reading.value if reading else "", look.day)
        files = look.files.get(document.id, [])
        years = [one.closed_on.year for one in files if one.closed_on]
        text = document.issued_text or ""
        if not files and text[:4].isdecimal():
            years = [int(text[:4])]
        label = document.number or document.subject or document.id[:8]
        if document.access is not Access.OPEN:
            label = document.id[:8]
        proposal = Proposal(target=f"document:{document.id}", label=label, runs_from=max(years, default=None))
        if found is None:
            return proposal
        schedule, line = found
        return dataclasses.replace(
            proposal,
            period=line.period,
            schedule=schedule.name,
            basis=schedule.basis,
            line=line.code,
            line_title=line.title,
            example=schedule.example,
        )

    def _stated(self, proposal: Proposal, look: _Look, papers: Sequence[Proposal] = ()) -> Proposal:
        """With what persons stated, and the day on which the period ends.

        Args:
            proposal: as the schedules have it.
            look: this look at the archive.
            papers: of a file: what is proposed for its papers.
        """
        said = self._state(proposal.target)
        if said.period:
            proposal = dataclasses.replace(
                proposal, period=parse_period(said.period, least=LEAST_EVER), by_person=True, schedule="",
                basis="", line="", line_title="", example=False,
            )  # fmt: skip
        if said.ended:
            proposal = dataclasses.replace(proposal, ended_on=said.ended, runs_from=said.ended.year)
        elif proposal.period is not None and proposal.period.lifetime:
            proposal = dataclasses.replace(proposal, runs_from=None)  # only a person knows when it ended
        return dataclasses.replace(proposal, due=self._due(proposal, papers, look), hold=said.hold)

    def _due(self, proposal: Proposal, papers: Sequence[Proposal], look: _Look) -> dt.date | None:
        """First day of review; of a file no earlier than that of each of its papers, unless a person set its period."""
        ended = proposal.runs_from
        if proposal.period is None or ended is None:
            return None
        if not papers or proposal.by_person:
            about = [one.target for one in papers] or [proposal.target]
            return _end(proposal.period, ended, about, look)
        ends = [_end(one.period, ended, [one.target], look) for one in papers if one.period]
        known = [one for one in ends if one is not None]
        return max(known) if len(known) == len(papers) else None

    @staticmethod
    def _is_due(proposal: Proposal, day: dt.date) -> bool:
        return proposal.due is not None and proposal.due <= day

    def _of_contents(self, document: Document, look: _Look) -> tuple[set[Block], set[str]]:
        """What in a document, and in the directives that rest on it, forbids its disposal."""
        blocks: set[Block] = set()
        book, day = look.book, look.day
        if document.reasons or document.access is not Access.OPEN:
            blocks.add(Block.REVIEW)
        if book.status(document.id, day).validity in _FORCE:
            blocks.add(Block.IN_FORCE)
        row = book.row(document.id)
        needed = {
            str(relation.source)
            for relation in (Binder(ws=self._ws).incoming(row) if row is not None else ())
            if relation.kind in _NEED and book.status(relation.source, day).validity in _FORCE
        }
        return (blocks | {Block.NEEDED} if needed else blocks), needed

    def _judged(self, proposal: Proposal, day: dt.date, blocks: set[Block], needed: set[str]) -> Proposal:
        found = set(blocks)
        if proposal.hold:
            found.add(Block.HELD)
        if proposal.period is None:
            found.add(Block.NO_PERIOD)
        elif proposal.period.permanent:
            found.add(Block.PERMANENT)
        elif proposal.runs_from is None:
            found.add(Block.NO_DATE)
        elif proposal.due is None or proposal.due > day:
            found.add(Block.NOT_DUE)
        order = [one for one in Block if one in found]
        return dataclasses.replace(proposal, blocks=tuple(order), needed_by=tuple(sorted(needed)))

    def _documents(self, dossier: Dossier, look: _Look) -> Iterator[Document]:
        rows = self._ws.catalogue.rows_of(dossier.documents)
        for id_ in dossier.documents:
            if id_ in rows:
                yield look.record(rows[id_])

    # ------------------------------------------------------------------ stating

    def set(self, target: str, period: str, *, by: str, why: str = "") -> Proposal:
        """Set the period of a document or file; an empty one goes back to the proposal.

        Args:
            target: as in `show`.
            period: ``permanent``, a number of years, ``until-repealed``, ``lifetime``, either with years after
                it (``until-repealed+5``); empty: as proposed.
            by: who says so.
            why: why.

        Raises:
            UsageError: no such target, or no such period.
        """
        text = str(parse_period(period)) if period.strip() else ""
        return self._say(target, {"period": text}, "retention-set", by=by, why=why)

    def hold(self, target: str, *, by: str, why: str) -> Proposal:
        """Forbid the disposal of a document or file until the hold is lifted.

        Raises:
            UsageError: no such target, no name, or no reason.
        """
        if not clean_line(why):
            raise UsageError("a hold needs a reason")
        return self._say(target, {"hold": clean_line(why)}, "retention-held", by=by, why=why)

    def unhold(self, target: str, *, by: str, why: str) -> Proposal:
        """Lift a hold. Raises like `hold`."""
        if not clean_line(why):
            raise UsageError("lifting a hold needs a reason")
        return self._say(target, {"hold": ""}, "retention-unheld", by=by, why=why)

    def ended(self, target: str, on: dt.date | None, *, by: str, why: str = "") -> Proposal:
        """Say when the matter of a document or file ended, or the work or device it is about; its period runs from then.

        Args:
            target: as in `show`.
            on: the day; None: it was said by mistake, the year is worked out again.
            by: who says so.
            why: why.

        Raises:
            UsageError: no such target, no name, or a day that is still to come.
        """
        if on is not None and on > _today():
            raise UsageError(f"{on} is still to come")
        return self._say(target, {"ended": on}, "retention-ended", by=by, why=why)

    def history(self, target: str) -> tuple[Statement, ...]:
        """Every statement on a document or file, oldest first."""
        said = read_keepings(self._ws.layout).get(target, ())
        return tuple(one.statement for one in said if one.statement is not None)

    def _state(self, target: str) -> Keeping:
        said = read_keepings(self._ws.layout).get(target)
        return said[-1] if said else Keeping(target=target)

    def _say(
        self, target: str, changes: Mapping[str, str | dt.date | None], action: str, *, by: str, why: str
    ) -> Proposal:
        by = clean_line(by)
        if not by:
            raise UsageError("a statement on retention needs a name: who says so?")
        with self._ws.writer():
            statements.finish_pending(self._ws)
            target = self.show(target).target
            held = self._state(target)
            if all(getattr(held, name) == value for name, value in changes.items()):
                return self.show(target)
            stem = store.stem_of(target)
            number = 1 + sum(one.stem == stem for one in store.numbered_files(self._ws.layout.retention))
            statement = Statement(at=now(), by=by, action=action, subject=target, why=clean_line(why))
            said = dataclasses.replace(held, **changes, number=number, statement=statement)  # type: ignore[arg-type]  # ours
            with fsio.storage_errors(self._ws.layout.root):
                fsio.make_folder(self._ws.layout.retention)
                statements.make(self._ws, self._ws.layout.retention, target, number, encode_keeping(said))
        return self.show(target)


def _longest(papers: Sequence[Proposal], own: Proposal) -> Proposal:
    """A file with the longest period of its papers; without one where a paper has none."""
    if not papers or any(one.period is None for one in papers):
        return own
    longest = max(papers, key=lambda one: one.period.rank if one.period else 0)
    return dataclasses.replace(longest, target=own.target, label=own.label, runs_from=own.runs_from)


def _written(text: str) -> Period | None:
    """A period as it stands in the record of a file; None for one that was written before it was checked."""
    try:
        return parse_period(text, least=LEAST_EVER)
    except UsageError:
        return None


def _end(period: Period, ended: int, about: Sequence[str], look: _Look) -> dt.date | None:
    """Day on which a period ends; *until repealed* when every directive it is about has lost force by then.

    Args:
        period: the period.
        ended: year in which the matter ended.
        about: the documents, as targets; of several, those that lay nothing down are left out.
        look: this look at the archive.
    """
    if not period.until_repealed:
        return period.due(ended)
    rows = [look.book.row(DocumentId(one.removeprefix("document:"))) for one in about]
    directives = [row for row in rows if row and (len(rows) == 1 or row.kind not in NO_RULES)]
    for row in directives:
        status = look.book.status(row.id, look.day)
        if status.validity is not Validity.EXPIRED or status.since is None:
            return None
        ended = max(ended, status.since.year)
    return period.due(ended) if directives else None


def _today() -> dt.date:
    return now().astimezone().date()
