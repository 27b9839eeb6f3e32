"""Prepare one file for filing: detect, extract, read the head, decide. Nothing is stored here.

Owns: the order of the stages and the one place where a failure to read becomes a `Reason`.
Must not: write into the archive, take a lock, or know a catalogue or an index.

``path ─worker: detect, extract─> Extracted ─read_fields─> Fields ─decide─> Decision``
"""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Mapping
from dataclasses import field, replace
from pathlib import Path
from types import MappingProxyType
from typing import Protocol

from archivist.authorities.register import IssuerRegister
from archivist.classify import Decision, Policy, decide
from archivist.directive.marks import MarkFinding, find_mark
from archivist.directive.marks_beside import any_marked
from archivist.directive.reader import ReadContext, read_fields, secrecy_reading
from archivist.errors import ExtractionError
from archivist.extracted import Extracted
from archivist.lazyclass import dataclass
from archivist.model import Defaults, FieldName, Fields, Reason, Secrecy

_NO_TIMES: Mapping[str, float] = MappingProxyType({})


class Extractor(Protocol):
    """What the pipeline needs of a worker pool."""

    def extract(self, path: Path, *, parts_dir: Path, file_name: str) -> Extracted:
        """Detect and extract one file; raise `ExtractionError` with a reason when that fails."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """What is known of a file besides its bytes.

    Attributes:
        file_name: name as received, NFC.
        folder: path below the inbox, without the name; empty when added by hand.
        defaults: what the inbox folder or the caller says of it.
        received_on: local date of arrival.
        issuers: the archive's authority file.
        path: where it came from; folders it lay in may be named after a mark.
    """

    file_name: str
    folder: str = ""
    path: str = ""
    defaults: Defaults = field(default_factory=Defaults)
    received_on: dt.date | None = None
    issuers: IssuerRegister | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Prepared:
    """A file that was read.

    Attributes:
        extracted: pages and facts.
        fields: the head as read.
        mark: result of the secrecy test.
        decision: what shall become of it.
        stage_ms: stage name → wall time in milliseconds.
    """

    extracted: Extracted
    fields: Fields
    mark: MarkFinding
    decision: Decision
    stage_ms: Mapping[str, float] = field(default_factory=lambda: _NO_TIMES)


@dataclass(frozen=True, slots=True, kw_only=True)
class Unprepared:
    """A file that could not be read: the reason and one sentence about it."""

    reason: Reason
    message: str


_FOLDERS = 3
"""Last parts of a path that may tell of a mark: "MẬT/2024/ke hoach.docx"."""


def with_parts(mark: MarkFinding, extracted: Extracted, *, file_name: str, path: str) -> MarkFinding:
    """The worst of what is known of the file itself, of the files inside it, and of what it is named.

    A marked document may be kept neither alone nor in a ZIP archive or a mail. A name that says so is no
    mark, but no clearance either.
    """
    inside = {part.secrecy for part in extracted.attachments}
    if mark.secrecy is not Secrecy.MARKED and Secrecy.MARKED.value in inside:
        return replace(mark, secrecy=Secrecy.MARKED, why="a file inside bears a mark")
    if mark.secrecy is Secrecy.NONE and Secrecy.NOT_CHECKED.value in inside:
        return replace(mark, secrecy=Secrecy.NOT_CHECKED, why="a file inside could not be checked")
    if mark.secrecy is Secrecy.NONE:
        inner = (part.received_as for part in extracted.attachments)
        facts = (extracted.metadata.get(key, "") for key in ("title", "subject"))
        if any_marked((file_name, *Path(path).parts[-_FOLDERS:], *inner, *facts)):
            return replace(mark, secrecy=Secrecy.NOT_CHECKED, why=_NAMED)
    return mark


def with_secrecy(fields: Fields, mark: MarkFinding) -> Fields:
    """The fields with what is known beyond the pages, so that the record and the review say why it is held."""
    if fields.value(FieldName.SECRECY) == mark.secrecy.value:
        return fields
    readings = {**fields.readings, FieldName.SECRECY: secrecy_reading(mark)}
    return replace(fields, readings=MappingProxyType(readings))


_NAMED = "the name or a property of the file says that it bears a mark"


def prepare(
    path: Path, *, extractor: Extractor, source: Source, parts_dir: Path, policy: Policy
) -> Prepared | Unprepared:
    """Read one file and decide what shall become of it.

    Args:
        path: the staged copy; it is only read.
        extractor: pool of worker processes.
        source: what is known of the file besides its bytes.
        parts_dir: empty folder on the archive's file system for attachments.
        policy: thresholds and the secrecy policy.

    Returns:
        `Prepared`, or `Unprepared` when the file is damaged, encrypted, of no supported type,
        or beyond a limit.
    """
    started = time.perf_counter()
    try:
        extracted = extractor.extract(path, parts_dir=parts_dir, file_name=source.file_name)
    except ExtractionError as error:
        return Unprepared(reason=Reason(error.reason), message=error.message)
    read_from = time.perf_counter()
    # The secrecy test comes first: of a marked document not even a subject may be formed.
    mark = with_parts(find_mark(extracted), extracted, file_name=source.file_name, path=source.path)
    context = ReadContext(
        file_name=source.file_name,
        folder=source.folder,
        defaults=source.defaults,
        received_on=source.received_on,
        issuers=source.issuers,
    )
    fields = with_secrecy(read_fields(extracted, context), mark)
    if extracted.layered:
        from archivist.recognised import lowered

        fields = lowered(fields, {}, layered=extracted.layered)
    decision = decide(fields, extracted, mark, policy)
    done = time.perf_counter()
    times = MappingProxyType({"extract": (read_from - started) * 1000, "read": (done - read_from) * 1000})
    return Prepared(extracted=extracted, fields=fields, mark=mark, decision=decision, stage_ms=times)
