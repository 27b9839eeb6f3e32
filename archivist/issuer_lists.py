"""A list of issuing bodies that an office fills in, taken over into its authority file.

Owns: the columns of such a list, what becomes of each of its lines, and recording them together.
Must not: change what the archive has on record without being told to, or leave a line unmentioned.

Bodies of the communes are not shipped: there are thousands, and which an archive needs its office knows.
It has them in a table; a table is therefore what it gives. A line that cannot be recorded does not keep
the others from being recorded, and the same list can be given again once it is mended: what is on record
as the line says is known then.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Final, Literal

from archivist import grids, statements
from archivist.authorities import entering, values
from archivist.authorities.bodies import IssuerRecord, name_key
from archivist.authorities.register import IssuerRegister, LocalIssuer, forms_of
from archivist.errors import UsageError
from archivist.exporting import harmless
from archivist.issuers import Issuers
from archivist.lazyclass import dataclass
from archivist.lazypattern import late_pattern
from archivist.search.fields import VALUES, Field, plain
from archivist.store import Statement
from archivist.text import clean_line, fold
from archivist.workspace import Workspace, now

Outcome = Literal["added", "revised", "known", "refused"]

COLUMNS: Final[Mapping[str, tuple[str, ...]]] = {
    # field → heading in English, in Vietnamese, other headings that are understood
    "name": ("Name", "Tên cơ quan", "Tên", "Cơ quan", "Tên cơ quan, tổ chức", "Tên tổ chức", "Tên đơn vị"),
    "level": ("Level", "Cấp"),
    "system": ("System", "Hệ thống", "Khối"),
    "parent": ("Superior", "Cơ quan cấp trên", "Parent", "Cấp trên", "Trực thuộc"),
    "codes": ("Codes", "Ký hiệu", "Code", "Mã trong số ký hiệu"),
    "aliases": ("Other names", "Tên khác"),
    "valid_from": ("Existed from", "Từ ngày", "Valid from", "From", "Ngày thành lập"),
    "valid_to": ("Existed until", "Đến ngày", "Valid to", "To", "Ngày kết thúc"),
    "predecessors": ("Predecessors", "Cơ quan tiền thân", "Tiền thân"),
    "note": ("Note", "Ghi chú"),
    "id": ("Id", "Mã"),
}
_NUMBERS: Final = frozenset({"stt", "tt", "no", "so tt", "so thu tu"})
_SEVERAL: Final = ("aliases", "predecessors", "codes")
_ABOVE: Final = 20
"""Lines among which the headings are looked for: an office puts its name and a title above them."""
_PLACE = late_pattern(r"(?i:xã|phường|đặc khu|thị trấn|huyện|quận|thị xã|thành phố|tỉnh)\s(?!ủy|uỷ)\S.*")
_LOCAL_DATE = late_pattern(r"(?:(?:(\d{1,2})[/.-])?(\d{1,2})[/.-])?(\d{4})")


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedIssuer:
    """What became of one line of a list.

    Attributes:
        sheet: name of its sheet; empty when there is but one with bodies.
        line: its number in the sheet, from 1.
        name: the body it names, as written.
        outcome: ``added``, ``revised``, ``known`` (on record as the line says) or ``refused``.
        id: id of the body; empty when the line was refused before one was found.
        fields: fields that were corrected.
        problem: why it was refused.
        hint: what to do.
    """

    sheet: str = ""
    line: int
    name: str
    outcome: Outcome
    id: str = ""
    fields: tuple[str, ...] = ()
    problem: str = ""
    hint: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class IssuerList:
    """What became of a list.

    Attributes:
        lines: of each line that names a body, in order.
        unread: headings of columns, and names of sheets, that say nothing about bodies.
    """

    lines: tuple[ListedIssuer, ...]
    unread: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Line:
    sheet: str
    line: int
    cells: Mapping[str, str]

    @property
    def name(self) -> str:
        return self.cells.get("name", "")


def take(
    ws: Workspace, path: Path, *, by: str, why: str = "", update: bool = False, dry_run: bool = False
) -> IssuerList:
    """Record the bodies of a list.

    Args:
        ws: the open archive.
        path: ``.csv`` (UTF-8), ``.xlsx``, ``.xls`` or ``.ods`` with the columns of `COLUMNS`, in any order;
            only the name is needed.
        by: who says so.
        why: why; file and line are added to it.
        update: also correct records from which a line differs.
        dry_run: only say what would become of each line.

    Raises:
        UsageError: no name, or it is no such list.
        ReadOnlyArchive: the archive is open for reading only.
        StorageError: the disk is full; what was recorded until then stays.
    """
    if not by.strip():
        raise UsageError("a statement about a body needs a name: who says so?")
    lines, unread = _read(path)
    if dry_run:
        plan = _planned(ws.issuers, lines, update=update)
        return IssuerList(lines=tuple(one for one, _ in plan), unread=unread)
    ws.require_write()
    with ws.writer():
        statements.finish_pending(ws)
        plan = _planned(ws.issuers, lines, update=update)
        said = [
            (entry, _statement(listed, entry, path, by=by, why=why))
            for listed, entry in plan
            if entry is not None
        ]
        if said:
            Issuers(ws).state_all(said)
    return IssuerList(lines=tuple(one for one, _ in plan), unread=unread)


def _statement(listed: ListedIssuer, entry: LocalIssuer, path: Path, *, by: str, why: str) -> Statement:
    place = ":".join(filter(None, (path.name, listed.sheet, str(listed.line))))
    return Statement(
        at=now(),
        by=by,
        action="issuer-added" if listed.outcome == "added" else "issuer-revised",
        subject=entry.record.id,
        why=f"{why} ({place})" if why else place,
    )


# ---------------------------------------------------------------------- reading


def _read(path: Path) -> tuple[list[_Line], tuple[str, ...]]:
    """The lines that say something, and what of the file is not read."""
    sheets = grids.read(path)
    found = {name: headings for name, rows in sheets.items() if (headings := _headings(rows)) is not None}
    if not found:
        raise UsageError(f"{path.name} is no list of bodies; columns it lacks: {_both('name')}")
    lines: list[_Line] = []
    unread = [name for name, rows in sheets.items() if name not in found and any(map(any, rows))]
    for sheet, (above, places) in found.items():
        rows = sheets[sheet]
        used = set(places.values())
        unread += [
            cell
            for at, cell in enumerate(map(clean_line, rows[above]))
            if cell and at not in used and name_key(cell) not in _NUMBERS
        ]
        for number, row in enumerate(rows[above + 1 :], start=above + 2):
            cells = {field: _cell(row, at) for field, at in places.items()}
            if any(cells.values()) and not _numbered(cells.values()):
                lines.append(_Line(sheet=sheet if len(found) > 1 else "", line=number, cells=cells))
    return lines, tuple(dict.fromkeys(unread))


def _headings(rows: Sequence[Sequence[str]]) -> tuple[int, dict[str, int]] | None:
    """Line of the headings, from 0, and field → place; None when no line among the first has a name's."""
    meant = {fold(word): field for field, words in COLUMNS.items() for word in words}
    best: tuple[int, dict[str, int]] | None = None
    for number, row in enumerate(rows[:_ABOVE]):
        places: dict[str, int] = {}
        for at, cell in enumerate(row):
            field = meant.get(fold(clean_line(cell)))
            if field is not None:
                places.setdefault(field, at)
        if "name" in places and (best is None or len(places) > len(best[1])):
            best = (number, places)
    return best


def _cell(row: Sequence[str], at: int) -> str:
    text = row[at].strip() if at < len(row) else ""
    text = text[1:] if text.startswith("'") and harmless(text[1:]) == text else text
    return "; ".join(filter(None, map(clean_line, text.splitlines())))


def _numbered(cells: Iterable[str]) -> bool:
    """Whether it is the line below the headings that numbers the columns: (1) (2) (3)."""
    return all(re.fullmatch(r"\(?\d{1,2}\)?", cell) for cell in cells if cell)


def _both(field: str) -> str:
    return " / ".join(COLUMNS[field][:2])


# ---------------------------------------------------------------------- planning


def _planned(
    register: IssuerRegister, lines: Sequence[_Line], *, update: bool
) -> list[tuple[ListedIssuer, LocalIssuer | None]]:
    """What becomes of each line, in order: a superior or predecessor may stand in a later line."""
    done: dict[int, tuple[ListedIssuer, LocalIssuer | None]] = {}
    seen: dict[tuple[str, str], _Line] = {}
    waiting = list(range(len(lines)))
    while waiting:
        names = {name_key(lines[at].name) for at in waiting}
        ready = [at for at in waiting if not _named_by(lines[at]) & names] or waiting
        entries: dict[str, LocalIssuer] = {}
        for at in ready:
            line = lines[at]
            done[at] = listed, entry = _judged(register, line, seen, update=update)
            if entry is not None and entry.record.id in entries:
                listed = dataclasses.replace(
                    listed, outcome="refused", problem=f"{entry.record.id!r} is the id of another line too"
                )
                done[at] = (listed, None)
            elif entry is not None:
                entries[entry.record.id] = entry
        register = IssuerRegister(local={**register.local, **entries}, digest=register.digest)
        waiting = [at for at in waiting if at not in done]
    return [done[at] for at in range(len(lines))]


def _named_by(line: _Line) -> set[str]:
    """Keys of the bodies a line refers to, without itself."""
    texts = (line.cells.get("parent", ""), *_split(line.cells.get("predecessors", "")))
    return {name_key(text) for text in texts if text} - {name_key(line.name)}


def _judged(
    register: IssuerRegister, line: _Line, seen: dict[tuple[str, str], _Line], *, update: bool
) -> tuple[ListedIssuer, LocalIssuer | None]:
    found = ListedIssuer(sheet=line.sheet, line=line.line, name=line.name, outcome="refused")
    try:
        _require_sense(line, seen)
        id = _on_record(register, line)
        if id is not None:
            return _compared(register, found, id, line, update=update)
        entry = entering.new_entry(
            register,
            line.name,
            _fields(line),
            lambda reference: entering.one_id(register, reference),
            id=line.cells.get("id", ""),
            parent=line.cells.get("parent", ""),
        )
        return dataclasses.replace(found, outcome="added", id=entry.record.id), entry
    except UsageError as error:
        return dataclasses.replace(found, problem=str(error), hint=error.hint or ""), None


def _require_sense(line: _Line, seen: dict[tuple[str, str], _Line]) -> None:
    if not line.name:
        raise UsageError("the line names no body")
    if _PLACE.fullmatch(line.name):
        raise UsageError(
            f"{line.name!r} is the name of a place, not of a body",
            hint="write the body, such as Đảng ủy xã … or Ủy ban nhân dân xã …",
        )
    key = (name_key(line.name), name_key(line.cells.get("parent", "")))
    before = seen.setdefault(key, line)
    if before is not line:
        _require_accents(line.name, (before.name,))
        raise UsageError(f"{line.name!r} stands in line {before.line} already")


def _fields(line: _Line) -> dict[str, object]:
    """What the line says, in the forms of `values.changed`; without name, superior and id."""
    found: dict[str, object] = {}
    for field, cell in line.cells.items():
        if not cell or field in ("name", "parent", "id"):
            continue
        if field in _SEVERAL:
            found[field] = _split(cell, more="," if field == "codes" else "")
        elif field in ("valid_from", "valid_to"):
            found[field] = _date(cell)
        elif field in ("level", "system"):
            which = Field.LEVEL if field == "level" else Field.SYSTEM
            found[field] = _member(which, field, cell)
        else:
            found[field] = cell
    return found


def _split(cell: str, more: str = "") -> tuple[str, ...]:
    return tuple(filter(None, map(clean_line, re.split(f"[;{more}]", cell))))


def _date(cell: str) -> str:
    """ISO, possibly partial; what a person or a spreadsheet writes otherwise is understood too."""
    text = cell.removesuffix(" 00:00:00")
    if match := _LOCAL_DATE.fullmatch(text):
        day, month, year = match.groups()
        text = "-".join(part.zfill(2) for part in (year, month, day) if part)
    try:
        if len(text) == 10:
            dt.date.fromisoformat(text)  # the day is in the calendar
        return values.date("date", text)
    except (UsageError, ValueError):
        raise UsageError(
            f"{cell!r} is not a date", hint="a date such as 2025-07-01, 01/7/2025, 7/2025, 2025"
        ) from None


def _member(field: Field, name: str, cell: str) -> str:
    known = VALUES[field]
    found = known.get(plain(cell)) or known.get(plain(cell.removeprefix("cấp ").removeprefix("Cấp ")))
    if found is None:
        raise UsageError(f"{cell!r} is no {name}", hint=f"one of {', '.join(sorted(set(known.values())))}")
    return found


def _on_record(register: IssuerRegister, line: _Line) -> str | None:
    """Id of the body on record that a line means, if there is one."""
    id = line.cells.get("id", "")
    if id:
        held = register.record(id)
        return id if held is not None and held.known else None
    known = [record.id for record in register.resolve(line.name) if record.known]
    if len(known) > 1 and (above := line.cells.get("parent", "")):
        parent = entering.one_id(register, above)
        known = [one for one in known if entering.record_of(register, one).parent == parent]
    if len(known) > 1:
        some = ", ".join(known[:8]) + (", …" if len(known) > 8 else "")
        raise UsageError(f"{line.name!r} can be {len(known)} bodies: {some}", hint="name it by its id")
    return known[0] if known else None


def _compared(
    register: IssuerRegister, found: ListedIssuer, id: str, line: _Line, *, update: bool
) -> tuple[ListedIssuer, LocalIssuer | None]:
    """What a line says of a body on record: nothing new, or what differs. What it leaves out stays."""
    entry = register.local.get(id) or LocalIssuer(record=entering.record_of(register, id), revision=0)
    found = dataclasses.replace(found, id=id)
    record = entry.record
    changes = _added_to(record, _fields(line))
    if name_key(line.name) not in map(name_key, forms_of(record)):
        changes["name"] = line.name
    else:
        _require_accents(line.name, forms_of(record))
    if above := line.cells.get("parent", ""):
        changes["parent"] = entering.one_id(register, above)
        if record.parent and register.follow(record.parent) != register.follow(str(changes["parent"])):
            raise UsageError(
                f"{id} is on record with another superior: {record.parent}",
                hint=f"correct it with: archivist issuer revise {id}",
            )
    held = set(entering.record_of(register, id).predecessors)
    new = values.changed(record, changes, lambda reference: entering.one_id(register, reference))
    if set(new.predecessors) <= held:
        new = dataclasses.replace(new, predecessors=record.predecessors)
    fields = tuple(field for field in COLUMNS if getattr(new, field) != getattr(record, field))
    if new.code_periods != record.code_periods and "codes" not in fields:
        fields = (*fields, "codes")
    if not fields:
        return dataclasses.replace(found, outcome="known"), None
    if not update:
        said = ", ".join(_both(field) for field in fields)
        raise UsageError(
            f"the line says more of {id} than its record, or something else: {said}",
            hint="give --update to have the record say so, or correct the line",
        )
    register.require_no_circle(new)
    entering.require_free_names(register, new)
    changed = dataclasses.replace(entry, record=new, revision=entry.revision + 1)
    return dataclasses.replace(found, outcome="revised", fields=fields), changed


def _added_to(record: IssuerRecord, fields: Mapping[str, object]) -> dict[str, object]:
    """What the line says, lists added to those on record: a person's words are not lost by an older list."""
    found = dict(fields)
    if "codes" in fields:
        held = (f"{code}@{record.code_periods.get(code, '')}".rstrip("@") for code in record.codes)
        found["codes"] = (*held, *values.several(fields["codes"]))
    if "predecessors" in fields:
        found["predecessors"] = (*record.predecessors, *values.several(fields["predecessors"]))
    if "aliases" in fields:
        keys = set(map(name_key, forms_of(record)))
        new = (form for form in values.several(fields["aliases"]) if name_key(form) not in keys)
        found["aliases"] = (*record.aliases, *new)
    return found


def _require_accents(name: str, forms: Sequence[str]) -> None:
    """Names are compared without accents; two communes may differ in nothing else."""
    if _spelt(name) not in map(_spelt, forms):
        raise UsageError(
            f"{name!r} differs from {forms[0]!r} in its accents only",
            hint="check the spelling; bodies whose names differ in accents only cannot be told apart",
        )


def _spelt(name: str) -> list[tuple[str, str]]:
    """Letters and accents of each word, wherever in the word an accent stands (ủy, uỷ)."""
    words = unicodedata.normalize("NFD", name.lower()).split()
    return [
        (
            "".join(sign for sign in word if not unicodedata.combining(sign)),
            "".join(sorted(sign for sign in word if unicodedata.combining(sign))),
        )
        for word in words
    ]
