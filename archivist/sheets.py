"""A list that an office prints or hands over, whatever form it is written in.

Owns: what such a list is made of. Must not: write it (`tabling`, `paper`) or know what stands in a column.
"""

from __future__ import annotations

from archivist.lazyclass import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """A list.

    Attributes:
        office: whose list it is, above the title.
        title: its title.
        lines: further lines below the title.
        headings: of its columns.
        widths: of its columns, in characters.
        shares: of its columns on paper, in per cent; in proportion to the widths when empty.
        rows: one text a column.
        struck: rows that are struck through, by their place from 0; why stands in the last column, which is not.
        places: number the columns below their headings, as the forms of the decree do.
        empty: what stands on paper in place of rows when there are none.
        language: ``"vi"`` or ``"en"``.
        across: A4 across.
    """

    office: str
    title: str
    lines: tuple[str, ...] = ()
    headings: tuple[str, ...]
    widths: tuple[int, ...]
    rows: tuple[tuple[str, ...], ...]
    shares: tuple[int, ...] = ()
    struck: frozenset[int] = frozenset()
    places: bool = False
    empty: str = ""
    language: str = "vi"
    across: bool = False
