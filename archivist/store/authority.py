"""Authority records of an archive as files: ``issuers/<id>.rNNNN.json`` (docs/format.md).

Owns: what such a file holds, and reading the register from them.
Must not: decide who a body is; `authorities.register` does.
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

from archivist.authorities.bodies import IssuerRecord
from archivist.authorities.register import IssuerRegister, LocalIssuer
from archivist.errors import RecordDamaged
from archivist.fsio import storage_errors
from archivist.jsonio import JsonObject, dump
from archivist.layout import FORMAT, Layout
from archivist.model import Level, System
from archivist.store.numbered import NumberedFile, numbered_files, stem_of
from archivist.store.statements import Statement, parse, read_statement, statement_json

if TYPE_CHECKING:
    from archivist.authorities.number_places import NumberPlace


def encode_issuer(entry: LocalIssuer, statement: Statement) -> bytes:
    """The content of ``issuers/<id>.rNNNN.json``: the whole record, and who stated it."""
    record = entry.record
    values: dict[str, object] = {
        "format": FORMAT,
        "id": record.id,
        "revision": entry.revision,
        "name": record.name,
        "aliases": list(record.aliases),
        "names": dict(record.names_other),
        "codes": [_code_json(code, record.code_periods.get(code, "")) for code in record.codes],
        "level": record.level.value if record.level else None,
        "system": record.system.value,
        "parent": record.parent,
        "place": record.place,
        "valid_from": record.valid_from,
        "valid_to": record.valid_to,
        "predecessors": list(record.predecessors),
        "successors": list(record.successors),
        "source": record.source,
        "verified": record.verified,
        "note": record.note,
        "merged_into": entry.merged_into,
        "refused": list(entry.refused),
        "number_places": list(map(_place_json, entry.number_places)),
        "refused_places": list(map(_place_json, entry.refused_places)),
        "statement": statement_json(statement),
    }
    return dump({key: value for key, value in values.items() if value or key in {"format", "revision"}})


def _code_json(code: str, period: str) -> dict[str, str]:
    return {"code": code, "years": period} if period else {"code": code}


def _place_json(place: NumberPlace) -> dict[str, str]:
    return {"zone": place.zone.value, **({"after": place.after} if place.after else {})}


def _places(record: JsonObject, key: str) -> tuple[NumberPlace, ...]:
    from archivist.authorities.number_places import NumberPlace, NumberZone

    return tuple(
        NumberPlace(zone=one.member("zone", NumberZone), after=one.text("after", ""))
        for one in record.objects(key)
    )


def decode_issuer(data: bytes, path: Path) -> LocalIssuer:
    """Read an authority record.

    Raises:
        RecordDamaged: it cannot be read. FormatTooNew: another program's format.
    """
    record = parse(data, path)
    codes = [(item.text("code"), item.text("years", "")) for item in record.objects("codes")]
    return LocalIssuer(
        record=IssuerRecord(
            id=record.text("id"),
            name=record.text("name"),
            aliases=record.texts("aliases"),
            codes=tuple(code for code, _ in codes),
            level=record.optional_member("level", Level),
            system=record.member("system", System),
            parent=record.text("parent", ""),
            place=record.text("place", ""),
            valid_from=record.text("valid_from", ""),
            valid_to=record.text("valid_to", ""),
            predecessors=record.texts("predecessors"),
            successors=record.texts("successors"),
            names_other=record.named_texts("names"),
            source=record.text("source", ""),
            verified=record.text("verified", ""),
            code_periods={code: period for code, period in codes if period},
            note=record.text("note", ""),
        ),
        revision=record.integer("revision"),
        merged_into=record.text("merged_into", ""),
        refused=record.texts("refused"),
        number_places=_places(record, "number_places"),
        refused_places=_places(record, "refused_places"),
    )


def read_issuer_file(file: NumberedFile) -> tuple[LocalIssuer, Statement]:
    """One revision of a record, and who stated it.

    Raises:
        RecordDamaged: it cannot be read, or is not what its name says.
    """
    with storage_errors(file.path):
        data = file.path.read_bytes()
    entry, statement = decode_issuer(data, file.path), read_statement(data, file.path)
    if stem_of(entry.record.id) != file.stem or entry.revision != file.number:
        raise RecordDamaged(
            f"{file.path}: holds {entry.record.id}, revision {entry.revision}", path=file.path
        )
    return entry, statement


def read_issuers(layout: Layout) -> IssuerRegister:
    """The archive's authority file as it is now; the last readable revision of each record counts."""
    held: dict[str, LocalIssuer] = {}
    for _, revisions in groupby(numbered_files(layout.issuers), key=lambda file: file.stem):
        entry = _last_readable(list(revisions))
        if entry is not None:
            held[entry.record.id] = entry
    return IssuerRegister(held, _version(held))


def _version(held: Mapping[str, LocalIssuer]) -> str:
    """What tells one state of the authority file from another; empty where nothing is held."""
    if not held:
        return ""
    import hashlib

    stated = "".join(f"{entry.record.id} {entry.revision}\n" for entry in held.values())
    return hashlib.sha256(stated.encode()).hexdigest()


def _last_readable(revisions: list[NumberedFile]) -> LocalIssuer | None:
    for file in reversed(revisions):
        try:
            return read_issuer_file(file)[0]
        except (RecordDamaged, FileNotFoundError):
            continue  # `check` reports it
    return None
