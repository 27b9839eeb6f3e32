"""``archivist ocr``: recognise the text of scanned documents."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import click

from archivist import Recognition
from archivist.errors import ExitCode, UsageError
from archivist_cli import present, progress
from archivist_cli.command import argument, define, option, paragraphs, pass_session
from archivist_cli.i18n import mark, translate, translate_count
from archivist_cli.output import Writer, path_text, short
from archivist_cli.session import Session

if TYPE_CHECKING:
    from archivist import RecognitionResult

_WORDS = {
    Recognition.READ: mark("text recognised"),
    Recognition.PARTLY: mark("text recognised in part; these pages could not be read: {pages}"),
    Recognition.NOTHING: mark("has no scanned pages"),
    Recognition.WITHDRAWN: mark("bears a State-secret mark and was taken out of the archive"),
    Recognition.FAILED: mark("could not be opened"),
}
_LOOKED = mark("stamps looked for; its own text stays")
"""Of a document that was read and has no page without a text."""
_INCOMPLETE = frozenset({Recognition.PARTLY, Recognition.WITHDRAWN, Recognition.FAILED})


@define(
    "ocr",
    help=paragraphs(
        mark("Recognise the text of scanned documents, so that they are found by their words."),
        mark(
            "Needs tesseract with Vietnamese data (archivist doctor says what is missing). The files themselves "
            "are never changed. Stopped, it goes on where it ended; archivist watch does the same when idle."
        ),
        mark(
            "A scan with a State-secret mark is taken out of the archive at once. Ends with code 3 when a "
            "document was not read wholly."
        ),
        mark(
            "With --export nothing is recognised: a copy of one document that was recognised is written, whose "
            "text can be searched and selected. Digital signatures do not vouch for the copy and are left out."
        ),
    ),
    reads=True,
)
@argument(
    "documents",
    nargs=-1,
    metavar=mark("[DOCUMENT]..."),
    help=mark("id (its first characters), number or path"),
)
@option("--pending", is_flag=True, help=mark("every document whose text waits"))
@option(
    "--export",
    type=click.Path(path_type=Path),
    metavar=mark("FILE"),
    help=mark("write a searchable PDF copy of one document to this file"),
)
@pass_session
def command(session: Session, documents: tuple[str, ...], pending: bool, export: Path | None) -> int:
    """Recognise, and write what became of each document."""
    if export is not None:
        return _export(session, documents, pending, export)
    if pending == bool(documents):
        raise UsageError("name the documents to recognise, or give --pending")
    counts: Counter[Recognition] = Counter()
    with session.open("rw") as archive, progress.shown(session, translate(mark("Recognising"))) as bar:
        if pending:
            results = archive.recognise_pending(progress=bar.step)
        else:
            chosen = [archive.resolve(one).id for one in documents]
            results = (archive.recognise(one, progress=bar.step) for one in chosen)
        for result in results:
            counts[result.outcome] += 1
            bar.clear()
            _write(session, result)
    if session.json:
        session.writer.record("summary", {outcome.value: counts[outcome] for outcome in Recognition})
    else:
        _summary(session.writer, counts)
    return ExitCode.PARTIAL if any(counts[outcome] for outcome in _INCOMPLETE) else ExitCode.DONE


def _export(session: Session, documents: tuple[str, ...], pending: bool, target: Path) -> int:
    """Write a searchable copy."""
    if pending or len(documents) != 1:
        raise UsageError("--export takes one document")
    with session.open("r") as archive:
        document = archive.resolve(documents[0])
        pages = archive.export_searchable(document.id, target)
    if session.json:
        session.writer.record("export", {"id": document.id, "path": str(target), "pages": pages})
        return ExitCode.DONE
    session.writer.line(path_text(target))
    session.writer.remark(
        translate_count("{count} page with recognised text", "{count} pages with recognised text", pages)
    )
    return ExitCode.DONE


def _write(session: Session, result: RecognitionResult) -> None:
    writer = session.writer
    document = result.document
    if session.json:
        fields = {
            "id": result.document_id,
            "outcome": result.outcome.value,
            "pages": result.pages,
            "unread": list(result.unread),
            "revision": document.revision if document else None,
            "reasons": [reason.value for reason in document.reasons] if document else [],
        }
        writer.record("recognition", fields)
        return
    pages = ", ".join(map(str, result.unread))
    only_looked = result.outcome is Recognition.READ and not result.pages
    said = translate(_LOOKED if only_looked else _WORDS[result.outcome]).format(pages=pages)
    parts = [short(result.document_id), *([present.heading(document)] if document else []), said]
    present.paragraph(writer, present.SEPARATOR.join(parts), indent=0)


def _summary(writer: Writer, counts: Counter[Recognition]) -> None:
    if not counts:
        writer.remark(translate(mark("No document waits for its text.")))
        return
    writer.remark(translate_count("{count} document", "{count} documents", counts.total()))
    if counts[Recognition.READ] or counts[Recognition.PARTLY]:
        writer.remark(
            translate(mark("Numbers and dates of scans need a look; see them with: archivist review"))
        )
