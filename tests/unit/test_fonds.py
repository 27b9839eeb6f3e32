"""Fonds: receipts belong to one, predecessors' stay apart, and all of it survives a rebuild."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from support.directives import write_party

from archivist import Archive, audit
from archivist.errors import QueryError, ReadOnlyArchive, UsageError
from archivist.layout import Layout
from archivist.model import Defaults, Document, Outcome, Reason

OLD, NEW = "tu-lam-ha", "tu-moi"
CLOSED = dt.date(2025, 6, 30)


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    with Archive.create(tmp_path / "kho") as made:
        made.fonds.add(OLD, "Phông Tỉnh ủy Lam Hạ", by="Bà Mẫu", body="Tỉnh ủy Lam Hạ")
        made.fonds.add(NEW, "Phông Tỉnh ủy Mới", by="Bà Mẫu", continues=OLD, begins=dt.date(2025, 7, 1))
        yield made


def _file(archive: Archive, tmp_path: Path, number: str, day: str = "", **more: object) -> Document:
    name = number.replace("/", "-") + ".txt"
    parts = {"day": day} if day else {}
    path = write_party(tmp_path / "den" / name, number, **parts)
    document = archive.file(path, **more).document  # type: ignore[arg-type]  # keywords of `file`
    assert document is not None
    return document


def _found(archive: Archive, query: str) -> set[str]:
    return {hit.document.number or "" for hit in archive.search(query)}


def test_the_fonds_asked_for_stands_on_the_receipt_and_is_searched(archive: Archive, tmp_path: Path) -> None:
    document = _file(archive, tmp_path, "15-NQ/TU", fonds="Phông Tỉnh ủy Lam Hạ")
    (receipt,) = archive.receipts(document.id)
    assert receipt.fonds == OLD
    _file(archive, tmp_path, "16-NQ/TU")
    assert _found(archive, f"fonds:{OLD}") == {"15-NQ/TU"}
    assert _found(archive, 'phông:"Phông Tỉnh ủy Lam Hạ"') == {"15-NQ/TU"}
    assert _found(archive, f"-fonds:{OLD}") == {"16-NQ/TU"}
    with pytest.raises(QueryError) as told:
        archive.search("biên chế fonds:khong-co")
    assert (told.value.query, told.value.position) == ("biên chế fonds:khong-co", 15)


def test_the_body_keeps_the_name_a_person_wrote(archive: Archive) -> None:
    assert archive.fonds.show(OLD).body == "Tỉnh ủy Lam Hạ"


def test_a_folder_a_rule_and_the_settings_say_the_fonds(archive: Archive, tmp_path: Path) -> None:
    by_folder = _file(archive, tmp_path, "17-NQ/TU", defaults=Defaults(fonds=NEW))
    assert archive.receipts(by_folder.id)[0].fonds == NEW
    path = archive.root / "archive.toml"
    text = path.read_text(encoding="utf-8")
    settings = f'[fonds]\ndefault_fonds = "{NEW}"\nfonds_rules = ["Tỉnh ủy Lam Hạ={OLD}"]\n'
    path.write_text(
        text + "\n" + settings if "[fonds]" not in text else text.replace("[fonds]\n", settings), "utf-8"
    )
    with Archive.open(archive.root) as again:
        by_rule = _file(again, tmp_path, "18-NQ/TU")
        handed = write_party(tmp_path / "den" / "x.txt", "19-NQ/TU", province="BẠCH KHÊ")
        usual = again.file(handed).receipt
        assert usual is not None
        assert (again.receipts(by_rule.id)[0].fonds, usual.fonds) == (OLD, NEW)


def test_the_same_bytes_from_two_offices_belong_to_two_fonds(archive: Archive, tmp_path: Path) -> None:
    first = _file(archive, tmp_path, "15-NQ/TU", fonds=OLD)
    copy = write_party(tmp_path / "sao" / "15.txt", "15-NQ/TU")
    archive.file(copy, fonds=NEW)
    assert [one.code for one in archive.fonds.of(first.id)] == [OLD, NEW]
    assert _found(archive, f"fonds:{OLD} fonds:{NEW}") == {"15-NQ/TU"}
    counts = {one.fonds.code: (one.documents, one.receipts) for one in archive.fonds.all() if one.fonds}
    assert counts == {OLD: (1, 1), NEW: (1, 1)}


def test_a_closed_fonds_takes_nothing_that_came_later(archive: Archive, tmp_path: Path) -> None:
    archive.fonds.close(OLD, CLOSED, by="Bà Mẫu", why="hợp nhất")
    late = _file(archive, tmp_path, "20-NQ/TU", "ngày 01 tháng 07 năm 2025", fonds=OLD)
    (receipt,) = archive.receipts(late.id)
    assert (receipt.fonds, receipt.defaults.fonds) == ("", OLD)
    with pytest.raises(UsageError, match="closed"):
        archive.fonds.assign([late.id], OLD, by="Bà Mẫu")
    early = _file(archive, tmp_path, "21-NQ/TU", "ngày 30 tháng 06 năm 2025")
    assert archive.fonds.assign([early.id], OLD, by="Bà Mẫu") == 1
    (none,) = [one for one in archive.fonds.all() if one.fonds is None]
    assert none.documents == 1


def _settings(archive: Archive, lines: str) -> None:
    path = archive.root / "archive.toml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("[fonds]\n", f"[fonds]\n{lines}"), encoding="utf-8")


LATE = "ngày 01 tháng 07 năm 2025"


@pytest.mark.parametrize("ordered", [{"fonds": OLD}, {"defaults": Defaults(fonds=OLD)}])
def test_a_closed_fonds_that_was_named_sends_the_document_to_review(
    archive: Archive, tmp_path: Path, ordered: dict[str, object]
) -> None:
    archive.fonds.close(OLD, CLOSED, by="Bà Mẫu", why="hợp nhất")
    _settings(archive, f'default_fonds = "{NEW}"\n')
    path = write_party(tmp_path / "den" / "20.txt", "20-NQ/TU", day=LATE)
    with Archive.open(archive.root) as again:
        result = again.file(path, **ordered)  # type: ignore[arg-type]  # keywords of `file`
        assert (result.outcome, result.reasons[-1]) == (Outcome.REVIEW, Reason.FONDS_CLOSED)
        assert result.document is not None
        assert again.fonds.of(result.document.id) == (), "no rule has its turn against what was said"
        (waiting,) = again.review(Reason.FONDS_CLOSED)
        assert (waiting.number, waiting.reasons[-1]) == ("20-NQ/TU", Reason.FONDS_CLOSED)
        assert waiting in again.review()
        again.rebuild()
        assert [one.number for one in again.review(Reason.FONDS_CLOSED)] == ["20-NQ/TU"]
        again.fonds.assign([result.document.id], NEW, by="Bà Mẫu")
        assert again.review(Reason.FONDS_CLOSED) == ()


def test_the_same_bytes_for_a_closed_fonds_say_so_too(archive: Archive, tmp_path: Path) -> None:
    archive.fonds.close(OLD, CLOSED, by="Bà Mẫu")
    _file(archive, tmp_path, "20-NQ/TU", LATE, fonds=NEW)
    copy = write_party(tmp_path / "sao" / "20.txt", "20-NQ/TU", day=LATE)
    result = archive.file(copy, fonds=OLD)
    assert (result.outcome, result.reasons) == (Outcome.DUPLICATE, (Reason.FONDS_CLOSED,))
    (waiting,) = archive.review(Reason.FONDS_CLOSED)
    assert waiting.number == "20-NQ/TU"


def test_rules_are_an_order_of_preference(archive: Archive, tmp_path: Path) -> None:
    archive.fonds.close(OLD, CLOSED, by="Bà Mẫu")
    _settings(archive, f'fonds_rules = ["Tỉnh ủy Lam Hạ={OLD}", "Tỉnh ủy Lam Hạ={NEW}"]\n')
    with Archive.open(archive.root) as again:
        early, late = _file(again, tmp_path, "19-NQ/TU"), _file(again, tmp_path, "20-NQ/TU", LATE)
        assert [again.receipts(one.id)[0].fonds for one in (early, late)] == [OLD, NEW]


def test_the_only_fonds_is_the_usual_one_until_there_is_a_second(tmp_path: Path) -> None:
    with Archive.create(tmp_path / "kho") as archive:
        before = _file(archive, tmp_path, "14-NQ/TU")
        assert archive.review(Reason.NO_FONDS) == (), "no fonds is on record: nobody keeps them here yet"
        archive.fonds.add(OLD, "Phông Tỉnh ủy Lam Hạ", by="Bà Mẫu")
        assert [one.number for one in archive.review(Reason.NO_FONDS)] == ["14-NQ/TU"]
        assert _found(archive, "fonds:none") == {"14-NQ/TU"}
        one = _file(archive, tmp_path, "15-NQ/TU")
        assert archive.receipts(one.id)[0].fonds == archive.fonds.usual == OLD
        archive.fonds.add(NEW, "Phông Tỉnh ủy Mới", by="Bà Mẫu", continues=OLD)
        result = archive.file(write_party(tmp_path / "den" / "16.txt", "16-NQ/TU"))
        assert archive.fonds.usual == ""
        assert (result.outcome, result.reasons) == (Outcome.REVIEW, (Reason.NO_FONDS,))
        assert _found(archive, "phông:không") == {"14-NQ/TU", "16-NQ/TU"}
        assert len(archive.fonds.without()) == archive.fonds.assign_unplaced(NEW, by="Bà Mẫu") == 2
        assert archive.fonds.without() == ()
        assert archive.review(Reason.NO_FONDS) == ()
        assert before.reasons == (), "no record holds what follows from receipts"


def test_a_fonds_with_later_documents_cannot_be_closed(archive: Archive, tmp_path: Path) -> None:
    _file(archive, tmp_path, "20-NQ/TU", "ngày 01 tháng 07 năm 2025", fonds=OLD)
    with pytest.raises(UsageError, match="issued after"):
        archive.fonds.close(OLD, CLOSED, by="Bà Mẫu")


def test_moving_leaves_the_receipt_and_survives_a_rebuild(archive: Archive, tmp_path: Path) -> None:
    document = _file(archive, tmp_path, "15-NQ/TU", fonds=OLD)
    assert archive.fonds.assign([document.id], NEW, by="Bà Mẫu", why="nhầm") == 1
    assert archive.fonds.assign([document.id], NEW, by="Bà Mẫu") == 0
    assert archive.receipts(document.id)[0].fonds == OLD
    archive.rebuild()
    assert _found(archive, f"fonds:{NEW}") == {"15-NQ/TU"}
    assert _found(archive, f"fonds:{OLD}") == set()
    said = archive.fonds.show(NEW).history[-1]
    assert (said.action, said.by, said.why) == ("fonds-assigned", "Bà Mẫu", "nhầm")
    assert "fonds-assigned" in {event.action for event in audit.events(Layout(archive.root))}
    assert archive.check().problems == ()


def test_a_lost_or_foreign_statement_is_found(archive: Archive) -> None:
    folder = archive.root / "fonds"
    archive.fonds.revise(OLD, by="Bà Mẫu", note="x")
    (folder / f"{OLD}.r0001.json").unlink()
    (folder / f"{NEW}.r0001.json").chmod(0o644)
    (folder / f"{NEW}.r0001.json").write_text("{", "utf-8")
    found = [one.message for one in archive.check().problems if one.invariant == "M6"]
    assert len(found) == 2


@pytest.mark.parametrize(
    "changes",
    [
        {"title": ""},
        {"begins": "x"},
        {"continues": OLD},
        {"colour": "red"},
        {"closed_on": dt.date(1, 1, 1), "begins": CLOSED},
    ],
)
def test_what_cannot_be_is_refused(
    archive: Archive, changes: dict[str, Any]
) -> None:  # Any: wrong values, too
    with pytest.raises(UsageError):
        archive.fonds.revise(OLD, by="Bà Mẫu", **changes)
    assert archive.fonds.show(OLD).fonds == archive.fonds.all()[0].fonds


def test_reading_only_states_nothing(archive: Archive) -> None:
    with Archive.open(archive.root, "r") as reader, pytest.raises(ReadOnlyArchive):
        reader.fonds.add("x", "X", by="Bà Mẫu")


def test_what_a_person_said_holds_after_quarantine(archive: Archive, tmp_path: Path) -> None:
    """A file that cannot be read is released later: it still comes into the fonds that was named."""
    _settings(archive, f'default_fonds = "{NEW}"\n')
    broken = tmp_path / "hỏng.pdf"
    broken.write_bytes(b"%PDF-1.7\n" + b"\x80broken\n" * 40)
    with Archive.open(archive.root) as again:
        again.file(broken, fonds=OLD, received_from="Kho Mẫu")
        (entry,) = again.quarantined()
        assert (entry.fonds, entry.received_from) == (OLD, "Kho Mẫu")
        again.release(entry.id, by="Bà Mẫu", as_is=True)
        (document,) = again.iter_all()
        (receipt,) = again.receipts(document.id)
        assert (receipt.fonds, receipt.received_from) == (OLD, "Kho Mẫu")
        assert again.check().problems == ()


def test_a_fonds_continues_every_predecessor_of_a_merger(archive: Archive) -> None:
    assert archive.fonds.show(NEW).fonds.continues == (OLD,)  # type: ignore[union-attr]  # it is on record
    archive.fonds.add("tu-bach-khe", "Phông Tỉnh ủy Bạch Khê", by="Bà Mẫu")
    both = archive.fonds.revise(NEW, by="Bà Mẫu", continues=[OLD, "Phông Tỉnh ủy Bạch Khê", OLD])
    assert both.fonds is not None
    assert both.fonds.continues == (OLD, "tu-bach-khe")
    with Archive.open(archive.root, "r") as reader:
        assert reader.fonds.show(NEW).fonds == both.fonds
    with pytest.raises(UsageError, match="itself"):
        archive.fonds.revise(NEW, by="Bà Mẫu", continues=[OLD, NEW])
    cleared = archive.fonds.revise(NEW, by="Bà Mẫu", continues="").fonds
    assert cleared is not None
    assert cleared.continues == ()
    assert archive.check().problems == ()
