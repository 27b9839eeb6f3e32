"""``archivist issuer``: issuing bodies as this archive knows them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, TypeVar

import click

from archivist.authorities.number_places import NumberPlace, NumberZone
from archivist.errors import ExitCode, UsageError
from archivist.model import System
from archivist_cli import labels, present, records
from archivist_cli.command import Group, argument, global_options, option, paragraphs, pass_session
from archivist_cli.commands import issuer_import
from archivist_cli.i18n import mark, translate, translate_count
from archivist_cli.output import Writer, count_text, date_text, moment_text, short
from archivist_cli.params import LevelChoice, acting_person
from archivist_cli.session import Session
from archivist_cli.table import Column, pad, printable, width_of, wrap

if TYPE_CHECKING:
    from archivist.authorities.bodies import IssuerRecord
    from archivist.issuers import IssuerEntry
    from archivist.model import DocumentId

_F = TypeVar("_F", bound=Callable[..., Any])  # Any: a command's function

_SYSTEMS = tuple(system.value for system in System if system is not System.FOREIGN)
_LANGUAGES = ("vi", "en", "de", "nb", "he")


@click.group(
    "issuer",
    cls=Group,
    invoke_without_command=True,
    help=paragraphs(
        mark("Issuing bodies: their names, codes, superiors, predecessors and successors."),
        mark(
            "Thousands are known from the start; add and correct what your archive needs. Nothing of this "
            "changes a document: each stays attached to the body that issued it, under its name of that time."
        ),
        mark("Without a further word: list the bodies that documents of the archive bear."),
    ),
)
@global_options(hidden=True, reads=True)
@click.pass_context
def command(ctx: click.Context) -> None:
    """List when no sub-command is given."""
    if ctx.invoked_subcommand is None:
        _list(ctx.ensure_object(Session), "", everything=False)


command.add_command(issuer_import.command)


@command.command("list", help=mark("list bodies: those of the archive, or all that bear certain words"))
@argument("words", nargs=-1, metavar=mark("[WORDS]..."), help=mark("words of a name, or a code"))
@option("--all", "everything", is_flag=True, help=mark("also bodies no document bears"))
@global_options(hidden=True, reads=True)
@pass_session
def list_issuers(session: Session, words: tuple[str, ...], everything: bool) -> None:
    """List bodies."""
    _list(session, " ".join(words), everything=everything)


def _list(session: Session, words: str, *, everything: bool) -> None:
    with session.open("r") as archive:
        entries = archive.issuers.list(words, everything=everything)
    writer = session.writer
    if session.json:
        for entry in entries:
            writer.record("issuer", records.issuer_fields(entry))
        writer.record("summary", {"total": len(entries)})
        return
    if not entries:
        writer.remark(translate(mark("No such body is on record. Add it with: archivist issuer add NAME")))
        return
    rows = [
        (entry.record.name, entry.record.id, _period(entry.record), count_text(entry.documents))
        for entry in entries
    ]
    columns = (
        Column(title=translate(mark("Name")), flexible=True, least=16),
        Column(title=translate(mark("Id")), flexible=True, least=12),
        Column(title=translate(mark("Existed")), flexible=False),
        Column(title=translate(mark("Documents")), right=True),
    )
    for line in present.table_lines(columns, [tuple(map(printable, row)) for row in rows], writer.width):
        writer.line(line)
    writer.remark(translate_count("{count} body", "{count} bodies", len(entries)))


def _period(record: IssuerRecord) -> str:
    """``…–30/06/2025``; empty when neither end is known."""
    first, last = date_text(record.valid_from), date_text(record.valid_to)
    return f"{first}–{last}" if first or last else ""


def _years(period: str) -> str:
    """An interval as people write it: ``"../2005"`` → ``…–2005``."""
    first, _, last = period.partition("/")
    return "–".join("…" if end in ("", "..") else date_text(end) for end in (first, last))


@command.command("show", help=mark("show all that is known of one body"))
@argument("issuer", metavar=mark("ISSUER"), help=mark("id, or a name or code only one body has"))
@global_options(hidden=True, reads=True)
@pass_session
def show_issuer(session: Session, issuer: str) -> None:
    """Show one body."""
    with session.open("r") as archive:
        entry = archive.issuers.show(issuer)
        named = _names_of(archive.issuers, entry)
    _answer(session, entry, named)


def _names_of(issuers: Any, entry: IssuerEntry) -> dict[str, str]:  # Any: `Issuers`, imported lazily
    """Id → name of the bodies an entry refers to."""
    record = entry.record
    ids = (record.parent, *record.predecessors, *record.successors, entry.merged_into, *entry.merged_from)
    found: dict[str, str] = {}
    for id in filter(None, ids):
        try:
            found[id] = issuers.show(id).record.name
        except UsageError:  # a composed superior that is on no list
            found[id] = id
    return found


def _answer(session: Session, entry: IssuerEntry, named: dict[str, str]) -> None:
    if session.json:
        session.writer.record("issuer", records.issuer_fields(entry))
    else:
        _write(session.writer, entry, named)


def _write(writer: Writer, entry: IssuerEntry, named: dict[str, str]) -> None:
    record = entry.record

    def others(ids: Sequence[str]) -> str:
        return "; ".join(f"{named.get(id, id)} [{id}]" for id in ids)

    codes = (
        f"{c} ({_years(record.code_periods[c])})" if c in record.code_periods else c for c in record.codes
    )
    languages = (f"{language}: {name}" for language, name in record.names_other.items())
    writer.line(writer.style(printable(record.name), bold=True))
    if entry.merged_into:
        text = translate(mark("Merged: {name} speaks for it.")).format(name=others([entry.merged_into]))
        present.paragraph(writer, text, indent=2)
    present.pairs(
        writer,
        (
            (translate(mark("Id")), record.id),
            (translate(mark("Other names")), "; ".join(record.aliases)),
            (translate(mark("In other languages")), "; ".join(languages)),
            (translate(mark("Codes")), ", ".join(codes)),
            (translate(mark("Level")), translate(labels.LEVELS[record.level]) if record.level else ""),
            (translate(mark("System")), translate(labels.SYSTEMS[record.system])),
            (translate(mark("Superior")), others([record.parent]) if record.parent else ""),
            (translate(mark("Existed")), _period(record)),
            (translate(mark("Predecessors")), others(record.predecessors)),
            (translate(mark("Successors")), others(record.successors)),
            (translate(mark("Speaks also for")), others(entry.merged_from)),
            (translate(mark("Not its name")), "; ".join(entry.refused)),
            (translate(mark("Its numbers stand")), "; ".join(map(_place_text, entry.number_places))),
            (translate(mark("Not its numbers")), "; ".join(map(_place_text, entry.refused_places))),
            (translate(mark("Note")), record.note),
            (translate(mark("Documents")), count_text(entry.documents)),
            (translate(mark("Record")), _origin(entry)),
        ),
    )
    for said in entry.history:
        text = (
            f"{moment_text(said.at)}  {said.by}: {translate(labels.STATEMENTS.get(said.action, said.action))}"
        )
        present.paragraph(writer, f"{text} ({said.why})" if said.why else text, indent=2, dim=True)


def _place_text(place: NumberPlace) -> str:
    """``at the end of the document, after “Ký hiệu”``."""
    where = translate(labels.NUMBER_ZONES[place.zone])
    if not place.after:
        return where
    return translate(mark("{where}, after “{words}”")).format(where=where, words=place.after)


def _origin(entry: IssuerEntry) -> str:
    if entry.revision:
        return translate(mark("this archive's, revision {number}")).format(number=entry.revision)
    if entry.record.known:
        return translate(mark("known from the start")) + (
            f" ({entry.record.source})" if entry.record.source else ""
        )
    return translate(mark("as documents print it; on no list"))


# ------------------------------------------------------------------ stating


def _why(function: _F) -> _F:
    function = option(
        "--by", default=acting_person, metavar=mark("NAME"), help=mark("who says so (else: your user name)")
    )(function)
    return option("--why", default="", metavar=mark("TEXT"), help=mark("why, for the records"))(function)


def _details(function: _F) -> _F:
    """The options of what a record can hold."""
    several = {"multiple": True}
    options = (
        option(
            "--code",
            "codes",
            **several,
            metavar=mark("CODE"),
            help=mark("code in numbers, with its years when they are known: VPTU@2004/2025"),
        ),
        option(
            "--level",
            type=LevelChoice(),
            help=mark("level of the issuing body"),
        ),
        option("--system", type=click.Choice(_SYSTEMS), help=mark("to what it belongs")),
        option("--parent", metavar=mark("ISSUER"), help=mark("its superior body")),
        option(
            "--from",
            "valid_from",
            metavar=mark("DATE"),
            help=mark("it existed from: 2025-07-01, 2025-07 or 2025"),
        ),
        option("--to", "valid_to", metavar=mark("DATE"), help=mark("it existed until, likewise")),
        option(
            "--predecessor",
            "predecessors",
            **several,
            metavar=mark("ISSUER"),
            help=mark("a body whose tasks it took over"),
        ),
        option(
            "--successor",
            "successors",
            **several,
            metavar=mark("ISSUER"),
            help=mark("a body that took over its tasks"),
        ),
        option("--note", metavar=mark("TEXT"), help=mark("history, or what else one should know")),
    )
    for one in reversed(options):
        function = one(function)
    return function


def _given(options: dict[str, Any]) -> dict[str, Any]:  # Any: click's own values
    """Without what was not given."""
    return {name: value for name, value in options.items() if value not in (None, ())}


@command.command(
    "add",
    help=paragraphs(
        mark("Put a body on record. Documents that bear its name are attached to it from now on."),
        mark("A local body of a known type (Đảng ủy xã …) brings its codes, level and system along."),
    ),
)
@argument("name", metavar=mark("NAME"), help=mark("its Vietnamese name"))
@option(
    "--alias",
    "aliases",
    multiple=True,
    metavar=mark("NAME"),
    help=mark("another form of its name, as printed"),
)
@option(
    "--id", "identity", default="", metavar=mark("ID"), help=mark("the id to use, when it must be another")
)
@_details
@_why
@global_options(hidden=True, reads=True)
@pass_session
def add_issuer(
    session: Session, /, name: str, aliases: tuple[str, ...], identity: str, by: str, why: str, **details: Any
) -> None:  # Any: click's own values
    """Add a body."""
    with session.open("rw") as archive:
        entry = archive.issuers.add(name, id=identity, aliases=aliases, by=by, why=why, **_given(details))
        named = _names_of(archive.issuers, entry)
    _answer(session, entry, named)


@command.command(
    "revise",
    help=paragraphs(
        mark("Correct the record of a body; only what is given changes, lists are replaced whole."),
        mark("Give an empty value ('') to clear one."),
    ),
)
@argument("issuer", metavar=mark("ISSUER"), help=mark("id, or a name or code only one body has"))
@option("--name", metavar=mark("NAME"), help=mark("its Vietnamese name"))
@_details
@_why
@global_options(hidden=True, reads=True)
@pass_session
def revise_issuer(
    session: Session, /, issuer: str, by: str, why: str, **details: Any
) -> None:  # Any: click's own values
    """Correct a body."""
    changes: dict[str, Any] = {  # Any: texts or lists of texts
        key: tuple(one for one in value if one) if isinstance(value, tuple) else value
        for key, value in _given(details).items()
    }
    if not changes:
        raise UsageError("nothing to correct: name what changes, such as --name or --parent")
    with session.open("rw") as archive:
        entry = archive.issuers.revise(issuer, by=by, why=why, **changes)
        named = _names_of(archive.issuers, entry)
    _answer(session, entry, named)


@command.command(
    "alias",
    help=paragraphs(
        mark("Record another form of a body's name: letterheads that read so are this body."),
        mark(
            'The lines of a letterhead are joined with "; ", the superior first. Documents that bear it already are attached to the body too.'
        ),
    ),
)
@argument("issuer", metavar=mark("ISSUER"), help=mark("id, or a name or code only one body has"))
@argument("name", metavar=mark("NAME"), help=mark("the name as printed"))
@option("--in", "language", type=click.Choice(_LANGUAGES), default="vi", help=mark("language of the name"))
@option("--refuse", is_flag=True, help=mark("on the contrary: this is not its name, never propose it again"))
@_why
@global_options(hidden=True, reads=True)
@pass_session
def name_issuer(
    session: Session, issuer: str, name: str, language: str, refuse: bool, by: str, why: str
) -> None:
    """Record or refuse a name."""
    with session.open("rw") as archive:
        entry = archive.issuers.alias(issuer, name, language=language, refuse=refuse, by=by, why=why)
        named = _names_of(archive.issuers, entry)
    _answer(session, entry, named)


@command.command(
    "number-place",
    help=paragraphs(
        mark(
            "Say where a body prints its numbers, when that is not under the letterhead. ZONE is head (above the title), below-title, page-foot (of the first page) or end (of the document)."
        ),
        mark(
            "Documents of the body are read so from now on; those filed already when they are read again (rebuild --fields). What a person set stays."
        ),
    ),
)
@argument("issuer", metavar=mark("ISSUER"), help=mark("id, or a name or code only one body has"))
@argument("zone", metavar=mark("ZONE"), type=click.Choice([zone.value for zone in NumberZone]))
@option("--after", default="", metavar=mark("WORDS"), help=mark("words before the number on its line"))
@option(
    "--refuse", is_flag=True, help=mark("on the contrary: they do not stand there, never propose it again")
)
@option("--withdraw", is_flag=True, help=mark("take back what was said of this place"))
@_why
@global_options(hidden=True, reads=True)
@pass_session
def place_numbers(
    session: Session, issuer: str, zone: str, after: str, refuse: bool, withdraw: bool, by: str, why: str
) -> None:
    """Record, refuse or take back a place of numbers."""
    if refuse and withdraw:
        raise UsageError("either --refuse or --withdraw")
    with session.open("rw") as archive:
        entry = archive.issuers.place_number(
            issuer, zone, after, refuse=refuse, withdraw=withdraw, by=by, why=why
        )
        named = _names_of(archive.issuers, entry)
    _answer(session, entry, named)


@command.command(
    "merge",
    help=paragraphs(
        mark("Say that two records are one and the same body: the second speaks for both from now on."),
        mark(
            "Only for duplicates. A body whose tasks passed to another stays a body of its own: name the successor with revise --successor."
        ),
        mark("No document is changed; --undo takes the merge back."),
    ),
)
@argument("duplicate", metavar=mark("DUPLICATE"), help=mark("the record that shall speak no more"))
@argument("issuer", metavar=mark("[ISSUER]"), required=False, help=mark("the record that speaks for both"))
@option("--undo", is_flag=True, help=mark("take the merge of DUPLICATE back"))
@_why
@global_options(hidden=True, reads=True)
@pass_session
def merge_issuers(
    session: Session, duplicate: str, issuer: str | None, undo: bool, by: str, why: str
) -> None:
    """Merge two records, or take that back."""
    if undo == bool(issuer):
        raise UsageError("name the record that speaks for both, or give --undo")
    with session.open("rw") as archive:
        if issuer:
            entry = archive.issuers.merge(duplicate, issuer, by=by, why=why)
        else:
            entry = archive.issuers.separate(duplicate, by=by, why=why)
        named = _names_of(archive.issuers, entry)
    _answer(session, entry, named)


# ------------------------------------------------------------------ proposals


@command.command(
    "proposals",
    help=paragraphs(
        mark("Names and places of numbers to record, learnt from corrections of documents."),
        mark(
            "Nothing is recorded by itself: each is listed with the command that takes it and the one that refuses it."
        ),
    ),
)
@global_options(hidden=True, reads=True)
@pass_session
def list_proposals(session: Session) -> int:
    """List the proposals."""
    with session.open("r") as archive:
        names, places = archive.issuers.proposals(), archive.issuers.place_proposals()
    writer = session.writer
    if session.json:
        for name in names:
            writer.record("alias-proposal", records.alias_proposal_fields(name))
        for place in places:
            writer.record("place-proposal", records.place_proposal_fields(place))
        writer.record("summary", {"total": len(names) + len(places)})
        return ExitCode.DONE
    for name in names:
        words = f"archivist issuer alias {name.issuer.id} '{name.printed}'"
        _write_proposal(writer, f"{name.printed} → {name.issuer.name}", "", name.documents, words)
    for place in places:
        title = translate(mark("Numbers of {body} stand {where}"))
        title = title.format(body=place.issuer.name, where=_place_text(place.place))
        words = f"archivist issuer number-place {place.issuer.id} {place.place.zone}"
        words += f" --after '{place.place.after}'" if place.place.after else ""
        _write_proposal(writer, title, place.quote, place.documents, words)
    total = len(names) + len(places)
    if total:
        writer.remark(translate_count("{count} proposal", "{count} proposals", total))
    else:
        writer.remark(translate(mark("No correction suggests a name or a place of numbers to record.")))
    return ExitCode.DONE


def _write_proposal(
    writer: Writer, title: str, quote: str, documents: Sequence[DocumentId], words: str
) -> None:
    for line in wrap(printable(title), writer.width):
        writer.line(writer.style(line, bold=True))
    ids = ", ".join(short(id) for id in documents[:5])
    text = translate_count("corrected in {count} document", "corrected in {count} documents", len(documents))
    text = f"{text}: {ids}" + (", …" if len(documents) > 5 else "")
    present.paragraph(writer, text + (f" (“{printable(quote)}”)" if quote else ""), indent=2)
    column = max(width_of(translate(mark("take"))), width_of(translate(mark("refuse"))))
    for label, more in ((mark("take"), ""), (mark("refuse"), " --refuse")):
        writer.line(f"  {pad(translate(label), column)}  {printable(words + more)}")
