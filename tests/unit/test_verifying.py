"""Signatures in the archive: at filing, checked again, searched; with pyHanko and without."""

from __future__ import annotations

import dataclasses
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

pytest.importorskip("pyhanko", reason="the extra archivist[sign] is not installed")

from support.signing import authority, flipped, letter, save, sign, with_more_content, with_note

from archivist import Archive, Document, Integrity, Signed, TimeSource, Trust
from archivist.errors import DocumentNotFound, UsageError

CA = authority()


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    with Archive.create(tmp_path / "kho", name="Kho thử") as made:
        yield made


@pytest.fixture(scope="module")
def signed_letter() -> bytes:
    return sign(letter(), CA.signer(), page=1)


@pytest.fixture
def without_pyhanko(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Workers started from now on live in an interpreter that has no pyHanko."""
    folder = tmp_path / "site"
    folder.mkdir()
    (folder / "sitecustomize.py").write_text(
        "import sys\n"
        "class Missing:\n"
        "    def find_spec(self, name, path=None, target=None):\n"
        "        if name.split('.')[0] in ('pyhanko', 'pyhanko_certvalidator'):\n"
        "            raise ModuleNotFoundError(f'No module named {name!r}', name=name)\n"
        "sys.meta_path.insert(0, Missing())\n"
    )
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(folder), os.environ.get("PYTHONPATH", "")]))
    return folder


def file(archive: Archive, path: Path, data: bytes) -> Document:
    result = archive.file(save(path, data))
    assert result.document is not None
    return archive.get(result.document.id)


def trust(archive: Archive) -> None:
    save(archive.root / "trust" / "root.pem", CA.pem())


def ids(archive: Archive, query: str = "", *, signed: str | None = None) -> set[str]:
    return {hit.document.id for hit in archive.search(query, signed=signed)}


def test_a_new_archive_has_a_folder_for_roots(archive: Archive) -> None:
    assert list((archive.root / "trust").iterdir()) == []


def test_filing_checks_and_searching_finds_by_the_result(
    archive: Archive, tmp_path: Path, signed_letter: bytes
) -> None:
    trust(archive)
    valid = file(archive, tmp_path / "valid.pdf", signed_letter)
    changed = file(archive, tmp_path / "changed.pdf", with_more_content(signed_letter))
    unknown = file(archive, tmp_path / "unknown.pdf", sign(letter(), authority("Cơ quan lạ").signer()))
    plain = file(archive, tmp_path / "plain.pdf", letter())
    assert [document.signed for document in (valid, changed, unknown, plain)] == [
        Signed.VALID,
        Signed.INVALID,
        Signed.UNTRUSTED,
        Signed.NONE,
    ]
    assert valid.signatures_checked is not None
    assert valid.signatures_checked.library.startswith("pyHanko ")
    assert valid.signatures_checked.at == valid.filed_at
    assert plain.signatures_checked is None
    assert ids(archive, "signed:valid") == ids(archive, signed="valid") == {valid.id}
    assert ids(archive, "chữký:không-hợp-lệ") == {changed.id}
    assert ids(archive, signed="untrusted") == {unknown.id}
    assert ids(archive, "signed:none") == {plain.id}
    with pytest.raises(UsageError, match="untrusted"):
        archive.search("", signed="perhaps")


def test_a_check_finds_new_roots_and_leaves_a_trace(
    archive: Archive, tmp_path: Path, signed_letter: bytes
) -> None:
    document = file(archive, tmp_path / "a.pdf", signed_letter)
    assert document.signed is Signed.NOT_CHECKED
    assert document.signatures[0].integrity is Integrity.INTACT
    trust(archive)
    (result,) = archive.verify_signatures()
    assert (result.before, result.changed, result.roots) == (Signed.NOT_CHECKED, True, 1)
    now = archive.get(document.id)
    assert now == result.document
    assert (now.signed, now.revision) == (Signed.VALID, 2)
    assert now.signatures_checked is not None
    last = now.changes[-1]
    assert (last.by, last.fields) == ("archivist", ("signatures",))
    assert last.why == f"signatures checked with {now.signatures_checked.library}"
    assert ids(archive, "signed:valid") == {document.id}
    assert archive.check().ok


def test_a_check_that_finds_nothing_new_writes_nothing(
    archive: Archive, tmp_path: Path, signed_letter: bytes
) -> None:
    trust(archive)
    document = file(archive, tmp_path / "a.pdf", signed_letter)
    (result,) = archive.verify_signatures([document.id[:8]])
    assert not result.changed
    assert archive.get(document.id) == document


def test_corrections_by_a_person_survive_a_check(
    archive: Archive, tmp_path: Path, signed_letter: bytes
) -> None:
    document = file(archive, tmp_path / "a.pdf", signed_letter)
    archive.revise(document.id, by="Lan", why="đọc lại", subject="về việc thử chữ ký")
    trust(archive)
    list(archive.verify_signatures())
    now = archive.get(document.id)
    assert (now.subject, now.signed, now.revision) == ("về việc thử chữ ký", Signed.VALID, 3)
    assert [change.by for change in now.changes] == ["Lan", "archivist"]


def test_only_what_was_asked_for_and_only_what_is_signed(
    archive: Archive, tmp_path: Path, signed_letter: bytes
) -> None:
    signed = file(archive, tmp_path / "a.pdf", signed_letter)
    plain = file(archive, tmp_path / "b.pdf", letter())
    assert [result.document.id for result in archive.verify_signatures()] == [signed.id]
    assert [result.document.id for result in archive.verify_signatures([plain.id])] == [plain.id]
    with pytest.raises(DocumentNotFound):
        list(archive.verify_signatures(["zzzzzzzz"]))


def test_bytes_that_rotted_on_the_disk_are_no_broken_signature(
    archive: Archive, tmp_path: Path, signed_letter: bytes
) -> None:
    trust(archive)
    document = file(archive, tmp_path / "a.pdf", signed_letter)
    original = archive.path_of(document.id)
    original.chmod(0o644)
    original.write_bytes(flipped(signed_letter))
    (result,) = archive.verify_signatures()
    assert not result.changed
    assert "check --fixity" in result.problem
    assert archive.get(document.id).signed is Signed.VALID


def test_without_pyhanko_signatures_are_listed_and_not_checked(
    archive: Archive, tmp_path: Path, signed_letter: bytes, without_pyhanko: Path
) -> None:
    trust(archive)
    document = file(archive, tmp_path / "a.pdf", signed_letter)
    (found,) = document.signatures
    assert (found.signer, found.organisation) == ("Nguyễn Văn Thử", "Ủy ban nhân dân tỉnh Hà Lam")
    assert (found.integrity, found.trust) == (Integrity.NOT_CHECKED, Trust.NOT_CHECKED)
    assert (found.page, found.time_source) == (2, TimeSource.FILE)
    assert document.signed is Signed.NOT_CHECKED
    assert document.signatures_checked is None
    assert not document.warnings
    assert ids(archive, "signed:not-checked") == {document.id}
    with pytest.raises(UsageError, match="pyHanko is not installed"):
        list(archive.verify_signatures())
    assert archive.get(document.id).revision == 1


def test_documents_filed_before_signatures_were_kept_are_checked(
    archive: Archive, tmp_path: Path, signed_letter: bytes
) -> None:
    from archivist.store.codec import encode_document

    document = file(archive, tmp_path / "a.pdf", signed_letter)
    bare = dataclasses.replace(document, signatures=(), signatures_checked=None)
    (archive.root / document.path / "record.json").write_bytes(encode_document(bare))
    trust(archive)
    (result,) = archive.verify_signatures()
    assert (result.before, result.document.signed) == (Signed.NONE, Signed.VALID)


def test_a_document_signed_many_times_is_filed_by_its_last_signature(
    archive: Archive, tmp_path: Path, signed_letter: bytes
) -> None:
    trust(archive)
    data = with_note(signed_letter)
    for place, name in enumerate(("Văn thư", "Ủy ban nhân dân"), start=2):
        data = sign(data, CA.signer(name), f"Signature{place}", pades=False)
    document = file(archive, tmp_path / "a.pdf", data)
    assert document.signed is Signed.VALID
    assert [one.signer for one in document.signatures] == ["Nguyễn Văn Thử", "Văn thư", "Ủy ban nhân dân"]
