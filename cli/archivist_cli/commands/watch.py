"""``archivist watch``: file what arrives in the inbox."""

from __future__ import annotations

import signal
import sys
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING

import click

from archivist.errors import ExitCode
from archivist.model import Outcome
from archivist_cli import present, records
from archivist_cli.command import argument, define, option, paragraphs, pass_session
from archivist_cli.commands.add import NOT_FILED, summarize
from archivist_cli.i18n import mark, translate, translate_count
from archivist_cli.output import path_fields, path_text
from archivist_cli.session import Session
from archivist_cli.wording import in_words

if TYPE_CHECKING:
    from archivist import Archive
    from archivist.watch import WatchStatus


@define(
    "watch",
    help=paragraphs(
        mark(
            "File whatever is dropped into the inbox, until it is stopped (Ctrl-C, or SIGTERM for a service)."
        ),
        mark(
            "A file is taken when it is complete. Filed ones move to .filed in the inbox, failed ones to "
            ".failed with a note that says why, ones with a State-secret mark to .refused."
        ),
        mark("With --once it files what is there and ends: with code 3 when some were not filed."),
    ),
    reads=True,
)
@argument(
    "inbox",
    required=False,
    type=click.Path(path_type=Path),
    metavar=mark("[FOLDER]"),
    help=mark("the inbox (else: the one in archive.toml)"),
)
@option("--once", is_flag=True, help=mark("file what is there, then end"))
@pass_session
def command(session: Session, inbox: Path | None, once: bool) -> int:
    """Watch, and write one line for each file."""
    counts: Counter[Outcome] = Counter()
    with session.open("rw") as archive, _stopping() as stop:
        results = archive.watch(
            inbox, stop_event=stop.event, once=once, started=lambda status: _begin(session, status, once=once)
        )
        for place, result in enumerate(results, start=1):
            counts[result.outcome] += 1
            if session.json:
                fields = records.result_fields(result, archive.root)
                session.writer.record("filing", {"place": place, **fields})
            elif not session.quiet or result.outcome in NOT_FILED:
                present.filing_line(session.writer, result, place=place)
        waiting = _still_waiting(archive, inbox) if once else 0
    if stop.interrupted and sys.stderr.isatty():
        session.writer.remark("")  # the cursor stands behind ^C
    summarize(session, counts)
    if waiting and not session.json:
        text = translate_count(
            "{count} file is left in the inbox; see why with: archivist inbox",
            "{count} files are left in the inbox; see why with: archivist inbox",
            waiting,
        )
        session.writer.remark(text)
    if stop.interrupted:
        return ExitCode.INTERRUPTED
    if once and any(counts[outcome] for outcome in NOT_FILED):
        return ExitCode.PARTIAL
    return ExitCode.DONE


def _still_waiting(archive: Archive, inbox: Path | None) -> int:
    """How many files lie in the inbox that no pass could take yet."""
    return sum(entry.state != "ignored" for entry in archive.inbox_status(inbox).files)


def _begin(session: Session, status: WatchStatus, *, once: bool) -> None:
    """Say how the inbox is watched."""
    writer = session.writer
    if session.json:
        fields = {"mode": status.mode, "why": status.why, "online": status.online, "pid": status.pid}
        writer.record("watch", {**path_fields(status.inbox, "inbox"), **fields})
        return
    writer.remark(translate(mark("Inbox: {inbox}")).format(inbox=path_text(status.inbox)))
    if not once:
        writer.remark(mode_text(status.mode, status.why))
    if not status.online:
        writer.remark(translate(mark("The inbox cannot be reached now; waiting until it is back.")))


def mode_text(mode: str, why: str) -> str:
    """How an inbox is watched, in words."""
    if mode == "polling":
        text = translate(mark("It is looked through at intervals (polling)."))
        return f"{text} {in_words(why)}".rstrip()
    return translate(mark("The system reports new files at once (events)."))


class _Stop:
    """How a watcher is asked to end."""

    def __init__(self) -> None:
        self.event = threading.Event()
        self.interrupted = False


@contextmanager
def _stopping() -> Iterator[_Stop]:
    """SIGTERM and the first Ctrl-C let the file at hand be finished; a second Ctrl-C ends at once."""
    stop = _Stop()
    if threading.current_thread() is not threading.main_thread():
        yield stop
        return

    def ask(number: int, frame: FrameType | None) -> None:
        stop.event.set()
        if number == signal.SIGINT:
            stop.interrupted = True
            signal.signal(signal.SIGINT, signal.default_int_handler)

    before = {number: signal.signal(number, ask) for number in (signal.SIGTERM, signal.SIGINT)}
    try:
        yield stop
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
