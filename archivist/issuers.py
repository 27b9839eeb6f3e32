"""The authority file as people work with it: look bodies up, add, correct, name, merge.

Owns: what a person may state about a body, how it is checked, and the proposals that follow from
corrections of documents.
Must not: write a document's record: documents keep what was read, catalogue and index follow the
authority file (docs/adr/0016), and nothing is added without a person.

Shape of the records: ISAAR(CPF), 2nd edition (ICA 2004).
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator, Mapping, Sequence

from archivist import fsio, indexing, proposing, statements, store
from archivist.authorities import entering, values
from archivist.authorities.bodies import IssuerRecord, name_key
from archivist.authorities.number_places import NumberPlace, said_of
from archivist.authorities.register import LocalIssuer, mentions
from archivist.errors import RecordDamaged, RevisionConflict, UsageError
from archivist.lazyclass import dataclass
from archivist.model import Document, Level, System
from archivist.proposing import AliasProposal, PlaceProposal
from archivist.store import Statement
from archivist.text import clean_line
from archivist.workspace import Workspace, now

_Change = Callable[[LocalIssuer], LocalIssuer]


@dataclass(frozen=True, slots=True, kw_only=True)
class IssuerEntry:
    """A body as the archive knows it.

    Attributes:
        record: the authority record, with predecessors and successors other records name.
        documents: documents of the archive attached to it, held ones included.
        revision: revision of the archive's own record; 0 for a shipped one.
        merged_into: id of the record that speaks for it; empty when it speaks for itself.
        merged_from: ids for which it speaks beside its own.
        refused: printed names a person said are not this body.
        number_places: where a person said it prints its numbers.
        refused_places: where a person said it does not.
        history: every statement made about it in this archive, oldest first.
    """

    record: IssuerRecord
    documents: int = 0
    revision: int = 0
    merged_into: str = ""
    merged_from: tuple[str, ...] = ()
    refused: tuple[str, ...] = ()
    number_places: tuple[NumberPlace, ...] = ()
    refused_places: tuple[NumberPlace, ...] = ()
    history: tuple[Statement, ...] = ()


class Issuers:
    """Issuing bodies of one archive: `Archive.issuers`."""

    def __init__(self, ws: Workspace) -> None:
        self._ws = ws

    # ------------------------------------------------------------------ looking

    def list(self, text: str = "", *, everything: bool = False) -> tuple[IssuerEntry, ...]:
        """Bodies, by name: those that documents of the archive bear, and the archive's own records.

        Args:
            text: only bodies one of whose names or codes holds these words (accents do not matter).
            everything: also shipped records no document bears.
        """
        counts = self._counts()
        register = self._ws.issuers
        ids = dict.fromkeys((*counts, *register.local))
        if everything or text:
            ids |= dict.fromkeys(record.id for record in register.everything())
        entries = (self._entry(id, counts) for id in ids)
        wanted = name_key(text)
        found = [e for e in entries if e is not None and (not wanted or mentions(e.record, wanted))]
        found.sort(key=lambda e: (name_key(e.record.name), e.record.id))
        return tuple(found)

    def show(self, reference: str) -> IssuerEntry:
        """One body with its history.

        Args:
            reference: id, or a name or code that only one body has.

        Raises:
            UsageError: no body, or several, are called so.
        """
        entry = self._entry(self._one(reference), self._counts())
        if entry is None:  # its only document was withdrawn a moment ago
            raise UsageError(f"no issuing body is called {reference!r}")
        return dataclasses.replace(entry, history=tuple(self._history(entry.record.id)))

    def predecessors(self, reference: str) -> tuple[IssuerRecord, ...]:
        """Bodies that preceded one, at any remove, nearest first."""
        register = self._ws.issuers
        ids = register.predecessors(self._one(reference))
        return tuple(record for record in map(register.record, ids) if record is not None)

    def _counts(self) -> Mapping[str, int]:
        return self._ws.catalogue.counts("issuer")

    def _entry(self, id: str, counts: Mapping[str, int]) -> IssuerEntry | None:
        register = self._ws.issuers
        record = self._record(id)
        if record is None:
            return None
        local = register.local.get(id)
        return IssuerEntry(
            record=record,
            documents=counts.get(id, 0),
            revision=local.revision if local else 0,
            merged_into=register.follow(id) if local and local.merged_into else "",
            merged_from=register.merged_from(id),
            refused=local.refused if local else (),
            number_places=register.number_places(id),
            refused_places=local.refused_places if local else (),
        )

    def _record(self, id: str) -> IssuerRecord | None:
        """The record of this id; a composed one under the name documents print, which has its accents."""
        record = self._ws.issuers.record(id)
        if record is not None and record.known:
            return record
        printed = self._from_documents(id)
        if record is None or printed is None:
            return record or printed
        return dataclasses.replace(record, name=printed.name)

    def _from_documents(self, id: str) -> IssuerRecord | None:
        """A body on no list, as the documents that bear it name it."""
        from archivist.catalogue import ListFilters

        rows = self._ws.catalogue.listing(ListFilters(issuer_ids=(id,), access=None), limit=1)
        if not rows:
            return None
        row = rows[0]
        parent = id.partition(":")[2]
        return IssuerRecord(
            id=id,
            name=row.issuer_name or row.issuer_printed or id,
            level=Level(row.level) if row.level else None,
            system=System(row.system) if row.system else System.STATE,
            parent=parent if self._ws.issuers.record(parent) is not None else "",
            source="letterhead",
            verified="no",
            known=False,
        )

    def _history(self, id: str) -> Iterator[Statement]:
        for file in store.numbered_files(self._ws.layout.issuers):
            if file.stem == store.stem_of(id):
                try:
                    yield store.read_issuer_file(file)[1]
                except RecordDamaged:
                    continue  # `check` reports it

    def _one(self, reference: str) -> str:
        """Id of the one body meant."""
        text = clean_line(reference)
        register = self._ws.issuers
        if register.record(text) is None and self._from_documents(text):
            return text
        return entering.one_id(register, reference)

    # ------------------------------------------------------------------ stating

    def add(
        self,
        name: str,
        *,
        by: str,
        why: str = "",
        id: str = "",
        aliases: Sequence[str] = (),
        codes: Sequence[str] = (),
        parent: str = "",
        level: str | None = None,
        system: str | None = None,
        **details: str | Sequence[str] | Mapping[str, str] | None,
    ) -> IssuerEntry:
        """Put a body on record that is not there yet.

        A body documents already bear keeps the id they bear; else the id is made of the name, and
        of the superior's id.

        Args:
            name: its Vietnamese name.
            by: who says so.
            why: why.
            id: the id to use, when it must be another.
            aliases: other forms of its name, as printed.
            codes: codes it uses in numbers; with years as an EDTF interval: ``"BQLKKT@2015/2024"``.
            parent: superior body: id, or a name only one body has.
            level: ``central``, ``provincial``, ``district`` or ``commune``; else the superior's.
            system: ``party``, ``state`` or ``front``; else the superior's.
            details: as in `revise`.

        Raises:
            UsageError: it is on record already, or a value cannot be.
        """
        fields = {"aliases": aliases, "codes": codes, "level": level, "system": system, **details}
        entry = entering.new_entry(self._ws.issuers, name, fields, self._one, id=id, parent=parent)
        return self._state(entry, "issuer-added", by=by, why=why)

    def revise(
        self,
        reference: str,
        *,
        by: str,
        why: str = "",
        from_revision: int | None = None,
        **changes: str | Sequence[str] | Mapping[str, str] | None,
    ) -> IssuerEntry:
        """Correct a record; a shipped one is copied into the archive first.

        Args:
            reference: id, or a name only one body has.
            by: who says so.
            why: why.
            from_revision: refuse when the archive's record is no longer at this revision (0: none).
            changes: ``name``, ``aliases``, ``codes``, ``level``, ``system``, ``parent``, ``place``,
                ``valid_from``, ``valid_to``, ``predecessors``, ``successors``, ``names``
                (language → name), ``note``, ``source``; an empty value clears one.

        Raises:
            UsageError: an unknown field, or a value that cannot be.
            RevisionConflict: the record has moved on.
        """
        id = self._one(reference)

        def corrected(entry: LocalIssuer) -> LocalIssuer:
            if from_revision is not None and from_revision != entry.revision:
                raise RevisionConflict(
                    f"{id} is at revision {entry.revision}, not {from_revision}: somebody else corrected it",
                    hint="look at it again and repeat the correction",
                )
            record = values.changed(entry.record, changes, self._one)
            self._ws.issuers.require_no_circle(record)
            entering.require_free_names(self._ws.issuers, record)
            return dataclasses.replace(entry, record=record)

        return self._restate(id, corrected, "issuer-revised", by=by, why=why)

    def alias(
        self, reference: str, name: str, *, by: str, why: str = "", language: str = "", refuse: bool = False
    ) -> IssuerEntry:
        """Record another form of a body's name: letterheads that bear it are this body from now on.

        Documents that bear it already are attached to the body in catalogue and index.

        Args:
            reference: id, or a name only one body has.
            name: the name as printed; lines of a letterhead joined with ``"; "``, superior first.
            by: who says so.
            why: why.
            language: ``en``, ``de``, ``nb`` or ``he``: it is the body's name in this language.
            refuse: on the contrary, this name is *not* this body's: it is taken away from its
                forms and never proposed again.

        Raises:
            UsageError: another body has that name.
        """
        id, form = self._one(reference), values.text("name", name)
        if language and language not in values.LANGUAGES:
            raise UsageError(f"language {language!r} is not one of: {', '.join(values.LANGUAGES)}")

        def named(entry: LocalIssuer) -> LocalIssuer:
            if refuse:
                kept = tuple(a for a in entry.record.aliases if name_key(a) != name_key(form))
                refused = tuple(dict.fromkeys((*entry.refused, form)))
                return dataclasses.replace(
                    entry, record=dataclasses.replace(entry.record, aliases=kept), refused=refused
                )
            names = dict(entry.record.names_other)
            aliases = entry.record.aliases
            if language in ("", "vi") or names.get(language):
                aliases = tuple(dict.fromkeys((*aliases, form)))
            else:
                names[language] = form
            record = dataclasses.replace(entry.record, aliases=aliases, names_other=names)
            entering.require_free_names(self._ws.issuers, record)
            refused = tuple(other for other in entry.refused if name_key(other) != name_key(form))
            return dataclasses.replace(entry, record=record, refused=refused)

        action = "issuer-name-refused" if refuse else "issuer-named"
        return self._restate(id, named, action, by=by, why=why)

    def place_number(
        self,
        reference: str,
        zone: str,
        after: str = "",
        *,
        by: str,
        why: str = "",
        refuse: bool = False,
        withdraw: bool = False,
    ) -> IssuerEntry:
        """Say where a body prints its numbers, when that is not the head block the rules know.

        Documents of the body are read so from now on, those filed before when they are read again
        (`Archive.reread`). What a person set stays.

        Args:
            reference: id, or a name only one body has.
            zone: ``head``, ``below-title``, ``page-foot`` or ``end``.
            after: words before the number on its line; empty when the number opens it.
            by: who says so.
            why: why.
            refuse: on the contrary, its numbers do not stand there; that is never proposed again.
            withdraw: take back what was said of this place, one way or the other.
        """
        id = self._one(reference)
        place = values.number_place(zone, after)

        stands = None if withdraw else not refuse

        def said(entry: LocalIssuer) -> LocalIssuer:
            held, refused = said_of(place, stands, entry.number_places, entry.refused_places)
            return dataclasses.replace(entry, number_places=held, refused_places=refused)

        verb = "withdrawn" if withdraw else "refused" if refuse else "confirmed"
        return self._restate(id, said, f"issuer-place-{verb}", by=by, why=why)

    def merge(self, duplicate: str, into: str, *, by: str, why: str = "") -> IssuerEntry:
        """Say that two records are one body: `into` speaks for both from now on.

        For duplicates only. A body whose tasks passed to another is its predecessor (`revise`):
        its documents stay its own. No document's record is written; `separate` undoes it.

        Raises:
            UsageError: they are one record already, or one of them took over the other's tasks.
        """
        register = self._ws.issuers
        wrong, right = self._one(duplicate), register.follow(self._one(into))
        if register.follow(wrong) == right:
            raise UsageError(f"{wrong} and {right} are one record already")
        if right in (*register.predecessors(wrong), *register.successors(wrong)):
            raise UsageError(
                f"one of {wrong} and {right} took over the other's tasks: they are two bodies",
                hint="both are found with: archivist search --with-predecessors",
            )
        merged = self._restate(
            wrong,
            lambda entry: dataclasses.replace(entry, merged_into=right),
            "issuer-merged",
            by=by,
            why=why,
        )
        return self.show(merged.merged_into)

    def separate(self, duplicate: str, *, by: str, why: str = "") -> IssuerEntry:
        """Undo `merge`: the record speaks for itself again.

        Args: `duplicate` is an id, or a name that one merged record bears.

        Raises:
            UsageError: it is not merged into another.
        """
        text = clean_line(duplicate)
        merged = {id: one.record for id, one in self._ws.issuers.local.items() if one.merged_into}
        named = [
            id for id, one in merged.items() if name_key(text) in map(name_key, (one.name, *one.aliases))
        ]
        if text not in merged and len(named) != 1:
            raise UsageError(f"{text} is not merged into another record")
        id = text if text in merged else named[0]
        return self._restate(
            id, lambda e: dataclasses.replace(e, merged_into=""), "issuer-separated", by=by, why=why
        )

    # ------------------------------------------------------------------ checking and writing

    def _restate(self, id: str, change: _Change, action: str, *, by: str, why: str) -> IssuerEntry:
        """Make the next revision of a record, the first of a shipped one."""
        self._ws.require_write()
        with self._ws.writer():
            statements.finish_pending(self._ws)
            entry = self._ws.issuers.local.get(id)
            if entry is None:
                record = self._record(id)
                if record is None:
                    raise UsageError(f"no issuing body has the id {id!r}")
                entry = LocalIssuer(record=record, revision=0)
            changed = change(entry)
            if changed == entry:
                return self.show(id)
            changed = dataclasses.replace(changed, revision=entry.revision + 1)
            return self._state(changed, action, by=by, why=why)

    def _state(self, entry: LocalIssuer, action: str, *, by: str, why: str) -> IssuerEntry:
        if not by.strip():
            raise UsageError("a statement about a body needs a name: who says so?")
        id = entry.record.id
        said = Statement(at=now(), by=by, action=action, subject=id, why=why)
        ws = self._ws
        with fsio.storage_errors(ws.layout.root):
            with ws.writer():
                data = store.encode_issuer(entry, said)
                statements.make(ws, ws.layout.issuers, id, entry.revision, data)
                statements.follow_issuers(ws)
            indexing.try_drain(ws)
        return self.show(id)

    def state_all(self, entries: Sequence[tuple[LocalIssuer, Statement]]) -> None:
        """State records that were checked against the register as it is; the caller holds the writer lock.

        Each is durable and audited by itself: a process that dies leaves whole records only, and the caches
        follow at the next opening.
        """
        ws = self._ws
        with fsio.storage_errors(ws.layout.root):
            for entry, said in entries:
                data = store.encode_issuer(entry, said)
                statements.make(ws, ws.layout.issuers, entry.record.id, entry.revision, data)
            statements.follow_issuers(ws)
            indexing.try_drain(ws)

    # ------------------------------------------------------------------ proposals

    def proposals(self) -> tuple[AliasProposal, ...]:
        """Names to record, learnt from corrections of documents; nothing is recorded by itself.

        A person who corrected a document's issuer knew what its letterhead means. That holds for
        other documents with the same letterhead only if a person says so: `alias` takes a
        proposal, ``alias(…, refuse=True)`` turns it down for good.
        """
        return proposing.alias_proposals(self._ws)

    def place_proposals(self) -> tuple[PlaceProposal, ...]:
        """Places of numbers, learnt likewise: `place_number` takes a proposal or turns it down."""
        return proposing.place_proposals(self._ws)

    def taught_by(self, document: Document) -> bool:
        """Whether corrections of this document propose a name or a place of numbers."""
        one = (document,)
        return bool(proposing.alias_proposals(self._ws, one) or proposing.place_proposals(self._ws, one))
