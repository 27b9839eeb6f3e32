"""``archivist dossier`` as a user sees it."""

from __future__ import annotations

from pathlib import Path

from support.directives import write_party
from support.program import Program


def test_a_file_from_opening_to_printing(tmp_path: Path) -> None:
    program = Program(home=tmp_path, environ={"ARCHIVIST_ARCHIVE": str(tmp_path / "kho")})
    assert program.inside("init", tmp_path / "kho").code == 0
    assert program.inside("fonds", "add", "lam-ha", "Phông Tỉnh ủy Lam Hạ").code == 0
    assert program.inside("add", write_party(tmp_path / "a.txt"), "--fonds", "lam-ha").code == 0
    made = program.inside("dossier", "create", "lam-ha", "Hồ sơ chuyển đổi số", "--keeper", "Bà Mẫu")
    assert made.code == 0, made.err
    assert program.inside("dossier", "add", "lam-ha:1", "15-NQ/TU").code == 0
    assert program.inside("dossier", "note", "lam-ha:1", "15-NQ/TU").code == 2
    noted = ("--sheets", "4", "--remark", "có bút tích")
    assert program.inside("dossier", "note", "lam-ha:1", "15-NQ/TU", *noted).code == 0
    vietnamese = program.inside("--language", "vi", "dossier", "show", "lam-ha:1", COLUMNS="60").out
    assert "1–4" in vietnamese
    assert "có bút tích" in " ".join(vietnamese.split())
    assert "Người phụ trách" in vietnamese
    assert "15-NQ/TU" in vietnamese
    assert max(map(len, vietnamese.splitlines())) <= 60
    assert program.inside("dossier", "close", "lam-ha:1", "--on", "2024").code == 0
    english = program.inside("--language", "en", "dossier")
    assert "1 file" in english.out + english.err
    written = program.inside("dossier", "show", "lam-ha:1", "--export", tmp_path / "ml.html")
    assert written.code == 0, written.err
    assert (tmp_path / "ml.html").stat().st_size > 1000
    record = program.inside("dossier", "show", "lam-ha:1", "--json").records[0]
    assert (record["contents"][0]["number"], record["closed_on"]) == ("15-NQ/TU", "2024-12-31")
    assert program.inside("dossier", "show", "lam-ha:7").code == 2
    listed = program.inside("--language", "vi", "dossier", "list", "--export", tmp_path / "nop-luu.html")
    assert listed.code == 0, listed.err
    assert "MỤC LỤC HỒ SƠ, TÀI LIỆU NỘP LƯU" in (tmp_path / "nop-luu.html").read_text("utf-8")
    assert (record["pages"], record["contents"][0]["remark"]) == (4, "có bút tích")
