"""The authority file of one archive: shipped records, and what its archivists added or corrected.

Owns: which record speaks for an id, following merges, names an archivist added, and which bodies
preceded which.
Must not: touch a disk, or change what a document says: `IssuerRegister.issuer_of` answers for the
catalogue and the index, the document's own record stays as it was written (docs/adr/0016).

The shape of the records is that of ISAAR(CPF): identity (names, forms of names, codes), description
(dates, level), relationships (superior, predecessors, successors), control (source, revision).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import field, replace
from functools import lru_cache
from typing import TYPE_CHECKING

from archivist.authorities.bodies import (
    IssuerRecord,
    all_issuers,
    issuer_by_id,
    name_key,
    resolve_issuer,
)
from archivist.errors import UsageError
from archivist.lazyclass import dataclass
from archivist.model import Issuer, Level
from archivist.text import slug

if TYPE_CHECKING:
    from archivist.authorities.letterhead import IssuerMatch
    from archivist.authorities.number_places import NumberPlace

SURE = 0.95
"""Confidence of a body whose printed name an archivist recorded."""


@dataclass(frozen=True, kw_only=True)
class LocalIssuer:
    """One record of the archive's own authority file, in its current revision.

    Attributes:
        record: the body. For a shipped id it stands in place of the shipped record.
        revision: counts from 1.
        merged_into: id of the record that speaks for this one; empty when it speaks for itself.
        refused: printed names a person said are not this body: never proposed again.
        number_places: where a person said it prints its numbers, beside the place the rules know.
        refused_places: where a person said it does not: never proposed again.
    """

    record: IssuerRecord
    revision: int = 1
    merged_into: str = ""
    refused: tuple[str, ...] = ()
    number_places: tuple[NumberPlace, ...] = ()
    refused_places: tuple[NumberPlace, ...] = ()


@dataclass(frozen=True)
class IssuerRegister:
    """Issuing bodies as one archive knows them.

    Attributes:
        local: id → record of the archive's own.
        digest: changes with every statement of a person; empty when there is none.
    """

    local: Mapping[str, LocalIssuer] = field(default_factory=dict)
    digest: str = ""
    _forms: Mapping[str, tuple[LocalIssuer, ...]] = field(init=False, repr=False, compare=False)
    _before: Mapping[str, tuple[str, ...]] = field(init=False, repr=False, compare=False)
    _after: Mapping[str, tuple[str, ...]] = field(init=False, repr=False, compare=False)
    _placed: tuple[str, ...] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        forms: dict[str, tuple[LocalIssuer, ...]] = {}
        before: dict[str, tuple[str, ...]] = {}
        after: dict[str, tuple[str, ...]] = {}
        for id, entry in self.local.items():
            if not entry.merged_into:
                for form in dict.fromkeys(name_key(name) for name in forms_of(entry.record)):
                    forms[form] = (*forms.get(form, ()), entry)
            for other in entry.record.predecessors:
                after[other] = (*after.get(other, ()), id)
            for other in entry.record.successors:
                before[other] = (*before.get(other, ()), id)
        object.__setattr__(self, "_forms", forms)
        object.__setattr__(self, "_before", before)
        object.__setattr__(self, "_after", after)
        placed = tuple(id for id, entry in self.local.items() if entry.number_places)
        object.__setattr__(self, "_placed", placed)

    # ------------------------------------------------------------------ records

    def record(self, id: str) -> IssuerRecord | None:
        """The record of this very id, shipped or the archive's own; None when there is neither.

        Predecessors and successors that other records of the archive name are among its own.
        """
        entry = self.local.get(id)
        found = entry.record if entry is not None else issuer_by_id(id)
        if found is None:
            return None
        before = dict.fromkeys((*found.predecessors, *self._before.get(id, ())))
        after = dict.fromkeys((*found.successors, *self._after.get(id, ())))
        if (tuple(before), tuple(after)) == (found.predecessors, found.successors):
            return found
        return replace(found, predecessors=tuple(before), successors=tuple(after))

    def follow(self, id: str) -> str:
        """The id that speaks for `id`: the end of its merges. A circle of damaged files ends somewhere."""
        seen = {id}
        while (entry := self.local.get(id)) is not None and entry.merged_into:
            if entry.merged_into in seen:
                return id
            id = entry.merged_into
            seen.add(id)
        return id

    def by_id(self, id: str) -> IssuerRecord | None:
        """The record that speaks for an id."""
        return self.record(self.follow(id))

    def merged_from(self, id: str) -> tuple[str, ...]:
        """Ids for which this record speaks beside its own."""
        return tuple(one for one in self.local if one != id and self.follow(one) == id)

    # ------------------------------------------------------------------ names

    def resolve(self, text: str) -> tuple[IssuerRecord, ...]:
        """Bodies a person may mean by an id, a name in any language, or a code.

        A name an archivist recorded goes before the shipped tables; codes add to them.
        """
        if text.strip().lower() in self.local:
            return tuple(self._speaking([text.strip().lower()]))
        key = name_key(text)
        named = [entry.record.id for entry in self._forms.get(key, ())]
        if named:
            return tuple(self._speaking(named))
        coded = [id for id, e in self.local.items() if key in {name_key(code) for code in e.record.codes}]
        return tuple(self._speaking([*(record.id for record in resolve_issuer(text)), *coded], text))

    def _speaking(self, ids: Iterable[str], text: str = "") -> Iterator[IssuerRecord]:
        """The records that speak for these ids, each once; composed ones keep their printed place."""
        composed = {record.id: record for record in resolve_issuer(text)} if text else {}
        done: set[str] = set()
        for id in ids:
            end = self.follow(id)
            found = composed.get(end) if end not in self.local else None
            found = found or self.record(end)
            if found is not None and end not in done:
                done.add(end)
                yield found

    def match(
        self, lines: tuple[str, ...], on: dt.date | None = None, found: IssuerMatch | None = None
    ) -> IssuerMatch | None:
        """The body a letterhead names, after what the shipped tables made of it.

        Args:
            lines: the bodies of the letterhead, superior first.
            on: date of the document.
            found: what `resolve_letterhead` found.
        """
        if not self.local:
            return found
        id = self._printed(lines, on)
        record = self.record(id) if id is not None else None
        if record is None:
            return found  # also of a merged body: a record keeps what was read, `issuer_of` follows
        from archivist.authorities.letterhead import IssuerMatch

        sure = SURE if record.existed(on) else SURE - 0.05
        return IssuerMatch(
            record_id=record.id,
            name=record.name,
            level=record.level,
            system=record.system,
            confidence=sure,
            known=True,
            parent_id=record.parent,
        )

    def issuer_of(self, issuer: Issuer | None) -> Issuer | None:
        """A document's issuer as the authority file resolves it today; `as_printed` is never touched."""
        if issuer is None or not self.local:
            return issuer
        lines = tuple(part for part in issuer.as_printed.split("; ") if part)
        id = self._printed(lines, None) or issuer.authority_id
        if id is None:
            return issuer
        id = self.follow(id)
        if id == issuer.authority_id and id not in self.local:
            return issuer
        record = self.record(id)
        if record is None:
            return replace(issuer, authority_id=id)
        return replace(issuer, authority_id=id, name=record.name, level=record.level or issuer.level)

    def _printed(self, lines: tuple[str, ...], on: dt.date | None) -> str | None:
        """Id of the one body of the archive's own that is printed so, None when none or several are."""
        if not lines:
            return None
        whole = self._forms.get(name_key(" ".join(lines)), ())
        if not whole and len(lines) > 1:
            whole = tuple(e for e in self._forms.get(name_key(lines[-1]), ()) if self._below(e, lines[:-1]))
        if len(whole) > 1 and on is not None:
            whole = tuple(entry for entry in whole if entry.record.existed(on))
        return whole[0].record.id if len(whole) == 1 else None

    def _below(self, entry: LocalIssuer, superiors: tuple[str, ...]) -> bool:
        """Whether the body's superior is the one printed above it; a body without one may stand anywhere."""
        if not entry.record.parent:
            return True
        found = self._printed(superiors, None) or _letterhead(superiors)
        return bool(found) and self.follow(found) == self.follow(entry.record.parent)

    def number_places(self, id: str) -> tuple[NumberPlace, ...]:
        """Where people said that this body, or one merged into it, prints its numbers."""
        if not self._placed:
            return ()
        end = self.follow(id)
        return tuple(
            place
            for one in self._placed
            if self.follow(one) == end
            for place in self.local[one].number_places
        )

    # ------------------------------------------------------------------ succession

    def predecessors(self, id: str) -> tuple[str, ...]:
        """Ids of every body that preceded this one, at any remove, nearest first; without itself."""
        return self._reach(id, before=True)

    def successors(self, id: str) -> tuple[str, ...]:
        """Ids of every body that followed this one, at any remove, nearest first; without itself."""
        return self._reach(id, before=False)

    def superiors(self, id: str) -> tuple[str, ...]:
        """Ids of the bodies above this one, nearest first; without itself."""
        found: dict[str, None] = {}
        record = self.by_id(id)
        while record is not None and record.parent and self.follow(record.parent) not in found:
            above = self.follow(record.parent)
            found[above] = None
            record = self.by_id(above)
        found.pop(self.follow(id), None)
        return tuple(found)

    def require_no_circle(self, record: IssuerRecord) -> None:
        """Refuse a body that would stand above, before or after itself, directly or through others.

        Raises:
            UsageError: it would.
        """
        near = ((record.parent,) if record.parent else (), record.predecessors, record.successors)
        for others, reach in zip(near, (self.superiors, self.predecessors, self.successors), strict=True):
            for other in map(self.follow, others):
                if record.id == other or record.id in reach(other):
                    raise UsageError(
                        f"{record.id} would stand above, before or after itself, through {other}"
                    )

    def _reach(self, id: str, *, before: bool) -> tuple[str, ...]:
        start = self.follow(id)
        found: dict[str, None] = {}
        waiting = [start]
        while waiting:
            record = self.by_id(waiting.pop(0))
            if record is None:
                continue
            for other in record.predecessors if before else record.successors:
                end = self.follow(other)
                if end != start and end not in found:
                    found[end] = None
                    waiting.append(end)
        return tuple(found)

    def everything(self) -> Iterator[IssuerRecord]:
        """Every body on record: the archive's own, then the shipped ones it does not replace."""
        yield from (entry.record for entry in self.local.values())
        yield from (record for record in all_issuers() if record.id not in self.local)


def forms_of(record: IssuerRecord) -> tuple[str, ...]:
    """Every form of a body's name on record, in any language, without its codes."""
    return tuple(form for form in (record.name, *record.aliases, *record.names_other.values()) if form)


def mentions(record: IssuerRecord, wanted: str) -> bool:
    """Whether id, names or codes of a body hold these words, compared by `name_key`."""
    words = (record.id, *forms_of(record), *record.codes)
    return any(wanted in name_key(word) for word in words)


def made_id(name: str, composed: IssuerRecord | None, above: IssuerRecord | None) -> str:
    """The id the reader composes from a letterhead with these names."""
    if composed is None:
        return slug(name, 60) + (f":{above.id}" if above else "")
    if composed.id.endswith(":?") and above is not None and above.level is Level.PROVINCIAL:
        return composed.id.removesuffix("?") + slug(above.place)
    return composed.id


@lru_cache(maxsize=1024)
def _letterhead(lines: tuple[str, ...]) -> str:
    from archivist.authorities.letterhead import resolve_letterhead

    match = resolve_letterhead(lines)
    return match.record_id if match is not None else ""
