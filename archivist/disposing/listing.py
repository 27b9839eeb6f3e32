"""A disposal list as it goes to the council: file by file, with the ground and what was decided.

Owns: its columns and the order of its rows. Must not: decide anything, or say what a held or withdrawn
document said.

Columns of the form of Circular 06/2025/TT-BNV, appendix II (danh mục tài liệu hết thời hạn lưu trữ, trùng lặp):
bundle, volume, title, ground, remarks. Bundles are of paper: a person fills them in.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from archivist import store, tabling
from archivist.catalogue import DocumentRow
from archivist.disposing.records import DisposalEntry, DisposalLine, LineState
from archivist.dossiers import DossierEntry, DossierFile
from archivist.model import Access
from archivist.periods import LEAST_EVER, parse_period, period_words
from archivist.provenance import documents_in, fonds_file
from archivist.workspace import Workspace

_COLUMNS: Final = (
    ("Bundle", "Bó (cặp) số", 8),
    ("Volume or file", "Tập (hồ sơ) số", 14),
    ("Title", "Tiêu đề hồ sơ, tài liệu", 62),
    ("Ground", "Lý do hủy", 40),
    ("Remarks", "Ghi chú", 26),
)
_STATES: Final = {
    LineState.OPEN: ("", ""),
    LineState.APPROVED: ("may be destroyed", "được hủy"),
    LineState.REJECTED: ("to be kept", "giữ lại"),
    LineState.DISPOSED: ("destroyed", "đã hủy"),
    LineState.WITHDRAWN: ("withdrawn", "đã rút khỏi kho"),
}


def disposal_sheet(ws: Workspace, entry: DisposalEntry, *, language: str) -> tabling.Sheet:
    """A list as a table; what lies in a file stands below its title.

    Args:
        ws: the open archive.
        entry: the list.
        language: ``"vi"`` or ``"en"``.
    """
    vi = language == "vi"
    rows = tuple(_rows(ws, entry, vi=vi))
    day = f"{entry.made.at.astimezone():%d/%m/%Y}"
    fonds = "; ".join(_fonds(ws, entry))
    number = (
        f"Danh mục số {entry.number}, lập ngày {day}, người lập: {entry.made.by}"
        if vi
        else f"List {entry.number}, made on {day} by {entry.made.by}"
    )
    return tabling.Sheet(
        office=ws.settings.name,
        title="DANH MỤC TÀI LIỆU HẾT THỜI HẠN LƯU TRỮ" if vi else "LIST OF RECORDS WHOSE RETENTION HAS ENDED",
        lines=tuple(
            filter(None, ((f"Phông (khối): {fonds}" if vi else f"Fonds: {fonds}") if fonds else "", number))
        ),
        headings=tuple(vietnamese if vi else english for english, vietnamese, _ in _COLUMNS),
        widths=tuple(width for _, _, width in _COLUMNS),
        rows=rows,
        places=True,
        language="vi" if vi else "en",
        across=True,
    )


def _fonds(ws: Workspace, entry: DisposalEntry) -> Iterator[str]:
    """Names of the fonds whose documents are on it; of one that was destroyed the file says it."""
    ids = {line.listed.document for line in entry.lines}
    files = [one.dossier for one in DossierFile(ws).all() if not ids.isdisjoint(one.dossier.documents)]
    for code, fonds in sorted(fonds_file(ws.layout).fonds.items()):
        if any(one.fonds == code for one in files) or not ids.isdisjoint(documents_in(ws, (code,))):
            yield fonds.title


def _rows(ws: Workspace, entry: DisposalEntry, *, vi: bool) -> Iterator[tuple[str, ...]]:
    left = {line.listed.document: line for line in entry.lines}
    rows = ws.catalogue.rows_of(list(left))
    for file in DossierFile(ws).all():
        of_file = [left[id_] for id_ in file.dossier.documents if id_ in left]
        if not of_file:
            continue
        yield _file_row(file, len(of_file), vi=vi)
        for line in of_file:
            yield ("", "", *_row(ws, left.pop(line.listed.document), rows.get(line.listed.document), vi=vi))
    for id_, line in left.items():
        yield ("", "", *_row(ws, line, rows.get(id_), vi=vi))


def _file_row(file: DossierEntry, listed: int, *, vi: bool) -> tuple[str, ...]:
    one, count = file.dossier, len(file.contents)
    whole = listed == count
    said = (f"cả hồ sơ: {count} văn bản" if vi else f"the whole file: {count}") if whole else ""
    part = f"{listed} trong {count} văn bản" if vi else f"{listed} of {count} documents"
    return ("", one.reference or one.key, one.title, "", said or part)


def _row(ws: Workspace, line: DisposalLine, row: DocumentRow | None, *, vi: bool) -> tuple[str, str, str]:
    listed, language = line.listed, "vi" if vi else "en"
    period = period_words(parse_period(listed.period, least=LEAST_EVER), language)
    ground = f"{period}, từ năm {listed.runs_from}" if vi else f"{period}, from {listed.runs_from}"
    if listed.line:
        ground += f" ({listed.schedule}, {listed.line}: {listed.line_title})"
    elif listed.by_person:
        ground += " (do người lưu trữ định)" if vi else " (set by a person)"
    state = _STATES[line.state][vi]
    if line.decision is not None and line.state is not LineState.WITHDRAWN:
        state += f" ({line.decision.by}: {line.decision.why})"
    return _title(ws, line, row), ground, state


def _title(ws: Workspace, line: DisposalLine, row: DocumentRow | None) -> str:
    """What it is: kind, number, date, subject; of one that is held back or was withdrawn its id alone."""
    if row is not None:
        if row.access is not Access.OPEN:
            return line.label
        return (
            _told(row.kind_title or "", row.number or "", row.issued or "", row.subject or "") or line.label
        )
    stone = store.read_tombstone(ws.layout, line.listed.document)
    said = stone.disposal if stone else None
    return (_told(said.kind, said.number, said.issued, said.subject) if said else "") or line.label


def _told(kind: str, number: str, issued: str, subject: str) -> str:
    day = "/".join(reversed(issued.split("-"))) if issued else ""
    head = " ".join(part for part in (kind, number, f"({day})" if day else "") if part)
    return ": ".join(part for part in (head, subject) if part)
