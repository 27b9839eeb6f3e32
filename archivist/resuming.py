"""What recognition has read so far, kept page by page between two runs (``state/ocr/<id>/``).

Owns: the results of single pages, with what they were read with; which documents were tried in vain.
Must not: read pages, or know what becomes of the text.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path
from typing import TypeVar

from archivist import fsio
from archivist.extract import wire
from archivist.extract.ocr_data import OcrSetup
from archivist.extract.ocr_records import HeadZone, RecognisedPage
from archivist.layout import Layout
from archivist.model import DocumentId
from archivist.workspace import Workspace

Read = TypeVar("Read", HeadZone, RecognisedPage)
_TRIED = ".tried"
_NOTE = "engine.json"


def tried(layout: Layout) -> set[str]:
    """Ids of the documents of which no more can be read."""
    return {path.stem for path in layout.recognition.glob(f"*{_TRIED}")}


class KeptPages:
    """Results of pages kept between two runs; worthless when the engine changed."""

    def __init__(self, folder: Path, setup: OcrSetup, revision: int) -> None:
        self.folder = folder
        engine = json.loads(json.dumps(asdict(setup)))  # as it is read back
        if folder.is_dir() and _noted(folder).get("engine") != engine:
            fsio.safe_remove_tree(folder)
        if not folder.is_dir():
            note = json.dumps({"engine": engine, "revision": revision}, sort_keys=True)
            with fsio.storage_errors(folder):
                folder.mkdir(parents=True, mode=0o700)  # text of a document nobody cleared yet
                (folder / _NOTE).write_text(note, encoding="utf-8")

    def _file(self, number: int, kind: type[object]) -> Path:
        return self.folder / f"{number:05d}.{'head' if kind is HeadZone else 'page'}.json"

    def load(self, number: int, kind: type[Read]) -> Read | None:
        """What was read of a page before; None when nothing, or half of it, was written."""
        try:
            data = self._file(number, kind).read_bytes()
            return wire.decode_as(kind, json.loads(data))
        except (OSError, ValueError):
            return None

    def save(self, number: int, read: HeadZone | RecognisedPage) -> None:
        """Keep it; a cache needs no fsync, a torn file is read as nothing."""
        target = self._file(number, type(read))
        aside = target.with_suffix(".new")
        with fsio.storage_errors(target):
            aside.write_text(json.dumps(wire.encode(read), ensure_ascii=False), encoding="utf-8")
            aside.replace(target)

    def mark_tried(self) -> None:
        """Remember that no more can be read of it; a person may ask again."""
        self.remove()
        with fsio.storage_errors(self.folder):
            self.folder.with_suffix(_TRIED).touch()

    def remove(self) -> None:
        """Forget everything about it."""
        fsio.safe_remove_tree(self.folder)
        with fsio.storage_errors(self.folder):
            self.folder.with_suffix(_TRIED).unlink(missing_ok=True)


def _noted(folder: Path) -> dict[str, object]:
    """What began the results in `folder`: engine, and revision of the document; empty when torn."""
    try:
        note = json.loads((folder / _NOTE).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return note if isinstance(note, dict) else {}


def sweep(ws: Workspace, waiting: Iterable[DocumentId]) -> None:
    """Remove what is kept of documents that are no longer there, or that were read to the end.

    A process may die after the new revision is written and before the results are removed. A document
    that waits no more and has another revision than the one the reading began with has been read; one
    that a person had read again, and that was interrupted, still has the same.
    """
    if not ws.layout.recognition.is_dir():
        return
    pending = set(waiting)
    for path in ws.layout.recognition.iterdir():
        document_id = DocumentId(path.stem)
        row = ws.catalogue.row(document_id)
        done = row is not None and path.is_dir() and document_id not in pending
        if row is None or (done and _noted(path).get("revision") != row.revision):
            fsio.safe_remove_tree(path)
