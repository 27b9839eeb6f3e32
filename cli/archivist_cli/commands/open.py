"""``archivist open``: open a document as it was received."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import click

from archivist.errors import UsageError
from archivist_cli.command import argument, define, option, paragraphs, pass_session
from archivist_cli.i18n import mark, translate
from archivist_cli.output import path_fields, path_text
from archivist_cli.session import Session

_VIEWER = "xdg-open"


@define(
    "open",
    help=paragraphs(
        mark("Open a document as it was received, with the viewer of this desktop."),
        mark(
            "Without a desktop, or in a pipe, print its path instead. The stored file is read-only: never edit it."
        ),
    ),
    reads=True,
)
@argument("document", metavar=mark("DOCUMENT"), help=mark("id (its first characters), number or path"))
@option("--print-path", is_flag=True, help=mark("print the path, open nothing"))
@pass_session
def command(session: Session, document: str, print_path: bool) -> None:
    """Open or name the original file."""
    with session.open("r") as archive:
        found = archive.resolve(document)
        path = archive.path_of(found.id)
    if session.json:
        session.writer.record("file", {"document": found.id, **path_fields(path)})
    elif print_path or not session.writer.on_terminal or not _has_desktop():
        click.echo(os.fspath(path))
    else:
        _view(path)
        session.writer.remark(translate(mark("Opened: {path}")).format(path=path_text(path)))


def _has_desktop() -> bool:
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")) and bool(
        shutil.which(_VIEWER)
    )


def _view(path: Path) -> None:
    try:
        subprocess.run([_VIEWER, os.fspath(path)], check=True, stdin=subprocess.DEVNULL)
    except (OSError, subprocess.CalledProcessError) as error:
        raise UsageError(
            f"the viewer could not open {path}",
            hint="open it by its path: archivist open --print-path …",
            path=path,
        ) from error
