"""The index answers like an archivist expects: real Whoosh, on disk and in memory."""

from __future__ import annotations

import datetime as dt
import os
import stat
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from support.search import DECISION, DOCUMENTS, RESOLUTION, UNDATED, Sort, ask, ids

from archivist.errors import ArchiveLocked, IndexDamaged, ReadOnlyArchive
from archivist.search.index import SearchIndex


@pytest.fixture(scope="module")
def index() -> Iterator[SearchIndex]:
    with SearchIndex.in_memory() as made:
        made.update(DOCUMENTS)
        yield made


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("", "cabd"),
        ("*", "cabd"),
        ("chuyển đổi số", "ca"),
        ("chuyen doi so", "ca"),
        ("CHUYỂN ĐỔI SỐ", "ca"),
        ("chuyển doi số", "ca"),
        ('"chuyển đổi số"', "ca"),
        ('"số chuyển đổi"', ""),
        ('"xây và"', ""),
        ('"xây phát"~3', "a"),
        ("39-NQ/TW", "ab"),
        ("39 NQ TW", "ab"),
        ("39/NQ-TW", "ab"),
        ("nghị quyết 39", "ab"),
        ("number:39-NQ/TW", "a"),
        ("số:39-NQ/TW", "a"),
        ("number:39", "a"),
        ("cites:39-NQ/TW NOT number:39-NQ/TW", "b"),
        ("12/2022/QĐ-UBND", "b"),
        ("12/2022/QD-UBND", "b"),
        ("kind:NQ", "a"),
        ('loại:"nghị quyết"', "a"),
        ("kind:(NQ OR QĐ)", "ab"),
        ('issuer:"Bộ Chính trị"', "a"),
        ('coquan:"uy ban nhan dan tinh Hoa Son"', "b"),
        ("trichyeu:(phát triển)", "a"),
        ("subject:họa", "ab"),
        ("subject:chuyen*", "c"),
        ("signatory:mẫu", "ca"),
        ('place:"hà nội"', "ca"),
        ("level:provincial", "b"),
        ("cấp:tỉnh", "b"),
        ("language:en", "d"),
        ("system:state", "b"),
        ("hethong:đảng", "ca"),
        ("signed:valid", "b"),
        ("chữký:không", "ad"),
        ("chukyso:(valid OR not-checked)", "cb"),
        ("signed:chưa-kiểm-tra", "c"),
        ("NOT signed:none", "cb"),
        ("date:2023", "a"),
        ("date:2022..2023-07", "ab"),
        ("before:2023", "b"),
        ("after:2023", "c"),
        ("since:2023-07-18 until:18/7/2023", "a"),
        ("filed:2026-01-05", "cabd"),
        ("filed:2025", ""),
        ("date:năm-nay", ""),
        ("NOT date:1900..", "d"),
        ("chuyen AND -kinh", "a"),
        ("archives OR họa", "abd"),
        ("archives HOẶC họa", "abd"),
        ("NOT (hoa OR archives)", "c"),
        ("-chuyen", "bd"),
        ("chuyen -đường", "c"),
        ("kinh tế - xã hội", "c"),
        ("Điều 5", "b"),
        ("V/v", "c"),
        ("hanh*", "ab"),
        ("vắng", ""),
        ("id:c-letter", "c"),
    ],
)
def test_finds_what_was_meant(index: SearchIndex, text: str, found: str) -> None:
    response = index.search(ask(text))
    assert sorted(ids(response)) == sorted(found)
    assert response.total == len(found)


@pytest.mark.parametrize(
    ("text", "first"),
    [("Hòa Sơn", "a"), ("Hoà Sơn", "a"), ("họa", "b"), ("đường", "a"), ("dương", "b")],
)
def test_the_diacritics_that_were_typed_come_first(index: SearchIndex, text: str, first: str) -> None:
    response = index.search(ask(text))
    assert response.total == 2, "folded matches are found too"
    assert ids(response)[0] == first


def test_the_document_itself_comes_before_those_that_cite_it(index: SearchIndex) -> None:
    assert ids(index.search(ask("nghị quyết 39"))) == ["a", "b"]


def test_abbreviations_find_their_long_form(index: SearchIndex) -> None:
    assert "b" in ids(index.search(ask("UBND")))
    assert ids(index.search(ask("CCHC"))) == ["a"]
    assert ids(index.search(ask("cchc"))) == [], "only capitals abbreviate"


@pytest.mark.parametrize(
    ("sort", "order"),
    [(Sort.DATE, "bacd"), (Sort.NEWEST, "cabd"), (Sort.NUMBER, "cbad"), (Sort.ISSUER, "abcd")],
)
def test_orders(index: SearchIndex, sort: Sort, order: str) -> None:
    assert "".join(ids(index.search(ask(sort=sort)))) == order


@pytest.mark.parametrize(
    ("filters", "found"),
    [
        ({"issuers": ("bo-chinh-tri", "van-phong-tw")}, "ca"),
        ({"kinds": ("quyet-dinh",)}, "b"),
        ({"levels": ("central",)}, "ca"),
        ({"languages": ("vi",), "systems": ("party",)}, "ca"),
        ({"signed": ("valid", "not-checked")}, "cb"),
        ({"since": dt.date(2022, 3, 2)}, "ca"),
        ({"until": dt.date(2022, 3, 1)}, "b"),
        ({"subject": "phat trien"}, "a"),
        ({"number": "39 NQ TW"}, "a"),
        ({"number": "no number at all"}, ""),
    ],
)
def test_filters(index: SearchIndex, filters: dict[str, object], found: str) -> None:
    assert sorted(ids(index.search(ask(**filters)))) == sorted(found)


def test_filters_narrow_a_query(index: SearchIndex) -> None:
    assert ids(index.search(ask("chuyển đổi số", kinds=("nghi-quyet",)))) == ["a"]


def test_counts_are_over_all_matches(index: SearchIndex) -> None:
    facets = index.search(ask("NOT archives", limit=1, facets=True)).facets
    assert facets["level"] == (("central", 2), ("provincial", 1))
    assert facets["year"] == (("2022", 1), ("2023", 1), ("2024", 1))
    assert facets["language"] == (("vi", 3),)
    assert dict(facets["kind"]) == {"nghi-quyet": 1, "quyet-dinh": 1, "cong-van": 1}
    assert len(facets["issuer"]) == 3


def test_pages_join_to_the_whole(index: SearchIndex) -> None:
    whole = ids(index.search(ask("NOT zzz", limit=10)))
    pages = [ids(index.search(ask("NOT zzz", limit=1, offset=at))) for at in range(6)]
    assert [one for page in pages for one in page] == whole
    assert index.search(ask(limit=0)).total == 4


def test_equal_documents_are_ordered_by_id() -> None:
    with SearchIndex.in_memory() as index:
        for name in ("m", "z", "k", "b"):  # one segment each, in another order
            index.update([replace(UNDATED, id=name)])
        assert ids(index.search(ask("archives"))) == ["b", "k", "m", "z"]
        assert ids(index.search(ask("archives", limit=1, offset=2))) == ["m"]


def test_newer_comes_first_among_equals() -> None:
    with SearchIndex.in_memory() as index:
        dates = [dt.date(2020, 1, 1), dt.date(2024, 1, 1), None, dt.date(2022, 1, 1)]
        index.update([replace(UNDATED, id=f"{n}x", issued=day) for n, day in enumerate(dates)])
        assert ids(index.search(ask("archives"))) == ["1", "3", "0", "2"]


# ---------------------------------------------------------------------------- on disk


def test_the_kind_and_the_body_that_are_named_come_first() -> None:
    """Every document speaks of resolutions; the one that is one comes before them."""
    speaks = "Thực hiện Nghị quyết, nghị quyết, nghị quyết của Tỉnh ủy Hòa Sơn và Tỉnh ủy Vân Trạch."
    plan = replace(
        RESOLUTION, id="p", number="", kind="ke-hoach", issuer_names=("Tỉnh ủy Vân Trạch",), text=speaks
    )
    asked = replace(plan, id="q", kind="nghi-quyet", text=speaks * 9)
    other = replace(asked, id="r", issuer_names=("Tỉnh ủy Hòa Sơn",))
    with SearchIndex.in_memory() as index:
        index.update([plan, asked, other, *DOCUMENTS[1:]])
        assert ids(index.search(ask("nghị quyết Tỉnh ủy Vân Trạch")))[0] == "q"
        assert ids(index.search(ask("nghi quyet tinh uy van trach")))[0] == "q"
        assert set(ids(index.search(ask("nghi quyet tinh uy van trach")))) == {"q", "r", "p"}
        assert ids(index.search(ask("Resolution Tỉnh ủy Hòa Sơn")))[0] == "r"


def test_update_replaces_and_deletes(tmp_path: Path) -> None:
    with SearchIndex.create(tmp_path / "index") as index:
        index.update(DOCUMENTS)
        index.update(DOCUMENTS)
        index.update([replace(DECISION, revision=4, text="hoàn toàn khác")], delete=["d-undated", "unknown"])
        assert dict(index.revisions()) == {"a-resolution": 1, "b-decision": 4, "c-letter": 1}
        assert ids(index.search(ask("cites:39-NQ/TW"))) == []
        index.update([replace(DECISION, revision=5)] * 2, delete=["b-decision"])
        assert index.revisions()["b-decision"] == 5
        index.verify()


def test_a_reader_sees_commits_of_another_writer(tmp_path: Path) -> None:
    with SearchIndex.create(tmp_path / "index") as writer:
        with SearchIndex.open(tmp_path / "index", readonly=True) as reader:
            assert reader.search(ask()).total == 0
            for number in range(40):
                writer.update([replace(UNDATED, id=f"{number:02d}")])
                writer.merge()  # now and then there is something to join, and files are removed
                assert reader.search(ask("plain")).total == number + 1
            with pytest.raises(ReadOnlyArchive):
                reader.update(DOCUMENTS)
            with pytest.raises(ReadOnlyArchive):
                reader.expunge()
        assert len(list((tmp_path / "index").glob("*.aix"))) < 20, "segments are merged"


def test_expunge_leaves_no_term_of_a_removed_document(tmp_path: Path) -> None:
    folder = tmp_path / "index"
    secret = replace(UNDATED, id="zz", text="xylograph quixotic")
    with SearchIndex.create(folder) as index:
        index.update([RESOLUTION, secret])
        index.update([replace(secret, id="yy")])
        index.update([], delete=["zz", "yy"])
        index.expunge()
        assert dict(index.revisions()) == {"a-resolution": 1}
        assert ids(index.search(ask("phát triển"))) == ["a"]
    assert not [p for p in folder.iterdir() if b"xylograph" in p.read_bytes()]


def test_a_second_writer_is_told_that_the_index_is_locked(tmp_path: Path) -> None:
    folder = tmp_path / "index"
    SearchIndex.create(folder).close()
    hold = (
        "import fcntl, sys, os\n"
        f"fd = os.open({str(folder / 'archivist_WRITELOCK')!r}, os.O_CREAT | os.O_WRONLY, 0o600)\n"
        "fcntl.flock(fd, fcntl.LOCK_EX)\nprint('held', flush=True)\nsys.stdin.read()\n"
    )
    with subprocess.Popen([sys.executable, "-c", hold], stdin=-1, stdout=-1) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdout.readline()
        with SearchIndex.open(folder) as index, pytest.raises(ArchiveLocked):
            index.update(DOCUMENTS)
        process.stdin.close()
        process.wait()
    with SearchIndex.open(folder) as index:
        index.update(DOCUMENTS)
        assert index.search(ask()).total == 4


def test_a_failed_update_changes_nothing_and_frees_the_lock(tmp_path: Path) -> None:
    with SearchIndex.create(tmp_path / "index") as index:
        index.update([RESOLUTION])
        with pytest.raises(IndexDamaged):
            index.update([DECISION, replace(UNDATED, language=7)])  # type: ignore[arg-type]  # on purpose
        index.update([UNDATED])
        assert set(index.revisions()) == {"a-resolution", "d-undated"}


def test_nothing_is_readable_by_chance(tmp_path: Path) -> None:
    with SearchIndex.create(tmp_path / "index") as index:
        index.update([RESOLUTION])
    sentence = "cải cách hành chính".encode()
    assert not [p for p in (tmp_path / "index").iterdir() if sentence in p.read_bytes()]


# ---------------------------------------------------------------------------- damage


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    path = tmp_path / "index"
    with SearchIndex.create(path) as index:
        index.update(DOCUMENTS)
    return path


@pytest.mark.parametrize("suffix", [".toc", ".aix"])
@pytest.mark.parametrize("damage", ["zeroed", "cut", "gone", "empty"])
def test_damage_is_named_and_never_a_traceback(folder: Path, suffix: str, damage: str) -> None:
    victims = [p for p in folder.iterdir() if p.name.endswith(suffix)]
    assert victims
    for path in victims:
        if damage == "gone":
            path.unlink()
        else:
            content = path.read_bytes()
            spoilt = {"zeroed": bytes(len(content)), "cut": content[: len(content) // 3], "empty": b""}
            path.write_bytes(spoilt[damage])
    with pytest.raises(IndexDamaged):
        _read_everything(folder)


def test_every_changed_byte_is_noticed(folder: Path) -> None:
    """Each part of a segment has a checksum: whatever byte changes, verifying says so."""
    (path,) = folder.glob("*.aix")
    content = path.read_bytes()
    for at in range(0, len(content), max(1, len(content) // 150)):
        path.write_bytes(content[:at] + bytes([content[at] ^ 0x10]) + content[at + 1 :])
        with pytest.raises(IndexDamaged):
            _read_everything(folder)
    path.write_bytes(content)
    _read_everything(folder)


@pytest.mark.parametrize("suffix", [".toc", ".trm", ".pst", "._stored.col"])
@pytest.mark.parametrize("damage", ["zeroed", "cut", "gone"])
def test_damage_of_the_compatible_tier_is_named(tmp_path: Path, suffix: str, damage: str) -> None:
    folder = tmp_path / "index"
    with SearchIndex.create(folder, tier="compatible") as index:
        index.update(DOCUMENTS)
    victims = [p for p in folder.iterdir() if p.name.endswith(suffix)]
    assert victims
    for path in victims:
        if damage == "gone":
            path.unlink()
        else:
            content = path.read_bytes()
            path.write_bytes(bytes(len(content)) if damage == "zeroed" else content[: len(content) // 3])
    with pytest.raises(IndexDamaged):
        _read_everything(folder)


def _read_everything(folder: Path) -> None:
    with SearchIndex.open(folder) as index:
        index.verify()


def test_an_index_that_is_not_there(tmp_path: Path) -> None:
    for path in (tmp_path / "none", tmp_path):
        with pytest.raises(IndexDamaged):
            SearchIndex.open(path)


def test_an_index_of_another_version(folder: Path) -> None:
    (folder / "archivist-index.json").write_text('{"schema": 0}')
    with pytest.raises(IndexDamaged, match="another version"):
        SearchIndex.open(folder)


@pytest.mark.parametrize("bits", [stat.S_IWGRP, stat.S_IWOTH])
def test_an_index_others_may_write_is_not_opened(folder: Path, bits: int) -> None:
    for path in (folder, next(folder.glob("*.toc"))):
        mode = path.stat().st_mode
        path.chmod(mode | bits)
        with pytest.raises(IndexDamaged, match="written by other users"):
            SearchIndex.open(folder)
        path.chmod(mode)
    SearchIndex.open(folder).close()


def test_a_wide_open_umask_does_not_open_the_index(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        with SearchIndex.create(tmp_path / "index") as index:
            index.update(DOCUMENTS)
    finally:
        os.umask(before)
    with SearchIndex.open(tmp_path / "index") as index:
        assert index.search(ask()).total == 4


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a file to another user")
def test_an_index_of_a_stranger_is_not_opened(folder: Path) -> None:
    for path in (folder, *folder.iterdir()):
        os.chown(path, 4321, 4321)
    with pytest.raises(IndexDamaged, match="another user"):
        SearchIndex.open(folder)
    with SearchIndex.open(folder, readonly=True, trusted_owner=4321) as index:
        assert index.search(ask()).total == 4
