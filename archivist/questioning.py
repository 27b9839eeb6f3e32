"""Documents that wait for a person, whatever they wait for.

Owns: putting together what their records say with what follows from receipts: that one belongs to no fonds.
Must not: settle anything, or write.
"""

from __future__ import annotations

import dataclasses
import datetime as dt

from archivist import provenance, store
from archivist.model import Document, Reason
from archivist.workspace import Workspace

FROM_RECEIPTS = frozenset({Reason.NO_FONDS, Reason.FONDS_CLOSED})
"""Reasons that stand in no record."""
_NEVER = dt.datetime.min.replace(tzinfo=dt.UTC)


def waiting(ws: Workspace, reason: Reason | None = None) -> tuple[Document, ...]:
    """Documents a person should look at, oldest first, with every reason why.

    Args:
        ws: the open archive.
        reason: only those with this reason.
    """
    rows = {} if reason in FROM_RECEIPTS else {row.id: row for row in ws.catalogue.review_list(reason)}
    receipts = _unplaced(ws)
    if reason is None or reason in FROM_RECEIPTS:
        further = ws.catalogue.rows_of([one for one in receipts if one not in rows])
        rows |= {row.id: row for row in further.values() if row.revision}  # 0: not filed to its end yet
    found = (
        _with_reasons(ws, ws.document(ws.layout.root / row.path), receipts.get(row.id, frozenset()))
        for row in sorted(rows.values(), key=lambda row: (row.filed_at or _NEVER, row.id))
    )
    return tuple(one for one in found if reason is None or reason in one.reasons)


def _unplaced(ws: Workspace) -> dict[str, frozenset[str]]:
    """Document → its receipts that belong to no fonds; nothing where the archive has no fonds on record."""
    if not provenance.fonds_file(ws.layout).fonds:
        return {}
    found: dict[str, frozenset[str]] = {}
    for document, receipt in provenance.unplaced_receipts(ws):
        found[document] = found.get(document, frozenset()) | {receipt}
    return found


def _with_reasons(ws: Workspace, document: Document, receipts: frozenset[str]) -> Document:
    if not receipts:
        return document
    held = store.read_receipts(ws.layout.root / document.path)
    why = {provenance.unplaced(ws.layout, document, one) for one in held if one.id in receipts}
    further = tuple(one for one in Reason if one in why)
    return dataclasses.replace(document, reasons=(*document.reasons, *further))
