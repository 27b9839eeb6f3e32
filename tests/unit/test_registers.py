"""The registers: which lines they have, what persons write in them, and how they are printed."""

from __future__ import annotations

import csv
import datetime as dt
import io
import zipfile
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import pytest
from support.registers import OWN, configure, drop, made

from archivist import Archive
from archivist.errors import QueryError, ReadOnlyArchive, UsageError
from archivist.model import Document
from archivist.registers import LineState
from archivist.workspace import now

TODAY = now().astimezone().date()


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    with made(tmp_path, f'registers own_bodies = ["{OWN}"]', 'registers books = ["main", "other"]') as one:
        for path in drop(tmp_path):
            assert one.file(path).document is not None
        yield one


def found(archive: Archive, number: str) -> Document:
    (document,) = archive.find(number=number)
    return document


def problems(archive: Archive) -> list[str]:
    return [problem.message for problem in archive.check().problems]


def test_incoming_lines_say_what_the_decree_asks_for(archive: Archive) -> None:
    register = archive.registers.incoming()
    assert (register.since, register.until) == (dt.date(TODAY.year, 1, 1), dt.date(TODAY.year, 12, 31))
    first, second = register.incoming
    assert (first.arrival.number, first.arrived_on, first.author) == (1, TODAY, "Tỉnh ủy Lam Hạ")
    assert (first.number, first.issued) == ("15-NQ/TU", "2024-03-15")
    assert first.kind_and_subject == "Nghị quyết về chuyển đổi số"
    assert (second.arrival.number, second.state) == (2, LineState.ENTERED)


def test_what_the_office_issued_stands_in_the_outgoing_register(archive: Archive) -> None:
    (line,) = archive.registers.outgoing(year=2024).outgoing
    assert (line.number, line.issued, line.signatory) == ("21-QĐ/TU", "2024-03-15", "Trần Văn Mẫu")
    assert line.kind_and_subject == "Quyết định về kiện toàn Ban Chỉ đạo"
    assert archive.registers.outgoing().lines == ()
    assert found(archive, "21-QĐ/TU").id not in {one.document for one in archive.registers.incoming().lines}


def test_without_own_bodies_there_is_no_outgoing_register(tmp_path: Path) -> None:
    with made(tmp_path) as archive, pytest.raises(UsageError, match="no body of the office"):
        archive.registers.outgoing()


def test_a_person_fills_the_rest_and_nothing_is_overwritten(archive: Archive) -> None:
    registers = archive.registers
    registers.fill("1", {"forwarded_to": "Phòng Tổng hợp", "forwarded_on": TODAY.isoformat()}, by="Lan")
    registers.fill(
        "15-NQ/TU", {"forwarded_to": "Phòng Lưu trữ", "remark": "khẩn"}, by="Minh", why="nhầm phòng"
    )
    again = registers.fill("1", {"remark": "khẩn"}, by="Lan")
    assert again.number == 2, "the same is recorded once"
    line = registers.incoming().incoming[0]
    assert (line.forwarded_to, line.forwarded_on, line.remark) == (
        "Phòng Lưu trữ",
        TODAY.isoformat(),
        "khẩn",
    )
    history = registers.history("1")
    assert [one.columns["forwarded_to"] for one in history] == ["Phòng Tổng hợp", "Phòng Lưu trữ"]
    assert [one.statement.by for one in history] == ["Lan", "Minh"]
    cleared = registers.fill("1", {"remark": None}, by="Lan")
    assert "remark" not in cleared.columns
    assert problems(archive) == []


def test_the_columns_of_outgoing_lines_are_others(archive: Archive) -> None:
    columns = {"recipients": "Các huyện ủy", "kept_by": "Văn thư", "copies": "12", "signed_for": "Bưu điện"}
    archive.registers.fill("21-QĐ/TU", columns, by="Lan")
    (line,) = archive.registers.outgoing(year=2024).outgoing
    assert (line.recipients, line.kept_by, line.copies, line.signed_for) == tuple(columns.values())
    for wrong in ({"forwarded_to": "x"}, {"copies": "viele"}, {"arrived_on": "2026-01-01"}):
        with pytest.raises(UsageError):
            archive.registers.fill("21-QĐ/TU", wrong, by="Lan")


def test_a_date_of_arrival_is_corrected_and_the_number_stays(archive: Archive) -> None:
    day = TODAY - dt.timedelta(days=400)
    archive.registers.fill("2", {"arrived_on": day.isoformat()}, by="Lan", why="nhận từ hôm trước")
    assert [line.arrival.number for line in archive.registers.incoming().incoming] == [1]
    (moved,) = archive.registers.incoming(since=day, until=day).incoming
    assert (moved.arrival.number, moved.arrived_on, moved.arrival.on) == (2, day, TODAY)
    assert problems(archive) == []


@pytest.mark.parametrize(
    ("line", "columns", "by"),
    [
        ("3", {"remark": "x"}, "Lan"),
        ("1/1999", {"remark": "x"}, "Lan"),
        ("1", {"remark": "x"}, " "),
        ("1", {}, "Lan"),
        ("1", {"subject": "x"}, "Lan"),
        ("1", {"forwarded_on": "hôm qua"}, "Lan"),
        ("1", {"forwarded_on": "2999-01-01"}, "Lan"),
        ("1", {"remark": "x" * 501}, "Lan"),
    ],
)
def test_what_cannot_be_is_refused(
    archive: Archive, line: str, columns: dict[str, str | None], by: str
) -> None:
    with pytest.raises(UsageError):
        archive.registers.fill(line, columns, by=by)
    assert archive.registers.history("1") == ()


def test_a_withdrawn_document_leaves_a_struck_line(archive: Archive) -> None:
    archive.registers.fill("1", {"forwarded_to": "Phòng Tổng hợp"}, by="Lan")
    archive.registers.fill("21-QĐ/TU", {"recipients": "Các huyện ủy"}, by="Lan")
    for number in ("15-NQ/TU", "21-QĐ/TU"):
        archive.withdraw(found(archive, number).id, by="Lan", why="gửi nhầm")
    line = archive.registers.incoming().incoming[0]
    assert (line.arrival.number, line.state, line.number, line.subject) == (1, LineState.WITHDRAWN, "", "")
    assert line.forwarded_to == "Phòng Tổng hợp"
    assert line.why.endswith("Lan: gửi nhầm")
    (gone,) = archive.registers.outgoing().outgoing
    assert (gone.state, gone.number, gone.recipients) == (LineState.WITHDRAWN, "", "Các huyện ủy")
    assert problems(archive) == []


def test_what_is_held_says_nothing_in_the_register(tmp_path: Path) -> None:
    from support.directives import write_party

    with made(tmp_path) as archive:
        document = archive.file(write_party(tmp_path / "a.txt", mark="Tối mật")).document
        assert document is not None
        (line,) = archive.registers.incoming().incoming
        assert (line.state, line.author, line.number, line.subject) == (LineState.HELD, "", "", "")
        archive.release(document.id, by="Lan", why="đã xem")
        (line,) = archive.registers.incoming().incoming
        assert (line.state, line.number) == (LineState.ENTERED, "15-NQ/TU")


def test_a_document_without_number_is_entered_late(archive: Archive, tmp_path: Path) -> None:
    document = found(archive, "21-QĐ/TU")
    arrival = archive.registers.enter("21-QĐ/TU", by="Lan")
    assert (arrival.number, arrival.on) == (3, TODAY)
    assert archive.registers.enter(document.id, by="Minh") == arrival, "it has one line a book"
    assert archive.registers.enter(document.id, by="Lan", book="other").number == 1
    assert [one.by for one in archive.receipts(document.id)][1:] == ["Lan", "Lan"]
    with pytest.raises(UsageError, match="no book"):
        archive.registers.enter(document.id, by="Lan", book="mian")
    assert problems(archive) == []
    archive.rebuild("catalogue")
    assert [line.arrival.number for line in archive.registers.incoming().incoming] == [1, 2, 3]


def test_a_reader_may_look_and_not_write(archive: Archive, tmp_path: Path) -> None:
    with Archive.open(tmp_path / "kho", "r") as reader:
        assert len(reader.registers.incoming().lines) == 2
        for attempt in (
            lambda: reader.registers.fill("1", {"remark": "x"}, by="Lan"),
            lambda: reader.registers.enter("21-QĐ/TU", by="Lan"),
        ):
            with pytest.raises(ReadOnlyArchive):
                attempt()


def test_check_finds_altered_entries(archive: Archive) -> None:
    archive.registers.fill("1", {"remark": "khẩn"}, by="Lan")
    (path,) = (archive.root / "registers").iterdir()
    path.chmod(0o644)
    path.write_text(path.read_text(encoding="utf-8").replace("main:", "other:"), encoding="utf-8")
    assert [problem.invariant for problem in archive.check().problems] == ["M6"]


# ------------------------------------------------------------------------------- printed


class Table(HTMLParser):
    """Cells of the page, and the classes of its rows."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.rows: list[list[str]] = []
        self.classes: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "tr":
            self.rows.append([])
            self.classes.append(dict(attrs).get("class") or "")
        elif tag in ("td", "th") and self.rows:
            self.rows[-1].append("")

    def handle_data(self, data: str) -> None:
        if self.rows and self.rows[-1]:
            self.rows[-1][-1] += data.strip("\n")


def test_the_page_has_the_ten_columns_and_strikes_what_was_withdrawn(
    archive: Archive, tmp_path: Path
) -> None:
    archive.registers.fill("2", {"remark": "<b>&"}, by="Lan")
    archive.withdraw(found(archive, "15-NQ/TU").id, by="Lan", why="gửi nhầm")
    path = tmp_path / "so-den.html"
    assert archive.registers.export(archive.registers.incoming(), path) == 2
    text = path.read_text(encoding="utf-8")
    table = Table(text)
    assert [len(row) for row in table.rows] == [10, 10, 10, 10]
    assert table.rows[0] == [  # Decree 30/2020/NĐ-CP, appendix IV, part VI.2
        "Ngày đến", "Số đến", "Tác giả", "Số, ký hiệu văn bản", "Ngày tháng văn bản",
        "Tên loại và trích yếu nội dung văn bản", "Đơn vị hoặc người nhận", "Ngày chuyển", "Ký nhận", "Ghi chú",
    ]  # fmt: skip
    assert table.rows[1] == [f"({place})" for place in range(1, 11)]
    assert table.classes == ["", "places", "struck", ""]
    assert table.rows[3][-1] == "<b>&"
    for part in ("SỔ ĐĂNG KÝ VĂN BẢN ĐẾN", "Văn phòng Tỉnh ủy Sơn Hải", "A4 landscape", "Từ số 1 đến số 2"):
        assert part in text
    assert "http" not in text, "nothing comes from elsewhere"


def test_the_outgoing_register_has_the_ten_columns_of_the_decree(archive: Archive, tmp_path: Path) -> None:
    archive.registers.export(archive.registers.outgoing(year=2024), tmp_path / "so-di.csv")
    headings = next(csv.reader((tmp_path / "so-di.csv").read_text("utf-8-sig").splitlines()))
    assert headings == [  # Decree 30/2020/NĐ-CP, appendix IV, part I.2
        "Số, ký hiệu văn bản", "Ngày tháng văn bản", "Tên loại và trích yếu nội dung văn bản", "Người ký",
        "Nơi nhận văn bản", "Đơn vị, người nhận bản lưu", "Số lượng bản", "Ngày chuyển", "Ký nhận", "Ghi chú",
    ]  # fmt: skip


def test_spreadsheets_have_the_same_cells(archive: Archive, tmp_path: Path) -> None:
    archive.registers.fill("1", {"remark": "=1+1"}, by="Lan")
    register = archive.registers.incoming()
    assert archive.registers.export(register, tmp_path / "so.csv", language="en") == 2
    rows = list(csv.reader(io.StringIO((tmp_path / "so.csv").read_text(encoding="utf-8-sig"))))
    assert rows[0][:2] == ["Date of arrival", "Arrival no."]
    assert rows[1][1:4] == ["1", "Tỉnh ủy Lam Hạ", "15-NQ/TU"]
    assert rows[1][-1] == "'=1+1"
    archive.registers.export(archive.registers.outgoing(year=2024), tmp_path / "di.xlsx")
    with zipfile.ZipFile(tmp_path / "di.xlsx") as book:
        shared = book.read("xl/sharedStrings.xml").decode()
        sheet = book.read("xl/worksheets/sheet1.xml").decode()
    for part in ("SỔ ĐĂNG KÝ VĂN BẢN ĐI", "Đơn vị, người nhận bản lưu", "21-QĐ/TU"):
        assert part in shared
    assert 'orientation="landscape"' in sheet


def test_a_file_is_never_overwritten(archive: Archive, tmp_path: Path) -> None:
    register = archive.registers.incoming()
    for name in ("so.html", "so.csv", "so.xlsx"):
        archive.registers.export(register, tmp_path / name)
        with pytest.raises(UsageError, match="there already"):
            archive.registers.export(register, tmp_path / name)
    with pytest.raises(UsageError, match="must end with"):
        archive.registers.export(register, tmp_path / "so.txt")


def test_periods_that_cannot_be_are_refused(archive: Archive) -> None:
    with pytest.raises(UsageError, match="ends"):
        archive.registers.incoming(since=TODAY, until=TODAY - dt.timedelta(days=1))
    with pytest.raises(UsageError, match="either"):
        archive.registers.incoming(year=2026, since=TODAY)
    with pytest.raises(UsageError, match="no book"):
        archive.registers.incoming(book="mian")


def test_marked_documents_stand_in_their_own_book_only(tmp_path: Path) -> None:
    from support.directives import write_party

    with made(tmp_path, 'filing secrecy = "register-number-only"') as archive:
        pass
    configure(tmp_path / "kho", 'registers confidential_book = "mat"')
    with Archive.open(tmp_path / "kho") as archive:
        archive.file(write_party(tmp_path / "m.txt", "02-BC/TU", kind="BÁO CÁO", mark="TỐI MẬT"))
        assert archive.registers.books == ("main", "mat")
        assert archive.registers.incoming().lines == ()
        (line,) = archive.registers.incoming(book="mat").incoming
        assert (line.state, line.arrival.number, line.number) == (LineState.WITHHELD, 1, "02-BC/TU")
        assert (line.author, line.subject) == ("", "")


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("arrival:2", ["16-CT/TU"]),
        (f"số đến:2/{TODAY.year}", ["16-CT/TU"]),
        (f"arrival:main/1/{TODAY.year}", ["15-NQ/TU"]),
        ("arrival:1 OR arrival:2", ["15-NQ/TU", "16-CT/TU"]),
        ("arrival:2/1999", []),
        ("arrival:other/2", []),
    ],
)
def test_a_document_is_found_by_its_number_of_arrival(
    archive: Archive, query: str, expected: list[str]
) -> None:
    assert sorted(hit.document.number or "" for hit in archive.search(query)) == expected


def test_what_is_no_number_of_arrival_is_answered(archive: Archive) -> None:
    with pytest.raises(QueryError, match="is no arrival"):
        archive.search("arrival:hai")
