"""Small PDFs, byte by byte: text at given places, widgets, images, signatures, bombs.

Any Unicode text can be set: every letter gets a code of its own in a font whose ToUnicode map
says what it is. All letters are half an em wide, so places are easy to reckon.
"""

from __future__ import annotations

import zlib
from dataclasses import dataclass, field
from pathlib import Path

WIDTH, HEIGHT = 595.0, 842.0
ADVANCE = 0.5  # em


@dataclass(frozen=True, kw_only=True)
class Text:
    """Text whose baseline begins at (x, y), y from the top of the page."""

    x: float
    y: float
    text: str
    size: float = 12.0
    bold: bool = False


@dataclass(frozen=True, kw_only=True)
class Stamp:
    """A widget over the page: left, top, right, bottom from the top left corner."""

    box: tuple[float, float, float, float]
    text: str
    signer: str = ""
    signed_at: str = ""


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """One page."""

    texts: tuple[Text, ...] = ()
    stamps: tuple[Stamp, ...] = ()
    image: bool = False
    rotate: int = 0
    content: bytes | None = None


@dataclass
class _Writer:
    objects: list[bytes] = field(default_factory=list)

    def add(self, body: bytes) -> int:
        self.objects.append(body)
        return len(self.objects)

    def stream(self, entries: str, data: bytes, *, flate: bool = False) -> int:
        data = zlib.compress(data, 9) if flate else data
        extra = " /Filter /FlateDecode" if flate else ""
        head = f"<< {entries}{extra} /Length {len(data)} >>\nstream\n".encode()
        return self.add(head + data + b"\nendstream")

    def finish(self, root: int, info: int) -> bytes:
        out = bytearray(b"%PDF-1.7\n")
        places = []
        for number, body in enumerate(self.objects, start=1):
            places.append(len(out))
            out += f"{number} 0 obj\n".encode() + body + b"\nendobj\n"
        start = len(out)
        out += f"xref\n0 {len(self.objects) + 1}\n0000000000 65535 f \n".encode()
        out += b"".join(f"{place:010d} 00000 n \n".encode() for place in places)
        trailer = f"<< /Size {len(self.objects) + 1} /Root {root} 0 R /Info {info} 0 R >>"
        return bytes(out) + f"trailer\n{trailer}\nstartxref\n{start}\n%%EOF\n".encode()


def line(x: float, y: float, text: str, *, size: float = 12.0, bold: bool = False) -> Text:
    """A `Text`, shorter to write."""
    return Text(x=x, y=y, text=text, size=size, bold=bold)


def centred(y: float, text: str, *, middle: float = 310.0, size: float = 12.0, bold: bool = False) -> Text:
    """A line with its middle at ``middle``."""
    return Text(x=middle - len(text) * size * ADVANCE / 2, y=y, text=text, size=size, bold=bold)


def make_pdf(sheets: list[Sheet], *, title: str = "", attachments: dict[str, bytes] | None = None) -> bytes:
    """A PDF with these pages."""
    writer = _Writer()
    spelled = [item.text for sheet in sheets for item in sheet.texts]
    spelled += [item.text for sheet in sheets for item in sheet.stamps]
    letters = sorted(set("".join(spelled)))
    codes = {char: code for code, char in enumerate(letters, start=33)}
    assert len(codes) < 220, "too many different letters for one font"
    fonts = [_font(writer, codes, name) for name in ("Times-Roman", "Times-Bold")]
    resources = f"/Font << /F0 {fonts[0]} 0 R /F1 {fonts[1]} 0 R >>"
    image = writer.stream(
        "/Type /XObject /Subtype /Image /Width 1 /Height 1 /ColorSpace /DeviceGray /BitsPerComponent 8",
        b"\x80",
    )
    pages_number = len(writer.objects) + 1 + sum(3 + 3 * len(sheet.stamps) for sheet in sheets)
    kids, fields = [], []
    for sheet in sheets:
        stamps = [_stamp(writer, stamp, codes, resources) for stamp in sheet.stamps]
        fields += stamps
        content = writer.stream("", sheet.content or _content(sheet, codes), flate=sheet.content is not None)
        annotations = " ".join(f"{number} 0 R" for number in stamps)
        kids.append(
            writer.add(
                f"<< /Type /Page /Parent {pages_number} 0 R /MediaBox [0 0 {WIDTH} {HEIGHT}] "
                f"/Rotate {sheet.rotate} /Contents {content} 0 R /Annots [{annotations}] "
                f"/Resources << {resources} /XObject << /Im {image} 0 R >> >> >>".encode()
            )
        )
        writer.add(b"null")
    listed = " ".join(f"{number} 0 R" for number in kids)
    while len(writer.objects) + 1 < pages_number:
        writer.add(b"null")
    assert writer.add(f"<< /Type /Pages /Kids [{listed}] /Count {len(kids)} >>".encode()) == pages_number
    names = _names(writer, attachments or {})
    form = " ".join(f"{number} 0 R" for number in fields)
    root = writer.add(
        f"<< /Type /Catalog /Pages {pages_number} 0 R /Lang (vi-VN) "
        f"/AcroForm << /Fields [{form}] /SigFlags 3 >>{names} >>".encode()
    )
    info = writer.add(b"<< /Title " + _utf16(title) + b" /Producer (made for a test) >>")
    return writer.finish(root, info)


def save(path: Path, sheets: list[Sheet], *, title: str = "") -> Path:
    """Write `make_pdf` to a file."""
    path.write_bytes(make_pdf(sheets, title=title))
    return path


def _utf16(text: str) -> bytes:
    return b"<" + (b"\xfe\xff" + text.encode("utf-16-be")).hex().encode() + b">"


def _encoded(text: str, codes: dict[str, int]) -> str:
    return "<" + "".join(f"{codes[char]:02x}" for char in text) + ">"


def _font(writer: _Writer, codes: dict[str, int], name: str) -> int:
    pairs = "\n".join(f"<{code:02x}> <{char.encode('utf-16-be').hex()}>" for char, code in codes.items())
    cmap = (
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapType 2 def\n"
        "1 begincodespacerange <00> <ff> endcodespacerange\n"
        f"{len(codes)} beginbfchar\n{pairs}\nendbfchar\nendcmap end end"
    )
    mapped = writer.stream("", cmap.encode())
    widths = " ".join([str(int(ADVANCE * 1000))] * 223)
    descriptor = writer.add(
        f"<< /Type /FontDescriptor /FontName /{name} /Flags 32 /Ascent 800 /Descent -200 "
        "/CapHeight 700 /StemV 80 /ItalicAngle 0 /FontBBox [0 -200 1000 800] >>".encode()
    )
    return writer.add(
        f"<< /Type /Font /Subtype /Type1 /BaseFont /{name} /FirstChar 33 /LastChar 255 /Widths [{widths}] "
        f"/FontDescriptor {descriptor} 0 R /ToUnicode {mapped} 0 R >>".encode()
    )


def _content(sheet: Sheet, codes: dict[str, int]) -> bytes:
    parts = [f"q {WIDTH} 0 0 {HEIGHT} 0 0 cm /Im Do Q"] if sheet.image else []
    for item in sheet.texts:
        font = "F1" if item.bold else "F0"
        place = f"{item.x:.2f} {HEIGHT - item.y:.2f}"
        parts.append(f"BT /{font} {item.size} Tf {place} Td {_encoded(item.text, codes)} Tj ET")
    return "\n".join(parts).encode()


def _stamp(writer: _Writer, stamp: Stamp, codes: dict[str, int], resources: str) -> int:
    left, top, right, bottom = stamp.box
    appearance = writer.stream(
        f"/Type /XObject /Subtype /Form /BBox [0 0 {right - left} {bottom - top}] /Resources << {resources} >>",
        f"BT /F0 12 Tf 0 4 Td {_encoded(stamp.text, codes)} Tj ET".encode(),
    )
    value = ""
    if stamp.signer:
        number = writer.add(
            b"<< /Type /Sig /Filter /Adobe.PPKLite /Name " + _utf16(stamp.signer)
            + f" /M ({stamp.signed_at}) /Contents <00> >>".encode()
        )  # fmt: skip
        value = f" /V {number} 0 R"
    else:
        writer.add(b"null")
    rectangle = f"[{left} {HEIGHT - bottom} {right} {HEIGHT - top}]"
    return writer.add(
        f"<< /Type /Annot /Subtype /Widget /FT /Sig /T (f{len(writer.objects)}) /F 4 /Rect {rectangle}{value} "
        f"/AP << /N {appearance} 0 R >> >>".encode()
    )


def _names(writer: _Writer, attachments: dict[str, bytes]) -> str:
    entries = []
    for name, data in sorted(attachments.items()):
        stream = writer.stream("/Type /EmbeddedFile", data)
        text = _utf16(name).decode()
        entries.append(f"{text} << /Type /Filespec /F {text} /UF {text} /EF << /F {stream} 0 R >> >>")
    return f" /Names << /EmbeddedFiles << /Names [{' '.join(entries)}] >> >>" if entries else ""


def letterhead(
    number: str = "Số:        /UBND-KT", date: str = "Hà Lam, ngày     tháng     năm 2026"
) -> list[Text]:
    """The head of a State letter of an invented province (Decree 30/2020/NĐ-CP, appendix I)."""
    return [
        centred(70, "ỦY BAN NHÂN DÂN", middle=160, bold=True),
        centred(86, "TỈNH HÀ LAM", middle=160, bold=True),
        centred(112, number, middle=160),
        centred(70, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", middle=425, bold=True),
        centred(86, "Độc lập - Tự do - Hạnh phúc", middle=425, bold=True),
        centred(112, date, middle=425),
    ]


def body(y: float, count: int) -> list[Text]:
    """Full lines of text between the margins of the page."""
    sentence = "các cơ quan liên quan chịu trách nhiệm tổ chức thực hiện nhiệm vụ này theo quy định"
    return [line(85, y + 18 * index, sentence[:75]) for index in range(count)]
