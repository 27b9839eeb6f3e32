"""Extraction workers that outlive the archive they were started for, for tests that open many.

Starting a worker takes more processor time than reading the small files of a test. In the program each
archive has workers of its own, which end with it: tests/unit/test_pool.py shows that, without this module.
"""

from __future__ import annotations

import contextlib
import json
import os
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from archivist import fsio
from archivist.extract import pool
from archivist.extract.limits import Limits
from archivist.model import Reason

_TASKS = 100
"""Files one worker reads before it is replaced, over all archives."""
_KEPT = 3
# What a test sets for the program and no reader looks at.
_NO_MATTER = ("HOME", "XDG_CONFIG_HOME", "PYTEST_CURRENT_TEST", "COLUMNS", "TERM", "PAGER", "LANGUAGE")


@contextlib.contextmanager
def lasting() -> Iterator[None]:
    """Have worker pools give idle workers on to the next pool; at the end all are stopped.

    A scanned page is recognised once: the same bytes asked in the same way are answered as before.
    """
    plain = pool._Worker
    lot = _Lot()

    class Lasting(plain):  # type: ignore[misc, valid-type]  # the class as it is now
        """A worker that is put aside instead of stopped when it has answered all it was asked."""

        def __new__(cls, limits: Limits) -> Lasting:
            kept = lot.take(_needs(limits))
            return kept if isinstance(kept, Lasting) else super().__new__(cls)

        def __init__(self, limits: Limits) -> None:
            if not hasattr(self, "asked"):  # not one that was kept
                self.asked = 0
                self.whole = True
                self.needs = _needs(limits)
                super().__init__(limits)

        def greet(self) -> None:
            if self.asked == 0:
                super().greet()

        def ask(self, message: dict[str, Any], deadline: float) -> dict[str, Any]:  # JSON objects
            page = _page(message)
            if page in lot.pages:
                return lot.pages[page]
            self.whole = False
            answer: dict[str, Any] = super().ask(message, deadline)
            self.asked += 1
            self.whole = answer.get("reason") != Reason.MEMORY_LIMIT
            if page and "read" in answer:
                lot.pages[page] = answer
            return answer

        def stop(self) -> None:
            fit = self.whole and self.asked < _TASKS and self.usable()
            if not (fit and lot.keep(self.needs, self)):
                super().stop()

    pool._Worker = Lasting  # type: ignore[misc]
    try:
        yield
    finally:
        pool._Worker = plain  # type: ignore[misc]
        for worker in lot.close():
            plain.stop(worker)


def _needs(limits: Limits) -> tuple[object, ...]:
    """Two pools with the same of this can use the same worker."""
    environment = {
        name: value
        for name, value in os.environ.items()
        if name not in _NO_MATTER and not name.startswith("ARCHIVIST_")
    }
    return (limits, os.getpid(), tuple(sorted(environment.items())))


def _page(message: dict[str, Any]) -> str:  # JSON objects
    """What decides how a scanned page is read: its file's bytes and how it is to be read; empty for other tasks."""
    if message.get("task") not in ("head", "page"):
        return ""
    how = {name: value for name, value in message["of"].items() if name != "path"}
    try:
        held = fsio.hash_file(Path(message["of"]["path"]))
    except OSError:  # the worker says what is wrong
        return ""
    return json.dumps([message["task"], held, how, message.get("passwords")], sort_keys=True)


class _Lot:
    """The workers that wait, and the pages they have read: recognising one takes seconds."""

    def __init__(self) -> None:
        self.pages: dict[str, dict[str, Any]] = {}  # JSON objects
        self._lock = threading.Lock()
        self._waiting: list[tuple[object, pool._Worker]] = []
        self._open = True

    def take(self, needs: object) -> pool._Worker | None:
        with self._lock:
            for place, (had, worker) in enumerate(self._waiting):
                if had == needs and worker.usable():
                    del self._waiting[place]
                    return worker
        return None

    def keep(self, needs: object, worker: pool._Worker) -> bool:
        with self._lock:
            fits = self._open and len(self._waiting) < _KEPT
            if fits:
                self._waiting.append((needs, worker))
            return fits

    def close(self) -> list[pool._Worker]:
        with self._lock:
            self._open = False
            workers = [worker for _, worker in self._waiting]
            self._waiting.clear()
            return workers
