"""What unpacking a ZIP archive returns: its members, written out under names of ours.

Owns: the records of unpacked members (plain data; they cross the pipe).
Must not: open archives.
"""

from __future__ import annotations

from archivist.lazyclass import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """One file of an archive.

    Attributes:
        file: name of the file it was written to, below the folder given.
        name: its received name, without folders, for show.
        place: folders and name inside the archive, for show; no part leads anywhere.
    """

    file: str
    name: str
    place: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Unpacked:
    """All members of an archive, in its order."""

    members: tuple[Member, ...]
