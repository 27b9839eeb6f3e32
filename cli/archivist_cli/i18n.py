"""The language people read: choosing it and translating texts.

Owns: the gettext catalogue of the program, which also holds the texts click prints.
Must not: translate codes, JSON keys or log messages; these stay as they are in every language.

Texts are translated when they are shown, never when a module is imported, so one process can
answer in either language. Click asks gettext's default domain for its own texts ("Usage:",
"Missing argument"): making our catalogue that domain is all it takes to translate them.
Our own texts are looked up in the compiled catalogue one by one: gettext reads all of it first,
which takes longer than a search does.
"""

from __future__ import annotations

import gettext
import os
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from struct import unpack_from

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
    return (_found(text) or text) if text else ""


def translate_count(one: str, many: str, count: int) -> str:
    """The text for `count` things in the language in use, with ``{count}`` filled in."""
    text = _found(one) or (
        one if count == 1 else many
    )  # Vietnamese has no plural: the one form serves for all
    return text.format(count=count)


def _found(text: str) -> str | None:
    """The translation of a text in the language in use; None where it stays as it is."""
    catalogue = _compiled(in_use())
    return None if catalogue is None else catalogue.find(text)


class _Compiled:
    """A compiled catalogue: its texts are in order, so one is found by halving (GNU gettext manual, "MO Files")."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._order = "<" if data[:4] == b"\xde\x12\x04\x95" else ">"
        self._count, self._originals, self._translations = unpack_from(f"{self._order}3I", data, 8)

    def find(self, text: str) -> str | None:
        """Translation of a text, of one in several numbers too; None when there is none."""
        key = text.encode("utf-8", "surrogatepass")
        at = bisect_left(range(self._count), key, key=self._original)
        if at == self._count or self._original(at) != key:
            return None
        return self._entry(self._translations, at).decode()

    def _original(self, at: int) -> bytes:
        """The `at`-th text; behind a zero byte stands its plural."""
        return self._entry(self._originals, at).partition(b"\0")[0]

    def _entry(self, table: int, at: int) -> bytes:
        size, start = unpack_from(f"{self._order}2I", self._data, table + 8 * at)
        return self._data[start : start + size]


@cache
def _compiled(language: str) -> _Compiled | None:
    """The catalogue of a language; None for English, in which the texts are written."""
    try:
        return _Compiled((LOCALE_DIR / language / "LC_MESSAGES" / f"{DOMAIN}.mo").read_bytes())
    except FileNotFoundError:
        return None


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
