"""Passwords to try on encrypted files: a private file of the archive.

Owns: ``passwords.json`` (mode 0600), reading and replacing it, whether it is private.
Must not: log, show or name a password, or say which one opened a file.
"""

from __future__ import annotations

import stat
from collections.abc import Sequence

from archivist import fsio
from archivist.errors import FormatTooNew, RecordDamaged, UsageError
from archivist.jsonio import JsonObject, dump
from archivist.layout import FORMAT, Layout
from archivist.lazylog import late_logger

MOST = 100
"""Passwords kept; each is tried on every encrypted file."""
_LONGEST = 200
_PRIVATE = 0o600

log = late_logger(__name__)


def read(layout: Layout) -> tuple[str, ...]:
    """The passwords, those added last first.

    Empty when there are none, and for users who may not read the file: to them an encrypted file
    is as encrypted as without.

    Raises:
        RecordDamaged: the file is no list of passwords.
        StorageError: the disk is failing.
    """
    path = layout.passwords
    with fsio.storage_errors(path):
        try:
            data = path.read_bytes()
        except (FileNotFoundError, PermissionError):
            return ()
    try:
        record = JsonObject.parse(data, path)
        version, found = record.integer("format"), record.texts("passwords")
    except RecordDamaged:  # its message may show what stands in the file
        raise RecordDamaged(f"{path} is no list of passwords", path=path) from None
    if version != FORMAT:
        raise FormatTooNew(f"{path} was written by another version of archivist", path=path)
    return tuple(filter(None, found))


def to_try(layout: Layout) -> tuple[str, ...]:
    """The passwords; none when the list is damaged (`check` says so): filing must go on."""
    try:
        return read(layout)
    except (RecordDamaged, FormatTooNew):
        log.warning("%s cannot be read: no password is tried", layout.passwords.name)
        return ()


def write(layout: Layout, passwords: Sequence[str]) -> None:
    """Replace the list, durably; without passwords there is no file.

    Raises:
        UsageError: there are too many.
        StorageError: the disk is full, read-only or failing.
    """
    if len(passwords) > MOST:
        raise UsageError(f"at most {MOST} passwords are kept; remove some first")
    if passwords:
        data = dump({"format": FORMAT, "passwords": list(passwords)})
        fsio.replace_file(layout.passwords, data, mode=_PRIVATE)
        return
    with fsio.storage_errors(layout.passwords):
        layout.passwords.unlink(missing_ok=True)
    fsio.fsync_dir(layout.root)


def checked(password: str) -> str:
    """The password as it is kept.

    Raises:
        UsageError: it is empty, too long, or holds a character that nobody types.
    """
    if not password or len(password) > _LONGEST or any(char < " " or char == "\x7f" for char in password):
        raise UsageError(f"a password has 1 to {_LONGEST} characters, none of them a control character")
    if any("\ud800" <= char <= "\udfff" for char in password):
        raise UsageError("the password is not valid text")
    return password


def is_private(layout: Layout) -> bool:
    """True when the file is not there, or only its owner may read it."""
    try:
        mode = layout.passwords.stat().st_mode
    except FileNotFoundError:
        return True
    return not stat.S_IMODE(mode) & 0o077
