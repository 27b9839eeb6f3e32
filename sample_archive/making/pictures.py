"""Writes scans that are image files or colour PDFs, with stamps: red, black, faint, turned, over text.

Owns: these scans. Stamps and ageing are those of the tests (``tests/support/scans.py``).
Must not: leave a text layer.

Stamps are the option ``stamps`` of a record: ``text``, ``x``, ``y`` (millimetres of its middle), ``ink``
(``red``, ``black``, ``faint``), ``degrees`` and ``height``. ``depth`` says what the scanner kept: ``colour``,
``grey`` or ``line`` (black and white).
"""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

import pypdfium2
from PIL import Image
from support.scans import BLACK, FAINT_RED, RED, Ink, spoiled

from making import pdf_fpdf
from making.records import Sample

INKS = {"red": RED, "black": BLACK, "faint": FAINT_RED}
DPI = 200
QUALITY = 42


def write(sample: Sample, path: Path) -> None:
    """An image file (or a PDF of images) in the format its suffix names."""
    first, *others = [_kept(page, sample) for page in _pages(sample)]
    how: dict[str, Any] = {"dpi": (DPI, DPI)}  # keywords of Pillow
    if path.suffix == ".pdf":
        first.save(path, "PDF", resolution=DPI, save_all=True, append_images=others, quality=QUALITY)
        return
    if path.suffix in (".tif", ".tiff"):
        how |= {"compression": "group4", "save_all": True, "append_images": others}
    elif path.suffix == ".png":
        how |= {"optimize": True}
    elif path.suffix != ".bmp":
        how |= {"quality": QUALITY}
    first.save(path, **how)


def _pages(sample: Sample) -> list[Image.Image]:
    with tempfile.TemporaryDirectory() as folder:
        clean = Path(folder) / "clean.pdf"
        pdf_fpdf.write(sample, clean)
        document = pypdfium2.PdfDocument(clean)
        images = [page.render(scale=DPI / 72).to_pil().convert("RGB") for page in document]
        document.close()
    inks = [_ink(one) for one in sample.options.get("stamps", ())]
    skew = float(sample.options.get("skew", 0.4))
    return [
        spoiled(image, inks=inks if place == 0 else (), degrees=skew, noise=0.03, quality=80)
        for place, image in enumerate(images)
    ]


def _ink(stamp: dict[str, Any]) -> Ink:
    return Ink(
        text=stamp["text"],
        x=stamp["x"],
        y=stamp["y"],
        colour=INKS[stamp["ink"]],
        degrees=stamp.get("degrees", 0.0),
        height=stamp.get("height", 5.0),
    )


def _kept(page: Image.Image, sample: Sample) -> Image.Image:
    """The page with the colours the scanner keeps."""
    depth = sample.options.get("depth", "colour")
    if depth == "line":
        return page.convert("L").point(lambda value: 255 * (value > 150)).convert("1")
    if depth == "grey":
        return page.convert("L").quantize(8)
    return page.convert("RGB")
