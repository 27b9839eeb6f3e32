"""What lies in a file, line by line: from the catalogue, from tombstones, and from what persons said.

Owns: the lines of a list of contents, and the places of its papers. Must not: lay them out (`lists`), or
show what a held or withdrawn document says.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping

from archivist import store
from archivist.catalogue import DocumentRow
from archivist.dossiers.records import ContentsLine
from archivist.errors import ArchivistError
from archivist.layout import Layout
from archivist.model import Access
from archivist.store.dossiers import Dossier, PaperNote


def lines(layout: Layout, dossier: Dossier, rows: Mapping[str, DocumentRow]) -> Iterator[ContentsLine]:
    """The lines of a file, in order.

    Args:
        layout: the archive.
        dossier: the file.
        rows: what the catalogue knows of its documents; those that are gone are absent.
    """
    next_page: int | None = 1
    for place, id_ in enumerate(dossier.documents, start=1):
        row, note = rows.get(id_), dossier.papers.get(id_, PaperNote())
        count = note.sheets or (row.pages if row is not None and row.access is Access.OPEN else None)
        pages = (next_page, next_page + count - 1) if next_page is not None and count else None
        next_page = pages[1] + 1 if pages else None
        line = ContentsLine(place=place, document=id_, pages=pages, remark=note.remark)
        if row is None:
            yield _gone(layout, line)
        elif row.access is not Access.OPEN:  # held since: nothing of it is shown
            yield line
        else:
            yield dataclasses.replace(
                line,
                number=row.number or "",
                issued=row.issued or "",
                subject=" ".join(part for part in (row.kind_title, row.subject) if part),
                author=row.issuer_name or row.issuer_printed or "",
            )


def _gone(layout: Layout, line: ContentsLine) -> ContentsLine:
    """What a tombstone says of a document: a withdrawn one says nothing."""
    try:
        tombstone = store.read_tombstone(layout, line.document)
    except ArchivistError:
        tombstone = None  # `check` reports it
    if tombstone is None or tombstone.disposal is None:
        return dataclasses.replace(line, gone=True, remark="")
    said = tombstone.disposal
    return dataclasses.replace(
        line,
        gone=True,
        disposed=True,
        number=said.number,
        issued=said.issued,
        subject=" ".join(part for part in (said.kind, said.subject) if part),
        author=said.issuer,
    )
