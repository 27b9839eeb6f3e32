"""Word documents made small before their XML is parsed.

Word saves a run for every proofing language, revision and keyboard change, converters one for
every letter or two: 180 000 characters in 77 000 runs, ten megabytes of XML of which a
twentieth matters. Most of the time went into parsing what nobody reads.

Owns: leaving out empty elements that the reader never looks at, joining neighbouring runs with
the same properties (on bytes), and the conditions under which both are safe.
Must not: decide what is text; whatever it does not recognise it leaves as it was, and the
parser judges the result.
"""

from __future__ import annotations

import re

from archivist.lazypattern import late_pattern

_ATTRIBUTE = rb"(?: [A-Za-z0-9]+:[A-Za-z0-9]+=\"[^\"<>&]*\")"
_UNREAD = (
    b"szCs|bCs|iCs|lang|color|shd|spacing|ind|kern|noProof|rtl|highlight|bookmarkStart|bookmarkEnd|proofErr"
    b"|lastRenderedPageBreak|widowControl|keepNext|keepLines|snapToGrid|tcW|vAlign|gridCol|bidi|w|position"
    b"|autoSpaceDE|autoSpaceDN|adjustRightInd|contextualSpacing|outlineLvl|textAlignment"
)
# All patterns begin with a literal: so the engine leaps from tag to tag.
_NOISE = late_pattern(
    # empty elements without text or looks, and the looks of paragraph marks
    rb"<w:(?:(?:" + _UNREAD + rb")" + _ATTRIBUTE + rb"* ?/>"
    rb"|rPr>(?:<w:[A-Za-z]+" + _ATTRIBUTE + rb"* ?/>)*</w:rPr>(?=</w:pPr>))"
)
_RUN = late_pattern(
    rb"<w:r" + _ATTRIBUTE + rb"*>(?:<w:rPr>((?:<w:[A-Za-z]+" + _ATTRIBUTE + rb"* ?/>)*)</w:rPr>)?"
    rb"<w:t(?: xml:space=\"(?:preserve|default)\")?>([^<]*)</w:t></w:r>"
)
_COMMENT = late_pattern(rb"<!--(.*?)(?:-->|$)", re.DOTALL)
_DECLARED = late_pattern(rb"^(?:\xef\xbb\xbf)?\s*<\?xml[^>]*?encoding\s*=\s*[\"']([A-Za-z0-9_-]+)")


def slim(data: bytes, *, above: int = 100_000) -> bytes:
    """A part of WordprocessingML that reads the same and is smaller.

    Args:
        data: the part.
        above: smaller parts are left as they are.

    Returns:
        ``data`` itself when there is little to gain or any doubt that it is safe.
    """
    if len(data) < above or not _is_plain(data):
        return data
    return _joined(_NOISE.sub(b"", data))


def _joined(data: bytes) -> bytes:
    out: list[bytes] = []
    texts: list[bytes] = []
    looks: bytes | None = b""
    ended = 0
    for match in _RUN.finditer(data):
        start, end = match.span()
        found, text = match.groups()
        if start == ended and found == looks and texts:
            texts.append(text)
        else:
            out += _run(looks, texts)
            out.append(data[ended:start])
            texts, looks = [text], found
        ended = end
    out += _run(looks, texts)
    out.append(data[ended:])
    return b"".join(out)


def _is_plain(data: bytes) -> bool:
    """False when something that looks like a run may be none, or when the bytes are no ASCII.

    CDATA sections, processing instructions and comments may hold such text; a prefix may be
    bound twice. UTF-16 needs no test: the patterns find nothing in it.
    """
    if data.count(b"xmlns:w=") != 1 or data.count(b"<?") > 1 or b"<![" in data or b"]]" in data:
        return False
    if any(b"<w:" in comment for comment in _COMMENT.findall(data)):
        return False
    declared = _DECLARED.match(data)
    return not declared or declared.group(1).lower() in (b"utf-8", b"us-ascii")


def _run(looks: bytes | None, texts: list[bytes]) -> list[bytes]:
    if not texts:
        return []
    properties = b"<w:rPr>" + looks + b"</w:rPr>" if looks else b""
    return [b"<w:r>", properties, b"<w:t>", *texts, b"</w:t></w:r>"]
