"""Reading the CSV files in `data/`.

Owns: the one way authority data is loaded. Must not: give meaning to a column.
"""

from __future__ import annotations

import csv
from importlib import resources


def read_table(name: str) -> list[dict[str, str]]:
    """Rows of ``data/<name>`` as column → text (NFC as stored)."""
    text = resources.files("archivist.authorities").joinpath("data", name).read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))


def split_list(cell: str) -> tuple[str, ...]:
    """Entries of a cell that holds several, separated by ``|``."""
    return tuple(part.strip() for part in cell.split("|") if part.strip())
