from __future__ import annotations

import datetime as dt
import hashlib
import json
from pathlib import Path

import pytest

from archivist import audit, store
from archivist.audit import AuditEvent
from archivist.layout import Layout
from archivist.model import Severity

NOVEMBER = dt.datetime(2026, 11, 30, 23, 59, tzinfo=dt.UTC)
DECEMBER = dt.datetime(2026, 12, 1, 0, 1, tzinfo=dt.UTC)


@pytest.fixture
def layout(tmp_path: Path) -> Layout:
    made = Layout(tmp_path / "kho")
    store.create_folders(made)
    return made


def event(document: str, *, at: dt.datetime = NOVEMBER, action: str = "filed", key: str = "") -> AuditEvent:
    return AuditEvent(at=at, by="lan", action=action, document_id=document, revision=1, key=key)


def lines(layout: Layout, month: str = "2026-11") -> list[bytes]:
    return (layout.audit / f"{month}.jsonl").read_bytes().splitlines()


def test_events_come_back_as_they_were_appended(layout: Layout) -> None:
    full = AuditEvent(
        at=NOVEMBER,
        by="Nguyễn Thị Lan",
        action="revised",
        document_id="abc",
        revision=3,
        why='sai "số"\nhai dòng',
        key="r3",
        extra={"field": "number"},
    )
    assert audit.append(layout, full) is True
    assert audit.append(layout, event("def")) is True
    assert tuple(audit.events(layout)) == (full, event("def"))
    assert audit.verify(layout) == ()


def test_each_line_carries_the_hash_of_the_line_before_it_through_the_months(layout: Layout) -> None:
    audit.append(layout, event("a"))
    audit.append(layout, event("b"))
    audit.append(layout, event("c", at=DECEMBER))
    first, second = lines(layout)
    (third,) = lines(layout, "2026-12")
    assert json.loads(first)["previous"] == "0" * 64
    assert json.loads(second)["previous"] == hashlib.sha256(first).hexdigest()
    assert json.loads(third)["previous"] == hashlib.sha256(second).hexdigest()
    assert audit.verify(layout) == ()


def test_a_clock_set_back_continues_the_latest_month(layout: Layout) -> None:
    audit.append(layout, event("a", at=DECEMBER))
    audit.append(layout, event("b", at=NOVEMBER))
    assert len(lines(layout, "2026-12")) == 2
    assert audit.verify(layout) == ()


def test_the_same_event_is_written_once(layout: Layout) -> None:
    assert audit.append(layout, event("a", key="receipt-1"))
    assert audit.append(layout, event("b"))
    assert not audit.append(layout, event("a", key="receipt-1", at=DECEMBER))
    assert not audit.append(layout, event("b", at=DECEMBER))
    assert audit.append(layout, event("a", key="receipt-2"))
    assert audit.append(layout, event("a", key="receipt-1", action="received"))
    assert [(e.document_id, e.key) for e in audit.events(layout)] == [
        ("a", "receipt-1"),
        ("b", ""),
        ("a", "receipt-2"),
        ("a", "receipt-1"),
    ]


def test_find_narrows_by_every_part(layout: Layout) -> None:
    for document in ("a", "b"):
        audit.append(layout, event(document, key="k1"))
        audit.append(layout, event(document, key="k2"))
    assert len(list(audit.find(layout, "filed"))) == 4
    assert len(list(audit.find(layout, "filed", "a"))) == 2
    assert len(list(audit.find(layout, "filed", "a", 1, key="k2"))) == 1
    assert list(audit.find(layout, "filed", "a", 2)) == []
    assert list(audit.find(layout, "withdrawn", "a")) == []


def test_find_is_not_misled_by_an_id_in_a_reason(layout: Layout) -> None:
    audit.append(layout, AuditEvent(at=NOVEMBER, by="lan", action="revised", document_id="x", why="a"))
    assert list(audit.find(layout, "revised", "a")) == []


def test_find_looks_at_the_latest_months_only(layout: Layout) -> None:
    for month in (1, 2, 3):
        audit.append(layout, event(f"d{month}", at=dt.datetime(2026, month, 5, tzinfo=dt.UTC)))
    assert [e.document_id for e in audit.find(layout, "filed")] == ["d2", "d3"]
    assert [e.document_id for e in audit.find(layout, "filed", last_files=3)] == ["d1", "d2", "d3"]


@pytest.mark.parametrize("kept", [0, 1, 40])
def test_a_torn_line_is_set_aside_and_noted(kept: int, layout: Layout) -> None:
    audit.append(layout, event("a"))
    audit.append(layout, event("b"))
    path = layout.audit / "2026-11.jsonl"
    first, second = lines(layout)
    path.write_bytes(first + b"\n" + second[:kept])
    if kept:
        assert audit.verify(layout)
    audit.append(layout, event("b"))
    assert audit.verify(layout) == ()
    actions = [e.action for e in audit.events(layout)]
    torn = sorted(layout.audit.glob("torn-*"))
    if kept:
        assert actions == ["filed", audit.TORN, "filed"]
        assert [path.read_bytes() for path in torn] == [second[:kept]]
        noted = next(e for e in audit.events(layout) if e.action == audit.TORN)
        assert noted.key == torn[0].name
    else:
        assert actions == ["filed", "filed"]
        assert torn == []


def test_a_last_line_of_zeros_is_set_aside(layout: Layout) -> None:
    audit.append(layout, event("a"))
    path = layout.audit / "2026-11.jsonl"
    with path.open("ab") as file:
        file.write(b"\0" * 100 + b"\n")
    assert len(audit.repair(layout)) == 1
    assert audit.verify(layout) == ()


def test_repair_finishes_what_a_dead_repair_began(layout: Layout) -> None:
    audit.append(layout, event("a"))
    (layout.audit / "torn-2026-11-99-abcdef01").write_bytes(b"half a li")  # set aside, not yet noted
    audit.repair(layout)
    audit.repair(layout)
    assert [e.key for e in audit.find(layout, audit.TORN)] == ["torn-2026-11-99-abcdef01"]


def test_a_torn_line_longer_than_the_tail_that_is_read(layout: Layout) -> None:
    long = AuditEvent(at=NOVEMBER, by="lan", action="revised", document_id="a", why="dài " * 60_000)
    audit.append(layout, long)
    with (layout.audit / "2026-11.jsonl").open("ab") as file:
        file.write(b"x" * 300_000)
    audit.append(layout, event("b"))
    assert audit.verify(layout) == ()
    assert [e.action for e in audit.events(layout)] == ["revised", audit.TORN, "filed"]


@pytest.mark.parametrize("damage", ["alter", "remove", "insert", "swap"])
def test_verify_notices_every_change_before_the_last_line(damage: str, layout: Layout) -> None:
    for name in "abcd":
        audit.append(layout, event(name))
    path = layout.audit / "2026-11.jsonl"
    kept = lines(layout)
    if damage == "alter":
        kept[1] = kept[1].replace(b'"lan"', b'"nam"')
    elif damage == "remove":
        del kept[1]
    elif damage == "insert":
        kept.insert(2, kept[1])
    else:
        kept[1], kept[2] = kept[2], kept[1]
    path.write_bytes(b"\n".join(kept) + b"\n")
    problems = audit.verify(layout)
    assert problems
    assert all(p.invariant == "S4" and p.severity is Severity.MUST for p in problems)
    assert problems[0].path == path


def test_verify_notices_a_missing_month(layout: Layout) -> None:
    audit.append(layout, event("a"))
    audit.append(layout, event("b", at=DECEMBER))
    (layout.audit / "2026-11.jsonl").unlink()
    assert [p.message for p in audit.verify(layout)] == [
        "audit log: 2026-12.jsonl, line 1: does not carry the hash of the line before it"
    ]


def test_verify_names_a_line_that_cannot_be_read_and_events_skips_it(layout: Layout) -> None:
    for name in "abc":
        audit.append(layout, event(name))
    kept = lines(layout)
    (layout.audit / "2026-11.jsonl").write_bytes(b"\n".join([kept[0], b"{", kept[2]]) + b"\n")
    assert "line 2" in audit.verify(layout)[0].message
    assert [e.document_id for e in audit.events(layout)] == ["a", "c"]


def test_an_empty_log_is_in_order(layout: Layout) -> None:
    assert audit.verify(layout) == ()
    assert list(audit.events(layout)) == []
    assert audit.repair(layout) == ()
