"""Files (hồ sơ) as people work with them: `Archive.dossiers`.

Owns: what a person may state of a file, its dates as its contents have them, and its list of contents.
Must not: copy or move a document: one document may lie in several files (Decree 30/2020/NĐ-CP, App. VI).
"""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

from archivist import fsio, provenance, statements, store, tabling
from archivist.dossiers import contents, lists
from archivist.dossiers.records import DossierEntry
from archivist.errors import DocumentNotFound, UsageError
from archivist.model import Access, DocumentId
from archivist.periods import LEAST, LEAST_EVER, parse_period
from archivist.store.dossiers import Dossier, PaperNote
from archivist.store.statements import Statement
from archivist.text import clean_line
from archivist.workspace import Workspace, now

_TEXTS: Final = ("title", "reference", "keeper", "note")
_DESCRIBED: Final = frozenset({*_TEXTS, "retention", "begins", "ends"})
"""What may be said of a file at will; the rest has an operation of its own."""
_DAYS: Final = ("begins", "ends", "closed_on", "disposed_on")


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
        lines = tuple(contents.lines(self._ws.layout, dossier, rows))
        days = sorted(line.issued for line in lines if line.issued)
        return DossierEntry(
            dossier=dossier,
            begins=dossier.begins.isoformat() if dossier.begins else (days[0] if days else ""),
            ends=dossier.ends.isoformat() if dossier.ends else (days[-1] if days else ""),
            contents=lines,
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
        _describing(details)
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
        _describing(changes)
        with self._ws.writer():
            return self._state(self._standing(dossier), changes, "dossier-revised", by=by, why=why)

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
            papers = {id_: note for id_, note in held.papers.items() if id_ in left}
            changes: dict[str, object] = {"documents": left, "papers": papers}
            return self._state(held, changes, "dossier-emptied", by=by, why=why)

    def note(
        self,
        dossier: str,
        document: str,
        *,
        by: str,
        why: str = "",
        sheets: int | None = None,
        remark: str | None = None,
    ) -> DossierEntry:
        """Say of a document in a file how many sheets or pages it takes up there, or remark something.

        Args:
            dossier: as in `show`.
            document: full id.
            by: who says so.
            why: why.
            sheets: how many; 0: as the document says; None: as before.
            remark: for the column of remarks; empty: none; None: as before.

        Raises:
            UsageError: no such file, the document is not in it, or it was disposed of.
        """
        if sheets is not None and not 0 <= sheets < 100_000:
            raise UsageError(f"{sheets} is no number of sheets")
        with self._ws.writer():
            held = self._standing(dossier)
            if document not in held.documents:
                raise UsageError(f"{document[:8]} is not in {held.key}")
            before = held.papers.get(document, PaperNote())
            said = PaperNote(
                sheets=before.sheets if sheets is None else sheets or None,
                remark=before.remark if remark is None else clean_line(remark),
            )
            papers = {id_: note for id_, note in held.papers.items() if id_ != document}
            if said != PaperNote():
                papers[document] = said
            order = {id_: papers[id_] for id_ in held.documents if id_ in papers}
            return self._state(held, {"papers": order}, "dossier-noted", by=by, why=why)

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
            held = self._standing(dossier)
            return self._state(held, {"closed_on": None}, "dossier-reopened", by=by, why=why)

    def bury(
        self, dossier: str, on: dt.date, *, disposal_list: int, period: str, by: str, why: str
    ) -> DossierEntry:
        """Put on record that a file was disposed of with the last of its documents; for `Archive.disposals`.

        Its number, title and dates stay, and its lines; nothing of it can be changed any more.

        Args:
            dossier: as in `show`.
            on: the day.
            disposal_list: number of the disposal list.
            period: the longest of its papers, as it was listed; for a file whose period nobody had set.
            by: who carried it out.
            why: the reason of the decision.

        Raises:
            UsageError: there is no such file, or a document of it is still held.
        """
        with self._ws.writer():
            held = self._standing(dossier)
            if not held.documents or self._ws.catalogue.rows_of(held.documents):
                raise UsageError(f"{held.key} is not disposed of: documents of it are still held")
            entry = self._entry(held)  # its dates, as far as tombstones tell them
            changes: dict[str, object] = {"disposed_on": on, "disposal_list": disposal_list}
            changes |= {"begins": _day(entry.begins), "ends": _day(entry.ends)}
            changes |= {"retention": held.retention or period}
            return self._state(held, changes, "dossier-disposed", by=by, why=why)

    def _standing(self, dossier: str) -> Dossier:
        held = self._named(dossier)[-1]
        if held.disposed_on:
            raise UsageError(f"{held.key} was disposed of on {held.disposed_on}")
        return held

    def _open(self, dossier: str) -> Dossier:
        held = self._standing(dossier)
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

    # ------------------------------------------------------------------ lists

    def contents(self, dossier: str, *, language: str = "vi") -> tabling.Sheet:
        """The list of contents (mục lục văn bản trong hồ sơ) as a table.

        Args:
            dossier: as in `show`.
            language: ``"vi"`` or ``"en"``.

        Raises:
            UsageError: as `show`.
        """
        entry = self.show(dossier)
        office = provenance.named(self._ws.layout, entry.dossier.fonds).title
        return lists.contents(entry, office, language=language)

    def export(self, dossier: str, path: str | Path, *, language: str = "vi") -> int:
        """Write the list of contents to a new file; its ending says the form, as everywhere (`tabling.write`).

        Args:
            dossier: as in `show`.
            path: the file; it must not exist.
            language: ``"vi"`` or ``"en"``.

        Returns:
            Number of lines.

        Raises:
            UsageError: no such file, another ending, or the target is there already.
            StorageError: it cannot be written.
        """
        return tabling.write(self.contents(dossier, language=language), Path(path))

    def export_all(self, path: str | Path, *, fonds: str = "", language: str = "vi") -> int:
        """Write the list of files (mục lục hồ sơ, tài liệu nộp lưu) to a new file.

        Args:
            path: the file; it must not exist.
            fonds: only files of this fonds: code or name.
            language: ``"vi"`` or ``"en"``.

        Returns:
            Number of files.

        Raises:
            UsageError: no such fonds, another ending, or the target is there already.
            StorageError: it cannot be written.
        """
        entries = self.all(fonds=fonds)
        codes = {one.dossier.fonds for one in entries}
        office = self._ws.settings.name
        if len(codes) == 1:
            office = provenance.named(self._ws.layout, codes.pop()).title
        return tabling.write(lists.inventory(entries, office, language=language), Path(path))


def _describing(changes: Mapping[str, object]) -> None:
    if unknown := sorted(set(changes) - _DESCRIBED):
        raise UsageError(f"a file has no {unknown[0]!r}")


def _day(iso: str) -> dt.date | None:
    """A day that is known whole."""
    return dt.date.fromisoformat(iso) if len(iso) == 10 else None


def _changed(held: Dossier, changes: dict[str, object]) -> Dossier:
    values: dict[str, object] = {}
    for name, value in changes.items():
        if name == "retention":
            text = clean_line(str(value or ""))
            values[name] = text and str(
                parse_period(text, least=LEAST_EVER if text == held.retention else LEAST)
            )
        elif name in _TEXTS:
            values[name] = clean_line(str(value or ""))
        elif name in _DAYS:
            if value and not isinstance(value, dt.date):
                raise UsageError(f"{name}: {value!r} is no date")
            values[name] = value or None
        elif name in ("documents", "papers", "disposal_list"):
            values[name] = value
    changed = dataclasses.replace(held, **values)  # type: ignore[arg-type]  # checked just above
    if not changed.title:
        raise UsageError("a file needs a title")
    if changed.begins and changed.ends and changed.begins > changed.ends:
        raise UsageError(f"the file ends ({changed.ends}) before it begins ({changed.begins})")
    return changed
