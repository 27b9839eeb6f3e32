"""Where things lie in an archive: names and paths, nothing else.

Owns: the names of the folders and files of format 1 (docs/format.md), and the form of ids and
document folders.
Must not: touch a disk.
"""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from archivist.lazyclass import dataclass
from archivist.lazypattern import late_pattern
from archivist.model import DocumentId

FORMAT = 1
ID_LENGTH = 26

ID_PATTERN = late_pattern(r"[a-z2-7]{26}")
FOLDER_PATTERN = late_pattern(r"documents/(\d{4})/(\d{2})/(\d{8})-([a-z2-7]{26})")


def document_id(sha256: str) -> DocumentId:
    """Id of the document whose first file has this SHA-256.

    Args:
        sha256: 64 hex digits.

    Raises:
        ValueError: it is no SHA-256.
    """
    import base64

    digest = bytes.fromhex(sha256)
    if len(digest) != 32:
        raise ValueError(f"not a SHA-256: {sha256!r}")
    return DocumentId(base64.b32encode(digest).decode("ascii").lower()[:ID_LENGTH])


def relative_folder(sha256: str, filed_at: dt.datetime) -> str:
    """Folder of a document below the archive: ``documents/2026/11/20261122-<id>``.

    The day is that of `filed_at` in UTC, so that it does not depend on the machine's time zone.
    Nothing that was *read* stands in the path: a guess may be corrected, the path never changes.
    """
    day = filed_at.astimezone(dt.UTC)
    return f"documents/{day:%Y}/{day:%m}/{day:%Y%m%d}-{document_id(sha256)}"


@dataclass(frozen=True)
class Layout:
    """Paths of one archive."""

    root: Path

    @property
    def settings_file(self) -> Path:
        """``archive.toml``: its presence makes a folder an archive."""
        return self.root / "archive.toml"

    @property
    def readme(self) -> Path:
        """``README.txt``: what lies here, for people without this program."""
        return self.root / "README.txt"

    @property
    def documents(self) -> Path:
        """The documents: the truth."""
        return self.root / "documents"

    @property
    def quarantine(self) -> Path:
        """Files put aside; truth until somebody decides."""
        return self.root / "quarantine"

    @property
    def audit(self) -> Path:
        """The audit log, a file a month."""
        return self.root / "audit"

    @property
    def withdrawn(self) -> Path:
        """Tombstones of withdrawn documents."""
        return self.root / "withdrawn"

    @property
    def issuers(self) -> Path:
        """What persons said of issuing bodies: the archive's own authority records."""
        return self.root / "issuers"

    @property
    def renditions(self) -> Path:
        """What persons said of documents being renditions of one work."""
        return self.root / "renditions"

    @property
    def reconciliation(self) -> Path:
        """What persons decided of directives of merged bodies; made when the first decision comes."""
        return self.root / "reconciliation"

    @property
    def registers(self) -> Path:
        """What persons wrote in the registers; made when the first one does."""
        return self.root / "registers"

    @property
    def fonds(self) -> Path:
        """What persons stated about fonds; made when the first one is."""
        return self.root / "fonds"

    @property
    def dossiers(self) -> Path:
        """What persons put into files; made when the first file is."""
        return self.root / "dossiers"

    @property
    def retention(self) -> Path:
        """Holds and periods set by persons; made when the first one is."""
        return self.root / "retention"

    @property
    def disposals(self) -> Path:
        """Disposal lists and the decisions on them; made when the first list is."""
        return self.root / "disposals"

    @property
    def schedules(self) -> Path:
        """Retention schedules of the office (``*.toml``), put there by people; it need not exist."""
        return self.root / "schedules"

    @property
    def withheld(self) -> Path:
        """Numbers of marked documents that are kept elsewhere; made when the first one comes."""
        return self.root / "withheld"

    @property
    def trust(self) -> Path:
        """Certificates of the authorities whose signatures are trusted; people put them there."""
        return self.root / "trust"

    @property
    def passwords(self) -> Path:
        """Passwords to try on encrypted files; for the owner's eyes only."""
        return self.root / "passwords.json"

    @property
    def scheme(self) -> Path:
        """The archive's own filing plan; it need not exist."""
        return self.root / "scheme.toml"

    @property
    def inbox_folders(self) -> Path:
        """What sub-folders of the inbox mean; it need not exist."""
        return self.root / "inbox-folders.json"

    @property
    def staging(self) -> Path:
        """Assemblies in flight, on the same file system as the documents."""
        return self.root / "staging"

    @property
    def browse(self) -> Path:
        """Generated tree for people; a cache."""
        return self.root / "browse"

    @property
    def state(self) -> Path:
        """Caches and locks; must be on a local disk."""
        return self.root / "state"

    @property
    def catalogue_file(self) -> Path:
        """The SQLite catalogue; a cache."""
        return self.state / "catalogue.db"

    @property
    def index(self) -> Path:
        """Generations of the search index; a cache."""
        return self.state / "index"

    @property
    def recognition(self) -> Path:
        """Pages recognised so far of documents that are not done yet; a cache."""
        return self.state / "ocr"

    @property
    def locks(self) -> Path:
        """Folder of the lock files."""
        return self.state / "lock"

    def lock(self, name: str) -> Path:
        """Lock file of this name: ``writer``, ``indexer``, ``watcher``."""
        return self.locks / name

    def folders(self) -> tuple[Path, ...]:
        """Every folder a new archive has, parents first."""
        return (
            self.documents,
            self.quarantine,
            self.audit,
            self.withdrawn,
            self.issuers,
            self.renditions,
            self.trust,
            self.staging,
            self.state,
            self.index,
            self.locks,
        )

    def relative(self, folder: Path) -> str:
        """A folder's path below the archive, with slashes.

        Raises:
            ValueError: it lies outside.
        """
        return folder.relative_to(self.root).as_posix()
