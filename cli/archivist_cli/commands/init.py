"""``archivist init``: create an archive."""

from __future__ import annotations

from pathlib import Path

import click

from archivist.errors import UsageError
from archivist_cli.command import argument, define, option, paragraphs, pass_session
from archivist_cli.i18n import mark, translate
from archivist_cli.output import path_fields, path_text
from archivist_cli.params import acting_person
from archivist_cli.session import Session


@define(
    "init",
    help=paragraphs(
        mark("Create an archive in a new or empty folder."),
        mark("The folder must lie on a disk of this machine, not on a network share."),
    ),
    reads=True,
)
@argument(
    "folder", type=click.Path(path_type=Path), metavar=mark("FOLDER"), help=mark("where the archive shall be")
)
@option("--name", default="", metavar=mark("NAME"), help=mark("name of the archive, for people"))
@option(
    "--fonds",
    default="",
    metavar="CODE=NAME",
    help=mark("the fonds it begins with, such as tu-lam-ha=“Phông Tỉnh ủy Lam Hạ”"),
)
@pass_session
def command(session: Session, folder: Path, name: str, fonds: str) -> None:
    """Create the archive and say what comes next."""
    from archivist import Archive
    from archivist.fonds import check_code

    code, _, title = fonds.partition("=")
    if fonds:
        check_code(code)
        if not title.strip():
            raise UsageError("--fonds needs a code and a name: tu-lam-ha=“Phông Tỉnh ủy Lam Hạ”")
    with Archive.create(folder, name=name) as archive:
        if fonds:
            archive.fonds.add(code, title, by=acting_person())
        root, inbox = archive.root, archive.settings.inbox
        title = archive.settings.name
    writer = session.writer
    if session.json:
        writer.record("archive", {"name": title, **path_fields(root), **path_fields(inbox, "inbox")})
        return
    writer.line(path_text(root))
    writer.remark(translate(mark("The archive “{name}” is ready.")).format(name=title))
    writer.remark(translate(mark("Drop documents into: {inbox}")).format(inbox=path_text(inbox)))
    writer.remark(translate(mark("and run: archivist --archive {root} watch")).format(root=path_text(root)))
