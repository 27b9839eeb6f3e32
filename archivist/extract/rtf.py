"""Rich Text Format through striprtf, with the cells of tables kept apart.

Owns: marking cells and rows so that letterhead tables become columns; title and author.
Must not: trust striprtf's ``|`` for a cell (texts hold it too).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from striprtf.striprtf import rtf_to_text

from archivist.extract.cleaning import clean_line, is_unicode_vietnamese
from archivist.extract.request import Request, refuse
from archivist.extract.restoring import build
from archivist.extract.rows import Row, runs, split_columns, table_rows
from archivist.extract.rtf_asides import asides
from archivist.extract.rtf_fonts import MARKS, carry_marks, font_table, mark_fonts, split_marks
from archivist.extracted import Extracted
from archivist.lazypattern import late_pattern
from archivist.legacy import legacy_fonts
from archivist.model import Reason

# Private-use characters stand for the structure while striprtf works; a text that holds such
# characters itself loses them, they have no agreed meaning.
_ROW_START, _CELL, _ROW_END, _BORDER, _CENTRED = "\ue000", "\ue001", "\ue002", "\ue003", "\ue004"
_STRUCTURAL = _ROW_START + _CELL + _ROW_END + _BORDER + _CENTRED
_MARKS = {
    "trowd": _ROW_START,
    "cell": _CELL,
    "nestcell": _CELL,
    "row": _ROW_END,
    "qc": _CENTRED,
}
_NOTHING = late_pattern(f"(?:[\\s{_STRUCTURAL}]|{MARKS.pattern})*")
_STRUCTURE = late_pattern(r"\\(trowd|cell|nestcell|row|qc)(?![a-z0-9]) ?")
_CELL_BORDER = late_pattern(
    r"\\clbrdr[tlbr](?:\\brdrnone|\\brdrnil)?(\\brdr(?:s|th|db|dot|dash|hair|w\d+))?(?![a-z])"
)
_INFO = late_pattern(r"\{\\(title|author|subject)(?: |(?=\\))((?:[^{}\\]|\\[^{}]){1,500})\}")


def extract(request: Request) -> Extracted:
    """Read an RTF file.

    Raises:
        ExtractionError: reason ``unreadable``.
    """
    source = request.path.read_bytes().decode("latin-1").lstrip("\ufeff\xef\xbb\xbf")
    try:
        marked, names = mark_fonts(_marked(source))
        text = _plain(marked)
        table_at, after = font_table(marked)
        beside = [_plain(part) for part in asides(marked, marked[table_at:after])]
        if names:
            text, *beside = (carry_marks(one, "\n" + _STRUCTURAL) for one in (text, *beside))
        metadata = _metadata(source)
    except (ValueError, IndexError, TypeError, LookupError, AttributeError, OverflowError) as error:
        refuse(Reason.UNREADABLE, f"the RTF file is damaged: {error}")
    rows = [*_rows(text, names), *_new_rows(beside, names)]
    fonts = () if is_unicode_vietnamese(text) else legacy_fonts(names.values())
    built = build(
        rows, text_chars=request.limits.text_chars, keep_soft_hyphens=bool(fonts), arrange=split_columns
    )
    return Extracted(
        detected=request.detected,
        pages=(built.page,),
        extractor="rtf 1 (striprtf)",
        metadata={**metadata, **built.facts},
        truncated=built.truncated,
        warnings=built.warnings,
        font_encodings=fonts,
        original_text=built.original,
        page_count=1,
    )


def _marked(source: str) -> str:
    source = re.sub("[\ue000-\ue7ff]", "", source)
    source = _CELL_BORDER.sub(lambda match: _BORDER if match.group(1) else "", source)
    return _STRUCTURE.sub(lambda match: _MARKS[match.group(1)], source)


def _plain(source: str) -> str:
    return str(rtf_to_text(source, errors="replace"))  # type: ignore[no-untyped-call]  # has no types


def _metadata(source: str) -> dict[str, str]:
    found: dict[str, str] = {}
    codepage = re.search(r"\\ansicpg\d+", source[:1000])
    head = "{\\rtf1\\ansi" + (codepage.group() if codepage else "") + " "
    for name, value in _INFO.findall(source[:100_000]):
        text = clean_line(_plain(head + value + "}"))
        if text:
            found[name] = text
    return found


def _rows(text: str, names: Mapping[str, str]) -> Iterator[Row]:
    """Rows of the marked text: outside of tables line by line, tables by `table_rows`."""
    position = 0
    table: list[list[list[Row]]] = []
    bordered = False
    for start, end in _row_places(text):
        between, row = text[position:start], text[start + 1 : end]
        if not _NOTHING.fullmatch(between):
            yield from table_rows(table, bordered=bordered)
            table, bordered = [], False
            yield from _lines(between, names)
        position = end + 1
        *cells, _ = row.split(_CELL) if _CELL in row else [row, ""]
        bordered = bordered or _BORDER in row
        table.append([list(_lines(cell, names)) for cell in cells])
    yield from table_rows(table, bordered=bordered)
    yield from _lines(text[position:], names)


def _new_rows(texts: Iterable[str], names: Mapping[str, str]) -> Iterator[Row]:
    """Rows of what stands beside the text; the same header of many sections once, page numbers not at all."""
    seen: set[str] = set()
    for text in texts:
        for row in _rows(text, names):
            line = clean_line(row.text)
            if line and line not in seen and not line.isdigit():
                seen.add(line)
                yield row


def _row_places(text: str) -> Iterator[tuple[int, int]]:
    """First mark of each row and the mark that ends it; Word defines a row twice, before and after."""
    end = -1
    while (start := text.find(_ROW_START, end + 1)) >= 0 and (end := text.find(_ROW_END, start)) >= 0:
        yield start, end


def _lines(text: str, names: Mapping[str, str]) -> Iterator[Row]:
    for line in text.split("\n"):
        spans = runs(split_marks(re.sub(f"[{_STRUCTURAL}]", "", line), names))
        bare = "".join(text for text, _ in spans)
        if bare.strip():
            fonts = tuple(dict.fromkeys(font for text, font in spans if font and text.strip()))
            yield Row(text=bare, centred=_CENTRED in line or None, fonts=fonts, runs=spans if names else ())
