"""An open archive: its lifetime, its settings, and the registers it keeps.

Owns: creating, opening and closing an archive.
Must not: hold logic of its own; each method is a call of the module that owns the matter.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Literal, Self

from archivist import fsio, store
from archivist.catalogue import Catalogue
from archivist.errors import (
    ArchiveExists,
    CatalogueDamaged,
    UsageError,
)
from archivist.model import (
    Progress,
)
from archivist.settings import ArchiveSettings, initial_toml
from archivist.workspace import Mode, Workspace, now, require_platform, user_name

if TYPE_CHECKING:
    from archivist.classing import Classes
    from archivist.disposing import Disposals
    from archivist.dossiers import DossierFile
    from archivist.fonds import FondsRegister
    from archivist.issuers import Issuers
    from archivist.renditions import RenditionFile
    from archivist.retention import Retention
    from archivist.unlocking import Passwords

ProgressFunction = Callable[[Progress], None]
StrPath = str | Path
Rebuildable = Literal["all", "catalogue", "index", "browse"]


class OpenArchive:
    """What every part of the public API works on."""

    def __init__(self, workspace: Workspace) -> None:
        self._ws = workspace

    @classmethod
    def create(cls, path: StrPath, *, name: str = "") -> Self:
        """Create an archive in an empty or new folder and open it for writing.

        Args:
            path: the folder; it is made when it does not exist.
            name: name of the archive, for people.

        Raises:
            ArchiveExists: there is an archive, or something else, already.
            StorageError: the folder cannot be written.
            UnsupportedPlatform: this is not Linux.
        """
        from archivist.watch.looking import prepare_inbox

        require_platform()
        root = Path(path).absolute()
        with fsio.storage_errors(root):
            if (root / "archive.toml").exists():
                raise ArchiveExists(f"{root} is an archive already", path=root)
            layout = store.Layout(root)
            if root.exists() and not (root.is_dir() and store.only_begun(layout)):
                raise ArchiveExists(f"{root} is not empty; an archive needs a folder of its own", path=root)
            fsio.safe_remove_tree(layout.state)  # of a creation that was interrupted
            store.create_folders(layout)
            Catalogue.create(layout.catalogue_file).close()
            # archive.toml comes last: a folder without it is no archive, whatever else it holds.
            import uuid

            text = initial_toml(name or root.name, str(uuid.uuid4()))
            fsio.replace_file(root / "archive.toml", text.encode("utf-8"))
        archive = cls.open(root)
        from archivist import audit

        with archive._ws.writer():
            audit.append(layout, audit.AuditEvent(at=now(), by=user_name(), action="created", key="created"))
        prepare_inbox(archive.settings.inbox)
        return archive

    @classmethod
    def open(cls, path: StrPath, mode: Mode = "rw", *, jobs: int | None = None) -> Self:
        """Open an archive.

        Args:
            path: its folder.
            mode: ``"rw"`` recovers what a dead process left unfinished; when this user may not
                write there it falls back to ``"r"``, which takes no lock.
            jobs: worker processes for extraction; by default as in archive.toml.

        Raises:
            ArchiveNotFound: no archive there.
            FormatTooNew: written by another version's format.
            SettingsError: archive.toml is wrong.
        """
        if not isinstance(path, (str, Path)):
            raise UsageError(f"an archive is named by a path, not {type(path).__name__}")
        ws = Workspace(Path(path), mode, jobs=jobs)
        if mode == "rw" and not ws.writable:
            ws.mode = "r"
        archive = cls(ws)
        try:
            archive._settle()
        except BaseException:
            ws.close()
            raise
        return archive

    def _settle(self) -> None:
        """Bring caches to a readable state and finish what was left unfinished."""
        if self._ws.mode != "rw":
            return
        from archivist import rebuilding, recovery

        store.create_folders(self._ws.layout)  # a restored archive comes without its caches
        try:
            recovery.recover(self._ws)
        except CatalogueDamaged:
            self._ws.close_catalogue()
            rebuilding.rebuild_catalogue(self._ws)
            recovery.recover(self._ws)
        if rebuilding.index_is_due(self._ws):
            rebuilding.rebuild_index(self._ws)

    def close(self) -> None:
        """Close the archive; worker processes end. Safe to call twice."""
        self._ws.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @property
    def root(self) -> Path:
        """The archive's folder."""
        return self._ws.layout.root

    @property
    def settings(self) -> ArchiveSettings:
        """The archive's settings (archive.toml)."""
        return self._ws.settings

    @property
    def mode(self) -> Mode:
        """``"rw"``, or ``"r"`` when open for reading only."""
        return self._ws.mode

    @property
    def outdated(self) -> bool:
        """Whether its caches are of another version of the program: opened with ``"rw"``, they are made anew."""
        return self._ws.outdated

    @property
    def issuers(self) -> Issuers:
        """Issuing bodies as this archive knows them: look up, add, correct, merge (docs/adr/0016)."""
        from archivist.issuers import Issuers

        return Issuers(self._ws)

    @property
    def fonds(self) -> FondsRegister:
        """Fonds: whose records the archive holds, and moving receipts between them (docs/adr/0026)."""
        from archivist.fonds import FondsRegister

        return FondsRegister(self._ws)

    @property
    def dossiers(self) -> DossierFile:
        """Files (hồ sơ): documents of one matter, with their list of contents."""
        from archivist.dossiers import DossierFile

        return DossierFile(self._ws)

    @property
    def retention(self) -> Retention:
        """How long documents and files are kept: schedules, proposals, holds (docs/adr/0027)."""
        from archivist.retention import Retention

        return Retention(self._ws)

    @property
    def disposals(self) -> Disposals:
        """Disposal lists, decisions on them, and carrying those out (docs/adr/0031)."""
        from archivist.disposing import Disposals

        return Disposals(self._ws)

    @property
    def passwords(self) -> Passwords:
        """Passwords that are tried on encrypted files: count, add, remove (docs/adr/0015)."""
        from archivist.unlocking import Passwords

        return Passwords(self._ws)

    @property
    def classes(self) -> Classes:
        """Subject classes: the filing plan, its documents, and learning from them."""
        from archivist.classing import Classes

        return Classes(self._ws)

    @property
    def renditions(self) -> RenditionFile:
        """Which documents are renditions of one work: proposed, confirmed, split."""
        from archivist.renditions import RenditionFile

        return RenditionFile(self._ws)

    def _note(self, action: str, key: str) -> None:
        from archivist import audit

        moment = now()
        event = audit.AuditEvent(at=moment, by=user_name(), action=action, key=f"{key} {moment.isoformat()}")
        audit.append(self._ws.layout, event)
