"""Small spreadsheets, presentations, books, Outlook items and archives, written by hand."""

from __future__ import annotations

import struct
import zipfile
from collections.abc import Mapping, Sequence
from email.utils import parseaddr
from itertools import pairwise
from pathlib import Path
from xml.sax.saxutils import escape

from support.containers import make_ole

_TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
_RELS = "http://schemas.openxmlformats.org/package/2006/relationships"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_CORE = (
    '<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" '
    'xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>{}</dc:title></cp:coreProperties>'
)


def put(archive: zipfile.ZipFile, name: str, content: str | bytes) -> None:
    """Add a member dated 1980, so that the same content gives the same bytes; ``mimetype`` is stored plainly."""
    plain = name == "mimetype" or archive.compression == zipfile.ZIP_STORED
    archive.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_STORED if plain else zipfile.ZIP_DEFLATED)


def _package(path: Path, main: str, kind: str, parts: Mapping[str, str]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        put(
            archive,
            "[Content_Types].xml",
            f'<Types xmlns="{_TYPES}"><Default Extension="xml" ContentType="application/xml"/>'
            f'<Override PartName="/{main}" ContentType="application/vnd.openxmlformats-officedocument.{kind}"/></Types>',
        )
        put(archive, "_rels/.rels", _relations({"rId1": ("officeDocument", main)}))
        for name, content in parts.items():
            put(archive, name, content)
    return path


def _relations(targets: Mapping[str, tuple[str, str]]) -> str:
    items = "".join(
        f'<Relationship Id="{key}" Type="{_OFFICE}/{kind}" Target="{target}"/>'
        for key, (kind, target) in targets.items()
    )
    return f'<Relationships xmlns="{_RELS}">{items}</Relationships>'


def make_xlsx(
    path: Path,
    sheets: Mapping[str, Sequence[Sequence[object]]],
    *,
    title: str = "",
    hidden: str = "",
    head: str = "",
) -> Path:
    """A workbook; None is an empty cell, numbers are numbers."""
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    listed = "".join(
        f'<sheet name="{escape(name)}" sheetId="{number}" r:id="s{number}"'
        + (' state="hidden"/>' if name == hidden else "/>")
        for number, name in enumerate(sheets, start=1)
    )
    parts = {
        "xl/workbook.xml": f'<workbook xmlns="{main}" xmlns:r="{_OFFICE}"><sheets>{listed}</sheets></workbook>',
        "xl/_rels/workbook.xml.rels": _relations(
            {
                f"s{number}": ("worksheet", f"worksheets/sheet{number}.xml")
                for number in range(1, len(sheets) + 1)
            }
        ),
        "docProps/core.xml": _CORE.format(escape(title)),
    }
    for number, rows in enumerate(sheets.values(), start=1):
        data = "".join(
            f'<row r="{row}">'
            + "".join(_xlsx_cell(row, column, value) for column, value in enumerate(cells))
            + "</row>"
            for row, cells in enumerate(rows, start=1)
        )
        parts[f"xl/worksheets/sheet{number}.xml"] = (
            f'{head}<worksheet xmlns="{main}"><sheetData>{data}</sheetData></worksheet>'
        )
    return _package(path, "xl/workbook.xml", "spreadsheetml.sheet.main+xml", parts)


def _xlsx_cell(row: int, column: int, value: object) -> str:
    place = f"{chr(ord('A') + column)}{row}"
    if value is None:
        return ""
    if isinstance(value, int | float):
        return f'<c r="{place}"><v>{value}</v></c>'
    return f'<c r="{place}" t="inlineStr"><is><t>{escape(str(value))}</t></is></c>'


def make_ods(path: Path, sheets: Mapping[str, Sequence[Sequence[object]]]) -> Path:
    """An OpenDocument spreadsheet."""
    tables = "".join(
        f'<table:table table:name="{escape(name)}">'
        + "".join(
            "<table:table-row>" + "".join(map(_ods_cell, cells)) + "</table:table-row>" for cells in rows
        )
        + "</table:table>"
        for name, rows in sheets.items()
    )
    names = " ".join(
        f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
        for name in ("office", "text", "table")
    )
    with zipfile.ZipFile(path, "w") as archive:
        put(archive, "mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        put(
            archive,
            "META-INF/manifest.xml",
            '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>',
        )
        put(
            archive,
            "content.xml",
            f"<office:document-content {names}><office:body><office:spreadsheet>{tables}"
            "</office:spreadsheet></office:body></office:document-content>",
        )
    return path


def _ods_cell(value: object) -> str:
    if value is None:
        return "<table:table-cell/>"
    if isinstance(value, int | float):
        return f'<table:table-cell office:value-type="float" office:value="{value}"><text:p>{value}</text:p></table:table-cell>'
    return f'<table:table-cell office:value-type="string"><text:p>{escape(str(value))}</text:p></table:table-cell>'


def make_xls(
    path: Path,
    name: str,
    rows: Sequence[Sequence[object]],
    fonts: Mapping[tuple[int, int], str] | None = None,
    *,
    drawings: bytes = b"",
    beside: bytes = b"",
) -> Path:
    """An Excel 97 workbook of one sheet ([MS-XLS] LABEL and NUMBER records).

    ``fonts`` names the font of cells by row and column, from 0; the others are in Arial. ``drawings`` are the bytes
    of the drawing group, parted into records as Excel does; ``beside`` are records behind the cells (`biff`).
    """
    places = dict.fromkeys((fonts or {}).values())
    names = ["Arial", "Arial", "Arial", "Arial", *places]  # there is no font number 4: the fifth is number 5
    looks = b"".join(biff(0x31, bytes(14) + struct.pack("<BB", len(one), 0) + one.encode()) for one in names)
    formats = {font: place for place, font in enumerate(places, start=1)}
    looks += b"".join(
        biff(0xE0, struct.pack("<H", index) + bytes(18)) for index in (0, *range(5, 5 + len(places)))
    )
    if not fonts:
        looks = b""
    for start in range(0, len(drawings), 8224):
        looks += biff(0x3C if start else 0xEB, drawings[start : start + 8224])
    cells = b""
    for row, values in enumerate(rows):
        for column, value in enumerate(values):
            look = formats.get((fonts or {}).get((row, column), ""), 0)
            if isinstance(value, int | float):
                cells += biff(0x0203, struct.pack("<HHHd", row, column, 0, value))
            elif value is not None:
                text = str(value)
                cells += biff(
                    0x0204, struct.pack("<HHHHB", row, column, look, len(text), 1) + text.encode("utf-16-le")
                )
    begin = struct.pack("<HHHHII", 0x0600, 0x0005, 0, 0, 0, 0)
    label = struct.pack("<BB", len(name), 1) + name.encode("utf-16-le")
    size = len(biff(0x0809, begin)) + len(looks) + len(biff(0x85, b"\0" * 6 + label)) + 4
    book = biff(0x0809, begin) + looks + biff(0x85, struct.pack("<IBB", size, 0, 0) + label) + biff(0x0A, b"")
    sheet = (
        biff(0x0809, struct.pack("<HHHHII", 0x0600, 0x0010, 0, 0, 0, 0)) + cells + beside + biff(0x0A, b"")
    )
    return make_ole(path, {"Workbook": book + sheet})


def make_xlsb(
    path: Path, name: str, rows: Sequence[Sequence[object]], *, title: str = "", header: str = ""
) -> Path:
    """An Excel binary workbook of one sheet ([MS-XLSB] BrtBundleSh, BrtCellSt, BrtCellReal)."""

    def wide(text: str) -> bytes:
        return struct.pack("<I", len(text)) + text.encode("utf-16-le")

    cells = b""
    for row, values in enumerate(rows):
        cells += _binary(0x00, struct.pack("<I", row) + bytes(21))
        for column, value in enumerate(values):
            place = struct.pack("<II", column, 0)
            if isinstance(value, int | float):
                cells += _binary(0x05, place + struct.pack("<d", value))
            elif value is not None:
                cells += _binary(0x06, place + wide(str(value)))
    size = struct.pack("<IIII", 0, max(len(rows) - 1, 0), 0, max((len(row) - 1 for row in rows), default=0))
    sheet = _binary(0x81) + _binary(0x94, size) + _binary(0x91) + cells + _binary(0x92)
    if header:
        codes = b"\0\0" + wide(header) + b"\xff\xff\xff\xff" * 5
        sheet += _binary(0x1DC, bytes(48)) + _binary(0x1DF, codes) + _binary(0x1E0)
    sheet += _binary(0x82)
    book = _binary(0x83) + _binary(0x8F) + _binary(0x9C, struct.pack("<II", 0, 1) + wide("r1") + wide(name))
    main = "application/vnd.ms-excel.sheet.binary.macroEnabled.main"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        types = f'<Override PartName="/xl/workbook.bin" ContentType="{main}"/>'
        put(archive, "[Content_Types].xml", f'<Types xmlns="{_TYPES}">{types}</Types>')
        put(archive, "_rels/.rels", _relations({"r1": ("officeDocument", "xl/workbook.bin")}))
        put(archive, "xl/_rels/workbook.bin.rels", _relations({"r1": ("worksheet", "worksheets/sheet1.bin")}))
        put(archive, "xl/workbook.bin", book + _binary(0x90) + _binary(0x84))
        put(archive, "xl/worksheets/sheet1.bin", sheet)
        if title:
            put(archive, "docProps/core.xml", f"<c><title>{escape(title)}</title></c>")
    return path


def _binary(kind: int, data: bytes = b"") -> bytes:
    """A record of XLSB ([MS-XLSB] 2.1.4): kind and size seven bits a byte."""
    head = bytes([kind]) if kind < 0x80 else bytes([kind & 0x7F | 0x80, kind >> 7])
    size = len(data)
    while size >= 0x80:
        head += bytes([size & 0x7F | 0x80])
        size >>= 7
    return head + bytes([size]) + data


def biff(kind: int, data: bytes) -> bytes:
    """A record of Excel 97–2003."""
    return struct.pack("<HH", kind, len(data)) + data


def make_pptx(path: Path, slides: Sequence[Sequence[str]], *, notes: str = "", title: str = "") -> Path:
    """A presentation: slides of paragraphs; ``notes`` belong to the first slide."""
    drawing = 'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
    main = (
        f'xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main" {drawing} xmlns:r="{_OFFICE}"'
    )
    # Stored in the other order than shown.
    order = "".join(
        f'<p:sldId id="{255 + number}" r:id="s{number}"/>' for number in range(1, len(slides) + 1)
    )
    parts = {
        "ppt/presentation.xml": f"<p:presentation {main}><p:sldIdLst>{order}</p:sldIdLst></p:presentation>",
        "ppt/_rels/presentation.xml.rels": _relations(
            {
                f"s{number}": ("slide", f"slides/slide{len(slides) + 1 - number}.xml")
                for number in range(1, len(slides) + 1)
            }
        ),
        "docProps/core.xml": _CORE.format(escape(title)),
    }

    def body(texts: Sequence[str], more: str = "") -> str:
        paragraphs = "".join(f"<a:p><a:r><a:t>{escape(text)}</a:t></a:r></a:p>" for text in texts)
        number = (
            '<p:sp><p:nvSpPr><p:nvPr><p:ph type="sldNum"/></p:nvPr></p:nvSpPr><p:txBody><a:p><a:fld><a:t>7</a:t>'
            "</a:fld></a:p></p:txBody></p:sp>"
        )
        return f"<p:cSld><p:spTree><p:sp><p:txBody>{paragraphs}</p:txBody></p:sp>{number}{more}</p:spTree></p:cSld>"

    for number, texts in enumerate(slides, start=1):
        file = f"slide{len(slides) + 1 - number}.xml"
        parts[f"ppt/slides/{file}"] = f"<p:sld {main}>{body(texts)}</p:sld>"
        if notes and number == 1:
            parts[f"ppt/slides/_rels/{file}.rels"] = _relations(
                {"n": ("notesSlide", "../notesSlides/n1.xml")}
            )
            parts["ppt/notesSlides/n1.xml"] = f"<p:notes {main}>{body([notes])}</p:notes>"
    return _package(path, "ppt/presentation.xml", "presentationml.presentation.main+xml", parts)


def make_odp(path: Path, slides: Sequence[Sequence[str]]) -> Path:
    """An OpenDocument presentation: slides of paragraphs."""
    pages = "".join(
        "<draw:page><draw:frame><draw:text-box>"
        + "".join(f"<text:p>{escape(text)}</text:p>" for text in texts)
        + "</draw:text-box></draw:frame></draw:page>"
        for texts in slides
    )
    names = " ".join(
        f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{urn}:1.0"'
        for name, urn in (("office", "office"), ("text", "text"), ("draw", "drawing"))
    )
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        put(archive, "mimetype", "application/vnd.oasis.opendocument.presentation")
        put(
            archive,
            "content.xml",
            f"<office:document-content {names}><office:body><office:presentation>{pages}"
            "</office:presentation></office:body></office:document-content>",
        )
    return path


def make_ppt(
    path: Path,
    slides: Sequence[tuple[str, str]],
    *,
    stale: str = "",
    encrypted: bool = False,
    master: str = "",
    footer: str = "",
    own_footer: str = "",
    shown: bool = True,
) -> Path:
    """A PowerPoint 97 presentation: outline and text box of each slide.

    ``stale`` is an older save. ``master`` is a text box on every slide, ``footer`` the footer of all, ``own_footer`` of
    each by itself; ``shown`` says whether footers are.
    """
    stream = b""
    places: dict[int, int] = {}
    if stale:
        stream += _slide_record(stale)
    for number, (_, box) in enumerate(slides, start=2):
        places[number] = len(stream)
        stream += _slide_record(box, more=_footer(own_footer, shown=shown))
    listing = b""
    for number, (outline, _) in enumerate(slides, start=2):
        listing += _ppt(0x03F3, struct.pack("<IIiII", number, 0, 0, 256, 0))
        listing += _ppt(0x0FA0, outline.encode("utf-16-le"))
    document = _ppt(0x0FF0, listing, container=True)
    if master:
        places[len(slides) + 2] = len(stream)
        stream += _slide_record(master, kind=0x03F8, place="Bấm để sửa")
        persist = _ppt(0x03F3, struct.pack("<IIiII", len(slides) + 2, 0, 0, 256, 0))
        document += _ppt(0x0FF0, persist, container=True, instance=1)
    places[1] = len(stream)
    stream += _ppt(0x03E8, document + _footer(footer, shown=shown), container=True)
    directory = len(stream)
    numbers = sorted(places)
    stream += _ppt(
        0x1772,
        struct.pack("<I", len(numbers) << 20 | 1) + b"".join(struct.pack("<I", places[n]) for n in numbers),
    )
    edit = len(stream)
    stream += _ppt(0x0FF5, struct.pack("<IHBBIIIIHH", 0, 0, 0, 3, 0, directory, 1, 9, 0, 0))
    token = 0xF3D1C4DF if encrypted else 0xE391C05F
    user = _ppt(0x0FF6, struct.pack("<IIIHHBB", 20, token, edit, 0, 0x03F4, 3, 0))
    return make_ole(path, {"PowerPoint Document": stream, "Current User": user})


def _slide_record(box: str, *, kind: int = 0x03EE, place: str = "", more: bytes = b"") -> bytes:
    """A slide or master; ``place`` is the text of a place that slides fill."""
    shapes = b""
    for text, data in ((box, b""), (place, _ppt(0xF011, _ppt(0x0BC3, bytes(8)), container=True))):
        held = data + _ppt(0xF00D, _ppt(0x0FA0, text.encode("utf-16-le")), container=True)
        shapes += _ppt(0xF004, held, container=True) if text or not data else b""
    return _ppt(kind, _ppt(0x040C, shapes, container=True) + more, container=True)


def _footer(text: str, *, shown: bool) -> bytes:
    if not text:
        return b""
    flags = _ppt(0x0FDA, struct.pack("<HH", 0, 0x20 if shown else 0))
    said = _ppt(0x0FBA, text.encode("utf-16-le"), instance=2)
    return _ppt(0x0FD9, flags + said, container=True, instance=3)


def _ppt(kind: int, data: bytes, *, container: bool = False, instance: int = 0) -> bytes:
    return struct.pack("<HHI", instance << 4 | (0xF if container else 0), kind, len(data)) + data


def make_epub(path: Path, chapters: Sequence[str], *, title: str = "", protected: bool = False) -> Path:
    """A book of chapters (bodies of XHTML), stored in the other order than read."""
    items = "".join(
        f'<item id="c{number}" href="text/ch%20{number}.xhtml" media-type="application/xhtml+xml"/>'
        for number in range(len(chapters), 0, -1)
    )
    order = "".join(f'<itemref idref="c{number}"/>' for number in range(1, len(chapters) + 1))
    with zipfile.ZipFile(path, "w") as archive:
        put(archive, "mimetype", "application/epub+zip")
        put(
            archive,
            "META-INF/container.xml",
            '<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>'
            '<rootfile full-path="OEBPS/book.opf"/></rootfiles></container>',
        )
        put(
            archive,
            "OEBPS/book.opf",
            '<package xmlns="http://www.idpf.org/2007/opf" xmlns:dc="http://purl.org/dc/elements/1.1/"><metadata>'
            f"<dc:title>{escape(title)}</dc:title></metadata><manifest>{items}</manifest><spine>{order}</spine></package>",
        )
        for number, chapter in enumerate(chapters, start=1):
            put(archive, f"OEBPS/text/ch {number}.xhtml", f"<html><body>{chapter}</body></html>")
        if protected:
            put(
                archive,
                "META-INF/encryption.xml",
                '<encryption xmlns:e="http://www.w3.org/2001/04/xmlenc#"><e:CipherReference URI="OEBPS/text/ch%201.xhtml"/>'
                "</encryption>",
            )
    return path


def make_msg(
    path: Path, *, subject: str, body: str, sender: str = "", to: str = "", attachments: Mapping[str, bytes] | None = None,
    attached: tuple[str, str] | None = None, blobs: Mapping[int, bytes] | None = None, depth: int = 1,
) -> Path:  # fmt: skip
    """An Outlook item ([MS-OXMSG]).

    ``attached`` is subject and text of an item attached to it, ``depth`` in how many items; ``blobs`` are
    binary properties of the innermost item (of this one when nothing is attached).
    """
    name, address = parseaddr(sender)
    names = list(attachments or {})
    head = struct.pack("<8xIIII8x", 0, len(names), 0, len(names))
    texts = {0x0037: subject, 0x1000: body, 0x0C1A: name or address, 0x0C1F: address, 0x0E04: to}
    tree = _item(texts, head, None if attached else blobs)
    for number, (name, data) in enumerate((attachments or {}).items()):
        tree[f"__attach_version1.0_#{number:08X}"] = _item({0x3707: name}, b"\0" * 8, {0x3701: data})
    if attached is not None:
        inner = _item({0x0037: attached[0], 0x1000: attached[1]}, b"\0" * 24, blobs)
        for _ in range(depth - 1):
            outer = _item({0x0037: "x", 0x1000: "y"}, b"\0" * 24)
            outer["__attach_version1.0_#00000000"] = {**_item({}, b"\0" * 8), "__substg1.0_3701000D": inner}
            inner = outer
        storage = _item({}, b"\0" * 8)
        storage["__substg1.0_3701000D"] = inner
        tree[f"__attach_version1.0_#{len(names):08X}"] = storage
    return make_ole_tree(path, tree)


_Tree = dict[str, "bytes | _Tree"]


def _item(texts: Mapping[int, str], head: bytes, blobs: Mapping[int, bytes] | None = None) -> _Tree:
    properties = head
    tree: _Tree = {}
    values = [(key, 0x001F, text.encode("utf-16-le")) for key, text in texts.items()]
    values += [(key, 0x0102, data) for key, data in (blobs or {}).items()]
    for key, kind, data in values:
        size = len(data) + (2 if kind == 0x001F else 0)
        properties += struct.pack("<HHIII", kind, key, 6, size, 0)
        tree[f"__substg1.0_{key:04X}{kind:04X}"] = data
    tree["__properties_version1.0"] = properties
    return tree


def make_ole_tree(path: Path, tree: _Tree) -> Path:
    """An OLE container with storages ([MS-CFB], version 3)."""
    entries: list[dict[str, int | str | bytes]] = []

    def add(name: str, node: bytes | _Tree, kind: int) -> int:
        number = len(entries)
        entries.append({"name": name, "kind": kind, "child": 0xFFFFFFFF, "right": 0xFFFFFFFF, "data": b""})
        if isinstance(node, bytes):
            entries[number]["data"] = node
            return number
        kids = [add(key, value, 2 if isinstance(value, bytes) else 1) for key, value in node.items()]
        for one, following in pairwise(kids):
            entries[one]["right"] = following
        entries[number]["child"] = kids[0] if kids else 0xFFFFFFFF
        return number

    add("Root Entry", tree, 5)
    contents = [entry["data"] if isinstance(entry["data"], bytes) else b"" for entry in entries]
    mini, starts, mini_fat = b"", [0xFFFFFFFE] * len(entries), list[int]()
    for number, data in enumerate(contents):
        if 0 < len(data) < 4096:  # small streams share one stream, in sectors of 64 bytes
            starts[number] = len(mini_fat)
            count = -(-len(data) // 64)
            mini_fat += [len(mini_fat) + index + 1 for index in range(count - 1)] + [0xFFFFFFFE]
            mini += data.ljust(64 * count, b"\0")
    contents[0] = mini
    blocks = [b"".join(struct.pack("<I", entry) for entry in mini_fat)]
    blocks += [data if number == 0 or len(data) >= 4096 else b"" for number, data in enumerate(contents)]
    directory_sectors = -(-len(entries) // 4)
    sectors = [-(-len(block) // 512) for block in blocks]
    fat = [0xFFFFFFFD] + [index + 2 for index in range(directory_sectors - 1)] + [0xFFFFFFFE]
    places = []
    for count in sectors:
        places.append(len(fat) if count else 0xFFFFFFFE)
        fat += [len(fat) + index + 1 for index in range(count - 1)] + [0xFFFFFFFE] * bool(count)
    assert len(fat) <= 128, "one sector of FAT is enough for a test"
    directory = b""
    for number, entry in enumerate(entries):
        raw = str(entry["name"]).encode("utf-16-le")
        place = places[number + 1] if sectors[number + 1] else starts[number]
        directory += raw.ljust(64, b"\0") + struct.pack("<HBB", len(raw) + 2, int(str(entry["kind"])), 1)
        directory += struct.pack("<III", 0xFFFFFFFF, int(str(entry["right"])), int(str(entry["child"])))
        directory += b"\0" * 36 + struct.pack("<IQ", place, len(contents[number]))
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 16 + struct.pack("<HHHHH6x", 0x3E, 3, 0xFFFE, 9, 6)
    header += struct.pack("<IIIIIIIII", 0, 1, 1, 0, 4096, places[0], sectors[0], 0xFFFFFFFE, 0)
    header += struct.pack("<109I", 0, *([0xFFFFFFFF] * 108))
    body = struct.pack("<128I", *fat, *([0xFFFFFFFF] * (128 - len(fat))))
    body += directory.ljust(directory_sectors * 512, b"\0")
    body += b"".join(block.ljust(count * 512, b"\0") for block, count in zip(blocks, sectors, strict=True))
    path.write_bytes(header + body)
    return path


def make_zip(path: Path, members: Mapping[str, bytes], *, flags: int | None = None) -> Path:
    """An archive; ``flags`` sets the general purpose bits of every member (bit 0: encrypted)."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            put(archive, name, data)
    if flags is not None:
        raw = bytearray(path.read_bytes())
        for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
            place = raw.find(mark)
            while place >= 0:
                struct.pack_into("<H", raw, place + offset, flags)
                place = raw.find(mark, place + 4)
        path.write_bytes(raw)
    return path
