"""Outlook items (.msg) through oxmsg: head, text, attachments.

Owns: choosing the body, attachments as parts, items attached to items (their subject and text
become lines of this one).
Must not: fetch anything, or let a damaged attachment hide the mail.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from importlib.metadata import version

import olefile
from oxmsg import Message
from oxmsg.attachment import Attachment as OutlookAttachment
from oxmsg.properties import Properties
from oxmsg.storage import Storage

from archivist.extract.cleaning import clean_line
from archivist.extract.html import html_rows
from archivist.extract.parts import take_parts
from archivist.extract.plain import text_rows
from archivist.extract.request import Request, refuse
from archivist.extract.restoring import build
from archivist.extract.rows import Row
from archivist.extracted import Extracted
from archivist.model import Reason

VERSION = f"msg 1 (oxmsg {version('python-oxmsg')})"
_BROKEN = (
    OSError, ValueError, TypeError, KeyError, IndexError, AttributeError, LookupError, AssertionError,
    OverflowError, RecursionError, struct.error,
)  # fmt: skip
_HEAD = (("From", "from"), ("To", "to"), ("Cc", "cc"), ("Subject", "subject"), ("Date", "date"))
# Property ids ([MS-OXPROPS]).
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
        rows += _body_rows(message)
        storages = list(root.iter_attachment_storages())
    except _BROKEN as error:
        refuse(Reason.UNREADABLE, f"the Outlook item is damaged: {type(error).__name__}: {error}")
    for storage in storages:
        rows += _embedded_rows(storage, 1)
    attachments, notes = take_parts(request, _attachments(storages))
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


def _body_rows(message: Message) -> list[Row]:
    body = message.body
    if body and body.strip("\x00 \r\n"):
        return text_rows(body.replace("\x00", ""))
    html = message.html_body
    return html_rows(html)[0] if html else []


def _embedded_rows(storage: Storage, depth: int) -> list[Row]:
    """Subject and text of a message attached to this one, and of those attached to it."""
    rows: list[Row] = []
    for inner in storage.storages:
        if inner.name != _EMBEDDED or depth > _DEPTH:
            continue
        try:
            properties = Properties(inner, properties_header_offset=_EMBEDDED_HEADER)
            subject, body = (properties.str_prop_value(one) or "" for one in (_SUBJECT, _BODY))
        except _BROKEN:
            continue
        rows += [Row(text=f"Attached message: {subject}"), *text_rows(body.replace("\x00", ""))]
        for attached in inner.iter_attachment_storages():
            rows += _embedded_rows(attached, depth + 1)
    return rows


def _attachments(storages: list[Storage]) -> Iterator[tuple[str, bytes]]:
    """Name and bytes of each file, also of those in attached messages."""
    for storage in storages:
        for inner in storage.storages:
            if inner.name == _EMBEDDED:
                yield from _attachments(list(inner.iter_attachment_storages()))
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
            yield name, data
