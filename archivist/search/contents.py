"""The table of contents of an index: which segments a commit consists of, and what is deleted in them.

Owns: its format (JSON with a checksum) and finding the newest. Must not: import an engine.

A commit is the rename of a new table into place. Its name is that of Whoosh's own table, so that
Whoosh's writer finds the generation and removes what no table names any more.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterable, Iterator
from typing import Final

from archivist.lazyclass import dataclass
from archivist.search.segment import Damaged

INDEX_NAME: Final = "archivist"
SEGMENT_SUFFIX: Final = ".aix"
TABLE_SUFFIX: Final = ".toc"
_TABLE_BEGINNING: Final = f"_{INDEX_NAME}_"


@dataclass(frozen=True, kw_only=True)
class SegmentRow:
    """One segment of a commit.

    Attributes:
        name: of the segment; its file is `name` + `SEGMENT_SUFFIX`.
        documents: how many it holds, deleted ones included.
        deleted: numbers of the deleted ones.
    """

    name: str
    documents: int
    deleted: frozenset[int]


@dataclass(frozen=True, kw_only=True)
class Contents:
    """One commit."""

    generation: int
    segments: tuple[SegmentRow, ...]


def table_name(generation: int) -> str:
    """File name of a table of contents."""
    return f"_{INDEX_NAME}_{generation}{TABLE_SUFFIX}"


def generations(names: Iterable[str]) -> Iterator[int]:
    """Generations of the tables among the files of a folder, in any order."""
    figures = (
        name[len(_TABLE_BEGINNING) : -len(TABLE_SUFFIX)]
        for name in names
        if name.startswith(_TABLE_BEGINNING) and name.endswith(TABLE_SUFFIX)
    )
    return (int(figure) for figure in figures if figure.isascii() and figure.isdigit())


def newest_generation(names: Iterable[str]) -> int:
    """Generation of the newest table among the files of a folder; -1 when there is none."""
    return max(generations(names), default=-1)


def encode_contents(contents: Contents) -> bytes:
    """Bytes of a table of contents."""
    body = json.dumps(
        {
            "generation": contents.generation,
            "segments": [
                {"name": row.name, "documents": row.documents, "deleted": sorted(row.deleted)}
                for row in contents.segments
            ],
        },
        separators=(",", ":"),
    ).encode()
    return b"%08x %s\n" % (zlib.crc32(body), body)


def decode_contents(raw: bytes) -> Contents:
    """Table of contents from its bytes.

    Raises:
        Damaged: the checksum differs.
    """
    crc, _, body = raw.rstrip(b"\n").partition(b" ")
    if crc != b"%08x" % zlib.crc32(body):
        raise Damaged("the checksum of the table of contents differs")
    found = json.loads(body)
    rows = (
        SegmentRow(name=row["name"], documents=row["documents"], deleted=frozenset(row["deleted"]))
        for row in found["segments"]
    )
    return Contents(generation=found["generation"], segments=tuple(rows))
