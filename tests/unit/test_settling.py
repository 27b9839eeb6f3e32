"""Decisions on rows of a worksheet: recorded, resumable, audited, exported and taken back in."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

import docx
import pytest
from docx.enum.section import WD_ORIENT
from support.directives import write_party
from support.program import Program

from archivist import Archive, audit
from archivist.errors import DocumentNotFound, UsageError
from archivist.layout import Layout
from archivist.reconciling import Action, Row, Worksheet

BODIES = ("Tỉnh ủy Lam Hạ", "Tỉnh ủy Bạch Khê")
SUBJECTS = (
    ("01-CT/TU", "về phòng cháy rừng", "LAM HẠ"),
    ("02-CT/TU", "về phòng cháy, chữa cháy rừng", "BẠCH KHÊ"),
    ("03-CT/TU", "về trồng chè", "LAM HẠ"),
    ("04-CT/TU", "về nghề gốm", "BẠCH KHÊ"),
)


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    with Archive.create(tmp_path / "kho") as made:
        for number, subject, province in SUBJECTS:
            path = tmp_path / "den" / f"{number[:2]}.txt"
            write_party(path, number, kind="CHỈ THỊ", subject=subject, province=province, body="Giao.")
            made.file(path, index=False)
        yield made


def _sheet(archive: Archive) -> Worksheet:
    return archive.reconcile(*BODIES)


def _ids(archive: Archive) -> dict[str, str]:
    return {document.number or "": document.id for document in archive.iter_all()}


def _pair(archive: Archive) -> Row:
    (row,) = _sheet(archive).pairs
    return row


def test_a_decision_is_shown_and_survives_a_rebuild(archive: Archive) -> None:
    row = _pair(archive)
    said = archive.reconciliation.decide(
        row.key.split("+"), Action.REPLACE, by="Bà Mẫu", why="nên có một văn bản", result="15-CT/TU"
    )
    assert (said.result, said.result_id) == ("15-CT/TU", "")
    archive.rebuild()
    kept = _pair(archive).decision
    assert kept is not None
    assert (kept.action, kept.statement.by, kept.statement.why) == (
        Action.REPLACE, "Bà Mẫu", "nên có một văn bản",
    )  # fmt: skip
    assert archive.check().problems == ()


def test_it_is_audited_once_however_often_it_is_said(archive: Archive) -> None:
    key = _pair(archive).key
    for _ in range(3):
        archive.reconciliation.decide(key.split("+"), "keep", by="Bà Mẫu")
    lines = [one for one in audit.events(Layout(archive.root)) if one.action == "reconciled-keep"]
    assert len(lines) == 1
    assert lines[0].by == "Bà Mẫu"


def test_a_person_pairs_what_the_program_did_not(archive: Archive) -> None:
    ids = _ids(archive)
    two = (ids["03-CT/TU"], ids["04-CT/TU"])
    archive.reconciliation.decide(two, "replace", by="Bà Mẫu")
    assert "+".join(sorted(two)) in {row.key for row in _sheet(archive).pairs}


def test_a_pair_said_to_be_none_is_not_proposed_again_until_that_is_taken_back(archive: Archive) -> None:
    two = _pair(archive).key.split("+")
    archive.reconciliation.decide(two, "apart", by="Bà Mẫu")
    assert _sheet(archive).pairs == ()
    archive.reconciliation.decide(two, "open", by="Bà Mẫu")
    assert _pair(archive).decision is None


def test_what_was_decided_alone_stays_alone(archive: Archive) -> None:
    one = _pair(archive).key.split("+")[0]
    archive.reconciliation.decide([one], "repeal", by="Bà Mẫu")
    sheet = _sheet(archive)
    assert sheet.pairs == ()
    (row,) = [row for row in sheet.rows if row.key == one]
    assert row.decision is not None


def test_the_resulting_document_is_bound_when_it_is_held(archive: Archive) -> None:
    ids = _ids(archive)
    said = archive.reconciliation.decide([ids["03-CT/TU"]], "replace", by="Bà Mẫu", result="04-CT/TU")
    assert said.result_id == ids["04-CT/TU"]


def test_what_cannot_be_decided_is_refused(archive: Archive) -> None:
    one, other = _pair(archive).key.split("+")
    decide = archive.reconciliation.decide
    with pytest.raises(UsageError, match="who decided"):
        decide([one], "keep", by=" ")
    with pytest.raises(UsageError, match="name both"):
        decide([one], "apart", by="Bà Mẫu")
    with pytest.raises(UsageError, match="taken back"):
        decide([one, other], "open", by="Bà Mẫu")
    with pytest.raises(DocumentNotFound):
        decide(["zzzzzzzz"], "keep", by="Bà Mẫu")
    assert archive.reconciliation.decisions() == ()


def test_a_damaged_decision_is_reported_and_the_one_before_it_holds(archive: Archive) -> None:
    two = _pair(archive).key.split("+")
    archive.reconciliation.decide(two, "keep", by="Bà Mẫu")
    archive.reconciliation.decide(two, "repeal", by="Bà Mẫu")
    last = archive.root / "reconciliation" / f"{'+'.join(two)}.r0002.json"
    last.chmod(0o644)
    last.write_text("{", encoding="utf-8")
    assert [one.invariant for one in archive.check().problems] == ["M6"]
    decision = _pair(archive).decision
    assert decision is not None
    assert decision.action is Action.KEEP
    archive.reconciliation.decide(two, "amend", by="Bà Mẫu")
    assert last.with_name(last.name.replace("r0002", "r0003")).is_file()


def test_what_a_crash_left_unfinished_is_finished(archive: Archive) -> None:
    two = _pair(archive).key.split("+")
    archive.reconciliation.decide(two, "keep", by="Bà Mẫu")
    path = archive.root / "reconciliation" / f"{'+'.join(two)}.r0001.json"
    path.rename(path.with_name(path.name + ".new"))
    archive.close()
    with Archive.open(archive.root) as again:
        assert path.is_file()
        assert len(again.reconciliation.decisions()) == 1


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("delimiter", [",", ";"])
def test_a_filled_in_csv_is_taken(archive: Archive, tmp_path: Path, language: str, delimiter: str) -> None:
    path = tmp_path / "ra-soat.csv"
    assert archive.reconciliation.export(_sheet(archive), path, language=language) == 3
    rows = list(csv.reader(path.read_text(encoding="utf-8-sig").splitlines()))
    at = rows[0].index("Quyết định xử lý" if language == "vi" else "Decision")
    rows[1][at : at + 4] = ["Thay Thế", "=một văn bản", "15-CT/TU", "Bà Mẫu"]
    rows[2][at] = "chắc là giữ"
    rows[3][at] = "keep"
    with path.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream, delimiter=delimiter).writerows(rows)
    tried = archive.reconciliation.take(path, by="Ông Mẫu", dry_run=True)
    assert [one.new for one in tried] == [True, False, True]
    assert archive.reconciliation.decisions() == ()
    taken = archive.reconciliation.take(path, by="Ông Mẫu")
    assert [one.problem != "" for one in taken] == [False, True, False]
    first = _pair(archive).decision
    assert first is not None
    assert (first.action, first.result, first.statement.by) == (Action.REPLACE, "15-CT/TU", "Bà Mẫu")
    assert first.statement.why == "=một văn bản"
    assert {one.statement.by for one in archive.reconciliation.decisions()} == {"Bà Mẫu", "Ông Mẫu"}
    assert not any(one.new for one in archive.reconciliation.take(path, by="Ông Mẫu"))


def _filled(archive: Archive, path: Path, *cells: tuple[int, str, str]) -> Path:
    """An export with a title above it, its columns in another order, and these cells (line, column, text)."""
    table = path.with_suffix(".roh.csv")
    archive.reconciliation.export(_sheet(archive), table, language="vi")
    rows = list(csv.reader(table.read_text(encoding="utf-8-sig").splitlines()))
    table.unlink()
    for line, column, text in cells:
        rows[line][rows[0].index(column)] = text
    with path.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream, delimiter=";").writerows([["Bảng của tôi"], *(row[::-1] for row in rows)])
    return path


def test_titles_above_and_columns_moved_do_no_harm(archive: Archive, tmp_path: Path) -> None:
    path = _filled(archive, tmp_path / "a.csv", (1, "Quyết định xử lý", "huỷ bỏ"))
    (taken,) = archive.reconciliation.take(path, by="Bà Mẫu")
    assert (taken.line, taken.new, taken.problem) == (3, True, "")
    decision = _pair(archive).decision
    assert decision is not None
    assert decision.action is Action.REPEAL


def test_a_line_that_lost_an_id_is_not_taken_for_the_other_directive(
    archive: Archive, tmp_path: Path
) -> None:
    cells = ((1, "Quyết định xử lý", "thay thế"), (1, "Mã B", ""))
    (taken,) = archive.reconciliation.take(_filled(archive, tmp_path / "a.csv", *cells), by="Bà Mẫu")
    assert "id" in taken.problem
    assert archive.reconciliation.decisions() == ()


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("lost", [8, 9])
def test_a_line_of_the_form_that_lost_an_id_is_named(
    archive: Archive, tmp_path: Path, language: str, lost: int
) -> None:
    path = tmp_path / "ra-soat.docx"
    archive.reconciliation.export(_sheet(archive), path, language=language)
    book = docx.Document(str(path))
    cells = next(table for table in book.tables if len(table.columns) == 10).rows[1].cells
    cells[4].text, cells[lost].text = "keep", ""
    book.save(str(path))
    (taken,) = archive.reconciliation.take(path, by="Bà Mẫu")
    assert taken.problem == "an id of a directive it names is missing"
    assert _pair(archive).decision is None


def test_two_lines_that_decide_otherwise_are_named(archive: Archive, tmp_path: Path) -> None:
    path = _filled(archive, tmp_path / "a.csv", (1, "Quyết định xử lý", "thay thế"))
    lines = path.read_text(encoding="utf-8").splitlines()
    # Columns lie the other way round: the decision stands behind the proposal's reason.
    other = lines[2].replace("thay thế", "giữ nguyên", 1)
    path.write_text("\n".join([*lines[:3], other]), encoding="utf-8")
    first, second = archive.reconciliation.take(path, by="Bà Mẫu")
    assert (first.new, second.problem) == (True, "line 3 decides the same directives otherwise")


def test_an_old_table_does_not_undo_what_somebody_decided_since(archive: Archive, tmp_path: Path) -> None:
    two = _pair(archive).key.split("+")
    archive.reconciliation.decide(two, "replace", by="Bà Mẫu", why="gộp")
    old = _filled(archive, tmp_path / "a.csv")
    archive.reconciliation.decide(two, "keep", by="Ông Mẫu", why="khác địa bàn")
    (taken,) = archive.reconciliation.take(old, by="Cô Mẫu")
    assert "otherwise since" in taken.problem
    decision = _pair(archive).decision
    assert decision is not None
    assert decision.statement.by == "Ông Mẫu"
    again = _filled(archive, tmp_path / "b.csv", (1, "Quyết định xử lý", "thay thế"), (1, "Lý do", "bàn lại"))
    (taken,) = archive.reconciliation.take(again, by="Cô Mẫu")
    assert taken.new
    assert taken.before == decision, "what it takes the place of is told"


def test_what_is_decided_keeps_its_likeness_and_that_of_the_others(archive: Archive) -> None:
    before = _pair(archive)
    archive.reconciliation.decide(before.key.split("+"), "replace", by="Bà Mẫu")
    after = _pair(archive)
    assert (after.score, after.shared, after.proposal) == (before.score, before.shared, before.proposal)
    assert after.shared


@pytest.mark.parametrize("ending", [".csv", ".xlsx", ".docx"])
def test_an_export_taken_back_changes_nothing(archive: Archive, tmp_path: Path, ending: str) -> None:
    archive.reconciliation.decide(_pair(archive).key.split("+"), "amend", by="Bà Mẫu", why="+84, mở rộng")
    path = tmp_path / f"ra-soat{ending}"
    archive.reconciliation.export(_sheet(archive), path, language="vi")
    (taken,) = archive.reconciliation.take(path, by="Ông Mẫu")
    assert (taken.new, taken.problem) == (False, "")
    with pytest.raises(UsageError, match="there already"):
        archive.reconciliation.export(_sheet(archive), path)


@pytest.mark.parametrize("language", ["vi", "en"])
def test_a_form_filled_in_by_hand_says_the_same_as_a_table(
    archive: Archive, tmp_path: Path, language: str
) -> None:
    path = tmp_path / "ra-soat.docx"
    assert archive.reconciliation.export(_sheet(archive), path, language=language) == 3
    book = docx.Document(str(path))
    assert book.sections[0].orientation == WD_ORIENT.LANDSCAPE
    tables = [table for table in book.tables if len(table.columns) == 10]
    assert [len(table.rows) - 1 for table in tables] == [1, 1, 1]
    filled = tables[0].rows[1].cells
    filled[4].text, filled[5].text, filled[6].text, filled[7].text = (
        "Thay thế", "một văn bản\nchung", "15-CT/TU", "Bà Mẫu",
    )  # fmt: skip
    tables[1].rows[1].cells[4].text = "chắc là giữ"
    tables[2].rows[1].cells[4].text = "keep"
    book.save(str(path))
    tried = archive.reconciliation.take(path, by="Ông Mẫu", dry_run=True)
    assert [(one.line, one.new) for one in tried] == [(1, True), (2, False), (3, True)]
    archive.reconciliation.take(path, by="Ông Mẫu")
    first = _pair(archive).decision
    assert first is not None
    assert (first.action, first.result, first.statement.by) == (Action.REPLACE, "15-CT/TU", "Bà Mẫu")
    assert first.statement.why == "một văn bản chung"
    assert not any(one.new for one in archive.reconciliation.take(path, by="Ông Mẫu"))


def test_the_form_names_both_bodies_and_speaks_the_language_asked_for(
    archive: Archive, tmp_path: Path
) -> None:
    path = tmp_path / "ra-soat.docx"
    archive.reconciliation.export(_sheet(archive), path, language="vi")
    book = docx.Document(str(path))
    text = "\n".join(paragraph.text for paragraph in book.paragraphs)
    assert "BẢNG RÀ SOÁT VĂN BẢN CHỈ ĐẠO" in text
    assert "của Tỉnh ủy Lam Hạ và Tỉnh ủy Bạch Khê, còn hiệu lực đến ngày" in text
    assert "01-CT/TU" in book.tables[1].rows[1].cells[1].text


def test_another_table_is_refused(archive: Archive, tmp_path: Path) -> None:
    other = tmp_path / "khac.csv"
    other.write_text("a,b\n1,2\n", encoding="utf-8")
    with pytest.raises(UsageError, match="no worksheet"):
        archive.reconciliation.take(other, by="Bà Mẫu")
    broken = tmp_path / "hong.xlsx"
    broken.write_bytes(b"PK\x03\x04")
    with pytest.raises(UsageError, match="spreadsheet"):
        archive.reconciliation.take(broken, by="Bà Mẫu")
    letter = docx.Document()
    letter.add_table(rows=1, cols=2)
    letter.save(str(tmp_path / "thu.docx"))
    with pytest.raises(UsageError, match="no worksheet"):
        archive.reconciliation.take(tmp_path / "thu.docx", by="Bà Mẫu")
    (tmp_path / "hong.docx").write_bytes(b"PK\x03\x04")
    with pytest.raises(UsageError, match="DOCX"):
        archive.reconciliation.take(tmp_path / "hong.docx", by="Bà Mẫu")
    with pytest.raises(UsageError, match="must end"):
        archive.reconciliation.export(_sheet(archive), tmp_path / "x.pdf")


def test_the_commands_in_both_languages(archive: Archive, tmp_path: Path) -> None:
    two = _pair(archive).key.split("+")
    archive.close()
    program = Program(home=tmp_path)
    call = ("--archive", "kho", "--language")
    said = program.inside(
        *call, "vi", "reconcile-decide", *two, "--decision", "replace", "--by", "Bà Mẫu", "--why", "gộp"
    )
    assert "Đã ghi nhận: thay thế, Bà Mẫu" in said.out
    shown = program.inside(*call, "vi", "reconcile", *BODIES)
    assert "Đã quyết định" in shown.out
    assert "thay thế, Bà Mẫu" in shown.out
    left = program.inside("--archive", "kho", "reconcile", *BODIES, "--undecided", "--json")
    assert len(left.records) == 3
    sheet = tmp_path / "bang.xlsx"
    wrote = program.inside(*call, "vi", "reconcile", *BODIES, "--export", sheet)
    assert "Đã ghi 3 dòng" in wrote.out + wrote.err
    taken = program.inside(*call, "en", "reconcile-decide", "--import", sheet)
    assert (taken.code, "0 decisions recorded, 1 were known" in taken.out + taken.err) == (0, True)
    wrong = program.inside(*call, "en", "reconcile-decide", two[0])
    assert wrong.code == 2
    record = program.inside(
        "--archive", "kho", "reconcile-decide", two[0], "--decision", "keep", "--by", "Bà Mẫu", "--json"
    ).records[0]
    assert (record["action"], record["documents"]) == ("keep", [two[0]])
