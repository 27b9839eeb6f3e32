"""Two readings of one page: joining them, and what they say of a field."""

from __future__ import annotations

import io
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archivist import store
from archivist.extract.ocr_engine import BLOCK, Found
from archivist.extract.ocr_images import ink_share, without_red, without_seal
from archivist.extract.ocr_layout import lay_out, words_again
from archivist.extract.ocr_records import OcrWord, RecognisedPage
from archivist.extract.ocr_second import Zone, ink_and_paper, joined, read_again, zones_of
from archivist.extracted import Line
from archivist.model import Box, Evidence, FieldName, Fields, Reading
from archivist.recognised import DOUBTFUL, UNCONFIRMED, lowered
from archivist.text import same_word
from archivist.twice_read import other_reading, read_alike

Image = pytest.importorskip("PIL.Image", exc_type=ImportError)
HEAD = [Zone(0, 300)]


def found(text: str, left: int, top: int = 100, *, sure: float = 95, width: int = 80) -> Found:
    return Found((0, 0, top), left, top, width, 30, sure, text)


def texts(words: Sequence[Found]) -> list[tuple[str, str | None]]:
    return [(word.text, word.second) for word in words]


# ------------------------------------------------------------------------------- joining


def test_words_read_alike_are_surer() -> None:
    first = [found("Về", 0, sure=90), found("lưu", 100, sure=38), found("kho", 200, sure=70)]
    second = [found("về", 2, sure=96), found("lưư", 101, sure=60), found("kho,", 198, sure=80)]
    alike, other, edge = joined(first, second, HEAD)
    assert (alike.text, alike.second, alike.confidence) == ("Về", "về", 96)
    assert (other.text, other.second, other.confidence) == ("lưu", "lưư", 38)
    assert (edge.text, edge.confidence) == ("kho", 80)


def test_of_two_spellings_the_syllable_is_taken() -> None:
    first = [found("Ñguyễn", 0, sure=93), found("chât", 100, sure=91), found("M", 200, sure=50)]
    second = [found("Nguyễn", 0, sure=80), found("chất", 100, sure=70), found("y", 200, sure=90)]
    assert texts(joined(first, second, HEAD)) == [("Nguyễn", "Ñguyễn"), ("chất", "chât"), ("y", "M")]


def test_other_letters_are_no_better_spelling() -> None:
    first = [found("Ñguyễn", 0, sure=93), found("kho", 100, sure=60)]
    second = [found("guyền", 0, sure=80), found("cho", 100, sure=99)]
    assert texts(joined(first, second, HEAD)) == [("Ñguyễn", "guyền"), ("kho", "cho")]


@pytest.mark.parametrize(("one", "other"), [("4039/QĐ-UBND", "1039/QĐ-UBND"), ("ngày", "20"), ("l2", "12")])
def test_figures_stay_as_they_were_read_first(one: str, other: str) -> None:
    (word,) = joined([found(one, 0, sure=40)], [found(other, 0, sure=99)], HEAD)
    assert (word.text, word.second, word.confidence) == (one, other, 40)


def test_what_only_one_reading_found() -> None:
    first = [found("Kính", 0), found("gửi", 0, top=900)]
    second = [found("trữ", 100), found("~;", 200), found("ƒQ", 300), found("nhòe", 400, sure=30)]
    assert texts(joined(first, second, HEAD)) == [("Kính", ""), ("gửi", None), ("trữ", "")]


def test_a_word_cut_in_two_is_no_second_reading_of_either_half() -> None:
    first = [found("tiềnchất", 0, width=170)]
    second = [found("tiền", 0, width=80), found("chất", 90, width=80)]
    assert texts(joined(first, second, HEAD)) == [("tiềnchất", "")]


def test_zones_are_the_head_of_the_first_page_and_the_block_of_the_signature() -> None:
    foot = [found("Nơi", 50, top=1500), found("nhận:", 140, top=1500)]
    size = (1000, 2000)
    assert zones_of([], 1, size) == [Zone(0, 700)]
    assert zones_of([found("Điều", 0)], 2, size) == []
    assert zones_of(foot, 2, size) == [Zone(1410, 2000, 450)]
    assert zones_of(foot, 1, size) == [Zone(0, 700), Zone(1410, 2000, 450)]
    # On a short first page the block begins within the head: it is not read a third time.
    assert zones_of([found("Nơi", 50, top=500), found("nhận:", 140, top=500)], 1, size)[1].top == 700


class Reads:
    """An engine that finds one word, twenty pixels from the corner of what it is given."""

    name = "made"

    def __init__(self) -> None:
        self.seen: list[object] = []
        self.modes: list[int] = []

    def read(self, image: object, mode: int) -> list[Found]:
        self.seen.append(image)
        self.modes.append(mode)
        return [Found((1, 1, 1), 30, 60, 90, 45, 90.0, "chữ")]

    def orientation(self, image: object) -> int:
        return 0


def test_places_of_the_second_reading_are_those_of_the_first() -> None:
    engine = Reads()
    fine = Image.new("L", (1500, 3000), 255)
    words = read_again(fine, (1000, 2000), [Zone(0, 700), Zone(1400, 2000)], engine)
    assert [(one.left, one.top, one.width, one.height) for one in words] == [
        (20, 40, 60, 30),
        (20, 1440, 60, 30),
    ]
    assert len({one.line for one in words}) == 2
    assert [image.size for image in engine.seen] == [(1500, 1050), (1500, 900)]  # type: ignore[attr-defined]


def test_the_block_of_the_signature_is_read_as_one_block_without_what_its_edge_cuts() -> None:
    class Cuts(Reads):
        def read(self, image: object, mode: int) -> list[Found]:
            cut = Found((1, 1, 1), 1, 60, 90, 45, 90.0, "ương;")
            return [cut, *super().read(image, mode)]

    engine = Cuts()
    words = read_again(Image.new("RGB", (1500, 3000), "white"), (1000, 2000), [Zone(1400, 2000, 450)], engine)
    assert [(one.text, one.left, one.top) for one in words] == [("chữ", 470, 1440)]
    assert engine.modes == [BLOCK]
    assert [image.size for image in engine.seen] == [(825, 900)]  # type: ignore[attr-defined]


def test_what_stands_left_of_the_block_was_read_once() -> None:
    first = [found("tên", 100), found("tên", 600)]
    assert texts(joined(first, first[1:], [Zone(0, 300, 450)])) == [("tên", None), ("tên", "tên")]


def test_a_scrap_of_a_word_read_whole_goes() -> None:
    first = [found("ạ", 130, width=20), found("Mẫu", 300)]
    second = [found("Phạm", 80, width=120), found("Mẫu", 300)]
    assert texts(joined(first, second, HEAD)) == [("Mẫu", "Mẫu"), ("Phạm", "")]
    unsure = [found("Phạm", 80, width=120, sure=70), found("Mẫu", 300)]
    assert texts(joined(first, unsure, HEAD)) == [("ạ", ""), ("Mẫu", "Mẫu")]
    other = [found("Lê", 80, width=120), found("Mẫu", 300)]
    assert texts(joined(first, other, HEAD)) == [("ạ", ""), ("Mẫu", "Mẫu")]


def test_a_word_in_a_place_of_a_few_pixels_is_none() -> None:
    assert joined([], [Found((0, 0, 1), 500, 490, 7, 7, 87, "GIÁM")], [Zone(0, 600)]) == []


def test_a_mark_of_authority_is_a_word() -> None:
    assert texts(joined([], [found("KT.", 0), found("T/M", 100), found("KX.", 200)], HEAD)) == [
        ("KT.", ""),
        ("T/M", ""),
    ]


def darkest(image: Any, box: tuple[int, int, int, int]) -> int:
    """The least value of a grey image in a box."""
    return min(bytes(image.crop(box).tobytes()))


def test_the_rim_of_a_red_seal_goes_and_black_print_under_it_stays() -> None:
    page = Image.new("RGB", (300, 300), "white")
    page.paste((208, 32, 44), (40, 40, 260, 260))
    page.paste((20, 4, 5), (100, 140, 200, 160))  # black through red
    page.paste((20, 20, 20), (100, 280, 200, 290))
    page.paste((150, 150, 150), (5, 5, 20, 20))  # faint print, no seal near
    held = io.BytesIO()
    page.save(held, "JPEG", quality=60)
    scan = Image.open(held).convert("RGB")
    clean = without_seal(scan)
    assert darkest(clean, (30, 30, 270, 60)) > 200 >= darkest(without_red(scan), (30, 30, 270, 60))
    assert darkest(clean, (120, 145, 180, 155)) < 60
    assert darkest(clean, (120, 282, 180, 288)) < 60
    assert darkest(clean, (8, 8, 16, 16)) < 170
    grey = Image.new("L", (20, 20), 90)
    assert without_seal(grey).getextrema() == (90, 90)


def test_faint_ink_on_grey_paper_becomes_ink_and_paper() -> None:
    page = Image.new("L", (200, 100), 205)
    page.paste(150, (50, 20, 150, 80))
    parted = ink_and_paper(page)
    assert {parted.getpixel((5, 5)), parted.getpixel((100, 50))} == {255, 0}
    assert ink_and_paper(Image.new("L", (20, 20), 255)).getextrema() == (255, 255)


@given(st.lists(st.tuples(st.text(min_size=1, max_size=6), st.integers(0, 400)), max_size=8))
def test_no_word_of_the_first_reading_is_lost(given_words: list[tuple[str, int]]) -> None:
    first = [found(text, left) for text, left in given_words]
    assert len(joined(first, [], HEAD)) == len(first)
    again = joined(first, first, HEAD)
    assert [word.text for word in again] == [word.text for word in first]


@pytest.mark.parametrize(
    ("a", "b", "same"),
    [("Hoà", "hòa,", True), ("“kho”", "kho", True), ("nổ", "nỗ", False), ("lưu", "luu", False), ("-", "/", True)],
)  # fmt: skip
def test_same_word(a: str, b: str, same: bool) -> None:
    assert same_word(a, b) is same


def test_words_beside_a_stamp_that_is_left_out_are_confirmed_by_nothing() -> None:
    """The stamp may cover the beginning of their line."""
    first = [found("Kết", 100), found("quả", 200), found("thu", 300), found("quả", 200, top=400)]
    stamp = Box(x0=0, top=80, x1=190, bottom=140)
    laid = lay_out(joined(first, first, [Zone(0, 500)]), page=1, width=600, scale=1.0, leave_out=[stamp])
    assert [(word.text, word.agreed) for word in laid.words] == [("quả", False), ("thu", True), ("quả", True)]


def test_faint_print_is_ink_and_noise_is_none() -> None:
    page = Image.effect_noise((400, 400), 12).point([min(255, value + 100) for value in range(256)])
    assert ink_share(page) < 0.0006
    for ink in (20, 140, 150):
        written = page.copy()
        written.paste(ink, (50, 50, 150, 60))
        assert ink_share(written) > 0.005
    assert ink_share(Image.new("L", (10, 10), 30)) == 1.0
    assert ink_share(Image.new("L", (10, 10), 255)) == 0.0


# ------------------------------------------------------------------------------- fields


def scanned(*lines: Sequence[tuple[str, str | None]]) -> RecognisedPage:
    """A page of such lines, each word with its second reading."""
    placed, words = [], []
    for row, line in enumerate(lines):
        top = 100.0 + 20 * row
        for at, (text, second) in enumerate(line):
            box = Box(x0=50.0 + 60 * at, top=top, x1=100.0 + 60 * at, bottom=top + 12)
            words.append(OcrWord(text=text, confidence=95, box=box, second=second))
        whole = Box(x0=50, top=top, x1=40.0 + 60 * len(line), bottom=top + 12)
        placed.append(Line(text=" ".join(text for text, _ in line), page=1, number=row + 1, box=whole))
    return RecognisedPage(
        page=1, rotation=0, width=595, height=842, lines=tuple(placed), words=tuple(words), confidence=95
    )


def alike(text: str) -> list[tuple[str, str | None]]:
    return [(word, word) for word in text.split()]


def read(name: FieldName, value: str, page: RecognisedPage) -> Reading:
    where = Evidence(source="page", page=1, line=1, box=page.lines[0].box, quote=value, rule="made")
    fields = Fields(readings={name: Reading(value=value, confidence=0.95, evidence=(where,))})
    return lowered(fields, {1: page}).readings[name]


def test_a_subject_is_stated_for_certain_when_every_line_was_read_alike() -> None:
    page = scanned(alike("Về việc lập danh mục"), alike("hồ sơ nộp lưu"), alike("Căn cứ quy định;"))
    value = "Về việc lập danh mục hồ sơ nộp lưu"
    assert read_alike(value, Evidence(source="page", page=1, line=1, box=page.lines[0].box), page)
    assert read(FieldName.SUBJECT, value, page).confidence > 0.9


@pytest.mark.parametrize(
    ("word", "second", "other"),
    [
        ("lưu", "lun", "Về việc nộp lun"),
        # Not found by the second reading, or the page was read once: no witness, and nothing to choose.
        ("lưu", "", None),
        ("lưu", None, None),
    ],
)
def test_a_subject_without_a_second_witness_goes_to_a_person(
    word: str, second: str | None, other: str | None
) -> None:
    reading = read(FieldName.SUBJECT, "Về việc nộp lưu", scanned([*alike("Về việc nộp"), (word, second)]))
    assert reading.confidence <= DOUBTFUL
    assert [one.value for one in reading.runners_up] == ([other] if other else [])


def test_both_readings_of_a_number_and_a_date_are_shown() -> None:
    page = scanned([("Số:", "Số:"), ("412/QĐ-UBND", "472/QĐ-UBND")])
    reading = read(FieldName.NUMBER, "412/QĐ-UBND", page)
    assert reading.confidence <= UNCONFIRMED
    assert [one.value for one in reading.runners_up] == ["472/QĐ-UBND"]
    line = [*alike("Hà Sơn, ngày"), ("14", "11"), *alike("tháng 3 năm 2024")]
    reading = read(FieldName.ISSUED, "2024-03-14", scanned(line))
    assert [one.value for one in reading.runners_up] == ["2024-03-11"]


def test_a_figure_read_alike_twice_is_still_no_certain_number() -> None:
    """Strokes of a hand deceive both readings alike: they are no two witnesses of a figure."""
    reading = read(FieldName.NUMBER, "412/QĐ-UBND", scanned(alike("Số: 412/QĐ-UBND")))
    assert (reading.confidence <= UNCONFIRMED, reading.runners_up) == (True, ())


def test_a_name_shows_its_other_spelling() -> None:
    reading = read(FieldName.SIGNATORY, "Trần Văn Mẫu", scanned([("Trần", "Trân"), *alike("Văn Mẫu")]))
    assert reading.confidence <= DOUBTFUL
    assert [one.value for one in reading.runners_up] == ["Trân Văn Mẫu"]
    assert reading.runners_up[0].evidence.rule == "signatory:second-reading"


def test_the_other_reading_of_words_that_are_alike_is_none() -> None:
    page = scanned(alike("Về việc nộp lưu"))
    where = Evidence(source="page", page=1, line=1, box=page.lines[0].box)
    reading = Reading(value="Về việc nộp lưu", confidence=0.9, evidence=(where,))
    assert other_reading(FieldName.SUBJECT, reading, where, page) == ""


# ------------------------------------------------------------------------------- keeping


def test_second_readings_are_kept_with_the_words(tmp_path: Path) -> None:
    words = [found("Về", 100), found("lưu", 200)]
    laid = lay_out(joined(words, [found("lun", 200)], HEAD), page=1, width=595, scale=0.36)
    placed = tuple(
        store.PlacedWord(text=one.text, confidence=one.confidence, box=one.box, second=one.second)
        for one in laid.words
    )
    page = store.PageWords(page=1, rotation=0, width=595, height=842, words=placed)
    (tmp_path / "words.json.gz").write_bytes(store.encode_words("made", [page]))
    (kept,) = store.read_words(tmp_path)
    assert kept == page
    again = words_again(1, 0, (595, 842), [
        OcrWord(text=one.text, confidence=one.confidence, box=one.box, second=one.second) for one in kept.words
    ])  # fmt: skip
    assert [(one.text, one.second) for one in again.words] == [("Về", ""), ("lưu", "lun")]


def test_words_kept_before_pages_were_read_twice_are_read(tmp_path: Path) -> None:
    import gzip
    import json

    body = {"format": 1, "engine": "made", "pages": [
        {"page": 1, "rotation": 0, "width": 595, "height": 842, "words": [["Số:", 93, 1.0, 2.0, 3.0, 4.0]]}
    ]}  # fmt: skip
    (tmp_path / "words.json.gz").write_bytes(gzip.compress(json.dumps(body).encode()))
    (page,) = store.read_words(tmp_path)
    assert [(word.text, word.second) for word in page.words] == [("Số:", None)]
