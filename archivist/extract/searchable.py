"""A copy of a scan as PDF whose text can be searched and selected. Runs in the worker only.

Owns: the invisible text layer (its font, its places) and pages made of image files.
Must not: change the original, or draw anything that is seen.

The layer is set in a Type 3 font whose glyphs draw nothing (ISO 32000-1, 9.6.5): it needs no font
file, so Vietnamese comes out whatever fonts a machine has; what a code says stands in ToUnicode.
It lies under the page's own content.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator, Sequence
from itertools import pairwise
from pathlib import Path
from statistics import median

from pypdf import PageObject, PdfReader, PdfWriter
from pypdf.generic import (
    ArrayObject,
    DictionaryObject,
    FloatObject,
    IndirectObject,
    NameObject,
    NumberObject,
    StreamObject,
)

from archivist.detect import PDF
from archivist.extract.ocr_records import SearchableTask
from archivist.extract.pdf_gate import BROKEN
from archivist.extract.pdf_view import View
from archivist.extract.request import refuse
from archivist.model import Reason
from archivist.store import PageWords, PlacedWord

_CODES = 250  # of one font, from 1; 32 is kept for the blank
_BLANK = 32
_ADVANCE = 0.5  # em: every letter of the layer is so wide before it is stretched
_DESCENT = 0.22  # share of a word's box below its baseline


def write(task: SearchableTask) -> int:
    """Write the copy; says how many pages got a text layer.

    Raises:
        ExtractionError: ``encrypted`` or ``unreadable``.
    """
    try:
        writer = _copied(Path(task.path)) if task.media_type == PDF else _of_images(task)
        layer = _Layer(writer)
        done = 0
        for words in task.pages:
            if 0 < words.page <= len(writer.pages) and words.words:
                layer.put(writer.pages[words.page - 1], words)
                done += 1
        layer.finish()
        writer.add_metadata({"/Creator": "archivist: searchable copy, not the original"})
        with Path(task.out).open("xb") as file:
            writer.write(file)
    except BROKEN as error:
        refuse(Reason.UNREADABLE, f"no copy can be made of the file: {type(error).__name__}: {error}"[:300])
    return done


def _copied(path: Path) -> PdfWriter:
    """The PDF as it is; signatures lose their value, for the copy is not what was signed."""
    reader = PdfReader(path)
    if reader.is_encrypted:
        refuse(Reason.ENCRYPTED, "the original is encrypted; a copy would not be")
    writer = PdfWriter(clone_from=reader)
    root = writer.root_object
    root.pop("/Perms", None)
    form = root.get("/AcroForm")
    form = form.get_object() if form is not None else None
    if isinstance(form, DictionaryObject):
        form.pop("/SigFlags", None)
    for page in writer.pages:
        for reference in page.get("/Annots", ()) or ():
            _unsign(reference.get_object())
    return writer


def _unsign(node: object) -> None:
    for _ in range(12):  # the value may stand in a parent (ISO 32000-1, 12.7.3.1)
        if not isinstance(node, DictionaryObject):
            return
        if node.get("/FT") == "/Sig":
            node.pop("/V", None)
        parent = node.get("/Parent")
        node = parent.get_object() if parent is not None else None


# ------------------------------------------------------------------------------- text layer


class _Layer:
    """The invisible text of one document."""

    def __init__(self, writer: PdfWriter) -> None:
        self._writer = writer
        self._codes: dict[str, tuple[int, int]] = {}
        self._fonts: list[IndirectObject] = []
        self._letters: list[dict[int, str]] = []

    def put(self, page: PageObject, words: PageWords) -> None:
        """Lay the words of a page under its content."""
        place = _Placing(page, words)
        parts: list[str] = ["q", "BT"]
        used: set[int] = set()
        for line in _lines(words.words):
            parts += self._line(line, place, used)
        parts += ["ET", "Q"]
        stream = StreamObject()
        stream.set_data("\n".join(parts).encode("ascii"))
        added = self._writer._add_object(stream.flate_encode())
        contents = page.get("/Contents")
        old = contents.get_object() if contents is not None else None
        if isinstance(old, ArrayObject):
            page[NameObject("/Contents")] = ArrayObject([added, *old])
        else:
            page[NameObject("/Contents")] = ArrayObject(
                [added] if old is None else [added, page.raw_get("/Contents")]
            )
        self._name_fonts(page, used)
        if words.rotation % 360:
            # A page that lay on its side is shown upright: programs find no two words that run from right to left.
            page[NameObject("/Rotate")] = NumberObject((int(page.rotation or 0) + words.rotation) % 360)

    def _line(self, line: Sequence[PlacedWord], place: _Placing, used: set[int]) -> Iterator[str]:
        size = max(median([word.box.bottom - word.box.top for word in line]), 1.0)
        baseline = median([word.box.bottom for word in line]) - _DESCENT * size
        for word, after in pairwise([*line, None]):
            assert word is not None
            width = max(word.box.x1 - word.box.x0, 0.5)
            stretch = 100 * width / (_ADVANCE * size * len(word.text))
            text = word.text + (" " if after is not None else "")
            matrix = place.text_matrix(word.box.x0, baseline)
            yield " ".join([*(f"{value:.4f}" for value in matrix), "Tm"])
            yield f"{stretch * place.scale_x / place.scale_y:.3f} Tz"
            for font, codes in self._encoded(text):
                used.add(font)
                yield f"/AT{font} {size * place.scale_y:.3f} Tf <{bytes(codes).hex()}> Tj"

    def _encoded(self, text: str) -> Iterator[tuple[int, list[int]]]:
        """The text in runs of one font."""
        current, codes = -1, list[int]()
        for char in text:
            font, code = self._code(char, current)
            if font != current and codes:
                yield current, codes
                codes = []
            current = font
            codes.append(code)
        if codes:
            yield current, codes

    def _code(self, char: str, current: int) -> tuple[int, int]:
        if char == " " and current >= 0:  # every font has a blank
            return current, _BLANK
        if char not in self._codes:
            if not self._letters or len(self._letters[-1]) >= _CODES:
                self._letters.append({_BLANK: " "})
                self._fonts.append(self._writer._add_object(DictionaryObject()))
            letters = self._letters[-1]
            code = len(letters)
            code += code >= _BLANK
            letters[code] = char
            self._codes[char] = len(self._letters) - 1, code
        return self._codes[char]

    def _name_fonts(self, page: PageObject, used: set[int]) -> None:
        resources = page.get("/Resources")  # may be inherited, and shared with other pages
        resources = resources.get_object() if resources is not None else None
        own = DictionaryObject(resources if isinstance(resources, DictionaryObject) else {})
        fonts = own.get("/Font")
        fonts = fonts.get_object() if fonts is not None else None
        named = DictionaryObject(fonts if isinstance(fonts, DictionaryObject) else {})
        for number in used:
            named[NameObject(f"/AT{number}")] = self._fonts[number]
        own[NameObject("/Font")] = named
        page[NameObject("/Resources")] = own

    def finish(self) -> None:
        """Fill in the fonts, now that their letters are known."""
        for reference, letters in zip(self._fonts, self._letters, strict=True):
            font = reference.get_object()
            assert isinstance(font, DictionaryObject)
            font.update(_font(self._writer, letters))


def _font(writer: PdfWriter, letters: dict[int, str]) -> DictionaryObject:
    last = max(letters)
    advance = round(1000 * _ADVANCE)
    glyph = StreamObject()
    glyph.set_data(f"{advance} 0 0 -220 {advance} 780 d1".encode("ascii"))  # a box, so that readers see it
    mapped = StreamObject()
    mapped.set_data(_to_unicode(letters))
    numbers = [NumberObject(1), *[NameObject("/n")] * last]
    return DictionaryObject(
        {
            NameObject("/Type"): NameObject("/Font"),
            NameObject("/Subtype"): NameObject("/Type3"),
            NameObject("/FontBBox"): ArrayObject(map(NumberObject, (0, -220, advance, 780))),
            NameObject("/FontMatrix"): ArrayObject(map(FloatObject, (0.001, 0, 0, 0.001, 0, 0))),
            NameObject("/FirstChar"): NumberObject(1),
            NameObject("/LastChar"): NumberObject(last),
            NameObject("/Widths"): ArrayObject([NumberObject(advance)] * last),
            NameObject("/CharProcs"): DictionaryObject({NameObject("/n"): writer._add_object(glyph)}),
            NameObject("/Encoding"): DictionaryObject(
                {
                    NameObject("/Type"): NameObject("/Encoding"),
                    NameObject("/Differences"): ArrayObject(numbers),
                }
            ),
            NameObject("/ToUnicode"): writer._add_object(mapped),
            NameObject("/Resources"): DictionaryObject(),
        }
    )


def _to_unicode(letters: dict[int, str]) -> bytes:
    pairs = [f"<{code:02x}> <{char.encode('utf-16-be').hex()}>" for code, char in sorted(letters.items())]
    blocks = [pairs[start : start + 100] for start in range(0, len(pairs), 100)]
    body = "\n".join(f"{len(block)} beginbfchar\n" + "\n".join(block) + "\nendbfchar" for block in blocks)
    return (
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapType 2 def\n"
        f"1 begincodespacerange <00> <ff> endcodespacerange\n{body}\nendcmap end end"
    ).encode("ascii")


def _lines(words: Sequence[PlacedWord]) -> Iterator[list[PlacedWord]]:
    """Words that follow each other on one line (they are kept in the order of the lines)."""
    line: list[PlacedWord] = []
    for word in words:
        text = "".join(char for char in word.text if char >= " " and not "\ud800" <= char <= "\udfff")
        if not text:
            continue
        placed = PlacedWord(text=text, confidence=word.confidence, box=word.box)
        if line and not _continues(line[-1], placed):
            yield line
            line = []
        line.append(placed)
    if line:
        yield line


def _continues(before: PlacedWord, word: PlacedWord) -> bool:
    a, b = before.box, word.box
    shared = min(a.bottom, b.bottom) - max(a.top, b.top)
    return b.x0 > a.x0 and shared > 0.5 * min(a.bottom - a.top, b.bottom - b.top)


class _Placing:
    """From points of the page as it was read to PDF user space."""

    def __init__(self, page: PageObject, words: PageWords) -> None:
        box = page.cropbox
        rotation = int(page.rotation or 0) % 360
        view = View(float(box.left), float(box.bottom), float(box.right), float(box.top), rotation)
        turn = words.rotation % 360
        seen = (view.width, view.height) if turn % 180 == 0 else (view.height, view.width)
        self.scale_x = seen[0] / max(words.width, 1.0)
        self.scale_y = seen[1] / max(words.height, 1.0)
        self._view, self._turn = view, turn

    def text_matrix(self, x: float, y: float) -> tuple[float, float, float, float, float, float]:
        """Matrix that sets text of size 1 along the line as it is read."""
        here, right, up = self._user(x, y), self._user(x + 1, y), self._user(x, y - 1)
        return (
            (right[0] - here[0]) / self.scale_x,
            (right[1] - here[1]) / self.scale_x,
            (up[0] - here[0]) / self.scale_y,
            (up[1] - here[1]) / self.scale_y,
            here[0],
            here[1],
        )

    def _user(self, x: float, y: float) -> tuple[float, float]:
        view = self._view
        return view.user_point(*_turned_back(x * self.scale_x, y * self.scale_y, self._turn, view))


def _turned_back(x: float, y: float, turn: int, view: View) -> tuple[float, float]:
    """A point of the page turned clockwise by `turn`, on the page as it is seen."""
    if turn == 90:
        return y, view.height - x
    if turn == 180:
        return view.width - x, view.height - y
    if turn == 270:
        return view.width - y, x
    return x, y


# ------------------------------------------------------------------------------- image files


def _of_images(task: SearchableTask) -> PdfWriter:
    """A PDF with a page for every image of the file, without loss."""
    from archivist.extract.ocr_images import original_pixels

    writer = PdfWriter()
    for image, data in original_pixels(Path(task.path)):
        dots = image.resolution
        width, height = 72 * image.width / dots, 72 * image.height / dots
        page = writer.add_blank_page(width, height)
        picture = StreamObject()
        picture.update(
            {
                NameObject("/Type"): NameObject("/XObject"),
                NameObject("/Subtype"): NameObject("/Image"),
                NameObject("/Width"): NumberObject(image.width),
                NameObject("/Height"): NumberObject(image.height),
                NameObject("/ColorSpace"): NameObject(image.colours),
                NameObject("/BitsPerComponent"): NumberObject(image.bits),
                NameObject("/Filter"): NameObject("/DCTDecode" if image.is_jpeg else "/FlateDecode"),
            }
        )
        picture._data = data if image.is_jpeg else zlib.compress(data, 6)
        shown = StreamObject()
        shown.set_data(f"q {width:.3f} 0 0 {height:.3f} 0 0 cm /Im Do Q".encode("ascii"))
        page[NameObject("/Contents")] = writer._add_object(shown)
        page[NameObject("/Resources")] = DictionaryObject(
            {NameObject("/XObject"): DictionaryObject({NameObject("/Im"): writer._add_object(picture)})}
        )
    return writer
