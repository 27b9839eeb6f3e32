"""Made texts in five languages, and Vietnamese as the legacy encodings would hold it.

The encoders are written from the tables the other way round; they are no part of the product.
"""

from __future__ import annotations

import unicodedata

from archivist.legacy import Encoding
from archivist.legacy.tables import rows

VIETNAMESE = (
    "Căn cứ Điều lệ làm việc của cơ quan và chương trình công tác năm đã được phê duyệt;",
    "Xét đề nghị của Trưởng phòng Tổng hợp về việc bố trí kinh phí sửa chữa trụ sở,",
    "Văn phòng thông báo lịch tiếp công dân định kỳ tại hội trường tầng hai vào sáng thứ năm hằng tuần.",
    "Các đơn vị rà soát danh mục hồ sơ đến hạn nộp lưu, lập mục lục và bàn giao cho bộ phận lưu trữ.",
    "Thời gian qua, công tác phòng cháy chữa cháy ở một số kho tàng chưa được quan tâm đúng mức.",
    "Đề nghị thủ trưởng các đơn vị khẩn trương khắc phục những thiếu sót nêu trên, báo cáo kết quả trước ngày mười lăm.",
    "Giao Phòng Quản trị chủ trì, phối hợp với Phòng Tài vụ lập dự toán, trình lãnh đạo xem xét, quyết định.",
    "Kinh phí thực hiện lấy từ nguồn chi thường xuyên và các nguồn hợp pháp khác theo quy định hiện hành.",
    "Việc mua sắm phải bảo đảm tiết kiệm, công khai, minh bạch, tránh lãng phí, thất thoát tài sản.",
    "Cán bộ, nhân viên nghỉ phép phải gửi đơn trước ba ngày và bàn giao công việc cho người được phân công thay thế.",
    "Những vướng mắc phát sinh trong quá trình thực hiện cần phản ánh kịp thời về bộ phận thường trực để được hướng dẫn.",
    "Quyết định này có hiệu lực kể từ ngày ký; các quy định trước đây trái với quyết định này đều bãi bỏ.",
    "Ở vùng cao, đường sá đi lại khó khăn, nhiều thôn bản vẫn thiếu nước sạch và điện sinh hoạt vào mùa khô.",
    "Tổ công tác đã khảo sát mười hai xã, gặp gỡ già làng, trưởng bản và ghi nhận nhiều ý kiến xác đáng.",
    "Học sinh bán trú được hỗ trợ gạo, chăn màn, sách vở; giáo viên cắm bản được bố trí chỗ ở ổn định.",
    "Đoàn kiểm tra ghi biên bản, niêm phong mẫu vật rồi chuyển về trung tâm kiểm nghiệm để phân tích.",
    "Hội nghị thống nhất đánh giá cao nỗ lực của tập thể cán bộ, đồng thời chỉ rõ những hạn chế cần sửa.",
    "Mỗi ủy viên được phân công theo dõi một lĩnh vực, chịu trách nhiệm về tiến độ và chất lượng tham mưu.",
    "Nơi nào để xảy ra mất mát tài liệu thì người đứng đầu nơi ấy phải kiểm điểm và chịu hình thức kỷ luật.",
    "Từ quý sau, mọi văn bản đi đều phải ghi rõ tên người soạn thảo, số điện thoại và hạn trả lời.",
    "Nông dân trồng chè, quế, hồi được vay vốn lãi suất thấp để mở rộng diện tích và đổi mới giống.",
    "Kết quả thẩm định cho thấy hồ sơ đủ điều kiện, song phần thuyết minh kỹ thuật còn sơ sài, cần bổ sung.",
    "Trạm y tế tổ chức tiêm chủng, phát thuốc miễn phí, tuyên truyền vệ sinh ăn uống cho bà con.",
    "Ban tổ chức cảm ơn sự ủng hộ quý báu của các nhà hảo tâm và mong tiếp tục nhận được sự sẻ chia.",
)
ENGLISH = (
    "The committee shall keep the register of incoming letters and return it before the end of each quarter.",
    "Every office that receives a complaint must answer it in writing within thirty days of its arrival.",
    "Copyright © 2011 The Office, ® registered; £12.50 ± 5% at 20 °C, see § 4 and ¶ 2 of the annex «as amended».",
    "The café's naïve façade doesn't matter: the clerk's résumé wasn't filed, isn't it so? They couldn't say why.",
    "Costs rose from 3½ to 4¼ million; the share of ¾ was left unchanged, which is why the plan was revised.",
    "A copy of the decision is sent to the applicant, to the district office and to the archive for safe keeping.",
    "Whoever borrows a file signs for it; files that are not returned in time are to be reported at once.",
)
GERMAN = (
    "Der Ausschuss prüft die Unterlagen und übermittelt sie spätestens am fünfzehnten Tag an die zuständige Behörde.",
    "Für die Aufbewahrung gelten die allgemeinen Grundsätze; Änderungen bedürfen der schriftlichen Zustimmung.",
    "Die Gebühren betragen zwölf Euro je Auszug, für Öffentlichkeit und Presse ermäßigt sich der Satz um die Hälfte.",
    "Gemäß § 7 Absatz 2 müssen Anträge vollständig sein; unvollständige Anträge werden zurückgewiesen.",
    "Größere Räume stehen auf Wunsch zur Verfügung, Schlüssel gibt es beim Pförtner während der üblichen Öffnungszeiten.",
)
NORWEGIAN = (
    "Kommunen skal sørge for at søknader om støtte blir behandlet så raskt som mulig og etter gjeldende regler.",
    "Vedtaket kan påklages innen tre uker; klagen må være skriftlig og begrunnes, jf. § 12 i forskriften.",
    "Arkivet holder åpent på hverdager, men på lørdager må besøkende avtale tid på forhånd med lesesalen.",
    "Når særlige grunner tilsier det, kan fylkeskommunen gjøre unntak fra kravene i første ledd.",
    "Møtet ble hevet klokken fjorten; neste møte holdes på rådhuset, og sakspapirene sendes ut uken før.",
)
HEBREW = (
    "הוועדה תבדוק את הבקשות ותשיב לפונים בכתב בתוך שלושים יום מיום קבלתן במשרד.",
    "העתק של ההחלטה יישלח למבקש, ללשכה המחוזית ולגנזך, והמקור יישמר בתיק.",
    "מי ששואל תיק חותם עליו; על תיקים שלא הוחזרו במועד יש לדווח מיד לממונה.",
    "השירות ניתן בימים ראשון עד חמישי, ובערבי חג בתיאום מראש בלבד עם המזכירות.",
)
OTHERS = {"en": ENGLISH, "de": GERMAN, "nb": NORWEGIAN, "he": HEBREW}

_TONES = {"\u0300": "`", "\u0301": "'", "\u0309": "?", "\u0303": "~", "\u0323": "."}
_SHAPES = {"\u0306": "(", "\u0302": "^", "\u031b": "+"}


def encode(text: str, encoding: Encoding, *, capitals_lost: bool = False) -> str:
    """The text as the characters its bytes have in Windows-1252.

    Args:
        text: Unicode.
        encoding: the legacy encoding.
        capitals_lost: write every letter as its small one, as text in a font of capitals is.
    """
    text = unicodedata.normalize("NFC", text.lower() if capitals_lost else text)
    if encoding is Encoding.VIQR:
        return _viqr(text)
    if encoding is Encoding.UTF8_TWICE:
        return _shown(text.encode("utf-8"))
    if encoding is Encoding.CP1258:
        return _shown("".join(map(_for_cp1258, text)).encode("cp1258", "replace"))
    table = {letter: data.decode("latin-1") for data, letter in rows(encoding)}
    if encoding is Encoding.TCVN3:  # no toned capitals: people typed the small letter
        table |= {char.upper(): table.get(char.upper(), code) for char, code in table.items()}
    return _shown("".join(table.get(char, char) for char in text).encode("latin-1", "replace"))


def shown_bytes(text: str, encoding: Encoding) -> bytes:
    """The text as a file in the encoding holds it."""
    return b"".join(_byte(char) for char in encode(text, encoding))


def _byte(char: str) -> bytes:
    try:
        return char.encode("cp1252")
    except UnicodeEncodeError:
        return char.encode("latin-1", "replace")


def _shown(data: bytes) -> str:
    return "".join(bytes([byte]).decode("cp1252", "ignore") or chr(byte) for byte in data)


def _for_cp1258(char: str) -> str:
    try:
        char.encode("cp1258")
    except UnicodeEncodeError:
        parts = unicodedata.normalize("NFD", char)
        tones = "".join(part for part in parts if part in _TONES)
        base = "".join(part for part in parts if part not in _TONES)
        return unicodedata.normalize("NFC", base) + tones
    return char


def _viqr(text: str) -> str:
    """VIQR with every plain mark that could be read as a tone escaped."""
    out = []
    for char in text:
        if char in "đĐ":
            out.append("dd" if char == "đ" else "DD")
        elif char in "'`?~.(^+\\":
            out.append("\\" + char)
        else:
            parts = unicodedata.normalize("NFD", char)
            shape = "".join(_SHAPES[part] for part in parts if part in _SHAPES)
            tone = "".join(_TONES[part] for part in parts if part in _TONES)
            out.append(parts[0] + shape + tone if len(parts) > 1 else char)
    return "".join(out)
