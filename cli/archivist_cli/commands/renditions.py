"""``archivist renditions``: documents that are renditions of one work."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Any, TypeVar

import click

from archivist_cli import present, records
from archivist_cli.command import Group, argument, global_options, option, paragraphs, pass_session
from archivist_cli.i18n import mark, translate, translate_count
from archivist_cli.output import Writer, short
from archivist_cli.params import acting_person
from archivist_cli.session import Session
from archivist_cli.table import pad, printable, width_of, wrap

if TYPE_CHECKING:
    from archivist import Archive, Document
    from archivist.works import Likeness

_F = TypeVar("_F", bound=Callable[..., Any])  # Any: a command's function

_AGREE = {
    "number": mark("number"),
    "kind": mark("kind"),
    "issuer": mark("issuing body"),
    "issued": mark("date"),
    "subject": mark("subject"),
}


@click.group(
    "renditions",
    cls=Group,
    invoke_without_command=True,
    help=paragraphs(
        mark("Word draft, signed file, scan and copy of one directive are renditions of one work."),
        mark(
            "Documents with the same issuing body, kind, number, date and subject are shown as one hit of a "
            "search; where one of them states less, it is only proposed. A person confirms or splits them."
        ),
        mark("Without a further word: list what waits for a person."),
    ),
)
@global_options(hidden=True, reads=True)
@click.pass_context
def command(ctx: click.Context) -> None:
    """List when no sub-command is given."""
    if ctx.invoked_subcommand is None:
        _list(ctx.ensure_object(Session))


@command.command("list", help=mark("list pairs nobody has judged yet, likeliest first"))
@global_options(hidden=True, reads=True)
@pass_session
def list_proposals(session: Session) -> None:
    """List the proposals."""
    _list(session)


def _list(session: Session) -> None:
    with session.open("r") as archive:
        found = archive.renditions.proposals()
        documents = {} if session.json else {id: archive.get(id) for like in found for id in like.pair}
    writer = session.writer
    if session.json:
        for like in found:
            writer.record("likeness", records.likeness_fields(like))
        writer.record("summary", {"total": len(found)})
        return
    _write_proposals(writer, found, documents)


def _write_proposals(
    writer: Writer, found: Sequence[Likeness], documents: dict[Any, Document]
) -> None:  # Any: ids
    for like in found:
        _write_documents(writer, [documents[id] for id in like.pair])
        present.paragraph(writer, _agree(like), indent=2, dim=True)
        one, other = (short(id) for id in like.pair)
        rows = ((mark("one work"), "confirm"), (mark("different"), "split"))
        column = max(width_of(translate(label)) for label, _ in rows)
        for label, word in rows:
            writer.line(f"  {pad(translate(label), column)}  archivist renditions {word} {one} {other}")
    if found:
        writer.remark(translate_count("{count} pair to judge", "{count} pairs to judge", len(found)))
    else:
        writer.remark(translate(mark("No renditions wait for a person.")))


def _agree(like: Likeness) -> str:
    words = ", ".join(translate(_AGREE[name]) for name in like.agree)
    return translate(mark("they agree in: {words} ({percent} % sure)")).format(
        words=words, percent=round(like.confidence * 100)
    )


def _write_documents(writer: Writer, documents: Iterable[Document]) -> None:
    for document in documents:
        text = f"{short(document.id)}  {document.original.received_as}{present.SEPARATOR}{present.heading(document)}"
        first, *more = wrap(printable(text), writer.width - 2)
        writer.line(writer.style(first, bold=True))
        for line in more:
            writer.line("  " + line)


@command.command("show", help=mark("show the other renditions of a document, and what may be one"))
@argument("document", metavar=mark("DOCUMENT"), help=mark("id (its first characters), number or path"))
@global_options(hidden=True, reads=True)
@pass_session
def show_work(session: Session, document: str) -> None:
    """Show one work."""
    _show(session, document)


def _show(session: Session, document: str) -> None:
    with session.open("r") as archive:
        found = archive.resolve(document)
        of = archive.renditions.of(found.id)
        members = [archive.get(id) for id in of.work.documents] if of.work else [found]
        documents = {id: archive.get(id) for like in of.proposed for id in like.pair}
        root = archive.root
    writer = session.writer
    confirmed = of.work is not None and of.work.confirmed
    if session.json:
        writer.record("work", records.work_fields(members, root, confirmed=confirmed))
        for like in of.proposed:
            writer.record("likeness", records.likeness_fields(like))
        return
    _write_documents(writer, members)
    if of.work is None:
        writer.remark(translate(mark("It is shown alone.")))
    else:
        state = mark("one work, confirmed") if confirmed else mark("shown as one work, not confirmed")
        writer.remark(translate(state))
    for like in of.proposed:
        writer.line()
        other = next(id for id in like.pair if id != found.id)
        _write_documents(writer, [documents[other]])
        present.paragraph(writer, _agree(like), indent=2, dim=True)


def _why(function: _F) -> _F:
    function = option(
        "--by", default=acting_person, metavar=mark("NAME"), help=mark("who says so (else: your user name)")
    )(function)
    return option("--why", default="", metavar=mark("TEXT"), help=mark("why, for the records"))(function)


_OTHERS = mark("the others; none: all it is shown as one work with")


@command.command("confirm", help=mark("say that documents are renditions of one work"))
@argument("document", metavar=mark("DOCUMENT"), help=mark("id (its first characters), number or path"))
@argument("others", nargs=-1, metavar=mark("[DOCUMENT]..."), help=_OTHERS)
@_why
@global_options(hidden=True, reads=True)
@pass_session
def confirm(session: Session, document: str, others: tuple[str, ...], by: str, why: str) -> None:
    """Confirm renditions."""
    _judge(
        session,
        document,
        others,
        lambda archive, id, ids: archive.renditions.confirm(id, *ids, by=by, why=why),
    )


@command.command(
    "split", help=mark("say that a document is no rendition of the others: it is shown alone from now on")
)
@argument("document", metavar=mark("DOCUMENT"), help=mark("id (its first characters), number or path"))
@argument("others", nargs=-1, metavar=mark("[DOCUMENT]..."), help=_OTHERS)
@_why
@global_options(hidden=True, reads=True)
@pass_session
def split(session: Session, document: str, others: tuple[str, ...], by: str, why: str) -> None:
    """Split renditions."""
    _judge(
        session, document, others, lambda archive, id, ids: archive.renditions.split(id, *ids, by=by, why=why)
    )


def _judge(
    session: Session,
    document: str,
    others: Sequence[str],
    say: Callable[[Archive, str, Sequence[str]], object],
) -> None:
    with session.open("rw") as archive:
        found = archive.resolve(document)
        say(archive, found.id, [archive.resolve(other).id for other in others])
    _show(session, found.id)
