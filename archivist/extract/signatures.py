"""Check the digital signatures of a PDF with pyHanko. Runs in the worker only.

Owns: every use of pyHanko, the trust folder, and the three verdicts on a signature.
Must not: fetch anything from the network, trust what the machine's own certificate store
trusts, or judge a document (`Document.signed` does, by the last signature).

pyHanko is beta and comes with the extra ``archivist[sign]``; nothing but this module knows it.
"""

from __future__ import annotations

import asyncio
import datetime as dt
import os
from collections.abc import Mapping, Sequence
from contextlib import suppress
from importlib.metadata import version
from pathlib import Path
from typing import Any, Final  # Any: pyHanko ships no complete types

from asn1crypto import pem, x509
from pyhanko.pdf_utils.crypt import AuthStatus
from pyhanko.pdf_utils.generic import ArrayObject, DictionaryObject, IndirectObject, Reference
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.ades.report import AdESIndeterminate
from pyhanko.sign.diff_analysis import ModificationLevel
from pyhanko.sign.validation import async_validate_pdf_signature
from pyhanko.sign.validation.dss import DocumentSecurityStore
from pyhanko.sign.validation.errors import NoDSSFoundError, SignatureValidationError
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature
from pyhanko.sign.validation.status import PdfSignatureStatus
from pyhanko_certvalidator import ValidationContext

from archivist.extract.cleaning import clean_line
from archivist.extract.verified import Verified, pdf_moment
from archivist.lazyclass import dataclass
from archivist.model import ChangedAfter, Integrity, Signature, SignatureRemark, TimeSource, Trust

LIBRARY: Final = f"pyHanko {version('pyhanko')}"
SUFFIXES: Final = (".pem", ".crt", ".cer")

# What pyHanko raises on files that are not as they should be; nothing here says that we are wrong.
_BROKEN: Final = (
    PdfError, SignatureValidationError, ValueError, TypeError, KeyError, IndexError, AttributeError,
    AssertionError, OSError, RecursionError, NotImplementedError, OverflowError, ZeroDivisionError,
)  # fmt: skip
_DAMAGED: Final = (PdfError, KeyError, TypeError, ValueError, RecursionError)
_EXPIRED: Final = frozenset(
    {
        AdESIndeterminate.EXPIRED,
        AdESIndeterminate.OUT_OF_BOUNDS_NO_POE,
        AdESIndeterminate.OUT_OF_BOUNDS_NOT_REVOKED,
    }
)
_WEAK: Final = frozenset(
    {AdESIndeterminate.CRYPTO_CONSTRAINTS_FAILURE, AdESIndeterminate.CRYPTO_CONSTRAINTS_FAILURE_NO_POE}
)
_ROOT_FILES: Final = 500
_ROOT_BYTES: Final = 1024 * 1024
_PAGES: Final = 5_000
_SIGNATURES: Final = 200
"""Thirteen are the most seen on a real document."""
_TEXT: Final = 500
_TAIL: Final = 1024
"""Bytes in which the end of a file must be told (PDF 1.7, implementation note 18)."""
_WHITE: Final = b"\0\t\n\f\r "


@dataclass(frozen=True, slots=True, kw_only=True)
class Roots:
    """What lies in the trust folder.

    Attributes:
        certificates: certificates of authorities, each trusted as it stands.
        problems: one sentence for each file that could not be used.
    """

    certificates: tuple[x509.Certificate, ...] = ()
    problems: tuple[str, ...] = ()


def verify(path: Path, *, trust_dir: Path, at: dt.datetime, passwords: Sequence[str] = ()) -> Verified:
    """Check all signatures of a file.

    Args:
        path: a PDF; it is only read.
        trust_dir: folder with the certificates of the authorities that are trusted; may be missing.
        at: aware time at which the signatures are known to have been there (the filing);
            certificates are judged as of then, or as of the time stamp of a trusted authority.
        passwords: to try when it is encrypted.

    Returns:
        The signatures in the order they were made. What cannot be read has none.
    """
    roots = read_roots(trust_dir)
    found: tuple[Signature, ...] = ()
    with path.open("rb") as stream:
        for strict in (True, False):
            try:
                # A hybrid or odd cross-reference table is refused by the strict reader only.
                reader = PdfFileReader(stream, strict=strict)
                if reader.encrypted:
                    _decrypt(reader, passwords)
                embedded = reader.embedded_regular_signatures
            except _BROKEN:
                continue
            found = _all(reader, embedded, roots.certificates, at)
            if strict and any(SignatureRemark.NOT_UNDERSTOOD in signature.remarks for signature in found):
                continue  # hybrid files are refused only when a signature is looked at
            break
    return Verified(library=LIBRARY, signatures=found, roots=len(roots.certificates), problems=roots.problems)


def _decrypt(reader: PdfFileReader, passwords: Sequence[str]) -> None:
    for password in ("", *passwords):
        if reader.decrypt(password).status is not AuthStatus.FAILED:
            return


# ----------------------------------------------------------------------------- trust folder


def read_roots(folder: Path) -> Roots:
    """The certificates of the authorities an office trusts: PEM or DER, several in a file or one."""
    if not folder.is_dir():
        return Roots()
    certificates: dict[bytes, x509.Certificate] = {}
    problems: list[str] = []
    files = sorted(path for path in folder.iterdir() if path.suffix.lower() in SUFFIXES)
    for path in files[:_ROOT_FILES]:
        try:
            for certificate in _certificates(path):
                if certificate.ca or certificate.self_issued:
                    certificates[certificate.sha256] = certificate
                else:
                    problems.append(f"trust/{path.name}: a certificate in it belongs to no authority")
        except (ValueError, OSError, TypeError):
            problems.append(f"trust/{path.name} holds no certificate that can be read")
    return Roots(certificates=tuple(certificates.values()), problems=tuple(problems))


def _certificates(path: Path) -> list[x509.Certificate]:
    if path.stat().st_size > _ROOT_BYTES:
        raise ValueError("too large for certificates")
    data = path.read_bytes()
    blocks = [body for _, _, body in pem.unarmor(data, multiple=True)] if pem.detect(data) else [data]
    found = [x509.Certificate.load(block, strict=True) for block in blocks]
    for certificate in found:
        _ = certificate.issuer.native, certificate.public_key.native, certificate.ca  # parsed lazily
    return found


# ------------------------------------------------------------------------------- signatures


def _all(
    reader: PdfFileReader,
    embedded: Sequence[EmbeddedPdfSignature],
    roots: Sequence[x509.Certificate],
    at: dt.datetime,
) -> tuple[Signature, ...]:
    pages = _field_pages(reader) if embedded else {}
    remarks = () if reader.strict else (SignatureRemark.STRUCTURE_LENIENT,)
    store = _store(reader)
    return tuple(_one(item, roots, store, at, remarks, pages) for item in embedded[-_SIGNATURES:])


def _store(reader: PdfFileReader) -> DocumentSecurityStore | None:
    """Certificates and revocation lists that the file brings along; they prove, they are not trusted."""
    with suppress(NoDSSFoundError, *_BROKEN):
        return DocumentSecurityStore.read_dss(reader)
    return None


def _one(
    embedded: EmbeddedPdfSignature,
    roots: Sequence[x509.Certificate],
    store: DocumentSecurityStore | None,
    at: dt.datetime,
    remarks: tuple[SignatureRemark, ...],
    pages: Mapping[Reference, int],
) -> Signature:
    """One signature; one that cannot be made sense of is listed, not checked."""
    signer, organisation = _names(embedded)
    status = None
    with suppress(*_BROKEN):
        status = _status(embedded, roots, store, at)
    signed_at, source = _time(embedded, status)
    if status is None:
        remarks = (*remarks, SignatureRemark.NOT_UNDERSTOOD)
        integrity, trust, changed, covers = _UNCHECKED
    else:
        integrity = Integrity.INTACT if status.intact and status.valid else Integrity.BROKEN
        trust = _trust(status, roots)
        changed, covers = _changed(status), _covers(status)
        if covers and not _nothing_behind(embedded, status):
            changed, covers = ChangedAfter.OTHER, False
        remarks = (*remarks, *_remarks(status, roots))
    return Signature(
        signer=signer,
        organisation=organisation,
        signed_at=signed_at,
        time_source=source,
        reason=_text(embedded.sig_object.get("/Reason")),
        integrity=integrity,
        trust=trust,
        changed_after=changed,
        page=_page(embedded, pages),
        covers_file=covers,
        remarks=remarks,
    )


_UNCHECKED: Final = (Integrity.NOT_CHECKED, Trust.NOT_CHECKED, ChangedAfter.NOT_CHECKED, False)


def _status(
    embedded: EmbeddedPdfSignature,
    roots: Sequence[x509.Certificate],
    store: DocumentSecurityStore | None,
    at: dt.datetime,
) -> PdfSignatureStatus:
    """The status as of `at`; when the certificate had run out by then, as of the time stamp.

    A time stamp proves that the signature is older than the end of its certificate (RFC 3161); the
    signer's own clock proves nothing.
    """
    status = _validate(embedded, roots, store, at)
    stamped = _stamp_time(status)
    if not status.trusted and status.trust_problem_indic in _EXPIRED and stamped is not None:
        older = _validate(embedded, roots, store, stamped)
        token = older.timestamp_validity
        if token is not None and token.trusted:
            return older
    return status


def _validate(
    embedded: EmbeddedPdfSignature,
    roots: Sequence[x509.Certificate],
    store: DocumentSecurityStore | None,
    at: dt.datetime,
) -> PdfSignatureStatus:
    asked: dict[str, Any] = {
        "trust_roots": list(roots),
        "moment": at,
        "allow_fetching": False,
        "revocation_mode": "soft-fail",
    }
    if store is None:
        return _ask(embedded, ValidationContext(**asked))
    status = _ask(embedded, store.as_validation_context(asked))
    if status.trusted or status.revoked:
        return status
    # A revocation list that is out of date proves nothing, but pyHanko takes it for a failure.
    return _ask(embedded, ValidationContext(**asked, other_certs=list(store.load_certs())))


def _ask(embedded: EmbeddedPdfSignature, context: ValidationContext) -> PdfSignatureStatus:
    answer: PdfSignatureStatus = asyncio.run(
        async_validate_pdf_signature(embedded, signer_validation_context=context)
    )
    return answer


def _stamp_time(status: PdfSignatureStatus) -> dt.datetime | None:
    token = status.timestamp_validity
    if token is None or not (token.intact and token.valid):
        return None
    stamped: dt.datetime = token.timestamp
    return stamped


def _trust(status: PdfSignatureStatus, roots: Sequence[x509.Certificate]) -> Trust:
    if not roots or not (status.intact and status.valid):
        return Trust.NOT_CHECKED  # whose certificate stands beside bytes that it does not fit says nothing
    return Trust.TRUSTED if status.trusted and not status.revoked else Trust.UNTRUSTED


def _changed(status: PdfSignatureStatus) -> ChangedAfter:
    level = status.modification_level
    if level is None:
        return ChangedAfter.NOT_CHECKED
    if level is ModificationLevel.NONE:
        return ChangedAfter.NONE
    if level is ModificationLevel.OTHER or status.docmdp_ok is False:
        return ChangedAfter.OTHER
    return ChangedAfter.ALLOWED


def _covers(status: PdfSignatureStatus) -> bool:
    """True when no later revision says anything.

    Time stamps and validation data added for the long term (ETSI EN 319 142-1, B-LTA) show nothing.
    """
    level = status.modification_level
    return level is not None and level <= ModificationLevel.LTA_UPDATES


def _nothing_behind(embedded: EmbeddedPdfSignature, status: PdfSignatureStatus) -> bool:
    """True when only white space follows what was signed, or the end of the last revision after it.

    What else is written there belongs to no revision, so that pyHanko sees no change; but nobody signed it, and a
    program that mends files may show it.
    """
    stream = embedded.reader.stream
    if status.modification_level is ModificationLevel.NONE:
        _, _, begin, length = embedded.byte_range  # pyHanko saw that there are four
        stream.seek(begin + length)
        behind = stream.read()
    else:
        stream.seek(max(stream.seek(0, os.SEEK_END) - _TAIL, 0))
        behind = stream.read().rpartition(b"%%EOF")[2]
    return not behind.strip(_WHITE)


def _remarks(status: PdfSignatureStatus, roots: Sequence[x509.Certificate]) -> tuple[SignatureRemark, ...]:
    if not roots:
        return (SignatureRemark.NO_ROOTS,)
    token = status.timestamp_validity
    if token is not None and not token.trusted:
        return (SignatureRemark.TIMESTAMP_UNTRUSTED, *_certificate_remarks(status))
    return _certificate_remarks(status)


def _certificate_remarks(status: PdfSignatureStatus) -> tuple[SignatureRemark, ...]:
    if status.revoked:
        return (SignatureRemark.REVOKED,)
    if status.trust_problem_indic in _EXPIRED:
        return (SignatureRemark.CERTIFICATE_EXPIRED,)
    if status.trust_problem_indic in _WEAK:
        return (SignatureRemark.WEAK_ALGORITHM,)
    # Offline, "not revoked" is never known, only that nobody told us.
    return (SignatureRemark.REVOCATION_UNKNOWN,) if status.trusted else ()


# ------------------------------------------------------------------------- what it says of itself


def _names(embedded: EmbeddedPdfSignature) -> tuple[str, str]:
    with suppress(*_BROKEN):
        subject: Mapping[str, Any] = embedded.signer_cert.subject.native
        name = _text(subject.get("common_name")) or _text(embedded.sig_object.get("/Name"))
        return name, _text(subject.get("organization_name"))
    return _text(embedded.sig_object.get("/Name")), ""


def _time(embedded: EmbeddedPdfSignature, status: PdfSignatureStatus | None) -> tuple[str, TimeSource]:
    """When it was signed, by the best witness.

    ``/M`` goes before the signed attribute of the CMS: signing tools of Vietnamese offices wrote local
    time there and labelled it UTC (seen in files of 2024), and have left it out since 2026.
    """
    stamped = _stamp_time(status) if status is not None else None
    if stamped is not None:
        return stamped.isoformat(), TimeSource.TIMESTAMP
    written = pdf_moment(_text(embedded.sig_object.get("/M")))
    if written:
        return written, TimeSource.FILE
    with suppress(*_BROKEN):
        for attribute in embedded.signer_info["signed_attrs"]:
            if attribute["type"].native == "signing_time":
                moment: dt.datetime = attribute["values"][0].native
                return moment.isoformat(), TimeSource.CMS
    return "", TimeSource.UNKNOWN


def _text(value: object) -> str:
    """One line of something a certificate or a dictionary holds; several values are joined."""
    if isinstance(value, list | tuple):
        return clean_line(", ".join(str(item) for item in value))[:_TEXT]
    return clean_line(str(value))[:_TEXT] if value is not None else ""


# ------------------------------------------------------------------------------------ pages


def _field_pages(reader: PdfFileReader) -> dict[Reference, int]:
    """Page (from 1) of each annotation, by reference; what is damaged is left out."""
    pages: dict[Reference, int] = {}
    with suppress(*_DAMAGED):
        waiting = [reader.root.raw_get("/Pages")]
        number = 0
        for _ in range(4 * _PAGES):  # a page tree may run in a circle
            if not waiting or number >= _PAGES:
                break
            node = waiting.pop().get_object()
            if "/Kids" in node:
                waiting.extend(reversed(list(node["/Kids"].iterate())))
                continue
            number += 1
            annotations = node.get("/Annots")
            for item in annotations.iterate() if isinstance(annotations, ArrayObject) else ():
                if isinstance(item, IndirectObject):
                    pages.setdefault(item.reference, number)
    return pages


def _page(embedded: EmbeddedPdfSignature, pages: Mapping[Reference, int]) -> int | None:
    """Page of the signature's field, or of the first of its widgets that stands on one."""
    with suppress(*_DAMAGED):
        field: DictionaryObject = embedded.sig_field
        references = [field.container_ref]
        if "/Kids" in field:
            references += [kid.reference for kid in field["/Kids"].iterate()]
        return next(
            (pages[item] for item in references if isinstance(item, Reference) and item in pages), None
        )
    return None
