"""``archivist withdraw``: take a document out of the archive."""

from __future__ import annotations

import sys

import click

from archivist.errors import UsageError
from archivist_cli import present
from archivist_cli.command import argument, define, option, paragraphs, pass_session
from archivist_cli.i18n import mark, translate
from archivist_cli.output import short
from archivist_cli.params import acting_person
from archivist_cli.session import Session


@define(
    "withdraw",
    help=paragraphs(
        mark("Remove a document that must not be kept here, such as one with a State-secret mark."),
        mark(
            "The file, its text and every version of its record are destroyed and cannot be brought back; "
            "that something was removed, when, by whom and why stays on record."
        ),
    ),
    reads=True,
)
@argument("document", metavar=mark("DOCUMENT"), help=mark("id (its first characters), number or path"))
@option("--why", required=True, metavar=mark("TEXT"), help=mark("why, for the records; name nothing secret"))
@option("--by", default=acting_person, metavar=mark("NAME"), help=mark("who says so (else: your user name)"))
@option("--yes", is_flag=True, help=mark("do not ask"))
@pass_session
def command(session: Session, document: str, why: str, by: str, yes: bool) -> None:
    """Ask, then remove."""
    with session.open("rw") as archive:
        found = archive.resolve(document)
        if not yes:
            _ask(found.id, present.heading(found))
        archive.withdraw(found.id, by=by, why=why)
    if session.json:
        session.writer.record("withdrawn", {"document": found.id})
        return
    session.writer.remark(translate(mark("Removed: {id}")).format(id=short(found.id)))


def _ask(identity: str, heading: str) -> None:
    """Let the person type the id: a mere yes is typed too easily.

    Raises:
        UsageError: nobody is there to ask, or something else was typed.
    """
    if not sys.stdin.isatty():
        raise UsageError("nobody can be asked here", hint="say --yes when you are sure")
    click.echo(heading, err=True)
    question = translate(mark("To destroy this document for ever, type {id}")).format(id=short(identity))
    if click.prompt(question, err=True).strip() != short(identity):
        raise UsageError("nothing was removed", hint="type the id as it is shown")
