"""What lies in an inbox and why, and the proof that nothing that came was lost.

Owns: reading the ledger, the folder as it is, and the receipts together.
Must not: change any of them.
"""

from __future__ import annotations

import datetime as dt
import json
import os
from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path, PurePosixPath

from archivist.catalogue import Catalogue, Ledger, SeenRow, SeenState, storable
from archivist.inbox import putting
from archivist.inbox.words import explain_wait
from archivist.lazyclass import dataclass
from archivist.model import Quarantined
from archivist.quickenum import StrEnum
from archivist.watch import NOTE_END, Scan, is_online, scan

STALE_SECONDS = 120.0
"""A heartbeat older than this is that of a watcher that is dead (it beats at every scan, which is
every 30 s when nothing happens), or busy with one very large file."""

_DONE = (SeenState.FILED, SeenState.DUPLICATE, SeenState.REVIEW)


@dataclass(frozen=True, slots=True, kw_only=True)
class InboxFile:
    """One file that lies in the inbox.

    Attributes:
        path: path below the inbox; a folder ends in ``/``.
        state: seen, settling, waiting or ignored.
        reason: code of why it waits or is ignored.
        why_en: the same in words.
        why_vi: the same in Vietnamese.
        first_seen: when it was first seen, None when no watcher saw it yet.
        attempts: how often filing it was tried.
    """

    path: str
    state: SeenState
    reason: str
    why_en: str
    why_vi: str
    first_seen: dt.datetime | None
    attempts: int


@dataclass(frozen=True, slots=True, kw_only=True)
class InboxStatus:
    """How an inbox is.

    Attributes:
        inbox: the inbox.
        online: it and its sentinel are there.
        watched: a watcher gave a sign of life within `STALE_SECONDS`.
        mode: ``"events"`` or ``"polling"`` of that watcher, empty when there is none.
        mode_why: why it polls.
        last_sign: last sign of life of a watcher.
        files: every file in the inbox, by path.
        failed: files in ``.failed``, as paths below the inbox, without their notes.
        refused: how many files lie in ``.refused``; they are not named.
        kept: how many sources lie in ``.filed``.
    """

    inbox: Path
    online: bool
    watched: bool
    mode: str
    mode_why: str
    last_sign: dt.datetime | None
    files: tuple[InboxFile, ...]
    failed: tuple[str, ...]
    refused: int
    kept: int


def status(inbox: Path, ledger: Ledger | None, heartbeat: Path | None = None) -> InboxStatus:
    """Every file in an inbox with its state and why it waits.

    Args:
        inbox: the inbox.
        ledger: what was seen; None when nobody ever watched.
        heartbeat: the file the watcher writes.
    """
    inbox = Path(os.path.abspath(inbox))  # noqa: PTH100 - as the runner writes it; resolve() follows links
    online = is_online(inbox)
    found = scan(inbox) if online else Scan()
    rows = {row.path: row for row in ledger.current(str(inbox))} if ledger else {}
    beat = _heartbeat(heartbeat, inbox)
    at = dt.datetime.fromisoformat(str(beat["at"])) if beat else None
    alive = at is not None and (dt.datetime.now(dt.UTC) - at).total_seconds() < STALE_SECONDS
    return InboxStatus(
        inbox=inbox,
        online=online,
        watched=alive and not beat.get("stopped"),
        mode=str(beat.get("mode", "")),
        mode_why=str(beat.get("why", "")),
        last_sign=at,
        files=tuple(
            _file(path, code, rows.get(storable(path))) for path, code in sorted(_lying(found).items())
        ),
        failed=tuple(path for path in _below(inbox, putting.FAILED) if not path.endswith(NOTE_END)),
        refused=sum(1 for _ in _below(inbox, putting.REFUSED)),
        kept=sum(1 for _ in _below(inbox, putting.FILED)),
    )


def _heartbeat(path: Path | None, inbox: Path) -> Mapping[str, object]:
    if path is None:
        return {}
    try:
        said = json.loads(path.read_text(encoding="utf-8"))
        dt.datetime.fromisoformat(said["at"])
    except (OSError, ValueError, KeyError, TypeError):
        return {}
    return said if said.get("inbox") == str(inbox) else {}


def _lying(found: Scan) -> dict[str, str]:
    """Path → why it is ignored or blocked, empty for a file that may be taken."""
    return {
        **dict.fromkeys(found.files, ""),
        **{path: str(why) for path, why in found.ignored.items()},
        **{path or "/": "blocked" for path in found.blocked},
    }


def _file(path: str, code: str, row: SeenRow | None) -> InboxFile:
    if code:
        state = SeenState.WAITING if code == "blocked" else SeenState.IGNORED
    elif row is None:
        state, code = SeenState.SEEN, "not-seen"
    else:
        state = row.state
        code = row.reason or ("settling" if state is SeenState.SETTLING else "")
    return InboxFile(
        path=path,
        state=state,
        reason=code,
        why_en=explain_wait(code),
        why_vi=explain_wait(code, language="vi"),
        first_seen=row.first_seen if row else None,
        attempts=row.attempts if row else 0,
    )


def _below(inbox: Path, folder: str) -> Iterable[str]:
    root = inbox / folder
    if root.is_dir() and not root.is_symlink():
        for path in sorted(root.rglob("*")):
            if path.is_file() or path.is_symlink():
                yield path.relative_to(inbox).as_posix()


@dataclass(frozen=True, slots=True, kw_only=True)
class Completeness:
    """What became of everything seen since a moment.

    Attributes:
        since: the moment asked for.
        known_since: from when the ledger knows everything; earlier files cannot be vouched for.
        online: the inbox could be looked at.
        seen: files seen.
        filed: of these filed, in review included.
        duplicates: the same bytes were filed before.
        failed: quarantined or failed for good; they lie in ``.failed`` and in quarantine.
        refused: bear a State-secret mark.
        withdrawn: filed, and withdrawn from the archive later.
        waiting: lie in the inbox and wait, each with its reason.
        ignored: lie in the inbox and are no documents by their names.
        taken_back: path and what is known of files somebody took away or renamed before they were
            filed: ``renamed:…`` when the same file came under another name.
        unexplained: paths of which nothing is known: neither filed nor there.
        unproven: paths noted as filed without a receipt of theirs in the archive.
    """

    since: dt.datetime
    known_since: dt.datetime
    online: bool
    seen: int
    filed: int
    duplicates: int
    failed: int
    refused: int
    withdrawn: int
    waiting: tuple[InboxFile, ...]
    ignored: tuple[InboxFile, ...]
    taken_back: tuple[tuple[str, str], ...]
    unexplained: tuple[str, ...]
    unproven: tuple[str, ...]

    @property
    def complete(self) -> bool:
        """True when every file seen since then is accounted for, and the ledger reaches that far."""
        known = self.online and self.known_since <= self.since
        return known and not self.unexplained and not self.unproven


class _Fate(StrEnum):
    """What a row of the ledger comes to, held against the archive and the folder."""

    FILED = "filed"
    DUPLICATE = "duplicate"
    FAILED = "failed"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    LYING = "lying"
    PASSED = "passed"
    """It was no document (a temporary file of an office program) and is gone."""
    TAKEN_BACK = "taken-back"
    UNEXPLAINED = "unexplained"
    UNPROVEN = "unproven"


def completeness(
    inbox: Path,
    ledger: Ledger,
    catalogue: Catalogue,
    *,
    since: dt.datetime,
    quarantined: Iterable[Quarantined] = (),
) -> Completeness:
    """Prove that everything seen since a moment is filed, duplicate, waiting, failed or refused.

    The ledger's word is not enough: what it calls filed must have a receipt in the archive, what it
    calls waiting must lie in the folder.

    Args:
        inbox: the inbox.
        ledger: what was seen.
        catalogue: receipts of what was filed.
        since: from when on, aware. A file still waiting counts whenever it came.
        quarantined: what lies in quarantine.
    """
    inbox = Path(os.path.abspath(inbox))  # noqa: PTH100 - as the runner writes it; resolve() follows links
    lying = {storable(entry.path): entry for entry in status(inbox, ledger).files}
    rows = {(row.path, row.first_seen): row for row in ledger.since(since, str(inbox))}
    rows |= {(row.path, row.first_seen): row for row in ledger.current(str(inbox))}
    earliest = min((row.first_seen for row in rows.values()), default=since)
    evidence = _Evidence.of(inbox, catalogue, earliest, quarantined, frozenset(lying))
    fates = [(row, _fate(row, evidence)) for row in rows.values()]
    tally = Counter(fate for _, fate in fates)
    seen_paths = {row.path for row in rows.values()}
    entries = tuple(lying.values())
    return Completeness(
        since=since,
        known_since=ledger.begun_at,
        online=evidence.online,
        seen=len(rows) + sum(1 for path in lying if path not in seen_paths),
        filed=tally[_Fate.FILED],
        duplicates=tally[_Fate.DUPLICATE],
        failed=tally[_Fate.FAILED],
        refused=tally[_Fate.REFUSED],
        withdrawn=tally[_Fate.WITHDRAWN],
        waiting=tuple(entry for entry in entries if entry.state is not SeenState.IGNORED),
        ignored=tuple(entry for entry in entries if entry.state is SeenState.IGNORED),
        taken_back=tuple((row.path, row.reason) for row, fate in fates if fate is _Fate.TAKEN_BACK),
        unexplained=tuple(row.path for row, fate in fates if fate is _Fate.UNEXPLAINED),
        unproven=tuple(row.path for row, fate in fates if fate is _Fate.UNPROVEN),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Evidence:
    """What rows of the ledger are held against."""

    inbox: Path
    catalogue: Catalogue
    arrived: frozenset[str]
    envelopes: frozenset[str]
    """Paths below which something arrived or was put aside: of archives, what was in them."""
    put_aside: frozenset[str]
    lying: frozenset[str]
    online: bool

    @classmethod
    def of(
        cls,
        inbox: Path,
        catalogue: Catalogue,
        since: dt.datetime,
        quarantined: Iterable[Quarantined],
        lying: frozenset[str],
    ) -> _Evidence:
        arrived = frozenset(
            storable(receipt.inbox_path)
            for receipt in catalogue.receipts_since(since)
            if receipt.inbox == storable(str(inbox))
        )
        put_aside = frozenset(
            storable(entry.inbox_path) for entry in quarantined if entry.inbox == str(inbox)
        )
        return cls(
            inbox=inbox,
            catalogue=catalogue,
            arrived=arrived,
            envelopes=frozenset(
                str(folder) for path in arrived | put_aside for folder in PurePosixPath(path).parents
            ),
            put_aside=put_aside,
            lying=lying,
            online=is_online(inbox),
        )


def _fate(row: SeenRow, evidence: _Evidence) -> _Fate:
    if row.state is SeenState.REFUSED:
        return _Fate.REFUSED
    if row.nameless:
        return _Fate.WITHDRAWN
    if row.state in _DONE:
        if not row.document_id and row.path in evidence.envelopes:
            return _Fate.DUPLICATE if row.state is SeenState.DUPLICATE else _Fate.FILED
        receipts = evidence.catalogue.receipts(row.document_id)
        # Somebody may have filed it by hand while it lay here: that receipt names the file alone.
        by_hand = storable(str(evidence.inbox / row.path))
        if not any(row.path == storable(r.inbox_path) or by_hand == storable(r.source) for r in receipts):
            return _Fate.UNPROVEN
        return _Fate.DUPLICATE if row.state is SeenState.DUPLICATE else _Fate.FILED
    if row.state in (SeenState.QUARANTINED, SeenState.FAILED):
        return _Fate.FAILED
    if row.state is not SeenState.GONE and (row.path in evidence.lying or not evidence.online):
        return _Fate.LYING
    if row.state is SeenState.IGNORED or (row.state is SeenState.GONE and row.reason.startswith("was-")):
        return _Fate.PASSED
    # It is not there. Perhaps the program died between filing it and noting so.
    if row.path in evidence.arrived or row.path in evidence.envelopes:
        return _Fate.FILED
    if row.path in evidence.put_aside:
        return _Fate.FAILED
    if row.state is SeenState.GONE and row.reason != "not-watched":
        return _Fate.TAKEN_BACK
    return _Fate.UNEXPLAINED
