"""Small made directives as plain text, laid out as the Party and State rules ask. All fictional."""

from __future__ import annotations

from pathlib import Path


def party_text(
    number: str = "15-NQ/TU",
    *,
    kind: str = "NGHỊ QUYẾT",
    subject: str = "về chuyển đổi số trong các cơ quan đảng",
    day: str = "ngày 15 tháng 03 năm 2024",
    body: str = "Ban Thường vụ Tỉnh ủy yêu cầu các cấp ủy triển khai thực hiện.",
    province: str = "LAM HẠ",
    mark: str = "",
) -> str:
    """A provincial Party directive in the layout of Guideline 36-HD/VPTW (2018)."""
    return f"""ĐẢNG BỘ TỈNH {province}                     ĐẢNG CỘNG SẢN VIỆT NAM
TỈNH ỦY
*                                     {province.title()}, {day}
Số {number}
{mark}
                    {kind}
          {subject}
                      -----
- Căn cứ Điều lệ Đảng Cộng sản Việt Nam,

{body}

Nơi nhận:                             T/M BAN THƯỜNG VỤ
- Các huyện ủy,                       BÍ THƯ
- Lưu Văn phòng Tỉnh ủy.

                                      Trần Văn Mẫu
"""


def write_party(path: Path, number: str = "15-NQ/TU", **parts: str) -> Path:
    """`party_text` in a file."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(party_text(number, **parts), encoding="utf-8")
    return path
