"""The version of everything an index holds.

Owns: one number, and whether an index carries another one. Must not: import an engine, so that
opening an index is cheap.
"""

import json
from pathlib import Path
from typing import Final

VERSION: Final = 12
"""Raised whenever fields, analysis or files change; an index of another version is rebuilt."""

VERSION_FILE: Final = "archivist-index.json"
"""File in the folder of an index that tells its version."""


def of_another_version(folder: Path) -> bool:
    """True when the index in a folder says that another version built it; not when it is damaged."""
    try:
        found = json.loads((folder / VERSION_FILE).read_text("utf-8"))
    except (OSError, ValueError):
        return False
    return isinstance(found, dict) and found.get("schema") not in (None, VERSION)
