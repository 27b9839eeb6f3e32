"""``archivist review`` by reason, with the value in question, where it was seen and what else fitted."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from support.copies import copied
from support.directives import party_text
from support.program import Program


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("made")
    program = Program(home=folder, environ={"ARCHIVIST_ARCHIVE": str(folder / "kho")})
    assert program.inside("init", folder / "kho").code == 0
    source = folder / "in"
    source.mkdir()
    (source / "a.txt").write_text(party_text().replace("Số 15-NQ/TU", "Số      -NQ/TU"), encoding="utf-8")
    (source / "b.txt").write_text(party_text(day="ngày      tháng 3 năm 2024"), encoding="utf-8")
    (source / "c.txt").write_text(
        party_text(subject="về công tác văn thư").replace("Số 15-NQ/TU", "Số      -NQ/TU"), encoding="utf-8"
    )
    program.inside("add", source)
    return folder


@pytest.fixture
def kho(made: Path, cli: Program, tmp_path: Path) -> Program:
    copied(made, tmp_path)
    return Program(home=cli.home, environ={"ARCHIVIST_ARCHIVE": str(tmp_path / "kho")})


@pytest.mark.parametrize("columns", ["60", "120"])
def test_reasons_come_first_and_values_below(kho: Program, columns: str) -> None:
    out = kho.inside("review", "--language", "vi", COLUMNS=columns).out
    assert max(map(len, out.splitlines())) <= int(columns)
    flat = " ".join(out.split())
    assert "không tìm thấy số, ký hiệu văn bản (2 văn bản)" in flat
    assert "Ký hiệu in sẵn: -NQ/TU" in flat
    assert "Ngày ban hành: " in flat
    assert "03/2024" in flat
    assert "trang 1, dòng 4" in flat
    english = kho.inside("review", "--language", "en", COLUMNS=columns).out
    assert "(2 documents)" in " ".join(english.split())
    assert "Printed symbol: -NQ/TU" in " ".join(english.split())


@pytest.mark.parametrize(
    ("language", "said"), [("en", "not in capitals"), ("vi", "nhưng không viết hoa")], ids=["en", "vi"]
)
def test_what_holds_a_document_is_said(kho: Program, tmp_path: Path, language: str, said: str) -> None:
    (tmp_path / "d.txt").write_text(party_text("17-NQ/TU", mark="Tối mật"), encoding="utf-8")
    kho.inside("add", tmp_path / "d.txt")
    out = kho.inside("review", "--reason", "secrecy-not-checked", "--language", language).out
    assert said in " ".join(out.split())


def test_one_reason_alone(kho: Program) -> None:
    out = kho.inside("review", "--reason", "issued-uncertain", "--language", "en").out
    assert out.count("→") == 1
    assert "number" not in out.splitlines()[0]


def test_json_holds_value_evidence_and_what_else_fitted(kho: Program) -> None:
    lines = [json.loads(line) for line in kho.inside("review", "--json").out.splitlines()]
    documents = [one for one in lines if one["type"] == "document"]
    assert lines[-1]["total"] == len(documents) == 3
    asked = next(one for one in documents if "issued-uncertain" in one["reasons"])
    issued = asked["readings"]["issued"]
    assert issued["value"] == "2024-03"
    assert issued["evidence"][0]["page"] == 1
    assert "runners_up" in issued
    assert "subject" not in asked["readings"]
    missing = next(one for one in documents if one["subject"] == "về công tác văn thư")
    assert "number-missing" in missing["reasons"]
    assert "number" not in missing["readings"]
