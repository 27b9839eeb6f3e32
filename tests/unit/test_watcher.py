"""The watcher: what it files, when, and what it says of itself."""

from __future__ import annotations

import json
import os
import shutil
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from archivist.errors import InboxOffline
from archivist.watch import (
    SENTINEL,
    Settled,
    Sighting,
    SightState,
    Watcher,
    WatchOptions,
    is_online,
    prepare_inbox,
)
from archivist.watch.wakeups import Wakeups

QUICK = WatchOptions(settle_seconds=0.1, rescan_seconds=0.5, poll_seconds=0.2, patience_seconds=0.6)


PDF = b"%PDF-1.4\n1 0 obj << >> endobj\ntrailer << >>\nstartxref\n0\n%%EOF\n"


@pytest.fixture
def inbox(tmp_path: Path) -> Path:
    folder = tmp_path / "đến"
    prepare_inbox(folder)
    return folder


class Watching:
    """A watcher at work in a thread."""

    def __init__(self, inbox: Path, options: WatchOptions = QUICK, heartbeat: Path | None = None) -> None:
        self.stop = threading.Event()
        self.settled: list[Settled] = []
        self.news: list[Sighting] = []
        self.watcher = Watcher(inbox, options, stop=self.stop, report=self.news.extend, heartbeat=heartbeat)
        self.thread = threading.Thread(target=self._run)
        self.thread.start()

    def _run(self) -> None:
        for settled in self.watcher.settled():
            self.settled.append(settled)

    def paths(self) -> list[str]:
        return [settled.inbox_path for settled in self.settled]

    def states(self, path: str) -> list[SightState]:
        return [sighting.state for sighting in self.news if sighting.inbox_path == path]


@pytest.fixture
def watching(inbox: Path) -> Iterator[Callable[..., Watching]]:
    begun: list[Watching] = []

    def begin(*args: object, **options: object) -> Watching:
        begun.append(Watching(inbox, *args, **options))  # type: ignore[arg-type]  # passed through
        return begun[-1]

    yield begin
    for one in begun:
        one.stop.set()
        one.thread.join(timeout=60)
        assert not one.thread.is_alive()


def until(condition: Callable[[], object], seconds: float = 60.0) -> None:
    """Wait for what is to happen; the time is a guard against waiting for ever, not a claim."""
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            pytest.fail("did not happen in time")
        time.sleep(0.02)


def test_files_already_there_new_ones_and_moved_in_folders(
    inbox: Path, tmp_path: Path, watching: Callable[..., Watching]
) -> None:
    (inbox / "before.pdf").write_bytes(PDF)
    one = watching()
    until(lambda: one.paths() == ["before.pdf"])
    (inbox / "huyện").mkdir()
    (inbox / "huyện" / "after.pdf").write_bytes(PDF)
    aside = tmp_path / "aside"
    (aside / "xã").mkdir(parents=True)
    (aside / "xã" / "moved.txt").write_bytes(b"x")
    aside.rename(inbox / "moved")
    until(lambda: sorted(one.paths()) == ["before.pdf", "huyện/after.pdf", "moved/xã/moved.txt"])
    time.sleep(0.6)
    assert len(one.paths()) == 3  # nothing comes twice
    assert one.watcher.status.mode == "events"
    assert one.watcher.status.unsettled == 0


def test_a_file_is_not_taken_while_it_is_written(inbox: Path, watching: Callable[..., Watching]) -> None:
    # A busy machine may let the writer rest for longer than QUICK has patience.
    one = watching(WatchOptions(settle_seconds=0.1, rescan_seconds=0.5, patience_seconds=60.0))
    with (inbox / "a.pdf").open("wb") as file:
        for _ in range(8):
            file.write(PDF[:20])
            file.flush()
            time.sleep(0.06)
            assert one.paths() == []
        file.write(PDF)
    until(lambda: one.paths() == ["a.pdf"])
    assert one.settled[0].stamp.size == (inbox / "a.pdf").stat().st_size
    assert one.settled[0].complete


def test_half_a_pdf_waits_and_comes_when_it_is_whole(inbox: Path, watching: Callable[..., Watching]) -> None:
    one = watching(WatchOptions(settle_seconds=0.1, rescan_seconds=0.5, patience_seconds=30.0))
    (inbox / "a.pdf").write_bytes(PDF[:-8])
    until(lambda: SightState.INCOMPLETE in one.states("a.pdf"))
    assert one.paths() == []
    (inbox / "a.pdf").write_bytes(PDF)
    until(lambda: one.paths() == ["a.pdf"])


def test_half_a_pdf_is_handed_over_in_the_end(inbox: Path, watching: Callable[..., Watching]) -> None:
    one = watching()
    (inbox / "a.pdf").write_bytes(PDF[:-8])
    until(lambda: one.paths() == ["a.pdf"])
    assert not one.settled[0].complete


def test_what_is_ignored_is_said_and_a_renamed_file_is_followed(
    inbox: Path, watching: Callable[..., Watching]
) -> None:
    one = watching()
    (inbox / "a.pdf.part").write_bytes(PDF)
    until(lambda: one.states("a.pdf.part") == [SightState.IGNORED])
    (inbox / "a.pdf.part").rename(inbox / "a.pdf")
    until(lambda: one.paths() == ["a.pdf"])
    (gone,) = [sighting for sighting in one.news if sighting.state is SightState.GONE]
    assert (gone.inbox_path, gone.why) == ("a.pdf.part", "renamed:a.pdf")


def test_a_file_somebody_takes_away_is_said_to_be_gone(
    inbox: Path, watching: Callable[..., Watching]
) -> None:
    one = watching(WatchOptions(settle_seconds=30.0, rescan_seconds=0.5))
    (inbox / "a.pdf").write_bytes(PDF)
    until(lambda: one.states("a.pdf") == [SightState.SETTLING])
    (inbox / "a.pdf").unlink()
    until(lambda: one.states("a.pdf") == [SightState.SETTLING, SightState.GONE])


def test_put_off_hands_a_file_over_again(inbox: Path) -> None:
    (inbox / "a.pdf").write_bytes(PDF)
    stop = threading.Event()
    watcher = Watcher(inbox, QUICK, stop=stop)
    times: list[float] = []
    for settled in watcher.settled():
        times.append(time.monotonic())
        watcher.put_off(settled.inbox_path, 0.5)
        if len(times) == 3:
            stop.set()
    assert times[1] - times[0] >= 0.5
    assert times[2] - times[1] >= 0.5


def test_a_vanished_share_is_offline_and_comes_back(
    inbox: Path, tmp_path: Path, watching: Callable[..., Watching]
) -> None:
    (inbox / "waiting.pdf.part").write_bytes(b"x")
    one = watching()
    until(lambda: one.states("waiting.pdf.part"))
    inbox.rename(tmp_path / "away")
    inbox.mkdir()  # an unmounted share: the mount point is there, and empty
    until(lambda: not one.watcher.status.online)
    assert not any(sighting.state is SightState.GONE for sighting in one.news)
    inbox.rmdir()
    (tmp_path / "away").rename(inbox)
    (inbox / "new.pdf").write_bytes(PDF)
    until(lambda: one.paths() == ["new.pdf"])
    assert one.watcher.status.online
    assert not any(sighting.state is SightState.GONE for sighting in one.news)


def test_a_folder_made_again_is_watched_again(inbox: Path, watching: Callable[..., Watching]) -> None:
    one = watching()
    until(lambda: one.watcher.status.scans > 0)
    shutil.rmtree(inbox)
    prepare_inbox(inbox)
    until(lambda: one.watcher.status.restarts >= 1)
    (inbox / "a.pdf").write_bytes(PDF)
    until(lambda: one.paths() == ["a.pdf"])
    assert one.watcher.status.mode == "events"


def test_a_dead_emitter_is_replaced(inbox: Path) -> None:
    wake = threading.Event()
    wakeups = Wakeups(inbox, wake)
    try:
        assert wakeups.ensure() == ""
        assert wakeups.ensure() == ""
        assert wakeups.starts == 1
        observer = wakeups._observer
        assert observer is not None
        for emitter in observer.emitters:
            emitter.stop()
            emitter.join(timeout=60)
        assert observer.is_alive()  # and says so, though nothing will ever come of it
        assert wakeups.ensure() == ""
        assert wakeups.starts == 2
        wake.clear()
        (inbox / "a.pdf").write_bytes(PDF)
        assert wake.wait(5)
    finally:
        wakeups.stop()


def test_events_that_cannot_be_had_are_said(tmp_path: Path) -> None:
    wakeups = Wakeups(tmp_path / "absent", threading.Event())
    assert wakeups.ensure().startswith("events are not available")
    wakeups.stop()


def test_polling_needs_no_events(inbox: Path, watching: Callable[..., Watching]) -> None:
    one = watching(WatchOptions(settle_seconds=0.1, rescan_seconds=30, poll="always", poll_seconds=0.2))
    until(lambda: one.watcher.status.scans > 0)
    (inbox / "a.pdf").write_bytes(PDF)
    until(lambda: one.paths() == ["a.pdf"])
    status = one.watcher.status
    assert (status.mode, status.why, status.restarts) == ("polling", "set in the settings", 0)


def test_a_share_is_polled_and_it_is_said_before_the_start(
    inbox: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, watching: Callable[..., Watching]
) -> None:
    listing = tmp_path / "mountinfo"
    listing.write_text(
        f"22 1 8:1 / / rw - ext4 /dev/sda1 rw\n31 22 0:41 / {inbox} rw - cifs //may/chung rw\n",
        encoding="utf-8",
    )
    monkeypatch.setattr("archivist.watch.mounts.MOUNTINFO", listing)
    monkeypatch.setattr("archivist.watch.watcher._SHARE_SETTLE", 0.1)
    status = Watcher(inbox, QUICK).status
    assert (status.mode, status.why) == ("polling", "the inbox lies on a network file system (cifs)")
    one = watching()
    (inbox / "a.pdf").write_bytes(PDF)
    until(lambda: one.paths() == ["a.pdf"])
    assert one.settled[0].stamp.inode == 0
    assert one.watcher.status.restarts == 0
    assert Watcher(inbox, WatchOptions(poll="never")).status.mode == "events"


def test_the_heartbeat_tells_how_it_is(
    inbox: Path, tmp_path: Path, watching: Callable[..., Watching]
) -> None:
    beat = tmp_path / "state" / "heartbeat.json"
    beat.parent.mkdir()
    one = watching(heartbeat=beat)
    until(beat.exists)
    said = json.loads(beat.read_text(encoding="utf-8"))
    assert (said["inbox"], said["pid"], said["online"], said["stopped"]) == (
        str(inbox),
        os.getpid(),
        True,
        False,
    )
    (inbox / SENTINEL).unlink()
    until(lambda: json.loads(beat.read_text(encoding="utf-8"))["online"] is False)
    one.stop.set()
    one.thread.join(timeout=60)
    assert json.loads(beat.read_text(encoding="utf-8"))["stopped"] is True


def test_it_stops_at_once_and_at_any_point(inbox: Path) -> None:
    for number in range(5):
        (inbox / f"{number}.pdf").write_bytes(PDF)
    for delay in (0.0, 0.05, 0.15):
        one = Watching(inbox, WatchOptions(settle_seconds=0.1, rescan_seconds=600))
        time.sleep(delay)
        one.stop.set()
        one.thread.join(timeout=60)  # the next look at the folder would be in ten minutes
        assert not one.thread.is_alive()
    alive = [thread.name for thread in threading.enumerate() if "Observer" in type(thread).__name__]
    assert alive == []


def test_the_sentinel_makes_an_inbox(tmp_path: Path) -> None:
    inbox = tmp_path / "a" / "b"
    assert not is_online(inbox)
    prepare_inbox(inbox)
    before = (inbox / SENTINEL).stat()
    prepare_inbox(inbox)
    assert (inbox / SENTINEL).stat() == before
    assert is_online(inbox)
    assert "Đừng xóa" in (inbox / SENTINEL).read_text(encoding="utf-8")


def test_draining_takes_everything_and_ends(inbox: Path) -> None:
    (inbox / "a.pdf").write_bytes(PDF)
    (inbox / "huyện").mkdir()
    (inbox / "huyện" / "b.txt").write_bytes(b"x")
    (inbox / "half.pdf").write_bytes(PDF[:-8])
    watcher = Watcher(inbox, WatchOptions(settle_seconds=0.1, patience_seconds=60.0))
    assert sorted(settled.inbox_path for settled in watcher.drain()) == ["a.pdf", "huyện/b.txt"]


def test_draining_hands_over_an_old_file_without_an_end(inbox: Path) -> None:
    (inbox / "half.pdf").write_bytes(PDF[:-8])
    watcher = Watcher(inbox, WatchOptions(settle_seconds=0.1, patience_seconds=0.3))
    time.sleep(0.35)
    assert [(settled.inbox_path, settled.complete) for settled in watcher.drain()] == [("half.pdf", False)]


def test_draining_does_not_wait_for_ever_for_a_file_that_changes(inbox: Path) -> None:
    stop = threading.Event()

    def write() -> None:
        with (inbox / "log.txt").open("wb") as file:
            while not stop.wait(0.03):
                file.write(b"x")
                file.flush()

    thread = threading.Thread(target=write)
    thread.start()
    try:
        # A busy machine may let the writer rest for a while; not for a second.
        watcher = Watcher(inbox, WatchOptions(settle_seconds=1.0, drain_seconds=1.5))
        assert list(watcher.drain()) == []
    finally:
        stop.set()
        thread.join()


def test_draining_an_absent_inbox_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(InboxOffline):
        list(Watcher(tmp_path / "absent", QUICK).drain())
