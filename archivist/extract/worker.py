"""The child process: one file at a time, under limits, spoken to over pipes.

Owns: ``python -m archivist.extract.worker``: resource limits, the message loop, turning what
an extractor raises into a reason.
Must not: be imported by the parent, print to the message stream, or outlive its parent.

Messages are length-prefixed JSON (`wire`). The parent sends the limits once, then requests;
the worker answers each with ``{"extracted": …}``, ``{"verified": …}`` or ``{"reason": …, "message": …}``.
"""

from __future__ import annotations

import ctypes
import datetime as dt
import faulthandler
import logging
import os
import resource
import signal
import sys
import warnings
from dataclasses import replace
from pathlib import Path
from typing import IO, Any  # a decoded JSON object

from archivist.errors import ExtractionError
from archivist.extract import wire
from archivist.extract.limits import Limits
from archivist.model import Reason

_PR_SET_PDEATHSIG = 1
_OPEN_FILES = 256
_STDERR = 2


def main() -> int:
    """Serve requests until the parent closes the pipe."""
    _die_with(int(sys.argv[1]))
    requests, answers = _private_pipes()
    _quieten()
    first = _read(requests)
    if first is None:
        return 0
    limits = Limits(**first["limits"])
    _apply(limits)
    _write(answers, {"ready": os.getpid(), "peak_kib": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss})
    while (message := _read(requests)) is not None:
        _rearm_cpu(limits)
        answer = _answer(message, limits)
        try:
            _write(answers, answer)
        except MemoryError:
            _write(answers, _failed(Reason.MEMORY_LIMIT, "the answer does not fit the memory limit"))
    return 0


def _die_with(parent: int) -> None:
    """Have the kernel kill us when the parent dies, even while C code runs (prctl(2))."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:  # it died before the call above
        os._exit(0)


def _private_pipes() -> tuple[IO[bytes], IO[bytes]]:
    """Take stdin and stdout for messages; whatever a library prints goes to stderr."""
    requests = os.fdopen(os.dup(0), "rb")
    answers = os.fdopen(os.dup(1), "wb")
    with Path(os.devnull).open("rb") as null:
        os.dup2(null.fileno(), 0)
    os.dup2(_STDERR, 1)
    return requests, answers


def _quieten() -> None:
    """Ctrl-C is the parent's business; warnings and logs of libraries are nobody's."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    faulthandler.enable()
    logging.disable(logging.CRITICAL)
    warnings.simplefilter("ignore")


def _apply(limits: Limits) -> None:
    """Set the limits that hold for the life of the process."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    for which, value in (
        (resource.RLIMIT_AS, limits.memory_bytes),
        (resource.RLIMIT_FSIZE, limits.file_bytes),
        (resource.RLIMIT_NOFILE, _OPEN_FILES),
    ):
        _, hard = resource.getrlimit(which)
        ceiling = value if hard == resource.RLIM_INFINITY else min(value, hard)
        resource.setrlimit(which, (ceiling, ceiling))


def _rearm_cpu(limits: Limits) -> None:
    """Processor time counts over the life of the process: move the soft limit for each file."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    soft = int(used.ru_utime + used.ru_stime) + 1 + limits.cpu_seconds
    if hard != resource.RLIM_INFINITY:
        soft = min(soft, hard)
    resource.setrlimit(resource.RLIMIT_CPU, (soft, hard))


def _read(stream: IO[bytes]) -> dict[str, Any] | None:  # a JSON object
    prefix = stream.read(wire.PREFIX_BYTES)
    if len(prefix) < wire.PREFIX_BYTES:
        return None
    return wire.unpack(stream.read(wire.body_length(prefix)))


def _write(stream: IO[bytes], message: dict[str, Any]) -> None:  # a JSON object
    stream.write(wire.pack(message))
    stream.flush()


def _extract(message: dict[str, Any], limits: Limits) -> dict[str, Any]:  # JSON objects
    from archivist.extract.registry import extract_file

    extracted = extract_file(
        Path(message["path"]),
        parts_dir=Path(message["parts_dir"]),
        file_name=message["file_name"],
        limits=limits,
        passwords=tuple(message.get("passwords", ())),
    )
    return {"extracted": wire.encode(extracted)}


def _verify(message: dict[str, Any], _limits: Limits) -> dict[str, Any]:  # JSON objects
    from archivist.extract.verified import Verified

    try:
        from archivist.extract import signatures
    except ImportError:  # the extra archivist[sign] is not installed
        return {"verified": wire.encode(Verified(available=False))}
    verified = signatures.verify(
        Path(message["path"]),
        trust_dir=Path(message["trust_dir"]),
        at=dt.datetime.fromisoformat(message["at"]),
        passwords=tuple(message.get("passwords", ())),
    )
    return {"verified": wire.encode(verified)}


def _recognise(message: dict[str, Any], _limits: Limits) -> dict[str, Any]:  # JSON objects
    """One scanned page: its head zone, or its text."""
    from archivist.extract import ocr
    from archivist.extract.ocr_records import OcrTask

    task = replace(wire.decode_as(OcrTask, message["of"]), passwords=tuple(message.get("passwords", ())))
    return {"read": wire.encode(ocr.read_head(task) if message["task"] == "head" else ocr.read_page(task))}


def _write_searchable(message: dict[str, Any], _limits: Limits) -> dict[str, Any]:  # JSON objects
    from archivist.extract import searchable
    from archivist.extract.ocr_records import Searchable, SearchableTask

    pages = searchable.write(wire.decode_as(SearchableTask, message["of"]))
    return {"written": wire.encode(Searchable(pages=pages))}


def _unpack(message: dict[str, Any], limits: Limits) -> dict[str, Any]:  # JSON objects
    from archivist.detect import detect
    from archivist.extract import zipped
    from archivist.extract.request import Request

    path = Path(message["path"])
    request = Request(
        path=path,
        detected=detect(path),
        parts_dir=Path(message["parts_dir"]),
        file_name=message["file_name"],
        limits=limits,
    )
    return {"unpacked": wire.encode(zipped.unpack(request))}


_TASKS = {
    "extract": _extract,
    "unpack": _unpack,
    "verify": _verify,
    "head": _recognise,
    "page": _recognise,
    "searchable": _write_searchable,
}


def _answer(message: dict[str, Any], limits: Limits) -> dict[str, Any]:  # JSON objects
    try:
        return _TASKS[message.get("task", "extract")](message, limits)
    except ExtractionError as error:
        return _failed(Reason(error.reason), error.message)
    except MemoryError:
        return _failed(Reason.MEMORY_LIMIT, "reading the file needs more memory than is allowed")
    except RecursionError:
        return _failed(Reason.UNREADABLE, "the file is nested too deeply")
    except OSError as error:
        return _failed(Reason.UNREADABLE, f"the file cannot be read: {error.strerror or error}")
    except Exception as error:  # noqa: BLE001  a library's bug must not take the worker down
        reason = f"the extractor failed: {type(error).__name__}: {error}"[:500]
        return _failed(Reason.EXTRACTOR_CRASHED, reason)


def _failed(reason: Reason, message: str) -> dict[str, Any]:  # JSON object
    return {"reason": reason.value, "message": message}


if __name__ == "__main__":
    raise SystemExit(main())
