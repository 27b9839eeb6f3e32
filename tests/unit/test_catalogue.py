from __future__ import annotations

import dataclasses
import datetime as dt
import os
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.registered import EVIDENCE, NOON, environment, ids, make_document

from archivist import numbers
from archivist.catalogue import Catalogue, ListFilters, Sort
from archivist.catalogue.register import Op
from archivist.errors import (
    CatalogueDamaged,
    CatalogueStale,
    UsageError,
)
from archivist.model import (
    Access,
    Box,
    Citation,
    Defaults,
    DocumentId,
    Evidence,
    Level,
    Reading,
    Reason,
    Receipt,
    RelationKind,
    TextState,
)


def make_receipt(id: str = "r1", document: str = "aaaa", at: dt.datetime = NOON) -> Receipt:
    return Receipt(
        id=id,
        document_id=DocumentId(document),
        received_at=at,
        received_as="bc.pdf",
        source="/den/huyện/bc\udcff.pdf",
        defaults=Defaults(issuer="tinh-uy:ha-mo", level=Level.PROVINCIAL),
        by="lan",
    )


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "catalogue.db"


def raw_run(path: Path, *statements: str) -> None:
    connection = sqlite3.connect(path)
    for statement in statements:
        connection.execute(statement)
    connection.commit()
    connection.close()


# --------------------------------------------------------------------------- opening


def test_create_refuses_an_existing_file(path: Path) -> None:
    Catalogue.create(path).close()
    with pytest.raises(UsageError):
        Catalogue.create(path)


def test_the_file_is_wal_full_and_strict(path: Path) -> None:
    with Catalogue.create(path) as catalogue:
        assert catalogue.problems() == ()
    connection = sqlite3.connect(path)
    assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    tables = connection.execute("SELECT name, strict FROM pragma_table_list WHERE schema = 'main'").fetchall()
    connection.close()
    strict = {name for name, flag in tables if flag}
    assert strict >= {"documents", "citations", "receipts", "index_removals", "meta"}


def test_another_version_is_stale(path: Path) -> None:
    Catalogue.create(path).close()
    raw_run(path, "PRAGMA user_version = 999")
    for readonly in (False, True):
        with pytest.raises(CatalogueStale, match="999"):
            Catalogue.open(path, readonly=readonly)


def test_a_creator_that_died_leaves_a_stale_file(path: Path) -> None:
    raw_run(path, "CREATE TABLE documents (id TEXT)")
    with pytest.raises(CatalogueStale):
        Catalogue.open(path)


@pytest.mark.parametrize(
    "content", [b"not a database, but long enough to be looked at " * 40, b"\0" * 8192, b""]
)
@pytest.mark.parametrize("readonly", [False, True])
def test_a_damaged_file_is_named(path: Path, content: bytes, readonly: bool) -> None:
    path.write_bytes(content)
    with pytest.raises(CatalogueDamaged) as caught:
        Catalogue.open(path, readonly=readonly)
    assert caught.value.path == path


def test_a_missing_file_is_damage_not_a_new_catalogue(path: Path) -> None:
    for readonly in (False, True):
        with pytest.raises(CatalogueDamaged):
            Catalogue.open(path, readonly=readonly)
    assert not path.exists()


def test_damage_met_while_reading_is_named(path: Path) -> None:
    with Catalogue.create(path) as catalogue:
        for number in range(300):
            catalogue.settle(make_document(f"id{number:04d}"))
        catalogue.checkpoint()
    size = path.stat().st_size
    with path.open("r+b") as file:
        file.seek(size // 2)  # behind the pages that hold the schema
        file.write(b"\xff" * (size - size // 2))
    with Catalogue.open(path) as catalogue, pytest.raises(CatalogueDamaged):
        ids(catalogue.listing())


def test_a_closed_catalogue_says_so(path: Path) -> None:
    catalogue = Catalogue.create(path)
    catalogue.close()
    catalogue.close()
    with pytest.raises(UsageError):
        catalogue.stats()


def test_a_name_with_marks_and_percent_is_opened(tmp_path: Path) -> None:
    folder = tmp_path / "kho số 1?#%20 lưu trữ"
    folder.mkdir()
    Catalogue.create(folder / "catalogue.db").close()
    with Catalogue.open(folder / "catalogue.db", readonly=True) as catalogue:
        assert catalogue.stats().documents == 0
    assert [entry.name for entry in folder.iterdir()] == ["catalogue.db"]


# --------------------------------------------------------------------------- filing


def test_an_intent_is_not_a_document(path: Path) -> None:
    with Catalogue.create(path) as catalogue:
        catalogue.begin_intent("aaaa", "sha-aaaa", "documents/x", "filing")
        (intent,) = catalogue.intents()
        assert (intent.id, intent.op, intent.path, intent.revision) == ("aaaa", "filing", "documents/x", 0)
        assert catalogue.listing() == catalogue.find(kind="bao-cao") == ()
        assert catalogue.outbox(9) == ()
        assert catalogue.ids_with_prefix("a") == ()
        assert list(catalogue.hashes()) == []
        assert list(catalogue.iter_ids()) == []
        row = catalogue.by_sha256("sha-aaaa")
        assert row is not None
        assert row.status == "filing"
        assert [row.id for row in catalogue.rows()] == ["aaaa"]
        assert catalogue.stats().documents == 0
        catalogue.forget_intent("aaaa")
        assert catalogue.intents() == ()
        assert catalogue.row("aaaa") is None


def test_an_intent_survives_the_death_of_its_process(path: Path) -> None:
    Catalogue.create(path).close()
    program = (
        "import os, signal, sys, pathlib\n"
        "from archivist.catalogue import Catalogue\n"
        "Catalogue.open(pathlib.Path(sys.argv[1])).begin_intent('aaaa', 's', 'p', 'filing')\n"
        "os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    done = subprocess.run([sys.executable, "-c", program, str(path)], check=False, env=environment())
    assert done.returncode == -9
    with Catalogue.open(path) as catalogue:
        assert [intent.id for intent in catalogue.intents()] == ["aaaa"]


def test_settling_makes_the_row_of_the_record(path: Path) -> None:
    document = make_document(reasons=(Reason.NUMBER_UNCERTAIN, Reason.DRAFT))
    with Catalogue.create(path) as catalogue:
        catalogue.begin_intent(document.id, document.sha256, document.path, "filing")
        catalogue.settle(document, (make_receipt(),))
        row = catalogue.row("aaaa")
        assert row is not None
        assert row.status == "filed"
        assert row.filed_at == NOON
        assert (row.number, row.number_key, row.number_ordinal) == ("07-BC/TU", numbers.key("07-BC/TU"), 7)
        assert (row.kind, row.kind_title, row.issuer_id) == ("bao-cao", "Báo cáo", "tinh-uy:ha-mo")
        assert (row.issued, row.subject, row.level) == ("2026-05-04", "Tình hình quý I", "provincial")
        assert row.reasons == (Reason.NUMBER_UNCERTAIN, Reason.DRAFT)
        assert (row.access, row.text_state) == (Access.OPEN, TextState.COMPLETE)
        assert (row.received_as, row.media_type, row.size) == ("bc.pdf", "application/pdf", 9)
        assert catalogue.intents() == ()
        assert catalogue.rows_of(["aaaa", "bbbb"]) == {"aaaa": row}
        (receipt,) = catalogue.receipts("aaaa")
        assert receipt == dataclasses.replace(make_receipt(), source="/den/huyện/bc\\udcff.pdf")


def test_a_change_under_way_hides_nothing_but_a_withdrawal(path: Path) -> None:
    document = make_document()
    with Catalogue.create(path) as catalogue:
        catalogue.settle(document)
        ops: tuple[Op, ...] = ("receiving", "revising")
        for op in ops:
            catalogue.begin_intent(document.id, document.sha256, document.path, op)
            assert ids(catalogue.listing()) == ["aaaa"]
            assert catalogue.outbox(9) == ()
        catalogue.forget_intent(document.id)
        assert [row.id for row in catalogue.outbox(9)] == ["aaaa"]
        catalogue.begin_intent(document.id, document.sha256, document.path, "withdrawing")
        assert catalogue.listing() == catalogue.find(kind="bao-cao") == ()


def test_two_documents_of_the_same_bytes_are_refused(path: Path) -> None:
    with Catalogue.create(path) as catalogue:
        catalogue.settle(make_document("aaaa"))
        with pytest.raises(CatalogueDamaged, match="sha256"):
            catalogue.settle(dataclasses.replace(make_document("bbbb"), sha256="sha-aaaa"))
        assert ids(catalogue.listing()) == ["aaaa"]


def test_a_batch_is_all_or_nothing(path: Path) -> None:
    twin = dataclasses.replace(make_document("cccc"), sha256="sha-bbbb")
    with Catalogue.create(path) as catalogue:
        with pytest.raises(CatalogueDamaged):
            catalogue.settle_many([(make_document("bbbb"), ()), (twin, ())])
        assert catalogue.stats().documents == 0
        catalogue.settle_many([(make_document("bbbb"), ()), (make_document("cccc"), (make_receipt(),))])
        assert catalogue.stats().documents == 2


def test_dropping_removes_everything_and_tells_the_index(path: Path) -> None:
    cited = Citation(kind=RelationKind.CITES, cited_as="Nghị quyết số 39-NQ/TW", number="39-NQ/TW")
    with Catalogue.create(path) as catalogue:
        catalogue.settle(make_document(citations=(cited,)), (make_receipt(),))
        catalogue.drop("aaaa")
        assert catalogue.row("aaaa") is None
        assert catalogue.citations_from("aaaa") == ()
        assert catalogue.receipts("aaaa") == ()
        assert catalogue.index_removals() == ("aaaa",)
        assert not any(catalogue.dump().values())
        catalogue.settle(make_document())
        assert catalogue.index_removals() == ()


def test_a_dropped_subject_is_in_no_file_any_more(path: Path) -> None:
    secret = "chuyện không ai được biết".encode()
    document = make_document()
    reading = Reading(value=secret.decode(), confidence=1.0, evidence=EVIDENCE)
    with Catalogue.create(path) as catalogue:
        catalogue.settle(dataclasses.replace(document, readings={"subject": reading}))
        catalogue.settle_many([(make_document(f"f{number:03d}"), ()) for number in range(50)])
        assert any(secret in file.read_bytes() for file in path.parent.iterdir())
        catalogue.drop("aaaa")
        catalogue.expunge()
        assert not any(secret in file.read_bytes() for file in path.parent.iterdir())


# --------------------------------------------------------------------------- asking


def test_find_needs_all_that_is_given(path: Path) -> None:
    with Catalogue.create(path) as catalogue:
        catalogue.settle(make_document("aaaa"))
        catalogue.settle(make_document("bbbb", issuer="tinh-uy:vinh-son", issued="2025-01-01"))
        catalogue.settle(make_document("cccc", access=Access.HELD, number="8-BC/TU"))
        key = numbers.key("7-BC/TU")
        assert ids(catalogue.find(number_key=key)) == ["aaaa", "bbbb"]
        assert ids(catalogue.find(number_key=key, issuer_id="tinh-uy:vinh-son")) == ["bbbb"]
        assert ids(catalogue.find(number_key=key, issued=dt.date(2025, 1, 1))) == ["bbbb"]
        assert ids(catalogue.find(number_key=key, kind="cong-van")) == []
        assert ids(catalogue.find(number_key=numbers.key("8-BC/TU"))) == ["cccc"]


def test_listing_is_sorted_paged_and_shows_no_held_document(path: Path) -> None:
    with Catalogue.create(path) as catalogue:
        for position, (number, issued) in enumerate(
            [("10-BC/TU", "2024-03-01"), ("9-BC/TU", "2025-03-01"), (None, None), ("100-BC/TU", "2026")]
        ):
            later = NOON + dt.timedelta(hours=position)
            catalogue.settle(
                make_document("abcd"[position] * 4, number=number, issued=issued, filed_at=later)
            )
        catalogue.settle(make_document("eeee", access=Access.HELD))
        assert ids(catalogue.listing(sort=Sort.NUMBER)) == ["bbbb", "aaaa", "dddd", "cccc"]
        assert ids(catalogue.listing(sort=Sort.NEWEST)) == ["dddd", "bbbb", "aaaa", "cccc"]
        assert ids(catalogue.listing(sort=Sort.OLDEST)) == ["aaaa", "bbbb", "dddd", "cccc"]
        assert ids(catalogue.listing(sort=Sort.FILED)) == ["dddd", "cccc", "bbbb", "aaaa"]
        assert ids(catalogue.listing(sort=Sort.NEWEST, limit=2, offset=1)) == ["bbbb", "aaaa"]
        assert (
            ids(catalogue.listing(ListFilters(access=Access.HELD))) == ["eeee"] == ids(catalogue.held_list())
        )
        assert catalogue.count(ListFilters(access=None)) == 5
        assert [row.id for row in catalogue.rows()] == ["aaaa", "eeee", "bbbb", "cccc", "dddd"]
        assert catalogue.ids_with_prefix("b") == ("bbbb",)
        assert catalogue.ids_with_prefix("", limit=2) == ("aaaa", "bbbb")


def test_filters_of_a_listing(path: Path) -> None:
    with Catalogue.create(path) as catalogue:
        catalogue.settle(make_document("aaaa", issued="2026-05-04"))
        catalogue.settle(make_document("bbbb", issued="2026-05"))
        catalogue.settle(make_document("cccc", issued="2026-06-01", kind=None, issuer=None))
        catalogue.settle(make_document("dddd", issued=None))

        def listed(**filters: object) -> list[str]:
            return ids(catalogue.listing(ListFilters(**filters), sort=Sort.ID))  # type: ignore[arg-type]  # by name

        assert listed(kinds=("bao-cao", "cong-van")) == ["aaaa", "bbbb", "dddd"]
        assert listed(issuer_ids=("tinh-uy:ha-mo",)) == ["aaaa", "bbbb", "dddd"]
        assert listed(level=Level.COMMUNE) == []
        assert listed(number_keys=(numbers.key("7-BC/TU"),), until=dt.date(2026, 5, 31)) == ["aaaa", "bbbb"]
        assert listed(filed_since=NOON + dt.timedelta(seconds=1)) == []
        # "2026-05" may have been on any day of May, and is shown when asked for any of them.
        assert listed(since=dt.date(2026, 5, 10)) == ["bbbb", "cccc"]
        assert listed(since=dt.date(2026, 5, 10), until=dt.date(2026, 5, 20)) == ["bbbb"]
        assert listed(since=dt.date(2026, 5, 4), until=dt.date(2026, 5, 4)) == ["aaaa", "bbbb"]
        assert listed(until=dt.date(2026, 4, 30)) == []
        assert listed(since=dt.date(2027, 1, 1)) == []


@settings(max_examples=60, deadline=None)
@given(
    day=st.dates(dt.date(2020, 1, 1), dt.date(2026, 12, 31)),
    known=st.sampled_from([4, 7, 10]),
    first=st.dates(dt.date(2020, 1, 1), dt.date(2026, 12, 31)),
    days=st.integers(0, 800),
)
def test_a_partly_known_date_fits_when_some_day_of_it_fits(
    tmp_path_factory: pytest.TempPathFactory, day: dt.date, known: int, first: dt.date, days: int
) -> None:
    last = first + dt.timedelta(days=days)
    text = day.isoformat()[:known]
    possible = [
        moment
        for moment in (dt.date(day.year, 1, 1) + dt.timedelta(days=n) for n in range(366))
        if moment.isoformat().startswith(text)
    ]
    folder = tmp_path_factory.mktemp("partial")
    with Catalogue.create(folder / "catalogue.db") as catalogue:
        catalogue.settle(make_document(issued=text))
        found = catalogue.count(ListFilters(since=first, until=last))
    assert bool(found) == any(first <= moment <= last for moment in possible)


def test_counts_and_totals(path: Path) -> None:
    with Catalogue.create(path) as catalogue:
        catalogue.settle(make_document("aaaa", reasons=(Reason.DRAFT,)), (make_receipt("r1", "aaaa"),))
        catalogue.settle(
            make_document("bbbb", issued="2024", access=Access.HELD), (make_receipt("r2", "bbbb"),)
        )
        catalogue.settle(make_document("cccc", reasons=(Reason.DRAFT, Reason.KIND_MISSING), kind=None))
        assert catalogue.counts("year") == {"2026": 2, "2024": 1}
        assert catalogue.counts("kind") == {"bao-cao": 2}
        assert catalogue.counts("year", ListFilters()) == {"2026": 2}
        assert list(catalogue.counts("reason").items()) == [("draft", 2), ("kind-missing", 1)]
        with pytest.raises(UsageError, match="colour"):
            catalogue.counts("colour")
        stats = catalogue.stats()
        assert (stats.documents, stats.held, stats.review, stats.receipts, stats.bytes) == (3, 1, 2, 2, 27)
        assert (stats.first_issued, stats.last_issued, stats.last_filed) == ("2024", "2026-05-04", NOON)
        assert (stats.unsettled, stats.index_pending) == (0, 3)
        assert ids(catalogue.review_list()) == ["aaaa", "cccc"]
        assert ids(catalogue.review_list(Reason.KIND_MISSING)) == ["cccc"]
        assert ids(catalogue.review_list(Reason.KIND_UNCERTAIN)) == []


def test_citations_keep_their_evidence_and_are_found_from_both_ends(path: Path) -> None:
    seen = Evidence(source="page", page=2, line=7, box=Box(x0=1.5, top=2, x1=3, bottom=4), quote="Căn cứ …")
    first = Citation(
        kind=RelationKind.BASED_ON, cited_as="NQ 39", number="39-NQ/TW", evidence=seen, confidence=0.75
    )
    nameless = Citation(kind=RelationKind.CITES, cited_as="Điều lệ Đảng")
    with Catalogue.create(path) as catalogue:
        catalogue.settle(make_document("aaaa", citations=(first, nameless)))
        assert [row.citation for row in catalogue.citations_from("aaaa")] == [first, nameless]
        (row,) = catalogue.citations_to(numbers.key("39-NQ/TW"))
        assert (row.document_id, row.ordinal, row.citation) == ("aaaa", 0, first)
        assert catalogue.citations_to("") == ()
        catalogue.settle(make_document("aaaa", revision=2, citations=(nameless,)))
        assert catalogue.citations_to(numbers.key("39-NQ/TW")) == ()


def test_receipts_since_a_moment(path: Path) -> None:
    later = make_receipt("r2", at=NOON + dt.timedelta(hours=1))
    with Catalogue.create(path) as catalogue:
        catalogue.settle(make_document(), (later, make_receipt("r1")))
        assert [receipt.id for receipt in catalogue.receipts_since(NOON)] == ["r1", "r2"]
        hanoi = dt.timezone(dt.timedelta(hours=7))
        moment = (NOON + dt.timedelta(minutes=1)).astimezone(hanoi)
        assert [receipt.id for receipt in catalogue.receipts_since(moment)] == ["r2"]


# --------------------------------------------------------------------------- outbox


def test_the_outbox_empties_and_fills(path: Path) -> None:
    with Catalogue.create(path) as catalogue:
        catalogue.settle(make_document("aaaa"))
        catalogue.settle(make_document("bbbb", access=Access.HELD))
        assert [(row.id, row.revision, row.access) for row in catalogue.outbox(9)] == [
            ("aaaa", 1, Access.OPEN),
            ("bbbb", 1, Access.HELD),
        ]
        assert len(catalogue.outbox(1)) == 1
        assert [row.id for row in catalogue.rows_to_index()] == ["aaaa"]
        catalogue.mark_indexed([("aaaa", 1), ("bbbb", 1)])
        assert catalogue.outbox(9) == ()
        assert catalogue.indexed_revisions() == {"aaaa": 1, "bbbb": 1}
        catalogue.settle(make_document("aaaa"), (make_receipt(),))  # a second receipt: nothing new to index
        assert catalogue.outbox(9) == ()
        catalogue.settle(make_document("bbbb"))  # released: its access changed
        assert [row.id for row in catalogue.outbox(9)] == ["bbbb"]
        catalogue.settle(make_document("aaaa", revision=2))
        catalogue.mark_indexed([("aaaa", 1)])  # the indexer was overtaken
        assert [row.id for row in catalogue.outbox(9)] == ["aaaa", "bbbb"]
        catalogue.drop("bbbb")
        catalogue.mark_indexed([("aaaa", 2)], removed=["bbbb"])
        assert catalogue.outbox(9) == ()
        assert catalogue.index_removals() == ()
        catalogue.reset_outbox()
        assert [row.id for row in catalogue.outbox(9)] == ["aaaa"]


def test_meta_is_remembered(path: Path) -> None:
    with Catalogue.create(path) as catalogue:
        assert catalogue.meta("generation") is None
        catalogue.set_meta("generation", "g0001")
        catalogue.set_meta("generation", "g0002")
    with Catalogue.open(path, readonly=True) as catalogue:
        assert catalogue.meta("generation") == "g0002"


def test_a_rebuilt_catalogue_equals_the_live_one(tmp_path: Path) -> None:
    cited = Citation(kind=RelationKind.CITES, cited_as="NQ 39", number="39-NQ/TW")
    with Catalogue.create(tmp_path / "live.db") as live, Catalogue.create(tmp_path / "new.db") as rebuilt:
        live.begin_intent("aaaa", "sha-aaaa", "documents/2026/05/20260504-aaaa", "filing")
        live.settle(make_document("aaaa"), (make_receipt("r1"),))
        live.settle(make_document("bbbb", citations=(cited,)))
        live.mark_indexed([("aaaa", 1)])
        live.settle(
            make_document("aaaa", revision=2, number="8-BC/TU"), (make_receipt("r1"), make_receipt("r2"))
        )
        live.drop("bbbb")
        live.begin_intent("cccc", "sha-cccc", "documents/x", "filing")
        live.set_meta("generation", "g0004")
        rebuilt.settle(
            make_document("aaaa", revision=2, number="8-BC/TU"), (make_receipt("r2"), make_receipt("r1"))
        )
        assert rebuilt.dump() == live.dump()
        live.begin_intent("aaaa", "sha-aaaa", "documents/2026/05/20260504-aaaa", "revising")
        assert rebuilt.dump() != live.dump()


READER = """
import os, pathlib, shutil, sys, tempfile  # that user may not read the interpreter's own folder, where root owns it
from archivist.catalogue import Catalogue
from archivist import errors
os.setgroups([]); os.setgid(65534); os.setuid(65534)
path = pathlib.Path(sys.argv[1])
assert not os.access(path, os.W_OK) and not os.access(path.parent, os.W_OK)
catalogue = Catalogue.open(path, readonly=True)
for line in sys.stdin:
    print(catalogue.stats().documents, flush=True)
catalogue.close()
"""


needs_root = pytest.mark.skipif(os.getuid() != 0, reason="only root can become another user")
