"""``archivist relations``: what documents change, implement and cite, and what persons say of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from archivist import drawing
from archivist.deciding import BINDINGS, DecisionResult, RelationFilter, Ruling
from archivist.errors import ExitCode, UsageError
from archivist.model import Direction, RelationKind, RelationState
from archivist_cli import labels, present, relation_records, trees
from archivist_cli.command import Group, argument, global_options, option, paragraphs, pass_session
from archivist_cli.i18n import mark, translate, translate_count
from archivist_cli.output import Writer, date_text, path_text, short
from archivist_cli.params import DateBound, acting_person
from archivist_cli.relation_lines import both_headings, headings, what, write_relations, write_stated
from archivist_cli.session import Session

if TYPE_CHECKING:
    from archivist import Archive

_KINDS = tuple(kind.value for kind in RelationKind if kind is not RelationKind.SAME_DIRECTIVE)
_WITH_VALUE = ("--archive", "--language", "--log-file")


class _ByDocument(Group):
    """The group that takes a document where no sub-command stands: ``archivist relations 39-NQ/TW``."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Put ``show`` before a document."""
        place = 0
        while place < len(args) and args[place].startswith("-"):
            place += 2 if args[place] in _WITH_VALUE else 1
        if place < len(args) and args[place] not in self.commands:
            args = ["show", *args]
        return super().parse_args(ctx, args)


@click.group(
    "relations",
    cls=_ByDocument,
    help=paragraphs(
        mark("Show what a document replaces, amends, implements or cites, and what does so to it."),
        mark(
            "What is read from a text is a proposal; it changes the status of a directive only when a "
            "person confirms it."
        ),
    ),
)
@global_options(hidden=True, reads=True)
def command() -> None:
    """Nothing of its own."""


@command.command(
    "show",
    help=paragraphs(
        mark("show the relations of one document (“show” may be left out)"),
        mark(
            "With --tree also the relations of the documents found, --bases only the chain up to its legal "
            "bases; --svg and --graphml write them to a file."
        ),
    ),
)
@argument("document", metavar=mark("DOCUMENT"), help=mark("id (its first characters), number or path"))
@option("--tree", is_flag=True, help=mark("as a tree, relations of relations too"))
@option("--bases", is_flag=True, help=mark("as a tree: only what it is based on, implements or guides"))
@option(
    "--depth",
    type=click.IntRange(1, 10),
    default=None,
    metavar=mark("N"),
    help=mark("links that are followed (else: 2; for --bases 10)"),
)
@option("--kind", "kinds", multiple=True, type=click.Choice(_KINDS), help=mark("only of this kind"))
@option(
    "--svg",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar=mark("FILE"),
    help=mark("draw them (needs Graphviz)"),
)
@option(
    "--graphml",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar=mark("FILE"),
    help=mark("write them as GraphML"),
)
@global_options(hidden=True, reads=True)
@pass_session
def show(
    session: Session,
    document: str,
    tree: bool,
    bases: bool,
    depth: int | None,
    kinds: tuple[str, ...],
    svg: Path | None,
    graphml: Path | None,
) -> None:
    """Write the relations of one document, as a list, as a tree or into a file."""
    if tree or bases or depth or svg or graphml:
        _show_graph(session, document, bases=bases, depth=depth, kinds=kinds, svg=svg, graphml=graphml)
        return
    with session.open("r") as archive:
        found = archive.resolve(document)
        relations = archive.relations(found.id)
        if kinds:
            relations = tuple(one for one in relations if one.kind in kinds)
        names = {} if session.json else headings(archive, found.id, relations)
    writer = session.writer
    if session.json:
        for relation in relations:
            writer.record("relation", relation_records.relation_fields(relation))
        writer.record("summary", {"document": found.id, "total": len(relations)})
        return
    writer.remark(present.heading(found))
    if not relations:
        writer.remark(translate(mark("It cites no other document, and none in the archive cites it.")))
        return
    write_relations(writer, relations, names)
    writer.remark(translate_count("{count} relation", "{count} relations", len(relations)))


def _show_graph(
    session: Session,
    document: str,
    *,
    bases: bool,
    depth: int | None,
    kinds: tuple[str, ...],
    svg: Path | None,
    graphml: Path | None,
) -> None:
    with session.open("r") as archive:
        graph = archive.standing.graph(
            document, depth=depth or (10 if bases else 2), kinds=map(RelationKind, kinds), upward=bases
        )
    writer = session.writer
    if svg is not None:
        words = {kind: translate(labels.RELATIONS[kind, Direction.OUT]) for kind in RelationKind}
        _write_file(writer, svg, drawing.svg(graph, words, date_text))
    if graphml is not None:
        _write_file(writer, graphml, drawing.graphml(graph))
    if session.json:
        writer.record("graph", relation_records.graph_fields(graph))
    elif svg is None and graphml is None:
        for line in trees.lines(graph, writer):
            writer.line(line)
    if graph.cut:
        writer.remark(
            translate(mark("There is more: the graph was cut at {count} acts.")).format(
                count=len(graph.nodes)
            )
        )


def _write_file(writer: Writer, path: Path, data: bytes) -> None:
    if path.exists():
        raise UsageError(f"{path} is there already", hint="give another name, or remove it first")
    path.write_bytes(data)
    writer.remark(path_text(path))


# ------------------------------------------------------------------ filters


def _filters(function: Callable[..., Any]) -> Callable[..., Any]:  # Any: click's callbacks
    """Options that say which relations are meant."""
    for one in reversed(
        (
            option(
                "--in",
                "source",
                metavar=mark("DOCUMENT"),
                help=mark("only what this document states: id, number or path"),
            ),
            option(
                "--number",
                default="",
                metavar=mark("NUMBER"),
                help=mark("only about the act with this number"),
            ),
            option(
                "--kind",
                "kinds",
                multiple=True,
                type=click.Choice(_KINDS),
                help=mark("only of this kind (else: those that change a status)"),
            ),
            option("--issuer", default="", metavar=mark("NAME"), help=mark("only stated by this body")),
            option(
                "--from",
                "since",
                type=DateBound(last=False),
                metavar=mark("DATE"),
                help=mark("stated in documents issued on this date or later"),
            ),
            option(
                "--to",
                "until",
                type=DateBound(last=True),
                metavar=mark("DATE"),
                help=mark("stated in documents issued on this date or earlier"),
            ),
            option(
                "--bound",
                default="",
                type=click.Choice(("", *BINDINGS)),
                metavar="|".join(BINDINGS),
                help=mark("only when one, several or no held documents fit"),
            ),
            option(
                "--at-least",
                type=click.FloatRange(0, 1),
                default=0.0,
                metavar=mark("N"),
                help=mark("only when the reading is at least this sure (0 to 1)"),
            ),
        )
    ):
        function = one(function)
    return function


def _wanted(
    archive: Archive, ids: Sequence[str], states: Sequence[RelationState], given: Mapping[str, Any]
) -> RelationFilter:  # Any: values of options
    source = archive.resolve(given["source"]).id if given["source"] else None
    wanted = RelationFilter(
        ids=tuple(ids),
        states=tuple(states),
        source=source,
        number=given["number"],
        issuer=given["issuer"],
        since=given["since"],
        until=given["until"],
        bound=given["bound"],
        at_least=given["at_least"],
    )
    if given["kinds"]:
        from dataclasses import replace

        return replace(wanted, kinds=tuple(RelationKind(kind) for kind in given["kinds"]))
    return wanted


_OPEN = (RelationState.PROPOSED, RelationState.BY_RULE)


@command.command(
    "list",
    help=paragraphs(
        mark("list the relations of all documents that wait for a decision"),
        mark("By default those that would change the status of an act."),
    ),
)
@_filters
@option(
    "--state",
    "states",
    multiple=True,
    type=click.Choice([state.value for state in RelationState]),
    help=mark("in this state (else: proposed, by-rule)"),
)
@global_options(hidden=True, reads=True)
@pass_session
def list_relations(session: Session, /, states: tuple[str, ...], **given: Any) -> None:  # Any: options
    """Write relations with their documents."""
    with session.open("r") as archive:
        chosen = tuple(map(RelationState, states)) or _OPEN
        relations = archive.standing.relations(_wanted(archive, (), chosen, given))
        names = {} if session.json else both_headings(archive, relations)
    writer = session.writer
    if session.json:
        for relation in relations:
            writer.record("relation", relation_records.relation_fields(relation))
        writer.record("summary", {"total": len(relations)})
        return
    for relation in relations:
        write_stated(writer, relation, names)
    writer.remark(translate_count("{count} relation", "{count} relations", len(relations)))


def _ruling_options(function: Callable[..., Any]) -> Callable[..., Any]:  # Any: click's callbacks
    for one in reversed(
        (
            argument(
                "ids", nargs=-1, metavar=mark("[RELATION]..."), help=mark("ids of relations (see: list)")
            ),
            _filters,
            option("--all", "everything", is_flag=True, help=mark("every relation the filters leave")),
            option("--why", default="", metavar=mark("TEXT"), help=mark("why, for the records")),
            option(
                "--by",
                default=acting_person,
                metavar=mark("NAME"),
                help=mark("who says so (else: your user name)"),
            ),
            option("--dry-run", is_flag=True, help=mark("say what would be done, and write nothing")),
            global_options(hidden=True, reads=True),
        )
    ):
        function = one(function)
    return function


@command.command(
    "confirm",
    help=paragraphs(
        mark("confirm relations: from now on they count for the status of the acts they name"),
        mark("Several at once by filters with --all; try it with --dry-run first."),
    ),
)
@_ruling_options
@option(
    "--target",
    metavar=mark("DOCUMENT"),
    help=mark("the held document that is meant, when several or none fit"),
)
@option("--as", "as_kind", type=click.Choice(_KINDS), help=mark("it is of this kind, not as it was read"))
@option("--scope", default=None, metavar=mark("TEXT"), help=mark('parts concerned, "" for the whole'))
@option(
    "--effective", type=DateBound(last=False), metavar=mark("DATE"), help=mark("day from which it has effect")
)
@pass_session
def confirm(
    session: Session,
    /,
    target: str | None,
    as_kind: str | None,
    scope: str | None,
    effective: dt.date | None,
    **given: Any,  # Any: options
) -> int:
    """Confirm what was chosen."""

    def ruling(archive: Archive) -> Ruling:
        return Ruling(
            verdict=RelationState.CONFIRMED,
            by=given["by"],
            why=given["why"],
            target=archive.resolve(target).id if target else None,
            kind=RelationKind(as_kind) if as_kind else None,
            scope=scope,
            effective=effective,
        )

    return _decide(session, ruling, (*_OPEN, RelationState.REJECTED) if given["ids"] else _OPEN, given)


@command.command("reject", help=mark("reject relations: they were read wrongly and count for nothing"))
@_ruling_options
@pass_session
def reject(session: Session, /, **given: Any) -> int:  # Any: options
    """Reject what was chosen."""
    return _decide(session, _plain(RelationState.REJECTED, given), _OPEN, given)


@command.command("reopen", help=mark("take decisions back: the relations are proposals again"))
@_ruling_options
@pass_session
def reopen(session: Session, /, **given: Any) -> int:  # Any: options
    """Take decisions back."""
    decided = (RelationState.CONFIRMED, RelationState.REJECTED)
    return _decide(session, _plain(RelationState.PROPOSED, given), decided, given)


def _plain(verdict: RelationState, given: Mapping[str, Any]) -> Callable[[Archive], Ruling]:  # Any: options
    return lambda archive: Ruling(verdict=verdict, by=given["by"], why=given["why"])


def _decide(
    session: Session,
    ruling: Callable[[Archive], Ruling],
    states: Sequence[RelationState],
    given: Mapping[str, Any],  # Any: options
) -> int:
    ids = given["ids"]
    if bool(ids) == given["everything"]:
        raise UsageError("name relations by their ids, or choose them by filters with --all")
    with session.open("r" if given["dry_run"] else "rw") as archive:
        wanted = _wanted(archive, ids, () if ids else states, given)
        results = archive.standing.decide(wanted, ruling(archive), dry_run=given["dry_run"])
        names = {} if session.json else both_headings(archive, [one.relation for one in results])
    _write_results(session.writer, results, names, dry_run=given["dry_run"])
    return ExitCode.PARTIAL if any(one.outcome == "skipped" for one in results) else ExitCode.DONE


_OUTCOMES = {
    "decided": mark("recorded"),
    "unchanged": mark("was so already"),
    "skipped": mark("left out"),
}
_WOULD = mark("would be recorded")
_WHYS = {
    "ambiguous": mark("several held documents fit: say which with --target"),
    "other-issuer": mark(
        "issued by a body that is neither the same nor above it: put on record which body it follows "
        "(archivist issuer), or confirm it alone, by its id"
    ),
    "lower-issuer": mark(
        "a lower body cannot change the act of a higher one; if an issuer was read wrongly, correct it first"
    ),
}


def _write_results(
    writer: Writer, results: Sequence[DecisionResult], names: Mapping[str, str], *, dry_run: bool
) -> None:
    counts = {outcome: sum(one.outcome == outcome for one in results) for outcome in _OUTCOMES}
    if writer.json:
        for one in results:
            fields = {"outcome": one.outcome, "problem": one.why or None}
            writer.record("decision", {**fields, "relation": relation_records.relation_fields(one.relation)})
        writer.record("summary", {**counts, "dry_run": dry_run})
        return
    for one in results:
        planned = dry_run and one.outcome == "decided"
        text = translate(_WOULD if planned else _OUTCOMES[one.outcome])
        source = names.get(one.relation.source, short(one.relation.source))
        label = translate(labels.RELATIONS[one.relation.kind, Direction.OUT])
        writer.line(f"{writer.style(one.relation.id, bold=True)}  {text}")
        present.paragraph(writer, f"{source} {label} {what(one.relation, names)}", indent=2)
        if one.why:
            present.paragraph(writer, f"→ {translate(_WHYS[one.why])}", indent=2)
    shown = "; ".join(f"{translate(_OUTCOMES[name])}: {count}" for name, count in counts.items() if count)
    if dry_run:
        shown = translate(mark("dry run, nothing was written: {counts}")).format(counts=shown or "0")
    writer.remark(shown or translate(mark("No relation fits.")))


@command.command("add", help=mark("state a relation that was not read, on a person's word"))
@argument("document", metavar=mark("DOCUMENT"), help=mark("the document that states it: id, number or path"))
@option("--kind", required=True, type=click.Choice(_KINDS), help=mark("which relation"))
@option("--target", metavar=mark("DOCUMENT"), help=mark("the held document concerned: id, number or path"))
@option(
    "--number",
    default="",
    metavar=mark("NUMBER"),
    help=mark("number of the act concerned, when it is not held"),
)
@option("--scope", default="", metavar=mark("TEXT"), help=mark("parts concerned; empty for the whole"))
@option(
    "--effective", type=DateBound(last=False), metavar=mark("DATE"), help=mark("day from which it has effect")
)
@option("--why", default="", metavar=mark("TEXT"), help=mark("why, for the records"))
@option("--by", default=acting_person, metavar=mark("NAME"), help=mark("who says so (else: your user name)"))
@global_options(hidden=True, reads=True)
@pass_session
def add(session: Session, /, document: str, kind: str, **given: Any) -> None:  # Any: options
    """Record a relation a person states."""
    with session.open("rw") as archive:
        relation = archive.standing.add(document, kind, **given)
        names = {} if session.json else both_headings(archive, (relation,))
    if session.json:
        session.writer.record("relation", relation_records.relation_fields(relation))
    else:
        write_stated(session.writer, relation, names)
