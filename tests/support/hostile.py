"""Files that want to hang, crash or lead astray whoever reads them; all made here.

`hostile_files` writes them into a folder. Every file is different, so none is a duplicate.
"""

from __future__ import annotations

import os
import random
import struct
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path

from support.containers import make_doc97, make_docx, make_odt, make_ole, paragraph
from support.flat import make_flat_odf, make_wordml
from support.formats import make_epub, make_msg, make_ods, make_ppt, make_pptx, make_xls, make_xlsx, make_zip
from support.pdfs import Sheet, body, letterhead, make_pdf

_TEXT = "ỦY BAN NHÂN DÂN TỈNH HÀ LAM\nSố: 12/QĐ-UBND\nQUYẾT ĐỊNH\nVề việc thử nghiệm\n" * 5
_MAGIC = {
    ".pdf": b"%PDF-1.7\n", ".docx": b"PK\x03\x04\x14\x00", ".doc": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
    ".rtf": b"{\\rtf1\\ansi ", ".html": b"<!DOCTYPE html><html>", ".eml": b"From: a@b\nMIME-Version: 1.0\nContent-Type: ",
    ".jpg": b"\xff\xd8\xff\xe0", ".png": b"\x89PNG\r\n\x1a\n", ".tif": b"II*\x00", ".webp": b"RIFF\x00\x01\x00\x00WEBP",
    ".bmp": b"BM", ".gz": b"\x1f\x8b", ".7z": b"7z\xbc\xaf\x27\x1c", ".rar": b"Rar!\x1a\x07", ".exe": b"MZ",
    ".elf": b"\x7fELF", ".txt": b"\xff\xfe", ".xml": b"<?xml version='1.0'?>", ".bin": b"",
}  # fmt: skip


def hostile_files(folder: Path, *, each: int, seed: int = 11, heavy: bool = True) -> list[Path]:
    """Write the corpus.

    Args:
        folder: an empty folder.
        each: damaged copies of every sound file, by every kind of damage.
        seed: of the damage.
        heavy: also bombs that take seconds to make.
    """
    folder.mkdir(parents=True, exist_ok=True)
    sound = folder / ".sound"
    sound.mkdir()
    chance = random.Random(seed)
    found: list[Path] = []

    def write(name: str, data: bytes) -> None:
        path = folder / f"{len(found):04d}-{name}"
        path.write_bytes(data)
        found.append(path)

    for path in _sound(sound):
        for kind, data in _damaged(path.read_bytes(), each, chance):
            write(f"{kind}{path.suffix}", data)
    for suffix, magic in _MAGIC.items():
        for _ in range(each):
            write(f"random{suffix}", magic + chance.randbytes(chance.randrange(1, 6000)))
    for name, data in _specials(sound, heavy=heavy):
        write(name, data)
    found += _odd_names(folder)
    for path in sound.iterdir():
        path.unlink()
    sound.rmdir()
    return found


def _sound(folder: Path) -> Iterator[Path]:
    rows: list[list[object]] = [["STT", "Họ tên"], [1, "Nguyễn Văn Mẫu"]]
    sheets = [Sheet(texts=(*letterhead(), *body(200, 8)))]
    (folder / "a.pdf").write_bytes(make_pdf(sheets, attachments={"phụ lục.txt": b"text"}))
    yield folder / "a.pdf"
    yield make_docx(folder / "a.docx", "".join(paragraph(line) for line in _TEXT.splitlines()))
    yield make_odt(folder / "a.odt", "".join(f"<text:p>{line}</text:p>" for line in _TEXT.splitlines()))
    yield make_doc97(folder / "a.doc", _TEXT.replace("\n", "\r"))
    yield make_xlsx(folder / "a.xlsx", {"S": rows})
    yield make_ods(folder / "a.ods", {"S": rows})
    yield make_xls(folder / "a.xls", "S", rows)
    yield make_flat_odf(folder / "a.fodt", "".join(f"<text:p>{line}</text:p>" for line in _TEXT.splitlines()))
    yield make_wordml(folder / "a.xml", "".join(paragraph(line) for line in _TEXT.splitlines()))
    yield make_pptx(folder / "a.pptx", [["Một"], ["Hai"]], notes="Ghi chú")
    yield make_ppt(folder / "a.ppt", [("Một", "Hai")], stale="cũ")
    yield make_epub(folder / "a.epub", ["<p>Một</p>", "<p>Hai</p>"])
    yield make_msg(
        folder / "a.msg", subject="Gửi", body=_TEXT, attachments={"a.txt": b"abc"}, attached=("b", "c")
    )
    yield make_zip(folder / "a.zip", {"a.txt": b"abc", "b/c.html": b"<html><p>x"})
    (folder / "a.rtf").write_text(
        "{\\rtf1\\ansi{\\fonttbl{\\f0 Arial;}}" + "\\par xin chao" * 40 + "}", "ascii"
    )
    yield folder / "a.rtf"
    (folder / "a.html").write_text(
        f"<html><body><table><tr><td>{_TEXT}</td></tr></table></body></html>", "utf-8"
    )
    yield folder / "a.html"
    (folder / "a.eml").write_bytes(_mail(b"a.txt", b"abc"))
    yield folder / "a.eml"


def _mail(name: bytes, data: bytes) -> bytes:
    return (
        b"From: a@example.org\r\nTo: b@example.org\r\nSubject: =?utf-8?q?G=E1=BB=ADi?=\r\nMIME-Version: 1.0\r\n"
        b'Content-Type: multipart/mixed; boundary="x"\r\n\r\n--x\r\nContent-Type: text/plain\r\n\r\nbody\r\n--x\r\n'
        b'Content-Type: application/octet-stream; name="' + name + b'"\r\nContent-Disposition: attachment; filename="'
        + name + b'"\r\n\r\n' + data + b"\r\n--x--\r\n"
    )  # fmt: skip


def _damaged(data: bytes, each: int, chance: random.Random) -> Iterator[tuple[str, bytes]]:
    for _ in range(each):
        yield "cut", data[: chance.randrange(1, len(data))]
        flipped = bytearray(data)
        for _ in range(chance.randrange(1, 40)):
            flipped[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
        yield "flipped", bytes(flipped)
        start = chance.randrange(len(data))
        size = chance.randrange(1, max(2, len(data) // 4))
        yield "zeroed", data[:start] + b"\0" * size + data[start + size :] + chance.randbytes(4)
        place = chance.randrange(len(data))
        yield "doubled", data[:place] + data[start : start + size] + data[place:]


def _specials(folder: Path, *, heavy: bool) -> Iterator[tuple[str, bytes]]:
    size = 1.0 if heavy else 0.001
    yield from _pdf_specials(size)
    yield from _xml_specials(folder, size)
    yield from _zip_specials(folder, size)
    yield from _other_specials(folder)


def _pdf(*objects: str | bytes, root: int = 1) -> bytes:
    out = bytearray(b"%PDF-1.7\n")
    places = []
    for number, item in enumerate(objects, start=1):
        places.append(len(out))
        out += (
            f"{number} 0 obj\n".encode() + (item.encode() if isinstance(item, str) else item) + b"\nendobj\n"
        )
    start = len(out)
    out += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n".encode()
    out += b"".join(f"{place:010d} 00000 n \n".encode() for place in places)
    out += f"trailer\n<< /Size {len(objects) + 1} /Root {root} 0 R >>\nstartxref\n{start}\n%%EOF\n".encode()
    return bytes(out)


def _pdf_stream(data: bytes, filters: int = 1) -> bytes:
    for _ in range(filters):
        data = zlib.compress(data, 9)
    names = "/FlateDecode " * filters
    return f"<< /Length {len(data)} /Filter [{names}] >>\nstream\n".encode() + data + b"\nendstream"


def _pdf_specials(size: float) -> Iterator[tuple[str, bytes]]:
    catalog = "<< /Type /Catalog /Pages 2 0 R >>"
    page = "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R >>"
    pages = "<< /Type /Pages /Kids [3 0 R] /Count 1 >>"
    yield "kids-loop.pdf", _pdf(catalog, "<< /Type /Pages /Kids [2 0 R 2 0 R] /Count 2 >>")
    yield (
        "kids-loop-2.pdf",
        _pdf(
            catalog,
            "<< /Type /Pages /Kids [3 0 R] /Count 9 >>",
            "<< /Type /Pages /Kids [2 0 R] /Parent 3 0 R /Count 9 >>",
        ),
    )
    yield "count.pdf", _pdf(catalog, "<< /Type /Pages /Kids [] /Count 2000000000 >>")
    yield "parent-loop.pdf", _pdf(
        "<< /Type /Catalog /Pages 2 0 R /AcroForm << /Fields [5 0 R] >> >>", pages,
        page.replace("/Contents", "/Annots [5 0 R] /Contents"), _pdf_stream(b"BT ET"),
        "<< /Type /Annot /Subtype /Widget /Parent 5 0 R /Rect [0 0 9 9] /AP << /N 5 0 R >> >>",
    )  # fmt: skip
    kids = " ".join(f"{number} 0 R" for number in range(4, 10_004))
    many = [f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] /N {number} >>" for number in range(10_000)]
    yield "10000-pages.pdf", _pdf(catalog, f"<< /Type /Pages /Kids [{kids}] /Count 10000 >>", "null", *many)
    yield "flate.pdf", _pdf(catalog, pages, page, _pdf_stream(b" " * int(300_000_000 * size)))
    yield "flate-in-flate.pdf", _pdf(catalog, pages, page, _pdf_stream(b"\0" * int(300_000_000 * size), 2))
    yield "operators.pdf", _pdf(catalog, pages, page, _pdf_stream(b"BT (x) Tj ET\n" * int(8_000_000 * size)))
    yield "form-loop.pdf", _pdf(
        catalog, pages, page[:-2] + "/Resources << /XObject << /F 5 0 R >> >> >>", _pdf_stream(b"/F Do"),
        b"<< /Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << /XObject << /F 5 0 R >> >> /Length 5 >>"
        b"\nstream\n/F Do\nendstream",
    )  # fmt: skip
    yield "length-loop.pdf", _pdf(catalog, pages, page, b"<< /Length 4 0 R >>\nstream\nx\nendstream")
    yield (
        "deep-array.pdf",
        _pdf(catalog, pages, page.replace("/Contents", "/X " + "[" * 50_000 + " /Contents")),
    )
    yield (
        "deep-kids.pdf",
        _pdf(
            catalog, *(f"<< /Type /Pages /Kids [{number} 0 R] /Count 1 >>" for number in range(3, 5000)), page
        ),
    )
    start = len(b"%PDF-1.7\n")
    trailer = f"trailer\n<< /Size 1 /Root 1 0 R /Prev {start} >>\nstartxref\n{start}\n%%EOF\n"
    yield "prev-loop.pdf", b"%PDF-1.7\nxref\n0 1\n0000000000 65535 f \n" + trailer.encode()
    names = "<< /Names 4 0 R /Kids [4 0 R] >>"
    yield "name-tree-loop.pdf", _pdf(
        "<< /Type /Catalog /Pages 2 0 R /Names << /EmbeddedFiles 4 0 R >> /Outlines 5 0 R >>", pages,
        page.replace("/Contents 4 0 R", ""), names, "<< /First 5 0 R /Next 5 0 R >>",
    )  # fmt: skip


def _laughs(root: str) -> str:
    entities = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    return f'<!DOCTYPE {root} [<!ENTITY l0 "ha">{entities}<!ENTITY x SYSTEM "file:///etc/passwd">]>'


def _xml_specials(folder: Path, size: float) -> Iterator[tuple[str, bytes]]:
    def member(source: Path, name: str, data: bytes) -> bytes:
        path = folder / "changed.zip"
        with zipfile.ZipFile(source) as old, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
            for item in old.infolist():
                new.writestr(item.filename, data if item.filename == name else old.read(item))
        return path.read_bytes()

    mains = {
        "a.docx": "word/document.xml", "a.odt": "content.xml", "a.xlsx": "xl/worksheets/sheet1.xml",
        "a.ods": "content.xml", "a.pptx": "ppt/presentation.xml", "a.epub": "OEBPS/book.opf",
    }  # fmt: skip
    for file, name in mains.items():
        source = folder / file
        with zipfile.ZipFile(source) as archive:
            data = archive.read(name)
        root = data.split(b"<", 1)[1] if data.startswith(b"<") else data
        for encoding in ("utf-8", "utf-16"):
            yield f"laughs-{file}", member(source, name, (_laughs("x") + data.decode()).encode(encoding))
        yield f"deep-{file}", member(source, name, b"<a>" * 100_000)
        yield f"deeper-{file}", member(source, name, data[: len(root) // 2] + b"<w:p><w:r>" * 60_000)
        head, _, tail = data.partition(b">")
        inside = head + b">" + b"<p>" * 3000 + b"x" + b"</p>" * 3000 + tail
        yield f"nested-{file}", member(source, name, inside)
        yield (
            f"attributes-{file}",
            member(source, name, b"<a " + b"".join(b'x%d="1" ' % n for n in range(50_000)) + b"/>"),
        )
        yield f"bomb-{file}", member(source, name, data + b" " * int(120_000_000 * size))
    tables = "<w:tbl><w:tr><w:tc>" * 3000 + paragraph("x") + "</w:tc></w:tr></w:tbl>" * 3000
    yield "tables.docx", make_docx(folder / "t.docx", tables).read_bytes()
    w = '<w:style w:type="paragraph" w:styleId="A"><w:basedOn w:val="A"/></w:style>'
    styles = (
        f'<w:styles xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">{w}</w:styles>'
    )
    looped = paragraph("x", properties='<w:pStyle w:val="A"/>')
    yield (
        "style-loop.docx",
        make_docx(folder / "s.docx", looped, parts={"word/styles.xml": styles}).read_bytes(),
    )
    wide = make_xlsx(folder / "w.xlsx", {"S": [["x"]]})
    far = b'<worksheet><sheetData><row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData></worksheet>'
    yield "far-cell.xlsx", member(wide, "xl/worksheets/sheet1.xml", far)
    repeated = (
        '</table:table-cell></table:table-row><table:table-row table:number-rows-repeated="1048576">'
        '<table:table-cell table:number-columns-repeated="16384" office:value-type="string"><text:p>x</text:p>'
    )
    with zipfile.ZipFile(folder / "a.ods") as archive:
        content = archive.read("content.xml").decode()
    changed = content.replace(
        "</table:table-cell></table:table-row>", repeated + "</table:table-cell></table:table-row>", 1
    )
    yield "repeated.ods", member(folder / "a.ods", "content.xml", changed.encode())


def _zip_specials(folder: Path, size: float) -> Iterator[tuple[str, bytes]]:
    long = "a" * 251 + ".txt"
    names = {
        "../../../etc/cron.d/x": b"1", "/abs/olute.txt": b"2", "C:\\windows\\x.txt": b"3", "a/../../b.txt": b"4",
        "..": b"5", ".": b"6", "": b"7", long: b"8", "x/" * 500 + "deep.txt": b"9", "nul\0l.txt": b"10",
        "\u202egpj.exe": b"11", "con": b"12", "new\nline.txt": b"13",
    }  # fmt: skip
    yield "names.zip", make_zip(folder / "n.zip", names).read_bytes()
    data = make_zip(folder / "n.zip", {"nulXname.txt": b"x"}).read_bytes()
    yield "nul-name.zip", data.replace(b"nulXname", b"nul\0name")
    inner = b"text"
    for level in range(12):
        inner = make_zip(folder / "n.zip", {f"{level}.zip" if level else "a.txt": inner}).read_bytes()
    yield "nested.zip", inner
    bomb = make_zip(folder / "n.zip", {"zeros": b"\0" * int(200_000_000 * size)}).read_bytes()
    yield "bomb.zip", bomb
    lying = bytearray(bomb)
    for mark, offset in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        struct.pack_into("<I", lying, lying.find(mark) + offset, 1000)
    yield "lying-bomb.zip", bytes(lying)
    yield (
        "many.zip",
        make_zip(folder / "n.zip", {f"{number}.txt": b"x" for number in range(10_050)}).read_bytes(),
    )
    yield (
        "many-members.zip",
        make_zip(folder / "n.zip", {f"{n}.txt": str(n).encode() for n in range(900)}).read_bytes(),
    )
    for flags in (1, 0x41, 0x2000):
        yield "encrypted.zip", make_zip(folder / "n.zip", {f"{flags}.txt": b"x"}, flags=flags).read_bytes()
    one = make_zip(folder / "n.zip", {"bombs/b.zip": bomb, "ok.txt": b"ok"}).read_bytes()
    yield "bomb-inside.zip", one
    overlapping = bytearray(
        make_zip(folder / "n.zip", {"a.txt": b"a" * 500, "b.txt": b"b" * 500}).read_bytes()
    )
    last = overlapping.rfind(b"PK\x01\x02")
    struct.pack_into("<I", overlapping, last + 42, 0)
    yield "overlapping.zip", bytes(overlapping)


def _other_specials(folder: Path) -> Iterator[tuple[str, bytes]]:
    yield "deep.html", b"<html><body>" + b"<div>" * 200_000 + b"x"
    yield "tables.html", b"<html>" + b"<table><tr><td>" * 20_000 + b"x"
    yield "spans.html", b"<html><p>" + b"<b><i>" * 50_000 + b"x"
    yield "attributes.html", b"<html><p " + b"a=b " * 100_000 + b">x"
    yield "unclosed.html", b"<html><p>" + b"<!--" * 50_000
    yield "entities.html", b"<html><p>" + b"&amp;&#x41;&#99999999999;" * 20_000
    yield "styles.html", b'<html><p style="' + b"a:b;" * 50_000 + b'">x'
    yield "deep.rtf", b"{\\rtf1" + b"{" * 200_000 + b"x"
    yield "closing.rtf", b"{\\rtf1 x" + b"}" * 200_000
    yield "binary.rtf", b"{\\rtf1\\bin99999999999 x}"
    yield "unicode.rtf", b"{\\rtf1 " + b"\\u-1?\\u99999999?\\uc9999 " * 20_000 + b"}"
    yield "tables.rtf", b"{\\rtf1 " + b"\\trowd\\cell" * 100_000 + b"}"
    nested = b"".join(
        b'Content-Type: multipart/mixed; boundary="b%d"\r\n\r\n--b%d\r\n' % (n, n) for n in range(2000)
    )
    yield "deep.eml", b"From: a@b\r\nMIME-Version: 1.0\r\n" + nested
    mail = _mail(b"a.txt", b"x")
    for _ in range(12):
        mail = mail.replace(b"application/octet-stream", b"message/rfc822").replace(
            b"\r\n\r\nx\r\n", b"\r\n\r\n" + mail
        )
    yield "mails.eml", mail
    for number, name in enumerate(
        (
            b"../../etc/passwd",
            b"/etc/shadow",
            b"a" * 4000 + b".txt",
            b"nul\0.txt",
            b"..\\..\\x.exe",
            b"\xff\xfe.docx",
            b"",
        )
    ):
        yield "names.eml", _mail(name, b"text %d" % number)
    yield (
        "headers.eml",
        b"MIME-Version: 1.0\r\n" + b"".join(b"X-%d: y\r\n" % n for n in range(50_000)) + b"\r\nx",
    )
    yield (
        "long-header.eml",
        b"MIME-Version: 1.0\r\nContent-Type: text/plain; " + b"a=b; " * 100_000 + b"\r\n\r\nx",
    )
    yield (
        "encoded-words.eml",
        b"MIME-Version: 1.0\r\nContent-Type: text/plain\r\nSubject: "
        + b"=?utf-8?q?=41?= " * 20_000
        + b"\r\n\r\nx",
    )
    yield "loop.tif", b"II*\x00\x08\x00\x00\x00" + b"\x00\x00\x08\x00\x00\x00" + b"x" * 20
    yield "far.tif", b"II*\x00\xff\xff\xff\xff" + b"x" * 20
    ole = bytearray(
        make_ole(folder / "o.doc", {"WordDocument": b"x" * 5000, "0Table": b"y" * 5000}).read_bytes()
    )
    struct.pack_into("<128I", ole, 512, *([1] * 128))
    yield "fat-loop.doc", bytes(ole)
    kids = bytearray(make_ole(folder / "o.doc", {"PowerPoint Document": b"x" * 5000, "b": b"y"}).read_bytes())
    place = kids.find("PowerPoint Document".encode("utf-16-le"))
    struct.pack_into("<III", kids, place + 68, 1, 1, 1)
    yield "tree-loop.ppt", bytes(kids)
    record = struct.pack("<HHI", 0xF, 0x03E8, 0xFFFFFFF0)
    yield "records.ppt", make_ole(folder / "o.ppt", {"PowerPoint Document": record * 3000}).read_bytes()
    fib = bytearray(make_doc97(folder / "o.doc", "x\r").read_bytes())
    word = fib.find(b"\xec\xa5\xc1\x00")
    struct.pack_into("<I", fib, word + 0x4C, 0x7FFFFFFF)
    yield "counts.doc", bytes(fib)
    yield "blanks.txt", b" \n" * 2_000_000
    yield "one-line.txt", "Nghị quyết số ".encode() * 400_000
    yield "numbers.txt", b"12/" * 300_000
    yield "combining.txt", ("a" + "\u0301" * 500_000).encode()
    yield "controls.txt", bytes(range(1, 256)) * 2000
    yield "zeros.bin", b"\0" * 5_000_000


def _odd_names(folder: Path) -> list[Path]:
    names = [
        b"a" * 251 + b".txt", "ệ".encode() * 83 + b".txt", b"\xff\xfe\x80.txt", b"new\nline.txt", b" leading.txt",
        b"-rf.txt", b"$(reboot).txt", "\u202egpj.exe.txt".encode(), b"..txt", b"tab\t.txt", b"a.pdf.exe",
    ]  # fmt: skip
    found = []
    for number, name in enumerate(names):
        path = Path(os.fsdecode(bytes(folder) + b"/" + name))
        path.write_bytes(_TEXT.encode() + b"%d" % number)
        found.append(path)
    return found
