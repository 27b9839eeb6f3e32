"""Pages as images: rendering, turning, and the channels recognition looks at.

Owns: the pixels of a page at one resolution, whatever file they come from.
Must not: recognise anything, or decode more pixels than the limit.

The red channel shows red ink as white: seals and stamps vanish from the text under them (the
error rate of body text halves). The darker of green and blue keeps every ink.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterator, Sequence
from pathlib import Path

import pypdfium2
from PIL import Image, ImageChops, ImageFilter, UnidentifiedImageError

from archivist.detect import PDF
from archivist.extract.pdf_opening import open_pdf
from archivist.extract.request import refuse
from archivist.lazyclass import dataclass
from archivist.model import Reason

DPI = 200
"""Resolution pages are read at; 300 dpi reads no better and takes twice the time."""
_MOST_PIXELS = 12_000_000
"""A page is scaled down to this; A3 at 200 dpi has 7.7 million."""
_DECODED_PIXELS = 120_000_000
"""Image files with more pixels are refused (A2 at 600 dpi has 139, A3 has 70 million)."""
_LONG_SIDE_MM = 297.0


def page_image(
    path: Path, media_type: str, page: int, passwords: Sequence[str] = (), dpi: int = DPI
) -> Image.Image:
    """A page at so many dots per inch, grey (``L``) or colour (``RGB``).

    Raises:
        ExtractionError: ``unreadable``, ``memory-limit`` or ``decompression-limit``.
    """
    if media_type == PDF:
        return _rendered(path, page, passwords, dpi)
    return _decoded(path, page, dpi)


def _rendered(path: Path, number: int, passwords: Sequence[str], dpi: int) -> Image.Image:
    try:
        document = open_pdf(path, passwords)
        try:
            page = document.get_page(number - 1)
            try:
                width, height = page.get_size()
                fits = (_MOST_PIXELS / max(width * height, 1.0)) ** 0.5
                bitmap = page.render(scale=min(dpi / 72, fits), rev_byteorder=True)
                image: Image.Image = bitmap.to_pil().convert("RGB")
                bitmap.close()
            finally:
                page.close()
        finally:
            document.close()
    except pypdfium2.PdfiumError as error:
        refuse(Reason.UNREADABLE, f"page {number} cannot be drawn: {error}")
    return image


def _decoded(path: Path, number: int, dpi: int) -> Image.Image:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # PIL warns of large images; we have our own limit
            with Image.open(path) as image:
                image.seek(number - 1)
                if image.width * image.height > _DECODED_PIXELS:
                    refuse(Reason.DECOMPRESSION_LIMIT, "the image has too many pixels")
                turn = _EXIF_TURNS.get(int(image.getexif().get(_EXIF_ORIENTATION, 1)), 0)
                scale = dpi / _resolution(image)
                plain = _flattened(image)
    except (UnidentifiedImageError, OSError, EOFError, ValueError, SyntaxError) as error:
        refuse(Reason.UNREADABLE, f"the image cannot be read: {error}")
    except Image.DecompressionBombError:
        refuse(Reason.DECOMPRESSION_LIMIT, "the image has too many pixels")
    plain = turned(plain, turn)
    scale = min(scale, (_MOST_PIXELS / (plain.width * plain.height)) ** 0.5)
    if 0.95 < scale < 1.05:
        return plain
    size = (max(1, round(plain.width * scale)), max(1, round(plain.height * scale)))
    return plain.resize(size, Image.Resampling.BICUBIC, reducing_gap=2.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Pixels:
    """How the pixels of an image are laid out (names of PDF, ISO 32000-1 table 89)."""

    width: int
    height: int
    resolution: float
    colours: str
    bits: int
    is_jpeg: bool


def original_pixels(path: Path) -> Iterator[tuple[Pixels, bytes]]:
    """Every image of a file, upright, without loss: a JPEG as it is, others as plain samples.

    Raises:
        ExtractionError: ``unreadable`` or ``decompression-limit``.
    """
    try:
        with warnings.catch_warnings(), Image.open(path) as image:
            warnings.simplefilter("ignore")
            for number in range(getattr(image, "n_frames", 1)):
                image.seek(number)
                yield _pixels(image, path)
    except (UnidentifiedImageError, OSError, EOFError, ValueError, SyntaxError) as error:
        refuse(Reason.UNREADABLE, f"the image cannot be read: {error}")
    except Image.DecompressionBombError:
        refuse(Reason.DECOMPRESSION_LIMIT, "the image has too many pixels")


def _pixels(image: Image.Image, path: Path) -> tuple[Pixels, bytes]:
    if image.width * image.height > _DECODED_PIXELS:
        refuse(Reason.DECOMPRESSION_LIMIT, "the image has too many pixels")
    turn = _EXIF_TURNS.get(int(image.getexif().get(_EXIF_ORIENTATION, 1)), 0)
    resolution = _resolution(image)
    whole = image.format == "JPEG" and not turn and image.mode in ("L", "RGB")
    plain = image if whole or image.mode == "1" else _flattened(image)
    plain = turned(plain, turn)
    pixels = Pixels(
        width=plain.width,
        height=plain.height,
        resolution=resolution,
        colours="/DeviceRGB" if plain.mode == "RGB" else "/DeviceGray",
        bits=1 if plain.mode == "1" else 8,
        is_jpeg=whole,
    )
    return pixels, path.read_bytes() if whole else plain.tobytes()


_EXIF_ORIENTATION = 0x0112
_EXIF_TURNS = {3: 180, 6: 90, 8: 270}


def _resolution(image: Image.Image) -> float:
    """Dots per inch: as the file says, else as if its long side were that of an A4 sheet.

    Screens and cameras write 72 or 96 for want of knowledge; no scanner does.
    """
    said = image.info.get("dpi", (0, 0))
    dots = float(said[0] or 0) if isinstance(said, tuple) else 0.0
    if 120 <= dots <= 1300:
        return dots
    return max(max(image.size) / (_LONG_SIDE_MM / 25.4), 1.0)


def _flattened(image: Image.Image) -> Image.Image:
    """Grey or colour, transparent parts white."""
    if image.mode in ("1", "L"):
        return image.convert("L")
    if image.mode in ("I", "F", "I;16", "I;16B", "I;16L"):
        return image.point(lambda value: value / 256).convert("L")
    if "A" in image.mode or "transparency" in image.info:
        opaque = image.convert("RGBA")
        white = Image.new("RGBA", opaque.size, (255, 255, 255, 255))
        return Image.alpha_composite(white, opaque).convert("RGB")
    return image.convert("RGB")


_TRANSPOSE = {
    90: Image.Transpose.ROTATE_270,
    180: Image.Transpose.ROTATE_180,
    270: Image.Transpose.ROTATE_90,
}


def turned(image: Image.Image, degrees: int) -> Image.Image:
    """The image turned clockwise by a multiple of 90 degrees."""
    how = _TRANSPOSE.get(degrees % 360)
    return image if how is None else image.transpose(how)


def without_red(image: Image.Image) -> Image.Image:
    """Body text: the red channel, where red ink is as light as paper."""
    return image if image.mode == "L" else image.getchannel(0)


_RIM = 7
"""Pixels at 300 dpi round red ink that its edge may darken: a block of colour and the blur beside it."""
_REDDISH = 40
_BLACK = 110
"""Red channel: black ink is darker, also under red; the rim of red ink is lighter."""


def without_seal(image: Image.Image) -> Image.Image:
    """As `without_red`, and without the thin rim that stays of a seal.

    JPEG keeps colour at half the resolution of brightness (ITU-T T.81, 4:2:0), so that along its edge red ink
    is dark in the red channel, too, and letters it crosses cannot be read.
    """
    plain, colour = without_red(image), redness(image)
    if colour is None:
        return plain
    near = colour.filter(ImageFilter.MaxFilter(_RIM)).point(
        [255 if value > _REDDISH else 0 for value in range(256)]
    )
    black = plain.point([value if value <= _BLACK else 255 for value in range(256)])
    return Image.composite(black, plain, near)


def every_ink(image: Image.Image) -> Image.Image:
    """All inks: the darker of green and blue."""
    if image.mode == "L":
        return image
    return ImageChops.darker(image.getchannel(1), image.getchannel(2))


def redness(image: Image.Image) -> Image.Image | None:
    """How much redder than anything else each pixel is; None for a grey image."""
    if image.mode == "L":
        return None
    red, green, blue = image.split()
    return ImageChops.subtract(red, ImageChops.lighter(green, blue))


_INK = 0.72
"""Share of the paper's brightness below which a pixel is ink: faint print (a worn ribbon, the third
copy) is no darker than 150, noise and the back of the sheet no darker than 0.8 of the paper."""


def ink_share(image: Image.Image) -> float:
    """Share of the pixels of a grey image that are clearly darker than its paper.

    A page is called blank by it, so that faint print must count: what is not read clears nothing.
    """
    counts = image.histogram()
    total = max(sum(counts), 1)
    paper, seen = 0, 0
    while paper < len(counts) - 1 and seen + counts[paper] <= total / 2:
        seen += counts[paper]
        paper += 1
    return sum(counts[: max(128, round(_INK * paper))]) / total
