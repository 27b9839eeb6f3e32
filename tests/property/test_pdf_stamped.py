"""The quick reader of stamped numbers says what pypdf says, or nothing."""

from __future__ import annotations

from hypothesis import example, given
from hypothesis import strategies as st
from pypdf import PdfWriter
from pypdf.generic import (
    ArrayObject,
    DecodedStreamObject,
    DictionaryObject,
    NameObject,
    NumberObject,
    StreamObject,
)

from archivist.extract.cleaning import clean_text
from archivist.extract.pdf_stamped import stamped_text

PAGE = PdfWriter().add_blank_page(200, 200)
HEAD = "/CIDInit /ProcSet findresource begin 12 dict begin begincmap\n/CMapName /A def\n"
SPACE = "1 begincodespacerange\n<0000><FFFF>\nendcodespacerange\n"
END = "endcmap CMapName currentdict /CMap defineresource pop end end\n"
DIGITS = (
    "1 beginbfrange\n<0013><001c><0030>\nendbfrange\n2 beginbfchar\n<0012><002F>\n<0003><0020>\nendbfchar\n"
)
LETTERS = "1 beginbfrange\n<0024><003d><0041>\nendbfrange\n1 beginbfchar\n<00ea><00FD>\nendbfchar\n"


def _stream(content: bytes, **entries: DictionaryObject) -> StreamObject:
    made = DecodedStreamObject()
    made.set_data(content)
    made.update({NameObject(f"/{name}"): entry for name, entry in entries.items()})
    return made


def _form(content: bytes, told: str, *, encoding: str = "/Identity-H", kind: str = "/Type0") -> StreamObject:
    below = DictionaryObject(
        {
            NameObject("/Type"): NameObject("/Font"),
            NameObject("/Subtype"): NameObject("/CIDFontType2"),
            NameObject("/BaseFont"): NameObject("/A"),
            NameObject("/DW"): NumberObject(500),
        }
    )
    font = DictionaryObject(
        {
            NameObject("/Type"): NameObject("/Font"),
            NameObject("/Subtype"): NameObject(kind),
            NameObject("/BaseFont"): NameObject("/A"),
            NameObject("/Encoding"): NameObject(encoding),
            NameObject("/DescendantFonts"): ArrayObject([below]),
            NameObject("/ToUnicode"): _stream(told.encode()),
        }
    )
    fonts = DictionaryObject({NameObject("/F1"): font})
    return _stream(content, Resources=DictionaryObject({NameObject("/Font"): fonts}))


def _by_pypdf(form: StreamObject) -> str:
    return clean_text(PAGE.extract_xform_text(form))  # type: ignore[arg-type]  # any stream does


def _shown(codes: list[int], *, digits: bool) -> bytes:
    raw = b"".join(code.to_bytes(2, "big") for code in codes)
    if digits:
        return b"<" + raw.hex().encode() + b">"
    for sign in b"\\()":  # the escape itself first
        raw = raw.replace(bytes([sign]), b"\\" + bytes([sign]))
    return b"(" + raw + b")"


_CODES = st.one_of(
    st.integers(0x12, 0x1C),
    st.sampled_from([3, 0x24, 0x28, 0x29, 0x3D, 0xEA, 0x5C, 0x0D, 0x0A, 0x41, 0x2013]),
)
_BEFORE = st.sampled_from(
    [
        b"", b"1 0 0 1 0.5 4.5 Tm\n", b"1 0 0 1 2 5 Tm 1 0 0.21256 1 2 5.3 Tm\n", b"0 3.14 Td\n0 0 1 rg\n", b"0 g ",
        b"1 0 0 -1 0 0 Tm ", b"0 1 -1 0 5 5 Tm ", b"0.1 0 0 0.1 9 0 cm ", b"3 Tr ", b"% x\n", b"0 0 0 1 0 0 Tm ",
        b"-1 0 0 1 3 3 Tm ",
    ]
)  # fmt: skip
_AFTER = st.sampled_from(
    [
        b"",
        b"0 g\n",
        b"1 0 0 1 13.5 4.5 Tm\n-13 0 Td\n",
        b"(\x00\x13)Tj\n",
        b"0 -9 Td [(\x00\x14)] TJ\n",
        b"T* ",
    ]
)
_MAPS = st.sampled_from(
    [
        DIGITS + LETTERS, DIGITS, LETTERS,
        "1 beginbfrange\n<0013><001c>[<0031><0032><0033>]\nendbfrange\n",  # an array
        "1 beginbfchar\n<0013><00660069>\nendbfchar\n",  # two letters for one code
        "1 beginbfrange\n<0010><003d><0590>\nendbfrange\n",  # letters written from right to left
        "1 beginbfrange\n<0013><001c><0300>\nendbfrange\n",  # marks
        "1 beginbfchar\n<13><0031>\nendbfchar\n",  # codes of one byte
        DIGITS + "1 beginbfchar\n<0014><0041>\nendbfchar\n",  # said twice
    ]
)  # fmt: skip


@given(
    codes=st.lists(_CODES, min_size=1, max_size=8),
    digits=st.booleans(),
    before=_BEFORE,
    after=_AFTER,
    font=st.sampled_from([b"/F1 13 Tf\n", b"/F1 13 Tf\n", b"/F2 13 Tf\n", b"/F1 0.49988 Tf ", b""]),
    told=_MAPS,
    space=st.sampled_from([SPACE, SPACE, "", "1 begincodespacerange <00><FF> endcodespacerange\n"]),
    encoding=st.sampled_from(["/Identity-H", "/Identity-H", "/Identity-V", "/WinAnsiEncoding"]),
)
@example([0x15, 3, 0x12], False, b"", b"", b"/F1 13 Tf\n", DIGITS, SPACE, "/Identity-H")
def test_a_stamped_string_is_what_pypdf_reads(
    codes: list[int],
    digits: bool,
    before: bytes,
    after: bytes,
    font: bytes,
    told: str,
    space: str,
    encoding: str,
) -> None:
    shown = _shown(codes, digits=digits)
    for content in (
        b"BT\n" + before + font + shown + b"Tj\n" + after + b"ET\n",
        b"q\nBT\n" + font + before + shown + b" Tj\n" + after + b"ET\nQ\n",
    ):
        form = _form(content, HEAD + space + told + END, encoding=encoding)
        text = stamped_text(form)
        assert text is None or clean_text(text) == _by_pypdf(form)


def test_a_stamped_number_is_read_without_pypdf() -> None:
    content = b"BT\n1 0 0 1 0.5 4.5 Tm\n1 0 0.21256 1 0.5 4.5 Tm\n/F1 13 Tf\n(\x00\x14\x00\x16)Tj\n0 g\n-13 0 Td\nET\n"
    form = _form(content, HEAD + SPACE + DIGITS + END)
    assert stamped_text(form) == "13" == _by_pypdf(form)
    signed = _form(b"q\nBT\n/F1 6 Tf\n0 3.14 Td\n<002E00EA>Tj\nET\nQ\n", HEAD + SPACE + LETTERS + END)
    assert stamped_text(signed) == "Ký" == _by_pypdf(signed)


def test_another_kind_of_font_is_left_to_pypdf() -> None:
    content = b"BT /F1 13 Tf (\x00\x14) Tj ET"
    assert stamped_text(_form(content, HEAD + SPACE + DIGITS + END)) == "1"
    assert stamped_text(_form(content, HEAD + SPACE + DIGITS + END, kind="/Type1")) is None
    assert stamped_text(_form(content, HEAD + SPACE + "/B usecmap\n" + DIGITS + END)) is None
    assert stamped_text(_stream(content)) is None
