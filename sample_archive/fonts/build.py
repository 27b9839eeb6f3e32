"""Cut the sample fonts out of Liberation Serif 2 (needs fontTools and the Debian package fonts-liberation2).

Owns: the font files in this folder and those shipped in ``archivist/testing_data`` and ``archivist/printing_data``.
Must not: be needed for making the samples; the results are committed.

The subsets are Modified Versions in the sense of the SIL Open Font License, so they do not carry
the reserved name; see OFL.txt.
"""

from __future__ import annotations

import json
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont

SYSTEM_FONTS = Path("/usr/share/fonts/truetype/liberation2")
HERE = Path(__file__).resolve().parent
TESTING_DATA = HERE.parent.parent / "archivist" / "testing_data"
PRINTING_DATA = HERE.parent.parent / "archivist" / "printing_data"
FACES = {"regular": "Regular", "bold": "Bold", "italic": "Italic", "bold-italic": "BoldItalic"}

LATIN = [*range(0x20, 0x7F), *range(0xA0, 0x180), 0x1A0, 0x1A1, 0x1AF, 0x1B0]
VIETNAMESE = [*range(0x1EA0, 0x1EFA), 0x300, 0x301, 0x303, 0x309, 0x323, 0x302, 0x306, 0x31B]
HEBREW = [*range(0x5D0, 0x5EB), 0x5BE, 0x5F3, 0x5F4]
SIGNS = [
    0x2010,
    0x2011,
    0x2013,
    0x2014,
    0x2018,
    0x2019,
    0x201C,
    0x201D,
    0x201E,
    0x2022,
    0x2026,
    0x20AC,
    0x2212,
]

OTHERS = [
    *range(0x370, 0x3FF),
    *range(0x400, 0x530),
    *range(0x2190, 0x2196),
    0x2022,
    0x2116,
    0x2264,
    0x2265,
    0x25A1,
]
"""What else may stand in a list of documents of every language; the last stands for what no font has."""


def cut(face: str, characters: list[int], name: str = "Archivist Sample Serif") -> TTFont:
    """One face with only the given characters, without hinting and layout tables, renamed."""
    font = TTFont(SYSTEM_FONTS / f"LiberationSerif-{FACES[face]}.ttf", recalcTimestamp=False)
    options = subset.Options()
    options.hinting = False
    options.layout_features = []
    options.name_IDs = [0, 1, 2, 3, 4, 6, 13, 14]
    options.recalc_timestamp = False
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=characters)
    cutter.subset(font)
    style = face.replace("-", " ").title()
    for record in font["name"].names:
        if record.nameID in (1, 3, 4):
            record.string = name + ("" if record.nameID == 1 else f" {style}")
        elif record.nameID == 6:
            record.string = f"{name}-{style}".replace(" ", "")
    return font


def save_map(font: TTFont, target: Path) -> None:
    """Write what a PDF needs of the font: for each character its glyph number and width (1/1000 em)."""
    unit = 1000 / font["head"].unitsPerEm
    widths, order = font["hmtx"], font.getReverseGlyphMap()
    glyphs = {
        chr(code): [order[name], round(widths[name][0] * unit)]
        for code, name in sorted(font.getBestCmap().items())
    }
    head, hhea = font["head"], font["hhea"]
    box = [round(value * unit) for value in (head.xMin, head.yMin, head.xMax, head.yMax)]
    record = {
        "name": "ArchivistSampleSerif-Regular",
        "ascent": round(hhea.ascent * unit),
        "descent": round(hhea.descent * unit),
        "box": box,
        "glyphs": glyphs,
    }
    target.write_text(json.dumps(record, ensure_ascii=False, separators=(",", ":")) + "\n", encoding="utf-8")


def main() -> None:
    everything = LATIN + VIETNAMESE + HEBREW + SIGNS
    for face in FACES:
        cut(face, everything).save(HERE / f"sample-serif-{face}.ttf")
    TESTING_DATA.mkdir(exist_ok=True)
    small = cut("regular", everything)
    small.save(TESTING_DATA / "sample-serif.ttf")
    save_map(small, TESTING_DATA / "sample-serif.json")
    PRINTING_DATA.mkdir(exist_ok=True)
    for face in ("regular", "bold", "italic"):
        cut(face, everything + OTHERS, "Archivist Serif").save(PRINTING_DATA / f"serif-{face}.ttf")


if __name__ == "__main__":
    main()
