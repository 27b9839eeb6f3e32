"""A small invented office: a province that does not exist, and the documents it issues."""

from __future__ import annotations

from pathlib import Path

from archivist import testing


def party_document(
    number: str, day: str, kind: str, subject: str, body: str, *, signatory: str = "Nguyễn Văn Mẫu"
) -> str:
    """Text of a document of a Party committee, laid out as HD 36-HD/VPTW (2018) has it."""
    return (
        "ĐẢNG CỘNG SẢN VIỆT NAM\nTỈNH ỦY SAO MAI\n*\n"
        f"Số {number}\nSao Mai, ngày {day}\n{kind}\n{subject}\n-----\n{body}\n"
        f"Nơi nhận:\n- Như trên,\nT/M BAN THƯỜNG VỤ\nBÍ THƯ\n{signatory}\n"
    )


RESOLUTION = party_document(
    "39-NQ/TU",
    "18 tháng 7 năm 2023",
    "NGHỊ QUYẾT",
    "về tinh giản biên chế và cơ cấu lại đội ngũ cán bộ, công chức",
    "Căn cứ Nghị quyết số 18-NQ/TW ngày 25/10/2017 của Ban Chấp hành Trung ương;\n"
    "Thay thế Nghị quyết số 12-NQ/TU ngày 01/02/2019 của Tỉnh ủy.\n"
    "Tinh giản biên chế gắn với cơ cấu lại đội ngũ.",
)
OLDER = party_document(
    "12-NQ/TU",
    "01 tháng 02 năm 2019",
    "NGHỊ QUYẾT",
    "về công tác biên chế",
    "Biên chế của tỉnh được giao theo vị trí việc làm.",
)
DECISION = party_document(
    "105-QĐ/TU",
    "05 tháng 3 năm 2024",
    "QUYẾT ĐỊNH",
    "về việc thành lập Ban Chỉ đạo chuyển đổi số",
    "Thực hiện Nghị quyết số 39-NQ/TU ngày 18/7/2023.",
)
INSTRUCTION = party_document(
    "07-CT/TU",
    "9 tháng 5 năm 2024",
    "CHỈ THỊ",
    "về phòng, chống thiên tai",
    "Các cấp ủy triển khai phòng, chống thiên tai, tìm kiếm cứu nạn.",
)
NO_NUMBER = (
    "Danh sách đại biểu\n" + "Đại biểu tham dự hội nghị của tỉnh gồm các ông, bà có tên sau đây.\n" * 5
)
MARKED = "ĐẢNG CỘNG SẢN VIỆT NAM\nTỈNH ỦY SAO MAI\n*\nTUYỆT MẬT\nSố 1-BC/TU\nBÁO CÁO\nvề một việc\n"


def fill(folder: Path) -> Path:
    """Put the office's documents into a folder, with some that cannot be filed."""
    (folder / "huyện").mkdir(parents=True)
    testing.make_txt(folder / "39-nq.txt", RESOLUTION)
    testing.make_txt(folder / "12-nq.txt", OLDER)
    testing.make_docx(folder / "qd.docx", DECISION)
    testing.make_pdf(folder / "huyện" / "chỉ thị.pdf", INSTRUCTION)
    testing.make_txt(folder / "danh sách.txt", NO_NUMBER)
    testing.make_txt(folder / "~$tạm.txt", OLDER + "tạm")
    (folder / "trống.pdf").write_bytes(b"")
    (folder / "hỏng.pdf").write_bytes(b"%PDF-1.4\nhalf a file")
    (folder / "bản sao.txt").write_bytes((folder / "12-nq.txt").read_bytes())
    return folder
