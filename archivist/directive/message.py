"""Mail: a message about directives is no directive.

Owns: telling mail, and the little that can be said of it (its subject, what it carries).
Must not: read a number, kind or issuer from its text: those named there are citations.

A message has a sender, not an issuer, and a day of sending, which is no date of issue. An
archivist files it under its subject and files the directive it carries in its own right.
"""

from __future__ import annotations

import re

from archivist import numbers
from archivist.directive.pieces import MOTTO, PARTY_HEAD, QUOTE_LIMIT, STATE_HEAD, fold_aligned
from archivist.extracted import Attachment, Extracted
from archivist.lazypattern import late_pattern
from archivist.model import Evidence, FieldName, Reading

_HEAD_TEXT = 1500
"""Characters of an attachment looked at for the head of a directive."""
_MAIL = frozenset({"message/rfc822", "application/vnd.ms-outlook"})
_FORWARDED = late_pattern(r"^(?:(?:fwd?|re|tr|chuyển tiếp|trả lời)\s*:\s*)+", re.IGNORECASE)


def is_message(extracted: Extracted) -> bool:
    """True for mail: by the type of the file, or a sender and an identifier in its facts."""
    if extracted.detected.media_type in _MAIL:
        return True
    facts = extracted.metadata
    return bool(facts.get("from")) and bool(facts.get("message-id") or facts.get("to"))


def fill_from_message(extracted: Extracted, readings: dict[str, Reading]) -> None:
    """Add what a message states of itself to `readings`."""
    subject = _FORWARDED.sub("", extracted.metadata.get("subject", "")).strip()
    if subject:
        readings[FieldName.SUBJECT] = Reading(
            value=subject,
            confidence=0.9,
            evidence=(Evidence(source="metadata", quote=subject[:QUOTE_LIMIT], rule="subject:of-message"),),
        )
    carried = [one.received_as for one in extracted.attachments if _holds_directive(one)]
    if carried:
        readings[FieldName.CARRIES] = Reading(
            value=" | ".join(carried),
            confidence=0.85,
            evidence=tuple(
                Evidence(source="metadata", quote=name[:QUOTE_LIMIT], rule="message:carries-directive")
                for name in carried
            ),
        )


def _holds_directive(attachment: Attachment) -> bool:
    """True when an attachment opens with a letterhead, or its name is a number (scans)."""
    folded = fold_aligned(attachment.text[:_HEAD_TEXT])
    if PARTY_HEAD.search(folded) or (STATE_HEAD.search(folded) and MOTTO.search(folded)):
        return True
    if attachment.text.strip():
        return False
    stem = re.sub(r"\.\w{2,5}$", "", attachment.received_as)
    words = stem.replace("_", "/").split()
    return bool(words) and any(
        numbers.parse_number(spelling) is not None
        for spelling in (words[0], words[0].replace("-", "/").replace("/", "-", 1))
    )
