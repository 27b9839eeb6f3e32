"""``archivist search``: why, like, did you mean, kept searches, exports, completion; in both languages."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest
from support import office
from support.program import Program


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An archive with the office's documents; tests must not change it."""
    base = tmp_path_factory.mktemp("office")
    program = Program(home=base)
    assert program.inside("init", base / "kho").code == 0
    program.inside("--archive", base / "kho", "add", office.fill(base / "văn bản"))
    return base / "kho"


@pytest.fixture
def kho(root: Path, cli: Program) -> Program:
    return Program(home=cli.home, environ={"ARCHIVIST_ARCHIVE": str(root)})


def test_explain_says_why_each_document_was_found(kho: Program) -> None:
    english = kho.inside("search", "tinh giản biên chế", "--kind", "NQ", "--explain")
    assert "Found by: " in english.out
    assert "biên: subject, with these diacritics" in " ".join(english.out.split())
    vietnamese = kho.inside("search", "tinh giản biên chế", "--explain", "--language", "vi")
    assert "Tìm thấy nhờ: " in vietnamese.out
    assert "biên: trích yếu, đúng dấu" in " ".join(vietnamese.out.split())
    dated = kho.inside(
        "search", "biên chế", "--from", "2020", "date:2020..2023", "--explain", "--language", "vi"
    )
    assert "01/01/2020..31/12/2023: ngày ban hành" in " ".join(dated.out.split())
    asked = kho.inside("search", "signed:none has:number fonds:none", "--explain", "--language", "vi")
    told = " ".join((asked.out + asked.err).split())
    assert "chữ ký số là none (không có) và có số, ký hiệu và phông là none" in told
    assert "none: chữ ký số; number: thành phần; none: phông" in told
    hit = kho.inside("search", "39-NQ/TU", "--explain", "--json").records[0]
    assert {"text": "39-NQ/TU", "where": ["number"]} in [
        {**part, "where": [place for place in part["where"] if place != "text"]} for part in hit["matched"]
    ]
    assert kho.inside("search", "39-NQ/TU", "--json").records[0]["matched"] == []


def test_documents_like_one(kho: Program) -> None:
    answer = kho.inside("search", "--like", "39-NQ/TU", "--json")
    numbers = [record["document"]["number"] for record in answer.records if record["type"] == "hit"]
    assert numbers[0] == "12-NQ/TU"
    assert "39-NQ/TU" not in numbers
    missing = kho.inside("search", "--like", "99-NQ/TU", "--json")
    assert missing.error["code"] == "document-not-found"


def test_a_slip_is_answered_with_what_may_have_been_meant(kho: Program) -> None:
    english = kho.inside("search", "biên chếe")
    assert "Did you mean: biên chế" in english.err
    assert "Có phải ý bạn là: biên chế" in kho.inside("search", "biên chếe", "--language", "vi").err
    summary = kho.inside("search", "bine che", "--json").records[-1]
    assert summary["total"] == 0
    assert summary["suggestion"] == "bien che"
    assert kho.inside("search", "biên chế", "--json").records[-1]["suggestion"] == ""


def test_searches_are_kept_for_the_person(kho: Program) -> None:
    assert "--save" in kho.inside("search", "--list-saved").err
    kept = kho.inside("search", "biên chế", "--kind", "NQ", "--from", "2020", "--save", "biên chế mới")
    assert kept.code == 0
    assert "Saved as “biên chế mới”." in kept.err
    assert "biên chế --kind NQ --from 2020-01-01" in kho.inside("search", "--list-saved").out
    record = kho.inside("search", "--list-saved", "--json").records[0]
    assert record["options"] == {"kind": "NQ", "since": "2020-01-01"}
    again = kho.inside("search", "--saved", "biên chế mới", "--json")
    numbers = [one["document"]["number"] for one in again.records if one["type"] == "hit"]
    assert numbers == ["39-NQ/TU"]
    wider = kho.inside("search", "--saved", "biên chế mới", "--from", "2010", "--json")
    assert wider.records[-1]["total"] == 2
    narrower = kho.inside("search", "--saved", "biên chế mới", "xyzzy", "--json")
    assert narrower.records[-1]["total"] == 0
    gone = kho.inside("search", "--remove-saved", "biên chế mới", "--language", "vi")
    assert "Đã bỏ" in gone.err
    missing = kho.inside("search", "--saved", "biên chế mới", "--language", "vi")
    assert missing.code == 2
    assert "không có câu hỏi nào" in missing.err


def test_a_list_becomes_a_file(kho: Program, tmp_path: Path) -> None:
    answer = kho.inside("search", "biên chế", "--export", tmp_path / "ds.csv", "--language", "vi")
    assert answer.code == 0
    assert answer.out == ""
    assert "Đã ghi 2 văn bản" in answer.err
    rows = list(csv.reader(io.StringIO((tmp_path / "ds.csv").read_text(encoding="utf-8-sig"))))
    assert rows[0][0] == "Số, ký hiệu"
    assert {row[0] for row in rows[1:]} == {"39-NQ/TU", "12-NQ/TU"}
    assert {(row[7], row[8]) for row in rows[1:]} == {("tỉnh", "tiếng Việt")}
    kho.inside("search", "biên chế", "--limit", "1", "--export", tmp_path / "ds.json")
    (record,) = json.loads((tmp_path / "ds.json").read_text(encoding="utf-8"))
    assert (record["level"], record["language"]) == ("provincial", "vi")
    assert kho.inside("search", "biên chế", "--export", tmp_path / "ds.xlsx").code == 0
    assert (tmp_path / "ds.xlsx").read_bytes().startswith(b"PK")
    twice = kho.inside("search", "biên chế", "--export", tmp_path / "ds.csv", "--language", "vi")
    assert twice.code == 2
    assert "đã có sẵn" in twice.err


@pytest.mark.parametrize(
    ("words", "offered"),
    [
        ("archivist search --issuer tinh", "Tỉnh ủy Sao Mai"),
        ("archivist search --number 39", "39-NQ/TU"),
        ("archivist search bie", "biên"),
        ("archivist search ki", "kind:"),
    ],
)
def test_the_shell_completes_what_the_archive_holds(kho: Program, words: str, offered: str) -> None:
    answer = kho.inside(
        _ARCHIVIST_COMPLETE="bash_complete", COMP_WORDS=words, COMP_CWORD=str(len(words.split()) - 1)
    )
    assert offered in answer.out


def test_completion_without_an_archive_offers_nothing(cli: Program) -> None:
    answer = cli.inside(
        _ARCHIVIST_COMPLETE="bash_complete", COMP_WORDS="archivist search --issuer tinh", COMP_CWORD="3"
    )
    assert answer.code == 0
    assert answer.out.strip() == ""
    assert answer.err == ""
