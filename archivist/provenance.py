"""Which fonds a receipt belongs to: as it came, as the settings say, or as a person moved it.

Owns: the fonds in force, and the rule by which a new receipt gets its fonds.
Must not: write a receipt or a statement, or guess: a receipt nobody and no rule placed has no fonds, and
waits for a person (docs/adr/0032).

Principle of provenance (ISAD(G), 2nd ed., 2000; Archives Law 33/2024/QH15): the records of one body are
not mixed with those of another, also not with its successor's.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import field
from functools import lru_cache

from archivist import store
from archivist.authorities.bodies import name_key
from archivist.errors import UsageError
from archivist.layout import Layout
from archivist.lazyclass import dataclass
from archivist.model import Defaults, Document, Reason, Receipt
from archivist.settings import ArchiveSettings
from archivist.store.fonds import Fonds, Placement
from archivist.text import fold
from archivist.workspace import Workspace


@dataclass(frozen=True, slots=True, kw_only=True)
class FondsFile:
    """What was stated about fonds, as it holds now.

    Attributes:
        fonds: code → its record.
        moved: ``<document>/<receipt>`` → code of the fonds it was moved into.
        history: every statement that can be read.
    """

    fonds: Mapping[str, Fonds] = field(default_factory=dict)
    moved: Mapping[str, str] = field(default_factory=dict)
    history: tuple[Fonds | Placement, ...] = ()


def fonds_file(layout: Layout) -> FondsFile:
    """What holds now; kept until the next statement."""
    return _read(layout, store.pile_of(layout.fonds))


@lru_cache(maxsize=4)
def _read(layout: Layout, _: tuple[int, int]) -> FondsFile:
    fonds: dict[str, Fonds] = {}
    moved: dict[str, str] = {}
    history = tuple(store.fonds_statements(layout))
    for one in history:
        if isinstance(one, Fonds):
            fonds[one.code] = one
        else:
            moved.update(dict.fromkeys(one.receipts, one.fonds))
    return FondsFile(fonds=fonds, moved=moved, history=history)


def receipt_key(receipt: Receipt) -> str:
    """How placements name a receipt."""
    return f"{receipt.document_id}/{receipt.id}"


def fonds_of(layout: Layout, receipt: Receipt) -> str:
    """Code of the fonds a receipt belongs to now; empty for none."""
    return fonds_file(layout).moved.get(receipt_key(receipt), receipt.fonds)


def named(layout: Layout, text: str) -> Fonds:
    """The fonds meant by its code or name.

    Raises:
        UsageError: there is none, or several are called so.
    """
    known = fonds_file(layout).fonds
    wanted = fold(text.strip())
    found = [one for one in known.values() if wanted in (one.code, fold(one.title), fold(one.body))]
    if one := known.get(wanted):
        return one
    if len(found) != 1:
        codes = ", ".join(one.code for one in found) or ", ".join(sorted(known)) or "none"
        raise UsageError(
            f"no single fonds is called {text!r} (there are: {codes})",
            hint="see them with: archivist fonds list",
        )
    return found[0]


def unknown_codes(layout: Layout, settings: ArchiveSettings) -> tuple[str, ...]:
    """Codes that the settings name and no fonds bears, in order: such a rule places nothing."""
    said = {rule.rpartition("=")[2].strip() for rule in settings.fonds_rules} | {settings.default_fonds}
    return tuple(sorted(said - {""} - set(fonds_file(layout).fonds)))


def ordered(layout: Layout, defaults: Defaults | None, fonds: str | None) -> Defaults:
    """What is said of an arrival, with the fonds a person named for it.

    Args:
        layout: the archive.
        defaults: what is said of it besides.
        fonds: code or name; None for no word on it.

    Raises:
        UsageError: there is no such fonds, or several are called so.
    """
    said = defaults or Defaults()
    return dataclasses.replace(said, fonds=named(layout, fonds).code) if fonds else said


def usual(layout: Layout, settings: ArchiveSettings) -> str:
    """Code of the fonds for what nothing else places; empty for none.

    That of the settings; where they name none and one fonds alone is on record, that one: an archive of one
    fonds holds the records of one body. With a second on record it is no longer plain whose records come in.
    """
    known = fonds_file(layout).fonds
    return settings.default_fonds or (next(iter(known)) if len(known) == 1 else "")


def placed(ws: Workspace, document: Document, receipt: Receipt) -> Receipt:
    """The receipt with the fonds it comes into: the one named for it, else by a rule, else the usual one.

    What a person or the inbox folder named is taken at its word: where that fonds was closed before the
    document was issued, the receipt has none and waits for a person. Rules are an order of preference:
    where a fonds takes the document not, the next one has its turn.

    Args:
        ws: the open archive.
        document: the document it belongs to.
        receipt: the new receipt.
    """
    known = fonds_file(ws.layout).fonds
    if not known:
        return receipt
    issued = issued_on(document)
    said = receipt.defaults.fonds
    for code in (said,) if said else (*_by_rules(ws, document, receipt), usual(ws.layout, ws.settings)):
        fonds = known.get(code)
        if fonds is not None and fonds.takes(issued):
            return dataclasses.replace(receipt, fonds=fonds.code)
    return receipt


def unplaced(layout: Layout, document: Document, receipt: Receipt) -> Reason | None:
    """Why a receipt belongs to no fonds; None when it does, and where the archive has none on record."""
    known = fonds_file(layout).fonds
    if not known or fonds_of(layout, receipt) in known:
        return None
    said = known.get(receipt.defaults.fonds or "")
    refused = said is not None and not said.takes(issued_on(document))
    return Reason.FONDS_CLOSED if refused else Reason.NO_FONDS


def means_none(text: str) -> bool:
    """Whether a person asks for what belongs to no fonds: ``none``, ``không``, ``chưa có``."""
    return fold(text.strip()) in ("none", "khong", "khong co", "chua co")


def unplaced_receipts(ws: Workspace) -> tuple[tuple[str, str], ...]:
    """Document and receipt, by id, of every receipt that belongs to no fonds on record."""
    file = fonds_file(ws.layout)
    return tuple(
        (document, receipt)
        for document, receipt, came_into in ws.catalogue.fonds_of_receipts()
        if file.moved.get(f"{document}/{receipt}", came_into) not in file.fonds
    )


def _by_rules(ws: Workspace, document: Document, receipt: Receipt) -> Iterator[str]:
    """Fonds of the rules ``body=code`` whose body issued the document or handed it over, in their order."""
    issuer = document.issuer
    names = {name_key(receipt.received_from)}
    if issuer is not None:
        names |= {name_key(issuer.as_printed), name_key(issuer.name or "")}
        names.add(issuer.authority_id or "")
    for rule in ws.settings.fonds_rules:
        body, _, code = rule.rpartition("=")
        if {body.strip(), name_key(body)} & (names - {""}):
            yield code.strip()


def issued_on(document: Document) -> dt.date | None:
    """Day of issue; of a month or year its first day, so that doubt is in favour of a closed fonds."""
    text = document.issued_text or ""
    try:
        return dt.date.fromisoformat((text + "-01-01"[len(text) - 4 :])[:10]) if len(text) >= 4 else None
    except ValueError:
        return None


def documents_in(ws: Workspace, codes: Iterable[str]) -> frozenset[str]:
    """Ids of the documents of which at least one receipt belongs to one of these fonds."""
    wanted = set(codes)
    moved = fonds_file(ws.layout).moved
    return frozenset(
        document
        for document, receipt, fonds in ws.catalogue.fonds_of_receipts()
        if moved.get(f"{document}/{receipt}", fonds) in wanted
    )
