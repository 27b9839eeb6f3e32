"""The filing plan: ``scheme.toml``.

Owns: its form, its checks, and the model plan that holds where an archive has none of its own.
Must not: classify anything.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from archivist.authorities.kinds import kind_by_code
from archivist.errors import SettingsError, StorageError
from archivist.lazyclass import dataclass
from archivist.lazypattern import late_pattern
from archivist.settings.plain import plain_tables
from archivist.text import fold, nfc

FORMAT = 1
_CODE = late_pattern(r"[a-z0-9]+(?:-[a-z0-9]+)*")
# Not importlib.resources: it costs more to import than the plan costs to read.
_MODEL_PLAN = Path(__file__).parent / "data" / "scheme.toml"
_TEXTS = ("title", "title_en", "retention", "basis")
_LISTS = ("words", "issuers", "kinds")


@dataclass(frozen=True, slots=True, kw_only=True)
class SubjectClass:
    """One field of activity.

    Attributes:
        code: stable key (``"to-chuc-bo-may"``).
        title: Vietnamese title.
        title_en: English title.
        words: words and phrases of a subject that tell the class.
        issuers: words of the issuing body's name.
        kinds: codes of kinds.
        retention: hint on how long such documents are kept; never acted upon.
        basis: where the hint comes from.
    """

    code: str
    title: str
    title_en: str = ""
    words: tuple[str, ...] = ()
    issuers: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    retention: str = ""
    basis: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scheme:
    """A filing plan: its name and its classes in order."""

    name: str
    classes: tuple[SubjectClass, ...]

    def get(self, code: str) -> SubjectClass | None:
        """The class of this code."""
        return next((one for one in self.classes if one.code == code), None)

    def named(self, text: str) -> tuple[SubjectClass, ...]:
        """Classes a person can mean: by code, by title in either language, else by the start of either."""
        wanted = _plain(text)
        if not wanted:
            return ()
        names = {
            one.code: [_plain(name) for name in (one.code, one.title, one.title_en)] for one in self.classes
        }
        exact = tuple(one for one in self.classes if wanted in names[one.code])
        begin = tuple(one for one in self.classes if any(n.startswith(wanted) for n in names[one.code]))
        return exact or begin


def _plain(text: str) -> str:
    return re.sub(r"[^a-z0-9]", "", fold(text))


def default_text() -> str:
    """The model plan as a file to be edited."""
    return _MODEL_PLAN.read_text(encoding="utf-8")


@cache
def default_scheme() -> Scheme:
    """The plan that holds where an archive has none of its own."""
    return parse_scheme(default_text(), Path("scheme.toml"))


def scheme_at(path: Path) -> Scheme:
    """The plan in force: the archive's own, which need not exist, else the model plan.

    Args:
        path: where an archive keeps its own plan.

    Raises:
        SettingsError: the file cannot be understood; it names the line.
        StorageError: it cannot be read.
    """
    try:
        stamp = path.stat()
        return _parsed(path, stamp.st_mtime_ns, stamp.st_size)
    except FileNotFoundError:
        return default_scheme()
    except OSError as error:
        raise StorageError(f"{path}: cannot be read: {error.strerror}", path=path) from error


@lru_cache(maxsize=8)
def _parsed(path: Path, _mtime: int, _size: int) -> Scheme:
    try:
        return parse_scheme(path.read_text(encoding="utf-8"), path)
    except UnicodeDecodeError as error:
        raise SettingsError(f"{path}: is not UTF-8 text (byte {error.start})", path=path) from error


def parse_scheme(text: str, path: Path) -> Scheme:
    """Read and check a plan.

    Raises:
        SettingsError: not TOML, an unknown key, a code that is no code or stands twice, a class
            without title or anything to tell it by, an unknown kind. It names file and line.
    """
    tree = _tree(text, path)
    check = _Check(text, path)
    for key in tree:
        if key not in ("format", "name", "class"):
            raise check.wrong(0, f"unknown key {key!r}; a plan has format, name and [[class]]", key)
    if tree.get("format") != FORMAT:
        raise check.wrong(
            0, f"format {tree.get('format')!r} is not known; this program knows {FORMAT}", "format"
        )
    rows = tree.get("class")
    if not isinstance(rows, list) or not rows:
        raise check.wrong(0, "the plan has no [[class]]", "")
    classes = tuple(check.one(position, row) for position, row in enumerate(rows, start=1))
    seen: dict[str, int] = {}
    for position, one in enumerate(classes, start=1):
        if one.code in seen:
            raise check.wrong(position, f"the code {one.code!r} stands twice", "code")
        seen[one.code] = position
    return Scheme(name=nfc(str(tree.get("name", ""))), classes=classes)


def _tree(text: str, path: Path) -> Mapping[str, Any]:
    plain = plain_tables(text)
    if plain is not None:
        return plain[0]
    import tomllib

    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        line = re.search(r"line (\d+)", str(error))
        raise SettingsError(
            f"{path}:{line[1] if line else '?'}: not valid TOML: {error}", path=path
        ) from error


class _Check:
    """Checks the classes of one file and knows on which line each begins."""

    def __init__(self, text: str, path: Path) -> None:
        self._lines = text.splitlines()
        self._path = path
        self._starts = [n for n, line in enumerate(self._lines, start=1) if line.strip() == "[[class]]"]

    def wrong(self, position: int, message: str, key: str) -> SettingsError:
        """The error, at the line of `key` in the class at `position` (0: before the first)."""
        start = self._starts[position - 1] if 0 < position <= len(self._starts) else 1
        at = start
        for number in range(start, len(self._lines) + 1):
            line = self._lines[number - 1]
            if number > start and line.strip() == "[[class]]":
                break
            if key and re.match(rf"\s*{re.escape(key)}\s*=", line):
                at = number
                break
        return SettingsError(f"{self._path}:{at}: {message}", path=self._path)

    def one(self, position: int, row: Mapping[str, object]) -> SubjectClass:
        """One class."""
        for key in row:
            if key not in ("code", *_TEXTS, *_LISTS):
                raise self.wrong(position, f"unknown key {key!r} of a class", key)
        code = row.get("code")
        if not isinstance(code, str) or not _CODE.fullmatch(code):
            raise self.wrong(
                position, f"a class needs a code of small letters, figures and -, not {code!r}", "code"
            )
        texts = {key: self._text(position, key, row.get(key, "")) for key in _TEXTS}
        if not texts["title"]:
            raise self.wrong(position, f"the class {code!r} has no title", "title")
        lists = {key: self._list(position, key, row.get(key, [])) for key in _LISTS}
        if not any(lists.values()):
            raise self.wrong(position, f"the class {code!r} has neither words nor issuers nor kinds", "code")
        for kind in lists["kinds"]:
            if kind_by_code(kind) is None:
                raise self.wrong(position, f"there is no kind {kind!r}", "kinds")
        return SubjectClass(code=code, **texts, **lists)  # type: ignore[arg-type]  # keys are those checked above

    def _text(self, position: int, key: str, value: object) -> str:
        if not isinstance(value, str):
            raise self.wrong(position, f"{key} must be a text, not {value!r}", key)
        return nfc(value).strip()

    def _list(self, position: int, key: str, value: object) -> tuple[str, ...]:
        if not isinstance(value, list) or not all(isinstance(item, str) and item.strip() for item in value):
            raise self.wrong(position, f"{key} must be a list of texts, not {value!r}", key)
        return tuple(nfc(item).strip() for item in value)
