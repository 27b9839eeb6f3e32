"""Every record survives being written and read: whatever it holds, nothing is lost."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from hypothesis import given
from hypothesis import strategies as st

from archivist.layout import document_id, relative_folder
from archivist.model import (
    Access,
    Box,
    Candidate,
    Change,
    ChangedAfter,
    Citation,
    Defaults,
    Document,
    Evidence,
    FieldName,
    Integrity,
    Issuer,
    Kind,
    Level,
    Part,
    PartRole,
    Reading,
    Reason,
    Receipt,
    RelationKind,
    Secrecy,
    Signature,
    SignatureCheck,
    SignatureRemark,
    StoredFile,
    TextState,
    TimeSource,
    Trust,
)
from archivist.store import (
    Tombstone,
    decode_document,
    decode_receipt,
    decode_tombstone,
    encode_document,
    encode_receipt,
    encode_tombstone,
)

PATH = Path("record.json")
T = TypeVar("T")

text = st.text(max_size=30)
file_names = text | st.binary(max_size=20).map(os.fsdecode)
moments = st.datetimes(
    # hypothesis wants naive bounds and adds the zone
    min_value=dt.datetime(1900, 1, 2),  # noqa: DTZ001
    max_value=dt.datetime(2999, 1, 1),  # noqa: DTZ001
    timezones=st.just(dt.UTC),
)
numbers = st.floats(allow_nan=False, allow_infinity=False)
shares = st.floats(0, 1)
counts = st.integers(0, 2**40)
hashes = st.binary(min_size=32, max_size=32).map(bytes.hex)


def many(items: st.SearchStrategy[T], most: int = 3) -> st.SearchStrategy[tuple[T, ...]]:
    return st.lists(items, max_size=most).map(tuple)


def record(made: Callable[..., T], /, **parts: st.SearchStrategy[object]) -> st.SearchStrategy[T]:
    return st.builds(made, **parts)


boxes = record(Box, x0=numbers, top=numbers, x1=numbers, bottom=numbers)
evidence = record(
    Evidence,
    source=text,
    page=st.none() | counts,
    line=st.none() | counts,
    box=st.none() | boxes,
    quote=file_names,
    rule=text,
)
candidates = record(Candidate, value=text, confidence=shares, evidence=evidence)
readings = record(
    Reading, value=text, confidence=shares, evidence=many(evidence), runners_up=many(candidates)
)
levels = st.none() | st.sampled_from(Level)
citations = record(
    Citation,
    kind=st.sampled_from(RelationKind),
    cited_as=text,
    number=text,
    target_kind=text,
    issuer=text,
    issued=text,
    scope=text,
    evidence=evidence,
    confidence=shares,
)
parts = record(
    Part,
    role=st.sampled_from(PartRole),
    number=text,
    kind=text,
    issuer=text,
    issued=text,
    subject=text,
    evidence=evidence,
    confidence=shares,
)
files = record(
    StoredFile,
    name=st.sampled_from(["original.pdf", "original", "attachment-01.docx", "attachment-12.tar.gz"]),
    received_as=file_names,
    media_type=text,
    size=counts,
    sha256=hashes,
    role=text,
)
signatures = record(
    Signature,
    signer=text,
    organisation=text,
    signed_at=text,
    time_source=st.sampled_from(TimeSource),
    reason=text,
    integrity=st.sampled_from(Integrity),
    trust=st.sampled_from(Trust),
    changed_after=st.sampled_from(ChangedAfter),
    page=st.none() | counts,
    covers_file=st.booleans(),
    remarks=many(st.sampled_from(SignatureRemark)),
)
documents = st.builds(
    lambda sha256, filed_at, rest: Document(
        id=document_id(sha256),
        sha256=sha256,
        path=relative_folder(sha256, filed_at),
        filed_at=filed_at,
        **rest,
    ),
    hashes,
    moments,
    st.fixed_dictionaries(
        {
            "revision": counts,
            "files": st.lists(files, min_size=1, max_size=3).map(tuple),
            "readings": st.dictionaries(st.sampled_from(FieldName), readings, max_size=4),
            "kind": st.none() | record(Kind, code=text, title=text, abbreviation=text),
            "issuer": st.none()
            | record(Issuer, as_printed=text, authority_id=st.none() | text, name=text, level=levels),
            "citations": many(citations),
            "parts": many(parts),
            "text_state": st.sampled_from(TextState),
            "access": st.sampled_from(Access),
            "secrecy": st.sampled_from(Secrecy),
            "pages": st.none() | counts,
            "reasons": many(st.sampled_from(Reason)),
            "changes": many(record(Change, at=moments, by=text, why=text, fields=many(text))),
            "versions": st.dictionaries(text, text, max_size=3),
            "warnings": many(text),
            "signatures": many(signatures),
            "signatures_checked": st.none() | record(SignatureCheck, at=moments, library=text),
        }
    ),
)
receipts = st.builds(
    Receipt,
    id=st.from_regex(r"[a-z0-9][a-z0-9-]{0,20}", fullmatch=True),
    document_id=hashes.map(document_id),
    received_at=moments,
    received_as=file_names,
    source=file_names,
    inbox=file_names,
    inbox_path=file_names,
    received_from=text,
    defaults=st.builds(Defaults, issuer=st.none() | text, level=levels, received_from=st.none() | text),
    by=text,
)
tombstones = st.builds(Tombstone, id=hashes.map(document_id), sha256=hashes, at=moments, by=text, reason=text)


@given(documents)
def test_documents_round_trip(document: Document) -> None:
    data = encode_document(document)
    data.decode("utf-8")
    assert decode_document(data, PATH) == document
    assert encode_document(decode_document(data, PATH)) == data


@given(receipts)
def test_receipts_round_trip(receipt: Receipt) -> None:
    assert decode_receipt(encode_receipt(receipt), PATH) == receipt


@given(tombstones)
def test_tombstones_round_trip(tombstone: Tombstone) -> None:
    assert decode_tombstone(encode_tombstone(tombstone), PATH) == tombstone
