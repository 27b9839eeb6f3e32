"""The plain part of TOML that our own settings and plans are written in, read without a TOML reader.

Owns: that reading. Must not: say what is wrong with a text: whatever is not as plain as can be is left to `tomllib`.

Loading `tomllib` takes longer than opening the archive does, and every run of the program reads two such files.
tests/property/test_plain_settings.py holds this to `tomllib`.
"""

from __future__ import annotations

from typing import Any

_BARE = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-")
"""Letters of keys that need no quotes."""
_DIGITS = 18
"""Figures of the longest number read here."""


def plain_tables(text: str) -> tuple[dict[str, Any], dict[str, int]] | None:
    """What a TOML text says, and the line of each dotted name; None where it is not plain.

    Plain are comments on lines of their own, ``[table]``, ``[[table]]``, and ``key = value`` where the value is a text in
    simple quotation marks without escapes, a number, ``true``, ``false``, or a list of such texts on one line. Of tables
    that come several times the lines are those of the first.
    """
    if not text.replace("\n", "").isprintable():
        return None
    tree: dict[str, Any] = {}
    several: set[str] = set()
    lines: dict[str, int] = {}
    table, prefix = tree, ""
    for number, line in enumerate(text.split("\n"), start=1):
        line = line.strip(" ")
        if not line or line[0] == "#":
            continue
        if line[0] == "[" and line[-1] == "]":
            one_of_many = line[:2] == "[[" and line[-2:] == "]]"
            name = line[2:-2] if one_of_many else line[1:-1]
            if not _BARE.issuperset(name) or not name:
                return None
            if name in tree and not (one_of_many and name in several):
                return None
            table = {}
            if one_of_many:
                several.add(name)
                tree.setdefault(name, []).append(table)
            else:
                tree[name] = table
            prefix = f"{name}."
            lines.setdefault(name, number)
            continue
        key, _, written = line.partition("=")
        key, value = key.strip(" "), _value(written.strip(" "))
        if value is None or not key or not _BARE.issuperset(key) or key in table:
            return None
        table[key] = value
        lines.setdefault(prefix + key, number)
    return tree, lines


def _value(written: str) -> str | int | float | bool | list[str] | None:
    if written in ("true", "false"):
        return written == "true"
    whole, point, rest = written.partition(".")
    if whole.isascii() and whole.isdigit() and len(written) <= _DIGITS:
        if (whole[0] == "0" and whole != "0") or (point and not (rest.isascii() and rest.isdigit())):
            return None
        return float(written) if point else int(written)
    if written[:1] == "[" and written[-1:] == "]":
        inside = written[1:-1].strip(" ")
        return _texts(inside) if inside else []
    found = _texts(written)
    return found[0] if found is not None and len(found) == 1 else None


def _texts(written: str) -> list[str] | None:
    """Texts in simple quotation marks, with a comma and a blank between them."""
    if len(written) < 2 or written[0] != '"' or written[-1] != '"':
        return None
    found = written[1:-1].split('", "')
    return None if any('"' in one or "\\" in one for one in found) else found
