"""Which maker writes which document: the names used as ``maker`` in the records.

Owns: the table of makers.
Must not: hold typesetting.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from making import oddities, pdf_fpdf, pdf_reportlab, plain, scans, signed, word
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
    "encrypted": oddities.write_encrypted,
    "truncated": oddities.write_truncated,
    "executable": oddities.write_executable,
    "empty": oddities.write_empty,
    "copy": oddities.write_copy,
    "mail": oddities.write_mail,
}

KEPT = frozenset({"signed", "encrypted", "scan", "banner"})
"""Makers whose bytes differ from run to run or with library versions: an existing file is kept."""

LATER = frozenset({"copy", "mail"})
"""Makers that take the bytes of other documents of the set: they run last."""
