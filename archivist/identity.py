"""Which held documents an identity fits: a number alone never identifies a directive.

Owns: the comparison of issuer, kind, number and date between documents, and between a
citation and the documents held.
Must not: guess between several that fit.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Protocol

from archivist import works
from archivist.authorities.bodies import resolve_issuer
from archivist.authorities.kinds import all_kinds, kind_record
from archivist.authorities.provinces import find_province
from archivist.catalogue.documents import DocumentRow
from archivist.lazyclass import dataclass
from archivist.lazypattern import late_pattern
from archivist.model import Citation, Document, DocumentId
from archivist.numbers import key as number_key
from archivist.workspace import Workspace


def same_directive(ws: Workspace, document: Document) -> tuple[DocumentId, ...]:
    """Ids of other documents with the same issuer, kind, number and date but other bytes.

    Decree 30/2020/NĐ-CP, Appendix VI 1.h: warn when number, symbol and issuing body coincide.
    """
    if not (document.number and document.issued and document.issuer):
        return ()
    issuer = ws.issuer_of(document.issuer) or document.issuer
    rows = ws.catalogue.find(
        number_key=number_key(document.number),
        kind=document.kind.code if document.kind else None,
        issued=document.issued.isoformat(),
    )
    return tuple(
        row.id
        for row in rows
        if row.id != document.id
        and (
            row.issuer_id == issuer.authority_id
            if row.issuer_id and issuer.authority_id
            else row.issuer_printed == issuer.as_printed
        )
    )


class Holdings(Protocol):
    """Where held documents are looked up: the catalogue, or all its rows in memory."""

    def row(self, id: str, /) -> DocumentRow | None:
        """The row of an id."""

    def find(self, *, number_key: str | None = None) -> tuple[DocumentRow, ...]:
        """Settled documents of a number, held ones included."""


@dataclass(frozen=True, kw_only=True)
class Held:
    """Held documents a citation can mean.

    Attributes:
        target: the one that is meant, None when none is held or when it is not certain which.
        candidates: those a person has to choose from; one alone is listed, not taken, when it
            is another province's and the citation does not name that province.
        twins: further files of the target (a scan and a signed copy): the same directive.
    """

    target: DocumentId | None = None
    candidates: tuple[DocumentId, ...] = ()
    twins: tuple[DocumentId, ...] = ()

    @property
    def ids(self) -> tuple[DocumentId, ...]:
        """Target and its twins, or candidates."""
        return (self.target, *self.twins) if self.target else self.candidates


def held_documents(
    ws: Workspace,
    citation: Citation,
    *,
    citing_id: str,
    citing_issued: str | None,
    citing_issuer: str | None = None,
    holdings: Holdings | None = None,
) -> Held:
    """Held documents a citation can mean.

    A number alone is no identifier (every province uses TU, Party numbers restart each term):
    what the citation says of kind, date and issuer must agree, and a document cannot cite a
    later one.

    Own province first is a narrowing, not a guess: a body leaves out the name of a province only
    where it is its own ("Quyết định số 12-QĐ/TU của Ban Thường vụ Tỉnh ủy"); others' documents
    are cited with it ("… Tỉnh ủy Lam Hạ"), or nobody at home could tell them apart. It is not
    applied to central bodies, which have no province, and it never makes a foreign province's
    document the target: when only such are held, they are candidates. A province's predecessors
    are its own past, but several of them have the same numbers: they too are candidates unless
    one alone fits.

    Args:
        ws: the archive.
        citation: as read.
        citing_id: id of the citing document.
        citing_issued: its date, possibly partial.
        citing_issuer: authority id of its issuer (``"tinh-uy:tuyen-quang"``).
        holdings: where to look; the archive's catalogue when None.
    """
    if not citation.number:
        return _held_by_ordinal(ws, citation, citing_id)
    rows = [
        row
        for row in (holdings or ws.catalogue).find(number_key=number_key(citation.number))
        if row.id != citing_id and _agrees(row, citation, citing_issued)
    ]
    own, other = _by_province(rows, citation, citing_issuer)
    fits = own or other
    ids = tuple(sorted(row.id for row in fits))
    certain = bool(own) and (len(ids) == 1 or one_directive(fits) or one_work(ws, ids))
    return Held(target=ids[0], twins=ids[1:]) if certain else Held(candidates=ids)


def one_work(ws: Workspace, ids: Sequence[str]) -> bool:
    """True when people said that these documents are renditions of one work."""
    work = works.works(ws).get(DocumentId(ids[0]))
    return work is not None and work.confirmed and set(ids) <= set(work.documents)


_ORDINAL = late_pattern(
    r"(?:\b(?:nos?|nr|number|số|so)\b\.?|מס['׳’]?\.?|מספר)\s*(\d{1,5}[a-zđ]?)\b", re.IGNORECASE
)
# "Resolution 39 of 18 July 2023": what the reader of foreign texts takes for an ordinal without its label.
_BARE_ORDINAL = late_pattern(r"^[^\W\d]+(?:\s[^\W\d]+){0,3}\s+(\d{1,4})(?=[\s,])")


def ordinal_of(citation: Citation) -> str:
    """The ordinal of a directive cited without symbol: "39" of "Resolution Nr. 39 … vom 18. Juli 2023".

    Empty unless a full date stands with it: each body counts anew, so the ordinal alone is shared.
    """
    if len(citation.issued) != 10 or citation.number:
        return ""
    match = _ORDINAL.search(citation.cited_as) or _BARE_ORDINAL.match(citation.cited_as)
    return match[1] if match else ""


def fits_ordinal(citation: Citation, row: DocumentRow) -> bool:
    """Whether a directive cited by ordinal and date can be this document."""
    ordinal = ordinal_of(citation)
    if not ordinal or not row.number_key or row.issued != citation.issued:
        return False
    if number_key(ordinal) != row.number_key.partition(".")[0]:
        return False
    if citation.target_kind and row.kind and row.kind not in _called_alike(citation.target_kind):
        return False
    named = _bodies_named(citation.issuer)
    return not (named and row.issuer_id) or any(_same_body(one, row.issuer_id) for one in named)


def _held_by_ordinal(ws: Workspace, citation: Citation, citing_id: str) -> Held:
    """Press and translations leave the symbol out; kind, ordinal and day together tell the act."""
    if not ordinal_of(citation):
        return Held()
    fits = [
        row
        for row in ws.catalogue.find(issued=citation.issued)
        if row.id != citing_id and fits_ordinal(citation, row)
    ]
    ids = tuple(sorted(row.id for row in fits))
    if not ids or not (len(ids) == 1 or one_directive(fits) or one_work(ws, ids)):
        return Held(candidates=ids)
    return Held(target=ids[0], twins=ids[1:])


@lru_cache(maxsize=128)
def _called_alike(kind: str) -> frozenset[str]:
    """Kinds that share a name in another language: "Beschluss" is a resolution and a decision."""
    record = kind_record(kind)
    names = {title for titles in record.titles.values() for title in titles} if record else set()
    return frozenset(
        {kind}
        | {
            other.kind.code
            for other in all_kinds()
            if names & {title for titles in other.titles.values() for title in titles}
        }
    )


@lru_cache(maxsize=1024)
def _bodies_named(issuer: str) -> tuple[str, ...]:
    """Ids of the bodies a name in any language can mean ("des Politbüros": the genitive ends in s)."""
    if not issuer:
        return ()
    named = _named(issuer)
    found = (() if not named else (named,)) or tuple(
        record.id for text in (issuer, issuer.removesuffix("s")) for record in resolve_issuer(text)
    )
    return found if len(found) <= 8 else ()


def one_directive(rows: Sequence[DocumentRow]) -> bool:
    """True when several files are one directive: issuer, kind, number and full date coincide."""
    first = rows[0]
    return bool(
        first.issuer_id and first.kind and first.number_key and len(first.issued or "") == 10
    ) and all(
        (row.issuer_id, row.kind, row.number_key, row.issued)
        == (first.issuer_id, first.kind, first.number_key, first.issued)
        for row in rows
    )


def _agrees(row: DocumentRow, citation: Citation, citing_issued: str | None) -> bool:
    """Whether kind, date and issuer named in the citation are those of the row, where both are known."""
    if citation.target_kind and row.kind and row.kind != citation.target_kind:
        return False
    if citation.issued and row.issued and not _dates_agree(citation.issued, row.issued):
        return False
    if not citation.issued and citing_issued and row.issued and row.issued > citing_issued:
        return False
    return not (citation.issuer and row.issuer_id) or _same_body(_named(citation.issuer), row.issuer_id)


@lru_cache(maxsize=4096)
def _named(issuer: str) -> str:
    """Authority id of an issuer as a citation names it, ``"tinh-uy:?"`` without a province."""
    from archivist.authorities.letterhead import resolve_letterhead

    match = resolve_letterhead((issuer,), "", "", None)
    return match.record_id if match is not None else ""


_COMMITTEES = frozenset({"tinh-uy", "thanh-uy"})
_CENTRAL_PARTY = frozenset({"bchtw", "bo-chinh-tri", "ban-bi-thu"})


def _same_body(named: str, held: str) -> bool:
    """Whether two authority ids can be one body; what is unknown contradicts nothing.

    The letterhead of the Politburo and the Secretariat names the Central Committee.
    """
    if not named:
        return True
    (body, _, place), (held_body, _, held_place) = named.partition(":"), held.partition(":")
    if body != held_body:
        both = {body, held_body}
        return both <= _COMMITTEES or ("bchtw" in both and both <= _CENTRAL_PARTY)
    return "?" in (place, held_place) or place == held_place


def _by_province(
    rows: list[DocumentRow], citation: Citation, citing_issuer: str | None
) -> tuple[list[DocumentRow], list[DocumentRow]]:
    """Rows a citation can mean by the rule of the own province, and those it speaks against.

    Everything is possible when the citation names the province, or when the province of the
    citing document is not known.
    """
    home = _province(citing_issuer)
    named = _province(_named(citation.issuer)) if citation.issuer else ""
    if not home or named:
        return rows, []
    own = [row for row in rows if _province(row.issuer_id) in ("", home)]
    if own:
        return own, []
    past = _predecessors(home)
    return [row for row in rows if _province(row.issuer_id) in past], rows


def _province(issuer_id: str | None) -> str:
    """The province of an authority id (its last part), empty when it has none or it is unknown."""
    place = (issuer_id or "").rpartition(":")[2] if ":" in (issuer_id or "") else ""
    return "" if place == "?" else place


@lru_cache(maxsize=256)
def _predecessors(slug: str) -> frozenset[str]:
    province = find_province(slug.replace("-", " "))
    names = province.predecessors if province is not None and province.slug == slug else ()
    found = (find_province(name) for name in names)
    return frozenset(one.slug for one in found if one is not None)


def _dates_agree(cited: str, held: str) -> bool:
    """Partial dates agree when one begins with the other."""
    return cited.startswith(held) or held.startswith(cited)
