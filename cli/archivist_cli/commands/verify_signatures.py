"""``archivist verify-signatures``: check digital signatures again."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from archivist.errors import ExitCode, UsageError
from archivist.model import Signed
from archivist_cli import labels, present, progress, records
from archivist_cli.command import argument, define, option, paragraphs, pass_session
from archivist_cli.i18n import mark, translate, translate_count
from archivist_cli.output import Writer, short
from archivist_cli.session import Session
from archivist_cli.wording import in_words

if TYPE_CHECKING:
    from archivist.verifying import SignatureResult


@define(
    "verify-signatures",
    help=paragraphs(
        mark("Check the digital signatures of documents again and record what changed."),
        mark(
            "Needs pyHanko (pip install 'archivist[sign]') and, in the trust folder of the archive, the "
            "certificates of the authorities you trust; docs/signatures.md says which."
        ),
        mark("Ends with code 3 when a document could not be checked."),
    ),
)
@argument(
    "documents",
    nargs=-1,
    metavar=mark("[DOCUMENT]..."),
    help=mark("id (its first characters), number or path"),
)
@option("--all", "everything", is_flag=True, help=mark("every PDF of the archive"))
@pass_session
def command(session: Session, documents: tuple[str, ...], everything: bool) -> int:
    """Check, and write each document whose signatures were looked at."""
    if everything == bool(documents):
        raise UsageError("name the documents to check, or give --all")
    writer = session.writer
    counts: Counter[Signed] = Counter()
    changed = unchecked = 0
    notes: dict[str, None] = {}
    with session.open("rw") as archive, progress.shown(session, translate(mark("Checking"))) as bar:
        chosen = [archive.resolve(one).id for one in documents] if documents else None
        for result in archive.verify_signatures(chosen, progress=bar.step):
            counts[result.document.signed] += 1
            changed += result.changed
            unchecked += bool(result.problem)
            notes.update(dict.fromkeys(result.notes))
            bar.clear()
            _write(session, result)
    if session.json:
        summary = {signed.value: counts[signed] for signed in Signed}
        writer.record(
            "summary",
            {
                "checked": counts.total(),
                "changed": changed,
                "problems": unchecked,
                "notes": list(notes),
                **summary,
            },
        )
    else:
        for note in notes:
            writer.remark(in_words(note))
        _summary(writer, counts, changed)
    return ExitCode.PARTIAL if unchecked else ExitCode.DONE


def _write(session: Session, result: SignatureResult) -> None:
    writer = session.writer
    if session.json:
        writer.record("signatures", records.signature_result_fields(result))
        return
    document = result.document
    verdict = in_words(result.problem) or translate(labels.SIGNED[document.signed])
    if result.changed:
        before = translate(labels.SIGNED[result.before])
        verdict += translate(mark(" (before: {state})")).format(state=before)
    text = present.SEPARATOR.join((short(document.id), present.heading(document), verdict))
    present.paragraph(writer, text, indent=0)


def _summary(writer: Writer, counts: Counter[Signed], changed: int) -> None:
    text = translate_count("{count} document checked", "{count} documents checked", counts.total())
    states = [f"{translate(labels.SIGNED[signed])}: {counts[signed]}" for signed in Signed if counts[signed]]
    writer.remark("; ".join([text, *states]))
    if changed:
        writer.remark(translate_count("{count} record changed", "{count} records changed", changed))
