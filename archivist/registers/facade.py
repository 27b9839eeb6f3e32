"""Registers of one archive, as callers see them: `Archive.registers`.

Owns: the public operations. Must not: hold logic of its own.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from archivist import registering, store
from archivist.errors import UsageError
from archivist.lazyclass import dataclass
from archivist.model import ArrivalNumber
from archivist.registers import filling, lines, printing
from archivist.registers.records import Register
from archivist.store import Entry
from archivist.workspace import Workspace

if TYPE_CHECKING:
    from archivist.archive.finding import Finding


@dataclass(frozen=True, slots=True)
class Registers:
    """Registers of incoming and outgoing documents of one archive."""

    _archive: Finding
    _ws: Workspace

    @property
    def books(self) -> tuple[str, ...]:
        """Books of the register of incoming documents: those of the settings, and those in which numbers were given."""
        given = (book for book, _ in self._ws.catalogue.arrivals.years())
        named = (*self._ws.settings.books, self._ws.settings.confidential_book, *given)
        return tuple(dict.fromkeys(book for book in named if book))

    def incoming(
        self,
        *,
        book: str = "",
        year: int | None = None,
        since: dt.date | None = None,
        until: dt.date | None = None,
    ) -> Register:
        """The register of incoming documents (sổ đăng ký văn bản đến), by number.

        Args:
            book: one of `books`; the first by default.
            year: only what arrived in this year; the current one by default.
            since: instead of a year: first date of arrival.
            until: last date of arrival.

        Raises:
            UsageError: there is no such book, or no such period.
        """
        first, last = lines.period(year, since, until)
        return lines.incoming(self._ws, book=self._book(book), since=first, until=last)

    def outgoing(
        self, *, year: int | None = None, since: dt.date | None = None, until: dt.date | None = None
    ) -> Register:
        """The register of outgoing documents (sổ đăng ký văn bản đi): what the own bodies issued.

        Args:
            year: only what was issued in this year; the current one by default.
            since: instead of a year: first date of issue.
            until: last date of issue.

        Raises:
            UsageError: the settings name no own bodies, or no such period.
        """
        first, last = lines.period(year, since, until)
        return lines.outgoing(self._ws, since=first, until=last)

    def fill(
        self,
        line: str | ArrivalNumber,
        columns: Mapping[str, str | None],
        *,
        by: str,
        why: str = "",
        book: str = "",
        year: int | None = None,
    ) -> Entry:
        """Write in a line what a person knows; what stood there before is kept.

        Args:
            line: the number of arrival (``"12"``, ``"12/2026"``, an `ArrivalNumber`), or the document:
                id, number or path.
            columns: ``forwarded_on`` (ISO), ``signed_for``, ``remark``; in the register of incoming
                documents also ``forwarded_to`` and ``arrived_on`` (ISO); in that of outgoing ones
                ``recipients``, ``kept_by``, ``copies``. An empty text or None clears one.
            by: who writes.
            why: why, for a correction.
            book: book of the number; the first by default.
            year: year of the number; the current one by default.

        Returns:
            What stands in the line now; the same written twice is recorded once.

        Raises:
            UsageError: there is no such line or column, or a value cannot be.
            DocumentNotFound: no such document.
            ReadOnlyArchive: the archive is open for reading only.
        """
        return filling.write(self._ws, self._line(line, book, year), columns, by=by, why=why)[0]

    def history(
        self, line: str | ArrivalNumber, *, book: str = "", year: int | None = None
    ) -> tuple[Entry, ...]:
        """Everything persons wrote in a line, oldest first; arguments as in `fill`."""
        return store.entries_of(self._ws.layout, self._line(line, book, year))

    def enter(self, document: str, *, by: str, book: str = "") -> ArrivalNumber:
        """Give a number of arrival, today, to a document that was filed without one.

        Args:
            document: id, number or path.
            by: who enters it.
            book: one of the books of the settings; the first by default.

        Returns:
            Its number; the one it has when it stands in this book already.

        Raises:
            DocumentNotFound: no such document.
            UsageError: no name, or no such book.
            ReadOnlyArchive: the archive is open for reading only.
        """
        found = self._archive.resolve(document)
        receipt = filling.enter(self._ws, found.path, book=book or next(iter(self._ws.settings.books)), by=by)
        assert receipt.arrival is not None
        return receipt.arrival

    def export(self, register: Register, path: str | Path, *, language: str = "vi") -> int:
        """Write a register to a new file: ``.pdf`` or ``.html`` for printing, ``.xlsx`` or ``.csv``.

        Args:
            register: what `incoming` or `outgoing` answered.
            path: the file; it must not exist.
            language: of the headings, ``"vi"`` (the decree's own words) or ``"en"``.

        Returns:
            Number of lines.

        Raises:
            UsageError: another ending, or the file is there already.
            StorageError: it cannot be written.
        """
        return printing.write(register, Path(path), language=language)

    def _book(self, book: str) -> str:
        known: Sequence[str] = self.books
        if book and book not in known:
            raise UsageError(f"there is no book {book!r}; books are: {', '.join(known)}")
        return book or known[0]

    def _line(self, line: str | ArrivalNumber, book: str, year: int | None) -> str:
        if isinstance(line, ArrivalNumber):
            return filling.line_of_number(self._ws, line.book, line.year, line.number)
        number, _, of = line.strip().partition("/")
        if number.isdecimal() and (not of or (of.isdecimal() and len(of) == 4)):
            if of and year is not None and int(of) != year:
                raise UsageError(f"{line!r} is not of the year {year}")
            this_year = registering.today().year
            return filling.line_of_number(
                self._ws, self._book(book), int(of) if of else year or this_year, int(number)
            )
        return filling.line_of_document(self._ws, self._archive.resolve(line).id, self._book(book))
