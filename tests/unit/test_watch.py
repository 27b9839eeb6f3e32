from __future__ import annotations

import os
import zipfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archivist.watch import (
    FileStamp,
    Hidden,
    StabilityTracker,
    WatchOptions,
    file_system_of,
    is_network,
    prepare_inbox,
    scan,
)
from archivist.watch.looking import hidden_name, lacks
from archivist.watch.mounts import parse_mountinfo

QUICK = WatchOptions(settle_seconds=0.1, rescan_seconds=0.5, poll_seconds=0.2, patience_seconds=0.6)
PDF = b"%PDF-1.4\n1 0 obj << >> endobj\ntrailer << >>\nstartxref\n0\n%%EOF\n"


@pytest.fixture
def inbox(tmp_path: Path) -> Path:
    folder = tmp_path / "đến"
    prepare_inbox(folder)
    return folder


def stamp(size: int = 1, mtime_ns: int = 1) -> FileStamp:
    return FileStamp(size=size, mtime_ns=mtime_ns, inode=7, device=1)


# --------------------------------------------------------------------------- two equal readings


def test_two_equal_readings_far_enough_apart_mean_rest() -> None:
    tracker = StabilityTracker(settle_seconds=1.0, patience_seconds=60.0)
    tracker.read({"a": stamp()}, 0.0)
    assert tracker.due(0.0) == ()
    assert tracker.next_time(0.0) == 1.0
    tracker.read({"a": stamp()}, 0.9)
    assert tracker.due(0.9) == ()
    tracker.read({"a": stamp()}, 1.0)
    assert tracker.due(1.0) == ("a",)
    assert tracker.looked("a", True, 1.0)
    assert tracker.due(9.0) == ()
    assert tracker.next_time(9.0) is None


@pytest.mark.parametrize("other", [stamp(size=2), stamp(mtime_ns=2), FileStamp(size=1, mtime_ns=1, inode=8)])
def test_any_change_starts_the_time_anew(other: FileStamp) -> None:
    tracker = StabilityTracker(settle_seconds=1.0, patience_seconds=60.0)
    tracker.read({"a": stamp()}, 0.0)
    tracker.read({"a": other}, 0.9)
    assert tracker.due(1.0) == ()
    tracker.read({"a": other}, 1.9)
    assert tracker.due(1.9) == ("a",)


def test_a_file_that_was_handed_over_comes_again_when_it_changes_or_was_put_off() -> None:
    tracker = StabilityTracker(settle_seconds=1.0, patience_seconds=60.0)
    tracker.read({"a": stamp()}, 0.0)
    assert tracker.looked("a", True, 1.0)
    tracker.put_off("a", 5.0)
    assert tracker.due(4.9) == ()
    assert tracker.next_time(1.0) == 5.0
    assert tracker.due(5.0) == ("a",)
    assert tracker.looked("a", True, 5.0)
    tracker.read({"a": stamp(size=9)}, 6.0)
    assert tracker.due(7.0) == ("a",)


def test_what_is_not_there_any_more_is_told_once() -> None:
    tracker = StabilityTracker(settle_seconds=1.0, patience_seconds=60.0)
    tracker.read({"a": stamp(), "b": stamp()}, 0.0)
    assert tracker.read({"b": stamp()}, 1.0) == {"a": stamp()}
    assert tracker.read({"b": stamp()}, 2.0) == {}
    tracker.forget("b")
    assert tracker.read({}, 3.0) == {}


def test_a_file_without_an_end_is_let_through_in_the_end() -> None:
    tracker = StabilityTracker(settle_seconds=1.0, patience_seconds=60.0)
    tracker.read({"a": stamp()}, 0.0)
    now, looks = 0.0, 0
    while now < 200.0:
        now += 1.0
        tracker.read({"a": stamp()}, now)
        for path in tracker.due(now):
            looks += 1
            if tracker.looked(path, False, now):
                break
        else:
            continue
        break
    assert 60.0 <= now <= 80.0
    assert 3 <= looks <= 12
    assert not tracker.incomplete("a")


def test_an_old_file_without_an_end_needs_three_looks_only() -> None:
    tracker = StabilityTracker(settle_seconds=1.0, patience_seconds=60.0)
    tracker.read({"a": stamp()}, 0.0)
    assert not tracker.looked("a", False, 1.0, age=3600.0)
    assert tracker.incomplete("a")
    assert not tracker.looked("a", False, 2.0, age=3600.0)
    assert tracker.looked("a", False, 4.0, age=3600.0)


@settings(deadline=None)
@given(
    changes=st.lists(st.tuples(st.floats(0.01, 3.0), st.integers(0, 2)), max_size=40),
    settle=st.floats(0.1, 2.0),
)
def test_no_file_is_handed_over_before_it_rested(changes: list[tuple[float, int]], settle: float) -> None:
    tracker = StabilityTracker(settle_seconds=settle, patience_seconds=60.0)
    now, last, last_change = 0.0, -1, 0.0
    for step, size in changes:
        now += step
        if size != last:
            last, last_change = size, now
        tracker.read({"a": stamp(size=size)}, now)
        for path in tracker.due(now):
            assert now >= last_change + settle
            assert tracker.looked(path, True, now)
    tracker.read({"a": stamp(size=last)}, now + 1)
    tracker.read({"a": stamp(size=last)}, now + 1 + settle * 1.01)
    assert not tracker.unsettled() or tracker.due(now + 1 + settle * 1.01) == ("a",)


# --------------------------------------------------------------------------- names and ends


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("~$Báo cáo.docx", Hidden.TEMPORARY),
        (".~lock.Báo cáo.odt#", Hidden.TEMPORARY),
        ("a.pdf.part", Hidden.TEMPORARY),
        ("A.PDF.CRDOWNLOAD", Hidden.TEMPORARY),
        ("a.tmp", Hidden.TEMPORARY),
        ("a.docx~", Hidden.TEMPORARY),
        ("Thumbs.db", Hidden.SYSTEM),
        ("desktop.ini", Hidden.SYSTEM),
        (".DS_Store", Hidden.SYSTEM),
        ("._a.pdf", Hidden.SYSTEM),
        (".a.pdf.Xy12", Hidden.DOT_NAME),
        ("a.pdf", None),
        ("a.pdf.reason.txt", Hidden.NOTE),
        ("part.pdf", None),
        ("không có đuôi", None),
    ],
)
def test_names_that_are_no_documents(name: str, why: Hidden | None) -> None:
    assert hidden_name(name) is why


@pytest.mark.parametrize(
    ("name", "why"),
    [("@eaDir", Hidden.SYSTEM), ("#recycle", Hidden.SYSTEM), (".git", Hidden.DOT_NAME), ("2026.part", None)],
)
def test_folders_that_are_not_looked_into(name: str, why: Hidden | None) -> None:
    assert hidden_name(name, folder=True) is why


def test_a_pdf_needs_its_end(tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    for content, missing in [
        (PDF, ""),
        (PDF + b"\r\n\0\0 trailing bytes of a mail gateway", ""),
        (PDF[:-8], "pdf-end"),
        (PDF[:-8] + b"\0" * 20_000, "pdf-end"),  # a copier that reserved the whole size first
        (b"plain text", ""),
        (b"", ""),
    ]:
        path.write_bytes(content)
        assert lacks(path) == missing


def test_a_zip_needs_its_directory(tmp_path: Path) -> None:
    path = tmp_path / "a.docx"
    with zipfile.ZipFile(path, "w") as container:
        container.writestr("word/document.xml", os.urandom(5000).hex())
        container.comment = b"PK\x05\x06 in a comment"[4:]
    whole = path.read_bytes()
    assert lacks(path) == ""
    for cut in (10, 30, len(whole) // 2, len(whole) - 40):
        path.write_bytes(whole[:cut])
        assert lacks(path) == "zip-directory"
    path.write_bytes(whole[:-30].replace(b"PK\x01\x02", b"XXXX") + whole[-22:])
    assert lacks(path) in ("", "zip-directory")
    path.write_bytes(b"PK\x03\x04" + whole[-60:])  # the end without what it speaks of
    assert lacks(path) == "zip-directory"


def test_links_and_absent_files_are_not_looked_into(tmp_path: Path) -> None:
    half = tmp_path / "half.pdf"
    half.write_bytes(PDF[:-8])
    (tmp_path / "link.pdf").symlink_to(half)
    assert lacks(tmp_path / "link.pdf") == ""
    assert lacks(tmp_path / "absent.pdf") == "vanished"
    os.mkfifo(tmp_path / "pipe")
    assert lacks(tmp_path / "pipe") == ""  # and it does not hang


# --------------------------------------------------------------------------- the scan


def test_a_scan_sorts_everything(inbox: Path, tmp_path: Path) -> None:
    for name in (
        "a.pdf",
        "huyện/xã/b.docx",
        "~$a.docx",
        "@eaDir/c.pdf",
        ".filed/2026-01-01/d.pdf",
        ".failed/e.pdf",
    ):
        path = inbox / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"x")
    (inbox / "link.pdf").symlink_to(inbox / "a.pdf")
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "f.pdf").write_bytes(b"x")
    (inbox / "folder-link").symlink_to(outside)
    os.mkfifo(inbox / "pipe")
    (inbox / "new.pdf").touch()
    found = scan(inbox)
    assert set(found.files) == {"a.pdf", "huyện/xã/b.docx"}
    assert found.ignored == {
        "~$a.docx": Hidden.TEMPORARY,
        "@eaDir/": Hidden.SYSTEM,
        "link.pdf": Hidden.LINK,
        "folder-link": Hidden.LINK,
        "pipe": Hidden.NOT_A_FILE,
        "new.pdf": Hidden.EMPTY_AND_NEW,
    }
    assert found.blocked == {}
    assert "new.pdf" in scan(inbox, empty_seconds=-10.0).files


def test_a_share_has_no_inodes(inbox: Path) -> None:
    (inbox / "a.pdf").write_bytes(b"x")
    assert scan(inbox).files["a.pdf"].inode == (inbox / "a.pdf").stat().st_ino
    assert scan(inbox, network=True).files["a.pdf"].inode == 0


def test_a_name_that_is_no_utf8_is_found(inbox: Path) -> None:
    (inbox / os.fsdecode(b"v\xe3n b\xb6n.pdf")).write_bytes(b"x")
    (name,) = scan(inbox).files
    assert os.fsencode(name) == b"v\xe3n b\xb6n.pdf"


# --------------------------------------------------------------------------- file systems

MOUNTINFO = (
    "22 1 8:1 / / rw,relatime shared:1 - ext4 /dev/sda1 rw\n"
    "30 22 0:40 / /srv/kho rw - ext4 /dev/sdb1 rw\n"
    "31 22 0:41 / /srv/kho/v\\303\\240o\\040\\304\\221\\303\\251n rw - cifs //may/chung rw\n"
    "32 22 0:42 / /mnt/a rw - nfs4 may:/a rw\n"
    "33 22 0:43 / /mnt/a rw - tmpfs none rw\n"
    "broken line\n"
)


@pytest.mark.parametrize(
    ("path", "kind", "network"),
    [
        ("/srv/kho/inbox", "ext4", False),
        ("/srv/kho/vào đén", "cifs", True),
        ("/srv/kho/vào đén/sâu", "cifs", True),
        ("/srv/kho/vào đén-khác", "ext4", False),
        ("/mnt/a/b", "tmpfs", False),  # mounted over the share
        ("/else", "ext4", False),
    ],
)
def test_the_file_system_of_a_path(path: str, kind: str, network: bool) -> None:
    assert file_system_of(Path(path), MOUNTINFO) == kind
    assert is_network(kind) is network


def test_kinds_of_file_systems() -> None:
    assert all(
        is_network(kind) for kind in ("nfs", "nfs4", "cifs", "smb3", "9p", "fuse.sshfs", "fuse.rclone")
    )
    assert not any(is_network(kind) for kind in ("ext4", "xfs", "btrfs", "tmpfs", "fuseblk", "overlay", ""))
    assert file_system_of(Path("/proc")) == "proc"
    assert parse_mountinfo("") == ()
