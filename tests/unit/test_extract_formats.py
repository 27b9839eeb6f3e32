"""Spreadsheets, presentations, books, Outlook items and ZIP archives."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest
from support.containers import make_docx, paragraph
from support.extracting import column, read, refusal
from support.formats import (
    make_epub,
    make_msg,
    make_ods,
    make_ppt,
    make_pptx,
    make_xls,
    make_xlsx,
    make_zip,
)

from archivist.extract.limits import Limits
from archivist.extracted import Column

_ROWS: list[list[object]] = [
    ["ỦY BAN NHÂN DÂN", None, None, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"],
    ["TỈNH HÀ LAM", None, None, "Độc lập - Tự do - Hạnh phúc"],
    [None, "DANH SÁCH"],
    ["STT", "Họ tên", "Năm sinh"],
    [1, "Nguyễn Văn Mẫu", 1980],
    [2, "Trần Thị Thử", 1975.5],
]


def _make(path: Path) -> Path:
    if path.suffix == ".xlsx":
        return make_xlsx(path, {"Phụ lục": _ROWS}, title="Danh sách cán bộ")
    if path.suffix == ".ods":
        return make_ods(path, {"Phụ lục": _ROWS})
    return make_xls(path, "Phụ lục", _ROWS)


@pytest.mark.parametrize("suffix", [".xlsx", ".xls", ".ods"])
def test_spreadsheets_read_alike(tmp_path: Path, suffix: str) -> None:
    found = read(_make(tmp_path / f"a{suffix}"))
    assert found.detected.suffix == suffix
    assert column(found, Column.LEFT)[:2] == ["ỦY BAN NHÂN DÂN", "TỈNH HÀ LAM"]
    assert column(found, Column.RIGHT)[:2] == [
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Độc lập - Tự do - Hạnh phúc",
    ]
    lines = [line.text for line in found.pages[0].lines]
    assert "1 Nguyễn Văn Mẫu 1980" in lines
    assert "2 Trần Thị Thử 1975.5" in lines
    assert lines[-1] == "Phụ lục"


def test_sheets_are_pages_and_hidden_ones_are_told(tmp_path: Path) -> None:
    book = make_xlsx(
        tmp_path / "a.xlsx", {"Một": [["a"]], "Hai": [["b"]], "Ba": []}, hidden="Hai", title="Về việc"
    )
    found = read(book)
    assert [page.text for page in found.pages] == ["a\nMột", "b\nHai", ""]
    assert found.metadata["title"] == "Về việc"
    assert found.warnings == ("hidden sheets were read too: Hai",)


def test_spreadsheet_limits(tmp_path: Path) -> None:
    assert refusal(make_xlsx(tmp_path / "a.xlsx", {"S": [["x"]]}, head="<!DOCTYPE x>")) == "unreadable"
    long = make_xlsx(tmp_path / "b.xlsx", {"S": [["một hai ba"]] * 50})
    assert read(long, Limits(text_chars=100)).truncated
    assert len(read(long, Limits(text_chars=100)).text) <= 100
    assert refusal(long, Limits(part_bytes=200)) == "decompression-limit"


def test_presentation_slides_in_order_with_notes(tmp_path: Path) -> None:
    found = read(
        make_pptx(tmp_path / "a.pptx", [["Kế hoạch", "năm 2026"], ["Hết"]], notes="Nói chậm", title="KH")
    )
    assert [page.text for page in found.pages] == ["Kế hoạch\nnăm 2026\nNói chậm", "Hết"]
    assert (found.metadata["title"], found.page_count) == ("KH", 2)


def test_old_presentation_shows_what_is_alive(tmp_path: Path) -> None:
    slides = [("Kế hoạch", "Hộp chữ"), ("Trang hai", "")]
    found = read(make_ppt(tmp_path / "a.ppt", slides, stale="đã xóa"))
    assert [page.text for page in found.pages] == ["Kế hoạch\nHộp chữ", "Trang hai"]
    assert refusal(make_ppt(tmp_path / "b.ppt", slides, encrypted=True)) == "encrypted"


def test_book_in_reading_order(tmp_path: Path) -> None:
    found = read(
        make_epub(tmp_path / "a.epub", ["<h1>Chương 1</h1><p>Một</p>", "<p>Hai</p>"], title="Sổ tay")
    )
    assert [page.text for page in found.pages] == ["Chương 1\nMột", "Hai"]
    assert found.metadata["title"] == "Sổ tay"
    assert refusal(make_epub(tmp_path / "b.epub", ["<p>x</p>"], protected=True)) == "encrypted"


def test_outlook_item_with_attachments(tmp_path: Path) -> None:
    inner = make_docx(tmp_path / "in.docx", paragraph("Điều 1.")).read_bytes()
    path = make_msg(
        tmp_path / "a.msg",
        subject="Gửi văn bản",
        body="Kính gửi\r\nvăn bản kèm theo",
        sender="vanthu@halam.example",
        attachments={"../../công văn.docx": inner, "trống.bin": b""},
        attached=("Thư trước", "nội dung cũ"),
    )
    found = read(path)
    assert found.metadata["subject"] == "Gửi văn bản"
    assert [line.text for line in found.pages[0].lines][-4:] == [
        "Kính gửi", "văn bản kèm theo", "Attached message: Thư trước", "nội dung cũ"
    ]  # fmt: skip
    assert [(part.received_as, part.text, part.problem) for part in found.attachments] == [
        ("công văn.docx", "Điều 1.", ""),
        ("trống.bin", "", "empty"),
    ]


@pytest.mark.parametrize("attached", [None, ("Thư trước", "")])
def test_text_of_an_outlook_item_in_a_form_not_read_is_said(
    tmp_path: Path, attached: tuple[str, str] | None
) -> None:
    """Compressed RTF alone: not the same as no text."""
    path = make_msg(tmp_path / "a.msg", subject="x", body="", attached=attached, blobs={0x1009: b"LZFu" * 9})
    (part,) = read(path).attachments
    assert (part.problem, part.secrecy) == ("unsupported-type", "not-checked")


@pytest.mark.parametrize("attached", [None, ("Thư trước", "")])
def test_html_of_outlook_items_is_read(tmp_path: Path, attached: tuple[str, str] | None) -> None:
    html = "<html><meta charset=utf-8><p>Kho mẫu</p></html>".encode()
    path = make_msg(
        tmp_path / "a.msg", subject="x", body="", attached=attached, blobs={0x1013: html, 0x1009: b"LZFu"}
    )
    found = read(path)
    assert found.text.endswith("Kho mẫu")
    assert found.attachments == ()


def test_items_attached_too_deep_are_said(tmp_path: Path) -> None:
    path = make_msg(tmp_path / "a.msg", subject="x", body="y", attached=("Sâu", "Kho"), depth=5)
    assert "Kho" in read(path).text
    (part,) = read(
        make_msg(tmp_path / "b.msg", subject="x", body="y", attached=("Sâu", "Kho"), depth=6)
    ).attachments
    assert part.problem == "decompression-limit"


def test_zip_is_one_document_with_parts(tmp_path: Path) -> None:
    inner = make_docx(tmp_path / "in.docx", paragraph("Quyết định")).read_bytes()
    nested = make_zip(tmp_path / "n.zip", {"sâu.txt": "Chữ ở sâu".encode()}).read_bytes()
    members = {
        "__MACOSX/._x": b"x", "thư mục/qđ.docx": inner, "../../etc/passwd.txt": b"root", "C:\\x\\y.txt": b"abc",
        "hỏng.pdf": b"%PDF-1.4", "trong.zip": nested,
    }  # fmt: skip
    found = read(make_zip(tmp_path / "a.zip", members))
    assert found.detected.media_type == "application/zip"
    assert [(part.received_as, part.text, part.problem) for part in found.attachments] == [
        ("qđ.docx", "Quyết định", ""),
        ("passwd.txt", "root", ""),
        ("y.txt", "abc", ""),
        ("hỏng.pdf", "", "unreadable"),
        ("trong.zip", "sâu.txt", ""),
        ("sâu.txt", "Chữ ở sâu", ""),
    ]
    written = sorted(path.name for path in (tmp_path / "parts").iterdir())
    assert written == sorted(part.file for part in found.attachments)
    assert found.warnings == (
        "2 members have names that lead outside of the archive; they were read under ours",
    )
    assert found.pages[0].text.startswith("qđ.docx\npasswd.txt")


def test_zip_names_without_the_flag_are_vietnamese(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("Q" * 10 + ".txt", b"x")
    name = "Quyê\u0301t".encode("cp1258").ljust(10, b"_")
    path.write_bytes(path.read_bytes().replace(b"Q" * 10, "Việt".encode().ljust(10, b"_")))
    assert read(path).attachments[0].received_as.startswith("Việt")
    path.write_bytes(path.read_bytes().replace("Việt".encode().ljust(10, b"_"), name))
    assert read(path).attachments[0].received_as.startswith("Quyết")


def test_zip_refusals(tmp_path: Path) -> None:
    assert refusal(make_zip(tmp_path / "a.zip", {"a.txt": b"x", "b.txt": b"y"}, flags=1)) == "encrypted"
    assert refusal(make_zip(tmp_path / "b.zip", {"folder/": b""})) == "empty"
    assert refusal(make_zip(tmp_path / "c.zip", {"x": b"\0" * 60_000_000})) == "decompression-limit"
    data = b"x"
    for level in range(8):
        data = make_zip(tmp_path / f"l{level}.zip", {f"{level}.zip" if level else "a.txt": data}).read_bytes()
    problems = [part.problem for part in read(tmp_path / "l7.zip").attachments]
    assert problems[-1] == "decompression-limit"


def test_marked_file_inside_is_known(tmp_path: Path) -> None:
    marked = "ỦY BAN NHÂN DÂN TỈNH HÀ LAM\nTUYỆT MẬT\nSố: 01/BC-UBND\nBÁO CÁO\nvề một việc\n"
    found = read(
        make_zip(tmp_path / "a.zip", {"a.txt": marked.encode(), "b.txt": b"The weather is fine today."})
    )
    assert [part.secrecy for part in found.attachments] == ["marked", "none"]
