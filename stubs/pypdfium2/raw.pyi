from typing import Any

FPDF_PAGEOBJ_TEXT: int
FPDF_PAGEOBJ_PATH: int
FPDF_PAGEOBJ_IMAGE: int
FPDF_PAGEOBJ_SHADING: int
FPDF_PAGEOBJ_FORM: int

class FS_RECTF:
    left: float
    top: float
    right: float
    bottom: float

class FS_MATRIX:
    a: float
    b: float
    c: float
    d: float
    e: float
    f: float

def FPDFText_CountChars(text_page: Any) -> int: ...
def FPDFText_GetUnicode(text_page: Any, index: int) -> int: ...
def FPDFText_IsGenerated(text_page: Any, index: int) -> int: ...
def FPDFText_GetCharOrigin(text_page: Any, index: int, x: Any, y: Any) -> int: ...
def FPDFText_GetLooseCharBox(text_page: Any, index: int, rect: Any) -> int: ...
def FPDFText_GetFontSize(text_page: Any, index: int) -> float: ...
def FPDFText_GetFontWeight(text_page: Any, index: int) -> int: ...
def FPDFText_GetFontInfo(text_page: Any, index: int, buffer: Any, length: int, flags: Any) -> int: ...
def FPDFText_GetMatrix(text_page: Any, index: int, matrix: Any) -> int: ...
