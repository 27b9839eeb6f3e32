"""What a person may write into an authority record, checked.

Owns: the forms of names, codes with their years, dates, languages, places of numbers, and a record
with such values.
Must not: know a register or an archive.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable, Mapping

from archivist.authorities.bodies import IssuerRecord, name_key
from archivist.authorities.number_places import LONGEST, NumberPlace, NumberZone
from archivist.errors import UsageError
from archivist.lazypattern import late_pattern
from archivist.model import Level, System
from archivist.text import clean_line

LANGUAGES = ("vi", "en", "de", "nb", "he")
_CODE = late_pattern(r"[^\W_][\w&-]{0,19}")
_DATE = late_pattern(r"\d{4}(?:-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12]\d|3[01]))?)?")
_PERIOD = late_pattern(rf"(?:{_DATE.pattern}|\.\.)?/(?:{_DATE.pattern}|\.\.)?")


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


def number_place(zone: str, after: str) -> NumberPlace:
    """A place numbers stand in: part of the document, and the words before the number."""
    known = NumberZone(member("place of numbers", zone, tuple(NumberZone)))
    words = clean_line(after).strip(" :.;,-*_()")
    if len(words.split()) > LONGEST:
        raise UsageError(f"{words!r}: at most {LONGEST} words stand before a number on its line")
    return NumberPlace(zone=known, after=words)


def changed(record: IssuerRecord, changes: Mapping[str, object], one: Callable[[str], str]) -> IssuerRecord:
    """The record with a person's values; `known`, since a person stands for it.

    Args:
        record: as it was.
        changes: field → value.
        one: id of the one body a reference means.
    """
    given: dict[str, object] = {"known": True}
    for key, value in changes.items():
        match key:
            case "name":
                given[key] = text(key, value)
            case "place" | "note" | "source":
                given[key] = clean_line(str(value or ""))
            case "aliases":
                given[key] = tuple(dict.fromkeys(text(key, form) for form in several(value)))
            case "codes":
                given |= codes(several(value))
            case "level":
                given[key] = Level(member(key, str(value), tuple(Level))) if value else None
            case "system":
                given[key] = System(member(key, str(value), tuple(System)))
            case "valid_from" | "valid_to":
                given[key] = date(key, str(value or ""))
            case "parent":
                given[key] = one(str(value)) if value else ""
            case "predecessors" | "successors":
                given[key] = tuple(dict.fromkeys(one(other) for other in several(value)))
            case "names":
                given["names_other"] = names(value)
            case _:
                raise UsageError(f"a record of an issuing body has no {key!r}")
    found = dataclasses.replace(record, **given)  # type: ignore[arg-type]  # checked key by key
    if found.valid_from and found.valid_to and found.valid_from > found.valid_to:
        raise UsageError(f"{found.valid_from} is after {found.valid_to}")
    return found
