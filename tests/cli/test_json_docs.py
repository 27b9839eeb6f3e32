"""Every key and type the program writes with --json is in docs/json.md."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from support import office
from support.program import Program

DOCS = Path(__file__).parents[2] / "docs" / "json.md"

# Keys of these come from the documents, not from the program.
_OPEN = frozenset({"readings", "versions", "kinds", "issuers", "years", "media_types", "fonds"})


@pytest.fixture(scope="module")
def kho(tmp_path_factory: pytest.TempPathFactory) -> Program:
    base = tmp_path_factory.mktemp("json")
    program = Program(home=base, environ={"ARCHIVIST_ARCHIVE": str(base / "kho")})
    assert program.inside("init", base / "kho").code == 0
    return program


@pytest.fixture(scope="module")
def written(kho: Program) -> list[dict[str, object]]:
    """Everything the commands answer, and the errors."""
    calls = (
        ("add", office.fill(kho.home / "văn bản")),
        ("search", "biên chế", "--facets"),
        ("show", "39-NQ/TU"),
        ("open", "39-NQ/TU"),
        ("text", "39-NQ/TU"),
        ("relations", "39-NQ/TU"),
        ("review",),
        ("stats",),
        ("stats", "--formats"),
        ("quarantine",),
        ("revise", "39-NQ/TU", "--place", "Nơi Khác"),
        ("config",),
        ("watch", "--once"),
        ("inbox",),
        ("inbox", "--since", "2026"),
        ("inbox", "folder", "add", "A", "--issuer", "x"),
        ("inbox", "folder", "list"),
        ("inbox", "folder", "remove", "A"),
        ("doctor",),
        ("withdraw", "07-CT/TU", "--why", "thử", "--yes"),
        ("withheld",),
        ("classes",),
        ("classes", "show", "can-bo"),
        ("classes", "write"),
        ("rebuild",),
        ("rebuild", "--fields"),
        ("search", "(", "--json"),
        ("show", "zzz"),
        ("show",),
    )
    found: list[dict[str, object]] = []
    inbox = Path(kho.environ["ARCHIVIST_ARCHIVE"]) / "inbox"
    inbox.mkdir(exist_ok=True)
    office.fill(inbox / "A")
    for call in calls:
        answer = kho.inside(*call, "--json")
        found += answer.records
        if not answer.out:
            found.append(answer.error)
    path = Path(kho.inside("open", "39-NQ/TU").out.rstrip("\n"))
    shutil.rmtree(path.parent)
    return found + kho.inside("check", "--json").records


def _keys(value: object) -> Iterator[str]:
    if isinstance(value, dict):
        for key, inner in value.items():
            yield key
            if key in _OPEN and isinstance(inner, dict):
                for below in inner.values():
                    yield from _keys(below)
            else:
                yield from _keys(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _keys(inner)


def test_every_key_is_documented(written: list[dict[str, object]]) -> None:
    documented = set(re.findall(r"`([^`\s]+)`", DOCS.read_text(encoding="utf-8")))
    used = {key for record in written for key in _keys(record)}
    outcomes = {"type"} | {key for key in used if key.endswith("_b64")}
    assert used - documented - outcomes == set()


def test_every_type_is_documented(written: list[dict[str, object]]) -> None:
    text = DOCS.read_text(encoding="utf-8")
    types = {str(record["type"]) for record in written}
    assert types >= {
        "hit",
        "facet",
        "document",
        "filing",
        "problem",
        "summary",
        "error",
        "setting",
        "finding",
    }
    for name in types:
        assert f"`{name}`" in text


def test_an_answer_of_several_objects_ends_with_a_summary(kho: Program) -> None:
    for call in (("search",), ("review",), ("quarantine",), ("relations", "39-NQ/TU"), ("doctor",)):
        records = kho.inside(*call, "--json").records
        if records:
            assert records[-1]["type"] == "summary"
            assert all(record["type"] != "summary" for record in records[:-1])
