"""``archivist passwords``: passwords that are tried on encrypted files."""

from __future__ import annotations

import sys

import click

from archivist.errors import ExitCode, UsageError
from archivist_cli.command import Group, global_options, option, paragraphs, pass_session
from archivist_cli.i18n import mark, translate, translate_count
from archivist_cli.params import acting_person
from archivist_cli.session import Session

_BY = mark("who says so (else: your user name)")


@click.group(
    "passwords",
    cls=Group,
    invoke_without_command=True,
    help=paragraphs(
        mark("Passwords that are tried on encrypted PDF files. They are never shown, only counted."),
        mark(
            "A file that one of them opens is read and filed; it is stored encrypted, as it was received, and "
            "its text lies in the archive. Nothing is recorded about which password it was."
        ),
        mark("Without a further word: say how many there are."),
    ),
)
@global_options(hidden=True, reads=True)
@click.pass_context
def command(ctx: click.Context) -> None:
    """Count when no sub-command is given."""
    if ctx.invoked_subcommand is None:
        _count(ctx.ensure_object(Session))


@command.command("count", help=mark("say how many there are"))
@global_options(hidden=True, reads=True)
@pass_session
def count_passwords(session: Session) -> None:
    """Count them."""
    _count(session)


def _count(session: Session) -> None:
    with session.open("r") as archive:
        number = archive.passwords.count()
    if session.json:
        session.writer.record("passwords", {"count": number})
        return
    session.writer.line(translate_count("{count} password", "{count} passwords", number))
    if not number:
        session.writer.remark(translate(mark("Add one with: archivist passwords add")))


@command.command(
    "add",
    help=paragraphs(
        mark("Add a password. It is asked for without showing it, or read from standard input (one line)."),
        mark("It is no argument: arguments are kept by the shell and seen by other users."),
    ),
)
@option("--by", default=acting_person, metavar=mark("NAME"), help=_BY)
@global_options(hidden=True, reads=False)
@pass_session
def add_password(session: Session, by: str) -> None:
    """Add one."""
    password = _asked()
    with session.open("rw") as archive:
        added = archive.passwords.add(password, by=by)
        number = archive.passwords.count()
        locked = sum(1 for entry in archive.quarantined() if entry.reason.value == "encrypted")
    if session.json:
        session.writer.record("passwords", {"count": number, "added": added})
        return
    told = mark("The password was added.") if added else mark("This password was there already.")
    session.writer.line(translate(told))
    if locked:
        session.writer.remark(
            translate_count(
                "{count} encrypted file is put aside; read it again with: archivist quarantine release ID",
                "{count} encrypted files are put aside; read them again with: archivist quarantine release ID",
                locked,
            )
        )


@command.command("remove", help=mark("remove one password (asked for like with add), or all of them"))
@option("--all", "every", is_flag=True, help=mark("remove all passwords"))
@option("--by", default=acting_person, metavar=mark("NAME"), help=_BY)
@global_options(hidden=True, reads=False)
@pass_session
def remove_password(session: Session, every: bool, by: str) -> int:
    """Remove one or all."""
    password = "" if every else _asked()
    with session.open("rw") as archive:
        kept = archive.passwords
        removed = kept.clear(by=by) if every else int(kept.remove(password, by=by))
        number = archive.passwords.count()
    if session.json:
        session.writer.record("passwords", {"count": number, "removed": removed})
    elif removed:
        session.writer.line(translate_count("{count} password removed", "{count} passwords removed", removed))
    else:
        session.writer.line(translate(mark("There was no such password.")))
    return ExitCode.DONE


def _asked() -> str:
    """The password typed, or the first line of standard input."""
    if sys.stdin.isatty():
        typed: str = click.prompt(translate(mark("Password")), hide_input=True, err=True)
        return typed
    given = sys.stdin.readline().rstrip("\r\n")
    if not given:
        raise UsageError("no password was given on standard input")
    return given
