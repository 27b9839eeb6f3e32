"""Segments made by several processes for one commit.

Owns: those processes and what is said to them. The caller has locked the index, works beside them
and commits what came of all; until then nobody looks at the files. Must not: commit, or choose fields.

Each process reads batches of documents and makes segments of them (`making`). A batch is a line of JSON and the
texts as they are: to write and read a text as JSON would take as long as a tenth of indexing it. A line
``null`` ends the work; when its input ends without one, it leaves without writing: the caller died or
gave up. What it wrote before is removed by a later commit, like every file no table names.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import errno
import json
import os
import queue
import subprocess
import sys
import threading
from collections.abc import Iterable, Sequence
from contextlib import suppress
from itertools import islice
from pathlib import Path
from typing import IO, Any, Final, Protocol

from archivist.search.records import IndexDocument

_BATCH: Final = 50
_NAMES: Final = tuple(field.name for field in dataclasses.fields(IndexDocument) if field.name != "text")
_DAYS: Final = frozenset({"issued", "issued_last", "filed_on"})
_BROKEN: Final = "surrogatepass"
"""A broken letter in a text arrives as it was sent."""

Made = tuple[str, int]
"""Name of a segment, and how many documents it holds."""


def encode_batch(documents: Sequence[IndexDocument]) -> bytes:
    """What `read_batch` reads."""
    texts = [document.text.encode("utf-8", _BROKEN) for document in documents]
    rows = [
        [len(text), *(_plain(getattr(document, name)) for name in _NAMES)]
        for document, text in zip(documents, texts, strict=True)
    ]
    return b"".join((json.dumps(rows, separators=(",", ":")).encode(), b"\n", *texts))


def _plain(value: object) -> object:
    return value.toordinal() if isinstance(value, dt.date) else value


def read_batch(stream: IO[bytes]) -> list[IndexDocument] | None:
    """Documents of the next batch; None for the line that ends the work.

    Raises:
        EOFError: the input ends where something should come.
    """
    line = stream.readline()
    if not line.endswith(b"\n"):
        raise EOFError
    rows = json.loads(line)
    return None if rows is None else [_document(row, stream) for row in rows]


def _document(row: Sequence[Any], stream: IO[bytes]) -> IndexDocument:
    size, *plain = row
    text = stream.read(size)
    if len(text) < size:
        raise EOFError
    values = dict(zip(_NAMES, plain, strict=True))
    for name in _DAYS:
        values[name] = None if values[name] is None else dt.date.fromordinal(values[name])
    for name, value in values.items():
        if isinstance(value, list):
            values[name] = tuple(value)
    return IndexDocument(text=text.decode("utf-8", _BROKEN), **values)


# ---------------------------------------------------------------------------- the caller


class _Helper:
    """One process, and the thread that feeds it."""

    def __init__(self, folder: Path, memory: int, todo: queue.Queue[bytes | None]) -> None:
        self.failed = False
        self._todo = todo
        self._process = subprocess.Popen(
            [sys.executable, "-P", "-m", "archivist.search.segment_worker", str(folder), str(memory)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            process_group=0,
        )
        self._thread = threading.Thread(target=self._feed, daemon=True)
        self._thread.start()

    def _feed(self) -> None:
        while (line := self._todo.get()) is not None:
            if not self.failed:
                try:
                    self._stdin.write(line)
                except (
                    OSError
                ):  # it died; the lines are taken all the same, or the caller would wait for ever
                    self.failed = True

    @property
    def _stdin(self) -> IO[bytes]:
        assert self._process.stdin is not None
        return self._process.stdin

    def end(self) -> None:
        """Say that nothing more comes."""
        self._thread.join()
        with suppress(OSError):
            self._stdin.write(b"null\n")
            self._stdin.close()

    def made(self) -> list[Made]:
        """What was made, once it is written.

        Raises:
            OSError: the process failed.
        """
        assert self._process.stdout is not None
        answer = self._process.stdout.read()
        code = self._process.wait()
        found = json.loads(answer) if answer else {}
        if self.failed or code or "segments" not in found:
            number = found.get("errno") or errno.EIO
            raise OSError(number, found.get("error") or f"a process that makes segments ended with {code}")
        return [(name, documents) for name, documents in found["segments"]]

    def stop(self) -> None:
        """Give up, whatever it is doing."""
        self._process.kill()
        self._process.wait()
        self._thread.join()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                with suppress(OSError):
                    pipe.close()


class Here(Protocol):
    """What indexes documents in this process."""

    def add(self, document: IndexDocument) -> None:
        """Take one."""

    def finish(self) -> None:
        """Write what is left."""


def make_segments(
    folder: Path, documents: Iterable[IndexDocument], *, helpers: int, memory: int, here: Here
) -> list[Made]:
    """Make segments of documents in several processes; nothing of it is durable yet.

    Whoever has nothing to do gets the next documents; when all others have enough, this process works itself.

    Args:
        folder: where the files go.
        documents: taken one by one, in this thread.
        helpers: processes beside this one.
        memory: postings each of them gathers before a segment is written, bytes.
        here: what works in this one.

    Returns:
        What the helpers made.

    Raises:
        OSError: a process failed; the files it left belong to nothing.
    """
    todo: queue.Queue[bytes | None] = queue.Queue(maxsize=2 * helpers)
    started: list[_Helper] = []
    try:
        for _ in range(helpers):
            started.append(_Helper(folder, memory, todo))
        source = iter(documents)
        while (batch := list(islice(source, _BATCH))) and not any(helper.failed for helper in started):
            if todo.full():
                for document in batch:
                    here.add(document)
            else:
                todo.put(encode_batch(batch))
        _end(todo, helpers)
        for helper in started:
            helper.end()
        here.finish()
        return [made for helper in started for made in helper.made()]
    except BaseException:
        _end(todo, helpers)
        raise
    finally:
        for helper in started:
            helper.stop()


def _end(todo: queue.Queue[bytes | None], helpers: int) -> None:
    for _ in range(helpers):
        todo.put(None)


def processors() -> int:
    """Processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
