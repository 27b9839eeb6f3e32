"""Issuing bodies: the one door to `bodies`, `codes` and `letterhead`.

Owns: the public names. Must not: hold any rule of its own.
"""

from archivist.authorities.bodies import (
    BodyType,
    IssuerRecord,
    all_issuers,
    body_types,
    issuer_by_id,
    issuer_ids,
    make_local,
    resolve_issuer,
    single_bodies,
)
from archivist.authorities.codes import issuer_codes, systems_of_code
from archivist.authorities.letterhead import IssuerMatch, resolve_letterhead

__all__ = [
    "BodyType",
    "IssuerMatch",
    "IssuerRecord",
    "all_issuers",
    "body_types",
    "issuer_by_id",
    "issuer_codes",
    "issuer_ids",
    "make_local",
    "resolve_issuer",
    "resolve_letterhead",
    "single_bodies",
    "systems_of_code",
]
