"""``archivist completion``: the script that lets the shell complete commands and options."""

from __future__ import annotations

import click

from archivist.errors import ExitCode
from archivist_cli.command import argument, define, lines, paragraphs
from archivist_cli.i18n import mark
from archivist_cli.main import COMPLETION_VARIABLE, PROGRAM, cli


@define(
    "completion",
    help=paragraphs(
        mark("Print the script that completes commands and options when TAB is pressed."),
        mark("Put it where the shell finds it, for example:"),
        lines(
            "bash: archivist completion bash > ~/.local/share/bash-completion/completions/archivist\n"
            "zsh:  archivist completion zsh > ~/.zfunc/_archivist\n"
            "fish: archivist completion fish > ~/.config/fish/completions/archivist.fish"
        ),
    ),
)
@argument("shell", type=click.Choice(["bash", "zsh", "fish"]), help=mark("the shell you use"))
def command(shell: str) -> int:
    """Print the completion script of one shell."""
    from click.shell_completion import get_completion_class

    kind = get_completion_class(shell)
    if kind is None:  # pragma: no cover - the choice above names only shells click knows
        return ExitCode.USAGE
    click.echo(kind(cli, {}, PROGRAM, COMPLETION_VARIABLE).source())
    return ExitCode.DONE
