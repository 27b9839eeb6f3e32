"""Dated layout profiles of directive documents, as data.

Owns: which layout rule was in force when, and what each prescribes where they differ.
Must not: read a document. A profile weighs evidence; it never forbids a reading, because
offices change late and neighbours overlap.

Sources: Guidance 01-HD/VPTW 1998, 11-HD/VPTW 2004, 36-HD/VPTW 2018, 05-HD/VPTW 2026; Joint
Circular 55/2005/TTLT-BNV-VPCP, Circular 01/2011/TT-BNV, Decree 30/2020/NĐ-CP.
"""

from __future__ import annotations

from archivist.lazyclass import dataclass
from archivist.model import System


@dataclass(frozen=True, slots=True, kw_only=True)
class LayoutProfile:
    """One layout rule.

    Attributes:
        name: short name, used in evidence.
        system: the system it belongs to.
        since: ISO date it took effect, empty for the oldest.
        until: ISO date it was replaced, empty while in force.
        authority: separator of authority lines it prescribes: ``"/"`` (T/M) or ``"."`` (TM.).
        number_separators: order of separators in a number without a year: ``"-/"``
            (39-NQ/TW) or ``"/-"`` (15/QĐ-UBND).
        letter_subject: words that open the subject of a letter.
        submission_greeting: greeting of a submission (Tờ trình), folded.
    """

    name: str
    system: System
    since: str
    until: str
    authority: str
    number_separators: str
    letter_subject: tuple[str, ...]
    submission_greeting: str = "kinh gui"


_PARTY, _STATE = System.PARTY, System.STATE

PROFILES: tuple[LayoutProfile, ...] = (
    LayoutProfile(
        name="party-1998",
        system=_PARTY,
        since="",
        until="2004-05-28",
        authority="/",
        number_separators="-/",
        letter_subject=("v/v", "ve viec", "ve"),
    ),
    LayoutProfile(
        name="party-2004",
        system=_PARTY,
        since="2004-05-28",
        until="2018-04-03",
        authority="/",
        number_separators="-/",
        letter_subject=("v/v", "ve viec", "ve"),
    ),
    LayoutProfile(
        name="party-2018",
        system=_PARTY,
        since="2018-04-03",
        until="2026-05-27",
        authority="/",
        number_separators="-/",
        letter_subject=("ve", "ve viec", "v/v"),
    ),
    LayoutProfile(
        name="party-2026",
        system=_PARTY,
        since="2026-05-27",
        until="",
        authority="/",
        number_separators="-/",
        letter_subject=("ve viec", "ve"),
        submission_greeting="kinh trinh",
    ),
    LayoutProfile(
        # Before the Joint Circular of 2005 State bodies wrote T/M and TM. side by side.
        name="state-before-2005",
        system=_STATE,
        since="",
        until="2005-05-06",
        authority="",
        number_separators="",
        letter_subject=("v/v", "ve viec", "trich yeu"),
    ),
    LayoutProfile(
        name="state-2005",
        system=_STATE,
        since="2005-05-06",
        until="2011-01-19",
        authority=".",
        number_separators="/-",
        letter_subject=("v/v", "ve viec"),
    ),
    LayoutProfile(
        name="state-2011",
        system=_STATE,
        since="2011-01-19",
        until="2020-03-05",
        authority=".",
        number_separators="/-",
        letter_subject=("v/v", "ve viec"),
    ),
    LayoutProfile(
        name="state-2020",
        system=_STATE,
        since="2020-03-05",
        until="",
        authority=".",
        number_separators="/-",
        letter_subject=("v/v",),
    ),
)


def profile_for(system: System, issued: str) -> LayoutProfile | None:
    """The profile in force on `issued` (ISO date, possibly partial or empty).

    Without a date the newest profile is taken: most of what is filed is new.
    """
    own = [profile for profile in PROFILES if profile.system is system]
    if not own:
        return None
    if not issued:
        return own[-1]
    for profile in own:
        # Partial dates compare as text: "2026" < "2026-05-27" keeps the older profile.
        if not profile.until or issued < profile.until:
            return profile
    return own[-1]


def authority_agrees(profile: LayoutProfile, separator: str) -> bool | None:
    """Whether an authority line uses the separator the profile prescribes; None if it leaves it open."""
    return None if not profile.authority else separator == profile.authority
