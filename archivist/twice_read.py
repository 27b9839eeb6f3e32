"""What two readings of the same words say of a field: alike, or otherwise.

Owns: finding the words of a field on its page, whether each was read alike twice, and the value the
other reading gives.
Must not: recognise anything, or weigh a field (`archivist.recognised` does).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from archivist import numbers
from archivist.directive.dates import place_and_date
from archivist.directive.number import number_text
from archivist.extract.ocr_records import OcrWord, RecognisedPage
from archivist.model import Box, Evidence, FieldName, Reading
from archivist.text import nfc, same_word

_LINES = 16
"""Lines a subject takes at most."""


def read_alike(value: str, where: Evidence, page: RecognisedPage) -> bool:
    """True when every word of `value` stands in its place on the page and was read alike twice."""
    sound = [word for word in _words(value, where, page) if word.agreed]
    for token in value.split():
        if not any(char.isalnum() for char in token):
            continue
        at = next((at for at, word in enumerate(sound) if same_word(word.text, token)), None)
        if at is None:
            return False
        del sound[at]
    return True


def other_reading(name: str, reading: Reading, where: Evidence, page: RecognisedPage) -> str:
    """The value the other reading gives; empty when it gives none, or the same."""
    words = list(_words(reading.value, where, page))
    if not any(word.second and not word.agreed for word in words):
        return ""
    if name in (FieldName.NUMBER, FieldName.ISSUED):
        value = _figure(name, " ".join(word.text if word.second is None else word.second for word in words))
    else:
        value = _replaced(reading.value, words)
    return "" if value == nfc(reading.value) else value


def _figure(name: str, line: str) -> str:
    if name == FieldName.NUMBER:
        for found in numbers.find_numbers(number_text(line)):
            return found.number.normal
        return ""
    dated = place_and_date(line)
    return dated.date.value if dated is not None else ""


def _replaced(value: str, words: Sequence[OcrWord]) -> str:
    """`value` with the other reading of each word that was read otherwise."""
    left = [word for word in words if word.second and not word.agreed]
    tokens = re.split(r"(\s+)", nfc(value))
    for at, token in enumerate(tokens):
        found = next((word for word in left if same_word(word.text, token)), None)
        if found is not None and found.second:
            left.remove(found)
            tokens[at] = found.second
    return "".join(tokens)


def _words(value: str, where: Evidence, page: RecognisedPage) -> Iterator[OcrWord]:
    """The words of the lines `value` was read from."""
    boxes = list(_boxes(value, where, page))
    for word in page.words:
        if any(holds(box, word.box) for box in boxes):
            yield word


def _boxes(value: str, where: Evidence, page: RecognisedPage) -> Iterator[Box]:
    """The line the evidence names, and those below it that the value goes on with."""
    if where.box is not None:
        yield where.box
    start = next((at for at, line in enumerate(page.lines) if line.number == where.line), None)
    if start is None:
        return
    whole = " ".join(nfc(value).split())
    for line in page.lines[start + 1 : start + _LINES]:
        if " ".join(nfc(line.text).split()).strip(" -_*") not in whole:
            return
        if line.box is not None:
            yield line.box


def holds(box: Box, word: Box) -> bool:
    """True when the middle of a word lies in a box (or hardly outside)."""
    x, y = (word.x0 + word.x1) / 2, (word.top + word.bottom) / 2
    return box.x0 - 1 <= x <= box.x1 + 1 and box.top - 4 <= y <= box.bottom + 4


__all__ = ["holds", "other_reading", "read_alike"]
