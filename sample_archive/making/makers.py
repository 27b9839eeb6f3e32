"""Which maker writes which document: the names used as ``maker`` in the records.

Owns: the table of makers.
Must not: hold typesetting.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from making import oddities, office, pdf_fpdf, pdf_reportlab, pictures, plain, scans, signed, word
from making.records import Sample

Maker = Callable[[Sample, Path], object]

MAKERS: dict[str, Maker] = {
    "fpdf": pdf_fpdf.write,
    "reportlab": pdf_reportlab.write,
    "docx": word.write,
    "odt": plain.write_odt,
    "rtf": plain.write_rtf,
    "html": plain.write_html,
    "txt": plain.write_text,
    "markdown": plain.write_markdown,
    "signed": signed.write,
    "scan": scans.write_scan,
    "banner": scans.write_banner,
    "picture": pictures.write,
    "doc": office.write_doc,
    "xlsx": office.write_xlsx,
    "xls": office.write_xls,
    "ods": office.write_ods,
    "pptx": office.write_pptx,
    "ppt": office.write_ppt,
    "odp": office.write_odp,
    "epub": office.write_epub,
    "msg": office.write_msg,
    "zip": office.write_zip,
    "encrypted": oddities.write_encrypted,
    "truncated": oddities.write_truncated,
    "executable": oddities.write_executable,
    "empty": oddities.write_empty,
    "copy": oddities.write_copy,
    "mail": oddities.write_mail,
}

KEPT = frozenset({"signed", "encrypted", "scan", "banner", "picture"})
"""Makers whose bytes differ from run to run or with library versions: an existing file is kept."""

LATER = frozenset({"copy", "mail", "msg", "zip"})
"""Makers that take the bytes of other documents of the set: they run last."""
