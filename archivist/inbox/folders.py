"""What sub-folders of the inbox mean: ``inbox-folders.json`` of the archive.

Owns: the defaults that go with a folder, and which folder a file lies in.
Must not: touch documents: defaults are evidence for the reader, not values.
"""

from __future__ import annotations

import json
from pathlib import Path

from archivist import fsio
from archivist.errors import SettingsError, StorageError, UsageError
from archivist.lazyclass import dataclass
from archivist.model import Defaults, Level
from archivist.text import nfc

FILE_NAME = "inbox-folders.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class FolderDefaults:
    """One sub-folder and what it says about everything dropped there.

    Attributes:
        folder: path below the inbox, NFC, parts joined with ``/``.
        defaults: what holds for its files.
    """

    folder: str
    defaults: Defaults


class InboxFolders:
    """The folder defaults of one archive. Reads the file anew each time: another process may write.

    Args:
        path: ``inbox-folders.json``; a missing file means no folders.
    """

    def __init__(self, path: Path) -> None:
        self.path = path

    def list(self) -> tuple[FolderDefaults, ...]:
        """All folders with defaults, by name.

        Raises:
            SettingsError: the file is damaged.
            StorageError: it cannot be read.
        """
        try:
            text = self.path.read_text(encoding="utf-8")
        except FileNotFoundError:
            return ()
        except UnicodeDecodeError as error:
            raise SettingsError(f"{self.path}: is not UTF-8 text", path=self.path) from error
        except OSError as error:
            raise StorageError(f"{self.path}: cannot be read: {error.strerror}", path=self.path) from error
        try:
            entries = json.loads(text)["folders"]
            found = [_folder_of(entry) for entry in entries]
        except (ValueError, KeyError, TypeError) as error:
            raise SettingsError(f"{self.path}: cannot be understood: {error}", path=self.path) from error
        return tuple(sorted(found, key=lambda entry: entry.folder))

    def add_folder(self, name: str, defaults: Defaults, *, inbox: Path | None = None) -> FolderDefaults:
        """Set what a sub-folder means, replacing what it meant before.

        Args:
            name: path below the inbox.
            defaults: what holds for everything dropped there.
            inbox: when given, the folder is made there.

        Raises:
            UsageError: the name leads out of the inbox or is hidden.
            StorageError: it cannot be written.
        """
        folder = _normal(name)
        entry = FolderDefaults(folder=folder, defaults=defaults)
        self._write((*(other for other in self.list() if other.folder != folder), entry))
        if inbox is not None:
            with fsio.storage_errors(inbox):
                (inbox / folder).mkdir(parents=True, exist_ok=True)
        return entry

    def remove(self, name: str) -> bool:
        """Forget what a sub-folder means; the folder stays. False when it meant nothing.

        Raises:
            StorageError: it cannot be written.
        """
        folder = _normal(name)
        before = self.list()
        after = tuple(entry for entry in before if entry.folder != folder)
        if len(after) == len(before):
            return False
        self._write(after)
        return True

    def defaults_for(self, inbox_path: str) -> Defaults:
        """What holds for a file: the defaults of the deepest folder it lies in.

        Args:
            inbox_path: path of the file below the inbox.
        """
        parts = nfc(inbox_path).split("/")[:-1]
        by_folder = {entry.folder: entry.defaults for entry in self.list()}
        for depth in range(len(parts), 0, -1):
            found = by_folder.get("/".join(parts[:depth]))
            if found is not None:
                return found
        return Defaults()

    def _write(self, entries: tuple[FolderDefaults, ...]) -> None:
        rows = [
            {
                "folder": entry.folder,
                "issuer": entry.defaults.issuer,
                "level": entry.defaults.level,
                "received_from": entry.defaults.received_from,
                "book": entry.defaults.book,
                "fonds": entry.defaults.fonds,
            }
            for entry in sorted(entries, key=lambda entry: entry.folder)
        ]
        text = json.dumps({"folders": rows}, ensure_ascii=False, indent=2) + "\n"
        fsio.replace_file(self.path, text.encode("utf-8"))


def _normal(name: str) -> str:
    parts = [part for part in nfc(name).strip().strip("/").split("/") if part]
    if not parts or any(part.startswith(".") or "\0" in part for part in parts):
        raise UsageError(
            f"{name!r} is no name for a folder of the inbox",
            hint="give a path below the inbox, such as: 'Huyện A/Đảng ủy'; no part begins with a dot",
        )
    return "/".join(parts)


def _folder_of(entry: object) -> FolderDefaults:
    if not isinstance(entry, dict) or not isinstance(entry.get("folder"), str):
        raise ValueError("every folder needs a name")
    texts: dict[str, str | None] = {}
    for key in ("issuer", "level", "received_from", "book", "fonds"):
        value = entry.get(key)
        if value is not None and not isinstance(value, str):
            raise ValueError(f"{key} must be a text")
        texts[key] = value
    level = texts["level"]
    return FolderDefaults(
        folder=_normal(entry["folder"]),
        defaults=Defaults(
            issuer=texts["issuer"],
            level=Level(level) if level else None,
            received_from=texts["received_from"],
            book=texts["book"],
            fonds=texts["fonds"],
        ),
    )
