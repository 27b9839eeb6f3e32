"""Rows of a document → its page, text in legacy encodings converted on the way.

Owns: handing runs with their fonts to `archivist.legacy`, keeping the text as it was.
Must not: decide what is in which encoding.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from archivist.extract.rows import Row, page_of
from archivist.extracted import LEGACY_ENCODING, Page
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
    return [
        replace(row, text="".join(texts), runs=()) for row, texts in zip(rows, conversion.runs, strict=True)
    ]
