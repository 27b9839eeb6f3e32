"""Which legacy encoding a font speaks, by its name.

Owns: the names of font families and their styles.
Must not: believe a name against the text: what is set in a legacy font may be Unicode.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from archivist.lazyclass import dataclass
from archivist.lazypattern import late_pattern
from archivist.legacy.tables import Encoding

_SUBSET = late_pattern(r"^[A-Z]{6}\+")
# Styles as PDF makers and Word append them: ".VnTimeH,Bold", "VnTimeHBold", ".VnTimeH Tur".
_STYLE = late_pattern(
    r"[ ,_-]*(?:Bold|Italic|Oblique|Regular|Normal|Roman|Light|Medium|MT|PS|Tur|CE|Cyr|Greek|Baltic)$"
)
_TCVN3 = late_pattern(r"\.?Vn(?:[A-Z3][A-Za-z0-9]*)(?: [A-Za-z0-9 ]+)?")
_VNI = late_pattern(r"VNI[- ]?[A-Z][A-Za-z0-9 _-]*")
_VPS = late_pattern(r"VPS [A-Za-z ]+")


@dataclass(frozen=True, slots=True)
class FontEncoding:
    """What a font shows.

    Attributes:
        encoding: the encoding of its glyphs; None when it is known but has no table (VPS).
        capitals: it shows the lower-case letters as capitals (``.VnTimeH``).
    """

    encoding: Encoding | None
    capitals: bool = False


@lru_cache(maxsize=512)
def font_encoding(name: str) -> FontEncoding | None:
    """The legacy encoding a font announces, None for other fonts.

    In the TCVN3 families a final capital H ("hoa") names the font of capitals: ``.VnTimeH``,
    ``.VnBahamasBH``; a name that merely ends in the letter h (``.VnEnglish``) does not.
    """
    bare = _plain_name(name)
    if _TCVN3.fullmatch(bare):
        return FontEncoding(Encoding.TCVN3, bare.endswith("H"))
    if _VNI.fullmatch(bare):
        return FontEncoding(Encoding.VNI)
    return FontEncoding(None) if _VPS.fullmatch(bare) else None


def _plain_name(name: str) -> str:
    name = _SUBSET.sub("", name.strip(" '\""))
    while (shorter := _STYLE.sub("", name)) != name and shorter:
        name = shorter
    return name


def legacy_fonts(names: Iterable[str]) -> tuple[str, ...]:
    """Those of the font names that announce a legacy encoding, without styles, sorted, once each."""
    return tuple(sorted({_plain_name(name) for name in names if font_encoding(name)}))
