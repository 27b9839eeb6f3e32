"""A made corpus of Vietnamese directive documents: same seed, same documents. Everything is fictional.

The distribution of syllables follows Zipf's law over a made vocabulary of official phrases, because
that is what makes search hard: the commonest words stand in most documents. Documents are made of
whole phrases, so that phrase queries meet real neighbours.
"""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import accumulate

from archivist.search.records import IndexDocument

SEED = 20_260_501

_ACTS = """tăng cường|đẩy mạnh|nâng cao|tiếp tục|tập trung|chủ động|rà soát|sửa đổi|bổ sung|hướng dẫn|kiểm tra|giám sát|
tổ chức|triển khai|thực hiện|phối hợp|xây dựng|ban hành|báo cáo|đánh giá|tổng kết|sơ kết|phê duyệt|thẩm định|công bố|
tiếp nhận|xử lý|giải quyết|bảo đảm|quán triệt|tuyên truyền|vận động|khắc phục|chấn chỉnh|đôn đốc|lãnh đạo|chỉ đạo|
phân công|bố trí|cân đối|huy động|quản lý|sử dụng|khai thác|bảo vệ|phòng ngừa|ngăn chặn|hỗ trợ|khuyến khích|mở rộng"""
_THINGS = """công tác cán bộ|chất lượng sinh hoạt chi bộ|nông thôn mới|chuyển đổi số|cải cách hành chính|thủ tục hành chính|
ngân sách nhà nước|đầu tư công|quy hoạch sử dụng đất|bảo vệ môi trường|an toàn thực phẩm|phòng cháy chữa cháy|
an ninh trật tự|quốc phòng địa phương|giáo dục phổ thông|y tế cơ sở|bảo hiểm xã hội|việc làm bền vững|giảm nghèo đa chiều|
văn thư lưu trữ|hồ sơ tài liệu|chữ ký số|cơ sở dữ liệu dùng chung|dịch vụ công trực tuyến|sắp xếp đơn vị hành chính|
kỷ luật kỷ cương|phòng chống tham nhũng|thi đua khen thưởng|dân vận khéo|quy chế dân chủ cơ sở|công tác kiểm tra đảng|
đào tạo bồi dưỡng|hợp tác xã nông nghiệp|phát triển rừng bền vững|hạ tầng giao thông|cấp nước sạch nông thôn|
chăn nuôi gia súc|phòng chống thiên tai|ứng phó biến đổi khí hậu|du lịch cộng đồng|bảo tồn di sản văn hóa|
quản lý tài sản công|khiếu nại tố cáo|tiếp công dân|nhà ở xã hội|thu hút đầu tư|doanh nghiệp nhỏ và vừa|kinh tế tập thể|
khoa học công nghệ|đổi mới sáng tạo|thanh niên xung phong|bình đẳng giới|chăm sóc người cao tuổi|trẻ em đặc biệt khó khăn"""
_TAILS = """trên địa bàn tỉnh|trong giai đoạn mới|theo quy định của pháp luật|đến năm 2030|trong toàn đảng bộ|
tại các xã, phường|của các cơ quan, đơn vị|đối với người đứng đầu|gắn với trách nhiệm cụ thể|bằng các giải pháp đồng bộ|
và báo cáo kết quả trước ngày 30 tháng 6|kể từ ngày ký|cho từng cấp, từng ngành|ở vùng đồng bào dân tộc thiểu số|
không để xảy ra tình trạng chậm trễ|được giao tại quyết định này|vì lợi ích của nhân dân|có trọng tâm, trọng điểm"""
_FILL = """và|của|các|có|được|là|cho|trong|với|từ|theo|về|này|do|để|tại|khi|không|những|một|như|đã|sẽ|phải|đến|trên"""
_ONSETS = [
    "b",
    "c",
    "ch",
    "d",
    "đ",
    "g",
    "gi",
    "h",
    "kh",
    "l",
    "m",
    "n",
    "ng",
    "nh",
    "ph",
    "qu",
    "r",
    "s",
    "t",
    "th",
    "tr",
    "v",
    "x",
]
_RIMES = [
    "a",
    "an",
    "ang",
    "anh",
    "ao",
    "ăn",
    "ăng",
    "âm",
    "ân",
    "ât",
    "e",
    "en",
    "em",
    "ê",
    "ên",
    "i",
    "in",
    "inh",
    "iên",
    "iêu",
    "o",
    "oan",
    "oang",
    "ô",
    "ôn",
    "ông",
    "ơ",
    "ơn",
    "u",
    "un",
    "ung",
    "uôn",
    "uông",
    "ư",
    "ưng",
    "ươn",
    "ương",
    "y",
    "yên",
]
_MARKS = ["", "\u0300", "\u0301", "\u0309", "\u0303", "\u0323"]
_PLACES = [
    "Hòa Sơn",
    "Đông Lĩnh",
    "Thanh Khê Hạ",
    "Bình Sa",
    "Vân Trạch",
    "Long Đài",
    "Sông Thượng",
    "An Mỹ Đông",
    "Phú Hạ",
    "Kỳ Lâm",
    "Nam Trà Giang",
    "Thượng Ngàn",
]
_FAMILY = ["Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Vũ", "Đặng", "Bùi", "Đỗ", "Hồ"]
_GIVEN = ["Mẫu", "Thử", "Giả", "Định", "Ước", "Lệ", "Phỏng", "Tưởng", "Dụ", "Minh", "Họa"]
_KINDS = [
    ("nghi-quyet", "NQ", "Nghị quyết"),
    ("quyet-dinh", "QĐ", "Quyết định"),
    ("chi-thi", "CT", "Chỉ thị"),
]
_KINDS += [("ket-luan", "KL", "Kết luận"), ("ke-hoach", "KH", "Kế hoạch"), ("bao-cao", "BC", "Báo cáo")]
_KINDS += [("thong-bao", "TB", "Thông báo"), ("huong-dan", "HD", "Hướng dẫn"), ("cong-van", "CV", "Công văn")]


def _split(text: str) -> list[str]:
    return [" ".join(part.split()) for part in text.replace("\n", " ").split("|") if part.strip()]


@dataclass(frozen=True, slots=True)
class _Vocabulary:
    common: list[str]
    phrases: list[str]
    weights: list[float]
    rare: list[str]


def _vocabulary(rng: random.Random) -> _Vocabulary:
    import unicodedata

    phrases = [f"{act} {thing}" for act in _split(_ACTS) for thing in _split(_THINGS)]
    rng.shuffle(phrases)
    common = _split(_TAILS) + _split(_FILL) * 2
    weights = [1 / (rank + 12) for rank in range(len(phrases))]
    rare = []
    for onset in _ONSETS:
        for rime in _RIMES:
            for mark in _MARKS:
                rare.append(unicodedata.normalize("NFC", onset + rime[0] + mark + rime[1:]))
    rng.shuffle(rare)
    return _Vocabulary(common, phrases, list(accumulate(weights)), rare)


def documents(count: int, *, syllables: int = 1200, seed: int = SEED) -> Iterator[IndexDocument]:
    """`count` made documents of about `syllables` syllables, one after the other."""
    rng = random.Random(seed)
    vocabulary = _vocabulary(rng)
    for serial in range(count):
        yield _document(rng, vocabulary, serial, syllables)


def _document(rng: random.Random, vocabulary: _Vocabulary, serial: int, syllables: int) -> IndexDocument:
    code, symbol, title = rng.choices(_KINDS, weights=[6, 9, 3, 2, 7, 8, 6, 3, 12])[0]
    place = rng.choice(_PLACES)
    party = rng.random() < 0.5
    issuer, names, suffix = (
        (f"tinh-uy:{serial % 12}", f"Tỉnh ủy {place}", "TU")
        if party
        else (f"ubnd-tinh:{serial % 12}", f"Ủy ban nhân dân tỉnh {place}", "UBND")
    )
    day = dt.date(2005, 1, 1) + dt.timedelta(days=rng.randrange(7600))
    ordinal = rng.randrange(1, 900)
    number = f"{ordinal}-{symbol}/{suffix}" if party else f"{ordinal}/{day.year}/{symbol}-{suffix}"
    subject = rng.choices(vocabulary.phrases, cum_weights=vocabulary.weights, k=40)
    subject_text = "Về " + next((p for p in subject if p.count(" ") > 2), subject[0]) + f" tỉnh {place}"
    signatory = f"{rng.choice(_FAMILY)} {rng.choice(['Văn', 'Thị'])} {rng.choice(_GIVEN)}"
    head = f"{names.upper()}\nSố: {number}\n{place}, ngày {day.day} tháng {day.month} năm {day.year}\n{title.upper()}\n{subject_text}\n"
    return IndexDocument(
        id=f"{serial:026d}",
        revision=1,
        number=number,
        kind=code,
        issuer_id=issuer,
        issuer_names=(names,),
        level="provincial",
        issued=day,
        place=place,
        subject=subject_text,
        signatory=signatory,
        language="vi",
        system="party" if party else "state",
        filed_on=dt.date(2026, 1, 1),
        text=head + _body(rng, vocabulary, syllables) + f"\n{signatory}\f",
    )


def _body(rng: random.Random, vocabulary: _Vocabulary, syllables: int) -> str:
    # A document speaks of few things and repeats them.
    topics = rng.choices(vocabulary.phrases, cum_weights=vocabulary.weights, k=28)
    parts: list[str] = []
    length = 0
    while length < syllables:
        for phrase in rng.choices(topics, k=16) + rng.choices(vocabulary.common, k=8):
            parts.append(phrase)
            length += phrase.count(" ") + 1
        # A few words nobody else uses: names, places, errors of recognition.
        parts.append(vocabulary.rare[int(rng.paretovariate(0.35)) % len(vocabulary.rare)])
        if rng.random() < 0.12:
            parts.append(
                f"căn cứ Nghị quyết số {rng.randrange(1, 200)}-NQ/TW ngày {rng.randrange(1, 28)}/{rng.randrange(1, 12)}/2023"
            )
        parts.append(f"{rng.randrange(1, 500)} triệu đồng.\n" if rng.random() < 0.3 else ";\n")
    return " ".join(parts)
