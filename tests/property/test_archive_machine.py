"""After any history the archive agrees with a simple model, and a rebuilt catalogue with the live one."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from support.directives import write_party

from archivist import Archive, Outcome
from archivist.catalogue import Catalogue
from archivist.model import DocumentId

NUMBERS = st.integers(min_value=1, max_value=6)


class ArchiveMachine(RuleBasedStateMachine):
    """The model: number dropped → (id, subject a person set, number of receipts)."""

    @initialize()
    def create(self) -> None:
        self.root = Path(tempfile.mkdtemp(prefix="archivist-machine-"))
        self.archive = Archive.create(self.root / "kho")
        self.held: dict[int, DocumentId] = {}
        self.subjects: dict[DocumentId, str] = {}
        self.receipts: dict[DocumentId, int] = {}
        self.revisions: dict[DocumentId, int] = {}
        self.withdrawn: set[int] = set()
        self.drops = 0

    def teardown(self) -> None:
        if hasattr(self, "archive"):
            self.archive.close()
            shutil.rmtree(self.root)

    @rule(number=NUMBERS)
    def drop(self, number: int) -> None:
        self.drops += 1
        source = write_party(self.root / f"{self.drops}" / f"{number}.txt", f"{number}-NQ/TU")
        result = self.archive.file(source)
        if number in self.withdrawn:
            assert result.outcome is Outcome.REFUSED
            return
        assert result.document is not None
        if number in self.held:
            assert result.outcome is Outcome.DUPLICATE
            assert result.document.id == self.held[number]
        else:
            assert result.outcome in (Outcome.FILED, Outcome.REVIEW)
            self.held[number] = result.document.id
            self.revisions[result.document.id] = 1
        self.receipts[result.document.id] = self.receipts.get(result.document.id, 0) + 1

    @precondition(lambda self: self.held)
    @rule(data=st.data(), word=st.sampled_from(["alpha", "beta", "gamma"]))
    def correct(self, data: st.DataObject, word: str) -> None:
        document_id = data.draw(st.sampled_from(sorted(self.held.values())))
        subject = f"về việc {word}"
        changed = self.archive.revise(document_id, by="người thử", subject=subject)
        if self.subjects.get(document_id) != subject:
            self.revisions[document_id] += 1
        self.subjects[document_id] = subject
        assert changed.revision == self.revisions[document_id]

    @precondition(lambda self: self.held)
    @rule(data=st.data())
    def withdraw(self, data: st.DataObject) -> None:
        number = data.draw(st.sampled_from(sorted(self.held)))
        document_id = self.held.pop(number)
        self.archive.withdraw(document_id, by="người thử", why="thử")
        self.withdrawn.add(number)
        self.subjects.pop(document_id, None)

    @rule()
    def reopen(self) -> None:
        self.archive.close()
        self.archive = Archive.open(self.root / "kho")

    @rule(what=st.sampled_from(["catalogue", "index"]))
    def rebuild(self, what: str) -> None:
        assert self.archive.rebuild(what) == ()  # type: ignore[arg-type]  # drawn from the two literals

    @invariant()
    def agrees(self) -> None:
        if not hasattr(self, "archive"):
            return
        assert {hit.document.id for hit in self.archive.search("", limit=50)} == set(self.held.values())
        for document_id in self.held.values():
            document = self.archive.get(document_id)
            assert document.revision == self.revisions[document_id]
            assert len(self.archive.receipts(document_id)) == self.receipts[document_id]
            if document_id in self.subjects:
                assert document.subject == self.subjects[document_id]
        report = self.archive.check()
        assert report.ok, report.problems
        assert self.rebuilt_dump() == self.live_dump()

    def live_dump(self) -> object:
        with Catalogue.open(self.root / "kho" / "state" / "catalogue.db") as live:
            return live.dump()

    def rebuilt_dump(self) -> object:
        """Dump of a catalogue built from a copy of the truth, without any cache."""
        copy = self.root / "copy"
        shutil.rmtree(copy, ignore_errors=True)
        shutil.copytree(self.root / "kho", copy, ignore=shutil.ignore_patterns("state", "staging", "browse"))
        with Archive.open(copy):
            pass
        with Catalogue.open(copy / "state" / "catalogue.db") as rebuilt:
            return rebuilt.dump()


TestArchiveMachine = ArchiveMachine.TestCase
TestArchiveMachine.settings = settings(
    max_examples=8, stateful_step_count=12, deadline=None, suppress_health_check=list(HealthCheck)
)
