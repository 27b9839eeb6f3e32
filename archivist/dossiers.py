"""Files (hồ sơ) as people work with them: `Archive.dossiers`.

Owns: what a person may state of a file, its dates as its contents have them, and its list of contents.
Must not: copy or move a document: one document may lie in several files (Decree 30/2020/NĐ-CP, App. VI).
"""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from archivist import fsio, provenance, statements, store, tabling
from archivist.catalogue import DocumentRow
from archivist.errors import ArchivistError, DocumentNotFound, UsageError
from archivist.layout import Layout
from archivist.model import Access, DocumentId
from archivist.periods import LEAST_EVER, parse_period
from archivist.store.dossiers import Dossier
from archivist.store.statements import Statement
from archivist.text import clean_line
from archivist.workspace import Workspace, now

_HEADINGS: Final = (
    # English, Vietnamese, width; Decree 30/2020/NĐ-CP, App. V: list of the documents in a file
    ("No.", "STT", 5),
    ("Number and symbol", "Số, ký hiệu văn bản", 16),
    ("Date", "Ngày tháng văn bản", 12),
    ("Kind and subject", "Tên loại và trích yếu nội dung văn bản", 50),
    ("Author", "Tác giả văn bản", 24),
    ("Sheets", "Tờ số", 9),
    ("Remarks", "Ghi chú", 18),
)
_TEXTS: Final = ("title", "reference", "keeper", "note")
_DAYS: Final = ("begins", "ends", "closed_on")


@dataclass(frozen=True, slots=True, kw_only=True)
class ContentsLine:
    """A line of the list of contents.

    Attributes:
        place: its number, from 1.
        document: id.
        number: number and symbol.
        issued: date of issue as far as known, ISO.
        subject: kind and subject.
        author: issuing body.
        pages: first and last page in the file; None where a page count before it is unknown.
        gone: the document was disposed of or withdrawn; its tombstone is there.
        disposed: it was disposed of after a decision: its tombstone says what it was.
    """

    place: int
    document: str
    number: str = ""
    issued: str = ""
    subject: str = ""
    author: str = ""
    pages: tuple[int, int] | None = None
    gone: bool = False
    disposed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class DossierEntry:
    """A file with what follows from its contents.

    Attributes:
        dossier: its record.
        begins: first day: as a person said, else the first issue date of its documents, ISO.
        ends: last day, likewise.
        contents: its documents, in order.
        history: every statement about it, oldest first.
    """

    dossier: Dossier
    begins: str = ""
    ends: str = ""
    contents: tuple[ContentsLine, ...] = ()
    history: tuple[Statement, ...] = ()


class DossierFile:
    """The files of one archive."""

    def __init__(self, ws: Workspace) -> None:
        self._ws = ws

    def all(self, *, fonds: str = "") -> tuple[DossierEntry, ...]:
        """Every file, by fonds and number.

        Args:
            fonds: only those of this fonds: code or name.
        """
        code = provenance.named(self._ws.layout, fonds).code if fonds else ""
        held = [said[-1] for said in store.read_dossiers(self._ws.layout).values()]
        held.sort(key=lambda one: (one.fonds, one.ordinal))
        return tuple(self._entry(one) for one in held if code in ("", one.fonds))

    def show(self, dossier: str) -> DossierEntry:
        """One file with contents and history.

        Args:
            dossier: ``<fonds>:<number>`` or ``<fonds>/<number>``, or its reference.

        Raises:
            UsageError: there is none, or several have that reference.
        """
        said = self._named(dossier)
        return dataclasses.replace(self._entry(said[-1]), history=tuple(one.statement for one in said))

    def of(self, document_id: str) -> tuple[Dossier, ...]:
        """The files a document lies in."""
        held = (said[-1] for said in store.read_dossiers(self._ws.layout).values())
        return tuple(one for one in held if document_id in one.documents)

    def _named(self, text: str) -> tuple[Dossier, ...]:
        held = store.read_dossiers(self._ws.layout)
        text = clean_line(text)
        key = text.replace("/", ":")
        if key in held:
            return held[key]
        found = [said for said in held.values() if text and said[-1].reference == text]
        if len(found) != 1:
            raise UsageError(
                f"no single file is called {text!r}", hint="see them with: archivist dossier list"
            )
        return found[0]

    def _entry(self, dossier: Dossier) -> DossierEntry:
        rows = self._ws.catalogue.rows_of(dossier.documents)
        days = sorted(row.issued for row in rows.values() if row.issued)
        return DossierEntry(
            dossier=dossier,
            begins=dossier.begins.isoformat() if dossier.begins else (days[0] if days else ""),
            ends=dossier.ends.isoformat() if dossier.ends else (days[-1] if days else ""),
            contents=tuple(_contents(self._ws.layout, dossier, rows)),
        )

    # ------------------------------------------------------------------ stating

    def create(self, fonds: str, title: str, *, by: str, why: str = "", **details: object) -> DossierEntry:
        """Open a file in a fonds; it gets the next number there.

        Args:
            fonds: code or name.
            title: what it is about.
            by: who says so.
            why: why.
            details: as in `revise`.

        Raises:
            UsageError: no such fonds, or a value cannot be.
        """
        code = provenance.named(self._ws.layout, fonds).code
        with self._ws.writer():
            held = store.read_dossiers(self._ws.layout).values()
            ordinal = max((said[-1].ordinal for said in held if said[-1].fonds == code), default=0) + 1
            empty = Statement(at=now(), by=by, action="dossier-created", subject="")
            dossier = Dossier(fonds=code, ordinal=ordinal, title="", number=0, statement=empty)
            return self._state(dossier, {"title": title, **details}, "dossier-created", by=by, why=why)

    def revise(self, dossier: str, *, by: str, why: str = "", **changes: object) -> DossierEntry:
        """Correct a file; what is not named stays.

        Args:
            dossier: as in `show`.
            by: who says so.
            why: why.
            changes: ``title``, ``reference``, ``retention``, ``keeper``, ``note``, ``begins``, ``ends``;
                None or an empty text clears one.

        Raises:
            UsageError: no such file or field, or a value cannot be.
        """
        with self._ws.writer():
            return self._state(self._named(dossier)[-1], changes, "dossier-revised", by=by, why=why)

    def add(self, dossier: str, documents: Sequence[str], *, by: str, why: str = "") -> DossierEntry:
        """Put documents at the end of an open file; those in it already stay where they are.

        Args:
            dossier: as in `show`.
            documents: full ids.
            by: who says so.
            why: why.

        Raises:
            UsageError: the file is closed, or a document has no receipt in its fonds.
            DocumentNotFound: a document is not held.
        """
        with self._ws.writer():
            held = self._open(dossier)
            in_fonds = provenance.documents_in(self._ws, (held.fonds,))
            for one in documents:
                row = self._ws.catalogue.row(DocumentId(one))
                if row is None:
                    raise DocumentNotFound(f"no document has the id {one!r}")
                if row.access is not Access.OPEN:
                    raise UsageError(f"{one[:8]} is held until somebody has looked for a secrecy mark")
                if one not in in_fonds:
                    raise UsageError(
                        f"{one[:8]} does not belong to the fonds {held.fonds}",
                        hint=f"archivist fonds assign {held.fonds} {one[:8]}",
                    )
            together = tuple(dict.fromkeys((*held.documents, *documents)))
            return self._state(held, {"documents": together}, "dossier-filled", by=by, why=why)

    def remove(self, dossier: str, documents: Sequence[str], *, by: str, why: str = "") -> DossierEntry:
        """Take documents out of an open file; they stay in the archive. Raises like `add`."""
        with self._ws.writer():
            held = self._open(dossier)
            if missing := [one for one in documents if one not in held.documents]:
                raise UsageError(f"{missing[0][:8]} is not in {held.key}")
            left = tuple(one for one in held.documents if one not in set(documents))
            return self._state(held, {"documents": left}, "dossier-emptied", by=by, why=why)

    def close(self, dossier: str, on: dt.date, *, by: str, why: str = "") -> DossierEntry:
        """Close a file because its matter ended; retention runs from the year of that day.

        Raises:
            UsageError: no such file, or a document in it was issued later.
        """
        with self._ws.writer():
            held = self._open(dossier)
            ends = self._entry(held).ends
            if ends and ends[:10] > on.isoformat()[: len(ends)]:
                raise UsageError(f"{held.key} holds documents until {ends}, after {on}")
            return self._state(held, {"closed_on": on}, "dossier-closed", by=by, why=why)

    def reopen(self, dossier: str, *, by: str, why: str = "") -> DossierEntry:
        """Open a closed file again. Raises `UsageError` for no such file."""
        with self._ws.writer():
            held = self._named(dossier)[-1]
            return self._state(held, {"closed_on": None}, "dossier-reopened", by=by, why=why)

    def _open(self, dossier: str) -> Dossier:
        held = self._named(dossier)[-1]
        if held.closed_on:
            raise UsageError(
                f"{held.key} was closed on {held.closed_on}",
                hint=f"archivist dossier reopen {held.key} --why …",
            )
        return held

    def _state(
        self, held: Dossier, changes: dict[str, object], action: str, *, by: str, why: str
    ) -> DossierEntry:
        by = clean_line(by)
        if not by:
            raise UsageError("a statement about a file needs a name: who says so?")
        statements.finish_pending(self._ws)
        changed = _changed(held, changes)
        if changed == held and held.number:
            return self.show(held.key)
        statement = Statement(at=now(), by=by, action=action, subject=held.key, why=clean_line(why))
        stem = store.stem_of(held.key)
        number = 1 + sum(one.stem == stem for one in store.numbered_files(self._ws.layout.dossiers))
        changed = dataclasses.replace(changed, number=number, statement=statement)
        with fsio.storage_errors(self._ws.layout.root):
            fsio.make_folder(self._ws.layout.dossiers)
            data = store.encode_dossier(changed)
            statements.make(self._ws, self._ws.layout.dossiers, changed.key, number, data)
        return self.show(changed.key)

    # ------------------------------------------------------------------ list of contents

    def contents(self, dossier: str, *, language: str = "vi") -> tabling.Sheet:
        """The list of contents (mục lục văn bản trong hồ sơ) as a table.

        Args:
            dossier: as in `show`.
            language: ``"vi"`` or ``"en"``.
        """
        entry = self.show(dossier)
        one, vi = entry.dossier, language == "vi"
        fonds = provenance.named(self._ws.layout, one.fonds)
        period = f"{date_text(entry.begins)} – {date_text(entry.ends)}" if entry.begins else ""
        lines = [
            f"{'Hồ sơ số' if vi else 'File no.'} {one.ordinal}: {one.title}",
            f"{'Số, ký hiệu' if vi else 'Reference'}: {one.reference}" if one.reference else "",
            f"{'Thời gian' if vi else 'Dates'}: {period}" if period else "",
            f"{'Thời hạn bảo quản' if vi else 'Retention'}: {one.retention}" if one.retention else "",
        ]
        gone = "đã rút khỏi kho" if vi else "withdrawn"
        disposed = "đã tiêu hủy" if vi else "disposed of"
        rows = tuple(
            (
                str(line.place),
                line.number,
                date_text(line.issued),
                line.subject,
                line.author,
                "–".join(map(str, dict.fromkeys(line.pages))) if line.pages else "",
                disposed if line.disposed else gone if line.gone else "",
            )
            for line in entry.contents
        )
        return tabling.Sheet(
            office=fonds.title,
            title="MỤC LỤC VĂN BẢN, TÀI LIỆU" if vi else "LIST OF CONTENTS",
            lines=tuple(filter(None, lines)),
            headings=tuple(vietnamese if vi else english for english, vietnamese, _ in _HEADINGS),
            widths=tuple(width for _, _, width in _HEADINGS),
            rows=rows,
            language="vi" if vi else "en",
        )

    def export(self, dossier: str, path: str | Path, *, language: str = "vi") -> int:
        """Write the list of contents to a new ``.xlsx``, ``.csv`` or ``.html`` file.

        Raises:
            UsageError: no such file, another ending, or the target is there already.
        """
        return tabling.write(self.contents(dossier, language=language), Path(path))


def _changed(held: Dossier, changes: dict[str, object]) -> Dossier:
    values: dict[str, object] = {}
    for name, value in changes.items():
        if name == "retention":
            text = clean_line(str(value or ""))
            values[name] = str(parse_period(text, least=LEAST_EVER)) if text else ""
        elif name in _TEXTS:
            values[name] = clean_line(str(value or ""))
        elif name in _DAYS:
            if value and not isinstance(value, dt.date):
                raise UsageError(f"{name}: {value!r} is no date")
            values[name] = value or None
        elif name == "documents":
            values[name] = value
        else:
            raise UsageError(f"a file has no {name!r}")
    changed = dataclasses.replace(held, **values)  # type: ignore[arg-type]  # checked just above
    if not changed.title:
        raise UsageError("a file needs a title")
    if changed.begins and changed.ends and changed.begins > changed.ends:
        raise UsageError(f"the file ends ({changed.ends}) before it begins ({changed.begins})")
    return changed


def _contents(layout: Layout, dossier: Dossier, rows: dict[str, DocumentRow]) -> list[ContentsLine]:
    lines: list[ContentsLine] = []
    page: int | None = 1
    for place, id_ in enumerate(dossier.documents, start=1):
        row = rows.get(id_)
        if row is None:
            lines.append(_gone(layout, place, id_))
            page = None
            continue
        if row.access is not Access.OPEN:  # held since: nothing of it is shown
            lines.append(ContentsLine(place=place, document=id_))
            page = None
            continue
        pages = (page, page + row.pages - 1) if page is not None and row.pages else None
        page = pages[1] + 1 if pages else None
        subject = " ".join(part for part in (row.kind_title, row.subject) if part)
        lines.append(
            ContentsLine(
                place=place,
                document=id_,
                number=row.number or "",
                issued=row.issued or "",
                subject=subject,
                author=row.issuer_name or row.issuer_printed or "",
                pages=pages,
            )
        )
    return lines


def _gone(layout: Layout, place: int, id_: str) -> ContentsLine:
    """What a tombstone says of a document: a withdrawn one says nothing."""
    try:
        tombstone = store.read_tombstone(layout, id_)
    except ArchivistError:
        tombstone = None  # `check` reports it
    line = ContentsLine(place=place, document=id_, gone=True)
    if tombstone is None or tombstone.disposal is None:
        return line
    said = tombstone.disposal
    return dataclasses.replace(
        line,
        number=said.number,
        issued=said.issued,
        subject=" ".join(part for part in (said.kind, said.subject) if part),
        author=said.issuer,
        disposed=True,
    )


def date_text(iso: str) -> str:
    """``22/11/2026``; a partial date no further than it is known: ``11/2026``."""
    return "/".join(reversed(iso.split("-")))
