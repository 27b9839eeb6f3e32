"""``archivist rebuild``: make catalogue and index again from the documents, or read them again."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Literal

from archivist import Rereading
from archivist.errors import ExitCode, UsageError
from archivist_cli import changes, present, progress, records
from archivist_cli.command import define, option, paragraphs, pass_session
from archivist_cli.i18n import mark, translate, translate_count
from archivist_cli.output import Writer, short
from archivist_cli.session import Session

if TYPE_CHECKING:
    from archivist import Difference, RereadResult

_SHOWN = 60
"""Characters of a value that are shown."""


@define(
    "rebuild",
    help=paragraphs(
        mark("Make the catalogue and the index again from the documents; nothing is lost by it."),
        mark("Without an option: both, and the browse tree when there is one."),
        mark(
            "With --fields every document is read again with today's reader. What a person set or accepted "
            "stays, and a new revision is written only where something reads differently; see first what "
            "would change with --dry-run. Stopped, it goes on where it ended."
        ),
    ),
    reads=True,
)
@option("--catalogue", is_flag=True, help=mark("only the catalogue"))
@option("--index", is_flag=True, help=mark("only the search index"))
@option("--browse", is_flag=True, help=mark("only the tree of folders for people (browse/)"))
@option("--fields", is_flag=True, help=mark("read all documents again"))
@option("--dry-run", is_flag=True, help=mark("with --fields: only show what would change"))
@pass_session
def command(session: Session, catalogue: bool, index: bool, browse: bool, fields: bool, dry_run: bool) -> int:
    """Rebuild and name the records that could not be read."""
    if catalogue + index + browse + fields > 1:
        raise UsageError("give one of --catalogue, --index, --browse and --fields, or none for all")
    if dry_run and not fields:
        raise UsageError("--dry-run goes with --fields")
    if fields:
        return _reread(session, dry_run=dry_run)
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


# ------------------------------------------------------------------------------- --fields


def _reread(session: Session, *, dry_run: bool) -> int:
    counts: Counter[Rereading] = Counter()
    with session.open("rw") as archive, progress.shown(session, translate(mark("Reading again"))) as bar:
        for result in archive.reread(dry_run=dry_run, progress=bar.step):
            counts[result.outcome] += 1
            if result.changes or result.kept or result.message:
                bar.clear()
                _write(session, result)
    if session.json:
        session.writer.record(
            "summary",
            {"what": "fields", "dry_run": dry_run, **{one.value: counts[one] for one in Rereading}},
        )
    else:
        _summary(session.writer, counts, dry_run=dry_run)
    return ExitCode.PARTIAL if counts[Rereading.FAILED] or counts[Rereading.HELD] else ExitCode.DONE


def _write(session: Session, result: RereadResult) -> None:
    document = result.document
    if session.json:
        session.writer.record(
            "reread",
            {
                "id": result.document_id,
                "outcome": result.outcome.value,
                "revision": document.revision if document else None,
                "changes": [_fields(one) for one in result.changes],
                "kept": [_fields(one) for one in result.kept],
                "message": result.message,
            },
        )
        return
    writer = session.writer
    parts = [short(result.document_id), *([present.heading(document)] if document else [])]
    if result.message:
        parts.append(result.message)
    present.paragraph(writer, present.SEPARATOR.join(parts), indent=0)
    if result.outcome is Rereading.HELD:
        text = mark(
            "held: a State-secret mark was found, or could not be excluded; see it with: archivist review"
        )
        present.paragraph(writer, translate(text), indent=2)
    for one in result.changes:
        present.paragraph(writer, _difference(one), indent=2)
    for one in result.kept:
        text = translate(mark("{field}: stays {value}, as a person said (read now: {other})"))
        shown = text.format(
            field=changes.name_of(one.field), value=_value(one, one.before), other=_value(one, one.after)
        )
        present.paragraph(writer, shown, indent=2, dim=True)


def _fields(one: Difference) -> dict[str, str]:
    return {"field": one.field, "before": one.before, "after": one.after}


def _difference(one: Difference) -> str:
    name = changes.name_of(one.field)
    if one.field == "text":
        return translate(mark("{field}: reads differently")).format(field=name)
    return f"{name}: {_value(one, one.before)} → {_value(one, one.after)}"


def _value(one: Difference, value: str) -> str:
    if not value:
        return translate(mark("(nothing)"))
    shown = changes.value_of(one.field, value)
    return shown if len(shown) <= _SHOWN else shown[: _SHOWN - 1] + "…"


def _summary(writer: Writer, counts: Counter[Rereading], *, dry_run: bool) -> None:
    changed = counts[Rereading.CHANGED] + counts[Rereading.HELD]
    writer.remark(translate_count("{count} document read", "{count} documents read", counts.total()))
    if dry_run:
        text = translate_count("{count} would change", "{count} would change", changed)
    else:
        text = translate_count("{count} changed", "{count} changed", changed)
    writer.remark(text)
    if counts[Rereading.FAILED]:
        writer.remark(
            translate_count(
                "{count} could not be read", "{count} could not be read", counts[Rereading.FAILED]
            )
        )
