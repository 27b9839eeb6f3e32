"""Extracted ↔ JSON, and length-prefixed messages between worker and parent.

Owns: the form in which records cross the pipe.
Must not: know a format, a limit or a process.

The form is private to one version of the program: worker and parent are always the same code.
"""

from __future__ import annotations

import dataclasses
import json
import struct
import types
import typing
from collections.abc import Callable, Mapping
from enum import Enum
from functools import cache
from types import MappingProxyType
from typing import Any  # a JSON value has no narrower type

from archivist.extracted import Extracted

_T = typing.TypeVar("_T")
_PREFIX = struct.Struct(">I")
PREFIX_BYTES = _PREFIX.size


class WireError(ValueError):
    """A message is not what the other side should have sent."""


def pack(message: Mapping[str, object]) -> bytes:
    """One message as bytes with its length before it.

    Lone surrogates (file names that are not UTF-8) survive the trip.
    """
    body = json.dumps(message, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass")
    return _PREFIX.pack(len(body)) + body


def body_length(prefix: bytes) -> int:
    """Length of the message announced by its first `PREFIX_BYTES` bytes."""
    return int(_PREFIX.unpack(prefix)[0])


def unpack(body: bytes) -> dict[str, Any]:  # values are checked by whoever reads them
    """The message in ``body``.

    Raises:
        WireError: it is no JSON object.
    """
    try:
        message = json.loads(body.decode("utf-8", "surrogatepass"))
    except (ValueError, RecursionError) as error:
        raise WireError(f"not a message: {error}") from error
    if not isinstance(message, dict):
        raise WireError("not a message: no object")
    return message


def encode(record: object) -> dict[str, Any]:  # JSON object
    """A record (a dataclass) as plain JSON values; fields at their default are left out."""
    return typing.cast("dict[str, Any]", _plain(record))


def decode(data: object) -> Extracted:
    """The extraction encoded by `encode`.

    Raises:
        WireError: ``data`` does not describe an `Extracted`.
    """
    return decode_as(Extracted, data)


def decode_as(kind: type[_T], data: object) -> _T:
    """The record of this type encoded by `encode`.

    Raises:
        WireError: ``data`` does not describe one.
    """
    try:
        return typing.cast("_T", _reader(typing.cast("typing.Hashable", kind))(data))
    except (TypeError, ValueError, KeyError, AttributeError) as error:
        raise WireError(f"no {kind.__name__}: {error}") from error


_AS_THEY_ARE = frozenset({str, int, float, bool, type(None)})


def _plain(value: object) -> object:
    kind = type(value)
    if kind in _AS_THEY_ARE:
        return value
    if kind is tuple:
        return [_plain(item) for item in typing.cast("tuple[object, ...]", value)]
    if isinstance(value, Enum):
        return value.value
    if specs := _specs(typing.cast("typing.Hashable", kind)):
        return {
            name: _plain(item) for name, default in specs if (item := getattr(value, name)) is not default
        }
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    if isinstance(value, Mapping):
        return {key: _plain(item) for key, item in value.items()}
    return value


@cache
def _specs(kind: Any) -> tuple[tuple[str, object], ...]:  # a class
    """Names and defaults of the fields of a record; empty for what is none."""
    if not dataclasses.is_dataclass(kind):
        return ()
    return tuple((spec.name, spec.default) for spec in dataclasses.fields(kind))


@cache
def _reader(kind: Any) -> Callable[[Any], object]:  # a type annotation, and a JSON value
    """A function that makes a value of type ``kind`` of its plain form."""
    origin, arguments = typing.get_origin(kind), typing.get_args(kind)
    if origin in (types.UnionType, typing.Union):
        inner = _reader(next(item for item in arguments if item is not type(None)))
        return lambda value: None if value is None else inner(value)
    if origin is tuple:
        item_reader = _reader(arguments[0])
        return lambda value: tuple([item_reader(item) for item in value])
    if origin is not None and issubclass(origin, Mapping):
        return lambda value: MappingProxyType({str(key): str(item) for key, item in value.items()})
    if dataclasses.is_dataclass(kind):
        return _record_reader(typing.cast("type", kind))
    if kind is float:
        return float
    if isinstance(kind, type) and issubclass(kind, Enum):
        return kind
    return lambda value: _checked(value, kind)


def _record_reader(kind: type) -> Callable[[Any], object]:  # a JSON value
    hints = typing.get_type_hints(kind)
    readers = {spec.name: _reader(hints[spec.name]) for spec in dataclasses.fields(kind)}
    return lambda value: kind(**{name: readers[name](item) for name, item in value.items()})


def _checked(value: object, kind: type) -> object:
    if not isinstance(value, kind):
        raise TypeError(f"expected {kind.__name__}, found {type(value).__name__}")
    return value
