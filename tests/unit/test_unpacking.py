"""A ZIP archive is an envelope: its files are filed, each for itself; nothing in it is lost."""

from __future__ import annotations

import datetime as dt
import stat
import zipfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.directives import party_text
from support.formats import make_zip

from archivist import Archive, store
from archivist.extract.limits import Limits
from archivist.extract.pool import WorkerPool
from archivist.extract.zipped import _place
from archivist.model import Outcome, Reason

FIRST = party_text("15-NQ/TU", subject="về trồng cây ven sông").encode()
SECOND = party_text("16-NQ/TU", subject="về nuôi ong vùng cao").encode()
THIRD = party_text("17-NQ/TU", subject="về nước sạch nông thôn").encode()
LONG_AGO = dt.datetime(2020, 1, 1, tzinfo=dt.UTC)


@pytest.fixture
def packed(tmp_path: Path) -> Path:
    inner = make_zip(tmp_path / "trong.zip", {"nước sạch.txt": THIRD}).read_bytes()
    members = {
        "Năm 2024/nghị quyết 15.txt": FIRST,
        "Năm 2024/nghị quyết 16.txt": SECOND,
        "trong.zip": inner,
        "chạy.exe": b"MZ" + bytes(200),
    }
    return make_zip(tmp_path / "Tỉnh ủy gửi.zip", members)


def test_each_file_becomes_a_document_of_its_own(tmp_path: Path, packed: Path) -> None:
    with Archive.create(tmp_path / "kho") as archive:
        result = archive.file(packed, received_from="Văn phòng")
        assert (result.outcome, result.document) == (Outcome.REVIEW, None)
        assert [member.outcome for member in result.each] == [
            Outcome.FILED, Outcome.FILED, Outcome.FILED, Outcome.QUARANTINED,
        ]  # fmt: skip
        assert [one.document.number for one in result.each if one.document] == [
            "15-NQ/TU", "16-NQ/TU", "17-NQ/TU",
        ]  # fmt: skip
        (hit,) = archive.search("nước sạch")
        (receipt,) = archive.receipts(hit.document.id)
        assert receipt.source == str(packed.absolute() / "trong.zip" / "nước sạch.txt")
        assert (receipt.received_as, receipt.received_from) == ("nước sạch.txt", "Văn phòng")
        (aside,) = archive.quarantined()
        assert (aside.received_as, aside.reason) == ("chạy.exe", Reason.EXECUTABLE)
        assert archive.check().problems == ()
        assert not list(archive._ws.layout.staging.iterdir())


def test_the_same_archive_again_is_received_once(tmp_path: Path, packed: Path) -> None:
    with Archive.create(tmp_path / "kho") as archive:
        archive.file(packed)
        again = archive.file(packed)
        assert {member.outcome for member in again.each} == {Outcome.DUPLICATE, Outcome.QUARANTINED}
        assert [len(archive.receipts(document.id)) for document in archive.iter_all()] == [1, 1, 1]
        assert len(archive.quarantined()) == 1
        copy = packed.with_name("bản sao.zip")
        copy.write_bytes(packed.read_bytes())
        archive.file(copy)
        assert [len(archive.receipts(document.id)) for document in archive.iter_all()] == [2, 2, 2]


def test_many_are_told_of_one_by_one(tmp_path: Path, packed: Path) -> None:
    single = tmp_path / "lẻ.txt"
    single.write_bytes(party_text("18-NQ/TU").encode())
    with Archive.create(tmp_path / "kho") as archive:
        results = list(archive.file_many([packed, single]))
        assert [result.source.name for result in results] == [
            "nghị quyết 15.txt", "nghị quyết 16.txt", "nước sạch.txt", "chạy.exe", "lẻ.txt",
        ]  # fmt: skip


def test_through_the_inbox_it_is_accounted_for(tmp_path: Path, packed: Path) -> None:
    with Archive.create(tmp_path / "kho") as archive:
        inbox = archive.settings.inbox
        list(archive.watch(once=True))
        (inbox / packed.name).write_bytes(packed.read_bytes())
        assert len(list(archive.watch(once=True))) == 4
        assert not (inbox / packed.name).exists()
        (kept,) = (path for path in (inbox / ".filed").rglob("*") if path.is_file())
        assert kept.read_bytes() == packed.read_bytes()
        proof = archive.inbox_proof(dt.datetime.now(dt.UTC) - dt.timedelta(hours=1))
        assert (proof.seen, proof.filed, proof.unexplained, proof.unproven) == (1, 1, (), ())
        places = {receipt.inbox_path for one in archive.iter_all() for receipt in archive.receipts(one.id)}
        assert f"{packed.name}/Năm 2024/nghị quyết 15.txt" in places


@pytest.mark.parametrize("spoil", ["password", "damage", "number"])
def test_what_cannot_be_unpacked_whole_is_kept_whole(tmp_path: Path, spoil: str) -> None:
    path = tmp_path / "a.zip"
    if spoil == "number":
        make_zip(path, {f"{number}.txt": f"Tờ {number}".encode() for number in range(201)})
    else:
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr("a.txt", FIRST)
            archive.writestr("b.txt", SECOND)
        data = bytearray(path.read_bytes())
        place = data.rfind(b"PK\x01\x02")
        if spoil == "password":
            data[place + 8] |= 1
        else:
            data[place + 16] ^= 0xFF  # its checksum
        path.write_bytes(data)
    with Archive.create(tmp_path / "kho") as archive:
        result = archive.file(path)
        assert result.members == ()
        assert result.outcome is Outcome.REVIEW
        assert result.document is not None
        assert archive.path_of(result.document.id).read_bytes() == path.read_bytes()


def test_an_archive_with_a_marked_member_is_refused(tmp_path: Path) -> None:
    marked = party_text("02-BC/TU", mark="TỐI MẬT").encode()
    path = make_zip(tmp_path / "a.zip", {"a.txt": FIRST, "b.txt": marked})
    with Archive.create(tmp_path / "kho") as archive:
        assert archive.file(path).outcome is Outcome.REFUSED
        assert archive.stats().documents == 0


def test_what_an_open_office_program_leaves_is_no_document(tmp_path: Path) -> None:
    """``~$name`` says who has a document open; what is longer is somebody's document."""
    lock = b"\x05Admin" + b"\x00" * 156
    members = {"~$a.docx": lock, "b/.~lock.a.odt#": lock, "~$c.txt": b"Kho " * 400, "d.txt": b"Kho"}
    path = make_zip(tmp_path / "a.zip", members)
    (tmp_path / "parts").mkdir()
    with WorkerPool(Limits()) as pool:
        found = pool.unpack(path, parts_dir=tmp_path / "parts")
    assert [member.name for member in found.members] == ["~$c.txt", "d.txt"]


def test_only_whole_names_are_clutter(tmp_path: Path) -> None:
    """What is taken for clutter is not kept, and neither is the archive: a name that only resembles it is no ground."""
    clutter = {
        "desktop.ini": b"[x]",
        "a/Thumbs.db": b"\x00",
        "b/.DS_Store": b"Bud1",
        "__MACOSX/a/._k.txt": b"\x00",
    }
    documents = {
        "Cài desktop.ini.txt": b"Kho 1",
        "Thumbs.db.txt": b"Kho 2",
        "của__MACOSX/a.txt": b"Kho 3",
        "__MACOSX/a.txt": b"Kho 4",
        "thư mục.txt/": b"Kho 5",
    }
    path = make_zip(tmp_path / "a.zip", clutter | documents)
    link = zipfile.ZipInfo("dẫn.txt")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr(link, b"Kho " * 2000)
    (tmp_path / "parts").mkdir()
    with WorkerPool(Limits()) as pool:
        found = pool.unpack(path, parts_dir=tmp_path / "parts")
    read = [(tmp_path / "parts" / member.file).read_bytes() for member in found.members]
    assert read == [*documents.values(), b"Kho " * 2000]
    assert all(member.name for member in found.members)


def test_archives_within_archives_end(tmp_path: Path) -> None:
    data = FIRST
    for level in range(8):
        name = "a.txt" if not level else f"{level}.zip"
        data = make_zip(tmp_path / f"l{level}.zip", {name: data}).read_bytes()
    with Archive.create(tmp_path / "kho") as archive:
        (result,) = archive.file(tmp_path / "l7.zip").each
        assert result.document is not None
        assert result.document.original.media_type == "application/zip"


def test_a_folder_is_found_by_its_id_after_the_program_died(tmp_path: Path, packed: Path) -> None:
    """Met again, every member gets the receipt it has."""
    with Archive.create(tmp_path / "kho") as archive:
        inbox = archive.settings.inbox
        path = inbox / packed.name
        path.write_bytes(packed.read_bytes())
        first = archive.file(path, inbox=inbox, inbox_path=path.name)
        again = archive.file(path, inbox=inbox, inbox_path=path.name)
        assert [one.outcome for one in again.each] == [one.outcome for one in first.each]
        assert [one.receipt for one in again.each] == [one.receipt for one in first.each]
        for folder in store.scan(archive._ws.layout):
            assert len(store.read_receipts(folder)) == 1


@given(st.text(max_size=60))
def test_a_place_leads_nowhere(name: str) -> None:
    place = _place(zipfile.ZipInfo(name or "x"), "tên.txt")
    parts = place.split("/")
    assert parts[-1] == "tên.txt"
    assert not place.startswith("/")
    assert not {"", ".", ".."} & set(parts)
    assert "\\" not in place
