"""A second reading of the zones fields stand in: the head of a page, and its signature block.

Owns: which zones are read twice, how the second image differs, and joining both readings word by word.
Must not: decide what a field is worth (`archivist.recognised` does), or take a figure from the second
reading in place of the first: of figures neither reading can be told to be the better one.

Errors of recognition depend on how the strokes of a letter fall on the grid of pixels. The same
page, drawn at another resolution and reduced to ink and paper, falls otherwise: what is read alike both
times is much likelier right, and what is not goes to a person. Cost: 0.3 to 0.5 s for a zone.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from PIL import Image, ImageFilter

from archivist.extract.ocr_engine import BLOCK, PAGE, Engine, Found
from archivist.extract.ocr_images import without_red, without_seal
from archivist.lazyclass import dataclass
from archivist.text import fold, is_syllable, same_word

SECOND_DPI = 300
HEAD_SHARE = 0.35
"""Share of the page's height that is read twice: letterhead, title and subject stand in it."""
_FOOT_SHARE = 0.4
"""Share of the page's height from "Nơi nhận" down that is read twice: the signature block."""
_BLOCK_FROM = 0.45
"""Share of the page's width the signature block stands right of: the right half of the text (Decree
30/2020/NĐ-CP App. I box 7; Guidance 36-HD/VPTW), a little more for what lies askew."""
_ALIKE = 0.5
"""Share of the smaller of two places that must be shared for both to be one word's."""
_LEAST = 60
"""Confidence from which a word that only the second reading found is taken."""


@dataclass(frozen=True, slots=True)
class Zone:
    """A part of the page, in pixels of the first reading: across its whole width, or right of `left`.

    The latter is the signature block. A seal in it makes tesseract take the block for a picture, name
    and all, unless it is told that there is nothing but one block of text.
    """

    top: int
    bottom: int
    left: int = 0


def zones_of(words: Sequence[Found], page: int, size: tuple[int, int]) -> list[Zone]:
    """What of a page is read twice: the head of the first page, the block beside the list of recipients.

    Args:
        words: of the first reading.
        page: 1-based number.
        size: of the page, in pixels.
    """
    width, height = size
    zones = []
    if page == 1:
        zones.append(Zone(0, round(height * HEAD_SHARE)))
    for one, other in pairwise(words):
        if fold(one.text).strip(".,'\"") == "noi" and fold(other.text).startswith("nhan"):
            top = max(one.top - 3 * one.height, zones[0].bottom if zones else 0)
            bottom = min(height, one.top + round(height * _FOOT_SHARE))
            zones.append(Zone(top, bottom, round(width * _BLOCK_FROM)))
            break
    return [zone for zone in zones if zone.bottom - zone.top > 20]


def read_again(
    fine: Image.Image, size: tuple[int, int], zones: Sequence[Zone], engine: Engine
) -> list[Found]:
    """Words of the zones in a finer image of the page, in pixels of the first.

    Args:
        fine: the page with its colours, upright.
        size: of the page in the first reading.
        zones: what to read.
        engine: what reads.
    """
    zoom = fine.width / size[0]
    found: list[Found] = []
    for zone in zones:
        top, bottom = round(zone.top * zoom), min(round(zone.bottom * zoom), fine.height)
        part = fine.crop((round(zone.left * zoom), top, fine.width, bottom))
        if zone.left:
            words = _whole(engine.read(ink_and_paper(without_seal(part)), BLOCK))
        else:
            words = engine.read(ink_and_paper(without_red(part)), PAGE)
        found += [_scaled(word, zoom, zone, len(found)) for word in words]
    return found


def _whole(words: Sequence[Found]) -> list[Found]:
    """Words that the left edge of the zone does not cut: a recipient's name may reach into it."""
    return [word for word in words if word.left > _EDGE]


_EDGE = 3
"""Pixels."""


def ink_and_paper(grey: Image.Image) -> Image.Image:
    """Two values only, parted where they differ most (Otsu 1979); a little blur first takes specks away."""
    soft = grey.filter(ImageFilter.GaussianBlur(1))
    threshold = _threshold(soft.histogram())
    return soft.point([0 if value <= threshold else 255 for value in range(256)])


def _threshold(counts: Sequence[int]) -> int:
    """The grey value that parts the pixels into two classes with the largest variance between them."""
    total, whole = sum(counts), sum(value * count for value, count in enumerate(counts))
    below, dark, best, found = 0, 0, 0.0, 127
    for value, count in enumerate(counts):
        below += count
        dark += value * count
        if not below or below == total:
            continue
        apart = dark / below - (whole - dark) / (total - below)
        between = below * (total - below) * apart * apart
        if between > best:
            best, found = between, value
    return found


def _scaled(word: Found, zoom: float, zone: Zone, before: int) -> Found:
    block, paragraph, line = word.line
    return Found(
        # Blocks of its own: its lines are not those of the first reading.
        (_SECOND_BLOCK + 100 * bool(before) + block, paragraph, line),
        zone.left + round(word.left / zoom),
        zone.top + round(word.top / zoom),
        max(round(word.width / zoom), 1),
        max(round(word.height / zoom), 1),
        word.confidence,
        word.text,
    )


_SECOND_BLOCK = 10_000


def joined(first: Sequence[Found], second: Sequence[Found], zones: Sequence[Zone]) -> list[Found]:
    """Both readings as one: each word of the zones says what the other reading had in its place.

    Words read alike have the higher confidence of both. Of two spellings that differ in accents alone the
    well-formed syllable is taken, of two such the one the engine was surer of; of others the second only
    where it is a word, the first is none, and the engine was surer of it. Figures and signs stay as they were
    read first. Words that only the second reading found are added; a scrap the first reading left of one of
    them, which a seal broke, goes.
    """
    words: list[Found] = []
    used: set[int] = set()
    for word in first:
        if any(_is_scrap(word, other) for other in second):
            continue
        if not _inside(word, zones):
            words.append(word)
            continue
        at = _match(word, second)
        if at is None:
            words.append(replace(word, second=""))
            continue
        used.add(at)
        words.append(_better(word, second[at]))
    for at, other in enumerate(second):
        if at not in used and _is_sound(other) and not any(_overlap(other, word) > 0.2 for word in words):
            words.append(replace(other, second=""))
    return words


def _is_scrap(word: Found, other: Found) -> bool:
    """True for one or two letters of a wider word that was read whole the second time."""
    letters = fold(word.text)
    return (
        len(letters) <= 2
        and letters.isalpha()
        and other.confidence >= _SURE_OF_WHOLE
        and other.width > 2 * word.width
        and _is_sound(other)
        and letters in fold(other.text)
        and _overlap(word, other) > 0.8
    )


_SURE_OF_WHOLE = 85


def _inside(word: Found, zones: Sequence[Zone]) -> bool:
    across, down = word.left + word.width / 2, word.top + word.height / 2
    return any(zone.top <= down <= zone.bottom and across >= zone.left for zone in zones)


def _match(word: Found, others: Sequence[Found]) -> int | None:
    """The word of the other reading in the same place."""
    at = max(range(len(others)), key=lambda index: _shared(word, others[index]), default=None)
    return at if at is not None and _shared(word, others[at]) > _ALIKE else None


def _shared(one: Found, other: Found) -> float:
    """As `_overlap`; 0 when one is far the wider, which two words run together are."""
    wide = max(one.width, other.width) > 2 * min(one.width, other.width)
    return 0.0 if wide else _overlap(one, other)


def _overlap(one: Found, other: Found) -> float:
    """Shared part of both places, as a share of the smaller one."""
    across = min(one.left + one.width, other.left + other.width) - max(one.left, other.left)
    down = min(one.top + one.height, other.top + other.height) - max(one.top, other.top)
    if across <= 0 or down <= 0:
        return 0.0
    return across * down / min(one.width * one.height, other.width * other.height)


def _better(word: Found, other: Found) -> Found:
    if same_word(word.text, other.text):
        return replace(word, confidence=max(word.confidence, other.confidence), second=other.text)
    if _is_word(word.text) == _is_word(other.text):
        taken = other.confidence > word.confidence and fold(word.text) == fold(other.text)
    else:
        alike = fold(word.text) == fold(other.text)
        taken = _is_word(other.text) and (alike or other.confidence > word.confidence)
    if taken and not any(char.isdigit() for char in word.text + other.text):
        return replace(word, text=other.text, confidence=other.confidence, second=word.text)
    return replace(word, second=other.text)


def _is_word(text: str) -> bool:
    return is_syllable(text.strip(".,;:()“”\"'"))


_SMALLEST = 12
"""Pixels at 200 dpi (4 points): capitals of 8 points, the smallest print there is, are 6 points high; tesseract
puts a word it cannot seat into a place of a few pixels, in another line."""
_AUTHORITY = frozenset({"TM", "KT", "TL", "TUQ", "T/M", "K/T", "T/L"})
"""What an authority line begins with; none of them is a syllable."""


def _is_sound(word: Found) -> bool:
    """A word that is no dirt: a syllable of two letters and more, figures, or a mark of authority."""
    core = word.text.strip(".,;:()“”\"'/")
    is_one = (len(core) > 1 and is_syllable(core)) or core.isdigit() or core in _AUTHORITY
    return word.confidence >= _LEAST and word.height >= _SMALLEST and is_one


__all__ = ["Zone", "ink_and_paper", "joined", "read_again", "zones_of"]
