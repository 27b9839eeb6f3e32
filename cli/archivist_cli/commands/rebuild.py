"""``archivist rebuild``: make catalogue and index again from the documents."""

from __future__ import annotations

from typing import Literal

from archivist.errors import ExitCode, UsageError
from archivist_cli import present, progress, records
from archivist_cli.command import define, option, paragraphs, pass_session
from archivist_cli.i18n import mark, translate
from archivist_cli.session import Session


@define(
    "rebuild",
    help=paragraphs(
        mark("Make the catalogue and the index again from the documents; nothing is lost by it."),
        mark("Without an option: both, and the browse tree when there is one."),
    ),
    reads=True,
)
@option("--catalogue", is_flag=True, help=mark("only the catalogue"))
@option("--index", is_flag=True, help=mark("only the search index"))
@option("--browse", is_flag=True, help=mark("only the tree of folders for people (browse/)"))
@pass_session
def command(session: Session, catalogue: bool, index: bool, browse: bool) -> int:
    """Rebuild and name the records that could not be read."""
    if catalogue + index + browse > 1:
        raise UsageError("give one of --catalogue, --index and --browse, or none for all")
    what: Literal["all", "catalogue", "index", "browse"] = "all"
    if catalogue:
        what = "catalogue"
    elif index:
        what = "index"
    elif browse:
        what = "browse"
    with session.open("rw") as archive, progress.shown(session, translate(mark("Rebuilding"))) as bar:
        problems = archive.rebuild(what, progress=bar.step)
        bar.clear()
    writer = session.writer
    if session.json:
        for problem in problems:
            writer.record("problem", records.problem_fields(problem))
        writer.record("summary", {"what": what, "problems": len(problems)})
    else:
        present.problems(writer, problems)
        writer.remark(translate(mark("Done.")))
    return ExitCode.INTEGRITY if problems else ExitCode.DONE
