"""Disposal: a list, a decision, and every block looked at once more before anything goes."""

from __future__ import annotations

import csv
import dataclasses
import datetime as dt
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from support.directives import write_party

from archivist import Archive, audit, store
from archivist.disposing import DisposalOutcome, LineState, Refusal
from archivist.errors import DocumentNotFound, RecordDamaged, UsageError
from archivist.layout import Layout
from archivist.model import Change, Reason
from archivist.retention import Block

SCHEDULE = 'name="Mẫu"\nbasis="QĐ mẫu"\n[[line]]\ncode="1"\ntitle="Mọi văn bản"\nperiod="{}"\n'
OLD = "ngày 15 tháng 03 năm 2001"


def _schedule(archive: Archive, period: str = "5") -> None:
    (archive.root / "schedules").mkdir(exist_ok=True)
    (archive.root / "schedules" / "a.toml").write_text(SCHEDULE.format(period), "utf-8")


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    with Archive.create(tmp_path / "kho") as made:
        made.fonds.add("lam-ha", "Phông Tỉnh ủy Lam Hạ", by="Bà Mẫu")
        _schedule(made)
        for number, words in (("15-BC/TU", "hươu sao"), ("16-BC/TU", "cá lăng")):
            path = write_party(
                tmp_path / "den" / f"{number[:2]}.txt", number, kind="BÁO CÁO", day=OLD,
                subject=f"về việc nuôi {words}", body=f"Báo cáo về {words}.",
            )  # fmt: skip
            document = made.file(path, fonds="lam-ha").document
            assert document is not None
            made.revise(document.id, by="Bà Mẫu", why="xem", accept=True)
        yield made


def _id(archive: Archive, number: str = "15-BC/TU") -> str:
    (found,) = archive.find(number=number)
    return found.id


def _approved(archive: Archive) -> str:
    """A list, one document of which was approved; its id."""
    entry = archive.disposals.make(by="Bà Mẫu")
    assert entry is not None
    archive.disposals.decide(1, [_id(archive)], approve=True, by="Ông Thử", why="hết giá trị")
    return _id(archive)


def _refused(archive: Archive, id_: str) -> tuple[str, ...]:
    """Why it is refused; the document is whole afterwards."""
    looked = archive.disposals.look(1)
    (done,) = archive.disposals.dispose(1, by="Bà Mẫu")
    assert looked == (done,)
    assert done.refused
    assert not list((archive.root / "withdrawn").iterdir())
    assert archive.get(id_).number
    return done.refused


def test_the_whole_way_leaves_a_tombstone_and_nothing_else(archive: Archive, tmp_path: Path) -> None:
    archive.dossiers.create("lam-ha", "Hồ sơ", by="Bà Mẫu")
    archive.dossiers.add("lam-ha:1", [_id(archive)], by="Bà Mẫu")
    archive.dossiers.close("lam-ha:1", dt.date(2002, 1, 1), by="Bà Mẫu")
    archive.rebuild("browse")
    assert _browsed(archive, "hươu")
    assert archive.complete("term", "hươu") == ("hươu",)
    assert archive.complete("number", "15-BC")
    id_ = _approved(archive)
    (done,) = archive.disposals.dispose(1, by="Bà Mẫu")
    assert done == DisposalOutcome(document=id_, label="15-BC/TU")
    for _ in range(2):  # and after a rebuild
        tombstone = archive.disposals.tombstone(id_[:8])
        said = tombstone.disposal
        assert said is not None
        assert (said.number, said.kind, said.issued, said.list) == ("15-BC/TU", "Báo cáo", "2001-03-15", 1)
        assert (said.decided_by, said.decided_why, tombstone.by) == ("Ông Thử", "hết giá trị", "Bà Mẫu")
        assert "hươu sao" in said.subject
        assert "Lam Hạ" in said.issuer
        assert archive.check().problems == ()
        states = {line.label: line.state for line in archive.disposals.show(1).lines}
        assert states == {"15-BC/TU": LineState.DISPOSED, "16-BC/TU": LineState.OPEN}
        (line,) = archive.dossiers.show("lam-ha:1").contents
        assert (line.gone, line.disposed, line.number) == (True, True, "15-BC/TU")
        assert [one.number for one in archive.iter_all()] == ["16-BC/TU"]
        assert not tuple(archive.search('"hươu sao"'))
        assert not tuple(archive.search("hươu"))
        assert archive.complete("term", "hươu") == (), "the index holds no such word"
        assert archive.complete("number", "15-BC") == ()
        assert not _browsed(archive, "hươu")
        with pytest.raises(DocumentNotFound):
            archive.text(id_)
        archive.rebuild()
    assert archive.disposals.dispose(1, by="Bà Mẫu") == ()
    for path in archive.root.rglob("*"):
        if path.is_file() and path.parent.name != "withdrawn":
            assert "hươu sao".encode() not in path.read_bytes(), path
    events = [one for one in audit.events(Layout(archive.root)) if one.action.startswith("dispos")]
    assert [one.action for one in events] == ["disposal-listed", "disposal-approved", "disposed"]
    assert events[-1].extra == {"list": "1"}
    again = archive.file(tmp_path / "den" / "15.txt")
    assert again.reasons == (Reason.WITHDRAWN,)


def _browsed(archive: Archive, word: str) -> list[Path]:
    """What of the browse tree is named by a word, or leads into a document that is not there."""
    paths = list((archive.root / "browse").rglob("*"))
    return [one for one in paths if word in one.name.lower() or (one.is_symlink() and not one.exists())]


def test_its_number_of_arrival_stays_struck(tmp_path: Path) -> None:
    with Archive.create(tmp_path / "kho") as archive:
        _schedule(archive)
        path = write_party(tmp_path / "a.txt", "15-BC/TU", kind="BÁO CÁO", day=OLD)
        result = archive.file(path)
        assert result.document is not None
        assert result.receipt is not None
        assert result.receipt.arrival is not None
        archive.revise(result.document.id, by="Bà Mẫu", why="xem", accept=True)
        _approved(archive)
        assert [one.refused for one in archive.disposals.dispose(1, by="Bà Mẫu")] == [()]
        tombstone = archive.disposals.tombstone("15-BC/TU")
        assert tombstone.arrivals == (result.receipt.arrival,)
        archive.rebuild()
        assert [row.state for row in archive._ws.catalogue.arrivals.rows()] == ["struck"]
        assert archive.check().problems == ()


def test_nothing_goes_without_a_decision(archive: Archive) -> None:
    assert archive.disposals.make(by="Bà Mẫu") is not None
    assert archive.disposals.dispose(1, by="Bà Mẫu") == ()
    archive.disposals.decide(1, approve=True, by="Ông Thử", why="hết giá trị")
    archive.disposals.decide(1, approve=False, by="Ông Thử", why="xem lại")
    assert archive.disposals.dispose(1, by="Bà Mẫu") == ()
    assert len(tuple(archive.iter_all())) == 2
    assert archive.disposals.make(by="Bà Mẫu") is not None, "what was rejected may be listed again"
    assert archive.disposals.make(by="Bà Mẫu") is None, "what waits on a list is not"


def test_names_and_reasons_are_asked_for(archive: Archive) -> None:
    id_ = _approved(archive)
    with pytest.raises(UsageError, match="name"):
        archive.disposals.make(by=" ")
    with pytest.raises(UsageError, match="who decides"):
        archive.disposals.decide(1, approve=True, by="", why="x")
    with pytest.raises(UsageError, match="reason"):
        archive.disposals.decide(1, approve=True, by="x", why=" ")
    with pytest.raises(UsageError, match="name"):
        archive.disposals.dispose(1, by="")
    with pytest.raises(UsageError, match="no disposal list"):
        archive.disposals.dispose(2, by="x")
    with pytest.raises(UsageError, match="not on list"):
        archive.disposals.decide(1, ["a" * 26], approve=True, by="x", why="x")
    assert archive.get(id_)


def test_a_hold_set_after_the_decision_refuses(archive: Archive) -> None:
    id_ = _approved(archive)
    archive.retention.hold(f"document:{id_}", by="Bà Mẫu", why="thanh tra")
    assert Block.HELD in _refused(archive, id_)
    archive.retention.unhold(f"document:{id_}", by="Bà Mẫu", why="xong")
    assert [one.refused for one in archive.disposals.dispose(1, by="Bà Mẫu")] == [()]


def test_a_file_that_is_open_or_held_or_not_due_refuses(archive: Archive) -> None:
    id_ = _approved(archive)
    archive.dossiers.create("lam-ha", "Hồ sơ", by="Bà Mẫu")
    archive.dossiers.add("lam-ha:1", [id_], by="Bà Mẫu")
    assert {Block.FILE_OPEN, Refusal.FILE_KEPT} <= set(_refused(archive, id_))
    archive.dossiers.close("lam-ha:1", dt.date(2002, 1, 1), by="Bà Mẫu")
    archive.retention.hold("dossier:lam-ha:1", by="Bà Mẫu", why="thanh tra")
    assert {Block.HELD, Refusal.FILE_KEPT} <= set(_refused(archive, id_))
    archive.retention.unhold("dossier:lam-ha:1", by="Bà Mẫu", why="xong")
    archive.retention.set("dossier:lam-ha:1", "70", by="Bà Mẫu")
    assert _refused(archive, id_) == (Refusal.FILE_KEPT,)


@pytest.mark.parametrize(
    ("period", "blocks"),
    [
        ("permanent", {Block.PERMANENT, Refusal.CHANGED}),
        ("70", {Block.NOT_DUE, Refusal.CHANGED}),
        ("10", {Refusal.CHANGED}),
        ("until-repealed", {Refusal.CHANGED}),
    ],
)
def test_another_period_refuses(archive: Archive, period: str, blocks: set[str]) -> None:
    id_ = _approved(archive)
    _schedule(archive, period)
    assert blocks <= set(_refused(archive, id_))


def test_no_line_and_no_schedule_of_ones_own_refuse(archive: Archive) -> None:
    id_ = _approved(archive)
    path = archive.root / "schedules" / "a.toml"
    path.write_text(SCHEDULE.format("5") + 'kinds=["nghi-quyet"]\n', "utf-8")
    assert Block.NO_PERIOD in _refused(archive, id_)
    path.unlink()
    assert Refusal.EXAMPLE in _refused(archive, id_)


def test_no_date_refuses(archive: Archive) -> None:
    id_ = _approved(archive)
    archive.revise(id_, by="Bà Mẫu", why="không rõ ngày", issued=None)
    assert Block.NO_DATE in _refused(archive, id_)


def test_a_review_refuses(archive: Archive) -> None:
    """A document that a newer reader found something on, which nobody has looked at, is kept."""
    id_ = _approved(archive)
    layout = archive._ws.layout
    document = archive.get(id_)
    change = Change(at=document.filed_at, by="archivist", why="đọc lại", fields=("number",))
    unseen = dataclasses.replace(
        document,
        revision=document.revision + 1,
        reasons=(Reason.SECRECY_NOT_CHECKED,),
        changes=(*document.changes, change),
    )
    store.revise(layout, layout.root / document.path, unseen)
    archive.rebuild("catalogue")
    assert Block.REVIEW in _refused(archive, id_)


def test_altered_or_missing_bytes_refuse(archive: Archive) -> None:
    id_ = _approved(archive)
    path = archive.path_of(id_)
    data = path.read_bytes()
    path.chmod(0o644)
    path.write_bytes(data + b" ")
    assert _refused(archive, id_) == (Refusal.CHANGED,)
    path.unlink()
    assert _refused(archive, id_) == (Refusal.CHANGED,)


def test_a_directive_in_force_or_needed_refuses(archive: Archive, tmp_path: Path) -> None:
    id_ = _approved(archive)
    archive.revise(id_, by="Bà Mẫu", why="đọc nhầm", kind="nghi-quyet", number="15-NQ/TU")
    path = write_party(
        tmp_path / "moi.txt", "20-KH/TU", kind="KẾ HOẠCH", subject="thực hiện Nghị quyết số 15-NQ/TU",
        body="Căn cứ Nghị quyết số 15-NQ/TU ngày 15/3/2001 của Tỉnh ủy Lam Hạ về việc nuôi hươu sao.",
    )  # fmt: skip
    archive.file(path)
    assert {Block.IN_FORCE, Block.NEEDED} <= set(_refused(archive, id_))


def test_a_damaged_or_missing_statement_stops_everything(archive: Archive) -> None:
    id_ = _approved(archive)
    archive.retention.hold(f"document:{id_}", by="Bà Mẫu", why="thanh tra")
    (said,) = (archive.root / "retention").iterdir()
    said.chmod(0o644)
    said.write_bytes(b"{}")
    with pytest.raises(RecordDamaged):
        archive.disposals.dispose(1, by="Bà Mẫu")
    said.unlink()
    (archive.root / "disposals" / "disposal+1.r0001.json").unlink()
    with pytest.raises(RecordDamaged):
        archive.disposals.dispose(1, by="Bà Mẫu")
    assert archive.get(id_)


def test_a_withdrawn_document_keeps_its_bare_tombstone(archive: Archive) -> None:
    id_ = _approved(archive)
    archive.withdraw(id_, by="Bà Mẫu", why="không được giữ")
    tombstone = store.read_tombstone(Layout(archive.root), id_)
    assert tombstone is not None
    assert tombstone.disposal is None
    assert archive.disposals.dispose(1, by="Bà Mẫu") == ()
    assert {line.state for line in archive.disposals.show(1).lines} == {LineState.WITHDRAWN, LineState.OPEN}
    with pytest.raises(DocumentNotFound):
        archive.disposals.tombstone(id_)
    for path in (archive.root / "disposals").iterdir():
        assert "15-BC" not in path.read_text("utf-8"), "a list names documents by id alone"


def test_a_document_that_vanished_is_a_loss_for_check(archive: Archive) -> None:
    id_ = _approved(archive)
    archive.disposals.dispose(1, by="Bà Mẫu")
    assert archive.check().problems == ()
    (archive.root / "withdrawn" / f"{id_}.json").unlink()
    assert "M1" in {one.invariant for one in archive.check().problems}


def test_a_file_goes_with_its_last_document(archive: Archive, tmp_path: Path) -> None:
    first, second = _id(archive), _id(archive, "16-BC/TU")
    archive.dossiers.create("lam-ha", "Hồ sơ nuôi trồng", by="Bà Mẫu", reference="07.KT")
    archive.dossiers.add("lam-ha:1", [first, second], by="Bà Mẫu")
    archive.dossiers.close("lam-ha:1", dt.date(2002, 1, 1), by="Bà Mẫu")
    assert archive.disposals.make(by="Bà Mẫu")
    archive.disposals.decide(1, [first], approve=True, by="Ông Thử", why="hết giá trị")
    assert archive.disposals.dispose(1, by="Bà Mẫu")
    assert archive.dossiers.show("lam-ha:1").dossier.disposed_on is None, "one document is still held"
    assert archive.disposals.files(1) == ()
    assert archive.disposals.of_file(1, "07.KT") == (second,)
    archive.disposals.decide(
        1, archive.disposals.of_file(1, "lam-ha:1"), approve=True, by="Ông Thử", why="hết"
    )
    assert archive.disposals.dispose(1, by="Bà Mẫu")
    for _ in range(2):  # and after a rebuild
        (file,) = archive.disposals.files(1)
        assert (file.begins, file.ends) == ("2001-03-15", "2001-03-15")
        assert [line.disposed for line in file.contents] == [True, True]
        said = file.dossier
        assert said.retention == "5", "the period it was kept for"
        assert (said.title, said.disposal_list, said.closed_on) == (
            "Hồ sơ nuôi trồng",
            1,
            dt.date(2002, 1, 1),
        )
        assert all(
            one.target != "dossier:lam-ha:1" for one in archive.retention.due(as_of=dt.date(2100, 1, 1))
        )
        assert archive.check().problems == ()
        archive.rebuild()
    history = archive.dossiers.show("lam-ha:1").history
    assert (history[-1].action, history[-1].by) == ("dossier-disposed", "Bà Mẫu")
    with pytest.raises(UsageError, match="disposed of"):
        archive.dossiers.reopen("lam-ha:1", by="Bà Mẫu")
    with pytest.raises(UsageError, match="disposed of"):
        archive.dossiers.add("lam-ha:1", [], by="Bà Mẫu")
    with pytest.raises(UsageError, match="disposed of"):
        archive.dossiers.revise("lam-ha:1", by="Bà Mẫu", title="Khác")
    assert archive.dossiers.create("lam-ha", "Hồ sơ mới", by="Bà Mẫu").dossier.key == "lam-ha:2"
    assert archive.disposals.dispose(1, by="Bà Mẫu") == ()
    assert len(archive.dossiers.show("lam-ha:1").history) == len(history), "said once"


def test_a_file_with_a_lost_document_does_not_go(archive: Archive) -> None:
    """What became of a document nobody knows: its file is not disposed of by that."""
    first, second = _id(archive), _id(archive, "16-BC/TU")
    archive.dossiers.create("lam-ha", "Hồ sơ", by="Bà Mẫu")
    archive.dossiers.add("lam-ha:1", [first, second], by="Bà Mẫu")
    archive.dossiers.close("lam-ha:1", dt.date(2002, 1, 1), by="Bà Mẫu")
    assert archive.disposals.make(by="Bà Mẫu")
    shutil.rmtree(archive.root / archive.get(second).path)
    archive.rebuild("catalogue")
    archive.disposals.decide(1, [first], approve=True, by="Ông Thử", why="hết")
    archive.disposals.dispose(1, by="Bà Mẫu")
    assert archive.disposals.files(1) == ()


def test_the_list_for_the_council_goes_file_by_file(archive: Archive, tmp_path: Path) -> None:
    archive.dossiers.create("lam-ha", "Hồ sơ nuôi trồng", by="Bà Mẫu", reference="07.KT")
    archive.dossiers.add("lam-ha:1", [_id(archive, "16-BC/TU")], by="Bà Mẫu")
    archive.dossiers.close("lam-ha:1", dt.date(2002, 1, 1), by="Bà Mẫu")
    _approved(archive)
    assert archive.disposals.export(1, tmp_path / "hd.csv") == 3
    rows = list(csv.reader((tmp_path / "hd.csv").read_text("utf-8-sig").splitlines()))
    assert rows[0] == ["Bó (cặp) số", "Tập (hồ sơ) số", "Tiêu đề hồ sơ, tài liệu", "Lý do hủy", "Ghi chú"]
    assert rows[1] == ["", "07.KT", "Hồ sơ nuôi trồng", "", "cả hồ sơ: 1 văn bản"]
    assert rows[2][2].startswith("Báo cáo 16-BC/TU (15/03/2001): ")
    assert rows[2][3] == "5 năm, từ năm 2002 (Mẫu, 1: Mọi văn bản)"
    assert rows[3][4] == "được hủy (Ông Thử: hết giá trị)"
    archive.disposals.dispose(1, by="Bà Mẫu")
    archive.disposals.export(1, tmp_path / "hd.html")
    page = (tmp_path / "hd.html").read_text("utf-8")
    for said in ("Phông (khối): Phông Tỉnh ủy Lam Hạ", "Danh mục số 1", "15-BC/TU", "đã hủy"):
        assert said in page
    with pytest.raises(UsageError, match="there already"):
        archive.disposals.export(1, tmp_path / "hd.csv")


def test_nothing_goes_by_itself(archive: Archive, tmp_path: Path) -> None:
    """However long everything is due, and whatever else is done: without list, decision and command it stays."""
    archive.dossiers.create("lam-ha", "Hồ sơ", by="Bà Mẫu", retention="2")
    archive.dossiers.add("lam-ha:1", [_id(archive)], by="Bà Mẫu")
    archive.dossiers.close("lam-ha:1", dt.date(2002, 1, 1), by="Bà Mẫu")
    before = {path: path.read_bytes() for path in (archive.root / "documents").rglob("*") if path.is_file()}
    assert archive.disposals.make(by="Bà Mẫu")
    archive.disposals.decide(1, approve=True, by="Ông Thử", why="hết")
    archive.disposals.look(1)
    archive.disposals.export(1, tmp_path / "hd.csv")
    archive.retention.due(as_of=dt.date(2200, 1, 1))
    archive.rebuild()
    archive.check()
    list(archive.reread())
    with Archive.open(archive.root) as again:
        list(again.watch(once=True))
    after = {path: path.read_bytes() for path in (archive.root / "documents").rglob("*") if path.is_file()}
    assert after == before
    assert not list((archive.root / "withdrawn").iterdir())


def test_the_registers_keep_what_was_disposed_of(tmp_path: Path) -> None:
    """A register is kept longer than its papers; only what was withdrawn is struck out of it."""
    with Archive.create(tmp_path / "kho") as made:
        path = made.root / "archive.toml"
        text = path.read_text("utf-8")
        path.write_text(
            text.replace("[registers]\n", '[registers]\nown_bodies = ["Tỉnh ủy Bạch Khê"]\n'), "utf-8"
        )
    with Archive.open(made.root) as archive:
        _schedule(archive)
        for number, province in (("15-BC/TU", "LAM HẠ"), ("7-BC/TU", "BẠCH KHÊ")):
            name = f"{number.partition('-')[0]}.txt"
            kind = {"kind": "BÁO CÁO", "day": OLD, "province": province}
            document = archive.file(write_party(tmp_path / name, number, **kind)).document
            assert document is not None
            archive.revise(document.id, by="Bà Mẫu", why="xem", accept=True)
        before = archive.registers.incoming().incoming[0]
        sent = archive.registers.outgoing(year=2001).outgoing[0]
        assert archive.disposals.make(by="Bà Mẫu")
        archive.disposals.decide(1, approve=True, by="Ông Thử", why="hết giá trị")
        assert all(not one.refused for one in archive.disposals.dispose(1, by="Bà Mẫu"))
        after = archive.registers.incoming().incoming[0]
        (gone,) = archive.registers.outgoing(year=2001).outgoing
        for one, other in ((before, after), (sent, gone)):
            assert other.state == "disposed"
            assert (one.number, one.issued, one.kind_and_subject) == (
                other.number, other.issued, other.kind_and_subject,
            )  # fmt: skip
            assert "hết giá trị" in other.why
        assert (after.arrival, after.author) == (before.arrival, before.author)
        assert archive.registers.outgoing(year=2002).outgoing == ()
        archive.registers.export(archive.registers.incoming(), tmp_path / "so.html")
        page = (tmp_path / "so.html").read_text("utf-8")
        assert "đã hủy" in page
        assert 'class="struck"' not in page
        assert archive.check().problems == ()
