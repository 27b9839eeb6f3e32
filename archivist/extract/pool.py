"""The parent's side of extraction: worker processes that are started, timed and replaced.

Owns: `WorkerPool`, the life of worker processes, naming what killed one.
Must not: import a format library or libmagic, or touch the file that is extracted.

We start ``python -m archivist.extract.worker`` ourselves: the pools of the standard library
import the caller's ``__main__`` again and so fail in a plain script, from ``python -`` and in
a REPL. Workers are started by one thread of ours that lives as long as the process, because
the kernel's parent-death signal follows the *thread* that forked.
"""

from __future__ import annotations

import datetime as dt
import os
import queue
import select
import signal
import subprocess
import sys
import threading
import time
import weakref
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from dataclasses import asdict
from pathlib import Path
from types import TracebackType
from typing import Any, Self, TypeVar  # Any: a decoded JSON object

from archivist.errors import ExtractionError, UsageError
from archivist.extract import wire
from archivist.extract.limits import MIB, Limits
from archivist.extract.ocr_records import HeadZone, OcrTask, RecognisedPage, Searchable, SearchableTask
from archivist.extract.packed import Unpacked
from archivist.extract.verified import Verified
from archivist.extracted import Extracted
from archivist.model import Reason

_T = TypeVar("_T")
_START_SECONDS = 60.0
_STDERR_KEPT = 2000
_CHUNK = 1 << 20


class WorkerPool:
    """Extracts files in worker processes; a context manager.

    No process starts before the first file. Safe to use from several threads: each call takes
    a free worker, or waits for one.

    Args:
        limits: what one file may cost.
        workers: most processes at a time.
        passwords: asked before each file for the passwords to try on it.
    """

    def __init__(
        self, limits: Limits, workers: int = 1, *, passwords: Callable[[], Sequence[str]] = tuple
    ) -> None:
        if workers < 1:
            raise ValueError("a pool needs at least one worker")
        self._limits = limits
        self._passwords = passwords
        self._slots: queue.LifoQueue[_Slot] = queue.LifoQueue()
        slots = [_Slot(limits) for _ in range(workers)]
        for slot in slots:
            self._slots.put(slot)
        self._finalizer = weakref.finalize(self, _stop_all, slots)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Stop the workers; a call still running in another thread fails."""
        self._finalizer()

    def extract(self, path: Path, *, parts_dir: Path, file_name: str) -> Extracted:
        """Extract one file in a worker; blocks until it is done.

        Args:
            path: the file; it is only read.
            parts_dir: existing folder that receives attachments.
            file_name: the name it was received under.

        Returns:
            Its type, pages, facts and attachments.

        Raises:
            ExtractionError: with the reason it cannot be read: ``unreadable``, ``encrypted``,
                ``unsupported-type``, ``unsupported-image``, ``dynamic-form``, ``executable``,
                ``archive-file``, ``empty``, ``too-large``, ``no-permission``, ``time-limit``, ``memory-limit``, ``decompression-limit`` or
                ``extractor-crashed``.
            RuntimeError: the pool is closed.
        """
        message = {
            "path": os.path.abspath(path),  # noqa: PTH100  (resolve() would follow links)
            "parts_dir": os.path.abspath(parts_dir),  # noqa: PTH100
            "file_name": file_name,
        }
        return self._run(message, Extracted, "extracted")

    def unpack(self, path: Path, *, parts_dir: Path) -> Unpacked:
        """Write the members of a ZIP archive into a folder, in a worker.

        Args:
            path: the archive; it is only read.
            parts_dir: existing, empty folder that receives them under names of ours.

        Raises:
            ExtractionError: as `extract`; a member that cannot be had fails the whole.
            RuntimeError: the pool is closed.
        """
        message = {
            "task": "unpack",
            "path": os.path.abspath(path),  # noqa: PTH100
            "parts_dir": os.path.abspath(parts_dir),  # noqa: PTH100
            "file_name": path.name,
        }
        return self._run(message, Unpacked, "unpacked")

    def verify(self, path: Path, *, trust_dir: Path, at: dt.datetime) -> Verified:
        """Check the digital signatures of a PDF in a worker; blocks until it is done.

        Args:
            path: the file; it is only read.
            trust_dir: folder with the certificates of trusted authorities; may be missing.
            at: aware time at which the signatures are known to have been there.

        Returns:
            What each signature came to; `Verified.available` is False without pyHanko.

        Raises:
            ExtractionError: ``time-limit``, ``memory-limit``, ``unreadable`` or ``extractor-crashed``.
            RuntimeError: the pool is closed.
        """
        message = {
            "task": "verify",
            "path": os.path.abspath(path),  # noqa: PTH100
            "trust_dir": os.path.abspath(trust_dir),  # noqa: PTH100
            "at": at.isoformat(),
        }
        return self._run(message, Verified, "verified")

    def read_head(self, task: OcrTask) -> HeadZone:
        """Read the head of a scanned page for marks, in a worker; raises like `extract`."""
        return self._run({"task": "head", "of": wire.encode(task)}, HeadZone, "read")

    def read_page(self, task: OcrTask) -> RecognisedPage:
        """Recognise the text of a scanned page in a worker; raises like `extract`."""
        return self._run({"task": "page", "of": wire.encode(task)}, RecognisedPage, "read")

    def write_searchable(self, task: SearchableTask) -> Searchable:
        """Write a searchable copy of a scan in a worker; raises like `extract`."""
        return self._run({"task": "searchable", "of": wire.encode(task)}, Searchable, "written")

    def _run(self, message: dict[str, Any], kind: type[_T], key: str) -> _T:  # JSON object
        """Have a free worker answer; its answer stands under `key`."""
        if known := self._passwords():
            message = {**message, "passwords": list(known)}
        slot = self._slots.get()
        try:
            if not self._finalizer.alive:
                raise RuntimeError("the worker pool is closed")
            return slot.run(message, kind, key)
        finally:
            self._slots.put(slot)


class _Slot:
    """Room for one worker."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._worker: _Worker | None = None
        self._tasks = 0

    def run(self, message: dict[str, Any], kind: type[_T], key: str) -> _T:
        worker = self._ready_worker()
        self._tasks += 1
        try:
            answer = worker.ask(message, time.monotonic() + self._limits.wall_seconds)
            if key in answer:
                return wire.decode_as(kind, answer[key])
        except (ExtractionError, wire.WireError) as error:
            self.stop()
            if isinstance(error, ExtractionError):
                raise
            raise ExtractionError(
                "the extraction process sent nonsense", reason=Reason.EXTRACTOR_CRASHED
            ) from error
        except BaseException:  # Ctrl-C while waiting: the answer would belong to the next file
            self.stop()
            raise
        reason = Reason(answer["reason"])
        if reason is Reason.MEMORY_LIMIT:
            self.stop()  # what is left of its memory is in pieces
        raise ExtractionError(answer["message"], reason=reason)

    def stop(self) -> None:
        worker, self._worker = self._worker, None
        if worker is not None:
            worker.stop()

    def _ready_worker(self) -> _Worker:
        worker = self._worker
        if worker is not None and (self._tasks >= self._limits.max_tasks or not worker.usable()):
            self.stop()
            worker = None
        if worker is None:
            worker = self._worker = _STARTER.run(lambda: _Worker(self._limits))
            self._tasks = 0
            worker.greet()
        return worker


def _stop_all(slots: list[_Slot]) -> None:
    for slot in slots:
        slot.stop()


class _Worker:
    """One worker process and its three pipes."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._owner = os.getpid()
        self._inherited = 0  # KiB: Linux counts the peak of the process it was forked from as its own
        # A full pipe must not block the worker, nor noise fill the memory: it may write at most
        # one pipe buffer (64 KiB) of stderr per file, the rest is lost.
        self._stderr, child_stderr = os.pipe()
        os.set_blocking(child_stderr, False)
        os.set_blocking(self._stderr, False)
        try:
            self._process = subprocess.Popen(
                [sys.executable, "-P", "-m", "archivist.extract.worker", str(os.getpid())],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=child_stderr,
                env=_environment(),
                cwd="/",
                process_group=0,
            )
        except BaseException:
            os.close(self._stderr)
            raise
        finally:
            os.close(child_stderr)

    def usable(self) -> bool:
        """False when the process died while idle, or belongs to the process we were forked from."""
        return self._owner == os.getpid() and self._process.poll() is None

    def greet(self) -> None:
        """Send the limits and wait until the worker is ready."""
        answer = self.ask({"limits": asdict(self._limits)}, time.monotonic() + _START_SECONDS)
        self._inherited = int(answer["peak_kib"])

    def ask(self, message: dict[str, Any], deadline: float) -> dict[str, Any]:  # JSON objects
        """Send one message and wait for its answer.

        Raises:
            ExtractionError: ``time-limit``, ``memory-limit`` or ``extractor-crashed``.
        """
        _drain(self._stderr)
        stdin = self._process.stdin
        assert stdin is not None
        try:
            stdin.write(wire.pack(message))
            stdin.flush()
        except OSError:
            raise self._death() from None
        length = wire.body_length(self._receive(wire.PREFIX_BYTES, deadline))
        # JSON of a text is at most six times its characters, three for Vietnamese.
        if length > self._limits.text_chars * 12 + 64 * MIB:
            raise wire.WireError("answer too long")
        return wire.unpack(self._receive(length, deadline))

    def _receive(self, count: int, deadline: float) -> bytes:
        assert self._process.stdout is not None
        pipe = self._process.stdout.fileno()
        poll = select.poll()
        poll.register(pipe, select.POLLIN | select.POLLHUP)
        received = bytearray()
        while len(received) < count:
            wait = deadline - time.monotonic()
            if wait <= 0 or not poll.poll(wait * 1000):
                limit = self._limits.wall_seconds
                message = f"reading the file took longer than {limit:g} s"
                raise ExtractionError(message, reason=Reason.TIME_LIMIT)
            chunk = os.read(pipe, min(_CHUNK, count - len(received)))
            if not chunk:
                raise self._death()
            received += chunk
        return bytes(received)

    def _death(self) -> ExtractionError:
        """Name what ended the process."""
        _, status, usage = os.wait4(self._process.pid, 0)
        code = os.waitstatus_to_exitcode(status)
        self._process.returncode = code
        heard = _drain(self._stderr).decode("utf-8", "replace").strip()
        noise = heard[-_STDERR_KEPT:]
        if code == -signal.SIGXCPU:
            limit = self._limits.cpu_seconds
            message = f"reading the file took more than {limit} s of processor time"
            return ExtractionError(message, reason=Reason.TIME_LIMIT)
        # C++ libraries abort when memory ends; ru_maxrss (KiB) tells that from other crashes.
        grown = usage.ru_maxrss > self._inherited
        if code < 0 and grown and usage.ru_maxrss * 1024 > self._limits.memory_bytes * 0.5:
            message = "reading the file needs more memory than is allowed"
            return ExtractionError(message, reason=Reason.MEMORY_LIMIT)
        # Python's exception, or Rust's last words (calamine: "memory allocation of … failed").
        if "MemoryError" in heard or "memory allocation of" in heard:
            message = "reading the file needs more memory than is allowed"
            return ExtractionError(message, reason=Reason.MEMORY_LIMIT)
        ended = f"signal {signal.Signals(-code).name}" if code < 0 else f"exit code {code}"
        error = ExtractionError(f"the extraction process died ({ended})", reason=Reason.EXTRACTOR_CRASHED)
        if noise:
            error.add_note(noise)
        return error

    def stop(self) -> None:
        """Kill the process and close the pipes."""
        if self._owner == os.getpid() and self._process.returncode is None:
            try:
                os.killpg(self._process.pid, signal.SIGKILL)
            except ProcessLookupError:
                self._process.kill()
            self._process.wait()
        for stream in (self._process.stdin, self._process.stdout):
            if stream is not None:
                _close(stream.close)
        if self._stderr >= 0:
            os.close(self._stderr)
            self._stderr = -1


class _Starter:
    """A thread that starts processes for others and never ends while the process lives."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._jobs: queue.SimpleQueue[tuple[Callable[[], _Worker], Future[_Worker]]] | None = None
        self._owner = 0

    def run(self, job: Callable[[], _Worker]) -> _Worker:
        future: Future[_Worker] = Future()
        try:
            self._serving().put((job, future))
            return future.result()
        except RuntimeError as error:  # Python 3.12 starts nothing then
            raise UsageError(
                f"the program has come to its end: {error}",
                hint="join the threads that use an archive before the main one ends",
            ) from error
        except OSError as error:
            message = f"the extraction process cannot be started: {error}"
            raise ExtractionError(message, reason=Reason.EXTRACTOR_CRASHED) from error

    def _serving(self) -> queue.SimpleQueue[tuple[Callable[[], _Worker], Future[_Worker]]]:
        with self._lock:
            if self._jobs is None or self._owner != os.getpid():  # first use, or after a fork
                jobs: queue.SimpleQueue[tuple[Callable[[], _Worker], Future[_Worker]]] = queue.SimpleQueue()
                name = "archivist-worker-starter"
                threading.Thread(target=_serve, args=(jobs,), name=name, daemon=True).start()
                self._jobs, self._owner = jobs, os.getpid()
            return self._jobs


def _serve(jobs: queue.SimpleQueue[tuple[Callable[[], _Worker], Future[_Worker]]]) -> None:
    while True:
        job, future = jobs.get()
        try:
            future.set_result(job())
        except BaseException as error:  # noqa: BLE001  it belongs to the thread that waits
            future.set_exception(error)


_STARTER = _Starter()


def _environment() -> dict[str, str]:
    """The parent's environment with our package found first and one thread per library.

    ``-P`` keeps the current folder off the module path: files lying there are never run.
    """
    environment = {
        name: value
        for name, value in os.environ.items()
        if name not in ("PYTHONWARNINGS", "PYTHONSTARTUP", "PYTHONINSPECT", "PYTHONDEVMODE")
    }
    root = str(Path(__file__).resolve().parents[2])
    given = [entry for entry in environment.get("PYTHONPATH", "").split(os.pathsep) if entry]
    paths = [root, *(os.path.abspath(entry) for entry in given)]  # noqa: PTH100  (worker stands in /)
    environment.update(
        PYTHONPATH=os.pathsep.join(dict.fromkeys(paths)),
        PYTHONUTF8="1",
        OMP_THREAD_LIMIT="1",
        MALLOC_ARENA_MAX="1",
        RUST_BACKTRACE="0",
    )
    return environment


def _drain(pipe: int) -> bytes:
    """Everything that waits in a non-blocking pipe."""
    found = bytearray()
    while True:
        try:
            chunk = os.read(pipe, 65536)
        except BlockingIOError:
            return bytes(found)
        if not chunk:
            return bytes(found)
        found += chunk


def _close(close: Callable[[], None]) -> None:
    try:
        close()
    except OSError:  # a request that was still buffered for a dead worker
        return
