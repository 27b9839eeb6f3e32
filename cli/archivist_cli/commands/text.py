"""``archivist text``: the stored text of a document."""

from __future__ import annotations

import click

from archivist_cli import present
from archivist_cli.command import argument, define, paragraphs, pass_session
from archivist_cli.i18n import mark, translate
from archivist_cli.session import Session
from archivist_cli.table import printable_block


@define(
    "text",
    help=paragraphs(
        mark("Show the text that was read from a document; it is what searches look through."),
        mark("In a pipe the pages are separated by form feeds."),
    ),
    reads=True,
)
@argument("document", metavar=mark("DOCUMENT"), help=mark("id (its first characters), number or path"))
@pass_session
def command(session: Session, document: str) -> None:
    """Write the text: paged on a terminal, as it is in a pipe."""
    with session.open("r") as archive:
        found = archive.resolve(document)
        text = archive.text(found.id)
    if session.json:
        pages = text.split("\f")
        session.writer.record("text", {"document": found.id, "text_state": found.text_state, "pages": pages})
    elif session.writer.on_terminal:
        click.echo_via_pager(_paged(present.heading(found), text))
    else:
        click.echo(text, nl=not text.endswith("\n"))


def _paged(heading: str, text: str) -> str:
    pages = text.split("\f")
    parts = [heading]
    for number, page in enumerate(pages, start=1):
        if len(pages) > 1:
            where = translate(mark("page {page}")).format(page=number)
            parts.append(f"──── {where} ────")
        parts.append(printable_block(page))
    return "\n\n".join(parts) + "\n"
