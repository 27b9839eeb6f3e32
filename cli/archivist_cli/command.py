"""Click commands whose texts follow the language, loaded when asked for, with our global options.

Owns: the classes and decorators every command is made with.
Must not: know any command.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, TypeVar

import click

from archivist import __version__
from archivist.lazylog import late_logger
from archivist_cli.i18n import LANGUAGES, mark, translate
from archivist_cli.session import Session

_log = late_logger(__name__)

_F = TypeVar("_F", bound=Callable[..., Any])  # Any: a command's callback has the parameters it declares

_ARCHIVE = mark("the archive to use (else: ARCHIVIST_ARCHIVE, your settings, the current folder)")
_JSON = mark("one JSON object a line, for programs")
_HELP = mark("show this help and stop")


class _Translated:
    """Texts of a command or parameter, translated each time they are asked for."""

    _help: str | None = None
    _short_help: str | None = None
    _metavar: str | None = None
    _epilog: str | None = None

    @property
    def help(self) -> str | None:
        """Help in the language in use, paragraph by paragraph."""
        return "\n\n".join(map(_paragraph, self._help.split("\n\n"))) if self._help else self._help

    @help.setter
    def help(self, text: str | None) -> None:
        self._help = text

    @property
    def short_help(self) -> str | None:
        """One-line help in the language in use."""
        return translate(self._short_help) if self._short_help else self._short_help

    @short_help.setter
    def short_help(self, text: str | None) -> None:
        self._short_help = text

    @property
    def metavar(self) -> str | None:
        """Placeholder in the language in use."""
        return translate(self._metavar) if self._metavar else self._metavar

    @metavar.setter
    def metavar(self, text: str | None) -> None:
        self._metavar = text

    @property
    def epilog(self) -> str | None:
        """Closing text in the language in use."""
        return translate(self._epilog) if self._epilog else self._epilog

    @epilog.setter
    def epilog(self, text: str | None) -> None:
        self._epilog = text


class Option(_Translated, click.Option):
    """An option with translated help and placeholder."""


class Argument(_Translated, click.Argument):
    """An argument with translated help and placeholder."""


class Command(_Translated, click.Command):
    """A command with translated help that accepts the global options too."""

    def collect_usage_pieces(self, ctx: click.Context) -> list[str]:
        """The words after the command's name in "Usage:"."""
        pieces = super().collect_usage_pieces(ctx)
        return [translate(mark("[OPTIONS]")) if piece == "[OPTIONS]" else piece for piece in pieces]

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        """The ``--help`` option, its text in the language in use (click keeps the first)."""
        option = super().get_help_option(ctx)
        if option is not None:
            option.help = translate(_HELP)
        return option

    def invoke(self, ctx: click.Context) -> Any:  # Any: click returns what the callback returns
        """Make the session ready, then run."""
        ctx.ensure_object(Session).begin()
        if isinstance(self, click.Group):
            return super().invoke(ctx)
        # No arguments: they may name what must not stand in a log.
        _log.info("%s begins (archivist %s)", ctx.command_path, __version__)
        answer = super().invoke(ctx)
        _log.info("%s ends with code %d", ctx.command_path, answer if isinstance(answer, int) else 0)
        return answer


class Group(Command, click.Group):
    """A command with sub-commands."""

    command_class = Command

    def collect_usage_pieces(self, ctx: click.Context) -> list[str]:
        """As for a command, with the placeholder of the sub-command."""
        self.subcommand_metavar = translate(mark("COMMAND [ARGS]..."))
        return super().collect_usage_pieces(ctx)


class LazyGroup(Group):
    """The program itself: commands by section, each imported only when it is used.

    Attributes:
        sections: heading → names of commands, in the order of the help.
        summaries: name → its line in the help, so that the help imports no command.
        package: where the modules of the commands are.
    """

    def __init__(
        self,
        *args: Any,  # Any: handed on to click as they come
        sections: Mapping[str, Sequence[str]],
        summaries: Mapping[str, str],
        package: str,
        **kwargs: Any,  # Any: handed on to click as they come
    ) -> None:
        super().__init__(*args, **kwargs)
        self.sections = sections
        self.summaries = summaries
        self.package = package

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Names in the order of the help."""
        return [name for names in self.sections.values() for name in names]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import the command's module."""
        if cmd_name not in self.summaries:
            return None
        module = importlib.import_module(f"{self.package}.{cmd_name.replace('-', '_')}")
        command: click.Command = module.command
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command; a misspelt one is answered with the nearest."""
        try:
            return super().resolve_command(ctx, args)
        except click.NoSuchCommand as error:
            raise click.NoSuchCommand(error.command_name, possibilities=self.summaries, ctx=ctx) from None

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The commands by section."""
        widest = max(len(name) for name in self.summaries)
        for heading, names in self.sections.items():
            with formatter.section(translate(heading)):
                rows = [(name.ljust(widest), translate(self.summaries[name])) for name in names]
                formatter.write_dl(rows)


_UNWRAPPED = "\b\n"  # click's sign for a paragraph whose lines stay as they are


def _paragraph(text: str) -> str:
    if text.startswith(_UNWRAPPED):
        return _UNWRAPPED + translate(text.removeprefix(_UNWRAPPED))
    return translate(text)


def lines(text: str) -> str:
    """A marked text whose lines stay as they are in the help (commands to copy)."""
    return _UNWRAPPED + text


def paragraphs(*texts: str) -> str:
    """Several marked texts joined into one help text."""
    return "\n\n".join(texts)


def _remember(ctx: click.Context, param: click.Parameter, value: object) -> None:
    """Keep a global option in the session when it was given here."""
    if value is None or value is False or param.name is None or ctx.resilient_parsing:
        return
    session = ctx.ensure_object(Session)
    if param.name == "verbose":
        session.verbose += int(str(value))
        return
    setattr(session, param.name, value)


def _global(*names: str, **settings: Any) -> Callable[[_F], _F]:  # Any: click's own settings
    return click.option(*names, cls=Option, expose_value=False, callback=_remember, is_eager=True, **settings)


def global_options(*, hidden: bool, reads: bool = False) -> Callable[[_F], _F]:
    """The options every command takes, before or after its name.

    Args:
        hidden: leave them out of the help (they stand in the help of the program).
        reads: the command answers with data: show ``--json`` in its help.
    """
    options = (
        _global(
            "--archive", type=click.Path(path_type=Path), metavar=mark("FOLDER"), help=_ARCHIVE, hidden=hidden
        ),
        _global("--json", is_flag=True, help=_JSON, hidden=hidden and not reads),
        _global(
            "--language",
            type=click.Choice(LANGUAGES),
            help=mark("language of messages"),
            hidden=hidden,
        ),
        _global("--no-color", is_flag=True, help=mark("no colours"), hidden=hidden),
        _global(
            "-v",
            "--verbose",
            count=True,
            default=None,
            help=mark("say more (-vv: everything)"),
            hidden=hidden,
        ),
        _global("-q", "--quiet", is_flag=True, help=mark("errors only"), hidden=hidden),
        _global(
            "--log-file",
            type=click.Path(path_type=Path, dir_okay=False),
            metavar=mark("FILE"),
            help=mark("also write the log to this file"),
            hidden=hidden,
        ),
        _global("--log-json", is_flag=True, help=mark("log as JSON lines"), hidden=hidden),
    )

    def decorate(function: _F) -> _F:
        for option in reversed(options):
            function = option(function)
        return function

    return decorate


def define(name: str, *, help: str, reads: bool = False, **settings: Any) -> Callable[[_F], click.Command]:
    """Make a command with the global options.

    Args:
        name: name of the command.
        help: marked help text.
        reads: it answers with data, so ``--json`` shows in its help.
        settings: more of click's own.
    """

    def decorate(function: _F) -> click.Command:
        with_options = global_options(hidden=True, reads=reads)(function)
        return click.command(name, cls=Command, help=help, **settings)(with_options)

    return decorate


def option(*names: str, **settings: Any) -> Callable[[_F], _F]:  # Any: click's own settings
    """An option with translated texts."""
    return click.option(*names, cls=Option, **settings)


def argument(name: str, **settings: Any) -> Callable[[_F], _F]:  # Any: click's own settings
    """An argument with translated texts."""
    return click.argument(name, cls=Argument, **settings)


pass_session = click.make_pass_decorator(Session)
"""Hands the `Session` to a command's function as its first argument."""
