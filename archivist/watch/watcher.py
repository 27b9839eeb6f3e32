"""The watcher: scan, remember, look, hand over, sleep until woken.

Owns: the loop, the sentinel's consequence (offline), polling or events, and the heartbeat file.
Must not: file, move or delete anything.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import json
import os
import threading
import time
from collections.abc import Callable, Generator, Iterator
from dataclasses import asdict
from pathlib import Path

from archivist import fsio
from archivist.errors import InboxOffline, StorageError
from archivist.lazylog import late_logger
from archivist.watch.looking import is_online, lacks
from archivist.watch.mounts import file_system_of, is_network
from archivist.watch.records import (
    FileStamp,
    Settled,
    Sighting,
    SightState,
    WatchOptions,
    WatchStatus,
)
from archivist.watch.scanning import Scan, scan
from archivist.watch.stability import StabilityTracker
from archivist.watch.wakeups import Wakeups

log = late_logger(__name__)

_SLICE = 0.2
"""Longest sleep without a look at the stop event, seconds."""
_GAP = 0.25
"""Shortest time between two scans, seconds: a long copy makes events all the time."""
_BEAT = 10.0
"""Seconds between two heartbeats while nothing changes."""
_SHARE_SETTLE = 4.0
"""Shortest time between the two equal readings on a network share, seconds."""

Report = Callable[[tuple[Sighting, ...]], None]


class Watcher:
    """Yields the files of one inbox as they come to rest.

    Args:
        inbox: the folder, prepared with `prepare_inbox`.
        options: times and polling.
        stop: set it to end the watching, from any thread or signal handler.
        report: called after each scan with what is newly known, when there is anything.
        heartbeat: file that is replaced regularly with the `WatchStatus` as JSON.
        each_round: called after each round of `settled`, also when nothing happened.

    A file that was handed over is not handed over again unless it changes or `put_off` says when.
    Whoever takes it moves it away before asking for the next one.
    """

    def __init__(
        self,
        inbox: Path,
        options: WatchOptions | None = None,
        *,
        stop: threading.Event | None = None,
        report: Report | None = None,
        heartbeat: Path | None = None,
        each_round: Callable[[], None] | None = None,
    ) -> None:
        self._each_round = each_round
        self.inbox = Path(os.path.abspath(inbox))  # noqa: PTH100 - resolve() would follow links
        self._options = options or WatchOptions()
        self._stop = stop or threading.Event()
        self._report = report
        self._heartbeat = heartbeat
        self._wake = threading.Event()
        self._wakeups = Wakeups(self.inbox, self._wake)
        self._tracker = StabilityTracker(
            settle_seconds=self._options.settle_seconds, patience_seconds=self._options.patience_seconds
        )
        self._known: dict[str, Sighting] = {}
        self._online = True
        self._network = False
        self._polling = self._must_poll(file_system_of(self.inbox))
        self._said = ""
        self._scans = 0
        self._last_beat = (-_BEAT, "")
        self._scan_took = 0.0
        self._events_tried = float("-inf")

    # -- what one can ask

    @property
    def status(self) -> WatchStatus:
        """How the watcher is doing now."""
        return WatchStatus(
            at=dt.datetime.now(dt.UTC),
            pid=os.getpid(),
            inbox=str(self.inbox),
            online=self._online,
            mode="polling" if self._polling else "events",
            why=self._polling if self._online else "the inbox or its sentinel file is not there",
            scans=self._scans,
            restarts=max(0, self._wakeups.starts - 1),
            unsettled=len(self._tracker.unsettled()),
        )

    def put_off(self, inbox_path: str, seconds: float) -> None:
        """A file could not be taken: hand it over again after this time, or when it changes."""
        self._tracker.put_off(inbox_path, time.monotonic() + seconds)

    # -- watching

    def settled(self) -> Generator[Settled, None, None]:
        """Files at rest, until the stop event is set. Waits while the inbox is offline."""
        try:
            while not self._stop.is_set():
                self._wake.clear()
                started = time.monotonic()
                if self._look_around():
                    yield from self._ready(by_age=False)
                self._beat()
                if self._each_round is not None:
                    self._each_round()
                self._sleep(started)
        finally:
            self._wakeups.stop()
            self._beat(last=True)

    def drain(self) -> Generator[Settled, None, None]:
        """Files at rest, until every file that can come to rest was handed over.

        A file that keeps changing for `WatchOptions.drain_seconds`, or has no end yet and is
        young, is left for the next time.

        Raises:
            InboxOffline: the inbox or its sentinel is not there.
        """
        self._choose_mode(events=False)
        until = time.monotonic() + self._options.drain_seconds
        handed: dict[str, FileStamp] = {}
        try:
            while not self._stop.is_set():
                if not self._look_around(events=False):
                    raise InboxOffline(
                        f"{self.inbox}: the folder or its sentinel file is not there", path=self.inbox
                    )
                quiet = True
                for settled in self._ready(by_age=True):
                    quiet = False
                    handed[settled.inbox_path] = settled.stamp
                    yield settled
                    until = max(until, time.monotonic() + self._options.drain_seconds)
                self._beat()
                if quiet and not self._worth_waiting(handed):
                    return
                if time.monotonic() >= until:
                    return
                self._stop.wait(min(self._options.settle_seconds, _GAP))
        finally:
            self._beat(last=True)

    def _worth_waiting(self, handed: dict[str, FileStamp]) -> bool:
        """True while a file that was not handed over as it is may still come to rest."""
        return any(
            handed.get(path) != self._tracker.stamp(path)
            and (not self._tracker.incomplete(path) or self._may_be_let_through(path))
            for path in self._tracker.unsettled()
        )

    def _may_be_let_through(self, path: str) -> bool:
        stamp = self._tracker.stamp(path)
        return stamp is not None and _age(stamp) >= self._options.patience_seconds

    # -- one round

    def _look_around(self, *, events: bool = True) -> bool:
        """Scan and take in what is there. False while the inbox is offline."""
        if not is_online(self.inbox):
            self._go_offline()
            return False
        if not self._online:
            log.warning("%s is back", self.inbox)
            self._events_tried = float("-inf")
        self._choose_mode(events=events)
        started = time.monotonic()
        found = scan(self.inbox, network=self._network, empty_seconds=self._options.empty_seconds)
        self._scan_took = time.monotonic() - started
        if not is_online(self.inbox):  # it went away under the scan: what was read means nothing
            self._go_offline()
            return False
        self._online = True
        self._scans += 1
        self._take_in(found)
        return True

    def _go_offline(self) -> None:
        if self._online:
            log.warning("%s is offline: the folder or its sentinel file is not there", self.inbox)
        self._online = False
        self._wakeups.stop()

    def _choose_mode(self, *, events: bool) -> None:
        kind = file_system_of(self.inbox)
        self._network = is_network(kind)
        # A share may answer from its attribute cache (nfs(5): acregmin is 3 s): two readings closer
        # together than that may be one reading.
        settle = self._options.settle_seconds
        self._tracker.settle_seconds = max(settle, _SHARE_SETTLE) if self._network else settle
        must = self._must_poll(kind)
        if must:
            self._polling = must
        elif not events:
            self._polling = "one pass only"
        elif self._polling == "" or time.monotonic() - self._events_tried >= 60.0:
            self._polling = self._wakeups.ensure()
            self._events_tried = time.monotonic()
        if self._polling != self._said and events:
            self._said = self._polling
            if self._polling:
                log.info("%s is polled every %g s: %s", self.inbox, self._options.poll_seconds, self._polling)

    def _must_poll(self, kind: str) -> str:
        """Why events are not even tried on a file system of this kind, empty when they are."""
        if self._options.poll == "always":
            return "set in the settings"
        if self._options.poll == "auto" and is_network(kind):
            return f"the inbox lies on a network file system ({kind})"
        return ""

    def _take_in(self, found: Scan) -> None:
        now = time.monotonic()
        gone = self._tracker.read(found.files, now)
        seen: dict[str, Sighting] = {}
        for path, why in found.ignored.items():
            seen[path] = Sighting(
                inbox_path=path, state=SightState.IGNORED, stamp=found.stamps.get(path), why=why
            )
        for path, error in found.blocked.items():
            seen[path or "/"] = Sighting(inbox_path=path or "/", state=SightState.BLOCKED, why=error)
        for path, stamp in found.files.items():
            before = self._known.get(path)
            if before is not None and before.state is SightState.INCOMPLETE and before.stamp == stamp:
                seen[path] = before
            else:
                seen[path] = Sighting(inbox_path=path, state=SightState.SETTLING, stamp=stamp)
        news = [sighting for path, sighting in seen.items() if self._known.get(path) != sighting]
        for path, before in self._known.items():
            if path not in seen and (before.state is not SightState.SETTLING or path in gone):
                news.append(_gone(before, found))
        self._known = seen
        if news and self._report is not None:
            self._report(tuple(news))

    def _ready(self, *, by_age: bool) -> Iterator[Settled]:
        for path in self._tracker.due(time.monotonic()):
            if self._stop.is_set():
                return
            stamp = self._tracker.stamp(path)
            if stamp is None:
                continue
            full = self.inbox / path
            missing = lacks(full)
            if missing == "vanished" or not self._is_still(full, stamp):
                continue  # the next scan says what became of it
            age = _age(stamp) if by_age else 0.0
            if not self._tracker.looked(path, not missing, time.monotonic(), age):
                self._say_incomplete(path, stamp, missing)
                continue
            self._beat()
            yield Settled(path=full, inbox_path=path, stamp=stamp, complete=not missing)
            if not os.path.lexists(full):
                self._tracker.forget(path)
                self._known.pop(path, None)

    def _is_still(self, path: Path, stamp: FileStamp) -> bool:
        try:
            return FileStamp.of(path.lstat(), network=self._network) == stamp
        except OSError:
            return False

    def _say_incomplete(self, path: str, stamp: FileStamp, missing: str) -> None:
        sighting = Sighting(inbox_path=path, state=SightState.INCOMPLETE, stamp=stamp, why=missing)
        if self._known.get(path) != sighting:
            self._known[path] = sighting
            if self._report is not None:
                self._report((sighting,))

    # -- waiting

    def _sleep(self, started: float) -> None:
        """Sleep until an event, the next thing that is due, the next scan, or the stop."""
        options = self._options
        now = time.monotonic()
        if not self._online:
            until = now + min(options.poll_seconds, options.rescan_seconds)
        else:
            until = now + (options.poll_seconds if self._polling else options.rescan_seconds)
            due = self._tracker.next_time(now)
            if due is not None:
                until = min(until, due)
        # A large inbox takes long to scan; leave most of the time to others.
        earliest = started + max(min(_GAP, options.settle_seconds), 5 * self._scan_took)
        while not self._stop.is_set():
            now = time.monotonic()
            if now >= max(until, earliest):
                return
            if self._wake.is_set():
                if now >= earliest:
                    return
                self._stop.wait(min(earliest - now, _SLICE))
            else:
                self._wake.wait(min(max(until, earliest) - now, _SLICE))

    def _beat(self, *, last: bool = False) -> None:
        """Replace the heartbeat file, when something changed or it is time."""
        if self._heartbeat is None:
            return
        status = self.status
        now = time.monotonic()
        mark = f"{status.online} {status.mode} {status.restarts}"
        if not last and now - self._last_beat[0] < _BEAT and mark == self._last_beat[1]:
            return
        self._last_beat = (now, mark)
        text = json.dumps(
            {**asdict(status), "at": status.at.isoformat(), "stopped": last}, ensure_ascii=False
        )
        # A heartbeat that cannot be written is seen by whoever looks at its age.
        with contextlib.suppress(StorageError, OSError):
            fsio.replace_file(self._heartbeat, (text + "\n").encode("utf-8", "backslashreplace"))


def _age(stamp: FileStamp) -> float:
    return time.time() - stamp.ctime


def _gone(before: Sighting, found: Scan) -> Sighting:
    """What to say of a path that is not there any more: perhaps it has another name now."""
    stamp = before.stamp
    why = f"was-{before.why}" if before.state is SightState.IGNORED else ""
    if stamp is not None and stamp.inode:
        for path, other in (*found.files.items(), *found.stamps.items()):
            if (other.inode, other.device) == (stamp.inode, stamp.device):
                why = f"renamed:{path}"
                break
    return Sighting(inbox_path=before.inbox_path, state=SightState.GONE, stamp=stamp, why=why)
