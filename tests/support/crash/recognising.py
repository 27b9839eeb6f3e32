"""Strike the recognition of scans: ``python -m support.crash.recognising FOLDER MODE EVERY``.

Two scans wait for their text; one bears the mark of a State secret in its picture, so that it must go as
soon as its head is read. Prints one JSON object as `support.crash.driver` does.
"""

from __future__ import annotations

import json
import shutil
import signal
import sys
from collections.abc import Iterator
from pathlib import Path

from support import scans
from support.crash.driver import STRUCK, in_child
from support.crash.faults import Mode, Striker
from support.crash.warm import Server, WarmPool

from archivist import Archive, audit, store
from archivist.recognising import Recogniser, require_setup, waiting

CLEAN, MARKED = "quét 412.pdf", "quét mật.pdf"
WORDS = "nộp lưu hồ sơ"
"""Stand in both scans."""


def make(folder: Path) -> Path:
    """An archive in which both scans wait."""
    lines = ("Căn cứ kế hoạch công tác năm, đề nghị các đơn vị thống kê hồ sơ.",)
    scans.scan_pdf(folder / CLEAN, scans.state_letter(body=lines))
    stamp = scans.Ink(text="TỐI MẬT", x=60, y=36, degrees=-5)
    scans.scan_pdf(folder / MARKED, scans.state_letter("413/SNV-VTLT", body=lines), inks=[stamp])
    root = folder / "kho"
    with Archive.create(root) as archive:
        for name in (CLEAN, MARKED):
            archive.file(folder / name)
        archive.index_waiting()
    return root


class Sweep:
    """All points of one mode."""

    def __init__(self, folder: Path, mode: Mode, workers: Path) -> None:
        self.folder = folder
        self.mode = mode
        self.workers = workers
        self.template = make(folder)
        self.failures: list[str] = []
        self.golden = ""

    def prepare(self) -> int:
        """The golden end. Returns how many steps the work takes."""
        self._must(in_child(lambda: self._finish(self._copy("warm"))))
        root = self._copy("golden")
        steps = json.loads(self._must(in_child(lambda: self._struck(root, Mode.COUNT, 0))))
        self.golden = self._must(in_child(lambda: self._state(root)))
        end = json.loads(self.golden)
        if end["problems"] or end["traces"] or len(end["found"]) != 1 or len(end["tombstones"]) != 1:
            self.failures.append(f"even without a strike: {end}")
        return len(steps)

    def strike(self, at: int) -> None:
        """Everything about one point."""
        root = self._copy(f"point-{at}")
        status, answer = in_child(lambda: self._struck(root, self.mode, at))
        expected = (-signal.SIGKILL,) if self.mode in (Mode.KILL, Mode.POWER) else (0, STRUCK)
        if status not in expected:
            self.failures.append(f"{self.mode} at step {at}: ended with {status}: {answer}")
        for loss in self._losses(root):
            self.failures.append(f"{self.mode} at step {at}: {loss}")
        status, answer = in_child(lambda: self._finish(root))
        if status or answer != self.golden:
            self.failures.append(
                f"{self.mode} at step {at}: it ends otherwise:\n{answer}\nexpected\n{self.golden}"
            )
        shutil.rmtree(root)

    def _copy(self, name: str) -> Path:
        return Path(shutil.copytree(self.template, self.folder / name))

    def _work(self, root: Path) -> None:
        with Archive.open(root) as archive:
            ws = archive._ws
            ws._pool = WarmPool(self.workers)  # type: ignore[assignment]
            recogniser = Recogniser(ws, require_setup(ws))
            recogniser._pool.close()  # it has started nothing yet
            recogniser._pool = WarmPool(self.workers)  # type: ignore[assignment]
            with recogniser:
                for _ in recogniser.run(waiting(ws)):
                    pass
            archive.index_waiting()

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
        with Archive.open(root, mode="r") as archive:
            layout = archive._ws.layout
        for folder in store.scan(layout):
            for problem in store.verify_folder(layout, folder):
                yield f"{problem.invariant}: {problem.message}"
        gone = len(list(store.tombstones(layout)))
        kept = len(list(store.scan(layout)))
        if kept + gone < 2:
            yield f"M1: {kept} documents and {gone} tombstones are left of two scans"

    def _state(self, root: Path) -> dict[str, object]:
        """Everything that must be the same at the end, however often the work was struck."""
        with Archive.open(root) as archive:
            layout = archive._ws.layout
            documents = list(archive.iter_all())
            return {
                "problems": [
                    f"{problem.invariant} {problem.message}" for problem in archive.check().problems
                ],
                "documents": [
                    f"{one.id} r{one.revision} {one.number} {one.text_state} {sorted(one.reasons)}"
                    for one in documents
                ],
                "text": {one.id: archive.text(one.id) for one in documents},
                "found": sorted(hit.document.id for hit in archive.search(f'"{WORDS}"')),
                "tombstones": [tombstone.id for tombstone in store.tombstones(layout)],
                "audit": sorted(
                    f"{event.action} {event.document_id} r{event.revision} {event.why}"
                    for event in audit.events(layout)
                    if event.action != audit.TORN
                ),
                "kept between runs": sorted(path.name for path in layout.recognition.glob("*")),
                "traces": sorted(
                    str(path.relative_to(root))
                    for path in root.rglob("*")
                    if path.is_file() and b"413/SNV" in path.read_bytes()
                ),
            }

    @staticmethod
    def _must(result: tuple[int, str]) -> str:
        if result[0]:
            raise SystemExit(f"without any strike: ended with {result[0]}: {result[1]}")
        return result[1]


def main() -> None:
    """See the module."""
    folder, mode, every = Path(sys.argv[1]), Mode(sys.argv[2]), int(sys.argv[3])
    with Server(folder / "w.sock") as server:
        sweep = Sweep(folder, mode, server.address)
        steps = sweep.prepare()
        points = range(1, steps + 1, every)
        for at in points:
            sweep.strike(at)
    print(json.dumps({"steps": steps, "points": len(points), "failures": sweep.failures}, ensure_ascii=False))


if __name__ == "__main__":
    main()
