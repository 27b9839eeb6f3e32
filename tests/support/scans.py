"""Made scans: a page is set, rendered as a scanner would see it, and spoiled like paper is.

A made PDF is rendered at 200 dpi, stamped, skewed, blurred, strewn with noise and compressed as
JPEG. The text that was set is the truth recognition is measured against. Every office, number
and name is invented. The same call always gives the same image.
"""

from __future__ import annotations

import io
import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from importlib import resources
from pathlib import Path

import pypdf
import pypdfium2
from PIL import Image, ImageChops, ImageDraw, ImageFilter, ImageFont

from archivist.extract.ocr_records import SearchableTask
from archivist.extract.searchable import write
from archivist.model import Box
from archivist.store import PageWords, PlacedWord
from archivist.testing import A4, Place, make_pdf

DPI = 200
RED = (208, 32, 44)
FAINT_RED = (236, 168, 172)
BLACK = (24, 24, 24)
_PER_MM = DPI / 25.4


@dataclass(frozen=True, kw_only=True)
class Ink:
    """A rubber stamp in a frame.

    Attributes:
        text: its words.
        x: millimetres from the left edge of the page to its middle.
        y: millimetres from the top edge to its middle.
        colour: of the ink.
        degrees: how far it is turned (a hand does not stamp straight).
        height: of its letters, in millimetres.
    """

    text: str
    x: float
    y: float
    colour: tuple[int, int, int] = RED
    degrees: float = 0.0
    height: float = 5.0


@dataclass(frozen=True, kw_only=True)
class Pen:
    """Figures written by hand with a blue pen.

    Attributes:
        figures: digits.
        x: points from the left edge of the page to the first.
        y: points from the top edge to the line they stand on.
        size: height of a digit in points.
    """

    figures: str
    x: float
    y: float
    size: float = 13.0


BLUE = (38, 52, 140)
# Each digit as a pen draws it: strokes through points of a field one wide and one high.
_STROKES: dict[str, tuple[tuple[tuple[float, float], ...], ...]] = {
    "0": (((0.6, 0.05), (0.2, 0.2), (0.1, 0.6), (0.3, 0.97), (0.65, 0.9), (0.85, 0.5), (0.75, 0.12), (0.5, 0.02)),),
    "1": (((0.3, 0.3), (0.62, 0.0), (0.5, 1.0)),),
    "2": (((0.15, 0.25), (0.35, 0.03), (0.7, 0.08), (0.72, 0.35), (0.4, 0.7), (0.08, 0.98), (0.45, 0.9), (0.9, 0.97)),),
    "3": (((0.2, 0.1), (0.6, 0.02), (0.75, 0.25), (0.4, 0.45), (0.75, 0.6), (0.7, 0.92), (0.15, 0.95)),),
    "4": (((0.55, 0.0), (0.1, 0.6), (0.85, 0.55)), ((0.65, 0.3), (0.55, 1.05))),
    "5": (((0.8, 0.02), (0.35, 0.05), (0.25, 0.42), (0.65, 0.42), (0.75, 0.75), (0.45, 1.0), (0.1, 0.92)),),
    "6": (((0.7, 0.0), (0.3, 0.3), (0.12, 0.75), (0.4, 1.0), (0.7, 0.8), (0.55, 0.55), (0.2, 0.68)),),
    "7": (((0.1, 0.08), (0.85, 0.03), (0.5, 0.5), (0.35, 1.05)), ((0.25, 0.5), (0.7, 0.46))),
    "8": (((0.7, 0.12), (0.35, 0.02), (0.25, 0.3), (0.7, 0.65), (0.55, 0.98), (0.2, 0.85), (0.4, 0.5), (0.75, 0.12)),),
    "9": (((0.75, 0.2), (0.4, 0.03), (0.15, 0.3), (0.45, 0.5), (0.75, 0.2), (0.65, 0.65), (0.45, 1.05)),),
}  # fmt: skip


def by_hand(page: Sequence[Place]) -> tuple[list[Place], list[Pen]]:
    """The page with blanks for the figures of number and day, and the figures written into them.

    So nearly every paper original is: the clerk writes both last (Decree 30/2020/NĐ-CP art. 15).
    """
    places: list[Place] = []
    pens: list[Pen] = []
    for place in page:
        match = _FIGURES.search(place.text)
        if match is None:
            places.append(place)
            continue
        # A hand writes wider than print.
        gap = " " * (4 * len(match[1]) + 4)
        text = f"{place.text[: match.start(1)]}{gap}{place.text[match.end(1) :]}"
        places.append(replace(place, text=text))
        font = _font(100)
        width = font.getlength(text) * place.size / 100
        left = place.x - width / 2 if place.centred else place.x
        before = font.getlength(place.text[: match.start(1)] + "  ") * place.size / 100
        pens.append(Pen(figures=match[1], x=left + before, y=place.y + 1, size=place.size * 1.15))
    return places, pens


_FIGURES = re.compile(r"(?:^Số:? |, ngày )(\d+)")


def _write(page: Image.Image, pen: Pen, seed: int) -> None:
    """Draw the figures, none twice alike."""
    hand = random.Random(f"{pen.figures}{seed}")
    draw = ImageDraw.Draw(page)
    scale = DPI / 72
    high = pen.size * scale
    for at, figure in enumerate(pen.figures):
        left = pen.x * scale + at * high * 0.62 + hand.uniform(-0.04, 0.04) * high
        foot = pen.y * scale + hand.uniform(-0.08, 0.08) * high
        lean = hand.uniform(0.12, 0.3)
        for stroke in _STROKES[figure]:
            points = [
                (
                    left + (x * 0.55 + (1 - y) * lean + hand.uniform(-0.04, 0.04)) * high,
                    foot - (1 - y + hand.uniform(-0.04, 0.04)) * high,
                )
                for x, y in stroke
            ]
            draw.line(points, fill=BLUE, width=hand.choice((3, 4)), joint="curve")


def state_letter(
    number: str = "412/SNV-VTLT",
    day: str = "9 tháng 4 năm 2026",
    body: Sequence[str] = (),
    *,
    room: float = 0.0,
) -> list[Place]:
    """The first page of an official letter (Decree 30/2020, App. I), as places on the page.

    ``room`` points are left free under the head, where the receiving office stamps.
    """
    left, right = 165.0, 420.0
    head = [
        Place(text="ỦY BAN NHÂN DÂN TỈNH HÀ SƠN", x=left, y=60, size=11, centred=True),
        Place(text="SỞ NỘI VỤ", x=left, y=76, size=12, centred=True),
        Place(text="CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", x=right, y=60, size=11, centred=True),
        Place(text="Độc lập - Tự do - Hạnh phúc", x=right, y=76, size=12, centred=True),
        Place(text=f"Số: {number}", x=left, y=102, size=13, centred=True),
        Place(text=f"Hà Sơn, ngày {day}", x=right, y=102, size=13, centred=True),
        Place(text="V/v hướng dẫn nộp lưu hồ sơ", x=left, y=120, size=12, centred=True),
        Place(text="vào lưu trữ lịch sử", x=left, y=136, size=12, centred=True),
        Place(text="Kính gửi: Các sở, ban, ngành của tỉnh", x=300, y=176 + room, size=13, centred=True),
    ]
    return head + _running(body or BODY, 206 + room)


def party_resolution(number: str = "15-NQ/TU", day: str = "15 tháng 3 năm 2024") -> list[Place]:
    """The first page of a Party resolution (Guidance 36-HD/VPTW), as places on the page."""
    left, right = 160.0, 420.0
    head = [
        Place(text="TỈNH ỦY HÀ SƠN", x=left, y=60, size=13, centred=True),
        Place(text="*", x=left, y=76, size=13, centred=True),
        Place(text="ĐẢNG CỘNG SẢN VIỆT NAM", x=right, y=60, size=14, centred=True),
        Place(text=f"Số {number}", x=left, y=92, size=13, centred=True),
        Place(text=f"Hà Sơn, ngày {day}", x=right, y=92, size=13, centred=True),
        Place(text="NGHỊ QUYẾT", x=300, y=136, size=16, centred=True),
        Place(text="về công tác quản lý tài liệu lưu trữ", x=300, y=156, size=14, centred=True),
        Place(text="của các cơ quan trong tỉnh giai đoạn 2024 - 2030", x=300, y=174, size=14, centred=True),
    ]
    return head + _running(BODY, 210)


BODY = (
    "     Thực hiện kế hoạch công tác năm, Sở Nội vụ đề nghị các cơ quan rà soát toàn bộ",
    "hồ sơ, tài liệu hình thành trong quá trình hoạt động, xác định thời hạn bảo quản và",
    "lập danh mục hồ sơ nộp lưu vào lưu trữ lịch sử của tỉnh theo đúng quy định.",
    "     1. Người đứng đầu cơ quan chịu trách nhiệm chỉ đạo việc lập hồ sơ công việc,",
    "bố trí kho lưu trữ, trang thiết bị và kinh phí cho việc chỉnh lý tài liệu tồn đọng.",
    "     2. Công chức, viên chức được giao giải quyết công việc có trách nhiệm lập hồ sơ",
    "điện tử và giao nộp cho lưu trữ cơ quan trong thời hạn một năm kể từ ngày kết thúc.",
    "     3. Văn phòng tổng hợp kết quả, báo cáo định kỳ sáu tháng và hằng năm, kèm theo",
    "bảng thống kê số lượng hồ sơ đã thu nộp, số tài liệu hết giá trị đề nghị tiêu hủy.",
    "     Trong quá trình thực hiện, nếu có vướng mắc, đề nghị phản ánh kịp thời để được",
    "hướng dẫn, giải quyết theo thẩm quyền hoặc trình cấp trên xem xét, quyết định.",
    "     4. Các phòng chuyên môn bố trí người làm công tác văn thư có đủ năng lực, trình",
    "độ; không giao kiêm nhiệm quá nhiều việc khác làm ảnh hưởng đến chất lượng hồ sơ.",
    "     5. Kinh phí thực hiện được cân đối trong dự toán chi thường xuyên hằng năm của",
    "cơ quan, đơn vị và các nguồn hợp pháp khác theo phân cấp ngân sách hiện hành.",
)


def _running(lines: Sequence[str], top: float) -> list[Place]:
    return [Place(text=text, x=85, y=top + 21 * row, size=13) for row, text in enumerate(lines)]


def words_of(places: Sequence[Place]) -> str:
    """What was set, one line a place: the truth."""
    return "\n".join(" ".join(place.text.split()) for place in places)


def rendered(places: Sequence[Place], folder: Path) -> Image.Image:
    """The page as a clean colour image at 200 dpi."""
    path = make_pdf(folder / "set.pdf", pages=[list(places)])
    document = pypdfium2.PdfDocument(path)
    try:
        page = document[0]
        image: Image.Image = page.render(scale=DPI / 72).to_pil().convert("RGB")
        page.close()
    finally:
        document.close()
    return image


def spoiled(
    page: Image.Image,
    *,
    inks: Sequence[Ink] = (),
    pens: Sequence[Pen] = (),
    faint: float = 0.0,
    seal: tuple[float, float] | None = None,
    degrees: float = 0.8,
    noise: float = 0.12,
    blur: float = 0.7,
    quality: int = 60,
    grey: bool = False,
    turned: int = 0,
) -> Image.Image:
    """A page as it comes from a scanner.

    Args:
        page: the clean page.
        inks: stamps on it.
        pens: figures written by hand.
        faint: share of its blackness the print has lost (a worn ribbon, the third copy).
        seal: middle of a round red seal, in millimetres from the top left corner.
        degrees: skew.
        noise: share of the range of values the noise spans.
        blur: radius in pixels.
        quality: of the JPEG in between.
        grey: the scanner sees no colour.
        turned: the page lay on the glass turned by 0, 90, 180 or 270 degrees.
    """
    image = page.copy()
    if faint:
        image = image.point([round(255 - (255 - value) * (1 - faint)) for value in range(256)] * 3)
    for seed, pen in enumerate(pens):
        _write(image, pen, seed)
    for ink in inks:
        _press(image, _stamp(ink), ink.x, ink.y)
    if seal is not None:
        _press(image, _round_seal(), *seal)
    if degrees:
        image = image.rotate(degrees, resample=Image.Resampling.BICUBIC, fillcolor=(255, 255, 255))
    if blur:
        image = image.filter(ImageFilter.GaussianBlur(blur))
    if noise:
        image = _strewn(image, noise)
    if grey:
        image = image.convert("L")
    if turned:
        image = image.rotate(turned, expand=True)
    held = io.BytesIO()
    image.save(held, "JPEG", quality=quality)
    return Image.open(held)


def _strewn(image: Image.Image, share: float) -> Image.Image:
    width, height = image.size
    grains = Image.frombytes("L", image.size, random.Random(7).randbytes(width * height))
    layer = grains.point([round(value * share) for value in range(256)]).convert("RGB")
    darker = ImageChops.subtract(image, layer, scale=1, offset=round(128 * share))
    return ImageChops.lighter(darker, Image.new("RGB", image.size, (8, 8, 8)))


def _press(page: Image.Image, stamp: Image.Image, x: float, y: float) -> None:
    """Ink darkens what it falls on: black letters show through a red stamp."""
    left, top = round(x * _PER_MM - stamp.width / 2), round(y * _PER_MM - stamp.height / 2)
    under = page.crop((left, top, left + stamp.width, top + stamp.height))
    page.paste(ImageChops.multiply(under, stamp), (left, top))


def _stamp(ink: Ink) -> Image.Image:
    letters = _font(round(ink.height * _PER_MM * 1.45))
    box = ImageDraw.Draw(Image.new("L", (1, 1))).multiline_textbbox((0, 0), ink.text, font=letters)
    margin = round(2.0 * _PER_MM)
    size = (round(box[2] - box[0]) + 2 * margin, round(box[3] - box[1]) + 2 * margin)
    image = Image.new("RGB", size, (255, 255, 255))
    draw = ImageDraw.Draw(image)
    draw.rectangle((4, 4, size[0] - 5, size[1] - 5), outline=ink.colour, width=4)
    draw.text((margin - box[0], margin - box[1]), ink.text, font=letters, fill=ink.colour, stroke_width=1)
    return image.rotate(
        ink.degrees, expand=True, resample=Image.Resampling.BICUBIC, fillcolor=(255, 255, 255)
    )


def arrival_stamp(
    number: str, day: str, *, x: float = 52, y: float = 72, colour: tuple[int, int, int] = RED
) -> Ink:
    """The stamp of the receiving office, 50 by 35 mm (Decree 30/2020, App. IV), its fields filled in."""
    words = f"SỞ TÀI CHÍNH HÀ SƠN\nĐẾN   Số: {number}\nNgày: {day}\nChuyển: ............"
    return Ink(text=words, x=x, y=y, colour=colour, height=3.0)


def _round_seal() -> Image.Image:
    side = round(38 * _PER_MM)
    image = Image.new("RGB", (side, side), (255, 255, 255))
    draw = ImageDraw.Draw(image)
    for inset, width in ((2, 6), (28, 3), (95, 3)):
        draw.ellipse((inset, inset, side - inset - 1, side - inset - 1), outline=RED, width=width)
    draw.regular_polygon((side / 2, side / 2, 40), 5, fill=RED)
    return image


@cache
def _font(size: int) -> ImageFont.FreeTypeFont:
    data = (resources.files("archivist") / "testing_data" / "sample-serif.ttf").read_bytes()
    return ImageFont.truetype(io.BytesIO(data), size)


def as_pdf(path: Path, images: Sequence[Image.Image], *, quality: int = 60) -> Path:
    """A PDF of scanned pages without any text."""
    first, *others = images
    first.save(path, "PDF", resolution=DPI, save_all=True, append_images=others, quality=quality)
    return path


def scan_pdf(path: Path, places: Sequence[Place], **how: object) -> Path:
    """Set a page, scan it, and write it as a one-page PDF.

    The same call gives the same file as long as the process lives: setting and spoiling a page takes most of a second.
    """
    asked = repr((list(places), sorted(how.items())))
    if asked in _SCANNED:
        path.write_bytes(_SCANNED[asked])
        return path
    as_pdf(path, [spoiled(rendered(places, path.parent), **how)])  # type: ignore[arg-type]  # keywords of `spoiled`
    _SCANNED[asked] = path.read_bytes()
    return path


_SCANNED: dict[str, bytes] = {}


def layered_pdf(path: Path, places: Sequence[Place], **how: object) -> Path:
    """A scan as office machines save it: an image with the text it was read to behind it (ink is not in the text)."""
    scan = scan_pdf(path.with_suffix(".scan.pdf"), places, **how)
    words = [word for place in places for word in _placed_words(place)]
    page = PageWords(page=1, rotation=0, width=595.3, height=841.9, words=tuple(words))
    path.unlink(missing_ok=True)
    write(SearchableTask(path=str(scan), media_type="application/pdf", out=str(path), pages=(page,)))
    scan.unlink()
    return path


def typed_upon(path: Path, places: Sequence[Place], picture: Image.Image, *, over: bool = False) -> Path:
    """A page typed upon a picture that fills it, as designed letterheads and slides are; `over`: it covers the text."""
    below = path.with_suffix(".below.pdf")
    picture.save(below, "PDF", resolution=picture.width * 72 / A4[0])
    writer = pypdf.PdfWriter(clone_from=make_pdf(path, pages=[list(places)]))
    writer.pages[0].merge_page(pypdf.PdfReader(below).pages[0], over=over)
    writer.write(path)
    below.unlink()
    return path


def _placed_words(place: Place) -> Iterator[PlacedWord]:
    font = _font(100)
    x = place.x - font.getlength(place.text) * place.size / 200 if place.centred else place.x
    for text in place.text.split():
        x1 = x + font.getlength(text) * place.size / 100
        box = Box(x0=x, top=place.y - 0.8 * place.size, x1=x1, bottom=place.y + 0.2 * place.size)
        yield PlacedWord(text=text, confidence=95, box=box)
        x = x1 + 0.25 * place.size


__all__ = [
    "A4",
    "BLACK",
    "DPI",
    "FAINT_RED",
    "RED",
    "Ink",
    "Pen",
    "Place",
    "arrival_stamp",
    "as_pdf",
    "by_hand",
    "layered_pdf",
    "party_resolution",
    "rendered",
    "scan_pdf",
    "spoiled",
    "state_letter",
    "typed_upon",
    "words_of",
]
