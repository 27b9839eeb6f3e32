"""A worksheet as a table for a spreadsheet, and back after it was filled in.

Owns: its columns, and what a filled-in line means. Must not: record a decision itself.

CSV is for Excel: with a byte order mark, and with every cell that would be taken for a formula made text.
The columns "Id A" and "Id B" tell on reading back which directives a line is about; everything else on the
left may be changed without harm.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final

from archivist import fsio, grids
from archivist.errors import UsageError
from archivist.exporting import cell_text, harmless
from archivist.lazyclass import dataclass
from archivist.reconciling import form
from archivist.reconciling.records import Row, Side, Worksheet
from archivist.store import Action
from archivist.text import clean_line, fold

_COLUMNS: Final[dict[str, tuple[str, str, int]]] = {
    # name → heading in English, in Vietnamese, width
    "line": ("No.", "STT", 5),
    "number_a": ("Number A", "Số, ký hiệu A", 14),
    "issued_a": ("Issued A", "Ngày ban hành A", 12),
    "subject_a": ("Subject A", "Trích yếu A", 44),
    "number_b": ("Number B", "Số, ký hiệu B", 14),
    "issued_b": ("Issued B", "Ngày ban hành B", 12),
    "subject_b": ("Subject B", "Trích yếu B", 44),
    "likeness": ("Likeness (%)", "Giống nhau (%)", 10),
    "shared": ("Shared words", "Từ ngữ chung", 30),
    "proposal": ("Proposal", "Đề xuất", 14),
    "ground": ("Reason of the proposal", "Lý do đề xuất", 34),
    "decision": ("Decision", "Quyết định xử lý", 16),
    "why": ("Reason", "Lý do", 30),
    "result": ("Resulting document", "Văn bản kết quả", 20),
    "by": ("Decided by", "Người quyết định", 20),
    "at": ("Decided on", "Ngày quyết định", 12),
    "id_a": ("Id A", "Mã A", 28),
    "id_b": ("Id B", "Mã B", 28),
}
_WORDS: Final[Mapping[Action, tuple[str, str]]] = {
    Action.KEEP: ("keep", "giữ nguyên"),
    Action.AMEND: ("amend", "sửa đổi, bổ sung"),
    Action.REPLACE: ("replace", "thay thế"),
    Action.REPEAL: ("repeal", "bãi bỏ"),
    Action.EXPIRED: ("has expired", "hết hiệu lực"),
    Action.APART: ("no pair", "không phải cặp"),
    Action.OPEN: ("open", "chưa quyết định"),
}
"""Action → as a person writes it, in English and Vietnamese."""
_GROUNDS: Final[Mapping[str, str]] = {
    "alike": "cùng một việc, lời văn gần như nhau",
    "different": "cùng một việc, nội dung khác nhau",
    "period-ended": "giai đoạn hoặc nhiệm kỳ đã kết thúc",
    "one-period-ended": "thời kỳ của một văn bản đã kết thúc",
    "basis-lost": "căn cứ đã hết hiệu lực",
    "one-sided": "chỉ một bên có văn bản về việc này",
    "names-place": "chỉ một bên có; trích yếu nêu địa bàn cũ",
    "amending": "văn bản sửa đổi, theo văn bản gốc",
    "single-case": "việc cụ thể, đã thực hiện xong",
}
_ALSO: Final[Mapping[str, Action]] = {
    "suadoi": Action.AMEND,
    "bosung": Action.AMEND,
    "huybo": Action.REPEAL,
    "giu": Action.KEEP,
    "giulai": Action.KEEP,
    "expired": Action.EXPIRED,
}
"""Other spellings, folded, without blanks. Relations between documents, §1, has "hủy bỏ" beside "bãi bỏ"."""
_NEEDED: Final = frozenset({"decision", "id_a", "id_b"})
_SHOWN: Final = ("number", "subject", "side")
"""Columns in which a table shows a directive; the form has all of it in one."""
_ABOVE: Final = 20
"""Lines among which the headings are looked for."""
_SIDES: Final = tuple(f"{fold(one)} " for one in form.SIDES)
_LINES: Final = 100_000
"""Lines of a filled-in table that are read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Filled:
    """A filled-in line.

    Attributes:
        line: its number in the file, from 1.
        documents: ids of its directives.
        complete: the line names the id of each directive it shows.
        action: what was decided; None when the cell could not be understood.
        written: the cell as it stands.
        why: why.
        result: number of the resulting document.
        by: who decided; empty when the cell is.
    """

    line: int
    documents: tuple[str, ...]
    complete: bool
    action: Action | None
    written: str
    why: str
    result: str
    by: str


def write(sheet: Worksheet, path: Path, *, rows: Sequence[Row] | None = None, language: str = "en") -> int:
    """Write a worksheet to a new file.

    Args:
        sheet: the worksheet.
        path: ``.csv``, ``.xlsx``, or ``.docx`` for the office's form.
        rows: only these of its rows.
        language: of headings and words, ``"vi"`` or ``"en"``.

    Returns:
        Number of lines.

    Raises:
        UsageError: another ending, or the file is there already.
        StorageError: it cannot be written.
    """
    ending = path.suffix.lower()
    if ending not in (".csv", ".xlsx", ".docx"):
        raise UsageError(f"cannot export to {path.name!r}: the name must end with .csv, .xlsx or .docx")
    if path.exists():
        raise UsageError(f"{path} is there already", hint="give another name, or remove it first")
    place = 1 if language == "vi" else 0
    chosen = sheet.rows if rows is None else tuple(rows)
    headings = {name: words[1] if place else words[0] for name, words in _COLUMNS.items()}
    if ending == ".docx":
        data = form.make(
            sheet, chosen, lambda row, number: _cells(row, number, place), headings, vietnamese=bool(place)
        )
    else:
        lines = [
            [_cells(row, number, place)[name] for name in _COLUMNS]
            for number, row in enumerate(chosen, start=1)
        ]
        make = _csv if ending == ".csv" else _xlsx
        data = make(list(headings.values()), lines, [word[place] for word in _WORDS.values()])
    with fsio.storage_errors(path):
        fsio.write_new(path, data)
    return len(chosen)


def _cells(row: Row, number: int, place: int) -> dict[str, str]:
    decision = row.decision
    ground = _GROUNDS[row.ground] if place else row.ground.value.replace("-", " ")
    cells = {
        "line": str(number),
        "likeness": str(round(100 * row.score)) if row.score else "",
        "shared": ", ".join(word.text for word in row.shared),
        "proposal": _WORDS[row.proposal][place],
        "ground": f"{ground}: {row.detail}" if row.detail else ground,
        "decision": _WORDS[decision.action][place] if decision else "",
        "why": decision.statement.why if decision else "",
        "result": decision.result if decision else "",
        "by": decision.statement.by if decision else "",
        "at": _day(decision.statement.at.astimezone().date().isoformat(), place) if decision else "",
    }
    return cells | _side("a", row.a, place) | _side("b", row.b, place)


def _day(issued: str, place: int) -> str:
    """A date as the language writes it; one that is known in part stays as it is."""
    return dt.date.fromisoformat(issued).strftime("%d/%m/%Y") if place and len(issued) == 10 else issued


def _side(name: str, side: Side | None, place: int) -> dict[str, str]:
    keys = ("number", "issued", "subject", "id")
    values = (side.number, _day(side.issued, place), side.subject, side.id) if side else ("", "", "", "")
    return {f"{key}_{name}": value for key, value in zip(keys, values, strict=True)}


def _csv(headings: Sequence[str], lines: Iterable[Sequence[str]], _: Sequence[str]) -> bytes:
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(headings)
    writer.writerows([harmless(cell) for cell in line] for line in lines)
    return text.getvalue().encode("utf-8-sig", "replace")


def _xlsx(headings: Sequence[str], lines: Sequence[Sequence[str]], choices: Sequence[str]) -> bytes:
    import xlsxwriter

    data = io.BytesIO()
    book = xlsxwriter.Workbook(
        data, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
    wrapped = book.add_format({"text_wrap": True, "valign": "top"})
    sheet = book.add_worksheet()
    sheet.freeze_panes(1, 0)
    for column, (heading, (_, _, width)) in enumerate(zip(headings, _COLUMNS.values(), strict=True)):
        sheet.set_column(column, column, width)
        sheet.write_string(0, column, heading, bold)
    for number, line in enumerate(lines, start=1):
        for column, cell in enumerate(line):
            sheet.write_string(number, column, cell_text(cell)[:32_767], wrapped)
    at = list(_COLUMNS).index("decision")
    if lines:
        # A list separates its entries by commas in the file; a text with one goes without the list's check.
        sheet.data_validation(
            1, at, len(lines), at,
            {"validate": "list", "source": [one for one in choices if "," not in one], "error_type": "warning"},
        )  # fmt: skip
    sheet.set_landscape()
    sheet.set_paper(9)  # A4
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)
    book.close()
    return data.getvalue()


def read(path: Path) -> Iterator[Filled]:
    """Lines of a table in which something was decided.

    Args:
        path: ``.csv`` (UTF-8; comma, semicolon or tab), ``.xlsx`` or ``.docx``; of a document all tables
            that have the columns.

    Raises:
        UsageError: it is no such file, or lacks the columns that tell what it is about.
    """
    if path.suffix.lower() == ".docx":
        yield from _of_document(path)
        return
    yield from _of_table(path.name, grids.first(path))


def _of_document(path: Path) -> Iterator[Filled]:
    """Lines of all tables of a document, numbered through as they stand in it, headings left out."""
    found, before, named = False, 0, {fold(name) for name in _COLUMNS["decision"][:2]}
    for table in form.tables(path):
        if table and named & {fold(clean_line(cell)) for cell in table[0]}:
            found = True
            for one in _of_table(path.name, table):
                yield replace(one, line=one.line - 1 + before)
            before += len(table) - 1
    if not found:
        raise UsageError(
            f"{path.name} is no worksheet of this program; columns it lacks: "
            + " / ".join(_COLUMNS["decision"][:2])
        )


def _of_table(name: str, rows: Sequence[Sequence[str]]) -> Iterator[Filled]:
    above, places = _headings(rows)
    missing = _NEEDED - set(places)
    if missing:
        wanted = ", ".join(" / ".join(_COLUMNS[column][:2]) for column in sorted(missing))
        raise UsageError(f"{name} is no worksheet of this program; columns it lacks: {wanted}")
    for number, cells in enumerate(rows[above + 1 : _LINES], start=above + 2):
        found = {column: _cell(cells, place) for column, place in places.items()}
        if found["decision"]:
            yield Filled(
                line=number,
                documents=tuple(one for one in (found["id_a"], found["id_b"]) if one),
                complete=all(
                    found[f"id_{side}"] or not any(found.get(f"{shown}_{side}") for shown in _SHOWN)
                    for side in "ab"
                ),
                action=_action(found["decision"]),
                written=found["decision"],
                **{column: found.get(column, "") for column in ("why", "result", "by")},
            )


def _headings(rows: Sequence[Sequence[str]]) -> tuple[int, dict[str, int]]:
    """Where the headings stand, and column → place. A person may have put a title above them."""
    best: tuple[int, dict[str, int]] = (0, {})
    for number, cells in enumerate(rows[:_ABOVE]):
        headings = [fold(clean_line(cell)) for cell in cells]
        places = {
            column: place
            for column, (english, vietnamese, _) in _COLUMNS.items()
            for place, heading in enumerate(headings)
            if heading in (fold(english), fold(vietnamese))
        }
        sides = [place for place, heading in enumerate(headings) if heading.startswith(_SIDES)]
        places |= dict(zip(("side_a", "side_b"), sides, strict=False))
        if len(places) > len(best[1]):
            best = (number, places)
    return best


def _cell(cells: Sequence[str], place: int) -> str:
    text = clean_line(cells[place]) if place < len(cells) else ""
    return text[1:] if harmless(text[1:]) == text else text


def _action(written: str) -> Action | None:
    said = fold(written).replace(" ", "").replace(",", "")
    for action, spellings in _WORDS.items():
        if said in {fold(one).replace(" ", "").replace(",", "") for one in (action.value, *spellings)}:
            return action
    return _ALSO.get(said)
