"""Throw-away authorities and signed PDFs, made with pyHanko. Nothing here is anybody's certificate."""

from __future__ import annotations

import asyncio
import dataclasses
import datetime as dt
import io
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any  # Any: pyHanko's objects

from asn1crypto import crl as asn1_crl
from asn1crypto import keys as asn1_keys
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from pyhanko.pdf_utils.generic import (
    ArrayObject,
    DictionaryObject,
    FloatObject,
    NameObject,
    StreamObject,
    TextStringObject,
)
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign import fields, signers
from pyhanko.sign.timestamps.dummy_client import DummyTimeStamper
from pyhanko.sign.validation.dss import DocumentSecurityStore
from pyhanko_certvalidator import ValidationContext
from pyhanko_certvalidator.registry import SimpleCertificateStore
from support.pdfs import Sheet, body, letterhead, make_pdf

Key = ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey
YEAR_2018 = dt.datetime(2018, 1, 1, tzinfo=dt.UTC)
YEAR_2040 = dt.datetime(2040, 1, 1, tzinfo=dt.UTC)


def letter() -> bytes:
    """An unsigned letter of two pages."""
    return make_pdf([Sheet(texts=(*letterhead(), *body(200, 10))), Sheet(texts=tuple(body(100, 5)))])


@dataclass(frozen=True)
class Authority:
    """A root and what it issues."""

    name: str
    key: ec.EllipticCurvePrivateKey
    certificate: x509.Certificate

    def pem(self) -> bytes:
        """The root, for the trust folder."""
        return self.certificate.public_bytes(serialization.Encoding.PEM)

    def der(self) -> bytes:
        """The root in the other form."""
        return self.certificate.public_bytes(serialization.Encoding.DER)

    def signer(
        self,
        name: str = "Nguyễn Văn Thử",
        organisation: str = "Ủy ban nhân dân tỉnh Hà Lam",
        *,
        until: dt.datetime = YEAR_2040,
        claimed: dt.datetime | None = None,
    ) -> signers.SimpleSigner:
        """Somebody this authority knows; only the leaf goes into the file, as with office tokens.

        Args:
            name: common name.
            organisation: organisation.
            until: end of the certificate.
            claimed: time to write into the signed attributes, whatever the time is.
        """
        key = ec.generate_private_key(ec.SECP256R1())
        certificate = _issue(self, name, organisation, key, until=until)
        signer = _Claiming(
            signing_cert=_plain(certificate),
            signing_key=_secret(key),
            cert_registry=SimpleCertificateStore(),
        )
        signer.claimed = claimed
        return signer

    def clock(self, at: dt.datetime) -> DummyTimeStamper:
        """A time-stamp authority whose clock stands still."""
        key = rsa.generate_private_key(public_exponent=65537, key_size=2048)  # pyHanko's clock knows no other
        certificate = _issue(self, "Máy chủ dấu thời gian thử", "Thử", key, until=YEAR_2040, stamps=True)
        return DummyTimeStamper(_plain(certificate), _secret(key), fixed_dt=at)


class _Claiming(signers.SimpleSigner):
    claimed: dt.datetime | None = None

    async def signed_attrs(self, *args: Any, **more: Any) -> Any:
        settings = more.get("attr_settings")
        if self.claimed is not None and settings is not None:
            more["attr_settings"] = dataclasses.replace(settings, signing_time=self.claimed)
        return await super().signed_attrs(*args, **more)


@cache
def authority(name: str = "Cơ quan chứng thực thử") -> Authority:
    """A root of this name; the same one throughout a run."""
    key = ec.generate_private_key(ec.SECP256R1())
    bare = Authority(name, key, None)  # type: ignore[arg-type]  # its certificate is issued by itself
    return dataclasses.replace(bare, certificate=_issue(bare, name, "", key, until=YEAR_2040, ca=True))


def _issue(
    issuer: Authority,
    name: str,
    organisation: str,
    key: Key,
    *,
    until: dt.datetime,
    ca: bool = False,
    stamps: bool = False,
) -> x509.Certificate:
    parts = [x509.NameAttribute(NameOID.COMMON_NAME, name)]
    if organisation:
        parts.insert(0, x509.NameAttribute(NameOID.ORGANIZATION_NAME, organisation))
    builder = (
        x509.CertificateBuilder()
        .subject_name(x509.Name(parts))
        .issuer_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, issuer.name)]))
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(YEAR_2018)
        .not_valid_after(until)
        .add_extension(x509.BasicConstraints(ca=ca, path_length=None), critical=True)
        .add_extension(_usage(ca=ca), critical=True)
    )
    if not ca:  # revocation is looked at only for certificates that say where it is told
        place = x509.DistributionPoint(
            full_name=[x509.UniformResourceIdentifier("http://crl.example.invalid/thu.crl")],
            relative_name=None,
            reasons=None,
            crl_issuer=None,
        )
        builder = builder.add_extension(x509.CRLDistributionPoints([place]), critical=False)
    if stamps:
        usage = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING])
        builder = builder.add_extension(usage, critical=True)
    return builder.sign(issuer.key, hashes.SHA256())


def _usage(*, ca: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not ca,
        content_commitment=not ca,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=ca,
        crl_sign=ca,
        encipher_only=False,
        decipher_only=False,
    )


def _plain(certificate: x509.Certificate) -> asn1_x509.Certificate:
    return asn1_x509.Certificate.load(certificate.public_bytes(serialization.Encoding.DER))


def _secret(key: Key) -> asn1_keys.PrivateKeyInfo:
    return asn1_keys.PrivateKeyInfo.load(
        key.private_bytes(
            serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
    )


# ------------------------------------------------------------------------------------ signing


def sign(
    data: bytes,
    signer: signers.SimpleSigner,
    field: str = "Signature1",
    *,
    page: int = 0,
    reason: str = "",
    clock: DummyTimeStamper | None = None,
    pades: bool = True,
    long_term: Authority | None = None,
) -> bytes:
    """The PDF with one more signature, added as an incremental update.

    Args:
        data: the PDF.
        signer: who signs.
        field: name of the field.
        page: 0-based page of the field.
        reason: reason the signer gives.
        clock: adds a time stamp.
        pades: PAdES, else the older form that office programs write.
        long_term: adds validation data and a time stamp of the whole file (PAdES B-LTA); the root
            they are checked with.
    """
    subfilter = fields.SigSeedSubFilter.PADES if pades else fields.SigSeedSubFilter.ADOBE_PKCS7_DETACHED
    more: dict[str, Any] = {}
    if long_term is not None:
        context = ValidationContext(trust_roots=[_plain(long_term.certificate)], allow_fetching=False)
        more = {"embed_validation_info": True, "use_pades_lta": True, "validation_context": context}
    metadata = signers.PdfSignatureMetadata(
        field_name=field, md_algorithm="sha256", reason=reason or None, subfilter=subfilter, **more
    )
    spec = fields.SigFieldSpec(sig_field_name=field, on_page=page, box=(330, 100, 520, 160))
    out = signers.PdfSigner(metadata, signer=signer, timestamper=clock, new_field_spec=spec)
    signed = asyncio.run(out.async_sign_pdf(IncrementalPdfFileWriter(io.BytesIO(data))))
    return bytes(signed.getvalue())


def claimed_time(data: bytes) -> dt.datetime:
    """What the signed attributes of the first signature say of its time."""
    reader = PdfFileReader(io.BytesIO(data))
    attributes = reader.embedded_signatures[0].signer_info["signed_attrs"]
    (moment,) = [item["values"][0].native for item in attributes if item["type"].native == "signing_time"]
    assert isinstance(moment, dt.datetime)
    return moment


def with_revocations(
    data: bytes, issuer: Authority, serials: tuple[int, ...], at: dt.datetime, until: dt.datetime = YEAR_2040
) -> bytes:
    """The PDF with a revocation list of this authority in its security store."""
    builder = (
        x509.CertificateRevocationListBuilder()
        .issuer_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, issuer.name)]))
        .last_update(at)
        .next_update(until)
    )
    for serial in serials:
        revoked = x509.RevokedCertificateBuilder().serial_number(serial).revocation_date(at).build()
        builder = builder.add_revoked_certificate(revoked)
    made = builder.sign(issuer.key, hashes.SHA256()).public_bytes(serialization.Encoding.DER)
    out = io.BytesIO(data)
    DocumentSecurityStore.add_dss(
        out, None, crls=[asn1_crl.CertificateList.load(made)], force_write=True, embed_roots=False
    )
    return out.getvalue()


def flipped(data: bytes) -> bytes:
    """The PDF with one bit of what it says turned over."""
    place = data.index(b"stream\n") + len(b"stream\n") + 20
    return data[:place] + bytes([data[place] ^ 0x01]) + data[place + 1 :]


def with_more_content(data: bytes) -> bytes:
    """The PDF with something drawn on its first page by an incremental update."""
    writer = IncrementalPdfFileWriter(io.BytesIO(data))
    drawn = writer.add_object(StreamObject(stream_data=b"0 0 1 rg 100 400 200 40 re f"))
    writer.add_stream_to_page(0, drawn)
    return _updated(writer)


def with_note(data: bytes) -> bytes:
    """The PDF with a note added in an update, as office programs do between two signatures."""
    writer = IncrementalPdfFileWriter(io.BytesIO(data))
    note = writer.add_object(
        DictionaryObject(
            {
                NameObject("/Type"): NameObject("/Annot"),
                NameObject("/Subtype"): NameObject("/FreeText"),
                NameObject("/Rect"): ArrayObject([FloatObject(value) for value in (90, 90, 200, 110)]),
                NameObject("/Contents"): TextStringObject("vào sổ"),
            }
        )
    )
    page = writer.root["/Pages"]["/Kids"][0]
    page["/Annots"].append(note)
    writer.update_container(page["/Annots"])
    return _updated(writer)


def off_the_page(data: bytes) -> bytes:
    """The PDF with the fields of its first two pages taken off the pages; the form still has them."""
    writer = IncrementalPdfFileWriter(io.BytesIO(data))
    for index in range(2):
        page = writer.root["/Pages"]["/Kids"][index]
        page["/Annots"] = ArrayObject()
        writer.update_container(page)
    return _updated(writer)


def _updated(writer: IncrementalPdfFileWriter) -> bytes:
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def save(path: Path, data: bytes) -> Path:
    """Write the bytes and return the path."""
    path.write_bytes(data)
    return path
