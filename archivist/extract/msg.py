"""Outlook items (.msg) through oxmsg: head, text, attachments.

Owns: choosing the body, attachments as parts, items attached to items (their subject and text
become lines of this one).
Must not: fetch anything, or let a damaged attachment hide the mail.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from contextlib import suppress
from importlib.metadata import version
from itertools import chain

import olefile
from oxmsg import Message
from oxmsg.attachment import Attachment as OutlookAttachment
from oxmsg.properties import Properties
from oxmsg.storage import Storage

from archivist.encoding import decode_html
from archivist.extract.cleaning import clean_line
from archivist.extract.html import html_rows
from archivist.extract.parts import Part, take_parts
from archivist.extract.plain import text_rows
from archivist.extract.request import Request, refuse
from archivist.extract.restoring import build
from archivist.extract.rows import Row
from archivist.extracted import Extracted
from archivist.model import Reason

VERSION = f"msg 2 (oxmsg {version('python-oxmsg')})"
_BROKEN = (
    OSError, ValueError, TypeError, KeyError, IndexError, AttributeError, LookupError, AssertionError,
    OverflowError, RecursionError, struct.error,
)  # fmt: skip
_HEAD = (("From", "from"), ("To", "to"), ("Cc", "cc"), ("Subject", "subject"), ("Date", "date"))
# Property ids ([MS-OXPROPS]).
_HTML, _RTF, _CODE_PAGE = 0x1013, 0x1009, 0x3FDE
_SUBJECT, _BODY, _SHORT_NAME, _DISPLAY_NAME, _TO, _CC = 0x0037, 0x1000, 0x3704, 0x3001, 0x0E04, 0x0E03
_EMBEDDED = "__substg1.0_3701000D"  # an object: a message, or an OLE object
_EMBEDDED_HEADER = 24  # [MS-OXMSG] 2.4.1.2: its property stream begins with 24 bytes
_DEPTH = 5


def extract(request: Request) -> Extracted:
    """Read an Outlook item.

    Raises:
        ExtractionError: reason ``unreadable``.
    """
    try:
        with olefile.OleFileIO(request.path) as ole:
            root = Storage.from_ole(ole)
        message = Message(root)
        metadata = _metadata(message)
        rows = [Row(text=f"{label}: {metadata[key]}") for label, key in _HEAD if key in metadata]
        rows += _text_rows(message.properties)
        storages = list(root.iter_attachment_storages())
        unread = list(_unread_body(message.properties, "body.rtf"))
    except _BROKEN as error:
        refuse(Reason.UNREADABLE, f"the Outlook item is damaged: {type(error).__name__}: {error}")
    for storage in storages:
        rows += _embedded_rows(storage, 1)
    attachments, notes = take_parts(request, chain(unread, _attachments(storages)))
    built = build(rows, text_chars=request.limits.text_chars)
    return Extracted(
        detected=request.detected,
        pages=(built.page,),
        extractor=VERSION,
        metadata={**metadata, **built.facts},
        attachments=attachments,
        truncated=built.truncated,
        warnings=(*notes, *built.warnings),
        original_text=built.original,
        page_count=1,
    )


def _metadata(message: Message) -> dict[str, str]:
    properties = message.properties
    found = {
        "from": message.sender or "",
        "to": properties.str_prop_value(_TO) or "",
        "cc": properties.str_prop_value(_CC) or "",
        "subject": message.subject,
        "title": message.subject,
    }
    sent = message.sent_date
    if sent is not None:
        found["date"] = found["created"] = sent.isoformat()
    cleaned = {key: clean_line(value.replace("\x00", ""))[:2000] for key, value in found.items()}
    return {key: value for key, value in cleaned.items() if value}


def _unread_body(properties: Properties, name: str) -> Iterator[Part]:
    """A part that says so when the text is there in a form we do not read: nobody may take it for none.

    Outlook writes the plain text beside the others; some programs write compressed RTF alone ([MS-OXRTFCP]).
    """
    plain = properties.str_prop_value(_BODY) or ""
    if plain.strip("\x00 \r\n") or _html_of(properties):
        return
    if rich := properties.binary_prop_value(_RTF):
        yield Part(name, rich, Reason.UNSUPPORTED_TYPE)


def _html_of(properties: Properties) -> str:
    """The text as HTML: bytes in the code page the item names, or text of older programs."""
    html = properties.binary_prop_value(_HTML)
    if not html:
        return properties.str_prop_value(_HTML) or ""
    if properties.int_prop_value(_CODE_PAGE):
        with suppress(LookupError, UnicodeDecodeError):
            return html.decode(properties.body_encoding)
    return decode_html(html)[0]  # as its own head says; oxmsg would take it for Western European


def _embedded_rows(storage: Storage, depth: int) -> list[Row]:
    """Subject and text of a message attached to this one, and of those attached to it."""
    rows: list[Row] = []
    for inner in storage.storages:
        if inner.name != _EMBEDDED or depth > _DEPTH:
            continue
        try:
            properties = _embedded_properties(inner)
            subject = properties.str_prop_value(_SUBJECT) or ""
            rows += [Row(text=f"Attached message: {subject}"), *_text_rows(properties)]
        except _BROKEN:
            continue
        for attached in inner.iter_attachment_storages():
            rows += _embedded_rows(attached, depth + 1)
    return rows


def _embedded_properties(inner: Storage) -> Properties:
    return Properties(inner, properties_header_offset=_EMBEDDED_HEADER)


def _text_rows(properties: Properties) -> list[Row]:
    body = (properties.str_prop_value(_BODY) or "").replace("\x00", "")
    if body.strip():
        return text_rows(body)
    html = _html_of(properties)
    return html_rows(html)[0] if html else []


def _unread_message(inner: Storage, depth: int) -> Iterator[Part]:
    """A part that stands for an attached message, or its text, that cannot be read."""
    if depth > _DEPTH:
        yield Part("message.msg", b"", Reason.DECOMPRESSION_LIMIT)
        return
    try:
        properties = _embedded_properties(inner)
        _text_rows(properties)
        yield from _unread_body(properties, "message.rtf")
    except _BROKEN:
        yield Part("message.msg", b"", Reason.UNREADABLE)


def _attachments(storages: list[Storage], depth: int = 1) -> Iterator[Part]:
    """Name and bytes of each file, also of those in attached messages."""
    for storage in storages:
        for inner in storage.storages:
            if inner.name == _EMBEDDED:
                yield from _unread_message(inner, depth)
                if depth <= _DEPTH:
                    yield from _attachments(list(inner.iter_attachment_storages()), depth + 1)
        try:
            attachment = OutlookAttachment(storage)
            data = attachment.file_bytes
            properties = attachment.properties
            name = attachment.file_name or next(
                filter(None, map(properties.str_prop_value, (_SHORT_NAME, _DISPLAY_NAME))), ""
            )
        except _BROKEN:
            name, data = "", b""
        if data is not None:
            yield Part(name, data)
