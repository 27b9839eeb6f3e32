"""One warm extraction worker for hundreds of short-lived processes.

The real worker pool, served over a socket by a process of its own: what is killed is the
archive's process, and starting a worker for each of them would take most of the time.
"""

from __future__ import annotations

import os
import signal
import socket
from pathlib import Path

from archivist.errors import ExtractionError
from archivist.extract import wire
from archivist.extract.limits import Limits
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
    with WorkerPool(Limits()) as pool:
        while True:
            connection, _ = listener.accept()
            with connection:
                request = _receive(connection)
                answer: dict[str, object]
                try:
                    extracted = pool.extract(
                        Path(str(request["path"])),
                        parts_dir=Path(str(request["parts_dir"])),
                        file_name=str(request["file_name"]),
                    )
                    answer = {"extracted": wire.encode(extracted)}
                except ExtractionError as error:
                    answer = {"reason": error.reason, "message": error.message}
                connection.sendall(wire.pack(answer))
