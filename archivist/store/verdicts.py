"""What people said of two documents being renditions of one work: ``renditions/<ids>.rNNNN.json``.

Owns: what such a file holds, and reading the verdicts that hold now.
Must not: decide which documents are renditions, or propose any.
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import groupby
from pathlib import Path

from archivist.errors import RecordDamaged
from archivist.fsio import storage_errors
from archivist.jsonio import dump
from archivist.layout import FORMAT, Layout
from archivist.lazyclass import dataclass
from archivist.model import DocumentId
from archivist.quickenum import StrEnum
from archivist.store.numbered import NumberedFile, numbered_files, stem_of
from archivist.store.statements import Statement, parse, read_statement, statement_json

Pair = tuple[DocumentId, DocumentId]
"""Two ids, the smaller first."""


class Said(StrEnum):
    """What a person said of two documents."""

    SAME = "same"
    """They are renditions of one work."""
    DIFFERENT = "different"


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What holds of two documents: the last statement about them."""

    pair: Pair
    said: Said
    number: int
    statement: Statement


def pair_of(one: DocumentId, other: DocumentId) -> Pair:
    """Two ids in order."""
    return (one, other) if one < other else (other, one)


def subject_of(pair: Pair) -> str:
    """The subject of statements about a pair."""
    return f"{pair[0]}+{pair[1]}"


def encode_verdict(verdict: Verdict) -> bytes:
    """The content of ``renditions/<ids>.rNNNN.json``."""
    return dump(
        {
            "format": FORMAT,
            "documents": list(verdict.pair),
            "said": verdict.said.value,
            "revision": verdict.number,
            "statement": statement_json(verdict.statement),
        }
    )


def decode_verdict(data: bytes, path: Path) -> Verdict:
    """Read a verdict.

    Raises:
        RecordDamaged: it cannot be read. FormatTooNew: another program's format.
    """
    record = parse(data, path)
    ids = record.texts("documents")
    if len(ids) != 2 or ids[0] >= ids[1]:
        raise RecordDamaged(f"{path}: documents: expected two ids in order", path=path)
    return Verdict(
        pair=(DocumentId(ids[0]), DocumentId(ids[1])),
        said=record.member("said", Said),
        number=record.integer("revision"),
        statement=read_statement(data, path),
    )


def read_verdict_file(file: NumberedFile) -> Verdict:
    """One statement about two documents.

    Raises:
        RecordDamaged: it cannot be read, or is not what its name says.
    """
    with storage_errors(file.path):
        verdict = decode_verdict(file.path.read_bytes(), file.path)
    if stem_of(subject_of(verdict.pair)) != file.stem or verdict.number != file.number:
        raise RecordDamaged(f"{file.path}: is about {subject_of(verdict.pair)}", path=file.path)
    return verdict


def read_verdicts(layout: Layout) -> Mapping[Pair, Verdict]:
    """What people said last of each pair; a damaged file is passed over (`check` reports it)."""
    held: dict[Pair, Verdict] = {}
    for _, files in groupby(numbered_files(layout.renditions), key=lambda file: file.stem):
        for file in reversed(list(files)):
            try:
                verdict = read_verdict_file(file)
            except (RecordDamaged, FileNotFoundError):
                continue
            held[verdict.pair] = verdict
            break
    return held
