"""What a dead process left is finished once, and told of once."""

from __future__ import annotations

import dataclasses
import datetime as dt
from pathlib import Path

from support.directives import write_party

from archivist import Archive, audit, store
from archivist.workspace import now


def test_an_arrival_is_told_once_whatever_happened_to_the_document_since(tmp_path: Path) -> None:
    """The process died between a further receipt and the line about it; the document was corrected before."""
    root = tmp_path / "kho"
    with Archive.create(root) as archive:
        document = archive.file(write_party(tmp_path / "a.txt", "15-NQ/TU")).document
        assert document is not None
        archive.revise(document.id, by="Lan", why="đọc sai", number="16-NQ/TU")
        ws = archive._ws
        folder = root / document.path
        (first,) = store.read_receipts(folder)
        second = dataclasses.replace(
            first, id="m2k3n4p5q6r7s2t3", received_at=now() + dt.timedelta(seconds=1), arrival=None
        )
        ws.catalogue.begin_intent(document.id, document.sha256, document.path, "receiving")
        store.add_receipt(ws.layout, folder, second)
    with Archive.open(root) as archive:
        events = [event for event in audit.events(archive._ws.layout) if event.document_id == document.id]
        assert [(event.action, event.revision, event.key) for event in events] == [
            ("filed", 1, first.id),
            ("revised", 2, "r2"),
            ("received", 2, second.id),
        ]
        assert archive.check().problems == ()
