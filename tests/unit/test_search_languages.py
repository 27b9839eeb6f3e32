"""Words of other languages, and words typed while the Vietnamese keyboard was off."""

from __future__ import annotations

import unicodedata
from dataclasses import replace

import pytest
import snowballstemmer
from hypothesis import given
from hypothesis import strategies as st
from support.search import DOCUMENTS, RESOLUTION, ask, ids

from archivist.indexing import index_document
from archivist.search import stems
from archivist.search.index import SearchIndex
from archivist.search.keyboard import syllable_of
from archivist.search.stems import keys_of_query, keys_of_text
from archivist.text import is_syllable, normalise_tone


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("tieengs", "tiếng"),
        ("vieetj", "việt"),
        ("ddangr", "đảng"),
        ("dduwowngf", "đường"),
        ("duowngf", "dường"),
        ("uyr", "ủy"),
        ("hoaf", "hòa"),
        ("toans", "toán"),
        ("quys", "quý"),
        ("giays", "giáy"),
        ("nghij", "nghị"),
        ("nghi5", "nghị"),
        ("quye61t", "quyết"),
        ("d9a3ng", "đảng"),
        ("u3y", "ủy"),
        ("d9u7o7ng2", "đường"),
        ("lu7u", "lưu"),
        ("su73", "sử"),
    ],
)
def test_keyboard_leftovers_are_read(typed: str, meant: str) -> None:
    assert syllable_of(typed) == meant


@pytest.mark.parametrize("typed", ["ban", "form", "TW", "39", "ngày", "", "ss", "aas7x", "street", "k8"])
def test_other_words_are_left_alone(typed: str) -> None:
    assert syllable_of(typed) is None


_TELEX = {"\u0301": "s", "\u0300": "f", "\u0309": "r", "\u0303": "x", "\u0323": "j"}
_LETTERS = {"â": "aa", "ê": "ee", "ô": "oo", "ă": "aw", "ơ": "ow", "ư": "uw", "đ": "dd"}
_SAMPLE = [
    "chuyển",
    "đổi",
    "số",
    "tiết",
    "kiệm",
    "hội",
    "họp",
    "nghị",
    "quyết",
    "đồng",
    "bộ",
    "văn",
    "thư",
    "lưu",
    "trữ",
    "hòa",
    "thủy",
    "khuỷu",
    "giấy",
    "tờ",
    "quản",
    "lý",
    "ươm",
]


@pytest.mark.parametrize("syllable", _SAMPLE)
def test_what_telex_types_leads_back(syllable: str) -> None:
    keys, tone = "", ""
    for char in unicodedata.normalize("NFC", syllable):
        marks = unicodedata.normalize("NFD", char)
        tone = next((_TELEX[m] for m in marks if m in _TELEX), tone)
        bare = unicodedata.normalize("NFC", "".join(m for m in marks if m not in _TELEX))
        keys += _LETTERS.get(bare, bare)
    meant = syllable_of(keys + tone)
    assert (meant or keys) == normalise_tone(syllable)


@given(st.text(max_size=12))
def test_any_text_is_a_syllable_or_nothing(text: str) -> None:
    meant = syllable_of(text)
    assert meant is None or is_syllable(meant)


def test_a_word_the_index_knows_is_taken_as_it_stands() -> None:
    english = replace(DOCUMENTS[3], text="Was his paper filed?")
    with SearchIndex.in_memory() as index:
        index.update([*DOCUMENTS[:3], english])
        assert ids(index.search(ask("his"))) == ["d"]
        assert set(ids(index.search(ask("chuyeenr ddooir")))) == {"a", "c"}
        assert set(ids(index.search(ask("-chuyeenr")))) == {"b", "d"}


@pytest.mark.parametrize(
    ("language", "written", "asked"),
    [
        ("de", "Beschlüsse", "Beschluss"),
        ("de", "Dokumenten", "Dokumente"),
        ("nb", "direktivene", "direktiv"),
        ("no", "provinsene", "provins"),
        ("en", "replaces", "replacing"),
        ("he", "המסמכים", "מסמכים"),
        ("he", "מסמכים", "המסמכים"),
        ("he", "הוועדה", "ועדה"),
        ("he", "ועדה", "לוועדה"),
    ],
)
def test_forms_of_a_word_meet(language: str, written: str, asked: str) -> None:
    assert set(keys_of_text(language, [written.lower()])) & set(keys_of_query(asked))


def test_vietnamese_has_no_stems() -> None:
    assert keys_of_query("ban") == ()
    assert keys_of_query("thủy") == ()
    assert list(keys_of_text("vi", ["documents"])) == []


def test_kinds_are_found_in_other_languages() -> None:
    with SearchIndex.in_memory() as index:
        index.update(DOCUMENTS)
        assert ids(index.search(ask("Resolution")))[0] == "a"
        assert "a" in ids(index.search(ask("Beschlüsse")))


def test_every_name_of_the_issuer_is_indexed_whole() -> None:
    from datetime import UTC, datetime

    from archivist.model import Document, DocumentId, Issuer

    document = Document(
        id=DocumentId("x"),
        revision=1,
        sha256="",
        path="",
        filed_at=datetime(2026, 1, 1, tzinfo=UTC),
        files=(),
        issuer=Issuer(as_printed="BỘ CHÍNH TRỊ", authority_id="bo-chinh-tri", name="Bộ Chính trị"),
    )
    names = index_document(document, "").issuer_names
    assert {"Bộ Chính trị", "Politbüro", "Politburo"} <= set(names)
    with SearchIndex.in_memory() as index:
        index.update([replace(RESOLUTION, issuer_names=names)])
        assert ids(index.search(ask("Politbüro"))) == ["a"]


def test_texts_that_name_a_body_are_found_by_its_foreign_name() -> None:
    named = replace(
        RESOLUTION, id="names", issuer_names=("Tỉnh ủy Mẫu",), text="Theo kết luận của Bộ Chính trị"
    )
    torn = replace(named, id="torn", text="Bộ phận hành chính trị giá")
    with SearchIndex.in_memory() as index:
        index.update([named, torn])
        for query in ("Politbüro", "Politburo", "הפוליטביורו", "theo Politbüro"):
            assert ids(index.search(ask(query))) == ["n"], query


def test_a_time_among_words_is_said_side_by_side() -> None:
    said = replace(RESOLUTION, id="said", issued=None, text="Kế hoạch tháng trước và năm 2022")
    apart = replace(said, id="apart", text="Trước hết, mỗi tháng một việc. Đến 2022 là năm thứ hai")
    with SearchIndex.in_memory() as index:
        index.update([said, apart])
        assert ids(index.search(ask("tháng trước"))) == ["s"]
        assert ids(index.search(ask("năm 2022"))) == ["s"]
        assert set(ids(index.search(ask("năm tháng 2022 trước")))) == {"s", "a"}


def test_a_body_is_not_the_offices_that_bear_its_name() -> None:
    committee = replace(RESOLUTION, id="a", issuer_id="", issuer_names=("Tỉnh ủy Thái Nguyên",))
    office = replace(
        RESOLUTION,
        id="b",
        issuer_id="",
        issuer_names=("Văn phòng Tỉnh ủy Thái Nguyên", "TỈNH ỦY THÁI NGUYÊN VĂN PHÒNG"),
    )
    with SearchIndex.in_memory() as index:
        index.update([committee, office])
        assert ids(index.search(ask('issuer:"Tỉnh ủy Thái Nguyên"'))) == ["a"]
        assert ids(index.search(ask('issuer:"Văn phòng Tỉnh ủy Thái Nguyên"'))) == ["b"]
        assert set(ids(index.search(ask('issuer:"Thái Nguyên"')))) == {"a", "b"}


def test_a_document_does_not_cite_itself() -> None:
    with SearchIndex.in_memory() as index:
        index.update(DOCUMENTS)
        assert ids(index.search(ask("cites:39-NQ/TW"))) == ["b"]


@pytest.mark.parametrize(("code", "algorithm"), [("de", "german"), ("en", "english"), ("nb", "norwegian")])
def test_rules_loaded_alone_are_those_of_the_library(code: str, algorithm: str) -> None:
    library = snowballstemmer.stemmer(algorithm)
    for word in (
        "dokumente",
        "beschlüsse",
        "häuser",
        "provinsene",
        "møter",
        "running",
        "parties",
        "quoáng",
        "x",
    ):
        assert stems._stem(code, word) == library.stemWord(word)
