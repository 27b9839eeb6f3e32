"""One warm extraction worker for hundreds of short-lived processes.

The real worker pool, served over a socket by a process of its own: what is killed is the
archive's process, and starting a worker for each of them would take most of the time.
"""

from __future__ import annotations

import os
import signal
import socket
from dataclasses import replace
from pathlib import Path

from archivist import fsio
from archivist.errors import ExtractionError
from archivist.extract import wire
from archivist.extract.limits import Limits, for_recognition
from archivist.extract.ocr_records import HeadZone, OcrTask, RecognisedPage
from archivist.extract.pool import WorkerPool
from archivist.extracted import Extracted


class WarmPool:
    """Stands where a `WorkerPool` stands, and asks the one that serves at `address`."""

    def __init__(self, address: Path) -> None:
        self._address = address

    def extract(self, path: Path, *, parts_dir: Path, file_name: str) -> Extracted:
        """As `WorkerPool.extract`."""
        with socket.socket(socket.AF_UNIX) as connection:
            connection.connect(str(self._address))
            request = {"path": str(path), "parts_dir": str(parts_dir), "file_name": file_name}
            connection.sendall(wire.pack(request))
            answer = _receive(connection)
        if "extracted" in answer:
            return wire.decode(answer["extracted"])
        raise ExtractionError(str(answer["message"]), reason=str(answer["reason"]))

    def read_head(self, task: OcrTask) -> HeadZone:
        """As `WorkerPool.read_head`."""
        return wire.decode_as(HeadZone, self._asked("head", task))

    def read_page(self, task: OcrTask) -> RecognisedPage:
        """As `WorkerPool.read_page`."""
        return wire.decode_as(RecognisedPage, self._asked("page", task))

    def _asked(self, what: str, task: OcrTask) -> object:
        with socket.socket(socket.AF_UNIX) as connection:
            connection.connect(str(self._address))
            connection.sendall(wire.pack({"ocr": what, "of": wire.encode(task)}))
            answer = _receive(connection)
        if "read" in answer:
            return answer["read"]
        raise ExtractionError(str(answer["message"]), reason=str(answer["reason"]))

    def close(self) -> None:
        """Nothing to close: the server goes on."""


def _receive(connection: socket.socket) -> dict[str, object]:
    with connection.makefile("rb") as stream:
        length = wire.body_length(stream.read(wire.PREFIX_BYTES))
        return dict(wire.unpack(stream.read(length)))


class Server:
    """The process that serves; a context manager for its life."""

    def __init__(self, address: Path) -> None:
        self.address = address
        listener = socket.socket(socket.AF_UNIX)
        listener.bind(str(address))
        listener.listen()
        self._pid = os.fork()
        if self._pid == 0:
            _serve(listener)
        listener.close()

    def __enter__(self) -> Server:
        return self

    def __exit__(self, *_: object) -> None:
        os.kill(self._pid, signal.SIGTERM)
        os.waitpid(self._pid, 0)


def _serve(listener: socket.socket) -> None:
    with WorkerPool(Limits()) as pool, WorkerPool(for_recognition()) as recognisers:
        desk = _Desk(pool, recognisers)
        while True:
            connection, _ = listener.accept()
            with connection:
                try:
                    answer = desk.answer(_receive(connection))
                except ExtractionError as error:
                    answer = {"reason": error.reason, "message": error.message}
                connection.sendall(wire.pack(answer))


class _Desk:
    """Has requests answered. A page that was read before is not read again: the same bytes say the same."""

    def __init__(self, pool: WorkerPool, recognisers: WorkerPool) -> None:
        self._pool = pool
        self._recognisers = recognisers
        self._read: dict[tuple[str, str, str], dict[str, object]] = {}

    def answer(self, request: dict[str, object]) -> dict[str, object]:
        """The answer to one request; raises `ExtractionError` as the pool does."""
        if "ocr" in request:
            return {"read": self._recognised(str(request["ocr"]), wire.decode_as(OcrTask, request["of"]))}
        extracted = self._pool.extract(
            Path(str(request["path"])),
            parts_dir=Path(str(request["parts_dir"])),
            file_name=str(request["file_name"]),
        )
        return {"extracted": wire.encode(extracted)}

    def _recognised(self, what: str, task: OcrTask) -> dict[str, object]:
        key = what, fsio.hash_file(Path(task.path)), repr(replace(task, path=""))
        if key not in self._read:
            pool = self._recognisers
            read = pool.read_head(task) if what == "head" else pool.read_page(task)
            self._read[key] = wire.encode(read)
        return self._read[key]
