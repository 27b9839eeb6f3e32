"""What archivist writes holds no word of a marked document, whatever the policy and the way it came."""

from __future__ import annotations

import gzip
import logging
import shutil
import tempfile
import zipfile
import zlib
from collections.abc import Callable
from email.message import EmailMessage
from pathlib import Path

import pytest
from support import containers, scans
from support.directives import party_text
from support.scans import Ink

from archivist import Archive, audit, testing
from archivist.errors import SettingsError
from archivist.extract.ocr_data import find_setup
from archivist.model import Access, Outcome, Reason, Secrecy

# No word of any language, so that wherever they are found they came from the marked document;
# as subject, body and file name.
WORDS = ("zuvakhon", "xequipla", "wyjthong")
MARKED = party_text(
    "15-NQ/TU", subject=f"về {WORDS[0]}", body=f"Nội dung {WORDS[1]} của văn bản.", mark="TỐI MẬT"
)
OPEN = party_text("16-NQ/TU", subject="về việc công khai")


def txt(folder: Path) -> Path:
    return testing.make_txt(folder / f"{WORDS[2]}.txt", MARKED)


def docx(folder: Path) -> Path:
    return containers.make_docx(
        folder / f"{WORDS[2]}.docx", "".join(map(containers.paragraph, MARKED.splitlines()))
    )


def pdf(folder: Path) -> Path:
    return testing.make_pdf(folder / f"{WORDS[2]}.pdf", MARKED)


def inside_zip(folder: Path) -> Path:
    path = folder / f"{WORDS[2]}.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("to-trinh.txt", OPEN)
        made.writestr(f"{WORDS[2]}.txt", MARKED)
    return path


def mail(folder: Path) -> Path:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = "a@vidu.example", "b@vidu.example", WORDS[0]
    message.set_content("Gửi kèm văn bản.")
    message.add_attachment(MARKED.encode(), maintype="text", subtype="plain", filename=f"{WORDS[2]}.txt")
    path = folder / "thu.eml"
    path.write_bytes(message.as_bytes())
    return path


WAYS = (txt, docx, pdf, inside_zip, mail)


def found_in(data: bytes) -> list[str]:
    """The words in some bytes, in every encoding and with what was compressed."""
    texts = [data]
    if data[:2] == b"\x1f\x8b":
        texts.append(gzip.decompress(data))
    for start in (0, 4, 8):
        try:
            texts.append(zlib.decompress(data[start:]))
        except zlib.error:
            continue
    lower = b"\n".join(texts).lower()
    return [word for word in WORDS if word.encode() in lower or word.encode("utf-16-le") in lower]


def leaks(*roots: Path, but: Path | None = None) -> list[str]:
    """Files, and names of files, below some folders that hold a word of the marked document."""
    found = []
    for root in roots:
        for path in root.rglob("*"):
            if but is not None and path.is_relative_to(but):
                continue
            named = any(word in path.name.lower() for word in WORDS)
            if named or (path.is_file() and found_in(path.read_bytes())):
                found.append(str(path))
    return found


@pytest.fixture
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where everything goes that is put into the system's folder for temporary files."""
    folder = tmp_path / "tam"
    folder.mkdir()
    monkeypatch.setenv("TMPDIR", str(folder))
    monkeypatch.setattr(tempfile, "tempdir", None)
    return folder


def archive_with(root: Path, *settings: str) -> Archive:
    Archive.create(root).close()
    with (root / "archive.toml").open("a", encoding="utf-8") as out:
        out.write("\n[filing]\n".join(["", *settings]) if settings else "")
    text = (root / "archive.toml").read_text(encoding="utf-8")
    if settings:
        # The table of a new archive is there already, its settings commented out.
        head, _, tail = text.rpartition("\n[filing]\n")
        (root / "archive.toml").write_text(
            head.replace("[filing]\n", f"[filing]\n{tail}\n", 1), encoding="utf-8"
        )
    return Archive.open(root)


@pytest.mark.parametrize("make", WAYS, ids=lambda make: make.__name__)
@pytest.mark.parametrize("policy", ["refuse", "register-number-only"])
def test_nothing_of_a_marked_document_is_written(
    tmp_path: Path,
    temporary: Path,
    caplog: pytest.LogCaptureFixture,
    make: Callable[[Path], Path],
    policy: str,
) -> None:
    caplog.set_level(logging.DEBUG)
    source = tmp_path / "nguon"
    source.mkdir()
    path = make(source)
    with archive_with(tmp_path / "kho", f'secrecy = "{policy}"') as archive:
        assert archive.file(testing.make_txt(tmp_path / "mo.txt", OPEN)).document is not None
        result = archive.file(path)
        assert result.outcome is Outcome.REFUSED
        assert result.document is None
        assert not found_in(repr(result.message).encode())
        inbox = archive.settings.inbox
        shutil.copy2(path, inbox / path.name)
        (watched,) = archive.watch(once=True)
        assert watched.outcome is Outcome.REFUSED
        assert archive.search("").total == 1
        assert archive.search(WORDS[1]).total == 0
        archive.rebuild()
        archive.rebuild("browse")
        list(archive.reread())
        assert archive.check().problems == ()
        refused = [event for event in audit.events(archive._ws.layout) if event.action == "refused"]
        assert len(refused) == 2
        withheld = archive.withheld()
    assert leaks(tmp_path / "kho", temporary, but=inbox / ".refused") == []
    assert not found_in(caplog.text.encode())
    numbers = [entry.number for entry in withheld]
    if policy == "refuse":
        assert numbers == []
    elif make in (txt, docx, pdf):
        assert numbers == ["15-NQ/TU"], "the same bytes are entered once"
    else:
        assert numbers == [""], "the number of what is around the marked file is not its number"


def test_the_words_would_be_found(tmp_path: Path, temporary: Path) -> None:
    """The same documents without their mark: the search for leaks finds what is there to be found."""
    with Archive.create(tmp_path / "kho") as archive:
        archive.file(testing.make_txt(tmp_path / f"{WORDS[2]}.txt", MARKED.replace("TỐI MẬT", "")))
    found = leaks(tmp_path / "kho", temporary)
    for place in (
        "text.txt",
        "record.json",
        "original.txt",
        "receipt-",
        "/state/catalogue.db",
        "/state/index/",
    ):
        assert any(place in leak for leak in found), place


@pytest.mark.skipif(
    not find_setup().usable, reason="needs the system package tesseract-ocr-vie (make system-deps)"
)
@pytest.mark.parametrize("policy", ["refuse", "register-number-only"])
def test_a_marked_scan_leaves_nothing_but_its_tombstone(
    tmp_path: Path, temporary: Path, caplog: pytest.LogCaptureFixture, policy: str
) -> None:
    caplog.set_level(logging.DEBUG)
    ink = Ink(text="TỐI MẬT", x=60, y=58, degrees=-3)
    path = scans.scan_pdf(tmp_path / f"{WORDS[2]}.pdf", scans.state_letter(), inks=[ink])
    with archive_with(tmp_path / "kho", f'secrecy = "{policy}"') as archive:
        document = archive.file(path).document
        assert document is not None
        assert document.access is Access.HELD
        (result,) = archive.recognise_pending()
        assert result.document is None
        noted = [(entry.id, entry.number) for entry in archive.withheld()]
        assert noted == ([(document.id, "")] if policy == "register-number-only" else [])
        archive.rebuild()
        assert archive.check().problems == ()
    assert leaks(tmp_path / "kho", temporary) == []
    words = ("SNV-VTLT", "tiêu hủy", "lưu trữ lịch sử")
    for kept in (tmp_path / "kho").rglob("*"):
        if kept.is_file():
            assert not any(word.encode() in kept.read_bytes() for word in words), kept
    assert not any(word in caplog.text for word in words)


def test_a_damaged_entry_is_reported(tmp_path: Path) -> None:
    with archive_with(tmp_path / "kho", 'secrecy = "register-number-only"') as archive:
        assert archive.file(txt(tmp_path)).outcome is Outcome.REFUSED
        (path,) = (archive.root / "withheld").glob("*.json")
        path.write_text("{")
        (problem,) = archive.check().problems
        assert (problem.invariant, problem.path) == ("M2", path)


# ------------------------------------------------------------------------------- independent LAN

BASIS = 'secrecy = "independent-lan"\nsecrecy_basis = "Quyết định số 1-QĐ/VPTU ngày 02/3/2026"'


def test_an_independent_lan_needs_the_decision_it_rests_on(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="secrecy_basis"):
        archive_with(tmp_path / "kho", 'secrecy = "independent-lan"')


def test_no_variable_of_the_environment_loosens_the_policy(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ARCHIVIST_FILING_SECRECY", "independent-lan")
    monkeypatch.setenv("ARCHIVIST_FILING_SECRECY_BASIS", "x")
    with Archive.create(tmp_path / "kho") as archive:
        assert archive.settings.secrecy == "refuse"
        assert archive.file(txt(tmp_path)).outcome is Outcome.REFUSED


def test_on_an_independent_lan_a_marked_document_is_kept_and_held(tmp_path: Path) -> None:
    with archive_with(tmp_path / "kho", BASIS) as archive:
        result = archive.file(txt(tmp_path))
        document = result.document
        assert document is not None
        assert (document.access, document.secrecy) == (Access.HELD, Secrecy.MARKED)
        assert document.reasons[0] is Reason.SECRET_MARKING
        assert archive.search(WORDS[1]).total == 0
        assert [
            archive.complete(*what) for what in (("number", "15"), ("issuer", "tỉnh"), ("term", "xequ"))
        ] == [()] * 3
        # A person opens it: it is found, and stays a marked document through every later reading.
        archive.release(document.id, by="Mai", why="được giao quản lý")
        assert archive.search(WORDS[1]).total == 1
        assert archive.complete("number", "15") == ("15-NQ/TU",)
        assert [one.changes for one in archive.reread()] == [()]
        opened = archive.get(document.id)
        assert (opened.access, opened.secrecy, opened.reasons) == (Access.OPEN, Secrecy.MARKED, ())
        assert archive.check().problems == ()


def test_a_stricter_policy_holds_what_was_kept_under_a_looser_one(tmp_path: Path) -> None:
    with archive_with(tmp_path / "kho", BASIS) as archive:
        document = archive.file(txt(tmp_path)).document
        assert document is not None
        archive.release(document.id, by="Mai", why="được giao quản lý")
    settings = tmp_path / "kho" / "archive.toml"
    settings.write_text(settings.read_text(encoding="utf-8").replace("independent-lan", "refuse"))
    with Archive.open(tmp_path / "kho") as archive:
        list(archive.reread())
        assert archive.get(document.id).access is Access.HELD
        assert archive.search(WORDS[1]).total == 0


@pytest.mark.skipif(
    not find_setup().usable, reason="needs the system package tesseract-ocr-vie (make system-deps)"
)
def test_on_an_independent_lan_a_marked_scan_is_read_and_held(tmp_path: Path) -> None:
    ink = Ink(text="TUYỆT MẬT", x=60, y=58, degrees=-4)
    path = scans.scan_pdf(tmp_path / "quet.pdf", scans.state_letter(), inks=[ink])
    with archive_with(tmp_path / "kho", BASIS) as archive:
        archive.file(path)
        (result,) = archive.recognise_pending()
        assert result.document is not None
        assert (result.document.access, result.document.secrecy) == (Access.HELD, Secrecy.MARKED)
        assert result.document.number == "412/SNV-VTLT"
        assert archive.search("").total == 0
        archive.rebuild()
        archive.rebuild("browse")
    # Kept in its own folder and in the catalogue, which names what waits for a person; nowhere else.
    words = [word.encode() for word in ("SNV-VTLT", "snv-vtlt", "tiêu hủy", "tieu huy")]
    own = (tmp_path / "kho" / "documents", tmp_path / "kho" / "state" / "catalogue.db")
    for kept in (tmp_path / "kho").rglob("*"):
        if kept.is_file() and not any(str(kept).startswith(str(one)) for one in own):
            assert not any(word in kept.read_bytes() for word in words), kept


def test_a_refused_file_is_left_to_whoever_brought_it(tmp_path: Path) -> None:
    """By hand the source stays; in the inbox it goes to .refused, which is not the archive's."""
    path = txt(tmp_path)
    with Archive.create(tmp_path / "kho") as archive:
        assert archive.file(path).outcome is Outcome.REFUSED
        assert path.is_file()
        inside = txt(archive.settings.inbox)
        list(archive.watch(once=True))
        assert not inside.exists()
        assert [one.name for one in (archive.settings.inbox / ".refused").rglob("*") if one.is_file()]
