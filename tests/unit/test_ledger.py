from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from archivist.catalogue import Ledger, Note, SeenState
from archivist.errors import CatalogueDamaged, ReadOnlyArchive

INBOX = "/srv/den"
START = dt.datetime(2026, 5, 4, 8, 0, tzinfo=dt.UTC)


def minutes(number: int) -> dt.datetime:
    return START + dt.timedelta(minutes=number)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "ledger.db"


def test_a_file_is_followed_from_sight_to_end(path: Path) -> None:
    with Ledger.open(path) as ledger:
        ledger.note(
            INBOX, [Note(path="a.pdf", state=SeenState.SEEN, size=5, mtime_ns=7, inode=9)], at=minutes(0)
        )
        ledger.note(
            INBOX, [Note(path="a.pdf", state=SeenState.WAITING, reason="no-permission")], at=minutes(1)
        )
        (row,) = ledger.current(INBOX)
        assert (row.state, row.reason, row.size, row.inode) == (SeenState.WAITING, "no-permission", 5, 9)
        assert (row.first_seen, row.changed_at, row.ended) == (minutes(0), minutes(1), False)
        ledger.note(
            INBOX,
            [
                Note(
                    path="a.pdf",
                    state=SeenState.FILED,
                    document_id="aaaa",
                    moved_to=".filed/2026-05-04/a.pdf",
                    attempt=True,
                )
            ],
            at=minutes(2),
        )
        assert ledger.current() == ()
        found = ledger.row(INBOX, "a.pdf")
        assert found is not None
        assert found.ended
        assert (found.document_id, found.moved_to, found.reason, found.attempts) == (
            "aaaa",
            ".filed/2026-05-04/a.pdf",
            "",
            1,
        )


def test_the_same_name_again_is_another_file(path: Path) -> None:
    with Ledger.open(path) as ledger:
        for minute, size in ((0, 5), (10, 6)):
            ledger.note(INBOX, [Note(path="a.pdf", state=SeenState.SEEN, size=size)], at=minutes(minute))
            ledger.note(INBOX, [Note(path="a.pdf", state=SeenState.FILED)], at=minutes(minute + 1))
        assert [(row.size, row.first_seen) for row in ledger.since(START)] == [
            (5, minutes(0)),
            (6, minutes(10)),
        ]
        assert [row.size for row in ledger.since(minutes(1))] == [6]
        assert ledger.counts() == {SeenState.FILED: 2}
        assert ledger.counts(minutes(1), INBOX) == {SeenState.FILED: 1}
        assert ledger.counts(inbox="/other") == {}


def test_a_refused_file_leaves_no_name(path: Path) -> None:
    name = "Nghị quyết tối mật về nhân sự.pdf"
    with Ledger.open(path) as ledger:
        ledger.note(INBOX, [Note(path=name, state=SeenState.SEEN, size=5, mtime_ns=7)], at=minutes(0))
        ledger.note(INBOX, [Note(path="b.pdf", state=SeenState.SEEN)], at=minutes(0))
        ledger.note(
            INBOX,
            [Note(path=name, state=SeenState.REFUSED, reason="secret-marking", moved_to=".refused/" + name)],
            at=minutes(1),
        )
        rows = ledger.since(START)
        assert [row.state for row in rows] == [SeenState.REFUSED, SeenState.SEEN]
        assert rows[0].path.startswith("#")
        assert len(rows[0].path) == 13
        assert rows[0].moved_to == ""
        assert rows[0].reason == "secret-marking"
        for file in path.parent.iterdir():
            assert name.encode() not in file.read_bytes()
    for file in path.parent.iterdir():
        assert name.encode() not in file.read_bytes()


def test_names_that_are_no_utf8_are_kept_apart(path: Path) -> None:
    with Ledger.open(path) as ledger:
        ledger.note(
            INBOX,
            [Note(path="v\udce3n.pdf", state=SeenState.SEEN), Note(path="văn.pdf", state=SeenState.SEEN)],
        )
        assert ledger.row(INBOX, "v\udce3n.pdf") is not None
        assert len(ledger.current()) == 2


def test_it_remembers_since_when_it_knows(path: Path) -> None:
    before = dt.datetime.now(dt.UTC)
    with Ledger.open(path) as ledger:
        begun = ledger.begun_at
        assert before <= begun <= dt.datetime.now(dt.UTC)
    with Ledger.open(path) as ledger:
        assert ledger.begun_at == begun


def test_a_damaged_ledger_is_set_aside_and_begun_anew(path: Path) -> None:
    path.write_bytes(b"rubbish " * 2000)
    with pytest.raises(CatalogueDamaged):
        Ledger.open(path, readonly=True)
    with Ledger.open(path) as ledger:
        assert ledger.current() == ()
    (kept,) = path.parent.glob("ledger.db.damaged-*")
    assert kept.read_bytes() == b"rubbish " * 2000


def test_reading_only(path: Path) -> None:
    with pytest.raises(CatalogueDamaged):
        Ledger.open(path, readonly=True)
    with Ledger.open(path) as ledger:
        ledger.note(INBOX, [Note(path="a.pdf", state=SeenState.SEEN)])
    with Ledger.open(path, readonly=True) as ledger:
        assert [row.path for row in ledger.current()] == ["a.pdf"]
        with pytest.raises(ReadOnlyArchive):
            ledger.note(INBOX, [Note(path="a.pdf", state=SeenState.GONE)])
