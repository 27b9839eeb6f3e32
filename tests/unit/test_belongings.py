"""``check`` knows the files of an archive that belong to no document."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterator
from pathlib import Path

import pytest
from support.directives import party_text

from archivist import Archive, quarantine
from archivist.classing import scheme_file
from archivist.model import Defaults, Level, Quarantined, Reason, Severity
from archivist.subjects import default_scheme


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    with Archive.create(tmp_path / "kho") as opened:
        yield opened


def found(archive: Archive) -> list[tuple[str, str]]:
    return [(problem.invariant, problem.severity.value) for problem in archive.check().problems]


@pytest.fixture
def aside(archive: Archive, tmp_path: Path) -> Quarantined:
    """A file in quarantine."""
    data = b"PK\x03\x04 cut short"
    (tmp_path / "a.zip").write_bytes(data)
    sha256 = hashlib.sha256(data).hexdigest()
    at = dt.datetime(2026, 1, 5, 8, 0, tzinfo=dt.UTC)
    entry = Quarantined(
        id=quarantine.new_id(sha256, at),
        path=tmp_path,
        received_as="a.zip",
        reason=Reason.UNREADABLE,
        message="",
        at=at,
        size=len(data),
        sha256=sha256,
    )
    return quarantine.put(archive._ws.layout, tmp_path / "a.zip", entry)


def test_a_whole_archive_with_everything_is_well(archive: Archive, aside: Quarantined) -> None:
    layout = archive._ws.layout
    archive.classes.write_scheme()
    archive.add_inbox_folder("Huyện A", Defaults(level=Level.DISTRICT))
    assert scheme_file(layout) == layout.scheme
    assert layout.inbox_folders.is_file()
    assert found(archive) == []


def test_a_changed_file_in_quarantine_is_loss(archive: Archive, aside: Quarantined) -> None:
    aside.path.chmod(0o644)
    aside.path.write_bytes(b"PK\x03\x04 cut shorT")
    assert found(archive) == [("M7", Severity.MUST.value)]
    assert archive.check(fixity=False).ok  # its size is the same: only hashing tells
    aside.path.unlink()
    assert "the file is missing" in archive.check(fixity=False).problems[0].message


@pytest.mark.parametrize("data", [None, b"{", b'{"format": 1}'])
def test_a_reason_that_cannot_be_read_is_loss(
    archive: Archive, aside: Quarantined, data: bytes | None
) -> None:
    reason = aside.path.with_name("reason.json")
    reason.unlink()
    if data is not None:
        reason.write_bytes(data)
    assert found(archive) == [("M7", Severity.MUST.value)]


def test_a_damaged_tombstone_is_loss(archive: Archive, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(party_text(), encoding="utf-8")
    document = archive.file(tmp_path / "a.txt").document
    assert document is not None
    archive.withdraw(document.id, by="An", why="nhầm")
    assert found(archive) == []
    (archive._ws.layout.withdrawn / f"{document.id}.json").write_bytes(b"{}")
    assert ("M7", Severity.MUST.value) in found(archive)


def test_a_plan_that_cannot_be_understood_is_named_with_its_line(archive: Archive) -> None:
    path = archive.classes.write_scheme()
    text = path.read_text(encoding="utf-8")
    code = default_scheme().classes[0].code
    path.write_text(text.replace(f'code = "{code}"', 'code = "A B"', 1), encoding="utf-8")
    (problem,) = archive.check().problems
    assert (problem.invariant, problem.severity) == ("S8", Severity.SHOULD)
    assert problem.path == path
    assert f"{path}:" in problem.message


@pytest.mark.parametrize("data", [b"{", b"[]", b'{"folders": [{"folder": 3}]}', b"\xff"])
def test_meanings_of_folders_that_cannot_be_read(archive: Archive, data: bytes) -> None:
    archive._ws.layout.inbox_folders.write_bytes(data)
    assert found(archive) == [("S8", Severity.SHOULD.value)]
