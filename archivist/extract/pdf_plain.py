"""Streams of a PDF taken straight from its bytes, where they are written as nearly all are.

Owns: recognising a plain stream object (no encryption, one dictionary without strings, a length, no filter
or deflate alone) and unpacking it within a limit.
Must not: guess. Whatever is not plain is None, and pypdf reads it.

pypdf reads an object sign by sign. The gate looks through four or five forms for each signature that one can
see, and through the contents of every page, only to find one string or to weigh them.
"""

from __future__ import annotations

import zlib
from typing import NamedTuple

from pypdf import PdfReader
from pypdf.generic import IndirectObject

from archivist.lazypattern import late_pattern

_OBJECT = late_pattern(rb"\s*(\d{1,10})\s+(\d{1,5})\s+obj\s*(<<[^()%#]*?>>)\s*stream\r?\n")
_HEAD_BYTES = 1024
_LENGTH = late_pattern(rb"/Length\s+(\d{1,10})(\s+\d{1,5}\s+R)?(?![^\s/>])")
_DEFLATE = late_pattern(rb"/Filter\s*(?:/FlateDecode|\[\s*/FlateDecode\s*\])(?![^\s/>])")
_SUBTYPE = late_pattern(rb"/Subtype\s*(/[A-Za-z]+)(?![^\s/<>\[\]])")
_FORMS = late_pattern(rb"/XObject\s*<<((?:\s*/[^\s/\[\]()<>{}%]+\s+\d{1,10}\s+\d{1,5}\s+R)*)\s*>>")
_FORM = late_pattern(rb"(/[^\s/\[\]()<>{}%]+)\s+(\d{1,10})\s+(\d{1,5})\s+R")
_END = b"endstream"
# Deflate makes at most 258 bytes of two bits; zlib's authors put the limit at 1032:1 (zlib.net/zlib_tech.html).
_EXPANSION = 1032


class PlainStream(NamedTuple):
    """The dictionary of a stream as it is written, and the place of its data in the file."""

    reader: PdfReader
    head: bytes
    start: int

    @property
    def subtype(self) -> str | None:
        """As ``/Form``; empty when none is told, None when it is not told plainly."""
        told = _SUBTYPE.findall(self.head)
        if self.head.count(b"/Subtype") != len(told) or len(told) > 1:
            return None
        return told[0].decode() if told else ""

    def painted(self) -> dict[str, IndirectObject] | None:
        """The forms and images among its resources, by name; None when they are not listed plainly."""
        listed = _FORMS.findall(self.head)
        if len(listed) != 1 or self.head.count(b"/Resources") != 1:
            return None
        named: dict[str, IndirectObject] = {}
        for name, number, generation in _FORM.findall(listed[0]):
            reference = IndirectObject(int(number), int(generation), self.reader)
            named.setdefault(name.decode("utf-8", "replace"), reference)
        return named

    def at_most(self) -> int | None:
        """Bytes that it never unpacks to more than; None when it is packed otherwise, or ends elsewhere."""
        told = self._told()
        return None if told is None else told[0] * (_EXPANSION if told[1] else 1)

    def content(self, most: int) -> bytes | None:
        """Unpacked; None when it is packed otherwise, damaged, or unpacks to more than `most` bytes."""
        told = self._told()
        if told is None or told[0] > most:
            return None
        self.reader.stream.seek(self.start)
        data = self.reader.stream.read(told[0])
        return _inflated(data, most) if told[1] else data

    def _told(self) -> tuple[int, bool] | None:
        """Its length, which is true, and whether it is packed by deflate."""
        length = _LENGTH.findall(self.head)
        packed = _DEFLATE.search(self.head) is not None
        if (
            len(length) != 1
            or length[0][1]
            or self.head.count(b"/Length") != 1
            or b"/DecodeParms" in self.head
            or self.head.count(b"/Filter") != int(packed)
        ):
            return None
        size = int(length[0][0])
        self.reader.stream.seek(self.start + size)
        end = self.reader.stream.read(len(_END) + 3).lstrip()[: len(_END)]
        return (size, packed) if end == _END else None


def plain_stream(reference: object) -> PlainStream | None:
    """The stream that `reference` points to, when it is plain."""
    if not isinstance(reference, IndirectObject) or not isinstance(reference.pdf, PdfReader):
        return None
    reader, number, generation = reference.pdf, reference.idnum, reference.generation
    place = reader.xref.get(generation, {}).get(number)
    if place is None or number in reader.xref_objStm or reader.is_encrypted:
        return None
    if reader.xref_free_entry.get(generation, {}).get(number):
        return None
    reader.stream.seek(place)
    found = _OBJECT.match(reader.stream.read(_HEAD_BYTES))
    if found is None or int(found[1]) != number or int(found[2]) != generation:
        return None
    return PlainStream(reader, found[3], place + found.end())


def _inflated(data: bytes, most: int) -> bytes | None:
    unpacking = zlib.decompressobj()
    try:
        content = unpacking.decompress(data, most)
    except zlib.error:
        return None
    return content if unpacking.eof else None
