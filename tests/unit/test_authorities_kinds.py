"""Kinds: titles, symbols, people's words."""

from __future__ import annotations

import unicodedata

import pytest

from archivist.authorities import kinds
from archivist.authorities.kinds import (
    all_kinds,
    kind_by_code,
    kind_titles,
    kinds_for_symbol,
    match_title,
    resolve_kind,
)
from archivist.model import System
from archivist.text import fold


@pytest.mark.parametrize(
    ("line", "code", "rest"),
    [
        ("NGHỊ QUYẾT", "nghi-quyet", ""),
        ("NGHỊ QUYẾT về công tác cán bộ", "nghi-quyet", "về công tác cán bộ"),
        ("NGHỊ QUYẾTvề công tác cán bộ", "nghi-quyet", "về công tác cán bộ"),
        ("N G H Ị   Q U Y Ế T", "nghi-quyet", ""),
        ("NGHI QUYET", "nghi-quyet", ""),
        ("QUYẾT ĐỊNH", "quyet-dinh", ""),
        ("QUYÉT ĐỊNH", "quyet-dinh", ""),
        ("QUYẾT BỊNH", "quyet-dinh", ""),
        ("QUYẾT Ð\u1ecaNH", "quyet-dinh", ""),
        ("QUY ĐỊNH", "quy-dinh", ""),
        ("QUY ĐỊNH về thể thức văn bản", "quy-dinh", "về thể thức văn bản"),
        ("CHƯƠNG TRÌNH HÀNH ĐỘNG", "chuong-trinh-hanh-dong", ""),
        ("CHƯƠNG TRÌNH", "chuong-trinh", ""),
        ("CHƯƠNG TRÌNH LÀM VIỆC", "chuong-trinh", "LÀM VIỆC"),
        ("THÔNG TƯ LIÊN TỊCH", "thong-tu-lien-tich", ""),
        ("THÔNG TRI", "thong-tri", ""),
        ("THÔNG TƯ", "thong-tu", ""),
        ("THÔNG BÁO KẾT LUẬN", "thong-bao", "KẾT LUẬN"),
        ("BỘ LUẬT", "bo-luat", ""),
        ("LUẬT LƯU TRỮ", "luat", "LƯU TRỮ"),
        ("ĐỀ ÁN", "de-an", ""),
        ("DỰ ÁN", "du-an", ""),
        ("THÔNG ĐÁO", "thong-bao", ""),
        ("SAO Y BẢN CHÍNH", "sao-y", ""),
        ("TRÍCH SAO", "trich-sao", ""),
        ("SAO LỤC", "sao-luc", ""),
        ("HUỚNG DẨN", "huong-dan", ""),
        ("T0 TRÌNH", "to-trinh", ""),
        ("Nghị quyết", "nghi-quyet", ""),
        ("RESOLUTION", "nghi-quyet", ""),
        ("Entscheidung", "quyet-dinh", ""),
        ("BESLUTNING", "quyet-dinh", ""),
        ("הנחיה", "chi-thi", ""),
        ("Directive on records", "chi-thi", "on records"),
    ],
)
def test_title_lines(line: str, code: str, rest: str) -> None:
    match = match_title(line)
    assert match is not None
    assert (match.kind.code, match.rest) == (code, rest)


@pytest.mark.parametrize(
    "line",
    [
        "",
        "LUẬTSƯ",
        "THÔNG ÁO",
        "HỘI ĐỒNG",
        "THÔNG GIÁO",
        "ỦY BAN NHÂN DÂN",
        "VĂN PHÒNG",
        "quyết định này có hiệu lực",
        "- Nghị quyết số 1",
        "DANH SÁCH",
        "KẾT LUẠ NHẬN",
    ],
)
def test_lines_that_are_no_title(line: str) -> None:
    assert match_title(line) is None


def test_exactness_orders_the_evidence() -> None:
    marks = ["QUYẾT ĐỊNH", "QUYET DINH", "Quyết định", "QUYÊT BỊNH", "Quyết định số này"]
    exact = [match.exactness for match in map(match_title, marks) if match]
    assert len(exact) == len(marks)
    assert exact[0] == 1.0
    assert all(x < 1.0 for x in exact[1:])
    assert exact[-1] == min(exact)


@pytest.mark.parametrize("record", all_kinds(), ids=lambda r: r.kind.code)
def test_every_vietnamese_title_names_its_own_kind(record: object) -> None:
    assert hasattr(record, "kind")
    kind = record.kind
    for form in ("NFC", "NFD"):
        match = match_title(unicodedata.normalize(form, kind.title.upper()))
        assert match is not None
        assert (match.kind, match.exactness, match.rest) == (kind, 1.0, "")
    folded = match_title(fold(kind.title).upper())
    assert folded is not None
    assert folded.kind == kind


@pytest.mark.parametrize(
    ("symbol", "system", "codes"),
    [
        ("QĐ", System.PARTY, ["quyet-dinh", "quy-dinh"]),
        ("QĐi", System.PARTY, ["quy-dinh"]),
        ("TT", System.PARTY, ["thong-tri"]),
        ("TT", System.STATE, ["thong-tu"]),
        ("TTr", System.STATE, ["to-trinh"]),
        ("CT", System.PARTY, ["chi-thi", "chuong-trinh"]),
        ("CTr", System.PARTY, ["chuong-trinh", "chuong-trinh-hanh-dong"]),
        ("QD", System.STATE, ["quyet-dinh", "quy-dinh"]),
        ("NĐ", System.STATE, ["nghi-dinh"]),
        ("NĐ", System.PARTY, []),
        ("XX", None, []),
    ],
)
def test_symbols(symbol: str, system: System | None, codes: list[str]) -> None:
    assert [kind.code for kind in kinds_for_symbol(symbol, system)] == codes


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("nghị quyết", {"nghi-quyet"}),
        ("nghi quyet", {"nghi-quyet"}),
        ("nghi-quyet", {"nghi-quyet"}),
        ("NQ", {"nghi-quyet"}),
        ("qd", {"quyet-dinh", "quy-dinh"}),
        ("Resolution", {"nghi-quyet"}),
        ("resolusjon", {"nghi-quyet"}),
        ("החלטה", {"nghi-quyet"}),
        ("Rundschreiben", {"thong-tu", "thong-tri"}),
        ("uỷ quyền", set()),
    ],
)
def test_words_of_people(text: str, codes: set[str]) -> None:
    assert {kind.code for kind in resolve_kind(text)} == codes


def test_an_accented_title_is_not_ambiguous() -> None:
    assert [kind.code for kind in resolve_kind("Quy định")] == ["quy-dinh"]


def test_titles_of_a_kind() -> None:
    assert kind_titles("nghi-quyet")[:2] == ("Nghị quyết", "Resolution")
    assert kind_titles("no-such-kind") == ()
    assert kind_by_code("no-such-kind") is None


def test_every_row_says_where_it_is_from() -> None:
    assert all(record.source and record.verified in {"yes", "partly", "no"} for record in all_kinds())


def test_every_word_of_a_kind_is_found_in_the_plain_table() -> None:
    """What is not in it is taken for the word of no kind, without taking the table apart."""
    assert [word for word in kinds._by_word() if word.isascii() and word not in kinds._plain_words()] == []
    assert resolve_kind("chuyển đổi") == ()
