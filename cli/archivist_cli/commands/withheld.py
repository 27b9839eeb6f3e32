"""``archivist withheld``: numbers of documents that bear a State-secret mark and are kept elsewhere."""

from __future__ import annotations

from archivist.settings import REGISTER_NUMBER_ONLY
from archivist_cli.command import define, paragraphs, pass_session
from archivist_cli.i18n import mark, translate, translate_count
from archivist_cli.output import moment_text, short
from archivist_cli.session import Session
from archivist_cli.table import pad, printable, width_of


@define(
    "withheld",
    help=paragraphs(
        mark("List the numbers of documents that bear a State-secret mark and were not kept here."),
        mark(
            "Numbers are noted only where archive.toml says filing.secrecy = “register-number-only”. Secret and "
            "open documents share one series of numbers: the list tells why a number is missing. Nothing else "
            "of such a document is kept."
        ),
    ),
    reads=True,
)
@pass_session
def command(session: Session) -> None:
    """Write one line for each."""
    with session.open("r") as archive:
        entries = archive.withheld()
        policy = archive.settings.secrecy
    writer = session.writer
    if session.json:
        for entry in entries:
            fields = {"id": entry.id, "number": entry.number, "at": entry.at.isoformat(), "by": entry.by}
            writer.record("withheld", fields)
        writer.record("summary", {"total": len(entries)})
        return
    unread = translate(mark("(number not read for certain)"))
    numbers = [printable(entry.number) or unread for entry in entries]
    column = max(map(width_of, numbers), default=0)
    for entry, number in zip(entries, numbers, strict=True):
        writer.line(f"{short(entry.id)}  {pad(number, column)}  {moment_text(entry.at)}")
    if entries:
        writer.remark(translate_count("{count} number noted", "{count} numbers noted", len(entries)))
    elif policy == REGISTER_NUMBER_ONLY:
        writer.remark(translate(mark("No document with a mark has come.")))
    else:
        writer.remark(translate(mark("This archive notes no numbers of documents that bear a mark.")))
