"""Strike a disposal: ``python -m support.crash.disposing FOLDER MODE EVERY``.

Three reports are due; two of them may be disposed of. At every step each of those is whole or has a
complete tombstone. Prints one JSON object as `support.crash.driver` does.
"""

from __future__ import annotations

import json
import shutil
import signal
import sys
from collections.abc import Iterator
from pathlib import Path

from support.crash.driver import STRUCK, in_child
from support.crash.faults import Mode, Striker
from support.directives import write_party

from archivist import Archive, audit, store
from archivist.layout import Layout

WORDS = {"15-BC/TU": "hươu sao", "16-BC/TU": "cá lăng", "17-BC/TU": "ngải cứu"}
"""Number → words that stand in that document alone, in subject and body."""
KEPT = "17-BC/TU"
SCHEDULE = 'name="Mẫu"\nbasis="QĐ mẫu"\n[[line]]\ncode="1"\ntitle="Báo cáo"\nperiod="5"\n'


def make(folder: Path) -> tuple[Path, dict[str, str]]:
    """An archive with a list, two documents of which are approved; their ids → numbers."""
    root = folder / "kho"
    with Archive.create(root) as archive:
        (root / "schedules").mkdir()
        (root / "schedules" / "a.toml").write_text(SCHEDULE, "utf-8")
        ids: dict[str, str] = {}
        for number, words in WORDS.items():
            path = write_party(
                folder / f"{number[:2]}.txt", number, kind="BÁO CÁO", subject=f"về việc nuôi, trồng {words}",
                body=f"Các huyện báo cáo về {words}.", day="ngày 15 tháng 03 năm 2001",
            )  # fmt: skip
            document = archive.file(path).document
            assert document is not None
            archive.revise(document.id, by="Bà Mẫu", why="xem", accept=True)
            ids[document.id] = number
        archive.rebuild("browse")
        archive.index_waiting()
        entry = archive.disposals.make(by="Bà Mẫu")
        assert entry is not None
        assert len(entry.lines) == len(WORDS)
        archive.disposals.decide(1, approve=True, by="Ông Thử", why="hết giá trị")
        kept = [id_ for id_, number in ids.items() if number == KEPT]
        archive.disposals.decide(1, kept, approve=False, by="Ông Thử", why="còn dùng")
    return root, ids


class Sweep:
    """All points of one mode."""

    def __init__(self, folder: Path, mode: Mode) -> None:
        self.folder = folder
        self.mode = mode
        self.template, self.ids = make(folder)
        self.failures: list[str] = []
        self.golden = ""

    def prepare(self) -> int:
        """The golden end. Returns how many steps the work takes."""
        self._must(in_child(lambda: self._finish(self._copy("warm"))))
        root = self._copy("golden")
        steps = json.loads(self._must(in_child(lambda: self._struck(root, Mode.COUNT, 0))))
        self.golden = self._must(in_child(lambda: self._state(root)))
        end = json.loads(self.golden)
        if end["problems"] or end["traces"] or end["left"] != [KEPT] or len(end["tombstones"]) != 2:
            self.failures.append(f"even without a strike: {end}")
        return len(steps)

    def strike(self, at: int) -> None:
        """Everything about one point."""
        root = self._copy(f"point-{at}")
        status, answer = in_child(lambda: self._struck(root, self.mode, at))
        expected = (-signal.SIGKILL,) if self.mode in (Mode.KILL, Mode.POWER) else (0, STRUCK)
        if status not in expected:
            self.failures.append(f"{self.mode} at step {at}: ended with {status}: {answer}")
        self.failures += (f"{self.mode} at step {at}: {loss}" for loss in self._losses(root))
        status, answer = in_child(lambda: self._finish(root))
        if status or answer != self.golden:
            self.failures.append(
                f"{self.mode} at step {at}: it ends otherwise:\n{answer}\nexpected\n{self.golden}"
            )
        shutil.rmtree(root)

    def _copy(self, name: str) -> Path:
        return Path(shutil.copytree(self.template, self.folder / name, symlinks=True))

    @staticmethod
    def _work(root: Path) -> None:
        with Archive.open(root) as archive:
            archive.disposals.dispose(1, by="Bà Mẫu")

    def _struck(self, root: Path, mode: Mode, at: int) -> list[str]:
        striker = Striker((root,), mode, at)
        striker.install()
        self._work(root)
        return striker.steps

    def _finish(self, root: Path) -> dict[str, object]:
        self._work(root)
        return self._state(root)

    def _losses(self, root: Path) -> Iterator[str]:
        """What is wrong at this very moment, before any recovery."""
        layout = Layout(root)
        whole: dict[str, str | None] = {}
        for folder in store.scan(layout):
            for problem in store.verify_folder(layout, folder):
                yield f"{problem.invariant}: {problem.message}"
            document = store.read_document(layout, folder)
            whole[document.id] = document.number
        for id_, number in self.ids.items():
            tombstone = store.read_tombstone(layout, id_)
            if tombstone is None:
                if whole.get(id_) != number:
                    yield f"{number} is neither whole nor has it a tombstone"
                continue
            said = tombstone.disposal
            if number == KEPT or said is None:
                yield f"{number} has a tombstone that it must not have"
            elif not (
                said.number == number and WORDS[number] in said.subject and said.decided_by and said.kind
            ):
                yield f"the tombstone of {number} is not complete: {tombstone}"

    def _state(self, root: Path) -> dict[str, object]:
        """Everything that must be the same at the end, however often the work was struck."""
        with Archive.open(root) as archive:
            layout = archive._ws.layout
            return {
                "problems": [f"{one.invariant} {one.message}" for one in archive.check().problems],
                "left": [one.number for one in archive.iter_all()],
                "found": {words: len(tuple(archive.search(f'"{words}"'))) for words in WORDS.values()},
                "tombstones": [
                    f"{one.id} {one.sha256} {one.by} {one.disposal}" for one in store.tombstones(layout)
                ],
                "lines": [f"{line.label} {line.state}" for line in archive.disposals.show(1).lines],
                "waiting": archive.stats().waiting_for_index,
                "intents": [row.id for row in archive._ws.catalogue.intents()],
                "staging": [path.name for path in layout.staging.iterdir()],
                "audit": sorted(
                    f"{event.action} {event.document_id} r{event.revision} {event.by} {event.why} {dict(event.extra)}"
                    for event in audit.events(layout)
                    if event.action != audit.TORN
                ),
                "traces": sorted(_traces(root)),
            }

    @staticmethod
    def _must(result: tuple[int, str]) -> str:
        if result[0]:
            raise SystemExit(f"without any strike: ended with {result[0]}: {result[1]}")
        return result[1]


def _traces(root: Path) -> Iterator[str]:
    """Files other than tombstones that hold words of what was disposed of."""
    for path in root.rglob("*"):
        if path.is_file() and path.parent.name != "withdrawn":
            data = path.read_bytes()
            for number, words in WORDS.items():
                if number != KEPT and words.encode() in data:
                    yield f"{path.relative_to(root)}: {words}"


def main() -> None:
    """See the module."""
    folder, mode, every = Path(sys.argv[1]), Mode(sys.argv[2]), int(sys.argv[3])
    sweep = Sweep(folder, mode)
    points = range(1, sweep.prepare() + 1, every)
    for at in points:
        sweep.strike(at)
    answer = {"steps": points.stop - 1, "points": len(points), "failures": sweep.failures}
    print(json.dumps(answer, ensure_ascii=False))


if __name__ == "__main__":
    main()
