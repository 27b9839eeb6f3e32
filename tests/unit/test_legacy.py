"""Legacy encodings: tables against an oracle, the evidence of fonts, the judgement by syllables."""

from __future__ import annotations

import shutil
import subprocess
import unicodedata

import pytest
from support.legacy_texts import OTHERS, VIETNAMESE, encode

from archivist.legacy import Encoding, Run, convert, decode, font_encoding, judge, legacy_fonts
from archivist.legacy.tables import capital_pairs, rows

_ICONV = {Encoding.TCVN3: "TCVN5712-1", Encoding.VISCII: "VISCII"}


def plain(*lines: str) -> list[list[Run]]:
    return [[Run(line)] for line in lines]


def texts(paragraphs: list[list[Run]]) -> list[str]:
    found = convert(paragraphs)
    assert found is not None
    return ["".join(runs) for runs in found.runs]


# ------------------------------------------------------------------------------- tables


@pytest.mark.parametrize("encoding", list(_ICONV))
def test_the_table_is_that_of_iconv(encoding: Encoding) -> None:
    iconv = shutil.which("iconv")
    if iconv is None:
        pytest.skip("iconv is not installed")
    listed = subprocess.run([iconv, "-l"], capture_output=True, text=True, check=True).stdout
    if _ICONV[encoding] not in listed:
        pytest.skip(f"this iconv does not know {_ICONV[encoding]}")
    for data, letter in rows(encoding):
        done = subprocess.run(
            [iconv, "-f", _ICONV[encoding], "-t", "UTF-8"], input=data, capture_output=True, check=True
        )
        assert unicodedata.normalize("NFC", done.stdout.decode("utf-8")) == letter, data.hex()


def vietnamese_letters() -> set[str]:
    bases, tones = "aăâeêioôơuưy", ("", "\u0300", "\u0301", "\u0303", "\u0309", "\u0323")
    small = {unicodedata.normalize("NFC", base + tone) for base in bases for tone in tones} | {"đ"}
    return {char for char in small | {char.upper() for char in small} if not char.isascii()}


@pytest.mark.parametrize("encoding", [Encoding.VNI, Encoding.VISCII, Encoding.CP1258, Encoding.UTF8_TWICE])
def test_every_letter_is_known(encoding: Encoding) -> None:
    letters = vietnamese_letters()
    assert len(letters) == 134
    wrong = {letter for letter in letters if decode(encode(letter, encoding), encoding) != letter}
    assert wrong == set()


def test_tcvn3_has_every_small_letter_and_the_seven_capitals() -> None:
    held = {letter for _, letter in rows(Encoding.TCVN3)}
    small = {letter for letter in vietnamese_letters() if letter.islower()}
    assert held == small | set("ĂÂÊÔƠƯĐ")
    assert set(capital_pairs().values()) == {letter.upper() for letter in small} - set("ĂÂÊÔƠƯĐ")


# ------------------------------------------------------------------------------- decoding


@pytest.mark.parametrize(
    ("shown", "encoding", "meant"),
    [
        ("Céng hßa x· héi chñ nghÜa ViÖt Nam", Encoding.TCVN3, "Cộng hòa xã hội chủ nghĩa Việt Nam"),
        ("Coäng hoøa xaõ hoäi chuû nghóa Vieät Nam", Encoding.VNI, "Cộng hòa xã hội chủ nghĩa Việt Nam"),
        ("UYÛ BAN NHAÂN DAÂN TÆNH", Encoding.VNI, "UỶ BAN NHÂN DÂN TỈNH"),
        ("Aùp duïng", Encoding.VNI, "Áp dụng"),
        ("thñ t\u00adíng", Encoding.TCVN3, "thủ tướng"),
        ("Thñ t\u2212íng, trung \u2212¬ng, 5\u22122", Encoding.TCVN3, "Thủ tướng, trung ương, 5\u22122"),
        ("l\u2219nh \u03bc", Encoding.TCVN3, "lãnh à"),
        ("\uf043\uf0e9\uf06e\uf067", Encoding.TCVN3, "Cộng"),
        ("Sè 12 – ngµy … th¸ng", Encoding.TCVN3, "Số 12 – ngày … tháng"),
        ("CHÝNH PHñ, QUYÕT §ÞNH, Q§-TTg, Lª Hå", Encoding.TCVN3, "CHÍNH PHỦ, QUYẾT ĐỊNH, QĐ-TTg, Lê Hồ"),
        ("HOAµN THIÖN", Encoding.TCVN3, "HOÀN THIỆN"),
        ("Ä‘áº£ng bá»™", Encoding.UTF8_TWICE, "đảng bộ"),
        ("Vie^.t Nam, dda^'t nu+o+'c; Bo^. Co^ng an.", Encoding.VIQR, "Việt Nam, đất nước; Bộ Công an."),
        ("khi na`o ve^` nha`.", Encoding.VIQR, "khi nào về nhà."),
        ("la\\. to\\?", Encoding.VIQR, "la. to?"),
    ],
)  # fmt: skip
def test_decoding(shown: str, encoding: Encoding, meant: str) -> None:
    assert decode(shown, encoding) == meant


def test_a_font_of_capitals_shows_capitals() -> None:
    assert decode("tØnh ñy yªn b×nh", Encoding.TCVN3, capitals=True) == "TỈNH ỦY YÊN BÌNH"
    # An abbreviation typed in mixed case is kept: the number of the document depends on it.
    assert decode("sè 7/2003/Q§-TTg, QUy chÕ", Encoding.TCVN3, capitals=True) == "SỐ 7/2003/QĐ-TTg, QUY CHẾ"


@pytest.mark.parametrize(
    ("name", "encoding", "capitals"),
    [
        (".VnTime", Encoding.TCVN3, False),
        (".VnTimeH", Encoding.TCVN3, True),
        ("ABCDEF+.VnTimeH,BoldItalic", Encoding.TCVN3, True),
        ("VnTimeHBold", Encoding.TCVN3, True),
        (".VnBahamasBH", Encoding.TCVN3, True),
        (".VnCentury SchoolbookH", Encoding.TCVN3, True),
        (".VnTimeH Tur", Encoding.TCVN3, True),
        (".VnEnglish", Encoding.TCVN3, False),
        ("'VNI-Times'", Encoding.VNI, False),
        ("VNI-Helve-Condense", Encoding.VNI, False),
        ("VPS Times", None, False),
    ],
)
def test_fonts_announce_an_encoding(name: str, encoding: Encoding | None, capitals: bool) -> None:
    found = font_encoding(name)
    assert found is not None
    assert (found.encoding, found.capitals) == (encoding, capitals)


@pytest.mark.parametrize(
    "name", ["Times New Roman", "Vnesia", "Verdana", "Univers", "", "TimesNewRomanPSMT", "VN"]
)
def test_other_fonts_announce_nothing(name: str) -> None:
    assert font_encoding(name) is None


def test_legacy_fonts_are_named_once_and_without_style() -> None:
    assert legacy_fonts([".VnTime,Bold", "Arial", ".VnTime", "XXXXXX+.VnTimeH"]) == (".VnTime", ".VnTimeH")


# ------------------------------------------------------------------------------ judgement


@pytest.mark.parametrize("encoding", list(Encoding))
def test_each_encoding_is_told_by_syllables(encoding: Encoding) -> None:
    for sentence in VIETNAMESE:
        verdict = judge(encode(sentence, encoding))
        if len(sentence.split()) >= 16:
            assert verdict is not None
            assert verdict.encoding is encoding


@pytest.mark.parametrize("language", ["vi", *OTHERS])
def test_nothing_else_is_ever_converted(language: str) -> None:
    sentences = OTHERS.get(language, VIETNAMESE)
    assert convert(plain(*sentences)) is None
    assert convert(plain(" ".join(sentences))) is None


def test_unicode_set_in_a_legacy_font_is_not_converted_twice() -> None:
    paragraphs = [[Run(sentence, ".VnTime")] for sentence in VIETNAMESE]
    assert convert(paragraphs) is None


def test_letters_shared_with_latin_1_do_not_mislead_beside_unicode() -> None:
    # "và là" alone could be TCVN3; the same font's other text is Unicode.
    paragraphs = [
        [Run("Được giao và là", ".VnTime")],
        [Run("và là", ".VnTime")],
        [Run("Đảng bộ", ".VnTimeH")],
    ]
    assert convert(paragraphs) is None


def test_english_set_in_a_legacy_font_stays() -> None:
    assert convert([[Run("The café © 2001, § 4", ".VnTime")]]) is None


def test_runs_are_converted_each_by_its_font() -> None:
    paragraphs = [
        [Run("tØnh ñy", ".VnTimeH"), Run(" số 05 của Đảng ủy", "Times New Roman")],
        [Run("Uyû ban", "VNI-Times"), Run(", héi ®ång", ".VnTime")],
    ]
    found = convert(paragraphs)
    assert found is not None
    assert found.runs == (("TỈNH ỦY", " số 05 của Đảng ủy"), ("Uỷ ban", ", hội đồng"))
    assert (set(found.encodings), found.by) == ({Encoding.TCVN3, Encoding.VNI}, "fonts")
    assert 0.3 < found.share < 0.8


def test_short_paragraphs_follow_the_vote_of_the_document() -> None:
    lines = [encode(sentence, Encoding.TCVN3, capitals_lost=True) for sentence in VIETNAMESE]
    found = texts(plain("thñ t\u00adíng", "", *lines, "", "n¬i nhËn:"))
    assert (found[0], found[-1]) == ("thủ tướng", "nơi nhận:")


def test_one_foreign_block_does_not_turn_a_unicode_document() -> None:
    lines = (*VIETNAMESE, "Coäng hoøa", *VIETNAMESE)
    assert convert(plain(*lines)) is None


def test_a_legacy_block_in_a_unicode_document_is_converted_alone() -> None:
    legacy = encode(VIETNAMESE[5], Encoding.VNI)
    found = texts(plain(*VIETNAMESE[:5], legacy, *VIETNAMESE[6:]))
    assert tuple(found) == VIETNAMESE


def test_foreign_paragraphs_of_a_legacy_document_stay() -> None:
    lines = [encode(sentence, Encoding.TCVN3, capitals_lost=True) for sentence in VIETNAMESE]
    english = "The annexes of this plan are kept in the archive of the office, where they may be read."
    assert texts(plain(*lines, english))[-1] == english


def test_what_was_done_is_said() -> None:
    found = convert(plain(*[encode(s, Encoding.TCVN3, capitals_lost=True) for s in VIETNAMESE]))
    assert found is not None
    assert found.sentence() == (
        "the text was converted from TCVN3 to Unicode (100% of the words, told by syllables); "
        "capitals that only the font showed are lost"
    )
    assert not any(char.isupper() for texts in found.runs for text in texts for char in text)
