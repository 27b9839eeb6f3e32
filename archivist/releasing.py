"""Take a file out of quarantine: read it again, or file it as it is on a person's word.

Owns: that the quarantined copy is removed only after the document is durably filed.
Must not: lose what was recorded about the file's arrival.
"""

from __future__ import annotations

from archivist import audit, filing, quarantine, staging
from archivist.errors import UsageError
from archivist.inbox.folders import InboxFolders
from archivist.model import Defaults, FilingResult, Outcome
from archivist.workspace import Workspace, now


def release_quarantined(
    ws: Workspace, reference: str, *, by: str, why: str, as_is: bool
) -> FilingResult | None:
    """File a quarantined file. Returns None when no quarantined file has this id prefix."""
    if not by.strip():
        raise UsageError("a release needs a name: who decided it?")
    entry = quarantine.get(ws.layout, reference)
    if entry is None:
        return None
    folders = InboxFolders(ws.layout.inbox_folders)
    arrival = staging.Arrival(
        inbox=entry.inbox,
        inbox_path=entry.inbox_path,
        received_from=entry.received_from,
        defaults=folders.defaults_for(entry.inbox_path)
        if entry.inbox
        else Defaults(fonds=entry.fonds or None),
        as_is=as_is,
        received_as=entry.received_as,
    )
    result = filing.file_one(ws, entry.path, arrival)
    if result.document is not None or result.outcome is Outcome.REFUSED:
        with ws.writer():
            audit.append(
                ws.layout,
                audit.AuditEvent(
                    at=now(), by=by, action="released", document_id=entry.id, why=why, key=entry.id
                ),
            )
            # Last: as long as it is there, a repeated release finds it and writes what is missing.
            quarantine.remove(ws.layout, entry.id)
    return result
