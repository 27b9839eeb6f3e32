"""Check the numbers of arrival: none missing, none twice, each as the audit log has it.

Owns: invariant M8 of docs/format.md. Must not: repair anything, or look into a cache.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping

from archivist import audit, registering, store
from archivist.errors import ArchivistError
from archivist.model import ArrivalNumber, Document, Problem, Severity
from archivist.workspace import Workspace

_RESTORE = "compare it with the backup: the numbers of a register are never given again"


def m8_numbers_of_arrival(ws: Workspace, documents: Mapping[str, Document]) -> Iterator[Problem]:
    """M8: in every book and year the numbers run from the first without a gap, none is given twice.

    Args:
        ws: the open archive.
        documents: every document whose record can be read, by id.
    """
    given: dict[str, dict[str, ArrivalNumber]] = defaultdict(dict)  # line → holder → number
    for holder, arrival in _in_files(ws, documents):
        given[arrival.key][holder] = arrival
    logged = _in_audit(ws)
    for key, holders in sorted(given.items()):
        if len(holders) > 1:
            names = ", ".join(sorted(holder[:8] for holder in holders))
            yield _problem(f"the number of arrival {key} is given twice: {names}")
        for holder, arrival in holders.items():
            if (holder, arrival.on.isoformat()) not in logged.get(key, ()):
                yield _problem(
                    f"the number of arrival {key} of {holder[:8]} is not as it was given, says the audit log"
                )
    for key in sorted(set(logged) - set(given)):
        yield _problem(f"the number of arrival {key} was given and stands nowhere")
    yield from _gaps(ws, given, set(logged))


def _in_files(ws: Workspace, documents: Mapping[str, Document]) -> Iterator[tuple[str, ArrivalNumber]]:
    """Holder (id) and number, from receipts, tombstones and entries of withheld numbers."""
    for document in documents.values():
        try:
            receipts = store.read_receipts(ws.layout.root / document.path)
        except (ArchivistError, OSError):
            continue  # M2 reports it
        yield from ((document.id, one.arrival) for one in receipts if one.arrival is not None)
    try:
        for tombstone in store.tombstones(ws.layout):
            yield from ((tombstone.id, arrival) for arrival in tombstone.arrivals)
        for entry in store.withheld(ws.layout):
            if entry.arrival is not None:
                yield entry.id, entry.arrival
    except ArchivistError:
        return  # M2 reports it


def _in_audit(ws: Workspace) -> dict[str, set[tuple[str, str]]]:
    """Line → (id of the document, date of arrival), as the audit log has it."""
    found: dict[str, set[tuple[str, str]]] = defaultdict(set)
    for event in audit.events(ws.layout):
        if key := event.extra.get("arrival"):
            found[key].add((event.document_id, event.extra.get("arrived_on", "")))
    return found


def _gaps(ws: Workspace, given: Mapping[str, object], logged: set[str]) -> Iterator[Problem]:
    """Numbers below the highest that were never given."""
    series: dict[tuple[str, int], set[int]] = defaultdict(set)
    for key in (*given, *logged):
        book, year, number = key.rsplit("/", 2)
        series[book, int(year)].add(int(number))
    for (book, of), numbers in sorted(series.items()):
        first = min(registering.first_number(ws, book, of), min(numbers))
        for missing in sorted(set(range(first, max(numbers))) - numbers):
            yield _problem(f"the number of arrival {book}/{of}/{missing} was left out")


def _problem(message: str) -> Problem:
    return Problem(invariant="M8", severity=Severity.MUST, message=message, hint=_RESTORE)
