"""What a typed query means, and how a mistake in it is answered."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path

import pytest
from support.search import TODAY

from archivist.errors import QueryError
from archivist.search.dates import parse_interval
from archivist.search.describe import describe
from archivist.search.fields import VALUES, Field, field_named, field_names
from archivist.search.query import (
    And,
    Dates,
    Everything,
    Fuzzy,
    Issuer,
    Node,
    Not,
    Number,
    Or,
    Pattern,
    Phrase,
    Prefix,
    Value,
    Word,
    Words,
    parse_query,
)


def root(text: str) -> Node:
    return parse_query(text, today=TODAY).root


A, B, C = Word(text="a"), Word(text="b"), Word(text="c")


@pytest.mark.parametrize(
    ("text", "node"),
    [
        ("", Everything()),
        ("  \n ", Everything()),
        ("a", A),
        ("a b", Words(words=(A, B))),
        ("a AND b", And(children=(A, B))),
        ("a VÀ b", And(children=(A, B))),
        ("a OR b AND c", Or(children=(A, And(children=(B, C))))),
        ("(a OR b) c", And(children=(Or(children=(A, B)), C))),
        ("a HOẶC b", Or(children=(A, B))),
        ("a KHÔNG b", And(children=(A, Not(child=B)))),
        ("a -b", And(children=(A, Not(child=B)))),
        ("NOT NOT a", A),
        ("a - b", Words(words=(A, B))),
        ("a-b", Word(text="a-b")),
        ('"a b"', Phrase(text="a b")),
        ("“a b”", Phrase(text="a b")),
        ('"a b"~3', Phrase(text="a b", slop=4)),
        ("chuyen*", Prefix(text="chuyen")),
        ("Chuyển*", Prefix(text="Chuyển")),
        ("*phố", Pattern(text="*phố")),
        ("chuy?n", Pattern(text="chuy?n")),
        ("t*nh?y", Pattern(text="t*nh?y")),
        ("ở đâu?", Words(words=(Word(text="ở"), Word(text="đâu")))),
        ("chuyen~", Fuzzy(text="chuyen")),
        ("subject:chuyển~2", Fuzzy(text="chuyển", distance=2, field=Field.SUBJECT)),
        ("có:đính-kèm", Value(field=Field.HAS, text="đính-kèm", values=("attachment",))),
        ("date:quý I 2024", Dates(since=dt.date(2024, 1, 1), until=dt.date(2024, 3, 31))),
        (
            "năm:2023 39",
            And(children=(Dates(since=dt.date(2023, 1, 1), until=dt.date(2023, 12, 31)), Word(text="39"))),
        ),
        ("date:>2023", Dates(since=dt.date(2024, 1, 1), until=None)),
        ("kĩ", Word(text="kĩ", also=("kỹ",))),
        ("khoá XIII", Words(words=(Word(text="khoá"), Word(text="XIII", also=("khoá 13",))))),
        ("hội XIV", Words(words=(Word(text="hội"), Word(text="XIV", also=("hội 14",))))),
        (
            "lần thứ nhất",
            Words(words=(Word(text="lần"), Word(text="thứ"), Word(text="nhất", also=("thứ 1", "thứ I")))),
        ),
        (
            "báo cáo năm 2023",
            And(
                children=(
                    Words(words=(Word(text="báo"), Word(text="cáo"))),
                    Or(
                        children=(
                            Phrase(text="năm 2023"),
                            Dates(since=dt.date(2023, 1, 1), until=dt.date(2023, 12, 31)),
                        )
                    ),
                )
            ),
        ),
        (
            "18/7/2023",
            Or(
                children=(
                    Word(text="18/7/2023"),
                    Dates(since=dt.date(2023, 7, 18), until=dt.date(2023, 7, 18), mentioned=True),
                )
            ),
        ),
        ("subject:a", Word(text="a", field=Field.SUBJECT)),
        ("trích-yếu:a", Word(text="a", field=Field.SUBJECT)),
        ('nguoiky:"a b"', Phrase(text="a b", field=Field.SIGNATORY)),
        (
            "place:(a OR b)",
            Or(children=(Word(text="a", field=Field.PLACE), Word(text="b", field=Field.PLACE))),
        ),
        ("cấp:tỉnh", Value(field=Field.LEVEL, text="tỉnh", values=("provincial",))),
        ("date:2023", Dates(since=dt.date(2023, 1, 1), until=dt.date(2023, 12, 31))),
        ("before:2023", Dates(since=None, until=dt.date(2022, 12, 31))),
        ("after:2023-02", Dates(since=dt.date(2023, 3, 1), until=None)),
        ("filed:today", Dates(since=TODAY, until=TODAY, field=Field.FILED)),
        ("https://example.test", Word(text="https://example.test")),
        ('צה"ל', Word(text='צה"ל')),
    ],
)
def test_meaning(text: str, node: Node) -> None:
    assert root(text) == node


def test_numbers_are_seen_before_anything_else() -> None:
    for text in ("39-NQ/TW", "39 NQ TW", "39/NQ-TW", "nghị quyết số 39-NQ/TW"):
        node = root(text)
        assert isinstance(node, Number), text
        assert "39.nq.tw" in node.keys
    mixed = root("thực hiện nghị quyết 39 về đất")
    assert isinstance(mixed, And)
    assert [type(child) for child in mixed.children] == [Words, Number, Words]


@pytest.mark.parametrize("text", ["năm 2023", "18/7/2023", "5 năm", "điều 5", "39"])
def test_not_every_digit_is_a_number(text: str) -> None:
    assert not isinstance(root(text), Number)


@pytest.mark.parametrize("printed", ["Số: 30/2020/NĐ-CP", "số:  05-NQ/TU"])
def test_a_number_is_understood_as_documents_print_it(printed: str) -> None:
    """With a blank behind the colon: Decree 30/2020/NĐ-CP, App. I."""
    found, bare = root(printed), root(printed.replace(":", ""))
    assert isinstance(found, Number)
    assert isinstance(bare, Number)
    assert found.keys == bare.keys


def test_kinds_and_issuers_are_resolved() -> None:
    kind = root('loại:"nghị quyết"')
    assert isinstance(kind, Value)
    assert "nghi-quyet" in kind.values
    issuer = root('issuer:"Bộ Chính trị"')
    assert isinstance(issuer, Issuer)
    assert "bo-chinh-tri" in issuer.ids


def test_a_pasted_title_in_capitals_has_no_operators() -> None:
    node = root("QUY ĐỊNH VỀ TIỀN MẶT VÀ THANH TOÁN KHÔNG DÙNG TIỀN MẶT")
    assert isinstance(node, Words)
    assert "KHÔNG" in [word.text for word in node.words]


@pytest.mark.parametrize(
    ("text", "position", "expected"),
    [
        ('a "b', 2, 'closing "'),
        ("a “b", 2, "closing ”"),
        ("a ” b", 2, "opening"),
        ("(a", 0, "closing )"),
        ("a)", 1, "opening bracket"),
        ("()", 1, "a term"),
        ("a AND", 5, "a term"),
        ("OR a", 0, "before OR"),
        ("a NOT", 5, "a term"),
        ("isuer:x", 0, "issuer"),
        ("xyzzy:x", 0, "a field such as"),
        ("issuer: x", 7, "issuer:value"),
        ("x kind:", 7, "kind:value"),
        ("kind:xyzzy", 5, "nghị quyết"),
        ("level:moon", 6, "provincial"),
        ("signed:maybe", 7, "untrusted"),
        ("date:2023-13", 5, "2023-07"),
        ("x date:31/2/2023", 7, "2023-07"),
        ("subject:…", 8, "letters"),
        ("*a", 0, "at least two"),
        ("?", 0, "a word"),
        ("39-NQ/*", 6, "at least two"),
        ("ab~", 0, "at least 3"),
        ("39-NQ/TW~", 0, "at least 3"),
        ("chuyen~7", 7, "~1 or ~2"),
        ("x status:perhaps", 9, "in-force"),
        ("has:xyzzy", 4, "attachment"),
        ("...", 0, "a word"),
        ("(" * 60 + "a", 40, "at most"),
        ("x" * 4001, 4000, "shorter"),
    ],
)
def test_mistakes_are_answered_with_place_and_expectation(text: str, position: int, expected: str) -> None:
    with pytest.raises(QueryError) as caught:
        parse_query(text, today=TODAY)
    assert caught.value.position == position
    assert expected in caught.value.expected
    assert caught.value.query == text


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2023", "2023-01-01", "2023-12-31"),
        ("2024-02", "2024-02-01", "2024-02-29"),
        ("2/2024", "2024-02-01", "2024-02-29"),
        ("18/7/2023", "2023-07-18", "2023-07-18"),
        ("2023-7-18", "2023-07-18", "2023-07-18"),
        ("2023-07..2024", "2023-07-01", "2024-12-31"),
        ("2024..2023-07", "2023-07-01", "2024-12-31"),
        ("..2020", "0001-01-01", "2020-12-31"),
        ("2020..", "2020-01-01", "9999-12-31"),
        ("2024-Q1", "2024-01-01", "2024-03-31"),
        ("quý-IV/2024", "2024-10-01", "2024-12-31"),
        ("tháng-trước", "2026-04-01", "2026-04-30"),
        ("last-year", "2025-01-01", "2025-12-31"),
        ("hôm-qua", "2026-05-19", "2026-05-19"),
        ("năm 2023", "2023-01-01", "2023-12-31"),
        ("tháng 7 năm 2023", "2023-07-01", "2023-07-31"),
        ("ngày 18 tháng 7 năm 2023", "2023-07-18", "2023-07-18"),
        ("18 July 2023", "2023-07-18", "2023-07-18"),
        ("July 18, 2023", "2023-07-18", "2023-07-18"),
        ("quý I 2024", "2024-01-01", "2024-03-31"),
        ("quý IV năm 2024", "2024-10-01", "2024-12-31"),
        ("6 tháng đầu năm 2024", "2024-01-01", "2024-06-30"),
        ("2020-2022", "2020-01-01", "2022-12-31"),
        ("từ tháng 7/2023 đến 2024", "2023-07-01", "2024-12-31"),
        ("from 2020 to 2021", "2020-01-01", "2021-12-31"),
        ("last month", "2026-04-01", "2026-04-30"),
        ("tuần trước", "2026-05-11", "2026-05-17"),
        ("quý trước", "2026-01-01", "2026-03-31"),
        ("30 ngày qua", "2026-04-20", "2026-05-20"),
        ("last 2 months", "2026-03-20", "2026-05-20"),
        ("<=2020", "0001-01-01", "2020-12-31"),
        ("> 2023-07", "2023-08-01", "9999-12-31"),
    ],
)
def test_dates(text: str, first: str, last: str) -> None:
    assert parse_interval(text, TODAY) == (dt.date.fromisoformat(first), dt.date.fromisoformat(last))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "..",
        "2023-13",
        "0/2020",
        "0000",
        "31/2/2020",
        "٢٠٢٣",
        "soon",
        "2020..x",
        "quý V 2024",
        "tháng 13 năm 2024",
        ">9999",
        "<0001",
        "last 999 years x",
    ],
)
def test_no_dates(text: str) -> None:
    assert parse_interval(text, TODAY) is None


def test_every_field_name_leads_to_its_field() -> None:
    for field, names in field_names().items():
        assert all(field_named(name) is field for name in names)
        assert field_named(str(field).upper()) is field


def test_descriptions() -> None:
    query = parse_query('uỷ ban (kind:NQ OR "a b") -subject:x date:2023', today=TODAY)
    english, vietnamese = describe(query), describe(query, "vi")
    assert "the phrase “a b”" in english
    assert "from 2023-01-01 to 2023-12-31" in english
    assert "not (the word “x” in the subject)" in english
    assert "cụm từ “a b”" in vietnamese
    assert "trích yếu" in vietnamese
    assert describe(parse_query("")) == "every document"


def _rows(title: str) -> list[list[str]]:
    """Rows of the table under a heading of the manual, cell by cell, without its head."""
    manual = Path(__file__).parents[2] / "docs" / "search.md"
    section = manual.read_text(encoding="utf-8").split(f"## {title}")[1].split("\n## ")[0]
    lines = [line for line in section.splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines[2:]]


def test_the_examples_of_the_manual_are_understood() -> None:
    rows = _rows("Vài ví dụ · Examples")
    examples = [example for row in rows for cell in row for example in re.findall(r"`([^`]+)`", cell)]
    assert len(examples) > 15
    for example in examples:
        assert parse_query(example, today=TODAY).root != Everything(), example


def test_the_mistakes_of_the_manual_are_answered_as_it_says() -> None:
    rows = _rows("Khi câu hỏi sai · When a query is wrong")
    assert len(rows) == 7
    for cell, answer in rows:
        with pytest.raises(QueryError) as caught:
            parse_query(cell.strip("`"), today=TODAY)
        assert answer.startswith(caught.value.message), cell


def test_the_manual_names_every_field() -> None:
    named = " ".join(" ".join(row) for row in _rows("Trường · Fields"))
    names = {field_named(name) for name in re.findall(r"`([\w-]+):`", named)}
    assert names == set(Field) - {Field.ANY}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("người ký:Mẫu", "the word “Mẫu” (with these diacritics first) in the signatory"),
        ("x Số ký hiệu:39-NQ/TW y", "the word “x” and the document numbered 39-NQ/TW and the word “y”"),
        ("hiệu lực:còn hiệu lực", "status is còn hiệu lực (in-force)"),
        ("language:no has:attachment", "language is no (nb) and has: attachment"),
        ("kind:NQ level:central", "kind is NQ (Nghị quyết) and level is central"),
        ("từ ngày:2023", "issued from 2023-01-01 on"),
        (
            "a KHÔNG tình trạng:hết hiệu lực một phần",
            "the word “a” and not (status is hết hiệu lực một phần (partly))",
        ),
        ("cấp:trung ương x", "level is trung ương (central) and the word “x”"),
        ('"người" ký:a', "the phrase “người” and the word “a” in the signatory"),
        ("ngày lưu:2023-07", "filed from 2023-07-01 to 2023-07-31"),
    ],
)
def test_names_and_values_may_be_written_with_blanks(text: str, said: str) -> None:
    assert describe(parse_query(text, today=TODAY)) == said


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("has:attachment", "có tệp đính kèm"),
        ("*phố", "từ có dạng “*phố”"),
        ("có:đính-kèm", "có tệp đính kèm"),
        ("signed:none", "chữ ký số là none (không có)"),
        ("cấp:tỉnh", "cấp là tỉnh"),
        ("loại:NQ", "loại là NQ (Nghị quyết)"),
        ("language:nn", "ngôn ngữ là nn (tiếng Na Uy)"),
        ("ngày:18/7/2023", "ban hành ngày 18/07/2023"),
        ("date:2023-07..", "ban hành từ 01/07/2023 trở đi"),
    ],
)
def test_values_and_days_are_said_in_vietnamese(text: str, said: str) -> None:
    assert describe(parse_query(text, today=TODAY), "vi") == said


def test_every_value_has_a_vietnamese_name() -> None:
    for field, values in VALUES.items():
        for value in set(values.values()):
            # Languages are listed whole; others are typed by their stored name.
            assert describe(parse_query(f"{field}:{value}"), "vi") != f"{field} là {value}"


def test_half_a_character_is_no_letter() -> None:
    assert parse_query("id:a\ud800", today=TODAY) == parse_query("id:a\ufffd", today=TODAY)
