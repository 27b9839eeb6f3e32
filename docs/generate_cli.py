"""Write docs/cli.md from the help of the program: ``python docs/generate_cli.py``.

A test compares the file with what this script makes, so the two cannot drift apart.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import click
from archivist_cli import i18n, main

TARGET = Path(__file__).with_name("cli.md")
_WIDTH = 100

_INTRODUCTION = """\
# The command line

*Made from `archivist --help` by `docs/generate_cli.py`; do not edit.*

`archivist` files, finds and keeps directive documents. Every command takes the options of the
program before or after its name: `archivist --json search …` is `archivist search … --json`.

**Which archive.** `--archive FOLDER`, else the variable `ARCHIVIST_ARCHIVE`, else the setting
`archive` in `~/.config/archivist/config.toml`, else the current folder or the nearest folder above
it that holds an `archive.toml`. `archivist config` says which one it is and why.

**Which document.** Commands that take a DOCUMENT accept the first characters of its id (lists
show eight), its number when only one document has it, the path of a file in the archive, or the
path of any file whose bytes are filed.

**Language.** `--language vi|en`, else the setting `language` (or `ARCHIVIST_LANGUAGE`), else that
of the system (`LC_ALL`, `LC_MESSAGES`, `LANG`), else English. Codes, JSON and logs are English in
every language.

**Colours** are used on a terminal only; `--no-color`, the variable `NO_COLOR` and the setting
`colour` turn them off.

**Output.** Standard output carries data only; remarks, progress and errors go to standard error.
With `--json` a command writes one JSON object a line ([json.md](json.md)). Exit codes are in
[errors.md](errors.md); treat one you do not know as failure.

**Completion.** `archivist completion bash|zsh|fish` prints the script that completes commands and
options when TAB is pressed; its help says where to put it.
"""


def document() -> str:
    """The text of docs/cli.md."""
    before = dict(os.environ)
    try:
        i18n.use("en")
        parts = [_INTRODUCTION, *_sections()]
    finally:
        os.environ.clear()
        os.environ.update(before)
    return "\n".join(parts)


def _sections() -> Iterator[str]:
    names = main.cli.context_settings["help_option_names"]
    root = _context(main.cli, main.PROGRAM, None, names)
    yield _section(root, level=2)
    for name in main.cli.list_commands(root):
        command = main.cli.get_command(root, name)
        if command is None:
            raise LookupError(name)
        yield from _command(command, name, root, level=2)


def _command(command: click.Command, name: str, parent: click.Context, *, level: int) -> Iterator[str]:
    context = _context(command, name, parent)
    yield _section(context, level=level)
    if isinstance(command, click.Group):
        for inner in command.list_commands(context):
            found = command.get_command(context, inner)
            if found is not None:
                yield from _command(found, inner, context, level=level + 1)


def _section(context: click.Context, *, level: int) -> str:
    return f"{'#' * level} {context.command_path}\n\n```text\n{context.command.get_help(context)}\n```\n"


def _context(
    command: click.Command, name: str, parent: click.Context | None, help_names: list[str] | None = None
) -> click.Context:
    """A context that lays help out in the width of the page, whatever terminal this runs on."""
    return click.Context(
        command,
        info_name=name,
        parent=parent,
        help_option_names=help_names,
        terminal_width=_WIDTH,
        max_content_width=_WIDTH,
    )


if __name__ == "__main__":
    TARGET.write_text(document(), encoding="utf-8")
