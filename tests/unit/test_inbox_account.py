"""What the inbox gives account of: its state, its proof, and a process killed at any point."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from support.inboxes import LONG_AGO, Office, run_until

from archivist.catalogue import Catalogue, Ledger
from archivist.errors import SettingsError, StorageError
from archivist.inbox import (
    explain_wait,
    status,
    words,
)
from archivist.model import (
    Outcome,
    Reason,
)
from archivist.watch import SENTINEL, Hidden


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    made = Office(tmp_path)
    yield made
    made.close()


def test_status_without_a_watcher(office: Office) -> None:
    office.drop("a.txt")
    office.drop("b.part")
    found = status(office.inbox, None, office.root / "heartbeat.json")
    assert (found.online, found.watched, found.mode, found.last_sign) == (True, False, "", None)
    assert [(entry.path, entry.reason) for entry in found.files] == [
        ("a.txt", "not-seen"),
        ("b.part", "temporary"),
    ]
    (office.inbox / SENTINEL).unlink()
    assert not status(office.inbox, None).online


def test_status_while_a_watcher_is_at_work(office: Office) -> None:
    office.drop("d.pdf", b"HONG")
    office.drop("e.txt", b"MAT")
    office.drop("a.txt")
    beat = office.root / "heartbeat.json"
    stop = threading.Event()
    seen = []
    for _ in office.runner(stop=stop, heartbeat=beat).run():
        seen.append(status(office.inbox, office.ledger, beat))
        if len(seen) == 3:
            stop.set()
    assert all(one.watched and one.mode == "events" for one in seen)
    after = status(office.inbox, office.ledger, beat)
    assert (after.watched, after.files, after.failed) == (False, (), (".failed/d.pdf",))
    assert (after.refused, after.kept) == (1, 1)


def test_every_reason_to_wait_has_words_in_both_languages() -> None:
    assert {*Hidden, words.CANNOT_MOVE, words.INTERNAL, StorageError.code, SettingsError.code} <= set(
        words.WAITS
    )
    for code in (*words.WAITS, *Reason):
        assert explain_wait(code) != code
        assert explain_wait(code, language="vi") not in (code, explain_wait(code))


def test_everything_is_accounted_for(office: Office) -> None:
    office.drop("a.txt", b"mot")
    office.drop("b.txt", b"mot")
    office.drop("d.pdf", b"HONG")
    office.drop("e.txt", b"MAT")
    office.drop("x.part")
    office.once()
    office.drop("later.txt")
    proof = office.proof()
    assert proof.complete
    assert (proof.filed, proof.duplicates, proof.failed, proof.refused) == (1, 1, 1, 1)
    assert [entry.path for entry in proof.ignored] == ["x.part"]
    assert [(entry.path, entry.reason) for entry in proof.waiting] == [("later.txt", "not-seen")]
    assert proof.seen == 6
    assert not office.proof(LONG_AGO).complete  # the ledger does not reach that far


def test_a_document_that_is_gone_from_the_archive_is_noticed(office: Office) -> None:
    office.drop("a.txt", b"mot")
    office.once()
    (row,) = office.catalogue.rows()
    office.catalogue.drop(row.id)
    assert office.proof().unproven == ("a.txt",)
    assert not office.proof().complete
    office.ledger.expunge(row.id)  # unless it was withdrawn
    assert office.proof().complete
    assert office.proof().withdrawn == 1
    for file in office.root.glob("ledger.db*"):
        assert b"a.txt" not in file.read_bytes()


def test_a_file_that_left_while_nobody_watched_is_unexplained(office: Office) -> None:
    office.trouble = [StorageError("disk full")]
    office.drop("a.txt")
    with pytest.raises(StorageError):
        office.once()
    (office.inbox / "a.txt").unlink()
    assert office.proof().unexplained == ("a.txt",)
    assert office.once() == []
    assert office.proof().unexplained == ("a.txt",)


def test_temporary_files_that_come_and_go_are_no_loss(office: Office) -> None:
    office.drop("~$a.docx")
    office.once()
    (office.inbox / "~$a.docx").unlink()
    assert office.proof().complete
    office.once()
    proof = office.proof()
    assert proof.complete
    assert proof.taken_back == ()


def test_a_ledger_that_cannot_be_written_stops_no_filing(office: Office) -> None:
    office.drop("a.txt", b"mot")
    office.drop("b.txt", b"hai")
    stop = threading.Event()
    held = Ledger.open(office.root / "ledger.db", readonly=True)
    writable, office.ledger = office.ledger, held
    runner = office.runner(stop=stop)
    results = run_until(office, stop, runner, 2)
    assert [result.outcome for result in results] == [Outcome.FILED, Outcome.FILED]
    held.close()
    runner._ledger = office.ledger = writable
    runner._write([])
    assert office.proof().complete
    assert office.proof().filed == 2


def test_a_renamed_file_is_followed(office: Office) -> None:
    office.drop("a.txt.part", b"mot")
    stop = threading.Event()
    results = []
    office.drop("first.txt", b"hai")
    for result in office.runner(stop=stop).run():
        results.append(result)
        if len(results) == 1:
            (office.inbox / "a.txt.part").rename(office.inbox / "a.txt")
        else:
            stop.set()
    proof = office.proof()
    assert proof.complete
    assert proof.filed == 2
    assert proof.taken_back == (("a.txt.part", "renamed:a.txt"),)


KILLED_PROGRAM = """
import os, pathlib, signal, sys
left = int(sys.argv[2])
armed = False
def hook(event, arguments):
    global left
    if armed and event in ("os.rename", "os.mkdir", "sqlite3.connect", "open", "os.remove", "os.scandir"):
        left -= 1
        if left == 0:
            os.kill(os.getpid(), signal.SIGKILL)
from support.inboxes import Office
from archivist.catalogue import Catalogue, Ledger
from archivist.inbox import InboxFolders
office = Office.__new__(Office)
root = pathlib.Path(sys.argv[1])
office.root, office.inbox = root, root / "đến"
office.catalogue = Catalogue.open(root / "catalogue.db")
office.ledger = Ledger.open(root / "ledger.db")
office.folders = InboxFolders(root / "inbox-folders.json")
office.calls, office.trouble, office.quarantined = [], [], []
sys.addaudithook(hook)
armed = True
list(office.runner().run(once=True))
armed = False
print(left)
"""


@pytest.mark.parametrize("step", [29, pytest.param(3, marks=pytest.mark.slow)])
def test_killed_at_any_point_nothing_is_lost_and_the_next_run_ends_it(tmp_path: Path, step: int) -> None:
    program = tmp_path / "program.py"
    program.write_text(KILLED_PROGRAM, encoding="utf-8")
    contents = {"a.txt": b"mot", "huyện/b.txt": b"hai", "d.pdf": b"HONG", "e.txt": b"MAT"}
    environment = {**os.environ, "PYTHONPATH": f"{Path(__file__).parents[2]}:{Path(__file__).parents[1]}"}
    points = 0
    for point in range(2, 400, step):
        root = tmp_path / str(point)
        root.mkdir()
        office = Office(root)
        for name, content in contents.items():
            office.drop(name, content)
        office.close()
        done = subprocess.run(
            [sys.executable, str(program), str(root), str(point)],
            check=False,
            capture_output=True,
            text=True,
            env=environment,
        )
        assert done.returncode in (0, -signal.SIGKILL), done.stderr
        there = {path.read_bytes() for path in (root / "đến").rglob("*") if path.is_file()}
        assert set(contents.values()) <= there  # at the instant of death
        again = subprocess.run(
            [sys.executable, str(program), str(root), "100000"],
            check=False,
            capture_output=True,
            text=True,
            env=environment,
        )
        assert again.returncode == 0, again.stderr
        assert_rested(root, office)
        points += 1
        if done.returncode == 0:
            break
    else:
        pytest.fail("the run did not end")
    assert points * step > 50


def assert_rested(root: Path, office: Office) -> None:
    office.catalogue = Catalogue.open(root / "catalogue.db", readonly=True)
    office.ledger = Ledger.open(root / "ledger.db", readonly=True)
    names = {name.rsplit("/", 1)[-1] for name in office.lying() if not name.endswith(".reason.txt")}
    assert names == {"a.txt", "b.txt", "d.pdf", "e.txt"}
    assert all(name.startswith((".filed/", ".failed/", ".refused/")) for name in office.lying())
    assert office.catalogue.stats().documents == 2
    assert office.proof().unproven == ()
    office.close()
