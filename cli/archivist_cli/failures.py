"""Errors as a person or a program reads them.

Owns: the sentence, the hint and the exit code of everything that can end a run badly.
Must not: print a trace; that goes to the log.
"""

from __future__ import annotations

import gettext
import json
from collections.abc import Sequence
from pathlib import Path

import click

from archivist.errors import AmbiguousDocument, ArchiveLocked, ArchivistError, ExitCode, QueryError
from archivist.lazylog import late_logger
from archivist_cli.i18n import in_use, mark, translate
from archivist_cli.output import say, short
from archivist_cli.table import cut, printable, width_of
from archivist_cli.wording import in_words

_log = late_logger(__name__)

SENTENCES = {
    "usage": mark("The command was not called correctly."),
    "archive": mark("The archive cannot be used as asked."),
    "archive-not-found": mark("There is no archive here."),
    "archive-exists": mark("There is already an archive, or other files, in this folder."),
    "format-unknown": mark("The archive was written by another version of the program."),
    "archive-locked": mark("Another process is working in the archive."),
    "archive-read-only": mark("You may read this archive but not write in it."),
    "storage": mark("The disk is full or cannot be written."),
    "integrity": mark("What is stored is not what was filed."),
    "hash-mismatch": mark("A stored file was altered since it was filed."),
    "missing-file": mark("A stored file is missing."),
    "record-damaged": mark("The record of a document cannot be read."),
    "audit-chain-broken": mark("The audit log was altered or cut."),
    "catalogue-damaged": mark(
        "The catalogue is missing or damaged; it can be made again from the documents."
    ),
    "catalogue-stale": mark(
        "The catalogue was made by another version of the program and cannot be read by this one. Nothing is "
        "damaged: it is made again from the documents as soon as somebody may write."
    ),
    "index-damaged": mark("The search index is missing or damaged; it can be made again from the documents."),
    "index-stale": mark(
        "The search index was built by another version of the program and cannot be read by this one. Nothing is "
        "damaged: it is built again from the documents as soon as somebody may write."
    ),
    "query": mark("The query cannot be understood."),
    "settings": mark("A setting is wrong."),
    "document-not-found": mark("There is no such document."),
    "document-ambiguous": mark("Several documents fit."),
    "revision-conflict": mark("Somebody else changed this document in the meantime."),
    "inbox-offline": mark("The inbox cannot be reached: the shared folder is probably not connected."),
    "unsupported-platform": mark("Archives are kept on Linux."),
    "extraction": mark("The text of a file could not be read."),
    "internal": mark("Something unexpected happened inside the program."),
}
"""Error code → what it means in one sentence, for people."""

HINTS = (
    mark("create one with: archivist init FOLDER"),
    mark("name it with --archive FOLDER, or create one with: archivist init FOLDER"),
    mark("install the version of archivist that wrote this archive"),
    mark("wait for the other process, or stop it"),
    mark("ask for write permission in the archive's folder"),
    mark("free space or restore access, then run the same command again; nothing was lost"),
    mark("run: archivist check --fixity"),
    mark("run: archivist rebuild"),
    mark("run any command that writes, as a user who may write there; or: archivist rebuild --catalogue"),
    mark("run any command that writes, as a user who may write there; or: archivist rebuild --index"),
    mark("run: archivist rebuild --index"),
    mark("give more of the id"),
    mark("mount the share again; nothing was removed from the archive"),
    mark("make it first, or name another place"),
)
"""Hints the library gives, so that they stand in the catalogue."""

_MORE_HINTS = {"document-not-found": "find it with: archivist search"}
"""Hints for errors the library gives none."""

_UNEXPECTED_HINT = mark(
    "run the same command with -v, or with --log-file FILE, and send the lines to support"
)


def report(error: BaseException, *, as_json: bool, width: int = 80) -> ExitCode:
    """Tell about an error on standard error.

    Args:
        error: what ended the run.
        as_json: one JSON object instead of sentences.
        width: cells in a line, for the caret under a query.

    Returns:
        The exit code of the run.
    """
    if isinstance(error, ArchivistError):
        return _report_ours(error, as_json=as_json, width=width)
    if isinstance(error, click.UsageError):
        return _report_usage(error, as_json=as_json)
    if isinstance(error, click.ClickException):
        _write("usage", error.format_message(), "", ExitCode.USAGE, as_json=as_json)
        return ExitCode.USAGE
    if (folder := _missing_folder(error)) is not None:
        hint = "make it first, or name another place"
        _write("usage", f"the folder {folder} is not there", hint, ExitCode.USAGE, as_json=as_json)
        return ExitCode.USAGE
    if isinstance(error, OSError):
        _log.error("input or output failed", exc_info=error, extra={"trace_only": True})
        message = f"{error.strerror or error}: {error.filename}" if error.filename else str(error)
        hint = "free space or restore access, then run the same command again; nothing was lost"
        _write("storage", message, hint, ExitCode.STORAGE, as_json=as_json)
        return ExitCode.STORAGE
    _log.error("unexpected error", exc_info=error, extra={"trace_only": True})
    message = f"{type(error).__name__}: {error}" if str(error) else type(error).__name__
    _write("internal", message, _UNEXPECTED_HINT, ExitCode.INTERNAL, as_json=as_json)
    return ExitCode.INTERNAL


def _missing_folder(error: BaseException) -> str | None:
    """The folder a new file was to be written into, where it is that which is missing."""
    if not isinstance(error, FileNotFoundError | NotADirectoryError) or not isinstance(error.filename, str):
        return None
    folder = Path(error.filename).absolute().parent
    return None if folder.is_dir() else str(folder)


def _report_ours(error: ArchivistError, *, as_json: bool, width: int) -> ExitCode:
    more: dict[str, object] = {}
    lines: list[str] = []
    if isinstance(error, QueryError):
        more = {"query": error.query, "position": error.position, "expected": error.expected}
        lines = _caret(error, width)
    elif isinstance(error, AmbiguousDocument):
        more = {"candidates": list(error.candidates)}
        lines = ["  " + ", ".join(short(candidate) for candidate in error.candidates[:20])]
    elif isinstance(error, ArchiveLocked) and error.holder:
        more = {"holder": error.holder}
    if error.path is not None:
        more["path"] = str(error.path)
    _log.debug("ended with %s", error.code, exc_info=error, extra={"trace_only": True})
    hint = error.hint or _MORE_HINTS.get(error.code, "")
    _write(error.code, error.message, hint, error.exit_code, as_json=as_json, more=more, lines=lines)
    return error.exit_code


def _report_usage(error: click.UsageError, *, as_json: bool) -> ExitCode:
    if isinstance(error, click.exceptions.NoArgsIsHelpError) or not as_json:
        _show_usage(error)
        return ExitCode.USAGE
    _write("usage", error.format_message(), "", ExitCode.USAGE, as_json=True)
    return ExitCode.USAGE


def _show_usage(error: click.UsageError) -> None:
    """Usage, where help is, and what is wrong, as click writes it, but broken at blanks."""
    if error.ctx is None or isinstance(error, click.exceptions.NoArgsIsHelpError):
        error.show()
        return
    click.echo(error.ctx.get_usage(), err=True)
    names = error.ctx.command.get_help_option_names(error.ctx)
    if names:
        # click's own text, so it is translated as click's.
        text = gettext.gettext("Try '{command} {option}' for help.")
        say(text.format(command=error.ctx.command_path, option=max(names, key=len)))
    click.echo(err=True)
    for line in translate(mark("Error: {message}")).format(message=error.format_message()).splitlines():
        say(line.lstrip("\t"), indent=2 if line.startswith("\t") else 0)


def _write(
    code: str,
    message: str,
    hint: str,
    exit_code: ExitCode,
    *,
    as_json: bool,
    more: dict[str, object] | None = None,
    lines: Sequence[str] = (),
) -> None:
    if as_json:
        fields = {
            "type": "error",
            "code": code,
            "message": message,
            "hint": hint,
            "exit_code": int(exit_code),
        }
        text = json.dumps({**fields, **(more or {})}, ensure_ascii=False)
        click.echo(text.encode("utf-8", "replace").decode("utf-8"), err=True)
        return
    say(translate(mark("Error: {message}")).format(message=_sentence(code, message)))
    if detail := _detail(code, message):
        say(detail, indent=2)
    for line in lines:
        click.echo(line, err=True)
    if hint:
        say(translate(mark("What to do: {hint}")).format(hint=printable(in_words(hint))))


def _sentence(code: str, message: str) -> str:
    """The one sentence: the message itself where it can be said in this language, else its code's."""
    spoken = in_words(message)
    if spoken != message or (in_use() == "en" and code != "internal"):
        return printable(spoken)
    return translate(SENTENCES.get(code, SENTENCES["internal"]))


def _detail(code: str, message: str) -> str:
    """The library's own words, where the sentence only says what the code means."""
    return "" if _sentence(code, message) == printable(in_words(message)) else printable(message)


def _caret(error: QueryError, width: int) -> list[str]:
    """The query with a caret under the place, kept in sight when the query is long."""
    query, position = printable(error.query), max(0, min(error.position, len(error.query)))
    start = 0
    while width_of(query[start:position]) > width - 20:
        start += 1
    lead = "…" if start else ""
    indent = " " * (2 + width_of(lead) + width_of(query[start:position]))
    lines = [f"  {lead}{cut(query[start:], width - 4)}", f"{indent}^"]
    if error.expected.startswith("did you mean"):
        lines.append(f"  {printable(in_words(error.expected))}")
    elif error.expected:
        lines.append(
            translate(mark("  expected: {expected}")).format(expected=printable(in_words(error.expected)))
        )
    return lines
