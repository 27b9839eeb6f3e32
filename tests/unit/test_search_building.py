"""Building an index at once, and joining its segments in idle moments."""

from __future__ import annotations

import datetime as dt
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pytest
from support.directives import write_party
from support.search import ask

from archivist import Archive
from archivist.errors import StorageError, UsageError
from archivist.search import internals
from archivist.search.block_engine import BlockEngine
from archivist.search.building import SegmentBuilder
from archivist.search.filling import encode_batch, read_batch
from archivist.search.index import IndexDocument, SearchIndex, SearchResponse, Tier
from archivist.search.merging import MOST_SEGMENTS, SMALL, TIER
from archivist.search.snapshot import Folder, read_contents
from archivist.search.storage import DurableStorage

TIERS: tuple[Tier, ...] = ("fast", "compatible")


def _document(number: int, words: str = "công tác") -> IndexDocument:
    return IndexDocument(
        id=f"{number:05d}", revision=number, filed_on=dt.date(2021, 1, 1), text=f"{words} số {number}"
    )


def ids(response: SearchResponse) -> list[str]:
    return [hit.id for hit in response.hits]


def _segments(folder: Path) -> int:
    return len(list(folder.glob("*.aix")))


@pytest.mark.parametrize("tier", TIERS)
def test_filling_is_one_commit_of_everything(tmp_path: Path, tier: Tier) -> None:
    with SearchIndex.create(tmp_path / "index", tier=tier) as index:
        assert index.fill(_document(number) for number in range(120)) == 120
        assert index.search(ask("công tác")).total == 120
        assert index.revisions()["00077"] == 77
        index.verify()
        index.update([_document(5, "khác")])
        assert ids(index.search(ask("khác"))) == ["00005"]


def test_filling_refuses_what_would_be_there_twice(tmp_path: Path) -> None:
    with SearchIndex.create(tmp_path / "index") as index:
        with pytest.raises(UsageError):
            index.fill([_document(1), _document(2), _document(1)])
        assert dict(index.revisions()) == {}, "nothing was changed"
        assert index.fill([_document(1)]) == 1
        with pytest.raises(UsageError):
            index.fill([_document(2)])
        assert dict(index.revisions()) == {"00001": 1}


def test_an_error_of_the_documents_is_not_one_of_the_index(tmp_path: Path) -> None:
    def documents() -> Iterator[IndexDocument]:
        yield _document(1)
        raise KeyError("the second cannot be read")

    with SearchIndex.create(tmp_path / "index") as index:
        with pytest.raises(KeyError, match="the second"):
            index.fill(documents())
        assert dict(index.revisions()) == {}
        index.update([_document(2)])
        assert list(index.revisions()) == ["00002"]
        index.verify()


@pytest.mark.parametrize("tier", TIERS)
def test_commits_leave_joining_to_an_idle_moment(tmp_path: Path, tier: Tier) -> None:
    with SearchIndex.create(tmp_path / "index", tier=tier) as index:
        for number in range(TIER - 1):
            index.update([_document(number), _document(100 + number)])
        assert not index.merge(), "they are too few"
        index.update([_document(TIER)], delete=["00000"])
        before = index.search(ask("công tác"))
        assert index.merge()
        assert not index.merge(), "once is enough"
        after = index.search(ask("công tác"))
        assert (after.total, ids(after)) == (before.total, ids(before))
        index.verify()


def test_a_writer_without_idle_moments_joins_by_itself(tmp_path: Path) -> None:
    folder = tmp_path / "index"
    with SearchIndex.create(folder) as index:
        most = 0
        for number in range(MOST_SEGMENTS + 10):
            index.update([_document(number)])
            most = max(most, _segments(folder))
        assert most <= MOST_SEGMENTS + 1
        assert index.search(ask("công tác")).total == MOST_SEGMENTS + 10


def test_old_tables_of_contents_do_not_pile_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(internals, "TABLES", 10)
    with SearchIndex.create(tmp_path / "index") as index:
        for number in range(30):
            index.update([_document(number)])
            assert len(list((tmp_path / "index").glob("*.toc"))) <= 10 + 8
        index.merge()
        assert len(list((tmp_path / "index").glob("*.toc"))) == 1


def test_a_merge_that_fails_changes_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "index"
    with SearchIndex.create(folder) as index:
        for number in range(TIER):
            index.update([_document(number)])
        with monkeypatch.context() as patch:

            def full(*_: object) -> None:
                raise OSError(28, "No space left on device")

            patch.setattr(SegmentBuilder, "finish", full)
            with pytest.raises(Exception, match="space"):
                index.merge()
        assert index.search(ask("công tác")).total == TIER
        assert index.merge(), "the next idle moment does it"
        assert index.search(ask("công tác")).total == TIER
        assert _segments(folder) == 1
        index.verify()


@pytest.mark.parametrize("removed", range(10))
def test_no_reader_takes_an_old_commit_for_the_newest_when_removing_stops(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, removed: int
) -> None:
    """Wherever the removing of old tables ends: a reader of any of them goes on to the newest."""
    folder = tmp_path / "index"
    readers: list[SearchIndex] = []
    with SearchIndex.create(folder) as index:
        for number in range(TIER + 1):
            readers.append(SearchIndex.open(folder, readonly=True))
            assert readers[-1].search(ask("công tác")).total == number
            index.update([_document(number)])
        left, real = removed, DurableStorage.delete_file

        def failing(self: DurableStorage, name: str) -> None:
            nonlocal left
            left -= 1
            if left < 0:
                raise PermissionError(13, "in use")
            real(self, name)

        with monkeypatch.context() as patch:
            patch.setattr(DurableStorage, "delete_file", failing)
            assert index.merge()
        assert len(list(folder.glob("*.toc"))) == max(1, 11 - removed)
        totals = [reader.search(ask("công tác")).total for reader in readers]
        assert totals == [TIER + 1] * (TIER + 1)
    for reader in readers:
        reader.close()


def test_large_segments_are_joined_in_pairs(tmp_path: Path) -> None:
    folder = tmp_path / "index"
    with SearchIndex.create(folder) as index:
        for first in (0, SMALL, 2 * SMALL - 1):
            index.update([_document(first + number) for number in range(SMALL)])
        assert _segments(folder) == 3
        before = index.search(ask("công tác"))
        assert index.merge()
        assert _segments(folder) == 1
        after = index.search(ask("công tác"))
        assert (after.total, ids(after)) == (before.total, ids(before))
        assert after.total == 3 * SMALL - 1
        index.verify()


def test_a_rebuilt_index_is_one_segment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with Archive.create(tmp_path / "archive") as archive:
        for number in range(1, TIER + 2):
            archive.file(write_party(tmp_path / f"{number}.txt", f"{number}-NQ/TU"))
        monkeypatch.setattr(BlockEngine.__init__, "__kwdefaults__", {"memory": 1})  # a segment for each
        archive.rebuild("index")
        (table,) = (tmp_path / "archive" / "state" / "index").glob("*/*.toc")
        assert [row.documents for row in read_contents(Folder(table.parent)).segments] == [TIER + 1]
        assert archive.search("number:3-NQ/TU").total == 1


MERGING = """
import os, signal, sys
from pathlib import Path
from archivist.search.index import SearchIndex
from archivist.search.storage import DurableStorage

left = int(sys.argv[2])

def dying(real):
    def call(*rest, **more):
        global left
        left -= 1
        if left < 0:
            os.kill(os.getpid(), signal.SIGKILL)
        return real(*rest, **more)
    return call

for owner, name in ((os, "fsync"), (Path, "replace"), (DurableStorage, "create_file"), (DurableStorage, "delete_file")):
    setattr(owner, name, dying(getattr(owner, name)))
with SearchIndex.open(Path(sys.argv[1])) as index:
    index.merge()
"""


def test_a_merge_that_is_killed_anywhere_loses_nothing(tmp_path: Path) -> None:
    folder = tmp_path / "index"
    with SearchIndex.create(folder) as index:
        for number in range(TIER):
            index.update([_document(number)])
    moments = 0
    while True:
        command = [sys.executable, "-c", MERGING, str(folder), str(moments)]
        code = subprocess.run(command, check=False, env=dict(os.environ)).returncode
        with SearchIndex.open(folder) as index:
            assert index.search(ask("công tác")).total == TIER
            assert sorted(index.revisions().values()) == list(range(TIER))
            index.verify()
        if code == 0:
            break
        assert code == -signal.SIGKILL
        moments += 1
        assert moments < 60
    assert moments > 4, "it was killed before and after it counted"


def test_searching_goes_on_while_segments_are_joined(tmp_path: Path) -> None:
    folder = tmp_path / "index"
    done = threading.Event()
    wrong: list[int] = []
    with SearchIndex.create(folder) as index:
        index.update([_document(number) for number in range(20)])

        def read() -> None:
            with SearchIndex.open(folder, readonly=True) as reader:
                while not done.is_set():
                    total = reader.search(ask("công tác")).total
                    if total != 20:
                        wrong.append(total)

        threads = [threading.Thread(target=read) for _ in range(2)]
        for thread in threads:
            thread.start()
        merged = 0
        for number in range(3 * TIER):
            index.update([_document(number % 20)])  # the same ids again and again: the total stays
            merged += index.merge()
        done.set()
        for thread in threads:
            thread.join()
    assert merged
    assert not wrong


# ---------------------------------------------------------------------------- several processes


def _made(count: int) -> list[IndexDocument]:
    return [
        IndexDocument(
            id=f"{number:05d}",
            revision=number + 1,
            number=f"{number}-NQ/TU",
            issuer_names=("Tỉnh ủy Hòa Sơn", "Hòa Sơn"),
            issued=dt.date(2020, 1, 1) + dt.timedelta(days=number) if number % 3 else None,
            subject=f"Về công tác số {number}",
            language="vi" if number % 5 else "en",
            filed_on=dt.date(2021, 1, 1),
            text=f"căn cứ Nghị quyết {number % 7}-NQ/TW ngày {number % 28 + 1}/3/2020\ntừ{number} " * 3,
        )
        for number in range(count)
    ]


def test_two_processes_build_what_one_does(tmp_path: Path) -> None:
    documents = _made(730)
    with SearchIndex.create(tmp_path / "one") as one, SearchIndex.create(tmp_path / "two") as two:
        assert one.fill(iter(documents)) == two.fill(iter(documents), processes=2) == 730
        two.verify()
        assert _segments(tmp_path / "two") == 2
        assert one.revisions() == two.revisions()
        for query in ("công tác", '"công tác số"', "cites:3-NQ/TW", "từ12*", "12-NQ/TU", "date:2020-02", ""):
            left, right = one.search(ask(query, limit=50)), two.search(ask(query, limit=50))
            assert (left.total, left.hits) == (right.total, right.hits), query
        two.update([replace(documents[3], revision=99)], delete=["00004"])
        assert two.revisions()["00003"] == 99
        assert len(two.revisions()) == 729


def test_documents_survive_the_way_to_another_process() -> None:
    documents = [*_made(9), replace(_made(1)[0], text="vỡ \udc80\nnull\n", issued=None)]
    sent = encode_batch(documents)
    stream = BytesIO(sent + encode_batch(documents[:1]) + b"null\n")
    assert read_batch(stream) == documents
    assert read_batch(stream) == documents[:1]
    assert read_batch(stream) is None
    for end in (0, 1, len(sent) // 2, len(sent) - 1):
        with pytest.raises(EOFError):
            read_batch(BytesIO(sent[:end]))


def test_a_process_that_cannot_write_fails_the_build(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "index"
    with SearchIndex.create(folder) as index:
        with monkeypatch.context() as patch:
            patch.setattr(sys, "executable", "/bin/false")
            with pytest.raises(StorageError):
                index.fill(_made(400), processes=2)
        assert dict(index.revisions()) == {}
        with pytest.raises(UsageError):
            index.fill([*_made(120), *_made(1)], processes=2)
        assert dict(index.revisions()) == {}
        assert index.fill(_made(120), processes=2) == 120
        for number in range(8):
            index.update([_document(number)])
        named = {row.name for row in read_contents(Folder(folder)).segments}
        assert {path.stem for path in folder.glob("*.aix")} == named, "what failed before left nothing behind"


def test_a_worker_left_alone_writes_nothing(tmp_path: Path) -> None:
    with SearchIndex.create(tmp_path / "index"):
        command = [
            sys.executable,
            "-P",
            "-m",
            "archivist.search.segment_worker",
            str(tmp_path / "index"),
            "1000000",
        ]
        left = subprocess.run(command, input=encode_batch(_made(5)), check=False, capture_output=True)
        assert (left.returncode, left.stdout) == (1, b"")
        assert _segments(tmp_path / "index") == 0
