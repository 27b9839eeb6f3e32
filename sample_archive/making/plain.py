"""Writes a laid-out document as ODT, RTF, HTML, text and Markdown, by hand.

Owns: these five formats of the samples.
Must not: know layout rules of directives.
"""

from __future__ import annotations

import textwrap
import unicodedata
import zipfile
from itertools import zip_longest
from pathlib import Path
from xml.sax.saxutils import escape

from making.layout import Columns, Element, PageBreak, Paragraph, Printed, Table, lay_out
from making.records import FOOTER_EN, FOOTER_VI, Sample

# --------------------------------------------------------------------------- ODT

_OASIS = "urn:oasis:names:tc:opendocument:xmlns"
_SPACES = (
    f'xmlns:office="{_OASIS}:office:1.0" xmlns:text="{_OASIS}:text:1.0" xmlns:table="{_OASIS}:table:1.0" '
    f'xmlns:style="{_OASIS}:style:1.0" xmlns:fo="{_OASIS}:xsl-fo-compatible:1.0" office:version="1.2"'
)
_ODT = "application/vnd.oasis.opendocument.text"


def _odt_styles() -> str:
    """Paragraph styles named by alignment and weight: c, l, j with b and i."""
    styles = []
    for align, value in (("c", "center"), ("l", "start"), ("j", "justify")):
        for name, bold, italic in (
            ("", "", ""),
            ("b", "bold", ""),
            ("i", "", "italic"),
            ("bi", "bold", "italic"),
        ):
            weight = f' fo:font-weight="{bold}"' if bold else ""
            slant = f' fo:font-style="{italic}"' if italic else ""
            styles.append(
                f'<style:style style:name="{align}{name}" style:family="paragraph">'
                f'<style:paragraph-properties fo:text-align="{value}"/>'
                f'<style:text-properties fo:font-size="14pt"{weight}{slant}/></style:style>'
            )
    bold = '<style:style style:name="B" style:family="text"><style:text-properties fo:font-weight="bold"/></style:style>'
    return "".join(styles) + bold


def _odt_text(text: str) -> str:
    """Escape, keeping runs of blanks (ODF collapses them otherwise)."""
    out = escape(text)
    while "  " in out:
        start = out.index("  ")
        end = start
        while end < len(out) and out[end] == " ":
            end += 1
        out = f'{out[:start]}<text:s text:c="{end - start}"/>{out[end:]}'
    return out


def _odt_line(line: Printed) -> str:
    style = ("c" if line.centred else "l") + "b" * line.bold + "i" * line.italic
    return f'<text:p text:style-name="{style}">{_odt_text(line.text)}</text:p>'


def _odt_element(element: Element) -> str:
    if isinstance(element, PageBreak):
        return "<text:p><text:soft-page-break/></text:p>"
    if isinstance(element, Columns):
        cells = "".join(
            f"<table:table-cell>{''.join(map(_odt_line, lines)) or '<text:p/>'}</table:table-cell>"
            for lines in (element.left, element.right)
        )
        return f'<table:table><table:table-column table:number-columns-repeated="2"/><table:table-row>{cells}</table:table-row></table:table>'
    if isinstance(element, Table):
        rows = "".join(
            "<table:table-row>"
            + "".join(
                f"<table:table-cell><text:p>{_odt_text(cell)}</text:p></table:table-cell>" for cell in row
            )
            + "</table:table-row>"
            for row in element.rows
        )
        return f'<table:table><table:table-column table:number-columns-repeated="{len(element.rows[0])}"/>{rows}</table:table>'
    style = ("c" if element.centred else "j") + "b" * element.bold + "i" * element.italic
    lead = f'<text:span text:style-name="B">{_odt_text(element.lead)}</text:span>' if element.lead else ""
    return f'<text:p text:style-name="{style}">{lead}{_odt_text(element.text[len(element.lead) :])}</text:p>'


def write_odt(sample: Sample, path: Path) -> None:
    """Write `sample` as an OpenDocument text; the footer stands in the page style and is real."""
    body = "".join(map(_odt_element, lay_out(sample)))
    head = '<?xml version="1.0" encoding="UTF-8"?>\n'
    content = (
        f"{head}<office:document-content {_SPACES}><office:automatic-styles>{_odt_styles()}"
        f"</office:automatic-styles><office:body><office:text>{body}</office:text></office:body></office:document-content>"
    )
    footer = "".join(f"<text:p>{escape(line)}</text:p>" for line in (FOOTER_VI, FOOTER_EN))
    styles = (
        f'{head}<office:document-styles {_SPACES}><office:automatic-styles><style:page-layout style:name="A4">'
        '<style:page-layout-properties fo:page-width="210mm" fo:page-height="297mm" fo:margin-left="30mm"'
        ' fo:margin-right="15mm" fo:margin-top="20mm" fo:margin-bottom="20mm"/></style:page-layout>'
        '</office:automatic-styles><office:master-styles><style:master-page style:name="Standard"'
        f' style:page-layout-name="A4"><style:footer>{footer}</style:footer></style:master-page>'
        "</office:master-styles></office:document-styles>"
    )
    meta = (
        f'{head}<office:document-meta {_SPACES} xmlns:dc="http://purl.org/dc/elements/1.1/"><office:meta>'
        f"<dc:title>{escape(sample.subject or 'Văn bản mẫu')}</dc:title><dc:date>2026-01-01T00:00:00</dc:date>"
        "</office:meta></office:document-meta>"
    )
    entries = "".join(
        f'<manifest:file-entry manifest:full-path="{name}" manifest:media-type="{kind}"/>'
        for name, kind in (
            ("/", _ODT),
            ("content.xml", "text/xml"),
            ("styles.xml", "text/xml"),
            ("meta.xml", "text/xml"),
        )
    )
    manifest = f'{head}<manifest:manifest xmlns:manifest="{_OASIS}:manifest:1.0" manifest:version="1.2">{entries}</manifest:manifest>'
    members = {
        "mimetype": _ODT,
        "META-INF/manifest.xml": manifest,
        "content.xml": content,
        "styles.xml": styles,
        "meta.xml": meta,
    }
    with zipfile.ZipFile(path, "w") as package:
        for name, text in members.items():
            member = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            member.compress_type = zipfile.ZIP_STORED if name == "mimetype" else zipfile.ZIP_DEFLATED
            package.writestr(member, text.encode("utf-8"))


# --------------------------------------------------------------------------- RTF


def _rtf_text(text: str) -> str:
    """RTF with every character outside ASCII as a numeric escape (signed 16 bits, RTF 1.9)."""
    out = []
    for character in text:
        code = ord(character)
        if character in "\\{}":
            out.append("\\" + character)
        elif code < 128:
            out.append(character)
        else:
            out.append(f"\\u{code - 65536 if code > 32767 else code}?")
    return "".join(out)


def _rtf_line(text: str, size: float, *, bold: bool, italic: bool, align: str, lead: str = "") -> str:
    on = ("\\b" if bold else "") + ("\\i" if italic else "")
    start = f"{{\\b {_rtf_text(lead)}}}" if lead else ""
    return f"\\{align} {start}{{\\fs{int(size * 2)}{on} {_rtf_text(text)}}}"


def _rtf_columns(columns: Columns) -> str:
    cells = []
    for lines in (columns.left, columns.right):
        printed = [
            _rtf_line(
                line.text, line.size, bold=line.bold, italic=line.italic, align="qc" if line.centred else "ql"
            )
            for line in lines
        ]
        cells.append("\\pard\\intbl " + "\\par\n".join(printed) + "\\cell")
    edge = int(9354 * columns.split)
    return f"\\trowd\\cellx{edge}\\cellx9354\n" + "\n".join(cells) + "\\row\\pard\n"


def _rtf_element(element: Element) -> str:
    if isinstance(element, PageBreak):
        return "\\page\n"
    if isinstance(element, Columns):
        return _rtf_columns(element)
    if isinstance(element, Table):
        width = 9354 // len(element.rows[0])
        edges = "".join(f"\\cellx{width * (place + 1)}" for place in range(len(element.rows[0])))
        return "".join(
            f"\\trowd{edges} " + "".join(f"\\pard\\intbl {_rtf_text(cell)}\\cell" for cell in row) + "\\row\n"
            for row in element.rows
        )
    align = "qc" if element.centred else "qj\\fi567"
    rest = element.text[len(element.lead) :]
    line = _rtf_line(
        rest, element.size, bold=element.bold, italic=element.italic, align=align, lead=element.lead
    )
    return f"\\pard{line}\\par\n"


def write_rtf(sample: Sample, path: Path) -> None:
    """Write `sample` as RTF with a page footer."""
    footer = "\\par ".join(_rtf_text(line) for line in (FOOTER_VI, FOOTER_EN))
    head = (
        "{\\rtf1\\ansi\\ansicpg1258\\deff0{\\fonttbl{\\f0\\froman\\fcharset163 Times New Roman;}}\n"
        f"{{\\info{{\\title {_rtf_text(sample.subject or '')}}}}}\n"
        "\\paperw11906\\paperh16838\\margl1701\\margr851\\margt1134\\margb1134\n"
        f"{{\\footer\\pard\\qc\\fs15\\i {footer}\\par}}\n\\fs28 "
    )
    path.write_text(head + "".join(map(_rtf_element, lay_out(sample))) + "}\n", encoding="ascii")


# --------------------------------------------------------------------------- HTML


def _html_inline(text: str, bold: bool, italic: bool) -> str:
    out = escape(text).replace("  ", "&nbsp; ")
    if bold:
        out = f"<b>{out}</b>"
    return f"<i>{out}</i>" if italic else out


def html_element(element: Element) -> str:
    """One element as HTML."""
    if isinstance(element, PageBreak):
        return '<div style="page-break-before:always"></div>'
    if isinstance(element, Columns):
        cells = []
        for lines in (element.left, element.right):
            printed = "".join(
                f'<p align="{"center" if line.centred else "left"}">{_html_inline(line.text, line.bold, line.italic) or "&nbsp;"}</p>'
                for line in lines
            )
            cells.append(f'<td valign="top" width="{50}%">{printed}</td>')
        return f'<table border="0" width="100%"><tr>{"".join(cells)}</tr></table>'
    if isinstance(element, Table):
        rows = "".join(
            "<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in row) + "</tr>" for row in element.rows
        )
        return f'<table border="1" cellspacing="0">{rows}</table>'
    lead = f"<b>{escape(element.lead)}</b>" if element.lead else ""
    rest = _html_inline(element.text[len(element.lead) :], element.bold, element.italic)
    return f'<p align="{"center" if element.centred else "justify"}">{lead}{rest}</p>'


def write_html(sample: Sample, path: Path) -> None:
    """Write `sample` as a web page; option ``chrome`` wraps it in a portal's navigation."""
    direction = ' dir="rtl"' if sample.language == "he" else ""
    title = escape(sample.options.get("page_title", sample.subject or sample.title or "Văn bản mẫu"))
    body = "\n".join(map(html_element, lay_out(sample)))
    footer = "".join(
        f'<p align="center"><small><i>{escape(line)}</i></small></p>' for line in (FOOTER_VI, FOOTER_EN)
    )
    before, after = sample.options.get("chrome", ["", ""])
    page = (
        f'<!DOCTYPE html>\n<html lang="{sample.language}"{direction}>\n<head><meta charset="utf-8">\n<title>{title}</title>\n'
        f"<style>body {{ font-family: 'Times New Roman', serif; }}</style></head>\n<body>\n{before}\n{body}\n{footer}\n{after}\n</body></html>\n"
    )
    path.write_bytes(page.encode(sample.options.get("encoding", "utf-8")))


# --------------------------------------------------------------------------- text and Markdown

_WIDTH = 88


def _text_columns(columns: Columns, side_by_side: bool) -> list[str]:
    if not side_by_side:
        return [line.text for lines in (columns.left, columns.right) for line in lines if line.text]
    half = _WIDTH // 2
    wrapped = []
    for lines in (columns.left, columns.right):
        wrapped.append([part for line in lines for part in (textwrap.wrap(line.text, half - 4) or [""])])
    rows = zip_longest(*wrapped, fillvalue="")
    return [f"{left.center(half)}{right.center(half)}".rstrip() for left, right in rows]


def _text_element(element: Element, side_by_side: bool) -> list[str]:
    if isinstance(element, PageBreak):
        return ["\f"]
    if isinstance(element, Columns):
        return [*_text_columns(element, side_by_side), ""]
    if isinstance(element, Table):
        return [*(" | ".join(row) for row in element.rows), ""]
    lines = textwrap.wrap(element.text, _WIDTH, break_on_hyphens=False)
    if element.centred:
        lines = [line.center(_WIDTH).rstrip() for line in lines]
    return [*lines] if element.bold and element.centred else [*lines, ""]


def write_text(sample: Sample, path: Path) -> None:
    """Write `sample` as text; options: ``side_by_side_head``, ``encoding``, ``decomposed``."""
    side_by_side = bool(sample.options.get("side_by_side_head", True))
    lines = [line for element in lay_out(sample) for line in _text_element(element, side_by_side)]
    text = "\n".join([*lines, "", FOOTER_VI, FOOTER_EN, ""])
    if sample.options.get("decomposed"):
        text = unicodedata.normalize("NFD", text)
    path.write_bytes(text.encode(sample.options.get("encoding", "utf-8")))


def write_markdown(sample: Sample, path: Path) -> None:
    """Write `sample` as Markdown: letterhead line by line, headings with ``#``."""
    out: list[str] = []
    for element in lay_out(sample):
        if isinstance(element, Columns):
            out += [
                f"**{line.text}**  " if line.bold else f"{line.text}  "
                for line in (*element.left, *element.right)
                if line.text
            ]
            out.append("")
        elif isinstance(element, Paragraph):
            text = element.text.replace("-----", "---")
            out += [f"# {text}" if element.size > 14 else f"**{text}**" if element.bold else text, ""]
        elif isinstance(element, Table):
            head, *rows = element.rows
            out += ["| " + " | ".join(row) + " |" for row in (head, tuple("---" for _ in head), *rows)]
            out.append("")
    path.write_text("\n".join([*out, "---", f"*{FOOTER_VI}*", "", f"*{FOOTER_EN}*", ""]), encoding="utf-8")
