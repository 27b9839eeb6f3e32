"""Office documents as one XML file: flat OpenDocument, Word and Excel 2003 XML, flat OPC."""

from __future__ import annotations

import zipfile
from base64 import encodebytes
from collections.abc import Mapping, Sequence
from pathlib import Path
from xml.sax.saxutils import escape, quoteattr

_ODF = " ".join(
    f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{urn}:1.0"'
    for name, urn in (
        *(
            ("office", "office"),
            ("text", "text"),
            ("table", "table"),
            ("style", "style"),
            ("draw", "drawing"),
        ),
        *(("fo", "xsl-fo-compatible"), ("meta", "meta")),
    )
)
_WORD = "http://schemas.microsoft.com/office/word/2003/wordml"
_EXCEL = "urn:schemas-microsoft-com:office:spreadsheet"
_FACTS = "urn:schemas-microsoft-com:office:office"
_PACKAGE = "http://schemas.microsoft.com/office/2006/xmlPackage"


def make_flat_odf(path: Path, body: str, *, kind: str = "text", styles: str = "", title: str = "") -> Path:
    """A flat OpenDocument file; ``kind`` is text, spreadsheet or presentation, perhaps with ``-template``."""
    of = kind.removesuffix("-template")
    path.write_text(
        f'<?xml version="1.0" encoding="UTF-8"?>\n<office:document {_ODF} xmlns:dc="http://purl.org/dc/elements/1.1/" '
        f'office:version="1.3" office:mimetype="application/vnd.oasis.opendocument.{kind}">'
        f"<office:meta><dc:title>{escape(title)}</dc:title></office:meta><office:automatic-styles>{styles}"
        f"</office:automatic-styles><office:body><office:{of}>{body}</office:{of}></office:body></office:document>",
        encoding="utf-8",
    )
    return path


def flat_picture(data: bytes) -> str:
    """A picture in flat OpenDocument."""
    held = encodebytes(data).decode()
    return (
        f"<draw:frame><draw:image><office:binary-data>{held}</office:binary-data></draw:image></draw:frame>"
    )


def flat_table(name: str, rows: Sequence[Sequence[object]]) -> str:
    """A sheet of flat OpenDocument; None is an empty cell, numbers are numbers."""
    return f"<table:table table:name={quoteattr(name)}>" + "".join(
        f"<table:table-row>{''.join(map(_flat_cell, row))}</table:table-row>" for row in rows
    ) + "</table:table>"  # fmt: skip


def _flat_cell(value: object) -> str:
    if value is None:
        return "<table:table-cell/>"
    kind = f'float" office:value="{value}' if isinstance(value, int | float) else "string"
    return f'<table:table-cell office:value-type="{kind}"><text:p>{escape(str(value))}</text:p></table:table-cell>'


def make_wordml(path: Path, body: str, *, styles: str = "", facts: str = "", encoding: str = "utf-8") -> Path:
    """A Word 2003 XML document; the markup is that of DOCX, headers stand in ``w:sectPr``."""
    path.write_bytes(
        (
            f'<?xml version="1.0" encoding="{encoding}" standalone="yes"?>\n<?mso-application progid="Word.Document"?>'
            f'<w:wordDocument xmlns:w="{_WORD}" xmlns:o="{_FACTS}" xmlns:wx="x" xmlns:aml="y">'
            f"<o:DocumentProperties>{facts}</o:DocumentProperties><w:styles>{styles}</w:styles>"
            f"<w:body><wx:sect>{body}</wx:sect></w:body></w:wordDocument>"
        ).encode(encoding)
    )
    return path


def make_excel_xml(
    path: Path,
    sheets: Mapping[str, Sequence[Sequence[object]]],
    *,
    title: str = "",
    hidden: str = "",
    font: str = "",
) -> Path:
    """An Excel 2003 XML workbook; ``font`` is that of every cell but numbers."""
    found = "".join(
        f"<Worksheet ss:Name={quoteattr(name)}><Table>"
        + "".join(f"<Row>{''.join(map(_excel_cell, row))}</Row>" for row in rows)
        + "</Table><WorksheetOptions>"
        + ("<Visible>SheetHidden</Visible>" if name == hidden else "")
        + "</WorksheetOptions></Worksheet>"
        for name, rows in sheets.items()
    )
    path.write_text(
        f'<?xml version="1.0"?>\n<?mso-application progid="Excel.Sheet"?>\n<Workbook xmlns="{_EXCEL}" xmlns:ss="{_EXCEL}" '
        f'xmlns:o="{_FACTS}"><o:DocumentProperties><o:Title>{escape(title)}</o:Title></o:DocumentProperties>'
        f'<Styles><Style ss:ID="Default"><Font ss:FontName="Arial"/></Style>'
        f'<Style ss:ID="s0"><Font ss:FontName="{font}"/></Style><Style ss:ID="s1" ss:Parent="s0"><Font ss:Bold="1"/></Style>'
        f"</Styles>{found}</Workbook>",
        encoding="utf-8",
    )
    return path


def _excel_cell(value: object) -> str:
    if value is None:
        return "<Cell/>"
    if isinstance(value, int | float):
        return f'<Cell><Data ss:Type="Number">{value}</Data></Cell>'
    return f'<Cell ss:StyleID="s1"><Data ss:Type="String">{escape(str(value))}</Data></Cell>'


def make_flat_package(path: Path, package: Path, *, program: str = "Word.Document") -> Path:
    """A package of Word as one XML file."""
    parts = ""
    with zipfile.ZipFile(package) as archive:
        for name in archive.namelist():
            data = archive.read(name)
            if name.endswith((".xml", ".rels")):
                text = data.decode().split("?>", 1)[-1]
                parts += f'<pkg:part pkg:name="/{name}"><pkg:xmlData>{text}</pkg:xmlData></pkg:part>'
            else:
                held = encodebytes(data).decode()
                parts += f'<pkg:part pkg:name="/{name}"><pkg:binaryData>{held}</pkg:binaryData></pkg:part>'
    path.write_text(
        f'<?xml version="1.0" standalone="yes"?><?mso-application progid="{program}"?>'
        f'<pkg:package xmlns:pkg="{_PACKAGE}">{parts}</pkg:package>',
        encoding="utf-8",
    )
    return path
