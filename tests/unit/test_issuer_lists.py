"""Lists of bodies an office fills in: what becomes of each line, once and again."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
import xlsxwriter

from archivist import Archive
from archivist.errors import ReadOnlyArchive, UsageError
from archivist.issuer_lists import IssuerList
from archivist.model import Level, System

BY = "Người Thử"
PROVINCE = "Tỉnh ủy Lam Khê"
HEADINGS = ("STT", "Tên cơ quan", "Cấp", "Cơ quan cấp trên", "Ký hiệu", "Từ ngày", "Đến ngày")


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    with Archive.create(tmp_path / "kho", name="Kho thử") as opened:
        yield opened


def csv(folder: Path, *lines: str, headings: Sequence[str] = HEADINGS, name: str = "xa.csv") -> Path:
    path = folder / name
    path.write_text("\n".join((",".join(headings), *lines)) + "\n", encoding="utf-8-sig")
    return path


def outcomes(taken: IssuerList) -> list[str]:
    return [one.outcome for one in taken.lines]


def test_all_communes_at_once_and_again(archive: Archive, tmp_path: Path) -> None:
    lines = [f"{n},Đảng ủy xã Bến {n},xã,{PROVINCE},,01/7/2025," for n in range(1, 41)]
    lines.append(f"41,{PROVINCE},tỉnh,,TU,2025,")  # the superior stands last
    path = csv(tmp_path, *lines)
    assert outcomes(archive.import_issuers(path, by=BY, dry_run=True)) == ["added"] * 41
    assert archive.issuers.list() == ()
    taken = archive.import_issuers(path, by=BY, why="lập danh mục")
    assert outcomes(taken) == ["added"] * 41
    assert outcomes(archive.import_issuers(path, by=BY)) == ["known"] * 41
    shown = archive.issuers.show("Đảng ủy xã Bến 7")
    assert (shown.record.level, shown.record.system) == (Level.COMMUNE, System.PARTY)
    assert (shown.record.parent, shown.record.valid_from) == ("tinh-uy:lam-khe", "2025-07-01")
    assert [(said.by, said.why) for said in shown.history] == [(BY, "lập danh mục (xa.csv:8)")]
    assert archive.check().ok
    archive.rebuild()
    assert len(archive.issuers.list()) == 41


def test_a_line_that_cannot_be_recorded_leaves_the_others(archive: Archive, tmp_path: Path) -> None:
    path = csv(
        tmp_path,
        f"1,Đảng ủy xã Bến Trang,xã,{PROVINCE},,01/7/2025,",
        f"2,Đảng ủy xã Bến Trăng,xã,{PROVINCE},,01/7/2025,",
        f"3,Xã Bến Sậy,xã,{PROVINCE},,,",
        f"4,Đảng ủy xã Cầu Gỗ,xã,{PROVINCE},,31/02/2025,",
        f"5,Đảng ủy xã Cầu Đá,thôn,{PROVINCE},,,",
        f"6,Đảng ủy xã Cầu Mây,xã,{PROVINCE},,2025,2024",
        "7,Trạm Bơm Số Một,,,,,",
        f"8,Đảng uỷ xã Bến Trang,xã,{PROVINCE},,,",
        f"9,,xã,{PROVINCE},,,",
        "10,Ban Quản lý Cầu Nổi,,Ban Không Có,,,",
    )
    taken = archive.import_issuers(path, by=BY)
    assert outcomes(taken) == ["added", *["refused"] * 9]
    assert [one.line for one in taken.lines] == list(range(2, 12))
    told = ("accents", "place", "31/02/2025", "level", "after", "Party", "line 2", "no body", "Không Có")
    for one, word in zip(taken.lines[1:], told, strict=True):
        assert word in one.problem
    assert [entry.record.name for entry in archive.issuers.list()] == ["Đảng ủy xã Bến Trang"]


def test_what_differs_is_told_and_corrected_only_when_asked(archive: Archive, tmp_path: Path) -> None:
    archive.issuers.add("Đảng ủy xã Bến Trang", parent=PROVINCE, aliases=["Đảng ủy Bến Trang"], by=BY)
    path = csv(tmp_path, f"1,Đảng ủy xã Bến Trang,xã,{PROVINCE},ĐUBT@2025/..,2025-07-01,")
    (refused,) = archive.import_issuers(path, by=BY).lines
    assert refused.outcome == "refused"
    assert "Từ ngày" in refused.problem
    assert "--update" in refused.hint
    (revised,) = archive.import_issuers(path, by=BY, update=True).lines
    assert (revised.outcome, set(revised.fields)) == ("revised", {"codes", "valid_from"})
    record = archive.issuers.show("Đảng ủy xã Bến Trang").record
    assert record.aliases == ("Đảng ủy Bến Trang",)  # what the list leaves out stays
    assert "ĐUBT" in record.codes
    assert record.code_periods == {"ĐUBT": "2025/.."}
    assert outcomes(archive.import_issuers(path, by=BY, update=True)) == ["known"]
    other = csv(tmp_path, "1,Đảng ủy xã Bến Trang,xã,Tỉnh ủy Sao Mai,,,", name="khac.csv")
    (moved,) = archive.import_issuers(other, by=BY, update=True).lines
    assert "another superior" in moved.problem


def test_a_spreadsheet_with_titles_dates_and_two_sheets(archive: Archive, tmp_path: Path) -> None:
    import datetime as dt

    path = tmp_path / "danh muc.xlsx"
    book = xlsxwriter.Workbook(path)
    day = book.add_format({"num_format": "dd/mm/yyyy"})
    for name, commune in (("Xã", "Đảng ủy xã Bến Trang"), ("Phường", "Đảng ủy phường Cầu Gỗ")):
        page = book.add_worksheet(name)
        page.write(0, 0, "DANH MỤC CƠ QUAN")
        page.write_row(2, 0, ("Tên cơ quan", "Cấp", "Trực thuộc", "Từ ngày", "Điện thoại"))
        page.write_row(3, 0, ("(1)", "(2)", "(3)", "(4)", "(5)"))
        page.write_row(4, 0, (commune, "cấp xã", PROVINCE))
        page.write_datetime(4, 3, dt.datetime(2025, 7, 1), day)  # noqa: DTZ001 - the format has no zones
    book.add_worksheet("Ghi chép").write(0, 0, "khác")
    book.close()
    taken = archive.import_issuers(path, by=BY)
    assert outcomes(taken) == ["added", "added"]
    assert [(one.sheet, one.line) for one in taken.lines] == [("Xã", 5), ("Phường", 5)]
    assert taken.unread == ("Ghi chép", "Điện thoại")
    assert archive.issuers.show("Đảng ủy phường Cầu Gỗ").record.valid_from == "2025-07-01"


def test_what_is_no_list_is_refused_whole(archive: Archive, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no list of bodies"):
        archive.import_issuers(csv(tmp_path, "1,2", headings=("A", "B")), by=BY)
    with pytest.raises(UsageError, match="is not there"):
        archive.import_issuers(tmp_path / "khong-co.xlsx", by=BY)
    broken = tmp_path / "hong.xlsx"
    broken.write_bytes(b"khong phai bang tinh")
    with pytest.raises(UsageError, match="cannot be read"):
        archive.import_issuers(broken, by=BY)
    with pytest.raises(UsageError, match="name"):
        archive.import_issuers(csv(tmp_path, f"1,{PROVINCE},,,,,"), by=" ")


def test_reading_only_can_only_look(archive: Archive, tmp_path: Path) -> None:
    path = csv(tmp_path, f"1,{PROVINCE},tỉnh,,TU,,")
    archive.close()
    with Archive.open(tmp_path / "kho", "r") as reader:
        assert outcomes(reader.import_issuers(path, by=BY, dry_run=True)) == ["added"]
        with pytest.raises(ReadOnlyArchive):
            reader.import_issuers(path, by=BY)
