"""Documents as the catalogue registers them, and a program that reads it as another user."""

from __future__ import annotations

import datetime as dt
import os
from pathlib import Path

from archivist.model import (
    Access,
    Citation,
    Document,
    DocumentId,
    Evidence,
    Issuer,
    Kind,
    Reading,
    Reason,
    StoredFile,
    TextState,
)

NOON = dt.datetime(2026, 5, 4, 12, 0, 0, 123456, tzinfo=dt.UTC)


EVIDENCE = (Evidence(source="page", page=1, line=2),)


REPORT = Kind(code="bao-cao", title="Báo cáo", abbreviation="BC")


def make_document(
    id: str = "aaaa",
    *,
    revision: int = 1,
    number: str | None = "07-BC/TU",
    issued: str | None = "2026-05-04",
    kind: Kind | None = REPORT,
    issuer: str | None = "tinh-uy:ha-mo",
    access: Access = Access.OPEN,
    reasons: tuple[Reason, ...] = (),
    citations: tuple[Citation, ...] = (),
    filed_at: dt.datetime = NOON,
) -> Document:
    values = {"number": number, "issued": issued, "subject": "Tình hình quý I", "level": "provincial"}
    return Document(
        id=DocumentId(id),
        revision=revision,
        sha256=f"sha-{id}",
        path=f"documents/2026/05/20260504-{id}",
        filed_at=filed_at,
        files=(
            StoredFile(
                name="original.pdf",
                received_as="bc.pdf",
                media_type="application/pdf",
                size=9,
                sha256=f"sha-{id}",
            ),
        ),
        readings={
            name: Reading(value=value, confidence=0.9, evidence=EVIDENCE)
            for name, value in values.items()
            if value
        },
        kind=kind,
        issuer=Issuer(as_printed="TỈNH ỦY HÀ MƠ", authority_id=issuer, name="Tỉnh ủy Hà Mơ")
        if issuer
        else None,
        citations=citations,
        text_state=TextState.COMPLETE,
        access=access,
        reasons=reasons,
    )


def ids(rows: object) -> list[str]:
    assert isinstance(rows, tuple)
    return [row.id for row in rows]


def environment() -> dict[str, str]:
    return {
        **os.environ,
        "PYTHONPATH": os.pathsep.join([str(Path(__file__).parents[2]), os.environ.get("PYTHONPATH", "")]),
    }
