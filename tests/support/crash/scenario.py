"""The work that is struck, and what must hold at every moment of it.

The work is everything an archive does to its documents: filing (with an attachment inside),
the same bytes again, quarantine, refusal, correction, release and withdrawal. Each part looks
first whether it is done already, as a person or the inbox would, so that after a crash the
whole work is simply begun again. A source is removed as soon as the archive says that it may.
"""

from __future__ import annotations

import email.message
import email.policy
import hashlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from support.crash.warm import WarmPool
from support.directives import party_text

from archivist import Archive, audit, fsio, quarantine, store
from archivist.errors import DocumentNotFound, RecordDamaged
from archivist.layout import Layout
from archivist.model import DocumentId, Outcome

PLAIN, AGAIN, MAIL, BROKEN, DOUBTFUL, SECRET = (
    "Nghị quyết 15.txt",
    "sao/nghi quyet 15 (1).txt",
    "Công văn.eml",
    "hỏng.pdf",
    "không rõ.bin",
    "không được giữ.txt",
)
_SUBJECT = "về trồng cây ven sông Lam Hạ"
_MARKED = "về phương án bảo vệ kho bạc Lam Hạ"


def _mail() -> bytes:
    message = email.message.EmailMessage(policy=email.policy.SMTP.clone(cte_type="8bit"))
    message["From"], message["To"] = "van-thu@example.invalid", "luu-tru@example.invalid"
    message["Subject"] = "Gửi kế hoạch số 21"
    message.set_content("Kính gửi bộ phận lưu trữ.\n")
    plan = party_text("21-KH/TU", kind="KẾ HOẠCH", subject="về nuôi ong vùng cao Lam Hạ")
    message.add_attachment(plan.encode(), maintype="text", subtype="plain", filename="ke hoach 21.txt")
    message.set_boundary("=-phan-cach-=")  # else another one in every run
    return bytes(message)


CONTENT = {
    PLAIN: party_text("15-NQ/TU", subject=_SUBJECT).encode(),
    AGAIN: party_text("15-NQ/TU", subject=_SUBJECT).encode(),
    MAIL: _mail(),
    BROKEN: b"%PDF-1.7\n" + b"\x80broken\n" * 40,
    DOUBTFUL: bytes(range(256)) * 8,
    SECRET: party_text("02-BC/TU", kind="BÁO CÁO", subject=_MARKED, mark="TỐI MẬT").encode(),
}


def id_of(name: str) -> DocumentId:
    """Id the file of this name gets."""
    return store.document_id(hashlib.sha256(CONTENT[name]).hexdigest())


@dataclass(frozen=True)
class World:
    """The folders of one run."""

    root: Path
    workers: Path
    """Where the warm extraction worker listens."""

    @property
    def archive(self) -> Path:
        """The archive."""
        return self.root / "kho"

    @property
    def inbox(self) -> Path:
        """What was dropped."""
        return self.root / "hop-thu"

    @property
    def layout(self) -> Layout:
        """Paths of the archive."""
        return Layout(self.archive)

    def drop(self) -> None:
        """Put the files where they are taken from."""
        for name, data in CONTENT.items():
            path = self.inbox / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)

    def open(self) -> Archive:
        """Open the archive for writing, which recovers it."""
        archive = Archive.open(self.archive)
        # The pool of the real thing, only that it lives in another process.
        archive._ws._pool = WarmPool(self.workers)  # type: ignore[assignment]
        return archive


# ------------------------------------------------------------------------------- the work


def work(world: World) -> None:
    """Do, or finish, all of it."""
    with world.open() as archive:
        for name in (PLAIN, AGAIN, MAIL, BROKEN, DOUBTFUL, SECRET):
            _take(archive, world.inbox, name)
        if archive.get(id_of(MAIL)).revision == 1:
            archive.revise(id_of(MAIL), by="Lan", why="đọc sai", from_revision=1, number="22-KH/TU")
        if archive.get(id_of(MAIL)).revision == 2:
            archive.revise(id_of(MAIL), by="Lan", why="chưa đủ", from_revision=2, subject="đã sửa")
        for entry in archive.quarantined():
            if entry.received_as == DOUBTFUL:
                archive.release(entry.id, by="Lan", why="cần giữ", as_is=True)
        if _held(archive, PLAIN):
            if archive.get(id_of(PLAIN)).revision == 1:
                archive.revise(id_of(PLAIN), by="Lan", why="đọc sai", number="16-NQ/TU")
            archive.withdraw(id_of(PLAIN), by="Lan", why="quyết định số 7")
        archive.index_waiting()


_SAFE = (Outcome.FILED, Outcome.REVIEW, Outcome.DUPLICATE, Outcome.QUARANTINED, Outcome.REFUSED)


def _take(archive: Archive, inbox: Path, name: str) -> None:
    source = inbox / name
    if not source.exists():
        return
    result = archive.file(source, inbox=inbox, inbox_path=name)
    if result.outcome not in _SAFE:
        raise AssertionError(f"{name}: {result.outcome}: {result.message}")
    with fsio.storage_errors(source):
        source.unlink()  # harsher than the inbox, which keeps it for a month


def _held(archive: Archive, name: str) -> bool:
    try:
        archive.get(id_of(name))
    except DocumentNotFound:
        return False
    return True


# ------------------------------------------------------------------- what holds at any moment


def losses(world: World) -> Iterator[str]:
    """What is lost or altered at this very moment, before any recovery; nothing, that is."""
    layout = world.layout
    held: Counter[str] = Counter()
    for folder in store.scan(layout):
        for problem in store.verify_folder(layout, folder):
            yield f"{problem.invariant}: {problem.message}"
        try:
            document = store.read_document(layout, folder)
        except (RecordDamaged, FileNotFoundError):
            continue  # said by verify_folder
        held[document.sha256] += 1
        revision = document.revision
        missing = set(range(1, revision)) - set(store.revisions(folder))
        if missing:
            yield f"M4: revisions {missing} of {folder.name} are missing"
    for stray in store.strays(layout):
        yield f"M2: {stray} is no document"
    for sha256, count in held.items():
        if count > 1:
            yield f"M5: {sha256} is filed {count} times"
    aside = Counter(_aside(layout))
    for name in CONTENT:
        yield from _lost_bytes(world, name, held, aside)
    for problem in audit.verify(layout):
        if not problem.message.endswith("torn"):  # that one was never acknowledged
            yield f"S4: {problem.message}"


def _aside(layout: Layout) -> Iterator[str]:
    for entry in quarantine.entries(layout):
        if fsio.hash_file(entry.path) == entry.sha256:
            yield entry.sha256


def _lost_bytes(world: World, name: str, held: Counter[str], aside: Counter[str]) -> Iterator[str]:
    sha256 = hashlib.sha256(CONTENT[name]).hexdigest()
    source = world.inbox / name
    at_source = source.exists() and source.read_bytes() == CONTENT[name]
    withdrawn = store.read_tombstone(world.layout, id_of(name)) is not None
    if not at_source and not held[sha256] and not aside[sha256] and not withdrawn and name != SECRET:
        yield f"M1: the bytes of {name} are nowhere"
    if aside[sha256] > 1:
        yield f"M5: {name} is in quarantine {aside[sha256]} times"
    if name == SECRET and (held[sha256] or aside[sha256]):
        yield f"{name} must not be kept"


# --------------------------------------------------------------------------- the end of it


def final_state(world: World) -> dict[str, object]:
    """Everything that must be the same at the end, however often the work was struck."""
    with world.open() as archive:
        report = archive.check()
        layout = world.layout
        ids = [document.id for document in archive.iter_all()]
        names = {receipt.id: receipt.inbox_path for document in ids for receipt in archive.receipts(document)}
        return {
            "problems": [f"{problem.invariant} {problem.message}" for problem in report.problems],
            "losses": list(losses(world)),
            "documents": {document.id: _facts(archive, document.id) for document in archive.iter_all()},
            "tombstones": [tombstone.id for tombstone in store.tombstones(layout)],
            "quarantine": [f"{entry.received_as} {entry.reason}" for entry in archive.quarantined()],
            "audit": _audited(layout, names),
            "found": {
                words: sorted(hit.document.id for hit in archive.search(words))
                for words in ("nuôi ong", "ven sông", "22-KH/TU", "15-NQ/TU", "16-NQ/TU", "kho bạc")
            },
            "waiting": archive.stats().waiting_for_index,
            "intents": [row.id for row in archive._ws.catalogue.intents()],
            "staging": [path.name for path in layout.staging.iterdir()],
            "in quarantine's folder": len(list(layout.quarantine.iterdir())),
            "inbox": sorted(path.name for path in world.inbox.rglob("*") if path.is_file()),
            "kept in spite of everything": sorted(_traces(world)),
        }


def _facts(archive: Archive, document_id: DocumentId) -> dict[str, object]:
    document = archive.get(document_id)
    folder = archive.root / document.path
    return {
        "revision": document.revision,
        "number": document.number,
        "subject": document.subject,
        "files": [f"{file.name} {file.sha256}" for file in document.files],
        "receipts": [receipt.inbox_path for receipt in archive.receipts(document_id)],
        "kept": [path.name for path in sorted(folder.iterdir()) if not path.name.startswith("receipt-")],
        "changes": [f"{change.by} {change.why} {change.fields}" for change in document.changes],
    }


def _audited(layout: Layout, names: dict[str, str]) -> list[str]:
    """The audit log without times, in order of its words: a crash may change the order of lines."""
    quarantined = {entry.id: entry.received_as for entry in quarantine.entries(layout)}
    lines = []
    for event in audit.events(layout):
        if event.action == audit.TORN:
            continue
        subject = quarantined.get(event.document_id, event.document_id)
        if event.action in ("quarantined", "released") and subject == event.document_id:
            subject = "(released)"
        key = names.get(
            event.key, "" if event.action in ("filed", "received", "released", "refused") else event.key
        )
        lines.append(f"{event.action} {subject} r{event.revision} {key} {event.by} {event.why}")
    return sorted(lines)


def _traces(world: World) -> Iterator[str]:
    """Files of the archive that still hold words of a withdrawn or refused document."""
    words = [subject.encode() for subject in (_SUBJECT, _MARKED)]
    for path in world.archive.rglob("*"):
        if path.is_file():
            data = path.read_bytes()
            for word in words:
                if word in data:
                    yield f"{path.relative_to(world.archive)}: {word.decode()}"
