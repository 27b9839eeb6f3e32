from __future__ import annotations

import datetime as dt
import hashlib
import os
import subprocess
import sys
import tempfile
import threading
import time
import unicodedata
from collections.abc import Iterator
from pathlib import Path

import pytest
from support.inboxes import QUICK, Office, run_until

from archivist.catalogue import SeenState
from archivist.errors import InboxOffline, SettingsError, StorageError, UsageError
from archivist.inbox import (
    InboxRunner,
    purge_filed,
    status,
)
from archivist.inbox.putting import SourceChanged, put_away
from archivist.model import (
    Defaults,
    FilingResult,
    Level,
    Outcome,
)
from archivist.watch import SENTINEL, FileStamp, Settled, WatchOptions


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    made = Office(tmp_path)
    yield made
    made.close()


# --------------------------------------------------------------------------- what becomes of a source


def test_each_outcome_has_its_place(office: Office) -> None:
    office.drop("a.txt", b"mot")
    office.drop("huyện/b.txt", b"hai")
    office.drop("huyện/c.txt", b"hai")
    office.drop("d.pdf", b"HONG")
    office.drop("e.txt", b"MAT: nhan su")
    office.drop("~$a.docx", b"x")
    results = {result.source.name: result.outcome for result in office.once()}
    assert results["a.txt"] is Outcome.FILED
    assert {results["b.txt"], results["c.txt"]} == {Outcome.FILED, Outcome.DUPLICATE}
    assert (results["d.pdf"], results["e.txt"]) == (Outcome.QUARANTINED, Outcome.REFUSED)
    assert office.lying() == [
        ".failed/d.pdf",
        ".failed/d.pdf.reason.txt",
        ".filed/today/a.txt",
        ".filed/today/huyện/b.txt",
        ".filed/today/huyện/c.txt",
        ".refused/e.txt",
        "~$a.docx",
    ]
    assert office.ledger.counts() == {
        SeenState.FILED: 2,
        SeenState.DUPLICATE: 1,
        SeenState.QUARANTINED: 1,
        SeenState.REFUSED: 1,
        SeenState.IGNORED: 1,
    }
    assert office.once() == []


def test_the_note_is_readable_in_both_languages(office: Office) -> None:
    office.drop("văn bản.pdf", b"HONG")
    office.once()
    text = (office.inbox / ".failed" / "văn bản.pdf.reason.txt").read_text(encoding="utf-8")
    for said in (
        "TỆP CHƯA ĐƯỢC LƯU VÀO KHO",
        "THIS FILE WAS NOT FILED",
        "văn bản.pdf",
        "tệp bị hỏng, không đọc được",
        "the file is damaged and cannot be read",
        "Cần làm:",
        "What to do:",
        "unreadable",
        "q1",
    ):
        assert said in text


def test_a_refused_file_leaves_its_name_nowhere_but_in_its_folder(
    office: Office, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG")
    office.drop("nhân sự khóa tới.txt", b"MAT")
    office.once()
    assert office.lying() == [".refused/nhân sự khóa tới.txt"]
    assert "nhân sự" not in caplog.text
    for file in office.root.glob("ledger.db*"):
        assert "nhân sự".encode() not in file.read_bytes()


def test_the_same_name_twice_overwrites_nothing(office: Office) -> None:
    long = "ă" * 120 + ".txt"
    for content in (b"mot", b"hai", b"ba"):
        office.drop("a.txt", content)
        office.drop("khong duoi", content)
        office.drop(long, content + b"dai")
        office.drop("hong.pdf", b"HONG" + content)
        office.once()
    found = sorted(path.read_bytes() for path in (office.inbox / ".filed").rglob("*") if path.is_file())
    assert found == sorted([b"mot", b"hai", b"ba"] * 2 + [b"motdai", b"haidai", b"badai"])
    names = office.lying()
    assert ".filed/today/a (2).txt" in names
    assert ".filed/today/khong duoi (3)" in names
    assert [name for name in names if "hong (3).pdf" in name] == [
        ".failed/hong (3).pdf",
        ".failed/hong (3).pdf.reason.txt",
    ]


def test_a_file_where_a_folder_has_to_be_is_no_obstacle(office: Office) -> None:
    office.drop("so 1", b"mot")
    office.once()
    (office.inbox / "so 1").mkdir()
    office.drop("so 1/b.txt", b"hai")
    office.once()
    assert office.lying() == [".filed/today/so 1", ".filed/today/so 1 (2)/b.txt"]


def test_sources_are_never_moved_out_of_the_inbox_through_a_link(office: Office, tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (office.inbox / ".filed").symlink_to(outside)
    office.drop("a.txt")
    office.once()
    assert list(outside.iterdir()) == []
    assert (office.inbox / ".filed (2)").is_dir()


def settled(office: Office, name: str) -> Settled:
    path = office.inbox / name
    return Settled(path=path, inbox_path=name, stamp=FileStamp.of(path.lstat()))


def test_a_source_that_changed_stays(office: Office) -> None:
    path = office.drop("a.txt", b"mot")
    before = settled(office, "a.txt")
    path.write_bytes(b"mot va them")
    with pytest.raises(SourceChanged):
        put_away(office.inbox, before, ".filed/x")
    assert path.read_bytes() == b"mot va them"
    path.unlink()
    with pytest.raises(SourceChanged):
        put_away(office.inbox, before, ".filed/x")


def test_a_file_that_is_replaced_while_it_is_filed_is_filed_twice(office: Office) -> None:
    path = office.drop("a.txt", b"mot")
    plain = office.file_one

    def replacing(path: Path, defaults: Defaults, inbox: Path, inbox_path: str) -> FilingResult:
        result = plain(path, defaults, inbox, inbox_path)
        if len(office.calls) == 1:
            path.write_bytes(b"mot, ban sua")
        return result

    runner = InboxRunner(
        office.inbox, file_one=replacing, ledger=office.ledger, folders=office.folders, options=QUICK
    )
    assert [result.outcome for result in runner.run(once=True)] == [Outcome.FILED, Outcome.FILED]
    assert not path.exists()
    assert office.catalogue.stats().documents == 2
    assert (office.inbox / ".filed").is_dir()
    assert office.proof().complete


# --------------------------------------------------------------------------- trouble


def test_trouble_makes_a_file_wait_and_come_again(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("archivist.inbox.runner._PAUSES", (0.3,))
    office.trouble = [ZeroDivisionError("a bug"), StorageError("disk full")]
    office.drop("a.txt")
    stop = threading.Event()
    results = run_until(office, stop, office.runner(stop=stop), 3)
    assert [result.outcome for result in results] == [Outcome.FAILED, Outcome.FAILED, Outcome.FILED]
    assert "disk full" in results[0].message
    row = office.ledger.row(str(office.inbox), "a.txt")
    assert row is not None
    assert (row.state, row.attempts) == (SeenState.FILED, 3)


def test_what_waits_says_why(office: Office) -> None:
    office.trouble = [StorageError("disk full")]
    office.drop("a.txt")
    office.drop("b.pdf", b"%PDF-1.4 half")
    stop = threading.Event()
    run_until(office, stop, office.runner(stop=stop, options=WatchOptions(settle_seconds=0.1)), 1)
    files = {entry.path: entry for entry in status(office.inbox, office.ledger).files}
    assert (files["a.txt"].state, files["a.txt"].reason) == (SeenState.WAITING, "storage")
    assert "full" in files["a.txt"].why_en
    assert "đĩa" in files["a.txt"].why_vi
    assert files["a.txt"].attempts == 1
    assert files["b.pdf"].first_seen is not None


def test_once_does_not_hide_a_full_disk(office: Office) -> None:
    office.trouble = [StorageError("disk full")]
    office.drop("a.txt")
    with pytest.raises(StorageError):
        office.once()
    assert office.lying() == ["a.txt"]
    assert [result.outcome for result in office.once()] == [Outcome.FILED]


@pytest.mark.skipif(os.getuid() != 0, reason="only root can become another user")
def test_without_write_permission_in_the_inbox_it_is_filed_and_said(tmp_path: Path) -> None:
    program = tmp_path / "program.py"
    program.write_text(PERMISSION_PROGRAM, encoding="utf-8")
    for folder in [tmp_path, *tmp_path.parents]:
        if folder.is_relative_to(tempfile.gettempdir()) and folder != Path(tempfile.gettempdir()):
            folder.chmod(0o755)
    office_root = tmp_path / "office"
    office_root.mkdir()
    os.chown(office_root, 65534, 65534)
    done = subprocess.run(
        [sys.executable, str(program), str(office_root)],
        check=False,
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONPATH": f"{Path(__file__).parents[2]}:{Path(__file__).parents[1]}"},
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.split() == ["filed", "waiting", "cannot-move", "True", "filed", "filed", "1"]


PERMISSION_PROGRAM = """
import ctypes, logging, os, sys, pathlib  # what is imported late is not readable for the other user
from support.inboxes import Office
os.setgroups([]); os.setgid(65534); os.setuid(65534)
office = Office(pathlib.Path(sys.argv[1]))
office.drop("a.txt")
office.inbox.chmod(0o555)
(result,) = office.once()
row = office.ledger.row(str(office.inbox), "a.txt")
print(result.outcome, row.state, row.reason, office.proof().complete)
office.inbox.chmod(0o755)
(result,) = office.once()
print(result.outcome, office.ledger.row(str(office.inbox), "a.txt").state, office.catalogue.stats().documents)
"""


def test_a_file_that_vanishes_before_it_is_filed_was_taken_back(office: Office) -> None:
    office.drop("a.txt")
    plain = office.file_one

    def vanishing(path: Path, defaults: Defaults, inbox: Path, inbox_path: str) -> FilingResult:
        path.unlink()
        return plain(path, defaults, inbox, inbox_path)

    runner = InboxRunner(
        office.inbox, file_one=vanishing, ledger=office.ledger, folders=office.folders, options=QUICK
    )
    assert list(runner.run(once=True)) == []
    assert office.proof().taken_back == (("a.txt", "vanished"),)


def test_once_in_an_absent_inbox_is_an_error(office: Office) -> None:
    (office.inbox / SENTINEL).unlink()
    with pytest.raises(InboxOffline):
        office.once()


def test_from_drop_to_filed_in_time(office: Office) -> None:
    stop = threading.Event()
    runner = office.runner(stop=stop, options=WatchOptions())
    took = []

    def drop() -> None:
        for number in range(3):
            while runner.status.scans <= number * 2:
                time.sleep(0.02)
            office.drop(f"{number}.txt", b"%d" % number)
            took.append(time.monotonic())

    thread = threading.Thread(target=drop)
    thread.start()
    done = []
    for _ in runner.run():
        done.append(time.monotonic())
        if len(done) == 3:
            stop.set()
    thread.join()
    # Events wake the watcher: nobody waits for the next look by the clock, which comes after 30 s.
    assert max(end - begin for begin, end in zip(took, done, strict=True)) < 15


def test_a_name_that_is_no_utf8_goes_all_the_way(office: Office) -> None:
    office.drop(os.fsdecode(b"v\xe3n b\xb6n.txt"))
    (result,) = office.once()
    assert result.outcome is Outcome.FILED
    (path,) = (office.inbox / ".filed").rglob("*.txt")
    assert os.fsencode(path.name) == b"v\xe3n b\xb6n.txt"
    assert office.proof().complete
    assert office.proof().filed == 1


# --------------------------------------------------------------------------- folders


def test_the_deepest_folder_speaks(office: Office) -> None:
    office.folders.add_folder("Huyện A/", Defaults(received_from="Huyện ủy A"), inbox=office.inbox)
    office.folders.add_folder(
        "Huyện A/Xã B", Defaults(issuer="dang-uy-xa:b", level=Level.COMMUNE), inbox=office.inbox
    )
    assert (office.inbox / "Huyện A" / "Xã B").is_dir()
    assert office.folders.defaults_for("Huyện A/x.pdf").received_from == "Huyện ủy A"
    assert office.folders.defaults_for("Huyện A/Xã B/sâu/x.pdf").level is Level.COMMUNE
    assert not office.folders.defaults_for("x.pdf")
    assert not office.folders.defaults_for("Huyện AB/x.pdf")
    assert office.folders.defaults_for(unicodedata.normalize("NFD", "Huyện A/x.pdf"))
    office.drop("Huyện A/x.txt")
    office.once()
    assert office.calls == [("Huyện A/x.txt", Defaults(received_from="Huyện ủy A"))]
    assert [entry.folder for entry in office.folders.list()] == ["Huyện A", "Huyện A/Xã B"]
    assert office.folders.remove("Huyện A")
    assert not office.folders.remove("Huyện A")
    assert [entry.folder for entry in office.folders.list()] == ["Huyện A/Xã B"]


@pytest.mark.parametrize("name", ["", "/", "../x", "a/../b", ".filed", "a/.b", "a\0b"])
def test_names_that_lead_elsewhere_are_refused(office: Office, name: str) -> None:
    with pytest.raises(UsageError):
        office.folders.add_folder(name, Defaults())
    assert office.folders.list() == ()


@pytest.mark.parametrize(
    "text",
    [
        "rubbish",
        "[]",
        "{}",
        '{"folders": [{}]}',
        '{"folders": [{"folder": "a", "level": "moon"}]}',
        '{"folders": 3}',
    ],
)
def test_a_damaged_folder_file_is_named(office: Office, text: str) -> None:
    office.folders.path.write_text(text, encoding="utf-8")
    with pytest.raises(SettingsError) as caught:
        office.folders.list()
    assert caught.value.path == office.folders.path


# --------------------------------------------------------------------------- purge


def kept(office: Office, day: str, name: str, content: bytes) -> Path:
    path = office.inbox / ".filed" / day / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return path


def test_only_old_sources_that_are_in_the_archive_are_removed(office: Office) -> None:
    office.drop("a.txt", b"mot")
    office.once()
    known = hashlib.sha256(b"mot").hexdigest()
    old = kept(office, "2026-01-01", "huyện/a.txt", b"mot")
    lost = kept(office, "2026-01-01", "huyện/b.txt", b"not in the archive")
    young = kept(office, "2026-01-31", "a.txt", b"mot")
    odd = kept(office, "không phải ngày", "a.txt", b"mot")
    report = purge_filed(office.inbox, 30, {known}.__contains__, today=dt.date(2026, 2, 1))
    assert (report.removed, report.kept) == (1, (".filed/2026-01-01/huyện/b.txt",))
    assert not old.exists()
    assert lost.exists()
    assert young.exists()
    assert odd.exists()
    report = purge_filed(office.inbox, 30, lambda sha256: True, today=dt.date(2026, 2, 1))
    assert report.removed == 1
    assert not (office.inbox / ".filed" / "2026-01-01").exists()
    assert purge_filed(office.inbox, 1, lambda sha256: True, today=dt.date(2026, 2, 1)).removed == 0
    assert purge_filed(office.inbox, 0, lambda sha256: True, today=dt.date(2026, 2, 1)).removed == 1


def test_a_run_purges(office: Office) -> None:
    office.drop("a.txt", b"mot")
    office.once()
    old = kept(office, "2020-01-01", "a.txt", b"mot")
    lost = kept(office, "2020-01-01", "b.txt", b"hai")
    office.once()
    assert not old.exists()
    assert lost.exists()
