from __future__ import annotations

import dataclasses
import os
from pathlib import Path

import pytest
from support.records import AT, sha256

from archivist import quarantine, store
from archivist.errors import AmbiguousDocument, HashMismatch, RecordDamaged, UsageError
from archivist.layout import Layout
from archivist.model import Quarantined, Reason

DATA = b"%PDF-1.7 broken"


@pytest.fixture
def layout(tmp_path: Path) -> Layout:
    made = Layout(tmp_path / "kho")
    store.create_folders(made)
    return made


@pytest.fixture
def source(layout: Layout) -> Path:
    path = layout.staging / "copy"
    path.write_bytes(DATA)
    return path


def info(file: Path, data: bytes = DATA, *, minutes: int = 0) -> Quarantined:
    at = AT.replace(minute=AT.minute + minutes)
    return Quarantined(
        id=quarantine.new_id(sha256(data), at),
        path=file,
        received_as="Công văn hỏng.pdf",
        reason=Reason.UNREADABLE,
        message="cannot be read",
        at=at,
        size=len(data),
        sha256=sha256(data),
        source="/mnt/hop-thu/Công văn hỏng.pdf",
        inbox="/mnt/hop-thu",
        inbox_path="Công văn hỏng.pdf",
    )


def test_a_file_is_put_aside_with_its_reason_and_comes_back(layout: Layout, source: Path) -> None:
    entry = quarantine.put(layout, source, info(source))
    assert entry.id == f"20261122T093107-{sha256(DATA)[:8]}"
    assert entry.path.read_bytes() == DATA
    assert entry.path.stat().st_mode & 0o222 == 0
    assert entry.path.suffix == ""
    assert quarantine.entries(layout) == (entry,)
    assert quarantine.get(layout, entry.id) == entry
    assert sorted(p.name for p in entry.path.parent.iterdir()) == ["file", "reason.json"]


def test_putting_the_same_aside_again_gives_the_entry_that_is_there(layout: Layout, source: Path) -> None:
    first = quarantine.put(layout, source, info(source))
    again = quarantine.put(layout, source, dataclasses.replace(info(source), message="other words"))
    assert again == first
    assert len(quarantine.entries(layout)) == 1


def test_a_name_that_is_no_utf8_survives(layout: Layout, source: Path) -> None:
    name = os.fsdecode(b"c\xf4ng v\xe3n.pdf")
    entry = quarantine.put(layout, source, dataclasses.replace(info(source), received_as=name))
    assert quarantine.get(layout, entry.id) == entry
    assert os.fsencode(quarantine.entries(layout)[0].received_as) == b"c\xf4ng v\xe3n.pdf"


def test_other_bytes_are_not_put_aside(layout: Layout, source: Path) -> None:
    with pytest.raises(HashMismatch):
        quarantine.put(layout, source, info(source, b"what was expected"))
    assert list(layout.quarantine.iterdir()) == []


def test_get_takes_any_prefix_of_id_or_hash(layout: Layout, source: Path) -> None:
    one = quarantine.put(layout, source, info(source))
    other_file = layout.staging / "other"
    other_file.write_bytes(b"other")
    two = quarantine.put(layout, other_file, info(other_file, b"other", minutes=5))
    assert quarantine.get(layout, sha256(DATA)[:4]) == one
    assert quarantine.get(layout, two.id[:15]) == two
    assert quarantine.get(layout, "2027") is None
    assert quarantine.get(layout, "") is None
    with pytest.raises(AmbiguousDocument) as caught:
        quarantine.get(layout, "2026")
    assert caught.value.candidates == (one.id, two.id)
    assert quarantine.entries(layout) == (one, two)


def test_remove(layout: Layout, source: Path) -> None:
    entry = quarantine.put(layout, source, info(source))
    assert quarantine.remove(layout, entry.id) is True
    assert quarantine.remove(layout, entry.id) is False
    assert list(layout.quarantine.iterdir()) == []
    assert source.read_bytes() == DATA
    with pytest.raises(UsageError):
        quarantine.remove(layout, "../documents")


def test_what_a_crash_left_is_not_listed_and_is_swept(layout: Layout, source: Path) -> None:
    """A process that died while it put a file aside, or removed an entry."""
    entry = quarantine.put(layout, source, info(source))
    source.unlink()
    (entry.path.parent).rename(layout.staging / "0123456789abcdef.dead")
    half = layout.staging / "fedcba9876543210.part"
    half.mkdir()
    (half / "file").write_bytes(DATA)
    assert quarantine.entries(layout) == ()
    assert store.sweep_staging(layout) == ("0123456789abcdef.dead", "fedcba9876543210.part")
    assert list(layout.staging.iterdir()) == []


@pytest.mark.parametrize("content", [None, b"{", b'{"format": 1, "received_as": "x", "reason": "no-such"}'])
def test_a_damaged_reason_is_named(content: bytes | None, layout: Layout, source: Path) -> None:
    entry = quarantine.put(layout, source, info(source))
    path = entry.path.with_name("reason.json")
    path.unlink()
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(RecordDamaged) as caught:
        quarantine.get(layout, entry.id)
    assert str(path) in str(caught.value)
