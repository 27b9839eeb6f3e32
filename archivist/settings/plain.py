"""The plain part of TOML that our own settings files are written in, read without a TOML reader.

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
            table = {}
            if one_of_many and name not in tree:
                tree[name] = [table]
            elif one_of_many and name in several:
                tree[name].append(table)
            elif name not in tree:
                tree[name] = table
            else:
                return None
            if one_of_many:
                several.add(name)
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
        texts = inside.split('", "') if inside else []
        if len(texts) > 1:
            texts = [f'{texts[0]}"', *(f'"{one}"' for one in texts[1:-1]), f'"{texts[-1]}']
        found = [_text(one) for one in texts]
        return None if None in found else [one for one in found if one is not None]
    return _text(written)


def _text(written: str) -> str | None:
    """A text in simple quotation marks."""
    inside = written[1:-1]
    simple = len(written) >= 2 and written[0] == written[-1] == '"' and not {'"', "\\"} & set(inside)
    return inside if simple else None
