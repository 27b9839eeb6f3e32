"""Patterns that are compiled late: every one can be, and matches as `re.compile` does."""

from __future__ import annotations

import importlib
import pkgutil
import re

import archivist_cli
import pytest

import archivist
from archivist.lazypattern import LatePattern


def patterns() -> dict[str, LatePattern]:
    found: dict[str, LatePattern] = {}
    for package in (archivist, archivist_cli):
        for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            if module.name.endswith("__main__"):
                continue
            held = vars(importlib.import_module(module.name))
            found |= {
                f"{module.name}.{name}": one for name, one in held.items() if isinstance(one, LatePattern)
            }
    return found


def test_every_pattern_of_the_library_can_be_compiled() -> None:
    found = patterns()
    assert len(found) > 300
    for name, one in found.items():
        assert isinstance(one.compiled, re.Pattern), name


@pytest.mark.parametrize("asked_first", ["search", "pattern", "groupindex", "sub"])
def test_it_answers_as_the_compiled_one(asked_first: str) -> None:
    late, real = LatePattern(r"(?P<so>\d+)-nq", re.IGNORECASE), re.compile(r"(?P<so>\d+)-nq", re.IGNORECASE)
    assert hasattr(late, asked_first)
    assert (late.pattern, late.flags, late.groups) == (real.pattern, real.flags, real.groups)
    assert late.groupindex == real.groupindex
    text = "số 39-NQ/TW và 12-nq/tu"
    assert late.findall(text) == real.findall(text) == ["39", "12"]
    assert late.sub("x", text) == real.sub("x", text)
    assert late.split(text) == real.split(text)
    assert [one.span() for one in late.finditer(text)] == [one.span() for one in real.finditer(text)]
    assert late.fullmatch(text) is late.match(text) is None
    assert late.search(text, 5)["so"] == "12"


def test_what_a_pattern_has_not_is_an_error() -> None:
    late = LatePattern("a")
    with pytest.raises(AttributeError):
        _ = late.nothing
    with pytest.raises(re.error):
        LatePattern("(").search("")
