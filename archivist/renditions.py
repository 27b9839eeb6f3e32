"""Renditions as people work with them: proposed, confirmed, split.

Owns: what a person may say of two documents being one work, and how it is recorded.
Must not: decide what is alike (`works`), or touch a document's record.
"""

from __future__ import annotations

from collections.abc import Sequence

from archivist import fsio, statements, store, works
from archivist.catalogue.documents import DocumentRow
from archivist.errors import DocumentNotFound, UsageError
from archivist.lazyclass import dataclass
from archivist.model import DocumentId
from archivist.store import Said, Statement, Verdict, pair_of
from archivist.works import Likeness, Work
from archivist.workspace import Workspace, now


@dataclass(frozen=True, slots=True, kw_only=True)
class Renditions:
    """One document and the other renditions of its work.

    Attributes:
        document: id of the document asked about.
        work: what it is shown as, together with which documents; None when it stands alone.
        proposed: documents that may be renditions too, likeliest first; a person has to look.
        said: what people said of it and others, the newest last.
    """

    document: DocumentId
    work: Work | None
    proposed: tuple[Likeness, ...]
    said: tuple[Verdict, ...]


class RenditionFile:
    """Renditions of one archive: `Archive.renditions`."""

    def __init__(self, ws: Workspace) -> None:
        self._ws = ws

    def of(self, document_id: str) -> Renditions:
        """What one document is a rendition of, and what may be another rendition of it.

        Args:
            document_id: full id.

        Raises:
            DocumentNotFound: no open document has it.
        """
        row = self._row(document_id)
        verdicts = store.read_verdicts(self._ws.layout)
        found = works.likenesses_of(self._ws, row)
        near = {other: likeness for likeness in found for other in likeness.pair if other != row.id}
        said = [verdict for verdict in verdicts.values() if row.id in verdict.pair]
        work = works.works(self._ws).get(row.id)
        joined = set(work.documents) if work else {row.id}
        return Renditions(
            document=row.id,
            work=work,
            proposed=tuple(
                likeness
                for other, likeness in near.items()
                if pair_of(row.id, other) not in verdicts
                and (other not in joined or not (work and work.confirmed))
            ),
            said=tuple(sorted(said, key=lambda verdict: verdict.statement.at)),
        )

    def works(self) -> tuple[Work, ...]:
        """Every work of more than one document, unconfirmed ones first."""
        found = {work.documents: work for work in works.works(self._ws).values()}
        return tuple(sorted(found.values(), key=lambda work: (work.confirmed, work.documents)))

    def proposals(self) -> tuple[Likeness, ...]:
        """Pairs nobody has judged yet, likeliest first: those shown as one work, and weaker ones."""
        ws = self._ws
        judged = store.read_verdicts(ws.layout)
        settled = {id for work in self.works() if work.confirmed for id in work.documents}
        numbered = works.alike(ws.catalogue.repeated_numbers())
        drafts = (like for row in ws.catalogue.unnumbered() for like in works.likenesses_of(ws, row))
        found = {
            like.pair: like
            for like in (*numbered, *drafts)
            if like.pair not in judged and not set(like.pair) <= settled
        }
        return tuple(sorted(found.values(), key=lambda one: (-one.confidence, one.pair)))

    def confirm(self, document_id: str, *others: str, by: str, why: str = "") -> Work:
        """Say that documents are renditions of one work.

        Args:
            document_id: full id of one.
            others: full ids of the others; none: those it is shown as one work with.
            by: who says so.
            why: why.

        Raises:
            UsageError: there is no other, or a name is missing.
        """
        row = self._row(document_id)
        work = works.works(self._ws).get(row.id)
        ids = [self._row(other).id for other in others] or list(work.documents if work else ())
        self._say(row.id, ids, Said.SAME, "rendition-confirmed", by=by, why=why)
        return works.works(self._ws)[row.id]

    def split(self, document_id: str, *others: str, by: str, why: str = "") -> None:
        """Say that a document is no rendition of the work of others: it is shown alone from now on.

        Args:
            document_id: full id.
            others: full ids; none: all it is shown as one work with.
            by: who says so.
            why: why.

        Raises:
            UsageError: there is no other, or a name is missing.
        """
        row = self._row(document_id)
        work = works.works(self._ws).get(row.id)
        ids = [self._row(other).id for other in others] or list(work.documents if work else ())
        self._say(row.id, ids, Said.DIFFERENT, "rendition-split", by=by, why=why)

    def _row(self, document_id: str) -> DocumentRow:
        row = self._ws.catalogue.row(document_id)
        if row is None or row.access != "open" or row.revision == 0:
            raise DocumentNotFound(f"no document has the id {document_id!r}")
        return row

    def _say(
        self, id: DocumentId, others: Sequence[DocumentId], said: Said, action: str, *, by: str, why: str
    ) -> None:
        others = [other for other in dict.fromkeys(others) if other != id]
        if not others:
            raise UsageError("name another document: this one is shown alone")
        if not by.strip():
            raise UsageError("a statement about renditions needs a name: who says so?")
        ws = self._ws
        ws.require_write()
        with fsio.storage_errors(ws.layout.root), ws.writer():
            statements.finish_pending(ws)
            held = store.read_verdicts(ws.layout)
            for other in others:
                pair = pair_of(id, other)
                if pair in held and held[pair].said is said:
                    continue
                number = held[pair].number + 1 if pair in held else 1
                subject = store.subject_of(pair)
                statement = Statement(at=now(), by=by, action=action, subject=subject, why=why)
                verdict = Verdict(pair=pair, said=said, number=number, statement=statement)
                statements.make(ws, ws.layout.renditions, subject, number, store.encode_verdict(verdict))
