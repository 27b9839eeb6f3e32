"""Which body may amend, replace or repeal an act of which.

Owns: the comparison of two bodies by identity, succession, superiority and level.
Must not: know documents.

Source: relations between documents, rule 4 (Regulation 66-QĐ/TW): only the issuing body or a higher
competent body may amend, replace or repeal an act. A body that took over another's tasks is that
body for its acts (Resolution 202/2025/QH15: predecessors' acts stay until their successor decides).
"""

from __future__ import annotations

from collections.abc import Callable

from archivist.authorities.bodies import IssuerRecord, issuer_by_id
from archivist.model import Competence, Level

_RANK = {Level.CENTRAL: 3, Level.PROVINCIAL: 2, Level.DISTRICT: 1, Level.COMMUNE: 0}
# The letterhead of the Politburo and the Secretariat names the Central Committee: by the letterhead
# alone the three cannot be told apart, so none is taken to be below another.
_CENTRAL_COMMITTEE = frozenset({"bchtw", "bo-chinh-tri", "ban-bi-thu"})


Lookup = Callable[[str], IssuerRecord | None]
"""Id → the record that speaks for it; an archive knows bodies the shipped lists do not."""


def competence(changing: str | None, issuing: str | None, lookup: Lookup = issuer_by_id) -> Competence:
    """Whether one body may change an act of another.

    Args:
        changing: authority id of the body that amends, replaces or repeals.
        issuing: authority id of the body that issued the act.
        lookup: where bodies are looked up.
    """
    if not changing or not issuing or "?" in changing or "?" in issuing:
        return Competence.UNKNOWN
    if changing == issuing or {changing, issuing} <= _CENTRAL_COMMITTEE:
        return Competence.SAME
    one, other = lookup(changing), lookup(issuing)
    if one is None or other is None:
        return Competence.UNKNOWN
    if one.id == other.id or _follows(one, other, lookup):
        return Competence.SAME
    if one.system is not other.system:
        return Competence.OTHER  # Party and State bodies do not repeal each other's acts
    if _above(one, other, lookup):
        return Competence.HIGHER
    if _above(other, one, lookup) or _ranks(one) < _ranks(other):
        return Competence.LOWER
    return Competence.OTHER


def _ranks(body: IssuerRecord) -> int:
    return _RANK[body.level] if body.level is not None else -1


def _follows(later: IssuerRecord, earlier: IssuerRecord, lookup: Lookup) -> bool:
    """Whether a body took over the tasks of another, directly or through others."""
    waiting, seen = list(earlier.successors), {earlier.id}
    while waiting:
        name = waiting.pop()
        if name == later.id:
            return True
        if name not in seen:
            seen.add(name)
            record = lookup(name)
            waiting += record.successors if record is not None else ()
    return False


def _above(upper: IssuerRecord, lower: IssuerRecord, lookup: Lookup) -> bool:
    """Whether a body stands above another in the line of superiors.

    A central directing body has every local one of its system below it: the Central Committee and
    its Politburo and Secretariat in the Party, National Assembly, Government and Prime Minister in
    the State. A local committee has those of its own area below it.
    """
    if upper.id in _CENTRAL_COMMITTEE:
        return lower.id not in _CENTRAL_COMMITTEE
    if upper.id in ("quoc-hoi", "uy-ban-thuong-vu-quoc-hoi"):
        return lower.id != "quoc-hoi"
    if upper.id in ("chinh-phu", "thu-tuong") and lower.level is not Level.CENTRAL:
        return True
    if upper.id == "chinh-phu" and lower.id == "thu-tuong":
        return True
    seen: set[str] = set()
    parent = lower.parent
    while parent and parent not in seen:
        if parent == upper.id:
            return True
        seen.add(parent)
        record = lookup(parent)
        parent = record.parent if record is not None else ""
    return False
