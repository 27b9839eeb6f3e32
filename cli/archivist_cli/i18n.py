"""The language people read: choosing it and translating texts.

Owns: the gettext catalogue of the program, which also holds the texts click prints.
Must not: translate codes, JSON keys or log messages; these stay as they are in every language.

Texts are translated when they are shown, never when a module is imported, so one process can
answer in either language. Click asks gettext's default domain for its own texts ("Usage:",
"Missing argument"): making our catalogue that domain is all it takes to translate them.
"""

from __future__ import annotations

import gettext
import os
from collections.abc import Mapping, Sequence
from pathlib import Path

DOMAIN = "archivist"
LANGUAGES = ("vi", "en")
LOCALE_DIR = Path(__file__).parent / "locale"

# gettext's own order of precedence for messages (LANGUAGE apart, which we set ourselves).
_LOCALE_VARIABLES = ("LC_ALL", "LC_MESSAGES", "LANG")


def mark(text: str) -> str:
    """Mark a text for the catalogue without translating it yet."""
    return text


def translate(text: str) -> str:
    """The text in the language in use; the empty text stays empty."""
    return gettext.gettext(text) if text else ""


def translate_count(one: str, many: str, count: int) -> str:
    """The text for `count` things in the language in use, with ``{count}`` filled in."""
    return gettext.ngettext(one, many, count).format(count=count)


def use(language: str) -> None:
    """Answer in this language from now on.

    gettext has no call for "this language"; the ``LANGUAGE`` variable is its documented switch.
    The programs we start (a pager, the desktop's viewer) then speak it too.
    """
    gettext.bindtextdomain(DOMAIN, str(LOCALE_DIR))
    gettext.textdomain(DOMAIN)
    os.environ["LANGUAGE"] = language


def in_use() -> str:
    """Code of the language in use."""
    chosen = os.environ.get("LANGUAGE", "")
    return chosen if chosen in LANGUAGES else "en"


def choose(*, asked: str | None, settings: str | None, environ: Mapping[str, str]) -> str:
    """The language to answer in: flag, then settings, the system's locale, English.

    Args:
        asked: what ``--language`` says, None when it was not given.
        settings: what the person's settings say (``"auto"``: follow the system).
        environ: the environment.
    """
    wishes: Sequence[str | None] = (asked, settings, _of_locale(environ))
    for wish in wishes:
        if wish and wish[:2].lower() in LANGUAGES:
            return wish[:2].lower()
    return "en"


def _of_locale(environ: Mapping[str, str]) -> str | None:
    return next((environ[name] for name in _LOCALE_VARIABLES if environ.get(name)), None)
