"""A body that a person puts on record: which body is meant, and what its new record holds.

Owns: finding the one body a reference means, and the record of a new one, checked against a register.
Must not: write anything, or know an archive: a list of bodies is checked against the register it would make.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Callable, Mapping

from archivist.authorities import values
from archivist.authorities.bodies import IssuerRecord
from archivist.authorities.register import IssuerRegister, LocalIssuer, made_id
from archivist.errors import UsageError
from archivist.model import System
from archivist.text import clean_line


def one_id(register: IssuerRegister, reference: str) -> str:
    """Id of the one body a person means.

    Args:
        register: bodies as the archive knows them.
        reference: id, or a name or code that only one body has.

    Raises:
        UsageError: no body, or several, are called so.
    """
    text = clean_line(reference)
    if text in register.local or register.record(text) is not None:
        return text
    found = register.resolve(text)
    if not found:
        raise UsageError(
            f"no issuing body is called {reference!r}",
            hint="look for it with: archivist issuer list WORDS",
        )
    if len(found) > 1:
        some = ", ".join(record.id for record in found[:8]) + (", …" if len(found) > 8 else "")
        raise UsageError(f"{reference!r} can be {len(found)} bodies: {some}", hint="name it by its id")
    return found[0].id


def record_of(register: IssuerRegister, id: str) -> IssuerRecord:
    """The record of this very id.

    Raises:
        UsageError: there is none.
    """
    found = register.record(id)
    if found is None:
        raise UsageError(f"no issuing body has the id {id!r}")
    return found


def new_entry(
    register: IssuerRegister,
    name: str,
    fields: Mapping[str, object],
    one: Callable[[str], str],
    *,
    id: str = "",
    parent: str = "",
) -> LocalIssuer:
    """The first record of a body that is not there yet.

    A body documents already bear keeps the id they bear; else the id is made of the name, and of the
    superior's id. What a body of its type has (codes, level, system) it has unless `fields` say otherwise.

    Args:
        register: bodies as the archive knows them.
        name: its Vietnamese name.
        fields: what `values.changed` takes; empty ones are not given.
        one: id of the one body a reference means.
        id: the id to use, when it must be another.
        parent: superior body: id, or a name only one body has.

    Raises:
        UsageError: it is on record already, or a value cannot be.
    """
    name = values.text("name", name)
    above = register.by_id(one(parent)) if parent else None
    composed = _composed(register, name)
    id = id or made_id(name, composed, above)
    if not re.fullmatch(r"[a-z0-9][a-z0-9.&:?-]*", id):
        raise UsageError(f"{id!r} is no id: use small ASCII letters, figures and hyphens")
    if id in register.local or ((held := register.record(id)) and held.known):
        raise UsageError(f"{id} is on record already", hint=f"correct it with: archivist issuer revise {id}")
    if not fields.get("system") and above is None and composed is None:
        raise UsageError(
            "say whether it belongs to the Party, the State or the Front",
            hint="with --system, or in the column System of a list",
        )
    base = composed or IssuerRecord(
        id=id,
        name=name,
        system=above.system if above else System.STATE,
        level=above.level if above else None,
        place=above.place if above else "",
    )
    base = dataclasses.replace(
        base,
        id=id,
        name=name,
        known=True,
        source="",
        verified="",
        parent=above.id if above else base.parent,
    )
    given = {key: value for key, value in fields.items() if value}
    record = values.changed(base, given, one)
    register.require_no_circle(record)
    require_free_names(register, record)
    return LocalIssuer(record=record, revision=1)


def _composed(register: IssuerRegister, name: str) -> IssuerRecord | None:
    """A local body of a place on no list, when the name is one ("Đảng ủy xã …")."""
    found = register.resolve(name)
    known = [record for record in found if record.known]
    if known:
        raise UsageError(
            f"{name!r} is on record already: {known[0].id}",
            hint=f"give it another name with: archivist issuer alias {known[0].id} NAME",
        )
    return found[0] if len(found) == 1 else None


def require_free_names(register: IssuerRegister, record: IssuerRecord) -> None:
    """A printed name that stands alone means one body, or it means none.

    Raises:
        UsageError: another body below the same superior has one of its names.
    """
    for form in (record.name, *record.aliases):
        others = {other.id for other in register.resolve(form) if other.known} - {record.id}
        same_place = {id for id in others if (register.record(id) or record).parent == record.parent}
        if register.follow(record.id) not in others and same_place:
            raise UsageError(
                f"{form!r} is the name of {', '.join(sorted(same_place))}",
                hint="when both are one body: archivist issuer merge",
            )
