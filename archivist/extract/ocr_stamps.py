"""Stamps in the head zone: spots of red ink, and dark frames of the size of a stamp.

Owns: finding the spots, setting them upright, taking their frame away, and reading them.
Must not: judge what they mean (`archivist.directive.stamps` does).

Marks of secrecy and urgency are stamped in red in a frame, by hand, so a few degrees off
(Decree 30/2020/NĐ-CP App. I box 10). In body text red ink is made invisible; here it is all that
is looked at, so black text under a stamp does not disturb. A scanner without colour leaves
only the frame to go by.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from PIL import Image, ImageFilter, ImageOps

from archivist.extract.ocr_engine import BLOCK, LINE, SPARSE, Engine, Found
from archivist.extract.ocr_images import DPI, redness
from archivist.extract.ocr_layout import confidence_of
from archivist.extract.ocr_records import Stamp
from archivist.lazyclass import dataclass
from archivist.model import Box
from archivist.text import syllable_share

_PER_MM = DPI / 25.4
_SHRINK = 4
"""Spots are looked for at a quarter of the resolution: 2 pixels a millimetre."""
_RED_OVER_PAPER = 22
"""How much redder than the paper ink must be, of 255: faint stamps are 35 and more, coloured
or aged paper varies by less than 15."""
_LEAST_SPOT = (3.0, 2.2)
"""Millimetres: smaller spots are dirt (letters of a mark are 3 mm high and more)."""
_FRAME_WIDTH, _FRAME_HEIGHT = (12.0, 75.0), (6.0, 45.0)
"""Millimetres: stamps of marks are 20 to 40 by 8, that of the receiving office is 50 by 35."""
_EDGES = 1.0
"""Millimetres a spot is wider and higher than its ink (see `_spots`)."""
_SEAL = 26.0
"""Millimetres: the smallest office seal is 30 across."""
_ANGLES = (0.0, -1.5, 1.5, -3.0, 3.0, -4.5, 4.5, -6.0, 6.0)
_ALL_ANGLES = tuple(float(degrees) for degrees in range(-45, 46, 3))
"""A frame lies or stands level when it is turned by one of these, whatever its angle."""
_MARK_MM = 18.0
"""Higher stamps are no marks (8 mm) and are read once."""
_LEGIBLE = 55
_WELL_FORMED = 0.7
"""Share of syllables of a stamp's words: letters upside down or run together with those below make few."""
_COVERED = 0.75
"""Share of a stamp's ink that must lie within the words read: half a mark is none."""
_PATCHES = 12
"""Spots read at most; a page with more is no page with stamps, and counts as not read."""


@dataclass(frozen=True, slots=True)
class _Spot:
    """A connected spot, in pixels of the zone."""

    left: int
    top: int
    right: int
    bottom: int
    red: bool

    @property
    def width(self) -> float:
        """Millimetres."""
        return (self.right - self.left) / _PER_MM

    @property
    def height(self) -> float:
        """Millimetres."""
        return (self.bottom - self.top) / _PER_MM

    def box(self, scale: float) -> Box:
        """Its place in points."""
        return Box(
            x0=round(self.left * scale, 1),
            top=round(self.top * scale, 1),
            x1=round(self.right * scale, 1),
            bottom=round(self.bottom * scale, 1),
        )


def find_stamps(zone: Image.Image, dark: Image.Image, engine: Engine, scale: float) -> tuple[Stamp, ...]:
    """Read every stamp of a head zone.

    Args:
        zone: head of the page, grey or colour.
        dark: the same with every ink dark.
        engine: what reads.
        scale: points a pixel.
    """
    found: list[Stamp] = []
    red = redness(zone)
    if red is not None:
        ink = _red_ink(red)
        spots = [spot for spot in _spots(ink, red=True) if _is_large(spot)]
        letters = ImageOps.invert(ink)
        found += [_read(letters, spot, engine, scale) for spot in spots[:_PATCHES]]
        found += [_unread(spot, scale) for spot in spots[_PATCHES:]]
    dark = _strong(dark)
    frames = [spot for spot in _spots(_inked(dark), red=False) if _is_frame(dark, spot)]
    taken = [stamp.box for stamp in found]
    for spot in frames[:_PATCHES]:
        box = spot.box(scale)
        if not any(_overlap(box, other) > 0.5 for other in taken):
            taken.append(box)
            found.append(_read(dark, spot, engine, scale))
    return tuple(found)


# ------------------------------------------------------------------------------- finding


def _red_ink(red: Image.Image) -> Image.Image:
    """Strength of red ink, 0 to 255: the paper's own tint taken off, faint ink made strong."""
    soft = red.filter(ImageFilter.GaussianBlur(1))
    counts = soft.histogram()
    paper = _quantile(counts, 0.5)
    low = paper + _RED_OVER_PAPER
    inked = [count if value >= low else 0 for value, count in enumerate(counts)]
    high = max(_quantile(inked, 0.8) if sum(inked) else 255, low + 24)
    low -= 8
    return soft.point([round(max(0.0, min(1.0, (value - low) / (high - low))) * 255) for value in range(256)])


def _quantile(counts: Sequence[int], share: float) -> int:
    wanted = sum(counts) * share
    for value, count in enumerate(counts):
        wanted -= count
        if wanted <= 0:
            return value
    return 255


def _strong(dark: Image.Image) -> Image.Image:
    """Faint ink made strong: what is a little darker than the paper becomes dark."""
    paper = _quantile(dark.histogram(), 0.5)
    low, high = 0.55 * paper, 0.95 * paper + 1
    return dark.point([round(max(0.0, min(1.0, (v - low) / (high - low))) * 255) for v in range(256)])


def _inked(dark: Image.Image) -> Image.Image:
    return dark.point([255 if value < 150 else 0 for value in range(256)])


def _spots(ink: Image.Image, *, red: bool) -> list[_Spot]:
    """Connected spots, largest first; red letters of one word count as connected."""
    size = (max(ink.width // _SHRINK, 1), max(ink.height // _SHRINK, 1))
    small = ink.resize(size, Image.Resampling.BOX)
    if red:
        small = small.point([255 if value > 60 else 0 for value in range(256)]).filter(
            ImageFilter.MaxFilter(7)
        )
    grown = 3 if red else 0
    found = []
    for left, top, right, bottom in _components(small, 100 if red else 70):
        found.append(
            _Spot(
                max((left + grown) * _SHRINK - 4, 0),
                max((top + grown) * _SHRINK - 4, 0),
                min((right - grown) * _SHRINK + 4, ink.width),
                min((bottom - grown) * _SHRINK + 4, ink.height),
                red,
            )
        )
    return sorted(found, key=lambda spot: -spot.width * spot.height)


def _components(image: Image.Image, threshold: int) -> Iterator[tuple[int, int, int, int]]:
    """Boxes of the connected areas above a threshold (runs of each row joined with the row above)."""
    width, height = image.size
    data = image.point([1 if value > threshold else 0 for value in range(256)]).tobytes()
    parents: list[int] = []
    boxes: list[list[int]] = []

    def root(label: int) -> int:
        while parents[label] != label:
            parents[label] = parents[parents[label]]
            label = parents[label]
        return label

    above: list[tuple[int, int, int]] = []
    for y in range(height):
        here: list[tuple[int, int, int]] = []
        for match in re.finditer(b"\x01+", data[y * width : (y + 1) * width]):
            start, end = match.span()
            label = len(parents)
            parents.append(label)
            boxes.append([start, y, end, y + 1])
            for left, right, other in above:
                if left <= end and start <= right:
                    parents[root(other)] = root(label)
            here.append((start, end, label))
        above = here
    joined: dict[int, list[int]] = {}
    for label, (left, top, right, bottom) in enumerate(boxes):
        box = joined.setdefault(root(label), [left, top, right, bottom])
        box[0], box[1] = min(box[0], left), min(box[1], top)
        box[2], box[3] = max(box[2], right), max(box[3], bottom)
    for left, top, right, bottom in joined.values():
        yield left, top, right, bottom


def _is_large(spot: _Spot) -> bool:
    return spot.width >= _LEAST_SPOT[0] and spot.height >= _LEAST_SPOT[1]


def _is_frame(dark: Image.Image, spot: _Spot) -> bool:
    """A spot as large as a stamp with a line along each of its long sides, however it is turned."""
    least, most = _FRAME_HEIGHT[0], _FRAME_WIDTH[1]
    if not (least <= min(spot.width, spot.height) and max(spot.width, spot.height) <= most):
        return False
    patch = _patch(dark, spot, 2)
    return _has_sides(patch, _tilt(patch)) or _has_sides(patch, _slope(patch))


def _has_sides(patch: Image.Image, degrees: float) -> bool:
    """True when the patch, turned by so much, is a lying or standing frame."""
    inner = _level_ink(patch, degrees)
    if inner.height > inner.width:
        inner = inner.transpose(Image.Transpose.ROTATE_90)
    width, height = inner.width / _PER_MM, inner.height / _PER_MM
    low = height < _FRAME_HEIGHT[0] and _has_ends(inner)
    fits = (
        _FRAME_WIDTH[0] <= width + _EDGES <= _FRAME_WIDTH[1] + _EDGES
        and _FRAME_HEIGHT[0] - low * _EDGES <= height <= _FRAME_HEIGHT[1]
    )
    rows = inner.resize((1, inner.height), Image.Resampling.BOX).tobytes()
    half = len(rows) // 2
    return fits and max(rows[:half], default=0) > 110 and max(rows[half:], default=0) > 110


def _has_ends(inner: Image.Image) -> bool:
    """True when a line closes each end: a word that is underlined has none."""
    columns = inner.resize((inner.width, 1), Image.Resampling.BOX).tobytes()
    reach = max(len(columns) // 12, 1)
    return max(columns[:reach]) > 150 and max(columns[-reach:]) > 150


def _overlap(one: Box, other: Box) -> float:
    """Share of the first box that lies in the second."""
    across = min(one.x1, other.x1) - max(one.x0, other.x0)
    down = min(one.bottom, other.bottom) - max(one.top, other.top)
    area = (one.x1 - one.x0) * (one.bottom - one.top)
    return max(across, 0.0) * max(down, 0.0) / area if area > 0 else 0.0


# ------------------------------------------------------------------------------- reading


def _patch(image: Image.Image, spot: _Spot, margin: int) -> Image.Image:
    """The spot with a white margin around it."""
    cut = image.crop((spot.left, spot.top, spot.right, spot.bottom))
    return ImageOps.expand(cut, margin, fill=255)


def _tilt(patch: Image.Image) -> float:
    """Degrees to turn a patch by so that its lines lie level: then rows are most uneven."""
    small = ImageOps.invert(patch).resize(
        (max(patch.width // 2, 1), max(patch.height // 2, 1)), Image.Resampling.BOX
    )

    def uneven(angle: float) -> int:
        level = small.rotate(angle, resample=Image.Resampling.BILINEAR)
        rows = level.resize((1, level.height), Image.Resampling.BOX).tobytes()
        return sum((a - b) ** 2 for a, b in pairwise(rows))

    best = max(_ANGLES, key=uneven)
    return max((best, best - 0.75, best + 0.75), key=uneven)


def _slope(patch: Image.Image) -> float:
    """As `_tilt`, for any angle: degrees by which the longer or the shorter sides come to lie level."""
    small = ImageOps.invert(patch).resize(
        (max(patch.width // 4, 1), max(patch.height // 4, 1)), Image.Resampling.BOX
    )

    def uneven(angle: float) -> float:
        level = small.rotate(angle, expand=True, resample=Image.Resampling.BILINEAR)
        rows = level.resize((1, level.height), Image.Resampling.BOX).tobytes()
        return sum((a - b) ** 2 for a, b in pairwise(rows)) * level.width**2

    best = max(_ALL_ANGLES, key=uneven)
    best = max((best, best - 1.5, best + 1.5), key=uneven)
    return max((best, best - 0.75, best + 0.75), key=uneven)


def _level_ink(patch: Image.Image, degrees: float) -> Image.Image:
    """The ink of a patch turned by so much, cut close."""
    ink = _inked(patch.rotate(degrees, expand=True, fillcolor=255, resample=Image.Resampling.BICUBIC))
    box = ink.getbbox()
    return ink if box is None else ink.crop(box)


@dataclass(frozen=True, slots=True)
class _Words:
    """One reading of a spot: its words, their score, the share of the ink within them."""

    words: list[Found]
    score: float
    covered: float

    @property
    def sound(self) -> bool:
        """Sure, and of words there are."""
        text = " ".join(word.text for word in self.words)
        return self.score > _SURE and syllable_share(text) >= _WELL_FORMED


_SURE = 80


def _read(image: Image.Image, spot: _Spot, engine: Engine, scale: float) -> Stamp:
    """Set a spot upright and read it; one of a mark's size also the other ways round when that makes no sense."""
    patch = _patch(image, spot, 14)
    found = _words_of(patch, _tilt(patch), engine, tall=spot.height > 14)
    slope = _slope(patch)
    inner = _level_ink(patch, slope)
    height = min(inner.size) / _PER_MM
    if not found.sound and height <= _MARK_MM:
        along = slope if inner.width >= inner.height else slope + 90
        for degrees in (along, along + 180):
            other = _words_of(patch, degrees, engine, tall=False)
            if other.sound and other.score > found.score:
                found = other
    confidence = confidence_of(found.words)
    letters = sum(char.isalpha() for word in found.words for char in word.text)
    seal = min(spot.width, spot.height) >= _SEAL and max(spot.width, spot.height) < 60
    return Stamp(
        text=" ".join(word.text for word in found.words),
        confidence=confidence,
        box=spot.box(scale),
        red=spot.red,
        seal=seal and 0.7 < spot.width / spot.height < 1.43,
        read=confidence >= _LEGIBLE and letters >= 2 and found.covered >= _COVERED,
        height=round(height * _PER_MM * scale, 1),
    )


def _words_of(patch: Image.Image, degrees: float, engine: Engine, *, tall: bool) -> _Words:
    """Words of a patch turned by so much: its frame taken away, read in several ways; the best counts."""
    upright = patch.rotate(degrees, expand=True, fillcolor=255, resample=Image.Resampling.BICUBIC)
    best = _Words([], -1.0, 0.0)
    for variant in (_unframed(upright), _unframed(_closed(upright)), upright):
        for mode in (SPARSE, BLOCK) if tall else (LINE, SPARSE):
            words = [word for word in engine.read(variant, mode) if _is_word(word)]
            share = _covered(variant, words)
            score = confidence_of(words) * share
            if score > best.score:
                best = _Words(words, score, share)
        if best.score > _SURE:
            break
    return best


def _unread(spot: _Spot, scale: float) -> Stamp:
    return Stamp(text="", confidence=0, box=spot.box(scale), red=spot.red, seal=False, read=False)


def _is_word(word: Found) -> bool:
    return word.confidence >= 25 and any(char.isalnum() for char in word.text)


def _covered(image: Image.Image, words: Sequence[Found]) -> float:
    """Share of the ink that lies within the words."""
    ink = _inked(image)
    whole = ink.histogram()[255]
    if not whole:
        return 0.0
    for word in words:
        ink.paste(0, (word.left - 2, word.top - 2, word.left + word.width + 2, word.top + word.height + 2))
    return 1.0 - ink.histogram()[255] / whole


def _closed(image: Image.Image) -> Image.Image:
    """Gaps that black letters cut into red ones are filled."""
    return image.filter(ImageFilter.MinFilter(5)).filter(ImageFilter.MaxFilter(5))


def _unframed(image: Image.Image) -> Image.Image:
    """What stands within the frame; the image as it is when there is none."""
    ink = _inked(image)
    box = ink.getbbox()
    if box is None:
        return image
    inner = ink.crop(box)
    rows = inner.resize((1, inner.height), Image.Resampling.BOX).tobytes()
    # Rows of bold capitals are inked to less than half; a frame's nearly all along. Its sides
    # are as high as the frame, the stems of letters three quarters of it at most.
    top, bottom = _inside(rows, 140, len(rows) // 2)
    if bottom - top < 12 or inner.width < 24:
        return image
    between = inner.crop((0, top, inner.width, bottom))
    left, right = _inside(
        between.resize((between.width, 1), Image.Resampling.BOX).tobytes(), 215, between.width // 8
    )
    cut = image.crop((box[0] + left, box[1] + top, box[0] + right, box[1] + bottom))
    return ImageOps.expand(cut, 20, fill=255)


def _inside(profile: bytes, line: int, reach: int) -> tuple[int, int]:
    """Between the outermost lines at both ends, looked for within ``reach`` of each end."""
    first = _behind_line(profile[:reach], line)
    last = len(profile) - _behind_line(profile[::-1][:reach], line)
    return first, last


def _behind_line(profile: bytes, line: int) -> int:
    start = next((at for at, value in enumerate(profile) if value > line), None)
    if start is None:
        return 0
    end = start
    while end < len(profile) and profile[end] > line * 0.6:
        end += 1
    return end + 1


__all__ = ["find_stamps"]
