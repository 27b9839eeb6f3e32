"""What a file is, to those who look at it.

Owns: its records. Must not: look anything up, or touch a disk.
"""

from __future__ import annotations

from archivist.lazyclass import dataclass
from archivist.store.dossiers import Dossier
from archivist.store.statements import Statement


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
        pages: first and last sheet or page in the file; None where a count before it is unknown.
        remark: what a person remarked of it as a paper of the file.
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
    remark: str = ""
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

    @property
    def pages(self) -> int | None:
        """Sheets or pages of the whole file; None where those of a paper are unknown."""
        if not self.contents:
            return 0
        last = self.contents[-1].pages
        return last[1] if last else None
