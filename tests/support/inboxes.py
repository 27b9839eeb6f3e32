"""An inbox with a runner, and the smallest archive there can be."""

from __future__ import annotations

import datetime as dt
import hashlib
import threading
from pathlib import Path

from archivist.catalogue import Catalogue, Ledger
from archivist.inbox import (
    Completeness,
    InboxFolders,
    InboxRunner,
    completeness,
)
from archivist.model import (
    Defaults,
    Document,
    DocumentId,
    FilingResult,
    Outcome,
    Quarantined,
    Reason,
    Receipt,
    StoredFile,
)
from archivist.watch import SENTINEL, WatchOptions, prepare_inbox

QUICK = WatchOptions(settle_seconds=0.1, rescan_seconds=0.5, patience_seconds=0.6)


LONG_AGO = dt.datetime(2020, 1, 1, tzinfo=dt.UTC)


class Office:
    """An inbox with a runner, and the smallest archive there can be: a catalogue of hashes."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.inbox = root / "đến"
        self.catalogue = Catalogue.create(root / "catalogue.db")
        self.ledger = Ledger.open(root / "ledger.db")
        self.folders = InboxFolders(root / "inbox-folders.json")
        self.calls: list[tuple[str, Defaults]] = []
        self.trouble: list[Exception] = []
        self.quarantined: list[Quarantined] = []
        prepare_inbox(self.inbox)

    def close(self) -> None:
        self.catalogue.close()
        self.ledger.close()

    def drop(self, name: str, content: bytes = b"noi dung") -> Path:
        path = self.inbox / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        return path

    def is_stored(self, sha256: str) -> bool:
        return self.catalogue.by_sha256(sha256) is not None

    def file_one(self, path: Path, defaults: Defaults, inbox: Path, inbox_path: str) -> FilingResult:
        self.calls.append((inbox_path, defaults))
        if self.trouble:
            raise self.trouble.pop()
        try:
            content = path.read_bytes()
        except FileNotFoundError:
            return FilingResult(source=path, outcome=Outcome.FAILED, reasons=(Reason.NOT_A_FILE,))
        except PermissionError:
            return FilingResult(source=path, outcome=Outcome.FAILED, reasons=(Reason.NO_PERMISSION,))
        if content.startswith(b"MAT"):
            return FilingResult(source=path, outcome=Outcome.REFUSED, reasons=(Reason.SECRET_MARKING,))
        if content.startswith(b"HONG"):
            return self._put_aside(path, inbox, inbox_path)
        return self._file(path, content, inbox, inbox_path)

    def _put_aside(self, path: Path, inbox: Path, inbox_path: str) -> FilingResult:
        self.quarantined.append(
            Quarantined(
                id="q1",
                path=path,
                received_as=path.name,
                reason=Reason.UNREADABLE,
                message="",
                at=dt.datetime.now(dt.UTC),
                size=4,
                sha256="",
                inbox=str(inbox),
                inbox_path=inbox_path,
            )
        )
        return FilingResult(
            source=path, outcome=Outcome.QUARANTINED, reasons=(Reason.UNREADABLE,), quarantine_id="q1"
        )

    def _file(self, path: Path, content: bytes, inbox: Path, inbox_path: str) -> FilingResult:
        sha256 = hashlib.sha256(content).hexdigest()
        held = {receipt.id for receipt in self.catalogue.receipts(sha256[:26])}
        now = dt.datetime.now(dt.UTC)
        document = Document(
            id=DocumentId(sha256[:26]),
            revision=1,
            sha256=sha256,
            path=f"documents/{sha256[:26]}",
            filed_at=now,
            files=(
                StoredFile(
                    name="original.txt",
                    received_as=path.name,
                    media_type="text/plain",
                    size=len(content),
                    sha256=sha256,
                ),
            ),
        )
        receipt = Receipt(
            id=hashlib.sha256(f"{sha256} {inbox_path}".encode("utf-8", "surrogateescape")).hexdigest()[:16],
            document_id=document.id,
            received_at=now,
            received_as=path.name,
            source=str(path),
            inbox=str(inbox),
            inbox_path=inbox_path,
        )
        self.catalogue.settle(document, (receipt,))
        # The same arrival once more is what it was; another arrival of the same bytes is a duplicate.
        outcome = Outcome.DUPLICATE if held and receipt.id not in held else Outcome.FILED
        return FilingResult(source=path, outcome=outcome, document=document, receipt=receipt)

    def runner(self, **options: object) -> InboxRunner:
        return InboxRunner(
            self.inbox,
            file_one=self.file_one,
            ledger=self.ledger,
            folders=self.folders,
            is_stored=self.is_stored,
            **{"options": QUICK, **options},  # type: ignore[arg-type]  # passed through
        )

    def once(self) -> list[FilingResult]:
        return list(self.runner().run(once=True))

    def lying(self) -> list[str]:
        """Everything in the inbox but the sentinel, the day's folder called "today"."""
        day = dt.datetime.now().astimezone().date().isoformat()
        return sorted(
            path.relative_to(self.inbox).as_posix().replace(day, "today")
            for path in self.inbox.rglob("*")
            if path.is_file() and path.name != SENTINEL
        )

    def proof(self, since: dt.datetime | None = None) -> Completeness:
        return completeness(
            self.inbox,
            self.ledger,
            self.catalogue,
            since=since or self.ledger.begun_at,
            quarantined=self.quarantined,
        )


def run_until(
    office: Office, runner_stop: threading.Event, runner: InboxRunner, enough: int
) -> list[FilingResult]:
    results = []
    for result in runner.run():
        results.append(result)
        if len(results) >= enough:
            runner_stop.set()
    return results
