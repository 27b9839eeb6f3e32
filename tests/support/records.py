"""Made records for tests of the store: fictional throughout."""

from __future__ import annotations

import datetime as dt
import hashlib

from archivist.layout import document_id, relative_folder
from archivist.model import (
    Document,
    Evidence,
    FieldName,
    Kind,
    Reading,
    Receipt,
    StoredFile,
    TextState,
)

AT = dt.datetime(2026, 11, 22, 9, 31, 7, 250_000, tzinfo=dt.UTC)
CONTENT = "TỈNH ỦY LẠC THỦY\nSố 05-CT/TU\nCHỈ THỊ về phòng, chống thiên tai\n".encode()


def sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def reading(value: str) -> Reading:
    return Reading(
        value=value, confidence=0.9, evidence=(Evidence(source="page", page=1, line=2, quote=value),)
    )


def stored(data: bytes, name: str, *, role: str = "original") -> StoredFile:
    return StoredFile(
        name=name,
        received_as=f"Chỉ thị ({name})",
        media_type="text/plain",
        size=len(data),
        sha256=sha256(data),
        role=role,
    )


def document(data: bytes = CONTENT, *, revision: int = 1, attachments: tuple[bytes, ...] = ()) -> Document:
    files = [stored(data, "original.txt")]
    for number, content in enumerate(attachments, start=1):
        files.append(stored(content, f"attachment-{number:02d}.txt", role="attachment"))
    return Document(
        id=document_id(sha256(data)),
        revision=revision,
        sha256=sha256(data),
        path=relative_folder(sha256(data), AT),
        filed_at=AT,
        files=tuple(files),
        readings={
            FieldName.NUMBER: reading("05-CT/TU"),
            FieldName.SUBJECT: reading("phòng, chống thiên tai"),
        },
        kind=Kind(code="chi-thi", title="Chỉ thị", abbreviation="CT"),
        text_state=TextState.COMPLETE,
        pages=1,
    )


def receipt(of: Document, receipt_id: str = "first0000000", *, minutes: int = 0) -> Receipt:
    return Receipt(
        id=receipt_id,
        document_id=of.id,
        received_at=AT + dt.timedelta(minutes=minutes),
        received_as="Chỉ thị số 05.txt",
        source="/mnt/hop-thu/van-phong/Chỉ thị số 05.txt",
        inbox="/mnt/hop-thu",
        inbox_path="van-phong/Chỉ thị số 05.txt",
        by="lan",
    )
