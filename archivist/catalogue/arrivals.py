"""Table of the register of incoming documents: which numbers are given, and to what.

Owns: its rows, and what can be asked of them.
Must not: decide which number comes next in which book, or know the person's columns.

Rows follow from receipts (*entered*), tombstones (*struck*) and entries of withheld numbers
(*withheld*); *withholding* is an intent, settled as the intents of documents are.
"""

from __future__ import annotations

import datetime as dt
import sqlite3
from collections.abc import Iterable

from archivist.catalogue.connection import Connection, Scalar, whole
from archivist.lazyclass import dataclass
from archivist.model import ArrivalNumber, DocumentId, Receipt
from archivist.quickenum import StrEnum

COLUMNS = ("book", "year", "number", "arrived_on", "document_id", "receipt_id", "state")
_SELECT = f"SELECT {', '.join(COLUMNS)} FROM arrivals"
_INSERT = (
    f"INSERT INTO arrivals ({', '.join(COLUMNS)}) VALUES ({', '.join('?' * len(COLUMNS))})"
    " ON CONFLICT (book, year, number, document_id) DO UPDATE SET"
    " arrived_on = excluded.arrived_on, receipt_id = excluded.receipt_id, state = excluded.state"
)


class ArrivalState(StrEnum):
    """What became of a number of arrival."""

    ENTERED = "entered"
    """It is the number of a document that is held."""
    STRUCK = "struck"
    """Its document was withdrawn."""
    WITHHELD = "withheld"
    """Its document bears a State-secret mark and is kept elsewhere."""
    WITHHOLDING = "withholding"
    """An intent: it will be `WITHHELD`, or was never given."""


@dataclass(frozen=True, kw_only=True)
class ArrivalRow:
    """A number that is given.

    Attributes:
        arrival: book, year, number and date.
        document_id: what it was given to; of a withheld document the id its bytes would have had.
        receipt_id: its receipt; empty when that is gone.
        state: see `ArrivalState`.
    """

    arrival: ArrivalNumber
    document_id: DocumentId
    receipt_id: str
    state: ArrivalState


class ArrivalTable:
    """What can be asked of the register of incoming documents, and how a number is noted."""

    def __init__(self, connection: Connection) -> None:
        self._db = connection

    def highest(self, book: str, year: int) -> int:
        """The highest number given in a book and year; 0 for none."""
        found = self._db.read("SELECT max(number) FROM arrivals WHERE book = ? AND year = ?", (book, year))
        return whole(found[0][0] or 0)

    def rows(
        self, *, book: str = "", year: int | None = None, number: int | None = None, document_id: str = ""
    ) -> tuple[ArrivalRow, ...]:
        """Numbers given, by book, year and number; intents are left out."""
        given = {"book": book or None, "year": year, "number": number, "document_id": document_id or None}
        wanted: dict[str, Scalar] = {key: value for key, value in given.items() if value is not None}
        where = " AND ".join(("state <> 'withholding'", *(f"{column} = ?" for column in wanted)))
        found = self._db.read(
            f"{_SELECT} WHERE {where} ORDER BY book, year, number, document_id", tuple(wanted.values())
        )
        return tuple(map(_row, found))

    def years(self) -> tuple[tuple[str, int], ...]:
        """Every book and year in which numbers were given."""
        found = self._db.read("SELECT DISTINCT book, year FROM arrivals ORDER BY book, year")
        return tuple((str(book), whole(year)) for book, year in found)

    def withholding(self) -> tuple[ArrivalRow, ...]:
        """Intents that were not settled."""
        return tuple(map(_row, self._db.read(f"{_SELECT} WHERE state = 'withholding'")))

    def note(self, arrival: ArrivalNumber, document_id: str, state: ArrivalState) -> None:
        """Note durably what became of a number that has no receipt."""
        with self._db.writing() as db:
            _put(db, arrival, document_id, "", state)

    def forget(self, row: ArrivalRow) -> None:
        """Undo an intent: the number was not given."""
        with self._db.writing() as db:
            db.execute(
                "DELETE FROM arrivals WHERE book = ? AND year = ? AND number = ? AND document_id = ?"
                " AND state = 'withholding'",
                (row.arrival.book, row.arrival.year, row.arrival.number, row.document_id),
            )


def settle(db: sqlite3.Connection, receipts: Iterable[Receipt]) -> None:
    """Enter the numbers of a document's receipts."""
    for receipt in receipts:
        if receipt.arrival is not None:
            _put(db, receipt.arrival, receipt.document_id, receipt.id, ArrivalState.ENTERED)


def strike(db: sqlite3.Connection, document_id: str, arrivals: Iterable[ArrivalNumber]) -> None:
    """A document is gone: its numbers stay, struck."""
    db.execute("DELETE FROM arrivals WHERE document_id = ? AND state = 'entered'", (document_id,))
    for arrival in arrivals:
        _put(db, arrival, document_id, "", ArrivalState.STRUCK)


def _put(
    db: sqlite3.Connection, arrival: ArrivalNumber, document_id: str, receipt_id: str, state: ArrivalState
) -> None:
    values = (arrival.book, arrival.year, arrival.number, arrival.on.isoformat())
    db.execute(_INSERT, (*values, document_id, receipt_id, state.value))


def _row(values: tuple[Scalar, ...]) -> ArrivalRow:
    book, year, number, on, document_id, receipt_id, state = values
    return ArrivalRow(
        arrival=ArrivalNumber(
            book=str(book), year=whole(year), number=whole(number), on=dt.date.fromisoformat(str(on))
        ),
        document_id=DocumentId(str(document_id)),
        receipt_id=str(receipt_id),
        state=ArrivalState(str(state)),
    )
