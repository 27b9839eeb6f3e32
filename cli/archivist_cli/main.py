"""Entry point of the ``archivist`` program: one call, one answer, one exit code.

Owns: the list of commands, signals, closed pipes and the way from an error to an exit code.
Must not: import a command, the archive or an engine before it is asked for.
"""

from __future__ import annotations

import atexit
import gc
import os
import signal
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from types import FrameType
from typing import TYPE_CHECKING, NoReturn

import click

from archivist.errors import ArchivistError, ExitCode
from archivist.lazymodule import late_module
from archivist.settings import load_person_settings
from archivist_cli import i18n, logs
from archivist_cli.command import LazyGroup, global_options, option
from archivist_cli.i18n import mark
from archivist_cli.session import Session

if TYPE_CHECKING:
    from archivist_cli import failures
else:  # most runs have none
    failures = late_module("archivist_cli.failures")

PROGRAM = "archivist"
COMPLETION_VARIABLE = "_ARCHIVIST_COMPLETE"

SECTIONS = {
    mark("Filing"): ("init", "add", "watch", "inbox", "ocr", "register"),
    mark("Finding"): (
        "search",
        "show",
        "open",
        "text",
        "relations",
        "status",
        "reviews",
        "coverage",
        "series",
        "classes",
        "stats",
    ),
    mark("Correcting"): ("review", "revise", "quarantine", "withdraw", "withheld", "issuer", "renditions"),
    mark("Merged bodies"): ("reconcile", "compare", "reconcile-decide"),
    mark("Fonds and files"): ("fonds", "dossier", "retention"),
    mark("Keeping in order"): (
        "check",
        "verify-signatures",
        "rebuild",
        "config",
        "passwords",
        "doctor",
        "completion",
    ),
}

SUMMARIES = {
    "init": mark("create an archive"),
    "add": mark("file documents"),
    "watch": mark("file what arrives in the inbox"),
    "inbox": mark("state of the inbox and its sub-folders"),
    "ocr": mark("recognise the text of scans"),
    "register": mark("registers of incoming and outgoing documents"),
    "search": mark("find documents"),
    "show": mark("all that is known of a document"),
    "open": mark("open a document as it was received"),
    "text": mark("the text of a document"),
    "relations": mark("what a document changes, implements, cites"),
    "status": mark("whether a directive is in force, and why"),
    "reviews": mark("which reviews are due, and which were held"),
    "coverage": mark("who has issued an implementing document, and who has not"),
    "series": mark("which numbers are held and which are not"),
    "classes": mark("the filing plan and its classes"),
    "stats": mark("how much the archive holds"),
    "reconcile": mark("pair the directives of two merged bodies"),
    "compare": mark("two documents clause by clause"),
    "reconcile-decide": mark("record what was decided of them"),
    "review": mark("documents a person should look at"),
    "revise": mark("correct what was read of a document"),
    "quarantine": mark("files that could not be filed"),
    "withdraw": mark("take a document out of the archive"),
    "issuer": mark("issuing bodies: look up, add, correct, merge"),
    "withheld": mark("numbers of secret documents kept elsewhere"),
    "renditions": mark("documents that are renditions of one work"),
    "dossier": mark("files: documents of one matter, with list of contents"),
    "retention": mark("how long documents and files are kept, and what is due"),
    "fonds": mark("whose records these are: fonds and what they hold"),
    "check": mark("verify that everything is whole"),
    "verify-signatures": mark("check digital signatures again"),
    "rebuild": mark("make catalogue and index again"),
    "config": mark("the settings and where they come from"),
    "passwords": mark("passwords to try on encrypted files"),
    "doctor": mark("what is missing on this machine"),
    "completion": mark("completion of commands in the shell"),
}

_COLLECTED_AFTER = (200_000, 20, 20)
"""New objects after which Python looks for cycles; its own 700 are for programs that run for long."""
_HELP = mark("Archive of directive documents: files them, reads their heads, finds them again.")
_EPILOG = mark("Help on one command: archivist COMMAND --help")


class Terminated(BaseException):
    """The process was asked to end (SIGTERM); lets `with` blocks close what they hold."""


@click.group(
    PROGRAM,
    cls=LazyGroup,
    sections=SECTIONS,
    summaries=SUMMARIES,
    package="archivist_cli.commands",
    help=_HELP,
    epilog=_EPILOG,
    invoke_without_command=True,
    context_settings={"max_content_width": 100, "help_option_names": ["-h", "--help"]},
)
@global_options(hidden=False)
@option("--version", is_flag=True, help=mark("show the version and stop"))
@click.pass_context
def cli(ctx: click.Context, version: bool) -> None:
    """Nothing of its own: the commands do the work."""
    if version:
        from archivist import __version__

        click.echo(f"{PROGRAM} {__version__}")
        ctx.exit()
    if ctx.invoked_subcommand is None:
        click.echo(ctx.get_help())
        ctx.exit(ExitCode.USAGE)


def main() -> NoReturn:
    """Run the program with the arguments of the process and exit."""
    # One search makes 100,000 objects, none of them in a cycle: looking for cycles took a tenth of its time.
    gc.set_threshold(*_COLLECTED_AFTER)
    _leave(run(sys.argv[1:]))


def _leave(code: int) -> NoReturn:
    """Exit without taking apart what the process holds: the system does that in no time (docs/adr/0035).

    What was to be done at the end is done; only where other threads still run, or somebody looks on
    (a debugger, a profiler), Python ends as it always does.
    """
    if threading.active_count() > 1 or sys.gettrace() or sys.getprofile() or sys.flags.inspect:
        sys.exit(code)
    try:
        atexit._run_exitfuncs()
        for stream in (sys.stdout, sys.stderr):
            if stream is not None:
                stream.flush()
    except (OSError, ValueError):
        sys.exit(code)  # Python says what it always says of a stream that takes nothing any more
    os._exit(code)


def run(args: Sequence[str]) -> int:
    """Run the program.

    Args:
        args: arguments without the program's name.

    Returns:
        The exit code.
    """
    if sys.stdout is None or sys.stderr is None:  # closed by the caller: nobody can be answered
        return ExitCode.STDOUT_CLOSED
    _let_every_name_through()
    words = list(args)
    session = Session(json=_given(words, "--json"))
    # What goes wrong before the call is understood is logged by these words alone.
    logs.configure(
        verbose=int(_given(words, "-v", "--verbose", "-vv")), quiet=False, file=None, as_json=False
    )
    try:
        i18n.use(i18n.choose(asked=_value(words, "--language"), settings=None, environ=os.environ))
        with _signals():
            code = _run(words, session)
            sys.stdout.flush()
            return code
    except BrokenPipeError:
        _silence_standard_output()
        return ExitCode.STDOUT_CLOSED
    except (KeyboardInterrupt, click.Abort):
        if not session.json:
            # On a terminal the cursor stands behind ^C.
            ahead = "\n" if sys.stderr.isatty() else ""
            click.echo(ahead + i18n.translate(mark("Stopped.")), err=True)
        return ExitCode.INTERRUPTED
    except Terminated:
        return ExitCode.TERMINATED
    finally:
        logs.close()


def _run(args: list[str], session: Session) -> int:
    try:
        session.person = load_person_settings()
        asked, wish = _value(args, "--language"), session.person.language
        # Programs read English whatever the person's language: see docs/json.md.
        i18n.use("en" if session.json else i18n.choose(asked=asked, settings=wish, environ=os.environ))
        if instruction := os.environ.get(COMPLETION_VARIABLE):
            from click.shell_completion import shell_complete

            return shell_complete(cli, {"obj": session}, PROGRAM, COMPLETION_VARIABLE, instruction)
        with cli.make_context(PROGRAM, args, obj=session) as ctx:
            answer = cli.invoke(ctx)
            return int(answer) if isinstance(answer, int) else ExitCode.DONE
    except click.exceptions.Exit as ending:
        return ending.exit_code
    except (BrokenPipeError, click.Abort):
        raise
    except (ArchivistError, click.ClickException, OSError) as error:
        return failures.report(error, as_json=session.json, width=session.writer.width)
    except Exception as error:  # noqa: BLE001 - the last door: whatever comes becomes one sentence
        return failures.report(error, as_json=session.json)


def _given(args: Sequence[str], *flags: str) -> bool:
    """True when one of the flags stands before ``--``: needed before the call is parsed."""
    before = args[: args.index("--") if "--" in args else None]
    return any(flag in before for flag in flags)


def _value(args: Sequence[str], name: str) -> str | None:
    """Value of an option, looked up before the call is parsed: even its errors need a language.

    Given twice the last one counts, as for every other option.
    """
    found = None
    for place, word in enumerate(args):
        if word == "--":
            break
        if word.startswith(f"{name}="):
            found = word.partition("=")[2]
        elif word == name and place + 1 < len(args):
            found = args[place + 1]
    return found


def _let_every_name_through() -> None:
    """Keep a strange file name or a narrow encoding from ending a command.

    On UTF-8 the bytes of a name that is no UTF-8 are written as they are; on another encoding
    what it lacks becomes ``?`` (`archivist doctor` says so).
    """
    for stream in (sys.stdout, sys.stderr):
        encoding = (getattr(stream, "encoding", "") or "").lower().replace("-", "")
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="surrogateescape" if encoding == "utf8" else "replace")


def _silence_standard_output() -> None:
    """Nobody reads any more: what is still buffered must not raise while Python ends."""
    with suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


@contextmanager
def _signals() -> Iterator[None]:
    """SIGTERM ends the run through `Terminated`; the old handler comes back afterwards."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def terminate(number: int, frame: FrameType | None) -> None:
        raise Terminated

    before = signal.signal(signal.SIGTERM, terminate)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


if __name__ == "__main__":
    main()
