"""One commit of the index as it is read: its segments and the statistics over them.

Owns: opening the newest commit and keeping what did not change since the one before.
Must not: evaluate queries, or import an engine or numpy.
"""

from __future__ import annotations

import mmap
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from math import log
from pathlib import Path
from typing import Any, Protocol

from archivist.lazyclass import dataclass
from archivist.search.contents import (
    SEGMENT_SUFFIX,
    Contents,
    decode_contents,
    newest_generation,
    table_name,
)
from archivist.search.segment import Buffer, Damaged, SegmentFile
from archivist.search.view import Placed, Postings


class Files(Protocol):
    """Where the files of an index are."""

    def names(self) -> Iterable[str]:
        """Names of all files."""

    def has(self, name: str) -> bool:
        """Whether there is such a file."""

    def read(self, name: str) -> Buffer:
        """Content of a file.

        Raises:
            FileNotFoundError: it is gone.
        """


@dataclass(frozen=True)
class Folder:
    """Files of a folder, mapped into memory."""

    path: Path

    def names(self) -> Iterable[str]:
        """See `Files`."""
        return (entry.name for entry in os.scandir(self.path))

    def has(self, name: str) -> bool:
        """See `Files`."""
        return os.path.exists(f"{self.path}/{name}")  # noqa: PTH110 - a third of the time, twice a search

    def read(self, name: str) -> Buffer:
        """See `Files`. A mapping outlives the removal of its file."""
        with (self.path / name).open("rb") as file:
            if not os.fstat(file.fileno()).st_size:
                return b""
            return mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)


class FileView:
    """A segment of one commit: the file, and what that commit deleted in it."""

    def __init__(self, file: SegmentFile, deleted: frozenset[int]) -> None:
        self.file = file
        self.name = file.name
        self.documents = file.documents
        self.deleted = deleted

    def frequency(self, field: str, term: bytes) -> int:
        """See `SegmentView`."""
        entry = self.file.find(field, term)
        return 0 if entry is None else entry.documents

    def scorable(self, field: str) -> bool:
        """See `SegmentView`."""
        return self.file.scorable(field)

    def postings(self, field: str, term: bytes) -> Postings:
        """See `SegmentView`."""
        return self.file.postings(field, term)

    def table(self, field: str, term: bytes) -> tuple[int, Sequence[int]] | None:
        """See `SegmentView`."""
        entry = self.file.find(field, term)
        return None if entry is None or not entry.is_table else (entry.first, self.file.table_of(entry))

    def positions(self, field: str, term: bytes, among: Set[int]) -> dict[int, list[int]]:
        """See `SegmentView`."""
        return self.file.positions(field, term, among)

    def placed(self, field: str, term: bytes) -> Placed | None:
        """See `SegmentView`."""
        return self.file.placed(field, term)

    def terms(self, field: str, prefix: bytes) -> Iterator[bytes]:
        """See `SegmentView`."""
        return self.file.terms(field, prefix)

    def lengths(self, field: str) -> Sequence[int]:
        """See `SegmentView`."""
        return self.file.lengths(field)

    def numbers(self, field: str) -> Sequence[int]:
        """See `SegmentView`."""
        return self.file.numbers(field)

    def codes(self, field: str) -> tuple[Sequence[str], Sequence[int]]:
        """See `SegmentView`."""
        return self.file.codes(field)

    def values(self, field: str) -> Sequence[str]:
        """See `SegmentView`."""
        return self.file.values(field)

    def live(self) -> Iterator[int]:
        """Documents that are not deleted, ascending."""
        return (doc for doc in range(self.documents) if doc not in self.deleted)


class Snapshot:
    """One commit. Implements `Statistics`."""

    def __init__(self, generation: int, views: Sequence[FileView]) -> None:
        self.generation = generation
        self.views = views
        self.documents = sum(view.documents for view in views)
        self._idf: dict[tuple[str, bytes], float] = {}
        self._average: dict[str, float] = {}

    def idf(self, field: str, term: bytes) -> float:
        """See `Statistics`."""
        key = (field, term)
        if key not in self._idf:
            holders = sum(view.frequency(field, term) for view in self.views)
            self._idf[key] = self.idf_of(holders)
        return self._idf[key]

    def idf_of(self, holders: int) -> float:
        """Inverse document frequency of a term that so many documents hold."""
        return log(self.documents / (holders + 1)) + 1

    def average_length(self, field: str) -> float:
        """See `Statistics`."""
        if field not in self._average:
            words = sum(view.file.total_length(field) for view in self.views)
            self._average[field] = words / (self.documents or 1) or 1
        return self._average[field]

    def stored(self) -> Iterator[Mapping[str, Any]]:
        """Stored values of every live document."""
        for view in self.views:
            for doc in view.live():
                yield view.file.stored(doc)


def read_contents(files: Files) -> Contents:
    """Newest table of contents.

    Raises:
        FileNotFoundError: there is none, or a newer one has just replaced it.
        Damaged: it cannot be read.
    """
    generation = newest_generation(files.names())
    if generation < 0:
        raise FileNotFoundError("no table of contents")
    contents = decode_contents(bytes(files.read(table_name(generation))))
    if contents.generation != generation:
        raise Damaged(f"the table of contents of commit {generation} is that of another")
    return contents


def _is_newest(files: Files, generation: int) -> bool:
    """Whether a commit that was the newest still is: none follows, and its own table is there.

    Commits are counted one by one, and old tables are removed oldest first (`internals`): where the next one is gone
    already, this one is gone, too. Asked in this order, for both may come and go in between.
    """
    return not files.has(table_name(generation + 1)) and files.has(table_name(generation))


def open_snapshot(files: Files, before: Snapshot | None) -> Snapshot:
    """The newest commit; segments that `before` has open already are taken from it.

    Raises:
        FileNotFoundError: a commit elsewhere removed files meanwhile; try again.
        Damaged: something is not what was written.
    """
    if before is not None and _is_newest(files, before.generation):
        return before
    contents = read_contents(files)
    known = {} if before is None else {view.name: view.file for view in before.views}
    views = []
    for row in contents.segments:
        file = known.get(row.name) or SegmentFile(row.name, files.read(row.name + SEGMENT_SUFFIX))
        if file.documents != row.documents:
            raise Damaged(f"{row.name} holds {file.documents} documents, not {row.documents}")
        views.append(FileView(file, row.deleted))
    return Snapshot(contents.generation, views)
