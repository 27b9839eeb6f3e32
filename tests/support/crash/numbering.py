"""Numbers of arrival under a strike: ``python -m support.crash.numbering FOLDER MODE EVERY``.

Prints one JSON object: the number of steps and every failure. For every point a forked process is
struck while it files, receives again, enters late, withdraws and writes in the register; then the archive is
opened anew, judged, and the work is finished. The numbers at the end are always the same.
"""

from __future__ import annotations

import contextlib
import json
import shutil
import signal
import sys
from functools import partial
from pathlib import Path

from support.crash.driver import STRUCK, in_child
from support.crash.faults import Mode, Striker
from support.crash.warm import Server, WarmPool
from support.directives import write_party

from archivist import Archive
from archivist.errors import DocumentNotFound, UsageError
from archivist.model import Outcome
from archivist.store import Entry

_SETTINGS = (
    ("filing", 'secrecy = "register-number-only"'),
    ("registers", 'books = ["main", "other"]\nconfidential_book = "mat"'),
)
_SAFE = (Outcome.FILED, Outcome.REVIEW, Outcome.DUPLICATE, Outcome.REFUSED)
_GONE, _KEPT, _AGAIN, _SECRET = "a.txt", "b.txt", "sao/b.txt", "m.txt"


def prepare(folder: Path) -> tuple[Path, Path]:
    """An empty archive and what is dropped."""
    root, inbox = folder / "kho", folder / "hop-thu"
    Archive.create(root, name="Kho thử").close()
    path = root / "archive.toml"
    text = path.read_text(encoding="utf-8")
    for table, lines in _SETTINGS:
        text = text.replace(f"[{table}]\n", f"[{table}]\n{lines}\n", 1)
    path.write_text(text, encoding="utf-8")
    for name, number in (
        (_GONE, "15-NQ/TU"),
        (_KEPT, "16-NQ/TU"),
        (_AGAIN, "16-NQ/TU"),
        ("c.txt", "17-NQ/TU"),
    ):
        write_party(inbox / name, number, subject=f"về việc thứ {number}")
    write_party(inbox / _SECRET, "02-BC/TU", kind="BÁO CÁO", mark="TỐI MẬT")
    return root, inbox


def work(root: Path, inbox: Path, workers: Path) -> None:
    """Do, or finish, all of it; each part looks first whether it is done."""
    with Archive.open(root) as archive:
        archive._ws._pool = WarmPool(workers)  # type: ignore[assignment]
        ids = {}
        for name in (_GONE, _KEPT, _SECRET, "c.txt"):
            result = archive.file(inbox / name, inbox=inbox, inbox_path=name)
            if name == _GONE and result.outcome is Outcome.REFUSED:
                continue  # withdrawn before
            assert result.outcome in _SAFE, (name, result)
            if result.document is not None:
                ids[name] = result.document.id
        archive.file(inbox / _AGAIN, inbox=inbox, inbox_path=_AGAIN, book="other")
        archive.registers.enter(ids["c.txt"], by="Lan", book="other")
        archive.registers.fill("2", {"remark": "khẩn"}, by="Lan")
        if _GONE in ids:
            with contextlib.suppress(DocumentNotFound):
                archive.withdraw(ids[_GONE], by="Lan", why="quyết định số 7")


def state(root: Path) -> dict[str, object]:
    """Numbers and problems; opening recovers."""
    with Archive.open(root) as archive:
        archive.index_waiting()
        table = archive._ws.catalogue.arrivals
        rows = [f"{row.arrival.key} {row.document_id} {row.state}" for row in table.rows()]
        before = archive._ws.catalogue.dump()["arrivals"]
        archive.rebuild("catalogue")
        same = before == archive._ws.catalogue.dump()["arrivals"]
        wrong = [f"{one.invariant} {one.message}" for one in archive.check().problems]
        written = [entry.number for line in ("1", "2") for entry in _written(archive, line)]
        return {"rows": rows, "problems": wrong, "survives": same, "written": written}


def _written(archive: Archive, line: str) -> tuple[Entry, ...]:
    try:
        return archive.registers.history(line)
    except UsageError:  # struck before the number was given
        return ()


def struck(root: Path, inbox: Path, workers: Path, mode: Mode, at: int) -> int:
    """Work, struck at a step. Returns how many steps it took."""
    striker = Striker((root,), mode, at)
    striker.install()
    work(root, inbox, workers)
    return len(striker.steps)


def main() -> None:
    """See the module."""
    folder, mode, every = Path(sys.argv[1]), Mode(sys.argv[2]), int(sys.argv[3])
    failures: list[str] = []
    with Server(folder / "w.sock") as server:
        root, inbox = prepare(folder)
        workers = server.address

        def copy(name: str) -> Path:
            return Path(shutil.copytree(root, folder / name))

        warm = copy("warm")
        work(warm, inbox, workers)
        golden = state(warm)
        counted = copy("counted")
        steps = int(in_child(lambda: struck(counted, inbox, workers, Mode.COUNT, 0))[1])

        def end(world: Path) -> dict[str, object]:
            work(world, inbox, workers)
            return state(world)

        for at in range(1, steps + 1, every):
            world = copy(f"point-{at}")
            status, answer = in_child(partial(struck, world, inbox, workers, mode, at))
            expected = (-signal.SIGKILL,) if mode in (Mode.KILL, Mode.POWER) else (0, STRUCK)
            if status not in expected:
                failures.append(f"{mode} {at}: ended with {status}: {answer}")
            for step, job in (("struck", partial(state, world)), ("finished", partial(end, world))):
                status, answer = in_child(job)
                found = json.loads(answer) if not status else {"problems": [answer]}
                if found["problems"] or not found["survives"] or (step == "finished" and found != golden):
                    failures.append(f"{mode} {at}: {step}: {found}")
            shutil.rmtree(world)

    print(json.dumps({"steps": steps, "golden": golden, "failures": failures}, ensure_ascii=False))


if __name__ == "__main__":
    main()
