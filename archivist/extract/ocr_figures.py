"""Figures written by hand, or set with a numbering stamp, into the two lines of a head that have blanks for them.

Owns: where the line of the number and the line of the date stand, reading them with the recogniser of lines
(`rapidocr`, an extra), and putting its figures in place of what tesseract made of them.
Must not: decide what a field is worth (`archivist.recognised` does: figures that recognition alone saw go to a
person), read any other line, or load anything from elsewhere than the installed package.

An office prints "Số:      -CV/TU" and "ngày     tháng 7 năm 2025"; the registry writes the rest (Guidance
36-HD/VPTW part II, 2; Decree 30/2020/NĐ-CP Art. 15 and App. I). tesseract is made for print: of pen strokes
it leaves nothing or letters. A network that was also trained on handwriting reads most of them. What it must find
around the figures ("ngày … tháng … năm", the printed rest of the number) shows that it looked at the right place.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from archivist.extract.ocr_engine import Found
from archivist.lazyclass import dataclass
from archivist.lazypattern import late_pattern
from archivist.text import fold, same_word

if TYPE_CHECKING:
    from PIL import Image

_HEAD_SHARE = 0.25
"""Share of the page's height number and date stand in (Decree 30/2020 App. I, boxes 3 and 4)."""
_LETTER = 36
"""Pixels at 200 dpi of a tall line of 13 to 14 points with its accents and tails."""
_HEIGHTS = (0.9, 1.2)
"""How far the two crops of a line reach above and below its middle, in tall lines: pens overshoot."""
_MARGIN = 12
"""Pixels beside the line that are taken along."""
_SURE = 0.2
"""Least certainty of every figure; below it the pen is not legible to the network. What is taken goes to a person
anyway, who has the image before them."""
_PRINTED = 80
"""Confidence of tesseract (of 100) in clean print."""
_KEPT = 40
"""Least confidence given to a number whose printed rest both recognisers read: it is no dirt (`ocr_layout.is_noise`)."""
_DATE = late_pattern(r"ng\w?y(\d{1,2})th\w{0,2}ng(\d{1,2})n\w?m\W?(\d{4})")
_BY_WORD = late_pattern(r"^\W*ng\w?y|thang|\bnam\W?(?:\d{4})?\W*$")
_SYMBOL = late_pattern(r"[-/](?:\d{4}/)?[^\W\d_]{2,}")
_NUMBER = late_pattern(r"^(?:(?:luat)?s[^\W\d]?\d?[:;.,]|(?:luat)?so?|\W*)(\d{1,5})(?=[-/])")


@dataclass(frozen=True, slots=True)
class Read:
    """What the recogniser made of a line: letters without spaces, and how sure it is of each (0 to 1)."""

    text: str
    sure: tuple[float, ...]

    def certainty(self, match: re.Match[str]) -> float:
        """The least of any figure of the match's groups."""
        spans = [match.span(group) for group in range(1, match.re.groups + 1)]
        return min(min(self.sure[start:end]) for start, end in spans)


@dataclass(frozen=True, slots=True)
class Figures:
    """The figures of a line, and how sure of the least sure one."""

    values: tuple[str, ...]
    sure: float


class LineReader:
    """Reads images of one line."""

    def __init__(self, model: str) -> None:
        import numpy
        from rapidocr import RapidOCR

        one = {f"EngineConfig.onnxruntime.{which}_op_num_threads": 1 for which in ("intra", "inter")}
        if not Path(model).is_file():
            raise FileNotFoundError(model)
        self._asarray = numpy.asarray
        # The model is named, so that a missing one is an error and never fetched.
        self._engine: Any = RapidOCR(  # typed Any: the package has no usable types
            params={**one, "Global.log_level": "critical", "Global.text_score": 0.0, "Rec.model_path": model}
        )

    def read(self, line: Image.Image) -> Read:
        """Letters of one line."""
        pixels = self._asarray(line.convert("RGB"))[:, :, ::-1]
        try:
            done = self._engine(
                pixels,
                use_det=False,
                use_cls=False,
                use_rec=True,
                return_word_box=True,
                return_single_char_box=True,
            )
        except Exception:  # noqa: BLE001  # whatever it raises: the line stays as the page was read
            return Read("", ())
        words = (done.word_results or (None,))[0]
        if words is None or not words.words:
            return Read("", ())
        letters = [letter for word in words.words for letter in word]
        pairs = [
            (fold(one), sure) for one, sure in zip(letters, words.confs, strict=False) if not one.isspace()
        ]
        return Read("".join(one for one, _ in pairs), tuple(float(sure) for one, sure in pairs for _ in one))


@cache
def reader_for(model: str) -> LineReader | None:
    """The reader of this worker, which stays loaded; None where it cannot be loaded.

    Args:
        model: file of the recogniser's network; empty when it is not installed.
    """
    if not model:
        return None
    try:
        return LineReader(model)
    except Exception:  # noqa: BLE001  # whatever it raises: pages are read without it, as without the extra
        return None


def read_figures(
    fine: Image.Image, size: tuple[int, int], words: Sequence[Found], reader: LineReader
) -> list[Found]:
    """The words of a first page with the figures of number and date as the recogniser of lines reads them.

    Args:
        fine: the page with its colours, upright, at a higher resolution.
        size: of the page in the first reading, in pixels.
        words: of the first reading.
        reader: what reads.
    """
    found = _with_date(fine, size, list(words), reader)
    return _with_number(fine, size, found, reader)


# ---------------------------------------------------------------------------------------- the date


def _with_date(
    fine: Image.Image, size: tuple[int, int], words: list[Found], reader: LineReader
) -> list[Found]:
    row = _date_row(words, size)
    start = next((at for at, word in enumerate(row) if re.search(r"ng\w?y", fold(word.text))), None)
    if start is None:
        return words
    phrase = row[start:]
    known = _dated(Read("".join(fold(word.text) for word in phrase), ()), trusted=True)
    if known is not None and all(map(_is_print, phrase)):
        return words
    seen = [_dated(reader.read(crop)) for crop in _crops(fine, size, phrase)]
    best, other = _preferred([one for one in seen if one is not None])
    if best is None or (known is not None and known.values == best.values):
        return words
    if known is not None and other is not None:
        return words  # it contradicts itself: what stands in print is the better reading
    second = known or other
    before, phrase = _parted(phrase)
    return [word for word in words if word not in row[start:]] + before + _date_words(phrase, best, second)


def _parted(phrase: Sequence[Found]) -> tuple[list[Found], list[Found]]:
    """What stands before "ngày" in one word with it ("Sơn,ngày"), and the phrase from there on."""
    first, *others = phrase
    at = re.search(r"ng\w?y", fold(first.text))
    if at is None or at.start() == 0:
        return [], list(phrase)
    cut = round(first.width * at.start() / len(first.text))
    place = replace(first, width=max(cut, 1), text=first.text[: at.start()], second=None)
    return [place], [replace(first, left=first.left + cut, width=max(first.width - cut, 1)), *others]


def _date_row(words: Sequence[Found], size: tuple[int, int]) -> list[Found]:
    """The topmost line of the head with two of "ngày", "tháng", "năm 2025", from the left."""
    head = [word for word in words if word.top < size[1] * _HEAD_SHARE and word.left > size[0] * 0.3]
    for anchor in sorted(head, key=lambda word: word.top):
        if not _BY_WORD.search(fold(anchor.text)):
            continue
        row = sorted((word for word in head if _level(anchor, word)), key=lambda word: word.left)
        line = " ".join(fold(word.text) for word in row)
        if sum(re.search(part, line) is not None for part in (r"ng\w?y", "thang", r"nam?\W?\s?\d{4}")) > 1:
            return row
    return []


def _level(anchor: Found, word: Found) -> bool:
    return abs(word.top + word.height / 2 - anchor.top - anchor.height / 2) < 0.6 * _LETTER


def _dated(read: Read, *, trusted: bool = False) -> Figures | None:
    """Day, month and year, when they are a day of the calendar."""
    match = _DATE.search(read.text)
    if match is None:
        return None
    day, month, year = (int(one) for one in match.groups())
    try:
        dt.date(year, month, day)
    except ValueError:
        return None
    sure = 1.0 if trusted else read.certainty(match)
    return Figures((f"{day:02}", str(month), str(year)), sure) if sure >= _SURE else None


def _date_words(phrase: Sequence[Found], best: Figures, second: Figures | None) -> list[Found]:
    """The phrase "ngày D tháng M năm Y" in the place of the phrase, each word as wide as its letters."""
    day, month, year = best.values
    others = second.values if second is not None else ("", "", "")
    texts = ("ngày", day, "tháng", month, "năm", year)
    seconds = ("ngày", others[0], "tháng", others[1], "năm", others[2])
    left, right = phrase[0].left, max(word.left + word.width for word in phrase)
    letter = (right - left) / (sum(map(len, texts)) + len(texts) - 1)
    like = min(phrase, key=lambda word: abs(word.height - _LETTER))
    made, at = [], float(left)
    for text, other in zip(texts, seconds, strict=True):
        sure = round(100 * best.sure) if text.isdigit() else 90
        made.append(
            Found(
                like.line,
                round(at),
                like.top,
                max(round(letter * len(text)), 1),
                like.height,
                sure,
                text,
                other,
            )
        )
        at += letter * (len(text) + 1)
    return made


# -------------------------------------------------------------------------------------- the number


def _with_number(
    fine: Image.Image, size: tuple[int, int], words: list[Found], reader: LineReader
) -> list[Found]:
    row = _number_row(words, size)
    if not row:
        return words
    symbol = row[-1]
    if _is_print(symbol) and symbol.text[0].isdigit():
        return words
    at = _SYMBOL.search(symbol.text)
    if at is None:
        return words
    rest = symbol.text[at.start() :]
    printed = "".join(word.text for word in row)[: -len(rest)]
    ordinal = re.search(r"(\d{1,5})\W*$", printed)
    seen = [_numbered(reader.read(crop), rest) for crop in _crops(fine, size, row)]
    best, other = _preferred([one for one in seen if one is not None])
    if best is None or (ordinal is not None and ordinal[1] == best.values[0]):
        return words
    instead = other.values[0] if other is not None else ordinal[1] if ordinal is not None else ""
    made = replace(
        symbol,
        text=best.values[0] + rest,
        confidence=max(round(100 * best.sure), _KEPT),
        second=instead + rest if instead else "",
    )
    return [word for word in words if word not in row] + _led(row[:-1], made)


def _led(before: Sequence[Found], number: Found) -> list[Found]:
    """The number behind "Số", however that was read: the line was chosen by it."""
    lead = next(word for word in before if _LEAD.match(fold(word.text)))
    kept = (
        lead
        if fold(lead.text).strip(".,:;").endswith("so")
        else replace(lead, text="Số:", confidence=90, second=None)
    )
    law = [word for word in before if word.left < lead.left and fold(word.text) == "luat"]
    return [*law, kept, number]


_LEAD = late_pattern(r"\W*(?:luat\W*)?s[^\W_]{0,2}\W*$")


def _number_row(words: Sequence[Found], size: tuple[int, int]) -> list[Found]:
    """The topmost line of the left column with a symbol of office ("/STP-VB"), up to the symbol."""
    head = [word for word in words if word.top < size[1] * _HEAD_SHARE and word.left < size[0] * 0.45]
    for symbol in sorted(head, key=lambda word: word.top):
        if not _SYMBOL.search(symbol.text) or fold(symbol.text).startswith("v/v"):
            continue
        row = sorted(
            (word for word in head if _level(symbol, word) and word.left <= symbol.left), key=lambda w: w.left
        )
        if any(_LEAD.match(fold(word.text)) for word in row[:-1]):
            return row
    return []


def _numbered(read: Read, rest: str) -> Figures | None:
    """The ordinal before the printed rest of the number, which must be there, too."""
    match = _NUMBER.search(read.text)
    if match is None:
        return None
    after, known = (_letters(one) for one in (read.text[match.end() :], rest))
    if len(known) < 2 or after[: len(known)] != known:
        return None
    sure = read.certainty(match)
    return Figures((match[1],), sure) if sure >= _SURE else None


def _letters(text: str) -> str:
    return "".join(char for char in fold(text) if char.isalnum())


# -------------------------------------------------------------------------------------- both lines


def _is_print(word: Found) -> bool:
    """A word that both readings of tesseract made out alike and surely: printed."""
    return word.confidence >= _PRINTED and bool(word.second) and same_word(word.text, word.second or "")


def _crops(fine: Image.Image, size: tuple[int, int], row: Sequence[Found]) -> list[Image.Image]:
    """The line cut out of the page, once narrowly and once with more of what stands above and below."""
    zoom = fine.width / size[0]
    left = min(word.left for word in row) - _MARGIN
    right = max(word.left + word.width for word in row) + _MARGIN
    like = min(row, key=lambda word: abs(word.height - _LETTER))
    middle = like.top + like.height / 2
    sides = []
    for reach in _HEIGHTS:
        box = (left, middle - reach * _LETTER, right, middle + reach * _LETTER)
        x0, y0, x1, y1 = (round(side * zoom) for side in box)
        sides.append(fine.crop((max(x0, 0), max(y0, 0), min(x1, fine.width), min(y1, fine.height))))
    return sides


def _preferred(seen: Sequence[Figures]) -> tuple[Figures | None, Figures | None]:
    """The reading to take, and one that contradicts it, if any does.

    Of two the one with more figures, since strokes of a pen are overlooked and none are made up; else the surer one.
    """
    if not seen:
        return None, None
    best = max(seen, key=lambda one: (sum(map(len, one.values)), one.sure))
    return best, next((one for one in seen if one.values != best.values), None)


__all__ = ["LineReader", "read_figures", "reader_for"]
