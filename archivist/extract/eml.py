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
from archivist.extract.pictures import is_scan
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
    body = _body(message)
    rows += _body_rows(body)
    attachments, notes = take_parts(request, _attachments(message, body))
    built = build(rows, text_chars=request.limits.text_chars)
    return Extracted(
        detected=request.detected,
        pages=(built.page,),
        extractor="eml 2",
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


def _body(message: EmailMessage) -> MIMEPart | None:
    try:
        return message.get_body(preferencelist=("plain", "html"))
    except _BROKEN:
        return None


def _body_rows(body: MIMEPart | None) -> list[Row]:
    if body is None:
        return []
    text = _text(body)
    if body.get_content_type() == "text/html":
        return html_rows(text if text is not None else decode_html(_content(body))[0])[0]
    return text_rows(text if text is not None else decode_text(_content(body))[0])


def _text(part: MIMEPart) -> str | None:
    """Text of a part as its head declares it; None when the head is wrong or silent."""
    charset = part.get_content_charset()
    try:
        return _content(part).decode(charset) if charset else None
    except (LookupError, UnicodeDecodeError):
        return None


def _content(part: MIMEPart) -> bytes:
    """Bytes of a part; a mail (or a report on one) inside the mail as its own text."""
    payload = part.get_payload()
    if isinstance(payload, list):
        return b"\n".join(inner.as_bytes() if isinstance(inner, MIMEPart) else b"" for inner in payload)
    payload = part.get_payload(decode=True)
    return payload if isinstance(payload, bytes) else str(part.get_payload()).encode("utf-8", "replace")


def _leaves(message: EmailMessage, body: MIMEPart | None) -> Iterator[MIMEPart]:
    """Every part that is not the body, or another form of it; mails inside are not entered.

    We look ourselves: ``iter_attachments`` of the standard library gives none of a mail that is one single
    file (scanners send such), none inside ``multipart/alternative`` (Apple's mail puts them there), and
    passes over the first HTML part even when the body is plain text.
    """
    waiting: list[tuple[MIMEPart, bool]] = [(message, False)]
    while waiting:
        part, variant = waiting.pop()
        payload = part.get_payload()
        if part.get_content_maintype() == "multipart" and isinstance(payload, list):
            kind = part.get_content_subtype()  # related: a form of the body with the pictures it shows
            inside = kind == "alternative" or (variant and kind == "related")
            waiting += [(inner, inside) for inner in reversed(payload) if isinstance(inner, MIMEPart)]
        elif part is not body and not (variant and _is_variant(part)):
            yield part


def _is_variant(part: MIMEPart) -> bool:
    """True for another form of the body: as HTML, as the entry of a calendar."""
    return part.get_content_maintype() == "text" and not part.is_attachment()


def _attachments(message: EmailMessage, body: MIMEPart | None) -> Iterator[tuple[str, bytes]]:
    """Attachments by name; pictures shown inside the text (logos, signatures) are left out unless they may be pages."""
    shown = _shown_pictures(message)
    for part in _leaves(message, body):
        try:
            name = part.get_filename() or ""
            data = _content(part)
            if part.get_content_maintype() == "image" and _is_inside(part, name, shown) and not is_scan(data):
                continue
        except _BROKEN:
            name, data = "", b""
        if not data and not name and part.get_content_maintype() == "text":
            continue  # an empty paragraph between two attachments
        if part.get_content_type() == "message/rfc822" and not name:
            name = "message.eml"
        yield name, data


def _shown_pictures(message: EmailMessage) -> str:
    """Text of the HTML body, which names the pictures shown in it (``cid:``, RFC 2392)."""
    try:
        body = message.get_body(preferencelist=("html",))
    except _BROKEN:
        return ""
    if body is None:
        return ""
    text = _text(body)
    return text if text is not None else decode_html(_content(body))[0]


def _is_inside(part: MIMEPart, name: str, shown: str) -> bool:
    """True for a picture of the text itself; a named one that no text shows is a file somebody sent."""
    identifier = str(part["Content-ID"] or "").strip().strip("<>")
    if identifier and f"cid:{identifier}" in shown:
        return True
    return not name and (part.get_content_disposition() == "inline" or bool(identifier))
