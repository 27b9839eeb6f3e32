"""Worker processes: they answer from everywhere, are limited, replaced, and never left behind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from support.containers import make_docx, paragraph
from support.pdfs import Sheet, line, make_pdf

import archivist.extract.pool as pool_module
from archivist.errors import ExtractionError
from archivist.extract.limits import MIB, Limits
from archivist.extract.pool import WorkerPool

_ROOT = Path(pool_module.__file__).parents[2]
_ENVIRONMENT = {**os.environ, "PYTHONPATH": str(_ROOT)}


@pytest.fixture
def pool() -> Iterator[WorkerPool]:
    with WorkerPool(Limits(), workers=1) as made:
        yield made


@pytest.fixture
def text_file(tmp_path: Path) -> Path:
    path = tmp_path / "công văn.txt"
    path.write_text("Kính gửi: Sở Nội vụ\n", encoding="utf-8")
    return path


@pytest.fixture(scope="session")
def slow_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A document that takes several seconds of processor time."""
    return make_docx(tmp_path_factory.mktemp("slow") / "slow.docx", paragraph("chậm") * 250_000)


def _children(pid: int | str = "self") -> set[int]:
    found: set[int] = set()
    for task in Path(f"/proc/{pid}/task").iterdir():
        found |= {int(child) for child in (task / "children").read_text().split()}
    return found


def _workers(pid: int | str = "self") -> set[int]:
    found = set()
    for child in _children(pid):
        if b"archivist.extract.worker" in Path(f"/proc/{child}/cmdline").read_bytes():
            found.add(child)
    return found - _OTHERS


_OTHERS: set[int] = set()
"""Workers other tests of this run keep for the whole session."""


@pytest.fixture(autouse=True)
def _only_ours() -> None:
    _OTHERS.clear()
    _OTHERS.update(_workers())


def _wait(condition: object, seconds: float = 60.0) -> bool:
    assert callable(condition)
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if condition():
            return True
        time.sleep(0.02)
    return False


def _gone(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
    except (FileNotFoundError, ProcessLookupError):
        return True


def _ticks(pid: int) -> int:
    """Processor time of a process (user), in ticks of the kernel."""
    return int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[11])


def _reason(pool: WorkerPool, path: Path) -> str:
    with pytest.raises(ExtractionError) as caught:
        pool.extract(path, parts_dir=path.parent, file_name=path.name)
    return caught.value.reason


def _read(pool: WorkerPool, path: Path) -> str:
    return pool.extract(path, parts_dir=path.parent, file_name=path.name).text


def test_nothing_starts_before_the_first_file(pool: WorkerPool, text_file: Path) -> None:
    assert not _workers()
    assert _read(pool, text_file) == "Kính gửi: Sở Nội vụ"
    assert len(_workers()) == 1


def test_one_worker_reads_file_after_file_until_it_is_recycled(text_file: Path) -> None:
    with WorkerPool(Limits(max_tasks=3), workers=1) as pool:
        seen = []
        for _ in range(7):
            _read(pool, text_file)
            seen.append(next(iter(_workers())))
    assert len(set(seen[:3])) == len(set(seen[3:6])) == 1
    assert len(set(seen)) == 3
    assert not _workers()


def test_reasons_of_the_worker_arrive(pool: WorkerPool, tmp_path: Path, text_file: Path) -> None:
    program = tmp_path / "a.pdf"
    program.write_bytes(b"\x7fELF" + b"\x00" * 60)
    assert _reason(pool, program) == "executable"
    assert _reason(pool, tmp_path / "nothing.pdf") == "unreadable"
    assert _read(pool, text_file)


def test_parent_loads_no_format_library(text_file: Path) -> None:
    script = (
        "import sys\nfrom pathlib import Path\nfrom archivist.extract.pool import WorkerPool\n"
        "from archivist.extract.limits import Limits\nwith WorkerPool(Limits()) as pool:\n"
        "    pool.extract(Path(sys.argv[1]), parts_dir=Path('/tmp'), file_name='a')\n"
        "print([name for name in ('pypdf', 'pypdfium2', 'magic', 'olefile', 'striprtf') if name in sys.modules])"
    )
    run = subprocess.run(
        [sys.executable, "-c", script, str(text_file)],
        env=_ENVIRONMENT, capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert run.stdout.strip() == "[]"


_USE = """
from pathlib import Path
from archivist.extract.pool import WorkerPool
from archivist.extract.limits import Limits
pool = WorkerPool(Limits())
path = Path({path!r})
print(pool.extract(path, parts_dir=path.parent, file_name=path.name).text)
"""


@pytest.mark.parametrize("how", ["script", "stdin", "command", "interactive", "thread"])
def test_works_from_everywhere_and_ends_with_its_parent(tmp_path: Path, text_file: Path, how: str) -> None:
    code = _USE.format(path=str(text_file))
    if how == "thread":
        code = f"import threading\ndef run():\n    exec({code!r}, {{}})\nt = threading.Thread(target=run)\nt.start()\nt.join()\n"
    script = tmp_path / "plain.py"
    script.write_text(code, encoding="utf-8")
    arguments, given = [str(script)], None
    if how == "stdin":
        arguments, given = ["-"], code
    elif how == "command":
        arguments = ["-c", code]
    elif how == "interactive":
        arguments, given = ["-i", "-q"], code
    run = subprocess.run(
        [sys.executable, *arguments], input=given, env={**_ENVIRONMENT, "PYTHONUTF8": "1"}, cwd=tmp_path,
        capture_output=True, text=True, timeout=120, encoding="utf-8", check=False,
    )  # fmt: skip
    assert run.returncode == 0, run.stderr
    assert "Kính gửi: Sở Nội vụ" in run.stdout


def test_files_in_the_current_folder_are_never_run(tmp_path: Path, text_file: Path) -> None:
    for name in ("json.py", "zipfile.py", "archivist.py"):
        (tmp_path / name).write_text("raise SystemExit('planted')", encoding="utf-8")
    script = _USE.format(path=str(text_file))
    run = subprocess.run(
        [sys.executable, "-P", "-c", script], env=_ENVIRONMENT, cwd=tmp_path, capture_output=True, check=False
    )
    assert (run.returncode, b"planted" in run.stdout + run.stderr) == (0, False)


def test_wall_limit_kills_and_replaces(slow_file: Path, text_file: Path) -> None:
    with WorkerPool(Limits(wall_seconds=1.0), workers=1) as pool:
        _read(pool, text_file)
        before = _workers()
        assert _reason(pool, slow_file) == "time-limit"
        assert _read(pool, text_file)
        assert not before & _workers()


def test_processor_limit_holds_for_each_file(slow_file: Path, text_file: Path) -> None:
    with WorkerPool(Limits(cpu_seconds=1), workers=1) as pool:
        _read(pool, text_file)
        assert _reason(pool, slow_file) == "time-limit"
        assert _read(pool, text_file)


def test_memory_limit_is_named_and_survived(tmp_path: Path, slow_file: Path, text_file: Path) -> None:
    with WorkerPool(Limits(memory_bytes=220 * MIB), workers=1) as pool:
        _read(pool, text_file)
        assert _reason(pool, slow_file) == "memory-limit"
        assert _read(pool, text_file)


_GREAT_PARENT = """
import os, signal, sys, threading, time
from pathlib import Path
from archivist.errors import ExtractionError
from archivist.extract.limits import Limits
from archivist.extract.pool import WorkerPool

held = b"x" * (600 << 20)  # more than half of what a worker may take

def ticks(pid):
    return int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[11])

def strike(pid, idle):
    while ticks(pid) <= idle + 10:  # until it reads the file
        time.sleep(0.02)
    os.kill(pid, signal.SIGSEGV)

with WorkerPool(Limits(), workers=1) as pool:
    pool.extract(Path(sys.argv[2]), parts_dir=Path(sys.argv[3]), file_name="a.txt")
    children = Path(f"/proc/{os.getpid()}/task").glob("*/children")
    worker = int("".join(path.read_text() for path in children))
    idle = ticks(worker)
    threading.Thread(target=strike, args=(worker, idle)).start()
    try:
        pool.extract(Path(sys.argv[1]), parts_dir=Path(sys.argv[3]), file_name="slow.docx")
    except ExtractionError as error:
        print(error.reason)
"""


def test_the_memory_of_the_program_is_not_the_workers(
    slow_file: Path, text_file: Path, tmp_path: Path
) -> None:
    done = subprocess.run(
        [sys.executable, "-c", _GREAT_PARENT, str(slow_file), str(text_file), str(tmp_path)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stdout.strip() == "extractor-crashed", done.stderr


@pytest.mark.parametrize("sent", [signal.SIGSEGV, signal.SIGABRT, signal.SIGKILL])
def test_crash_is_named_and_survived(slow_file: Path, text_file: Path, sent: signal.Signals) -> None:
    with WorkerPool(Limits(), workers=1) as pool, ThreadPoolExecutor(1) as threads:
        _read(pool, text_file)
        (worker,) = _workers()
        idle = _ticks(worker)
        waiting = threads.submit(_reason, pool, slow_file)
        assert _wait(lambda: _ticks(worker) > idle + 10)  # it reads the file
        os.kill(worker, sent)
        assert waiting.result(timeout=60) == "extractor-crashed"
        assert _read(pool, text_file)


def test_worker_that_died_while_idle_is_replaced_unseen(pool: WorkerPool, text_file: Path) -> None:
    _read(pool, text_file)
    (worker,) = _workers()
    os.kill(worker, signal.SIGKILL)
    assert _wait(lambda: _gone(worker))
    assert _read(pool, text_file)


def test_worker_outlives_the_thread_that_needed_it_first(pool: WorkerPool, text_file: Path) -> None:
    first = threading.Thread(target=_read, args=(pool, text_file))
    first.start()
    first.join()
    before = _workers()
    time.sleep(0.3)
    assert _read(pool, text_file)
    assert _workers() == before


def test_threads_share_the_workers(tmp_path: Path) -> None:
    paths = []
    for number in range(24):
        path = tmp_path / f"{number}.pdf"
        path.write_bytes(make_pdf([Sheet(texts=(line(90, 90, f"Số {number}"),))]))
        paths.append(path)
    with WorkerPool(Limits(), workers=2) as pool, ThreadPoolExecutor(6) as threads:
        texts = list(threads.map(lambda path: _read(pool, path), paths))
        assert len(_workers()) <= 2
    assert texts == [f"Số {number}" for number in range(24)]


def test_killed_parent_leaves_no_worker(tmp_path: Path, slow_file: Path) -> None:
    code = "print('started', flush=True)\n" + _USE.format(path=str(slow_file))
    with subprocess.Popen([sys.executable, "-c", code], env=_ENVIRONMENT, stdout=subprocess.PIPE) as parent:
        assert parent.stdout is not None
        assert parent.stdout.readline()
        assert _wait(lambda: bool(_workers(parent.pid)))
        (worker,) = _workers(parent.pid)
        time.sleep(0.5)
        parent.kill()
    assert _wait(lambda: _gone(worker))


def test_closed_pool_says_so(text_file: Path) -> None:
    pool = WorkerPool(Limits())
    _read(pool, text_file)
    (worker,) = _workers()
    pool.close()
    pool.close()
    assert _gone(worker)
    with pytest.raises(RuntimeError):
        pool.extract(text_file, parts_dir=text_file.parent, file_name="a")
    with pytest.raises(ValueError, match="at least one"):
        WorkerPool(Limits(), workers=0)


def test_names_that_are_not_utf8_are_read(pool: WorkerPool, tmp_path: Path) -> None:
    path = tmp_path / os.fsdecode(b"c\xf4ng v\xe3n.txt")
    path.write_text("nội dung", encoding="utf-8")
    assert _read(pool, path) == "nội dung"
