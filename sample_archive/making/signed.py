"""Writes an electronically signed PDF whose number and date stand only in signature widgets.

Owns: the throw-away certificates (made anew at every run, keys never stored) and the stamps, as the
office programs of Vietnamese agencies place them: number, day and month are fields of their own.
Must not: be taken for a real signature: nothing trusts these certificates.
"""

from __future__ import annotations

import datetime as dt
import io
import tempfile
from pathlib import Path

from asn1crypto import keys as asn1_keys
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import NameOID
from fpdf import FPDF
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.layout import AxisAlignment, Margins, SimpleBoxLayoutRule
from pyhanko.sign import fields, signers
from pyhanko.stamp import StaticStampStyle
from pyhanko_certvalidator.registry import SimpleCertificateStore

from making import pdf_fpdf
from making.layout import DAY, MONTH, NUMBER
from making.pdf_fpdf import FONTS, POINT
from making.records import Sample

Box = tuple[float, float, float, float]
A4_HEIGHT = 297.0
FILL = SimpleBoxLayoutRule(
    x_align=AxisAlignment.ALIGN_MID, y_align=AxisAlignment.ALIGN_MID, margins=Margins(0, 0, 0, 0)
)
"""The stamp covers its box to the edges."""
ORGANISATION_SUFFIX = " (mẫu)"


def write(sample: Sample, path: Path) -> None:
    """Lay out with blanks, then sign once for each stamp: signatory, number, day, month, seal."""
    assert sample.number
    assert sample.issued
    assert sample.body
    spots = pdf_fpdf.write(sample, path)
    ordinal = sample.number.replace("/", "-").split("-")[0]
    office = f"{sample.body.name}{ORGANISATION_SUFFIX}"
    month = f"{sample.issued.month:02d}" if sample.issued.month < 3 else str(sample.issued.month)
    stamps = [
        (
            sample.signatures[-1].name,
            f"Người ký: {sample.signatures[-1].name}",
            (132.0, 246.0, 186.0, 252.0),
            -1,
        ),
        ("PHÒNG VĂN THƯ", ordinal, spots.boxes[NUMBER], 0),
        ("PHÒNG VĂN THƯ", f"{sample.issued.day:02d}", spots.boxes[DAY], 0),
        ("PHÒNG VĂN THƯ", month, spots.boxes[MONTH], 0),
        (sample.body.name, f"Cơ quan: {sample.body.name}", (132.0, 253.0, 195.0, 259.0), -1),
    ]
    authority = _Authority()
    data = path.read_bytes()
    for place, (name, text, box, page) in enumerate(stamps, start=1):
        data = _sign(data, authority.signer(name, office), f"Signature{place}", text, box, page)
    path.write_bytes(data)


class _Authority:
    """A certificate authority that lives as long as one run."""

    def __init__(self) -> None:
        self.key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        self.name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "archivist sample CA - not trusted")])
        self.certificate = self._issue(self.name, self.key, authority=True)

    def _issue(self, name: x509.Name, key: rsa.RSAPrivateKey, *, authority: bool) -> x509.Certificate:
        start = dt.datetime(2018, 1, 1, tzinfo=dt.UTC)
        return (
            x509.CertificateBuilder()
            .subject_name(name)
            .issuer_name(self.name)
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(start)
            .not_valid_after(start + dt.timedelta(days=365 * 20))
            .add_extension(x509.BasicConstraints(ca=authority, path_length=None), critical=True)
            .sign(self.key, hashes.SHA256())
        )

    def signer(self, name: str, organisation: str) -> signers.SimpleSigner:
        """A signer with a new key and a certificate of this authority."""
        key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        subject = x509.Name(
            [
                x509.NameAttribute(NameOID.ORGANIZATION_NAME, organisation),
                x509.NameAttribute(NameOID.COMMON_NAME, name),
            ]
        )
        certificate = self._issue(subject, key, authority=False)
        secret = key.private_bytes(
            serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        return signers.SimpleSigner(
            signing_cert=_plain(certificate),
            signing_key=asn1_keys.PrivateKeyInfo.load(secret),
            cert_registry=SimpleCertificateStore.from_certs([_plain(self.certificate)]),
        )


def _plain(certificate: x509.Certificate) -> asn1_x509.Certificate:
    return asn1_x509.Certificate.load(certificate.public_bytes(serialization.Encoding.DER))


def _sign(data: bytes, signer: signers.SimpleSigner, field: str, text: str, box: Box, page: int) -> bytes:
    """Add one visible signature by incremental update."""
    writer = IncrementalPdfFileWriter(io.BytesIO(data))
    last = int(writer.root["/Pages"]["/Count"]) - 1
    x0, top, x1, bottom = box
    rectangle = (x0 / POINT, (A4_HEIGHT - bottom) / POINT, x1 / POINT, (A4_HEIGHT - top) / POINT)
    spec = fields.SigFieldSpec(
        sig_field_name=field,
        on_page=last if page < 0 else page,
        box=tuple(round(value) for value in rectangle),
    )
    with tempfile.TemporaryDirectory() as folder:
        stamp = Path(folder) / "stamp.pdf"
        _stamp(stamp, text, x1 - x0, bottom - top)
        style = StaticStampStyle.from_pdf_file(
            str(stamp), border_width=0, background_opacity=1.0, background_layout=FILL
        )
        out = signers.PdfSigner(
            signers.PdfSignatureMetadata(field_name=field, md_algorithm="sha256"),
            signer=signer,
            stamp_style=style,
            new_field_spec=spec,
        ).sign_pdf(writer)  # reads the stamp only now
    return bytes(out.getvalue())


def _stamp(path: Path, text: str, width: float, height: float) -> None:
    """A one-line page of the size of the box, to be imported as the appearance of a signature."""
    sheet = FPDF(unit="mm", format=(width, height))
    sheet.set_auto_page_break(False)
    sheet.set_margin(0)
    sheet.add_font("Sample", "", FONTS / "sample-serif-regular.ttf")
    sheet.add_page()
    sheet.set_font("Sample", "", 13 if height > 5 and len(text) < 6 else 9)
    sheet.set_xy(0, 0)
    sheet.cell(width, height, text, align="C")
    sheet.output(str(path))
