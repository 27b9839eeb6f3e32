"""Character recognition of one page, in a worker.

Owns: the two readings of a scanned page: `read_head` (every ink, for marks, before anything
else) and `read_page` (the body, without red ink; figures written by hand in its head), and how a page that
lies on its side is noticed.
Must not: decide what a mark is or which pages are read; keep anything between two pages but the
loaded engine.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PIL import Image

from archivist.extract import ocr_figures as by_hand
from archivist.extract import ocr_images as images
from archivist.extract import ocr_second as second
from archivist.extract.ocr_engine import PAGE, SPARSE, Engine, Found, engine_for
from archivist.extract.ocr_layout import confidence_of, lay_out
from archivist.extract.ocr_records import HeadZone, OcrTask, RecognisedPage
from archivist.extract.ocr_stamps import find_stamps
from archivist.text import syllable_share

HEAD_SHARE = 0.35
"""Share of the page's height in which marks are stamped (Decree 30/2020, App. I, boxes 1 to 11)."""
UPRIGHT = 0.6
"""Share of well-formed syllables below which the page may lie on its side; upright scans of real
directives have 0.90 to 0.97."""
_POINTS = 72 / images.DPI
_BLANK = 0.0006
"""Share of dark pixels below which there is nothing on the paper but specks."""


def read_head(task: OcrTask) -> HeadZone:
    """Read the head of a page from an image that keeps every ink.

    Raises:
        ExtractionError: the page cannot be drawn, or the engine fails.
    """
    engine = engine_for(task.tessdata, task.program, task.orientation)
    page = images.page_image(Path(task.path), task.media_type, task.page, task.passwords)
    rotation = task.rotation
    zone, dark, words = _head(images.turned(page, rotation), engine)
    if not rotation and _share(words) < UPRIGHT and images.ink_share(images.every_ink(page)) > _BLANK:
        rotation = engine.orientation(images.without_red(page))
        if rotation:
            zone, dark, words = _head(images.turned(page, rotation), engine)
    laid = lay_out(words, page=task.page, width=zone.width * _POINTS, scale=_POINTS)
    return HeadZone(
        page=task.page,
        rotation=rotation,
        lines=laid.lines,
        stamps=find_stamps(zone, dark, engine, _POINTS),
        legible=_legible(words, dark),
    )


def _head(page: Image.Image, engine: Engine) -> tuple[Image.Image, Image.Image, list[Found]]:
    zone = page.crop((0, 0, page.width, max(round(page.height * HEAD_SHARE), 1)))
    dark = images.every_ink(zone)
    return zone, dark, engine.read(dark, SPARSE)


def _legible(words: Sequence[Found], dark: Image.Image) -> bool:
    """True when the zone was read, or there is nothing in it to be read."""
    if images.ink_share(dark) < _BLANK:
        return True
    letters = [word for word in words if sum(char.isalpha() for char in word.text) > 1]
    if len(letters) < 3:
        return False
    confidence = confidence_of(letters)
    return confidence >= 75 or (confidence >= 55 and _share(letters) >= 0.5)


def read_page(task: OcrTask) -> RecognisedPage:
    """Read the text of a page from its red channel; head and signature block twice.

    Raises:
        ExtractionError: the page cannot be drawn, or the engine fails.
    """
    engine = engine_for(task.tessdata, task.program, task.orientation)
    page = images.page_image(Path(task.path), task.media_type, task.page, task.passwords)
    rotation = task.rotation
    body = images.turned(images.without_red(page), rotation)
    del page
    ink = images.ink_share(body)
    words = engine.read(body, PAGE) if ink > _BLANK / 4 else []
    if words and not rotation and _share(words) < UPRIGHT:
        turn = engine.orientation(body)
        if turn:
            upright = images.turned(body, turn)
            again = engine.read(upright, PAGE)
            if _share(again) > _share(words):
                body, words, rotation = upright, again, turn
    name = engine.name
    zones = second.zones_of(words, task.page, body.size) if words else []
    if zones:
        fine = images.page_image(
            Path(task.path), task.media_type, task.page, task.passwords, second.SECOND_DPI
        )
        fine = images.turned(fine, rotation)
        again = second.read_again(fine, body.size, zones, engine)
        words = second.joined(words, again, zones)
        reader = by_hand.reader_for(task.model) if task.page == 1 else None
        if reader is not None:
            words = by_hand.read_figures(fine, body.size, words, reader)
            name = f"{name}, {task.figures}"
    laid = lay_out(words, page=task.page, width=body.width * _POINTS, scale=_POINTS, leave_out=task.leave_out)
    return RecognisedPage(
        page=task.page,
        rotation=rotation,
        width=round(body.width * _POINTS, 1),
        height=round(body.height * _POINTS, 1),
        lines=laid.lines,
        words=laid.words,
        confidence=confidence_of(words),
        syllables=round(syllable_share(" ".join(word.text for word in laid.words)), 3),
        ink=round(ink, 5),
        engine=name,
    )


def _share(words: Sequence[Found]) -> float:
    return syllable_share(" ".join(word.text for word in words))
