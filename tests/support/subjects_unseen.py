"""Made subjects written without sight of the words of the plan: from the titles of its classes alone.

They are what the suggestions are measured on; words must not be added to the plan because of them. When the plan was
widened from other sources (docs/adr/0017) they were at hand: what they measure since is no blind figure.
"""

from __future__ import annotations

UNSEEN: dict[str, tuple[str, ...]] = {
    "lanh-dao-chi-dao-chung": (
        "về kết quả thực hiện nhiệm vụ quý I và phương hướng quý II năm 2025",
        "về định hướng công tác của cấp ủy trong thời gian tới",
        "phân công nhiệm vụ các đồng chí Ủy viên Ban Thường vụ",
        "kết luận phiên họp thường kỳ tháng 8 của Thường trực Tỉnh ủy",
        "triển khai Nghị quyết Hội nghị Trung ương 10 khóa XIII",
    ),
    "dai-hoi-dang": (
        "về công tác nhân sự cấp ủy nhiệm kỳ 2025-2030",
        "công nhận kết quả bầu cử Ban Chấp hành Đảng bộ xã",
        "thành lập Tổ giúp việc Tiểu ban Tổ chức phục vụ",
        "về việc lấy ý kiến vào dự thảo văn kiện",
        "phân bổ số lượng đại biểu dự Đại hội",
    ),
    "to-chuc-bo-may": (
        "về việc giải thể phòng chuyên môn",
        "chỉ tiêu biên chế cho các huyện ủy năm 2024",
        "Đề án vị trí việc làm của cơ quan tham mưu",
        "về chuyển giao tổ chức đảng khi kết thúc hoạt động cấp huyện",
        "quy định số lượng cấp phó",
    ),
    "can-bo": (
        "về việc giới thiệu ứng cử chức danh Chủ tịch Hội đồng nhân dân xã",
        "đánh giá, xếp loại cán bộ lãnh đạo năm 2024",
        "nâng bậc lương trước thời hạn",
        "cử học viên tham gia lớp cao cấp lý luận chính trị",
        "kê khai bổ sung hồ sơ, lý lịch cán bộ",
    ),
    "dang-vien": (
        "kết nạp người vào Đảng tại doanh nghiệp",
        "xét tặng Huy hiệu 40 năm tuổi đảng",
        "về chất lượng sinh hoạt chuyên đề của chi bộ thôn",
        "cấp lại thẻ đảng bị mất",
        "giới thiệu đảng viên về giữ mối liên hệ nơi cư trú",
    ),
    "kiem-tra-giam-sat": (
        "thi hành kỷ luật bằng hình thức khiển trách",
        "kết quả giám sát chuyên đề đối với Ban Thường vụ Huyện ủy",
        "giải quyết đơn tố cáo đảng viên",
        "kiểm tra khi có dấu hiệu vi phạm",
        "phương hướng, nhiệm vụ của Ủy ban Kiểm tra năm 2026",
    ),
    "tuyen-giao": (
        "định hướng thông tin tuần 12",
        "tổ chức kỷ niệm 80 năm Quốc khánh",
        "học tập và làm theo tư tưởng, đạo đức, phong cách Hồ Chí Minh",
        "bảo vệ nền tảng tư tưởng của Đảng",
        "biên soạn lịch sử Đảng bộ tỉnh",
    ),
    "dan-van": (
        "phối hợp công tác với Hội Nông dân",
        "thăm hỏi chức sắc nhân dịp lễ Giáng sinh",
        "thực hiện dân chủ ở xã, phường",
        "về mô hình dân vận khéo",
        "giám sát, phản biện của Ủy ban Mặt trận Tổ quốc",
    ),
    "noi-chinh": (
        "theo dõi, xử lý vụ án nghiêm trọng",
        "về tiếp công dân của người đứng đầu cấp ủy",
        "kê khai tài sản, thu nhập",
        "thực hành tiết kiệm, chống lãng phí",
        "chương trình cải cách tư pháp",
    ),
    "quoc-phong-an-ninh": (
        "về tuyển quân năm 2026",
        "diễn tập khu vực phòng thủ",
        "đón đoàn đại biểu tỉnh bạn nước Lào",
        "giữ gìn trật tự an toàn xã hội dịp Tết",
        "xây dựng lực lượng dân quân tự vệ",
    ),
    "kinh-te": (
        "về giải ngân vốn đầu tư công",
        "phát triển cây chè hữu cơ",
        "xây dựng nông thôn mới nâng cao",
        "xử lý rác thải rắn sinh hoạt",
        "giải phóng mặt bằng tuyến cao tốc",
    ),
    "xa-hoi": (
        "xóa nhà tạm, nhà dột nát cho hộ nghèo",
        "mở rộng bao phủ bảo hiểm y tế",
        "đổi mới giáo dục phổ thông",
        "chăm lo người có công",
        "phòng, chống dịch sốt xuất huyết",
    ),
    "van-thu-luu-tru": (
        "về thể thức văn bản của cấp ủy",
        "giao nộp hồ sơ vào kho lưu trữ lịch sử",
        "quản lý, sử dụng con dấu",
        "bảo vệ bí mật nhà nước trong cơ quan",
        "lịch trực cơ quan dịp nghỉ lễ",
    ),
    "chuyen-doi-so": (
        "phổ cập kỹ năng số cho cán bộ",
        "sử dụng chữ ký số chuyên dùng",
        "kết nối mạng thông tin diện rộng của Đảng",
        "bảo đảm an toàn thông tin mạng",
        "ứng dụng phần mềm điều hành tác nghiệp",
    ),
    "tai-chinh-tai-san": (
        "quyết toán kinh phí năm 2024",
        "mua sắm trang thiết bị văn phòng",
        "thanh lý xe ô tô công",
        "chế độ chi hoạt động của cấp ủy",
        "thu, nộp và quản lý đảng phí",
    ),
    "thi-dua-khen-thuong": (
        "tặng Bằng khen cho các tập thể, cá nhân",
        "đề nghị tặng Huân chương Lao động",
        "phát động phong trào chào mừng Đại hội",
        "công nhận chiến sĩ thi đua cơ sở",
        "bình xét danh hiệu cuối năm",
    ),
}
