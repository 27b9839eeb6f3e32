"""Run the sweep: ``python -m support.crash.driver FOLDER MODE FIRST EVERY``.

Prints one JSON object: the number of steps, the points struck and every failure. For each
point a fresh copy of an empty archive is worked on by a forked process that is struck at that
step. What it leaves is judged on the spot, recovered (every second time the recovery is struck
as well), worked on once more without a strike, and compared with a run that was never struck.

This process opens an archive once, unstruck, so that what it forks finds every module imported and
every table of the domain read; after that it only forks.
"""

from __future__ import annotations

import gc
import json
import os
import shutil
import signal
import sys
import threading
import traceback
from collections.abc import Callable, Iterator
from pathlib import Path

from support.crash import scenario
from support.crash.faults import Mode, Striker
from support.crash.scenario import World
from support.crash.warm import Server

from archivist import Archive
from archivist.errors import ArchivistError, StorageError

STRUCK = 70
"""Exit status of a process whose work ended with StorageError."""


def in_child(job: Callable[[], object]) -> tuple[int, str]:
    """Do a job in a forked process. Returns its wait status as a signal (negative) or exit code,
    and what it answered: JSON of what the job returned, or a traceback."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        status = 0
        try:
            answer = json.dumps(job(), ensure_ascii=False, sort_keys=True)
        except StorageError as error:
            answer, status = str(error), STRUCK
        except BaseException:  # noqa: BLE001  (whatever it is, it is the finding)
            answer, status = traceback.format_exc(), 1
        with os.fdopen(writing, "w", encoding="utf-8") as stream:
            stream.write(answer)
        os._exit(status)
    os.close(writing)
    with os.fdopen(reading, encoding="utf-8") as stream:
        answer = stream.read()
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), answer


def warm_up(job: Callable[[], object]) -> None:
    """Do a job in this process, unstruck: what is forked later finds all modules imported and tables read."""
    job()
    if threading.active_count() > 1:
        raise SystemExit("a thread is left: what is forked from here would be half a process")
    gc.collect()
    gc.freeze()  # else every forked process copies all of it only to look for garbage


class Sweep:
    """All points of one mode."""

    def __init__(self, folder: Path, mode: Mode, workers: Path) -> None:
        self.folder = folder
        self.mode = mode
        self.workers = workers
        self.template = World(folder / "template", workers)
        self.failures: list[str] = []
        self.golden = ""

    def prepare(self) -> int:
        """Make the empty archive and the golden end. Returns how many steps the work takes."""
        Archive.create(self.template.archive, name="Kho thử").close()
        self._warm_up()
        world = self._world("golden")
        steps = json.loads(self._must(in_child(lambda: self._struck(world, Mode.COUNT, 0))))
        self.golden = self._must(in_child(lambda: scenario.final_state(world)))
        again = self._must(in_child(lambda: _finish(world)))
        if again != self.golden:
            self.failures.append(f"doing it all again changes something:\n{_difference(self.golden, again)}")
        end = json.loads(self.golden)
        for part in ("problems", "losses", "staging", "intents", "kept in spite of everything"):
            if end[part]:
                self.failures.append(f"even without a strike: {part}: {end[part]}")
        return len(steps)

    def _warm_up(self) -> None:
        world = self._world("warm")
        warm_up(lambda: _finish(world))
        shutil.rmtree(world.root)

    def strike(self, at: int) -> None:
        """Everything about one point."""
        world = self._world(f"point-{at}")
        status, answer = in_child(lambda: self._struck(world, self.mode, at))
        expected = (-signal.SIGKILL,) if self.mode in (Mode.KILL, Mode.POWER) else (0, STRUCK)
        if status not in expected:
            self._fail(at, f"ended with {status}", answer)
        self._judge(world, at, "when struck")
        if at % 2 == 0:
            # Recovery takes fewer steps than the work: some of these are never reached, which is fine.
            in_child(lambda: self._struck(world, self.mode, at // 2 % 40 + 1, recover_only=True))
            self._judge(world, at, "when recovery was struck")
        status, answer = in_child(lambda: _finish(world))
        if status:
            self._fail(at, f"the work could not be finished ({status})", answer)
        elif answer != self.golden:
            self._fail(at, "it ends otherwise", _difference(self.golden, answer))
        else:
            shutil.rmtree(world.root)

    def _judge(self, world: World, at: int, when: str) -> None:
        try:
            for loss in scenario.losses(world):
                self._fail(at, when, loss)
        except ArchivistError as error:  # something that must be readable at any moment is not
            self._fail(at, when, error.message)

    def _struck(self, world: World, mode: Mode, at: int, *, recover_only: bool = False) -> list[str]:
        striker = Striker((world.archive, world.inbox), mode, at)
        striker.install()
        if recover_only:
            world.open().close()
        else:
            scenario.work(world)
        return striker.steps

    def _world(self, name: str) -> World:
        world = World(self.folder / name, self.workers)
        shutil.copytree(self.template.archive, world.archive)
        world.drop()
        return world

    def _fail(self, at: int, what: str, detail: str) -> None:
        self.failures.append(f"{self.mode} at step {at}: {what}: {detail}")

    @staticmethod
    def _must(result: tuple[int, str]) -> str:
        if result[0]:
            raise SystemExit(f"without any strike: ended with {result[0]}: {result[1]}")
        return result[1]


def _finish(world: World) -> dict[str, object]:
    scenario.work(world)
    return scenario.final_state(world)


def _difference(expected: str, found: str) -> str:
    one, other = json.loads(expected), json.loads(found)
    return "\n".join(
        f"  {key}: expected {one[key]}\n  {key}: found    {other[key]}"
        for key in one
        if one[key] != other[key]
    )


def points(steps: int, first: int, every: int) -> Iterator[int]:
    """Every so-manieth step."""
    return iter(range(first, steps + 1, every))


def main() -> None:
    """See the module."""
    folder, mode, first, every = Path(sys.argv[1]), Mode(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4])
    with Server(folder / "w.sock") as server:
        sweep = Sweep(folder, mode, server.address)
        steps = sweep.prepare()
        struck = 0
        for at in points(steps, first, every):
            sweep.strike(at)
            struck += 1
    print(json.dumps({"steps": steps, "points": struck, "failures": sweep.failures}, ensure_ascii=False))


if __name__ == "__main__":
    main()
