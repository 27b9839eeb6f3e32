"""Archive and inbox together: drop, file, put away, prove."""

from __future__ import annotations

import datetime as dt
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from support.directives import party_text, write_party

from archivist import Archive, Defaults, Outcome
from archivist.errors import ArchiveLocked, InboxOffline


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    with Archive.create(tmp_path / "kho") as opened:
        yield opened


def test_draining_files_everything_and_puts_the_sources_away(archive: Archive) -> None:
    inbox = archive.settings.inbox
    write_party(inbox / "a.txt", "1-NQ/TU")
    write_party(inbox / "từ huyện" / "b.txt", "2-NQ/TU")
    write_party(inbox / "again.txt", "1-NQ/TU")
    (inbox / "hỏng.pdf").write_bytes(b"%PDF-1.4 no end %%EOF")
    (inbox / "mật.txt").write_text(party_text("3-NQ/TU", mark="MẬT"), encoding="utf-8")
    before = dt.datetime.now(dt.UTC) - dt.timedelta(seconds=5)
    with archive:
        outcomes = {result.source.name: result.outcome for result in archive.watch(once=True)}
        assert outcomes["hỏng.pdf"] is Outcome.QUARANTINED
        assert outcomes["mật.txt"] is Outcome.REFUSED
        assert sorted([outcomes["a.txt"], outcomes["again.txt"]])[0] is Outcome.DUPLICATE
        assert archive.search("").total == 2
        lying = [
            p
            for p in inbox.rglob("*")
            if p.is_file() and not any(q.startswith(".") for q in p.relative_to(inbox).parts)
        ]
        assert lying == []
        note = (inbox / ".failed" / "hỏng.pdf.reason.txt").read_text(encoding="utf-8")
        assert "hỏng" in note
        assert "damaged" in note
        assert archive.inbox_status().files == ()
        proof = archive.inbox_proof(before)
        assert (proof.filed, proof.duplicates, proof.failed, proof.refused) == (2, 1, 1, 1)
        assert not proof.unexplained
        assert not proof.unproven
        (receipt,) = [
            r for d in archive.iter_all() for r in archive.receipts(d.id) if "b.txt" in r.received_as
        ]
        assert receipt.inbox_path == "từ huyện/b.txt"
        assert archive.check().ok


def test_what_was_filed_by_hand_in_the_inbox_is_proven_too(archive: Archive) -> None:
    """Its receipt has no inbox, but it names the very file that lay there."""
    source = write_party(archive.settings.inbox / "từ huyện" / "a.txt", "1-NQ/TU")
    before = dt.datetime.now(dt.UTC) - dt.timedelta(seconds=5)
    with archive:
        assert archive.file(source).document is not None
        list(archive.watch(once=True))
        proof = archive.inbox_proof(before)
        assert proof.unproven == ()
        assert proof.filed == 1


def test_a_dropped_file_is_found_while_watching(archive: Archive) -> None:
    stop = threading.Event()
    found: list[float] = []
    inbox = archive.settings.inbox
    archive.close()

    def look() -> None:
        with Archive.open(archive.root, "r") as reader:
            started = time.monotonic()
            part = write_party(inbox / "moi.txt.part")
            part.rename(inbox / "moi.txt")
            while time.monotonic() - started < 30 and reader.search("chuyen doi so").total == 0:
                time.sleep(0.05)
            found.append(time.monotonic() - started)
            stop.set()

    thread = threading.Thread(target=look)
    with Archive.open(archive.root) as watching:
        results = watching.watch(stop_event=stop, started=lambda status: thread.start())
        assert [result.source.name for result in results] == ["moi.txt"]
    thread.join()
    assert found[0] < 30


def test_a_sub_folder_gives_its_defaults_and_says_so(archive: Archive) -> None:
    with archive:
        archive.add_inbox_folder(
            "xã Bản Mẫu", Defaults(issuer="Đảng ủy xã Bản Mẫu", received_from="văn thư xã")
        )
        assert [f.folder for f in archive.inbox_folders()] == ["xã Bản Mẫu"]
        source = archive.settings.inbox / "xã Bản Mẫu" / "ghi chú.txt"
        source.write_text("Báo cáo nhanh tình hình tuần, không ghi cơ quan.\n", encoding="utf-8")
        (result,) = archive.watch(once=True)
        assert result.document is not None
        reading = result.document.readings["issuer"]
        assert reading.value == "Đảng ủy xã Bản Mẫu"
        assert reading.evidence[0].source == "folder-default"
        (receipt,) = archive.receipts(result.document.id)
        assert receipt.received_from == "văn thư xã"
        assert receipt.defaults.issuer == "Đảng ủy xã Bản Mẫu"
        assert archive.remove_inbox_folder("xã Bản Mẫu")


def test_only_one_watcher_per_archive(archive: Archive) -> None:
    with archive:
        first = archive.watch()
        stop = threading.Event()
        running = archive.watch(stop_event=stop, started=lambda status: stop.set())
        assert list(running) == []
        lock = archive._ws.watcher_lock()
        lock.acquire()
        try:
            with pytest.raises(ArchiveLocked):
                next(first)
        finally:
            lock.release()


def test_a_vanished_share_is_offline_and_nothing_is_removed(archive: Archive) -> None:
    inbox = archive.settings.inbox
    with archive:
        write_party(inbox / "a.txt")
        assert len(list(archive.watch(once=True))) == 1
        (inbox / ".archivist-inbox").unlink()
        with pytest.raises(InboxOffline):
            list(archive.watch(once=True))
        assert not archive.inbox_status().online
        assert archive.search("").total == 1


def test_withdrawing_removes_the_copy_the_inbox_kept(archive: Archive, tmp_path: Path) -> None:
    inbox = archive.settings.inbox
    with archive:
        write_party(inbox / "lộ bí mật.txt", subject="về chuyện thầmkín")
        (result,) = archive.watch(once=True)
        assert result.document is not None
        archive.withdraw(result.document.id, by="linh", why="dấu mật")
    kept = b"\n".join(p.read_bytes() for p in (tmp_path / "kho").rglob("*") if p.is_file())
    assert "thầmkín".encode() not in kept
    assert "lộ bí mật".encode() not in kept
