"""The version of everything an index holds.

Owns: one number. Must not: import anything, so that opening an index is cheap.
"""

from typing import Final

VERSION: Final = 5
"""Raised whenever fields, analysis or files change; an index of another version is rebuilt."""
