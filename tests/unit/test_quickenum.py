"""Enumerations that are made quickly: the same as the standard library's."""

from __future__ import annotations

import copy
import enum
import importlib
import pickle
import pkgutil
from collections.abc import Iterator
from typing import Any

import archivist_cli
import pytest

import archivist
from archivist.quickenum import QuickEnumType, StrEnum


class Colour(StrEnum):
    """A few colours."""

    RED = "red"
    DARK_BLUE = "dark blue"

    @property
    def is_dark(self) -> bool:
        return self.startswith("dark")

    def twice(self) -> str:
        return self.value * 2


class Standard(enum.StrEnum):
    """A few colours."""

    RED = "red"
    DARK_BLUE = "dark blue"

    @property
    def is_dark(self) -> bool:
        return self.startswith("dark")

    def twice(self) -> str:
        return self.value * 2


def test_members_are_texts_and_single() -> None:
    assert list(Colour) == ["red", "dark blue"]
    assert [colour.name for colour in Colour] == [colour.name for colour in Standard]
    assert Colour("dark blue") is Colour["DARK_BLUE"] is Colour.DARK_BLUE
    assert copy.deepcopy(Colour.RED) is Colour.RED
    assert pickle.loads(pickle.dumps(Colour.RED)) is Colour.RED
    assert f"{Colour.RED} {Colour.RED!r} {Colour.RED:>5}" == "red <Colour.RED: 'red'>   red"
    assert isinstance(Colour.RED, enum.StrEnum)
    assert {str(Colour.RED): 1}[Colour.RED] == 1


def test_methods_stay() -> None:
    assert Colour.DARK_BLUE.is_dark
    assert Colour.RED.twice() == "redred"
    assert Colour.__doc__ == "A few colours."


def test_nothing_is_missing_and_nothing_more_is_there() -> None:
    assert dir(Colour) == dir(Standard)
    assert vars(Colour).keys() == vars(Standard).keys()
    assert vars(Colour.RED).keys() == vars(Standard.RED).keys()
    assert Colour.__members__.keys() == Standard.__members__.keys()


def test_what_is_refused_is_refused() -> None:
    with pytest.raises(ValueError, match="'green' is not a valid Colour"):
        Colour("green")
    with pytest.raises(AttributeError):
        Colour.RED = "green"  # type: ignore[misc]  # that is the question
    with pytest.raises(TypeError, match="cannot extend"):

        class More(Colour):  # type: ignore[misc]  # that is the question
            GREEN = "green"


def test_what_is_not_plain_is_made_by_the_standard_library() -> None:
    class Strange(StrEnum):
        FIRST = "first"
        AGAIN = "first"
        OTHER = enum.auto()

        @classmethod
        def _missing_(cls, value: object) -> Strange:
            return cls.OTHER

    assert list(Strange) == ["first", "other"]
    assert Strange.AGAIN is Strange.FIRST  # type: ignore[comparison-overlap]  # an alias
    assert Strange("unheard of") is Strange.OTHER

    class Hiding(StrEnum):
        title = "title"  # type: ignore[assignment]  # texts have a method of that name

    assert list(Hiding) == ["title"]


def _ours() -> Iterator[Any]:
    for package in (archivist, archivist_cli):
        for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            if not module.name.endswith("__main__"):
                for one in list(vars(importlib.import_module(module.name)).values()):
                    if isinstance(one, QuickEnumType) and one.__module__ == module.name:
                        yield one


def test_all_of_ours_are_what_the_standard_library_makes_of_them() -> None:
    found = [one for one in _ours() if len(one)]
    assert len(found) > 40
    make: Any = enum.StrEnum
    for one in found:
        standard = make("standard", {name: member.value for name, member in one.__members__.items()})
        assert [(a.name, a.value, str(a), hash(a)) for a in one] == [
            (b.name, b.value, str(b), hash(b)) for b in standard
        ]
        assert vars(standard).keys() - {"__firstlineno__", "__static_attributes__"} <= vars(one).keys()
