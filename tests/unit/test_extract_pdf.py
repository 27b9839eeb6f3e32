"""PDF: columns, stamped numbers, scans, broken and hostile files."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from pypdf import PdfReader, PdfWriter
from support.extracting import column, read, refusal
from support.pdfs import Sheet, Stamp, Text, body, centred, letterhead, line, make_pdf, save

from archivist.extract.limits import Limits
from archivist.extracted import Column, PageText

_NUMBER = Stamp(box=(150, 98, 180, 116), text="2496", signer="Văn thư", signed_at="D:20260406082352+07'00'")
_DAY = Stamp(box=(399, 100, 416, 118), text="06")
_MONTH = Stamp(box=(459, 99, 475, 117), text="4")


def _letter(*stamps: Stamp, rotate: int = 0) -> Sheet:
    texts = [
        *letterhead(),
        centred(150, "Kính gửi: Sở Xây dựng", middle=310),
        *body(180, 8),
        line(85, 345, "Nơi nhận:", bold=True),
        line(85, 361, "- Như trên;"),
        line(85, 377, "- Lưu: VT."),
        centred(345, "TM. ỦY BAN NHÂN DÂN", middle=430, bold=True),
        centred(361, "CHỦ TỊCH", middle=430, bold=True),
        centred(420, "Lò Văn Thử", middle=430, bold=True),
    ]
    return Sheet(texts=tuple(texts), stamps=stamps, rotate=rotate)


def test_letterhead_and_signature_become_columns(tmp_path: Path) -> None:
    found = read(save(tmp_path / "a.pdf", [_letter()]))
    assert column(found, Column.LEFT) == [
        "ỦY BAN NHÂN DÂN", "TỈNH HÀ LAM", "Số: /UBND-KT", "Nơi nhận:", "- Như trên;", "- Lưu: VT."
    ]  # fmt: skip
    assert column(found, Column.RIGHT) == [
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc", "Hà Lam, ngày tháng năm 2026",
        "TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH", "Lò Văn Thử",
    ]  # fmt: skip
    full = [item for item in found.pages[0].lines if item.column is Column.FULL]
    assert full[0].text == "Kính gửi: Sở Xây dựng"
    assert full[0].centred
    assert not any(item.centred for item in full[1:])


def test_lines_carry_their_looks_and_place(tmp_path: Path) -> None:
    found = read(save(tmp_path / "a.pdf", [_letter()]))
    first = found.pages[0].lines[0]
    assert (first.bold, first.size, first.page, first.number) == (True, 12.0, 1, 1)
    assert first.box is not None
    assert 55 < first.box.top < 70 < first.box.bottom < 80
    assert first.fonts == ("Times-Bold",)
    assert [item.number for item in found.pages[0].lines] == list(range(1, len(found.pages[0].lines) + 1))


@pytest.mark.parametrize("rotate", [0, 90, 180, 270])
def test_columns_need_upright_reading_not_upright_storage(tmp_path: Path, rotate: int) -> None:
    found = read(save(tmp_path / "a.pdf", [_letter(rotate=rotate)]))
    size = {found.pages[0].width, found.pages[0].height}
    assert size == {595.0, 842.0}
    if rotate == 0:
        assert "TỈNH HÀ LAM" in column(found, Column.LEFT)
    assert "TỈNH HÀ LAM" in found.pages[0].text


def test_stamped_number_and_date_stand_in_text_and_lines(tmp_path: Path) -> None:
    found = read(save(tmp_path / "a.pdf", [_letter(_NUMBER, _DAY, _MONTH)]))
    stamped = {item.text: item.column for item in found.pages[0].lines if item.widget}
    assert stamped == {
        "Số: 2496/UBND-KT": Column.LEFT,
        "Hà Lam, ngày 06 tháng 4 năm 2026": Column.RIGHT,
    }
    assert "Số: 2496/UBND-KT" in found.pages[0].text
    assert "ngày 06 tháng 4 năm 2026" in found.pages[0].text
    assert [(item.name, item.widget_text, item.page) for item in found.signatures] == [("Văn thư", "2496", 1)]
    assert found.signatures[0].signed_at == "2026-04-06T08:23:52+07:00"


@pytest.mark.parametrize("shift", [-14.0, -7.0, 7.0, 14.0])
def test_stamps_placed_by_eye_find_their_gap(tmp_path: Path, shift: float) -> None:
    stamps = [
        Stamp(box=(item.box[0] + shift, item.box[1] + shift / 4, item.box[2] + shift, item.box[3] + shift / 4),
              text=item.text)
        for item in (_NUMBER, _DAY, _MONTH)
    ]  # fmt: skip
    text = read(save(tmp_path / "a.pdf", [_letter(*stamps)])).pages[0].text
    assert "Số: 2496/UBND-KT" in text
    assert "ngày 06 tháng 4 năm 2026" in text


def test_wide_box_holds_its_number_anywhere(tmp_path: Path) -> None:
    wide = Stamp(box=(120, 96, 300, 118), text="2496")
    assert "Số: 2496/UBND-KT" in read(save(tmp_path / "a.pdf", [_letter(wide)])).pages[0].text


def test_number_stamped_on_a_number_corrects_it(tmp_path: Path) -> None:
    sheet = Sheet(
        texts=(*letterhead("Số: 12/UBND-KT", "Hà Lam, ngày 15 tháng 4 năm 2026"), *body(180, 6)),
        stamps=(Stamp(box=(456, 99, 472, 117), text="5"),),
    )
    found = read(save(tmp_path / "a.pdf", [sheet]))
    assert "ngày 15 tháng 5 năm 2026" in found.pages[0].text
    assert "Hà Lam, ngày 15 tháng 5 năm 2026" in column(found, Column.RIGHT)


def test_banner_is_listed_apart_from_the_letterhead(tmp_path: Path) -> None:
    banner = Stamp(box=(400, 20, 590, 60), text="Ký bởi: Cổng thông tin tỉnh Hà Lam vào hôm qua")
    found = read(save(tmp_path / "a.pdf", [_letter(banner)]))
    assert found.pages[0].lines[-1].text.startswith("Ký bởi:")
    assert found.pages[0].lines[-1].widget
    assert found.pages[0].lines[0].text == "ỦY BAN NHÂN DÂN"


def test_scan_with_a_signature_banner_has_no_text(tmp_path: Path) -> None:
    banner = Stamp(box=(400, 20, 590, 60), text="Người ký: Cổng thông tin", signer="Cổng thông tin")
    found = read(
        save(tmp_path / "a.pdf", [Sheet(image=True, stamps=(banner,)), Sheet(texts=tuple(body(90, 5)))])
    )
    assert [page.kind for page in found.pages] == [PageText.IMAGE, PageText.BORN_DIGITAL]
    assert found.pages[0].text == ""
    assert found.signatures[0].widget_text == "Người ký: Cổng thông tin"


def test_text_over_a_scan_is_text_but_said(tmp_path: Path) -> None:
    found = read(save(tmp_path / "a.pdf", [Sheet(image=True, texts=tuple(body(90, 5)))]))
    assert found.pages[0].kind is PageText.BORN_DIGITAL
    assert any("image" in warning for warning in found.warnings)


def test_garbled_layer_is_marked(tmp_path: Path) -> None:
    noise = "ngdnh cho nghiQp nh6 vd wa giai ilopn ho4t dQng ndm l2l cria h6 trq ph6p lf"
    sheet = Sheet(texts=tuple(line(85, 90 + 18 * index, noise) for index in range(8)))
    assert read(save(tmp_path / "a.pdf", [sheet])).pages[0].kind is PageText.GARBLED


def test_empty_page_is_blank(tmp_path: Path) -> None:
    assert read(save(tmp_path / "a.pdf", [Sheet()])).pages[0].kind is PageText.BLANK


def test_lines_are_given_at_head_and_end(tmp_path: Path) -> None:
    found = read(save(tmp_path / "a.pdf", [Sheet(texts=tuple(body(90, 4))) for _ in range(7)]))
    assert [bool(page.lines) for page in found.pages] == [True, True, False, False, False, True, True]
    assert all(page.text for page in found.pages)
    assert found.page_count == 7


def test_limits_cut_pages_and_text(tmp_path: Path) -> None:
    path = save(tmp_path / "a.pdf", [Sheet(texts=tuple(body(90, 4))) for _ in range(6)])
    few = read(path, Limits(max_pages=2))
    short = read(path, Limits(text_chars=400))
    assert (len(few.pages), few.truncated, few.page_count) == (2, True, 6)
    assert (sum(len(page.text) for page in short.pages) <= 400, short.truncated) == (True, True)
    assert not read(path).truncated


def test_metadata_and_attachments(tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    inner = make_pdf([Sheet(texts=(line(90, 90, "Phụ lục kèm theo"),))])
    attachments = {"phu luc.pdf": inner, "../../x.bin": b"\x00\x01\x02\x05" * 9}
    path.write_bytes(make_pdf([_letter()], title="Về việc thử", attachments=attachments))
    found = read(path)
    assert found.metadata["title"] == "Về việc thử"
    assert found.metadata["language"] == "vi-VN"
    assert [(item.received_as, item.problem) for item in found.attachments] == [
        ("x.bin", "unsupported-type"), ("phu luc.pdf", "")
    ]  # fmt: skip
    assert found.attachments[1].text == "Phụ lục kèm theo"
    assert (tmp_path / "parts" / found.attachments[1].file).read_bytes() == inner
    assert sorted(item.name for item in (tmp_path / "parts").iterdir()) == [
        "attachment-01.bin",
        "attachment-02.pdf",
    ]


def _encrypted(path: Path, password: str) -> Path:
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(make_pdf([_letter()]))))
    writer.encrypt(password, owner_password="owner", algorithm="RC4-128")
    with path.open("wb") as file:
        writer.write(file)
    return path


def test_password_is_named_and_the_empty_one_tried(tmp_path: Path) -> None:
    assert refusal(_encrypted(tmp_path / "a.pdf", "secret")) == "encrypted"
    found = read(_encrypted(tmp_path / "b.pdf", ""))
    assert "TỈNH HÀ LAM" in found.pages[0].text
    assert found.metadata["encryption"] == "empty password"


def test_broken_files_are_unreadable(tmp_path: Path) -> None:
    whole = make_pdf([_letter()])
    cut = tmp_path / "cut.pdf"
    cut.write_bytes(whole[:200])
    noise = tmp_path / "noise.pdf"
    noise.write_bytes(b"%PDF-1.7\n" + b"nothing of a pdf " * 50)
    assert refusal(cut) == "unreadable"
    assert refusal(noise) == "unreadable"


def test_decompression_bomb_is_refused_by_the_gate(tmp_path: Path) -> None:
    bomb = save(tmp_path / "bomb.pdf", [Sheet(content=b"0 0 m " * 15_000_000)])
    assert bomb.stat().st_size < 500_000
    assert refusal(bomb) == "decompression-limit"


@pytest.mark.parametrize("title_at", [None, 85.0], ids=["centred", "at the margin"])
def test_a_short_text_below_the_letterhead_stands_in_no_column(
    tmp_path: Path, title_at: float | None
) -> None:
    """No line reaches the right margin, and a program set the subject, or the title too, at the left one."""
    title = centred(140, "QUYET DINH", middle=303) if title_at is None else line(title_at, 140, "QUYET DINH")
    below = ("ve viec thanh lap To so hoa", "Can cu Luat Luu tru;", "Dieu 1. Thanh lap To so hoa.")
    texts = [*letterhead(), title, *(line(85, 156 + 16 * at, text) for at, text in enumerate(below))]
    found = read(save(tmp_path / "a.pdf", [Sheet(texts=tuple(texts))]))
    assert column(found, Column.FULL) == ["QUYET DINH", *below]


def test_the_right_column_of_a_letterhead_tells_no_margin(tmp_path: Path) -> None:
    """Its lines are centred in it and end before the margin: what is centred on the page is in no column."""
    head = [line(130, 80, "TINH UY HA LAM"), line(350, 80, "DANG CONG SAN VIET NAM")]
    head += [line(150, 110, "So 50-NQ/TU"), line(321, 110, "Ha Lam, ngay 09 thang 4 nam 15")]
    texts = [*head, line(261, 140, "THONG CAO BAO CHI"), line(71, 160, "ve cong tac can bo")]
    texts += [line(71, 180, "Dang doan hop:"), line(71, 200, "1. Quy hoach.")]
    found = read(save(tmp_path / "a.pdf", [Sheet(texts=tuple(texts))]))
    assert column(found, Column.FULL)[:2] == ["THONG CAO BAO CHI", "ve cong tac can bo"]


def test_a_stamp_laid_over_a_line_is_a_line_of_its_own(tmp_path: Path) -> None:
    """Letters of one layer never stand in one another's place; in one line both would come out mixed."""
    texts = [*letterhead(), *body(200, 4), Text(x=150, y=69, text="SỞ NỘI VỤ ĐẾN", size=7)]
    found = read(save(tmp_path / "a.pdf", [Sheet(texts=tuple(texts))]))
    assert column(found, Column.LEFT)[:3] == ["ỦY BAN NHÂN DÂN", "SỞ NỘI VỤ ĐẾN", "TỈNH HÀ LAM"]


def test_a_word_that_begins_right_of_the_middle_stands_in_the_right_column(tmp_path: Path) -> None:
    """The name of the State broken before its last word, set at the left end of a narrow column."""
    head = [line(71, 80, "VIEN KIEM SAT"), line(312, 80, "CONG HOA XA HOI CHU NGHIA VIET")]
    head += [
        line(71, 96, "TINH HA LAM"),
        line(312, 96, "NAM"),
        line(71, 112, "So: 7/QD-VKS"),
        line(312, 112, "x"),
    ]
    found = read(save(tmp_path / "a.pdf", [Sheet(texts=(*head, *body(200, 4)))]))
    assert column(found, Column.RIGHT)[:2] == ["CONG HOA XA HOI CHU NGHIA VIET", "NAM"]


def test_a_stamp_between_two_columns_is_a_line_of_its_own(tmp_path: Path) -> None:
    """It leaves no blank between itself and the right column."""
    head = [line(71, 80, "BO NOI VU"), line(312, 80, "CONG HOA XA HOI CHU NGHIA VIET NAM")]
    stamp = Text(x=200, y=79, text="SO NOI VU TINH HA LAM DEN SO", size=8)
    texts = [*head, line(71, 96, "So: 118/BNV-VT"), line(312, 96, "Ha Noi, ngay 08"), stamp, *body(200, 4)]
    found = read(save(tmp_path / "a.pdf", [Sheet(texts=tuple(texts))]))
    assert "SO NOI VU TINH HA LAM DEN SO" in [one.text for one in found.pages[0].lines]
    assert "BO NOI VU" in column(found, Column.LEFT)
