"""Who may change whose acts."""

from __future__ import annotations

import dataclasses

import pytest

from archivist.authorities.competence import competence
from archivist.authorities.issuers import IssuerRecord, issuer_by_id
from archivist.model import Competence


@pytest.mark.parametrize(
    ("changing", "issuing", "expected"),
    [
        ("tinh-uy:lam-ha", "tinh-uy:lam-ha", Competence.SAME),
        ("tinh-uy:tuyen-quang", "tinh-uy:ha-giang", Competence.SAME),  # Resolution 202/2025/QH15
        ("tinh-uy:ha-giang", "tinh-uy:tuyen-quang", Competence.OTHER),
        ("tinh-uy:lam-ha", "tinh-uy:bach-thuong", Competence.OTHER),
        ("bo-chinh-tri", "tinh-uy:lam-ha", Competence.HIGHER),
        ("tinh-uy:lam-ha", "bo-chinh-tri", Competence.LOWER),
        ("ban-bi-thu", "bo-chinh-tri", Competence.SAME),  # one letterhead
        ("van-phong-tinh-uy:lam-ha", "tinh-uy:lam-ha", Competence.LOWER),
        ("tinh-uy:lam-ha", "van-phong-trung-uong", Competence.LOWER),
        ("bo-noi-vu", "chinh-phu", Competence.LOWER),
        ("chinh-phu", "bo-noi-vu", Competence.HIGHER),
        ("ubnd-tinh:lam-ha", "tinh-uy:lam-ha", Competence.OTHER),  # State and Party
        ("tinh-uy:lam-ha", None, Competence.UNKNOWN),
        ("tinh-uy:?", "bo-chinh-tri", Competence.UNKNOWN),
    ],
)
def test_whose_acts_a_body_may_change(changing: str, issuing: str | None, expected: Competence) -> None:
    assert competence(changing, issuing) is expected


def test_bodies_an_archive_knows_itself_count() -> None:
    def lookup(id: str) -> IssuerRecord | None:
        found = issuer_by_id(id)
        if id == "tinh-uy:lam-ha" and found is not None:
            return dataclasses.replace(found, successors=("tinh-uy:bach-thuong",))
        return found

    assert competence("tinh-uy:bach-thuong", "tinh-uy:lam-ha", lookup) is Competence.SAME
