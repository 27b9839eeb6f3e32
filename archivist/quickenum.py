"""Enumerations of texts that are made quickly.

Owns: making a `StrEnum`. Must not: make another than the standard library's; tests/unit/test_quickenum.py
compares the two.

The standard library makes one in 0.2 ms and 0.02 ms for each member: it is ready for aliases, for members that
functions compute, for other types mixed in, and asks for each of them. A search from the command line meets thirty
with 170 members, and this was a fifteenth of it (docs/adr/0035). Here, what such a class consists of is copied from
an empty one that the standard library made; what is not as plain as ours are, it makes itself.
"""

from __future__ import annotations

import enum
from typing import Any, Final

_OF_THE_CLASS: Final = frozenset(
    ("__module__", "__qualname__", "__doc__", "__annotations__", "__firstlineno__", "__static_attributes__")
)
"""What Python writes into the body of a class."""


class QuickEnumType(enum.EnumType):
    """Makes enumerations of texts."""

    @classmethod
    def __prepare__(  # type: ignore[override]  # as `enum` has it, which differs from `type`
        metacls, cls: str, bases: tuple[type, ...], **kwds: Any
    ) -> Any:
        """A plain mapping for a class of `StrEnum`: that of the standard library looks at each name as it is set."""
        alone = len(bases) == 1 and not kwds and isinstance(bases[0], metacls) and not len(bases[0])
        return {} if alone else super().__prepare__(cls, bases, **kwds)

    def __new__(metacls, cls: str, bases: tuple[type, ...], classdict: Any, **kwds: Any) -> Any:
        """The class; by the standard library unless all members are different texts."""
        if type(classdict) is not dict:
            return super().__new__(metacls, cls, bases, classdict, **kwds)
        members = {name: value for name, value in classdict.items() if type(value) is str and name[0] != "_"}
        rest = {name: value for name, value in classdict.items() if name not in members}
        if not _are_plain(members) or not all(
            name in _OF_THE_CLASS or (name[0] != "_" and hasattr(value, "__get__"))
            for name, value in rest.items()
        ):
            watched = super().__prepare__(cls, bases)
            for name, value in classdict.items():
                watched[name] = value
            return super().__new__(metacls, cls, bases, watched)
        own = {
            name: type(value)() if type(value) in (list, dict) else value for name, value in _COMMON.items()
        }
        return _with_members(type.__new__(metacls, cls, bases, own | rest), members)


class StrEnum(enum.StrEnum, metaclass=QuickEnumType):
    """As that of the standard library."""


class _Empty(enum.StrEnum):
    """What such a class consists of, apart from its members."""


_COMMON: Final = {name: value for name, value in vars(_Empty).items() if name not in _OF_THE_CLASS}


def _are_plain(members: dict[str, str]) -> bool:
    """Whether all differ, and none is called as something that texts have."""
    return len(members) == len(set(members.values())) and not any(hasattr(str, name) for name in members)


def _with_members(made: Any, members: dict[str, str]) -> Any:
    for order, (name, value) in enumerate(members.items()):
        member = str.__new__(made, value)
        vars(member).update(_value_=value, _name_=name, __objclass__=made, _sort_order_=order)
        type.__setattr__(made, name, member)
        made._member_map_[name] = made._value2member_map_[value] = member
    made._member_names_.extend(members)
    if "_hashable_values_" in _COMMON:  # in later versions of Python
        made._hashable_values_.extend(members.values())
    return made
