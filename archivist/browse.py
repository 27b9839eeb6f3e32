"""A tree for people: ``browse/<issuer>/<year>/<kind>/<number subject>`` of hard links.

Owns: the generated view. It is a cache: it may be deleted at any time and made anew.
Must not: be read by anything, hold a held document, or stand for the truth.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterable
from pathlib import Path

from archivist import fsio
from archivist.model import Access, Document, Progress
from archivist.store import Layout
from archivist.text import clean_line

NAME_BYTES = 120
UNKNOWN = "chưa rõ"


def place_of(document: Document) -> Path:
    """Path of a document below ``browse/``, with the suffix of its original."""
    issuer = str(document.issuer) if document.issuer else UNKNOWN
    year = document.issued_text[:4] if document.issued_text else UNKNOWN
    kind = str(document.kind) if document.kind else UNKNOWN
    number = (document.number or "không số").replace("/", "_")
    title = _safe(f"{number} {document.subject or document.original.received_as}", NAME_BYTES)
    suffix = Path(document.original.name).suffix
    name = f"{title} [{document.id[:8]}]{suffix}"
    return Path(_safe(issuer, NAME_BYTES), year, _safe(kind, NAME_BYTES), name)


def _safe(text: str, limit: int) -> str:
    """A name a file system takes: no separators or control characters, cut to `limit` bytes."""
    kept = "".join(c if c.isprintable() and c not in '/\\:*?"<>|' else " " for c in clean_line(text))
    name = " ".join(kept.split()).strip(". ") or UNKNOWN
    while len(name.encode("utf-8")) > limit:
        name = name[:-1].rstrip()
    return name


def build(
    layout: Layout,
    documents: Iterable[Document],
    *,
    progress: Callable[[Progress], None] | None = None,
) -> int:
    """Make the tree anew, aside, and swap it in. Returns the number of documents in it."""
    aside = layout.browse.with_name("browse.new")
    old = layout.browse.with_name("browse.old")
    fsio.safe_remove_tree(aside)
    fsio.safe_remove_tree(old)
    aside.mkdir()
    count = 0
    for document in documents:
        if document.access is not Access.OPEN:
            continue
        target = aside / place_of(document)
        target.parent.mkdir(parents=True, exist_ok=True)
        source = layout.root / document.path / document.original.name
        _link(source, target)
        count += 1
        if progress is not None:
            progress(Progress(stage="browse", done=count, total=None))
    if layout.browse.exists():
        layout.browse.rename(old)
    aside.rename(layout.browse)
    fsio.safe_remove_tree(old)
    return count


def _link(source: Path, target: Path) -> None:
    try:
        os.link(source, target)
    except OSError:  # file systems without hard links, or across devices
        shutil.copy2(source, target)


def remove(layout: Layout) -> None:
    """Remove the tree (after a withdrawal; it is made anew on request)."""
    fsio.safe_remove_tree(layout.browse)
