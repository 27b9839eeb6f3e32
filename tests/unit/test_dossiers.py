"""Files: documents of one matter in one fonds, with a list of contents that can be printed."""

from __future__ import annotations

import csv
import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest
from support.directives import write_party

from archivist import Archive
from archivist.errors import UsageError


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    with Archive.create(tmp_path / "kho") as made:
        made.fonds.add("lam-ha", "Phông Tỉnh ủy Lam Hạ", by="Bà Mẫu")
        for number, day in (
            ("15-NQ/TU", "ngày 15 tháng 03 năm 2024"),
            ("16-NQ/TU", "ngày 29 tháng 02 năm 2024"),
        ):
            path = write_party(tmp_path / "den" / f"{number[:2]}.txt", number, day=day)
            made.file(path, fonds="lam-ha", index=False)
        made.dossiers.create("lam-ha", "Hồ sơ chuyển đổi số <1>", by="Bà Mẫu", reference="01.TH")
        yield made


def _ids(archive: Archive) -> list[str]:
    found = {document.number or "": document.id for document in archive.iter_all()}
    return [found["15-NQ/TU"], found["16-NQ/TU"]]


def test_dates_follow_from_the_contents_and_a_person_may_say_otherwise(archive: Archive) -> None:
    entry = archive.dossiers.add("lam-ha:1", _ids(archive), by="Bà Mẫu")
    assert (entry.begins, entry.ends) == ("2024-02-29", "2024-03-15")
    assert [line.number for line in entry.contents] == ["15-NQ/TU", "16-NQ/TU"]
    entry = archive.dossiers.revise("01.TH", by="Bà Mẫu", begins=dt.date(2024, 1, 1))
    assert (entry.begins, entry.ends) == ("2024-01-01", "2024-03-15")
    again = archive.dossiers.add("lam-ha/1", _ids(archive), by="Bà Mẫu")
    assert again.dossier.number == 3, "the same documents once more are no statement"


def test_a_period_of_a_file_is_one_or_is_refused(archive: Archive) -> None:
    assert archive.dossiers.revise("lam-ha:1", by="Bà Mẫu", retention="20 năm").dossier.retention == "20"
    with pytest.raises(UsageError, match="no period"):
        archive.dossiers.revise("lam-ha:1", by="Bà Mẫu", retention="lâu dài")
    assert archive.dossiers.revise("lam-ha:1", by="Bà Mẫu", retention="").dossier.retention == ""


def test_a_closed_file_takes_nothing(archive: Archive) -> None:
    first, second = _ids(archive)
    archive.dossiers.add("lam-ha:1", [first], by="Bà Mẫu")
    with pytest.raises(UsageError, match="after"):
        archive.dossiers.close("lam-ha:1", dt.date(2024, 3, 14), by="Bà Mẫu")
    archive.dossiers.close("lam-ha:1", dt.date(2024, 12, 31), by="Bà Mẫu")
    with pytest.raises(UsageError, match="closed"):
        archive.dossiers.add("lam-ha:1", [second], by="Bà Mẫu")
    archive.dossiers.reopen("lam-ha:1", by="Bà Mẫu", why="bổ sung")
    entry = archive.dossiers.remove("lam-ha:1", [first], by="Bà Mẫu")
    assert entry.contents == ()
    assert [said.action for said in entry.history][-2:] == ["dossier-reopened", "dossier-emptied"]


def test_documents_of_another_fonds_stay_out(archive: Archive) -> None:
    archive.fonds.add("moi", "Phông mới", by="Bà Mẫu")
    archive.dossiers.create("moi", "Hồ sơ khác", by="Bà Mẫu")
    with pytest.raises(UsageError, match="does not belong"):
        archive.dossiers.add("moi:1", _ids(archive), by="Bà Mẫu")


def test_files_survive_a_rebuild_and_tell_loss_from_withdrawal(archive: Archive) -> None:
    first, second = _ids(archive)
    archive.dossiers.add("lam-ha:1", [first, second], by="Bà Mẫu")
    archive.withdraw(first, by="Bà Mẫu", why="thử")
    before = archive.dossiers.show("lam-ha:1")
    archive.rebuild()
    assert archive.dossiers.show("lam-ha:1") == before
    assert [line.gone for line in before.contents] == [True, False]
    assert archive.check().problems == ()
    (archive.root / "withdrawn" / f"{first}.json").unlink()
    assert any("names" in one.message for one in archive.check().problems)


def test_the_list_of_contents_is_written(archive: Archive, tmp_path: Path) -> None:
    archive.dossiers.add("lam-ha:1", _ids(archive), by="Bà Mẫu")
    for name in ("a.html", "a.csv", "a.xlsx"):
        assert archive.dossiers.export("lam-ha:1", tmp_path / name) == 2
    page = (tmp_path / "a.html").read_text("utf-8")
    assert "MỤC LỤC VĂN BẢN" in page
    assert "&lt;1&gt;" in page
    rows = list(csv.reader((tmp_path / "a.csv").read_text("utf-8-sig").splitlines()))
    assert rows[0] == [  # Decree 30/2020/NĐ-CP, appendix V, part IV
        "STT", "Số, ký hiệu văn bản", "Ngày tháng năm văn bản", "Tên loại và trích yếu nội dung văn bản",
        "Tác giả văn bản", "Tờ số/ Trang số", "Ghi chú",
    ]  # fmt: skip
    for said in (
        "Số, ký hiệu hồ sơ: 01.TH",
        "Năm: 2024",
        "29/02/2024 – 15/03/2024",
        "2 văn bản",
        "<th>(7)</th>",
    ):
        assert said in page
    assert rows[1][1:3] == ["15-NQ/TU", "15/03/2024"]
    import python_calamine

    book = python_calamine.CalamineWorkbook.from_path(tmp_path / "a.xlsx")
    assert book.get_sheet_by_index(0).to_python()[1][0] == "MỤC LỤC VĂN BẢN, TÀI LIỆU"
    with pytest.raises(UsageError, match="there already"):
        archive.dossiers.export("lam-ha:1", tmp_path / "a.csv")


def test_numbers_are_never_given_twice(archive: Archive) -> None:
    keys = [archive.dossiers.create("lam-ha", f"Hồ sơ {n}", by="Bà Mẫu").dossier.key for n in (2, 3)]
    assert keys == ["lam-ha:2", "lam-ha:3"]
    assert len(archive.dossiers.all(fonds="lam-ha")) == 3
    with pytest.raises(UsageError):
        archive.dossiers.show("lam-ha:9")


def test_a_person_says_how_many_sheets_a_paper_has(archive: Archive, tmp_path: Path) -> None:
    first, second = _ids(archive)
    archive.dossiers.add("lam-ha:1", [first, second], by="Bà Mẫu")
    noted = archive.dossiers.note("01.TH", first, by="Bà Mẫu", sheets=3, remark="có bút tích")
    assert [line.pages for line in noted.contents] == [(1, 3), (4, 4)], "the second has a page of its own"
    noted = archive.dossiers.note("01.TH", second, by="Bà Mẫu", sheets=2)
    assert [line.pages for line in noted.contents] == [(1, 3), (4, 5)]
    archive.dossiers.close("lam-ha:1", dt.date(2024, 12, 31), by="Bà Mẫu")
    archive.dossiers.revise("lam-ha:1", by="Bà Mẫu", retention="20")
    archive.dossiers.create("lam-ha", "Hồ sơ còn mở", by="Bà Mẫu")
    archive.rebuild()
    entry = archive.dossiers.show("lam-ha:1")
    assert (entry.pages, entry.contents[0].remark) == (5, "có bút tích")
    assert archive.dossiers.export_all(tmp_path / "nop-luu.csv", fonds="lam-ha") == 2
    rows = list(csv.reader((tmp_path / "nop-luu.csv").read_text("utf-8-sig").splitlines()))
    assert rows[0] == [  # appendix V, part III
        "Số TT", "Số, ký hiệu hồ sơ", "Tiêu đề hồ sơ", "Thời gian tài liệu", "Thời hạn bảo quản",
        "Số tờ/ Số trang", "Ghi chú",
    ]  # fmt: skip
    title = "Hồ sơ chuyển đổi số <1>"
    assert rows[1] == ["1", "01.TH", title, "29/02/2024 – 15/03/2024", "20 năm", "5", ""]
    assert rows[2] == ["2", "lam-ha:2", "Hồ sơ còn mở", "", "", "", "chưa kết thúc"]
    archive.dossiers.reopen("lam-ha:1", by="Bà Mẫu")
    emptied = archive.dossiers.remove("lam-ha:1", [first], by="Bà Mẫu")
    assert [line.pages for line in emptied.contents] == [(1, 2)]
    with pytest.raises(UsageError, match="is not in"):
        archive.dossiers.note("lam-ha:1", first, by="Bà Mẫu", sheets=1)
    assert archive.dossiers.note("lam-ha:1", second, by="Bà Mẫu", sheets=0).contents[0].pages == (1, 1)
    assert archive.check().problems == ()


@pytest.mark.parametrize("field", ["documents", "papers", "closed_on", "disposed_on", "colour"])
def test_what_has_an_operation_of_its_own_cannot_be_revised(archive: Archive, field: str) -> None:
    with pytest.raises(UsageError, match="has no"):
        archive.dossiers.revise("lam-ha:1", by="Bà Mẫu", **{field: ()})  # type: ignore[arg-type]  # wrong on purpose
