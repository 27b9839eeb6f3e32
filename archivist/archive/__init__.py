"""The archive as callers see it: one stateful class over plain functions.

Owns: the public API, argument checking at its edge, and the lifetime of an open archive.
Must not: hold logic of its own; each method is a call of the module that owns the matter.

One `Archive` belongs to one thread. The library never prints, configures logging or exits.
"""

from __future__ import annotations

from archivist.archive.care import Care, Stats
from archivist.archive.changing import Changing
from archivist.archive.filing import Filing

__all__ = ["Archive", "Stats"]


class Archive(Filing, Changing, Care):
    """A document archive in a folder.

    Use `Archive.open` or `Archive.create`; as a context manager it closes itself.
    """
