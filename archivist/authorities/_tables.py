"""Reading the CSV files in `data/`.

Owns: the one way authority data is loaded. Must not: give meaning to a column.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path

# Not importlib.resources: it costs more to import than all tables cost to read.
_DATA = Path(__file__).parent / "data"
LANGUAGES = ("en", "de", "nb", "he")
"""Languages other than Vietnamese in which bodies have names and kinds titles: columns of the tables."""


def table_text(name: str) -> str:
    """``data/<name>`` as it is."""
    return (_DATA / name).read_text(encoding="utf-8")


@cache
def read_table(name: str) -> tuple[Mapping[str, str], ...]:
    """Rows of ``data/<name>`` as column → text (NFC as stored)."""
    import csv

    with (_DATA / name).open(encoding="utf-8", newline="") as file:
        columns, *rows = csv.reader(file)  # `DictReader` takes twice as long
    return tuple(dict(zip(columns, row, strict=True)) for row in rows if row)


def split_list(cell: str) -> tuple[str, ...]:
    """Entries of a cell that holds several, separated by ``|``."""
    if "|" not in cell:  # most hold one or none
        return (one,) if (one := cell.strip()) else ()
    return tuple(part.strip() for part in cell.split("|") if part.strip())


def codes_of(cell: str) -> tuple[str, ...]:
    """Codes of a cell, without the years behind them: ``"UBND|UB@../2005"``."""
    return tuple(part.partition("@")[0] for part in split_list(cell))
