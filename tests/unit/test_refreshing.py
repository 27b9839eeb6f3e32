"""Reading everything again: what changed is written, what a person said stays, a crash loses nothing."""

from __future__ import annotations

import json
from collections.abc import Generator, Iterator
from pathlib import Path
from typing import cast

import pytest
from support import scans
from support.directives import party_text, write_party

from archivist import Archive, Rereading, RereadResult, audit, store
from archivist.confirmed import REREAD
from archivist.errors import ArchiveLocked
from archivist.extract.ocr_data import find_setup
from archivist.locks import FileLock
from archivist.model import Access, Document, FieldName, Reason, Secrecy


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    with Archive.create(tmp_path / "kho") as archive:
        yield archive


def filed(archive: Archive, tmp_path: Path, name: str = "a.txt", **parts: str) -> Document:
    document = archive.file(write_party(tmp_path / "in" / name, **parts)).document
    assert document is not None
    return document


def misread(archive: Archive, document: Document, *changes: tuple[str, object]) -> Document:
    """The record as a reader of old would have left it: some values other than today's."""
    folder = archive.root / document.path
    path = folder / "record.json"
    record = json.loads(path.read_text(encoding="utf-8"))
    for name, value in changes:
        if value is None:
            record["readings"].pop(name, None)
        else:
            record["readings"][name]["value"] = value
    path.chmod(0o644)
    path.write_text(json.dumps(record, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    archive.rebuild("catalogue")
    return archive.get(document.id)


def only(results: Iterator[RereadResult]) -> RereadResult:
    found = list(results)
    assert len(found) == 1
    return found[0]


def test_what_reads_the_same_gets_no_revision(archive: Archive, tmp_path: Path) -> None:
    document = filed(archive, tmp_path)
    result = only(archive.reread())
    assert result.outcome is Rereading.SAME
    assert result.changes == ()
    assert archive.get(document.id) == document


def test_what_reads_differently_is_a_new_revision_with_its_index(archive: Archive, tmp_path: Path) -> None:
    document = filed(archive, tmp_path)
    misread(archive, document, ("subject", "về việc khác hẳn"), ("place", None))
    result = only(archive.reread())
    assert result.outcome is Rereading.CHANGED
    assert {one.field: (one.before, one.after) for one in result.changes} == {
        "subject": ("về việc khác hẳn", document.subject),
        "place": ("", "Lam Hạ"),
    }
    now = archive.get(document.id)
    assert (now.revision, now.subject, now.place) == (2, document.subject, "Lam Hạ")
    assert now.changes[-1].fields[0] == REREAD
    assert store.revisions(archive.root / now.path) == (1,)
    assert [hit.document.id for hit in archive.search("subject:chuyển đổi số")] == [document.id]
    assert not archive.check().problems
    assert only(archive.reread()).outcome is Rereading.SAME


def test_a_dry_run_writes_nothing(archive: Archive, tmp_path: Path) -> None:
    document = filed(archive, tmp_path)
    before = misread(archive, document, ("number", "1-NQ/TU"))
    events = len(list(audit.events(archive._ws.layout)))
    result = only(archive.reread(dry_run=True))
    assert result.outcome is Rereading.CHANGED
    assert result.document is not None
    assert result.document.number == "15-NQ/TU"
    assert archive.get(document.id) == before
    assert len(list(audit.events(archive._ws.layout))) == events


def test_a_persons_word_survives(archive: Archive, tmp_path: Path) -> None:
    document = filed(archive, tmp_path)
    archive.revise(document.id, by="Mai", why="đóng dấu nhầm", number="16-NQ/TU", signatory=None)
    result = only(archive.reread())
    now = archive.get(document.id)
    assert now.number == "16-NQ/TU"
    assert now.readings[FieldName.NUMBER].by_person
    assert now.signatory is None, "a person said that there is none"
    assert {(one.field, one.before, one.after) for one in result.kept} == {
        ("number", "16-NQ/TU", "15-NQ/TU"),
        ("signatory", "", "Trần Văn Mẫu"),
    }
    assert result.outcome is Rereading.SAME


def test_what_a_person_accepted_is_not_read_otherwise(archive: Archive, tmp_path: Path) -> None:
    path = tmp_path / "in" / "b.txt"
    path.parent.mkdir()
    path.write_text(party_text().replace("Số 15-NQ/TU", "Số      -NQ/TU"), encoding="utf-8")
    document = archive.file(path).document
    assert document is not None
    assert Reason.NUMBER_MISSING in document.reasons
    accepted = archive.revise(document.id, by="Mai", accept=True, why="số để trống trong bản gốc")
    assert accepted.reasons == ()
    assert only(archive.reread()).outcome is Rereading.SAME
    assert archive.get(document.id).reasons == ()


def test_a_correction_settles_its_reason_for_good(archive: Archive, tmp_path: Path) -> None:
    path = tmp_path / "in" / "b.txt"
    path.parent.mkdir()
    path.write_text(party_text().replace("Số 15-NQ/TU", "Số      -NQ/TU"), encoding="utf-8")
    document = archive.file(path).document
    assert document is not None
    archive.revise(document.id, by="Mai", number="15-NQ/TU")
    assert only(archive.reread()).outcome is Rereading.SAME
    assert Reason.NUMBER_MISSING not in archive.get(document.id).reasons


def test_a_mark_found_now_takes_the_document_out_of_all_results(archive: Archive, tmp_path: Path) -> None:
    """As an earlier reader left it: filed open although the page bears a mark."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("archivist.directive.marks._MARKS", {})
        document = filed(archive, tmp_path, mark="TỐI MẬT")
    assert document.access is Access.OPEN
    assert list(archive.search("chuyển đổi số"))
    result = only(archive.reread())
    assert result.outcome is Rereading.HELD
    now = archive.get(document.id)
    assert (now.access, now.secrecy) == (Access.HELD, Secrecy.MARKED)
    assert now.reasons[0] is Reason.SECRET_MARKING
    assert not list(archive.search("chuyển đổi số"))
    assert not archive.check().problems
    assert only(archive.reread()).outcome is Rereading.SAME


def test_text_that_was_lost_comes_back(archive: Archive, tmp_path: Path) -> None:
    document = filed(archive, tmp_path)
    (archive.root / document.path / "text.txt").write_text("cũ", encoding="utf-8")
    result = only(archive.reread())
    assert [one.field for one in result.changes] == ["text"]
    assert "chuyển đổi số" in archive.text(document.id)
    assert not archive.check().problems


def test_an_altered_original_is_said_and_left(archive: Archive, tmp_path: Path) -> None:
    document = filed(archive, tmp_path)
    original = archive.path_of(document.id)
    original.chmod(0o644)
    original.write_bytes(b"altered")
    result = only(archive.reread())
    assert result.outcome is Rereading.FAILED
    assert "archivist check" in result.message
    assert archive.get(document.id) == document


def test_an_interrupted_run_goes_on_where_it_ended(archive: Archive, tmp_path: Path) -> None:
    ids = {filed(archive, tmp_path, f"{n}.txt", number=f"{n}-NQ/TU").id for n in range(1, 6)}
    run = cast(Generator[RereadResult, None, None], archive.reread())
    first = {next(run).document_id, next(run).document_id}
    run.close()
    rest = {one.document_id for one in archive.reread()}
    # The one that was yielded last was noted before it was yielded.
    assert first | rest == ids
    assert not first & rest
    assert {one.document_id for one in archive.reread()} == ids, "finished: the next run begins anew"
    assert not list((archive.root / "state" / "reread").glob("parts-*"))


def test_two_runs_at_once_are_refused(archive: Archive, tmp_path: Path) -> None:
    filed(archive, tmp_path)
    lock = FileLock(archive._ws.layout.lock("rereader"))
    lock.acquire(timeout=0)
    try:
        with pytest.raises(ArchiveLocked):
            list(archive.reread())
    finally:
        lock.release()


@pytest.mark.skipif(
    not find_setup().usable, reason="needs the system package tesseract-ocr-vie (make system-deps)"
)
@pytest.mark.parametrize("places", [scans.state_letter(), scans.party_resolution()], ids=["letter", "party"])
def test_a_recognised_scan_reads_the_same_from_its_words(
    archive: Archive, tmp_path: Path, places: list[scans.Place]
) -> None:
    archive.file(scans.scan_pdf(tmp_path / "quet.pdf", places, degrees=1.2))
    (recognised,) = archive.recognise_pending()
    assert recognised.document is not None
    text = archive.text(recognised.document_id)
    result = only(archive.reread())
    assert (result.outcome, result.changes) == (Rereading.SAME, ())
    misread(archive, recognised.document, ("subject", "khác"))
    assert only(archive.reread()).outcome is Rereading.CHANGED
    assert archive.get(recognised.document_id).subject == recognised.document.subject
    assert archive.text(recognised.document_id) == text
