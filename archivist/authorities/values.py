"""What a person may write into an authority record, checked.

Owns: the forms of names, codes with their years, dates and languages.
Must not: know a register or an archive.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from archivist.authorities.bodies import name_key
from archivist.errors import UsageError
from archivist.text import clean_line

LANGUAGES = ("vi", "en", "de", "nb", "he")
_CODE = re.compile(r"[^\W_][\w&-]{0,19}")
_DATE = re.compile(r"\d{4}(?:-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12]\d|3[01]))?)?")
_PERIOD = re.compile(rf"(?:{_DATE.pattern}|\.\.)?/(?:{_DATE.pattern}|\.\.)?")


def text(key: str, value: object) -> str:
    """A name that is not empty, NFC, its blanks and dashes in order."""
    found = clean_line(str(value or "")).strip(" ;,")
    if not name_key(found):
        raise UsageError(f"a body's {key} must not be empty")
    return found


def several(value: object) -> tuple[str, ...]:
    """One or more texts, as a person or the program gave them."""
    if value is None or value == "":
        return ()
    if isinstance(value, str):
        return (value,)
    return tuple(str(one) for one in value) if isinstance(value, Iterable) else (str(value),)


def member(key: str, value: str, allowed: tuple[str, ...]) -> str:
    """One of a closed set."""
    if value not in allowed:
        raise UsageError(f"{key} {value!r} is not one of: {', '.join(allowed)}")
    return value


def date(key: str, value: str) -> str:
    """An ISO date, possibly partial; empty clears it."""
    if value and not _DATE.fullmatch(value):
        raise UsageError(f"{key}: {value!r} is no date; write 2025-07-01, 2025-07 or 2025")
    return value


def codes(given: Iterable[str]) -> dict[str, object]:
    """Codes with their years (``"VPTU@2004/2025"``, EDTF) as fields of a record."""
    found: list[str] = []
    periods: dict[str, str] = {}
    for value in given:
        code, _, years = clean_line(value).partition("@")
        if not _CODE.fullmatch(code) or (years and not _PERIOD.fullmatch(years)):
            raise UsageError(
                f"{value!r} is no code; write VPTU, or with its years VPTU@2004/2025 or VPTU@2025/.."
            )
        found.append(code)
        if years:
            periods[code] = years
    return {"codes": tuple(dict.fromkeys(found)), "code_periods": periods}


def names(value: object) -> dict[str, str]:
    """Names by language other than Vietnamese."""
    given: Mapping[object, object] = value if isinstance(value, Mapping) else {}
    for language in given:
        if language not in LANGUAGES[1:]:
            raise UsageError(f"language {language!r} is not one of: {', '.join(LANGUAGES[1:])}")
    return {str(language): text("name", name) for language, name in given.items()}
