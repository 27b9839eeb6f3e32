"""Party documents laid out as the guidances of 1998, 2004, 2018 and 2026 print them.

Written from the guidances alone (01-HD/VPTW 1998, 11-HD/VPTW 2004, 36-HD/VPTW 2018, 05-HD/VPTW
2026), knowing nothing of the reader: rows of a page with a left and a right side, turned into
lines as geometry gives them, as plain text gives them, and as real files.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from archivist.extracted import Column, Detected, Extracted, Line, Page
from archivist.model import Box
from archivist.testing import Place, make_docx, make_pdf

PARTY = "ĐẢNG CỘNG SẢN VIỆT NAM"

RENDERINGS = ("columns", "rows", "cells", "docx", "pdf")
"""Ways a page comes out of extraction: with geometry, one line a row, cell after cell, real files."""


@dataclass(frozen=True, slots=True)
class Row:
    """One printed row: two sides, or a line across the page."""

    left: str = ""
    right: str = ""
    across: str = ""
    bold: bool = False
    centred: bool = False
    gap: bool = False
    """Room above, as between title block and body."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PartyDocument:
    """What is printed, in the words of the guidances; the truth follows from it.

    Attributes:
        name: short name, unique in the set.
        rule: year of the guidance it follows.
        letterhead: lines of the left head, superior first; a name may be broken over two.
        issuer: the issuer as printed, superior and unit joined by ``"; "``.
        number: as printed, without "Số"; empty when the line is blank or there is none.
        blank_symbol: symbol printed behind the room left for a number (``"-NQ/TU"``).
        kind: code of the kind.
        title: the title line; empty for letters.
        subject: lines of the subject.
        place: place of issue.
        date: ISO date; empty when blank.
        signed: signature blocks: authority and position lines, then the name.
        greeting: addressee line with its opening words.
        bases: legal bases.
        body: paragraphs.
        above: lines at the top (stamps, "Dự thảo").
        below_number: marks under the number.
        after: lines of further pages (attached regulation, copy block).
        rendering: one of `RENDERINGS`.
        print_number: how "Số …" is printed when it is not by the rule.
        print_date: how the date line is printed when it is not by the rule.
        glued: title and first line of the subject stand on one line.
        draft: it is a draft.
        side_by_side: two signature blocks stand on one height and there are no recipients, as
            under minutes (secretary left, chair right) and joint acts.
        recipients: lines under "Nơi nhận".
        drawn: rules are drawn, not typed: they leave no text.
    """

    name: str
    rule: int
    letterhead: tuple[str, ...]
    issuer: str
    number: str
    kind: str
    title: str
    subject: tuple[str, ...]
    place: str
    date: str
    signed: tuple[tuple[str, ...], ...]
    blank_symbol: str = ""
    greeting: str = ""
    bases: tuple[str, ...] = ()
    body: tuple[str, ...] = ("Các cấp ủy, tổ chức đảng căn cứ nội dung trên tổ chức thực hiện.",)
    above: tuple[str, ...] = ()
    below_number: tuple[str, ...] = ()
    after: tuple[Row, ...] = ()
    rendering: str = "columns"
    print_number: str = ""
    print_date: str = ""
    glued: bool = False
    draft: bool = False
    side_by_side: bool = False
    drawn: bool = False
    recipients: tuple[str, ...] = ("- Như trên,", "- Lưu Văn phòng.")

    def truth(self) -> dict[str, str]:
        """The fields as an archivist writes them down; "" for what is not printed."""
        return {
            "number": self.number,
            "kind": self.kind,
            "issuer": self.issuer,
            "issued": self.date or "2026",  # a blank line still has its year
            "place": self.place,
            "subject": " ".join(self.subject),
            "signatory": " | ".join(block[-1] for block in self.signed),
            "position": " | ".join("; ".join(block[:-1]) for block in self.signed),
        }


def date_line(place: str, iso: str) -> str:
    """Days below 10 and months 1 and 2 take a zero in front, other months none."""
    if not iso:
        return f"{place}, ngày      tháng      năm 2026"
    year, month, day = iso.split("-")
    shown = month if month in ("01", "02") else month.lstrip("0")
    return f"{place}, ngày {day} tháng {shown} năm {year}"


def rows_of(document: PartyDocument) -> list[Row]:
    """The document as rows."""
    rows = [Row(across=line) for line in document.above]
    rows += _head(document)
    rows += _title(document)
    if document.greeting:
        rows.append(Row(across=document.greeting, centred=True, gap=True))
    rows += [Row(across=line, gap=not index) for index, line in enumerate(document.bases)]
    rows += [Row(across=line, gap=not index) for index, line in enumerate(document.body)]
    rows += _foot(document)
    rows += list(document.after)
    return rows


def _head(document: PartyDocument) -> list[Row]:
    left = [*document.letterhead, "" if document.drawn else "*"]
    number = document.print_number or (f"Số {document.number}" if document.number else "")
    if document.blank_symbol:
        number = f"Số          {document.blank_symbol}"
    if number:
        left.append(number)
    if not document.title:
        left += document.subject
    left += document.below_number
    date = document.print_date or date_line(document.place, document.date)
    # The motto is the State's; a rule stands under the name of the Party, then the date.
    right = [PARTY, "" if document.drawn else "------------------------", date]
    if document.rule <= 2004:
        right = [PARTY, date]
    return [Row(left=one, right=other) for one, other in zip(*_even(left, right), strict=True)]


def _title(document: PartyDocument) -> list[Row]:
    if not document.title:
        return []
    lines = list(document.subject)
    title = document.title
    if document.glued and lines:
        title = f"{title} {lines.pop(0)}"
    rows = [Row(across=title, bold=True, centred=True, gap=True)]
    rows += [Row(across=line, bold=True, centred=True) for line in lines]
    if lines and not document.drawn:
        rule = {1998: "_______", 2004: "-------------", 2018: "-----", 2026: "-----"}[document.rule]
        rows.append(Row(across=rule, centred=True))
    return rows


def _foot(document: PartyDocument) -> list[Row]:
    rows: list[Row] = []
    if document.side_by_side:
        one, other = document.signed
        height = max(len(one), len(other)) + 2
        blocks = [[*side[:-1], *[""] * (height - len(side)), side[-1]] for side in (one, other)]
        return [Row(left=a, right=b) for a, b in zip(*blocks, strict=True)]
    for index, block in enumerate(document.signed):
        right = _block(block)
        left = ["Nơi nhận:", *document.recipients] if index == 0 else []
        sides = zip(*_even(left, right), strict=True)
        rows += [Row(left=a, right=b, gap=not at) for at, (a, b) in enumerate(sides)]
    return rows


def _block(block: Sequence[str]) -> list[str]:
    """Lines of a signature block with room for the signature."""
    return [*block[:-1], "", "", block[-1]]


def _even(left: list[str], right: list[str]) -> tuple[list[str], list[str]]:
    """Both columns of the same height; names of signatories stand on one line."""
    height = max(len(left), len(right))
    return left + [""] * (height - len(left)), right + [""] * (height - len(right))


PAGE_BREAK = "\f"
"""A row of this begins a new page."""


# ------------------------------------------------------------------------------------- renderings

_LEADING = 19.0


def extracted(document: PartyDocument, folder: Path, rendering: str = "") -> Extracted:
    """The document as extraction gives it in `rendering`, or else in its own."""
    how = rendering or document.rendering
    if how == "docx":
        return _from_docx(document, folder)
    if how == "pdf":
        return _from_pdf(document, folder)
    return _made(_pages(rows_of(document)), how)


def page_of_columns(rows: Sequence[Row]) -> Extracted:
    """Rows as one page with geometry."""
    return _made([list(rows)], "columns")


def _made(made: Sequence[Sequence[Row]], how: str) -> Extracted:
    pages: list[Page] = []
    for number, rows in enumerate(made, start=1):
        lines = tuple(_LINES[how](rows, number))
        text = "\n".join(line.text for line in lines)
        pages.append(Page(number=number, text=text, lines=lines))
    return Extracted(
        detected=Detected(media_type="application/pdf", suffix=".pdf", source="magic"),
        pages=tuple(pages),
        extractor="made",
        page_count=len(pages),
    )


def _pages(rows: Sequence[Row]) -> list[list[Row]]:
    pages: list[list[Row]] = [[]]
    for row in rows:
        if row.across == PAGE_BREAK:
            pages.append([])
        else:
            pages[-1].append(row)
    return pages


@dataclass(slots=True)
class _Setter:
    """Numbers lines as they are set."""

    page: int
    lines: list[Line] = field(default_factory=list)

    def put(self, text: str, **more: object) -> None:
        words = " ".join(text.split())
        if words:
            self.lines.append(Line(text=words, page=self.page, number=len(self.lines) + 1, **more))  # type: ignore[arg-type]  # one door for two kinds of line


def _blocks(rows: Sequence[Row]) -> list[list[tuple[Row, float]]]:
    """Rows with their height on the page, runs of two-sided rows together."""
    blocks: list[list[tuple[Row, float]]] = []
    top = 60.0
    sided = False
    for row in rows:
        top += _LEADING + (14.0 if row.gap else 0.0)
        two = not row.across
        if not (two and sided and blocks):
            blocks.append([])
        blocks[-1].append((row, top))
        sided = two
    return blocks


def _columns(rows: Sequence[Row], page: int) -> list[Line]:
    """Left column of each block first, each line with its place."""
    out = _Setter(page)
    for block in _blocks(rows):
        for row, top in block:
            if row.across:
                width = min(len(row.across) * 6.4, 460.0)
                x0 = 300 - width / 2 if row.centred else 85.0
                box = Box(x0=x0, top=top, x1=x0 + width, bottom=top + 13)
                out.put(row.across, box=box, bold=row.bold, centred=row.centred)
        for side, middle in ((Column.LEFT, 165.0), (Column.RIGHT, 420.0)):
            for row, top in block:
                text = row.left if side is Column.LEFT else row.right
                half = min(len(text) * 3.1, 120.0)
                box = Box(x0=middle - half, top=top, x1=middle + half, bottom=top + 13)
                out.put(text, column=side, box=box)
    return out.lines


def _rows(rows: Sequence[Row], page: int) -> list[Line]:
    """Plain text: both sides of a row on one line, nothing known of their place."""
    out = _Setter(page)
    for row in rows:
        out.put(row.across or f"{row.left} {row.right}")
    return out.lines


def _cells(rows: Sequence[Row], page: int) -> list[Line]:
    """Cell after cell, as text copied out of a table: left side of the block, then the right."""
    out = _Setter(page)
    for block in _blocks(rows):
        for row, _ in block:
            out.put(row.across or row.left)
        for row, _ in block:
            out.put(row.right)
    return out.lines


_LINES = {"columns": _columns, "rows": _rows, "cells": _cells}


def _from_docx(document: PartyDocument, folder: Path) -> Extracted:
    from support.extracting import read

    rows = [row for row in rows_of(document) if row.across != PAGE_BREAK]
    first = next(index for index, row in enumerate(rows) if row.left or row.right)
    stop = next((index for index, row in enumerate(rows[first:], start=first) if row.across), len(rows))
    head = [(row.left, row.right) for row in rows[first:stop]]
    text = "\n".join(row.across or f"{row.left}\t{row.right}" for row in rows[stop:])
    return read(make_docx(folder / f"{document.name}.docx", text, head=head))


def _from_pdf(document: PartyDocument, folder: Path) -> Extracted:
    from support.extracting import read

    return read(make_pdf(folder / f"{document.name}.pdf", pages=places_of(document)))


def places_of(document: PartyDocument) -> list[list[Place]]:
    """The pages of a document as they are set: every line with its place."""
    pages: list[list[Place]] = []
    for rows in _pages(rows_of(document)):
        places: list[Place] = []
        for block in _blocks(rows):
            for row, top in block:
                if row.across:
                    x = 300.0 if row.centred else 72.0
                    places.append(Place(text=row.across, x=x, y=top, size=11, centred=row.centred))
                for text, middle in ((row.left, 165.0), (row.right, 420.0)):
                    if text:
                        places.append(Place(text=text, x=middle, y=top, size=10, centred=True))
        pages.append(places)
    return pages
