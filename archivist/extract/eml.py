"""Mail: its head, its text, its attachments.

Owns: parsing by the standard library, the text head, choosing the body.
Must not: fetch anything, or let a damaged attachment hide the mail.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from email import message_from_bytes, policy
from email.errors import MessageError
from email.message import EmailMessage, MIMEPart
from email.utils import parsedate_to_datetime
from functools import lru_cache
from typing import Any

from archivist.encoding import decode_html, decode_text
from archivist.extract.cleaning import clean_line
from archivist.extract.html import html_rows
from archivist.extract.parts import take_parts
from archivist.extract.plain import text_rows
from archivist.extract.request import Request, refuse
from archivist.extract.restoring import build
from archivist.extract.rows import Row
from archivist.extracted import Extracted
from archivist.model import Reason

_HEAD = (("From", "from"), ("To", "to"), ("Cc", "cc"), ("Subject", "subject"), ("Date", "date"))
_BROKEN = (MessageError, ValueError, TypeError, LookupError, AttributeError, AssertionError)

_HEADER_CHARS = 10_000
"""Of one header; the parser of structured headers takes time that grows with the square of it."""


@lru_cache(maxsize=256)
def _parsed(name: str, value: str) -> Any:  # a header of the standard library, which is a text
    return policy.default.header_fetch_parse(name, value)


class _Bounded(policy.EmailPolicy):
    """Headers cut to a length a mail really has, and parsed once: the parser asks for each many times."""

    def header_fetch_parse(self, name: str, value: str) -> Any:  # as above
        """The header as the mail's text gives it."""
        return _parsed(name, value[:_HEADER_CHARS])


# Mails inside the mail are written out as they are: folding long headers anew is as slow as parsing.
_BOUNDED = _Bounded(refold_source="none")


def extract(request: Request) -> Extracted:
    """Read a mail.

    Raises:
        ExtractionError: reason ``unreadable``.
    """
    try:
        message = message_from_bytes(request.path.read_bytes(), EmailMessage, policy=_BOUNDED)
    except _BROKEN as error:
        refuse(Reason.UNREADABLE, f"the mail is damaged: {error}")
    assert isinstance(message, EmailMessage)
    metadata = _metadata(message)
    rows = [Row(text=f"{label}: {metadata[key]}") for label, key in _HEAD if key in metadata]
    rows += _body_rows(message)
    attachments, notes = take_parts(request, _attachments(message))
    built = build(rows, text_chars=request.limits.text_chars)
    return Extracted(
        detected=request.detected,
        pages=(built.page,),
        extractor="eml 1",
        metadata={**metadata, **built.facts},
        attachments=attachments,
        truncated=built.truncated,
        warnings=(*notes, *built.warnings),
        original_text=built.original,
        page_count=1,
    )


def _header(message: EmailMessage, name: str) -> str:
    try:
        return clean_line(str(message.get(name, "")))[:2000]
    except _BROKEN:
        raw = dict(message.raw_items()).get(name, "")
        return clean_line(str(raw))[:2000]


def _metadata(message: EmailMessage) -> dict[str, str]:
    found = {key: value for name, key in _HEAD if (value := _header(message, name))}
    identifier = _header(message, "Message-ID")
    if identifier:
        found["message-id"] = identifier
    if "subject" in found:
        found["title"] = found["subject"]
    if "date" in found:
        with suppress(ValueError, TypeError, IndexError):
            found["created"] = parsedate_to_datetime(found["date"]).isoformat()
    return found


def _body_rows(message: EmailMessage) -> list[Row]:
    try:
        body = message.get_body(preferencelist=("plain", "html"))
    except _BROKEN:
        body = None
    if body is None:
        return []
    data = _content(body)
    charset = body.get_content_charset()
    is_html = body.get_content_type() == "text/html"
    try:
        text = data.decode(charset) if charset else None
    except (LookupError, UnicodeDecodeError):
        text = None
    if is_html:
        return html_rows(text if text is not None else decode_html(data)[0])[0]
    return text_rows(text if text is not None else decode_text(data)[0])


def _content(part: MIMEPart) -> bytes:
    """Bytes of a part; a mail inside the mail as its own text."""
    if part.get_content_type() == "message/rfc822":
        inner = part.get_payload()
        inner = inner[0] if isinstance(inner, list) and inner else inner
        return inner.as_bytes() if isinstance(inner, MIMEPart) else str(inner).encode()
    payload = part.get_payload(decode=True)
    return payload if isinstance(payload, bytes) else b""


def _attachments(message: EmailMessage) -> Iterator[tuple[str, bytes]]:
    """Attachments by name; pictures shown inside the text (logos, signatures) are left out."""
    try:
        parts = list(message.iter_attachments())
    except _BROKEN:
        return
    for part in parts:
        try:
            name = part.get_filename() or ""
            inline = part.get_content_disposition() == "inline" or (part["Content-ID"] and not name)
            if inline and part.get_content_maintype() == "image":
                continue
            data = _content(part)
        except _BROKEN:
            name, data = "", b""
        if part.get_content_type() == "message/rfc822" and not name:
            name = "message.eml"
        yield name, data
