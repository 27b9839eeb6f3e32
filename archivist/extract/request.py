"""What an extractor is asked, and what answers.

Owns: the `Request` record, the `Extractor` protocol, small helpers every extractor needs to
raise a named reason.
Must not: import a format library.
"""

from __future__ import annotations

from dataclasses import field
from pathlib import Path
from typing import NoReturn, Protocol

from archivist.errors import ExtractionError
from archivist.extract.limits import Limits
from archivist.extracted import Detected, Extracted
from archivist.lazyclass import dataclass
from archivist.model import Reason


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """One file to extract.

    Attributes:
        path: the file; it is only read.
        detected: its type by content.
        parts_dir: existing folder for attachments.
        file_name: the name it was received under, NFC.
        limits: what it may cost.
        depth: 0 for the file itself, 1 for its attachments, and so on.
        passwords: to try on it when it is encrypted; never shown.
    """

    path: Path
    detected: Detected
    parts_dir: Path
    file_name: str
    limits: Limits
    depth: int = 0
    passwords: tuple[str, ...] = field(default=(), repr=False)


class Extractor(Protocol):
    """Reads files of some media types: a plain function, value in, value out."""

    def __call__(self, request: Request) -> Extracted:
        """Extract one file.

        Raises:
            ExtractionError: with the reason the file cannot be read.
        """


def refuse(reason: Reason, message: str) -> NoReturn:
    """Raise the `ExtractionError` for ``reason``."""
    raise ExtractionError(message, reason=reason)
