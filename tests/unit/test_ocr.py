"""Character recognition: scans become text, marks are never lost, and nothing is opened unread."""

from __future__ import annotations

import dataclasses
import os
import re
import shutil
import sys
import time
import unicodedata
from collections.abc import Iterator
from pathlib import Path

import pypdf
import pytest
from PIL import Image
from support import scans
from support.scans import BLACK, FAINT_RED, RED, Ink

from archivist import Archive, audit, rereading, revising, store, testing
from archivist.directive.stamps import Secret, meaning_of
from archivist.errors import ExtractionError, UsageError
from archivist.extract import wire
from archivist.extract.limits import Limits, for_recognition
from archivist.extract.ocr_data import find_setup
from archivist.extract.ocr_engine import engine_for
from archivist.extract.ocr_records import HeadZone, OcrTask, OcrWord, RecognisedPage, Stamp
from archivist.extract.pool import WorkerPool
from archivist.extracted import Column, Line
from archivist.model import Access, Box, FieldName, Outcome, Reason, Secrecy, Severity, TextState, Urgency
from archivist.recognising import Background, Recogniser, Recognition, setup_of, waiting
from archivist.refreshing import Rereading

SETUP = find_setup()
needs_tesseract = pytest.mark.skipif(
    not SETUP.usable, reason="needs the system package tesseract-ocr-vie (make system-deps)"
)
PDF = "application/pdf"


def slow(ink: Ink) -> object:
    return pytest.param(ink, marks=pytest.mark.slow)


@pytest.fixture(scope="module")
def pool() -> Iterator[WorkerPool]:
    with WorkerPool(for_recognition()) as pool:
        yield pool


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    with Archive.create(tmp_path / "kho") as archive:
        yield archive


def task(
    path: Path, page: int = 1, *, media_type: str = PDF, program: str = "", rotation: int = 0
) -> OcrTask:
    return OcrTask(
        path=str(path),
        media_type=media_type,
        page=page,
        tessdata=SETUP.tessdata,
        program=program,
        orientation=SETUP.orientation,
        rotation=rotation,
    )


def words(text: str) -> list[str]:
    return re.findall(r"\w+", unicodedata.normalize("NFC", text).lower())


def recall(truth: str, read: str) -> float:
    left = words(read)
    found = 0
    for word in words(truth):
        if word in left:
            left.remove(word)
            found += 1
    return found / len(words(truth))


# ------------------------------------------------------------------------------- a page


@needs_tesseract
def test_a_made_scan_is_read_with_its_columns(tmp_path: Path, pool: WorkerPool) -> None:
    places = scans.state_letter()
    path = scans.scan_pdf(tmp_path / "scan.pdf", places, seal=(150, 240))
    read = pool.read_page(task(path))
    assert recall(scans.words_of(places), read.text) >= 0.97
    left = [line.text for line in read.lines if line.column is Column.LEFT]
    right = [line.text for line in read.lines if line.column is Column.RIGHT]
    assert left[:3] == ["ỦY BAN NHÂN DÂN TỈNH HÀ SƠN", "SỞ NỘI VỤ", "Số: 412/SNV-VTLT"]
    assert right == [
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Độc lập - Tự do - Hạnh phúc",
        "Hà Sơn, ngày 9 tháng 4 năm 2026",
    ]
    assert 580 < read.width < 600
    assert all(0 <= word.box.x0 < word.box.x1 <= read.width + 1 for word in read.words)


@needs_tesseract
@pytest.mark.parametrize(
    "turned", [90, pytest.param(180, marks=pytest.mark.slow), pytest.param(270, marks=pytest.mark.slow)]
)
def test_a_page_that_lies_on_its_side_is_turned(tmp_path: Path, pool: WorkerPool, turned: int) -> None:
    places = scans.state_letter()
    path = scans.scan_pdf(tmp_path / "scan.pdf", places, turned=turned)
    head = pool.read_head(task(path))
    assert head.legible
    # The scanner turned it one way (anti-clockwise), reading turns it back the other way.
    assert head.rotation == turned
    assert recall(scans.words_of(places), pool.read_page(task(path, rotation=head.rotation)).text) >= 0.95


@needs_tesseract
@pytest.mark.skipif(not Path("/usr/bin/tesseract").exists(), reason="needs the program tesseract")
def test_the_program_reads_like_the_library(tmp_path: Path, pool: WorkerPool) -> None:
    places = scans.state_letter()
    path = scans.scan_pdf(tmp_path / "scan.pdf", places)
    read = pool.read_page(task(path, program="/usr/bin/tesseract"))
    assert recall(scans.words_of(places), read.text) >= 0.97
    assert read.engine.startswith("tesseract")


@pytest.fixture
def broken_library(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A tesserocr that cannot be loaded."""
    engine_for.cache_clear()
    monkeypatch.setitem(sys.modules, "tesserocr", None)
    yield
    engine_for.cache_clear()


@pytest.mark.skipif(shutil.which("tesseract") is None, reason="needs the program tesseract")
def test_a_library_that_cannot_be_loaded_gives_way_to_the_program(broken_library: None) -> None:
    name = engine_for("", "", False).name
    assert name.startswith("tesseract")
    assert "tesserocr" not in name


def test_without_library_and_program_the_reason_is_named(
    broken_library: None, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(ExtractionError, match="tesserocr cannot be started"):
        engine_for("", "", False)


def test_a_program_that_hangs_dies_with_its_worker(tmp_path: Path) -> None:
    pid = tmp_path / "pid"
    hanging = tmp_path / "tesseract"
    hanging.write_text(f'#!/bin/sh\n[ "$1" = --version ] && exit 0\necho $$ > {pid}\nexec sleep 300\n')
    hanging.chmod(0o755)
    page = tmp_path / "page.png"
    Image.new("L", (800, 1100), 90).save(page)
    limits = Limits(wall_seconds=6, cpu_seconds=20, memory_bytes=1 << 31)
    with WorkerPool(limits) as pool, pytest.raises(ExtractionError) as caught:
        pool.read_page(task(page, media_type="image/png", program=str(hanging)))
    assert caught.value.reason == Reason.TIME_LIMIT
    child = int(pid.read_text())
    until = time.monotonic() + 30
    while Path(f"/proc/{child}").exists() and time.monotonic() < until:
        if Path(f"/proc/{child}/stat").read_text().rsplit(")", 1)[1].split()[0] == "Z":
            break
        time.sleep(0.05)
    else:
        assert not Path(f"/proc/{child}").exists()


def test_a_picture_with_too_many_pixels_is_refused(tmp_path: Path) -> None:
    bomb = tmp_path / "bomb.png"
    Image.new("1", (20_000, 20_000)).save(bomb)
    with WorkerPool(for_recognition()) as pool, pytest.raises(ExtractionError) as caught:
        pool.read_page(task(bomb, media_type="image/png"))
    assert caught.value.reason in (Reason.DECOMPRESSION_LIMIT, Reason.EXTRACTOR_CRASHED)


# ------------------------------------------------------------------------------- marks


@needs_tesseract
@pytest.mark.parametrize(
    "ink",
    [
        slow(Ink(text="MẬT", x=60, y=55)),
        Ink(text="MẬT", x=60, y=55, degrees=5, colour=BLACK),
        Ink(text="MẬT", x=60, y=55, degrees=-4, colour=FAINT_RED),
        Ink(text="TỐI MẬT", x=60, y=36, degrees=-5),  # over the number line
        slow(Ink(text="TỐI MẬT", x=60, y=58, degrees=-5, colour=BLACK)),
        slow(Ink(text="TUYỆT MẬT", x=60, y=58, degrees=-4)),  # over the subject
        slow(Ink(text="TUYỆT MẬT", x=60, y=57, degrees=5)),
    ],
    ids=str,
)
def test_a_stamp_of_secrecy_is_found(tmp_path: Path, pool: WorkerPool, ink: Ink) -> None:
    path = scans.scan_pdf(tmp_path / "scan.pdf", scans.state_letter(), inks=[ink])
    head = pool.read_head(task(path))
    assert rereading.judge_heads([head]).secrecy is Secrecy.MARKED, head.stamps


@needs_tesseract
@pytest.mark.parametrize(
    "ink",
    [
        Ink(text="MẬT", x=60, y=60, degrees=180),
        Ink(text="TUYỆT MẬT", x=60, y=60, degrees=-90),
        slow(Ink(text="TỐI MẬT", x=60, y=60, degrees=180, colour=BLACK)),
        slow(Ink(text="TUYỆT MẬT", x=60, y=60, degrees=45)),
    ],
    ids=str,
)
def test_a_stamp_put_on_the_wrong_way_round_is_found(tmp_path: Path, pool: WorkerPool, ink: Ink) -> None:
    """Upside down, MẬT looks like a word of two or three other letters: that clears nothing."""
    path = scans.scan_pdf(tmp_path / "scan.pdf", scans.state_letter(), inks=[ink])
    assert rereading.judge_heads([pool.read_head(task(path))]).secrecy is Secrecy.MARKED


@needs_tesseract
@pytest.mark.parametrize(
    ("ink", "grey"),
    [
        (Ink(text="TUYỆT MẬT", x=60, y=36, degrees=4, colour=BLACK), False),
        (Ink(text="TUYỆT MẬT", x=60, y=36, degrees=-4, colour=FAINT_RED), False),
        (Ink(text="TỐI MẬT", x=60, y=55, degrees=-5), True),
        (Ink(text="MẬT", x=60, y=55, degrees=-3, colour=FAINT_RED), True),
        (Ink(text="MẬT", x=60, y=75, degrees=2, colour=BLACK, height=3), False),
        (Ink(text="TUYỆT MẬT", x=60, y=60, degrees=-12, colour=BLACK), False),
        (Ink(text="MẬT", x=60, y=60, degrees=-30, colour=BLACK), False),
    ],
    ids=[
        "black over text",
        "faint over text",
        "red in a grey scan",
        "faint in a grey scan",
        "small over the text",
        "black askew over text",
        "black across",
    ],
)
def test_a_stamp_that_is_hard_to_read_never_clears_the_page(
    tmp_path: Path, pool: WorkerPool, ink: Ink, grey: bool
) -> None:
    path = scans.scan_pdf(tmp_path / "scan.pdf", scans.state_letter(), inks=[ink], grey=grey)
    head = pool.read_head(task(path))
    assert rereading.judge_heads([head]).secrecy is not Secrecy.NONE, head.stamps


@needs_tesseract
def test_a_page_without_stamps_is_cleared(tmp_path: Path, pool: WorkerPool) -> None:
    path = scans.scan_pdf(tmp_path / "scan.pdf", scans.party_resolution())
    assert rereading.judge_heads([pool.read_head(task(path))]).secrecy is Secrecy.NONE


@needs_tesseract
def test_red_ink_that_is_no_words_leaves_the_page_unchecked(tmp_path: Path, pool: WorkerPool) -> None:
    path = scans.scan_pdf(tmp_path / "scan.pdf", scans.state_letter(), seal=(60, 70))
    head = pool.read_head(task(path))
    found = rereading.judge_heads([head])
    assert found.secrecy is Secrecy.NOT_CHECKED
    assert "red ink" in found.why


@needs_tesseract
def test_a_title_about_secrecy_is_no_mark(tmp_path: Path, pool: WorkerPool) -> None:
    places = scans.party_resolution()
    places += [
        scans.Place(text="VỀ TĂNG CƯỜNG CÔNG TÁC BẢO VỆ BÍ MẬT", x=300, y=220, size=14, centred=True),
        scans.Place(text="NHÀ NƯỚC TRONG CÁC CƠ QUAN CỦA TỈNH", x=300, y=240, size=14, centred=True),
    ]
    places = [place for place in places if place.y < 200 or place.size == 14]
    path = scans.scan_pdf(tmp_path / "scan.pdf", places)
    assert rereading.judge_heads([pool.read_head(task(path))]).secrecy is Secrecy.NONE


@needs_tesseract
@pytest.mark.parametrize(
    ("text", "urgency"), [("KHẨN", Urgency.URGENT), ("HỎA TỐC", Urgency.EXPRESS)], ids=["khẩn", "hỏa tốc"]
)
def test_a_stamp_of_urgency_is_read(tmp_path: Path, pool: WorkerPool, text: str, urgency: Urgency) -> None:
    ink = Ink(text=text, x=60, y=58, degrees=3)
    path = scans.scan_pdf(tmp_path / "scan.pdf", scans.state_letter(), inks=[ink])
    found = rereading.judge_heads([pool.read_head(task(path))])
    assert found.secrecy is Secrecy.NONE
    assert found.urgency is not None
    assert found.urgency[0] is urgency
    assert found.urgency[1].box is not None


@pytest.mark.parametrize(
    ("text", "secret"),
    [
        ("MẬT", Secret.YES),
        ("[MẠT]", Secret.YES),
        ("|TỐ! MẬT", Secret.YES),
        ("TUYỆT MẬT!", Secret.YES),
        ("LUÔI MẬT", Secret.YES),
        ("MẬ", Secret.DOUBTFUL),
        ("TUYỆT MÃ", Secret.DOUBTFUL),
        ("TỐI", Secret.DOUBTFUL),
        ("HỎA TỐC", Secret.NO),
        ("KHẨN", Secret.NO),
        ("ĐẾN Số: 1234 Ngày: 12/5/2026", Secret.NO),
        ("SAO Y BẢN CHÍNH", Secret.NO),
        ("bảo mật thông tin", Secret.NO),
        ("Mật", Secret.DOUBTFUL),
        ("Tối mật", Secret.DOUBTFUL),
        ("TÀI LIỆU THU HỒI", Secret.DOUBTFUL),
        ("TOP SECRET", Secret.DOUBTFUL),
        ("", Secret.NO),
    ],
)
def test_what_the_words_of_a_stamp_mean(text: str, secret: Secret) -> None:
    assert meaning_of(text).secret is secret


def test_the_stamp_of_the_receiving_office_is_known() -> None:
    assert meaning_of("SỞ TÀI CHÍNH HÀ SƠN ĐẾN Số: 12 Ngày: 3/4/2026").arrival
    assert not meaning_of("HỎA TỐC").arrival


@pytest.mark.parametrize(
    ("text", "urgency"),
    [
        ("HỎA TỐC", Urgency.EXPRESS),
        ("HỎA TẾC", Urgency.EXPRESS),
        ("THƯỢNG KHAN", Urgency.VERY_URGENT),
        ("THƯỢNG KHÂM", Urgency.VERY_URGENT),
        ("KHẨN", Urgency.URGENT),
        ("KHOAN", None),
        ("HÀNH CHÍNH", None),
    ],
)
def test_urgency_is_known_with_a_letter_misread_in_long_marks(text: str, urgency: Urgency | None) -> None:
    assert meaning_of(text).urgency is urgency


def stamp(*, seal: bool = False, red: bool = True, read: bool = False, text: str = "") -> Stamp:
    box = Box(x0=100, top=100, x1=200, bottom=130)
    return Stamp(text=text, confidence=90, box=box, red=red, seal=seal, read=read)


def test_a_seal_clears_nothing_on_the_first_page_and_hides_nothing_behind_it() -> None:
    first = HeadZone(page=1, stamps=(stamp(seal=True),), legible=True)
    second = HeadZone(page=2, stamps=(stamp(seal=True),), legible=True)
    assert rereading.judge_heads([first]).secrecy is Secrecy.NOT_CHECKED
    assert rereading.judge_heads([second]).secrecy is Secrecy.NONE


@pytest.mark.parametrize(
    ("text", "confidence", "secrecy"),
    [
        ("LÝN", 89, Secrecy.NOT_CHECKED),  # MẬT upside down
        ("LVN L3An", 90, Secrecy.NOT_CHECKED),
        ("Thực ê O ông Sơ, tài lệ", 69, Secrecy.NOT_CHECKED),  # two texts upon each other
        ("SAO Y BẢN CHÍNH", 92, Secrecy.NONE),
        ("ĐẾN Số: 12 Ngày: 3/4/2026", 70, Secrecy.NONE),
        ("THƯỢNG KHẨN", 70, Secrecy.NONE),
        ("1234", 92, Secrecy.NONE),
    ],
)
@pytest.mark.parametrize("red", [True, False], ids=["red", "framed"])
def test_only_words_that_are_words_clear_a_stamp(
    text: str, confidence: int, secrecy: Secrecy, red: bool
) -> None:
    spot = dataclasses.replace(stamp(red=red, read=True, text=text), confidence=confidence)
    assert rereading.judge_heads([HeadZone(page=1, stamps=(spot,), legible=True)]).secrecy is secrecy


def test_a_head_that_was_not_read_is_never_cleared() -> None:
    assert rereading.judge_heads([HeadZone(page=1)]).secrecy is Secrecy.NOT_CHECKED


ARRIVAL = "CỔNG THÔNG TỊN ĐIỆN TỪ HÀ SƠN ĐỀN Ngy:.02/8 [2O19.."
"""A stamp of the receiving office with its date written by hand, as it may be read."""


@pytest.mark.parametrize(
    ("page", "left_out", "spot"),
    [
        (1, True, stamp(red=False, text="SỞ MẪU ĐẾN Số: ,l2 Ngày: 3¡4")),
        (1, True, stamp(red=False, read=True, text=ARRIVAL)),
        (1, False, stamp(red=False, text="ĐỘC LẬP TỰ DO")),
        (1, False, stamp(red=False, text="MẬT ĐẾN")),
        (1, False, stamp(red=True, text="SỞ MẪU ĐẾN Số: ,l2 Ngày: 3¡4")),
        # Behind the first page a cell of a table may say so: it is left out only when read well.
        (2, False, stamp(red=False, text="Từ ngày 1/1 đến ngày 3/4")),
        (2, True, stamp(red=False, read=True, text="SỞ MẪU ĐẾN Số: 12 Ngày: 3/4")),
    ],
)
def test_a_badly_read_arrival_stamp_is_left_out_by_its_name(page: int, left_out: bool, spot: Stamp) -> None:
    head = HeadZone(page=page, stamps=(spot,), legible=True)
    assert rereading.arrival_places(head) == ((spot.box,) if left_out else ())


def test_leaving_out_an_arrival_stamp_clears_nothing() -> None:
    spot = stamp(red=False, text="SỞ MẪU ĐẾN Số: ,l2 Ngày: 3¡4")
    head = HeadZone(page=1, stamps=(spot,), legible=True)
    assert rereading.arrival_places(head)
    assert rereading.judge_heads([head]).secrecy is Secrecy.NOT_CHECKED


def test_words_that_only_resemble_a_mark_withdraw_nothing() -> None:
    line = Line(text="MẶT", page=1, number=1)
    head = HeadZone(page=1, lines=(line,), legible=True)
    assert rereading.judge_heads([head]).secrecy is Secrecy.NOT_CHECKED


# ------------------------------------------------------------------------------- the archive


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


# ------------------------------------------------------------------------------- small parts


def test_the_language_data_is_looked_for_where_it_may_be(tmp_path: Path) -> None:
    data = tmp_path / "prefix" / "tessdata"
    data.mkdir(parents=True)
    (data / "vie.traineddata").touch()
    path = {"PATH": os.defpath}
    assert find_setup(environ={"TESSDATA_PREFIX": str(tmp_path / "prefix"), **path}).tessdata == str(data)
    assert find_setup(environ={"TESSDATA_PREFIX": str(data), **path}).tessdata == str(data)
    assert find_setup(str(data), environ=path).tessdata == str(data)
    found = find_setup(str(tmp_path), environ=path)
    assert "vie" not in found.missing or found.tessdata == ""
    assert find_setup(str(tmp_path / "none"), environ=path).missing[-1] == "vie"
    assert not find_setup(str(data), environ=path).orientation


def test_records_of_recognition_survive_the_pipe() -> None:
    box = Box(x0=1.5, top=2.0, x1=3.25, bottom=4.0)
    page = RecognisedPage(
        page=3,
        rotation=90,
        width=595.3,
        height=841.9,
        lines=(Line(text="Số: 1/QĐ", page=3, number=1, box=box),),
        words=(OcrWord(text="Số:", confidence=97, box=box),),
        confidence=96,
        syllables=0.9,
        engine="tesseract 5",
    )
    head = HeadZone(page=1, stamps=(stamp(text="KHẨN", read=True),), legible=True)
    assert wire.decode_as(RecognisedPage, wire.encode(page)) == page
    assert wire.decode_as(HeadZone, wire.encode(head)) == head


def test_damaged_words_are_reported_and_lose_nothing(tmp_path: Path, archive: Archive) -> None:
    filed = archive.file(testing.make_txt(tmp_path / "a.txt", "Công văn về lưu trữ.")).document
    assert filed is not None
    folder = archive.root / filed.path
    place = store.PlacedWord(text="Số", confidence=90, box=Box(x0=1, top=2, x1=3, bottom=4))
    pages = (store.PageWords(page=1, rotation=0, width=595, height=842, words=(place,)),)
    store.write_words(archive._ws.layout, folder, store.encode_words("tesseract 5", pages))
    assert store.read_words(folder) == pages
    assert archive.check().problems == ()
    (folder / "words.json.gz").write_bytes(b"no gzip")
    (problem,) = archive.check().problems
    assert (problem.invariant, problem.severity) == ("M2", Severity.SHOULD)
