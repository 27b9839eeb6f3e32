"""``archivist classes``: the filing plan, its classes and their documents."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from archivist.errors import UsageError
from archivist_cli import present
from archivist_cli.command import Group, argument, global_options, paragraphs, pass_session
from archivist_cli.i18n import in_use, mark, translate, translate_count
from archivist_cli.output import path_text
from archivist_cli.session import Session
from archivist_cli.table import pad, width_of, wrap

if TYPE_CHECKING:
    from archivist.classing import ClassCount
    from archivist.subjects import SubjectClass


@click.group(
    "classes",
    cls=Group,
    invoke_without_command=True,
    help=paragraphs(
        mark("The filing plan: fields of activity, and how many documents belong to each."),
        mark(
            "A class is suggested when a document is read, with the words that decided; set it with: archivist "
            "revise DOCUMENT --class CODE. Search with class:CODE. Without a further word: list the classes."
        ),
    ),
)
@global_options(hidden=True, reads=True)
@click.pass_context
def command(ctx: click.Context) -> None:
    """List when no sub-command is given."""
    if ctx.invoked_subcommand is None:
        _list(ctx.ensure_object(Session))


@command.command("list", help=mark("list the classes with their documents"))
@global_options(hidden=True, reads=True)
@pass_session
def list_classes(session: Session) -> None:
    """List the classes."""
    _list(session)


def title_of(one: SubjectClass) -> str:
    """Its title in the language in use."""
    return one.title if in_use() == "vi" else one.title_en or one.title


def _list(session: Session) -> None:
    with session.open("r") as archive:
        counts, scheme = archive.classes.list(), archive.classes.scheme
    writer = session.writer
    if session.json:
        for one in counts:
            writer.record("class", _fields(one))
        writer.record("summary", {"total": len(counts), "scheme": scheme.name})
        return
    column = max(width_of(one.subject_class.code) for one in counts)
    for one in counts:
        figures = f"{one.documents:>6}"
        lines = wrap(title_of(one.subject_class), max(20, writer.width - column - 10))
        writer.line(f"{figures}  {writer.style(pad(one.subject_class.code, column), bold=True)}  {lines[0]}")
        for line in lines[1:]:
            writer.line(" " * (column + 10) + line)
    total, sure = sum(one.documents for one in counts), sum(one.by_person for one in counts)
    writer.remark(translate_count("{count} document has a class", "{count} documents have a class", total))
    writer.remark(translate(mark("set or accepted by a person: {count}")).format(count=sure))


def _fields(one: ClassCount) -> dict[str, object]:
    plan = one.subject_class
    return {
        "code": plan.code,
        "title": plan.title,
        "title_en": plan.title_en,
        "documents": one.documents,
        "by_person": one.by_person,
        "words": list(plan.words),
        "issuers": list(plan.issuers),
        "kinds": list(plan.kinds),
        "retention": plan.retention,
        "basis": plan.basis,
    }


@command.command("show", help=mark("show one class: its words and the hint on retention"))
@argument("name", metavar=mark("CLASS"), help=mark("code or title of the class"))
@global_options(hidden=True, reads=True)
@pass_session
def show_class(session: Session, name: str) -> None:
    """Show one class."""
    with session.open("r") as archive:
        found = archive.classes.scheme.named(name)
        counts = {one.subject_class.code: one for one in archive.classes.list()}
    if len(found) != 1:
        raise UsageError(f"{name!r} names no single class of the plan", hint="see: archivist classes")
    one = counts[found[0].code]
    if session.json:
        session.writer.record("class", _fields(one))
        return
    writer, plan = session.writer, one.subject_class
    writer.line(writer.style(title_of(plan), bold=True))
    present.pairs(
        writer,
        (
            (translate(mark("Code")), plan.code),
            (translate(mark("Documents")), str(one.documents)),
            (translate(mark("Words")), ", ".join(plan.words)),
            (translate(mark("Words of the issuing body")), ", ".join(plan.issuers)),
            (translate(mark("Kinds")), ", ".join(plan.kinds)),
            (translate(mark("Retention (a hint)")), plan.retention),
            (translate(mark("Source of the hint")), plan.basis),
        ),
    )


@command.command(
    "train",
    help=paragraphs(
        mark("Learn from the documents whose class a person set or accepted."),
        mark("Needs scikit-learn: pip install 'archivist[learn]'. Without it the words of the plan decide."),
    ),
)
@global_options(hidden=True, reads=True)
@pass_session
def train_classes(session: Session) -> None:
    """Learn, and say how well."""
    with session.open("rw") as archive:
        training = archive.classes.train()
    writer = session.writer
    if session.json:
        fields = {
            "examples": training.examples,
            "classes": training.classes,
            "left_out": training.left_out,
            "right": training.right,
            "folds": training.folds,
        }
        writer.record("training", fields)
        return
    text = mark("learned from {examples} documents in {classes} classes")
    writer.line(translate(text).format(examples=training.examples, classes=training.classes))
    if training.left_out:
        writer.line(
            translate_count(
                "{count} document of a class with too few was left out",
                "{count} documents of classes with too few were left out",
                training.left_out,
            )
        )
    if training.right is not None:
        text = mark("right on documents it had not seen: {share} (cross-validation, {folds} parts)")
        writer.line(translate(text).format(share=f"{training.right:.0%}", folds=training.folds))
    writer.remark(translate(mark("Suggest anew for all documents with: archivist rebuild --fields")))


@command.command("write", help=mark("put the model plan into the archive as scheme.toml, to be edited there"))
@global_options(hidden=True, reads=True)
@pass_session
def write_plan(session: Session) -> None:
    """Write the plan and say where."""
    with session.open("rw") as archive:
        path = archive.classes.write_scheme()
    if session.json:
        session.writer.record("written", {"path": str(path)})
        return
    session.writer.line(path_text(path))
    session.writer.remark(
        translate(mark("Edit it, then suggest anew for all documents with: archivist rebuild --fields"))
    )
