"""Our data classes behave as the standard library's do, whatever their fields."""

from __future__ import annotations

import copy
import dataclasses
import pickle
import sys
import types
from collections.abc import Callable, Mapping
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archivist import lazyclass

Maker = Callable[..., Callable[[type], type]]
NAMES = ("alpha", "beta", "gamma", "delta")


@dataclasses.dataclass(frozen=True)
class Field:
    name: str
    kind: str  # required, default, factory, hidden
    compare: bool
    shown: bool


fields_of_a_class = st.lists(
    st.builds(
        Field,
        name=st.just(""),
        kind=st.sampled_from(["required", "default", "factory", "hidden"]),
        compare=st.booleans(),
        shown=st.booleans(),
    ),
    max_size=4,
).map(lambda some: [dataclasses.replace(one, name=NAMES[at]) for at, one in enumerate(some)])
options_of_a_class = st.fixed_dictionaries(
    {"frozen": st.just(True)}, optional={"slots": st.booleans(), "kw_only": st.booleans()}
)


def made(maker: Maker, fields: list[Field], options: Mapping[str, bool], **body: Any) -> type:
    space: dict[str, Any] = {"__annotations__": {}, "__doc__": "A class.", "__module__": __name__, **body}
    for field in fields:
        space["__annotations__"][field.name] = "int"
        more: dict[str, Any] = {"compare": field.compare, "repr": field.shown}
        if field.kind == "default":
            more["default"] = 7
        elif field.kind == "factory":
            more["default_factory"] = lambda: 8
        elif field.kind == "hidden":
            more |= {"default": 9, "init": False}
        space[field.name] = dataclasses.field(**more)
    return maker(**options)(types.new_class("Made", (), {}, lambda own: own.update(space)))


def said(ask: Callable[[], object]) -> object:
    """The answer, or the error with its words."""
    try:
        return ask()
    except Exception as error:  # noqa: BLE001 - whatever one raises, the other has to
        return type(error), str(error)


def observed(cls: type, args: tuple[int, ...], named: Mapping[str, int]) -> list[object]:
    """What can be seen of a class from outside."""
    one = said(lambda: cls(*args, **named))
    if isinstance(one, tuple):
        return [one]
    other = cls(*args, **named)
    own = [field.name for field in dataclasses.fields(cls)]
    changed = [
        said(lambda name=name: repr(dataclasses.replace(one, **{name: 5})))  # type: ignore[type-var,misc]
        for name in NAMES
    ]
    return [
        repr(one),
        one == other,
        hash(one) == hash(other),
        hash(one),
        one == 3,
        dataclasses.asdict(one),  # type: ignore[call-overload]
        repr(copy.copy(one)),
        repr(copy.deepcopy(one)),
        copy.deepcopy(one) == one,
        changed,
        [said(lambda name=name: setattr(one, name, 1)) for name in own],  # type: ignore[misc]
        [said(lambda name=name: delattr(one, name)) for name in own],  # type: ignore[misc]
        # The standard library stumbles over what is no field of a class with slots; it is refused all the same.
        [isinstance(said(lambda name=name: setattr(one, name, 1)), tuple) for name in NAMES],  # type: ignore[misc]
        cls.__match_args__,  # type: ignore[attr-defined]
        hasattr(one, "__dict__"),
        dataclasses.is_dataclass(one),
    ]


@given(
    fields_of_a_class,
    options_of_a_class,
    st.lists(st.integers(0, 2), max_size=4).map(tuple),
    st.dictionaries(st.sampled_from([*NAMES, "nothing"]), st.integers(0, 2), max_size=3),
)
def test_it_behaves_as_the_standard_library_s(
    fields: list[Field], options: Mapping[str, bool], args: tuple[int, ...], named: Mapping[str, int]
) -> None:
    standard = said(lambda: made(dataclasses.dataclass, fields, options))
    ours = said(lambda: made(lazyclass.dataclass, fields, options))
    if isinstance(standard, tuple):
        assert isinstance(ours, tuple)
        assert ours[0] is standard[0]
        return
    assert isinstance(standard, type)
    assert isinstance(ours, type)
    assert observed(ours, args, named) == observed(standard, args, named)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(lazyclass, "_FEW", 0)  # compiled for the first instance
        compiled = made(lazyclass.dataclass, fields, options)
        assert observed(compiled, args, named) == observed(standard, args, named)


@lazyclass.dataclass(frozen=True, slots=True, kw_only=True)
class Base:
    """A base."""

    one: int
    two: tuple[int, ...] = ()


@lazyclass.dataclass(frozen=True, slots=True, kw_only=True)
class Derived(Base):
    """With a field more, checked."""

    three: str = "x"

    def __post_init__(self) -> None:
        if not self.three:
            raise ValueError("three is empty")


def test_a_subclass_has_the_fields_of_its_base() -> None:
    found = Derived(one=1, three="y")
    assert repr(found) == "Derived(one=1, two=(), three='y')"
    assert found == Derived(one=1, three="y") != Base(one=1)
    assert dataclasses.replace(found, two=(2,)).two == (2,)
    with pytest.raises(ValueError, match="three is empty"):
        Derived(one=1, three="")
    with pytest.raises(
        TypeError, match=r"Derived\.__init__\(\) missing 1 required keyword-only argument: 'one'"
    ):
        Derived()  # type: ignore[call-arg]


def test_it_can_be_sent_to_another_process() -> None:
    found = Derived(one=1, two=(3, 4))
    for protocol in range(2, pickle.HIGHEST_PROTOCOL + 1):
        again = pickle.loads(pickle.dumps(found, protocol))
        assert again == found
        assert hash(again) == hash(found)


@pytest.mark.parametrize(
    "body",
    [
        {"__eq__": lambda self, other: True},
        {"__hash__": lambda self: 1},
        {"__eq__": lambda self, other: True, "__hash__": lambda self: 2},
        {"__repr__": lambda self: "own"},
        {"__eq__": lambda self, other: True, "__hash__": None},
    ],
)
@pytest.mark.parametrize("slots", [True, False])
def test_what_a_class_says_itself_stays(body: Mapping[str, Any], slots: bool) -> None:
    fields = [Field(name="alpha", kind="required", compare=True, shown=True)]
    ours, standard = (
        made(maker, fields, {"frozen": True, "slots": slots}, **body)
        for maker in (lazyclass.dataclass, dataclasses.dataclass)
    )
    assert said(lambda: hash(ours(3))) == said(lambda: hash(standard(3)))
    assert (ours(3) == ours(4), repr(ours(3))) == (standard(3) == standard(4), repr(standard(3)))


def test_a_plain_subclass_may_have_attributes_of_its_own() -> None:
    class Plain(Base):
        def __init__(self) -> None:
            super().__init__(one=1)
            self.own = 2

    found = Plain()
    assert (found.one, found.own) == (1, 2)
    with pytest.raises(dataclasses.FrozenInstanceError):
        found.one = 3  # type: ignore[misc]


def test_all_of_the_library_uses_it() -> None:
    """A frozen class made by the standard library costs every search a millisecond."""
    import archivist.archive
    import archivist.searching  # noqa: F401

    standard = {
        cls.__qualname__
        for name, module in sys.modules.items()
        if name.startswith("archivist")
        for cls in vars(module).values()
        if isinstance(cls, type) and dataclasses.is_dataclass(cls) and cls.__module__ == name
        if cls.__dataclass_params__.frozen and not cls.__dataclass_params__.order  # type: ignore[attr-defined]
    }
    assert standard == set()
