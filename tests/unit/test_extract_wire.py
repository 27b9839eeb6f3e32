"""What crosses the pipe arrives as it was sent."""

from __future__ import annotations

import dataclasses
from types import MappingProxyType

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archivist.extract import wire
from archivist.extracted import (
    Attachment,
    Column,
    Detected,
    Extracted,
    Line,
    Page,
    PageText,
    SignatureField,
)
from archivist.model import Box

_TEXT = st.text(max_size=12)
_NUMBER = st.floats(allow_nan=False, allow_infinity=False, width=32)
_MAYBE = st.one_of(st.none(), st.booleans())
_BOX = st.one_of(st.none(), st.builds(Box, x0=_NUMBER, top=_NUMBER, x1=_NUMBER, bottom=_NUMBER))
_NAMES = st.lists(_TEXT, max_size=3).map(tuple)
_LINE = st.builds(
    Line, text=_TEXT, page=st.integers(1, 9), number=st.integers(1, 99), column=st.sampled_from(Column),
    centred=_MAYBE, bold=_MAYBE, italic=_MAYBE, size=st.one_of(st.none(), _NUMBER), box=_BOX,
    widget=st.booleans(), fonts=_NAMES,
)  # fmt: skip
_PAGE = st.builds(
    Page, number=st.integers(1, 9), text=_TEXT, lines=st.lists(_LINE, max_size=3).map(tuple),
    kind=st.sampled_from(PageText), width=st.one_of(st.none(), _NUMBER), height=st.one_of(st.none(), _NUMBER),
    unseen=_TEXT, layered=st.booleans(), typed=st.booleans(), looked_at=st.booleans(),
)  # fmt: skip
_SIGNATURE = st.builds(
    SignatureField, name=_TEXT, organisation=_TEXT, signed_at=_TEXT, reason=_TEXT, widget_text=_TEXT,
    page=st.one_of(st.none(), st.integers(1, 9)), box=_BOX,
)  # fmt: skip
_ATTACHMENT = st.builds(
    Attachment,
    file=_TEXT,
    received_as=_TEXT,
    media_type=_TEXT,
    size=st.integers(0),
    text=_TEXT,
    problem=_TEXT,
    secrecy=st.sampled_from(["", "none", "marked"]),
)
_EXTRACTED = st.builds(
    Extracted,
    detected=st.builds(Detected, media_type=_TEXT, suffix=_TEXT, source=_TEXT, encrypted=st.booleans()),
    pages=st.lists(_PAGE, max_size=3).map(tuple), extractor=_TEXT,
    metadata=st.dictionaries(_TEXT, _TEXT, max_size=3).map(MappingProxyType),
    signatures=st.lists(_SIGNATURE, max_size=2).map(tuple),
    attachments=st.lists(_ATTACHMENT, max_size=2).map(tuple), truncated=st.booleans(), warnings=_NAMES,
    font_encodings=_NAMES, original_text=_TEXT, page_count=st.one_of(st.none(), st.integers(0, 9)),
)  # fmt: skip


@given(_EXTRACTED)
def test_round_trip(extracted: Extracted) -> None:
    packed = wire.pack({"extracted": wire.encode(extracted)})
    assert wire.body_length(packed[: wire.PREFIX_BYTES]) == len(packed) - wire.PREFIX_BYTES
    assert wire.decode(wire.unpack(packed[wire.PREFIX_BYTES :])["extracted"]) == extracted


@pytest.mark.parametrize("record", [Extracted, Page, Line, Attachment, SignatureField, Detected])
def test_the_property_covers_every_field(record: type) -> None:
    made = {
        Extracted: _EXTRACTED, Page: _PAGE, Line: _LINE, Attachment: _ATTACHMENT, SignatureField: _SIGNATURE,
        Detected: None,
    }[record]  # fmt: skip
    names = {spec.name for spec in dataclasses.fields(record)}
    if made is not None:
        assert all(name in repr(made) for name in names)
    assert names


def test_names_that_are_not_utf8_survive() -> None:
    packed = wire.pack({"path": "c\udce1o.pdf"})
    assert wire.unpack(packed[wire.PREFIX_BYTES :]) == {"path": "c\udce1o.pdf"}


@pytest.mark.parametrize("body", [b"", b"[]", b"\xff\xfe", b"{", b'{"a": 1}x'])
def test_nonsense_is_no_message(body: bytes) -> None:
    with pytest.raises(wire.WireError):
        wire.unpack(body)


@pytest.mark.parametrize(
    "data", [None, [], {"pages": 3}, {"detected": {}}, {"unknown": 1}, {"detected": {"media_type": 3}}]
)
def test_nonsense_is_no_extraction(data: object) -> None:
    with pytest.raises(wire.WireError):
        wire.decode(data)
