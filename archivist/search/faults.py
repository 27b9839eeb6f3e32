"""Whatever goes wrong with an index on disk becomes one of our errors here.

Owns: that translation. Must not: import an engine (what only an engine raises is translated there).
"""

from __future__ import annotations

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from archivist.errors import ArchivistError, IndexDamaged, StorageError

_DISK_ERRORS: Final = frozenset(
    {
        errno.ENOSPC,
        errno.EDQUOT,
        errno.EROFS,
        errno.EACCES,
        errno.EPERM,
        errno.EIO,
        errno.EMFILE,
        errno.ENFILE,
    }
)
"""What the disk says of itself. Any other (a seek before the beginning) comes of damaged files."""


@contextmanager
def index_errors(path: Path | None) -> Iterator[None]:
    """Turn whatever reading or writing an index raises into one of our errors.

    Raises:
        IndexDamaged: files are missing or hold nonsense.
        StorageError: the disk is full, read-only, broken or not ours.
    """
    try:
        yield
    except (ArchivistError, MemoryError, ImportError):
        raise
    except (FileNotFoundError, NotADirectoryError) as error:
        raise IndexDamaged(f"the index is not there or incomplete: {error}", path=path) from error
    except Exception as error:  # a damaged file may raise anything at all
        if isinstance(error, OSError) and error.errno in _DISK_ERRORS:
            raise StorageError(f"the index cannot be read or written: {error}", path=path) from error
        raise IndexDamaged(f"the index is damaged: {type(error).__name__}: {error}", path=path) from error
