"""`archivist passwords`, and what is said of encrypted files."""

from __future__ import annotations

from pathlib import Path

import pytest
from pypdf import PdfReader, PdfWriter
from support import office
from support.copies import copied
from support.program import Program

from archivist import testing


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An archive with an encrypted file in quarantine."""
    folder = tmp_path_factory.mktemp("made")
    program = Program(home=folder)
    root = folder / "kho"
    assert program.inside("init", root).code == 0
    writer = PdfWriter(clone_from=PdfReader(testing.make_pdf(folder / "p.pdf", office.RESOLUTION)))
    writer.encrypt("mat-khau-9", algorithm="RC4-128")
    with (folder / "khoa.pdf").open("wb") as file:
        writer.write(file)
    assert program.inside("--archive", root, "add", folder / "khoa.pdf").code == 3
    return folder


@pytest.fixture
def kho(made: Path, cli: Program, tmp_path: Path) -> Program:
    copied(made, tmp_path)
    return Program(home=cli.home, environ={"ARCHIVIST_ARCHIVE": str(tmp_path / "kho")})


def test_an_encrypted_file_is_released_after_its_password_was_added(kho: Program) -> None:
    entry = kho.inside("--json", "quarantine").records[0]
    shown = kho.inside("quarantine", "show", entry["id"])
    assert "archivist passwords add" in " ".join(shown.out.split())
    assert kho.inside("quarantine", "release", entry["id"]).code == 3
    added = kho("passwords", "add", answer="mat-khau-9\n")
    assert added.code == 0
    assert "mat-khau-9" not in added.out + added.err
    assert "quarantine release" in added.err + added.out
    assert kho.inside("--json", "passwords").records[0]["count"] == 1
    released = kho.inside("quarantine", "release", entry["id"])
    assert released.code == 0
    found = kho.inside("--json", "search", "number:39-NQ/TU").records[0]
    assert "listed password" in kho.inside("show", found["document"]["id"]).out
    assert "mat-khau-9" not in kho.inside("--json", "show", found["document"]["id"]).out


@pytest.mark.parametrize(
    ("language", "words"), [("en", ("1 password", "password removed")), ("vi", ("1 mật khẩu", "Đã bỏ 1"))]
)
def test_passwords_are_counted_and_removed_in_both_languages(
    kho: Program, language: str, words: tuple[str, str]
) -> None:
    assert kho.inside("passwords", "add", answer="bí mật\n").code == 0
    count = kho.inside("--language", language, "passwords")
    assert (count.code, words[0] in count.out) == (0, True)
    removed = kho.inside("--language", language, "passwords", "remove", answer="bí mật\n")
    assert words[1] in removed.out
    again = kho.inside("--json", "passwords", "remove", answer="bí mật\n")
    assert again.records[0] == {"type": "passwords", "count": 0, "removed": 0}


def test_no_password_is_no_password(kho: Program) -> None:
    refused = kho.inside("passwords", "add", answer="")
    assert refused.code == 2
    assert "standard input" in refused.err
