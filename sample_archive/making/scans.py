"""Writes scans: pages rendered, roughened, turned a little, and embedded as images.

Owns: scans, and scans whose only text is the box a signing program adds.
Must not: leave a text layer of the page itself.
"""

from __future__ import annotations

import datetime as dt
import io
import random
import tempfile
from pathlib import Path

import pypdfium2
from fpdf import FPDF
from PIL import Image, ImageChops, ImageDraw, ImageFilter

from making import pdf_fpdf
from making.pdf_fpdf import FONTS
from making.records import Sample

DPI = 150


def write_scan(sample: Sample, path: Path) -> None:
    """An image-only PDF."""
    _embed(_pages(sample), path, banner=())


def write_banner(sample: Sample, path: Path) -> None:
    """An image-only PDF with the text box of a signing program: text that is not the page's."""
    assert sample.body is not None
    banner = (
        f"Người ký: {sample.body.name.upper()}",
        "Cơ quan: MẪU - KHÔNG CÓ GIÁ TRỊ",
        str(sample.options["signed_at"]),
    )
    _embed(_pages(sample), path, banner=banner)


def _pages(sample: Sample) -> list[Image.Image]:
    with tempfile.TemporaryDirectory() as folder:
        clean = Path(folder) / "clean.pdf"
        pdf_fpdf.write(sample, clean)
        document = pypdfium2.PdfDocument(clean)
        images = [page.render(scale=DPI / 72).to_pil() for page in document]
        document.close()
    chance = random.Random(sample.file)  # fixed seed: the same scan every time
    return [_age(image, chance, seal=place == len(images) - 1) for place, image in enumerate(images)]


def _age(image: Image.Image, chance: random.Random, *, seal: bool) -> Image.Image:
    """Red seal on the last page, skew, blur and paper noise."""
    page = image.convert("RGB")
    if seal:
        _press_seal(page)
    page = page.rotate(chance.uniform(-0.9, 0.9), resample=Image.Resampling.BICUBIC, fillcolor="white")
    grey = page.convert("L").filter(ImageFilter.GaussianBlur(0.6))
    grain = Image.frombytes(
        "L", (grey.width // 2, grey.height // 2), chance.randbytes((grey.width // 2) * (grey.height // 2))
    )
    grain = grain.resize(grey.size).point(lambda value: 255 - value // 14)
    return ImageChops.multiply(grey, grain)


def _press_seal(page: Image.Image) -> None:
    pen = ImageDraw.Draw(page)
    x, y, radius = int(page.width * 0.58), int(page.height * 0.80), 95
    for inset in (0, 9):
        box = (x - radius + inset, y - radius + inset, x + radius - inset, y + radius - inset)
        pen.ellipse(box, outline=(200, 30, 30), width=4)
    pen.text((x - 30, y - 8), "M A U", fill=(200, 30, 30))


def _embed(images: list[Image.Image], path: Path, *, banner: tuple[str, ...]) -> None:
    sheet = FPDF(format="A4")
    sheet.set_auto_page_break(False)
    sheet.set_margin(0)
    sheet.set_creation_date(dt.datetime(2026, 1, 1, tzinfo=dt.UTC))
    sheet.add_font("Sample", "", FONTS / "sample-serif-regular.ttf")
    for place, image in enumerate(images):
        packed = io.BytesIO()
        image.save(packed, "JPEG", quality=38)
        sheet.add_page()
        sheet.image(packed, x=0, y=0, w=210, h=297)
        if banner and place == 0:
            sheet.set_font("Sample", "", 8)
            for row, line in enumerate(banner):
                sheet.set_xy(140, 6 + 3.6 * row)
                sheet.cell(66, 3.6, line)
    sheet.output(str(path))
