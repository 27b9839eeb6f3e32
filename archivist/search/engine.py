"""What `SearchIndex` asks of an engine: commits, and the newest state to search in.

Owns: the seam between the index and the ways to keep one. `block_engine` is the one in use,
`compatible` keeps Whoosh's own format and is the oracle of the tests.
Must not: import an engine.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Protocol

from archivist.search.answer import Answering
from archivist.search.records import IndexDocument
from archivist.search.view import SegmentView

Row = Mapping[str, object]
"""One document as fields of the schema (`schema.to_fields`)."""


class Engine(Protocol):
    """One index. Not safe for several threads at once; `SearchIndex` guards it.

    Any call that reads may raise `FileNotFoundError` when a commit elsewhere has just removed files;
    after `forget` it can be repeated.
    """

    def commit(self, rows: Sequence[Row], delete: Iterable[str]) -> None:
        """Put documents in place of what stood under their ids and remove others: durable, or nothing.

        Raises:
            ArchiveLocked: another process is writing.
        """

    def fill(self, documents: Iterable[IndexDocument], *, processes: int) -> None:
        """Put many documents into an index that holds none of them: durable, or nothing.

        Args:
            documents: each once.
            processes: how many may work on it, where the engine can.

        Raises:
            UsageError: one comes twice.
            ArchiveLocked: another process is writing.
        """

    def merge(self) -> bool:
        """Join segments of one size where they have become many; durable, or nothing. False when none are.

        Raises:
            ArchiveLocked: another process is writing.
        """

    def expunge(self) -> None:
        """Write every segment anew that holds terms of removed documents: durable, or nothing.

        Raises:
            ArchiveLocked: another process is writing.
        """

    def refresh(self) -> None:
        """Make the newest commit the one that is read."""

    def answering(self) -> Answering:
        """What answers questions about the commit that is read."""

    def views(self) -> Sequence[SegmentView]:
        """Segments of the commit that is read."""

    def stored(self) -> Iterable[Mapping[str, Any]]:
        """Stored values (id, revision) of every live document."""

    def verify(self) -> None:
        """Read everything once; any exception means damage."""

    def forget(self) -> None:
        """Close what is open; the next `refresh` opens it anew."""
