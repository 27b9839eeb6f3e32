"""Passwords of an archive as people work with them: add, count, remove.

Owns: `Archive.passwords`; that every change is audited, without the password.
Must not: give a password back.
"""

from __future__ import annotations

from archivist import audit, passwords
from archivist.errors import UsageError
from archivist.workspace import Workspace, now


class Passwords:
    """Passwords that are tried on encrypted PDF files: `Archive.passwords`.

    They lie readable for the owner of the archive in ``passwords.json``; nothing gives them out
    (docs/adr/0015). A file they open is stored encrypted, as it was received.
    """

    def __init__(self, ws: Workspace) -> None:
        self._ws = ws

    def count(self) -> int:
        """How many there are (0 for a user who may not read them)."""
        return len(passwords.read(self._ws.layout))

    def add(self, password: str, *, by: str) -> bool:
        """Add a password; False when it was there.

        Args:
            password: as it is typed; tried before those added earlier.
            by: who adds it.

        Raises:
            UsageError: it is empty or too long, there are too many, or nobody is named.
            ReadOnlyArchive: the archive is open for reading only.
        """
        password = passwords.checked(password)
        with self._ws.writer():
            known = passwords.read(self._ws.layout)
            if password in known:
                return False
            self._replace((password, *known), "password-added", by)
        return True

    def remove(self, password: str, *, by: str) -> bool:
        """Remove a password; False when it was not there.

        Documents it opened stay as they are; to read them again it is needed again.

        Args:
            password: the one to remove.
            by: who removes it.

        Raises:
            UsageError: nobody is named.
            ReadOnlyArchive: the archive is open for reading only.
        """
        with self._ws.writer():
            known = passwords.read(self._ws.layout)
            if password not in known:
                return False
            self._replace(tuple(one for one in known if one != password), "password-removed", by)
        return True

    def clear(self, *, by: str) -> int:
        """Remove all; says how many there were. Raises as `remove`."""
        with self._ws.writer():
            known = passwords.read(self._ws.layout)
            if known:
                self._replace((), "passwords-removed", by)
        return len(known)

    def _replace(self, wanted: tuple[str, ...], action: str, by: str) -> None:
        if not by.strip():
            raise UsageError("a change of passwords needs a name: who did it?")
        passwords.write(self._ws.layout, wanted)
        moment = now()
        event = audit.AuditEvent(
            at=moment, by=by, action=action, key=moment.isoformat(), extra={"passwords": str(len(wanted))}
        )
        audit.append(self._ws.layout, event)
