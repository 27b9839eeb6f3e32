"""Write docs/errors.md from the library's codes: ``python docs/generate_errors.py``.

A test compares the file with what this script makes: no code can stay undocumented.
"""

from __future__ import annotations

import gettext
from collections.abc import Iterator
from pathlib import Path

from archivist_cli import failures, i18n, labels

from archivist import errors
from archivist.errors import ArchivistError, ExitCode
from archivist.model import Outcome, Reason
from archivist.reasons import FILED_TEXTS, REASON_TEXTS

TARGET = Path(__file__).with_name("errors.md")

EXIT_CODES = {
    ExitCode.DONE: "done; also a search that finds nothing (with `--fail-empty`: 4)",
    ExitCode.INTERNAL: "internal error: a bug; `-v` or `--log-file` shows the trace",
    ExitCode.USAGE: "the command was not called correctly",
    ExitCode.PARTIAL: "partial: some files were put aside, refused or failed; `doctor`: something is missing",
    ExitCode.NOTHING_FOUND: "nothing found, with `--fail-empty`",
    ExitCode.QUERY: "the query cannot be understood",
    ExitCode.NO_ARCHIVE: "no archive here, or it cannot be used as asked",
    ExitCode.LOCKED: "another process holds the archive's lock",
    ExitCode.FORMAT: "the archive's format is newer or older than this program",
    ExitCode.INTEGRITY: "integrity problems found, by `check` or while reading",
    ExitCode.STORAGE: "storage: full, read-only, no permission, input/output error",
    ExitCode.SETTINGS: "a setting is wrong",
    ExitCode.NO_DOCUMENT: "no such document, or several fit",
    ExitCode.CONFLICT: "somebody else revised the document meanwhile",
    ExitCode.OFFLINE: "the inbox cannot be reached",
    ExitCode.STDOUT_CLOSED: "standard output was closed (`archivist search … | head`)",
    ExitCode.INTERRUPTED: "interrupted with Ctrl-C",
    ExitCode.TERMINATED: "ended by SIGTERM (`watch`, asked to end, ends with 0)",
}
"""Every exit code and what it means."""

_INTRODUCTION = """\
# Exit codes, error codes and reason codes

*Made from the library by `docs/generate_errors.py`; do not edit.*

Codes never change their meaning; new ones may be added. **Treat a code you do not know as failure.**
An error ends the command. A file that cannot be filed is no error: it is a result with a reason, and
the other files go on.
"""


def document() -> str:
    """The text of docs/errors.md."""
    return "\n".join([_INTRODUCTION, *_exit_codes(), *_error_codes(), *_outcomes(), *_reasons()]) + "\n"


def _exit_codes() -> Iterator[str]:
    yield "## Exit codes\n\n| code | name | meaning |\n|---:|---|---|"
    for code in ExitCode:
        yield f"| {int(code)} | {code.name.lower().replace('_', '-')} | {EXIT_CODES[code]} |"
    yield ""


def all_errors(base: type[ArchivistError] = ArchivistError) -> Iterator[type[ArchivistError]]:
    """Every error class, parents first."""
    yield base
    for child in base.__subclasses__():
        if child.__module__ == errors.__name__:
            yield from all_errors(child)


def _error_codes() -> Iterator[str]:
    vietnamese = gettext.translation(i18n.DOMAIN, i18n.LOCALE_DIR, ["vi"])
    yield "## Error codes\n"
    yield "With `--json` an error is one object on standard error, see [json.md](json.md#errors).\n"
    yield "| code | exit | class | English | tiếng Việt | what to do |\n|---|---:|---|---|---|---|"
    for error in all_errors():
        sentence = failures.SENTENCES[error.code]
        yield (
            f"| `{error.code}` | {int(error.exit_code)} | `{error.__name__}` | {sentence} "
            f"| {vietnamese.gettext(sentence)} | {error.hint or '–'} |"
        )
    yield ""


def _outcomes() -> Iterator[str]:
    vietnamese = gettext.translation(i18n.DOMAIN, i18n.LOCALE_DIR, ["vi"])
    yield "## Outcomes of filing\n\n| code | English | tiếng Việt |\n|---|---|---|"
    for outcome in Outcome:
        label = labels.OUTCOMES[outcome]
        yield f"| `{outcome}` | {label} | {vietnamese.gettext(label)} |"
    yield ""


def _reasons() -> Iterator[str]:
    yield "## Reason codes\n"
    yield "Why a file was not filed, or was filed and a person should look at it.\n"
    for reason in Reason:
        text = REASON_TEXTS[reason]
        yield f"### `{reason}`\n"
        yield f"- {text.what_en}. What to do: {text.do_en}."
        yield f"- {text.what_vi}. Cách xử lý: {text.do_vi}.\n"
        filed = FILED_TEXTS.get(reason)
        if filed is not None:
            yield f"- Of a filed document: {filed.what_en}. What to do: {filed.do_en}."
            yield f"- Với văn bản đã vào kho: {filed.what_vi}. Cách xử lý: {filed.do_vi}.\n"


if __name__ == "__main__":
    TARGET.write_text(document(), encoding="utf-8")
