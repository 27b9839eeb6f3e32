"""``archivist doctor``: what is missing on this machine, and how to get it."""

from __future__ import annotations

from archivist.errors import ArchiveNotFound, ExitCode
from archivist_cli import machine, machine_formats
from archivist_cli.command import define, paragraphs, pass_session
from archivist_cli.i18n import mark, translate
from archivist_cli.machine import Finding, State
from archivist_cli.output import Writer
from archivist_cli.session import Session
from archivist_cli.table import pad, printable, width_of, wrap

_STATES = {State.GOOD: mark("good"), State.NOTE: mark("note"), State.MISSING: mark("missing")}
_COLOURS = {State.GOOD: "green", State.NOTE: "yellow", State.MISSING: "red"}


@define(
    "doctor",
    help=paragraphs(
        mark("Look at this machine and at the archive: what is there, what is missing, how to get it."),
        mark("Ends with code 3 when something is missing. Nothing is changed."),
    ),
    reads=True,
)
@pass_session
def command(session: Session) -> int:
    """Look, and write each finding."""
    findings = [*machine.program(), *machine_formats.formats(), *machine.terminal()]
    try:
        findings += machine.archive(session.place().path)
    except ArchiveNotFound:
        findings.append(
            Finding(
                name="archive",
                title=translate(mark("Archive")),
                state=State.NOTE,
                text=translate(mark("none is named, so none was looked at")),
                advice="archivist --archive … doctor",
            )
        )
    missing = sum(finding.state is State.MISSING for finding in findings)
    writer = session.writer
    if session.json:
        for finding in findings:
            writer.record(
                "finding",
                {
                    "name": finding.name,
                    "state": finding.state,
                    "text": finding.text,
                    "advice": finding.advice,
                },
            )
        writer.record("summary", {"missing": missing})
    else:
        _write(writer, findings)
        done = mark("Something is missing; see above what to do.") if missing else mark("Nothing is missing.")
        writer.remark(translate(done))
    return ExitCode.PARTIAL if missing else ExitCode.DONE


def _write(writer: Writer, findings: list[Finding]) -> None:
    states = {state: translate(text) for state, text in _STATES.items()}
    first = max(width_of(text) for text in states.values())
    second = min(24, max(width_of(finding.title) for finding in findings))
    indent = first + second + 4
    for finding in findings:
        state = writer.style(pad(states[finding.state], first), fg=_COLOURS[finding.state])
        lines = wrap(printable(finding.text), writer.width - indent)
        if finding.advice and finding.state is not State.GOOD:
            lines += wrap(f"→ {finding.advice}", writer.width - indent)
        writer.line(f"{state}  {pad(finding.title, second)}  {lines[0]}")
        for line in lines[1:]:
            writer.line(" " * indent + line)
