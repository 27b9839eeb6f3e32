"""Postings that are joined are those that would have been written at once, as lists and as tables."""

from __future__ import annotations

import random
import re
from collections.abc import Mapping
from io import BytesIO
from pathlib import Path

import pytest

from archivist.search import joining
from archivist.search.building import SegmentBuilder, encode
from archivist.search.joining import join
from archivist.search.segment import SegmentFile
from archivist.search.snapshot import Folder

Found = Mapping[int, list[int]]
"""Document → positions."""
SMAPS = Path("/proc/self/smaps")


def _file(words: Mapping[bytes, Found], documents: int) -> SegmentFile:
    sink = BytesIO()
    builder = SegmentBuilder(sink)
    blocks = []
    for word, found in sorted(words.items()):
        places = [place for at in found.values() for place in at]
        counts = [len(at) for at in found.values()]
        blocks.append((word, encode(list(found), counts, places, _beside(word, places))))
    builder.add_field("text", blocks, length=0)
    builder.finish(documents)
    return SegmentFile("made", sink.getvalue())


def _beside(word: bytes, places: list[int]) -> bytes:
    """Something else beside every place."""
    return bytes((31 * place + len(word)) % 256 for place in places)


def _made(rng: random.Random, documents: int) -> dict[bytes, Found]:
    """Words in all, most, half, a third, a tenth of the documents, and of one half only."""
    shares = {b"all": 1.0, b"most": 0.8, b"half": 0.5, b"third": 0.3, b"tenth": 0.1, b"late": 0.4}
    made: dict[bytes, Found] = {}
    for word, share in shares.items():
        docs = [doc for doc in range(documents) if rng.random() < share]
        if word == b"late":
            docs = [doc for doc in docs if doc > documents // 2]
        often = 300 if word == b"most" and rng.random() < 0.5 else 3
        found = {doc: sorted(rng.sample(range(1000), rng.randint(1, often))) for doc in docs}
        if found:
            made[word] = found
    return made


def _postings(file: SegmentFile, word: bytes) -> tuple[list[int], list[int], list[int], bytes]:
    entry = file.find("text", word)
    if entry is None:
        return [], [], [], b""
    docs, counts = file.documents_of(entry), list(file.counts_of(entry))
    return docs, counts, list(file.places_of(entry)), file.beside_of(entry)


@pytest.mark.parametrize("seed", range(12))
def test_joined_is_as_if_written_at_once(seed: int) -> None:
    rng = random.Random(seed)
    sizes = [rng.choice([1, 5, 30, 200]) for _ in range(rng.randint(1, 4))]
    parts = [_made(rng, size) for size in sizes]
    gone = [frozenset(doc for doc in range(size) if seed % 3 == 0 and rng.random() < 0.3) for size in sizes]
    whole: dict[bytes, dict[int, list[int]]] = {}
    base = 0
    for part, size, without in zip(parts, sizes, gone, strict=True):
        kept = {doc: base + at for at, doc in enumerate(d for d in range(size) if d not in without)}
        for word, found in part.items():
            whole.setdefault(word, {}).update({kept[doc]: at for doc, at in found.items() if doc in kept})
        base += len(kept)
    whole = {word: found for word, found in whole.items() if found}
    sink = BytesIO()
    files = [_file(part, size) for part, size in zip(parts, sizes, strict=True)]
    assert join(list(zip(files, gone, strict=True)), SegmentBuilder(sink)) == base
    joined, once = SegmentFile("joined", sink.getvalue()), _file(whole, base)
    assert [term for term, _ in joined.entries("text")] == sorted(whole)
    for word, found in whole.items():
        places = [place for at in found.values() for place in at]
        expected = list(found), [len(at) for at in found.values()], places, _beside(word, places)
        assert _postings(joined, word) == _postings(once, word) == expected
        own, other = joined.find("text", word), once.find("text", word)
        assert own is not None
        assert other is not None
        assert own.is_table == other.is_table
        assert (own.first, own.last) == (other.first, other.last)


@pytest.mark.skipif(not SMAPS.exists(), reason="what of a file is in memory is told by Linux only")
@pytest.mark.parametrize("at_once", [0, 1 << 40])
def test_what_was_joined_is_given_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, at_once: int) -> None:
    """And read again where it is still wanted: what is written is the same."""
    monkeypatch.setattr(joining, "_READ_AT_ONCE", at_once)
    often = {doc: list(range(0, 600, 2)) for doc in range(40)}
    there = [_file({f"{word:02d}".encode(): often for word in range(50)}, 40) for _ in range(2)]
    paths = [tmp_path / f"{number}.aix" for number in range(2)]
    for path, file in zip(paths, there, strict=True):
        path.write_bytes(file.buffer)
    mapped = [SegmentFile(path.stem, Folder(tmp_path).read(path.name)) for path in paths]
    before, after = BytesIO(), BytesIO()
    join([(file, frozenset()) for file in there], SegmentBuilder(before))
    join([(file, frozenset()) for file in mapped], SegmentBuilder(after))
    assert after.getvalue() == before.getvalue()
    sizes = sum(path.stat().st_size for path in paths)
    held = sum(map(_in_memory, paths))
    assert held < sizes / 4 if at_once == 0 else held > sizes / 2


def _in_memory(path: Path) -> int:
    """Bytes of a mapped file that count as memory of this process."""
    _, _, rest = SMAPS.read_text(encoding="utf-8").partition(f"{path}\n")
    (kilobytes,) = re.findall(r"^Rss: +(\d+) kB", rest, re.MULTILINE)[:1]
    return 1024 * int(kilobytes)


def test_common_words_are_tables_and_rare_ones_lists() -> None:
    file = _file({b"common": {doc: [1] for doc in range(0, 400, 2)}, b"rare": {3: [1], 390: [2, 5]}}, 400)
    common, rare = file.find("text", b"common"), file.find("text", b"rare")
    assert common is not None
    assert rare is not None
    assert common.is_table
    assert not rare.is_table
    assert list(file.table_of(common))[:4] == [1, 0, 1, 0]
    assert file.positions("text", b"common", {4, 5, 390}) == {4: [1], 390: [1]}
    assert file.positions("text", b"rare", {4, 5, 390}) == {390: [2, 5]}
