"""``archivist check``: verify that everything is whole."""

from __future__ import annotations

from archivist.errors import ExitCode
from archivist_cli import present, progress, records
from archivist_cli.command import define, option, paragraphs, pass_session
from archivist_cli.i18n import mark, translate, translate_count
from archivist_cli.session import Session


@define(
    "check",
    help=paragraphs(
        mark("Compare what is stored with what was filed: files, records, audit log, catalogue and index."),
        mark("Nothing is repaired. Ends with code 13 when something is wrong or could not be checked."),
    ),
    reads=True,
)
@option(
    "--fixity/--no-fixity",
    default=True,
    help=mark("read every stored file and compare its hash (default), or leave that out"),
)
@pass_session
def command(session: Session, fixity: bool) -> int:
    """Check and write the findings."""
    with session.open("r") as archive, progress.shown(session, translate(mark("Checking"))) as bar:
        report = archive.check(fixity=fixity, progress=bar.step)
        bar.clear()
    writer = session.writer
    if session.json:
        for problem in report.problems:
            writer.record("problem", records.problem_fields(problem))
        writer.record(
            "summary",
            {
                "documents": report.documents,
                "files_hashed": report.files_hashed,
                "problems": len(report.problems),
                "ok": report.ok,
            },
        )
        return ExitCode.DONE if report.ok else ExitCode.INTEGRITY
    present.problems(writer, report.problems)
    seen = translate_count("{count} document", "{count} documents", report.documents)
    hashed = translate_count("{count} file compared", "{count} files compared", report.files_hashed)
    if report.ok:
        writer.line(
            translate(mark("All is whole: {documents}, {files}.")).format(documents=seen, files=hashed)
        )
    else:
        found = translate_count("{count} finding", "{count} findings", len(report.problems))
        writer.remark(f"{found}; {seen}, {hashed}")
    return ExitCode.DONE if report.ok else ExitCode.INTEGRITY
