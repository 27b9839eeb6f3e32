"""Who may have written an index.

Owns: mode and ownership of the index folder. Must not: import an engine.

Files of the compatible tier are pickles: opening one that somebody else could write runs that
person's code. The same rule holds for every tier: what is found must be what the archive's owner wrote.
"""

from __future__ import annotations

import os
import stat
from pathlib import Path
from typing import Final

from archivist.errors import IndexDamaged

OTHERS_WRITE: Final = stat.S_IWGRP | stat.S_IWOTH
"""Mode bits that let other users write."""
_LOCK_SUFFIX: Final = "LOCK"
"""Lock files hold nothing and are never read."""


def make_folder(folder: Path) -> None:
    """Create the folder of an index so that only its owner may write in it; may exist already."""
    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(stat.S_IMODE(folder.stat().st_mode) & ~OTHERS_WRITE)


def check_ownership(folder: Path, *, trusted_owner: int | None = None) -> None:
    """Refuse an index that somebody else may have written.

    Args:
        folder: folder of the index.
        trusted_owner: a further user id to trust beside root and ourselves: whoever owns the
            archive, for users who may only read it.

    Raises:
        IndexDamaged: naming the file and what is wrong with it.
    """
    trusted = {0, os.geteuid()} | ({trusted_owner} if trusted_owner is not None else set())
    for path in (folder, *sorted(folder.iterdir())):
        if path.name.endswith(_LOCK_SUFFIX):
            continue
        try:
            found = path.lstat()
        except FileNotFoundError:  # a commit elsewhere just removed it
            continue
        if found.st_uid not in trusted:
            raise IndexDamaged(
                f"{path} belongs to another user (uid {found.st_uid}); it is not read, "
                "for an index can carry code",
                path=path,
            )
        if found.st_mode & OTHERS_WRITE and not stat.S_ISLNK(found.st_mode):
            raise IndexDamaged(
                f"{path} may be written by other users; it is not read, for an index can carry code",
                path=path,
            )
        if stat.S_ISLNK(found.st_mode):
            raise IndexDamaged(f"{path} is a symbolic link, which an index never holds", path=path)
