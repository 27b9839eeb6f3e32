from __future__ import annotations

import dataclasses
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from support.records import AT, CONTENT, document, reading, receipt, sha256

from archivist import store
from archivist.errors import (
    ExtractionError,
    HashMismatch,
    IntegrityError,
    MissingFile,
    RecordDamaged,
    RevisionConflict,
    UsageError,
)
from archivist.layout import Layout
from archivist.locks import FileLock
from archivist.model import Document, FieldName, Reason, Severity

INSIDE = b"a file inside the file"


@pytest.fixture
def layout(tmp_path: Path) -> Layout:
    made = Layout(tmp_path / "kho")
    store.create_folders(made)
    return made


@pytest.fixture
def source(tmp_path: Path) -> Path:
    path = tmp_path / "Chỉ thị số 05.txt"
    path.write_bytes(CONTENT)
    return path


def seal(layout: Layout, source: Path, record: Document, text: str = "chữ\fhai") -> store.Assembly:
    assembly = store.begin(layout)
    assembly.receive(source)
    for stored in record.files[1:]:
        (assembly.parts_dir / stored.name).write_bytes(INSIDE)
    assembly.seal(record, text, (receipt(record),))
    return assembly


def file(layout: Layout, source: Path, record: Document | None = None) -> Path:
    record = record or document()
    return store.place(layout, seal(layout, source, record), record)


# -------------------------------------------------------------------------- a new archive


def test_a_new_archive_says_what_it_is_in_two_languages(layout: Layout) -> None:
    text = layout.readme.read_text(encoding="utf-8")
    assert "KHO LƯU TRỮ" in text
    assert "can be read without the program" in text
    assert all(folder.is_dir() for folder in layout.folders())


def test_creating_again_leaves_what_is_there(layout: Layout, source: Path) -> None:
    file(layout, source)
    layout.readme.write_text("của chúng tôi", encoding="utf-8")
    store.create_folders(layout)
    assert layout.readme.read_text(encoding="utf-8") == "của chúng tôi"
    assert len(list(store.scan(layout))) == 1


def test_what_was_only_begun_is_told_from_what_is_somebodys(tmp_path: Path, source: Path) -> None:
    begun = Layout(tmp_path / "begun")
    begun.root.mkdir()
    assert store.only_begun(begun)
    store.create_folders(begun)
    begun.catalogue_file.write_bytes(b"a cache")
    (begun.root / ".README.txt.0a1b2c3d.new").write_bytes(b"half")
    assert store.only_begun(begun)
    file(begun, source)
    assert not store.only_begun(begun)
    other = Layout(tmp_path / "other")
    other.root.mkdir()
    (other.root / "Ảnh cưới").mkdir()
    assert not store.only_begun(other)


# ------------------------------------------------------------------------------ assembling


def test_a_document_is_filed_whole_and_reads_back(layout: Layout, source: Path) -> None:
    record = document(attachments=(INSIDE,))
    folder = file(layout, source, record)
    assert folder == store.folder_of(layout, record)
    assert sorted(path.name for path in folder.iterdir()) == [
        "attachment-01.txt",
        "original.txt",
        "receipt-first0000000.json",
        "record.json",
        "text.txt",
    ]
    assert store.read_document(layout, folder) == record
    assert store.read_receipts(folder) == (receipt(record),)
    assert store.read_text(folder) == "chữ\fhai"
    with store.open_original(layout, record) as original:
        assert original.read() == CONTENT
    assert (folder / "original.txt").stat().st_mode & 0o777 == 0o444
    assert store.verify_folder(layout, folder) == ()
    assert list(layout.staging.iterdir()) == []
    assert source.read_bytes() == CONTENT


def test_what_was_received_is_described(layout: Layout, source: Path) -> None:
    with store.begin(layout) as assembly:
        received = assembly.receive(source)
        assert received.name == "Chỉ thị số 05.txt"
        assert received.sha256 == sha256(CONTENT)
        assert received.size == len(CONTENT)
        assert (received.identity.inode, received.identity.mtime_ns) == (
            source.stat().st_ino,
            source.stat().st_mtime_ns,
        )
        assert assembly.staged.read_bytes() == CONTENT


def test_names_are_composed_unless_they_are_no_utf8(layout: Layout, tmp_path: Path) -> None:
    import unicodedata

    decomposed = tmp_path / unicodedata.normalize("NFD", "Nghị quyết.txt")
    undecodable = Path(os.fsdecode(os.fsencode(tmp_path) + b"/nghi\xcc quye\xcc\x82t.txt"))
    for path in (decomposed, undecodable):
        path.write_bytes(b"x")
    with store.begin(layout) as assembly:
        assert assembly.receive(decomposed).name == "Nghị quyết.txt"
    with store.begin(layout) as assembly:
        assert os.fsencode(assembly.receive(undecodable).name) == b"nghi\xcc quye\xcc\x82t.txt"


def test_a_source_that_cannot_be_received_leaves_the_assembly_clean(layout: Layout, tmp_path: Path) -> None:
    with store.begin(layout) as assembly, pytest.raises(ExtractionError) as caught:
        assembly.receive(tmp_path)
    assert caught.value.reason == Reason.NOT_A_FILE
    assert list(layout.staging.iterdir()) == []


def test_a_discarded_assembly_leaves_nothing(layout: Layout, source: Path) -> None:
    assembly = seal(layout, source, document())
    assembly.discard()
    assembly.discard()
    assert not assembly.open
    assert list(layout.staging.iterdir()) == []
    assert list(store.scan(layout)) == []


def test_discarding_after_placing_removes_nothing(layout: Layout, source: Path) -> None:
    record = document()
    assembly = seal(layout, source, record)
    folder = store.place(layout, assembly, record)
    assembly.discard()
    assert store.verify_folder(layout, folder) == ()


def test_staged_bytes_that_changed_are_not_sealed(layout: Layout, source: Path) -> None:
    with store.begin(layout) as assembly:
        assembly.receive(source)
        assembly.staged.chmod(0o600)
        assembly.staged.write_bytes(b"an extractor wrote into its input")
        with pytest.raises(HashMismatch):
            assembly.seal(document(), "", (receipt(document()),))


def test_an_attachment_that_was_not_extracted_is_missed(layout: Layout, source: Path) -> None:
    record = document(attachments=(INSIDE,))
    with store.begin(layout) as assembly:
        assembly.receive(source)
        with pytest.raises(MissingFile, match=r"attachment-01\.txt"):
            assembly.seal(record, "", (receipt(record),))


def test_parts_nobody_asked_to_keep_are_not_filed(layout: Layout, source: Path) -> None:
    record = document()
    assembly = store.begin(layout)
    assembly.receive(source)
    (assembly.parts_dir / "attachment-09.part").write_bytes(b"half extracted")
    assembly.seal(record, "", (receipt(record),))
    folder = store.place(layout, assembly, record)
    assert store.verify_folder(layout, folder) == ()


def test_no_document_without_a_receipt(layout: Layout, source: Path) -> None:
    with store.begin(layout) as assembly:
        assembly.receive(source)
        with pytest.raises(UsageError):
            assembly.seal(document(), "", ())


def test_text_with_lone_surrogates_is_kept_as_utf8(layout: Layout, source: Path) -> None:
    record = document()
    folder = store.place(layout, seal(layout, source, record, "a\ud800b"), record)
    assert store.read_text(folder) == "a?b"


def test_a_document_is_never_placed_over_another(layout: Layout, source: Path) -> None:
    folder = file(layout, source)
    record = document()
    with seal(layout, source, record) as assembly, pytest.raises(IntegrityError):
        store.place(layout, assembly, record)
    assert store.verify_folder(layout, folder) == ()
    assert list(layout.staging.iterdir()) == []


# -------------------------------------------------------------------------------- sweeping

DIE_HOLDING = """
import os, sys
from pathlib import Path
from archivist import store
from archivist.layout import Layout
assembly = store.begin(Layout(Path(sys.argv[1])))
assembly.receive(Path(sys.argv[2]))
print(assembly.folder, flush=True)
if sys.argv[3] == "die":
    os._exit(9)
sys.stdin.read()
"""


def other_process(layout: Layout, source: Path, how: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", DIE_HOLDING, str(layout.root), str(source), how],
        stdout=subprocess.PIPE,
        stdin=subprocess.PIPE,
        text=True,
    )


def test_the_sweep_takes_the_dead_and_spares_the_living(layout: Layout, source: Path) -> None:
    dead = other_process(layout, source, "die")
    dead_folder = Path(dead.communicate()[0].strip())
    living = other_process(layout, source, "live")
    assert living.stdout is not None
    living_folder = Path(living.stdout.readline().strip())
    mine = seal(layout, source, document())
    (layout.staging / "0123.part").write_bytes(b"left by a dead writer")
    (layout.staging / "4567.dead").mkdir()
    (layout.staging / "4567.dead" / "original.pdf").write_bytes(b"half removed")

    assert set(store.live_assemblies(layout)) == {living_folder, mine.folder}
    assert {path.name for path in store.dead_assemblies(layout)} == {
        dead_folder.name,
        dead_folder.name + ".lock",
        "0123.part",
        "4567.dead",
    }
    assert set(store.sweep_staging(layout)) == {dead_folder.name, "0123.part", "4567.dead"}
    assert store.sweep_staging(layout) == ()
    assert living_folder.is_dir()
    folder = store.place(layout, mine, document())
    assert store.verify_folder(layout, folder) == ()
    living.communicate("")
    assert {p.name for p in layout.staging.iterdir()} == {living_folder.name, living_folder.name + ".lock"}


def test_parts_are_not_called_dead_while_somebody_writes(layout: Layout) -> None:
    (layout.staging / "0123.part").write_bytes(b"x")
    with FileLock(layout.lock("writer")):
        assert store.dead_assemblies(layout) == ()
    assert [path.name for path in store.dead_assemblies(layout)] == ["0123.part"]


def test_assemblies_begin_while_a_sweeper_sweeps(layout: Layout) -> None:
    """The race between making a lock file and locking it: no assembly may lose its folder."""
    import threading

    stop = threading.Event()

    def sweep() -> None:
        while not stop.is_set():
            store.sweep_staging(layout)

    sweeper = threading.Thread(target=sweep)
    sweeper.start()
    try:
        for _ in range(200):
            assembly = store.begin(layout)
            assert assembly.folder.is_dir()
            assert assembly.folder in store.live_assemblies(layout)
            assembly.discard()
    finally:
        stop.set()
        sweeper.join()
    assert store.dead_assemblies(layout) == ()


# --------------------------------------------------------------------------- later changes


def test_a_second_receipt_is_written_once(layout: Layout, source: Path) -> None:
    folder = file(layout, source)
    again = receipt(document(), "second000000", minutes=5)
    assert store.add_receipt(layout, folder, again) is True
    assert store.add_receipt(layout, folder, dataclasses.replace(again, by="somebody else")) is False
    assert store.read_receipts(folder) == (receipt(document()), again)
    assert store.verify_folder(layout, folder) == ()


def corrected(revision: int, number: str = "06-CT/TU") -> Document:
    record = document(revision=revision)
    return dataclasses.replace(record, readings={**record.readings, FieldName.NUMBER: reading(number)})


def test_a_revision_replaces_the_record_and_keeps_the_old_one(layout: Layout, source: Path) -> None:
    folder = file(layout, source)
    assert store.revise(layout, folder, corrected(2)) is True
    assert store.revise(layout, folder, corrected(3, "07-CT/TU")) is True
    assert store.read_document(layout, folder) == corrected(3, "07-CT/TU")
    assert store.revisions(folder) == (1, 2)
    assert store.read_record(layout, store.revision_file(folder, 1)) == document()
    assert store.read_record(layout, store.revision_file(folder, 2)) == corrected(2)
    assert store.verify_folder(layout, folder) == ()


def test_a_repeated_revision_changes_nothing(layout: Layout, source: Path) -> None:
    folder = file(layout, source)
    store.revise(layout, folder, corrected(2))
    assert store.revise(layout, folder, corrected(2)) is False
    assert store.revisions(folder) == (1,)


def test_a_revision_of_something_older_is_refused(layout: Layout, source: Path) -> None:
    folder = file(layout, source)
    store.revise(layout, folder, corrected(2))
    for late in (corrected(2, "other"), corrected(4)):
        with pytest.raises(RevisionConflict):
            store.revise(layout, folder, late)
    assert store.read_document(layout, folder) == corrected(2)


def test_a_revision_that_died_half_way_is_taken_up(layout: Layout, source: Path) -> None:
    folder = file(layout, source)
    os.link(folder / "record.json", folder / "record.r0001.json")  # died before the record was replaced
    assert store.verify_folder(layout, folder) == ()
    assert store.revise(layout, folder, corrected(2)) is True
    assert store.read_record(layout, store.revision_file(folder, 1)) == document()
    assert store.verify_folder(layout, folder) == ()


def test_text_can_be_replaced(layout: Layout, source: Path) -> None:
    folder = file(layout, source)
    store.replace_text(layout, folder, "đã nhận dạng")
    assert store.read_text(folder) == "đã nhận dạng"
    assert store.verify_folder(layout, folder) == ()


def test_a_rotten_original_is_restored_from_the_same_bytes_only(layout: Layout, source: Path) -> None:
    folder = file(layout, source)
    original = folder / "original.txt"
    original.chmod(0o600)
    original.write_bytes(b"rotten")
    (source.parent / "other").write_bytes(b"not it")
    with pytest.raises(HashMismatch):
        store.restore_original(layout, folder, document(), source.parent / "other")
    assert original.read_bytes() == b"rotten"
    store.restore_original(layout, folder, document(), source)
    assert store.verify_folder(layout, folder) == ()
    assert list(layout.staging.iterdir()) == []


# -------------------------------------------------------------------------------- withdraw


def tombstone() -> store.Tombstone:
    return store.Tombstone(id=document().id, sha256=document().sha256, at=AT, by="Lan", reason="quyết định 7")


def test_withdrawing_leaves_the_tombstone_only(layout: Layout, source: Path) -> None:
    folder = file(layout, source)
    store.revise(layout, folder, corrected(2))
    assert store.read_tombstone(layout, document().id) is None
    assert store.write_tombstone(layout, tombstone()) is True
    assert store.write_tombstone(layout, dataclasses.replace(tombstone(), by="other")) is False
    assert store.purge_folder(layout, folder) is True
    assert store.purge_folder(layout, folder) is False
    assert store.read_tombstone(layout, document().id) == tombstone()
    assert store.tombstones(layout) == (tombstone(),)
    assert list(store.scan(layout)) == []
    assert list(layout.staging.iterdir()) == []
    left = b"".join(path.read_bytes() for path in layout.root.rglob("*") if path.is_file())
    assert CONTENT not in left
    assert "thiên tai".encode() not in left


def test_only_folders_of_documents_are_purged(layout: Layout) -> None:
    for path in (layout.documents, layout.root / "documents/2026", layout.audit):
        with pytest.raises(UsageError):
            store.purge_folder(layout, path)
    with pytest.raises(UsageError):
        store.read_tombstone(layout, "../../etc/passwd")


# ------------------------------------------------------------------------ finding, verifying


def test_scan_finds_documents_in_order_and_strays_the_rest(layout: Layout, tmp_path: Path) -> None:
    for data in (b"one", b"two", b"three"):
        source = tmp_path / "source"
        source.write_bytes(data)
        file(layout, source, document(data))
    (layout.documents / "Bản sao").mkdir()
    (layout.documents / "2026" / "ghi chú.txt").write_bytes(b"x")
    (layout.documents / "2026" / "11" / "20261122-copy").mkdir()
    found = list(store.scan(layout))
    assert len(found) == 3
    assert found == sorted(found)
    assert {path.name for path in store.strays(layout)} == {"Bản sao", "ghi chú.txt", "20261122-copy"}


def test_a_record_that_was_moved_says_so(layout: Layout, source: Path) -> None:
    folder = file(layout, source)
    target = layout.documents / "2027" / "01" / folder.name
    target.parent.mkdir(parents=True)
    folder.rename(target)
    with pytest.raises(RecordDamaged, match="path: expected 'documents/2027"):
        store.read_document(layout, target)


def alter(folder: Path, name: str, data: bytes) -> None:
    path = folder / name
    path.chmod(0o600)
    path.write_bytes(data)
    path.chmod(0o444)


DAMAGE: dict[str, tuple[Callable[[Path], object], str, str]] = {
    "one bit": (lambda f: alter(f, "original.txt", bytes([CONTENT[0] ^ 1]) + CONTENT[1:]), "M3", "SHA-256"),
    "shorter": (lambda f: alter(f, "original.txt", CONTENT[:-1]), "M3", "bytes"),
    "original gone": (lambda f: (f / "original.txt").unlink(), "M2", "original.txt is missing"),
    "attachment gone": (lambda f: (f / "attachment-01.txt").unlink(), "M2", "attachment-01.txt is missing"),
    "attachment altered": (lambda f: alter(f, "attachment-01.txt", INSIDE.upper()), "M3", "attachment-01"),
    "text gone": (lambda f: (f / "text.txt").unlink(), "M2", "text.txt is missing"),
    "text damaged": (lambda f: alter(f, "text.txt", b"\xff\xff"), "M2", "not UTF-8"),
    "record gone": (lambda f: (f / "record.json").unlink(), "M2", "record.json"),
    "record zeroed": (lambda f: alter(f, "record.json", b"\0" * 400), "M2", "not readable as JSON"),
    "no receipt": (lambda f: (f / "receipt-first0000000.json").unlink(), "M2", "no receipt"),
    "receipt damaged": (lambda f: alter(f, "receipt-first0000000.json", b"{"), "M2", "receipt-first"),
    "receipt renamed": (
        lambda f: (f / "receipt-first0000000.json").rename(f / "receipt-other.json"),
        "M2",
        "belongs elsewhere",
    ),
    "revision damaged": (lambda f: alter(f, "record.r0001.json", b"{}"), "M4", "record.r0001.json"),
    "revision swapped": (
        lambda f: alter(f, "record.r0001.json", (f / "record.json").read_bytes()),
        "M4",
        "is not that revision",
    ),
    "stranger": (lambda f: (f / "Thumbs.db").write_bytes(b"x"), "M2", "'Thumbs.db' does not belong there"),
    "stranger folder": (lambda f: (f / "parts").mkdir(), "M2", "does not belong"),
}


@pytest.mark.parametrize("damage", DAMAGE)
def test_every_kind_of_damage_is_found(damage: str, layout: Layout, source: Path) -> None:
    record = document(attachments=(INSIDE,))
    folder = file(layout, source, record)
    store.revise(layout, folder, dataclasses.replace(record, revision=2))
    assert store.verify_folder(layout, folder) == ()
    inflict, invariant, words = DAMAGE[damage]
    inflict(folder)
    problems = store.verify_folder(layout, folder)
    assert [problem.invariant for problem in problems] == [invariant]
    assert words in problems[0].message
    assert problems[0].severity is Severity.MUST
    assert problems[0].path is not None


def test_a_link_in_place_of_the_original_is_found(layout: Layout, source: Path) -> None:
    folder = file(layout, source)
    (folder / "original.txt").unlink()
    (folder / "original.txt").symlink_to(source)
    assert [p.message for p in store.verify_folder(layout, folder)] == [
        f"{document().id[:8]}: original.txt is no regular file"
    ]


def test_without_fixity_only_presence_and_size_are_looked_at(layout: Layout, source: Path) -> None:
    folder = file(layout, source)
    alter(folder, "original.txt", CONTENT.swapcase())
    assert store.verify_folder(layout, folder, fixity=False) == ()
    assert len(store.verify_folder(layout, folder, fixity=True)) == 1


def test_a_writable_original_is_worth_a_word(layout: Layout, source: Path) -> None:
    folder = file(layout, source)
    (folder / "original.txt").chmod(0o644)
    (problem,) = store.verify_folder(layout, folder)
    assert (problem.invariant, problem.severity) == ("M3", Severity.SHOULD)
    assert "chmod 0444" in problem.hint


def test_a_record_under_another_id_is_found(layout: Layout, source: Path) -> None:
    folder = file(layout, source)
    other = document(b"something else")
    from archivist.store import encode_document

    alter(folder, "record.json", encode_document(dataclasses.replace(other, path=document().path)))
    assert any("do not fit" in p.message for p in store.verify_folder(layout, folder))


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_what_may_not_be_read_is_not_called_well(layout: Layout, source: Path) -> None:
    folder = file(layout, source)
    (folder / "original.txt").chmod(0)
    (problem,) = store.verify_folder(layout, folder)
    assert problem.severity is Severity.NOT_CHECKED
