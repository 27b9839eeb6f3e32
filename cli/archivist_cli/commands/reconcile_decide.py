"""``archivist reconcile-decide``: record what was decided of a worksheet's rows."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from archivist.errors import ExitCode, UsageError
from archivist_cli import present, wording, worksheet_records
from archivist_cli.command import argument, define, option, paragraphs, pass_session
from archivist_cli.commands.reconcile import decision_text
from archivist_cli.i18n import mark, translate
from archivist_cli.output import Writer, count_text
from archivist_cli.params import acting_person
from archivist_cli.session import Session

if TYPE_CHECKING:
    from archivist.reconciling import Taken

_DECISIONS = ("keep", "amend", "replace", "repeal", "expired", "apart", "open")


@define(
    "reconcile-decide",
    help=paragraphs(
        mark(
            "Record what was decided of a directive of a merged body, or of two that rule the same matter. Two "
            "directives decided on together are a pair from then on; “apart” says that they are none, “open” "
            "takes a decision back."
        ),
        mark("With --import: record the decisions of an exported worksheet that was filled in."),
        mark("A decision changes no status: the relation of the resulting document does, once confirmed."),
    ),
)
@argument("documents", nargs=-1, metavar=mark("[DOCUMENT]..."), help=mark("one directive, or both of a pair"))
@option("--decision", type=click.Choice(_DECISIONS), help=mark("what was decided"))
@option(
    "--result", default="", metavar=mark("NUMBER"), help=mark("the resulting document: number, id or path")
)
@option("--by", default=acting_person, metavar=mark("NAME"), help=mark("who decided (else: your user name)"))
@option("--why", default="", metavar=mark("TEXT"), help=mark("why, for the records"))
@option(
    "--import",
    "file",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar=mark("FILE"),
    help=mark("a worksheet that was filled in: .xlsx, .docx or .csv"),
)
@option("--dry-run", is_flag=True, help=mark("with --import: only show what would be recorded"))
@pass_session
def command(
    session: Session,
    documents: tuple[str, ...],
    decision: str | None,
    result: str,
    by: str,
    why: str,
    file: Path | None,
    dry_run: bool,
) -> int:
    """Record one decision, or those of a file."""
    if (file is None) == (not documents) or (file is None) != (decision is not None):
        raise UsageError(
            "name one or two documents and --decision, or a file with --import",
            hint="archivist reconcile-decide ID ID --decision replace --why TEXT",
        )
    if file is not None:
        return _take(session, file, by, dry_run=dry_run)
    with session.open("rw") as archive:
        settled = archive.reconciliation.decide(documents, str(decision), by=by, why=why, result=result)
    if session.json:
        session.writer.record("reconciled", worksheet_records.settled_fields(settled))
    else:
        text = translate(mark("Recorded: {decision}")).format(decision=decision_text(settled))
        present.paragraph(session.writer, text, indent=0)
    return ExitCode.DONE


def _take(session: Session, file: Path, by: str, *, dry_run: bool) -> int:
    with session.open("r" if dry_run else "rw") as archive:
        taken = archive.reconciliation.take(file, by=by, dry_run=dry_run)
    writer = session.writer
    wrong = [one for one in taken if one.settled is None]
    if session.json:
        for one in taken:
            writer.record("taken", worksheet_records.taken_fields(one))
        writer.record("summary", _counts(taken))
    else:
        _write(writer, taken, dry_run=dry_run)
    return ExitCode.PARTIAL if wrong else ExitCode.DONE


def _counts(taken: tuple[Taken, ...]) -> dict[str, object]:
    return {
        "total": len(taken),
        "new": sum(one.new for one in taken),
        "refused": sum(one.settled is None for one in taken),
    }


def _write(writer: Writer, taken: tuple[Taken, ...], *, dry_run: bool) -> None:
    for one in taken:
        if one.settled is None:
            text = translate(mark("Line {line} was not recorded: {problem}"))
            present.paragraph(
                writer, text.format(line=one.line, problem=wording.in_words(one.problem)), indent=0
            )
        elif one.new:
            text = translate(mark("Line {line}: {decision}")).format(
                line=one.line, decision=decision_text(one.settled)
            )
            if one.before is not None:
                was = translate(mark("until now: {decision}")).format(decision=decision_text(one.before))
                text = f"{text}; {was}"
            present.paragraph(writer, text, indent=0)
    new = sum(one.new for one in taken)
    same = sum(one.settled is not None and not one.new for one in taken)
    head = (
        mark("{new} decisions would be recorded, {same} are known")
        if dry_run
        else mark("{new} decisions recorded, {same} were known")
    )
    writer.remark(translate(head).format(new=count_text(new), same=count_text(same)))
