"""Files (hồ sơ, đơn vị bảo quản): ``dossiers/<fonds>+<number>.rNNNN.json``.

Owns: what such a file holds, and reading what holds now.
Must not: know the documents, or compute dates or periods.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import asdict, field
from functools import lru_cache

from archivist.errors import ArchivistError, RecordDamaged
from archivist.fsio import storage_errors
from archivist.jsonio import JsonObject, dump
from archivist.layout import FORMAT, ID_PATTERN, Layout
from archivist.lazyclass import dataclass
from archivist.store.fonds import FONDS_CODE, optional_day
from archivist.store.numbered import NumberedFile, numbered_files, pile_of, stem_of
from archivist.store.statements import Statement, parse, read_statement, statement_json


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperNote:
    """What a person said of a document as a paper of a file.

    Attributes:
        sheets: how many sheets or pages it takes up in the file; None: as the document says.
        remark: remark in the list of contents ("bản sao", "có bút tích").
    """

    sheets: int | None = None
    remark: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Dossier:
    """A file: documents of one matter, in order; the whole record.

    Attributes:
        fonds: code of its fonds.
        ordinal: its number within the fonds, from 1; never given twice.
        title: what the file is about.
        reference: number and symbol of the file ("12.TH").
        begins: first day, where a person says so; else it follows from the contents.
        ends: last day, likewise.
        retention: period a person set, as in schedules; empty: as proposed.
        keeper: person in charge.
        closed_on: day the matter ended and the file was closed; None while it is open.
        note: anything else.
        disposed_on: day on which the last of its documents was disposed of; None while it stands.
        disposal_list: number of the disposal list by which it was.
        documents: ids of its documents, in order.
        papers: document → what a person said of it as a paper of this file.
        number: number of the statement among those on this file.
        statement: who, when, why.
    """

    fonds: str
    ordinal: int
    title: str
    reference: str = ""
    begins: dt.date | None = None
    ends: dt.date | None = None
    retention: str = ""
    keeper: str = ""
    closed_on: dt.date | None = None
    note: str = ""
    disposed_on: dt.date | None = None
    disposal_list: int = 0
    documents: tuple[str, ...] = ()
    papers: Mapping[str, PaperNote] = field(default_factory=dict)
    number: int
    statement: Statement

    @property
    def key(self) -> str:
        """Its name: ``tu-lam-ha:12``."""
        return f"{self.fonds}:{self.ordinal}"


def encode_dossier(dossier: Dossier) -> bytes:
    """The content of ``dossiers/<fonds>+<number>.rNNNN.json``."""
    values: dict[str, object] = {
        "format": FORMAT,
        "fonds": dossier.fonds,
        "ordinal": dossier.ordinal,
        "title": dossier.title,
        "reference": dossier.reference,
        "begins": dossier.begins.isoformat() if dossier.begins else "",
        "ends": dossier.ends.isoformat() if dossier.ends else "",
        "retention": dossier.retention,
        "keeper": dossier.keeper,
        "closed_on": dossier.closed_on.isoformat() if dossier.closed_on else "",
        "note": dossier.note,
        "disposed_on": dossier.disposed_on.isoformat() if dossier.disposed_on else "",
        "disposal_list": dossier.disposal_list,
        "documents": list(dossier.documents),
        "papers": [
            {"document": id_} | {key: value for key, value in asdict(note).items() if value}
            for id_, note in dossier.papers.items()
        ],
        "revision": dossier.number,
        "statement": statement_json(dossier.statement),
    }
    return dump({key: value for key, value in values.items() if value})


def read_dossier_file(file: NumberedFile) -> Dossier:
    """One statement.

    Raises:
        RecordDamaged: it cannot be read, or is not what its name says.
        FormatTooNew: another program's format.
    """
    with storage_errors(file.path):
        data = file.path.read_bytes()
    record = parse(data, file.path)
    documents = record.texts("documents")
    if any(not ID_PATTERN.fullmatch(one) for one in documents) or len(set(documents)) != len(documents):
        raise record.fail("documents", "ids of documents, each once", documents)
    dossier = Dossier(
        fonds=record.matching("fonds", FONDS_CODE, "the code of a fonds"),
        ordinal=record.integer("ordinal"),
        title=record.text("title"),
        reference=record.text("reference", ""),
        begins=optional_day(record, "begins"),
        ends=optional_day(record, "ends"),
        retention=record.text("retention", ""),
        keeper=record.text("keeper", ""),
        closed_on=optional_day(record, "closed_on"),
        note=record.text("note", ""),
        disposed_on=optional_day(record, "disposed_on"),
        disposal_list=record.integer("disposal_list", 0),
        documents=documents,
        papers=_papers(record),
        number=record.integer("revision"),
        statement=read_statement(data, file.path),
    )
    if stem_of(dossier.key) != file.stem or dossier.number != file.number:
        raise RecordDamaged(f"{file.path}: is about {dossier.key}", path=file.path)
    return dossier


def _papers(record: JsonObject) -> dict[str, PaperNote]:
    found = {}
    for one in record.objects("papers"):
        id_ = one.matching("document", ID_PATTERN, "the id of a document")
        found[id_] = PaperNote(sheets=one.optional_integer("sheets"), remark=one.text("remark", ""))
    return found


def read_dossiers(layout: Layout) -> dict[str, tuple[Dossier, ...]]:
    """Name → every statement on the file that can be read, oldest first (`check` reports the others)."""
    return _read(layout, pile_of(layout.dossiers))


@lru_cache(maxsize=4)
def _read(layout: Layout, _: tuple[int, int]) -> dict[str, tuple[Dossier, ...]]:
    found: dict[str, tuple[Dossier, ...]] = {}
    for file in numbered_files(layout.dossiers):
        try:
            one = read_dossier_file(file)
        except (ArchivistError, FileNotFoundError):
            continue
        found[one.key] = (*found.get(one.key, ()), one)
    return found
