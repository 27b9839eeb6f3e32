"""Data classes whose methods are written when they are first needed.

Owns: making a frozen data class quickly. Must not: behave otherwise than the standard library's:
tests/property/test_lazyclass.py compares the two.

The standard decorator writes six methods of a frozen class as text and compiles each: a millisecond a class.
One search meets 150 classes and makes instances of a third of them, so this was 40 % of the time of a search
from the command line (docs/adr/0035). Here the standard library still reads the fields; `__init__` is
compiled when the first instance is made, and the other methods are closures.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from operator import attrgetter
from reprlib import recursive_repr
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from dataclasses import dataclass as dataclass
else:

    def dataclass(**options: bool) -> Callable[[type], type]:
        """As `dataclasses.dataclass`; quick for a class that is frozen, and not ordered."""
        if not options.get("frozen") or set(options) - {"frozen", "slots", "kw_only"}:
            return dataclasses.dataclass(**options)
        return lambda cls: _frozen(cls, **options)


def _frozen(cls: type, *, frozen: bool, slots: bool = False, kw_only: bool = False) -> type:
    """The class with its fields read, its methods to come."""
    own = frozenset(cls.__dict__)
    del frozen
    made: type = dataclasses.dataclass(init=False, repr=False, eq=False, slots=slots, kw_only=kw_only)(cls)
    fields = dataclasses.fields(made)
    _require_order(fields)
    compared = _values_of(tuple(one.name for one in fields if one.compare))
    hashed = _values_of(tuple(one.name for one in fields if (one.compare if one.hash is None else one.hash)))

    def equals(self: object, other: object) -> Any:
        return compared(self) == compared(other) if other.__class__ is self.__class__ else NotImplemented

    methods: dict[str, Callable[..., Any]] = {
        "__init__": _first_init(made),
        "__repr__": _repr(tuple(one.name for one in fields if one.repr)),
        "__eq__": equals,
        "__hash__": lambda self: hash(hashed(self)),
        **_frozen_against_change(made, frozenset(one.name for one in fields)),
    }
    if slots:
        values = _values_of(tuple(one.name for one in fields))
        methods["__getstate__"] = lambda self: list(values(self))
        methods["__setstate__"] = _restore
    # Of a class that says what is equal and not how to hash it, Python says that it cannot be hashed.
    unsaid = "__eq__" in own and made.__dict__.get("__hash__", made) is None
    for name, method in methods.items():
        if name not in own or (name == "__hash__" and unsaid):
            setattr(made, name, method)
    return made


def _require_order(fields: tuple[dataclasses.Field[Any], ...]) -> None:
    """Raise where the text of `__init__` would be refused, which is written only later."""
    optional = False
    for field in fields:
        if field.init and not field.kw_only:
            given = (field.default, field.default_factory) != (dataclasses.MISSING, dataclasses.MISSING)
            if optional and not given:
                raise TypeError(f"non-default argument {field.name!r} follows default argument")
            optional = optional or given


def _values_of(names: tuple[str, ...]) -> Callable[[object], tuple[Any, ...]]:
    """What reads some attributes at once, always as a tuple."""
    if not names:
        return lambda self: ()
    get = attrgetter(*names)
    return get if len(names) > 1 else lambda self: (get(self),)


def _repr(names: tuple[str, ...]) -> Callable[[object], str]:
    def show(self: object) -> str:
        inner = ", ".join(f"{name}={getattr(self, name)!r}" for name in names)
        return f"{self.__class__.__qualname__}({inner})"

    return recursive_repr()(show)


def _frozen_against_change(cls: Any, names: frozenset[str]) -> dict[str, Callable[..., None]]:
    """A plain subclass may have attributes of its own; fields stay as they are."""

    def set_one(self: object, name: str, value: object) -> None:
        if type(self) is cls or name in names:
            raise dataclasses.FrozenInstanceError(f"cannot assign to field {name!r}")
        super(cls, self).__setattr__(name, value)

    def delete_one(self: object, name: str) -> None:
        if type(self) is cls or name in names:
            raise dataclasses.FrozenInstanceError(f"cannot delete field {name!r}")
        super(cls, self).__delattr__(name)

    return {"__setattr__": set_one, "__delattr__": delete_one}


def _restore(self: Any, state: list[Any]) -> None:
    for field, value in zip(dataclasses.fields(self), state, strict=True):
        object.__setattr__(self, field.name, value)


def _first_init(cls: type) -> Callable[..., None]:
    """Stands for `__init__` until the first instance is made."""

    def __init__(self: object, *args: object, **kwargs: object) -> None:
        written = _written_init(cls)
        cls.__init__ = written  # type: ignore[misc]
        written(self, *args, **kwargs)

    return __init__


def _written_init(cls: type) -> Callable[..., None]:
    """`__init__` of a frozen data class, compiled."""
    known: dict[str, Any] = {"_set": object.__setattr__, "_unset": object()}
    places: list[str] = []
    names: list[str] = []
    body: list[str] = []
    for field in dataclasses.fields(cls):
        name, given = field.name, field.name
        if field.default_factory is not dataclasses.MISSING:
            known[f"_make_{name}"] = field.default_factory
            default = "=_unset"
            given = f"_make_{name}() if {name} is _unset else {name}" if field.init else f"_make_{name}()"
        elif field.default is not dataclasses.MISSING:
            known[f"_default_{name}"] = field.default
            default = f"=_default_{name}"
            given = name if field.init else f"_default_{name}"
        else:
            default = ""
        if field.init:
            (names if field.kw_only else places).append(name + default)
        if field.init or default:
            body.append(f"_set(self, {name!r}, {given})")
    if hasattr(cls, "__post_init__"):
        body.append("self.__post_init__()")
    arguments = ", ".join(["self", *places, *(["*", *names] if names else [])])
    exec(f"def __init__({arguments}):\n  " + "\n  ".join(body or ["pass"]), known)
    written: Callable[..., None] = known["__init__"]
    written.__qualname__ = f"{cls.__qualname__}.__init__"
    return written
