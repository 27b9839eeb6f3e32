"""Searches a person keeps under a name.

Owns: ``searches.json`` beside the person's settings. Must not: know what a query means, or open archives.

They are a person's, not an archive's (docs/adr/0018): who may only read an archive keeps searches
too, and no name of one disturbs another. The file is small, written whole and durably.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import field
from pathlib import Path
from types import MappingProxyType
from typing import Final

from archivist import fsio
from archivist.errors import SettingsError, UsageError
from archivist.lazyclass import dataclass
from archivist.settings import person_settings_path
from archivist.text import nfc, normalise_tone

FORMAT: Final = 1
_LONGEST_NAME: Final = 60

Option = str | bool | int


@dataclass(frozen=True, slots=True, kw_only=True)
class SavedSearch:
    """One kept search.

    Attributes:
        name: what it is called.
        query: the query text.
        options: options that were given, by their names on the command line without dashes.
    """

    name: str
    query: str
    options: Mapping[str, Option] = field(default_factory=lambda: MappingProxyType({}))


def searches_path() -> Path:
    """Where they are kept: ``$XDG_CONFIG_HOME/archivist/searches.json``."""
    return person_settings_path().with_name("searches.json")


def saved_searches(path: Path | None = None) -> tuple[SavedSearch, ...]:
    """All kept searches, by name.

    Raises:
        SettingsError: the file is not what `save_search` writes.
    """
    path = path or searches_path()
    try:
        held = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return ()
    except (ValueError, OSError) as error:
        raise SettingsError(f"{path} cannot be read: {error}", path=path) from error
    rows = held.get("searches") if isinstance(held, dict) and held.get("format") == FORMAT else None
    if not isinstance(rows, dict):
        raise SettingsError(f"{path} is not a file of saved searches", path=path)
    return tuple(_search(name, row, path) for name, row in sorted(rows.items()))


def _search(name: str, row: object, path: Path) -> SavedSearch:
    if isinstance(row, dict) and isinstance(row.get("query"), str) and isinstance(row.get("options"), dict):
        options = {str(key): value for key, value in row["options"].items() if isinstance(value, Option)}
        return SavedSearch(name=name, query=row["query"], options=MappingProxyType(options))
    raise SettingsError(f"{path}: the search {name!r} cannot be read", path=path)


def saved_search(name: str, path: Path | None = None) -> SavedSearch:
    """The search of this name, whatever its case and the place of its tone marks (hoá, hóa).

    Raises:
        UsageError: there is none.
    """
    wanted = _same(name)
    for search in saved_searches(path):
        if _same(search.name) == wanted:
            return search
    raise UsageError(f"no search is saved as {name!r}", hint="list them with: archivist search --list-saved")


def save_search(search: SavedSearch, path: Path | None = None) -> None:
    """Keep a search, in place of one of the same name.

    Raises:
        UsageError: an empty or very long name.
        StorageError: the file cannot be written.
    """
    path = path or searches_path()
    others = [held for held in saved_searches(path) if _same(held.name) != _same(search.name)]
    _write([*others, search], path)


def remove_search(name: str, path: Path | None = None) -> None:
    """Forget the search of this name.

    Raises:
        UsageError: there is none.
    """
    path = path or searches_path()
    gone = saved_search(name, path)
    _write([held for held in saved_searches(path) if held.name != gone.name], path)


def _name(name: str) -> str:
    name = " ".join(nfc(name).split())
    if not name or len(name) > _LONGEST_NAME:
        raise UsageError(f"the name of a search has 1 to {_LONGEST_NAME} characters")
    return name


def _same(name: str) -> str:
    """What two spellings of one name have in common."""
    return normalise_tone(_name(name)).lower()


def _write(searches: list[SavedSearch], path: Path) -> None:
    rows = {_name(one.name): {"query": one.query, "options": dict(one.options)} for one in searches}
    data = (
        json.dumps({"format": FORMAT, "searches": rows}, ensure_ascii=False, indent=1, sort_keys=True) + "\n"
    )
    with fsio.storage_errors(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        fsio.replace_file(path, data.encode("utf-8", "replace"), mode=0o600)
