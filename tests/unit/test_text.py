"""Vietnamese text functions."""

from __future__ import annotations

import unicodedata

import pytest

from archivist.text import (
    clean_line,
    fold,
    fold_keep_case,
    is_syllable,
    nfc,
    normalise_tone,
    slug,
    syllable_share,
    within_one_edit,
)


@pytest.mark.parametrize("letter", ["Đ", "đ", "Ð", "ð", "Ɖ"])
def test_every_look_alike_of_d_with_stroke_folds_to_d(letter: str) -> None:
    assert fold(letter) == "d"


def test_fold_of_decomposed_and_composed_text_is_the_same() -> None:
    text = "Ủy ban nhân dân tỉnh Đắk Lắk, Lƣu trữ"
    assert fold(unicodedata.normalize("NFD", text)) == fold(text) == "uy ban nhan dan tinh dak lak, luu tru"


def test_fold_keep_case_keeps_case() -> None:
    assert fold_keep_case("Số 39-NQ/TW, QĐ") == "So 39-NQ/TW, QD"


def test_other_languages_fold_too() -> None:
    assert fold("Über Ålesund") == "uber alesund"
    assert fold("הַחְלָטָה") == "החלטה"


@pytest.mark.parametrize(
    ("written", "canonical"),
    [
        ("hoà", "hòa"),
        ("Hoà Bình", "Hòa Bình"),
        ("HOẢ TỐC", "HỎA TỐC"),
        ("thuỷ", "thủy"),
        ("Uỷ ban", "Ủy ban"),
        ("UỶ BAN", "ỦY BAN"),
        ("quý", "quý"),
        ("qúy", "quý"),
        ("Quỳnh", "Quỳnh"),
        ("toàn", "toàn"),
        ("tòan", "toàn"),
        ("hoặc", "hoặc"),
        ("khoẻ", "khỏe"),
        ("khuỷu", "khuỷu"),
        ("ngoài", "ngoài"),
        ("hoà-giải", "hòa-giải"),
        ("quả", "quả"),
    ],
)
def test_tone_mark_has_one_place(written: str, canonical: str) -> None:
    assert normalise_tone(written) == canonical


def test_clean_line_removes_what_cannot_be_seen() -> None:
    assert clean_line("\ufeffSố:\u00a015\u200b–QĐ/TW \t ") == "Số: 15-QĐ/TW"
    assert clean_line("a\u2011b − c — d") == "a-b - c - d"


def test_clean_line_keeps_the_soft_hyphen_of_tcvn3() -> None:
    assert "\u00ad" in clean_line("ng\u00adêi")


SYLLABLES = (
    "nghị quyết ủy uỷ hòa hoà nghiêm giếng gì già yêu yên khuya khuỷu quốc quý Quỳnh Đắk Lắk Kạn Kon xoong "
    "thương trường chuyển tuyên huyện ngoằn Huế thuở nguyễn ái oan iu ngành ghế kỷ"
)


@pytest.mark.parametrize("word", SYLLABLES.split())
def test_well_formed_syllables(word: str) -> None:
    assert is_syllable(word)


@pytest.mark.parametrize(
    "word", ["", "Céng", "strong", "quyet", "committee", "ngi", "ce", "các1", "hồá", "cat", "đươ", "v", "ñy"]
)
def test_what_is_no_syllable(word: str) -> None:
    assert not is_syllable(word)


def test_share_tells_vietnamese_from_the_rest() -> None:
    assert syllable_share("Căn cứ Điều lệ Đảng và quy chế làm việc của Tỉnh ủy khóa mới") > 0.95
    assert syllable_share("C¨n cø §iÒu lÖ §¶ng vµ quy chÕ lµm viÖc cña TØnh ñy") < 0.5
    assert syllable_share("Resolution of the Standing Committee on cadre training") < 0.5
    assert syllable_share("12/2026 ...") == 0.0


@pytest.mark.parametrize(
    ("a", "b", "near"),
    [
        ("quyet", "quyet", True),
        ("quyet", "quyt", True),
        ("quyet", "quyett", True),
        ("quyet", "quget", True),
        ("quyet", "quyte", True),
        ("quyet", "qyt", False),
        ("quyet", "tquye", False),
        ("", "a", True),
        ("ab", "ba", True),
        ("abc", "cba", False),
    ],
)
def test_one_edit(a: str, b: str, near: bool) -> None:
    assert within_one_edit(a, b) is near
    assert within_one_edit(b, a) is near


def test_slug() -> None:
    assert slug("Văn phòng Tỉnh ủy Đắk Lắk") == "van-phong-tinh-uy-dak-lak"
    assert slug("  --  ") == slug("  --  ")
    assert slug("משרד") != slug("ממשלה")
    assert slug("Tờ trình về công tác cán bộ", 12) == "to-trinh-ve"
    assert slug("Størrelse Straße") == "storrelse-strasse"


def test_nfc() -> None:
    assert nfc(unicodedata.normalize("NFD", "quyết định")) == "quyết định"
