"""Issuing bodies as authority records, in the shape of ISAAR(CPF).

Owns: `data/issuers.csv` (single bodies) and `data/local_bodies.csv` (types of local bodies, which with
a place make a body: ``tinh-uy:tuyen-quang``), their names, codes, periods, parents, predecessors.
Must not: read a letterhead (see `letterhead`), or decide by a code alone.

Sources: Guidance 36-HD/VPTW, Decree 30/2020/NĐ-CP, Resolution 202/2025/QH15; every row of the data
says its own source and whether it was verified.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import field
from functools import cache
from typing import TypeVar

from archivist.authorities._tables import LANGUAGES, codes_of, read_table, split_list
from archivist.authorities.provinces import Province, all_provinces, provinces_named, valid_on
from archivist.lazyclass import dataclass
from archivist.lazypattern import late_pattern
from archivist.model import Level, System
from archivist.text import clean_line, fold, slug

_T = TypeVar("_T")


@dataclass(frozen=True, kw_only=True)
class IssuerRecord:
    """One issuing body.

    Attributes:
        id: ASCII: ``"bo-chinh-tri"``, ``"van-phong-tinh-uy:tuyen-quang"``.
        name: Vietnamese name in sentence case.
        aliases: other Vietnamese names and informal abbreviations.
        codes: codes it uses in numbers, the usual one first.
        level: level, None when unknown.
        system: Party, State or front.
        parent: id of the superior body, empty when it has none on record.
        place: name of the province, district or commune of a local body.
        valid_from: ISO date, possibly partial; empty when unknown.
        valid_to: last day, likewise; empty when it exists.
        predecessors: ids of the bodies whose tasks it took over.
        successors: ids of the bodies that took over its tasks.
        names_other: language → name.
        source: where the data is from. verified: ``"yes"``, ``"partly"`` or ``"no"``.
        known: False when it was composed from a letterhead and is on no list.
        code_periods: code → years it was used, an EDTF interval (``"2004/2018"``, ``"2025-02/.."``);
            a code that is absent was used as long as the body existed, as far as is known.
        note: history, or whatever else an archivist should know.
    """

    id: str
    name: str
    aliases: tuple[str, ...] = ()
    codes: tuple[str, ...] = ()
    level: Level | None = None
    system: System
    parent: str = ""
    place: str = ""
    valid_from: str = ""
    valid_to: str = ""
    predecessors: tuple[str, ...] = ()
    successors: tuple[str, ...] = ()
    names_other: Mapping[str, str] = field(default_factory=dict)
    source: str = ""
    verified: str = ""
    known: bool = True
    code_periods: Mapping[str, str] = field(default_factory=dict)
    note: str = ""

    def existed(self, on: dt.date | None) -> bool:
        """True when the body existed on a day, as far as its dates are known."""
        return valid_on(self.valid_from, self.valid_to, on)


@dataclass(frozen=True, kw_only=True)
class BodyType:
    """A type of local body; with a place it makes a body.

    Attributes:
        id: ``"van-phong-tinh-uy"``.
        codes, code_periods, level, system, valid_from, valid_to, source, verified: as in `IssuerRecord`.
        name: with ``{place}`` where the place's name stands.
        own_lines: how its own line of the letterhead may read, below the parent's line.
        unit: kind of place: ``tinh``, ``thanh-pho``, ``huyen``, ``xa``, …
        parent: type of the superior body, empty when it has none.
        names_other: language → name, likewise; a language is absent where no usual translation is known.
        successor: type that took over its tasks.
    """

    id: str
    codes: tuple[str, ...]
    level: Level
    system: System
    name: str
    own_lines: tuple[str, ...]
    unit: str
    parent: str
    names_other: Mapping[str, str]
    valid_from: str
    valid_to: str
    successor: str
    source: str
    verified: str
    code_periods: Mapping[str, str] = field(default_factory=dict)


def _code_periods(cell: str) -> dict[str, str]:
    """Years of the codes of a cell that were not used as long as the body existed."""
    parts = (part.partition("@") for part in split_list(cell))
    return {code: years for code, _, years in parts if years}


@cache
def single_bodies() -> Mapping[str, IssuerRecord]:
    """Bodies that exist once (central ones), by id."""
    rows = read_table("issuers.csv")
    before: dict[str, tuple[str, ...]] = {}
    for row in rows:
        for successor in split_list(row["successors"]):
            before[successor] = (*before.get(successor, ()), row["id"])

    def make(row: Mapping[str, str]) -> IssuerRecord:
        return IssuerRecord(
            id=row["id"],
            name=row["name"],
            aliases=split_list(row["aliases"]),
            codes=codes_of(row["codes"]),
            code_periods=_code_periods(row["codes"]),
            level=Level(row["level"]),
            system=System(row["system"]),
            parent=row["parent"],
            valid_from=row["valid_from"],
            valid_to=row["valid_to"],
            predecessors=before.get(row["id"], ()),
            successors=split_list(row["successors"]),
            names_other=_names_other(row),
            source=row["source"],
            verified=row["verified"],
        )

    return _Made(rows, make)


@cache
def body_types() -> Mapping[str, BodyType]:
    """Types of local bodies, by id."""
    return _Made(read_table("local_bodies.csv"), _body_type)


def _body_type(row: Mapping[str, str]) -> BodyType:
    return BodyType(
        id=row["id"],
        codes=codes_of(row["codes"]),
        code_periods=_code_periods(row["codes"]),
        level=Level(row["level"]),
        system=System(row["system"]),
        name=row["name"],
        own_lines=split_list(row["own_lines"]),
        unit=row["place"],
        parent=row["parent"],
        names_other=_names_other(row),
        valid_from=row["valid_from"],
        valid_to=row["valid_to"],
        successor=row["successor"],
        source=row["source"],
        verified=row["verified"],
    )


def _names_other(row: Mapping[str, str]) -> dict[str, str]:
    return {language: row[language] for language in LANGUAGES if row[language]}


class _Made(Mapping[str, _T]):
    """What is made of the rows of a table, by id: one when it is asked for, for most questions are about one."""

    def __init__(self, rows: Sequence[Mapping[str, str]], make: Callable[[Mapping[str, str]], _T]) -> None:
        self._rows = {row["id"]: row for row in rows}
        self._make = make
        self._made: dict[str, _T] = {}

    def __getitem__(self, id: str) -> _T:
        found = self._made.get(id)
        if found is None:
            found = self._made[id] = self._make(self._rows[id])
        return found

    def __contains__(self, id: object) -> bool:
        return id in self._rows

    def __iter__(self) -> Iterator[str]:
        return iter(self._rows)

    def __len__(self) -> int:
        return len(self._rows)


# ------------------------------------------------------------------------------------- local bodies

_UNITS = {"tỉnh": "tinh", "thành phố": "thanh-pho"}


def _type_in(body: str, unit: str) -> str:
    """The same type of body in the other kind of province-level unit; empty when there is none."""
    if unit == "thanh-pho":
        other = body.removesuffix("-tinh") + "-thanh-pho" if body.endswith("-tinh") else body
        other = other.replace("tinh-uy", "thanh-uy")
    else:
        other = body.removesuffix("-thanh-pho") + "-tinh" if body.endswith("-thanh-pho") else body
        other = other.replace("thanh-uy", "tinh-uy")
    return other if other in body_types() else ""


def _earlier(*dates: str) -> str:
    held = [date for date in dates if date]
    return min(held) if held else ""


def make_local(body: str, place: str, *, province: str = "", known: bool = True) -> IssuerRecord:
    """The body of a type in a place.

    Args:
        body: id of a `BodyType`.
        place: name of the place, in the case it is to be shown.
        province: name of the province of a district or commune; ``"?"`` in the id when unknown.
        known: whether the place is on our lists.
    """
    kind = body_types()[body]
    at_province = _is_provincial(kind)
    id = _local_id(kind, place, province)
    key = id.partition(":")[2]
    unit = _province(place, kind.unit) if at_province else None
    # A type that ended before the merger has no heirs of its own type elsewhere.
    moved = unit is not None and not (kind.valid_to and kind.valid_to < (unit.valid_to or "9"))
    parent = f"{kind.parent}:{key}" if kind.parent else ""
    if not parent and not at_province and province and kind.system is System.PARTY:
        parent = f"tinh-uy:{slug(province)}"
    return IssuerRecord(
        id=id,
        name=kind.name.format(place=place).rstrip(),
        codes=kind.codes,
        code_periods=kind.code_periods,
        level=kind.level,
        system=kind.system,
        parent=parent,
        place=place,
        valid_from=max(kind.valid_from, unit.valid_from if unit else ""),
        valid_to=_earlier(kind.valid_to, unit.valid_to if unit else ""),
        predecessors=_relatives(body, unit.predecessors, before=True, own=key) if unit else (),
        successors=_relatives(body, unit.successor if moved else (), before=False, own=key) if unit else (),
        names_other={
            language: name.format(place=fold_name(place)) for language, name in kind.names_other.items()
        },
        source="; ".join(filter(None, (kind.source, unit.source if unit else ""))),
        verified=kind.verified if known else "no",
        known=known,
    )


def _is_provincial(kind: BodyType) -> bool:
    return kind.unit in _UNITS.values()


def _local_id(kind: BodyType, place: str, province: str = "") -> str:
    """Id of the body of a type in a place."""
    here = slug(place) if place else "?"
    key = here if _is_provincial(kind) else f"{here}:{slug(province) if province else '?'}"
    return f"{kind.id}:{key}"


def fold_name(place: str) -> str:
    """Name of a place as translations write it, without accents ("Tuyen Quang")."""
    return " ".join(word.capitalize() for word in fold(place).split())


def _province(place: str, unit: str) -> Province | None:
    return next((p for p in provinces_named(place) if _UNITS[p.unit_type] == unit), None)


def _relatives(body: str, places: tuple[str, ...], *, before: bool, own: str) -> tuple[str, ...]:
    """Ids of the bodies of the same type in other units, and of the type that follows in this one."""
    found = []
    for place in places:
        for unit in provinces_named(place)[:1] if not before else provinces_named(place):
            other = _type_in(body, _UNITS[unit.unit_type])
            if other and f"{other}:{unit.slug}" != f"{body}:{own}":
                found.append(f"{other}:{unit.slug}")
    follower = body_types()[body].successor
    if follower and not before:
        found.append(f"{follower}:{own}")
    if before:
        found += [f"{t.id}:{own}" for t in body_types().values() if t.successor == body]
    return tuple(dict.fromkeys(found))


# ------------------------------------------------------------------------------------- looking up


@cache
def _provincial() -> tuple[IssuerRecord, ...]:
    def made() -> Iterator[IssuerRecord]:
        for province in all_provinces():
            for body in body_types().values():
                if body.unit == _UNITS[province.unit_type]:
                    yield make_local(body.id, province.name)

    return tuple(made())


def all_issuers() -> tuple[IssuerRecord, ...]:
    """Every body on record: single ones and those of every province; districts and communes are not."""
    return (*single_bodies().values(), *_provincial())


def issuer_by_id(id: str) -> IssuerRecord | None:
    """The body with this id, or None.

    A local body of a place that is on no list comes back with the place named after the id, without
    accents, and ``known=False``.
    """
    single = single_bodies().get(id)
    if single is not None:
        return single
    body, _, places = id.partition(":")
    if body not in body_types() or not places:
        return None
    place, _, province = places.partition(":")
    named = provinces_named(place.replace("-", " "))
    at_province = _is_provincial(body_types()[body])
    if at_province and named:
        return make_local(body, named[0].name)
    of = provinces_named(province.replace("-", " ")) if province not in {"", "?"} else ()
    return make_local(
        body,
        place.replace("-", " ").title(),
        province=of[0].name if of else province.replace("-", " ").title().replace("?", ""),
        known=False,
    )


@cache
def _single_words() -> Mapping[str, tuple[str, ...]]:
    """Folded names and codes of single bodies → their ids."""
    words = [
        (word, row["id"])
        for row in read_table("issuers.csv")
        for word in (
            row["name"],
            *split_list(row["aliases"]),
            *_names_other(row).values(),
            *codes_of(row["codes"]),
        )
    ]
    return _by_key(words)


@cache
def _type_words() -> Mapping[str, tuple[str, ...]]:
    """Folded names (without the place) and codes of local bodies → ids of their types."""
    words: list[tuple[str, str]] = []
    for row in read_table("local_bodies.csv"):
        name = row["name"].format(place="")
        short = name.rstrip().removesuffix(" tỉnh").removesuffix(" thành phố")
        other = {form.format(place="") for form in _names_other(row).values()}
        forms = {name, short, *other, *codes_of(row["codes"])}
        forms |= {form.replace("Ủy ban nhân dân", "UBND") for form in forms}
        words += [(form, row["id"]) for form in forms]
    return _by_key(words)


def _by_key(words: Sequence[tuple[str, str]]) -> Mapping[str, tuple[str, ...]]:
    """Ids by the keys of the words that mean them, each once, in the order of the table."""
    table: dict[str, dict[str, None]] = {}
    for word, id in words:
        table.setdefault(name_key(word), {})[id] = None
    return {key: tuple(ids) for key, ids in table.items()}


_SIGNS = late_pattern(r"[\W_]+")
_BLANKS = {sign: " " for sign in range(128) if not chr(sign).isalnum()}


def name_key(text: str) -> str:
    """How names are compared: folded letters and figures, one blank between words."""
    folded = fold(text)
    if folded.isascii():  # nearly always; in half the time
        return " ".join(folded.translate(_BLANKS).split())
    return _SIGNS.sub(" ", folded).strip()


def resolve_issuer(user_text: str) -> tuple[IssuerRecord, ...]:
    """Bodies a person may mean by an id, a name in any of the languages, or a code.

    Accents and case do not matter. A code with a place ("VPTU Hà Giang") means the body of that
    place; a code alone every body on record that uses it. A local body of a place on no list comes
    back with ``known=False``. Empty when nothing fits.
    """
    text = clean_line(user_text)
    by_id = issuer_by_id(text.lower())
    if by_id is not None:
        return (by_id,)
    key = name_key(text)
    single, local = _named(key)
    found = (*single, *(make_local(kind.id, province.name) for kind, province in local))
    return found or tuple(make_local(kind.id, place, known=False) for kind, place in _elsewhere(text))


def issuer_ids(user_text: str) -> tuple[str, ...]:
    """Ids of the bodies of `resolve_issuer`: a query needs no more, and a code may mean a hundred bodies."""
    text = clean_line(user_text)
    by_id = issuer_by_id(text.lower())
    if by_id is not None:
        return (by_id.id,)
    single, local = _named(name_key(text))
    found = (
        *(record.id for record in single),
        *(f"{kind.id}:{province.slug}" for kind, province in local),
    )
    return found or tuple(_local_id(kind, place) for kind, place in _elsewhere(text))


def _named(key: str) -> tuple[tuple[IssuerRecord, ...], tuple[tuple[BodyType, Province], ...]]:
    """Single bodies of a name or code, and local ones as type and province."""
    single = tuple(single_bodies()[id] for id in _single_words().get(key, ()))
    local = tuple(_everywhere(key))
    return single, local if single or local else tuple(_in_a_province(key))


def _types_called(key: str) -> tuple[BodyType, ...]:
    return tuple(body_types()[id] for id in _type_words().get(key, ()))


def _everywhere(key: str) -> Iterator[tuple[BodyType, Province]]:
    """The bodies of one code or type in every province."""
    kinds = _types_called(key)
    for province in all_provinces() if kinds else ():
        for kind in kinds:
            if kind.unit == _UNITS[province.unit_type]:
                yield kind, province


@cache
def _longest_names_first() -> tuple[tuple[str, Province], ...]:
    """Every province with its name between blanks, as names are compared."""
    ordered = sorted(all_provinces(), key=lambda p: -len(p.name))
    return tuple((f" {name_key(province.name)} ", province) for province in ordered)


def _in_a_province(key: str) -> Iterator[tuple[BodyType, Province]]:
    padded = f" {key} "
    done: set[str] = set()
    for name, province in _longest_names_first():
        if name not in padded or any(name in longer for longer in done):
            continue
        rest = " ".join(padded.replace(name, " ", 1).split())
        for kind in _types_called(rest):
            if kind.unit == _UNITS[province.unit_type]:
                done.add(name)
                yield kind, province


def _elsewhere(text: str) -> Iterator[tuple[BodyType, str]]:
    """A local body of a place that is on no list, as type and place: the longest type that begins the name."""
    words = text.split()
    for size in range(len(words) - 1, 1, -1):
        kinds = _types_called(name_key(" ".join(words[:size])))
        if kinds:
            place = " ".join(words[size:])
            yield from ((kind, place) for kind in kinds)
            return
