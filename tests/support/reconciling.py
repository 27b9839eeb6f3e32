"""Made directives of two merged provinces: matters both ruled, and look-alikes. All fictional.

The subjects are worded as two offices would word them that never saw each other's text; the texts share
no sentence.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product

A, B = "LAM HẠ", "BẠCH KHÊ"

# kind, subject of A, subject of B, what A's text says, what B's text says
MATTERS: tuple[tuple[str, str, str, str, str], ...] = (
    ("CHỈ THỊ", "về tăng cường phòng cháy, chữa cháy rừng", "về công tác bảo vệ rừng và phòng cháy, chữa cháy rừng trong mùa khô", "kiểm lâm trực gác đám cháy rừng", "chủ rừng phát dọn thực bì chống cháy rừng"),
    ("CHỈ THỊ", "về lãnh đạo công tác phòng, chống thiên tai", "về chủ động phòng, chống thiên tai và tìm kiếm cứu nạn", "di dời dân vùng sạt lở trước bão lũ", "trực ban cứu nạn khi lũ quét, sạt lở"),
    ("CHỈ THỊ", "về xóa mù chữ cho người lớn vùng cao", "về đẩy mạnh xóa mù chữ trong đồng bào dân tộc thiểu số", "mở lớp đêm xóa mù chữ tại bản", "giáo viên dạy chữ cho phụ nữ bản"),
    ("CHỈ THỊ", "về tiết kiệm điện trong cơ quan, công sở", "về sử dụng điện tiết kiệm tại các cơ quan", "tắt đèn, điều hòa khi ra khỏi phòng", "điều hòa đặt từ hai mươi sáu độ, tắt đèn hành lang"),
    ("CHỈ THỊ", "về chấn chỉnh kỷ luật, kỷ cương giờ làm việc", "về siết chặt kỷ luật, kỷ cương hành chính", "không uống rượu bia giữa giờ làm việc", "chấm công, không đi muộn về sớm"),
    ("CHỈ THỊ", "về quản lý khai thác cát, sỏi lòng sông", "về ngăn chặn khai thác cát, sỏi trái phép", "thuyền hút cát không phép bị tạm giữ", "bến bãi cát sỏi lập sổ theo dõi"),
    ("CHỈ THỊ", "về phòng, chống bệnh dại ở chó, mèo", "về tiêm phòng bệnh dại và quản lý chó nuôi", "tiêm vắc xin dại cho đàn chó", "chó thả rông bị bắt giữ, tiêm vắc xin"),
    ("CHỈ THỊ", "về tổ chức Tết trồng cây", "về phát động Tết trồng cây đời đời nhớ ơn Bác Hồ", "mỗi đoàn viên trồng một cây xanh", "vườn ươm cấp cây giống, chăm sóc cây xanh"),
    ("CHỈ THỊ", "về bảo đảm trật tự, an toàn giao thông đường thủy", "về an toàn giao thông đường thủy nội địa", "bến đò ngang có áo phao", "người lái đò có chứng chỉ, áo phao cứu sinh"),
    ("CHỈ THỊ", "về ngăn ngừa tảo hôn và hôn nhân cận huyết", "về giảm thiểu tình trạng tảo hôn, hôn nhân cận huyết thống", "già làng khuyên bảo thanh niên chưa đủ tuổi kết hôn", "cán bộ tư pháp xã từ chối đăng ký kết hôn chưa đủ tuổi"),
    ("NGHỊ QUYẾT", "về phát triển cây dược liệu đến năm 2030", "về phát triển vùng trồng dược liệu gắn với chế biến", "trồng sâm, quế dưới tán rừng", "nhà máy chế biến dược liệu, vùng trồng quế"),
    ("NGHỊ QUYẾT", "về phát triển du lịch cộng đồng", "về xây dựng sản phẩm du lịch cộng đồng đặc trưng", "homestay nhà sàn đón khách", "khách lưu trú homestay, chợ đêm"),
    ("NGHỊ QUYẾT", "về xây dựng nông thôn mới bền vững", "về chương trình nông thôn mới nâng cao", "xã đạt tiêu chí nông thôn mới", "đường làng, tiêu chí nông thôn mới kiểu mẫu"),
    ("NGHỊ QUYẾT", "về giảm nghèo bền vững vùng đặc biệt khó khăn", "về công tác giảm nghèo bền vững", "hộ nghèo được vay vốn nuôi trâu", "hộ nghèo thoát nghèo nhờ sinh kế"),
    ("NGHỊ QUYẾT", "về phát triển hạ tầng giao thông nông thôn", "về đầu tư giao thông nông thôn miền núi", "bê tông hóa đường thôn", "nhân dân góp đất làm đường thôn bê tông"),
    ("NGHỊ QUYẾT", "về bảo tồn văn hóa truyền thống các dân tộc", "về giữ gìn, phát huy văn hóa truyền thống", "nghệ nhân truyền dạy hát then", "lễ hội, trang phục, nghệ nhân dân gian"),
    ("NGHỊ QUYẾT", "về nguồn nhân lực y tế cơ sở", "về thu hút bác sĩ, nhân lực y tế cơ sở", "bác sĩ về trạm y tế xã", "trạm y tế xã đủ bác sĩ, hỗ trợ tiền thuê nhà"),
    ("NGHỊ QUYẾT", "về chăn nuôi đại gia súc hàng hóa", "về phát triển chăn nuôi trâu, bò hàng hóa", "chuồng trại trâu bò, cỏ voi", "đàn trâu bò vỗ béo, chăn nuôi đại gia súc"),
    ("QUY ĐỊNH", "về giao nộp hồ sơ, tài liệu vào lưu trữ lịch sử", "về thời hạn nộp hồ sơ, tài liệu lưu trữ", "hồ sơ giao nộp trong mười hai tháng", "tài liệu nộp lưu sau mười tám tháng"),
    ("QUY ĐỊNH", "về quản lý, sử dụng xe ô tô công", "về chế độ sử dụng xe ô tô phục vụ công tác", "lái xe ghi nhật trình", "xe ô tô không đưa đón việc riêng"),
    ("QUY ĐỊNH", "về tiếp công dân của người đứng đầu cấp ủy", "về việc người đứng đầu cấp ủy tiếp dân, đối thoại với dân", "lịch tiếp công dân mỗi tháng một ngày", "tiếp dân, trả lời đơn khiếu nại"),
    ("QUY ĐỊNH", "về chi tiêu hội nghị, tiếp khách", "về định mức chi hội nghị và tiếp khách", "mức chi nước uống hội nghị", "chi ăn tiếp khách theo định mức"),
    ("QUY CHẾ", "phát ngôn và cung cấp thông tin cho báo chí", "về người phát ngôn, cung cấp thông tin cho báo chí", "họp báo, người phát ngôn", "phóng viên gửi câu hỏi cho người phát ngôn"),
    ("QUY CHẾ", "bảo vệ bí mật trong văn thư điện tử", "về bảo vệ bí mật khi gửi văn thư điện tử", "mã hóa khi gửi qua mạng", "thiết bị lưu khóa, mã hóa văn bản gửi"),
    ("QUY CHẾ", "thi đua khối cơ quan", "về chấm điểm thi đua các khối cơ quan", "chấm điểm thi đua quý", "khối trưởng chấm điểm thi đua"),
    ("KẾ HOẠCH", "kiểm kê hiện vật, tư liệu lịch sử Đảng bộ", "sưu tầm, kiểm kê tư liệu lịch sử Đảng bộ", "nhân chứng kể chuyện, hiện vật bảo tàng", "hiện vật, tư liệu được chụp ảnh"),
    ("KẾ HOẠCH", "số hóa tài liệu lưu trữ giai đoạn 2024-2030", "số hóa tài liệu lưu trữ giai đoạn 2025-2028", "quét trang giấy, kiểm lỗi ảnh", "quét ảnh, nhập chỉ mục hồ sơ"),
    ("KẾ HOẠCH", "bồi dưỡng tin học cho bí thư chi bộ", "tập huấn kỹ năng tin học cho bí thư chi bộ thôn", "lớp học máy tính ba ngày", "máy tính xách tay cho học viên"),
    ("KẾ HOẠCH", "xây dựng nhà văn hóa thôn, bản", "hỗ trợ xây dựng nhà văn hóa thôn", "sân bóng, nhà văn hóa có loa", "kinh phí làm nhà văn hóa, sân thể thao"),
    ("KẾ HOẠCH", "bảo đảm nước sạch cho trường học", "cấp nước sạch tại các trường học vùng cao", "giếng khoan, bể lọc nước trường học", "bể chứa, đường ống nước sạch"),
    ("KẾ HOẠCH", "chăm sóc người cao tuổi cô đơn", "trợ giúp người cao tuổi cô đơn, không nơi nương tựa", "khám bệnh tại nhà người già", "người cao tuổi nhận cơm hằng ngày"),
    ("KẾ HOẠCH", "chống rác thải nhựa", "giảm rác thải nhựa trong cơ quan, trường học", "không dùng chai nhựa trong họp", "phân loại rác, chai nhựa"),
    ("KẾT LUẬN", "về xử lý trụ sở dôi dư sau sắp xếp", "về sử dụng trụ sở, đất dôi dư sau sắp xếp đơn vị", "trụ sở dôi dư làm trạm y tế", "bán đấu giá trụ sở dôi dư"),
    ("KẾT LUẬN", "về tiến độ đền bù hồ chứa nước", "về đền bù, tái định cư hồ chứa nước", "hộ tái định cư nhận đất", "tiền đền bù lòng hồ"),
)  # fmt: skip

# kind, subject of A, subject of B: alike in form, not in matter
LOOK_ALIKES: tuple[tuple[str, str, str], ...] = (
    ("CHỈ THỊ", "về tăng cường sự lãnh đạo của Đảng đối với công tác thể dục, thể thao", "về tăng cường sự lãnh đạo của Đảng đối với công tác khuyến học"),
    ("CHỈ THỊ", "về nâng cao hiệu quả công tác hòa giải ở cơ sở", "về nâng cao hiệu quả công tác bình đẳng giới"),
    ("CHỈ THỊ", "về một số nhiệm vụ, giải pháp trọng tâm thu ngân sách", "về một số nhiệm vụ, giải pháp trọng tâm tuyển quân"),
    ("NGHỊ QUYẾT", "về phát triển thủy sản nuôi lồng đến năm 2030", "về phát triển công nghiệp hỗ trợ đến năm 2030"),
    ("NGHỊ QUYẾT", "về xây dựng đội ngũ luật sư", "về xây dựng đô thị thông minh"),
    ("KẾ HOẠCH", "kiểm tra kho thóc dự trữ năm 2021", "kiểm tra kho thóc dự trữ năm 2024"),
    ("KẾ HOẠCH", "tổ chức hội thi nấu ăn giai đoạn 2016-2020", "tổ chức hội thi nấu ăn giai đoạn 2023-2026"),
    ("KẾ HOẠCH", "triển khai thực hiện công tác dân số trên địa bàn tỉnh", "triển khai thực hiện công tác đo đạc bản đồ trên địa bàn tỉnh"),
    ("QUYẾT ĐỊNH", "điều động đồng chí Nguyễn Hư Cấu giữ chức vụ mới", "điều động đồng chí Trần Hư Cấu giữ chức vụ mới"),
    ("QUYẾT ĐỊNH", "khen thưởng tập thể có thành tích xuất sắc thu thuế", "khen thưởng tập thể có thành tích xuất sắc thu thuế"),
    ("QUYẾT ĐỊNH", "thành lập Ban Chỉ đạo xử lý nợ đọng xây dựng cơ bản", "thành lập Ban Chỉ đạo diễn tập khu vực phòng thủ"),
    ("KẾT LUẬN", "về công tác tôn giáo", "về công tác bảo hiểm xã hội"),
)  # fmt: skip

_FILLER = (
    "Các cấp ủy, tổ chức đảng quán triệt, triển khai nghiêm túc nội dung này.",
    "Văn phòng Tỉnh ủy theo dõi, đôn đốc, định kỳ báo cáo Ban Thường vụ Tỉnh ủy.",
    "Kết quả thực hiện là căn cứ đánh giá, xếp loại tổ chức đảng và đảng viên hằng năm.",
)
_SYMBOLS = {
    "CHỈ THỊ": "CT", "NGHỊ QUYẾT": "NQ", "QUY ĐỊNH": "QĐi", "QUY CHẾ": "QC", "KẾ HOẠCH": "KH",
    "KẾT LUẬN": "KL", "QUYẾT ĐỊNH": "QĐ",
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """A made directive; `matter` is the same for those that are a pair."""

    province: str
    number: str
    kind: str
    subject: str
    text: str
    matter: str


def made() -> tuple[Made, ...]:
    """Directives of both provinces. Numbers run alike, so the same number never means a pair."""
    found = []
    for place, (kind, of_a, of_b, says_a, says_b) in enumerate(MATTERS, start=1):
        for province, subject, says in ((A, of_a, says_a), (B, of_b, says_b)):
            number = place if province == A else len(MATTERS) + 1 - place
            found.append(_one(province, number, kind, subject, says, f"m{place}"))
    for place, (kind, of_a, of_b) in enumerate(LOOK_ALIKES, start=100):
        for province, subject in ((A, of_a), (B, of_b)):
            found.append(_one(province, place, kind, subject, subject, f"{province}{place}"))
    return tuple(found)


def _one(province: str, ordinal: int, kind: str, subject: str, says: str, matter: str) -> Made:
    text = "\n".join(
        (f"1. Về {subject}: {says}.", *(f"{n}. {one}" for n, one in enumerate(_FILLER, start=2)))
    )
    return Made(
        province=province,
        number=f"{ordinal:02d}-{_SYMBOLS[kind]}/TU",
        kind=kind,
        subject=subject,
        text=text,
        matter=matter,
    )


_DEEDS = (
    "quản lý",
    "bảo vệ",
    "phát triển",
    "hỗ trợ",
    "kiểm tra",
    "xây dựng",
    "bảo tồn",
    "đầu tư",
    "sắp xếp",
    "giám sát",
)
_THINGS = (
    "rừng đầu nguồn", "chợ phiên", "hồ chứa nước", "đường thôn", "trạm y tế", "trường nội trú", "vườn cây thuốc", "đàn trâu bò",
    "bến đò ngang", "nhà văn hóa", "kho lưu trữ", "tư liệu lịch sử", "làng nghề dệt", "lễ hội xuân", "mỏ đá vôi", "lưới điện",
    "nguồn nước ngầm", "giống lúa nương", "xe công vụ", "trụ sở dôi dư", "hộ nghèo", "người cao tuổi", "trẻ mồ côi", "thanh niên xung phong",
    "hợp tác xã", "thư viện", "sân vận động", "cầu treo", "ruộng bậc thang", "rác thải nhựa", "phòng cháy", "cứu nạn",
)  # fmt: skip
_PLACES = (
    "vùng cao", "ven sông", "biên giới", "đô thị", "nông thôn", "khu công nghiệp", "vùng sạt lở", "xã bãi ngang",
    "thị trấn cũ", "lòng hồ", "khu tái định cư", "vùng đệm", "cửa khẩu", "làng bè",
)  # fmt: skip
_FOR = (
    "đồng bào",
    "cán bộ",
    "phụ nữ",
    "học sinh",
    "cựu chiến binh",
    "doanh nghiệp",
    "nông dân",
    "công nhân",
    "già làng",
    "giáo viên",
)


def many(count: int) -> tuple[tuple[str, str, str], ...]:
    """Kind, subject and text of `count` directives (up to 44 800) on as many matters, for measuring time."""
    kinds = ("chi-thi", "nghi-quyet", "quy-dinh", "ke-hoach", "ket-luan")
    found = []
    for place, (thing, deed, where, whom) in enumerate(product(_THINGS, _DEEDS, _PLACES, _FOR)):
        if place == count:
            break
        subject = f"về {deed} {thing} {where} phục vụ {whom}"
        words = [_THINGS[(place * step + step) % len(_THINGS)] for step in range(3, 63)]
        text = ". ".join((subject, *_FILLER, *(f"{one} của {whom} tại {where}" for one in words)))
        found.append((kinds[place % len(kinds)], subject, text))
    return tuple(found)
