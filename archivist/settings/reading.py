"""Reading and checking both settings files.

Owns: the order *flag > environment > file > default*, the origin of every value, and the checks.
Must not: write files, open archives, or take a value that could be executed.

A setting that is unknown, of the wrong type or out of range is a `SettingsError` that names the
file, the line and the nearest known key. Nothing is ever silently ignored: an office that
misspells a limit must learn of it when the program starts, not when a document is lost to it.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import field
from pathlib import Path
from types import MappingProxyType
from typing import Any

from archivist.errors import ArchiveNotFound, FormatTooNew, SettingsError, StorageError
from archivist.lazyclass import dataclass
from archivist.lazypattern import late_pattern
from archivist.quickenum import StrEnum
from archivist.settings.plain import plain_tables
from archivist.settings.table import ARCHIVE_KEYS, FILE_NAME, FORMAT, PERSON_KEYS, TYPE_NAMES, Key, Value


class Source(StrEnum):
    """Where the value of a setting came from, strongest first."""

    FLAG = "flag"
    ENVIRONMENT = "environment"
    FILE = "file"
    DEFAULT = "default"


@dataclass(frozen=True, kw_only=True)
class Origin:
    """Where one value came from.

    Attributes:
        source: flag, environment, file or default.
        where: name of the variable, or ``path:line`` of the file; empty for the rest.
    """

    source: Source
    where: str = ""

    def __str__(self) -> str:
        return f"{self.source} {self.where}".strip()


@dataclass(frozen=True, kw_only=True)
class ExtractLimits:
    """What reading one file may cost. Beyond a limit the file ends in a named reason.

    Attributes:
        wall_seconds: longest time by the clock.
        cpu_seconds: longest processor time.
        memory_mb: MiB of memory of the reading process.
        file_mb: MiB of the largest file accepted.
        text_chars: characters of text kept of a document.
        max_pages: pages of a document that are read.
        max_tasks: files a reading process handles before it is replaced.
        workers: reading processes at the same time.
    """

    wall_seconds: float = 30.0
    cpu_seconds: int = 30
    memory_mb: int = 1024
    file_mb: int = 500
    text_chars: int = 20_000_000
    max_pages: int = 5_000
    max_tasks: int = 200
    workers: int = 2

    @property
    def memory_bytes(self) -> int:
        """`memory_mb` in bytes."""
        return self.memory_mb * 1024 * 1024

    @property
    def file_bytes(self) -> int:
        """`file_mb` in bytes."""
        return self.file_mb * 1024 * 1024


INDEPENDENT_LAN = "independent-lan"
"""Policy of an installation that may keep marked documents (Law 117/2025/QH15 art. 5(2))."""

REGISTER_NUMBER_ONLY = "register-number-only"
"""Policy that refuses marked documents, but keeps their numbers."""

_NO_ORIGINS: Mapping[str, Origin] = MappingProxyType({})


@dataclass(frozen=True, kw_only=True)
class ArchiveSettings:
    """What shapes one archive; see `ARCHIVE_KEYS` for the meaning of each.

    Attributes:
        inbox: absolute path of the inbox.
        origins: dotted name of a setting → where its value came from.
    """

    format: int = FORMAT
    id: str
    name: str
    review_threshold: float = 0.8
    secrecy: str = "refuse"
    secrecy_basis: str = ""
    extractors: tuple[str, ...] = ()
    trust_clauses: str = "never"
    numbering: str = "always"
    books: tuple[str, ...] = ("main",)
    first_numbers: tuple[str, ...] = ()
    own_bodies: tuple[str, ...] = ()
    confidential_book: str = ""
    default_fonds: str = ""
    fonds_rules: tuple[str, ...] = ()
    inbox: Path
    settle_seconds: float = 1.0
    rescan_seconds: float = 30.0
    poll: str = "auto"
    poll_seconds: float = 5.0
    filed_kept_days: int = 30
    tessdata: str = ""
    extract: ExtractLimits = field(default_factory=ExtractLimits)
    origins: Mapping[str, Origin] = field(default_factory=lambda: _NO_ORIGINS, compare=False)


@dataclass(frozen=True, kw_only=True)
class PersonSettings:
    """What concerns one person at one machine; see `PERSON_KEYS`.

    Attributes:
        archive: absolute path of the default archive, None when none is set.
        language: ``"vi"``, ``"en"`` or ``"auto"``.
        colour: ``"auto"``, ``"always"`` or ``"never"``.
        origins: name of a setting → where its value came from.
    """

    archive: Path | None = None
    language: str = "auto"
    colour: str = "auto"
    origins: Mapping[str, Origin] = field(default_factory=lambda: _NO_ORIGINS, compare=False)


@dataclass(frozen=True, kw_only=True)
class Shown:
    """One row of ``archivist config --show``."""

    key: Key
    value: Value
    origin: Origin


# --------------------------------------------------------------------------- reading


def load_archive_settings(
    archive: Path,
    *,
    flags: Mapping[str, Value] | None = None,
    environ: Mapping[str, str] | None = None,
) -> ArchiveSettings:
    """Read the settings of the archive in a folder.

    Args:
        archive: folder of the archive.
        flags: dotted name → value given on the command line or by the caller.
        environ: environment to look in; the process's own when None.

    Raises:
        ArchiveNotFound: the folder holds no ``archive.toml``.
        FormatTooNew: the archive has a format this program does not know.
        SettingsError: a setting is unknown, missing, of the wrong type or out of range.
        StorageError: the file cannot be read.
    """
    path = archive / FILE_NAME
    text = _read(path)
    if text is None:
        raise ArchiveNotFound(f"{archive} is not an archive: it holds no {FILE_NAME}", path=archive)
    shown = {row.key.name: row for row in _resolve(ARCHIVE_KEYS, path, text, flags, environ)}
    values = {name.rpartition(".")[2]: row.value for name, row in shown.items() if name[:8] != "extract."}
    if values["secrecy"] == INDEPENDENT_LAN and not str(values["secrecy_basis"]).strip():
        raise SettingsError(
            f"{shown['filing.secrecy'].origin.where}: filing.secrecy = {INDEPENDENT_LAN!r} needs "
            "filing.secrecy_basis: the decision that certifies this installation",
            path=path,
        )
    _check_registers(shown, path)
    inbox = Path(str(values.pop("path"))).expanduser()
    limits = {name[8:]: row.value for name, row in shown.items() if name[:8] == "extract."}
    return ArchiveSettings(
        inbox=Path(os.path.abspath(archive / inbox)),  # noqa: PTH100 - resolve() would follow links
        extract=ExtractLimits(**limits),  # type: ignore[arg-type]  # types were checked against the table
        origins=MappingProxyType({name: row.origin for name, row in shown.items()}),
        **values,  # type: ignore[arg-type]  # types were checked against the table
    )


_BOOK = late_pattern(r"[a-z0-9]+(-[a-z0-9]+)*")
_FIRST = late_pattern(r"\s*[a-z0-9-]+/\d{4}\s*=\s*[1-9]\d{0,8}\s*")


def _check_registers(shown: Mapping[str, Shown], path: Path) -> None:
    """Books and first numbers: a number given under a misspelt name would be given for good."""

    def wrong(name: str, expected: str, value: object) -> SettingsError:
        where = shown[name].origin.where or path
        return SettingsError(f"{where}: the setting {name!r} must be {expected}, not {value!r}", path=path)

    books, secret = shown["registers.books"].value, str(shown["registers.confidential_book"].value)
    if not isinstance(books, tuple) or not books:
        raise wrong("registers.books", "at least one name", books)
    for name, book in [*(("registers.books", one) for one in books), ("registers.confidential_book", secret)]:
        if book == "none" or (book and not _BOOK.fullmatch(book)) or (not book and name == "registers.books"):
            raise wrong(name, "of small letters, figures and hyphens, and not 'none'", book)
    if secret in books:
        raise wrong("registers.confidential_book", "another book than those of registers.books", secret)
    first = shown["registers.first_numbers"].value
    for entry in first if isinstance(first, tuple) else ():
        if not _FIRST.fullmatch(entry):
            raise wrong("registers.first_numbers", 'of the form "main/2026=1235"', entry)


def person_settings_path(environ: Mapping[str, str] | None = None) -> Path:
    """Path of the person's settings: ``$XDG_CONFIG_HOME/archivist/config.toml``."""
    environment = os.environ if environ is None else environ
    base = environment.get("XDG_CONFIG_HOME") or str(
        Path(environment.get("HOME") or "~").expanduser() / ".config"
    )
    return Path(base) / "archivist" / "config.toml"


def load_person_settings(
    *,
    flags: Mapping[str, Value] | None = None,
    environ: Mapping[str, str] | None = None,
) -> PersonSettings:
    """Read the person's settings; a missing file means defaults.

    Raises:
        SettingsError: a setting is unknown, of the wrong type or out of range.
        StorageError: the file cannot be read.
    """
    path = person_settings_path(environ)
    shown = {row.key.name: row for row in _resolve(PERSON_KEYS, path, _read(path) or "", flags, environ)}
    archive = str(shown["archive"].value)
    return PersonSettings(
        archive=Path(os.path.abspath(Path(archive).expanduser())) if archive else None,  # noqa: PTH100
        language=str(shown["language"].value),
        colour=str(shown["colour"].value),
        origins=MappingProxyType({name: row.origin for name, row in shown.items()}),
    )


def show(settings: ArchiveSettings | PersonSettings) -> tuple[Shown, ...]:
    """Every setting with its value and where it came from, in the order of the table."""
    keys = ARCHIVE_KEYS if isinstance(settings, ArchiveSettings) else PERSON_KEYS
    default = Origin(source=Source.DEFAULT)
    return tuple(
        Shown(key=key, value=_value_of(settings, key), origin=settings.origins.get(key.name, default))
        for key in keys
    )


def _value_of(settings: ArchiveSettings | PersonSettings, key: Key) -> Value:
    group, _, last = key.name.rpartition(".")
    if isinstance(settings, ArchiveSettings) and group == "extract":
        found = getattr(settings.extract, last)
    else:
        found = getattr(settings, "inbox" if key.name == "inbox.path" else last)
    if found is None or isinstance(found, Path):
        return str(found or "")
    value: Value = found
    return value


def _read(path: Path) -> str | None:
    try:
        return path.read_text(encoding="utf-8")
    except (FileNotFoundError, NotADirectoryError):
        return None
    except UnicodeDecodeError as error:
        raise SettingsError(f"{path}: is not UTF-8 text (byte {error.start})", path=path) from error
    except OSError as error:
        raise StorageError(f"{path}: cannot be read: {error.strerror}", path=path) from error


def _resolve(
    keys: tuple[Key, ...],
    path: Path,
    text: str,
    flags: Mapping[str, Value] | None,
    environ: Mapping[str, str] | None,
) -> tuple[Shown, ...]:
    """Every key with the strongest value given for it, checked."""
    environment = os.environ if environ is None else environ
    known = {key.name: key for key in keys}
    found = _flatten(path, text, known)
    for name in flags or {}:
        if name not in known or known[name].fixed:
            raise SettingsError(f"unknown setting {name!r}{_nearest(name, known)}")
    return tuple(_strongest(key, found, path, flags or {}, environment) for key in keys)


def _strongest(
    key: Key,
    found: Mapping[str, tuple[object, int]],
    path: Path,
    flags: Mapping[str, Value],
    environ: Mapping[str, str],
) -> Shown:
    if key.name in found:  # checked even when something stronger hides it
        raw, line = found[key.name]
        shown = Shown(
            key=key,
            value=_checked(key, raw, f"{path}:{line}", path),
            origin=Origin(source=Source.FILE, where=f"{path}:{line}"),
        )
    elif key.default is None:
        raise SettingsError(f"{path}: the setting {key.name!r} is missing", path=path)
    else:
        shown = Shown(key=key, value=key.default, origin=Origin(source=Source.DEFAULT))
    if not key.fixed and key.name in flags:
        value = _checked(key, flags[key.name], key.name, None)
        return Shown(key=key, value=value, origin=Origin(source=Source.FLAG))
    if not key.fixed and environ.get(key.variable):
        value = _checked(key, _from_text(key, environ[key.variable]), key.variable, None)
        return Shown(key=key, value=value, origin=Origin(source=Source.ENVIRONMENT, where=key.variable))
    return shown


def _flatten(path: Path, text: str, known: Mapping[str, Key]) -> dict[str, tuple[object, int]]:
    """Dotted name → (value, line) of everything in a TOML text; unknown names are refused."""
    tree, lines = plain_tables(text) or _tables(path, text)
    groups = {name.rpartition(".")[0] for name in known} - {""}
    found: dict[str, tuple[object, int]] = {}
    pending: list[tuple[str, object]] = list(tree.items())
    while pending:
        name, value = pending.pop(0)
        if name == "format" and "format" in known and value != FORMAT:
            raise FormatTooNew(
                f"{path}: the archive has format {value!r}, this program knows {FORMAT}", path=path
            )
        if isinstance(value, dict) and name in groups:
            pending.extend((f"{name}.{inner}", below) for inner, below in value.items())
        elif name not in known:
            line_number = lines.get(name, 1)
            raise SettingsError(
                f"{path}:{line_number}: unknown setting {name!r}{_nearest(name, known)}", path=path
            )
        else:
            found[name] = (value, lines.get(name, 1))
    return found


def _tables(path: Path, text: str) -> tuple[dict[str, Any], dict[str, int]]:
    """What a TOML text says, and on which line."""
    import tomllib

    try:
        return tomllib.loads(text), _lines(text)
    except tomllib.TOMLDecodeError as error:
        line = re.search(r"line (\d+)", str(error))
        raise SettingsError(
            f"{path}:{line[1] if line else '?'}: not valid TOML: {error}", path=path
        ) from error


_HEADER = late_pattern(r"\s*\[+\s*([^\]]+?)\s*\]+")
_ASSIGNMENT = late_pattern(r"\s*([A-Za-z0-9_.\-\"' ]+?)\s*=")


def _lines(text: str) -> dict[str, int]:
    """Dotted name → first line it stands on. Good enough for messages: a plain look at each line."""
    places: dict[str, int] = {}
    table = ""
    for number, line in enumerate(text.splitlines(), start=1):
        if header := _HEADER.match(line):
            table = _plain(header[1])
            places.setdefault(table, number)
        elif assignment := _ASSIGNMENT.match(line):
            name = _plain(assignment[1])
            places.setdefault(f"{table}.{name}" if table else name, number)
    return places


def _plain(name: str) -> str:
    return ".".join(part.strip().strip("\"'") for part in name.split("."))


def _nearest(name: str, known: Mapping[str, Key]) -> str:
    import difflib

    by_last = {key.rpartition(".")[2]: key for key in known}
    near = difflib.get_close_matches(name, known, n=1) or [
        by_last[last] for last in difflib.get_close_matches(name.rpartition(".")[2], by_last, n=1)
    ]
    return f"; did you mean {near[0]!r}?" if near else ""


def _from_text(key: Key, text: str) -> object:
    """The value a text of the environment stands for; the text itself when it stands for none."""
    try:
        if key.kind is int:
            return int(text)
        if key.kind is float:
            return float(text)
    except ValueError:
        return text
    if key.kind is tuple:
        return [part.strip() for part in text.split(",") if part.strip()]
    return text


def _checked(key: Key, raw: object, where: str, path: Path | None) -> Value:
    """The value in its type, or a `SettingsError` that says what was expected."""

    def wrong(expected: str) -> SettingsError:
        return SettingsError(f"{where}: the setting {key.name!r} must be {expected}, not {raw!r}", path=path)

    value: Value
    if key.kind is tuple and isinstance(raw, list | tuple) and all(isinstance(item, str) for item in raw):
        return tuple(str(item) for item in raw)
    if key.kind is str and isinstance(raw, str):
        if key.choices and raw not in key.choices:
            raise wrong("one of " + ", ".join(key.choices))
        if key.default is None and not raw.strip():
            raise wrong("a text that is not empty")
        return raw
    if key.kind is float and isinstance(raw, int | float) and not isinstance(raw, bool):
        value = float(raw)
    elif key.kind is int and isinstance(raw, int) and not isinstance(raw, bool):
        value = raw
    else:
        raise wrong(TYPE_NAMES[key.kind])
    low, high = key.low, key.high
    if (low is not None and not value >= low) or (high is not None and not value <= high):
        raise wrong(f"between {low:g} and {high:g}")
    return value
