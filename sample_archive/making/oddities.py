"""Writes the files an inbox gets that are no good: encrypted, cut off, disguised, empty, repeated.

Owns: these makers, and mail with attachments.
Must not: make anything that could run: the "executable" is a header without code.
"""

from __future__ import annotations

import struct
import tempfile
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path

from pypdf import PdfReader, PdfWriter

from making import pdf_fpdf, word
from making.records import FOOTER_EN, FOOTER_VI, Sample


def write_encrypted(sample: Sample, path: Path) -> None:
    """A PDF that opens with a password only."""
    with tempfile.TemporaryDirectory() as folder:
        clean = Path(folder) / "clean.pdf"
        pdf_fpdf.write(sample, clean)
        writer = PdfWriter(clone_from=PdfReader(clean))
        writer.encrypt(user_password="mau-khong-co-gia-tri", algorithm="AES-256")
        writer.write(path)


def write_truncated(sample: Sample, path: Path) -> None:
    """The first third of a PDF, as an interrupted copy leaves it."""
    pdf_fpdf.write(sample, path)
    data = path.read_bytes()
    path.write_bytes(data[: len(data) // 3])


def write_executable(_sample: Sample, path: Path) -> None:
    """The headers of a Windows program without a section or an instruction."""
    dos = b"MZ" + bytes(58) + struct.pack("<I", 64)
    coff = b"PE\0\0" + struct.pack("<HHIIIHH", 0x8664, 0, 0, 0, 0, 240, 0x0022)
    optional = struct.pack("<H", 0x020B) + bytes(238)
    path.write_bytes(dos + coff + optional)


def write_empty(_sample: Sample, path: Path) -> None:
    """Nothing at all."""
    path.write_bytes(b"")


def write_copy(sample: Sample, path: Path) -> None:
    """Byte for byte the file named by the option ``duplicate_of``; made after it."""
    path.write_bytes((path.parent / sample.options["duplicate_of"]).read_bytes())


def write_mail(sample: Sample, path: Path) -> None:
    """A mail with the file named by the option ``encloses`` attached, or a DOCX of the record itself."""
    message = EmailMessage(policy=SMTP)
    message["From"] = sample.options["from"]
    message["To"] = sample.options["to"]
    message["Date"] = sample.options["date"]
    message["Message-ID"] = f"<mau-{abs(len(sample.text))}-{len(sample.file)}@example.invalid>"
    message["Subject"] = sample.title
    message.set_content(f"{sample.text}\n\n-- \n{FOOTER_VI}\n{FOOTER_EN}\n", cte="quoted-printable")
    enclosed = path.parent / sample.options["encloses"]
    main, sub = ("application", "pdf") if enclosed.suffix == ".pdf" else ("application", word.SUBTYPE)
    message.add_attachment(
        enclosed.read_bytes(), maintype=main, subtype=sub, filename=sample.options["attachments"][0]
    )
    message.set_boundary("=-=-mau-archivist-=-=")
    path.write_bytes(message.as_bytes())
