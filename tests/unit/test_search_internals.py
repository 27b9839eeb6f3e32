"""Guards of what archivist takes for granted in Whoosh (docs/adr/0003-whoosh-as-a-cache.md).

If one of these fails after an upgrade, Whoosh changed below us: read the ADR before mending.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import inspect
import json
import os
import zlib
from importlib.metadata import version
from pathlib import Path

import pytest
from whoosh.codec.whoosh3 import W3Codec, W3LeafMatcher
from whoosh.index import FileIndex, clean_files
from whoosh.matching import FilterMatcher
from whoosh.reading import IndexReader
from whoosh.writing import SegmentWriter

from archivist.search import schema
from archivist.search.block_engine import BlockEngine
from archivist.search.index import SearchIndex
from archivist.search.internals import blocks, positions
from archivist.search.records import IndexDocument
from archivist.search.storage import MemoryStorage

SOURCES = "03107fbe4c936ecb73e8cbc88f67d3071c274fa2904665c3243d06b14d8d75c4"
"""SHA-256 of the methods of Whoosh 2.7.5 that were read."""


def _document(number: int) -> IndexDocument:
    return IndexDocument(
        id=f"{number:04d}", revision=1, filed_on=dt.date(2020, 1, 1), text="an " * (1 + number % 5) + "so"
    )


def _reader(*, block: int, delete: bool) -> IndexReader:
    index = FileIndex.create(MemoryStorage(), schema.make_schema(), "x")
    writer = SegmentWriter(index, compound=False, codec=W3Codec(blocklimit=block))
    for number in range(300):
        writer.add_document(**schema.to_fields(_document(number)))
    writer.commit()
    if delete:
        writer = SegmentWriter(index, compound=False)
        writer.delete_by_term("id", "0007")
        writer.commit()
    return index.searcher().reader()


def test_the_version_is_the_one_that_was_read() -> None:
    assert version("whoosh-reloaded") == "2.7.5"


@pytest.mark.parametrize("block", [16, 128, 2048])
@pytest.mark.parametrize("delete", [False, True])
def test_blocks_say_what_the_public_methods_say(block: int, delete: bool) -> None:
    reader = _reader(block=block, delete=delete)
    matcher = reader.postings("text", b"an")
    assert type(matcher) is (FilterMatcher if delete else W3LeafMatcher)
    public = {}
    while matcher.is_active():
        public[matcher.id()] = matcher.weight()
        matcher.next()
    ours = {d: n for ids, weights in blocks(reader, "text", b"an") for d, n in zip(ids, weights, strict=True)}
    if delete:
        assert ours.pop(7) == 3.0, "deleted documents are left to the caller"
    assert ours == public
    places = positions(reader, "text_p", b"an", public.keys())
    assert {doc: len(at) for doc, at in places.items()} == public


@pytest.mark.parametrize(
    "at", [[0], [0, 1, 2], [5, 70_000, 70_001], [0xD7FF, 0xD800 + 0xD7FF], [3, 2_000_000]]
)
def test_positions_survive(at: list[int]) -> None:
    form = schema.DeltaPositions()
    value = form.encode(at)
    assert form.decode_positions(value) == [min(p, 0x10FFFF) for p in at]
    assert form.decode_frequency(value) == len(at)


def test_a_commit_is_durable_before_it_counts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every file of a commit is synced before the rename that makes it count, the folder after."""
    events: list[tuple[str, str]] = []
    real_sync, real_replace = os.fsync, Path.replace

    def sync(descriptor: int) -> None:
        events.append(("sync", Path(f"/proc/self/fd/{descriptor}").readlink().name))
        real_sync(descriptor)

    def replace(self: Path, target: str | os.PathLike[str]) -> Path:
        events.append(("rename", Path(target).name))
        return real_replace(self, target)

    with SearchIndex.create(tmp_path / "index") as index:
        monkeypatch.setattr(os, "fsync", sync)
        monkeypatch.setattr(Path, "replace", replace)
        index.update([_document(1), _document(2)])
    renames = [at for at, (kind, _) in enumerate(events) if kind == "rename"]
    assert len(renames) == 1
    before = {name for kind, name in events[: renames[0]] if kind == "sync"}
    written = {p.name for p in (tmp_path / "index").iterdir() if p.suffix == ".aix"}
    assert written
    assert written <= before
    assert events[renames[0] + 1] == ("sync", "index")


def test_segments_are_separate_files(tmp_path: Path) -> None:
    """A compound segment would be copied into memory by every searcher."""
    with SearchIndex.create(tmp_path / "index") as index:
        index.update([_document(1)])
    assert not list((tmp_path / "index").glob("*.seg"))


def test_what_our_writer_relies_on_is_what_was_read() -> None:
    """Our writer and index replace or call these private methods of Whoosh; their text must not change."""
    read = (
        SegmentWriter.__init__,
        SegmentWriter.commit,
        SegmentWriter.cancel,
        SegmentWriter._commit_toc,
        FileIndex._read_toc,  # type: ignore[attr-defined]  # private on purpose: this is its guard
        FileIndex.searcher,
        clean_files,
    )
    sources = "".join(inspect.getsource(method) for method in read)
    assert hashlib.sha256(sources.encode()).hexdigest() == SOURCES


def test_our_commits_hold_no_pickle(tmp_path: Path) -> None:
    with SearchIndex.create(tmp_path / "index") as index:
        index.update([_document(1)])
        index.update([_document(2)], delete=["0001"])
    names = {path.name for path in (tmp_path / "index").iterdir() if not path.name.endswith("LOCK")}
    assert {Path(name).suffix for name in names} == {".toc", ".aix", ".json"}
    (table,) = (tmp_path / "index").glob("*.toc")
    crc, _, body = table.read_bytes().partition(b" ")
    assert int(crc, 16) == zlib.crc32(body.rstrip(b"\n"))
    rows = json.loads(body)["segments"]
    assert [row["documents"] for row in rows] == [1]
    assert f"{rows[0]['name']}.aix" in names


def test_segments_end_by_size_within_one_commit() -> None:
    engine = BlockEngine.in_memory(memory=1)
    engine.commit([schema.to_fields(_document(number)) for number in range(5)], ())
    engine.refresh()
    assert engine.snapshot is not None
    assert [view.documents for view in engine.snapshot.views] == [1] * 5
    assert sorted(row["id"] for row in engine.stored()) == [f"{number:04d}" for number in range(5)]
