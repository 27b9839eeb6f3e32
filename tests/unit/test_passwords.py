"""Passwords of encrypted files: tried, kept private, never told."""

from __future__ import annotations

import io
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest
from pypdf import PdfReader, PdfWriter
from support import office
from support.extracting import refusal

from archivist import Archive, testing
from archivist.errors import ExtractionError, ReadOnlyArchive, UsageError
from archivist.extract.limits import Limits
from archivist.extract.registry import extract_file
from archivist.extracted import Extracted
from archivist.model import Outcome, Reason

SECRET = "mật khẩu 2026"


def locked(path: Path, password: str = SECRET, algorithm: str = "RC4-128") -> Path:
    """A resolution under a password."""
    plain = testing.make_pdf(path.with_name("plain.pdf"), office.RESOLUTION).read_bytes()
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(plain)))
    writer.encrypt(password, owner_password="khác", algorithm=algorithm)
    with path.open("wb") as file:
        writer.write(file)
    path.with_name("plain.pdf").unlink()
    return path


def read_with(path: Path, *passwords: str) -> Extracted:
    parts = path.parent / "parts"
    parts.mkdir(exist_ok=True)
    return extract_file(
        path, parts_dir=parts, file_name=path.name, limits=Limits(), passwords=tuple(passwords)
    )


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    with Archive.create(tmp_path / "kho") as opened:
        yield opened


def everything_written(root: Path) -> bytes:
    """All bytes of the archive but the list itself and the file as received."""
    files = [path for path in root.rglob("*") if path.is_file() and path.name != "passwords.json"]
    return b"".join(path.read_bytes() for path in files)


@pytest.mark.parametrize("algorithm", ["RC4-40", "RC4-128", "AES-128", "AES-256"])
def test_a_listed_password_opens_a_pdf(tmp_path: Path, algorithm: str) -> None:
    if algorithm.startswith("AES"):
        pytest.importorskip("cryptography", reason="pypdf writes AES with cryptography only")
    password = "mat-khau" if algorithm.startswith("RC4") else SECRET
    path = locked(tmp_path / "a.pdf", password, algorithm)
    assert refusal(path) == "encrypted"
    found = read_with(path, "falsch", password, "auch falsch")
    assert "NGHỊ QUYẾT" in found.text
    assert found.metadata["encryption"] == "listed password"
    assert any("opened with a listed password" in warning for warning in found.warnings)
    assert password not in repr(found)


def test_none_of_the_listed_passwords_fits(tmp_path: Path) -> None:
    with pytest.raises(ExtractionError, match="none of the listed ones") as caught:
        read_with(locked(tmp_path / "a.pdf", "x"), "y", "z")
    assert caught.value.reason == "encrypted"


def test_a_password_added_later_opens_what_was_put_aside(archive: Archive, tmp_path: Path) -> None:
    path = locked(tmp_path / "a.pdf", "mat-khau-1")
    received = path.read_bytes()
    with archive:
        first = archive.file(path)
        assert (first.outcome, first.reasons) == (Outcome.QUARANTINED, (Reason.ENCRYPTED,))
        assert archive.passwords.add("mat-khau-0", by="Người Thử")
        assert archive.passwords.add("mat-khau-1", by="Người Thử")
        assert not archive.passwords.add("mat-khau-1", by="Người Thử")
        assert archive.passwords.count() == 2
        entry = archive.quarantined()[0]
        archive.release(entry.id, by="Người Thử", why="mật khẩu đã có")
        assert archive.quarantined() == ()
        document = next(iter(archive.search("number:39-NQ/TU").hits)).document
        assert any("opened with a listed password" in warning for warning in document.warnings)
        assert (archive.root / document.path / document.original.name).read_bytes() == received
        assert archive.check().ok
    assert b"mat-khau" not in everything_written(archive.root)


def test_an_encrypted_attachment_is_opened_too(archive: Archive, tmp_path: Path) -> None:
    from email.message import EmailMessage

    mail = EmailMessage()
    mail["From"], mail["Subject"] = "a@example.org", "Gửi"
    mail.set_content("Gửi kèm.")
    mail.add_attachment(
        locked(tmp_path / "a.pdf", "k1").read_bytes(), maintype="application", subtype="pdf", filename="a.pdf"
    )
    (tmp_path / "a.eml").write_bytes(bytes(mail))
    found = read_with(tmp_path / "a.eml", "k1")
    assert "NGHỊ QUYẾT" in found.attachments[0].text
    assert read_with(tmp_path / "a.eml").attachments[0].problem == "encrypted"


def test_the_list_is_private_and_check_says_when_it_is_not(archive: Archive) -> None:
    with archive:
        archive.passwords.add(SECRET, by="Người Thử")
        path = archive.root / "passwords.json"
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        path.chmod(0o644)
        assert [problem.invariant for problem in archive.check().problems] == ["S6"]
        path.chmod(0o600)
        path.write_text('{"format": 1, "passwords": [12345]}', encoding="utf-8")
        problem = archive.check().problems[0]
        assert (problem.invariant, "12345" in problem.message) == ("S6", False)


def test_a_damaged_list_stops_no_filing(archive: Archive, tmp_path: Path) -> None:
    with archive:
        (archive.root / "passwords.json").write_text("{", encoding="utf-8")
        result = archive.file(testing.make_txt(tmp_path / "a.txt", office.RESOLUTION))
        assert result.outcome is Outcome.FILED


def test_removing_and_refusing(archive: Archive) -> None:
    with archive:
        for bad in ("", "a\nb", "x" * 201, "\ud800"):
            with pytest.raises(UsageError):
                archive.passwords.add(bad, by="Người Thử")
        with pytest.raises(UsageError):
            archive.passwords.add("x", by=" ")
        archive.passwords.add("x", by="Người Thử")
        archive.passwords.add("y", by="Người Thử")
        assert archive.passwords.remove("x", by="Người Thử")
        assert not archive.passwords.remove("x", by="Người Thử")
        assert archive.passwords.clear(by="Người Thử") == 1
        assert not (archive.root / "passwords.json").exists()
        assert archive.check().ok
    with Archive.open(archive.root, "r") as reading, pytest.raises(ReadOnlyArchive):
        reading.passwords.add("x", by="Người Thử")


def test_every_change_is_audited_without_the_password(archive: Archive) -> None:
    with archive:
        archive.passwords.add(SECRET, by="Người Thử")
        archive.passwords.remove(SECRET, by="Người Thử")
    log = next((archive.root / "audit").glob("*.jsonl")).read_text(encoding="utf-8")
    assert '"password-added"' in log
    assert '"password-removed"' in log
    assert SECRET not in log


def test_an_encrypted_scan_is_drawn_with_the_password(tmp_path: Path) -> None:
    pytest.importorskip("PIL", reason="pages are drawn with pillow (extra ocr)")
    from archivist.extract.ocr_images import page_image

    path = locked(tmp_path / "a.pdf", "k")
    assert page_image(path, "application/pdf", 1, ("x", "k")).width > 1000
    with pytest.raises(ExtractionError):
        page_image(path, "application/pdf", 1, ("x",))


def test_signatures_of_an_encrypted_file_are_looked_for(tmp_path: Path) -> None:
    pytest.importorskip("pyhanko", reason="signatures are checked with pyHanko (extra sign)")
    import datetime as dt

    from archivist.extract.signatures import verify

    path = locked(tmp_path / "a.pdf", "k")
    found = verify(path, trust_dir=tmp_path / "none", at=dt.datetime.now(dt.UTC), passwords=("x", "k"))
    assert found.available
    assert found.signatures == ()
