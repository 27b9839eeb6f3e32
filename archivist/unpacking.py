"""A ZIP archive that arrives is an envelope: what is in it is filed, each file for itself.

Owns: when an archive is unpacked, how its members are named in receipts, and what became of it as a whole.
Must not: file anything, or open the archive itself (a worker does).

The archive's own bytes are not kept: nothing of it is lost with them (docs/adr/0030-zip-is-an-envelope.md).
Where a member cannot be had (under a password, damaged, too many), the archive is kept whole instead; one with
a member that bears a State-secret mark was refused before it comes here, for its name may tell of that member.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from archivist import fsio
from archivist.detect import ZIP
from archivist.errors import ExtractionError
from archivist.extract.packed import Member
from archivist.extracted import Extracted
from archivist.fsio import FileIdentity
from archivist.lazyclass import dataclass
from archivist.model import FilingResult, Outcome, Reason
from archivist.store import Assembly
from archivist.workspace import Workspace

DEEPEST = 4
"""Archives within archives are unpacked so many levels deep; the next one is kept whole."""

_WORST_FIRST = (Outcome.FAILED, Outcome.REFUSED, Outcome.QUARANTINED, Outcome.REVIEW, Outcome.FILED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Envelope:
    """The archive a file came out of.

    Attributes:
        source: path the file is known by: the archive's, and the place in it.
        identity: of the archive, while it was read.
        depth: how many archives the file is inside of.
    """

    source: Path
    identity: FileIdentity
    depth: int


def members_of(
    ws: Workspace, assembly: Assembly, extracted: Extracted, *, depth: int
) -> tuple[tuple[Path, Member], ...]:
    """The members of a staged archive, written into its assembly; none when it shall be kept whole.

    Raises:
        StorageError: the archive's disk is full, read-only or failing.
    """
    problems = {part.problem for part in extracted.attachments}
    too_much = Reason.DECOMPRESSION_LIMIT.value in problems
    if extracted.detected.media_type != ZIP or too_much or depth >= DEEPEST:
        return ()
    folder = assembly.parts_dir / "members"
    with fsio.storage_errors(folder):
        folder.mkdir()
    try:
        unpacked = ws.pool.unpack(assembly.staged, parts_dir=folder)
    except ExtractionError:
        return ()
    return tuple((folder / member.file, member) for member in unpacked.members)


def as_one(source: Path, results: Sequence[FilingResult]) -> FilingResult:
    """What became of the archive: the worst of what became of its members.

    A member that was put aside lies in quarantine by itself, so the archive as a whole is one to look at.
    """
    outcomes = {result.outcome for result in results}
    worst = next((outcome for outcome in _WORST_FIRST if outcome in outcomes), Outcome.DUPLICATE)
    told = next((result for result in results if result.outcome is worst), None)
    return FilingResult(
        source=source,
        outcome=Outcome.REVIEW if worst is Outcome.QUARANTINED else worst,
        reasons=told.reasons if told is not None else (),
        message=told.message if told is not None else "",
        members=tuple(results),
    )
