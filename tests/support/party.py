"""The made Party set: more than a hundred fictional documents and what is true of each.

Places, bodies and people are invented. Layouts come from `support.party_layouts`, which knows
nothing of the reader. Truth is what is printed, by the conventions of an archivist.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from support.party_layouts import PAGE_BREAK, PARTY, PartyDocument, Row

KINDS = {
    "nghi-quyet": ("NGHỊ QUYẾT", "NQ"), "quyet-dinh": ("QUYẾT ĐỊNH", "QĐ"), "quy-dinh": ("QUY ĐỊNH", "QĐ"),
    "chi-thi": ("CHỈ THỊ", "CT"), "ket-luan": ("KẾT LUẬN", "KL"), "chuong-trinh": ("CHƯƠNG TRÌNH", "CTr"),
    "ke-hoach": ("KẾ HOẠCH", "KH"), "thong-tri": ("THÔNG TRI", "TT"), "thong-bao": ("THÔNG BÁO", "TB"),
    "bao-cao": ("BÁO CÁO", "BC"), "huong-dan": ("HƯỚNG DẪN", "HD"), "to-trinh": ("TỜ TRÌNH", "TTr"),
    "cong-van": ("", "CV"), "quy-che": ("QUY CHẾ", "QC"), "thong-cao": ("THÔNG CÁO", "TC"),
    "tuyen-bo": ("TUYÊN BỐ", "TBố"), "loi-keu-goi": ("LỜI KÊU GỌI", ""), "quy-hoach": ("QUY HOẠCH", "QH"),
    "chuong-trinh-hanh-dong": ("CHƯƠNG TRÌNH HÀNH ĐỘNG", "CTr"), "de-an": ("ĐỀ ÁN", "ĐA"),
    "phuong-an": ("PHƯƠNG ÁN", "PA"), "du-an": ("DỰ ÁN", "DA"), "chien-luoc": ("CHIẾN LƯỢC", "CL"),
    "bien-ban": ("BIÊN BẢN", "BB"), "giay-gioi-thieu": ("GIẤY GIỚI THIỆU", "GGT"),
    "giay-chung-nhan": ("GIẤY CHỨNG NHẬN", "GCN"), "giay-di-duong": ("GIẤY ĐI ĐƯỜNG", "GĐĐ"),
    "giay-nghi-phep": ("GIẤY NGHỈ PHÉP", "GNP"), "giay-moi": ("GIẤY MỜI", "GM"),
    "phieu-chuyen": ("PHIẾU CHUYỂN", "PC"), "phieu-gui": ("PHIẾU GỬI", "PG"), "cong-dien": ("CÔNG ĐIỆN", "CĐ"),
    "quy-trinh": ("QUY TRÌNH", "QTr"), "noi-quy": ("NỘI QUY", "NQy"), "the-le": ("THỂ LỆ", "TL"),
    "phieu-trinh": ("PHIẾU TRÌNH", "PTr"), "dieu-le": ("ĐIỀU LỆ", ""), "cuong-linh": ("CƯƠNG LĨNH", ""),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Body:
    """A fictional issuing body: letterhead, issuer as printed, code, place, and how it signs."""

    letterhead: tuple[str, ...]
    issuer: str
    code: str
    place: str
    signed: tuple[str, ...]


BODIES = {
    "trung-uong": Body(("BAN CHẤP HÀNH TRUNG ƯƠNG",), "BAN CHẤP HÀNH TRUNG ƯƠNG", "TW", "Hà Nội",
        ("T/M BỘ CHÍNH TRỊ", "THƯỜNG TRỰC BAN BÍ THƯ", "Lương Quốc Khải")),
    "ban-bi-thu": Body(("BAN CHẤP HÀNH TRUNG ƯƠNG",), "BAN CHẤP HÀNH TRUNG ƯƠNG", "TW", "Hà Nội",
        ("T/M BAN BÍ THƯ", "Đào Văn Khởi")),
    "vptw": Body(("BAN CHẤP HÀNH TRUNG ƯƠNG", "VĂN PHÒNG"), "BAN CHẤP HÀNH TRUNG ƯƠNG; VĂN PHÒNG", "VPTW", "Hà Nội",
        ("K/T CHÁNH VĂN PHÒNG", "PHÓ CHÁNH VĂN PHÒNG", "Bùi Thị Lan Chi")),
    "btctw": Body(("BAN CHẤP HÀNH TRUNG ƯƠNG", "BAN TỔ CHỨC"), "BAN CHẤP HÀNH TRUNG ƯƠNG; BAN TỔ CHỨC", "BTCTW", "Hà Nội",
        ("K/T TRƯỞNG BAN", "PHÓ TRƯỞNG BAN", "Hoàng Đăng Quý")),
    "ubkttw": Body(("BAN CHẤP HÀNH TRUNG ƯƠNG", "ỦY BAN KIỂM TRA"), "BAN CHẤP HÀNH TRUNG ƯƠNG; ỦY BAN KIỂM TRA", "UBKTTW", "Hà Nội",
        ("T/M ỦY BAN KIỂM TRA", "CHỦ NHIỆM", "Trần Cảnh Tuyên")),
    "btgdvtw": Body(("BAN CHẤP HÀNH TRUNG ƯƠNG", "BAN TUYÊN GIÁO VÀ DÂN VẬN"), "BAN CHẤP HÀNH TRUNG ƯƠNG; BAN TUYÊN GIÁO VÀ DÂN VẬN",
        "BTGDVTW", "Hà Nội", ("K/T TRƯỞNG BAN", "PHÓ TRƯỞNG BAN THƯỜNG TRỰC", "Lại Xuân Môn Hà")),
    "tinh-uy": Body(("TỈNH ỦY HÀ SƠN",), "TỈNH ỦY HÀ SƠN", "TU", "Hà Sơn",
        ("T/M BAN THƯỜNG VỤ", "BÍ THƯ", "Trần Văn Minh")),
    "tinh-uy-2": Body(("ĐẢNG BỘ TỈNH LAM KHÊ", "TỈNH ỦY"), "ĐẢNG BỘ TỈNH LAM KHÊ; TỈNH ỦY", "TU", "Lam Khê",
        ("T/M TỈNH ỦY", "PHÓ BÍ THƯ", "Nông Thị Bích Huệ")),
    "ban-chap-hanh": Body(("ĐẢNG BỘ TỈNH BÌNH LẠC", "BAN CHẤP HÀNH"), "ĐẢNG BỘ TỈNH BÌNH LẠC; BAN CHẤP HÀNH", "TU", "Bình Lạc",
        ("T/M BAN CHẤP HÀNH", "BÍ THƯ", "Võ Thành Nhân")),
    "thanh-uy": Body(("THÀNH ỦY ĐÔNG PHÚ",), "THÀNH ỦY ĐÔNG PHÚ", "TU", "Đông Phú",
        ("T/M BAN THƯỜNG VỤ", "PHÓ BÍ THƯ THƯỜNG TRỰC", "Đoàn Hữu Phước")),
    "vptu": Body(("TỈNH ỦY HÀ SƠN", "VĂN PHÒNG"), "TỈNH ỦY HÀ SƠN; VĂN PHÒNG", "VPTU", "Hà Sơn",
        ("CHÁNH VĂN PHÒNG", "Phạm Quang Hưng")),
    "btctu": Body(("TỈNH ỦY LAM KHÊ", "BAN TỔ CHỨC"), "TỈNH ỦY LAM KHÊ; BAN TỔ CHỨC", "BTCTU", "Lam Khê",
        ("K/T TRƯỞNG BAN", "PHÓ TRƯỞNG BAN", "Lê Thị Kim Oanh")),
    "ubkttu": Body(("TỈNH ỦY HÀ SƠN", "ỦY BAN KIỂM TRA"), "TỈNH ỦY HÀ SƠN; ỦY BAN KIỂM TRA", "UBKTTU", "Hà Sơn",
        ("T/M ỦY BAN KIỂM TRA", "PHÓ CHỦ NHIỆM THƯỜNG TRỰC", "Ngô Đức Thịnh")),
    "btgdvtu": Body(("TỈNH ỦY BÌNH LẠC", "BAN TUYÊN GIÁO VÀ DÂN VẬN"), "TỈNH ỦY BÌNH LẠC; BAN TUYÊN GIÁO VÀ DÂN VẬN", "BTGDVTU", "Bình Lạc",
        ("TRƯỞNG BAN", "Dương Thị Thu Hà")),
    "bnctu": Body(("THÀNH ỦY ĐÔNG PHÚ", "BAN NỘI CHÍNH"), "THÀNH ỦY ĐÔNG PHÚ; BAN NỘI CHÍNH", "BNCTU", "Đông Phú",
        ("T/L TRƯỞNG BAN", "CHÁNH VĂN PHÒNG", "Tạ Minh Khang")),
    "bcd": Body(("TỈNH ỦY HÀ SƠN", "BAN CHỈ ĐẠO CHUYỂN ĐỔI SỐ"), "TỈNH ỦY HÀ SƠN; BAN CHỈ ĐẠO CHUYỂN ĐỔI SỐ", "BCĐ", "Hà Sơn",
        ("T/M BAN CHỈ ĐẠO", "TRƯỞNG BAN", "Trần Văn Minh")),
    "huyen-uy": Body(("TỈNH ỦY HÀ SƠN", "HUYỆN ỦY THANH VŨ"), "TỈNH ỦY HÀ SƠN; HUYỆN ỦY THANH VŨ", "HU", "Thanh Vũ",
        ("T/M BAN THƯỜNG VỤ", "PHÓ BÍ THƯ", "Giàng Seo Phử")),
    "huyen-uy-1998": Body(("ĐẢNG BỘ TỈNH LAM KHÊ", "HUYỆN UỶ ĐỒNG LÂM"), "ĐẢNG BỘ TỈNH LAM KHÊ; HUYỆN UỶ ĐỒNG LÂM", "HU", "Đồng Lâm",
        ("T/M BAN THƯỜNG VỤ HUYỆN UỶ", "BÍ THƯ", "Hoàng Văn Páo")),
    "vphu": Body(("HUYỆN ỦY THANH VŨ", "VĂN PHÒNG"), "HUYỆN ỦY THANH VŨ; VĂN PHÒNG", "VPHU", "Thanh Vũ",
        ("K/T CHÁNH VĂN PHÒNG", "PHÓ CHÁNH VĂN PHÒNG", "Lý Thị Mẩy")),
    "thi-uy": Body(("TỈNH ỦY BÌNH LẠC", "THỊ ỦY AN CHÂU"), "TỈNH ỦY BÌNH LẠC; THỊ ỦY AN CHÂU", "ThU", "An Châu",
        ("T/M BAN THƯỜNG VỤ", "BÍ THƯ", "Huỳnh Thanh Tùng")),
    "quan-uy": Body(("THÀNH ỦY ĐÔNG PHÚ", "QUẬN ỦY TÂN HÒA"), "THÀNH ỦY ĐÔNG PHÚ; QUẬN ỦY TÂN HÒA", "QU", "Tân Hòa",
        ("T/M BAN THƯỜNG VỤ", "PHÓ BÍ THƯ", "Cao Thị Mỹ Dung")),
    "dang-uy-xa": Body(("TỈNH ỦY LAM KHÊ", "ĐẢNG ỦY XÃ SUỐI NGÀN"), "TỈNH ỦY LAM KHÊ; ĐẢNG ỦY XÃ SUỐI NGÀN", "ĐU", "Suối Ngàn",
        ("T/M ĐẢNG ỦY", "BÍ THƯ", "Sùng A Dế")),
    "dang-uy-phuong": Body(("THÀNH ỦY ĐÔNG PHÚ", "ĐẢNG ỦY PHƯỜNG BẾN TRANG"), "THÀNH ỦY ĐÔNG PHÚ; ĐẢNG ỦY PHƯỜNG BẾN TRANG", "ĐU", "Bến Trang",
        ("T/M BAN THƯỜNG VỤ", "PHÓ BÍ THƯ", "Trương Hoài Nam")),
    "van-phong-xa": Body(("ĐẢNG ỦY XÃ SUỐI NGÀN", "VĂN PHÒNG"), "ĐẢNG ỦY XÃ SUỐI NGÀN; VĂN PHÒNG", "VPĐU", "Suối Ngàn",
        ("CHÁNH VĂN PHÒNG", "Thào Thị Sua")),
    "chi-bo": Body(("ĐẢNG ỦY XÃ SUỐI NGÀN", "CHI BỘ THÔN ĐỒI MÂY"), "ĐẢNG ỦY XÃ SUỐI NGÀN; CHI BỘ THÔN ĐỒI MÂY", "CB", "Suối Ngàn",
        ("T/M CHI BỘ", "BÍ THƯ", "Sùng Thị Thử")),
    "chi-bo-2": Body(("ĐẢNG BỘ SỞ NỘI VỤ", "CHI BỘ PHÒNG LƯU TRỮ"), "ĐẢNG BỘ SỞ NỘI VỤ; CHI BỘ PHÒNG LƯU TRỮ", "CB", "Hà Sơn",
        ("T/M CHI BỘ", "PHÓ BÍ THƯ", "Vũ Hải Yến")),
    "cong-ty": Body(("ĐẢNG ỦY KHỐI DOANH NGHIỆP TỈNH HÀ SƠN", "ĐẢNG ỦY CÔNG TY CHÈ HÀ SƠN"),
        "ĐẢNG ỦY KHỐI DOANH NGHIỆP TỈNH HÀ SƠN; ĐẢNG ỦY CÔNG TY CHÈ HÀ SƠN", "ĐUCT", "Hà Sơn",
        ("T/M ĐẢNG ỦY", "BÍ THƯ", "Đỗ Trọng Nghĩa")),
    "dang-uy-mat-tran": Body(("TỈNH ỦY BÌNH LẠC", "ĐẢNG ỦY CÁC CƠ QUAN ĐẢNG TỈNH"), "TỈNH ỦY BÌNH LẠC; ĐẢNG ỦY CÁC CƠ QUAN ĐẢNG TỈNH", "ĐUCCQĐT", "Bình Lạc",
        ("T/M BAN THƯỜNG VỤ", "PHÓ BÍ THƯ THƯỜNG TRỰC", "Mai Văn Quyết")),
    "dai-hoi": Body(("ĐẢNG BỘ TỈNH HÀ SƠN", "ĐẠI HỘI ĐẠI BIỂU LẦN THỨ XVII"), "ĐẢNG BỘ TỈNH HÀ SƠN; ĐẠI HỘI ĐẠI BIỂU LẦN THỨ XVII", "ĐH", "Hà Sơn",
        ("T/M ĐOÀN CHỦ TỊCH", "Trần Văn Minh")),
    "dai-hoi-tq": Body(("ĐẠI HỘI ĐẠI BIỂU TOÀN QUỐC", "LẦN THỨ XV"), "ĐẠI HỘI ĐẠI BIỂU TOÀN QUỐC LẦN THỨ XV", "ĐH", "Hà Nội",
        ("T/M ĐOÀN CHỦ TỊCH", "Lương Quốc Khải")),
    "dai-hoi-xa": Body(("ĐẢNG BỘ XÃ SUỐI NGÀN", "ĐẠI HỘI ĐẠI BIỂU LẦN THỨ I"), "ĐẢNG BỘ XÃ SUỐI NGÀN; ĐẠI HỘI ĐẠI BIỂU LẦN THỨ I", "ĐH", "Suối Ngàn",
        ("T/M ĐOÀN CHỦ TỊCH", "Sùng A Dế")),
    "lien-ban": Body(("TỈNH ỦY LAM KHÊ", "BAN TỔ CHỨC - BAN DÂN VẬN"), "TỈNH ỦY LAM KHÊ; BAN TỔ CHỨC - BAN DÂN VẬN", "BTCTU-BDVTU", "Lam Khê",
        ("K/T TRƯỞNG BAN", "PHÓ TRƯỞNG BAN", "Lê Thị Kim Oanh")),
}  # fmt: skip


def _doc(
    name: str,
    rule: int,
    issued_by: str,
    kind: str,
    ordinal: str,
    date: str,
    subject: str,
    rendering: str = "columns",
    **more: Any,  # fields of PartyDocument, passed on as they are
) -> PartyDocument:
    """A document from its body and kind; ``|`` in the subject ends a printed line."""
    made = BODIES[issued_by]
    title, symbol = KINDS[kind]
    kinds_symbol = more.pop("symbol", symbol)
    number = f"{ordinal}-{kinds_symbol}/{made.code}" if ordinal else ""
    fields: dict[str, Any] = {
        "letterhead": made.letterhead, "issuer": made.issuer, "number": number, "title": title,
        "place": made.place, "signed": (made.signed,), **more,
    }  # fmt: skip
    return PartyDocument(
        name=name,
        rule=rule,
        kind=kind,
        date=date,
        subject=tuple(filter(None, subject.split("|"))),
        rendering=rendering,
        **fields,
    )


BASES = (
    "- Căn cứ Điều lệ Đảng Cộng sản Việt Nam;",
    "- Căn cứ Quy định số 9066-QĐ/TW, ngày 06/02/2017 của Ban Chấp hành Trung ương về thể loại, thẩm quyền ban hành;",
    "- Xét đề nghị của Văn phòng tại Tờ trình số 118-TTr/VPTU, ngày 02 tháng 3 năm 2020,",
)
BASES_1998 = (
    "- Căn cứ Điều lệ Đảng Cộng sản Việt Nam khoá VIII;",
    "- Căn cứ Quy định số 9031-QĐ/TW ngày 01-10-1997 của Bộ Chính trị,",
)
LETTER_BODY = (
    "Trả lời Công văn số 88-CV/HU, ngày 01/4/2021 của Huyện ủy Thanh Vũ, cơ quan chúng tôi có ý kiến như sau:",
    "1- Thực hiện đúng Hướng dẫn số 9036-HD/VPTW, ngày 03/4/2018.",
)
STAMP = ("ĐẾN", "Số: 1842", "Ngày: 19/5/2024", "Chuyển: Phòng Tổng hợp")


def _attached(title: str, about: str, number: str, date: str) -> tuple[Row, ...]:
    """A regulation issued with a decision, on a page of its own."""
    day, month, year = date.split("-")[::-1]
    return (
        Row(across=PAGE_BREAK),
        Row(across=title, bold=True, centred=True),
        Row(across=about, bold=True, centred=True),
        Row(across=f"(Ban hành kèm theo Quyết định số {number}, ngày {day}/{month}/{year})", centred=True),
        Row(across="-----", centred=True),
        Row(across="Chương I", centred=True),
        Row(across="NHỮNG QUY ĐỊNH CHUNG", centred=True),
        Row(across="Điều 1. Phạm vi điều chỉnh"),
        Row(across="Quy chế này quy định việc khai thác tài liệu tại Kho lưu trữ."),
    )


def _copied(code: str, how: str, date: str, body: Body, *, page: bool = False) -> tuple[Row, ...]:
    """The block of a certified copy, under the copied document."""
    year, month, day = date.split("-")
    left = [*body.letterhead, "*", f"Số {code}"]
    right = [how, f"{body.place}, ngày {day} tháng {month} năm {year}", "", ""]
    height = max(len(left), len(right))
    left += [""] * (height - len(left))
    right += [""] * (height - len(right))
    head = [
        Row(left=one, right=other, gap=not at)
        for at, (one, other) in enumerate(zip(left, right, strict=True))
    ]
    feet = [Row(left=one, right=other) for one, other in (
        ("Nơi nhận:", body.signed[0]), ("- Các chi bộ,", body.signed[1] if len(body.signed) > 2 else ""),
        ("- Lưu.", ""), ("", body.signed[-1]),
    )]  # fmt: skip
    start = (
        [Row(across=PAGE_BREAK)]
        if page
        else [Row(across="________________________________________________", gap=True)]
    )
    return (*start, *head, *feet)


def _early() -> list[PartyDocument]:
    """Layout of 1998 and of 2004."""
    old: dict[str, Any] = {"bases": BASES_1998}  # fields of PartyDocument
    return [
        _doc("1998-nq", 1998, "huyen-uy-1998", "nghi-quyet", "07", "1998-07-14", "về xây dựng đường giao thông nông thôn", **old),
        _doc("1998-ct", 1998, "tinh-uy", "chi-thi", "12", "1999-02-05", "về việc tổ chức đón Tết|Nguyên đán Kỷ Mão", "rows"),
        _doc("1998-qd", 1998, "tinh-uy-2", "quyet-dinh", "118", "2000-11-20", "V/v thành lập Ban Chỉ đạo|phòng, chống lụt bão", "cells", **old),
        _doc("1998-tb", 1998, "vptu", "thong-bao", "45", "2001-08-09", "Kết luận của Thường trực Tỉnh ủy|tại cuộc họp ngày 03-8-2001"),
        _doc("1998-cv", 1998, "vptu", "cong-van", "231", "2002-03-18", "V/v cung cấp số liệu|về đảng viên mới", greeting="Kính gửi: Các huyện uỷ, thị uỷ", body=LETTER_BODY),
        _doc("1998-bc", 1998, "dang-uy-xa", "bao-cao", "05", "2003-12-25", "tổng kết công tác xây dựng Đảng năm 2003", "rows", symbol="BC"),
        _doc("1998-tt", 1998, "trung-uong", "thong-tri", "9003", "1998-05-21", "về việc lãnh đạo đại hội các cấp", bases=(), signed=(("T/M BỘ CHÍNH TRỊ", "ỦY VIÊN THƯỜNG VỤ", "Phan Quang Tiệp"),)),
        _doc("1998-hd", 1998, "btctw", "huong-dan", "9005", "2000-02-11", "về công tác quản lý hồ sơ đảng viên", "cells"),
        _doc("1998-kh", 1998, "thi-uy", "ke-hoach", "09", "2001-06-30", "sơ kết 3 năm thực hiện|Chỉ thị 30-CT/TW", "rows"),
        _doc("1998-bb", 1998, "chi-bo", "bien-ban", "03", "2002-09-04", "sinh hoạt chi bộ thường kỳ tháng 9", signed=(("THƯ KÝ", "Lò Thị Pâng"), ("CHỦ TỌA", "Sùng Thị Thử")), side_by_side=True),
        _doc("2004-nq", 2004, "ban-chap-hanh", "nghi-quyet", "08", "2006-05-26", "về phát triển nguồn nhân lực|giai đoạn 2006 - 2010", bases=BASES_1998),
        _doc("2004-qd", 2004, "tinh-uy", "quyet-dinh", "983", "2008-10-07", "về việc ban hành Quy chế khai thác|tài liệu lưu trữ", after=_attached("QUY CHẾ", "khai thác tài liệu lưu trữ", "983-QĐ/TU", "2008-10-07"), bases=BASES_1998),
        _doc("2004-qdi", 2004, "trung-uong", "quy-dinh", "9115", "2007-12-07", "về những điều đảng viên không được làm", "rows", symbol="QĐ"),
        _doc("2004-kl", 2004, "trung-uong", "ket-luan", "9064", "2013-05-28", "Hội nghị lần thứ bảy|về một số vấn đề tổ chức bộ máy", signed=(("T/M BAN CHẤP HÀNH TRUNG ƯƠNG", "TỔNG BÍ THƯ", "Lương Quốc Khải"),)),
        _doc("2004-ctr", 2004, "thanh-uy", "chuong-trinh", "21", "2011-03-15", "phát triển văn hóa đọc|trong thanh niên thành phố", "pdf"),
        _doc("2004-cthd", 2004, "tinh-uy", "chuong-trinh-hanh-dong", "17", "2012-07-02", "thực hiện Nghị quyết số 9013-NQ/TW,|ngày 16/01/2012 của Ban Chấp hành Trung ương", "cells"),
        _doc("2004-bc", 2004, "ubkttu", "bao-cao", "152", "2014-12-01", "kết quả công tác kiểm tra, giám sát năm 2014", "docx"),
        _doc("2004-ttr", 2004, "btctu", "to-trinh", "66", "2015-04-22", "về việc chỉ định bổ sung cấp ủy viên", greeting="Kính gửi: Ban Thường vụ Tỉnh ủy"),
        _doc("2004-cv", 2004, "vptw", "cong-van", "9514", "2010-08-19", "V/v góp ý dự thảo|Quy định về công tác văn thư", "rows", greeting="Kính gửi: Các tỉnh ủy, thành ủy trực thuộc Trung ương", body=LETTER_BODY),
        _doc("2004-gm", 2004, "vptu", "giay-moi", "22", "2016-03-09", "dự hội nghị tổng kết công tác văn thư", signed=(("T/L BAN THƯỜNG VỤ", "CHÁNH VĂN PHÒNG", "Phạm Quang Hưng"),)),
        _doc("2004-qc", 2004, "huyen-uy", "quy-che", "02", "2010-10-05", "làm việc của Ban Chấp hành Đảng bộ huyện|khóa XXII, nhiệm kỳ 2010 - 2015"),
        _doc("2004-tb", 2004, "huyen-uy", "thong-bao", "311", "2013-06-18", "ý kiến chỉ đạo của Thường trực Huyện ủy|về công tác chống hạn", "rows"),
        _doc("2004-nq-cty", 2004, "cong-ty", "nghi-quyet", "55", "2017-02-21", "về nhiệm vụ sản xuất kinh doanh năm 2017", "cells"),
        _doc("2004-hd", 2004, "btgdvtw", "huong-dan", "9023", "2016-11-30", "tuyên truyền kỷ niệm các ngày lễ lớn", "pdf"),
        _doc("2004-de-an", 2004, "tinh-uy-2", "de-an", "24", "2009-09-16", "nâng cao năng lực lãnh đạo, sức chiến đấu|của tổ chức cơ sở đảng vùng cao"),
    ]  # fmt: skip


def _middle() -> list[PartyDocument]:
    """Layout of 2018."""
    return [
        _doc("2018-nq", 2018, "tinh-uy", "nghi-quyet", "15", "2024-03-15", "về công tác quản lý tài liệu lưu trữ|của các cơ quan trong tỉnh giai đoạn 2024-2030", bases=BASES),
        _doc("2018-nq-rows", 2018, "tinh-uy-2", "nghi-quyet", "39", "2021-07-18", "về đẩy mạnh chuyển đổi số|trong các cơ quan đảng", "rows", bases=BASES),
        _doc("2018-nq-cells", 2018, "ban-chap-hanh", "nghi-quyet", "04", "2021-11-05", "về phát triển kinh tế lâm nghiệp bền vững", "cells", bases=BASES),
        _doc("2018-nq-docx", 2018, "dang-uy-phuong", "nghi-quyet", "11", "2025-09-12", "về cải cách thủ tục hành chính trong Đảng", "docx", bases=BASES),
        _doc("2018-nq-pdf", 2018, "thanh-uy", "nghi-quyet", "27", "2022-01-07", "về xây dựng thành phố thông minh", "pdf", bases=BASES),
        _doc("2018-qd", 2018, "trung-uong", "quyet-dinh", "9244", "2022-06-08", "về việc thành lập Ban Chỉ đạo Trung ương|về lưu trữ số", bases=BASES),
        _doc("2018-qd-ca", 2018, "btctu", "quyet-dinh", "410", "2023-02-01", "về việc điều động và bổ nhiệm cán bộ", "rows", bases=BASES, signed=(("TRƯỞNG BAN", "Vương Thị Hậu"),)),
        _doc("2018-qd-attach", 2018, "tinh-uy", "quyet-dinh", "1120", "2020-05-22", "ban hành Quy chế tra cứu văn bản chỉ đạo", after=_attached("QUY CHẾ", "tra cứu văn bản chỉ đạo", "1120-QĐ/TU", "2020-05-22"), bases=BASES),
        _doc("2018-qdi", 2018, "ban-bi-thu", "quy-dinh", "9137", "2023-12-01", "về chức năng, nhiệm vụ, quyền hạn,|tổ chức bộ máy của cơ quan chuyên trách", bases=BASES),
        _doc("2018-qdi-2", 2018, "thanh-uy", "quy-dinh", "1045", "2019-08-26", "trách nhiệm nêu gương|của cán bộ, đảng viên", "rows", symbol="QĐi"),
        _doc("2018-ct", 2018, "ban-bi-thu", "chi-thi", "9035", "2019-05-30", "về đại hội đảng bộ các cấp|tiến tới Đại hội đại biểu toàn quốc lần thứ XIII của Đảng", "cells"),
        _doc("2018-ct-ut", 2018, "huyen-uy", "chi-thi", "07", "2020-08-03", "về tăng cường phòng, chống dịch bệnh", below_number=("HỎA TỐC",), greeting="Kính gửi: Các chi bộ, đảng bộ cơ sở"),
        _doc("2018-kl", 2018, "tinh-uy", "ket-luan", "127", "2022-03-29", "của Ban Thường vụ Tỉnh ủy|về kết quả rà soát hồ sơ năm 2021", signed=(("T/M BAN THƯỜNG VỤ", "PHÓ BÍ THƯ THƯỜNG TRỰC", "Đinh Thị Ngọc Lan"),)),
        _doc("2018-kl-hu", 2018, "huyen-uy", "ket-luan", "12", "2023-10-10", "Hội nghị Ban Chấp hành Đảng bộ huyện lần thứ 19", "rows"),
        _doc("2018-ctr", 2018, "tinh-uy", "chuong-trinh", "68", "2023-11-12", "công tác năm 2024 của Ban Chấp hành Đảng bộ tỉnh", "docx"),
        _doc("2018-kh", 2018, "tinh-uy", "ke-hoach", "207", "2024-01-31", "thực hiện Kết luận số 9057-KL/TW,|ngày 15/6/2023 của Bộ Chính trị", bases=("- Căn cứ Kết luận số 9057-KL/TW, ngày 15/6/2023 của Bộ Chính trị,",)),
        _doc("2018-kh-bcd", 2018, "bcd", "ke-hoach", "31", "2024-02-28", "kiểm tra việc số hóa tài liệu quý II|năm 2024", "rows"),
        _doc("2018-tt", 2018, "thanh-uy", "thong-tri", "14", "2021-04-20", "về lãnh đạo cuộc bầu cử đại biểu|Hội đồng nhân dân các cấp"),
        _doc("2018-tb", 2018, "ubkttw", "thong-bao", "9072", "2022-08-16", "Kỳ họp thứ 18 của Ủy ban Kiểm tra"),
        _doc("2018-tb-uq", 2018, "vptu", "thong-bao", "530", "2020-12-09", "phân công lịch trực Tết", "rows", signed=(("TUQ. CHÁNH VĂN PHÒNG", "TRƯỞNG PHÒNG HÀNH CHÍNH", "Kiều Thị Nga"),)),
        _doc("2018-bc", 2018, "vptu", "bao-cao", "15", "2022-06-20", "sơ kết công tác văn thư, lưu trữ|6 tháng đầu năm 2022", "pdf"),
        _doc("2018-bc-q", 2018, "bnctu", "bao-cao", "88", "2024-07-03", "kết quả giám sát chuyên đề năm 2024", signed=(("Q. TRƯỞNG BAN", "Lâm Chí Thiện"),)),
        _doc("2018-bc-cb", 2018, "chi-bo-2", "bao-cao", "06", "2021-12-28", "kiểm điểm tập thể chi ủy năm 2021", "cells"),
        _doc("2018-hd", 2018, "vptw", "huong-dan", "9036", "2018-04-03", "thể thức và kỹ thuật trình bày văn bản", bases=("- Căn cứ Quy định số 9066-QĐ/TW, ngày 06/02/2017 của Ban Chấp hành Trung ương,",)),
        _doc("2018-hd-2", 2018, "btgdvtu", "huong-dan", "03", "2025-04-14", "nội dung sinh hoạt chi bộ|tháng 5 năm 2025", "rows"),
        _doc("2018-ttr", 2018, "huyen-uy", "to-trinh", "98", "2024-10-21", "về việc xin chủ trương sắp xếp|tổ chức bộ máy", greeting="Kính gửi: Ban Thường vụ Tỉnh ủy Hà Sơn"),
        _doc("2018-ttr-trinh", 2018, "ubkttu", "to-trinh", "19", "2023-05-15", "về đề nghị thi hành kỷ luật đảng", "rows", greeting="Kính trình: - Ban Thường vụ Tỉnh ủy"),
        _doc("2018-cv", 2018, "vptu", "cong-van", "630", "2023-07-14", "về việc cung cấp danh mục|văn bản chỉ đạo", greeting="Kính gửi: Các ban đảng Tỉnh ủy", body=LETTER_BODY),
        _doc("2018-cv-ve", 2018, "tinh-uy", "cong-van", "1187", "2022-09-30", "Về việc chuẩn bị nội dung|kiểm tra quý IV", greeting="Kính gửi: Ban Thường vụ Huyện ủy Thanh Vũ", body=LETTER_BODY),
        _doc("2018-cv-rows", 2018, "btctu", "cong-van", "357", "2021-03-03", "về việc rà soát quy hoạch cán bộ", "rows", greeting="Kính gửi: - Các huyện ủy, thị ủy, thành ủy;", body=LETTER_BODY),
        _doc("2018-cv-docx", 2018, "bnctu", "cong-van", "412", "2020-02-17", "V/v báo cáo kết quả xử lý đơn thư", "docx", greeting="Kính gửi: Thanh tra thành phố", body=LETTER_BODY),
        _doc("2018-cv-pdf", 2018, "ubkttu", "cong-van", "77", "2019-01-08", "Về việc gửi báo cáo năm", "pdf", greeting="Kính gửi: Ủy ban kiểm tra các huyện ủy", body=LETTER_BODY),
        _doc("2018-cv-stamp", 2018, "vphu", "cong-van", "205", "2024-05-17", "về việc đăng ký đọc tài liệu|tại Kho lưu trữ", above=STAMP, greeting="Kính gửi: Văn phòng Tỉnh ủy", body=LETTER_BODY),
        _doc("2018-cv-khan", 2018, "vptu", "cong-van", "641", "2024-09-09", "về việc ứng phó mưa lũ", below_number=("HOẢ TỐC",), greeting="Kính gửi: Các huyện ủy, thành ủy", body=LETTER_BODY),
        _doc("2018-qc", 2018, "tinh-uy", "quy-che", "09", "2020-11-11", "làm việc của Ban Chấp hành Đảng bộ tỉnh|khóa XVII, nhiệm kỳ 2020 - 2025"),
        _doc("2018-qc-joint", 2018, "lien-ban", "quy-che", "05", "2019-06-06", "phối hợp trong công tác vận động quần chúng", signed=(("K/T TRƯỞNG BAN TỔ CHỨC", "PHÓ TRƯỞNG BAN", "Lê Thị Kim Oanh"), ("TRƯỞNG BAN DÂN VẬN", "Hà Thị Nguyệt")), side_by_side=True),
        _doc("2018-thong-cao", 2018, "ubkttw", "thong-cao", "9002", "2021-10-19", "Kỳ họp thứ 7 của Ủy ban Kiểm tra", "rows"),
        _doc("2018-quy-hoach", 2018, "tinh-uy", "quy-hoach", "03", "2022-12-12", "cán bộ lãnh đạo, quản lý|nhiệm kỳ 2025 - 2030"),
        _doc("2018-cthd", 2018, "dang-uy-mat-tran", "chuong-trinh-hanh-dong", "08", "2025-08-15", "thực hiện Nghị quyết Đại hội đại biểu Đảng bộ tỉnh|nhiệm kỳ 2025 - 2030", "cells"),
        _doc("2018-de-an", 2018, "tinh-uy", "de-an", "24", "2021-05-18", "số hóa Kho lưu trữ Tỉnh ủy|giai đoạn 2021 - 2025", "rows"),
        _doc("2018-phuong-an", 2018, "bcd", "phuong-an", "05", "2023-03-27", "bảo đảm an toàn kho tài liệu mùa mưa bão"),
        _doc("2018-du-an", 2018, "vptu", "du-an", "02", "2020-10-01", "tu bổ tài liệu giai đoạn 1975 - 1990", "docx"),
        _doc("2018-chien-luoc", 2018, "trung-uong", "chien-luoc", "9001", "2021-09-09", "phát triển hệ thống lưu trữ của Đảng|đến năm 2030, tầm nhìn đến năm 2045", signed=(("T/M BỘ CHÍNH TRỊ", "Lương Quốc Khải"),)),
        _doc("2018-bb", 2018, "tinh-uy", "bien-ban", "18", "2022-05-11", "Hội nghị Ban Thường vụ Tỉnh ủy", signed=(("NGƯỜI GHI BIÊN BẢN", "Ninh Thị Thảo"), ("CHỦ TRÌ", "Trần Văn Minh")), side_by_side=True),
        _doc("2018-ggt", 2018, "van-phong-xa", "giay-gioi-thieu", "41", "2025-10-02", "", body=("Văn phòng Đảng ủy xã Suối Ngàn trân trọng giới thiệu đồng chí Hạng A Chu.",)),
        _doc("2018-gcn", 2018, "btctu", "giay-chung-nhan", "19", "2020-06-15", "tốt nghiệp lớp bồi dưỡng nghiệp vụ", signed=(("TRƯỞNG BAN", "Vương Thị Hậu"),)),
        _doc("2018-gdd", 2018, "vphu", "giay-di-duong", "07", "2019-07-07", "", "rows", body=("Cấp cho đồng chí Lý Thị Mẩy, chuyên viên Văn phòng.",)),
        _doc("2018-gnp", 2018, "vptu", "giay-nghi-phep", "33", "2023-08-04", "", body=("Xét đơn của đồng chí Phùng Thị Sinh, Văn phòng Tỉnh ủy đồng ý cho nghỉ phép.",)),
        _doc("2018-gm", 2018, "tinh-uy", "giay-moi", "29", "2024-12-02", "họp Ban Thường vụ Tỉnh ủy", "rows", signed=(("T/L BAN THƯỜNG VỤ", "CHÁNH VĂN PHÒNG", "Phạm Quang Hưng"),)),
        _doc("2018-pc", 2018, "ubkttu", "phieu-chuyen", "64", "2021-01-29", "đơn của công dân", signed=(("T/L CHỦ NHIỆM", "TRƯỞNG PHÒNG", "Nghiêm Xuân Đạt"),)),
        _doc("2018-pg", 2018, "vptw", "phieu-gui", "9120", "2019-11-18", "", body=("Văn phòng gửi các tài liệu sau:",)),
    ]  # fmt: skip


def _late() -> list[PartyDocument]:
    """Layout of 2026 and documents of congresses."""
    return [
        _doc("2026-nq", 2026, "tinh-uy", "nghi-quyet", "05", "2026-06-15", "về phát huy giá trị tài liệu lưu trữ|của Đảng bộ tỉnh", bases=BASES),
        _doc("2026-qd", 2026, "ban-bi-thu", "quyet-dinh", "9127", "2026-07-20", "ban hành Quy chế quản lý văn bản điện tử", "rows", bases=BASES),
        _doc("2026-qdi", 2026, "trung-uong", "quy-dinh", "9399", "2026-08-09", "về thể loại, thẩm quyền ban hành|và thể thức văn bản của Đảng", "cells"),
        _doc("2026-hd", 2026, "vptw", "huong-dan", "9005", "2026-09-01", "thực hiện một số nội dung về thể thức văn bản", "pdf"),
        _doc("2026-ttr", 2026, "dang-uy-xa", "to-trinh", "18", "2026-07-02", "về việc bổ sung biên chế văn phòng", greeting="Kính trình: Ban Thường vụ Tỉnh ủy Lam Khê", recipients=("- Như trên;", "- Lưu Văn phòng Đảng ủy.")),
        _doc("2026-ttr-rows", 2026, "btgdvtu", "to-trinh", "26", "2026-10-06", "về kinh phí xuất bản tập sách|lịch sử Đảng bộ", "rows", greeting="Kính trình: Thường trực Tỉnh ủy", recipients=("- Như trên;", "- Lưu.")),
        _doc("2026-cv", 2026, "vptu", "cong-van", "58", "2026-06-25", "về việc nộp hồ sơ vào lưu trữ", greeting="Kính gửi: Các cơ quan tham mưu, giúp việc Tỉnh ủy", body=LETTER_BODY, recipients=("- Như trên;", "- Lưu Văn phòng Tỉnh ủy.")),
        _doc("2026-cv-2", 2026, "dang-uy-phuong", "cong-van", "71", "2026-08-12", "về việc phối hợp|tổ chức Ngày sách", "rows", greeting="Kính gửi: Các chi bộ trực thuộc", body=LETTER_BODY),
        _doc("2026-bc", 2026, "chi-bo", "bao-cao", "03", "2026-09-30", "kết quả giới thiệu sách quý III năm 2026", "cells"),
        _doc("2026-kh", 2026, "dang-uy-xa", "ke-hoach", "21", "2026-10-19", "tổ chức hội nghị sơ kết|mô hình chính quyền hai cấp", "docx"),
        _doc("2026-kl", 2026, "dang-uy-mat-tran", "ket-luan", "09", "2026-07-31", "về công tác kiểm tra 6 tháng đầu năm"),
        _doc("2026-ct", 2026, "tinh-uy-2", "chi-thi", "02", "2026-06-05", "về tăng cường bảo vệ rừng", "pdf"),
        _doc("2026-tb", 2026, "van-phong-xa", "thong-bao", "37", "2026-11-03", "lịch tiếp công dân tháng 11", "rows"),
        _doc("2026-cd", 2026, "tinh-uy", "cong-dien", "01", "2026-09-18", "về ứng phó với bão số 9", below_number=("HỎA TỐC",), signed=(("T/M BAN THƯỜNG VỤ", "BÍ THƯ", "Trần Văn Minh"),)),
        _doc("2026-quy-trinh", 2026, "btctu", "quy-trinh", "04", "2026-06-29", "bổ nhiệm cán bộ lãnh đạo cấp phòng", signed=(("TRƯỞNG BAN", "Vương Thị Hậu"),)),
        _doc("2026-noi-quy", 2026, "vptu", "noi-quy", "01", "2026-08-21", "Kho lưu trữ Tỉnh ủy", "rows"),
        _doc("2026-the-le", 2026, "btgdvtu", "the-le", "02", "2026-07-15", "Cuộc thi viết về gương người tốt, việc tốt"),
        _doc("2026-phieu-trinh", 2026, "vptu", "phieu-trinh", "215", "2026-10-28", "về dự thảo Kế hoạch thu thập tài liệu", signed=(("TRƯỞNG PHÒNG LƯU TRỮ", "Quách Thị Miên"),)),
        _doc("dh-nq", 2018, "dai-hoi", "nghi-quyet", "01", "2020-10-15", "Đại hội đại biểu Đảng bộ tỉnh lần thứ XVII,|nhiệm kỳ 2020 - 2025", bases=()),
        _doc("dh-bc", 2018, "dai-hoi", "bao-cao", "02", "2020-10-14", "kiểm điểm của Ban Chấp hành khóa XVI", "rows"),
        _doc("dh-bb", 2018, "dai-hoi-xa", "bien-ban", "05", "2025-07-22", "kiểm phiếu bầu Ban Chấp hành Đảng bộ xã", signed=(("THƯ KÝ", "Vàng Thị Dính"), ("TRƯỞNG BAN KIỂM PHIẾU", "Lý A Páo")), side_by_side=True),
        _doc("dh-tq", 2018, "dai-hoi-tq", "nghi-quyet", "", "2026-01-23", "Đại hội đại biểu toàn quốc lần thứ XV của Đảng"),
        _doc("dh-dieu-le", 2018, "dai-hoi-tq", "dieu-le", "", "2026-01-22", "Đảng Cộng sản Việt Nam", "cells"),
        _doc("dh-cuong-linh", 2018, "dai-hoi-tq", "cuong-linh", "", "2026-01-21", "xây dựng đất nước trong thời kỳ quá độ"),
        _doc("loi-keu-goi", 2018, "trung-uong", "loi-keu-goi", "", "2020-03-30", "toàn dân đoàn kết phòng, chống dịch", signed=(("TỔNG BÍ THƯ", "Lương Quốc Khải"),)),
        _doc("tuyen-bo", 2018, "trung-uong", "tuyen-bo", "9001", "2019-02-03", "về hợp tác trong lĩnh vực lưu trữ"),
        _doc("quan-uy", 2018, "quan-uy", "ke-hoach", "44", "2023-04-11", "tổ chức Ngày hội đọc sách năm 2023", "rows"),
        _doc("thi-uy", 2018, "thi-uy", "bao-cao", "301", "2024-11-25", "tình hình tư tưởng, dư luận xã hội|tháng 11 năm 2024"),
    ]  # fmt: skip


def _traps() -> list[PartyDocument]:
    """What real files do to a reader (look-alike numbers, drafts, copies, wrong spaces …)."""
    vptu = BODIES["vptu"]
    ubkt = BODIES["ubkttu"]
    return [
        _doc("trap-draft", 2018, "tinh-uy", "nghi-quyet", "", "", "về công tác thanh niên giai đoạn mới", above=("DỰ THẢO",), blank_symbol="-NQ/TU", draft=True, bases=BASES),
        _doc("trap-draft-2", 2026, "vptu", "quyet-dinh", "", "", "ban hành Quy chế tra cứu", "rows", above=("Dự thảo lần 2",), blank_symbol="-QĐ/VPTU", draft=True, bases=BASES),
        _doc("trap-blank-only", 2018, "huyen-uy", "ke-hoach", "", "", "kiểm tra việc thực hiện quy chế", blank_symbol="-KH/HU", draft=True),
        _doc("trap-copy-y", 2018, "trung-uong", "ket-luan", "9036", "2022-06-23", "về bảo đảm an ninh nguồn nước", after=_copied("24-BS/VPTU", "SAO Y BẢN CHÍNH", "2022-07-11", vptu)),
        _doc("trap-copy-luc", 2018, "tinh-uy-2", "chi-thi", "17", "2021-02-25", "về lãnh đạo công tác tuyển quân", "rows", after=_copied("31-BS/UBKTTU", "SAO LỤC", "2021-03-12", ubkt)),
        _doc("trap-copy-page", 2018, "ban-bi-thu", "quy-dinh", "9022", "2021-07-28", "về công tác kiểm tra, giám sát", "pdf", after=_copied("12-BS/VPTU", "SAO Y", "2021-11-18", vptu, page=True)),
        _doc("trap-copy-trich", 2004, "tinh-uy", "quyet-dinh", "771", "2009-03-13", "về việc chuẩn y Ban Thường vụ Huyện ủy", "cells", after=_copied("08-BS/UBKTTU", "TRÍCH SAO", "2009-12-11", ubkt)),
        _doc("trap-number-in-subject", 2018, "tinh-uy", "quyet-dinh", "212", "2023-06-02", "sửa đổi, bổ sung một số điều của Quyết định|số 983-QĐ/TU, ngày 07/10/2008 về khai thác tài liệu", bases=BASES),
        _doc("trap-subject-date", 2018, "vptu", "bao-cao", "91", "2024-08-08", "kết quả thực hiện Thông báo số 127-TB/TU,|ngày 29 tháng 3 năm 2022 của Thường trực Tỉnh ủy", "rows"),
        _doc("trap-uy-old", 2004, "tinh-uy", "thong-bao", "88", "2007-04-04", "về việc phân công công tác cấp uỷ", letterhead=("TỈNH UỶ HÀ SƠN",), issuer="TỈNH UỶ HÀ SƠN", bases=BASES_1998),
        _doc("trap-uy-ban-old", 2004, "ubkttu", "quyet-dinh", "33", "2006-08-18", "thi hành kỷ luật đảng viên", "rows", letterhead=("TỈNH UỶ HÀ SƠN", "UỶ BAN KIỂM TRA"), issuer="TỈNH UỶ HÀ SƠN; UỶ BAN KIỂM TRA", signed=(("T/M UỶ BAN KIỂM TRA", "CHỦ NHIỆM", "Ngô Đức Thịnh"),)),
        _doc("trap-lower", 2004, "dang-uy-xa", "bao-cao", "14", "2012-11-15", "kết quả đại hội các chi bộ", letterhead=("Tỉnh ủy Lam Khê", "Đảng ủy xã Suối Ngàn"), issuer="Tỉnh ủy Lam Khê; Đảng ủy xã Suối Ngàn"),
        _doc("trap-lower-rows", 2018, "chi-bo", "ke-hoach", "02", "2022-02-02", "kết nạp đảng viên năm 2022", "rows", letterhead=("Đảng ủy xã Suối Ngàn", "Chi bộ thôn Đồi Mây"), issuer="Đảng ủy xã Suối Ngàn; Chi bộ thôn Đồi Mây"),
        _doc("trap-glued", 2018, "huyen-uy", "ke-hoach", "73", "2021-09-27", "tổ chức học tập chuyên đề năm 2021", "rows", glued=True),
        _doc("trap-glued-2", 2004, "thanh-uy", "thong-bao", "19", "2014-04-29", "về kết quả kiểm tra|công tác kết nạp đảng", glued=True),
        _doc("trap-colon", 2018, "thanh-uy", "ke-hoach", "112", "2020-07-17", "chuẩn bị đại hội đảng bộ", print_number="Số: 112 - KH/TU"),
        _doc("trap-dash", 2018, "tinh-uy-2", "bao-cao", "340", "2019-09-19", "sơ kết 3 năm thực hiện Chỉ thị số 05-CT/TW,|ngày 15/5/2016 của Bộ Chính trị", print_number="Số 340–BC/TU"),
        _doc("trap-wide", 2018, "vptu", "cong-van", "1400", "2018-12-20", "về việc kiểm kê tài sản", "rows", print_number="Số: 1400 - CV/VPTU", greeting="Kính gửi: Các phòng trực thuộc", body=LETTER_BODY),
        _doc("trap-long-title", 2018, "trung-uong", "quy-dinh", "9205", "2019-09-23", "về việc kiểm soát quyền lực trong công tác cán bộ|và chống chạy chức, chạy quyền; việc lấy phiếu tín nhiệm|đối với các chức danh lãnh đạo trong hệ thống chính trị|ở Trung ương và địa phương", bases=BASES),
        _doc("trap-state-like", 2018, "vptu", "bao-cao", "12", "2021-06-01", "công tác tài chính đảng quý II", print_number="Số 12-BC/VPTU", greeting="Kính gửi: Thường trực Tỉnh ủy"),
        _doc("trap-stamp", 2018, "tinh-uy", "thong-bao", "450", "2024-05-16", "phân công cấp ủy viên phụ trách địa bàn", above=STAMP),
        _doc("trap-stamp-rows", 2018, "dang-uy-phuong", "bao-cao", "66", "2025-11-10", "kết quả thực hiện đợt thi đua", "rows", above=STAMP),
        _doc("trap-citations", 2018, "tinh-uy", "ke-hoach", "219", "2024-04-01", "triển khai công tác dân vận năm 2024", "rows", bases=("- Căn cứ Kế hoạch số 220-KH/TU, ngày 02/4/2023 của Ban Thường vụ Tỉnh ủy;", "- Thực hiện Công văn số 8811-CV/VPTW, ngày 05/01/2024 của Văn phòng,"), body=("Số 99-KH/TU đã ban hành trước đây hết hiệu lực.", "Hà Sơn, ngày 01 tháng 01 năm 2020 là ngày bắt đầu.")),
        _doc("trap-two-places", 2018, "thi-uy", "chuong-trinh", "10", "2022-04-18", "kiểm tra, giám sát năm 2022 của Ban Chấp hành", print_date="An Châu, ngày 18 tháng 4 năm 2022"),
        _doc("trap-sign-old", 2004, "trung-uong", "chi-thi", "9018", "2011-12-12", "về công tác người cao tuổi", signed=(("T/M BỘ CHÍNH TRỊ", "Lương Quốc Khải"),)),
        _doc("trap-khan", 2018, "vphu", "giay-moi", "13", "2023-01-16", "dự buổi gặp mặt đầu Xuân", "cells", below_number=("KHẨN",)),
        _doc("trap-ethnic-name", 2018, "huyen-uy", "quyet-dinh", "605", "2020-09-21", "về việc công nhận đảng viên chính thức", signed=(("T/M BAN THƯỜNG VỤ", "PHÓ BÍ THƯ", "Y Thanh Hà Niê Kđăm"),), bases=BASES),
        _doc("trap-capital-name", 2004, "cong-ty", "bao-cao", "18", "2015-10-30", "kết quả thực hiện quy chế dân chủ", signed=(("T/M ĐẢNG ỦY", "BÍ THƯ", "ĐỖ TRỌNG NGHĨA"),)),
        _doc("trap-upper-subject", 1998, "tinh-uy", "nghi-quyet", "03", "1998-02-27", "VỀ CÔNG TÁC CÁN BỘ|TRONG THỜI KỲ ĐỔI MỚI", "rows", bases=BASES_1998),
        _doc("trap-no-bases-body", 2018, "btgdvtu", "thong-bao", "54", "2025-05-06", "kết quả cuộc thi sáng tác ca khúc", body=("Ngày 05/5/2025, Ban Tổ chức cuộc thi đã họp tổng kết và thống nhất một số nội dung sau:",)),
    ]  # fmt: skip


BODY_TEXTS = (
    ("Các cấp ủy, tổ chức đảng căn cứ nội dung trên tổ chức thực hiện.",),
    (
        "Thời gian qua, công tác văn thư, lưu trữ của các cơ quan đã có nhiều chuyển biến, tuy nhiên vẫn còn",
        "một số hạn chế cần khắc phục; việc nộp lưu hồ sơ còn chậm. Ban Thường vụ yêu cầu:",
        "1- Rà soát toàn bộ hồ sơ, tài liệu trước ngày 30 tháng 6.",
    ),
    ("I- MỤC ĐÍCH, YÊU CẦU", "1- Nâng cao nhận thức của cán bộ, đảng viên.", "2- Tổ chức thiết thực, hiệu quả."),
    (
        "Qua theo dõi, Ban Thường vụ nhận thấy việc thực hiện Nghị quyết số 14-NQ/TU còn chậm.",
        "Nghị quyết này thay thế Nghị quyết số 07-NQ/TU, ngày 02/5/2019.",
    ),
    (
        "Ban Chấp hành Đảng bộ tổ chức Hội nghị lần thứ mười hai từ ngày 05 đến ngày 07 tháng 3 để thảo luận",
        "và thông qua các nội dung theo chương trình; Hội nghị thống nhất kết luận như sau:",
    ),
)  # fmt: skip


def documents() -> Sequence[PartyDocument]:
    """The whole set; bodies and rules vary from document to document."""
    made = (*_early(), *_middle(), *_late(), *_traps())
    default = PartyDocument.__dataclass_fields__["body"].default
    return tuple(
        replace(
            one,
            drawn=index % 2 == 1,
            body=BODY_TEXTS[index % len(BODY_TEXTS)] if one.body == default else one.body,
        )
        for index, one in enumerate(made)
    )


__all__ = ["BODIES", "KINDS", "PARTY", "documents"]
