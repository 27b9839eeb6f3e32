"""Data classes whose methods are written when they are first needed.

Owns: making a frozen data class quickly. Must not: behave otherwise than the standard library's:
tests/property/test_lazyclass.py compares the two.

The standard decorator writes six methods of a frozen class as text and compiles each: a millisecond a class.
One search meets 150 classes and makes a handful of instances of a third of them, so this was 40 % of the time of
a search from the command line (docs/adr/0035). Here `__init__` is compiled when a class has got several instances;
before that, and for the other methods, there are closures. What the standard library says of a class
(`dataclasses.fields`) it is asked for when somebody wants to know.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping
from itertools import chain
from operator import attrgetter
from reprlib import recursive_repr
from types import MemberDescriptorType, new_class
from typing import TYPE_CHECKING, Any, Final, NamedTuple

if TYPE_CHECKING:
    from dataclasses import dataclass as dataclass
else:

    def dataclass(**options: bool) -> Callable[[type], type]:
        """As `dataclasses.dataclass`; quick for a class that is frozen, and not ordered."""
        if not options.get("frozen") or set(options) - {"frozen", "slots", "kw_only"}:
            return dataclasses.dataclass(**options)
        return lambda cls: _frozen(cls, **options)


_MISSING: Final = dataclasses.MISSING
_FIELDS: Final = "__dataclass_fields__"
_PARAMS: Final = "__dataclass_params__"
_SPECS: Final = "__late_fields__"
"""Where a class keeps its `_Spec`s."""
_FEW: Final = 100
"""So many instances are made sooner than `__init__` is compiled: a search shows twenty documents."""
_STANDING_FOR_FIELDS: Final = (dataclasses.Field, MemberDescriptorType)
_set: Final = object.__setattr__


class _Spec(NamedTuple):
    """What the methods of a class must know of a field."""

    name: str
    default: Any
    default_factory: Any
    init: bool
    repr: bool
    hash: bool | None
    compare: bool
    kw_only: bool

    @property
    def optional(self) -> bool:
        """Whether it need not be given."""
        return self.default is not _MISSING or self.default_factory is not _MISSING


def _frozen(cls: type, *, frozen: bool, slots: bool = False, kw_only: bool = False) -> type:
    """The class with its fields read, its methods to come."""
    del frozen
    own = dict(cls.__dict__)
    read = _read(cls, kw_only=kw_only)
    if read is None:
        cls = dataclasses.dataclass(init=False, repr=False, eq=False, slots=slots, kw_only=kw_only)(cls)
        specs = tuple(_spec(field.name, field, kw_only) for field in dataclasses.fields(cls))
        methods = _methods(cls, specs, slots=slots)
    else:
        specs = tuple(read.values())
        cls = (_with_slots if slots else _with_defaults)(cls, specs)
        standard = _Standard(cls, own, kw_only=kw_only)
        methods = _methods(cls, specs, slots=slots)
        methods |= {_FIELDS: standard, _PARAMS: _Params(standard), "__replace__": _replace}
        methods["__match_args__"] = tuple(one.name for one in specs if one.init and not one.kw_only)
    _require_order(specs)
    # Of a class that says what is equal and not how to hash it, Python says that it cannot be hashed.
    unsaid = "__eq__" in own and cls.__dict__.get("__hash__", cls) is None
    for name, value in methods.items():
        if name not in own or (name == "__hash__" and unsaid):
            setattr(cls, name, value)
    return cls


def _read(cls: type, *, kw_only: bool) -> dict[str, _Spec] | None:
    """The fields by their names; None where only the standard library knows what is meant."""
    specs: dict[str, _Spec] = {}
    for base in cls.__mro__[-1:0:-1]:
        if _FIELDS in base.__dict__:
            if _SPECS not in base.__dict__:
                return None
            specs.update((one.name, one) for one in base.__dict__[_SPECS])
    own, notes = cls.__dict__, cls.__annotations__
    if "__slots__" in own or hasattr(cls, "__abstractmethods__"):
        return None
    for name, value in own.items():
        if type(value) in _STANDING_FOR_FIELDS and name not in notes:
            return None
    for name, note in notes.items():
        if (
            not isinstance(note, str) or "Var" in note or "KW_ONLY" in note
        ):  # what makes no field, or another one
            return None
        one = _spec(name, own.get(name, _MISSING), kw_only)
        if type(one.default).__hash__ is None or isinstance(one.default, MemberDescriptorType):
            return None
        specs[name] = one
    return specs


def _spec(name: str, value: Any, kw_only: bool) -> _Spec:
    """A field by what stands for it in the class."""
    if not isinstance(value, dataclasses.Field):  # of most fields; a call of the class takes thrice as long
        return tuple.__new__(_Spec, (name, value, _MISSING, True, True, None, True, kw_only))
    named = value.kw_only if isinstance(value.kw_only, bool) else kw_only
    return _Spec(
        name,
        value.default,
        value.default_factory,
        value.init,
        value.repr,
        value.hash,
        value.compare,
        named,
    )


def _with_defaults(cls: type, specs: tuple[_Spec, ...]) -> type:
    """The class with the defaults of its own fields as attributes."""
    for one in specs:
        if isinstance(cls.__dict__.get(one.name), dataclasses.Field):
            if one.default is _MISSING:
                delattr(cls, one.name)
            else:
                setattr(cls, one.name, one.default)
    return cls


def _with_slots(cls: type, specs: tuple[_Spec, ...]) -> type:
    """The class once more, its own fields in slots."""
    held = set(chain.from_iterable(map(_slots_of, cls.__mro__[1:-1])))
    names = [one.name for one in specs]
    left = {"__dict__", "__weakref__", *names}
    body = {name: value for name, value in cls.__dict__.items() if name not in left}
    body["__slots__"] = tuple(name for name in names if name not in held)
    made = type(cls)(cls.__name__, cls.__bases__, body)
    made.__qualname__ = cls.__qualname__
    return made


def _slots_of(cls: type) -> tuple[str, ...]:
    found = cls.__dict__.get("__slots__", ())
    return (found,) if isinstance(found, str) else tuple(found)


class _Standard:
    """Stands for what the standard library says of the fields, until somebody asks."""

    def __init__(self, owner: type, own: Mapping[str, Any], *, kw_only: bool) -> None:
        self._owner, self._own, self._kw_only = owner, own, kw_only

    def __get__(self, instance: object, asked: type | None = None) -> Any:
        return self.told(_FIELDS)

    def told(self, name: str) -> Any:
        """One of the two attributes, which both are in place from then on."""
        own, owner = self._own, self._owner
        body = {key: own[key] for key in (*owner.__annotations__, "__module__") if key in own}
        body |= {"__annotations__": owner.__annotations__, "__doc__": "As the standard library makes it."}
        twin: Any = new_class(owner.__name__, owner.__bases__, {}, lambda space: space.update(body))
        dataclasses.dataclass(init=False, repr=False, eq=False, kw_only=self._kw_only)(twin)
        for one in (_FIELDS, _PARAMS):
            setattr(owner, one, twin.__dict__[one])
        return owner.__dict__[name]


class _Params:
    """Stands for the options of the class, as the standard library keeps them."""

    def __init__(self, standard: _Standard) -> None:
        self._standard = standard

    def __get__(self, instance: object, asked: type | None = None) -> Any:
        return self._standard.told(_PARAMS)


def _replace(self: Any, /, **changes: Any) -> Any:
    """What `copy.replace` asks for, from Python 3.13 on."""
    return dataclasses.replace(self, **changes)


def _require_order(specs: tuple[_Spec, ...]) -> None:
    """Raise where the text of `__init__` would be refused, which is written only later."""
    optional = False
    for one in specs:
        if one.init and not one.kw_only:
            if optional and not one.optional:
                raise TypeError(f"non-default argument {one.name!r} follows default argument")
            optional = optional or one.optional


def _methods(cls: type, specs: tuple[_Spec, ...], *, slots: bool) -> dict[str, Any]:
    """Methods of the class, and its fields."""
    found: dict[str, Any] = {
        _SPECS: specs,
        "__init__": _first_init(cls, specs),
        "__repr__": _late(cls, "__repr__", lambda: _repr(tuple(one.name for one in specs if one.repr))),
        "__eq__": _late(cls, "__eq__", lambda: _equality(specs)),
        "__hash__": _late(cls, "__hash__", lambda: _hashing(specs)),
        **_frozen_against_change(cls, frozenset([one.name for one in specs])),
    }
    if slots:
        found |= {"__getstate__": _late(cls, "__getstate__", lambda: _state(specs)), "__setstate__": _restore}
    return found


def _late(cls: type, name: str, make: Callable[[], Callable[..., Any]]) -> Callable[..., Any]:
    """A method that is made, and takes this one's place, when it is first called: of most classes it never is."""

    def first(self: object, *others: object) -> Any:
        method = make()
        setattr(cls, name, method)
        return method(self, *others)

    return first


def _equality(specs: tuple[_Spec, ...]) -> Callable[[object, object], Any]:
    compared = _values_of(tuple(one.name for one in specs if one.compare))

    def equals(self: object, other: object) -> Any:
        return compared(self) == compared(other) if other.__class__ is self.__class__ else NotImplemented

    return equals


def _hashing(specs: tuple[_Spec, ...]) -> Callable[[object], int]:
    hashed = _values_of(tuple(one.name for one in specs if (one.compare if one.hash is None else one.hash)))
    return lambda self: hash(hashed(self))


def _state(specs: tuple[_Spec, ...]) -> Callable[[object], list[Any]]:
    values = _values_of(tuple(one.name for one in specs))
    return lambda self: list(values(self))


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
    for spec, value in zip(getattr(self, _SPECS), state, strict=True):
        object.__setattr__(self, spec.name, value)


def _first_init(cls: Any, specs: tuple[_Spec, ...]) -> Callable[..., None]:
    """`__init__` of the first few instances; then, and for whatever is wrong, a compiled one takes its place."""
    checked = hasattr(cls, "__post_init__")
    left = _FEW
    places: tuple[str, ...] = ()
    possible = needed = frozenset[str]()

    def __init__(self: Any, *args: object, **named: object) -> None:
        nonlocal left, places, possible, needed
        if left == _FEW:
            places = tuple([one.name for one in specs if one.init and not one.kw_only])
            possible = frozenset([one.name for one in specs if one.init])
            needed = frozenset([one.name for one in specs if one.init and not one.optional])
        left -= 1
        given = dict(zip(places, args, strict=False)) | named if args else named
        if left < 0 or len(given) < len(args) + len(named) or not needed <= given.keys() <= possible:
            cls.__init__ = written = _written_init(cls, specs)
            written(self, *args, **named)
            return
        for name, default, factory, *_ in specs:
            if name in given:
                _set(self, name, given[name])
            elif factory is not _MISSING:
                _set(self, name, factory())
            elif default is not _MISSING:
                _set(self, name, default)
        if checked:
            self.__post_init__()

    return __init__


def _written_init(cls: type, specs: tuple[_Spec, ...]) -> Callable[..., None]:
    """`__init__` of a frozen data class, compiled."""
    known: dict[str, Any] = {"_set": _set, "_unset": object()}
    places: list[str] = []
    names: list[str] = []
    body: list[str] = []
    for one in specs:
        name, given = one.name, one.name
        if one.default_factory is not _MISSING:
            known[f"_make_{name}"] = one.default_factory
            default = "=_unset"
            given = f"_make_{name}() if {name} is _unset else {name}" if one.init else f"_make_{name}()"
        elif one.default is not _MISSING:
            known[f"_default_{name}"] = one.default
            default = f"=_default_{name}"
            given = name if one.init else f"_default_{name}"
        else:
            default = ""
        if one.init:
            (names if one.kw_only else places).append(name + default)
        if one.init or default:
            body.append(f"_set(self, {name!r}, {given})")
    if hasattr(cls, "__post_init__"):
        body.append("self.__post_init__()")
    arguments = ", ".join(["self", *places, *(["*", *names] if names else [])])
    exec(f"def __init__({arguments}):\n  " + "\n  ".join(body or ["pass"]), known)
    written: Callable[..., None] = known["__init__"]
    written.__qualname__ = f"{cls.__qualname__}.__init__"
    return written
