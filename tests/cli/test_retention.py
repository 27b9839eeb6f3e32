"""``archivist retention`` as a user sees it."""

from __future__ import annotations

from pathlib import Path

from support.directives import write_party
from support.program import Program


def test_due_show_hold_in_both_languages(tmp_path: Path) -> None:
    program = Program(home=tmp_path, environ={"ARCHIVIST_ARCHIVE": str(tmp_path / "kho")})
    assert program.inside("init", tmp_path / "kho").code == 0
    assert program.inside("add", write_party(tmp_path / "a.txt", "15-BC/TU", kind="BÁO CÁO")).code == 0
    english = program.inside("--language", "en", "retention", "due", "--as-of", "2045-01-01")
    assert "15-BC/TU" in english.out
    assert "example" in english.out + english.err
    assert program.inside("retention", "hold", "15-BC/TU").code == 2
    assert program.inside("retention", "hold", "15-BC/TU", "--why", "thanh tra").code == 0
    shown = program.inside("--language", "vi", "retention", "show", "15-BC/TU", COLUMNS="60").out
    assert "thanh tra" in shown
    assert "20 năm" in shown
    assert max(map(len, shown.splitlines())) <= 60
    record = program.inside("retention", "due", "--as-of", "2046", "--json").records[0]
    assert (record["period"], record["line"]) == ("20", "2")
    assert "held" in record["blocks"]
    assert program.inside("retention", "set", "15-BC/TU", "99").code == 2
    assert program.inside("check").code == 0
