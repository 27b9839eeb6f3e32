"""Rows of a document → its page, text in legacy encodings converted on the way.

Owns: handing runs with their fonts to `archivist.legacy`, keeping the text as it was.
Must not: decide what is in which encoding.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from archivist.extract.rows import Row, page_of
from archivist.extracted import LEGACY_ENCODING, Page
from archivist.lazyclass import dataclass
from archivist.legacy import Conversion, Run, convert


@dataclass(frozen=True, slots=True)
class Built:
    """A page and what became of its text.

    Attributes:
        page: with converted lines.
        truncated: text was cut.
        original: the text before conversion, empty when nothing was converted.
        conversion: what was done, None when nothing was.
    """

    page: Page
    truncated: bool
    original: str = ""
    conversion: Conversion | None = None

    @property
    def warnings(self) -> tuple[str, ...]:
        """The sentence that says what was converted."""
        return () if self.conversion is None else (self.conversion.sentence(),)

    @property
    def facts(self) -> dict[str, str]:
        """For the metadata."""
        return facts_of(self.conversion)


def facts_of(conversion: Conversion | None) -> dict[str, str]:
    """What was converted, for the metadata."""
    if conversion is None:
        return {}
    return {LEGACY_ENCODING: f"{conversion.name} (by {conversion.by}, {conversion.share:.0%} of the words)"}


def build(
    rows: Sequence[Row],
    *,
    text_chars: int,
    keep_soft_hyphens: bool = False,
    arrange: Callable[[Sequence[Row]], list[Row]] = list,
) -> Built:
    """The page of a document without page geometry.

    Args:
        rows: as the format gave them.
        text_chars: the limit.
        keep_soft_hyphens: in a text that stays as it is.
        arrange: puts rows into columns; blanks and tabs must be there still.
    """
    conversion = convert([runs_of(row) for row in rows])
    after = converted(rows, conversion) if conversion else rows
    return finish(
        rows,
        after,
        conversion,
        text_chars=text_chars,
        keep_soft_hyphens=keep_soft_hyphens,
        arrange=arrange,
    )


@dataclass(frozen=True, slots=True)
class BuiltPages:
    """As `Built`, of a document with several pages."""

    pages: tuple[Page, ...]
    truncated: bool
    original: str = ""
    conversion: Conversion | None = None

    @property
    def warnings(self) -> tuple[str, ...]:
        """The sentence that says what was converted."""
        return () if self.conversion is None else (self.conversion.sentence(),)

    @property
    def facts(self) -> dict[str, str]:
        """For the metadata."""
        return facts_of(self.conversion)


def build_pages(
    pages: Sequence[Sequence[Row]],
    *,
    text_chars: int,
    keep_soft_hyphens: bool = False,
    arrange: Callable[[Sequence[Row]], list[Row]] = list,
) -> BuiltPages:
    """The pages (slides, chapters, sheets) of a document; its encoding is judged by all of them.

    Args:
        pages: rows of each page, as the format gave them.
        text_chars: the limit of all pages together.
        keep_soft_hyphens: in a text that stays as it is.
        arrange: puts the rows of a page into columns; blanks and tabs must be there still.
    """
    conversion = convert([runs_of(row) for rows in pages for row in rows])
    built: list[Built] = []
    start, left = 0, text_chars
    for rows in pages:
        after = rows
        if conversion is not None:
            texts = conversion.runs[start : start + len(rows)]
            after = _restored(rows, texts)
        one = finish(
            rows, after, conversion,
            text_chars=max(left, 0), keep_soft_hyphens=keep_soft_hyphens, arrange=arrange,
        )  # fmt: skip
        start += len(rows)
        left -= len(one.page.text)
        built.append(one)
    return BuiltPages(
        pages=tuple(replace(one.page, number=number) for number, one in enumerate(built, start=1)),
        truncated=any(one.truncated for one in built),
        original="\f".join([one.original for one in built]) if conversion is not None else "",
        conversion=conversion,
    )


def finish(
    before: Sequence[Row],
    after: Sequence[Row],
    conversion: Conversion | None,
    *,
    text_chars: int,
    keep_soft_hyphens: bool,
    arrange: Callable[[Sequence[Row]], list[Row]],
) -> Built:
    """As `build`, from rows that were converted already (`after`)."""
    if conversion is None:
        page, cut = page_of(arrange(before), text_chars=text_chars, keep_soft_hyphens=keep_soft_hyphens)
        return Built(page, cut)
    page, cut = page_of(arrange(after), text_chars=text_chars)
    original, _ = page_of(arrange(before), text_chars=text_chars, keep_soft_hyphens=True)
    return Built(page, cut, original.text, conversion)


def runs_of(row: Row) -> tuple[Run, ...]:
    """The runs of a row; one that knows no runs is set in its only font."""
    if row.runs:
        return tuple(Run(text, font) for text, font in row.runs)
    return (Run(row.text, row.fonts[0] if len(row.fonts) == 1 else ""),)


def converted(rows: Sequence[Row], conversion: Conversion) -> list[Row]:
    """The rows with their converted text."""
    return _restored(rows, conversion.runs)


def _restored(rows: Sequence[Row], texts: Sequence[Sequence[str]]) -> list[Row]:
    return [replace(row, text="".join(parts), runs=()) for row, parts in zip(rows, texts, strict=True)]
