"""Made documents in a short notation: what is true of each, and its lines.

``## name rendering`` begins a document, ``field=value`` lines say what is true, ``%%`` ends them.
``left || right`` is a row of two columns, as in letterheads and signature blocks; other lines go across the
page. A field that is not named is not judged, one with nothing behind ``=`` has to stay empty.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

from support.extracting import read
from support.party_layouts import Row, page_of_columns

from archivist.extracted import Extracted
from archivist.testing import make_docx

_BESIDE = "||"
_RIGHT_AT = 40
"""Column the right side begins at in plain text."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Notated:
    """A made document.

    Attributes:
        name: short name, unique in its file.
        rendering: how it reaches the reader (`extracted`).
        truth: what is true, by the names of `FieldName` and ``part``.
        lines: lines in the notation.
    """

    name: str
    rendering: str
    truth: Mapping[str, str]
    lines: tuple[str, ...]


def documents(path: Path) -> Iterator[Notated]:
    """The documents of a file."""
    for chunk in re.split(r"(?m)^## ", path.read_text(encoding="utf-8"))[1:]:
        head, _, body = chunk.partition("\n%%\n")
        title, *facts = head.split("\n")
        name, rendering = title.split()
        truth = dict(fact.split("=", 1) for fact in facts)
        yield Notated(name=name, rendering=rendering, truth=truth, lines=tuple(body.rstrip("\n").split("\n")))


def extracted(document: Notated, folder: Path, rendering: str = "") -> Extracted:
    """The document as extraction gives it.

    ``rows`` plain text, sides apart; ``single`` one blank between them; ``lines`` each side on a line of its
    own; ``cells`` and ``rightfirst`` one column after the other; ``raw`` as it stands; ``columns`` with
    geometry; ``html`` and ``docx`` files with tables.
    """
    how = rendering or document.rendering
    if how == "columns":
        return page_of_columns([_row(line) for line in document.lines if line.strip()])
    if how == "docx":
        return _docx(document, folder)
    if how == "html":
        path = folder / "van-ban.html"
        path.write_text(_html(document.lines), encoding="utf-8")
        return read(path)
    path = folder / "van-ban.txt"
    path.write_text("\n".join(_plain(document.lines, how)), encoding="utf-8")
    return read(path)


def _sides(line: str) -> tuple[str, str]:
    left, _, right = line.partition(_BESIDE)
    return left.strip(), right.strip()


def _blocks(lines: Sequence[str]) -> Iterator[tuple[list[str], list[str]] | str]:
    """Runs of two-sided rows as both columns, other lines as they are."""
    for two, run in groupby(lines, key=lambda line: _BESIDE in line):
        if two:
            rows = [_sides(line) for line in run]
            yield [left for left, _ in rows], [right for _, right in rows]
        else:
            yield from run


def _plain(lines: Sequence[str], how: str) -> Iterator[str]:
    for block in _blocks(lines):
        if isinstance(block, str):
            yield block
            continue
        left, right = block
        rows = zip(left, right, strict=True)
        if how in ("rows", "raw"):
            yield from (f"{one:<{max(_RIGHT_AT, len(one) + 4)}}{other}".rstrip() for one, other in rows)
        elif how == "single":
            yield from (f"{one} {other}".strip() for one, other in rows)
        else:
            order = {
                "cells": [*left, *right],
                "rightfirst": [*right, *left],
                "lines": [side for row in rows for side in row],
            }[how]
            yield from (side for side in order if side)


def _row(line: str) -> Row:
    if _BESIDE in line:
        left, right = _sides(line)
        return Row(left=left, right=right)
    text = line.strip()
    return Row(across=text, centred=text.isupper() and len(text) < 70)


def _html(lines: Sequence[str]) -> str:
    parts = ['<html><head><meta charset="utf-8"></head><body>']
    for block in _blocks(lines):
        if isinstance(block, str):
            parts.append(f"<p>{block.strip()}</p>")
        else:
            cells = "".join(f"<td>{'<br/>'.join(side)}</td>" for side in block)
            parts.append(f"<table><tr>{cells}</tr></table>")
    return "\n".join([*parts, "</body></html>"])


def _docx(document: Notated, folder: Path) -> Extracted:
    blocks = list(_blocks(document.lines))
    at = next(index for index, block in enumerate(blocks) if not isinstance(block, str))
    head = blocks.pop(at)
    assert not isinstance(head, str)
    rest: list[str] = []
    for block in blocks:
        rest += [block] if isinstance(block, str) else map("\t".join, zip(*block, strict=True))
    rows = list(zip(*head, strict=True))
    return read(make_docx(folder / "van-ban.docx", "\n".join(rest), head=rows))
