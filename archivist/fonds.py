"""Fonds as people work with them: `Archive.fonds`.

Owns: what a person may state of a fonds, and moving receipts into one.
Must not: rewrite a receipt, or merge the fonds of two bodies (docs/adr/0026).

A body that ends closes its fonds on that day (414/BNV-VTLTNN of 19-03-2025); the successor's is another
one that *continues* it.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections import defaultdict
from collections.abc import Sequence

from archivist import fsio, provenance, statements, store
from archivist.errors import DocumentNotFound, UsageError
from archivist.lazyclass import dataclass
from archivist.model import Document, DocumentId, Receipt
from archivist.store.fonds import FONDS_CODE, PLACEMENTS, Fonds, Placement, encode_fonds, encode_placement
from archivist.store.statements import Statement
from archivist.text import clean_line, fold
from archivist.workspace import Workspace, now


@dataclass(frozen=True, slots=True, kw_only=True)
class FondsEntry:
    """A fonds with what it holds.

    Attributes:
        fonds: its record; None for what belongs to no fonds yet.
        body: name of its body.
        documents: documents of which a receipt belongs to it.
        receipts: receipts that belong to it.
        history: every statement about it, oldest first; only from `FondsRegister.show`.
    """

    fonds: Fonds | None
    body: str = ""
    documents: int = 0
    receipts: int = 0
    history: tuple[Statement, ...] = ()


class FondsRegister:
    """The fonds of one archive."""

    def __init__(self, ws: Workspace) -> None:
        self._ws = ws

    # ------------------------------------------------------------------ looking

    def all(self) -> tuple[FondsEntry, ...]:
        """Every fonds by code; last, with ``fonds=None``, what belongs to none, when there is anything."""
        known = provenance.fonds_file(self._ws.layout).fonds
        documents, receipts = self._counts()
        entries = [self._entry(known[code], documents, receipts) for code in sorted(known)]
        unplaced = sorted(set(receipts) - set(known))
        if unplaced:
            held = set().union(*(documents[code] for code in unplaced))
            count = sum(receipts[code] for code in unplaced)
            entries.append(FondsEntry(fonds=None, documents=len(held), receipts=count))
        return tuple(entries)

    def show(self, fonds: str) -> FondsEntry:
        """One fonds with its history.

        Args:
            fonds: code or name.

        Raises:
            UsageError: there is none, or several are called so.
        """
        found = provenance.named(self._ws.layout, fonds)
        history = provenance.fonds_file(self._ws.layout).history
        said = [
            one.statement
            for one in history
            if (one.code if isinstance(one, Fonds) else one.fonds) == found.code
        ]
        said.sort(key=lambda one: one.at)
        return dataclasses.replace(self._entry(found, *self._counts()), history=tuple(said))

    def documents(self, fonds: str) -> frozenset[str]:
        """Ids of the documents of which a receipt belongs to a fonds; raises like `show`."""
        return provenance.documents_in(self._ws, (provenance.named(self._ws.layout, fonds).code,))

    def of(self, document_id: str) -> tuple[Fonds, ...]:
        """The fonds a document has receipts in, by code; one document may have several."""
        known = provenance.fonds_file(self._ws.layout).fonds
        codes = {provenance.fonds_of(self._ws.layout, receipt) for receipt in self._receipts(document_id)}
        return tuple(known[code] for code in sorted(codes) if code in known)

    def of_receipt(self, receipt: Receipt) -> str:
        """Code of the fonds a receipt belongs to now; empty for none."""
        return provenance.fonds_of(self._ws.layout, receipt)

    def unknown_codes(self) -> tuple[str, ...]:
        """Codes the settings name and no fonds bears: such a rule places nothing."""
        return provenance.unknown_codes(self._ws.layout, self._ws.settings)

    def without(self) -> tuple[tuple[str, str], ...]:
        """Document and receipt, by id, of every receipt that belongs to no fonds; `Archive.review` names them."""
        return provenance.unplaced_receipts(self._ws)

    @property
    def usual(self) -> str:
        """Code of the fonds for what nothing else places: the settings' own, else the only one; empty for none."""
        return provenance.usual(self._ws.layout, self._ws.settings)

    def _counts(self) -> tuple[dict[str, set[str]], dict[str, int]]:
        moved = provenance.fonds_file(self._ws.layout).moved
        documents: dict[str, set[str]] = defaultdict(set)
        receipts: dict[str, int] = defaultdict(int)
        for document, receipt, came_into in self._ws.catalogue.fonds_of_receipts():
            code = moved.get(f"{document}/{receipt}", came_into)
            documents[code].add(document)
            receipts[code] += 1
        return documents, receipts

    def _entry(self, fonds: Fonds, documents: dict[str, set[str]], receipts: dict[str, int]) -> FondsEntry:
        record = self._ws.issuers.record(fonds.body) if fonds.body else None
        return FondsEntry(
            fonds=fonds,
            body=record.name if record is not None else fonds.body,
            documents=len(documents.get(fonds.code, ())),
            receipts=receipts.get(fonds.code, 0),
        )

    def _receipts(self, document_id: str) -> tuple[Receipt, ...]:
        return self._ws.catalogue.receipts(document_id)

    # ------------------------------------------------------------------ stating

    def add(
        self,
        code: str,
        title: str,
        *,
        by: str,
        why: str = "",
        body: str = "",
        begins: dt.date | None = None,
        closed_on: dt.date | None = None,
        continues: str | Sequence[str] = (),
        note: str = "",
    ) -> FondsEntry:
        """Put a fonds on record.

        Args:
            code: small ASCII letters, figures, ``-`` and ``.``; it never changes.
            title: its name ("Phông Tỉnh ủy Lam Hạ").
            by: who says so.
            why: why.
            body: the body whose records it holds: id, name or code.
            begins: first day of its period.
            closed_on: day it was closed.
            continues: fonds of the predecessors, by code or name; one may stand as a text.
            note: anything else.

        Raises:
            UsageError: there is such a fonds already, or a value cannot be.
        """
        code = check_code(code)
        if code in provenance.fonds_file(self._ws.layout).fonds:
            raise UsageError(f"the fonds {code} is on record already")
        statement = Statement(at=now(), by="", action="fonds-added", subject=code)
        made = Fonds(code=code, title="", number=0, statement=statement)
        changes: dict[str, object] = {
            "title": title,
            "body": body,
            "begins": begins,
            "closed_on": closed_on,
            "continues": continues,
            "note": note,
        }
        return self._state(made, changes, "fonds-added", by=by, why=why)

    def revise(self, fonds: str, *, by: str, why: str = "", **changes: object) -> FondsEntry:
        """Correct a fonds; what is not named stays.

        Args:
            fonds: code or name.
            by: who says so.
            why: why.
            changes: ``title``, ``body``, ``begins``, ``closed_on``, ``continues``, ``note``; None or an
                empty text clears one.

        Raises:
            UsageError: there is no such fonds, an unknown field, or a value that cannot be.
        """
        held = provenance.named(self._ws.layout, fonds)
        return self._state(held, changes, "fonds-revised", by=by, why=why)

    def close(self, fonds: str, on: dt.date, *, by: str, why: str = "") -> FondsEntry:
        """Close a fonds because its body ended: it takes no document issued after that day.

        Raises:
            UsageError: there is no such fonds, or it holds documents issued later.
        """
        held = provenance.named(self._ws.layout, fonds)
        later = [one for one in self._rows(held.code) if (day := _day(one)) is not None and day > on]
        if later:
            raise UsageError(
                f"{held.code} holds {len(later)} documents issued after {on}",
                hint=f"see them with: archivist search 'fonds:{held.code} after:{on}', and move them first",
            )
        return self._state(held, {"closed_on": on}, "fonds-closed", by=by, why=why)

    def assign(
        self, documents: Sequence[str], fonds: str, *, by: str, why: str = "", receipt: str = ""
    ) -> int:
        """Move receipts into a fonds; the receipts themselves stay as they were written.

        Args:
            documents: full ids.
            fonds: code or name.
            by: who says so.
            why: why.
            receipt: id of the one receipt meant; by default all receipts of each document.

        Returns:
            How many receipts belong elsewhere than before.

        Raises:
            UsageError: no such fonds or receipt, or the fonds was closed before a document was issued.
            DocumentNotFound: a document is not held.
        """
        return self._place([(one, receipt) for one in documents], fonds, by=by, why=why)

    def _place(self, receipts: Sequence[tuple[str, str]], fonds: str, *, by: str, why: str) -> int:
        target = provenance.named(self._ws.layout, fonds)
        by = _person(by)
        with self._ws.writer():
            statements.finish_pending(self._ws)
            moving: list[str] = []
            for document, receipt in receipts:
                moving += self._moving(document, target, receipt)
            if not moving:
                return 0
            placement = Placement(
                fonds=target.code,
                receipts=tuple(sorted(set(moving))),
                number=self._next(PLACEMENTS),
                statement=Statement(
                    at=now(), by=by, action="fonds-assigned", subject=target.code, why=clean_line(why)
                ),
            )
            self._make(PLACEMENTS, placement.number, encode_placement(placement))
        return len(placement.receipts)

    def assign_unplaced(self, fonds: str, *, by: str, why: str = "") -> int:
        """Move every receipt that belongs to no fonds on record into one; all of them, or none.

        Returns:
            How many receipts were moved.

        Raises:
            As `assign`.
        """
        return self._place(self.without(), fonds, by=by, why=why)

    def _moving(self, document_id: str, target: Fonds, receipt: str) -> list[str]:
        row = self._ws.catalogue.row(DocumentId(document_id))
        if row is None:
            raise DocumentNotFound(f"no document has the id {document_id!r}")
        document = self._ws.document(self._ws.layout.root / row.path)
        if not target.takes(provenance.issued_on(document)):
            raise UsageError(
                f"{target.code} was closed on {target.closed_on}; {document.number or document.id[:8]} "
                f"was issued on {document.issued_text}",
                hint="a document issued later belongs to the fonds of the successor",
            )
        receipts = [one for one in self._receipts(document.id) if receipt in ("", one.id)]
        if not receipts:
            raise UsageError(f"{document.id[:8]} has no receipt {receipt!r}")
        return [
            provenance.receipt_key(one)
            for one in receipts
            if provenance.fonds_of(self._ws.layout, one) != target.code
        ]

    def _rows(self, code: str) -> list[Document]:
        ids = sorted(provenance.documents_in(self._ws, (code,)))
        rows = self._ws.catalogue.rows_of(ids).values()
        return [self._ws.document(self._ws.layout.root / row.path) for row in rows]

    def _state(
        self, held: Fonds, changes: dict[str, object], action: str, *, by: str, why: str
    ) -> FondsEntry:
        by = _person(by)
        with self._ws.writer():
            statements.finish_pending(self._ws)
            number = self._next(held.code)
            statement = Statement(at=now(), by=by, action=action, subject=held.code, why=clean_line(why))
            changed = self._changed(held, changes)
            if number > 1 and changed == held:
                return self.show(held.code)
            changed = dataclasses.replace(changed, number=number, statement=statement)
            self._make(held.code, number, encode_fonds(changed))
        return self.show(held.code)

    def _changed(self, held: Fonds, changes: dict[str, object]) -> Fonds:
        known = {"title", "body", "begins", "closed_on", "continues", "note"}
        if unknown := sorted(set(changes) - known):
            raise UsageError(f"a fonds has no {unknown[0]!r}; fields are: {', '.join(sorted(known))}")
        values: dict[str, object] = {}
        for name, value in changes.items():
            if name in ("begins", "closed_on"):
                values[name] = _optional_day(name, value)
            elif name == "continues":
                values[name] = self._predecessors(held.code, value)
            else:
                values[name] = clean_line(str(value or ""))
        changed = dataclasses.replace(held, **values)  # type: ignore[arg-type]  # checked just above
        if not changed.title:
            raise UsageError("a fonds needs a name")
        if changed.begins and changed.closed_on and changed.begins > changed.closed_on:
            raise UsageError(f"the fonds ends ({changed.closed_on}) before it begins ({changed.begins})")
        if values.get("body"):
            changed = dataclasses.replace(changed, body=self._body(changed.body))
        return changed

    def _predecessors(self, code: str, value: object) -> tuple[str, ...]:
        """Codes of the fonds that are meant, each once, in the order they were named."""
        named = (value,) if isinstance(value, str) else value if isinstance(value, Sequence) else ()
        meant = [provenance.named(self._ws.layout, str(one)).code for one in named if str(one).strip()]
        if code in meant:
            raise UsageError("a fonds cannot continue itself")
        return tuple(dict.fromkeys(meant))

    def _body(self, text: str) -> str:
        """Authority id when exactly one body is called so, else the text."""
        if self._ws.issuers.record(text) is not None:
            return text
        found = self._ws.issuers.resolve(text)
        exact = [one for one in found if fold(one.name) == fold(text)] or list(found)
        # A body on no list has a composed record, whose name lacks what a person wrote.
        return exact[0].id if len(exact) == 1 and exact[0].known else text

    def _next(self, subject: str) -> int:
        stem = store.stem_of(subject)
        return 1 + sum(file.stem == stem for file in store.numbered_files(self._ws.layout.fonds))

    def _make(self, subject: str, number: int, data: bytes) -> None:
        with fsio.storage_errors(self._ws.layout.root):
            fsio.make_folder(self._ws.layout.fonds)
            statements.make(self._ws, self._ws.layout.fonds, subject, number, data)


def check_code(text: str) -> str:
    """The code of a fonds, without blanks around it.

    Raises:
        UsageError: it can be none.
    """
    code = clean_line(text)
    if not FONDS_CODE.fullmatch(code) or code == PLACEMENTS or len(code) > 40 or provenance.means_none(code):
        raise UsageError(
            f"{code!r} is no code of a fonds: use small ASCII letters, figures, hyphens and full stops"
        )
    return code


def _day(document: Document) -> dt.date | None:
    return provenance.issued_on(document)


def _optional_day(name: str, value: object) -> dt.date | None:
    if isinstance(value, dt.date):
        return value
    try:
        return dt.date.fromisoformat(str(value)) if value else None
    except ValueError:
        raise UsageError(f"{name}: {value!r} is no date") from None


def _person(by: str) -> str:
    by = clean_line(by)
    if not by:
        raise UsageError("a statement about a fonds needs a name: who says so?")
    return by
