"""Scans in an archive: recognised, filed again, held, found."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from pathlib import Path

import pypdf
import pytest
from PIL import Image
from support import scans
from support.recognising import SETUP, needs_tesseract, task
from support.scans import BLACK, RED, Ink

from archivist import Archive, audit, rereading, revising, store, testing
from archivist.errors import UsageError
from archivist.extract.limits import for_recognition
from archivist.extract.pool import WorkerPool
from archivist.model import Access, FieldName, Outcome, Reason, Secrecy, TextState
from archivist.recognising import Background, Recogniser, Recognition, setup_of, waiting
from archivist.refreshing import Rereading


@pytest.fixture(scope="module")
def pool() -> Iterator[WorkerPool]:
    with WorkerPool(for_recognition()) as pool:
        yield pool


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    with Archive.create(tmp_path / "kho") as archive:
        yield archive


@needs_tesseract
def test_a_filed_scan_becomes_findable_by_one_new_revision(tmp_path: Path, archive: Archive) -> None:
    path = scans.scan_pdf(tmp_path / "quet.pdf", scans.state_letter())
    filed = archive.file(path).document
    assert filed is not None
    assert (filed.text_state, filed.access) == (TextState.PENDING, Access.HELD)
    assert archive.search("tiêu hủy").total == 0

    (result,) = archive.recognise_pending()

    document = archive.get(filed.id)
    assert result.outcome is Recognition.READ
    assert document.revision == 2
    assert document.number == "412/SNV-VTLT"
    assert document.issued_text == "2026-04-09"
    assert document.kind is not None
    assert document.kind.code == "cong-van"
    # Only recognition saw them: a person is asked.
    assert document.readings[FieldName.NUMBER].confidence <= 0.6
    assert document.readings[FieldName.ISSUED].confidence <= 0.6
    assert set(document.reasons) >= {Reason.NUMBER_UNCERTAIN, Reason.ISSUED_UNCERTAIN}
    assert not set(document.reasons) & {Reason.TEXT_PENDING, Reason.SECRECY_NOT_CHECKED}
    assert (document.access, document.secrecy) == (Access.OPEN, Secrecy.NONE)
    assert archive.search("tiêu hủy").total == 1
    assert document.changes[-1].why.startswith("text recognised with tesseract")
    assert [event.action for event in audit.events(archive._ws.layout)][-1] == "revised"
    assert archive.check().problems == ()
    assert not list((archive.root / "state" / "ocr").iterdir())
    assert list(archive.recognise_pending()) == []


@needs_tesseract
def test_evidence_points_to_the_place_and_words_are_kept(tmp_path: Path, archive: Archive) -> None:
    archive.file(scans.scan_pdf(tmp_path / "quet.pdf", scans.state_letter()))
    (result,) = archive.recognise_pending()
    assert result.document is not None
    where = result.document.readings[FieldName.NUMBER].evidence[0]
    assert where.box is not None
    assert where.box.top == pytest.approx(93, abs=9)  # set with its baseline at 102 points, 13 high
    (page,) = store.read_words(archive.root / result.document.path)
    (number,) = [word for word in page.words if word.text == "412/SNV-VTLT"]
    assert number.confidence > 60
    assert where.box.x0 - 1 <= number.box.x0 < number.box.x1 <= where.box.x1 + 1


@needs_tesseract
def test_a_file_name_that_agrees_confirms_the_number(tmp_path: Path, archive: Archive) -> None:
    archive.file(scans.scan_pdf(tmp_path / "412-SNV-VTLT.pdf", scans.state_letter()))
    (result,) = archive.recognise_pending()
    assert result.document is not None
    assert result.document.readings[FieldName.NUMBER].confidence == 0.85
    assert Reason.NUMBER_UNCERTAIN not in result.document.reasons


@needs_tesseract
def test_a_marked_scan_is_withdrawn_without_a_word_of_it(tmp_path: Path, archive: Archive) -> None:
    ink = Ink(text="TUYỆT MẬT", x=60, y=58, degrees=-4)
    path = scans.scan_pdf(tmp_path / "quet.pdf", scans.state_letter(), inks=[ink])
    filed = archive.file(path).document
    assert filed is not None

    (result,) = archive.recognise_pending()

    assert result.outcome is Recognition.WITHDRAWN
    assert result.document is None
    assert not (archive.root / filed.path).exists()
    assert store.read_tombstone(archive._ws.layout, filed.id) is not None
    assert archive.file(path).outcome is Outcome.REFUSED
    for kept in archive.root.rglob("*"):
        if kept.is_file():
            data = kept.read_bytes()
            assert "tiêu hủy".encode() not in data, kept
            assert b"SNV-VTLT" not in data, kept
    assert not list((archive.root / "state" / "ocr").iterdir())
    assert archive.check().problems == ()


@needs_tesseract
def test_unread_red_ink_keeps_a_document_held_and_in_review(tmp_path: Path, archive: Archive) -> None:
    archive.file(scans.scan_pdf(tmp_path / "quet.pdf", scans.state_letter(), seal=(60, 70)))
    (result,) = archive.recognise_pending()
    assert result.document is not None
    assert (result.document.access, result.document.secrecy) == (Access.HELD, Secrecy.NOT_CHECKED)
    assert Reason.SECRECY_NOT_CHECKED in result.document.reasons
    assert result.document.text_state is TextState.COMPLETE
    assert archive.search("tiêu hủy").total == 0


@needs_tesseract
@pytest.mark.slow
def test_reading_it_again_does_not_close_what_a_person_released(tmp_path: Path, archive: Archive) -> None:
    archive.file(scans.scan_pdf(tmp_path / "quet.pdf", scans.state_letter(), seal=(60, 70)))
    (result,) = archive.recognise_pending()
    assert result.document is not None
    archive.release(result.document.id, by="An", why="looked at it")
    again = archive.recognise(result.document.id)
    assert again.document is not None
    assert (again.document.access, again.document.secrecy) == (Access.OPEN, Secrecy.RELEASED)
    assert Reason.SECRECY_NOT_CHECKED not in again.document.reasons


@needs_tesseract
def test_what_a_person_set_survives(tmp_path: Path, archive: Archive) -> None:
    filed = archive.file(scans.scan_pdf(tmp_path / "quet.pdf", scans.state_letter())).document
    assert filed is not None
    archive.revise(filed.id, by="An", why="read it", number="413/SNV-VTLT", kind="thông báo")
    (result,) = archive.recognise_pending()
    assert result.document is not None
    assert result.document.number == "413/SNV-VTLT"
    assert result.document.readings[FieldName.NUMBER].by_person
    assert result.document.kind is not None
    assert result.document.kind.code == "thong-bao"
    assert result.document.issued_text == "2026-04-09"
    assert result.document.revision == 3


@needs_tesseract
@pytest.mark.parametrize("colour", [BLACK, pytest.param(RED, marks=pytest.mark.slow)], ids=["black", "red"])
def test_the_arrival_stamp_is_not_the_document_s(
    tmp_path: Path, archive: Archive, colour: tuple[int, int, int]
) -> None:
    ink = scans.arrival_stamp("1234", "12/5/2026", colour=colour)
    places = scans.state_letter(number="7/SNV-VP", room=110)
    archive.file(scans.scan_pdf(tmp_path / "den.pdf", places, inks=[ink]))
    (result,) = archive.recognise_pending()
    assert result.outcome is Recognition.READ
    assert result.document is not None
    assert result.document.issued_text == "2026-04-09"
    assert result.document.number == "7/SNV-VP"
    assert result.document.subject == "V/v hướng dẫn nộp lưu hồ sơ vào lưu trữ lịch sử"
    assert result.document.access is Access.OPEN


@needs_tesseract
def test_an_arrival_stamp_filled_in_by_hand_is_left_out_of_the_text(tmp_path: Path, pool: WorkerPool) -> None:
    scrawl = "/\\~%"  # strokes no reader makes anything of
    ink = scans.arrival_stamp(scrawl, f"{scrawl}/{scrawl}", x=40, y=62, colour=BLACK)
    path = scans.scan_pdf(tmp_path / "den.pdf", scans.party_resolution(), inks=[ink])
    head = pool.read_head(task(path))
    (place,) = rereading.arrival_places(head)
    assert [spot.read for spot in head.stamps if spot.box == place] == [False]
    with_stamp = pool.read_page(task(path))
    without = pool.read_page(dataclasses.replace(task(path), leave_out=(place,)))
    assert "TÀI CHÍNH" in "\n".join(line.text for line in with_stamp.lines)
    assert "TÀI CHÍNH" not in "\n".join(line.text for line in without.lines)


@needs_tesseract
def test_stamps_on_a_scan_with_a_text_layer_are_looked_for(tmp_path: Path, archive: Archive) -> None:
    """Office machines save scans with their text; a stamp is in the image alone."""
    ink = Ink(text="TỐI MẬT", x=60, y=57, degrees=3)
    clean = scans.layered_pdf(tmp_path / "a.pdf", scans.state_letter())
    secret = scans.layered_pdf(tmp_path / "b.pdf", scans.state_letter("99/SNV-VP"), inks=[ink])
    for path in (clean, secret):
        filed = archive.file(path)
        assert filed.reasons[:2] == (Reason.STAMPS_PENDING, Reason.SECRECY_NOT_CHECKED)
        assert filed.document is not None
        assert (filed.document.access, filed.document.text_state) == (Access.HELD, TextState.COMPLETE)
    read = {result.outcome: result for result in archive.recognise_pending()}
    assert set(read) == {Recognition.READ, Recognition.WITHDRAWN}
    document = read[Recognition.READ].document
    assert document is not None
    assert (document.access, document.secrecy) == (Access.OPEN, Secrecy.NONE)
    assert Reason.STAMPS_PENDING not in document.reasons
    assert document.changes[-1].why.startswith("stamps looked for with tess")
    assert archive.text(document.id).count("lưu trữ") > 1
    assert waiting(archive._ws) == []
    assert [result.outcome for result in archive.reread()] == [Rereading.SAME]


def test_text_typed_upon_a_picture_is_trusted_and_the_picture_looked_at(
    tmp_path: Path, archive: Archive
) -> None:
    """A letterhead on tinted paper is no scan; but nobody knows what a picture on the whole page shows."""
    paper = Image.new("RGB", (620, 877), (252, 247, 232))
    filed = archive.file(scans.typed_upon(tmp_path / "a.pdf", scans.state_letter(), paper))
    assert filed.reasons == (Reason.STAMPS_PENDING, Reason.SECRECY_NOT_CHECKED)
    assert filed.document is not None
    said = filed.document.readings
    assert min(said[name].confidence for name in (FieldName.NUMBER, FieldName.ISSUED)) > 0.9
    if not SETUP.usable:
        return
    (read,) = archive.recognise_pending()
    assert read.document is not None
    assert (read.document.access, read.document.reasons) == (Access.OPEN, ())
    assert [result.outcome for result in archive.reread()] == [Rereading.SAME]
    assert waiting(archive._ws) == []


def test_text_behind_an_image_is_what_was_recognised(tmp_path: Path, archive: Archive) -> None:
    """Some programs write with ink what they recognised, and lay the image over it."""
    scan = Image.new("RGB", (620, 877), "white")
    filed = archive.file(scans.typed_upon(tmp_path / "a.pdf", scans.state_letter(), scan, over=True))
    assert filed.document is not None
    assert Reason.STAMPS_PENDING in filed.reasons
    assert filed.document.readings[FieldName.NUMBER].confidence <= 0.6


def test_a_person_who_releases_a_scan_with_a_text_layer_has_looked(tmp_path: Path, archive: Archive) -> None:
    filed = archive.file(scans.layered_pdf(tmp_path / "a.pdf", scans.state_letter()))
    assert filed.document is not None
    opened = revising.release_held(archive._ws, filed.document.path, by="Người trực", why="đã xem")
    assert not {Reason.STAMPS_PENDING, Reason.SECRECY_NOT_CHECKED} & set(opened.reasons)
    assert waiting(archive._ws) == []


@needs_tesseract
def test_born_digital_pages_keep_their_own_text(tmp_path: Path, archive: Archive) -> None:
    own = testing.make_pdf(tmp_path / "own.pdf", "Trang đầu có lớp chữ riêng: xyzzy-17.\n" * 8)
    scan = scans.scan_pdf(tmp_path / "scan.pdf", scans.state_letter())
    writer = pypdf.PdfWriter()
    for part in (own, scan):
        writer.append(part)
    writer.write(tmp_path / "both.pdf")
    writer.close()
    filed = archive.file(tmp_path / "both.pdf").document
    assert filed is not None
    (result,) = archive.recognise_pending()
    assert result.pages == 1
    first, second = archive.text(filed.id).split("\f")
    assert first.count("xyzzy-17") == 8
    assert "tiêu hủy" in second


@needs_tesseract
@pytest.mark.slow
def test_every_image_format_is_read(tmp_path: Path, archive: Archive) -> None:
    pages = [
        scans.spoiled(scans.rendered(scans.state_letter(number=f"{n}/SNV-VP"), tmp_path)) for n in range(5)
    ]
    pages[0].save(tmp_path / "a.jpg", dpi=(200, 200))
    pages[1].save(tmp_path / "b.png")
    pages[2].save(tmp_path / "c.webp", quality=60)
    pages[3].convert("L").save(tmp_path / "d.bmp")
    pages[4].save(tmp_path / "e.tif", save_all=True, append_images=[pages[0].convert("1")], dpi=(200, 200))
    for path in sorted(tmp_path.glob("?.*")):
        assert archive.file(path).outcome is Outcome.REVIEW, path
    results = {
        result.document.original.received_as: result.document
        for result in archive.recognise_pending()
        if result.document is not None
    }
    assert {name: document.number for name, document in results.items()} == {
        "a.jpg": "0/SNV-VP",
        "b.png": "1/SNV-VP",
        "c.webp": "2/SNV-VP",
        "d.bmp": "3/SNV-VP",
        "e.tif": "4/SNV-VP",
    }
    assert archive.text(results["e.tif"].id).count("tiêu hủy") == 2


@needs_tesseract
def test_an_interrupted_run_goes_on_where_it_ended(tmp_path: Path, archive: Archive) -> None:
    filed = archive.file(scans.scan_pdf(tmp_path / "quet.pdf", scans.state_letter())).document
    assert filed is not None
    with Recogniser(archive._ws, setup_of(archive._ws)) as recogniser:
        steps = recogniser.steps(filed.id)
        next(steps)
        steps.close()
    kept = archive.root / "state" / "ocr" / filed.id
    head = kept / "00001.head.json"
    before = head.stat().st_mtime_ns
    assert archive.get(filed.id).revision == 1
    with Recogniser(archive._ws, setup_of(archive._ws)) as recogniser:
        steps = recogniser.steps(filed.id)
        next(steps)  # the body: the head was read before
        assert head.stat().st_mtime_ns == before
        assert (kept / "00001.page.json").is_file()
        (result,) = recogniser.run([filed.id])
    assert result.outcome is Recognition.READ
    assert not kept.exists()


@needs_tesseract
def test_a_process_that_died_between_text_and_record_loses_nothing(tmp_path: Path, archive: Archive) -> None:
    filed = archive.file(scans.scan_pdf(tmp_path / "quet.pdf", scans.state_letter())).document
    assert filed is not None
    ws = archive._ws
    with ws.writer():
        ws.catalogue.begin_intent(filed.id, filed.sha256, filed.path, "revising")
        store.replace_text(ws.layout, archive.root / filed.path, "recognised, and then the power went")
    archive.close()
    with Archive.open(archive.root) as again:
        assert again.check().problems == ()
        assert again.get(filed.id).text_state is TextState.PENDING
        assert again.search("power").total == 0
        (result,) = again.recognise_pending()
        assert result.outcome is Recognition.READ
        assert again.check().problems == ()


@needs_tesseract
def test_a_watcher_with_nothing_to_file_recognises(tmp_path: Path, archive: Archive) -> None:
    filed = archive.file(scans.scan_pdf(tmp_path / "quet.pdf", scans.state_letter())).document
    assert filed is not None
    with Background(archive._ws) as background:
        for _ in range(20):
            if not background.step(0.1):
                break
    assert archive.get(filed.id).text_state is TextState.COMPLETE


@needs_tesseract
def test_a_picture_without_words_is_tried_once_and_never_cleared(tmp_path: Path, archive: Archive) -> None:
    Image.effect_noise((600, 800), 90).save(tmp_path / "anh.png")
    filed = archive.file(tmp_path / "anh.png").document
    assert filed is not None
    archive.recognise(filed.id)
    document = archive.get(filed.id)
    assert document.access is Access.HELD
    assert set(document.reasons) & {Reason.TEXT_PENDING, Reason.TEXT_UNTRUSTED}
    assert waiting(archive._ws) == [filed.id]
    assert waiting(archive._ws, again=False) == []


def test_without_tesseract_a_scan_is_filed_and_waits(
    tmp_path: Path, archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "empty").mkdir()
    monkeypatch.setenv("ARCHIVIST_OCR_TESSDATA", str(tmp_path / "empty"))
    Image.new("RGB", (600, 800), (250, 250, 250)).save(tmp_path / "anh.png")
    with Archive.open(archive.root) as there:
        result = there.file(tmp_path / "anh.png")
        assert Reason.TEXT_PENDING in result.reasons
        with pytest.raises(UsageError, match="missing"):
            list(there.recognise_pending())
        with Background(there._ws) as background:
            assert background.step() is False
        assert result.document is not None
        assert there.get(result.document.id).text_state is TextState.PENDING


def test_a_document_without_scans_is_left_alone(tmp_path: Path, archive: Archive) -> None:
    if not SETUP.usable:
        pytest.skip("needs the system package tesseract-ocr-vie (make system-deps)")
    filed = archive.file(testing.make_txt(tmp_path / "a.txt", "Công văn về lưu trữ.")).document
    assert filed is not None
    result = archive.recognise(filed.id)
    assert result.outcome is Recognition.NOTHING
    assert archive.get(filed.id).revision == 1
