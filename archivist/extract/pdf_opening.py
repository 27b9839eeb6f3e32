"""Opening a PDF with pdfium, encrypted or not.

Owns: the order in which passwords are tried.
Must not: say which of them fitted.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import pypdfium2


def open_pdf(path: Path, passwords: Iterable[str] = ()) -> pypdfium2.PdfDocument:
    """Open a PDF without password, else with the first that fits.

    Raises:
        pypdfium2.PdfiumError: it is damaged, or none fits (`wants_password` tells).
    """
    try:
        return pypdfium2.PdfDocument(path)
    except pypdfium2.PdfiumError as error:
        if not wants_password(error):
            raise
        refused = error
    for password in passwords:
        try:
            return pypdfium2.PdfDocument(path, password=password)
        except pypdfium2.PdfiumError as error:
            if not wants_password(error):
                raise
            refused = error
    raise refused


def wants_password(error: pypdfium2.PdfiumError) -> bool:
    """True when pdfium refused a file for want of its password."""
    return "password" in str(error).lower()
