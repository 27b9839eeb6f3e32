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

import pytest
from PIL import Image
from support import scans
from support.recognising import needs_tesseract, task
from support.scans import BLACK, FAINT_RED, Ink

from archivist import Archive, rereading, store, testing
from archivist.directive.stamps import Secret, meaning_of
from archivist.errors import ExtractionError
from archivist.extract import wire
from archivist.extract.limits import Limits, for_recognition
from archivist.extract.ocr_data import find_setup
from archivist.extract.ocr_engine import engine_for
from archivist.extract.ocr_records import HeadZone, OcrWord, RecognisedPage, Stamp
from archivist.extract.pool import WorkerPool
from archivist.extracted import Column, Line
from archivist.model import Box, Reason, Secrecy, Severity, Urgency


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
