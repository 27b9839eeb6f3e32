"""Which documents have which status on a day, for searches: computed once, kept until something changes.

Owns: the cache ``state/status.json`` and the answers remembered by an open archive.
Must not: derive a status (`validity` does), or give an answer made from other facts than those that hold.

Computing the status of every document reads all relations between them: seconds for tens of thousands of
documents. Nothing of it changes between two changes of the catalogue, so it is kept with a key of
everything it was made from: the state of the catalogue, what people said of renditions, the authority file,
the policy, the rules (`RULES`, the version of the program), the day.
Another key makes it anew; there is nothing to bring up to date and nothing that can be stale.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import json
import os
from collections.abc import Iterable, Mapping
from weakref import WeakKeyDictionary

import archivist
from archivist import fsio, store
from archivist.errors import ArchivistError
from archivist.model import DocumentId, Validity
from archivist.validity import IN_FORCE, StatusBook
from archivist.workspace import Workspace

RULES = 4
"""Raise with every change of the rules in `validity`, `binding` and `identity`: what was kept is made anew."""
_FILE = "status.json"
_DAYS_REMEMBERED = 4
"""Days an open archive remembers at once: today, and those a person compares with it."""

Ids = frozenset[DocumentId]
Book = Mapping[Validity, Ids]
"""Status → ids of the open documents that have it."""

_KNOWN: WeakKeyDictionary[Workspace, dict[str, dict[frozenset[Validity], Ids]]] = WeakKeyDictionary()
"""Of each open archive: key → sets that were asked for. The same question gets the same set object,
which is how evaluation knows that it has matched it before."""


def ids_of(ws: Workspace, wanted: Iterable[Validity], as_of: dt.date) -> Ids:
    """Ids of the open documents that have one of these statuses on a day.

    "In force" means all that still holds, what was amended in parts too.

    Args:
        ws: the open archive.
        wanted: statuses.
        as_of: the day.
    """
    which = frozenset(wanted)
    if Validity.IN_FORCE in which:
        which |= IN_FORCE
    while True:
        key = _key(ws, as_of)
        known = _KNOWN.setdefault(ws, {})
        if key in known and which in known[key]:
            return known[key][which]
        book = _stored(ws, key)
        if book is None:
            book = _computed(ws, as_of)
            if _key(ws, as_of) != key:
                continue  # somebody filed meanwhile: what was read is of no one moment
            _store(ws, key, book)
        found = frozenset().union(*(book[one] for one in which))
        for old in list(known)[: len(known) + 1 - _DAYS_REMEMBERED]:
            del known[old]
        known.setdefault(key, {})[which] = found
        return found


def _key(ws: Workspace, as_of: dt.date) -> str:
    changes = ws.catalogue.changes  # opens the catalogue that is there now
    parts = [archivist.__version__, RULES, changes, ws.catalogue.issuers_digest, ws.issuers.digest]
    renditions = store.pile_of(ws.layout.renditions)  # what people said of documents being one work
    return json.dumps([*parts, repr(renditions), ws.settings.trust_clauses, as_of.isoformat()])


def _computed(ws: Workspace, as_of: dt.date) -> Book:
    found: dict[Validity, set[DocumentId]] = {validity: set() for validity in Validity}
    for id_, status in StatusBook(ws).all(as_of).items():
        found[status.validity].add(id_)
    return {validity: frozenset(ids) for validity, ids in found.items()}


def _stored(ws: Workspace, key: str) -> Book | None:
    try:
        kept = json.loads((ws.layout.state / _FILE).read_text("utf-8"))
        if kept["key"] != key:
            return None
        return {
            validity: frozenset(map(DocumentId, kept["ids"][validity.value].split())) for validity in Validity
        }
    except (OSError, ValueError, TypeError, KeyError, AttributeError):
        return None  # none, of another form, or damaged: made anew


def _store(ws: Workspace, key: str, book: Book) -> None:
    """Keep the answer, if that is ours to do: who may only read computes for himself."""
    state = ws.layout.state
    if not os.access(state, os.W_OK) or state.stat().st_uid != os.geteuid():
        return
    ids = {validity.value: " ".join(sorted(some)) for validity, some in book.items()}
    with contextlib.suppress(ArchivistError, OSError):  # a full disk costs the time, not the answer
        fsio.replace_file(state / _FILE, json.dumps({"key": key, "ids": ids}).encode("utf-8"))
