"""Codes of issuing bodies in document numbers: which are known, and what shape others have.

Owns: the set of codes (from the issuers' data files) and the patterns new bodies follow.
Must not: say which body a code is. ``TU`` is every provincial Party committee: the letterhead
decides, never the code.

Sources: Guidance 36-HD/VPTW (Party codes), Decree 30/2020/NĐ-CP Appendix III, and the practice of
making a code of a body's initials (S… for departments of a province, B… for ministries).
"""

from __future__ import annotations

from functools import cache

from archivist.authorities._tables import codes_of, read_table
from archivist.lazypattern import late_pattern
from archivist.model import System
from archivist.text import fold, nfc

_CODE_TABLES = (("issuers.csv", "codes"), ("local_bodies.csv", "codes"), ("other_codes.csv", "code"))

_UPPER = "[A-ZĐƯ]"
_PATTERNS = {
    # A staff body of a committee ends in the committee's code; committees of agencies begin with
    # ĐU, steering committees with BCĐ, Party civil affairs committees with BCS(Đ).
    System.PARTY: late_pattern(
        rf"{_UPPER}{{0,9}}(?:TW|TƯ|TU|HU|QU|ThU|ĐU)|ĐU{_UPPER}{{1,8}}|BC[ĐS]{_UPPER}{{0,8}}"
    ),
    System.STATE: late_pattern(
        rf"UBND{_UPPER}{{0,6}}|HĐND{_UPPER}{{0,6}}|S{_UPPER}{{2,8}}|B{_UPPER}{{2,8}}|(?:QH|UBTVQH)\d{{1,2}}"
        rf"|TAND{_UPPER}{{0,4}}|VKS{_UPPER}{{0,6}}|VP{_UPPER}{{2,6}}"
    ),
    System.FRONT: late_pattern(rf"TW(?:ĐTN|H){_UPPER}{{0,5}}|MTTQ{_UPPER}{{0,5}}|LĐLĐ{_UPPER}{{0,3}}"),
}


@cache
def issuer_codes(system: System | None = None) -> frozenset[str]:
    """All known codes of bodies of a system, as printed; of any system for None."""
    return frozenset(
        code
        for table, column in _CODE_TABLES
        for row in read_table(table)
        if system is None or row["system"] == system
        for code in codes_of(row[column])
    )


@cache
def _folded_codes(system: System) -> dict[str, str]:
    return {fold(code): code for code in sorted(issuer_codes(system), reverse=True)}


_ORDER = (System.PARTY, System.STATE, System.FRONT)


def systems_of_code(code: str, *, patterns: bool = True) -> tuple[System, ...]:
    """Systems in which `code` is the code of a body; empty when it is none.

    A code that is listed for a system goes before one that only has the right shape.

    Args:
        code: as printed (``"VPTU"``, ``"QH15"``).
        patterns: also take codes of the right shape (``SNgV``, ``ĐUCT``).
    """
    code = nfc(code)
    listed = [s for s in _ORDER if code in issuer_codes(s) or code.rstrip("0123456789") in issuer_codes(s)]
    if listed or not patterns:
        return tuple(listed)
    return tuple(s for s in _ORDER if _PATTERNS[s].fullmatch(code))


def code_from_folded(folded: str, system: System | None = None) -> str | None:
    """The listed code that reads `folded` without accents and case (``"hdnd"`` → ``"HĐND"``)."""
    for one in _ORDER if system is None else (system,):
        code = _folded_codes(one).get(folded)
        if code is not None:
            return code
    return None
