"""The audit log: who did what, when and why, in lines that are only ever appended.

Owns: ``audit/<year>-<month>.jsonl``, the chain of hashes through all months, setting aside a
line that a crash left torn, and finding events again.
Must not: take locks (whoever appends holds the writer lock) or be used for diagnostics.

Each line carries the SHA-256 of the line before it (without its newline), the first line of a
month that of the last line of the month before. So a line cannot be altered, removed or
inserted without breaking the chain. The chain proves order, not honesty: who may write the
file can write it anew. An office that needs more prints or signs the month's last hash.
"""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import field
from pathlib import Path
from types import MappingProxyType

from archivist import fsio
from archivist.errors import RecordDamaged
from archivist.fsio import storage_errors
from archivist.jsonio import JsonObject, dump_line, moment_text
from archivist.layout import Layout
from archivist.lazyclass import dataclass
from archivist.lazypattern import late_pattern
from archivist.model import Problem, Severity

GENESIS = "0" * 64
"""What the very first line carries as the hash of the line before it."""

TORN = "torn-line-set-aside"
"""Action of the line that notes a torn line; its key is the name of the file it lies in."""

_EMPTY: Mapping[str, str] = MappingProxyType({})
_MONTH = late_pattern(r"\d{4}-\d{2}\.jsonl")
_TAIL = 64 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditEvent:
    """One line of the log.

    Attributes:
        at: aware time.
        by: who (a person's name, or the user the process ran as).
        action: what: ``filed``, ``received``, ``revised``, ``withdrawn``, …
        document_id: what it was done to (id of a document or of a quarantined file).
        revision: revision after the change; 0 when that says nothing.
        why: the reason a person gave.
        key: tells this event from others with the same action, document and revision (id of a
            receipt); an event with the same four is never written twice.
        extra: further facts, short texts.
    """

    at: dt.datetime
    by: str
    action: str
    document_id: str = ""
    revision: int = 0
    why: str = ""
    key: str = ""
    extra: Mapping[str, str] = field(default_factory=lambda: _EMPTY)

    @property
    def identity(self) -> tuple[str, str, int, str]:
        """What makes two events the same event."""
        return (self.action, self.document_id, self.revision, self.key)


# ------------------------------------------------------------------------------- writing


def append(layout: Layout, event: AuditEvent) -> bool:
    """Append an event durably, unless the same event is in the last two months already.

    The caller holds the writer lock.

    Returns:
        False when it was there already (a repeated attempt after a crash).

    Raises:
        StorageError: the disk is full, read-only or failing. What was written of the line is set
            aside by the next `append` or `repair`.
    """
    repair(layout)
    if event.key and _first(find(layout, *event.identity[:3], key=event.key)) is not None:
        return False
    if not event.key and _first(e for e in find(layout, *event.identity[:3]) if not e.key) is not None:
        return False
    _append(layout, event)
    return True


def _append(layout: Layout, event: AuditEvent) -> None:
    files = _files(layout)
    name = f"{event.at.astimezone(dt.UTC):%Y-%m}.jsonl"
    # A clock that was set back must not make the chain jump back to an earlier file.
    path = max(files[-1], layout.audit / name) if files else layout.audit / name
    previous = _last_hash(files)
    line = dump_line(_event_json(event, previous))
    is_new = not path.exists()
    with storage_errors(path):
        descriptor = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC, 0o644)
        try:
            fsio.write_all(descriptor, line)
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
    if is_new:
        fsio.fsync_dir(layout.audit)


def repair(layout: Layout) -> tuple[Path, ...]:
    """Set aside a line that a crash left torn at the end of the log, and note it in the chain.

    The caller holds the writer lock. A torn line was never acknowledged: whatever it was to
    record is recorded again by recovery.

    Returns:
        The files set aside now.
    """
    files = _files(layout)
    set_aside = []
    for path in files[-2:]:  # a new month may have been begun behind an older program's torn line
        torn = _torn_part(path)
        if torn:
            set_aside.append(_set_aside(layout, path, torn))
    for path in sorted(layout.audit.glob("torn-*")):
        _note_torn(layout, path)
    return tuple(set_aside)


def _torn_part(path: Path) -> bytes:
    """What stands after the last whole line: no newline at its end, or no JSON in it."""
    tail = _tail(path)
    if not tail:
        return b""
    if not tail.endswith(b"\n"):
        return tail[tail.rfind(b"\n") + 1 :]
    last = tail[tail.rfind(b"\n", 0, -1) + 1 :]
    try:
        JsonObject.parse(last, path)
    except RecordDamaged:
        return last  # blocks of one line reached the disk in another order before the power failed
    return b""


def _set_aside(layout: Layout, path: Path, torn: bytes) -> Path:
    import hashlib

    keep = path.stat().st_size - len(torn)
    aside = layout.audit / f"torn-{path.stem}-{keep}-{hashlib.sha256(torn).hexdigest()[:8]}"
    fsio.replace_file(aside, torn)  # same name and content when this is a repeated attempt
    with storage_errors(path):
        os.truncate(path, keep)
        fsio.fsync_file(path)
    return aside


def _note_torn(layout: Layout, path: Path) -> None:
    if _first(find(layout, TORN, key=path.name)) is None:
        _append(layout, AuditEvent(at=dt.datetime.now(dt.UTC), by="archivist", action=TORN, key=path.name))


# ------------------------------------------------------------------------------- reading


def events(layout: Layout) -> Iterator[AuditEvent]:
    """Every event, oldest first; lines that cannot be read are left out (`verify` reports them)."""
    for path in _files(layout):
        yield from _events_of(path, path.read_bytes().splitlines(keepends=True))


def find(
    layout: Layout,
    action: str,
    document_id: str | None = None,
    revision: int | None = None,
    *,
    key: str | None = None,
    last_files: int = 2,
) -> Iterator[AuditEvent]:
    """Events of one action, newest file last; None means any.

    Args:
        layout: the archive.
        action: action looked for.
        document_id: document looked for.
        revision: revision looked for.
        key: key looked for.
        last_files: how many months to look through: recovery needs only the latest.
    """
    wanted = (action, document_id, revision, key)
    # Bytes are searched before anything is parsed: a month may hold 100,000 lines.
    needle = _needle(key or document_id or action)
    for path in _files(layout)[-last_files:]:
        with storage_errors(path):
            data = path.read_bytes()
        for event in _events_of(path, _lines_with(data, needle)):
            if all(want is None or want == have for want, have in zip(wanted, event.identity, strict=True)):
                yield event


def _needle(text: str) -> bytes:
    return dump_line({"": text})[4:-2]  # as it stands in a line, quotes included


def _lines_with(data: bytes, needle: bytes) -> Iterator[bytes]:
    at = data.find(needle)
    while at >= 0:
        start = data.rfind(b"\n", 0, at) + 1
        end = data.find(b"\n", at)
        end = len(data) if end < 0 else end + 1
        yield data[start:end]
        at = data.find(needle, end)


def _events_of(path: Path, lines: Iterable[bytes]) -> Iterator[AuditEvent]:
    for line in lines:
        try:
            yield _read_event(JsonObject.parse(line, path))
        except RecordDamaged:
            continue


def verify(layout: Layout) -> tuple[Problem, ...]:
    """Check the chain from the first line to the last.

    Returns:
        A problem (S4) for every line that cannot be read or does not carry the hash of the line
        before it.
    """
    import hashlib

    problems: list[Problem] = []
    previous = GENESIS
    for path in _files(layout):
        try:
            with storage_errors(path):
                lines = path.read_bytes().split(b"\n")
        except OSError as error:
            return (
                *problems,
                _problem(path, f"{path.name} could not be read: {error}", Severity.NOT_CHECKED),
            )
        torn = lines.pop()
        if torn:
            problems.append(_problem(path, f"{path.name}: its last line is torn"))
        for number, line in enumerate(lines, start=1):
            message = _broken(line, previous, path)
            if message:
                problems.append(_problem(path, f"{path.name}, line {number}: {message}"))
            previous = hashlib.sha256(line).hexdigest()
    return tuple(problems)


def _broken(line: bytes, previous: str, path: Path) -> str:
    try:
        record = JsonObject.parse(line, path)
        _read_event(record)
        carried = record.text("previous")
    except RecordDamaged as error:
        return f"cannot be read ({error.message})"
    return "" if carried == previous else "does not carry the hash of the line before it"


def _problem(path: Path, message: str, severity: Severity = Severity.MUST) -> Problem:
    return Problem(
        invariant="S4",
        severity=severity,
        message=f"audit log: {message}",
        path=path,
        hint="compare it with the backup; the log cannot be made anew",
    )


def _first(found: Iterable[AuditEvent]) -> AuditEvent | None:
    return next(iter(found), None)


# ------------------------------------------------------------------------- files and lines


def _files(layout: Layout) -> list[Path]:
    with storage_errors(layout.audit):
        return sorted(path for path in layout.audit.iterdir() if _MONTH.fullmatch(path.name))


def _tail(path: Path, size: int = _TAIL) -> bytes:
    """The end of a file: at least its last two line ends, or all of it."""
    with storage_errors(path), path.open("rb") as file:
        length = file.seek(0, os.SEEK_END)
        while True:
            file.seek(max(0, length - size))
            data = file.read()
            if size >= length or data.count(b"\n") >= 2:
                return data
            size *= 4


def _last_hash(files: list[Path]) -> str:
    import hashlib

    for path in reversed(files):
        lines = _tail(path).rstrip(b"\n").rsplit(b"\n", 1)
        if lines[-1]:
            return hashlib.sha256(lines[-1]).hexdigest()
    return GENESIS


def _event_json(event: AuditEvent, previous: str) -> dict[str, object]:
    values: dict[str, object] = {"at": moment_text(event.at), "by": event.by, "action": event.action}
    optional = {
        "document": event.document_id,
        "revision": event.revision,
        "why": event.why,
        "key": event.key,
        "extra": dict(event.extra),
    }
    values |= {key: value for key, value in optional.items() if value}
    return values | {"previous": previous}


def _read_event(record: JsonObject) -> AuditEvent:
    return AuditEvent(
        at=record.moment("at"),
        by=record.text("by"),
        action=record.text("action"),
        document_id=record.text("document", ""),
        revision=record.integer("revision", 0),
        why=record.text("why", ""),
        key=record.text("key", ""),
        extra=MappingProxyType(record.named_texts("extra")),
    )
