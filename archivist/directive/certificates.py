"""Certificate and letterhead confirm each other: who signed speaks for, or against, the issuer read.

Owns: comparing the organisation in a signature's certificate (``O=``) with the body of the letterhead.
Must not: take an issuer from a certificate, or verify a signature (that is done later, if at all).

A clerk signs with the certificate of the body (Decree 30/2020/NĐ-CP, Article 13 and Appendix I, box 8:
the signature of the body beside that of the person); a unit's certificate names its superior in ``O=``.
The technical signer is not the signatory, and who published or copied a document is not its issuer:
portals, gazettes and copies say nothing here. A body that was merged may sign with the old
certificate until it is replaced.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import lru_cache

from archivist.authorities.letterhead import IssuerMatch, resolve_letterhead
from archivist.authorities.register import IssuerRegister
from archivist.extracted import SignatureField
from archivist.lazypattern import late_pattern
from archivist.model import Evidence, Reading
from archivist.text import fold

_AGREES = 0.04
"""Little: the certificate was not checked yet, and a letterhead that reads well needs no witness."""
_DISAGREES = 0.55
"""Below every sensible threshold of review: one of the two is read wrongly, or the file is a copy."""
_NOT_ISSUERS = late_pattern(
    r"cong thong tin dien tu|cong bao|thu vien phap luat|publishing office|ban sao|sao y|sao luc|trich sao"
)


def weigh_certificates(
    issuer: Reading, match: IssuerMatch, signatures: Sequence[SignatureField], issuers: IssuerRegister | None
) -> Reading:
    """The reading of the issuer with what the certificates say of it.

    Args:
        issuer: the letterhead as read.
        match: the body it names.
        signatures: of the file, not verified.
        issuers: the archive's authority file; the shipped one when None.
    """
    register = issuers or IssuerRegister()
    against: SignatureField | None = None
    for signature, body, known in _bodies(signatures, register):
        if _related(body, match, register):
            note = Evidence(
                source="signature",
                quote=signature.organisation,
                page=signature.page,
                rule="issuer:certificate-agrees",
            )
            confidence = max(issuer.confidence, min(0.99, issuer.confidence + _AGREES))
            return replace(
                issuer,
                confidence=round(confidence, 3),
                evidence=(*issuer.evidence, note),
            )
        if known:
            against = against or signature
    if against is None or not match.known:
        return issuer
    note = Evidence(
        source="signature",
        quote=against.organisation,
        page=against.page,
        rule="issuer:certificate-disagrees",
    )
    return replace(issuer, confidence=min(issuer.confidence, _DISAGREES), evidence=(*issuer.evidence, note))


def _bodies(
    signatures: Sequence[SignatureField], register: IssuerRegister
) -> Iterator[tuple[SignatureField, str, bool]]:
    """Bodies that certificates name, each organisation once, and whether they are on record."""
    seen: set[str] = set()
    for signature in signatures:
        said = fold(f"{signature.name} {signature.reason} {signature.organisation}")
        if not signature.organisation or signature.organisation in seen or _NOT_ISSUERS.search(said):
            continue
        seen.add(signature.organisation)
        match = register.match((signature.organisation,), None, _named(signature.organisation))
        if match is not None:
            yield signature, match.record_id, match.known


@lru_cache(maxsize=512)
def _named(organisation: str) -> IssuerMatch | None:
    return resolve_letterhead((organisation.upper(),))


def _related(body: str, match: IssuerMatch, register: IssuerRegister) -> bool:
    """Same body, its superior, a unit of it, or the same body before or after a merger."""
    id, body = register.follow(match.record_id), register.follow(body)
    ours = {id, *_superiors(id, register), *_superiors(match.parent_id, register)}
    theirs = {body, *_superiors(body, register)}
    if body in ours or id in theirs:
        return True
    return any(body in (*register.predecessors(one), *register.successors(one)) for one in ours)


def _superiors(id: str, register: IssuerRegister) -> Iterator[str]:
    """The id and those of its superiors; Government and National Assembly are everybody's."""
    seen: set[str] = set()
    while id and id not in seen and id not in _EVERYBODYS:
        seen.add(id)
        yield id
        record = register.by_id(id)
        id = record.parent if record is not None else id.partition(":")[2]


_EVERYBODYS = frozenset({"chinh-phu", "quoc-hoi", "bchtw"})
"""Superior to so many that sharing them says nothing."""
