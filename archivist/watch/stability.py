"""When a file is at rest: two equal readings, and an end.

Owns: the memory of readings. Pure: it is fed readings and a clock, and touches nothing.
Must not: read files or the time.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from archivist.watch.records import FileStamp

_LOOKS = 3
"""Failed looks before patience counts at all."""


@dataclass(slots=True)
class _Track:
    """What is remembered of one path."""

    stamp: FileStamp
    since: float
    """When this reading was first made."""
    looks: int = 0
    next_look: float = 0.0
    handed: bool = False
    """Was handed over as it is; comes again only when it changes or is put off until a time."""


class StabilityTracker:
    """Remembers readings and tells which files are at rest.

    Args:
        settle_seconds: two equal readings this far apart mean rest.
        patience_seconds: a file at rest that has no end is let through after this time.
    """

    def __init__(self, *, settle_seconds: float, patience_seconds: float) -> None:
        self.settle_seconds = settle_seconds
        self._patience = patience_seconds
        self._tracks: dict[str, _Track] = {}

    def read(self, readings: Mapping[str, FileStamp], now: float) -> dict[str, FileStamp]:
        """Take in a whole scan.

        Args:
            readings: every file that is there.
            now: a clock that never goes back, seconds.

        Returns:
            Files that were there at the last reading and are not any more.
        """
        gone = {path: track.stamp for path, track in self._tracks.items() if path not in readings}
        for path in gone:
            del self._tracks[path]
        for path, stamp in readings.items():
            track = self._tracks.get(path)
            if track is None or track.stamp != stamp:
                self._tracks[path] = _Track(stamp=stamp, since=now)
        return gone

    def forget(self, path: str) -> None:
        """The file was taken away by us."""
        self._tracks.pop(path, None)

    def stamp(self, path: str) -> FileStamp | None:
        """The last reading of a file."""
        track = self._tracks.get(path)
        return track.stamp if track else None

    def due(self, now: float) -> tuple[str, ...]:
        """Files at rest that should be looked at now, those at rest for longest first."""
        found = [(track.since, path) for path, track in self._tracks.items() if self._is_due(track, now)]
        return tuple(path for _, path in sorted(found))

    def _is_due(self, track: _Track, now: float) -> bool:
        return not track.handed and now >= max(track.since + self.settle_seconds, track.next_look)

    def looked(self, path: str, complete: bool, now: float, age: float = 0.0) -> bool:
        """Note the outcome of a look; True when the file is to be handed over.

        Args:
            path: a file that was due.
            complete: it has its end.
            now: the clock.
            age: seconds since the file last changed, when that is known from the file itself.
        """
        track = self._tracks.get(path)
        if track is None:
            return False
        if not complete:
            track.looks += 1
            # Look again after 1, 2, 4, … settling times, at most every 15 s.
            track.next_look = now + min(self.settle_seconds * 2 ** (track.looks - 1), 15.0)
            rested = max(now - track.since, age)
            if track.looks < _LOOKS or rested < self._patience:
                return False
        track.handed = True
        return True

    def put_off(self, path: str, until: float) -> None:
        """The file was handed over and could not be taken: hand it over again at `until`."""
        track = self._tracks.get(path)
        if track is not None:
            track.handed = False
            track.next_look = until

    def unsettled(self) -> tuple[str, ...]:
        """Files that were not handed over as they are."""
        return tuple(path for path, track in self._tracks.items() if not track.handed)

    def incomplete(self, path: str) -> bool:
        """True for a file at rest that was looked at and has no end."""
        track = self._tracks.get(path)
        return track is not None and track.looks > 0 and not track.handed

    def next_time(self, now: float) -> float | None:
        """When something can happen without a change of any file, None when nothing can."""
        times = [
            max(track.since + self.settle_seconds, track.next_look)
            for track in self._tracks.values()
            if not track.handed
        ]
        return max(min(times), now) if times else None
