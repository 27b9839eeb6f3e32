"""Whose certificate signed: name and organisation out of a CMS signature.

Owns: the few lines of DER needed to list a signer. Nothing is verified here.
Must not: be taken for a validation.
"""

from __future__ import annotations

from collections.abc import Iterator

_CN = b"\x55\x04\x03"  # 2.5.4.3 commonName
_O = b"\x55\x04\x0a"  # 2.5.4.10 organizationName
_STRINGS = {0x0C: "utf-8", 0x13: "ascii", 0x14: "latin-1", 0x16: "ascii", 0x1E: "utf-16-be"}


def signer_of(cms: bytes) -> tuple[str, str]:
    """Common name and organisation of the signing certificate.

    Args:
        cms: the ``/Contents`` of a PDF signature (RFC 5652 SignedData, DER, zero padding).

    Returns:
        Both empty when the structure is not understood.
    """
    try:
        return _signer(cms)
    except (ValueError, IndexError, StopIteration):
        return "", ""


def _signer(cms: bytes) -> tuple[str, str]:
    content_info = _children(next(_elements(cms))[1])
    signed_data = _children(_children(content_info[1][1])[0][1])
    certificates = next(body for tag, body in signed_data if tag == 0xA0)
    signer_infos = signed_data[-1][1]
    signer_id = _children(_children(signer_infos)[0][1])[1][1]
    subjects: list[tuple[bytes, bytes]] = []
    for _, body in _elements(certificates):
        fields = _children(_children(body)[0][1])
        if fields[0][0] == 0xA0:  # explicit version
            fields = fields[1:]
        serial, subject = fields[0][1], fields[4][1]
        subjects.append((serial, subject))
    # IssuerAndSerialNumber ends with the serial number of the signer's certificate.
    chosen = next((subject for serial, subject in subjects if signer_id.endswith(serial)), None)
    return _names(chosen if chosen is not None else subjects[0][1])


def _names(subject: bytes) -> tuple[str, str]:
    found: dict[bytes, str] = {}
    for _, relative in _elements(subject):
        for _, pair in _elements(relative):
            (_, kind), (tag, value) = _children(pair)[:2]
            if kind in (_CN, _O) and tag in _STRINGS:
                found.setdefault(kind, value.decode(_STRINGS[tag], "replace").strip())
    return found.get(_CN, ""), found.get(_O, "")


def _children(body: bytes) -> list[tuple[int, bytes]]:
    return list(_elements(body))


def _elements(data: bytes) -> Iterator[tuple[int, bytes]]:
    """Tag and content of each element (ITU-T X.690, definite lengths)."""
    position = 0
    while position + 2 <= len(data):
        tag, length = data[position], data[position + 1]
        position += 2
        if length == 0x80:
            raise ValueError("indefinite length")
        if length > 0x80:
            count = length & 0x7F
            length = int.from_bytes(data[position : position + count], "big")
            position += count
        if position + length > len(data):
            raise ValueError("element longer than its container")
        yield tag, data[position : position + length]
        position += length
