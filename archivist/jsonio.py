"""JSON on disk: written in one fixed form, read with messages that name file and key.

Owns: the form of our JSON files (UTF-8, indented, keys in the order given, newline at the end),
file names that are no valid UTF-8, and `JsonObject`, the checked view on what was read.
Must not: know any record.

Python strings can hold lone surrogates (a file name that is not UTF-8, broken text in a PDF);
UTF-8 cannot. A file name is written readably, with its exact bytes beside it in base64 under
``<key>_b64``; in any other text such a character is written as a JSON escape.
"""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from enum import StrEnum
from pathlib import Path
from typing import Any, TypeVar

from archivist.errors import RecordDamaged
from archivist.lazypattern import late_pattern

_SURROGATE = late_pattern("[\ud800-\udfff]")
_E = TypeVar("_E", bound=StrEnum)
_MISSING = object()


def dump(value: Mapping[str, object]) -> bytes:
    """A JSON file, indented for people."""
    return _encode(json.dumps(value, ensure_ascii=False, indent=1)) + b"\n"


def dump_line(value: Mapping[str, object]) -> bytes:
    """One line of a JSON-lines file, with its newline."""
    return _encode(json.dumps(value, ensure_ascii=False, separators=(",", ":"))) + b"\n"


def _encode(text: str) -> bytes:
    # Surrogates occur inside JSON strings only, where an escape means the same.
    return _SURROGATE.sub(lambda match: f"\\u{ord(match[0]):04x}", text).encode("utf-8")


def put_name(target: dict[str, object], key: str, name: str) -> None:
    """Set a file name or path, with its exact bytes beside it when it is not valid UTF-8."""
    if not _SURROGATE.search(name):
        target[key] = name
        return
    try:
        exact = name.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:  # no file name of this system; keep it as an escape
        target[key] = name
        return
    import base64

    target[key] = _SURROGATE.sub("\ufffd", name)
    target[f"{key}_b64"] = base64.b64encode(exact).decode("ascii")


class JsonObject:
    """A JSON object that was read, with the place it came from for messages.

    Every method raises `RecordDamaged` naming file, key, what was expected and what is there.
    Keys that are not asked for are ignored: later programs may add some. Where a value lies is written
    out for messages alone: a search reads some thousand values.
    """

    __slots__ = ("_key", "_outer", "_values", "path")

    def __init__(
        self, values: Mapping[str, object], path: Path, outer: JsonObject | None = None, key: object = ""
    ) -> None:
        """`outer` is the object that holds this one under `key`, or in a list (the key and the position there)."""
        self._values = values
        self.path = path
        self._outer = outer
        self._key = key

    @classmethod
    def parse(cls, data: bytes, path: Path) -> JsonObject:
        """Read a JSON object; `path` is named in messages.

        Raises:
            RecordDamaged: it is no UTF-8, no JSON or no object.
        """
        try:
            value = json.loads(data.decode("utf-8"))
        except ValueError as error:
            raise RecordDamaged(f"{path}: not readable as JSON: {error}", path=path) from error
        except RecursionError:
            raise RecordDamaged(f"{path}: not readable as JSON: nested too deep", path=path) from None
        if not isinstance(value, dict):
            raise RecordDamaged(f"{path}: expected an object, found {_describe(value)}", path=path)
        return cls(value, path)

    def fail(self, key: str, expected: str, found: object) -> RecordDamaged:
        """The error for a key whose value is not as expected."""
        where = f"{self._at()}{key}"
        there = "nothing" if found is _MISSING else _describe(found)
        return RecordDamaged(f"{self.path}: {where}: expected {expected}, found {there}", path=self.path)

    def _at(self) -> str:
        """Where this object lies, with what stands before the names of its own keys."""
        if self._outer is None:
            return ""
        key = "{}[{}]".format(*self._key) if isinstance(self._key, tuple) else self._key
        return f"{self._outer._at()}{key}."

    def __contains__(self, key: str) -> bool:
        return self._values.get(key) is not None

    def _get(self, key: str, default: object) -> object:
        value = self._values.get(key)
        return default if value is None else value

    def text(self, key: str, default: str | None = None) -> str:
        """A text; required unless there is a default."""
        value = self._values.get(key)
        if type(value) is str:
            return value
        value = self._get(key, _MISSING if default is None else default)
        if not isinstance(value, str):
            raise self.fail(key, "text", value)
        return value

    def optional_text(self, key: str) -> str | None:
        """A text or None."""
        return None if self._values.get(key) is None else self.text(key)

    def name(self, key: str, default: str | None = None) -> str:
        """A file name or path written by `put_name`."""
        exact = self._values.get(f"{key}_b64")
        if exact is None:
            return self.text(key, default)
        import base64

        try:
            if not isinstance(exact, str):
                raise ValueError
            return base64.b64decode(exact, validate=True).decode("utf-8", "surrogateescape")
        except ValueError:  # that of base64 is one
            raise self.fail(f"{key}_b64", "base64", exact) from None

    def matching(self, key: str, pattern: re.Pattern[str], expected: str) -> str:
        """A text of a fixed form."""
        value = self.text(key)
        if not pattern.fullmatch(value):
            raise self.fail(key, expected, value)
        return value

    def integer(self, key: str, default: int | None = None) -> int:
        """A whole number that is not negative."""
        value = self._get(key, _MISSING if default is None else default)
        if not isinstance(value, int) or isinstance(value, bool) or value < 0:
            raise self.fail(key, "a whole number", value)
        return value

    def optional_integer(self, key: str) -> int | None:
        """A whole number or None."""
        return None if self._values.get(key) is None else self.integer(key)

    def flag(self, key: str) -> bool:
        """True or false; absent = false."""
        value = self._get(key, False)
        if not isinstance(value, bool):
            raise self.fail(key, "true or false", value)
        return value

    def number(self, key: str) -> float:
        """A number."""
        value = self._values.get(key)
        if type(value) is float:
            return value
        value = self._get(key, _MISSING)
        if not isinstance(value, (int, float)) or isinstance(value, bool):
            raise self.fail(key, "a number", value)
        return float(value)

    def moment(self, key: str) -> dt.datetime:
        """A point in time with its offset, as aware UTC."""
        text = self.text(key)
        try:
            moment = dt.datetime.fromisoformat(text)
        except ValueError:
            raise self.fail(key, "a time", text) from None
        if moment.tzinfo is None:
            raise self.fail(key, "a time with its offset from UTC", text)
        return moment.astimezone(dt.UTC)

    def member(self, key: str, kind: type[_E], default: _E | None = None) -> _E:
        """A value of a closed set."""
        text = self.text(key, None if default is None else default.value)
        try:
            return kind(text)
        except ValueError:
            known = ", ".join(kind)
            raise self.fail(key, f"one of: {known}", text) from None

    def optional_member(self, key: str, kind: type[_E]) -> _E | None:
        """A value of a closed set or None."""
        return self.member(key, kind) if key in self else None

    def object(self, key: str) -> JsonObject:
        """An object inside this one."""
        value = self._get(key, _MISSING)
        if not isinstance(value, dict):
            raise self.fail(key, "an object", value)
        return JsonObject(value, self.path, self, key)

    def optional_object(self, key: str) -> JsonObject | None:
        """An object inside this one, or None."""
        return None if self._values.get(key) is None else self.object(key)

    def _list(self, key: str) -> Sequence[Any]:
        value = self._values.get(key)  # Any: JSON, checked by whoever asks
        if value is None:
            return ()
        if not isinstance(value, list):
            raise self.fail(key, "a list", value)
        return value

    def objects(self, key: str) -> Sequence[JsonObject]:
        """The objects of a list; absent = empty."""
        if self._values.get(key) is None:
            return ()
        found = []
        for position, value in enumerate(self._list(key)):
            if not isinstance(value, dict):
                raise self.fail(f"{key}[{position}]", "an object", value)
            found.append(JsonObject(value, self.path, self, (key, position)))
        return found

    def texts(self, key: str) -> tuple[str, ...]:
        """The texts of a list; absent = empty."""
        found: list[str] = []
        for position, value in enumerate(self._list(key)):
            if not isinstance(value, str):
                raise self.fail(f"{key}[{position}]", "text", value)
            found.append(value)
        return tuple(found)

    def numbers(self, key: str, count: int) -> tuple[float, ...]:
        """A list of exactly that many numbers."""
        values = self._list(key)
        if len(values) != count:
            raise self.fail(key, f"{count} numbers", values)
        for position, value in enumerate(values):
            if not isinstance(value, (int, float)) or isinstance(value, bool):
                raise self.fail(f"{key}[{position}]", "a number", value)
        return tuple(float(value) for value in values if isinstance(value, (int, float)))

    def members(self, key: str, kind: type[_E]) -> tuple[_E, ...]:
        """The values of a closed set in a list; absent = empty."""
        try:
            return tuple(kind(text) for text in self.texts(key))
        except ValueError:
            raise self.fail(key, f"some of: {', '.join(kind)}", self._values.get(key)) from None

    def named_objects(self, key: str) -> Iterator[tuple[str, JsonObject]]:
        """The members of an object whose members are objects; absent = empty."""
        if key not in self:
            return
        inner = self.object(key)
        for name in inner._values:
            yield name, inner.object(name)

    def named_texts(self, key: str) -> dict[str, str]:
        """The members of an object whose members are texts; absent = empty."""
        if key not in self:
            return {}
        inner = self.object(key)
        return {name: inner.text(name) for name in inner._values}


def moment_text(moment: dt.datetime) -> str:
    """An aware time as ISO 8601 in UTC: ``2026-11-22T09:31:07.250000Z``."""
    return moment.astimezone(dt.UTC).isoformat().replace("+00:00", "Z")


def _describe(value: object) -> str:
    if isinstance(value, dict):
        return "an object"
    if isinstance(value, list):
        return "a list"
    shown = json.dumps(value, ensure_ascii=True)
    return shown if len(shown) <= 60 else shown[:57] + "..."
