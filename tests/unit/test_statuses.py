"""Searching by status: the answer is that of `validity`, kept until anything it was made from changes."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from support.standing import CHANGES_12, NEW, OLD, Maker

from archivist import Archive
from archivist.model import Validity
from archivist.statuses import ids_of
from archivist.validity import IN_FORCE, StatusBook

TODAY = dt.date(2026, 11, 22)


@pytest.fixture
def maker(tmp_path: Path) -> Iterator[Maker]:
    with Archive.create(tmp_path / "kho", name="Kho thử") as archive:
        made = Maker(archive, tmp_path)
        made.decision(OLD, day="15/03/2021")
        made.decision(NEW, day="01/07/2022", body=CHANGES_12)
        yield made


def numbers(archive: Archive, query: str, **more: object) -> list[str]:
    found = archive.search(query, sort="number", **more)  # type: ignore[arg-type]  # by name
    assert found.total == len(found)
    return [hit.document.number or "" for hit in found]


def confirm_all(archive: Archive) -> None:
    for relation in archive.relations(archive.resolve(NEW).id):
        archive.standing.confirm(relation.id, by="người thử")


def test_a_status_is_a_field_like_any_other(maker: Maker) -> None:
    archive = maker.archive
    assert numbers(archive, "status:in-force") == [OLD, NEW]
    confirm_all(archive)
    assert numbers(archive, "status:in-force") == [NEW]
    assert numbers(archive, "hiệu-lực:hết hiệu lực") == [OLD]
    assert numbers(archive, "tình-trạng:(còn-hiệu-lực HOẶC hết-hiệu-lực)") == [OLD, NEW]
    assert numbers(archive, "NOT status:expired") == [NEW]
    assert numbers(archive, "quyết định status:expired", facets=True) == [OLD]
    assert numbers(archive, "status:in-force", as_of=dt.date(2021, 12, 31)) == [OLD]
    assert numbers(archive, "status:not-yet", as_of=dt.date(2021, 12, 31)) == [NEW]
    assert numbers(archive, "", in_force=True) == [NEW]


def test_why_it_was_found_is_said(maker: Maker) -> None:
    found = maker.archive.search("hiệu-lực:còn-hiệu-lực", explain="vi")
    assert found.explanation == "hiệu lực là còn-hiệu-lực"
    assert [one.where for hit in found for one in hit.matched] == [("status",), ("status",)]


def test_the_kept_answer_is_that_of_the_rules_after_every_change(maker: Maker) -> None:
    archive = maker.archive
    ws = archive._ws

    def check() -> None:
        rules = StatusBook(ws).all(TODAY)
        for validity in Validity:
            wanted = IN_FORCE if validity is Validity.IN_FORCE else {validity}
            assert ids_of(ws, [validity], TODAY) == {
                id_ for id_, one in rules.items() if one.validity in wanted
            }

    check()
    confirm_all(archive)
    check()
    third = maker.decision("33-QĐ/TU", day="01/08/2023")
    check()
    archive.withdraw(third, by="người thử", why="thử")
    check()
    archive.rebuild("all")
    check()


def test_the_cache_is_used_only_with_its_own_key(maker: Maker) -> None:
    archive = maker.archive
    kept = archive._ws.layout.state / "status.json"
    before = ids_of(archive._ws, [Validity.IN_FORCE], TODAY)
    stored = json.loads(kept.read_text("utf-8"))
    stored["ids"] = dict.fromkeys(stored["ids"], "")
    kept.write_text(json.dumps(stored), encoding="utf-8")
    with Archive.open(archive.root, "r") as other:
        assert ids_of(other._ws, [Validity.IN_FORCE], TODAY) == frozenset()  # it was read, not made
        assert ids_of(other._ws, [Validity.IN_FORCE], TODAY - dt.timedelta(days=1)) == before
    maker.decision("33-QĐ/TU", day="01/08/2023")
    with Archive.open(archive.root, "r") as other:
        assert len(ids_of(other._ws, [Validity.IN_FORCE], TODAY)) == len(before) + 1


@pytest.mark.parametrize("content", ["", "[]", '{"key": 1}', '{"key": null, "ids": 3}', "\udcff"])
def test_a_damaged_cache_is_made_anew(maker: Maker, content: str) -> None:
    ws = maker.archive._ws
    (ws.layout.state / "status.json").write_bytes(content.encode("utf-8", "surrogateescape"))
    assert len(ids_of(ws, [Validity.IN_FORCE], TODAY)) == 2


def test_the_same_question_gets_the_same_set(maker: Maker) -> None:
    ws = maker.archive._ws
    once = ids_of(ws, [Validity.IN_FORCE], TODAY)
    for day in range(1, 9):
        ids_of(ws, [Validity.IN_FORCE], TODAY - dt.timedelta(days=day))
    assert ids_of(ws, [Validity.IN_FORCE], TODAY) == once
    assert ids_of(ws, [Validity.IN_FORCE], TODAY) is ids_of(ws, [Validity.IN_FORCE, Validity.PARTLY], TODAY)
