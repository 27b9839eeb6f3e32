"""Files inside a file: written under names of ours, recognised and extracted in turn.

Owns: attachments of PDF and mail; their names on disk, their limits, their problems.
Must not: use a received name as a path.
"""

from __future__ import annotations

import os
import unicodedata
from collections.abc import Iterable
from pathlib import Path, PurePosixPath
from typing import NamedTuple

from archivist.directive.marks import find_mark
from archivist.errors import ExtractionError
from archivist.extract.cleaning import clean_line
from archivist.extract.request import Request
from archivist.extracted import Attachment, Extracted
from archivist.model import Reason, Secrecy

_UNKNOWN_TYPE = "application/octet-stream"
_NAME_CHARS = 200


class Part(NamedTuple):
    """A file inside a file: received name, content, and why it could not be taken out."""

    name: str
    data: bytes
    problem: Reason | None = None


def received_name(name: str) -> str:
    """A name from a container for show: NFC, its last part only, no control characters."""
    last = PurePosixPath(name.replace("\\", "/")).name
    return clean_line(unicodedata.normalize("NFC", last))[:_NAME_CHARS]


def take_parts(
    request: Request, parts: Iterable[Part | tuple[str, bytes]]
) -> tuple[tuple[Attachment, ...], tuple[str, ...]]:
    """Write, recognise and extract attachments.

    Args:
        request: the file they are in.
        parts: received name and content of each.

    A secrecy mark in an attachment is looked for here, where its lines are known.

    Returns:
        The attachments, those of attachments after their own, and warnings. An attachment that
        cannot be read is there with its problem; it never fails the file it is in.
    """
    found: list[Attachment] = []
    warnings: list[str] = []
    total = 0
    for part in parts:
        name, data, problem = Part(*part)
        total += len(data)
        if len(found) >= request.limits.max_attachments or total > request.limits.total_bytes:
            warnings.append("some attachments were left out: there are too many, or they are too large")
            # The first of them stands for all: a part nobody looked at keeps the whole from being cleared.
            path = _write(request.parts_dir, b"")
            found.append(_attachment(path, received_name(name), 0, problem=Reason.TOO_LARGE.value))
            break
        name = received_name(name)
        if problem is not None:
            found.append(_attachment(_write(request.parts_dir, data), name, len(data), problem=problem.value))
        else:
            found += _take(request, name, data)
    return tuple(found), tuple(warnings)


def _take(request: Request, name: str, data: bytes) -> list[Attachment]:
    from archivist.extract.registry import extract_file  # an attachment may hold attachments

    path = _write(request.parts_dir, data)
    try:
        if request.depth + 1 > request.limits.max_depth:
            message = f"files are nested more than {request.limits.max_depth} deep"
            raise ExtractionError(message, reason=Reason.DECOMPRESSION_LIMIT)
        inner = extract_file(
            path,
            parts_dir=request.parts_dir,
            file_name=name,
            limits=request.limits,
            depth=request.depth + 1,
            passwords=request.passwords,
        )
    except ExtractionError as error:
        return [_attachment(path, name, len(data), problem=Reason(error.reason).value)]
    except (MemoryError, RecursionError):
        raise
    except Exception:  # noqa: BLE001  a library's bug in an attachment is the attachment's problem
        return [_attachment(path, name, len(data), problem=Reason.UNREADABLE.value)]
    return [_attachment(path, name, len(data), inner=inner), *inner.attachments]


def _write(folder: Path, data: bytes) -> Path:
    """A new file with the next free number: files are added to the folder and never taken away."""
    number = len(os.listdir(folder)) + 1  # noqa: PTH208  a count, no paths
    while True:
        path = folder / f"attachment-{number:02d}.part"
        if not path.exists():
            with path.open("xb") as file:
                file.write(data)
            return path
        number += 1


def _attachment(
    path: Path, name: str, size: int, *, inner: Extracted | None = None, problem: str = ""
) -> Attachment:
    suffix = inner.detected.suffix if inner else ".bin"
    final = path.rename(path.with_suffix(suffix))
    return Attachment(
        file=final.name,
        received_as=name or final.name,
        media_type=inner.detected.media_type if inner else _UNKNOWN_TYPE,
        size=size,
        text=inner.text if inner else "",
        problem=problem,
        secrecy=find_mark(inner).secrecy.value if inner else Secrecy.NOT_CHECKED.value,
    )
