"""The archive as its callers use it: real files, real workers, real index."""

from __future__ import annotations

import datetime as dt
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from support.directives import party_text, write_party

from archivist import Archive, Defaults, Outcome, Reason
from archivist.errors import (
    AmbiguousDocument,
    ArchiveExists,
    ArchiveNotFound,
    DocumentNotFound,
    FormatTooNew,
    IndexDamaged,
    MissingFile,
    QueryError,
    RevisionConflict,
    UsageError,
)


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    with Archive.create(tmp_path / "kho", name="Kho thử") as opened:
        yield opened


def bytes_below(root: Path) -> bytes:
    return b"\n".join(path.read_bytes() for path in sorted(root.rglob("*")) if path.is_file())


def test_a_text_that_is_gone_is_an_integrity_error(archive: Archive, tmp_path: Path) -> None:
    """Not "the disk is full": nobody frees space for a file that was deleted."""
    with archive:
        document = archive.file(write_party(tmp_path / "nq.txt")).document
        assert document is not None
        (archive.root / document.path / "text.txt").unlink()
        with pytest.raises(MissingFile):
            archive.text(document.id)


def test_a_filed_document_is_found_with_its_fields(archive: Archive, tmp_path: Path) -> None:
    source = write_party(tmp_path / "nq.txt")
    with archive:
        result = archive.file(source)
        assert result.outcome in (Outcome.FILED, Outcome.REVIEW)
        assert result.document is not None
        document = archive.get(result.document.id)
        assert document.number == "15-NQ/TU"
        assert str(document.kind) == "Nghị quyết"
        assert document.issued == dt.date(2024, 3, 15)
        assert document.subject == "về chuyển đổi số trong các cơ quan đảng"
        assert document.issuer is not None
        assert "TỈNH ỦY" in document.issuer.as_printed
        for words in ("chuyển đổi số", "chuyen doi so", "15-NQ/TU", "15 NQ TU", "nghị quyết 15"):
            found = archive.search(words)
            assert [hit.document.id for hit in found] == [document.id], words
        with archive.read(document.id) as original:
            assert original.read() == source.read_bytes()
        assert source.exists()


def test_the_snippet_shows_where_it_matched(archive: Archive, tmp_path: Path) -> None:
    with archive:
        archive.file(write_party(tmp_path / "a.txt"))
        hit = archive.search("chuyen doi so")[0]
        marked = {hit.snippet.text[start:end] for start, end in hit.snippet.spans}
        assert {"chuyển", "đổi", "số"} <= {word.lower() for part in marked for word in part.split()}


def test_the_same_bytes_again_are_a_second_receipt(archive: Archive, tmp_path: Path) -> None:
    with archive:
        first = archive.file(write_party(tmp_path / "a.txt"))
        second = archive.file(write_party(tmp_path / "b" / "copy.txt"))
        assert second.outcome is Outcome.DUPLICATE
        assert first.document is not None
        assert second.document is not None
        assert second.document.id == first.document.id
        assert [r.received_as for r in archive.receipts(first.document.id)] == ["a.txt", "copy.txt"]
        assert archive.stats().documents == 1


def test_the_same_arrival_tried_again_is_no_new_receipt(archive: Archive, tmp_path: Path) -> None:
    source = write_party(tmp_path / "a.txt")
    with archive:
        first = archive.file(source)
        again = archive.file(source)
        assert first.outcome is Outcome.FILED
        assert again.outcome is Outcome.DUPLICATE, "a person who adds it twice is told that it is there"
        assert again.receipt == first.receipt
        assert first.document is not None
        assert len(archive.receipts(first.document.id)) == 1


def test_a_rotted_copy_is_restored_from_the_same_bytes(archive: Archive, tmp_path: Path) -> None:
    with archive:
        done = archive.file(write_party(tmp_path / "a.txt"))
        assert done.document is not None
        stored = archive.path_of(done.document.id)
        stored.chmod(0o644)
        stored.write_bytes(b"rot")
        assert not archive.check().ok
        again = archive.file(write_party(tmp_path / "b.txt"))
        assert again.outcome is Outcome.DUPLICATE
        assert stored.read_bytes() == (tmp_path / "b.txt").read_bytes()
        assert archive.check().ok


def test_a_marked_document_leaves_no_word_behind(archive: Archive, tmp_path: Path) -> None:
    text = party_text(subject="về phương án thuốc nam bí truyền", mark="TUYỆT MẬT")
    source = tmp_path / "kehoachngam.txt"
    source.write_text(text, encoding="utf-8")
    with archive:
        result = archive.file(source)
        assert result.outcome is Outcome.REFUSED
        assert result.document is None
        assert result.reasons == (Reason.SECRET_MARKING,)
        assert "kehoachngam" not in result.message
        assert archive.search("").total == 0
    kept = bytes_below(tmp_path / "kho")
    for word in ("bí truyền", "kehoachngam", "thuốc nam"):
        assert word.encode() not in kept
    assert source.exists()


def test_talk_about_state_secrets_is_no_mark(archive: Archive, tmp_path: Path) -> None:
    source = write_party(tmp_path / "a.txt", subject="về công tác bảo vệ bí mật nhà nước")
    with archive:
        assert archive.file(source).outcome is not Outcome.REFUSED


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", Reason.EMPTY),
        (b"\x7fELF\x02\x01\x01" + bytes(200), Reason.EXECUTABLE),
        (b"%PDF-1.7\n1 0 obj\n<<", Reason.UNREADABLE),
    ],
)
def test_what_cannot_be_filed_is_put_aside_with_its_reason(
    archive: Archive, tmp_path: Path, content: bytes, reason: Reason
) -> None:
    source = tmp_path / "văn bản.pdf"
    source.write_bytes(content)
    with archive:
        result = archive.file(source)
        assert result.outcome is Outcome.QUARANTINED
        assert result.reasons == (reason,)
        (entry,) = archive.quarantined()
        assert entry.path.read_bytes() == content
        assert entry.received_as == "văn bản.pdf"
        again = archive.file(source)
        assert again.quarantine_id == entry.id
        assert len(archive.quarantined()) == 1
        assert archive.check().ok


def test_a_quarantined_file_can_be_filed_as_it_is(archive: Archive, tmp_path: Path) -> None:
    source = tmp_path / "cũ.pdf"
    source.write_bytes(b"%PDF-1.7\n1 0 obj\n<<")
    with archive:
        put = archive.file(source)
        assert put.quarantine_id is not None
        again = archive.release(put.quarantine_id, by="linh")
        assert not isinstance(again, type(archive))
        assert len(archive.quarantined()) == 1, "reading it again fails again: it stays"
        done = archive.release(put.quarantine_id, by="linh", why="bản duy nhất", as_is=True)
        document = getattr(done, "document", None)
        assert document is not None
        assert archive.quarantined() == ()
        assert archive.path_of(document.id).read_bytes() == source.read_bytes()
        assert Reason.NUMBER_MISSING in document.reasons
        assert archive.check().ok


def test_a_missing_or_strange_source_is_a_result(archive: Archive, tmp_path: Path) -> None:
    (tmp_path / "link.txt").symlink_to(tmp_path / "nowhere")
    with archive:
        assert archive.file(tmp_path / "nothing.txt").reasons == (Reason.NOT_A_FILE,)
        assert archive.file(tmp_path / "link.txt").reasons == (Reason.NOT_A_FILE,)
        assert archive.file(tmp_path).outcome is Outcome.FAILED
        assert archive.file("a\0b").reasons == (Reason.NAME_UNUSABLE,)


def test_a_correction_is_a_revision_that_names_its_author(archive: Archive, tmp_path: Path) -> None:
    with archive:
        done = archive.file(write_party(tmp_path / "a.txt"))
        assert done.document is not None
        changed = archive.revise(
            done.document.id, by="linh", why="đọc nhầm", number="16-NQ/TU", kind="chỉ thị"
        )
        assert (changed.number, changed.kind and changed.kind.code) == ("16-NQ/TU", "chi-thi")
        assert changed.revision == 2
        reading = changed.readings["number"]
        assert reading.by_person
        assert reading.evidence[0].source == "person:linh"
        assert reading.runners_up[0].value == "15-NQ/TU"
        assert archive.search("16-NQ/TU").total == 1
        assert archive.search("number:15-NQ/TU").total == 0
        assert archive.revise(done.document.id, by="linh", number="16-NQ/TU") == changed
        with pytest.raises(RevisionConflict):
            archive.revise(done.document.id, by="mai", from_revision=1, number="17-NQ/TU")
        assert archive.check().ok


def test_a_date_after_receipt_is_asked_about_even_when_a_person_set_it(
    archive: Archive, tmp_path: Path
) -> None:
    with archive:
        done = archive.file(write_party(tmp_path / "a.txt"))
        assert done.document is not None
        id = done.document.id
        slip = archive.revise(id, by="linh", issued="2124-03-15")
        assert (slip.issued_text, slip.reasons) == ("2124-03-15", (Reason.DATE_IMPLAUSIBLE,))
        assert archive.revise(id, by="linh", accept=True).reasons == (), "it may be meant"
        assert archive.revise(id, by="linh", issued="2024-03-16").reasons == ()
        later = archive.revise(id, by="linh", issued="2124", accept=True)
        assert (later.issued_text, later.reasons) == ("2124", ())


@pytest.mark.parametrize(
    "fields",
    [
        {"kind": "bịa đặt"},
        {"issued": "31/02/2024"},
        {"level": "galactic"},
        {"nonsense": "x"},
        {"secrecy": "none"},
    ],
)
def test_an_impossible_correction_is_refused(
    archive: Archive, tmp_path: Path, fields: dict[str, str]
) -> None:
    with archive:
        done = archive.file(write_party(tmp_path / "a.txt"))
        assert done.document is not None
        with pytest.raises(UsageError):
            archive.revise(done.document.id, **{"by": "linh", **fields})  # type: ignore[arg-type]  # drawn by name
        assert archive.get(done.document.id).revision == 1


def test_accepting_settles_a_review(archive: Archive, tmp_path: Path) -> None:
    source = tmp_path / "a.txt"
    source.write_text("Kính gửi ai đó\n\nKhông rõ là văn bản gì, không số, không ngày.\n", encoding="utf-8")
    with archive:
        done = archive.file(source)
        if done.outcome is Outcome.FILED:
            pytest.skip("the reader asks for no review of a note that is no directive")
        assert done.document is not None
        assert [d.id for d in archive.review()] == [done.document.id]
        archive.revise(done.document.id, by="linh", accept=True, why="ghi chú")
        assert archive.review() == ()


def test_an_index_of_another_version_is_built_anew_at_the_next_opening(tmp_path: Path) -> None:
    with Archive.create(tmp_path / "kho") as archive:
        archive.file(write_party(tmp_path / "a.txt"))
    (old,) = (tmp_path / "kho" / "state" / "index").glob("*/archivist-index.json")
    old.write_text('{"schema": 1, "tier": "compatible"}\n', encoding="utf-8")
    with Archive.open(tmp_path / "kho", "r") as archive, pytest.raises(IndexDamaged):
        archive.search("chuyen doi so")
    with Archive.open(tmp_path / "kho") as archive:
        assert archive.search("chuyen doi so").total == 1
        assert archive.check().ok


def test_a_changed_byte_in_the_index_is_reported_by_check_and_mended(tmp_path: Path) -> None:
    with Archive.create(tmp_path / "kho") as archive:
        archive.file(write_party(tmp_path / "a.txt"))
        (segment,) = (tmp_path / "kho" / "state" / "index").glob("*/*.aix")
        content = bytearray(segment.read_bytes())
        content[len(content) // 2] ^= 0xFF
        segment.write_bytes(content)
        (problem,) = archive.check().problems
        assert problem.invariant == "S3"
        assert "checksum" in problem.message
        assert problem.hint == "run: archivist rebuild --index"
        archive.rebuild("index")
        assert archive.check().ok


def test_withdrawing_leaves_a_tombstone_and_nothing_else(archive: Archive, tmp_path: Path) -> None:
    source = write_party(tmp_path / "a.txt", subject="về một việc thuộctàiliệukín")
    with archive:
        done = archive.file(source)
        assert done.document is not None
        archive.revise(done.document.id, by="linh", subject="về một việc thuộctàiliệukín khác")
        archive.rebuild("browse")
        archive.withdraw(done.document.id, by="linh", why="phát hiện dấu mật")
        with pytest.raises(DocumentNotFound):
            archive.get(done.document.id)
        assert archive.search("").total == 0
        assert archive.check().ok
        again = archive.file(source)
        assert (again.outcome, again.reasons) == (Outcome.REFUSED, (Reason.WITHDRAWN,)), "it bears no mark"
    kept = bytes_below(tmp_path / "kho")
    assert "thuộctàiliệukín".encode() not in kept
    assert b"thuoctailieukin" not in kept


def test_the_same_number_of_two_provinces_stays_two(archive: Archive, tmp_path: Path) -> None:
    with archive:
        archive.file(write_party(tmp_path / "a.txt", province="LAM HẠ"))
        archive.file(write_party(tmp_path / "b.txt", province="THANH SƠN THƯỢNG"))
        assert len(archive.find(number="15-NQ/TU")) == 2
        with pytest.raises(AmbiguousDocument) as error:
            archive.resolve("15-NQ/TU")
        assert len(error.value.candidates) == 2
        assert archive.resolve(str(tmp_path / "a.txt")).original.received_as == "a.txt"


def test_same_directive_other_bytes_is_reported_for_both(archive: Archive, tmp_path: Path) -> None:
    with archive:
        first = archive.file(write_party(tmp_path / "a.txt"))
        second = archive.file(write_party(tmp_path / "b.txt", body="Bản đánh máy lại."))
        assert Reason.SAME_DIRECTIVE in second.reasons
        assert first.document is not None
        assert second.document is not None
        for one, other in ((first.document, second.document), (second.document, first.document)):
            assert other.id in {r.target for r in archive.relations(one.id) if r.kind == "same-directive"}


def test_many_files_are_filed_in_order_and_found(archive: Archive, tmp_path: Path) -> None:
    paths = [write_party(tmp_path / f"{n:02d}.txt", f"{n}-NQ/TU") for n in range(1, 13)]
    paths.append(write_party(tmp_path / "again.txt", "3-NQ/TU"))
    seen = []
    with archive:
        results = list(archive.file_many(paths, jobs=2, progress=lambda p: seen.append(p.done)))
        assert [r.source for r in results] == paths
        assert results[-1].outcome is Outcome.DUPLICATE
        assert archive.search("").total == 12
        assert archive.search("number:7-NQ/TU").total == 1
        assert seen[:3] == [1, 2, 3]
        assert archive.check().ok
        assert not list((archive.root / "staging").iterdir())


def test_stopping_early_leaves_nothing_staged(archive: Archive, tmp_path: Path) -> None:
    paths = [write_party(tmp_path / f"{n:02d}.txt", f"{n}-NQ/TU") for n in range(1, 9)]
    with archive:
        for result in archive.file_many(paths, jobs=2):
            assert result.document is not None
            break
        assert not list((archive.root / "staging").iterdir())
        assert archive.check().ok


def test_caches_can_be_deleted(archive: Archive, tmp_path: Path) -> None:
    import shutil

    with archive:
        done = archive.file(write_party(tmp_path / "a.txt"))
        assert done.document is not None
        archive.revise(done.document.id, by="linh", subject="về việc khác hẳn")
    shutil.rmtree(tmp_path / "kho" / "state")
    with Archive.open(tmp_path / "kho") as again:
        again.rebuild()
        assert again.search("khác hẳn").total == 1
        assert again.check().ok


def test_browse_is_a_readable_view(archive: Archive, tmp_path: Path) -> None:
    with archive:
        archive.file(write_party(tmp_path / "a.txt"))
        archive.rebuild("browse")
        (path,) = [p for p in (archive.root / "browse").rglob("*") if p.is_file()]
        assert "15-NQ_TU" in path.name
        assert path.relative_to(archive.root / "browse").parts[1:3] == ("2024", "Nghị quyết")


def test_opening_what_is_no_archive(tmp_path: Path) -> None:
    with pytest.raises(ArchiveNotFound):
        Archive.open(tmp_path)
    (tmp_path / "x").write_text("something", encoding="utf-8")
    with pytest.raises(ArchiveExists):
        Archive.create(tmp_path)


def test_a_newer_format_is_refused_untouched(archive: Archive, tmp_path: Path) -> None:
    archive.close()
    settings = tmp_path / "kho" / "archive.toml"
    settings.write_text(
        settings.read_text(encoding="utf-8").replace("format = 1", "format = 99"), encoding="utf-8"
    )
    before = bytes_below(tmp_path / "kho" / "documents")
    with pytest.raises(FormatTooNew):
        Archive.open(tmp_path / "kho")
    assert bytes_below(tmp_path / "kho" / "documents") == before


def test_a_bad_query_is_answered_with_its_place(archive: Archive) -> None:
    with archive, pytest.raises(QueryError) as error:
        archive.search('"mở mà không đóng')
    assert error.value.position == 0
    assert error.value.expected


READER = """
import os, sys
from archivist import Archive
def ask(mode):
    with Archive.open(sys.argv[1], mode) as archive:
        return archive.mode, archive.search("chuyen doi so").total, archive.get(sys.argv[2]).number
ask("r")  # loads every module while we may still read them
os.setgid(65534)
os.setuid(65534)
print(*ask("rw"))
"""


@pytest.mark.skipif(os.geteuid() != 0, reason="needs root to become another user")
def test_a_user_without_write_permission_searches_and_shows(tmp_path: Path) -> None:
    with tempfile.TemporaryDirectory(prefix="archivist-ro-") as scratch:
        root = Path(scratch)
        root.chmod(0o755)
        with Archive.create(root / "kho") as archive:
            done = archive.file(write_party(root / "a.txt"))
            assert done.document is not None
        finished = subprocess.run(
            [sys.executable, "-c", READER, str(root / "kho"), done.document.id],
            capture_output=True,
            text=True,
            check=False,
        )
        assert finished.stdout.split() == ["r", "1", "15-NQ/TU"], finished.stderr


def test_an_older_record_put_back_from_a_backup_ends_in_check_not_in_a_loop(
    archive: Archive, tmp_path: Path
) -> None:
    with archive:
        done = archive.file(write_party(tmp_path / "a.txt"))
        assert done.document is not None
        folder = archive.root / done.document.path
        before = (folder / "record.json").read_bytes()
        archive.revise(done.document.id, by="linh", subject="về việc khác")
        (folder / "record.json").write_bytes(before)
        archive.rebuild("index")
        problems = archive.check().problems
        assert {problem.invariant for problem in problems} >= {"S2"}


def test_what_is_no_document_is_reported_by_check(archive: Archive) -> None:
    with archive:
        (archive.root / "documents" / "ghi chú.txt").write_text("ai đó để đây", encoding="utf-8")
        (problem,) = archive.check().problems
        assert problem.invariant == "M2"
        assert problem.path is not None
        assert problem.path.name == "ghi chú.txt"


def test_a_damaged_record_fails_its_file_and_no_other(archive: Archive, tmp_path: Path) -> None:
    one = write_party(tmp_path / "in" / "1.txt", "1-NQ/TU")
    two = write_party(tmp_path / "in" / "2.txt", "2-NQ/TU")
    with archive:
        done = archive.file(one)
        assert done.document is not None
        (archive.root / done.document.path / "record.json").write_text('{"for', encoding="utf-8")
        archive.rebuild()
        outcomes = [(r.outcome, r.reasons) for r in archive.file_many([one, two])]
        assert outcomes[0] == (Outcome.FAILED, (Reason.RECORD_DAMAGED,))
        assert outcomes[1][0] in (Outcome.FILED, Outcome.REVIEW)
        assert archive.path_of(archive.find(number="2-NQ/TU")[0].id).is_file()


def test_a_document_whose_text_is_gone_is_still_found_by_its_fields(archive: Archive, tmp_path: Path) -> None:
    with archive:
        done = archive.file(write_party(tmp_path / "a.txt"))
        assert done.document is not None
        (archive.root / done.document.path / "text.txt").unlink()
        archive.rebuild("index")
        results = archive.search("number:15-NQ/TU")
        assert (results.total, len(results)) == (1, 1)
        assert not archive.check().ok


@pytest.mark.parametrize(
    "call", ["search(None)", "search('x', since='foo')", "find(issued='foo')", "open(5)"]
)
def test_arguments_of_the_wrong_type_are_answered(archive: Archive, call: str) -> None:
    with archive, pytest.raises(UsageError):
        eval(f"archive.{call}", {"archive": archive})


def test_a_generic_abbreviation_of_a_body_finds_all_such_bodies(archive: Archive, tmp_path: Path) -> None:
    source = tmp_path / "qd.txt"
    source.write_text(
        "ỦY BAN NHÂN DÂN                 CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\n"
        "TỈNH LAM HẠ                     Độc lập - Tự do - Hạnh phúc\n\n"
        "Số: 12/QĐ-UBND                  Lam Hạ, ngày 05 tháng 01 năm 2024\n\n"
        "                  QUYẾT ĐỊNH\n         Về việc thành lập tổ công tác\n\nĐiều 1. Thành lập tổ công tác.\n",
        encoding="utf-8",
    )
    with archive:
        archive.file(source)
        archive.file(write_party(tmp_path / "a.txt"))
        assert archive.search("", issuer="UBND").total == 1


def test_a_thread_that_outlives_the_main_program_files_or_says_why_not(tmp_path: Path) -> None:
    write_party(tmp_path / "a.txt")
    program = (
        "import threading\n"
        "def work():\n"
        "    import time; time.sleep(0.3)\n"
        "    from archivist import Archive\n"
        "    with Archive.create('kho') as archive:\n"
        "        archive.file('a.txt'); print(archive.search('chuyen doi so').total)\n"
        "threading.Thread(target=work).start()\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=tmp_path, capture_output=True, text=True, check=False, timeout=60
    )
    if sys.version_info[:2] == (3, 12):  # it starts neither threads nor processes any more
        assert "UsageError: the program has come to its end" in done.stderr
    else:
        assert done.stdout.strip() == "1", done.stderr


@pytest.mark.parametrize("line", ["Tối mật", "Mật", "Độ mật: Mật"])
def test_a_mark_typed_without_capitals_is_held_for_a_person(
    archive: Archive, tmp_path: Path, line: str
) -> None:
    source = write_party(tmp_path / "a.txt", mark=line)
    with archive:
        done = archive.file(source)
        assert done.outcome is Outcome.REVIEW
        assert Reason.SECRECY_NOT_CHECKED in done.reasons
        assert archive.search("").total == 0


def test_defaults_hold_for_many_files(archive: Archive, tmp_path: Path) -> None:
    paths = [tmp_path / "a.txt", tmp_path / "b.txt"]
    for path in paths:
        path.write_text(f"{path.name}: hai ba", encoding="utf-8")
    with archive:
        defaults = Defaults(issuer="Đảng ủy xã Sao Mai", received_from="văn thư xã")
        for result in archive.file_many(paths, defaults=defaults):
            assert result.document is not None
            assert result.document.issuer is not None
            assert result.document.issuer.as_printed == "Đảng ủy xã Sao Mai"
            assert result.receipt is not None
            assert result.receipt.received_from == "văn thư xã"
