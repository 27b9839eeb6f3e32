"""Digital signatures of a file: as its structure lists them, and as a worker checked them.

Owns: turning both into the record, and that a check that fails leaves "not checked" behind.
Must not: know pyHanko, store anything, or keep a document from being filed.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from pathlib import Path
from typing import Final, Protocol

from archivist.errors import ExtractionError
from archivist.extract.verified import Verified
from archivist.extracted import SignatureField
from archivist.lazyclass import dataclass
from archivist.lazylog import late_logger
from archivist.model import Signature, SignatureCheck, SignatureRemark, TimeSource

log = late_logger(__name__)

PDF: Final = "application/pdf"
"""The one media type whose signatures are read."""


class Checker(Protocol):
    """What is needed of a worker pool."""

    def verify(self, path: Path, *, trust_dir: Path, at: dt.datetime) -> Verified:
        """Check the signatures of a file; raise `ExtractionError` when that fails."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Findings:
    """What is known of the signatures of one file.

    Attributes:
        signatures: all of them; in the order they were made when `check` is given.
        check: when and with what they were checked, None when they were not.
        available: False when pyHanko is not installed.
        problem: why they could not be checked, one sentence, empty when they could.
        notes: things worth knowing of the trust folder.
        roots: certificates found there.
    """

    signatures: tuple[Signature, ...] = ()
    check: SignatureCheck | None = None
    available: bool = True
    problem: str = ""
    notes: tuple[str, ...] = ()
    roots: int = 0


def listed(fields: Sequence[SignatureField]) -> tuple[Signature, ...]:
    """The signatures a file names, not checked."""
    return tuple(_listed(field) for field in fields)


def _listed(field: SignatureField) -> Signature:
    written = _moment(field.signed_at)
    return Signature(
        signer=field.name,
        organisation=field.organisation,
        signed_at=written,
        time_source=TimeSource.FILE if written else TimeSource.UNKNOWN,
        reason=field.reason,
        page=field.page,
    )


def _moment(text: str) -> str:
    """The time a file gives, when it is one."""
    try:
        return dt.datetime.fromisoformat(text).isoformat()
    except ValueError:
        return ""


def check(
    path: Path,
    known: Sequence[Signature],
    *,
    checker: Checker,
    trust_dir: Path,
    there_at: dt.datetime,
    now: dt.datetime,
) -> Findings:
    """Have the signatures of a file checked.

    Args:
        path: the PDF; it is only read.
        known: the signatures as they are known so far; they stay when nothing better is found.
        checker: pool of worker processes.
        trust_dir: the archive's trust folder.
        there_at: aware time at which the archive had the file: certificates are judged as of then.
        now: aware time of the check.

    Returns:
        The result; `Findings.check` is None when pyHanko is not installed or the check failed.
    """
    try:
        verified = checker.verify(path, trust_dir=trust_dir, at=there_at)
    except ExtractionError as error:
        log.warning("signatures of %s were not checked: %s", path.name, error.message)
        return Findings(signatures=tuple(known), problem=f"the signatures were not checked: {error.message}")
    if not verified.available:
        return Findings(signatures=tuple(known), available=False)
    signatures = verified.signatures
    if known and not signatures:
        # The structure names signatures, the library finds none: it could not read the file.
        signatures = tuple(_not_understood(signature) for signature in known)
    return Findings(
        signatures=signatures,
        check=SignatureCheck(at=now, library=verified.library) if signatures else None,
        notes=verified.problems,
        roots=verified.roots,
    )


def _not_understood(signature: Signature) -> Signature:
    return Signature(
        signer=signature.signer,
        organisation=signature.organisation,
        signed_at=signature.signed_at,
        time_source=signature.time_source,
        reason=signature.reason,
        page=signature.page,
        remarks=(SignatureRemark.NOT_UNDERSTOOD,),
    )
