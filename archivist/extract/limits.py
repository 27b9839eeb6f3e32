"""Limits one extraction must keep to.

Owns: the record of limits and its defaults (measured on 1039 broken PDFs and 1301 office files).
Must not: apply them (the worker and the pool do) or read settings (the pipeline maps them).
"""

from __future__ import annotations

from archivist.lazyclass import dataclass

MIB = 1024 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What one file may cost.

    Attributes:
        wall_seconds: time from hand-over to answer; after it the worker is killed.
        cpu_seconds: processor time for one file.
        memory_bytes: address space of a worker (``RLIMIT_AS``).
        text_chars: characters of text kept; the rest is cut and marked as truncated.
        file_bytes: largest file taken, and largest file a worker may write.
        max_tasks: files after which a worker is replaced (libraries leak).
        max_pages: pages read of one file; the rest is cut and marked as truncated.
        part_bytes: largest unpacked member of a zip container.
        total_bytes: all unpacked members of a zip container together.
        max_members: members of a zip container.
        max_attachments: attachments taken out of one file.
        max_depth: files within files (a mail in a mail) followed.
    """

    wall_seconds: float = 60.0
    cpu_seconds: int = 60
    memory_bytes: int = 1024 * MIB
    text_chars: int = 20_000_000
    file_bytes: int = 512 * MIB
    max_tasks: int = 200
    max_pages: int = 5_000
    part_bytes: int = 200 * MIB
    total_bytes: int = 400 * MIB
    max_members: int = 10_000
    max_attachments: int = 200
    max_depth: int = 5


def for_recognition(workers_memory_mb: int = 1536) -> Limits:
    """Limits of a worker that recognises: one page at a time.

    A page takes 1 to 3 s of a core; 60 s leave room for a slow machine and for the retry of a
    page that lies on its side. Address space is not memory: the language data is mapped.
    """
    return Limits(
        wall_seconds=120.0, cpu_seconds=60, memory_bytes=workers_memory_mb * MIB, file_bytes=512 * MIB
    )
